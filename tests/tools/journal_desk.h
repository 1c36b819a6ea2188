/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A ledger with its journal: what the check says of it, and how others write to it. */
#pragma once
#include "pipeline/journal_check.h"
#include "pipeline/json_text.h"
#include "tests/tools/ledger_desk.h"

/* @ledger  NULL: by the audit folder alone; new */
static inline json_t *checked(const Desk *desk, BmLedger *ledger, const json_t *heads)
{
  g_autofree char *folder = g_build_filename(desk->ws, "audit", NULL);
  GError *error = NULL;
  json_t *report = bm_journal_check(folder, ledger, heads, &error);
  assert_ok(report != NULL, error);
  return report;
}

static inline gboolean is_proven(const Desk *desk, const json_t *heads)
{
  g_autoptr(json_t) report = checked(desk, desk->ledger, heads);
  return json_is_true(json_object_get(report, "is_proven"));
}

static inline gboolean has_fault(const json_t *report, const char *slug)
{
  size_t i;
  json_t *fault;
  json_array_foreach (json_object_get(report, "faults"), i, fault)
    if (g_strcmp0(bm_json_text(fault, "fault"), slug) == 0)
      return TRUE;
  return FALSE;
}

/* As another program would, which may change the schema, too: no trigger of ours sees it. */
static inline void ledger_run(const Desk *desk, const char *sql)
{
  g_autofree char *path = g_build_filename(desk->ws, "ledger.db", NULL);
  sqlite3 *db = NULL;
  cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
  cr_assert_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK, "%s: %s", sql,
               sqlite3_errmsg(db));
  sqlite3_close(db);
}
