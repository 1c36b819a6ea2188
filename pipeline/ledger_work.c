/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packets, works, classes, forms, markers in the ledger. */
#include "pipeline/json_text.h"
#include "pipeline/ledger.h"

static gint64 number_of(const json_t *row, const char *key)
{
  return (gint64)json_integer_value(json_object_get(row, key));
}

static json_t *first_row(json_t *rows)
{
  json_t *row = json_incref(json_array_get(rows, 0));
  json_decref(rows);
  return row;
}

/* Rows with one column → array of its values. */
static json_t *column(json_t *rows, const char *name)
{
  json_t *values = json_array();
  size_t i;
  json_t *row;
  json_array_foreach (rows, i, row)
    json_array_append(values, json_object_get(row, name));
  json_decref(rows);
  return values;
}

gboolean bm_ledger_series_add(BmLedger *ledger, const char *series, const char *file,
                              gint64 seq, gint64 seen_us, GError **error)
{
  return bm_db_run(ledger, error,
                   "INSERT OR REPLACE INTO series (id, file, seq, seen_us) VALUES (?, ?, ?, ?)",
                   "ssii", series, file, seq, seen_us);
}

gboolean bm_ledger_series_seen(BmLedger *ledger, const char *series, gint64 seen_us)
{
  return bm_db_run(ledger, NULL, "UPDATE series SET seen_us = ?2 WHERE id = ?1", "si", series,
                   seen_us);
}

#define SERIES_ROWS                                                                            \
  "SELECT s.id, s.file, s.seq, s.seen_us, i.state, i.reason, "                                 \
  "(SELECT count(*) FROM item p WHERE p.parent = s.file) AS pages, "                           \
  "(SELECT max(is_open) FROM doubt d WHERE d.item = s.file AND d.reason = 'series_hole') "     \
  "AS hole FROM series s JOIN item i ON i.id = s.file WHERE s.is_shut = 0 "

json_t *bm_ledger_series_open(BmLedger *ledger)
{
  return bm_db_rows(ledger, NULL, SERIES_ROWS "ORDER BY s.id, s.seq, s.file", "");
}

json_t *bm_ledger_series_of(BmLedger *ledger, const char *file)
{
  /* from the end: while a series comes in, its last files are the unfinished ones */
  gint64 is_busy = bm_db_number(
      ledger, 0,
      "SELECT 1 FROM series s WHERE s.id = (SELECT id FROM series WHERE file = ?) AND "
      "s.is_shut = 0 AND (SELECT i.state FROM item i WHERE i.id = s.file) NOT IN ('done', "
      "'rejected', 'held') ORDER BY s.seq DESC LIMIT 1",
      "s", file);
  if (is_busy)
    return json_array();
  return bm_db_rows(ledger, NULL,
                    SERIES_ROWS
                    "AND s.id = (SELECT id FROM series WHERE file = ?) ORDER BY s.seq, s.file",
                    "s", file);
}

gboolean bm_ledger_packet_add(BmLedger *ledger, const char *packet, gint64 class_ref,
                              json_t *facts, GError **error)
{
  return bm_db_run(ledger, error, "INSERT OR REPLACE INTO packet VALUES (?, ?, ?)", "sij",
                   packet, class_ref, facts);
}

json_t *bm_ledger_packet(BmLedger *ledger, const char *packet)
{
  return first_row(bm_db_rows(
      ledger, NULL, "SELECT id, class_ref, facts AS facts_json FROM packet WHERE id = ?", "s",
      packet));
}

gboolean bm_ledger_packet_take(BmLedger *ledger, const char *packet, json_t *files,
                               GError **error)
{
  size_t i;
  json_t *file;
  json_array_foreach (files, i, file) {
    const char *id = json_string_value(file);
    /* page 41 of the third file of a packet gets seq 2 000 041 */
    if (!bm_db_run(
            ledger, error,
            "UPDATE item SET packet = ?, seq = ? + CAST(substr(id, instr(id, '.p') + 2) AS "
            "INTEGER) WHERE parent = ?",
            "sis", packet, (gint64)i * 1000000, id) ||
        !bm_db_run(ledger, error, "UPDATE item SET packet = ? WHERE id = ?", "ss", packet,
                   id) ||
        !bm_db_run(ledger, error, "UPDATE series SET is_shut = 1, seen_us = 0 WHERE file = ?",
                   "s", id))
      return FALSE;
  }
  return TRUE;
}

gboolean bm_ledger_packet_is_behind(BmLedger *ledger, const char *packet, json_t *kinds)
{
  return bm_db_number(
             ledger, 0,
             "SELECT 1 FROM item WHERE packet = ? AND class = 'page' AND state IN "
             "('ready', 'held') AND kind NOT IN (SELECT value FROM json_each(?)) LIMIT 1",
             "sj", packet, kinds) > 0;
}

json_t *bm_ledger_packets_ready(BmLedger *ledger, const char *kind)
{
  return column(
      bm_db_rows(ledger, NULL,
                 "SELECT DISTINCT packet FROM item WHERE kind = ? AND state = 'ready' AND "
                 "packet IS NOT NULL ORDER BY packet",
                 "s", kind),
      "packet");
}

json_t *bm_ledger_works_ready(BmLedger *ledger, const char *kind)
{
  return column(
      bm_db_rows(ledger, NULL,
                 "SELECT DISTINCT work FROM item WHERE kind = ? AND state = 'ready' AND "
                 "work IS NOT NULL ORDER BY work",
                 "s", kind),
      "work");
}

gboolean bm_ledger_work_put(BmLedger *ledger, json_t *note, const char *packet, GError **error)
{
  const char *id = bm_json_text(note, "id");
  if (!bm_db_run(ledger, error,
                 "INSERT INTO work (id, packet, idx, expected, class_ref, state) "
                 "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
                 "expected = excluded.expected, class_ref = excluded.class_ref, "
                 "state = excluded.state",
                 "ssiiis", id, packet, number_of(note, "index"),
                 number_of(note, "pages_expected"), number_of(note, "class_ref"),
                 bm_json_text(note, "state")))
    return FALSE;
  size_t i;
  json_t *page;
  json_array_foreach (json_object_get(note, "pages"), i, page)
    if (!bm_db_run(ledger, error, "UPDATE item SET work = ? WHERE id = ?", "ss", id,
                   json_string_value(page)))
      return FALSE;
  return TRUE;
}

#define WORK_COLUMNS                                                                           \
  "w.id, w.packet, w.idx, w.expected, w.class_ref, w.state, w.work_no, w.place, w.marker, "    \
  "c.class_alias, c.school_alias, (SELECT count(*) FROM item p WHERE p.work = w.id AND "       \
  "p.class = 'page' AND p.state NOT IN ('blank', 'separator', 'rejected')) AS pages "          \
  "FROM work w LEFT JOIN class c USING (class_ref)"

json_t *bm_ledger_work(BmLedger *ledger, const char *id)
{
  return first_row(bm_db_rows(ledger, NULL, "SELECT " WORK_COLUMNS " WHERE w.id = ?", "s", id));
}

json_t *bm_ledger_works(BmLedger *ledger)
{
  return bm_db_rows(ledger, NULL, "SELECT " WORK_COLUMNS " ORDER BY w.id", "");
}

gboolean bm_ledger_work_number(BmLedger *ledger, const char *id, const char *work_no,
                               GError **error)
{
  return bm_db_run(ledger, error, "UPDATE work SET work_no = ? WHERE id = ?", "ss", work_no,
                   id);
}

gboolean bm_ledger_work_place(BmLedger *ledger, const char *id, const char *place,
                              GError **error)
{
  return bm_db_run(ledger, error, "UPDATE work SET place = ? WHERE id = ?", "ss", place, id);
}

gboolean bm_ledger_work_class(BmLedger *ledger, const char *id, gint64 class_ref,
                              GError **error)
{
  return bm_db_run(ledger, error, "UPDATE work SET class_ref = ? WHERE id = ?", "is", class_ref,
                   id);
}

gboolean bm_ledger_work_marker(BmLedger *ledger, const char *work_no, const char *marker,
                               GError **error)
{
  return bm_db_run(
      ledger, error,
      "UPDATE work SET marker = CASE WHEN marker IS NULL THEN ?1 ELSE marker || ' ' || "
      "?1 END WHERE work_no = ?2",
      "ss", marker, work_no);
}

gboolean bm_ledger_work_wait(BmLedger *ledger, const char *work_no, GError **error)
{
  return bm_db_run(ledger, error,
                   "UPDATE item SET state = 'ready' WHERE class = 'work' AND id = (SELECT id "
                   "FROM work WHERE work_no = ?)",
                   "s", work_no);
}

gboolean bm_ledger_class_put(BmLedger *ledger, gint64 class_ref, const char *class_alias,
                             const char *school_alias, GError **error)
{
  return bm_db_run(ledger, error, "INSERT OR REPLACE INTO class VALUES (?, ?, ?)", "iss",
                   class_ref, class_alias, school_alias);
}

json_t *bm_ledger_class_refs(BmLedger *ledger)
{
  return column(bm_db_rows(ledger, NULL, "SELECT class_ref FROM class ORDER BY class_ref", ""),
                "class_ref");
}

gboolean bm_ledger_form_put(BmLedger *ledger, const char *id, const char *kind, gint64 version,
                            const char *state, json_t *record, GError **error)
{
  return bm_db_run(ledger, error, "INSERT OR REPLACE INTO form VALUES (?, ?, ?, ?, ?)", "ssisj",
                   id, kind, version, state, record);
}

static json_t *form_flat(json_t *row)
{
  json_t *record = json_object_get(row, "record");
  json_object_update_missing(row, record);
  json_object_del(row, "record");
  return row;
}

json_t *bm_ledger_forms(BmLedger *ledger)
{
  json_t *rows = bm_db_rows(ledger, NULL,
                            "SELECT id, kind, version, state, record AS record_json FROM form "
                            "ORDER BY id",
                            "");
  size_t i;
  json_t *row;
  json_array_foreach (rows, i, row)
    form_flat(row);
  return rows;
}

json_t *bm_ledger_form(BmLedger *ledger, const char *id)
{
  json_t *row = first_row(bm_db_rows(ledger, NULL,
                                     "SELECT id, kind, version, state, record AS record_json "
                                     "FROM form WHERE id = ?",
                                     "s", id));
  return row != NULL ? form_flat(row) : NULL;
}

gboolean bm_ledger_marker_put(BmLedger *ledger, const char *id, const char *school_alias,
                              json_t *record, GError **error)
{
  return bm_db_run(ledger, error, "INSERT OR REPLACE INTO marker VALUES (?, ?, ?)", "ssj", id,
                   school_alias, record);
}

gboolean bm_ledger_markers_leave(BmLedger *ledger, GError **error)
{
  return bm_db_run(ledger, error,
                   "UPDATE marker SET record = json_set(record, '$.is_gone', json('true'))",
                   "");
}

static json_t *markers_flat(json_t *rows)
{
  size_t i;
  json_t *row;
  json_array_foreach (rows, i, row)
    form_flat(row);
  return rows;
}

#define MARKERS "SELECT id AS marker, school_alias, record AS record_json FROM marker "

json_t *bm_ledger_markers(BmLedger *ledger)
{
  return markers_flat(bm_db_rows(
      ledger, NULL, MARKERS "WHERE json_extract(record, '$.is_gone') IS NULL ORDER BY id", ""));
}

json_t *bm_ledger_markers_ever(BmLedger *ledger)
{
  return markers_flat(bm_db_rows(ledger, NULL, MARKERS "ORDER BY id", ""));
}

gboolean bm_ledger_note_add(BmLedger *ledger, const char *kind, json_t *value, GError **error)
{
  return bm_db_run(ledger, error, "INSERT INTO note (kind, value) VALUES (?, ?)", "sj", kind,
                   value);
}

json_t *bm_ledger_notes(BmLedger *ledger, const char *kind)
{
  return column(bm_db_rows(ledger, NULL,
                           "SELECT value AS value_json FROM note WHERE kind = ? ORDER BY no",
                           "s", kind),
                "value");
}

gboolean bm_ledger_meta_set(BmLedger *ledger, const char *key, const char *value,
                            GError **error)
{
  return bm_db_run(ledger, error, "INSERT OR REPLACE INTO meta VALUES (?, ?)", "ss", key,
                   value);
}

char *bm_ledger_meta(BmLedger *ledger, const char *key)
{
  g_autoptr(json_t) values = column(
      bm_db_rows(ledger, NULL, "SELECT value FROM meta WHERE key = ?", "s", key), "value");
  return g_strdup(json_string_value(json_array_get(values, 0)));
}

gboolean bm_ledger_unallocate(BmLedger *ledger, GError **error)
{
  return bm_db_run(ledger, error, "UPDATE work SET marker = NULL", "") &&
         bm_db_run(ledger, error,
                   "UPDATE item SET state = 'ready' WHERE class = 'work' AND state = 'done'",
                   "") &&
         bm_db_run(ledger, error,
                   "DELETE FROM item WHERE class = 'paper' AND kind NOT LIKE 'return.%'", "") &&
         bm_db_run(ledger, error, "DELETE FROM item WHERE class IN ('marker')", "") &&
         bm_db_run(
             ledger, error,
             "DELETE FROM note WHERE kind LIKE 'allocation%' OR kind IN ('disputes', 'agreed')",
             "") &&
         bm_db_run(ledger, error, "DELETE FROM meta WHERE key = 'allocate.purpose'", "");
}
