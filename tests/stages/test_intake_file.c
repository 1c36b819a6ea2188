/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files as a whole: pages and limits, equal bytes, hostile bytes. */
#include "tests/stages/intake_run.h"
#include <tiffio.h>

TestSuite(intake_file, .timeout = 120);

/* --- several pages, limits -----------------------------------------------------------------
 */

static void expect_pages(const char *file, guint n)
{
  g_autoptr(Run) run = run_sample(file);
  cr_assert(run->result == BM_DONE, "%s: %s", file, run->error ? run->error->message : "");
  cr_assert_eq(count(run, "emits"), n, "%s: %zu pages", file, count(run, "emits"));
  for (guint i = 0; i < n; i++) {
    g_autofree char *id = g_strdup_printf("f000007.p%04u", i + 1);
    cr_expect_str_eq(text(emitted(run, i), "id"), id);
    cr_expect_eq(json_integer_value(fact(emitted(run, i), "source_page")), i + 1);
    cr_expect_eq(json_is_true(fact(emitted(run, i), "is_last")), i + 1 == n);
  }
}

Test(intake_file, pages_come_in_source_order_and_the_last_one_says_so)
{
  expect_pages("pages-mixed.tif", 3);
  expect_pages("pages.pdf", 3);
  expect_pages("linearized.pdf", 3);
  expect_pages("object-streams.pdf", 3);
}

Test(intake_file, reduced_copy_beside_a_page_is_no_page)
{
  expect_pages("pages-thumbnail.tif", 2);
}

/* @count directories in a row, all gray without compression. */
static void add_pages(TIFF *tiff, const int (*sizes)[2], guint n)
{
  for (guint i = 0; i < n; i++) {
    g_autofree guint8 *row = g_malloc0((gsize)sizes[i][0]);
    memset(row, 0xE0, (gsize)sizes[i][0]);
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, sizes[i][0]);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, sizes[i][1]);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 8);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, sizes[i][1]);
    for (int y = 0; y < sizes[i][1]; y++)
      TIFFWriteScanline(tiff, row, (guint32)y, 0);
    TIFFWriteDirectory(tiff);
  }
}

Test(intake_file, thumbnail_that_nobody_marked_is_no_page_but_a_small_page_is)
{
  static const int sizes[][2] = {{1654, 2339}, {120, 170}, {1654, 2339}, {300, 424}, {120, 90}};
  g_autofree char *path = NULL;
  close(g_file_open_tmp("bm-thumb-XXXXXX", &path, NULL));
  TIFF *tiff = TIFFOpen(path, "w");
  add_pages(tiff, sizes, G_N_ELEMENTS(sizes));
  TIFFClose(tiff);
  g_autoptr(Run) run = run_path(path, NULL);
  g_unlink(path);
  cr_assert_eq(run->result, BM_DONE);
  cr_assert_eq(count(run, "emits"), 4);
  cr_expect_eq(json_integer_value(fact(emitted(run, 2), "width")), 300);
  cr_expect_eq(json_integer_value(fact(emitted(run, 3), "height")), 90);
}

/* As a program leaves a page that stopped in the middle of writing: the rest has no place. */
static void write_half(const char *path, gboolean is_tiled)
{
  guint8 piece[64 * 64];
  memset(piece, 0x40, sizeof piece);
  TIFF *tiff = TIFFOpen(path, "w");
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, 64);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, 256);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 8);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
  if (is_tiled) {
    TIFFSetField(tiff, TIFFTAG_TILEWIDTH, 64);
    TIFFSetField(tiff, TIFFTAG_TILELENGTH, 64);
  } else {
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, 64);
  }
  for (guint i = 0; i < 2; i++)
    cr_assert(is_tiled ? TIFFWriteEncodedTile(tiff, i, piece, sizeof piece) > 0
                       : TIFFWriteEncodedStrip(tiff, i, piece, sizeof piece) > 0);
  TIFFClose(tiff);
}

Test(intake_file, a_page_of_which_half_was_never_written_is_doubted)
{
  for (guint is_tiled = 0; is_tiled < 2; is_tiled++) {
    g_autofree char *path = NULL;
    close(g_file_open_tmp("bm-half-XXXXXX", &path, NULL));
    write_half(path, is_tiled != 0);
    g_autoptr(Run) run = run_path(path, NULL);
    g_unlink(path);
    cr_assert_eq(run->result, BM_DONE);
    cr_assert_eq(count(run, "doubts"), 1, "%u", is_tiled);
    json_t *doubt = json_array_get(json_object_get(run->outcome, "doubts"), 0);
    cr_expect_str_eq(json_string_value(json_object_get(doubt, "reason")), "page_damaged");
  }
}

static void expect_limit(const char *file, const char *param, double value, const char *slug)
{
  json_t *params = preset_params();
  json_object_set_new(params, param, json_real(value));
  g_autofree char *path = sample_path(file);
  g_autoptr(Run) run = run_path(path, params);
  cr_assert_eq(run->result, BM_PARK, "%s with %s", file, param);
  g_autofree char *reason = bm_error_reason(run->error);
  cr_expect_str_eq(reason, slug, "%s with %s: %s", file, param, reason);
}

Test(intake_file, each_limit_refuses_the_file_before_it_is_decoded)
{
  expect_limit("pages-mixed.tif", "max_pages", 2, "too_many_pages");
  expect_limit("pages.pdf", "max_pages", 2, "too_many_pages");
  expect_limit("pages-mixed.tif", "max_total_mp", 0.04, "file_too_large");
  expect_limit("pages.pdf", "max_total_mp", 0.04, "file_too_large");
  expect_limit("gray.jpg", "max_pixels_mp", 0.01, "page_too_large");
  expect_limit("gray.png", "max_pixels_mp", 0.01, "page_too_large");
  expect_limit("gray.png", "max_file_mb", 0, "file_too_large");
}

Test(intake_file, same_file_gives_the_same_bytes)
{
  static const char *const files[] = {"pages.pdf", "color-palette.tif", "exif-6.jpg",
                                      "vector.pdf"};
  for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
    g_autoptr(Run) first = run_sample(files[i]);
    g_autoptr(Run) second = run_sample(files[i]);
    for (guint page = 0; page < count(first, "emits"); page++) {
      gsize n = 0, m = 0;
      g_autofree char *p = file_bytes(text(emitted(first, page), "file"), &n);
      g_autofree char *q = file_bytes(text(emitted(second, page), "file"), &m);
      cr_expect(n == m && memcmp(p, q, n) == 0, "%s page %u", files[i], page + 1);
    }
  }
}

/* Spoiled bytes may park the file or hold a page, but never end the worker or lose count. */
Test(intake_file, hostile_bytes_get_an_outcome)
{
  static const char *const files[] = {
      "pages-mixed.tif", "color-tiled.tif", "color-oldjpeg.tif", "bilevel-big.tif",
      "gray-jpeg.tif",   "exif-6.jpg",      "interlaced.png",    "object-streams.pdf",
      "text-hidden.pdf", "jpx.pdf",         "rotate-90.pdf"};
  g_autoptr(GRand) rand = g_rand_new_with_seed(7);
  for (guint i = 0; i < G_N_ELEMENTS(files); i++)
    for (guint round = 0; round < 40; round++) {
      g_autofree char *source = sample_path(files[i]), *path = NULL;
      gsize size = 0;
      g_autofree char *data = file_bytes(source, &size);
      for (guint hit = 0; hit < 1 + round / 5; hit++)
        data[g_rand_int_range(rand, 0, (gint32)size)] = (char)g_rand_int_range(rand, 0, 256);
      close(g_file_open_tmp("bm-hostile-XXXXXX", &path, NULL));
      g_file_set_contents(path, data, (gssize)size, NULL);
      g_autoptr(Run) run = run_path(path, NULL);
      g_unlink(path);
      if (run->result == BM_DONE)
        cr_expect_gt(count(run, "emits"), 0, "%s round %u", files[i], round);
      else
        cr_expect_not_null(run->error, "%s round %u", files[i], round);
    }
}
