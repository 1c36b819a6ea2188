/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long rules of the print, without those of boxes, those of fields, and those that stand alone.
 */
#include "stages/mask/answerlines.h"

#include <stdlib.h>

#include "stages/mask/residual.h"
#include "stages/shared/brick.h"
#include "stages/shared/identity.h"
#include "stages/shared/page.h"
#include "stages/shared/pieces.h"

#define PART_MM 8.0  /* of a line that is written over */
#define LONG_MM 40.0 /* no shorter lines are answered on by sentences */
#define JOIN_MM 6.0  /* parts of a line that leans */
#define THICK_MM 2.5 /* of one that leans, from end to end */
#define DOWN_MM 5.0  /* sides of boxes; no letter of the print is as high */
#define TOUCH_MM 1.0
#define ABOVE_MM 9.0 /* a field on a line stands this far above it */
#define STEP_LEAST_MM 5.0
#define STEP_MOST_MM 14.0
#define SAME_END_MM 3.0
#define OVERRUN_MM 8.0 /* of writing beyond its line */
#define HIGH_MM 12.0   /* of writing above its line */
#define BELOW_MM 6.0   /* of writing below it */
#define FLOAT_MM 2.5   /* between writing and its line */

static int px(double mm)
{
  return bm_px(mm, BM_RESIDUAL_DPI);
}

static gboolean has_ink(PIX *pix, BmBox box)
{
  l_int32 count = 0;
  box = bm_box_clip(box, pixGetWidth(pix), pixGetHeight(pix));
  if (bm_box_is_empty(box))
    return FALSE;
  g_autoptr(BOX) cut = boxCreate(box.x, box.y, box.w, box.h);
  return pixCountPixelsInRect(pix, cut, &count, NULL) != 0 || count > 0;
}

static gboolean holds_zone(const GArray *zones, BmBox rule)
{
  BmBox room = {rule.x, rule.y - px(ABOVE_MM), rule.w, rule.h + px(ABOVE_MM)};
  for (guint i = 0; i < zones->len; i++)
    if (!bm_box_is_empty(bm_box_and(room, g_array_index(zones, BmZone, i).box)))
      return TRUE;
  return FALSE;
}

/* one below the other and alike at one end, or anywhere and alike at both */
static gboolean is_sibling(BmBox p, BmBox q)
{
  int step = abs(p.y - q.y);
  gboolean same_start = abs(p.x - q.x) <= px(SAME_END_MM);
  gboolean same_end = abs(p.x + p.w - q.x - q.w) <= px(SAME_END_MM);
  if (step < px(STEP_LEAST_MM))
    return FALSE;
  return step <= px(STEP_MOST_MM) ? same_start || same_end
                                  : same_start && same_end && p.w >= px(LONG_MM);
}

static int by_y(gconstpointer p, gconstpointer q)
{
  const BmBox *a = p, *b = q;
  return a->y != b->y ? a->y - b->y : a->x - b->x;
}

/* Moves the siblings of @family from @rest to it, theirs too; returns where they all begin and
 * end. */
static BmBox family_take(GArray *family, GArray *rest)
{
  BmBox all = g_array_index(family, BmBox, 0);
  for (guint i = 0; i < family->len; i++)
    for (guint k = rest->len; k-- > 0;) {
      BmBox rule = g_array_index(rest, BmBox, k);
      if (!is_sibling(g_array_index(family, BmBox, i), rule))
        continue;
      g_array_append_val(family, rule);
      g_array_remove_index(rest, k);
      all = bm_box_or(all, rule);
    }
  return all;
}

/* What most pupils wrote over is no print any more: rules that begin or end alike, one below
 * the other, were as long as all of them together. */
static GArray *lines_of(GArray *rules, const GArray *zones)
{
  GArray *lines = g_array_new(FALSE, FALSE, sizeof(BmBox));
  while (rules->len > 0) {
    g_autoptr(GArray) family = g_array_new(FALSE, FALSE, sizeof(BmBox));
    g_array_append_val(family, g_array_index(rules, BmBox, rules->len - 1));
    g_array_set_size(rules, rules->len - 1);
    BmBox all = family_take(family, rules);
    for (guint i = 0; i < family->len && family->len > 1 && all.w >= px(LONG_MM); i++) {
      BmBox rule = g_array_index(family, BmBox, i);
      BmBox line = {all.x, rule.y, all.w, rule.h};
      if (!holds_zone(zones, line))
        g_array_append_val(lines, line);
    }
  }
  g_array_sort(lines, by_y);
  return lines;
}

GArray *bm_answer_lines_find(PIX *print, const GArray *zones)
{
  g_autoptr(PIX) across = bm_brick_open_comp(print, px(PART_MM), 1);
  g_autoptr(PIX) down = bm_brick_open_comp(print, 1, px(DOWN_MM));
  g_autoptr(PIX) joined = across != NULL ? bm_brick_close(across, px(JOIN_MM), 3) : NULL;
  g_autoptr(BOXA) boxes = joined != NULL ? bm_pieces_boxes(joined, 8) : NULL;
  if (boxes == NULL || down == NULL)
    return NULL;
  g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(BmBox));
  for (int i = 0; i < boxaGetCount(boxes); i++) {
    BmBox rule;
    boxaGetBoxGeometry(boxes, i, &rule.x, &rule.y, &rule.w, &rule.h);
    if (rule.h <= px(THICK_MM) && !holds_zone(zones, rule) &&
        !has_ink(down, bm_box_grow(rule, px(TOUCH_MM), px(TOUCH_MM))))
      g_array_append_val(all, rule);
  }
  g_array_sort(all, by_y);
  return lines_of(all, zones);
}

static gboolean is_under(BmBox rule, BmBox writing)
{
  return writing.x >= rule.x - px(OVERRUN_MM) &&
         writing.x + writing.w <= rule.x + rule.w + px(OVERRUN_MM);
}

gboolean bm_answer_lines_hold(const GArray *lines, BmBox writing, BmBox *ret_line)
{
  int bottom = writing.y + writing.h, last = G_MININT;
  for (guint i = 0; i < lines->len; i++) {
    BmBox rule = g_array_index(lines, BmBox, i);
    gboolean is_next = last == G_MININT ? rule.y - writing.y <= px(HIGH_MM)
                                        : rule.y - last <= px(STEP_MOST_MM);
    if (!is_under(rule, writing) || rule.y + rule.h < writing.y + px(1.0))
      continue;
    if (!is_next)
      return FALSE;
    last = rule.y;
    *ret_line = rule;
    if (bottom <= rule.y + rule.h + px(BELOW_MM))
      return rule.y <= bottom + px(FLOAT_MM);
  }
  return FALSE;
}
