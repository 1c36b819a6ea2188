/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A score sheet drawn plainly by its geometry, and marks on it. */
#pragma once
#include "stages/shared/autoptr.h"
#include "stages/shared/pagecode.h"
#include "stages/shared/scorecode.h"
#include "tests/tools/assert_ok.h"

#include <math.h>
#include <string.h>

typedef struct ScorePage {
  const BmScorePaper *paper;
  const BmScorePage *sheet;
  cairo_surface_t *surface;
  cairo_t *cr; /* unit 1 mm */
  double dpi;
} ScorePage;

static inline void score_page_fill(const ScorePage *page, BmPdfRect rect, double gray)
{
  cairo_set_source_rgb(page->cr, gray, gray, gray);
  cairo_rectangle(page->cr, rect.x, rect.y, rect.w, rect.h);
  cairo_fill(page->cr);
}

static inline void score_page_code(const ScorePage *page, const BmScoreCode *code)
{
  char text[BM_SCORECODE_SIZE];
  g_autoptr(GError) error = NULL;
  cr_assert(bm_scorecode_format(code, text));
  g_autoptr(PIX) pix = bm_code_draw(BM_SHAPE_QR, text, 1, 0, &error);
  assert_ok(pix != NULL, error);
  for (guint i = 0; i < BM_SCOREPAPER_CODES; i++) {
    BmPdfRect rect = bm_scorepaper_code(page->sheet, i);
    double module = rect.w / BM_SCORECODE_MODULES;
    for (int y = 0; y < BM_SCORECODE_MODULES; y++)
      for (int x = 0; x < BM_SCORECODE_MODULES; x++) {
        l_uint32 dark = 0;
        pixGetPixel(pix, x + 4, y + 4, &dark);
        if (dark != 0)
          score_page_fill(
              page, (BmPdfRect){rect.x + x * module, rect.y + y * module, module, module}, 0);
      }
  }
}

static inline void score_page_group(const ScorePage *page, const BmScoreBlock *block, guint row,
                                    guint task)
{
  cairo_set_source_rgb(page->cr, 0.3, 0.3, 0.3);
  cairo_set_line_width(page->cr, 0.22);
  if (page->sheet->style == BM_SCORE_BOXES) {
    BmPdfRect box = bm_scorepaper_group(page->paper, page->sheet, block, row, task);
    cairo_rectangle(page->cr, box.x, box.y, box.w, box.h);
    cairo_stroke(page->cr);
    return;
  }
  for (guint i = 0; i < bm_scorepaper_choices(page->paper, block->first_task + task); i++) {
    BmPdfRect at = bm_scorepaper_bubble(page->paper, page->sheet, block, row, task, i);
    cairo_new_path(page->cr);
    cairo_arc(page->cr, at.x + at.w / 2, at.y + at.h / 2, at.w / 2 - 0.11, 0, 2 * G_PI);
    cairo_stroke(page->cr);
  }
}

/* @code may say what is not so. */
static inline ScorePage score_page_new(const BmScorePaper *paper, guint index,
                                       const BmScoreCode *code, double dpi)
{
  ScorePage page = {
      .paper = paper, .sheet = &g_array_index(paper->pages, BmScorePage, index), .dpi = dpi};
  double scale = dpi / 25.4;
  page.surface =
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)lround(page.sheet->width * scale),
                                 (int)lround(page.sheet->height * scale));
  page.cr = cairo_create(page.surface);
  cairo_set_source_rgb(page.cr, 1, 1, 1);
  cairo_paint(page.cr);
  cairo_scale(page.cr, scale, scale);
  for (guint i = 0; i < BM_SCOREPAPER_ANCHORS; i++)
    score_page_fill(&page, bm_scorepaper_anchor(page.sheet, i), 0);
  for (guint b = 0; b < page.sheet->n_blocks; b++)
    for (guint row = 0; row < page.sheet->blocks[b].n_rows; row++) {
      const BmScoreBlock *block = &page.sheet->blocks[b];
      score_page_fill(&page, bm_scorepaper_bar(page.sheet, block, row, 0), 0);
      score_page_fill(&page, bm_scorepaper_bar(page.sheet, block, row, 1), 0);
      for (guint task = 0; task < block->n_tasks; task++)
        score_page_group(&page, block, row, task);
    }
  score_page_code(&page, code);
  return page;
}

/* The block and the place in it of a task of a work of the class. */
static inline const BmScoreBlock *score_page_block(const ScorePage *page, guint *row,
                                                   guint *task)
{
  for (guint b = 0; b < page->sheet->n_blocks; b++) {
    const BmScoreBlock *block = &page->sheet->blocks[b];
    if (*row >= block->first_row && *row < block->first_row + block->n_rows &&
        *task >= block->first_task && *task < block->first_task + block->n_tasks) {
      *row -= block->first_row;
      *task -= block->first_task;
      return block;
    }
  }
  return NULL;
}

/* A disc in the bubble of a task of a work; nothing when they are on another page. */
static inline void score_page_mark(const ScorePage *page, guint row, guint task, guint choice,
                                   double radius, double gray)
{
  const BmScoreBlock *block = score_page_block(page, &row, &task);
  if (block == NULL)
    return;
  BmPdfRect at = bm_scorepaper_bubble(page->paper, page->sheet, block, row, task, choice);
  cairo_set_source_rgb(page->cr, gray, gray, gray);
  cairo_new_path(page->cr);
  cairo_arc(page->cr, at.x + at.w / 2, at.y + at.h / 2, radius, 0, 2 * G_PI);
  cairo_fill(page->cr);
}

/* A stroke of 0.5 mm, from and to shares of the size of a bubble or box. */
static inline void score_page_stroke(const ScorePage *page, BmPdfRect at, double x1, double y1,
                                     double x2, double y2)
{
  cairo_set_source_rgb(page->cr, 0.1, 0.15, 0.5);
  cairo_set_line_width(page->cr, 0.5);
  cairo_move_to(page->cr, at.x + x1 * at.w, at.y + y1 * at.h);
  cairo_line_to(page->cr, at.x + x2 * at.w, at.y + y2 * at.h);
  cairo_stroke(page->cr);
}

/* What a scanner gives: depth 1, 8 or 32, turned by quarters clockwise. Ends the page. */
static inline PIX *score_page_scan(ScorePage *page, int depth, int quarters)
{
  cairo_surface_flush(page->surface);
  int width = cairo_image_surface_get_width(page->surface),
      height = cairo_image_surface_get_height(page->surface),
      stride = cairo_image_surface_get_stride(page->surface);
  const guint8 *bytes = cairo_image_surface_get_data(page->surface);
  g_autoptr(PIX) colour = pixCreate(width, height, 32);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      guint32 rgb = 0;
      memcpy(&rgb, bytes + (gsize)y * stride + 4 * (gsize)x, 4);
      pixSetRGBPixel(colour, x, y, (rgb >> 16) & 255, (rgb >> 8) & 255, rgb & 255);
    }
  cairo_destroy(page->cr);
  cairo_surface_destroy(page->surface);
  page->cr = NULL;
  g_autoptr(PIX) gray = pixConvertTo8(colour, FALSE);
  g_autoptr(PIX) flat = depth == 32  ? pixClone(colour)
                        : depth == 8 ? pixClone(gray)
                                     : pixThresholdToBinary(gray, 160);
  pixSetResolution(flat, (int)page->dpi, (int)page->dpi);
  return pixRotateOrth(flat, quarters);
}
