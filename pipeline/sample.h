/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How many pages an auditor must look at, which ones, and what follows from what was found.
 *
 * Every stratum (school × form) gives the same share f of its pages, rounded up. If D of all N
 * pages leak, however they lie, the chance that no leak is drawn is at most (1 - f)^D: in a
 * stratum with n of N_h pages drawn it is C(N_h - D_h, n) / C(N_h, n), and each factor is at
 * most 1 - n/N_h, that is 1 - f. And the number drawn is no more spread than the binomial one
 * of D trials with chance f (Hoeffding, "Probability inequalities for sums of bounded random
 * variables", J. Am. Stat. Assoc. 58, 1963, section 6). So D is bounded at 95 % by the largest
 * D with P(X <= findings) > 0.05, X binomial (D, f); without findings, by ln 0.05 / ln(1 - f).
 */
#pragma once
#include <glib.h>
#include <jansson.h>

#define BM_SAMPLE_MISS 0.05 /* 95 % */

/* The share of pages to draw so that no finding bounds the leaking share of @n_pages at @bound
 * (0 to 1). 1: all of them. */
double bm_sample_share(guint n_pages, double bound);

/* At most so many of @n_pages leak, at 95 %, when @findings were found among @n_drawn pages, a
 * share of at least @share: never more than were not seen to be clean. */
guint bm_sample_most(guint n_pages, double share, guint n_drawn, guint findings);

/**
 * bm_sample_draw - which pages
 *
 * @pages  [{"key", "stratum" (text), …}], keys differ; borrowed
 * @seed   text; the same seed draws the same pages in any order of @pages
 *
 * Returns new [{"n" from 1, …as in @pages}] in the order of @pages, without "key".
 * Tests: tests/unit/test_sample.c.
 */
json_t *bm_sample_draw(const json_t *pages, double share, const char *seed);
