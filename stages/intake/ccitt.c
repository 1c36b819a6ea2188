/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Group 4 fax data: a TIFF directory is put in front, and libtiff decodes them. */
#include "stages/intake/ccitt.h"

#include "stages/intake/tiffpage.h"

enum { N_ENTRIES = 8, HEAD = 8 + 2 + 12 * N_ENTRIES + 4 };

static void put_le(GByteArray *to, guint32 value, guint width)
{
  for (guint i = 0; i < width; i++) {
    guint8 byte = (guint8)(value >> (8 * i));
    g_byte_array_append(to, &byte, 1);
  }
}

static void put_entry(GByteArray *to, guint tag, guint32 value)
{
  put_le(to, tag, 2);
  put_le(to, TIFF_LONG, 2);
  put_le(to, 1, 4);
  put_le(to, value, 4);
}

static GByteArray *with_header(const guint8 *data, gsize size, int columns, int rows)
{
  GByteArray *file = g_byte_array_sized_new((guint)(HEAD + size));
  g_byte_array_append(file, (const guint8 *)"II*", 4);
  put_le(file, 8, 4);
  put_le(file, N_ENTRIES, 2);
  put_entry(file, TIFFTAG_IMAGEWIDTH, (guint32)columns);
  put_entry(file, TIFFTAG_IMAGELENGTH, (guint32)rows);
  put_entry(file, TIFFTAG_BITSPERSAMPLE, 1);
  put_entry(file, TIFFTAG_COMPRESSION, COMPRESSION_CCITTFAX4);
  put_entry(file, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
  put_entry(file, TIFFTAG_STRIPOFFSETS, HEAD);
  put_entry(file, TIFFTAG_ROWSPERSTRIP, (guint32)rows);
  put_entry(file, TIFFTAG_STRIPBYTECOUNTS, (guint32)size);
  put_le(file, 0, 4);
  g_byte_array_append(file, data, (guint)size);
  return file;
}

gboolean bm_g4_decode(const guint8 *data, gsize size, int columns, int rows, PIX **ret_page,
                      gboolean *ret_is_damaged, GError **error)
{
  if (size == 0 || size > G_MAXINT32 / 2 || columns <= 0 || rows <= 0)
    return bm_fail(error, BM_ERROR_INPUT, "page_unreadable", "fax data without size");
  g_autoptr(GByteArray) file = with_header(data, size, columns, rows);
  BmTiffWatch watch = {0};
  g_autoptr(TIFF) tiff = bm_tiff_open_memory(file->data, file->len, &watch);
  if (tiff == NULL || TIFFSetDirectory(tiff, 0) == 0)
    return bm_fail(error, BM_ERROR_INPUT, "page_unreadable", "libtiff refuses fax data");
  return bm_tiff_page_decode(tiff, &watch, ret_page, ret_is_damaged, error);
}
