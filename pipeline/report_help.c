/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists for targeted help to schools and for the training of markers. */
#include "pipeline/report_tables.h"

#include "pipeline/report_table.h"
#include "pipeline/wave.h"
#include "pipeline/workspace.h"

#include <string.h>

/* ---- tables of the analysis, by their columns' keys ---- */

static size_t column_of(const json_t *table, const char *key)
{
  size_t i;
  json_t *column;
  json_array_foreach (json_object_get(table, "columns"), i, column)
    if (strcmp(bm_report_text(column, "key"), key) == 0)
      return i;
  return G_MAXSIZE;
}

static json_t *cell_of(const json_t *table, const json_t *row, const char *key)
{
  return json_array_get(row, column_of(table, key));
}

static const char *word_of(const json_t *table, const json_t *row, const char *key)
{
  const char *text = json_string_value(cell_of(table, row, key));
  return text != NULL ? text : "";
}

static json_t *table_of(const json_t *analysis, const char *name)
{
  return json_object_get(json_object_get(analysis, "tables"), name);
}

/* ---- help to schools ---- */

static const json_t *entry_of(const json_t *entries, const char *school)
{
  size_t i;
  json_t *entry;
  json_array_foreach ((json_t *)entries, i, entry)
    if (strcmp(bm_report_text(json_object_get(entry, "kit"), "school_code"), school) == 0)
      return entry;
  return NULL;
}

/* What the school itself said of a task. */
static const char *own_words(const json_t *entry, const char *task)
{
  const json_t *tasks = json_object_get(json_object_get(entry, "kit"), "tasks");
  size_t i;
  json_t *one;
  json_array_foreach ((json_t *)tasks, i, one)
    if (strcmp(bm_report_text(one, "id"), task) == 0)
      return bm_report_text(
          json_array_get(json_object_get(json_object_get(entry, "content"), "tasks"), i),
          "pupils_note");
  return "";
}

static void help_row(json_t *table, const json_t *entries, const json_t *source,
                     const json_t *from)
{
  static const char *const keys[] = {"n", "pct", "control_pct", "d", "d_low", "d_high"};
  const char *school = word_of(source, from, "school"), *task = word_of(source, from, "task");
  const json_t *entry = entry_of(entries, school);
  json_t *row = bm_report_row(table);
  bm_report_put(row, school);
  bm_report_put(row, bm_report_text(json_object_get(entry, "kit"), "school"));
  bm_report_put(row, task);
  for (guint k = 0; k < G_N_ELEMENTS(keys); k++)
    bm_report_put_value(row, cell_of(source, from, keys[k]));
  bm_report_put(row, own_words(entry, task));
  bm_report_put(row, "рекомендована методическая помощь");
}

/* Tasks that a school did reliably below the control. */
static void help_table(json_t *tables, const json_t *entries, const json_t *analysis)
{
  static const BmReportColumn columns[] = {{"ОО", "text"},
                                           {"Название", "text"},
                                           {"Задание", "text"},
                                           {"Работ", "count"},
                                           {"Выполнение, %", "pct"},
                                           {"Контроль, %", "pct"},
                                           {"Отличие, п. п.", "pct"},
                                           {"от", "pct"},
                                           {"до", "pct"},
                                           {"Что пишет ОО", "text"},
                                           {"Рекомендация", "text"},
                                           {NULL, NULL}};
  const json_t *source = table_of(analysis, "tasks");
  json_t *table = bm_report_table(
             tables, "help", "Помощь школам", "Адресная помощь: задания",
             "Задания, которые в ОО выполнены надёжно ниже контроля. ОО стоят в порядке кодов: "
             "это не рейтинг, и список не говорит о причинах.",
             "Таких заданий нет.", columns),
         *from;
  size_t i;
  json_array_foreach (json_object_get(source, "rows"), i, from) {
    double d = json_number_value(cell_of(source, from, "d"));
    if (strcmp(word_of(source, from, "flag"), "признак") == 0 && d < 0)
      help_row(table, entries, source, from);
  }
}

static void schools_table(json_t *tables, const json_t *entries, const json_t *analysis)
{
  static const BmReportColumn columns[] = {
      {"ОО", "text"}, {"Название", "text"}, {"Рекомендация", "text"}, {NULL, NULL}};
  json_t *table = bm_report_table(tables, "schools", "Школы", "Адресная помощь: работа в целом",
                                  "ОО, где вся работа выполнена надёжно ниже контроля.",
                                  "Таких ОО нет.", columns),
         *entry;
  size_t i;
  json_array_foreach ((json_t *)entries, i, entry) {
    const json_t *kit = json_object_get(entry, "kit");
    if (!bm_json_has_text(json_object_get(analysis, "support"),
                          bm_report_text(kit, "school_code")))
      continue;
    json_t *row = bm_report_row(table);
    bm_report_put(row, bm_report_text(kit, "school_code"));
    bm_report_put(row, bm_report_text(kit, "school"));
    bm_report_put(row, "рекомендована методическая помощь");
  }
}

/* ---- training of markers ---- */

/* Of a third bundle ("m03t1") it is the same teacher. */
static const json_t *marker_of(const json_t *markers, const char *item)
{
  g_autofree char *id = bm_wave_marker(item);
  size_t i;
  json_t *marker;
  json_array_foreach ((json_t *)markers, i, marker)
    if (strcmp(bm_report_text(marker, "id"), id) == 0)
      return marker;
  return NULL;
}

static const json_t *row_of(const json_t *table, const char *marker)
{
  size_t i;
  json_t *row;
  json_array_foreach (json_object_get(table, "rows"), i, row)
    if (strcmp(word_of(table, row, "marker"), marker) == 0)
      return row;
  return NULL;
}

static void marker_row(json_t *table, const json_t *analysis, const json_t *markers,
                       const json_t *from)
{
  static const char *const severity[] = {"n", "points", "low", "high"}, *const agreement[] = {
                                                                            "exact", "kappa",
                                                                            "n_anchors",
                                                                            "anchor"};
  const json_t *source = table_of(analysis, "severity"),
               *other = table_of(analysis, "agreement");
  const char *id = word_of(source, from, "marker");
  const json_t *marker = marker_of(markers, id), *pair = row_of(other, id);
  json_t *row = bm_report_row(table);
  bm_report_put(row, id);
  bm_report_put(row, bm_report_text(marker, "teacher"));
  bm_report_put(row, bm_report_text(marker, "school_code"));
  for (guint k = 0; k < G_N_ELEMENTS(severity); k++)
    bm_report_put_value(row, cell_of(source, from, severity[k]));
  for (guint k = 0; k < G_N_ELEMENTS(agreement); k++)
    bm_report_put_value(row, cell_of(other, pair, agreement[k]));
  bm_report_put(row, word_of(source, from, "flag"));
}

static void markers_table(json_t *tables, const json_t *analysis, const json_t *markers)
{
  static const BmReportColumn columns[] = {{"Проверяющий", "text"},
                                           {"Учитель", "text"},
                                           {"ОО", "text"},
                                           {"Общих работ", "count"},
                                           {"Отклонение, баллов", "points"},
                                           {"от", "points"},
                                           {"до", "points"},
                                           {"Совпали, %", "pct"},
                                           {"Каппа", "ratio"},
                                           {"Контрольных работ", "count"},
                                           {"Отклонение на них", "points"},
                                           {"Рекомендация", "text"},
                                           {NULL, NULL}};
  const json_t *source = table_of(analysis, "severity");
  json_t
      *table = bm_report_table(
          tables, "markers", "Обучение", "Согласование критериев: с кем",
          "Только для организатора. Учителя, чьи баллы надёжно отличаются от баллов тех, кто "
          "проверял те же работы; больше 0 — мягче. Это повод обсудить критерии, а не оценка "
          "работы учителя.",
          "Таких нет: баллы проверяющих надёжно не различаются.", columns),
      *from;
  size_t i;
  json_array_foreach (json_object_get(source, "rows"), i, from)
    if (word_of(source, from, "flag")[0] != '\0')
      marker_row(table, analysis, markers, from);
}

/* Works of which two experts differed on a task as the rule of divergence says. */
static guint divergences_of(const json_t *results, const char *task, guint *ret_twice)
{
  guint n = 0;
  size_t i, k;
  json_t *work, *one;
  *ret_twice = 0;
  json_array_foreach (json_object_get(results, "works"), i, work) {
    *ret_twice += json_array_size(json_object_get(work, "markers")) > 1;
    json_array_foreach (json_object_get(work, "divergence"), k, one)
      n += strcmp(bm_report_text(one, "task"), task) == 0;
  }
  return n;
}

/* What reports say about marking a task, one after another. */
static char *marking_words(const json_t *entries, size_t task)
{
  GString *out = g_string_new(NULL);
  size_t i;
  json_t *entry;
  json_array_foreach ((json_t *)entries, i, entry) {
    const json_t *tasks = json_object_get(json_object_get(entry, "content"), "tasks");
    const char *note = bm_report_text(json_array_get(tasks, task), "marking_note");
    if (note[0] != '\0')
      g_string_append_printf(out, "%s%s", out->len > 0 ? "; " : "", note);
  }
  return g_string_free(out, FALSE);
}

static void criteria_table(json_t *tables, const json_t *entries, const json_t *results)
{
  static const BmReportColumn columns[] = {{"Задание", "text"},
                                           {"Работ с двумя проверками", "count"},
                                           {"Из них разошлись", "count"},
                                           {"Что пишут ОО о критериях", "text"},
                                           {NULL, NULL}};
  json_t *table = bm_report_table(
             tables, "criteria", "Критерии", "Согласование критериев: о каких заданиях",
             "Задания, по которым двое существенно разошлись или о критериях которых ОО пишут, "
             "что они неясны.",
             "Таких заданий нет.", columns),
         *task;
  size_t i;
  json_array_foreach (json_object_get(results, "tasks"), i, task) {
    guint twice = 0, n = divergences_of(results, bm_report_text(task, "id"), &twice);
    g_autofree char *said = marking_words(entries, i);
    if (n == 0 && said[0] == '\0')
      continue;
    json_t *row = bm_report_row(table);
    bm_report_put(row, bm_report_text(task, "id"));
    bm_report_put_count(row, twice);
    bm_report_put_count(row, n);
    bm_report_put(row, said);
  }
}

json_t *bm_report_help_tables(const json_t *entries, const json_t *analysis,
                              const json_t *results, const json_t *markers)
{
  json_t *tables = json_object();
  schools_table(tables, entries, analysis);
  help_table(tables, entries, analysis);
  markers_table(tables, analysis, markers);
  criteria_table(tables, entries, results);
  return tables;
}
