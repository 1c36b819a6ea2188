/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Boxes to write in: only whether something stands there; what, a person reads. */
#include "stages/collect/paper_part.h"

#include <math.h>
#include <stdlib.h>

#define RULE_MM 1.2 /* from the box's edge: its line, and what the sheet may be off */
#define STEP_MM 0.15
#define DARK_SHARE 0.3  /* of the way from paper to print, a pixel is ink */
#define PAPER_SHARE 0.7 /* most of a box is paper, also under a figure */
#define LEAST_CONTRAST 30
#define WRITTEN_MM2 0.6 /* more than empty boxes of the page have: a dash of a thin pen */
#define EMPTY_SHARE 0.1 /* of the boxes, the emptiest */

typedef struct Cell {
  guint block, row, task;
  double ink_mm2;
} Cell;

static int by_value(const void *p, const void *q)
{
  double a = *(const double *)p, b = *(const double *)q;
  return (a > b) - (a < b);
}

static BmPdfRect cell_rect(const BmPaperPage *page, const Cell *cell)
{
  return bm_scorepaper_group(page->paper, page->sheet, &page->sheet->blocks[cell->block],
                             cell->row, cell->task);
}

/* Gray levels inside a box, in no order. */
static GArray *cell_levels(const BmPaperFix *fix, PIX *gray, const Cell *cell, BmPdfRect rect)
{
  GArray *levels = g_array_new(FALSE, FALSE, sizeof(double));
  for (double y = rect.y + RULE_MM; y < rect.y + rect.h - RULE_MM; y += STEP_MM)
    for (double x = rect.x + RULE_MM; x < rect.x + rect.w - RULE_MM; x += STEP_MM) {
      BmPaperPoint at = bm_paper_place(fix, cell->block, cell->row, x, y);
      l_uint32 value = 0;
      if (at.x < 0 || at.y < 0 || pixGetPixel(gray, (int)at.x, (int)at.y, &value) != 0)
        continue;
      double level = value;
      g_array_append_val(levels, level);
    }
  return levels;
}

static double ink_in(GArray *levels, double black)
{
  if (levels->len == 0)
    return 0;
  g_array_sort(levels, by_value);
  double white = g_array_index(levels, double, (guint)(PAPER_SHARE * (levels->len - 1)));
  double limit = white - DARK_SHARE * MAX(LEAST_CONTRAST, white - black);
  guint dark = 0;
  while (dark < levels->len && g_array_index(levels, double, dark) < limit)
    dark++;
  return dark * STEP_MM * STEP_MM;
}

static GArray *cells_of(const BmPaperFix *fix, PIX *gray, const BmPaperPage *page)
{
  GArray *cells = g_array_new(FALSE, TRUE, sizeof(Cell));
  double black = bm_paper_black(fix, gray);
  for (guint b = 0; b < page->sheet->n_blocks; b++)
    for (guint row = 0; row < page->sheet->blocks[b].n_rows; row++)
      for (guint task = 0; task < page->sheet->blocks[b].n_tasks; task++) {
        Cell cell = {.block = b, .row = row, .task = task};
        if (!bm_paper_is_open(page, b, row, task))
          continue;
        g_autoptr(GArray) levels = cell_levels(fix, gray, &cell, cell_rect(page, &cell));
        cell.ink_mm2 = ink_in(levels, black);
        g_array_append_val(cells, cell);
      }
  return cells;
}

/* Ink that the emptiest boxes have; a page without empty ones has none. */
static double empty_ink(const GArray *cells)
{
  g_autoptr(GArray) inks = g_array_new(FALSE, FALSE, sizeof(double));
  for (guint i = 0; i < cells->len; i++)
    g_array_append_val(inks, g_array_index(cells, Cell, i).ink_mm2);
  if (inks->len == 0)
    return 0;
  g_array_sort(inks, by_value);
  double ink = g_array_index(inks, double, (guint)(EMPTY_SHARE * (inks->len - 1)));
  return ink < WRITTEN_MM2 ? ink : 0;
}

void bm_paper_boxes(const BmPaperFix *fix, PIX *gray, BmPaperPage *page)
{
  g_autoptr(GArray) cells = cells_of(fix, gray, page);
  double empty = empty_ink(cells);
  for (guint i = 0; i < cells->len; i++) {
    const Cell *cell = &g_array_index(cells, Cell, i);
    const BmScoreBlock *block = &page->sheet->blocks[cell->block];
    gboolean is_written = cell->ink_mm2 >= empty + WRITTEN_MM2;
    BmPaperMark mark = {
        .row = block->first_row + cell->row,
        .task = block->first_task + cell->task,
        .value = is_written ? BM_PAPER_TEXT : BM_PAPER_NONE,
        .doubt = is_written ? "paper_mark_written" : "paper_mark_none",
        .box = bm_paper_fix_box(fix, cell->block, cell->row, cell_rect(page, cell), 0)};
    g_array_append_val(page->marks, mark);
  }
}
