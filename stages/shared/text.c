/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folding of read text and comparison of words. */
#include "stages/shared/text.h"

#include <string.h>

#define WORD_MOST 64 /* longer "words" are noise of the reader */

/* capitals and small letters that stand for the Cyrillic letter beside them on paper */
static const struct {
  gunichar latin, cyrillic;
} look_alikes[] = {
    {'a', 0x430}, {'b', 0x432}, {'c', 0x441},  {'e', 0x435},   {'h', 0x43D},
    {'k', 0x43A}, {'m', 0x43C}, {'o', 0x43E},  {'p', 0x440},   {'t', 0x442},
    {'x', 0x445}, {'y', 0x443}, {0xEB, 0x435}, {0x456, 0x438},
};

static gunichar cyrillic_of(gunichar c)
{
  for (guint i = 0; i < G_N_ELEMENTS(look_alikes); i++)
    if (look_alikes[i].latin == c)
      return look_alikes[i].cyrillic;
  return 0;
}

static gboolean is_cyrillic(gunichar c)
{
  return c >= 0x430 && c <= 0x44F;
}

static gboolean is_number_sign(gunichar c)
{
  return c == 0x2116 || c == '#';
}

static gboolean is_word_char(gunichar c)
{
  return g_unichar_isalnum(c) || is_number_sign(c) || c == 0xB0 || c == 0xBA;
}

typedef struct WordKind {
  guint cyrillic, latin, alike, digits;
} WordKind;

static WordKind word_kind(const gunichar *word, guint n)
{
  WordKind kind = {0};
  for (guint i = 0; i < n; i++) {
    if (g_unichar_isdigit(word[i]))
      kind.digits++;
    else if (is_cyrillic(word[i]))
      kind.cyrillic++;
    else if (cyrillic_of(word[i]) != 0)
      kind.alike++;
    else if (g_unichar_isalpha(word[i]))
      kind.latin++;
  }
  return kind;
}

/* No, N°, Nº and n2 (a common misreading) at the start of a word: its length in letters, or 0
 */
static guint number_sign_length(const gunichar *word, guint n)
{
  if (n >= 1 && is_number_sign(word[0]))
    return 1;
  if (n < 2 || word[0] != 'n')
    return 0;
  gboolean is_sign = word[1] == 'o' || word[1] == 0x43E || word[1] == 0xB0 || word[1] == 0xBA ||
                     word[1] == '2' || word[1] == 'e' || word[1] == 0x435;
  return is_sign && (n == 2 || g_unichar_isdigit(word[2])) ? 2 : 0;
}

static gunichar letter_fold(gunichar c, const WordKind *kind)
{
  guint letters = kind->cyrillic + kind->latin + kind->alike;
  gboolean is_foreign = kind->latin > 0 && kind->cyrillic == 0;
  if (!is_foreign && cyrillic_of(c) != 0)
    c = cyrillic_of(c);
  if (letters > kind->digits)
    return c == '0' ? 0x43E : c == '3' ? 0x437 : c;
  if (kind->digits > letters)
    return c == 0x43E ? '0' : c == 0x437 ? '3' : c;
  return c;
}

static void word_append(GString *out, const gunichar *word, guint n)
{
  guint sign = number_sign_length(word, n);
  if (sign > 0) {
    g_string_append(out, out->len > 0 ? " №" : "№");
    word += sign;
    n -= sign;
  }
  if (n == 0)
    return;
  WordKind kind = word_kind(word, n);
  if (out->len > 0)
    g_string_append_c(out, ' ');
  for (guint i = 0; i < n; i++)
    g_string_append_unichar(out, letter_fold(word[i], &kind));
}

char *bm_text_fold(const char *text)
{
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  g_autofree char *composed = g_utf8_normalize(valid, -1, G_NORMALIZE_NFC);
  GString *out = g_string_new(NULL);
  gunichar word[WORD_MOST];
  guint n = 0;
  for (const char *p = composed; *p != '\0'; p = g_utf8_next_char(p)) {
    gunichar c = g_unichar_tolower(g_utf8_get_char(p));
    if (c == 0x301 || c == 0xAD) /* stress mark, soft hyphen */
      continue;
    if (c == 0x451)
      c = 0x435;
    if (is_word_char(c) && n < WORD_MOST) {
      word[n++] = c;
      continue;
    }
    if (n > 0)
      word_append(out, word, n);
    n = 0;
  }
  if (n > 0)
    word_append(out, word, n);
  return g_string_free(out, FALSE);
}

char **bm_text_words(const char *text)
{
  g_autofree char *folded = bm_text_fold(text);
  if (*folded == '\0')
    return g_new0(char *, 1);
  return g_strsplit(folded, " ", -1);
}

guint bm_text_tolerance(guint letters)
{
  return letters <= 3 ? 0 : letters <= 6 ? 1 : 2;
}

static gunichar compare_key(gunichar c)
{
  return c == '0' ? 0x43E : c == '3' ? 0x437 : c == 0x439 ? 0x438 : c;
}

static guint keys_of(const char *text, gunichar *keys)
{
  guint n = 0;
  for (const char *p = text; *p != '\0' && n < WORD_MOST; p = g_utf8_next_char(p))
    keys[n++] = compare_key(g_utf8_get_char(p));
  return n;
}

static guint distance_of(const gunichar *p, guint np, const gunichar *q, guint nq, guint most)
{
  guint row[WORD_MOST + 1];
  for (guint j = 0; j <= nq; j++)
    row[j] = j;
  for (guint i = 1; i <= np; i++) {
    guint diagonal = row[0], least = i;
    row[0] = i;
    for (guint j = 1; j <= nq; j++) {
      guint changed = diagonal + (p[i - 1] == q[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = MIN(changed, MIN(row[j], row[j - 1]) + 1);
      least = MIN(least, row[j]);
    }
    if (least > most)
      return most + 1;
  }
  return MIN(row[nq], most + 1);
}

guint bm_text_distance(const char *p, const char *q, guint most)
{
  gunichar kp[WORD_MOST], kq[WORD_MOST];
  guint np = keys_of(p, kp), nq = keys_of(q, kq);
  if ((np > nq ? np - nq : nq - np) > most)
    return most + 1;
  return distance_of(kp, np, kq, nq, most);
}

gboolean bm_text_is(const char *word, const char *expected)
{
  guint most = bm_text_tolerance((guint)g_utf8_strlen(expected, -1));
  return bm_text_distance(word, expected, most) <= most;
}

guint bm_text_letters(const char *text)
{
  guint n = 0;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p))
    n += g_unichar_isalpha(g_utf8_get_char(p)) ? 1 : 0;
  return n;
}

guint bm_text_digits(const char *text)
{
  guint n = 0;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p))
    n += g_unichar_isdigit(g_utf8_get_char(p)) ? 1 : 0;
  return n;
}
