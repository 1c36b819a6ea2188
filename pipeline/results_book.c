/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results as workbooks, with libxlsxwriter. */
#include "pipeline/results_book.h"

#include <string.h>
#include <xlsxwriter.h>

#include "pipeline/autoptr.h"
#include "pipeline/results_sum.h"
#include "pipeline/score.h"
#include "pipeline/workspace.h"

#define FIXED_TIME 946684800 /* 2000-01-01 00:00 UTC: the file tells no time of its making */
#define PAPER_A4 9
#define FONT "Arial"
#define FIXED_COLUMNS 6 /* ОО … Вариант */

typedef struct Book {
  const json_t *results, *assessment;
  lxw_workbook *file;
  lxw_format *title, *head, *text, *number, *percent, *open;
} Book;

static const char *text_of(const json_t *row, const char *key)
{
  const char *text = json_string_value(json_object_get(row, key));
  return text != NULL ? text : "";
}

static lxw_format *format_make(lxw_workbook *file, int align, const char *number)
{
  lxw_format *format = workbook_add_format(file);
  format_set_font_name(format, FONT);
  format_set_font_size(format, 10);
  format_set_border(format, LXW_BORDER_THIN);
  format_set_border_color(format, 0x909090);
  format_set_align(format, (uint8_t)align);
  format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
  if (number != NULL)
    format_set_num_format(format, number);
  return format;
}

static gboolean book_open(Book *book, const json_t *results, const json_t *assessment,
                          const char *path, GError **error)
{
  *book = (Book){.results = results, .assessment = assessment, .file = workbook_new(path)};
  if (book->file == NULL)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot make a workbook of results");
  lxw_doc_properties properties = {.title = "Результаты", .created = FIXED_TIME};
  workbook_set_properties(book->file, &properties);
  book->title = workbook_add_format(book->file);
  format_set_font_name(book->title, FONT);
  format_set_font_size(book->title, 13);
  format_set_bold(book->title);
  book->head = format_make(book->file, LXW_ALIGN_CENTER, NULL);
  format_set_bold(book->head);
  format_set_text_wrap(book->head);
  format_set_bg_color(book->head, 0xE8ECF1);
  book->text = format_make(book->file, LXW_ALIGN_LEFT, "@");
  book->number = format_make(book->file, LXW_ALIGN_CENTER, NULL);
  book->percent = format_make(book->file, LXW_ALIGN_CENTER, "0.0");
  book->open = format_make(book->file, LXW_ALIGN_CENTER, NULL);
  format_set_bg_color(book->open, 0xFFF6D6); /* not decided yet, or for a person to fill in */
  return TRUE;
}

static gboolean book_close(Book *book, GError **error)
{
  lxw_error status = workbook_close(book->file);
  return status == LXW_NO_ERROR || bm_fail(error, BM_ERROR_IO, "disk_write",
                                           "cannot write a workbook: error %d", (int)status);
}

static lxw_worksheet *sheet_add(const Book *book, const char *name, const char *title)
{
  lxw_worksheet *page = workbook_add_worksheet(book->file, name);
  g_autofree char *what =
      g_strdup_printf("%s · %s · %s", title, text_of(book->assessment, "subject"),
                      text_of(book->assessment, "date"));
  worksheet_write_string(page, 0, 0, what, book->title);
  worksheet_set_landscape(page);
  worksheet_set_paper(page, PAPER_A4);
  worksheet_fit_to_pages(page, 1, 0);
  return page;
}

static const json_t *task_at(const Book *book, guint at)
{
  return json_array_get(json_object_get(book->results, "tasks"), at);
}

static guint n_tasks(const Book *book)
{
  return (guint)json_array_size(json_object_get(book->results, "tasks"));
}

/* «5К1 (2 б)», the head in which results of assessments are exchanged. */
static void task_head(const Book *book, lxw_worksheet *page, lxw_row_t row, lxw_col_t column,
                      guint at)
{
  const json_t *task = task_at(book, at);
  g_autofree char *name = g_strdup_printf(
      "%s (%d б)", text_of(task, "id"), (int)json_integer_value(json_object_get(task, "max")));
  const char *level = text_of(task, "level");
  const char *letter = strcmp(level, "high") == 0       ? "В"
                       : strcmp(level, "advanced") == 0 ? "П"
                       : level[0] != '\0'               ? "Б"
                                                        : "";
  worksheet_write_string(page, row - 1, column, letter, book->head);
  worksheet_write_string(page, row, column, name, book->head);
}

static void score_write(const Book *book, lxw_worksheet *page, lxw_row_t row, lxw_col_t column,
                        const json_t *value)
{
  int score = bm_score_of(value);
  if (score >= 0)
    worksheet_write_number(page, row, column, score, book->number);
  else if (score == BM_SCORE_NOT_ATTEMPTED)
    worksheet_write_string(page, row, column, "X", book->number);
  else
    worksheet_write_blank(page, row, column, book->open);
}

static void whole_write(const Book *book, lxw_worksheet *page, lxw_row_t row, lxw_col_t column,
                        const json_t *value)
{
  if (json_is_integer(value))
    worksheet_write_number(page, row, column, (double)json_integer_value(value), book->number);
  else
    worksheet_write_blank(page, row, column, book->open);
}

static void percent_write(const Book *book, lxw_worksheet *page, lxw_row_t row,
                          lxw_col_t column, double percent)
{
  if (percent >= 0)
    worksheet_write_number(page, row, column, percent, book->percent);
  else
    worksheet_write_string(page, row, column, "–", book->number);
}

static void heads_write(const Book *book, lxw_worksheet *page, lxw_row_t row,
                        const char *const *heads, lxw_col_t column)
{
  for (; *heads != NULL; heads++)
    worksheet_write_string(page, row, column++, *heads, book->head);
}

/* --- the form of a school
 * --------------------------------------------------------------------*/

static char *pages_text(const json_t *work)
{
  json_int_t first = json_integer_value(json_object_get(work, "first_page")),
             last = json_integer_value(json_object_get(work, "last_page"));
  return first == last ? g_strdup_printf("%d", (int)first)
                       : g_strdup_printf("%d–%d", (int)first, (int)last);
}

/* "119038/9В/img-001.jpg – img-002.jpg" */
static char *source_text(const json_t *work)
{
  const char *last = text_of(work, "last_source");
  g_autofree char *name = g_path_get_basename(last);
  return last[0] == '\0' ? g_strdup(text_of(work, "source"))
                         : g_strdup_printf("%s – %s", text_of(work, "source"), name);
}

static void school_row(const Book *book, lxw_worksheet *page, lxw_row_t row, const json_t *work)
{
  guint n = n_tasks(book);
  lxw_col_t column = 0;
  worksheet_write_string(page, row, column++, text_of(work, "school_code"), book->text);
  worksheet_write_string(page, row, column++, text_of(book->assessment, "district"),
                         book->text);
  worksheet_write_string(page, row, column++, text_of(work, "school_name"), book->text);
  worksheet_write_blank(page, row, column++, book->open); /* participant code */
  worksheet_write_string(page, row, column++, text_of(work, "class"), book->text);
  worksheet_write_blank(page, row, column++, book->open); /* variant */
  for (guint i = 0; i < n; i++)
    score_write(book, page, row, column++, json_array_get(json_object_get(work, "scores"), i));
  whole_write(book, page, row, column++, json_object_get(work, "total"));
  whole_write(book, page, row, column++, json_object_get(work, "mark"));
  worksheet_write_blank(page, row, column++, book->open); /* mark in the journal */
  g_autofree char *pages = pages_text(work);
  g_autofree char *source = source_text(work);
  worksheet_write_string(page, row, column++, text_of(work, "work_no"), book->text);
  worksheet_write_string(page, row, column++, source, book->text);
  worksheet_write_string(page, row, column, pages, book->number);
}

static void school_heads(const Book *book, lxw_worksheet *page)
{
  static const char *const before[] = {"ОО",    "Муниципалитет", "Название ОО", "Код участника",
                                       "Класс", "Вариант",       NULL};
  static const char *const after[] = {
      "Первичный балл", "Отметка", "Отметка по журналу", "№ работы", "Файл скана",
      "Страницы",       NULL};
  guint n = n_tasks(book);
  heads_write(book, page, 2, before, 0);
  for (guint i = 0; i < n; i++)
    task_head(book, page, 2, (lxw_col_t)(FIXED_COLUMNS + i), i);
  heads_write(book, page, 2, after, (lxw_col_t)(FIXED_COLUMNS + n));
  worksheet_set_column(page, 0, 1, 10, NULL);
  worksheet_set_column(page, 2, 2, 34, NULL);
  worksheet_set_column(page, 3, 5, 10, NULL);
  worksheet_set_column(page, FIXED_COLUMNS, (lxw_col_t)(FIXED_COLUMNS + n - 1), 7, NULL);
  worksheet_set_column(page, (lxw_col_t)(FIXED_COLUMNS + n), (lxw_col_t)(FIXED_COLUMNS + n + 3),
                       11, NULL);
  worksheet_set_column(page, (lxw_col_t)(FIXED_COLUMNS + n + 4),
                       (lxw_col_t)(FIXED_COLUMNS + n + 4), 30, NULL);
  worksheet_set_row(page, 2, 30, NULL);
  worksheet_freeze_panes(page, 3, 0);
  worksheet_repeat_rows(page, 1, 2);
}

gboolean bm_results_school_write(const json_t *results, const json_t *assessment,
                                 const char *code, const char *path, GError **error)
{
  Book book = {0};
  if (!book_open(&book, results, assessment, path, error))
    return FALSE;
  lxw_worksheet *page = sheet_add(&book, "Результаты", text_of(assessment, "title"));
  lxw_row_t row = 3;
  size_t i;
  json_t *work;
  school_heads(&book, page);
  json_array_foreach (json_object_get(results, "works"), i, work)
    if (strcmp(text_of(work, "school_code"), code) == 0)
      school_row(&book, page, row++, work);
  return book_close(&book, error);
}

/* --- the district
 * ----------------------------------------------------------------------------*/

static GPtrArray *school_codes(const json_t *results)
{
  GPtrArray *codes = g_ptr_array_new();
  size_t i;
  json_t *work;
  json_array_foreach (json_object_get(results, "works"), i, work)
    if (codes->len == 0 ||
        strcmp(codes->pdata[codes->len - 1], text_of(work, "school_code")) != 0)
      g_ptr_array_add(codes, (gpointer)text_of(work, "school_code"));
  return codes;
}

static const char *school_name(const json_t *results, const char *code)
{
  size_t i;
  json_t *work;
  json_array_foreach (json_object_get(results, "works"), i, work)
    if (strcmp(text_of(work, "school_code"), code) == 0)
      return text_of(work, "school_name");
  return "";
}

/* @code NULL: the district's own row. */
static void schools_row(const Book *book, lxw_worksheet *page, lxw_row_t row, const char *code)
{
  g_autoptr(BmResultSum) sum = bm_result_sum(book->results, code, NULL);
  lxw_col_t column = 0;
  worksheet_write_string(page, row, column++, code != NULL ? code : "", book->text);
  worksheet_write_string(page, row, column++,
                         code != NULL ? school_name(book->results, code) : "Район", book->text);
  worksheet_write_number(page, row, column++, sum->n_works, book->number);
  worksheet_write_number(page, row, column++, sum->n_final, book->number);
  percent_write(book, page, row, column++, sum->n_final > 0 ? sum->points / sum->n_final : -1);
  percent_write(book, page, row, column++, bm_sum_completion(sum));
  for (int mark = 2; mark <= BM_MARK_MOST; mark++)
    worksheet_write_number(page, row, column++, sum->marks[mark], book->number);
  percent_write(book, page, row, column++, bm_sum_marks(sum, 4));
  percent_write(book, page, row, column, bm_sum_marks(sum, 3));
}

static void schools_sheet(const Book *book, const GPtrArray *codes)
{
  static const char *const heads[] = {
      "ОО",  "Название ОО", "Работ", "С итогом", "Средний балл",       "Выполнение, %",
      "«2»", "«3»",         "«4»",   "«5»",      "Качество знаний, %", "Успеваемость, %",
      NULL};
  lxw_worksheet *page = sheet_add(book, "Школы", "Школы района");
  heads_write(book, page, 2, heads, 0);
  worksheet_set_row(page, 2, 30, NULL);
  worksheet_set_column(page, 0, 0, 10, NULL);
  worksheet_set_column(page, 1, 1, 46, NULL);
  worksheet_set_column(page, 2, 11, 12, NULL);
  worksheet_freeze_panes(page, 3, 2);
  for (guint i = 0; i < codes->len; i++)
    schools_row(book, page, 3 + i, codes->pdata[i]);
  schools_row(book, page, 3 + codes->len, NULL);
}

static void tasks_row(const Book *book, lxw_worksheet *page, lxw_row_t row, const char *code)
{
  g_autoptr(BmResultSum) sum = bm_result_sum(book->results, code, NULL);
  worksheet_write_string(page, row, 0, code != NULL ? code : "Район", book->text);
  worksheet_write_number(page, row, 1, sum->n_final, book->number);
  for (guint i = 0; i < sum->n_tasks; i++)
    percent_write(book, page, row, (lxw_col_t)(2 + i), bm_sum_task(sum, i, book->results));
}

static void tasks_sheet(const Book *book, const GPtrArray *codes)
{
  static const char *const heads[] = {"ОО", "Работ", NULL};
  lxw_worksheet *page = sheet_add(book, "Задания", "Выполнение заданий, %");
  heads_write(book, page, 2, heads, 0);
  for (guint i = 0; i < n_tasks(book); i++)
    task_head(book, page, 2, (lxw_col_t)(2 + i), i);
  worksheet_set_column(page, 0, 0, 12, NULL);
  worksheet_freeze_panes(page, 3, 2);
  for (guint i = 0; i < codes->len; i++)
    tasks_row(book, page, 3 + i, codes->pdata[i]);
  tasks_row(book, page, 3 + codes->len, NULL);
}

static const char *state_text(const char *state)
{
  static const char *const names[][2] = {{"final", "итог есть"},
                                         {"needs_third", "нужна третья проверка"},
                                         {"incomplete", "проверено не всё"}};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++)
    if (strcmp(state, names[i][0]) == 0)
      return names[i][1];
  return state;
}

static char *markers_text(const json_t *work)
{
  GString *text = g_string_new(NULL);
  size_t i;
  json_t *marker;
  json_array_foreach (json_object_get(work, "markers"), i, marker)
    g_string_append_printf(text, "%s%s", i > 0 ? ", " : "", json_string_value(marker));
  return g_string_free(text, FALSE);
}

static void works_row(const Book *book, lxw_worksheet *page, lxw_row_t row, const json_t *work)
{
  g_autofree char *markers = markers_text(work);
  lxw_col_t column = 0;
  worksheet_write_string(page, row, column++, text_of(work, "work_no"), book->text);
  worksheet_write_string(page, row, column++, text_of(work, "school_code"), book->text);
  worksheet_write_string(page, row, column++, text_of(work, "class"), book->text);
  worksheet_write_string(page, row, column++, state_text(text_of(work, "state")), book->text);
  worksheet_write_string(page, row, column++, markers, book->text);
  for (guint i = 0; i < n_tasks(book); i++)
    score_write(book, page, row, column++, json_array_get(json_object_get(work, "scores"), i));
  whole_write(book, page, row, column++, json_object_get(work, "total"));
  whole_write(book, page, row, column, json_object_get(work, "mark"));
}

static void works_sheet(const Book *book)
{
  static const char *const before[] = {"№ работы",  "ОО",        "Класс",
                                       "Состояние", "Проверяли", NULL};
  static const char *const after[] = {"Балл", "Отметка", NULL};
  lxw_worksheet *page = sheet_add(book, "Работы", "Работы");
  lxw_row_t row = 3;
  size_t i;
  json_t *work;
  heads_write(book, page, 2, before, 0);
  for (guint k = 0; k < n_tasks(book); k++)
    task_head(book, page, 2, (lxw_col_t)(5 + k), k);
  heads_write(book, page, 2, after, (lxw_col_t)(5 + n_tasks(book)));
  worksheet_set_column(page, 0, 2, 11, NULL);
  worksheet_set_column(page, 3, 4, 24, NULL);
  worksheet_freeze_panes(page, 3, 1);
  worksheet_repeat_rows(page, 2, 2);
  json_array_foreach (json_object_get(book->results, "works"), i, work)
    works_row(book, page, row++, work);
}

static void divergence_row(const Book *book, lxw_worksheet *page, lxw_row_t row,
                           const json_t *work, const json_t *one)
{
  static const char *const scores[] = {"first", "second", "third"};
  worksheet_write_string(page, row, 0, text_of(work, "work_no"), book->text);
  worksheet_write_string(page, row, 1, text_of(work, "school_code"), book->text);
  worksheet_write_string(page, row, 2, text_of(work, "class"), book->text);
  worksheet_write_string(page, row, 3, text_of(one, "task"), book->number);
  for (guint i = 0; i < G_N_ELEMENTS(scores); i++)
    score_write(book, page, row, (lxw_col_t)(4 + i), json_object_get(one, scores[i]));
  for (guint i = 0; i < 3; i++) {
    const char *marker = json_string_value(json_array_get(json_object_get(work, "markers"), i));
    worksheet_write_string(page, row, (lxw_col_t)(7 + i), marker != NULL ? marker : "",
                           book->text);
  }
}

static void divergences_sheet(const Book *book)
{
  static const char *const heads[] = {"№ работы",    "ОО",          "Класс",  "Задание",
                                      "Первый",      "Второй",      "Третий", "1-й эксперт",
                                      "2-й эксперт", "3-й эксперт", NULL};
  lxw_worksheet *page = sheet_add(book, "Расхождения", "Протокол расхождений");
  lxw_row_t row = 3;
  size_t i, k;
  json_t *work, *one;
  heads_write(book, page, 2, heads, 0);
  worksheet_set_column(page, 0, 9, 12, NULL);
  worksheet_freeze_panes(page, 3, 0);
  json_array_foreach (json_object_get(book->results, "works"), i, work)
    json_array_foreach (json_object_get(work, "divergence"), k, one)
      divergence_row(book, page, row++, work, one);
}

gboolean bm_results_district_write(const json_t *results, const json_t *assessment,
                                   const char *path, GError **error)
{
  Book book = {0};
  if (!book_open(&book, results, assessment, path, error))
    return FALSE;
  g_autoptr(GPtrArray) codes = school_codes(results);
  schools_sheet(&book, codes);
  tasks_sheet(&book, codes);
  works_sheet(&book);
  divergences_sheet(&book);
  return book_close(&book, error);
}

/* --- CSV
 * -------------------------------------------------------------------------------------*/

static void csv_text(GString *out, const char *text)
{
  gboolean is_quoted = strpbrk(text, ";\"\r\n") != NULL;
  if (is_quoted)
    g_string_append_c(out, '"');
  for (; *text != '\0'; text++)
    g_string_append_printf(out, *text == '"' ? "\"\"" : "%c", *text);
  if (is_quoted)
    g_string_append_c(out, '"');
}

static void csv_number(GString *out, const json_t *value)
{
  g_string_append_c(out, ';');
  if (json_is_integer(value))
    g_string_append_printf(out, "%d", (int)json_integer_value(value));
  else if (json_is_string(value))
    g_string_append(out, "X");
}

static void csv_work(GString *out, const json_t *work, guint n)
{
  static const char *const keys[] = {"work_no", "school_code", "class", "state"};
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
    if (i > 0)
      g_string_append_c(out, ';');
    csv_text(out, text_of(work, keys[i]));
  }
  for (guint i = 0; i < n; i++)
    csv_number(out, json_array_get(json_object_get(work, "scores"), i));
  csv_number(out, json_object_get(work, "total"));
  csv_number(out, json_object_get(work, "mark"));
  g_string_append(out, "\r\n");
}

gboolean bm_results_csv_write(const json_t *results, const char *path, GError **error)
{
  g_autoptr(GString) out = g_string_new("\xEF\xBB\xBFwork_no;school_code;class;state");
  const json_t *tasks = json_object_get(results, "tasks");
  size_t i;
  json_t *row;
  json_array_foreach (tasks, i, row) {
    g_string_append_c(out, ';');
    csv_text(out, text_of(row, "id"));
  }
  g_string_append(out, ";total;mark\r\n");
  json_array_foreach (json_object_get(results, "works"), i, row)
    csv_work(out, row, (guint)json_array_size(tasks));
  return bm_file_write(path, out->str, error);
}
