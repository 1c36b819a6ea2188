/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One layout in the fonts of several printers. */
#include "stages/form/fonts.h"
#include "stages/shared/ink.h"
#include "tests/tools/assert_ok.h"
#include "tests/tools/form_sheet.h"

TestSuite(form_fonts, .timeout = 200);

static PIX *work_of(PIX *page)
{
  g_autoptr(GError) error = NULL;
  PIX *work = bm_ink_working(page, pixGetXRes(page), BM_FORM_DPI, &error);
  assert_ok(work != NULL, error);
  pixSetResolution(work, (int)BM_FORM_DPI, (int)BM_FORM_DPI);
  return work;
}

/* The printed form alone, as if it had been learnt. */
static BmForm *form_of(const Sheet *sheet)
{
  g_autoptr(PIX) page = sheet_draw(sheet);
  BmForm *form = bm_form_new("form01", FALSE);
  form->width_mm = SHEET_W;
  form->height_mm = SHEET_H;
  form->print = bm_print_new(pixGetWidth(page), pixGetHeight(page));
  form->print->clean = work_of(page);
  cr_assert(bm_form_prepare(form));
  return form;
}

static double share_of(BmForm *form, const Sheet *sheet)
{
  g_autoptr(PIX) page = sheet_draw(sheet);
  g_autoptr(PIX) work = work_of(page);
  g_autoptr(PIX) reach = bm_tiles_reach(work);
  g_autoptr(BmFeatures) features = bm_features_find(work);
  BmVote vote = bm_vote_compare(form->features, features, FALSE);
  BmAffine map = bm_tiles_refine(form->tiles, reach, vote.map);
  return bm_fonts_share(form, reach, map);
}

Test(form_fonts, words_of_another_font_are_not_the_forms)
{
  static const char *const fonts[] = {
      "Liberation Serif", "Liberation Sans", "DejaVu Sans",
      "PT Serif",         "PT Sans Narrow",  "Liberation Sans Narrow",
      "DejaVu Serif",     "Old Standard TT", "PT Sans Caption"};
  g_autoptr(BmForm) form = form_of(&(Sheet){.pupil = 1, .is_print_only = TRUE});
  for (guint i = 0; i < G_N_ELEMENTS(fonts); i++)
    cr_expect_lt(share_of(form, &(Sheet){.pupil = 9, .font = fonts[i], .dx = 1}), 0.7, "%s",
                 fonts[i]);
}

Test(form_fonts, words_from_another_scanner_are_the_forms)
{
  g_autoptr(BmForm) form = form_of(&(Sheet){.pupil = 1, .is_print_only = TRUE});
  static const Sheet sheets[] = {
      {.pupil = 20, .dpi = 300, .dx = 2, .turn_deg = 0.2},
      {.pupil = 21, .dpi = 200, .is_gray = TRUE, .dy = -2},
      {.pupil = 22, .dpi = 150, .is_gray = TRUE, .dx = -1, .turn_deg = -0.3},
      {.pupil = 23, .dpi = 100, .is_gray = TRUE, .dy = 1},
  };
  for (guint i = 0; i < G_N_ELEMENTS(sheets); i++)
    cr_expect_gt(share_of(form, &sheets[i]), 0.9, "sheet %u", i);
}

/* A form of the round, as read by a person: the fields of sheet_print. */
static void zone_add(GArray *zones, double x, double y, double w, const char *kind)
{
  BmFormZone zone = {x, y, w, 8, ""};
  g_strlcpy(zone.kind, kind, sizeof zone.kind);
  g_array_append_val(zones, zone);
}

static BmForm *known_form(void)
{
  BmForm *form = form_of(&(Sheet){.pupil = 1, .is_print_only = TRUE});
  form->is_confirmed = TRUE;
  for (int i = 0; i < 3; i++)
    zone_add(form->zones, 52, 38 + 12 * i, 140, "student_name");
  zone_add(form->zones, 52, 74, 21, "class_letter");
  zone_add(form->kept, 125, 74, 14, "variant");
  return form;
}

/* The same in another font, with what its own reading proposed. */
static BmForm *other_print(GPtrArray *forms)
{
  Sheet sheet = {
      .font = "Liberation Serif", .is_print_only = TRUE, .dx = 2, .dy = 1.5, .turn_deg = 0.2};
  BmForm *form = form_of(&sheet);
  g_ptr_array_add(forms, known_form());
  g_ptr_array_add(forms, form);
  for (int i = 0; i < 3; i++)
    zone_add(form->zones, 54, 39.5 + 12 * i, 140, "student_name");
  zone_add(form->kept, 127, 75.5, 14, "variant");
  bm_fonts_liken(forms, 1);
  return form;
}

Test(form_fonts, another_print_of_a_confirmed_form_takes_its_zones)
{
  g_autoptr(GPtrArray) forms = g_ptr_array_new_with_free_func((GDestroyNotify)bm_form_free);
  BmForm *form = other_print(forms);
  cr_assert_eq(form->like, g_ptr_array_index(forms, 0));
  bm_form_doubt(form, "form_body_unknown");
  bm_fonts_settle(form);
  cr_expect_eq(form->doubts->len, 0, "%s",
               form->doubts->len > 0 ? (char *)g_ptr_array_index(form->doubts, 0) : "");
  cr_assert_eq(form->zones->len, 4);
  const BmFormZone *class = &g_array_index(form->zones, BmFormZone, 3);
  cr_expect_float_eq(class->x, 54, 0.6);
  cr_expect_float_eq(class->y, 75.5, 0.6);
  cr_expect_eq(form->kept->len, 1);
}

Test(form_fonts, a_new_field_on_another_print_is_hidden_and_asks_for_a_look)
{
  g_autoptr(GPtrArray) forms = g_ptr_array_new_with_free_func((GDestroyNotify)bm_form_free);
  BmForm *form = other_print(forms);
  zone_add(form->zones, 20, 270, 60, "student_name");
  bm_fonts_settle(form);
  cr_expect_eq(form->zones->len, 5);
  cr_assert_eq(form->doubts->len, 1);
  cr_expect_str_eq(g_ptr_array_index(form->doubts, 0), "form_other_print");
}

Test(form_fonts, a_field_whose_label_is_not_read_again_is_not_kept)
{
  g_autoptr(GPtrArray) forms = g_ptr_array_new_with_free_func((GDestroyNotify)bm_form_free);
  BmForm *form = other_print(forms);
  g_array_set_size(form->kept, 0);
  bm_fonts_settle(form);
  cr_expect_eq(form->kept->len, 0);
}

Test(form_fonts, other_frames_are_another_form)
{
  g_autoptr(GPtrArray) forms = g_ptr_array_new_with_free_func((GDestroyNotify)bm_form_free);
  g_ptr_array_add(forms, known_form());
  BmForm *form = form_of(&(Sheet){.is_print_only = TRUE, .is_other = TRUE});
  g_ptr_array_add(forms, form);
  bm_fonts_liken(forms, 1);
  cr_expect_null(form->like);
}

Test(form_fonts, a_form_that_nobody_confirmed_vouches_for_none)
{
  g_autoptr(GPtrArray) forms = g_ptr_array_new_with_free_func((GDestroyNotify)bm_form_free);
  BmForm *known = known_form();
  known->is_confirmed = FALSE;
  g_ptr_array_add(forms, known);
  BmForm *form = form_of(&(Sheet){.font = "PT Serif", .is_print_only = TRUE});
  g_ptr_array_add(forms, form);
  bm_fonts_liken(forms, 1);
  cr_expect_null(form->like);
}
