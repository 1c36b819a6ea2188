/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The darker of two hands on a page: what shines through from the back is paler. */
#pragma once
#include "stages/shared/autoptr.h"

/**
 * bm_strong_ink - ink that is nearer to the darkest writing than to the paper
 *
 * Writing on the other side is mirrored: its lines end where this side's begin, and a vote on
 * which way up the page is would be misled. Pale pencil beside dark print goes, too; whoever
 * asks must also look at all ink when this says nothing.
 *
 * @page  borrowed, 8 or 32 bit
 * @ink   borrowed, 1 bit: its ink at another scale, both ways alike or not
 *
 * Returns a new image of the size of @ink; NULL: no memory.
 * Tests: tests/stages/test_upright_strong.c.
 */
PIX *bm_strong_ink(PIX *page, PIX *ink);
