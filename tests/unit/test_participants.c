/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/participants: whose a work is, and when nobody can say. */
#include "tests/tools/assert_ok.h"
#include "tests/tools/ledger_desk.h"

#include "pipeline/participants.h"

#include <string.h>

TestSuite(participants, .timeout = 20);

typedef struct Round {
  Desk desk;
  BmKeymap *keymap;
  char *folder;
  json_t *told; /* of bm_participants */
} Round;

static void work_put(Round *round, const char *id, const char *packet, gint64 class_ref,
                     const char *work_no)
{
  g_autofree char *page = g_strconcat(id, ".p", NULL);
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

/* Three works of 9А in one file, two of 9Б in two. */
static Round round_make(void)
{
  Round round = {.desk = desk_make()};
  round.keymap = bm_keymap_open(round.desk.ws, 1, NULL);
  cr_assert_not_null(round.keymap);
  gint64 a = bm_keymap_class(round.keymap, "100425", "9А", NULL, NULL, NULL);
  gint64 b = bm_keymap_class(round.keymap, "100425", "9Б", NULL, NULL, NULL);
  static const char *const paths[] = {"100425/9А/a.pdf", "100425/9Б/b1.pdf",
                                      "100425/9Б/b2.pdf"};
  for (guint i = 0; i < G_N_ELEMENTS(paths); i++) {
    g_autofree char *file = g_strdup_printf("f%06u", i + 1);
    cr_assert(bm_keymap_source_add(round.keymap, file, paths[i], 1, 1, NULL));
  }
  work_put(&round, "k000001.w001", "k000001", a, "111-111-111");
  work_put(&round, "k000001.w002", "k000001", a, "222-222-222");
  work_put(&round, "k000001.w003", "k000001", a, NULL);
  work_put(&round, "k000002.w001", "k000002", b, "444-444-444");
  work_put(&round, "k000003.w001", "k000003", b, "555-555-555");
  round.folder = g_build_filename(round.desk.ws, "procedure", NULL);
  return round;
}

static void list_put(const Round *round, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename(round->folder, name, NULL);
  cr_assert(g_file_set_contents(path, text, -1, NULL));
}

static const char roster[] =
    "school_code,class,student_no,surname,participant_code,variant,journal_mark\n"
    "100425,9А,1,Орехов,10001,1,4\n"
    "100425,9А,2,Лескова,10002,2,5\n"
    "100425,9А,3,Птицын,10003,1,\n"
    "100425,9А,4,Птицына,10004,1,3\n"
    "100425,9Б,1,Сорокин,10005,2,3\n"
    "100425,9Б,2,Зябликов,10006,2,\n";

static void join(Round *round)
{
  GError *error = NULL;
  g_autoptr(BmProcedure) procedure = bm_procedure_load(round->folder, &error);
  assert_ok(procedure != NULL, error);
  round->told = bm_participants(round->desk.ledger, round->keymap, procedure);
}

static void round_clear(Round *round)
{
  json_decref(round->told);
  bm_keymap_free(round->keymap);
  desk_clear(&round->desk);
  g_free(round->folder);
}

static void expect_pupil(const Round *round, const char *work, const char *key,
                         const char *expected)
{
  const json_t *pupil = json_object_get(json_object_get(round->told, "works"), work);
  cr_expect_str_eq(bm_pupil_text(pupil, key), expected, "%s: %s is '%s'", work, key,
                   bm_pupil_text(pupil, key));
}

static guint count_of(const Round *round, const char *reason)
{
  guint n = 0;
  size_t i;
  json_t *one;
  json_array_foreach (json_object_get(round->told, "unjoined"), i, one)
    n += g_strcmp0(json_string_value(json_object_get(one, "reason")), reason) == 0;
  return n;
}

Test(participants, nothing_is_said_where_nobody_told_anything)
{
  Round round = round_make();
  list_put(&round, "roster.csv", roster);
  join(&round);
  cr_expect_eq(json_array_size(json_object_get(round.told, "unjoined")), 0);
  expect_pupil(&round, "k000001.w001", "participant_code", "");
  round_clear(&round);
}

Test(participants, a_class_of_one_variant_has_it_without_names)
{
  Round round = round_make();
  list_put(&round, "roster.csv", roster);
  join(&round);
  expect_pupil(&round, "k000002.w001", "variant", "2");
  expect_pupil(&round, "k000001.w001", "variant", "");
  round_clear(&round);
}

Test(participants, places_of_a_whole_class_join_by_code_and_by_number)
{
  Round round = round_make();
  list_put(&round, "roster.csv", roster);
  list_put(&round, "participants.csv",
           "school_code,class,place,participant_code,student_no\n"
           "100425,9 «а»,1,10004,\n100425,9А,3,10001,\n100425,9А,2,,2\n");
  join(&round);
  expect_pupil(&round, "k000001.w001", "surname", "Птицына");
  expect_pupil(&round, "k000001.w002", "participant_code", "10002");
  expect_pupil(&round, "k000001.w003", "student_no", "1");
  const json_t *pupil = json_object_get(json_object_get(round.told, "works"), "k000001.w002");
  cr_expect_eq(json_integer_value(json_object_get(pupil, "journal_mark")), 5);
  expect_pupil(&round, "k000001.w001", "variant", "1");
  cr_expect_eq(count_of(&round, "participant_none"), 2); /* those of 9Б */
  round_clear(&round);
}

Test(participants, places_in_the_roster_join_too)
{
  Round round = round_make();
  list_put(&round, "roster.csv",
           "school_code,class,surname,work_place\n"
           "100425,9А,Орехов,2\n100425,9А,Лескова,\n100425,9А,Птицын,1\n"
           "100425,9А,Птицына,3\n");
  join(&round);
  expect_pupil(&round, "k000001.w001", "surname", "Птицын");
  expect_pupil(&round, "k000001.w003", "surname", "Птицына");
  round_clear(&round);
}

static void expect_class_refused(const char *places)
{
  Round round = round_make();
  list_put(&round, "roster.csv", roster);
  g_auto(GStrv) each = g_strsplit(places, " ", -1);
  g_autoptr(GString) text = g_string_new("school_code,class,place,participant_code\n");
  for (guint i = 0; each[i] != NULL; i++)
    g_string_append_printf(text, "100425,9А,%s,1000%u\n", each[i], i + 1);
  list_put(&round, "participants.csv", text->str);
  join(&round);
  cr_expect_eq(count_of(&round, "participant_count"), g_strv_length(each), "%s", places);
  for (guint i = 1; i <= 3; i++) {
    g_autofree char *id = g_strdup_printf("k000001.w%03u", i);
    expect_pupil(&round, id, "participant_code", "");
  }
  round_clear(&round);
}

Test(participants, a_class_whose_places_are_not_those_of_the_scan_joins_not_at_all)
{
  expect_class_refused("1 2");
  expect_class_refused("1 2 3 4");
  expect_class_refused("1 2 2");
  expect_class_refused("2 3 4");
}

Test(participants, a_class_in_several_files_needs_the_file)
{
  Round round = round_make();
  list_put(&round, "roster.csv", roster);
  list_put(&round, "participants.csv",
           "school_code,class,file,place,participant_code\n100425,9Б,,1,10005\n"
           "100425,9Б,,2,10006\n");
  join(&round);
  cr_expect_eq(count_of(&round, "participant_files"), 2);
  g_autoptr(json_t) split = bm_participants_split(json_object_get(round.told, "unjoined"));
  g_autofree char *told = json_dumps(split, JSON_COMPACT);
  cr_expect_str_eq(told, "[{\"school_code\":\"100425\",\"class\":\"9Б\",\"rows\":2}]");
  json_decref(round.told);
  list_put(&round, "participants.csv",
           "school_code,class,file,place,participant_code\n100425,9Б,b2.pdf,1,10005\n"
           "100425,9Б,100425/9Б/b1.pdf,1,10006\n");
  join(&round);
  expect_pupil(&round, "k000003.w001", "surname", "Сорокин");
  expect_pupil(&round, "k000002.w001", "surname", "Зябликов");
  round_clear(&round);
}

Test(participants, a_number_of_a_work_is_enough_for_it_alone)
{
  Round round = round_make();
  list_put(&round, "roster.csv", roster);
  list_put(&round, "participants.csv",
           "work_no,participant_code\n222222222,10003\n999-999-999,10001\n");
  join(&round);
  expect_pupil(&round, "k000001.w002", "surname", "Птицын");
  cr_expect_eq(count_of(&round, "participant_no_work"), 1);
  round_clear(&round);
}

Test(participants, a_pupil_of_another_class_is_unknown)
{
  Round round = round_make();
  list_put(&round, "roster.csv", roster);
  list_put(&round, "participants.csv", "work_no,participant_code\n222-222-222,10005\n");
  join(&round);
  cr_expect_eq(count_of(&round, "participant_unknown"), 1);
  expect_pupil(&round, "k000001.w002", "surname", "");
  round_clear(&round);
}

Test(participants, a_code_counts_alone_where_the_roster_has_none)
{
  Round round = round_make();
  list_put(&round, "participants.csv",
           "work_no;participant_code;variant;journal_mark\n222-222-222;70001;2;4\n");
  join(&round);
  expect_pupil(&round, "k000001.w002", "participant_code", "70001");
  expect_pupil(&round, "k000001.w002", "variant", "2");
  round_clear(&round);
}

Test(participants, one_pupil_of_two_works_and_one_work_of_two_pupils_count_not)
{
  Round round = round_make();
  list_put(&round, "roster.csv", roster);
  list_put(&round, "participants.csv",
           "work_no,participant_code\n111-111-111,10001\n222-222-222,10001\n"
           "444-444-444,10005\n444-444-444,10006\n555-555-555,10006\n");
  join(&round);
  cr_expect_eq(count_of(&round, "participant_twice"), 3);
  cr_expect_eq(count_of(&round, "participant_work_twice"), 2);
  cr_expect_eq(count_of(&round, "participant_none"), 5);
  round_clear(&round);
}

Test(participants, the_same_said_twice_is_said_once)
{
  Round round = round_make();
  list_put(&round, "roster.csv", roster);
  list_put(&round, "participants.csv",
           "work_no,participant_code,student_no\n111-111-111,10001,\n111-111-111,,1\n");
  join(&round);
  expect_pupil(&round, "k000001.w001", "surname", "Орехов");
  round_clear(&round);
}

Test(participants, a_variant_that_lists_tell_differently_stays_blank)
{
  Round round = round_make();
  list_put(&round, "roster.csv", roster);
  list_put(&round, "participants.csv",
           "work_no,participant_code,variant\n111-111-111,10001,2\n");
  join(&round);
  expect_pupil(&round, "k000001.w001", "surname", "Орехов");
  expect_pupil(&round, "k000001.w001", "variant", "");
  cr_expect_eq(count_of(&round, "participant_differs"), 1);
  round_clear(&round);
}

Test(participants, a_code_and_a_number_of_two_pupils_are_nobody)
{
  Round round = round_make();
  list_put(&round, "roster.csv", roster);
  list_put(&round, "participants.csv",
           "work_no,participant_code,student_no\n111-111-111,10001,2\n");
  join(&round);
  cr_expect_eq(count_of(&round, "participant_unknown"), 1);
  round_clear(&round);
}
