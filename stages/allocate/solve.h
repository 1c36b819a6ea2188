/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole search: equal loads first, then few pairs of schools that mark each other, then
 * variants, classes and schools as they are wanted in a bundle. */
#pragma once
#include "stages/allocate/net.h"

/**
 * bm_panel_solve - how many works of each group each marker gets
 *
 * @together          works of one class that come to one marker before another class is
 *                    preferred, ≥ 1
 * @panel             one that can be served: bm_panel_block found nothing
 * @ret_least         fewest pairs of schools that mark each other in any allocation with such
 *                    loads; -1: not proven
 * Cost: see tests/bench/allocate_curve.
 */
BmShares *bm_panel_solve(const BmPanel *panel, const char *seed, guint together,
                         int *ret_least);
