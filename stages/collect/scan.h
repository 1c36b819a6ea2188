/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scan of printed score sheets: its pages are made by stage intake, read, and put together.
 */
#pragma once
#include "pipeline/job.h"
#include "pipeline/stage.h"

/**
 * bm_scan_facts - what a scan of score sheets says
 *
 * @path  the scan; any kind that intake takes
 * @kits  bundles of the round
 *
 * Returns the facts of bm_paper_return_facts without "doubts", and "tasks" [id], "maxima" [int]
 * and "unsure" [{work_no, task, seen, n}]: scores that a person has to tell, with the number of
 * the doubt that shows them, and "entries", how many persons have to tell each. The doubts are
 * handed to @job, in that order. Facts with faults have no rows and raise no doubts. NULL with
 * BM_ERROR_IO for passing trouble.
 *
 * A pile of sheets of several bundles is taken apart: for each bundle an item below the input
 * ("r000001.b1") is emitted with such facts, and those returned are {"kind": "pile", "parts"
 * [{"id", "bundle", "marker", "pages" of the file, "has_faults"}], "blanks" [pages], "faults"
 * of pages that name no bundle of the round}: each page of the file is in one of the three.
 */
json_t *bm_scan_facts(BmJob *job, const char *path, const json_t *kits, GError **error);
