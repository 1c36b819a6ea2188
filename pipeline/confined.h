/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A step of a command that decodes pages: what a worker made of a foreign file is foreign, too,
 * when the file has taken the worker over. */
#pragma once
#include "pipeline/error.h"

typedef gboolean (*BmConfinedStep)(gpointer data, guint *ret_n, GError **error);

/**
 * bm_confined_run - do one step in a process of its own, in the sandbox of workers
 *
 * @ws      workspace, whose settings say whether there is a sandbox
 * @step    what to do; it may read @reads and what workers may, and make files in @folder; what
 *          it changes in memory is lost
 * @reads   paths, ends with NULL
 * @folder  exists
 * @ret_n   what @step said; NULL: not asked for
 *
 * Errors: those of @step without their details; BM_ERROR_IO "worker_died" when the process ends
 * by itself, "worker_late" after a minute and two seconds a path of processor time,
 * "sandbox_failed"; those of bm_conf_load and bm_sandbox_allows.
 * Tests:  tests/unit/test_confined.c
 */
gboolean bm_confined_run(const char *ws, BmConfinedStep step, gpointer data, char *const *reads,
                         const char *folder, guint *ret_n, GError **error);
