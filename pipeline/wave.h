/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Waves of an allocation. What is out stays as it is: works that come late, and third markings,
 * are shared out in waves of their own, to markers with room. A marker's bundles of a wave have
 * an item of their own: "m03x1" for marker m03 in the first wave of late works, "m03t1" in the
 * first wave of third markings (third.h).
 */
#pragma once
#include "pipeline/keymap.h"
#include "pipeline/ledger.h"

#define BM_WAVE_LATE "x"
#define BM_WAVE_THIRD "t"

/* Whose bundle it is: "m03" for "m03t1", "m03x2" and "m03"; caller frees. */
char *bm_wave_marker(const char *item);
/* Is it a bundle of a third marking? */
gboolean bm_wave_is_third(const char *item);

/* Allocations that were made, new: [note] of third markings, or of all others. */
json_t *bm_wave_notes(BmLedger *ledger, gboolean of_third);

/* The markers as stage allocate sees them, called by the wave ("m03x1"); the limit of a marker
 * is on all that he marks in all waves. @most  for who has no limit of his own, 0: none. */
json_t *bm_wave_markers(BmLedger *ledger, const char *letter, guint wave, gint64 most);

/**
 * bm_wave_context - works and markers of a job for stage allocate
 *
 * The first wave has all works under sorted/. Once there is an allocation, "is_late" is set and
 * only works that are in no bundle are shared out. When third markings are asked for, third.h
 * has its say. @most as above.
 */
void bm_wave_context(BmLedger *ledger, BmKeymap *keymap, gint64 most, json_t *context);

/* Ids of works that are shared out now: [id], new. Others that wait keep waiting. */
json_t *bm_wave_inputs(BmLedger *ledger, BmKeymap *keymap, const char *kind);

/* Works of the round that are under sorted/ and in no bundle, control works aside: [work]. */
json_t *bm_wave_left(BmLedger *ledger, BmKeymap *keymap);
