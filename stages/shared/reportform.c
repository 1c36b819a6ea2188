/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report form of a site organiser, cell by cell. */
#include "stages/shared/reportform.h"

#include <string.h>

#define INCIDENTS 20
#define REMARKS 5

static const char works_sheet[] = "Работы", marking_sheet[] = "Проверка",
                  incidents_sheet[] = "Происшествия", tasks_sheet[] = "Затруднения";

static const char *const incident_kinds[] = {"нарушение порядка",
                                             "order",
                                             "ошибка в материалах",
                                             "material",
                                             "работа утрачена или испорчена",
                                             "lost_work",
                                             "техническая неполадка",
                                             "technical",
                                             "опоздание или уход участника",
                                             "participant",
                                             "другое",
                                             "other",
                                             NULL};
static const char *const shares[] = {"нет",      "none", "у отдельных", "some",
                                     "у многих", "many", NULL};

/* One column of a table. */
typedef struct Column {
  const char *head, *key;
  BmReportKind kind;
  gboolean is_needed;
  double width;
  const char *const *choices;
  const char *help;
} Column;

static const Column class_columns[] = {
    {"Класс", "class", BM_REPORT_NAME, FALSE, 12, NULL, NULL},
    {"По списку", "listed", BM_REPORT_COUNT, TRUE, 14, NULL,
     "Сколько учеников в классе по списку."},
    {"Писали работу", "written", BM_REPORT_COUNT, TRUE, 14, NULL, "Сколько учеников писали."},
    {"Не писали", "absent", BM_REPORT_COUNT, TRUE, 14, NULL,
     "Сколько учеников не писали. Вместе с писавшими — число по списку."},
    {"Сдано работ", "handed_in", BM_REPORT_COUNT, TRUE, 14, NULL,
     "Сколько работ передано на сканирование."},
    {"Примечание", "note", BM_REPORT_TEXT, FALSE, 44, NULL, "Без фамилий."},
};
static const Column marker_columns[] = {
    {"Проверяющий", "marker", BM_REPORT_LABEL, FALSE, 14, NULL, NULL},
    {"Учитель", "teacher", BM_REPORT_NAME, FALSE, 30, NULL, NULL},
    {"Комплект", "bundle", BM_REPORT_LABEL, FALSE, 14, NULL, NULL},
    {"Работ в комплекте", "works", BM_REPORT_LABEL, FALSE, 13, NULL, NULL},
    {"Получено работ", "received", BM_REPORT_COUNT, TRUE, 13, NULL,
     "Сколько работ было в комплекте на самом деле."},
    {"Проверено работ", "marked", BM_REPORT_COUNT, TRUE, 13, NULL,
     "Сколько из них проверено полностью."},
    {"Примечание", "note", BM_REPORT_TEXT, FALSE, 40, NULL, "Без фамилий."},
};
static const Column incident_columns[] = {
    {"Дата", "date", BM_REPORT_DATE, FALSE, 13, NULL, "Например: 15.10.2026."},
    {"Что случилось", "kind", BM_REPORT_CHOICE, FALSE, 30, incident_kinds,
     "Выберите из списка."},
    {"Затронуто работ", "works", BM_REPORT_COUNT, FALSE, 13, NULL,
     "Сколько работ это затронуло; можно не заполнять."},
    {"Подробнее", "what", BM_REPORT_TEXT, FALSE, 50, NULL, "Без фамилий, до 500 знаков."},
    {"Что сделано", "done", BM_REPORT_TEXT, FALSE, 40, NULL, "Без фамилий, до 500 знаков."},
};
static const Column task_columns[] = {
    {"Задание", "id", BM_REPORT_LABEL, FALSE, 12, NULL, NULL},
    {"Затруднения учеников", "pupils", BM_REPORT_CHOICE, FALSE, 20, shares,
     "нет, у отдельных или у многих; пусто — не указано."},
    {"В чём затруднение", "pupils_note", BM_REPORT_TEXT, FALSE, 44, NULL,
     "Что не получилось и почему. Без фамилий."},
    {"Затруднения при проверке", "marking", BM_REPORT_CHOICE, FALSE, 20, shares,
     "нет, у отдельных или у многих учителей; пусто — не указано."},
    {"Что неясно в критериях", "marking_note", BM_REPORT_TEXT, FALSE, 44, NULL,
     "Что в критериях понимали по-разному. Без фамилий."},
};
static const Column remark_columns[] = {
    {"Предложения и замечания", "text", BM_REPORT_TEXT, FALSE, 0, NULL,
     "О порядке проведения и проверки. Без фамилий."},
};

typedef struct Table {
  const char *sheet, *part, *note;
  const Column *columns;
  guint n;
} Table;

static const Table tables[] = {
    {works_sheet, "classes",
     "Заполните жёлтые клетки: по строке на класс. Остальное менять нельзя.", class_columns,
     G_N_ELEMENTS(class_columns)},
    {marking_sheet, "markers",
     "По строке на каждого учителя вашей школы, который проверяет работы.", marker_columns,
     G_N_ELEMENTS(marker_columns)},
    {incidents_sheet, "incidents",
     "По строке на происшествие; если их не было, оставьте лист пустым.", incident_columns,
     G_N_ELEMENTS(incident_columns)},
    {tasks_sheet, "tasks", "По строке на задание; что неизвестно, оставьте пустым.",
     task_columns, G_N_ELEMENTS(task_columns)},
};

static void cell_free(gpointer data)
{
  BmReportCell *cell = data;
  g_free(cell->text);
  g_free(cell);
}

static BmReportCell *cell_add(BmReportForm *form, guint row, guint column, BmReportKind kind,
                              const char *text)
{
  BmReportCell *cell = g_new0(BmReportCell, 1);
  *cell = (BmReportCell){.sheet = form->sheets->len - 1,
                         .row = row,
                         .column = column,
                         .span = 1,
                         .kind = kind,
                         .text = g_strdup(text != NULL ? text : "")};
  g_ptr_array_add(form->cells, cell);
  return cell;
}

static char *value_text(const json_t *value)
{
  return json_is_integer(value)
             ? g_strdup_printf("%d", (int)json_integer_value(value))
             : g_strdup(json_is_string(value) ? json_string_value(value) : "");
}

/* What a cell begins with; a list of unknown length leaves its count open. */
static char *begin_text(const Column *column, const json_t *row)
{
  const json_t *value = json_object_get(row, column->key);
  if (column->kind >= BM_REPORT_COUNT && json_integer_value(value) == 0)
    return g_strdup("");
  return value_text(value);
}

static void row_add(BmReportForm *form, const Table *table, guint row, guint at,
                    const json_t *source)
{
  for (guint k = 0; k < table->n; k++) {
    const Column *column = &table->columns[k];
    g_autofree char *text = begin_text(column, source);
    BmReportCell *cell = cell_add(form, row, k, column->kind, text);
    cell->part = table->part;
    cell->key = column->key;
    cell->at = at;
    cell->is_needed = column->is_needed;
    cell->choices = column->choices;
    cell->help = column->help;
  }
}

static void heading_add(BmReportForm *form, const Table *table, const json_t *kit)
{
  const char *subject = json_string_value(json_object_get(kit, "subject")),
             *date = json_string_value(json_object_get(kit, "date")),
             *title = json_string_value(json_object_get(kit, "title"));
  g_autofree char *name = g_strdup_printf(BM_REPORTFORM_TITLE " · %s", table->sheet);
  g_autofree char *what = g_strdup_printf(
      "%s%s%s%s%s", title != NULL ? title : "", subject != NULL && title != NULL ? " · " : "",
      subject != NULL ? subject : "", date != NULL ? " · " : "", date != NULL ? date : "");
  cell_add(form, 0, 0, BM_REPORT_TITLE, name);
  cell_add(form, 1, 0, BM_REPORT_LINE, what);
  cell_add(form, 2, 0, BM_REPORT_NAME, json_string_value(json_object_get(kit, "school")));
  cell_add(form, 3, 0, BM_REPORT_NOTE, table->note);
}

static void heads_add(BmReportForm *form, guint row, const Column *columns, guint n)
{
  for (guint k = 0; k < n; k++)
    cell_add(form, row, k, BM_REPORT_HEAD, columns[k].head);
}

/* A total below each column of counts. */
static void sums_add(BmReportForm *form, const Table *table, guint first, guint end)
{
  cell_add(form, end, 0, BM_REPORT_LABEL, "Всего");
  for (guint k = 1; k < table->n; k++)
    if (table->columns[k].kind == BM_REPORT_COUNT) {
      char letter = (char)('A' + k);
      g_autofree char *formula =
          g_strdup_printf("=SUM(%c%u:%c%u)", letter, first + 1, letter, end);
      cell_add(form, end, k, BM_REPORT_SUM, formula);
    }
}

static guint rows_of(const Table *table, const json_t *kit)
{
  return table->columns == incident_columns
             ? INCIDENTS
             : (guint)json_array_size(json_object_get(kit, table->part));
}

static void remarks_add(BmReportForm *form, guint row)
{
  static const Table remarks = {tasks_sheet, "remarks", NULL, remark_columns, 1};
  guint first = form->cells->len;
  heads_add(form, row, remark_columns, 1);
  for (guint i = 0; i < REMARKS; i++)
    row_add(form, &remarks, row + 1 + i, i, NULL);
  for (guint i = first; i < form->cells->len; i++)
    ((BmReportCell *)form->cells->pdata[i])->span = G_N_ELEMENTS(task_columns);
}

static void table_add(BmReportForm *form, const Table *table, const json_t *kit)
{
  guint n = rows_of(table, kit), first = BM_REPORTFORM_HEAD_ROW + 1;
  if (n == 0 && table->columns != task_columns)
    return;
  g_ptr_array_add(form->sheets, (gpointer)table->sheet);
  heading_add(form, table, kit);
  heads_add(form, BM_REPORTFORM_HEAD_ROW, table->columns, table->n);
  for (guint i = 0; i < n; i++)
    row_add(form, table, first + i, i, json_array_get(json_object_get(kit, table->part), i));
  if (table->columns == class_columns || table->columns == marker_columns)
    sums_add(form, table, first, first + n);
  if (table->columns == task_columns)
    remarks_add(form, first + n + 1);
}

static void issue_set(BmReportForm *form)
{
  g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
  for (guint i = 0; i < form->cells->len; i++) {
    const BmReportCell *cell = bm_reportform_cell(form, i);
    g_autofree char *line =
        g_strdup_printf("%u %u %u %d ", cell->sheet, cell->row, cell->column, (int)cell->kind);
    g_checksum_update(sum, (const guchar *)line, -1);
    if (!bm_report_is_asked(cell))
      g_checksum_update(sum, (const guchar *)cell->text, (gssize)strlen(cell->text) + 1);
  }
  g_strlcpy(form->issue, g_checksum_get_string(sum), sizeof form->issue);
}

BmReportForm *bm_reportform_new(const json_t *kit)
{
  BmReportForm *form = g_new0(BmReportForm, 1);
  form->cells = g_ptr_array_new_with_free_func(cell_free);
  form->sheets = g_ptr_array_new();
  for (guint i = 0; i < G_N_ELEMENTS(tables); i++)
    table_add(form, &tables[i], kit);
  issue_set(form);
  return form;
}

void bm_reportform_free(BmReportForm *form)
{
  if (form == NULL)
    return;
  g_ptr_array_unref(form->cells);
  g_ptr_array_unref(form->sheets);
  g_free(form);
}

double bm_reportform_width(const char *sheet, guint column)
{
  for (guint i = 0; i < G_N_ELEMENTS(tables); i++)
    if (strcmp(tables[i].sheet, sheet) == 0 && column < tables[i].n)
      return tables[i].columns[column].width;
  return 0;
}
