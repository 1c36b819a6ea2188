/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What lies under bundles/, held against its own manifests, against what the round gave out,
 * and against the stamps on the pages.
 *
 * Each function adds faults to a list: {"fault", "folder" (below bundles/), "file" or null,
 * "page" or null, "found", "expected"}. A fault is a slug of models/reasons/audit.ini;
 * "found" and "expected" are texts, numbers, lists of texts, stamps ({"work_no", "page"} and
 * "is_foreign" for one of another round), "differ" for two stamps that differ, or null.
 * Tests: tests/unit/test_audit_bundle.c.
 */
#pragma once
#include <glib.h>
#include <jansson.h>

/**
 * bm_audit_files - folders and files against the manifests
 *
 * @written  of bm_audit_alloc_gather
 * A folder is called by the manifest's marker and part; bundle.pdf, scores.xlsx and
 * score_sheet.pdf are named in it; every file that it names is there with its size and SHA-256,
 * and nothing else lies under bundles/. Cost: reads all files once.
 */
void bm_audit_files(const char *bundles_dir, const json_t *written, json_t *faults);

/**
 * bm_audit_kits - manifests against the ledger
 *
 * @items  markers, as bm_ledger_items_of_class gives them; their facts name the bundles
 * @works  as bm_ledger_works gives them: how many pages a work has
 * Every bundle that was given out is there, of its code, with its works and the manifest that
 * was written then, and no other.
 */
void bm_audit_kits(const char *bundles_dir, const json_t *written, const json_t *items,
                   const json_t *works, json_t *faults);

/* [page number, from 1] on which works of @manifest are; new. */
json_t *bm_audit_wanted(const json_t *manifest);

/**
 * bm_audit_stamps - the pages of a bundle against its manifest
 *
 * @stamps     of stage audit, one a page; NULL: bundle.pdf cannot be read
 * @round_tag  of this round
 * The pages of each work stand where the manifest says, in order, and no other page is stamped.
 */
void bm_audit_stamps(const json_t *manifest, const char *folder, const json_t *stamps,
                     guint round_tag, json_t *faults);
