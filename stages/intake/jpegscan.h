/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A JPEG stream seen as marker segments, without decoding: cheap, and safe on hostile bytes. */
#pragma once
#include <glib.h>

typedef struct BmJpegInfo {
  int width, height, n_components, precision;
  guint n_scans;     /* a baseline file has 1 to 4, a progressive one about 10 */
  gsize size;        /* bytes up to the end marker; the rest is no part of the picture */
  gboolean has_end;  /* the end marker follows the last scan */
  gboolean is_adobe; /* Adobe marker: CMYK values are inverted */
  double xdpi, ydpi; /* from JFIF, else EXIF; 0 unknown */
  int orientation;   /* EXIF, 1 without */
} BmJpegInfo;

/* FALSE: the bytes are not laid out as a JPEG picture (no frame header, or a broken segment
 * before it). A stream that merely stops early is TRUE with has_end FALSE. */
gboolean bm_jpeg_scan(const guint8 *data, gsize size, BmJpegInfo *ret);

/**
 * bm_jpeg_strip - the same picture without anything that is no picture
 *
 * Application segments (EXIF, thumbnails, profiles, maker notes) and comments are left out, one
 * JFIF segment with the given resolution is put first, coded data stay as they are. Only for
 * gray and YCbCr pictures: without the Adobe segment other colours would be misread.
 */
GByteArray *bm_jpeg_strip(const guint8 *data, gsize size, int xdpi, int ydpi);
