/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which work goes to which marker. */
#pragma once
#include "stages/allocate/extras.h"
#include "stages/allocate/net.h"

/* One work of a group and who marks it. */
typedef struct BmDealt {
  guint group, at;  /* index into the group's works */
  guint markers[2]; /* per_work of them, of different schools */
} BmDealt;

/**
 * bm_panel_deal - from numbers of works to works
 *
 * The works of a group are put in a seeded order around a circle and dealt out in turns,
 * markers of one school side by side: since no school has more turns than there are works, two
 * markings of a work are by two schools. Returns an array of BmDealt, one a work, group by
 * group; new reference.
 */
GArray *bm_panel_deal(const BmPanel *panel, const BmShares *shares, const char *seed);

/**
 * bm_deal_connect - let markers share works so that all are connected
 *
 * Two markers are connected when they share a work or an anchor work. Where the markers fall
 * apart, two works exchange one marker each, such that no rule, no load and no direction
 * between schools changes and the parts become one; until no exchange of two helps.
 * Returns the number of parts among markers who have works.
 */
guint bm_deal_connect(const BmPanel *panel, GArray *dealt, const BmExtras *extras);

/* {marker: [work_no, sorted]} with an entry for each marker of the panel; new reference. */
json_t *bm_deal_plan(const BmPanel *panel, const GArray *dealt, const BmExtras *extras);
