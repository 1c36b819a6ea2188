/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From millimetres on a form to pixels of a page, and what of zones is painted there. */
#include "stages/mask/zones.h"

#include <math.h>

#include "stages/shared/identity_words.h"
#include "stages/shared/page.h"

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

static void part_add(GArray *parts, BmZone zone, int left, int top, int right, int bottom)
{
  zone.box = (BmBox){left, top, right - left, bottom - top};
  if (right > left && bottom > top)
    g_array_append_val(parts, zone);
}

/* what is left of each part around a line */
static GArray *parts_around(const GArray *parts, BmBox line)
{
  GArray *left = g_array_new(FALSE, FALSE, sizeof(BmZone));
  for (guint i = 0; i < parts->len; i++) {
    BmZone part = g_array_index(parts, BmZone, i);
    BmBox box = part.box, cut = bm_box_and(box, line);
    if (bm_box_is_empty(cut)) {
      g_array_append_val(left, part);
      continue;
    }
    int right = box.x + box.w, bottom = box.y + box.h;
    int cut_right = cut.x + cut.w, cut_bottom = cut.y + cut.h;
    part_add(left, part, box.x, box.y, right, cut.y);
    part_add(left, part, box.x, cut.y, cut.x, cut_bottom);
    part_add(left, part, cut_right, cut.y, right, cut_bottom);
    part_add(left, part, box.x, cut_bottom, right, bottom);
  }
  return left;
}

GArray *bm_zones_without(const GArray *zones, const GArray *lines, int side, int rim)
{
  GArray *parts = g_array_new(FALSE, FALSE, sizeof(BmZone));
  g_array_append_vals(parts, zones->data, zones->len);
  for (guint i = 0; i < lines->len; i++) {
    GArray *rest = parts_around(parts, bm_box_grow(g_array_index(lines, BmBox, i), side, rim));
    g_array_unref(parts);
    parts = rest;
  }
  return parts;
}

static gboolean stands_in(const GArray *zones, const BmStray *stray, double y_mm)
{
  gint64 shared = 0;
  BmBox line = {bm_px(stray->x, BM_FORMPRINT_DPI), bm_px(y_mm, BM_FORMPRINT_DPI),
                pixGetWidth(stray->bits), pixGetHeight(stray->bits)};
  for (guint i = 0; i < zones->len; i++)
    shared += bm_box_area(bm_box_and(g_array_index(zones, BmZone, i).box, line));
  return shared * 10 >= bm_box_area(line) * 9;
}

void bm_zones_keep_strays(GPtrArray *strays, const json_t *list)
{
  if (strays == NULL)
    return;
  double scale = BM_FORMPRINT_DPI / BM_MM_PER_INCH;
  g_autoptr(GArray) zones =
      bm_form_zones(list, (BmAffine){scale, 0, 0, 0, scale, 0}, 0, G_MAXINT / 4, G_MAXINT / 4);
  for (guint i = strays->len; i-- > 0;) {
    const BmStray *stray = g_ptr_array_index(strays, i);
    if (stands_in(zones, stray, stray->low) && stands_in(zones, stray, stray->high))
      g_ptr_array_remove_index(strays, i);
  }
}
