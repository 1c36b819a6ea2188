/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From millimetres on a form to pixels of a page. */
#include "stages/mask/zones.h"

#include <math.h>

#include "stages/shared/identity_words.h"

static gboolean zone_numbers(const json_t *zone, double v[4])
{
  static const char *const keys[] = {"x", "y", "w", "h"};
  for (int i = 0; i < 4; i++) {
    const json_t *number = json_object_get(zone, keys[i]);
    if (!json_is_number(number))
      return FALSE;
    v[i] = json_number_value(number);
  }
  return TRUE;
}

static BmBox zone_box(BmAffine to_pixels, const double v[4], int grow)
{
  double x0 = INFINITY, y0 = INFINITY, x1 = -INFINITY, y1 = -INFINITY;
  for (int corner = 0; corner < 4; corner++) {
    double x, y;
    bm_affine_point(to_pixels, v[0] + (corner & 1 ? v[2] : 0), v[1] + (corner & 2 ? v[3] : 0),
                    &x, &y);
    x0 = fmin(x0, x);
    x1 = fmax(x1, x);
    y0 = fmin(y0, y);
    y1 = fmax(y1, y);
  }
  BmBox box = {(int)floor(x0), (int)floor(y0), 0, 0};
  box.w = (int)ceil(x1) - box.x;
  box.h = (int)ceil(y1) - box.y;
  return bm_box_grow(box, grow, grow);
}

static int zone_by_y(gconstpointer p, gconstpointer q)
{
  const BmZone *a = p, *b = q;
  return a->box.y != b->box.y ? a->box.y - b->box.y : a->box.x - b->box.x;
}

GArray *bm_form_zones(const json_t *list, BmAffine to_pixels, int grow, int width, int height)
{
  GArray *zones = g_array_new(FALSE, TRUE, sizeof(BmZone));
  size_t i;
  json_t *one;
  json_array_foreach (list, i, one) {
    double v[4];
    const char *name = json_string_value(json_object_get(one, "kind"));
    const char *kind = name != NULL ? bm_kind(name) : NULL;
    if (!zone_numbers(one, v))
      continue;
    BmZone zone = {.kind = kind != NULL ? kind : bm_kind("unexplained"),
                   .box = bm_box_clip(zone_box(to_pixels, v, grow), width, height)};
    if (!bm_box_is_empty(zone.box))
      g_array_append_val(zones, zone);
  }
  g_array_sort(zones, zone_by_y);
  return zones;
}
