/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/control: works whose scores are known go to markers and to no result. */
#include "tests/tools/assert_ok.h"
#include "tests/tools/ledger_desk.h"

#include "pipeline/control.h"
#include "pipeline/report_kit.h"

#include <string.h>

TestSuite(control, .timeout = 20);

typedef struct Round {
  Desk desk;
  BmKeymap *keymap;
  BmProcedure *procedure;
  char *folder;
} Round;

static void work_put(Round *round, const char *id, gint64 class_ref, const char *work_no)
{
  g_autofree char *page = g_strconcat(id, ".p", NULL), *packet = g_strndup(id, 7);
  cr_assert(bm_db_run(round->desk.ledger, NULL,
                      "INSERT INTO work (id, packet, idx, expected, class_ref, state, work_no) "
                      "VALUES (?, ?, 1, 1, ?, 'whole', ?)",
                      "ssis", id, packet, class_ref, work_no));
  cr_assert(
      bm_ledger_item_add(round->desk.ledger, page, "page", "page.raw", "done", NULL, NULL));
  g_autoptr(json_t) item = bm_ledger_item(round->desk.ledger, page);
  json_object_set_new(item, "work", json_string(id));
  cr_assert(bm_ledger_item_save(round->desk.ledger, item, NULL));
}

static void file_put(const Round *round, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename(round->folder, name, NULL);
  cr_assert(g_file_set_contents(path, text, -1, NULL));
}

/* Two works of a class, two control works. */
static Round round_make(const char *list)
{
  GError *error = NULL;
  Round round = {.desk = desk_make()};
  round.keymap = bm_keymap_open(round.desk.ws, 1, NULL);
  round.folder = g_build_filename(round.desk.ws, "procedure", NULL);
  gint64 own = bm_keymap_class(round.keymap, "100425", "9А", NULL, NULL, NULL);
  gint64 control =
      bm_keymap_class(round.keymap, BM_CONTROL_SCHOOL, BM_CONTROL_CLASS, NULL, NULL, NULL);
  cr_assert(bm_keymap_source_add(round.keymap, "f000002", "control/k.pdf", 1, 1, NULL));
  work_put(&round, "k000001.w001", own, "111-111-111");
  work_put(&round, "k000001.w002", own, "222-222-222");
  work_put(&round, "k000002.w001", control, "333-333-333");
  work_put(&round, "k000002.w002", control, "444-444-444");
  file_put(&round, "assessment.json",
           "{\"tasks\": [{\"id\": \"1\", \"max\": 1}, {\"id\": \"5.1\", \"max\": 3}]}");
  if (list != NULL)
    file_put(&round, "control.csv", list);
  round.procedure = bm_procedure_load(round.folder, &error);
  assert_ok(round.procedure != NULL, error);
  return round;
}

static void round_clear(Round *round)
{
  bm_procedure_free(round->procedure);
  bm_keymap_free(round->keymap);
  desk_clear(&round->desk);
  g_free(round->folder);
}

static void expect_json(json_t *value, const char *expected)
{
  char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_SORT_KEYS);
  cr_expect_str_eq(text != NULL ? text : "(nothing)", expected);
  free(text);
}

static json_t *context_of(Round *round, const char *purpose)
{
  json_t *context = json_pack(
      "{s:s,s:[{s:s,s:s,s:s,s:s},{s:s,s:s,s:s,s:s},{s:s,s:s,s:s,s:s},{s:s,s:s,s:s,s:s}]}",
      "purpose", purpose, "works", "work", "k000001.w001", "work_no", "111-111-111",
      "class_alias", "K1", "school_alias", "S1", "work", "k000001.w002", "work_no",
      "222-222-222", "class_alias", "K1", "school_alias", "S1", "work", "k000002.w001",
      "work_no", "333-333-333", "class_alias", "K2", "school_alias", "S2", "work",
      "k000002.w002", "work_no", "444-444-444", "class_alias", "K2", "school_alias", "S2");
  bm_control_context(round->desk.ledger, round->keymap, round->procedure, context);
  return context;
}

Test(control, the_folder_is_known_in_both_languages)
{
  cr_expect(bm_control_is_folder("control"));
  cr_expect(bm_control_is_folder("Контрольные"));
  cr_expect_not(bm_control_is_folder("100425"));
}

Test(control, scores_are_told_by_place_and_by_number)
{
  Round round = round_make("place;work_no;markings;1;5.1\n1;;2;1;X\n2;;;;3\n"
                           ";111-111-111;3;0;2\n");
  g_autoptr(json_t) control = bm_control(round.desk.ledger, round.keymap, round.procedure);
  expect_json(
      json_object_get(control, "works"),
      "[{\"is_own\":false,\"markings\":3,\"scores\":[0,2],\"variant\":\"\",\"work_no\":"
      "\"111-111-111\"},{\"is_own\":true,\"markings\":2,\"scores\":[1,\"X\"],"
      "\"variant\":\"\",\"work_no\":\"333-333-333\"},{\"is_own\":true,\"markings\":null,"
      "\"scores\":[null,3],\"variant\":\"\",\"work_no\":\"444-444-444\"}]");
  g_autoptr(json_t) agreed = bm_control_agreed(control);
  cr_expect_eq(json_array_size(agreed), 3);
  round_clear(&round);
}

Test(control, works_of_the_folder_go_to_everybody_or_to_a_number_of_markers)
{
  Round round = round_make("place;work_no;markings;variant;1;5.1\n1;;2;;1;X\n2;;;2;;3\n"
                           ";111-111-111;3;;0;2\n");
  g_autoptr(json_t) context = context_of(&round, "first");
  cr_expect_eq(json_array_size(json_object_get(context, "works")), 2);
  expect_json(json_object_get(context, "anchors"),
              "[{\"class_alias\":\"K2\",\"school_alias\":null,\"variant\":\"2\",\"work_no\":"
              "\"444-444-444\"}]");
  expect_json(json_object_get(context, "control"),
              "[{\"class_alias\":\"K1\",\"markings\":3,\"work_no\":\"111-111-111\"},"
              "{\"class_alias\":\"K2\",\"markings\":2,\"school_alias\":null,\"work_no\":"
              "\"333-333-333\"}]");
  round_clear(&round);
}

Test(control, a_recheck_has_them_and_asks_for_no_rank)
{
  Round round = round_make(NULL);
  g_autoptr(json_t) context = context_of(&round, "recheck");
  const json_t *anchors = json_object_get(context, "anchors");
  cr_assert_eq(json_array_size(anchors), 2);
  cr_expect_str_eq(json_string_value(json_object_get(json_array_get(anchors, 0), "needs_rank")),
                   "basic");
  round_clear(&round);
}

Test(control, a_third_marking_has_none)
{
  Round round = round_make("place;markings;1;5.1\n1;2;1;X\n2;;;3\n");
  g_autoptr(json_t) context = context_of(&round, "third");
  cr_expect_null(json_object_get(context, "anchors"));
  cr_expect_null(json_object_get(context, "control"));
  cr_expect_eq(json_array_size(json_object_get(context, "works")), 2);
  round_clear(&round);
}

Test(control, without_a_list_works_of_the_folder_are_control_works_all_the_same)
{
  Round round = round_make(NULL);
  g_autoptr(json_t) context = context_of(&round, "first");
  cr_expect_eq(json_array_size(json_object_get(context, "works")), 2);
  cr_expect_eq(json_array_size(json_object_get(context, "anchors")), 2);
  g_autoptr(json_t) control = bm_control(round.desk.ledger, round.keymap, round.procedure);
  g_autoptr(json_t) agreed = bm_control_agreed(control);
  cr_expect_eq(json_array_size(agreed), 0);
  round_clear(&round);
}

Test(control, a_work_told_twice_and_one_that_is_not_there_count_not)
{
  Round round = round_make("work_no;1;5.1\n333-333-333;1;1\n333333333;0;1\n999;1;1\n");
  g_autoptr(json_t) control = bm_control(round.desk.ledger, round.keymap, round.procedure);
  const json_t *unjoined = json_object_get(control, "unjoined");
  g_autoptr(json_t) agreed = bm_control_agreed(control);
  cr_assert_eq(json_array_size(unjoined), 3);
  static const char *const reasons[] = {"control_twice", "control_twice",
                                        "participant_no_work"};
  for (guint i = 0; i < 3; i++)
    cr_expect_str_eq(bm_pupil_text(json_array_get(unjoined, i), "reason"), reasons[i]);
  cr_expect_eq(json_array_size(agreed), 0);
  round_clear(&round);
}

Test(control, no_school_is_asked_to_report_on_them)
{
  Round round = round_make(NULL);
  g_autoptr(json_t) kits = bm_report_kits(round.desk.ledger, round.keymap, round.procedure);
  cr_assert_eq(json_array_size(kits), 1);
  cr_expect_str_eq(bm_pupil_text(json_array_get(kits, 0), "school_code"), "100425");
  round_clear(&round);
}

Test(control, participants_are_not_missed_for_control_works)
{
  Round round = round_make(NULL);
  file_put(&round, "participants.csv", "work_no,participant_code\n111-111-111,1\n");
  bm_procedure_free(round.procedure);
  round.procedure = bm_procedure_load(round.folder, NULL);
  g_autoptr(json_t) told = bm_participants(round.desk.ledger, round.keymap, round.procedure);
  cr_expect_eq(json_array_size(json_object_get(told, "unjoined")), 1);
  round_clear(&round);
}
