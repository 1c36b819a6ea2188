/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How sharp a page is: its steepest steps between neighbours, as a part of the distance between
 * paper and ink. On a blurred page a person still reads what no reader here can, and structure
 * dissolves as well.
 */
#include <stdlib.h>

#include "stages/shared/page.h"
#include "stages/shared/scale.h"
#include "stages/verify/look.h"

#define SHARP_DPI 150.0
#define STEEPEST 200 /* one pixel in so many is among the steepest, and among the darkest */
#define PAPER_SHARE 0.6
#define SHARP_LEAST 0.22 /* sound scans 0.29 and more; blur of 0.3 mm 0.23, of 0.45 mm 0.18 */

typedef struct Levels {
  long level[256], step[256]; /* how many pixels have it */
  long n;
} Levels;

static void levels_count(PIX *gray, Levels *ret)
{
  int w = pixGetWidth(gray), h = pixGetHeight(gray), wpl = pixGetWpl(gray);
  for (int y = 1; y < h; y++) {
    const l_uint32 *line = pixGetData(gray) + (size_t)y * wpl, *above = line - wpl;
    for (int x = 1; x < w; x++) {
      int value = GET_DATA_BYTE(line, x);
      int across = abs(value - GET_DATA_BYTE(line, x - 1));
      int down = abs(value - GET_DATA_BYTE(above, x));
      ret->level[value]++;
      ret->step[MAX(across, down)]++;
      ret->n++;
    }
  }
}

/* the value that @share of all pixels are not above */
static int rank_of(const long *count, long n, double share)
{
  long sum = 0;
  for (int i = 0; i < 256; i++) {
    sum += count[i];
    if ((double)sum > share * (double)n)
      return i;
  }
  return 255;
}

double bm_look_sharpness(PIX *page, double dpi)
{
  float scale = (float)(SHARP_DPI / dpi);
  if (pixGetDepth(page) == 1)
    return 1;
  g_autoptr(PIX) gray = bm_gray_of(page);
  g_autoptr(PIX) small = gray != NULL ? bm_gray_scale(gray, scale) : NULL;
  g_autofree Levels *levels = g_new0(Levels, 1);
  if (small == NULL)
    return 0;
  levels_count(small, levels);
  int paper = rank_of(levels->level, levels->n, PAPER_SHARE);
  int dark = rank_of(levels->level, levels->n, 1.0 / STEEPEST);
  int steep = rank_of(levels->step, levels->n, 1 - 1.0 / STEEPEST);
  return paper > dark ? (double)steep / (paper - dark) : 1;
}

void bm_look_blur(const BmLookCase *look, PIX *source, GArray *sights)
{
  BmSight sight = {.reason = "page_blurred", .box = {0, 0, 0, 0}};
  if (bm_look_sharpness(source, look->dpi) < SHARP_LEAST)
    g_array_append_val(sights, sight);
}
