/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How many works of each group each marker gets.
 *
 * A network: markings flow from groups to the markers who may have them. The cost of a marker's
 * n-th work is n, so that the cheapest flow has the most equal loads there are (its sum of
 * squares is least); far below that counts that many works of one class come to one marker;
 * below that, a seeded number decides. Networks have whole solutions at their corners, which is
 * where the simplex method ends.
 */
#pragma once
#include "stages/allocate/panel.h"

/* works[group * n_markers + marker] */
typedef struct BmShares {
  guint n_groups, n_markers;
  guint *works;
} BmShares;

void bm_shares_free(BmShares *shares);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmShares, bm_shares_free)
guint bm_shares_load(const BmShares *shares, guint marker);

/**
 * bm_panel_solve - the most equal allocation that keeps all rules
 *
 * @together  works of one class that come to one marker before another class is preferred, ≥ 1
 * @panel     one that can be served: bm_panel_block found nothing
 * Cost: 6 480 works of 120 classes × 120 markers 1 to 2 s.
 */
BmShares *bm_panel_solve(const BmPanel *panel, const char *seed, guint together);
