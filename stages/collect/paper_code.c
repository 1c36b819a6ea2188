/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the code of a score sheet. */
#include "stages/collect/paper_part.h"

#include <math.h>
#include <string.h>
#include <zbar.h>

#include "pipeline/error.h"
#include "stages/shared/scale.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(zbar_image_scanner_t, zbar_image_scanner_destroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(zbar_image_t, zbar_image_destroy)

/* What a picture is changed into before it is tried again. */
typedef struct Step {
  PIX *(*change)(PIX *gray); /* new picture, NULL: cannot */
  double scale;              /* its size by that of the page */
} Step;

static PIX *half_as_large(PIX *gray)
{
  return bm_gray_half(gray);
}

static PIX *as_it_is(PIX *gray)
{
  return pixClone(gray);
}

/* White specks and streaks go. */
static PIX *opened(PIX *gray)
{
  return pixOpenGray(gray, 3, 3);
}

/* Dark specks and streaks go. */
static PIX *closed(PIX *gray)
{
  return pixCloseGray(gray, 3, 3);
}

static PIX *blurred(PIX *gray)
{
  return pixBlockconvGray(gray, NULL, 1, 1);
}

/* What was scanned out of focus, or copied again and again. */
static PIX *sharpened(PIX *gray)
{
  return pixUnsharpMaskingGray(gray, 4, 2.0F);
}

static PIX *two_levels(PIX *gray)
{
  PIX *bits = NULL;
  if (pixOtsuAdaptiveThreshold(gray, 256, 256, 0, 0, 0.1F, NULL, &bits) != 0)
    return NULL;
  g_autoptr(PIX) owned = bits;
  return pixConvertTo8(owned, FALSE);
}

static PIX *twice_as_large(PIX *gray)
{
  return pixScaleGray2xLI(gray);
}

/* The two codes of a sheet are mostly read by the first two steps. */
static const Step ladder[] = {
    {half_as_large, 0.5}, {as_it_is, 1}, {blurred, 1},    {sharpened, 1},
    {opened, 1},          {closed, 1},   {two_levels, 1}, {twice_as_large, 2},
};

/* Codes seen so far. */
typedef struct Seen {
  BmScoreCode code;
  BmPaperSight sights[2];
  guint n;
  gboolean differ;
} Seen;

/* ZBar gives corners anticlockwise from the upper left one. */
static BmPaperSight sight_of(const zbar_symbol_t *symbol, double scale)
{
  static const guint order[4] = {0, 3, 2, 1};
  BmPaperSight sight;
  for (guint i = 0; i < 4; i++) {
    sight.corners[i].x = zbar_symbol_get_loc_x(symbol, order[i]) / scale;
    sight.corners[i].y = zbar_symbol_get_loc_y(symbol, order[i]) / scale;
  }
  return sight;
}

static BmPaperPoint middle(const BmPaperSight *sight)
{
  BmPaperPoint sum = {0, 0};
  for (guint i = 0; i < 4; i++) {
    sum.x += sight->corners[i].x / 4;
    sum.y += sight->corners[i].y / 4;
  }
  return sum;
}

/* One place that several pictures show is one. */
static gboolean is_known(const Seen *seen, const BmPaperSight *sight)
{
  double dx = sight->corners[2].x - sight->corners[0].x;
  double dy = sight->corners[2].y - sight->corners[0].y;
  BmPaperPoint at = middle(sight);
  for (guint i = 0; i < seen->n; i++) {
    BmPaperPoint known = middle(&seen->sights[i]);
    if (hypot(known.x - at.x, known.y - at.y) < hypot(dx, dy) / 2)
      return TRUE;
  }
  return FALSE;
}

static void take(Seen *seen, const zbar_symbol_t *symbol, double scale)
{
  BmScoreCode code;
  if (zbar_symbol_get_loc_size(symbol) != 4 ||
      !bm_scorecode_parse(zbar_symbol_get_data(symbol), &code))
    return;
  BmPaperSight sight = sight_of(symbol, scale);
  if (seen->n > 0 && !bm_scorecode_equal(&code, &seen->code)) {
    seen->differ = TRUE;
    return;
  }
  seen->code = code;
  if (seen->n < 2 && !is_known(seen, &sight))
    seen->sights[seen->n++] = sight;
}

static void look(zbar_image_scanner_t *scanner, PIX *gray, double scale, Seen *seen)
{
  l_uint8 *bytes = NULL;
  size_t size = 0;
  if (pixGetRasterData(gray, &bytes, &size) != 0)
    return;
  g_autoptr(zbar_image_t) image = zbar_image_create();
  zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
  zbar_image_set_size(image, (unsigned)pixGetWidth(gray), (unsigned)pixGetHeight(gray));
  zbar_image_set_data(image, bytes, size, zbar_image_free_data);
  zbar_scan_image(scanner, image);
  const zbar_symbol_t *symbol = zbar_image_first_symbol(image);
  for (; symbol != NULL; symbol = zbar_symbol_next(symbol))
    take(seen, symbol, scale);
}

guint bm_paper_code(PIX *gray, BmScoreCode *ret_code, BmPaperSight ret_sights[2],
                    GError **error)
{
  g_autoptr(zbar_image_scanner_t) scanner = zbar_image_scanner_create();
  zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
  zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
  zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_POSITION, 1);
  Seen seen = {0};
  for (guint i = 0; i < G_N_ELEMENTS(ladder) && !seen.differ; i++) {
    if (seen.n == 2 || (seen.n == 1 && i >= 2))
      break;
    g_autoptr(PIX) picture = ladder[i].change(gray);
    if (picture != NULL)
      look(scanner, picture, ladder[i].scale, &seen);
  }
  if (seen.differ || seen.n == 0) {
    bm_fail(error, BM_ERROR_INPUT, seen.differ ? "paper_two_codes" : "paper_no_code",
            "%u places of codes", seen.n);
    return 0;
  }
  *ret_code = seen.code;
  memcpy(ret_sights, seen.sights, sizeof seen.sights);
  return seen.n;
}
