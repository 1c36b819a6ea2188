/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PDF files: the document, text and rules. Pictures are in pdf_image.c. */
#include "stages/shared/pdf.h"

#include <cairo-pdf.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <stdio.h>

#define PT_PER_MM (72.0 / MM_PER_INCH)
#define MM_PER_INCH 25.4

struct BmPdf {
  FILE *file;
  cairo_surface_t *surface;
  cairo_t *cr;
  PangoFontMap *fonts;
  PangoContext *context;
  guint n_pages;
};

static const char *const families[] = {
    [BM_PDF_SANS] = "PT Sans",
    [BM_PDF_NARROW] = "PT Sans Narrow",
    [BM_PDF_SERIF] = "PT Serif",
    [BM_PDF_MONO] = "PT Mono",
};

static cairo_status_t write_bytes(void *closure, const unsigned char *data, unsigned int length)
{
  return fwrite(data, 1, length, closure) == length ? CAIRO_STATUS_SUCCESS
                                                    : CAIRO_STATUS_WRITE_ERROR;
}

/* A font map of our own at 72 dpi: sizes mean points whatever the desktop's settings say. */
static void fonts_open(BmPdf *pdf)
{
  pdf->fonts = pango_cairo_font_map_new();
  pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(pdf->fonts), 72.0);
  pdf->context = pango_font_map_create_context(pdf->fonts);
  pango_context_set_language(pdf->context, pango_language_from_string("ru"));
  pango_context_set_round_glyph_positions(pdf->context, FALSE);
  cairo_font_options_t *options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options(pdf->context, options);
  cairo_font_options_destroy(options);
}

static gboolean family_is_there(BmPdf *pdf, const char *family)
{
  PangoFontDescription *wanted = pango_font_description_from_string(family);
  PangoFont *font = pango_context_load_font(pdf->context, wanted);
  pango_font_description_free(wanted);
  if (font == NULL)
    return FALSE;
  PangoFontDescription *found = pango_font_describe(font);
  gboolean is_same = g_strcmp0(pango_font_description_get_family(found), family) == 0;
  pango_font_description_free(found);
  g_object_unref(font);
  return is_same;
}

static gboolean fonts_are_there(BmPdf *pdf, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS(families); i++)
    if (!family_is_there(pdf, families[i]))
      return bm_fail(error, BM_ERROR_MODEL, "font_missing", "no font family '%s'", families[i]);
  return TRUE;
}

static void surface_open(BmPdf *pdf, const char *title)
{
  pdf->surface = cairo_pdf_surface_create_for_stream(write_bytes, pdf->file, 1.0, 1.0);
  cairo_pdf_surface_restrict_to_version(pdf->surface, CAIRO_PDF_VERSION_1_5);
  cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_CREATE_DATE, NULL);
  if (title != NULL)
    cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_TITLE, title);
  pdf->cr = cairo_create(pdf->surface);
}

BmPdf *bm_pdf_new(const char *path, const char *title, GError **error)
{
  g_autoptr(BmPdf) pdf = g_new0(BmPdf, 1);
  fonts_open(pdf);
  if (!fonts_are_there(pdf, error))
    return NULL;
  pdf->file = fopen(path, "wbe");
  if (pdf->file == NULL) {
    bm_fail(error, BM_ERROR_IO, "disk_write", "cannot create a PDF file");
    return NULL;
  }
  surface_open(pdf, title);
  return g_steal_pointer(&pdf);
}

void bm_pdf_free(BmPdf *pdf)
{
  if (pdf == NULL)
    return;
  g_clear_pointer(&pdf->cr, cairo_destroy);
  g_clear_pointer(&pdf->surface, cairo_surface_destroy); /* may still write to the file */
  g_clear_pointer(&pdf->file, fclose);
  g_clear_object(&pdf->context);
  g_clear_object(&pdf->fonts);
  g_free(pdf);
}

void bm_pdf_page(BmPdf *pdf, double width_mm, double height_mm)
{
  if (pdf->n_pages++ > 0)
    cairo_show_page(pdf->cr);
  cairo_pdf_surface_set_size(pdf->surface, width_mm * PT_PER_MM, height_mm * PT_PER_MM);
}

guint bm_pdf_n_pages(const BmPdf *pdf)
{
  return pdf->n_pages;
}

cairo_t *bm_pdf_cairo(BmPdf *pdf)
{
  return pdf->cr;
}

gboolean bm_pdf_finish(BmPdf *pdf, GError **error)
{
  if (pdf->n_pages > 0)
    cairo_show_page(pdf->cr);
  gboolean is_drawn = cairo_status(pdf->cr) == CAIRO_STATUS_SUCCESS;
  cairo_surface_finish(pdf->surface);
  gboolean is_written = cairo_surface_status(pdf->surface) == CAIRO_STATUS_SUCCESS;
  gboolean is_closed = fclose(g_steal_pointer(&pdf->file)) == 0;
  if (!is_drawn || !is_written || !is_closed)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot write a PDF file of %u pages",
                   pdf->n_pages);
  return TRUE;
}

static PangoFontDescription *font_of(const BmPdfStyle *style)
{
  PangoFontDescription *font = pango_font_description_new();
  pango_font_description_set_family_static(font, families[style->face]);
  pango_font_description_set_weight(font,
                                    style->is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_style(font,
                                   style->is_italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
  pango_font_description_set_absolute_size(font, round(style->size_pt * PANGO_SCALE));
  return font;
}

/* Glyphs come from the embedded family only; a missing one must not pull in a chance font. */
static void forbid_fallback(PangoLayout *layout)
{
  PangoAttrList *list = pango_layout_get_attributes(layout);
  list = list != NULL ? pango_attr_list_copy(list) : pango_attr_list_new();
  pango_attr_list_insert(list, pango_attr_fallback_new(FALSE));
  pango_layout_set_attributes(layout, list);
  pango_attr_list_unref(list);
}

static PangoLayout *layout_new(BmPdf *pdf, const BmPdfStyle *style, double width,
                               const char *text, gboolean is_markup)
{
  static const PangoAlignment aligns[] = {PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER,
                                          PANGO_ALIGN_RIGHT};
  PangoLayout *layout = pango_layout_new(pdf->context);
  PangoFontDescription *font = font_of(style);
  pango_layout_set_font_description(layout, font);
  pango_font_description_free(font);
  if (is_markup)
    pango_layout_set_markup(layout, text, -1);
  else
    pango_layout_set_text(layout, text, -1);
  forbid_fallback(layout);
  pango_layout_set_alignment(layout, aligns[style->align]);
  pango_layout_set_line_spacing(layout, style->leading > 0 ? (float)style->leading : 1.0F);
  if (width > 0) {
    pango_layout_set_width(layout, (int)lround(width * PT_PER_MM * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  }
  return layout;
}

static void layout_size(PangoLayout *layout, double *ret_width, double *ret_height)
{
  int width = 0, height = 0;
  pango_layout_get_size(layout, &width, &height);
  *ret_width = (double)width / PANGO_SCALE / PT_PER_MM;
  *ret_height = (double)height / PANGO_SCALE / PT_PER_MM;
}

static void layout_show(BmPdf *pdf, PangoLayout *layout, const BmPdfStyle *style, double x,
                        double y)
{
  cairo_set_source_rgb(pdf->cr, style->gray, style->gray, style->gray);
  cairo_move_to(pdf->cr, x * PT_PER_MM, y * PT_PER_MM);
  pango_cairo_show_layout(pdf->cr, layout);
}

static double put(BmPdf *pdf, const BmPdfStyle *style, double x, double y, double width,
                  const char *text, gboolean is_markup)
{
  g_assert(pdf->n_pages > 0);
  g_autoptr(PangoLayout) layout = layout_new(pdf, style, width, text, is_markup);
  double text_width = 0, text_height = 0;
  layout_size(layout, &text_width, &text_height);
  if (width <= 0 && style->align == BM_PDF_CENTER)
    x -= text_width / 2;
  if (width <= 0 && style->align == BM_PDF_RIGHT)
    x -= text_width;
  layout_show(pdf, layout, style, x, y);
  return text_height;
}

double bm_pdf_text(BmPdf *pdf, const BmPdfStyle *style, double x, double y, double width,
                   const char *text)
{
  return put(pdf, style, x, y, width, text, FALSE);
}

double bm_pdf_markup(BmPdf *pdf, const BmPdfStyle *style, double x, double y, double width,
                     const char *markup)
{
  return put(pdf, style, x, y, width, markup, TRUE);
}

void bm_pdf_text_size(BmPdf *pdf, const BmPdfStyle *style, double width, const char *text,
                      double *ret_width, double *ret_height)
{
  g_autoptr(PangoLayout) layout = layout_new(pdf, style, width, text, FALSE);
  double text_width = 0, text_height = 0;
  layout_size(layout, &text_width, &text_height);
  if (ret_width != NULL)
    *ret_width = text_width;
  if (ret_height != NULL)
    *ret_height = text_height;
}

double bm_pdf_text_fit(BmPdf *pdf, const BmPdfStyle *style, double x, double y, double width,
                       double height, const char *text)
{
  BmPdfStyle fitted = *style;
  for (int step = 0; step < 40; step++, fitted.size_pt *= 0.95) {
    double needed = 0;
    bm_pdf_text_size(pdf, &fitted, width, text, NULL, &needed);
    if (needed <= height)
      break;
  }
  return bm_pdf_text(pdf, &fitted, x, y, width, text);
}

void bm_pdf_text_in(BmPdf *pdf, const BmPdfStyle *style, BmPdfRect rect, const char *text)
{
  BmPdfStyle fitted = *style;
  double width = 0, height = 0;
  bm_pdf_text_size(pdf, &fitted, 0, text, &width, &height);
  if (width > rect.w) {
    fitted.size_pt *= rect.w / width;
    bm_pdf_text_size(pdf, &fitted, 0, text, &width, &height);
  }
  double slack[] = {[BM_PDF_LEFT] = 0, [BM_PDF_CENTER] = 0.5, [BM_PDF_RIGHT] = 1};
  double x = rect.x + (rect.w - width) * slack[style->align];
  fitted.align = BM_PDF_LEFT;
  bm_pdf_text(pdf, &fitted, x, rect.y + (rect.h - height) / 2, 0, text);
}

void bm_pdf_line(BmPdf *pdf, double x1, double y1, double x2, double y2, double width_mm,
                 double gray)
{
  g_assert(pdf->n_pages > 0);
  cairo_set_source_rgb(pdf->cr, gray, gray, gray);
  cairo_set_line_width(pdf->cr, width_mm * PT_PER_MM);
  cairo_move_to(pdf->cr, x1 * PT_PER_MM, y1 * PT_PER_MM);
  cairo_line_to(pdf->cr, x2 * PT_PER_MM, y2 * PT_PER_MM);
  cairo_stroke(pdf->cr);
}

void bm_pdf_frame(BmPdf *pdf, BmPdfRect rect, double width_mm, double gray)
{
  g_assert(pdf->n_pages > 0);
  cairo_set_source_rgb(pdf->cr, gray, gray, gray);
  cairo_set_line_width(pdf->cr, width_mm * PT_PER_MM);
  cairo_rectangle(pdf->cr, (rect.x + width_mm / 2) * PT_PER_MM,
                  (rect.y + width_mm / 2) * PT_PER_MM, (rect.w - width_mm) * PT_PER_MM,
                  (rect.h - width_mm) * PT_PER_MM);
  cairo_stroke(pdf->cr);
}

void bm_pdf_fill(BmPdf *pdf, BmPdfRect rect, double gray)
{
  g_assert(pdf->n_pages > 0);
  cairo_set_source_rgb(pdf->cr, gray, gray, gray);
  cairo_rectangle(pdf->cr, rect.x * PT_PER_MM, rect.y * PT_PER_MM, rect.w * PT_PER_MM,
                  rect.h * PT_PER_MM);
  cairo_fill(pdf->cr);
}
