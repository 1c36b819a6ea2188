/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing apart from fainter ruling: Otsu's split over the tones of ink pixels alone. */
#include "stages/upright/writing.h"

#include <glib.h>
#include <math.h>

#define KINDS_APART 40 /* gray levels between the means of two kinds of ink */
#define KIND_LEAST 0.1 /* share of the ink that a kind has at least */

static int tone_at(PIX *page, int x, int y)
{
  const l_uint32 *line = pixGetData(page) + (size_t)y * (size_t)pixGetWpl(page);
  if (pixGetDepth(page) == 8)
    return GET_DATA_BYTE(line, x);
  l_int32 r, g, b;
  extractRGBValues(line[x], &r, &g, &b);
  return (3 * r + 5 * g + 2 * b) / 10;
}

/* Tone of each ink pixel, 0 elsewhere; counted in @counts. */
static PIX *tones_of(PIX *ink, PIX *page, guint counts[256])
{
  int w = pixGetWidth(ink), h = pixGetHeight(ink);
  double sx = (double)pixGetWidth(page) / w, sy = (double)pixGetHeight(page) / h;
  PIX *tones = pixCreate(w, h, 8);
  for (int y = 0; tones != NULL && y < h; y++) {
    const l_uint32 *from = pixGetData(ink) + (size_t)y * (size_t)pixGetWpl(ink);
    l_uint32 *to = pixGetData(tones) + (size_t)y * (size_t)pixGetWpl(tones);
    for (int x = 0; x < w; x++) {
      if (from[x / 32] == 0) {
        x |= 31; /* nothing in this word */
      } else if (GET_DATA_BIT(from, x)) {
        int tone = tone_at(page, (int)((x + 0.5) * sx), (int)((y + 0.5) * sy));
        SET_DATA_BYTE(to, x, (l_uint8)tone);
        counts[tone]++;
      }
    }
  }
  return tones;
}

/* Tone that splits @counts best into two, 256 when they are not two kinds. */
static int split_of(const guint counts[256])
{
  double n = 0, sum = 0, low_n = 0, low_sum = 0, best = 0;
  int split = 256;
  for (int i = 0; i < 256; i++) {
    n += counts[i];
    sum += (double)i * counts[i];
  }
  for (int i = 0; i < 255; i++) {
    low_n += counts[i];
    low_sum += (double)i * counts[i];
    double high_n = n - low_n;
    if (low_n < KIND_LEAST * n || high_n < KIND_LEAST * n)
      continue;
    double apart = (sum - low_sum) / high_n - low_sum / low_n;
    double score = low_n * high_n * apart * apart;
    if (score > best) {
      best = score;
      split = apart >= KINDS_APART ? i + 1 : 256;
    }
  }
  return split;
}

PIX *bm_writing_of(PIX *ink, PIX *page)
{
  if (pixGetDepth(page) == 1)
    return pixClone(ink);
  guint counts[256] = {0};
  g_autoptr(PIX) tones = tones_of(ink, page, counts);
  int split = split_of(counts);
  if (tones == NULL || split == 256)
    return tones != NULL ? pixClone(ink) : NULL;
  g_autoptr(PIX) below = pixThresholdToBinary(tones, split);
  return below != NULL ? pixAnd(NULL, below, ink) : NULL;
}
