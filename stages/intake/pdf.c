/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A PDF file to pages. A page that is one scan gives up the scan itself, in its own pixels and,
 * for JPEG, in its own bytes; any other page is rendered as a person would see it.
 */
#include <math.h>

#include "stages/intake/ccitt.h"
#include "stages/intake/inflate.h"
#include "stages/intake/jpegscan.h"
#include "stages/intake/parts.h"
#include "stages/intake/pdfcheck.h"
#include "stages/intake/pdfpage.h"
#include "stages/intake/pdfrender.h"

#define DPI_UNKNOWN 300.0 /* of a page without images */
#define DPI_DRAWN 200.0   /* at least, where there is text or lines */
#define DPI_MOST 600.0
#define DPI_LEAST 50.0

typedef struct pdf_page {
  BmIntake *in;
  const BmPdfFile *pdf;
  PopplerDocument **poppler; /* opened when first needed */
  GBytes *bytes;
  guint index;
  qpdf_oh page;
  BmPdfView view;
  const BmPdfContent *content;
} pdf_page_t;

static gboolean poppler_ready(const pdf_page_t *p, GError **error)
{
  if (*p->poppler == NULL)
    *p->poppler = bm_poppler_open(p->bytes, p->in->n_pages, error);
  return *p->poppler != NULL;
}

static const BmPdfImage *image_at(const pdf_page_t *p, guint index)
{
  return &g_array_index(p->content->images, BmPdfImage, index);
}

static gboolean lost(const pdf_page_t *p, const char *reason, GError **error)
{
  GError *why = NULL;
  bm_fail(&why, BM_ERROR_INPUT, reason, "PDF page %u", p->index + 1);
  return bm_intake_page_lost(p->in, p->index + 1, why, error);
}

static gboolean is_one_colour(PIX *page)
{
  int width = pixGetWidth(page), height = pixGetHeight(page);
  l_uint32 first = pixGetData(page)[0];
  for (int y = 0; y < height; y++) {
    const l_uint32 *line = pixGetData(page) + (gssize)y * pixGetWpl(page);
    for (int x = 0; x < width; x++)
      if (line[x] != first)
        return FALSE;
  }
  return TRUE;
}

static gboolean has_colour(PIX *page)
{
  int width = pixGetWidth(page), height = pixGetHeight(page);
  for (int y = 0; y < height; y++) {
    const l_uint32 *line = pixGetData(page) + (gssize)y * pixGetWpl(page);
    for (int x = 0; x < width; x++) {
      guint red = line[x] >> 24, green = line[x] >> 16 & 0xFF, blue = line[x] >> 8 & 0xFF;
      if (red != green || red != blue)
        return TRUE;
    }
  }
  return FALSE;
}

static gboolean images_are_bilevel(const pdf_page_t *p)
{
  for (guint i = 0; i < p->content->images->len; i++)
    if (!image_at(p, i)->is_gray || image_at(p, i)->bits != 1)
      return FALSE;
  return TRUE;
}

/* A page that came out of poppler: its form, and whether the scans on it are really there. */
static gboolean emit_drawn(const pdf_page_t *p, PIX *drawn, BmSource *source, guint n_errors,
                           gboolean is_exact, GError **error)
{
  g_autoptr(PIX) page = drawn;
  gboolean is_empty = is_one_colour(page), has_substance = FALSE;
  source->is_damaged |= n_errors > 0 || p->content->is_broken;
  for (guint i = 0; i < p->content->images->len; i++) {
    source->is_damaged |= !bm_pdfin_image_is_sound(p->pdf, image_at(p, i));
    has_substance |= bm_pdfin_image_has_substance(p->pdf, image_at(p, i));
  }
  source->is_damaged |= is_empty && has_substance;
  if (is_empty && source->is_damaged)
    return lost(p, "page_unreadable", error);
  if (has_colour(page)) /* whatever the colour spaces say: palettes often hold gray only */
    return bm_intake_page(p->in, g_steal_pointer(&page), source, error);
  PIX *gray = pixConvertRGBToGray(page, 1.0F, 0.0F, 0.0F);
  if (gray != NULL && is_exact && images_are_bilevel(p)) {
    PIX *bilevel = pixThresholdToBinary(gray, 128);
    pixDestroy(&gray);
    gray = bilevel;
  }
  if (gray == NULL)
    return bm_fail(error, BM_ERROR_IO, "no_memory", "no room for a PDF page");
  return bm_intake_page(p->in, gray, source, error);
}

/* --- pages to be rendered ------------------------------------------------------------------
 */

static double render_dpi(const pdf_page_t *p)
{
  double dpi = 0;
  for (guint i = 0; i < p->content->images->len; i++) {
    double x = 0, y = 0;
    bm_pdfin_image_dpi(image_at(p, i), &p->view, &x, &y);
    dpi = MAX(dpi, MAX(x, y));
  }
  if (!(dpi > 0))
    dpi = DPI_UNKNOWN;
  else if (p->content->has_other)
    dpi = MAX(dpi, DPI_DRAWN);
  return CLAMP(dpi, DPI_LEAST, DPI_MOST);
}

static gboolean images_fit(const pdf_page_t *p)
{
  for (guint i = 0; i < p->content->images->len; i++)
    if (!bm_pdfin_image_fits(p->pdf, image_at(p, i), p->in->max_page_px))
      return FALSE;
  return TRUE;
}

static gboolean page_render(const pdf_page_t *p, GError **error)
{
  double width_pt = 0, height_pt = 0, dpi = render_dpi(p);
  if (!poppler_ready(p, error))
    return FALSE;
  if (!bm_poppler_size(*p->poppler, p->index, &width_pt, &height_pt))
    return lost(p, "page_unreadable", error);
  width_pt *= p->view.unit;
  height_pt *= p->view.unit;
  double most = sqrt(p->in->max_page_px / (width_pt * height_pt)) * 72 * 0.999;
  dpi = MIN(dpi, most);
  if (!(dpi >= DPI_LEAST))
    return lost(p, "page_too_large", error);
  int width = MAX(1, (int)lround(width_pt * dpi / 72)),
      height = MAX(1, (int)lround(height_pt * dpi / 72));
  if (!bm_intake_fits(p->in, width, height, error))
    return FALSE;
  GError *why = NULL;
  guint n_errors = 0;
  PIX *page = bm_poppler_render(*p->poppler, p->index, width, height, &n_errors, &why);
  if (page == NULL)
    return bm_intake_page_lost(p->in, p->index + 1, why, error);
  BmSource source = {.page = p->index + 1, .xdpi = dpi, .ydpi = dpi, .orientation = 1};
  return emit_drawn(p, page, &source, n_errors, !p->content->has_other, error);
}

/* --- pages that are one scan ---------------------------------------------------------------
 */

static gboolean is_filter(const pdf_page_t *p, qpdf_oh stream, const char *name)
{
  g_auto(GStrv) filters = bm_pdfin_filters(p->pdf, stream);
  return g_strv_length(filters) == 1 && g_str_equal(filters[0], name);
}

static qpdf_oh decode_params(const pdf_page_t *p, qpdf_oh dict)
{
  qpdf_data q = bm_pdfin_handle(p->pdf);
  qpdf_oh params = qpdf_oh_get_key(q, dict, "/DecodeParms");
  return qpdf_oh_is_array(q, params) ? qpdf_oh_get_array_item(q, params, 0) : params;
}

static gboolean is_true(const pdf_page_t *p, qpdf_oh dict, const char *key)
{
  qpdf_data q = bm_pdfin_handle(p->pdf);
  qpdf_oh value = qpdf_oh_get_key_if_dict(q, dict, key);
  return qpdf_oh_is_bool(q, value) && qpdf_oh_get_bool_value(q, value);
}

/* Number of components of a colour space whose JPEG needs no conversion; 0 others. */
static int plain_components(const pdf_page_t *p, const BmPdfImage *image, qpdf_oh dict)
{
  qpdf_data q = bm_pdfin_handle(p->pdf);
  qpdf_oh space = qpdf_oh_get_key(q, dict, "/ColorSpace");
  if (image->is_gray)
    return 1;
  if (qpdf_oh_is_name_and_equals(q, space, "/DeviceRGB"))
    return 3;
  if (!qpdf_oh_is_array(q, space) || qpdf_oh_get_array_n_items(q, space) < 2)
    return 0;
  qpdf_oh family = qpdf_oh_get_array_item(q, space, 0);
  qpdf_oh detail = qpdf_oh_get_array_item(q, space, 1);
  gboolean is_profile = qpdf_oh_is_name_and_equals(q, family, "/ICCBased") &&
                        qpdf_oh_is_stream(q, detail) &&
                        (int)bm_pdfin_number(p->pdf, qpdf_oh_get_dict(q, detail), "/N", 0) == 3;
  return is_profile || qpdf_oh_is_name_and_equals(q, family, "/CalRGB") ? 3 : 0;
}

static BmSource scan_source(const pdf_page_t *p, int orientation)
{
  BmSource source = {.page = p->index + 1, .orientation = orientation};
  bm_pdfin_image_dpi(image_at(p, 0), &p->view, &source.xdpi, &source.ydpi);
  source.is_damaged = p->content->is_broken;
  return source;
}

/* Is there no /Decode, or one that changes nothing? */
static gboolean decode_is_default(const pdf_page_t *p, qpdf_oh dict)
{
  double v[8];
  qpdf_oh decode = qpdf_oh_get_key(bm_pdfin_handle(p->pdf), dict, "/Decode");
  if (qpdf_oh_is_null(bm_pdfin_handle(p->pdf), decode))
    return TRUE;
  guint n = bm_pdfin_numbers(p->pdf, decode, v, G_N_ELEMENTS(v));
  for (guint i = 0; i < n; i++)
    if (fabs(v[i] - i % 2) > 1e-6)
      return FALSE;
  return n > 0;
}

/* TRUE with *@ret_is_taken FALSE: this is no JPEG that can be used as it is. */
static gboolean take_jpeg(const pdf_page_t *p, int orientation, gboolean *ret_is_taken,
                          GError **error)
{
  const BmPdfImage *image = image_at(p, 0);
  qpdf_data q = bm_pdfin_handle(p->pdf);
  qpdf_oh dict = qpdf_oh_get_dict(q, image->stream);
  BmJpegInfo info;
  *ret_is_taken = FALSE;
  if (!is_filter(p, image->stream, "/DCTDecode") || !decode_is_default(p, dict) ||
      qpdf_oh_is_dictionary(q, decode_params(p, dict)))
    return TRUE;
  g_autoptr(GBytes) raw = bm_pdfin_raw_stream(p->pdf, image->stream);
  gsize size = 0;
  const guint8 *data = raw != NULL ? g_bytes_get_data(raw, &size) : NULL;
  if (data == NULL || !bm_jpeg_scan(data, size, &info) ||
      info.n_components != plain_components(p, image, dict) || info.width != image->width ||
      info.height != image->height)
    return TRUE;
  *ret_is_taken = TRUE;
  BmSource source = scan_source(p, orientation);
  return bm_intake_jpeg(p->in, data, size, &source, error);
}

/* Black runs are ink unless exactly one of /BlackIs1 and /Decode [1 0] turns them over. */
static gboolean fax_is_inverted(const pdf_page_t *p, qpdf_oh dict, qpdf_oh params)
{
  double decode[2] = {0, 1};
  bm_pdfin_numbers(p->pdf, qpdf_oh_get_key(bm_pdfin_handle(p->pdf), dict, "/Decode"), decode,
                   2);
  return is_true(p, params, "/BlackIs1") != (decode[0] > decode[1]);
}

static gboolean take_fax(const pdf_page_t *p, int orientation, gboolean *ret_is_taken,
                         GError **error)
{
  const BmPdfImage *image = image_at(p, 0);
  qpdf_oh dict = qpdf_oh_get_dict(bm_pdfin_handle(p->pdf), image->stream);
  qpdf_oh params = decode_params(p, dict);
  *ret_is_taken = FALSE;
  if (!is_filter(p, image->stream, "/CCITTFaxDecode") || !image->is_gray || image->bits != 1 ||
      bm_pdfin_number(p->pdf, params, "/K", 0) >= 0 ||
      is_true(p, params, "/EncodedByteAlign") ||
      (int)bm_pdfin_number(p->pdf, params, "/Columns", 1728) != image->width)
    return TRUE;
  if (!bm_intake_fits(p->in, image->width, image->height, error))
    return FALSE;
  g_autoptr(GBytes) raw = bm_pdfin_raw_stream(p->pdf, image->stream);
  if (raw == NULL)
    return TRUE;
  *ret_is_taken = TRUE;
  BmSource source = scan_source(p, orientation);
  gboolean is_damaged = FALSE;
  GError *why = NULL;
  PIX *page = NULL;
  if (!bm_g4_decode(g_bytes_get_data(raw, NULL), g_bytes_get_size(raw), image->width,
                    image->height, &page, &is_damaged, &why))
    return bm_intake_page_lost(p->in, p->index + 1, why, error);
  if (fax_is_inverted(p, dict, params))
    pixInvert(page, page);
  source.is_damaged |= is_damaged;
  return bm_intake_page(p->in, page, &source, error);
}

/* Other filters: the image in its own pixels, decoded by poppler. */
static gboolean take_decoded(const pdf_page_t *p, int orientation, gboolean *ret_is_taken,
                             GError **error)
{
  const BmPdfImage *image = image_at(p, 0);
  *ret_is_taken = FALSE;
  if (!bm_intake_fits(p->in, image->width, image->height, error) || !poppler_ready(p, error))
    return FALSE;
  guint n_errors = 0;
  PIX *page = bm_poppler_image(*p->poppler, p->index, image->width, image->height, &n_errors);
  if (page == NULL)
    return TRUE;
  *ret_is_taken = TRUE;
  BmSource source = scan_source(p, orientation);
  return emit_drawn(p, page, &source, n_errors, TRUE, error);
}

static gboolean page_take(const pdf_page_t *p, int orientation, GError **error)
{
  gboolean (*const ways[])(const pdf_page_t *, int, gboolean *,
                           GError **) = {take_jpeg, take_fax, take_decoded};
  for (guint i = 0; i < G_N_ELEMENTS(ways); i++) {
    gboolean is_taken = FALSE;
    if (!ways[i](p, orientation, &is_taken, error))
      return FALSE;
    if (is_taken)
      return TRUE;
  }
  return page_render(p, error);
}

static gboolean page_explode(pdf_page_t *p, GError **error)
{
  bm_intake_step(p->in);
  p->page = bm_pdfin_page(p->pdf, p->index);
  if (!bm_pdfin_view_read(p->pdf, p->page, &p->view))
    return lost(p, "page_unreadable", error);
  g_autoptr(BmPdfContent) content = bm_pdfin_content_read(p->pdf, p->page);
  p->content = content;
  if (content->is_too_complex)
    return lost(p, "page_too_complex", error);
  if (!images_fit(p))
    return lost(p, "page_too_large", error);
  int orientation = 0;
  if (!bm_pdfin_has_annotations(p->pdf, p->page))
    orientation = bm_pdfin_scan_orientation(content, &p->view);
  return orientation != 0 ? page_take(p, orientation, error) : page_render(p, error);
}

gboolean bm_pdfin_explode(BmIntake *in, GBytes *bytes, GError **error)
{
  gsize size = 0;
  const guint8 *start = g_bytes_get_data(bytes, &size), *data = start;
  bm_pdfin_trim(&data, &size);
  g_autoptr(GBytes) trimmed = g_bytes_new_from_bytes(bytes, (gsize)(data - start), size);
  g_autoptr(BmPdfFile) pdf = bm_pdfin_open(data, size, error);
  if (pdf == NULL || !bm_intake_n_pages(in, bm_pdfin_n_pages(pdf), error))
    return FALSE;
  g_autoptr(PopplerDocument) poppler = NULL;
  for (guint i = 0; i < in->n_pages; i++) {
    pdf_page_t page = {.in = in, .pdf = pdf, .poppler = &poppler, .bytes = trimmed, .index = i};
    gboolean is_done = page_explode(&page, error);
    bm_pdfin_release(pdf);
    if (!is_done)
      return FALSE;
  }
  return TRUE;
}
