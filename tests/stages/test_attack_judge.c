/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stages/attack/judge.h"

#include <criterion/criterion.h>

#define SCHOOLS 4
#define CLASSES 12
#define WORKS 72

TestSuite(attack_judge, .timeout = 300);

/* What a round has to tell. */
typedef struct Plant {
  gboolean widths, streaks, times, sizes, surname, title, reference;
} Plant;

static json_t *box_of(double width)
{
  return json_pack("[[f,f,f,f]]", 600.0, 180.0, width, 90.0);
}

static char *streaks_of(int at, GRand *rand)
{
  char *cells = g_strnfill(110, '0');
  if (at >= 0)
    cells[at] = '8';
  cells[g_rand_int_range(rand, 0, 110)] = '3';
  return cells;
}

static json_t *page_of(const Plant *plant, guint class, guint school, double letters,
                       GRand *rand)
{
  int at = plant->streaks ? 20 + 7 * (int)school : plant->reference ? 20 + 7 * (int)class : -1;
  g_autofree char *streaks = streaks_of(at, rand);
  double noise = g_rand_double_range(rand, 1, 3);
  double width = plant->widths ? 200 + 20 * letters : g_rand_double_range(rand, 400, 410);
  return json_pack("{s:o,s:{s:[f,f,f,f],s:s}}", "boxes", box_of(width), "marks", "tone", 240.0,
                   0.0, noise, 150.0, "streaks", streaks);
}

static json_t *look_of(const char *place, const Plant *plant, guint index, json_t *page,
                       GRand *rand)
{
  json_t *look = json_pack("{s:s,s:b,s:[],s:[],s:[o]}", "place", place, "is_readable", 1,
                           "hits", "metadata", "pages", page);
  double jitter = g_rand_double_range(rand, 0, 1000);
  json_object_set_new(look, "size", json_real(5000 + jitter));
  json_object_set_new(look, "mtime", json_real(plant->times ? index : jitter));
  if (plant->surname && index == 5)
    json_array_append_new(json_object_get(look, "hits"),
                          json_pack("{s:s,s:s,s:b,s:i,s:[f,f,f,f]}", "where", "page", "kind",
                                    "surname", "own", 1, "page", 1, "box", 30.0, 20.0, 40.0,
                                    8.0));
  if (plant->title && index == 6)
    json_array_append_new(json_object_get(look, "hits"),
                          json_pack("{s:s,s:s,s:b,s:i}", "where", "property", "kind", "surname",
                                    "own", 1, "page", 0));
  return look;
}

/* A round of 12 classes of 4 schools, 4 to 8 works each, everything else by chance. */
static json_t *round_make(const Plant *plant, guint seed)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
  json_t *looks = json_array(), *works = json_array(), *classes = json_array();
  for (guint i = 0; i < WORKS; i++) {
    guint class = i * CLASSES / WORKS, school = class % SCHOOLS;
    double letters = g_rand_int_range(rand, 9, 24);
    g_autofree char *work_no =
        g_strdup_printf("%03d-%03d-%03d", g_rand_int_range(rand, 100, 1000),
                        g_rand_int_range(rand, 0, 1000), (int)i);
    g_autofree char *alias = g_strdup_printf("K%03u", (class * 389 + seed) % 1000);
    g_autofree char *place = g_strdup_printf("sorted/%s/%s.pdf", alias, work_no);
    json_array_append_new(works, json_pack("{s:s,s:s,s:s,s:i,s:i,s:[f]}", "work_no", work_no,
                                           "place", place, "alias", alias, "school",
                                           (int)school, "order", (int)i, "letters", letters));
    json_array_append_new(
        looks, look_of(place, plant, i, page_of(plant, class, school, letters, rand), rand));
    if (i % (WORKS / CLASSES) == 0)
      json_array_append_new(classes, json_pack("{s:s,s:i}", "alias", alias, "pupils",
                                               plant->sizes ? 6 + (int)class % 2 * 9 : 25));
  }
  return json_pack("{s:i,s:o,s:o,s:o,s:[]}", "seed", (int)seed, "looks", looks, "works", works,
                   "classes", classes, "bundles");
}

static json_t *judge(Plant plant, guint seed)
{
  g_autoptr(json_t) context = round_make(&plant, seed);
  return bm_attack_judge(context);
}

static const char *verdict_of(json_t *report, const char *what)
{
  size_t i, k;
  json_t *channel, *finding;
  json_array_foreach (json_object_get(report, "channels"), i, channel)
    json_array_foreach (json_object_get(channel, "findings"), k, finding)
      if (g_strcmp0(json_string_value(json_object_get(finding, "what")), what) == 0)
        return json_string_value(json_object_get(finding, "verdict"));
  return "missing";
}

static const json_t *finding_of(const json_t *report, const char *what)
{
  size_t i, k;
  json_t *channel, *finding;
  json_array_foreach (json_object_get(report, "channels"), i, channel)
    json_array_foreach (json_object_get(channel, "findings"), k, finding)
      if (g_strcmp0(json_string_value(json_object_get(finding, "what")), what) == 0)
        return finding;
  return NULL;
}

/* A bundle at @place of works of the schools from @first to @last. */
static void bundle_put(json_t *round, const char *place, guint first, guint last)
{
  json_t *looks = json_object_get(round, "looks"), *pages = json_array();
  for (guint i = 0; i < WORKS; i++) {
    guint school = i * CLASSES / WORKS % SCHOOLS;
    json_t *page = json_array_get(json_object_get(json_array_get(looks, i), "pages"), 0);
    g_autofree char *digest = g_strdup_printf("d%u", i);
    json_object_set_new(page, "digest", json_string(digest));
    if (school >= first && school <= last)
      json_array_append_new(pages, json_deep_copy(page));
  }
  json_array_append_new(looks, json_pack("{s:s,s:b,s:[],s:[],s:o,s:f,s:f}", "place", place,
                                         "is_readable", 1, "hits", "metadata", "pages", pages,
                                         "size", 1.0, "mtime", 1.0));
}

Test(attack_judge, classes_of_a_teacher_are_those_of_all_his_bundles)
{
  Plant plant = {0};
  g_autoptr(json_t) round = round_make(&plant, 3);
  bundle_put(round, "bundles/m01/1/bundle.pdf", 1, 1);
  bundle_put(round, "bundles/m01/2/bundle.pdf", 2, 3);
  json_array_append_new(
      json_object_get(round, "bundles"),
      json_pack("{s:s,s:i}", "place", "bundles/m01/1/bundle.pdf", "school", 0));
  g_autoptr(json_t) report = bm_attack_judge(round);
  const json_t *finding = finding_of(report, "own_school_absent");
  cr_expect_eq(json_integer_value(json_object_get(finding, "n")), CLASSES / SCHOOLS);
  cr_expect_eq(json_number_value(json_object_get(finding, "value")), 1);
}

static void only_this_is_told(Plant plant, const char *what, const char *verdict)
{
  g_autoptr(json_t) report = judge(plant, 3);
  cr_expect_str_eq(verdict_of(report, what), verdict);
  cr_expect(json_is_true(json_object_get(report, "can_tell")));
  g_autoptr(json_t) clean = judge((Plant){0}, 3);
  cr_expect_str_neq(verdict_of(clean, what), verdict);
  cr_expect(json_is_false(json_object_get(clean, "can_tell")));
}

Test(attack_judge, masks_as_long_as_names_are_told)
{
  only_this_is_told((Plant){.widths = TRUE}, "box_length", "likely");
}

Test(attack_judge, streak_of_a_school_links_its_classes)
{
  only_this_is_told((Plant){.streaks = TRUE}, "link_streaks", "likely");
}

Test(attack_judge, streak_of_a_class_is_told_to_who_can_compare)
{
  only_this_is_told((Plant){.reference = TRUE}, "batch_streaks", "reference");
  g_autoptr(json_t) report = judge((Plant){.reference = TRUE}, 3);
  cr_expect_str_neq(verdict_of(report, "link_streaks"), "likely");
}

Test(attack_judge, file_times_in_order_are_told)
{
  only_this_is_told((Plant){.times = TRUE}, "order_time", "likely");
}

Test(attack_judge, readable_name_and_name_in_properties_are_certain)
{
  only_this_is_told((Plant){.surname = TRUE}, "text_page", "certain");
  only_this_is_told((Plant){.title = TRUE}, "meta_name", "certain");
}

Test(attack_judge, place_of_a_name_is_given_by_work_and_page)
{
  g_autoptr(json_t) report = judge((Plant){.surname = TRUE}, 3);
  json_t *text = json_array_get(json_object_get(report, "channels"), 0);
  json_t *finding = json_array_get(json_object_get(text, "findings"), 0);
  json_t *place = json_array_get(json_object_get(finding, "places"), 0);
  cr_expect_eq(json_integer_value(json_object_get(finding, "count")), 1);
  cr_expect_not_null(json_object_get(place, "work_no"));
  cr_expect_eq(json_integer_value(json_object_get(place, "page")), 1);
  cr_expect_not_null(json_object_get(place, "box"));
}

/* The level is for all questions together: 40 rounds, 0.4 alarms expected; 4 or more come once
 * in a thousand times. */
Test(attack_judge, clean_rounds_raise_no_more_alarms_than_the_level_allows)
{
  guint alarms = 0;
  for (guint seed = 100; seed < 140; seed++) {
    g_autoptr(json_t) report = judge((Plant){0}, seed);
    alarms += json_is_true(json_object_get(report, "can_tell"));
  }
  cr_expect_leq(alarms, 3, "%u alarms", alarms);
}

Test(attack_judge, equal_rounds_give_equal_reports)
{
  g_autoptr(json_t) first = judge((Plant){.streaks = TRUE}, 9);
  g_autoptr(json_t) second = judge((Plant){.streaks = TRUE}, 9);
  cr_expect(json_equal(first, second));
}

Test(attack_judge, empty_round_tells_nothing)
{
  g_autoptr(json_t) context = json_object();
  g_autoptr(json_t) report = bm_attack_judge(context);
  cr_expect(json_is_false(json_object_get(report, "can_tell")));
  cr_expect_eq(json_array_size(json_object_get(report, "channels")), 6);
}
