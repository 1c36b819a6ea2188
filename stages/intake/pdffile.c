/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A PDF file through qpdf, without repair. */
#include "stages/intake/pdffile.h"

#include <stdlib.h>
#include <string.h>

#include <qpdf/qpdflogger-c.h>

#define TAIL 2048
#define HEADER_WITHIN 1024
#define PARENTS_MOST 50

struct BmPdfFile {
  qpdf_data qpdf;
  int n_pages;
};

static gboolean has_tail(const guint8 *data, gsize size)
{
  gsize n = MIN(size, TAIL);
  return memmem(data + size - n, n, "%%EOF", 5) != NULL;
}

static void drop_messages(qpdf_data qpdf)
{
  while (qpdf_more_warnings(qpdf))
    qpdf_next_warning(qpdf);
  if (qpdf_has_error(qpdf))
    qpdf_get_error(qpdf);
}

/* Protection of kinds that qpdf does not know (certificates) reads as damage. */
static gboolean damaged(const guint8 *data, gsize size, GError **error)
{
  if (memmem(data, size, "/Encrypt", 8) != NULL)
    return bm_fail(error, BM_ERROR_INPUT, "pdf_encrypted", "a PDF file is protected oddly");
  return bm_fail(error, BM_ERROR_INPUT,
                 has_tail(data, size) ? "file_damaged" : "file_truncated",
                 "qpdf cannot read a PDF file without repair");
}

void bm_pdfin_trim(const guint8 **data, gsize *size)
{
  const guint8 *header = memmem(*data, MIN(*size, HEADER_WITHIN), "%PDF-", 5);
  const guint8 *end = *data + *size;
  if (header == NULL)
    return;
  while (end > header && end[-1] == 0)
    end--;
  *data = header;
  *size = (gsize)(end - header);
}

BmPdfFile *bm_pdfin_open(const guint8 *data, gsize size, GError **error)
{
  g_autoptr(BmPdfFile) pdf = g_new0(BmPdfFile, 1);
  bm_pdfin_trim(&data, &size);
  pdf->qpdf = qpdf_init();
  qpdf_silence_errors(pdf->qpdf);
  qpdf_set_suppress_warnings(pdf->qpdf, QPDF_TRUE);
  qpdf_set_attempt_recovery(pdf->qpdf, QPDF_FALSE);
  QPDF_ERROR_CODE code = qpdf_read_memory(pdf->qpdf, "page", (const char *)data, size, NULL);
  gboolean is_locked = FALSE;
  if (code & QPDF_ERRORS)
    is_locked = qpdf_has_error(pdf->qpdf) &&
                qpdf_get_error_code(pdf->qpdf, qpdf_get_error(pdf->qpdf)) == qpdf_e_password;
  if (is_locked || (!(code & QPDF_ERRORS) && qpdf_is_encrypted(pdf->qpdf))) {
    bm_fail(error, BM_ERROR_INPUT, "pdf_encrypted", "a PDF file is encrypted");
    return NULL;
  }
  if (code & QPDF_ERRORS) {
    damaged(data, size, error);
    return NULL;
  }
  pdf->n_pages = qpdf_get_num_pages(pdf->qpdf);
  if (qpdf_has_error(pdf->qpdf) || pdf->n_pages < 0) {
    damaged(data, size, error);
    return NULL;
  }
  drop_messages(pdf->qpdf);
  return g_steal_pointer(&pdf);
}

void bm_pdfin_free(BmPdfFile *pdf)
{
  if (pdf == NULL)
    return;
  drop_messages(pdf->qpdf);
  qpdf_cleanup(&pdf->qpdf);
  g_free(pdf);
}

guint bm_pdfin_n_pages(const BmPdfFile *pdf)
{
  return (guint)pdf->n_pages;
}

qpdf_data bm_pdfin_handle(const BmPdfFile *pdf)
{
  return pdf->qpdf;
}

qpdf_oh bm_pdfin_page(const BmPdfFile *pdf, guint index)
{
  return qpdf_get_page_n(pdf->qpdf, index);
}

void bm_pdfin_release(const BmPdfFile *pdf)
{
  drop_messages(pdf->qpdf);
  qpdf_oh_release_all(pdf->qpdf);
}

qpdf_oh bm_pdfin_inherited(const BmPdfFile *pdf, qpdf_oh page, const char *key)
{
  qpdf_oh node = page;
  for (guint i = 0; i < PARENTS_MOST && qpdf_oh_is_dictionary(pdf->qpdf, node); i++) {
    qpdf_oh value = qpdf_oh_get_key(pdf->qpdf, node, key);
    if (!qpdf_oh_is_null(pdf->qpdf, value))
      return value;
    node = qpdf_oh_get_key(pdf->qpdf, node, "/Parent");
  }
  return qpdf_oh_new_null(pdf->qpdf);
}

double bm_pdfin_number(const BmPdfFile *pdf, qpdf_oh dict, const char *key, double preset)
{
  qpdf_oh value = qpdf_oh_get_key_if_dict(pdf->qpdf, dict, key);
  double number = preset;
  if (qpdf_oh_is_number(pdf->qpdf, value))
    number = qpdf_oh_get_numeric_value(pdf->qpdf, value);
  return number;
}

guint bm_pdfin_numbers(const BmPdfFile *pdf, qpdf_oh array, double *ret, guint n)
{
  if (!qpdf_oh_is_array(pdf->qpdf, array))
    return 0;
  guint have = MIN(n, (guint)MAX(0, qpdf_oh_get_array_n_items(pdf->qpdf, array)));
  for (guint i = 0; i < have; i++) {
    qpdf_oh item = qpdf_oh_get_array_item(pdf->qpdf, array, (int)i);
    if (!qpdf_oh_is_number(pdf->qpdf, item))
      return 0;
    ret[i] = qpdf_oh_get_numeric_value(pdf->qpdf, item);
  }
  return have;
}

gboolean bm_pdfin_is_name(const BmPdfFile *pdf, qpdf_oh dict, const char *key, const char *name)
{
  qpdf_oh value = qpdf_oh_get_key_if_dict(pdf->qpdf, dict, key);
  return qpdf_oh_is_name_and_equals(pdf->qpdf, value, name);
}

GBytes *bm_pdfin_raw_stream(const BmPdfFile *pdf, qpdf_oh stream)
{
  unsigned char *data = NULL;
  size_t size = 0;
  if (!qpdf_oh_is_stream(pdf->qpdf, stream))
    return NULL;
  QPDF_ERROR_CODE code =
      qpdf_oh_get_stream_data(pdf->qpdf, stream, qpdf_dl_none, NULL, &data, &size);
  if ((code & QPDF_ERRORS) || data == NULL) {
    free(data);
    drop_messages(pdf->qpdf);
    return NULL;
  }
  return g_bytes_new_with_free_func(data, size, free, data);
}
