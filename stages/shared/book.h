/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables that people hand in: XLSX of any writer (by libzip and expat) and CSV, as one model.
 *
 * A book has sheets in their order, a sheet has cells in order of row and column. A cell keeps
 * both what is stored (@raw, @formula) and what a person would read (@text). Nothing is
 * corrected here: a date stays a date and "2,0" in a CSV stays a text, so that whoever checks
 * the table can name what stands there.
 *
 * The bytes are foreign: sizes are limited before and while they are unpacked, a document type
 * (and so any XML entity) is refused, and whatever Excel would call damaged is an error.
 */
#pragma once
#include <glib.h>

typedef enum BmBookKind { BM_BOOK_XLSX, BM_BOOK_CSV } BmBookKind;

typedef enum BmBookType {
  BM_BOOK_EMPTY,
  BM_BOOK_NUMBER,
  BM_BOOK_TEXT, /* every filled cell of a CSV */
  BM_BOOK_BOOL,
  BM_BOOK_ERROR, /* "#DIV/0!" */
  BM_BOOK_DATE,  /* a number that is shown as date or time, or an ISO date */
} BmBookType;

/* Rows and columns count from 0; strings belong to the book and are never NULL. */
typedef struct BmBookCell {
  guint row, column;
  BmBookType type;
  const char *text;    /* "2.5", "TRUE", "2026-10-15", "2026-10-15 09:30:00" */
  const char *raw;     /* digits of a number or date as stored; else as text */
  const char *formula; /* without "="; "" also for a follower of a shared formula */
  double number;       /* of a number, date (days) or bool; else 0 */
  gboolean has_formula;
  gboolean has_value; /* FALSE for a formula whose result was not stored */
} BmBookCell;

/* Half-open: rows [top, bottom), columns [left, right). */
typedef struct BmBookRange {
  guint top, left, bottom, right;
} BmBookRange;

typedef struct BmBookSheet {
  char *name;         /* as in the file; "" in a CSV */
  gboolean is_hidden; /* also "very hidden" */
  gboolean is_protected;
  gboolean has_notes;      /* comments pinned to cells */
  GArray *cells;           /* BmBookCell, by row and column; empty ones are left out */
  GArray *merged;          /* BmBookRange */
  GArray *hidden_rows;     /* BmBookRange with top and bottom */
  GArray *hidden_columns;  /* BmBookRange with left and right */
  guint n_rows, n_columns; /* beyond the last filled cell */
} BmBookSheet;

typedef struct BmBook {
  BmBookKind kind;
  GPtrArray *sheets;   /* BmBookSheet */
  gboolean has_macros; /* VBA project or macro sheets */
  gboolean has_links;  /* to other files */
  GStringChunk *strings;
} BmBook;

/**
 * bm_book_read - read a table
 *
 * The kind is told by the content, never by the name. A CSV is UTF-8 (with or without BOM),
 * UTF-16 with BOM, or Windows-1251, and its separator is that of ; , tab which it holds most
 * of outside quotes (a first line "sep=;" is obeyed and does not count).
 *
 * @path  borrowed
 * Errors: BM_ERROR_INPUT "book_encrypted" (needs a password), "book_old_xls", "book_xlsb",
 *         "book_ods" (to be saved as XLSX), "book_not_table", "book_damaged",
 *         "book_too_large" (file, part, ratio, cells, sheets, or text of a cell);
 *         BM_ERROR_IO "file_open".
 * Limits: 64 MiB of file, 128 MiB a part, 256 MiB of parts unpacked, 200 : 1 above 1 MiB,
 *         2 000 000 cells, 256 sheets, 128 KiB in a cell.
 * Tests:  tests/stages/test_book.c, test_book_csv.c, test_book_writers.c
 */
BmBook *bm_book_read(const char *path, GError **error);
void bm_book_free(BmBook *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmBook, bm_book_free)

static inline const BmBookSheet *bm_book_sheet(const BmBook *book, guint index)
{
  return g_ptr_array_index(book->sheets, index);
}

/* The sheet of this very name, or NULL; borrowed. */
const BmBookSheet *bm_book_sheet_named(const BmBook *book, const char *name);

/* What stands there; never NULL: an empty cell (whose row and column mean nothing) when nothing
 * does. Borrowed. Cost: a binary search. */
const BmBookCell *bm_book_cell(const BmBookSheet *sheet, guint row, guint column);

static inline const char *bm_book_text(const BmBookSheet *sheet, guint row, guint column)
{
  return bm_book_cell(sheet, row, column)->text;
}

gboolean bm_book_row_is_hidden(const BmBookSheet *sheet, guint row);
gboolean bm_book_column_is_hidden(const BmBookSheet *sheet, guint column);

/* "D12" for row 11 and column 3, "B6:C6" for a range, "D" for a column; caller frees. */
char *bm_book_address(guint row, guint column);
char *bm_book_range_address(const BmBookRange *range);
char *bm_book_column_name(guint column);
