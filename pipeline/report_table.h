/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Building tables as stages/analyse/table.h describes them. */
#pragma once
#include <glib.h>
#include <jansson.h>

/* "title" and "unit" (text, count, pct, points, ratio), NULL ends. */
typedef struct BmReportColumn {
  const char *title, *unit;
} BmReportColumn;

/* An empty table under @name of @tables, borrowed. @sheet is its name in a workbook, @empty
 * what is said when it has no rows (NULL: it is left out then). */
json_t *bm_report_table(json_t *tables, const char *name, const char *sheet, const char *title,
                        const char *note, const char *empty, const BmReportColumn *columns);
/* A new row, borrowed. */
json_t *bm_report_row(json_t *table);
void bm_report_put(json_t *row, const char *text);
void bm_report_put_count(json_t *row, gint64 count);
/* A value as it is; NULL: nothing. Borrowed. */
void bm_report_put_value(json_t *row, json_t *value);
/* Text of a member, "" without one. */
const char *bm_report_text(const json_t *row, const char *key);
/* Number of a member, 0 without one. */
gint64 bm_report_count(const json_t *row, const char *key);
