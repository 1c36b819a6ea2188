/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What of a row may stay visible: labels that have a field, words of headings and labels,
 * fields that policy keeps, the page's number. Nothing else counts, no trust in the reader, no
 * likeness to print.
 */
#include <string.h>

#include "stages/shared/identity_part.h"
#include "stages/shared/identity_words.h"
#include "stages/shared/ocr.h"
#include "stages/shared/text.h"
#include "stages/shared/variant.h"

#define FOOT_SHARE 0.92
#define KEPT_LINE_MM 50.0
#define VARIANT_LEAST_MM 12.0
#define VARIANT_MOST_MM 75.0
#define VARIANT_ROWS 2 /* the last rows of a title */
#define PRINT_TRUST 85 /* words of handwriting are hardly read with more */

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
    BmBox field = label->field;
    if (label->shape == BM_FIELD_LINE) /* the first words after the label */
      field.w = MIN(field.w, bm_lines_px(KEPT_LINE_MM));
    gboolean is_subject = strcmp(label->kind, "subject") == 0;
    if (label->is_kept && (bm_label_is_real(label) || is_subject) &&
        bm_box_area(bm_box_and(field, box)) * 10 > bm_box_area(box) * 8)
      return TRUE;
  }
  return FALSE;
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

/* «9 класс» after a subject, apart from it by a comma: the parallel of a heading, no class */
static gboolean is_parallel(const BmReading *reading, const BmReading *before)
{
  if (before == NULL || !before->is_safe || before->tokens->len == 0 ||
      reading->tokens->len != 2)
    return FALSE;
  const BmToken *last = &g_array_index(before->tokens, BmToken, before->tokens->len - 1);
  const BmToken *number = &g_array_index(reading->tokens, BmToken, 0);
  const BmToken *word = &g_array_index(reading->tokens, BmToken, 1);
  return bm_heading_has("subjects", last->text) && bm_text_is(word->text, "класс") &&
         strlen(number->text) <= 2 && bm_text_digits(number->text) == strlen(number->text) &&
         MIN(number->trust, word->trust) >= PRINT_TRUST;
}

/* whether fewer than VARIANT_ROWS rows of writing stand between a row and the body */
static gboolean is_last_of_title(const BmFinder *finder, guint row)
{
  guint below = 0;
  for (guint i = row + 1; i < finder->lines->rows->len && below < VARIANT_ROWS; i++) {
    BmBox box = g_array_index(finder->lines->rows, BmRow, i).box;
    if (box.y + box.h / 2 >= finder->body_y)
      break;
    below += bm_row_counts(bm_row_core(finder, i)) ? 1 : 0;
  }
  return below < VARIANT_ROWS;
}

/* a row that says which variant, by hand, and no more stays as it is */
static gboolean variant_explain(BmFinder *finder, guint row, GArray *explained, GError **error)
{
  BmBox core = bm_row_core(finder, row);
  if (core.w < bm_lines_px(VARIANT_LEAST_MM) || core.w > bm_lines_px(VARIANT_MOST_MM) ||
      bm_finder_is_value(finder, core) || !bm_policy_keeps(finder->hints->policy, "variant") ||
      !is_last_of_title(finder, row))
    return TRUE;
  g_autoptr(GPtrArray) words = bm_ocr_line(finder->gray, BM_LINES_DPI, core, error);
  if (words == NULL)
    return FALSE;
  if (bm_variant_line(words, core, finder->hints->roster)) {
    g_array_set_size(explained, 0);
    g_array_append_val(explained, core);
  }
  return TRUE;
}

/* pieces of a row that may stay, sorted by x; NULL with error set */
GArray *bm_row_explain(BmFinder *finder, guint row, GError **error)
{
  g_autoptr(GArray) explained = g_array_new(FALSE, FALSE, sizeof(BmBox));
  const BmReading *before = NULL;
  for (guint i = 0; i < finder->lines->segments->len; i++) {
    const BmSegment *segment = bm_finder_segment(finder, i);
    if (segment->row != (int)row)
      continue;
    if (bm_finder_is_value(finder, segment->box) && !is_in_kept_field(finder, segment->box))
      continue;
    const BmReading *reading = bm_finder_read(finder, i, error);
    if (reading == NULL)
      return NULL;
    bm_finder_labels_of(finder, i, reading);
    gboolean is_kept = is_in_kept_field(finder, segment->box) ||
                       is_page_number(finder, row, segment, reading) ||
                       is_parallel(reading, before);
    before = reading;
    BmBox part = is_kept ? segment->box : explained_part(finder, i, reading);
    if (!bm_box_is_empty(part))
      g_array_append_val(explained, part);
  }
  if (!variant_explain(finder, row, explained, error))
    return NULL;
  return g_steal_pointer(&explained);
}
