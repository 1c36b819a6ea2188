/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tiles of print: registration checked and refined. */
#include "stages/form/tiles.h"

#include "stages/form/features.h"
#include "stages/form/vote.h"

#include <math.h>
#include <stdlib.h>

#define PRINT_LEAST_PX 24 /* 0.7 mm² of ink make a tile worth asking */
#define SAMPLES_MOST 240U /* points looked at in one tile */
#define SEARCH_PX 9       /* ±1.5 mm */
#define PLATEAU 0.05      /* of the share: what belongs to the best place */
#define TILES_LEAST 15U
#define SHARE_LEAST 0.6
#define GOOD_TILES_LEAST 0.90
#define P15_LEAST 0.80

typedef struct Tile {
  guint first, n; /* range in points */
  double cx, cy;  /* centre, mm */
  guint cell;     /* of the grid */
} Tile;

struct BmTiles {
  GArray *tiles;  /* of Tile */
  GArray *points; /* of guint16 x, y in turns */
};

/* Ink of a box as points; the box's cell of the grid is kept. */
static void tile_add(BmTiles *tiles, PIX *clean, BmBox box, guint cell)
{
  const l_uint32 *data = pixGetData(clean);
  int wpl = pixGetWpl(clean);
  g_autoptr(GArray) found = g_array_new(FALSE, FALSE, 2 * sizeof(guint16));
  for (int y = box.y; y < box.y + box.h; y++)
    for (int x = box.x; x < box.x + box.w; x++)
      if (GET_DATA_BIT(data + (size_t)y * wpl, x)) {
        guint16 point[2] = {(guint16)x, (guint16)y};
        g_array_append_vals(found, point, 1);
      }
  if (found->len < PRINT_LEAST_PX)
    return;
  guint n = MIN(found->len, SAMPLES_MOST);
  Tile tile = {tiles->points->len, n, bm_mm(box.x + box.w / 2.0, BM_FORM_DPI),
               bm_mm(box.y + box.h / 2.0, BM_FORM_DPI), cell};
  const guint16 *all = (const guint16 *)(void *)found->data;
  for (guint i = 0; i < n; i++) {
    guint at = (guint)((guint64)i * found->len / n);
    g_array_append_vals(tiles->points, all + (size_t)2 * at, 1);
  }
  g_array_append_val(tiles->tiles, tile);
}

static BmTiles *tiles_empty(void)
{
  BmTiles *tiles = g_new0(BmTiles, 1);
  tiles->tiles = g_array_new(FALSE, FALSE, sizeof(Tile));
  tiles->points = g_array_new(FALSE, FALSE, 2 * sizeof(guint16));
  return tiles;
}

static void band_add(BmTiles *tiles, PIX *clean, double tile_mm, double top_mm,
                     double bottom_mm)
{
  int w = pixGetWidth(clean), h = pixGetHeight(clean), size = bm_px(tile_mm, BM_FORM_DPI);
  int bottom = MIN(bm_px(bottom_mm, BM_FORM_DPI), h);
  for (int y = MAX(bm_px(top_mm, BM_FORM_DPI), 0); y < bottom; y += size)
    for (int x = 0; x < w; x += size)
      tile_add(tiles, clean, bm_box_and((BmBox){x, y, size, size}, (BmBox){0, 0, w, bottom}),
               0);
}

BmTiles *bm_tiles_new(PIX *clean)
{
  static const double sizes_mm[] = {BM_TILE_MM, BM_TILE_MM, BM_TILE_SMALL_MM};
  double height = bm_mm(pixGetHeight(clean), BM_FORM_DPI);
  double head = bm_vote_head_mm(height), foot = height - bm_vote_foot_mm(height);
  BmTiles *tiles = NULL;
  for (guint i = 0; i < G_N_ELEMENTS(sizes_mm); i++) {
    bm_tiles_free(tiles);
    tiles = tiles_empty();
    band_add(tiles, clean, sizes_mm[i], 0, i == 0 ? head : height + 1);
    if (i == 0)
      band_add(tiles, clean, sizes_mm[i], foot, height + 1);
    if (tiles->tiles->len >= TILES_LEAST)
      break;
  }
  return tiles;
}

static guint grid_columns(PIX *clean, int size)
{
  return (guint)((pixGetWidth(clean) + size - 1) / size);
}

guint bm_tiles_cells(PIX *clean, double tile_mm)
{
  int size = bm_px(tile_mm, BM_FORM_DPI);
  return grid_columns(clean, size) * (guint)((pixGetHeight(clean) + size - 1) / size);
}

BmBox bm_tiles_cell(PIX *clean, double tile_mm, guint cell)
{
  int size = bm_px(tile_mm, BM_FORM_DPI), columns = (int)grid_columns(clean, size);
  BmBox box = {(int)cell % columns * size, (int)cell / columns * size, size, size};
  return bm_box_clip(box, pixGetWidth(clean), pixGetHeight(clean));
}

BmTiles *bm_tiles_grid(PIX *clean, double tile_mm)
{
  BmTiles *tiles = tiles_empty();
  guint n = bm_tiles_cells(clean, tile_mm);
  for (guint cell = 0; cell < n; cell++)
    tile_add(tiles, clean, bm_tiles_cell(clean, tile_mm, cell), cell);
  return tiles;
}

gboolean bm_tiles_has(const BmTiles *grid, guint cell)
{
  for (guint i = 0; i < grid->tiles->len; i++)
    if (g_array_index(grid->tiles, Tile, i).cell == cell)
      return TRUE;
  return FALSE;
}

void bm_tiles_keep(BmTiles *grid, const gboolean *is_kept)
{
  guint kept = 0;
  for (guint i = 0; i < grid->tiles->len; i++) {
    Tile tile = g_array_index(grid->tiles, Tile, i);
    if (is_kept[tile.cell])
      g_array_index(grid->tiles, Tile, kept++) = tile;
  }
  g_array_set_size(grid->tiles, kept);
}

void bm_tiles_free(BmTiles *tiles)
{
  if (tiles == NULL)
    return;
  g_clear_pointer(&tiles->tiles, g_array_unref);
  g_clear_pointer(&tiles->points, g_array_unref);
  g_free(tiles);
}

guint bm_tiles_count(const BmTiles *tiles)
{
  return tiles->tiles->len;
}

PIX *bm_tiles_reach(PIX *work)
{
  return pixDilateBrick(NULL, work, 3, 3);
}

/* Map from pixels of the form to pixels of the page. */
static gboolean form_to_page(BmAffine to_form, BmAffine *ret)
{
  if (!bm_affine_invert(to_form, ret))
    return FALSE;
  ret->tx = ret->tx * BM_FORM_DPI / BM_MM_PER_INCH;
  ret->ty = ret->ty * BM_FORM_DPI / BM_MM_PER_INCH;
  return TRUE;
}

/* Where the tile's points lie on the page, in whole pixels. */
static void points_place(const BmTiles *tiles, const Tile *tile, BmAffine map, int *at)
{
  const guint16 *point = (const guint16 *)(void *)tiles->points->data + (size_t)2 * tile->first;
  for (guint i = 0; i < tile->n; i++) {
    double x, y;
    bm_affine_point(map, point[2 * i] + 0.5, point[2 * i + 1] + 0.5, &x, &y);
    at[2 * i] = (int)floor(x);
    at[2 * i + 1] = (int)floor(y);
  }
}

static double share_at(PIX *reach, const int *at, guint n, int dx, int dy)
{
  int w = pixGetWidth(reach), h = pixGetHeight(reach), wpl = pixGetWpl(reach);
  const l_uint32 *data = pixGetData(reach);
  guint hits = 0;
  for (guint i = 0; i < n; i++) {
    int x = at[2 * i] + dx, y = at[2 * i + 1] + dy;
    if ((guint)x < (guint)w && (guint)y < (guint)h)
      hits += GET_DATA_BIT(data + (size_t)y * wpl, x);
  }
  return (double)hits / n;
}

static BmBox points_box(const int *at, guint n)
{
  BmBox box = {at[0], at[1], 1, 1};
  for (guint i = 1; i < n; i++)
    box = bm_box_or(box, (BmBox){at[2 * i], at[2 * i + 1], 1, 1});
  return box;
}

/* Share of page ink around the points: what chance would find. */
static double density_of(PIX *reach, const int *at, guint n)
{
  BmBox box = bm_box_clip(bm_box_grow(points_box(at, n), 3, 3), pixGetWidth(reach),
                          pixGetHeight(reach));
  if (bm_box_is_empty(box))
    return 0;
  g_autoptr(BOX) area = boxCreate(box.x, box.y, box.w, box.h);
  int count = 0;
  if (pixCountPixelsInRect(reach, area, &count, NULL) != 0)
    return 0;
  return (double)count / (double)bm_box_area(box);
}

/* Best share within one pixel around the place that the map names, less chance. */
static double tile_share(PIX *reach, const int *at, guint n)
{
  double best = 0, chance = density_of(reach, at, n);
  for (int k = 0; k < 9; k++)
    best = MAX(best, share_at(reach, at, n, k % 3 - 1, k / 3 - 1));
  return chance > 0.9 ? 0 : MAX(0, (best - chance) / (1 - chance));
}

static int by_double(const void *a, const void *b)
{
  double p = *(const double *)a, q = *(const double *)b;
  return p < q ? -1 : p > q;
}

BmCheck bm_check_of(double *shares, guint n)
{
  BmCheck check = {.tiles = n};
  guint n_good = 0;
  if (n == 0)
    return check;
  qsort(shares, n, sizeof(double), by_double);
  for (guint i = 0; i < n; i++)
    n_good += shares[i] > SHARE_LEAST;
  check.share = (double)n_good / n;
  check.p15 = shares[(guint)(0.15 * (n - 1))];
  check.ok = n >= TILES_LEAST && check.share >= GOOD_TILES_LEAST && check.p15 >= P15_LEAST;
  return check;
}

BmCheck bm_tiles_check(const BmTiles *tiles, PIX *reach, BmAffine to_form)
{
  guint n = tiles->tiles->len;
  BmAffine map;
  if (n == 0 || !form_to_page(to_form, &map))
    return (BmCheck){.tiles = n};
  g_autofree double *shares = g_new(double, n);
  int at[2 * SAMPLES_MOST];
  for (guint i = 0; i < n; i++) {
    const Tile *tile = &g_array_index(tiles->tiles, Tile, i);
    points_place(tiles, tile, map, at);
    shares[i] = tile_share(reach, at, tile->n);
  }
  return bm_check_of(shares, n);
}

void bm_tiles_shares(const BmTiles *grid, PIX *reach, BmAffine to_form, guint n_cells,
                     double *ret)
{
  BmAffine map;
  int at[2 * SAMPLES_MOST];
  for (guint i = 0; i < n_cells; i++)
    ret[i] = -1;
  if (!form_to_page(to_form, &map))
    return;
  for (guint i = 0; i < grid->tiles->len; i++) {
    const Tile *tile = &g_array_index(grid->tiles, Tile, i);
    points_place(grid, tile, map, at);
    ret[tile->cell] = tile_share(reach, at, tile->n);
  }
}

enum { SIDE = 2 * SEARCH_PX + 1 };

/* The print was grown, so that the best share is a plateau: its middle near the best place. */
static void plateau_middle(double share[SIDE][SIDE], int bx, int by, double *ret_dx,
                           double *ret_dy)
{
  double sum = 0, x_sum = 0, y_sum = 0;
  for (int y = MAX(by - 3, 0); y <= MIN(by + 3, SIDE - 1); y++)
    for (int x = MAX(bx - 3, 0); x <= MIN(bx + 3, SIDE - 1); x++) {
      double weight = MAX(0, share[y][x] - share[by][bx] + PLATEAU);
      sum += weight;
      x_sum += weight * x;
      y_sum += weight * y;
    }
  *ret_dx = x_sum / sum - SEARCH_PX;
  *ret_dy = y_sum / sum - SEARCH_PX;
}

/* Shares around the best place: first a coarse look, which the grown print allows, with a few
 * of the points, then all of them at every place near the best. */
static void shares_seek(PIX *reach, const int *at, guint n, double share[SIDE][SIDE],
                        int *ret_x, int *ret_y)
{
  enum { COARSE = 3, NEAR = 5, FEW = 80 };
  guint few = MIN(n, FEW);
  int some[2 * FEW];
  for (guint i = 0; i < few; i++) {
    some[2 * i] = at[2 * ((gsize)i * n / few)];
    some[2 * i + 1] = at[2 * ((gsize)i * n / few) + 1];
  }
  double best = -1;
  int cx = SEARCH_PX, cy = SEARCH_PX;
  for (int y = 0; y < SIDE; y += COARSE)
    for (int x = 0; x < SIDE; x += COARSE) {
      int dx = x - SEARCH_PX, dy = y - SEARCH_PX;
      double likely = share_at(reach, some, few, dx, dy) - 0.002 * (ABS(dx) + ABS(dy));
      if (likely > best) {
        best = likely;
        cx = x;
        cy = y;
      }
    }
  best = -1;
  for (int y = MAX(cy - NEAR, 0); y <= MIN(cy + NEAR, SIDE - 1); y++)
    for (int x = MAX(cx - NEAR, 0); x <= MIN(cx + NEAR, SIDE - 1); x++) {
      int dx = x - SEARCH_PX, dy = y - SEARCH_PX;
      share[y][x] = share_at(reach, at, n, dx, dy);
      double likely = share[y][x] - 0.002 * (ABS(dx) + ABS(dy));
      gboolean is_inner = ABS(x - cx) < COARSE && ABS(y - cy) < COARSE;
      if (is_inner && likely > best) {
        best = likely;
        *ret_x = x;
        *ret_y = y;
      }
    }
}

/* Shift of one tile and how sharply the print decides it across and down the page. */
static gboolean tile_seek(PIX *reach, const int *at, guint n, double *ret_dx, double *ret_dy,
                          double *sharp)
{
  double share[SIDE][SIDE] = {{0}};
  int bx = 0, by = 0;
  shares_seek(reach, at, n, share, &bx, &by);
  share[SEARCH_PX][SEARCH_PX] = share_at(reach, at, n, 0, 0);
  if (share[by][bx] < SHARE_LEAST || bx < 1 || by < 1 || bx > SIDE - 2 || by > SIDE - 2)
    return FALSE;
  int left = MAX(bx - 4, 0), right = MIN(bx + 4, SIDE - 1);
  int above = MAX(by - 4, 0), below = MIN(by + 4, SIDE - 1);
  double peak = share[by][bx];
  sharp[0] = MAX(0, peak - MAX(share_at(reach, at, n, left - SEARCH_PX, by - SEARCH_PX),
                               share_at(reach, at, n, right - SEARCH_PX, by - SEARCH_PX)));
  sharp[1] = MAX(0, peak - MAX(share_at(reach, at, n, bx - SEARCH_PX, above - SEARCH_PX),
                               share_at(reach, at, n, bx - SEARCH_PX, below - SEARCH_PX)));
  *ret_dx = *ret_dy = 0; /* as good where it is: the vote's map is finer than the search */
  if (share[SEARCH_PX][SEARCH_PX] < share[by][bx] - PLATEAU)
    plateau_middle(share, bx, by, ret_dx, ret_dy);
  return TRUE;
}

/* Keep what lies within @within_mm of the map; returns how many. */
static guint near_keep(double *from, double *to, double *weight, guint n, BmAffine map,
                       double within_mm)
{
  guint kept = 0;
  for (guint i = 0; i < n; i++) {
    double x, y;
    bm_affine_point(map, from[2 * i], from[2 * i + 1], &x, &y);
    if (fabs(x - to[2 * i]) * (weight[2 * i] > 0.1) > within_mm ||
        fabs(y - to[2 * i + 1]) * (weight[2 * i + 1] > 0.1) > within_mm)
      continue;
    for (guint k = 0; k < 2; k++) {
      from[2 * kept + k] = from[2 * i + k];
      to[2 * kept + k] = to[2 * i + k];
      weight[2 * kept + k] = weight[2 * i + k];
    }
    kept++;
  }
  return kept;
}

BmAffine bm_tiles_refine(const BmTiles *tiles, PIX *reach, BmAffine to_form)
{
  BmAffine map;
  guint n_tiles = tiles->tiles->len, n = 0;
  if (n_tiles == 0 || !form_to_page(to_form, &map))
    return to_form;
  g_autofree double *from = g_new(double, 2 * n_tiles);
  g_autofree double *to = g_new(double, 2 * n_tiles);
  g_autofree double *weight = g_new(double, 2 * n_tiles);
  int at[2 * SAMPLES_MOST];
  for (guint i = 0; i < n_tiles; i++) {
    const Tile *tile = &g_array_index(tiles->tiles, Tile, i);
    double dx, dy;
    points_place(tiles, tile, map, at);
    if (!tile_seek(reach, at, tile->n, &dx, &dy, weight + (size_t)2 * n))
      continue;
    double x, y;
    bm_affine_point(map, bm_px(tile->cx, BM_FORM_DPI), bm_px(tile->cy, BM_FORM_DPI), &x, &y);
    from[2 * n] = bm_mm(x + dx, BM_FORM_DPI);
    from[2 * n + 1] = bm_mm(y + dy, BM_FORM_DPI);
    to[2 * n] = bm_mm(bm_px(tile->cx, BM_FORM_DPI), BM_FORM_DPI);
    to[2 * n + 1] = bm_mm(bm_px(tile->cy, BM_FORM_DPI), BM_FORM_DPI);
    n++;
  }
  BmAffine fit = bm_affine_fit(from, to, weight, n, 100.0, to_form);
  n = near_keep(from, to, weight, n, fit, 0.6);
  fit = bm_affine_fit(from, to, weight, n, 100.0, fit);
  n = near_keep(from, to, weight, n, fit, 0.35);
  return n >= 6 ? bm_affine_fit(from, to, weight, n, 100.0, fit) : to_form;
}
