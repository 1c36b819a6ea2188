/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copybook covers, spreads, and pages of a copybook without a name. */
#include "field.h"

static const BmInk thin_red = {0.85, 0.45, 0.45, 0.25};

/* The cover's printed words with dots; the page behind it has no name. */
static void draw_cover(BmWork *work)
{
  static const BmInk papers[] = {
      {0.72, 0.86, 0.74, 0}, {0.74, 0.82, 0.92, 0}, {0.93, 0.88, 0.72, 0}};
  BmSheet *sheet = bm_work_sheet(work, 0);
  sheet->paper = papers[bm_print_choice(work, 1, 3)];
  bm_heading(sheet, 82, 62, BM_CENTRE, "PT Serif Bold 26", "ТЕТРАДЬ");
  g_autofree char *subject =
      g_strdup_printf("контрольных работ по %s", bm_subject_dative(work->batch->subject));
  g_autofree char *class_name = bm_class_written(work),
                  *names = bm_pupil_genitive(work->pupil, FALSE);
  const char *labels[] = {"для", "учени", "школы", ""};
  const char *ending = work->pupil->is_girl ? "цы" : "ка";
  for (int i = 0; i < 4; i++) {
    const double y = 80 + i * 12,
                 start = 30 + bm_field_label(sheet, 30, y, "PT Serif Italic 13", labels[i]) + 1;
    bm_sheet_dots(sheet, start, 138, y + 0.6);
    if (i == 0)
      bm_hand_write_within(sheet, BM_AS_LABEL, &work->writer, work->rand, start + 2, y,
                           136 - start, subject);
    else if (i == 1) {
      const double x =
          start +
          bm_hand_write(sheet, BM_AS_LABEL, &work->writer, work->rand, start, y, ending) + 6;
      bm_hand_write(sheet, BM_AS_SECRET("class"), &work->writer, work->rand, x, y, class_name);
      bm_field_label(sheet, 112, y - 0.2, "PT Serif Italic 13", "класса");
    } else
      bm_field_value(work, sheet, start + 2, y, 134 - start, i == 2 ? "school" : "full_name",
                     i == 2 ? work->school->short_name : names);
  }
  sheet = bm_work_sheet(work, 1);
  bm_sheet_squares(sheet, 0, 0, 165, 205, 5);
  bm_draw_answers(work, sheet, 2, 6, 12, 26, 142, 10, 196);
}

/* A double sheet seen at once, turned on the glass; heading left, again at the top right of the
 * right page. */
static void draw_spread(BmWork *work)
{
  BmSheet *sheet = bm_work_sheet(work, 0);
  bm_sheet_squares(sheet, 0, 0, 330, 205, 5);
  bm_sheet_rule(sheet, 165, 0, 165, 205, &bm_ink_gray);
  bm_sheet_rule(sheet, 145, 0, 145, 205, &thin_red);
  bm_sheet_rule(sheet, 185, 0, 185, 205, &thin_red);
  g_autofree char *names = bm_pupil_names(work->pupil, FALSE),
                  *class_name = bm_class_written(work);
  double x = 20;
  x +=
      bm_hand_write(sheet, BM_AS_SECRET("full_name"), &work->writer, work->rand, x, 16, names) +
      5;
  bm_hand_write(sheet, BM_AS_SECRET("class"), &work->writer, work->rand, x, 16, class_name);
  bm_hand_write(sheet, BM_AS_SECRET("school"), &work->writer, work->rand, 20, 26,
                work->school->short_name);
  bm_draw_answers(work, sheet, 0, 6, 12, 46, 130, 10, 196);
  g_autofree char *initials = bm_pupil_initials(work->pupil);
  bm_hand_write(sheet, BM_AS_SECRET("full_name"), &work->writer, work->rand, 250, 11, initials);
  bm_draw_answers(work, sheet, 4, 6, 188, 31, 136, 10, 196);
}

/* Sheets without any identity: all of it must survive. */
static void draw_nameless(BmWork *work)
{
  BmSheet *sheet = bm_work_sheet(work, 0);
  bm_sheet_ruling(sheet, 0, 14, 210, 280, 8);
  bm_draw_answers(work, sheet, work->index, 8, 22, 30, 172, 8, 284);
}

const BmLayout bm_layouts_cover[] = {
    {"cover", "copybook cover with dots; inner page without a name", 2, 165, 205, 0, 0,
     draw_cover},
    {"spread", "double sheet of a copybook, scanned at once", 1, 330, 205, 0, 0, draw_spread},
    {"nameless", "ruled sheet without any identity", 1, 210, 297, 0, 0, draw_nameless},
    {0}};
