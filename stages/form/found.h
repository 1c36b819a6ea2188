/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A group of pages that vote for each other is a form only when a print learnt from some of
 * them is found on the others (copies.h), and when that print is a heading: words at the top,
 * above what pupils write, that are more than a stamp.
 */
#pragma once
#include "stages/form/learn.h"

/**
 * bm_found_try - make a form of a group, if it is one
 *
 * @pool     BmFormPage; the members' maps lead to one common frame
 * @members  indices into @pool, most trusted first
 * @size     of the page whose frame it is
 * @ret      new form without an id, NULL when the members share no print; its pages have form,
 *           map and check set, all others of the group none
 *
 * Learnt from at most BM_COPIES_MOST members, who must fit as a share of pass_least; others are
 * matched later like any page. Cost: about 0.1 s a member for small groups, 50 ms for large.
 * Tests: tests/stages/test_form_round.c.
 */
gboolean bm_found_try(GPtrArray *pool, const GArray *members, const BmFeatures *size,
                      const BmLearnLimits *limits, BmForm **ret, GError **error);
