/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Items and doubts in the ledger. */
#include "pipeline/journal.h"
#include "pipeline/json_text.h"
#include "pipeline/ledger.h"

#include <sys/stat.h>

#define ITEM_COLUMNS                                                                           \
  "id, class, kind, state, parent, packet, seq, work, files AS files_json, file, "             \
  "facts AS facts_json, reason, place"

BmLedger *bm_ledger_open(const char *ws, GError **error)
{
  g_autofree char *path = g_build_filename(ws, "ledger.db", NULL);
  mode_t mask = umask(0077);
  g_autoptr(BmLedger) ledger = bm_db_open(path, "ledger", error);
  umask(mask);
  return ledger != NULL && bm_journal_attach(ledger, ws, error) ? g_steal_pointer(&ledger)
                                                                : NULL;
}

json_t *bm_ledger_item(BmLedger *ledger, const char *id)
{
  g_autoptr(json_t) rows =
      bm_db_rows(ledger, NULL, "SELECT " ITEM_COLUMNS " FROM item WHERE id = ?", "s", id);
  return json_incref(json_array_get(rows, 0));
}

gboolean bm_ledger_item_add(BmLedger *ledger, const char *id, const char *class,
                            const char *kind, const char *state, const char *parent,
                            GError **error)
{
  return bm_db_run(
      ledger, error,
      "INSERT INTO item (id, class, kind, state, parent) VALUES (?, ?, ?, ?, ?) "
      "ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, state = excluded.state",
      "sssss", id, class, kind, state, parent);
}

gboolean bm_ledger_item_save(BmLedger *ledger, json_t *item, GError **error)
{
  return bm_db_run(
      ledger, error,
      "UPDATE item SET kind = ?, state = ?, packet = ?, seq = ?, work = ?, files = ?, "
      "file = ?, facts = ?, reason = ?, place = ? WHERE id = ?",
      "sssisjsjsss", bm_json_text(item, "kind"), bm_json_text(item, "state"),
      bm_json_text(item, "packet"), (gint64)json_integer_value(json_object_get(item, "seq")),
      bm_json_text(item, "work"), json_object_get(item, "files"), bm_json_text(item, "file"),
      json_object_get(item, "facts"), bm_json_text(item, "reason"), bm_json_text(item, "place"),
      bm_json_text(item, "id"));
}

static json_t *values_only(json_t *rows)
{
  json_t *values = rows != NULL ? json_array() : NULL, *row;
  size_t i;
  json_array_foreach (rows, i, row)
    json_array_append(values, json_object_get(row, "value"));
  json_decref(rows);
  return values;
}

json_t *bm_ledger_files_kept(BmLedger *ledger)
{
  return values_only(bm_db_rows(ledger, NULL,
                                "SELECT f.value AS value FROM item i, json_each(i.files) f "
                                "UNION SELECT file FROM item WHERE file IS NOT NULL",
                                ""));
}

json_t *bm_ledger_places(BmLedger *ledger)
{
  return values_only(bm_db_rows(ledger, NULL,
                                "SELECT place AS value FROM item WHERE place IS NOT NULL UNION "
                                "SELECT place FROM work WHERE place IS NOT NULL",
                                ""));
}

static json_t *ids_only(json_t *rows)
{
  json_t *ids = json_array();
  size_t i;
  json_t *row;
  json_array_foreach (rows, i, row)
    json_array_append(ids, json_object_get(row, "id"));
  json_decref(rows);
  return ids;
}

json_t *bm_ledger_ready(BmLedger *ledger, const char *kind)
{
  return ids_only(bm_db_rows(
      ledger, NULL, "SELECT id FROM item WHERE kind = ? AND state = 'ready' ORDER BY id", "s",
      kind));
}

json_t *bm_ledger_packet_pages(BmLedger *ledger, const char *packet)
{
  return bm_db_rows(ledger, NULL,
                    "SELECT " ITEM_COLUMNS " FROM item WHERE packet = ? AND class = 'page' "
                    "ORDER BY seq, id",
                    "s", packet);
}

json_t *bm_ledger_work_pages(BmLedger *ledger, const char *work)
{
  return bm_db_rows(ledger, NULL,
                    "SELECT " ITEM_COLUMNS " FROM item WHERE work = ? AND class = 'page' "
                    "ORDER BY seq, id",
                    "s", work);
}

json_t *bm_ledger_children(BmLedger *ledger, const char *parent)
{
  return bm_db_rows(ledger, NULL,
                    "SELECT " ITEM_COLUMNS " FROM item WHERE parent = ? ORDER BY seq, id", "s",
                    parent);
}

gint64 bm_ledger_count_ready(BmLedger *ledger, const char *kind)
{
  return bm_db_number(ledger, 0, "SELECT count(*) FROM item WHERE kind = ? AND state = 'ready'",
                      "s", kind);
}

gint64 bm_ledger_last_file(BmLedger *ledger)
{
  return bm_db_number(
      ledger, -1,
      "SELECT coalesce(max(CAST(substr(id, 2) AS INTEGER)), 0) FROM item WHERE class = 'file'",
      "");
}

gint64 bm_ledger_last_return(BmLedger *ledger)
{
  return bm_db_number(ledger, -1,
                      "SELECT coalesce(max(CAST(substr(id, 2) AS INTEGER)), 0) FROM item WHERE "
                      "class = 'paper' AND kind LIKE 'return.%'",
                      "");
}

json_t *bm_ledger_returns(BmLedger *ledger)
{
  return bm_db_rows(ledger, NULL,
                    "SELECT " ITEM_COLUMNS " FROM item WHERE class = 'paper' AND kind LIKE "
                    "'return.%' ORDER BY id",
                    "");
}

json_t *bm_ledger_rejected(BmLedger *ledger)
{
  return bm_db_rows(ledger, NULL,
                    "SELECT id, reason FROM item WHERE state = 'rejected' AND (class = 'file' "
                    "OR kind LIKE 'return.%') ORDER BY id",
                    "");
}

json_t *bm_ledger_items_of_class(BmLedger *ledger, const char *class)
{
  return bm_db_rows(ledger, NULL,
                    "SELECT " ITEM_COLUMNS " FROM item WHERE class = ? ORDER BY id", "s",
                    class);
}

gint64 bm_ledger_files_waiting(BmLedger *ledger)
{
  return bm_db_number(
      ledger, 0,
      "SELECT count(*) FROM item WHERE class IN ('file', 'paper') AND state = 'waiting'", "");
}

gboolean bm_ledger_file_forget(BmLedger *ledger, const char *file, GError **error)
{
  return bm_db_run(ledger, error, "DELETE FROM series WHERE file = ?", "s", file) &&
         bm_db_run(ledger, error, "DELETE FROM item WHERE id = ? AND state = 'waiting'", "s",
                   file);
}

json_t *bm_ledger_file_states(BmLedger *ledger)
{
  return bm_db_rows(
      ledger, NULL,
      "SELECT i.id, i.state, i.reason AS fate, coalesce((SELECT d.reason FROM doubt d WHERE "
      "d.item = i.id AND d.is_open = 1 ORDER BY d.no LIMIT 1), i.reason) AS reason "
      "FROM item i WHERE i.class = 'file' AND i.state IN ('waiting', 'held', 'rejected') "
      "ORDER BY i.id",
      "");
}

gboolean bm_ledger_doubt_add(BmLedger *ledger, const char *item, const char *stage,
                             const char *reason, json_t *box, const char *crop, GError **error)
{
  return bm_db_run(ledger, error,
                   "INSERT INTO doubt (item, stage, reason, box, crop) VALUES (?, ?, ?, ?, ?)",
                   "sssjs", item, stage, reason, box, crop);
}

gint64 bm_ledger_open_doubts(BmLedger *ledger, const char *item)
{
  return bm_db_number(ledger, 0, "SELECT count(*) FROM doubt WHERE item = ? AND is_open = 1",
                      "s", item);
}

json_t *bm_ledger_doubts(BmLedger *ledger, const char *item)
{
  return bm_db_rows(ledger, NULL,
                    "SELECT no, item, stage, reason, box AS box_json, crop FROM doubt "
                    "WHERE is_open = 1 AND (?1 IS NULL OR item = ?1) ORDER BY item, no",
                    "s", item);
}

gboolean bm_ledger_doubts_close(BmLedger *ledger, const char *item, const char *stage,
                                const char *decision, GError **error)
{
  return bm_db_run(
      ledger, error,
      "UPDATE doubt SET is_open = 0, decision = ?1 WHERE item = ?2 AND is_open = 1 "
      "AND (?3 IS NULL OR stage = ?3)",
      "sss", decision, item, stage);
}

gboolean bm_ledger_doubt_tell(BmLedger *ledger, const char *item, gint64 n, GError **error)
{
  return bm_db_run(ledger, error,
                   "UPDATE doubt SET is_open = 0, decision = 'told' WHERE no = (SELECT no FROM "
                   "doubt WHERE item = ? AND stage = 'collect' ORDER BY no LIMIT 1 OFFSET ?)",
                   "si", item, n);
}

gboolean bm_ledger_doubt_settle(BmLedger *ledger, const char *item, const char *reason,
                                const char *decision, GError **error)
{
  return bm_db_run(
      ledger, error,
      "UPDATE doubt SET is_open = 0, decision = ? WHERE item = ? AND reason = ? AND "
      "is_open = 1",
      "sss", decision, item, reason);
}
