/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JPEG inside TIFF, as one JPEG stream. */
#include "stages/intake/tiffjpeg.h"

#include <string.h>

#include "stages/intake/jpegdec.h"

enum { SOF0 = 0xC0, SOF1 = 0xC1, RST0 = 0xD0, SOI = 0xD8, EOI = 0xD9, SOS = 0xDA, DRI = 0xDD };

#define RESTART_MOST 65535u
#define STRIP_MOST (256u << 20)

typedef struct joiner {
  guint32 width, height, rows;
  guint16 samples, photometric;
  guint block_width, block_height; /* pixels of one MCU */
  GByteArray *out;
  guint8 frame[64], scan[64]; /* of the first strip; the others must not differ */
  gsize frame_size, scan_size;
} joiner_t;

static guint be16(const guint8 *p)
{
  return (guint)p[0] << 8 | p[1];
}

static void put(GByteArray *to, const void *data, gsize size)
{
  g_byte_array_append(to, data, (guint)size);
}

static void put_marker(GByteArray *to, int marker)
{
  guint8 bytes[2] = {0xFF, (guint8)marker};
  put(to, bytes, sizeof bytes);
}

static gboolean is_suitable(TIFF *tiff, joiner_t *j)
{
  guint16 bits = 0, planar = 0, compression = 0;
  TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &j->width);
  TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &j->height);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &j->rows);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &j->samples);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &bits);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &planar);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &compression);
  TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &j->photometric);
  j->rows = MIN(j->rows, j->height);
  gboolean is_gray = j->samples == 1 && j->photometric == PHOTOMETRIC_MINISBLACK;
  gboolean is_ycbcr = j->samples == 3 && j->photometric == PHOTOMETRIC_YCBCR;
  return compression == COMPRESSION_JPEG && bits == 8 && !TIFFIsTiled(tiff) && j->rows > 0 &&
         j->width > 0 && j->width <= G_MAXUINT16 && j->height > 0 && j->height <= G_MAXUINT16 &&
         (j->samples == 1 || planar == PLANARCONFIG_CONTIG) && (is_gray || is_ycbcr);
}

/* The frame header with the whole page's height; the block size comes from its factors. */
static gboolean frame_read(joiner_t *j, const guint8 *segment, gsize size)
{
  if (size > sizeof j->frame || size < 10 + 3 * (gsize)j->samples || segment[9] != j->samples ||
      be16(segment + 7) != j->width)
    return FALSE;
  guint across = 1, down = 1;
  for (guint i = 0; i < j->samples; i++) {
    across = MAX(across, segment[11 + 3 * i] >> 4);
    down = MAX(down, segment[11 + 3 * i] & 15u);
  }
  /* a single component is coded block by block, whatever its factors say */
  j->block_width = j->samples == 1 ? 8 : 8 * across;
  j->block_height = j->samples == 1 ? 8 : 8 * down;
  memcpy(j->frame, segment, size);
  j->frame[5] = (guint8)(j->height >> 8);
  j->frame[6] = (guint8)j->height;
  j->frame_size = size;
  return TRUE;
}

/* Head of the joined picture: tables, frame, restart interval, scan header. */
static gboolean head_write(TIFF *tiff, joiner_t *j)
{
  guint32 size = 0;
  const guint8 *tables = NULL;
  gboolean is_one_strip = j->rows >= j->height;
  guint64 blocks =
      (guint64)((j->width + j->block_width - 1) / j->block_width) * (j->rows / j->block_height);
  if (!is_one_strip && (j->rows % j->block_height != 0 || blocks == 0 || blocks > RESTART_MOST))
    return FALSE;
  put_marker(j->out, SOI);
  if (TIFFGetField(tiff, TIFFTAG_JPEGTABLES, &size, &tables) != 0 && size > 4)
    put(j->out, tables + 2, size - 4); /* without its own start and end */
  put(j->out, j->frame, j->frame_size);
  if (!is_one_strip) {
    guint8 interval[] = {0xFF, DRI, 0, 4, (guint8)(blocks >> 8), (guint8)blocks};
    put(j->out, interval, sizeof interval);
  }
  put(j->out, j->scan, j->scan_size);
  return TRUE;
}

/* Frame and scan header of a strip; FALSE when it holds anything else that matters. */
static gboolean strip_headers(joiner_t *j, const guint8 *data, gsize size, gboolean is_first,
                              gsize *ret_coded)
{
  gsize at = 2;
  gboolean has_frame = FALSE;
  if (size < 4 || data[0] != 0xFF || data[1] != SOI)
    return FALSE;
  while (at + 4 <= size && data[at] == 0xFF) {
    int marker = data[at + 1];
    gsize length = be16(data + at + 2) + 2u;
    if (length < 4 || length > size - at)
      return FALSE;
    if (marker == SOF0 || marker == SOF1) {
      has_frame = TRUE;
      if (is_first && !frame_read(j, data + at, length))
        return FALSE;
      if (length != j->frame_size || memcmp(data + at + 7, j->frame + 7, length - 7) != 0)
        return FALSE;
    } else if (marker == SOS) {
      *ret_coded = at + length;
      if (!has_frame || length > sizeof j->scan)
        return FALSE;
      if (is_first)
        memcpy(j->scan, data + at, j->scan_size = length);
      return length == j->scan_size && memcmp(data + at, j->scan, length) == 0;
    } else if (marker < 0xE0) {
      return FALSE; /* tables of its own, or restarts */
    }
    at += length;
  }
  return FALSE;
}

static gboolean strip_append(TIFF *tiff, joiner_t *j, guint32 index, guint32 n_strips)
{
  guint64 size = TIFFGetStrileByteCount(tiff, index);
  if (size < 4 || size > STRIP_MOST)
    return FALSE;
  g_autofree guint8 *data = g_try_malloc(size);
  gsize coded = 0;
  if (data == NULL || TIFFReadRawStrip(tiff, index, data, (tmsize_t)size) != (tmsize_t)size ||
      !strip_headers(j, data, size, index == 0, &coded) || (index == 0 && !head_write(tiff, j)))
    return FALSE;
  gsize end = size;
  while (end > coded + 2 && !(data[end - 2] == 0xFF && data[end - 1] == EOI))
    end--; /* strips may be padded behind their end */
  if (end <= coded + 2)
    return FALSE;
  put(j->out, data + coded, end - 2 - coded);
  put_marker(j->out, index + 1 == n_strips ? EOI : RST0 + (int)(index % 8));
  return TRUE;
}

/* The joined picture has to decode without a complaint, else the strips are decoded singly. */
static gboolean is_sound(const joiner_t *j)
{
  BmJpegInfo info;
  BmJpegPicture picture;
  return bm_jpeg_scan(j->out->data, j->out->len, &info) && info.has_end &&
         bm_jpeg_decode(j->out->data, j->out->len, &picture, NULL, NULL) &&
         !picture.is_damaged && picture.is_plain;
}

GByteArray *bm_tiff_page_jpeg(TIFF *tiff)
{
  joiner_t j = {0};
  if (!is_suitable(tiff, &j))
    return NULL;
  g_autoptr(GByteArray) out = g_byte_array_new();
  j.out = out;
  guint32 n_strips = TIFFNumberOfStrips(tiff);
  for (guint32 i = 0; i < n_strips; i++)
    if (!strip_append(tiff, &j, i, n_strips))
      return NULL;
  return n_strips > 0 && is_sound(&j) ? g_steal_pointer(&out) : NULL;
}
