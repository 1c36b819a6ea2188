/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How large a PDF stream becomes. */
#include "stages/intake/inflate.h"

#include <gio/gio.h>
#include <string.h>

#define LZW_RATIO 2048 /* 12-bit codes for strings of up to 4096 bytes */
#define RUN_RATIO 64

gboolean bm_inflate_count(const guint8 *data, gsize size, gsize most, gsize *ret_n)
{
  g_autoptr(GZlibDecompressor) zlib = g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
  guint8 sink[32768];
  gsize at = 0, n = 0;
  *ret_n = 0;
  while (n <= most) {
    gsize used = 0, made = 0;
    GConverterResult result =
        g_converter_convert(G_CONVERTER(zlib), data + at, size - at, sink, sizeof sink,
                            G_CONVERTER_INPUT_AT_END, &used, &made, NULL);
    if (result == G_CONVERTER_ERROR)
      return FALSE;
    at += used;
    n += made;
    *ret_n = n;
    if (result == G_CONVERTER_FINISHED)
      return TRUE;
  }
  return TRUE;
}

char **bm_pdfin_filters(const BmPdfFile *pdf, qpdf_oh stream)
{
  qpdf_data q = bm_pdfin_handle(pdf);
  GPtrArray *names = g_ptr_array_new();
  qpdf_oh filter = qpdf_oh_get_key(q, qpdf_oh_get_dict(q, stream), "/Filter");
  if (qpdf_oh_is_name(q, filter))
    g_ptr_array_add(names, g_strdup(qpdf_oh_get_name(q, filter)));
  int n = qpdf_oh_is_array(q, filter) ? MIN(8, qpdf_oh_get_array_n_items(q, filter)) : 0;
  for (int i = 0; i < n; i++) {
    qpdf_oh item = qpdf_oh_get_array_item(q, filter, i);
    g_ptr_array_add(names,
                    g_strdup(qpdf_oh_is_name(q, item) ? qpdf_oh_get_name(q, item) : "?"));
  }
  g_ptr_array_add(names, NULL);
  return (char **)g_ptr_array_free(names, FALSE);
}

static gboolean is_name(const char *name, const char *full, const char *brief)
{
  return strcmp(name, full) == 0 || strcmp(name, brief) == 0;
}

gboolean bm_pdfin_stream_is_small(const BmPdfFile *pdf, qpdf_oh stream, gsize most)
{
  g_autoptr(GBytes) raw = bm_pdfin_raw_stream(pdf, stream);
  g_auto(GStrv) filters = bm_pdfin_filters(pdf, stream);
  if (raw == NULL || filters[0] == NULL)
    return raw == NULL || g_bytes_get_size(raw) <= most;
  guint n_packers = 0;
  gsize size = 0, inflated = 0, ratio = 1;
  const guint8 *data = g_bytes_get_data(raw, &size);
  gboolean is_deflated = is_name(filters[0], "/FlateDecode", "/Fl");
  for (guint i = 0; filters[i] != NULL; i++) {
    gboolean is_lzw = is_name(filters[i], "/LZWDecode", "/LZW");
    gboolean is_run = is_name(filters[i], "/RunLengthDecode", "/RL");
    gboolean is_flate = is_name(filters[i], "/FlateDecode", "/Fl");
    n_packers += is_lzw || is_run || is_flate;
    ratio = is_lzw || (is_flate && i > 0) ? LZW_RATIO : is_run ? RUN_RATIO : ratio;
  }
  if (n_packers > 1)
    return FALSE;
  if (!is_deflated)
    return size <= most / ratio;
  bm_inflate_count(data, size, most, &inflated);
  return inflated <= most;
}
