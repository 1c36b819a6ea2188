/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copybook pages: everything written by hand. */
#include "field.h"

/* A title written in the genitive on the first page, four squares lower than the top. */
static void draw_copybook(BmWork *work)
{
  BmSheet *sheet = bm_work_sheet(work, 0);
  bm_sheet_squares(sheet, 0, 2, 165, 200, 5);
  sheet->paper = (BmInk){0.97, 0.975, 0.98, 0};
  const BmWriter *w = &work->writer;
  const char *pupil = work->pupil->is_girl ? "ученицы" : "ученика";
  g_autofree char *subject = g_strdup_printf("по %s", bm_subject_dative(work->batch->subject));
  g_autofree char *class_name = bm_class_written(work),
                  *names = bm_pupil_genitive(work->pupil, FALSE);
  const double left = 38 + g_rand_double_range(work->rand, -6, 6);
  bm_hand_write(sheet, BM_AS_LABEL, w, work->rand, left, 26, "Контрольная работа");
  bm_hand_write(sheet, BM_AS_LABEL, w, work->rand, left + 4, 36, subject);
  double x = left - 4;
  x += bm_hand_write(sheet, BM_AS_LABEL, w, work->rand, x, 46, pupil) + 4;
  x += bm_hand_write(sheet, BM_AS_SECRET("class"), w, work->rand, x, 46, class_name) + 4;
  bm_hand_write(sheet, BM_AS_LABEL, w, work->rand, x, 46, "класса");
  bm_hand_write(sheet, BM_AS_SECRET("school"), w, work->rand, left - 2, 56,
                work->school->short_name);
  bm_hand_write(sheet, BM_AS_SECRET("full_name"), w, work->rand, left, 66, names);
  g_autofree char *variant = bm_variant(work);
  bm_hand_write(sheet, BM_AS_WRITING, w, work->rand, 60, 86, variant);
  bm_draw_answers(work, sheet, 0, 5, 14, 96, 142, 10, 196);

  sheet = bm_work_sheet(work, 1);
  bm_sheet_squares(sheet, 0, 2, 165, 200, 5);
  sheet->paper = (BmInk){0.97, 0.975, 0.98, 0};
  const double y = bm_draw_answers(work, sheet, 5, 4, 14, 21, 142, 10, 140);
  bm_draw_figure(work, sheet, 40, MIN(y, 150), 40);
}

const BmLayout bm_layouts_copybook[] = {
    {"copybook", "squared copybook page, handwritten title in the genitive", 2, 165, 205, 0, 0,
     draw_copybook},
    {0}};
