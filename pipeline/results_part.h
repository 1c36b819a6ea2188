/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the workbooks of results have in common. */
#pragma once
#include "pipeline/error.h"

#include <jansson.h>
#include <xlsxwriter.h>

typedef struct BmResultBook {
  const json_t *results, *assessment; /* borrowed */
  lxw_workbook *file;
  lxw_format *title, *head, *text, *number, *percent;
  lxw_format *words; /* of several lines */
  lxw_format *open;  /* not decided yet, or for a person to fill in */
} BmResultBook;

/* Characters of a column of scores, whose head takes two lines. */
#define BM_RESULT_TASK_WIDE 6

/* "" where there is no text; borrowed. */
const char *bm_result_text(const json_t *row, const char *key);

/* As the results tell it; "" when they do not; borrowed. results_book.c */
const char *bm_result_school_name(const json_t *results, const char *code);

/* The name of a file for a school: what no file may hold becomes '_'; caller frees. */
char *bm_result_file_name(const char *school_code, const char *ending);

/* "119038/9В/img-001.jpg – img-002.jpg": the scans of a work; caller frees. */
char *bm_result_source(const json_t *work);

/* A cell's look, with a frame; @number its pattern or NULL. Owned by the workbook. */
lxw_format *bm_resultbook_format(lxw_workbook *file, int align, const char *number);

/* A new workbook at @path; after this bm_resultbook_close alone frees it. Both:
 * BM_ERROR_IO "disk_write". */
gboolean bm_resultbook_open(BmResultBook *book, const json_t *results, const json_t *assessment,
                            const char *path, GError **error);
gboolean bm_resultbook_close(BmResultBook *book, GError **error);

/* A sheet with a title in its first row; heads go to the third (levels of tasks above them) and
 * are printed on every page. */
lxw_worksheet *bm_resultbook_sheet(const BmResultBook *book, const char *name,
                                   const char *title);

guint bm_resultbook_n_tasks(const BmResultBook *book);

/* Cells: the head «5К1 (2 б)» of task @at with its level above, a score, a whole number, a text
 * that somebody may still have to fill in, percent (−1: a dash), heads (NULL ends). */
void bm_resultbook_task(const BmResultBook *book, lxw_worksheet *page, lxw_row_t row,
                        lxw_col_t column, guint at);
void bm_resultbook_score(const BmResultBook *book, lxw_worksheet *page, lxw_row_t row,
                         lxw_col_t column, const json_t *value);
void bm_resultbook_whole(const BmResultBook *book, lxw_worksheet *page, lxw_row_t row,
                         lxw_col_t column, const json_t *value);
void bm_resultbook_told(const BmResultBook *book, lxw_worksheet *page, lxw_row_t row,
                        lxw_col_t column, const char *text);
void bm_resultbook_percent(const BmResultBook *book, lxw_worksheet *page, lxw_row_t row,
                           lxw_col_t column, double percent);
void bm_resultbook_heads(const BmResultBook *book, lxw_worksheet *page, lxw_row_t row,
                         const char *const *heads, lxw_col_t column);

/* The columns in which results are exchanged, with rows of the school @code (NULL: all); the
 * sheet is new. results_school.c */
void bm_resultbook_exchange(const BmResultBook *book, lxw_worksheet *page, const char *code);

typedef gboolean (*BmSchoolWrite)(const json_t *results, const json_t *assessment,
                                  const char *code, const char *path, GError **error);
/* A workbook of each school of the results; sets how many. results_school.c */
gboolean bm_results_schools_each(const json_t *results, const json_t *assessment,
                                 const char *folder, BmSchoolWrite write, guint *ret_n,
                                 GError **error);

/* Sheets of schools and of tasks, sums only. results_book.c */
void bm_resultbook_sums(const BmResultBook *book);

/* CSV: @text, quoted where it must be; ";" and a number, X, or nothing. results_book.c */
void bm_result_csv_text(GString *out, const char *text);
void bm_result_csv_number(GString *out, const json_t *value);
