/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why works cannot be shared out: the smallest part of them that shows it.
 *
 * Works of a school that the same markers may have (a lot) count as one. Works block when fewer
 * markings of them can be placed, at most, than they need. The fewest lots that block are an
 * integer programme (GLPK): a lot is in or not; of a cut through the network of bm_block_room
 * the capacity must stay below what the lots need.
 */
#pragma once
#include "stages/allocate/kinds.h"

#define BM_BLOCK_SEARCH_MOST                                                                   \
  60 /* lots; above, only single ones and sets without a needless one */

typedef struct BmBlock {
  GPtrArray *schools;  /* aliases, sorted; borrowed from the panel */
  GPtrArray *works_of; /* work_no of these works, sorted, in a third marking or re-check */
  guint works;         /* of these lots */
  guint lots;
  guint needed;            /* markings that they need */
  guint room;              /* markings that can be placed at most */
  guint room_unlimited;    /* the same if no marker had a limit: too few schools when below
                            * @needed */
  guint n_markers;         /* who may have works of at least one of these lots */
  guint barred[BM_N_BARS]; /* others, by what keeps them from the first of the lots;
                            * BM_BAR_NONE: who have no room */
  guint reserved;          /* works that markers have already as anchor and control works */
  BmRank needs_rank;       /* the lowest that one of the lots needs */
  gboolean is_all;      /* all limits together are below all markings: no school is to blame */
  gboolean is_smallest; /* proven: no fewer lots block */
} BmBlock;

/**
 * bm_panel_block - works that cannot be placed, or NULL when all can
 *
 * One lot if one alone shows it; all when the markers' limits together are too low; else the
 * fewest lots that block, else (many lots) some from which none can be left out.
 * Two markings of a work need markers of two schools, and this counts.
 * Cost: one flow when all can be placed; else one for each set tried.
 * Tests: tests/stages/test_allocate_block.c counts all sets of small rosters.
 */
BmBlock *bm_panel_block(const BmPanel *panel);
/* Whether there are such works; one flow. */
gboolean bm_panel_is_blocked(const BmPanel *panel);
void bm_block_free(BmBlock *block);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmBlock, bm_block_free)

/* Most markings of the lots with @chosen that can be placed. @ret_cut: NULL, or by lot whether
 * it is on the full side of a narrowest cut (caller frees). */
guint bm_block_room(const BmKinds *kinds, const gboolean *chosen, gboolean **ret_cut);
/* The fewest lots that block into @chosen. FALSE when the search was cut short. */
gboolean bm_block_fewest(const BmKinds *kinds, gboolean *chosen);
