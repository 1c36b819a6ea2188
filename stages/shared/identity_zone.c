/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is masked: fields of labels, and above the body everything that is not explained. Ink is
 * explained by being read as words of headings and labels; nothing else counts, no trust in the
 * reader, no likeness to print. Masks reach from one explained piece to the next or to the edge
 * of the paper, so that their width tells nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "stages/shared/identity_part.h"
#include "stages/shared/identity_words.h"

#define ROW_GROW_MM 5.0     /* towards the neighbouring rows, never over them */
#define STROKE_WIDE_MM 45.0 /* larger pieces are not one stroke of writing */
#define STROKE_HIGH_MM 20.0
#define FOOT_SHARE 0.92
#define WORDS_MM 8.0
#define FOOT_GAP 1.7       /* a footer stands this many row distances below the body */
#define FRAME_WIDE_MM 30.0 /* a stamp's frame, at least */
#define FRAME_HIGH_MM 10.0
#define LOOSE_MOST_MM 80.0 /* larger pieces are edges, larger frames those of the page */

/* a box is masked, and strokes that leave it are followed to their end, each by itself */
void bm_finder_mask(BmFinder *finder, BmBox box, const char *kind)
{
  bm_finder_zone(finder, bm_box_and(box, finder->paper), kind);
  for (guint i = 0; i < finder->lines->parts->len; i++) {
    BmBox part = g_array_index(finder->lines->parts, BmBox, i);
    gint64 inside = bm_box_area(bm_box_and(part, box)), whole = bm_box_area(part);
    if (inside * 4 > whole && inside < whole && part.w < bm_lines_px(STROKE_WIDE_MM) &&
        part.h < bm_lines_px(STROKE_HIGH_MM))
      bm_finder_zone(finder, bm_box_and(bm_box_grow(part, 2, 2), finder->paper), kind);
  }
}

/* narrow @top and @bottom to the room between the rows above and below */
static void rows_beside(const BmFinder *finder, guint index, int *top, int *bottom)
{
  BmBox row = g_array_index(finder->lines->rows, BmRow, index).box;
  *top = MAX(*top, finder->paper.y);
  if (index > 0) {
    BmBox above = g_array_index(finder->lines->rows, BmRow, index - 1).box;
    *top = MAX(*top, MIN(above.y + above.h, row.y - 3));
  }
  if (index + 1 < finder->lines->rows->len) {
    BmBox below = g_array_index(finder->lines->rows, BmRow, index + 1).box;
    *bottom = MIN(*bottom, MAX(below.y, row.y + row.h + 3));
  }
}

/* narrow @top and @bottom to where printed pieces stand that may stay, but not into @core */
static void explained_beside(const BmFinder *finder, BmBox core, int *top, int *bottom)
{
  int middle = core.y + core.h / 2;
  for (guint i = 0; i < finder->explained->len; i++) {
    BmBox piece = g_array_index(finder->explained, BmBox, i);
    int low = piece.y + piece.h;
    if (low <= middle && low > *top)
      *top = MIN(low + 2, core.y);
    if (piece.y >= middle && piece.y < *bottom)
      *bottom = MAX(piece.y - 2, core.y + core.h);
  }
}

/* what of a row is not explained, empty: nothing */
static BmBox rest_of_row(const BmFinder *finder, guint row, const GArray *explained)
{
  BmBox rest = {0, 0, 0, 0};
  for (guint i = 0; i < finder->lines->segments->len; i++) {
    const BmSegment *segment = bm_finder_segment(finder, i);
    gboolean is_explained = FALSE;
    for (guint k = 0; k < explained->len && segment->row == (int)row; k++)
      is_explained =
          is_explained ||
          bm_box_area(bm_box_and(segment->box, g_array_index(explained, BmBox, k))) >=
              bm_box_area(segment->box);
    if (segment->row == (int)row && !is_explained)
      rest = bm_box_or(rest, segment->box);
  }
  return rest;
}

/* mask a row between explained pieces (boxes sorted by x), from edge to edge of the paper */
static void gaps_mask(BmFinder *finder, guint index, const GArray *explained, int bottom)
{
  BmBox row = g_array_index(finder->lines->rows, BmRow, index).box;
  int left = finder->paper.x, top = row.y - bm_lines_px(ROW_GROW_MM);
  bottom = MIN(row.y + row.h + bm_lines_px(ROW_GROW_MM), bottom);
  rows_beside(finder, index, &top, &bottom);
  BmBox rest = rest_of_row(finder, index, explained);
  if (!bm_box_is_empty(rest))
    explained_beside(finder, rest, &top, &bottom);
  if (bottom <= top)
    return;
  for (guint i = 0; i <= explained->len; i++) {
    BmBox next = i < explained->len ? g_array_index(explained, BmBox, i)
                                    : (BmBox){finder->paper.x + finder->paper.w + 3, 0, 0, 0};
    BmBox gap = {left, top, next.x - 3 - left, bottom - top};
    BmBox core = bm_box_and(gap, row);
    if (!bm_box_is_empty(core) && bm_finder_ink(finder, core) > bm_lines_px(0.8))
      bm_finder_mask(finder, gap, bm_kind("unexplained"));
    left = MAX(left, next.x + next.w + 3);
  }
}

/* one row of a header or footer */
static gboolean row_mask(BmFinder *finder, guint row, int bottom, GError **error)
{
  g_autoptr(GArray) explained = bm_row_explain(finder, row, error);
  if (explained == NULL)
    return FALSE;
  gaps_mask(finder, row, explained, bottom);
  return TRUE;
}

/* shadows and black edges run along the border of the picture for a long way */
static gboolean is_paper_edge(const BmFinder *finder, BmBox part)
{
  int near = bm_lines_px(5), right = finder->lines->width - part.x - part.w;
  int below = finder->lines->height - part.y - part.h;
  return MIN(MIN(part.x, part.y), MIN(right, below)) < near &&
         (part.h > bm_lines_px(LOOSE_MOST_MM) || part.w > bm_lines_px(LOOSE_MOST_MM));
}

/* pieces above the body that belong to no row: drawings, seals, frames of stamps */
static void loose_ink_mask(BmFinder *finder)
{
  for (guint i = 0; i < finder->lines->parts->len; i++) {
    BmBox part = g_array_index(finder->lines->parts, BmBox, i);
    if (part.y + part.h / 2 < finder->body_y && part.h >= bm_lines_px(STROKE_HIGH_MM) &&
        !is_paper_edge(finder, part))
      bm_finder_zone(finder, part, bm_kind("unexplained"));
  }
  for (guint i = 0; i < finder->lines->frames->len; i++) {
    const BmFrame *frame = &g_array_index(finder->lines->frames, BmFrame, i);
    gboolean has_label = FALSE;
    for (guint k = 0; k < finder->labels->len; k++) {
      const BmLabel *label = &g_array_index(finder->labels, BmLabel, k);
      has_label = has_label || (bm_label_is_real(label) &&
                                !bm_box_is_empty(bm_box_and(frame->box, label->field)));
    }
    if (frame->box.y + frame->box.h <= finder->body_y && !has_label &&
        frame->box.w >= bm_lines_px(FRAME_WIDE_MM) &&
        frame->box.h >= bm_lines_px(FRAME_HIGH_MM) &&
        frame->box.h <= bm_lines_px(LOOSE_MOST_MM))
      bm_finder_zone(finder, bm_box_grow(frame->box, 6, 6), bm_kind("stamp_corner"));
  }
}

/* all rows are explained before the first is masked, so that none is masked over another's
 * print
 */
static gboolean header_explain(BmFinder *finder, GError **error)
{
  for (guint i = 0; i < finder->lines->rows->len; i++) {
    BmBox row = g_array_index(finder->lines->rows, BmRow, i).box;
    if (row.y + row.h / 2 >= finder->body_y)
      continue;
    g_autoptr(GArray) explained = bm_row_explain(finder, i, error);
    if (explained == NULL)
      return FALSE;
    g_array_append_vals(finder->explained, explained->data, explained->len);
  }
  return TRUE;
}

static gboolean header_mask(BmFinder *finder, GError **error)
{
  if (!header_explain(finder, error))
    return FALSE;
  for (guint i = 0; i < finder->lines->rows->len; i++) {
    BmBox row = g_array_index(finder->lines->rows, BmRow, i).box;
    if (row.y + row.h / 2 < finder->body_y &&
        !row_mask(finder, i, MAX(finder->body_y, row.y + row.h), error))
      return FALSE;
  }
  return TRUE;
}

/* whether a long rule runs between two rows */
static gboolean rule_between(const BmFinder *finder, BmBox upper, BmBox lower)
{
  for (guint i = 0; i < finder->lines->across->len; i++) {
    BmBox rule = g_array_index(finder->lines->across, BmBox, i);
    if (rule.y >= upper.y + upper.h / 2 && rule.y <= lower.y + lower.h / 2 &&
        rule.w > finder->paper.w / 2)
      return TRUE;
  }
  return FALSE;
}

/* the nearest row above that is long enough for words; scraps of ruling say nothing */
static BmBox row_before(const BmFinder *finder, guint row)
{
  for (guint i = row; i-- > 1;) {
    BmBox core = bm_row_core(finder, i);
    if (bm_row_counts(core) && core.w >= bm_lines_px(WORDS_MM))
      return g_array_index(finder->lines->rows, BmRow, i).box;
  }
  return g_array_index(finder->lines->rows, BmRow, 0).box;
}

/* first row of a footer: in the foot of the sheet, and apart from the body; rows->len: none */
static guint footer_first(const BmFinder *finder)
{
  const GArray *rows = finder->lines->rows;
  int foot = finder->paper.y + (int)(finder->paper.h * FOOT_SHARE);
  for (guint i = 1; i < rows->len; i++) {
    BmBox row = g_array_index(rows, BmRow, i).box;
    BmBox before = row_before(finder, i);
    int gap = row.y + row.h - before.y - before.h;
    if (row.y >= foot && row.y >= finder->body_y &&
        (gap > finder->pitch_px * FOOT_GAP || rule_between(finder, before, row)))
      return i;
  }
  return rows->len;
}

static gboolean tail_mask(BmFinder *finder, GError **error)
{
  int bottom = finder->paper.y + finder->paper.h;
  for (guint i = finder->tail_first; i < finder->tail_end; i++)
    if (!row_mask(finder, i, bottom, error))
      return FALSE;
  return TRUE;
}

/* writing along a side, stroke by stroke with some paper around */
static void sides_mask(BmFinder *finder)
{
  int grow = bm_lines_px(1.6);
  for (guint i = 0; i < finder->lines->sides->len; i++)
    bm_finder_zone(finder,
                   bm_box_grow(g_array_index(finder->lines->sides, BmBox, i), grow, grow),
                   bm_kind("unexplained"));
}

static gboolean footer_mask(BmFinder *finder, GError **error)
{
  int bottom = finder->paper.y + finder->paper.h;
  for (guint i = footer_first(finder); i < finder->lines->rows->len; i++)
    if (!row_mask(finder, i, bottom, error))
      return FALSE;
  return TRUE;
}

/* Of a printed form only what names someone is a zone: its other words are the same for all. */
static gboolean form_words_mask(BmFinder *finder, GError **error)
{
  for (guint i = 0; i < finder->lines->segments->len; i++) {
    const BmReading *reading = bm_finder_read(finder, i, error);
    BmBox box = bm_finder_segment(finder, i)->box;
    gboolean is_edge =
        box.y < finder->body_y || box.y > finder->paper.y + (int)(finder->paper.h * FOOT_SHARE);
    if (reading == NULL)
      return FALSE;
    bm_finder_labels_of(finder, i, reading);
    if (is_edge && (reading->has_person || reading->has_school || reading->looks_like_school))
      bm_finder_zone(finder, bm_box_grow(box, 5, 5), bm_kind("school_name"));
  }
  return TRUE;
}

gboolean bm_finder_zones(BmFinder *finder, GError **error)
{
  if (!bm_finder_fields_mask(finder, error))
    return FALSE;
  if (finder->hints->is_clean_form)
    return form_words_mask(finder, error);
  sides_mask(finder);
  if (!header_mask(finder, error) || !tail_mask(finder, error) || !footer_mask(finder, error))
    return FALSE;
  loose_ink_mask(finder);
  return bm_finder_stamps(finder) ||
         bm_fail(error, BM_ERROR_IO, "no_memory", "cannot look for frames of stamps");
}
