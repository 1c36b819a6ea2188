/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The workbook: a sheet a table, with libxlsxwriter. */
#include "stages/analyse/report.h"

#include <string.h>
#include <xlsxwriter.h>

#define FIXED_TIME 946684800 /* 2000-01-01 00:00 UTC: the file tells no time of its making */
#define FONT "Arial"         /* on every office computer; PT Sans is not */
#define PAPER_A4 9
#define HEAD_ROW 3
#define WIDTH_MOST 60 /* of a column, characters */
#define NUMBER_WIDE 6 /* "−12.34" */
#define LINE_MOST 56  /* letters that are sure to fit into it */
#define LINE_HIGH 13.0
#define N_UNITS (BM_UNIT_CHANCE + 1)

typedef struct Book {
  lxw_workbook *file;
  lxw_format *title, *note, *head, *cells[N_UNITS], *sign;
} Book;

static lxw_format *format_new(lxw_workbook *file, double size)
{
  lxw_format *format = workbook_add_format(file);
  format_set_font_name(format, FONT);
  format_set_font_size(format, size);
  return format;
}

static lxw_format *cell_format(lxw_workbook *file)
{
  lxw_format *format = format_new(file, 10);
  format_set_border(format, LXW_BORDER_THIN);
  format_set_border_color(format, 0xB0B0B0);
  format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
  return format;
}

static void formats_make(Book *book)
{
  static const char *const forms[N_UNITS] = {"@", "0", "0.0", "0.00", "0.000", "0.0000"};
  book->title = format_new(book->file, 14);
  format_set_bold(book->title);
  book->note = format_new(book->file, 10);
  format_set_font_color(book->note, 0x555555);
  book->head = cell_format(book->file);
  format_set_bold(book->head);
  format_set_text_wrap(book->head);
  format_set_align(book->head, LXW_ALIGN_CENTER);
  format_set_bg_color(book->head, 0xE8ECF1);
  for (guint i = 0; i < N_UNITS; i++) {
    book->cells[i] = cell_format(book->file);
    if (i != BM_UNIT_TEXT)
      format_set_num_format(book->cells[i], forms[i]);
    else /* what is wider than the widest column */
      format_set_text_wrap(book->cells[i]);
    if (i == BM_UNIT_TEXT) /* apart from a number that ends at the same rule */
      format_set_indent(book->cells[i], 1);
  }
  book->sign = cell_format(book->file);
  format_set_bold(book->sign);
  format_set_indent(book->sign, 1);
  format_set_bg_color(book->sign, 0xFFF1D6);
}

/* A document tells the names of its sheets itself. */
static const char *sheet_title(const char *name, const json_t *table)
{
  const char *own = json_string_value(json_object_get(table, "sheet"));
  if (own != NULL)
    return own;
  static const char *const titles[][2] = {
      {"risk", "Зона риска"},     {"watch", "Признаки"},
      {"support", "Помощь"},      {"totals", "Баллы"},
      {"funnel", "Воронка"},      {"district", "Задания"},
      {"tasks", "Задания по ОО"}, {"profile", "Профиль"},
      {"peaks", "Границы"},       {"journal", "Журнал"},
      {"growth", "Прирост"},      {"retest", "Перепроверка"},
      {"severity", "Строгость"},  {"agreement", "Согласованность"},
      {"rules", "Пороги"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(titles); i++)
    if (strcmp(titles[i][0], name) == 0)
      return titles[i][1];
  return name;
}

static void cell_put(const Book *book, lxw_worksheet *page, lxw_row_t row, lxw_col_t column,
                     const json_t *cell, BmUnit unit)
{
  const char *text = json_string_value(cell);
  if (json_is_number(cell))
    worksheet_write_number(page, row, column, json_number_value(cell), book->cells[unit]);
  else if (text != NULL && text[0] != '\0')
    worksheet_write_string(page, row, column, text,
                           strcmp(text, "признак") == 0 ? book->sign
                                                        : book->cells[BM_UNIT_TEXT]);
  else
    worksheet_write_blank(page, row, column, book->cells[BM_UNIT_TEXT]);
}

/* Not every office program fits rows to words that take several lines. */
static void row_fit(lxw_worksheet *page, lxw_row_t at, const json_t *row)
{
  glong longest = 0;
  gsize k;
  json_t *cell;
  json_array_foreach ((json_t *)row, k, cell) {
    const char *text = json_string_value(cell);
    longest = MAX(longest, text != NULL ? g_utf8_strlen(text, -1) : 0);
  }
  glong lines = (longest + LINE_MOST - 1) / LINE_MOST;
  if (lines > 1)
    worksheet_set_row(page, at, LINE_HIGH * (double)lines + 2, NULL);
}

static glong longest_word(const char *text)
{
  glong longest = 0;
  g_auto(GStrv) words = g_strsplit_set(text, " \n", -1);
  for (char **word = words; *word != NULL; word++)
    longest = MAX(longest, g_utf8_strlen(*word, -1));
  return longest;
}

/* Widths by the longest text of each column and the longest word of its head, in characters. */
static void columns_set(lxw_worksheet *page, const json_t *table)
{
  for (gsize k = 0; k < bm_table_n_columns(table); k++) {
    const json_t *column = json_array_get(json_object_get(table, "columns"), k);
    glong widest =
        MAX(NUMBER_WIDE, longest_word(json_string_value(json_object_get(column, "title"))));
    gsize i;
    json_t *row;
    json_array_foreach (json_object_get(table, "rows"), i, row) {
      const char *text = json_string_value(json_array_get(row, k));
      widest = MAX(widest, text != NULL ? g_utf8_strlen(text, -1) : 0);
    }
    worksheet_set_column(page, (lxw_col_t)k, (lxw_col_t)k, (double)MIN(widest + 3, WIDTH_MOST),
                         NULL);
  }
}

static void head_put(const Book *book, lxw_worksheet *page, const json_t *table)
{
  const char *note = json_string_value(json_object_get(table, "note"));
  worksheet_write_string(page, 0, 0, json_string_value(json_object_get(table, "title")),
                         book->title);
  if (note != NULL)
    worksheet_write_string(page, 1, 0, note, book->note);
  for (gsize k = 0; k < bm_table_n_columns(table); k++) {
    const json_t *column = json_array_get(json_object_get(table, "columns"), k);
    worksheet_write_string(page, HEAD_ROW, (lxw_col_t)k,
                           json_string_value(json_object_get(column, "title")), book->head);
  }
  worksheet_set_row(page, HEAD_ROW, 48, NULL);
}

static void page_set(lxw_worksheet *page, const json_t *table)
{
  lxw_row_t last = HEAD_ROW + (lxw_row_t)json_array_size(json_object_get(table, "rows"));
  worksheet_freeze_panes(page, HEAD_ROW + 1, 1);
  worksheet_autofilter(page, HEAD_ROW, 0, MAX(last, HEAD_ROW + 1),
                       (lxw_col_t)(bm_table_n_columns(table) - 1));
  worksheet_set_landscape(page);
  worksheet_set_paper(page, PAPER_A4);
  worksheet_fit_to_pages(page, 1, 0);
  worksheet_repeat_rows(page, HEAD_ROW, HEAD_ROW);
  worksheet_set_footer(page, "&L&9&A&R&9Страница &P из &N");
}

static void table_put(const Book *book, const char *name, const json_t *table)
{
  lxw_worksheet *page = workbook_add_worksheet(book->file, sheet_title(name, table));
  head_put(book, page, table);
  columns_set(page, table);
  gsize i, k;
  json_t *row, *cell;
  json_array_foreach (json_object_get(table, "rows"), i, row) {
    row_fit(page, HEAD_ROW + 1 + (lxw_row_t)i, row);
    json_array_foreach (row, k, cell) {
      cell_put(book, page, HEAD_ROW + 1 + (lxw_row_t)i, (lxw_col_t)k, cell,
               bm_table_unit(table, k));
    }
  }
  page_set(page, table);
}

gboolean bm_report_xlsx(const BmReport *report, const char *path, GError **error)
{
  lxw_workbook_options options = {.tmpdir = (char *)report->folder};
  Book book = {.file = workbook_new_opt(path, &options)};
  if (book.file == NULL)
    return bm_fail(error, BM_ERROR_IO, "disk_write",
                   "cannot make the workbook of the analysis");
  lxw_doc_properties properties = {.title = (char *)report->heading, .created = FIXED_TIME};
  workbook_set_properties(book.file, &properties);
  formats_make(&book);
  const char *name;
  json_t *table;
  json_object_foreach ((json_t *)report->tables, name, table) {
    table_put(&book, name, table);
  }
  lxw_error status = workbook_close(book.file);
  if (status != LXW_NO_ERROR)
    return bm_fail(error, BM_ERROR_IO, "disk_write",
                   "cannot write the workbook of the analysis: error %d", (int)status);
  return TRUE;
}
