/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A PNG file is one page. */
#include <setjmp.h>

#include <png.h>

#include "stages/intake/parts.h"

#define CHUNK_MOST (8u << 20) /* bytes of one text or profile chunk, once inflated */

typedef struct reader {
  png_structp png;
  png_infop info;
  const guint8 *data;
  gsize size, pos;
  jmp_buf out;
  guint8 *pixels; /* all rows: an interlaced picture needs them at once */
  guint32 width, height;
  guint n_channels;
  gboolean is_damaged, is_started, is_short;
  gboolean is_gray;
} reader_t;

static void reader_free(reader_t *r)
{
  png_destroy_read_struct(&r->png, &r->info, NULL);
  g_free(r->pixels);
  g_free(r);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(reader_t, reader_free)

static void on_error(png_structp png, png_const_charp text)
{
  (void)text;
  reader_t *r = png_get_error_ptr(png);
  r->is_damaged = TRUE;
  longjmp(r->out, 1);
}

/* libpng warns of a bad checksum or a spoiled profile, and reads on; only pixels count. */
static void on_warning(png_structp png, png_const_charp text)
{
  static const char *const pixels[] = {"IHDR", "PLTE", "IDAT"};
  reader_t *r = png_get_error_ptr(png);
  for (guint i = 0; i < G_N_ELEMENTS(pixels); i++)
    r->is_damaged |= g_str_has_prefix(text, pixels[i]);
}

static void on_read(png_structp png, png_bytep to, size_t size)
{
  reader_t *r = png_get_io_ptr(png);
  if (size > r->size - r->pos) {
    r->is_short = TRUE;
    png_error(png, "end of data");
  }
  memcpy(to, r->data + r->pos, size);
  r->pos += size;
}

static gboolean palette_is_gray(reader_t *r)
{
  png_colorp colors = NULL;
  int n = 0;
  if (png_get_PLTE(r->png, r->info, &colors, &n) == 0)
    return FALSE;
  for (int i = 0; i < n; i++)
    if (colors[i].red != colors[i].green || colors[i].red != colors[i].blue)
      return FALSE;
  return TRUE;
}

/* 8 bits a channel: gray, gray + alpha, RGB or RGB + alpha. */
static void ask_for_plain_rows(reader_t *r)
{
  int type = png_get_color_type(r->png, r->info);
  r->is_gray =
      type == PNG_COLOR_TYPE_PALETTE ? palette_is_gray(r) : !(type & PNG_COLOR_MASK_COLOR);
  png_set_scale_16(r->png);
  png_set_expand(r->png);
  png_set_interlace_handling(r->png);
  png_read_update_info(r->png, r->info);
  r->n_channels = png_get_channels(r->png, r->info);
}

static void read_header(reader_t *r)
{
  png_set_read_fn(r->png, r, on_read);
  png_set_user_limits(r->png, 0x7FFFFFFF, 0x7FFFFFFF); /* bm_intake_fits() decides */
  png_set_chunk_malloc_max(r->png, CHUNK_MOST);
  png_set_crc_action(r->png, PNG_CRC_WARN_USE, PNG_CRC_WARN_DISCARD);
  png_read_info(r->png, r->info);
  r->width = png_get_image_width(r->png, r->info);
  r->height = png_get_image_height(r->png, r->info);
}

static void read_rows(reader_t *r)
{
  ask_for_plain_rows(r);
  gsize stride = (gsize)r->width * r->n_channels;
  r->pixels = g_try_malloc(stride * r->height);
  if (r->pixels == NULL)
    return;
  memset(r->pixels, 0xFF, stride * r->height);
  int n_passes = png_get_interlace_type(r->png, r->info) == PNG_INTERLACE_NONE ? 1 : 7;
  for (int pass = 0; pass < n_passes; pass++)
    for (guint32 y = 0; y < r->height; y++) {
      png_read_row(r->png, r->pixels + stride * y, NULL);
      r->is_started = TRUE;
    }
  png_read_end(r->png, NULL);
}

/* FALSE: libpng gave up on the way. */
static gboolean guarded(reader_t *r, void (*step)(reader_t *))
{
  if (setjmp(r->out) != 0)
    return FALSE;
  step(r);
  return TRUE;
}

static int over_white(int value, int alpha)
{
  return (value * alpha + 255 * (255 - alpha) + 127) / 255;
}

static PIX *to_pix(const reader_t *r)
{
  PIX *page = pixCreate((int)r->width, (int)r->height, r->is_gray ? 8 : 32);
  if (page == NULL)
    return NULL;
  guint n = r->n_channels;
  for (guint32 y = 0; y < r->height; y++) {
    l_uint32 *line = pixGetData(page) + (gsize)y * (gsize)pixGetWpl(page);
    const guint8 *p = r->pixels + (gsize)y * r->width * n;
    for (guint32 x = 0; x < r->width; x++, p += n) {
      int alpha = n % 2 == 0 ? p[n - 1] : 255;
      int red = over_white(p[0], alpha);
      if (r->is_gray)
        SET_DATA_BYTE(line, x, (l_uint8)red);
      else
        composeRGBPixel(red, over_white(p[n > 2 ? 1 : 0], alpha),
                        over_white(p[n > 2 ? 2 : 0], alpha), line + x);
    }
  }
  return page;
}

static gboolean read_pixels(BmIntake *in, reader_t *r, GError **error)
{
  if (!guarded(r, read_header))
    return bm_fail(error, BM_ERROR_INPUT, r->is_short ? "file_truncated" : "file_damaged",
                   "the header of a PNG file cannot be read");
  if (!bm_intake_fits(in, r->width, r->height, error))
    return FALSE;
  gboolean is_done = guarded(r, read_rows);
  if (r->is_short)
    return bm_fail(error, BM_ERROR_INPUT, "file_truncated", "a PNG file without its end");
  if (!is_done && !r->is_started)
    return bm_fail(error, BM_ERROR_INPUT, "page_unreadable",
                   "no row of a PNG file can be read");
  if (r->pixels == NULL)
    return bm_fail(error, BM_ERROR_IO, "no_memory", "no room for a PNG page");
  return TRUE;
}

gboolean bm_png_explode(BmIntake *in, const guint8 *data, gsize size, GError **error)
{
  g_autoptr(reader_t) r = g_new0(reader_t, 1);
  r->data = data;
  r->size = size;
  r->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, r, on_error, on_warning);
  r->info = r->png != NULL ? png_create_info_struct(r->png) : NULL;
  if (r->info == NULL)
    return bm_fail(error, BM_ERROR_IO, "no_memory", "no room for a PNG reader");
  if (!bm_intake_n_pages(in, 1, error) || !read_pixels(in, r, error))
    return FALSE;
  BmSource source = {.page = 1, .orientation = 1, .is_damaged = r->is_damaged};
  source.xdpi = png_get_x_pixels_per_meter(r->png, r->info) * 0.0254;
  source.ydpi = png_get_y_pixels_per_meter(r->png, r->info) * 0.0254;
  PIX *page = to_pix(r);
  if (page == NULL)
    return bm_fail(error, BM_ERROR_IO, "no_memory", "no room for a PNG page");
  return bm_intake_page(in, page, &source, error);
}
