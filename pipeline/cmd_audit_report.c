/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark audit WS report. */
#include "pipeline/cmd_audit_report.h"

#include "pipeline/apart.h"
#include "pipeline/audit_report.h"
#include "pipeline/audit_sample.h"
#include "pipeline/cmd_audit.h"
#include "pipeline/digest.h"
#include "pipeline/journal.h"
#include "pipeline/json_text.h"
#include "pipeline/lang.h"
#include "pipeline/workspace.h"

#include <stdio.h>

/* What persons saw in the samples; nobody looked: that is said, too. */
static char *samples_text(const json_t *proofs)
{
  const json_t *samples = json_object_get(json_object_get(proofs, "samples"), "samples");
  int n_seen = 0, n_leaks = 0, n_doubts = 0;
  size_t i;
  json_t *sample;
  json_array_foreach ((json_t *)samples, i, sample) {
    g_autoptr(json_t) sum = bm_audit_sample_sum(sample);
    n_seen += json_is_true(json_object_get(sum, "seen")) &&
              !json_is_true(json_object_get(sample, "is_changed"));
    n_leaks += (int)json_integer_value(json_object_get(sum, "leak"));
    n_doubts += (int)json_integer_value(json_object_get(sum, "doubt"));
  }
  if (n_leaks + n_doubts > 0)
    return g_strdup_printf("В ВЫБОРКАХ НАЙДЕНЫ СТРАНИЦЫ С ИМЕНЕМ, ШКОЛОЙ ИЛИ КЛАССОМ: %d, "
                           "СОМНИТЕЛЬНЫХ: %d. Не раздавайте эти работы, розданные отзовите.",
                           n_leaks, n_doubts);
  if (n_seen == 0)
    return g_strdup("Ни одну случайную выборку не просмотрели до конца: видны ли на страницах "
                    "имена, этот отчёт не говорит (blindmark audit РАУНД sample).");
  return g_strdup_printf("Просмотрено выборок: %d; имён, школ и классов на них не видно.",
                         n_seen);
}

static json_t *preface_of(const json_t *proofs)
{
  g_autofree char *samples = samples_text(proofs);
  int n_restarts =
      (int)json_integer_value(json_object_get(json_object_get(proofs, "journal"), "restarts"));
  json_t *lines = json_pack(
      "[s,s]",
      bm_audit_is_proven(proofs)
          ? "Всё, что можно доказать по файлам раунда, доказано."
          : "НЕ ВСЁ ДОКАЗАНО: что именно, стоит в таблице доказательств; подробности даёт "
            "blindmark audit РАУНД.",
      samples);
  if (n_restarts > 0)
    json_array_append_new(
        lines, json_string("ЖУРНАЛ НАЧИНАЛИ ЗАНОВО: что было до того, не доказано. Когда и что "
                           "тогда было не так, стоит в последней таблице."));
  json_array_append_new(
      lines,
      json_string(
          "Чего файлы доказать не могут: что страницы вне выборки чисты (о них — только "
          "граница в таблице выборок); что люди решали верно; что тот, кто распоряжался "
          "всем компьютером, не написал всё заново самой программой. Против последнего — "
          "записи журнала, которые ушли с комплектами и стоят в прежних отчётах."));
  json_array_append_new(lines,
                        json_string("В отчёте нет ни имён, ни школ: работы названы номерами."));
  return lines;
}

static gboolean files_keep(const char *ws, const json_t *files, GError **error)
{
  static const char *const kinds[] = {"pdf", "html"};
  g_autofree char *folder = g_build_filename(ws, "audit", NULL);
  for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
    g_autofree char *name = g_strconcat("report.", kinds[i], NULL);
    if (!bm_file_keep(bm_json_text(files, kinds[i]), folder, name, error))
      return FALSE;
  }
  return TRUE;
}

/* Which report it is, so that another cannot be put in its place. Told before the files come:
 * after a kill those of the last report lie there, which were told, too. */
static gboolean report_tell(const BmOpen *open, const json_t *files, GError **error)
{
  g_autofree char *pdf = bm_file_digest(bm_json_text_or_empty(files, "pdf")),
                  *html = bm_file_digest(bm_json_text_or_empty(files, "html"));
  return bm_journal_event(open->ledger, "report",
                          json_pack("{s:s?,s:s?}", "sha256", pdf, "html_sha256", html),
                          error) &&
         bm_journal_export(open->ledger, error);
}

static gboolean report_write(BmOpen *open, const json_t *proofs, GError **error)
{
  g_autoptr(BmConf) conf = bm_conf_load(open->ws, error);
  g_autofree char *scratch = conf != NULL ? bm_scratch_make(open->ws, error) : NULL;
  if (scratch == NULL)
    return FALSE;
  const json_t *assessment = open->procedure->assessment;
  json_t *context =
      json_pack("{s:{s:s,s:s,s:s,s:o,s:o}}", "document", "stem", "audit", "heading",
                "Отчёт аудитора", "title", bm_json_text_or_empty(assessment, "title"),
                "preface", preface_of(proofs), "tables", bm_audit_tables(open, conf, proofs));
  g_autoptr(json_t) files = bm_apart_note("analyse", context, scratch, "document", error);
  gboolean is_done =
      files != NULL && report_tell(open, files, error) && files_keep(open->ws, files, error);
  bm_folder_remove(scratch);
  return is_done;
}

int bm_audit_report_run(const char *ws, gboolean is_quiet)
{
  g_auto(BmOpen) open = {0};
  GError *error = NULL;
  g_autoptr(json_t) proofs =
      bm_open(&open, ws, &error) ? bm_audit_verify(&open, is_quiet, NULL, &error) : NULL;
  if (proofs == NULL || !report_write(&open, proofs, &error))
    return bm_cmd_fail(error);
  fprintf(stderr,
          bm_tr("Отчёт: %s/audit/report.pdf и report.html\n",
                "The report: %s/audit/report.pdf and report.html\n"),
          open.ws);
  if (!bm_audit_is_proven(proofs)) {
    fprintf(stderr,
            bm_tr("Не всё доказано: blindmark audit %s\n",
                  "Not everything is proven: blindmark audit %s\n"),
            open.ws);
    return BM_EXIT_FAILED;
  }
  return BM_EXIT_DONE;
}
