/* SPDX-License-Identifier: GPL-3.0-or-later */
/* g_autoptr for Leptonica's types. */
#pragma once
#include "pipeline/autoptr.h"

#include <leptonica/allheaders.h>

static inline void bm_pix_free(PIX *pix)
{
  pixDestroy(&pix);
}
static inline void bm_pixa_free(PIXA *pixa)
{
  pixaDestroy(&pixa);
}
static inline void bm_lept_box_free(BOX *box)
{
  boxDestroy(&box);
}
static inline void bm_boxa_free(BOXA *boxa)
{
  boxaDestroy(&boxa);
}
static inline void bm_numa_free(NUMA *numa)
{
  numaDestroy(&numa);
}
static inline void bm_pta_free(PTA *pta)
{
  ptaDestroy(&pta);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PIX, bm_pix_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PIXA, bm_pixa_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BOX, bm_lept_box_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BOXA, bm_boxa_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NUMA, bm_numa_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PTA, bm_pta_free)
