/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names across print, typed reports, graphs in landscape. */
#include "desk.h"

/* A heading set too tight: names run over the printed words and into the next line. */
static void draw_across(BmWork *work)
{
  BmDesk d = bm_desk(work, 0, "tight", TRUE, "Liberation Sans 9", "Liberation Sans 6.5");
  g_autofree char *class_name = bm_class_written(work),
                  *names = bm_pupil_names(work->pupil, TRUE);
  bm_sheet_print(d.sheet, BM_AS_HEADING, 18, 16, BM_LEFT, "Liberation Sans Bold 11",
                 &bm_ink_black, "Входная контрольная работа, сентябрь");
  bm_desk_label(&d, 18, 24,
                "Работу выполнил(а) ученик (ученица) ______ класса «__» _____________");
  bm_desk_label(&d, 18, 30,
                "(фамилия, имя, отчество полностью, печатными буквами, без сокращений)");
  bm_desk_label(&d, 18, 36, "____________________________________________ число ____________");
  bm_desk_zone(&d, "full_name", 16, 17.5, 150, 22);
  BmWriter large = work->writer;
  large.x_height_mm = MAX(3.2, large.x_height_mm * 1.2);
  bm_hand_write_within(d.sheet, BM_AS_SECRET("full_name"), &large, work->rand, 22,
                       29 + 5 * g_rand_double(work->rand), 120, names);
  bm_hand_write_within(d.sheet, BM_AS_SECRET("class"), &work->writer, work->rand, 76, 23.6, 24,
                       class_name);
  bm_hand_write_within(d.sheet, BM_AS_SECRET("date"), &work->writer, work->rand, 112, 36.4, 30,
                       "18.11.26");
  bm_desk_tasks(&d, 0, 6, 18, 48, 174, 262, BM_LINED);
  bm_desk_marked(&d, 184, 60, 250, "См. правило!");
  if (work->index % 3 == 0)
    bm_stamp_seal(d.sheet, work->school, 160, 268, 18, 25, &bm_ink_violet);
}

/* Typed report: a table of data, the author and the leader at the right, the surname in the
 * footer of each sheet; formulas in the text. */
static void draw_report(BmWork *work)
{
  static const char *const fonts[] = {"CMU Serif 12", "Liberation Serif 13",
                                      "Liberation Sans 11"};
  const char *font = fonts[work->index % 3];
  g_autofree char *head = g_strconcat(font, NULL);
  for (int page = 0; page < 2; page++) {
    BmDesk d = bm_desk(work, page, page == 0 ? "typed-first" : "typed-next", FALSE, font,
                       "Liberation Sans 8");
    double y = 24;
    if (page == 0) {
      bm_sheet_print(d.sheet, BM_AS_HEADING, 105, y, BM_CENTRE, head, &bm_ink_black,
                     "Исследовательская работа");
      bm_sheet_print(d.sheet, BM_AS_HEADING, 105, y + 7, BM_CENTRE, head, &bm_ink_black,
                     "«Имя дома: как называют улицы»");
      bm_desk_typed(&d, 112, y + 20, font, work->index % 2 ? "lАвтор:|n|c" : "lВыполнил(а):|n");
      bm_desk_typed(&d, 112, y + 26, font, work->index % 2 ? "s" : "c|lкласс,|s");
      bm_desk_typed(&d, 112, y + 32, font, "lРуководитель:|t");
      bm_desk_zone(&d, "full_name", 108, y + 14, 92, 21);
      y += 44;
    }
    y = bm_desk_prose(&d, page * 5, 7, 25, y, 165, font) + 5;
    if (page == 0)
      y = bm_sheet_print_block(d.sheet, BM_AS_TASK, 25, y, 165, font,
                               "Опрошено 24 человека из 8 «В» класса школы № 30, 12.10.2025. "
                               "Среднее S = (a + b) / 2 = 41,5.") +
          5;
    bm_draw_table(work, d.sheet, 30, y, 140);
    bm_desk_prose(&d, 9 + page * 3, 5, 25, y + 32, 165, font);
    bm_desk_typed(&d, 25, 286, "Liberation Sans 8", page == 0 ? "j|c|xстр. 1" : "j|c|xстр. 2");
    bm_desk_zone(&d, "full_name", 24, 282, 60, 6);
  }
}

/* Landscape sheet of graphs: a strip with dots along the top, another at the foot for the
 * signature. */
static void draw_graphs(BmWork *work)
{
  BmDesk d = bm_desk(work, 0, "graphs", TRUE, "PT Sans Narrow 12", "PT Sans Narrow 8");
  g_autofree char *class_name = bm_class_written(work);
  static const BmInk brown = {0.50, 0.32, 0.14, 0.5};
  bm_desk_frame(&d, 10, 8, 277, 16, 0, &brown, 0.3, 1.1);
  const struct {
    const char *label, *kind, *value;
    double x, x2;
  } fields[] = {{"Фам.", "surname", work->pupil->surname, 14, 96},
                {"Имя", "name", work->pupil->name, 100, 160},
                {"кл.", "class", class_name, 164, 194},
                {"шк.", "school", work->school->short_name, 198, 282}};
  for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
    const double start = fields[i].x + bm_desk_label(&d, fields[i].x, 18, fields[i].label) + 1;
    bm_sheet_dots(d.sheet, start, fields[i].x2, 18.8);
    bm_desk_zone(&d, fields[i].kind, start - 0.5, 9.5, fields[i].x2 - start + 2, 13);
    bm_desk_value(&d, fields[i].kind, start + 1, 18, fields[i].x2 - start - 2, fields[i].value);
  }
  for (int i = 0; i < 3; i++) {
    g_autofree char *task = g_strdup_printf("%d) y = %dx – %d", i + 1, i + 1, 2 + i);
    bm_desk_print(&d, BM_AS_TASK, 16 + i * 92, 36, BM_LEFT, task);
    bm_desk_graph(&d, 16 + i * 92, 42, 80);
  }
  bm_desk_answers(&d, 1, 4, 18, 140, 258, 10, 186);
  const BmWriter teacher = bm_desk_teacher(work, &bm_ink_red);
  bm_desk_label(&d, 16, 200, "Проверено:");
  bm_desk_signature(&d, 40, 84, 200, work->teacher, &teacher);
}

const BmLayout bm_layouts_blank[] = {
    {"across", "names across printed words and over two lines", 1, 210, 297, 0, 0, draw_across},
    {"typed-report", "typed; author and leader at the right, surname in the footer", 2, 210,
     297, 0, 0, draw_report},
    {"graph-strip", "landscape graphs, a dotted strip of fields on top", 1, 297, 210, 0, 0,
     draw_graphs},
    {0}};
