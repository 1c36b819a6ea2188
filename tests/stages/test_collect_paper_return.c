/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/tools/folder.h"
#include "tests/tools/score_kits.h"

static json_t *kits;
static BmScorePaper *paper;
static BmPaperReturn *all;
static guint n_pages; /* of the file so far */

static void return_begin(void)
{
  folder_make();
  kits = score_kits();
  paper = score_kit_paper(json_array_get(kits, 1), BM_SCORE_BUBBLES);
  all = bm_paper_return_new(kits, folder);
  n_pages = 0;
}

static void return_end(void)
{
  bm_paper_return_free(all);
  bm_scorepaper_free(paper);
  json_decref(kits);
  folder_remove();
}

TestSuite(paper_return, .init = return_begin, .fini = return_end, .timeout = 300);

static void add(ScorePage *page)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PIX) scan = score_page_scan(page, 8, 0);
  assert_ok(bm_paper_return_add(all, ++n_pages, scan, &error), error);
}

static void add_filled(guint index)
{
  ScorePage page = score_sheet_filled(paper, index, 150);
  add(&page);
}

static const char *text_at(const json_t *facts, const char *list, size_t index, const char *key)
{
  return json_string_value(
      json_object_get(json_array_get(json_object_get(facts, list), index), key));
}

static void assert_only_fault(const json_t *facts, const char *slug, const char *sheet,
                              const char *found)
{
  cr_assert_eq(json_array_size(json_object_get(facts, "faults")), 1);
  cr_expect_str_eq(text_at(facts, "faults", 0, "slug"), slug);
  cr_expect_str_eq(text_at(facts, "faults", 0, "sheet"), sheet);
  cr_expect_str_eq(text_at(facts, "faults", 0, "found"), found);
}

Test(paper_return, rows_are_those_of_the_bundle_whatever_the_order_of_pages)
{
  add_filled(1);
  add_filled(0);
  g_autoptr(json_t) facts = bm_paper_return_facts(all, 0);
  cr_expect(bm_paper_return_is_paper(all));
  cr_expect_eq(json_array_size(json_object_get(facts, "faults")), 0);
  cr_expect_eq(json_array_size(json_object_get(facts, "doubts")), 0);
  cr_expect_str_eq(json_string_value(json_object_get(facts, "kind")), "paper");
  cr_expect_str_eq(json_string_value(json_object_get(facts, "bundle")), KIT_CODE);
  cr_expect_str_eq(json_string_value(json_object_get(facts, "marker")), "m07");
  cr_expect_eq(json_integer_value(json_object_get(facts, "form_version")), 1);
  const json_t *rows = json_object_get(facts, "rows");
  cr_assert_eq(json_array_size(rows), 7);
  for (guint i = 0; i < 7; i++) {
    const json_t *scores = json_object_get(json_array_get(rows, i), "scores");
    cr_expect_str_eq(text_at(facts, "rows", i, "class_alias"), i < 5 ? "K3" : "K10");
    cr_assert_eq(json_array_size(scores), 7);
    for (guint task = 0; task < 7; task++) {
      const json_t *score = json_array_get(scores, task);
      guint choice = score_choice(paper, i < 5 ? 0 : 1, i < 5 ? i : i - 5, task);
      if (choice + 1 == bm_scorepaper_choices(paper, task))
        cr_expect_str_eq(json_string_value(score), "X");
      else
        cr_expect_eq(json_integer_value(score), (json_int_t)choice);
    }
  }
  cr_expect_str_eq(text_at(facts, "rows", 6, "work_no"), "911-200-002");
}

Test(paper_return, missing_page_is_told)
{
  add_filled(0);
  g_autoptr(json_t) facts = bm_paper_return_facts(all, 0);
  assert_only_fault(facts, "paper_page_missing", "K10 · 1", "");
}

Test(paper_return, page_that_came_twice_is_told)
{
  add_filled(0);
  add_filled(1);
  add_filled(0);
  g_autoptr(json_t) facts = bm_paper_return_facts(all, 0);
  assert_only_fault(facts, "paper_page_twice", "K3 · 1", "1, 3");
}

Test(paper_return, empty_backs_are_passed_over_and_other_paper_is_not)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PIX) back = pixCreate(1240, 1754, 8);
  pixSetAll(back);
  pixSetResolution(back, 150, 150);
  add_filled(0);
  assert_ok(bm_paper_return_add(all, ++n_pages, back, &error), error);
  add_filled(1);
  g_autoptr(json_t) facts = bm_paper_return_facts(all, 0);
  cr_expect_eq(json_array_size(json_object_get(facts, "faults")), 0);
  pixRasterop(back, 300, 300, 500, 4, PIX_CLR, NULL, 0, 0);
  pixRasterop(back, 300, 400, 4, 300, PIX_CLR, NULL, 0, 0);
  assert_ok(bm_paper_return_add(all, ++n_pages, back, &error), error);
  g_autoptr(json_t) again = bm_paper_return_facts(all, 0);
  assert_only_fault(again, "paper_no_code", "4", "");
}

Test(paper_return, file_without_any_code_is_no_paper_form)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PIX) picture = pixCreate(1240, 1754, 8);
  pixSetAll(picture);
  pixRasterop(picture, 300, 300, 500, 9, PIX_CLR, NULL, 0, 0);
  assert_ok(bm_paper_return_add(all, ++n_pages, picture, &error), error);
  cr_expect_not(bm_paper_return_is_paper(all));
  g_autoptr(json_t) facts = bm_paper_return_facts(all, 0);
  assert_only_fault(facts, "paper_no_code", "1", "");
  cr_expect_str_eq(json_string_value(json_object_get(facts, "bundle")), "");
}

Test(paper_return, file_of_empty_sides_is_no_form_either)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PIX) side = pixCreate(1240, 1754, 8);
  pixSetAll(side);
  assert_ok(bm_paper_return_add(all, ++n_pages, side, &error), error);
  g_autoptr(json_t) facts = bm_paper_return_facts(all, 0);
  assert_only_fault(facts, "paper_no_code", "", "");
}

Test(paper_return, doubts_come_with_their_crops_and_leave_the_score_open)
{
  ScorePage page = score_sheet_empty(paper, KIT_CODE, 0, 150);
  for (guint row = 0; row < 4; row++)
    score_row_mark(&page, row);
  score_page_mark(&page, 1, 1, (score_choice(paper, 0, 1, 1) + 1) % 4, 1.4, 0.1);
  add(&page);
  add_filled(1);
  g_autoptr(json_t) facts = bm_paper_return_facts(all, 0);
  cr_expect_eq(json_array_size(json_object_get(facts, "faults")), 0);
  cr_assert_eq(json_array_size(json_object_get(facts, "doubts")), 2);
  cr_expect_str_eq(text_at(facts, "doubts", 0, "reason"), "paper_mark_two");
  cr_expect_str_eq(text_at(facts, "doubts", 0, "work_no"), "582-100-002");
  cr_expect_str_eq(text_at(facts, "doubts", 0, "task"), "2");
  const char *crop = text_at(facts, "doubts", 0, "crop");
  cr_assert_not_null(crop);
  g_autoptr(PIX) picture = pixRead(crop);
  cr_assert_not_null(picture);
  cr_expect_gt(pixGetWidth(picture), pixGetHeight(picture));
  cr_expect_str_eq(text_at(facts, "doubts", 1, "reason"), "paper_row_empty");
  cr_expect_str_eq(text_at(facts, "doubts", 1, "work_no"), "582-100-005");
  const json_t *row = json_array_get(json_object_get(facts, "rows"), 1);
  cr_expect(json_is_null(json_array_get(json_object_get(row, "scores"), 1)));
  cr_expect_not(json_is_null(json_array_get(json_object_get(row, "scores"), 0)));
}

static void add_box_page(const BmScorePaper *boxes, guint index, gboolean is_filled)
{
  ScorePage page = score_sheet_empty(boxes, KIT_CODE, index, 150);
  if (is_filled)
    score_page_stroke(&page,
                      bm_scorepaper_group(boxes, page.sheet, &page.sheet->blocks[0], 0, 0), 0.5,
                      0.25, 0.5, 0.75);
  add(&page);
}

Test(paper_return, filled_bubbles_count_beside_empty_boxes)
{
  g_autoptr(BmScorePaper) boxes = score_kit_paper(json_array_get(kits, 1), BM_SCORE_BOXES);
  add_filled(0);
  add_filled(1);
  add_box_page(boxes, 0, FALSE);
  g_autoptr(json_t) facts = bm_paper_return_facts(all, 0);
  cr_expect_eq(json_array_size(json_object_get(facts, "faults")), 0);
  cr_expect_eq(json_array_size(json_object_get(facts, "warnings")), 0);
  cr_expect_eq(json_array_size(json_object_get(facts, "doubts")), 0);
  add_box_page(boxes, 1, TRUE);
  g_autoptr(json_t) both = bm_paper_return_facts(all, 0);
  cr_expect_eq(json_array_size(json_object_get(both, "warnings")), 1);
  cr_expect_str_eq(text_at(both, "warnings", 0, "slug"), "paper_both_styles");
  cr_expect_str_eq(json_string_value(json_object_get(both, "style")), "bubbles");
}

Test(paper_return, boxes_alone_are_all_questions)
{
  g_autoptr(BmScorePaper) boxes = score_kit_paper(json_array_get(kits, 1), BM_SCORE_BOXES);
  add_box_page(boxes, 0, TRUE);
  add_box_page(boxes, 1, TRUE);
  g_autoptr(json_t) facts = bm_paper_return_facts(all, 0);
  cr_expect_eq(json_array_size(json_object_get(facts, "faults")), 0);
  cr_expect_str_eq(json_string_value(json_object_get(facts, "style")), "boxes");
  /* first rows: each of 7 tasks; the other rows: one each */
  cr_expect_eq(json_array_size(json_object_get(facts, "doubts")), 7 + 4 + 7 + 1);
}

/* Of the first work task 2 is asked for, of the second 1 and 4, of the others everything. */
static void asks_set(void)
{
  json_object_set_new(
      json_array_get(kits, 1), "open",
      json_pack("{s:[s],s:[s,s]}", "582-100-001", "2", "582-100-002", "1", "4"));
}

Test(paper_return, of_a_third_expert_only_what_is_asked_for_is_read)
{
  asks_set();
  add_filled(0); /* marks everything: what stands in other places does not count */
  add_filled(1);
  g_autoptr(json_t) facts = bm_paper_return_facts(all, 0);
  cr_expect_eq(json_array_size(json_object_get(facts, "faults")), 0);
  cr_expect_eq(json_array_size(json_object_get(facts, "doubts")), 0);
  const json_t *rows = json_object_get(facts, "rows");
  for (guint row = 0; row < 3; row++) {
    const json_t *scores = json_object_get(json_array_get(rows, row), "scores");
    for (guint task = 0; task < 7; task++) {
      gboolean is_asked =
          row == 2 || (row == 0 && task == 1) || (row == 1 && (task == 0 || task == 3));
      cr_expect_eq(!json_is_null(json_array_get(scores, task)), is_asked, "row %u, task %u",
                   row, task + 1);
    }
  }
}

Test(paper_return, row_whose_asked_places_are_empty_is_one_question)
{
  asks_set();
  ScorePage page = score_sheet_empty(paper, KIT_CODE, 0, 150);
  for (guint row = 1; row < 5; row++)
    score_row_mark(&page, row);
  add(&page);
  add_filled(1);
  g_autoptr(json_t) facts = bm_paper_return_facts(all, 0);
  cr_assert_eq(json_array_size(json_object_get(facts, "doubts")), 1);
  cr_expect_str_eq(text_at(facts, "doubts", 0, "reason"), "paper_row_empty");
  cr_expect_str_eq(text_at(facts, "doubts", 0, "work_no"), "582-100-001");
}

Test(paper_return, score_that_the_rubric_forbids_is_told)
{
  json_t *tasks = json_object_get(json_array_get(kits, 1), "tasks");
  json_object_set_new(json_array_get(tasks, 5), "gates", json_pack("[{s:s}]", "task", "1"));
  ScorePage page = score_sheet_empty(paper, KIT_CODE, 0, 150);
  for (guint row = 0; row < 5; row++)
    for (guint task = 0; task < 7; task++)
      score_page_mark(&page, row, task,
                      task == 0 && row == 1   ? 0
                      : task == 5 && row == 1 ? 7
                                              : 1,
                      1.4, 0.15);
  add(&page);
  ScorePage second = score_sheet_empty(paper, KIT_CODE, 1, 150);
  for (guint row = 0; row < 2; row++)
    for (guint task = 0; task < 7; task++)
      score_page_mark(&second, row, task, 1, 1.4, 0.15);
  add(&second);
  g_autoptr(json_t) facts = bm_paper_return_facts(all, 0);
  assert_only_fault(facts, "form_gate", "K3", "7");
  cr_expect_str_eq(text_at(facts, "faults", 0, "cell"), "582-100-002 · 6");
  cr_expect_str_eq(text_at(facts, "faults", 0, "expected"), "0 (1 = 0)");
}
