/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Printed tasks: sentences with a number before them. They open the body, and words of labels
 * among theirs stand beside no field. */
#include <stdlib.h>
#include <string.h>

#include "stages/shared/identity_part.h"
#include "stages/shared/text.h"

#define PRINT_TRUST 85       /* words of handwriting are hardly read with more */
#define WORDS_LEAST 3        /* plain words of print make a sentence */
#define PARAGRAPH_PERCENT 55 /* of the paper's width that its rows fill */
#define PARAGRAPH_STEP 1.4   /* of the usual distance of rows */
#define SENTENCE_LEAST 6U    /* words of a row that begins with a sentence */
#define LONG_SENTENCE 8 /* tokens; «1. Учитель: Иванова Анна Петровна» has fewer */
#define FIRST_ROWS 3 /* rows of a header below the one that was taken for the body */
#define FIRST_MM 40.0
#define NUMBER_MM 7.0 /* the widest number in a column of its own */
#define NUMBER_GAP_MM 8.0
#define NUMBER_OFF_MM 3.0
#define NUMBERS_LEAST 5U /* rows of a table with numbers before them */
#define MARGIN_MM 3.0    /* numbers of tasks stand below each other */

static gboolean is_small_number(const BmToken *token)
{
  gsize n = strlen(token->text);
  return n > 0 && n <= 2 && bm_text_digits(token->text) == n && token->trust >= PRINT_TRUST;
}

gboolean bm_reading_is_task(const BmReading *reading)
{
  guint words = 0;
  if (reading == NULL || reading->tokens->len < WORDS_LEAST + 1 || reading->has_person ||
      !is_small_number(&g_array_index(reading->tokens, BmToken, 0)) ||
      g_array_index(reading->tokens, BmToken, 1).label != NULL)
    return FALSE;
  for (guint i = 1; i < reading->tokens->len; i++) {
    const BmToken *token = &g_array_index(reading->tokens, BmToken, i);
    words += token->label == NULL && token->trust >= PRINT_TRUST &&
                     g_utf8_strlen(token->text, -1) >= 2
                 ? 1
                 : 0;
  }
  return words >= WORDS_LEAST;
}

/* plain words of print, and labels only after them: «Проблема, которую ставит автор, …» */
static gboolean is_sentence(const BmReading *reading)
{
  guint words = 0;
  if (reading->has_person || reading->has_school || reading->looks_like_school)
    return FALSE;
  for (guint i = 0; i < reading->tokens->len; i++) {
    const BmToken *token = &g_array_index(reading->tokens, BmToken, i);
    if (token->label != NULL || token->is_safe || token->trust < PRINT_TRUST)
      break;
    words++;
  }
  return words >= WORDS_LEAST && reading->tokens->len >= SENTENCE_LEAST;
}

gboolean bm_row_is_paragraph(const BmFinder *finder, guint row, const BmReading *reading)
{
  guint next = bm_row_next(finder, row);
  if (next >= finder->lines->rows->len || !is_sentence(reading))
    return FALSE;
  BmBox core = bm_row_core(finder, row), below = bm_row_core(finder, next);
  int step = below.y + below.h - core.y - core.h;
  return MIN(core.w, below.w) * 100 > finder->paper.w * PARAGRAPH_PERCENT &&
         bm_row_starts_left(finder, next) && step < finder->pitch_px * PARAGRAPH_STEP;
}

/* where a row's first piece stands when that is narrow and apart, as a number in a column of a
 * table; -1: it is not */
static int number_x(const BmFinder *finder, guint row)
{
  guint first, end;
  BmBox core = bm_row_core(finder, row);
  int x = -1, reach = 0;
  bm_row_span(finder, row, &first, &end);
  for (guint i = first; i < end; i++) {
    BmBox box = bm_finder_segment(finder, i)->box;
    if (box.x < core.x || box.w < bm_lines_px(1) || box.h < bm_lines_px(2))
      continue;
    if (x >= 0)
      return box.x - reach >= bm_lines_px(NUMBER_GAP_MM) ? x : -1;
    if (box.w > bm_lines_px(NUMBER_MM))
      return -1;
    x = box.x;
    reach = box.x + box.w;
  }
  return -1;
}

gboolean bm_row_is_numbered(const BmFinder *finder, guint row)
{
  guint count = 0;
  int x = number_x(finder, row);
  for (guint i = row; i < finder->lines->rows->len && x >= 0; i++) {
    int other = number_x(finder, i);
    count += other >= 0 && abs(other - x) <= bm_lines_px(NUMBER_OFF_MM) ? 1 : 0;
  }
  return count >= NUMBERS_LEAST;
}

gboolean bm_label_is_word(const BmReading *reading, guint token)
{
  const BmToken *first = &g_array_index(reading->tokens, BmToken, 0);
  const char *kind = g_array_index(reading->tokens, BmToken, token).label;
  guint words = 0;
  if (token == 0 || reading->has_person || !is_small_number(first))
    return FALSE;
  for (guint i = 1; i < reading->tokens->len; i++) {
    const BmToken *other = &g_array_index(reading->tokens, BmToken, i);
    words += other->label == NULL && other->trust >= PRINT_TRUST ? 1 : 0;
  }
  gboolean is_told = token > 1 || strcmp(kind, "signature") == 0; /* «5. Подпиши…» */
  return words >= WORDS_LEAST && (is_told || reading->tokens->len >= LONG_SENTENCE);
}

gboolean bm_finder_has_named(const BmFinder *finder, int y)
{
  for (guint i = 0; i < finder->labels->len; i++) {
    const BmLabel *label = &g_array_index(finder->labels, BmLabel, i);
    gboolean is_head = /* a name beside it may be written over its label */
        label->shape == BM_FIELD_TABLE && strcmp(label->kind, "class_letter") == 0;
    if (bm_label_is_real(label) && !label->is_kept && label->box.y < y &&
        (is_head || strcmp(label->kind, "student_name") == 0))
      return TRUE;
  }
  return FALSE;
}

gboolean bm_finder_is_answer(const BmFinder *finder, guint segment)
{
  guint first, end, above, above_end, row = (guint)bm_finder_segment(finder, segment)->row;
  bm_row_span(finder, row, &first, &end);
  const BmReading *start = finder->readings[first];
  if (segment == first || row == 0 || finder->left_px < 0 ||
      (start != NULL && start->tokens->len > 0 &&
       g_array_index(start->tokens, BmToken, 0).label != NULL))
    return FALSE;
  bm_row_span(finder, row - 1, &above, &above_end);
  return above < above_end && bm_reading_is_task(finder->readings[above]) &&
         abs(bm_row_core(finder, row - 1).x - finder->left_px) <= bm_lines_px(MARGIN_MM);
}

/* the reading of the first piece of a row; NULL with error set */
static const BmReading *row_first(BmFinder *finder, guint row, GError **error)
{
  guint first, end;
  bm_row_span(finder, row, &first, &end);
  while (first + 1 < end && bm_segment_is_remains(finder, bm_finder_segment(finder, first)))
    first++;
  return bm_finder_read(finder, first, error);
}

gboolean bm_finder_first_task(BmFinder *finder, int *row, GError **error)
{
  BmBox place = bm_row_core(finder, (guint)*row);
  guint i = (guint)*row;
  for (guint k = 0; k <= FIRST_ROWS && i < finder->lines->rows->len; k++) {
    BmBox core = bm_row_core(finder, i);
    if (core.y > place.y + bm_lines_px(FIRST_MM))
      break;
    const BmReading *reading = row_first(finder, i, error);
    if (reading == NULL)
      return FALSE;
    gboolean is_task =
        bm_reading_is_task(reading) && abs(core.x - finder->left_px) <= bm_lines_px(MARGIN_MM);
    gboolean is_first =
        is_task && strcmp(g_array_index(reading->tokens, BmToken, 0).text, "1") == 0;
    if (is_first)
      *row = (int)i;
    if (is_task)
      break;
    i = bm_row_next(finder, i);
  }
  return TRUE;
}

int bm_finder_tall_top(const BmFinder *finder, int floor, int top)
{
  int reach = finder->left_px + bm_lines_px(8), tall = bm_lines_px(12);
  if (floor <= finder->paper.y)
    return top;
  for (guint i = 0; i < finder->labels->len; i++) {
    const BmLabel *label = &g_array_index(finder->labels, BmLabel, i);
    int bottom = label->box.y + label->box.h;
    if (!label->is_kept && label->box.y < top)
      floor = MAX(floor, bottom + bm_lines_px(3));
  }
  for (guint i = 0; i < finder->lines->parts->len; i++) {
    BmBox part = g_array_index(finder->lines->parts, BmBox, i);
    if (part.h >= tall && part.h < finder->paper.h / 3 && part.w >= bm_lines_px(6) &&
        part.y >= floor && part.x <= reach && part.x >= finder->left_px - bm_lines_px(5))
      top = MIN(top, part.y);
  }
  return top;
}
