/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scan of the score sheets of several bundles. */
#include "pipeline/stage.h"
#include "tests/tools/folder.h"
#include "tests/tools/score_kits.h"

#define OTHER_CODE "0000-AAAA"

extern const BmStage bm_stage_collect;

static json_t *kits;
static BmScorePaper *papers[2]; /* of OTHER_CODE, of KIT_CODE; two pages each */
static guint n_pages;

static void pile_begin(void)
{
  folder_make();
  kits = score_kits();
  for (guint i = 0; i < 2; i++)
    papers[i] = score_kit_paper(json_array_get(kits, i), BM_SCORE_BUBBLES);
  n_pages = 0;
}

static void pile_end(void)
{
  for (guint i = 0; i < 2; i++)
    bm_scorepaper_free(papers[i]);
  json_decref(kits);
  folder_remove();
}

TestSuite(collect_pile, .init = pile_begin, .fini = pile_end, .timeout = 300);

/* ---- the scan ---- */

static void scan_picture(PIX *picture)
{
  g_autofree char *path = folder_path("scan.tif");
  cr_assert_eq(pixWriteTiff(path, picture, IFF_TIFF_LZW, n_pages == 0 ? "w" : "a"), 0);
  n_pages++;
}

static void scan_page(ScorePage *page)
{
  g_autoptr(PIX) picture = score_page_scan(page, 8, 0);
  scan_picture(picture);
}

/* A page of bundle @which, all its rows marked. */
static void scan_sheet(guint which, guint index, const char *code)
{
  ScorePage page = score_sheet_empty(papers[which], code, index, 150);
  for (guint row = 0; row < 5; row++)
    score_row_mark(&page, row);
  scan_page(&page);
}

static void scan_side(gboolean is_written)
{
  g_autoptr(PIX) side = pixCreate(1240, 1754, 8);
  pixSetAll(side);
  pixSetResolution(side, 150, 150);
  if (is_written) {
    pixRasterop(side, 300, 300, 500, 6, PIX_CLR, NULL, 0, 0);
    pixRasterop(side, 300, 400, 6, 300, PIX_CLR, NULL, 0, 0);
  }
  scan_picture(side);
}

static json_t *collected(void)
{
  g_autofree char *path = folder_path("scan.tif");
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) ticket =
      json_pack("{s:s,s:s,s:s,s:{s:i},s:{s:O},s:[{s:s,s:s,s:{}}]}", "stage", "collect",
                "scratch", folder, "seed", "5eed", "params", "entries", 2, "context", "kits",
                kits, "inputs", "id", "r000001", "path", path, "facts");
  g_autoptr(BmJob) job = bm_job_new(ticket, &error);
  assert_ok(job != NULL, error);
  assert_ok(bm_stage_collect.run(job, &error) == BM_DONE, error);
  return bm_job_outcome(job);
}

/* ---- what is said of it ---- */

static const json_t *facts_of(const json_t *outcome, const char *id)
{
  size_t i;
  json_t *emit;
  json_array_foreach (json_object_get(outcome, "emits"), i, emit)
    if (g_strcmp0(json_string_value(json_object_get(emit, "id")), id) == 0)
      return json_object_get(emit, "facts");
  cr_assert_fail("nothing is said of %s", id);
  return NULL;
}

static const char *word(const json_t *object, const char *key)
{
  return json_string_value(json_object_get(object, key));
}

/* "slug|sheet|found" of each fault, a line each. */
static char *faults(const json_t *facts)
{
  GString *text = g_string_new(NULL);
  size_t i;
  json_t *fault;
  json_array_foreach (json_object_get(facts, "faults"), i, fault)
    g_string_append_printf(text, "%s%s|%s|%s", i > 0 ? "\n" : "", word(fault, "slug"),
                           word(fault, "sheet"), word(fault, "found"));
  return g_string_free(text, FALSE);
}

static void expect_faults(const json_t *facts, const char *expected)
{
  g_autofree char *text = faults(facts);
  cr_expect_str_eq(text, expected, "faults are\n%s\nnot\n%s", text, expected);
}

static void expect_pages(const json_t *facts, const char *key, const char *expected)
{
  g_autofree char *text = json_dumps(json_object_get(facts, key), JSON_COMPACT);
  cr_expect_str_eq(text, expected, "%s are %s, not %s", key, text, expected);
}

static void expect_bundle(const json_t *outcome, const char *id, const char *code,
                          size_t n_rows)
{
  const json_t *facts = facts_of(outcome, id);
  cr_expect_str_eq(word(facts, "kind"), "paper");
  cr_expect_str_eq(word(facts, "bundle"), code);
  cr_expect_eq(json_array_size(json_object_get(facts, "rows")), n_rows);
}

Test(collect_pile, pages_in_any_order_become_one_form_for_each_bundle)
{
  scan_sheet(1, 1, KIT_CODE);
  scan_sheet(0, 1, OTHER_CODE);
  scan_side(FALSE);
  scan_sheet(1, 0, KIT_CODE);
  scan_sheet(0, 0, OTHER_CODE);
  g_autoptr(json_t) outcome = collected();
  const json_t *whole = facts_of(outcome, "r000001");
  cr_expect_str_eq(word(whole, "kind"), "pile");
  cr_expect_eq(json_array_size(json_object_get(whole, "parts")), 2);
  expect_faults(whole, "");
  expect_pages(whole, "blanks", "[3]");
  expect_bundle(outcome, "r000001.b1", KIT_CODE, 7);
  expect_bundle(outcome, "r000001.b2", OTHER_CODE, 4);
  expect_pages(facts_of(outcome, "r000001.b1"), "pages", "[1,4]");
  expect_pages(facts_of(outcome, "r000001.b2"), "pages", "[2,5]");
  cr_expect_eq(json_array_size(json_object_get(outcome, "doubts")), 0);
}

Test(collect_pile, missing_and_double_pages_are_faults_of_their_own_bundle_only)
{
  scan_sheet(0, 0, OTHER_CODE);
  scan_sheet(1, 1, KIT_CODE);
  scan_sheet(0, 0, OTHER_CODE);
  scan_sheet(1, 0, KIT_CODE);
  g_autoptr(json_t) outcome = collected();
  const json_t *whole = facts_of(outcome, "r000001");
  expect_faults(whole, "");
  expect_faults(facts_of(outcome, "r000001.b1"),
                "paper_page_twice|K1 · 1|1, 3\npaper_page_missing|K2 · 1|");
  expect_bundle(outcome, "r000001.b1", OTHER_CODE, 0);
  expect_faults(facts_of(outcome, "r000001.b2"), "");
  expect_bundle(outcome, "r000001.b2", KIT_CODE, 7);
  const json_t *parts = json_object_get(whole, "parts");
  cr_expect(json_is_true(json_object_get(json_array_get(parts, 0), "has_faults")));
  cr_expect_not(json_is_true(json_object_get(json_array_get(parts, 1), "has_faults")));
}

Test(collect_pile, page_of_nobody_is_a_fault_of_the_scan_and_the_bundles_count)
{
  scan_sheet(0, 0, OTHER_CODE);
  scan_side(TRUE);
  scan_sheet(1, 0, KIT_CODE);
  scan_sheet(0, 1, OTHER_CODE);
  scan_sheet(1, 0, "7777-ZZZZ");
  scan_sheet(1, 1, KIT_CODE);
  g_autoptr(json_t) outcome = collected();
  expect_faults(facts_of(outcome, "r000001"),
                "paper_no_code|2|\npaper_unknown_bundle|5|7777-ZZZZ");
  expect_faults(facts_of(outcome, "r000001.b1"), "");
  expect_faults(facts_of(outcome, "r000001.b2"), "");
  expect_bundle(outcome, "r000001.b2", KIT_CODE, 7);
}

Test(collect_pile, page_that_names_its_bundle_and_cannot_be_read_is_a_fault_of_that_bundle)
{
  scan_sheet(0, 0, OTHER_CODE);
  scan_sheet(1, 1, KIT_CODE);
  scan_sheet(0, 1, OTHER_CODE);
  ScorePage page = score_sheet_empty(papers[1], KIT_CODE, 0, 150);
  for (guint i = 0; i < BM_SCOREPAPER_ANCHORS; i++)
    score_page_fill(&page, bm_scorepaper_anchor(page.sheet, i), 1);
  for (guint row = 0; row < page.sheet->blocks[0].n_rows; row++)
    for (guint side = 0; side < 2; side++)
      score_page_fill(&page, bm_scorepaper_bar(page.sheet, &page.sheet->blocks[0], row, side),
                      1);
  scan_page(&page);
  g_autoptr(json_t) outcome = collected();
  expect_faults(facts_of(outcome, "r000001"), "");
  expect_faults(facts_of(outcome, "r000001.b1"), "");
  expect_faults(facts_of(outcome, "r000001.b2"),
                "paper_not_registered|4|4F7K-92QX\npaper_page_missing|K3 · 1|");
}

Test(collect_pile, doubts_are_asked_of_the_bundle_that_they_are_about)
{
  scan_sheet(1, 1, KIT_CODE);
  scan_sheet(0, 0, OTHER_CODE);
  ScorePage page = score_sheet_empty(papers[1], KIT_CODE, 0, 150);
  for (guint row = 0; row < 5; row++)
    score_row_mark(&page, row);
  score_page_mark(&page, 1, 1, (score_choice(papers[1], 0, 1, 1) + 1) % 4, 1.4, 0.1);
  scan_page(&page);
  scan_sheet(0, 1, OTHER_CODE);
  g_autoptr(json_t) outcome = collected();
  const json_t *doubts = json_object_get(outcome, "doubts");
  cr_assert_eq(json_array_size(doubts), 1);
  cr_expect_str_eq(word(json_array_get(doubts, 0), "id"), "r000001.b1");
  const json_t *facts = facts_of(outcome, "r000001.b1");
  const json_t *unsure = json_object_get(facts, "unsure");
  cr_expect_eq(json_integer_value(json_object_get(facts, "entries")), 2);
  cr_assert_eq(json_array_size(unsure), 1);
  cr_expect_str_eq(word(json_array_get(unsure, 0), "work_no"), "582-100-002");
  cr_expect_eq(json_array_size(json_object_get(facts_of(outcome, "r000001.b2"), "unsure")), 0);
}

Test(collect_pile, one_bundle_with_a_page_of_nobody_is_refused_whole)
{
  scan_sheet(1, 0, KIT_CODE);
  scan_side(TRUE);
  g_autoptr(json_t) outcome = collected();
  expect_faults(facts_of(outcome, "r000001"), "paper_no_code|2|\npaper_page_missing|K10 · 1|");
}
