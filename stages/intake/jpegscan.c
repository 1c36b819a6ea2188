/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A JPEG stream seen as marker segments. */
#include "stages/intake/jpegscan.h"

#include <string.h>

enum {
  M_SOF0 = 0xC0,
  M_DHT = 0xC4,
  M_JPG = 0xC8,
  M_DAC = 0xCC,
  M_SOF15 = 0xCF,
  M_RST0 = 0xD0,
  M_RST7 = 0xD7,
  M_SOI = 0xD8,
  M_EOI = 0xD9,
  M_SOS = 0xDA,
  M_APP0 = 0xE0,
  M_APP1 = 0xE1,
  M_APP14 = 0xEE,
  M_APP15 = 0xEF,
  M_COM = 0xFE,
  M_TEM = 0x01,
};

struct segment {
  int marker;
  gsize start, end;      /* with the marker, and for a scan with its coded data */
  const guint8 *payload; /* after the length */
  gsize size;            /* of the payload */
};

static guint be16(const guint8 *p)
{
  return (guint)p[0] << 8 | p[1];
}

/* Where the coded data that begin at @pos end: at the next marker, or at @size. */
static gsize coded_end(const guint8 *data, gsize size, gsize pos)
{
  while (pos < size) {
    const guint8 *ff = memchr(data + pos, 0xFF, size - pos);
    if (ff == NULL || ff + 1 >= data + size)
      return size;
    pos = (gsize)(ff - data);
    int next = ff[1];
    if (next == 0xFF)
      pos += 1; /* fill byte */
    else if (next == 0 || (next >= M_RST0 && next <= M_RST7))
      pos += 2;
    else
      return pos;
  }
  return size;
}

/* FALSE: no whole segment at *@pos. */
static gboolean segment_next(const guint8 *data, gsize size, gsize *pos, struct segment *ret)
{
  gsize at = *pos;
  if (at >= size || data[at] != 0xFF)
    return FALSE;
  while (at + 1 < size && data[at + 1] == 0xFF)
    at++;
  if (at + 2 > size)
    return FALSE;
  *ret = (struct segment){.marker = data[at + 1], .start = at, .end = at + 2};
  if (ret->marker == M_SOI || ret->marker == M_EOI || ret->marker == M_TEM ||
      (ret->marker >= M_RST0 && ret->marker <= M_RST7)) {
    *pos = ret->end;
    return TRUE;
  }
  if (size - at < 4 || be16(data + at + 2) < 2 || size - at - 2 < be16(data + at + 2))
    return FALSE;
  ret->payload = data + at + 4;
  ret->size = be16(data + at + 2) - 2;
  ret->end = at + 4 + ret->size;
  if (ret->marker == M_SOS)
    ret->end = coded_end(data, size, ret->end);
  *pos = ret->end;
  return TRUE;
}

static gboolean is_frame(int marker)
{
  return marker >= M_SOF0 && marker <= M_SOF15 && marker != M_DHT && marker != M_JPG &&
         marker != M_DAC;
}

static void read_jfif(const struct segment *s, BmJpegInfo *info)
{
  if (s->size < 12 || memcmp(s->payload, "JFIF", 5) != 0)
    return;
  double scale = s->payload[7] == 1 ? 1.0 : s->payload[7] == 2 ? 2.54 : 0.0;
  info->xdpi = scale * be16(s->payload + 8);
  info->ydpi = scale * be16(s->payload + 10);
}

/* A TIFF directory inside the EXIF segment; every access is checked against its end. */
struct exif {
  const guint8 *base;
  gsize size;
  gboolean is_big;
};

static guint exif_u16(const struct exif *e, gsize at)
{
  if (at + 2 > e->size)
    return 0;
  const guint8 *p = e->base + at;
  return e->is_big ? be16(p) : (guint)(p[1] << 8 | p[0]);
}

static guint32 exif_u32(const struct exif *e, gsize at)
{
  guint32 first = exif_u16(e, at), second = exif_u16(e, at + 2);
  return e->is_big ? first << 16 | second : second << 16 | first;
}

static double exif_ratio(const struct exif *e, gsize entry)
{
  gsize at = exif_u32(e, entry + 8);
  double above = exif_u32(e, at), below = exif_u32(e, at + 4);
  return below > 0 ? above / below : 0;
}

static void read_exif(const struct segment *s, BmJpegInfo *info)
{
  if (s->size < 14 || memcmp(s->payload, "Exif\0", 6) != 0)
    return;
  struct exif e = {s->payload + 6, s->size - 6, s->payload[6] == 'M'};
  gsize at = exif_u32(&e, 4);
  double x = 0, y = 0, scale = 1;
  guint n = at < e.size ? exif_u16(&e, at) : 0;
  for (guint i = 0; i < n && at + 2 + 12 * (gsize)(i + 1) <= e.size; i++) {
    gsize entry = at + 2 + 12 * (gsize)i;
    switch (exif_u16(&e, entry)) {
    case 0x0112:
      if (exif_u16(&e, entry + 8) >= 1 && exif_u16(&e, entry + 8) <= 8)
        info->orientation = (int)exif_u16(&e, entry + 8);
      break;
    case 0x011A:
      x = exif_ratio(&e, entry);
      break;
    case 0x011B:
      y = exif_ratio(&e, entry);
      break;
    case 0x0128:
      scale = exif_u16(&e, entry + 8) == 3 ? 2.54 : 1;
      break;
    default:
      break;
    }
  }
  if (info->xdpi <= 0 || info->ydpi <= 0) {
    info->xdpi = x * scale;
    info->ydpi = y * scale;
  }
}

static void read_frame(const struct segment *s, BmJpegInfo *info)
{
  if (s->size < 6 || info->n_components != 0)
    return;
  info->precision = s->payload[0];
  info->height = (int)be16(s->payload + 1);
  info->width = (int)be16(s->payload + 3);
  info->n_components = s->payload[5];
}

static void read_segment(const struct segment *s, BmJpegInfo *info)
{
  if (is_frame(s->marker))
    read_frame(s, info);
  else if (s->marker == M_APP0)
    read_jfif(s, info);
  else if (s->marker == M_APP1)
    read_exif(s, info);
  else if (s->marker == M_APP14 && s->size >= 12 && memcmp(s->payload, "Adobe", 5) == 0)
    info->is_adobe = TRUE;
  else if (s->marker == M_SOS)
    info->n_scans++;
}

gboolean bm_jpeg_scan(const guint8 *data, gsize size, BmJpegInfo *ret)
{
  BmJpegInfo info = {.orientation = 1};
  struct segment s;
  gsize pos = 0;
  if (!segment_next(data, size, &pos, &s) || s.marker != M_SOI)
    return FALSE;
  while (segment_next(data, size, &pos, &s)) {
    info.size = pos;
    if (s.marker == M_EOI) {
      info.has_end = info.n_scans > 0;
      break;
    }
    read_segment(&s, &info);
  }
  *ret = info;
  return info.n_components > 0;
}

GByteArray *bm_jpeg_strip(const guint8 *data, gsize size, int xdpi, int ydpi)
{
  guint8 head[] = {0xFF,
                   M_SOI,
                   0xFF,
                   M_APP0,
                   0,
                   16,
                   'J',
                   'F',
                   'I',
                   'F',
                   0,
                   1,
                   1,
                   1,
                   (guint8)(xdpi >> 8),
                   (guint8)xdpi,
                   (guint8)(ydpi >> 8),
                   (guint8)ydpi,
                   0,
                   0};
  GByteArray *out = g_byte_array_sized_new((guint)size);
  g_byte_array_append(out, head, sizeof head);
  struct segment s;
  gsize pos = 0;
  while (segment_next(data, size, &pos, &s)) {
    gboolean is_extra = (s.marker >= M_APP0 && s.marker <= M_APP15) || s.marker == M_COM;
    if (s.marker != M_SOI && !is_extra)
      g_byte_array_append(out, data + s.start, (guint)(s.end - s.start));
    if (s.marker == M_EOI)
      break;
  }
  return out;
}
