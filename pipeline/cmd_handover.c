/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark handover: the packet for the city centre, and its check. */
#include "pipeline/handover.h"
#include "pipeline/lang.h"
#include "pipeline/report_table.h"
#include "pipeline/rest.h"
#include "pipeline/results.h"

#include <stdio.h>
#include <string.h>

static void packet_tell(const BmOpen *open, const json_t *manifest, gboolean is_zip)
{
  const json_t *counts = json_object_get(manifest, "counts");
  int works = (int)bm_report_count(counts, "works"),
      finals = (int)bm_report_count(counts, "final"),
      reports = (int)bm_report_count(counts, "reports"),
      received = (int)bm_report_count(counts, "reports_received"),
      differences = (int)bm_report_count(counts, "differences");
  fprintf(
      stderr,
      bm_tr("Пакет для городского центра: %s/%s, школ %d, работ с итогом %d из %d. Проверить: "
            "blindmark handover verify %s/%s\n",
            "Packet for the city centre: %s/%s, schools %d, works with a result %d of %d. To "
            "check it: blindmark handover verify %s/%s\n"),
      open->ws, is_zip ? BM_HANDOVER_ZIP : BM_HANDOVER_FOLDER,
      (int)bm_report_count(counts, "schools"), finals, works, open->ws,
      is_zip ? BM_HANDOVER_ZIP : BM_HANDOVER_FOLDER);
  if (finals < works)
    fprintf(stderr,
            bm_tr("Работ ещё без итога: %d (blindmark decode %s)\n",
                  "Works without a result yet: %d (blindmark decode %s)\n"),
            works - finals, open->ws);
  bm_rest_tell(open->ws, json_object_get(manifest, "not_given_out"));
  if (received < reports)
    fprintf(stderr,
            bm_tr("Отчётов организаторов ещё нет: %d (blindmark report %s)\n",
                  "Reports of site organisers still out: %d (blindmark report %s)\n"),
            reports - received, open->ws);
  if (differences > 0)
    fprintf(stderr,
            bm_tr("Расхождений отчётов с раундом: %d (blindmark report %s)\n",
                  "Differences between reports and the round: %d (blindmark report %s)\n"),
            differences, open->ws);
}

static int packet_run(const char *ws, gboolean is_zip, gboolean is_json)
{
  g_auto(BmOpen) open = {0};
  GError *error = NULL;
  if (!bm_open(&open, ws, &error))
    return bm_cmd_fail(error);
  g_autoptr(json_t) results = bm_results(&open, &error);
  if (results != NULL && json_array_size(json_object_get(results, "works")) == 0)
    bm_fail(&error, BM_ERROR_SETTING, "decode_nothing", "%s", ws);
  g_autoptr(json_t) manifest =
      error == NULL ? bm_handover_make(&open, results, is_zip, &error) : NULL;
  if (manifest == NULL)
    return bm_cmd_fail(error);
  if (is_json)
    bm_cmd_print_json(json_incref(manifest));
  else
    packet_tell(&open, manifest, is_zip);
  gboolean is_whole = json_is_true(json_object_get(manifest, "is_complete")) &&
                      bm_report_count(json_object_get(manifest, "counts"), "differences") == 0;
  return is_whole ? BM_EXIT_DONE : BM_EXIT_HELD;
}

static const char *fault_text(const char *what)
{
  static const char *const texts[][3] = {
      {"changed", "изменён", "changed"},
      {"missing", "нет в пакете", "missing"},
      {"extra", "лишний", "extra"},
      {"bad_line", "строка SHA256SUMS испорчена", "a damaged line of SHA256SUMS"}};
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
    if (strcmp(texts[i][0], what) == 0)
      return bm_tr(texts[i][1], texts[i][2]);
  return what;
}

static int verify_run(const char *path, gboolean is_json)
{
  GError *error = NULL;
  guint n = 0;
  g_autoptr(json_t) faults = bm_handover_verify(path, &n, &error);
  if (faults == NULL)
    return bm_cmd_fail(error);
  size_t n_faults = json_array_size(faults), i;
  json_t *fault;
  if (is_json)
    bm_cmd_print_json(json_pack("{s:I,s:O}", "files", (json_int_t)n, "faults", faults));
  json_array_foreach (faults, i, fault) {
    g_autofree char *name = bm_cmd_plain(bm_report_text(fault, "path"));
    if (!is_json)
      printf("%s: %s\n", name, fault_text(bm_report_text(fault, "what")));
  }
  if (n_faults > 0) {
    bm_fail(&error, BM_ERROR_SETTING, "handover_damaged", "%s", path);
    return bm_cmd_fail(error);
  }
  if (!is_json)
    fprintf(stderr, bm_tr("Пакет цел: файлов %u\n", "The packet is whole: %u files\n"), n);
  return BM_EXIT_DONE;
}

int bm_cmd_handover(int argc, char **argv)
{
  gboolean is_json = FALSE, is_zip = FALSE;
  GOptionEntry entries[] = {
      {"zip", 0, 0, G_OPTION_ARG_NONE, &is_zip,
       bm_tr("ещё и одним файлом results/handover.zip",
             "also as one file results/handover.zip"),
       NULL},
      {"json", 0, 0, G_OPTION_ARG_NONE, &is_json, bm_tr("для программ", "for programs"), NULL},
      G_OPTION_ENTRY_NULL};
  int status = bm_cmd_parse(&argc, &argv, entries, 1, 2);
  if (status >= 0)
    return status;
  if (strcmp(argv[1], "verify") == 0 && argc == 3)
    return verify_run(argv[2], is_json);
  if (argc == 3)
    return bm_cmd_usage("handover", bm_tr("такого слова команда не знает", "no such word"));
  return packet_run(argv[1], is_zip, is_json);
}
