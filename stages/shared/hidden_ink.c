/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ink under masks as bars too coarse to be read. */
#include "stages/shared/hidden_ink.h"

#include <math.h>

#include "stages/shared/autoptr.h"
#include "stages/shared/page.h"
#include "stages/shared/scale.h"

#define DOT_MM 1.2
#define CELL_DOTS 5    /* side by side: one bar */
#define INK_LEVEL 0.94 /* of the paper's level: a cell that is darker has ink */
#define BAR_LEVEL 150  /* on black */

typedef struct Dots { /* the page before it was masked, a pixel for 1.2 mm × 1.2 mm */
  PIX *pix;
  double wide, high; /* of a dot, in pixels of the page */
  double ink;        /* darker cells have ink */
} Dots;

static void dots_clear(Dots *dots)
{
  pixDestroy(&dots->pix);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Dots, dots_clear)

static double paper_level(PIX *dots)
{
  g_autoptr(NUMA) histogram = pixGetGrayHistogram(dots, 1);
  l_float32 level = 255;
  if (histogram != NULL)
    numaHistogramGetValFromRank(histogram, 0.6F, &level);
  return (double)level;
}

static gboolean dots_init(Dots *dots, PIX *source, double dpi)
{
  g_autoptr(PIX) gray = bm_gray_of(source);
  float scale = (float)(BM_MM_PER_INCH / (DOT_MM * dpi));
  dots->pix = gray != NULL ? pixScaleAreaMap(gray, scale, scale) : NULL;
  if (dots->pix == NULL)
    return FALSE;
  dots->wide = pixGetWidth(source) / (double)pixGetWidth(dots->pix);
  dots->high = pixGetHeight(source) / (double)pixGetHeight(dots->pix);
  dots->ink = paper_level(dots->pix) * INK_LEVEL;
  return TRUE;
}

static gboolean cell_has_ink(const Dots *dots, int column, int row)
{
  l_uint32 level = 0, sum = 0, n = 0;
  for (int x = column * CELL_DOTS; x < (column + 1) * CELL_DOTS; x++)
    if (pixGetPixel(dots->pix, x, row, &level) == 0 && x < pixGetWidth(dots->pix)) {
      sum += level;
      n++;
    }
  return n > 0 && sum < n * dots->ink;
}

static void bar_draw(PIX *out, BmBox bar)
{
  g_autoptr(BOX) box = boxCreate(bar.x, bar.y, bar.w, bar.h);
  l_uint32 color = 0;
  composeRGBPixel(BAR_LEVEL, BAR_LEVEL, BAR_LEVEL, &color);
  pixSetInRectArbitrary(out, box, pixGetDepth(out) == 32 ? color : BAR_LEVEL);
}

/* Cells in one mask; of those at its rim the part that lies in it. */
static void mask_show(PIX *out, const Dots *dots, BmBox mask)
{
  double wide = dots->wide * CELL_DOTS, high = dots->high;
  int last_column = (int)((mask.x + mask.w) / wide), last_row = (int)((mask.y + mask.h) / high);
  for (int row = (int)(mask.y / high); row <= last_row; row++)
    for (int column = (int)(mask.x / wide); column <= last_column; column++) {
      BmBox cell = {(int)(column * wide), (int)(row * high), (int)ceil(wide), (int)ceil(high)};
      cell = bm_box_and(cell, mask);
      if (!bm_box_is_empty(cell) && cell_has_ink(dots, column, row))
        bar_draw(out, cell);
    }
}

PIX *bm_hidden_ink_show(PIX *page, PIX *source, const GArray *masks, double dpi)
{
  int width = pixGetWidth(page), height = pixGetHeight(page);
  g_auto(Dots) dots = {0};
  if (pixGetWidth(source) != width || pixGetHeight(source) != height)
    return NULL;
  g_autoptr(PIX) deep = pixGetDepth(page) == 32 ? pixClone(page) : bm_gray_of(page);
  g_autoptr(PIX) out = deep != NULL ? pixCopy(NULL, deep) : NULL;
  if (out == NULL || !dots_init(&dots, source, dpi))
    return NULL;
  for (guint i = 0; i < masks->len; i++)
    mask_show(out, &dots, bm_box_clip(g_array_index(masks, BmBox, i), width, height));
  return g_steal_pointer(&out);
}
