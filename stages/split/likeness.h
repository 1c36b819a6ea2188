/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which pages of a packet look like title pages?
 *
 * A page's face is the ink of its top 48 mm in cells of 4 mm, the paper's ruling taken away.
 * Faces of one printed or habitual layout correlate, whoever filled them in. The first page of
 * a packet, and any page after a separator, is a title; from these seeds the pages are parted
 * in two by nearest neighbours, until nothing changes. When the two parts do not stand apart,
 * nothing is said.
 *
 * A page whose turn is not sure (facts.upright.turn_sure) has two faces, its head and its foot
 * turned round: two pages are as like as their likest ways, or else one page upside down, whose
 * foot is compared with the heads of the others, would shift the cut of its packet.
 */
#pragma once
#include "stages/shared/autoptr.h"
#include "stages/split/plan.h"

typedef struct BmFace BmFace;
void bm_face_free(BmFace *face);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmFace, bm_face_free)

/* Face of a page from its @ink (1 bit, any @dpi), both ways up when the page's turn is not
 * sure; NULL when memory is short. */
BmFace *bm_face_new(PIX *ink, double dpi, gboolean is_turn_sure);

/**
 * bm_likeness_titles - title evidence of all pages of a packet
 *
 * @faces   @n of them, NULL where a page has none (blank, separator)
 * @is_seed whether the page must be a title: first of the packet or after a separator
 * @titles  set to log-odds, BM_TITLE_MAX at most; all 0 when nothing can be told
 * Tests: tests/stages/test_split.c
 */
void bm_likeness_titles(BmFace *const *faces, const gboolean *is_seed, guint n, double *titles);
