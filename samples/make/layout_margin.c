/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names away from the usual place: margins, corners, the foot, the right edge. */
#include "field.h"

static const BmInk red_line = {0.85, 0.45, 0.45, 0.25};

/* Ruled copybook page; name and class run up the left margin of every page. */
static void draw_margin(BmWork *work)
{
  g_autofree char *class_name = bm_class_written(work),
                  *names = bm_pupil_names(work->pupil, FALSE);
  for (int page = 0; page < 2; page++) {
    BmSheet *sheet = bm_work_sheet(work, page);
    bm_sheet_ruling(sheet, 0, 12, 165, 184, 8);
    bm_sheet_rule(sheet, 22, 0, 22, 205, &red_line);
    const double foot = 180 - 20 * g_rand_double(work->rand);
    const double x = 12 + g_rand_double_range(work->rand, -3, 4);
    bm_hand_write_turned(sheet, BM_AS_SECRET("full_name"), &work->writer, work->rand, x, foot,
                         -90, names);
    const double next = foot - bm_hand_width(&work->writer, names) - 8;
    bm_hand_write_turned(sheet, BM_AS_SECRET("class"), &work->writer, work->rand, x, next, -90,
                         class_name);
    bm_draw_answers(work, sheet, page * 4, 6, 26, 28, 134, 8, 196);
  }
}

/* Squared A4; a free heading at the top right, again on the next sheet in another form. */
static void draw_corner(BmWork *work)
{
  g_autofree char *names = bm_pupil_names(work->pupil, FALSE),
                  *initials = bm_pupil_initials(work->pupil);
  for (int page = 0; page < 2; page++) {
    BmSheet *sheet = bm_work_sheet(work, page);
    bm_sheet_squares(sheet, 0, 0, 210, 297, 5);
    const char *name = page == 0 ? names : initials;
    g_autofree char *class_name = bm_class_written(work);
    const double w =
        bm_hand_width(&work->writer, name) + bm_hand_width(&work->writer, class_name) + 10;
    double x = MAX(90, 200 - w);
    const double y = 12 + g_rand_double_range(work->rand, -3, 6);
    x +=
        bm_hand_write(sheet, BM_AS_SECRET("full_name"), &work->writer, work->rand, x, y, name) +
        4;
    bm_hand_write(sheet, BM_AS_SECRET("class"), &work->writer, work->rand, x, y, class_name);
    if (page == 0) {
      g_autofree char *variant = bm_variant(work);
      bm_hand_write(sheet, BM_AS_WRITING, &work->writer, work->rand, 92, 31, variant);
    }
    bm_draw_answers(work, sheet, page * 5, 7, 15, 41, 178, 10, 285);
  }
}

/* Tasks first; who did them stands at the foot, over the page number. */
static void draw_foot(BmWork *work)
{
  static const char *const labels[] = {"Работу выполнил(а)", "Автор работы", "Ф. И. ученика"};
  static const char *const seconds[] = {"кл.", "класс", "группа"};
  BmSheet *sheet = bm_work_sheet(work, 0);
  bm_heading(sheet, 20, 20, BM_LEFT, "PT Sans Bold 14", work->batch->subject);
  bm_draw_tasks(work, sheet, 0, 7, 20, 28, 170, 248);
  g_autofree char *names = bm_pupil_names(work->pupil, FALSE),
                  *class_name = bm_class_written(work);
  const double y = 266 + bm_print_shift(work, 1, 5);
  bm_field_line(work, sheet, 20, y, 142, "PT Sans 11", labels[bm_print_choice(work, 2, 3)],
                "full_name", names);
  bm_field_line(work, sheet, 148, y, 190, "PT Sans 11", seconds[bm_print_choice(work, 3, 3)],
                "class", class_name);
  bm_field_line(work, sheet, 20, y + 11, 110, "PT Sans 11", "Проверил(а)", "teacher",
                work->teacher);
  bm_field_label(sheet, 118, y + 11, "PT Sans 11", "подпись");
  bm_sheet_line(sheet, 138, y + 11.8, 190, y + 11.8, 0.25);
  bm_hand_sign(sheet, &work->writer, work->rand, 146, y + 11, work->teacher);
  bm_heading(sheet, 105, 291, BM_CENTRE, "PT Sans 9", "1");
}

/* Printed fields along the right edge, to be read with the sheet turned. */
static void draw_edge(BmWork *work)
{
  BmSheet *sheet = bm_work_sheet(work, 0);
  const double x = 199 + bm_print_shift(work, 1, 2);
  static const char *const labels[] = {"Фамилия, имя", "Класс", "Школа"};
  static const char *const kinds[] = {"full_name", "class", "school"};
  g_autofree char *names = bm_pupil_names(work->pupil, FALSE),
                  *class_name = bm_class_written(work);
  const char *values[] = {names, class_name, work->school->short_name};
  const double starts[] = {14, 128, 178}, ends[] = {122, 172, 284};
  for (int i = 0; i < 3; i++) {
    bm_sheet_print_turned(sheet, BM_AS_LABEL, x, starts[i], 90, "PT Sans 9", &bm_ink_black,
                          labels[i]);
    const double start = starts[i] + (i == 0 ? 25 : 13);
    bm_sheet_line(sheet, x - 0.8, start, x - 0.8, ends[i], 0.25);
    BmWriter small = work->writer;
    small.x_height_mm = MIN(small.x_height_mm, 2.6);
    small.narrow *= MIN(1.0, (ends[i] - start - 2) / bm_hand_width(&small, values[i]));
    bm_hand_write_turned(sheet, BM_AS_SECRET(kinds[i]), &small, work->rand, x - 0.2,
                         start + 1.5, 90, values[i]);
  }
  bm_sheet_rule(sheet, 191, 8, 191, 289, &bm_ink_gray);
  bm_heading(sheet, 18, 20, BM_LEFT, "PT Serif Bold 14", "Самостоятельная работа");
  bm_draw_tasks(work, sheet, 2, 8, 18, 27, 166, 284);
}

const BmLayout bm_layouts_margin[] = {
    {"margin", "ruled copybook on a larger bed; name and class up the left margin", 2, 165, 205,
     210, 297, draw_margin},
    {"corner", "squared A4; free heading top right, again on page 2", 2, 210, 297, 0, 0,
     draw_corner},
    {"foot", "identity at the foot of the page, teacher's signature", 1, 210, 297, 0, 0,
     draw_foot},
    {"edge", "printed fields along the right edge", 1, 210, 297, 0, 0, draw_edge},
    {0}};
