/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The methodist's general report. */
#include "pipeline/report_tables.h"

#include "pipeline/report_table.h"

#include <string.h>

/* ---- the round ---- */

static void number_row(json_t *table, const char *what, gint64 count)
{
  json_t *row = bm_report_row(table);
  bm_report_put(row, what);
  bm_report_put_count(row, count);
}

static guint entries_in(const json_t *entries, const char *state)
{
  guint n = 0;
  size_t i;
  json_t *entry;
  json_array_foreach ((json_t *)entries, i, entry)
    n += strcmp(bm_report_text(entry, "state"), state) == 0;
  return n;
}

static void round_table(json_t *tables, const json_t *entries, const BmReportRound *round)
{
  static const BmReportColumn columns[] = {
      {"Показатель", "text"}, {"Число", "count"}, {NULL, NULL}};
  static const struct {
    const char *group, *key, *ru;
  } numbers[] = {{"pages", "in", "Страниц принято"},
                 {"pages", "held", "Страниц ждут решения"},
                 {"works", "numbered", "Работ с номером"},
                 {"works", "held", "Работ ждут решения"},
                 {"works", "incomplete", "Работ неполных"}};
  json_t *table =
      bm_report_table(tables, "round", "Раунд", "Раунд в числах", NULL, NULL, columns);
  for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
    number_row(
        table, numbers[i].ru,
        bm_report_count(json_object_get(round->status, numbers[i].group), numbers[i].key));
  number_row(table, "Файлов сканов не принято, ждут", bm_report_count(round->rest, "files"));
  number_row(table, "Работ с номером, не розданных на проверку",
             bm_report_count(round->rest, "works"));
  gint64 back = bm_report_count(round->forms, "back"),
         lacking = bm_report_count(round->forms, "lacking");
  number_row(table, "Комплектов для проверки", round->bundles);
  number_row(table, "Ведомостей (по классам комплектов) выдано", back + lacking);
  number_row(table, "Ведомостей принято", back);
  number_row(table, "Файлов отклонено (с ошибками)", bm_report_count(round->forms, "refused"));
  number_row(table, "Отчётов организаторов выдано", (gint64)json_array_size(entries));
  number_row(table, "Отчётов организаторов принято", entries_in(entries, "received"));
  number_row(table, "Проверяющих вне школ раунда (отчёта не сдают)", round->markers_apart);
}

/* ---- who has reported ---- */

static const char *state_text(const char *state)
{
  static const char *const texts[][2] = {{"received", "принят"},
                                         {"missing", "ещё не сдан"},
                                         {"held", "отличается от прежнего, ждёт решения"},
                                         {"outdated", "форма устарела, нужен новый"}};
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
    if (strcmp(texts[i][0], state) == 0)
      return texts[i][1];
  return state;
}

static size_t size_of(const json_t *object, const char *key)
{
  return json_array_size(json_object_get(object, key));
}

static void school_put(json_t *row, const json_t *kit)
{
  bm_report_put(row, bm_report_text(kit, "school_code"));
  bm_report_put(row, bm_report_text(kit, "school"));
}

static void reports_table(json_t *tables, const json_t *entries)
{
  static const BmReportColumn columns[] = {
      {"ОО", "text"},       {"Название", "text"},     {"Отчёт", "text"},
      {"Классов", "count"}, {"Проверяющих", "count"}, {"Происшествий", "count"},
      {NULL, NULL}};
  json_t *table = bm_report_table(tables, "reports", "Отчёты", "Отчёты организаторов", NULL,
                                  "Форм отчёта нет.", columns),
         *entry;
  size_t i;
  json_array_foreach ((json_t *)entries, i, entry) {
    const json_t *kit = json_object_get(entry, "kit"),
                 *content = json_object_get(entry, "content");
    json_t *row = bm_report_row(table);
    school_put(row, kit);
    bm_report_put(row, state_text(bm_report_text(entry, "state")));
    bm_report_put_count(row, (gint64)size_of(kit, "classes"));
    bm_report_put_count(row, (gint64)size_of(kit, "markers"));
    if (json_is_object(content))
      bm_report_put_count(row, (gint64)size_of(content, "incidents"));
    else
      bm_report_put_value(row, NULL);
  }
}

static void differences_table(json_t *tables, const json_t *differences)
{
  static const BmReportColumn columns[] = {
      {"ОО", "text"},        {"Класс или комплект", "text"}, {"Расхождение", "text"},
      {"В отчёте", "count"}, {"В раунде", "count"},          {"Что сделать", "text"},
      {NULL, NULL}};
  json_t *table = bm_report_table(
             tables, "differences", "Расхождения", "Расхождения отчётов с подсчётами раунда",
             "Программа их только называет: какое число верно, выясняет человек. В строке "
             "«писали больше, чем сдано» оба числа — из отчёта.",
             "Расхождений нет.", columns),
         *one;
  size_t i;
  json_array_foreach ((json_t *)differences, i, one) {
    json_t *row = bm_report_row(table);
    const char *slug = bm_report_text(one, "what");
    bm_report_put(row, bm_report_text(one, "school_code"));
    bm_report_put(row, bm_report_text(one, "where"));
    bm_report_put(row, bm_difference_text(slug, TRUE));
    bm_report_put_count(row, bm_report_count(one, "reported"));
    bm_report_put_count(row, bm_report_count(one, "counted"));
    bm_report_put(row, bm_difference_todo(slug, TRUE));
  }
}

/* ---- works and markings ---- */

/* Nothing while the report is out; an empty remark is no gap. */
static void reported_put(json_t *row, const json_t *reported, const char *key)
{
  json_t *value = json_object_get(reported, key);
  if (value == NULL && reported != NULL)
    bm_report_put(row, "");
  else
    bm_report_put_value(row, value);
}

/* A row a class (or bundle): what the school says, beside it what the round has counted. */
static void part_rows(json_t *table, const json_t *entries, const char *part,
                      const char *const *own_keys, const char *const *keys)
{
  size_t i, k;
  json_t *entry, *own;
  json_array_foreach ((json_t *)entries, i, entry) {
    const json_t *kit = json_object_get(entry, "kit"),
                 *reported = json_object_get(json_object_get(entry, "content"), part);
    json_array_foreach (json_object_get(kit, part), k, own) {
      json_t *row = bm_report_row(table);
      bm_report_put(row, bm_report_text(kit, "school_code"));
      for (const char *const *key = own_keys; *key != NULL; key++)
        bm_report_put_value(row, json_object_get(own, *key));
      for (const char *const *key = keys; *key != NULL; key++)
        reported_put(row, json_array_get(reported, k), *key);
    }
  }
}

static void works_table(json_t *tables, const json_t *entries)
{
  static const BmReportColumn columns[] = {
      {"ОО", "text"},         {"Класс", "text"},      {"С номером в раунде", "count"},
      {"По списку", "count"}, {"Писали", "count"},    {"Не писали", "count"},
      {"Сдано", "count"},     {"Примечание", "text"}, {NULL, NULL}};
  static const char *const own[] = {"class", "numbered", NULL}, *const keys[] = {
                                                                    "listed", "written",
                                                                    "absent", "handed_in",
                                                                    "note",   NULL};
  json_t *table =
      bm_report_table(tables, "works", "Работы", "Работы по классам",
                      "Пусто или прочерк: отчёт ещё не принят.", "Классов нет.", columns);
  part_rows(table, entries, "classes", own, keys);
}

static void marking_table(json_t *tables, const json_t *entries)
{
  static const BmReportColumn columns[] = {{"ОО", "text"},         {"Проверяющий", "text"},
                                           {"Комплект", "text"},   {"В комплекте", "count"},
                                           {"Получено", "count"},  {"Проверено", "count"},
                                           {"Примечание", "text"}, {NULL, NULL}};
  static const char *const own[] = {"marker", "bundle", "works", NULL}, *const keys[] = {
                                                                            "received",
                                                                            "marked", "note",
                                                                            NULL};
  json_t *table =
      bm_report_table(tables, "marking", "Проверка", "Проверка по комплектам",
                      "Пусто или прочерк: отчёт ещё не принят.", "Комплектов нет.", columns);
  part_rows(table, entries, "markers", own, keys);
}

/* ---- what happened ---- */

static const char *kind_text(const char *kind)
{
  static const char *const texts[][2] = {{"order", "нарушение порядка"},
                                         {"material", "ошибка в материалах"},
                                         {"lost_work", "работа утрачена или испорчена"},
                                         {"technical", "техническая неполадка"},
                                         {"participant", "опоздание или уход участника"},
                                         {"other", "другое"}};
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
    if (strcmp(texts[i][0], kind) == 0)
      return texts[i][1];
  return kind;
}

static void incident_put(json_t *table, const json_t *kit, const json_t *incident)
{
  json_t *row = bm_report_row(table);
  bm_report_put(row, bm_report_text(kit, "school_code"));
  bm_report_put(row, bm_report_text(incident, "date"));
  bm_report_put(row, kind_text(bm_report_text(incident, "kind")));
  bm_report_put_value(row, json_object_get(incident, "works"));
  bm_report_put(row, bm_report_text(incident, "what"));
  bm_report_put(row, bm_report_text(incident, "done"));
}

static void incidents_table(json_t *tables, const json_t *entries)
{
  static const BmReportColumn columns[] = {
      {"ОО", "text"},     {"Дата", "text"},      {"Что случилось", "text"},
      {"Работ", "count"}, {"Подробнее", "text"}, {"Что сделано", "text"},
      {NULL, NULL}};
  json_t *table = bm_report_table(tables, "incidents", "Происшествия", "Происшествия", NULL,
                                  "Происшествий не названо.", columns),
         *entry, *incident;
  size_t i, k;
  json_array_foreach ((json_t *)entries, i, entry)
    json_array_foreach (json_object_get(json_object_get(entry, "content"), "incidents"), k,
                        incident)
      incident_put(table, json_object_get(entry, "kit"), incident);
}

static void remarks_table(json_t *tables, const json_t *entries)
{
  static const BmReportColumn columns[] = {
      {"ОО", "text"}, {"Предложение или замечание", "text"}, {NULL, NULL}};
  json_t *table = bm_report_table(tables, "remarks", "Предложения", "Предложения и замечания",
                                  NULL, NULL, columns),
         *entry, *remark;
  size_t i, k;
  json_array_foreach ((json_t *)entries, i, entry)
    json_array_foreach (json_object_get(json_object_get(entry, "content"), "remarks"), k,
                        remark) {
      json_t *row = bm_report_row(table);
      bm_report_put(row, bm_report_text(json_object_get(entry, "kit"), "school_code"));
      bm_report_put(row, bm_report_text(remark, "text"));
    }
}

/* ---- difficulties ---- */

static guint answers(const json_t *entries, size_t task, const char *key, const char *answer)
{
  guint n = 0;
  size_t i;
  json_t *entry;
  json_array_foreach ((json_t *)entries, i, entry) {
    const json_t *tasks = json_object_get(json_object_get(entry, "content"), "tasks");
    n += strcmp(bm_report_text(json_array_get(tasks, task), key), answer) == 0;
  }
  return n;
}

static const json_t *tasks_of(const json_t *entries)
{
  return json_object_get(json_object_get(json_array_get(entries, 0), "kit"), "tasks");
}

static void tasks_table(json_t *tables, const json_t *entries)
{
  static const BmReportColumn columns[] = {
      {"Задание", "text"},        {"Ученики: нет", "count"},
      {"у отдельных", "count"},   {"у многих", "count"},
      {"Проверка: нет", "count"}, {"у отдельных", "count"},
      {"у многих", "count"},      {NULL, NULL}};
  static const char *const keys[] = {"pupils", "marking"}, *const known[] = {"none", "some",
                                                                             "many"};
  json_t *table = bm_report_table(
             tables, "tasks", "Затруднения", "Затруднения по заданиям",
             "Сколько ОО так ответили: сначала об учениках, затем о проверке. Пустые ответы не "
             "считаются.",
             "Заданий нет.", columns),
         *task;
  size_t i;
  json_array_foreach (tasks_of(entries), i, task) {
    json_t *row = bm_report_row(table);
    bm_report_put(row, bm_report_text(task, "id"));
    for (guint k = 0; k < G_N_ELEMENTS(keys); k++)
      for (guint a = 0; a < G_N_ELEMENTS(known); a++)
        bm_report_put_count(row, answers(entries, i, keys[k], known[a]));
  }
}

static void notes_of_task(json_t *table, const json_t *entries, size_t at, const char *id)
{
  static const char *const keys[][2] = {{"pupils_note", "ученики"},
                                        {"marking_note", "проверка"}};
  size_t i;
  json_t *entry;
  json_array_foreach ((json_t *)entries, i, entry) {
    const json_t *task =
        json_array_get(json_object_get(json_object_get(entry, "content"), "tasks"), at);
    for (guint k = 0; k < G_N_ELEMENTS(keys); k++) {
      const char *note = bm_report_text(task, keys[k][0]);
      if (note[0] == '\0')
        continue;
      json_t *row = bm_report_row(table);
      bm_report_put(row, id);
      bm_report_put(row, keys[k][1]);
      bm_report_put(row, bm_report_text(json_object_get(entry, "kit"), "school_code"));
      bm_report_put(row, note);
    }
  }
}

static void notes_table(json_t *tables, const json_t *entries)
{
  static const BmReportColumn columns[] = {{"Задание", "text"},
                                           {"О чём", "text"},
                                           {"ОО", "text"},
                                           {"Пояснение", "text"},
                                           {NULL, NULL}};
  json_t *table = bm_report_table(tables, "notes", "Пояснения", "В чём затруднения", NULL, NULL,
                                  columns),
         *task;
  size_t i;
  json_array_foreach (tasks_of(entries), i, task)
    notes_of_task(table, entries, i, bm_report_text(task, "id"));
}

json_t *bm_report_tables(const json_t *entries, const json_t *differences,
                         const BmReportRound *round)
{
  json_t *tables = json_object();
  round_table(tables, entries, round);
  reports_table(tables, entries);
  differences_table(tables, differences);
  works_table(tables, entries);
  marking_table(tables, entries);
  incidents_table(tables, entries);
  tasks_table(tables, entries);
  notes_table(tables, entries);
  remarks_table(tables, entries);
  return tables;
}

void bm_report_tables_outside(json_t *tables)
{
  static const char *const inside[] = {"marking", "incidents", "notes", "remarks"};
  for (guint i = 0; i < G_N_ELEMENTS(inside); i++)
    json_object_del(tables, inside[i]);
  json_t *works = json_object_get(tables, "works"), *row; /* its last column is a remark */
  json_t *columns = json_object_get(works, "columns");
  size_t i, last = json_array_size(columns) - 1;
  json_array_remove(columns, last);
  json_array_foreach (json_object_get(works, "rows"), i, row)
    json_array_remove(row, last);
}
