/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is the scan inside a PDF page sound? */
#include "stages/intake/pdfcheck.h"

#include <string.h>

#include "stages/intake/ccitt.h"
#include "stages/intake/inflate.h"
#include "stages/intake/jpegdec.h"

/* An empty A4 page at 600 dpi is below this in JBIG2 and JPEG 2000; a written one is far above.
 */
#define SUBSTANCE 1500

static guint be16(const guint8 *p)
{
  return (guint)p[0] << 8 | p[1];
}

static guint32 be32(const guint8 *p)
{
  return (guint32)be16(p) << 16 | be16(p + 2);
}

/* Samples of a pixel that a device space has; 0: another kind of space. */
static int device_components(const BmPdfFile *pdf, const BmPdfImage *image)
{
  qpdf_oh dict = qpdf_oh_get_dict(bm_pdfin_handle(pdf), image->stream);
  if (bm_pdfin_is_name(pdf, dict, "/ColorSpace", "/DeviceGray"))
    return 1;
  if (bm_pdfin_is_name(pdf, dict, "/ColorSpace", "/DeviceRGB"))
    return 3;
  return bm_pdfin_is_name(pdf, dict, "/ColorSpace", "/DeviceCMYK") ? 4 : 0;
}

/* Whole, and what the page says of it: readers differ on what they show otherwise. */
static gboolean jpeg_is_sound(const BmPdfFile *pdf, const BmPdfImage *image, const guint8 *data,
                              gsize size)
{
  BmJpegInfo info;
  BmJpegPicture picture;
  if (!bm_jpeg_scan(data, size, &info))
    return FALSE;
  int n = device_components(pdf, image);
  gboolean is_as_said = info.width == image->width && info.height == image->height &&
                        (n == 0 || n == info.n_components);
  return is_as_said && info.has_end && bm_jpeg_decode(data, info.size, &picture, NULL, NULL) &&
         !picture.is_damaged;
}

static gboolean g4_is_sound(const BmPdfFile *pdf, const BmPdfImage *image, const guint8 *data,
                            gsize size)
{
  qpdf_data q = bm_pdfin_handle(pdf);
  qpdf_oh params = qpdf_oh_get_key(q, qpdf_oh_get_dict(q, image->stream), "/DecodeParms");
  if (qpdf_oh_is_array(q, params))
    params = qpdf_oh_get_array_item(q, params, 0);
  if (bm_pdfin_number(pdf, params, "/K", 0) >= 0 ||
      qpdf_oh_has_key(q, params, "/EncodedByteAlign"))
    return TRUE;
  g_autoptr(PIX) page = NULL;
  gboolean is_damaged = FALSE;
  int columns = (int)bm_pdfin_number(pdf, params, "/Columns", 1728);
  return bm_g4_decode(data, size, columns, image->height, &page, &is_damaged, NULL) &&
         !is_damaged;
}

/* At least one sample a pixel has to come out. */
static gboolean flate_is_sound(const BmPdfImage *image, const guint8 *data, gsize size)
{
  gsize needed = ((gsize)image->width * (gsize)image->bits + 7) / 8 * (gsize)image->height;
  gsize n = 0;
  return bm_inflate_count(data, size, needed * 64, &n) && n >= needed;
}

/* JPEG 2000: whole tile parts up to the end marker, with or without the box file around them.
 */
static gboolean jpx_is_sound(const guint8 *data, gsize size)
{
  const guint8 *start = memmem(data, size, "\xFF\x4F\xFF\x51", 4);
  if (start == NULL)
    return FALSE;
  gsize at = (gsize)(start - data) + 2;
  while (at + 4 <= size) {
    guint marker = be16(data + at);
    if (marker == 0xFFD9)
      return TRUE;
    gsize length = be16(data + at + 2) + 2;
    if (marker == 0xFF90) { /* a tile part: its own length counts, 0 to the end */
      if (at + 12 > size)
        return FALSE;
      length = be32(data + at + 6);
      if (length == 0)
        return size >= 2 && be16(data + size - 2) == 0xFFD9;
    }
    if (length < 4 || length > size - at)
      return FALSE;
    at += length;
  }
  return at + 2 <= size && be16(data + at) == 0xFFD9;
}

/* JBIG2 as in PDF: segments one after another, each with its length. */
static gboolean jbig2_is_sound(const guint8 *data, gsize size)
{
  gsize at = 0;
  while (at + 11 <= size) {
    guint32 number = be32(data + at);
    guint refs = data[at + 5] >> 5;
    gboolean has_wide_page = (data[at + 4] & 0x40) != 0;
    gsize ref_size = number <= 256 ? 1 : number <= 65536 ? 2 : 4;
    gsize head = 6;
    gsize n_refs = refs;
    if (refs == 7) {
      n_refs = be32(data + at + 5) & 0x1FFFFFFF;
      head = 9 + n_refs / 8;
    }
    head += n_refs * ref_size + (has_wide_page ? 4 : 1);
    if (n_refs > size || head + 4 > size - at)
      return FALSE;
    gsize length = be32(data + at + head);
    if (length == 0xFFFFFFFF)
      return TRUE; /* unknown length: a decoder has to find out */
    if (length > size - at - head - 4)
      return FALSE;
    at += head + 4 + length;
  }
  return at > 0 && at == size;
}

gboolean bm_pdfin_image_is_sound(const BmPdfFile *pdf, const BmPdfImage *image)
{
  g_autoptr(GBytes) raw = bm_pdfin_raw_stream(pdf, image->stream);
  if (raw == NULL || image->width == 0 || image->height == 0)
    return FALSE;
  gsize size = 0;
  const guint8 *data = g_bytes_get_data(raw, &size);
  g_auto(GStrv) filters = bm_pdfin_filters(pdf, image->stream);
  const char *filter = filters[0];
  if (filter == NULL)
    return size >= ((gsize)image->width * (gsize)image->bits + 7) / 8 * (gsize)image->height;
  if (filters[1] != NULL)
    return size > 0;
  if (strcmp(filter, "/DCTDecode") == 0)
    return jpeg_is_sound(pdf, image, data, size);
  if (strcmp(filter, "/CCITTFaxDecode") == 0)
    return g4_is_sound(pdf, image, data, size);
  if (strcmp(filter, "/FlateDecode") == 0)
    return flate_is_sound(image, data, size);
  if (strcmp(filter, "/JPXDecode") == 0)
    return jpx_is_sound(data, size);
  if (strcmp(filter, "/JBIG2Decode") == 0)
    return jbig2_is_sound(data, size);
  return size > 0;
}

/* Pixels that the stream's own header asks for; 0: it has none, or it cannot be read. */
static double stream_px(const BmPdfFile *pdf, qpdf_oh stream)
{
  g_autoptr(GBytes) raw = bm_pdfin_raw_stream(pdf, stream);
  g_auto(GStrv) filters = bm_pdfin_filters(pdf, stream);
  gsize size = 0;
  const guint8 *data = raw != NULL ? g_bytes_get_data(raw, &size) : NULL;
  const char *filter =
      data != NULL && filters[0] != NULL && filters[1] == NULL ? filters[0] : "";
  if (strcmp(filter, "/DCTDecode") == 0) {
    BmJpegInfo info = {0};
    return bm_jpeg_scan(data, size, &info) ? (double)info.width * info.height : 0;
  }
  if (strcmp(filter, "/JPXDecode") == 0) {
    const guint8 *siz = memmem(data, size, "\xFF\x4F\xFF\x51", 4);
    if (siz != NULL &&
        (gsize)(siz - data) + 16 <= size) /* SIZ: length, profile, width, height */
      return (double)be32(siz + 8) * be32(siz + 12);
  }
  if (strcmp(filter, "/JBIG2Decode") == 0 && size >= 19 && (data[4] & 63) == 48)
    return (double)be32(data + 11) * (be32(data + 15) == G_MAXUINT32 ? 1 : be32(data + 15));
  return 0;
}

gboolean bm_pdfin_image_fits(const BmPdfFile *pdf, const BmPdfImage *image, double most)
{
  static const char *const masks[] = {"/SMask", "/Mask"};
  qpdf_data q = bm_pdfin_handle(pdf);
  if ((double)image->width * image->height > most || stream_px(pdf, image->stream) > most)
    return FALSE;
  qpdf_oh dict = qpdf_oh_get_dict(q, image->stream);
  for (guint i = 0; i < G_N_ELEMENTS(masks); i++) {
    qpdf_oh mask = qpdf_oh_get_key(q, dict, masks[i]);
    if (!qpdf_oh_is_stream(q, mask))
      continue;
    qpdf_oh entries = qpdf_oh_get_dict(q, mask);
    double px = bm_pdfin_number(pdf, entries, "/Width", 0) *
                bm_pdfin_number(pdf, entries, "/Height", 0);
    if (!(px <= most) || stream_px(pdf, mask) > most)
      return FALSE;
  }
  return TRUE;
}

gboolean bm_pdfin_image_has_substance(const BmPdfFile *pdf, const BmPdfImage *image)
{
  g_autoptr(GBytes) raw = bm_pdfin_raw_stream(pdf, image->stream);
  return raw != NULL && g_bytes_get_size(raw) > SUBSTANCE;
}
