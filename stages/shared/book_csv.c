/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV: a table as text, RFC 4180 with what Excel makes of it. */
#include "stages/shared/book_part.h"

#include <string.h>

#define LINES_TO_GUESS 50

typedef struct Reader {
  const char *at;
  char separator;
  gboolean ends_in_cr; /* lines end with CR alone: LF is part of a cell, quoted or not */
  guint row, column;
  BmBook *book;
  BmBookSheet *sheet;
  GString *field;
} Reader;

static char *from_charset(const char *bytes, gsize size, const char *charset)
{
  return g_convert(bytes, (gssize)size, "UTF-8", charset, NULL, NULL, NULL);
}

/* NULL when it is no text. */
static char *as_text(const char *bytes, gsize size)
{
  if (size >= 2 && memcmp(bytes, "\xFF\xFE", 2) == 0)
    return from_charset(bytes + 2, size - 2, "UTF-16LE");
  if (size >= 2 && memcmp(bytes, "\xFE\xFF", 2) == 0)
    return from_charset(bytes + 2, size - 2, "UTF-16BE");
  if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
    bytes += 3;
    size -= 3;
  }
  if (g_utf8_validate(bytes, (gssize)size, NULL))
    return g_strndup(bytes, size);
  return memchr(bytes, '\0', size) == NULL ? from_charset(bytes, size, "CP1251") : NULL;
}

/* Control characters that no table holds tell a file of another kind. */
static gboolean is_plain(const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if ((guchar)*p < ' ' && strchr("\t\r\n", *p) == NULL)
      return FALSE;
  return TRUE;
}

static char separator_guess(const char *text)
{
  static const char candidates[] = {';', ',', '\t'};
  guint counts[3] = {0}, lines = 0;
  gboolean is_quoted = FALSE;
  for (; *text != '\0' && lines < LINES_TO_GUESS; text++) {
    is_quoted ^= *text == '"';
    lines += !is_quoted && *text == '\n';
    for (guint i = 0; i < 3 && !is_quoted; i++)
      counts[i] += *text == candidates[i];
  }
  guint best = 0;
  for (guint i = 1; i < 3; i++)
    if (counts[i] > counts[best])
      best = i;
  return candidates[best];
}

static gboolean is_line_end(char c)
{
  return c == '\n' || c == '\r' || c == '\0';
}

/* Excel's own "sep=;" on the first line. */
static void separator_find(Reader *reader)
{
  const char *p = reader->at;
  if (g_ascii_strncasecmp(p, "sep=", 4) != 0 || is_line_end(p[4]) || !is_line_end(p[5])) {
    reader->separator = separator_guess(p);
    return;
  }
  reader->separator = p[4];
  p += 5;
  p += *p == '\r';
  p += *p == '\n';
  reader->at = p;
}

/* By the first line end outside quotes. */
static gboolean lines_end_in_cr(const char *text)
{
  gboolean is_quoted = FALSE;
  for (; *text != '\0' && (is_quoted || !is_line_end(*text)); text++)
    is_quoted ^= *text == '"';
  return text[0] == '\r' && text[1] != '\n';
}

static gboolean ends_line(const Reader *reader)
{
  return is_line_end(*reader->at) && !(reader->ends_in_cr && *reader->at == '\n');
}

/* FALSE when the quote has no end. */
static gboolean quoted_read(Reader *reader)
{
  for (reader->at++; *reader->at != '\0'; reader->at++) {
    if (*reader->at == '"' && reader->at[1] != '"') {
      reader->at++;
      return TRUE;
    }
    reader->at += *reader->at == '"';
    g_string_append_c(reader->field, *reader->at);
  }
  return FALSE;
}

static gboolean field_read(Reader *reader)
{
  g_string_truncate(reader->field, 0);
  if (*reader->at == '"' && !quoted_read(reader))
    return FALSE;
  for (; *reader->at != reader->separator && !ends_line(reader); reader->at++)
    g_string_append_c(reader->field, *reader->at);
  return TRUE;
}

static gboolean field_add(Reader *reader, GError **error)
{
  if (reader->row >= BM_BOOK_MOST_ROWS || reader->column >= BM_BOOK_MOST_COLUMNS ||
      reader->sheet->cells->len == BM_BOOK_MOST_CELLS || reader->field->len > BM_BOOK_MOST_TEXT)
    return bm_fail(error, BM_ERROR_INPUT, "book_too_large", "line %u", reader->row + 1);
  BmBookCell cell = {.row = reader->row,
                     .column = reader->column,
                     .type = BM_BOOK_TEXT,
                     .formula = "",
                     .has_value = TRUE};
  cell.text = cell.raw = bm_book_keep(reader->book, reader->field->str);
  if (reader->field->len > 0)
    g_array_append_val(reader->sheet->cells, cell);
  return TRUE;
}

/* Past the separator or the end of the line. */
static void field_leave(Reader *reader)
{
  if (*reader->at == reader->separator && *reader->at != '\0') {
    reader->at++;
    reader->column++;
    return;
  }
  reader->at += *reader->at == '\r';
  reader->at += *reader->at == '\n';
  reader->row++;
  reader->column = 0;
}

static gboolean fields_read(Reader *reader, GError **error)
{
  while (*reader->at != '\0') {
    if (!field_read(reader))
      return bm_fail(error, BM_ERROR_INPUT, "book_damaged", "a quote without an end, line %u",
                     reader->row + 1);
    if (!field_add(reader, error))
      return FALSE;
    field_leave(reader);
  }
  return TRUE;
}

BmBook *bm_book_read_csv(const char *bytes, gsize size, GError **error)
{
  g_autofree char *text = as_text(bytes, size);
  if (text == NULL || !is_plain(text)) {
    bm_fail(error, BM_ERROR_INPUT, "book_not_table", "no text");
    return NULL;
  }
  g_autoptr(BmBook) book = bm_book_new(BM_BOOK_CSV);
  Reader reader = {.at = text,
                   .book = book,
                   .sheet = bm_book_sheet_add(book, ""),
                   .field = g_string_new(NULL)};
  separator_find(&reader);
  reader.ends_in_cr = lines_end_in_cr(reader.at);
  gboolean is_read = fields_read(&reader, error);
  g_string_free(reader.field, TRUE);
  if (!is_read)
    return NULL;
  bm_book_sheet_close(reader.sheet);
  return g_steal_pointer(&book);
}
