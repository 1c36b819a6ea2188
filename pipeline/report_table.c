/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Building tables. */
#include "pipeline/report_table.h"

json_t *bm_report_table(json_t *tables, const char *name, const char *sheet, const char *title,
                        const char *note, const char *empty, const BmReportColumn *columns)
{
  json_t *heads = json_array();
  for (; columns->title != NULL; columns++)
    json_array_append_new(
        heads, json_pack("{s:s,s:s}", "title", columns->title, "unit", columns->unit));
  json_t *table =
      json_pack("{s:s,s:s,s:s*,s:s*,s:b,s:o,s:[]}", "sheet", sheet, "title", title, "note",
                note, "empty", empty, "is_whole", TRUE, "columns", heads, "rows");
  json_object_set_new(tables, name, table);
  return table;
}

json_t *bm_report_row(json_t *table)
{
  json_t *row = json_array();
  json_array_append_new(json_object_get(table, "rows"), row);
  return row;
}

void bm_report_put(json_t *row, const char *text)
{
  json_array_append_new(row, json_string(text != NULL ? text : ""));
}

void bm_report_put_count(json_t *row, gint64 count)
{
  json_array_append_new(row, json_integer((json_int_t)count));
}

void bm_report_put_value(json_t *row, json_t *value)
{
  json_array_append_new(row, value != NULL ? json_incref(value) : json_null());
}

const char *bm_report_text(const json_t *row, const char *key)
{
  const char *text = json_string_value(json_object_get(row, key));
  return text != NULL ? text : "";
}

gint64 bm_report_count(const json_t *row, const char *key)
{
  return (gint64)json_integer_value(json_object_get(row, key));
}
