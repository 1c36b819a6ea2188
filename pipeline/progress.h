/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Progress for a person: a bar that redraws itself on a terminal, plain lines elsewhere
 * (stderr). */
#pragma once
#include <glib.h>
#include <jansson.h>

typedef struct BmProgress BmProgress;

BmProgress *bm_progress_new(gboolean is_quiet);
void bm_progress_free(BmProgress *progress); /* prints the time that each stage took */
/* A job of a stage has ended: @items of it, @cpu_s seconds of a core, its worker's @peak_kib.
 */
void bm_progress_step(BmProgress *progress, const char *stage, guint items, double cpu_s,
                      gint64 peak_kib);
/* {"<stage>": {items, cpu_s, peak_kib}} into @tally, in the order of the chain. */
void bm_progress_tally(const BmProgress *progress, json_t *tally);
/* A line of its own, in the person's language. */
void bm_progress_say(BmProgress *progress, const char *fmt, ...) G_GNUC_PRINTF(2, 3);
