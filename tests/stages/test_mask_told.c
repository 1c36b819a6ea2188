/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers that a person pointed out, on a form and on one page. */
#include "tests/stages/mask_page.h"

#include "stages/mask/told.h"

TestSuite(mask_told, .timeout = 120);

static json_t *place(double x, double y, double w, double h, const char *kind)
{
  return json_pack("{s:f,s:f,s:f,s:f,s:s}", "x", x, "y", y, "w", w, "h", h, "kind", kind);
}

/* what stage mask makes of @page when the form has a field at 60, 28 mm and @kept is visible */
static PIX *masked_with_kept(TestPage *page, TestPage *form, json_t *kept)
{
  g_autoptr(PIX) before = test_page_pix(page, FALSE);
  g_autofree char *model = test_page_model(form);
  json_t *context = form_context("confirmed", model);
  json_object_set_new(json_object_get(context, "form"), "facts",
                      json_pack("{s:[o]}", "kept", kept));
  g_auto(Run) run = run_mask(before, form_facts(TRUE), context);
  g_unlink(model);
  return result(&run);
}

typedef struct Beside {
  BmBox answer, name, stroke;
} Beside;

/* Writing level with the header's field, and in the field. */
static Beside beside_draw(TestPage *form, TestPage *page)
{
  form_draw(form);
  form_draw(page);
  return (Beside){.answer = test_page_text(page, 150, 29, 4.5, "Москва"),
                  .name = test_page_text(page, 66, 29, 5, "Петров")};
}

Test(mask_told, writing_beside_the_fields_of_a_form_is_open_where_answers_were_drawn)
{
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  Beside at = beside_draw(&form, &page);
  g_autoptr(PIX) plain = masked_with_kept(&page, &form, place(0, 250, 5, 5, "answers"));
  g_autoptr(PIX) told = masked_with_kept(&page, &form, place(146, 24, 50, 14, "answers"));
  cr_expect(is_masked(plain, at.answer), "it stands level with a field");
  cr_expect_not(is_masked(told, at.answer));
  cr_expect(is_masked(told, at.name));
}

Test(mask_told, a_field_is_hidden_though_answers_were_drawn_over_it)
{
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  Beside at = beside_draw(&form, &page);
  g_autoptr(PIX) told = masked_with_kept(&page, &form, place(10, 20, 190, 30, "answers"));
  cr_expect(is_masked(told, at.name));
}

Test(mask_told, writing_of_which_less_than_half_lies_among_the_answers_stays_hidden)
{
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  Beside at = beside_draw(&form, &page);
  double end = bm_mm(at.answer.x, DPI) + 0.3 * bm_mm(at.answer.w, DPI);
  g_autoptr(PIX) told =
      masked_with_kept(&page, &form, place(146, 24, end - 146, 14, "answers"));
  cr_expect(is_masked(told, at.answer), "half of a name is a name");
}

/* --- one page */

static BmMaskPlan *plan_new(void)
{
  BmMaskPlan *plan = g_new0(BmMaskPlan, 1);
  plan->zones = g_array_new(FALSE, TRUE, sizeof(BmZone));
  plan->answers = g_array_new(FALSE, FALSE, sizeof(BmBox));
  plan->flags = g_ptr_array_new();
  plan->body_y = 600;
  return plan;
}

static void zone_put(BmMaskPlan *plan, const char *kind, int x, int y, int w, int h)
{
  BmZone zone = {.kind = kind, .box = {x, y, w, h}};
  g_array_append_val(plan->zones, zone);
}

/* A page of 1000 × 1400 on which a person said that a place holds answers. */
static BmMaskPlan *opened_at(BmMaskPlan *plan, BmBox told)
{
  g_autoptr(PIX) page = pixCreate(1000, 1400, 8);
  g_autoptr(json_t) facts =
      json_pack("{s:{s:[{s:i,s:i,s:i,s:i,s:s}]}}", "review", "answers", "x", told.x, "y",
                told.y, "w", told.w, "h", told.h, "kind", "answers");
  BmItem item = {.id = "f000001.p0001", .facts = facts};
  BmMaskCase c = {.page = page, .dpi = DPI, .item = &item};
  g_autoptr(GError) error = NULL;
  assert_ok(bm_told_open(&c, plan, &error), error);
  return plan;
}

/* … rows 300 to @end. */
static BmMaskPlan *opened(BmMaskPlan *plan, int end)
{
  return opened_at(plan, (BmBox){0, 300, 1000, end - 300});
}

static guint rows_hidden(const BmMaskPlan *plan, int x, int y)
{
  guint n = 0;
  for (guint i = 0; i < plan->zones->len; i++) {
    BmBox box = g_array_index(plan->zones, BmZone, i).box;
    n += x >= box.x && x < box.x + box.w && y >= box.y && y < box.y + box.h;
  }
  return n;
}

Test(mask_told, a_band_ends_where_answers_begin_and_the_body_begins_there)
{
  BmMaskPlan *plan = plan_new();
  zone_put(plan, "unexplained", 0, 100, 1000, 550);
  zone_put(plan, "school_name", 0, 400, 1000, 60);
  opened(plan, 800);
  cr_expect(rows_hidden(plan, 500, 299));
  cr_expect_not(rows_hidden(plan, 500, 301));
  cr_expect_not(rows_hidden(plan, 500, 430), "a mask over the whole width hides a row");
  cr_expect_eq(plan->body_y, 300);
  cr_expect_eq(plan->answers->len, 1);
  bm_mask_plan_free(plan);
}

Test(mask_told, what_was_read_or_drawn_is_hidden_among_answers_too)
{
  static const char *const kinds[] = {"student_name", "seal_round", "stamp_corner", "date"};
  BmMaskPlan *plan = plan_new();
  for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
    zone_put(plan, kinds[i], 100, 400 + 50 * (int)i, 200, 40);
  zone_put(plan, "by_person", 0, 700, 1000, 40);
  opened(plan, 800);
  for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
    cr_expect(rows_hidden(plan, 200, 420 + 50 * (int)i), "%s", kinds[i]);
  cr_expect(rows_hidden(plan, 500, 720), "a person drew it");
  bm_mask_plan_free(plan);
}

Test(mask_told, answers_that_end_above_the_body_do_not_move_it)
{
  BmMaskPlan *plan = opened(plan_new(), 500);
  cr_expect_eq(plan->body_y, 600, "a heading stands between");
  bm_mask_plan_free(plan);
}

Test(mask_told, a_part_of_a_row_is_open_and_what_stands_beside_it_is_not)
{
  BmMaskPlan *plan = plan_new();
  zone_put(plan, "unexplained", 0, 300, 1000, 80);
  zone_put(plan, "student_name", 100, 320, 300, 40);
  opened_at(plan, (BmBox){500, 305, 400, 70});
  cr_expect(rows_hidden(plan, 250, 340), "the name");
  cr_expect(rows_hidden(plan, 480, 340), "nothing was said of it");
  cr_expect_not(rows_hidden(plan, 700, 340));
  cr_expect(rows_hidden(plan, 950, 340), "nothing was said of it");
  cr_expect_eq(plan->body_y, 600);
  bm_mask_plan_free(plan);
}
