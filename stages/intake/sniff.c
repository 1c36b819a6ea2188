/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file is, by its content. */
#include "stages/intake/sniff.h"

#include <string.h>

struct magic {
  guint at;
  const char *bytes;
  guint size;
  BmFormat format;
  const char *reason;
};

#define MAGIC(at, bytes, format, reason)                                                       \
  {                                                                                            \
    at, bytes, sizeof bytes - 1, format, reason                                                \
  }

/* First hit wins. A ZIP is looked into by zip_reason(). */
static const struct magic magics[] = {
    MAGIC(0, "II*\0", BM_FORMAT_TIFF, NULL),
    MAGIC(0, "MM\0*", BM_FORMAT_TIFF, NULL),
    MAGIC(0, "II+\0", BM_FORMAT_TIFF, NULL),
    MAGIC(0, "MM\0+", BM_FORMAT_TIFF, NULL),
    MAGIC(0, "\xFF\xD8\xFF", BM_FORMAT_JPEG, NULL),
    MAGIC(0, "\x89PNG\r\n\x1A\n", BM_FORMAT_PNG, NULL),
    MAGIC(4, "ftyphei", BM_FORMAT_OTHER, "format_photo_heic"),
    MAGIC(4, "ftyphev", BM_FORMAT_OTHER, "format_photo_heic"),
    MAGIC(4, "ftypmif1", BM_FORMAT_OTHER, "format_photo_heic"),
    MAGIC(4, "ftypmsf1", BM_FORMAT_OTHER, "format_photo_heic"),
    MAGIC(4, "ftypavi", BM_FORMAT_OTHER, "format_photo_heic"),
    MAGIC(8, "WEBP", BM_FORMAT_OTHER, "format_picture"),
    MAGIC(0, "GIF8", BM_FORMAT_OTHER, "format_picture"),
    MAGIC(0, "BM", BM_FORMAT_OTHER, "format_picture"),
    MAGIC(0, "\0\0\0\x0CjP  ", BM_FORMAT_OTHER, "format_picture"),
    MAGIC(0, "\xFF\x4F\xFF\x51", BM_FORMAT_OTHER, "format_picture"),
    MAGIC(0, "\x97JB2\r\n\x1A\n", BM_FORMAT_OTHER, "format_picture"),
    MAGIC(0, "\0\0\x01\0", BM_FORMAT_OTHER, "format_picture"),
    MAGIC(0, "AT&TFORM", BM_FORMAT_OTHER, "format_picture"),
    MAGIC(0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", BM_FORMAT_OTHER, "office_document"),
    MAGIC(0, "{\\rtf", BM_FORMAT_OTHER, "office_document"),
    MAGIC(0, "Rar!\x1A", BM_FORMAT_OTHER, "format_archive"),
    MAGIC(0, "7z\xBC\xAF\x27\x1C", BM_FORMAT_OTHER, "format_archive"),
    MAGIC(0, "\x1F\x8B", BM_FORMAT_OTHER, "format_archive"),
    MAGIC(257, "ustar", BM_FORMAT_OTHER, "format_archive"),
};

static gboolean has(const guint8 *head, gsize size, const char *word)
{
  return memmem(head, size, word, strlen(word)) != NULL;
}

/* Office documents are ZIPs whose first entries have well-known names. */
static const char *zip_reason(const guint8 *head, gsize size)
{
  static const char *const signs[] = {"[Content_Types].xml", "_rels/.rels",
                                      "mimetypeapplication/vnd.oasis", "word/", "xl/"};
  for (guint i = 0; i < G_N_ELEMENTS(signs); i++)
    if (has(head, size, signs[i]))
      return "office_document";
  return "format_archive";
}

BmFormat bm_sniff(const guint8 *head, gsize size, const char **ret_reason)
{
  *ret_reason = size == 0 ? "file_empty" : "format_unknown";
  for (guint i = 0; i < G_N_ELEMENTS(magics); i++) {
    const struct magic *m = &magics[i];
    if (size < m->at + m->size || memcmp(head + m->at, m->bytes, m->size) != 0)
      continue;
    *ret_reason = m->reason;
    return m->format;
  }
  if (size >= 4 && memcmp(head, "PK\x03\x04", 4) == 0) {
    *ret_reason = zip_reason(head, size);
    return BM_FORMAT_OTHER;
  }
  if (has(head, MIN(size, 1024), "%PDF-")) /* readers allow junk before the header */
    return BM_FORMAT_PDF;
  return BM_FORMAT_OTHER;
}

const char *bm_format_name(BmFormat format)
{
  static const char *const names[] = {NULL, "tiff", "pdf", "jpeg", "png"};
  return names[format];
}
