/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading printed codes. */
#include "stages/shared/coderead.h"

#include "stages/shared/codearea.h"
#include "stages/shared/scale.h"

#include <string.h>
#include <zbar.h>

#define I25_LEAST_DIGITS 8
#define I25_LEAST_LINES 4

G_DEFINE_AUTOPTR_CLEANUP_FUNC(zbar_image_scanner_t, zbar_image_scanner_destroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(zbar_image_t, zbar_image_destroy)

/* --- the ladder ------------------------------------------------------------------------- */

typedef struct Step {
  PIX *(*change)(PIX *gray); /* new picture, NULL: cannot */
  double scale;              /* size of the changed picture by that of the page */
} Step;

static PIX *as_it_is(PIX *gray)
{
  return pixClone(gray);
}

/* Gray level below which @share of the pixels lie. */
static int level_at(NUMA *histogram, double share)
{
  double sum = 0;
  l_float32 total = 0, count = 0;
  numaGetSum(histogram, &total);
  for (int level = 0; level < 256; level++) {
    numaGetFValue(histogram, level, &count);
    sum += (double)count;
    if (sum >= share * (double)total)
      return level;
  }
  return 255;
}

static PIX *stretched(PIX *gray)
{
  g_autoptr(NUMA) histogram = pixGetGrayHistogram(gray, 2);
  if (histogram == NULL)
    return NULL;
  int dark = level_at(histogram, 0.02), light = level_at(histogram, 0.7);
  if (light - dark < 8)
    return NULL;
  return pixGammaTRC(NULL, gray, 1.0F, dark, light);
}

static PIX *twice_as_large(PIX *gray)
{
  return pixScaleGray2xLI(gray);
}

static PIX *sharpened(PIX *gray)
{
  return pixUnsharpMaskingGray(gray, 2, 0.8F);
}

static PIX *blurred(PIX *gray)
{
  return pixBlockconvGray(gray, NULL, 1, 1);
}

static PIX *two_levels(PIX *gray)
{
  PIX *bits = NULL;
  if (pixOtsuAdaptiveThreshold(gray, pixGetWidth(gray), pixGetHeight(gray), 0, 0, 0.1F, NULL,
                               &bits) != 0)
    return NULL;
  g_autoptr(PIX) owned = bits;
  return pixConvertTo8(owned, FALSE);
}

/* Dark specks go. */
static PIX *closed(PIX *gray)
{
  return pixCloseGray(gray, 3, 3);
}

/* White specks and thin white streaks go. */
static PIX *opened(PIX *gray)
{
  return pixOpenGray(gray, 3, 3);
}

static PIX *half_as_large(PIX *gray)
{
  return bm_gray_half(gray);
}

/* The first two make the quick climb. */
static const Step ladder[] = {
    {as_it_is, 1}, {half_as_large, 0.5}, {stretched, 1}, {twice_as_large, 2}, {sharpened, 1},
    {blurred, 1},  {two_levels, 1},      {closed, 1},    {opened, 1},
};
#define QUICK_STEPS 2U

/* --- ZBar ------------------------------------------------------------------------------- */

static zbar_image_scanner_t *scanner_for(const zbar_symbol_type_t *symbologies, guint n)
{
  zbar_image_scanner_t *scanner = zbar_image_scanner_create();
  zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
  for (guint i = 0; i < n; i++)
    zbar_image_scanner_set_config(scanner, symbologies[i], ZBAR_CFG_ENABLE, 1);
  zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_POSITION, 1);
  return scanner;
}

/* @gray scanned; the image holds the symbols; NULL when there is no memory. */
static zbar_image_t *scan(zbar_image_scanner_t *scanner, PIX *gray)
{
  l_uint8 *bytes = NULL;
  size_t size = 0;
  if (pixGetRasterData(gray, &bytes, &size) != 0)
    return NULL;
  zbar_image_t *image = zbar_image_create();
  zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
  zbar_image_set_size(image, (unsigned)pixGetWidth(gray), (unsigned)pixGetHeight(gray));
  zbar_image_set_data(image, bytes, size, zbar_image_free_data);
  zbar_scan_image(scanner, image);
  return image;
}

/* Box of a symbol in pixels of the page. */
static BmBox symbol_box(const zbar_symbol_t *symbol, double scale, BmBox area)
{
  int x0 = G_MAXINT, y0 = G_MAXINT, x1 = G_MININT, y1 = G_MININT;
  for (unsigned i = 0; i < zbar_symbol_get_loc_size(symbol); i++) {
    int x = zbar_symbol_get_loc_x(symbol, i), y = zbar_symbol_get_loc_y(symbol, i);
    x0 = MIN(x0, x);
    x1 = MAX(x1, x);
    y0 = MIN(y0, y);
    y1 = MAX(y1, y);
  }
  if (x0 > x1)
    return area;
  int left = (int)(x0 / scale), top = (int)(y0 / scale);
  BmBox box = {area.x + left, area.y + top, (int)((x1 + 1) / scale) - left + 1,
               (int)((y1 + 1) / scale) - top + 1};
  return bm_box_and(box, area);
}

/* The gray picture of @area, which is clipped to the page; NULL when nothing is left. */
static PIX *gray_part(PIX *page, BmBox *area)
{
  BmBox whole = {0, 0, pixGetWidth(page), pixGetHeight(page)};
  *area = bm_box_is_empty(*area) ? whole : bm_box_and(*area, whole);
  if (bm_box_is_empty(*area))
    return NULL;
  g_autoptr(BOX) box = boxCreate(area->x, area->y, area->w, area->h);
  g_autoptr(PIX) part = pixClipRectangle(page, box, NULL);
  return part == NULL ? NULL : bm_gray_of(part);
}

/* --- our own codes ---------------------------------------------------------------------- */

static BmCodeVerdict merge(BmCodeVerdict verdict, BmCodeReading *all, const BmCodeReading *one)
{
  if (verdict == BM_CODE_NOTHING) {
    *all = *one;
    return BM_CODE_VALID;
  }
  if (!bm_pagecode_equal(&all->code, &one->code))
    return BM_CODE_CONFLICT;
  all->by_qr |= one->by_qr;
  all->by_bars |= one->by_bars;
  all->box = bm_box_or(all->box, one->box);
  return verdict;
}

/* All valid payloads of one picture. */
static BmCodeVerdict read_picture(zbar_image_scanner_t *scanner, PIX *gray, double scale,
                                  BmBox area, BmCodeReading *ret)
{
  g_autoptr(zbar_image_t) image = scan(scanner, gray);
  if (image == NULL)
    return BM_CODE_NOTHING;
  BmCodeVerdict verdict = BM_CODE_NOTHING;
  const zbar_symbol_t *symbol = zbar_image_first_symbol(image);
  for (; symbol != NULL && verdict != BM_CODE_CONFLICT; symbol = zbar_symbol_next(symbol)) {
    BmCodeReading one = {0};
    if (!bm_pagecode_parse(zbar_symbol_get_data(symbol), &one.code))
      continue;
    one.by_qr = zbar_symbol_get_type(symbol) == ZBAR_QRCODE;
    one.by_bars = !one.by_qr;
    one.box = symbol_box(symbol, scale, area);
    verdict = merge(verdict, ret, &one);
  }
  return verdict;
}

static BmCodeVerdict climb(PIX *page, BmBox area, const zbar_symbol_type_t *symbologies,
                           guint n, BmCodeEffort effort, BmCodeReading *ret)
{
  g_autoptr(PIX) gray = gray_part(page, &area);
  if (gray == NULL)
    return BM_CODE_NOTHING;
  g_autoptr(zbar_image_scanner_t) scanner = scanner_for(symbologies, n);
  guint n_steps = effort == BM_CODE_QUICK ? QUICK_STEPS : G_N_ELEMENTS(ladder);
  for (guint i = 0; i < n_steps; i++) {
    BmCodeReading reading = {0};
    g_autoptr(PIX) picture = ladder[i].change(gray);
    if (picture == NULL)
      continue;
    BmCodeVerdict verdict = read_picture(scanner, picture, ladder[i].scale, area, &reading);
    if (verdict == BM_CODE_VALID)
      *ret = reading;
    if (verdict != BM_CODE_NOTHING)
      return verdict;
  }
  return BM_CODE_NOTHING;
}

BmCodeVerdict bm_code_read(PIX *page, BmBox area, BmCodeEffort effort, BmCodeReading *ret)
{
  static const zbar_symbol_type_t ours[] = {ZBAR_QRCODE, ZBAR_CODE128};
  return climb(page, area, ours, G_N_ELEMENTS(ours), effort, ret);
}

BmCodeVerdict bm_code_read_shape(PIX *page, BmBox area, BmCodeShape shape, BmCodeEffort effort,
                                 BmCodeReading *ret)
{
  zbar_symbol_type_t symbology = shape == BM_SHAPE_QR ? ZBAR_QRCODE : ZBAR_CODE128;
  return climb(page, area, &symbology, 1, effort, ret);
}

/* --- all codes -------------------------------------------------------------------------- */

/* Each symbology that ZBar reads, but DataBar, whose reader is unsafe on noise. */
static const zbar_symbol_type_t everything[] = {
    ZBAR_EAN8,   ZBAR_UPCE,   ZBAR_UPCA,   ZBAR_EAN13,  ZBAR_I25,     ZBAR_CODABAR,
    ZBAR_CODE39, ZBAR_QRCODE, ZBAR_SQCODE, ZBAR_CODE93, ZBAR_CODE128,
};

static gboolean is_believable(const zbar_symbol_t *symbol)
{
  return zbar_symbol_get_type(symbol) != ZBAR_I25 ||
         (zbar_symbol_get_data_length(symbol) >= I25_LEAST_DIGITS &&
          zbar_symbol_get_quality(symbol) >= I25_LEAST_LINES);
}

/* Scan each @step-th line; bars of a code cross many. */
static void set_density(zbar_image_scanner_t *scanner, int step, const BmCodeArea *area)
{
  zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_X_DENSITY,
                                area->is_down ? step : 0);
  zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_Y_DENSITY,
                                area->is_across ? step : 0);
}

/* One code seen on several pictures is one place. */
static void add_place(GArray *found, BmFoundCode place)
{
  for (guint i = 0; i < found->len; i++) {
    BmFoundCode *known = &g_array_index(found, BmFoundCode, i);
    if (known->symbology == place.symbology && known->is_ours == place.is_ours &&
        !bm_box_is_empty(bm_box_and(known->box, place.box))) {
      known->box = bm_box_or(known->box, place.box);
      return;
    }
  }
  g_array_append_val(found, place);
}

static void add_picture(GArray *found, zbar_image_scanner_t *scanner, PIX *gray, double scale,
                        BmBox area)
{
  g_autoptr(zbar_image_t) image = scan(scanner, gray);
  if (image == NULL)
    return;
  const zbar_symbol_t *symbol = zbar_image_first_symbol(image);
  for (; symbol != NULL; symbol = zbar_symbol_next(symbol)) {
    BmPageCode code;
    if (!is_believable(symbol))
      continue;
    BmFoundCode place = {.box = symbol_box(symbol, scale, area),
                         .symbology = zbar_get_symbol_name(zbar_symbol_get_type(symbol)),
                         .is_ours = bm_pagecode_parse(zbar_symbol_get_data(symbol), &code)};
    add_place(found, place);
  }
}

static int by_place(gconstpointer p, gconstpointer q)
{
  const BmBox *a = &((const BmFoundCode *)p)->box, *b = &((const BmFoundCode *)q)->box;
  return a->y != b->y ? (a->y > b->y) - (a->y < b->y) : (a->x > b->x) - (a->x < b->x);
}

static void find_in(PIX *page, const BmCodeArea *area, GArray *found)
{
  BmBox box = area->box;
  g_autoptr(PIX) gray = gray_part(page, &box);
  if (gray == NULL)
    return;
  g_autoptr(zbar_image_scanner_t) scanner = scanner_for(everything, G_N_ELEMENTS(everything));
  for (guint i = 0; i < QUICK_STEPS; i++) {
    g_autoptr(PIX) picture = ladder[i].change(gray);
    set_density(scanner, ladder[i].scale < 1 ? 1 : 2, area);
    if (picture != NULL)
      add_picture(found, scanner, picture, ladder[i].scale, box);
  }
}

/* From @from, a multiple of 4, to about @to with as many lines left over as in @size: ZBar
 * scans every second line, back and forth, and so the same lines in the same way as on the
 * whole page.
 */
static int cut_end(int from, int to, int size)
{
  int end = from + ((to - from) | 1) + (size % 2 == 0 ? 1 : 0);
  return end < size ? end : size;
}

GArray *bm_code_find_near(PIX *page, PIX *ink)
{
  GArray *found = g_array_new(FALSE, TRUE, sizeof(BmFoundCode));
  int width = pixGetWidth(page), height = pixGetHeight(page);
  BmAffine up = {(double)width / pixGetWidth(ink),   0, 0, 0,
                 (double)height / pixGetHeight(ink), 0};
  g_autoptr(GArray) areas = bm_code_areas(ink);
  for (guint i = 0; i < areas->len; i++) {
    BmCodeArea area = g_array_index(areas, BmCodeArea, i);
    BmBox box = bm_box_clip(bm_affine_box(up, area.box), width, height);
    int left = box.x & ~3, top = box.y & ~3;
    area.box = (BmBox){left, top, cut_end(left, box.x + box.w, width) - left,
                       cut_end(top, box.y + box.h, height) - top};
    find_in(page, &area, found);
  }
  g_array_sort(found, by_place);
  return found;
}

GArray *bm_code_find_all(PIX *page)
{
  GArray *found = g_array_new(FALSE, TRUE, sizeof(BmFoundCode));
  find_in(page, &(BmCodeArea){{0, 0, 0, 0}, TRUE, TRUE}, found);
  g_array_sort(found, by_place);
  return found;
}
