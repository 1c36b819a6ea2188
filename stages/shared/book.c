/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables that people hand in: the model, and what kind of file it is. */
#include "stages/shared/book.h"

#include "stages/shared/book_part.h"

#include <errno.h>
#include <string.h>

static void sheet_free(void *data)
{
  BmBookSheet *sheet = data;
  g_free(sheet->name);
  g_array_unref(sheet->cells);
  g_array_unref(sheet->merged);
  g_array_unref(sheet->hidden_rows);
  g_array_unref(sheet->hidden_columns);
  g_free(sheet);
}

BmBook *bm_book_new(BmBookKind kind)
{
  BmBook *book = g_new0(BmBook, 1);
  book->kind = kind;
  book->sheets = g_ptr_array_new_with_free_func(sheet_free);
  book->strings = g_string_chunk_new(4096);
  return book;
}

void bm_book_free(BmBook *book)
{
  if (book == NULL)
    return;
  g_ptr_array_unref(book->sheets);
  g_string_chunk_free(book->strings);
  g_free(book);
}

BmBookSheet *bm_book_sheet_add(BmBook *book, const char *name)
{
  BmBookSheet *sheet = g_new0(BmBookSheet, 1);
  sheet->name = g_strdup(name);
  sheet->cells = g_array_new(FALSE, FALSE, sizeof(BmBookCell));
  sheet->merged = g_array_new(FALSE, FALSE, sizeof(BmBookRange));
  sheet->hidden_rows = g_array_new(FALSE, FALSE, sizeof(BmBookRange));
  sheet->hidden_columns = g_array_new(FALSE, FALSE, sizeof(BmBookRange));
  g_ptr_array_add(book->sheets, sheet);
  return sheet;
}

const char *bm_book_keep(BmBook *book, const char *text)
{
  return text[0] != '\0' ? g_string_chunk_insert_const(book->strings, text) : "";
}

static int by_place(const void *a, const void *b)
{
  const BmBookCell *p = a, *q = b;
  if (p->row != q->row)
    return p->row < q->row ? -1 : 1;
  return p->column < q->column ? -1 : p->column > q->column;
}

gboolean bm_book_sheet_close(BmBookSheet *sheet)
{
  g_array_sort(sheet->cells, by_place);
  for (guint i = 0; i < sheet->cells->len; i++) {
    const BmBookCell *cell = &g_array_index(sheet->cells, BmBookCell, i);
    sheet->n_rows = MAX(sheet->n_rows, cell->row + 1);
    sheet->n_columns = MAX(sheet->n_columns, cell->column + 1);
    if (i > 0 && by_place(cell - 1, cell) == 0)
      return FALSE;
  }
  return TRUE;
}

const BmBookSheet *bm_book_sheet_named(const BmBook *book, const char *name)
{
  for (guint i = 0; i < book->sheets->len; i++)
    if (strcmp(bm_book_sheet(book, i)->name, name) == 0)
      return bm_book_sheet(book, i);
  return NULL;
}

const BmBookCell *bm_book_cell(const BmBookSheet *sheet, guint row, guint column)
{
  static const BmBookCell empty = {.type = BM_BOOK_EMPTY, .text = "", .raw = "", .formula = ""};
  BmBookCell wanted = {.row = row, .column = column};
  guint at = 0;
  if (!g_array_binary_search(sheet->cells, &wanted, by_place, &at))
    return &empty;
  return &g_array_index(sheet->cells, BmBookCell, at);
}

gboolean bm_book_row_is_hidden(const BmBookSheet *sheet, guint row)
{
  for (guint i = 0; i < sheet->hidden_rows->len; i++) {
    const BmBookRange *range = &g_array_index(sheet->hidden_rows, BmBookRange, i);
    if (row >= range->top && row < range->bottom)
      return TRUE;
  }
  return FALSE;
}

gboolean bm_book_column_is_hidden(const BmBookSheet *sheet, guint column)
{
  for (guint i = 0; i < sheet->hidden_columns->len; i++) {
    const BmBookRange *range = &g_array_index(sheet->hidden_columns, BmBookRange, i);
    if (column >= range->left && column < range->right)
      return TRUE;
  }
  return FALSE;
}

char *bm_book_column_name(guint column)
{
  char name[8];
  char *at = name + sizeof name - 1;
  *at = '\0';
  for (guint left = column + 1; left > 0; left = (left - 1) / 26)
    *--at = (char)('A' + (left - 1) % 26);
  return g_strdup(at);
}

char *bm_book_address(guint row, guint column)
{
  g_autofree char *name = bm_book_column_name(column);
  return g_strdup_printf("%s%u", name, row + 1);
}

char *bm_book_range_address(const BmBookRange *range)
{
  g_autofree char *from = bm_book_address(range->top, range->left);
  g_autofree char *to = bm_book_address(range->bottom - 1, range->right - 1);
  return g_strdup_printf("%s:%s", from, to);
}

/* One address at *@at, which moves behind it. */
static gboolean address_take(const char **at, guint *ret_row, guint *ret_column)
{
  guint column = 0, row = 0;
  const char *p = *at;
  p += *p == '$';
  for (; g_ascii_isalpha(*p) && column < BM_BOOK_MOST_COLUMNS; p++)
    column = column * 26 + (guint)(g_ascii_toupper(*p) - 'A' + 1);
  p += *p == '$';
  for (; g_ascii_isdigit(*p) && row <= BM_BOOK_MOST_ROWS; p++)
    row = row * 10 + (guint)(*p - '0');
  if (column == 0 || column > BM_BOOK_MOST_COLUMNS || row == 0 || row > BM_BOOK_MOST_ROWS)
    return FALSE;
  *ret_row = row - 1;
  *ret_column = column - 1;
  *at = p;
  return TRUE;
}

gboolean bm_book_address_parse(const char *text, guint *ret_row, guint *ret_column)
{
  guint row = 0, column = 0;
  if (!address_take(&text, &row, &column) || *text != '\0')
    return FALSE;
  *ret_row = row;
  *ret_column = column;
  return TRUE;
}

gboolean bm_book_range_parse(const char *text, BmBookRange *ret_range)
{
  guint top = 0, left = 0, last_row = 0, last_column = 0;
  if (!address_take(&text, &top, &left))
    return FALSE;
  last_row = top;
  last_column = left;
  if (*text == ':') {
    text++;
    if (!address_take(&text, &last_row, &last_column))
      return FALSE;
  }
  if (*text != '\0' || last_row < top || last_column < left)
    return FALSE;
  *ret_range = (BmBookRange){top, left, last_row + 1, last_column + 1};
  return TRUE;
}

/* Names in the folder of an OLE file stand at multiples of 128 bytes, as UTF-16. */
static gboolean ole_has(const char *bytes, gsize size, const char *name)
{
  char wide[64] = {0};
  gsize n = strlen(name);
  for (gsize i = 0; i < n; i++)
    wide[2 * i] = name[i];
  for (gsize at = 512; at + 2 * n + 2 <= size; at += 128)
    if (memcmp(bytes + at, wide, 2 * n + 2) == 0)
      return TRUE;
  return FALSE;
}

static gboolean starts(const char *bytes, gsize size, const char *magic, gsize n)
{
  return size >= n && memcmp(bytes, magic, n) == 0;
}

static BmBook *refuse_ole(const char *bytes, gsize size, GError **error)
{
  if (ole_has(bytes, size, "EncryptedPackage"))
    bm_fail(error, BM_ERROR_INPUT, "book_encrypted", "the table is encrypted");
  else if (ole_has(bytes, size, "Workbook") || ole_has(bytes, size, "Book"))
    bm_fail(error, BM_ERROR_INPUT, "book_old_xls", "an Excel 97 file");
  else
    bm_fail(error, BM_ERROR_INPUT, "book_not_table", "an OLE file without a workbook");
  return NULL;
}

/* No table begins so, though it would pass as text. */
static gboolean is_other_text(const char *bytes, gsize size)
{
  static const char *const magics[] = {"<",     "\xEF\xBB\xBF<", "%PDF-",   "{\\rtf",
                                       "%!PS-", "{\"",           "SQLite ", "\177ELF"};
  for (guint i = 0; i < G_N_ELEMENTS(magics); i++)
    if (starts(bytes, size, magics[i], strlen(magics[i])))
      return TRUE;
  return FALSE;
}

static BmBook *read_bytes(const char *path, const char *bytes, gsize size, GError **error)
{
  if (starts(bytes, size, "PK\x03\x04", 4) || starts(bytes, size, "PK\x05\x06", 4))
    return bm_book_read_xlsx(path, error);
  if (starts(bytes, size, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8))
    return refuse_ole(bytes, size, error);
  if (size == 0 || is_other_text(bytes, size)) {
    bm_fail(error, BM_ERROR_INPUT, "book_not_table", "neither XLSX nor CSV");
    return NULL;
  }
  return bm_book_read_csv(bytes, size, error);
}

BmBook *bm_book_read(const char *path, GError **error)
{
  g_autoptr(GError) reason = NULL;
  g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, &reason);
  if (file == NULL) {
    bm_fail(error, BM_ERROR_IO, "file_open", "a table cannot be opened: error %d",
            reason->code);
    return NULL;
  }
  gsize size = g_mapped_file_get_length(file);
  if (size > BM_BOOK_MOST_FILE) {
    bm_fail(error, BM_ERROR_INPUT, "book_too_large", "a table of %zu bytes", size);
    return NULL;
  }
  const char *bytes = g_mapped_file_get_contents(file);
  return read_bytes(path, bytes != NULL ? bytes : "", size, error);
}
