/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields with their zones, frames, logos, graphs, stickers, remarks. */
#include "desk.h"
#include <math.h>
#include <string.h>
#include <zint.h>

BmDesk bm_desk(BmWork *work, int page, const char *page_kind, gboolean is_form,
               const char *font, const char *small)
{
  BmDesk desk = {work, bm_work_sheet(work, page), font, small};
  desk.sheet->page_kind = page_kind;
  desk.sheet->is_form = is_form;
  return desk;
}

void bm_desk_zone(const BmDesk *desk, const char *kind, double x, double y, double w, double h)
{
  const BmZone zone = {x, y, w, h, kind};
  g_array_append_val(desk->sheet->zones, zone);
}

void bm_desk_value(const BmDesk *desk, const char *kind, double x, double y, double w,
                   const char *value)
{
  bm_field_value(desk->work, desk->sheet, x, y, w, kind, value);
}

BmWriter bm_desk_teacher(const BmWork *work, const BmInk *ink)
{
  BmWriter teacher;
  bm_writer_init(&teacher, g_str_hash(work->teacher));
  teacher.is_scrawl = g_str_hash(work->teacher) % 2 == 0;
  teacher.x_height_mm = MIN(teacher.x_height_mm, 2.6);
  const double width = teacher.ink.width_mm;
  teacher.ink = *ink;
  teacher.ink.width_mm = width;
  return teacher;
}

void bm_desk_other(const BmDesk *desk, BmSense sense, const BmInk *ink, double x, double y,
                   double w, const char *value)
{
  const BmWriter teacher = bm_desk_teacher(desk->work, ink);
  bm_hand_write_within(desk->sheet, sense, &teacher, desk->work->rand, x, y, w, value);
}

double bm_desk_print(const BmDesk *desk, BmSense sense, double x, double y, BmAlign align,
                     const char *text)
{
  return bm_sheet_print(desk->sheet, sense, x, y, align, desk->font, &bm_ink_black, text);
}

double bm_desk_label(const BmDesk *desk, double x, double y, const char *text)
{
  return bm_desk_print(desk, BM_AS_LABEL, x, y, BM_LEFT, text);
}

void bm_desk_line(const BmDesk *desk, double x, double y, double x2, const char *label,
                  const char *kind, const char *value)
{
  const double start = x + bm_desk_label(desk, x, y, label) + 1;
  bm_sheet_line(desk->sheet, start, y + 0.8, x2, y + 0.8, 0.2);
  bm_desk_zone(desk, kind, start - 0.5, y - 7.5, x2 - start + 2, 11);
  bm_desk_value(desk, kind, start + 0.5, y, x2 - start - 1, value);
}

void bm_desk_caption(const BmDesk *desk, double x1, double x2, double y, const char *caption,
                     const char *kind, const char *value)
{
  bm_sheet_line(desk->sheet, x1, y + 0.8, x2, y + 0.8, 0.2);
  bm_sheet_print(desk->sheet, BM_AS_LABEL, (x1 + x2) / 2, y + 3.8, BM_CENTRE, desk->small,
                 &bm_ink_black, caption);
  bm_desk_zone(desk, kind, x1 - 2, y - 8, x2 - x1 + 4, 11);
  bm_desk_value(desk, kind, x1 + 1, y, x2 - x1 - 2, value);
}

void bm_desk_cell(const BmDesk *desk, double x, double y, double w, double h, const char *label,
                  const char *kind, const char *value)
{
  bm_sheet_box(desk->sheet, x, y, w, h, 0.25);
  if (label != NULL)
    bm_sheet_print(desk->sheet, BM_AS_LABEL, x + 1, y + 2.9, BM_LEFT, desk->small,
                   &bm_ink_black, label);
  if (kind == NULL)
    return;
  const double top = label != NULL ? 3.2 : 0;
  bm_desk_zone(desk, kind, x, y + top, w, h - top);
  bm_desk_value(desk, kind, x + 1.5, y + h - (h - top) * 0.28, w - 3, value);
}

void bm_desk_letters(const BmDesk *desk, const BmInk *ink, double x, double y, double size,
                     int n, const char *kind, const char *value)
{
  cairo_t *cr = bm_sheet_begin(desk->sheet, BM_AS_PLAIN, ink, NULL, FALSE);
  for (int i = 0; i < n; i++)
    cairo_rectangle(cr, x + i * size, y, size, size * 1.2);
  cairo_stroke(cr);
  bm_sheet_end(desk->sheet);
  if (kind != NULL)
    bm_desk_zone(desk, kind, x - 0.8, y - 1.2, n * size + 1.6, size * 1.2 + 2.4);
  if (value == NULL)
    return;
  g_autofree char *fits = g_utf8_substring(value, 0, MIN(n, g_utf8_strlen(value, -1)));
  bm_hand_write_cells(desk->sheet, kind != NULL ? BM_AS_SECRET(kind) : BM_AS_WRITING,
                      &desk->work->writer, desk->work->rand, x, y, size, size * 1.2, fits);
}

typedef struct Piece {
  BmSense sense;
  char *text;
} Piece;

const char *bm_desk_date(const BmWork *work)
{
  static const char *const dates[] = {"18.11.26", "18 ноября", "18.11.2026 г.", "18/XI"};
  static const char *const sealed[] = {"24 февраля", "24.02.27", "24.02", "24.02.2027 г."};
  static const char *const reserve[] = {"12 марта", "12.03.27", "12.03.2027", "12/III"};
  const int i = work->index % 4;
  return work->set->is_reserve ? reserve[i] : work->set->is_sealed ? sealed[i] : dates[i];
}

static char *with_one_initial(const BmPupil *pupil)
{
  char name[7] = {0};
  g_unichar_to_utf8(g_utf8_get_char(pupil->name), name);
  return g_strdup_printf("%s %s.", pupil->surname, name);
}

static Piece piece_of(BmWork *work, const char *spec)
{
  const BmPupil *pupil = work->pupil;
  switch (*spec) {
  case 'n':
    return (Piece){BM_AS_SECRET("full_name"), bm_pupil_names(pupil, FALSE)};
  case 'r':
    return (Piece){BM_AS_SECRET("full_name"),
                   g_strdup_printf("%s %s", pupil->name, pupil->surname)};
  case 'g':
    return (Piece){BM_AS_SECRET("full_name"), bm_pupil_genitive(pupil, FALSE)};
  case 'i':
    return (Piece){BM_AS_SECRET("full_name"), bm_pupil_initials(pupil)};
  case 'j':
    return (Piece){BM_AS_SECRET("full_name"), with_one_initial(pupil)};
  case 'o':
    return (Piece){BM_AS_SECRET("surname"), g_strdup(pupil->surname)};
  case 'm':
    return (Piece){BM_AS_SECRET("name"), g_strdup(pupil->name)};
  case 'c':
    return (Piece){BM_AS_SECRET("class"), bm_class_written(work)};
  case 's':
    return (Piece){BM_AS_SECRET("school"), g_strdup(work->school->short_name)};
  case 'd':
    return (Piece){BM_AS_SECRET("date"), g_strdup(bm_desk_date(work))};
  case 't':
    return (Piece){BM_AS_SECRET("teacher"), g_strdup(work->teacher)};
  case 'x':
    return (Piece){BM_AS_HEADING, g_strdup(spec + 1)};
  default:
    return (Piece){BM_AS_LABEL, g_strdup(spec + 1)};
  }
}

double bm_desk_heading(const BmDesk *desk, double x, double y, const char *spec)
{
  g_auto(GStrv) pieces = g_strsplit(spec, "|", -1);
  for (int i = 0; pieces[i] != NULL; i++) {
    Piece piece = piece_of(desk->work, pieces[i]);
    x += bm_hand_write(desk->sheet, piece.sense, &desk->work->writer, desk->work->rand, x, y,
                       piece.text) +
         2.6;
    g_free(piece.text);
  }
  return x;
}

double bm_desk_typed(const BmDesk *desk, double x, double y, const char *font, const char *spec)
{
  g_auto(GStrv) pieces = g_strsplit(spec, "|", -1);
  for (int i = 0; pieces[i] != NULL; i++) {
    Piece piece = piece_of(desk->work, pieces[i]);
    x += bm_sheet_print(desk->sheet, piece.sense, x, y, BM_LEFT, font, &bm_ink_black,
                        piece.text) +
         1.2;
    g_free(piece.text);
  }
  return x;
}

void bm_desk_corrected(const BmDesk *desk, const char *kind, double x, double y, double w,
                       const char *value)
{
  BmWork *work = desk->work;
  const glong n = g_utf8_strlen(value, -1);
  g_autofree char *slip = g_utf8_substring(value, 0, MAX(2, n - 3));
  const double full = bm_hand_width(&work->writer, value);
  const double wide = bm_hand_write_within(desk->sheet, BM_AS_SECRET(kind), &work->writer,
                                           work->rand, x, y, w * 0.45, slip);
  const double middle = y - work->writer.x_height_mm * 0.5;
  cairo_t *cr = bm_sheet_begin(desk->sheet, BM_AS_SECRET(kind), &work->writer.ink, slip, TRUE);
  for (int i = 0; i < 3; i++) {
    cairo_move_to(cr, x - 1, middle + i * 0.7 - 0.6);
    cairo_line_to(cr, x + wide + 1, middle - i * 0.6 + 0.9);
  }
  cairo_stroke(cr);
  bm_sheet_end(desk->sheet);
  const gboolean has_room = wide + 3 + full * 0.75 < w;
  bm_hand_write_within(desk->sheet, BM_AS_SECRET(kind), &work->writer, work->rand,
                       has_room ? x + wide + 3 : x + 2, has_room ? y : y - 5.5,
                       has_room ? w - wide - 3 : w, value);
}

void bm_desk_fill(const BmDesk *desk, double x, double y, double w, double h, double r,
                  double g, double b)
{
  const BmInk ink = {r, g, b, 0};
  cairo_t *cr = bm_sheet_begin(desk->sheet, BM_AS_PLAIN, &ink, NULL, FALSE);
  cairo_rectangle(cr, x, y, w, h);
  cairo_fill(cr);
  bm_sheet_end(desk->sheet);
}

void bm_desk_frame(const BmDesk *desk, double x, double y, double w, double h, double radius,
                   const BmInk *ink, double on, double off)
{
  cairo_t *cr = bm_sheet_begin(desk->sheet, BM_AS_PLAIN, ink, NULL, FALSE);
  const double dash[] = {on, off}, r = radius;
  if (off > 0)
    cairo_set_dash(cr, dash, 2, 0);
  cairo_new_sub_path(cr);
  cairo_arc(cr, x + w - r, y + r, r, -G_PI / 2, 0);
  cairo_arc(cr, x + w - r, y + h - r, r, 0, G_PI / 2);
  cairo_arc(cr, x + r, y + h - r, r, G_PI / 2, G_PI);
  cairo_arc(cr, x + r, y + r, r, G_PI, 1.5 * G_PI);
  cairo_close_path(cr);
  cairo_stroke(cr);
  bm_sheet_end(desk->sheet);
}

void bm_desk_tick(const BmDesk *desk, BmSense sense, const BmInk *ink, double x, double y,
                  double size)
{
  cairo_t *cr = bm_sheet_begin(desk->sheet, sense, ink, "V", TRUE);
  GRand *rand = desk->work->rand;
  const double a = g_rand_double_range(rand, -0.15, 0.15) * size;
  if (desk->work->index % 2 == 0) {
    cairo_move_to(cr, x + a, y + size * 0.5);
    cairo_line_to(cr, x + size * 0.4, y + size + a);
    cairo_line_to(cr, x + size * 1.2 + a, y - size * 0.3);
  } else {
    cairo_move_to(cr, x + a, y);
    cairo_line_to(cr, x + size, y + size + a);
    cairo_move_to(cr, x + size + a, y);
    cairo_line_to(cr, x, y + size - a);
  }
  cairo_stroke(cr);
  bm_sheet_end(desk->sheet);
}

void bm_desk_logo(const BmDesk *desk, BmSense sense, double x, double y, double size,
                  const BmInk *ink)
{
  cairo_t *cr = bm_sheet_begin(desk->sheet, sense, ink, "эмблема", FALSE);
  cairo_set_line_width(cr, 0.7);
  cairo_arc(cr, x + size / 2, y + size / 2, size / 2, 0, 2 * G_PI);
  cairo_stroke(cr);
  for (int i = 0; i < 5; i++) {
    cairo_move_to(cr, x + size / 2, y + size * 0.2);
    cairo_line_to(cr, x + size * (0.2 + 0.15 * i), y + size * 0.75);
  }
  cairo_stroke(cr);
  cairo_rectangle(cr, x + size * 0.25, y + size * 0.72, size * 0.5, size * 0.1);
  cairo_fill(cr);
  bm_sheet_end(desk->sheet);
}

void bm_desk_graph(const BmDesk *desk, double x, double y, double size)
{
  BmSheet *sheet = desk->sheet;
  BmWork *work = desk->work;
  bm_sheet_squares(sheet, x, y, size, size, 5);
  bm_sheet_line(sheet, x, y + size / 2, x + size, y + size / 2, 0.3);
  bm_sheet_line(sheet, x + size / 2, y, x + size / 2, y + size, 0.3);
  cairo_t *cr =
      bm_sheet_begin(sheet, (BmSense){BM_ANSWER, "drawing"}, &work->writer.ink, "график", TRUE);
  const double lean = 0.5 + 0.2 * (work->index % 3);
  for (int i = 0; i <= 20; i++) {
    const double u = i / 20.0, v = 0.9 - lean * u - 0.2 * sin(u * 5 + work->index);
    if (i == 0)
      cairo_move_to(cr, x + u * size, y + v * size);
    else
      cairo_line_to(cr, x + u * size, y + v * size);
  }
  cairo_stroke(cr);
  bm_sheet_end(sheet);
  bm_hand_write(sheet, BM_AS_WRITING, &work->writer, work->rand, x + size * 0.55, y + 6, "у");
  bm_hand_write(sheet, BM_AS_WRITING, &work->writer, work->rand, x + size - 6, y + size / 2 + 6,
                "х");
}

void bm_desk_scheme(const BmDesk *desk, double x, double y, double w, double h)
{
  static const char *const names[] = {"А", "В", "R"};
  GRand *rand = desk->work->rand;
  cairo_t *cr = bm_sheet_begin(desk->sheet, (BmSense){BM_ANSWER, "drawing"}, &bm_ink_pencil,
                               "схема", TRUE);
  cairo_rectangle(cr, x + g_rand_double(rand), y, w, h);
  for (int i = 0; i < 3; i++) {
    cairo_new_sub_path(cr);
    cairo_arc(cr, x + w * (i + 0.5) / 3, y + (i % 2) * h, h * 0.16, 0, 2 * G_PI);
  }
  cairo_stroke(cr);
  bm_sheet_end(desk->sheet);
  for (int i = 0; i < 3; i++)
    bm_hand_write(desk->sheet, BM_AS_WRITING, &desk->work->writer, rand,
                  x + w * (i + 0.5) / 3 - 1.5, y + (i % 2) * h + 1.5, names[i]);
}

void bm_desk_marked(const BmDesk *desk, double x, double y1, double y2, const char *remark)
{
  const BmSense sense = {BM_ANSWER, "score_box"};
  for (double y = y1; y < y2; y += 34)
    bm_desk_tick(desk, sense, &bm_ink_red, x, y + 6 * g_rand_double(desk->work->rand), 6);
  g_autofree char *mark = g_strdup_printf("%d", 3 + desk->work->index % 3);
  bm_desk_other(desk, sense, &bm_ink_red, x - 8, y2, 10, mark);
  if (remark != NULL)
    bm_desk_other(desk, BM_AS_WRITING, &bm_ink_red, x - 96, y2 + 1, 84, remark);
}

void bm_desk_sticker(const BmDesk *desk, double x, double y, double turn_deg)
{
  BmWork *work = desk->work;
  const double w = 62, h = 27, a = turn_deg * G_PI / 180;
  const BmInk white = {0.995, 0.995, 0.99, 0}, edge = {0.72, 0.72, 0.70, 0.15};
  const double cx[] = {x, x + w * cos(a), x + w * cos(a) - h * sin(a), x - h * sin(a)};
  const double cy[] = {y, y + w * sin(a), y + w * sin(a) + h * cos(a), y + h * cos(a)};
  for (int pass = 0; pass < 2; pass++) {
    cairo_t *cr =
        bm_sheet_begin(desk->sheet, BM_AS_PLAIN, pass == 0 ? &white : &edge, NULL, FALSE);
    for (int i = 0; i < 4; i++)
      cairo_line_to(cr, cx[i], cy[i]);
    cairo_close_path(cr);
    if (pass == 0)
      cairo_fill(cr);
    else
      cairo_stroke(cr);
    bm_sheet_end(desk->sheet);
  }
  g_autofree char *initials = bm_pupil_initials(work->pupil);
  g_autofree char *line =
      g_strdup_printf("%s  %s", work->batch->class_name, work->school->short_name);
  const double down[] = {6, 11};
  const char *const texts[] = {initials, line};
  for (int i = 0; i < 2; i++)
    bm_sheet_print_turned(desk->sheet, BM_AS_SECRET(i == 0 ? "full_name" : "school"),
                          x + 3 * cos(a) - down[i] * sin(a), y + 3 * sin(a) + down[i] * cos(a),
                          turn_deg, i == 0 ? "Liberation Sans Bold 11" : "Liberation Sans 9",
                          &bm_ink_black, texts[i]);
  cairo_t *cr =
      bm_sheet_begin(desk->sheet, BM_AS_SECRET("barcode"), &bm_ink_black, "штрихкод", FALSE);
  cairo_translate(cr, x, y);
  cairo_rotate(cr, a);
  guint32 bars = g_str_hash(initials);
  for (double at = 4; at < w - 5; bars = bars * 1664525U + 1013904223U) {
    const double bar = 0.35 * (1 + (bars >> 20) % 3);
    cairo_rectangle(cr, at, 14, bar, 10);
    at += bar + 0.35 * (1 + (bars >> 26) % 3);
  }
  cairo_fill(cr);
  bm_sheet_end(desk->sheet);
}

void bm_desk_signature(const BmDesk *desk, double x1, double x2, double y, const char *name,
                       const BmWriter *writer)
{
  bm_sheet_line(desk->sheet, x1, y + 0.8, x2, y + 0.8, 0.2);
  bm_desk_zone(desk, "signature", x1 - 2, y - 9, x2 - x1 + 4, 13);
  if (name != NULL)
    bm_hand_sign(desk->sheet, writer, desk->work->rand, x1 + 2, y, name);
}
