/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is masked on a form wherever it stands, and how a mask is set. */
#include "stages/mask/byform_part.h"
#include "stages/mask/stamps.h"
#include "stages/mask/tail.h"
#include "stages/shared/identity_words.h"
#include "stages/shared/page.h"

#define CELLS_LEAST 4U

static int px(double mm)
{
  return bm_px(mm, BM_RESIDUAL_DPI);
}

void bm_by_form_mask(ByForm *by, BmBox box, const char *kind)
{
  double scale = by->c->dpi / BM_RESIDUAL_DPI;
  bm_mask_plan_add(by->plan, bm_affine_box((BmAffine){scale, 0, 0, 0, scale, 0}, box), kind,
                   by->c->page);
}

static gboolean column_has_print(PIX *words, int x, int top, int bottom)
{
  for (int y = top; y < bottom; y++) {
    l_uint32 value = 0;
    if (pixGetPixel(words, x, y, &value) == 0 && value != 0)
      return TRUE;
  }
  return FALSE;
}

BmBox bm_by_form_spread(const ByForm *by, BmBox box)
{
  int left = MAX(box.x, 0), right = MIN(box.x + box.w, by->width);
  BmBox side = bm_areas_side(&by->areas, box, by->width);
  int top = MAX(box.y, 0), bottom = MIN(box.y + box.h, by->height);
  while (left > MAX(side.x, 0) && !column_has_print(by->words, left - 1, top, bottom))
    left--;
  while (right < MIN(side.x + side.w, by->width) &&
         !column_has_print(by->words, right, top, bottom))
    right++;
  return (BmBox){left, top, right - left, bottom - top};
}

static void seals_add(ByForm *by)
{
  gboolean is_sure = TRUE;
  g_autoptr(GArray) discs = bm_identity_seals(by->residual->ink, BM_RESIDUAL_DPI, &is_sure);
  for (guint i = 0; i < discs->len; i++) {
    BmZone disc = g_array_index(discs, BmZone, i);
    bm_by_form_mask(by, disc.box, disc.kind);
  }
  if (!is_sure)
    g_ptr_array_add(by->plan->flags, (gpointer)g_intern_string("seal_found"));
}

static gboolean stamps_add(ByForm *by)
{
  g_autoptr(GArray) stamps = bm_stamps_find(by->residual, by->print);
  for (guint i = 0; stamps != NULL && i < stamps->len; i++) {
    BmBox box = g_array_index(stamps, BmBox, i);
    bm_by_form_mask(by, bm_box_grow(box, px(BM_ADDED_GROW_MM), px(BM_ADDED_GROW_MM)),
                    bm_kind("stamp_corner"));
  }
  return stamps != NULL;
}

/* where no tail is looked for: zones, kept fields, cells, and print of this copy alone. Answers
 * that a person drew on the form are none: on single copies names stand among them. */
static GArray *explained_places(const ByForm *by)
{
  GArray *places = g_array_new(FALSE, FALSE, sizeof(BmBox));
  const GArray *zones[] = {by->zones, by->kept};
  for (guint k = 0; k < G_N_ELEMENTS(zones); k++)
    for (guint i = 0; i < zones[k]->len; i++)
      g_array_append_val(places, g_array_index(zones[k], BmZone, i).box);
  g_array_append_vals(places, by->cells->data, by->cells->len);
  g_array_append_vals(places, by->strays->data, by->strays->len);
  return places;
}

/* A name that nobody asked for may stand below the answers; so may the last of them. */
static void tail_add(ByForm *by)
{
  g_autoptr(GArray) places = explained_places(by);
  g_autoptr(GArray) tail =
      bm_tail_find(by->residual, by->print, by->words, &by->areas, by->zones, places);
  for (guint i = 0; i < tail->len; i++) {
    BmBox box = g_array_index(tail, BmBox, i);
    bm_by_form_mask(
        by, bm_by_form_spread(by, bm_box_grow(box, px(BM_ADDED_GROW_MM), px(BM_ADDED_GROW_MM))),
        bm_kind("unexplained"));
  }
  if (tail->len > 0)
    g_ptr_array_add(by->plan->flags, (gpointer)g_intern_string("tail_ink"));
}

/* Letters in a block of printed cells are as dense as a square code. */
static gboolean is_block_of_cells(const ByForm *by, BmBox code)
{
  guint count = 0;
  double scale = BM_RESIDUAL_DPI / by->c->dpi;
  BmBox box = bm_affine_box((BmAffine){scale, 0, 0, 0, scale, 0}, code);
  for (guint i = 0; i < by->cells->len; i++) {
    BmBox cell = g_array_index(by->cells, BmBox, i);
    count += 5 * bm_box_area(bm_box_and(cell, box)) > bm_box_area(cell) ? 1 : 0;
  }
  return count >= CELLS_LEAST;
}

static void codes_add(ByForm *by)
{
  g_autoptr(GArray) codes = bm_identity_codes(by->c->page, by->c->dpi);
  for (guint i = 0; i < codes->len; i++) {
    BmZone code = g_array_index(codes, BmZone, i);
    if (is_block_of_cells(by, code.box))
      continue;
    bm_mask_plan_add(by->plan, code.box, code.kind, by->c->page);
  }
}

gboolean bm_by_form_apart(ByForm *by)
{
  if (!stamps_add(by))
    return FALSE;
  tail_add(by);
  codes_add(by);
  seals_add(by);
  return TRUE;
}
