/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames are the paper that long rules enclose; their dashes are joined first. */
#include "stages/mask/frames.h"

#include "stages/mask/residual.h"
#include "stages/shared/brick.h"
#include "stages/shared/identity.h"
#include "stages/shared/page.h"
#include "stages/shared/pieces.h"

#define DASH_GAP_MM 4.0
#define RIM_MM 1.0
#define SIDE_MM 20.0
#define THICK_MM 1.4    /* of rules; rows of print are higher */
#define HIGH_LEAST 25.0 /* lower ones are cells (stages/shared/cells.h) */
#define WIDE_LEAST 30.0
#define MOST_SHARE 0.6 /* of the page's width and height: a page's border is no frame */

static int px(double mm)
{
  return bm_px(mm, BM_RESIDUAL_DPI);
}

PIX *bm_rules_across(PIX *print)
{
  g_autoptr(PIX) joined = bm_brick_close(print, px(DASH_GAP_MM), 1);
  g_autoptr(PIX) thick = joined != NULL ? bm_brick_open_comp(joined, 1, px(THICK_MM)) : NULL;
  g_autoptr(PIX) thin = thick != NULL ? pixSubtract(NULL, joined, thick) : NULL;
  g_autoptr(PIX) whole = thin != NULL ? bm_brick_close(thin, px(DASH_GAP_MM), 3) : NULL;
  return whole != NULL ? bm_brick_open_comp(whole, px(SIDE_MM), 1) : NULL;
}

PIX *bm_rules_down(PIX *print)
{
  g_autoptr(PIX) joined = bm_brick_close(print, 1, px(DASH_GAP_MM));
  g_autoptr(PIX) thick = joined != NULL ? bm_brick_open_comp(joined, px(THICK_MM), 1) : NULL;
  g_autoptr(PIX) thin = thick != NULL ? pixSubtract(NULL, joined, thick) : NULL;
  g_autoptr(PIX) whole = thin != NULL ? bm_brick_close(thin, 3, px(DASH_GAP_MM)) : NULL;
  return whole != NULL ? bm_brick_open_comp(whole, 1, px(SIDE_MM)) : NULL;
}

static PIX *ground_of(PIX *print)
{
  g_autoptr(PIX) across = bm_rules_across(print);
  if (across != NULL)
    pixDilateBrick(across, across, px(DASH_GAP_MM), 1);
  g_autoptr(PIX) down = bm_rules_down(print);
  if (down != NULL) /* the gap at a corner */
    pixDilateBrick(down, down, 1, px(DASH_GAP_MM));
  g_autoptr(PIX) both = across != NULL && down != NULL ? pixOr(NULL, across, down) : NULL;
  g_autoptr(PIX) rules =
      both != NULL ? pixDilateBrick(NULL, both, px(RIM_MM), px(RIM_MM)) : NULL;
  return rules != NULL ? pixInvert(NULL, rules) : NULL;
}

static gboolean has_zone(const GArray *zones, BmBox frame)
{
  for (guint i = 0; i < zones->len; i++)
    if (!bm_box_is_empty(bm_box_and(g_array_index(zones, BmZone, i).box, frame)))
      return TRUE;
  return FALSE;
}

GArray *bm_frames_find(PIX *print, const GArray *zones, int top)
{
  g_autoptr(PIX) ground = ground_of(print);
  g_autoptr(BOXA) boxes = ground != NULL ? bm_pieces_boxes(ground, 4) : NULL;
  if (boxes == NULL)
    return NULL;
  GArray *frames = g_array_new(FALSE, FALSE, sizeof(BmBox));
  int wide = (int)(MOST_SHARE * pixGetWidth(print)),
      high = (int)(MOST_SHARE * pixGetHeight(print));
  for (int i = 0; i < boxaGetCount(boxes); i++) {
    BmBox box;
    boxaGetBoxGeometry(boxes, i, &box.x, &box.y, &box.w, &box.h);
    if (box.y >= top && box.w >= px(WIDE_LEAST) && box.w <= wide && box.h >= px(HIGH_LEAST) &&
        box.h <= high && !has_zone(zones, box))
      g_array_append_val(frames, box);
  }
  return frames;
}
