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
#include "stages/shared/text.h"

#define FIELD_GROW_MM 0.8
#define ROW_GROW_MM 5.0     /* towards the neighbouring rows, never over them */
#define STROKE_WIDE_MM 45.0 /* larger pieces are not one stroke of writing */
#define STROKE_HIGH_MM 20.0
#define FOOT_SHARE 0.92
#define FOOT_GAP 1.7       /* a footer stands this many row distances below the body */
#define FRAME_WIDE_MM 30.0 /* a stamp's frame, at least */
#define FRAME_HIGH_MM 10.0
#define LOOSE_MOST_MM 80.0 /* larger pieces are edges, larger frames those of the page */

/* strokes that begin in a box are followed to their end */
static BmBox strokes_followed(const BmFinder *finder, BmBox box)
{
  BmBox grown = box;
  for (guint i = 0; i < finder->lines->parts->len; i++) {
    BmBox part = g_array_index(finder->lines->parts, BmBox, i);
    gint64 inside = bm_box_area(bm_box_and(part, box));
    if (inside * 4 > bm_box_area(part) && part.w < bm_lines_px(STROKE_WIDE_MM) &&
        part.h < bm_lines_px(STROKE_HIGH_MM))
      grown = bm_box_or(grown, bm_box_grow(part, 2, 2));
  }
  return bm_box_and(grown, finder->paper);
}

static void fields_mask(BmFinder *finder)
{
  int grow = bm_lines_px(FIELD_GROW_MM);
  for (guint i = 0; i < finder->labels->len; i++) {
    const BmLabel *label = &g_array_index(finder->labels, BmLabel, i);
    if (label->is_kept || !bm_label_is_real(label))
      continue;
    BmBox field = bm_box_grow(label->field, grow, grow);
    bm_finder_zone(finder, strokes_followed(finder, field), label->kind);
  }
}

/* labels stay when they have a field; without one they are words of a title, or begin a name */
static gboolean label_may_stay(const BmFinder *finder, const BmToken *token)
{
  if (token->label == NULL || !token->is_safe)
    return FALSE;
  if (bm_policy_keeps(finder->hints->policy, token->label))
    return TRUE;
  for (guint i = 0; i < finder->labels->len; i++) {
    const BmLabel *label = &g_array_index(finder->labels, BmLabel, i);
    gboolean is_printed = label->shape == BM_FIELD_TABLE || label->shape == BM_FIELD_CELLS ||
                          label->shape == BM_FIELD_BOX;
    gboolean is_school = strcmp(label->kind, "school_name") == 0; /* or the name's first word */
    if (bm_label_is_real(label) && (is_printed || !is_school) &&
        !bm_box_is_empty(bm_box_and(label->box, token->box)))
      return TRUE;
  }
  return FALSE;
}

static gboolean has_loose_label(const BmFinder *finder, const BmReading *reading)
{
  for (guint i = 0; i < reading->tokens->len; i++) {
    const BmToken *token = &g_array_index(reading->tokens, BmToken, i);
    gboolean is_heading =
        bm_heading_has("safe", token->text) || bm_heading_has("subjects", token->text);
    gboolean is_parallel = i > 0 && strcmp(token->label != NULL ? token->label : "",
                                           "class_letter") == 0; /* «…, 9 класс» of a heading */
    if (token->label != NULL && !is_heading && !is_parallel && !label_may_stay(finder, token))
      return TRUE;
  }
  return FALSE;
}

/* the part of a segment that may stay: leading labels, or all of a safe segment */
static BmBox explained_part(const BmFinder *finder, guint segment, const BmReading *reading)
{
  BmBox whole = bm_finder_segment(finder, segment)->box, part = {0, 0, 0, 0};
  if (reading->is_safe && !reading->has_school && !has_loose_label(finder, reading))
    return whole;
  for (guint i = 0; i < reading->tokens->len; i++) {
    const BmToken *token = &g_array_index(reading->tokens, BmToken, i);
    if (!label_may_stay(finder, token))
      break;
    part = bm_box_or(part, token->box);
  }
  return bm_box_is_empty(part) ? part : bm_box_and(part, whole);
}

static gboolean is_in_kept_field(const BmFinder *finder, BmBox box)
{
  for (guint i = 0; i < finder->labels->len; i++) {
    const BmLabel *label = &g_array_index(finder->labels, BmLabel, i);
    if (label->is_kept && bm_label_is_real(label) &&
        bm_box_area(bm_box_and(label->field, box)) * 10 > bm_box_area(box) * 8)
      return TRUE;
  }
  return FALSE;
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

/* mask a row between explained pieces (boxes sorted by x), from edge to edge of the paper */
static void gaps_mask(BmFinder *finder, guint index, const GArray *explained, int bottom)
{
  BmBox row = g_array_index(finder->lines->rows, BmRow, index).box;
  int left = finder->paper.x, top = row.y - bm_lines_px(ROW_GROW_MM);
  bottom = MIN(row.y + row.h + bm_lines_px(ROW_GROW_MM), bottom);
  rows_beside(finder, index, &top, &bottom);
  if (bottom <= top)
    return;
  for (guint i = 0; i <= explained->len; i++) {
    BmBox next = i < explained->len ? g_array_index(explained, BmBox, i)
                                    : (BmBox){finder->paper.x + finder->paper.w + 3, 0, 0, 0};
    BmBox gap = {left, top, next.x - 3 - left, bottom - top};
    BmBox core = bm_box_and(gap, row);
    if (!bm_box_is_empty(core) && bm_finder_ink(finder, core) > bm_lines_px(0.8))
      bm_finder_zone(finder, bm_box_and(strokes_followed(finder, gap), finder->paper),
                     bm_kind("unexplained"));
    left = MAX(left, next.x + next.w + 3);
  }
}

/* one or two digits alone in a row at the very foot */
static gboolean is_page_number(const BmFinder *finder, guint row, const BmSegment *segment,
                               const BmReading *reading)
{
  if (reading->tokens->len != 1 ||
      g_array_index(finder->lines->rows, BmRow, row).n_segments != 1)
    return FALSE;
  const BmToken *token = &g_array_index(reading->tokens, BmToken, 0);
  return segment->box.y >= finder->paper.y + (int)(finder->paper.h * FOOT_SHARE) &&
         strlen(token->text) <= 2 && bm_text_digits(token->text) == strlen(token->text);
}

/* one row of a header or footer */
static gboolean row_mask(BmFinder *finder, guint row, int bottom, GError **error)
{
  g_autoptr(GArray) explained = g_array_new(FALSE, FALSE, sizeof(BmBox));
  for (guint i = 0; i < finder->lines->segments->len; i++) {
    const BmSegment *segment = bm_finder_segment(finder, i);
    if (segment->row != (int)row)
      continue;
    const BmReading *reading = bm_finder_read(finder, i, error);
    if (reading == NULL)
      return FALSE;
    bm_finder_labels_of(finder, i, reading);
    gboolean is_kept =
        is_in_kept_field(finder, segment->box) || is_page_number(finder, row, segment, reading);
    BmBox part = is_kept ? segment->box : explained_part(finder, i, reading);
    if (!bm_box_is_empty(part))
      g_array_append_val(explained, part);
  }
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

static gboolean header_mask(BmFinder *finder, GError **error)
{
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

/* first row of a footer: in the foot of the sheet, and apart from the body; rows->len: none */
static guint footer_first(const BmFinder *finder)
{
  const GArray *rows = finder->lines->rows;
  int foot = finder->paper.y + (int)(finder->paper.h * FOOT_SHARE);
  for (guint i = 1; i < rows->len; i++) {
    BmBox row = g_array_index(rows, BmRow, i).box;
    BmBox before = g_array_index(rows, BmRow, i - 1).box;
    int gap = row.y + row.h - before.y - before.h;
    if (row.y >= foot && row.y >= finder->body_y &&
        (gap > finder->pitch_px * FOOT_GAP || rule_between(finder, before, row)))
      return i;
  }
  return rows->len;
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
  fields_mask(finder);
  if (finder->hints->is_clean_form)
    return form_words_mask(finder, error);
  if (!header_mask(finder, error) || !footer_mask(finder, error))
    return FALSE;
  loose_ink_mask(finder);
  return TRUE;
}
