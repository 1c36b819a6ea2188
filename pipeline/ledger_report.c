/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people ask the ledger: counts and page fates. */
#include "pipeline/ledger.h"

/*
 * The fate of every page, in one place. A page is released when its work is under sorted/; it
 * is held when a person must decide about it, about another page of its work, about another
 * page of its batch before the batch is divided, or about another file of its series.
 */
#define PAGE_FATES                                                                             \
  "WITH doubted AS (SELECT item, min(no) AS no FROM doubt WHERE is_open = 1 GROUP BY item), "  \
  "stuck AS (SELECT DISTINCT p.work FROM item p LEFT JOIN doubted d ON d.item = p.id "         \
  "WHERE p.class = 'page' AND p.work IS NOT NULL AND (d.item IS NOT NULL OR p.state = "        \
  "'held')), "                                                                                 \
  "blocked AS (SELECT DISTINCT packet FROM item WHERE class = 'page' AND state = 'held' AND "  \
  "kind IN ('page.raw', 'page.upright') AND packet IS NOT NULL), "                             \
  "waiting AS (SELECT DISTINCT s.id FROM series s JOIN item f ON f.id = s.file "               \
  "JOIN doubted d ON d.item = f.id WHERE s.is_shut = 0), "                                     \
  "why AS (SELECT p.id, CASE "                                                                 \
  "WHEN p.kind = 'page.verified' AND s.work IS NOT NULL THEN 'work_waits' "                    \
  "WHEN p.kind = 'page.upright' AND b.packet IS NOT NULL THEN 'packet_waits' "                 \
  "WHEN p.kind = 'page.upright' AND w.id IS NOT NULL THEN 'series_waits' END AS reason "       \
  "FROM item p LEFT JOIN stuck s ON s.work = p.work "                                          \
  "LEFT JOIN blocked b ON b.packet = p.packet "                                                \
  "LEFT JOIN series r ON r.file = p.parent AND r.is_shut = 0 "                                 \
  "LEFT JOIN waiting w ON w.id = r.id WHERE p.class = 'page' AND p.state = 'ready'), "         \
  "fate AS (SELECT p.id, p.parent AS file, p.seq, p.work, p.kind, "                            \
  "CASE WHEN p.state IN ('blank', 'separator', 'rejected') THEN p.state "                      \
  "WHEN p.state = 'done' THEN 'released' "                                                     \
  "WHEN p.state = 'held' THEN 'held' "                                                         \
  "WHEN p.kind = 'page.verified' AND d.item IS NOT NULL THEN 'held' "                          \
  "WHEN y.reason IS NOT NULL THEN 'held' "                                                     \
  "ELSE 'pending' END AS state, "                                                              \
  "CASE WHEN p.reason IS NOT NULL THEN p.reason "                                              \
  "WHEN d.item IS NOT NULL THEN (SELECT reason FROM doubt WHERE no = d.no) "                   \
  "ELSE y.reason END AS reason, "                                                              \
  "p.facts FROM item p LEFT JOIN doubted d ON d.item = p.id "                                  \
  "LEFT JOIN why y ON y.id = p.id WHERE p.class = 'page') "

static gint64 number_in(json_t *object, const char *key)
{
  return (gint64)json_integer_value(json_object_get(object, key));
}

/* Rows {key, n} → object with every key of @keys present. */
static json_t *counts(json_t *rows, const char *const *keys)
{
  json_t *object = json_object();
  for (; *keys != NULL; keys++)
    json_object_set_new(object, *keys, json_integer(0));
  size_t i;
  json_t *row;
  json_array_foreach (rows, i, row) {
    const char *key = json_string_value(json_object_get(row, "key"));
    if (key != NULL && json_object_get(object, key) != NULL)
      json_object_set(object, key, json_object_get(row, "n"));
  }
  json_decref(rows);
  return object;
}

static json_t *pages_status(BmLedger *ledger)
{
  static const char *const keys[] = {"released", "held",    "blank", "separator",
                                     "rejected", "pending", NULL};
  json_t *pages = counts(
      bm_db_rows(ledger, NULL,
                 PAGE_FATES "SELECT state AS key, count(*) AS n FROM fate GROUP BY state", ""),
      keys);
  /* what intake counted in each file, so that a page that is in no state shows as a difference
   */
  json_object_set_new(pages, "in",
                      json_integer(bm_db_number(
                          ledger, 0,
                          "SELECT coalesce(sum(json_extract(facts, '$.intake.pages')), 0) "
                          "FROM item WHERE class = 'file'",
                          "")));
  return pages;
}

static json_t *files_status(BmLedger *ledger)
{
  static const char *const keys[] = {"done", "rejected", "waiting", "held", NULL};
  json_t *files =
      counts(bm_db_rows(ledger, NULL,
                        "SELECT CASE WHEN state = 'ready' THEN 'waiting' ELSE state END "
                        "AS key, count(*) AS n FROM item WHERE class = 'file' GROUP BY 1",
                        ""),
             keys);
  json_object_set_new(files, "in",
                      json_integer(bm_db_number(
                          ledger, 0, "SELECT count(*) FROM item WHERE class = 'file'", "")));
  return files;
}

static json_t *works_status(BmLedger *ledger)
{
  static const char *const keys[] = {"numbered", "held", "incomplete", NULL};
  return counts(bm_db_rows(ledger, NULL,
                           PAGE_FATES
                           "SELECT CASE WHEN w.place IS NOT NULL THEN 'numbered' "
                           "WHEN w.state <> 'whole' THEN 'incomplete' "
                           "WHEN EXISTS (SELECT 1 FROM fate f WHERE f.work = w.id AND "
                           "f.state = 'held') THEN 'held' ELSE 'pending' END AS key, "
                           "count(*) AS n FROM work w GROUP BY 1",
                           ""),
                keys);
}

static json_t *looks_status(BmLedger *ledger)
{
  gint64 forms = bm_db_number(ledger, 0,
                              "SELECT count(*) FROM note WHERE kind = 'look' AND "
                              "json_extract(value, '$.what') = 'form'",
                              "");
  gint64 sheets = bm_db_number(ledger, 0,
                               "SELECT count(*) FROM note WHERE kind = 'look' AND "
                               "json_extract(value, '$.what') = 'sheet'",
                               "");
  gint64 pages = bm_db_number(ledger, 0,
                              "SELECT count(*) FROM note WHERE kind = 'look' AND "
                              "json_extract(value, '$.what') = 'page'",
                              "");
  return json_pack("{s:I,s:I,s:I}", "forms", (json_int_t)forms, "sheets", (json_int_t)sheets,
                   "pages", (json_int_t)pages);
}

json_t *bm_ledger_status(BmLedger *ledger)
{
  json_t *pages = pages_status(ledger);
  gint64 sum = 0;
  const char *key;
  json_t *value;
  json_object_foreach (pages, key, value)
    if (g_strcmp0(key, "in") != 0)
      sum += (gint64)json_integer_value(value);
  gboolean is_balanced = sum == number_in(pages, "in");
  return json_pack("{s:o,s:o,s:o,s:o,s:b}", "pages", pages, "files", files_status(ledger),
                   "works", works_status(ledger), "looks", looks_status(ledger), "balanced",
                   is_balanced);
}

json_t *bm_ledger_page_states(BmLedger *ledger)
{
  return bm_db_rows(ledger, NULL,
                    PAGE_FATES
                    "SELECT f.id, f.file, f.seq, f.kind, f.state, f.reason, f.work, f.facts AS "
                    "facts_json, w.work_no, w.place, w.marker, c.class_alias FROM fate f "
                    "LEFT JOIN work w ON w.id = f.work LEFT JOIN class c USING (class_ref) "
                    "ORDER BY f.id",
                    "");
}

json_t *bm_ledger_decisions(BmLedger *ledger)
{
  return bm_db_rows(ledger, NULL,
                    "SELECT reason, CASE WHEN is_open = 1 THEN NULL ELSE decision END AS "
                    "decision, count(*) AS n FROM doubt GROUP BY 1, 2 ORDER BY 1, 2",
                    "");
}
