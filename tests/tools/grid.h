/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sheet of an XLSX as a grid of cells in XML, to be altered and written back. */
#pragma once
#include "tests/tools/zipfile.h"

#define GRID_ROWS 60
#define GRID_COLUMNS 40

typedef struct Grid {
  char *path, *part;
  char *before, *after; /* the rest of the sheet */
  char *row_attributes[GRID_ROWS];
  char *cells[GRID_ROWS][GRID_COLUMNS]; /* what follows <c r="B6", or NULL */
} Grid;

static inline void grid_place(const char *cell, guint *ret_row, guint *ret_column)
{
  guint column = 0;
  for (; g_ascii_isupper(*cell); cell++)
    column = column * 26 + (guint)(*cell - 'A' + 1);
  *ret_row = (guint)g_ascii_strtoull(cell, NULL, 10) - 1;
  *ret_column = column - 1;
  cr_assert(*ret_row < GRID_ROWS && *ret_column < GRID_COLUMNS);
}

/* Text between the marks at and after @from; *@from moves behind it. NULL when there is none.
 */
static inline char *between(const char **from, const char *mark, const char *end)
{
  const char *start = strstr(*from, mark);
  if (start == NULL)
    return NULL;
  start += strlen(mark);
  const char *stop = strstr(start, end);
  cr_assert_not_null(stop);
  *from = stop + strlen(end);
  return g_strndup(start, (gsize)(stop - start));
}

static inline void grid_row_read(Grid *grid, guint row, const char *text)
{
  for (const char *at = strstr(text, "<c r=\""); at != NULL;) {
    const char *next = strstr(at + 1, "<c r=\"");
    g_autofree char *whole = next != NULL ? g_strndup(at, (gsize)(next - at)) : g_strdup(at);
    const char *rest = whole;
    g_autofree char *place = between(&rest, "<c r=\"", "\"");
    guint cell_row = 0, column = 0;
    grid_place(place, &cell_row, &column);
    cr_assert_eq(cell_row, row);
    grid->cells[row][column] = g_strdup(rest);
    at = next;
  }
}

/* Sheet @number, from 1, of a form as libxlsxwriter writes it. */
static inline Grid *grid_load(const char *path, guint number)
{
  Grid *grid = g_new0(Grid, 1);
  grid->path = g_strdup(path);
  grid->part = g_strdup_printf("xl/worksheets/sheet%u.xml", number);
  g_autofree char *text = zip_text(path, grid->part);
  const char *data = strstr(text, "<sheetData>"), *end = strstr(text, "</sheetData>");
  cr_assert(data != NULL && end != NULL);
  grid->before = g_strndup(text, (gsize)(data - text));
  grid->after = g_strdup(end + strlen("</sheetData>"));
  g_autofree char *rows = g_strndup(data, (gsize)(end - data));
  const char *at = rows;
  for (char *inside; (inside = between(&at, "<row r=\"", "</row>")) != NULL; g_free(inside)) {
    guint row = (guint)g_ascii_strtoull(inside, NULL, 10) - 1;
    const char *close = strchr(inside, '>');
    const char *attributes = strchr(inside, '"') + 1;
    grid->row_attributes[row] = g_strndup(attributes, (gsize)(close - attributes));
    grid_row_read(grid, row, close + 1);
  }
  return grid;
}

static inline char *grid_address(guint row, guint column)
{
  return column < 26 ? g_strdup_printf("%c%u", 'A' + column, row + 1)
                     : g_strdup_printf("A%c%u", 'A' + column - 26, row + 1);
}

static inline void grid_row_write(GString *out, const Grid *grid, guint row)
{
  GString *cells = g_string_new(NULL);
  for (guint column = 0; column < GRID_COLUMNS; column++) {
    g_autofree char *address = grid_address(row, column);
    if (grid->cells[row][column] != NULL)
      g_string_append_printf(cells, "<c r=\"%s\"%s", address, grid->cells[row][column]);
  }
  if (cells->len > 0)
    g_string_append_printf(out, "<row r=\"%u\"%s>%s</row>", row + 1,
                           grid->row_attributes[row] != NULL ? grid->row_attributes[row] : "",
                           cells->str);
  g_string_free(cells, TRUE);
}

static inline void grid_free(Grid *grid)
{
  for (guint row = 0; row < GRID_ROWS; row++) {
    g_free(grid->row_attributes[row]);
    for (guint column = 0; column < GRID_COLUMNS; column++)
      g_free(grid->cells[row][column]);
  }
  g_free(grid->path);
  g_free(grid->part);
  g_free(grid->before);
  g_free(grid->after);
  g_free(grid);
}

/* Writes the sheet back and frees the grid. */
static inline void grid_save(Grid *grid)
{
  GString *out = g_string_new(grid->before);
  g_string_append(out, "<sheetData>");
  for (guint row = 0; row < GRID_ROWS; row++)
    grid_row_write(out, grid, row);
  g_string_append_printf(out, "</sheetData>%s", grid->after);
  zip_set(grid->path, grid->part, out->str);
  g_string_free(out, TRUE);
  grid_free(grid);
}

/* XML of a cell after its address, " t=\"b\"><v>1</v></c>"; NULL empties it. */
static inline void grid_set(Grid *grid, const char *cell, const char *inside)
{
  guint row = 0, column = 0;
  grid_place(cell, &row, &column);
  g_free(grid->cells[row][column]);
  grid->cells[row][column] = g_strdup(inside);
}

static inline void grid_number(Grid *grid, const char *cell, const char *digits)
{
  g_autofree char *inside = g_strdup_printf("><v>%s</v></c>", digits);
  grid_set(grid, cell, inside);
}

static inline void grid_text(Grid *grid, const char *cell, const char *text)
{
  g_autofree char *inside = g_markup_printf_escaped(
      " t=\"inlineStr\"><is><t xml:space=\"preserve\">%s</t></is></c>", text);
  grid_set(grid, cell, inside);
}

/* Takes a column out; those behind it move up. */
static inline void grid_column_drop(Grid *grid, guint column)
{
  for (guint row = 0; row < GRID_ROWS; row++) {
    g_free(grid->cells[row][column]);
    for (guint i = column; i + 1 < GRID_COLUMNS; i++)
      grid->cells[row][i] = grid->cells[row][i + 1];
    grid->cells[row][GRID_COLUMNS - 1] = NULL;
  }
}

/* An empty column before @column. */
static inline void grid_column_insert(Grid *grid, guint column)
{
  for (guint row = 0; row < GRID_ROWS; row++) {
    g_free(grid->cells[row][GRID_COLUMNS - 1]);
    for (guint i = GRID_COLUMNS - 1; i > column; i--)
      grid->cells[row][i] = grid->cells[row][i - 1];
    grid->cells[row][column] = NULL;
  }
}

static inline void grid_columns_swap(Grid *grid, guint p, guint q)
{
  for (guint row = 0; row < GRID_ROWS; row++) {
    char *cell = grid->cells[row][p];
    grid->cells[row][p] = grid->cells[row][q];
    grid->cells[row][q] = cell;
  }
}

static inline void grid_row_drop(Grid *grid, guint row)
{
  for (guint column = 0; column < GRID_COLUMNS; column++) {
    g_free(grid->cells[row][column]);
    for (guint i = row; i + 1 < GRID_ROWS; i++)
      grid->cells[i][column] = grid->cells[i + 1][column];
    grid->cells[GRID_ROWS - 1][column] = NULL;
  }
}

/* An empty row before @row. */
static inline void grid_row_insert(Grid *grid, guint row)
{
  for (guint column = 0; column < GRID_COLUMNS; column++) {
    g_free(grid->cells[GRID_ROWS - 1][column]);
    for (guint i = GRID_ROWS - 1; i > row; i--)
      grid->cells[i][column] = grid->cells[i - 1][column];
    grid->cells[row][column] = NULL;
  }
}
