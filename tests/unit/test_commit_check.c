/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/commit_check: what a worker may answer, and what it may not. */
#include "tests/tools/assert_ok.h"

#include "tests/fuzz/fuzz_desk.h"

#include <glib/gstdio.h>
#include <unistd.h>

#define A50 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define A240 A50 A50 A50 A50 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

TestSuite(commit_check, .timeout = 60);

typedef struct {
  const char *stage, *answer; /* "@/" is the job's scratch */
} Said;

/* Files that are there, so that only their names and links speak against them. */
static void odd_files_make(const char *scratch)
{
  static const char *const names[] = {"0-page." A240, "0-page.t f", "0-page."};
  g_autofree char *one = g_build_filename(scratch, "1-page.tif", NULL);
  g_autofree char *hard = g_build_filename(scratch, "0-hard.tif", NULL);
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *path = g_build_filename(scratch, names[i], NULL);
    cr_assert(g_file_set_contents_full(path, "page", 4, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  }
  cr_assert(g_file_set_contents(one, "page", 4, NULL) && link(one, hard) == 0);
}

/* The state of the job's input after the answer, and the reason that is shown of it. */
static char *after(const Said *said, FuzzDesk *desk)
{
  const BmStage *stage = bm_chain_find(said->stage);
  guint n, index = 0;
  const BmStage *const *chain = bm_chain(&n);
  while (chain[index] != stage)
    index++;
  g_autofree char *id = fuzz_input(index, stage);
  g_autoptr(GError) error = NULL;
  g_autofree char *scratch = bm_spool_scratch(desk->engine.ws, said->stage, id, &error);
  g_autofree char *page = g_build_filename(scratch, "0-page.tif", NULL);
  cr_assert(g_file_set_contents(page, "page", 4, NULL));
  odd_files_make(scratch);
  g_auto(GStrv) parts = g_strsplit(said->answer, "@", -1);
  g_autofree char *text = g_strjoinv(scratch, parts);
  g_autoptr(json_t) answer = json_loads(text, 0, NULL), inputs = json_pack("[s]", id);
  cr_assert_not_null(answer, "%s", text);
  assert_ok(bm_commit(&desk->engine, stage, inputs, answer, scratch, &error), error);
  g_autoptr(json_t) item = bm_ledger_item(desk->engine.ledger, id);
  g_autoptr(json_t) doubts = bm_ledger_doubts(desk->engine.ledger, id);
  const char *doubt = json_string_value(json_object_get(json_array_get(doubts, 0), "reason"));
  const char *reason = json_string_value(json_object_get(item, "reason"));
  return g_strdup_printf("%s %s", json_string_value(json_object_get(item, "state")),
                         doubt != NULL    ? doubt
                         : reason != NULL ? reason
                                          : "-");
}

static void expect(const Said *said, const char *expected)
{
  FuzzDesk desk;
  fuzz_desk_open(&desk);
  g_autofree char *got = after(said, &desk);
  cr_expect_str_eq(got, expected, "%s %s: %s", said->stage, said->answer, got);
  g_autofree char *bystander = fuzz_item_text(desk.engine.ledger, BYSTANDER);
  cr_expect_str_eq(bystander, desk.bystander, "%s changed another page", said->answer);
  fuzz_desk_check(&desk);
  fuzz_desk_close(&desk);
}

Test(commit_check, an_answer_about_what_was_asked_is_taken)
{
  static const Said said[] = {
      {"mask",
       "{\"emits\": [{\"id\": \"f000014.p0001\", \"file\": \"@/0-page.tif\", \"facts\": "
       "{\"amend\": {\"upright\": {\"turn\": 180}}}}]}"},
      {"number",
       "{\"emits\": [{\"id\": \"f000016.p0001\"}], \"notes\": [{\"kind\": \"work_no\", "
       "\"value\": {\"work\": \"k000016.w001\", \"work_no\": \"482-719-356\"}}]}"},
      {"split", "{\"emits\": [{\"id\": \"f000012.p0001\"}], \"notes\": [{\"kind\": \"work\", "
                "\"value\": {\"id\": \"k000012.w002\", \"index\": 2, \"pages\": "
                "[\"f000012.p0001\"], \"pages_expected\": 1, \"state\": \"whole\"}}]}"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(said); i++)
    expect(&said[i], "ready -");
  expect(&(Said){"bundle", "{\"emits\": [{\"id\": \"m01\", \"file\": \"@/0-page.tif\", "
                           "\"place\": \"bundles/m01/1/bundle.pdf\"}, {\"id\": "
                           "\"m01.2.scores\"}]}"},
         "done -");
  fuzz_root_remove();
}

#define EMIT "{\"emits\": [{\"id\": \"f000014.p0001\", "

Test(commit_check, anything_else_holds_the_page_and_the_run_goes_on)
{
  static const Said said[] = {
      {"mask", "{\"emits\": [{\"id\": \"f000002.p0001\"}]}"},
      {"mask", "{\"emits\": [{\"id\": \"f000014.p0001.p0001\"}]}"},
      {"mask", "{\"emits\": [{\"id\": 5}]}"},
      {"mask", "{\"emits\": [5]}"},
      {"mask", "{\"settles\": [{\"fate\": \"blank\"}]}"},
      {"mask", "{\"settles\": [{\"id\": \"f000014.p0001\", \"fate\": \"done\"}]}"},
      {"mask", "{\"doubts\": [{\"id\": \"../../keep\", \"reason\": \"x\"}]}"},
      {"mask", "{\"doubts\": [{\"id\": \"f000014.p0001\"}]}"},
      {"mask", EMIT "\"file\": \"/etc/passwd\"}]}"},
      {"mask", EMIT "\"file\": \"@/none.tif\"}]}"},
      {"mask", EMIT "\"file\": \"@/0-page.tif\", \"place\": \"sorted/K1/1.pdf\"}]}"},
      {"mask", EMIT "\"facts\": 5}]}"},
      {"mask", EMIT "\"facts\": {\"amend\": {\"verify\": {\"digest\": \"0\"}}}}]}"},
      {"mask", EMIT "\"facts\": {\"amend\": {\"upright\": 5}}}]}"},
      {"mask", "{\"emits\": [{\"id\": \"f000014.p0001\"}], \"notes\": [{\"kind\": \"look\", "
               "\"value\": {}}]}"},
      {"form", "{\"emits\": [{\"id\": \"f000013.p0001\"}], \"notes\": [{\"kind\": \"form\", "
               "\"value\": {\"id\": \"../keep\", \"kind\": \"form\", \"version\": 1}}]}"},
      {"number",
       "{\"emits\": [{\"id\": \"f000016.p0001\"}], \"notes\": [{\"kind\": \"work_no\", "
       "\"value\": {\"work\": \"k000002.w001\", \"work_no\": \"482-719-356\"}}]}"},
      {"split", "{\"emits\": [{\"id\": \"f000012.p0001\"}], \"notes\": [{\"kind\": \"work\", "
                "\"value\": {\"id\": \"k000012.w002\", \"pages\": [\"f000002.p0001\"], "
                "\"state\": \"whole\"}}]}"},
      {"mask", "{\"emits\": []}"},
      /* names that would not fit, files and places twice: what fails half way has begun */
      {"mask", EMIT "\"file\": \"@/0-page." A240 "\"}]}"},
      {"mask", EMIT "\"file\": \"@/0-page.t f\"}]}"},
      {"mask", EMIT "\"file\": \"@/0-page.\"}]}"},
      {"mask", EMIT "\"file\": \"@/0-hard.tif\"}]}"},
      {"mask", EMIT "\"file\": \"@/0-page.tif\"}], \"doubts\": [{\"id\": "
                    "\"f000014.p0001\", \"reason\": \"page_bare\", \"crop\": "
                    "\"@/0-page.tif\"}]}"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(said); i++)
    expect(&said[i], "held stage_fault");
  expect(&(Said){"intake", "{\"emits\": [{\"id\": \"f000014.p0001\"}]}"},
         "rejected stage_fault");
  fuzz_root_remove();
}

Test(commit_check, where_a_file_lay_before_is_ours_to_say)
{
  /* else the next file would put it on the list of those to be removed */
  expect(&(Said){"mask", EMIT "\"stored\": \"vault/keep\"}]}"}, "ready -");
  fuzz_root_remove();
}

Test(commit_check, a_work_is_published_under_its_own_number_only)
{
  expect(&(Said){"sort", "{\"emits\": [{\"id\": \"k000017.w001\", \"file\": \"@/0-page.tif\", "
                         "\"place\": \"sorted/K1/111-111-111.pdf\"}]}"},
         "held stage_fault");
  fuzz_root_remove();
}

Test(commit_check, the_mode_of_a_file_is_ours_to_say)
{
  FuzzDesk desk;
  fuzz_desk_open(&desk);
  g_autoptr(GError) error = NULL;
  const BmStage *stage = bm_chain_find("mask");
  g_autofree char *scratch = bm_spool_scratch(desk.engine.ws, "mask", "job", &error);
  g_autofree char *page = g_build_filename(scratch, "0-page.tif", NULL);
  cr_assert(g_file_set_contents(page, "page", 4, NULL) && g_chmod(page, 04777) == 0);
  g_autoptr(json_t) inputs = json_pack("[s]", "f000014.p0001");
  g_autoptr(json_t) answer =
      json_pack("{s:[{s:s,s:s}]}", "emits", "id", "f000014.p0001", "file", page);
  assert_ok(bm_commit(&desk.engine, stage, inputs, answer, scratch, &error), error);
  g_autofree char *stored = g_build_filename(desk.engine.ws, "spool", "store", "f000014",
                                             "f000014.p0001.mask.tif", NULL);
  GStatBuf st;
  cr_assert_eq(g_stat(stored, &st), 0);
  cr_expect_eq(st.st_mode & 07777, 0640, "%o", (guint)st.st_mode);
  fuzz_desk_close(&desk);
  fuzz_root_remove();
}
