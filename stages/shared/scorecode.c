/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the code of a printed score sheet says. */
#include "stages/shared/scorecode.h"

#include <string.h>

#define LENGTH (BM_SCORECODE_SIZE - 1)
#define BODY (LENGTH - 2)
#define BUNDLE_AT 3
#define CLASS_AT 11
#define PAGE_AT 13
#define LAYOUT_AT 15
#define LETTERS_BOXES 'B'
#define LETTERS_BUBBLES 'O'

static const char figures[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

static guint value_of(char c)
{
  return (guint)(g_ascii_isdigit(c) ? c - '0' : c - 'A' + 10);
}

/* @n characters as figures of a number of base 37, letters as 10 to 35, modulo 97. */
static guint modulo_97(const char *text, gsize n)
{
  guint rest = 0;
  for (gsize i = 0; i < n; i++)
    rest = (rest * 37 + value_of(text[i])) % 97;
  return rest;
}

static gboolean is_capital_or_figure(char c)
{
  return g_ascii_isdigit(c) || g_ascii_isupper(c);
}

/* "4F7K-92QX" as 8 characters. */
static gboolean bundle_pack(const char *bundle, char out[9])
{
  if (strlen(bundle) != BM_BUNDLE_CODE_SIZE - 1 || bundle[4] != '-')
    return FALSE;
  memcpy(out, bundle, 4);
  memcpy(out + 4, bundle + 5, 4);
  out[8] = '\0';
  for (guint i = 0; i < 8; i++)
    if (!is_capital_or_figure(out[i]))
      return FALSE;
  return TRUE;
}

gboolean bm_scorecode_format(const BmScoreCode *code, char out[BM_SCORECODE_SIZE])
{
  char bundle[9];
  if (!bundle_pack(code->bundle, bundle) || code->version < 1 || code->version > 9 ||
      code->class_index >= BM_SCOREPAPER_NUMBER || code->page < 1 ||
      code->page > BM_SCOREPAPER_NUMBER || code->layout >= BM_SCOREPAPER_DIGESTS)
    return FALSE;
  g_snprintf(out, BM_SCORECODE_SIZE, "S%c%d%s%02u%02u%c%c%c",
             code->style == BM_SCORE_BOXES ? LETTERS_BOXES : LETTERS_BUBBLES, code->version,
             bundle, code->class_index + 1, code->page, figures[code->layout / 1296],
             figures[code->layout / 36 % 36], figures[code->layout % 36]);
  g_snprintf(out + BODY, 3, "%02u", 98 - modulo_97(out, BODY) * 100 % 97);
  return TRUE;
}

/* Two figures, or -1. */
static int number_at(const char *at)
{
  if (!g_ascii_isdigit(at[0]) || !g_ascii_isdigit(at[1]))
    return -1;
  return (at[0] - '0') * 10 + (at[1] - '0');
}

static guint layout_at(const char *at)
{
  guint value = 0;
  for (guint i = 0; i < 3; i++)
    value = value * 36 + value_of(at[i]);
  return value;
}

static gboolean has_form(const char *text)
{
  if (text == NULL || strlen(text) != LENGTH || text[0] != 'S')
    return FALSE;
  for (guint i = 0; i < LENGTH; i++)
    if (!is_capital_or_figure(text[i]))
      return FALSE;
  if (!g_ascii_isdigit(text[BODY]) || !g_ascii_isdigit(text[BODY + 1]))
    return FALSE;
  guint check = (guint)(text[BODY] - '0') * 10 + (guint)(text[BODY + 1] - '0');
  return check >= 2 && check <= 98 && (modulo_97(text, BODY) * 100 + check) % 97 == 1;
}

gboolean bm_scorecode_parse(const char *text, BmScoreCode *ret)
{
  if (!has_form(text) || (text[1] != LETTERS_BOXES && text[1] != LETTERS_BUBBLES) ||
      text[2] < '1' || text[2] > '9')
    return FALSE;
  int class_number = number_at(text + CLASS_AT), page = number_at(text + PAGE_AT);
  if (class_number < 1 || page < 1)
    return FALSE;
  BmScoreCode code = {.style = text[1] == LETTERS_BOXES ? BM_SCORE_BOXES : BM_SCORE_BUBBLES,
                      .version = text[2] - '0',
                      .class_index = (guint)class_number - 1,
                      .page = (guint)page,
                      .layout = layout_at(text + LAYOUT_AT)};
  g_snprintf(code.bundle, sizeof code.bundle, "%.4s-%.4s", text + BUNDLE_AT,
             text + BUNDLE_AT + 4);
  *ret = code;
  return TRUE;
}

gboolean bm_scorecode_equal(const BmScoreCode *p, const BmScoreCode *q)
{
  return p->style == q->style && p->version == q->version && p->page == q->page &&
         p->layout == q->layout && p->class_index == q->class_index &&
         strcmp(p->bundle, q->bundle) == 0;
}
