/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of stage form: features, votes, groups, tiles, print, zones, model files. */
#include "stages/form/group.h"
#include "stages/form/known.h"
#include "stages/form/zones.h"
#include "tests/stages/test_form_draw.h"
#include "tests/tools/assert_ok.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>

static const Copy copies[] = {
    {.pupil = 1},
    {.pupil = 2, .dx = 2.0, .dy = -1.5, .turn_deg = 0.15},
    {.pupil = 3, .dx = -3.0, .dy = 4.0, .turn_deg = -0.2, .scale = 1.004},
    {.pupil = 4, .dx = 1.0, .dy = 2.5, .turn_deg = 0.1, .scale = 0.997},
};

static BmFeatures *features_of(const Copy *copy)
{
  g_autoptr(PIX) page = draw_copy(copy);
  BmFeatures *features = bm_features_find(page);
  cr_assert_not_null(features);
  return features;
}

/* mm on a copy → mm on the drawing */
static BmAffine true_map(const Copy *copy)
{
  double mm = BM_MM_PER_INCH / BM_FORM_DPI;
  BmAffine map = draw_map(copy), back;
  map.tx *= mm;
  map.ty *= mm;
  bm_affine_invert(map, &back);
  return back;
}

/* Largest distance in mm between two maps over the heading of the form. */
static double map_error(BmAffine found, BmAffine wanted, const Copy *copy)
{
  double worst = 0, mm = BM_MM_PER_INCH / BM_FORM_DPI;
  static const double drawn[][2] = {{120, 110}, {900, 110}, {120, 460}, {940, 400}};
  for (guint i = 0; i < G_N_ELEMENTS(drawn); i++) {
    double x, y, fx, fy, wx, wy;
    bm_affine_point(draw_map(copy), drawn[i][0], drawn[i][1], &x, &y);
    bm_affine_point(found, x * mm, y * mm, &fx, &fy);
    bm_affine_point(wanted, x * mm, y * mm, &wx, &wy);
    worst = MAX(worst, hypot(fx - wx, fy - wy));
  }
  return worst;
}

TestSuite(form_features, .timeout = 60);

Test(form_features, rules_and_words_are_told_apart)
{
  g_autoptr(BmFeatures) features = features_of(&copies[0]);
  guint n[3] = {0};
  for (guint i = 0; i < features->list->len; i++)
    n[g_array_index(features->list, BmFeature, i).kind]++;
  cr_expect_geq(n[BM_FEATURE_WORD], 25);
  cr_expect_geq(n[BM_FEATURE_HRULE], 6, "%u", n[BM_FEATURE_HRULE]);
  cr_expect_geq(n[BM_FEATURE_VRULE], 40, "%u", n[BM_FEATURE_VRULE]);
  cr_expect_float_eq(features->width_mm, 210, 0.1);
  cr_expect_eq(features->ruling, BM_RULING_PLAIN);
}

Test(form_features, squared_paper_is_seen)
{
  g_autoptr(PIX) page = pixCreate(DRAW_W, DRAW_H, 1);
  for (int at = 20; at < DRAW_H; at += 30) {
    pixRenderLine(page, 0, at, DRAW_W, at, 1, L_SET_PIXELS);
    if (at < DRAW_W)
      pixRenderLine(page, at, 0, at, DRAW_H, 1, L_SET_PIXELS);
  }
  draw_body(page, 3);
  g_autoptr(BmFeatures) squared = bm_features_find(page);
  cr_expect_eq(squared->ruling, BM_RULING_SQUARED);
}

TestSuite(form_vote, .timeout = 120);

Test(form_vote, copies_of_one_form_register_within_a_third_of_a_millimetre)
{
  g_autoptr(BmFeatures) form = features_of(&copies[0]);
  for (guint i = 1; i < G_N_ELEMENTS(copies); i++) {
    g_autoptr(BmFeatures) page = features_of(&copies[i]);
    BmVote vote = bm_vote_compare(form, page, TRUE);
    cr_expect_geq(vote.score, 8, "copy %u: %.1f", i, vote.score);
    cr_expect_not(vote.turned);
    double off = map_error(vote.map, true_map(&copies[i]), &copies[i]);
    cr_expect_lt(off, 0.33, "copy %u is %.2f mm off", i, off);
  }
}

Test(form_vote, an_upside_down_copy_is_recognised)
{
  Copy copy = copies[1];
  copy.turned = TRUE;
  g_autoptr(BmFeatures) form = features_of(&copies[0]);
  g_autoptr(BmFeatures) page = features_of(&copy);
  BmVote vote = bm_vote_compare(form, page, TRUE);
  cr_expect(vote.turned);
  cr_expect_lt(map_error(vote.map, true_map(&copy), &copy), 0.33);
}

Test(form_vote, other_forms_and_handwriting_get_few_votes)
{
  g_autoptr(BmFeatures) form = features_of(&copies[0]);
  for (guint layout = 1; layout <= 2; layout++) {
    Copy other = {.layout = layout, .pupil = 9, .dx = 1};
    g_autoptr(BmFeatures) page = features_of(&other);
    BmVote vote = bm_vote_compare(form, page, TRUE);
    cr_expect(vote.score < 4 || vote.words < 2, "layout %u: %.1f, words %.1f", layout,
              vote.score, vote.words);
  }
}

TestSuite(form_group, .timeout = 10);

Test(form_group, one_false_likeness_does_not_chain_groups)
{
  enum { N = 6 };
  double like[N * N] = {0};
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++)
      like[i * N + j] = (i < 3) == (j < 3) ? 10 : 0.5;
  like[2 * N + 3] = like[3 * N + 2] = 9;
  g_autofree guint *group = bm_group_link(like, N, 4);
  static const guint wanted[N] = {0, 0, 0, 1, 1, 1};
  cr_expect_arr_eq(group, wanted, sizeof wanted);
}

TestSuite(form_tiles, .timeout = 120);

Test(form_tiles, right_place_passes_and_a_slip_fails)
{
  g_autoptr(PIX) page = draw_copy(&copies[0]);
  g_autoptr(PIX) reach = bm_tiles_reach(page);
  g_autoptr(BmTiles) tiles = bm_tiles_new(page);
  BmAffine map = bm_affine_identity();
  cr_expect(bm_tiles_check(tiles, reach, map).ok);
  map.ty = 1.5;
  cr_expect_not(bm_tiles_check(tiles, reach, map).ok);
  map.ty = 11.85; /* one row of cells */
  cr_expect_not(bm_tiles_check(tiles, reach, map).ok);
}

Test(form_tiles, a_map_one_millimetre_off_is_brought_back)
{
  g_autoptr(PIX) page = draw_copy(&copies[0]);
  g_autoptr(PIX) reach = bm_tiles_reach(page);
  g_autoptr(BmTiles) tiles = bm_tiles_new(page);
  BmAffine off = {1, 0, 0.9, 0, 1, -0.8};
  BmAffine found = bm_tiles_refine(tiles, reach, off);
  cr_expect_lt(map_error(found, bm_affine_identity(), &copies[0]), 0.2);
}

TestSuite(form_print, .timeout = 120);

/* Print of the first @n copies, laid on the drawing by their true maps. */
static BmPrint *print_of_copies(guint n)
{
  BmPrint *print = bm_print_new(DRAW_W, DRAW_H);
  for (int pass = 0; pass < 2; pass++) {
    for (guint i = 0; i < n; i++) {
      g_autoptr(PIX) page = draw_copy(&copies[i]);
      g_autoptr(PIX) warped = bm_print_warp(page, true_map(&copies[i]), DRAW_W, DRAW_H);
      cr_assert(pass == 0 ? bm_print_add(print, warped) : bm_print_vary(print, warped));
    }
    if (pass == 0)
      cr_assert(bm_print_decide(print, bm_print_quorum(n)));
  }
  return print;
}

static int ink_in(PIX *image, int x, int y, int w, int h)
{
  g_autoptr(BOX) box = boxCreate(x, y, w, h);
  int count = 0;
  pixCountPixelsInRect(image, box, &count, NULL);
  return count;
}

Test(form_print, what_all_copies_share_stays_and_handwriting_goes)
{
  g_autoptr(BmPrint) print = print_of_copies(4);
  Copy first = copies[0];
  g_autoptr(PIX) page = draw_copy(&first);
  int label = ink_in(page, 120, 235, 160, 40), left = ink_in(print->clean, 120, 235, 160, 40);
  cr_expect_geq(left, 0.85 * label, "%d of %d pixels of a label left", left, label);
  int hand = ink_in(page, 100, 600, 1100, 900),
      ghost = ink_in(print->clean, 100, 600, 1100, 900);
  cr_expect_leq(ghost, 0.01 * hand, "%d of %d pixels of handwriting left", ghost, hand);
}

Test(form_print, a_copy_taken_out_leaves_the_print_of_the_others)
{
  g_autoptr(BmPrint) four = print_of_copies(4);
  g_autoptr(BmPrint) three = print_of_copies(3);
  g_autoptr(PIX) page = draw_copy(&copies[3]);
  g_autoptr(PIX) warped = bm_print_warp(page, true_map(&copies[3]), DRAW_W, DRAW_H);
  g_autoptr(BmPrint) rest = bm_print_without(four, warped);
  int same = 0;
  pixEqual(rest->clean, three->clean, &same);
  cr_expect(same);
}

TestSuite(form_zones, .timeout = 120);

static BmForm *form_of_copies(void)
{
  BmForm *form = bm_form_new("form01", FALSE);
  form->width_mm = bm_mm(DRAW_W, BM_FORM_DPI);
  form->height_mm = bm_mm(DRAW_H, BM_FORM_DPI);
  form->head_mm = 80;
  form->page_in_work = 1;
  form->print = print_of_copies(4);
  cr_assert(bm_form_prepare(form));
  return form;
}

static gboolean has_zone_at(const BmForm *form, double x_px, double y_px)
{
  double x = bm_mm(x_px, BM_FORM_DPI), y = bm_mm(y_px, BM_FORM_DPI);
  for (guint i = 0; i < form->zones->len; i++) {
    const BmFormZone *zone = &g_array_index(form->zones, BmFormZone, i);
    if (x >= zone->x && x < zone->x + zone->w && y >= zone->y && y < zone->y + zone->h)
      return TRUE;
  }
  return FALSE;
}

Test(form_zones, places_where_copies_differ_are_proposed_as_unexplained)
{
  g_autoptr(BmForm) form = form_of_copies();
  bm_zones_unsettled(form, NULL, 85);
  for (int i = 0; i < 3; i++)
    cr_expect(has_zone_at(form, 450, 245 + 70 * i), "row %d", i);
  cr_expect_not(has_zone_at(form, 180, 250), "a label is covered");
  cr_expect_eq(form->doubts->len, 1);
}

Test(form_zones, a_place_around_a_heading_does_not_cover_it)
{
  g_autoptr(BmPrint) print = print_of_copies(4);
  static const BmBox ring[] = {
      {100, 90, 900, 16}, {100, 90, 16, 300}, {984, 90, 16, 300}, {100, 374, 900, 16}};
  for (guint i = 0; i < G_N_ELEMENTS(ring); i++)
    for (int y = ring[i].y; y < ring[i].y + ring[i].h; y++)
      for (int x = ring[i].x; x < ring[i].x + ring[i].w; x++)
        pixSetPixel(print->varied, x, y, 4);
  g_autoptr(GArray) places = bm_print_unsettled(print, NULL, (BmBox){0, 80, 1240, 330});
  int covered = 0;
  for (guint i = 0; i < places->len; i++) {
    BmBox place = g_array_index(places, BmBox, i);
    covered += (int)bm_box_area(bm_box_and(place, (BmBox){120, 110, 860, 80}));
  }
  cr_expect_geq(places->len, 4);
  cr_expect_leq(covered, 8000, "%d pixels of the heading are covered", covered);
}

Test(form_zones, the_body_is_left_alone)
{
  g_autoptr(BmForm) form = form_of_copies();
  bm_zones_unsettled(form, NULL, 85);
  cr_expect_not(has_zone_at(form, 300, 800));
  cr_expect_not(has_zone_at(form, 300, 1160));
}

Test(form_zones, differences_inside_a_zone_or_a_kept_field_are_explained)
{
  g_autoptr(BmForm) form = form_of_copies();
  g_autoptr(GArray) kept = g_array_new(FALSE, FALSE, sizeof(BmFormZone));
  BmFormZone field = {50, 36, 110, 21.5, "student_name"}, open = {50, 58, 110, 14, "subject"};
  g_array_append_val(form->zones, field);
  g_array_append_val(kept, open);
  bm_zones_unsettled(form, kept, 85);
  cr_expect_eq(form->zones->len, 1);
  cr_expect_eq(form->doubts->len, 0);
}

TestSuite(form_known, .timeout = 120);

Test(form_known, a_model_file_brings_the_form_back)
{
  g_autofree char *folder = g_dir_make_tmp("bm-form-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(folder, "model.json", NULL);
  g_autoptr(BmForm) form = form_of_copies();
  g_autoptr(GError) error = NULL;
  assert_ok(bm_form_save(form, path, &error), error);
  json_t *record =
      json_pack("{s:s,s:s,s:i,s:s,s:s,s:[{s:f,s:f,s:f,s:f,s:s}]}", "id", "form01", "kind",
                "form", "version", 3, "state", "confirmed", "model", path, "zones", "x", 10.0,
                "y", 20.0, "w", 30.0, "h", 5.0, "kind", "student_name");
  g_autoptr(BmForm) again = bm_form_load(record);
  cr_assert_not_null(again);
  int same = 0;
  pixEqual(form->print->clean, again->print->clean, &same);
  cr_expect(same);
  cr_expect(again->is_confirmed);
  cr_expect_eq(again->version, 3);
  cr_expect_eq(again->zones->len, 1);
  cr_expect_eq(bm_tiles_count(again->tiles), bm_tiles_count(form->tiles));
  json_decref(record);
  g_remove(path);
  g_rmdir(folder);
}

Test(form_known, a_damaged_model_is_no_form)
{
  g_autofree char *folder = g_dir_make_tmp("bm-form-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(folder, "model.json", NULL);
  g_file_set_contents(path, "{\"format\": 1, \"copies\": 3, \"count\": \"AAAA\"}", -1, NULL);
  json_t *record = json_pack("{s:s,s:s,s:s}", "id", "form01", "kind", "form", "model", path);
  cr_expect_null(bm_form_load(record));
  json_decref(record);
  g_remove(path);
  g_rmdir(folder);
}
