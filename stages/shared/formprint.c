/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The print of a form: from its model file, and against the ink of a page. */
#include "stages/shared/formprint.h"

#include "stages/shared/brick.h"
#include "stages/shared/formprint_strays.h"
#include "stages/shared/page.h"
#include "stages/shared/pieces.h"

#include <math.h>

#define PRINT_SHARE 0.8      /* of a piece that is print */
#define RULE_ACROSS_MM 7.0   /* letters have no longer straight runs */
#define RULE_DOWN_MM 4.5     /* sides of the smallest cells */
#define RULE_RIM_MM 0.3      /* rules come thicker from another scanner */
#define NEAR_MM 0.17         /* copies of one print agree within this */
#define RIM_MM 0.34          /* of a piece of print that counts as its own */
#define PIECE_LEAST_MM2 0.15 /* smaller ones are grain */
#define STICKS_OUT_MM2 0.35

static PIX *print_decode(const char *text)
{
  gsize size = 0;
  g_autofree guchar *bytes = g_base64_decode(text, &size);
  g_autoptr(PIX) raw = size > 11 ? pixReadMem(bytes, size) : NULL;
  return raw != NULL ? pixConvertTo1(raw, 128) : NULL;
}

BmFormPrint *bm_formprint_load(const json_t *record)
{
  const char *path = json_string_value(json_object_get(record, "model"));
  const char *kind = json_string_value(json_object_get(record, "kind"));
  if (path == NULL || g_strcmp0(kind, "form") != 0)
    return NULL;
  g_autoptr(json_t) model = json_load_file(path, 0, NULL);
  const char *text = json_string_value(json_object_get(model, "clean"));
  g_autoptr(PIX) print = text != NULL ? print_decode(text) : NULL;
  if (print == NULL)
    return NULL;
  BmFormPrint *form =
      bm_formprint_new(print, json_number_value(json_object_get(model, "head_mm")));
  if (form != NULL)
    form->strays = bm_strays_read(json_object_get(model, "strays"));
  return form;
}

BmFormPrint *bm_formprint_new(PIX *print, double head_mm)
{
  g_autoptr(BmFormPrint) form = g_new0(BmFormPrint, 1);
  form->head_mm = head_mm;
  form->print = pixCopy(NULL, print);
  return form->print != NULL ? g_steal_pointer(&form) : NULL;
}

void bm_formprint_free(BmFormPrint *form)
{
  if (form == NULL)
    return;
  pixDestroy(&form->print);
  pixDestroy(&form->scaled);
  g_clear_pointer(&form->strays, g_ptr_array_unref);
  g_free(form);
}

/* An odd brick that grows by @mm on each side, at least one pixel. */
static PIX *grown(PIX *image, double mm, double dpi)
{
  int side = 2 * MAX(1, bm_px(mm, dpi)) + 1;
  return pixDilateBrick(NULL, image, side, side);
}

/* The print's long straight runs with the rim that another scanner gives them. */
static PIX *rules_of(PIX *print, double dpi)
{
  g_autoptr(PIX) across = bm_brick_open_comp(print, bm_px(RULE_ACROSS_MM, dpi), 1);
  g_autoptr(PIX) down = bm_brick_open_comp(print, 1, bm_px(RULE_DOWN_MM, dpi));
  if (across == NULL || down == NULL || pixOr(across, across, down) == NULL)
    return NULL;
  return grown(across, RULE_RIM_MM, dpi);
}

static int area_px(double mm2, double dpi)
{
  double px = dpi / BM_MM_PER_INCH;
  return MAX(1, (int)lround(mm2 * px * px));
}

/* Pieces of @ink of which more than a fifth lies outside @near. */
static PIX *foreign_pieces(PIX *ink, PIX *near, int least)
{
  g_autoptr(BmPieces) pieces = bm_pieces_find(ink, 8);
  PIX *found = pieces != NULL ? pixCopy(NULL, ink) : NULL;
  for (guint i = 0; found != NULL && i < bm_pieces_n(pieces); i++) {
    int all = bm_pieces_get(pieces, i)->count;
    if (all < least || bm_pieces_shared(pieces, i, near) >= PRINT_SHARE * all)
      bm_pieces_clear(pieces, i, found);
  }
  if (found != NULL)
    pixSetPadBits(found, 0);
  return found;
}

PIX *bm_formprint_residual(PIX *ink, PIX *print, double dpi)
{
  g_autoptr(PIX) rules = rules_of(print, dpi);
  g_autoptr(PIX) strokes = rules != NULL ? pixSubtract(NULL, ink, rules) : NULL;
  g_autoptr(PIX) near = grown(print, NEAR_MM, dpi);
  g_autoptr(PIX) rim = grown(print, RIM_MM, dpi);
  if (strokes == NULL || near == NULL || rim == NULL)
    return NULL;
  g_autoptr(PIX) found = foreign_pieces(strokes, near, area_px(PIECE_LEAST_MM2, dpi));
  g_autoptr(PIX) beyond = pixSubtract(NULL, strokes, rim);
  g_autoptr(PIX) sticking =
      beyond != NULL ? bm_pieces_larger(beyond, area_px(STICKS_OUT_MM2, dpi)) : NULL;
  if (found == NULL || sticking == NULL || pixOr(found, found, sticking) == NULL)
    return NULL;
  return g_steal_pointer(&found);
}
