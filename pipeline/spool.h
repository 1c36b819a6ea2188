/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The spool: a ticket is a small JSON file that moves spool/STAGE/tmp → in → active and is
 * removed when its outcome is in the ledger. Tickets carry ids only; they can all be made again
 * from the ledger, which is what happens at start-up.
 */
#pragma once
#include "pipeline/error.h"

#include <jansson.h>

gboolean bm_spool_prepare(const char *ws,
                          GError **error); /* folders; old tickets and scratch go */
/* @job is unique within the stage and safe as a file name. */
gboolean bm_spool_put(const char *ws, const char *stage, const char *job, const json_t *ticket,
                      GError **error);
/* Names of tickets in spool/STAGE/in, sorted. */
GPtrArray *bm_spool_waiting(const char *ws, const char *stage);
/* in → active; a ticket that is gone or unreadable is NULL, and can be made again. Errors:
 * BM_ERROR_IO "disk_write" when it cannot be moved: trying again at once would never end. */
gboolean bm_spool_claim(const char *ws, const char *stage, const char *job, json_t **ret_ticket,
                        GError **error);
void bm_spool_done(const char *ws, const char *stage,
                   const char *job); /* ticket and scratch go */
/* The ticket goes, the scratch folder stays: the job goes on in it (tries.h). */
void bm_spool_release(const char *ws, const char *stage, const char *job);
/* The scratch folder, empty; its path alone. Caller frees. */
char *bm_spool_scratch(const char *ws, const char *stage, const char *job, GError **error);
char *bm_spool_scratch_path(const char *ws, const char *stage, const char *job);
