/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stages/bundle/folio.h"
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

/* Its two pages numbered, read from the file. */
static qpdf_data numbered(qpdf_data pdf, const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *numbers_path = folder_path("numbers.pdf"), *path = folder_path(name);
  assert_ok(bm_folio_write(numbers_path, 2, TRUE, &error), error);
  qpdf_data numbers = qpdf_init(), written = qpdf_init();
  cr_assert_eq(qpdf_read(numbers, numbers_path, NULL), QPDF_SUCCESS);
  cr_assert(bm_folio_set(pdf, 0, numbers, TRUE) && bm_folio_set(pdf, 1, numbers, TRUE));
  qpdf_init_write(pdf, path);
  cr_assert_eq(qpdf_write(pdf), QPDF_SUCCESS);
  cr_assert_eq(qpdf_read(written, path, NULL), QPDF_SUCCESS);
  qpdf_cleanup(&numbers);
  qpdf_cleanup(&pdf);
  return written;
}

Test(bundle_match, equal_pages_match_and_others_do_not)
{
  qpdf_data one = pdf_with("one.pdf", 20, "WORDS"),
            same = numbered(pdf_with("two.pdf", 20, "WORDS"), "2.pdf"),
            other = numbered(pdf_with("three.pdf", 21, "OTHER WORDS"), "3.pdf");
  for (guint page = 0; page < 2; page++) {
    cr_expect(bm_page_matches(one, page, same, bm_folio_page(same, page)));
    cr_expect_not(bm_page_matches(one, page, other, bm_folio_page(other, page)), "page %u",
                  page);
  }
  cr_expect_not(bm_page_matches(one, 0, same, bm_folio_page(same, 1)));
  cr_expect_not(bm_page_matches(one, 0, one, bm_folio_page(one, 0)), "it has no number");
  qpdf_cleanup(&one);
  qpdf_cleanup(&same);
  qpdf_cleanup(&other);
}
