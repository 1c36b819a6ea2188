/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shapes that identify without words: machine codes, read or seen as bars. */
#include <math.h>
#include <stdlib.h>

#include "stages/shared/brick.h"
#include "stages/shared/coderead.h"
#include "stages/shared/identity_part.h"
#include "stages/shared/identity_words.h"
#include "stages/shared/ink.h"
#include "stages/shared/page.h"
#include "stages/shared/pieces.h"

#define BARS_WIDE_MM 15.0
#define BARS_HIGH_MM 4.0
#define BARS_LEAST 15 /* dark bars across the middle */
#define LOOKS 4
#define GRID_LOOKS 17
#define GRID_LEAST_MM 45.0

/* Dark bars across a box, the most that one of @n - 1 lines through it meets. */
static int transitions(PIX *ink, BmBox box, gboolean is_upright, int n)
{
  int most = 0;
  for (int k = 1; k < n; k++) {
    int count = 0;
    l_uint32 last = 0;
    int length = is_upright ? box.w : box.h;
    for (int i = 0; i < length; i++) {
      l_uint32 value = 0;
      int x = is_upright ? box.x + i : box.x + box.w * k / n;
      int y = is_upright ? box.y + box.h * k / n : box.y + i;
      pixGetPixel(ink, x, y, &value);
      count += value != 0 && last == 0 ? 1 : 0;
      last = value;
    }
    most = MAX(most, count);
  }
  return most;
}

/* Graph paper has bars both ways; a look between two of its lines tells, not one along them. A
 * code of stacked rows has, too, but is not as large. */
static gboolean is_grid(PIX *ink, BmBox box, gboolean is_upright)
{
  return MIN(box.w, box.h) >= bm_lines_px(GRID_LEAST_MM) &&
         transitions(ink, box, !is_upright, GRID_LOOKS) >= BARS_LEAST;
}

static void bars_along(PIX *ink, gboolean is_upright, GArray *found)
{
  int tall = bm_lines_px(BARS_HIGH_MM), near = bm_lines_px(2.0);
  g_autoptr(PIX) bars =
      is_upright ? bm_brick_open_comp(ink, 1, tall) : bm_brick_open_comp(ink, tall, 1);
  g_autoptr(PIX) joined =
      is_upright ? bm_brick_close_comp(bars, near, 1) : bm_brick_close_comp(bars, 1, near);
  g_autoptr(PIX) block = bm_brick_open(joined, bm_lines_px(4), bm_lines_px(3));
  if (block == NULL)
    return;
  g_autoptr(BOXA) boxes = bm_pieces_boxes(block, 8);
  for (int i = 0; boxes != NULL && i < boxaGetCount(boxes); i++) {
    BmBox box;
    boxaGetBoxGeometry(boxes, i, &box.x, &box.y, &box.w, &box.h);
    int length = is_upright ? box.w : box.h;
    if (length >= bm_lines_px(BARS_WIDE_MM) &&
        transitions(ink, box, is_upright, LOOKS) >= BARS_LEAST &&
        !is_grid(ink, box, is_upright))
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
  g_autoptr(GArray) read = ink != NULL ? bm_code_find_near(page, ink) : bm_code_find_all(page);
  for (guint i = 0; i < read->len; i++) {
    const BmFoundCode *code = &g_array_index(read, BmFoundCode, i);
    if (code->is_ours)
      g_array_append_val(ours, code->box);
    else
      code_add(zones, code->box, dpi, width, height);
  }
  g_autoptr(GArray) bars = ink != NULL ? bm_bars_find(ink) : NULL;
  if (bars != NULL)
    bm_matrices_add(ink, bars);
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
