/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who wrote which work, as far as the coordinator has told.
 *
 * Pages lose all names before anybody sees them, so that the program itself never learns whose
 * a work is, only its class. The coordinator tells it, after scanning, by what was written down
 * when the class sat the work: either with `work_place` of each pupil of the roster (sheet
 * «Ученики»: «Место работы»), or with participants.csv: a row a work, which is named by work_no
 * (in a re-check the one of the first round will do) or by school_code, class and place (and
 * file, when the class came in several), with participant_code or student_no, and perhaps
 * variant and journal_mark. A place is the number of the work among those of the class as they
 * lie in the scan, from 1; absent pupils have none.
 *
 * A wrong name at a result is worse than none. So places of a class count only all together,
 * when they are 1 … n and the scan has n works; and whatever two rows say differently counts
 * not at all. What did not join is listed with its reason (models/reasons/marking.ini).
 */
#pragma once
#include "pipeline/keymap.h"
#include "pipeline/ledger.h"

/**
 * bm_participants - join works and pupils
 *
 * Returns, new: {"works": {work id: pupil}, "unjoined": [{"reason", "origin" a file or null,
 * "line", "work_no", "school_code", "class", "place"}], "told": rows of the coordinator's that
 * name a work}. A pupil is {"is_joined", "participant_code", "student_no", "surname", "name",
 * "patronymic", "variant": texts, "journal_mark": number or null}; without is_joined only
 * "variant" is there: the whole class had it. Works that nobody told of are listed as unjoined
 * (reason "participant_none", no origin) when anything was told at all.
 * Tests: tests/unit/test_participants.c
 */
json_t *bm_participants(BmLedger *ledger, BmKeymap *keymap, const BmProcedure *procedure);

/* Classes whose works were told by place and came in several files, as a late scan makes them:
 * of "unjoined" above, [{"school_code", "class", "rows"}]; new. */
json_t *bm_participants_split(const json_t *unjoined);
/* Says so to stderr, with what to do; nothing when there are none. */
void bm_participants_tell(const json_t *unjoined);

/**
 * bm_participants_write - what joined, as a participants.csv that names works by number
 *
 * @participants  of bm_participants
 * For a re-check, where places among the works of a class are others. Pupils without code and
 * number in the list cannot be told. When nothing joined, no file is made.
 * Errors: BM_ERROR_IO "disk_write".
 */
gboolean bm_participants_write(BmLedger *ledger, const json_t *participants, const char *path,
                               GError **error);

/* Sets "variant" of works of a job's context, [{"work" id, …}], where it is known: allocation
 * keeps one variant together. */
void bm_participants_variants(const json_t *participants, json_t *works);

/* Text of a pupil's entry, "" without one; borrowed. */
const char *bm_pupil_text(const json_t *pupil, const char *key);
