/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page numbers of a bundle. */
#include "stages/bundle/folio.h"

#include <stdlib.h>

#include "stages/shared/pdf.h"

#define PT_PER_MM (72.0 / 25.4)
/* The number's box: wide enough for "стр. 10000 из 10000", and 4.5 mm from the sheet's edge,
 * where printers of offices begin to print. */
#define NUMBER_WIDTH 40.0
#define NUMBER_HEIGHT 4.0
#define NUMBER_TOP (BM_FOLIO_ROOM + 0.5)
#define NUMBER_INSET 20.0 /* in line with the foot of the cover */

#define PAGE_NAME "/Page" /* of the form, on its sheet */

/* pt */
typedef struct Rect {
  double x, y, w, h;
} Rect;

typedef struct Matrix {
  double a, b, c, d, e, f;
} Matrix;

static gboolean is_left(guint number, gboolean is_duplex)
{
  return is_duplex && number % 2 == 0;
}

gboolean bm_folio_write(const char *path, guint n_pages, gboolean is_duplex, GError **error)
{
  g_autoptr(BmPdf) pdf = bm_pdf_new(path, NULL, error);
  if (pdf == NULL)
    return FALSE;
  for (guint number = 1; number <= n_pages; number++) {
    gboolean left = is_left(number, is_duplex);
    BmPdfStyle style = {.face = BM_PDF_SANS,
                        .size_pt = 8,
                        .gray = 0.35,
                        .align = left ? BM_PDF_LEFT : BM_PDF_RIGHT};
    g_autofree char *text = g_strdup_printf("стр. %u из %u", number, n_pages);
    bm_pdf_page(pdf, NUMBER_WIDTH, NUMBER_HEIGHT);
    bm_pdf_text(pdf, &style, left ? 0 : NUMBER_WIDTH, 0, 0, text);
  }
  return bm_pdf_finish(pdf, error);
}

static double number_at(qpdf_data pdf, qpdf_oh array, int at)
{
  qpdf_oh item = qpdf_oh_get_array_item(pdf, array, at);
  return qpdf_oh_is_number(pdf, item) ? qpdf_oh_get_numeric_value(pdf, item) : 0;
}

/* A box of the page, corners in any order; FALSE when it has none. */
static gboolean box_of(qpdf_data pdf, qpdf_oh page, const char *key, Rect *ret)
{
  qpdf_oh array = qpdf_oh_get_key(pdf, page, key);
  if (!qpdf_oh_is_array(pdf, array) || qpdf_oh_get_array_n_items(pdf, array) != 4)
    return FALSE;
  double x1 = number_at(pdf, array, 0), y1 = number_at(pdf, array, 1),
         x2 = number_at(pdf, array, 2), y2 = number_at(pdf, array, 3);
  *ret = (Rect){MIN(x1, x2), MIN(y1, y2), ABS(x2 - x1), ABS(y2 - y1)};
  return ret->w > 0 && ret->h > 0;
}

/* What a viewer shows of the page. */
static gboolean shown_box(qpdf_data pdf, qpdf_oh page, Rect *ret)
{
  Rect media, crop;
  if (!box_of(pdf, page, "/MediaBox", &media))
    return FALSE;
  if (!box_of(pdf, page, "/CropBox", &crop))
    crop = media;
  double right = MIN(media.x + media.w, crop.x + crop.w),
         top = MIN(media.y + media.h, crop.y + crop.h);
  ret->x = MAX(media.x, crop.x);
  ret->y = MAX(media.y, crop.y);
  ret->w = right - ret->x;
  ret->h = top - ret->y;
  return ret->w > 0 && ret->h > 0;
}

/* Quarters of a turn to the right, 0 to 3. */
static int turn_of(qpdf_data pdf, qpdf_oh page)
{
  qpdf_oh turn = qpdf_oh_get_key(pdf, page, "/Rotate");
  if (!qpdf_oh_is_integer(pdf, turn))
    return 0;
  int quarters = qpdf_oh_get_int_value_as_int(pdf, turn) / 90 % 4;
  return quarters < 0 ? quarters + 4 : quarters;
}

static double unit_of(qpdf_data pdf, qpdf_oh page)
{
  qpdf_oh unit = qpdf_oh_get_key(pdf, page, "/UserUnit");
  double value = qpdf_oh_is_number(pdf, unit) ? qpdf_oh_get_numeric_value(pdf, unit) : 0;
  return value > 0 ? value : 1;
}

/* Puts what @box shows, turned by @turn quarters and @scale times as large, with its lower left
 * corner at @x, @y. */
static Matrix matrix_of(Rect box, int turn, double scale, double x, double y)
{
  double left = scale * box.x, low = scale * box.y, right = scale * (box.x + box.w),
         high = scale * (box.y + box.h);
  switch (turn) {
  case 1:
    return (Matrix){0, -scale, scale, 0, x - low, y + right};
  case 2:
    return (Matrix){-scale, 0, 0, -scale, x + right, y + high};
  case 3:
    return (Matrix){0, scale, -scale, 0, x + high, y - left};
  default:
    return (Matrix){scale, 0, 0, scale, x - left, y - low};
  }
}

static double shrink(double room, double size)
{
  return size > room ? room / size : 1;
}

/* The sheet for the page, and where the page stands on it. */
static gboolean place_page(qpdf_data pdf, qpdf_oh page, Rect *ret_box, Rect *ret_sheet,
                           Matrix *ret_matrix)
{
  if (!shown_box(pdf, page, ret_box))
    return FALSE;
  int turn = turn_of(pdf, page);
  double unit = unit_of(pdf, page), w = unit * ret_box->w, h = unit * ret_box->h;
  if (turn % 2 == 1) {
    double swap = w;
    w = h;
    h = swap;
  }
  gboolean is_across = w > h;
  double foot = (BM_PDF_A4_HEIGHT - BM_FOLIO_ROOM) * PT_PER_MM;
  *ret_sheet = (Rect){0, 0, (is_across ? BM_PDF_A4_HEIGHT : BM_PDF_A4_WIDTH) * PT_PER_MM,
                      (is_across ? BM_PDF_A4_WIDTH : BM_PDF_A4_HEIGHT) * PT_PER_MM};
  double room = ret_sheet->h - foot;
  double scale = MIN(shrink(ret_sheet->w, w), shrink(room, h));
  *ret_matrix = matrix_of(*ret_box, turn, unit * scale, (ret_sheet->w - w * scale) / 2,
                          foot + (room - h * scale) / 2);
  return TRUE;
}

static void append_number(GString *text, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  g_string_append(text, g_ascii_formatd(buffer, sizeof buffer, "%.5f", value));
  g_string_append_c(text, ' ');
}

/* What follows is drawn through @matrix, up to the next "Q". */
static void append_matrix(GString *text, Matrix matrix)
{
  const double values[] = {matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f};
  g_string_append(text, "q ");
  for (guint i = 0; i < G_N_ELEMENTS(values); i++)
    append_number(text, values[i]);
  g_string_append(text, "cm\n");
}

static qpdf_oh rect_object(qpdf_data pdf, Rect rect)
{
  const double values[] = {rect.x, rect.y, rect.x + rect.w, rect.y + rect.h};
  qpdf_oh array = qpdf_oh_new_array(pdf);
  for (guint i = 0; i < G_N_ELEMENTS(values); i++)
    qpdf_oh_append_item(pdf, array, qpdf_oh_new_real_from_double(pdf, values[i], 5));
  return array;
}

static qpdf_oh stream_new(qpdf_data pdf, const void *data, gsize size)
{
  qpdf_oh stream = qpdf_oh_new_stream(pdf);
  qpdf_oh none = qpdf_oh_new_null(pdf);
  qpdf_oh_replace_stream_data(pdf, stream, data, size, none, none);
  return stream;
}

/* What the page draws, as a form. */
static gboolean form_new(qpdf_data pdf, qpdf_oh page, Rect box, qpdf_oh *ret)
{
  unsigned char *data = NULL;
  size_t size = 0;
  if ((qpdf_oh_get_page_content_data(pdf, page, &data, &size) & QPDF_ERRORS) != 0)
    return FALSE;
  qpdf_oh resources = qpdf_oh_get_key(pdf, page, "/Resources");
  if (!qpdf_oh_is_dictionary(pdf, resources))
    resources = qpdf_oh_new_dictionary(pdf);
  qpdf_oh form = stream_new(pdf, data, size), dict = qpdf_oh_get_dict(pdf, form);
  free(data);
  qpdf_oh_replace_key(pdf, dict, "/Type", qpdf_oh_new_name(pdf, "/XObject"));
  qpdf_oh_replace_key(pdf, dict, "/Subtype", qpdf_oh_new_name(pdf, "/Form"));
  qpdf_oh_replace_key(pdf, dict, "/BBox", rect_object(pdf, box));
  qpdf_oh_replace_key(pdf, dict, "/Resources", resources);
  *ret = form;
  return TRUE;
}

static Matrix number_place(Rect sheet, gboolean left)
{
  double inset = NUMBER_INSET * PT_PER_MM, width = NUMBER_WIDTH * PT_PER_MM;
  double y = (BM_PDF_A4_HEIGHT - NUMBER_TOP - NUMBER_HEIGHT) * PT_PER_MM;
  return (Matrix){1, 0, 0, 1, left ? inset : sheet.w - inset - width, y};
}

/* The number is drawn by what draws its own page; that was made here, so it leaves nothing set
 * and names nothing but its font and the like. */
static gboolean append_number_drawing(GString *text, qpdf_data numbers, guint at, Matrix place)
{
  unsigned char *data = NULL;
  size_t size = 0;
  qpdf_oh page = qpdf_get_page_n(numbers, at);
  if ((qpdf_oh_get_page_content_data(numbers, page, &data, &size) & QPDF_ERRORS) != 0)
    return FALSE;
  append_matrix(text, place);
  g_string_append_len(text, (const char *)data, (gssize)size);
  g_string_append(text, "\nQ\n");
  free(data);
  return TRUE;
}

/* An object of @numbers in @pdf; a font stays one object for all pages. */
static qpdf_oh copy_of(qpdf_data pdf, qpdf_data numbers, qpdf_oh object)
{
  if (qpdf_oh_is_indirect(numbers, object))
    return qpdf_oh_copy_foreign_object(pdf, numbers, object);
  return qpdf_oh_parse(pdf, qpdf_oh_unparse(numbers, object));
}

/* What the drawing of a number names. */
static qpdf_oh number_resources(qpdf_data pdf, qpdf_data numbers, guint at)
{
  static const char *const kinds[] = {"/ExtGState", "/Font"};
  qpdf_oh resources = qpdf_oh_get_key(numbers, qpdf_get_page_n(numbers, at), "/Resources");
  qpdf_oh result = qpdf_oh_new_dictionary(pdf);
  for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
    qpdf_oh named = qpdf_oh_get_key(numbers, resources, kinds[i]);
    qpdf_oh copies = qpdf_oh_new_dictionary(pdf);
    qpdf_oh_begin_dict_key_iter(numbers, named);
    while (qpdf_oh_dict_more_keys(numbers)) {
      const char *key = qpdf_oh_dict_next_key(numbers);
      qpdf_oh object = qpdf_oh_get_key(numbers, named, key);
      qpdf_oh_replace_key(pdf, copies, key, copy_of(pdf, numbers, object));
    }
    qpdf_oh_replace_key(pdf, result, kinds[i], copies);
  }
  return result;
}

/* The page becomes a sheet that draws @content: its form and its number. */
static void sheet_make(qpdf_data pdf, qpdf_oh page, Rect sheet, const GString *content,
                       qpdf_oh form, qpdf_oh resources)
{
  static const char *const worked_in[] = {"/CropBox",  "/TrimBox", "/ArtBox",
                                          "/BleedBox", "/Rotate",  "/UserUnit"};
  qpdf_oh drawings = qpdf_oh_new_dictionary(pdf);
  qpdf_oh_replace_key(pdf, drawings, PAGE_NAME, form);
  qpdf_oh_replace_key(pdf, resources, "/XObject", drawings);
  qpdf_oh_replace_key(pdf, page, "/Resources", resources);
  qpdf_oh_replace_key(pdf, page, "/Contents", stream_new(pdf, content->str, content->len));
  qpdf_oh_replace_key(pdf, page, "/MediaBox", rect_object(pdf, sheet));
  for (guint i = 0; i < G_N_ELEMENTS(worked_in); i++)
    qpdf_oh_remove_key(pdf, page, worked_in[i]);
}

gboolean bm_folio_set(qpdf_data pdf, guint page_at, qpdf_data numbers, gboolean is_duplex)
{
  qpdf_oh page = qpdf_get_page_n(pdf, page_at), form;
  Rect box, sheet;
  Matrix matrix;
  if (!place_page(pdf, page, &box, &sheet, &matrix) || !form_new(pdf, page, box, &form))
    return FALSE;
  g_autoptr(GString) content = g_string_new(NULL);
  append_matrix(content, matrix);
  g_string_append(content, PAGE_NAME " Do Q\n");
  if (!append_number_drawing(content, numbers, page_at,
                             number_place(sheet, is_left(page_at + 1, is_duplex))))
    return FALSE;
  sheet_make(pdf, page, sheet, content, form, number_resources(pdf, numbers, page_at));
  return TRUE;
}

qpdf_oh bm_folio_page(qpdf_data pdf, guint page)
{
  qpdf_oh resources = qpdf_oh_get_key(pdf, qpdf_get_page_n(pdf, page), "/Resources");
  qpdf_oh drawings = qpdf_oh_get_key_if_dict(pdf, resources, "/XObject");
  return qpdf_oh_get_key_if_dict(pdf, drawings, PAGE_NAME);
}
