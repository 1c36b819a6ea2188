/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a PDF content stream: operators with the operands that we care for. */
#pragma once
#include <glib.h>

enum { BM_PDF_OPERANDS = 6, BM_PDF_WORD = 128 };

typedef struct BmPdfLex {
  const char *at, *end;
  double numbers[BM_PDF_OPERANDS]; /* the last ones before the operator */
  guint n_numbers;
  char name[BM_PDF_WORD]; /* the last name operand, with its slash; "" none */
  char first_name[BM_PDF_WORD];
  char op[BM_PDF_WORD];
} BmPdfLex;

void bm_pdfin_lex_init(BmPdfLex *lex, const char *data, gsize size);
/* FALSE at the end. An inline image comes as one operator "BI", its data skipped. */
gboolean bm_pdfin_lex_next(BmPdfLex *lex);
