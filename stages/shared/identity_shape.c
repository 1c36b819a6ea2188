/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shapes that identify without words: round seals and bars. */
#include <math.h>
#include <stdlib.h>

#include "stages/shared/coderead.h"
#include "stages/shared/identity_part.h"
#include "stages/shared/identity_words.h"
#include "stages/shared/ink.h"
#include "stages/shared/page.h"

#define SEAL_LEAST_MM 26.0 /* seals are 38 to 42 mm, small stamps 28 (domain.md §3) */
#define SEAL_MOST_MM 48.0
#define SEAL_ROUND 0.62 /* share of directions in which the ring is met */
#define BAND_MM 1.7     /* a seal's lettering between its circles, closed, is wider */
#define BARS_WIDE_MM 15.0
#define BARS_HIGH_MM 4.0
#define BARS_LEAST 15 /* dark bars across the middle */

/* share of directions in which ink lies near the circle around a box */
static double ring_share(PIX *ink, BmBox box)
{
  const int steps = 72;
  int hits = 0;
  double cx = box.x + box.w / 2.0, cy = box.y + box.h / 2.0;
  for (int i = 0; i < steps; i++) {
    double angle = 2 * G_PI * i / steps;
    gboolean is_met = FALSE;
    for (double share = 0.92; share <= 1.02 && !is_met; share += 0.01) {
      int x = (int)(cx + cos(angle) * box.w / 2.0 * share);
      int y = (int)(cy + sin(angle) * box.h / 2.0 * share);
      l_uint32 value = 0;
      is_met = pixGetPixel(ink, x, y, &value) == 0 && value != 0;
    }
    hits += is_met ? 1 : 0;
  }
  return (double)hits / steps;
}

static void rings_take(BmFinder *finder, PIX *blobs)
{
  g_autoptr(BOXA) boxes = pixConnCompBB(blobs, 8);
  for (int i = 0; boxes != NULL && i < boxaGetCount(boxes); i++) {
    BmBox box;
    boxaGetBoxGeometry(boxes, i, &box.x, &box.y, &box.w, &box.h);
    gboolean is_square = abs(box.w - box.h) < MAX(box.w, box.h) / 6;
    if (is_square && box.w >= bm_lines_px(SEAL_LEAST_MM) &&
        box.w <= bm_lines_px(SEAL_MOST_MM) && ring_share(blobs, box) >= SEAL_ROUND) {
      bm_finder_zone(finder, bm_box_grow(box, 8, 8), bm_kind("seal_round"));
      bm_finder_flag(finder, "seal_found");
    }
  }
}

/* A ring by itself, or one that lines cross and writing touches: the print between its circles
 * closes to a band that is thicker than strokes. */
static void seals_find(BmFinder *finder)
{
  int thick = bm_lines_px(BAND_MM);
  g_autoptr(PIX) joined = pixCloseSafeCompBrick(NULL, finder->lines->ink, 9, 9);
  g_autoptr(PIX) bands = joined != NULL ? pixOpenBrick(NULL, joined, thick, thick) : NULL;
  if (bands == NULL)
    return;
  rings_take(finder, joined);
  rings_take(finder, bands);
}

static int transitions(PIX *ink, BmBox box, gboolean is_upright)
{
  int most = 0;
  for (int k = 1; k <= 3; k++) {
    int count = 0;
    l_uint32 last = 0;
    int length = is_upright ? box.w : box.h;
    for (int i = 0; i < length; i++) {
      l_uint32 value = 0;
      int x = is_upright ? box.x + i : box.x + box.w * k / 4;
      int y = is_upright ? box.y + box.h * k / 4 : box.y + i;
      pixGetPixel(ink, x, y, &value);
      count += value != 0 && last == 0 ? 1 : 0;
      last = value;
    }
    most = MAX(most, count);
  }
  return most;
}

static void bars_along(PIX *ink, gboolean is_upright, GArray *found)
{
  int tall = bm_lines_px(BARS_HIGH_MM), near = bm_lines_px(2.0);
  g_autoptr(PIX) bars =
      is_upright ? pixOpenCompBrick(NULL, ink, 1, tall) : pixOpenCompBrick(NULL, ink, tall, 1);
  g_autoptr(PIX) block = is_upright ? pixCloseSafeCompBrick(NULL, bars, near, 1)
                                    : pixCloseSafeCompBrick(NULL, bars, 1, near);
  if (block == NULL)
    return;
  pixOpenBrick(block, block, bm_lines_px(4), bm_lines_px(3));
  g_autoptr(BOXA) boxes = pixConnCompBB(block, 8);
  for (int i = 0; boxes != NULL && i < boxaGetCount(boxes); i++) {
    BmBox box;
    boxaGetBoxGeometry(boxes, i, &box.x, &box.y, &box.w, &box.h);
    int length = is_upright ? box.w : box.h;
    if (length >= bm_lines_px(BARS_WIDE_MM) && transitions(ink, box, is_upright) >= BARS_LEAST)
      g_array_append_val(found, box);
  }
}

GArray *bm_bars_find(PIX *ink)
{
  GArray *found = g_array_new(FALSE, FALSE, sizeof(BmBox));
  bars_along(ink, TRUE, found);
  bars_along(ink, FALSE, found);
  return found;
}

void bm_finder_shapes(BmFinder *finder)
{
  seals_find(finder);
}

/* the digits printed beside a code: what stands within 5 mm above and below it */
static void code_add(GArray *zones, BmBox box, double dpi, int width, int height)
{
  int beside = bm_px(5, dpi), aside = bm_px(3, dpi);
  BmZone zone = {.box = bm_box_clip(bm_box_grow(box, aside, beside), width, height),
                 .kind = bm_kind("barcode")};
  g_array_append_val(zones, zone);
}

GArray *bm_finder_codes(PIX *page, double dpi, PIX *ink)
{
  GArray *zones = g_array_new(FALSE, FALSE, sizeof(BmZone));
  int width = pixGetWidth(page), height = pixGetHeight(page);
  g_autoptr(GArray) ours = g_array_new(FALSE, FALSE, sizeof(BmBox));
  g_autoptr(GArray) read = bm_code_find_all(page);
  for (guint i = 0; i < read->len; i++) {
    const BmFoundCode *code = &g_array_index(read, BmFoundCode, i);
    if (code->is_ours)
      g_array_append_val(ours, code->box);
    else
      code_add(zones, code->box, dpi, width, height);
  }
  g_autoptr(GArray) bars = ink != NULL ? bm_bars_find(ink) : NULL;
  for (guint i = 0; bars != NULL && i < bars->len; i++) {
    BmAffine up = {dpi / BM_LINES_DPI, 0, 0, 0, dpi / BM_LINES_DPI, 0};
    BmBox box = bm_affine_box(up, g_array_index(bars, BmBox, i));
    gboolean is_ours = FALSE;
    for (guint k = 0; k < ours->len; k++)
      is_ours = is_ours || !bm_box_is_empty(bm_box_and(box, g_array_index(ours, BmBox, k)));
    if (!is_ours)
      code_add(zones, box, dpi, width, height);
  }
  return zones;
}

GArray *bm_identity_codes(PIX *page, double dpi)
{
  g_autoptr(PIX) ink = bm_ink_working(page, dpi, BM_LINES_DPI, NULL);
  return bm_finder_codes(page, dpi, ink);
}
