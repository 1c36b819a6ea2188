/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/tools/desk.h"
#include "tests/tools/planted.h"

TestSuite(bundle, .init = folder_make, .fini = folder_remove, .timeout = 120);

static void assert_outcome(Desk *desk, BmOutcome outcome, const char *slug)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BmJob) job = desk_job(desk);
  cr_assert_eq(bm_stage_bundle.run(job, &error), outcome);
  cr_assert_not_null(error);
  cr_assert(g_str_has_prefix(error->message, slug), "%s", error->message);
}

Test(bundle, works_come_by_class_and_number_each_on_a_front)
{
  Desk desk = usual_desk("a");
  g_autofree char *criteria = planted_criteria();
  json_object_set_new(desk.context, "criteria", json_string(criteria));
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "bundle.pdf");
  static const struct {
    guint page;
    const char *words;
  } expected[] = {
      {1, "Состав комплекта"},
      {2, "Пустой оборот"},
      {3, "CRITERIA"},
      {4, "Пустой оборот"},
      {5, "K9"},
      {6, "Пустой оборот"},
      {7, "PAGE 1 OF 133-300-003"},
      {8, "PAGE 2 OF 133-300-003"},
      {9, "PAGE 3 OF 133-300-003"},
      {10, "Пустой оборот"},
      {11, "PAGE 1 OF 911-200-002"},
      {12, "Пустой оборот"},
      {13, "K10"},
      {14, "Пустой оборот"},
      {15, "PAGE 1 OF 204-400-004"},
      {16, "PAGE 2 OF 204-400-004"},
      {17, "PAGE 1 OF 582-100-001"},
      {18, "PAGE 2 OF 582-100-001"},
  };
  cr_assert_eq(page_count(path), G_N_ELEMENTS(expected));
  for (guint i = 0; i < G_N_ELEMENTS(expected); i++)
    assert_page_says(path, expected[i].page, expected[i].words);
}

Test(bundle, one_sided_bundle_has_no_empty_backs)
{
  Desk desk = usual_desk("a");
  desk.is_duplex = FALSE;
  desk.has_class_sheets = FALSE;
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "bundle.pdf");
  cr_assert_eq(page_count(path), 1 + 8);
}

Test(bundle, cover_lists_every_work_with_its_pages)
{
  Desk desk = usual_desk("a");
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "bundle.pdf");
  g_autofree char *text = page_text(path, 1);
  static const char *const words[] = {
      "133-300-003", "911-200-002",     "204-400-004", "582-100-001", "m07", "Физика",
      "15.10.2026",  "Диагностическая", "4",           "работы",      "8",   "страниц"};
  for (guint i = 0; i < G_N_ELEMENTS(words); i++)
    cr_expect_not_null(strstr(text, words[i]), "%s", words[i]);
}

Test(bundle, long_list_goes_on_over_pages)
{
  Desk desk = desk_new("a");
  add_tasks(&desk, 3);
  for (guint i = 0; i < 90; i++) {
    g_autofree char *work_no = g_strdup_printf("%03u-%03u-000", 100 + i, i);
    add_work(&desk, i < 45 ? "K1" : "K2", work_no, 1);
  }
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "bundle.pdf");
  g_autofree char *text = said("pdftotext", "-layout", "-l", "2", path, "-", NULL);
  for (guint i = 0; i < 90; i++) {
    g_autofree char *work_no = g_strdup_printf("%03u-%03u-000", 100 + i, i);
    cr_expect_not_null(strstr(text, work_no), "%s", work_no);
  }
}

static void assert_absent(const char *bytes, gsize size, const char *word)
{
  cr_expect_null(memmem(bytes, size, word, strlen(word)), "'%s' came through", word);
  g_autofree char *wide = NULL;
  gsize wide_size = 0;
  wide = g_convert(word, -1, "UTF-16BE", "UTF-8", NULL, &wide_size, NULL);
  cr_expect_null(memmem(bytes, size, wide, wide_size), "wide '%s' came through", word);
}

Test(bundle, nothing_that_tells_of_people_comes_in_with_the_criteria)
{
  Desk desk = usual_desk("a");
  g_autofree char *criteria = planted_criteria();
  json_object_set_new(desk.context, "criteria", json_string(criteria));
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "bundle.pdf");
  gsize size = 0, source_size = 0;
  g_autofree char *source = opened_up(criteria, &source_size);
  cr_assert_not_null(memmem(source, source_size, PLANTED, strlen(PLANTED)));
  g_autofree char *bytes = opened_up(path, &size);
  assert_absent(bytes, size, PLANTED);
  assert_absent(bytes, size, "/Annots");
  assert_absent(bytes, size, "/JavaScript");
  assert_absent(bytes, size, "/EmbeddedFiles");
  assert_absent(bytes, size, "/PieceInfo");
  assert_absent(bytes, size, "/Metadata");
  assert_page_says(path, 3, "STAMPED"); /* what is printed stays */
  cr_expect_not_null(strstr(bytes, "/DCTDecode"));
  g_autofree char *check = said("qpdf", "--check", path, NULL);
}

Test(bundle, first_page_can_be_shown_before_the_rest_is_read)
{
  Desk desk = usual_desk("a");
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "bundle.pdf");
  g_autofree char *check = said("qpdf", "--check-linearization", path, NULL);
  cr_expect_not_null(strstr(check, "no linearization errors"), "%s", check);
}

static void assert_same_file(const BmJob *one, const BmJob *two, const char *name)
{
  g_autofree char *path_one = file_of(one, name), *path_two = file_of(two, name);
  g_autofree char *a = NULL, *b = NULL;
  gsize n = 0, m = 0;
  cr_assert(g_file_get_contents(path_one, &a, &n, NULL));
  cr_assert(g_file_get_contents(path_two, &b, &m, NULL));
  cr_assert_eq(n, m, "%s", name);
  cr_assert_arr_eq(a, b, n, "%s", name);
}

Test(bundle, two_runs_give_equal_bytes)
{
  static const char *const names[] = {"bundle.pdf", "scores.xlsx", "score_sheet.pdf",
                                      "manifest.json"};
  g_autofree char *criteria = planted_criteria();
  Desk one = usual_desk("a"), two = desk_new("b");
  json_object_set_new(one.context, "criteria", json_string(criteria));
  g_autoptr(BmJob) job_one = run_ok(&one);
  g_usleep(1100 * 1000); /* a clock in seconds would show */
  g_setenv("LC_ALL", "C.UTF-8", TRUE);
  g_setenv("TZ", "Asia/Vladivostok", TRUE);
  add_tasks(&two, 6); /* the same works in another order */
  add_work(&two, "K9", "133-300-003", 3);
  add_work(&two, "K10", "204-400-004", 2);
  add_work(&two, "K10", "582-100-001", 2);
  add_work(&two, "K9", "911-200-002", 1);
  json_object_set_new(two.context, "criteria", json_string(criteria));
  g_autoptr(BmJob) job_two = run_ok(&two);
  for (guint i = 0; i < G_N_ELEMENTS(names); i++)
    assert_same_file(job_one, job_two, names[i]);
}

Test(bundle, work_that_lost_a_page_stops_the_bundle)
{
  Desk desk = usual_desk("a");
  g_autofree char *path = work_pdf("582-100-001", 1);
  assert_outcome(&desk, BM_PARK, "work_pages_differ: ");
}

Test(bundle, work_that_is_missing_on_disk_stops_the_bundle)
{
  Desk desk = usual_desk("a");
  g_autofree char *path = folder_path("911-200-002.pdf");
  g_unlink(path);
  assert_outcome(&desk, BM_PARK, "work_unreadable: ");
}

Test(bundle, works_must_be_those_of_the_allocation)
{
  Desk desk = usual_desk("a");
  json_array_remove(desk.works, 2);
  assert_outcome(&desk, BM_PARK, "bundle_works_differ: ");
  Desk more = usual_desk("b");
  json_array_remove(more.share, 2);
  assert_outcome(&more, BM_PARK, "bundle_works_differ: ");
}

Test(bundle, damaged_criteria_are_told)
{
  Desk desk = usual_desk("a");
  g_autofree char *path = folder_path("criteria.pdf");
  cr_assert(g_file_set_contents(path, "no PDF at all", -1, NULL));
  json_object_set_new(desk.context, "criteria", json_string(path));
  assert_outcome(&desk, BM_PARK, "criteria_unreadable: procedure/criteria.pdf");
}

Test(bundle, damaged_criteria_of_a_variant_are_told_by_their_own_name)
{
  Desk desk = usual_desk("a");
  g_autofree char *path = folder_path("criteria-2.pdf");
  cr_assert(g_file_set_contents(path, "no PDF at all", -1, NULL));
  size_t i;
  json_t *work;
  json_array_foreach (desk.works, i, work)
    json_object_set_new(work, "variant", json_string("2"));
  json_object_set_new(desk.context, "variant_criteria", json_pack("{s:s}", "2", path));
  assert_outcome(&desk, BM_PARK, "criteria_unreadable: procedure/criteria-2.pdf");
}

Test(bundle, assessment_without_tasks_halts)
{
  Desk desk = desk_new("a");
  add_work(&desk, "K1", "582-100-001", 1);
  assert_outcome(&desk, BM_HALT, "assessment_no_tasks: ");
}

Test(bundle, manifest_knows_files_and_first_pages)
{
  Desk desk = usual_desk("a");
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "manifest.json");
  g_autofree char *bundle = file_of(job, "bundle.pdf");
  g_autoptr(json_t) manifest = json_load_file(path, 0, NULL);
  size_t i;
  json_t *record;
  json_array_foreach (json_object_get(manifest, "works"), i, record) {
    guint page = (guint)json_integer_value(json_object_get(record, "first_page"));
    g_autofree char *words =
        g_strdup_printf("PAGE 1 OF %s", json_string_value(json_object_get(record, "work_no")));
    cr_expect_eq(page % 2, 1);
    assert_page_says(bundle, page, words);
  }
  cr_expect_eq(i, 4);
  json_array_foreach (json_object_get(manifest, "files"), i, record) {
    g_autofree char *file = file_of(job, json_string_value(json_object_get(record, "name")));
    g_autofree char *sum = said("sha256sum", file, NULL);
    cr_expect(g_str_has_prefix(sum, json_string_value(json_object_get(record, "sha256"))));
  }
  cr_expect_eq(i, 3);
}

Test(bundle, work_that_is_cut_stops_the_bundle)
{
  Desk desk = usual_desk("a");
  g_autofree char *path = folder_path("582-100-001.pdf"), *bytes = NULL;
  gsize size = 0;
  cr_assert(g_file_get_contents(path, &bytes, &size, NULL));
  cr_assert(g_file_set_contents(path, bytes, (gssize)(size - 200), NULL));
  assert_outcome(&desk, BM_PARK, "work_unreadable: ");
}
