/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Boxes and affine maps. */
#include "pipeline/box.h"

#include <math.h>

gboolean bm_box_is_empty(BmBox box)
{
  return box.w <= 0 || box.h <= 0;
}

BmBox bm_box_and(BmBox p, BmBox q)
{
  int x = MAX(p.x, q.x), y = MAX(p.y, q.y);
  BmBox both = {x, y, MIN(p.x + p.w, q.x + q.w) - x, MIN(p.y + p.h, q.y + q.h) - y};
  return bm_box_is_empty(both) ? (BmBox){0, 0, 0, 0} : both;
}

BmBox bm_box_or(BmBox p, BmBox q)
{
  if (bm_box_is_empty(p))
    return q;
  if (bm_box_is_empty(q))
    return p;
  int x = MIN(p.x, q.x), y = MIN(p.y, q.y);
  return (BmBox){x, y, MAX(p.x + p.w, q.x + q.w) - x, MAX(p.y + p.h, q.y + q.h) - y};
}

BmBox bm_box_grow(BmBox box, int dx, int dy)
{
  return (BmBox){box.x - dx, box.y - dy, box.w + 2 * dx, box.h + 2 * dy};
}

BmBox bm_box_clip(BmBox box, int width, int height)
{
  return bm_box_and(box, (BmBox){0, 0, width, height});
}

gint64 bm_box_area(BmBox box)
{
  return bm_box_is_empty(box) ? 0 : (gint64)box.w * box.h;
}

BmAffine bm_affine_identity(void)
{
  return (BmAffine){1, 0, 0, 0, 1, 0};
}

BmAffine bm_affine_then(BmAffine first, BmAffine second)
{
  return (BmAffine){
      .a = second.a * first.a + second.b * first.c,
      .b = second.a * first.b + second.b * first.d,
      .tx = second.a * first.tx + second.b * first.ty + second.tx,
      .c = second.c * first.a + second.d * first.c,
      .d = second.c * first.b + second.d * first.d,
      .ty = second.c * first.tx + second.d * first.ty + second.ty,
  };
}

gboolean bm_affine_invert(BmAffine m, BmAffine *ret)
{
  double det = m.a * m.d - m.b * m.c;
  if (!isfinite(det) || fabs(det) < 1e-12)
    return FALSE;
  double a = m.d / det, b = -m.b / det, c = -m.c / det, d = m.a / det;
  *ret = (BmAffine){a, b, -(a * m.tx + b * m.ty), c, d, -(c * m.tx + d * m.ty)};
  return TRUE;
}

void bm_affine_point(BmAffine m, double x, double y, double *ret_x, double *ret_y)
{
  *ret_x = m.a * x + m.b * y + m.tx;
  *ret_y = m.c * x + m.d * y + m.ty;
}

BmBox bm_affine_box(BmAffine m, BmBox box)
{
  double x0 = INFINITY, y0 = INFINITY, x1 = -INFINITY, y1 = -INFINITY;
  for (int corner = 0; corner < 4; corner++) {
    double x, y;
    bm_affine_point(m, box.x + (corner & 1 ? box.w : 0), box.y + (corner & 2 ? box.h : 0), &x,
                    &y);
    x0 = fmin(x0, x);
    x1 = fmax(x1, x);
    y0 = fmin(y0, y);
    y1 = fmax(y1, y);
  }
  /* a corner at 9.9999999 is a corner at 10: rounding outwards must not add a pixel for noise
   */
  const double eps = 1e-6;
  int left = (int)floor(x0 + eps), top = (int)floor(y0 + eps);
  return (BmBox){left, top, (int)ceil(x1 - eps) - left, (int)ceil(y1 - eps) - top};
}

json_t *bm_affine_to_json(BmAffine m)
{
  return json_pack("[f,f,f,f,f,f]", m.a, m.b, m.tx, m.c, m.d, m.ty);
}

gboolean bm_affine_from_json(const json_t *json, BmAffine *ret)
{
  double v[6];
  if (!json_is_array(json) || json_array_size(json) != 6)
    return FALSE;
  for (size_t i = 0; i < 6; i++) {
    const json_t *number = json_array_get(json, i);
    if (!json_is_number(number))
      return FALSE;
    v[i] = json_number_value(number);
  }
  *ret = (BmAffine){v[0], v[1], v[2], v[3], v[4], v[5]};
  return TRUE;
}

json_t *bm_box_to_json(BmBox box, const char *kind)
{
  json_t *json = json_pack("{s:i,s:i,s:i,s:i}", "x", box.x, "y", box.y, "w", box.w, "h", box.h);
  if (kind != NULL)
    json_object_set_new(json, "kind", json_string(kind));
  return json;
}

gboolean bm_box_from_json(const json_t *json, BmBox *ret)
{
  static const char *const keys[] = {"x", "y", "w", "h"};
  int v[4];
  for (int i = 0; i < 4; i++) {
    const json_t *number = json_object_get(json, keys[i]);
    if (!json_is_number(number))
      return FALSE;
    double value = json_number_value(number);
    if (!isfinite(value) || fabs(value) > 1e8)
      return FALSE;
    v[i] = (int)lround(value);
  }
  *ret = (BmBox){v[0], v[1], v[2], v[3]};
  return TRUE;
}
