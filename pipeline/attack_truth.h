/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The truth that the guesses of `blindmark attack` are scored with: whose each work is. Nothing
 * is written. */
#pragma once
#include "pipeline/cmd.h"

/**
 * bm_truth_works - what stands behind the works under sorted/
 *
 * @names  CSV with columns work_no, surname, name, patronymic, as many as there are: whose a
 * work is; NULL: where a class handed in as many works as the roster has pupils, works and
 *         pupils are taken in order, which is how classes are often scanned
 *
 * Returns a new array of {"work", "work_no", "place", "alias", "class_ref", "school" (a number,
 * −1 unknown), "school_code", "class", "order", "letters" [surname, name, patronymic], empty
 * when unknown} in the order of scanning. Errors: those of bm_csv_read.
 */
json_t *bm_truth_works(BmOpen *open, const char *names, GError **error);

/* [{"alias" or null, "pupils"}] classes of the roster. */
json_t *bm_truth_classes(BmOpen *open);
/* [{"place", "school"}] whose teacher has which bundle; numbers as in bm_truth_works. */
json_t *bm_truth_bundles(BmOpen *open);
/* [[box …] a page] stamps on the pages of a work, as they were written. */
json_t *bm_truth_codes(BmOpen *open, const char *work);
