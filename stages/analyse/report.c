/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is in the report, and CSV. */
#include "stages/analyse/report.h"

#include "pipeline/fill.h"

#include <glib/gstdio.h>
#include <string.h>

#define BOM "\xEF\xBB\xBF"

const BmSection *bm_report_sections(guint *ret_n)
{
  static const BmSection sections[] = {
      {"risk", "Таких ОО нет.", FALSE},
      {"watch", "Таких признаков нет.", FALSE},
      {"support", "Таких ОО нет.", FALSE},
      {"totals", "Нет данных.", FALSE},
      {"funnel", "Нет данных.", FALSE},
      {"district", "Нет данных.", FALSE},
      {"profile", NULL, FALSE},
      {"peaks", NULL, TRUE},
      {"journal", NULL, FALSE},
      {"growth", NULL, FALSE},
      {"retest", NULL, FALSE},
      {"severity", NULL, FALSE},
      {"agreement", NULL, FALSE},
      {"tasks", NULL, TRUE},
      {"rules", NULL, TRUE},
  };
  *ret_n = G_N_ELEMENTS(sections);
  return sections;
}

const char *const *bm_report_preface(void)
{
  static const char *const lines[] = {
      "Отчёт отмечает признаки — отличия, которые трудно объяснить случайностью. Признак не "
      "говорит о причинах: он показывает, что стоит перепроверить или проанализировать "
      "дополнительно.",
      "Признак отмечается, если отличие и велико, и надёжно: оно не меньше порога, а ожидаемая "
      "доля "
      "ложных признаков среди отмеченных (q) не больше порога. Учтено, что работы одного "
      "класса "
      "похожи друг на друга. Все пороги — в последней таблице отчёта.",
      "В зону риска ОО попадает, когда совпали независимые признаки или когда признак "
      "повторился "
      "второй год. ОО, у которых работ меньше порога, не сравниваются и в списки не входят.",
      "ОО стоят в том порядке, в каком заданы: отчёт не строит рейтингов. Результаты не "
      "используются для оценки работы учителей.",
      NULL};
  return lines;
}

/* A field with ';', a quote or a line end goes in quotes; so does what a spreadsheet would take
 * for a formula, after an apostrophe. */
static void field_write(GString *out, const char *text, gboolean is_text)
{
  gboolean is_formula = is_text && text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL;
  if (!is_formula && strpbrk(text, ";\"\r\n") == NULL) {
    g_string_append(out, text);
    return;
  }
  g_string_append(out, is_formula ? "\"'" : "\"");
  for (const char *at = text; *at != '\0'; at++) {
    if (*at == '"')
      g_string_append_c(out, '"');
    g_string_append_c(out, *at);
  }
  g_string_append_c(out, '"');
}

/* Numbers keep all their decimals: a table may be computed with. */
static void cell_write(GString *out, const json_t *cell)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  if (json_is_string(cell)) {
    field_write(out, json_string_value(cell), TRUE);
  } else if (json_is_number(cell)) {
    g_ascii_formatd(buffer, sizeof buffer, "%.10g", json_number_value(cell));
    field_write(out, g_strdelimit(buffer, ".", ','), FALSE);
  }
}

/* Column names: a bare "от" and "до" take the name of the column that they belong to. */
static void head_write(GString *out, const json_t *table)
{
  const json_t *columns = json_object_get(table, "columns");
  const char *last = "";
  for (gsize i = 0; i < json_array_size(columns); i++) {
    const char *title = json_string_value(json_object_get(json_array_get(columns, i), "title"));
    gboolean is_part = strcmp(title, "от") == 0 || strcmp(title, "до") == 0;
    g_autofree char *whole = is_part ? g_strconcat(last, ": ", title, NULL) : g_strdup(title);
    if (i > 0)
      g_string_append_c(out, ';');
    field_write(out, whole, TRUE);
    last = is_part ? last : title;
  }
  g_string_append(out, "\r\n");
}

gboolean bm_report_csv(const json_t *table, const char *path, GError **error)
{
  g_autoptr(GString) out = g_string_new(BOM);
  head_write(out, table);
  gsize i, k;
  json_t *row, *cell;
  json_array_foreach (json_object_get(table, "rows"), i, row) {
    json_array_foreach (row, k, cell) {
      if (k > 0)
        g_string_append_c(out, ';');
      cell_write(out, cell);
    }
    g_string_append(out, "\r\n");
  }
  if (!bm_file_fill(path, out->str, out->len))
    return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot write a table of the analysis");
  return TRUE;
}

static json_t *csv_write(const BmReport *report, GError **error)
{
  json_t *paths = json_object();
  const char *name;
  json_t *table;
  json_object_foreach ((json_t *)report->tables, name, table) {
    g_autofree char *file = g_strdup_printf("%s-%s.csv", report->stem, name);
    g_autofree char *path = g_build_filename(report->folder, file, NULL);
    if (!bm_report_csv(table, path, error)) {
      json_decref(paths);
      return NULL;
    }
    json_object_set_new(paths, name, json_string(path));
  }
  return paths;
}

json_t *bm_report_write(const BmReport *report, GError **error)
{
  g_autofree char *stem = g_build_filename(report->folder, report->stem, NULL);
  g_autofree char *xlsx = g_strconcat(stem, ".xlsx", NULL);
  g_autofree char *html = g_strconcat(stem, ".html", NULL);
  g_autofree char *pdf = g_strconcat(stem, ".pdf", NULL);
  if (!bm_report_xlsx(report, xlsx, error) || !bm_report_html(report, html, error) ||
      !bm_report_pdf(report, pdf, error))
    return NULL;
  json_t *csv = csv_write(report, error);
  if (csv == NULL)
    return NULL;
  return json_pack("{s:o,s:s,s:s,s:s}", "csv", csv, "xlsx", xlsx, "html", html, "pdf", pdf);
}
