/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing turned by a quarter along a side of the sheet. Its strokes follow each other
 * downwards instead of along a line, and nothing stands beside them towards the body, while
 * every letter of an ordinary row has a neighbour.
 */
#include <stdlib.h>

#include "stages/shared/lines_part.h"

#define SIDE_SHARE 0.26  /* of the width, where such writing stands */
#define LETTER_MM 13.0   /* a stroke is not wider, and one that is as high stands for a word */
#define FOLLOW_MM 3.4    /* strokes of one line of writing follow each other within this */
#define LENGTH_MM 15.0   /* the shortest line that is taken without another one in its column */
#define NEIGHBOUR_MM 4.0 /* letters of a row are nearer than this */
#define LETTER_LEAST_MM 1.2
#define EDGE_MM 2.5 /* remains of black edges stand this near to the border */
#define FILL 0.58   /* share of a line's length that its strokes cover */

typedef struct Chain {
  BmBox box;
  guint n, n_letters, n_beside; /* strokes, large ones, those with a neighbour inwards */
  int width;                    /* sum of the strokes' widths */
  int covered;                  /* length that the strokes cover, px */
} Chain;

static gboolean is_stroke(const BmLines *lines, BmBox part)
{
  int edge = bm_lines_px(EDGE_MM);
  return part.w <= bm_lines_px(LETTER_MM) && part.h <= bm_lines_px(45) &&
         MAX(part.w, part.h) > bm_lines_px(0.8) && part.x > edge &&
         part.x + part.w < lines->width - edge && part.h < part.w * 12;
}

static gboolean is_on_side(const BmLines *lines, BmBox part, gboolean is_left)
{
  int reach = (int)(lines->width * SIDE_SHARE);
  return is_left ? part.x + part.w <= reach : part.x >= lines->width - reach;
}

static gboolean follow_each_other(BmBox p, BmBox q)
{
  int gap = MAX(p.y, q.y) - MIN(p.y + p.h, q.y + q.h);
  int shared = MIN(p.x + p.w, q.x + q.w) - MAX(p.x, q.x);
  return gap <= bm_lines_px(FOLLOW_MM) && shared * 10 > MIN(p.w, q.w) * 3;
}

/* whether something stands beside a stroke on the side where the body is */
static gboolean has_neighbour(const BmLines *lines, BmBox part, gboolean is_left)
{
  int reach = bm_lines_px(NEIGHBOUR_MM), least = bm_lines_px(0.8);
  for (guint i = 0; i < lines->parts->len; i++) {
    BmBox other = g_array_index(lines->parts, BmBox, i);
    int gap = is_left ? other.x - part.x - part.w : part.x - other.x - other.w;
    int shared = MIN(part.y + part.h, other.y + other.h) - MAX(part.y, other.y);
    if (gap >= 0 && gap <= reach && shared > 2 && other.h >= least)
      return TRUE;
  }
  return FALSE;
}

static gboolean chain_is_line(const Chain *chain)
{
  int h = chain->box.h, w = chain->box.w;
  if (h < bm_lines_px(LENGTH_MM) || w > bm_lines_px(LETTER_MM) || w < bm_lines_px(1.8) ||
      h * 10 < w * 18 || chain->n_beside * 6 > chain->n)
    return FALSE;
  /* letters fill the column, shadows and remains of squares do not */
  if (chain->width * 3 < w * (int)chain->n || chain->n_letters * 2 < chain->n)
    return FALSE;
  return chain->covered > h * FILL &&
         (chain->n_letters >= 4 || (chain->n_letters > 0 && h > 3 * w));
}

static guint root_of(guint *parent, guint i)
{
  while (parent[i] != i) {
    parent[i] = parent[parent[i]];
    i = parent[i];
  }
  return i;
}

/* parent of each part on a side; parts that belong nowhere stand alone */
static void strokes_chain(const BmLines *lines, gboolean is_left, guint *parent)
{
  const GArray *parts = lines->parts;
  for (guint i = 0; i < parts->len; i++)
    parent[i] = i;
  for (guint i = 0; i < parts->len; i++) {
    BmBox p = g_array_index(parts, BmBox, i);
    if (!is_on_side(lines, p, is_left) || !is_stroke(lines, p))
      continue;
    for (guint j = i; j-- > 0;) {
      BmBox q = g_array_index(parts, BmBox, j);
      if (q.x < p.x - bm_lines_px(LETTER_MM))
        break;
      if (is_on_side(lines, q, is_left) && is_stroke(lines, q) && follow_each_other(p, q))
        parent[root_of(parent, i)] = root_of(parent, j);
    }
  }
}

static void chains_fill(const BmLines *lines, gboolean is_left, guint *parent, Chain *chains)
{
  for (guint i = 0; i < lines->parts->len; i++) {
    BmBox p = g_array_index(lines->parts, BmBox, i);
    if (!is_on_side(lines, p, is_left) || !is_stroke(lines, p))
      continue;
    Chain *chain = &chains[root_of(parent, i)];
    chain->box = bm_box_or(chain->box, p);
    chain->n++;
    chain->width += p.w;
    chain->n_letters += p.w >= bm_lines_px(LETTER_LEAST_MM) && p.h >= bm_lines_px(0.9) ? 1 : 0;
  }
  g_autofree guint8 *rows = g_new0(guint8, lines->height + 1);
  for (guint k = 0; k < lines->parts->len; k++) {
    Chain *chain = &chains[k];
    if (chain->n == 0 || chain->box.h < bm_lines_px(LENGTH_MM))
      continue;
    for (guint i = 0; i < lines->parts->len; i++) {
      BmBox p = g_array_index(lines->parts, BmBox, i);
      if (root_of(parent, i) != k || !is_stroke(lines, p))
        continue;
      chain->n_beside += has_neighbour(lines, p, is_left) ? 1 : 0;
      for (int y = p.y; y < p.y + p.h && y < lines->height; y++)
        rows[y] = 1;
    }
    for (int y = chain->box.y; y < chain->box.y + chain->box.h && y < lines->height; y++) {
      chain->covered += rows[y];
      rows[y] = 0;
    }
  }
}

/* everything in the column of a turned line goes with it, short words and labels too */
static void column_take(BmLines *lines, BmBox column, gboolean is_left)
{
  guint kept = 0;
  BmBox reach = bm_box_grow(column, bm_lines_px(2), 0);
  for (guint i = 0; i < lines->parts->len; i++) {
    BmBox p = g_array_index(lines->parts, BmBox, i);
    gboolean is_inside = p.x >= reach.x && p.x + p.w <= reach.x + reach.w;
    if (is_inside && is_stroke(lines, p) && !has_neighbour(lines, p, is_left))
      g_array_append_val(lines->sides, p);
    else
      g_array_index(lines->parts, BmBox, kept++) = p;
  }
  g_array_set_size(lines->parts, kept);
}

static void side_take(BmLines *lines, gboolean is_left)
{
  guint n = lines->parts->len;
  g_autofree guint *parent = g_new(guint, MAX(n, 1));
  g_autofree Chain *chains = g_new0(Chain, MAX(n, 1));
  BmBox column = {0, 0, 0, 0};
  strokes_chain(lines, is_left, parent);
  chains_fill(lines, is_left, parent, chains);
  for (guint i = 0; i < n; i++)
    if (chains[i].n > 0 && chain_is_line(&chains[i]))
      column = bm_box_or(column, chains[i].box);
  if (!bm_box_is_empty(column))
    column_take(lines, column, is_left);
}

void bm_lines_sides_take(BmLines *lines)
{
  side_take(lines, TRUE);
  side_take(lines, FALSE);
}
