/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paper without print: headings by hand in every order, stamps at odd angles, names behind. */
#include "desk.h"

/* Copybook sheet with the school's stamp; the heading differs from pupil to pupil; sheet 2 has
 * a short one at another place. */
static void draw_stamped(BmWork *work)
{
  static const char *const headings[][3] = {
      {"lКонтр. раб. №3", "lуч-ка|c|lкл.|s", "g"},
      {"d", "n|c", "lК/р по матем."},
      {"c|lкл.|r", "xВариант 2", "d"},
      {"lФ.И.|n", "lКласс|c", "lШк.|s"},
      {"lРаботу вып.|i", "lучен.|c|lкласса", "s"},
      {"s|c", "o", "m"},
  };
  static const BmInk *const inks[] = {&bm_ink_blue, &bm_ink_violet, &bm_ink_black};
  BmDesk d = bm_desk(work, 0, "stamped", FALSE, "PT Serif 10", "PT Serif 7");
  bm_sheet_squares(d.sheet, 0, 0, 165, 205, 5);
  GRand *rand = work->rand;
  const double turn = g_rand_double_range(rand, -24, 24);
  bm_stamp_corner(d.sheet, work->school, 8 + 20 * g_rand_double(rand), turn < 0 ? 24 : 8, turn,
                  inks[work->index % 3]);
  const int own = work->index % (int)G_N_ELEMENTS(headings);
  for (int i = 0; i < 3; i++)
    bm_desk_heading(&d, 26 + 12 * g_rand_double(rand), 54 + i * 10, headings[own][i]);
  bm_desk_zone(&d, "full_name", 0, 0, 165, 78);
  bm_desk_answers(&d, 0, 6, 10, 90, 146, 10, 198);
  d = bm_desk(work, 1, "inner", FALSE, "PT Serif 10", "PT Serif 7");
  bm_sheet_squares(d.sheet, 0, 0, 165, 205, 5);
  bm_desk_zone(&d, "full_name", 60, 0, 105, 16);
  bm_desk_heading(&d, 84, 10, own % 2 ? "j|c" : "c|o");
  const double y = bm_desk_answers(&d, 4, 4, 10, 30, 146, 10, 130);
  bm_draw_figure(work, d.sheet, 20, MIN(150, y + 4), 38);
  bm_desk_marked(&d, 150, 40, 186, NULL);
}

/* Ruled A4: the front has answers only, the name stands on the back, once upside down. */
static void draw_behind(BmWork *work)
{
  BmDesk d = bm_desk(work, 0, "front", FALSE, "PT Serif 10", "PT Serif 7");
  bm_sheet_ruling(d.sheet, 0, 20, 210, 277, 9);
  const double y = bm_desk_essay(&d, 1, 8, 24, 28, 170, 9, 180);
  bm_desk_answers(&d, 0, 4, 24, y + 18, 170, 9, 280);
  d = bm_desk(work, 1, "back", FALSE, "PT Serif 10", "PT Serif 7");
  bm_sheet_ruling(d.sheet, 0, 20, 210, 277, 9);
  bm_desk_zone(&d, "full_name", 10, 20, 190, 40);
  bm_desk_zone(&d, "full_name", 10, 236, 190, 46);
  static const char *const lines[] = {"r|c", "lсдал(а)|n|c|d", "i|s", "n"};
  if (work->index % 4 != 3)
    bm_desk_heading(&d, 30 + 20 * g_rand_double(work->rand), work->index % 2 ? 46 : 254,
                    lines[work->index % 4]);
  else {
    g_autofree char *names = bm_pupil_names(work->pupil, FALSE);
    bm_hand_write_turned(d.sheet, BM_AS_SECRET("full_name"), &work->writer, work->rand, 150,
                         246, 180, names);
  }
}

/* Narrow slanted ruling of primary school; the date in words, the title in three lines in the
 * middle of the sheet. */
static void draw_dictation(BmWork *work)
{
  static const BmInk line = {0.55, 0.60, 0.82, 0.16}, red = {0.85, 0.40, 0.42, 0.25};
  BmDesk d = bm_desk(work, 0, "slanted", FALSE, "PT Serif 10", "PT Serif 7");
  for (double y = 14; y < 200; y += 12) {
    bm_sheet_rule(d.sheet, 0, y, 165, y, &line);
    bm_sheet_rule(d.sheet, 0, y + 4.5, 165, y + 4.5, &line);
  }
  for (double x = -20; x < 200; x += 25)
    bm_sheet_rule(d.sheet, x + 60, 0, x - 20, 205, &line);
  bm_sheet_rule(d.sheet, 146, 0, 146, 205, &red);
  bm_hand_write(d.sheet, BM_AS_SECRET("date"), &work->writer, work->rand, 40, 18.5,
                work->index % 2 ? "Восемнадцатое ноября." : "18 ноября.");
  bm_hand_write(d.sheet, BM_AS_LABEL, &work->writer, work->rand, 36, 30.5,
                "Контрольный диктант");
  bm_desk_heading(&d, 24, 42.5,
                  work->pupil->is_girl ? "lученицы|c|lкласса" : "lученика|c|lкласса");
  bm_desk_heading(&d, 40, 54.5, work->index % 2 ? "g" : "g|s");
  bm_desk_zone(&d, "full_name", 0, 4, 165, 54);
  const double y = bm_desk_essay(&d, 3, 7, 8, 78.5, 132, 12, 190);
  bm_desk_marked(&d, 152, 90, MIN(y + 4, 190), NULL);
  bm_desk_other(&d, BM_AS_SECRET("teacher"), &bm_ink_red, 60, 200, 60, work->teacher);
  bm_desk_zone(&d, "teacher", 50, 191, 80, 12);
}

/* Plain sheet; names along the lower margin and, small, in the top right corner. */
static void draw_plain(BmWork *work)
{
  BmDesk d = bm_desk(work, 0, "plain", FALSE, "PT Serif 10", "PT Serif 7");
  g_autofree char *names = bm_pupil_names(work->pupil, FALSE);
  bm_desk_heading(&d, 20, 18, "xОтветы к карточке 7");
  const double y = bm_desk_answers(&d, 0, 5, 20, 34, 168, 10, 150);
  bm_desk_scheme(&d, 30, y + 8, 60, 24);
  bm_desk_graph(&d, 116, MIN(y + 4, 200), 60);
  bm_desk_heading(&d, work->index % 2 ? 24 : 90, 284, work->index % 2 ? "n|c|s" : "lвып.|j|c");
  bm_desk_zone(&d, "full_name", 10, 274, 190, 18);
  bm_hand_write_turned(d.sheet, BM_AS_SECRET("full_name"), &work->writer, work->rand, 203, 30,
                       90, names);
  bm_desk_zone(&d, "full_name", 196, 20, 14, 120);
}

const BmLayout bm_layouts_paper[] = {
    {"stamped", "copybook squares, stamp at an angle, a heading in six orders", 2, 165, 205, 0,
     0, draw_stamped},
    {"behind", "ruled A4, the name on the back only", 2, 210, 297, 0, 0, draw_behind},
    {"dictation", "slanted ruling, date in words, title in the middle, teacher at the foot", 1,
     165, 205, 0, 0, draw_dictation},
    {"plain-foot", "plain paper, name at the foot and down the right edge", 1, 210, 297, 0, 0,
     draw_plain},
    {0}};
