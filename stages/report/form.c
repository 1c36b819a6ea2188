/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report form of a site organiser, with libxlsxwriter. */
#include "stages/report/form.h"

#include <string.h>
#include <xlsxwriter.h>

#include "stages/shared/book.h"
#include "stages/shared/reportform.h"

#define FIXED_TIME 946684800 /* 2000-01-01 00:00 UTC: the file tells no time of its making */
#define PAPER_A4 9
#define FONT "Arial" /* on every office computer; PT Sans is not */
#define N_KINDS (BM_REPORT_TEXT + 1)
#define WORDS_MOST 8        /* of a list */
#define ROW_HIGH 15.0       /* points, of a row that nobody set */
#define ONE_PAGE_MOST 950.0 /* points; on one page letters of 10 pt become 5.5 pt */

typedef struct Book {
  lxw_workbook *file;
  lxw_format *formats[N_KINDS], *gone, *wrong;
  const BmReportForm *form;
} Book;

static lxw_format *format_new(lxw_workbook *file, double size)
{
  lxw_format *format = workbook_add_format(file);
  format_set_font_name(format, FONT);
  format_set_font_size(format, size);
  return format;
}

static lxw_format *framed(lxw_workbook *file, int align)
{
  lxw_format *format = format_new(file, 10);
  format_set_border(format, LXW_BORDER_THIN);
  format_set_border_color(format, 0x808080);
  format_set_align(format, (uint8_t)align);
  format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
  format_set_text_wrap(format);
  return format;
}

static lxw_format *open_cell(lxw_workbook *file, int align, const char *number)
{
  lxw_format *format = framed(file, align);
  format_set_unlocked(format);
  if (number != NULL)
    format_set_num_format(format, number);
  return format;
}

static void formats_make(Book *book)
{
  lxw_workbook *file = book->file;
  lxw_format **formats = book->formats;
  formats[BM_REPORT_TITLE] = format_new(file, 15);
  format_set_bold(formats[BM_REPORT_TITLE]);
  formats[BM_REPORT_LINE] = format_new(file, 11);
  formats[BM_REPORT_NOTE] = format_new(file, 10);
  format_set_font_color(formats[BM_REPORT_NOTE], 0x555555);
  formats[BM_REPORT_HEAD] = framed(file, LXW_ALIGN_CENTER);
  format_set_bold(formats[BM_REPORT_HEAD]);
  format_set_bg_color(formats[BM_REPORT_HEAD], 0xE8ECF1);
  formats[BM_REPORT_LABEL] = framed(file, LXW_ALIGN_CENTER);
  format_set_bg_color(formats[BM_REPORT_LABEL], 0xF4F6F8);
  format_set_num_format(formats[BM_REPORT_LABEL], "@");
  formats[BM_REPORT_NAME] = framed(file, LXW_ALIGN_LEFT);
  format_set_indent(formats[BM_REPORT_NAME], 1);
  format_set_bg_color(formats[BM_REPORT_NAME], 0xF4F6F8);
  format_set_num_format(formats[BM_REPORT_NAME], "@");
  formats[BM_REPORT_SUM] = framed(file, LXW_ALIGN_CENTER);
  format_set_bold(formats[BM_REPORT_SUM]);
  format_set_bg_color(formats[BM_REPORT_SUM], 0xF4F6F8);
  formats[BM_REPORT_COUNT] = open_cell(file, LXW_ALIGN_CENTER, NULL);
  formats[BM_REPORT_CHOICE] = open_cell(file, LXW_ALIGN_LEFT, NULL);
  formats[BM_REPORT_DATE] = open_cell(file, LXW_ALIGN_CENTER, "dd.mm.yyyy");
  formats[BM_REPORT_TEXT] = open_cell(file, LXW_ALIGN_LEFT, NULL);
  book->gone = workbook_add_format(file);
  format_set_bg_color(book->gone, 0xFFF6D6); /* still empty */
  book->wrong = workbook_add_format(file);
  format_set_bg_color(book->wrong, 0xF8C7C0);
}

/* ---- what a cell may hold ---- */

static void list_set(lxw_data_validation *rule, const BmReportCell *cell,
                     const char *words[WORDS_MOST + 1])
{
  guint n = 0;
  for (guint i = 0; cell->choices[i] != NULL && n < WORDS_MOST; i += 2)
    words[n++] = cell->choices[i];
  words[n] = NULL;
  rule->validate = LXW_VALIDATION_TYPE_LIST;
  rule->value_list = (char **)words;
}

static void count_set(lxw_data_validation *rule)
{
  rule->validate = LXW_VALIDATION_TYPE_INTEGER;
  rule->criteria = LXW_VALIDATION_CRITERIA_BETWEEN;
  rule->minimum_number = 0;
  rule->maximum_number = BM_REPORTFORM_COUNT_MOST;
}

static void length_set(lxw_data_validation *rule)
{
  rule->validate = LXW_VALIDATION_TYPE_LENGTH;
  rule->criteria = LXW_VALIDATION_CRITERIA_LESS_THAN_OR_EQUAL_TO;
  rule->value_number = BM_REPORTFORM_TEXT_MOST;
}

/* A date is not checked here: a program of another language would refuse 15.10.2026. */
static void cell_guard(const BmReportCell *cell, lxw_worksheet *page)
{
  const char *words[WORDS_MOST + 1];
  lxw_data_validation rule = {.validate = LXW_VALIDATION_TYPE_ANY,
                              .ignore_blank = LXW_VALIDATION_ON,
                              .error_type = LXW_VALIDATION_ERROR_TYPE_STOP,
                              .error_title = "Так записать нельзя",
                              .error_message = (char *)cell->help,
                              .input_message = (char *)cell->help};
  if (cell->kind == BM_REPORT_CHOICE)
    list_set(&rule, cell, words);
  else if (cell->kind == BM_REPORT_COUNT)
    count_set(&rule);
  else if (cell->kind == BM_REPORT_TEXT)
    length_set(&rule);
  if (cell->help != NULL)
    worksheet_data_validation_cell(page, cell->row, (lxw_col_t)cell->column, &rule);
}

/* The neighbour of a row that holds @key, as "C6"; NULL when there is none. */
static char *neighbour(const Book *book, const BmReportCell *cell, const char *key)
{
  for (guint i = 0; i < book->form->cells->len; i++) {
    const BmReportCell *other = bm_reportform_cell(book->form, i);
    if (other->sheet == cell->sheet && other->row == cell->row && other->key != NULL &&
        strcmp(other->key, key) == 0)
      return bm_book_address(other->row, other->column);
  }
  return NULL;
}

/* What can be seen to be wrong at once: pupils that do not add up, more works than there are.
 */
static char *rule_of(const Book *book, const BmReportCell *cell)
{
  static const char *const pairs[][2] = {{"handed_in", "written"}, {"marked", "received"}};
  g_autofree char *own = bm_book_address(cell->row, cell->column);
  if (strcmp(cell->key, "absent") == 0) {
    g_autofree char *listed = neighbour(book, cell, "listed"),
                    *written = neighbour(book, cell, "written");
    return g_strdup_printf("=AND(COUNT(%s,%s,%s)=3,%s+%s<>%s)", listed, written, own, written,
                           own, listed);
  }
  for (guint i = 0; i < G_N_ELEMENTS(pairs); i++)
    if (strcmp(cell->key, pairs[i][0]) == 0) {
      g_autofree char *other = neighbour(book, cell, pairs[i][1]);
      return g_strdup_printf("=AND(COUNT(%s,%s)=2,%s>%s)", other, own, own, other);
    }
  return NULL;
}

static void cell_colour(const Book *book, const BmReportCell *cell, lxw_worksheet *page)
{
  g_autofree char *rule = rule_of(book, cell);
  lxw_conditional_format wrong = {
      .type = LXW_CONDITIONAL_TYPE_FORMULA, .value_string = rule, .format = book->wrong};
  lxw_conditional_format empty = {.type = LXW_CONDITIONAL_TYPE_BLANKS, .format = book->gone};
  if (rule != NULL)
    worksheet_conditional_format_cell(page, cell->row, (lxw_col_t)cell->column, &wrong);
  if (cell->is_needed)
    worksheet_conditional_format_cell(page, cell->row, (lxw_col_t)cell->column, &empty);
}

/* ---- cells ---- */

static void count_put(const BmReportCell *cell, lxw_worksheet *page, lxw_format *format)
{
  guint64 count = 0;
  if (g_ascii_string_to_unsigned(cell->text, 10, 0, BM_REPORTFORM_COUNT_MOST, &count, NULL))
    worksheet_write_number(page, cell->row, (lxw_col_t)cell->column, (double)count, format);
  else
    worksheet_write_blank(page, cell->row, (lxw_col_t)cell->column, format);
}

/* What of a column is filled in already, for programs that show the stored result. */
static double sum_of(const Book *book, const BmReportCell *sum)
{
  double total = 0;
  for (guint i = 0; i < book->form->cells->len; i++) {
    const BmReportCell *cell = bm_reportform_cell(book->form, i);
    if (cell->sheet == sum->sheet && cell->column == sum->column &&
        cell->kind == BM_REPORT_COUNT)
      total += g_ascii_strtod(cell->text, NULL);
  }
  return total;
}

/* The name of the school stands over the table, without a frame. */
static lxw_format *format_of(const Book *book, const BmReportCell *cell)
{
  gboolean is_over = cell->kind == BM_REPORT_NAME && cell->row < BM_REPORTFORM_HEAD_ROW;
  return book->formats[is_over ? BM_REPORT_LINE : cell->kind];
}

static void cell_put(const Book *book, const BmReportCell *cell, lxw_worksheet *page)
{
  lxw_format *format = format_of(book, cell);
  lxw_col_t column = (lxw_col_t)cell->column;
  if (cell->span > 1)
    worksheet_merge_range(page, cell->row, column, cell->row,
                          (lxw_col_t)(cell->column + cell->span - 1), cell->text, format);
  else if (cell->kind == BM_REPORT_COUNT)
    count_put(cell, page, format);
  else if (cell->kind == BM_REPORT_SUM)
    worksheet_write_formula_num(page, cell->row, column, cell->text, format,
                                sum_of(book, cell));
  else if (cell->text[0] != '\0')
    worksheet_write_string(page, cell->row, column, cell->text, format);
  else
    worksheet_write_blank(page, cell->row, column, format);
  if (!bm_report_is_asked(cell))
    return;
  cell_guard(cell, page);
  cell_colour(book, cell, page);
}

/* ---- sheets ---- */

static double row_height(const BmReportCell *cell)
{
  switch (cell->kind) {
  case BM_REPORT_TITLE:
    return 24;
  case BM_REPORT_HEAD:
    return 32;
  case BM_REPORT_TEXT:
    return 30; /* room for two lines of words */
  default:
    return ROW_HIGH;
  }
}

static double row_highest(const Book *book, guint sheet, guint row)
{
  double highest = 0;
  for (guint i = 0; i < book->form->cells->len; i++) {
    const BmReportCell *cell = bm_reportform_cell(book->form, i);
    if (cell->sheet == sheet && cell->row == row)
      highest = MAX(highest, row_height(cell));
  }
  return highest;
}

static double sheet_height(const Book *book, guint sheet)
{
  double height = 0;
  guint last = G_MAXUINT;
  for (guint i = 0; i < book->form->cells->len; i++) {
    const BmReportCell *cell = bm_reportform_cell(book->form, i);
    if (cell->sheet != sheet || cell->row == last)
      continue;
    height += row_highest(book, sheet, cell->row);
    last = cell->row;
  }
  return height;
}

/* A sheet little longer than a page is made smaller: remarks, which end it, would else stand on
 * a page of their own under the head of the table of tasks. */
static void page_set(const Book *book, lxw_worksheet *page, guint sheet)
{
  const char *name = g_ptr_array_index(book->form->sheets, sheet);
  double width = 0;
  for (guint k = 0; (width = bm_reportform_width(name, k)) > 0; k++)
    worksheet_set_column(page, (lxw_col_t)k, (lxw_col_t)k, width, NULL);
  worksheet_protect(page, NULL, NULL);
  worksheet_freeze_panes(page, BM_REPORTFORM_HEAD_ROW + 1, 0);
  worksheet_set_landscape(page);
  worksheet_set_paper(page, PAPER_A4);
  worksheet_fit_to_pages(page, 1, sheet_height(book, sheet) <= ONE_PAGE_MOST ? 1 : 0);
  worksheet_repeat_rows(page, BM_REPORTFORM_HEAD_ROW, BM_REPORTFORM_HEAD_ROW);
  worksheet_set_margins(page, 0.5, 0.5, 0.6, 0.6);
  worksheet_set_footer(page, "&L&9&A&R&9Страница &P из &N");
}

static void sheet_write(const Book *book, guint sheet)
{
  const char *name = g_ptr_array_index(book->form->sheets, sheet);
  lxw_worksheet *page = workbook_add_worksheet(book->file, name);
  gboolean is_selected = FALSE;
  page_set(book, page, sheet);
  for (guint i = 0; i < book->form->cells->len; i++) {
    const BmReportCell *cell = bm_reportform_cell(book->form, i);
    if (cell->sheet != sheet)
      continue;
    if (row_height(cell) > ROW_HIGH)
      worksheet_set_row(page, cell->row, row_height(cell), NULL);
    cell_put(book, cell, page);
    if (!is_selected && bm_report_is_asked(cell))
      worksheet_set_selection(page, cell->row, (lxw_col_t)cell->column, cell->row,
                              (lxw_col_t)cell->column);
    is_selected = is_selected || bm_report_is_asked(cell);
  }
}

static void identity_write(const Book *book, const char *report)
{
  lxw_worksheet *page = workbook_add_worksheet(book->file, BM_REPORTFORM_IDENTITY);
  g_autofree char *version = g_strdup_printf("%d", BM_REPORTFORM_VERSION);
  const char *const pairs[][2] = {
      {BM_REPORTFORM_KEY, version}, {"report", report}, {"issue", book->form->issue}};
  for (guint i = 0; i < G_N_ELEMENTS(pairs); i++) {
    worksheet_write_string(page, i, 0, pairs[i][0], NULL);
    worksheet_write_string(page, i, 1, pairs[i][1], NULL);
  }
  worksheet_protect(page, NULL, NULL);
  worksheet_hide(page);
}

gboolean bm_report_form_write(const json_t *kit, const char *path, const char *scratch,
                              GError **error)
{
  lxw_workbook_options options = {.tmpdir = (char *)scratch};
  g_autoptr(BmReportForm) form = bm_reportform_new(kit);
  Book book = {.file = workbook_new_opt(path, &options), .form = form};
  if (book.file == NULL)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot make a report form");
  lxw_doc_properties properties = {.title = BM_REPORTFORM_TITLE, .created = FIXED_TIME};
  workbook_set_properties(book.file, &properties);
  formats_make(&book);
  for (guint i = 0; i < form->sheets->len; i++)
    sheet_write(&book, i);
  identity_write(&book, json_string_value(json_object_get(kit, "report")));
  lxw_error status = workbook_close(book.file);
  return status == LXW_NO_ERROR || bm_fail(error, BM_ERROR_IO, "disk_write",
                                           "cannot write a report form: error %d", (int)status);
}
