/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stages/shared/jpegsplice.h"
#include "tests/tools/assert_ok.h"

#include <criterion/parameterized.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

TestSuite(jpegsplice, .timeout = 60);

#define SECRET "photographer's name"

typedef struct Kind {
  int depth, width, height;
  int h_samp, v_samp, quality;
  gboolean is_progressive;
} Kind;

/* Soft stripes and pseudo-random grain: a page on which each generation of JPEG loses
 * something. */
static PIX *drawn_page(const Kind *kind)
{
  PIX *page = pixCreate(kind->width, kind->height, kind->depth);
  guint32 state = 12345;
  for (int y = 0; y < kind->height; y++)
    for (int x = 0; x < kind->width; x++) {
      state = state * 1664525U + 1013904223U;
      int v = 90 + (x * 3 + y * 5) % 120 + (int)(state >> 28);
      if (kind->depth == 8)
        pixSetPixel(page, x, y, (l_uint32)v);
      else
        pixSetRGBPixel(page, x, y, v, (v * 2 + x) % 256, 255 - v);
    }
  return page;
}

/* As a scanner would write it, with comment and EXIF. */
static GByteArray *scanner_jpeg(const Kind *kind)
{
  g_autoptr(PIX) page = drawn_page(kind);
  struct jpeg_compress_struct jpeg = {0};
  struct jpeg_error_mgr errors;
  unsigned char *bytes = NULL;
  unsigned long size = 0;
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  jpeg_mem_dest(&jpeg, &bytes, &size);
  jpeg.image_width = (JDIMENSION)kind->width;
  jpeg.image_height = (JDIMENSION)kind->height;
  jpeg.input_components = kind->depth == 8 ? 1 : 3;
  jpeg.in_color_space = kind->depth == 8 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, kind->quality, TRUE);
  jpeg.comp_info[0].h_samp_factor = kind->h_samp;
  jpeg.comp_info[0].v_samp_factor = kind->v_samp;
  if (kind->is_progressive)
    jpeg_simple_progression(&jpeg);
  jpeg_start_compress(&jpeg, TRUE);
  jpeg_write_marker(&jpeg, JPEG_COM, (const JOCTET *)SECRET, sizeof SECRET);
  jpeg_write_marker(&jpeg, JPEG_APP0 + 1, (const JOCTET *)"Exif\0\0" SECRET, 6 + sizeof SECRET);
  g_autofree guint8 *line = g_malloc((gsize)kind->width * 3);
  for (int y = 0; y < kind->height; y++) {
    for (int x = 0; x < kind->width; x++) {
      l_uint32 value = 0;
      pixGetPixel(page, x, y, &value);
      if (kind->depth == 8)
        line[x] = (guint8)value;
      else
        for (int c = 0; c < 3; c++)
          line[3 * x + c] = (guint8)(value >> (24 - 8 * c));
    }
    JSAMPROW row = line;
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  GByteArray *array = g_byte_array_new();
  g_byte_array_append(array, bytes, (guint)size);
  free(bytes);
  return array;
}

static PIX *decoded(const GByteArray *bytes)
{
  PIX *pix = pixReadMemJpeg(bytes->data, bytes->len, 0, 1, NULL, 0);
  cr_assert_not_null(pix);
  return pix;
}

/* All coefficients of one component, block after block; @ret_w blocks a row. */
static GArray *coefficients(const GByteArray *bytes, int component, guint *ret_w)
{
  struct jpeg_decompress_struct jpeg = {0};
  struct jpeg_error_mgr errors;
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&jpeg);
  jpeg_mem_src(&jpeg, bytes->data, bytes->len);
  jpeg_read_header(&jpeg, TRUE);
  jvirt_barray_ptr *arrays = jpeg_read_coefficients(&jpeg);
  const jpeg_component_info *info = &jpeg.comp_info[component];
  GArray *all = g_array_new(FALSE, FALSE, sizeof(JBLOCK));
  for (JDIMENSION y = 0; y < info->height_in_blocks; y++) {
    JBLOCKROW row =
        jpeg.mem->access_virt_barray((j_common_ptr)&jpeg, arrays[component], y, 1, FALSE)[0];
    g_array_append_vals(all, row, info->width_in_blocks);
  }
  *ret_w = info->width_in_blocks;
  jpeg_destroy_decompress(&jpeg);
  return all;
}

static Kind kinds[] = {
    {.depth = 8, .width = 203, .height = 150, .h_samp = 1, .v_samp = 1, .quality = 75},
    {.depth = 8, .width = 203, .height = 150, .h_samp = 2, .v_samp = 2, .quality = 60},
    {.depth = 32, .width = 203, .height = 150, .h_samp = 2, .v_samp = 2, .quality = 75},
    {.depth = 32, .width = 208, .height = 160, .h_samp = 2, .v_samp = 1, .quality = 40},
    {.depth = 32, .width = 201, .height = 147, .h_samp = 1, .v_samp = 1, .quality = 90},
    {.depth = 32,
     .width = 203,
     .height = 150,
     .h_samp = 2,
     .v_samp = 2,
     .quality = 75,
     .is_progressive = TRUE},
};

ParameterizedTestParameters(jpegsplice, blocks_outside_the_mask_are_the_originals)
{
  return cr_make_param_array(Kind, kinds, G_N_ELEMENTS(kinds));
}

ParameterizedTest(Kind *kind, jpegsplice, blocks_outside_the_mask_are_the_originals)
{
  g_autoptr(GByteArray) original = scanner_jpeg(kind);
  g_autoptr(PIX) page = decoded(original);
  BmBox mask = {40, 50, 70, 30};
  pixRasterop(page, mask.x, mask.y, mask.w, mask.h, PIX_CLR, NULL, 0, 0);
  double kept = 0;
  g_autoptr(GByteArray) spliced =
      bm_jpeg_splice(page, original->data, original->len, &mask, 1, &kept);
  cr_assert_not_null(spliced);
  cr_expect(kept > 0.6 && kept < 0.95, "kept %.2f", kept);
  for (int c = 0; c < (kind->depth == 8 ? 1 : 3); c++) {
    guint w, w_old;
    g_autoptr(GArray) made = coefficients(spliced, c, &w);
    g_autoptr(GArray) old = coefficients(original, c, &w_old);
    cr_assert_eq(w, w_old);
    guint n_equal = 0;
    for (guint i = 0; i < made->len; i++)
      n_equal += memcmp(&g_array_index(made, JBLOCK, i), &g_array_index(old, JBLOCK, i),
                        sizeof(JBLOCK)) == 0;
    cr_expect(n_equal >= (guint)(kept * made->len * 0.999), "component %d: %u of %u", c,
              n_equal, made->len);
  }
}

ParameterizedTestParameters(jpegsplice, nothing_of_a_masked_place_survives)
{
  return cr_make_param_array(Kind, kinds, G_N_ELEMENTS(kinds));
}

ParameterizedTest(Kind *kind, jpegsplice, nothing_of_a_masked_place_survives)
{
  g_autoptr(GByteArray) original = scanner_jpeg(kind);
  g_autoptr(PIX) page = decoded(original);
  BmBox mask = {48, 48, 64, 32}; /* whole patches: no writing in them but the mask */
  pixRasterop(page, mask.x, mask.y, mask.w, mask.h, PIX_CLR, NULL, 0, 0);
  g_autoptr(GByteArray) spliced =
      bm_jpeg_splice(page, original->data, original->len, &mask, 1, NULL);
  cr_assert_not_null(spliced);
  g_autoptr(PIX) result = decoded(spliced);
  /* chroma of neighbours is smoothed into the outermost pixels */
  for (int y = mask.y + 2; y < mask.y + mask.h - 2; y++)
    for (int x = mask.x + 2; x < mask.x + mask.w - 2; x++) {
      l_uint32 value = 0;
      pixGetPixel(result, x, y, &value);
      l_uint32 brightest =
          kind->depth == 8 ? value : MAX(value >> 24, MAX(value >> 16 & 255, value >> 8 & 255));
      cr_assert(brightest <= 4, "%u at %d, %d", brightest, x, y);
    }
}

Test(jpegsplice, a_place_that_looks_unchanged_is_made_new_when_it_is_named)
{
  g_autoptr(GByteArray) original = scanner_jpeg(&kinds[0]);
  g_autoptr(PIX) page = decoded(original);
  BmBox named = {0, 0, 203, 40};
  double kept = 1;
  g_autoptr(GByteArray) spliced =
      bm_jpeg_splice(page, original->data, original->len, &named, 1, &kept);
  cr_assert_not_null(spliced);
  cr_expect_float_eq(kept, 14.0 / 19.0, 0.001);
}

Test(jpegsplice, metadata_of_the_original_are_gone)
{
  g_autoptr(GByteArray) original = scanner_jpeg(&kinds[2]);
  cr_assert_not_null(memmem(original->data, original->len, SECRET, strlen(SECRET)));
  g_autoptr(PIX) page = decoded(original);
  g_autoptr(GByteArray) spliced =
      bm_jpeg_splice(page, original->data, original->len, NULL, 0, NULL);
  cr_assert_not_null(spliced);
  cr_expect_null(memmem(spliced->data, spliced->len, SECRET, strlen(SECRET)));
  cr_expect_null(memmem(spliced->data, spliced->len, "Exif", 4));
}

Test(jpegsplice, a_strip_added_right_and_below_keeps_the_rest)
{
  for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
    g_autoptr(GByteArray) original = scanner_jpeg(&kinds[i]);
    g_autoptr(PIX) before = decoded(original);
    g_autoptr(PIX) page =
        pixAddBorderGeneral(before, 0, 21, 0, 37, kinds[i].depth == 8 ? 255 : 0xFFFFFF00);
    double kept = 0;
    g_autoptr(GByteArray) spliced =
        bm_jpeg_splice(page, original->data, original->len, NULL, 0, &kept);
    cr_assert_not_null(spliced, "kind %u", i);
    g_autoptr(PIX) result = decoded(spliced);
    cr_expect_eq(pixGetWidth(result), kinds[i].width + 21);
    cr_expect_eq(pixGetHeight(result), kinds[i].height + 37);
    int n_differ = 0;
    for (int y = 0; y < 128; y++)
      for (int x = 0; x < 176; x++) {
        l_uint32 p = 0, q = 0;
        pixGetPixel(before, x, y, &p);
        pixGetPixel(result, x, y, &q);
        n_differ += p != q;
      }
    cr_expect_eq(n_differ, 0, "kind %u: %d pixels", i, n_differ);
  }
}

Test(jpegsplice, another_page_and_damaged_or_foreign_bytes_are_refused)
{
  g_autoptr(GByteArray) original = scanner_jpeg(&kinds[0]);
  g_autoptr(PIX) page = decoded(original);
  g_autoptr(PIX) other = pixInvert(NULL, page);
  g_autoptr(PIX) colour = pixConvertTo32(page);
  cr_expect_null(bm_jpeg_splice(other, original->data, original->len, NULL, 0, NULL));
  cr_expect_null(bm_jpeg_splice(colour, original->data, original->len, NULL, 0, NULL));
  cr_expect_null(bm_jpeg_splice(page, original->data, original->len / 2, NULL, 0, NULL));
  cr_expect_null(bm_jpeg_splice(page, (const guint8 *)"II*", 3, NULL, 0, NULL));
  cr_expect_null(bm_jpeg_splice(page, (const guint8 *)"\xff\xd8\xff\xd9", 4, NULL, 0, NULL));
  cr_expect_null(bm_jpeg_splice(page, (const guint8 *)"", 0, NULL, 0, NULL));
}

Test(jpegsplice, encoded_pages_keep_their_mode_and_are_equal_each_time)
{
  for (guint i = 0; i < 4; i += 2) {
    g_autoptr(GError) error = NULL;
    g_autoptr(PIX) page = drawn_page(&kinds[i]);
    pixSetResolution(page, 150, 150);
    g_autoptr(GByteArray) first = bm_jpeg_encode(page, 80, &error);
    assert_ok(first != NULL, error);
    g_autoptr(GByteArray) again = bm_jpeg_encode(page, 80, &error);
    cr_expect(first->len == again->len && memcmp(first->data, again->data, first->len) == 0);
    g_autoptr(PIX) back = decoded(first);
    cr_expect_eq(pixGetDepth(back), kinds[i].depth);
    cr_expect_eq(pixGetXRes(back), 150);
  }
}
