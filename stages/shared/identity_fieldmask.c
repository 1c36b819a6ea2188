/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Masks of fields. A label that was read says what its field is; fields that stand together
 * below the body, as at the end of a work, are all of identity when one of them is, since a
 * label beside them may be one that could not be read.
 */
#include <stdlib.h>
#include <string.h>

#include "stages/shared/identity_part.h"
#include "stages/shared/identity_words.h"
#include "stages/shared/text.h"

#define FIELD_GROW_MM 0.8
#define CHAIN_MM 14.0 /* from one rule of a group to the next */
#define BOX_HIGH_MM 34.0
#define BOX_WIDE_MM 90.0
#define LABEL_MM 40.0 /* a label begins this near to its rule */

/* the rest of a label's line up to the next label; below the body only, where a line is no
 * header
 */
static BmBox line_field(const BmFinder *finder, const BmLabel *label)
{
  BmBox field = label->field;
  for (guint i = 0; i < finder->labels->len; i++) {
    BmBox other = g_array_index(finder->labels, BmLabel, i).box;
    int middle = other.y + other.h / 2;
    if (other.x > label->box.x && middle > field.y && middle < field.y + field.h &&
        other.x < field.x + field.w)
      field.w = MAX(other.x - field.x, 0);
  }
  return field;
}

static BmBox rule_field(const BmFrame *rule)
{
  return (BmBox){rule->box.x, rule->box.y - bm_lines_px(9), rule->box.w,
                 rule->box.h + bm_lines_px(12.5)};
}

/* every rule of a row in which a label of identity has one, below the body: its label may be
 * unreadable */
static void rules_beside_mask(BmFinder *finder)
{
  for (guint i = 0; i < finder->labels->len; i++) {
    BmLabel label = g_array_index(finder->labels, BmLabel, i);
    if (finder->body_y < 0 || label.box.y < finder->body_y || label.is_kept ||
        label.shape != BM_FIELD_UNDERLINE)
      continue;
    for (guint k = 0; k < finder->lines->frames->len; k++) {
      const BmFrame *frame = &g_array_index(finder->lines->frames, BmFrame, k);
      int base = frame->box.y + frame->box.h - label.box.y - label.box.h;
      if (frame->shape == BM_FRAME_UNDERLINE && abs(base) < bm_lines_px(4))
        bm_finder_mask(finder, rule_field(frame), label.kind);
    }
  }
}

static gboolean is_person_kind(const char *kind)
{
  static const char *const kinds[] = {"student_name", "teacher_name", "signature"};
  for (guint k = 0; kind != NULL && k < G_N_ELEMENTS(kinds); k++)
    if (strcmp(kind, kinds[k]) == 0)
      return TRUE;
  return FALSE;
}

/* whether the row at a height begins with a label of a person, as no sentence of an answer does
 */
static gboolean row_is_of_person(const BmFinder *finder, BmBox label)
{
  int middle = label.y + label.h / 2, row = -1;
  for (guint i = 0; i < finder->lines->segments->len; i++) {
    const BmSegment *segment = bm_finder_segment(finder, i);
    const BmReading *reading = finder->readings[i];
    if (middle < segment->box.y || middle >= segment->box.y + segment->box.h ||
        segment->row == row || reading == NULL || reading->tokens->len == 0)
      continue; /* only the first piece of each row that can be read is asked */
    row = segment->row;
    if (is_person_kind(g_array_index(reading->tokens, BmToken, 0).label))
      return TRUE;
  }
  return FALSE;
}

/* labels of persons that stand beside rules after the work, whose own rule was not found */
static void lines_mask(BmFinder *finder)
{
  for (guint i = 0; i < finder->labels->len; i++) {
    const BmLabel *label = &g_array_index(finder->labels, BmLabel, i);
    if (is_person_kind(label->kind) && row_is_of_person(finder, label->box) &&
        label->shape == BM_FIELD_LINE && finder->body_y >= 0 &&
        label->box.y >= finder->body_y && !label->is_kept)
      bm_finder_mask(finder, line_field(finder, label), label->kind);
  }
}

static void fields_mask(BmFinder *finder)
{
  int grow = bm_lines_px(FIELD_GROW_MM);
  for (guint i = 0; i < finder->labels->len; i++) {
    const BmLabel *label = &g_array_index(finder->labels, BmLabel, i);
    gboolean is_of_answer = finder->body_y >= 0 && label->box.y >= finder->body_y &&
                            bm_label_in_sentence(finder, label);
    if (label->is_kept || is_of_answer || !bm_label_is_real(label))
      continue;
    BmBox field = bm_box_grow(label->field, grow, grow);
    bm_finder_mask(finder, field, label->kind);
  }
}

/* a rule that an answer stands on: nothing printed before it, a task's number, «Ответ» */
static gboolean rule_is_answer(BmFinder *finder, const BmFrame *rule, gboolean *ret,
                               GError **error)
{
  int base = rule->box.y;
  gboolean has_label = FALSE;
  *ret = FALSE;
  for (guint i = 0; i < finder->lines->segments->len; i++) {
    BmBox box = bm_finder_segment(finder, i)->box;
    int gap = rule->box.x - box.x - box.w, away = base - box.y - box.h;
    if (gap < -bm_lines_px(2) || gap > bm_lines_px(LABEL_MM) || abs(away) > bm_lines_px(4))
      continue;
    const BmReading *reading = bm_finder_read(finder, i, error);
    if (reading == NULL)
      return FALSE;
    const BmToken *first =
        reading->tokens->len > 0 ? &g_array_index(reading->tokens, BmToken, 0) : NULL;
    has_label = TRUE;
    *ret = *ret || (first != NULL && (first->ends_item || bm_text_is(first->text, "ответ") ||
                                      bm_text_is(first->text, "answer")));
  }
  *ret = *ret || !has_label;
  return TRUE;
}

static gboolean is_beside(const GArray *bases, guint n, const BmFrame *rule)
{
  for (guint i = 0; i < n; i++)
    if (abs(rule->box.y - g_array_index(bases, int, i)) < bm_lines_px(4))
      return TRUE;
  return FALSE;
}

/* rules above and below those of identity, one after the other */
static gboolean rules_chain_mask(BmFinder *finder, GError **error)
{
  g_autoptr(GArray) group = g_array_new(FALSE, FALSE, sizeof(int));
  for (guint i = 0; i < finder->labels->len; i++) {
    const BmLabel *label = &g_array_index(finder->labels, BmLabel, i);
    if (finder->body_y >= 0 && label->box.y >= finder->body_y && !label->is_kept &&
        label->shape == BM_FIELD_UNDERLINE) {
      int base = label->box.y + label->box.h;
      g_array_append_val(group, base);
    }
  }
  const guint n_read = group->len; /* rules beside these are masked by their label */
  g_autofree gboolean *is_done = g_new0(gboolean, finder->lines->frames->len + 1);
  for (guint i = 0; i < group->len; i++)
    for (guint k = 0; k < finder->lines->frames->len; k++) {
      const BmFrame *rule = &g_array_index(finder->lines->frames, BmFrame, k);
      int away = abs(rule->box.y - g_array_index(group, int, i));
      gboolean is_answer = FALSE;
      if (rule->shape != BM_FRAME_UNDERLINE || is_done[k] || away > bm_lines_px(CHAIN_MM) ||
          rule->box.y < finder->body_y || is_beside(group, n_read, rule))
        continue;
      is_done[k] = TRUE;
      if (!rule_is_answer(finder, rule, &is_answer, error))
        return FALSE;
      if (is_answer)
        continue;
      bm_finder_mask(finder, rule_field(rule), bm_kind("unexplained"));
      g_array_append_val(group, rule->box.y);
    }
  return TRUE;
}

static gboolean is_kept_field(const BmFinder *finder, BmBox box)
{
  for (guint i = 0; i < finder->labels->len; i++) {
    const BmLabel *label = &g_array_index(finder->labels, BmLabel, i);
    if (label->is_kept && bm_label_is_real(label) &&
        bm_box_area(bm_box_and(label->field, box)) * 2 > bm_box_area(box))
      return TRUE;
  }
  return FALSE;
}

/* Boxes among rules of identity after the work: their label may be one that is not known. Two
 * labels that were read make the group one of identity, as on a slip that is torn off. */
static void boxes_beside_mask(BmFinder *finder)
{
  for (guint k = 0; k < finder->lines->frames->len; k++) {
    const BmFrame *frame = &g_array_index(finder->lines->frames, BmFrame, k);
    BmBox box = frame->box;
    guint near = 0;
    for (guint i = 0; i < finder->labels->len; i++) {
      const BmLabel *label = &g_array_index(finder->labels, BmLabel, i);
      int base = label->box.y + label->box.h;
      near += label->shape == BM_FIELD_UNDERLINE && !label->is_kept &&
                      label->box.y >= finder->body_y && base > box.y - bm_lines_px(CHAIN_MM) &&
                      base < box.y + box.h + bm_lines_px(CHAIN_MM)
                  ? 1
                  : 0;
    }
    if ((frame->shape == BM_FRAME_BOX || frame->shape == BM_FRAME_CELLS) && near >= 2 &&
        finder->body_y >= 0 && box.y >= finder->body_y && box.h <= bm_lines_px(BOX_HIGH_MM) &&
        box.w <= bm_lines_px(BOX_WIDE_MM) && !is_kept_field(finder, box))
      bm_finder_mask(finder, box, bm_kind("unexplained"));
  }
}

gboolean bm_finder_fields_mask(BmFinder *finder, GError **error)
{
  fields_mask(finder);
  lines_mask(finder);
  rules_beside_mask(finder);
  boxes_beside_mask(finder);
  return finder->hints->is_clean_form || rules_chain_mask(finder, error);
}
