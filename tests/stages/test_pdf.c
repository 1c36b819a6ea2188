/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stages/shared/page.h"
#include "stages/shared/pdf.h"
#include "tests/tools/assert_ok.h"

#include <criterion/parameterized.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>

#define DPI 150

static char *folder;

static void folder_make(void)
{
  folder = g_dir_make_tmp("bm-pdf-XXXXXX", NULL);
}

static void folder_remove(void)
{
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  for (const char *name = g_dir_read_name(dir); name != NULL; name = g_dir_read_name(dir)) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_unlink(path);
  }
  g_rmdir(folder);
  g_clear_pointer(&folder, g_free);
}

TestSuite(pdf, .init = folder_make, .fini = folder_remove, .timeout = 60);
TestSuite(pdf_image, .init = folder_make, .fini = folder_remove, .timeout = 60);

static char *in_folder(const char *name)
{
  return g_build_filename(folder, name, NULL);
}

/* What a tool prints, arguments up to NULL; the test fails when the tool does. */
static G_GNUC_NULL_TERMINATED char *said(const char *tool, ...)
{
  g_autoptr(GPtrArray) argv = g_ptr_array_new();
  g_ptr_array_add(argv, (char *)tool);
  va_list args;
  va_start(args, tool);
  for (char *word = va_arg(args, char *); word != NULL; word = va_arg(args, char *))
    g_ptr_array_add(argv, word);
  va_end(args);
  g_ptr_array_add(argv, NULL);
  char *out = NULL;
  int status = 0;
  g_autoptr(GError) error = NULL;
  gboolean is_run = g_spawn_sync(NULL, (char **)argv->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL,
                                 NULL, &out, NULL, &status, &error);
  cr_assert(is_run && status == 0, "%s: status %d", tool, status);
  return out;
}

static PIX *drawing(int depth)
{
  PIX *page = pixCreate(600, 800, depth);
  pixSetResolution(page, DPI, DPI);
  pixSetAll(page);
  if (depth == 1)
    pixClearAll(page);
  for (int i = 0; i < 40; i++) {
    BOX *box = boxCreate(20 + 13 * i, 30 + 17 * i, 9 + i, 4 + i % 5);
    if (depth == 1)
      pixSetInRect(page, box);
    else if (depth == 8)
      pixSetInRectArbitrary(page, box, (l_uint32)(i * 6));
    else
      pixSetInRectArbitrary(page, box, (l_uint32)i * 0x06050400U);
    boxDestroy(&box);
  }
  return page;
}

static void draw_sheet(const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BmPdf) pdf = bm_pdf_new(path, "Ведомость", &error);
  assert_ok(pdf != NULL, error);
  bm_pdf_page(pdf, BM_PDF_A4_WIDTH, BM_PDF_A4_HEIGHT);
  BmPdfStyle title = {.face = BM_PDF_SERIF, .size_pt = 24, .is_bold = TRUE};
  BmPdfStyle body = {.face = BM_PDF_SANS, .size_pt = 11, .leading = 1.2};
  bm_pdf_text(pdf, &title, 20, 20, 170, "Комплект № 3");
  bm_pdf_text(pdf, &body, 20, 40, 60, "Проверьте каждую работу по критериям и впишите баллы.");
  bm_pdf_frame(pdf, (BmPdfRect){20, 80, 50, 10}, 0.3, 0);
  bm_pdf_text_in(pdf, &body, (BmPdfRect){20, 80, 50, 10}, "Класс К47");
  bm_pdf_page(pdf, 165, 205);
  bm_pdf_line(pdf, 10, 10, 100, 10, 0.5, 0.4);
  bm_pdf_fill(pdf, (BmPdfRect){10, 20, 30, 5}, 0.9);
  assert_ok(bm_pdf_finish(pdf, &error), error);
}

static void assert_same_bytes(const char *one, const char *two)
{
  g_autofree char *a = NULL, *b = NULL;
  gsize n = 0, m = 0;
  cr_assert(g_file_get_contents(one, &a, &n, NULL));
  cr_assert(g_file_get_contents(two, &b, &m, NULL));
  cr_assert_eq(n, m);
  cr_assert_arr_eq(a, b, n);
}

Test(pdf, two_runs_give_equal_bytes)
{
  g_autofree char *one = in_folder("one.pdf"), *two = in_folder("two.pdf");
  g_setenv("LC_ALL", "C.UTF-8", TRUE);
  draw_sheet(one);
  g_usleep(1100 * 1000); /* a clock in seconds would show */
  g_setenv("LC_ALL", "ru_RU.UTF-8", TRUE);
  g_setenv("TZ", "Asia/Vladivostok", TRUE);
  draw_sheet(two);
  assert_same_bytes(one, two);
}

Test(pdf, file_is_sound_and_fonts_are_embedded)
{
  g_autofree char *path = in_folder("sheet.pdf");
  draw_sheet(path);
  g_autofree char *check = said("qpdf", "--check", path, NULL);
  g_autofree char *fonts = said("pdffonts", path, NULL);
  g_auto(GStrv) lines = g_strsplit(g_strchomp(fonts), "\n", -1);
  cr_assert_geq(g_strv_length(lines), 4, "%s", fonts); /* a heading of two lines, two faces */
  for (guint i = 2; lines[i] != NULL; i++) {
    cr_expect_not_null(strstr(lines[i], "+PT"), "%s", lines[i]);
    cr_expect_not_null(strstr(lines[i], "yes yes"), "%s", lines[i]);
  }
}

Test(pdf, text_can_be_searched)
{
  g_autofree char *path = in_folder("sheet.pdf");
  draw_sheet(path);
  g_autofree char *text = said("pdftotext", "-layout", path, "-", NULL);
  cr_expect_not_null(strstr(text, "Комплект № 3"));
  cr_expect_not_null(strstr(text, "Класс К47"));
}

Test(pdf, title_is_the_only_property)
{
  g_autofree char *path = in_folder("sheet.pdf");
  draw_sheet(path);
  g_autofree char *info = said("pdfinfo", path, NULL);
  cr_expect_not_null(strstr(info, "Ведомость"));
  cr_expect_null(strstr(info, "CreationDate"));
  cr_expect_null(strstr(info, "Author"));
  cr_expect_not_null(strstr(info, "Pages:           2"));
}

Test(pdf, long_text_is_wrapped_and_measured)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = in_folder("wrap.pdf");
  g_autoptr(BmPdf) pdf = bm_pdf_new(path, NULL, &error);
  assert_ok(pdf != NULL, error);
  bm_pdf_page(pdf, 100, 100);
  BmPdfStyle body = {.size_pt = 10};
  const char *text = "Работа считается проверенной, когда заполнены все её клетки";
  double line = 0, block = 0, width = 0;
  bm_pdf_text_size(pdf, &body, 0, text, &width, &line);
  bm_pdf_text_size(pdf, &body, 40, text, NULL, &block);
  cr_expect_float_eq(line, 4.57, 0.1); /* PT Sans: 1.294 of the size */
  cr_expect_gt(width, 80);
  cr_expect_float_eq(block / line, 3.0, 0.01);
  cr_expect_float_eq(bm_pdf_text(pdf, &body, 10, 10, 40, text), block, 1e-6);
  assert_ok(bm_pdf_finish(pdf, &error), error);
}

Test(pdf, text_that_is_too_high_is_set_smaller)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = in_folder("fit.pdf");
  g_autoptr(BmPdf) pdf = bm_pdf_new(path, NULL, &error);
  assert_ok(pdf != NULL, error);
  bm_pdf_page(pdf, 100, 100);
  BmPdfStyle big = {.size_pt = 20};
  const char *text = "Проверочная работа для всех школ района";
  cr_expect_gt(bm_pdf_text_fit(pdf, &big, 0, 0, 50, 100, text), 25);
  cr_expect_leq(bm_pdf_text_fit(pdf, &big, 0, 0, 50, 15, text), 15);
  assert_ok(bm_pdf_finish(pdf, &error), error);
}

Test(pdf, full_disk_is_told)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BmPdf) pdf = bm_pdf_new("/dev/full", NULL, &error);
  assert_ok(pdf != NULL, error);
  bm_pdf_page(pdf, 100, 100);
  bm_pdf_line(pdf, 0, 0, 50, 50, 1, 0);
  assert_fails_with(bm_pdf_finish(pdf, &error), error, "disk_write");
}

static void one_image(const char *pdf_path, const char *image, int quality)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BmPdf) pdf = bm_pdf_new(pdf_path, NULL, &error);
  assert_ok(pdf != NULL, error);
  bm_pdf_page(pdf, 101.6, 135.4667);
  assert_ok(bm_pdf_image(pdf, image, (BmPdfRect){0, 0, 101.6, 135.4667}, quality, &error),
            error);
  assert_ok(bm_pdf_finish(pdf, &error), error);
}

struct kept {
  int depth, quality, most_difference;
  char coding[16];
};

ParameterizedTestParameters(pdf_image, page_keeps_its_pixels)
{
  static struct kept cases[] = {
      {1, 0, 0, "ccitt"}, {8, 0, 0, "image"}, {32, 0, 0, "image"}, {8, 90, 24, "jpeg"}};
  return cr_make_param_array(struct kept, cases, G_N_ELEMENTS(cases));
}

ParameterizedTest(struct kept *c, pdf_image, page_keeps_its_pixels)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *tiff = in_folder("page.tif"), *path = in_folder("page.pdf");
  g_autoptr(PIX) page = drawing(c->depth);
  assert_ok(bm_page_write(page, tiff, &error), error);
  one_image(path, tiff, c->quality);
  g_autofree char *list = said("pdfimages", "-list", path, NULL);
  cr_expect_not_null(strstr(list, c->coding), "%s", list);
  cr_expect_not_null(strstr(list, "   150   150"), "%s", list);
  g_autofree char *root = in_folder("out"), *png = in_folder("out-000.png");
  g_autofree char *log = said("pdfimages", "-png", path, root, NULL);
  g_autoptr(PIX) back = bm_page_read(png, &error);
  assert_ok(back != NULL, error);
  g_autoptr(PIX) before = pixConvertTo8(page, 0);
  g_autoptr(PIX) after = pixConvertTo8(back, 0);
  g_autoptr(PIX) difference = pixAbsDifference(before, after);
  l_float32 most = 0;
  g_autoptr(NUMA) histogram = pixGetGrayHistogram(difference, 1);
  for (int i = 0; i < 256; i++) {
    l_float32 count = 0;
    numaGetFValue(histogram, i, &count);
    most = count > 0 ? (l_float32)i : most;
  }
  cr_expect_leq(most, (l_float32)c->most_difference);
}

static void with_metadata(const char *plain, const char *marked)
{
  g_autofree char *bytes = NULL;
  gsize size = 0;
  cr_assert(g_file_get_contents(plain, &bytes, &size, NULL));
  g_autoptr(GByteArray) file = g_byte_array_new();
  static const char exif[] = "\xFF\xE1\x00\x14"
                             "Exif\0\0PLANTEDNAME";
  static const char comment[] = "\xFF\xFE\x00\x0D"
                                "PLANTEDNAME";
  g_byte_array_append(file, (const guint8 *)bytes, 2);
  g_byte_array_append(file, (const guint8 *)exif, 4 + 18);
  g_byte_array_append(file, (const guint8 *)comment, 4 + 11);
  g_byte_array_append(file, (const guint8 *)bytes + 2, (guint)size - 2);
  g_byte_array_append(file, (const guint8 *)"PLANTEDNAME", 11);
  cr_assert(g_file_set_contents(marked, (const char *)file->data, (gssize)file->len, NULL));
}

Test(pdf_image, jpeg_data_go_in_unchanged_but_for_metadata)
{
  g_autofree char *plain = in_folder("plain.jpg"), *marked = in_folder("marked.jpg");
  g_autofree char *path = in_folder("page.pdf"), *back = in_folder("out-000.jpg");
  g_autoptr(PIX) page = drawing(8);
  cr_assert_eq(pixWriteJpeg(plain, page, 80, 0), 0);
  with_metadata(plain, marked);
  one_image(path, marked, 0);
  g_autofree char *root = in_folder("out");
  g_autofree char *log = said("pdfimages", "-all", path, root, NULL);
  g_autofree char *a = NULL, *b = NULL;
  gsize n = 0, m = 0;
  cr_assert(g_file_get_contents(plain, &a, &n, NULL));
  cr_assert(g_file_get_contents(back, &b, &m, NULL));
  cr_assert_null(memmem(b, m, "PLANTEDNAME", 11));
  /* all but the picture's own JFIF header and Leptonica's comment is there, byte for byte */
  const char *tables = memmem(a, n, "\xFF\xDB", 2);
  cr_assert_not_null(tables);
  gsize tail = n - (gsize)(tables - a);
  cr_assert_not_null(memmem(b, m, tables, tail));
}

Test(pdf_image, cut_jpeg_is_refused)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *plain = in_folder("plain.jpg"), *path = in_folder("page.pdf");
  g_autoptr(PIX) page = drawing(8);
  cr_assert_eq(pixWriteJpeg(plain, page, 80, 0), 0);
  g_autofree char *bytes = NULL;
  gsize size = 0;
  cr_assert(g_file_get_contents(plain, &bytes, &size, NULL));
  cr_assert(g_file_set_contents(plain, bytes, (gssize)size / 2, NULL));
  g_autoptr(BmPdf) pdf = bm_pdf_new(path, NULL, &error);
  bm_pdf_page(pdf, 100, 100);
  assert_fails_with(bm_pdf_image(pdf, plain, (BmPdfRect){0, 0, 100, 100}, 0, &error), error,
                    "page_unreadable");
}

Test(pdf_image, repeated_content_is_stored_once)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = in_folder("page.pdf");
  g_autoptr(PIX) page = drawing(8);
  g_autoptr(BmPdf) pdf = bm_pdf_new(path, NULL, &error);
  for (int i = 0; i < 3; i++) {
    bm_pdf_page(pdf, 100, 100);
    assert_ok(bm_pdf_pix(pdf, page, (BmPdfRect){0, 0, 100, 100}, 80, "mark", &error), error);
  }
  assert_ok(bm_pdf_finish(pdf, &error), error);
  g_autofree char *bytes = NULL;
  gsize size = 0;
  cr_assert(g_file_get_contents(path, &bytes, &size, NULL));
  guint streams = 0;
  for (const char *at = bytes;
       (at = memmem(at, size - (gsize)(at - bytes), "DCTDecode", 9)) != NULL; at++)
    streams++;
  cr_expect_eq(streams, 1);
}

static long peak_kib(void)
{
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

Test(pdf_image, memory_does_not_grow_with_pages)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = in_folder("many.pdf"), *jpeg = in_folder("noise.jpg");
  g_autoptr(PIX) page = pixCreate(800, 1000, 8);
  for (int y = 0; y < 1000; y++)
    for (int x = 0; x < 800; x++)
      pixSetPixel(page, x, y, (l_uint32)((x * 7919 + y * 104729) ^ (x * y)) & 0xFF);
  cr_assert_eq(pixWriteJpeg(jpeg, page, 95, 0), 0); /* about 1 MB of noise */
  g_autoptr(BmPdf) pdf = bm_pdf_new(path, NULL, &error);
  G_GNUC_UNUSED long before = 0;
  for (int i = 0; i < 120; i++) {
    bm_pdf_page(pdf, 100, 100);
    assert_ok(bm_pdf_image(pdf, jpeg, (BmPdfRect){0, 0, 100, 100}, 0, &error), error);
    if (i == 20)
      before = peak_kib();
  }
  assert_ok(bm_pdf_finish(pdf, &error), error);
#ifndef BM_SANITIZED /* which keeps freed memory in quarantine */
  cr_expect_lt(peak_kib() - before, 16 * 1024, "%ld KiB", peak_kib() - before);
#endif
}
