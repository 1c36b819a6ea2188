/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Printed lines that stand higher or lower: kept, and found on a page. */
#include "stages/shared/formprint_strays.h"

#include "stages/shared/page.h"

#include <math.h>

#define RANGE_MM 30.0 /* beyond where a line was seen: three rows of a table */
#define SIDE_MM 1.5   /* feeders slip, registration is of the heading alone */
#define ROWS_LIKE 0.5 /* of two row profiles, to look closer */
#define PIECE_MM 25.0 /* paper stretches by less than a pixel in this length */
#define TRIES_MOST 6  /* heights looked at closer */
#define SURE 0.98     /* no other place can fit better */
#define SHORT_MM 25.0
#define SIZE_MOST_PX 4096 /* of a line from a model file */

static void stray_free(gpointer data)
{
  BmStray *stray = data;
  pixDestroy(&stray->bits);
  g_free(stray);
}

GPtrArray *bm_strays_new(void)
{
  return g_ptr_array_new_with_free_func(stray_free);
}

BmStray *bm_stray_new(PIX *bits, double x, double y)
{
  PIX *copy = pixCopy(NULL, bits);
  if (copy == NULL)
    return NULL;
  BmStray *stray = g_new0(BmStray, 1);
  stray->bits = copy;
  stray->x = x;
  stray->low = stray->high = y;
  return stray;
}

/* --- model file */

json_t *bm_strays_json(const GPtrArray *strays)
{
  g_autoptr(json_t) list = json_array();
  for (guint i = 0; i < strays->len; i++) {
    const BmStray *stray = g_ptr_array_index(strays, i);
    l_uint8 *bytes = NULL;
    size_t size = 0;
    if (pixWriteMem(&bytes, &size, stray->bits, IFF_PNG) != 0)
      return NULL;
    g_autofree char *text = g_base64_encode(bytes, size);
    lept_free(bytes);
    json_array_append_new(list, json_pack("[f,f,f,s]", round(stray->x * 100) / 100,
                                          round(stray->low * 100) / 100,
                                          round(stray->high * 100) / 100, text));
  }
  return g_steal_pointer(&list);
}

static PIX *bits_read(const json_t *text)
{
  gsize size = 0;
  if (!json_is_string(text))
    return NULL;
  g_autofree guchar *bytes = g_base64_decode(json_string_value(text), &size);
  g_autoptr(PIX) raw = size > 11 ? pixReadMem(bytes, size) : NULL;
  if (raw == NULL || pixGetWidth(raw) > SIZE_MOST_PX || pixGetHeight(raw) > SIZE_MOST_PX)
    return NULL;
  return pixConvertTo1(raw, 128);
}

GPtrArray *bm_strays_read(const json_t *list)
{
  GPtrArray *strays = bm_strays_new();
  size_t i;
  json_t *one;
  json_array_foreach (list, i, one) {
    double x = json_number_value(json_array_get(one, 0));
    double low = json_number_value(json_array_get(one, 1));
    double high = json_number_value(json_array_get(one, 2));
    g_autoptr(PIX) bits = bits_read(json_array_get(one, 3));
    BmStray *stray = bits != NULL && low <= high ? bm_stray_new(bits, x, low) : NULL;
    if (stray == NULL)
      continue;
    stray->high = high;
    g_ptr_array_add(strays, stray);
  }
  return strays;
}

/* --- one line at one place */

static int pixels_of(PIX *image)
{
  int count = 0;
  return image != NULL && pixCountPixels(image, &count, NULL) == 0 ? count : 0;
}

/* Pixels of @piece that lie in @image when it stands at @x, @y; @part is of the size of @piece.
 */
static int pixels_shared(PIX *part, PIX *piece, PIX *image, int x, int y)
{
  int w = pixGetWidth(piece), h = pixGetHeight(piece);
  pixClearAll(part);
  pixRasterop(part, 0, 0, w, h, PIX_SRC, image, x, y);
  pixRasterop(part, 0, 0, w, h, PIX_SRC & PIX_DST, piece, 0, 0);
  return pixels_of(part);
}

/* Lay the columns from @left on where they find most ink, up to BM_STRAY_RIM - 1 pixels off.
 * Returns how many pixels were found. */
static int piece_lay(PIX *bits, PIX *reach, BmBox at, int left, PIX *laid)
{
  enum { AWAY = BM_STRAY_RIM - 1 };
  int width = MIN(at.w, pixGetWidth(bits) - left), height = pixGetHeight(bits);
  g_autoptr(BOX) cut = boxCreate(left, 0, width, height);
  g_autoptr(PIX) piece = pixClipRectangle(bits, cut, NULL);
  g_autoptr(PIX) part = piece != NULL ? pixCreateTemplate(piece) : NULL;
  int most = -1, best_x = 0, best_y = 0;
  for (int dy = -AWAY; part != NULL && dy <= AWAY; dy++)
    for (int dx = -AWAY; dx <= AWAY; dx++) {
      int found = pixels_shared(part, piece, reach, at.x + left + dx, at.y + dy);
      gboolean is_nearer = abs(dx) + abs(dy) < abs(best_x) + abs(best_y);
      if (found < most || (found == most && !is_nearer))
        continue;
      most = found;
      best_x = dx;
      best_y = dy;
    }
  if (part != NULL)
    pixRasterop(laid, BM_STRAY_RIM + left + best_x, BM_STRAY_RIM + best_y, width, height,
                PIX_SRC | PIX_DST, piece, 0, 0);
  return MAX(most, 0);
}

double bm_stray_fit(PIX *bits, PIX *ink, PIX *reach, int x, int y, PIX **ret_laid)
{
  int w = pixGetWidth(bits), h = pixGetHeight(bits), all = pixels_of(bits), found = 0;
  int piece = bm_px(PIECE_MM, BM_FORMPRINT_DPI);
  int n_pieces = MAX(1, (w + piece / 2) / piece);
  g_autoptr(PIX) laid = pixCreate(w + 2 * BM_STRAY_RIM, h + 2 * BM_STRAY_RIM, 1);
  if (laid == NULL || all == 0)
    return 0;
  piece = (w + n_pieces - 1) / n_pieces;
  for (int left = 0; left < w; left += piece)
    found += piece_lay(bits, reach, (BmBox){x, y, piece, h}, left, laid);
  g_autoptr(PIX) wide = pixDilateBrick(NULL, laid, 3, 3);
  g_autoptr(PIX) there = pixCreateTemplate(laid);
  if (wide == NULL || there == NULL)
    return 0;
  pixRasterop(there, 1, 1, w + 2 * BM_STRAY_RIM - 2, h + 2 * BM_STRAY_RIM - 2, PIX_SRC, ink,
              x - BM_STRAY_RIM + 1, y - BM_STRAY_RIM + 1);
  int n_there = pixels_of(there);
  pixAnd(there, there, wide);
  double own = n_there > 0 ? (double)pixels_of(there) / n_there : 0;
  if (ret_laid != NULL)
    *ret_laid = g_steal_pointer(&laid);
  return MIN((double)found / all, own);
}

/* --- on a page */

typedef struct Seek {
  PIX *ink;   /* not print */
  PIX *reach; /* all ink, grown by a pixel */
  double dpi, fit;
  BmAffine to_page; /* mm on the form → pixels of ink */
} Seek;

/* A line as it lies on this page, cut to its ink; @ret_x, @ret_y: where its corner of the form
 * comes to lie for the top at which it was seen highest. */
static PIX *bits_on_page(const Seek *seek, const BmStray *stray, double *ret_x, double *ret_y)
{
  double mm = BM_MM_PER_INCH / BM_FORMPRINT_DPI;
  BmAffine map = bm_affine_then((BmAffine){mm, 0, stray->x, 0, mm, stray->low}, seek->to_page);
  BmBox box =
      bm_affine_box(map, (BmBox){0, 0, pixGetWidth(stray->bits), pixGetHeight(stray->bits)});
  BmAffine back, shifted = {map.a, map.b, map.tx - box.x, map.c, map.d, map.ty - box.y};
  if (box.w <= 0 || box.h <= 0 || box.w > SIZE_MOST_PX || box.h > SIZE_MOST_PX ||
      !bm_affine_invert(shifted, &back))
    return NULL;
  g_autoptr(PIX) warped = bm_formprint_warp(stray->bits, back, box.w, box.h);
  g_autoptr(BOX) tight = NULL;
  g_autoptr(PIX) bits = NULL;
  l_int32 x = 0, y = 0;
  if (warped == NULL || pixClipToForeground(warped, &bits, &tight) != 0 || bits == NULL)
    return NULL;
  boxGetGeometry(tight, &x, &y, NULL, NULL);
  *ret_x = box.x + x;
  *ret_y = box.y + y;
  return g_steal_pointer(&bits);
}

/* Ink of each row, or of each column, of a box that may leave the image. */
static int *profile_of(PIX *image, BmBox box, gboolean is_rows)
{
  int *sums = g_new0(int, MAX(1, is_rows ? box.h : box.w));
  BmBox inside = bm_box_clip(box, pixGetWidth(image), pixGetHeight(image));
  for (int y = inside.y; y < inside.y + inside.h; y++) {
    const l_uint32 *line = pixGetData(image) + (size_t)y * pixGetWpl(image);
    for (int x = inside.x; x < inside.x + inside.w; x++)
      if (line[x / 32] == 0)
        x |= 31;
      else if (GET_DATA_BIT(line, x))
        sums[is_rows ? y - box.y : x - box.x]++;
  }
  return sums;
}

/* What two profiles share of what either has. */
static double likeness(const int *p, const int *q, int n)
{
  gint64 shared = 0, either = 0;
  for (int i = 0; i < n; i++) {
    shared += MIN(p[i], q[i]);
    either += MAX(p[i], q[i]);
  }
  return either > 0 ? (double)shared / (double)either : 0;
}

/* Where the columns of a line at height @y agree best. */
static int column_seek(const Seek *seek, const int *columns, BmBox line, int side)
{
  BmBox area = {line.x - side, line.y, line.w + 2 * side, line.h};
  g_autofree int *there = profile_of(seek->ink, area, FALSE);
  double most = -1;
  int best = 0;
  for (int dx = 0; dx <= 2 * side; dx++) {
    double like = likeness(columns, there + dx, line.w);
    if (like <= most)
      continue;
    most = like;
    best = dx - side;
  }
  return line.x + best;
}

static int best_of(const double *like, int n)
{
  int best = -1;
  for (int i = 0; i < n; i++)
    if (like[i] >= ROWS_LIKE && (best < 0 || like[i] > like[best]))
      best = i;
  return best;
}

/* Two short words are alike more easily than two lines. */
static double fit_least(const Seek *seek, int w)
{
  return w < bm_px(SHORT_MM, seek->dpi) ? (1 + seek->fit) / 2 : seek->fit;
}

/* The line's best place in @area, whose rows are the heights to try; @ret_laid its ink there.
 */
static gboolean line_seek(const Seek *seek, PIX *bits, BmBox area, BmBox *ret, PIX **ret_laid)
{
  int w = pixGetWidth(bits), h = pixGetHeight(bits), n = area.h - h + 1;
  double most = fit_least(seek, w);
  int side = bm_px(SIDE_MM, seek->dpi);
  if (n <= 0)
    return FALSE;
  g_autofree int *rows = profile_of(bits, (BmBox){0, 0, w, h}, TRUE);
  g_autofree int *columns = profile_of(bits, (BmBox){0, 0, w, h}, FALSE);
  BmBox wide = {area.x - side, area.y, w + 2 * side, area.h};
  g_autofree int *there = profile_of(seek->ink, wide, TRUE);
  g_autofree double *like = g_new(double, n);
  for (int i = 0; i < n; i++)
    like[i] = likeness(rows, there + i, h);
  for (int k = 0, i; k < TRIES_MOST && most < SURE && (i = best_of(like, n)) >= 0; k++) {
    BmBox line = {area.x, area.y + i, w, h};
    line.x = column_seek(seek, columns, line, side);
    g_autoptr(PIX) laid = NULL;
    double fit = bm_stray_fit(bits, seek->ink, seek->reach, line.x, line.y, &laid);
    if (fit >= most) {
      most = fit;
      *ret = line;
      pixDestroy(ret_laid);
      *ret_laid = g_steal_pointer(&laid);
    }
    for (int j = MAX(0, i - 2); j < MIN(n, i + 3); j++)
      like[j] = 0;
  }
  return *ret_laid != NULL;
}

static gboolean seek_init(Seek *seek, BmAffine to_form, double page_dpi, PIX *ink, double dpi,
                          PIX *print)
{
  double scale = dpi / page_dpi;
  seek->dpi = dpi;
  if (!bm_affine_invert(to_form, &seek->to_page))
    return FALSE;
  seek->to_page = bm_affine_then(seek->to_page, (BmAffine){scale, 0, 0, 0, scale, 0});
  seek->ink = bm_formprint_residual(ink, print, dpi);
  seek->reach = pixDilateBrick(NULL, ink, 3, 3);
  return seek->ink != NULL && seek->reach != NULL;
}

static void stray_seek(const Seek *seek, const BmStray *stray, int bottom, PIX *print,
                       GArray *boxes)
{
  double x, y;
  int range = bm_px(RANGE_MM, seek->dpi);
  g_autoptr(PIX) bits = bits_on_page(seek, stray, &x, &y);
  if (bits == NULL || y - range >= bottom)
    return;
  int more = bm_px(stray->high - stray->low, seek->dpi);
  BmBox area = {(int)x, (int)y - range, pixGetWidth(bits),
                2 * range + more + pixGetHeight(bits)};
  BmBox found;
  g_autoptr(PIX) laid = NULL;
  if (!line_seek(seek, bits, area, &found, &laid))
    return;
  pixRasterop(print, found.x - BM_STRAY_RIM, found.y - BM_STRAY_RIM, pixGetWidth(laid),
              pixGetHeight(laid), PIX_SRC | PIX_DST, laid, 0, 0);
  g_array_append_val(boxes, found);
}

GArray *bm_formprint_strays(const BmFormPrint *form, BmAffine to_form, double page_dpi,
                            PIX *ink, double dpi, PIX *print, double fit, int bottom)
{
  g_autoptr(GArray) boxes = g_array_new(FALSE, FALSE, sizeof(BmBox));
  if (form->strays == NULL || form->strays->len == 0)
    return g_steal_pointer(&boxes);
  Seek seek = {.fit = fit};
  gboolean is_ready = seek_init(&seek, to_form, page_dpi, ink, dpi, print);
  for (guint i = 0; is_ready && i < form->strays->len; i++)
    stray_seek(&seek, g_ptr_array_index(form->strays, i), bottom, print, boxes);
  pixDestroy(&seek.ink);
  pixDestroy(&seek.reach);
  return is_ready ? g_steal_pointer(&boxes) : NULL;
}
