/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading segments: words, the labels among them, and whether every word is explained. */
#include <string.h>

#include "stages/shared/identity_part.h"
#include "stages/shared/identity_words.h"
#include "stages/shared/ocr.h"
#include "stages/shared/text.h"

#define TRUST_LEAST                                                                            \
  55 /* words read with less are guesses; a label needs no more, its shape helps */
#define LONG_LETTERS 9 /* so long a word is not guessed by chance */

static void token_clear(gpointer data)
{
  g_free(((BmToken *)data)->text);
}

void bm_reading_free(BmReading *reading)
{
  if (reading == NULL)
    return;
  g_array_unref(reading->tokens);
  g_free(reading);
}

/* "Фамилия,имя" is one word for the reader and two for us; the box is shared out by letters */
static void word_split(GArray *tokens, const BmWord *word)
{
  g_auto(GStrv) parts = bm_text_words(word->text);
  guint total = 0, done = 0;
  for (char **part = parts; *part != NULL; part++)
    total += (guint)g_utf8_strlen(*part, -1);
  gsize length = strlen(word->text);
  for (char **part = parts; *part != NULL; part++) {
    guint letters = (guint)g_utf8_strlen(*part, -1);
    BmToken token = {.text = g_strdup(*part), .trust = word->trust};
    int from = word->box.w * (int)done / (int)total;
    int to = word->box.w * (int)(done + letters) / (int)total;
    token.box = (BmBox){word->box.x + from, word->box.y, to - from, word->box.h};
    const char *inside = strstr(word->text, *part);
    char next = part[1] != NULL ? (inside != NULL ? inside[strlen(*part)] : '\0')
                                : (length > 0 ? word->text[length - 1] : '\0');
    token.ends_bracket = next == ')';
    token.ends_item = next == '.' || next == ')';
    g_array_append_val(tokens, token);
    done += letters;
  }
}

static void labels_mark(GArray *tokens)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new();
  for (guint i = 0; i < tokens->len; i++)
    g_ptr_array_add(words, g_array_index(tokens, BmToken, i).text);
  g_ptr_array_add(words, NULL);
  for (guint i = 0; i < tokens->len;) {
    guint n = 1;
    const char *kind = bm_label_match((char *const *)words->pdata, i, &n);
    for (guint k = i; k < i + n; k++)
      g_array_index(tokens, BmToken, k).label = kind;
    i += n;
  }
}

static gboolean is_small_number(const char *text)
{
  gsize n = strlen(text);
  return (n == 1 || n == 2) && g_ascii_isdigit(text[0]) && (n == 1 || g_ascii_isdigit(text[1]));
}

/* numbers say nothing beside «вариант», «часть», «страница», or before «класс» in a heading */
static gboolean number_is_safe(const GArray *tokens, guint i)
{
  const BmToken *before = i > 0 ? &g_array_index(tokens, BmToken, i - 1) : NULL;
  const BmToken *after = i + 1 < tokens->len ? &g_array_index(tokens, BmToken, i + 1) : NULL;
  if (before != NULL && strcmp(before->text, "№") == 0 && i > 1)
    before = &g_array_index(tokens, BmToken, i - 2);
  gboolean is_after_heading = before != NULL && (bm_heading_has("safe", before->text) ||
                                                 g_strcmp0(before->label, "variant") == 0 ||
                                                 g_strcmp0(before->label, "sheet_no") == 0);
  gboolean is_parallel = before != NULL && bm_heading_has("subjects", before->text) &&
                         after != NULL && bm_text_is(after->text, "класс");
  gboolean is_variant = after != NULL && g_strcmp0(after->label, "variant") == 0;
  return is_after_heading || is_parallel || is_variant;
}

static void safety_mark(BmReading *reading, const BmRoster *roster)
{
  gboolean has_word = FALSE; /* «в», «и», «по» alone are what readers make of a scrawl */
  reading->is_safe = reading->tokens->len > 0;
  for (guint i = 0; i < reading->tokens->len; i++) {
    BmToken *token = &g_array_index(reading->tokens, BmToken, i);
    guint hits = bm_roster_match(roster, token->text, FALSE);
    guint alike = bm_roster_match(roster, token->text, TRUE);
    gboolean is_person =
        (alike & (BM_ROSTER_SURNAME | BM_ROSTER_NAME | BM_ROSTER_PATRONYMIC)) != 0;
    gboolean is_heading = token->label != NULL || bm_heading_has("safe", token->text) ||
                          bm_heading_has("subjects", token->text);
    is_person = is_person && !(is_heading && token->label != NULL);
    token->names_person = is_person && (hits & BM_ROSTER_SURNAME) != 0;
    token->names_school = (hits & (BM_ROSTER_SCHOOL_CODE | BM_ROSTER_SCHOOL_WORD)) != 0;
    reading->has_person = reading->has_person || (is_person && (hits & BM_ROSTER_SURNAME) != 0);
    reading->has_school =
        reading->has_school || (hits & (BM_ROSTER_SCHOOL_CODE | BM_ROSTER_SCHOOL_WORD)) != 0;
    token->is_safe =
        !is_person &&
        (token->trust >= TRUST_LEAST || bm_text_letters(token->text) >= LONG_LETTERS) &&
        (is_heading || (is_small_number(token->text) && number_is_safe(reading->tokens, i)));
    reading->is_safe = reading->is_safe && token->is_safe;
    has_word = has_word || (token->is_safe && bm_text_letters(token->text) >= 4) ||
               token->label != NULL;
  }
  reading->is_safe = reading->is_safe && has_word;
}

/* a school's number is one only beside a word for schools */
static void school_number_mark(BmReading *reading, const BmRoster *roster)
{
  gboolean has_word = FALSE, has_number = FALSE;
  for (guint i = 0; i < reading->tokens->len; i++) {
    const BmToken *token = &g_array_index(reading->tokens, BmToken, i);
    has_word = has_word || bm_heading_has("school", token->text);
    has_number =
        has_number || (bm_roster_match(roster, token->text, FALSE) & BM_ROSTER_SCHOOL_NO);
    if (has_word && (bm_text_digits(token->text) > 0 || strcmp(token->text, "№") == 0)) {
      reading->is_safe = FALSE;
      reading->looks_like_school = TRUE;
    }
  }
  reading->has_school = reading->has_school || (has_word && has_number);
}

const BmReading *bm_finder_read(BmFinder *finder, guint segment, GError **error)
{
  if (finder->readings[segment] != NULL)
    return finder->readings[segment];
  BmBox box = bm_finder_segment(finder, segment)->box;
  g_autoptr(GPtrArray) words = bm_ocr_line(finder->gray, BM_LINES_DPI, box, error);
  if (words == NULL)
    return NULL;
  BmReading *reading = g_new0(BmReading, 1);
  reading->tokens = g_array_new(FALSE, TRUE, sizeof(BmToken));
  g_array_set_clear_func(reading->tokens, token_clear);
  for (guint i = 0; i < words->len; i++)
    word_split(reading->tokens, words->pdata[i]);
  labels_mark(reading->tokens);
  safety_mark(reading, finder->hints->roster);
  school_number_mark(reading, finder->hints->roster);
  finder->readings[segment] = reading;
  return reading;
}
