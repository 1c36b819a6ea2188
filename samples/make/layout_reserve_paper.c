/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reserve set: written by hand on squared, lined and plain paper. */
#include "desk_more.h"
#include <math.h>

static const BmInk line_ink = {0.62, 0.68, 0.80, 0.15}, field_red = {0.88, 0.46, 0.46, 0.25};

/* A frame drawn by hand: its sides do not meet. */
static void rough_frame(const BmDesk *d, double x, double y, double w, double h)
{
  GRand *rand = d->work->rand;
  const double px[] = {x, x + w, x + w, x, x}, py[] = {y, y, y + h, y + h, y};
  cairo_t *cr = bm_sheet_begin(d->sheet, BM_AS_LABEL, &d->work->writer.ink, "рамка", TRUE);
  for (int i = 0; i < 4; i++) {
    const double a = g_rand_double_range(rand, -1.2, 1.2), b = g_rand_double_range(rand, -1, 1);
    cairo_move_to(cr, px[i] + a, py[i] + b);
    cairo_curve_to(cr, px[i] + a, py[i] + a, px[i + 1] + b, py[i + 1] - a, px[i + 1] + a,
                   py[i + 1] + b);
  }
  cairo_stroke(cr);
  bm_sheet_end(d->sheet);
}

/* Squared sheets: the heading in a frame of the pupil's own at the left, beside the first task;
 * on the second sheet it follows the last answer. */
static void draw_hand_frame(BmWork *work)
{
  static const char *const heads[][3] = {
      {"n", "c", "s"}, {"c|xвар. 2", "o", "m"}, {"lраб.|g", "c", "lу|t"}, {"s", "j|c", "d"}};
  BmDesk d = bm_desk(work, 0, "squared-first", FALSE, "PT Serif 10", "PT Serif 7");
  bm_sheet_squares(d.sheet, 0, 0, 210, 297, 5);
  const double top = 8 + 8 * g_rand_double(work->rand);
  double widest = 60;
  for (int i = 0; i < 3; i++)
    widest = MAX(widest, bm_desk_heading(&d, 16, top + 9 + i * 9, heads[work->index % 4][i]));
  rough_frame(&d, 11, top, MIN(widest, 190) - 8, 31);
  bm_desk_zone(&d, "full_name", 4, 4, 130, 48);
  bm_desk_answers(&d, 0, 4, 15, 64.5, 178, 10, 150);
  bm_draw_figure(work, d.sheet, 20, 150, 38);
  bm_desk_answers(&d, 4, 2, 72, 164.5, 124, 10, 214);
  bm_desk_graph(&d, 20, 210, 60);
  bm_desk_answers(&d, 1, 3, 90, 224.5, 106, 10, 290);
  bm_desk_marked(&d, 198, 70, 220, work->index % 2 ? "Проверь № 3" : NULL);

  d = bm_desk(work, 1, "squared-last", FALSE, "PT Serif 10", "PT Serif 7");
  bm_sheet_squares(d.sheet, 0, 0, 210, 297, 5);
  bm_desk_answers(&d, 2, 6, 15, 19.5, 178, 10, 150);
  bm_desk_essay(&d, 5, 5, 15, 164.5, 178, 10, 214);
  static const char *const ends[] = {"lСдал(а):|i", "lконец.|o|c", "d|i", "lсдано|d"};
  bm_desk_heading(&d, 60 + 30 * g_rand_double(work->rand), 229.5, ends[work->index % 4]);
  bm_desk_zone(&d, "full_name", 50, 219, 155, 17);
}

static void draw_spiral_paper(const BmDesk *d)
{
  for (double x = 8; x < 208; x += 8.4) {
    cairo_t *cr = bm_sheet_begin(d->sheet, BM_AS_PLAIN, &bm_ink_black, NULL, FALSE);
    cairo_arc(cr, x, 5, 1.7, 0, 2 * G_PI);
    cairo_fill(cr);
    bm_sheet_end(d->sheet);
  }
  for (double y = 18; y < 146; y += 8)
    bm_sheet_rule(d->sheet, 0, y, 210, y, &line_ink);
}

/* Half sheets of a spiral notebook: title, then the author in the third line at the right; the
 * last sheet is signed and dated. */
static void draw_spiral(BmWork *work)
{
  static const char *const titles[] = {"Рассуждение «Что такое память»", "Эссе о совести",
                                       "Отзыв о книге Паустовского"};
  static const char *const whose[] = {"xавтор|r|c", "i|xиз|c", "c|n", "lвыполнил(а)|j"};
  BmDesk d = bm_desk(work, 0, "spiral-first", FALSE, "PT Serif 10", "PT Serif 7");
  draw_spiral_paper(&d);
  bm_hand_write(d.sheet, BM_AS_WRITING, &work->writer, work->rand, 50, 17.5,
                titles[work->index % 3]);
  bm_desk_heading(&d, 58 + 14 * g_rand_double(work->rand), 33.5,
                  whose[(work->index + work->school->number[0]) % 4]);
  bm_desk_zone(&d, "full_name", 50, 24, 160, 14);
  bm_desk_essay(&d, 0, 12, 12, 49.5, 186, 8, 142);
  if (work->index % 3 == 2)
    bm_stamp_corner(d.sheet, work->school, 8, 22, -4, &bm_ink_violet);

  d = bm_desk(work, 1, "spiral-last", FALSE, "PT Serif 10", "PT Serif 7");
  draw_spiral_paper(&d);
  double y = bm_desk_essay(&d, 12, 8, 12, 25.5, 186, 8, 98);
  y = bm_desk_answers(&d, 1, 2, 12, y, 186, 8, 122);
  bm_desk_heading(&d, 16, 129.5, "d");
  bm_hand_sign(d.sheet, &work->writer, work->rand, 120, 129.5, work->pupil->surname);
  if (work->index % 2)
    bm_desk_heading(&d, 146, 129.5, "j");
  bm_desk_zone(&d, "signature", 6, 119, 200, 16);
}

/* A child's copybook: wide lines by twos, the name above the first line, the day in words, the
 * teacher speaks to the child by name. */
static void draw_two_liner(BmWork *work)
{
  static const char *const days[] = {"Двенадцатое марта.", "12 марта.", "Двенадцатое марта."};
  BmDesk d = {0};
  for (int page = 0; page < 2; page++) {
    d = bm_desk(work, page, page == 0 ? "wide-first" : "wide-last", FALSE, "PT Serif 10",
                "PT Serif 7");
    for (double y = 22; y < 200; y += 13) {
      bm_sheet_rule(d.sheet, 0, y, 165, y, &line_ink);
      bm_sheet_rule(d.sheet, 0, y - 5, 165, y - 5, &line_ink);
    }
    bm_sheet_rule(d.sheet, 22, 0, 22, 205, &field_red);
    if (page == 0) {
      static const char *const whose[] = {"g|c", "c|m|o", "o|m|lкл.|c"};
      bm_desk_heading(&d, 20 + 20 * g_rand_double(work->rand), 11, whose[work->index % 3]);
      bm_desk_zone(&d, "full_name", 2, 1, 163, 14.5);
      bm_hand_write(d.sheet, BM_AS_SECRET("date"), &work->writer, work->rand, 52, 22,
                    days[work->index % 3]);
      bm_desk_zone(&d, "date", 36, 14, 110, 11);
      bm_hand_write(d.sheet, BM_AS_WRITING, &work->writer, work->rand, 50, 35,
                    "Контрольное списывание.");
      bm_desk_essay(&d, 0, 9, 26, 48, 132, 13, 200);
      continue;
    }
    bm_desk_essay(&d, 9, 8, 26, 22, 132, 13, 140);
    const BmWriter teacher = bm_desk_teacher(work, &bm_ink_red);
    BmWriter clear = teacher;
    clear.is_scrawl = FALSE;
    const double x = 30 + bm_hand_write(d.sheet, BM_AS_SECRET("name"), &clear, work->rand, 30,
                                        161, work->pupil->name);
    bm_hand_write(d.sheet, BM_AS_WRITING, &clear, work->rand, x + 2, 161,
                  ", пиши аккуратнее! 4");
    bm_hand_sign(d.sheet, &teacher, work->rand, 126, 174, work->teacher);
    bm_desk_heading(&d, 30, 187, "lРодители:");
    const BmWriter parent = bm_desk_teacher(work, &bm_ink_blue);
    bm_hand_sign(d.sheet, &parent, work->rand, 70, 187, work->pupil->surname);
    bm_desk_zone(&d, "signature", 24, 150, 138, 44);
  }
}

static void branch(const BmDesk *d, double x, double y, int i)
{
  cairo_t *cr = bm_sheet_begin(d->sheet, (BmSense){BM_ANSWER, "drawing"}, &d->work->writer.ink,
                               "ветвь", TRUE);
  cairo_move_to(cr, 148 + (x - 148) * 0.28, 96 + (y - 96) * 0.28);
  cairo_curve_to(cr, 148 + (x - 148) * 0.6, 96, x, 96 + (y - 96) * 0.4, x, y);
  cairo_stroke(cr);
  bm_sheet_end(d->sheet);
  bm_desk_answers(d, i, 1, MAX(10, x - 38), y + (y > 96 ? 8 : -14), 84, 9,
                  y + (y > 96 ? 36 : 20));
}

/* A plain sheet lying across: a map of thoughts; the name slopes down at the right foot, a
 * stamp without a frame and a seal over the branches. */
static void draw_slope(BmWork *work)
{
  static const double ends[][2] = {{52, 40},  {148, 34},  {240, 42},
                                   {50, 136}, {150, 148}, {238, 128}};
  BmDesk d = bm_desk(work, 0, "plain-across", FALSE, "PT Serif 10", "PT Serif 7");
  GRand *rand = work->rand;
  cairo_t *cr =
      bm_sheet_begin(d.sheet, (BmSense){BM_ANSWER, "drawing"}, &work->writer.ink, "овал", TRUE);
  cairo_translate(cr, 148, 96);
  cairo_scale(cr, 32, 13);
  cairo_arc(cr, 0, 0, 1, 0, 2 * G_PI);
  cairo_identity_matrix(cr);
  cairo_stroke(cr);
  bm_sheet_end(d.sheet);
  bm_hand_write_within(d.sheet, BM_AS_WRITING, &work->writer, rand, 122, 98, 52,
                       work->index % 2 ? "Школы Руси" : "Реформы Петра");
  for (gsize i = 0; i < G_N_ELEMENTS(ends); i++)
    branch(&d, ends[i][0], ends[i][1], (int)i);
  g_autofree char *initials = bm_pupil_initials(work->pupil);
  g_autofree char *class_name = bm_class_written(work);
  const double turn = g_rand_double_range(rand, -24, -12);
  bm_hand_write_turned(d.sheet, BM_AS_SECRET("full_name"), &work->writer, rand, 224, 200, turn,
                       initials);
  bm_hand_write_turned(d.sheet, BM_AS_SECRET("class"), &work->writer, rand, 250, 204, turn,
                       class_name);
  bm_desk_zone(&d, "full_name", 214, 164, 82, 44);
  if (work->index % 3 == 1)
    bm_desk_heading(&d, 14, 202, "lТетрадь|g");
  bm_desk_zone(&d, "full_name", 8, 192, 130, 16);
  bm_desk_bare_stamp(&d, 14 + 10 * g_rand_double(rand), 27, g_rand_double_range(rand, -14, 10),
                     &bm_ink_blue);
  bm_desk_zone(&d, "stamp", 4, 14, 90, 40);
  if (work->index % 2 == 0)
    bm_stamp_seal(d.sheet, work->school, 196 + 8 * g_rand_double(rand), 156, 20,
                  g_rand_double_range(rand, -60, 60), &bm_ink_violet);
  bm_desk_zone(&d, "stamp", 172, 132, 54, 48);
  bm_desk_marked(&d, 286, 40, 120, work->index % 2 ? "Где даты?" : NULL);
}

const BmLayout bm_layouts_reserve_paper[] = {
    {"hand-frame", "reserve set, by hand", 2, 210, 297, 0, 0, draw_hand_frame},
    {"spiral", "reserve set, by hand", 2, 210, 148, 0, 0, draw_spiral},
    {"two-liner", "reserve set, by hand", 2, 165, 205, 0, 0, draw_two_liner},
    {"slope", "reserve set, by hand", 1, 297, 210, 0, 0, draw_slope},
    {0}};
