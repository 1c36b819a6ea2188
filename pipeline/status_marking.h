/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What command status tells of the marking: bundles, score forms, third experts. */
#pragma once
#include "pipeline/cmd.h"

/**
 * bm_status_marking - the marking as status tells it
 *
 * @may_ask  FALSE when the procedure cannot be used: what needs it is left out
 * Sets in @status: "forms" (returns.h), "rest" (rest.h), "bundled" {"works", "left",
 * "control"}: numbered works in bundles, in none, and how many of the latter are control works;
 * and, once all forms are in, "third_needed": works that wait for a third expert. Tests:
 * tests/unit/test_status_marking.c
 */
void bm_status_marking(BmOpen *open, gboolean may_ask, json_t *status);

void bm_status_marking_print(const json_t *status);
/* What comes next once bundles are out; NULL before; caller frees. */
char *bm_status_marking_next(const BmOpen *open, const json_t *status);
/* Score forms wait for a person. */
gboolean bm_status_marking_held(const json_t *status);
