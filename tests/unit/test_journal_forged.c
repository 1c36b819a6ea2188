/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the auditor's journal against somebody who knows SQLite and the program: what is
 * built into the ledger, what a restart would cover up, what stands in place of a file. */
#include "tests/tools/journal_desk.h"

#include "pipeline/journal.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(journal_forged, .timeout = 60);

static void item_make(Desk *desk, const char *id)
{
  GError *error = NULL;
  assert_ok(bm_ledger_item_add(desk->ledger, id, "file", "file", "ready", NULL, &error), error);
}

static void item_refused(Desk *desk, const char *slug)
{
  g_autoptr(GError) error = NULL;
  cr_assert(
      !bm_ledger_item_add(desk->ledger, "f000009", "file", "file", "ready", NULL, &error));
  cr_expect(g_str_has_prefix(error->message, slug), "%s instead of %s", error->message, slug);
}

static void close_it(Desk *desk)
{
  bm_db_free(desk->ledger);
  desk->ledger = NULL;
}

static void open_it(Desk *desk)
{
  GError *error = NULL;
  desk->ledger = bm_ledger_open(desk->ws, &error);
  assert_ok(desk->ledger != NULL, error);
}

/* A ledger with rows, closed, as a forger finds it. */
static Desk desk_of_forger(void)
{
  Desk desk = desk_make();
  item_make(&desk, "f000001");
  item_make(&desk, "f000002");
  cr_assert(
      bm_ledger_doubt_add(desk.ledger, "f000001", "mask", "header_unread", NULL, NULL, NULL));
  close_it(&desk);
  return desk;
}

static void fault_expect(const Desk *desk, const json_t *heads, const char *slug)
{
  g_autoptr(json_t) report = checked(desk, desk->ledger, heads);
  char *text = json_dumps(report, JSON_INDENT(1));
  cr_expect(has_fault(report, slug), "no %s in %s", slug, text);
  free(text);
}

static void restart(Desk *desk)
{
  GError *error = NULL;
  assert_ok(bm_journal_restart(desk->ledger, &error), error);
}

static char *place(const Desk *desk, const char *name)
{
  return g_build_filename(desk->ws, "audit", name, NULL);
}

/* --- built into the ledger */

Test(journal_forged, what_is_planted_in_the_schema_stops_the_work_and_is_told)
{
  static const char *const plants[] = {
      "CREATE TRIGGER t AFTER UPDATE ON item BEGIN UPDATE item SET state = 'done'; END",
      "CREATE TABLE extra (a TEXT)",
      "CREATE VIEW v AS SELECT * FROM item",
      "CREATE TABLE \"a b; --\" (a TEXT PRIMARY KEY)",
      "DROP INDEX doubt_item",
      "CREATE INDEX item_lie ON item (state) WHERE class = 'file'",
      "ALTER TABLE item ADD COLUMN more TEXT",
      "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, ' STRICT', '') "
      "WHERE name = 'doubt'",
  };
  for (guint i = 0; i < G_N_ELEMENTS(plants); i++) {
    Desk desk = desk_of_forger();
    ledger_run(&desk, plants[i]);
    open_it(&desk);
    fault_expect(&desk, NULL, "ledger_schema");
    item_refused(&desk, "ledger_schema");
    GError *error = NULL;
    assert_fails_with(bm_journal_restart(desk.ledger, &error), error, "ledger_schema");
    g_error_free(error);
    desk_clear(&desk);
  }
}

/* Questions that an index answers alone would be answered falsely. */
Test(journal_forged, an_index_that_lies_is_told)
{
  Desk desk = desk_of_forger();
  ledger_run(&desk,
             "CREATE INDEX lie ON doubt (stage, no);"
             "PRAGMA writable_schema = ON;"
             "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE "
             "name = 'lie') WHERE name = 'doubt_item';"
             "DELETE FROM sqlite_schema WHERE name = 'lie'");
  open_it(&desk);
  fault_expect(&desk, NULL, "ledger_damaged");
  desk_clear(&desk);
}

static void rows_make(Desk *desk)
{
  static const char *const rows[] = {
      "item (id, class, kind, state) VALUES ('f000001', 'file', 'file', 'ready')",
      "doubt (item, stage, reason) VALUES ('f000001', 'mask', 'x')",
      "series (id, file, seq, seen_us) VALUES ('s', 'f000001', 1, 1)",
      "packet (id, class_ref) VALUES ('k000001', 1)",
      "work (id, packet, idx, expected, class_ref, state) VALUES ('w', 'k', 1, 1, 1, 'whole')",
      "class VALUES (1, 'K1', 'S1')",
      "form VALUES ('form01', 'form', 1, 'proposed', '{}')",
      "marker VALUES ('m01', 'S1', '{}')",
      "note VALUES (1, 'x', '{}')",
      "meta VALUES ('a', 'b')",
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *sql = g_strconcat("INSERT INTO ", rows[i], NULL);
    GError *error = NULL;
    assert_ok(bm_db_run(desk->ledger, &error, sql, ""), error);
  }
}

/* Another value that the schema allows. */
static const char *forged_value(const char *table, const char *column, const char *type)
{
  if (strcmp(type, "INTEGER") == 0)
    return "7";
  if (strcmp(column, "class") == 0)
    return "'page'";
  if (strcmp(column, "state") == 0 && strcmp(table, "item") == 0)
    return "'held'";
  return strcmp(column, "state") == 0 && strcmp(table, "form") == 0 ? "'confirmed'"
                                                                    : "'forged'";
}

static void column_forge(Desk *desk, const json_t *column)
{
  const char *table = bm_json_text(column, "table"), *name = bm_json_text(column, "column");
  g_autofree char *sql =
      g_strdup_printf("PRAGMA foreign_keys = OFF; UPDATE %s SET %s = %s", table, name,
                      forged_value(table, name, bm_json_text(column, "type")));
  g_autofree char *path = g_build_filename(desk->ws, "ledger.db", NULL);
  g_autofree char *bytes = NULL;
  gsize length;
  cr_assert(g_file_get_contents(path, &bytes, &length, NULL));
  ledger_run(desk, sql);
  open_it(desk);
  g_autoptr(json_t) report = checked(desk, desk->ledger, NULL);
  cr_expect(has_fault(report, "ledger_row_changed") || has_fault(report, "ledger_row_added"),
            "%s.%s", table, name);
  close_it(desk);
  cr_assert(g_file_set_contents(path, bytes, (gssize)length, NULL));
}

Test(journal_forged, each_column_of_each_table_is_covered)
{
  Desk desk = desk_make();
  g_autoptr(json_t) columns = bm_db_rows(
      desk.ledger, NULL,
      "SELECT m.name AS \"table\", c.name AS \"column\", c.type FROM sqlite_schema m "
      "JOIN pragma_table_xinfo(m.name) c WHERE m.type = 'table' AND m.name <> "
      "'journal' ORDER BY 1, c.cid",
      "");
  rows_make(&desk);
  close_it(&desk);
  size_t i;
  json_t *column;
  json_array_foreach (columns, i, column)
    column_forge(&desk, column);
  cr_expect_gt(i, 40);
  open_it(&desk);
  cr_expect(is_proven(&desk, NULL));
  desk_clear(&desk);
}

/* --- beginning anew, openly or not */

Test(journal_forged, rows_without_any_journal_stop_the_work)
{
  Desk desk = desk_of_forger();
  g_autofree char *file = place(&desk, "journal.txt");
  ledger_run(&desk, "DELETE FROM journal; UPDATE item SET seq = 7");
  for (int is_empty = 0; is_empty < 2; is_empty++) {
    cr_assert(is_empty ? g_file_set_contents(file, "", 0, NULL) : g_unlink(file) == 0);
    open_it(&desk);
    item_refused(&desk, "journal_broken");
    cr_expect_eq(bm_db_number(desk.ledger, -1, "SELECT count(*) FROM journal", ""), 0);
    close_it(&desk);
  }
  open_it(&desk);
  desk_clear(&desk);
}

Test(journal_forged, each_restart_is_counted_and_tells_what_was_wrong)
{
  Desk desk = desk_of_forger();
  ledger_run(&desk, "UPDATE item SET seq = 7 WHERE id = 'f000001'");
  open_it(&desk);
  restart(&desk);
  restart(&desk);
  g_autoptr(json_t) report = checked(&desk, desk.ledger, NULL);
  const json_t *first = json_array_get(json_object_get(report, "begun_anew"), 0),
               *faults = json_object_get(json_object_get(first, "facts"), "faults");
  cr_expect(json_is_true(json_object_get(report, "is_proven")));
  cr_expect_eq(json_integer_value(json_object_get(report, "restarts")), 2);
  cr_expect_eq(json_integer_value(json_object_get(faults, "ledger_row_changed")), 1);
  desk_clear(&desk);
}

Test(journal_forged, an_old_journal_is_bound_by_the_restart_behind_it)
{
  Desk desk = desk_of_forger();
  open_it(&desk);
  g_autofree char *head = bm_journal_head(desk.ledger);
  g_autoptr(json_t) heads = json_array();
  json_array_append_new(heads, bm_journal_head_read(head, "bundles/m01"));
  restart(&desk);
  restart(&desk);
  cr_expect(is_proven(&desk, heads));
  for (guint i = 1; i <= 2; i++) {
    g_autofree char *name = g_strdup_printf("journal-%u.txt", i);
    g_autofree char *path = place(&desk, name), *text = NULL;
    cr_assert(g_file_get_contents(path, &text, NULL, NULL));
    cr_assert(g_unlink(path) == 0);
    fault_expect(&desk, heads, "journal_old_missing");
    /* only the records that are asked for */
    cr_assert(g_file_set_contents(path, strchr(text, '\n') + 1, -1, NULL));
    fault_expect(&desk, heads, "journal_old_changed");
    cr_assert(g_file_set_contents(path, text, -1, NULL));
  }
  cr_expect(is_proven(&desk, heads));
  g_autofree char *stray = place(&desk, "journal-3.txt");
  cr_assert(g_file_set_contents(stray, "x\n", -1, NULL));
  fault_expect(&desk, heads, "journal_old_changed");
  desk_clear(&desk);
}

Test(journal_forged, the_file_behind_a_restart_cannot_lose_its_beginning)
{
  Desk desk = desk_of_forger();
  open_it(&desk);
  restart(&desk);
  g_autofree char *path = place(&desk, "journal.txt"), *text = NULL;
  cr_assert(g_file_get_contents(path, &text, NULL, NULL));
  cr_assert(g_file_set_contents(path, strchr(text, '\n') + 1, -1, NULL));
  fault_expect(&desk, NULL, "journal_start");
  desk_clear(&desk);
}

Test(journal_forged, records_behind_a_fault_of_an_old_journal_do_not_count)
{
  Desk desk = desk_of_forger();
  open_it(&desk);
  g_autofree char *head = bm_journal_head(desk.ledger), *path = place(&desk, "journal.txt"),
                  *text = NULL;
  g_autoptr(json_t) heads = json_array();
  json_array_append_new(heads, bm_journal_head_read(head, "bundles/m01"));
  item_make(&desk, "f000003");
  cr_assert(bm_journal_export(desk.ledger, NULL));
  cr_assert(g_file_get_contents(path, &text, NULL, NULL));
  char *second = strchr(text, '\n') + 1;
  *second = *second == '0' ? '1' : '0';
  cr_assert(g_file_set_contents(path, text, -1, NULL));
  restart(&desk);
  fault_expect(&desk, heads, "journal_head_unknown");
  desk_clear(&desk);
}

/* Old file laid aside, nothing else done yet. */
Test(journal_forged, a_restart_that_was_killed_is_asked_for_again)
{
  Desk desk = desk_of_forger();
  g_autofree char *path = place(&desk, "journal.txt"), *old = place(&desk, "journal-1.txt");
  cr_assert(g_rename(path, old) == 0);
  open_it(&desk);
  item_refused(&desk, "journal_broken");
  restart(&desk);
  item_make(&desk, "f000003");
  cr_assert(bm_journal_export(desk.ledger, NULL));
  g_autoptr(json_t) report = checked(&desk, desk.ledger, NULL);
  cr_expect(json_is_true(json_object_get(report, "is_proven")));
  cr_expect_eq(json_integer_value(json_object_get(report, "restarts")), 1);
  desk_clear(&desk);
}

/* --- in place of a file */

Test(journal_forged, what_is_no_file_is_no_journal_and_holds_nobody_up)
{
  for (int kind = 0; kind < 3; kind++) {
    Desk desk = desk_of_forger();
    g_autofree char *path = place(&desk, "journal.txt"), *away = place(&desk, "away.txt");
    cr_assert(g_rename(path, away) == 0);
    int made = kind == 0   ? symlink(away, path)
               : kind == 1 ? mkfifo(path, 0600)
                           : mkdir(path, 0700);
    cr_assert_eq(made, 0);
    open_it(&desk);
    g_autofree char *folder = g_path_get_dirname(path);
    g_autoptr(json_t) report = bm_journal_check(folder, desk.ledger, NULL, NULL);
    cr_expect_eq(report != NULL, kind == 0); /* an auditor may link; the program never does */
    item_refused(&desk, "journal_broken");
    desk_clear(&desk);
  }
}

/* --- samples */

Test(journal_forged, a_number_that_was_drawn_twice_is_told_with_the_first_list)
{
  Desk desk = desk_make();
  for (int i = 0; i < 2; i++)
    cr_assert(bm_journal_event(desk.ledger, "sample",
                               json_pack("{s:i,s:s}", "no", 1, "list", i == 0 ? "aa" : "bb"),
                               NULL));
  cr_assert(bm_journal_export(desk.ledger, NULL));
  g_autoptr(json_t) report = checked(&desk, desk.ledger, NULL);
  const json_t *sample = json_object_get(json_object_get(report, "samples"), "1");
  cr_expect_str_eq(bm_json_text(sample, "list"), "aa");
  cr_expect_eq(json_integer_value(json_object_get(sample, "draws")), 2);
  desk_clear(&desk);
}
