/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What stands after the work: fields at its end, a teacher's line, a signature. A last block of
 * short rows that is apart from the body is read; words of identity make it a header at the
 * wrong end, which is masked like one. What cannot be read and stands indented is a doubt.
 */
#include <stdlib.h>
#include <string.h>

#include "stages/shared/identity_part.h"
#include "stages/shared/identity_words.h"

#define FIELDS_MM                                                                              \
  75.0 /* fields at the end of a work lie in the last part of what is written                  \
        */
#define FOOT_SHARE 0.92
#define BLOCK_ROWS 4
#define APART_TIMES 1.7 /* the block begins this many usual row distances below the body */
#define WIDE_MM 95.0    /* wider rows are sentences */
#define LEAST_MM 8.0    /* shorter ones are letters of a drawing, numbers */
#define INDENT_MM 20.0
#define SCRAWL_MM 12.0 /* the first of pieces that stand apart, as mark and signature do */
#define PIECES_MM 7.0
#define MARK_MM 8.0
#define SPREAD_PIECES 5U
#define SPREAD_MM 20.0
#define FAR_TIMES 4
#define DRAWING_MM 14.0
#define CROSSING_INK 6 /* percent of its box */

static gboolean is_person_kind(const char *kind)
{
  static const char *const kinds[] = {"student_name", "teacher_name", "signature",
                                      "school_name",  "school_code",  "class_letter"};
  for (guint i = 0; kind != NULL && i < G_N_ELEMENTS(kinds); i++)
    if (strcmp(kind, kinds[i]) == 0)
      return TRUE;
  return FALSE;
}

/* a stroke across unused paper, as those of a «Z» */
static gboolean is_crossing(const BmFinder *finder, BmBox box, int ink)
{
  return box.w > finder->paper.w / 2 && ink * 100 < bm_box_area(box) * CROSSING_INK;
}

/* bottom of anything drawn or written above @y that is no part of rows from @row on */
static int ink_above(const BmFinder *finder, guint row, int y)
{
  int bottom = finder->body_y;
  for (guint i = 0; i < row; i++) {
    BmBox core = bm_row_core(finder, i);
    if (bm_row_counts(core))
      bottom = MAX(bottom, core.y + core.h);
  }
  for (guint i = 0; i < finder->lines->frames->len; i++) {
    const BmFrame *frame = &g_array_index(finder->lines->frames, BmFrame, i);
    BmBox box = frame->box;
    gboolean is_line = frame->n_down == 0 && box.w > finder->paper.w / 2;
    if (box.y + box.h <= y && box.w > bm_lines_px(10) && !is_line)
      bottom = MAX(bottom, box.y + box.h);
  }
  for (guint i = 0; i < finder->lines->parts->len; i++) {
    BmBox box = g_array_index(finder->lines->parts, BmBox, i);
    if (box.y < y && box.h > bm_lines_px(DRAWING_MM) && box.x > finder->left_px &&
        box.h < finder->paper.h / 2 && !is_crossing(finder, box, bm_finder_ink(finder, box)))
      bottom = MAX(bottom, MIN(box.y + box.h, y));
  }
  return bottom;
}

static gboolean is_code(const BmFinder *finder, BmBox box)
{
  for (guint i = 0; i < finder->codes->len; i++)
    if (!bm_box_is_empty(bm_box_and(box, g_array_index(finder->codes, BmBox, i))))
      return TRUE;
  return FALSE;
}

/* last row of the body's column that counts, above the foot; -1: none */
static int last_row(const BmFinder *finder)
{
  int foot = finder->paper.y + (int)(finder->paper.h * FOOT_SHARE);
  for (guint i = finder->lines->rows->len; i-- > 0;) {
    BmBox core = bm_row_core(finder, i);
    if (!bm_row_counts(core))
      continue;
    if (core.y < finder->body_y)
      return -1;
    if (core.y < foot && core.w >= bm_lines_px(LEAST_MM) && !is_code(finder, core))
      return (int)i;
  }
  return -1;
}

static gboolean is_in_table(const BmFinder *finder, BmBox box)
{
  for (guint i = 0; i < finder->lines->frames->len; i++) {
    const BmFrame *frame = &g_array_index(finder->lines->frames, BmFrame, i);
    if (frame->shape == BM_FRAME_TABLE && !bm_box_is_empty(bm_box_and(frame->box, box)))
      return TRUE;
  }
  return FALSE;
}

/* date, signature and name across the sheet: few pieces, much paper between them */
static gboolean is_spread(const BmFinder *finder, guint row)
{
  guint first, end, pieces = 0;
  int reach = -1, gap = 0, sum = 0;
  bm_row_span(finder, row, &first, &end);
  for (guint i = first; i < end; i++) {
    BmBox box = bm_finder_segment(finder, i)->box;
    if (box.h < bm_lines_px(2) || box.w < bm_lines_px(1))
      continue;
    gap = reach >= 0 ? MAX(gap, box.x - reach) : gap;
    reach = MAX(reach, box.x + box.w);
    sum += box.w;
    pieces++;
  }
  return pieces <= SPREAD_PIECES && sum <= bm_lines_px(WIDE_MM) &&
         gap > bm_lines_px(SPREAD_MM) && !is_in_table(finder, bm_row_core(finder, row));
}

/* pieces far from each other, none of them long, as those of a mark and a signature */
static gboolean is_scattered(const BmFinder *finder, guint row)
{
  guint first, end, pieces = 0;
  int reach = -1, gap = 0;
  bm_row_span(finder, row, &first, &end);
  for (guint i = first; i < end; i++) {
    BmBox box = bm_finder_segment(finder, i)->box;
    if (box.h < bm_lines_px(2) || box.w < bm_lines_px(1))
      continue;
    if (box.w > bm_lines_px(45))
      return FALSE;
    gap = reach >= 0 ? MAX(gap, box.x - reach) : gap;
    reach = MAX(reach, box.x + box.w);
    pieces++;
  }
  return pieces >= 2 && gap > bm_lines_px(PIECES_MM);
}

/* a mark and nothing near it: a digit, and a signature further on */
static gboolean begins_with_mark(const BmFinder *finder, guint row)
{
  BmBox core = bm_row_core(finder, row);
  guint first, end, pieces = 0;
  int reach = -1;
  bm_row_span(finder, row, &first, &end);
  for (guint i = first; i < end; i++) {
    const BmSegment *segment = bm_finder_segment(finder, i);
    BmBox box = segment->box;
    if (box.x < core.x || box.h < bm_lines_px(2) || box.w < bm_lines_px(1))
      continue;
    if (pieces == 0 && (segment->n_parts > 2 || box.w > bm_lines_px(MARK_MM)))
      return FALSE;
    if (pieces == 1 &&
        (box.x - reach <= bm_lines_px(PIECES_MM) || box.w < bm_lines_px(SCRAWL_MM)))
      return FALSE;
    reach = box.x + box.w;
    pieces++;
  }
  return pieces == 2;
}

/* the last block: sets tail_first and tail_end when it is short and apart; of two gaps above
 * short rows the larger one is where the work ends */
static void block_find(BmFinder *finder)
{
  int last = last_row(finder), widest = 0;
  guint count = 0;
  for (int i = last; i > 0 && count < BLOCK_ROWS; i--) {
    BmBox core = bm_row_core(finder, (guint)i);
    if (!bm_row_counts(core))
      continue;
    gboolean is_sentence = core.w > bm_lines_px(WIDE_MM) && !is_spread(finder, (guint)i);
    if (is_sentence || core.y < finder->body_y + bm_lines_px(20))
      return;
    count++;
    int room = core.y - ink_above(finder, (guint)i, core.y);
    if (room + core.h > finder->pitch_px * APART_TIMES && room > bm_lines_px(5) &&
        room > widest) {
      finder->tail_first = (guint)i;
      finder->tail_end = (guint)last + 1;
      widest = room;
    }
  }
}

static gboolean block_read(BmFinder *finder, gboolean *ret_names, GError **error)
{
  *ret_names = FALSE;
  for (guint row = finder->tail_first; row < finder->tail_end; row++) {
    guint first, end;
    bm_row_span(finder, row, &first, &end);
    for (guint i = first; i < end; i++) {
      const BmReading *reading = bm_finder_read(finder, i, error);
      if (reading == NULL)
        return FALSE;
      const char *kind =
          reading->tokens->len > 0 ? g_array_index(reading->tokens, BmToken, 0).label : NULL;
      gboolean is_named =
          reading->tokens->len <= 5 && (reading->has_person || reading->has_school);
      *ret_names = *ret_names || is_person_kind(kind) || is_named;
    }
  }
  return TRUE;
}

/* rows of the body's own margin go on with the work, unless much paper lies between */
static gboolean block_is_odd(const BmFinder *finder)
{
  BmBox top = bm_row_core(finder, finder->tail_first);
  int room = top.y - ink_above(finder, finder->tail_first, top.y);
  gboolean is_far = room > finder->pitch_px * FAR_TIMES;
  for (guint row = finder->tail_first; row < finder->tail_end; row++) {
    BmBox core = bm_row_core(finder, row);
    int indent = bm_lines_px(is_scattered(finder, row) ? SCRAWL_MM : INDENT_MM);
    if (bm_row_counts(core) && core.w >= bm_lines_px(LEAST_MM) &&
        (is_far || core.x > finder->left_px + indent || begins_with_mark(finder, row)))
      return TRUE;
  }
  return FALSE;
}

gboolean bm_finder_tail(BmFinder *finder, GError **error)
{
  int last = last_row(finder);
  if (finder->body_y < 0 || last < 0 || finder->hints->is_clean_form)
    return TRUE;
  int bottom = g_array_index(finder->lines->rows, BmRow, last).box.y;
  int from = MAX(finder->body_y, bottom - bm_lines_px(FIELDS_MM));
  if (!bm_finder_fields(finder, from, finder->lines->height, error))
    return FALSE;
  block_find(finder);
  if (finder->tail_end == finder->tail_first)
    return TRUE;
  gboolean has_names = FALSE;
  if (!block_read(finder, &has_names, error))
    return FALSE;
  if (has_names)
    return TRUE;
  if (block_is_odd(finder))
    bm_finder_flag(finder, "tail_ink"); /* masked, and a person says whether it was an answer */
  else
    finder->tail_end = finder->tail_first; /* nothing to mask */
  return TRUE;
}
