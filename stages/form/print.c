/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The print that aligned copies share. */
#include "stages/form/print.h"

#include "stages/form/features.h"
#include "stages/shared/brick.h"
#include "stages/shared/formprint.h"
#include "stages/shared/pieces.h"

#include <math.h>

#define PIECE_SHARE 0.8  /* of a piece of ink that must be print */
#define PIECE_LEAST_PX 4 /* smaller pieces are grain */
#define PIECE_ALONE_PX                                                                         \
  14 /* 0.4 mm²; smaller ones are dots and must stand by a larger piece                       \
      */
#define RULE_PART_MM 8.0
#define DOT_REACH_MM 1.6
#define RESIDUAL_LEAST_PX 12 /* 0.35 mm² */
#define GROW_MM 0.6
#define LINE_MOST_MM 15.0 /* written lines are not higher */
#define RIM_MM 1.2
#define WORD_W_MM 4.0 /* what is written on one copy alone must be as large as this */
#define WORD_H_MM 2.4
#define CUT_LEAST_MM 5.0 /* places are not cut into smaller boxes */
#define FILL_LEAST 0.7   /* of its box, to be left whole */
#define PLACE_GAP_MM 5.0 /* unsettled places closer than this along the line are one */

BmPrint *bm_print_new(int width_px, int height_px)
{
  g_autoptr(BmPrint) print = g_new0(BmPrint, 1);
  print->count = pixCreate(width_px, height_px, 8);
  print->reach = pixCreate(width_px, height_px, 8);
  if (print->count == NULL || print->reach == NULL)
    return NULL;
  return g_steal_pointer(&print);
}

void bm_print_free(BmPrint *print)
{
  if (print == NULL)
    return;
  pixDestroy(&print->count);
  pixDestroy(&print->reach);
  pixDestroy(&print->varied);
  pixDestroy(&print->clean);
  g_free(print);
}

PIX *bm_print_warp(PIX *work, BmAffine to_form, int width_px, int height_px)
{
  BmAffine map;
  if (!bm_affine_invert(to_form, &map))
    return NULL;
  map.tx *= BM_FORM_DPI / BM_MM_PER_INCH;
  map.ty *= BM_FORM_DPI / BM_MM_PER_INCH;
  PIX *warped = bm_formprint_warp(work, map, width_px, height_px);
  if (warped != NULL)
    pixSetResolution(warped, (int)BM_FORM_DPI, (int)BM_FORM_DPI);
  return warped;
}

/* Add @step, 1 or -1, to the bytes of @sum where @bits has ink. */
static void bits_add(PIX *sum, PIX *bits, int step)
{
  int w = MIN(pixGetWidth(sum), pixGetWidth(bits)),
      h = MIN(pixGetHeight(sum), pixGetHeight(bits));
  for (int y = 0; y < h; y++) {
    l_uint32 *to = pixGetData(sum) + (size_t)y * pixGetWpl(sum);
    const l_uint32 *from = pixGetData(bits) + (size_t)y * pixGetWpl(bits);
    for (int x = 0; x < w; x++) {
      if (x % 32 == 0 && from[x / 32] == 0) {
        x += 31;
        continue;
      }
      int value = (int)GET_DATA_BYTE(to, x) + step;
      if (GET_DATA_BIT(from, x) && value >= 0 && value <= 255)
        SET_DATA_BYTE(to, x, (guint8)value);
    }
  }
}

gboolean bm_print_add(BmPrint *print, PIX *warped)
{
  g_autoptr(PIX) near = pixDilateBrick(NULL, warped, 3, 3);
  if (near == NULL)
    return FALSE;
  bits_add(print->count, warped, 1);
  bits_add(print->reach, near, 1);
  print->copies++;
  return TRUE;
}

/* Bytes of at least @least as ink. */
static PIX *at_least(PIX *sum, guint least)
{
  g_autoptr(PIX) low = pixThresholdToBinary(sum, (int)MIN(least, 255U));
  return low != NULL ? pixInvert(NULL, low) : NULL;
}

/* Leave out small pieces that stand alone: what chance left of handwriting. */
static PIX *dots_alone_remove(PIX *pieces)
{
  g_autoptr(PIX) large = bm_pieces_larger(pieces, PIECE_ALONE_PX);
  int reach = 2 * bm_px(DOT_REACH_MM, BM_FORM_DPI) + 1;
  g_autoptr(PIX) near = large != NULL ? pixDilateBrick(NULL, large, reach, reach) : NULL;
  return near != NULL ? pixAnd(NULL, pieces, near) : NULL;
}

/* Pieces of @ink of which a share of at least PIECE_SHARE lies in @agreed. */
static PIX *pieces_agreed(PIX *ink, PIX *agreed)
{
  g_autoptr(BmPieces) pieces = bm_pieces_find(ink, 8);
  PIX *kept = pieces != NULL ? pixCopy(NULL, ink) : NULL;
  for (guint i = 0; kept != NULL && i < bm_pieces_n(pieces); i++) {
    int n_all = bm_pieces_get(pieces, i)->count;
    if (n_all < PIECE_LEAST_PX || bm_pieces_shared(pieces, i, agreed) < PIECE_SHARE * n_all)
      bm_pieces_clear(pieces, i, kept);
  }
  if (kept != NULL)
    pixSetPadBits(kept, 0);
  return kept;
}

guint bm_print_quorum(guint copies)
{
  return copies <= 5 ? copies : (guint)ceil(0.9 * copies);
}

/* Rules of one direction in lengths that are judged alone: cut where the others cross them, as
 * a table may have a row more, and every RULE_PART_MM, as a rule may be straight on the one
 * copy and not on the other. */
static PIX *rule_parts(PIX *rules, PIX *crossing, gboolean is_down)
{
  g_autoptr(PIX) wide = pixDilateBrick(NULL, crossing, 3, 3);
  PIX *parts = wide != NULL ? pixSubtract(NULL, rules, wide) : NULL;
  int step = bm_px(RULE_PART_MM, BM_FORM_DPI);
  int w = pixGetWidth(rules), h = pixGetHeight(rules);
  for (int at = step; parts != NULL && at < (is_down ? h : w); at += step)
    pixRasterop(parts, is_down ? 0 : at, is_down ? at : 0, is_down ? w : 1, is_down ? 1 : h,
                PIX_CLR, NULL, 0, 0);
  return parts;
}

/* What the copies agree on of @rules, part by part; the cuts between kept parts close again. */
static PIX *rules_agreed(PIX *rules, PIX *across, PIX *down, PIX *agreed)
{
  g_autoptr(PIX) parts_a = rule_parts(across, down, FALSE);
  g_autoptr(PIX) parts_d = rule_parts(down, across, TRUE);
  g_autoptr(PIX) kept_a = parts_a != NULL ? pieces_agreed(parts_a, agreed) : NULL;
  g_autoptr(PIX) kept_d = parts_d != NULL ? pieces_agreed(parts_d, agreed) : NULL;
  if (kept_a == NULL || kept_d == NULL || pixOr(kept_a, kept_a, kept_d) == NULL)
    return NULL;
  g_autoptr(PIX) near = pixDilateBrick(NULL, kept_a, 7, 7);
  return near != NULL ? pixAnd(NULL, near, rules) : NULL;
}

gboolean bm_print_decide(BmPrint *print, guint quorum)
{
  g_autoptr(PIX) usual = at_least(print->count, MAX(1U, (print->copies + 1) / 2));
  g_autoptr(PIX) agreed = at_least(print->reach, MAX(1U, quorum));
  g_autoptr(PIX) across = NULL;
  g_autoptr(PIX) down = NULL;
  if (usual == NULL || agreed == NULL || !bm_rules_find(usual, &across, &down))
    return FALSE;
  g_autoptr(PIX) strokes = bm_rules_remove(usual, across, down);
  if (strokes == NULL)
    return FALSE;
  g_autoptr(PIX) pieces = pieces_agreed(strokes, agreed);
  g_autoptr(PIX) clean = pieces != NULL ? dots_alone_remove(pieces) : NULL;
  g_autoptr(PIX) ruled = pixSubtract(NULL, usual, strokes);
  g_autoptr(PIX) rules = ruled != NULL ? rules_agreed(ruled, across, down, agreed) : NULL;
  if (clean == NULL || rules == NULL || pixOr(clean, clean, rules) == NULL)
    return FALSE;
  pixSetResolution(clean, (int)BM_FORM_DPI, (int)BM_FORM_DPI);
  pixDestroy(&print->clean);
  print->clean = g_steal_pointer(&clean);
  return TRUE;
}

BmPrint *bm_print_without(const BmPrint *print, PIX *warped)
{
  g_autoptr(BmPrint) rest = g_new0(BmPrint, 1);
  g_autoptr(PIX) near = pixDilateBrick(NULL, warped, 3, 3);
  rest->copies = print->copies - 1;
  rest->count = pixCopy(NULL, print->count);
  rest->reach = pixCopy(NULL, print->reach);
  if (near == NULL || rest->count == NULL || rest->reach == NULL)
    return NULL;
  bits_add(rest->count, warped, -1);
  bits_add(rest->reach, near, -1);
  if (!bm_print_decide(rest, bm_print_quorum(rest->copies)))
    return NULL;
  return g_steal_pointer(&rest);
}

/* A copy's ink beside the print, as boxes around words. What is larger than a line of words (a
 * drawing, a streak over the page) counts where it is, not as its box. */
static PIX *residual_boxes(PIX *clean, PIX *warped)
{
  g_autoptr(PIX) rest = bm_formprint_residual(warped, clean, BM_FORM_DPI);
  g_autoptr(PIX) marks = rest != NULL ? bm_pieces_larger(rest, RESIDUAL_LEAST_PX) : NULL;
  g_autoptr(PIX) words = marks != NULL ? bm_brick_close_comp(marks, bm_px(3.5, BM_FORM_DPI),
                                                             bm_px(1.2, BM_FORM_DPI))
                                       : NULL;
  int grow = bm_px(GROW_MM, BM_FORM_DPI), tall = bm_px(LINE_MOST_MM, BM_FORM_DPI);
  PIX *filled = words != NULL ? pixDilateBrick(NULL, words, 2 * grow + 1, 2 * grow + 1) : NULL;
  g_autoptr(BOXA) boxes = filled != NULL ? bm_pieces_boxes(words, 8) : NULL;
  for (int i = 0; boxes != NULL && i < boxaGetCount(boxes); i++) {
    int x, y, w, h;
    boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
    if (h <= tall)
      pixRasterop(filled, x - grow, y - grow, w + 2 * grow, h + 2 * grow, PIX_SET, NULL, 0, 0);
  }
  return filled;
}

gboolean bm_print_vary(BmPrint *print, PIX *warped)
{
  g_assert(print->clean != NULL);
  if (print->varied == NULL)
    print->varied = pixCreateTemplate(print->count);
  g_autoptr(PIX) boxes = residual_boxes(print->clean, warped);
  if (print->varied == NULL || boxes == NULL)
    return FALSE;
  bits_add(print->varied, boxes, 1);
  return TRUE;
}

static gint by_place(gconstpointer a, gconstpointer b)
{
  const BmBox *p = a, *q = b;
  if (p->y != q->y)
    return p->y < q->y ? -1 : 1;
  return p->x < q->x ? -1 : p->x > q->x;
}

/* Places at least @w × @h pixels large where @least copies have ink that nothing explains. */
static PIX *places_with(const BmPrint *print, PIX *explained, guint least, int w, int h)
{
  g_autoptr(PIX) varied = at_least(print->varied, least);
  g_autoptr(PIX) rest = varied != NULL && explained != NULL
                            ? pixSubtract(NULL, varied, explained)
                            : g_steal_pointer(&varied);
  return rest != NULL ? pixOpenBrick(NULL, rest, w, h) : NULL;
}

/* Where copies differ: a word on one of a few copies, or anything that several have. */
static PIX *places_of(const BmPrint *print, PIX *explained)
{
  guint often = (print->copies + 4) / 5;
  int rim = bm_px(RIM_MM, BM_FORM_DPI);
  g_autoptr(PIX) words =
      places_with(print, explained, MAX(1U, often), bm_px(WORD_W_MM, BM_FORM_DPI),
                  bm_px(WORD_H_MM, BM_FORM_DPI));
  g_autoptr(PIX) marks = places_with(print, explained, MAX(2U, often), rim, rim);
  if (words == NULL || marks == NULL || pixOr(words, words, marks) == NULL)
    return NULL;
  g_autoptr(PIX) joined = bm_brick_close_comp(words, bm_px(PLACE_GAP_MM, BM_FORM_DPI), 3);
  if (joined == NULL || explained == NULL)
    return g_steal_pointer(&joined);
  g_autoptr(PIX) apart = pixSubtract(NULL, joined, explained);
  return apart != NULL ? pixOpenBrick(NULL, apart, rim, rim) : NULL;
}

/* Share of @box that @image covers, and the box shrunk to that ink. */
static double fill_of(PIX *image, BmBox *box)
{
  g_autoptr(BOX) area = boxCreate(box->x, box->y, box->w, box->h);
  g_autoptr(BOX) tight = NULL;
  int count = 0;
  pixClipBoxToForeground(image, area, NULL, &tight);
  if (tight == NULL)
    return 0;
  boxGetGeometry(tight, &box->x, &box->y, &box->w, &box->h);
  pixCountPixelsInRect(image, tight, &count, NULL);
  return (double)count / (double)bm_box_area(*box);
}

/* A place as boxes that it fills: one that runs around a heading must not cover the heading. */
static void place_cut(PIX *image, BmBox box, GArray *found)
{
  double fill = fill_of(image, &box);
  int least = bm_px(CUT_LEAST_MM, BM_FORM_DPI);
  if (fill <= 0)
    return;
  if (fill >= FILL_LEAST || MAX(box.w, box.h) < 2 * least) {
    g_array_append_val(found, box);
    return;
  }
  BmBox first = box, second = box;
  if (box.w >= box.h) {
    first.w = box.w / 2;
    second.x += first.w;
    second.w -= first.w;
  } else {
    first.h = box.h / 2;
    second.y += first.h;
    second.h -= first.h;
  }
  place_cut(image, first, found);
  place_cut(image, second, found);
}

static void places_collect(PIX *places, BmBox area, GArray *found)
{
  g_autoptr(BOX) clip = boxCreate(area.x, area.y, area.w, area.h);
  g_autoptr(PIX) part = pixClipRectangle(places, clip, NULL);
  g_autoptr(PIXA) pieces = NULL;
  g_autoptr(BOXA) boxes = part != NULL ? pixConnComp(part, &pieces, 8) : NULL;
  for (int i = 0; boxes != NULL && i < boxaGetCount(boxes); i++) {
    int x, y, w, h;
    boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
    g_autoptr(PIX) piece = pixaGetPix(pieces, i, L_CLONE);
    guint first = found->len;
    place_cut(piece, (BmBox){0, 0, w, h}, found);
    for (guint k = first; k < found->len; k++) {
      g_array_index(found, BmBox, k).x += x + area.x;
      g_array_index(found, BmBox, k).y += y + area.y;
    }
  }
}

GArray *bm_print_unsettled(const BmPrint *print, PIX *explained, BmBox area)
{
  GArray *found = g_array_new(FALSE, FALSE, sizeof(BmBox));
  BmBox box = bm_box_clip(area, pixGetWidth(print->count), pixGetHeight(print->count));
  if (print->varied == NULL || bm_box_is_empty(box))
    return found;
  g_autoptr(PIX) places = places_of(print, explained);
  if (places != NULL)
    places_collect(places, box, found);
  g_array_sort(found, by_place);
  return found;
}
