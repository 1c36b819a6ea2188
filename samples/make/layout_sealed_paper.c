/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sealed set: written by hand on copybook and plain paper. */
#include "desk_more.h"
#include <math.h>

static const BmInk line_ink = {0.58, 0.66, 0.84, 0.16}, margin_red = {0.86, 0.42, 0.44, 0.25};

/* Lines by twos, 4 mm and 8 mm apart, a red margin at the right. */
static void rule_narrow(BmSheet *sheet)
{
  for (double y = 16; y < 200; y += 12) {
    bm_sheet_rule(sheet, 0, y, 165, y, &line_ink);
    bm_sheet_rule(sheet, 0, y + 4, 165, y + 4, &line_ink);
  }
  bm_sheet_rule(sheet, 147, 0, 147, 205, &margin_red);
}

static void centred(const BmDesk *d, double y, BmSense sense, const char *text)
{
  const double x = 74 - bm_hand_width(&d->work->writer, text) / 2;
  bm_hand_write_within(d->sheet, sense, &d->work->writer, d->work->rand, MAX(8, x), y, 136,
                       text);
}

/* Narrow ruling; the title in six centred lines, the teacher's name at the very end. */
static void draw_narrow(BmWork *work)
{
  BmDesk d = bm_desk(work, 0, "narrow-first", FALSE, "PT Serif 10", "PT Serif 7");
  g_autofree char *names = bm_pupil_genitive(work->pupil, work->index % 2 == 0);
  rule_narrow(d.sheet);
  centred(&d, 20, BM_AS_SECRET("date"), bm_desk_date(work));
  centred(&d, 32, BM_AS_LABEL, "Итоговая контрольная работа");
  centred(&d, 44, BM_AS_LABEL, "по литературе");
  const gboolean is_cadet = *work->school->number == '\0';
  bm_desk_heading(&d, 34, 56,
                  is_cadet               ? "lкадета|c"
                  : work->pupil->is_girl ? "lобучающейся|c|lкласса"
                                         : "lобучающегося|c|lкласса");
  centred(&d, 68, BM_AS_SECRET("school"), work->school->short_name);
  centred(&d, 80, BM_AS_SECRET("full_name"), names);
  bm_desk_zone(&d, "full_name", 4, 8, 143, 78);
  bm_desk_essay(&d, 4, 9, 8, 104, 134, 12, 202);
  d = bm_desk(work, 1, "narrow-last", FALSE, "PT Serif 10", "PT Serif 7");
  rule_narrow(d.sheet);
  double y = bm_desk_essay(&d, 15, 7, 8, 20, 134, 12, 118);
  bm_desk_answers(&d, 0, 3, 8, y, 134, 12, 162);
  bm_desk_marked(&d, 151, 30, 140, NULL);
  bm_desk_heading(&d, 40, 188, "lУчитель:|t");
  bm_desk_zone(&d, "teacher", 30, 178, 116, 16);
}

/* Both pages of an open squared copybook; the heading stands in the middle of the right page,
 * below the end of the work before; names up the fold. */
static void draw_open_book(BmWork *work)
{
  BmDesk d = bm_desk(work, 0, "open-book", FALSE, "PT Serif 10", "PT Serif 7");
  bm_sheet_squares(d.sheet, 0, 0, 335, 205, 5);
  bm_sheet_rule(d.sheet, 167.5, 0, 167.5, 205, &bm_ink_gray);
  bm_sheet_rule(d.sheet, 20, 0, 20, 205, &margin_red);
  bm_sheet_rule(d.sheet, 315, 0, 315, 205, &margin_red);
  bm_desk_answers(&d, 0, 4, 26, 20, 136, 10, 90);
  bm_desk_essay(&d, 6, 6, 26, 100, 136, 10, 150);
  bm_draw_figure(work, d.sheet, 34, 152, 40);
  bm_desk_marked(&d, 12, 30, 150, NULL);
  bm_desk_essay(&d, 1, 6, 174, 15, 136, 10, 65);
  const double indent = 190 + 20 * g_rand_double(work->rand);
  bm_desk_heading(&d, indent, 75,
                  work->index % 2 ? "lРабота над ошибками" : "lСам. работа № 5");
  static const char *const who[][2] = {{"g", "c|lкласс|s"}, {"c|n", "s|d"}, {"r", "c|d"}};
  bm_desk_heading(&d, indent - 6, 85, who[work->index % 3][0]);
  bm_desk_heading(&d, indent - 6, 95, who[work->index % 3][1]);
  bm_desk_zone(&d, "full_name", 170, 66, 145, 34);
  bm_desk_answers(&d, 1, 5, 174, 115, 136, 10, 186);
  if (work->index % 2 == 0) {
    g_autofree char *initials = bm_pupil_initials(work->pupil);
    bm_hand_write_turned(d.sheet, BM_AS_SECRET("full_name"), &work->writer, work->rand, 165,
                         196, -90, initials);
  }
  bm_desk_zone(&d, "full_name", 154, 110, 14, 90);
  const BmWriter teacher = bm_desk_teacher(work, &bm_ink_red);
  bm_hand_sign(d.sheet, &teacher, work->rand, 286, 196, work->teacher);
  bm_desk_zone(&d, "signature", 280, 186, 40, 14);
}

/* Plain sheets; three lines at the top right; the next sheet has the surname at the left foot
 * and the number of the sheet. */
static void draw_three_lines(BmWork *work)
{
  static const char *const lines[][3] = {
      {"n", "c", "s"}, {"o", "m", "c|s"}, {"s", "c|lкласс", "i"}, {"lот|g", "c", "d"}};
  BmDesk d = bm_desk(work, 0, "plain-first", FALSE, "PT Serif 10", "PT Serif 7");
  const int own = work->index % (int)G_N_ELEMENTS(lines);
  const double x = 118 + 14 * g_rand_double(work->rand);
  for (int i = 0; i < 3; i++)
    bm_desk_heading(&d, x, 14 + i * 8.5, lines[own][i]);
  bm_desk_zone(&d, "full_name", 108, 4, 102, 32);
  bm_desk_heading(&d, 20, 20, work->index % 2 ? "xОтветы, I вариант" : "xВ-2");
  bm_desk_essay(&d, 8, 5, 18, 43.5, 174, 9.5, 82);
  const double y = bm_desk_answers(&d, 0, 6, 18, 91, 174, 9.5, 200);
  bm_desk_scheme(&d, 30, y + 4, 70, 20);
  bm_desk_answers(&d, 2, 4, 18, MIN(y + 42, 250), 174, 9.5, 290);
  bm_desk_marked(&d, 196, 60, 200, work->index % 2 ? "Нет вывода" : NULL);
  d = bm_desk(work, 1, "plain-next", FALSE, "PT Serif 10", "PT Serif 7");
  bm_desk_answers(&d, 3, 6, 18, 20, 174, 9.5, 150);
  bm_desk_essay(&d, 3, 8, 18, 160, 174, 9.5, 250);
  bm_desk_heading(&d, 16 + 10 * g_rand_double(work->rand), 284,
                  work->index % 2 ? "o|lлист 2" : "j|c|l(2)");
  bm_desk_zone(&d, "full_name", 6, 274, 110, 18);
}

/* Wide lines; the stamp with number and date stands at the right foot, the heading is one line
 * across the sheet. */
static void draw_foot_stamp(BmWork *work)
{
  static const BmInk *const inks[] = {&bm_ink_violet, &bm_ink_blue, &bm_ink_black};
  static const char *const lines[] = {"c|xИнформатика|n", "n|c|s", "lвыполнил(а)|i|c"};
  BmDesk d = bm_desk(work, 0, "wide-lines", FALSE, "PT Serif 10", "PT Serif 7");
  for (double y = 26; y < 292; y += 9)
    bm_sheet_rule(d.sheet, 0, y, 210, y, &line_ink);
  bm_sheet_rule(d.sheet, 22, 0, 22, 297, &margin_red);
  bm_desk_heading(&d, 28, 25, lines[work->index % 3]);
  bm_desk_zone(&d, "full_name", 22, 14, 188, 15);
  const double y = bm_desk_answers(&d, 0, 6, 28, 43, 172, 9, 190);
  bm_desk_essay(&d, 5, 7, 28, 43 + 9 * ceil((y - 43) / 9), 172, 9, 240);
  bm_draw_table(work, d.sheet, 28, 246, 90);
  GRand *rand = work->rand;
  bm_desk_date_stamp(&d, 114 + 14 * g_rand_double(rand), 250 + 4 * g_rand_double(rand),
                     g_rand_double_range(rand, -6, 6), inks[work->index % 3]);
  bm_desk_zone(&d, "stamp", 108, 242, 98, 50);
}

const BmLayout bm_layouts_sealed_paper[] = {
    {"narrow-lines", "narrow ruling, six title lines, the teacher at the end", 2, 165, 205, 0,
     0, draw_narrow},
    {"open-book", "open squared copybook, heading in the middle of the right page", 1, 335, 205,
     0, 0, draw_open_book},
    {"three-lines", "plain paper, three lines at the top right, surname at the foot of sheet 2",
     2, 210, 297, 0, 0, draw_three_lines},
    {"foot-stamp", "lined paper, a stamp with number and date at the foot", 1, 210, 297, 0, 0,
     draw_foot_stamp},
    {0}};
