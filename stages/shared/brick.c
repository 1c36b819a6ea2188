/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs of pixels by doubling, on packed words. */
#include "stages/shared/brick.h"

#include <string.h>

typedef enum Way { LATER, EARLIER } Way; /* to the right and down, or to the left and up */

/* Rows of packed words; what is outside of them counts as 0. */
typedef struct Rows {
  l_uint32 *data;
  int n, wpl;
} Rows;

static inline l_uint32 merged(l_uint32 now, l_uint32 moved, gboolean is_and)
{
  return is_and ? now & moved : now | moved;
}

/* Each pixel with the one @by to its right. */
static void row_merge_later(l_uint32 *row, int wpl, int by, gboolean is_and)
{
  int words = by / 32, bits = by % 32, k = 0;
  for (; k + words + 1 < wpl; k++) {
    guint64 two = (guint64)row[k + words] << 32 | row[k + words + 1];
    row[k] = merged(row[k], (l_uint32)(two << bits >> 32), is_and);
  }
  for (; k < wpl; k++)
    row[k] = merged(row[k], k + words < wpl ? row[k + words] << bits : 0, is_and);
}

/* Each pixel with the one @by to its left. */
static void row_merge_earlier(l_uint32 *row, int wpl, int by, gboolean is_and)
{
  int words = by / 32, bits = by % 32, k = wpl - 1;
  for (; k - words - 1 >= 0; k--) {
    guint64 two = (guint64)row[k - words - 1] << 32 | row[k - words];
    row[k] = merged(row[k], (l_uint32)(two >> bits), is_and);
  }
  for (; k >= 0; k--)
    row[k] = merged(row[k], k - words >= 0 ? row[k - words] >> bits : 0, is_and);
}

static void rows_merge_across(Rows rows, int by, Way way, gboolean is_and)
{
  for (int y = 0; y < rows.n; y++) {
    l_uint32 *row = rows.data + (gsize)y * (gsize)rows.wpl;
    if (way == LATER)
      row_merge_later(row, rows.wpl, by, is_and);
    else
      row_merge_earlier(row, rows.wpl, by, is_and);
  }
}

static void rows_merge_down(Rows rows, int by, Way way, gboolean is_and)
{
  gsize wpl = (gsize)rows.wpl;
  for (int i = 0; i < rows.n; i++) {
    int y = way == LATER ? i : rows.n - 1 - i, from = way == LATER ? y + by : y - by;
    l_uint32 *row = rows.data + (gsize)y * wpl;
    gboolean is_inside = from >= 0 && from < rows.n;
    const l_uint32 *other = is_inside ? rows.data + (gsize)from * wpl : NULL;
    if (other == NULL && is_and)
      memset(row, 0, wpl * sizeof *row);
    for (gsize k = 0; other != NULL && k < wpl; k++)
      row[k] = merged(row[k], other[k], is_and);
  }
}

/* Each pixel becomes that of a run of @length from it, in place. */
static void run(PIX *pix, gboolean is_across, int length, Way way, gboolean is_and)
{
  Rows rows = {pixGetData(pix), pixGetHeight(pix), pixGetWpl(pix)};
  for (int done = 1; done < length;) {
    int by = MIN(done, length - done);
    if (is_across)
      rows_merge_across(rows, by, way, is_and);
    else
      rows_merge_down(rows, by, way, is_and);
    done += by;
  }
}

/* A copy with @right and @below more pixels, all of them 0. */
static PIX *larger(PIX *pix, int right, int below)
{
  if (pix == NULL)
    return NULL;
  int w = pixGetWidth(pix), h = pixGetHeight(pix);
  PIX *copy = pixCreate(w + right, h + below, 1);
  if (copy != NULL)
    pixRasterop(copy, 0, 0, w, h, PIX_SRC, pix, 0, 0);
  return copy;
}

static PIX *of_size(PIX *image, PIX *like)
{
  if (image == NULL)
    return NULL;
  PIX *cut = pixCreateTemplate(like);
  if (cut != NULL)
    pixRasterop(cut, 0, 0, pixGetWidth(like), pixGetHeight(like), PIX_SRC, image, 0, 0);
  return cut;
}

PIX *bm_brick_open(PIX *pix, int w, int h)
{
  PIX *open = of_size(pix, pix);
  if (open == NULL)
    return NULL;
  run(open, TRUE, w, LATER, TRUE);
  run(open, FALSE, h, LATER, TRUE);
  run(open, TRUE, w, EARLIER, FALSE);
  run(open, FALSE, h, EARLIER, FALSE);
  return open;
}

PIX *bm_brick_close(PIX *pix, int w, int h)
{
  g_autoptr(PIX) closed = larger(pix, w, h);
  if (closed == NULL)
    return NULL;
  run(closed, TRUE, w, EARLIER, FALSE);
  run(closed, FALSE, h, EARLIER, FALSE);
  run(closed, TRUE, w, LATER, TRUE);
  run(closed, FALSE, h, LATER, TRUE);
  return of_size(closed, pix);
}

/* The origin of a side lies at its middle, rounded up: so many pixels are before it. */
PIX *bm_brick_dilate(PIX *pix, int w, int h)
{
  g_autoptr(PIX) grown = larger(pix, w, h);
  if (grown == NULL)
    return NULL;
  run(grown, TRUE, w - w / 2, EARLIER, FALSE);
  g_autoptr(PIX) back = larger(pix, w, h);
  if (back == NULL)
    return NULL;
  run(back, TRUE, w / 2 + 1, LATER, FALSE);
  pixOr(grown, grown, back);
  pixCopy(back, grown);
  run(grown, FALSE, h - h / 2, EARLIER, FALSE);
  run(back, FALSE, h / 2 + 1, LATER, FALSE);
  pixOr(grown, grown, back);
  return of_size(grown, pix);
}

static int composed(int size)
{
  int one = 1, other = 1;
  if (size > 1)
    selectComposableSizes(size, &one, &other);
  return one * other;
}

PIX *bm_brick_open_comp(PIX *pix, int w, int h)
{
  return bm_brick_open(pix, composed(w), composed(h));
}

PIX *bm_brick_close_comp(PIX *pix, int w, int h)
{
  return bm_brick_close(pix, composed(w), composed(h));
}
