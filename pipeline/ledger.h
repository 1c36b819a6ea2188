/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ledger: the truth about every file, page, work and marker (models/ledger/001.sql). One
 * writer, the supervisor; the console's commands read. Rows come as JSON objects, column →
 * value.
 *
 * Items: `id, class, kind, state, parent, packet, seq, work, files {}, file, facts {}, reason,
 * place`.
 */
#pragma once
#include "pipeline/db.h"

typedef BmDb BmLedger;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmLedger, bm_db_free)

BmLedger *bm_ledger_open(const char *ws, GError **error);

/* --- items (ledger_item.c) */
json_t *bm_ledger_item(BmLedger *ledger, const char *id); /* new; NULL when unknown */

/* What @stage noted of an item, and one key of it; NULL when there is none; borrowed. */
static inline json_t *bm_ledger_facts(const json_t *item, const char *stage)
{
  return json_object_get(json_object_get(item, "facts"), stage);
}

static inline json_t *bm_ledger_fact(const json_t *item, const char *stage, const char *key)
{
  return json_object_get(bm_ledger_facts(item, stage), key);
}

/* Insert an item; @parent NULL for files and markers. */
gboolean bm_ledger_item_add(BmLedger *ledger, const char *id, const char *class,
                            const char *kind, const char *state, const char *parent,
                            GError **error);
/* Write back what an item object of bm_ledger_item says. */
gboolean bm_ledger_item_save(BmLedger *ledger, json_t *item, GError **error);
/* Ids of items of a kind that are ready, in order. */
json_t *bm_ledger_ready(BmLedger *ledger, const char *kind);
/* Items of a packet or work (class page), in order of seq. */
json_t *bm_ledger_packet_pages(BmLedger *ledger, const char *packet);
json_t *bm_ledger_work_pages(BmLedger *ledger, const char *work);
json_t *bm_ledger_children(BmLedger *ledger, const char *parent);
/* How many items of a kind are ready (not yet through the stage that takes it). */
gint64 bm_ledger_count_ready(BmLedger *ledger, const char *kind);
/* Highest number used in ids "f%06d". */
json_t *bm_ledger_files_kept(BmLedger *ledger); /* new [path]: pictures of pages in use */
json_t *bm_ledger_places(BmLedger *ledger);     /* new [path]: works and bundles that are out */
/* Highest number of a file, of a score form; -1 on error. */
gint64 bm_ledger_last_file(BmLedger *ledger);
/* Filled score forms: "r%06d", class paper, kinds "return.…". */
gint64 bm_ledger_last_return(BmLedger *ledger);
json_t *bm_ledger_returns(BmLedger *ledger);  /* [item], by id */
json_t *bm_ledger_rejected(BmLedger *ledger); /* [{id, reason}] files and forms */
json_t *bm_ledger_items_of_class(BmLedger *ledger, const char *class); /* [item], by id */

gint64 bm_ledger_files_waiting(BmLedger *ledger); /* seen in the inbox, not taken yet */
/* [{id, state, fate, reason}] of files that wait, are held or rejected: "reason" is the open
 * doubt's, else the file's own, which is "fate". */
json_t *bm_ledger_file_states(BmLedger *ledger);
/* A file that left the inbox before it was taken. */
gboolean bm_ledger_file_forget(BmLedger *ledger, const char *file, GError **error);

/* --- doubts (ledger_item.c) */
gboolean bm_ledger_doubt_add(BmLedger *ledger, const char *item, const char *stage,
                             const char *reason, json_t *box, const char *crop, GError **error);
gint64 bm_ledger_open_doubts(BmLedger *ledger, const char *item);
json_t *bm_ledger_doubts(BmLedger *ledger, const char *item); /* open ones; NULL item: all */
gboolean bm_ledger_doubts_close(BmLedger *ledger, const char *item, const char *stage,
                                const char *decision, GError **error); /* @stage NULL: all */
/* The doubt number @n (from 0) that reading a score form raised. */
gboolean bm_ledger_doubt_tell(BmLedger *ledger, const char *item, gint64 n, GError **error);
/* Only the doubts of one reason. */
gboolean bm_ledger_doubt_settle(BmLedger *ledger, const char *item, const char *reason,
                                const char *decision, GError **error);

/* --- packets and works (ledger_work.c) */
gboolean bm_ledger_series_add(BmLedger *ledger, const char *series, const char *file,
                              gint64 seq, gint64 seen_us, GError **error);
/* All files of a series were seen at that time. */
gboolean bm_ledger_series_seen(BmLedger *ledger, const char *series, gint64 seen_us);
/* [{id, file, seq, seen_us, state, reason, pages, hole}] of series that are not shut; "hole" is
 * null, 1 (a person is asked whether the rejected file may be missing) or 0 (answered). */
json_t *bm_ledger_series_open(BmLedger *ledger);
/* The same rows of one file's series; none while one of its files is still under way. */
json_t *bm_ledger_series_of(BmLedger *ledger, const char *file);
gboolean bm_ledger_packet_add(BmLedger *ledger, const char *packet, gint64 class_ref,
                              json_t *facts, GError **error);
json_t *bm_ledger_packet(BmLedger *ledger, const char *packet);
/* Files and pages of @files (ids, in order) become one packet. */
gboolean bm_ledger_packet_take(BmLedger *ledger, const char *packet, json_t *files,
                               GError **error);
/* Is a page of the packet ready or held that has not reached one of @kinds (JSON array)? */
gboolean bm_ledger_packet_is_behind(BmLedger *ledger, const char *packet, json_t *kinds);
json_t *bm_ledger_packets_ready(BmLedger *ledger, const char *kind);
json_t *bm_ledger_works_ready(BmLedger *ledger, const char *kind);
gboolean bm_ledger_work_put(BmLedger *ledger, json_t *note, const char *packet, GError **error);
json_t *bm_ledger_work(BmLedger *ledger, const char *id);
json_t *bm_ledger_works(BmLedger *ledger); /* with class_alias, school_alias */
gboolean bm_ledger_work_number(BmLedger *ledger, const char *id, const char *work_no,
                               GError **error);
gboolean bm_ledger_work_place(BmLedger *ledger, const char *id, const char *place,
                              GError **error);
gboolean bm_ledger_work_class(BmLedger *ledger, const char *id, gint64 class_ref,
                              GError **error);
gboolean bm_ledger_work_marker(BmLedger *ledger, const char *work_no, const char *marker,
                               GError **error);
/* The work is to be allocated once more. */
gboolean bm_ledger_work_wait(BmLedger *ledger, const char *work_no, GError **error);
gboolean bm_ledger_class_put(BmLedger *ledger, gint64 class_ref, const char *class_alias,
                             const char *school_alias, GError **error);
json_t *bm_ledger_class_refs(BmLedger *ledger); /* [int] */

/* --- forms, markers, notes (ledger_work.c) */
gboolean bm_ledger_form_put(BmLedger *ledger, const char *id, const char *kind, gint64 version,
                            const char *state, json_t *record, GError **error);
json_t *bm_ledger_forms(BmLedger *ledger); /* [{id, kind, version, state, …record}] */
json_t *bm_ledger_form(BmLedger *ledger, const char *id);
gboolean bm_ledger_marker_put(BmLedger *ledger, const char *id, const char *school_alias,
                              json_t *record, GError **error);
/* Markers on the list of teachers, [{marker, school_alias, …record}]: those who were put since
 * all of them left the last time. */
json_t *bm_ledger_markers(BmLedger *ledger);
/* The same with those who are on it no more: their bundles may still be out. */
json_t *bm_ledger_markers_ever(BmLedger *ledger);
gboolean bm_ledger_markers_leave(BmLedger *ledger, GError **error);
gboolean bm_ledger_note_add(BmLedger *ledger, const char *kind, json_t *value, GError **error);
json_t *bm_ledger_notes(BmLedger *ledger, const char *kind);
gboolean bm_ledger_meta_set(BmLedger *ledger, const char *key, const char *value,
                            GError **error);
char *bm_ledger_meta(BmLedger *ledger, const char *key);
/* Forget allocation and bundles: works wait to be allocated again. */
gboolean bm_ledger_unallocate(BmLedger *ledger, GError **error);

/* --- what people ask (ledger_report.c) */
/* {"pages": {in, released, held, blank, separator, rejected, pending}, "files": {…}, "works":
 * {…}, "looks": {…}, "balanced"} */
json_t *bm_ledger_status(BmLedger *ledger);
/* [{id, file, seq, state, reason, work, work_no, page_in_work, class_alias, place}] every page.
 */
/* [{reason, decision (null: open), n}] of all doubts, summed up. */
json_t *bm_ledger_decisions(BmLedger *ledger);
json_t *bm_ledger_page_states(BmLedger *ledger);
