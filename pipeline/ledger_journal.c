/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The auditor's journal: records in the ledger's transactions, then in the file. */
#include "pipeline/journal.h"

#include "pipeline/autoptr.h"
#include "pipeline/digest.h"
#include "pipeline/journal_check.h"
#include "pipeline/journal_file.h"
#include "pipeline/journal_rows.h"
#include "pipeline/json_text.h"
#include "pipeline/workspace.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROWS_A_RECORD 500
#define EXPORT_US 1000000 /* between two visits of the file; lines are safe in the ledger */
#define NO_SUM "0000000000000000000000000000000000000000000000000000000000000000"

typedef struct BmJournal {
  BmDb *db; /* borrowed: it owns this */
  char *path;
  BmChanges *changes;
  json_t *events; /* [{event, facts}] for the next record */
  GError *broken; /* why nobody may write on */
  gint64 export_us;
} BmJournal;

/* --- the chain in the ledger */

static char *head_line(BmDb *db)
{
  g_autoptr(json_t) rows =
      bm_db_rows(db, NULL, "SELECT line FROM journal ORDER BY no DESC LIMIT 1", "");
  return g_strdup(bm_json_text(json_array_get(rows, 0), "line"));
}

/* Number of the last record, 0 for none; @ret_sum caller frees. */
static gint64 head_of(BmDb *db, char **ret_sum)
{
  g_autofree char *line = head_line(db);
  gint64 no = 0;
  if (line == NULL || !bm_journal_line_read(line, strlen(line), &no)) {
    *ret_sum = g_strdup(NO_SUM);
    return 0;
  }
  *ret_sum = g_strndup(line, BM_JOURNAL_SUM);
  return no;
}

char *bm_journal_head(BmDb *ledger)
{
  g_autofree char *sum = NULL;
  gint64 no = head_of(ledger, &sum);
  return no > 0 ? g_strdup_printf("%" G_GINT64_FORMAT " %s", no, sum) : NULL;
}

/* An hour for rows, a second for events (journal.h). */
static char *time_text(gboolean is_event)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc();
  return g_date_time_format(now, is_event ? "%Y-%m-%dT%H:%M:%SZ" : "%Y-%m-%dT%HZ");
}

static gboolean record_add(BmDb *db, json_t *record, GError **error)
{
  g_autofree char *sum = NULL;
  gint64 no = head_of(db, &sum) + 1;
  g_autofree char *now = time_text(json_object_get(record, "event") != NULL);
  json_object_set_new(record, "n", json_integer(no));
  json_object_set_new(record, "prev", json_string(sum));
  json_object_set_new(record, "t", json_string(now));
  char *text = json_dumps(record, JSON_COMPACT | JSON_SORT_KEYS);
  json_decref(record);
  g_autofree char *line = bm_journal_line_make(text);
  free(text);
  return bm_db_run(db, error, "INSERT INTO journal (no, line) VALUES (?, ?)", "is", no, line);
}

static gboolean rows_add(BmDb *db, const json_t *rows, GError **error)
{
  for (size_t from = 0; from < json_array_size(rows); from += ROWS_A_RECORD) {
    json_t *part = json_array();
    for (size_t i = from; i < MIN(from + ROWS_A_RECORD, json_array_size(rows)); i++)
      json_array_append(part, json_array_get(rows, i));
    if (!record_add(db, json_pack("{s:o}", "rows", part), error))
      return FALSE;
  }
  return TRUE;
}

/* The end of a transaction: what it has changed and told becomes records. */
static gboolean before_commit(gpointer user, GError **error)
{
  BmJournal *journal = user;
  g_autoptr(json_t) rows = bm_changes_take(journal->changes);
  size_t i;
  json_t *event;
  if (json_array_size(rows) + json_array_size(journal->events) == 0)
    return TRUE;
  if (journal->broken != NULL) {
    g_propagate_error(error, g_error_copy(journal->broken));
    return FALSE;
  }
  json_array_foreach (journal->events, i, event)
    if (!record_add(journal->db, json_incref(event), error))
      return FALSE;
  json_array_clear(journal->events);
  return rows_add(journal->db, rows, error);
}

static void undone(gpointer user)
{
  BmJournal *journal = user;
  bm_changes_forget(journal->changes);
  json_array_clear(journal->events);
}

/* --- into the file */

/* Does the file end with a line that the ledger has? @ret_from: what is missing begins there.
 */
static gboolean file_fits(const json_t *rows, const BmJournalEnd *end, size_t *ret_from)
{
  const json_t *first = json_array_get(rows, 0);
  gboolean has_out = json_integer_value(json_object_get(first, "is_out")) != 0;
  *ret_from = 0;
  if (end->no == 0)
    return !has_out;
  size_t i;
  json_t *row;
  json_array_foreach ((json_t *)rows, i, row)
    if (json_integer_value(json_object_get(row, "no")) == end->no) {
      *ret_from = i + 1;
      return g_str_has_prefix(bm_json_text_or_empty(row, "line"), end->sum);
    }
  return FALSE;
}

static gboolean mark_out(BmDb *db, gint64 last, GError **error)
{
  g_autofree char *sql = g_strdup_printf(
      "BEGIN IMMEDIATE; UPDATE journal SET is_out = 1 WHERE no <= %" G_GINT64_FORMAT ";"
      "DELETE FROM journal WHERE is_out = 1 AND no < (SELECT max(no) FROM journal WHERE "
      "is_out = 1); COMMIT",
      last);
  if (bm_db_exec(db, sql, error))
    return TRUE;
  bm_db_rollback(db);
  return FALSE;
}

static gboolean lines_put(BmDb *db, int fd, GError **error)
{
  g_auto(BmJournalEnd) end = {0};
  g_autoptr(json_t) rows =
      bm_db_rows(db, error, "SELECT no, line, is_out FROM journal ORDER BY no", "");
  size_t from, n = json_array_size(rows);
  if (rows == NULL || !bm_journal_file_end(fd, &end, error))
    return FALSE;
  if (!file_fits(rows, &end, &from))
    return bm_fail(error, BM_ERROR_SETTING, "journal_broken", BM_JOURNAL_PLACE);
  g_autoptr(GPtrArray) lines = g_ptr_array_new();
  for (size_t i = from; i < n; i++)
    g_ptr_array_add(lines, (gpointer)bm_json_text(json_array_get(rows, i), "line"));
  const json_t *last = json_array_get(rows, n - 1);
  if (n == 0 || (lines->len == 0 && json_integer_value(json_object_get(last, "is_out")) != 0))
    return TRUE;
  return bm_journal_file_add(fd, &end, lines, error) &&
         mark_out(db, (gint64)json_integer_value(json_object_get(last, "no")), error);
}

/* A file that was there is not made anew: that it is gone must be seen. */
static gboolean is_gone(const BmJournal *journal)
{
  return access(journal->path, F_OK) != 0 &&
         bm_db_number(journal->db, 0, "SELECT count(*) FROM journal WHERE is_out = 1", "") > 0;
}

gboolean bm_journal_export(BmDb *ledger, GError **error)
{
  BmJournal *journal = bm_db_guard_user(ledger);
  if (is_gone(journal))
    return bm_fail(error, BM_ERROR_SETTING, "journal_broken", BM_JOURNAL_PLACE);
  g_autofree char *folder = g_path_get_dirname(journal->path);
  journal->export_us = g_get_monotonic_time();
  int fd =
      bm_folder_make(folder, 0750, error) ? bm_journal_file_open(journal->path, error) : -1;
  if (fd < 0)
    return FALSE;
  gboolean is_good = lines_put(ledger, fd, error);
  close(fd);
  return is_good;
}

/* What does not fit stops the next change; passing trouble with the disk does not. */
static void export_try(BmJournal *journal)
{
  GError *error = NULL;
  if (journal->broken != NULL || bm_journal_export(journal->db, &error))
    return;
  if (g_error_matches(error, BM_ERROR, BM_ERROR_SETTING))
    journal->broken = error;
  else
    g_error_free(error);
}

static void after_commit(gpointer user)
{
  BmJournal *journal = user;
  if (g_get_monotonic_time() - journal->export_us >= EXPORT_US)
    export_try(journal);
}

/* --- making and ending */

static void journal_free(gpointer user)
{
  BmJournal *journal = user;
  export_try(journal);
  bm_changes_free(journal->changes);
  json_decref(journal->events);
  g_clear_error(&journal->broken);
  g_free(journal->path);
  g_free(journal);
}

/* An event and the digests of all rows, as the beginning of a file; @facts are taken over. */
static gboolean begin(BmJournal *journal, const char *event, json_t *facts, GError **error)
{
  json_object_set_new(facts, "program", json_string(BM_VERSION));
  json_array_append_new(journal->events,
                        json_pack("{s:s,s:o}", "event", event, "facts", facts));
  return bm_changes_all(journal->changes, error) && bm_db_commit(journal->db, error);
}

static gboolean begin_first(BmJournal *journal, GError **error)
{
  if (bm_db_begin(journal->db, error) && begin(journal, "begin", json_object(), error))
    return TRUE;
  bm_db_rollback(journal->db);
  return FALSE;
}

static gboolean has_rows(const BmJournal *journal)
{
  g_autoptr(json_t) tables = bm_journal_tables(journal->db);
  size_t i;
  json_t *row;
  json_array_foreach (tables, i, row) {
    g_autofree char *sql =
        g_strdup_printf("SELECT EXISTS (SELECT 1 FROM %s)", bm_json_text(row, "table"));
    if (bm_db_number(journal->db, 1, sql, "") != 0)
      return TRUE;
  }
  return FALSE;
}

/* A ledger without a journal, beside a file of one, is not the ledger which that tells of. */
static gboolean is_new(const BmJournal *journal)
{
  struct stat st;
  g_autofree char *line = head_line(journal->db);
  return line == NULL && (lstat(journal->path, &st) != 0 || st.st_size == 0) &&
         !has_rows(journal);
}

/* What nobody may write on: rows that no journal tells of are not ours, and what is built into
 * the schema would act in our name. */
static void fit_check(BmJournal *journal)
{
  g_autofree char *line = head_line(journal->db);
  if (!bm_db_is_as_made(journal->db, "ledger"))
    bm_fail(&journal->broken, BM_ERROR_SETTING, "ledger_schema", "ledger.db");
  else if (line == NULL && has_rows(journal))
    bm_fail(&journal->broken, BM_ERROR_SETTING, "journal_broken", BM_JOURNAL_PLACE);
}

gboolean bm_journal_attach(BmDb *ledger, const char *ws, GError **error)
{
  BmJournal *journal = g_new0(BmJournal, 1);
  journal->db = ledger;
  journal->path = g_build_filename(ws, BM_JOURNAL_PLACE, NULL);
  journal->events = json_array();
  journal->changes = bm_changes_new(ledger, error);
  bm_db_guard(ledger, &(BmDbGuard){before_commit, after_commit, undone, journal_free, journal});
  if (journal->changes == NULL)
    return FALSE;
  fit_check(journal);
  if (journal->broken == NULL && is_new(journal) && !begin_first(journal, error))
    return FALSE;
  export_try(journal);
  return TRUE;
}

gboolean bm_journal_event(BmDb *ledger, const char *event, json_t *facts, GError **error)
{
  BmJournal *journal = bm_db_guard_user(ledger);
  gboolean is_whole = !bm_db_is_open(ledger);
  if (is_whole && !bm_db_begin(ledger, error)) {
    json_decref(facts);
    return FALSE;
  }
  json_array_append_new(journal->events,
                        json_pack("{s:s,s:o}", "event", event, "facts", facts));
  if (!is_whole || bm_db_commit(ledger, error))
    return TRUE;
  bm_db_rollback(ledger);
  return FALSE;
}

/* --- a restart */

/* The name of the last journal that was laid aside, or of the next one; caller frees. */
static char *old_path(const BmJournal *journal, gboolean is_next)
{
  g_autofree char *stem = g_strndup(journal->path, strlen(journal->path) - strlen(".txt"));
  g_autofree char *last = NULL;
  for (guint i = 1;; i++) {
    g_autofree char *path = g_strdup_printf("%s-%u.txt", stem, i);
    if (access(path, F_OK) != 0)
      return is_next ? g_steal_pointer(&path) : g_steal_pointer(&last);
    g_free(last);
    last = g_steal_pointer(&path);
  }
}

/* The old file stays, under another name. */
static gboolean old_keep(const BmJournal *journal, GError **error)
{
  if (access(journal->path, F_OK) != 0)
    return TRUE;
  g_autofree char *kept = old_path(journal, TRUE);
  return bm_file_settle(journal->path, kept, error);
}

/* {slug → how many} of what was wrong, and would be seen no more afterwards */
static json_t *faults_counted(const BmJournal *journal)
{
  g_autofree char *folder = g_path_get_dirname(journal->path);
  g_autoptr(json_t) report = bm_journal_check(folder, journal->db, NULL, NULL);
  if (report == NULL)
    return json_pack("{s:i}", "journal_missing", 1);
  json_t *counts = json_object(), *fault;
  size_t i;
  json_array_foreach (json_object_get(report, "faults"), i, fault) {
    const char *slug = bm_json_text(fault, "fault");
    json_int_t n = json_integer_value(json_object_get(counts, slug));
    json_object_set_new(counts, slug, json_integer(n + 1));
  }
  return counts;
}

/* What binds the new file to the old one: its name and sum, where the new one begins, why. */
static json_t *restart_facts(const BmJournal *journal, json_t *faults)
{
  g_autofree char *old = old_path(journal, FALSE);
  g_autofree char *name = old != NULL ? g_path_get_basename(old) : NULL;
  g_autofree char *sum = old != NULL ? bm_file_digest(old) : NULL;
  gint64 from = bm_db_number(journal->db, 0, "SELECT min(no) FROM journal", "");
  return json_pack("{s:s?,s:s?,s:I,s:o}", "old", name, "old_sha256", sum, "from",
                   (json_int_t)from, "faults", faults);
}

/* The new file begins with what the ledger still holds of the chain: its end at least. */
gboolean bm_journal_restart(BmDb *ledger, GError **error)
{
  BmJournal *journal = bm_db_guard_user(ledger);
  if (g_error_matches(journal->broken, BM_ERROR, BM_ERROR_SETTING) &&
      !bm_db_is_as_made(ledger, "ledger")) {
    g_propagate_error(error, g_error_copy(journal->broken));
    return FALSE;
  }
  json_t *faults = faults_counted(journal);
  if (!old_keep(journal, error)) {
    json_decref(faults);
    return FALSE;
  }
  g_clear_error(&journal->broken);
  if (bm_db_begin(ledger, error) &&
      bm_db_exec(ledger, "UPDATE journal SET is_out = 0", error) &&
      begin(journal, "restart", restart_facts(journal, faults), error))
    return bm_journal_export(ledger, error);
  bm_db_rollback(ledger);
  return FALSE;
}
