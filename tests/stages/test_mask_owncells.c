/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of a table with a label before them that nobody marked, between fields. */
#include <criterion/criterion.h>

#include "stages/mask/owncells.h"
#include "stages/mask/residual.h"
#include "stages/shared/identity.h"
#include "tests/stages/identity_page.h"

TestSuite(mask_owncells, .timeout = 60);

#define DPI BM_RESIDUAL_DPI
#define TOP_MM 30.0
#define ROW_MM 10.0

/* Rows of a table 170 mm wide: a field, a question, a field, a question without words. */
static GArray *cells_of_form(void)
{
  static const char *const labels[] = {"Кадет", "Цель опыта", "Взвод", ""};
  g_auto(TestPage) form = test_page_new(DPI);
  for (guint i = 0; i <= G_N_ELEMENTS(labels); i++)
    test_page_rule(&form, 20, TOP_MM + ROW_MM * i, 190, TOP_MM + ROW_MM * i);
  for (int x = 0; x < 3; x++)
    test_page_rule(&form, (double[]){20, 65, 190}[x], TOP_MM, (double[]){20, 65, 190}[x],
                   TOP_MM + ROW_MM * G_N_ELEMENTS(labels));
  for (guint i = 0; i < G_N_ELEMENTS(labels); i++)
    test_page_text(&form, 23, TOP_MM + ROW_MM * i + 3, 4, labels[i]);
  g_autoptr(PIX) print = test_page_pix(&form, TRUE);
  g_autoptr(PIX) rules = pixOpenBrick(NULL, print, bm_px(7, DPI), 1);
  g_autoptr(PIX) words = pixSubtract(NULL, print, rules);
  g_autoptr(GArray) zones = g_array_new(FALSE, FALSE, sizeof(BmZone));
  for (int i = 0; i < 2; i++) { /* a little over their cells, as people mark */
    BmZone zone = {.kind = "student_name",
                   .box = {bm_px(64, DPI), bm_px(TOP_MM + 2 * ROW_MM * i - 1, DPI),
                           bm_px(127, DPI), bm_px(ROW_MM + 2, DPI)}};
    g_array_append_val(zones, zone);
  }
  GArray *cells = bm_own_cells_find(print, words, zones);
  cr_assert_not_null(cells);
  return cells;
}

static gboolean is_held(const GArray *cells, double x, double y, double w, double h)
{
  return bm_own_cells_hold(cells,
                           (BmBox){bm_px(x, DPI), bm_px(y, DPI), bm_px(w, DPI), bm_px(h, DPI)});
}

Test(mask_owncells, writing_in_a_labelled_cell_that_is_no_field_is_held)
{
  g_autoptr(GArray) cells = cells_of_form();
  cr_assert_eq(cells->len, 1);
  cr_expect(is_held(cells, 68, 42, 110, 5), "whole");
  cr_expect(is_held(cells, 68, 38, 110, 8), "letters reach over the rule above");
}

Test(mask_owncells, fields_and_cells_without_a_label_hold_nothing)
{
  g_autoptr(GArray) cells = cells_of_form();
  cr_expect_not(is_held(cells, 68, 32, 60, 5), "a field");
  cr_expect_not(is_held(cells, 68, 52, 60, 5), "a field");
  cr_expect_not(is_held(cells, 68, 62, 60, 5), "no label");
  cr_expect_not(is_held(cells, 23, 42, 30, 5), "over the label");
  cr_expect_not(is_held(cells, 68, 32, 60, 15), "rows that hang together with a field's");
  cr_expect_not(is_held(cells, 170, 42, 35, 5), "beyond the table");
}
