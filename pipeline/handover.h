/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The packet for the city centre: results/handover/ (and handover.zip) with the school forms,
 * the district summary, the analysis and the general report. manifest.json says what the packet
 * holds; SHA256SUMS lists every other file for `sha256sum -c` and for bm_handover_verify.
 * Equal results give equal bytes. How markers differ from each other stays with the organiser.
 */
#pragma once
#include "pipeline/cmd.h"

#define BM_HANDOVER_FOLDER "results/handover"
#define BM_HANDOVER_ZIP "results/handover.zip"
#define BM_HANDOVER_MANIFEST "manifest.json"
#define BM_HANDOVER_SUMS "SHA256SUMS"

/**
 * bm_handover_make - make the packet anew
 *
 * @results  of bm_results; analysis and general report are made anew
 * @is_zip   also as one file
 *
 * Returns the manifest {"format", "title", "subject", "date", "district", "is_complete",
 * "counts": {"schools", "works", "final", "reports", "reports_received", "differences"},
 * "files": [{"path", "bytes", "sha256"}]}; new. "is_complete" is FALSE while a work has no
 * result or a report is out. The packet that lies there is replaced only by a whole one.
 * Errors: BM_ERROR_IO "disk_write"; those of bm_apart_note and bm_report_general.
 */
json_t *bm_handover_make(BmOpen *open, const json_t *results, gboolean is_zip, GError **error);

/* ---- handover_sums.c ---- */

/* Writes manifest.json, its "files" filled in, and SHA256SUMS into a folder whose files are all
 * there. */
gboolean bm_handover_seal(const char *folder, json_t *manifest, GError **error);

/* ---- handover_zip.c ---- */

/* The folder as a ZIP: files by name, no times. */
gboolean bm_handover_zip_write(const char *folder, const char *path, GError **error);

/**
 * bm_handover_read - SHA-256 of every file of a packet
 *
 * @path      a folder or a ZIP
 * @ret_sums  what SHA256SUMS says, caller frees
 * Returns {path: 64 hex digits}, new. Errors: BM_ERROR_SETTING "handover_none" when it is
 * neither or has no SHA256SUMS, "handover_damaged" when it cannot be read.
 */
json_t *bm_handover_read(const char *path, char **ret_sums, GError **error);

/**
 * bm_handover_verify - is a packet as it was made?
 *
 * Returns [{"path", "what" changed|missing|extra|bad_line}], empty when all is well; new.
 * Errors: those of bm_handover_read. Tests: tests/unit/test_handover.c
 */
json_t *bm_handover_verify(const char *path, guint *ret_n_files, GError **error);
