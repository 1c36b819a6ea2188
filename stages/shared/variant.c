/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The word, and what may stand beside it. */
#include "stages/shared/variant.h"

#include "stages/shared/text.h"

#define LETTERS_LEAST 5
#define LETTERS_MOST 9
#define ERRORS_MOST 2
#define NUMBER_SHARE 0.6 /* of the word's width: a gap and a number of two digits */

/* letters of handwriting and what readers of print take them for */
static const struct {
  gunichar read, meant;
} scrawls[] = {
    {'a', 0x430}, {'b', 0x432},   {'c', 0x441}, {'e', 0x435}, {'f', 0x432}, {'g', 0x434},
    {'h', 0x43D}, {'i', 0x438},   {'k', 0x43A}, {'l', 0x432}, {'m', 0x442}, {'n', 0x43D},
    {'o', 0x43E}, {'p', 0x440},   {'r', 0x433}, {'t', 0x442}, {'u', 0x438}, {'x', 0x445},
    {'y', 0x443}, {0x43C, 0x442}, /* м, as «т» is written */
};

static char *scrawl_fold(const char *word)
{
  GString *out = g_string_new(NULL);
  for (const char *p = word; *p != '\0'; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    for (guint i = 0; i < G_N_ELEMENTS(scrawls); i++)
      if (scrawls[i].read == c) {
        c = scrawls[i].meant;
        break;
      }
    g_string_append_unichar(out, c);
  }
  return g_string_free(out, FALSE);
}

/* «Мариана» is two letters away, too: a word with two errors has its first letter right, or one
 * that is written alike */
static gboolean begins_alike(const char *folded)
{
  const gunichar first = g_utf8_get_char(folded);
  return first == 0x432 || first == 0x431 || first == 0x437; /* в б з */
}

gboolean bm_variant_word(const char *word)
{
  static const char *const forms[] = {"вариант", "варианта"};
  g_autofree char *text = bm_text_fold(word);
  guint letters = bm_text_letters(text);
  if (letters < LETTERS_LEAST || letters > LETTERS_MOST)
    return FALSE;
  g_autofree char *folded = scrawl_fold(text);
  guint least = ERRORS_MOST + 1;
  for (guint i = 0; i < G_N_ELEMENTS(forms); i++)
    least = MIN(least, bm_text_distance(folded, forms[i], ERRORS_MOST));
  return least < ERRORS_MOST || (least == ERRORS_MOST && begins_alike(folded));
}

static gboolean names_person(const BmRoster *roster, const char *word)
{
  const guint people = BM_ROSTER_SURNAME | BM_ROSTER_NAME | BM_ROSTER_PATRONYMIC;
  return (bm_roster_match(roster, word, TRUE) & people) != 0;
}

gboolean bm_variant_line(GPtrArray *words, BmBox line, const BmRoster *roster)
{
  BmBox found = {0, 0, 0, 0};
  for (guint i = 0; i < words->len; i++) {
    const BmWord *word = words->pdata[i];
    if (names_person(roster, word->text))
      return FALSE;
    if (bm_box_is_empty(found) && bm_variant_word(word->text))
      found = word->box;
  }
  if (bm_box_is_empty(found))
    return FALSE;
  int before = MAX(found.x - line.x, 0);
  int after = MAX(line.x + line.w - found.x - found.w, 0);
  return before + after <= found.w * NUMBER_SHARE;
}
