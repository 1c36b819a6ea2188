/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stamped page. */
#include "stages/number/imprint.h"

#include "stages/number/freespace.h"
#include "stages/number/stamp.h"
#include "stages/shared/coderead.h"
#include "stages/shared/page.h"

#define N_SHAPES 2
#define APART_MM 30.0 /* what tears or soils one stamp should not reach the other */
#define STRIP_GAP_MM 2.0
#define REDUCED_DPI 150.0
#define LOOK_AROUND_MM 3.0
/* two more places inside the page, then the strip, then larger symbols on the strip */
#define ATTEMPTS 5
#define STRIP_FROM 3
#define ENLARGE_FROM 4

/* How one attempt lays the stamps out. */
typedef struct Plan {
  PIX *stamps[N_SHAPES]; /* owned */
  BmImprint print;
} Plan;

static void plan_clear(Plan *plan)
{
  for (int shape = 0; shape < N_SHAPES; shape++)
    pixDestroy(&plan->stamps[shape]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Plan, plan_clear)

static gboolean draw_stamps(Plan *plan, const BmImprintWish *wish, int enlarge, GError **error)
{
  for (int shape = 0; shape < N_SHAPES; shape++) {
    plan->stamps[shape] =
        bm_stamp_draw((BmCodeShape)shape, &wish->code, wish->dpi, enlarge, error);
    if (plan->stamps[shape] == NULL)
      return FALSE;
  }
  return TRUE;
}

/* Free places; the box of a shape that finds none stays empty. */
static void place_inside(Plan *plan, BmFreeSpace *space, const BmImprintWish *wish)
{
  static const BmCorner corners[N_SHAPES] = {
      [BM_SHAPE_QR] = {TRUE, FALSE}, [BM_SHAPE_BARS] = {FALSE, TRUE}};
  g_autoptr(BmFreeSpace) rest = bm_freespace_copy(space);
  int apart = bm_px(APART_MM, wish->dpi);
  for (int shape = 0; shape < N_SHAPES; shape++) {
    PIX *stamp = plan->stamps[shape];
    BmBox *box = &plan->print.boxes[shape];
    if (bm_freespace_find(rest, pixGetWidth(stamp), pixGetHeight(stamp), corners[shape],
                          bm_px(wish->margin_mm, wish->dpi), bm_px(wish->reach_mm, wish->dpi),
                          box))
      bm_freespace_take(rest, bm_box_grow(*box, apart, apart));
  }
}

/* Shapes without a place go on a strip below the page: bars left, QR right, one below the other
 * when the page is too narrow for both. */
static void place_on_strip(Plan *plan, PIX *page, const BmImprintWish *wish)
{
  int margin = bm_px(wish->margin_mm, wish->dpi), gap = bm_px(STRIP_GAP_MM, wish->dpi);
  int page_w = pixGetWidth(page), page_h = pixGetHeight(page);
  int sum_w = margin, widest = 0;
  for (int shape = 0; shape < N_SHAPES; shape++) {
    sum_w += pixGetWidth(plan->stamps[shape]) + margin;
    widest = MAX(widest, pixGetWidth(plan->stamps[shape]));
  }
  gboolean is_stacked = page_w < sum_w;
  int w = MAX(page_w, widest + 2 * margin), top = page_h + gap, bottom = page_h;
  for (int shape = N_SHAPES - 1; shape >= 0; shape--) {
    BmBox *box = &plan->print.boxes[shape];
    if (!bm_box_is_empty(*box))
      continue;
    int stamp_w = pixGetWidth(plan->stamps[shape]), stamp_h = pixGetHeight(plan->stamps[shape]);
    *box = (BmBox){shape == BM_SHAPE_QR ? w - margin - stamp_w : margin, top, stamp_w, stamp_h};
    bottom = MAX(bottom, top + stamp_h + margin);
    if (is_stacked)
      top += stamp_h + gap;
  }
  plan->print.added_right = bottom > page_h ? w - page_w : 0;
  plan->print.added_bottom = bottom - page_h;
}

/* The page with its strip and stamps; NULL when there is no memory. */
static PIX *compose(PIX *page, const Plan *plan)
{
  int w = pixGetWidth(page), h = pixGetHeight(page), depth = pixGetDepth(page);
  PIX *whole = pixCreate(w + plan->print.added_right, h + plan->print.added_bottom, depth);
  if (whole == NULL)
    return NULL;
  pixCopyResolution(whole, page);
  pixSetBlackOrWhite(whole, L_SET_WHITE);
  pixRasterop(whole, 0, 0, w, h, PIX_SRC, page, 0, 0);
  for (int shape = 0; shape < N_SHAPES; shape++)
    if (!bm_stamp_paste(whole, plan->stamps[shape], plan->print.boxes[shape].x,
                        plan->print.boxes[shape].y)) {
      pixDestroy(&whole);
      return NULL;
    }
  return whole;
}

static gboolean says(PIX *part, BmCodeShape shape, const BmPageCode *code)
{
  BmCodeReading reading;
  return bm_code_read_shape(part, (BmBox){0}, shape, BM_CODE_THOROUGH, &reading) ==
             BM_CODE_VALID &&
         bm_pagecode_equal(&reading.code, code);
}

/* As a scanner or printer of 150 dpi would have it. */
static PIX *reduced(PIX *part, double dpi)
{
  l_float32 scale = (l_float32)(REDUCED_DPI / dpi);
  if (scale >= 1)
    return pixClone(part);
  return pixGetDepth(part) == 1 ? pixScaleToGray(part, scale) : pixScale(part, scale, scale);
}

static gboolean stamp_can_be_read(PIX *page, BmBox box, BmCodeShape shape,
                                  const BmImprintWish *wish)
{
  int around = bm_px(LOOK_AROUND_MM, wish->dpi);
  BmBox look =
      bm_box_clip(bm_box_grow(box, around, around), pixGetWidth(page), pixGetHeight(page));
  g_autoptr(BOX) area = boxCreate(look.x, look.y, look.w, look.h);
  g_autoptr(PIX) part = pixClipRectangle(page, area, NULL);
  g_autoptr(PIX) small = part == NULL ? NULL : reduced(part, wish->dpi);
  return small != NULL && says(part, shape, &wish->code) && says(small, shape, &wish->code);
}

/* Which stamps the written file shows: bit shape is set for one that cannot be read. */
static gboolean read_back(const char *path, const BmImprint *print, const BmImprintWish *wish,
                          guint *ret_unread, GError **error)
{
  g_autoptr(PIX) written = bm_page_read(path, error);
  if (written == NULL)
    return FALSE;
  guint unread = 0;
  for (int shape = 0; shape < N_SHAPES; shape++)
    if (!stamp_can_be_read(written, print->boxes[shape], (BmCodeShape)shape, wish))
      unread |= 1U << shape;
  *ret_unread = unread;
  return TRUE;
}

static gboolean attempt(PIX *page, const BmImprintWish *wish, BmFreeSpace *space, int number,
                        const char *path, BmImprint *ret, guint *ret_unread, GError **error)
{
  g_auto(Plan) plan = {0};
  if (!draw_stamps(&plan, wish, number >= ENLARGE_FROM ? 1 : 0, error))
    return FALSE;
  if (number < STRIP_FROM)
    place_inside(&plan, space, wish);
  place_on_strip(&plan, page, wish);
  g_autoptr(PIX) whole = compose(page, &plan);
  if (whole == NULL)
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot draw a stamped page");
  if (!bm_page_write(whole, path, error) ||
      !read_back(path, &plan.print, wish, ret_unread, error))
    return FALSE;
  *ret = plan.print;
  return TRUE;
}

gboolean bm_imprint(PIX *page, const BmImprintWish *wish, const char *path, BmImprint *ret,
                    GError **error)
{
  g_autoptr(BmFreeSpace) space = bm_freespace_new(page, wish->dpi, wish->clearance_mm, error);
  if (space == NULL)
    return FALSE;
  for (guint i = 0; i < wish->n_taken; i++)
    bm_freespace_take(space, wish->taken[i]);
  for (int number = 0; number < ATTEMPTS; number++) {
    BmImprint print = {0};
    guint unread = 0;
    if (!attempt(page, wish, space, number, path, &print, &unread, error))
      return FALSE;
    if (unread == 0) {
      *ret = print;
      return TRUE;
    }
    for (int shape = 0; shape < N_SHAPES; shape++)
      if (unread & 1U << shape)
        bm_freespace_take(space, print.boxes[shape]);
  }
  return bm_fail(error, BM_ERROR_INPUT, "stamp_unreadable",
                 "stamps could not be read back in %d attempts", ATTEMPTS);
}
