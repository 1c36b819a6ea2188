/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks of scanner and paper. Everything is measured on one gray picture of 100 dpi, but noise
 * and sharpness, which scaling would remove. */
#include "stages/attack/marks.h"

#include "stages/shared/ink.h"

#include <math.h>
#include <string.h>

#define LOOK_DPI 100.0
#define MM (LOOK_DPI / 25.4) /* pixels of the small picture in one millimetre */
#define DARK 96              /* masks are black; the codec leaves them below this */
#define STREAK_LEAST 5       /* levels by which a streak differs from both its sides */
#define FULL 0.97            /* of its box, for a shape that is one rectangle */
#define TILE 24              /* pixels of the full picture */

typedef struct Look {
  PIX *gray, *small, *ink; /* whole, 100 dpi, its ink */
  double dpi;
  const GArray *masks, *codes;
} Look;

static void look_clear(Look *look)
{
  pixDestroy(&look->gray);
  pixDestroy(&look->small);
  pixDestroy(&look->ink);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Look, look_clear)

static PIX *small_gray(PIX *gray, double dpi)
{
  float scale = (float)(LOOK_DPI / dpi);
  return pixScale(gray, scale, scale);
}

static int tenths(double px)
{
  return (int)lrint(px * 10 / MM);
}

static void mask_add(GArray *found, BmBox px)
{
  BmBox box = {tenths(px.x), tenths(px.y), tenths(px.w), tenths(px.h)};
  if (box.w >= 30 && box.h >= 18)
    g_array_append_val(found, box);
}

/* First to last dark pixel of a row. */
static void row_span(PIX *shape, int y, int *ret_first, int *ret_end)
{
  const l_uint32 *line = pixGetData(shape) + (gsize)y * pixGetWpl(shape);
  *ret_first = *ret_end = 0;
  for (int x = 0; x < pixGetWidth(shape); x++)
    if (GET_DATA_BIT(line, x)) {
      *ret_first = *ret_end > 0 ? *ret_first : x;
      *ret_end = x + 1;
    }
}

/* Masks that touch are one shape: it is cut where its width changes. */
static void shape_cut(PIX *shape, BmBox at, GArray *found)
{
  int top = 0, first = 0, end = 0;
  row_span(shape, 0, &first, &end);
  for (int y = 1; y <= at.h; y++) {
    int x = -1, x_end = -1;
    if (y < at.h)
      row_span(shape, y, &x, &x_end);
    if (ABS(x - first) <= 2 && ABS(x_end - end) <= 2)
      continue;
    mask_add(found, (BmBox){at.x + first, at.y + top, end - first, y - top});
    top = y;
    first = x;
    end = x_end;
  }
}

GArray *bm_marks_masks(PIX *page, double dpi)
{
  GArray *found = g_array_new(FALSE, FALSE, sizeof(BmBox));
  g_autoptr(PIX) gray = pixConvertTo8(page, 0);
  g_autoptr(PIX) small = gray != NULL ? small_gray(gray, dpi) : NULL;
  g_autoptr(PIX) dark = small != NULL ? pixThresholdToBinary(small, DARK) : NULL;
  int side = (int)lrint(2 * MM) - 1;
  g_autoptr(PIX) solid = dark != NULL ? pixOpenBrick(NULL, dark, side, side) : NULL;
  PIXA *shapes = NULL;
  g_autoptr(BOXA) boxes = solid != NULL ? pixConnComp(solid, &shapes, 8) : NULL;
  for (int i = 0; boxes != NULL && i < boxaGetCount(boxes); i++) {
    BmBox box;
    l_int32 n = 0;
    boxaGetBoxGeometry(boxes, i, &box.x, &box.y, &box.w, &box.h);
    g_autoptr(PIX) shape = pixaGetPix(shapes, i, L_CLONE);
    pixCountPixels(shape, &n, NULL);
    if (n >= FULL * box.w * box.h)
      mask_add(found, box);
    else
      shape_cut(shape, box, found);
  }
  pixaDestroy(&shapes);
  return found;
}

static void add(json_t *row, double value)
{
  json_array_append_new(row, json_real(isfinite(value) ? round(value * 1e4) / 1e4 : 0));
}

/* A grid is written as one digit a place. */
static json_t *grid_json(const double *cells, guint n, double full)
{
  g_autofree char *text = g_malloc0(n + 1);
  for (guint i = 0; i < n; i++)
    text[i] = (char)('0' + (int)CLAMP(lrint(9 * cells[i] / full), 0, 9));
  return json_string(text);
}

static json_t *format_of(const BmPdfPicture *picture, const Look *look, int depth)
{
  json_t *row = json_array();
  add(row, depth);
  add(row, picture->width_mm);
  add(row, picture->height_mm);
  add(row, look->dpi);
  return row;
}

/* Tables, sampling and kind of a JPEG: they name the program or scanner that wrote it. */
static json_t *compression_of(const BmPdfPicture *picture)
{
  double sums[2] = {0}, sampling = 0, is_progressive = 0;
  const guint8 *data = picture->data;
  gsize at = 2;
  while (picture->is_jpeg && at + 4 <= picture->size && data[at] == 0xFF &&
         data[at + 1] != 0xDA) {
    gsize length = (gsize)data[at + 2] << 8 | data[at + 3], end = at + 2 + length;
    guint8 marker = data[at + 1];
    if (length < 2 || end > picture->size)
      break;
    if (marker == 0xDB)
      for (gsize i = at + 4; i + 65 <= end; i += 65)
        for (gsize k = 1; k <= 64; k++)
          sums[data[i] & 1] += data[i + k];
    if (marker == 0xC0 || marker == 0xC2)
      sampling = length > 9 ? data[at + 11] : 0;
    is_progressive = MAX(is_progressive, marker == 0xC2);
    at = end;
  }
  json_t *row = json_array();
  add(row, picture->is_jpeg);
  add(row, sums[0]);
  add(row, sums[1]);
  add(row, sampling);
  add(row, is_progressive);
  return row;
}

static int by_value(gconstpointer p, gconstpointer q)
{
  double a = *(const double *)p, b = *(const double *)q;
  return (a > b) - (a < b);
}

static double quantile(GArray *values, double share)
{
  g_array_sort(values, by_value);
  return values->len == 0 ? 0
                          : g_array_index(values, double, (guint)(share * (values->len - 1)));
}

/* Mean and spread of each tile, and the steepest step in it. */
static void tile_measure(PIX *gray, int x, int y, GArray *means, GArray *spreads, GArray *steps)
{
  double sum = 0, square = 0, n = TILE * TILE, step = 0;
  for (int row = y; row < y + TILE; row++) {
    const l_uint32 *line = pixGetData(gray) + (gsize)row * pixGetWpl(gray);
    for (int col = x; col < x + TILE; col++) {
      double value = GET_DATA_BYTE(line, col);
      sum += value;
      square += value * value;
      if (col > x)
        step = MAX(step, fabs(value - GET_DATA_BYTE(line, col - 1)));
    }
  }
  double mean = sum / n, spread = sqrt(MAX(square / n - mean * mean, 0));
  g_array_append_val(means, mean);
  g_array_append_val(spreads, spread);
  if (step > 60)
    g_array_append_val(steps, step);
}

/* Red less blue of the lightest tenth of a colour page. */
static double tint_of(PIX *page)
{
  if (pixGetDepth(page) != 32)
    return 0;
  g_autoptr(PIX) small = pixScaleByIntSampling(page, 16);
  g_autoptr(GArray) tints = g_array_new(FALSE, FALSE, sizeof(double));
  for (int y = 0; small != NULL && y < pixGetHeight(small); y++)
    for (int x = 0; x < pixGetWidth(small); x++) {
      int r, g, b;
      pixGetRGBPixel(small, x, y, &r, &g, &b);
      double tint = r - b;
      if (g > 180)
        g_array_append_val(tints, tint);
    }
  return quantile(tints, 0.5);
}

static json_t *tone_of(const Look *look, PIX *page)
{
  g_autoptr(GArray) means = g_array_new(FALSE, FALSE, sizeof(double));
  g_autoptr(GArray) spreads = g_array_new(FALSE, FALSE, sizeof(double));
  g_autoptr(GArray) steps = g_array_new(FALSE, FALSE, sizeof(double));
  int w = pixGetWidth(look->gray), h = pixGetHeight(look->gray);
  for (int y = 0; y + TILE <= h; y += 2 * TILE)
    for (int x = 0; x + TILE <= w; x += 2 * TILE)
      tile_measure(look->gray, x, y, means, spreads, steps);
  json_t *row = json_array();
  add(row, quantile(means, 0.8));
  add(row, tint_of(page));
  add(row, quantile(spreads, 0.25));
  add(row, quantile(steps, 0.5));
  return row;
}

/* A streak stands out against both its sides, over much of the height, at one place. */
static json_t *streaks_of(const Look *look)
{
  enum { N = 110 };
  double cells[N] = {0};
  int w = pixGetWidth(look->small), h = pixGetHeight(look->small), wpl = pixGetWpl(look->small);
  const l_uint32 *data = pixGetData(look->small);
  for (int x = 4; x < w - 4; x++) {
    int dark = 0, light = 0;
    for (int y = 0; y < h; y++) {
      const l_uint32 *line = data + (gsize)y * wpl;
      int left = GET_DATA_BYTE(line, x - 4), right = GET_DATA_BYTE(line, x + 4),
          here = GET_DATA_BYTE(line, x);
      dark += left - here >= STREAK_LEAST && right - here >= STREAK_LEAST;
      light += here - left >= STREAK_LEAST && here - right >= STREAK_LEAST;
    }
    guint place = (guint)(x / MM / 2);
    double share = (double)MAX(dark, light) / h;
    if (place < N)
      cells[place] = MAX(cells[place], share);
  }
  for (guint i = 0; i < N; i++) /* writing makes some columns dark too */
    cells[i] = MAX(0, cells[i] - 0.2);
  return grid_json(cells, N, 0.8);
}

/* Specks below 1.3 mm with no other ink within 8 mm. */
static json_t *dust_of(const Look *look)
{
  enum { W = 44, H = 62 };
  double cells[W * H] = {0};
  g_autoptr(PIX) rest =
      pixSelectBySize(look->ink, 5, 5, 8, L_SELECT_IF_EITHER, L_SELECT_IF_GT, NULL);
  g_autoptr(PIX) near = rest != NULL ? pixDilateBrick(NULL, rest, 65, 65) : NULL;
  g_autoptr(PIX) lone = near != NULL ? pixSubtract(NULL, look->ink, near) : NULL;
  g_autoptr(BOXA) specks = lone != NULL ? pixConnComp(lone, NULL, 8) : NULL;
  for (int i = 0; specks != NULL && i < boxaGetCount(specks); i++) {
    int x, y, w, h;
    boxaGetBoxGeometry(specks, i, &x, &y, &w, &h);
    int col = (int)(x / MM / 5), row = (int)(y / MM / 5);
    if (col < W && row < H)
      cells[row * W + col] = 1;
  }
  return grid_json(cells, W * H, 1);
}

static double share_of(PIX *ink, int x, int y, int w, int h)
{
  l_int32 n = 0;
  g_autoptr(BOX) box = boxCreate(x, y, w, h);
  pixCountPixelsInRect(ink, box, &n, NULL);
  return (double)n / MAX(1, w * h);
}

static json_t *edges_of(const Look *look)
{
  int w = pixGetWidth(look->ink), h = pixGetHeight(look->ink), strip = (int)lrint(3 * MM);
  json_t *row = json_array();
  add(row, share_of(look->ink, 0, 0, w, strip));
  add(row, share_of(look->ink, 0, h - strip, w, strip));
  add(row, share_of(look->ink, 0, 0, strip, h));
  add(row, share_of(look->ink, w - strip, 0, strip, h));
  return row;
}

static json_t *skew_of(const Look *look)
{
  float angle = 0, trust = 0;
  json_t *row = json_array();
  gboolean is_found =
      pixFindSkewSweepAndSearch(look->ink, &angle, &trust, 2, 1, 3, 0.5F, 0.02F) == 0;
  add(row, is_found && trust > 2 ? angle : 0);
  return row;
}

/* Ink that is neither mask nor stamp of ours. */
static PIX *print_only(const Look *look)
{
  PIX *ink = pixCopy(NULL, look->ink);
  for (guint i = 0; ink != NULL && i < look->masks->len; i++) {
    BmBox box = g_array_index(look->masks, BmBox, i);
    pixRasterop(ink, (int)(box.x / 10.0 * MM) - 2, (int)(box.y / 10.0 * MM) - 2,
                (int)(box.w / 10.0 * MM) + 5, (int)(box.h / 10.0 * MM) + 5, PIX_CLR, NULL, 0,
                0);
  }
  double scale = LOOK_DPI / look->dpi;
  for (guint i = 0; ink != NULL && look->codes != NULL && i < look->codes->len; i++) {
    BmBox box = bm_box_grow(g_array_index(look->codes, BmBox, i), 10, 10);
    pixRasterop(ink, (int)(box.x * scale), (int)(box.y * scale), (int)(box.w * scale) + 1,
                (int)(box.h * scale) + 1, PIX_CLR, NULL, 0, 0);
  }
  return ink;
}

static json_t *print_of(const Look *look)
{
  enum { W = 70, H = 99 };
  double cells[W * H] = {0};
  g_autoptr(PIX) ink = print_only(look);
  for (int row = 0; ink != NULL && row < H; row++)
    for (int col = 0; col < W; col++)
      cells[row * W + col] = share_of(ink, (int)(col * 3 * MM), (int)(row * 3 * MM),
                                      (int)(3 * MM), (int)(3 * MM)) > 0.02;
  return grid_json(cells, W * H, 1);
}

static json_t *masks_of(const Look *look)
{
  enum { W = 42, H = 60 };
  double cells[W * H] = {0};
  for (guint i = 0; i < look->masks->len; i++) {
    BmBox box = g_array_index(look->masks, BmBox, i);
    for (int row = box.y / 50; row <= (box.y + box.h) / 50 && row < H; row++)
      for (int col = box.x / 50; col <= (box.x + box.w) / 50 && col < W; col++)
        cells[row * W + col] = 1;
  }
  return grid_json(cells, W * H, 1);
}

json_t *bm_marks_of(const BmPdfPicture *picture, PIX *page, const GArray *masks,
                    const GArray *codes)
{
  g_auto(Look) look = {
      .dpi = picture->width * 25.4 / MAX(picture->width_mm, 1), .masks = masks, .codes = codes};
  look.gray = pixConvertTo8(page, 0);
  look.small = look.gray != NULL ? small_gray(look.gray, look.dpi) : NULL;
  look.ink = bm_ink_working(page, look.dpi, LOOK_DPI, NULL);
  if (look.small == NULL || look.ink == NULL)
    return NULL;
  return json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "format",
                   format_of(picture, &look, pixGetDepth(page)), "compression",
                   compression_of(picture), "tone", tone_of(&look, page), "streaks",
                   streaks_of(&look), "dust", dust_of(&look), "edges", edges_of(&look), "skew",
                   skew_of(&look), "print", print_of(&look), "masks", masks_of(&look));
}
