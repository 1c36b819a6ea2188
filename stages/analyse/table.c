/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Building tables, and their cells as text. */
#include "stages/analyse/table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define ROUNDED_MOST 1e6 /* numbers below that keep six decimals: equal on any machine */

static const char *const units[] = {"text", "count", "pct", "points", "ratio", "chance"};
static const int decimals[] = {0, 0, 1, 2, 3, 4};

json_t *bm_table_new(const char *title, const char *note, const BmColumn *columns, guint n)
{
  json_t *heads = json_array();
  for (guint i = 0; i < n; i++)
    json_array_append_new(heads, json_pack("{s:s,s:s,s:s}", "key", columns[i].key, "title",
                                           columns[i].ru, "unit", units[columns[i].unit]));
  return json_pack("{s:s,s:s*,s:o,s:[]}", "title", title, "note", note, "columns", heads,
                   "rows");
}

json_t *bm_table_row(json_t *table)
{
  json_t *row = json_array();
  json_array_append_new(json_object_get(table, "rows"), row);
  return row;
}

void bm_row_text(json_t *row, const char *text)
{
  json_array_append_new(row, text != NULL ? json_string(text) : json_null());
}

void bm_row_count(json_t *row, guint count)
{
  json_array_append_new(row, json_integer(count));
}

void bm_row_number(json_t *row, double number)
{
  if (!isfinite(number)) {
    json_array_append_new(row, json_null());
    return;
  }
  double rounded = fabs(number) < ROUNDED_MOST ? round(number * 1e6) / 1e6 : number;
  json_array_append_new(row, json_real(rounded + 0.0));
}

void bm_row_range(json_t *row, BmInterval range, double factor)
{
  bm_row_number(row, range.low * factor);
  bm_row_number(row, range.high * factor);
}

void bm_row_marked(json_t *row, gboolean is_notable)
{
  bm_row_text(row, is_notable ? "признак" : "");
}

gsize bm_table_n_columns(const json_t *table)
{
  return json_array_size(json_object_get(table, "columns"));
}

BmUnit bm_table_unit(const json_t *table, gsize column)
{
  const json_t *head = json_array_get(json_object_get(table, "columns"), column);
  const char *unit = json_string_value(json_object_get(head, "unit"));
  for (guint i = 0; unit != NULL && i < G_N_ELEMENTS(units); i++)
    if (strcmp(unit, units[i]) == 0)
      return (BmUnit)i;
  return BM_UNIT_TEXT;
}

/* A number with a comma; "-0,0" loses its sign. */
static char *number_text(double number, int places, gboolean is_typeset)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE + 64], format[8];
  snprintf(format, sizeof format, "%%.%df", places);
  g_ascii_formatd(buffer, sizeof buffer, format, fabs(number));
  gboolean is_nothing = strspn(buffer, "0.") == strlen(buffer);
  const char *sign = number < 0 && !is_nothing ? (is_typeset ? "−" : "-") : "";
  return g_strconcat(sign, g_strdelimit(buffer, ".", ','), NULL);
}

char *bm_cell_text(const json_t *cell, BmUnit unit, const char *empty, gboolean is_typeset)
{
  if (json_is_string(cell))
    return g_strdup(json_string_value(cell));
  if (!json_is_number(cell))
    return g_strdup(empty);
  double number = json_number_value(cell);
  if (unit == BM_UNIT_CHANCE && number < 0.00005)
    return g_strdup("<0,0001");
  return number_text(number, decimals[unit], is_typeset);
}
