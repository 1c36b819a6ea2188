/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of decisions on contact sheets: exceptions, what a look answers, and how looks are
 * counted. */
#include "pipeline/contact.h"
#include "tests/tools/decide_desk.h"

TestSuite(decide_contact, .timeout = 20);

static void sheets_add(Desk *desk)
{
  form_add(desk, "sheet01", "sheet", "proposed", "[]");
  page_add(desk, "f000001.p0001", "page.verified", "sheet01", 0);
  page_add(desk, "f000001.p0002", "page.verified", "sheet01", 0);
  doubt_add(desk, "f000001.p0001", "form_unconfirmed");
  doubt_add(desk, "f000001.p0002", "form_unconfirmed");
}

#define CONTACT(second, except)                                                                \
  "{\"verb\": \"confirm\", \"ids\": [\"sheet01\"], \"except\": [" except "], \"contact\": {"   \
  "\"sheet01\": {\"images\": 2, \"pages\": {\"f000001.p0001\": \"f000001.p0001\","             \
  " \"f000001.p0002\": \"" second "\"}}}}"
#define SECOND "f000001.p0002"

Test(decide_contact, an_exception_stays_behind_when_the_others_go_on)
{
  Desk desk = desk_make();
  sheets_add(&desk);
  cr_expect_eq(accepts(&desk, CONTACT(SECOND, "\"" SECOND "\"")), 1);
  cr_expect_eq(bm_ledger_open_doubts(desk.ledger, "f000001.p0001"), 0);
  cr_expect(is_excepted(&desk, SECOND));
  desk_clear(&desk);
}

Test(decide_contact, a_look_answers_questions_of_place_but_not_of_names)
{
  Desk desk = desk_make();
  sheets_add(&desk);
  doubt_add(&desk, "f000001.p0001", "body_unsure");
  doubt_add(&desk, SECOND, "roster_left");
  cr_expect_eq(accepts(&desk, CONTACT(SECOND, "")), 2);
  cr_expect_eq(bm_ledger_open_doubts(desk.ledger, "f000001.p0001"), 0);
  cr_expect(kind_is(&desk, "f000001.p0001", "page.verified"), "what was seen goes on as it is");
  cr_expect(kind_is(&desk, SECOND, "page.formed"), "a name that was read is looked for anew");
  desk_clear(&desk);
}

Test(decide_contact, a_look_answers_nothing_about_bytes_that_it_did_not_show)
{
  Desk desk = desk_make();
  sheets_add(&desk);
  accepts(&desk, "{\"verb\": \"mask\", \"ids\": [\"" SECOND "\"],"
                 " \"boxes\": [{\"x\": 1, \"y\": 1, \"w\": 9, \"h\": 9}]}");
  page_add(&desk, SECOND, "page.verified", "sheet01", 0); /* masked and looked at anew */
  g_autoptr(json_t) item = bm_ledger_item(desk.ledger, SECOND);
  json_object_set_new(json_object_get(item, "facts"), "review",
                      json_pack("{s:b}", "seen", TRUE));
  cr_assert(bm_ledger_item_save(desk.ledger, item, NULL));
  doubt_add(&desk, SECOND, "body_unsure");
  cr_expect_eq(accepts(&desk, CONTACT("bytes of before", "")), 2, "one as shown, one anew");
  cr_expect(kind_is(&desk, SECOND, "page.formed"), "it is looked at once more");
  desk_clear(&desk);
}

Test(decide_contact, only_a_decision_about_the_page_itself_ends_an_exception)
{
  Desk desk = desk_make();
  sheets_add(&desk);
  accepts(&desk, CONTACT(SECOND, "\"" SECOND "\""));
  accepts(&desk, "{\"verb\": \"confirm\", \"ids\": [\"sheet01\"],"
                 " \"zones\": [{\"x\": 1, \"y\": 1, \"w\": 9, \"h\": 9, \"kind\": \"name\"}]}");
  cr_expect(is_excepted(&desk, SECOND), "the form confirmed again");
  accepts(&desk, MASK_ALL);
  cr_expect(is_excepted(&desk, SECOND), "a mask of another page for all");
  accepts(&desk, "{\"verb\": \"mask\", \"ids\": [\"" SECOND "\"],"
                 " \"boxes\": [{\"x\": 1, \"y\": 1, \"w\": 9, \"h\": 9}]}");
  cr_expect_not(is_excepted(&desk, SECOND));
  desk_clear(&desk);
}

Test(decide_contact, an_exception_can_be_released_by_a_person)
{
  Desk desk = desk_make();
  sheets_add(&desk);
  accepts(&desk, CONTACT(SECOND, "\"" SECOND "\""));
  accepts(&desk, "{\"verb\": \"release\", \"ids\": [\"" SECOND "\"]}");
  cr_expect_eq(bm_ledger_open_doubts(desk.ledger, SECOND), 0);
  desk_clear(&desk);
}

Test(decide_contact, what_the_contact_sheets_did_not_show_does_not_go_on)
{
  Desk desk = desk_make();
  sheets_add(&desk);
  refuses(&desk, CONTACT("other bytes", ""), "contact_stale");
  page_add(&desk, "f000002.p0001", "page.masked", "sheet01", 0);
  refuses(&desk, CONTACT(SECOND, ""), "contact_stale");
  cr_expect(kind_is(&desk, "f000001.p0001", "page.verified"));
  cr_expect_eq(looks_of(&desk, "sheets"), 0);
  desk_clear(&desk);
}

Test(decide_contact, an_exception_may_have_changed_since_it_was_shown)
{
  Desk desk = desk_make();
  sheets_add(&desk);
  accepts(&desk, CONTACT("other bytes", "\"" SECOND "\""));
  cr_expect(is_excepted(&desk, SECOND));
  desk_clear(&desk);
}

Test(decide_contact, an_exception_that_is_out_or_on_another_form_is_refused)
{
  Desk desk = desk_make();
  sheets_add(&desk);
  form_add(&desk, "sheet02", "sheet", "proposed", "[]");
  page_add(&desk, "f000001.p0003", "page.numbered", "sheet01", 0);
  page_add(&desk, "f000001.p0004", "page.verified", "sheet02", 0);
  refuses(&desk, CONTACT(SECOND, "\"f000001.p0003\""), "contact_late");
  refuses(&desk, CONTACT(SECOND, "\"f000001.p0004\""), "contact_other_form");
  cr_expect(kind_is(&desk, "f000001.p0001", "page.verified"));
  desk_clear(&desk);
}

Test(decide_contact, a_page_that_a_person_masked_alone_need_not_be_on_a_contact_sheet)
{
  Desk desk = desk_make();
  sheets_add(&desk);
  accepts(&desk, "{\"verb\": \"mask\", \"ids\": [\"" SECOND "\"],"
                 " \"boxes\": [{\"x\": 1, \"y\": 1, \"w\": 9, \"h\": 9}]}");
  accepts(&desk, CONTACT("other bytes", ""));
  desk_clear(&desk);
}

Test(decide_contact, a_sheet_kind_passed_on_contact_sheets_asks_for_them_from_then_on)
{
  Desk desk = desk_make();
  sheets_add(&desk);
  accepts(&desk, CONTACT(SECOND, "\"" SECOND "\""));
  g_autoptr(json_t) form = bm_ledger_form(desk.ledger, "sheet01");
  cr_expect(json_is_true(json_object_get(form, "by_contact")));
  cr_expect(is_seen(&desk, "f000001.p0001"));
  cr_expect(is_seen(&desk, SECOND) && is_excepted(&desk, SECOND));
  desk_clear(&desk);
}

Test(decide_contact, a_sheet_kind_confirmed_on_its_samples_asks_for_no_contact_sheets)
{
  Desk desk = desk_make();
  sheets_add(&desk);
  accepts(&desk, "{\"verb\": \"confirm\", \"ids\": [\"sheet01\"]}");
  g_autoptr(json_t) form = bm_ledger_form(desk.ledger, "sheet01");
  cr_expect_null(json_object_get(form, "by_contact"));
  desk_clear(&desk);
}

Test(decide_contact, contact_sheets_of_a_printed_form_bind_once_it_is_confirmed)
{
  static const char request[] =
      "{\"verb\": \"confirm\", \"ids\": [\"form01\"], \"contact\": {\"form01\":"
      " {\"images\": 1, \"pages\": {\"f000001.p0001\": \"other bytes\"}}}}";
  Desk desk = desk_make();
  form_add(&desk, "form01", "form", "proposed", "[]");
  page_add(&desk, "f000001.p0001", "page.verified", "form01", 0);
  accepts(&desk, request);
  cr_expect_eq(looks_of(&desk, "forms"), 1);
  cr_expect_eq(looks_of(&desk, "sheets"), 0);
  refuses(&desk, request, "contact_stale");
  desk_clear(&desk);
}

Test(decide_contact, a_look_at_sheets_of_a_confirmed_form_answers_questions_of_place)
{
  static const char request[] =
      "{\"verb\": \"confirm\", \"ids\": [\"form01\"], \"except\": [\"f000001.p0002\"],"
      " \"contact\": {\"form01\": {\"images\": 1, \"pages\":"
      " {\"f000001.p0001\": \"f000001.p0001\", \"f000001.p0002\": \"f000001.p0002\"}}}}";
  Desk desk = desk_make();
  form_add(&desk, "form01", "form", "confirmed", "[]");
  for (int i = 1; i <= 2; i++) {
    g_autofree char *page = g_strdup_printf("f000001.p%04d", i);
    page_add(&desk, page, "page.verified", "form01", 0);
    doubt_add(&desk, page, "tail_ink");
  }
  accepts(&desk, request);
  cr_expect_eq(bm_ledger_open_doubts(desk.ledger, "f000001.p0001"), 0);
  cr_expect(kind_is(&desk, "f000001.p0001", "page.verified"), "it goes on as it was shown");
  cr_expect(is_excepted(&desk, "f000001.p0002"));
  desk_clear(&desk);
}

Test(decide_contact, pages_of_a_form_whose_zones_change_have_to_be_seen_again)
{
  static const char request[] =
      "{\"verb\": \"confirm\", \"ids\": [\"form01\"], \"zones\": [], \"contact\":"
      " {\"form01\": {\"images\": 1, \"pages\": {\"f000001.p0001\": \"f000001.p0001\"}}}}";
  Desk desk = desk_make();
  form_add(&desk, "form01", "form", "confirmed", "[]");
  page_add(&desk, "f000001.p0001", "page.verified", "form01", 0);
  accepts(&desk, request);
  g_autoptr(json_t) item = bm_ledger_item(desk.ledger, "f000001.p0001");
  json_t *review = json_object_get(json_object_get(item, "facts"), "review");
  cr_expect(kind_is(&desk, "f000001.p0001", "page.formed"));
  cr_expect_not(json_is_true(json_object_get(review, "seen")), "with fewer zones more shows");
  desk_clear(&desk);
}

/* --- looks */

Test(decide_contact, looks_are_forms_confirmed_sheets_looked_at_and_single_pages)
{
  Desk desk = desk_make();
  sheets_add(&desk);
  form_add(&desk, "form01", "form", "proposed", "[]");
  form_add(&desk, "sheet02", "sheet", "proposed", "[]");
  page_add(&desk, "f000002.p0001", "page.verified", "form01", 0);
  accepts(&desk, CONTACT(SECOND, ""));
  cr_expect_eq(looks_of(&desk, "sheets"), 2, "two pictures of contact sheets");
  accepts(&desk, "{\"verb\": \"confirm\", \"ids\": [\"form01\", \"sheet02\"]}");
  cr_expect_eq(looks_of(&desk, "forms"), 1);
  cr_expect_eq(looks_of(&desk, "sheets"), 3, "its samples are one picture");
  accepts(&desk, "{\"verb\": \"release\", \"ids\": [\"f000002.p0001\"]}");
  cr_expect_eq(looks_of(&desk, "pages"), 1);
  desk_clear(&desk);
}

Test(decide_contact, corrected_zones_reach_pages_that_wait_without_a_doubt)
{
  Desk desk = desk_make();
  form_add(&desk, "form01", "form", "confirmed", "[]");
  page_add(&desk, "f000001.p0001", "page.verified", "form01", 0);
  cr_expect_eq(accepts(&desk, "{\"verb\": \"confirm\", \"ids\": [\"form01\"]}"), 0);
  cr_expect_eq(accepts(&desk, "{\"verb\": \"confirm\", \"ids\": [\"form01\"], \"zones\": []}"),
               1);
  cr_expect(kind_is(&desk, "f000001.p0001", "page.formed"));
  desk_clear(&desk);
}

/* --- answers that a person points out */

#define OPEN(except)                                                                           \
  "{\"verb\": \"confirm\", \"ids\": [\"sheet01\"], \"except\": [" except "], \"answers\": {"   \
  "\"" SECOND                                                                                  \
  "\": [{\"x\": 0, \"y\": 300, \"w\": 1000, \"h\": 200}]}, \"contact\": {\"sheet01\": {"       \
  "\"images\": 1, \"pages\": {\"f000001.p0001\": \"f000001.p0001\", \"" SECOND "\": \"" SECOND \
  "\"}}}}"

Test(decide_contact, a_page_with_opened_answers_is_masked_anew_and_has_to_be_seen_again)
{
  Desk desk = desk_make();
  sheets_add(&desk);
  accepts(&desk, CONTACT(SECOND, "\"" SECOND "\"")); /* seen, and named as an exception */
  accepts(&desk, OPEN(""));
  cr_expect_not(is_excepted(&desk, SECOND));
  g_autoptr(json_t) places = boxes_of(&desk, SECOND, "answers");
  cr_assert_eq(json_array_size(places), 1);
  cr_expect_eq(number_of(json_array_get(places, 0), "y"), 300);
  cr_expect(kind_is(&desk, SECOND, "page.formed"));
  g_autoptr(json_t) item = bm_ledger_item(desk.ledger, SECOND);
  json_t *review = json_object_get(json_object_get(item, "facts"), "review");
  cr_expect_not(json_is_true(json_object_get(review, "seen")));
  cr_expect(kind_is(&desk, "f000001.p0001", "page.verified"), "the other goes on");
  desk_clear(&desk);
}

Test(decide_contact, places_told_later_replace_those_told_before)
{
  Desk desk = desk_make();
  sheets_add(&desk);
  accepts(&desk, OPEN(""));
  page_add(&desk, SECOND, "page.verified", "sheet01", 0);
  accepts(&desk, OPEN(""));
  g_autoptr(json_t) places = boxes_of(&desk, SECOND, "answers");
  cr_expect_eq(json_array_size(places), 1);
  desk_clear(&desk);
}

Test(decide_contact, answers_of_a_form_stay_visible_and_are_no_zones)
{
  Desk desk = desk_make();
  form_add(&desk, "form01", "form", "proposed", "[]");
  accepts(&desk, "{\"verb\": \"confirm\", \"ids\": [\"form01\"], \"zones\": ["
                 "{\"x\": 1, \"y\": 1, \"w\": 9, \"h\": 9, \"kind\": \"student_name\"},"
                 "{\"x\": 1, \"y\": 60, \"w\": 99, \"h\": 99, \"kind\": \"answers\"}]}");
  for (int look = 0; look < 2; look++) {
    g_autoptr(json_t) form = bm_ledger_form(desk.ledger, "form01");
    json_t *kept = json_object_get(json_object_get(form, "facts"), "kept");
    cr_expect_eq(json_array_size(json_object_get(form, "zones")), 1);
    cr_assert_eq(json_array_size(kept), 1, "drawn anew they replace those of before");
    cr_expect_eq(number_of(json_array_get(kept, 0), "y"), 60);
    accepts(&desk, "{\"verb\": \"confirm\", \"ids\": [\"form01\"], \"zones\": ["
                   "{\"x\": 1, \"y\": 1, \"w\": 9, \"h\": 9, \"kind\": \"student_name\"},"
                   "{\"x\": 1, \"y\": 60, \"w\": 9, \"h\": 9, \"kind\": \"answers\"}]}");
  }
  desk_clear(&desk);
}

Test(decide_contact, a_sheet_kind_has_no_place_where_answers_always_stand)
{
  Desk desk = desk_make();
  sheets_add(&desk);
  refuses(&desk,
          "{\"verb\": \"confirm\", \"ids\": [\"sheet01\"], \"zones\": ["
          "{\"x\": 1, \"y\": 60, \"w\": 99, \"h\": 99, \"kind\": \"answers\"}]}",
          "zones_of_sheet");
  desk_clear(&desk);
}

/* --- numbers of pages */

typedef struct Naming {
  char words[24], ids[60]; /* ids empty: refused */
} Naming;

Test(decide_contact, pages_are_named_by_number_range_or_id)
{
  static const Naming cases[] = {{"2", "f1.p2"},
                                 {"1,3", "f1.p1 f1.p3"},
                                 {"1-3", "f1.p1 f1.p2 f1.p3"},
                                 {"3, f9.p7", "f1.p3 f9.p7"},
                                 {"4", ""},
                                 {"3-4", ""},
                                 {"0", ""},
                                 {"2x", ""},
                                 {"", ""}};
  g_autoptr(json_t) index =
      json_pack("{s:[{s:i,s:s},{s:i,s:s},{s:i,s:s}]}", "pages", "n", 1, "page", "f1.p1", "n", 2,
                "page", "f1.p2", "n", 3, "page", "f1.p3");
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(json_t) ids = bm_contact_except(index, cases[i].words, &error);
    g_autoptr(GString) got = g_string_new(NULL);
    for (size_t k = 0; k < json_array_size(ids); k++)
      g_string_append_printf(got, "%s%s", k > 0 ? " " : "",
                             json_string_value(json_array_get(ids, k)));
    cr_expect_str_eq(got->str, cases[i].ids, "'%s'", cases[i].words);
    cr_expect_eq(ids == NULL, error != NULL);
  }
  g_autoptr(GError) error = NULL;
  assert_fails_with(bm_contact_except(NULL, "2", &error) != NULL, error, "contact_none");
}
