/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XLSX files by hand, for what no writer at hand would write. */
#pragma once
#include "tests/tools/zipfile.h"

#define XLSX_MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define XLSX_RELS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define XLSX_PACK "http://schemas.openxmlformats.org/package/2006/relationships"
#define XLSX_STRICT_MAIN "http://purl.oclc.org/ooxml/spreadsheetml/main"
#define XLSX_STRICT_RELS "http://purl.oclc.org/ooxml/officeDocument/relationships"

/* A workbook of one sheet; a part that is NULL is empty. */
typedef struct Xlsx {
  const char *sheet;      /* within <worksheet> */
  const char *strings;    /* within <sst> */
  const char *styles;     /* within <styleSheet> */
  const char *properties; /* in <workbook>, before <sheets> */
  gboolean is_strict;
} Xlsx;

static inline char *xlsx_rel(const char *rels, const char *id, const char *type,
                             const char *target)
{
  return g_strdup_printf("<Relationship Id=\"%s\" Type=\"%s/%s\" Target=\"%s\"/>", id, rels,
                         type, target);
}

static inline char *xlsx_part(const char *element, const char *space, const char *inside)
{
  return g_strdup_printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<%s xmlns=\"%s\">%s</%s>",
                         element, space, inside != NULL ? inside : "", element);
}

static inline char *xlsx_workbook(const Xlsx *xlsx, const char *space, const char *rels)
{
  g_autofree char *inside = g_strdup_printf(
      "%s<sheets><sheet name=\"Лист1\" sheetId=\"1\" r:id=\"rId1\" xmlns:r=\"%s\"/></sheets>",
      xlsx->properties != NULL ? xlsx->properties : "", rels);
  return xlsx_part("workbook", space, inside);
}

static inline char *xlsx_relations(const char *rels)
{
  g_autofree char *sheet = xlsx_rel(rels, "rId1", "worksheet", "worksheets/sheet1.xml");
  g_autofree char *words = xlsx_rel(rels, "rId2", "sharedStrings", "/xl/words.xml");
  g_autofree char *styles = xlsx_rel(rels, "rId3", "styles", "../xl/./styles.xml");
  g_autofree char *inside = g_strconcat(sheet, words, styles, NULL);
  return xlsx_part("Relationships", XLSX_PACK, inside);
}

/* Writes the file; returns its path. */
static inline char *xlsx_make(const char *file, const Xlsx *xlsx)
{
  const char *space = xlsx->is_strict ? XLSX_STRICT_MAIN : XLSX_MAIN;
  const char *rels = xlsx->is_strict ? XLSX_STRICT_RELS : XLSX_RELS;
  g_autofree char *root = xlsx_rel(rels, "rId1", "officeDocument", "xl/workbook.xml");
  g_autofree char *top = xlsx_part("Relationships", XLSX_PACK, root);
  g_autofree char *workbook = xlsx_workbook(xlsx, space, rels);
  g_autofree char *relations = xlsx_relations(rels);
  g_autofree char *sheet = xlsx_part("worksheet", space, xlsx->sheet);
  g_autofree char *words = xlsx_part("sst", space, xlsx->strings);
  g_autofree char *styles = xlsx_part("styleSheet", space, xlsx->styles);
  const char *parts[] = {"_rels/.rels",
                         top,
                         "xl/workbook.xml",
                         workbook,
                         "xl/_rels/workbook.xml.rels",
                         relations,
                         "xl/worksheets/sheet1.xml",
                         sheet,
                         "xl/words.xml",
                         words,
                         "xl/styles.xml",
                         styles,
                         NULL};
  return zip_make(file, parts);
}
