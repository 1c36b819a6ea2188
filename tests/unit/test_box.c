/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/box: boxes and affine maps. */
#include "tests/tools/assert_ok.h"

#include "pipeline/box.h"

#include <math.h>

TestSuite(box, .timeout = 10);

Test(box, intersection_of_apart_boxes_is_empty)
{
  cr_expect(bm_box_is_empty(bm_box_and((BmBox){0, 0, 5, 5}, (BmBox){5, 0, 5, 5})));
}

Test(box, union_ignores_an_empty_box)
{
  BmBox box = bm_box_or((BmBox){0, 0, 0, 0}, (BmBox){7, 8, 2, 3});
  cr_expect(box.x == 7 && box.y == 8 && box.w == 2 && box.h == 3);
}

Test(box, an_affine_map_and_its_inverse_cancel)
{
  GRand *dice = g_rand_new_with_seed(7);
  for (int i = 0; i < 1000; i++) {
    double turn = g_rand_double_range(dice, -3.1, 3.1),
           scale = g_rand_double_range(dice, 0.3, 3);
    BmAffine m = {scale * cos(turn), -scale * sin(turn), g_rand_double_range(dice, -99, 99),
                  scale * sin(turn), scale * cos(turn),  g_rand_double_range(dice, -99, 99)};
    BmAffine back;
    cr_assert(bm_affine_invert(m, &back));
    double x = g_rand_double_range(dice, -5000, 5000),
           y = g_rand_double_range(dice, -5000, 5000), u, v;
    bm_affine_point(bm_affine_then(m, back), x, y, &u, &v);
    cr_expect_float_eq(u, x, 1e-6);
    cr_expect_float_eq(v, y, 1e-6);
  }
  g_rand_free(dice);
}

Test(box, a_flat_map_has_no_inverse)
{
  BmAffine back;
  cr_expect_not(bm_affine_invert((BmAffine){1, 2, 0, 2, 4, 0}, &back));
}

Test(box, the_image_of_a_box_holds_all_of_its_corners)
{
  BmAffine m = {0.9, -0.3, 3.7, 0.3, 0.9, -11.2};
  BmBox box = {10, 20, 31, 47}, image = bm_affine_box(m, box);
  for (int corner = 0; corner < 4; corner++) {
    double x, y;
    bm_affine_point(m, box.x + (corner & 1) * box.w, box.y + (corner >> 1) * box.h, &x, &y);
    cr_expect(x >= image.x && x <= image.x + image.w && y >= image.y && y <= image.y + image.h);
  }
}

Test(box, json_brings_back_the_same_box_and_map)
{
  json_t *json = bm_box_to_json((BmBox){1, -2, 3, 4}, "student_name");
  BmBox box;
  cr_assert(bm_box_from_json(json, &box));
  cr_expect(box.x == 1 && box.y == -2 && box.w == 3 && box.h == 4);
  json_decref(json);
  json = bm_affine_to_json((BmAffine){1, 2, 3, 4, 5, 6});
  BmAffine map;
  cr_assert(bm_affine_from_json(json, &map));
  cr_expect(map.a == 1 && map.tx == 3 && map.ty == 6);
  json_decref(json);
}

Test(box, json_of_another_form_is_refused)
{
  json_t *json = json_pack("{s:s}", "x", "1");
  BmBox box;
  BmAffine map;
  cr_expect_not(bm_box_from_json(json, &box));
  cr_expect_not(bm_affine_from_json(json, &map));
  cr_expect_not(bm_affine_from_json(NULL, &map));
  json_decref(json);
}
