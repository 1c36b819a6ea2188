/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One page of a TIFF file to pixels: plain bilevel and gray by strips or tiles here, because
 * that keeps them small; everything with colour by libtiff's RGBA route, which knows every
 * layout.
 */
#include "stages/intake/tiffpage.h"

#include <string.h>

/* The largest page that can be allowed (500 Mpx, stages/intake/intake.c), four bytes a pixel.
 * Damaged files make libtiff ask for any number of bytes. */
#define MAX_PIECE_BYTES ((tmsize_t)2000000000)

typedef struct memory {
  const guint8 *data;
  guint64 size, pos;
} memory_t;

static tmsize_t memory_read(thandle_t handle, void *to, tmsize_t size)
{
  memory_t *m = handle;
  guint64 left = m->pos < m->size ? m->size - m->pos : 0;
  gsize n = MIN((guint64)size, left);
  memcpy(to, m->data + (n > 0 ? m->pos : 0), n);
  m->pos += n;
  return (tmsize_t)n;
}

static tmsize_t memory_write(thandle_t handle, void *from, tmsize_t size)
{
  (void)handle;
  (void)from;
  (void)size;
  return 0;
}

static toff_t memory_seek(thandle_t handle, toff_t offset, int whence)
{
  memory_t *m = handle;
  guint64 base = whence == SEEK_CUR ? m->pos : whence == SEEK_END ? m->size : 0;
  m->pos = base + offset;
  return m->pos;
}

static toff_t memory_size(thandle_t handle)
{
  return ((memory_t *)handle)->size;
}

static int memory_close(thandle_t handle)
{
  g_free(handle);
  return 0;
}

static int on_error(TIFF *tiff, void *user, const char *module, const char *fmt, va_list args)
{
  (void)tiff;
  (void)module;
  (void)fmt;
  (void)args;
  ((BmTiffWatch *)user)->n_errors++;
  return 1; /* nothing goes to stderr */
}

/* libtiff only warns of fax lines with too few pixels and of what libjpeg made up. Its
 * warnings about the old JPEG kind concern tags and are raised for every such file. */
static int on_warning(TIFF *tiff, void *user, const char *module, const char *fmt, va_list args)
{
  (void)tiff;
  (void)fmt;
  (void)args;
  if (module != NULL && !g_str_has_prefix(module, "OJPEG") && !g_str_has_prefix(module, "TIFF"))
    ((BmTiffWatch *)user)->n_warnings++;
  return 1;
}

TIFF *bm_tiff_open_memory(const guint8 *data, gsize size, BmTiffWatch *watch)
{
  memory_t *m = g_new0(memory_t, 1);
  *m = (memory_t){.data = data, .size = size};
  TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
  TIFFOpenOptionsSetMaxSingleMemAlloc(options, MAX_PIECE_BYTES);
  TIFFOpenOptionsSetErrorHandlerExtR(options, on_error, watch);
  TIFFOpenOptionsSetWarningHandlerExtR(options, on_warning, watch);
  TIFF *tiff = TIFFClientOpenExt("page", "rmh", m, memory_read, memory_write, memory_seek,
                                 memory_close, memory_size, NULL, NULL, options);
  TIFFOpenOptionsFree(options);
  if (tiff == NULL)
    g_free(m);
  return tiff;
}

struct kind {
  guint32 width, height;
  guint16 bits, samples, photometric, planar, compression, sample_format;
};

static struct kind kind_read(TIFF *tiff)
{
  struct kind k = {0};
  k.photometric = PHOTOMETRIC_MINISWHITE;
  TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &k.width);
  TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &k.height);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &k.bits);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &k.samples);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &k.planar);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &k.compression);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &k.sample_format);
  TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &k.photometric);
  return k;
}

static gboolean is_gray(const struct kind *k)
{
  return k->photometric == PHOTOMETRIC_MINISWHITE || k->photometric == PHOTOMETRIC_MINISBLACK;
}

static gboolean is_plain(const struct kind *k)
{
  gboolean has_bits = k->bits == 1 || k->bits == 2 || k->bits == 4 || k->bits == 8 ||
                      k->bits == 16 || k->bits == 24 || k->bits == 32;
  return k->samples == 1 && has_bits && is_gray(k) && k->compression != COMPRESSION_OJPEG;
}

/* The sample's 8 highest bits, or all of them stretched to 8. */
static int sample_8(const guint8 *row, guint32 x, int bits)
{
  switch (bits) {
  case 8:
    return row[x];
  case 16:
    return ((const guint16 *)(const void *)row)[x] >> 8;
  case 24:
    return row[3 * (gsize)x + (G_BYTE_ORDER == G_LITTLE_ENDIAN ? 2 : 0)];
  case 32:
    return (int)(((const guint32 *)(const void *)row)[x] >> 24);
  default: {
    guint32 bit = x * (guint32)bits;
    int most = (1 << bits) - 1;
    int value = row[bit / 8] >> (8 - bits - (int)(bit % 8)) & most;
    return value * 255 / most;
  }
  }
}

/* @n samples of a decoded row into @page at (@x, @y); x is a multiple of 8 for bilevel. */
static void put_row(PIX *page, const struct kind *k, guint32 x, guint32 y, const guint8 *row,
                    guint32 n)
{
  l_uint32 *line = pixGetData(page) + (gsize)y * (gsize)pixGetWpl(page);
  gboolean is_inverted = k->photometric == PHOTOMETRIC_MINISWHITE;
  if (k->bits == 1) {
    int flip = is_inverted ? 0 : 0xFF;
    for (guint32 i = 0; i < (n + 7) / 8; i++)
      SET_DATA_BYTE(line, x / 8 + i, (l_uint8)(row[i] ^ flip));
    return;
  }
  for (guint32 i = 0; i < n; i++) {
    int v = sample_8(row, i, k->bits);
    SET_DATA_BYTE(line, x + i, (l_uint8)(is_inverted ? 255 - v : v));
  }
}

/* One strip is a tile as wide as the page. */
struct tiling {
  guint32 width, height;
  gboolean is_tiled;
  gsize stride;
  tmsize_t size;
};

static gboolean tiling_read(TIFF *tiff, const struct kind *k, struct tiling *t, GError **error)
{
  t->is_tiled = TIFFIsTiled(tiff) != 0;
  if (t->is_tiled) {
    TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &t->width);
    TIFFGetField(tiff, TIFFTAG_TILELENGTH, &t->height);
    t->size = TIFFTileSize(tiff);
    t->stride = (gsize)TIFFTileRowSize(tiff);
  } else {
    t->width = k->width;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &t->height);
    t->height = MIN(t->height, k->height);
    t->size = TIFFStripSize(tiff);
    t->stride = (gsize)TIFFScanlineSize(tiff);
  }
  gsize needed = ((gsize)t->width * k->bits + 7) / 8;
  gsize page_size = ((gsize)k->width * k->bits + 7) / 8 * k->height;
  gboolean is_sane = t->width > 0 && t->height > 0 && t->size > 0 && t->stride >= needed &&
                     (t->is_tiled ? t->width % 8 == 0 : TRUE) &&
                     (gsize)t->size <= MAX(page_size * 4, 1u << 24);
  if (!is_sane)
    return bm_fail(error, BM_ERROR_INPUT, "page_unreadable", "odd strips or tiles");
  return TRUE;
}

static void put_tile(PIX *page, const struct kind *k, const struct tiling *t, guint32 x,
                     guint32 y, const guint8 *data)
{
  guint32 n = MIN(t->width, k->width - x), rows = MIN(t->height, k->height - y);
  for (guint32 i = 0; i < rows && (gsize)(i + 1) * t->stride <= (gsize)t->size; i++)
    put_row(page, k, x, y + i, data + (gsize)i * t->stride, n);
}

/* A piece that was never written has no place. libtiff says nothing where there is no
 * compression, and gives bytes from the head of the file. */
static gboolean piece_is_there(TIFF *tiff, guint32 index)
{
  return TIFFGetStrileOffset(tiff, index) > 0 && TIFFGetStrileByteCount(tiff, index) > 0;
}

static gboolean all_pieces_are_there(TIFF *tiff)
{
  guint32 n = TIFFIsTiled(tiff) != 0 ? TIFFNumberOfTiles(tiff) : TIFFNumberOfStrips(tiff);
  guint32 i = 0;
  while (i < n && piece_is_there(tiff, i))
    i++;
  return i == n;
}

/* White where nothing is decoded. Returns the number of pieces that came out whole. */
static guint decode_pieces(TIFF *tiff, const struct kind *k, const struct tiling *t,
                           guint8 *data, PIX *page)
{
  guint n_whole = 0;
  guint8 white = k->photometric == PHOTOMETRIC_MINISWHITE ? 0 : 0xFF;
  guint32 index = 0;
  for (guint64 y = 0; y < k->height; y += t->height)
    for (guint64 x = 0; x < k->width; x += t->width, index++) {
      memset(data, white, (gsize)t->size);
      tmsize_t got = !piece_is_there(tiff, index) ? -1
                     : t->is_tiled ? TIFFReadEncodedTile(tiff, index, data, t->size)
                                   : TIFFReadEncodedStrip(tiff, index, data, t->size);
      n_whole += got >= 0;
      put_tile(page, k, t, (guint32)x, (guint32)y, data);
    }
  return n_whole;
}

static gboolean is_blank(PIX *page)
{
  l_int32 is_empty = 0;
  if (pixGetDepth(page) == 1)
    return pixZero(page, &is_empty) == 0 && is_empty != 0;
  g_autoptr(PIX) inverse = pixInvert(NULL, page);
  return inverse != NULL && pixZero(inverse, &is_empty) == 0 && is_empty != 0;
}

static gboolean decode_plain(TIFF *tiff, const struct kind *k, PIX **ret_page, GError **error)
{
  struct tiling t = {0};
  if (!tiling_read(tiff, k, &t, error))
    return FALSE;
  g_autoptr(PIX) page = pixCreate((int)k->width, (int)k->height, k->bits == 1 ? 1 : 8);
  g_autofree guint8 *data = g_try_malloc((gsize)t.size);
  if (page == NULL || data == NULL)
    return bm_fail(error, BM_ERROR_IO, "no_memory", "no room for a TIFF page");
  guint n_whole = decode_pieces(tiff, k, &t, data, page);
  if (k->bits == 1)
    pixSetPadBits(page, 0);
  if (n_whole == 0 && is_blank(page))
    return bm_fail(error, BM_ERROR_INPUT, "page_unreadable", "no strip of a page decodes");
  *ret_page = g_steal_pointer(&page);
  return TRUE;
}

/* An extra sample that is not declared to be alpha is left alone, whatever libtiff thinks. */
static gboolean has_alpha(TIFF *tiff)
{
  guint16 n = 0, *kinds = NULL;
  TIFFGetFieldDefaulted(tiff, TIFFTAG_EXTRASAMPLES, &n, &kinds);
  return n > 0 && kinds != NULL &&
         (kinds[0] == EXTRASAMPLE_ASSOCALPHA || kinds[0] == EXTRASAMPLE_UNASSALPHA);
}

static gboolean palette_is_gray(TIFF *tiff, const struct kind *k)
{
  guint16 *red = NULL, *green = NULL, *blue = NULL;
  if (k->photometric != PHOTOMETRIC_PALETTE || k->bits > 8 ||
      TIFFGetField(tiff, TIFFTAG_COLORMAP, &red, &green, &blue) == 0)
    return FALSE;
  for (guint i = 0; i < 1u << k->bits; i++)
    if (red[i] >> 8 != green[i] >> 8 || red[i] >> 8 != blue[i] >> 8)
      return FALSE;
  return TRUE;
}

/* libtiff's ABGR words to Leptonica's, over white; alpha is premultiplied by then. */
static void recolour(PIX *page, gboolean is_transparent)
{
  gsize n = (gsize)pixGetWpl(page) * (gsize)pixGetHeight(page);
  l_uint32 *p = pixGetData(page);
  for (gsize i = 0; i < n; i++) {
    guint32 v = p[i];
    int under = is_transparent ? 255 - (int)TIFFGetA(v) : 0;
    composeRGBPixel(MIN(255, (int)TIFFGetR(v) + under), MIN(255, (int)TIFFGetG(v) + under),
                    MIN(255, (int)TIFFGetB(v) + under), p + i);
  }
}

static gboolean decode_rgba(TIFF *tiff, const struct kind *k, PIX **ret_page, GError **error)
{
  char why[1024] = "";
  TIFFRGBAImage image;
  if (TIFFRGBAImageOK(tiff, why) == 0 || TIFFRGBAImageBegin(&image, tiff, 0, why) == 0)
    return bm_fail(error, BM_ERROR_INPUT, "tiff_kind_unknown",
                   "%u bits, %u samples, photometric %u", k->bits, k->samples, k->photometric);
  image.orientation = image.req_orientation =
      ORIENTATION_TOPLEFT; /* applied later, all eight */
  g_autoptr(PIX) page = pixCreate((int)k->width, (int)k->height, 32);
  gboolean is_done = FALSE;
  if (page != NULL) {
    memset(pixGetData(page), 0xFF, (gsize)k->width * k->height * 4);
    is_done = TIFFRGBAImageGet(&image, pixGetData(page), k->width, k->height) != 0;
  }
  TIFFRGBAImageEnd(&image);
  if (page == NULL)
    return bm_fail(error, BM_ERROR_IO, "no_memory", "no room for a TIFF page");
  if (!is_done)
    return bm_fail(error, BM_ERROR_INPUT, "page_unreadable", "no pixels in a TIFF page");
  recolour(page, has_alpha(tiff));
  if (is_gray(k) || palette_is_gray(tiff, k))
    *ret_page = pixConvertRGBToGray(page, 1.0F, 0.0F, 0.0F);
  else
    *ret_page = g_steal_pointer(&page);
  return *ret_page != NULL ||
         bm_fail(error, BM_ERROR_IO, "no_memory", "no room for a TIFF page");
}

gboolean bm_tiff_page_decode(TIFF *tiff, BmTiffWatch *watch, PIX **ret_page,
                             gboolean *ret_is_damaged, GError **error)
{
  struct kind k = kind_read(tiff);
  if (k.width == 0 || k.height == 0 || k.width > G_MAXINT32 || k.height > G_MAXINT32)
    return bm_fail(error, BM_ERROR_INPUT, "page_unreadable", "a page without a size");
  if (k.sample_format != SAMPLEFORMAT_UINT && k.sample_format != SAMPLEFORMAT_VOID)
    return bm_fail(error, BM_ERROR_INPUT, "tiff_kind_unknown", "sample format %u",
                   k.sample_format);
  *watch = (BmTiffWatch){0};
  PIX *page = NULL;
  gboolean is_done =
      is_plain(&k) ? decode_plain(tiff, &k, &page, error) : decode_rgba(tiff, &k, &page, error);
  if (!is_done)
    return FALSE;
  *ret_is_damaged = watch->n_errors > 0 || watch->n_warnings > 0 || !all_pieces_are_there(tiff);
  *ret_page = page;
  return TRUE;
}
