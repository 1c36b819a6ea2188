/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The finished PDF of a work read again, with libqpdf. */
#include "stages/sort/proof.h"

#include "stages/shared/page.h"
#include "stages/shared/pdf.h"

#include <qpdf/qpdf-c.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

/* The picture of one page, its data as they lie in the file. */
typedef struct Picture {
  char *filter; /* "/DCTDecode" */
  int width, height, fax_kind;
  gboolean is_inverted;
  unsigned char *data; /* malloc'ed by libqpdf */
  size_t size;
} Picture;

static void picture_clear(Picture *picture)
{
  g_free(picture->filter);
  free(picture->data);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Picture, picture_clear)

static void pdf_close(qpdf_data pdf)
{
  while (qpdf_has_error(pdf)) /* errors that nobody fetches are printed */
    qpdf_get_error(pdf);
  qpdf_cleanup(&pdf);
}

static int number_at(qpdf_data pdf, qpdf_oh dict, const char *key)
{
  qpdf_oh value = qpdf_oh_get_key(pdf, dict, key);
  return qpdf_oh_is_integer(pdf, value) ? qpdf_oh_get_int_value_as_int(pdf, value) : 0;
}

/* The only object that a page draws, if it is a picture. */
static gboolean only_drawing(qpdf_data pdf, guint page, qpdf_oh *ret)
{
  qpdf_oh resources = qpdf_oh_get_key(pdf, qpdf_get_page_n(pdf, page), "/Resources");
  qpdf_oh drawings = qpdf_oh_get_key(pdf, resources, "/XObject");
  if (!qpdf_oh_is_dictionary(pdf, drawings))
    return FALSE;
  guint n = 0;
  qpdf_oh_begin_dict_key_iter(pdf, drawings);
  for (; qpdf_oh_dict_more_keys(pdf); n++)
    *ret = qpdf_oh_get_key(pdf, drawings, qpdf_oh_dict_next_key(pdf));
  return n == 1 && qpdf_oh_is_stream(pdf, *ret);
}

static gboolean picture_read(qpdf_data pdf, guint page, Picture *ret)
{
  qpdf_oh stream;
  if (!only_drawing(pdf, page, &stream))
    return FALSE;
  qpdf_oh dict = qpdf_oh_get_dict(pdf, stream);
  qpdf_oh filter = qpdf_oh_get_key(pdf, dict, "/Filter");
  qpdf_oh fax = qpdf_oh_get_key(pdf, dict, "/DecodeParms");
  if (!qpdf_oh_is_name(pdf, filter) || qpdf_oh_has_key(pdf, dict, "/Decode"))
    return FALSE;
  ret->filter = g_strdup(qpdf_oh_get_name(pdf, filter));
  ret->width = number_at(pdf, dict, "/Width");
  ret->height = number_at(pdf, dict, "/Height");
  if (qpdf_oh_is_dictionary(pdf, fax)) {
    qpdf_oh black_is_1 = qpdf_oh_get_key(pdf, fax, "/BlackIs1");
    ret->fax_kind = number_at(pdf, fax, "/K");
    ret->is_inverted =
        qpdf_oh_is_bool(pdf, black_is_1) && qpdf_oh_get_bool_value(pdf, black_is_1);
  }
  return (qpdf_oh_get_stream_data(pdf, stream, qpdf_dl_none, NULL, &ret->data, &ret->size) &
          QPDF_ERRORS) == 0;
}

static gboolean jpeg_is_same(const Picture *picture, const char *file)
{
  g_autofree char *bytes = NULL;
  gsize size = 0;
  if (!g_file_get_contents(file, &bytes, &size, NULL))
    return FALSE;
  g_autoptr(GByteArray) wanted = bm_pdf_jpeg_picture((const guint8 *)bytes, size);
  return wanted != NULL && wanted->len == picture->size &&
         memcmp(wanted->data, picture->data, picture->size) == 0;
}

/* A TIFF around the G4 data, so that they can be decoded. */
static gboolean fax_to_tiff(const Picture *picture, const char *path)
{
  TIFF *tiff = TIFFOpen(path, "w");
  if (tiff == NULL)
    return FALSE;
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, picture->width);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, picture->height);
  TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, picture->height);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 1);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_CCITTFAX4);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC,
               picture->is_inverted ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_MINISWHITE);
  tmsize_t size = (tmsize_t)picture->size;
  gboolean is_written = TIFFWriteRawStrip(tiff, 0, picture->data, size) == size;
  TIFFClose(tiff);
  return is_written;
}

static gboolean fax_is_same(const Picture *picture, const char *file, const char *pdf)
{
  g_autofree char *path = g_strconcat(pdf, ".page", NULL);
  if (picture->fax_kind >= 0 || !fax_to_tiff(picture, path))
    return FALSE;
  g_autoptr(PIX) shown = bm_page_read(path, NULL);
  g_autoptr(PIX) wanted = bm_page_read(file, NULL);
  l_int32 is_same = 0;
  return shown != NULL && wanted != NULL && pixEqual(shown, wanted, &is_same) == 0 && is_same;
}

static gboolean page_is_same(qpdf_data pdf, guint page, const char *file, const char *path)
{
  g_auto(Picture) picture = {0};
  if (!picture_read(pdf, page, &picture))
    return FALSE;
  if (strcmp(picture.filter, "/DCTDecode") == 0)
    return jpeg_is_same(&picture, file);
  return strcmp(picture.filter, "/CCITTFaxDecode") == 0 && fax_is_same(&picture, file, path);
}

static gboolean pages_are_same(qpdf_data pdf, const char *path, const GPtrArray *files,
                               GError **error)
{
  if (qpdf_read(pdf, path, NULL) != QPDF_SUCCESS)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "a finished work cannot be read back");
  int n = qpdf_get_num_pages(pdf);
  if (n != (int)files->len)
    return bm_fail(error, BM_ERROR_INPUT, "sorted_page_bad", "%d pages of %u in the PDF", n,
                   files->len);
  for (guint i = 0; i < files->len; i++) {
    if (!page_is_same(pdf, i, files->pdata[i], path))
      return bm_fail(error, BM_ERROR_INPUT, "sorted_page_bad",
                     "page %u of the PDF is not the page that went in", i + 1);
    qpdf_oh_release_all(pdf);
  }
  return TRUE;
}

gboolean bm_sort_proof(const char *pdf, const GPtrArray *files, GError **error)
{
  qpdf_data data = qpdf_init();
  qpdf_silence_errors(data);
  qpdf_set_suppress_warnings(data, QPDF_TRUE);
  gboolean is_good = pages_are_same(data, pdf, files, error);
  pdf_close(data);
  return is_good;
}
