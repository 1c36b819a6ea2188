/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Works typed on a computer. */
#include "field.h"

static double secret_line(BmSheet *sheet, double x, double y, const char *font,
                          const char *label, const char *kind, const char *value)
{
  const double start = label != NULL ? x + bm_field_label(sheet, x, y, font, label) + 1.2 : x;
  return start + bm_sheet_print(sheet, BM_AS_SECRET(kind), start, y, BM_LEFT, font,
                                &bm_ink_black, value);
}

/* "Выполнил(а): ученик 9 «А» класса …" at the right of the first page. */
static void draw_typed(BmWork *work)
{
  static const char *const fonts[] = {"PT Serif 12", "PT Sans 12", "PT Serif 13"};
  const char *font = fonts[work->index % (int)G_N_ELEMENTS(fonts)];
  BmSheet *sheet = bm_work_sheet(work, 0);
  g_autofree char *subject =
      g_strdup_printf("Работа по %s", bm_subject_dative(work->batch->subject));
  bm_heading(sheet, 110, 32, BM_CENTRE, "PT Serif Bold 16", subject);
  g_autofree char *variant = bm_variant(work);
  bm_sheet_print(sheet, BM_AS_TASK, 110, 40, BM_CENTRE, font, &bm_ink_black, variant);
  g_autofree char *class_name =
      g_strdup_printf("%s «%s»", work->batch->parallel, work->batch->letter);
  g_autofree char *names = bm_pupil_names(work->pupil, work->index % 2 == 0);
  const char *done = work->pupil->is_girl ? "Выполнила: ученица" : "Выполнил: ученик";
  const double end = secret_line(sheet, 110, 52, font, done, "class", class_name);
  bm_field_label(sheet, end + 1.2, 52, font, "класса");
  secret_line(sheet, 110, 58, font, NULL, "school", work->school->short_name);
  secret_line(sheet, 110, 64, font, NULL, "full_name", names);
  secret_line(sheet, 110, 70, font, "Проверил:", "teacher", work->teacher);
  bm_draw_typed(work, sheet, 0, 8, 28, 84, 165, font);

  sheet = bm_work_sheet(work, 1);
  const double y = bm_draw_typed(work, sheet, 8, 4, 28, 22, 165, font);
  bm_draw_table(work, sheet, 40, y + 8, 120);
  bm_heading(sheet, 110, 286, BM_CENTRE, "PT Serif 10", "2");
}

const BmLayout bm_layouts_typed[] = {
    {"typed", "typed work, «Выполнил(а)» at the right", 2, 210, 297, 0, 0, draw_typed}, {0}};
