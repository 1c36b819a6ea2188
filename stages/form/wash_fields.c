/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields of a form without what was written there, and print without machine codes. */
#include "stages/form/wash.h"
#include "stages/shared/pieces.h"

#include <math.h>

#define FRAME_MM 8.0     /* narrower straight pieces may be a written 1 or a dash */
#define FIELD_RIM_MM 0.6 /* fields are followed so far */
#define BAR_MM 7.0       /* letters of a title are lower */
#define BAR_GAP_MM 8.0   /* between bars that copies share */
#define BARS_LEAST 3
#define DIGITS_MM 6.0 /* from the bars to the end of their digits */

/* --- ink inside the fields */

/* Frames, tables and rules: straight pieces that hang together over more than a letter. */
PIX *bm_wash_frames(PIX *clean)
{
  g_autoptr(PIX) across = NULL;
  g_autoptr(PIX) down = NULL;
  if (!bm_rules_find(clean, &across, &down) || pixOr(across, across, down) == NULL)
    return NULL;
  return pixSelectBySize(across, bm_px(FRAME_MM, BM_FORM_DPI), 1, 8, L_SELECT_WIDTH,
                         L_SELECT_IF_GTE, NULL);
}

static PIX *fields_of(const BmForm *form)
{
  PIX *fields = pixCreateTemplate(form->print->clean);
  const GArray *lists[] = {form->zones, form->kept};
  double px = BM_FORM_DPI / BM_MM_PER_INCH;
  for (guint k = 0; fields != NULL && k < G_N_ELEMENTS(lists); k++)
    for (guint i = 0; i < lists[k]->len; i++) {
      const BmFormZone *zone = &g_array_index(lists[k], BmFormZone, i);
      int x = (int)floor((zone->x - FIELD_RIM_MM) * px);
      int y = (int)floor((zone->y - FIELD_RIM_MM) * px);
      int right = (int)ceil((zone->x + zone->w + FIELD_RIM_MM) * px);
      int bottom = (int)ceil((zone->y + zone->h + FIELD_RIM_MM) * px);
      pixRasterop(fields, x, y, right - x, bottom - y, PIX_SET, NULL, 0, 0);
    }
  return fields;
}

static int pixels_of(PIX *image)
{
  int count = 0;
  pixCountPixels(image, &count, NULL);
  return count;
}

/* Pieces of @letters at least half of which lies in the fields, and all that lies there. */
static PIX *field_ink(PIX *letters, PIX *fields, guint *ret_n)
{
  g_autoptr(PIX) inside = pixAnd(NULL, letters, fields);
  g_autoptr(PIX) touched = inside != NULL ? pixSeedfillBinary(NULL, inside, letters, 8) : NULL;
  g_autoptr(PIXA) pieces = NULL;
  g_autoptr(BOXA) boxes = touched != NULL ? pixConnComp(touched, &pieces, 8) : NULL;
  if (boxes == NULL)
    return NULL;
  for (int i = 0; i < boxaGetCount(boxes); i++) {
    int x, y, w, h;
    boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
    g_autoptr(PIX) piece = pixaGetPix(pieces, i, L_CLONE);
    g_autoptr(PIX) part = pixCopy(NULL, piece);
    if (part == NULL)
      return NULL;
    pixRasterop(part, 0, 0, w, h, PIX_SRC & PIX_DST, fields, x, y);
    if (2 * pixels_of(part) >= pixels_of(piece))
      pixRasterop(inside, x, y, w, h, PIX_SRC | PIX_DST, piece, 0, 0);
  }
  *ret_n += (guint)boxaGetCount(boxes);
  return g_steal_pointer(&inside);
}

/* --- machine codes: what copies share of them is a part of a number */

/* Upright bars side by side, with the digits above or below them; @codes gets their boxes. */
static gboolean bars_paint(PIX *letters, PIX *codes)
{
  g_autoptr(PIX) bars = pixOpenBrick(NULL, letters, 1, bm_px(BAR_MM, BM_FORM_DPI));
  g_autoptr(PIX) near =
      bars != NULL ? pixCloseSafeBrick(NULL, bars, bm_px(BAR_GAP_MM, BM_FORM_DPI), 1) : NULL;
  g_autoptr(BOXA) boxes = near != NULL ? bm_pieces_boxes(near, 8) : NULL;
  int aside = bm_px(BAR_GAP_MM, BM_FORM_DPI), digits = bm_px(DIGITS_MM, BM_FORM_DPI);
  if (boxes == NULL)
    return FALSE;
  for (int i = 0; i < boxaGetCount(boxes); i++) {
    g_autoptr(BOX) box = boxaGetBox(boxes, i, L_COPY);
    g_autoptr(PIX) group = pixClipRectangle(bars, box, NULL);
    int x, y, w, h, n = 0;
    boxGetGeometry(box, &x, &y, &w, &h);
    if (group != NULL)
      pixCountConnComp(group, 8, &n);
    if (n >= BARS_LEAST)
      pixRasterop(codes, x - aside, y - digits, w + 2 * aside, h + 2 * digits, PIX_SET, NULL, 0,
                  0);
  }
  return TRUE;
}

static gboolean codes_remove(BmForm *form, BmWashed *washed)
{
  PIX *clean = form->print->clean;
  g_autoptr(PIX) frames = bm_wash_frames(clean);
  g_autoptr(PIX) letters = frames != NULL ? pixSubtract(NULL, clean, frames) : NULL;
  g_autoptr(PIX) codes = pixCreateTemplate(clean);
  if (letters == NULL || codes == NULL || !bars_paint(letters, codes))
    return FALSE;
  int n = 0;
  pixCountConnComp(codes, 8, &n);
  washed->in_fields += (guint)n;
  return pixAnd(codes, codes, letters) != NULL && pixSubtract(clean, clean, codes) != NULL;
}

gboolean bm_wash_fields(BmForm *form, BmWashed *washed)
{
  PIX *clean = form->print->clean;
  g_autoptr(PIX) frames = bm_wash_frames(clean);
  g_autoptr(PIX) fields = fields_of(form);
  g_autoptr(PIX) letters = frames != NULL ? pixSubtract(NULL, clean, frames) : NULL;
  g_autoptr(PIX) ink =
      letters != NULL && fields != NULL ? field_ink(letters, fields, &washed->in_fields) : NULL;
  return ink != NULL && pixSubtract(clean, clean, ink) != NULL && codes_remove(form, washed);
}
