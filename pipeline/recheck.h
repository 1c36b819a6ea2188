/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A re-check: a new round of works that were marked before. The same originals go through the
 * whole chain again, with another seed (hence other numbers and aliases) and the policy profile
 * that masks earlier marks; forms that a person confirmed come along. What the first round gave
 * goes into the new key map only (pipeline/first.h).
 */
#pragma once
#include "pipeline/cmd.h"

/* --- which works (recheck_pick.c): [{"school_code", "class" (absent: all)}], new references */

/**
 * bm_recheck_pick_words - schools named in a command
 *
 * @words  codes (or numbers or names that fit one school), commas between
 * Errors: BM_ERROR_SETTING "recheck_school_unknown" with the place in the list,
 *         "recheck_empty".
 */
json_t *bm_recheck_pick_words(BmOpen *open, const char *words, GError **error);

/**
 * bm_recheck_pick_list - schools and classes of a file
 *
 * A line is a school, or school and class with ; , or a tab between; UTF-8 or Windows-1251.
 * Empty lines, lines that begin with # and a line of headings are passed over.
 * Errors: "recheck_school_unknown" and "recheck_class_unknown" with the line, "recheck_empty",
 *         "recheck_list_bytes" (no text); BM_ERROR_IO "file_open".
 */
json_t *bm_recheck_pick_list(BmOpen *open, const char *path, GError **error);

/**
 * bm_recheck_pick_risk - the schools of a risk list
 *
 * @risk  [{"school", …}] of bm_results_analyse
 * Errors: BM_ERROR_SETTING "recheck_no_risk" when it is empty, "recheck_school_unknown".
 */
json_t *bm_recheck_pick_risk(BmOpen *open, const json_t *risk, GError **error);

gboolean bm_recheck_is_picked(const json_t *picks, const char *school_code,
                              const char *class_group);

/* --- what comes along (recheck_plan.c) */

typedef struct BmRecheckPlan {
  json_t *picks;
  json_t *files;  /* [{"file", "path" in the new inbox, "sha256"}] in order of file */
  json_t *looks;  /* of bm_keymap_first_look_add, masks that persons drew in those files */
  json_t *works;  /* of bm_keymap_first_work_add, all works of those files that have a number */
  guint n_picked; /* works of the schools and classes that were asked for */
  guint n_others; /* works of other classes in the same files, which come along */
  guint n_final;  /* of all: have a result of the first round */
  guint n_unfinal;  /* of all: were given out, and have none yet */
  guint n_unmarked; /* of all: were not given out: held, incomplete */
} BmRecheckPlan;

/**
 * bm_recheck_plan - look, change nothing
 *
 * @picks    taken
 * @results  of bm_results of this round, borrowed
 * Errors: BM_ERROR_SETTING "recheck_no_works" (none of those classes), "recheck_not_marked" (no
 *         result yet).
 * Tests:  tests/unit/test_recheck.c
 */
BmRecheckPlan *bm_recheck_plan(BmOpen *open, json_t *picks, const json_t *results,
                               GError **error);
void bm_recheck_plan_free(BmRecheckPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmRecheckPlan, bm_recheck_plan_free)

/* --- the new workspace (recheck.c, recheck_forms.c, recheck_conf.c) */

typedef struct BmRecheckMade {
  guint forms; /* confirmed forms that came along */
  guint asked; /* of them: a field for marks among the answers is still visible */
} BmRecheckMade;

/* Whether no number of a round with this seed was a number of the first; @data as given. */
typedef gboolean (*BmSeedTest)(const char *seed_hex, gpointer data);

/**
 * bm_recheck_make - make the workspace of the re-check
 *
 * @ws         must not exist, or be an empty folder; built as "<ws>.tmp" and renamed when
 * whole, so that there is all of it or nothing; what an earlier try left there is removed
 * @is_fresh   asked about each seed; NULL: any will do
 * @ret_made   may be half filled on failure
 * Errors: BM_ERROR_SETTING "recheck_exists", "recheck_inside" (one workspace within the other),
 *         "recheck_original_lost" (gone from the vault or changed), "workspace_busy";
 *         BM_ERROR_IO "disk_write".
 * Tests:  tests/unit/test_recheck.c
 */
gboolean bm_recheck_make(BmOpen *open, const BmRecheckPlan *plan, const char *ws,
                         BmSeedTest is_fresh, gpointer data, BmRecheckMade *ret_made,
                         GError **error);

/**
 * bm_recheck_forms - confirmed forms with their files from @from into the workspace @to
 *
 * A field for marks that the first round left visible becomes a zone where headings and feet
 * stand: in the top 25 % of a first page, the top 12 % of a later one, the bottom 8 %. Among
 * the answers the same words are mostly a task's, and a mask would hide answers: there the
 * form is "proposed" again with the note "form_prior_marks", and its pages wait until a person
 * has drawn a zone there or confirmed that none is needed.
 */
gboolean bm_recheck_forms(BmOpen *from, const char *to, BmLedger *ledger,
                          BmRecheckMade *ret_made, GError **error);

/* "vpr_recheck" for "vpr_cross"; a profile that masks earlier marks already stays. Caller
 * frees.
 */
char *bm_recheck_policy(const char *policy);
/* blindmark.conf of the new round: the first one's, with policy and seed (0: random) of its
 * own.
 */
gboolean bm_recheck_conf(BmOpen *from, const char *to, gint64 seed, GError **error);
