/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Boxes and affine maps, the geometry that stages hand to each other. */
#pragma once
#include <glib.h>
#include <jansson.h>

/* Half-open [x, x + w) × [y, y + h), origin top left; pixels unless a name says mm. */
typedef struct BmBox {
  int x, y, w, h;
} BmBox;

/* X = a·x + b·y + tx, Y = c·x + d·y + ty; written as [a, b, tx, c, d, ty] in JSON. */
typedef struct BmAffine {
  double a, b, tx, c, d, ty;
} BmAffine;

gboolean bm_box_is_empty(BmBox box);
BmBox bm_box_and(BmBox p, BmBox q); /* intersection, empty box when there is none */
BmBox bm_box_or(BmBox p, BmBox q);  /* smallest box around both; empty ones are ignored */
BmBox bm_box_grow(BmBox box, int dx, int dy); /* dx, dy pixels on each side, may be negative */
BmBox bm_box_clip(BmBox box, int width, int height);
gint64 bm_box_area(BmBox box);

BmAffine bm_affine_identity(void);
BmAffine bm_affine_then(BmAffine first, BmAffine second); /* second ∘ first */
gboolean bm_affine_invert(BmAffine m, BmAffine *ret);     /* FALSE when singular */
void bm_affine_point(BmAffine m, double x, double y, double *ret_x, double *ret_y);
BmBox bm_affine_box(BmAffine m, BmBox box); /* box around the image of @box, rounded outwards */

json_t *bm_affine_to_json(BmAffine m);                           /* new reference */
gboolean bm_affine_from_json(const json_t *json, BmAffine *ret); /* FALSE: not six numbers */
json_t *bm_box_to_json(BmBox box, const char *kind); /* {"x","y","w","h"[,"kind"]}, new */
gboolean bm_box_from_json(const json_t *json, BmBox *ret);
