/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a job of many inputs keeps of its work while it goes on, so that a try whose process
 * died need not begin anew, and the input at which tries die can be told from the others. It
 * lies in the job's scratch folder, one record an input, in the order of the inputs. The engine
 * leaves the folder as it is between tries that are given the same ticket (BmStage.keeps_work).
 *
 * A process may be killed at any instant: what is whole counts, a torn end is cut off. Nothing
 * is synced: after a power cut the job begins anew.
 */
#pragma once
#include <glib.h>

typedef struct BmKept BmKept;

/**
 * bm_kept_open - read what earlier tries kept
 *
 * @folder  scratch folder of the job
 *
 * Errors: BM_ERROR_IO "disk_write" when it cannot be read or written.
 */
BmKept *bm_kept_open(const char *folder, GError **error);
void bm_kept_free(BmKept *kept);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmKept, bm_kept_free)

guint bm_kept_n(const BmKept *kept); /* records of earlier tries */

/* Record @index, new; NULL when there is none of this type. */
GVariant *bm_kept_get(const BmKept *kept, guint index, const char *type);

/* A record more; @record as g_variant_new gives it, taken. Errors: BM_ERROR_IO "disk_write". */
gboolean bm_kept_add(BmKept *kept, GVariant *record, GError **error);

/* How far a job has come, for whoever watches it from outside: grows with each record. */
guint64 bm_kept_size(const char *folder);
