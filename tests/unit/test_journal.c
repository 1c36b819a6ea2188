/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the auditor's journal: what it tells, what it survives, and that nobody can change
 * it or the ledger behind it unseen. */
#include "tests/tools/journal_desk.h"

#include "pipeline/journal.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

TestSuite(journal, .timeout = 120);

#define N_EDITS 5000

static char *path_of(const Desk *desk)
{
  return g_build_filename(desk->ws, BM_JOURNAL_PLACE, NULL);
}

static char *text_of(const Desk *desk)
{
  g_autofree char *path = path_of(desk);
  char *text = NULL;
  cr_assert(g_file_get_contents(path, &text, NULL, NULL));
  return text;
}

static void text_put(const Desk *desk, const char *text, gssize length)
{
  g_autofree char *path = path_of(desk);
  cr_assert(g_file_set_contents(path, text, length, NULL));
}

static void export(Desk *desk)
{
  GError *error = NULL;
  assert_ok(bm_journal_export(desk->ledger, &error), error);
}

static void item_make(Desk *desk, guint i)
{
  g_autofree char *id = g_strdup_printf("f000001.p%04u", i);
  GError *error = NULL;
  assert_ok(bm_ledger_item_add(desk->ledger, id, "page", "page.raw", "ready", NULL, &error),
            error);
}

static void reopen(Desk *desk)
{
  GError *error = NULL;
  bm_db_free(desk->ledger);
  desk->ledger = bm_ledger_open(desk->ws, &error);
  assert_ok(desk->ledger != NULL, error);
}

Test(journal, each_change_of_a_row_is_told_with_its_state)
{
  Desk desk = desk_make();
  item_make(&desk, 1);
  cr_assert(bm_db_run(desk.ledger, NULL, "DELETE FROM item", ""));
  export(&desk);
  g_autofree char *text = text_of(&desk);
  cr_expect(strstr(text, "\"event\":\"begin\"") != NULL);
  cr_expect(strstr(text, "\"page.raw\",\"ready\"") != NULL);
  cr_expect(strstr(text, "[\"item\",\"f000001.p0001\",null]") != NULL);
  cr_expect(is_proven(&desk, NULL));
  desk_clear(&desk);
}

Test(journal, what_was_rolled_back_is_not_told)
{
  Desk desk = desk_make();
  cr_assert(bm_db_begin(desk.ledger, NULL));
  item_make(&desk, 1);
  bm_db_rollback(desk.ledger);
  item_make(&desk, 2);
  export(&desk);
  g_autofree char *text = text_of(&desk);
  cr_expect(strstr(text, "p0001") == NULL);
  cr_expect(strstr(text, "p0002") != NULL);
  cr_expect(is_proven(&desk, NULL));
  desk_clear(&desk);
}

Test(journal, a_row_that_replaces_another_leaves_the_proof_whole)
{
  Desk desk = desk_make();
  for (guint i = 0; i < 3; i++)
    cr_assert(bm_db_run(desk.ledger, NULL, "INSERT OR REPLACE INTO meta VALUES ('a', ?)", "i",
                        (gint64)i));
  cr_assert(bm_db_run(desk.ledger, NULL, "UPDATE meta SET key = 'b'", ""));
  export(&desk);
  cr_expect(is_proven(&desk, NULL));
  desk_clear(&desk);
}

Test(journal, an_event_is_told_to_the_second_and_rows_to_the_hour)
{
  Desk desk = desk_make();
  cr_assert(bm_journal_event(desk.ledger, "run", json_pack("{s:i}", "workers", 2), NULL));
  item_make(&desk, 1);
  export(&desk);
  g_autofree char *text = text_of(&desk);
  cr_expect(g_regex_match_simple("\"event\":\"run\",\"facts\":\\{\"workers\":2\\}.*"
                                 "\"t\":\"[0-9-]{10}T[0-9:]{8}Z\"",
                                 text, 0, 0));
  cr_expect(g_regex_match_simple("\"rows\":.*\"t\":\"[0-9-]{10}T[0-9]{2}Z\"", text, 0, 0));
  desk_clear(&desk);
}

Test(journal, lines_that_a_kill_kept_back_come_with_the_next_start)
{
  Desk desk = desk_make();
  export(&desk);
  g_autofree char *before = text_of(&desk);
  item_make(&desk, 1); /* sooner than the file is visited again */
  g_autoptr(json_t) lines = bm_db_rows(
      desk.ledger, NULL, "SELECT line FROM journal WHERE is_out = 0 ORDER BY no", "");
  cr_assert_eq(json_array_size(lines), 1);
  g_autofree char *after =
      g_strconcat(before, bm_json_text(json_array_get(lines, 0), "line"), "\n", NULL);
  g_autofree char *first = g_strndup(before, strlen(before) - 1);
  g_autofree char *back =
      g_strdup_printf("UPDATE journal SET is_out = 0; INSERT OR IGNORE INTO journal VALUES "
                      "(1, '%s', 1); UPDATE journal SET is_out = 1 WHERE no = 1",
                      first);
  /* killed between the ledger's commit and the file, and in the middle of the line */
  for (gsize length = strlen(before); length <= strlen(after); length += 7) {
    text_put(&desk, after, (gssize)length);
    reopen(&desk);
    g_autofree char *healed = text_of(&desk);
    cr_assert_str_eq(healed, after, "cut at %zu", length);
    ledger_run(&desk, back);
  }
  desk_clear(&desk);
}

Test(journal, a_file_that_does_not_fit_stops_the_next_change_and_a_restart_says_so)
{
  Desk desk = desk_make();
  item_make(&desk, 1);
  reopen(&desk);
  g_autofree char *path = path_of(&desk);
  cr_assert(g_unlink(path) == 0);
  reopen(&desk);
  GError *error = NULL;
  assert_fails_with(
      bm_ledger_item_add(desk.ledger, "f000002", "file", "file", "waiting", NULL, &error),
      error, "journal_broken");
  g_clear_error(&error);
  assert_ok(bm_journal_restart(desk.ledger, &error), error);
  item_make(&desk, 2);
  export(&desk);
  g_autoptr(json_t) report = checked(&desk, desk.ledger, NULL);
  cr_expect(json_is_true(json_object_get(report, "is_proven")));
  cr_expect_eq(json_integer_value(json_object_get(report, "restarts")), 1);
  desk_clear(&desk);
}

Test(journal, a_ledger_from_a_backup_is_older_than_its_journal)
{
  Desk desk = desk_make();
  item_make(&desk, 1);
  reopen(&desk);
  bm_db_free(desk.ledger);
  g_autofree char *ledger = g_build_filename(desk.ws, "ledger.db", NULL);
  g_autofree char *bytes = NULL;
  gsize length;
  cr_assert(g_file_get_contents(ledger, &bytes, &length, NULL));
  desk.ledger = bm_ledger_open(desk.ws, NULL);
  item_make(&desk, 2);
  bm_db_free(desk.ledger);
  cr_assert(g_file_set_contents(ledger, bytes, (gssize)length, NULL));
  desk.ledger = bm_ledger_open(desk.ws, NULL);
  g_autoptr(json_t) report = checked(&desk, desk.ledger, NULL);
  cr_expect(has_fault(report, "journal_ahead"));
  cr_expect(!bm_journal_event(desk.ledger, "run", json_object(), NULL));
  desk_clear(&desk);
}

Test(journal, a_head_on_paper_finds_what_was_cut_off_everywhere)
{
  Desk desk = desk_make();
  g_autofree char *early = bm_journal_head(desk.ledger);
  item_make(&desk, 1);
  g_autofree char *head = bm_journal_head(desk.ledger);
  g_autoptr(json_t) heads = json_array();
  json_array_append_new(heads, bm_journal_head_read(early, "bundles/m01"));
  json_array_append_new(heads, bm_journal_head_read(head, "bundles/m02"));
  export(&desk);
  cr_expect(is_proven(&desk, heads));
  head[strlen(head) - 1] = head[strlen(head) - 1] == '0' ? '1' : '0';
  json_array_append_new(heads, bm_journal_head_read(head, "paper"));
  g_autoptr(json_t) report = checked(&desk, desk.ledger, heads);
  cr_expect(has_fault(report, "journal_head_unknown"));
  cr_expect_null(bm_journal_head_read("17 abc", ""));
  cr_expect_null(bm_journal_head_read("x", ""));
  desk_clear(&desk);
}

/* --- five thousand forgeries */

static void round_make(Desk *desk)
{
  *desk = desk_make();
  for (guint i = 0; i < 40; i++)
    item_make(desk, i);
  for (gint64 i = 0; i < 10; i++)
    cr_assert(bm_db_run(desk->ledger, NULL,
                        "INSERT INTO doubt (item, stage, reason) VALUES (?, 'mask', ?)", "ss",
                        "f000001.p0001", "header_unread"));
  cr_assert(
      bm_db_run(desk->ledger, NULL, "UPDATE item SET state = 'held' WHERE id LIKE '%7'", ""));
  cr_assert(bm_journal_event(desk->ledger, "run", json_object(), NULL));
  export(desk);
}

static char *joined(char **lines, gsize *ret_length)
{
  char *text = g_strjoinv("\n", lines);
  *ret_length = strlen(text);
  return text;
}

/* A forger who knows how sums are made writes a record that fits its own sum. */
static char *resealed(const char *line, GRand *dice)
{
  g_autofree char *record = g_strdup(line + BM_JOURNAL_SUM + 1);
  char *digit = strpbrk(record, "0123456789");
  for (gint skip = g_rand_int_range(dice, 0, 30); digit != NULL && skip > 0; skip--)
    digit = strpbrk(digit + 1, "0123456789") != NULL ? strpbrk(digit + 1, "0123456789") : digit;
  *digit = *digit == '9' ? '8' : (char)(*digit + 1);
  g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, record, -1);
  return g_strconcat(sum, " ", record, NULL);
}

/* One random change of the file's bytes; NULL when it would change nothing. */
static char *forged(const char *text, GRand *dice, gsize *ret_length)
{
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  gint n = (gint)g_strv_length(lines) - 1; /* the last is empty */
  gint i = g_rand_int_range(dice, 0, n), k = g_rand_int_range(dice, 0, n);
  char *swap;
  switch (g_rand_int_range(dice, 0, 6)) {
  case 0: { /* a byte */
    char *copy = g_strdup(text);
    gsize at = (gsize)g_rand_int_range(dice, 0, (gint)strlen(text));
    copy[at] = (char)(copy[at] ^ (1 << g_rand_int_range(dice, 0, 7)));
    *ret_length = strlen(text);
    return copy;
  }
  case 1: /* two records change places */
    if (i == k)
      return NULL;
    swap = lines[i];
    lines[i] = lines[k];
    lines[k] = swap;
    return joined(lines, ret_length);
  case 2: /* one is gone */
    g_free(lines[i]);
    memmove(&lines[i], &lines[i + 1], (gsize)(n - i + 1) * sizeof *lines);
    return joined(lines, ret_length);
  case 3: /* one stands there twice */
    swap = g_strconcat(lines[k], "\n", lines[k], NULL);
    g_free(lines[i]);
    lines[i] = swap;
    return joined(lines, ret_length);
  case 4: /* the end is cut off, anywhere */
    *ret_length = (gsize)g_rand_int_range(dice, 0, (gint)strlen(text));
    return g_strdup(text);
  default: {
    char *fresh = resealed(lines[i], dice);
    g_free(lines[i]);
    lines[i] = fresh;
    return joined(lines, ret_length);
  }
  }
}

Test(journal, no_change_of_the_file_stays_unseen)
{
  Desk desk;
  round_make(&desk);
  g_autoptr(GRand) dice = g_rand_new_with_seed(7);
  g_autofree char *text = text_of(&desk);
  guint n_seen = 0;
  cr_assert(is_proven(&desk, NULL));
  for (guint i = 0; i < N_EDITS / 2;) {
    gsize length = 0;
    g_autofree char *copy = forged(text, dice, &length);
    if (copy == NULL || (length == strlen(text) && memcmp(copy, text, length) == 0))
      continue;
    text_put(&desk, copy, (gssize)length);
    n_seen += !is_proven(&desk, NULL);
    i++;
  }
  cr_expect_eq(n_seen, N_EDITS / 2, "%u of %d seen", n_seen, N_EDITS / 2);
  text_put(&desk, text, -1);
  cr_expect(is_proven(&desk, NULL));
  desk_clear(&desk);
}

static char *forgery(GRand *dice)
{
  gint i = g_rand_int_range(dice, 0, 40), k = (i + g_rand_int_range(dice, 1, 39)) % 40;
  switch (g_rand_int_range(dice, 0, 7)) {
  case 0:
    return g_strdup_printf("UPDATE item SET state = 'done' WHERE id = 'f000001.p%04d'", i);
  case 1:
    return g_strdup_printf("PRAGMA foreign_keys = OFF; DELETE FROM item WHERE id = "
                           "'f000001.p%04d'",
                           i);
  case 2:
    return g_strdup_printf("UPDATE item SET facts = '{\"n\":%d}' WHERE id = 'f000001.p%04d'", k,
                           i);
  case 3:
    return g_strdup_printf("UPDATE item SET seq = seq + 1 WHERE id = 'f000001.p%04d'", i);
  case 4:
    return g_strdup_printf("UPDATE doubt SET is_open = 0, decision = 'released' WHERE no = %d",
                           i % 10 + 1);
  case 5:
    return g_strdup_printf("INSERT INTO item (id, class, kind, state) VALUES "
                           "('f000002.p%04d', 'page', 'page.raw', 'ready')",
                           i);
  default: /* two rows change places */
    return g_strdup_printf(
        "PRAGMA foreign_keys = OFF; UPDATE item SET seq = 1 WHERE id = 'f000001.p%04d';"
        "UPDATE item SET id = 'x' WHERE id = 'f000001.p%04d';"
        "UPDATE item SET id = 'f000001.p%04d' WHERE id = 'f000001.p%04d';"
        "UPDATE item SET id = 'f000001.p%04d' WHERE id = 'x'",
        i, i, i, k, k);
  }
}

Test(journal, no_change_of_the_ledger_stays_unseen)
{
  Desk desk;
  round_make(&desk);
  g_autoptr(GRand) dice = g_rand_new_with_seed(11);
  g_autofree char *folder = g_build_filename(desk.ws, "audit", NULL);
  guint n_seen = 0;
  g_autofree char *path = g_build_filename(desk.ws, "ledger.db", NULL);
  bm_db_free(desk.ledger);
  desk.ledger = NULL;
  for (guint i = 0; i < N_EDITS / 2; i++) {
    g_autofree char *sql = forgery(dice);
    g_autoptr(BmDb) forger = bm_db_open_read(path, NULL);
    GError *error = NULL;
    cr_assert(bm_db_exec(forger, "PRAGMA foreign_keys = OFF; BEGIN", NULL));
    assert_ok(bm_db_exec(forger, sql, &error), error);
    g_autoptr(json_t) report = bm_journal_check(folder, forger, NULL, &error);
    assert_ok(report != NULL, error);
    n_seen += !json_is_true(json_object_get(report, "is_proven"));
    bm_db_rollback(forger);
  }
  cr_expect_eq(n_seen, N_EDITS / 2, "%u of %d seen", n_seen, N_EDITS / 2);
  reopen(&desk);
  cr_expect(is_proven(&desk, NULL));
  desk_clear(&desk);
}

Test(journal, an_auditor_needs_the_folder_only)
{
  Desk desk;
  round_make(&desk);
  g_autofree char *folder = g_build_filename(desk.ws, "audit", NULL);
  g_autoptr(json_t) report = bm_journal_check(folder, NULL, NULL, NULL);
  cr_expect(json_is_true(json_object_get(report, "is_proven")));
  cr_expect_gt(json_integer_value(json_object_get(report, "records")), 40);
  GError *error = NULL;
  assert_fails_with(bm_journal_check(desk.ws, NULL, NULL, &error) != NULL, error,
                    "journal_missing");
  g_error_free(error);
  desk_clear(&desk);
}
