/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which way up a page is: from the shape of its text, without reading it. */
#pragma once
#include "stages/shared/autoptr.h"

/*
 * Two questions. Do the lines run along the page or up it? Letters stand closer to their
 * neighbours in the line than to those of the next line. Which end of a line is its start?
 * Lines begin at a common margin and end anywhere.
 */
typedef struct BmTurnVote {
  int along, up;    /* letters whose nearest neighbour is beside them / above or below them */
  int starts, ends; /* pairs of lines that share their left / right edge, lines lying level */
  int n_lines;
} BmTurnVote;

/**
 * bm_turn_text - what looks like writing on a levelled page
 *
 * @ink  borrowed, 1 bit, levelled, without black edges, 150 dpi
 *
 * Straight rules both ways, whole or broken into dots as faint squares come out, and crumbs too
 * small for a letter are left out. NULL only when memory is short.
 */
PIX *bm_turn_text(PIX *ink);

/**
 * bm_turn_vote - look at the writing of a levelled page
 *
 * @text  borrowed, from bm_turn_text
 *
 * Returns FALSE only when memory is short.
 * Source: on 132 development scans, each in all four turns, no clear vote was wrong.
 * Tests:  tests/stages/test_upright.c, suite turn.
 */
gboolean bm_turn_vote(PIX *text, BmTurnVote *ret_vote);

/* Clockwise quarter turns that make the page upright, as the vote has it. */
int bm_turn_quarters(const BmTurnVote *vote);
gboolean bm_turn_is_up_clear(const BmTurnVote *vote);   /* lines along or up the page */
gboolean bm_turn_is_side_clear(const BmTurnVote *vote); /* start or end of the lines */
