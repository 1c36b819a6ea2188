/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The score sheet with bubbles to fill. */
#include "stages/bundle/sheet_part.h"

#define RING_MM 0.22
#define RING_GRAY 0.3
#define LABEL_GRAY 0.66 /* read by an eye near by; less than a tick to a scanner */
#define ADVICE_TOP 33.0
#define EXAMPLE_PITCH 5.6
#define NAMES_HEIGHT 5.0 /* of the head; figures of the bubbles stand below */

static const BmPdfStyle body = {.face = BM_PDF_SANS, .size_pt = 8.5, .gray = 0.1};
static const BmPdfStyle strong = {
    .face = BM_PDF_SANS, .size_pt = 10, .is_bold = TRUE, .align = BM_PDF_CENTER};
static const BmPdfStyle figure = {
    .face = BM_PDF_SANS, .size_pt = 7, .gray = 0.1, .align = BM_PDF_CENTER};
static const BmPdfStyle label = {
    .face = BM_PDF_SANS, .size_pt = 6, .gray = LABEL_GRAY, .align = BM_PDF_CENTER};

static const char advice[] =
    "Закрасьте кружок с баллом; крестик или галочка внутри кружка тоже считаются. Х — ученик "
    "не приступал к заданию. У каждого задания должна быть ровно одна отметка. Ошиблись — "
    "зачеркните кружок и закрасьте верный: две отметки у задания посмотрит и решит человек. "
    "Пишите чёрной или синей ручкой.";

/* --- circles and marks ------------------------------------------------------------------ */

/* cairo with mm; ends with brush_down. */
static cairo_t *brush_up(BmPdf *pdf, double gray)
{
  cairo_t *cr = bm_pdf_cairo(pdf);
  cairo_save(cr);
  cairo_scale(cr, 72.0 / 25.4, 72.0 / 25.4);
  cairo_set_source_rgb(cr, gray, gray, gray);
  cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
  return cr;
}

static void brush_down(cairo_t *cr)
{
  cairo_restore(cr);
}

/* A circle whose line lies inside @square. */
static void ring(cairo_t *cr, BmPdfRect square)
{
  cairo_new_path(cr);
  cairo_arc(cr, square.x + square.w / 2, square.y + square.h / 2, (square.w - RING_MM) / 2, 0,
            2 * G_PI);
  cairo_set_line_width(cr, RING_MM);
  cairo_stroke(cr);
}

static void choice_name(const BmScorePaper *paper, guint task, guint choice, char out[12])
{
  if (choice + 1 == bm_scorepaper_choices(paper, task))
    g_strlcpy(out, "Х", 12);
  else
    g_snprintf(out, 12, "%u", choice);
}

/* --- head ------------------------------------------------------------------------------- */

typedef enum Example { FULL, CROSSED, TICKED, DOTTED, N_EXAMPLES } Example;

static void example_mark(cairo_t *cr, Example which, BmPdfRect at)
{
  static const double strokes[][8] = {
      [CROSSED] = {0.2, 0.2, 0.8, 0.8, 0.8, 0.2, 0.2, 0.8},
      [TICKED] = {0.22, 0.5, 0.45, 0.78, 0.45, 0.78, 0.85, 0.2},
  };
  const double *s = strokes[which];
  cairo_new_path(cr);
  if (which == FULL || which == DOTTED) {
    cairo_arc(cr, at.x + at.w / 2, at.y + at.h / 2, which == FULL ? at.w / 2 - 0.1 : 0.3, 0,
              2 * G_PI);
    cairo_fill(cr);
    return;
  }
  for (guint i = 0; i < 8; i += 4) {
    cairo_move_to(cr, at.x + s[i] * at.w, at.y + s[i + 1] * at.h);
    cairo_line_to(cr, at.x + s[i + 2] * at.w, at.y + s[i + 3] * at.h);
  }
  cairo_set_line_width(cr, 0.5);
  cairo_stroke(cr);
}

/* "Так: ● ✗ ✓  Не так: ·"; returns the right end. */
static double examples(const BmSheet *sheet, double x, double y)
{
  double size = 3.5, width = 0;
  for (Example which = FULL; which < N_EXAMPLES; which++) {
    if (which == FULL || which == DOTTED) {
      const char *word = which == FULL ? "Так:" : "Не так:";
      bm_pdf_text_size(sheet->pdf, &body, 0, word, &width, NULL);
      bm_pdf_text(sheet->pdf, &body, x, y, 0, word);
      x += width + 1.2;
    }
    BmPdfRect at = {x, y, size, size};
    cairo_t *cr = brush_up(sheet->pdf, 0.1);
    ring(cr, at);
    example_mark(cr, which, at);
    brush_down(cr);
    x += EXAMPLE_PITCH + (which == TICKED ? 1.5 : 0);
  }
  return x;
}

static void advice_draw(const BmSheet *sheet)
{
  double left = bm_scorepaper_left(sheet->page), right = bm_scorepaper_right(sheet->page);
  double x = examples(sheet, left, ADVICE_TOP + 0.4) + 2;
  g_autofree char *text =
      sheet->kit->disputes == NULL
          ? g_strdup(advice)
          : g_strconcat(advice, " Кружки есть только у заданий, по которым нужно решение.",
                        NULL);
  bm_pdf_text_fit(sheet->pdf, &body, x, ADVICE_TOP, right - x,
                  bm_scorepaper_top(sheet->page) - ADVICE_TOP - 2, text);
}

/* --- blocks ----------------------------------------------------------------------------- */

static double block_right(const BmSheet *sheet, const BmScoreBlock *block)
{
  BmPdfRect last = bm_scorepaper_group(sheet->paper, sheet->page, block, 0, block->n_tasks - 1);
  return last.x + last.w;
}

static void block_head(const BmSheet *sheet, const BmScoreBlock *block)
{
  BmPdfRect number = bm_scorepaper_number(sheet->page, block, 0);
  bm_pdf_text_in(sheet->pdf, &strong, (BmPdfRect){number.x, block->top, number.w, NAMES_HEIGHT},
                 "№ работы");
  for (guint i = 0; i < block->n_tasks; i++) {
    guint task = block->first_task + i;
    BmPdfRect group = bm_scorepaper_group(sheet->paper, sheet->page, block, 0, i);
    bm_pdf_text_in(sheet->pdf, &strong, (BmPdfRect){group.x, block->top, group.w, NAMES_HEIGHT},
                   bm_kit_task(sheet->kit, task)->id);
    for (guint choice = 0; choice < bm_scorepaper_choices(sheet->paper, task); choice++) {
      char name[12];
      BmPdfRect at = bm_scorepaper_bubble(sheet->paper, sheet->page, block, 0, i, choice);
      choice_name(sheet->paper, task, choice, name);
      bm_pdf_text_in(
          sheet->pdf, &figure,
          (BmPdfRect){at.x, block->top + NAMES_HEIGHT, at.w, block->head - NAMES_HEIGHT - 0.6},
          name);
    }
  }
}

static void block_numbers(const BmSheet *sheet, const BmScoreBlock *block)
{
  static const BmPdfStyle work = {.face = BM_PDF_MONO, .size_pt = 8.8, .align = BM_PDF_RIGHT};
  static const BmPdfStyle place = {
      .face = BM_PDF_NARROW, .size_pt = 7, .gray = 0.4, .align = BM_PDF_LEFT};
  for (guint i = 0; i < block->n_rows; i++) {
    guint at = block->first_row + i;
    BmPdfRect rect = bm_scorepaper_number(sheet->page, block, i);
    char name[12];
    g_snprintf(name, sizeof name, "%u", at + 1);
    bm_pdf_text_in(sheet->pdf, &place, rect, name);
    bm_pdf_text_in(sheet->pdf, &work, rect,
                   bm_kit_work(sheet->kit, sheet->class_group->first + at)->work_no);
  }
}

/* Rules between rows, a strong one every third; a thin one between tasks. */
static void block_rules(const BmSheet *sheet, const BmScoreBlock *block)
{
  double left = bm_scorepaper_left(sheet->page), right = block_right(sheet, block);
  double top = block->top + block->head, bottom = top + block->n_rows * block->row;
  for (guint i = 0; i <= block->n_rows; i++) {
    gboolean is_strong = i % 3 == 0 || i == block->n_rows;
    bm_pdf_line(sheet->pdf, left, top + i * block->row, right, top + i * block->row,
                is_strong ? 0.3 : 0.1, is_strong ? 0.25 : 0.55);
  }
  for (guint i = 0; i < block->n_tasks; i++) {
    BmPdfRect group = bm_scorepaper_group(sheet->paper, sheet->page, block, 0, i);
    double x = group.x - 1.3;
    bm_pdf_line(sheet->pdf, x, block->top, x, bottom, 0.12, 0.45);
  }
}

static void row_bubbles(const BmSheet *sheet, const BmScoreBlock *block, guint row)
{
  for (guint i = 0; i < block->n_tasks; i++) {
    guint task = block->first_task + i;
    if (!bm_sheet_is_open(sheet, block, row, i))
      continue;
    for (guint choice = 0; choice < bm_scorepaper_choices(sheet->paper, task); choice++) {
      char name[12];
      BmPdfRect at = bm_scorepaper_bubble(sheet->paper, sheet->page, block, row, i, choice);
      choice_name(sheet->paper, task, choice, name);
      bm_pdf_text_in(sheet->pdf, &label, at, name);
      cairo_t *cr = brush_up(sheet->pdf, RING_GRAY);
      ring(cr, at);
      brush_down(cr);
    }
  }
}

void bm_sheet_bubbles(const BmSheet *sheet)
{
  advice_draw(sheet);
  for (guint i = 0; i < sheet->page->n_blocks; i++) {
    const BmScoreBlock *block = &sheet->page->blocks[i];
    block_head(sheet, block);
    block_numbers(sheet, block);
    block_rules(sheet, block);
    for (guint row = 0; row < block->n_rows; row++)
      row_bubbles(sheet, block, row);
  }
  bm_sheet_foot(sheet,
                "Чёрные квадраты, полоски и коды по краям нужны, чтобы прочитать лист "
                "после сканирования: ничего на них не пишите и не накрывайте их. Сгибать "
                "и скреплять лист можно только вне таблицы.");
}
