/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of a table as XML, by expat. */
#include "stages/shared/book_part.h"

#include <string.h>

#define CHUNK 65536
#define MARK '|' /* between namespace and name; stands in no namespace that we know */

typedef struct XML_ParserStruct Expat;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Expat, XML_ParserFree)

static void part_close(zip_file_t *part)
{
  zip_fclose(part);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(zip_file_t, part_close)

struct BmXml {
  Expat *parser;
  const BmXmlCalls *calls;
  void *user;
  guint foreign_depth; /* open elements of and in another namespace */
  const char *slug;    /* why a call stopped, or NULL */
};

void *bm_xml_user(const BmXml *xml)
{
  return xml->user;
}

void bm_xml_stop(BmXml *xml, const char *slug)
{
  if (xml->slug == NULL)
    xml->slug = slug;
  XML_StopParser(xml->parser, XML_FALSE);
}

const char *bm_xml_attribute(const char **attributes, const char *name)
{
  for (; attributes[0] != NULL; attributes += 2)
    if (strcmp(attributes[0], name) == 0)
      return attributes[1];
  return NULL;
}

const char *bm_xml_relation(const char **attributes)
{
  static const char *const names[] = {
      "http://schemas.openxmlformats.org/officeDocument/2006/relationships|id",
      "http://purl.oclc.org/ooxml/officeDocument/relationships|id"};
  const char *value = bm_xml_attribute(attributes, names[0]);
  return value != NULL ? value : bm_xml_attribute(attributes, names[1]);
}

gboolean bm_xml_is_true(const char *value)
{
  return value != NULL &&
         (strcmp(value, "1") == 0 || strcmp(value, "true") == 0 || strcmp(value, "on") == 0);
}

gboolean bm_xml_uint(const char *value, guint most, guint *ret)
{
  guint64 number = 0;
  if (value == NULL || !g_ascii_string_to_unsigned(value, 10, 0, most, &number, NULL))
    return FALSE;
  *ret = (guint)number;
  return TRUE;
}

/* The local name of an element that concerns us, else NULL. */
static const char *own_name(const char *name)
{
  static const char *const spaces[] = {
      "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
      "http://purl.oclc.org/ooxml/spreadsheetml/main",
      "http://schemas.openxmlformats.org/package/2006/relationships"};
  const char *mark = strrchr(name, MARK);
  if (mark == NULL)
    return NULL;
  gsize n = (gsize)(mark - name);
  for (guint i = 0; i < G_N_ELEMENTS(spaces); i++)
    if (strlen(spaces[i]) == n && strncmp(spaces[i], name, n) == 0)
      return mark + 1;
  return NULL;
}

static void on_open(void *data, const char *name, const char **attributes)
{
  BmXml *xml = data;
  const char *own = own_name(name);
  if (own == NULL || xml->foreign_depth > 0)
    xml->foreign_depth++;
  else
    xml->calls->open(xml, own, attributes);
}

static void on_close(void *data, const char *name)
{
  BmXml *xml = data;
  if (xml->foreign_depth > 0)
    xml->foreign_depth--;
  else
    xml->calls->close(xml, own_name(name));
}

static void on_text(void *data, const char *text, int size)
{
  BmXml *xml = data;
  if (xml->foreign_depth == 0 && xml->calls->text != NULL)
    xml->calls->text(xml, text, (gsize)size);
}

static void on_doctype(void *data, const char *name, const char *system, const char *public,
                       int has_subset)
{
  (void)name, (void)system, (void)public, (void)has_subset;
  bm_xml_stop(data, "book_damaged");
}

static zip_file_t *part_open(BmPack *pack, const char *name, GError **error)
{
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_stat(pack->zip, name, ZIP_FL_NOCASE, &stat) != 0 || !(stat.valid & ZIP_STAT_SIZE) ||
      !(stat.valid & ZIP_STAT_COMP_SIZE)) {
    bm_fail(error, BM_ERROR_INPUT, "book_damaged", "a part of the table is missing");
    return NULL;
  }
  if (stat.size > BM_BOOK_MOST_PART || stat.size > pack->left ||
      (stat.size > BM_BOOK_FREE_OF_RATIO &&
       stat.size / BM_BOOK_MOST_RATIO > MAX(stat.comp_size, 1))) {
    bm_fail(error, BM_ERROR_INPUT, "book_too_large",
            "a part of %" G_GUINT64_FORMAT " bytes in %" G_GUINT64_FORMAT, (guint64)stat.size,
            (guint64)stat.comp_size);
    return NULL;
  }
  zip_file_t *part = zip_fopen(pack->zip, name, ZIP_FL_NOCASE);
  if (part == NULL) {
    int status = zip_error_code_zip(zip_get_error(pack->zip));
    bm_fail(error, BM_ERROR_INPUT,
            status == ZIP_ER_NOPASSWD ? "book_encrypted" : "book_damaged",
            "a part of the table does not open: ZIP error %d", status);
  }
  return part;
}

static gboolean feed_fails(const BmXml *xml, GError **error)
{
  const char *slug = xml->slug != NULL ? xml->slug : "book_damaged";
  return bm_fail(error, BM_ERROR_INPUT, slug, "XML: line %lu, error %d",
                 XML_GetCurrentLineNumber(xml->parser), (int)XML_GetErrorCode(xml->parser));
}

static gboolean feed(BmXml *xml, BmPack *pack, zip_file_t *part, GError **error)
{
  guint64 most = MIN(pack->left, BM_BOOK_MOST_PART), seen = 0;
  for (;;) {
    void *buffer = XML_GetBuffer(xml->parser, CHUNK);
    if (buffer == NULL)
      return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot hold a part of a table");
    zip_int64_t n = zip_fread(part, buffer, CHUNK);
    if (n < 0)
      return bm_fail(error, BM_ERROR_INPUT, "book_damaged", "a part cannot be unpacked");
    seen += (guint64)n;
    if (seen > most)
      return bm_fail(error, BM_ERROR_INPUT, "book_too_large", "a part is longer than it says");
    if (XML_ParseBuffer(xml->parser, (int)n, n == 0) != XML_STATUS_OK)
      return feed_fails(xml, error);
    if (n == 0)
      break;
  }
  pack->left -= seen;
  return TRUE;
}

gboolean bm_pack_parse(BmPack *pack, const char *name, const BmXmlCalls *calls, void *user,
                       GError **error)
{
  g_autoptr(zip_file_t) part = part_open(pack, name, error);
  if (part == NULL)
    return FALSE;
  g_autoptr(Expat) parser = XML_ParserCreateNS(NULL, MARK);
  BmXml xml = {.parser = parser, .calls = calls, .user = user};
  XML_SetUserData(parser, &xml);
  XML_SetElementHandler(parser, on_open, on_close);
  XML_SetCharacterDataHandler(parser, on_text);
  XML_SetStartDoctypeDeclHandler(parser, on_doctype);
  return feed(&xml, pack, part, error);
}
