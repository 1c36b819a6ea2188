/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stages/collect/paper_file.h"
#include "tests/tools/folder.h"
#include "tests/tools/score_kits.h"

TestSuite(paper_file, .init = folder_make, .fini = folder_remove, .timeout = 300);

static const char *slug_of(const json_t *facts)
{
  return json_string_value(
      json_object_get(json_array_get(json_object_get(facts, "faults"), 0), "slug"));
}

static json_t *facts_of(const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) kits = score_kits();
  json_t *facts = bm_paper_file_facts(path, kits, NULL, &error);
  assert_ok(facts != NULL, error);
  return facts;
}

static PIX *scan_of(guint index, int depth)
{
  g_autoptr(json_t) kits = score_kits();
  g_autoptr(BmScorePaper) paper = score_kit_paper(json_array_get(kits, 1), BM_SCORE_BUBBLES);
  ScorePage page = score_sheet_filled(paper, index, 150);
  return score_page_scan(&page, depth, 0);
}

static void assert_whole(const json_t *facts)
{
  cr_assert_eq(json_array_size(json_object_get(facts, "faults")), 0, "%s", slug_of(facts));
  cr_expect_eq(json_array_size(json_object_get(facts, "doubts")), 0);
  cr_expect_eq(json_array_size(json_object_get(facts, "rows")), 7);
}

Test(paper_file, pages_of_a_tiff_are_read)
{
  g_autofree char *path = folder_path("a.tif");
  g_autoptr(PIX) one = scan_of(0, 1), two = scan_of(1, 8);
  cr_assert_eq(pixWriteTiff(path, one, IFF_TIFF_G4, "w"), 0);
  cr_assert_eq(pixWriteTiff(path, two, IFF_TIFF_ZIP, "a"), 0);
  g_autoptr(json_t) facts = facts_of(path);
  assert_whole(facts);
}

Test(paper_file, pages_of_a_pdf_are_read)
{
  g_autofree char *path = folder_path("a");
  g_autoptr(GError) error = NULL;
  g_autoptr(BmPdf) pdf = bm_pdf_new(path, NULL, &error);
  assert_ok(pdf != NULL, error);
  for (guint i = 0; i < 2; i++) {
    g_autoptr(PIX) scan = scan_of(i, 8);
    double width = pixGetWidth(scan) / 150.0 * 25.4, height = pixGetHeight(scan) / 150.0 * 25.4;
    bm_pdf_page(pdf, width, height);
    assert_ok(bm_pdf_pix(pdf, scan, (BmPdfRect){0, 0, width, height}, 80, NULL, &error), error);
  }
  assert_ok(bm_pdf_finish(pdf, &error), error);
  g_autoptr(json_t) facts = facts_of(path);
  assert_whole(facts);
}

Test(paper_file, jpeg_of_one_page_lacks_the_others)
{
  g_autofree char *path = folder_path("a.jpg");
  g_autoptr(PIX) one = scan_of(0, 32);
  cr_assert_eq(pixWriteJpeg(path, one, 75, 0), 0);
  g_autoptr(json_t) facts = facts_of(path);
  cr_assert_eq(json_array_size(json_object_get(facts, "faults")), 1);
  cr_expect_str_eq(slug_of(facts), "paper_page_missing");
}

Test(paper_file, what_is_no_picture_is_told)
{
  g_autofree char *path = folder_path("a.tif"), *bytes = NULL;
  gsize size = 0;
  cr_assert(g_file_set_contents(path, "nothing of the kind", -1, NULL));
  g_autoptr(json_t) text = facts_of(path);
  cr_expect_str_eq(slug_of(text), "paper_file_unreadable");
  g_autoptr(PIX) one = scan_of(0, 8);
  cr_assert_eq(pixWrite(path, one, IFF_PNG), 0);
  cr_assert(g_file_get_contents(path, &bytes, &size, NULL));
  cr_assert(g_file_set_contents(path, bytes, (gssize)size / 3, NULL));
  g_autoptr(json_t) cut = facts_of(path);
  cr_expect_str_eq(slug_of(cut), "paper_file_unreadable");
  g_autofree char *none = folder_path("none");
  g_autoptr(json_t) missing = facts_of(none);
  cr_expect_str_eq(slug_of(missing), "paper_file_unreadable");
}
