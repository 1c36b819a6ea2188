/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A TIFF file to pages, one directory at a time. */
#include "stages/intake/parts.h"
#include "stages/intake/tiffchain.h"
#include "stages/intake/tiffjpeg.h"
#include "stages/intake/tiffpage.h"

#define DIRS_PER_PAGE 2 /* a reduced copy beside each page */
#define SAME_SHAPE 0.03
#define THUMBNAIL_PX 256  /* A4 at 22 dpi */
#define THUMBNAIL_TIMES 4 /* how much larger the page is, either way */

/* Does @dir hold a small copy (or mask) of @page? */
static gboolean is_copy_of(const BmTiffDir *dir, const BmTiffDir *page)
{
  if (page->subfile & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK))
    return FALSE;
  if (dir->subfile & FILETYPE_MASK)
    return dir->width == page->width && dir->height == page->height;
  if (dir->width >= page->width || dir->height >= page->height || dir->height == 0)
    return FALSE;
  double shape = (double)dir->width / (double)dir->height;
  double page_shape = (double)page->width / (double)page->height;
  return shape > page_shape * (1 - SAME_SHAPE) && shape < page_shape * (1 + SAME_SHAPE);
}

/* Some programs write a thumbnail without marking it: a picture of the shape of the page before
 * it, on which nobody could read a page. */
static gboolean is_thumbnail(const BmTiffDir *dir, const BmTiffDir *page)
{
  return MAX(dir->width, dir->height) <= THUMBNAIL_PX &&
         page->width >= THUMBNAIL_TIMES * dir->width &&
         page->height >= THUMBNAIL_TIMES * dir->height && is_copy_of(dir, page);
}

/* A directory marked as a reduced copy or mask is no page if the page stands beside it; when in
 * doubt it is a page, so that none is lost. */
static gboolean is_page(const GArray *dirs, guint index)
{
  const BmTiffDir *dir = &g_array_index(dirs, BmTiffDir, index);
  if ((dir->subfile & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK)) == 0)
    return index == 0 || !is_thumbnail(dir, dir - 1);
  if (index > 0 && is_copy_of(dir, dir - 1))
    return FALSE;
  return index + 1 == dirs->len || !is_copy_of(dir, dir + 1);
}

static GArray *pages_of(const GArray *dirs)
{
  GArray *pages = g_array_new(FALSE, FALSE, sizeof(BmTiffDir));
  for (guint i = 0; i < dirs->len; i++)
    if (is_page(dirs, i))
      g_array_append_val(pages, g_array_index(dirs, BmTiffDir, i));
  return pages;
}

static gboolean chain_check(BmTiffChain chain, const GArray *dirs, guint max_pages,
                            GError **error)
{
  switch (chain) {
  case BM_TIFF_WHOLE:
    for (guint i = 0; i < dirs->len; i++)
      if (!g_array_index(dirs, BmTiffDir, i).data_inside)
        return bm_fail(error, BM_ERROR_INPUT, "file_truncated",
                       "data of a TIFF page are missing");
    return TRUE;
  case BM_TIFF_LONG:
    return bm_fail(error, BM_ERROR_INPUT, "too_many_pages", "more than %u pages in a file",
                   max_pages);
  case BM_TIFF_LOOP:
    return bm_fail(error, BM_ERROR_INPUT, "file_damaged", "a TIFF directory follows itself");
  default:
    return bm_fail(error, BM_ERROR_INPUT, "file_truncated",
                   "the chain of TIFF directories leaves the file");
  }
}

/* All sizes before the first pixel. */
static gboolean sizes_check(const BmIntake *in, const GArray *pages, GError **error)
{
  BmIntake sum = *in;
  for (guint i = 0; i < pages->len; i++) {
    const BmTiffDir *page = &g_array_index(pages, BmTiffDir, i);
    if (!bm_intake_fits(&sum, (double)page->width, (double)page->height, error))
      return FALSE;
    sum.total_px += (double)page->width * (double)page->height;
  }
  return TRUE;
}

static BmSource source_of(TIFF *tiff, guint page)
{
  float x = 0, y = 0;
  guint16 unit = RESUNIT_INCH, orientation = ORIENTATION_TOPLEFT, compression = 0;
  TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &x);
  TIFFGetField(tiff, TIFFTAG_YRESOLUTION, &y);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_RESOLUTIONUNIT, &unit);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_ORIENTATION, &orientation);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &compression);
  double scale = unit == RESUNIT_CENTIMETER ? 2.54 : unit == RESUNIT_INCH ? 1.0 : 0.0;
  gboolean is_fax =
      compression == COMPRESSION_CCITTFAX3 || compression == COMPRESSION_CCITTFAX4;
  return (BmSource){.page = page,
                    .xdpi = (double)x * scale,
                    .ydpi = (double)y * scale,
                    .orientation = orientation >= 1 && orientation <= 8 ? orientation : 1,
                    .is_fax = is_fax};
}

static gboolean page_explode(BmIntake *in, TIFF *tiff, BmTiffWatch *watch, const BmTiffDir *dir,
                             guint index, GError **error)
{
  GError *why = NULL;
  PIX *page = NULL;
  gboolean is_damaged = FALSE;
  guint32 width = 0, height = 0;
  bm_intake_step(in);
  if (TIFFSetSubDirectory(tiff, dir->offset) == 0) {
    bm_fail(&why, BM_ERROR_INPUT, "page_unreadable", "a TIFF directory cannot be read");
    return bm_intake_page_lost(in, index, why, error);
  }
  TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
  TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
  if (!bm_intake_fits(in, width, height,
                      error)) /* a doubled tag may have told the chain less */
    return FALSE;
  g_autoptr(GByteArray) jpeg = bm_tiff_page_jpeg(tiff);
  if (jpeg != NULL) {
    BmSource source = source_of(tiff, index);
    source.is_checked = TRUE;
    return bm_intake_jpeg(in, jpeg->data, jpeg->len, &source, error);
  }
  if (bm_tiff_page_decode(tiff, watch, &page, &is_damaged, &why)) {
    BmSource source = source_of(tiff, index);
    source.is_damaged = is_damaged;
    return bm_intake_page(in, page, &source, error);
  }
  return bm_intake_page_lost(in, index, why, error);
}

gboolean bm_tiff_explode(BmIntake *in, int fd, const guint8 *data, gsize size, GError **error)
{
  g_autoptr(GArray) dirs = NULL;
  BmTiffChain chain = bm_tiff_chain_read(fd, size, in->max_pages * DIRS_PER_PAGE, &dirs);
  g_autoptr(GArray) pages = pages_of(dirs);
  if (!chain_check(chain, dirs, in->max_pages, error) ||
      !bm_intake_n_pages(in, pages->len, error) || !sizes_check(in, pages, error))
    return FALSE;
  BmTiffWatch watch = {0};
  g_autoptr(TIFF) tiff = bm_tiff_open_memory(data, size, &watch);
  if (tiff == NULL)
    return bm_fail(error, BM_ERROR_INPUT, "file_damaged", "libtiff cannot open a file");
  for (guint i = 0; i < pages->len; i++)
    if (!page_explode(in, tiff, &watch, &g_array_index(pages, BmTiffDir, i), i + 1, error))
      return FALSE;
  return TRUE;
}
