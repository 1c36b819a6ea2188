/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ink by its darkness: levels of a page's writing and paper from one histogram each. */
#include "stages/upright/strong.h"

#include "stages/shared/brick.h"
#include "stages/shared/ink.h"
#include "stages/shared/scale.h"

#define LEVELS 256
#define DARK_PERCENT 10  /* of ink: pens in their middle */
#define PAPER_PERCENT 50 /* of the rest */
#define BETWEEN 0.5
#define REDUCED 0.7F /* below this an image is made smaller by areas */

typedef struct Counts {
  guint ink[LEVELS], paper[LEVELS];
  guint n_ink, n_paper;
} Counts;

static PIX *gray_of_size(PIX *page, PIX *ink)
{
  g_autoptr(PIX) gray = bm_gray_of(page);
  if (gray == NULL)
    return NULL;
  float sx = (float)pixGetWidth(ink) / (float)pixGetWidth(gray);
  float sy = (float)pixGetHeight(ink) / (float)pixGetHeight(gray);
  return sx < REDUCED && sy < REDUCED ? bm_gray_area_map(gray, sx, sy)
                                      : bm_gray_linear(gray, sx, sy);
}

static Counts counts_of(PIX *gray, PIX *ink)
{
  Counts counts = {0};
  int width = MIN(pixGetWidth(gray), pixGetWidth(ink));
  int height = MIN(pixGetHeight(gray), pixGetHeight(ink));
  for (int y = 0; y < height; y++) {
    const l_uint32 *shades = pixGetData(gray) + (gsize)y * (gsize)pixGetWpl(gray);
    const l_uint32 *bits = pixGetData(ink) + (gsize)y * (gsize)pixGetWpl(ink);
    for (int x = 0; x < width; x++)
      (GET_DATA_BIT(bits, x) ? counts.ink : counts.paper)[GET_DATA_BYTE(shades, x)]++;
  }
  for (int i = 0; i < LEVELS; i++) {
    counts.n_ink += counts.ink[i];
    counts.n_paper += counts.paper[i];
  }
  return counts;
}

static int level_of(const guint *counts, guint n, guint percent)
{
  guint64 sum = 0;
  for (int level = 0; level < LEVELS; level++) {
    sum += counts[level];
    if (sum * 100 >= (guint64)n * percent)
      return level;
  }
  return LEVELS - 1;
}

PIX *bm_strong_ink(PIX *page, PIX *ink)
{
  g_autoptr(PIX) gray = gray_of_size(page, ink);
  if (gray == NULL)
    return NULL;
  Counts counts = counts_of(gray, ink);
  int dark = level_of(counts.ink, counts.n_ink, DARK_PERCENT);
  int paper = level_of(counts.paper, counts.n_paper, PAPER_PERCENT);
  g_autoptr(PIX) below = bm_ink_below(gray, dark + (int)(BETWEEN * (paper - dark)));
  g_autoptr(PIX) core = below != NULL ? pixAnd(NULL, below, ink) : NULL;
  /* rims of strokes are pale where the page was made smaller */
  g_autoptr(PIX) wide = core != NULL ? bm_brick_dilate(core, 3, 3) : NULL;
  return wide != NULL ? pixAnd(NULL, wide, ink) : NULL;
}
