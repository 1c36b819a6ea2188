/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/participants in a re-check: whose works they are stays known. */
#include "tests/tools/marked_round.h"

#include "pipeline/autoptr.h"
#include "pipeline/participants.h"

TestSuite(participants_recheck, .timeout = 30);

/* The second of two works of a first round, in a class of which only that came along. */
static Round recheck_make(void)
{
  Round round = round_make("[round]\n");
  gint64 ref = class_add(&round.open, "101", "9А");
  g_autoptr(json_t) before = json_pack(
      "{s:s,s:{s:i,s:i,s:[i]},s:[{s:s,s:s}],s:[{s:s,s:i}]}", "work_no", "222-222-222", "result",
      "total", 7, "mark", 4, "scores", 7, "markers", "teacher", "Сёмина Б. Б.", "school_code",
      "102", "pages", "path", "101/9А/a.pdf", "page", 3);
  cr_assert(bm_keymap_first_begin(round.open.keymap, 4321, NULL));
  cr_assert(bm_keymap_first_work_add(round.open.keymap, before, NULL));
  scan_add(&round.open, "f000001", "k000001", "101/9А/a.pdf", "scan", ref);
  work_add(&round.open, "k000001.w001", "k000001", ref, "f000001", 3, 3, "909-090-909", NULL);
  return round;
}

static json_t *told_with(Round *round, const char *participants)
{
  g_autofree char *folder = g_build_filename(round->ws, "procedure", NULL);
  GError *error = NULL;
  text_put(round->ws, "procedure/participants.csv", participants);
  bm_procedure_free(round->open.procedure);
  round->open.procedure = bm_procedure_load(folder, &error);
  assert_ok(round->open.procedure != NULL, error);
  return bm_participants(round->open.ledger, round->open.keymap, round->open.procedure);
}

static const char *code_of(const json_t *told)
{
  const json_t *pupil = json_object_get(json_object_get(told, "works"), "k000001.w001");
  return bm_pupil_text(pupil, "participant_code");
}

Test(participants_recheck, a_work_is_known_by_its_number_in_the_first_round)
{
  Round round = recheck_make();
  g_autoptr(json_t) told =
      told_with(&round, "work_no,participant_code\n111-111-111,10001\n222-222-222,10002\n");
  cr_expect_str_eq(code_of(told), "10002");
  /* the first work did not come along: nothing is wrong with its row */
  cr_expect_eq(json_array_size(json_object_get(told, "unjoined")), 0);
  round_clear(&round);
}

Test(participants_recheck, the_new_number_will_do_as_well)
{
  Round round = recheck_make();
  g_autoptr(json_t) told = told_with(&round, "work_no,participant_code\n909-090-909,10002\n");
  cr_expect_str_eq(code_of(told), "10002");
  round_clear(&round);
}

Test(participants_recheck, what_joined_is_written_by_number_and_read_again)
{
  Round round = recheck_make();
  g_autofree char *path = g_build_filename(round.ws, "procedure", "participants.csv", NULL);
  g_autofree char *text = NULL;
  GError *error = NULL;
  g_autoptr(json_t) told =
      told_with(&round, "school_code,class,place,participant_code,variant,journal_mark\n"
                        "101,9А,1,\"1;\"\"2\",2,5\n");
  assert_ok(bm_participants_write(round.open.ledger, told, path, &error), error);
  cr_assert(g_file_get_contents(path, &text, NULL, NULL));
  g_autoptr(json_t) again = told_with(&round, text);
  cr_expect_str_eq(code_of(again), "1;\"2");
  const json_t *pupil = json_object_get(json_object_get(again, "works"), "k000001.w001");
  cr_expect_str_eq(bm_pupil_text(pupil, "variant"), "2");
  cr_expect_eq(json_integer_value(json_object_get(pupil, "journal_mark")), 5);
  round_clear(&round);
}

Test(participants_recheck, where_nothing_joined_no_list_is_made)
{
  Round round = recheck_make();
  g_autofree char *path = g_build_filename(round.ws, "none.csv", NULL);
  GError *error = NULL;
  g_autoptr(json_t) told =
      bm_participants(round.open.ledger, round.open.keymap, round.open.procedure);
  assert_ok(bm_participants_write(round.open.ledger, told, path, &error), error);
  cr_expect_not(g_file_test(path, G_FILE_TEST_EXISTS));
  round_clear(&round);
}
