/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An auditor's samples: audit/sample-1.json, the pages as audit/sample-1.pdf, and what was
 * found. Drawing and each finding are events of the journal, the list of pages by its SHA-256,
 * so that no sample can be drawn again until it pleases and no finding be taken back. Whoever
 * has the whole computer can draw in copies of the round, and keep the one that pleases;
 * against that the auditor gives the seed, a number of his own, after noting the head of the
 * journal.
 */
#pragma once
#include "pipeline/ledger.h"

typedef struct BmSampleWish {
  double bound;     /* leaking share to exclude at 95 %, 0 to 1; 0: as @n_pages */
  guint n_pages;    /* wanted, spread over the strata; rounding up may add some */
  const char *seed; /* the auditor's own number, digits; NULL: random */
} BmSampleWish;

/**
 * bm_audit_sample_draw - draw pages of numbered works, and write list and pictures
 *
 * Returns the sample: {"no", "seed", "pages_in_round", "round_sha256" (of
 * all pages), "share", "pages": [{"n", "work_no",
 * "page", "place", "stratum"}], "findings": {}, "is_seen": false}; strata are numbers, since
 * which school is which is nobody's business here. New.
 * Errors: BM_ERROR_SETTING "sample_nothing" without a numbered work; those of the journal, of
 * writing, and of stages/audit/picture.h.
 * Tests: tests/flow/audit.
 */
json_t *bm_audit_sample_draw(BmLedger *ledger, const char *ws, const BmSampleWish *wish,
                             GError **error);

/**
 * bm_audit_sample_tell - enter what a person saw
 *
 * @verdict   "leak", which nothing takes back, "doubt" or "clean"
 * @numbers   of pages in the sample, "3,17"; NULL: all that have no finding yet, for "clean"
 *            (the sample is then seen)
 * Returns the sample as it is now; new.
 * Errors: BM_ERROR_SETTING "sample_none", "sample_number".
 */
json_t *bm_audit_sample_tell(BmLedger *ledger, const char *ws, guint no, const char *verdict,
                             const char *numbers, GError **error);

/* All samples of a round, in order; new. @told  "samples" of the journal's report
 * (journal_check.h): a sample that is not as it was drawn and judged by it, or not what its
 * seed draws, has "is_changed"; one that is in the journal and in no file is {"no",
 * "is_changed"}. "redrawn" tells whether the seed was tried again: yes, no, unknown (the round
 * has other pages by now); "seed_by" auditor or program. */
json_t *bm_audit_samples(BmLedger *ledger, const char *ws, const json_t *told);

/* {"seen", "leak", "doubt", "most" pages that leak at 95 %, "most_share"} of a sample; new. */
json_t *bm_audit_sample_sum(const json_t *sample);
