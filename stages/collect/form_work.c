/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a work number is written. */
#include "stages/collect/form.h"

#include <string.h>

#define DIGITS 9 /* "482-719-356" */

/* The digit that a character stands for, or -1. */
static int digit_of(gunichar c)
{
  static const struct {
    const char *letters;
    int digit;
  } looks[] = {{"OoОо", 0}, {"lIІ|", 1}, {"ЗзЭ", 3}, {"б", 6}};
  if (g_unichar_type(c) == G_UNICODE_DECIMAL_NUMBER)
    return g_unichar_digit_value(c);
  for (guint i = 0; i < G_N_ELEMENTS(looks); i++)
    if (c != 0 && g_utf8_strchr(looks[i].letters, -1, c) != NULL)
      return looks[i].digit;
  return -1;
}

const char *bm_form_work_shape(const char *text, char *meant, gsize meant_size,
                               gunichar *ret_odd)
{
  char digits[DIGITS + 1] = {0};
  guint n = 0;
  *ret_odd = 0;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    int digit = digit_of(c);
    if (c != '-' && (c > 127 || !g_ascii_isdigit((char)c)) && *ret_odd == 0)
      *ret_odd = c;
    if (digit >= 0) {
      if (n < DIGITS)
        digits[n] = (char)('0' + digit);
      n++;
    }
  }
  meant[0] = '\0';
  if (n == DIGITS)
    g_snprintf(meant, meant_size, "%.3s-%.3s-%.3s", digits, digits + 3, digits + 6);
  if (*ret_odd != 0)
    return "form_work_characters";
  return strcmp(meant, text) == 0 ? NULL : "form_work_shape";
}
