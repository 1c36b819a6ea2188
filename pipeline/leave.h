/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Teachers of another subject whom the coordinator lets mark all the same:
 * "allow_other_subject" of assessment.json, a list of names as in the list of teachers, or of
 * {"teacher", "school_code"} where a name alone would mean several. A workbook has a column for
 * it, and comes out as the latter.
 */
#pragma once
#include "pipeline/keymap.h"

/**
 * bm_leave_markers - who they are
 *
 * @assessment  borrowed or NULL
 * Returns a new list of marker ids ("m03").
 * Tests: tests/unit/test_leave.c.
 */
json_t *bm_leave_markers(BmKeymap *keymap, const json_t *assessment);

/* The same as the markers of a job call themselves ("m03t1" for m03 in a wave of third
 * markings). @markers [{marker}], @leave as above, taken over. Returns a new list. */
json_t *bm_leave_in_wave(const json_t *markers, json_t *leave);
