/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Machine codes that are left on a masked page. */
#include <string.h>

#include "stages/shared/codearea.h"
#include "stages/shared/coderead.h"
#include "stages/shared/ink.h"
#include "stages/shared/page.h"
#include "stages/shared/scale.h"
#include "stages/verify/look.h"

#define STRIPE_DPI 200.0
#define WINDOW_MM 18.0
#define STEP_MM 1.5   /* stripes look the same this much lower */
#define BARS_LEAST 14 /* dark bars in a window; print has half of that */
#define DIFFER_SHARE 0.14

/* two lines of a window are the same stripes */
static gboolean is_striped(const guchar *upper, const guchar *lower, int n)
{
  int bars = 0, differ = 0;
  for (int i = 1; i < n; i++) {
    bars += upper[i] != 0 && upper[i - 1] == 0 ? 1 : 0;
    differ += upper[i] != lower[i] ? 1 : 0;
  }
  return bars >= BARS_LEAST && differ < n * DIFFER_SHARE;
}

static void line_read(PIX *ink, int y, guchar *line)
{
  const l_uint32 *bits = pixGetData(ink) + (gsize)y * (gsize)pixGetWpl(ink);
  int width = pixGetWidth(ink);
  for (int x = 0; x < width; x++)
    line[x] = GET_DATA_BIT(bits, x) != 0;
}

/* windows that are stripes on three lines in a row */
static void stripes_find(const BmLookCase *look, PIX *ink, gboolean is_turned, GArray *sights)
{
  int width = pixGetWidth(ink), height = pixGetHeight(ink);
  int window = bm_px(WINDOW_MM, STRIPE_DPI), step = bm_px(STEP_MM, STRIPE_DPI);
  g_autofree guchar *lines = g_malloc0((gsize)width * 3);
  guchar *rows[3] = {lines, lines + width, lines + 2 * width};
  for (int y = 0; y < height; y += step) {
    memcpy(rows[0], rows[1], (gsize)width);
    memcpy(rows[1], rows[2], (gsize)width);
    line_read(ink, y, rows[2]);
    for (int x = 0; x + window <= width; x += window / 3) {
      if (!is_striped(rows[0] + x, rows[1] + x, window) ||
          !is_striped(rows[1] + x, rows[2] + x, window))
        continue;
      double scale = look->dpi / STRIPE_DPI;
      BmBox box = {x, MAX(y - 2 * step, 0), window, 2 * step};
      if (is_turned) /* turned by a quarter clockwise for the search */
        box = (BmBox){box.y, width - box.x - box.w, box.h, box.w};
      BmSight sight = {.reason = "code_left",
                       .box = bm_affine_box((BmAffine){scale, 0, 0, 0, scale, 0}, box)};
      g_array_append_val(sights, sight);
      return; /* one is enough to hold the page */
    }
  }
}

void bm_look_codes(const BmLookCase *look, GArray *sights)
{
  gboolean has_ours = FALSE;
  PIX *from = pixGetDepth(look->page) == 1 ? look->page : look->gray;
  g_autoptr(PIX) local = bm_ink_working(from, look->dpi, BM_CODEAREA_DPI, NULL);
  g_autoptr(GArray) codes =
      local != NULL ? bm_code_find_near(look->gray, local) : bm_code_find_all(look->gray);
  for (guint i = 0; i < codes->len; i++) {
    const BmFoundCode *code = &g_array_index(codes, BmFoundCode, i);
    BmSight sight = {.reason = "code_left", .box = code->box};
    has_ours = has_ours || code->is_ours;
    if (!code->is_ours)
      g_array_append_val(sights, sight);
  }
  if (has_ours) /* its own stripes would be found */
    return;
  float scale = (float)(STRIPE_DPI / look->dpi);
  g_autoptr(PIX) small = bm_gray_scale(look->gray, scale);
  g_autoptr(PIX) ink = small != NULL ? bm_ink_below(small, 128) : NULL;
  g_autoptr(PIX) turned = ink != NULL ? pixRotateOrth(ink, 1) : NULL;
  if (turned == NULL)
    return;
  stripes_find(look, ink, FALSE, sights);
  stripes_find(look, turned, TRUE, sights);
}
