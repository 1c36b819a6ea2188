/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells and sheets of results. */
#include "pipeline/results_part.h"

#include <string.h>

#include "pipeline/autoptr.h"
#include "pipeline/score.h"

#define FIXED_TIME 946684800 /* 2000-01-01 00:00 UTC: the file tells no time of its making */
#define PAPER_A4 9
#define FONT "Arial"

const char *bm_result_text(const json_t *row, const char *key)
{
  const char *text = json_string_value(json_object_get(row, key));
  return text != NULL ? text : "";
}

char *bm_result_file_name(const char *school_code, const char *ending)
{
  g_autofree char *safe = g_strdup(school_code[0] != '\0' ? school_code : "unknown");
  g_strdelimit(safe, "/\\:*?\"<>|", '_');
  if (safe[0] == '.')
    safe[0] = '_';
  return g_strconcat(safe, ending, NULL);
}

char *bm_result_source(const json_t *work)
{
  const char *last = bm_result_text(work, "last_source");
  g_autofree char *name = g_path_get_basename(last);
  return last[0] == '\0' ? g_strdup(bm_result_text(work, "source"))
                         : g_strdup_printf("%s – %s", bm_result_text(work, "source"), name);
}

lxw_format *bm_resultbook_format(lxw_workbook *file, int align, const char *number)
{
  lxw_format *format = workbook_add_format(file);
  format_set_font_name(format, FONT);
  format_set_font_size(format, 10);
  format_set_border(format, LXW_BORDER_THIN);
  format_set_border_color(format, 0x909090);
  format_set_align(format, (uint8_t)align);
  format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
  if (number != NULL)
    format_set_num_format(format, number);
  return format;
}

gboolean bm_resultbook_open(BmResultBook *book, const json_t *results, const json_t *assessment,
                            const char *path, GError **error)
{
  *book =
      (BmResultBook){.results = results, .assessment = assessment, .file = workbook_new(path)};
  if (book->file == NULL)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot make a workbook of results");
  lxw_doc_properties properties = {.title = "Результаты", .created = FIXED_TIME};
  workbook_set_properties(book->file, &properties);
  book->title = workbook_add_format(book->file);
  format_set_font_name(book->title, FONT);
  format_set_font_size(book->title, 13);
  format_set_bold(book->title);
  book->head = bm_resultbook_format(book->file, LXW_ALIGN_CENTER, NULL);
  format_set_bold(book->head);
  format_set_text_wrap(book->head);
  format_set_bg_color(book->head, 0xE8ECF1);
  book->text = bm_resultbook_format(book->file, LXW_ALIGN_LEFT, "@");
  book->words = bm_resultbook_format(book->file, LXW_ALIGN_LEFT, "@");
  format_set_text_wrap(book->words);
  book->number = bm_resultbook_format(book->file, LXW_ALIGN_CENTER, NULL);
  book->percent = bm_resultbook_format(book->file, LXW_ALIGN_CENTER, "0.0");
  book->open = bm_resultbook_format(book->file, LXW_ALIGN_CENTER, NULL);
  format_set_bg_color(book->open, 0xFFF6D6); /* not decided yet, or for a person to fill in */
  return TRUE;
}

gboolean bm_resultbook_close(BmResultBook *book, GError **error)
{
  lxw_error status = workbook_close(book->file);
  return status == LXW_NO_ERROR || bm_fail(error, BM_ERROR_IO, "disk_write",
                                           "cannot write a workbook: error %d", (int)status);
}

lxw_worksheet *bm_resultbook_sheet(const BmResultBook *book, const char *name,
                                   const char *title)
{
  lxw_worksheet *page = workbook_add_worksheet(book->file, name);
  g_autofree char *what =
      g_strdup_printf("%s · %s · %s", title, bm_result_text(book->assessment, "subject"),
                      bm_result_text(book->assessment, "date"));
  worksheet_write_string(page, 0, 0, what, book->title);
  worksheet_set_landscape(page);
  worksheet_set_paper(page, PAPER_A4);
  worksheet_fit_to_pages(page, 1, 0);
  worksheet_repeat_rows(page, 1, 2);
  worksheet_set_margins(page, 0.4, 0.4, 0.5, 0.6);
  worksheet_set_footer(page, "&L&9&A&R&9Страница &P из &N");
  return page;
}

static const json_t *task_at(const BmResultBook *book, guint at)
{
  return json_array_get(json_object_get(book->results, "tasks"), at);
}

guint bm_resultbook_n_tasks(const BmResultBook *book)
{
  return (guint)json_array_size(json_object_get(book->results, "tasks"));
}

/* «5К1 (2 б)», the head in which results of assessments are exchanged. */
void bm_resultbook_task(const BmResultBook *book, lxw_worksheet *page, lxw_row_t row,
                        lxw_col_t column, guint at)
{
  const json_t *task = task_at(book, at);
  g_autofree char *name =
      g_strdup_printf("%s (%d б)", bm_result_text(task, "id"),
                      (int)json_integer_value(json_object_get(task, "max")));
  const char *level = bm_result_text(task, "level");
  const char *letter = strcmp(level, "high") == 0       ? "В"
                       : strcmp(level, "advanced") == 0 ? "П"
                       : level[0] != '\0'               ? "Б"
                                                        : "";
  worksheet_write_string(page, row - 1, column, letter, book->head);
  worksheet_write_string(page, row, column, name, book->head);
}

void bm_resultbook_score(const BmResultBook *book, lxw_worksheet *page, lxw_row_t row,
                         lxw_col_t column, const json_t *value)
{
  int score = bm_score_of(value);
  if (score >= 0)
    worksheet_write_number(page, row, column, score, book->number);
  else if (score == BM_SCORE_NOT_ATTEMPTED)
    worksheet_write_string(page, row, column, "X", book->number);
  else
    worksheet_write_blank(page, row, column, book->open);
}

void bm_resultbook_whole(const BmResultBook *book, lxw_worksheet *page, lxw_row_t row,
                         lxw_col_t column, const json_t *value)
{
  if (json_is_integer(value))
    worksheet_write_number(page, row, column, (double)json_integer_value(value), book->number);
  else
    worksheet_write_blank(page, row, column, book->open);
}

void bm_resultbook_told(const BmResultBook *book, lxw_worksheet *page, lxw_row_t row,
                        lxw_col_t column, const char *text)
{
  if (text[0] != '\0')
    worksheet_write_string(page, row, column, text, book->text);
  else
    worksheet_write_blank(page, row, column, book->open);
}

void bm_resultbook_percent(const BmResultBook *book, lxw_worksheet *page, lxw_row_t row,
                           lxw_col_t column, double percent)
{
  if (percent >= 0)
    worksheet_write_number(page, row, column, percent, book->percent);
  else
    worksheet_write_string(page, row, column, "–", book->number);
}

void bm_resultbook_heads(const BmResultBook *book, lxw_worksheet *page, lxw_row_t row,
                         const char *const *heads, lxw_col_t column)
{
  for (; *heads != NULL; heads++)
    worksheet_write_string(page, row, column++, *heads, book->head);
}
