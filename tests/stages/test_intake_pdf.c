/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PDF pages that are more than a scan, and PDF files that are odd but whole. */
#include "tests/stages/intake_run.h"

TestSuite(intake_pdf, .timeout = 120);

Test(intake_pdf, what_is_seen_over_a_scan_is_rendered_with_it)
{
  g_autoptr(Run) note = run_sample("annotation.pdf");
  cr_assert_eq(note->result, BM_DONE);
  g_autoptr(PIX) with_note = emitted_pixels(note, 0);
  cr_expect_gt(ink(with_note, 90, 90, 130, 108), 0.9); /* the red box, pixels at 200 dpi */
  g_autoptr(Run) words = run_sample("text-seen.pdf");
  g_autoptr(PIX) with_words = emitted_pixels(words, 0);
  cr_expect_gt(ink(with_words, 55, 80, 120, 110), 0.05);
  g_autoptr(Run) faint = run_sample("state-transparent.pdf");
  g_autoptr(PIX) half = emitted_pixels(faint, 0);
  l_uint32 value = 0;
  pixGetPixel(half, 30, 60, &value); /* level 64 at half strength */
  cr_expect_geq(pixGetDepth(half) == 8 ? value : value >> 24, 140);
}

Test(intake_pdf, scan_beside_which_something_is_seen_is_rendered_with_the_whole_sheet)
{
  g_autoptr(Run) run = run_sample("inset-text.pdf");
  cr_assert_eq(run->result, BM_DONE);
  cr_expect_eq(json_integer_value(fact(emitted(run, 0), "width")), 182); /* 65.6 points */
  g_autoptr(PIX) page = emitted_pixels(run, 0);
  cr_expect_gt(ink(page, 55, 155, 100, 175), 0.05);
}

Test(intake_pdf, what_the_page_box_hides_stays_hidden)
{
  g_autoptr(Run) run = run_sample("crop.pdf");
  cr_assert_eq(run->result, BM_DONE);
  cr_expect_eq(json_integer_value(fact(emitted(run, 0), "width")), WIDTH / 2);
}

Test(intake_pdf, page_without_images_is_rendered_at_300_dpi)
{
  g_autoptr(Run) run = run_sample("vector.pdf");
  cr_assert_eq(run->result, BM_DONE);
  cr_expect_eq(json_integer_value(fact(emitted(run, 0), "width")), 240);
  cr_expect_eq(json_integer_value(fact(emitted(run, 0), "height")), 180);
}

/* --- odd files -----------------------------------------------------------------------------
 */

static Run *run_bytes(const GByteArray *bytes)
{
  g_autofree char *path = NULL;
  close(g_file_open_tmp("bm-odd-XXXXXX", &path, NULL));
  cr_assert(g_file_set_contents(path, (const char *)bytes->data, bytes->len, NULL));
  Run *run = run_path(path, NULL);
  g_unlink(path);
  return run;
}

static GByteArray *sample_bytes(const char *file)
{
  gsize size = 0;
  g_autofree char *path = sample_path(file);
  char *data = file_bytes(path, &size);
  return g_byte_array_new_take((guint8 *)data, size);
}

Test(intake_pdf, printer_commands_before_and_zeros_behind_a_file_do_no_harm)
{
  static const char junk[] = "\x1B%-12345X@PJL ENTER LANGUAGE=PDF\r\n";
  static const char *const files[] = {"flate-bilevel.pdf", "jpeg-color.pdf", "pages.pdf"};
  for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
    static const guint8 zeros[1800];
    g_autoptr(GByteArray) bytes = sample_bytes(files[i]);
    g_byte_array_prepend(bytes, (const guint8 *)junk, sizeof junk - 1);
    g_byte_array_append(bytes, zeros, sizeof zeros);
    g_autoptr(Run) run = run_bytes(bytes);
    cr_assert(run->result == BM_DONE, "%s: %s", files[i],
              run->error ? run->error->message : "");
    cr_expect_eq(count(run, "doubts"), 0, "%s: doubted", files[i]);
  }
}

/* One page with one image of 2 × 2 pixels on 72 × 72 points. */
static GByteArray *tiny_pdf(const char *entries, const char *data)
{
  g_autofree char *image =
      g_strdup_printf("<</Subtype/Image/Filter/ASCIIHexDecode/Width 2/Height 2%s/Length %zu>>"
                      "stream\n%s\nendstream",
                      entries, strlen(data), data);
  const char *const objects[] = {
      "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[3 0 R]>>",
      "<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]/Contents 4 0 R"
      "/Resources<</XObject<</I 5 0 R>>>>>>",
      "<</Length 22>>stream\n72 0 0 72 0 0 cm /I Do\nendstream", image};
  g_autoptr(GString) s = g_string_new("%PDF-1.4\n");
  g_autoptr(GString) xref = g_string_new("xref\n0 6\n0000000000 65535 f \n");
  for (guint i = 0; i < G_N_ELEMENTS(objects); i++) {
    g_string_append_printf(xref, "%010zu 00000 n \n", s->len);
    g_string_append_printf(s, "%u 0 obj%s endobj\n", i + 1, objects[i]);
  }
  gsize at = s->len;
  g_string_append_printf(s, "%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n",
                         xref->str, at);
  GByteArray *bytes = g_byte_array_new();
  return g_byte_array_append(bytes, (const guint8 *)s->str, (guint)s->len);
}

struct palette {
  const char *entries, *data, *mode;
};

Test(intake_pdf, palette_of_gray_makes_no_colour_page)
{
  static const struct palette cases[] = {
      {"/BitsPerComponent 1/ColorSpace[/Indexed/DeviceRGB 1<000000FFFFFF>]", "40 80>",
       "bilevel"},
      {"/BitsPerComponent 8/ColorSpace[/Indexed/DeviceGray 1<40C0>]", "00 01 01 00>", "gray"},
      {"/BitsPerComponent 8/ColorSpace[/Indexed/DeviceRGB 1<40404040C040>]", "00 01 01 00>",
       "color"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GByteArray) bytes = tiny_pdf(cases[i].entries, cases[i].data);
    g_autoptr(Run) run = run_bytes(bytes);
    cr_assert(run->result == BM_DONE, "case %u: %s", i, run->error ? run->error->message : "");
    cr_expect_str_eq(json_string_value(fact(emitted(run, 0), "mode")), cases[i].mode, "case %u",
                     i);
  }
}

/* The first of @from becomes @to, of the same length. */
static void patch(GByteArray *bytes, const char *from, const char *to)
{
  guint8 *at = memmem(bytes->data, bytes->len, from, strlen(from));
  cr_assert_not_null(at, "no %s", from);
  memcpy(at, to, strlen(to));
}

Test(intake_pdf, scan_that_contradicts_its_description_is_held)
{
  g_autoptr(GByteArray) wide = sample_bytes("jpeg-color.pdf");
  patch(wide, "/Height 120", "/Height 240");
  g_autoptr(Run) run = run_bytes(wide);
  cr_assert_eq(run->result, BM_DONE);
  cr_expect_eq(count(run, "doubts") + count(run, "settles"), 1);
  g_autoptr(GByteArray) gray = sample_bytes("jpeg-gray.pdf");
  patch(gray, "/DeviceGray", "/DeviceRGB ");
  g_autoptr(Run) other = run_bytes(gray);
  cr_assert_eq(other->result, BM_DONE);
  cr_expect_eq(count(other, "doubts") + count(other, "settles"), 1);
}
