/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Foreign bytes into the reader of tables, for libFuzzer.
 *
 * The first byte says where the rest goes: a whole file, or one part of a small workbook, since
 * changed bytes of a ZIP seldom get past its checksums. Limits are asked first.
 */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#include "stages/shared/book.h"

#define MOST_BYTES (1U << 20)
#define MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define PACK "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\""
#define RELS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

static const char *const parts[][2] = {
    {"xl/worksheets/sheet1.xml", "<worksheet " MAIN "><sheetData><row r=\"1\"><c r=\"A1\" "
                                 "t=\"s\"><v>0</v></c></row></sheetData></worksheet>"},
    {"xl/sharedStrings.xml", "<sst " MAIN "><si><t>a</t></si></sst>"},
    {"xl/styles.xml", "<styleSheet " MAIN "><cellXfs><xf numFmtId=\"14\"/></cellXfs>"
                      "</styleSheet>"},
    {"xl/workbook.xml",
     "<workbook " MAIN "><sheets><sheet name=\"a\" r:id=\"rId1\" xmlns:r=\"" RELS
     "\"/></sheets></workbook>"},
    {"xl/_rels/workbook.xml.rels",
     "<Relationships " PACK "><Relationship Id=\"rId1\" Type=\"" RELS
     "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"" RELS
     "/sharedStrings\" Target=\"sharedStrings.xml\"/><Relationship Id=\"rId3\" Type=\"" RELS
     "/styles\" Target=\"styles.xml\"/></Relationships>"},
    {"_rels/.rels", "<Relationships " PACK "><Relationship Id=\"a\" Type=\"" RELS
                    "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"},
};

static void workbook_write(const char *path, guint part, const guint8 *data, size_t size)
{
  zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
  if (zip == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
    const void *bytes = i == part ? (const void *)data : parts[i][1];
    zip_source_t *source =
        zip_source_buffer(zip, bytes, i == part ? size : strlen(parts[i][1]), 0);
    zip_file_add(zip, parts[i][0], source, 0);
  }
  if (zip_close(zip) != 0)
    zip_discard(zip);
}

/* Every cell is asked for, as a stage does. */
static void book_walk(const BmBook *book)
{
  for (guint i = 0; i < book->sheets->len; i++) {
    const BmBookSheet *sheet = bm_book_sheet(book, i);
    for (guint j = 0; j < sheet->cells->len; j++) {
      const BmBookCell *cell = &g_array_index(sheet->cells, BmBookCell, j);
      g_assert(bm_book_cell(sheet, cell->row, cell->column) == cell);
      g_assert(g_utf8_validate(cell->text, -1, NULL));
    }
  }
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
  g_autofree char *path = g_strdup_printf("%s/fuzz-book-%d", g_get_tmp_dir(), (int)getpid());
  if (size == 0 || size > MOST_BYTES)
    return 0;
  guint part = data[0] % (G_N_ELEMENTS(parts) + 1);
  if (part == G_N_ELEMENTS(parts))
    g_file_set_contents(path, (const char *)data + 1, (gssize)size - 1, NULL);
  else
    workbook_write(path, part, data + 1, size - 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(BmBook) book = bm_book_read(path, &error);
  g_assert((book == NULL) == (error != NULL));
  if (book != NULL)
    book_walk(book);
  g_remove(path);
  return 0;
}
