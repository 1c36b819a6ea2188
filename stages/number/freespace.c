/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a page is empty. */
#include "stages/number/freespace.h"

#include <math.h>

#define CELL_DPI 75.0
#define TILE 16          /* cells, about 5 mm: the paper's own level is measured on tiles */
#define PAPER_SHARE 0.8  /* of a tile's cells lie below the paper's level */
#define FAINT 14         /* levels below the paper around: pencil; grain of paper stays above */
#define FAINT_BILEVEL 80 /* a lone black pixel is dust */
#define DARK 60          /* levels below the page's paper: black areas, scanner lid */
#define BLACK 80         /* no paper is so dark: a negative, whose writing is brighter */

struct BmFreeSpace {
  int w, h;        /* cells */
  double cell_px;  /* pixels of the page in a cell */
  guint8 *is_busy; /* w × h */
  guint32 *sums;   /* (w + 1) × (h + 1) sums of is_busy; NULL: to be made */
};

void bm_freespace_free(BmFreeSpace *space)
{
  if (space == NULL)
    return;
  g_free(space->is_busy);
  g_free(space->sums);
  g_free(space);
}

BmFreeSpace *bm_freespace_copy(const BmFreeSpace *space)
{
  BmFreeSpace *copy = g_memdup2(space, sizeof *space);
  copy->is_busy = g_memdup2(space->is_busy, (gsize)space->w * space->h);
  copy->sums = NULL;
  return copy;
}

/* Gray picture of half a cell a pixel, by averaging. */
static PIX *half_cells(PIX *page, double dpi)
{
  double scale = 2 * CELL_DPI / dpi;
  if (pixGetDepth(page) == 1)
    return scale < 1 ? pixScaleToGray(page, (l_float32)scale) : pixConvertTo8(page, FALSE);
  g_autoptr(PIX) gray = pixConvertTo8(page, FALSE);
  if (gray == NULL)
    return NULL;
  if (scale >= 1)
    return pixClone(gray);
  return scale < 0.7 ? pixScaleAreaMap(gray, (l_float32)scale, (l_float32)scale)
                     : pixScale(gray, (l_float32)scale, (l_float32)scale);
}

/* Level of the paper in one tile. */
static int tile_level(PIX *cells, int x0, int y0)
{
  guint count[256] = {0}, total = 0, sum = 0;
  int x1 = MIN(x0 + TILE, pixGetWidth(cells)), y1 = MIN(y0 + TILE, pixGetHeight(cells));
  for (int y = y0; y < y1; y++) {
    const l_uint32 *line = pixGetData(cells) + (gsize)y * (gsize)pixGetWpl(cells);
    for (int x = x0; x < x1; x++, total++)
      count[GET_DATA_BYTE(line, x)]++;
  }
  int level = 0;
  for (; level < 255; level++)
    if ((sum += count[level]) >= PAPER_SHARE * total)
      break;
  return level;
}

/* The paper's level by tiles, each the brightest of its surroundings: writing may fill a tile.
 */
static guint8 *paper_levels(PIX *cells, int tiles_w, int tiles_h)
{
  g_autofree guint8 *own = g_new(guint8, (gsize)tiles_w * tiles_h);
  guint8 *around = g_new0(guint8, (gsize)tiles_w * tiles_h);
  for (int y = 0; y < tiles_h; y++)
    for (int x = 0; x < tiles_w; x++)
      own[y * tiles_w + x] = (guint8)tile_level(cells, x * TILE, y * TILE);
  for (int y = 0; y < tiles_h; y++)
    for (int x = 0; x < tiles_w; x++)
      for (int v = MAX(0, y - 1); v <= MIN(tiles_h - 1, y + 1); v++)
        for (int u = MAX(0, x - 1); u <= MIN(tiles_w - 1, x + 1); u++)
          around[y * tiles_w + x] = MAX(around[y * tiles_w + x], own[v * tiles_w + u]);
  return around;
}

/* Level of the page's paper: the bright tiles', for most of an image may be scanner lid. */
static int page_level(const guint8 *levels, int n)
{
  int count[256] = {0}, sum = 0, level = 255;
  for (int i = 0; i < n; i++)
    count[levels[i]]++;
  for (; level > 0; level--)
    if ((sum += count[level]) * 10 >= n)
      break;
  return level;
}

static void mark_ink(BmFreeSpace *space, PIX *cells, int faint)
{
  int tiles_w = (space->w + TILE - 1) / TILE, tiles_h = (space->h + TILE - 1) / TILE;
  g_autofree guint8 *paper = paper_levels(cells, tiles_w, tiles_h);
  int page_paper = page_level(paper, tiles_w * tiles_h);
  for (int y = 0; y < space->h; y++) {
    const l_uint32 *line = pixGetData(cells) + (gsize)y * (gsize)pixGetWpl(cells);
    for (int x = 0; x < space->w; x++) {
      int level = GET_DATA_BYTE(line, x);
      int around = paper[(y / TILE) * tiles_w + x / TILE];
      space->is_busy[y * space->w + x] =
          level < around - faint || level < page_paper - DARK || around < BLACK;
    }
  }
}

/* Busy spreads by @reach cells along the line, then across: a square around each busy cell. */
static void spread(guint8 *cells, int n_lines, int n, gsize line_step, gsize step, int reach)
{
  g_autofree guint8 *line = g_new(guint8, n);
  for (int k = 0; k < n_lines; k++) {
    guint8 *at = cells + (gsize)k * line_step;
    int last = -reach - 1; /* the last busy cell seen */
    for (int i = 0; i < n; i++) {
      if (at[(gsize)i * step])
        last = i;
      line[i] = i - last <= reach;
    }
    int next = n + reach;
    for (int i = n - 1; i >= 0; i--) {
      if (at[(gsize)i * step])
        next = i;
      at[(gsize)i * step] = line[i] || next - i <= reach;
    }
  }
}

BmFreeSpace *bm_freespace_new(PIX *page, double dpi, double clearance_mm, GError **error)
{
  g_autoptr(PIX) halves = half_cells(page, dpi);
  g_autoptr(PIX) cells = halves == NULL ? NULL : pixScaleGrayMinMax(halves, 2, 2, L_CHOOSE_MIN);
  if (cells == NULL) {
    bm_fail(error, BM_ERROR_IO, "no_memory", "cannot look for free space");
    return NULL;
  }
  BmFreeSpace *space = g_new0(BmFreeSpace, 1);
  space->w = pixGetWidth(cells);
  space->h = pixGetHeight(cells);
  space->cell_px = MAX(2.0, dpi / CELL_DPI);
  space->is_busy = g_new0(guint8, (gsize)space->w * space->h);
  mark_ink(space, cells, pixGetDepth(page) == 1 ? FAINT_BILEVEL : FAINT);
  int reach = (int)ceil(clearance_mm * dpi / 25.4 / space->cell_px);
  spread(space->is_busy, space->h, space->w, (gsize)space->w, 1, reach);
  spread(space->is_busy, space->w, space->h, 1, (gsize)space->w, reach);
  return space;
}

void bm_freespace_take(BmFreeSpace *space, BmBox box)
{
  g_clear_pointer(&space->sums, g_free);
  int x0 = (int)floor(box.x / space->cell_px), x1 = (int)ceil((box.x + box.w) / space->cell_px);
  int y0 = (int)floor(box.y / space->cell_px), y1 = (int)ceil((box.y + box.h) / space->cell_px);
  for (int y = MAX(0, y0); y < MIN(space->h, y1); y++)
    for (int x = MAX(0, x0); x < MIN(space->w, x1); x++)
      space->is_busy[y * space->w + x] = TRUE;
}

static void make_sums(BmFreeSpace *space)
{
  gsize stride = (gsize)space->w + 1;
  space->sums = g_new0(guint32, stride * ((gsize)space->h + 1));
  for (int y = 0; y < space->h; y++) {
    guint32 row = 0;
    for (int x = 0; x < space->w; x++) {
      row += space->is_busy[y * space->w + x];
      space->sums[(y + 1) * stride + x + 1] = space->sums[y * stride + x + 1] + row;
    }
  }
}

static gboolean is_free(const BmFreeSpace *space, int x, int y, int w, int h)
{
  gsize stride = (gsize)space->w + 1;
  const guint32 *top = space->sums + y * stride, *bottom = space->sums + (y + h) * stride;
  return bottom[x + w] - bottom[x] == top[x + w] - top[x];
}

/* Distances of a place's far sides from the page's edges. */
static gboolean is_within_reach(const BmFreeSpace *space, int x, int y, int w, int h, int reach)
{
  return x + w <= reach || y + h <= reach || space->w - x <= reach || space->h - y <= reach;
}

gboolean bm_freespace_find(BmFreeSpace *space, int w, int h, BmCorner corner, int margin_px,
                           int reach_px, BmBox *ret)
{
  if (space->sums == NULL)
    make_sums(space);
  int cells_w = (int)ceil(w / space->cell_px) + 1, cells_h = (int)ceil(h / space->cell_px) + 1;
  int margin = (int)ceil(margin_px / space->cell_px), reach = (int)(reach_px / space->cell_px);
  gint64 best = G_MAXINT64;
  for (int y = margin; y + cells_h + margin <= space->h; y++)
    for (int x = margin; x + cells_w + margin <= space->w; x++) {
      gint64 dx = corner.is_right ? space->w - cells_w - x : x;
      gint64 dy = corner.is_bottom ? space->h - cells_h - y : y;
      gint64 distance = dx * dx + dy * dy;
      if (distance >= best || !is_within_reach(space, x, y, cells_w, cells_h, reach) ||
          !is_free(space, x, y, cells_w, cells_h))
        continue;
      best = distance;
      *ret = (BmBox){(int)ceil(x * space->cell_px), (int)ceil(y * space->cell_px), w, h};
    }
  return best < G_MAXINT64;
}
