/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages of a sample for a person. */
#include "stages/audit/picture.h"

#include "pipeline/json_text.h"
#include "stages/audit/drawn.h"
#include "stages/shared/pdf.h"

#define DPI 150.0  /* pencil shows, and a page has a tenth of a megabyte */
#define JPEG 80    /* quality */
#define HEAD 9.0   /* mm for the number above a page */
#define MARGIN 4.0 /* mm */

/* As large as fits below the number, in the page's own proportions. */
static BmPdfRect place_of(PIX *page)
{
  double width = BM_PDF_A4_WIDTH - 2 * MARGIN, height = BM_PDF_A4_HEIGHT - HEAD - MARGIN,
         w = pixGetWidth(page), h = pixGetHeight(page);
  double scale = MIN(width / w, height / h);
  return (BmPdfRect){(BM_PDF_A4_WIDTH - w * scale) / 2, HEAD, w * scale, h * scale};
}

static gboolean sheet_draw(BmPdf *pdf, const char *title, const json_t *row, PIX *page,
                           GError **error)
{
  static const BmPdfStyle bold = {.face = BM_PDF_SANS, .size_pt = 13, .is_bold = TRUE},
                          right = {.face = BM_PDF_SANS, .size_pt = 9, .align = BM_PDF_RIGHT};
  g_autofree char *number = g_strdup_printf(
      "№ %d   работа %s, стр. %d", (int)json_integer_value(json_object_get(row, "n")),
      bm_json_text_or_empty(row, "work_no"),
      (int)json_integer_value(json_object_get(row, "page")));
  BmPdfRect place = place_of(page);
  bm_pdf_page(pdf, BM_PDF_A4_WIDTH, BM_PDF_A4_HEIGHT);
  bm_pdf_text(pdf, &bold, MARGIN, 2, 0, number);
  bm_pdf_text(pdf, &right, BM_PDF_A4_WIDTH - MARGIN, 3, 0, title);
  bm_pdf_frame(pdf, place, 0.2, 0.6);
  return bm_pdf_pix(pdf, page, place, JPEG, NULL, error);
}

/* Pages come by work as a rule, so the file of the one before stays open. */
typedef struct Shelf {
  PopplerDocument *document;
  gint64 file;
} Shelf;

static void shelf_clear(Shelf *shelf)
{
  g_clear_object(&shelf->document);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Shelf, shelf_clear)

static PIX *shelf_page(Shelf *shelf, const json_t *row, const char *const *files, guint n_files,
                       GError **error)
{
  gint64 file = (gint64)json_integer_value(json_object_get(row, "file"));
  if (file < 0 || file >= n_files) {
    bm_fail(error, BM_ERROR_SETTING, "ticket_bad", "a page of a sample is of no work");
    return NULL;
  }
  if (shelf->document == NULL || shelf->file != file) {
    g_clear_object(&shelf->document);
    shelf->document = bm_drawn_open(files[file], error);
    shelf->file = file;
  }
  if (shelf->document == NULL)
    return NULL;
  int index = (int)json_integer_value(json_object_get(row, "page")) - 1;
  PIX *page = bm_drawn_page(shelf->document, index, DPI);
  if (page == NULL)
    bm_fail(error, BM_ERROR_INPUT, "audit_unreadable", "work %s page %d",
            bm_json_text_or_empty(row, "work_no"), index + 1);
  return page;
}

gboolean bm_sample_picture(const json_t *sample, const char *const *files, guint n_files,
                           const char *path, GError **error)
{
  const char *title = bm_json_text_or_empty(sample, "title");
  g_autoptr(BmPdf) pdf = bm_pdf_new(path, title, error);
  g_auto(Shelf) shelf = {0};
  size_t i;
  json_t *row;
  if (pdf == NULL)
    return FALSE;
  json_array_foreach (json_object_get(sample, "pages"), i, row) {
    g_autoptr(PIX) page = shelf_page(&shelf, row, files, n_files, error);
    if (page == NULL || !sheet_draw(pdf, title, row, page, error))
      return FALSE;
  }
  return bm_pdf_finish(pdf, error);
}
