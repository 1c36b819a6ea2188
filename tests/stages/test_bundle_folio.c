/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page numbers of a bundle, and the sheets that carry them. */
#include "stages/bundle/folio.h"
#include "tests/tools/desk.h"
#include "tests/tools/planted.h"

#include <criterion/parameterized.h>

TestSuite(folio, .init = folder_make, .fini = folder_remove, .timeout = 120);

#define PT_PER_MM (72.0 / 25.4)
#define DPI 72 /* a pixel is a point */

/* ---- in a bundle ---- */

static void assert_numbered(const char *path, guint n_expected)
{
  guint n = page_count(path);
  cr_assert_eq(n, n_expected, "%u pages", n);
  for (guint page = 1; page <= n; page++) {
    g_autofree char *words = g_strdup_printf("стр. %u из %u\n", page, n);
    assert_page_says(path, page, words);
  }
}

Test(folio, every_page_carries_its_number_and_how_many_there_are)
{
  Desk desk = usual_desk("a");
  g_autofree char *criteria = planted_criteria();
  json_object_set_new(desk.context, "criteria", json_string(criteria));
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "bundle.pdf"), *manifest = file_of(job, "manifest.json");
  g_autoptr(json_t) record = json_load_file(manifest, 0, NULL);
  assert_numbered(path, 18);
  cr_expect_eq(json_integer_value(json_object_get(record, "pages")), 18);
}

Test(folio, one_sided_bundle_is_numbered_too)
{
  Desk desk = usual_desk("a");
  desk.is_duplex = FALSE;
  desk.has_class_sheets = FALSE;
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "bundle.pdf");
  assert_numbered(path, 9);
}

Test(folio, each_bundle_of_a_share_counts_from_one)
{
  Desk desk = usual_desk("a");
  desk.works_per_bundle = 2;
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *first = file_of(job, "1/bundle.pdf"), *second = file_of(job, "2/bundle.pdf");
  assert_numbered(first, 2 + 2 + 4 + 2);
  assert_numbered(second, 2 + 2 + 2 + 2);
}

/* What poppler finds wrong while it goes through the pages. */
static char *complaints(const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) tool = g_subprocess_new(G_SUBPROCESS_FLAGS_STDERR_PIPE, &error,
                                                 "pdftotext", path, "/dev/null", NULL);
  assert_ok(tool != NULL, error);
  char *words = NULL;
  assert_ok(g_subprocess_communicate_utf8(tool, NULL, NULL, NULL, &words, &error), error);
  return words;
}

Test(folio, numbers_name_nothing_that_is_missing)
{
  Desk desk = usual_desk("a");
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "bundle.pdf"), *words = complaints(path);
  g_autofree char *check = said("qpdf", "--check", path, NULL);
  cr_expect_str_eq(words, "");
  cr_expect_not_null(strstr(check, "No syntax or stream encoding errors"), "%s", check);
}

/* The line of @text with @word, cut into words. */
static char **line_with(const char *text, const char *word)
{
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (strstr(lines[i], word) != NULL) {
      g_autoptr(GRegex) blank = g_regex_new(" +", 0, 0, NULL);
      return g_regex_split(blank, g_strstrip(lines[i]), 0);
    }
  cr_assert_fail("no line with '%s': %s", word, text);
  return NULL;
}

/* "123-… 7 3": where the work begins and how many pages it has, behind its number. */
static void assert_listed(const char *list, const char *work_no, guint first, guint pages)
{
  g_auto(GStrv) words = line_with(list, work_no);
  guint at = g_str_equal(words[0], work_no) ? 0 : 1; /* class alias */
  cr_assert(g_strv_length(words) >= at + 3, "%s", list);
  cr_expect_str_eq(words[at], work_no);
  cr_expect_eq(g_ascii_strtoull(words[at + 1], NULL, 10), first, "%s: %s", work_no,
               words[at + 1]);
  cr_expect_eq(g_ascii_strtoull(words[at + 2], NULL, 10), pages);
}

/* The cover tells the page of each work, as a person looking for it would find it. */
static void assert_list_leads_to_works(const BmJob *job, const char *pages_of_list)
{
  g_autofree char *path = file_of(job, "bundle.pdf"), *manifest = file_of(job, "manifest.json");
  g_autofree char *list =
      said("pdftotext", "-layout", "-f", "1", "-l", pages_of_list, path, "-", NULL);
  g_autoptr(json_t) record = json_load_file(manifest, 0, NULL);
  size_t i;
  json_t *work;
  json_array_foreach (json_object_get(record, "works"), i, work) {
    const char *work_no = json_string_value(json_object_get(work, "work_no"));
    guint first = (guint)json_integer_value(json_object_get(work, "first_page"));
    g_autofree char *words = g_strdup_printf("PAGE 1 OF %s", work_no);
    assert_listed(list, work_no, first,
                  (guint)json_integer_value(json_object_get(work, "pages")));
    assert_page_says(path, first, words);
  }
}

Test(folio, cover_leads_to_works_of_odd_page_counts)
{
  Desk desk = usual_desk("a");
  g_autofree char *criteria = planted_criteria();
  json_object_set_new(desk.context, "criteria", json_string(criteria));
  g_autoptr(BmJob) job = run_ok(&desk);
  assert_list_leads_to_works(job, "1");
}

Test(folio, cover_leads_to_works_of_a_one_sided_bundle)
{
  Desk desk = usual_desk("a");
  desk.is_duplex = FALSE;
  g_autoptr(BmJob) job = run_ok(&desk);
  assert_list_leads_to_works(job, "1");
}

/* The longer cover moves every work: the list is of two pages. */
Test(folio, list_that_takes_two_pages_leads_to_works)
{
  Desk desk = desk_new("a");
  add_tasks(&desk, 3);
  for (guint i = 0; i < 60; i++) {
    g_autofree char *work_no = g_strdup_printf("%03u-%03u-000", 100 + i, i);
    add_work(&desk, i < 31 ? "K1" : "K2", work_no, 1 + i % 3);
  }
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "bundle.pdf"), *manifest = file_of(job, "manifest.json");
  g_autoptr(json_t) record = json_load_file(manifest, 0, NULL);
  g_autofree char *list = said("pdftotext", "-raw", "-l", "2", path, "-", NULL);
  assert_page_says(path, 2, "продолжение");
  size_t i;
  json_t *work;
  json_array_foreach (json_object_get(record, "works"), i, work) {
    const char *work_no = json_string_value(json_object_get(work, "work_no"));
    int first = (int)json_integer_value(json_object_get(work, "first_page")),
        pages = (int)json_integer_value(json_object_get(work, "pages"));
    g_autofree char *row = g_strdup_printf("%s %d %d\n", work_no, first, pages);
    g_autofree char *words = g_strdup_printf("PAGE 1 OF %s", work_no);
    cr_expect_not_null(strstr(list, row), "%s is not in %s", row, list);
    assert_page_says(path, (guint)first, words);
  }
}

Test(folio, class_sheet_names_the_page_of_each_work)
{
  Desk desk = usual_desk("a");
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "bundle.pdf");
  assert_page_says(path, 3, "133-300-003");
  assert_page_says(path, 3, "со стр. 5");
  assert_page_says(path, 3, "со стр. 9");
  assert_page_says(path, 5, "PAGE 1 OF 133-300-003");
  assert_page_says(path, 9, "PAGE 1 OF 911-200-002");
}

/* ---- a page alone ---- */

/* The pages of the file at @path, numbered, written to "numbered.pdf". */
static char *numbered(const char *path, gboolean is_duplex)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *numbers_path = folder_path("numbers.pdf");
  char *result = folder_path("numbered.pdf");
  qpdf_data pdf = qpdf_init(), numbers = qpdf_init();
  cr_assert_eq(qpdf_read(pdf, path, NULL), QPDF_SUCCESS);
  guint n = (guint)qpdf_get_num_pages(pdf);
  assert_ok(bm_folio_write(numbers_path, n, is_duplex, &error), error);
  cr_assert_eq(qpdf_read(numbers, numbers_path, NULL), QPDF_SUCCESS);
  for (guint i = 0; i < n; i++)
    cr_assert(bm_folio_set(pdf, i, numbers, is_duplex));
  qpdf_init_write(pdf, result);
  cr_assert_eq(qpdf_write(pdf), QPDF_SUCCESS);
  qpdf_cleanup(&pdf);
  qpdf_cleanup(&numbers);
  return result;
}

/* As a printer would see it, 8 bits gray. */
static PIX *rendered(const char *path, guint page)
{
  g_autoptr(GPtrArray) argv = g_ptr_array_new();
  g_autofree char *number = g_strdup_printf("%u", page), *dpi = g_strdup_printf("%d", DPI);
  const char *words[] = {"pdftoppm", "-gray", "-r", dpi, "-f", number, "-l", number, path};
  for (guint i = 0; i < G_N_ELEMENTS(words); i++)
    g_ptr_array_add(argv, (char *)words[i]);
  gsize size = 0;
  g_autofree char *bytes = said_bytes(&size, argv);
  PIX *picture = pixReadMem((const l_uint8 *)bytes, size);
  cr_assert_not_null(picture);
  return picture;
}

static guint dark_in(PIX *picture, int x1, int y1, int x2, int y2)
{
  guint n = 0;
  for (int y = MAX(y1, 0); y < MIN(y2, pixGetHeight(picture)); y++)
    for (int x = MAX(x1, 0); x < MIN(x2, pixGetWidth(picture)); x++) {
      l_uint32 value = 255;
      pixGetPixel(picture, x, y, &value);
      n += value < 200;
    }
  return n;
}

typedef struct Scan {
  double w, h;           /* mm, as scanned */
  int sheet_w, sheet_h;  /* pt, as printed */
  double x1, y1, x2, y2; /* mm: where on the sheet it stands */
} Scan;

/* Scans black from edge to edge: the worst that a number can be set on. */
ParameterizedTestParameters(folio, black_scan_is_whole_and_no_number_on_it)
{
  static Scan scans[] = {
      {210, 297, 595, 842, 3.2, 0, 206.8, 288},       /* A4 */
      {212.5, 297, 595, 842, 2, 0, 208, 288},         /* its edge and some */
      {210, 312, 595, 842, 8.1, 0, 201.9, 288},       /* a strip for stamps below */
      {165, 205, 595, 842, 22.5, 41.5, 187.5, 246.5}, /* a page of a copybook */
      {335, 205, 842, 595, 0, 9.6, 297, 191.4},       /* a double page */
      {297, 420, 595, 842, 3.2, 0, 206.8, 288},       /* A3 */
      {20, 600, 595, 842, 100.2, 0, 109.8, 288},
  };
  return cr_make_param_array(Scan, scans, G_N_ELEMENTS(scans));
}

ParameterizedTest(Scan *scan, folio, black_scan_is_whole_and_no_number_on_it)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = folder_path("scan.pdf");
  g_autoptr(BmPdf) pdf = bm_pdf_new(path, NULL, &error);
  assert_ok(pdf != NULL, error);
  bm_pdf_page(pdf, scan->w, scan->h);
  bm_pdf_fill(pdf, (BmPdfRect){0, 0, scan->w, scan->h}, 0);
  assert_ok(bm_pdf_finish(pdf, &error), error);
  g_autofree char *result = numbered(path, TRUE);
  g_autoptr(PIX) sheet = rendered(result, 1);
  int x1 = (int)(scan->x1 * PT_PER_MM), y1 = (int)(scan->y1 * PT_PER_MM),
      x2 = (int)(scan->x2 * PT_PER_MM), y2 = (int)(scan->y2 * PT_PER_MM);
  cr_expect(ABS(pixGetWidth(sheet) - scan->sheet_w) <= 1);
  cr_expect(ABS(pixGetHeight(sheet) - scan->sheet_h) <= 1);
  cr_expect_eq(dark_in(sheet, x1 + 2, y1 + 2, x2 - 2, y2 - 2),
               (guint)((x2 - x1 - 4) * (y2 - y1 - 4)), "all of it is there");
  guint all = dark_in(sheet, 0, 0, 2000, 2000);
  guint scanned = dark_in(sheet, x1 - 2, y1 - 2, x2 + 2, y2 + 1);
  /* 20 mm from the right edge and 4.5 from the lower one */
  int right = pixGetWidth(sheet) - 56, low = pixGetHeight(sheet);
  guint number = dark_in(sheet, right - 114, low - 25, right, low - 12);
  cr_expect(number > 20 && number < 400, "%u", number);
  cr_expect_eq(all, scanned + number, "%u, %u, %u", all, scanned, number);
}

Test(folio, number_stands_at_the_outer_edge)
{
  g_autofree char *path = work_pdf("133-300-003", 3), *two = numbered(path, TRUE);
  for (guint page = 1; page <= 3; page++) {
    g_autoptr(PIX) sheet = rendered(two, page);
    gboolean is_right = dark_in(sheet, 300, 810, 595, 842) > 0,
             is_left = dark_in(sheet, 0, 810, 300, 842) > 0;
    cr_expect_eq(is_right, page % 2 == 1, "page %u", page);
    cr_expect_eq(is_left, page % 2 == 0, "page %u", page);
  }
  g_autofree char *one = numbered(path, FALSE);
  g_autoptr(PIX) even = rendered(one, 2);
  cr_expect_eq(dark_in(even, 0, 810, 300, 842), 0);
  cr_expect_gt(dark_in(even, 300, 810, 595, 842), 0);
}

typedef struct Turned {
  int turn;
  double unit;
  double x, y; /* pt of the sheet from its top left corner: middle of the square */
} Turned;

/* A page as other programs make them: origin and crop box anywhere, turned, in two streams that
 * open more than they close, with ink outside of what is shown. */
static char *foreign_page(const Turned *turned)
{
  static const char first[] = "q 1 0 0 1 100 200 cm 0 g 10 10 20 20 re f";
  static const char second[] = "q 0 g -200 -300 250 310 re f"; /* up to 150, 210 */
  g_autofree char *page = g_strdup_printf(
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 900 1200] /CropBox [600 900 100 200] "
      "/Rotate %d /UserUnit %.1f /Contents [4 0 R 5 0 R] >>",
      turned->turn, turned->unit);
  Pdf pdf = {g_string_new("%PDF-1.6\n"), g_array_new(FALSE, FALSE, sizeof(gsize))};
  pdf_object(&pdf, "<< /Type /Catalog /Pages 2 0 R >>");
  pdf_object(&pdf, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
  pdf_object(&pdf, page);
  pdf_stream(&pdf, "", first, strlen(first));
  pdf_stream(&pdf, "", second, strlen(second));
  for (guint i = 6; i <= 12; i++)
    pdf_object(&pdf, "<< >>");
  char *path = folder_path("foreign.pdf");
  pdf_end(&pdf, path);
  return path;
}

/* What is shown is 500 × 700, its square's middle 20 from its left and lower edge. A sheet has
 * room of 595.3 × 816.4 upright, 841.9 × 569.8 across. */
ParameterizedTestParameters(folio, foreign_page_stands_upright_and_shows_no_more_than_it_did)
{
  static Turned pages[] = {
      {0, 1, 47.6 + 20, 758.2 - 20},      {90, 1, 70.9 + 20, 34.9 + 20},
      {180, 1, 547.6 - 20, 58.2 + 20},    {270, 1, 770.9 - 20, 534.9 - 20},
      {-90, 1, 770.9 - 20, 534.9 - 20},   {0, 2, 6.1 + 23.3, 816.4 - 23.3},
      {180, 0.5, 422.6 - 10, 233.2 + 10},
  };
  return cr_make_param_array(Turned, pages, G_N_ELEMENTS(pages));
}

ParameterizedTest(Turned *turned, folio,
                  foreign_page_stands_upright_and_shows_no_more_than_it_did)
{
  g_autofree char *path = foreign_page(turned), *result = numbered(path, TRUE);
  g_autoptr(PIX) sheet = rendered(result, 1);
  int x = (int)turned->x, y = (int)turned->y;
  g_autofree char *text = page_text(result, 1);
  cr_expect_not_null(strstr(text, "стр. 1 из 1"), "%s", text);
  cr_expect_gt(dark_in(sheet, x - 3, y - 3, x + 3, y + 3), 30);
  guint shown = dark_in(sheet, x - 45, y - 45, x + 45, y + 45);
  int right = pixGetWidth(sheet) - 56, low = pixGetHeight(sheet);
  guint number = dark_in(sheet, right - 114, low - 25, right, low - 12);
  cr_expect_eq(dark_in(sheet, 0, 0, 2000, 2000), shown + number, "something else is shown");
}

Test(folio, page_without_a_size_is_told)
{
  g_autofree char *path = folder_path("flat.pdf"), *numbers_path = folder_path("numbers.pdf");
  Pdf text = {g_string_new("%PDF-1.6\n"), g_array_new(FALSE, FALSE, sizeof(gsize))};
  pdf_object(&text, "<< /Type /Catalog /Pages 2 0 R >>");
  pdf_object(&text, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
  pdf_object(&text, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 0 842] >>");
  for (guint i = 4; i <= 12; i++)
    pdf_object(&text, "<< >>");
  pdf_end(&text, path);
  cr_assert(bm_folio_write(numbers_path, 1, TRUE, NULL));
  qpdf_data pdf = qpdf_init(), numbers = qpdf_init();
  cr_assert_eq(qpdf_read(pdf, path, NULL), QPDF_SUCCESS);
  cr_assert_eq(qpdf_read(numbers, numbers_path, NULL), QPDF_SUCCESS);
  cr_expect_not(bm_folio_set(pdf, 0, numbers, TRUE));
  qpdf_cleanup(&pdf);
  qpdf_cleanup(&numbers);
}
