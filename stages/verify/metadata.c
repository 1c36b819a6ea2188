/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TIFF directories and JPEG segments, walked byte by byte: no library that hides what it skips.
 */
#include "stages/verify/metadata.h"

#include <string.h>

typedef struct Bytes {
  const guchar *data;
  gsize n;
  gboolean is_big_endian;
} Bytes;

static guint number_at(const Bytes *bytes, gsize at, guint width)
{
  guint value = 0;
  if (at + width > bytes->n)
    return 0;
  for (guint i = 0; i < width; i++) {
    guint shift = bytes->is_big_endian ? 8 * (width - 1 - i) : 8 * i;
    value |= (guint)bytes->data[at + i] << shift;
  }
  return value;
}

/* tags that say how to decode the picture, and how large it is on paper */
static gboolean tag_is_plain(guint tag)
{
  static const guint plain[] = {254, 255, 256, 257, 258, 259, 262, 266, 273, 274, 277,
                                278, 279, 282, 283, 284, 292, 293, 296, 317, 338, 339};
  for (guint i = 0; i < G_N_ELEMENTS(plain); i++)
    if (plain[i] == tag)
      return TRUE;
  return FALSE;
}

static gboolean tiff_is_plain(Bytes *bytes)
{
  bytes->is_big_endian = bytes->data[0] == 'M';
  gsize at = number_at(bytes, 4, 4);
  if (number_at(bytes, 2, 2) != 42 || at < 8 || at + 2 > bytes->n)
    return FALSE;
  guint entries = number_at(bytes, at, 2);
  gsize end = at + 2 + (gsize)entries * 12;
  if (end + 4 > bytes->n || number_at(bytes, end, 4) != 0) /* a second directory */
    return FALSE;
  for (guint i = 0; i < entries; i++)
    if (!tag_is_plain(number_at(bytes, at + 2 + (gsize)i * 12, 2)))
      return FALSE;
  return TRUE;
}

static gboolean jfif_is_plain(const guchar *body, gsize n)
{
  return n >= 14 && memcmp(body, "JFIF", 5) == 0 && body[12] == 0 && body[13] == 0 && n == 14;
}

static gboolean segment_is_plain(guchar marker, const guchar *body, gsize n)
{
  if (marker == 0xE0)
    return jfif_is_plain(body, n);
  if (marker == 0xEE) /* how the colours are coded */
    return n == 12 && memcmp(body, "Adobe", 5) == 0;
  return !(marker >= 0xE1 && marker <= 0xEF) && marker != 0xFE;
}

/* skips the coded picture after a scan header; at the next marker, or at the end of bytes */
static gsize scan_end(const Bytes *bytes, gsize at)
{
  while (at + 1 < bytes->n) {
    guchar next = bytes->data[at + 1];
    if (bytes->data[at] == 0xFF && next != 0 && !(next >= 0xD0 && next <= 0xD7))
      return at;
    at++;
  }
  return bytes->n;
}

static gboolean jpeg_is_plain(const Bytes *bytes)
{
  gsize at = 2;
  while (at + 4 <= bytes->n && bytes->data[at] == 0xFF) {
    guchar marker = bytes->data[at + 1];
    gsize length = (gsize)bytes->data[at + 2] << 8 | bytes->data[at + 3];
    if (length < 2 || at + 2 + length > bytes->n ||
        !segment_is_plain(marker, bytes->data + at + 4, length - 2))
      return FALSE;
    at += 2 + length;
    if (marker == 0xDA)
      at = scan_end(bytes, at);
    if (at + 2 <= bytes->n && bytes->data[at] == 0xFF && bytes->data[at + 1] == 0xD9)
      return at + 2 == bytes->n;
  }
  return FALSE;
}

gboolean bm_metadata_is_absent(const char *path)
{
  g_autofree char *text = NULL;
  gsize n = 0;
  if (!g_file_get_contents(path, &text, &n, NULL) || n < 16)
    return FALSE;
  Bytes bytes = {.data = (const guchar *)text, .n = n, .is_big_endian = TRUE};
  if (memcmp(text, "II", 2) == 0 || memcmp(text, "MM", 2) == 0)
    return tiff_is_plain(&bytes);
  if (bytes.data[0] == 0xFF && bytes.data[1] == 0xD8)
    return jpeg_is_plain(&bytes);
  return FALSE;
}
