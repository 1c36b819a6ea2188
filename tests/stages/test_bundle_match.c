/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stages/bundle/match.h"
#include "tests/tools/desk.h"

TestSuite(bundle_match, .init = folder_make, .fini = folder_remove, .timeout = 60);

/* Page 1 with a picture whose pixel at @x is black, page 2 with words. */
static qpdf_data pdf_with(const char *name, int x, const char *words)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = folder_path(name);
  g_autoptr(BmPdf) pdf = bm_pdf_new(path, NULL, &error);
  assert_ok(pdf != NULL, error);
  g_autoptr(PIX) page = pixCreate(100, 100, 1);
  pixSetPixel(page, x, 50, 1);
  bm_pdf_page(pdf, 50, 50);
  assert_ok(bm_pdf_pix(pdf, page, (BmPdfRect){0, 0, 50, 50}, 0, NULL, &error), error);
  bm_pdf_page(pdf, 50, 50);
  bm_pdf_text(pdf, &(BmPdfStyle){.size_pt = 12}, 5, 5, 0, words);
  assert_ok(bm_pdf_finish(pdf, &error), error);
  qpdf_data data = qpdf_init();
  cr_assert_eq(qpdf_read(data, path, NULL), QPDF_SUCCESS);
  return data;
}

Test(bundle_match, equal_pages_match_and_others_do_not)
{
  qpdf_data one = pdf_with("one.pdf", 20, "WORDS"), same = pdf_with("two.pdf", 20, "WORDS"),
            other = pdf_with("three.pdf", 21, "OTHER WORDS");
  for (guint page = 0; page < 2; page++) {
    cr_expect(bm_pages_match(one, page, same, page));
    cr_expect_not(bm_pages_match(one, page, other, page), "page %u", page);
  }
  cr_expect_not(bm_pages_match(one, 0, one, 1));
  qpdf_cleanup(&one);
  qpdf_cleanup(&same);
  qpdf_cleanup(&other);
}
