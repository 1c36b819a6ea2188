/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/tools/score_kits.h"

#include <criterion/parameterized.h>

TestSuite(paper, .timeout = 300);

static json_t *kits;
static BmScorePaper *paper;

static void sheets_make(void)
{
  kits = score_kits();
  paper = score_kit_paper(json_array_get(kits, 1), BM_SCORE_BUBBLES);
}

static void sheets_drop(void)
{
  json_decref(kits);
  bm_scorepaper_free(paper);
}

static BmPaperPage *read_ok(PIX *scan)
{
  g_autoptr(GError) error = NULL;
  BmPaperPage *page = bm_paper_read(scan, kits, NULL, &error);
  assert_ok(page != NULL, error);
  return page;
}

static void assert_read(const BmPaperPage *page)
{
  cr_assert_eq(page->marks->len, 5 * 7);
  for (guint i = 0; i < page->marks->len; i++) {
    const BmPaperMark *mark = bm_paper_mark(page, i);
    cr_expect_null(mark->doubt, "%u %u: %s", mark->row, mark->task, mark->doubt);
    cr_expect_eq(mark->value, score_truth(page, mark), "%u %u: %d", mark->row, mark->task,
                 mark->value);
    cr_expect_eq(i, mark->row * 7 + mark->task);
  }
}

struct scan {
  double dpi;
  int depth, quarters;
};

ParameterizedTestParameters(paper, what_was_marked_is_read)
{
  static struct scan cases[] = {{150, 8, 0},  {150, 1, 1}, {150, 32, 2},
                                {150, 8, 3},  {300, 8, 0}, {300, 1, 3},
                                {300, 32, 1}, {300, 1, 2}, {200, 1, 0}};
  return cr_make_param_array(struct scan, cases, G_N_ELEMENTS(cases));
}

ParameterizedTest(struct scan *c, paper, what_was_marked_is_read, .init = sheets_make,
                  .fini = sheets_drop)
{
  ScorePage filled = score_sheet_filled(paper, 0, c->dpi);
  g_autoptr(PIX) scan = score_page_scan(&filled, c->depth, c->quarters);
  g_autoptr(BmPaperPage) page = read_ok(scan);
  assert_read(page);
  cr_expect_str_eq(page->class_alias, "K3");
  cr_expect_str_eq(json_string_value(json_object_get(page->kit, "bundle")), KIT_CODE);
}

/* @scan skewed, made smaller or larger, and with its edges cut. */
static PIX *copied(PIX *scan, double turn_deg, double scale, int cut_px)
{
  g_autoptr(PIX) turned = pixRotate(scan, (l_float32)(turn_deg * G_PI / 180), L_ROTATE_AREA_MAP,
                                    L_BRING_IN_WHITE, 0, 0);
  g_autoptr(PIX) sized = pixScale(turned, (l_float32)scale, (l_float32)scale);
  g_autoptr(BOX) rest = boxCreate(cut_px, cut_px, pixGetWidth(sized) - 2 * cut_px,
                                  pixGetHeight(sized) - 2 * cut_px);
  return pixClipRectangle(sized, rest, NULL);
}

Test(paper, skewed_shrunk_and_cut_copy_is_read, .init = sheets_make, .fini = sheets_drop)
{
  static const double cases[][3] = {{2.5, 1, 0}, {-1.5, 0.93, 40}, {0.6, 1.05, 70}};
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    ScorePage filled = score_sheet_filled(paper, 0, 200);
    g_autoptr(PIX) scan = score_page_scan(&filled, 8, 0);
    g_autoptr(PIX) copy = copied(scan, cases[i][0], cases[i][1], (int)cases[i][2]);
    g_autoptr(BmPaperPage) page = read_ok(copy);
    assert_read(page);
  }
}

static void cover(const ScorePage *page, BmPdfRect rect)
{
  score_page_fill(page, (BmPdfRect){rect.x - 1, rect.y - 1, rect.w + 2, rect.h + 2}, 1);
}

Test(paper, any_square_and_any_code_may_be_missing, .init = sheets_make, .fini = sheets_drop)
{
  for (guint i = 0; i < BM_SCOREPAPER_ANCHORS + BM_SCOREPAPER_CODES; i++) {
    ScorePage filled = score_sheet_filled(paper, 0, 200);
    cover(&filled, i < BM_SCOREPAPER_ANCHORS
                       ? bm_scorepaper_anchor(filled.sheet, i)
                       : bm_scorepaper_code(filled.sheet, i - BM_SCOREPAPER_ANCHORS));
    g_autoptr(PIX) scan = score_page_scan(&filled, 8, (int)i % 4);
    g_autoptr(BmPaperPage) page = read_ok(scan);
    assert_read(page);
  }
}

static void assert_refused(ScorePage *sheet, const char *slug)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PIX) scan = score_page_scan(sheet, 8, 0);
  g_autoptr(BmPaperPage) page = bm_paper_read(scan, kits, NULL, &error);
  cr_assert_null(page, "read and not %s", slug);
  cr_assert(g_str_has_prefix(error->message, slug), "%s", error->message);
}

Test(paper, sheet_without_squares_or_bars_is_not_guessed, .init = sheets_make,
     .fini = sheets_drop)
{
  ScorePage bare = score_sheet_filled(paper, 0, 150);
  for (guint i = 0; i < BM_SCOREPAPER_ANCHORS; i++)
    cover(&bare, bm_scorepaper_anchor(bare.sheet, i));
  assert_refused(&bare, "paper_not_registered: ");
  ScorePage barless = score_sheet_filled(paper, 0, 150);
  score_page_fill(&barless, (BmPdfRect){0, 40, 17, 180}, 1);
  score_page_fill(&barless, (BmPdfRect){barless.sheet->width - 17, 40, 17, 180}, 1);
  assert_refused(&barless, "paper_not_registered: ");
}

Test(paper, sheet_printed_before_tasks_were_changed_is_refused, .init = sheets_make,
     .fini = sheets_drop)
{
  ScorePage old = score_sheet_filled(paper, 0, 150);
  json_t *task = json_array_get(json_object_get(json_array_get(kits, 1), "tasks"), 2);
  json_object_set_new(task, "max", json_integer(4));
  assert_refused(&old, "paper_other_tasks: ");
}

Test(paper, foreign_sheets_are_refused, .init = sheets_make, .fini = sheets_drop)
{
  ScorePage foreign = score_sheet_empty(paper, "9999-ZZZZ", 0, 150);
  assert_refused(&foreign, "paper_unknown_bundle: ");
  BmScoreCode code = {BM_SCORE_BUBBLES,           BM_SCOREPAPER_VERSION + 1, KIT_CODE, 0, 1,
                      bm_scorepaper_digest(paper)};
  ScorePage newer = score_page_new(paper, 0, &code, 150);
  assert_refused(&newer, "paper_other_version: ");
  code.version = BM_SCOREPAPER_VERSION;
  code.class_index = 7;
  ScorePage beyond = score_page_new(paper, 0, &code, 150);
  assert_refused(&beyond, "paper_unknown_bundle: ");
  ScorePage plain = score_sheet_filled(paper, 0, 150);
  for (guint i = 0; i < BM_SCOREPAPER_CODES; i++)
    cover(&plain, bm_scorepaper_code(plain.sheet, i));
  assert_refused(&plain, "paper_no_code: ");
}

Test(paper, two_sheets_on_one_picture_are_refused, .init = sheets_make, .fini = sheets_drop)
{
  ScorePage page = score_sheet_filled(paper, 0, 150), other = score_sheet_filled(paper, 1, 150);
  g_autoptr(PIX) one = score_page_scan(&page, 8, 0);
  g_autoptr(PIX) two = score_page_scan(&other, 8, 0);
  pixRasterop(one, 0, 900, pixGetWidth(one), 900, PIX_SRC, two, 0, 900);
  g_autoptr(GError) error = NULL;
  g_autoptr(BmPaperPage) read = bm_paper_read(one, kits, NULL, &error);
  cr_assert_null(read);
  cr_assert(g_str_has_prefix(error->message, "paper_two_codes: "), "%s", error->message);
}

Test(paper, pictures_of_any_size_are_no_sheet, .init = sheets_make, .fini = sheets_drop)
{
  static const int sizes[][2] = {{1, 1}, {2, 900}, {900, 3}, {40, 40}};
  static const int depths[] = {1, 8, 32};
  for (guint i = 0; i < G_N_ELEMENTS(sizes); i++)
    for (guint d = 0; d < G_N_ELEMENTS(depths); d++) {
      g_autoptr(GError) error = NULL;
      g_autoptr(PIX) picture = pixCreate(sizes[i][0], sizes[i][1], depths[d]);
      g_autoptr(BmPaperPage) page = bm_paper_read(picture, kits, NULL, &error);
      cr_assert_null(page);
      cr_expect(g_str_has_prefix(error->message, "paper_no_code: "), "%s", error->message);
    }
}

/* --- doubts ----------------------------------------------------------------------------- */

static const BmPaperMark *mark_at(const BmPaperPage *page, guint row, guint task)
{
  for (guint i = 0; i < page->marks->len; i++)
    if (bm_paper_mark(page, i)->row == row && bm_paper_mark(page, i)->task == task)
      return bm_paper_mark(page, i);
  cr_assert_fail("no mark %u %u", row, task);
  return NULL;
}

static void assert_doubt(const BmPaperPage *page, guint row, guint task, const char *slug)
{
  const BmPaperMark *mark = mark_at(page, row, task);
  cr_assert_not_null(mark->doubt, "%u %u is sure", row, task);
  cr_expect_str_eq(mark->doubt, slug);
}

/* Rows 0, 1, 3 and 4 filled but for task 1; the rest is for the test. */
static ScorePage most_filled(void)
{
  ScorePage page = score_sheet_empty(paper, KIT_CODE, 0, 200);
  for (guint row = 0; row < 5; row++)
    for (guint task = 0; row != 2 && task < 7; task++)
      if (task != 1)
        score_page_mark(&page, row, task, score_choice(paper, 0, row, task), 1.4, 0.15);
  return page;
}

Test(paper, what_is_not_plain_is_doubtful, .init = sheets_make, .fini = sheets_drop)
{
  ScorePage page = most_filled();
  score_page_mark(&page, 0, 1, 0, 1.4, 0.1);
  score_page_mark(&page, 0, 1, 2, 1.4, 0.1);  /* two */
  score_page_mark(&page, 1, 1, 1, 0.45, 0.2); /* a dot */
  score_page_mark(&page, 3, 1, 1, 1.4, 0.1);
  score_page_mark(&page, 3, 1, 2, 1.4, 0.75); /* rubbed out */
  g_autoptr(PIX) scan = score_page_scan(&page, 8, 0);
  g_autoptr(BmPaperPage) read = read_ok(scan);
  assert_doubt(read, 0, 1, "paper_mark_two");
  assert_doubt(read, 1, 1, "paper_mark_faint");
  assert_doubt(read, 3, 1, "paper_mark_two");
  assert_doubt(read, 4, 1, "paper_mark_none");
  cr_expect_null(mark_at(read, 0, 0)->doubt);
  for (guint task = 0; task < 7; task++)
    assert_doubt(read, 2, task, "paper_row_empty");
}

Test(paper, mark_that_is_struck_out_and_not_set_again_is_doubtful, .init = sheets_make,
     .fini = sheets_drop)
{
  ScorePage page = most_filled();
  for (guint row = 0; row < 2; row++) {
    guint at_row = row, task = 1;
    const BmScoreBlock *block = score_page_block(&page, &at_row, &task);
    BmPdfRect at = bm_scorepaper_bubble(paper, page.sheet, block, at_row, task, 1);
    double out = row == 0 ? 0.15 : -0.1; /* struck out; a cross that ends at the ring */
    score_page_mark(&page, row, 1, 1, 1.4, 0.15);
    score_page_stroke(&page, at, -out, -out, 1 + out, 1 + out);
    score_page_stroke(&page, at, 1 + out, -out, -out, 1 + out);
  }
  g_autoptr(PIX) scan = score_page_scan(&page, 8, 0);
  g_autoptr(BmPaperPage) read = read_ok(scan);
  assert_doubt(read, 0, 1, "paper_mark_struck");
  cr_expect_null(mark_at(read, 1, 1)->doubt);
}

Test(paper, page_without_any_mark_is_all_empty_rows, .init = sheets_make, .fini = sheets_drop)
{
  ScorePage empty = score_sheet_empty(paper, KIT_CODE, 0, 200);
  g_autoptr(PIX) scan = score_page_scan(&empty, 8, 0);
  g_autoptr(BmPaperPage) read = read_ok(scan);
  for (guint i = 0; i < read->marks->len; i++)
    cr_expect_str_eq(bm_paper_mark(read, i)->doubt, "paper_row_empty");
}

Test(paper, ticks_crosses_and_pencil_count, .init = sheets_make, .fini = sheets_drop)
{
  ScorePage page = most_filled();
  static const double ticks[][4] = {{0.15, 0.5, 0.4, 0.85}, {0.4, 0.85, 0.95, 0.05}};
  static const double crosses[][4] = {{0.2, 0.2, 0.8, 0.8}, {0.8, 0.2, 0.2, 0.8}};
  for (guint i = 0; i < 2; i++)
    for (guint row = 0; row < 2; row++) {
      guint at_row = row, task = 1;
      const BmScoreBlock *block = score_page_block(&page, &at_row, &task);
      BmPdfRect at = bm_scorepaper_bubble(paper, page.sheet, block, at_row, task, 1);
      const double *s = row == 0 ? ticks[i] : crosses[i];
      score_page_stroke(&page, at, s[0], s[1], s[2], s[3]);
    }
  score_page_mark(&page, 3, 1, 1, 1.4, 0.62);
  g_autoptr(PIX) scan = score_page_scan(&page, 8, 0);
  g_autoptr(BmPaperPage) read = read_ok(scan);
  for (guint row = 0; row < 4; row += row == 1 ? 2 : 1) {
    cr_expect_eq(mark_at(read, row, 1)->value, 1, "row %u", row);
    cr_expect_null(mark_at(read, row, 1)->doubt, "row %u: %s", row,
                   mark_at(read, row, 1)->doubt);
  }
}

Test(paper, dark_and_yellow_paper_is_no_mark, .init = sheets_make, .fini = sheets_drop)
{
  ScorePage filled = score_sheet_filled(paper, 0, 200);
  g_autoptr(PIX) scan = score_page_scan(&filled, 8, 0);
  for (int y = 0; y < pixGetHeight(scan); y++)
    for (int x = 0; x < pixGetWidth(scan); x++) {
      l_uint32 value = 0;
      pixGetPixel(scan, x, y, &value);
      double light = 0.55 + 0.4 * x / pixGetWidth(scan);
      pixSetPixel(scan, x, y, (l_uint32)(value * light));
    }
  g_autoptr(BmPaperPage) page = read_ok(scan);
  assert_read(page);
}

Test(paper, boxes_of_marks_lie_on_their_bubbles, .init = sheets_make, .fini = sheets_drop)
{
  ScorePage filled = score_sheet_filled(paper, 0, 200);
  BmScoreBlock block = filled.sheet->blocks[0];
  BmPdfRect group = bm_scorepaper_group(paper, filled.sheet, &block, 2, 1);
  g_autoptr(PIX) scan = score_page_scan(&filled, 8, 0);
  g_autoptr(BmPaperPage) page = read_ok(scan);
  BmBox box = mark_at(page, 2, 1)->box;
  double mm = 200 / 25.4;
  cr_expect_float_eq(box.x, group.x * mm, 3);
  cr_expect_float_eq(box.y, group.y * mm, 3);
  cr_expect_float_eq(box.w, group.w * mm, 4);
  cr_expect_float_eq(box.h, group.h * mm, 4);
}

/* --- boxes ------------------------------------------------------------------------------ */

Test(paper, writing_in_boxes_is_for_a_person, .init = sheets_make, .fini = sheets_drop)
{
  g_autoptr(BmScorePaper) boxes = score_kit_paper(json_array_get(kits, 1), BM_SCORE_BOXES);
  ScorePage page = score_sheet_empty(boxes, KIT_CODE, 0, 150);
  const BmScoreBlock *block = &page.sheet->blocks[0];
  for (guint task = 0; task < 7; task++)
    if (task != 4) { /* a figure one */
      BmPdfRect at = bm_scorepaper_group(boxes, page.sheet, block, 1, task);
      score_page_stroke(&page, at, 0.5, 0.25, 0.5, 0.75);
    }
  g_autoptr(PIX) scan = score_page_scan(&page, 8, 1);
  g_autoptr(BmPaperPage) read = read_ok(scan);
  for (guint task = 0; task < 7; task++) {
    cr_expect_eq(mark_at(read, 1, task)->value, task == 4 ? BM_PAPER_NONE : BM_PAPER_TEXT);
    assert_doubt(read, 1, task, task == 4 ? "paper_mark_none" : "paper_mark_written");
    assert_doubt(read, 2, task, "paper_row_empty");
  }
}
