/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From rules to frames: underlines, boxes, rows of cells, tables. */
#include <math.h>
#include <stdlib.h>

#include "stages/shared/brick.h"
#include "stages/shared/lines_part.h"

#define UNDERLINE_LEAST_MM 9.0
#define REMAINS_MM 20.0 /* pieces of ruling; fields to write a name on are longer */
#define REMAINS_LEAST 16
#define BOX_LEAST_MM 3.5
#define BOX_MOST_MM 34.0
#define CELL_MOST_MM 16.0
#define SIDE_SHARE 0.86 /* of each side of a small box must be ink; letters have open sides */

static gboolean boxes_touch(BmBox p, BmBox q, int reach)
{
  return !bm_box_is_empty(bm_box_and(bm_box_grow(p, reach, reach), q));
}

static BmFrameShape shape_of(const BmFrame *frame)
{
  int w = frame->box.w, h = frame->box.h;
  if (frame->n_down == 0 && h < bm_lines_px(2.5))
    return w >= bm_lines_px(UNDERLINE_LEAST_MM) ? BM_FRAME_UNDERLINE : BM_FRAME_OTHER;
  if (frame->n_across >= 2 && frame->n_down >= 3 && h >= bm_lines_px(BOX_LEAST_MM) &&
      h <= bm_lines_px(CELL_MOST_MM) && w / MAX(frame->n_down - 1, 1) < bm_lines_px(11) &&
      frame->n_across <= 3)
    return BM_FRAME_CELLS;
  if (frame->n_across >= 3 && frame->n_down >= 2)
    return BM_FRAME_TABLE;
  if (frame->n_across >= 2 && frame->n_down >= 3)
    return BM_FRAME_TABLE;
  if (frame->n_across >= 2 && frame->n_down >= 2 && h >= bm_lines_px(BOX_LEAST_MM) &&
      h <= bm_lines_px(BOX_MOST_MM))
    return BM_FRAME_BOX;
  if (frame->n_down > 0 && frame->n_across >= 2)
    return BM_FRAME_TABLE;
  return BM_FRAME_OTHER;
}

/* rules at the same place count once: a weak print breaks them into pieces */
static int places_count(const GArray *rules, BmBox box, gboolean is_across)
{
  g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(int));
  for (guint i = 0; i < rules->len; i++) {
    BmBox rule = g_array_index(rules, BmBox, i);
    if (!boxes_touch(box, rule, 2))
      continue;
    int place = is_across ? rule.y + rule.h / 2 : rule.x + rule.w / 2;
    gboolean is_known = FALSE;
    for (guint k = 0; k < places->len; k++)
      is_known = is_known || abs(g_array_index(places, int, k) - place) < bm_lines_px(1.2);
    if (!is_known)
      g_array_append_val(places, place);
  }
  return (int)places->len;
}

static gboolean is_dot(BmBox part)
{
  return part.w <= bm_lines_px(1.1) && part.h <= bm_lines_px(0.9) && part.w >= 2;
}

/* dots or dashes printed to write on: at least eight in a row at one height */
static guint dots_from(const GArray *dots, guint first, BmBox *ret_box)
{
  BmBox box = g_array_index(dots, BmBox, first), last = box;
  guint count = 1;
  for (guint i = first + 1; i < dots->len; i++) {
    BmBox dot = g_array_index(dots, BmBox, i);
    if (dot.x - (last.x + last.w) > bm_lines_px(2.2))
      break;
    if (abs(dot.y + dot.h - last.y - last.h) > 3 || dot.x < last.x + last.w)
      continue;
    box = bm_box_or(box, dot);
    last = dot;
    count++;
  }
  *ret_box = box;
  return count;
}

static void dotted_lines_take(BmLines *lines, GArray *frames)
{
  g_autoptr(GArray) dots = g_array_new(FALSE, FALSE, sizeof(BmBox));
  for (guint i = 0; i < lines->parts->len; i++)
    if (is_dot(g_array_index(lines->parts, BmBox, i)))
      g_array_append_val(dots, g_array_index(lines->parts, BmBox, i));
  for (guint i = 0; i < dots->len; i++) {
    BmBox box;
    if (dots_from(dots, i, &box) < 8 || box.w < bm_lines_px(UNDERLINE_LEAST_MM))
      continue;
    BmFrame frame = {.box = box, .shape = BM_FRAME_UNDERLINE, .n_across = 1};
    g_array_append_val(frames, frame);
    for (guint k = dots->len; k-- > 0;)
      if (!bm_box_is_empty(bm_box_and(box, g_array_index(dots, BmBox, k))))
        g_array_remove_index(dots, k);
    for (guint k = lines->parts->len; k-- > 0;) {
      BmBox part = g_array_index(lines->parts, BmBox, k);
      if (is_dot(part) && !bm_box_is_empty(bm_box_and(box, part)))
        g_array_remove_index(lines->parts, k);
    }
    i = (guint)-1; /* the list has changed: look again from its start */
  }
}

/* share of a line of pixels along one side of a box that is ink, looking @deep pixels inwards
 */
static double side_share(PIX *text, BmBox box, int side, int deep)
{
  int length = side < 2 ? box.w : box.h, hits = 0;
  for (int i = 0; i < length; i++) {
    gboolean is_met = FALSE;
    for (int k = 0; k < deep && !is_met; k++) {
      int x = side < 2 ? box.x + i : side == 2 ? box.x + k : box.x + box.w - 1 - k;
      int y = side >= 2 ? box.y + i : side == 0 ? box.y + k : box.y + box.h - 1 - k;
      l_uint32 value = 0;
      is_met = pixGetPixel(text, x, y, &value) == 0 && value != 0;
    }
    hits += is_met ? 1 : 0;
  }
  return (double)hits / MAX(length, 1);
}

static gboolean is_small_box(PIX *text, BmBox box)
{
  int deep = bm_lines_px(0.7);
  if (box.w < bm_lines_px(BOX_LEAST_MM) || box.h < bm_lines_px(BOX_LEAST_MM) ||
      box.w > bm_lines_px(CELL_MOST_MM) || box.h > bm_lines_px(CELL_MOST_MM))
    return FALSE;
  for (int side = 0; side < 4; side++)
    if (side_share(text, box, side, deep) < SIDE_SHARE)
      return FALSE;
  return TRUE;
}

/* boxes whose sides are too short for rules: the frame is taken, what is written inside stays
 */
static void small_boxes_take(BmLines *lines, GArray *frames)
{
  guint n = lines->parts->len;
  for (guint i = n; i-- > 0;) {
    BmBox box = g_array_index(lines->parts, BmBox, i);
    if (!is_small_box(lines->text, box))
      continue;
    BmFrame frame = {.box = box, .shape = BM_FRAME_BOX, .n_across = 2, .n_down = 2};
    g_array_append_val(frames, frame);
    BmBox inside = bm_box_grow(box, -bm_lines_px(0.7), -bm_lines_px(0.7));
    g_autoptr(BOX) cut = boxCreate(inside.x, inside.y, inside.w, inside.h);
    g_autoptr(PIX) content = pixClipRectangle(lines->text, cut, NULL);
    pixRasterop(lines->text, box.x, box.y, box.w, box.h, PIX_CLR, NULL, 0, 0);
    pixRasterop(lines->text, inside.x, inside.y, inside.w, inside.h, PIX_SRC, content, 0, 0);
    g_array_remove_index(lines->parts, i);
    g_autoptr(GArray) pieces = bm_parts_of(content);
    for (guint k = 0; k < pieces->len; k++) {
      BmBox piece = g_array_index(pieces, BmBox, k);
      piece.x += inside.x;
      piece.y += inside.y;
      if (piece.w > 2 || piece.h > 2)
        g_array_append_val(lines->parts, piece);
    }
  }
  g_array_sort(lines->parts, bm_box_by_x);
}

static gboolean is_single_box(const BmFrame *frame)
{
  return frame->shape == BM_FRAME_BOX && frame->box.w < bm_lines_px(12) &&
         frame->box.h < bm_lines_px(CELL_MOST_MM);
}

/* boxes of one size side by side are cells that do not touch */
static void lone_boxes_join(GArray *frames)
{
  for (guint i = 0; i < frames->len; i++) {
    BmFrame *first = &g_array_index(frames, BmFrame, i);
    for (guint k = 0;
         k < frames->len && (is_single_box(first) || first->shape == BM_FRAME_CELLS); k++) {
      const BmFrame *next = &g_array_index(frames, BmFrame, k);
      int gap = MAX(next->box.x, first->box.x) -
                MIN(next->box.x + next->box.w, first->box.x + first->box.w);
      if (k == i || !(is_single_box(next) || next->shape == BM_FRAME_CELLS) ||
          abs(next->box.y - first->box.y) > bm_lines_px(1) ||
          abs(next->box.h - first->box.h) > bm_lines_px(1.5) || gap > bm_lines_px(4))
        continue;
      first->box = bm_box_or(first->box, next->box);
      first->n_down += next->n_down;
      first->shape = BM_FRAME_CELLS;
      g_array_remove_index(frames, k);
      i = (guint)-1;
      break;
    }
  }
}

static int frame_by_y(gconstpointer p, gconstpointer q)
{
  return bm_box_by_y(&((const BmFrame *)p)->box, &((const BmFrame *)q)->box);
}

/* Many short rules all over the page are what a weak scan leaves of ruled paper. */
static void ruling_remains_drop(GArray *frames)
{
  guint count = 0;
  for (int pass = 0; pass < 2; pass++)
    for (guint i = 0; i < frames->len; i++) {
      BmFrame *frame = &g_array_index(frames, BmFrame, i);
      if (frame->shape != BM_FRAME_UNDERLINE || frame->box.w > bm_lines_px(REMAINS_MM) ||
          frame->box.h > 4)
        continue;
      if (pass == 0)
        count++;
      else if (count >= REMAINS_LEAST)
        frame->shape = BM_FRAME_OTHER;
    }
}

GArray *bm_lines_frames(BmLines *lines, PIX *across, PIX *down)
{
  GArray *frames = g_array_new(FALSE, TRUE, sizeof(BmFrame));
  g_autoptr(PIX) either = pixOr(NULL, across, down);
  g_autoptr(PIX) joined = bm_brick_close(either, 7, 7);
  g_autoptr(GArray) groups = bm_parts_of(joined);
  for (guint i = 0; i < groups->len; i++) {
    BmFrame frame = {.box = g_array_index(groups, BmBox, i)};
    frame.n_across = places_count(lines->across, frame.box, TRUE);
    frame.n_down = places_count(lines->down, frame.box, FALSE);
    frame.shape = shape_of(&frame);
    g_array_append_val(frames, frame);
  }
  dotted_lines_take(lines, frames);
  small_boxes_take(lines, frames);
  g_array_sort(frames, frame_by_y);
  lone_boxes_join(frames);
  ruling_remains_drop(frames);
  return frames;
}

BmBox bm_lines_cell_at(const BmLines *lines, const BmFrame *frame, int x, int y)
{
  int left = -1, top = -1, right = G_MAXINT, bottom = G_MAXINT, slack = bm_lines_px(1.5);
  for (guint i = 0; i < lines->across->len; i++) {
    BmBox rule = g_array_index(lines->across, BmBox, i);
    if (!boxes_touch(frame->box, rule, 2) || x < rule.x - slack || x > rule.x + rule.w + slack)
      continue;
    int place = rule.y + rule.h / 2;
    if (place <= y)
      top = MAX(top, place);
    else
      bottom = MIN(bottom, place);
  }
  for (guint i = 0; i < lines->down->len; i++) {
    BmBox rule = g_array_index(lines->down, BmBox, i);
    if (!boxes_touch(frame->box, rule, 2) || y < rule.y - slack || y > rule.y + rule.h + slack)
      continue;
    int place = rule.x + rule.w / 2;
    if (place <= x)
      left = MAX(left, place);
    else
      right = MIN(right, place);
  }
  if (left < 0 || top < 0 || right == G_MAXINT || bottom == G_MAXINT)
    return (BmBox){0, 0, 0, 0};
  return (BmBox){left, top, right - left, bottom - top};
}
