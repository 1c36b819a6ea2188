/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The score sheet on paper. */
#include "stages/bundle/sheet.h"

#include "stages/shared/pdf.h"

#define MARGIN 15.0
#define NUMBER_WIDTH 30.0 /* column of work numbers */
#define TOTAL_WIDTH 16.0
#define CELL_EASY 10.0 /* width in which two figures are easily written by hand */
#define CELL_LEAST 8.4 /* still possible: rather so than a work's scores on two sheets */
#define CELL_MOST 17.0
#define HEAD_HEIGHT 12.0
#define ROW_LEAST 9.0
#define ROW_MOST 11.0 /* when there is room */
#define TABLE_TOP 50.0
#define FOOT 22.0 /* below the table */

static const BmPdfStyle small = {.face = BM_PDF_SANS, .size_pt = 9, .gray = 0.35};
static const BmPdfStyle strong = {
    .face = BM_PDF_SANS, .size_pt = 11, .is_bold = TRUE, .align = BM_PDF_CENTER};

/* One page's part of a class: some rows, some tasks. */
typedef struct Part {
  BmPdf *pdf;
  const BmKit *kit;
  const BmKitClass *class_group;
  double width, height;    /* of the page */
  double cell, row;        /* width of a task's column, height of a row */
  guint first_row, n_rows; /* within the class */
  guint first_task, n_tasks;
  gboolean has_total;
  guint page, n_pages; /* of the class */
} Part;

static double room(double page_width)
{
  return page_width - 2 * MARGIN - NUMBER_WIDTH - TOTAL_WIDTH;
}

static guint most_tasks(double page_width, double cell)
{
  return (guint)(room(page_width) / cell);
}

static double table_room(double page_height)
{
  return page_height - TABLE_TOP - HEAD_HEIGHT - FOOT;
}

static guint most_rows(double page_height)
{
  return (guint)(table_room(page_height) / ROW_LEAST);
}

static void head(const Part *part)
{
  const BmKit *kit = part->kit;
  double right = part->width - MARGIN;
  BmPdfStyle title = {.face = BM_PDF_SERIF, .size_pt = 18, .is_bold = TRUE};
  BmPdfStyle line = {.face = BM_PDF_SANS, .size_pt = 11};
  BmPdfStyle alias = {
      .face = BM_PDF_SANS, .size_pt = 26, .is_bold = TRUE, .align = BM_PDF_CENTER};
  BmPdfStyle under = small;
  under.align = BM_PDF_CENTER;
  BmPdfRect box = {right - 38, 14, 38, 22};
  g_autofree char *what = bm_kit_line(kit, NULL);
  g_autofree char *who =
      g_strdup_printf("Проверяющий %s · комплект %s", kit->marker, kit->code);
  double y = 13, width = box.x - MARGIN - 6;
  y += bm_pdf_text(part->pdf, &title, MARGIN, y, 0, "Ведомость баллов") + 1;
  y += bm_pdf_text_fit(part->pdf, &line, MARGIN, y, width, 11, kit->title) + 0.3;
  y += bm_pdf_text_fit(part->pdf, &line, MARGIN, y, width, 5.2, what) + 0.6;
  bm_pdf_text(part->pdf, &small, MARGIN, y, 0, who);
  bm_pdf_frame(part->pdf, box, 0.5, 0);
  bm_pdf_text_in(part->pdf, &under, (BmPdfRect){box.x, box.y + 1, box.w, 5.5}, "Класс");
  bm_pdf_text_in(part->pdf, &alias, (BmPdfRect){box.x + 2, box.y + 6, box.w - 4, 14},
                 part->class_group->alias);
}

static void head_cell(const Part *part, double x, double width, const char *name, int max)
{
  g_autofree char *most = g_strdup_printf("макс. %d", max);
  BmPdfStyle under = {
      .face = BM_PDF_NARROW, .size_pt = 8, .align = BM_PDF_CENTER, .gray = 0.25};
  bm_pdf_text_in(part->pdf, &strong, (BmPdfRect){x + 0.7, TABLE_TOP + 0.8, width - 1.4, 6.2},
                 name);
  bm_pdf_text_in(part->pdf, &under, (BmPdfRect){x + 0.7, TABLE_TOP + 6.8, width - 1.4, 4.4},
                 most);
}

static double total_x(const Part *part)
{
  return MARGIN + NUMBER_WIDTH + part->n_tasks * part->cell;
}

static double table_right(const Part *part)
{
  return total_x(part) + (part->has_total ? TOTAL_WIDTH : 0);
}

static void table_head(const Part *part)
{
  bm_pdf_fill(part->pdf,
              (BmPdfRect){MARGIN, TABLE_TOP, table_right(part) - MARGIN, HEAD_HEIGHT}, 0.92);
  bm_pdf_text_in(part->pdf, &strong, (BmPdfRect){MARGIN, TABLE_TOP, NUMBER_WIDTH, HEAD_HEIGHT},
                 "№ работы");
  for (guint i = 0; i < part->n_tasks; i++) {
    const BmKitTask *task = bm_kit_task(part->kit, part->first_task + i);
    head_cell(part, MARGIN + NUMBER_WIDTH + i * part->cell, part->cell, task->id, task->max);
  }
  if (part->has_total)
    head_cell(part, total_x(part), TOTAL_WIDTH, "Итого", part->kit->max_total);
}

static void table_numbers(const Part *part)
{
  BmPdfStyle number = {.face = BM_PDF_MONO, .size_pt = 11, .align = BM_PDF_CENTER};
  for (guint i = 0; i < part->n_rows; i++) {
    guint at = part->class_group->first + part->first_row + i;
    double y = TABLE_TOP + HEAD_HEIGHT + i * part->row;
    bm_pdf_text_in(part->pdf, &number, (BmPdfRect){MARGIN, y, NUMBER_WIDTH, part->row},
                   bm_kit_work(part->kit, at)->work_no);
  }
}

static void table_rules(const Part *part)
{
  double bottom = TABLE_TOP + HEAD_HEIGHT + part->n_rows * part->row, right = table_right(part);
  for (guint i = 0; i <= part->n_rows; i++) {
    double y = TABLE_TOP + HEAD_HEIGHT + i * part->row;
    bm_pdf_line(part->pdf, MARGIN, y, right, y, i % 5 == 0 ? 0.35 : 0.18, 0.1);
  }
  for (guint i = 0; i <= part->n_tasks; i++) {
    double x = MARGIN + NUMBER_WIDTH + i * part->cell;
    bm_pdf_line(part->pdf, x, TABLE_TOP, x, bottom, 0.18, 0.1);
  }
  BmPdfRect whole = {MARGIN, TABLE_TOP, right - MARGIN, bottom - TABLE_TOP};
  bm_pdf_frame(part->pdf, whole, 0.5, 0);
  if (part->has_total)
    bm_pdf_line(part->pdf, total_x(part), TABLE_TOP, total_x(part), bottom, 0.5, 0);
}

static void foot(const Part *part)
{
  BmPdfStyle right = small;
  right.align = BM_PDF_RIGHT;
  double y = part->height - 18;
  bm_pdf_text(part->pdf, &small, MARGIN, y, 0,
              "Целое число от 0 до максимума. Х — ученик не приступал к заданию. "
              "Пустых клеток быть не должно.");
  g_autofree char *code =
      g_strdup_printf("Комплект %s · класс %s", part->kit->code, part->class_group->alias);
  g_autofree char *pages = g_strdup_printf("Лист %u из %u", part->page, part->n_pages);
  bm_pdf_line(part->pdf, MARGIN, y + 6, part->width - MARGIN, y + 6, 0.2, 0.6);
  bm_pdf_text(part->pdf, &small, MARGIN, y + 7, 0, code);
  bm_pdf_text(part->pdf, &right, part->width - MARGIN, y + 7, 0, pages);
}

static void part_draw(const Part *part)
{
  bm_pdf_page(part->pdf, part->width, part->height);
  head(part);
  table_head(part);
  table_numbers(part);
  table_rules(part);
  foot(part);
}

static guint parts_of(guint n, guint most)
{
  return (n + most - 1) / most;
}

/* Rows and tasks are dealt evenly, so that no page holds a single leftover. */
static void class_draw(BmPdf *pdf, const BmKit *kit, const BmKitClass *class_group)
{
  gboolean is_upright = kit->tasks->len <= most_tasks(BM_PDF_A4_WIDTH, CELL_EASY);
  Part part = {.pdf = pdf,
               .kit = kit,
               .class_group = class_group,
               .width = is_upright ? BM_PDF_A4_WIDTH : BM_PDF_A4_HEIGHT,
               .height = is_upright ? BM_PDF_A4_HEIGHT : BM_PDF_A4_WIDTH};
  guint tasks = kit->tasks->len, rows = class_group->n;
  double cell = tasks <= most_tasks(part.width, CELL_LEAST) ? CELL_LEAST : CELL_EASY;
  guint blocks = parts_of(tasks, most_tasks(part.width, cell));
  guint block_most = parts_of(tasks, blocks);
  guint sheets = parts_of(rows, most_rows(part.height)), sheet_most = parts_of(rows, sheets);
  part.cell = MIN(CELL_MOST, room(part.width) / block_most);
  part.row = MIN(ROW_MOST, table_room(part.height) / sheet_most);
  part.n_pages = blocks * sheets;
  for (part.first_row = 0; part.first_row < rows; part.first_row += sheet_most)
    for (part.first_task = 0; part.first_task < tasks; part.first_task += block_most) {
      part.n_rows = MIN(sheet_most, rows - part.first_row);
      part.n_tasks = MIN(block_most, tasks - part.first_task);
      part.has_total = part.first_task + part.n_tasks == tasks;
      part.page++;
      part_draw(&part);
    }
}

gboolean bm_sheet_write(const BmKit *kit, const char *path, GError **error)
{
  g_autoptr(BmPdf) pdf = bm_pdf_new(path, "Ведомость баллов", error);
  if (pdf == NULL)
    return FALSE;
  for (guint i = 0; i < kit->classes->len; i++)
    class_draw(pdf, kit, bm_kit_class(kit, i));
  return bm_pdf_finish(pdf, error);
}
