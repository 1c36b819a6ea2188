/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The left margin of the body and the usual distance of its rows. Ticks and crosses of whoever
 * marked the work stand left of the rows that they are about: they are no beginning of a row.
 */
#include "stages/shared/identity_part.h"

#define MARK_LEAST_MM 5.0 /* a tick is as large both ways; digits and letters are narrower */
#define MARK_MOST_MM 15.0
#define MARK_GAP_MM 4.0     /* between it and its row */
#define MARGIN_MOST_MM 25.0 /* as wide as the red margin of a sheet */
#define ROWS_LEAST 5U       /* rows of a work that say where it begins without its marks */

static int ints_compare(gconstpointer p, gconstpointer q)
{
  return *(const int *)p - *(const int *)q;
}

static gboolean is_mark(const BmSegment *segment)
{
  return segment->n_parts <= 2 &&
         MIN(segment->box.w, segment->box.h) >= bm_lines_px(MARK_LEAST_MM) &&
         MAX(segment->box.w, segment->box.h) <= bm_lines_px(MARK_MOST_MM);
}

/* where a row begins, or the rest of it when its first piece may be a mark; -1: nothing else */
static int start_of(const BmFinder *finder, guint row, gboolean skips_marks)
{
  guint first, end;
  int start = bm_row_core(finder, row).x, reach = -1;
  bm_row_span(finder, row, &first, &end);
  for (guint i = first; i < end && skips_marks; i++) {
    const BmSegment *segment = bm_finder_segment(finder, i);
    if (segment->box.x < start)
      continue; /* dust */
    if (reach < 0 && !is_mark(segment))
      return start;
    if (reach >= 0)
      return segment->box.x - reach >= bm_lines_px(MARK_GAP_MM) ? segment->box.x : start;
    reach = segment->box.x + segment->box.w;
  }
  return skips_marks ? -1 : start;
}

static GArray *starts_of(const BmFinder *finder, gboolean skips_marks)
{
  GArray *starts = g_array_new(FALSE, FALSE, sizeof(int));
  for (guint i = 0; i < finder->lines->rows->len; i++) {
    BmBox core = bm_row_core(finder, i);
    int start = start_of(finder, i, skips_marks);
    if (core.w >= bm_lines_px(2.5) && core.h >= bm_lines_px(1.5) && start >= 0)
      g_array_append_val(starts, start);
  }
  g_array_sort(starts, ints_compare);
  return starts;
}

/* smallest x at which three rows begin within 5 mm, or two within 2.5 mm */
static int margin_in(const GArray *starts)
{
  for (guint i = 0; i + 2 <= starts->len; i++) {
    int x = g_array_index(starts, int, i);
    int second = g_array_index(starts, int, i + 1) - x;
    int third = i + 2 < starts->len ? g_array_index(starts, int, i + 2) - x : G_MAXINT;
    gboolean is_short = starts->len <= 8 && second <= bm_lines_px(5);
    if (third <= bm_lines_px(5) || second <= bm_lines_px(2.5) || is_short)
      return x;
  }
  return -1;
}

static int left_margin(const BmFinder *finder)
{
  g_autoptr(GArray) starts = starts_of(finder, FALSE);
  return margin_in(starts);
}

/* the same for rows without the marks before them, of which several must begin there; -1 */
static int marked_margin(const BmFinder *finder)
{
  g_autoptr(GArray) starts = starts_of(finder, TRUE);
  int x = margin_in(starts);
  guint count = 0;
  for (guint i = 0; i < starts->len; i++) {
    int off = g_array_index(starts, int, i) - x;
    count += off >= 0 && off <= bm_lines_px(5) ? 1 : 0;
  }
  return count >= ROWS_LEAST ? x : -1;
}

static int row_pitch(const BmFinder *finder)
{
  g_autoptr(GArray) steps = g_array_new(FALSE, FALSE, sizeof(int));
  int last = -1;
  for (guint i = 0; i < finder->lines->rows->len; i++) {
    BmBox box = g_array_index(finder->lines->rows, BmRow, i).box;
    if (!bm_row_counts(box))
      continue;
    int step = box.y + box.h - last;
    if (last >= 0 && step > 0)
      g_array_append_val(steps, step);
    last = box.y + box.h;
  }
  g_array_sort(steps, ints_compare);
  return steps->len > 0 ? g_array_index(steps, int, steps->len / 2) : 0;
}

void bm_finder_margins(BmFinder *finder)
{
  finder->edge_px = left_margin(finder);
  int left = marked_margin(finder), moved = left - finder->edge_px;
  gboolean is_marked =
      moved >= bm_lines_px(MARK_LEAST_MM + MARK_GAP_MM) && moved <= bm_lines_px(MARGIN_MOST_MM);
  finder->left_px = is_marked ? left : finder->edge_px;
  finder->pitch_px = row_pitch(finder);
}
