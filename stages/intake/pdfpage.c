/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a PDF page is shown. */
#include "stages/intake/pdfpage.h"

#include <math.h>

#include "stages/intake/orient.h"

#define EDGE_SHARE 0.01 /* of the page's size: how far the scan may miss an edge */
#define EDGE_PT 3.0     /* about 1 mm: rounding of page sizes */
#define SHARE_LEAST 0.5 /* less is a picture on a page, not a scanned page */
#define ANNOTATIONS_MOST 1000
#define FLAG_HIDDEN 2
#define FLAG_NO_VIEW 32

static gboolean box_read(const BmPdfFile *pdf, qpdf_oh page, const char *key, double box[4])
{
  double v[4];
  if (bm_pdfin_numbers(pdf, bm_pdfin_inherited(pdf, page, key), v, 4) != 4)
    return FALSE;
  box[0] = MIN(v[0], v[2]);
  box[1] = MIN(v[1], v[3]);
  box[2] = MAX(v[0], v[2]);
  box[3] = MAX(v[1], v[3]);
  return isfinite(box[0] + box[1] + box[2] + box[3]) && box[2] > box[0] && box[3] > box[1];
}

gboolean bm_pdfin_view_read(const BmPdfFile *pdf, qpdf_oh page, BmPdfView *ret)
{
  double media[4], crop[4];
  if (!box_read(pdf, page, "/MediaBox", media))
    return FALSE;
  if (box_read(pdf, page, "/CropBox", crop)) {
    media[0] = MAX(media[0], crop[0]);
    media[1] = MAX(media[1], crop[1]);
    media[2] = MIN(media[2], crop[2]);
    media[3] = MIN(media[3], crop[3]);
  }
  qpdf_oh rotate = bm_pdfin_inherited(pdf, page, "/Rotate");
  int turn = 0;
  if (qpdf_oh_is_number(bm_pdfin_handle(pdf), rotate))
    turn = (int)fmod(qpdf_oh_get_numeric_value(bm_pdfin_handle(pdf), rotate), 360.0);
  turn = turn < 0 ? turn + 360 : turn;
  double unit = bm_pdfin_number(pdf, page, "/UserUnit", 1);
  if (turn % 90 != 0 || !(unit > 0) || !(media[2] > media[0]) || !(media[3] > media[1]))
    return FALSE;
  *ret = (BmPdfView){media[0], media[1], media[2], media[3], turn, unit};
  return TRUE;
}

static gboolean is_seen(const BmPdfFile *pdf, qpdf_oh annotation)
{
  if (!qpdf_oh_is_dictionary(bm_pdfin_handle(pdf), annotation))
    return FALSE;
  int flags = (int)CLAMP(bm_pdfin_number(pdf, annotation, "/F", 0), 0, 65535);
  if (flags & (FLAG_HIDDEN | FLAG_NO_VIEW) ||
      bm_pdfin_is_name(pdf, annotation, "/Subtype", "/Popup"))
    return FALSE;
  return !bm_pdfin_is_name(pdf, annotation, "/Subtype", "/Link") ||
         qpdf_oh_has_key(bm_pdfin_handle(pdf), annotation, "/AP");
}

gboolean bm_pdfin_has_annotations(const BmPdfFile *pdf, qpdf_oh page)
{
  qpdf_data q = bm_pdfin_handle(pdf);
  qpdf_oh list = qpdf_oh_get_key(q, page, "/Annots");
  int n = qpdf_oh_is_array(q, list) ? qpdf_oh_get_array_n_items(q, list) : 0;
  if (n > ANNOTATIONS_MOST)
    return TRUE;
  for (int i = 0; i < n; i++)
    if (is_seen(pdf, qpdf_oh_get_array_item(q, list, i)))
      return TRUE;
  return FALSE;
}

void bm_pdfin_image_dpi(const BmPdfImage *image, const BmPdfView *view, double *ret_x,
                        double *ret_y)
{
  const BmAffine *m = &image->place;
  double across = hypot(m->a, m->c) * view->unit, down = hypot(m->b, m->d) * view->unit;
  *ret_x = across > 0 ? image->width * 72.0 / across : 0;
  *ret_y = down > 0 ? image->height * 72.0 / down : 0;
}

/* How far the image reaches beyond the visible page on its worst side, and how far it falls
 * short of it; both in units of what may be overlooked. */
static void edges(const BmAffine *m, const BmPdfView *view, double *ret_over, double *ret_under)
{
  double xa, ya, xb, yb;
  bm_affine_point(*m, 0, 0, &xa, &ya);
  bm_affine_point(*m, 1, 1, &xb, &yb);
  double slack_x = MAX(EDGE_PT, EDGE_SHARE * (view->x1 - view->x0));
  double slack_y = MAX(EDGE_PT, EDGE_SHARE * (view->y1 - view->y0));
  const double beyond[4] = {
      (view->x0 - MIN(xa, xb)) / slack_x, (MAX(xa, xb) - view->x1) / slack_x,
      (view->y0 - MIN(ya, yb)) / slack_y, (MAX(ya, yb) - view->y1) / slack_y};
  *ret_over = *ret_under = 0;
  for (int i = 0; i < 4; i++) {
    *ret_over = MAX(*ret_over, beyond[i]);
    *ret_under = MAX(*ret_under, -beyond[i]);
  }
}

static double share_of_page(const BmAffine *m, const BmPdfView *view)
{
  double area = (view->x1 - view->x0) * (view->y1 - view->y0);
  return fabs(m->a * m->d - m->b * m->c) / area;
}

/* A scan that shows outside the page box would show more than the page does; one inside a bare
 * page loses nothing but empty paper when it is taken alone. */
static gboolean is_whole_page(const BmPdfContent *content, const BmPdfView *view)
{
  const BmAffine *m = &g_array_index(content->images, BmPdfImage, 0).place;
  double over = 0, under = 0;
  edges(m, view, &over, &under);
  if (over > 1)
    return FALSE;
  return under <= 1 || (!content->has_other && share_of_page(m, view) >= SHARE_LEAST);
}

int bm_pdfin_scan_orientation(const BmPdfContent *content, const BmPdfView *view)
{
  if (content->images->len != 1 || !content->is_plain || content->has_other_above)
    return 0;
  const BmAffine *m = &g_array_index(content->images, BmPdfImage, 0).place;
  if (!is_whole_page(content, view))
    return 0;
  /* user space has y up, an image's rows go down, and the page is turned when shown */
  double xx = m->a, xy = -m->c, yx = -m->b, yy = m->d;
  for (int turn = 0; turn < view->turn; turn += 90) {
    double keep = xx;
    xx = -xy;
    xy = keep;
    keep = yx;
    yx = -yy;
    yy = keep;
  }
  return bm_orient_from_axes(xx, xy, yx, yy);
}
