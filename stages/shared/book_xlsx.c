/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XLSX: the workbook and what it refers to. */
#include "stages/shared/book_part.h"

#include <string.h>

/* The workbook being read. */
typedef struct Workbook {
  BmBook *book;
  GPtrArray *ids; /* relation of each sheet */
  gboolean is_workbook, is_1904;
} Workbook;

static void sheet_note(BmXml *xml, Workbook *workbook, const char **attributes)
{
  const char *name = bm_xml_attribute(attributes, "name");
  const char *state = bm_xml_attribute(attributes, "state");
  const char *id = bm_xml_relation(attributes);
  if (name == NULL || id == NULL) {
    bm_xml_stop(xml, "book_damaged");
    return;
  }
  if (workbook->book->sheets->len == BM_BOOK_MOST_SHEETS) {
    bm_xml_stop(xml, "book_too_large");
    return;
  }
  BmBookSheet *sheet = bm_book_sheet_add(workbook->book, name);
  sheet->is_hidden = state != NULL && strcmp(state, "visible") != 0;
  g_ptr_array_add(workbook->ids, g_strdup(id));
}

static void on_open(BmXml *xml, const char *name, const char **attributes)
{
  Workbook *workbook = bm_xml_user(xml);
  if (strcmp(name, "workbook") == 0)
    workbook->is_workbook = TRUE;
  else if (strcmp(name, "workbookPr") == 0)
    workbook->is_1904 = bm_xml_is_true(bm_xml_attribute(attributes, "date1904"));
  else if (strcmp(name, "sheet") == 0)
    sheet_note(xml, workbook, attributes);
}

static void on_close(BmXml *xml, const char *name)
{
  (void)xml, (void)name;
}

/* The part that the file is about; NULL with an error when it is no workbook in XML. */
static char *workbook_find(BmPack *pack, GError **error)
{
  if (bm_pack_has(pack, "content.xml") && bm_pack_has(pack, "mimetype")) {
    bm_fail(error, BM_ERROR_INPUT, "book_ods", "an OpenDocument file");
    return NULL;
  }
  g_autoptr(GPtrArray) relations = bm_rels_read(pack, "", error);
  if (relations == NULL)
    return NULL;
  const BmRelation *document = bm_rels_by_type(relations, "officeDocument");
  if (document == NULL)
    bm_fail(error, BM_ERROR_INPUT, "book_not_table", "a ZIP file without a document");
  else if (g_str_has_suffix(document->target, ".bin"))
    bm_fail(error, BM_ERROR_INPUT, "book_xlsb", "a binary workbook");
  else
    return g_strdup(document->target);
  return NULL;
}

static gboolean shared_read(BmPack *pack, const GPtrArray *relations, Workbook *workbook,
                            GPtrArray *words, GByteArray *are_dates, GError **error)
{
  const BmRelation *strings = bm_rels_by_type(relations, "sharedStrings");
  const BmRelation *styles = bm_rels_by_type(relations, "styles");
  return (strings == NULL ||
          bm_words_read(pack, strings->target, workbook->book, words, error)) &&
         (styles == NULL || bm_styles_read(pack, styles->target, are_dates, error));
}

static gboolean notes_find(BmPack *pack, const char *part, BmBookSheet *sheet, GError **error)
{
  g_autoptr(GPtrArray) relations = bm_rels_read(pack, part, error);
  if (relations == NULL)
    return FALSE;
  sheet->has_notes = bm_rels_by_type(relations, "comments") != NULL ||
                     bm_rels_by_type(relations, "threadedComment") != NULL;
  return TRUE;
}

/* A sheet that holds only a diagram or an old dialog keeps its name and has no cells. */
static gboolean sheets_read(BmPack *pack, const GPtrArray *relations, const Workbook *workbook,
                            const BmSheetSource *source, GError **error)
{
  for (guint i = 0; i < workbook->ids->len; i++) {
    BmBookSheet *sheet = g_ptr_array_index(workbook->book->sheets, i);
    const BmRelation *relation = bm_rels_by_id(relations, g_ptr_array_index(workbook->ids, i));
    if (relation == NULL || relation->is_external)
      return bm_fail(error, BM_ERROR_INPUT, "book_damaged", "sheet %u refers to nothing", i);
    if (strcmp(relation->type, "worksheet") != 0)
      continue;
    if (!bm_sheet_read(pack, relation->target, source, sheet, error) ||
        !notes_find(pack, relation->target, sheet, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean parts_read(BmPack *pack, const char *part, Workbook *workbook, GError **error)
{
  g_autoptr(GPtrArray) relations = bm_rels_read(pack, part, error);
  g_autoptr(GPtrArray) words = g_ptr_array_new();
  g_autoptr(GByteArray) are_dates = g_byte_array_new();
  guint n_cells = 0;
  BmSheetSource source = {.book = workbook->book,
                          .words = words,
                          .are_dates = are_dates,
                          .is_1904 = workbook->is_1904,
                          .n_cells = &n_cells};
  if (relations == NULL)
    return FALSE;
  workbook->book->has_macros = bm_pack_has_like(pack, "vbaProject") ||
                               bm_pack_has_like(pack, "/macrosheets/") ||
                               bm_rels_by_type(relations, "vbaProject") != NULL;
  workbook->book->has_links = bm_rels_by_type(relations, "externalLink") != NULL;
  return shared_read(pack, relations, workbook, words, are_dates, error) &&
         sheets_read(pack, relations, workbook, &source, error);
}

static gboolean workbook_read(BmPack *pack, const char *part, Workbook *workbook,
                              GError **error)
{
  static const BmXmlCalls calls = {.open = on_open, .close = on_close};
  if (!bm_pack_parse(pack, part, &calls, workbook, error))
    return FALSE;
  if (!workbook->is_workbook)
    return bm_fail(error, BM_ERROR_INPUT, "book_not_table", "the document is no workbook");
  if (workbook->ids->len == 0)
    return bm_fail(error, BM_ERROR_INPUT, "book_damaged", "a workbook without sheets");
  return parts_read(pack, part, workbook, error);
}

BmBook *bm_book_read_xlsx(const char *path, GError **error)
{
  g_auto(BmPack) pack = {0};
  if (!bm_pack_open(&pack, path, error))
    return NULL;
  g_autofree char *part = workbook_find(&pack, error);
  if (part == NULL)
    return NULL;
  g_autoptr(BmBook) book = bm_book_new(BM_BOOK_XLSX);
  g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
  Workbook workbook = {.book = book, .ids = ids};
  if (!workbook_read(&pack, part, &workbook, error))
    return NULL;
  return g_steal_pointer(&book);
}
