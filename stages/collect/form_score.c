/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in a score cell. */
#include "stages/collect/form.h"

#include <math.h>
#include <string.h>

#define SCORE_DIGITS 6 /* of a score; maxima have four */

static BmFormScore fault(const char *slug, gunichar odd)
{
  return (BmFormScore){.slug = slug, .odd = odd};
}

static gboolean is_one_of(gunichar c, const char *characters)
{
  return g_utf8_strchr(characters, -1, c) != NULL;
}

static gboolean is_space(gunichar c)
{
  return g_unichar_isspace(c) || c == 0x200B || c == 0xFEFF;
}

/* ---- numbers ---- */

static BmFormScore of_number(double number, int max)
{
  if (number < 0)
    return fault("form_score_negative", 0);
  if (floor(number) != number)
    return fault("form_score_fraction", 0);
  if (number > max)
    return fault("form_score_over", 0);
  return (BmFormScore){.value = (int)number};
}

/* ---- text ---- */

static gboolean all_in(const char *text, const char *characters)
{
  return text[0] != '\0' && text[strspn(text, characters)] == '\0';
}

static gboolean is_decimal(const char *text)
{
  const char *p = text + (*text == '-');
  gsize whole = strspn(p, "0123456789");
  return whole > 0 && (p[whole] == ',' || p[whole] == '.') &&
         all_in(p + whole + 1, "0123456789");
}

/* "01.02.2026", "2026-02-01", "1/2", "01.фев", "2-Feb": what spreadsheets make of 1.2 or 1/2.
 */
static gboolean is_date(const char *text)
{
  gsize first = strspn(text, "0123456789");
  if (first == 0 || first > 4 || strchr(".-/", text[first]) == NULL || text[first] == '\0')
    return FALSE;
  const char *rest = text + first + 1;
  gsize second = strspn(rest, "0123456789");
  if (second > 0)
    return text[first] == '/' ||
           (rest[second] == text[first] && all_in(rest + second + 1, "0123456789"));
  glong letters = 0;
  for (; g_unichar_isalpha(g_utf8_get_char(rest)); rest = g_utf8_next_char(rest))
    letters++;
  return letters == 3 && (*rest == '\0' || *rest == '.' || *rest == '-');
}

/* The first digit of another script (０１２, ٠١٢), or 0. */
static gunichar foreign_digit(const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (c > 127 && g_unichar_type(c) == G_UNICODE_DECIMAL_NUMBER)
      return c;
  }
  return 0;
}

/* The first letter that is there in place of a digit, when there is nothing but such and
 * digits; else 0. */
static gunichar digit_letter(const char *text)
{
  gunichar first = 0;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (is_one_of(c, "OoОоЗзЭlIІ|бБ"))
      first = first != 0 ? first : c;
    else if (c < '0' || c > '9')
      return 0;
  }
  return first;
}

static BmFormScore of_digits(const char *text, int max)
{
  guint64 value = 0;
  if (text[0] == '0' && text[1] != '\0')
    return fault("form_score_text", 0);
  if (strlen(text) > SCORE_DIGITS ||
      !g_ascii_string_to_unsigned(text, 10, 0, (guint64)max, &value, NULL))
    return fault("form_score_over", 0);
  return (BmFormScore){.value = (int)value};
}

/* The one character of @text, or 0 when there are more. */
static gunichar only_character(const char *text)
{
  return *g_utf8_next_char(text) == '\0' ? g_utf8_get_char(text) : 0;
}

static BmFormScore of_word(const char *text, int max)
{
  gunichar only = only_character(text);
  if (only != 0 && is_one_of(only, "XxХх"))
    return (BmFormScore){.is_x = TRUE};
  if (only != 0 && is_one_of(only, "-‐‑–—−"))
    return (BmFormScore){.is_x = TRUE, .is_dash = TRUE};
  if (all_in(text, "0123456789"))
    return of_digits(text, max);
  if (is_decimal(text))
    return fault("form_score_decimal", 0);
  const char *unsigned_text = text[0] == '-'                     ? text + 1
                              : g_str_has_prefix(text, "\u2212") ? text + strlen("\u2212")
                                                                 : "";
  if (all_in(unsigned_text, "0123456789"))
    return fault("form_score_negative", 0);
  if (is_date(text))
    return fault("form_score_date", 0);
  if (foreign_digit(text) != 0)
    return fault("form_score_digits", foreign_digit(text));
  if (digit_letter(text) != 0)
    return fault("form_score_alphabet", digit_letter(text));
  return fault("form_score_text", 0);
}

/* Text without any space, and the first space that was there. */
static char *without_spaces(const char *text, gunichar *ret_space)
{
  GString *dense = g_string_new(NULL);
  *ret_space = 0;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (!is_space(c))
      g_string_append_unichar(dense, c);
    else if (*ret_space == 0)
      *ret_space = c;
  }
  return g_string_free(dense, FALSE);
}

static BmFormScore of_text(const char *text, int max)
{
  gunichar space = 0;
  g_autofree char *dense = without_spaces(text, &space);
  if (dense[0] == '\0')
    return fault("form_score_spaces", space);
  BmFormScore score = of_word(dense, max);
  return space != 0 && score.slug == NULL ? fault("form_score_spaces", space) : score;
}

BmFormScore bm_form_score(const BmBookCell *cell, int max)
{
  if (cell->type == BM_BOOK_BOOL)
    return fault("form_score_text", 0);
  if (cell->has_formula)
    return fault("form_score_formula", 0);
  switch (cell->type) {
  case BM_BOOK_NUMBER:
    return of_number(cell->number, max);
  case BM_BOOK_DATE:
    return fault("form_score_date", 0);
  case BM_BOOK_ERROR:
    return fault("form_score_error", 0);
  case BM_BOOK_TEXT:
    return of_text(cell->text, max);
  default:
    return fault("form_score_empty", 0);
  }
}
