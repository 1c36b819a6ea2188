/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules with words on their left, and the room above them. */
#include "stages/mask/ownlines.h"

#include "stages/mask/frames.h"
#include "stages/mask/residual.h"
#include "stages/shared/identity.h"
#include "stages/shared/ink.h"
#include "stages/shared/page.h"
#include "stages/shared/pieces.h"

#define LONG_MM 22.0
#define THICK_MM 2.5 /* of a rule that leans, from end to end */
#define ROOM_MM 8.0  /* for writing above a line */
#define CORE_MM 4.0  /* of it, that a field of the line itself would cover */
#define ROW_MM 6.0   /* of it, that is this line's alone */
#define BELOW_MM 3.0
#define LABEL_WIDE_MM 45.0
#define LABEL_HIGH_MM 5.0
#define LABEL_GAP_MM 15.0 /* between a label and its line */
#define UNDERRUN_MM 5.0   /* of writing before its line */
#define LABEL_PX 60       /* of print: a word */
#define COVERED_PERCENT 15
#define OVERRUN_MM 6.0 /* of writing beyond its line */
#define FLOAT_MM 3.0   /* between writing and its line */

static int px(double mm)
{
  return bm_px(mm, BM_RESIDUAL_DPI);
}

static gboolean is_covered(const GArray *zones, BmBox core)
{
  gint64 sum = 0;
  for (guint i = 0; i < zones->len; i++)
    sum += bm_box_area(bm_box_and(core, g_array_index(zones, BmZone, i).box));
  return sum * 100 > bm_box_area(core) * COVERED_PERCENT;
}

/* A word ends just before the line begins, on its row, and nothing is printed over it. */
static gboolean has_label(PIX *words, BmBox rule)
{
  int top = rule.y - px(LABEL_HIGH_MM), high = px(LABEL_HIGH_MM);
  BmBox beside = {rule.x - px(LABEL_GAP_MM), top, px(LABEL_GAP_MM), high};
  BmBox label = {rule.x - px(LABEL_WIDE_MM), top, px(LABEL_WIDE_MM), high};
  BmBox over = {rule.x + px(UNDERRUN_MM), top, rule.w - px(UNDERRUN_MM), high - px(1.0)};
  return bm_ink_count(words, beside) > 0 && bm_ink_count(words, label) >= LABEL_PX &&
         bm_ink_count(words, over) < LABEL_PX;
}

GArray *bm_own_lines_find(PIX *print, PIX *words, const GArray *zones)
{
  g_autoptr(PIX) rules = bm_rules_across(print);
  g_autoptr(BOXA) boxes = rules != NULL ? bm_pieces_boxes(rules, 8) : NULL;
  if (boxes == NULL)
    return NULL;
  GArray *lines = g_array_new(FALSE, FALSE, sizeof(BmBox));
  for (int i = 0; i < boxaGetCount(boxes); i++) {
    BmBox rule;
    boxaGetBoxGeometry(boxes, i, &rule.x, &rule.y, &rule.w, &rule.h);
    BmBox core = {rule.x, rule.y - px(CORE_MM), rule.w, px(CORE_MM)};
    BmBox room = {rule.x, rule.y - px(ROOM_MM), rule.w, px(ROOM_MM) + rule.h};
    if (rule.w >= px(LONG_MM) && rule.h <= px(THICK_MM) && !is_covered(zones, core) &&
        has_label(words, rule))
      g_array_append_val(lines, room);
  }
  return lines;
}

GArray *bm_own_lines_cores(const GArray *lines)
{
  GArray *cores = g_array_new(FALSE, FALSE, sizeof(BmBox));
  for (guint i = 0; i < lines->len; i++) {
    BmBox core = g_array_index(lines, BmBox, i);
    core.y += px(ROOM_MM - ROW_MM);
    core.h -= px(ROOM_MM - ROW_MM);
    core.w += px(OVERRUN_MM);
    g_array_append_val(cores, core);
  }
  return cores;
}

gboolean bm_own_lines_hold(const GArray *lines, BmBox writing)
{
  int bottom = writing.y + writing.h, middle = writing.y + writing.h / 2;
  for (guint i = 0; i < lines->len; i++) {
    BmBox room = g_array_index(lines, BmBox, i);
    int end = room.y + room.h;
    gboolean is_along = writing.x >= room.x - px(UNDERRUN_MM) &&
                        writing.x + writing.w <= room.x + room.w + px(OVERRUN_MM);
    if (is_along && middle > room.y && middle < end && bottom >= end - px(FLOAT_MM) &&
        bottom <= end + px(BELOW_MM))
      return TRUE;
  }
  return FALSE;
}
