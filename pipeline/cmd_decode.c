/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark decode: results per school and class, for the coordinator who holds the key map. */
#include "pipeline/agree.h"
#include "pipeline/answer.h"
#include "pipeline/autoptr.h"
#include "pipeline/json_text.h"
#include "pipeline/lang.h"
#include "pipeline/participants.h"
#include "pipeline/recheck_book.h"
#include "pipeline/rest.h"
#include "pipeline/results.h"
#include "pipeline/results_book.h"
#include "pipeline/tasks_kept.h"
#include "pipeline/workspace.h"

#include <stdio.h>
#include <string.h>

gboolean bm_results_write(const BmOpen *open, const json_t *results, guint *ret_n,
                          GError **error)
{
  g_autofree char *schools = g_build_filename(open->ws, "results", "schools", NULL);
  g_autofree char *district = g_build_filename(open->ws, "results", "district.xlsx", NULL);
  g_autofree char *table = g_build_filename(open->ws, "results", "results.csv", NULL);
  g_autofree char *recheck = g_build_filename(open->ws, "results", "recheck.xlsx", NULL);
  return bm_folder_make(schools, 0700, error) &&
         bm_results_schools_write(results, open->procedure->assessment, schools, ret_n,
                                  error) &&
         bm_results_district_write(results, open->procedure->assessment, district, error) &&
         bm_results_csv_write(results, table, error) &&
         (!bm_recheck_is_compared(results) || bm_recheck_book_write(results, recheck, error));
}

static guint count_state(const json_t *results, const char *state)
{
  guint n = 0;
  size_t i;
  json_t *work;
  json_array_foreach (json_object_get(results, "works"), i, work)
    n += g_strcmp0(bm_json_text(work, "state"), state) == 0;
  return n;
}

static void tell(const BmOpen *open, const json_t *results)
{
  guint n_third = count_state(results, "needs_third"),
        n_open = count_state(results, "incomplete");
  fprintf(stderr,
          bm_tr("Итог есть у работ: %u из %zu; школ: %u. Файлы в %s/results\n",
                "Works with a result: %u of %zu; schools: %u. Files in %s/results\n"),
          count_state(results, "final"), json_array_size(json_object_get(results, "works")),
          (guint)json_integer_value(json_object_get(results, "n_schools")), open->ws);
  if (bm_recheck_is_compared(results))
    fprintf(
        stderr,
        bm_tr("Сравнение с первой проверкой: %s/results/recheck.xlsx, работ: %u\n",
              "The comparison with the first marking: %s/results/recheck.xlsx, works: %u\n"),
        open->ws, bm_recheck_compare(results, NULL).n_compared);
  if (n_third > 0)
    fprintf(stderr,
            bm_tr("Оценки двух экспертов существенно расходятся, нужна третья проверка: %u "
                  "работ\n",
                  "Two experts differ much, a third marking is needed: %u works\n"),
            n_third);
  if (n_open > 0)
    fprintf(stderr,
            bm_tr("Проверено не всё: %u работ (чего ждём: blindmark collect %s)\n",
                  "Not marked in full: %u works (what is awaited: blindmark collect %s)\n"),
            n_open, open->ws);
}

/* Only when the coordinator has told anything of pupils. */
static void unjoined_tell(const BmOpen *open, const json_t *results)
{
  const json_t *unjoined = json_object_get(results, "unjoined"), *one;
  guint n_works = 0, n_rows = 0;
  size_t i;
  json_array_foreach (unjoined, i, one)
    if (bm_json_text(one, "origin") != NULL)
      n_rows++;
    else
      n_works++;
  if (n_rows + n_works > 0)
    fprintf(stderr,
            bm_tr("Не соединены с учениками: строк списков %u, работ %u (лист «Не "
                  "сопоставлено» в %s/results/district.xlsx)\n",
                  "Not joined with pupils: rows of the lists %u, works %u (sheet «Не "
                  "сопоставлено» of %s/results/district.xlsx)\n"),
            n_rows, n_works, open->ws);
  bm_participants_tell(unjoined);
}

static void overruled_tell(const BmOpen *open, const json_t *results)
{
  g_autoptr(json_t) works =
      bm_agree_overruled(open->ledger, json_object_get(results, "markings"));
  size_t i;
  json_t *work_no;
  json_array_foreach (works, i, work_no)
    fprintf(stderr,
            bm_tr("Работа %s: балл был согласован, но пришла и третья проверка с другим; "
                  "считается третья\n",
                  "Work %s: a score was agreed, but a third marking has come with another; the "
                  "third counts\n"),
            json_string_value(work_no));
}

static void remarks_tell(const BmOpen *open, const json_t *results)
{
  overruled_tell(open, results);
  bm_tasks_tell(open->procedure, open->ws);
  bm_rest_tell(open->ws, json_object_get(results, "rest"));
  unjoined_tell(open, results);
}

static json_t *make(BmOpen *open, GError **error)
{
  g_autoptr(json_t) results = bm_results(open, error);
  guint n_schools = 0;
  if (results == NULL)
    return NULL;
  if (json_array_size(json_object_get(results, "works")) == 0) {
    bm_fail(error, BM_ERROR_SETTING, "decode_nothing", "%s", open->ws);
    return NULL;
  }
  if (!bm_results_write(open, results, &n_schools, error))
    return NULL;
  json_object_set_new(results, "n_schools", json_integer(n_schools));
  return g_steal_pointer(&results);
}

static json_t *data(json_t *results)
{
  return json_incref(json_object_get(results, "works"));
}

static BmExit status_of(const json_t *results)
{
  size_t n = json_array_size(json_object_get(results, "works"));
  gboolean is_whole =
      count_state(results, "final") == n && bm_rest_is_none(json_object_get(results, "rest"));
  return is_whole ? BM_EXIT_DONE : BM_EXIT_HELD;
}

int bm_cmd_decode(int argc, char **argv)
{
  static const BmAnswer answer = {
      .make = make, .data = data, .tell = tell, .remark = remarks_tell, .status = status_of};
  return bm_answer_run(argc, argv, &answer);
}
