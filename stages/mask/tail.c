/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tail is found by position alone: nobody can read it. */
#include "stages/mask/tail.h"

#include "stages/mask/frames.h"
#include "stages/shared/brick.h"
#include "stages/shared/page.h"

#define PLACE_SHARE 0.75 /* of the page: tails stand below */
#define FOOT_SHARE 0.9   /* print below is a footer's */
#define ROWS_MOST 2
#define WIDE_MM 95.0 /* wider rows are sentences */
#define LEAST_WIDE_MM 8.0
#define LEAST_HIGH_MM 1.6
#define APART_MM 10.0 /* answers begin nearer below their task, and go on nearer */
#define INDENT_MM 20.0
#define FAR_MM 34.0
#define CLOSE_MM 8.0 /* rows of one tail */
#define COLUMN_MM 10.0
#define EDGE_MM 5.0        /* shadows of the paper's edge */
#define FOOTER_HIGH_MM 3.6 /* lower rows in the foot are a footer of print */
#define SIDE_MM 5.0        /* of frames: no letter of the print is as high */
#define DASH_MM 1.1        /* lower pieces are no letters */
#define CORNER_PX 120      /* what is left of frames without their sides; words have more */
#define SOLID_MM 5.0
#define CORE_MM 2.5    /* no pen is as thick */
#define BESIDE_MM 25.0 /* no gap within a row of writing is as wide */

static int px(double mm)
{
  return bm_px(mm, BM_RESIDUAL_DPI);
}

static int bottom_of(BmBox box)
{
  return box.y + box.h;
}

static gboolean is_spared(const GArray *spared, BmBox box)
{
  for (guint i = 0; i < spared->len; i++)
    if (bm_box_area(bm_box_and(g_array_index(spared, BmBox, i), box)) * 2 > bm_box_area(box))
      return TRUE;
  return FALSE;
}

static gboolean share_row(BmBox p, BmBox q)
{
  int shared = MIN(bottom_of(p), bottom_of(q)) - MAX(p.y, q.y);
  return 2 * shared > MIN(p.h, q.h);
}

static gboolean is_far_beside(BmBox p, BmBox q)
{
  return MAX(p.x, q.x) - MIN(p.x + p.w, q.x + q.w) > px(BESIDE_MM);
}

/* A disc under a page number or a bar in another tone than on the other copies is no writing.
 */
static gboolean is_solid(PIX *ink, BmBox box)
{
  l_int32 all = 0, thick = 0;
  if (MIN(box.w, box.h) < px(SOLID_MM))
    return FALSE;
  g_autoptr(BOX) cut = boxCreate(box.x, box.y, box.w, box.h);
  g_autoptr(PIX) part = pixClipRectangle(ink, cut, NULL);
  g_autoptr(PIX) core =
      part != NULL ? pixOpenBrick(NULL, part, px(CORE_MM), px(CORE_MM)) : NULL;
  return core != NULL && pixCountPixels(part, &all, NULL) == 0 &&
         pixCountPixels(core, &thick, NULL) == 0 && thick * 2 > all;
}

/* a shadow: what is written there is higher, and no sentence */
static gboolean is_edge(BmBox box, int height)
{
  return bottom_of(box) > height - px(EDGE_MM) &&
         (box.h < px(FOOTER_HIGH_MM) || box.w > px(WIDE_MM));
}

/* groups side by side become rows, from top to bottom; specks are left out */
static GArray *rows_of(const BmResidual *residual, const BmAreas *areas, const GArray *spared)
{
  int height = pixGetHeight(residual->ink);
  GArray *rows = g_array_new(FALSE, FALSE, sizeof(BmBox));
  for (guint i = 0; i < residual->groups->len; i++) {
    BmBox box = g_array_index(residual->groups, BmBox, i);
    gboolean is_foot = bm_areas_is_foot(areas, box) || is_edge(box, height) ||
                       (box.h < px(FOOTER_HIGH_MM) && box.y > (int)(height * FOOT_SHARE) &&
                        box.y + box.h / 2 < areas->foot_start);
    BmBox *last = rows->len > 0 ? &g_array_index(rows, BmBox, rows->len - 1) : NULL;
    if (MIN(box.w, box.h) < px(LEAST_HIGH_MM) || is_foot || is_spared(spared, box) ||
        is_solid(residual->ink, box))
      continue;
    if (last != NULL && share_row(*last, box) && !is_far_beside(*last, box))
      *last = bm_box_or(*last, box);
    else
      g_array_append_val(rows, box);
  }
  return rows;
}

/* whether print, more than @least pixels of it, stands between @top and @bottom in the columns
 * of
 * @row and a little beside */
static gboolean column_has_print(PIX *print, BmBox row, int top, int bottom, int least)
{
  l_int32 count = 0;
  BmBox band = {row.x - px(COLUMN_MM), top, row.w + 2 * px(COLUMN_MM), bottom - top};
  band = bm_box_clip(band, pixGetWidth(print), pixGetHeight(print));
  if (bm_box_is_empty(band))
    return FALSE;
  g_autoptr(BOX) box = boxCreate(band.x, band.y, band.w, band.h);
  return pixCountPixelsInRect(print, box, &count, NULL) == 0 && count > least;
}

/* Whether nothing stands in the room above a row: neither printed words nor @before. */
static gboolean is_apart(PIX *words, const BmBox *before, BmBox row)
{
  int room = px(APART_MM);
  return (before == NULL || row.y - bottom_of(*before) >= room) &&
         !column_has_print(words, row, row.y - room, row.y, CORNER_PX);
}

/* Answers begin at one margin, and the last of them is not far below the others. */
static gboolean is_odd(const GArray *rows, const BmAreas *areas, guint index)
{
  BmBox row = g_array_index(rows, BmBox, index);
  int left = G_MAXINT, above = -1;
  for (guint i = 0; i < index; i++) {
    BmBox box = g_array_index(rows, BmBox, i);
    if (box.w < px(LEAST_WIDE_MM)) /* shadows of an edge are high */
      continue;
    left = box.y > areas->head_end ? MIN(left, box.x) : left;
    above = MAX(above, bottom_of(box));
  }
  return left == G_MAXINT || row.x > left + px(INDENT_MM) || row.y - above > px(FAR_MM);
}

/* the nearest row above in the columns of one, or NULL: what stands far beside is no neighbour
 */
static const BmBox *row_above(const GArray *rows, guint index)
{
  BmBox row = g_array_index(rows, BmBox, index);
  for (guint i = index; i-- > 0;) {
    const BmBox *box = &g_array_index(rows, BmBox, i);
    if (box->x < row.x + row.w + px(COLUMN_MM) && box->x + box->w > row.x - px(COLUMN_MM))
      return box;
  }
  return NULL;
}

/* Nothing goes on below: in another column something may. */
static gboolean is_last(const GArray *rows, guint index)
{
  BmBox row = g_array_index(rows, BmBox, index);
  for (guint i = 0; i < rows->len; i++) {
    BmBox box = g_array_index(rows, BmBox, i);
    gboolean is_below = box.y > row.y && !share_row(row, box);
    if (is_below && box.x < row.x + row.w && box.x + box.w > row.x)
      return FALSE;
  }
  return TRUE;
}

static gboolean may_be_tail(BmBox row, int height)
{
  return row.w <= px(WIDE_MM) && row.w >= px(LEAST_WIDE_MM) &&
         row.y > (int)(height * PLACE_SHARE);
}

typedef struct Tail {
  PIX *print, *words;
  const BmAreas *areas;
  const GArray *rows, *zones;
  GArray *frames; /* BmBox; NULL: not sought yet, they are costly */
} Tail;

/* Answers of a frame end with it. */
static gboolean is_below_frame(Tail *tail, BmBox row)
{
  if (tail->frames == NULL)
    tail->frames = bm_frames_find(tail->print, tail->zones, 0);
  for (guint i = 0; tail->frames != NULL && i < tail->frames->len; i++) {
    BmBox frame = g_array_index(tail->frames, BmBox, i);
    int gap = row.y - bottom_of(frame);
    if (gap > -px(LEAST_HIGH_MM) && gap < px(FAR_MM) && row.x < frame.x + frame.w &&
        row.x + row.w > frame.x)
      return TRUE;
  }
  return FALSE;
}

/* Adds to @found the rows of a tail that ends with row @index, if there is one. */
static void tail_take(Tail *tail, guint index, GArray *found)
{
  int height = pixGetHeight(tail->print);
  int foot = MIN((int)(height * FOOT_SHARE), tail->areas->foot_start);
  guint before_it = found->len;
  for (int n = 0; n < ROWS_MOST; n++) {
    const BmBox *before = row_above(tail->rows, index);
    BmBox row = g_array_index(tail->rows, BmBox, index);
    if (!may_be_tail(row, height) ||
        column_has_print(tail->print, row, row.y + row.h / 2, foot, 0))
      break;
    g_array_insert_val(found, before_it, row);
    if (is_apart(tail->words, before, row)) {
      if (!is_odd(tail->rows, tail->areas, index) && !is_below_frame(tail, row))
        break;
      return;
    }
    if (before == NULL || row.y - bottom_of(*before) > px(CLOSE_MM))
      break;
    index = (guint)(before - &g_array_index(tail->rows, BmBox, 0));
  }
  g_array_set_size(found, before_it);
}

/* Print without what frames consist of: their sides, and the dashes of broken ones. */
static PIX *letters_of(PIX *words)
{
  g_autoptr(PIX) sides = bm_brick_open_comp(words, 1, px(SIDE_MM));
  g_autoptr(PIX) rest = sides != NULL ? pixSubtract(NULL, words, sides) : NULL;
  return rest != NULL
             ? pixSelectBySize(rest, 0, px(DASH_MM), 8, L_SELECT_HEIGHT, L_SELECT_IF_GTE, NULL)
             : NULL;
}

GArray *bm_tail_find(const BmResidual *residual, PIX *print, PIX *words, const BmAreas *areas,
                     const GArray *zones, const GArray *spared)
{
  g_autoptr(PIX) letters = letters_of(words);
  g_autoptr(GArray) rows = rows_of(residual, areas, spared);
  Tail tail = {print, letters != NULL ? letters : words, areas, rows, zones, NULL};
  GArray *found = g_array_new(FALSE, FALSE, sizeof(BmBox));
  for (guint i = rows->len; i-- > 0;)
    if (is_last(rows, i))
      tail_take(&tail, i, found);
  g_clear_pointer(&tail.frames, g_array_unref);
  return found;
}
