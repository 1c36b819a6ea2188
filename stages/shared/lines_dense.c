/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing that is large for the distance of its rows: tails of one row touch the letters of the
 * next, and pieces of many rows become one part.
 *
 * What makes a page dense is a pitch that its tall parts repeat and several parts that have
 * rows of their own on both sides of a valley: triangles, axes, brackets and rings have as much
 * ink in the valley as beside it.
 */
#include <stdlib.h>

#include "stages/shared/brick.h"
#include "stages/shared/lines_valley.h"

#define TALL 1.35 /* pitches: hardly a letter is higher */
/* ink of a part in a valley, of that in the lower row beside it: joined rows have 0.05 to 0.6,
 * drawings 0.95 and more */
#define CLEAR 0.65
#define CLEAR_ONE 0.5 /* the same of the higher row beside it, on dense pages */
#define INNER 0.2     /* pitches of a part that lie beyond a valley that cuts it */
#define JOINED_LEAST 3
#define LETTER_LEAST 0.5 /* pitches: dots and tails are left as they are */
#define LETTER_MOST 2.4  /* pitches: a capital with tails of both rows */
#define HOLE_FAT_MM 3.0
#define HOLE_MOST_MM 9.0
#define SLIVER_MM 1.0

/* punch holes that letters touch: no letter is that fat */
static void holes_drop(PIX *own)
{
  int fat = bm_lines_px(HOLE_FAT_MM), most = bm_lines_px(HOLE_MOST_MM);
  g_autoptr(PIX) core = bm_brick_open(own, fat, fat);
  g_autoptr(GArray) holes = core != NULL ? bm_parts_of(core) : NULL;
  for (guint i = 0; holes != NULL && i < holes->len; i++) {
    BmBox hole = bm_box_grow(g_array_index(holes, BmBox, i), 2, 2);
    if (MAX(hole.w, hole.h) < most && abs(hole.w - hole.h) * 5 < hole.w)
      pixRasterop(own, hole.x, hole.y, hole.w, hole.h, PIX_CLR, NULL, 0, 0);
  }
}

/* the piece itself, without what else its box holds */
static PIX *own_pixels(const BmLines *lines, BmBox part)
{
  g_autoptr(BOX) cut = boxCreate(part.x, part.y, part.w, part.h);
  g_autoptr(PIX) inside = pixClipRectangle(lines->text, cut, NULL);
  g_autoptr(PIXA) pieces = NULL;
  g_autoptr(BOXA) boxes = inside != NULL ? pixConnComp(inside, &pieces, 8) : NULL;
  int best = -1, area = 0;
  for (int i = 0; boxes != NULL && i < boxaGetCount(boxes); i++) {
    l_int32 w = 0, h = 0;
    boxaGetBoxGeometry(boxes, i, NULL, NULL, &w, &h);
    if (w * h > area) {
      area = w * h;
      best = i;
    }
  }
  if (best < 0)
    return NULL;
  l_int32 x = 0, y = 0;
  boxaGetBoxGeometry(boxes, best, &x, &y, NULL, NULL);
  g_autoptr(PIX) piece = pixaGetPix(pieces, best, L_CLONE);
  PIX *own = pixCreateTemplate(inside);
  if (own == NULL)
    return NULL;
  pixRasterop(own, x, y, pixGetWidth(piece), pixGetHeight(piece), PIX_SRC, piece, 0, 0);
  holes_drop(own);
  return own;
}

/* Ink of a part by its distance from a line: element @reach is on the line. New array of
 * 2 @reach + 1. */
static double *ink_beside(const BmValleys *valleys, PIX *own, BmBox part, const int *line,
                          int reach)
{
  double *ink = g_new0(double, 2 * reach + 2);
  for (int x = 0; x < part.w; x++) {
    int y = bm_valley_at(valleys, line, part.x + x) - part.y;
    for (int off = -reach; off <= reach; off++) {
      l_uint32 is_ink = 0;
      if (y + off >= 0 && y + off < part.h && pixGetPixel(own, x, y + off, &is_ink) == 0)
        ink[off + reach] += is_ink;
    }
  }
  return ink;
}

static double most_of(const double *ink, int first, int end)
{
  double most = 0;
  for (int i = first; i < end; i++)
    most = MAX(most, ink[i]);
  return most;
}

/* How a valley must lie in a part for a cut: between rows of its own, or, where the page is
 * known to be dense, beside one. */
typedef enum Beside { BESIDE_BOTH, BESIDE_ONE } Beside;

static gboolean is_joint(const BmValleys *valleys, PIX *own, BmBox part, const int *line,
                         Beside beside)
{
  int pitch = valleys->pitch, inner = (int)(pitch * INNER);
  g_autofree double *raw = ink_beside(valleys, own, part, line, pitch);
  g_autofree double *ink = bm_profile_blurred(raw, 2 * pitch + 1, MAX(pitch / 12, 1));
  double above = most_of(ink, 0, pitch - inner);
  double below = most_of(ink, pitch + inner + 1, 2 * pitch + 1);
  return beside == BESIDE_BOTH ? ink[pitch] <= CLEAR * MIN(above, below)
                               : ink[pitch] <= CLEAR_ONE * MAX(above, below);
}

/* lines that cut a part, NULL: it is one row's or a drawing */
static GPtrArray *joints_of(const BmValleys *valleys, PIX *own, BmBox part, Beside beside)
{
  g_autoptr(GPtrArray) lines = bm_valleys_across(valleys, part, (int)(valleys->pitch * INNER));
  for (guint i = lines->len; i-- > 0;)
    if (!is_joint(valleys, own, part, lines->pdata[i], beside))
      g_ptr_array_remove_index(lines, i);
  return lines->len > 0 ? g_steal_pointer(&lines) : NULL;
}

static int box_distance(BmBox p, BmBox q)
{
  int dx = MAX(p.x, q.x) - MIN(p.x + p.w, q.x + q.w);
  int dy = MAX(p.y, q.y) - MIN(p.y + p.h, q.y + q.h);
  return MAX(MAX(dx, dy), 0);
}

/* slivers go with the largest piece that they touched before the cut */
static void slivers_join(GArray *pieces)
{
  for (guint i = pieces->len; i-- > 0;) {
    BmBox sliver = g_array_index(pieces, BmBox, i);
    int best = -1;
    for (guint k = 0; k < pieces->len && sliver.h < bm_lines_px(SLIVER_MM); k++) {
      BmBox other = g_array_index(pieces, BmBox, k);
      if (k != i && other.h >= bm_lines_px(SLIVER_MM) && box_distance(sliver, other) <= 3 &&
          (best < 0 ||
           bm_box_area(other) > bm_box_area(g_array_index(pieces, BmBox, (guint)best))))
        best = (int)k;
    }
    if (best < 0)
      continue;
    BmBox *host = &g_array_index(pieces, BmBox, (guint)best);
    *host = bm_box_or(*host, sliver);
    g_array_remove_index(pieces, i);
  }
}

/* boxes of a part's pieces after the cuts, new array of BmBox */
static GArray *pieces_of(const BmValleys *valleys, PIX *own, BmBox part, const GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    for (int x = 0; x < part.w; x++) {
      int y = bm_valley_at(valleys, lines->pdata[i], part.x + x) - part.y;
      for (int k = 0; k < 2; k++) /* two, so that no corners touch where a line steps */
        if (y + k >= 0 && y + k < part.h)
          pixSetPixel(own, x, y + k, 0);
    }
  GArray *pieces = bm_parts_of(own);
  for (guint i = 0; i < pieces->len; i++) {
    BmBox *box = &g_array_index(pieces, BmBox, i);
    *box = (BmBox){box->x + part.x, box->y + part.y, box->w, box->h};
    *box = bm_box_and(bm_box_grow(*box, 0, 1), part); /* ink of the cut belongs to them */
  }
  slivers_join(pieces);
  return pieces;
}

/* Appends the pieces of a part to @pieces, or the part itself; FALSE: it was not cut. */
static gboolean part_cut(const BmValleys *valleys, BmBox part, Beside beside, GArray *pieces)
{
  g_autoptr(PIX) own = part.h > valleys->pitch * TALL ? own_pixels(valleys->lines, part) : NULL;
  g_autoptr(GPtrArray) lines = own != NULL ? joints_of(valleys, own, part, beside) : NULL;
  if (lines == NULL) {
    g_array_append_val(pieces, part);
    return FALSE;
  }
  g_autoptr(GArray) cut = pieces_of(valleys, own, part, lines);
  g_array_append_vals(pieces, cut->data, cut->len);
  return TRUE;
}

/* parts with those cut that join rows, new array; NULL: too few do */
static GArray *parts_cut(const BmValleys *valleys)
{
  g_autoptr(GArray) parts = g_array_new(FALSE, FALSE, sizeof(BmBox));
  guint joined = 0;
  for (guint i = 0; i < valleys->lines->parts->len; i++)
    joined +=
        part_cut(valleys, g_array_index(valleys->lines->parts, BmBox, i), BESIDE_BOTH, parts)
            ? 1
            : 0;
  g_array_sort(parts, bm_box_by_x);
  return joined >= JOINED_LEAST ? g_steal_pointer(&parts) : NULL;
}

/* what of a part lies in its own row: letters reach into the next one */
static BmBox trimmed(const BmValleys *valleys, BmBox part)
{
  int middle = part.x + part.w / 2;
  if (part.h < valleys->pitch * LETTER_LEAST || part.h > valleys->pitch * 2)
    return part;
  g_autoptr(GPtrArray) lines = bm_valleys_across(valleys, part, 1);
  BmBox out = part;
  for (guint i = 0; i < lines->len; i++) {
    int y = bm_valley_at(valleys, lines->pdata[i], middle);
    if (y <= out.y || y >= out.y + out.h)
      continue;
    BmBox above = {out.x, out.y, out.w, y - out.y};
    BmBox below = {out.x, y, out.w, out.y + out.h - y};
    out = above.h > below.h ? above : below;
  }
  return out;
}

/* what rows are made of: letters without what reaches into the next row, new array */
static GArray *strokes_of(const BmValleys *valleys)
{
  GArray *strokes = g_array_new(FALSE, FALSE, sizeof(BmBox));
  for (guint i = 0; i < valleys->lines->parts->len; i++) {
    BmBox part = g_array_index(valleys->lines->parts, BmBox, i);
    if (part.h < valleys->pitch * LETTER_MOST)
      part_cut(valleys, part, BESIDE_ONE, strokes);
    else
      g_array_append_val(strokes, part);
  }
  for (guint i = 0; i < strokes->len; i++) {
    BmBox *box = &g_array_index(strokes, BmBox, i);
    *box = trimmed(valleys, *box);
  }
  g_array_sort(strokes, bm_box_by_x);
  return strokes;
}

GArray *bm_lines_dense_cut(BmLines *lines)
{
  g_autoptr(BmValleys) valleys = bm_valleys_find(lines);
  g_autoptr(GArray) parts = valleys != NULL ? parts_cut(valleys) : NULL;
  if (parts == NULL)
    return g_array_ref(lines->parts);
  g_array_unref(lines->parts);
  lines->parts = g_steal_pointer(&parts);
  return strokes_of(valleys);
}
