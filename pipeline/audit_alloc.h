/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The proof of an allocation from what was written: the manifests in the bundles and the works
 * under sorted/, against the coordinator's lists.
 *
 * This shares no code with the stage that allocates, and trusts no word of its certificate: not
 * even the school of a work or the number of markings is taken from the round's own notes, but
 * from the lists that the caller gives.
 */
#pragma once
#include "pipeline/error.h"

#include <jansson.h>

/**
 * bm_audit_alloc_gather - read what was written under a workspace
 *
 * @bundles_dir  folder in which manifest.json files lie, at any depth; symbolic links are not
 *               followed
 * @sorted_dir   folder of works, <work_no>.pdf at any depth
 *
 * Returns {"manifests": [manifest], "folders": [folder of each, below @bundles_dir], "sorted":
 * [work_no]}, all in the order of their paths; new reference. A folder that does not exist is
 * empty.
 * Errors: BM_ERROR_IO "file_open" when a folder cannot be listed; BM_ERROR_INPUT "manifest_bad"
 * with the manifest's place when one is no JSON object.
 * Tests: tests/unit/test_audit_alloc.c.
 */
json_t *bm_audit_alloc_gather(const char *bundles_dir, const char *sorted_dir, GError **error);

/**
 * bm_audit_alloc - prove an allocation
 *
 * @written  borrowed; {"manifests": [{"bundle", "marker", "works": [{"work_no", …}]}],
 *           "sorted": [work_no]}
 * @lists    borrowed; the coordinator's own:
 *           "markings_per_work" 1 or 2,
 *           "works" {work_no: school} (or {work_no: {"school", "prior_markers",
 * "needs_rank", "markings" of this work}}), "markers" {marker: {"school" or null, "conflicts"
 * [school], "max_works", "rank", "subject"}} (all but "school" may be missing), "subject"
 * (null: any is right), "allow_other_subject" [marker], "anchors" [work_no] and "control"
 * [work_no]: works that come to more markers; such a work that is in "sorted" needs markings by
 * as many schools as any other, one that is not needs a school in "works" (null for an expert's
 * own) Schools and works are compared as texts; any codes will do; "is_third": third markings
 * (audit_third.h), two of which may be by one school.
 *
 * Returns a new reference: {"is_proven", "bundles", "markers", "works", "markings",
 * "anchor_markings", "control_markings", "load_min", "load_max" (markers in "markers" with a
 * bundle), "counts" {fault: number}, "faults" [{"fault", "work_no" or null, "marker" or null}]
 * in an order of their own}. Faults:
 *   own_school, conflict, subject, rank, marked_before  the marker may not have the work
 *   twice            he has it twice
 *   same_school      two markings of a work by one school
 *   over_limit       more works than he may have
 *   too_few, too_many  markings of a work
 *   not_sorted       in a bundle, neither sorted nor an anchor or control work
 *   not_disputed     the same among third markings: nobody asked for one of it
 *   school_unknown   of a work; nobody can be shown to be of another
 *   marker_unknown   of a bundle
 *   bundle_twice     two bundles of one code, or a bundle without code or marker
 * Cost: linear in markings.
 */
json_t *bm_audit_alloc(const json_t *written, const json_t *lists);
