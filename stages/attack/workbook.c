/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ZIP by its central directory, inflated with GIO. */
#include "stages/attack/workbook.h"

#include <gio/gio.h>
#include <string.h>

#define END_SIZE 22
#define ENTRY_SIZE 46
#define MOST_PART (32 << 20) /* bytes of one part, inflated */

typedef struct Archive {
  const guint8 *data;
  gsize size, directory, end;
  guint n;
} Archive;

static guint32 number(const Archive *zip, gsize at, guint width)
{
  guint32 value = 0;
  if (at + width > zip->size)
    return 0;
  for (guint i = 0; i < width; i++)
    value |= (guint32)zip->data[at + i] << (8 * i);
  return value;
}

static gboolean archive_open(Archive *zip)
{
  for (gsize back = END_SIZE; back <= zip->size && back < 70000; back++) {
    gsize at = zip->size - back;
    if (number(zip, at, 4) != 0x06054B50)
      continue;
    zip->end = at;
    zip->n = number(zip, at + 10, 2);
    zip->directory = number(zip, at + 16, 4);
    return zip->directory < zip->size;
  }
  return FALSE;
}

static GByteArray *inflated(const guint8 *data, gsize size)
{
  g_autoptr(GZlibDecompressor) engine = g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_RAW);
  GByteArray *out = g_byte_array_new();
  guint8 room[1 << 14];
  for (gsize at = 0; out->len < MOST_PART;) {
    gsize n_read = 0, n_written = 0;
    GConverterResult result =
        g_converter_convert(G_CONVERTER(engine), data + at, size - at, room, sizeof room,
                            G_CONVERTER_INPUT_AT_END, &n_read, &n_written, NULL);
    if (result == G_CONVERTER_ERROR)
      break;
    g_byte_array_append(out, room, (guint)n_written);
    at += n_read;
    if (result == G_CONVERTER_FINISHED)
      break;
  }
  return out;
}

/* The part that the entry at @at of the directory names; NULL when it is not there. */
static char *part_text(const Archive *zip, gsize at)
{
  gsize local = number(zip, at + 42, 4), size = number(zip, at + 20, 4);
  guint method = number(zip, at + 10, 2);
  gsize from = local + 30 + number(zip, local + 26, 2) + number(zip, local + 28, 2);
  if (number(zip, local, 4) != 0x04034B50 || from + size > zip->size)
    return NULL;
  GByteArray *bytes =
      method == 8 ? inflated(zip->data + from, size)
                  : g_byte_array_append(g_byte_array_new(), zip->data + from, (guint)size);
  g_byte_array_append(bytes, (const guint8 *)"", 1);
  char *raw = (char *)g_byte_array_free(bytes, FALSE);
  char *text = g_utf8_make_valid(raw, -1);
  g_free(raw);
  return text;
}

static char *without_tags(const char *xml)
{
  g_autoptr(GRegex) tags = g_regex_new("<[^>]*>", G_REGEX_OPTIMIZE, 0, NULL);
  return g_regex_replace_literal(tags, xml, -1, 0, " ", 0, NULL);
}

static void note(json_t *out, const char *key, const char *value)
{
  json_array_append_new(out, json_pack("{s:s,s:s}", "key", key, "value", value));
}

/* Each element with text: <dc:creator>Name</dc:creator>. */
static void properties_note(const char *xml, json_t *out)
{
  g_autoptr(GRegex) element = g_regex_new("<([A-Za-z:]+)[^>]*>([^<]+)</", 0, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  for (g_regex_match(element, xml, 0, &match); g_match_info_matches(match);
       g_match_info_next(match, NULL)) {
    g_autofree char *key = g_match_info_fetch(match, 1), *value = g_match_info_fetch(match, 2);
    note(out, key, value);
  }
}

static gboolean part_is_plain(const char *name)
{
  static const char *const plain[] = {"[Content_Types].xml", "_rels/", "docProps/app.xml",
                                      "docProps/core.xml", "xl/"};
  static const char *const odd[] = {"comments",       "media/",        "embeddings/",
                                    "customXml",      "externalLinks", "vbaProject",
                                    "printerSettings"};
  for (guint i = 0; i < G_N_ELEMENTS(odd); i++)
    if (strstr(name, odd[i]) != NULL)
      return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS(plain); i++)
    if (g_str_has_prefix(name, plain[i]))
      return TRUE;
  return FALSE;
}

static void entry_take(const Archive *zip, gsize at, GString *words, json_t *out)
{
  g_autofree char *name =
      g_strndup((const char *)zip->data + at + ENTRY_SIZE, number(zip, at + 28, 2));
  guint32 when = number(zip, at + 12, 4);
  if (when != number(zip, zip->directory + 12, 4) || (when >> 25) > 20) /* after 2000 */
    note(out, "times", "");
  if (!part_is_plain(name))
    note(out, "part", "");
  g_autofree char *text = part_text(zip, at);
  if (text == NULL)
    return;
  if (g_str_has_prefix(name, "docProps/"))
    properties_note(text, out);
  g_autofree char *plain = without_tags(text);
  g_string_append_printf(words, " %s", plain);
}

json_t *bm_workbook_look(const char *path, char **ret_words, GError **error)
{
  g_autofree char *bytes = NULL;
  Archive zip = {0};
  if (g_file_get_contents(path, &bytes, &zip.size, NULL))
    zip.data = (const guint8 *)bytes;
  if (zip.data == NULL || !archive_open(&zip)) {
    bm_fail(error, BM_ERROR_INPUT, "attack_unreadable", "a workbook cannot be read");
    return NULL;
  }
  json_t *out = json_array();
  GString *words = g_string_new(NULL);
  gsize at = zip.directory;
  for (guint i = 0; i < zip.n && at + ENTRY_SIZE < zip.end; i++) {
    entry_take(&zip, at, words, out);
    at += ENTRY_SIZE + number(&zip, at + 28, 2) + number(&zip, at + 30, 2) +
          number(&zip, at + 32, 2);
  }
  if (zip.end + END_SIZE < zip.size)
    note(out, "tail", "");
  *ret_words = g_string_free(words, FALSE);
  return out;
}
