/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stage verify: a safe page passes, every planted fault is a doubt. */
#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>
#include <tiffio.h>

#include "pipeline/autoptr.h"
#include "pipeline/reason.h"
#include "pipeline/stage.h"
#include "stages/shared/pagecode.h"
#include "stages/verify/look.h"
#include "stages/verify/metadata.h"
#include "stages/verify/source.h"
#include "tests/stages/identity_page.h"
#include "tests/tools/assert_ok.h"

extern const BmStage bm_stage_verify;

TestSuite(verify, .timeout = 120);
TestSuite(metadata, .timeout = 20);

#define DPI 200.0
#define BODY_MM 55.0

/* A page with a masked header; the mask is a box of @masks when @is_solid. */
static PIX *masked_page(TestPage *page, BmBox *ret_mask, gboolean is_solid)
{
  test_page_text(page, 24, 30, 4.2, "Фамилия, имя");
  test_page_tasks(page, 60);
  PIX *pix = test_page_pix(page, FALSE);
  *ret_mask = (BmBox){bm_px(58, DPI), bm_px(27, DPI), bm_px(120, DPI), bm_px(12, DPI)};
  pixRasterop(pix, ret_mask->x, ret_mask->y, ret_mask->w, ret_mask->h, PIX_CLR, NULL, 0, 0);
  if (!is_solid)
    pixSetPixel(pix, ret_mask->x + 40, ret_mask->y + 40, 255);
  return pix;
}

static void folder_remove(const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  for (const char *name = g_dir_read_name(dir); name != NULL; name = g_dir_read_name(dir)) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_unlink(path);
  }
  g_rmdir(folder);
}

/* The page as it was before it was masked: something else stands under the mask. */
static void source_write(PIX *page, BmBox mask, const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PIX) source = pixCopy(NULL, page);
  pixRasterop(source, mask.x, mask.y, mask.w, mask.h, PIX_NOT(PIX_DST), NULL, 0, 0);
  assert_ok(bm_page_write(source, path, &error), error);
}

/* Reasons of the doubts, joined by spaces; checks that each is explained and has a crop. */
static char *look_at(PIX *page, BmBox mask, const char *release, json_t *form,
                     const char *form_kind, const char *roster, PIX **ret_closed)
{
  g_autofree char *folder = g_dir_make_tmp("bm-verify-XXXXXX", NULL);
  g_autofree char *input = g_build_filename(folder, "page.tif", NULL);
  g_autofree char *table = g_build_filename(folder, "roster.csv", NULL);
  g_autoptr(GError) error = NULL;
  double mm = BM_MM_PER_INCH / DPI;
  g_autofree char *source = g_build_filename(folder, "source.tif", NULL);
  assert_ok(bm_page_write(page, input, &error), error);
  source_write(page, mask, source);
  if (roster != NULL)
    cr_assert(g_file_set_contents(table, roster, -1, NULL));
  g_autoptr(json_t) ticket = json_pack(
      "{s:s,s:s,s:s,s:{},s:{s:s,s:s,s:s,s:o},s:[{s:s,s:s,s:{s:{s:f},s:{s:s,s:{s:b},s:[f,f,f,f,"
      "f,f]}"
      ","
      "s:{s:[o],s:b,s:[],s:s,s:i}}}]}",
      "stage", "verify", "scratch", folder, "seed", "00", "params", "context", "source", source,
      "release", release, "procedure", folder, "form", form, "inputs", "id", "f000001.p0001",
      "path", input, "facts", "upright", "dpi", DPI, "form", "kind", form_kind, "check", "ok",
      json_object_get(form, "model") != NULL, "to_form", mm, 0.0, 0.0, 0.0, mm, 0.0, "mask",
      "masks", bm_box_to_json(mask, "student_name"), "explained", TRUE, "flags", "path",
      json_object_get(form, "model") != NULL ? "form" : "page", "body_y", bm_px(BODY_MM, DPI));
  g_autoptr(BmJob) job = bm_job_new(ticket, &error);
  assert_ok(job != NULL, error);
  cr_assert_eq(bm_stage_verify.run(job, &error), BM_DONE);
  g_autoptr(json_t) outcome = bm_job_outcome(job);
  cr_expect_eq(json_array_size(json_object_get(outcome, "emits")), 1,
               "the page keeps its facts");
  json_t *emit = json_array_get(json_object_get(outcome, "emits"), 0);
  json_t *facts = json_object_get(emit, "facts");
  const char *closed = json_string_value(json_object_get(emit, "file"));
  if (ret_closed != NULL)
    *ret_closed = closed != NULL ? bm_page_read(closed, &error) : NULL;
  cr_expect(json_is_true(json_object_get(json_object_get(facts, "checks"), "source_same")));
  cr_expect_eq(strlen(json_string_value(json_object_get(facts, "digest"))), 64);
  GString *reasons = g_string_new(NULL);
  size_t i;
  json_t *doubt;
  json_array_foreach (json_object_get(outcome, "doubts"), i, doubt) {
    const char *reason = json_string_value(json_object_get(doubt, "reason"));
    cr_expect(bm_reason_is_known(reason), "%s is not explained", reason);
    const char *crop = json_string_value(json_object_get(doubt, "crop"));
    cr_expect(crop != NULL && g_file_test(crop, G_FILE_TEST_EXISTS), "%s has no crop", reason);
    g_string_append_printf(reasons, "%s ", reason);
  }
  folder_remove(folder);
  return g_string_free(reasons, FALSE);
}

/* A kind of sheet that a person has looked at: nothing but the page itself can hold it. */
static json_t *sheet_passed(void)
{
  return json_pack("{s:s}", "state", "confirmed");
}

static char *reasons_of(PIX *page, BmBox mask, const char *release, json_t *form,
                        const char *form_kind, const char *roster)
{
  return look_at(page, mask, release, form, form_kind, roster, NULL);
}

static void expect_reasons(PIX *page, BmBox mask, const char *expected)
{
  g_autofree char *reasons = reasons_of(page, mask, "confirmed", sheet_passed(), "sheet", NULL);
  cr_expect_str_eq(reasons, expected);
}

TestSuite(source, .timeout = 20);

/* where a page with one mask differs from a source with @dx, @dy changed; empty: nowhere */
static BmBox difference_at(int depth, int dx, int dy)
{
  g_autoptr(PIX) page = pixCreate(300, 200, depth), source = pixCreate(300, 200, depth);
  g_autoptr(GArray) masks = g_array_new(FALSE, FALSE, sizeof(BmBox));
  BmBox mask = {20, 30, 100, 40}, where;
  g_array_append_val(masks, mask);
  pixRasterop(page, mask.x, mask.y, mask.w, mask.h, PIX_SET, NULL, 0, 0);
  pixSetPixel(source, (l_uint32)dx, (l_uint32)dy, depth == 32 ? 0x00010000 : 1);
  return bm_source_differs(page, source, masks, &where) ? where : (BmBox){0, 0, 0, 0};
}

Test(source, the_least_change_outside_masks_is_found_at_every_depth)
{
  static const int depths[] = {1, 8, 32};
  for (guint i = 0; i < G_N_ELEMENTS(depths); i++) {
    cr_expect(bm_box_is_empty(difference_at(depths[i], 119, 69)), "depth %d", depths[i]);
    BmBox where = difference_at(depths[i], 120, 69);
    cr_expect(where.x == 120 && where.y == 69 && where.w == 1 && where.h == 1, "depth %d",
              depths[i]);
  }
}

Test(source, another_size_is_another_page)
{
  g_autoptr(PIX) page = pixCreate(300, 200, 8), source = pixCreate(300, 201, 8);
  g_autoptr(GArray) masks = g_array_new(FALSE, FALSE, sizeof(BmBox));
  BmBox where;
  cr_expect(bm_source_differs(page, source, masks, &where));
}

Test(verify, safe_page_passes)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox mask;
  g_autoptr(PIX) pix = masked_page(&page, &mask, TRUE);
  expect_reasons(pix, mask, "");
}

Test(verify, one_pixel_in_a_mask_is_a_doubt)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox mask;
  g_autoptr(PIX) pix = masked_page(&page, &mask, FALSE);
  expect_reasons(pix, mask, "mask_not_solid ");
}

Test(verify, page_that_is_masked_nearly_whole_is_a_doubt)
{
  g_auto(TestPage) page = test_page_new(DPI);
  g_autoptr(PIX) pix = test_page_pix(&page, FALSE);
  BmBox mask = {0, 0, pixGetWidth(pix), pixGetHeight(pix) * 7 / 10};
  pixRasterop(pix, mask.x, mask.y, mask.w, mask.h, PIX_CLR, NULL, 0, 0);
  expect_reasons(pix, mask, "mostly_masked ");
}

TestSuite(remains, .timeout = 120);

/* Share of a place, in mm, that is black. */
static double black_share(PIX *page, double x, double y, double w, double h)
{
  l_float32 mean = 0;
  g_autoptr(BOX) box = boxCreate(bm_px(x, DPI), bm_px(y, DPI), bm_px(w, DPI), bm_px(h, DPI));
  g_autoptr(PIX) part = pixClipRectangle(page, box, NULL);
  g_autoptr(PIX) gray = pixConvertTo8(part, FALSE);
  pixGetAverageMasked(gray, NULL, 0, 0, 1, L_MEAN_ABSVAL, &mean);
  return 1 - mean / 255;
}

Test(remains, word_left_in_the_header_is_masked_with_its_row)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox mask;
  test_page_text(&page, 130, 12, 5, "Незнамова Ульяна");
  g_autoptr(PIX) pix = masked_page(&page, &mask, TRUE);
  g_autoptr(PIX) closed = NULL;
  g_autofree char *reasons =
      look_at(pix, mask, "confirmed", sheet_passed(), "sheet", NULL, &closed);
  cr_expect_str_eq(reasons, "");
  cr_assert_not_null(closed);
  cr_expect_gt(black_share(closed, 2, 13.5, 205, 2), 0.99);
  cr_expect_lt(black_share(closed, 20, 60, 170, 200), 0.5, "the answers stay");
}

Test(remains, writing_that_no_reader_knows_is_masked)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox mask;
  cairo_set_line_width(page.cr, 0.5);
  cairo_move_to(page.cr, 100, 16);
  for (int i = 0; i < 9; i++) /* a scrawl */
    cairo_curve_to(page.cr, 101 + 3 * i, 12, 102 + 3 * i, 20, 103 + 3 * i, 16);
  cairo_stroke(page.cr);
  g_autoptr(PIX) pix = masked_page(&page, &mask, TRUE);
  g_autoptr(PIX) closed = NULL;
  g_autofree char *reasons =
      look_at(pix, mask, "confirmed", sheet_passed(), "sheet", NULL, &closed);
  cr_expect_str_eq(reasons, "");
  cr_assert_not_null(closed);
  cr_expect_gt(black_share(closed, 2, 13.5, 205, 5), 0.99);
}

Test(remains, a_header_full_of_words_waits_for_a_person)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox mask;
  for (int i = 0; i < 5; i++) {
    test_page_text(&page, 20, 4 + i * 4.5, 3.5, "Незнамова Ульяна");
    test_page_text(&page, 110, 4 + i * 4.5, 3.5, "Зеленская Аглая");
  }
  g_autoptr(PIX) pix = masked_page(&page, &mask, TRUE);
  g_autofree char *reasons = reasons_of(pix, mask, "confirmed", sheet_passed(), "sheet", NULL);
  cr_expect_not_null(strstr(reasons, "word_left"));
}

Test(remains, print_of_the_form_is_explained_and_ink_beside_it_is_masked_alone)
{
  for (int is_added = 0; is_added <= 1; is_added++) {
    g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
    BmBox mask;
    TestPage *both[] = {&form, &page};
    for (guint i = 0; i < G_N_ELEMENTS(both); i++)
      test_page_text(both[i], 120, 12, 5, "Управление образования");
    test_page_text(&form, 24, 30, 4.2, "Фамилия, имя");
    if (is_added)
      test_page_text(&page, 150, 45, 5, "Незнамова");
    g_autoptr(PIX) pix = masked_page(&page, &mask, TRUE);
    g_autofree char *model = test_page_model(&form);
    json_t *record = json_pack("{s:s,s:s,s:s,s:s}", "id", "form01", "kind", "form", "state",
                               "confirmed", "model", model);
    g_autoptr(PIX) closed = NULL;
    g_autofree char *reasons = look_at(pix, mask, "auto", record, "form", NULL, &closed);
    g_unlink(model);
    cr_expect_str_eq(reasons, "");
    cr_expect_eq(closed != NULL, is_added);
    if (closed != NULL) {
      cr_expect_gt(black_share(closed, 151, 46.5, 20, 2), 0.99);
      cr_expect_lt(black_share(closed, 20, 46.5, 110, 2), 0.01, "the row beside it stays");
    }
  }
}

Test(remains, what_stands_in_a_kept_field_of_the_form_stays)
{
  for (int is_kept = 0; is_kept <= 1; is_kept++) {
    g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
    BmBox mask;
    TestPage *both[] = {&form, &page};
    for (guint i = 0; i < G_N_ELEMENTS(both); i++)
      test_page_text(both[i], 100, 44, 4, "Предмет");
    test_page_text(&form, 24, 30, 4.2, "Фамилия, имя");
    test_page_text(&page, 130, 43, 6, "химия");
    g_autoptr(PIX) pix = masked_page(&page, &mask, TRUE);
    g_autofree char *model = test_page_model(&form);
    json_t *record = json_pack("{s:s,s:s,s:s,s:s}", "id", "form01", "kind", "form", "state",
                               "confirmed", "model", model);
    if (is_kept)
      json_object_set_new(record, "facts",
                          json_pack("{s:[{s:f,s:f,s:f,s:f,s:s}]}", "kept", "x", 125.0, "y",
                                    43.0, "w", 60.0, "h", 7.0, "kind", "subject"));
    g_autoptr(PIX) closed = NULL;
    g_autofree char *reasons = look_at(pix, mask, "auto", record, "form", NULL, &closed);
    g_unlink(model);
    cr_expect_str_eq(reasons, "");
    cr_expect_eq(closed == NULL, is_kept, "kept: %d", is_kept);
  }
}

Test(remains, printed_names_at_the_foot_and_in_the_header_are_masked_with_a_form_too)
{
  static const char *const lines[] = {"Незнамова Ульяна", "Составитель: Кукушкина Р. Д.",
                                      "ГБОУ лицей № 938"};
  for (guint i = 0; i < 2 * G_N_ELEMENTS(lines); i++) {
    double y = i % 2 ? 284 : 14;
    g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
    TestPage *both[] = {&form, &page};
    BmBox mask;
    for (guint k = 0; k < G_N_ELEMENTS(both); k++)
      test_page_text(both[k], 100, y, 4, lines[i / 2]);
    g_autoptr(PIX) pix = masked_page(&page, &mask, TRUE);
    g_autofree char *model = test_page_model(&form);
    json_t *record = json_pack("{s:s,s:s,s:s,s:s}", "id", "form01", "kind", "form", "state",
                               "confirmed", "model", model);
    g_autoptr(PIX) closed = NULL;
    g_autofree char *reasons =
        look_at(pix, mask, "auto", record, "form", "surname;name\nНезнамова;Ульяна\n", &closed);
    g_unlink(model);
    cr_expect_str_eq(reasons, "", "%s at %g", lines[i / 2], y);
    cr_assert(closed != NULL, "%s at %g", lines[i / 2], y);
    cr_expect_gt(black_share(closed, 101, y + 1.4, 25, 1.2), 0.99, "%s at %g", lines[i / 2], y);
  }
}

TestSuite(sharp, .timeout = 60);

/* a page of tasks, blurred by about @mm */
static PIX *blurred_page(double mm, int depth)
{
  g_auto(TestPage) page = test_page_new(DPI);
  test_page_tasks(&page, 40);
  g_autoptr(PIX) sharp = test_page_pix(&page, FALSE);
  int half = bm_px(mm, DPI);
  g_autoptr(PIX) once = half > 0 ? pixBlockconv(sharp, half, half) : pixClone(sharp);
  g_autoptr(PIX) twice = half > 0 ? pixBlockconv(once, half, half) : pixClone(once);
  return depth == 32 ? pixConvert8To32(twice) : pixClone(twice);
}

Test(sharp, blurred_pages_are_told_from_sharp_ones_in_gray_and_colour)
{
  static const int depths[] = {8, 32};
  for (guint i = 0; i < G_N_ELEMENTS(depths); i++) {
    g_autoptr(PIX) sharp = blurred_page(0, depths[i]);
    g_autoptr(PIX) soft = blurred_page(0.13, depths[i]);
    g_autoptr(PIX) blurred = blurred_page(0.5, depths[i]);
    cr_expect_gt(bm_look_sharpness(sharp, DPI), 0.5);
    cr_expect_gt(bm_look_sharpness(soft, DPI), 0.25);
    cr_expect_lt(bm_look_sharpness(blurred, DPI), 0.2);
  }
}

Test(sharp, a_blurred_page_is_a_doubt_and_an_empty_one_is_not)
{
  g_autoptr(PIX) blurred = blurred_page(0.5, 8);
  g_autofree char *reasons =
      reasons_of(blurred, (BmBox){10, 10, 50, 50}, "confirmed", sheet_passed(), "sheet", NULL);
  cr_expect_not_null(strstr(reasons, "page_blurred"), "%s", reasons);
  g_autoptr(PIX) empty = pixCreate(1654, 2339, 8);
  pixSetAll(empty);
  cr_expect_eq(bm_look_sharpness(empty, DPI), 1);
}

Test(verify, code_is_a_doubt)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox mask;
  g_autoptr(GError) error = NULL;
  g_autoptr(PIX) pix = masked_page(&page, &mask, TRUE);
  g_autoptr(PIX) bars = bm_code_draw(BM_SHAPE_BARS, "4012345678", 3, 90, &error);
  g_autoptr(PIX) gray = bars != NULL ? pixConvertTo8(bars, FALSE) : NULL;
  assert_ok(gray != NULL, error);
  pixRasterop(pix, 400, 1800, pixGetWidth(gray), pixGetHeight(gray), PIX_SRC, gray, 0, 0);
  expect_reasons(pix, mask, "code_left ");
}

Test(verify, without_a_confirmed_form_nothing_passes_unless_auto)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox mask;
  g_autoptr(PIX) pix = masked_page(&page, &mask, TRUE);
  g_autofree char *none = reasons_of(pix, mask, "confirmed", json_null(), "none", NULL);
  cr_expect_str_eq(none, "form_unconfirmed ");
  g_autofree char *proposed = reasons_of(
      pix, mask, "confirmed", json_pack("{s:s}", "state", "proposed"), "sheet", NULL);
  cr_expect_str_eq(proposed, "form_unconfirmed ");
  g_autofree char *misfit = reasons_of(pix, mask, "confirmed",
                                       json_pack("{s:s}", "state", "confirmed"), "form", NULL);
  cr_expect_str_eq(misfit, "form_unregistered ");
  g_autofree char *sheet = reasons_of(pix, mask, "confirmed",
                                      json_pack("{s:s}", "state", "confirmed"), "sheet", NULL);
  cr_expect_str_eq(sheet, "");
}

Test(verify, in_auto_a_form_passes_only_when_nothing_on_it_is_unexplained)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox mask;
  g_autoptr(PIX) pix = masked_page(&page, &mask, TRUE);
  json_t *unclear = json_pack("{s:s,s:b}", "state", "proposed", "is_evident", FALSE);
  g_autofree char *held = reasons_of(pix, mask, "auto", unclear, "form", NULL);
  cr_expect_str_eq(held, "form_not_evident ");
  json_t *evident = json_pack("{s:s,s:b}", "state", "proposed", "is_evident", TRUE);
  g_autofree char *misfit = reasons_of(pix, mask, "auto", evident, "form", NULL);
  cr_expect_str_eq(misfit, "form_unregistered ");
}

Test(verify, in_auto_a_page_without_a_printed_form_passes_only_when_a_person_passed_its_kind)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox mask;
  g_autoptr(PIX) pix = masked_page(&page, &mask, TRUE);
  g_autofree char *sheet =
      reasons_of(pix, mask, "auto", json_pack("{s:s}", "state", "proposed"), "sheet", NULL);
  cr_expect_str_eq(sheet, "sheet_not_vouched ");
  g_autofree char *none = reasons_of(pix, mask, "auto", json_null(), "none", NULL);
  cr_expect_str_eq(none, "sheet_not_vouched ");
  g_autofree char *passed = reasons_of(pix, mask, "auto", sheet_passed(), "sheet", NULL);
  cr_expect_str_eq(passed, "");
}

static char *tiff_with(int tag, const char *text)
{
  char *path = g_build_filename(g_get_tmp_dir(), "bm-metadata-XXXXXX", NULL);
  int fd = g_mkstemp(path);
  cr_assert_geq(fd, 0);
  g_close(fd, NULL);
  TIFF *tiff = TIFFOpen(path, "w");
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, 8);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, 1);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 8);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
  if (text != NULL)
    TIFFSetField(tiff, (uint32_t)tag, text);
  guchar row[8] = {0};
  TIFFWriteScanline(tiff, row, 0, 0);
  TIFFClose(tiff);
  return path;
}

Test(metadata, words_in_a_tiff_are_seen)
{
  static const int tags[] = {TIFFTAG_IMAGEDESCRIPTION, TIFFTAG_ARTIST, TIFFTAG_SOFTWARE,
                             TIFFTAG_DATETIME, TIFFTAG_DOCUMENTNAME};
  for (guint i = 0; i < G_N_ELEMENTS(tags); i++) {
    g_autofree char *path =
        tiff_with(tags[i], tags[i] == TIFFTAG_DATETIME ? "2026:10:15 10:00:00" : "x");
    cr_expect_not(bm_metadata_is_absent(path), "tag %d", tags[i]);
    g_unlink(path);
  }
  g_autofree char *plain = tiff_with(0, NULL);
  cr_expect(bm_metadata_is_absent(plain));
  g_unlink(plain);
}

Test(metadata, comment_and_tail_of_a_jpeg_are_seen)
{
  g_autofree char *path = g_build_filename(g_get_tmp_dir(), "bm-metadata-XXXXXX", NULL);
  g_close(g_mkstemp(path), NULL);
  g_autoptr(PIX) pix = pixCreate(64, 64, 8);
  cr_assert_eq(pixWriteJpeg(path, pix, 80, 0), 0);
  g_autofree char *bytes = NULL;
  gsize n = 0;
  cr_assert(g_file_get_contents(path, &bytes, &n, NULL));
  cr_expect(bm_metadata_is_absent(path));
  g_autofree char *longer = g_malloc(n + 8);
  memcpy(longer, bytes, n);
  memcpy(longer + n, "secret", 6);
  cr_assert(g_file_set_contents(path, longer, (gssize)n + 6, NULL));
  cr_expect_not(bm_metadata_is_absent(path));
  memcpy(longer, bytes, 2);
  memcpy(longer + 2, "\xFF\xFE\x00\x04hi", 6);
  memcpy(longer + 8, bytes + 2, n - 2);
  cr_assert(g_file_set_contents(path, longer, (gssize)n + 6, NULL));
  cr_expect_not(bm_metadata_is_absent(path));
  g_unlink(path);
}

Test(metadata, other_formats_are_refused)
{
  g_autofree char *path = g_build_filename(g_get_tmp_dir(), "bm-metadata-XXXXXX", NULL);
  g_close(g_mkstemp(path), NULL);
  cr_assert(g_file_set_contents(path, "%PDF-1.4 and so on and on", -1, NULL));
  cr_expect_not(bm_metadata_is_absent(path));
  g_unlink(path);
  cr_expect_not(bm_metadata_is_absent("/no/such/file"));
}
