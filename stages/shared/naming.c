/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names in a text. */
#include "stages/shared/naming.h"

#include "stages/shared/identity_words.h"
#include "stages/shared/text.h"

#include <string.h>

#define NUMBER_WITHIN 4U /* words after «школа» */
#define LETTERS_LEAST 4U /* shorter surnames are words too often */

gboolean bm_naming_is_number(const char *word)
{
  const char *digits = g_str_has_prefix(word, "№") ? word + strlen("№") : word;
  guint64 number = 0;
  return strlen(digits) <= 4 &&
         g_ascii_string_to_unsigned(digits, 10, 1, 9999, &number, NULL) &&
         !(number >= 1900 && number <= 2100);
}

static gboolean is_someone(const char *word, const BmRoster *roster)
{
  guint hits = roster != NULL ? bm_roster_match(roster, word, FALSE) : 0;
  if (hits & (BM_ROSTER_SCHOOL_WORD | BM_ROSTER_SCHOOL_CODE))
    return TRUE;
  return (hits & (BM_ROSTER_SURNAME | BM_ROSTER_PATRONYMIC)) &&
         bm_text_letters(word) >= LETTERS_LEAST && !bm_heading_has("safe", word);
}

gboolean bm_naming_is_found(const char *text, const BmRoster *roster)
{
  g_auto(GStrv) words = bm_text_words(text);
  guint since = NUMBER_WITHIN + 1;
  for (char **word = words; *word != NULL; word++) {
    since = bm_heading_has("school", *word) ? 0 : MIN(since + 1, NUMBER_WITHIN + 1);
    if (is_someone(*word, roster) || (since <= NUMBER_WITHIN && bm_naming_is_number(*word)))
      return TRUE;
  }
  return FALSE;
}
