/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark analyse: what the results tell, with reports for the coordinator. */
#include "pipeline/answer.h"
#include "pipeline/apart.h"
#include "pipeline/earlier.h"
#include "pipeline/first.h"
#include "pipeline/json_text.h"
#include "pipeline/lang.h"
#include "pipeline/rest.h"
#include "pipeline/results.h"
#include "pipeline/workspace.h"

#include <stdio.h>
#include <string.h>

/* --- the input
 * ------------------------------------------------------------------------------*/

static json_t *bounds_of(const json_t *scale)
{
  json_t *bounds = json_array(), *step;
  size_t i;
  json_array_foreach (json_object_get(scale, "marks"), i, step)
    if (json_integer_value(json_object_get(step, "mark")) >= 3)
      json_array_append(bounds, json_object_get(step, "from"));
  if (json_array_size(bounds) == 3)
    return bounds;
  json_decref(bounds);
  return json_null();
}

static json_t *tasks_of(const json_t *results)
{
  json_t *tasks = json_deep_copy(json_object_get(results, "tasks")), *task;
  size_t i;
  json_array_foreach (tasks, i, task)
    if (json_object_get(task, "level") == NULL)
      json_object_set_new(task, "level", json_string("basic"));
  return tasks;
}

static gboolean is_control(const BmOpen *open, const char *code)
{
  size_t i;
  json_t *school;
  json_array_foreach (json_object_get(open->procedure->assessment, "schools"), i, school)
    if (g_strcmp0(bm_json_text(school, "school_code"), code) == 0)
      return json_is_true(json_object_get(school, "is_control"));
  return FALSE;
}

static json_t *schools_of(const BmOpen *open, const json_t *results)
{
  json_t *schools = json_array(), *work;
  const char *last = NULL;
  size_t i;
  json_array_foreach (json_object_get(results, "works"), i, work) {
    const char *code = bm_json_text(work, "school_code");
    if (g_strcmp0(code, last) != 0) {
      json_t *school =
          json_pack("{s:s,s:b}", "school", code, "is_control", is_control(open, code));
      bm_earlier_add(open->procedure, code, school);
      json_array_append_new(schools, school);
    }
    last = code;
  }
  return schools;
}

/* Only works with a result: what is still being marked would look like zeros. */
static json_t *works_of(const json_t *results)
{
  static const char *const keys[] = {"work_no",      "class",       "scores",
                                     "total",        "mark",        "variant",
                                     "journal_mark", "prior_total", "prior_mark"};
  json_t *works = json_array(), *work;
  size_t i;
  json_array_foreach (json_object_get(results, "works"), i, work) {
    if (g_strcmp0(bm_json_text(work, "state"), "final") != 0)
      continue;
    json_t *row = json_pack("{s:O,s:n,s:n}", "school", json_object_get(work, "school_code"),
                            "prior_total", "prior_mark");
    for (guint k = 0; k < G_N_ELEMENTS(keys); k++)
      json_object_set(row, keys[k], json_object_get(work, keys[k]));
    json_array_append_new(works, row);
  }
  return works;
}

/* Where scores were agreed, every marking is compared with them, also those that count. */
static json_t *markings_of(const json_t *results)
{
  g_autoptr(GHashTable) agreed = g_hash_table_new(g_str_hash, g_str_equal);
  json_t *markings = json_array(), *one;
  size_t i;
  json_array_foreach (json_object_get(results, "agreed"), i, one)
    g_hash_table_add(agreed, (gpointer)bm_json_text(one, "work_no"));
  json_array_foreach (json_object_get(results, "markings"), i, one) {
    const char *purpose = bm_json_text(one, "purpose");
    if (bm_json_text(one, "marker") == NULL)
      continue; /* agreed: nobody's */
    gboolean is_third = g_strcmp0(purpose, "third") == 0;
    gboolean is_anchor = g_strcmp0(purpose, "anchor") == 0 ||
                         g_hash_table_contains(agreed, bm_json_text(one, "work_no"));
    json_array_append_new(markings, json_pack("{s:O,s:O,s:b,s:b,s:O}", "work_no",
                                              json_object_get(one, "work_no"), "marker",
                                              json_object_get(one, "marker"), "is_anchor",
                                              is_anchor && !is_third, "is_third", is_third,
                                              "scores", json_object_get(one, "scores")));
  }
  return markings;
}

static guint works_open(const json_t *results)
{
  guint n = 0;
  size_t i;
  json_t *work;
  json_array_foreach (json_object_get(results, "works"), i, work)
    n += g_strcmp0(bm_json_text(work, "state"), "final") != 0;
  return n;
}

static guint rest_of(const json_t *results, const char *what)
{
  return (guint)json_integer_value(json_object_get(json_object_get(results, "rest"), what));
}

/* What every report says below its heading while something of the round is in no result. */
static char *unfinished_text(const json_t *results)
{
  guint n_open = works_open(results), works = rest_of(results, "works"),
        pages = rest_of(results, "pages"), files = rest_of(results, "files");
  if (n_open + works + pages + files == 0)
    return g_strdup("");
  GString *text = g_string_new(" · ПРЕДВАРИТЕЛЬНО:");
  const struct {
    const char *format;
    guint n;
  } parts[] = {{" работ без итога %u,", n_open},
               {" не роздано работ %u,", works},
               {" страниц ждут решения %u,", pages},
               {" файлов сканов ждут %u,", files}};
  for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
    if (parts[i].n > 0)
      g_string_append_printf(text, parts[i].format, parts[i].n);
  return g_string_free(g_string_truncate(text, text->len - 1), FALSE);
}

json_t *bm_results_analysis_input(const BmOpen *open, const json_t *results)
{
  g_autofree char *unfinished = unfinished_text(results);
  const json_t *assessment = open->procedure->assessment;
  g_autofree char *title = g_strdup_printf(
      "%s · %s%s%s",
      bm_json_text(assessment, "title") != NULL ? bm_json_text(assessment, "title") : "",
      bm_json_text(assessment, "subject") != NULL ? bm_json_text(assessment, "subject") : "",
      bm_keymap_is_recheck(open->keymap) ? " · перепроверка" : "", unfinished);
  return json_pack("{s:s,s:b,s:o,s:o,s:o,s:o,s:o,s:O}", "title", title, "is_recheck",
                   bm_keymap_is_recheck(open->keymap), "tasks", tasks_of(results), "mark_scale",
                   bounds_of(json_object_get(results, "scale")), "schools",
                   schools_of(open, results), "works", works_of(results), "markings",
                   markings_of(results), "anchors", json_object_get(results, "agreed"));
}

/* --- the output
 * -----------------------------------------------------------------------------*/

static gboolean tables_keep(const json_t *csv, const char *folder, GError **error)
{
  g_autofree char *below = g_build_filename(folder, "analysis", NULL);
  if (!bm_folder_make(below, 0700, error))
    return FALSE;
  const char *table;
  json_t *path;
  json_object_foreach ((json_t *)csv, table, path) {
    g_autofree char *name = g_strconcat(table, ".csv", NULL);
    if (!bm_file_keep(json_string_value(path), below, name, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean files_keep(const BmOpen *open, const json_t *files, GError **error)
{
  static const char *const kinds[] = {"xlsx", "html", "pdf"};
  g_autofree char *folder = g_build_filename(open->ws, "results", NULL);
  for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
    g_autofree char *name = g_strconcat("analysis.", kinds[i], NULL);
    if (!bm_file_keep(bm_json_text(files, kinds[i]), folder, name, error))
      return FALSE;
  }
  return tables_keep(json_object_get(files, "csv"), folder, error);
}

/* The reports, and this round as the earlier one of the next. */
static gboolean all_keep(const BmOpen *open, const json_t *input, const json_t *analysis,
                         GError **error)
{
  g_autofree char *path = g_build_filename(open->ws, "results", "earlier.csv", NULL);
  return files_keep(open, json_object_get(analysis, "files"), error) &&
         bm_earlier_write(input, analysis, path, error);
}

json_t *bm_results_analyse(BmOpen *open, GError **error)
{
  g_autoptr(json_t) results = bm_results(open, error);
  if (results == NULL)
    return NULL;
  g_autofree char *scratch = bm_scratch_make(open->ws, error);
  if (scratch == NULL)
    return NULL;
  g_autoptr(json_t) input = bm_results_analysis_input(open, results);
  g_autoptr(json_t) analysis =
      bm_apart_note("analyse", json_incref(input), scratch, "analysis", error);
  gboolean is_kept = analysis != NULL && all_keep(open, input, analysis, error);
  bm_folder_remove(scratch);
  if (!is_kept)
    return NULL;
  json_object_set_new(analysis, "without_result", json_integer(works_open(results)));
  json_object_set(analysis, "rest", json_object_get(results, "rest"));
  return g_steal_pointer(&analysis);
}

static void tell(const BmOpen *open, const json_t *analysis)
{
  const json_t *risk = json_object_get(analysis, "risk"), *row;
  size_t i;
  fprintf(stderr,
          bm_tr("Отчёты: %s/results/analysis.html, .pdf, .xlsx и таблицы в analysis/\n",
                "Reports: %s/results/analysis.html, .pdf, .xlsx and tables in analysis/\n"),
          open->ws);
  if (bm_keymap_is_recheck(open->keymap))
    fputs(bm_tr("Отобранные школы друг с другом не сравниваются; о них говорит сравнение двух "
                "проверок: таблица retest и results/recheck.xlsx\n",
                "Schools that were chosen are not compared with each other; the comparison of "
                "the two markings tells of them: table retest and results/recheck.xlsx\n"),
          stderr);
  else if (json_array_size(risk) == 0)
    fputs(bm_tr("Признаков, по которым рекомендуется перепроверка, не найдено.\n",
                "No signs were found by which a re-check is recommended.\n"),
          stderr);
  json_array_foreach (risk, i, row)
    printf(bm_tr("рекомендована перепроверка: %s (работ %d, независимых признаков %zu)\n",
                 "a re-check is recommended: %s (works %d, independent signs %zu)\n"),
           bm_json_text(row, "school"), (int)json_integer_value(json_object_get(row, "n")),
           json_array_size(json_object_get(row, "families")));
}

/* Files are kept by now; their places in the scratch folder say nothing. */
static json_t *data(json_t *analysis)
{
  json_t *copy = json_copy(analysis);
  json_object_del(copy, "files");
  return copy;
}

static int without_result(const json_t *analysis)
{
  return (int)json_integer_value(json_object_get(analysis, "without_result"));
}

static void remark(const BmOpen *open, const json_t *analysis)
{
  int n = without_result(analysis);
  if (n > 0)
    fprintf(stderr,
            bm_tr("Предварительно: работ без итога %d, в анализе их нет. blindmark decode %s\n",
                  "Preliminary: %d works have no result and are not analysed. blindmark decode "
                  "%s\n"),
            n, open->ws);
  bm_rest_tell(open->ws, json_object_get(analysis, "rest"));
}

static BmExit status_of(const json_t *analysis)
{
  gboolean is_whole =
      without_result(analysis) == 0 && bm_rest_is_none(json_object_get(analysis, "rest"));
  return is_whole ? BM_EXIT_DONE : BM_EXIT_HELD;
}

int bm_cmd_analyse(int argc, char **argv)
{
  static const BmAnswer answer = {.make = bm_results_analyse,
                                  .data = data,
                                  .tell = tell,
                                  .remark = remark,
                                  .status = status_of};
  return bm_answer_run(argc, argv, &answer);
}
