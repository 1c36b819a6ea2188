/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The print of a form on pages that slipped, and what a pupil added to it. */
#include "stages/shared/formprint.h"
#include "stages/shared/page.h"
#include "tests/stages/test_form_draw.h"
#include "tests/tools/assert_ok.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>

#define MM (BM_MM_PER_INCH / BM_FORMPRINT_DPI)

/* A heading of words, underlines and cells, nothing written in it. */
static PIX *print_new(void)
{
  PIX *page = pixCreate(DRAW_W, DRAW_H, 1);
  draw_text(page, "Regional control of school works", 120, 110, 10);
  draw_text(page, "Surname", 120, 260, 8);
  draw_cells(page, 300, 220, 18);
  draw_text(page, "School", 120, 400, 8);
  pixRenderLine(page, 300, 405, 900, 405, 2, L_SET_PIXELS);
  draw_text(page, "Write clearly and only inside the boxes of this form", 120, 460, 6);
  for (int row = 0; row < 14; row++)
    draw_text(page, "A task of some words that all the works have, and more of it", 120,
              560 + 80 * row, 8);
  return page;
}

/* Rows of @flat moved by a wave of @mm in both directions, as a slipping feed does. */
static PIX *waved(PIX *flat, double mm)
{
  PIX *page = pixCreateTemplate(flat);
  for (int y = 0; y < DRAW_H; y++) {
    int down = (int)lround(mm / MM * sin(2 * G_PI * y * MM / 180));
    int along = (int)lround(mm / MM / 2 * cos(2 * G_PI * y * MM / 180));
    pixRasterop(page, along, y, DRAW_W, 1, PIX_SRC, flat, 0, y - down);
  }
  return page;
}

static int pixels_of(PIX *image)
{
  int count = 0;
  pixCountPixels(image, &count, NULL);
  return count;
}

/* Share of @ink that does not lie within one pixel of @print. */
static double share_off(PIX *ink, PIX *print)
{
  g_autoptr(PIX) near = pixDilateBrick(NULL, print, 3, 3);
  g_autoptr(PIX) rest = pixSubtract(NULL, ink, near);
  return (double)pixels_of(rest) / pixels_of(ink);
}

static const BmAffine same = {MM, 0, 0, 0, MM, 0};

TestSuite(formprint_lay, .timeout = 60);

Test(formprint_lay, a_page_that_lies_as_the_form_gets_the_print_as_it_is)
{
  g_autoptr(PIX) print = print_new();
  g_autoptr(BmFormPrint) form = bm_formprint_new(print, 80);
  g_autoptr(PIX) laid = bm_formprint_lay(form, same, BM_FORMPRINT_DPI, print, BM_FORMPRINT_DPI);
  int is_same = 0;
  pixEqual(laid, print, &is_same);
  cr_expect(is_same);
}

Test(formprint_lay, the_print_follows_a_wave_of_the_feed)
{
  static const double waves_mm[] = {0.3, 0.6};
  g_autoptr(PIX) print = print_new();
  g_autoptr(BmFormPrint) form = bm_formprint_new(print, 80);
  for (guint i = 0; i < G_N_ELEMENTS(waves_mm); i++) {
    g_autoptr(PIX) page = waved(print, waves_mm[i]);
    g_autoptr(PIX) laid =
        bm_formprint_lay(form, same, BM_FORMPRINT_DPI, page, BM_FORMPRINT_DPI);
    double before = share_off(page, print), after = share_off(page, laid);
    cr_expect_lt(after, 0.02, "%.1f mm: %.3f of the ink is off, %.3f unshifted", waves_mm[i],
                 after, before);
  }
}

Test(formprint_lay, page_pixels_and_ink_may_have_other_resolutions)
{
  g_autoptr(PIX) print = print_new();
  g_autoptr(BmFormPrint) form = bm_formprint_new(print, 80);
  g_autoptr(PIX) fine = pixScaleBySampling(print, 200 / 150.0F, 200 / 150.0F);
  BmAffine to_form = {BM_MM_PER_INCH / 300, 0, 2, 0, BM_MM_PER_INCH / 300, -1};
  g_autoptr(PIX) page = pixCreateTemplate(fine);
  pixRasterop(page, 0, 0, pixGetWidth(fine), pixGetHeight(fine), PIX_SRC, fine, bm_px(2, 200),
              -bm_px(1, 200));
  g_autoptr(PIX) laid = bm_formprint_lay(form, to_form, 300, page, 200);
  cr_expect_lt(share_off(page, laid), 0.01);
}

Test(formprint_lay, an_upside_down_map_is_followed)
{
  g_autoptr(PIX) print = print_new();
  g_autoptr(BmFormPrint) form = bm_formprint_new(print, 80);
  g_autoptr(PIX) page = pixRotate180(NULL, print);
  BmAffine turned = {-MM, 0, DRAW_W * MM, 0, -MM, DRAW_H * MM};
  g_autoptr(PIX) laid =
      bm_formprint_lay(form, turned, BM_FORMPRINT_DPI, page, BM_FORMPRINT_DPI);
  cr_expect_lt(share_off(page, laid), 0.01);
}

Test(formprint_lay, handwriting_does_not_pull_the_print)
{
  g_autoptr(PIX) print = print_new();
  g_autoptr(BmFormPrint) form = bm_formprint_new(print, 80);
  g_autoptr(PIX) page = pixCopy(NULL, print);
  for (int i = 0; i < 3; i++)
    draw_hand(page, 310, 245 + 80 * i, 500, 40 + (guint)i);
  draw_body(page, 3);
  g_autoptr(PIX) laid = bm_formprint_lay(form, same, BM_FORMPRINT_DPI, page, BM_FORMPRINT_DPI);
  cr_expect_lt(share_off(laid, print), 0.005);
}

TestSuite(formprint_residual, .timeout = 60);

/* Residual of a page of which @hand is the handwriting; shares of hand found and print taken.
 */
static void residual_measure(PIX *page, PIX *hand, PIX *print, double *ret_hand,
                             double *ret_print)
{
  g_autoptr(PIX) rest = bm_formprint_residual(page, print, BM_FORMPRINT_DPI);
  g_autoptr(PIX) found = pixAnd(NULL, rest, hand);
  g_autoptr(PIX) taken = pixSubtract(NULL, rest, hand);
  *ret_hand = (double)pixels_of(found) / pixels_of(hand);
  *ret_print = (double)pixels_of(taken) / pixels_of(print);
}

Test(formprint_residual, a_page_without_handwriting_has_none)
{
  g_autoptr(PIX) print = print_new();
  g_autoptr(PIX) page = waved(print, 0.1);
  g_autoptr(PIX) rest = bm_formprint_residual(page, print, BM_FORMPRINT_DPI);
  cr_expect_eq(pixels_of(rest), 0, "%d pixels", pixels_of(rest));
}

Test(formprint_residual, a_name_in_cells_comes_out_whole)
{
  g_autoptr(PIX) print = print_new();
  g_autoptr(PIX) hand = pixCreateTemplate(print);
  for (int i = 0; i < 8; i++)
    draw_hand(hand, 306 + 36 * i, 243, 22, 70 + (guint)i);
  g_autoptr(PIX) page = pixOr(NULL, print, hand);
  double found = 0, taken = 0;
  residual_measure(page, hand, print, &found, &taken);
  cr_expect_geq(found, 0.85, "%.2f of the name", found);
  cr_expect_leq(taken, 0.02, "%.3f of the print", taken);
}

Test(formprint_residual, strokes_over_a_printed_word_come_out)
{
  g_autoptr(PIX) print = print_new();
  g_autoptr(PIX) hand = pixCreateTemplate(print);
  draw_hand(hand, 100, 455, 300, 91);                      /* across a line of print */
  pixRenderLine(hand, 130, 100, 150, 70, 3, L_SET_PIXELS); /* a tick at a large word */
  g_autoptr(PIX) page = pixOr(NULL, print, hand);
  double found = 0, taken = 0;
  residual_measure(page, hand, print, &found, &taken);
  cr_expect_geq(found, 0.8, "%.2f of the strokes", found);
  cr_expect_leq(taken, 0.05, "%.3f of the print", taken);
}

TestSuite(formprint_load, .timeout = 20);

Test(formprint_load, what_has_no_print_gives_none)
{
  g_autofree char *folder = g_dir_make_tmp("bm-formprint-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(folder, "model.json", NULL);
  static const char *const texts[] = {"{\"clean\": \"AAAA\"}", "{\"cle", "{}"};
  cr_expect_null(bm_formprint_load(NULL));
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_file_set_contents(path, texts[i], -1, NULL);
    g_autoptr(json_t) form = json_pack("{s:s,s:s}", "kind", "form", "model", path);
    g_autoptr(json_t) sheet = json_pack("{s:s,s:s}", "kind", "sheet", "model", path);
    cr_expect_null(bm_formprint_load(form));
    cr_expect_null(bm_formprint_load(sheet));
  }
  g_remove(path);
  g_rmdir(folder);
}

Test(formprint_load, the_print_of_a_model_file_is_read)
{
  g_autofree char *folder = g_dir_make_tmp("bm-formprint-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(folder, "model.json", NULL);
  g_autoptr(PIX) print = print_new();
  l_uint8 *bytes = NULL;
  size_t size = 0;
  cr_assert_eq(pixWriteMem(&bytes, &size, print, IFF_PNG), 0);
  g_autofree char *text = g_base64_encode(bytes, size);
  lept_free(bytes);
  g_autoptr(json_t) model = json_pack("{s:s,s:f}", "clean", text, "head_mm", 60.0);
  cr_assert_eq(json_dump_file(model, path, 0), 0);
  g_autoptr(json_t) record = json_pack("{s:s,s:s}", "kind", "form", "model", path);
  g_autoptr(BmFormPrint) form = bm_formprint_load(record);
  cr_assert_not_null(form);
  int is_same = 0;
  pixEqual(form->print, print, &is_same);
  cr_expect(is_same);
  cr_expect_float_eq(form->head_mm, 60, 1e-9);
  g_remove(path);
  g_rmdir(folder);
}
