/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The results of one school, in the columns in which schools know them. */
#include "pipeline/results_book.h"

#include <string.h>

#include "pipeline/autoptr.h"
#include "pipeline/results_part.h"

#define TITLE_MOST 200  /* characters; a header of a sheet may have 255 */
#define FIXED_COLUMNS 6 /* ОО … Вариант */

/* Characters: no word of a head is broken, and the paper holds many tasks beside them. */
static const double fixed_wide[FIXED_COLUMNS] = {9, 16, 32, 11, 8, 9};

static char *pages_text(const json_t *work)
{
  json_int_t first = json_integer_value(json_object_get(work, "first_page")),
             last = json_integer_value(json_object_get(work, "last_page"));
  return first == last ? g_strdup_printf("%d", (int)first)
                       : g_strdup_printf("%d–%d", (int)first, (int)last);
}

/* "Орехов Пётр Ильич" */
static char *name_text(const json_t *work)
{
  static const char *const keys[] = {"surname", "name", "patronymic"};
  GString *name = g_string_new(NULL);
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
    if (bm_result_text(work, keys[i])[0] != '\0')
      g_string_append_printf(name, "%s%s", name->len > 0 ? " " : "",
                             bm_result_text(work, keys[i]));
  return g_string_free(name, FALSE);
}

/* The columns in which results are exchanged; returns the next one. */
static lxw_col_t exchange_row(const BmResultBook *book, lxw_worksheet *page, lxw_row_t row,
                              const json_t *work)
{
  guint n = bm_resultbook_n_tasks(book);
  lxw_col_t column = 0;
  worksheet_write_string(page, row, column++, bm_result_text(work, "school_code"), book->text);
  worksheet_write_string(page, row, column++, bm_result_text(book->assessment, "district"),
                         book->text);
  worksheet_write_string(page, row, column++, bm_result_text(work, "school_name"), book->text);
  bm_resultbook_told(book, page, row, column++, bm_result_text(work, "participant_code"));
  worksheet_write_string(page, row, column++, bm_result_text(work, "class"), book->text);
  bm_resultbook_told(book, page, row, column++, bm_result_text(work, "variant"));
  for (guint i = 0; i < n; i++)
    bm_resultbook_score(book, page, row, column++,
                        json_array_get(json_object_get(work, "scores"), i));
  bm_resultbook_whole(book, page, row, column++, json_object_get(work, "total"));
  bm_resultbook_whole(book, page, row, column++, json_object_get(work, "mark"));
  bm_resultbook_whole(book, page, row, column++, json_object_get(work, "journal_mark"));
  return column;
}

/* For the school alone: where the paper is, and whose it is. */
static void school_row(const BmResultBook *book, lxw_worksheet *page, lxw_row_t row,
                       lxw_col_t column, const json_t *work)
{
  g_autofree char *pages = pages_text(work);
  g_autofree char *source = bm_result_source(work);
  worksheet_write_string(page, row, column++, bm_result_text(work, "work_no"), book->text);
  worksheet_write_string(page, row, column++, source, book->text);
  worksheet_write_string(page, row, column++, pages, book->number);
  g_autofree char *name = name_text(work);
  bm_resultbook_told(book, page, row, column++, bm_result_text(work, "student_no"));
  bm_resultbook_told(book, page, row, column, name);
}

static lxw_col_t exchange_heads(const BmResultBook *book, lxw_worksheet *page)
{
  static const char *const before[] = {"ОО",    "Муниципалитет", "Название ОО", "Код участника",
                                       "Класс", "Вариант",       NULL};
  static const char *const after[] = {"Первичный балл", "Отметка", "Отметка по журналу", NULL};
  guint n = bm_resultbook_n_tasks(book);
  bm_resultbook_heads(book, page, 2, before, 0);
  for (guint i = 0; i < n; i++)
    bm_resultbook_task(book, page, 2, (lxw_col_t)(FIXED_COLUMNS + i), i);
  bm_resultbook_heads(book, page, 2, after, (lxw_col_t)(FIXED_COLUMNS + n));
  for (lxw_col_t i = 0; i < FIXED_COLUMNS; i++)
    worksheet_set_column(page, i, i, fixed_wide[i], NULL);
  worksheet_set_column(page, FIXED_COLUMNS, (lxw_col_t)(FIXED_COLUMNS + n - 1),
                       BM_RESULT_TASK_WIDE, NULL);
  worksheet_set_column(page, (lxw_col_t)(FIXED_COLUMNS + n), (lxw_col_t)(FIXED_COLUMNS + n + 2),
                       11, NULL);
  worksheet_set_row(page, 2, 30, NULL);
  worksheet_freeze_panes(page, 3, 0);
  return (lxw_col_t)(FIXED_COLUMNS + n + 3);
}

static void school_heads(const BmResultBook *book, lxw_worksheet *page, lxw_col_t column)
{
  static const char *const heads[] = {"№ работы",   "Файл скана", "Страницы",
                                      "№ в списке", "Ученик",     NULL};
  bm_resultbook_heads(book, page, 2, heads, column);
  static const double wide[] = {12, 24, 10, 9, 30};
  for (guint i = 0; i < G_N_ELEMENTS(wide); i++)
    worksheet_set_column(page, (lxw_col_t)(column + i), (lxw_col_t)(column + i), wide[i], NULL);
}

void bm_resultbook_exchange(const BmResultBook *book, lxw_worksheet *page, const char *code)
{
  lxw_row_t row = 3;
  size_t i;
  json_t *work;
  exchange_heads(book, page);
  json_array_foreach (json_object_get(book->results, "works"), i, work)
    if (code == NULL || strcmp(bm_result_text(work, "school_code"), code) == 0)
      exchange_row(book, page, row++, work);
}

/* On paper the school stands once, over the table, instead of in three columns of every row:
 * the rest is wide enough. */
static void school_print(const BmResultBook *book, lxw_worksheet *page, const char *code,
                         lxw_row_t end)
{
  lxw_col_t last = (lxw_col_t)(FIXED_COLUMNS + bm_resultbook_n_tasks(book) + 7);
  const char *name = bm_result_school_name(book->results, code);
  g_autofree char *what = g_strdup_printf("%s · %s", bm_result_text(book->assessment, "title"),
                                          name[0] != '\0' ? name : code);
  g_autofree char *title = g_utf8_substring(what, 0, MIN(g_utf8_strlen(what, -1), TITLE_MOST));
  g_auto(GStrv) pieces = g_strsplit(title, "&", -1);
  g_autofree char *escaped = g_strjoinv("&&", pieces); /* a single one is a command */
  g_autofree char *header = g_strdup_printf("&L&\"Arial,Bold\"&11 %s", escaped);
  worksheet_set_header(page, header);
  worksheet_set_margins(page, 0.4, 0.4, 0.7, 0.6);
  worksheet_print_area(page, 1, 3, end > 3 ? end - 1 : 3, last);
}

gboolean bm_results_school_write(const json_t *results, const json_t *assessment,
                                 const char *code, const char *path, GError **error)
{
  BmResultBook book = {0};
  if (!bm_resultbook_open(&book, results, assessment, path, error))
    return FALSE;
  lxw_worksheet *page =
      bm_resultbook_sheet(&book, "Результаты", bm_result_text(assessment, "title"));
  lxw_row_t row = 3;
  size_t i;
  json_t *work;
  school_heads(&book, page, exchange_heads(&book, page));
  json_array_foreach (json_object_get(results, "works"), i, work)
    if (strcmp(bm_result_text(work, "school_code"), code) == 0) {
      lxw_col_t column = exchange_row(&book, page, row, work);
      school_row(&book, page, row++, column, work);
    }
  school_print(&book, page, code, row);
  return bm_resultbook_close(&book, error);
}

gboolean bm_results_schools_each(const json_t *results, const json_t *assessment,
                                 const char *folder, BmSchoolWrite write, guint *ret_n,
                                 GError **error)
{
  const char *last = NULL;
  size_t i;
  json_t *work;
  *ret_n = 0;
  json_array_foreach (json_object_get(results, "works"), i, work) {
    const char *school = bm_result_text(work, "school_code");
    if (g_strcmp0(school, last) == 0)
      continue;
    last = school;
    g_autofree char *name = bm_result_file_name(school, ".xlsx");
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (!write(results, assessment, school, path, error))
      return FALSE;
    (*ret_n)++;
  }
  return TRUE;
}

gboolean bm_results_schools_write(const json_t *results, const json_t *assessment,
                                  const char *folder, guint *ret_n, GError **error)
{
  return bm_results_schools_each(results, assessment, folder, bm_results_school_write, ret_n,
                                 error);
}
