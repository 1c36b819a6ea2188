/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stage mask as the engine runs it: a job in, painted file and facts out. */
#include "tests/stages/mask_page.h"

TestSuite(mask, .timeout = 120);

static BmBox named_page_draw(TestPage *page)
{
  test_page_text(page, 24, 30, 4.2, "Фамилия, имя");
  test_page_rule(page, 58, 35.2, 180, 35.2);
  BmBox name = test_page_text(page, 62, 29.2, 5, "Незнамова Ульяна");
  test_page_tasks(page, 60);
  return name;
}

Test(mask, name_is_solid_black_and_all_else_is_unchanged)
{
  for (int is_bilevel = 0; is_bilevel <= 1; is_bilevel++) {
    g_auto(TestPage) page = test_page_new(DPI);
    BmBox name = named_page_draw(&page);
    g_autoptr(PIX) before = test_page_pix(&page, is_bilevel);
    g_auto(Run) run = run_mask(before, facts_for(1), context_for());
    g_autoptr(PIX) after = result(&run);
    cr_assert_eq(pixGetDepth(after), is_bilevel ? 1 : 8);
    cr_expect(is_black(after, name));
    cr_expect_eq(json_array_size(emitted(&run, "flags")), 0);
    cr_expect(json_is_true(emitted(&run, "explained")));
    size_t i;
    json_t *mask;
    json_array_foreach (emitted(&run, "masks"), i, mask) {
      BmBox box;
      cr_assert(bm_box_from_json(mask, &box));
      cr_expect(is_black(after, box));
    }
    json_array_foreach (emitted(&run, "masks"), i, mask) {
      BmBox box;
      cr_assert(bm_box_from_json(mask, &box));
      for (int k = 0; k < 2;
           k++) { /* what was masked is equal now, if all else was left alone */
        PIX *pix = k == 0 ? before : after;
        pixRasterop(pix, box.x, box.y, box.w, box.h, PIX_CLR, NULL, 0, 0);
      }
    }
    l_int32 same = 0;
    pixEqual(before, after, &same);
    cr_expect(same);
  }
}

Test(mask, doubtful_page_gets_a_band_over_its_full_width)
{
  g_auto(TestPage) page = test_page_new(DPI);
  test_page_tasks(&page, 60);
  g_autoptr(PIX) before = test_page_pix(&page, FALSE);
  g_auto(Run) run = run_mask(before, facts_for(1), context_for());
  g_autoptr(PIX) after = result(&run);
  BmBox band;
  cr_assert_gt(json_array_size(emitted(&run, "flags")), 0);
  cr_assert(bm_box_from_json(emitted(&run, "band"), &band));
  cr_expect_eq(band.w, pixGetWidth(after));
  cr_expect_gt(band.h, bm_px(60, DPI));
  cr_expect(is_black(after, band));
}

Test(mask, page_whose_work_was_not_surely_cut_is_judged_as_a_first_one)
{
  g_auto(TestPage) page = test_page_new(DPI);
  test_page_tasks(&page, 30);
  g_autoptr(PIX) before = test_page_pix(&page, FALSE);
  json_t *facts = facts_for(2);
  json_object_del(json_object_get(facts, "split"), "is_first");
  g_auto(Run) unsure = run_mask(before, facts, context_for());
  g_auto(Run) sure = run_mask(before, facts_for(2), context_for());
  cr_expect_gt(json_array_size(emitted(&unsure, "flags")), 0);
  cr_expect_eq(json_array_size(emitted(&sure, "flags")), 0);
}

Test(mask, blank_side_is_not_held_for_having_nothing_on_it)
{
  g_auto(TestPage) page = test_page_new(DPI);
  g_autoptr(PIX) before = test_page_pix(&page, FALSE);
  json_t *facts = facts_for(2);
  json_object_set_new(facts, "split", json_pack("{s:b}", "is_blank", TRUE));
  g_auto(Run) blank = run_mask(before, facts, context_for());
  g_auto(Run) unknown = run_mask(before, facts_for(2), context_for());
  cr_expect_eq(json_array_size(emitted(&blank, "flags")), 0);
  cr_expect_gt(json_array_size(emitted(&unknown, "flags")), 0);
}

Test(mask, page_without_body_loses_its_upper_part)
{
  g_auto(TestPage) page = test_page_new(DPI);
  test_page_text(&page, 120, 30, 6, "Незнамова");
  g_autoptr(PIX) before = test_page_pix(&page, FALSE);
  g_auto(Run) run = run_mask(before, facts_for(2), context_for());
  BmBox band;
  cr_assert(bm_box_from_json(emitted(&run, "band"), &band));
  cr_expect_geq(band.h, pixGetHeight(before) * 44 / 100);
}

Test(mask, zones_of_a_confirmed_form_are_mapped_to_the_page)
{
  g_auto(TestPage) page = test_page_new(DPI);
  form_draw(&page);
  BmBox answer = test_page_tasks(&page, 70);
  g_autoptr(PIX) before = test_page_pix(&page, FALSE);
  g_autoptr(PIX) after = masked_by_form(&page, "confirmed", TRUE, "form");
  cr_expect(
      is_black(after, (BmBox){bm_px(60, DPI), bm_px(28, DPI), bm_px(80, DPI), bm_px(8, DPI)}));
  g_autoptr(BOX) cut = boxCreate(0, answer.y - 10, pixGetWidth(before), answer.h + 20);
  g_autoptr(PIX) p = pixClipRectangle(before, cut, NULL);
  g_autoptr(PIX) q = pixClipRectangle(after, cut, NULL);
  l_int32 same = 0;
  pixEqual(p, q, &same);
  cr_expect(same, "answers are as they were");
}

Test(mask, stroke_that_leaves_a_zone_is_followed_to_its_end)
{
  g_auto(TestPage) page = test_page_new(DPI);
  form_draw(&page);
  cairo_set_line_width(page.cr, 0.6);
  test_page_rule(&page, 136, 32, 147, 29); /* a flourish behind the name */
  g_autoptr(PIX) after = masked_by_form(&page, "confirmed", TRUE, "form");
  cr_expect(is_black(after, (BmBox){bm_px(141, DPI), bm_px(29, DPI), bm_px(6, DPI), 4}));
}

Test(mask, ink_in_the_header_beside_the_zones_goes_up_to_the_next_print)
{
  g_auto(TestPage) page = test_page_new(DPI);
  form_draw(&page);
  BmBox class_name = test_page_text(&page, 185, 18, 5, "9А");
  g_autoptr(PIX) after = masked_by_form(&page, "confirmed", TRUE, "form");
  cr_expect(is_black(after, class_name));
  cr_expect(is_black(after, (BmBox){4, class_name.y, 100, class_name.h}),
            "its width tells nothing");
  cr_expect_not(
      is_black(after, (BmBox){bm_px(24, DPI), bm_px(44, DPI), bm_px(60, DPI), bm_px(4, DPI)}),
      "print stays");
}

Test(mask, field_that_policy_keeps_stays_visible_above_the_answers)
{
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  form_draw(&form);
  form_draw(&page);
  BmBox variant = test_page_text(&page, 160, 20, 5, "17");
  g_autoptr(PIX) before = test_page_pix(&page, FALSE);
  g_autofree char *model = test_page_model(&form);
  json_t *context = form_context("confirmed", model);
  json_object_set_new(json_object_get(context, "form"), "facts",
                      json_pack("{s:[{s:f,s:f,s:f,s:f,s:s}]}", "kept", "x", 155.0, "y", 18.0,
                                "w", 25.0, "h", 9.0, "kind", "variant"));
  g_auto(Run) run = run_mask(before, form_facts(TRUE), context);
  g_unlink(model);
  g_autoptr(PIX) after = result(&run);
  cr_expect_not(is_black(after, variant));
}

Test(mask, frame_of_a_whole_page_does_not_hide_the_page)
{
  g_auto(TestPage) page = test_page_new(DPI);
  form_draw(&page);
  BmBox answer = test_page_tasks(&page, 70);
  cairo_set_line_width(page.cr, 1.2);
  test_page_box(&page, 7, 7, 195, 280);
  g_autoptr(PIX) after = masked_by_form(&page, "confirmed", TRUE, "form");
  cr_expect_not(is_black(after, (BmBox){answer.x, answer.y, answer.w, 10}));
  cr_expect_not(
      is_black(after, (BmBox){bm_px(24, DPI), bm_px(44, DPI), bm_px(60, DPI), bm_px(4, DPI)}));
}

Test(mask, name_that_runs_up_the_margin_goes_beside_the_answers_too)
{
  g_auto(TestPage) page = test_page_new(DPI);
  form_draw(&page);
  test_page_tasks(&page, 70);
  cairo_save(page.cr);
  cairo_translate(page.cr, 4, 200);
  cairo_rotate(page.cr, -G_PI / 2);
  test_page_text(&page, 0, 0, 6, "Незнамова Ульяна");
  cairo_restore(page.cr);
  g_autoptr(PIX) after = masked_by_form(&page, "confirmed", TRUE, "form");
  cr_expect(
      is_black(after, (BmBox){bm_px(5, DPI), bm_px(160, DPI), bm_px(3, DPI), bm_px(35, DPI)}));
}

Test(mask, name_added_between_the_last_field_and_the_print_below_is_masked)
{
  g_auto(TestPage) page = test_page_new(DPI);
  form_draw(&page);
  BmBox name = test_page_text(&page, 150, 39.5, 3.5, "Незнамова");
  g_autoptr(PIX) after = masked_by_form(&page, "confirmed", TRUE, "form");
  cr_expect(is_black(after, name));
}

Test(mask, dust_in_the_header_is_no_writing)
{
  g_auto(TestPage) page = test_page_new(DPI);
  form_draw(&page);
  cairo_rectangle(page.cr, 120, 15, 0.9, 0.9);
  cairo_fill(page.cr);
  cairo_arc(page.cr, 12, 18, 3, 0, 2 * G_PI); /* and a punched hole */
  cairo_fill(page.cr);
  g_autoptr(PIX) after = masked_by_form(&page, "confirmed", TRUE, "form");
  cr_expect_not(is_black(after, (BmBox){bm_px(100, DPI), bm_px(15, DPI), bm_px(15, DPI), 4}));
  cr_expect_not(is_black(after, (BmBox){bm_px(30, DPI), bm_px(18, DPI), bm_px(15, DPI), 4}));
}

Test(mask, ring_of_a_seal_that_lies_mostly_in_a_field_is_masked_whole)
{
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  bare_form_draw(&form);
  bare_form_draw(&page);
  cairo_new_path(page.cr);
  cairo_arc(page.cr, 150, 214, 18, 0, 2 * G_PI);
  cairo_stroke(page.cr);
  BmBox top = {bm_px(146, DPI), bm_px(195.6, DPI), bm_px(8, DPI), bm_px(0.8, DPI)};
  g_autoptr(PIX) after = masked_with_zone(&page, &form, 90, 202, 100, 34);
  cr_expect(is_black(after, top));
}

Test(mask, oval_stamp_cut_by_a_printed_rule_is_masked_whole)
{
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  bare_form_draw(&form);
  bare_form_draw(&page);
  test_page_rule(&form, 20, 204, 190, 204);
  test_page_rule(&page, 20, 204, 190, 204);
  cairo_save(page.cr);
  cairo_translate(page.cr, 70, 211);
  cairo_scale(page.cr, 25, 14);
  cairo_new_path(page.cr);
  cairo_arc(page.cr, 0, 0, 1, 0, 2 * G_PI);
  cairo_restore(page.cr);
  cairo_set_line_width(page.cr, 0.5);
  cairo_stroke(page.cr);
  BmBox name = test_page_text(&page, 62, 199.6, 3, "М Б О У");
  test_page_text(&page, 54, 206, 3, "С р е д н я я");
  test_page_text(&page, 56, 211, 3, "ш к о л а 6");
  test_page_text(&page, 58, 216, 3, "г о р о д");
  g_autoptr(PIX) after = masked_with_zone(&page, &form, 120, 20, 60, 8);
  cr_expect(is_black(after, name));
}

static void seal_draw(TestPage *page, double x, double y)
{
  cairo_set_line_width(page->cr, 0.7);
  cairo_arc(page->cr, x, y, 20, 0, 2 * G_PI);
  cairo_stroke(page->cr);
  cairo_arc(page->cr, x, y, 14, 0, 2 * G_PI);
  cairo_stroke(page->cr);
  for (int i = 0; i < 36; i++) {
    cairo_save(page->cr);
    cairo_translate(page->cr, x, y);
    cairo_rotate(page->cr, i * G_PI / 18);
    test_page_text(page, 0, -19, 3.5, "ш");
    cairo_restore(page->cr);
  }
}

Test(mask, seal_over_answers_of_a_confirmed_form_is_masked)
{
  g_auto(TestPage) page = test_page_new(DPI);
  form_draw(&page);
  test_page_tasks(&page, 70);
  seal_draw(&page, 110, 130);
  g_autoptr(PIX) after = masked_by_form(&page, "confirmed", TRUE, "form");
  cr_expect(is_black(after, (BmBox){bm_px(92, DPI), bm_px(128, DPI), bm_px(36, DPI), 30}));
  cr_expect_not(is_black(after, (BmBox){bm_px(22, DPI), bm_px(128, DPI), bm_px(40, DPI), 30}));
}

Test(mask, zone_on_a_sheet_ends_where_the_answers_of_the_page_begin)
{
  g_auto(TestPage) page = test_page_new(DPI);
  named_page_draw(&page);
  g_autoptr(PIX) before = test_page_pix(&page, FALSE);
  json_t *facts = form_facts(FALSE), *context = form_context("confirmed", "");
  json_object_set_new(json_object_get(facts, "form"), "kind", json_string("sheet"));
  json_t *record = json_object_get(context, "form");
  json_object_set_new(record, "kind", json_string("sheet"));
  json_object_set_new(json_array_get(json_object_get(record, "zones"), 0), "h",
                      json_real(60.0));
  g_auto(Run) run = run_mask(before, facts, context);
  g_autoptr(PIX) after = result(&run);
  cr_expect(
      is_black(after, (BmBox){bm_px(60, DPI), bm_px(28, DPI), bm_px(80, DPI), bm_px(20, DPI)}));
  cr_expect_not(
      is_black(after, (BmBox){bm_px(60, DPI), bm_px(68, DPI), bm_px(80, DPI), bm_px(20, DPI)}));
}

Test(mask, zones_that_a_person_gave_a_sheet_kind_are_painted)
{
  g_auto(TestPage) page = test_page_new(DPI);
  named_page_draw(&page);
  g_autoptr(PIX) before = test_page_pix(&page, FALSE);
  json_t *facts = form_facts(FALSE), *context = form_context("confirmed", "");
  json_object_set_new(json_object_get(facts, "form"), "kind", json_string("sheet"));
  json_object_set_new(json_object_get(context, "form"), "kind", json_string("sheet"));
  g_auto(Run) run = run_mask(before, facts, context);
  g_autoptr(PIX) after = result(&run);
  cr_expect(
      is_black(after, (BmBox){bm_px(60, DPI), bm_px(28, DPI), bm_px(80, DPI), bm_px(8, DPI)}));
}

Test(mask, form_that_is_not_confirmed_or_does_not_fit_does_not_count)
{
  g_auto(TestPage) page = test_page_new(DPI);
  named_page_draw(&page);
  g_autoptr(PIX) proposed = masked_by_form(&page, "proposed", TRUE, "page");
  g_autoptr(PIX) misfit = masked_by_form(&page, "confirmed", FALSE, "page");
}

Test(mask, equal_input_gives_equal_bytes)
{
  g_auto(TestPage) page = test_page_new(DPI);
  named_page_draw(&page);
  g_autoptr(PIX) before = test_page_pix(&page, FALSE);
  g_auto(Run) one = run_mask(before, facts_for(1), context_for());
  g_auto(Run) two = run_mask(before, facts_for(1), context_for());
  g_autofree char *p = NULL, *q = NULL;
  gsize np = 0, nq = 0;
  cr_assert(g_file_get_contents(json_string_value(emitted(&one, NULL)), &p, &np, NULL));
  cr_assert(g_file_get_contents(json_string_value(emitted(&two, NULL)), &q, &nq, NULL));
  cr_expect(np == nq && memcmp(p, q, np) == 0);
}

Test(mask, boxes_that_a_person_drew_are_painted_too)
{
  g_auto(TestPage) page = test_page_new(DPI);
  named_page_draw(&page);
  BmBox word = test_page_text(&page, 60, 200, 5, "Незнамова");
  g_autoptr(PIX) before = test_page_pix(&page, FALSE);
  json_t *facts = facts_for(1);
  json_object_set_new(facts, "review", json_pack("{s:[o]}", "add", bm_box_to_json(word, NULL)));
  g_auto(Run) run = run_mask(before, facts, context_for());
  g_autoptr(PIX) after = result(&run);
  cr_expect(is_black(after, word));
}
