/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells are the paper that rules enclose: pieces of the ground between them. */
#include "stages/shared/cells.h"

#include "stages/shared/brick.h"
#include "stages/shared/page.h"
#include "stages/shared/pieces.h"

#define ACROSS_MM 4.0
#define DOWN_MM 2.5
#define LEAST_MM 2.5
#define HIGH_MM 25.0
#define WIDE_MM 75.0
#define HELD_SHARE 80       /* percent of a piece's box */
#define ANSWER_RULE_MM 25.0 /* a rule this long is written on */

static PIX *rules_of(PIX *print, double dpi)
{
  g_autoptr(PIX) across = bm_brick_open_comp(print, bm_px(ACROSS_MM, dpi), 1);
  g_autoptr(PIX) down = bm_brick_open_comp(print, 1, bm_px(DOWN_MM, dpi));
  PIX *rules = across != NULL && down != NULL ? pixOr(NULL, across, down) : NULL;
  if (rules != NULL)
    pixDilateBrick(rules, rules, 3, 3); /* corners that do not quite meet */
  return rules;
}

static GArray *cells_up_to(PIX *print, double dpi, int wide, int high)
{
  g_autoptr(PIX) ground = rules_of(print, dpi);
  if (ground == NULL || pixInvert(ground, ground) == NULL)
    return NULL;
  g_autoptr(BOXA) boxes = bm_pieces_boxes(ground, 4);
  if (boxes == NULL)
    return NULL;
  GArray *cells = g_array_new(FALSE, FALSE, sizeof(BmBox));
  int least = bm_px(LEAST_MM, dpi);
  for (int i = 0; i < boxaGetCount(boxes); i++) {
    BmBox box;
    boxaGetBoxGeometry(boxes, i, &box.x, &box.y, &box.w, &box.h);
    if (box.w >= least && box.h >= least && box.w <= wide && box.h <= high)
      g_array_append_val(cells, box);
  }
  return cells;
}

GArray *bm_cells_find(PIX *print, double dpi)
{
  return cells_up_to(print, dpi, bm_px(WIDE_MM, dpi), bm_px(HIGH_MM, dpi));
}

GArray *bm_cells_find_large(PIX *print, double dpi)
{
  return cells_up_to(print, dpi, pixGetWidth(print), pixGetHeight(print));
}

static gboolean is_in_one(const GArray *cells, BmBox piece)
{
  for (guint i = 0; i < cells->len; i++) {
    BmBox shared = bm_box_and(piece, bm_box_grow(g_array_index(cells, BmBox, i), 2, 2));
    if (bm_box_area(shared) * 100 >= bm_box_area(piece) * HELD_SHARE)
      return TRUE;
  }
  return FALSE;
}

gboolean bm_cells_hold(const GArray *cells, const GArray *pieces, BmBox box)
{
  guint count = 0;
  for (guint i = 0; i < pieces->len; i++) {
    BmBox piece = g_array_index(pieces, BmBox, i);
    if (bm_box_is_empty(bm_box_and(piece, box)))
      continue;
    if (!is_in_one(cells, piece))
      return FALSE;
    count++;
  }
  return count > 0;
}

int bm_cells_first_rule(PIX *print, double dpi, int from)
{
  g_autoptr(PIX) across = bm_brick_open_comp(print, bm_px(ANSWER_RULE_MM, dpi), 1);
  g_autoptr(BOXA) boxes = across != NULL ? bm_pieces_boxes(across, 8) : NULL;
  int first = -1;
  for (int i = 0; boxes != NULL && i < boxaGetCount(boxes); i++) {
    l_int32 y = 0;
    boxaGetBoxGeometry(boxes, i, NULL, &y, NULL, NULL);
    if (y > from && (first < 0 || y < first))
      first = y;
  }
  return first;
}
