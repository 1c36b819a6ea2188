/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/report_kit: what the report form of a school is made of. */
#include "tests/tools/assert_ok.h"
#include "tests/tools/ledger_desk.h"

#include "pipeline/autoptr.h"
#include "pipeline/json_text.h"
#include "pipeline/report_kit.h"

#include <string.h>

TestSuite(report_kit, .timeout = 20);

#define ROSTER                                                                                 \
  "[{\"school_code\":\"100425\",\"school_name\":\"Школа\",\"class\":\"10А\"},"           \
  "{\"school_code\":\"100425\",\"school_name\":\"Школа\",\"class\":\"9 а\"},"            \
  "{\"school_code\":\"100425\",\"school_name\":\"Школа\",\"class\":\"9А\"}]"

/* A class with two works, one of them numbered; m1 of school 100042 has a bundle of both and a
 * third one. */
typedef struct Round {
  Desk desk;
  BmKeymap *keymap;
  BmProcedure procedure;
} Round;

static void bundle_add(Round *round, const char *id, const char *code)
{
  cr_assert(bm_ledger_item_add(round->desk.ledger, id, "marker", "marker.bundle", "done", NULL,
                               NULL));
  g_autoptr(json_t) item = bm_ledger_item(round->desk.ledger, id);
  json_object_set_new(item, "facts",
                      json_pack("{s:{s:[s,s]},s:{s:s}}", "allocate", "works", "111", "222",
                                "bundle", "bundle", code));
  cr_assert(bm_ledger_item_save(round->desk.ledger, item, NULL));
}

static void work_add(Round *round, const char *id, gint64 class_ref, const char *work_no)
{
  cr_assert(bm_db_run(round->desk.ledger, NULL,
                      "INSERT INTO work (id, packet, idx, expected, class_ref, state, work_no) "
                      "VALUES (?, 'k', ?, 1, ?, 'whole', ?)",
                      "siis", id, (gint64)id[3], class_ref, work_no));
}

static void round_make(Round *round)
{
  GError *error = NULL;
  round->desk = desk_make();
  round->keymap = bm_keymap_open(round->desk.ws, 7, &error);
  assert_ok(round->keymap != NULL, error);
  round->procedure = (BmProcedure){
      .assessment = json_loads("{\"title\":\"Работа\",\"tasks\":[{\"id\":\"1\",\"max\":2}],"
                               "\"schools\":[{\"school_code\":\"100042\","
                               "\"school_name\":\"Лицей\"}]}",
                               0, NULL),
      .roster = json_loads(ROSTER, 0, NULL)};
  g_autofree char *alias = NULL, *school = NULL;
  gint64 ref = bm_keymap_class(round->keymap, "100425", "9А", &alias, &school, NULL);
  cr_assert(bm_ledger_class_put(round->desk.ledger, ref, alias, school, NULL));
  work_add(round, "k.w1", ref, "111");
  work_add(round, "k.w2", ref, NULL);
  g_autofree char *marker = bm_keymap_marker(round->keymap, "Орехова П. И.", "100042", NULL);
  g_autofree char *third = g_strconcat(marker, "t1", NULL);
  bundle_add(round, marker, "AAAA-BBBB");
  bundle_add(round, third, "CCCC-DDDD");
}

static void round_clear(Round *round)
{
  bm_keymap_free(round->keymap);
  json_decref(round->procedure.assessment);
  json_decref(round->procedure.roster);
  desk_clear(&round->desk);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Round, round_clear)

Test(report_kit, each_school_has_its_classes_and_markers)
{
  g_auto(Round) round = {0};
  round_make(&round);
  g_autoptr(json_t) kits = bm_report_kits(round.desk.ledger, round.keymap, &round.procedure);
  cr_assert_eq(json_array_size(kits), 2);
  const json_t *markers = json_array_get(kits, 0), *pupils = json_array_get(kits, 1);
  cr_expect_str_eq(bm_json_text(markers, "school"), "Лицей");
  cr_expect_eq(json_array_size(json_object_get(markers, "classes")), 0);
  const json_t *bundle = json_array_get(json_object_get(markers, "markers"), 0);
  cr_expect_eq(json_array_size(json_object_get(markers, "markers")), 1, "no third bundle");
  cr_expect_str_eq(bm_json_text(bundle, "bundle"), "AAAA-BBBB");
  cr_expect_eq(json_integer_value(json_object_get(bundle, "works")), 2);
  const json_t *classes = json_object_get(pupils, "classes");
  cr_assert_eq(json_array_size(classes), 2);
  const json_t *ninth = json_array_get(classes, 0);
  cr_expect_str_eq(bm_json_text(ninth, "class"), "9А", "the ninth comes before the tenth");
  cr_expect_eq(json_integer_value(json_object_get(ninth, "listed")), 2);
  cr_expect_eq(json_integer_value(json_object_get(ninth, "numbered")), 1);
}

Test(report_kit, each_of_several_bundles_of_a_marker_is_a_row)
{
  g_auto(Round) round = {0};
  round_make(&round);
  g_autofree char *marker = bm_keymap_marker(round.keymap, "Лесков Ф. Я.", "100042", NULL);
  bundle_add(&round, marker, "EEEE-0001");
  g_autoptr(json_t) item = bm_ledger_item(round.desk.ledger, marker);
  json_object_set_new(json_object_get(item, "facts"), "bundle",
                      json_pack("{s:s,s:[{s:s,s:[s]},{s:s,s:[s]}]}", "bundle", "EEEE-0001",
                                "kits", "bundle", "EEEE-0001", "works", "111", "bundle",
                                "EEEE-0002", "works", "222"));
  cr_assert(bm_ledger_item_save(round.desk.ledger, item, NULL));
  g_autoptr(json_t) kits = bm_report_kits(round.desk.ledger, round.keymap, &round.procedure);
  const json_t *markers = json_object_get(json_array_get(kits, 0), "markers");
  cr_expect_eq(json_array_size(markers), 3);
}

Test(report_kit, a_code_tells_nothing_of_its_school_and_stays)
{
  g_auto(Round) round = {0};
  round_make(&round);
  g_autoptr(json_t) kits = bm_report_kits(round.desk.ledger, round.keymap, &round.procedure),
                    again = bm_report_kits(round.desk.ledger, round.keymap, &round.procedure);
  const char *first = bm_json_text(json_array_get(kits, 0), "report"),
             *second = bm_json_text(json_array_get(kits, 1), "report");
  cr_expect(json_equal(kits, again));
  cr_expect_str_neq(first, second);
  cr_expect_eq(strlen(first), 9);
  cr_expect_null(strstr(first, "100042"));
}

Test(report_kit, marker_without_a_school_is_in_no_form)
{
  g_auto(Round) round = {0};
  round_make(&round);
  cr_expect_eq(bm_report_markers_apart(round.desk.ledger, round.keymap), 0);
  g_autofree char *marker = bm_keymap_marker(round.keymap, "Гость Г. Г.", "", NULL);
  bundle_add(&round, marker, "EEEE-FFFF");
  cr_expect_eq(bm_report_markers_apart(round.desk.ledger, round.keymap), 1);
}
