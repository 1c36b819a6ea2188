/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Outlines are found by the paper that they cut off from the rest of the sheet. */
#include "stages/mask/stamps.h"

#include "stages/mask/askew.h"
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

/* Frames that a form's rules cut into pieces; FALSE: no memory. */
static gboolean askew_add(const BmResidual *residual, GArray *stamps)
{
  g_autoptr(GArray) frames = bm_askew_frames_find(residual->ink);
  for (guint i = 0; frames != NULL && i < frames->len; i++) {
    BmBox frame = g_array_index(frames, BmBox, i);
    if (is_size(frame) && letters_in(residual, frame) >= LETTERS_LEAST)
      g_array_append_val(stamps, frame);
  }
  return frames != NULL;
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
  if (!askew_add(residual, stamps))
    g_clear_pointer(&stamps, g_array_unref);
  return stamps;
}
