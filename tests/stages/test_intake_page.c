/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of one page: orientation, JPEG bytes, resolution. */
#include <sys/resource.h>

#include "tests/stages/intake_run.h"

TestSuite(intake_page, .timeout = 120);

/* --- orientation ---------------------------------------------------------------------------
 */

/* Where the pixel (x, y) of the stored page stands when it is shown: TIFF 6.0, tag 274. */
static PIX *shown(PIX *stored, int orientation)
{
  int w = pixGetWidth(stored), h = pixGetHeight(stored);
  gboolean is_swapped = orientation >= 5;
  PIX *page = pixCreate(is_swapped ? h : w, is_swapped ? w : h, pixGetDepth(stored));
  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++) {
      const int to[9][2] = {{0},
                            {x, y},
                            {w - 1 - x, y},
                            {w - 1 - x, h - 1 - y},
                            {x, h - 1 - y},
                            {y, x},
                            {h - 1 - y, x},
                            {h - 1 - y, w - 1 - x},
                            {y, w - 1 - x}};
      l_uint32 value;
      pixGetPixel(stored, x, y, &value);
      pixSetPixel(page, to[orientation][0], to[orientation][1], value);
    }
  return page;
}

static void expect_turned(const char *file, int orientation, int depth, double tolerance)
{
  g_autoptr(Run) run = run_sample(file);
  cr_assert(run->result == BM_DONE, "%s: %s", file, run->error ? run->error->message : "");
  g_autoptr(PIX) got = emitted_pixels(run, 0);
  g_autoptr(PIX) stored = letter(depth);
  g_autoptr(PIX) wanted = shown(stored, orientation);
  cr_expect_leq(difference(got, wanted), tolerance, "%s: differs by %.2f", file,
                difference(got, wanted));
  cr_expect_eq(json_integer_value(fact(emitted(run, 0), "width")), pixGetWidth(wanted));
}

Test(intake_page, each_tiff_orientation_is_applied_to_the_pixels)
{
  for (int o = 1; o <= 8; o++) {
    g_autofree char *bilevel = g_strdup_printf("turn-%d.tif", o);
    g_autofree char *color = g_strdup_printf("turn-color-%d.tif", o);
    expect_turned(bilevel, o, 1, 0);
    expect_turned(color, o, 32, 0);
  }
}

Test(intake_page, exif_orientation_is_applied_and_forgotten)
{
  static const int orientations[] = {1, 3, 6, 8};
  for (guint i = 0; i < G_N_ELEMENTS(orientations); i++) {
    g_autofree char *file = g_strdup_printf("exif-%d.jpg", orientations[i]);
    expect_turned(file, orientations[i], 32, 2);
  }
}

/* --- JPEG bytes ----------------------------------------------------------------------------
 */

/* From the first quantisation table on. */
static const char *coded(const char *data, gsize size)
{
  return memmem(data, size, "\xFF\xDB", 2);
}

Test(intake_page, kept_jpeg_has_the_same_coded_data_and_no_metadata)
{
  g_autofree char *source = sample_path("exif-1.jpg");
  g_autoptr(Run) run = run_sample("exif-1.jpg");
  gsize before_size = 0, after_size = 0;
  g_autofree char *before = file_bytes(source, &before_size);
  g_autofree char *after = file_bytes(text(emitted(run, 0), "file"), &after_size);
  cr_assert_not_null(memmem(before, before_size, "Planted", 7));
  cr_expect_null(memmem(after, after_size, "Planted", 7));
  cr_expect_null(memmem(after, after_size, "Exif", 4));
  const char *p = coded(before, before_size), *q = coded(after, after_size);
  gsize n = (gsize)(before + before_size - p);
  cr_assert_eq(n, (gsize)(after + after_size - q));
  cr_expect_eq(memcmp(p, q, n), 0);
}

Test(intake_page, jpeg_strips_of_a_tiff_are_joined_without_decoding)
{
  static const char *const files[] = {"gray-jpeg.tif", "color-jpeg-joined.tif"};
  for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
    g_autofree char *path = sample_path(files[i]);
    g_autoptr(Run) run = run_sample(files[i]);
    g_autoptr(PIX) joined = emitted_pixels(run, 0);
    g_autoptr(PIX) decoded = pixRead(path);
    cr_assert_not_null(decoded);
    cr_expect(g_str_has_suffix(text(emitted(run, 0), "file"), ".jpg"), "%s", files[i]);
    cr_expect_leq(difference(joined, decoded), 0.5, "%s: %.2f", files[i],
                  difference(joined, decoded));
  }
}

/* --- resolution ----------------------------------------------------------------------------
 */

struct resolution {
  char file[24];
  int width, height, dpi;
  char from[8];
};

ParameterizedTestParameters(intake_page, missing_or_absurd_resolution_is_guessed_from_paper)
{
  static struct resolution cases[] = {
      {"dpi-none-a4.tif", 1653, 2339, 200, "guess"},
      {"dpi-72-a4.tif", 1653, 2339, 200, "guess"},
      {"dpi-20-a4.tif", 1653, 2339, 200, "guess"},
      {"dpi-9600-a4.tif", 1653, 2339, 200, "guess"},
      {"dpi-none-a5.tif", 1748, 2480, 300, "guess"},
      {"dpi-72-true.png", 595, 842, 72, "file"},
      {"exif-dpi.jpg", 160, 120, 300, "file"},
      {"fax-coarse.tif", 160, 125, 204, "file"},
  };
  return cr_make_param_array(struct resolution, cases, G_N_ELEMENTS(cases));
}

ParameterizedTest(struct resolution *c, intake_page,
                  missing_or_absurd_resolution_is_guessed_from_paper)
{
  g_autoptr(Run) run = run_sample(c->file);
  cr_assert(run->result == BM_DONE, "%s: %s", c->file, run->error ? run->error->message : "");
  json_t *page = emitted(run, 0);
  cr_expect_eq(json_integer_value(fact(page, "width")), c->width, "%s", c->file);
  cr_expect_eq(json_integer_value(fact(page, "height")), c->height, "%s: %" JSON_INTEGER_FORMAT,
               c->file, json_integer_value(fact(page, "height")));
  cr_expect_eq(json_integer_value(json_array_get(fact(page, "dpi"), 0)), c->dpi, "%s", c->file);
  cr_expect_eq(json_integer_value(json_array_get(fact(page, "dpi"), 1)), c->dpi, "%s", c->file);
  cr_expect_str_eq(json_string_value(fact(page, "dpi_from")), c->from, "%s", c->file);
}

/* --- coded data ----------------------------------------------------------------------------
 */

/* color.jpg with @n bytes before its end marker. */
static Run *run_with_rest(const char *rest, gsize n)
{
  gsize size = 0;
  g_autofree char *source = sample_path("color.jpg"), *path = NULL;
  g_autofree char *data = file_bytes(source, &size);
  g_autoptr(GByteArray) bytes = g_byte_array_new();
  g_byte_array_append(bytes, (const guint8 *)data, (guint)size - 2);
  g_byte_array_append(bytes, (const guint8 *)rest, (guint)n);
  g_byte_array_append(bytes, (const guint8 *)data + size - 2, 2);
  close(g_file_open_tmp("bm-rest-XXXXXX", &path, NULL));
  cr_assert(g_file_set_contents(path, (const char *)bytes->data, bytes->len, NULL));
  Run *run = run_path(path, NULL);
  g_unlink(path);
  return run;
}

Test(intake_page, jpeg_may_be_padded_but_coded_data_left_over_mean_damage)
{
  g_autoptr(Run) padded = run_with_rest("\0\0\0\0\0\0\0\0", 8);
  cr_expect_eq(padded->result, BM_DONE);
  cr_expect_eq(count(padded, "doubts"), 0);
  g_autoptr(Run) left = run_with_rest("\x52\x3A\x91\x07\xC4\x1D\x66\x52\x3A\x91", 10);
  cr_expect_eq(left->result, BM_DONE);
  cr_expect_eq(count(left, "doubts"), 1);
}

/* --- pages that no scanner writes ----------------------------------------------------------
 */

static Run *run_bytes(const char *name, const void *bytes, gsize size)
{
  g_autofree char *folder = g_dir_make_tmp("bm-page-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(folder, name, NULL);
  cr_assert(g_file_set_contents(path, bytes, (gssize)size, NULL));
  Run *run = run_path(path, NULL);
  g_unlink(path);
  g_rmdir(folder);
  return run;
}

Test(intake_page, a_needle_is_no_paper)
{
  static const int sizes[][2] = {{1, 4000}, {4000, 90}};
  for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
    g_autoptr(PIX) page = pixCreate(sizes[i][0], sizes[i][1], 1);
    l_uint8 *bytes = NULL;
    size_t size = 0;
    cr_assert_eq(pixWriteMem(&bytes, &size, page, IFF_TIFF_G4), 0);
    g_autoptr(Run) run = run_bytes("a.tif", bytes, size);
    lept_free(bytes);
    cr_assert_eq(run->result, BM_PARK);
    g_autofree char *reason = bm_error_reason(run->error);
    cr_expect_str_eq(reason, "page_no_paper");
  }
}

Test(intake_page, a_png_whose_head_has_a_wrong_sum_is_looked_at)
{
  g_autofree char *path = sample_path("gray.png");
  gsize size = 0;
  g_autofree char *bytes = file_bytes(path, &size);
  bytes[8 + 8 + 13] ^= 0x55; /* signature, length and name, the head, its sum */
  g_autoptr(Run) run = run_bytes("a.png", bytes, size);
  cr_assert_eq(run->result, BM_DONE);
  cr_assert_eq(count(run, "doubts"), 1);
  json_t *doubt = json_array_get(json_object_get(run->outcome, "doubts"), 0);
  cr_expect_str_eq(text(doubt, "reason"), "page_damaged");
}

Test(intake_page, a_pdf_with_protection_of_any_kind_says_so)
{
  g_autofree char *path = sample_path("encrypted-user.pdf");
  gsize size = 0;
  g_autofree char *bytes = file_bytes(path, &size);
  char *filter = memmem(bytes, size, "/Standard", 9);
  cr_assert_not_null(filter);
  memcpy(filter, "/Foreign ", 9);
  g_autoptr(Run) run = run_bytes("a.pdf", bytes, size);
  cr_assert_eq(run->result, BM_PARK);
  g_autofree char *reason = bm_error_reason(run->error);
  cr_expect_str_eq(reason, "pdf_encrypted");
}

#ifndef BM_SANITIZED /* which reserves terabytes of addresses */
Test(intake_page, a_page_that_no_worker_has_room_for_is_too_large)
{
  g_autoptr(PIX) page = pixCreate(9000, 9000, 1);
  l_uint8 *bytes = NULL;
  size_t size = 0;
  g_autoptr(PIX) colour = pixConvertTo32(page);
  cr_assert_eq(pixWriteMem(&bytes, &size, colour, IFF_PNG), 0);
  g_clear_pointer(&colour, bm_pix_free);
  struct rlimit limit = {600u << 20, 600u << 20};
  cr_assert_eq(setrlimit(RLIMIT_AS, &limit), 0);
  g_autoptr(Run) run = run_bytes("a.png", bytes, size);
  cr_assert_eq(run->result, BM_PARK);
  g_autofree char *reason = bm_error_reason(run->error);
  cr_expect_str_eq(reason, "page_too_large");
}
#endif
