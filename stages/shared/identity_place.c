/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the body may start, by position alone: nothing is read here, because handwriting cannot
 * be. The body is written from one left margin downwards; what stands above it is centred, set
 * to the right, in pieces far apart, cut off by a rule, or short and apart.
 */
#include <stdlib.h>

#include "stages/shared/identity_part.h"

#define INDENT_MM 14.0   /* rows of the body begin this near to its left margin */
#define FOLLOW_MM 25.0   /* answers are indented by less than this */
#define TOP_SHARE 0.62   /* nothing of a header stands lower */
#define APART_MM 28.0    /* pieces of a header line stand this far from each other */
#define HEADER_SHARE 0.2 /* running headers stand in this part of the sheet */
#define GAP_TIMES 1.6    /* a row with more than this below it is apart, in usual distances */
#define SHORT_MM 75.0
#define BLOCK_ROWS 3
#define BLOCK_MM 115.0
#define BLOCK_TIMES 2.0
#define TICK_MM 13.0
#define SPECK_MM 2.3 /* a piece as small as this and far from its row is dirt */
#define SPECK_GAP_MM 12.0
#define REMAINS_MM 7.0
#define REMAINS_INK 14  /* percent; strokes cover 18 and more of their box */
#define WRITING_MM 20.0 /* a piece as long is no remains of a fold */
#define DRAWING_MM 14.0
#define MARGIN_MM 6.0
#define LETTERHEAD_MM 95.0 /* stamps are up to 90 mm wide */
#define LETTERHEAD_ROWS 7

gboolean bm_row_counts(BmBox box)
{
  return box.h >= bm_lines_px(1.2) && box.w >= bm_lines_px(2.0);
}

/* first and last segment of a row */
void bm_row_span(const BmFinder *finder, guint row, guint *ret_first, guint *ret_end)
{
  guint first = 0;
  while (first < finder->lines->segments->len &&
         bm_finder_segment(finder, first)->row < (int)row)
    first++;
  guint end = first;
  while (end < finder->lines->segments->len && bm_finder_segment(finder, end)->row == (int)row)
    end++;
  *ret_first = first;
  *ret_end = end;
}

/* The outline of a square or a tick of the ruling is mostly paper; strokes of writing are not.
 */
gboolean bm_segment_is_remains(const BmFinder *finder, const BmSegment *segment)
{
  gboolean has_grid = finder->lines->is_speckled || finder->lines->ruling_px > 0;
  return has_grid && segment->n_parts <= 3 && segment->box.w < bm_lines_px(REMAINS_MM) &&
         bm_finder_ink(finder, segment->box) * 100 < bm_box_area(segment->box) * REMAINS_INK;
}

/* what is written of a row, without specks and remains of edges; empty: nothing */
BmBox bm_row_core(const BmFinder *finder, guint row)
{
  guint first, end;
  BmBox core = {0, 0, 0, 0};
  bm_row_span(finder, row, &first, &end);
  int edge = finder->paper.x + bm_lines_px(3), last = finder->paper.x + finder->paper.w;
  for (guint i = first; i < end; i++) {
    BmBox box = bm_finder_segment(finder, i)->box;
    gboolean is_small = MAX(box.w, box.h) < bm_lines_px(SPECK_MM) && i + 1 < end;
    if (is_small && bm_box_is_empty(core) &&
        bm_finder_segment(finder, i + 1)->box.x - box.x - box.w > bm_lines_px(SPECK_GAP_MM))
      continue;
    if (bm_segment_is_remains(finder, bm_finder_segment(finder, i)) && i + 1 < end)
      continue;
    gboolean is_inside =
        box.x > edge || (finder->hints->begins_at_fold && box.w >= bm_lines_px(WRITING_MM));
    if (box.w >= bm_lines_px(1.2) && box.h >= bm_lines_px(1.2) && is_inside &&
        box.x + box.w / 2 < last - bm_lines_px(3))
      core = bm_box_or(core, box);
  }
  return core;
}

/* the next row that counts, rows->len: none */
guint bm_row_next(const BmFinder *finder, guint row)
{
  for (guint i = row + 1; i < finder->lines->rows->len; i++)
    if (bm_row_counts(bm_row_core(finder, i)))
      return i;
  return finder->lines->rows->len;
}

gboolean bm_row_starts_left(const BmFinder *finder, guint row)
{
  return finder->left_px >= 0 &&
         bm_row_core(finder, row).x <= finder->left_px + bm_lines_px(INDENT_MM);
}

/* widest room between two segments of a row */
static int row_gap(const BmFinder *finder, guint row)
{
  guint first, end;
  int widest = 0, reach = G_MAXINT;
  bm_row_span(finder, row, &first, &end);
  for (guint i = first; i < end; i++) {
    BmBox box = bm_finder_segment(finder, i)->box;
    if (box.h < bm_lines_px(1.5) || box.w < bm_lines_px(1.5))
      continue;
    if (reach < box.x)
      widest = MAX(widest, box.x - reach);
    reach = reach == G_MAXINT ? box.x + box.w : MAX(reach, box.x + box.w);
  }
  return widest;
}

/* the upper edge of a table: below a sentence it is an answer, and ends no header */
static gboolean is_table_edge(const BmFinder *finder, BmBox rule)
{
  for (guint i = 0; i < finder->lines->frames->len; i++) {
    const BmFrame *frame = &g_array_index(finder->lines->frames, BmFrame, i);
    if (frame->shape == BM_FRAME_TABLE && frame->n_down >= 3 &&
        abs(frame->box.y - rule.y) < bm_lines_px(2) &&
        !bm_box_is_empty(bm_box_and(frame->box, bm_box_grow(rule, 0, bm_lines_px(2)))))
      return TRUE;
  }
  return FALSE;
}

/* a line of squares that are printed on part of a sheet, as a place to write in: it ends no
 * header that stands in the squares itself */
static gboolean is_of_squares(const BmFinder *finder, BmBox rule, BmBox row)
{
  for (guint i = 0; i < finder->lines->frames->len; i++) {
    const BmFrame *frame = &g_array_index(finder->lines->frames, BmFrame, i);
    if (bm_frame_is_squares(frame) && !bm_box_is_empty(bm_box_and(frame->box, rule)) &&
        bm_box_area(bm_box_and(frame->box, row)) * 10 > bm_box_area(row) * 8)
      return TRUE;
  }
  return FALSE;
}

static gboolean rule_below(const BmFinder *finder, BmBox row, BmBox next)
{
  gboolean is_sentence = finder->hints->page_in_work > 1 && row.w > bm_lines_px(SHORT_MM);
  for (guint i = 0; i < finder->lines->across->len; i++) {
    BmBox rule = g_array_index(finder->lines->across, BmBox, i);
    if (rule.y >= row.y + row.h / 2 && rule.y <= next.y + next.h / 4 &&
        rule.w > finder->paper.w / 2 && !(is_sentence && is_table_edge(finder, rule)) &&
        !is_of_squares(finder, rule, row))
      return TRUE;
  }
  return FALSE;
}

/* a task number by its shape: something short, with nothing else in its row */
static gboolean is_number_shaped(BmBox core)
{
  return core.w <= bm_lines_px(14);
}

/* a drawing or table between two rows */
static gboolean is_drawn_between(const BmFinder *finder, BmBox row, BmBox next)
{
  for (guint i = 0; i < finder->lines->parts->len; i++) {
    BmBox part = g_array_index(finder->lines->parts, BmBox, i);
    if (part.h > bm_lines_px(DRAWING_MM) && part.y < next.y + next.h &&
        part.y + part.h > row.y + row.h)
      return TRUE;
  }
  for (guint i = 0; i < finder->lines->frames->len; i++) {
    BmBox box = g_array_index(finder->lines->frames, BmFrame, i).box;
    if (box.h > bm_lines_px(DRAWING_MM) && box.y < next.y && box.y + box.h > row.y + row.h)
      return TRUE;
  }
  return FALSE;
}

/* room below a row, in usual distances of rows; 0 when something is drawn there */
static double room_below(const BmFinder *finder, guint row, guint next)
{
  BmBox core = bm_row_core(finder, row), below = bm_row_core(finder, next);
  int step = below.y + below.h - core.y - core.h;
  if (finder->pitch_px <= 0 || is_drawn_between(finder, core, below))
    return 0;
  return (double)step / finder->pitch_px;
}

/* two or three short rows and a large room below them are a block of their own */
static gboolean is_short_block(const BmFinder *finder, guint row)
{
  for (guint k = 0; k < BLOCK_ROWS; k++) {
    guint next = bm_row_next(finder, row);
    BmBox core = bm_row_core(finder, row);
    if (next >= finder->lines->rows->len || core.w > bm_lines_px(BLOCK_MM) ||
        is_number_shaped(core))
      return FALSE;
    if (room_below(finder, row, next) > BLOCK_TIMES)
      return TRUE;
    row = next;
  }
  return FALSE;
}

/* whether a row at the left margin is part of a header nevertheless */
static gboolean is_apart(const BmFinder *finder, guint row)
{
  BmBox core = bm_row_core(finder, row);
  guint next = bm_row_next(finder, row);
  if (core.y > finder->paper.y + (int)(finder->paper.h * HEADER_SHARE))
    return FALSE;
  if (bm_row_is_numbered(finder, row))
    return FALSE;
  if (row_gap(finder, row) > bm_lines_px(APART_MM))
    return TRUE;
  if (next >= finder->lines->rows->len)
    return FALSE;
  BmBox below = bm_row_core(finder, next);
  if (rule_below(finder, core, below))
    return TRUE;
  gboolean is_single = core.w < bm_lines_px(SHORT_MM) && !is_number_shaped(core) &&
                       room_below(finder, row, next) > GAP_TIMES;
  return is_single || is_short_block(finder, row);
}

/* whether hardly a row of the page reaches as far right */
static gboolean is_right_of_rows(const BmFinder *finder, int x)
{
  guint count = 0, beyond = 0;
  for (guint i = 0; i < finder->lines->rows->len; i++) {
    BmBox core = bm_row_core(finder, i);
    if (core.w < bm_lines_px(SHORT_MM))
      continue;
    count++;
    beyond += core.x + core.w > x ? 1 : 0;
  }
  return beyond * 4 <= count;
}

/* a tick or cross of whoever marked the work: alone, in one stroke, right of the writing, and a
 * row of sentences below it */
static gboolean is_tick(const BmFinder *finder, guint row, BmBox core)
{
  guint first, end, next = bm_row_next(finder, row);
  bm_row_span(finder, row, &first, &end);
  return end - first == 1 && bm_finder_segment(finder, first)->n_parts == 1 &&
         MAX(core.w, core.h) < bm_lines_px(TICK_MM) &&
         core.x > finder->left_px + bm_lines_px(SHORT_MM) && is_right_of_rows(finder, core.x) &&
         next < finder->lines->rows->len && bm_row_core(finder, next).w > bm_lines_px(SHORT_MM);
}

/* of the next three rows two begin near the left margin too */
static gboolean is_followed(const BmFinder *finder, guint row)
{
  guint seen = 0, followers = 0, ticks = 0;
  for (guint i = bm_row_next(finder, row); i < finder->lines->rows->len && seen < 3;
       i = bm_row_next(finder, i)) {
    BmBox core = bm_row_core(finder, i);
    gboolean is_near = core.x <= finder->left_px + bm_lines_px(FOLLOW_MM);
    if (!is_near && core.w < bm_lines_px(6)) /* letters of a drawing */
      continue;
    if (!is_near && is_tick(finder, i, core)) {
      ticks++;
      continue;
    }
    seen++;
    followers += is_near ? 1 : 0;
  }
  return followers >= 2 || (followers == seen && (seen > 0 || ticks == 0));
}

static int middle_of(BmBox box)
{
  return box.x + box.w / 2;
}

static int row_before(const BmFinder *finder, guint row)
{
  for (guint i = row; i-- > 0;)
    if (bm_row_counts(bm_row_core(finder, i)))
      return (int)i;
  return -1;
}

/* a row that has the middle of the title's row above it and begins right of the margin */
static gboolean is_centred_on(const BmFinder *finder, guint row)
{
  int before = row_before(finder, row);
  if (before < 0)
    return FALSE;
  BmBox core = bm_row_core(finder, row), above = bm_row_core(finder, (guint)before);
  return core.x > finder->left_px + bm_lines_px(4) &&
         above.x > finder->left_px + bm_lines_px(8) &&
         abs(middle_of(core) - middle_of(above)) < bm_lines_px(9) && core.w < bm_lines_px(110);
}

static gboolean is_in_frame(const BmFinder *finder, BmBox box)
{
  for (guint i = 0; i < finder->lines->frames->len; i++) {
    const BmFrame *frame = &g_array_index(finder->lines->frames, BmFrame, i);
    gboolean is_holder = frame->shape == BM_FRAME_TABLE || frame->shape == BM_FRAME_CELLS;
    if (is_holder && frame->box.h < bm_lines_px(100) &&
        !bm_box_is_empty(bm_box_and(frame->box, box)))
      return TRUE;
  }
  return FALSE;
}

/* A letterhead stands at the left margin, a title follows: a room below, then two rows or more
 * that begin far from the margin. Returns the first row after that title, or @row. */
static guint letterhead_end(const BmFinder *finder, guint row)
{
  const guint n = finder->lines->rows->len;
  int limit = finder->paper.y + finder->paper.h * 45 / 100;
  guint k = row;
  for (guint count = 0; k < n && count < LETTERHEAD_ROWS; count++) {
    guint next = bm_row_next(finder, k), titles = 0, i = next;
    if (bm_row_core(finder, k).w > bm_lines_px(LETTERHEAD_MM))
      return row;
    for (; i < n; i = bm_row_next(finder, i)) {
      BmBox core = bm_row_core(finder, i);
      if (core.y > limit || core.x < finder->left_px + bm_lines_px(FOLLOW_MM) ||
          core.w < bm_lines_px(18) || is_in_frame(finder, core))
        break;
      titles++;
    }
    if (titles >= 2)
      return i;
    k = next;
  }
  return row;
}

/* The body of a first page begins at the margin itself, or with a paragraph: a full row, and
 * the next one at the margin. */
static gboolean is_at_margin(const BmFinder *finder, guint row)
{
  int near = finder->left_px + bm_lines_px(MARGIN_MM);
  BmBox core = bm_row_core(finder, row);
  guint next = bm_row_next(finder, row);
  if (core.x <= near || finder->hints->page_in_work > 1)
    return TRUE;
  return core.w > finder->paper.w / 2 && next < finder->lines->rows->len &&
         bm_row_core(finder, next).x <= near;
}

int bm_finder_place(const BmFinder *finder, int floor)
{
  const GArray *rows = finder->lines->rows;
  int limit = finder->paper.y + (int)(finder->paper.h * TOP_SHARE);
  for (guint i = 0; i < rows->len && finder->left_px >= 0; i++) {
    BmBox core = bm_row_core(finder, i);
    if (!bm_row_counts(core) || core.y + core.h / 2 < floor)
      continue;
    if (core.y > limit)
      return -1;
    gboolean goes_on = is_followed(finder, i) || bm_row_is_numbered(finder, i);
    if (!bm_row_starts_left(finder, i) || !goes_on || is_apart(finder, i) ||
        is_centred_on(finder, i) || !is_at_margin(finder, i))
      continue;
    guint end = finder->hints->page_in_work <= 1 ? letterhead_end(finder, i) : i;
    if (end == i)
      return (int)i;
    i = end - 1;
  }
  return -1;
}
