/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Criteria of variants: those that a bundle has works of. */
#include "tests/tools/desk.h"
#include "tests/tools/said.h"

TestSuite(bundle_variants, .init = folder_make, .fini = folder_remove, .timeout = 120);

static void criteria_add(Desk *desk, const char *variant)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *name = g_strdup_printf("criteria-%s.pdf", variant);
  g_autofree char *text = g_strdup_printf("RUBRIC %s", variant);
  g_autofree char *path = folder_path(name);
  g_autoptr(BmPdf) pdf = bm_pdf_new(path, NULL, &error);
  assert_ok(pdf != NULL, error);
  BmPdfStyle style = {.size_pt = 20};
  bm_pdf_page(pdf, 210, 297);
  bm_pdf_text(pdf, &style, 20, 20, 0, text);
  assert_ok(bm_pdf_finish(pdf, &error), error);
  json_t *all = json_object_get(desk->context, "variant_criteria");
  if (all == NULL) {
    all = json_object();
    json_object_set_new(desk->context, "variant_criteria", all);
  }
  json_object_set_new(all, variant, json_string(path));
}

/* @variants of the four works of a usual bundle; "-": not known. */
static guint pages_with(const char *const *variants)
{
  Desk desk = usual_desk("a");
  desk.is_duplex = FALSE;
  desk.has_class_sheets = FALSE;
  for (guint i = 0; i < 4; i++)
    if (variants[i][0] != '-')
      json_object_set_new(json_array_get(desk.works, i), "variant", json_string(variants[i]));
  criteria_add(&desk, "1");
  criteria_add(&desk, "2");
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "bundle.pdf");
  guint n = page_count(path);
  assert_page_says(path, 2, strcmp(variants[0], "2") == 0 ? "RUBRIC 2" : "RUBRIC 1");
  return n;
}

Test(bundle_variants, a_bundle_of_one_variant_has_its_criteria_alone)
{
  static const char *const ones[] = {"1", "1", "1", "1"}, *const twos[] = {"2", "2", "2", "2"};
  cr_expect_eq(pages_with(ones), 1 + 1 + 8);
  folder_remove();
  folder_make();
  cr_expect_eq(pages_with(twos), 1 + 1 + 8);
}

Test(bundle_variants, a_mixed_bundle_has_the_criteria_of_both)
{
  static const char *const both[] = {"1", "2", "1", "1"};
  cr_expect_eq(pages_with(both), 1 + 2 + 8);
}

Test(bundle_variants, a_work_of_unknown_variant_needs_all)
{
  static const char *const one[] = {"1", "1", "-", "1"};
  cr_expect_eq(pages_with(one), 1 + 2 + 8);
}
