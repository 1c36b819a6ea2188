/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which work goes to which marker, and the proof that no rule is broken. */
#pragma once
#include "stages/allocate/solve.h"

/**
 * bm_panel_spread - from numbers of works to works
 *
 * The works of a group are put in a seeded order around a circle and dealt out in turns,
 * markers of one school side by side: since no school has more turns than there are works, two
 * markings of a work are by two schools. Returns {marker: [work_no, sorted]} with an entry for
 * each marker of the panel; new reference.
 */
json_t *bm_panel_spread(const BmPanel *panel, const BmShares *shares, const char *seed);

/**
 * bm_panel_certify - recount an allocation from the job's own context
 *
 * Knows nothing of how @plan came about. Returns a new reference: {"works", "markings",
 * "markers", "load_min", "load_max", "fair_min", "fair_max", "off_fair_max", "classes_min",
 * "schools_min", "own_school", "conflicts", "same_school", "twice", "over_limit", "unmarked"};
 * the last six are numbers of faults.
 */
json_t *bm_panel_certify(const BmPanel *panel, const json_t *plan, const json_t *context);
/* Sum of the six fault counts. */
guint bm_certificate_faults(const json_t *certificate);
