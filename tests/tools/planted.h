/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A PDF with a name planted wherever a PDF can hold one. */
#pragma once
#include "tests/tools/folder.h"
#include "tests/tools/said.h"

#include <leptonica/allheaders.h>

#define PLANTED "Plantedname"

/* Every object of a PDF in plain words. */
static inline char *opened_up(const char *path, gsize *ret_size)
{
  g_autoptr(GPtrArray) argv = g_ptr_array_new();
  const char *words[] = {"qpdf", "--qdf", "--object-streams=disable", path, "-"};
  for (guint i = 0; i < G_N_ELEMENTS(words); i++)
    g_ptr_array_add(argv, (char *)words[i]);
  return said_bytes(ret_size, argv);
}

/* A PDF by hand, so that everything can be in it that must not come through. */
typedef struct Pdf {
  GString *text;
  GArray *offsets;
} Pdf;

static inline void pdf_object(Pdf *pdf, const char *body)
{
  gsize at = pdf->text->len;
  g_array_append_val(pdf->offsets, at);
  g_string_append_printf(pdf->text, "%u 0 obj\n%s\nendobj\n", pdf->offsets->len, body);
}

static inline void pdf_stream(Pdf *pdf, const char *dict, const void *data, gsize size)
{
  gsize at = pdf->text->len;
  g_array_append_val(pdf->offsets, at);
  g_string_append_printf(pdf->text, "%u 0 obj\n<< %s /Length %zu >>\nstream\n",
                         pdf->offsets->len, dict, size);
  g_string_append_len(pdf->text, data, (gssize)size);
  g_string_append(pdf->text, "\nendstream\nendobj\n");
}

static inline void pdf_end(Pdf *pdf, const char *path)
{
  gsize at = pdf->text->len;
  g_string_append_printf(pdf->text, "xref\n0 %u\n0000000000 65535 f \n", pdf->offsets->len + 1);
  for (guint i = 0; i < pdf->offsets->len; i++)
    g_string_append_printf(pdf->text, "%010zu 00000 n \n",
                           g_array_index(pdf->offsets, gsize, i));
  g_string_append_printf(
      pdf->text, "trailer << /Size %u /Root 1 0 R /Info 12 0 R >>\nstartxref\n%zu\n%%%%EOF\n",
      pdf->offsets->len + 1, at);
  cr_assert(g_file_set_contents(path, pdf->text->str, (gssize)pdf->text->len, NULL));
  g_string_free(pdf->text, TRUE);
  g_array_unref(pdf->offsets);
}

static inline GByteArray *jpeg_with_owner(void)
{
  g_autoptr(PIX) page = pixCreate(40, 40, 8);
  pixSetAllGray(page, 128);
  l_uint8 *data = NULL;
  size_t size = 0;
  cr_assert_eq(pixWriteMemJpeg(&data, &size, page, 80, 0), 0);
  GByteArray *jpeg = g_byte_array_new();
  g_byte_array_append(jpeg, data, 2);
  g_byte_array_append(jpeg,
                      (const guint8 *)"\xFF\xE1\x00\x13"
                                      "Exif\0\0" PLANTED,
                      4 + 6 + 11);
  g_byte_array_append(jpeg, data + 2, (guint)size - 2);
  lept_free(data);
  return jpeg;
}

/* One page that says CRITERIA, with a stamp that says STAMPED and the planted name all around.
 */
static inline char *planted_criteria(void)
{
  static const char content[] =
      "BT /F1 24 Tf 50 700 Td (CRITERIA) Tj ET q 50 0 0 50 50 50 cm /I Do Q";
  static const char stamp[] = "BT /F1 12 Tf 2 4 Td (STAMPED) Tj ET";
  static const char xmp[] = "<x:xmpmeta>" PLANTED "</x:xmpmeta>";
  g_autoptr(GByteArray) jpeg = jpeg_with_owner();
  Pdf pdf = {g_string_new("%PDF-1.6\n"), g_array_new(FALSE, FALSE, sizeof(gsize))};
  pdf_object(&pdf, "<< /Type /Catalog /Pages 2 0 R /Outlines 8 0 R /Metadata 9 0 R /OpenAction "
                   "<< /S /JavaScript /JS (" PLANTED
                   ") >> /Names << /EmbeddedFiles << /Names [(" PLANTED ") 10 0 R] >> >> >>");
  pdf_object(&pdf,
             "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] /Resources << "
             "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> "
             "/XObject << /I 13 0 R >> >> >>");
  pdf_object(&pdf, "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Annots [5 0 R 6 0 R 7 0 R] "
                   "/Metadata 9 0 R /PieceInfo << /Editor << /Private (" PLANTED ") >> >> >>");
  pdf_stream(&pdf, "", content, strlen(content));
  pdf_object(&pdf, "<< /Type /Annot /Subtype /Text /Rect [10 10 30 30] /T (" PLANTED
                   ") /Contents (" PLANTED ") >>");
  pdf_object(&pdf,
             "<< /Type /Annot /Subtype /FreeText /F 4 /Rect [300 300 400 320] /T (" PLANTED
             ") /DA (/F1 12 Tf) /AP << /N 11 0 R >> >>");
  pdf_object(&pdf, "<< /Type /Annot /Subtype /Link /Rect [10 10 90 90] /A << /S /URI /URI "
                   "(file:///C:/Users/" PLANTED ") >> >>");
  pdf_object(&pdf, "<< /Type /Outlines /First 14 0 R /Last 14 0 R /Count 1 >>");
  pdf_stream(&pdf, "/Type /Metadata /Subtype /XML", xmp, strlen(xmp));
  pdf_object(&pdf, "<< /Type /Filespec /F (" PLANTED ".docx) /EF << /F 9 0 R >> >>");
  pdf_stream(&pdf,
             "/Type /XObject /Subtype /Form /BBox [0 0 100 20] /Metadata 9 0 R /Resources << "
             "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>",
             stamp, strlen(stamp));
  pdf_object(&pdf, "<< /Author (" PLANTED ") /Creator (" PLANTED ") >>");
  pdf_stream(&pdf,
             "/Type /XObject /Subtype /Image /Width 40 /Height 40 /BitsPerComponent 8 "
             "/ColorSpace /DeviceGray /Filter /DCTDecode",
             jpeg->data, jpeg->len);
  pdf_object(&pdf, "<< /Title (" PLANTED ") /Parent 8 0 R /Dest [3 0 R /Fit] >>");
  char *path = folder_path("criteria.pdf");
  pdf_end(&pdf, path);
  return path;
}
