/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why works cannot be shared out: the smallest set of schools that shows it. */
#pragma once
#include "stages/allocate/panel.h"

typedef struct BmBlock {
  GPtrArray *schools; /* aliases, sorted; borrowed from the panel */
  guint works;        /* of these schools */
  guint needed;       /* markings that they need */
  guint room;         /* markings that can be placed at most */
  guint n_markers;    /* who may have works of at least one of these schools */
  gboolean is_all;    /* all limits together are below all markings: no school is to blame */
} BmBlock;

/**
 * bm_panel_block - a set of schools whose works cannot be placed, or NULL when all can
 *
 * One school if one alone shows it; all schools when the markers' limits together are too low;
 * else two, else a set from which none can be left out.
 * Two markings of a work need markers of two schools, and this counts.
 * Cost: a small linear programme for each set tried; 30 schools × 120 markers: 0.1 s.
 */
BmBlock *bm_panel_block(const BmPanel *panel);
void bm_block_free(BmBlock *block);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmBlock, bm_block_free)
