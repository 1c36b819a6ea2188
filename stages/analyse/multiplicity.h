/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many questions at once: the expected share of false answers among those called notable. */
#pragma once
#include <glib.h>

/**
 * bm_multiplicity_q - Benjamini and Hochberg's q of a family of tests
 *
 * @p      n probabilities; NAN where nothing was tested: those do not count as tests
 * @ret_q  n values; may be @p; NAN stays NAN
 *
 * Calling notable what has q ≤ 0.10 keeps the expected share of false ones among them at 10 %
 * for independent or positively dependent tests.
 * Source: Benjamini, Hochberg 1995. Tests: tests/stages/test_analyse_multiplicity.c.
 */
void bm_multiplicity_q(const double *p, guint n, double *ret_q);
