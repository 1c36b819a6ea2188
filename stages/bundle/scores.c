/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The electronic score form, with libxlsxwriter. */
#include "stages/bundle/scores.h"

#include <math.h>
#include <string.h>
#include <xlsxwriter.h>

#include "pipeline/error.h"
#include "stages/bundle/scores_rule.h"
#include "stages/shared/book.h"
#include "stages/shared/scoreform.h"

#define FIXED_TIME 946684800 /* 2000-01-01 00:00 UTC: the file tells no time of its making */
#define PAPER_A4 9
#define FONT "Arial" /* on every office computer; PT Sans is not */
#define NOTE_ROW (BM_SCOREFORM_HEAD_ROW - 1)
/* Widths of columns, characters. */
#define NUMBER_WIDE 16
#define SCORE_WIDE 9
#define TOTAL_WIDE 11
#define CHECK_WIDE 16

G_STATIC_ASSERT(BM_KIT_FORM_VERSION == BM_SCOREFORM_VERSION);

typedef struct Book {
  const BmKit *kit;
  lxw_workbook *file;
  lxw_format *title, *plain, *head, *number, *score, *total, *check, *note, *aside, *gone,
      *wrong, *closed;
} Book;

typedef struct Sheet {
  const Book *book;
  const BmKitClass *class_group;
  lxw_worksheet *page;
  lxw_row_t first, last; /* rows of works */
  lxw_col_t left, right; /* columns of scores; the total and the check follow */
} Sheet;

static lxw_format *bordered(lxw_workbook *file, int align)
{
  lxw_format *format = workbook_add_format(file);
  format_set_font_name(format, FONT);
  format_set_font_size(format, 11);
  format_set_border(format, LXW_BORDER_THIN);
  format_set_border_color(format, 0x808080);
  format_set_align(format, (uint8_t)align);
  format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
  return format;
}

static lxw_format *unbordered(lxw_workbook *file, double size)
{
  lxw_format *format = workbook_add_format(file);
  format_set_font_name(format, FONT);
  format_set_font_size(format, size);
  return format;
}

static void formats_make(Book *book)
{
  book->title = unbordered(book->file, 16);
  format_set_bold(book->title);
  book->plain = unbordered(book->file, 11);
  book->note = unbordered(book->file, 10);
  format_set_font_color(book->note, 0x555555);
  format_set_text_wrap(book->note);
  format_set_align(book->note, LXW_ALIGN_VERTICAL_TOP);
  book->aside = unbordered(book->file, 10);
  format_set_font_color(book->aside, 0x555555);
  book->head = bordered(book->file, LXW_ALIGN_CENTER);
  format_set_bold(book->head);
  format_set_text_wrap(book->head);
  format_set_bg_color(book->head, 0xE8ECF1);
  book->number = bordered(book->file, LXW_ALIGN_CENTER);
  format_set_num_format(book->number, "@");
  book->score = bordered(book->file, LXW_ALIGN_CENTER);
  format_set_unlocked(book->score);
  book->total = bordered(book->file, LXW_ALIGN_CENTER);
  format_set_bold(book->total);
  format_set_bg_color(book->total, 0xF4F6F8);
  book->check = bordered(book->file, LXW_ALIGN_CENTER);
  format_set_font_color(book->check, 0x555555);
  book->gone = workbook_add_format(book->file);
  format_set_bg_color(book->gone, 0xFFF6D6); /* still empty */
  book->closed = bordered(book->file, LXW_ALIGN_CENTER);
  format_set_font_color(book->closed, 0x909090);
  format_set_bg_color(book->closed, 0xD6D6D6);
  book->wrong = workbook_add_format(book->file);
  format_set_bg_color(book->wrong, 0xF8C7C0);
}

/* The work of a row, within the kit. */
static guint work_at(const Sheet *sheet, lxw_row_t row)
{
  return sheet->class_group->first + row - sheet->first;
}

/* Over the whole width of the table, on as many lines as that takes. */
static void note_write(const Sheet *sheet)
{
  g_autofree char *gates = bm_kit_gates_text(sheet->book->kit);
  g_autofree char *note = g_strdup_printf(
      "В клетках — целые баллы от 0 до максимума; Х — не приступал к заданию. Жёлтые клетки "
      "ещё "
      "не заполнены, в красных такого балла быть не может.%s%s%s",
      sheet->book->kit->disputes != NULL
          ? " Серые клетки заполнять не нужно: по этим заданиям решение уже есть."
          : "",
      gates[0] != '\0' ? " " : "", gates);
  double characters =
      NUMBER_WIDE + SCORE_WIDE * (sheet->right - sheet->left + 1) + TOTAL_WIDE + CHECK_WIDE;
  double lines = ceil((double)g_utf8_strlen(note, -1) / characters);
  worksheet_merge_range(sheet->page, NOTE_ROW, 0, NOTE_ROW, (lxw_col_t)(sheet->right + 2), note,
                        sheet->book->note);
  worksheet_set_row(sheet->page, NOTE_ROW, 13.5 * lines, NULL);
}

static void head_write(const Sheet *sheet)
{
  const BmKit *kit = sheet->book->kit;
  const Book *book = sheet->book;
  g_autofree char *title = bm_scoreform_title(sheet->class_group->alias);
  g_autofree char *what = bm_kit_line(kit, kit->title);
  g_autofree char *who = bm_scoreform_who(kit->marker, kit->code, BM_SCOREFORM_VERSION);
  worksheet_write_string(sheet->page, BM_SCOREFORM_TITLE_ROW, 0, title, book->title);
  worksheet_write_string(sheet->page, 1, 0, what, book->plain);
  worksheet_write_string(sheet->page, BM_SCOREFORM_WHO_ROW, 0, who, book->plain);
  note_write(sheet);
  worksheet_set_row(sheet->page, 0, 24, NULL);
}

static void columns_name(const Sheet *sheet)
{
  const BmKit *kit = sheet->book->kit;
  const Book *book = sheet->book;
  worksheet_set_row(sheet->page, BM_SCOREFORM_HEAD_ROW, 34, NULL);
  worksheet_write_string(sheet->page, BM_SCOREFORM_HEAD_ROW, 0, BM_SCOREFORM_NUMBER,
                         book->head);
  for (guint i = 0; i < kit->tasks->len; i++) {
    const BmKitTask *task = bm_kit_task(kit, i);
    g_autofree char *text = bm_scoreform_task(task->id, task->max);
    worksheet_write_string(sheet->page, BM_SCOREFORM_HEAD_ROW, (lxw_col_t)(sheet->left + i),
                           text, book->head);
  }
  g_autofree char *total = bm_scoreform_total(kit->max_total);
  worksheet_write_string(sheet->page, BM_SCOREFORM_HEAD_ROW, (lxw_col_t)(sheet->right + 1),
                         total, book->head);
  worksheet_write_string(sheet->page, BM_SCOREFORM_HEAD_ROW, (lxw_col_t)(sheet->right + 2),
                         BM_SCOREFORM_CHECK, book->head);
}

static char *cell_range(lxw_row_t row, lxw_col_t left, lxw_row_t last, lxw_col_t right)
{
  char from[LXW_MAX_CELL_NAME_LENGTH], to[LXW_MAX_CELL_NAME_LENGTH];
  lxw_rowcol_to_cell(from, row, left);
  lxw_rowcol_to_cell(to, last, right);
  return g_strdup_printf("%s:%s", from, to);
}

/* Cells of a row that a score is asked for. */
static guint n_open(const Sheet *sheet, lxw_row_t row)
{
  guint n = 0;
  for (guint i = 0; i < sheet->book->kit->tasks->len; i++)
    n += bm_kit_is_open(sheet->book->kit, work_at(sheet, row), i) ? 1 : 0;
  return n;
}

/* What is said of a row whose cells hold what they can. */
static char *row_state(const Sheet *sheet, lxw_row_t row, const char *cells)
{
  const BmKit *kit = sheet->book->kit;
  g_autofree char *fill = g_strdup_printf("IF(COUNTBLANK(%s)>0,\"" BM_SCOREFORM_LEFT
                                          "\"&COUNTBLANK(%s),\"" BM_SCOREFORM_RIGHT "\")",
                                          cells, cells);
  if (kit->gates->len == 0)
    return g_steal_pointer(&fill);
  g_autofree char *gates = bm_rule_gates(kit, sheet->left, row);
  return g_strdup_printf("IF(%s,\"" BM_SCOREFORM_GATED "\",%s)", gates, fill);
}

static void check_write(const Sheet *sheet, lxw_row_t row)
{
  g_autofree char *cells = cell_range(row, sheet->left, row, sheet->right);
  g_autofree char *rule = bm_rule_row(sheet->book->kit, sheet->left, row);
  g_autofree char *state = row_state(sheet, row, cells);
  g_autofree char *formula =
      g_strdup_printf("=IF(COUNTBLANK(%s)=%u,\"\",IF(%s,%s,\"" BM_SCOREFORM_WRONG "\"))", cells,
                      n_open(sheet, row), rule, state);
  worksheet_write_formula_str(sheet->page, row, (lxw_col_t)(sheet->right + 2), formula,
                              sheet->book->check, "");
}

static void cells_write(const Sheet *sheet, lxw_row_t row)
{
  const Book *book = sheet->book;
  for (guint i = 0; i < book->kit->tasks->len; i++) {
    lxw_col_t column = (lxw_col_t)(sheet->left + i);
    if (bm_kit_is_open(book->kit, work_at(sheet, row), i))
      worksheet_write_blank(sheet->page, row, column, book->score);
    else
      worksheet_write_string(sheet->page, row, column, BM_SCOREFORM_CLOSED, book->closed);
  }
}

/* The total appears when every cell of the row is filled; X counts as nothing. */
static void rows_write(const Sheet *sheet)
{
  const Book *book = sheet->book;
  for (guint i = 0; i < sheet->class_group->n; i++) {
    lxw_row_t row = sheet->first + i;
    const BmKitWork *work = bm_kit_work(book->kit, sheet->class_group->first + i);
    g_autofree char *sum = bm_scoreform_sum(row, sheet->left, sheet->right + 1U);
    g_autofree char *formula = g_strconcat("=", sum, NULL);
    worksheet_set_row(sheet->page, row, 20, NULL);
    worksheet_write_string(sheet->page, row, 0, work->work_no, book->number);
    cells_write(sheet, row);
    worksheet_write_formula_str(sheet->page, row, (lxw_col_t)(sheet->right + 1), formula,
                                book->total, "");
    check_write(sheet, row);
  }
}

static void validate_column(const Sheet *sheet, guint at)
{
  const BmKitTask *task = bm_kit_task(sheet->book->kit, at);
  lxw_col_t column = (lxw_col_t)(sheet->left + at);
  g_autofree char *rule = bm_rule_cell(sheet->book->kit, sheet->left, sheet->first, at, FALSE);
  g_autofree char *formula = g_strconcat("=", rule, NULL);
  g_autofree char *message = g_strdup_printf(
      "Здесь может стоять целое число от 0 до %d или Х, если ученик не приступал к заданию.",
      task->max);
  lxw_data_validation validation = {
      .validate = LXW_VALIDATION_TYPE_CUSTOM_FORMULA,
      .ignore_blank = LXW_VALIDATION_ON,
      .error_type = LXW_VALIDATION_ERROR_TYPE_STOP,
      .value_formula = formula,
      .error_title = "Такого балла нет",
      .error_message = message,
  };
  worksheet_data_validation_range(sheet->page, sheet->first, column, sheet->last, column,
                                  &validation);
}

/* A column turns red where @formula holds, as for its first row. */
static void column_colour(const Sheet *sheet, guint task, char *formula)
{
  lxw_col_t column = (lxw_col_t)(sheet->left + task);
  lxw_conditional_format wrong = {.type = LXW_CONDITIONAL_TYPE_FORMULA,
                                  .value_string = formula,
                                  .format = sheet->book->wrong};
  worksheet_conditional_format_range(sheet->page, sheet->first, column, sheet->last, column,
                                     &wrong);
}

/* What was pasted past the validation shows, and what a gate does not allow. */
static void colours_set(const Sheet *sheet)
{
  const BmKit *kit = sheet->book->kit;
  for (guint i = 0; i < kit->tasks->len; i++) {
    g_autofree char *rule = bm_rule_cell(sheet->book->kit, sheet->left, sheet->first, i, TRUE);
    g_autofree char *formula = g_strdup_printf("=NOT(%s)", rule);
    column_colour(sheet, i, formula);
  }
  for (guint i = 0; i < kit->gates->len; i++) {
    const BmGate *gate = bm_gate_at(kit->gates, i);
    g_autofree char *rule = bm_rule_gate(sheet->book->kit, sheet->left, sheet->first, gate);
    g_autofree char *formula = g_strconcat("=", rule, NULL);
    column_colour(sheet, gate->task, formula);
  }
}

static void cells_guard(const Sheet *sheet)
{
  const BmKit *kit = sheet->book->kit;
  for (guint i = 0; i < kit->tasks->len; i++)
    validate_column(sheet, i);
  colours_set(sheet);
  lxw_conditional_format empty = {.type = LXW_CONDITIONAL_TYPE_BLANKS,
                                  .format = sheet->book->gone};
  worksheet_conditional_format_range(sheet->page, sheet->first, sheet->left, sheet->last,
                                     sheet->right, &empty);
  worksheet_protect(sheet->page, NULL, NULL);
}

static void progress_write(const Sheet *sheet)
{
  lxw_col_t check = (lxw_col_t)(sheet->right + 2);
  g_autofree char *checks = cell_range(sheet->first, check, sheet->last, check);
  g_autofree char *formula = g_strdup_printf(
      "=\"" BM_SCOREFORM_PROGRESS "\"&COUNTIF(%s,\"" BM_SCOREFORM_RIGHT "\")&\" из %u\"",
      checks, sheet->class_group->n);
  g_autofree char *now =
      g_strdup_printf(BM_SCOREFORM_PROGRESS "0 из %u", sheet->class_group->n);
  worksheet_write_formula_str(sheet->page, sheet->last + 2, 0, formula, sheet->book->aside,
                              now);
}

static void paper_set(const Sheet *sheet)
{
  const BmKit *kit = sheet->book->kit;
  g_autofree char *footer = g_strdup_printf("&L&9Комплект %s&R&9Страница &P из &N", kit->code);
  worksheet_set_column(sheet->page, 0, 0, NUMBER_WIDE, NULL);
  worksheet_set_column(sheet->page, sheet->left, sheet->right, SCORE_WIDE, NULL);
  worksheet_set_column(sheet->page, (lxw_col_t)(sheet->right + 1),
                       (lxw_col_t)(sheet->right + 1), TOTAL_WIDE, NULL);
  worksheet_set_column(sheet->page, (lxw_col_t)(sheet->right + 2),
                       (lxw_col_t)(sheet->right + 2), CHECK_WIDE, NULL);
  worksheet_freeze_panes(sheet->page, BM_SCOREFORM_HEAD_ROW + 1, 1);
  worksheet_set_selection(sheet->page, sheet->first, sheet->left, sheet->first, sheet->left);
  worksheet_set_landscape(sheet->page);
  worksheet_set_paper(sheet->page, PAPER_A4);
  worksheet_fit_to_pages(sheet->page, 1, 0);
  worksheet_repeat_rows(sheet->page, BM_SCOREFORM_HEAD_ROW, BM_SCOREFORM_HEAD_ROW);
  worksheet_print_area(sheet->page, 0, 0, sheet->last + 2, (lxw_col_t)(sheet->right + 2));
  worksheet_set_margins(sheet->page, 0.5, 0.5, 0.6, 0.6);
  worksheet_set_footer(sheet->page, footer);
}

static void class_write(const Book *book, const BmKitClass *class_group)
{
  g_autofree char *name = bm_scoreform_sheet(class_group->alias);
  Sheet sheet = {.book = book,
                 .class_group = class_group,
                 .page = workbook_add_worksheet(book->file, name),
                 .first = BM_SCOREFORM_HEAD_ROW + 1,
                 .last = BM_SCOREFORM_HEAD_ROW + class_group->n,
                 .left = 1,
                 .right = (lxw_col_t)book->kit->tasks->len};
  head_write(&sheet);
  columns_name(&sheet);
  rows_write(&sheet);
  cells_guard(&sheet);
  progress_write(&sheet);
  paper_set(&sheet);
}

static void pair_write(lxw_worksheet *page, lxw_row_t *row, const char *key, const char *value)
{
  worksheet_write_string(page, *row, 0, key, NULL);
  worksheet_write_string(page, *row, 1, value, NULL);
  (*row)++;
}

static void identity_write(const Book *book)
{
  const BmKit *kit = book->kit;
  lxw_worksheet *page = workbook_add_worksheet(book->file, BM_SCOREFORM_IDENTITY);
  g_autofree char *version = g_strdup_printf("%d", BM_KIT_FORM_VERSION);
  lxw_row_t row = 0;
  pair_write(page, &row, "form_version", version);
  pair_write(page, &row, "bundle", kit->code);
  pair_write(page, &row, "marker", kit->marker);
  for (guint i = 0; i < kit->tasks->len; i++) {
    worksheet_write_number(page, row, 2, bm_kit_task(kit, i)->max, NULL);
    pair_write(page, &row, "task", bm_kit_task(kit, i)->id);
  }
  for (guint i = 0; i < kit->classes->len; i++) {
    const BmKitClass *class_group = bm_kit_class(kit, i);
    g_autofree char *name = bm_scoreform_sheet(class_group->alias);
    worksheet_write_number(page, row, 2, BM_SCOREFORM_HEAD_ROW + 2, NULL);
    worksheet_write_number(page, row, 3, class_group->n, NULL);
    worksheet_write_number(page, row, 4, kit->tasks->len, NULL);
    worksheet_write_string(page, row, 5, class_group->alias, NULL);
    pair_write(page, &row, "sheet", name);
  }
  worksheet_protect(page, NULL, NULL);
  worksheet_hide(page);
}

gboolean bm_scores_write(const BmKit *kit, const char *path, const char *scratch,
                         GError **error)
{
  lxw_workbook_options options = {.tmpdir = (char *)scratch};
  Book book = {.kit = kit, .file = workbook_new_opt(path, &options)};
  if (book.file == NULL)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot make a score form");
  lxw_doc_properties properties = {.title = "Ведомость баллов", .created = FIXED_TIME};
  workbook_set_properties(book.file, &properties);
  formats_make(&book);
  for (guint i = 0; i < kit->classes->len; i++)
    class_write(&book, bm_kit_class(kit, i));
  identity_write(&book);
  lxw_error status = workbook_close(book.file);
  if (status != LXW_NO_ERROR)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot write a score form: error %d",
                   (int)status);
  return TRUE;
}
