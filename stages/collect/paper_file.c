/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of scanned score sheets, page by page. */
#include "stages/collect/paper_file.h"

#include <cairo.h>
#include <math.h>
#include <poppler.h>
#include <string.h>
#include <tiffio.h>

#include "pipeline/error.h"

#define PAGES_MOST 200
#define PDF_DPI 200.0
#define SIDE_MOST 15000 /* pixels; A3 at 600 dpi is 9900 */
#define AREA_MOST 8e7   /* pixels; A3 at 600 dpi is 7e7 */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TIFF, TIFFClose)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerPage, g_object_unref)

/* What the pages of a file come from. */
typedef struct Source {
  const char *path;
  int format;                /* of Leptonica; IFF_LPDF for PDF */
  PopplerDocument *document; /* PDF */
  guint n_pages;
} Source;

static gboolean is_sane(double width, double height)
{
  return width >= 1 && height >= 1 && width <= SIDE_MOST && height <= SIDE_MOST &&
         width * height <= AREA_MOST;
}

/* libtiff walks the directories and stops at a loop, which Leptonica does not. */
static guint tiff_pages(const char *path)
{
  TIFFErrorHandler on_error = TIFFSetErrorHandler(NULL);
  TIFFErrorHandler on_warning = TIFFSetWarningHandler(NULL);
  guint n = 0;
  {
    g_autoptr(TIFF) tiff = TIFFOpen(path, "r");
    for (gboolean is_there = tiff != NULL; is_there && n <= PAGES_MOST;
         is_there = TIFFReadDirectory(tiff) != 0)
      n++;
  }
  TIFFSetErrorHandler(on_error);
  TIFFSetWarningHandler(on_warning);
  return n;
}

/* poppler logs words of the document: say nothing. */
static void on_log(const char *domain, GLogLevelFlags level, const char *text, gpointer user)
{
  (void)domain;
  (void)level;
  (void)text;
  (void)user;
}

static void source_clear(Source *source)
{
  g_clear_object(&source->document);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Source, source_clear)

static gboolean source_open(Source *source, const char *path)
{
  source->path = path;
  if (findFileFormat(path, &source->format) != 0)
    return FALSE;
  if (source->format == IFF_LPDF) {
    g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, NULL);
    g_autoptr(GBytes) bytes = file == NULL ? NULL : g_mapped_file_get_bytes(file);
    source->document =
        bytes == NULL ? NULL : poppler_document_new_from_bytes(bytes, NULL, NULL);
    source->n_pages = source->document == NULL
                          ? 0
                          : (guint)MAX(0, poppler_document_get_n_pages(source->document));
  } else if (source->format >= IFF_TIFF && source->format <= IFF_TIFF_ZIP) {
    source->n_pages = tiff_pages(path);
  } else if (source->format == IFF_PNG || source->format == IFF_JFIF_JPEG ||
             source->format == IFF_TIFF_JPEG) {
    source->n_pages = 1;
  }
  return source->n_pages >= 1 && source->n_pages <= PAGES_MOST;
}

static PIX *surface_pix(cairo_surface_t *surface)
{
  int width = cairo_image_surface_get_width(surface),
      height = cairo_image_surface_get_height(surface),
      stride = cairo_image_surface_get_stride(surface);
  cairo_surface_flush(surface);
  const guint8 *data = cairo_image_surface_get_data(surface);
  PIX *page = data != NULL ? pixCreate(width, height, 32) : NULL;
  for (int y = 0; page != NULL && y < height; y++) {
    const guint32 *from = (const guint32 *)(const void *)(data + (gssize)y * stride);
    l_uint32 *to = pixGetData(page) + (gssize)y * pixGetWpl(page);
    for (int x = 0; x < width; x++)
      to[x] = from[x] << 8; /* xRGB to RGBx */
  }
  return page;
}

static PIX *pdf_page(const Source *source, guint index)
{
  double width = 0, height = 0, scale = PDF_DPI / 72;
  g_autoptr(PopplerPage) page = poppler_document_get_page(source->document, (int)index);
  if (page == NULL)
    return NULL;
  poppler_page_get_size(page, &width, &height);
  width = ceil(width * scale);
  height = ceil(height * scale);
  if (!is_sane(width, height))
    return NULL;
  cairo_surface_t *surface =
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)width, (int)height);
  cairo_t *cr = cairo_create(surface);
  cairo_set_source_rgb(cr, 1, 1, 1);
  cairo_paint(cr);
  cairo_scale(cr, scale, scale);
  poppler_page_render(page, cr);
  PIX *pix = cairo_status(cr) == CAIRO_STATUS_SUCCESS ? surface_pix(surface) : NULL;
  cairo_destroy(cr);
  cairo_surface_destroy(surface);
  if (pix != NULL)
    pixSetResolution(pix, (int)PDF_DPI, (int)PDF_DPI);
  return pix;
}

static PIX *picture_page(const Source *source, guint index)
{
  gboolean is_tiff = source->format >= IFF_TIFF && source->format <= IFF_TIFF_ZIP;
  l_int32 width = 0, height = 0, bits = 0, samples = 0, has_map = 0, format = 0, dpi = 0;
  if (is_tiff ? readHeaderTiff(source->path, (int)index, &width, &height, &bits, &samples, &dpi,
                               &has_map, &format) != 0
              : pixReadHeader(source->path, &format, &width, &height, &bits, &samples,
                              &has_map) != 0)
    return NULL;
  if (!is_sane(width, height))
    return NULL;
  return is_tiff ? pixReadTiff(source->path, (int)index) : pixRead(source->path);
}

/* Page of depth 1, 8 or 32 without colour map; NULL: it cannot be decoded. */
static PIX *page_read(const Source *source, guint index)
{
  g_autoptr(PIX) page =
      source->document != NULL ? pdf_page(source, index) : picture_page(source, index);
  if (page == NULL)
    return NULL;
  g_autoptr(PIX) flat = pixGetColormap(page) != NULL
                            ? pixRemoveColormap(page, REMOVE_CMAP_BASED_ON_SRC)
                            : pixClone(page);
  if (flat == NULL)
    return NULL;
  int depth = pixGetDepth(flat);
  return depth == 1 || depth == 8 || depth == 32 ? pixClone(flat) : pixConvertTo8(flat, FALSE);
}

/* All pages; @ret_is_read is FALSE when one of them cannot be decoded. */
static gboolean pages_add(const Source *source, BmPaperReturn *all, gboolean *ret_is_read,
                          GError **error)
{
  *ret_is_read = TRUE;
  for (guint i = 0; *ret_is_read && i < source->n_pages; i++) {
    g_autoptr(PIX) page = page_read(source, i);
    if (page == NULL)
      *ret_is_read = FALSE;
    else if (!bm_paper_return_add(all, page, error))
      return FALSE;
  }
  return TRUE;
}

json_t *bm_paper_file_facts(const char *path, const json_t *kits, const char *crops,
                            GError **error)
{
  g_auto(Source) source = {0};
  g_autoptr(BmPaperReturn) all = bm_paper_return_new(kits, crops);
  gboolean is_read = FALSE, is_well = TRUE;
  guint handler = g_log_set_handler("Poppler", G_LOG_LEVEL_MASK, on_log, NULL);
  if (source_open(&source, path))
    is_well = pages_add(&source, all, &is_read, error);
  g_log_remove_handler("Poppler", handler);
  if (!is_well)
    return NULL;
  json_t *facts = bm_paper_return_facts(all);
  if (!is_read) {
    json_t *fault = json_pack("{s:s,s:s,s:s,s:s,s:s}", "slug", "paper_file_unreadable", "sheet",
                              "", "cell", "", "found", "", "expected", "");
    json_object_set_new(facts, "faults", json_pack("[o]", fault));
  }
  return facts;
}
