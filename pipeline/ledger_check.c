/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The journal against itself and against the ledger. */
#include "pipeline/journal_check.h"

#include "pipeline/autoptr.h"
#include "pipeline/digest.h"
#include "pipeline/journal.h"
#include "pipeline/journal_file.h"
#include "pipeline/json_text.h"
#include "pipeline/order.h"
#include "pipeline/workspace.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MOST_FAULTS 1000 /* nobody reads more */

typedef struct Check {
  GHashTable *digests; /* "table\nkey" → digest, as the journal last said */
  GHashTable *heads;   /* sums that are asked for → TRUE once a record has one */
  GHashTable *events;  /* sums of records that were taken */
  json_t *faults, *began, *samples;
  json_t *reports;         /* {SHA-256 of report.pdf and report.html that were made} */
  json_t *restarts;        /* [{t, facts}] of all files */
  gint64 line, no;         /* where reading is, in one file */
  char *sum;               /* of the last record */
  gint64 first_no, begins; /* the first record, and where the last restart says that it is */
  gboolean is_old;   /* the file was laid aside; its faults were told when that was done */
  gboolean is_whole; /* no fault in it so far */
} Check;

static void check_clear(Check *check)
{
  g_hash_table_unref(check->digests);
  g_hash_table_unref(check->heads);
  g_hash_table_unref(check->events);
  json_decref(check->faults);
  json_decref(check->began);
  json_decref(check->samples);
  json_decref(check->restarts);
  json_decref(check->reports);
  g_free(check->sum);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Check, check_clear)

/* Borrowed; NULL, which takes no keys, when there are enough. */
static json_t *fault_add(Check *check, const char *slug)
{
  size_t n = json_array_size(check->faults);
  if (n < MOST_FAULTS)
    json_array_append_new(check->faults, json_pack("{s:s}", "fault", slug));
  return json_array_get(check->faults, n);
}

static void line_fault(Check *check, const char *slug)
{
  check->is_whole = FALSE;
  if (!check->is_old)
    json_object_set_new(fault_add(check, slug), "line", json_integer(check->line));
}

/* --- the file */

static void rows_take(Check *check, const json_t *rows)
{
  size_t i;
  json_t *row;
  json_array_foreach ((json_t *)rows, i, row) {
    const char *table = json_string_value(json_array_get(row, 0)),
               *key = json_string_value(json_array_get(row, 1)),
               *digest = json_string_value(json_array_get(row, 2));
    if (table == NULL || key == NULL)
      continue;
    char *name = g_strconcat(table, "\n", key, NULL);
    if (digest == NULL) {
      g_hash_table_remove(check->digests, name);
      g_free(name);
    } else {
      g_hash_table_replace(check->digests, name, g_strdup(digest));
    }
  }
}

/* A sample that is drawn. The first one counts; a second one of the same number is counted. */
static void draw_take(Check *check, const char *no, const json_t *facts)
{
  json_t *known = json_object_get(check->samples, no);
  if (known != NULL) {
    json_t *draws = json_object_get(known, "draws");
    json_integer_set(draws, json_integer_value(draws) + 1);
    return;
  }
  json_object_set_new(check->samples, no,
                      json_pack("{s:O?,s:O?,s:O?,s:i,s:[]}", "list",
                                json_object_get(facts, "list"), "pdf",
                                json_object_get(facts, "pdf"), "seed_by",
                                json_object_get(facts, "seed_by"), "draws", 1, "findings"));
}

/* What the journal knows of an auditor's samples (audit_sample.h). */
static void sample_take(Check *check, const char *event, const json_t *facts)
{
  gboolean is_drawn = strcmp(event, "sample") == 0;
  if (!is_drawn && strcmp(event, "finding") != 0)
    return;
  g_autofree char *no =
      g_strdup_printf("%" JSON_INTEGER_FORMAT,
                      json_integer_value(json_object_get(facts, is_drawn ? "no" : "sample")));
  if (is_drawn)
    draw_take(check, no, facts);
  else
    json_array_append_new(json_object_get(json_object_get(check->samples, no), "findings"),
                          json_pack("[O?,O?]", json_object_get(facts, "verdict"),
                                    json_object_get(facts, "pages")));
}

static void report_take(Check *check, const json_t *facts)
{
  const char *key;
  json_t *sum;
  json_object_foreach ((json_t *)facts, key, sum)
    if (json_is_string(sum))
      json_object_set_new(check->reports, json_string_value(sum), json_true());
}

/* What counts wherever it stands, also in a journal that was begun anew since: records that
 * are asked for by their sums, restarts, and samples. Behind a fault in an old file nothing
 * does. */
static void known_take(Check *check, const json_t *record, const char *sum)
{
  const char *event = bm_json_text_or_empty(record, "event");
  json_t *facts = json_object_get(record, "facts");
  char *head = g_strndup(sum, BM_JOURNAL_SUM);
  if (g_hash_table_contains(check->heads, head))
    g_hash_table_insert(check->heads, g_strdup(head), GINT_TO_POINTER(TRUE));
  if (event[0] != '\0' && !g_hash_table_contains(check->events, head))
    sample_take(check, event, facts);
  if (strcmp(event, "report") == 0)
    report_take(check, facts);
  if (strcmp(event, "restart") == 0 && !g_hash_table_contains(check->events, head))
    json_array_append_new(
        check->restarts,
        json_pack("{s:O?,s:O?}", "t", json_object_get(record, "t"), "facts", facts));
  g_hash_table_add(check->events, head); /* a restart begins with the end of the old file */
}

static void record_take(Check *check, const json_t *record, const char *sum)
{
  gint64 no = (gint64)json_integer_value(json_object_get(record, "n"));
  const char *prev = bm_json_text_or_empty(record, "prev");
  if (check->sum == NULL)
    check->first_no = no;
  else if (no != check->no + 1 || strcmp(prev, check->sum) != 0)
    line_fault(check, "journal_order");
  if (check->began == NULL)
    check->began = json_incref(json_object_get(record, "t"));
  if (g_strcmp0(bm_json_text(record, "event"), "restart") == 0) {
    /* the digests of all rows follow */
    g_hash_table_remove_all(check->digests);
    check->begins =
        (gint64)json_integer_value(json_object_get(json_object_get(record, "facts"), "from"));
  }
  if (check->is_whole || !check->is_old)
    known_take(check, record, sum);
  check->no = no;
  g_free(check->sum);
  check->sum = g_strndup(sum, BM_JOURNAL_SUM);
  rows_take(check, json_object_get(record, "rows"));
}

static void line_take(Check *check, const char *line, gsize length)
{
  gint64 no = 0;
  check->line++;
  if (length == 0 || line[length - 1] != '\n') {
    line_fault(check, "journal_torn");
    return;
  }
  if (!bm_journal_line_read(line, length - 1, &no)) {
    line_fault(check, "journal_line_changed");
    return;
  }
  g_autoptr(json_t) record =
      json_loadb(line + BM_JOURNAL_SUM + 1, length - BM_JOURNAL_SUM - 2, 0, NULL);
  record_take(check, record, line);
}

static gboolean file_take(Check *check, const char *folder, const char *name, gboolean is_old)
{
  g_autofree char *path = g_build_filename(folder, name, NULL);
  FILE *file = bm_journal_file_read(path);
  char *line = NULL;
  size_t room = 0;
  if (file == NULL)
    return FALSE;
  check->is_old = is_old;
  check->is_whole = TRUE;
  check->line = check->no = check->first_no = 0;
  check->begins = 1;
  g_clear_pointer(&check->sum, g_free);
  for (gssize n; (n = getline(&line, &room, file)) > 0;)
    line_take(check, line, (gsize)n);
  free(line);
  fclose(file);
  check->line = 0;
  if (!is_old && (check->sum == NULL || check->first_no != check->begins))
    fault_add(check, "journal_start");
  return TRUE;
}

/* --- the files that were laid aside */

/* The facts of the last restart that a file tells, or NULL; new. */
static json_t *restart_of(const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename(folder, name, NULL);
  FILE *file = bm_journal_file_read(path);
  json_t *facts = NULL;
  char *line = NULL;
  size_t room = 0;
  for (gssize n; file != NULL && (n = getline(&line, &room, file)) > BM_JOURNAL_SUM;) {
    if (strstr(line, "\"event\":\"restart\"") == NULL)
      continue;
    g_autoptr(json_t) record = json_loads(line + BM_JOURNAL_SUM, 0, NULL);
    json_decref(facts);
    facts = json_incref(json_object_get(record, "facts"));
  }
  free(line);
  if (file != NULL)
    fclose(file);
  return facts;
}

static void old_fault(Check *check, const char *slug, const char *name)
{
  json_object_set_new(fault_add(check, slug), "where", json_string(name));
}

/* journal-N.txt, each bound by the restart of the one behind it; oldest first. New. */
static json_t *olds_bound(Check *check, const char *folder, const char *current)
{
  json_t *names = json_array();
  g_autoptr(json_t) facts = restart_of(folder, current);
  const char *old;
  while ((old = bm_json_text(facts, "old")) != NULL && !bm_json_has_text(names, old)) {
    g_autofree char *path = g_build_filename(folder, old, NULL);
    g_autofree char *sum = bm_file_digest(path);
    gboolean is_safe = strchr(old, '/') == NULL;
    if (!is_safe || sum == NULL || g_strcmp0(sum, bm_json_text(facts, "old_sha256")) != 0) {
      old_fault(check, sum == NULL ? "journal_old_missing" : "journal_old_changed", old);
      break;
    }
    json_array_insert_new(names, 0, json_string(old));
    json_t *next = restart_of(folder, old);
    json_decref(facts);
    facts = next;
  }
  return names;
}

/* What lies there as an old journal and is none. */
static void strays_tell(Check *check, const char *folder, const json_t *names)
{
  for (guint i = 1;; i++) {
    g_autofree char *name = g_strdup_printf("journal-%u.txt", i);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (access(path, F_OK) != 0)
      break;
    if (!bm_json_has_text(names, name))
      old_fault(check, "journal_old_changed", name);
  }
}

static void olds_take(Check *check, const char *folder, const char *current)
{
  g_autoptr(json_t) names = olds_bound(check, folder, current);
  size_t i;
  json_t *name;
  json_array_foreach (names, i, name)
    file_take(check, folder, json_string_value(name), TRUE);
  if (json_array_size(check->faults) == 0)
    strays_tell(check, folder, names);
}

/* --- the ledger */

static void row_fault(Check *check, const char *slug, const char *name)
{
  g_auto(GStrv) parts = g_strsplit(name, "\n", 2);
  json_t *fault = fault_add(check, slug);
  json_object_set_new(fault, "table", json_string(parts[0]));
  json_object_set_new(fault, "key", json_string(parts[1]));
}

static void table_compare(Check *check, BmDb *ledger, const char *table, const char *column)
{
  g_autofree char *sql = g_strdup_printf("SELECT CAST(%s AS TEXT) AS key FROM %s ORDER BY %s",
                                         column, table, column);
  g_autoptr(json_t) rows = bm_db_rows(ledger, NULL, sql, "");
  size_t i;
  json_t *row;
  json_array_foreach (rows, i, row) {
    const char *key = bm_json_text_or_empty(row, "key");
    g_autofree char *name = g_strconcat(table, "\n", key, NULL);
    g_autofree char *digest = bm_journal_row_digest(ledger, table, column, key);
    const char *told = g_hash_table_lookup(check->digests, name);
    if (told == NULL)
      row_fault(check, "ledger_row_added", name);
    else if (g_strcmp0(told, digest) != 0)
      row_fault(check, "ledger_row_changed", name);
    g_hash_table_remove(check->digests, name);
  }
}

/* What the journal knows and no table had. */
static void rest_tell(Check *check)
{
  guint n;
  g_autofree gpointer *names = g_hash_table_get_keys_as_array(check->digests, &n);
  qsort(names, n, sizeof *names, bm_by_text);
  for (guint i = 0; i < n; i++)
    row_fault(check, "ledger_row_removed", names[i]);
}

static void end_compare(Check *check, BmDb *ledger)
{
  g_autofree char *head = bm_journal_head(ledger);
  g_autoptr(json_t) wanted = bm_journal_head_read(head, "");
  gint64 no = (gint64)json_integer_value(json_object_get(wanted, "no"));
  if (check->no < no)
    fault_add(check, "journal_tail_cut");
  else if (check->no > no)
    fault_add(check, "journal_ahead");
  else if (g_strcmp0(check->sum, bm_json_text(wanted, "sum")) != 0)
    fault_add(check, "journal_other");
}

static void ledger_compare(Check *check, BmDb *ledger)
{
  end_compare(check, ledger);
  g_autoptr(json_t) tables = bm_journal_tables(ledger);
  size_t i;
  json_t *row;
  json_array_foreach (tables, i, row)
    table_compare(check, ledger, bm_json_text(row, "table"), bm_json_text(row, "key"));
  rest_tell(check);
  if (!bm_db_is_as_made(ledger, "ledger"))
    fault_add(check, "ledger_schema");
  if (!bm_db_is_intact(ledger))
    fault_add(check, "ledger_damaged");
}

/* --- heads */

json_t *bm_journal_head_read(const char *text, const char *where)
{
  char *end = NULL;
  gint64 no = text != NULL ? g_ascii_strtoll(text, &end, 10) : 0;
  if (no < 1 || end[0] != ' ')
    return NULL;
  g_autofree char *sum = g_strstrip(g_strdup(end));
  if (strlen(sum) != BM_JOURNAL_SUM || strspn(sum, "0123456789abcdef") != BM_JOURNAL_SUM)
    return NULL;
  return json_pack("{s:I,s:s,s:s}", "no", (json_int_t)no, "sum", sum, "where", where);
}

static void heads_ask(Check *check, const json_t *heads)
{
  size_t i;
  json_t *head;
  json_array_foreach ((json_t *)heads, i, head)
    g_hash_table_insert(check->heads, g_strdup(bm_json_text_or_empty(head, "sum")),
                        GINT_TO_POINTER(FALSE));
}

/* A sum covers the number of its record, too. */
static void heads_compare(Check *check, const json_t *heads)
{
  size_t i;
  json_t *head;
  json_array_foreach ((json_t *)heads, i, head) {
    gboolean is_missing = json_is_true(json_object_get(head, "is_missing"));
    if (g_hash_table_lookup(check->heads, bm_json_text_or_empty(head, "sum")) == NULL)
      json_object_set(
          fault_add(check, is_missing ? "journal_head_missing" : "journal_head_unknown"),
          "where", json_object_get(head, "where"));
  }
}

/* --- the whole */

static json_t *report_of(const Check *check)
{
  g_autofree char *head =
      check->sum != NULL ? g_strdup_printf("%" G_GINT64_FORMAT " %s", check->no, check->sum)
                         : NULL;
  return json_pack("{s:b,s:I,s:i,s:O?,s:s?,s:O,s:O,s:O,s:O}", "is_proven",
                   json_array_size(check->faults) == 0, "records", (json_int_t)check->no,
                   "restarts", (int)json_array_size(check->restarts), "began", check->began,
                   "head", head, "faults", check->faults, "samples", check->samples,
                   "begun_anew", check->restarts, "reports", check->reports);
}

json_t *bm_journal_check(const char *folder, BmDb *ledger, const json_t *heads, GError **error)
{
  g_auto(Check)
      check = {.digests = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
               .heads = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
               .events = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
               .faults = json_array(),
               .samples = json_object(),
               .restarts = json_array(),
               .reports = json_object()};
  g_autofree char *name = g_path_get_basename(BM_JOURNAL_PLACE);
  heads_ask(&check, heads);
  olds_take(&check, folder, name);
  if (!file_take(&check, folder, name, FALSE)) {
    bm_fail(error, BM_ERROR_INPUT, "journal_missing", "%s", name);
    return NULL;
  }
  if (ledger != NULL)
    ledger_compare(&check, ledger);
  heads_compare(&check, heads);
  return report_of(&check);
}
