/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stage form as the engine runs it: copies of two forms and hand-written sheets in one job. */
#include "tests/stages/form_round.h"

#include <criterion/criterion.h>
#include <string.h>

#define IDS 12

TestSuite(form_round, .timeout = 300);

Test(form_round, pages_of_a_form_meet_and_handwriting_is_a_sheet)
{
  g_auto(World) world;
  world_init(&world);
  world_fill(&world, 0, G_N_ELEMENTS(round_copies));
  world_add(&world, "f000001.p0012", NULL);
  g_autoptr(json_t) outcome = world_run(&world, "a");
  cr_expect_eq(json_array_size(json_object_get(outcome, "emits")), IDS);
  for (guint page = 2; page <= 4; page++)
    cr_expect_str_eq(form_of(outcome, page), form_of(outcome, 1), "page %u", page);
  for (guint page = 6; page <= 8; page++)
    cr_expect_str_eq(form_of(outcome, page), form_of(outcome, 5), "page %u", page);
  cr_expect_str_neq(form_of(outcome, 1), form_of(outcome, 5));
  cr_expect(g_str_has_prefix(form_of(outcome, 1), "form"));
  for (guint page = 9; page <= 11; page++)
    cr_expect(g_str_has_prefix(form_of(outcome, page), "sheet"), "page %u", page);
  cr_expect_str_eq(json_string_value(fact_of(outcome, "f000001.p0007", "held_for")),
                   "turn_doubtful");
  cr_expect(json_is_null(fact_of(outcome, "f000001.p0006", "held_for")));
  json_t *doubt = json_array_get(json_object_get(outcome, "doubts"), 0);
  cr_assert_eq(json_array_size(json_object_get(outcome, "doubts")), 1);
  cr_expect_str_eq(json_string_value(json_object_get(doubt, "reason")), "page_unreadable");
}

Test(form_round, to_form_leads_the_same_print_to_the_same_place)
{
  g_auto(World) world;
  world_init(&world);
  world_fill(&world, 0, 4);
  g_autoptr(json_t) outcome = world_run(&world, "a");
  static const double drawn[][2] = {{120, 110}, {940, 400}, {120, 460}, {400, 1690}};
  for (guint k = 0; k < G_N_ELEMENTS(drawn); k++) {
    double first_x = 0, first_y = 0;
    for (guint i = 0; i < 4; i++) {
      g_autofree char *id = g_strdup_printf("f000001.p%04u", i + 1);
      BmAffine to_form;
      double x, y;
      cr_assert(bm_affine_from_json(fact_of(outcome, id, "to_form"), &to_form));
      bm_affine_point(draw_map(&round_copies[i]), drawn[k][0], drawn[k][1], &x, &y);
      bm_affine_point(to_form, x, y, &x, &y);
      first_x = i == 0 ? x : first_x;
      first_y = i == 0 ? y : first_y;
      cr_expect_lt(hypot(x - first_x, y - first_y), 0.35, "page %u, point %u: %.2f mm", i, k,
                   hypot(x - first_x, y - first_y));
    }
  }
}

Test(form_round, order_of_arrival_changes_nothing)
{
  g_auto(World) world;
  world_init(&world);
  world_fill(&world, 0, 5);
  g_autoptr(json_t) one = world_run(&world, "a");
  json_t *backwards = json_array();
  for (size_t i = json_array_size(world.inputs); i-- > 0;)
    json_array_append(backwards, json_array_get(world.inputs, i));
  json_decref(world.inputs);
  world.inputs = backwards;
  g_autoptr(json_t) two = world_run(&world, "b");
  cr_expect(json_equal(json_object_get(one, "emits"), json_object_get(two, "emits")));
  json_t *p = note_at(one, "form01"), *q = note_at(two, "form01");
  static const char *const files[] = {"picture", "clean", "model"};
  for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
    g_autofree char *a = NULL, *b = NULL;
    gsize n_a = 0, n_b = 0;
    cr_assert(
        g_file_get_contents(json_string_value(json_object_get(p, files[i])), &a, &n_a, NULL));
    cr_assert(
        g_file_get_contents(json_string_value(json_object_get(q, files[i])), &b, &n_b, NULL));
    cr_expect(n_a == n_b && memcmp(a, b, n_a) == 0, "%s differs", files[i]);
  }
}

Test(form_round, later_pages_find_a_known_form)
{
  static const char *const states[] = {"confirmed", "proposed"};
  for (guint i = 0; i < G_N_ELEMENTS(states); i++) {
    g_auto(World) world;
    world_init(&world);
    world_fill(&world, 0, 3);
    g_autoptr(json_t) first = world_run(&world, "a");
    json_array_append_new(world.forms, record_of(note_at(first, "form01"), states[i]));
    json_array_clear(world.inputs);
    world_fill(&world, 3, 2);
    Copy again = {.layout = 0, .pupil = 12, .dx = 3, .turn_deg = 0.1};
    world_add(&world, "f000001.p0020", &again);
    g_autoptr(json_t) second = world_run(&world, "b");
    cr_expect_str_eq(form_of(second, 4), "form01");
    cr_expect_str_eq(form_of(second, 20), "form01");
    cr_expect_str_neq(form_of(second, 5), "form01");
    json_t *note = note_at(second, "form01");
    if (i == 0)
      cr_expect_null(note, "a confirmed form was changed");
    else
      cr_expect_eq(json_integer_value(json_object_get(note, "version")), 2);
  }
}

static void world_fill_with(World *world, guint layout, guint n)
{
  static const double dx[] = {0, 2, -3, 1}, dy[] = {0, -1.5, 3, 2}, turn[] = {0, 0.1, -0.15, 0};
  for (guint i = 0; i < n; i++) {
    g_autofree char *id = g_strdup_printf("f000001.p%04u", i + 1);
    Copy copy = {
        .layout = layout, .pupil = i + 1, .dx = dx[i], .dy = dy[i], .turn_deg = turn[i]};
    world_add(world, id, &copy);
  }
}

Test(form_round, works_that_differ_below_one_line_of_fields_are_one_form)
{
  for (guint n = 3; n <= 4; n++) {
    g_auto(World) world;
    world_init(&world);
    world_fill_with(&world, 3, n);
    g_autoptr(json_t) outcome = world_run(&world, "a");
    for (guint page = 1; page <= n; page++)
      cr_expect_str_eq(form_of(outcome, page), "form01", "page %u of %u", page, n);
  }
}

Test(form_round, sheets_with_one_stamp_are_no_form)
{
  g_auto(World) world;
  world_init(&world);
  world_fill_with(&world, 4, 4);
  g_autoptr(json_t) outcome = world_run(&world, "a");
  for (guint page = 1; page <= 4; page++)
    cr_expect(g_str_has_prefix(form_of(outcome, page), "sheet"), "page %u", page);
}

Test(form_round, two_copies_are_no_form)
{
  g_auto(World) world;
  world_init(&world);
  world_fill(&world, 0, 2);
  g_autoptr(json_t) outcome = world_run(&world, "a");
  cr_expect(g_str_has_prefix(form_of(outcome, 1), "sheet"));
  json_t *note = note_at(outcome, form_of(outcome, 1));
  cr_expect(json_is_false(json_object_get(note, "is_evident")));
}

/* ---- a page upside down of which stage upright was not sure */

#define UPSIDE_DOWN "f000001.p0007"

static const char *file_of(const json_t *outcome, const char *id)
{
  return json_string_value(json_object_get(emit_of(outcome, id), "file"));
}

static json_t *input_at(World *world, const char *id)
{
  size_t i;
  json_t *input;
  json_array_foreach (world->inputs, i, input)
    if (strcmp(json_string_value(json_object_get(input, "id")), id) == 0)
      return input;
  return NULL;
}

static json_t *upright_of(World *world, const char *id)
{
  return json_object_get(json_object_get(input_at(world, id), "facts"), "upright");
}

/* As the engine does with a file and facts that amend those of stage upright. */
static void turned_take(World *world, const json_t *outcome, const char *id)
{
  json_t *amend = json_object_get(fact_of(outcome, id, "amend"), "upright");
  cr_assert_not_null(amend);
  json_object_update(upright_of(world, id), amend);
  json_object_set_new(input_at(world, id), "path", json_string(file_of(outcome, id)));
}

/* Where a drawn point comes to lie on the form. */
static void point_on_form(const json_t *outcome, const char *id, BmAffine drawn_to_page,
                          double x, double y, double *ret_x, double *ret_y)
{
  BmAffine to_form;
  cr_assert(bm_affine_from_json(fact_of(outcome, id, "to_form"), &to_form));
  bm_affine_point(bm_affine_then(drawn_to_page, to_form), x, y, ret_x, ret_y);
}

static const BmAffine half_turn = {-1, 0, DRAW_W, 0, -1, DRAW_H};

static void expect_right_on_form(const json_t *outcome, const char *held_for)
{
  double x, y, other_x, other_y;
  BmAffine upright = bm_affine_then(draw_map(&round_copies[6]), half_turn);
  point_on_form(outcome, "f000001.p0006", draw_map(&round_copies[5]), 120, 200, &x, &y);
  point_on_form(outcome, UPSIDE_DOWN, upright, 120, 200, &other_x, &other_y);
  cr_expect_lt(hypot(x - other_x, y - other_y), 0.5, "%.2f mm",
               hypot(x - other_x, y - other_y));
  cr_expect_eq(
      g_strcmp0(json_string_value(fact_of(outcome, UPSIDE_DOWN, "held_for")), held_for), 0);
}

static void expect_half_turn(const char *file, const char *source)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PIX) page = bm_page_read(file, &error);
  g_autoptr(PIX) scan = bm_page_read(source, &error);
  cr_assert(page != NULL && scan != NULL);
  g_autoptr(PIX) back = pixRotate180(NULL, page);
  l_int32 is_equal = 0;
  pixEqual(back, scan, &is_equal);
  cr_expect(is_equal);
  cr_expect_eq(pixGetXRes(page), pixGetXRes(scan));
}

Test(form_round, a_page_of_unsure_turn_is_turned_by_its_form_and_only_once)
{
  g_auto(World) world;
  world_init(&world);
  world.is_unsure = TRUE;
  world_fill(&world, 4, 4);
  g_autofree char *scan =
      g_strdup(json_string_value(json_object_get(input_at(&world, UPSIDE_DOWN), "path")));
  g_autoptr(json_t) outcome = world_run(&world, "a");
  cr_assert_not_null(file_of(outcome, UPSIDE_DOWN));
  cr_expect_null(file_of(outcome, "f000001.p0006"));
  cr_expect_null(fact_of(outcome, "f000001.p0006", "amend"));
  expect_half_turn(file_of(outcome, UPSIDE_DOWN), scan);
  expect_right_on_form(outcome, NULL);
  turned_take(&world, outcome, UPSIDE_DOWN);
  g_autoptr(json_t) expected =
      json_pack("{s:f,s:s,s:i,s:b,s:b,s:{s:i,s:i,s:i,s:i},s:[f,f,f,f,f,f],s:s}", "dpi",
                BM_FORM_DPI, "size", "A4", "turn", 180, "turn_sure", 0, "is_same", 0, "paper",
                "x", DRAW_W - 1200, "y", DRAW_H - 1710, "w", 1200, "h", 1700, "to_source", -1.0,
                0.0, DRAW_W + 5.0, 0.0, -1.0, DRAW_H + 7.0, "turned_by", form_of(outcome, 7));
  cr_expect(json_equal(upright_of(&world, UPSIDE_DOWN), expected));
  g_autoptr(json_t) again = world_run(&world, "b");
  cr_expect_null(file_of(again, UPSIDE_DOWN));
  cr_expect_null(fact_of(again, UPSIDE_DOWN, "amend"));
  expect_right_on_form(again, NULL);
}

Test(form_round, a_known_form_turns_when_it_is_known_which_way_it_stands)
{
  static const char *const states[] = {"confirmed", "proposed"};
  for (guint i = 0; i < 2 * G_N_ELEMENTS(states); i++) {
    gboolean is_learnt_from_sure = i < 2;
    g_auto(World) world;
    world_init(&world);
    world.is_unsure = TRUE;
    world_fill(&world, 4, 2);
    world_fill(&world, 7, 1);
    for (guint page = 5; !is_learnt_from_sure && page <= 8; page += page == 6 ? 2 : 1) {
      g_autofree char *id = g_strdup_printf("f000001.p%04u", page);
      json_object_set_new(upright_of(&world, id), "turn_sure", json_false());
    }
    g_autoptr(json_t) first = world_run(&world, "a");
    const char *state = states[i % 2];
    json_array_append_new(world.forms, record_of(note_at(first, "form01"), state));
    json_array_clear(world.inputs);
    world_fill(&world, 6, 1);
    g_autoptr(json_t) second = world_run(&world, "b");
    cr_expect_str_eq(form_of(second, 7), "form01");
    gboolean is_turned = is_learnt_from_sure || strcmp(state, "confirmed") == 0;
    cr_expect_eq(file_of(second, UPSIDE_DOWN) != NULL, is_turned, "%u", i);
    cr_expect_eq(json_is_null(fact_of(second, UPSIDE_DOWN, "held_for")), is_turned, "%u", i);
  }
}

/* Pages of unsure turn that are upside down do not decide how their form stands. */
Test(form_round, pages_of_sure_turn_tell_which_way_a_form_stands)
{
  g_auto(World) world;
  world_init(&world);
  world.is_unsure = TRUE;
  for (guint i = 0; i < 5; i++) {
    g_autofree char *id = g_strdup_printf("f000001.p%04u", i + 1);
    Copy copy = {.layout = 1, .pupil = 20 + i, .dx = i, .turned = i < 3};
    world_add(&world, id, &copy);
  }
  g_autoptr(json_t) outcome = world_run(&world, "a");
  for (guint i = 0; i < 5; i++) {
    g_autofree char *id = g_strdup_printf("f000001.p%04u", i + 1);
    cr_expect_str_eq(form_of(outcome, i + 1), "form01");
    cr_expect_eq(file_of(outcome, id) != NULL, i < 3, "page %u", i + 1);
    cr_expect(json_is_null(fact_of(outcome, id, "held_for")), "page %u", i + 1);
  }
}

Test(form_round, a_page_that_was_turned_or_drawn_on_is_for_a_person)
{
  for (guint i = 0; i < 2; i++) {
    g_auto(World) world;
    world_init(&world);
    world.is_unsure = TRUE;
    world_fill(&world, 4, 4);
    json_t *facts = json_object_get(input_at(&world, UPSIDE_DOWN), "facts");
    if (i == 0)
      json_object_set_new(facts, "review",
                          json_pack("{s:[],s:[{s:i,s:i,s:i,s:i}]}", "remove", "add", "x", 1,
                                    "y", 1, "w", 9, "h", 9));
    else
      json_object_set_new(upright_of(&world, UPSIDE_DOWN), "turned_by", json_string("form07"));
    g_autoptr(json_t) outcome = world_run(&world, "a");
    cr_expect_null(file_of(outcome, UPSIDE_DOWN));
    cr_expect_str_eq(json_string_value(fact_of(outcome, UPSIDE_DOWN, "held_for")),
                     "turn_doubtful");
  }
}
