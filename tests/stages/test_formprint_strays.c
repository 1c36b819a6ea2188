/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Printed lines that stand higher or lower, found on pages. */
#include "stages/shared/formprint_strays.h"
#include "tests/tools/rows_sheet.h"

#include <criterion/criterion.h>

#define MM (BM_MM_PER_INCH / ROWS_DPI)

static const BmAffine same = {MM, 0, 0, 0, MM, 0};

/* The form of works with four rows at least, and the first line of its instruction. */
static BmFormPrint *form_new(void)
{
  g_autoptr(PIX) shared = rows_shared(4);
  Rows rows = {.n = 5, .is_print_only = TRUE};
  g_autoptr(PIX) page = rows_draw(&rows);
  int top = bm_px(rows_end(&rows) + 8.5, ROWS_DPI);
  g_autoptr(BOX) cut = boxCreate(0, top, pixGetWidth(page), bm_px(6.5, ROWS_DPI));
  BOX *tight = NULL;
  l_int32 x = 0, y = 0;
  g_autoptr(PIX) strip = pixClipRectangle(page, cut, NULL);
  g_autoptr(PIX) bits = NULL;
  pixClipToForeground(strip, &bits, &tight);
  boxGetGeometry(tight, &x, &y, NULL, NULL);
  boxDestroy(&tight);
  BmFormPrint *form = bm_formprint_new(shared, 100);
  form->strays = bm_strays_new();
  g_ptr_array_add(form->strays, bm_stray_new(bits, x * MM, (top + y) * MM));
  return form;
}

static GArray *strays_on(BmFormPrint *form, PIX *page, BmAffine to_form, PIX **ret_print)
{
  g_autoptr(PIX) print = bm_formprint_lay(form, to_form, ROWS_DPI, page, ROWS_DPI);
  GArray *found = bm_formprint_strays(form, to_form, ROWS_DPI, page, ROWS_DPI, print,
                                      BM_STRAY_FIT, pixGetHeight(page));
  if (ret_print != NULL)
    *ret_print = g_steal_pointer(&print);
  return found;
}

TestSuite(formprint_strays, .timeout = 60);

Test(formprint_strays, a_line_is_found_wherever_the_table_ends)
{
  g_autoptr(BmFormPrint) form = form_new();
  for (int n = 4; n <= 6; n++) {
    Rows rows = {.n = n, .pupil = 7};
    g_autoptr(PIX) page = rows_draw(&rows);
    g_autoptr(PIX) print = NULL;
    g_autoptr(GArray) found = strays_on(form, page, same, &print);
    cr_assert_eq(found->len, 1, "rows %d", n);
    BmBox line = g_array_index(found, BmBox, 0);
    cr_expect_float_eq(line.y * MM, rows_end(&rows) + 10, 1.5);
    g_autoptr(PIX) left = bm_formprint_residual(page, print, ROWS_DPI);
    g_autoptr(BOX) cut = boxCreate(line.x, line.y, line.w, line.h);
    l_int32 count = 0;
    pixCountPixelsInRect(left, cut, &count, NULL);
    cr_expect_eq(count, 0, "its ink is print");
  }
}

Test(formprint_strays, a_line_is_found_on_a_page_that_lies_askew)
{
  g_autoptr(BmFormPrint) form = form_new();
  Rows rows = {.n = 6, .pupil = 7};
  g_autoptr(PIX) flat = rows_draw(&rows);
  double angle = 0.3 * G_PI / 180, a = 1.004 * cos(angle), b = -1.004 * sin(angle);
  BmAffine to_flat = {a, b, 6, -b, a, -9};
  g_autoptr(PIX) page = bm_formprint_warp(flat, to_flat, pixGetWidth(flat), pixGetHeight(flat));
  g_autoptr(GArray) found = strays_on(form, page, bm_affine_then(to_flat, same), NULL);
  cr_expect_eq(found->len, 1);
}

Test(formprint_strays, writing_is_none_and_a_line_written_over_is_none)
{
  g_autoptr(BmFormPrint) form = form_new();
  Rows rows = {.n = 5, .pupil = 8};
  g_autoptr(PIX) page = rows_draw(&rows);
  BmBox box = rows_instruction(&rows);
  for (int i = 0; i < 9; i++) /* a scrawl over the line */
    pixRenderLine(page, box.x + 30 * i, box.y + 4, box.x + 30 * i + 40, box.y + 32, 4,
                  L_SET_PIXELS);
  g_autoptr(GArray) over = strays_on(form, page, same, NULL);
  cr_expect_eq(over->len, 0);
  pixRasterop(page, 0, box.y, pixGetWidth(page), box.h, PIX_CLR, NULL, 0, 0);
  g_autoptr(GArray) none = strays_on(form, page, same, NULL);
  cr_expect_eq(none->len, 0);
}

Test(formprint_strays, a_form_without_strays_changes_nothing)
{
  g_autoptr(PIX) shared = rows_shared(4);
  g_autoptr(BmFormPrint) form = bm_formprint_new(shared, 100);
  g_autoptr(PIX) print = pixCopy(NULL, shared);
  g_autoptr(GArray) found = bm_formprint_strays(form, same, ROWS_DPI, shared, ROWS_DPI, print,
                                                BM_STRAY_FIT, pixGetHeight(shared));
  int is_same = 0;
  pixEqual(print, shared, &is_same);
  cr_expect(is_same);
  cr_expect_eq(found->len, 0);
}

Test(formprint_strays, what_is_no_list_of_lines_is_left_out)
{
  static const char *const lists[] = {"[]", "[[1,2,3,\"no picture\"]]", "[[1,2,3]]", "[7,null]",
                                      "{\"a\":1}"};
  for (guint i = 0; i < G_N_ELEMENTS(lists); i++) {
    g_autoptr(json_t) list = json_loads(lists[i], 0, NULL);
    g_autoptr(GPtrArray) strays = bm_strays_read(list);
    cr_expect_eq(strays->len, 0);
  }
}
