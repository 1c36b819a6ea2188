/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The score sheet with boxes to write figures in. */
#include "stages/bundle/sheet_part.h"

static const BmPdfStyle strong = {
    .face = BM_PDF_SANS, .size_pt = 11, .is_bold = TRUE, .align = BM_PDF_CENTER};
static const BmPdfStyle body = {.face = BM_PDF_SANS, .size_pt = 9.5, .gray = 0.15};

#define ADVICE_TOP 34.5
#define ADVICE_HEIGHT 13.0
#define TOTAL_WIDTH 16.0

static void head_cell(const BmSheet *sheet, BmPdfRect cell, const char *name, int max)
{
  g_autofree char *most = g_strdup_printf("макс. %d", max);
  BmPdfStyle under = {
      .face = BM_PDF_NARROW, .size_pt = 8, .align = BM_PDF_CENTER, .gray = 0.25};
  bm_pdf_text_in(sheet->pdf, &strong,
                 (BmPdfRect){cell.x + 0.7, cell.y + 0.8, cell.w - 1.4, 6.2}, name);
  bm_pdf_text_in(sheet->pdf, &under, (BmPdfRect){cell.x + 0.7, cell.y + 6.8, cell.w - 1.4, 4.4},
                 most);
}

/* The box of the first row, or where one would be: @task may be the number of tasks. */
static double box_x(const BmSheet *sheet, const BmScoreBlock *block, guint task)
{
  return bm_scorepaper_group(sheet->paper, sheet->page, block, 0, task).x;
}

static double table_right(const BmSheet *sheet, const BmScoreBlock *block)
{
  return box_x(sheet, block, block->n_tasks) + (block->has_total ? TOTAL_WIDTH : 0);
}

static void table_head(const BmSheet *sheet, const BmScoreBlock *block)
{
  double left = bm_scorepaper_left(sheet->page), right = table_right(sheet, block);
  BmPdfRect number = bm_scorepaper_number(sheet->page, block, 0);
  bm_pdf_fill(sheet->pdf, (BmPdfRect){left, block->top, right - left, block->head}, 0.92);
  bm_pdf_text_in(sheet->pdf, &strong, (BmPdfRect){left, block->top, number.w, block->head},
                 "№ работы");
  for (guint i = 0; i < block->n_tasks; i++) {
    const BmKitTask *task = bm_kit_task(sheet->kit, block->first_task + i);
    head_cell(sheet, (BmPdfRect){box_x(sheet, block, i), block->top, block->cell, block->head},
              task->id, task->max);
  }
  if (block->has_total)
    head_cell(
        sheet,
        (BmPdfRect){box_x(sheet, block, block->n_tasks), block->top, TOTAL_WIDTH, block->head},
        "Итого", sheet->kit->max_total);
}

static void table_numbers(const BmSheet *sheet, const BmScoreBlock *block)
{
  BmPdfStyle number = {.face = BM_PDF_MONO, .size_pt = 11, .align = BM_PDF_CENTER};
  for (guint i = 0; i < block->n_rows; i++) {
    guint at = sheet->class_group->first + block->first_row + i;
    bm_pdf_text_in(sheet->pdf, &number, bm_scorepaper_number(sheet->page, block, i),
                   bm_kit_work(sheet->kit, at)->work_no);
  }
}

static void table_rules(const BmSheet *sheet, const BmScoreBlock *block)
{
  double left = bm_scorepaper_left(sheet->page), right = table_right(sheet, block);
  double body_top = block->top + block->head, bottom = body_top + block->n_rows * block->row;
  for (guint i = 0; i <= block->n_rows; i++) {
    double y = body_top + i * block->row;
    bm_pdf_line(sheet->pdf, left, y, right, y, i % 5 == 0 ? 0.35 : 0.18, 0.1);
  }
  for (guint i = 0; i <= block->n_tasks; i++) {
    double x = box_x(sheet, block, i);
    bm_pdf_line(sheet->pdf, x, block->top, x, bottom, 0.18, 0.1);
  }
  bm_pdf_frame(sheet->pdf, (BmPdfRect){left, block->top, right - left, bottom - block->top},
               0.5, 0);
  double total_x = box_x(sheet, block, block->n_tasks);
  if (block->has_total)
    bm_pdf_line(sheet->pdf, total_x, block->top, total_x, bottom, 0.5, 0);
}

/* Boxes that are not to be filled are gray. */
static void table_closed(const BmSheet *sheet, const BmScoreBlock *block)
{
  for (guint row = 0; row < block->n_rows; row++)
    for (guint i = 0; i < block->n_tasks; i++)
      if (!bm_sheet_is_open(sheet, block, row, i))
        bm_pdf_fill(sheet->pdf, bm_scorepaper_group(sheet->paper, sheet->page, block, row, i),
                    0.8);
}

void bm_sheet_boxes(const BmSheet *sheet)
{
  double left = bm_scorepaper_left(sheet->page), right = bm_scorepaper_right(sheet->page);
  bm_pdf_text_fit(
      sheet->pdf, &body, left, ADVICE_TOP, right - left, ADVICE_HEIGHT,
      sheet->kit->disputes == NULL
          ? "Впишите в каждую клетку целое число от 0 до максимума, не заходя на её линии. "
            "Х — ученик не приступал к заданию. Пустых клеток быть не должно. Ошиблись — "
            "зачеркните и напишите рядом в той же клетке."
          : "Впишите в каждую белую клетку целое число от 0 до максимума, не заходя на её "
            "линии. Х — ученик не приступал к заданию. Серые клетки не заполняются: по этим "
            "заданиям решение уже есть. Ошиблись — зачеркните и напишите рядом в той же "
            "клетке.");
  for (guint i = 0; i < sheet->page->n_blocks; i++) {
    const BmScoreBlock *block = &sheet->page->blocks[i];
    table_head(sheet, block);
    table_closed(sheet, block);
    table_numbers(sheet, block);
    table_rules(sheet, block);
  }
  bm_sheet_foot(sheet, "Чёрные квадраты, полоски и коды по краям нужны, чтобы прочитать лист "
                       "после сканирования: ничего на них не пишите и не накрывайте их.");
}
