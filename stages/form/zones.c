/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zones from the finder and from what differs between copies. */
#include "stages/form/zones.h"

#include <math.h>

#define FIRST_HEAD_SHARE 0.25 /* identity bands of a page whose body start is unknown */
#define LATER_HEAD_SHARE 0.12
#define FOOT_SHARE 0.08
#define COVERED_SHARE 0.7 /* of an unsettled place inside zones: the rest is its rim */
#define RIM_MM 0.6
#define PLACE_LEAST_MM 2.0 /* smaller ones are a registration's rim */

static void zone_add(BmForm *form, double x, double y, double w, double h, const char *kind)
{
  double left = CLAMP(x, 0, form->width_mm), right = CLAMP(x + w, 0, form->width_mm);
  double top = CLAMP(y, 0, form->height_mm), bottom = CLAMP(y + h, 0, form->height_mm);
  if (right <= left || bottom <= top)
    return;
  /* hundredths, so that the same zone is the same text in every file */
  BmFormZone zone = {round(left * 100) / 100, round(top * 100) / 100,
                     round((right - left) * 100) / 100, round((bottom - top) * 100) / 100, ""};
  g_strlcpy(zone.kind, kind, sizeof zone.kind);
  g_array_append_val(form->zones, zone);
}

static void zone_add_px(BmForm *form, BmBox box, double dpi, const char *kind)
{
  zone_add(form, bm_mm(box.x, dpi), bm_mm(box.y, dpi), bm_mm(box.w, dpi), bm_mm(box.h, dpi),
           kind);
}

static BmBox zone_px(const BmFormZone *zone)
{
  double px = BM_FORM_DPI / BM_MM_PER_INCH;
  int left = (int)floor((zone->x - RIM_MM) * px), top = (int)floor((zone->y - RIM_MM) * px);
  int right = (int)ceil((zone->x + zone->w + RIM_MM) * px);
  int bottom = (int)ceil((zone->y + zone->h + RIM_MM) * px);
  return (BmBox){left, top, right - left, bottom - top};
}

/* An image of the zones, by which many of them can cover one place together. */
static PIX *zones_image(const BmForm *form)
{
  PIX *image = pixCreateTemplate(form->print->clean);
  if (image == NULL)
    return NULL;
  for (guint i = 0; i < form->zones->len; i++) {
    BmBox box = zone_px(&g_array_index(form->zones, BmFormZone, i));
    pixRasterop(image, box.x, box.y, box.w, box.h, PIX_SET, NULL, 0, 0);
  }
  return image;
}

static gboolean is_covered(PIX *zones, BmBox place)
{
  g_autoptr(BOX) box = boxCreate(place.x, place.y, place.w, place.h);
  int count = 0;
  if (zones == NULL || pixCountPixelsInRect(zones, box, &count, NULL) != 0)
    return FALSE;
  return count >= COVERED_SHARE * (double)bm_box_area(place);
}

static void band_unsettled(BmForm *form, double top_mm, double bottom_mm, PIX *zones)
{
  BmBox band = {0, bm_px(top_mm, BM_FORM_DPI), pixGetWidth(form->print->clean),
                bm_px(bottom_mm - top_mm, BM_FORM_DPI)};
  g_autoptr(GArray) places = bm_print_unsettled(form->print, band);
  for (guint i = 0; i < places->len; i++) {
    BmBox place = g_array_index(places, BmBox, i);
    gboolean is_rim = bm_mm(place.w, BM_FORM_DPI) < PLACE_LEAST_MM ||
                      bm_mm(place.h, BM_FORM_DPI) < PLACE_LEAST_MM;
    if (is_rim || is_covered(zones, place))
      continue;
    zone_add_px(form, place, BM_FORM_DPI, "unexplained");
    bm_form_doubt(form, "form_unexplained_ink");
  }
}

void bm_zones_unsettled(BmForm *form, double body_mm)
{
  double head = body_mm;
  if (head < 0)
    head = (form->page_in_work == 1 ? FIRST_HEAD_SHARE : LATER_HEAD_SHARE) * form->height_mm;
  g_autoptr(PIX) zones = zones_image(form);
  band_unsettled(form, 0, head, zones);
  band_unsettled(form, MAX(head, (1 - FOOT_SHARE) * form->height_mm), form->height_mm, zones);
}

static void labels_judge(BmForm *form, const BmIdentity *identity)
{
  guint n_hidden = 0;
  for (guint i = 0; i < identity->labels->len; i++) {
    const BmLabel *label = &g_array_index(identity->labels, BmLabel, i);
    if (label->is_kept)
      continue;
    n_hidden++;
    if (label->shape == BM_FIELD_NONE)
      bm_form_doubt(form, "form_label_without_field");
  }
  if (n_hidden == 0)
    bm_form_doubt(form, "form_no_identity");
  if (identity->flags->len > 0)
    bm_form_doubt(form, "form_flagged");
  if (identity->body_y < 0)
    bm_form_doubt(form, "form_body_unknown");
}

gboolean bm_zones_propose(BmForm *form, const BmZoneRules *rules, GError **error)
{
  double dpi = pixGetXRes(form->picture);
  BmIdentityHints hints = {.roster = rules->roster,
                           .policy = rules->policy,
                           .page_in_work = form->page_in_work,
                           .is_clean_form = TRUE,
                           .turn_sure = TRUE};
  g_autoptr(BmIdentity) identity = NULL;
  if (!bm_identity_find(form->picture, dpi, &hints, &identity, error))
    return FALSE;
  g_array_set_size(form->zones, 0);
  g_ptr_array_set_size(form->doubts, 0);
  for (guint i = 0; i < identity->zones->len; i++) {
    const BmZone *zone = &g_array_index(identity->zones, BmZone, i);
    zone_add_px(form, zone->box, dpi, zone->kind);
  }
  labels_judge(form, identity);
  bm_zones_unsettled(form, identity->body_y < 0 ? -1 : bm_mm(identity->body_y, dpi));
  return TRUE;
}
