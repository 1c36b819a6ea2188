/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A re-check knows its first round: what each work was given there and by whom. This is kept in
 * the key map of the second round (models/keymap/003.sql) and nowhere else, so that no marker
 * and no auditor sees it.
 *
 * A work of the second round and one of the first belong together when they share pages of the
 * scans: file (its path below inbox/) and number of the page in it, never content. Who marked
 * any of these pages does not get the work again; the results are compared only where the two
 * share pages with each other alone.
 */
#pragma once
#include "pipeline/keymap.h"
#include "pipeline/ledger.h"

/* --- the key map's tables (keymap_first.c) */

/* The round is a re-check of one whose separator sheets carry @round_tag (0..9999). */
gboolean bm_keymap_first_begin(BmKeymap *keymap, guint round_tag, GError **error);
/* Its separator sheets call the class so. */
gboolean bm_keymap_first_class_add(BmKeymap *keymap, gint64 class_ref, const char *school_code,
                                   const char *class_group, GError **error);
/**
 * bm_keymap_first_work_add - a work of the first round
 *
 * @work  {"work_no", "result" {"total", "mark", "scores"}, "markers" [{"teacher",
 *        "school_code"}], "pages" [{"path", "page"}]}: pages as they lie in the inbox of this
 *        round
 */
gboolean bm_keymap_first_work_add(BmKeymap *keymap, const json_t *work, GError **error);
gboolean bm_keymap_is_recheck(BmKeymap *keymap);
int bm_keymap_first_tag(BmKeymap *keymap);         /* of the first round, -1: this is none */
json_t *bm_keymap_first_classes(BmKeymap *keymap); /* [{class_ref, school_code, class_group}] */
json_t *bm_keymap_first_works(BmKeymap *keymap);   /* [{work_no, result}] by work_no */
json_t *bm_keymap_first_markers(BmKeymap *keymap); /* [{work_no, teacher, school_code}] */
json_t *bm_keymap_first_pages(BmKeymap *keymap);   /* [{path, page, work_no}] */

/* What persons did to a page, one of bm_first_looks; that of a page, or NULL; new. */
gboolean bm_keymap_first_look_add(BmKeymap *keymap, const json_t *look, GError **error);
json_t *bm_keymap_first_look(BmKeymap *keymap, const char *sha256, gint64 page);

/* --- the two rounds side by side (first.c) */

typedef struct BmFirst BmFirst;

/* NULL when the round is no re-check. @ledger and @keymap are borrowed until bm_first_free. */
BmFirst *bm_first_open(BmKeymap *keymap, BmLedger *ledger);
void bm_first_free(BmFirst *first);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmFirst, bm_first_free)

/* Number of a page in its source file, from 1; @page is an item. */
gint64 bm_first_page_number(const json_t *page);

/* [{"teacher", "school_code"}] who marked any page of the work (its id) before; new. */
json_t *bm_first_markers(const BmFirst *first, const char *work);

/**
 * bm_first_prior - which of this round's markers marked the work before
 *
 * @markers  [{"marker", …}] as the ledger or a job's context has them; a third bundle's "m03t1"
 *           is marker m03
 * A person is known by the name (person.h): who moved to another school is the same.
 * Returns [marker] in the order of @markers, new.
 */
json_t *bm_first_prior(const BmFirst *first, const char *work, const json_t *markers);

/* {"work_no", "result"} of the one work of the first round that this is, or NULL when pages are
 * shared otherwise than one to one; borrowed. */
const json_t *bm_first_same(const BmFirst *first, const char *work);

/* "senior", or "basic" where nobody of @markers has a rank above it: a list without ranks asks
 * for none. */
const char *bm_first_needs_rank(const json_t *markers);

/* --- what a job of a re-check is told */

/* Stage allocate: "purpose" recheck (unless it is another), and of each work "prior_markers"
 * and "needs_rank". Nothing in other rounds. */
void bm_first_allocate(BmKeymap *keymap, BmLedger *ledger, json_t *context);

/* Stage split: separator sheets among the scans are of the first round, so it reads with that
 * round's tag and numbers of classes. Nothing in other rounds. */
void bm_first_split(BmKeymap *keymap, json_t *context);
/* The class that stage split means, as this round numbers it; @class_ref in other rounds. */
gint64 bm_first_class(BmKeymap *keymap, gint64 class_ref);

/* Results of this round get "prior_work_no", "prior_total", "prior_mark" and "prior_scores"
 * (null where nothing is to be compared). Nothing in other rounds. */
void bm_first_results(BmKeymap *keymap, BmLedger *ledger, json_t *results);

/* --- what persons did to pages of the first round (first_look.c) */

/* [{"sha256", "page", "look"}] of the pages of a file of the first round; new. */
json_t *bm_first_looks(BmLedger *ledger, const char *file, const char *sha256);
/**
 * bm_first_look_bring - masks of the first round for a page that was just made upright
 *
 * @page  item, its facts.review gets "add", "remove" and "not_forms"; the caller saves it
 * The same page is that of the same bytes. When it came out otherwise than in the first round
 * it gets the doubt "first_look_misfit" instead, which only a decision about that page ends.
 * Tests:  tests/unit/test_first_look.c
 */
gboolean bm_first_look_bring(BmKeymap *keymap, BmLedger *ledger, json_t *page, GError **error);
