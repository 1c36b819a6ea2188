/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From skeletons to pen lines: Catmull-Rom through the points, drawn as Bézier curves. */
#include "hand.h"
#include <math.h>
#include <string.h>

#define SPACE_ADVANCE 9.0

typedef struct Point {
  double x, y;
} Point;

/* A cheap fixed hash to (-1, 1): a writer's bend of one point of one letter is always the same.
 */
static double bend(guint32 seed, gunichar letter, guint i)
{
  guint32 h = seed * 2654435761U ^ letter * 40503U ^ i * 97U;
  h ^= h >> 15;
  h *= 2246822519U;
  h ^= h >> 13;
  return (h & 0xffff) / 32768.0 - 1.0;
}

static double shake(GRand *rand)
{
  return g_rand_double(rand) + g_rand_double(rand) - 1.0;
}

void bm_writer_init(BmWriter *writer, guint32 seed)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
  static const BmInk pens[] = {{0.12, 0.17, 0.52, 0.38},
                               {0.16, 0.20, 0.60, 0.45},
                               {0.28, 0.14, 0.52, 0.36},
                               {0.09, 0.09, 0.10, 0.42},
                               {0.10, 0.13, 0.40, 0.34}};
  writer->seed = seed;
  writer->x_height_mm = g_rand_double_range(rand, 2.2, 3.3);
  writer->slant = g_rand_double_range(rand, -0.12, 0.6);
  writer->bends = g_rand_double_range(rand, 0.4, 1.9);
  writer->wave = g_rand_double_range(rand, 0, 1.6);
  writer->narrow = g_rand_double_range(rand, 0.72, 1.02);
  writer->jitter = g_rand_double_range(rand, 0.3, 1.25);
  writer->spacing = g_rand_double_range(rand, -0.8, 1.2);
  writer->rise = g_rand_double_range(rand, -0.012, 0.02);
  writer->is_joined = g_rand_double(rand) < 0.8;
  writer->is_scrawl = FALSE;
  writer->font = NULL;
  writer->ink = pens[g_rand_int_range(rand, 0, G_N_ELEMENTS(pens))];
}

void bm_writer_vary(BmWriter *writer, guint32 seed)
{
  static const BmInk pens[] = {{0.05, 0.30, 0.62, 0.45},
                               {0.10, 0.42, 0.30, 0.40},
                               {0.36, 0.36, 0.38, 0.50},
                               {0.06, 0.06, 0.07, 0.50}};
  g_autoptr(GRand) rand = g_rand_new_with_seed(seed ^ 0x5eed51deU);
  const double kind = g_rand_double(rand);
  writer->is_scrawl = kind < 0.28;
  if (kind > 0.88)
    writer->font = "Z003";
  if (g_rand_double(rand) < 0.4)
    writer->ink = pens[g_rand_int_range(rand, 0, G_N_ELEMENTS(pens))];
  writer->x_height_mm *= g_rand_double_range(rand, 0.75, 1.25);
}

static double letter_advance(const BmWriter *writer, gunichar c)
{
  const BmLetter *letter = bm_letter_find(c);
  const double units = letter != NULL ? letter->advance + writer->spacing : SPACE_ADVANCE;
  return units * writer->narrow * writer->x_height_mm / 10;
}

/* Letters of a font, each a little off its place; @cr NULL only measures. */
static double write_font(cairo_t *cr, const BmWriter *writer, GRand *rand, double x, double y,
                         const char *text)
{
  cairo_surface_t *nowhere =
      cr != NULL ? NULL : cairo_recording_surface_create(CAIRO_CONTENT_ALPHA, NULL);
  cairo_t *on = cr != NULL ? cr : cairo_create(nowhere);
  cairo_font_options_t *options = cairo_font_options_create();
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_save(on);
  cairo_select_font_face(on, writer->font, CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_options(on, options);
  cairo_matrix_t size;
  cairo_matrix_init_scale(&size, writer->x_height_mm * 2.1 * writer->narrow,
                          writer->x_height_mm * 2.1);
  cairo_set_font_matrix(on, &size);
  double at = x;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
    char one[7] = {0};
    g_unichar_to_utf8(g_utf8_get_char(p), one);
    cairo_text_extents_t extents;
    cairo_text_extents(on, one, &extents);
    if (cr != NULL) {
      cairo_move_to(cr, at, y + 0.05 * writer->x_height_mm * shake(rand));
      cairo_show_text(cr, one);
    }
    at += extents.x_advance;
  }
  cairo_restore(on);
  cairo_font_options_destroy(options);
  if (nowhere != NULL) {
    cairo_destroy(on);
    cairo_surface_destroy(nowhere);
  }
  return at - x;
}

double bm_hand_width(const BmWriter *writer, const char *text)
{
  if (writer->font != NULL)
    return write_font(NULL, writer, NULL, 0, 0, text);
  double width = 0;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p))
    width += letter_advance(writer, g_utf8_get_char(p));
  return width;
}

/* One pen line; heavier where the pen comes down. A doubled point is a corner. */
static void draw_stroke(cairo_t *cr, const BmWriter *writer, GArray *line)
{
  const guint n = line->len;
  const Point *p = (const Point *)(void *)line->data;
  for (guint i = 0; i + 1 < n; i++) {
    const Point a = p[i > 0 ? i - 1 : 0], b = p[i], c = p[i + 1],
                d = p[i + 2 < n ? i + 2 : n - 1];
    const double fall = (c.y - b.y) / (hypot(c.x - b.x, c.y - b.y) + 1e-6);
    cairo_set_line_width(cr, writer->ink.width_mm * (0.92 + 0.28 * fall));
    cairo_move_to(cr, b.x, b.y);
    cairo_curve_to(cr, b.x + (c.x - a.x) / 6, b.y + (c.y - a.y) / 6, c.x - (d.x - b.x) / 6,
                   c.y - (d.y - b.y) / 6, c.x, c.y);
    cairo_stroke(cr);
  }
  g_array_set_size(line, 0);
}

typedef struct Pen {
  const BmWriter *writer;
  GRand *rand;
  cairo_t *cr;
  double x, y, scale; /* where the next letter starts; mm per grid unit */
  GArray *word;       /* the curve of the word so far */
} Pen;

static Point place(const Pen *pen, gunichar letter, guint i, double x, double y, double lift)
{
  const BmWriter *w = pen->writer;
  x += 0.5 * w->bends * bend(w->seed, letter, 2 * i) + w->jitter * shake(pen->rand) * 0.6;
  y += 0.7 * w->bends * bend(w->seed, letter, 2 * i + 1) + w->jitter * shake(pen->rand) * 0.7;
  return (Point){pen->x + (x * w->narrow + y * w->slant) * pen->scale,
                 pen->y - (y + lift) * pen->scale};
}

/* Strokes after the first are drawn at once; the first one goes on in the word's curve. */
static void write_letter(Pen *pen, const BmLetter *letter, gboolean is_joined)
{
  g_auto(GStrv) strokes = g_strsplit(letter->strokes, ";", -1);
  g_autoptr(GArray) line = g_array_new(FALSE, FALSE, sizeof(Point));
  const double lift = pen->writer->jitter * shake(pen->rand) * 0.5;
  guint count = 0;
  for (guint s = 0; strokes[s] != NULL; s++) {
    g_auto(GStrv) points = g_strsplit(strokes[s], " ", -1);
    for (guint i = 0; points[i] != NULL; i++) {
      if (i > 0 && strcmp(points[i], points[i - 1]) == 0) {
        const Point corner = g_array_index(s == 0 ? pen->word : line, Point,
                                           (s == 0 ? pen->word : line)->len - 1);
        g_array_append_val(s == 0 ? pen->word : line, corner);
        continue;
      }
      char *y = NULL;
      const double px = g_ascii_strtod(points[i], &y);
      const Point at =
          place(pen, letter->letter, count++, px, g_ascii_strtod(y + 1, NULL), lift);
      g_array_append_val(s == 0 ? pen->word : line, at);
    }
    if (s > 0)
      draw_stroke(pen->cr, pen->writer, line);
  }
  if (!is_joined)
    draw_stroke(pen->cr, pen->writer, pen->word);
}

/* Letters whose last stroke ends high or to the left are followed by a lift of the pen. */
static gboolean joins(gunichar c, gunichar next)
{
  static const char *const lifted = "эбБГТРФОЮЬЭВЗУЪЫЖ";
  return g_unichar_isalpha(c) && g_unichar_islower(next) &&
         g_utf8_strchr(lifted, -1, c) == NULL;
}

static void scrawl_point(Pen *pen, double x, double up)
{
  const double s = pen->writer->x_height_mm;
  const Point at = {x + up * s * pen->writer->slant + 0.04 * s * shake(pen->rand),
                    pen->y - up * s};
  g_array_append_val(pen->word, at);
}

/* A wave instead of a letter, lower and lower towards the end of the word. */
static void scrawl_letter(Pen *pen, gunichar c, double advance, guint at)
{
  const double fade = MAX(0.3, pow(0.92, at)) * (0.85 + 0.3 * shake(pen->rand));
  const double up = g_utf8_strchr("бвдйёфк", -1, c) != NULL ? 1.7 : 0.8 * fade;
  const double down = g_utf8_strchr("урзщцдфё", -1, c) != NULL ? -0.8 : 0.08 * shake(pen->rand);
  scrawl_point(pen, pen->x + 0.35 * advance, up);
  scrawl_point(pen, pen->x + 0.6 * advance, down);
  if (advance > 0.13 * 10 * pen->writer->narrow * pen->writer->x_height_mm)
    scrawl_point(pen, pen->x + 0.85 * advance, 0.6 * fade);
}

static double scrawl_line(cairo_t *cr, const BmWriter *writer, GRand *rand, double x, double y,
                          const char *text)
{
  g_autoptr(GArray) word = g_array_new(FALSE, FALSE, sizeof(Point));
  Pen pen = {writer, rand, cr, x, y, writer->x_height_mm / 10, word};
  guint at = 0;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
    const gunichar c = g_utf8_get_char(p);
    const BmLetter *letter = bm_letter_find(c);
    const double advance = letter_advance(writer, c) * (c == ' ' ? 1 : 0.9 + 0.1 * shake(rand));
    if (c == ' ' || (letter != NULL && !g_unichar_islower(c)))
      draw_stroke(cr, writer, word);
    if (c == ' ')
      at = 0;
    else if (letter != NULL && !g_unichar_islower(c))
      write_letter(&pen, letter, g_unichar_isupper(c));
    else if (letter != NULL)
      scrawl_letter(&pen, c, advance, at++);
    pen.x += advance;
    pen.y = y - (pen.x - x) * writer->rise;
  }
  draw_stroke(cr, writer, word);
  return pen.x - x;
}

static double write_line(cairo_t *cr, const BmWriter *writer, GRand *rand, double x, double y,
                         const char *text)
{
  if (writer->font != NULL)
    return write_font(cr, writer, rand, x, y, text);
  if (writer->is_scrawl)
    return scrawl_line(cr, writer, rand, x, y, text);
  g_autoptr(GArray) word = g_array_new(FALSE, FALSE, sizeof(Point));
  Pen pen = {writer, rand, cr, x, y, writer->x_height_mm / 10, word};
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
    const gunichar c = g_utf8_get_char(p);
    const BmLetter *letter = bm_letter_find(c);
    const gboolean is_joined = writer->is_joined &&
                               joins(c, g_utf8_get_char(g_utf8_next_char(p))) &&
                               g_rand_double(rand) < 0.9;
    if (letter != NULL)
      write_letter(&pen, letter, is_joined);
    pen.x += letter_advance(writer, c) * (1 + 0.05 * shake(rand));
    pen.y = y - (pen.x - x) * writer->rise +
            writer->wave * pen.scale * sin((pen.x - x) / 11 + writer->seed % 7);
  }
  return pen.x - x;
}

double bm_hand_write(BmSheet *sheet, BmSense sense, const BmWriter *writer, GRand *rand,
                     double x, double y, const char *text)
{
  cairo_t *cr = bm_sheet_begin(sheet, sense, &writer->ink, text, TRUE);
  const double width = write_line(cr, writer, rand, x, y, text);
  bm_sheet_end(sheet);
  return width;
}

double bm_hand_write_within(BmSheet *sheet, BmSense sense, const BmWriter *writer, GRand *rand,
                            double x, double y, double w, const char *text)
{
  BmWriter squeezed = *writer;
  const double width = bm_hand_width(writer, text);
  if (width > w)
    squeezed.narrow *= MAX(0.6, w / width);
  return bm_hand_write(sheet, sense, &squeezed, rand, x, y, text);
}

void bm_hand_write_turned(BmSheet *sheet, BmSense sense, const BmWriter *writer, GRand *rand,
                          double x, double y, double turn_deg, const char *text)
{
  cairo_t *cr = bm_sheet_begin(sheet, sense, &writer->ink, text, TRUE);
  cairo_translate(cr, x, y);
  cairo_rotate(cr, turn_deg * G_PI / 180);
  write_line(cr, writer, rand, 0, 0, text);
  bm_sheet_end(sheet);
}

/* Now and then a word is struck out. */
static void strike_sometimes(BmSheet *sheet, BmSense sense, const BmWriter *writer, GRand *rand,
                             double x, double y, double w)
{
  if (w < 40 || g_rand_double(rand) > 0.06)
    return;
  const double from = x + g_rand_double_range(rand, 0.1, 0.6) * w,
               to = from + g_rand_double_range(rand, 8, 18);
  const double middle = y - writer->x_height_mm * 0.45;
  cairo_t *cr = bm_sheet_begin(sheet, sense, &writer->ink, "зачёркнуто", TRUE);
  for (int i = 0; i < 2; i++) {
    cairo_move_to(cr, from, middle + 0.5 * shake(rand));
    cairo_line_to(cr, to, middle + 0.7 * shake(rand));
  }
  cairo_stroke(cr);
  bm_sheet_end(sheet);
}

double bm_hand_write_block(BmSheet *sheet, BmSense sense, const BmWriter *writer, GRand *rand,
                           double x, double y, double w, double pitch, const char *text)
{
  g_auto(GStrv) words = g_strsplit(text, " ", -1);
  g_autoptr(GString) line = g_string_new(NULL);
  for (guint i = 0; words[i] != NULL; i++) {
    g_autofree char *longer =
        line->len > 0 ? g_strdup_printf("%s %s", line->str, words[i]) : g_strdup(words[i]);
    if (line->len > 0 && bm_hand_width(writer, longer) > w) {
      const double width = bm_hand_write(sheet, sense, writer, rand, x, y, line->str);
      strike_sometimes(sheet, sense, writer, rand, x, y, width);
      y += pitch;
      g_string_assign(line, words[i]);
    } else {
      g_string_assign(line, longer);
    }
  }
  if (line->len > 0)
    bm_hand_write(sheet, sense, writer, rand, x, y, line->str);
  return y + pitch;
}

void bm_hand_write_cells(BmSheet *sheet, BmSense sense, const BmWriter *writer, GRand *rand,
                         double x, double y, double size_w, double size_h, const char *text)
{
  BmWriter block = *writer;
  block.x_height_mm = size_h * 0.36;
  block.slant *= 0.3;
  block.is_joined = FALSE;
  block.is_scrawl = FALSE;
  block.font = NULL;
  g_autofree char *upper = g_utf8_strup(text, -1);
  cairo_t *cr = bm_sheet_begin(sheet, sense, &block.ink, text, TRUE);
  for (const char *p = upper; *p != '\0'; p = g_utf8_next_char(p), x += size_w) {
    char one[7] = {0};
    g_unichar_to_utf8(g_utf8_get_char(p), one);
    block.narrow =
        MIN(writer->narrow, 0.8 * size_w / MAX(0.1, bm_hand_width(&block, one) / block.narrow));
    const double left = (size_w - bm_hand_width(&block, one)) / 2 + 0.3 * shake(rand);
    write_line(cr, &block, rand, x + left, y + size_h * 0.82 + 0.2 * shake(rand), one);
  }
  bm_sheet_end(sheet);
}

void bm_hand_sign(BmSheet *sheet, const BmWriter *writer, GRand *rand, double x, double y,
                  const char *name)
{
  char first[7] = {0};
  g_unichar_to_utf8(g_utf8_get_char(name), first);
  cairo_t *cr = bm_sheet_begin(sheet, BM_AS_SECRET("signature"), &writer->ink, "подпись", TRUE);
  const double start = x + write_line(cr, writer, rand, x, y, first);
  g_autoptr(GArray) line = g_array_new(FALSE, FALSE, sizeof(Point));
  for (int i = 0; i < 9; i++) {
    const double h =
        (i % 2 == 0 ? -1 : 0.25) * writer->x_height_mm * (1.3 - 0.1 * i + 0.3 * shake(rand));
    const Point p = {start + i * 1.5 + shake(rand), y + h};
    g_array_append_val(line, p);
  }
  const Point back = {x - 1, y + 1.5}, end = {start + 16, y + 0.5};
  g_array_append_val(line, back);
  g_array_append_val(line, end);
  draw_stroke(cr, writer, line);
  bm_sheet_end(sheet);
}
