/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ink of a page: local threshold, working copy, scanner edges, area. */
#include "stages/shared/ink.h"

#include "stages/shared/brick.h"
#include "stages/shared/page.h"
#include "stages/shared/pieces.h"
#include "stages/shared/scale.h"

#include <math.h>
#include <string.h>

/* All of it chosen on drawn pages (test_ink.c): shading to 50 %, pencil at 85 % of the paper.
 */
#define TILE_MM 2.0
#define PAPER_LEAST 0.45 /* of the page's paper: darker surroundings are not paper */
#define CUT_SHARE 0.45   /* threshold this far from the paper towards the writing */
#define CUT_LEAST 0.10   /* of the paper, and never further from it than … */
#define CUT_MOST 0.35
#define CUT_GRAIN 4.0 /* … times the grain of the paper */
#define BORDER_MM 2.0
#define BORDER_GROW_MM 0.7
#define BORDER_DPI 75.0
#define INSET_MM 5.0 /* a page that was turned upright has paper outside its black edge */
#define INSET_RUN_MM 14.0
#define INSET_THICK_MM 1.0
#define SPECK_MM2 0.15
#define DPI_UNKNOWN 200.0

static PIX *no_memory(GError **error)
{
  bm_fail(error, BM_ERROR_IO, "no_memory", "cannot hold another image of the page");
  return NULL;
}

/* Value below which @share of the pixels of an 8-bit image lie. */
static int level_at(PIX *gray, double share)
{
  g_autoptr(NUMA) counts = pixGetGrayHistogram(gray, 1);
  if (counts == NULL)
    return 255;
  double left = share * pixGetWidth(gray) * pixGetHeight(gray);
  for (int level = 0; level < 255; level++) {
    l_float32 n = 0;
    numaGetFValue(counts, level, &n);
    left -= (double)n;
    if (left < 0)
      return level;
  }
  return 255;
}

/* Grain of the paper: what 9 of 10 tiles (the flat ones) stay below, between tile extremes. */
static double grain_of(PIX *bright, PIX *dark)
{
  g_autoptr(PIX) span = pixSubtractGray(NULL, bright, dark);
  return span != NULL ? level_at(span, 0.2) / 4.0 : 0; /* extremes of a flat tile: ±2 sigma */
}

/* Threshold of each tile, made in place of the paper level in @paper. */
static void cut_from_levels(PIX *paper, PIX *dark, int paper_level, double grain)
{
  int w = pixGetWidth(paper), h = pixGetHeight(paper);
  for (int y = 0; y < h; y++) {
    l_uint32 *paper_line = pixGetData(paper) + (size_t)y * (size_t)pixGetWpl(paper);
    const l_uint32 *dark_line = pixGetData(dark) + (size_t)y * (size_t)pixGetWpl(dark);
    for (int x = 0; x < w; x++) {
      double p = MAX(GET_DATA_BYTE(paper_line, x), PAPER_LEAST * paper_level);
      double cut = CUT_SHARE * (p - GET_DATA_BYTE(dark_line, x));
      cut = CLAMP(cut, MAX(CUT_LEAST * p, CUT_GRAIN * grain), MAX(CUT_MOST, CUT_LEAST) * p);
      SET_DATA_BYTE(paper_line, x, (l_uint8)lround(CLAMP(p - cut, 1, 255)));
    }
  }
}

static PIX *smoothed(PIX *map)
{
  gboolean is_small = MIN(pixGetWidth(map), pixGetHeight(map)) < 3;
  return is_small ? pixClone(map) : pixBlockconv(map, 1, 1);
}

/* Threshold map, one pixel a tile of @factor × 4 pixels of @gray. */
static PIX *cut_map(PIX *gray, int factor)
{
  g_autoptr(PIX) half = bm_gray_half(gray);
  g_autoptr(PIX) fine = half != NULL ? bm_gray_half(half) : NULL;
  if (fine == NULL)
    return NULL;
  g_autoptr(PIX) bright = pixScaleGrayMinMax(fine, factor, factor, L_CHOOSE_MAX);
  g_autoptr(PIX) dark = pixScaleGrayMinMax(fine, factor, factor, L_CHOOSE_MIN);
  if (bright == NULL || dark == NULL)
    return NULL;
  double grain = grain_of(bright, dark);
  g_autoptr(PIX) paper = pixDilateGray(bright, 3, 3);
  g_autoptr(PIX) smooth = paper != NULL ? smoothed(paper) : NULL;
  g_autoptr(PIX) writing = pixErodeGray(dark, 3, 3);
  if (smooth == NULL || writing == NULL)
    return NULL;
  cut_from_levels(smooth, writing, level_at(bright, 0.7), grain);
  return g_steal_pointer(&smooth);
}

/* One row of thresholds, × 256, between the map's rows; @row has one value a tile column. */
static void cut_row(PIX *map, double tile_y, int *row)
{
  int h = pixGetHeight(map), w = pixGetWidth(map);
  double at = CLAMP(tile_y, 0, h - 1);
  int above = MIN((int)at, MAX(h - 2, 0)), below = MIN(above + 1, h - 1);
  double part = at - above;
  const l_uint32 *p = pixGetData(map) + (size_t)above * (size_t)pixGetWpl(map);
  const l_uint32 *q = pixGetData(map) + (size_t)below * (size_t)pixGetWpl(map);
  for (int x = 0; x < w; x++)
    row[x] = (int)(256 * ((1 - part) * GET_DATA_BYTE(p, x) + part * GET_DATA_BYTE(q, x)) + 0.5);
}

/* Bits of a row from whether its pixels are ink; the first pixel is the highest bit. */
static void bits_join(const guint8 *is_ink, l_uint32 *to, int n_words)
{
  for (int k = 0; k < n_words; k++) {
    l_uint32 bits = 0;
    for (int part = 0; part < 4; part++) {
      guint64 eight;
      memcpy(&eight, is_ink + 32 * k + 8 * part, 8);
      bits = bits << 8 | (l_uint32)(GUINT64_FROM_LE(eight) * 0x8040201008040201U >> 56);
    }
    to[k] = bits;
  }
}

/* A row of gray against a level for each pixel; @room: as many bytes as the row of bits has
 * bits, twice. */
static void row_judge(const l_uint32 *from, const guint8 *restrict cut, int width,
                      guint8 *restrict room, l_uint32 *to, int n_words)
{
  guint8 *restrict gray = room, *restrict is_ink = room + 32 * n_words;
  for (int k = 0; k < (width + 3) / 4; k++) {
    guint32 four = GUINT32_TO_BE(from[k]);
    memcpy(room + 4 * k, &four, 4);
  }
  for (int x = 0; x < 32 * n_words; x++)
    is_ink[x] = gray[x] < cut[x];
  bits_join(is_ink, to, n_words);
}

PIX *bm_ink_below(PIX *gray, int level)
{
  g_assert(pixGetDepth(gray) == 8 && level >= 0 && level <= 255);
  int width = pixGetWidth(gray), height = pixGetHeight(gray);
  g_autoptr(PIX) ink = pixCreate(width, height, 1);
  gsize n = ink != NULL ? (gsize)pixGetWpl(ink) : 0;
  g_autofree guint8 *room = g_try_malloc0(64 * n), *cut = g_try_malloc0(32 * n);
  if (ink == NULL || room == NULL || cut == NULL)
    return NULL;
  memset(cut, level, (gsize)width);
  for (int y = 0; y < height; y++)
    row_judge(pixGetData(gray) + (gsize)y * (gsize)pixGetWpl(gray), cut, width, room,
              pixGetData(ink) + (gsize)y * n, (int)n);
  pixCopyResolution(ink, gray);
  return g_steal_pointer(&ink);
}

/* How thresholds of a row come from those of tiles: the first column of the page to the right
 * of each tile, and for each column how far it is to the next tile, of 256. There is room for
 * whole words of the result. */
typedef struct Columns {
  int *first, *part, width, n_tiles;
  guint8 *cut, *room;
} Columns;

static void columns_clear(Columns *columns)
{
  g_free(columns->first);
  g_free(columns->part);
  g_free(columns->cut);
  g_free(columns->room);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Columns, columns_clear)

static gboolean columns_init(Columns *columns, int width, int tile_px, int n_tiles)
{
  gsize room = ((gsize)width + 31) & ~(gsize)31;
  columns->width = width;
  columns->n_tiles = n_tiles;
  columns->first = g_try_new(int, n_tiles + 1);
  columns->part = g_try_new(int, width);
  columns->cut = g_try_malloc0(room);
  columns->room = g_try_malloc0(2 * room);
  if (columns->first == NULL || columns->part == NULL || columns->cut == NULL ||
      columns->room == NULL)
    return FALSE;
  int next = 0;
  for (int x = 0; x < width; x++) {
    double at = CLAMP((x + 0.5) / tile_px - 0.5, 0, n_tiles - 1);
    int tile = MIN((int)at, MAX(n_tiles - 2, 0));
    while (next <= tile)
      columns->first[next++] = x;
    columns->part[x] = (int)lround(256 * (at - tile));
  }
  while (next <= n_tiles)
    columns->first[next++] = width;
  return TRUE;
}

/* The first level of gray that is no ink, for each column; @row: thresholds × 256 of tiles. */
static void cuts_spread(Columns *columns, const int *row)
{
  const int *restrict part = columns->part;
  guint8 *restrict cut = columns->cut;
  for (int tile = 0; tile < columns->n_tiles; tile++) {
    int left = row[tile] * 256 + 65535, more = row[tile + 1] - row[tile];
    for (int x = columns->first[tile]; x < columns->first[tile + 1]; x++)
      cut[x] = (guint8)((left + more * part[x]) >> 16);
  }
}

/* Ink of @gray: pixels below @map, whose pixels are tiles of @tile_px, read bilinearly. */
static PIX *below_map(PIX *gray, PIX *map, int tile_px)
{
  int h = pixGetHeight(gray), n = pixGetWidth(map);
  g_auto(Columns) columns = {0};
  g_autofree int *row = g_try_new0(int, n + 1);
  g_autoptr(PIX) ink = pixCreate(pixGetWidth(gray), h, 1);
  if (ink == NULL || row == NULL || !columns_init(&columns, pixGetWidth(gray), tile_px, n))
    return NULL;
  for (int y = 0; y < h; y++) {
    cut_row(map, (y + 0.5) / tile_px - 0.5, row);
    row[n] = row[n - 1];
    cuts_spread(&columns, row);
    row_judge(pixGetData(gray) + (gsize)y * (gsize)pixGetWpl(gray), columns.cut, columns.width,
              columns.room, pixGetData(ink) + (gsize)y * (gsize)pixGetWpl(ink), pixGetWpl(ink));
  }
  pixCopyResolution(ink, gray);
  return g_steal_pointer(&ink);
}

static PIX *ink_of_gray(PIX *gray, double dpi, GError **error)
{
  int least = MIN(pixGetWidth(gray), pixGetHeight(gray));
  int factor = CLAMP((int)lround(TILE_MM * dpi / BM_MM_PER_INCH / 4), 2, MAX(2, least / 8));
  if (least < 16) {
    PIX *tiny = pixThresholdToBinary(gray, 128);
    return tiny != NULL ? tiny : no_memory(error);
  }
  g_autoptr(PIX) map = cut_map(gray, factor);
  PIX *ink = map != NULL ? below_map(gray, map, factor * 4) : NULL;
  return ink != NULL ? ink : no_memory(error);
}

PIX *bm_ink_binary(PIX *page, GError **error)
{
  if (pixGetDepth(page) == 1)
    return pixClone(page);
  g_autoptr(PIX) gray = bm_gray_of(page);
  if (gray == NULL)
    return no_memory(error);
  double dpi = pixGetXRes(page) > 0 ? pixGetXRes(page) : DPI_UNKNOWN;
  return ink_of_gray(gray, dpi, error);
}

/* @image cut or filled up with paper to exactly w × h (rounding leaves a pixel more or less).
 */
static PIX *exact_size(PIX *image, int w, int h)
{
  if (image == NULL || (pixGetWidth(image) == w && pixGetHeight(image) == h))
    return image != NULL ? pixClone(image) : NULL;
  PIX *exact = pixCreate(w, h, 1);
  if (exact != NULL)
    pixRasterop(exact, 0, 0, w, h, PIX_SRC, image, 0, 0);
  return exact;
}

/* Rank reduction by 2: first two of four pixels (stray ones go), then any of four. */
static PIX *halved(PIX *ink, int times)
{
  PIX *now = pixClone(ink);
  for (int i = 0; now != NULL && i < times; i++) {
    PIX *next = pixReduceRankBinary2(now, i == 0 ? 2 : 1, NULL);
    pixDestroy(&now);
    now = next;
  }
  return now;
}

static PIX *ink_scaled(PIX *ink, double sx, double sy)
{
  if (sx > 1 || sy > 1 || fabs(sx - sy) > 1e-6 * sx) { /* make it square and small enough */
    double s = MIN(MIN(sx, sy), 1.0);
    g_autoptr(PIX) square = pixScaleBinary(ink, (l_float32)(sx / s), (l_float32)(sy / s));
    return square == NULL || s == 1.0 ? g_steal_pointer(&square) : ink_scaled(square, s, s);
  }
  for (int times = 0; times <= 3; times++)
    if (fabs(sx * (1 << times) - 1) < 1e-3)
      return halved(ink, times);
  /* the reduction drops what does not fill its last words: give it paper to drop */
  g_autoptr(PIX) wide = pixAddBorderGeneral(ink, 0, 64, 0, 64, 0);
  g_autoptr(PIX) gray = wide != NULL ? bm_gray_of_bits(wide, (l_float32)sx) : NULL;
  return gray != NULL ? bm_ink_below(gray, 171) : NULL; /* a third of 255 is ink */
}

static PIX *gray_scaled(PIX *gray, double sx, double sy)
{
  if (fabs(sx - 1) < 1e-3 && fabs(sy - 1) < 1e-3)
    return pixClone(gray);
  if (sx < 0.7 && sy < 0.7)
    return bm_gray_area_map(gray, (l_float32)sx, (l_float32)sy);
  return bm_gray_linear(gray, (l_float32)sx, (l_float32)sy);
}

PIX *bm_ink_working_xy(PIX *page, double dpi_x, double dpi_y, double work_dpi, GError **error)
{
  g_assert(dpi_x > 0 && dpi_y > 0 && work_dpi > 0);
  double sx = work_dpi / dpi_x, sy = work_dpi / dpi_y;
  int w = MAX(1, (int)lround(pixGetWidth(page) * sx));
  int h = MAX(1, (int)lround(pixGetHeight(page) * sy));
  g_autoptr(PIX) ink = NULL;
  if (pixGetDepth(page) == 1) {
    ink = ink_scaled(page, sx, sy);
  } else {
    g_autoptr(PIX) gray = bm_gray_of(page);
    g_autoptr(PIX) small = gray != NULL ? gray_scaled(gray, sx, sy) : NULL;
    ink = small != NULL ? ink_of_gray(small, work_dpi, error) : NULL;
    if (ink == NULL && error != NULL && *error != NULL)
      return NULL;
  }
  PIX *exact = exact_size(ink, w, h);
  if (exact == NULL)
    return no_memory(error);
  pixSetResolution(exact, (int)lround(work_dpi), (int)lround(work_dpi));
  return exact;
}

PIX *bm_ink_working(PIX *page, double dpi, double work_dpi, GError **error)
{
  return bm_ink_working_xy(page, dpi, dpi, work_dpi, error);
}

/* Dark blobs that reach the frame, grown by @grow / 2. The opening sees a dark margin of its
 * own size around the page, so that of what touches the frame only what runs along it survives.
 */
static PIX *edge_blobs(PIX *small, int side, int grow)
{
  g_autoptr(PIX) padded = pixAddBorder(small, side, 1);
  g_autoptr(PIX) thick = padded != NULL ? bm_brick_open(padded, side, side) : NULL;
  g_autoptr(PIX) seed = thick != NULL ? pixCreateTemplate(thick) : NULL;
  if (seed == NULL)
    return NULL;
  pixSetOrClearBorder(seed, 1, 1, 1, 1, PIX_SET);
  g_autoptr(PIX) blobs = pixSeedfillBinary(NULL, seed, thick, 8);
  g_autoptr(PIX) inside = blobs != NULL ? pixRemoveBorder(blobs, side) : NULL;
  return inside != NULL ? pixDilateBrick(NULL, inside, grow, grow) : NULL;
}

/* Long bars that run close along the frame, with paper between; NULL: no memory. */
static PIX *inset_bars(PIX *small, double dpi)
{
  int w = pixGetWidth(small), h = pixGetHeight(small), inset = bm_px(INSET_MM, dpi);
  int run = bm_px(INSET_RUN_MM, dpi), thick = MAX(2, bm_px(INSET_THICK_MM, dpi));
  g_autoptr(PIX) across = bm_brick_open(small, run, thick);
  g_autoptr(PIX) down = bm_brick_open(small, thick, run);
  if (across == NULL || down == NULL)
    return NULL;
  pixRasterop(across, 0, inset, w, h - 2 * inset, PIX_CLR, NULL, 0, 0);
  pixRasterop(down, inset, 0, w - 2 * inset, h, PIX_CLR, NULL, 0, 0);
  return pixOr(NULL, across, down);
}

/* @ink at @scale; a last row or column that is not whole is left out, since an edge would no
 * longer reach the frame beside it. */
static PIX *small_copy(PIX *ink, double scale)
{
  g_autoptr(PIX) scaled = ink_scaled(ink, scale, scale);
  int w = MAX(1, (int)floor(pixGetWidth(ink) * scale + 1e-6));
  int h = MAX(1, (int)floor(pixGetHeight(ink) * scale + 1e-6));
  return exact_size(scaled, w, h);
}

PIX *bm_ink_without_borders(PIX *ink, double dpi)
{
  g_assert(pixGetDepth(ink) == 1);
  double small_dpi = MIN(BORDER_DPI, dpi);
  int side = MAX(2, bm_px(BORDER_MM, small_dpi)),
      grow = 1 + 2 * bm_px(BORDER_GROW_MM, small_dpi);
  g_autoptr(PIX) small = small_copy(ink, small_dpi / dpi);
  g_autoptr(PIX) blobs = small != NULL ? edge_blobs(small, side, grow) : NULL;
  g_autoptr(PIX) bars = blobs != NULL ? inset_bars(small, small_dpi) : NULL;
  if (bars == NULL)
    return NULL;
  pixDilateBrick(bars, bars, grow, grow);
  pixOr(blobs, blobs, bars);
  g_autoptr(PIX) mask = bm_bits_sampled(blobs, pixGetWidth(ink), pixGetHeight(ink));
  PIX *rest = mask != NULL ? pixSubtract(NULL, ink, mask) : NULL;
  if (rest != NULL)
    pixCopyResolution(rest, ink);
  return rest;
}

double bm_ink_mm2(PIX *ink, double dpi, BmBox box)
{
  g_assert(pixGetDepth(ink) == 1 && dpi > 0);
  BmBox in = bm_box_clip(box, pixGetWidth(ink), pixGetHeight(ink));
  if (bm_box_is_empty(in))
    return 0;
  g_autoptr(BOX) clip = boxCreate(in.x, in.y, in.w, in.h);
  g_autoptr(PIX) part = pixClipRectangle(ink, clip, NULL);
  g_autoptr(BmPieces) parts = part != NULL ? bm_pieces_find(part, 8) : NULL;
  double px2_mm2 = bm_mm(1, dpi) * bm_mm(1, dpi), sum = 0;
  for (guint i = 0; parts != NULL && i < bm_pieces_n(parts); i++) {
    int n = bm_pieces_get(parts, i)->count;
    sum += n * px2_mm2 >= SPECK_MM2 ? n * px2_mm2 : 0;
  }
  return sum;
}

int bm_ink_count(PIX *ink, BmBox box)
{
  BmBox in = bm_box_clip(box, pixGetWidth(ink), pixGetHeight(ink));
  g_autoptr(BOX) cut = bm_box_is_empty(in) ? NULL : boxCreate(in.x, in.y, in.w, in.h);
  l_int32 count = 0;
  return cut != NULL && pixCountPixelsInRect(ink, cut, &count, NULL) == 0 ? count : 0;
}
