/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of stages/audit: stamps are read from drawn pages, wherever they stand. */
#include "stages/audit/stamps.h"

#include "stages/shared/pagecode.h"
#include "stages/shared/pdf.h"
#include "tests/tools/assert_ok.h"
#include "tests/tools/folder.h"

TestSuite(audit, .init = folder_make, .fini = folder_remove, .timeout = 60);

#define DPI 200.0

static void work_no_make(guint ordinal, char out[BM_WORKNO_SIZE])
{
  cr_assert(bm_workno_make("07", ordinal, out));
}

static void code_put(PIX *page, BmCodeShape shape, guint work, int page_no, int x, int y)
{
  g_autoptr(GError) error = NULL;
  BmPageCode code = {.kind = BM_CODE_PAGE, .round_tag = 12, .page = page_no};
  char digits[BM_PAGECODE_SIZE];
  work_no_make(work, code.work_no);
  cr_assert(bm_pagecode_format(&code, digits));
  g_autoptr(PIX) drawn = bm_code_draw(shape, digits, bm_code_module_px(shape, DPI), 60, &error);
  assert_ok(drawn != NULL, error);
  pixRasterop(page, x, y, pixGetWidth(drawn), pixGetHeight(drawn), PIX_SRC, drawn, 0, 0);
}

static PIX *paper(void)
{
  return pixCreate(1654, 2339, 1);
}

/* A PDF of these pages, as pictures; takes them. */
static char *pdf_of(PIX *pages[], guint n)
{
  g_autoptr(GError) error = NULL;
  char *path = g_build_filename(folder, "bundle.pdf", NULL);
  g_autoptr(BmPdf) pdf = bm_pdf_new(path, NULL, &error);
  assert_ok(pdf != NULL, error);
  for (guint i = 0; i < n; i++) {
    bm_pdf_page(pdf, BM_PDF_A4_WIDTH, BM_PDF_A4_HEIGHT);
    BmPdfRect all = {0, 0, BM_PDF_A4_WIDTH, BM_PDF_A4_HEIGHT};
    assert_ok(bm_pdf_pix(pdf, pages[i], all, 0, NULL, &error), error);
    pixDestroy(&pages[i]);
  }
  assert_ok(bm_pdf_finish(pdf, &error), error);
  return path;
}

static gboolean is_stamp(const json_t *stamp, guint work, int page_no)
{
  char work_no[BM_WORKNO_SIZE];
  work_no_make(work, work_no);
  return g_strcmp0(json_string_value(json_object_get(stamp, "work_no")), work_no) == 0 &&
         json_integer_value(json_object_get(stamp, "page")) == page_no &&
         json_integer_value(json_object_get(stamp, "round_tag")) == 12;
}

Test(audit, stamps_are_read_in_either_shape_and_two_that_differ_are_told)
{
  g_autoptr(GError) error = NULL;
  PIX *pages[] = {paper(), paper(), paper(), paper()};
  code_put(pages[1], BM_SHAPE_QR, 3, 1, 1400, 60);
  code_put(pages[1], BM_SHAPE_BARS, 3, 1, 900, 2200);
  code_put(pages[2], BM_SHAPE_BARS, 3, 2, 80, 1000);
  code_put(pages[3], BM_SHAPE_QR, 4, 1, 1400, 60);
  code_put(pages[3], BM_SHAPE_QR, 5, 1, 80, 2000);
  g_autofree char *path = pdf_of(pages, G_N_ELEMENTS(pages));
  g_autoptr(json_t) wanted = json_pack("[i,i]", 2, 3);
  g_autoptr(json_t) stamps = bm_stamps_read(path, wanted, &error);
  assert_ok(stamps != NULL, error);
  cr_assert_eq(json_array_size(stamps), 4);
  cr_expect(json_is_null(json_array_get(stamps, 0)));
  cr_expect(is_stamp(json_array_get(stamps, 1), 3, 1));
  cr_expect(is_stamp(json_array_get(stamps, 2), 3, 2));
  cr_expect_str_eq(json_string_value(json_array_get(stamps, 3)), "differ");
}

Test(audit, page_without_wish_is_read_too)
{
  g_autoptr(GError) error = NULL;
  PIX *pages[] = {paper()};
  code_put(pages[0], BM_SHAPE_QR, 9, 7, 700, 1200);
  g_autofree char *path = pdf_of(pages, 1);
  g_autoptr(json_t) wanted = json_array();
  g_autoptr(json_t) stamps = bm_stamps_read(path, wanted, &error);
  assert_ok(stamps != NULL, error);
  cr_expect(is_stamp(json_array_get(stamps, 0), 9, 7));
}

/* Paler than what the look for places of codes takes for ink. */
Test(audit, pale_stamp_is_read_with_patience)
{
  g_autoptr(GError) error = NULL;
  PIX *bilevel = paper();
  code_put(bilevel, BM_SHAPE_QR, 5, 2, 700, 1200);
  PIX *pages[] = {pixConvert1To8(NULL, bilevel, 255, 160)};
  pixDestroy(&bilevel);
  g_autofree char *path = pdf_of(pages, 1);
  g_autoptr(json_t) wanted = json_pack("[i]", 1);
  g_autoptr(json_t) stamps = bm_stamps_read(path, wanted, &error);
  assert_ok(stamps != NULL, error);
  cr_expect(is_stamp(json_array_get(stamps, 0), 5, 2));
}

Test(audit, file_that_is_no_pdf_is_an_error)
{
  g_autofree char *path = g_build_filename(folder, "bundle.pdf", NULL);
  static const char *const contents[] = {"", "no PDF at all"};
  for (guint i = 0; i < G_N_ELEMENTS(contents); i++) {
    g_autoptr(GError) error = NULL;
    cr_assert(g_file_set_contents(path, contents[i], -1, NULL));
    g_autoptr(json_t) stamps = bm_stamps_read(path, NULL, &error);
    assert_fails_with(stamps != NULL, error, "audit_unreadable");
  }
}
