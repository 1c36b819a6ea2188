/* SPDX-License-Identifier: GPL-3.0-or-later */
/* First and second results side by side. */
#include "pipeline/recheck_book.h"

#include <string.h>
#include <xlsxwriter.h>

#include "pipeline/autoptr.h"
#include "pipeline/results_part.h"
#include "pipeline/score.h"

#define FIXED_TIME 946684800 /* 2000-01-01 00:00 UTC: the file tells no time of its making */
#define PAPER_A4 9

/* --- counting */

gboolean bm_recheck_is_compared(const json_t *results)
{
  const json_t *first = json_array_get(json_object_get(results, "works"), 0);
  return json_object_get(first, "prior_total") != NULL;
}

static gboolean is_comparable(const json_t *work)
{
  return strcmp(bm_result_text(work, "state"), "final") == 0 &&
         json_is_number(json_object_get(work, "prior_total")) &&
         json_is_number(json_object_get(work, "total"));
}

static double difference_of(const json_t *work)
{
  return json_number_value(json_object_get(work, "prior_total")) -
         json_number_value(json_object_get(work, "total"));
}

static void work_count(BmCompared *sum, const json_t *work)
{
  const json_t *before = json_object_get(work, "prior_mark"),
               *after = json_object_get(work, "mark");
  double difference = difference_of(work);
  sum->n_compared++;
  sum->difference += difference;
  sum->n_higher += difference > 0;
  sum->n_lower += difference < 0;
  sum->n_same += !(difference > 0) && !(difference < 0);
  if (json_is_integer(before) && json_is_integer(after)) {
    sum->n_marks++;
    sum->n_marks_changed += !json_equal(before, after);
  }
}

BmCompared bm_recheck_compare(const json_t *results, const char *code)
{
  BmCompared sum = {0};
  size_t i;
  json_t *work;
  json_array_foreach (json_object_get(results, "works"), i, work) {
    if (code != NULL && strcmp(bm_result_text(work, "school_code"), code) != 0)
      continue;
    sum.n_works++;
    if (is_comparable(work))
      work_count(&sum, work);
  }
  return sum;
}

static double points_at(const json_t *scores, guint task)
{
  return bm_score_points(bm_score_of(json_array_get(scores, task)));
}

void bm_recheck_task(const json_t *results, guint task, double *ret_first, double *ret_second)
{
  size_t i;
  json_t *work;
  *ret_first = *ret_second = 0;
  json_array_foreach (json_object_get(results, "works"), i, work)
    if (is_comparable(work)) {
      *ret_first += points_at(json_object_get(work, "prior_scores"), task);
      *ret_second += points_at(json_object_get(work, "scores"), task);
    }
}

/* --- the workbook */

typedef struct Book {
  const json_t *results;
  lxw_workbook *file;
  lxw_format *head, *text, *number, *mean;
} Book;

static gboolean book_open(Book *book, const json_t *results, const char *path, GError **error)
{
  *book = (Book){.results = results, .file = workbook_new(path)};
  if (book->file == NULL)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot make a workbook of results");
  lxw_doc_properties properties = {.title = "Перепроверка", .created = FIXED_TIME};
  workbook_set_properties(book->file, &properties);
  book->head = bm_resultbook_format(book->file, LXW_ALIGN_CENTER, NULL);
  format_set_bold(book->head);
  format_set_text_wrap(book->head);
  format_set_bg_color(book->head, 0xE8ECF1);
  book->text = bm_resultbook_format(book->file, LXW_ALIGN_LEFT, "@");
  book->number = bm_resultbook_format(book->file, LXW_ALIGN_CENTER, NULL);
  book->mean = bm_resultbook_format(book->file, LXW_ALIGN_CENTER, "0.00");
  return TRUE;
}

static lxw_worksheet *sheet_add(const Book *book, const char *name, const char *const *heads,
                                const double *widths)
{
  lxw_worksheet *page = workbook_add_worksheet(book->file, name);
  for (lxw_col_t column = 0; heads[column] != NULL; column++) {
    worksheet_write_string(page, 0, column, heads[column], book->head);
    worksheet_set_column(page, column, column, widths[column], NULL);
  }
  worksheet_set_row(page, 0, 45, NULL);
  worksheet_freeze_panes(page, 1, 0);
  worksheet_repeat_rows(page, 0, 0);
  worksheet_set_landscape(page);
  worksheet_set_paper(page, PAPER_A4);
  worksheet_fit_to_pages(page, 1, 0);
  worksheet_set_footer(page, "&L&9&A&R&9Страница &P из &N");
  return page;
}

static void mean_write(const Book *book, lxw_worksheet *page, lxw_row_t row, lxw_col_t column,
                       double sum, double n)
{
  if (n > 0)
    worksheet_write_number(page, row, column, sum / n, book->mean);
  else
    worksheet_write_string(page, row, column, "–", book->number);
}

static void school_row(const Book *book, lxw_worksheet *page, lxw_row_t row, const char *code,
                       const char *name)
{
  BmCompared sum = bm_recheck_compare(book->results, code);
  const guint numbers[] = {sum.n_works, sum.n_compared, sum.n_same,         sum.n_higher,
                           sum.n_lower, sum.n_marks,    sum.n_marks_changed};
  worksheet_write_string(page, row, 0, code != NULL ? code : "", book->text);
  worksheet_write_string(page, row, 1, name, book->text);
  for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
    worksheet_write_number(page, row, (lxw_col_t)(2 + i), numbers[i], book->number);
  mean_write(book, page, row, 2 + G_N_ELEMENTS(numbers), sum.difference, sum.n_compared);
}

static void schools_sheet(const Book *book)
{
  static const char *const heads[] = {"ОО",
                                      "Название ОО",
                                      "Работ",
                                      "Сравнено",
                                      "Балл тот же",
                                      "Первый балл выше",
                                      "Первый балл ниже",
                                      "Сравнено отметок",
                                      "Отметка другая",
                                      "Средняя разница (первая − повторная)",
                                      NULL};
  static const double widths[] = {10, 46, 9, 10, 10, 10, 10, 10, 10, 16};
  lxw_worksheet *page = sheet_add(book, "Школы", heads, widths);
  lxw_row_t row = 1;
  const char *last = NULL;
  size_t i;
  json_t *work;
  json_array_foreach (json_object_get(book->results, "works"), i, work) {
    const char *code = bm_result_text(work, "school_code");
    if (g_strcmp0(code, last) != 0)
      school_row(book, page, row++, code, bm_result_text(work, "school_name"));
    last = code;
  }
  school_row(book, page, row, NULL, "Все");
}

static void tasks_sheet(const Book *book)
{
  static const char *const heads[] = {
      "Задание", "Сравнено работ", "Первая, средний балл", "Повторная, средний балл", "Разница",
      NULL};
  static const double widths[] = {10, 10, 14, 14, 12};
  lxw_worksheet *page = sheet_add(book, "Задания", heads, widths);
  guint n = bm_recheck_compare(book->results, NULL).n_compared;
  size_t i;
  json_t *task;
  json_array_foreach (json_object_get(book->results, "tasks"), i, task) {
    double first, second;
    lxw_row_t row = (lxw_row_t)i + 1;
    bm_recheck_task(book->results, (guint)i, &first, &second);
    worksheet_write_string(page, row, 0, bm_result_text(task, "id"), book->text);
    worksheet_write_number(page, row, 1, n, book->number);
    mean_write(book, page, row, 2, first, n);
    mean_write(book, page, row, 3, second, n);
    mean_write(book, page, row, 4, first - second, n);
  }
}

static void whole_write(const Book *book, lxw_worksheet *page, lxw_row_t row, lxw_col_t column,
                        const json_t *value)
{
  if (json_is_number(value))
    worksheet_write_number(page, row, column, json_number_value(value), book->number);
  else
    worksheet_write_string(page, row, column, "–", book->number);
}

static void work_row(const Book *book, lxw_worksheet *page, lxw_row_t row, const json_t *work)
{
  static const char *const numbers[] = {"prior_total", "total", "prior_mark", "mark"};
  g_autofree char *pages =
      g_strdup_printf("%d–%d", (int)json_integer_value(json_object_get(work, "first_page")),
                      (int)json_integer_value(json_object_get(work, "last_page")));
  g_autofree char *source = bm_result_source(work);
  const char *texts[] = {
      bm_result_text(work, "school_code"), bm_result_text(work, "class"),        source, pages,
      bm_result_text(work, "work_no"),     bm_result_text(work, "prior_work_no")};
  lxw_col_t column = 0;
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
    worksheet_write_string(page, row, column++, texts[i], book->text);
  for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
    whole_write(book, page, row, column++, json_object_get(work, numbers[i]));
  if (is_comparable(work))
    worksheet_write_number(page, row, column, difference_of(work), book->number);
  else
    worksheet_write_string(page, row, column, "не сравнивается", book->text);
}

static void works_sheet(const Book *book)
{
  static const char *const heads[] = {"ОО",
                                      "Класс",
                                      "Файл скана",
                                      "Страницы",
                                      "№ работы",
                                      "№ в первом раунде",
                                      "Первая: балл",
                                      "Повторная: балл",
                                      "Первая: отметка",
                                      "Повторная: отметка",
                                      "Разница (первая − повторная)",
                                      NULL};
  static const double widths[] = {10, 8, 32, 10, 14, 14, 10, 12, 10, 12, 16};
  lxw_worksheet *page = sheet_add(book, "Работы", heads, widths);
  size_t i;
  json_t *work;
  json_array_foreach (json_object_get(book->results, "works"), i, work)
    work_row(book, page, (lxw_row_t)i + 1, work);
}

gboolean bm_recheck_book_write(const json_t *results, const char *path, GError **error)
{
  Book book = {0};
  if (!book_open(&book, results, path, error))
    return FALSE;
  schools_sheet(&book);
  tasks_sheet(&book);
  works_sheet(&book);
  lxw_error status = workbook_close(book.file);
  return status == LXW_NO_ERROR || bm_fail(error, BM_ERROR_IO, "disk_write",
                                           "cannot write a workbook: error %d", (int)status);
}
