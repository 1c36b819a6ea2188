/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report as one HTML file. */
#include "stages/analyse/report.h"

#include "pipeline/fill.h"
#include "stages/analyse/report_part.h"

#include <cairo-svg.h>
#include <string.h>

static const char style[] =
    "@page{size:A4 landscape;margin:12mm}"
    "body{font:15px/1.45 'PT Sans','Segoe UI',Arial,sans-serif;color:#222;max-width:1180px;"
    "margin:24px auto;padding:0 16px}"
    "h1{font-size:26px;margin:0}h2{font-size:19px;margin:34px 0 4px}p{margin:6px 0}"
    ".note,figcaption{color:#555;font-size:13px}.wide{overflow-x:auto}"
    "table{border-collapse:collapse;font-size:12.5px;margin-top:8px}"
    "th,td{border:1px solid #c4c8ce;padding:2px 6px;vertical-align:top}"
    "th{background:#e8ecf1;font-weight:600;text-align:center;vertical-align:bottom}"
    "td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}"
    "tr.sign td{background:#fff1d6}"
    ".plots{display:flex;flex-wrap:wrap;gap:16px}"
    "figure{margin:8px 0;width:560px}figure h3{font-size:15px;margin:0}"
    "figure svg{width:100%;height:auto}"
    "@media print{body{margin:0;max-width:none;font-size:10.5pt}.wide{overflow:visible}"
    "table{font-size:7pt}thead{display:table-header-group}tr,figure{break-inside:avoid}"
    "h2{break-after:avoid}figure{width:125mm}}";

static void escaped(GString *out, const char *text)
{
  g_autofree char *safe = g_markup_escape_text(text, -1);
  g_string_append(out, safe);
}

static void element(GString *out, const char *name, const char *text)
{
  g_string_append_printf(out, "<%s>", name);
  escaped(out, text);
  const char *end = strchr(name, ' ');
  g_string_append_printf(out, "</%.*s>\n", (int)(end != NULL ? end - name : (long)strlen(name)),
                         name);
}

static void row_write(GString *out, const json_t *table, const json_t *row)
{
  g_string_append(out, bm_row_is_marked(row) ? "<tr class=\"sign\">" : "<tr>");
  gsize k;
  json_t *cell;
  json_array_foreach ((json_t *)row, k, cell) {
    g_autofree char *text = bm_cell_text(cell, bm_table_unit(table, k), "—", TRUE);
    g_string_append(out, bm_table_unit(table, k) == BM_UNIT_TEXT ? "<td>" : "<td class=\"n\">");
    escaped(out, text);
    g_string_append(out, "</td>");
  }
  g_string_append(out, "</tr>\n");
}

static void table_write(GString *out, const json_t *table)
{
  const json_t *rows = json_object_get(table, "rows");
  gboolean is_long = bm_table_is_long(table);
  if (is_long)
    element(out, "p class=\"note\"", BM_LONG_NOTE);
  g_string_append(out, "<div class=\"wide\"><table><thead><tr>");
  for (gsize k = 0; k < bm_table_n_columns(table); k++) {
    const json_t *column = json_array_get(json_object_get(table, "columns"), k);
    element(out, "th scope=\"col\"", json_string_value(json_object_get(column, "title")));
  }
  g_string_append(out, "</tr></thead><tbody>\n");
  gsize i;
  json_t *row;
  json_array_foreach ((json_t *)rows, i, row) {
    if (!is_long || bm_row_is_marked(row))
      row_write(out, table, row);
  }
  g_string_append(out, "</tbody></table></div>\n");
}

static void section_write(GString *out, const BmReport *report, const BmSection *section)
{
  const json_t *table = json_object_get(report->tables, section->table);
  const char *note = json_string_value(json_object_get(table, "note"));
  gboolean is_empty = json_array_size(json_object_get(table, "rows")) == 0;
  if (is_empty && section->empty == NULL)
    return;
  element(out, "h2", json_string_value(json_object_get(table, "title")));
  if (note != NULL)
    element(out, "p class=\"note\"", note);
  if (is_empty)
    element(out, "p", section->empty);
  else
    table_write(out, table);
}

/* --- plots ----------------------------------------------------------------------------------
 */

static cairo_status_t svg_bytes(void *closure, const unsigned char *data, unsigned int length)
{
  g_string_append_len(closure, (const char *)data, length);
  return CAIRO_STATUS_SUCCESS;
}

typedef struct Ids {
  GHashTable *seen; /* cairo's id → its number in the drawing, from 1 */
  guint drawing;
} Ids;

static gboolean id_replace(const GMatchInfo *match, GString *out, gpointer data)
{
  Ids *ids = data;
  g_autofree char *before = g_match_info_fetch(match, 1);
  char *id = g_match_info_fetch(match, 2);
  guint number = GPOINTER_TO_UINT(g_hash_table_lookup(ids->seen, id));
  if (number == 0) {
    number = g_hash_table_size(ids->seen) + 1;
    g_hash_table_insert(ids->seen, g_steal_pointer(&id), GUINT_TO_POINTER(number));
  }
  g_free(id);
  g_string_append_printf(out, "%sp%u-%u", before, ids->drawing, number);
  return FALSE;
}

/* All drawings share one document, and cairo counts ids through the life of the process: they
 * are numbered anew by drawing and order. */
static void ids_number(GString *svg, guint drawing)
{
  g_autoptr(GRegex) ids = g_regex_new("( id=\"|\"#|url\\(#)([^\")]+)", 0, 0, NULL);
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  Ids state = {.seen = seen, .drawing = drawing};
  g_autofree char *numbered =
      g_regex_replace_eval(ids, svg->str, (gssize)svg->len, 0, 0, id_replace, &state, NULL);
  g_string_assign(svg, numbered);
}

static gboolean plot_write(GString *out, const BmFindings *findings, const BmPlot *plot,
                           guint number)
{
  g_autoptr(GString) svg = g_string_new(NULL);
  cairo_surface_t *surface =
      cairo_svg_surface_create_for_stream(svg_bytes, svg, BM_PLOT_WIDTH, BM_PLOT_HEIGHT);
  cairo_t *cr = cairo_create(surface);
  bm_plot_draw(findings, plot, cr);
  gboolean is_drawn = cairo_status(cr) == CAIRO_STATUS_SUCCESS;
  cairo_destroy(cr);
  cairo_surface_finish(surface);
  is_drawn &= cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;
  cairo_surface_destroy(surface);
  const char *start = strstr(svg->str, "<svg");
  if (!is_drawn || start == NULL)
    return FALSE;
  g_string_erase(svg, 0, start - svg->str);
  ids_number(svg, number);
  g_autofree char *title = bm_plot_title(findings, plot);
  g_string_append(out, "<figure>");
  element(out, "h3", title);
  g_string_append(out, "<svg role=\"img\" aria-label=\"");
  escaped(out, title);
  g_string_append_c(out, '"');
  g_string_append(out, svg->str + strlen("<svg"));
  element(out, "figcaption", bm_plot_caption(findings, plot));
  g_string_append(out, "</figure>\n");
  return TRUE;
}

static gboolean plots_write(GString *out, const BmReport *report)
{
  g_autoptr(GArray) plots = bm_plots_of(report->findings);
  element(out, "h2", "Графики");
  g_string_append(out, "<div class=\"plots\">");
  for (guint i = 0; i < plots->len; i++)
    if (!plot_write(out, report->findings, &g_array_index(plots, BmPlot, i), i))
      return FALSE;
  g_string_append(out, "</div>\n");
  return TRUE;
}

static void head_write(GString *out, const BmReport *report)
{
  g_string_append(out, "<!DOCTYPE html>\n<html lang=\"ru\"><head><meta charset=\"utf-8\">"
                       "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
                       "'none'; style-src 'unsafe-inline'\">"
                       "<meta name=\"viewport\" content=\"width=device-width\">"
                       "<title>");
  escaped(out, report->heading);
  g_string_append_printf(out, "</title><style>%s</style></head><body>\n", style);
  element(out, "h1", report->heading);
  if (report->title != NULL && report->title[0] != '\0')
    element(out, "p", report->title);
  for (const char *const *line = report->preface; *line != NULL; line++)
    element(out, "p", *line);
}

gboolean bm_report_html(const BmReport *report, const char *path, GError **error)
{
  g_autoptr(GString) out = g_string_new(NULL);
  head_write(out, report);
  for (guint i = 0; i < report->n_sections; i++) {
    gboolean has_plots =
        report->findings != NULL && g_strcmp0(report->sections[i].table, "totals") == 0;
    if (has_plots && !plots_write(out, report))
      return bm_fail(error, BM_ERROR_IO, "analysis_unmade", "cannot draw a plot");
    section_write(out, report, &report->sections[i]);
  }
  g_string_append(out, "</body></html>\n");
  if (!bm_file_fill(path, out->str, out->len))
    return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot write the report of the analysis");
  return TRUE;
}
