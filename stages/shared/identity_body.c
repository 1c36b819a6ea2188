/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the body of the work starts. Read evidence makes it sure: a word that opens the work, a
 * task number at the left margin, a task box there. Position alone gives a guess, and a guess
 * is a flag.
 */
#include <stdlib.h>
#include <string.h>

#include "stages/shared/identity_part.h"
#include "stages/shared/identity_words.h"
#include "stages/shared/text.h"

#define INDENT_MM 14.0   /* rows of the body begin this near to its left margin */
#define TOP_SHARE 0.62   /* nothing of a header stands lower */
#define CHAIN_MM 45.0    /* labels of one header follow each other within this */
#define BOX_LEAST_MM 4.5 /* boxes for task numbers and points */
#define BOX_MOST_MM 11.5

static gboolean row_counts(BmBox box)
{
  return box.h >= bm_lines_px(1.2) && box.w >= bm_lines_px(2.0);
}

static int ints_compare(gconstpointer p, gconstpointer q)
{
  return *(const int *)p - *(const int *)q;
}

/* smallest x at which three rows (two of a short page) begin within 5 mm */
static int left_margin(const BmFinder *finder)
{
  g_autoptr(GArray) starts = g_array_new(FALSE, FALSE, sizeof(int));
  int row = -1, edge = finder->paper.x + bm_lines_px(4); /* nobody writes on the very edge */
  for (guint i = 0; i < finder->lines->segments->len; i++) {
    const BmSegment *segment = bm_finder_segment(finder, i);
    BmBox box = segment->box;
    if (segment->row == row || box.x < edge || box.w < bm_lines_px(2.5) ||
        box.h < bm_lines_px(1.5))
      continue;
    row = segment->row;
    g_array_append_val(starts, box.x);
  }
  g_array_sort(starts, ints_compare);
  guint need = starts->len > 8 ? 3 : 2;
  for (guint i = 0; i + need <= starts->len; i++)
    if (g_array_index(starts, int, i + need - 1) - g_array_index(starts, int, i) <=
        bm_lines_px(5))
      return g_array_index(starts, int, i);
  return -1;
}

static int row_pitch(const BmFinder *finder)
{
  g_autoptr(GArray) steps = g_array_new(FALSE, FALSE, sizeof(int));
  int last = -1;
  for (guint i = 0; i < finder->lines->rows->len; i++) {
    BmBox box = g_array_index(finder->lines->rows, BmRow, i).box;
    if (!row_counts(box))
      continue;
    int step = box.y + box.h - last;
    if (last >= 0 && step > 0)
      g_array_append_val(steps, step);
    last = box.y + box.h;
  }
  g_array_sort(steps, ints_compare);
  return steps->len > 0 ? g_array_index(steps, int, steps->len / 2) : 0;
}

/* bottom of the chain of labels with real fields that begins in the upper part of the sheet */
static int header_floor(const BmFinder *finder)
{
  int floor = finder->paper.y, limit = finder->paper.y + (int)(finder->paper.h * TOP_SHARE);
  gboolean is_longer = TRUE;
  int reach = finder->paper.y + finder->paper.h * 45 / 100;
  while (is_longer) {
    is_longer = FALSE;
    for (guint i = 0; i < finder->labels->len; i++) {
      const BmLabel *label = &g_array_index(finder->labels, BmLabel, i);
      int bottom = MAX(label->field.y + label->field.h, label->box.y + label->box.h);
      gboolean is_header = bm_label_is_real(label) && !label->is_kept;
      if (!is_header || label->box.y > reach || bottom <= floor || bottom > limit)
        continue;
      floor = bottom;
      reach = floor + bm_lines_px(CHAIN_MM);
      is_longer = TRUE;
    }
  }
  return floor;
}

/* a box for the task's number or points at the left margin, level with the row */
static int task_box_top(const BmFinder *finder, BmBox row)
{
  for (guint i = 0; i < finder->lines->frames->len; i++) {
    const BmFrame *frame = &g_array_index(finder->lines->frames, BmFrame, i);
    gboolean is_box = frame->n_down >= 2 && frame->n_across >= 2 &&
                      frame->box.w >= bm_lines_px(BOX_LEAST_MM) &&
                      frame->box.w <= bm_lines_px(BOX_MOST_MM) &&
                      frame->box.h < bm_lines_px(30);
    if (is_box && frame->box.x <= finder->left_px + bm_lines_px(8) &&
        frame->box.x - finder->paper.x < finder->paper.w / 4 && frame->box.y < row.y + row.h &&
        frame->box.y + frame->box.h > row.y)
      return MIN(frame->box.y, row.y);
  }
  return -1;
}

/* "ч)" is how readers see a handwritten "4)": one letter that looks like a digit, and a bracket
 */
static gboolean is_digit_alike(const BmToken *token)
{
  static const char *const alike[] = {"ч", "з", "б", "о", "l", "i", "т",
                                      "д", "g", "в", "s", "z", "и"};
  if (!token->ends_bracket)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS(alike); i++)
    if (strcmp(token->text, alike[i]) == 0)
      return TRUE;
  return FALSE;
}

/* "WN 16." and "1?)": hardly a letter, a digit, and the dot or bracket of a task number */
static gboolean is_broken_number(const GArray *tokens)
{
  guint letters = 0, digits = 0;
  for (guint i = 0; i < MIN(tokens->len, 2); i++) {
    const BmToken *token = &g_array_index(tokens, BmToken, i);
    letters += bm_text_letters(token->text);
    digits += bm_text_digits(token->text);
    if (token->ends_item && digits > 0)
      return letters <= 2 && digits <= 2;
  }
  return FALSE;
}

static gboolean is_task_number(const GArray *tokens)
{
  if (tokens->len == 0)
    return FALSE;
  const BmToken *first = &g_array_index(tokens, BmToken, 0);
  const BmToken *second = tokens->len > 1 ? &g_array_index(tokens, BmToken, 1) : NULL;
  if (strcmp(first->text, "№") == 0)
    return second != NULL && strlen(second->text) <= 2 && bm_text_digits(second->text) > 0;
  gsize n = strlen(first->text);
  if (is_digit_alike(first) || is_broken_number(tokens))
    return TRUE;
  return first->ends_item && n <= 3 && bm_text_digits(first->text) == n;
}

typedef enum RowSays { SAYS_NOTHING, SAYS_BODY, SAYS_VARIANT } RowSays;

static gboolean is_variant_row(const GArray *tokens)
{
  gboolean has_word = FALSE;
  for (guint i = 0; i < tokens->len; i++)
    has_word = has_word || bm_heading_has("variant", g_array_index(tokens, BmToken, i).text);
  return has_word && tokens->len <= 3;
}

/* first and last segment of a row */
static void row_span(const BmFinder *finder, guint row, guint *ret_first, guint *ret_end)
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

/* A label that stands first makes a row one of identity, whatever number precedes it. */
static gboolean has_identity_label(const BmReading *reading)
{
  for (guint i = 0; i < MIN(reading->tokens->len, 4); i++) {
    const char *kind = g_array_index(reading->tokens, BmToken, i).label;
    if (kind != NULL &&
        (g_str_equal(kind, "student_name") || g_str_equal(kind, "teacher_name")))
      return TRUE;
  }
  return FALSE;
}

static RowSays segment_says(const BmFinder *finder, const BmReading *reading, BmBox box)
{
  gboolean is_left = finder->left_px < 0 || box.x <= finder->left_px + bm_lines_px(INDENT_MM);
  if (reading->tokens->len == 0)
    return SAYS_NOTHING;
  if (bm_heading_has("body", g_array_index(reading->tokens, BmToken, 0).text) ||
      (is_left && is_task_number(reading->tokens)))
    return SAYS_BODY;
  return is_variant_row(reading->tokens) ? SAYS_VARIANT : SAYS_NOTHING;
}

/* what any segment of a row says; a label of a person silences the row */
static gboolean row_says(BmFinder *finder, guint row, RowSays *ret, GError **error)
{
  guint first, end;
  row_span(finder, row, &first, &end);
  *ret = SAYS_NOTHING;
  for (guint i = first; i < end; i++) {
    const BmReading *reading = bm_finder_read(finder, i, error);
    if (reading == NULL)
      return FALSE;
    if (has_identity_label(reading)) {
      *ret = SAYS_NOTHING;
      return TRUE;
    }
    RowSays says = segment_says(finder, reading, bm_finder_segment(finder, i)->box);
    if (*ret == SAYS_NOTHING)
      *ret = says;
  }
  return TRUE;
}

static void body_set(BmFinder *finder, int y, gboolean is_sure)
{
  finder->body_y = MAX(y - bm_lines_px(0.8), finder->paper.y);
  finder->body_is_sure = is_sure;
}

static gboolean frame_between(const BmFinder *finder, int top, int bottom)
{
  for (guint i = 0; i < finder->lines->frames->len; i++) {
    const BmFrame *frame = &g_array_index(finder->lines->frames, BmFrame, i);
    if (frame->shape != BM_FRAME_OTHER && frame->box.y >= top &&
        frame->box.y + frame->box.h / 2 < bottom)
      return TRUE;
  }
  return FALSE;
}

/* a task number by its shape: something short at the left margin */
static gboolean has_number_shape(const BmFinder *finder, guint row)
{
  guint first, end;
  row_span(finder, row, &first, &end);
  for (guint i = first; i < end; i++) {
    BmBox box = bm_finder_segment(finder, i)->box;
    if (finder->left_px >= 0 && box.h >= bm_lines_px(1.5) &&
        abs(box.x - finder->left_px) <= bm_lines_px(6))
      return box.w <= bm_lines_px(14);
  }
  return FALSE;
}

/* «Вариант N» opens the body when a task follows at once, read or by its shape, and no frame
 * does */
static gboolean variant_opens(const BmFinder *finder, guint variant_row, int body_y)
{
  const GArray *rows = finder->lines->rows;
  int top = g_array_index(rows, BmRow, variant_row).box.y;
  for (guint next = variant_row + 1; next < rows->len; next++) {
    BmBox row = g_array_index(rows, BmRow, next).box;
    if (!row_counts(row))
      continue;
    return row.y >= body_y ||
           (has_number_shape(finder, next) && !frame_between(finder, top, body_y));
  }
  return FALSE;
}

/* first row from @floor that the read evidence calls body */
static gboolean body_by_evidence(BmFinder *finder, int floor, GError **error)
{
  int limit = finder->paper.y + (int)(finder->paper.h * TOP_SHARE) + bm_lines_px(10);
  int variant_row = -1;
  for (guint i = 0; i < finder->lines->rows->len; i++) {
    BmBox row = g_array_index(finder->lines->rows, BmRow, i).box;
    RowSays says = SAYS_NOTHING;
    if (row.y + row.h / 2 < floor || !row_counts(row))
      continue;
    if (row.y > limit)
      return TRUE;
    int box_top = task_box_top(finder, row);
    if (box_top < 0 && !row_says(finder, i, &says, error))
      return FALSE;
    if (box_top >= 0 || says == SAYS_BODY) {
      int top = box_top >= 0 ? box_top : row.y;
      if (variant_row >= 0 && variant_opens(finder, (guint)variant_row, top))
        top = g_array_index(finder->lines->rows, BmRow, variant_row).box.y;
      body_set(finder, top, TRUE);
      return TRUE;
    }
    if (says == SAYS_VARIANT)
      variant_row = (int)i;
  }
  return TRUE;
}

/* the first row at the left margin that others follow there */
static void body_by_place(BmFinder *finder, int floor)
{
  const GArray *rows = finder->lines->rows;
  int limit = finder->paper.y + (int)(finder->paper.h * TOP_SHARE), left = finder->left_px;
  for (guint i = 0; i < rows->len && left >= 0; i++) {
    BmBox row = g_array_index(rows, BmRow, i).box;
    int followers = 0;
    if (row.y < floor || row.y > limit || !row_counts(row) ||
        row.x > left + bm_lines_px(INDENT_MM))
      continue;
    for (guint k = i + 1; k < MIN(i + 4, rows->len); k++)
      followers += g_array_index(rows, BmRow, k).box.x <= left + bm_lines_px(25) ? 1 : 0;
    if (followers >= 2) {
      body_set(finder, row.y, FALSE);
      return;
    }
  }
}

gboolean bm_finder_body(BmFinder *finder, GError **error)
{
  finder->left_px = left_margin(finder);
  finder->pitch_px = row_pitch(finder);
  int floor = header_floor(finder);
  if (!body_by_evidence(finder, floor, error))
    return FALSE;
  if (finder->body_y < 0)
    body_by_place(finder, floor);
  if (finder->body_y < 0 && floor > finder->paper.y) /* a header and nothing below it */
    body_set(finder, floor + bm_lines_px(1), FALSE);
  return TRUE;
}
