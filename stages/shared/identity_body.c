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

#define TOP_SHARE 0.62 /* nothing of a header stands lower */
#define CHAIN_MM 45.0  /* labels of one header follow each other within this */
#define LOOK_MM 8.0    /* labels may stand this far below the first row at the left margin */
#define LOOK_FIRST_MM 32.0 /* on a first page, whose header is larger */
#define BOX_LEAST_MM 4.5   /* boxes for task numbers and points */
#define BOX_MOST_MM 11.5
#define SENTENCE_MM 25.0  /* of words before a label */
#define SENTENCE_TENTHS 5 /* of the paper's width */
#define TITLE_ROWS 4      /* rows at the left margin that may still be a title */

/* a machine code at the top, and what stands beside it, belong to a header */
static int codes_floor(const BmFinder *finder)
{
  int floor = finder->paper.y, top = finder->paper.y + finder->paper.h / 5;
  for (guint i = 0; i < finder->codes->len; i++) {
    BmBox box = g_array_index(finder->codes, BmBox, i);
    if (box.y < top && box.h < finder->paper.h / 5)
      floor = MAX(floor, box.y + box.h);
  }
  return floor;
}

static int label_row(const BmFinder *finder, BmBox label)
{
  for (guint i = 0; i < finder->lines->segments->len; i++) {
    const BmSegment *segment = bm_finder_segment(finder, i);
    if (!bm_box_is_empty(bm_box_and(segment->box, label)))
      return segment->row;
  }
  return -1;
}

gboolean bm_label_in_sentence(const BmFinder *finder, const BmLabel *label)
{
  int row = label->shape == BM_FIELD_LINE || label->shape == BM_FIELD_UNDERLINE
                ? label_row(finder, label->box)
                : -1;
  if (row < 0 || !bm_row_starts_left(finder, (guint)row))
    return FALSE;
  BmBox core = bm_row_core(finder, (guint)row);
  for (guint i = 0; i < finder->labels->len; i++) {
    BmBox box = g_array_index(finder->labels, BmLabel, i).box;
    int middle = box.y + box.h / 2;
    if (middle >= core.y && middle < core.y + core.h &&
        box.x < core.x + bm_lines_px(SENTENCE_MM))
      return FALSE;
  }
  return core.w * 10 > finder->paper.w * SENTENCE_TENTHS;
}

/* bottom of the chain of labels with real fields that begins in the upper part of the sheet */
static int header_floor(const BmFinder *finder)
{
  int floor = codes_floor(finder);
  int limit = finder->paper.y + (int)(finder->paper.h * TOP_SHARE);
  gboolean is_longer = TRUE;
  int reach = finder->paper.y + finder->paper.h * 45 / 100;
  while (is_longer) {
    is_longer = FALSE;
    for (guint i = 0; i < finder->labels->len; i++) {
      const BmLabel *label = &g_array_index(finder->labels, BmLabel, i);
      int bottom = MAX(label->field.y + label->field.h, label->box.y + label->box.h);
      gboolean is_header =
          bm_label_is_real(label) && !label->is_kept && !bm_label_in_sentence(finder, label);
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

/* the number of the task that a row begins with: "№ 5", "5)", "Задание 5"; 0: none was read */
static int task_number(const BmReading *reading)
{
  for (guint i = 0; reading != NULL && i < MIN(reading->tokens->len, 2); i++) {
    const BmToken *token = &g_array_index(reading->tokens, BmToken, i);
    gsize n = strlen(token->text);
    if (n > 0 && n <= 2 && bm_text_digits(token->text) == n)
      return (int)g_ascii_strtoull(token->text, NULL, 10);
  }
  return 0;
}

typedef enum RowSays { SAYS_NOTHING, SAYS_BODY, SAYS_VARIANT } RowSays;

static gboolean is_variant_row(const GArray *tokens)
{
  gboolean has_word = FALSE;
  for (guint i = 0; i < tokens->len; i++)
    has_word = has_word || bm_heading_has("variant", g_array_index(tokens, BmToken, i).text);
  return has_word && tokens->len <= 3;
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

static RowSays reading_says(const BmReading *reading, gboolean is_left)
{
  if (reading->tokens->len == 0)
    return SAYS_NOTHING;
  if (bm_heading_has("body", g_array_index(reading->tokens, BmToken, 0).text) ||
      (is_left && is_task_number(reading->tokens)))
    return SAYS_BODY;
  return is_variant_row(reading->tokens) ? SAYS_VARIANT : SAYS_NOTHING;
}

/* a printed task at the left margin, below the place of the name */
static gboolean is_task_below_name(const BmFinder *finder, guint row, const BmReading *reading)
{
  return bm_reading_is_task(reading) && bm_row_starts_left(finder, row) &&
         bm_finder_has_named(finder, bm_row_core(finder, row).y);
}

/* what the first segment of a row says; a label of a person silences the row */
static gboolean row_says(BmFinder *finder, guint row, RowSays *ret, GError **error)
{
  guint first, end;
  bm_row_span(finder, row, &first, &end);
  *ret = SAYS_NOTHING;
  for (guint i = first; i < end; i++) {
    if (bm_finder_is_value(finder, bm_finder_segment(finder, i)->box))
      continue;
    const BmReading *reading = bm_finder_read(finder, i, error);
    if (reading == NULL)
      return FALSE;
    if (i == first && is_task_below_name(finder, row, reading)) {
      *ret = SAYS_BODY;
      return TRUE;
    }
    if (has_identity_label(reading)) {
      *ret = SAYS_NOTHING;
      return TRUE;
    }
    if (*ret == SAYS_NOTHING)
      *ret = reading_says(reading, i == first && bm_row_starts_left(finder, row));
  }
  return TRUE;
}

static void body_set(BmFinder *finder, int y, gboolean is_sure)
{
  finder->body_y = MAX(y - bm_lines_px(0.8), finder->paper.y);
  finder->body_is_sure = is_sure;
}

/* Labels with fields are looked for down to the row where the body would start, and a little
 * further; each one found may move that row down. */
static gboolean place_below_labels(BmFinder *finder, int *ret_row, int *ret_floor,
                                   GError **error)
{
  int bottom = -1, floor = -1;
  do {
    floor = header_floor(finder);
    int row = bm_finder_place(finder, floor);
    int limit = finder->paper.y + (int)(finder->paper.h * TOP_SHARE);
    double look = finder->hints->page_in_work <= 1 || codes_floor(finder) > finder->paper.y
                      ? LOOK_FIRST_MM
                      : LOOK_MM;
    int end = row < 0 ? limit : bm_row_core(finder, (guint)row).y + bm_lines_px(look);
    *ret_row = row;
    *ret_floor = floor;
    if (finder->hints->is_clean_form)
      end = finder->lines->height; /* labels of a form may stand anywhere */
    if (end <= bottom)
      return TRUE;
    if (!bm_finder_fields(finder, bottom, end, error))
      return FALSE;
    bottom = end;
  } while (header_floor(finder) != floor);
  return TRUE;
}

/* first row between header and @place that says it is the body; -1: none */
static gboolean body_above(BmFinder *finder, int floor, int place, int *ret_row, GError **error)
{
  int limit = finder->paper.y + (int)(finder->paper.h * TOP_SHARE);
  *ret_row = -1;
  for (guint i = 0; i < finder->lines->rows->len && (place < 0 || (int)i <= place); i++) {
    BmBox core = bm_row_core(finder, i);
    RowSays says = SAYS_NOTHING;
    if (core.y + core.h / 2 < floor || !bm_row_counts(core))
      continue;
    if (core.y > limit)
      return TRUE;
    if (task_box_top(finder, core) < 0 && !row_says(finder, i, &says, error))
      return FALSE;
    gboolean is_next = place < 0 || bm_row_next(finder, i) >= (guint)place;
    if (task_box_top(finder, core) >= 0 ||
        (says == SAYS_BODY && (is_next || bm_row_starts_left(finder, i)))) {
      *ret_row = (int)i;
      return TRUE;
    }
  }
  return TRUE;
}

/* few words, and among them a name of the roster or a class */
static gboolean is_title_row(const BmReading *reading)
{
  if (has_identity_label(reading))
    return TRUE;
  for (guint i = 0; i < reading->tokens->len && reading->tokens->len <= 6; i++) {
    const BmToken *token = &g_array_index(reading->tokens, BmToken, i);
    gsize n = strlen(token->text);
    gboolean is_class = n >= 3 && n <= 4 && bm_text_digits(token->text) == n - 2 &&
                        bm_text_letters(token->text) == 1 && g_ascii_isdigit(token->text[0]);
    if (token->names_person || is_class)
      return TRUE;
  }
  return reading->tokens->len <= 8 && (reading->has_school || reading->looks_like_school);
}

/* A first page may carry its title at the left margin, in rows like those of the body: there
 * words decide, and without them the lack of an identity holds the page. */
static gboolean title_skip(BmFinder *finder, int *row, gboolean *ret_is_read, GError **error)
{
  guint last = (guint)*row;
  for (guint k = 0, i = last; k < TITLE_ROWS && i < finder->lines->rows->len; k++) {
    guint first, end;
    bm_row_span(finder, i, &first, &end);
    while (first + 1 < end && bm_segment_is_remains(finder, bm_finder_segment(finder, first)))
      first++;
    const BmReading *reading = bm_finder_read(finder, first, error);
    if (reading == NULL)
      return FALSE;
    guint next = bm_row_next(finder, i);
    if (reading_says(reading, TRUE) == SAYS_BODY || is_task_below_name(finder, i, reading)) {
      *ret_is_read = TRUE;
      break;
    }
    gboolean is_title = is_title_row(reading) && !bm_row_is_paragraph(finder, i, reading);
    if (!is_title && !reading->is_safe)
      break;
    last = i = next;
  }
  if (last < finder->lines->rows->len)
    *row = (int)last;
  return TRUE;
}

static gboolean has_row_above(const BmFinder *finder, guint row)
{
  for (guint i = 0; i < row; i++)
    if (bm_row_core(finder, i).w > bm_lines_px(8))
      return TRUE;
  return FALSE;
}

/* the top of what begins with a row: a task's box may stand higher */
static int row_top(const BmFinder *finder, guint row)
{
  BmBox core = bm_row_core(finder, row);
  int top = task_box_top(finder, core);
  return top >= 0 ? top : core.y;
}

static gboolean body_find(BmFinder *finder, GError **error)
{
  int place = -1, floor = 0, said = -1;
  gboolean is_read = FALSE;
  if (!place_below_labels(finder, &place, &floor, error) ||
      !body_above(finder, floor, place, &said, error))
    return FALSE;
  if (said >= 0) {
    guint first, end;
    bm_row_span(finder, (guint)said, &first, &end);
    finder->first_task = first < end ? task_number(finder->readings[first]) : 0;
    int top = row_top(finder, (guint)said);
    body_set(finder, bm_finder_tall_top(finder, floor, top), TRUE);
    return TRUE;
  }
  if (place >= 0) {
    gboolean is_named = bm_finder_has_named(finder, floor);
    if ((finder->hints->page_in_work <= 1 && !title_skip(finder, &place, &is_read, error)) ||
        (is_named && !bm_finder_first_task(finder, &place, error)))
      return FALSE;
    gboolean is_sure = is_read || finder->hints->page_in_work > 1 || floor > finder->paper.y ||
                       has_row_above(finder, (guint)place);
    int top = row_top(finder, (guint)place);
    body_set(finder, bm_finder_tall_top(finder, floor, top), is_sure);
  } else if (floor > finder->paper.y) { /* a header and nothing below it */
    body_set(finder, floor + bm_lines_px(1), FALSE);
  }
  return TRUE;
}

/* A title reaches no further than to the first drawing, unless a label with its field stands
 * below. Nothing was read to say so: a person looks. */
static gboolean title_end(BmFinder *finder, GError **error)
{
  gboolean is_header = FALSE;
  int top = MAX(finder->drawn_y, header_floor(finder));
  if (top - bm_lines_px(0.8) >= finder->body_y) /* or it is not known */
    return TRUE;
  if (!bm_finder_header_goes_on(finder, finder->drawn_y, &is_header, error))
    return FALSE;
  if (is_header)
    return TRUE;
  body_set(finder, top, TRUE);
  bm_finder_flag(finder, "title_cut");
  return TRUE;
}

gboolean bm_finder_body(BmFinder *finder, GError **error)
{
  bm_finder_margins(finder);
  if (!finder->hints->is_clean_form)
    bm_finder_drawings(finder);
  return body_find(finder, error) && title_end(finder, error);
}
