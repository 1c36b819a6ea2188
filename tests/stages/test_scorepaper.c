/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stages/shared/scorepaper.h"
#include "tests/tools/assert_ok.h"

#include <criterion/parameterized.h>

TestSuite(scorepaper, .timeout = 60);

struct bundle {
  BmScoreStyle style;
  guint n_tasks, max, n_classes, rows;
};

static struct bundle bundles[] = {
    {BM_SCORE_BUBBLES, 1, 1, 1, 1},   {BM_SCORE_BUBBLES, 6, 12, 3, 5},
    {BM_SCORE_BUBBLES, 30, 3, 1, 20}, {BM_SCORE_BUBBLES, 20, 2, 4, 4},
    {BM_SCORE_BUBBLES, 3, 24, 1, 40}, {BM_SCORE_BUBBLES, 30, 1, 1, 90},
    {BM_SCORE_BOXES, 1, 1, 1, 1},     {BM_SCORE_BOXES, 30, 12, 2, 20},
    {BM_SCORE_BOXES, 12, 1000, 1, 60}};

/* Maxima go from 1 to the bundle's and begin anew. */
static BmScorePaper *paper_of(const struct bundle *b)
{
  g_autoptr(GError) error = NULL;
  g_autofree int *maxima = g_new0(int, b->n_tasks);
  g_autofree guint *rows = g_new0(guint, b->n_classes);
  for (guint i = 0; i < b->n_tasks; i++)
    maxima[i] = b->max > 24 ? (int)b->max : 1 + (int)(i % b->max);
  for (guint i = 0; i < b->n_classes; i++)
    rows[i] = b->rows;
  BmScorePaper *paper =
      bm_scorepaper_new(b->style, maxima, b->n_tasks, rows, b->n_classes, &error);
  assert_ok(paper != NULL, error);
  return paper;
}

static gboolean are_apart(BmPdfRect p, BmPdfRect q, double gap)
{
  return p.x + p.w + gap <= q.x + 1e-9 || q.x + q.w + gap <= p.x + 1e-9 ||
         p.y + p.h + gap <= q.y + 1e-9 || q.y + q.h + gap <= p.y + 1e-9;
}

/* All that must stay apart on a page, and how far. */
static GArray *things_of(const BmScorePaper *paper, const BmScorePage *page)
{
  GArray *things = g_array_new(FALSE, FALSE, sizeof(BmPdfRect));
  for (guint i = 0; i < BM_SCOREPAPER_ANCHORS; i++) {
    BmPdfRect rect = bm_scorepaper_anchor(page, i);
    g_array_append_val(things, rect);
  }
  for (guint i = 0; i < BM_SCOREPAPER_CODES; i++) {
    BmPdfRect rect = bm_scorepaper_code(page, i);
    g_array_append_val(things, rect);
  }
  for (guint b = 0; b < page->n_blocks; b++)
    for (guint row = 0; row < page->blocks[b].n_rows; row++) {
      const BmScoreBlock *block = &page->blocks[b];
      BmPdfRect rects[3] = {bm_scorepaper_bar(page, block, row, 0),
                            bm_scorepaper_bar(page, block, row, 1),
                            bm_scorepaper_number(page, block, row)};
      g_array_append_vals(things, rects, 3);
      for (guint task = 0; task < block->n_tasks; task++) {
        BmPdfRect group = bm_scorepaper_group(paper, page, block, row, task);
        g_array_append_val(things, group);
      }
    }
  return things;
}

ParameterizedTestParameters(scorepaper, nothing_overlaps_or_leaves_the_sheet)
{
  return cr_make_param_array(struct bundle, bundles, G_N_ELEMENTS(bundles));
}

ParameterizedTest(struct bundle *b, scorepaper, nothing_overlaps_or_leaves_the_sheet)
{
  g_autoptr(BmScorePaper) paper = paper_of(b);
  for (guint p = 0; p < paper->pages->len; p++) {
    const BmScorePage *page = &g_array_index(paper->pages, BmScorePage, p);
    g_autoptr(GArray) things = things_of(paper, page);
    cr_expect(page->width + page->height == BM_PDF_A4_WIDTH + BM_PDF_A4_HEIGHT);
    for (guint i = 0; i < things->len; i++) {
      BmPdfRect one = g_array_index(things, BmPdfRect, i);
      cr_expect(one.x >= 10 && one.y >= 10 && one.x + one.w <= page->width - 10 &&
                    one.y + one.h <= page->height - 10,
                "page %u, thing %u: %g %g %g %g", p, i, one.x, one.y, one.w, one.h);
      for (guint j = 0; j < i; j++)
        cr_expect(are_apart(one, g_array_index(things, BmPdfRect, j), 0),
                  "page %u: things %u and %u", p, i, j);
    }
  }
}

/* A QR of 25 modules on @rect has its quiet zone of 4. */
ParameterizedTestParameters(scorepaper, codes_have_their_quiet_zone)
{
  return cr_make_param_array(struct bundle, bundles, G_N_ELEMENTS(bundles));
}

ParameterizedTest(struct bundle *b, scorepaper, codes_have_their_quiet_zone)
{
  g_autoptr(BmScorePaper) paper = paper_of(b);
  const BmScorePage *page = &g_array_index(paper->pages, BmScorePage, 0);
  g_autoptr(GArray) things = things_of(paper, page);
  for (guint i = 0; i < BM_SCOREPAPER_CODES; i++) {
    BmPdfRect code = bm_scorepaper_code(page, i);
    double quiet = 4 * code.w / 25;
    for (guint j = 0; j < things->len; j++) {
      BmPdfRect other = g_array_index(things, BmPdfRect, j);
      cr_expect(j == BM_SCOREPAPER_ANCHORS + i || are_apart(code, other, quiet),
                "code %u and thing %u", i, j);
    }
  }
}

ParameterizedTestParameters(scorepaper, each_task_of_each_work_stands_once)
{
  return cr_make_param_array(struct bundle, bundles, G_N_ELEMENTS(bundles));
}

ParameterizedTest(struct bundle *b, scorepaper, each_task_of_each_work_stands_once)
{
  g_autoptr(BmScorePaper) paper = paper_of(b);
  g_autofree guint *times = g_new0(guint, b->n_classes * b->rows * b->n_tasks);
  for (guint p = 0; p < paper->pages->len; p++) {
    const BmScorePage *page = &g_array_index(paper->pages, BmScorePage, p);
    cr_expect(bm_scorepaper_page(paper, page->class_index, page->page) == page);
    cr_expect(page->page >= 1 && page->page <= page->n_pages);
    for (guint i = 0; i < page->n_blocks; i++)
      for (guint row = 0; row < page->blocks[i].n_rows; row++)
        for (guint task = 0; task < page->blocks[i].n_tasks; task++)
          times[(page->class_index * b->rows + page->blocks[i].first_row + row) * b->n_tasks +
                page->blocks[i].first_task + task]++;
  }
  for (guint i = 0; i < b->n_classes * b->rows * b->n_tasks; i++)
    cr_assert_eq(times[i], 1, "%u", i);
}

Test(scorepaper, bubbles_are_one_for_each_score_and_x_within_their_group)
{
  struct bundle b = {BM_SCORE_BUBBLES, 24, 24, 1, 3};
  g_autoptr(BmScorePaper) paper = paper_of(&b);
  for (guint p = 0; p < paper->pages->len; p++) {
    const BmScorePage *page = &g_array_index(paper->pages, BmScorePage, p);
    for (guint i = 0; i < page->n_blocks; i++)
      for (guint task = 0; task < page->blocks[i].n_tasks; task++) {
        const BmScoreBlock *block = &page->blocks[i];
        BmPdfRect group = bm_scorepaper_group(paper, page, block, 2, task), last = {0};
        guint n = bm_scorepaper_choices(paper, block->first_task + task);
        cr_expect_eq(n, block->first_task + task + 1 + 2);
        for (guint choice = 0; choice < n; choice++) {
          BmPdfRect at = bm_scorepaper_bubble(paper, page, block, 2, task, choice);
          cr_expect(at.x >= group.x && at.y >= group.y && at.x + at.w <= group.x + group.w &&
                    at.y + at.h <= group.y + group.h);
          cr_expect(choice == 0 || are_apart(last, at, 1.0));
          last = at;
        }
      }
  }
}

Test(scorepaper, few_works_stand_block_below_block)
{
  struct bundle b = {BM_SCORE_BUBBLES, 20, 3, 1, 3};
  g_autoptr(BmScorePaper) paper = paper_of(&b);
  cr_assert_eq(paper->pages->len, 1);
  cr_expect_gt(g_array_index(paper->pages, BmScorePage, 0).n_blocks, 1);
}

Test(scorepaper, great_maxima_have_no_bubbles)
{
  int maxima[] = {1, BM_SCOREPAPER_MAX, BM_SCOREPAPER_MAX + 1};
  cr_expect(bm_scorepaper_has_bubbles(maxima, 2));
  cr_expect_not(bm_scorepaper_has_bubbles(maxima, 3));
}

Test(scorepaper, more_than_the_code_can_number_is_told)
{
  g_autoptr(GError) error = NULL;
  int maxima[] = {1};
  g_autofree guint *rows = g_new0(guint, 100);
  for (guint i = 0; i < 100; i++)
    rows[i] = 1;
  assert_fails_with(bm_scorepaper_new(BM_SCORE_BOXES, maxima, 1, rows, 100, &error) != NULL,
                    error, "score_sheet_too_long");
}

Test(scorepaper, page_that_is_not_there_is_none)
{
  struct bundle b = {BM_SCORE_BUBBLES, 5, 2, 2, 5};
  g_autoptr(BmScorePaper) paper = paper_of(&b);
  cr_expect_not_null(bm_scorepaper_page(paper, 1, 1));
  cr_expect_null(bm_scorepaper_page(paper, 2, 1));
  cr_expect_null(bm_scorepaper_page(paper, 0, 0));
  cr_expect_null(bm_scorepaper_page(paper, 0, 2));
}

Test(scorepaper, other_maxima_or_works_have_another_digest)
{
  struct bundle b = {BM_SCORE_BUBBLES, 5, 2, 2, 5}, more = b, longer = b, boxes = b;
  more.max = 3;
  longer.rows = 6;
  boxes.style = BM_SCORE_BOXES;
  g_autoptr(BmScorePaper) paper = paper_of(&b), same = paper_of(&b);
  g_autoptr(BmScorePaper) second = paper_of(&more), third = paper_of(&longer);
  g_autoptr(BmScorePaper) fourth = paper_of(&boxes);
  guint digest = bm_scorepaper_digest(paper);
  cr_expect_eq(bm_scorepaper_digest(same), digest);
  cr_expect_neq(bm_scorepaper_digest(second), digest);
  cr_expect_neq(bm_scorepaper_digest(third), digest);
  cr_expect_neq(bm_scorepaper_digest(fourth), digest);
}
