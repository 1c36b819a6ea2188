/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zones of the form, and what to do with each piece of added ink by the place where it stands.
 */
#include "stages/mask/byform.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stages/mask/answerlines.h"
#include "stages/mask/byform_part.h"
#include "stages/mask/told.h"
#include "stages/mask/zones.h"
#include "stages/shared/brick.h"
#include "stages/shared/cells.h"
#include "stages/shared/formprint_strays.h"
#include "stages/shared/identity_words.h"
#include "stages/shared/ink.h"
#include "stages/shared/item.h"
#include "stages/shared/page.h"
#include "stages/shared/pieces.h"

#define ZONE_GROW_MM 0.6
#define NEAR_MM 4.0 /* ink this near to a zone belongs to it */
#define STROKE_WIDE_MM 45.0
#define STROKE_HIGH_MM 20.0
#define SEAL_MOST_MM 50.0
#define MARGIN_MM 22.0 /* writing that is turned stands within this of the paper's edge */
#define TURNED_HIGH_MM 14.0
#define TURNED_WIDE_MM 15.0
#define TURNED_PIECES 3
#define KEPT_GROW_MM 3.0
#define RULE_MM 7.0
#define HEADING_INK_PX 40    /* of letters in the same row */
#define LATER_HEADING_MM 7.0 /* the first row of print, and writing level with it */
#define ON_RULE_MM 3.0
#define FOLLOW_GAP_MM 2.5 /* between rows of a stamp */
#define FOLLOW_ROOM_MM 8.0
#define FOLLOW_MIDDLE_MM 2.0
#define FOLLOW_HIGH_MM 5.0
#define FOLLOW_WIDE_MM 60.0
#define LARGE_MM 25.0  /* higher than any line of writing */
#define FIGURE_MM 10.0 /* a drawing that reaches into the footer began this far above */
#define SPECK_MM 1.5   /* no letter is as small in both ways */
#define THIN_MM 0.8    /* streaks, rims of rules */
#define SLICE_MM 5.0
#define STRAY_SIDE_MM 1.0 /* beside a printed line that stands elsewhere on each work */
#define STRAY_RIM_MM 0.3  /* above and below it */
#define STRAY_DEEP_MM 25.0

static void by_form_clear(ByForm *by)
{
  pixDestroy(&by->print);
  pixDestroy(&by->words);
  g_clear_pointer(&by->zones, g_array_unref);
  g_clear_pointer(&by->parts, g_array_unref);
  g_clear_pointer(&by->strays, g_array_unref);
  g_clear_pointer(&by->cells, g_array_unref);
  g_clear_pointer(&by->frames, g_array_unref);
  g_clear_pointer(&by->own, g_array_unref);
  g_clear_pointer(&by->own_cells, g_array_unref);
  g_clear_pointer(&by->kept, g_array_unref);
  g_clear_pointer(&by->told, g_array_unref);
  g_clear_pointer(&by->lines, g_array_unref);
  g_clear_pointer(&by->residual, bm_residual_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ByForm, by_form_clear)

static int px(double mm)
{
  return bm_px(mm, BM_RESIDUAL_DPI);
}

static int bottom_of(BmBox box)
{
  return box.y + box.h;
}

static void zones_take(ByForm *by, BmAffine to_page)
{
  double scale = BM_RESIDUAL_DPI / by->c->dpi;
  BmAffine to_work = bm_affine_then(to_page, (BmAffine){scale, 0, 0, 0, scale, 0});
  const json_t *form = by->c->form;
  g_autoptr(json_t) kept = bm_told_kept(form);
  by->kept = bm_form_zones(kept, to_work, 0, by->width, by->height);
  by->told = bm_told_of_form(form, to_work, by->width, by->height);
  by->zones = bm_form_zones(json_object_get(form, "zones"), to_work, px(ZONE_GROW_MM),
                            by->width, by->height);
}

static gboolean touches_stray(const ByForm *by, BmBox box)
{
  for (guint i = 0; i < by->strays->len; i++)
    if (!bm_box_is_empty(bm_box_and(g_array_index(by->strays, BmBox, i), box)))
      return TRUE;
  return FALSE;
}

/* the zone that a piece of ink begins in or leaves; NULL: none, or it holds the piece whole */
static const BmZone *zone_left_by(const ByForm *by, BmBox piece)
{
  if (piece.w > px(STROKE_WIDE_MM) || piece.h > px(STROKE_HIGH_MM))
    return NULL;
  for (guint i = 0; i < by->zones->len; i++) {
    const BmZone *zone = &g_array_index(by->zones, BmZone, i);
    gint64 shared = bm_box_area(bm_box_and(piece, zone->box));
    if (shared * 4 > bm_box_area(piece))
      return shared < bm_box_area(piece) || touches_stray(by, piece) ? zone : NULL;
  }
  return NULL;
}

/* a seal or a flourish of which half lies in zones: more than a stroke, and theirs */
static gboolean is_mostly_in_zones(const ByForm *by, BmBox piece)
{
  gint64 sum = 0;
  for (guint i = 0; i < by->zones->len; i++)
    sum += bm_box_area(bm_box_and(piece, g_array_index(by->zones, BmZone, i).box));
  return piece.h > px(STROKE_HIGH_MM) && piece.h <= px(SEAL_MOST_MM) &&
         piece.w <= px(SEAL_MOST_MM) && sum * 2 > bm_box_area(piece);
}

static void strokes_mask(ByForm *by)
{
  int grow = px(BM_ADDED_GROW_MM);
  for (guint i = 0; i < by->residual->pieces->len; i++) {
    BmBox piece = g_array_index(by->residual->pieces, BmBox, i);
    const BmZone *zone = zone_left_by(by, piece);
    if (zone != NULL || is_mostly_in_zones(by, piece))
      bm_by_form_mask(by, bm_box_grow(piece, grow, grow),
                      zone != NULL ? zone->kind : bm_kind("seal_round"));
  }
}

/* whether nine tenths of a box lie in one zone */
static gboolean is_in_zones(const GArray *zones, BmBox box, int grow)
{
  for (guint i = 0; i < zones->len; i++) {
    BmBox zone = bm_box_grow(g_array_index(zones, BmZone, i).box, grow, grow);
    if (bm_box_area(bm_box_and(zone, box)) * 10 >= bm_box_area(box) * 9)
      return TRUE;
  }
  return FALSE;
}

/* Ink where no answer stands. What is written into printed cells, boxes or frames was asked
 * for, and the person who confirmed the form marked those that ask for identity. */
static void head_mask(ByForm *by, BmBox line, gboolean is_spread)
{
  BmBox box = bm_box_grow(line, px(BM_ADDED_GROW_MM), px(BM_ADDED_GROW_MM));
  if (is_in_zones(by->zones, line, px(NEAR_MM)) ||
      !bm_cells_hold(by->cells, by->residual->pieces, line))
    bm_by_form_mask_caution(by, is_spread ? bm_by_form_spread(by, box) : box);
}

static gboolean stands_on_rule(const ByForm *by, BmBox line)
{
  int rule = bm_cells_first_rule(by->print, BM_RESIDUAL_DPI, bottom_of(line) - px(ON_RULE_MM));
  return rule >= 0 && rule <= bottom_of(line) + px(ON_RULE_MM);
}

/* Beside the first print of a page that asks for nothing there, names are added; on a later
 * page only beside its first row, where no line waits for an answer. */
static gboolean is_beside_heading(const ByForm *by, BmBox line)
{
  l_int32 count = 0;
  double reach = by->is_first ? BM_HEADING_MM : LATER_HEADING_MM;
  if (by->areas.head_end > by->areas.bare_end ||
      line.y + line.h / 2 >= by->areas.print_top + px(reach) ||
      (!by->is_first && stands_on_rule(by, line)))
    return FALSE;
  g_autoptr(BOX) row = boxCreate(0, line.y, by->width, line.h);
  return pixCountPixelsInRect(by->words, row, &count, NULL) == 0 && count > HEADING_INK_PX;
}

/* ink beside print, where no answer stands or close to a zone */
static void line_mask(ByForm *by, BmBox line, gboolean is_spread)
{
  int grow = px(BM_ADDED_GROW_MM);
  BmBox box = bm_box_grow(line, grow, grow);
  if (is_in_zones(by->parts, line, 0) || is_in_zones(by->kept, line, px(KEPT_GROW_MM)) ||
      bm_told_hold(by->told, line))
    return;
  gboolean is_near = is_in_zones(by->zones, line, px(NEAR_MM));
  gboolean is_added = is_beside_heading(by, line);
  if (!is_added && !is_in_zones(by->zones, line, 0) && bm_by_form_answers_label(by, line))
    return;
  if (is_added ||
      (bm_areas_ask(&by->areas, line) && (is_near || !bm_by_form_answers(by, line))))
    head_mask(by, line, is_spread);
  else if (is_near)
    bm_by_form_mask_caution(by, box);
}

/* A frame or the shadow of a page's edge is hollow: only where its ink is, slice by slice. A
 * drawing among the answers may reach into the footer. */
static void large_mask(ByForm *by, BmBox group)
{
  gboolean is_figure =
      group.y > by->areas.head_end && group.y < by->areas.foot_start - px(FIGURE_MM);
  for (int y = group.y; y < bottom_of(group); y += px(SLICE_MM)) {
    int high = MIN(px(SLICE_MM), bottom_of(group) - y);
    g_autoptr(BOX) cut = boxCreate(group.x, y, group.w, high);
    g_autoptr(PIX) slice = pixClipRectangle(by->residual->ink, cut, NULL);
    g_autoptr(PIX) joined = slice != NULL ? bm_brick_close(slice, px(3.5), px(SLICE_MM)) : NULL;
    g_autoptr(BOXA) boxes = joined != NULL ? bm_pieces_boxes(joined, 8) : NULL;
    for (int i = 0; boxes != NULL && i < boxaGetCount(boxes); i++) {
      BmBox box;
      boxaGetBoxGeometry(boxes, i, &box.x, &box.y, &box.w, &box.h);
      box.x += group.x;
      box.y += y;
      if (!is_figure || box.y < by->areas.foot_start)
        line_mask(by, box, FALSE);
    }
  }
}

/* dust, streaks and rims of rules: no writing, unless close to a zone */
static gboolean is_trifle(const ByForm *by, BmBox group)
{
  gboolean is_speck = MAX(group.w, group.h) <= px(SPECK_MM);
  gboolean is_thin = MIN(group.w, group.h) < px(THIN_MM);
  return (is_speck || is_thin) && !is_in_zones(by->zones, group, px(NEAR_MM));
}

static void group_mask(ByForm *by, BmBox group)
{
  if (is_trifle(by, group))
    return;
  if (group.h > px(LARGE_MM))
    large_mask(by, group);
  else
    line_mask(by, group, TRUE);
}

/* whether a row goes on with a block: close below it, or centred on it with room for a row that
 * was taken for print */
static gboolean is_next_row(BmBox row, BmBox next)
{
  int shared = MIN(row.x + row.w, next.x + next.w) - MAX(row.x, next.x);
  int gap = next.y - bottom_of(row);
  gboolean is_centred = abs(2 * row.x + row.w - 2 * next.x - next.w) < 2 * px(FOLLOW_MIDDLE_MM);
  return next.y > row.y && 2 * shared >= MIN(row.w, next.w) && next.w <= px(FOLLOW_WIDE_MM) &&
         MAX(row.h, next.h) <= px(FOLLOW_HIGH_MM) &&
         (gap <= px(FOLLOW_GAP_MM) || (is_centred && gap <= px(FOLLOW_ROOM_MM)));
}

/* A stamp without a frame is a block of short rows: where its first rows stand in a header that
 * asks for nothing, those below belong to it. */
static void rows_follow(ByForm *by, BmBox row)
{
  int grow = px(BM_ADDED_GROW_MM);
  if (by->areas.head_end > by->areas.bare_end || row.y + row.h / 2 >= by->areas.bare_end ||
      is_trifle(by, row))
    return;
  for (guint i = 0; i < by->residual->groups->len; i++) { /* from top to bottom */
    BmBox next = g_array_index(by->residual->groups, BmBox, i);
    if (!is_next_row(row, next))
      continue;
    bm_by_form_mask(by, bm_box_grow(bm_box_or(row, next), grow, grow), bm_kind("stamp_corner"));
    row = next;
  }
}

static guint pieces_in(const ByForm *by, BmBox box)
{
  guint count = 0;
  for (guint i = 0; i < by->residual->pieces->len; i++) {
    BmBox piece = g_array_index(by->residual->pieces, BmBox, i);
    count += !bm_box_is_empty(bm_box_and(piece, box)) ? 1 : 0;
  }
  return count;
}

/* writing that runs up or down a side margin: narrow, high, of several pieces */
static gboolean turned_mask(ByForm *by)
{
  g_autoptr(PIX) joined = bm_brick_close(by->residual->ink, px(1.2), px(3.5));
  g_autoptr(BOXA) boxes = joined != NULL ? bm_pieces_boxes(joined, 8) : NULL;
  for (int i = 0; boxes != NULL && i < boxaGetCount(boxes); i++) {
    BmBox box;
    boxaGetBoxGeometry(boxes, i, &box.x, &box.y, &box.w, &box.h);
    gboolean is_margin = box.x + box.w < px(MARGIN_MM) || box.x > by->width - px(MARGIN_MM);
    if (is_margin && box.h > px(TURNED_HIGH_MM) && box.h > 3 * box.w && box.w > px(1.5) &&
        box.w < px(TURNED_WIDE_MM) && pieces_in(by, box) >= TURNED_PIECES)
      bm_by_form_mask(by, bm_box_grow(box, px(2), px(6)), bm_kind("unexplained"));
  }
  return boxes != NULL;
}

/* Lines below all zones are answers or instructions, and nothing asks whose they are. */
static gboolean strays_find(ByForm *by, const BmFormPrint *form, BmAffine to_form, PIX *ink)
{
  bm_zones_keep_strays(form->strays, json_object_get(by->c->form, "zones"));
  int lowest = (int)(by->height * BM_BARE_SHARE);
  for (guint i = 0; i < by->zones->len; i++)
    lowest = MAX(lowest, bottom_of(g_array_index(by->zones, BmZone, i).box));
  by->strays = bm_formprint_strays(form, to_form, by->c->dpi, ink, BM_RESIDUAL_DPI, by->print,
                                   BM_STRAY_FIT, lowest + px(STRAY_DEEP_MM));
  return by->strays != NULL;
}

static gboolean by_form_init(ByForm *by, BmFormPrint *form, BmAffine to_form, GError **error)
{
  BmAffine to_page;
  g_autoptr(PIX) raw = bm_ink_working(by->c->page, by->c->dpi, BM_RESIDUAL_DPI, error);
  if (raw == NULL)
    return FALSE;
  g_autoptr(PIX) ink = bm_ink_without_borders(raw, BM_RESIDUAL_DPI);
  by->print =
      ink != NULL ? bm_formprint_lay(form, to_form, by->c->dpi, ink, BM_RESIDUAL_DPI) : NULL;
  if (by->print == NULL || !bm_affine_invert(to_form, &to_page))
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot compare a page with its form");
  by->width = pixGetWidth(ink);
  by->height = pixGetHeight(ink);
  zones_take(by, to_page);
  g_autoptr(PIX) across = strays_find(by, form, to_form, ink)
                              ? bm_brick_open_comp(by->print, px(RULE_MM), 1)
                              : NULL;
  if (across == NULL)
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot compare a page with its form");
  by->words = pixSubtract(NULL, by->print, across);
  by->parts = bm_zones_without(by->zones, by->strays, px(STRAY_SIDE_MM), px(STRAY_RIM_MM));
  for (guint i = 0; i < by->kept->len; i++) { /* what is kept ends a mask as print does */
    BmBox box = g_array_index(by->kept, BmZone, i).box;
    pixRasterop(by->words, box.x, box.y, box.w, box.h, PIX_SET, NULL, 0, 0);
  }
  by->is_first = bm_item_page_in_work(by->c->item) <= 1;
  by->areas = bm_areas_find(by->print, by->zones, by->is_first);
  by->cells = bm_cells_find_whole(by->print, BM_RESIDUAL_DPI);
  by->lines = bm_answer_lines_find(by->print, by->zones);
  if (by->cells == NULL || by->lines == NULL)
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot find cells and lines of a form");
  by->residual = bm_residual_find(ink, by->print, error);
  return by->residual != NULL;
}

gboolean bm_mask_by_form(const BmMaskCase *c, BmFormPrint *form, BmMaskPlan *plan,
                         GError **error)
{
  g_auto(ByForm) by = {.c = c, .plan = plan};
  BmAffine to_form;
  if (!bm_affine_from_json(bm_item_fact(c->item, "form", "to_form"), &to_form))
    return bm_fail(error, BM_ERROR_INPUT, "page_unreadable", "page '%s' has no map to its form",
                   c->item->id);
  if (!by_form_init(&by, form, to_form, error))
    return FALSE;
  for (guint i = 0; i < by.parts->len; i++) {
    BmZone part = g_array_index(by.parts, BmZone, i);
    bm_by_form_mask(&by, part.box, part.kind);
  }
  strokes_mask(&by);
  for (guint i = 0; i < by.residual->groups->len; i++) {
    group_mask(&by, g_array_index(by.residual->groups, BmBox, i));
    rows_follow(&by, g_array_index(by.residual->groups, BmBox, i));
  }
  if (!turned_mask(&by) || !bm_by_form_apart(&by))
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot look for margins and stamps");
  plan->body_y = (int)lround(bm_areas_body(&by.areas) * c->dpi / BM_RESIDUAL_DPI);
  return TRUE;
}
