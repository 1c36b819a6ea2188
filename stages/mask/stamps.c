/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Outlines are found by the paper that they cut off from the rest of the sheet. */
#include "stages/mask/stamps.h"

#include "stages/mask/askew.h"
#include "stages/mask/oval.h"
#include "stages/shared/page.h"
#include "stages/shared/pieces.h"

#define WIDE_LEAST_MM 28.0
#define WIDE_MOST_MM 95.0
#define HIGH_LEAST_MM 11.0
#define HIGH_MOST_MM 55.0
#define FIELD_SHARE 28 /* percent of the outline's box that its largest field fills */
#define LETTER_LEAST_MM 0.8
#define LETTER_MOST_MM 4.5
#define LETTERS_LEAST 12
#define REST_MM 2.0
#define BREAK_MM 0.5 /* gaps in an outline */
#define TOUCH_MM 2.0 /* a printed rule and its rim */
#define ROUNDS_MOST 4

static int px(double mm)
{
  return bm_px(mm, BM_RESIDUAL_DPI);
}

static gboolean is_size(BmBox box)
{
  return box.w >= px(WIDE_LEAST_MM) && box.w <= px(WIDE_MOST_MM) &&
         box.h >= px(HIGH_LEAST_MM) && box.h <= px(HIGH_MOST_MM);
}

/* a letter or two that touch, as they stand in lines of a stamp */
static gboolean is_letter(BmBox piece)
{
  return piece.h >= px(LETTER_LEAST_MM) && piece.h <= px(LETTER_MOST_MM) &&
         piece.w <= 3 * px(LETTER_MOST_MM);
}

static guint letters_in(const BmResidual *residual, BmBox box)
{
  guint count = 0;
  for (guint i = 0; i < residual->pieces->len; i++) {
    BmBox piece = g_array_index(residual->pieces, BmBox, i);
    gboolean is_inside = bm_box_area(bm_box_and(piece, box)) == bm_box_area(piece);
    count += is_inside && is_letter(piece) ? 1 : 0;
  }
  return count;
}

/* Whether an outline cuts off one large piece of ground from the border of its picture. */
static gboolean has_one_field(PIX *outline)
{
  g_autoptr(PIX) framed = pixAddBorder(outline, 1, 0);
  g_autoptr(PIX) ground = framed != NULL ? pixInvert(NULL, framed) : NULL;
  PIXA *found = NULL;
  g_autoptr(BOXA) boxes = ground != NULL ? pixConnComp(ground, &found, 4) : NULL;
  g_autoptr(PIXA) parts = found;
  gint64 whole = (gint64)pixGetWidth(outline) * pixGetHeight(outline);
  for (int i = 0; boxes != NULL && parts != NULL && i < boxaGetCount(boxes); i++) {
    BmBox box;
    l_int32 area = 0;
    boxaGetBoxGeometry(boxes, i, &box.x, &box.y, &box.w, &box.h);
    g_autoptr(PIX) part = pixaGetPix(parts, i, L_CLONE);
    pixCountPixels(part, &area, NULL);
    gboolean is_outside = box.x == 0 || box.y == 0 || box.x + box.w == pixGetWidth(framed) ||
                          box.y + box.h == pixGetHeight(framed);
    if (!is_outside && (gint64)area * 100 >= whole * FIELD_SHARE)
      return TRUE;
  }
  return FALSE;
}

/* What a printed line cut off the outline stands right above or below, no wider than the rest.
 */
static BmBox with_rest(BOXA *boxes, BmBox stamp)
{
  BmBox reach = bm_box_grow(stamp, px(REST_MM), px(REST_MM)), whole = stamp;
  for (int i = 0; i < boxaGetCount(boxes); i++) {
    BmBox box;
    boxaGetBoxGeometry(boxes, i, &box.x, &box.y, &box.w, &box.h);
    gboolean is_within = box.x >= reach.x && box.x + box.w <= reach.x + reach.w;
    if (is_within && box.h <= px(HIGH_MOST_MM) && !bm_box_is_empty(bm_box_and(box, reach)))
      whole = bm_box_or(whole, box);
  }
  return whole;
}

/* The outline with the form's print that crosses it: there it was taken out with the print. */
static PIX *outline_of(const BmResidual *residual, PIX *print, BmBox box)
{
  int gap = px(BREAK_MM);
  g_autoptr(BOX) cut = boxCreate(box.x, box.y, box.w, box.h);
  g_autoptr(PIX) added = pixClipRectangle(residual->ink, cut, NULL);
  g_autoptr(PIX) under = pixClipRectangle(print, cut, NULL);
  if (added == NULL || under == NULL || pixOr(added, added, under) == NULL)
    return NULL;
  return pixCloseSafeBrick(NULL, added, gap, gap);
}

/* A stamp that printed rules cut is found in part: pieces that touch it belong to it, as far as
 * stamps are large. */
static BmBox with_pieces(const BmResidual *residual, BmBox stamp)
{
  gboolean is_longer = TRUE;
  for (int round = 0; round < ROUNDS_MOST && is_longer; round++) {
    is_longer = FALSE;
    for (guint i = 0; i < residual->pieces->len; i++) {
      BmBox piece = g_array_index(residual->pieces, BmBox, i);
      BmBox whole = bm_box_or(stamp, piece), near = bm_box_grow(stamp, px(0.5), px(TOUCH_MM));
      gboolean is_inside = piece.x >= near.x && piece.x + piece.w <= near.x + near.w;
      if (!is_inside || bm_box_is_empty(bm_box_and(near, piece)) ||
          whole.h > px(HIGH_MOST_MM) || whole.h == stamp.h)
        continue;
      stamp = whole;
      is_longer = TRUE;
    }
  }
  return stamp;
}

/* A shape that lies nearly all in a known stamp belongs to it. */
static void stamp_add(GArray *stamps, BmBox shape)
{
  for (guint i = 0; i < stamps->len; i++) {
    BmBox *stamp = &g_array_index(stamps, BmBox, i);
    if (10 * bm_box_area(bm_box_and(*stamp, shape)) >= 9 * bm_box_area(shape)) {
      *stamp = bm_box_or(*stamp, shape);
      return;
    }
  }
  g_array_append_val(stamps, shape);
}

/* Of shapes that a form's rules cut into pieces, those with letters; FALSE: no memory. */
static gboolean lettered_add(const BmResidual *residual, const GArray *shapes, GArray *stamps)
{
  for (guint i = 0; shapes != NULL && i < shapes->len; i++) {
    BmBox shape = g_array_index(shapes, BmBox, i);
    if (is_size(shape) && letters_in(residual, shape) >= LETTERS_LEAST)
      stamp_add(stamps, shape);
  }
  return shapes != NULL;
}

GArray *bm_stamps_find(const BmResidual *residual, PIX *print)
{
  int gap = px(BREAK_MM);
  g_autoptr(PIX) joined = pixCloseSafeBrick(NULL, residual->ink, gap, gap);
  g_autoptr(BOXA) boxes = joined != NULL ? bm_pieces_boxes(joined, 8) : NULL;
  if (boxes == NULL)
    return NULL;
  GArray *stamps = g_array_new(FALSE, FALSE, sizeof(BmBox));
  for (int i = 0; i < boxaGetCount(boxes); i++) {
    BmBox box;
    boxaGetBoxGeometry(boxes, i, &box.x, &box.y, &box.w, &box.h);
    if (!is_size(box) || letters_in(residual, box) < LETTERS_LEAST)
      continue;
    BmBox reach = bm_box_clip(bm_box_grow(box, px(REST_MM), px(REST_MM)), pixGetWidth(print),
                              pixGetHeight(print));
    g_autoptr(PIX) outline = outline_of(residual, print, reach);
    BmBox stamp = with_rest(boxes, box);
    if (outline != NULL && has_one_field(outline))
      g_array_append_val(stamps, stamp);
  }
  g_autoptr(GArray) frames = bm_askew_frames_find(residual->ink);
  gboolean is_done = lettered_add(residual, frames, stamps);
  for (guint i = 0; i < stamps->len; i++) {
    BmBox *stamp = &g_array_index(stamps, BmBox, i);
    *stamp = with_pieces(residual, *stamp);
  }
  g_autoptr(GArray) ovals = bm_ovals_find(residual->ink); /* of which the whole is known */
  if (!is_done || !lettered_add(residual, ovals, stamps))
    g_clear_pointer(&stamps, g_array_unref);
  return stamps;
}
