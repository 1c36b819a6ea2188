/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a decoded page, or a JPEG stream, to the page file and its item. */
#include <math.h>

#include "pipeline/fill.h"
#include "stages/intake/dpi.h"
#include "stages/intake/jpegdec.h"
#include "stages/intake/orient.h"
#include "stages/intake/parts.h"

#define SHAPE_MOST 40.0 /* a receipt of 3 m is 38 times as long as wide */

static char *page_id(const BmIntake *in, guint page)
{
  return g_strdup_printf("%s.p%04u", in->file_id, page);
}

static json_t *source_facts(const BmIntake *in, guint page)
{
  return json_pack("{s:s,s:i,s:b}", "format", in->format, "source_page", (int)page, "is_last",
                   page == in->n_pages);
}

gboolean bm_intake_fits(BmIntake *in, double width, double height, GError **error)
{
  double px = width * height;
  in->asked_px = px;
  if (!(px <= in->max_page_px))
    return bm_fail(error, BM_ERROR_INPUT, "page_too_large", "a page of %.0f × %.0f pixels",
                   width, height);
  if (!(in->total_px + px <= in->max_total_px))
    return bm_fail(error, BM_ERROR_INPUT, "file_too_large",
                   "more than %.0f megapixels in a file", in->max_total_px / 1e6);
  return TRUE;
}

/* A needle of a thousand to one is no paper, and the stages behind find nothing to hold on to.
 */
static gboolean is_paper(int width, int height)
{
  return MIN(width, height) == 0 || /* is told otherwise */
         MAX(width, height) <= SHAPE_MOST * MIN(width, height);
}

static gboolean no_paper(BmIntake *in, guint page, GError **error)
{
  GError *why = NULL;
  bm_fail(&why, BM_ERROR_INPUT, "page_no_paper", "the sides of page %u", page);
  return bm_intake_page_lost(in, page, why, error);
}

gboolean bm_intake_n_pages(BmIntake *in, guint n_pages, GError **error)
{
  if (n_pages == 0)
    return bm_fail(error, BM_ERROR_INPUT, "no_pages", "a file without pages");
  if (n_pages > in->max_pages)
    return bm_fail(error, BM_ERROR_INPUT, "too_many_pages", "more than %u pages in a file",
                   in->max_pages);
  in->n_pages = n_pages;
  return TRUE;
}

gboolean bm_intake_page_lost(BmIntake *in, guint page, GError *why, GError **error)
{
  if (!g_error_matches(why, BM_ERROR, BM_ERROR_INPUT)) {
    g_propagate_error(error, why);
    return FALSE;
  }
  g_free(in->last_reason);
  in->last_reason = bm_error_reason(why);
  g_error_free(why);
  g_autofree char *id = page_id(in, page);
  bm_job_settle(in->job, id, BM_FATE_REJECTED, in->last_reason, source_facts(in, page));
  return TRUE;
}

/* Gray that holds black and white only is bilevel; gray with one level stays as it is. */
static PIX *plain_form(PIX *page)
{
  if (pixGetDepth(page) != 8)
    return pixClone(page);
  int width = pixGetWidth(page), height = pixGetHeight(page);
  gboolean has_black = FALSE, has_white = FALSE;
  for (int y = 0; y < height; y++) {
    const l_uint32 *line = pixGetData(page) + (gsize)y * (gsize)pixGetWpl(page);
    for (int x = 0; x < width; x++) {
      int v = GET_DATA_BYTE(line, x);
      if (v != 0 && v != 255)
        return pixClone(page);
      has_black |= v == 0;
      has_white |= v == 255;
    }
  }
  return has_black && has_white ? pixThresholdToBinary(page, 128) : pixClone(page);
}

/* Stretch the coarser axis. Bilevel pages go through gray, so that strokes keep their width
 * and steps do not double. */
static PIX *square_pixels(PIX *page, BmDpi *dpi)
{
  if (dpi->x == dpi->y)
    return pixClone(page);
  int fine = MAX(dpi->x, dpi->y);
  float sx = (float)fine / (float)dpi->x, sy = (float)fine / (float)dpi->y;
  dpi->x = dpi->y = fine;
  if (pixGetDepth(page) != 1)
    return pixScaleLI(page, sx, sy);
  g_autoptr(PIX) gray = pixConvertTo8(page, FALSE);
  g_autoptr(PIX) scaled = gray != NULL ? pixScaleGrayLI(gray, sx, sy) : NULL;
  return scaled != NULL ? pixThresholdToBinary(scaled, 128) : NULL;
}

static const char *mode_name(int depth)
{
  return depth == 1 ? "bilevel" : depth == 8 ? "gray" : "color";
}

static void emit(BmIntake *in, const BmSource *source, const char *path, int depth, int width,
                 int height, BmDpi dpi)
{
  g_autofree char *id = page_id(in, source->page);
  json_t *facts = source_facts(in, source->page);
  json_object_set_new(facts, "mode", json_string(mode_name(depth)));
  json_object_set_new(facts, "width", json_integer(width));
  json_object_set_new(facts, "height", json_integer(height));
  json_object_set_new(facts, "dpi", json_pack("[i,i]", dpi.x, dpi.y));
  json_object_set_new(facts, "dpi_from", json_string(dpi.is_guess ? "guess" : "file"));
  bm_job_emit(in->job, id, path, facts);
  if (source->is_damaged)
    bm_job_doubt(in->job, id, "page_damaged", (BmBox){0}, NULL);
  in->n_emitted++;
  in->total_px += (double)width * height;
}

static BmDpi upright_dpi(const BmSource *source, int width, int height)
{
  gboolean is_swapped = bm_orient_swaps(source->orientation);
  BmDpi dpi = bm_dpi_resolve(is_swapped ? height : width, is_swapped ? width : height,
                             source->xdpi, source->ydpi, source->is_fax);
  if (is_swapped)
    dpi = (BmDpi){dpi.y, dpi.x, dpi.is_guess};
  return dpi;
}

static gboolean no_memory(GError **error)
{
  return bm_fail(error, BM_ERROR_IO, "no_memory", "no room for a page");
}

gboolean bm_intake_page(BmIntake *in, PIX *page, const BmSource *source, GError **error)
{
  g_autoptr(PIX) stored = page;
  if (!is_paper(pixGetWidth(page), pixGetHeight(page)))
    return no_paper(in, source->page, error);
  g_autoptr(PIX) plain = plain_form(stored);
  g_clear_pointer(&stored, bm_pix_free);
  g_autoptr(PIX) turned = plain != NULL ? bm_orient_apply(plain, source->orientation) : NULL;
  g_clear_pointer(&plain, bm_pix_free);
  if (turned == NULL)
    return no_memory(error);
  int width = pixGetWidth(turned), height = pixGetHeight(turned);
  BmDpi dpi = upright_dpi(source, width, height);
  double fine = MAX(dpi.x, dpi.y);
  if (!bm_intake_fits(in, ceil(width * fine / dpi.x), ceil(height * fine / dpi.y), error))
    return FALSE;
  g_autoptr(PIX) square = square_pixels(turned, &dpi);
  g_clear_pointer(&turned, bm_pix_free);
  if (square == NULL)
    return no_memory(error);
  pixSetResolution(square, dpi.x, dpi.y);
  pixSetText(square, NULL);
  g_autofree char *path = bm_job_scratch_path(in->job, "page.tif");
  if (!bm_page_write(square, path, error))
    return FALSE;
  emit(in, source, path, pixGetDepth(square), pixGetWidth(square), pixGetHeight(square), dpi);
  return TRUE;
}

static gboolean write_bytes(const char *path, const GByteArray *bytes, GError **error)
{
  if (!bm_file_fill(path, bytes->data, bytes->len))
    return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot write a page file");
  return TRUE;
}

/* Nothing has to be changed: the coded data are the page. */
static gboolean jpeg_keep(BmIntake *in, const guint8 *data, const BmJpegInfo *info, BmDpi dpi,
                          const BmSource *source, GError **error)
{
  g_autoptr(GByteArray) bytes = bm_jpeg_strip(data, info->size, dpi.x, dpi.y);
  g_autofree char *path = bm_job_scratch_path(in->job, "page.jpg");
  if (!write_bytes(path, bytes, error))
    return FALSE;
  emit(in, source, path, info->n_components == 1 ? 8 : 32, info->width, info->height, dpi);
  return TRUE;
}

gboolean bm_intake_jpeg(BmIntake *in, const guint8 *data, gsize size, const BmSource *source,
                        GError **error)
{
  GError *why = NULL;
  BmJpegInfo info;
  if (!bm_jpeg_scan(data, size, &info)) {
    bm_fail(&why, BM_ERROR_INPUT, "page_unreadable", "no JPEG stream");
    return bm_intake_page_lost(in, source->page, why, error);
  }
  if (!bm_intake_fits(in, info.width, info.height, error))
    return FALSE;
  if (!is_paper(info.width, info.height))
    return no_paper(in, source->page, error);
  BmDpi dpi = bm_dpi_resolve(info.width, info.height, source->xdpi, source->ydpi, FALSE);
  gboolean is_kept = source->orientation == 1 && dpi.x == dpi.y && !source->is_damaged;
  BmJpegPicture picture;
  if (is_kept && !source->is_checked) {
    if (!bm_jpeg_decode(data, info.size, &picture, NULL, &why))
      return bm_intake_page_lost(in, source->page, why, error);
    is_kept = picture.is_plain && !picture.is_damaged && info.has_end;
  }
  if (is_kept)
    return jpeg_keep(in, data, &info, dpi, source, error);
  PIX *page = NULL;
  if (!bm_jpeg_decode(data, info.size, &picture, &page, &why))
    return bm_intake_page_lost(in, source->page, why, error);
  BmSource decoded = *source;
  decoded.is_damaged |= picture.is_damaged;
  return bm_intake_page(in, page, &decoded, error);
}
