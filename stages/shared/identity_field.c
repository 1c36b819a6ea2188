/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a label to the place where its value is written. Millimetres: masking-notes and
 * domain.md §4. */
#include <stdlib.h>

#include "stages/shared/identity_part.h"
#include "stages/shared/identity_words.h"

#define RIGHT_MM 32.0 /* cells or a box to the right of a label begin nearer than this */
#define BELOW_MM 7.0
#define ABOVE_RULE_MM 9.0 /* height of writing on a rule */
#define BELOW_RULE_MM 3.5
#define FIELD_HIGH_MM 34.0
#define HEAD_VALUE_MM 4.0 /* room for a value below a label in its own cell */
#define PRINT_TRUST 85    /* words of handwriting are hardly read with more */
#define WIDE_CELL_MM                                                                           \
  30.0 /* a table cell this much wider than its label holds the value too                      \
        */

static int right_of(BmBox box)
{
  return box.x + box.w;
}

static int bottom_of(BmBox box)
{
  return box.y + box.h;
}

static BmBox span(int left, int top, int right, int bottom)
{
  return (BmBox){left, top, MAX(right - left, 0), MAX(bottom - top, 0)};
}

static gboolean is_inside(BmBox outer, BmBox inner)
{
  int x = inner.x + inner.w / 2, y = inner.y + inner.h / 2;
  return x >= outer.x && x < right_of(outer) && y >= outer.y && y < bottom_of(outer);
}

static BmBox table_field(const BmFinder *finder, const BmFrame *frame, BmBox label)
{
  int y = label.y + label.h / 2;
  BmBox own = bm_lines_cell_at(finder->lines, frame, label.x + label.w / 2, y);
  if (bm_box_is_empty(own))
    return own;
  BmBox next = bm_lines_cell_at(finder->lines, frame, right_of(own) + bm_lines_px(2), y);
  BmBox rest = span(right_of(label) + bm_lines_px(0.8), own.y, right_of(own), bottom_of(own));
  BmBox none = {0, 0, 0, 0};
  if (own.h > bm_lines_px(FIELD_HIGH_MM) || next.h > bm_lines_px(FIELD_HIGH_MM))
    return none; /* the frame of a page, not of a value */
  if (rest.w > bm_lines_px(WIDE_CELL_MM))
    return bm_box_or(rest, next);
  if (!bm_box_is_empty(next))
    return next;
  return bm_lines_cell_at(finder->lines, frame, label.x + label.w / 2,
                          bottom_of(own) + bm_lines_px(2));
}

/* A label in the upper part of its cell, with writing below it there, has its value in the same
 * cell: what is kept is that alone, what is hidden is that too. */
static BmBox head_field(const BmFinder *finder, BmBox label, BmBox field, gboolean is_kept)
{
  int least = bm_lines_px(1) * bm_lines_px(1);
  for (guint i = 0; i < finder->lines->frames->len; i++) {
    const BmFrame *frame = &g_array_index(finder->lines->frames, BmFrame, i);
    if (frame->shape != BM_FRAME_TABLE || !is_inside(frame->box, label))
      continue;
    BmBox own =
        bm_lines_cell_at(finder->lines, frame, label.x + label.w / 2, label.y + label.h / 2);
    BmBox below =
        span(own.x, bottom_of(label) + bm_lines_px(0.4), right_of(own), bottom_of(own));
    gboolean is_head = label.y + label.h / 2 < own.y + own.h * 4 / 10 &&
                       below.h >= bm_lines_px(HEAD_VALUE_MM) &&
                       own.h <= bm_lines_px(FIELD_HIGH_MM);
    if (is_head && bm_finder_ink(finder, below) >= least)
      return is_kept ? below : bm_box_or(below, field);
  }
  return field;
}

static gboolean is_holder(const BmFinder *finder, const BmFrame *frame)
{
  gboolean is_closed = frame->shape == BM_FRAME_CELLS || frame->shape == BM_FRAME_BOX ||
                       frame->shape == BM_FRAME_TABLE;
  return is_closed && !bm_frame_is_squares(frame) && !bm_finder_is_drawn(finder, frame->box);
}

/* the first frame to the right at the label's height, with groups that follow it closely */
static BmBox holder_right(const BmFinder *finder, BmBox label, BmFieldShape *ret_shape)
{
  BmBox field = {0, 0, 0, 0};
  int end = right_of(label), reach = bm_lines_px(RIGHT_MM), middle = label.y + label.h / 2;
  for (;;) {
    const BmFrame *best = NULL;
    for (guint i = 0; i < finder->lines->frames->len; i++) {
      const BmFrame *frame = &g_array_index(finder->lines->frames, BmFrame, i);
      int gap = frame->box.x - end;
      if (!is_holder(finder, frame) || gap < -bm_lines_px(1.5) || gap > reach ||
          middle < frame->box.y || middle > bottom_of(frame->box) ||
          frame->box.h > bm_lines_px(34) || (best != NULL && frame->box.x >= best->box.x))
        continue;
      best = frame;
    }
    if (best == NULL)
      return field;
    *ret_shape = best->shape == BM_FRAME_CELLS ? BM_FIELD_CELLS : BM_FIELD_BOX;
    field = bm_box_or(field, best->box);
    end = right_of(best->box);
    reach = bm_lines_px(7);
  }
}

static BmBox holder_below(const BmFinder *finder, BmBox label, BmFieldShape *ret_shape)
{
  BmBox field = {0, 0, 0, 0};
  for (guint i = 0; i < finder->lines->frames->len; i++) {
    const BmFrame *frame = &g_array_index(finder->lines->frames, BmFrame, i);
    int gap = frame->box.y - bottom_of(label);
    /* a value stands in one row of boxes; several rows are a table of data below a sentence */
    gboolean is_data = frame->shape == BM_FRAME_TABLE && frame->n_across >= 3;
    if (!is_holder(finder, frame) || is_data || gap < -bm_lines_px(1) ||
        gap > bm_lines_px(BELOW_MM) || frame->box.x > right_of(label) ||
        right_of(frame->box) < label.x || frame->box.h > bm_lines_px(34))
      continue;
    *ret_shape = frame->shape == BM_FRAME_CELLS ? BM_FIELD_CELLS : BM_FIELD_BOX;
    field = bm_box_or(field, frame->box);
  }
  return field;
}

static BmBox underline_right(const BmFinder *finder, BmBox label)
{
  BmBox field = {0, 0, 0, 0};
  for (guint i = 0; i < finder->lines->frames->len; i++) {
    const BmFrame *frame = &g_array_index(finder->lines->frames, BmFrame, i);
    int base = bottom_of(frame->box) - bottom_of(label);
    /* a name that touches its label is read as part of it; the rule tells where it begins */
    gboolean is_glued = frame->box.x > label.x + label.w * 6 / 10;
    int from = is_glued ? frame->box.x : MAX(frame->box.x, right_of(label));
    if (frame->shape != BM_FRAME_UNDERLINE || base < -bm_lines_px(2.5) ||
        base > bm_lines_px(4) || frame->box.x - right_of(label) > bm_lines_px(RIGHT_MM) ||
        right_of(frame->box) - from < bm_lines_px(6))
      continue;
    BmBox line = span(from, frame->box.y - bm_lines_px(ABOVE_RULE_MM), right_of(frame->box),
                      bottom_of(frame->box) + bm_lines_px(BELOW_RULE_MM));
    field = bm_box_or(field, line);
  }
  return field;
}

/* small print below a rule names what is written above it */
static BmBox caption_above(const BmFinder *finder, BmBox label)
{
  for (guint i = 0; i < finder->lines->frames->len; i++) {
    const BmFrame *frame = &g_array_index(finder->lines->frames, BmFrame, i);
    int gap = label.y - bottom_of(frame->box);
    int shared = MIN(right_of(label), right_of(frame->box)) - MAX(label.x, frame->box.x);
    if (frame->shape == BM_FRAME_UNDERLINE && gap > -bm_lines_px(0.6) && gap < bm_lines_px(5) &&
        shared * 10 > label.w * 7)
      return span(frame->box.x, frame->box.y - bm_lines_px(ABOVE_RULE_MM), right_of(frame->box),
                  bottom_of(frame->box) + bm_lines_px(0.5));
  }
  return (BmBox){0, 0, 0, 0};
}

static BmBox field_of(const BmFinder *finder, BmBox label, BmFieldShape *ret_shape)
{
  BmBox field = {0, 0, 0, 0};
  for (guint i = 0; i < finder->lines->frames->len; i++) {
    const BmFrame *frame = &g_array_index(finder->lines->frames, BmFrame, i);
    if (!is_holder(finder, frame) || !is_inside(frame->box, label))
      continue;
    *ret_shape = BM_FIELD_TABLE;
    /* no label stands inside a row of cells: what is read there is a value */
    if (frame->shape != BM_FRAME_CELLS)
      field = table_field(finder, frame, label);
    if (bm_box_is_empty(field))
      *ret_shape = BM_FIELD_NONE;
    return field;
  }
  field = holder_right(finder, label, ret_shape);
  if (bm_box_is_empty(field))
    field = holder_below(finder, label, ret_shape);
  if (!bm_box_is_empty(field))
    return field;
  *ret_shape = BM_FIELD_UNDERLINE;
  field = underline_right(finder, label);
  if (!bm_box_is_empty(field))
    return field;
  *ret_shape = BM_FIELD_CAPTION;
  field = caption_above(finder, label);
  if (!bm_box_is_empty(field))
    return field;
  *ret_shape = BM_FIELD_LINE;
  return span(right_of(label), label.y - bm_lines_px(3), right_of(finder->paper),
              bottom_of(label) + bm_lines_px(2.5));
}

gboolean bm_label_is_real(const BmLabel *label)
{
  return label->shape != BM_FIELD_NONE && label->shape != BM_FIELD_LINE;
}

/* a word of a printed task is a label only where a field is drawn for it */
static void label_add(BmFinder *finder, const char *kind, BmBox box, gboolean is_word)
{
  BmLabel label = {.kind = kind, .box = box};
  label.is_kept = bm_policy_keeps(finder->hints->policy, kind);
  BmBox field = field_of(finder, box, &label.shape);
  if (label.shape == BM_FIELD_TABLE)
    field = head_field(finder, box, field, label.is_kept);
  label.field = bm_box_and(field, finder->paper);
  if (!is_word || bm_label_is_real(&label))
    g_array_append_val(finder->labels, label);
}

void bm_finder_labels_of(BmFinder *finder, guint segment, const BmReading *reading)
{
  for (guint i = 0; i < finder->labels->len; i++) /* a segment is asked once */
    if (!bm_box_is_empty(bm_box_and(g_array_index(finder->labels, BmLabel, i).box,
                                    bm_finder_segment(finder, segment)->box)))
      return;
  for (guint i = 0; i < reading->tokens->len;) {
    const BmToken *token = &g_array_index(reading->tokens, BmToken, i);
    BmBox box = token->box;
    gboolean is_guess = token->trust < PRINT_TRUST && bm_finder_is_answer(finder, segment);
    const char *kind = is_guess ? NULL : token->label;
    gboolean is_first = i <= 2, is_word = kind != NULL && bm_label_is_word(reading, i);
    for (i++; i < reading->tokens->len && kind != NULL &&
              g_array_index(reading->tokens, BmToken, i).label == kind;
         i++)
      box = bm_box_or(box, g_array_index(reading->tokens, BmToken, i).box);
    /* below the body a label is one only at the beginning: tasks and answers use the words too
     */
    gboolean is_inside = finder->body_y >= 0 && box.y >= finder->body_y;
    if (kind != NULL && (!is_inside || is_first))
      label_add(finder, kind, box, is_word);
  }
}

gboolean bm_finder_is_value(const BmFinder *finder, BmBox box)
{
  for (guint i = 0; i < finder->lines->frames->len; i++) {
    const BmFrame *frame = &g_array_index(finder->lines->frames, BmFrame, i);
    if (frame->shape == BM_FRAME_CELLS && is_inside(frame->box, box))
      return TRUE;
  }
  for (guint i = 0; i < finder->labels->len; i++) {
    const BmLabel *label = &g_array_index(finder->labels, BmLabel, i);
    if (bm_label_is_real(label) && !label->is_kept && is_inside(label->field, box))
      return TRUE;
  }
  return FALSE;
}

/* whether a segment stands where labels of frames do: inside a table, beside, above or below a
 * frame; below the start of the body rows of cells are for answers */
static gboolean is_beside_frame(const BmFinder *finder, BmBox box)
{
  gboolean is_body = finder->body_y >= 0 && box.y >= finder->body_y;
  for (guint i = 0; i < finder->lines->frames->len; i++) {
    const BmFrame *frame = &g_array_index(finder->lines->frames, BmFrame, i);
    if (frame->shape == BM_FRAME_OTHER || (is_body && frame->shape == BM_FRAME_CELLS))
      continue;
    BmBox reach =
        span(frame->box.x - bm_lines_px(RIGHT_MM), frame->box.y - bm_lines_px(BELOW_MM + 1),
             right_of(frame->box), bottom_of(frame->box) + bm_lines_px(5));
    if (!bm_box_is_empty(bm_box_and(reach, box)))
      return TRUE;
  }
  return FALSE;
}

static gboolean is_name_kind(const char *kind)
{
  return g_str_equal(kind, "student_name") || g_str_equal(kind, "school_name") ||
         g_str_equal(kind, "teacher_name") || g_str_equal(kind, "school_code");
}

/* two labels side by side are the head of columns */
static gboolean has_label_row(const BmFinder *finder, const BmFrame *frame)
{
  for (guint i = 0; i < finder->labels->len; i++)
    for (guint k = 0; k < i; k++) {
      BmBox p = g_array_index(finder->labels, BmLabel, i).box;
      BmBox q = g_array_index(finder->labels, BmLabel, k).box;
      if (is_inside(frame->box, p) && is_inside(frame->box, q) &&
          abs(p.y + p.h / 2 - q.y - q.h / 2) < bm_lines_px(2))
        return TRUE;
    }
  return FALSE;
}

/* «День | Число | Класс | Балл» in a table of several columns without a name is a table of data
 */
static void data_tables_drop(BmFinder *finder)
{
  for (guint i = 0; i < finder->lines->frames->len; i++) {
    const BmFrame *frame = &g_array_index(finder->lines->frames, BmFrame, i);
    if (frame->shape != BM_FRAME_TABLE || (frame->n_down < 4 && !has_label_row(finder, frame)))
      continue;
    gboolean has_name = FALSE;
    for (guint k = 0; k < finder->labels->len; k++) {
      const BmLabel *label = &g_array_index(finder->labels, BmLabel, k);
      has_name = has_name || (is_inside(frame->box, label->box) && is_name_kind(label->kind));
    }
    for (guint k = finder->labels->len; k-- > 0 && !has_name;)
      if (is_inside(frame->box, g_array_index(finder->labels, BmLabel, k).box))
        g_array_remove_index(finder->labels, k);
  }
}

/* Two columns, or a column of numbers before those of labels and values; the head of a table of
 * data has its labels side by side. */
static gboolean is_list_of_labels(const BmFinder *finder, const BmFrame *frame, int labels)
{
  return frame->n_down <= 3 ||
         (frame->n_down <= 4 && labels >= 3 && !has_label_row(finder, frame));
}

/* two labels in the first column make the whole table one of identity: every row is masked */
static void tables_complete(BmFinder *finder)
{
  for (guint i = 0; i < finder->lines->frames->len; i++) {
    const BmFrame *frame = &g_array_index(finder->lines->frames, BmFrame, i);
    int count = 0;
    BmBox column = {0, 0, 0, 0};
    for (guint k = 0; k < finder->labels->len; k++) {
      const BmLabel *label = &g_array_index(finder->labels, BmLabel, k);
      if (label->shape != BM_FIELD_TABLE || !is_inside(frame->box, label->box))
        continue;
      count++;
      column = bm_box_or(column, label->field);
    }
    if (frame->shape != BM_FRAME_TABLE || count < 2 ||
        !is_list_of_labels(finder, frame, count) || frame->box.h > finder->paper.h / 2)
      continue;
    BmLabel rest = {.kind = bm_kind("unexplained"), .shape = BM_FIELD_TABLE};
    rest.field = span(column.x, frame->box.y, right_of(column), bottom_of(frame->box));
    rest.box = (BmBox){column.x, frame->box.y, 1, 1};
    g_array_append_val(finder->labels, rest);
  }
}

void bm_finder_tables(BmFinder *finder)
{
  data_tables_drop(finder);
  tables_complete(finder);
}

gboolean bm_finder_fields(BmFinder *finder, int above, int below, GError **error)
{
  for (guint i = 0; i < finder->lines->segments->len; i++) {
    BmBox box = bm_finder_segment(finder, i)->box;
    int middle = box.y + box.h / 2;
    if (middle <= above || middle > below || bm_finder_is_value(finder, box) ||
        (!is_beside_frame(finder, box) && !finder->hints->is_clean_form))
      continue;
    const BmReading *reading = bm_finder_read(finder, i, error);
    if (reading == NULL)
      return FALSE;
    bm_finder_labels_of(finder, i, reading);
  }
  data_tables_drop(finder);
  return TRUE;
}
