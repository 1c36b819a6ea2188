/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark report: forms for site organisers, the general report, the lists for help. */
#include "pipeline/lang.h"
#include "pipeline/report.h"
#include "pipeline/report_kit.h"
#include "pipeline/report_table.h"
#include "pipeline/report_tables.h"
#include "pipeline/results.h"
#include "pipeline/results_part.h"

#include <stdio.h>
#include <string.h>

/* ---- forms ---- */

static json_t *forms_json(const json_t *kits)
{
  json_t *list = json_array(), *kit;
  size_t i;
  json_array_foreach ((json_t *)kits, i, kit) {
    g_autofree char *name = bm_result_file_name(bm_report_text(kit, "school_code"), ".xlsx");
    g_autofree char *file = g_build_filename(BM_REPORTS_FOLDER, "forms", name, NULL);
    json_array_append_new(list, json_pack("{s:O,s:O,s:s}", "school_code",
                                          json_object_get(kit, "school_code"), "report",
                                          json_object_get(kit, "report"), "file", file));
  }
  return list;
}

static int forms_run(BmOpen *open, gboolean is_json, GError **error)
{
  g_autoptr(json_t) kits = NULL;
  if (!bm_report_forms(open, &kits, error))
    return BM_EXIT_FAILED;
  if (is_json) {
    bm_cmd_print_json(forms_json(kits));
    return BM_EXIT_DONE;
  }
  fprintf(stderr,
          bm_tr("Формы отчёта для школ: %zu, в %s/" BM_REPORTS_FOLDER
                "/forms. Заполненные положите в %s/scores/inbox или: blindmark collect %s "
                "ФАЙЛ…\n",
                "Report forms for schools: %zu, in %s/" BM_REPORTS_FOLDER
                "/forms. Put those filled in into %s/scores/inbox or: blindmark collect %s "
                "FILE…\n"),
          json_array_size(kits), open->ws, open->ws, open->ws);
  guint apart = bm_report_markers_apart(open->ledger, open->keymap);
  if (apart > 0)
    fprintf(stderr,
            bm_tr("Проверяющих, которые не из школ раунда: %u; их нет ни в одной форме.\n",
                  "Markers who are of no school of the round: %u; they are in no form.\n"),
            apart);
  return BM_EXIT_DONE;
}

/* ---- the general report ---- */

static void schools_print(const json_t *summary, const char *state, const char *head)
{
  size_t i;
  json_t *school;
  gboolean is_first = TRUE;
  json_array_foreach (json_object_get(summary, "schools"), i, school) {
    if (strcmp(bm_report_text(school, "state"), state) != 0)
      continue;
    if (is_first)
      puts(head);
    is_first = FALSE;
    g_autofree char *code = bm_cmd_plain(bm_report_text(school, "school_code"));
    g_autofree char *name = bm_cmd_plain(bm_report_text(school, "school"));
    printf("  %s  %s\n", code, strcmp(code, name) != 0 ? name : "");
  }
}

static const char *numbers_format(const char *what)
{
  if (strcmp(what, "not_handed_in") == 0)
    return bm_tr("писали %d, сдано %d", "written %d, handed in %d");
  return bm_tr("в отчёте %d, в раунде %d", "reported %d, counted %d");
}

static void differences_print(const json_t *differences)
{
  size_t i;
  json_t *one;
  if (json_array_size(differences) > 0)
    puts(bm_tr("Расхождения с подсчётами раунда:", "Differences from the round's own counts:"));
  json_array_foreach ((json_t *)differences, i, one) {
    const char *what = bm_report_text(one, "what");
    g_autofree char *code = bm_cmd_plain(bm_report_text(one, "school_code"));
    printf("  %s, %s: %s: ", code, bm_report_text(one, "where"),
           bm_difference_text(what, bm_lang_is_russian()));
    printf(numbers_format(what), (int)bm_report_count(one, "reported"),
           (int)bm_report_count(one, "counted"));
    printf("\n    → %s\n", bm_difference_todo(what, bm_lang_is_russian()));
  }
}

static void summary_print(const BmOpen *open, const json_t *summary)
{
  const json_t *counts = json_object_get(summary, "counts");
  size_t n = json_array_size(json_object_get(summary, "schools"));
  printf(bm_tr("Отчётов организаторов: принято %d из %zu\n",
               "Reports of site organisers: %d of %zu are in\n"),
         (int)bm_report_count(counts, "received"), n);
  schools_print(summary, "missing", bm_tr("Ещё не сдали:", "Still out:"));
  schools_print(
      summary, "outdated",
      bm_tr("Форма устарела (классы или комплекты изменились), нужен новый отчёт:",
            "The form is outdated (classes or bundles changed), a new one is needed:"));
  schools_print(summary, "held",
                bm_tr("Ждут решения (blindmark review ПАПКА list):",
                      "Wait for a decision (blindmark review WS list):"));
  differences_print(json_object_get(summary, "differences"));
  fprintf(stderr,
          bm_tr("Сводный отчёт: %s/" BM_REPORTS_FOLDER "/general.xlsx, .html, .pdf\n",
                "General report: %s/" BM_REPORTS_FOLDER "/general.xlsx, .html, .pdf\n"),
          open->ws);
}

static int general_run(BmOpen *open, gboolean is_json, GError **error)
{
  g_autoptr(json_t) summary = bm_report_general(open, error);
  if (summary == NULL)
    return BM_EXIT_FAILED;
  gint64 received = bm_report_count(json_object_get(summary, "counts"), "received");
  gboolean is_whole =
      received == (gint64)json_array_size(json_object_get(summary, "schools")) &&
      json_array_size(json_object_get(summary, "differences")) == 0;
  if (is_json)
    bm_cmd_print_json(json_incref(summary));
  else
    summary_print(open, summary);
  return is_whole ? BM_EXIT_DONE : BM_EXIT_HELD;
}

/* ---- the lists ---- */

static int lists_run(BmOpen *open, gboolean is_json, GError **error)
{
  g_autoptr(json_t) counts = bm_report_lists(open, error);
  if (counts == NULL)
    return BM_EXIT_FAILED;
  if (is_json)
    bm_cmd_print_json(json_incref(counts));
  else
    fprintf(
        stderr,
        bm_tr("Списки: %s/" BM_REPORTS_FOLDER "/lists.xlsx, .html, .pdf. Школ для помощи: "
              "%d, заданий в школах: %d; учителей, с которыми стоит обсудить критерии: %d, "
              "заданий: %d\n",
              "Lists: %s/" BM_REPORTS_FOLDER "/lists.xlsx, .html, .pdf. Schools for help: "
              "%d, tasks in schools: %d; teachers with whom to discuss criteria: %d, tasks: "
              "%d\n"),
        open->ws, (int)bm_report_count(counts, "schools"), (int)bm_report_count(counts, "help"),
        (int)bm_report_count(counts, "markers"), (int)bm_report_count(counts, "criteria"));
  return BM_EXIT_DONE;
}

static const struct {
  const char *name;
  int (*run)(BmOpen *open, gboolean is_json, GError **error);
} verbs[] = {{"general", general_run}, {"forms", forms_run}, {"lists", lists_run}};

int bm_cmd_report(int argc, char **argv)
{
  gboolean is_json = FALSE;
  GOptionEntry entries[] = {
      {"json", 0, 0, G_OPTION_ARG_NONE, &is_json, bm_tr("для программ", "for programs"), NULL},
      G_OPTION_ENTRY_NULL};
  int status = bm_cmd_parse(&argc, &argv, entries, 1, 2);
  if (status >= 0)
    return status;
  g_auto(BmOpen) open = {0};
  GError *error = NULL;
  for (guint i = 0; i < G_N_ELEMENTS(verbs); i++) {
    if (strcmp(argc > 2 ? argv[2] : "general", verbs[i].name) != 0)
      continue;
    status =
        bm_open(&open, argv[1], &error) ? verbs[i].run(&open, is_json, &error) : BM_EXIT_FAILED;
    return error != NULL ? bm_cmd_fail(error) : status;
  }
  return bm_cmd_usage("report", bm_tr("такого слова команда не знает", "no such word"));
}
