/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One sheet of an XLSX. */
#include "stages/shared/book_part.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define MOST_RANGES 100000U /* merged cells, hidden rows: far more than a person makes */

typedef enum Where { ELSEWHERE, IN_VALUE, IN_FORMULA, IN_INLINE } Where;

typedef struct Reader {
  const BmSheetSource *source;
  BmBookSheet *sheet;
  GString *value, *formula;
  guint next_row, next_column; /* of a row or cell that does not say where it is */
  guint row, column, style;
  char type[16]; /* attribute t of the cell */
  gboolean is_in_data, is_in_cell, has_formula, has_value, is_inline;
  guint sound_depth;
  Where where;
} Reader;

/* ---- rows, columns, ranges ---- */

static void range_add(BmXml *xml, GArray *ranges, BmBookRange range)
{
  if (ranges->len == MOST_RANGES)
    bm_xml_stop(xml, "book_too_large");
  else
    g_array_append_val(ranges, range);
}

static gboolean size_is_zero(const char *text)
{
  return text != NULL && text[0] != '\0' && g_ascii_strtod(text, NULL) == 0;
}

static void row_hide(BmXml *xml, GArray *hidden, guint row)
{
  BmBookRange *last =
      hidden->len > 0 ? &g_array_index(hidden, BmBookRange, hidden->len - 1) : NULL;
  if (last != NULL && last->bottom == row)
    last->bottom++;
  else
    range_add(xml, hidden, (BmBookRange){row, 0, row + 1, 0});
}

static void row_begin(BmXml *xml, Reader *reader, const char **attributes)
{
  guint number = reader->next_row + 1;
  const char *text = bm_xml_attribute(attributes, "r");
  if ((text != NULL && !bm_xml_uint(text, BM_BOOK_MOST_ROWS, &number)) || number == 0 ||
      number > BM_BOOK_MOST_ROWS) {
    bm_xml_stop(xml, "book_damaged");
    return;
  }
  reader->row = number - 1;
  reader->next_row = number;
  reader->next_column = 0;
  if (bm_xml_is_true(bm_xml_attribute(attributes, "hidden")) ||
      size_is_zero(bm_xml_attribute(attributes, "ht")))
    row_hide(xml, reader->sheet->hidden_rows, reader->row);
}

static void columns_note(BmXml *xml, Reader *reader, const char **attributes)
{
  guint first = 0, last = 0;
  if (!bm_xml_uint(bm_xml_attribute(attributes, "min"), BM_BOOK_MOST_COLUMNS, &first) ||
      !bm_xml_uint(bm_xml_attribute(attributes, "max"), BM_BOOK_MOST_COLUMNS, &last) ||
      first == 0 || last < first) {
    bm_xml_stop(xml, "book_damaged");
    return;
  }
  if (bm_xml_is_true(bm_xml_attribute(attributes, "hidden")) ||
      size_is_zero(bm_xml_attribute(attributes, "width")))
    range_add(xml, reader->sheet->hidden_columns, (BmBookRange){0, first - 1, 0, last});
}

static void merge_note(BmXml *xml, Reader *reader, const char **attributes)
{
  const char *text = bm_xml_attribute(attributes, "ref");
  BmBookRange range;
  if (text == NULL || !bm_book_range_parse(text, &range))
    bm_xml_stop(xml, "book_damaged");
  else
    range_add(xml, reader->sheet->merged, range);
}

/* ---- a cell ---- */

static void cell_begin(BmXml *xml, Reader *reader, const char **attributes)
{
  const char *place = bm_xml_attribute(attributes, "r");
  const char *type = bm_xml_attribute(attributes, "t");
  reader->column = reader->next_column;
  if ((place != NULL && !bm_book_address_parse(place, &reader->row, &reader->column)) ||
      reader->column >= BM_BOOK_MOST_COLUMNS) {
    bm_xml_stop(xml, "book_damaged");
    return;
  }
  reader->next_column = reader->column + 1;
  reader->style = 0;
  bm_xml_uint(bm_xml_attribute(attributes, "s"), G_MAXINT, &reader->style);
  g_strlcpy(reader->type, type != NULL ? type : "n", sizeof reader->type);
  g_string_truncate(reader->value, 0);
  g_string_truncate(reader->formula, 0);
  reader->has_formula = reader->has_value = reader->is_inline = FALSE;
  reader->is_in_cell = TRUE;
}

/* As a person reads it: whole numbers without a point, others with up to 15 digits. */
static const char *number_text(BmBook *book, double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  return bm_book_keep(book, g_ascii_formatd(text, sizeof text, "%.15g", number));
}

static gboolean number_take(const Reader *reader, BmBookCell *cell)
{
  const BmSheetSource *source = reader->source;
  char *end = NULL;
  cell->raw = bm_book_keep(source->book, reader->value->str);
  cell->number = g_ascii_strtod(cell->raw, &end);
  if (cell->raw[strspn(cell->raw, "0123456789+-.eE")] != '\0' || end == cell->raw ||
      *end != '\0' || !isfinite(cell->number))
    return FALSE;
  cell->type = BM_BOOK_NUMBER;
  cell->text = number_text(source->book, cell->number);
  if (reader->style >= source->are_dates->len || !source->are_dates->data[reader->style])
    return TRUE;
  g_autofree char *date = bm_date_text(cell->number, source->is_1904);
  cell->type = BM_BOOK_DATE;
  if (date != NULL)
    cell->text = bm_book_keep(source->book, date);
  return TRUE;
}

static gboolean word_take(const Reader *reader, BmBookCell *cell)
{
  guint index = 0;
  if (!bm_xml_uint(reader->value->str, G_MAXINT, &index) || index >= reader->source->words->len)
    return FALSE;
  cell->type = BM_BOOK_TEXT;
  cell->text = cell->raw = g_ptr_array_index(reader->source->words, index);
  return TRUE;
}

static gboolean bool_take(const Reader *reader, BmBookCell *cell)
{
  gboolean is_true = strcmp(reader->value->str, "1") == 0;
  cell->type = BM_BOOK_BOOL;
  cell->number = is_true;
  cell->text = cell->raw = is_true ? "TRUE" : "FALSE";
  return is_true || strcmp(reader->value->str, "0") == 0;
}

static void text_take(const Reader *reader, BmBookCell *cell, BmBookType type)
{
  bm_words_unescape(reader->value);
  cell->type = type;
  cell->text = cell->raw = bm_book_keep(reader->source->book, reader->value->str);
}

/* FALSE when what is stored is no value of the type that the cell says. */
static gboolean value_take(const Reader *reader, BmBookCell *cell)
{
  const char *type = reader->type;
  if (strcmp(type, "inlineStr") == 0 || strcmp(type, "str") == 0) {
    text_take(reader, cell, BM_BOOK_TEXT);
    return TRUE;
  }
  g_strstrip(reader->value->str);
  if (strcmp(type, "n") == 0)
    return number_take(reader, cell);
  if (strcmp(type, "s") == 0)
    return word_take(reader, cell);
  if (strcmp(type, "b") == 0)
    return bool_take(reader, cell);
  if (strcmp(type, "d") != 0 && strcmp(type, "e") != 0)
    return FALSE;
  text_take(reader, cell, type[0] == 'd' ? BM_BOOK_DATE : BM_BOOK_ERROR);
  return TRUE;
}

static void cell_end(BmXml *xml, Reader *reader)
{
  BmBook *book = reader->source->book;
  gboolean is_text = reader->has_value && reader->value->len > 0;
  BmBookCell cell = {.row = reader->row, .column = reader->column, .text = "", .raw = ""};
  reader->is_in_cell = FALSE;
  if (++*reader->source->n_cells > BM_BOOK_MOST_CELLS) {
    bm_xml_stop(xml, "book_too_large");
    return;
  }
  if (is_text && !value_take(reader, &cell)) {
    bm_xml_stop(xml, "book_damaged");
    return;
  }
  cell.formula = bm_book_keep(book, reader->formula->str);
  cell.has_formula = reader->has_formula;
  cell.has_value = is_text || (reader->has_value && strcmp(reader->type, "str") == 0);
  if (cell.text[0] != '\0' || cell.has_formula)
    g_array_append_val(reader->sheet->cells, cell);
}

/* ---- XML ---- */

static void within_cell(Reader *reader, const char *name)
{
  if (strcmp(name, "v") == 0) {
    reader->where = IN_VALUE;
    reader->has_value = TRUE;
  } else if (strcmp(name, "f") == 0) {
    reader->where = IN_FORMULA;
    reader->has_formula = TRUE;
  } else if (strcmp(name, "is") == 0)
    reader->is_inline = reader->has_value = TRUE;
  else if (strcmp(name, "rPh") == 0)
    reader->sound_depth++;
  else if (strcmp(name, "t") == 0 && reader->is_inline && reader->sound_depth == 0)
    reader->where = IN_INLINE;
}

static void within_data(BmXml *xml, Reader *reader, const char *name, const char **attributes)
{
  if (reader->is_in_cell)
    within_cell(reader, name);
  else if (strcmp(name, "c") == 0)
    cell_begin(xml, reader, attributes);
  else if (strcmp(name, "row") == 0)
    row_begin(xml, reader, attributes);
}

static void on_open(BmXml *xml, const char *name, const char **attributes)
{
  Reader *reader = bm_xml_user(xml);
  if (reader->is_in_data)
    within_data(xml, reader, name, attributes);
  else if (strcmp(name, "sheetData") == 0)
    reader->is_in_data = TRUE;
  else if (strcmp(name, "col") == 0)
    columns_note(xml, reader, attributes);
  else if (strcmp(name, "mergeCell") == 0)
    merge_note(xml, reader, attributes);
  else if (strcmp(name, "sheetProtection") == 0)
    reader->sheet->is_protected = bm_xml_is_true(bm_xml_attribute(attributes, "sheet"));
}

static void on_close(BmXml *xml, const char *name)
{
  Reader *reader = bm_xml_user(xml);
  if (reader->is_in_cell && strcmp(name, "c") == 0)
    cell_end(xml, reader);
  else if (strcmp(name, "rPh") == 0 && reader->sound_depth > 0)
    reader->sound_depth--;
  else if (strcmp(name, "sheetData") == 0)
    reader->is_in_data = FALSE;
  reader->where = ELSEWHERE;
}

static void on_text(BmXml *xml, const char *text, gsize size)
{
  Reader *reader = bm_xml_user(xml);
  GString *into = reader->where == IN_FORMULA ? reader->formula : reader->value;
  if (reader->where == ELSEWHERE)
    return;
  g_string_append_len(into, text, (gssize)size);
  if (into->len > BM_BOOK_MOST_TEXT)
    bm_xml_stop(xml, "book_too_large");
}

gboolean bm_sheet_read(BmPack *pack, const char *part, const BmSheetSource *source,
                       BmBookSheet *sheet, GError **error)
{
  static const BmXmlCalls calls = {on_open, on_close, on_text};
  Reader reader = {.source = source,
                   .sheet = sheet,
                   .value = g_string_new(NULL),
                   .formula = g_string_new(NULL)};
  gboolean is_read = bm_pack_parse(pack, part, &calls, &reader, error);
  g_string_free(reader.value, TRUE);
  g_string_free(reader.formula, TRUE);
  if (!is_read)
    return FALSE;
  if (!bm_book_sheet_close(sheet))
    return bm_fail(error, BM_ERROR_INPUT, "book_damaged", "two cells in one place");
  return TRUE;
}
