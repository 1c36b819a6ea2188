/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JPEG pictures to pixels. */
#include "stages/intake/jpegdec.h"

#include <setjmp.h>
#include <stdio.h>

#include <jerror.h>
#include <jpeglib.h>

/* 280 KB with 3500 scans decode for 35 s; encoders write 10 to 20. */
#define SCANS_MOST 100
/* Some scanners pad the coded data with a few zeros; a stream that lost its place leaves more
 * than this, or bytes that are none. */
#define PADDING_MOST 8

typedef struct decoder {
  struct jpeg_decompress_struct jpeg;
  struct jpeg_error_mgr errors;
  const guint8 *data;
  jmp_buf out;
  gboolean is_damaged;
  gboolean is_unsupported;
  PIX *page; /* full size, or NULL in a check */
  guint8 *row;
  gboolean is_plain, is_done;
} decoder_t;

static void on_fatal(j_common_ptr jpeg)
{
  decoder_t *d = jpeg->client_data;
  int code = jpeg->err->msg_code;
  d->is_unsupported = code == JERR_SOF_UNSUPPORTED || code == JERR_BAD_PRECISION ||
                      code == JERR_NOT_COMPILED || code == JERR_ARITH_NOTIMPL;
  longjmp(d->out, 1);
}

/* Are the @n bytes before the marker that libjpeg has just found padding? */
static gboolean is_padding(j_common_ptr jpeg, int n)
{
  const decoder_t *d = jpeg->client_data;
  const guint8 *end = ((j_decompress_ptr)jpeg)->src->next_input_byte;
  if (n > PADDING_MOST || end - d->data < n)
    return FALSE;
  for (int i = 1; i <= n; i++)
    if (end[-i] != 0)
      return FALSE;
  return TRUE;
}

static void on_message(j_common_ptr jpeg, int level)
{
  decoder_t *d = jpeg->client_data;
  if (level >= 0)
    return;
  switch (jpeg->err->msg_code) {
  case JWRN_JFIF_MAJOR:
  case JWRN_ADOBE_XFORM:
  case JWRN_TOO_MUCH_DATA:
    return; /* odd, but no pixel is affected */
  case JWRN_EXTRANEOUS_DATA:
    d->is_damaged |= !is_padding(jpeg, jpeg->err->msg_parm.i[0]);
    return;
  default:
    d->is_damaged = TRUE;
  }
}

static void on_output(j_common_ptr jpeg)
{
  (void)jpeg;
}

static void put_row(PIX *page, int y, const guint8 *row, int n_components, gboolean is_inverted)
{
  l_uint32 *line = pixGetData(page) + (gsize)y * (gsize)pixGetWpl(page);
  int width = pixGetWidth(page);
  for (int x = 0; x < width; x++) {
    const guint8 *p = row + (gsize)x * (gsize)n_components;
    if (n_components == 1) {
      SET_DATA_BYTE(line, x, p[0]);
    } else if (n_components == 3) {
      composeRGBPixel(p[0], p[1], p[2], line + x);
    } else {
      int v[4];
      for (int i = 0; i < 4; i++)
        v[i] = is_inverted ? p[i] : 255 - p[i];
      composeRGBPixel(v[0] * v[3] / 255, v[1] * v[3] / 255, v[2] * v[3] / 255, line + x);
    }
  }
}

static void choose_output(decoder_t *d, gboolean is_check)
{
  struct jpeg_decompress_struct *jpeg = &d->jpeg;
  if (jpeg->num_components == 1)
    jpeg->out_color_space = JCS_GRAYSCALE;
  else if (jpeg->num_components == 4)
    jpeg->out_color_space = JCS_CMYK;
  else
    jpeg->out_color_space = is_check ? jpeg->jpeg_color_space : JCS_RGB;
  if (is_check)
    jpeg->scale_denom = 8;
}

/* May leave by longjmp: everything it makes hangs on @d. */
static void decode(decoder_t *d, const guint8 *data, gsize size, gboolean is_check)
{
  struct jpeg_decompress_struct *jpeg = &d->jpeg;
  d->data = data;
  jpeg_mem_src(jpeg, data, size);
  jpeg_read_header(jpeg, TRUE);
  d->is_plain = jpeg->jpeg_color_space == JCS_GRAYSCALE || jpeg->jpeg_color_space == JCS_YCbCr;
  choose_output(d, is_check);
  jpeg_start_decompress(jpeg);
  int n = jpeg->output_components;
  d->row = g_malloc((gsize)jpeg->output_width * (gsize)n);
  if (!is_check) {
    d->page = pixCreate((int)jpeg->output_width, (int)jpeg->output_height, n == 1 ? 8 : 32);
    if (d->page != NULL)
      pixSetAll(d->page);
  }
  while (jpeg->output_scanline < jpeg->output_height) {
    JSAMPROW rows[] = {d->row};
    int y = (int)jpeg->output_scanline;
    jpeg_read_scanlines(jpeg, rows, 1);
    if (d->page != NULL)
      put_row(d->page, y, d->row, n, jpeg->saw_Adobe_marker);
  }
  jpeg_finish_decompress(jpeg);
  d->is_done = TRUE;
}

static gboolean is_acceptable(const guint8 *data, gsize size, GError **error)
{
  BmJpegInfo info;
  if (!bm_jpeg_scan(data, size, &info) || info.width == 0 || info.height == 0)
    return bm_fail(error, BM_ERROR_INPUT, "page_unreadable",
                   "no frame header in a JPEG stream");
  if (info.n_scans > SCANS_MOST)
    return bm_fail(error, BM_ERROR_INPUT, "page_too_complex", "%u scans in a JPEG stream",
                   info.n_scans);
  if (info.n_components == 2 || info.n_components > 4)
    return bm_fail(error, BM_ERROR_INPUT, "format_jpeg_rare", "%d components in a JPEG stream",
                   info.n_components);
  return TRUE;
}

static void decoder_free(decoder_t *d)
{
  jpeg_destroy_decompress(&d->jpeg);
  pixDestroy(&d->page);
  g_free(d->row);
  g_free(d);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(decoder_t, decoder_free)

static decoder_t *decoder_run(const guint8 *data, gsize size, gboolean is_check)
{
  decoder_t *d = g_new0(decoder_t, 1);
  d->jpeg.err = jpeg_std_error(&d->errors);
  d->errors.error_exit = on_fatal;
  d->errors.emit_message = on_message;
  d->errors.output_message = on_output;
  d->jpeg.client_data = d;
  if (setjmp(d->out) == 0) {
    jpeg_create_decompress(&d->jpeg); /* keeps err and client_data */
    decode(d, data, size, is_check);
  }
  return d;
}

gboolean bm_jpeg_decode(const guint8 *data, gsize size, BmJpegPicture *ret, PIX **ret_page,
                        GError **error)
{
  if (!is_acceptable(data, size, error))
    return FALSE;
  g_autoptr(decoder_t) d = decoder_run(data, size, ret_page == NULL);
  if (d->is_done && ret_page != NULL && d->page == NULL)
    return bm_fail(error, BM_ERROR_IO, "no_memory", "no room for a JPEG page");
  /* a fatal error after the first row leaves a page of which a part is true */
  if (d->jpeg.output_scanline == 0)
    return bm_fail(error, BM_ERROR_INPUT,
                   d->is_unsupported ? "format_jpeg_rare" : "page_unreadable",
                   "a JPEG stream cannot be decoded");
  ret->is_damaged = d->is_damaged || !d->is_done;
  ret->is_plain = d->is_plain;
  if (ret_page != NULL)
    *ret_page = g_steal_pointer(&d->page);
  return TRUE;
}
