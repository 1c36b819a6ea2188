/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a PDF content stream. */
#include "stages/intake/pdflex.h"

#include <string.h>

static gboolean is_space(char c)
{
  return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

static gboolean is_delimiter(char c)
{
  return c != '\0' && strchr("()<>[]{}/%", c) != NULL;
}

void bm_pdfin_lex_init(BmPdfLex *lex, const char *data, gsize size)
{
  const char *start = data != NULL ? data : ""; /* a page without contents */
  *lex = (BmPdfLex){.at = start, .end = start + size};
}

static void skip_space(BmPdfLex *lex)
{
  while (lex->at < lex->end) {
    if (*lex->at == '%')
      while (lex->at < lex->end && *lex->at != '\n' && *lex->at != '\r')
        lex->at++;
    else if (is_space(*lex->at))
      lex->at++;
    else
      return;
  }
}

static void skip_string(BmPdfLex *lex)
{
  guint depth = 0;
  for (; lex->at < lex->end; lex->at++) {
    if (*lex->at == '\\')
      lex->at++;
    else if (*lex->at == '(')
      depth++;
    else if (*lex->at == ')' && --depth == 0) {
      lex->at++;
      return;
    }
  }
  lex->at = MIN(lex->at, lex->end);
}

static void skip_hex_string(BmPdfLex *lex)
{
  while (lex->at < lex->end && *lex->at != '>')
    lex->at++;
  if (lex->at < lex->end)
    lex->at++;
}

/* Regular characters from here, cut to fit @word. */
static void take_word(BmPdfLex *lex, char word[BM_PDF_WORD])
{
  const char *start = lex->at++;
  while (lex->at < lex->end && !is_space(*lex->at) && !is_delimiter(*lex->at))
    lex->at++;
  gsize n = MIN((gsize)(lex->at - start), BM_PDF_WORD - 1);
  memcpy(word, start, n);
  word[n] = '\0';
}

static void push_number(BmPdfLex *lex, double value)
{
  if (lex->n_numbers == BM_PDF_OPERANDS)
    memmove(lex->numbers, lex->numbers + 1, sizeof lex->numbers - sizeof lex->numbers[0]);
  else
    lex->n_numbers++;
  lex->numbers[lex->n_numbers - 1] = value;
}

static gboolean is_number(const char *word)
{
  return word[strspn(word, "0123456789+-.")] == '\0';
}

/* To behind the EI that ends an inline image: EI between spaces. */
static void skip_inline_image(BmPdfLex *lex)
{
  const char *data = lex->at;
  while (data + 3 < lex->end && !(is_space(data[0]) && data[1] == 'I' && data[2] == 'D'))
    data++;
  for (const char *p = data + 3; p + 3 <= lex->end; p++)
    if (is_space(p[0]) && p[1] == 'E' && p[2] == 'I' && (p + 3 == lex->end || is_space(p[3]))) {
      lex->at = p + 3;
      return;
    }
  lex->at = lex->end;
}

static void take_name(BmPdfLex *lex)
{
  take_word(lex, lex->name);
  if (lex->first_name[0] == '\0')
    memcpy(lex->first_name, lex->name, BM_PDF_WORD);
}

/* TRUE: an operator is in lex->op. */
static gboolean take_token(BmPdfLex *lex)
{
  char c = *lex->at;
  if (c == '(')
    skip_string(lex);
  else if (c == '<' && lex->at + 1 < lex->end && lex->at[1] != '<')
    skip_hex_string(lex);
  else if (c == '/')
    take_name(lex);
  else if (is_delimiter(c))
    lex->at++;
  else {
    take_word(lex, lex->op);
    if (!is_number(lex->op))
      return TRUE;
    push_number(lex, g_ascii_strtod(lex->op, NULL));
  }
  return FALSE;
}

gboolean bm_pdfin_lex_next(BmPdfLex *lex)
{
  lex->n_numbers = 0;
  lex->name[0] = lex->first_name[0] = '\0';
  for (;;) {
    skip_space(lex);
    if (lex->at >= lex->end)
      return FALSE;
    if (!take_token(lex))
      continue;
    if (strcmp(lex->op, "BI") == 0)
      skip_inline_image(lex);
    return TRUE;
  }
}
