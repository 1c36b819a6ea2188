/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables of the report: JSON {"title", "note", "columns": [{"key", "title", "unit"}],
 * "rows": [[cell]]}. A cell is a text, a number or null (not told). Every form of the report
 * (CSV, XLSX, HTML, PDF) is made of the same tables.
 */
#pragma once
#include "stages/analyse/measure.h"

#include <jansson.h>

typedef enum BmUnit {
  BM_UNIT_TEXT,
  BM_UNIT_COUNT,  /* whole */
  BM_UNIT_PCT,    /* percent or percentage points, one decimal */
  BM_UNIT_POINTS, /* points, two decimals */
  BM_UNIT_RATIO,  /* correlation, kappa, share: three decimals */
  BM_UNIT_CHANCE, /* p and q: four decimals */
} BmUnit;

typedef struct BmColumn {
  const char *key, *ru;
  BmUnit unit;
} BmColumn;

/* An empty table, new reference; @note NULL: none. */
json_t *bm_table_new(const char *title, const char *note, const BmColumn *columns, guint n);
#define BM_TABLE(title, note, columns)                                                         \
  bm_table_new(title, note, columns, (guint)G_N_ELEMENTS(columns))

/* Append an empty row and return it, borrowed; cells are then appended to it. */
json_t *bm_table_row(json_t *table);
void bm_row_text(json_t *row, const char *text); /* NULL: null */
void bm_row_count(json_t *row, guint count);
void bm_row_number(json_t *row, double number);                  /* NAN and infinities: null */
void bm_row_range(json_t *row, BmInterval range, double factor); /* two cells */
void bm_row_marked(json_t *row, gboolean is_notable); /* «признак» or empty */

BmUnit bm_table_unit(const json_t *table, gsize column);
gsize bm_table_n_columns(const json_t *table);

/**
 * bm_cell_text - a cell as people read it: decimal comma, decimals by unit
 *
 * @empty  for null
 * Chances below 0.0001 are "<0,0001". Minus is U+2212 if @is_typeset, else a hyphen. Caller
 * frees.
 */
char *bm_cell_text(const json_t *cell, BmUnit unit, const char *empty, gboolean is_typeset);
