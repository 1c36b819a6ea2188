/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The print of a form on the raster of a page, cell by cell. */
#include "stages/shared/formprint.h"
#include "stages/shared/page.h"

#include <math.h>
#include <string.h>

#define CELL 64           /* px: one machine word a row */
#define STEP 48           /* px between cells whose shift is sought */
#define SEEK_MM 0.8       /* how far a cell may be from its affine place */
#define SEEK_MOST_PX 14   /* of a 300-dpi image and more */
#define PRINT_LEAST_PX 48 /* in a cell worth seeking */
#define SHARE_LEAST 0.5   /* of its print that the cell finds at its best place */
#define SIGMA_DOWN_MM 9.0 /* feed waves run down the page */
#define SIGMA_ACROSS_MM 40.0
#define CALM_WEIGHT 0.2   /* pull to no shift at all */
#define OUTLIER_MM 0.4    /* from the mean of the neighbours */
#define BLOCK_SHEAR 0.015 /* up to here a block may be copied as it is */

typedef struct Shift {
  double x, y;           /* centre of the cell, px of the page */
  double dx, dy;         /* px */
  double sure_x, sure_y; /* weights, 0 … 1 */
} Shift;

/* 64 pixels of a row from (@x, @y), 0 outside; the first is the highest bit. */
static guint64 row_bits(PIX *image, int x, int y)
{
  int wpl = pixGetWpl(image), w = pixGetWidth(image);
  if (y < 0 || y >= pixGetHeight(image))
    return 0;
  const l_uint32 *line = pixGetData(image) + (size_t)y * wpl;
  int word = x >= 0 ? x / 32 : -((31 - x) / 32), bit = x - 32 * word;
  guint64 part[3];
  for (int k = 0; k < 3; k++) {
    int at = word + k;
    part[k] = at >= 0 && at < wpl ? line[at] : 0;
    if (at >= 0 && 32 * (at + 1) > w) /* beyond the last pixel the word may hold anything */
      part[k] = 32 * at >= w ? 0 : part[k] & ~((1ULL << (32 * (at + 1) - w)) - 1);
  }
  guint64 high = part[0] << 32 | part[1];
  return bit == 0 ? high : high << bit | part[2] >> (32 - bit);
}

/* Ink of the page around a cell, so that shifts need no further reading. */
typedef struct Window {
  guint64 left[CELL + 2 * SEEK_MOST_PX], right[CELL + 2 * SEEK_MOST_PX];
  int reach;
} Window;

static void window_read(Window *window, PIX *ink, int x, int y, int reach)
{
  window->reach = reach;
  for (int row = 0; row < CELL + 2 * reach; row++) {
    window->left[row] = row_bits(ink, x - reach, y - reach + row);
    window->right[row] = row_bits(ink, x - reach + CELL, y - reach + row);
  }
}

/* Bits of a cell: sums of bytes for a quarter, which do not overflow, then of all. The
 * processor need not be able to count bits itself. */
static int bits_count(const guint64 *rows)
{
  const guint64 ones = 0x5555555555555555, twos = 0x3333333333333333, low = 0x0F0F0F0F0F0F0F0F;
  const guint64 bytes = 0x00FF00FF00FF00FF;
  guint64 sum = 0;
  for (int first = 0; first < CELL; first += CELL / 4) {
    guint64 part = 0;
    for (int row = first; row < first + CELL / 4; row++) {
      guint64 v = rows[row] - (rows[row] >> 1 & ones);
      v = (v & twos) + (v >> 2 & twos);
      part += (v + (v >> 4)) & low;
    }
    sum += (part & bytes) + (part >> 8 & bytes);
  }
  return (int)(sum * 0x0001000100010001 >> 48);
}

/* Pixels of the cell's print that have ink when it is shifted by (@dx, @dy). */
static int window_hits(const Window *window, const guint64 *cell, int dx, int dy)
{
  int at = dx + window->reach, top = dy + window->reach;
  const guint64 *left = window->left + top, *right = window->right + top;
  guint64 hits[CELL];
  for (int row = 0; row < CELL; row++)
    hits[row] = cell[row] & (at > 0 ? left[row] << at | right[row] >> (64 - at) : left[row]);
  return bits_count(hits);
}

/* How much better the best place is than places 0.5 mm beside it. */
static double sharpness(const Window *window, const guint64 *cell, int best, int dx, int dy,
                        int side_x, int side_y)
{
  int reach = window->reach, beside = 0;
  for (int sign = -1; sign <= 1; sign += 2) {
    int x = CLAMP(dx + sign * side_x, -reach, reach),
        y = CLAMP(dy + sign * side_y, -reach, reach);
    if (x != dx || y != dy)
      beside = MAX(beside, window_hits(window, cell, x, y));
  }
  return best > 0 ? CLAMP((double)(best - beside) / best, 0, 1) : 0;
}

/* Where the cell at (@x, @y) of the laid print finds its ink; FALSE: nowhere. */
static gboolean cell_seek(PIX *laid, PIX *ink, int x, int y, double dpi, Shift *ret)
{
  guint64 cell[CELL];
  int n = 0, best = -1, dx = 0, dy = 0, reach = MIN(bm_px(SEEK_MM, dpi), SEEK_MOST_PX);
  for (int row = 0; row < CELL; row++) {
    cell[row] = row_bits(laid, x, y + row);
  }
  n = bits_count(cell);
  if (n < PRINT_LEAST_PX)
    return FALSE;
  Window window;
  window_read(&window, ink, x, y, reach);
  for (int j = -reach; j <= reach; j++)
    for (int i = -reach; i <= reach; i++) {
      int hits = 100 * window_hits(&window, cell, i, j) - (ABS(i) + ABS(j)) * n / 10;
      if (hits > best) {
        best = hits;
        dx = i;
        dy = j;
      }
    }
  int hits = window_hits(&window, cell, dx, dy), side = MAX(2, bm_px(0.5, dpi));
  if (hits < SHARE_LEAST * n || ABS(dx) == reach || ABS(dy) == reach)
    return FALSE;
  *ret = (Shift){x + CELL / 2.0, y + CELL / 2.0, dx, dy, 0, 0};
  ret->sure_x = sharpness(&window, cell, hits, dx, dy, side, 0);
  ret->sure_y = sharpness(&window, cell, hits, dx, dy, 0, side);
  return TRUE;
}

static GArray *shifts_seek(PIX *laid, PIX *ink, double dpi)
{
  GArray *shifts = g_array_new(FALSE, FALSE, sizeof(Shift));
  for (int y = 0; y < pixGetHeight(ink); y += STEP)
    for (int x = 0; x < pixGetWidth(ink); x += STEP) {
      Shift shift;
      if (cell_seek(laid, ink, x, y, dpi, &shift))
        g_array_append_val(shifts, shift);
    }
  return shifts;
}

static double bell(double distance, double sigma)
{
  return exp(-0.5 * distance * distance / (sigma * sigma));
}

/* Mean shift of the cells around a place; a second look leaves out those that disagree. */
static void shift_at(const GArray *shifts, double x, double y, double dpi, double *ret_dx,
                     double *ret_dy)
{
  double down = SIGMA_DOWN_MM * dpi / BM_MM_PER_INCH,
         outlier = OUTLIER_MM * dpi / BM_MM_PER_INCH;
  double across = SIGMA_ACROSS_MM * dpi / BM_MM_PER_INCH, mx = 0, my = 0;
  for (int look = 0; look < 2; look++) {
    double sx = 0, sy = 0, wx = CALM_WEIGHT, wy = CALM_WEIGHT;
    for (guint i = 0; i < shifts->len; i++) {
      const Shift *s = &g_array_index(shifts, Shift, i);
      if (fabs(s->y - y) > 3 * down)
        continue;
      double weight = bell(s->y - y, down) * bell(s->x - x, across);
      double px = look > 0 && fabs(s->dx - mx) > outlier ? 0 : weight * s->sure_x;
      double py = look > 0 && fabs(s->dy - my) > outlier ? 0 : weight * s->sure_y;
      sx += px * s->dx;
      sy += py * s->dy;
      wx += px;
      wy += py;
    }
    mx = sx / wx;
    my = sy / wy;
  }
  *ret_dx = mx;
  *ret_dy = my;
}

static gboolean is_like_shift(BmAffine map)
{
  return fabs(map.b) < BLOCK_SHEAR && fabs(map.c) < BLOCK_SHEAR &&
         fabs(map.a - 1) < BLOCK_SHEAR && fabs(map.d - 1) < BLOCK_SHEAR;
}

static void block_copy(PIX *to, PIX *src, BmAffine to_src, int x, int y, double dx, double dy)
{
  double cx = x + CELL / 2.0, cy = y + CELL / 2.0, sx, sy;
  bm_affine_point(to_src, cx - dx, cy - dy, &sx, &sy);
  pixRasterop(to, x, y, CELL, CELL, PIX_SRC, src, (int)lround(sx - CELL / 2.0),
              (int)lround(sy - CELL / 2.0));
}

static void sampled_copy(PIX *to, PIX *src, BmAffine map)
{
  int w = pixGetWidth(src), h = pixGetHeight(src), wpl = pixGetWpl(src);
  const l_uint32 *data = pixGetData(src);
  for (int y = 0; y < pixGetHeight(to); y++) {
    l_uint32 *line = pixGetData(to) + (size_t)y * pixGetWpl(to);
    double sx = map.a * 0.5 + map.b * (y + 0.5) + map.tx;
    double sy = map.c * 0.5 + map.d * (y + 0.5) + map.ty;
    for (int x = 0; x < pixGetWidth(to); x++, sx += map.a, sy += map.c)
      if (sx >= 0 && sy >= 0 && sx < w && sy < h &&
          GET_DATA_BIT(data + (size_t)(int)sy * wpl, (int)sx))
        SET_DATA_BIT(line, x);
  }
}

PIX *bm_formprint_warp(PIX *src, BmAffine to_src, int width, int height)
{
  PIX *warped = pixCreate(width, height, 1);
  if (warped == NULL)
    return NULL;
  if (!is_like_shift(to_src))
    sampled_copy(warped, src, to_src);
  for (int y = 0; y < height && is_like_shift(to_src); y += CELL)
    for (int x = 0; x < width; x += CELL)
      block_copy(warped, src, to_src, x, y, 0, 0);
  return warped;
}

/* The print at @dpi, kept for the next page. */
static PIX *print_at(BmFormPrint *form, double dpi)
{
  if (fabs(dpi - BM_FORMPRINT_DPI) < 0.5)
    return form->print;
  if (form->scaled == NULL || fabs(form->scaled_dpi - dpi) > 1e-9) {
    float scale = (float)(dpi / BM_FORMPRINT_DPI);
    pixDestroy(&form->scaled);
    form->scaled = pixScaleBySampling(form->print, scale, scale);
    form->scaled_dpi = dpi;
  }
  return form->scaled;
}

PIX *bm_formprint_lay(BmFormPrint *form, BmAffine to_form, double page_dpi, PIX *ink,
                      double ink_dpi)
{
  int w = pixGetWidth(ink), h = pixGetHeight(ink);
  double in = page_dpi / ink_dpi, out = ink_dpi / BM_MM_PER_INCH;
  BmAffine to_src = bm_affine_then((BmAffine){in, 0, 0, 0, in, 0}, to_form), back;
  to_src = bm_affine_then(to_src, (BmAffine){out, 0, 0, 0, out, 0});
  PIX *src = bm_affine_invert(to_src, &back) ? print_at(form, ink_dpi) : NULL;
  g_autoptr(PIX) laid = src != NULL ? bm_formprint_warp(src, to_src, w, h) : NULL;
  if (laid == NULL || !is_like_shift(to_src))
    return g_steal_pointer(&laid);
  g_autoptr(GArray) shifts = shifts_seek(laid, ink, ink_dpi);
  for (int y = 0; y < h; y += CELL)
    for (int x = 0; x < w; x += CELL) {
      double dx, dy;
      shift_at(shifts, x + CELL / 2.0, y + CELL / 2.0, ink_dpi, &dx, &dy);
      block_copy(laid, src, to_src, x, y, dx, dy);
    }
  return g_steal_pointer(&laid);
}
