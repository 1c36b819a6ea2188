/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The results of the district as a workbook, with libxlsxwriter, and as CSV. */
#include "pipeline/results_book.h"

#include <string.h>

#include "pipeline/autoptr.h"
#include "pipeline/reason.h"
#include "pipeline/results_part.h"
#include "pipeline/results_sum.h"
#include "pipeline/workspace.h"

static GPtrArray *school_codes(const json_t *results)
{
  GPtrArray *codes = g_ptr_array_new();
  size_t i;
  json_t *work;
  json_array_foreach (json_object_get(results, "works"), i, work)
    if (codes->len == 0 ||
        strcmp(codes->pdata[codes->len - 1], bm_result_text(work, "school_code")) != 0)
      g_ptr_array_add(codes, (gpointer)bm_result_text(work, "school_code"));
  return codes;
}

const char *bm_result_school_name(const json_t *results, const char *code)
{
  size_t i;
  json_t *work;
  json_array_foreach (json_object_get(results, "works"), i, work)
    if (strcmp(bm_result_text(work, "school_code"), code) == 0)
      return bm_result_text(work, "school_name");
  return "";
}

/* @code NULL: the district's own row. */
static void schools_row(const BmResultBook *book, lxw_worksheet *page, lxw_row_t row,
                        const char *code)
{
  g_autoptr(BmResultSum) sum = bm_result_sum(book->results, code, NULL);
  lxw_col_t column = 0;
  worksheet_write_string(page, row, column++, code != NULL ? code : "", book->text);
  worksheet_write_string(page, row, column++,
                         code != NULL ? bm_result_school_name(book->results, code) : "Район",
                         book->text);
  worksheet_write_number(page, row, column++, sum->n_works, book->number);
  worksheet_write_number(page, row, column++, sum->n_final, book->number);
  bm_resultbook_percent(book, page, row, column++,
                        sum->n_final > 0 ? sum->points / sum->n_final : -1);
  bm_resultbook_percent(book, page, row, column++, bm_sum_completion(sum));
  for (int mark = 2; mark <= BM_MARK_MOST; mark++)
    worksheet_write_number(page, row, column++, sum->marks[mark], book->number);
  bm_resultbook_percent(book, page, row, column++, bm_sum_marks(sum, 4));
  bm_resultbook_percent(book, page, row, column, bm_sum_marks(sum, 3));
}

static void schools_sheet(const BmResultBook *book, const GPtrArray *codes)
{
  static const char *const heads[] = {
      "ОО",  "Название ОО", "Работ", "С итогом", "Средний балл",       "Выполнение, %",
      "«2»", "«3»",         "«4»",   "«5»",      "Качество знаний, %", "Успеваемость, %",
      NULL};
  lxw_worksheet *page = bm_resultbook_sheet(book, "Школы", "Школы района");
  bm_resultbook_heads(book, page, 2, heads, 0);
  worksheet_set_row(page, 2, 30, NULL);
  worksheet_set_column(page, 0, 0, 10, NULL);
  worksheet_set_column(page, 1, 1, 46, NULL);
  worksheet_set_column(page, 2, 9, 12, NULL);
  worksheet_set_column(page, 10, 11, 16, NULL);
  worksheet_freeze_panes(page, 3, 2);
  for (guint i = 0; i < codes->len; i++)
    schools_row(book, page, 3 + i, codes->pdata[i]);
  schools_row(book, page, 3 + codes->len, NULL);
}

static void tasks_row(const BmResultBook *book, lxw_worksheet *page, lxw_row_t row,
                      const char *code)
{
  g_autoptr(BmResultSum) sum = bm_result_sum(book->results, code, NULL);
  worksheet_write_string(page, row, 0, code != NULL ? code : "Район", book->text);
  worksheet_write_number(page, row, 1, sum->n_final, book->number);
  for (guint i = 0; i < sum->n_tasks; i++)
    bm_resultbook_percent(book, page, row, (lxw_col_t)(2 + i),
                          bm_sum_task(sum, i, book->results));
}

static void tasks_sheet(const BmResultBook *book, const GPtrArray *codes)
{
  static const char *const heads[] = {"ОО", "Работ", NULL};
  lxw_worksheet *page = bm_resultbook_sheet(book, "Задания", "Выполнение заданий, %");
  bm_resultbook_heads(book, page, 2, heads, 0);
  for (guint i = 0; i < bm_resultbook_n_tasks(book); i++)
    bm_resultbook_task(book, page, 2, (lxw_col_t)(2 + i), i);
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

static void works_row(const BmResultBook *book, lxw_worksheet *page, lxw_row_t row,
                      const json_t *work)
{
  g_autofree char *markers = markers_text(work);
  lxw_col_t column = 0;
  worksheet_write_string(page, row, column++, bm_result_text(work, "work_no"), book->text);
  worksheet_write_string(page, row, column++, bm_result_text(work, "school_code"), book->text);
  worksheet_write_string(page, row, column++, bm_result_text(work, "class"), book->text);
  worksheet_write_string(page, row, column++, state_text(bm_result_text(work, "state")),
                         book->text);
  worksheet_write_string(page, row, column++, markers, book->text);
  for (guint i = 0; i < bm_resultbook_n_tasks(book); i++)
    bm_resultbook_score(book, page, row, column++,
                        json_array_get(json_object_get(work, "scores"), i));
  bm_resultbook_whole(book, page, row, column++, json_object_get(work, "total"));
  bm_resultbook_whole(book, page, row, column++, json_object_get(work, "mark"));
  bm_resultbook_told(book, page, row, column++, bm_result_text(work, "participant_code"));
  bm_resultbook_told(book, page, row, column++, bm_result_text(work, "student_no"));
  bm_resultbook_told(book, page, row, column++, bm_result_text(work, "variant"));
  bm_resultbook_whole(book, page, row, column, json_object_get(work, "journal_mark"));
}

static void works_sheet(const BmResultBook *book)
{
  static const char *const before[] = {"№ работы",  "ОО",        "Класс",
                                       "Состояние", "Проверяли", NULL};
  static const char *const after[] = {
      "Балл", "Отметка", "Код участника", "№ в списке", "Вариант", "Отметка по журналу", NULL};
  lxw_worksheet *page = bm_resultbook_sheet(book, "Работы", "Работы");
  lxw_row_t row = 3;
  size_t i;
  json_t *work;
  bm_resultbook_heads(book, page, 2, before, 0);
  for (guint k = 0; k < bm_resultbook_n_tasks(book); k++)
    bm_resultbook_task(book, page, 2, (lxw_col_t)(5 + k), k);
  bm_resultbook_heads(book, page, 2, after, (lxw_col_t)(5 + bm_resultbook_n_tasks(book)));
  static const double wide[] = {12, 9, 8, 22, 22}, wide_after[] = {7, 9, 11, 9, 10, 12};
  lxw_col_t column = 0;
  for (guint k = 0; k < G_N_ELEMENTS(wide); k++, column++)
    worksheet_set_column(page, column, column, wide[k], NULL);
  for (guint k = 0; k < bm_resultbook_n_tasks(book); k++, column++)
    worksheet_set_column(page, column, column, BM_RESULT_TASK_WIDE, NULL);
  for (guint k = 0; k < G_N_ELEMENTS(wide_after); k++, column++)
    worksheet_set_column(page, column, column, wide_after[k], NULL);
  worksheet_set_row(page, 2, 30, NULL);
  worksheet_freeze_panes(page, 3, 1);
  json_array_foreach (json_object_get(book->results, "works"), i, work)
    works_row(book, page, row++, work);
}

static void divergence_row(const BmResultBook *book, lxw_worksheet *page, lxw_row_t row,
                           const json_t *work, const json_t *one)
{
  static const char *const scores[] = {"first", "second", "third"};
  worksheet_write_string(page, row, 0, bm_result_text(work, "work_no"), book->text);
  worksheet_write_string(page, row, 1, bm_result_text(work, "school_code"), book->text);
  worksheet_write_string(page, row, 2, bm_result_text(work, "class"), book->text);
  worksheet_write_string(page, row, 3, bm_result_text(one, "task"), book->number);
  for (guint i = 0; i < G_N_ELEMENTS(scores); i++)
    bm_resultbook_score(book, page, row, (lxw_col_t)(4 + i), json_object_get(one, scores[i]));
  for (guint i = 0; i < 3; i++) {
    const char *marker = json_string_value(json_array_get(json_object_get(work, "markers"), i));
    worksheet_write_string(page, row, (lxw_col_t)(7 + i), marker != NULL ? marker : "",
                           book->text);
  }
}

static void divergences_sheet(const BmResultBook *book)
{
  static const char *const heads[] = {"№ работы",    "ОО",          "Класс",  "Задание",
                                      "Первый",      "Второй",      "Третий", "1-й эксперт",
                                      "2-й эксперт", "3-й эксперт", NULL};
  lxw_worksheet *page = bm_resultbook_sheet(book, "Расхождения", "Протокол расхождений");
  lxw_row_t row = 3;
  size_t i, k;
  json_t *work, *one;
  bm_resultbook_heads(book, page, 2, heads, 0);
  worksheet_set_column(page, 0, 9, 12, NULL);
  worksheet_freeze_panes(page, 3, 0);
  json_array_foreach (json_object_get(book->results, "works"), i, work)
    json_array_foreach (json_object_get(work, "divergence"), k, one)
      divergence_row(book, page, row++, work, one);
}

/* --- what did not join */

static void unjoined_row(const BmResultBook *book, lxw_worksheet *page, lxw_row_t row,
                         const json_t *one)
{
  static const char *const keys[] = {"school_code", "class", "work_no", "place"};
  const char *origin = bm_result_text(one, "origin");
  lxw_col_t column = 0;
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
    worksheet_write_string(page, row, column++, bm_result_text(one, keys[i]), book->text);
  worksheet_write_string(page, row, column++,
                         strcmp(origin, "roster.csv") == 0 ? "список учеников" : origin,
                         book->text);
  bm_resultbook_whole(book, page, row, column++, json_object_get(one, "line"));
  const char *reason = bm_result_text(one, "reason");
  worksheet_write_string(page, row, column++, bm_reason_text_ru(reason), book->words);
  worksheet_write_string(page, row, column, bm_reason_todo_ru(reason), book->words);
}

static void unjoined_sheet(const BmResultBook *book)
{
  static const char *const heads[] = {"ОО",     "Класс",  "№ работы",   "Место", "Откуда",
                                      "Строка", "Почему", "Что делать", NULL};
  const json_t *unjoined = json_object_get(book->results, "unjoined");
  if (json_array_size(unjoined) == 0)
    return;
  lxw_worksheet *page =
      bm_resultbook_sheet(book, "Не сопоставлено", "Работы и ученики, которых не соединить");
  size_t i;
  json_t *one;
  bm_resultbook_heads(book, page, 2, heads, 0);
  worksheet_set_column(page, 0, 5, 14, NULL);
  worksheet_set_column(page, 6, 7, 56, NULL);
  worksheet_freeze_panes(page, 3, 0);
  json_array_foreach (unjoined, i, one)
    unjoined_row(book, page, (lxw_row_t)(3 + i), one);
}

void bm_resultbook_sums(const BmResultBook *book)
{
  g_autoptr(GPtrArray) codes = school_codes(book->results);
  schools_sheet(book, codes);
  tasks_sheet(book, codes);
}

gboolean bm_results_district_write(const json_t *results, const json_t *assessment,
                                   const char *path, GError **error)
{
  BmResultBook book = {0};
  if (!bm_resultbook_open(&book, results, assessment, path, error))
    return FALSE;
  bm_resultbook_sums(&book);
  works_sheet(&book);
  divergences_sheet(&book);
  unjoined_sheet(&book);
  return bm_resultbook_close(&book, error);
}

/* --- CSV
 * -------------------------------------------------------------------------------------*/

void bm_result_csv_text(GString *out, const char *text)
{
  gboolean is_quoted = strpbrk(text, ";\"\r\n") != NULL;
  if (is_quoted)
    g_string_append_c(out, '"');
  for (; *text != '\0'; text++)
    g_string_append_printf(out, *text == '"' ? "\"\"" : "%c", *text);
  if (is_quoted)
    g_string_append_c(out, '"');
}

void bm_result_csv_number(GString *out, const json_t *value)
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
  static const char *const told[] = {"participant_code", "student_no", "variant"};
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
    if (i > 0)
      g_string_append_c(out, ';');
    bm_result_csv_text(out, bm_result_text(work, keys[i]));
  }
  for (guint i = 0; i < n; i++)
    bm_result_csv_number(out, json_array_get(json_object_get(work, "scores"), i));
  bm_result_csv_number(out, json_object_get(work, "total"));
  bm_result_csv_number(out, json_object_get(work, "mark"));
  for (guint i = 0; i < G_N_ELEMENTS(told); i++) {
    g_string_append_c(out, ';');
    bm_result_csv_text(out, bm_result_text(work, told[i]));
  }
  bm_result_csv_number(out, json_object_get(work, "journal_mark"));
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
    bm_result_csv_text(out, bm_result_text(row, "id"));
  }
  g_string_append(out, ";total;mark;participant_code;student_no;variant;journal_mark\r\n");
  json_array_foreach (json_object_get(results, "works"), i, row)
    csv_work(out, row, (guint)json_array_size(tasks));
  return bm_file_write(path, out->str, error);
}
