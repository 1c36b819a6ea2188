/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells are the paper that rules enclose: pieces of the ground between them. */
#include "stages/shared/cells.h"

#include <stdlib.h>

#include "stages/shared/brick.h"
#include "stages/shared/page.h"
#include "stages/shared/pieces.h"

#define ACROSS_MM 4.0
#define DOWN_MM 2.5
#define LEAST_MM 2.5
#define HIGH_MM 25.0
#define WIDE_MM 75.0
#define RULE_PX 3 /* remains of rules are no writing */
#define SLACK_MM 0.5
#define MISSING_MOST 4
#define OUTLINE_PX 2       /* between a cell and the middle of its rules, and what these lean */
#define COMPLETE_MOST 400U /* graph paper has more; time is quadratic */
#define HELD_SHARE 80      /* percent of a piece's box */
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

/* --- cells whose rules were written over on too many copies */

static gboolean is_like(BmBox p, BmBox q, int slack)
{
  return abs(p.w - q.w) <= slack && abs(p.h - q.h) <= slack;
}

static gboolean is_in_row(BmBox p, BmBox q, int slack)
{
  return is_like(p, q, slack) && abs(p.y - q.y) <= slack;
}

static gboolean is_in_column(BmBox p, BmBox q, int slack)
{
  return is_like(p, q, slack) && abs(p.x - q.x) <= slack;
}

/* the cell next to @cell on the right of its row, or NULL */
static const BmBox *next_in_row(const GArray *cells, BmBox cell, int slack)
{
  const BmBox *next = NULL;
  for (guint i = 0; i < cells->len; i++) {
    const BmBox *q = &g_array_index(cells, BmBox, i);
    if (is_in_row(*q, cell, slack) && q->x >= cell.x + cell.w &&
        (next == NULL || q->x < next->x))
      next = q;
  }
  return next;
}

static gboolean is_free(const GArray *cells, BmBox box)
{
  for (guint i = 0; i < cells->len; i++)
    if (!bm_box_is_empty(bm_box_and(g_array_index(cells, BmBox, i), box)))
      return FALSE;
  return TRUE;
}

/* Distance from cell to cell in a row: its least, when the room between them is no more than
 * rules need; 0: cells stand alone. */
static int pitch_of(const GArray *cells, BmBox cell, int slack)
{
  int pitch = 0;
  for (guint i = 0; i < cells->len; i++) {
    BmBox p = g_array_index(cells, BmBox, i);
    const BmBox *next = is_in_row(p, cell, slack) ? next_in_row(cells, p, slack) : NULL;
    if (next != NULL && next->x - p.x <= p.w + 2 * slack &&
        (pitch == 0 || next->x - p.x < pitch))
      pitch = next->x - p.x;
  }
  return pitch;
}

/* the cells that are missing between @cell and the next of its row, at most MISSING_MOST */
static void gap_fill(const GArray *cells, BmBox cell, int slack, GArray *added)
{
  const BmBox *next = next_in_row(cells, cell, slack);
  int pitch = pitch_of(cells, cell, slack);
  if (next == NULL || pitch == 0)
    return;
  int n = (next->x - cell.x + pitch / 2) / pitch;
  if (n < 2 || n > MISSING_MOST + 1 || abs(n * pitch - (next->x - cell.x)) > 2 * slack)
    return;
  for (int k = 1; k < n; k++) {
    BmBox box = {cell.x + (next->x - cell.x) * k / n, cell.y, cell.w, cell.h};
    if (is_free(cells, box))
      g_array_append_val(added, box);
  }
}

/* the cell beside the end of a row that rows above or below it have */
static void end_fill(const GArray *cells, BmBox cell, int slack, GArray *added)
{
  int pitch = pitch_of(cells, cell, slack);
  for (int side = -1; pitch > 0 && side <= 1; side += 2) {
    BmBox box = {cell.x + side * pitch, cell.y, cell.w, cell.h};
    gboolean has_column = FALSE;
    for (guint i = 0; i < cells->len && !has_column; i++)
      has_column = is_in_column(g_array_index(cells, BmBox, i), box, slack);
    if (has_column && is_free(cells, box))
      g_array_append_val(added, box);
  }
}

/* Whether a point of an outline has ink @reach pixels beside it, across the outline. */
static gboolean is_drawn(PIX *rules, int x, int y, gboolean is_across, int reach)
{
  for (int off = -reach; off <= reach; off++) {
    l_uint32 value = 0;
    if (pixGetPixel(rules, is_across ? x : x + off, is_across ? y + off : y, &value) == 0 &&
        value != 0)
      return TRUE;
  }
  return FALSE;
}

/* Half of a cell's outline is printed still: rows of cells end, and others begin beside them.
 */
static gboolean has_outline(PIX *rules, BmBox cell)
{
  BmBox box = bm_box_grow(cell, OUTLINE_PX, OUTLINE_PX);
  int right = box.x + box.w - 1, bottom = box.y + box.h - 1, found = 0;
  for (int x = box.x; x <= right; x++)
    found += is_drawn(rules, x, box.y, TRUE, OUTLINE_PX) +
             is_drawn(rules, x, bottom, TRUE, OUTLINE_PX);
  for (int y = box.y; y <= bottom; y++)
    found += is_drawn(rules, box.x, y, FALSE, OUTLINE_PX) +
             is_drawn(rules, right, y, FALSE, OUTLINE_PX);
  return found >= box.w + box.h;
}

static void cells_complete(GArray *cells, PIX *rules, int slack)
{
  g_autoptr(GArray) added = g_array_new(FALSE, FALSE, sizeof(BmBox));
  for (int round = 0; round < MISSING_MOST; round++) {
    for (guint i = 0; i < cells->len; i++) {
      gap_fill(cells, g_array_index(cells, BmBox, i), slack, added);
      end_fill(cells, g_array_index(cells, BmBox, i), slack, added);
    }
    if (added->len == 0)
      break;
    for (guint i = 0; i < added->len; i++) /* found from both sides */
      if (is_free(cells, g_array_index(added, BmBox, i)) &&
          has_outline(rules, g_array_index(added, BmBox, i)))
        g_array_append_val(cells, g_array_index(added, BmBox, i));
    g_array_set_size(added, 0);
  }
}

GArray *bm_cells_find_whole(PIX *print, double dpi)
{
  GArray *cells = bm_cells_find(print, dpi);
  g_autoptr(PIX) rules = cells != NULL ? rules_of(print, dpi) : NULL;
  if (rules != NULL && cells->len <= COMPLETE_MOST)
    cells_complete(cells, rules, MAX(1, bm_px(SLACK_MM, dpi)));
  return cells;
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
    if (bm_box_is_empty(bm_box_and(piece, box)) || MIN(piece.w, piece.h) <= RULE_PX)
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
