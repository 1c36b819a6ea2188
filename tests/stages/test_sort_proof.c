/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/autoptr.h"
#include "stages/shared/page.h"
#include "stages/shared/pdf.h"
#include "stages/sort/proof.h"
#include "tests/tools/assert_ok.h"
#include "tests/tools/folder.h"

TestSuite(sort_proof, .init = folder_make, .fini = folder_remove, .timeout = 60);

/* A page file of its own look for each @number. */
static char *page_file(int depth, int number)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PIX) page = pixCreate(300, 200, depth);
  pixSetBlackOrWhite(page, L_SET_WHITE);
  pixRasterop(page, 20 * number, 30, 40, 60, depth == 1 ? PIX_SET : PIX_CLR, NULL, 0, 0);
  g_autofree char *name =
      g_strdup_printf("%d-%d.%s", depth, number, depth == 1 ? "tif" : "jpg");
  char *path = folder_path(name);
  if (depth == 1)
    assert_ok(bm_page_write(page, path, &error), error);
  else
    cr_assert_eq(pixWriteJpeg(path, page, 80, 0), 0);
  return path;
}

static GPtrArray *files_of(char *first, char *second)
{
  GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(files, first);
  if (second != NULL)
    g_ptr_array_add(files, second);
  return files;
}

static char *pdf_of(const GPtrArray *files)
{
  g_autoptr(GError) error = NULL;
  char *path = folder_path("work.pdf");
  g_autoptr(BmPdf) pdf = bm_pdf_new(path, NULL, &error);
  assert_ok(pdf != NULL, error);
  for (guint i = 0; i < files->len; i++) {
    bm_pdf_page(pdf, 30, 20);
    assert_ok(bm_pdf_image(pdf, files->pdata[i], (BmPdfRect){0, 0, 30, 20}, 80, &error), error);
  }
  assert_ok(bm_pdf_finish(pdf, &error), error);
  return path;
}

Test(sort_proof, pages_that_went_in_are_found_again)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) files = files_of(page_file(8, 1), page_file(1, 2));
  g_autofree char *pdf = pdf_of(files);
  assert_ok(bm_sort_proof(pdf, files, &error), error);
}

static void is_refused(const char *pdf, const GPtrArray *files)
{
  g_autoptr(GError) error = NULL;
  assert_fails_with(bm_sort_proof(pdf, files, &error), error, "sorted_page_bad");
}

Test(sort_proof, another_picture_is_noticed)
{
  static const int depths[] = {1, 8, 32};
  for (guint i = 0; i < G_N_ELEMENTS(depths); i++) {
    g_autoptr(GPtrArray) files = files_of(page_file(depths[i], 1), NULL);
    g_autoptr(GPtrArray) others = files_of(page_file(depths[i], 2), NULL);
    g_autofree char *pdf = pdf_of(files);
    is_refused(pdf, others);
  }
}

Test(sort_proof, lost_and_swapped_pages_are_noticed)
{
  g_autoptr(GPtrArray) files = files_of(page_file(1, 1), page_file(1, 2));
  g_autoptr(GPtrArray) swapped = files_of(page_file(1, 2), page_file(1, 1));
  g_autoptr(GPtrArray) more = files_of(page_file(1, 1), NULL);
  g_autofree char *pdf = pdf_of(files);
  is_refused(pdf, swapped);
  is_refused(pdf, more);
}

Test(sort_proof, page_without_its_picture_is_noticed)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) files = files_of(page_file(8, 1), NULL);
  g_autofree char *path = folder_path("empty.pdf");
  g_autoptr(BmPdf) pdf = bm_pdf_new(path, NULL, &error);
  assert_ok(pdf != NULL, error);
  bm_pdf_page(pdf, 30, 20);
  assert_ok(bm_pdf_finish(pdf, &error), error);
  is_refused(path, files);
}
