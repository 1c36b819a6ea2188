/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies of one print: aligned, and judged by each other. */
#include "stages/form/copies.h"

#include <math.h>

#include "stages/shared/ink.h"

#define LOOSE_QUORUM 0.6  /* of the copies, while some of them may not belong */
#define LOOSE_SHARE 0.75  /* of the tiles, to belong */
#define STABLE_SHARE 0.75 /* of the copies that have the print of a cell */
#define COPIES_FEW 6U     /* up to here a copy is judged by the others alone */
#define COMMON_SHARE 0.6  /* of the print by all but one that is print by all */
#define TILES_LEAST 15U   /* as for a page */

static void copy_free(gpointer data)
{
  BmCopy *copy = data;
  pixDestroy(&copy->work);
  pixDestroy(&copy->reach);
  pixDestroy(&copy->warped);
  g_free(copy);
}

GPtrArray *bm_copies_read(GPtrArray *pool, const GArray *members, GError **error)
{
  g_autoptr(GPtrArray) copies = g_ptr_array_new_with_free_func(copy_free);
  for (guint i = 0; i < MIN(members->len, BM_COPIES_MOST); i++) {
    BmCopy *copy = g_new0(BmCopy, 1);
    g_ptr_array_add(copies, copy);
    copy->page = g_ptr_array_index(pool, g_array_index(members, guint, i));
    copy->work = bm_form_page_work(copy->page, error);
    if (copy->work == NULL)
      return NULL;
    copy->reach = bm_tiles_reach(copy->work);
    if (copy->reach == NULL) {
      bm_fail(error, BM_ERROR_IO, "no_memory", "cannot hold a page's ink");
      return NULL;
    }
  }
  return g_steal_pointer(&copies);
}

BmPrint *bm_copies_print(GPtrArray *copies, int width_px, int height_px, guint quorum)
{
  g_autoptr(BmPrint) print = bm_print_new(width_px, height_px);
  for (guint i = 0; print != NULL && i < copies->len; i++) {
    BmCopy *copy = g_ptr_array_index(copies, i);
    if (copy->warped == NULL)
      copy->warped = bm_print_warp(copy->work, copy->page->map, width_px, height_px);
    if (copy->warped == NULL || !bm_print_add(print, copy->warped))
      return NULL;
  }
  if (print == NULL || !bm_print_decide(print, quorum))
    return NULL;
  return g_steal_pointer(&print);
}

/* How many of @n copies found the print of each cell; @shares are [copy × n_cells + cell]. */
static guint *support_count(const double *shares, guint n, guint n_cells)
{
  guint *support = g_new0(guint, n_cells + 1);
  for (guint i = 0; i < n; i++)
    for (guint cell = 0; cell < n_cells; cell++)
      support[cell] += shares[(gsize)i * n_cells + cell] > BM_TILE_SHARE_LEAST;
  return support;
}

/* Tiles of the loose print that enough copies have. */
static BmTiles *tiles_supported(GPtrArray *copies, PIX *clean, guint least)
{
  BmTiles *grid = bm_tiles_grid(clean, BM_TILE_MM);
  guint n_cells = bm_tiles_cells(clean, BM_TILE_MM);
  g_autofree double *shares = g_new(double, (gsize)copies->len *n_cells + 1);
  for (guint i = 0; i < copies->len; i++) {
    const BmCopy *copy = g_ptr_array_index(copies, i);
    bm_tiles_shares(grid, copy->reach, copy->page->map, n_cells, shares + (gsize)i * n_cells);
  }
  g_autofree guint *support = support_count(shares, copies->len, n_cells);
  g_autofree gboolean *is_kept = g_new0(gboolean, n_cells + 1);
  for (guint cell = 0; cell < n_cells; cell++)
    is_kept[cell] = support[cell] >= least;
  bm_tiles_keep(grid, is_kept);
  return grid;
}

/* The better of the map and its refinement; returns the share of tiles that it finds. */
static double map_try(const BmTiles *tiles, PIX *reach, BmAffine map, BmAffine *ret)
{
  BmAffine fine = bm_tiles_refine(tiles, reach, map);
  BmCheck before = bm_tiles_check(tiles, reach, map);
  BmCheck after = bm_tiles_check(tiles, reach, fine);
  gboolean is_better = after.share + after.p15 >= before.share + before.p15;
  *ret = is_better ? fine : map;
  return is_better ? after.share : before.share;
}

/* Lay a copy on the loose print, by its own map or else by a new vote. */
static void copy_place(BmCopy *copy, const BmTiles *tiles, const BmFeatures *loose)
{
  BmAffine map;
  BmFormPage *page = copy->page;
  double share = map_try(tiles, copy->reach, page->map, &map);
  if (share < LOOSE_SHARE) {
    BmVote vote = bm_vote_compare(loose, page->features, TRUE);
    BmAffine other;
    double again = map_try(tiles, copy->reach, vote.map, &other);
    if (again > share) {
      share = again;
      map = other;
      page->turned = vote.turned;
    }
  }
  page->map = map;
  pixDestroy(&copy->warped);
}

/* Who lacks a quarter of what three or more share is a stranger. That two share something by
 * chance, or by the variant of their tasks, says nothing about the others. */
static void strangers_leave(GPtrArray *copies, PIX *clean, guint quorum)
{
  BmTiles *tiles = tiles_supported(copies, clean, MAX(BM_COPIES_LEAST, quorum));
  for (guint i = copies->len; i-- > 0;) {
    const BmCopy *copy = g_ptr_array_index(copies, i);
    BmCheck check = bm_tiles_check(tiles, copy->reach, copy->page->map);
    if (check.share < LOOSE_SHARE)
      g_ptr_array_remove_index(copies, i);
  }
  bm_tiles_free(tiles);
}

gboolean bm_copies_align(GPtrArray *copies, BmForm *form)
{
  enum { ROUNDS = 2 };
  int w = bm_px(form->width_mm, BM_FORM_DPI), h = bm_px(form->height_mm, BM_FORM_DPI);
  for (int round = 0; round < ROUNDS && copies->len >= BM_COPIES_LEAST; round++) {
    guint quorum = MAX(2U, (guint)ceil(LOOSE_QUORUM * copies->len));
    g_autoptr(BmPrint) print = bm_copies_print(copies, w, h, quorum);
    g_autoptr(BmFeatures) features = print != NULL ? bm_features_find(print->clean) : NULL;
    if (features == NULL)
      return FALSE;
    BmTiles *tiles = tiles_supported(copies, print->clean, quorum);
    for (guint i = 0; i < copies->len; i++)
      copy_place(g_ptr_array_index(copies, i), tiles, features);
    bm_tiles_free(tiles);
    if (round + 1 == ROUNDS)
      strangers_leave(copies, print->clean, quorum);
  }
  return TRUE;
}

/* A cell where the copies agree by twos and not together (codes of squares or bars) is asked of
 * none: -1. */
static void uncommon_leave(PIX *others, PIX *clean, double tile_mm, guint n_cells,
                           double *shares)
{
  for (guint cell = 0; cell < n_cells; cell++) {
    BmBox box = bm_tiles_cell(clean, tile_mm, cell);
    if (shares[cell] >= 0 &&
        bm_ink_count(clean, box) < COMMON_SHARE * bm_ink_count(others, box))
      shares[cell] = -1;
  }
}

/* Shares of each copy on the print that the others give, [copy × n_cells + cell]. Of few copies
 * each shapes the print so much that its own ink would always say yes; of many it makes no
 * difference. */
static double *shares_by_others(GPtrArray *copies, const BmPrint *print, double tile_mm,
                                guint n_cells)
{
  g_autofree double *shares = g_new(double, (gsize)copies->len *n_cells + 1);
  for (guint i = 0; i < copies->len; i++) {
    const BmCopy *copy = g_ptr_array_index(copies, i);
    double *own = shares + (gsize)i * n_cells;
    g_autoptr(BmPrint) others =
        copies->len <= COPIES_FEW ? bm_print_without(print, copy->warped) : NULL;
    if (others == NULL && copies->len <= COPIES_FEW)
      return NULL;
    BmTiles *grid = bm_tiles_grid(others != NULL ? others->clean : print->clean, tile_mm);
    bm_tiles_shares(grid, copy->reach, copy->page->map, n_cells, own);
    bm_tiles_free(grid);
    if (others != NULL)
      uncommon_leave(others->clean, print->clean, tile_mm, n_cells, own);
  }
  return g_steal_pointer(&shares);
}

static guint stable_least(guint copies)
{
  return MAX(2U, (guint)ceil(STABLE_SHARE * copies));
}

/* A copy on the cells that the others hold to be print. */
static BmCheck copy_check(const double *shares, const guint *support, guint n_cells, guint n)
{
  g_autofree double *asked = g_new(double, n_cells + 1);
  guint n_asked = 0;
  for (guint cell = 0; cell < n_cells; cell++) {
    guint others = support[cell] - (shares[cell] > BM_TILE_SHARE_LEAST);
    if (shares[cell] >= 0 && others >= stable_least(n - 1))
      asked[n_asked++] = shares[cell];
  }
  return bm_check_of(asked, n_asked);
}

/* Rows of cells in which more is shared than differs, from the first shared one down. */
static double head_of(PIX *clean, double tile_mm, const double *shares, const guint *support,
                      guint n_cells, guint n)
{
  int last_y = -1, head = 0, n_shared = 0, n_other = 0;
  for (guint cell = 0; cell < n_cells; cell++) {
    BmBox box = bm_tiles_cell(clean, tile_mm, cell);
    if (box.y != last_y) {
      if (n_other > n_shared && head > 0)
        break;
      head = n_shared > 0 && n_shared >= n_other ? box.y : head;
      n_shared = n_other = 0;
      last_y = box.y;
    }
    gboolean is_held = FALSE;
    for (guint i = 0; i < n; i++)
      is_held |= shares[(gsize)i * n_cells + cell] >= 0;
    n_shared += support[cell] >= stable_least(n);
    n_other += is_held && support[cell] < stable_least(n);
  }
  return bm_mm(head, BM_FORM_DPI);
}

/* Print stays in stable cells and, where there is too little to ask, beside them. */
static void print_prune(PIX *clean, double tile_mm, const guint *support, guint n_cells,
                        guint n)
{
  g_autoptr(PIX) stable = pixCreateTemplate(clean);
  g_autoptr(PIX) doubtful = pixCreateTemplate(clean);
  BmTiles *grid = bm_tiles_grid(clean, tile_mm);
  int rim = bm_px(2, BM_FORM_DPI);
  if (stable == NULL || doubtful == NULL) {
    bm_tiles_free(grid);
    return;
  }
  for (guint cell = 0; cell < n_cells; cell++) {
    BmBox box = bm_tiles_cell(clean, tile_mm, cell);
    if (support[cell] >= stable_least(n)) {
      BmBox near = bm_box_grow(box, rim, rim);
      pixRasterop(stable, near.x, near.y, near.w, near.h, PIX_SET, NULL, 0, 0);
    }
  }
  for (guint cell = 0; cell < n_cells; cell++) {
    BmBox box = bm_tiles_cell(clean, tile_mm, cell);
    if (support[cell] < stable_least(n) && bm_tiles_has(grid, cell))
      pixRasterop(doubtful, box.x, box.y, box.w, box.h, PIX_SET, NULL, 0, 0);
  }
  pixSubtract(clean, clean, doubtful);
  pixAnd(clean, clean, stable);
  bm_tiles_free(grid);
}

/* Leave out copies that fail on tiles of this size; FALSE: no memory. */
static gboolean judge_at(GPtrArray *copies, BmPrint *print, double tile_mm, gboolean is_last,
                         double *ret_head, gboolean *ret_enough)
{
  guint n = copies->len, n_cells = bm_tiles_cells(print->clean, tile_mm), n_short = 0;
  g_autofree double *shares = shares_by_others(copies, print, tile_mm, n_cells);
  if (shares == NULL)
    return FALSE;
  g_autofree guint *support = support_count(shares, n, n_cells);
  g_autofree gboolean *ok = g_new0(gboolean, n + 1);
  for (guint i = 0; i < n; i++) {
    BmCheck check = copy_check(shares + (gsize)i * n_cells, support, n_cells, n);
    ok[i] = check.ok;
    n_short += check.tiles < TILES_LEAST;
  }
  *ret_enough = 2 * n_short <= n;
  if (!*ret_enough && !is_last)
    return TRUE;
  *ret_head = head_of(print->clean, tile_mm, shares, support, n_cells, n);
  print_prune(print->clean, tile_mm, support, n_cells, n);
  for (guint i = n; i-- > 0;)
    if (!ok[i])
      g_ptr_array_remove_index(copies, i);
  return TRUE;
}

gboolean bm_copies_judge(GPtrArray *copies, BmPrint *print, double *ret_head)
{
  static const double sizes_mm[] = {BM_TILE_MM, BM_TILE_SMALL_MM};
  for (guint i = 0; i < G_N_ELEMENTS(sizes_mm); i++) {
    gboolean is_enough = FALSE, is_last = i + 1 == G_N_ELEMENTS(sizes_mm);
    if (!judge_at(copies, print, sizes_mm[i], is_last, ret_head, &is_enough))
      return FALSE;
    if (is_enough)
      break;
  }
  return TRUE;
}
