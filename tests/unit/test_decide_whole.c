/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of masks that a person draws or removes for all pages of a form. */
#include "tests/tools/decide_desk.h"

TestSuite(decide_whole, .timeout = 20);

#define UNMASK_ALL                                                                             \
  "{\"verb\": \"unmask\", \"all_of_form\": true, \"ids\": [\"f000001.p0001\"],"                \
  " \"boxes\": [{\"x\": 100, \"y\": 200, \"w\": 400, \"h\": 100}]}"

Test(decide_whole, a_box_of_one_page_becomes_a_zone_of_its_form_in_mm)
{
  Desk desk = desk_make();
  form_add(&desk, "form01", "form", "confirmed", "[]");
  page_add(&desk, "f000001.p0001", "page.verified", "form01", 0);
  accepts(&desk, MASK_ALL);
  g_autoptr(json_t) zones = zones_of(&desk, "form01");
  cr_assert_eq(json_array_size(zones), 1);
  json_t *zone = json_array_get(zones, 0);
  cr_expect_float_eq(number_of(zone, "x"), 100, 0.02);
  cr_expect_float_eq(number_of(zone, "y"), 50, 0.02);
  cr_expect_float_eq(number_of(zone, "w"), 30, 0.03);
  cr_expect_float_eq(number_of(zone, "h"), 8, 0.03);
  cr_expect_eq(version_of(&desk, "form01"), 4);
  cr_expect_eq(looks_of(&desk, "pages"), 1);
  desk_clear(&desk);
}

Test(decide_whole, pages_of_the_form_that_are_not_out_are_masked_anew_and_no_others)
{
  Desk desk = desk_make();
  form_add(&desk, "form01", "form", "confirmed", "[]");
  form_add(&desk, "form02", "form", "confirmed", "[]");
  page_add(&desk, "f000001.p0001", "page.verified", "form01", 0);
  page_add(&desk, "f000001.p0002", "page.verified", "form01", 0);
  page_add(&desk, "f000001.p0003", "page.numbered", "form01", 0);
  page_add(&desk, "f000001.p0004", "page.verified", "form02", 0);
  cr_expect_eq(accepts(&desk, MASK_ALL), 2);
  cr_expect(kind_is(&desk, "f000001.p0001", "page.formed"));
  cr_expect(kind_is(&desk, "f000001.p0002", "page.formed"), "it had no doubt, but old masks");
  cr_expect(kind_is(&desk, "f000001.p0003", "page.numbered"));
  cr_expect(kind_is(&desk, "f000001.p0004", "page.verified"));
  desk_clear(&desk);
}

Test(decide_whole, pages_of_a_form_that_nobody_confirmed_remember_the_place_themselves)
{
  Desk desk = desk_make();
  form_add(&desk, "form01", "form", "proposed", "[]");
  page_add(&desk, "f000001.p0001", "page.verified", "form01", 0);
  page_add(&desk, "f000001.p0002", "page.verified", "form01", 5);
  accepts(&desk, MASK_ALL);
  g_autoptr(json_t) add = boxes_of(&desk, "f000001.p0002", "add");
  cr_assert_eq(json_array_size(add), 1);
  /* 100 mm on the form is 95 mm on a page that lies 5 mm to the right; 1 mm is added around */
  cr_expect_float_eq(number_of(json_array_get(add, 0), "x"), 940, 2);
  cr_expect_float_eq(number_of(json_array_get(add, 0), "w"), 320, 3);
  desk_clear(&desk);
}

Test(decide_whole, what_was_uncovered_there_before_does_not_stay_open)
{
  Desk desk = desk_make();
  form_add(&desk, "form01", "form", "confirmed", "[]");
  page_add(&desk, "f000001.p0001", "page.verified", "form01", 0);
  g_autoptr(json_t) item = bm_ledger_item(desk.ledger, "f000001.p0001");
  json_object_set_new(
      json_object_get(item, "facts"), "review",
      json_pack("{s:[{s:i,s:i,s:i,s:i}]}", "remove", "x", 990, "y", 490, "w", 320, "h", 100));
  cr_assert(bm_ledger_item_save(desk.ledger, item, NULL));
  accepts(&desk, MASK_ALL);
  g_autoptr(json_t) remove = boxes_of(&desk, "f000001.p0001", "remove");
  cr_expect_eq(json_array_size(remove), 0);
  desk_clear(&desk);
}

Test(decide_whole, a_zone_is_taken_from_the_form_by_the_number_of_its_mask)
{
  Desk desk = desk_make();
  form_add(&desk, "form01", "form", "confirmed",
           "[{\"x\": 10.5, \"y\": 20.5, \"w\": 39, \"h\": 9, \"kind\": \"name\"},"
           " {\"x\": 10, \"y\": 40, \"w\": 40, \"h\": 10, \"kind\": \"class\"}]");
  page_add(&desk, "f000001.p0001", "page.verified", "form01", 0);
  page_add(&desk, "f000001.p0002", "page.verified", "form01", 0);
  cr_expect_eq(accepts(&desk, UNMASK_ALL), 2);
  g_autoptr(json_t) zones = zones_of(&desk, "form01");
  cr_assert_eq(json_array_size(zones), 1);
  cr_expect_float_eq(number_of(json_array_get(zones, 0), "y"), 40, 0.01);
  desk_clear(&desk);
}

Test(decide_whole, a_mask_that_only_this_page_has_is_not_taken_from_the_others)
{
  Desk desk = desk_make();
  form_add(&desk, "form01", "form", "confirmed",
           "[{\"x\": 10, \"y\": 40, \"w\": 40, \"h\": 10, \"kind\": \"class\"}]");
  page_add(&desk, "f000001.p0001", "page.verified", "form01", 0);
  refuses(&desk, UNMASK_ALL, "mask_no_zone");
  cr_expect_eq(version_of(&desk, "form01"), 3);
  cr_expect(kind_is(&desk, "f000001.p0001", "page.verified"));
  desk_clear(&desk);
}

Test(decide_whole, what_was_masked_for_all_can_be_taken_back_for_all)
{
  Desk desk = desk_make();
  form_add(&desk, "form01", "form", "proposed", "[]");
  page_add(&desk, "f000001.p0001", "page.verified", "form01", 0);
  page_add(&desk, "f000001.p0002", "page.verified", "form01", 5);
  accepts(&desk, MASK_ALL);
  g_autoptr(json_t) item = bm_ledger_item(desk.ledger, "f000001.p0001");
  g_autoptr(json_t) add = boxes_of(&desk, "f000001.p0001", "add");
  json_t *mask = json_array_get(add, 0);
  json_object_set_new(json_object_get(json_object_get(item, "facts"), "mask"), "masks",
                      json_pack("[O]", mask));
  json_object_set_new(item, "kind", json_string("page.verified"));
  cr_assert(bm_ledger_item_save(desk.ledger, item, NULL));
  g_autoptr(json_t) request =
      json_pack("{s:s,s:b,s:[s],s:[O]}", "verb", "unmask", "all_of_form", TRUE, "ids",
                "f000001.p0001", "boxes", mask);
  GError *error = NULL;
  guint n = 0;
  assert_ok(bm_decide(desk.ledger, request, &n, &error), error);
  g_autoptr(json_t) other = boxes_of(&desk, "f000001.p0002", "add");
  g_autoptr(json_t) zones = zones_of(&desk, "form01");
  cr_expect_eq(json_array_size(other), 0);
  cr_expect_eq(json_array_size(zones), 0);
  desk_clear(&desk);
}

Test(decide_whole, a_page_of_no_form_is_decided_about_alone)
{
  Desk desk = desk_make();
  page_add(&desk, "f000001.p0001", "page.verified", NULL, 0);
  refuses(&desk, MASK_ALL, "page_no_form");
  desk_clear(&desk);
}

static size_t places_of(const char *state)
{
  Desk desk = desk_make();
  form_add(&desk, "form01", "form", state,
           "[{\"x\": 10, \"y\": 40, \"w\": 40, \"h\": 10, \"kind\": \"class\"},"
           " {\"x\": 80, \"y\": 40, \"w\": 40, \"h\": 10, \"kind\": \"by_person\"}]");
  page_add(&desk, "f000002.p0001", "page.split", "form01", 5);
  g_autoptr(json_t) item = bm_ledger_item(desk.ledger, "f000002.p0001");
  for (int twice = 0; twice < 2; twice++)
    bm_decide_places_keep(desk.ledger, item);
  json_t *review = json_object_get(json_object_get(item, "facts"), "review");
  json_t *add = json_object_get(review, "add");
  if (json_array_size(add) > 0)
    cr_expect_float_eq(number_of(json_array_get(add, 0), "x"), 740, 2);
  desk_clear(&desk);
  return json_array_size(add);
}

Test(decide_whole, a_page_that_comes_later_gets_the_places_that_a_person_drew)
{
  cr_expect_eq(places_of("proposed"), 1, "once, and the program's zones are not copied");
  cr_expect_eq(places_of("confirmed"), 0, "the zones of the form rule");
}

static void seen_set(Desk *desk, const char *id)
{
  g_autoptr(json_t) item = bm_ledger_item(desk->ledger, id);
  json_object_set_new(json_object_get(item, "facts"), "review",
                      json_pack("{s:b}", "seen", TRUE));
  cr_assert(bm_ledger_item_save(desk->ledger, item, NULL));
}

Test(decide_whole, pages_that_lose_a_mask_of_their_form_have_to_be_seen_again)
{
  Desk desk = desk_make();
  form_add(&desk, "form01", "form", "confirmed",
           "[{\"x\": 10, \"y\": 20, \"w\": 40, \"h\": 10, \"kind\": \"name\"}]");
  page_add(&desk, "f000001.p0001", "page.verified", "form01", 0);
  page_add(&desk, "f000001.p0002", "page.verified", "form01", 0);
  seen_set(&desk, "f000001.p0002");
  accepts(&desk, UNMASK_ALL);
  cr_expect(kind_is(&desk, "f000001.p0002", "page.formed"));
  cr_expect_not(is_seen(&desk, "f000001.p0002"), "with the mask gone more shows");
  desk_clear(&desk);
}
