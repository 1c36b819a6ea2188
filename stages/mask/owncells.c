/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells whose neighbour on the left is as high and has words in it. */
#include "stages/mask/owncells.h"

#include <stdlib.h>

#include "stages/mask/residual.h"
#include "stages/shared/cells.h"
#include "stages/shared/identity.h"
#include "stages/shared/ink.h"
#include "stages/shared/page.h"

#define WIDE_LEAST_MM 22.0 /* a sentence begins */
#define HIGH_LEAST_MM 5.0
#define HIGH_MOST_MM 80.0
#define LEVEL_MM 2.0 /* between the rules of two cells of one row; scans lean */
#define RULE_MM 2.0
#define LABEL_PX 60 /* of print: a word */
#define RIM_MM 2.0  /* of a cell that a field above or below it may cover */
#define COVERED_PERCENT 15
#define OVER_MM 3.0 /* of letters, above and below */

static int px(double mm)
{
  return bm_px(mm, BM_RESIDUAL_DPI);
}

static gboolean is_covered(const GArray *zones, BmBox cell)
{
  gint64 sum = 0;
  BmBox core = bm_box_grow(cell, 0, -px(RIM_MM));
  for (guint i = 0; i < zones->len; i++) {
    BmBox zone = g_array_index(zones, BmZone, i).box;
    gint64 shared = bm_box_area(bm_box_and(core, zone));
    if (2 * shared > bm_box_area(zone)) /* a field in the cell */
      return TRUE;
    sum += shared;
  }
  return bm_box_is_empty(core) || sum * 100 > bm_box_area(core) * COVERED_PERCENT;
}

static gboolean is_before(BmBox label, BmBox cell)
{
  int gap = cell.x - label.x - label.w;
  return gap >= 0 && gap <= px(RULE_MM) && abs(label.y - cell.y) <= px(LEVEL_MM) &&
         abs(label.y + label.h - cell.y - cell.h) <= px(LEVEL_MM);
}

static gboolean has_label(const GArray *all, PIX *words, const GArray *zones, BmBox cell)
{
  for (guint i = 0; i < all->len; i++) {
    BmBox label = g_array_index(all, BmBox, i);
    if (is_before(label, cell) && bm_ink_count(words, label) >= LABEL_PX &&
        !is_covered(zones, label))
      return TRUE;
  }
  return FALSE;
}

GArray *bm_own_cells_find(PIX *print, PIX *words, const GArray *zones)
{
  g_autoptr(GArray) all = bm_cells_find_large(print, BM_RESIDUAL_DPI);
  if (all == NULL)
    return NULL;
  GArray *cells = g_array_new(FALSE, FALSE, sizeof(BmBox));
  for (guint i = 0; i < all->len; i++) {
    BmBox cell = g_array_index(all, BmBox, i);
    if (cell.w >= px(WIDE_LEAST_MM) && cell.h >= px(HIGH_LEAST_MM) &&
        cell.h <= px(HIGH_MOST_MM) && !is_covered(zones, cell) &&
        bm_ink_count(words, cell) < LABEL_PX && has_label(all, words, zones, cell))
      g_array_append_val(cells, cell);
  }
  return cells;
}

gboolean bm_own_cells_hold(const GArray *cells, BmBox writing)
{
  int middle = writing.y + writing.h / 2;
  for (guint i = 0; i < cells->len; i++) {
    BmBox cell = g_array_index(cells, BmBox, i);
    BmBox room = bm_box_grow(cell, px(RULE_MM), px(OVER_MM));
    if (middle > cell.y && middle < cell.y + cell.h &&
        bm_box_area(bm_box_and(room, writing)) == bm_box_area(writing))
      return TRUE;
  }
  return FALSE;
}
