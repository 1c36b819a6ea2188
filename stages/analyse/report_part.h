/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between report_pdf.c and report_rows.c: a page that fills from the top. Lengths are mm. */
#pragma once
#include "stages/shared/pdf.h"

#include <jansson.h>

#define BM_FLOW_LEFT 12.0
#define BM_FLOW_WIDTH 273.0

typedef struct BmFlow {
  BmPdf *pdf;
  double y; /* where the next thing goes */
} BmFlow;

void bm_flow_page(BmFlow *flow);
/* Begins a page and returns TRUE when @height does not fit below. */
gboolean bm_flow_room(BmFlow *flow, double height);
/* Sets a table, its head repeated on every page. report_rows.c */
void bm_flow_table(BmFlow *flow, const json_t *table);

/* Rows of a table that the report shows: all, or those with a sign when there are too many and
 * the table does not say "is_whole". */
gboolean bm_table_is_long(const json_t *table);
gboolean bm_row_is_marked(const json_t *row);
#define BM_LONG_NOTE                                                                           \
  "Таблица длинная: показаны только строки с признаками, все — в analysis.xlsx."
