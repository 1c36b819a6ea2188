/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <leptonica/allheaders.h>
#include <zbar.h>

#include "stages/shared/scorecode.h"
#include "tests/tools/desk.h"

TestSuite(sheet, .init = folder_make, .fini = folder_remove, .timeout = 240);

#define DPI 200
#define MM (DPI / 25.4)

static char *sheet_of(const char *scratch, const char *wish)
{
  Desk desk = usual_desk(scratch);
  desk.score_sheet = wish;
  g_autoptr(BmJob) job = run_ok(&desk);
  return file_of(job, "score_sheet.pdf");
}

Test(sheet, setting_says_which_styles_are_printed)
{
  g_autofree char *boxes = sheet_of("a", "boxes"), *bubbles = sheet_of("b", "bubbles"),
                  *both = sheet_of("c", "both");
  cr_expect_eq(page_count(boxes), 2);
  cr_expect_eq(page_count(bubbles), 2);
  cr_expect_eq(page_count(both), 4);
  assert_page_says(boxes, 1, "Итого");
  g_autofree char *text = page_text(bubbles, 1);
  cr_expect_null(strstr(text, "Итого"));
  assert_page_says(both, 3, "Итого");
}

Test(sheet, bubbles_say_works_tasks_and_how_to_fill_them)
{
  g_autofree char *path = sheet_of("a", "bubbles");
  static const char *const words[] = {"133-300-003", "911-200-002", "K9",
                                      "Закрасьте",   "Не так",      "Лист 1 из 1",
                                      "m07",         "Ошиблись",    "не приступал"};
  for (guint i = 0; i < G_N_ELEMENTS(words); i++)
    assert_page_says(path, 1, words[i]);
  assert_page_says(path, 2, "582-100-001");
}

Test(sheet, every_page_is_a4)
{
  g_autofree char *path = sheet_of("a", "both");
  g_autofree char *info = said("pdfinfo", "-l", "4", path, NULL);
  guint n = 0;
  for (const char *at = info; (at = strstr(at, "(A4)")) != NULL; at++)
    n++;
  cr_expect_eq(n, 4, "%s", info);
}

Test(sheet, task_with_a_great_maximum_makes_all_boxes)
{
  Desk desk = desk_new("a");
  desk.score_sheet = "bubbles";
  json_array_append_new(desk.tasks, json_pack("{s:s,s:i}", "id", "1", "max", 100));
  add_work(&desk, "K1", "582-100-001", 1);
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "score_sheet.pdf");
  cr_expect_eq(page_count(path), 1);
  assert_page_says(path, 1, "Итого");
}

Test(sheet, two_runs_give_equal_bytes)
{
  g_autofree char *one = sheet_of("a", "both"), *two = sheet_of("b", "both");
  g_autofree char *a = said("sha256sum", one, NULL), *b = said("sha256sum", two, NULL);
  cr_expect_eq(strncmp(a, b, 64), 0);
}

/* --- what is printed stands where the geometry says -------------------------------------- */

static PIX *page_picture(const char *pdf, guint page)
{
  g_autofree char *number = g_strdup_printf("%u", page), *stem = folder_path("page");
  g_autofree char *dpi = g_strdup_printf("%d", DPI), *path = folder_path("page.png");
  g_autofree char *none = said("pdftoppm", "-r", dpi, "-gray", "-png", "-singlefile", "-f",
                               number, "-l", number, pdf, stem, NULL);
  g_autoptr(PIX) read = pixRead(path);
  cr_assert_not_null(read);
  PIX *gray = pixConvertTo8(read, FALSE);
  cr_assert_not_null(gray);
  return gray;
}

static BmScorePaper *usual_paper(BmScoreStyle style)
{
  static const int maxima[] = {2, 3, 1, 2, 3, 1};
  static const guint rows[] = {2, 2};
  g_autoptr(GError) error = NULL;
  BmScorePaper *paper = bm_scorepaper_new(style, maxima, 6, rows, 2, &error);
  assert_ok(paper != NULL, error);
  return paper;
}

/* Mean gray of a rectangle of the sheet. */
static double gray_of(PIX *picture, BmPdfRect rect)
{
  g_autoptr(BOX) box = boxCreate((int)(rect.x * MM), (int)(rect.y * MM),
                                 MAX(1, (int)(rect.w * MM)), MAX(1, (int)(rect.h * MM)));
  l_float32 mean = 0;
  g_autoptr(PIX) part = pixClipRectangle(picture, box, NULL);
  cr_assert_eq(pixGetAverageMasked(part, NULL, 0, 0, 1, L_MEAN_ABSVAL, &mean), 0);
  return (double)mean;
}

static BmPdfRect inner(BmPdfRect rect, double by)
{
  return (BmPdfRect){rect.x + by, rect.y + by, rect.w - 2 * by, rect.h - 2 * by};
}

static void assert_marks(PIX *picture, const BmScorePage *page)
{
  for (guint i = 0; i < BM_SCOREPAPER_ANCHORS; i++)
    cr_expect_lt(gray_of(picture, inner(bm_scorepaper_anchor(page, i), 0.2)), 5, "square %u",
                 i);
  for (guint i = 0; i < page->n_blocks; i++)
    for (guint row = 0; row < page->blocks[i].n_rows; row++)
      for (guint side = 0; side < 2; side++)
        cr_expect_lt(
            gray_of(picture, inner(bm_scorepaper_bar(page, &page->blocks[i], row, side), 0.2)),
            5, "bar %u %u", row, side);
}

Test(sheet, squares_bars_and_bubbles_are_where_the_reader_looks)
{
  g_autofree char *path = sheet_of("a", "bubbles");
  g_autoptr(BmScorePaper) paper = usual_paper(BM_SCORE_BUBBLES);
  const BmScorePage *page = &g_array_index(paper->pages, BmScorePage, 0);
  const BmScoreBlock *block = &page->blocks[0];
  g_autoptr(PIX) picture = page_picture(path, 1);
  assert_marks(picture, page);
  for (guint task = 0; task < block->n_tasks; task++)
    for (guint i = 0; i < bm_scorepaper_choices(paper, task); i++) {
      BmPdfRect at = bm_scorepaper_bubble(paper, page, block, 1, task, i);
      BmPdfRect top = {at.x + at.w / 2 - 0.2, at.y, 0.4, 0.22};
      double paper_gray = gray_of(picture, inner(at, 0.75));
      cr_expect_gt(paper_gray, 205, "bubble %u %u", task, i); /* empty but for its figure */
      cr_expect_lt(gray_of(picture, top), 170, "ring %u %u", task, i);
    }
}

Test(sheet, boxes_are_where_the_reader_looks_and_empty)
{
  g_autofree char *path = sheet_of("a", "boxes");
  g_autoptr(BmScorePaper) paper = usual_paper(BM_SCORE_BOXES);
  const BmScorePage *page = &g_array_index(paper->pages, BmScorePage, 0);
  g_autoptr(PIX) picture = page_picture(path, 1);
  assert_marks(picture, page);
  for (guint task = 0; task < page->blocks[0].n_tasks; task++) {
    BmPdfRect box = bm_scorepaper_group(paper, page, &page->blocks[0], 1, task);
    cr_expect_gt(gray_of(picture, inner(box, 0.6)), 254, "box %u", task);
    cr_expect_lt(gray_of(picture, (BmPdfRect){box.x - 0.3, box.y + 1, 0.6, box.h - 2}), 230);
  }
}

/* Payloads of all QR codes of a picture. */
static GPtrArray *codes_of(PIX *picture)
{
  GPtrArray *codes = g_ptr_array_new_with_free_func(g_free);
  zbar_image_scanner_t *scanner = zbar_image_scanner_create();
  zbar_image_t *image = zbar_image_create();
  l_uint8 *bytes = NULL;
  size_t size = 0;
  cr_assert_eq(pixGetRasterData(picture, &bytes, &size), 0);
  zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
  zbar_image_set_size(image, (unsigned)pixGetWidth(picture), (unsigned)pixGetHeight(picture));
  zbar_image_set_data(image, bytes, size, zbar_image_free_data);
  zbar_scan_image(scanner, image);
  for (const zbar_symbol_t *symbol = zbar_image_first_symbol(image); symbol != NULL;
       symbol = zbar_symbol_next(symbol))
    g_ptr_array_add(codes, g_strdup(zbar_symbol_get_data(symbol)));
  zbar_image_destroy(image);
  zbar_image_scanner_destroy(scanner);
  return codes;
}

Test(sheet, both_codes_say_bundle_class_and_page)
{
  Desk desk = usual_desk("a");
  desk.score_sheet = "bubbles";
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "score_sheet.pdf"),
                  *manifest_path = file_of(job, "manifest.json");
  g_autoptr(json_t) manifest = json_load_file(manifest_path, 0, NULL);
  g_autoptr(BmScorePaper) paper = usual_paper(BM_SCORE_BUBBLES);
  for (guint page = 1; page <= 2; page++) {
    g_autoptr(PIX) picture = page_picture(path, page);
    g_autoptr(GPtrArray) codes = codes_of(picture);
    cr_assert_eq(codes->len, 2);
    for (guint i = 0; i < 2; i++) {
      BmScoreCode code;
      cr_assert(bm_scorecode_parse(g_ptr_array_index(codes, i), &code));
      cr_expect_str_eq(code.bundle, json_string_value(json_object_get(manifest, "bundle")));
      cr_expect_eq(code.class_index, page - 1);
      cr_expect_eq(code.page, 1);
      cr_expect_eq(code.style, BM_SCORE_BUBBLES);
      cr_expect_eq(code.layout, bm_scorepaper_digest(paper));
    }
  }
}
