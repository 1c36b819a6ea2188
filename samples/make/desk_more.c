/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dots, letter cells in two rows or a column, ovals, turned fields, stamps, pictures. */
#include "desk_more.h"
#include <math.h>
#include <string.h>

void bm_desk_dotted(const BmDesk *desk, double x1, double x2, double y, const char *kind,
                    const char *value)
{
  bm_sheet_dots(desk->sheet, x1, x2, y + 0.8);
  bm_desk_zone(desk, kind, x1 - 1, y - 7.5, x2 - x1 + 2, 11.5);
  bm_desk_value(desk, kind, x1 + 1, y, x2 - x1 - 2, value);
}

void bm_desk_letters_twice(const BmDesk *desk, const BmInk *ink, double x, double y,
                           double size, int n, const char *kind, const char *value)
{
  const glong length = g_utf8_strlen(value, -1);
  g_autofree char *first = g_utf8_substring(value, 0, MIN(n, length));
  g_autofree char *rest = length > n ? g_utf8_substring(value, n, length) : NULL;
  bm_desk_letters(desk, ink, x, y, size, n, kind, first);
  bm_desk_letters(desk, ink, x, y + size * 1.45, size, n, kind, rest);
}

void bm_desk_letters_down(const BmDesk *desk, double x, double y, double size, int n,
                          const char *kind, const char *value)
{
  for (int i = 0; i < n; i++)
    bm_sheet_box(desk->sheet, x, y + i * size, size, size, 0.25);
  bm_desk_zone(desk, kind, x - 1, y - 1, size + 2, n * size + 2);
  for (int i = 0; i < MIN(n, (int)strlen(value)); i++) {
    const char one[2] = {value[i], '\0'};
    bm_hand_write_cells(desk->sheet, BM_AS_SECRET(kind), &desk->work->writer, desk->work->rand,
                        x, y + i * size, size, size, one);
  }
}

void bm_desk_ovals(const BmDesk *desk, BmSense sense, double x, double y, double pitch,
                   const char *texts, int chosen)
{
  g_auto(GStrv) each = g_strsplit(texts, "|", -1);
  for (int i = 0; each[i] != NULL; i++) {
    const double cx = x + i * pitch;
    cairo_t *cr = bm_sheet_begin(desk->sheet, BM_AS_PLAIN, &bm_ink_gray, NULL, FALSE);
    cairo_translate(cr, cx, y);
    cairo_scale(cr, 2.3, 1.7);
    cairo_arc(cr, 0, 0, 1, 0, 2 * G_PI);
    cairo_set_line_width(cr, 0.1);
    cairo_stroke(cr);
    bm_sheet_end(desk->sheet);
    bm_sheet_print(desk->sheet, BM_AS_LABEL, cx, y + 0.9, BM_CENTRE, desk->small, &bm_ink_gray,
                   each[i]);
    if (i != chosen)
      continue;
    cr = bm_sheet_begin(desk->sheet, sense, &desk->work->writer.ink, "отмечено", TRUE);
    for (int stroke = 0; stroke < 7; stroke++) {
      const double at = (stroke - 3) * 0.6, tall = 1.5 * sqrt(1 - at * at / 5.3);
      cairo_line_to(cr, cx + at - 0.2, y + (stroke % 2 ? tall : -tall));
    }
    cairo_stroke(cr);
    bm_sheet_end(desk->sheet);
  }
}

void bm_desk_turned(const BmDesk *desk, int way, double x, double y, double length,
                    const char *label, const char *kind, const char *value)
{
  const BmWork *work = desk->work;
  bm_sheet_print_turned(desk->sheet, BM_AS_LABEL, x, y, way * 90, desk->font, &bm_ink_black,
                        label);
  const double skip = 1.9 * (double)g_utf8_strlen(label, -1) + 2;
  const double start = y + way * skip, end = y + way * length;
  bm_sheet_line(desk->sheet, x - way * 0.8, start, x - way * 0.8, end, 0.2);
  bm_desk_zone(desk, kind, way > 0 ? x - 3 : x - 8, MIN(start, end) - 1, 11,
               fabs(end - start) + 2);
  BmWriter hand = work->writer;
  hand.narrow *= MIN(1.0, (length - skip - 2) / bm_hand_width(&hand, value));
  bm_hand_write_turned(desk->sheet, BM_AS_SECRET(kind), &hand, work->rand, x, start + way * 1.5,
                       way * 90, value);
}

static void stamp_line(cairo_t *cr, const char *text, double x, double y, double most)
{
  cairo_text_extents_t extents;
  cairo_text_extents(cr, text, &extents);
  const double fit = MIN(1.0, most / extents.x_advance);
  cairo_save(cr);
  cairo_translate(cr, x, y);
  cairo_scale(cr, fit, 1);
  cairo_move_to(cr, -extents.x_advance / 2, 0);
  cairo_show_text(cr, text);
  cairo_restore(cr);
}

void bm_desk_oval_stamp(const BmDesk *desk, double x, double y, double turn_deg,
                        const BmInk *ink)
{
  const BmSchool *school = desk->work->school;
  cairo_t *cr = bm_sheet_begin(desk->sheet, BM_AS_SECRET("stamp"), ink, school->name, FALSE);
  cairo_translate(cr, x, y);
  cairo_rotate(cr, turn_deg * G_PI / 180);
  for (int ring = 0; ring < 2; ring++) {
    cairo_save(cr);
    cairo_scale(cr, 27 - ring * 1.6, 16 - ring * 1.6);
    cairo_new_sub_path(cr);
    cairo_arc(cr, 0, 0, 1, 0, 2 * G_PI);
    cairo_restore(cr);
    cairo_set_line_width(cr, ring == 0 ? 0.7 : 0.3);
    cairo_stroke(cr);
  }
  int lines = 0;
  while (lines < 4 && school->stamp[lines] != NULL)
    lines++;
  bm_stamp_font(cr, "Liberation Sans", 3.5, TRUE);
  for (int i = 0; i < lines; i++) {
    const double down = (i - (lines - 1) / 2.0) * 4.9;
    stamp_line(cr, school->stamp[i], 0, down + 1.2, 46 * sqrt(1 - pow(down / 15, 2)));
  }
  bm_sheet_end(desk->sheet);
}

void bm_desk_date_stamp(const BmDesk *desk, double x, double y, double turn_deg,
                        const BmInk *ink)
{
  const BmSchool *school = desk->work->school;
  cairo_t *cr = bm_sheet_begin(desk->sheet, BM_AS_SECRET("stamp"), ink, school->name, FALSE);
  cairo_translate(cr, x, y);
  cairo_rotate(cr, turn_deg * G_PI / 180);
  cairo_set_line_width(cr, 0.6);
  cairo_rectangle(cr, 0, 0, 58, 27);
  cairo_move_to(cr, 0, 18);
  cairo_line_to(cr, 58, 18);
  cairo_stroke(cr);
  bm_stamp_font(cr, "Liberation Sans", 3.3, TRUE);
  for (int i = 0; i < 3 && school->stamp[i] != NULL; i++)
    stamp_line(cr, school->stamp[i], 29, 5 + i * 5.2, 54);
  stamp_line(cr, "№ ______  «___» ________ 2027 г.", 29, 24, 54);
  bm_sheet_end(desk->sheet);
  BmWriter clerk = bm_desk_teacher(desk->work, &bm_ink_blue);
  clerk.x_height_mm = 2.2;
  clerk.is_scrawl = FALSE;
  const double a = turn_deg * G_PI / 180;
  g_autofree char *number = g_strdup_printf("%d", 112 + desk->work->index * 23);
  bm_hand_write_turned(desk->sheet, BM_AS_SECRET("stamp"), &clerk, desk->work->rand,
                       x + 8 * cos(a) - 23.4 * sin(a), y + 8 * sin(a) + 23.4 * cos(a), turn_deg,
                       number);
  bm_hand_write_turned(desk->sheet, BM_AS_SECRET("date"), &clerk, desk->work->rand,
                       x + 25 * cos(a) - 23.4 * sin(a), y + 25 * sin(a) + 23.4 * cos(a),
                       turn_deg, "24  02");
}

void bm_desk_squared_answer(const BmDesk *desk, int task, double x, double y, double w,
                            double h)
{
  bm_sheet_squares(desk->sheet, x, y, w, h, 5);
  bm_desk_answers(desk, task, 4, x + 2, y + 8, w - 6, 10, y + h + 8);
}

static void trace(cairo_t *cr, const double (*points)[2], int n, double x, double y,
                  double size)
{
  for (int i = 0; i < n; i++)
    cairo_line_to(cr, x + points[i][0] * size, y + points[i][1] * size);
  cairo_stroke(cr);
}

static void picture_curves(cairo_t *cr, int which, double x, double y, double s)
{
  if (which == 0) {
    for (int side = -1; side <= 1; side += 2)
      cairo_arc(cr, x + s * 0.5, y + s * (0.62 + side * 0.14), s * (0.19 + side * 0.03), 0,
                2 * G_PI);
  } else if (which == 1) {
    cairo_arc(cr, x + s * 0.5, y + s * 0.45, s * 0.28, G_PI, 2 * G_PI);
    cairo_line_to(cr, x + s * 0.9, y + s * 0.8);
    cairo_line_to(cr, x + s * 0.1, y + s * 0.8);
    cairo_close_path(cr);
  } else if (which == 3) {
    for (int i = 0; i < 4; i++) {
      cairo_new_sub_path(cr);
      cairo_arc(cr, x + s * (0.2 + 0.2 * i), y + s * (0.7 - 0.08 * (i % 3)), s * 0.05, 0,
                2 * G_PI);
      cairo_move_to(cr, x + s * (0.25 + 0.2 * i), y + s * (0.7 - 0.08 * (i % 3)));
      cairo_line_to(cr, x + s * (0.25 + 0.2 * i), y + s * (0.4 - 0.08 * (i % 3)));
    }
  } else if (which == 4) {
    cairo_arc(cr, x + s * 0.5, y + s * 0.6, s * 0.26, -0.25 * G_PI, 1.25 * G_PI);
    cairo_line_to(cr, x + s * 0.36, y + s * 0.15);
    cairo_line_to(cr, x + s * 0.64, y + s * 0.15);
    cairo_close_path(cr);
  }
  cairo_stroke(cr);
}

void bm_desk_picture(const BmDesk *desk, int which, double x, double y, double size)
{
  static const double neck[][2] = {{0.5, 0.4}, {0.5, 0.05}, {0.44, 0.05}, {0.56, 0.05}};
  static const double house[][2] = {{0.15, 0.9}, {0.15, 0.45}, {0.5, 0.12}, {0.85, 0.45},
                                    {0.85, 0.9}, {0.15, 0.9},  {0.4, 0.9},  {0.4, 0.6},
                                    {0.6, 0.6},  {0.6, 0.9}};
  static const double ship[][2] = {{0.1, 0.7}, {0.9, 0.7}, {0.75, 0.9}, {0.25, 0.9},
                                   {0.1, 0.7}, {0.5, 0.7}, {0.5, 0.1},  {0.8, 0.6},
                                   {0.2, 0.6}, {0.5, 0.1}};
  cairo_t *cr = bm_sheet_begin(desk->sheet, BM_AS_TASK, &bm_ink_black, "рисунок", FALSE);
  cairo_set_line_width(cr, 0.5);
  if (which == 0)
    trace(cr, neck, G_N_ELEMENTS(neck), x, y, size);
  else if (which == 2)
    trace(cr, house, G_N_ELEMENTS(house), x, y, size);
  else if (which == 5)
    trace(cr, ship, G_N_ELEMENTS(ship), x, y, size);
  for (int i = 0; which == 3 && i < 5; i++) {
    cairo_move_to(cr, x, y + size * (0.5 + 0.08 * i));
    cairo_line_to(cr, x + size, y + size * (0.5 + 0.08 * i));
    cairo_stroke(cr);
  }
  picture_curves(cr, which, x, y, size);
  bm_sheet_end(desk->sheet);
}

void bm_desk_word_rows(const BmDesk *desk, int first, int n, double x, double y, double size,
                       int cells, double pitch, const BmInk *ink)
{
  for (int i = 0; i < n; i++) {
    g_autofree char *number = g_strdup_printf("%d", first + i + 1);
    bm_desk_print(desk, BM_AS_TASK, x - 2, y + i * pitch + size * 0.85, BM_RIGHT, number);
    bm_desk_letters(
        desk, ink, x, y + i * pitch, size, cells, NULL,
        (first + i + desk->work->index) % 6 == 5 ? NULL : bm_text_word(desk->work, first + i));
  }
}

double bm_desk_passage(const BmDesk *desk, double x, double y, double w, const char *text)
{
  return bm_sheet_print_block(desk->sheet, BM_AS_TASK, x, y, w, desk->font, text);
}

void bm_desk_lived(const BmDesk *desk, const char *kind, double x, double y, double w,
                   const char *value)
{
  BmWork *work = desk->work;
  BmWriter large = work->writer;
  large.x_height_mm *= 1.3;
  switch (((work->seed ^ g_str_hash(kind)) * 2654435761U >> 9) % 12) {
  case 0:
    return;
  case 1:
    bm_desk_corrected(desk, kind, x + 1, y, w - 2, value);
    return;
  case 2:
    bm_hand_write_within(desk->sheet, BM_AS_SECRET(kind), &large, work->rand, x - 2, y + 2,
                         w + 6, value);
    return;
  default:
    bm_desk_value(desk, kind, x + 0.5, y, w - 1, value);
  }
}

void bm_desk_lived_line(const BmDesk *desk, double x1, double x2, double y, const char *kind,
                        const char *value)
{
  bm_sheet_line(desk->sheet, x1, y + 0.8, x2, y + 0.8, 0.2);
  bm_desk_zone(desk, kind, x1 - 1.5, y - 7.5, x2 - x1 + 3, 11);
  bm_desk_lived(desk, kind, x1, y, x2 - x1, value);
}

void bm_desk_spill(const BmDesk *desk, double x, double y)
{
  static const char *const rests[] = {"ещё: школа № 9 стоит рядом", "см. № 2, Андрей прав",
                                      "проверка: 14 мая, сходится"};
  const BmWork *work = desk->work;
  if (work->index % 3 != 1)
    return;
  bm_hand_write_turned(desk->sheet, BM_AS_WRITING, &work->writer, work->rand, x, y, -90,
                       rests[(work->seed >> 4) % G_N_ELEMENTS(rests)]);
}

void bm_desk_bare_stamp(const BmDesk *desk, double x, double y, double turn_deg,
                        const BmInk *ink)
{
  const BmSchool *school = desk->work->school;
  cairo_t *cr = bm_sheet_begin(desk->sheet, BM_AS_SECRET("stamp"), ink, school->name, FALSE);
  cairo_translate(cr, x, y);
  cairo_rotate(cr, turn_deg * G_PI / 180);
  bm_stamp_font(cr, "PT Sans", 3.8, TRUE);
  for (int i = 0; i < 3 && school->stamp[i] != NULL; i++)
    stamp_line(cr, school->stamp[i], 26, 4 + i * 5, 50);
  bm_sheet_end(desk->sheet);
}
