/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark audit: the journal checked, told, and begun anew. */
#include "pipeline/cmd_audit_journal.h"

#include "pipeline/heads.h"
#include "pipeline/journal.h"
#include "pipeline/journal_check.h"
#include "pipeline/json_text.h"
#include "pipeline/lang.h"
#include "pipeline/reason.h"
#include "pipeline/workspace.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MOST_SHOWN 12

static gboolean head_ask(json_t *heads, const char *head, GError **error)
{
  json_t *wanted = head != NULL ? bm_journal_head_read(head, "--head") : NULL;
  if (wanted != NULL)
    json_array_append_new(heads, wanted);
  return head == NULL || wanted != NULL ||
         bm_fail(error, BM_ERROR_SETTING, "head_bad", "'%s'", head);
}

/* No journal at all is the first thing that an auditor must be told, not a reason to stop. */
static json_t *missing_report(void)
{
  return json_pack("{s:b,s:i,s:[{s:s}]}", "is_proven", 0, "records", 0, "faults", "fault",
                   "journal_missing");
}

json_t *bm_audit_journal(BmOpen *open, const char *head, GError **error)
{
  g_autoptr(json_t) heads = bm_heads_gather(open->ws);
  g_autofree char *folder = g_build_filename(open->ws, "audit", NULL);
  if (!head_ask(heads, head, error))
    return NULL;
  g_autofree char *path = g_build_filename(open->ws, BM_JOURNAL_PLACE, NULL);
  gboolean is_link = g_file_test(path, G_FILE_TEST_IS_SYMLINK); /* the program makes none */
  json_t *report = is_link ? NULL : bm_journal_check(folder, open->ledger, heads, NULL);
  return report != NULL ? report : missing_report();
}

json_t *bm_audit_journal_alone(const char *folder, const char *head, GError **error)
{
  g_autoptr(json_t) heads = json_array();
  if (!head_ask(heads, head, error))
    return NULL;
  return bm_journal_check(folder, NULL, heads, error);
}

gboolean bm_audit_is_alone(const char *folder)
{
  g_autofree char *name = g_path_get_basename(BM_JOURNAL_PLACE);
  g_autofree char *journal = g_build_filename(folder, name, NULL);
  g_autofree char *conf = g_build_filename(folder, "blindmark.conf", NULL);
  return access(journal, F_OK) == 0 && access(conf, F_OK) != 0;
}

/* --- printing */

static void fault_print(const json_t *fault)
{
  const char *where = bm_json_text(fault, "where"), *table = bm_json_text(fault, "table");
  g_autofree char *key = bm_cmd_plain(bm_json_text_or_empty(fault, "key"));
  printf("  %s", bm_reason_text(bm_json_text(fault, "fault")));
  if (json_object_get(fault, "line") != NULL)
    printf(bm_tr(": строка %d", ": line %d"),
           (int)json_integer_value(json_object_get(fault, "line")));
  if (table != NULL)
    printf(": %s %s", table, key);
  if (where != NULL)
    printf(": %s", where);
  putchar('\n');
}

static void advice_print(const json_t *faults)
{
  g_autoptr(GHashTable) said = g_hash_table_new(g_str_hash, g_str_equal);
  size_t i;
  json_t *fault;
  json_array_foreach ((json_t *)faults, i, fault) {
    const char *todo = bm_reason_todo(bm_json_text(fault, "fault"));
    if (todo[0] != '\0' && g_hash_table_add(said, (gpointer)todo))
      printf("  %s %s\n", bm_tr("Что делать:", "What to do:"), todo);
  }
}

/* When, and what was wrong then: afterwards it is seen no more. */
static void restart_print(const json_t *restart)
{
  const json_t *facts = json_object_get(restart, "facts");
  const char *slug;
  json_t *n;
  printf("    %s: %s\n", bm_json_text_or_empty(restart, "t"),
         bm_json_text(facts, "old") != NULL
             ? bm_json_text(facts, "old")
             : bm_tr("прежнего журнала не было", "there was no old journal"));
  json_object_foreach (json_object_get(facts, "faults"), slug, n)
    printf("      %s (%d)\n", bm_reason_text(slug), (int)json_integer_value(n));
}

void bm_audit_journal_print(const json_t *report)
{
  const json_t *faults = json_object_get(report, "faults");
  size_t n = json_array_size(faults);
  int n_restarts = (int)json_integer_value(json_object_get(report, "restarts"));
  printf(bm_tr("Журнал: записей %d: %s\n", "Journal: records %d: %s\n"),
         (int)json_integer_value(json_object_get(report, "records")),
         n == 0 ? bm_tr("цел", "whole")
                : bm_tr("ИЗМЕНЁН ИЛИ НЕПОЛОН", "CHANGED OR INCOMPLETE"));
  if (bm_json_text(report, "head") != NULL)
    printf(bm_tr("  последняя запись: %s\n", "  last record: %s\n"),
           bm_json_text(report, "head"));
  if (n_restarts > 0)
    printf(bm_tr("  журнал начинали заново: %d (что было до того, не доказано); тогда:\n",
                 "  the journal was begun anew: %d (what was before is not proven); then:\n"),
           n_restarts);
  size_t k;
  json_t *restart;
  json_array_foreach (json_object_get(report, "begun_anew"), k, restart)
    restart_print(restart);
  for (size_t i = 0; i < MIN(n, MOST_SHOWN); i++)
    fault_print(json_array_get(faults, i));
  if (n > MOST_SHOWN)
    printf(bm_tr("  и ещё %d (все: --json)\n", "  and %d more (all: --json)\n"),
           (int)(n - MOST_SHOWN));
  advice_print(faults);
}

/* --- beginning anew */

int bm_audit_journal_restart(const char *ws)
{
  GError *error = NULL;
  if (!bm_workspace_check(ws, &error))
    return bm_cmd_fail(error);
  int lock = bm_workspace_lock(ws, &error);
  g_autoptr(BmLedger) ledger = lock >= 0 ? bm_ledger_open(ws, &error) : NULL;
  gboolean is_done = ledger != NULL && bm_journal_restart(ledger, &error);
  if (lock >= 0)
    close(lock);
  if (!is_done)
    return bm_cmd_fail(error);
  fputs(bm_tr("Журнал начат заново; прежний остался рядом. Проверка будет говорить об этом.\n",
              "The journal is begun anew; the old one stays beside it. Audits will tell so.\n"),
        stderr);
  return BM_EXIT_DONE;
}
