/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each kind of scan and of damage in samples/intake, and what has to become of it. */
#include "tests/stages/intake_run.h"

/* --- sound files ---------------------------------------------------------------------------
 */

struct sound {
  char file[32], mode[8];
  double tolerance; /* mean difference from the letter; 0: equal pixels */
  char kind[4];     /* of the page file */
};

TestSuite(intake, .timeout = 120);

ParameterizedTestParameters(intake, sound_page_is_taken_as_it_is)
{
  static struct sound cases[] = {
      {"bilevel-none.tif", "bilevel", 0, "tif"},
      {"bilevel-g3.tif", "bilevel", 0, "tif"},
      {"bilevel-g3-2d.tif", "bilevel", 0, "tif"},
      {"bilevel-g4.tif", "bilevel", 0, "tif"},
      {"bilevel-packbits.tif", "bilevel", 0, "tif"},
      {"bilevel-lzw.tif", "bilevel", 0, "tif"},
      {"bilevel-zip.tif", "bilevel", 0, "tif"},
      {"bilevel-fillorder.tif", "bilevel", 0, "tif"},
      {"bilevel-big.tif", "bilevel", 0, "tif"},
      {"bilevel-tiled.tif", "bilevel", 0, "tif"},
      {"bilevel-miniswhite.tif", "bilevel", 0, "tif"},
      {"bilevel-palette.tif", "bilevel", 0, "tif"},
      {"gray-two-levels.tif", "bilevel", 0, "tif"},
      {"gray-none.tif", "gray", 0, "tif"},
      {"gray-bigendian.tif", "gray", 0, "tif"},
      {"gray-tiled.tif", "gray", 0, "tif"},
      {"gray-jpeg.tif", "gray", 1.5, "jpg"},
      {"gray-miniswhite.tif", "gray", 0, "tif"},
      {"gray-2bit.tif", "gray", 4, "tif"}, /* level 64 becomes 85 */
      {"gray-4bit.tif", "gray", 1, "tif"},
      {"gray-16bit.tif", "gray", 0, "tif"},
      {"gray-24bit.tif", "gray", 0, "tif"},
      {"gray-32bit.tif", "gray", 0, "tif"},
      {"color-none.tif", "color", 0, "tif"},
      {"color-lzw.tif", "color", 0, "tif"},
      {"color-zip.tif", "color", 0, "tif"},
      {"color-jpeg.tif", "color", 2, "tif"},
      {"color-oldjpeg.tif", "color", 2, "tif"},
      {"color-planar.tif", "color", 0, "tif"},
      {"color-tiled.tif", "color", 0, "tif"},
      {"color-palette.tif", "color", 0, "tif"},
      {"color-cmyk.tif", "color", 1, "tif"},
      {"color-ycbcr.tif", "color", 1, "tif"},
      {"color-alpha.tif", "color", 0, "tif"},
      {"color-extra.tif", "color", 0, "tif"},
      {"color-16bit.tif", "color", 0, "tif"},
      {"gray.jpg", "gray", 1.5, "jpg"},
      {"color.jpg", "color", 2, "jpg"},
      {"color-progressive.jpg", "color", 3, "jpg"},
      {"color-cmyk.jpg", "color", 3, "tif"},
      {"bilevel.png", "bilevel", 0, "tif"},
      {"gray.png", "gray", 0, "tif"},
      {"color.png", "color", 0, "tif"},
      {"palette.png", "color", 0, "tif"},
      {"alpha.png", "color", 0, "tif"},
      {"gray-16bit.png", "gray", 0, "tif"},
      {"interlaced.png", "gray", 0, "tif"},
      {"jpeg-gray.pdf", "gray", 1.5, "jpg"},
      {"jpeg-color.pdf", "color", 2, "jpg"},
      {"jpeg-cmyk.pdf", "color", 8, "tif"},
      {"g4.pdf", "bilevel", 0, "tif"},
      {"g4-decode.pdf", "bilevel", 0, "tif"},
      {"flate-color.pdf", "color", 0, "tif"},
      {"flate-gray.pdf", "gray", 0, "tif"},
      {"flate-bilevel.pdf", "bilevel", 0, "tif"},
      {"mask-bilevel.pdf", "bilevel", 0, "tif"},
      {"jpx.pdf", "color", 1, "tif"},
      {"jbig2.pdf", "bilevel", 0, "tif"},
      {"jpeg-decode.pdf", "gray", 1.5, "jpg"},
      {"inset.pdf", "gray", 1.5, "jpg"},
      {"two-images.pdf", "color", 0.5, "tif"},
      {"text-hidden.pdf", "gray", 1.5, "jpg"},
      {"text-under.pdf", "gray", 1.5, "jpg"},
      {"annotation-hidden.pdf", "gray", 1.5, "jpg"},
      {"matrix-90.pdf", "color", 0, "tif"},
      {"matrix-180.pdf", "color", 0, "tif"},
      {"matrix-mirror.pdf", "color", 0, "tif"},
      {"rotate-90.pdf", "color", 0, "tif"},
      {"rotate-180.pdf", "color", 0, "tif"},
      {"rotate-270.pdf", "color", 0, "tif"},
      {"rotate-jpeg-90.pdf", "color", 2, "tif"},
      {"rotate-jpeg-180.pdf", "color", 2, "tif"},
      {"rotate-jpeg-270.pdf", "color", 2, "tif"},
      {"exif-1.jpg", "color", 2, "jpg"},
  };
  return cr_make_param_array(struct sound, cases, G_N_ELEMENTS(cases));
}

ParameterizedTest(struct sound *c, intake, sound_page_is_taken_as_it_is)
{
  g_autoptr(Run) run = run_sample(c->file);
  cr_assert(run->result == BM_DONE, "%s: %s", c->file, run->error ? run->error->message : "");
  cr_assert_eq(count(run, "emits"), 1, "%s", c->file);
  cr_expect_eq(count(run, "doubts"), 0, "%s: doubted", c->file);
  json_t *page = emitted(run, 0);
  cr_expect_str_eq(text(page, "id"), "f000007.p0001");
  cr_expect_str_eq(json_string_value(fact(page, "mode")), c->mode, "%s", c->file);
  cr_expect(g_str_has_suffix(text(page, "file"), c->kind), "%s: kind of page file", c->file);
  cr_expect_str_eq(json_string_value(fact(page, "dpi_from")), "file", "%s", c->file);
  cr_expect_eq(json_integer_value(json_array_get(fact(page, "dpi"), 0)), 200, "%s", c->file);
  cr_expect(json_is_true(fact(page, "is_last")));
  g_autoptr(PIX) got = emitted_pixels(run, 0);
  g_autoptr(PIX) wanted = letter(depth_of(c->mode));
  cr_expect_eq(pixGetDepth(got), depth_of(c->mode), "%s: depth %d", c->file, pixGetDepth(got));
  cr_expect_eq(pixGetXRes(got), 200, "%s: %d dpi stored", c->file, pixGetXRes(got));
  cr_expect_leq(difference(got, wanted), c->tolerance, "%s: differs by %.2f", c->file,
                difference(got, wanted));
}

/* --- what is refused -----------------------------------------------------------------------
 */

struct refused {
  char file[32], reason[24];
};

ParameterizedTestParameters(intake, unusable_file_is_parked_with_its_reason)
{
  static struct refused cases[] = {
      {"empty.tif", "file_empty"},
      {"zeroes.tif", "format_unknown"},
      {"words.txt", "format_unknown"},
      {"photo.heic", "format_photo_heic"},
      {"picture.webp", "format_picture"},
      {"archive.zip", "format_archive"},
      {"document.docx", "office_document"},
      {"document.doc", "office_document"},
      {"damaged-truncated.tif", "file_truncated"},
      {"damaged-truncated.jpg", "file_truncated"},
      {"damaged-truncated.png", "file_truncated"},
      {"damaged-truncated.pdf", "file_truncated"},
      {"loop.tif", "file_damaged"},
      {"lost-all.tif", "page_unreadable"},
      {"gray-float.tif", "tiff_kind_unknown"},
      {"bomb-pixels.tif", "page_too_large"},
      {"bomb-pages.tif", "too_many_pages"},
      {"bomb-scans.jpg", "page_too_complex"},
      {"bomb-forms.pdf", "page_too_complex"},
      {"bomb-jpx.pdf", "page_too_large"},
      {"bomb-content.pdf", "page_too_complex"},
      {"encrypted-user.pdf", "pdf_encrypted"},
      {"encrypted-owner.pdf", "pdf_encrypted"},
  };
  return cr_make_param_array(struct refused, cases, G_N_ELEMENTS(cases));
}

ParameterizedTest(struct refused *c, intake, unusable_file_is_parked_with_its_reason)
{
  g_autoptr(Run) run = run_sample(c->file);
  cr_assert_eq(run->result, BM_PARK, "%s", c->file);
  cr_assert(g_error_matches(run->error, BM_ERROR, BM_ERROR_INPUT));
  g_autofree char *reason = bm_error_reason(run->error);
  cr_expect_str_eq(reason, c->reason, "%s: %s", c->file, run->error->message);
  cr_expect(bm_reason_is_known(reason), "%s has no words for a person", reason);
}

/* --- damage inside a file ------------------------------------------------------------------
 */

struct damage {
  char file[32];
  guint pages, emits, page; /* the damaged page, from 1 */
  char fate[16];            /* "doubt" or "reject" */
  char reason[24];
};

ParameterizedTestParameters(intake, damaged_page_is_counted_and_never_silent)
{
  static struct damage cases[] = {
      {"damaged-page.tif", 3, 3, 2, "doubt", "page_damaged"},
      {"damaged-strip.tif", 3, 3, 2, "doubt", "page_damaged"},
      {"lost-page.tif", 3, 2, 2, "reject", "page_unreadable"},
      {"damaged-middle.jpg", 1, 1, 1, "doubt", "page_damaged"},
      {"damaged-middle.png", 1, 1, 1, "doubt", "page_damaged"},
      {"damaged-dct.pdf", 2, 2, 2, "doubt", "page_damaged"},
      {"damaged-g4.pdf", 2, 2, 2, "doubt", "page_damaged"},
      {"damaged-flate.pdf", 2, 1, 2, "reject", "page_unreadable"},
      {"damaged-jbig2.pdf", 2, 2, 2, "doubt", "page_damaged"},
      {"damaged-jpx.pdf", 2, 1, 2, "reject", "page_unreadable"},
  };
  return cr_make_param_array(struct damage, cases, G_N_ELEMENTS(cases));
}

ParameterizedTest(struct damage *c, intake, damaged_page_is_counted_and_never_silent)
{
  g_autoptr(Run) run = run_sample(c->file);
  cr_assert(run->result == BM_DONE, "%s: %s", c->file, run->error ? run->error->message : "");
  gboolean is_doubt = g_str_equal(c->fate, "doubt");
  cr_expect_eq(count(run, "emits"), c->emits, "%s: %zu emits", c->file, count(run, "emits"));
  cr_expect_eq(count(run, "emits") + count(run, "settles"), c->pages, "%s", c->file);
  cr_expect_eq(count(run, "doubts"), is_doubt ? 1 : 0, "%s", c->file);
  json_t *list = json_object_get(run->outcome, is_doubt ? "doubts" : "settles");
  json_t *record = json_array_get(list, 0);
  cr_assert_not_null(record, "%s: no %s", c->file, c->fate);
  g_autofree char *id = g_strdup_printf("f000007.p%04u", c->page);
  cr_expect_str_eq(text(record, "id"), id);
  cr_expect_str_eq(text(record, "reason"), c->reason, "%s: %s", c->file,
                   text(record, "reason"));
  cr_expect(bm_reason_is_known(c->reason), "%s", c->reason);
}

Test(intake, lab_colours_are_understood)
{
  g_autoptr(Run) run = run_sample("color-lab.tif");
  cr_assert_eq(run->result, BM_DONE);
  g_autoptr(PIX) got = emitted_pixels(run, 0);
  cr_expect_gt(ink(got, 20, 10, 40, 110), 0.99);
  cr_expect_eq(ink(got, 110, 10, 150, 110), 0);
}
