/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results as they leave the district. */
#include "pipeline/results_book.h"

#include "pipeline/autoptr.h"
#include "pipeline/results_part.h"
#include "pipeline/workspace.h"

static gboolean school_write(const json_t *results, const json_t *assessment, const char *code,
                             const char *path, GError **error)
{
  BmResultBook book = {0};
  if (!bm_resultbook_open(&book, results, assessment, path, error))
    return FALSE;
  lxw_worksheet *page =
      bm_resultbook_sheet(&book, "Результаты", bm_result_text(assessment, "title"));
  bm_resultbook_exchange(&book, page, code);
  return bm_resultbook_close(&book, error);
}

static gboolean district_write(const json_t *results, const json_t *assessment,
                               const char *path, GError **error)
{
  BmResultBook book = {0};
  if (!bm_resultbook_open(&book, results, assessment, path, error))
    return FALSE;
  bm_resultbook_sums(&book);
  lxw_worksheet *page = bm_resultbook_sheet(&book, "Работы", "Работы");
  bm_resultbook_exchange(&book, page, NULL);
  return bm_resultbook_close(&book, error);
}

static void csv_row(GString *out, const json_t *assessment, const json_t *work, size_t n)
{
  const char *const texts[] = {
      bm_result_text(work, "school_code"), bm_result_text(assessment, "district"),
      bm_result_text(work, "school_name"), bm_result_text(work, "participant_code"),
      bm_result_text(work, "class"),       bm_result_text(work, "variant")};
  static const char *const numbers[] = {"total", "mark", "journal_mark"};
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
    if (i > 0)
      g_string_append_c(out, ';');
    bm_result_csv_text(out, texts[i]);
  }
  for (size_t i = 0; i < n; i++)
    bm_result_csv_number(out, json_array_get(json_object_get(work, "scores"), i));
  for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
    bm_result_csv_number(out, json_object_get(work, numbers[i]));
  g_string_append(out, "\r\n");
}

static gboolean csv_write(const json_t *results, const json_t *assessment, const char *path,
                          GError **error)
{
  const json_t *tasks = json_object_get(results, "tasks");
  g_autoptr(GString) out = g_string_new("\xEF\xBB\xBFОО;Муниципалитет;Название ОО;Код "
                                        "участника;Класс;Вариант");
  size_t i;
  json_t *row;
  json_array_foreach ((json_t *)tasks, i, row) {
    g_string_append_c(out, ';');
    bm_result_csv_text(out, bm_result_text(row, "id"));
  }
  g_string_append(out, ";Первичный балл;Отметка;Отметка по журналу\r\n");
  json_array_foreach (json_object_get(results, "works"), i, row)
    csv_row(out, assessment, row, json_array_size(tasks));
  return bm_file_write(path, out->str, error);
}

gboolean bm_results_packet_write(const json_t *results, const json_t *assessment,
                                 const char *folder, guint *ret_n, GError **error)
{
  g_autofree char *schools = g_build_filename(folder, "schools", NULL);
  g_autofree char *district = g_build_filename(folder, "district.xlsx", NULL);
  g_autofree char *table = g_build_filename(folder, "results.csv", NULL);
  return bm_folder_make(schools, 0700, error) &&
         bm_results_schools_each(results, assessment, schools, school_write, ret_n, error) &&
         district_write(results, assessment, district, error) &&
         csv_write(results, assessment, table, error);
}
