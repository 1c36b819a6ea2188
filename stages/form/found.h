/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A group of pages that vote for each other is a form only when a print learnt from some of
 * them is found on the others. How deep from the top the copies agree is learnt too: the
 * heading is always shared, the tasks below it often are not.
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
 * Cost: about 0.1 s a member for small groups, 20 ms each for large ones.
 */
gboolean bm_found_try(GPtrArray *pool, const GArray *members, const BmFeatures *size,
                      const BmLearnLimits *limits, BmForm **ret, GError **error);
