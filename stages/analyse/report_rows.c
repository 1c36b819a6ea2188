/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables on paper: columns as wide as their contents, the print smaller until they fit. */
#include "stages/analyse/report_part.h"
#include "stages/analyse/table.h"

#include <string.h>

#define LAST_ROWS 3   /* of a table stay together: no page begins with its last line */
#define FIRST_ROW 6.0 /* mm */
#define ROWS_MOST 600
#define PAD 1.0
#define LARGEST_PT 9.0
#define LEAST_PT 4.5
#define TEXT_MOST 62.0 /* width of a column of words, at the largest print */
#define RULE 0.1

typedef struct Grid {
  const json_t *table;
  gsize n;
  double *widths;
  BmPdfStyle cell, head;
  double head_high;
} Grid;

gboolean bm_table_is_long(const json_t *table)
{
  return json_array_size(json_object_get(table, "rows")) > ROWS_MOST &&
         !json_is_true(json_object_get(table, "is_whole"));
}

gboolean bm_row_is_marked(const json_t *row)
{
  const char *text = json_string_value(json_array_get(row, json_array_size(row) - 1));
  return text != NULL &&
         (strcmp(text, "признак") == 0 || strcmp(text, "обсудить критерии") == 0);
}

static const char *head_of(const Grid *grid, gsize column)
{
  const json_t *head = json_array_get(json_object_get(grid->table, "columns"), column);
  return json_string_value(json_object_get(head, "title"));
}

static double width_of(BmFlow *flow, const BmPdfStyle *style, const char *text)
{
  double width = 0;
  bm_pdf_text_size(flow->pdf, style, 0, text, &width, NULL);
  return width;
}

/* The longest word of a heading: it is wrapped at spaces only. */
static double head_width(BmFlow *flow, const Grid *grid, gsize column)
{
  g_auto(GStrv) words = g_strsplit(head_of(grid, column), " ", -1);
  double widest = 0;
  for (char **word = words; *word != NULL; word++)
    widest = MAX(widest, width_of(flow, &grid->head, *word));
  return widest;
}

static double cells_width(BmFlow *flow, const Grid *grid, gsize column)
{
  double widest = 0;
  gsize i;
  json_t *row;
  glong longest = 0;
  json_array_foreach (json_object_get(grid->table, "rows"), i, row) {
    g_autofree char *text = bm_cell_text(json_array_get(row, column),
                                         bm_table_unit(grid->table, column), "—", TRUE);
    glong length = g_utf8_strlen(text, -1);
    if (length + 2 < longest) /* much shorter than one that was measured */
      continue;
    longest = MAX(longest, length);
    widest = MAX(widest, width_of(flow, &grid->cell, text));
  }
  return widest;
}

static double grid_measure(BmFlow *flow, Grid *grid, double size_pt)
{
  double sum = 0;
  grid->cell = (BmPdfStyle){.face = BM_PDF_NARROW, .size_pt = size_pt};
  grid->head = (BmPdfStyle){
      .face = BM_PDF_NARROW, .size_pt = size_pt, .is_bold = TRUE, .align = BM_PDF_CENTER};
  for (gsize k = 0; k < grid->n; k++) {
    double cells = cells_width(flow, grid, k);
    if (bm_table_unit(grid->table, k) == BM_UNIT_TEXT)
      cells = MIN(cells, TEXT_MOST * size_pt / LARGEST_PT);
    grid->widths[k] = MAX(cells, head_width(flow, grid, k)) + 2 * PAD + 0.2;
    sum += grid->widths[k];
  }
  return sum;
}

static void head_draw(BmFlow *flow, const Grid *grid)
{
  double x = BM_FLOW_LEFT;
  for (gsize k = 0; k < grid->n; x += grid->widths[k++]) {
    BmPdfRect box = {x, flow->y, grid->widths[k], grid->head_high};
    bm_pdf_fill(flow->pdf, box, 0.92);
    bm_pdf_frame(flow->pdf, box, RULE, 0.55);
    bm_pdf_text(flow->pdf, &grid->head, x + PAD, flow->y + PAD / 2, grid->widths[k] - 2 * PAD,
                head_of(grid, k));
  }
  flow->y += grid->head_high;
}

static double text_height(BmFlow *flow, const BmPdfStyle *style, double width, const char *text)
{
  double height = 0;
  bm_pdf_text_size(flow->pdf, style, width, text, NULL, &height);
  return height;
}

static double row_height(BmFlow *flow, const Grid *grid, const json_t *row)
{
  double highest = text_height(flow, &grid->cell, 0, "0");
  for (gsize k = 0; k < grid->n; k++) {
    const char *text = json_string_value(json_array_get(row, k));
    if (text != NULL)
      highest =
          MAX(highest, text_height(flow, &grid->cell, grid->widths[k] - 2 * PAD + 0.1, text));
  }
  return highest + PAD;
}

static void cell_draw(BmFlow *flow, const Grid *grid, gsize column, BmPdfRect box,
                      const json_t *cell)
{
  BmUnit unit = bm_table_unit(grid->table, column);
  BmPdfStyle style = grid->cell;
  g_autofree char *text = bm_cell_text(cell, unit, "—", TRUE);
  style.align = unit == BM_UNIT_TEXT ? BM_PDF_LEFT : BM_PDF_RIGHT;
  bm_pdf_text(flow->pdf, &style, box.x + PAD, box.y + PAD / 2, box.w - 2 * PAD + 0.1, text);
}

static double rows_height(BmFlow *flow, const Grid *grid, const GPtrArray *rows, guint from)
{
  double height = 0;
  for (guint i = from; i < rows->len; i++)
    height += row_height(flow, grid, rows->pdata[i]);
  return height;
}

static void row_draw(BmFlow *flow, const Grid *grid, const json_t *row)
{
  double height = row_height(flow, grid, row), x = BM_FLOW_LEFT;
  for (gsize k = 0; k < grid->n; x += grid->widths[k++]) {
    BmPdfRect box = {x, flow->y, grid->widths[k], height};
    if (bm_row_is_marked(row))
      bm_pdf_fill(flow->pdf, box, 0.88);
    bm_pdf_frame(flow->pdf, box, RULE, 0.7);
    cell_draw(flow, grid, k, box, json_array_get(row, k));
  }
  flow->y += height;
}

/* Borrowed rows; new array. */
static GPtrArray *rows_shown(const json_t *table, gboolean is_long)
{
  GPtrArray *rows = g_ptr_array_new();
  gsize i;
  json_t *row;
  json_array_foreach (json_object_get(table, "rows"), i, row) {
    if (!is_long || bm_row_is_marked(row))
      g_ptr_array_add(rows, row);
  }
  return rows;
}

void bm_flow_table(BmFlow *flow, const json_t *table)
{
  Grid grid = {.table = table, .n = bm_table_n_columns(table)};
  g_autofree double *widths = grid.widths = g_new0(double, grid.n + 1);
  double size_pt = LARGEST_PT;
  while (grid_measure(flow, &grid, size_pt) > BM_FLOW_WIDTH && size_pt > LEAST_PT)
    size_pt *= 0.95;
  for (gsize k = 0; k < grid.n; k++)
    grid.head_high =
        MAX(grid.head_high,
            text_height(flow, &grid.head, widths[k] - 2 * PAD, head_of(&grid, k)) + PAD);
  gboolean is_long = bm_table_is_long(table);
  if (is_long)
    flow->y += bm_pdf_text(flow->pdf, &grid.cell, BM_FLOW_LEFT, flow->y, 0, BM_LONG_NOTE) + 1;
  g_autoptr(GPtrArray) rows = rows_shown(table, is_long);
  bm_flow_room(flow,
               grid.head_high +
                   (rows->len <= LAST_ROWS ? rows_height(flow, &grid, rows, 0) : FIRST_ROW));
  head_draw(flow, &grid);
  for (guint i = 0; i < rows->len; i++) {
    double height = i + LAST_ROWS == rows->len ? rows_height(flow, &grid, rows, i)
                                               : row_height(flow, &grid, rows->pdata[i]);
    if (bm_flow_room(flow, height))
      head_draw(flow, &grid);
    row_draw(flow, &grid, rows->pdata[i]);
  }
}
