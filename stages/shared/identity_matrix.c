/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Square codes that no reader here knows (Data Matrix, Aztec, damaged QR), by their texture: a
 * filled square, about half of it ink, in which light and dark take turns along nearly every
 * row and column. Writing and print close up to lines, not to squares; drawings are mostly
 * paper; emblems of that density name a school as surely as a code does.
 */
#include "stages/shared/brick.h"
#include "stages/shared/identity_part.h"
#include "stages/shared/pieces.h"

#define CLOSE_MM 1.4
#define RULE_MM 5.0 /* thin rules of cells close by would join a code with them */
#define THIN_MM 0.9
#define LEAST_MM 6.0
#define MOST_MM 45.0
#define RATIO_MOST 1.3
#define FILL_LEAST 0.33
#define FILL_MOST 0.80
#define TURNS_LEAST 3 /* runs of ink in a line; of n modules about n / 4 */
#define TURNS_SHARE 0.55
#define SIDE_THIN 0.3    /* of a row or column: less is no side of a code that lies askew */
#define SIDE_HALF 0.5    /* the same of one that lies straight */
#define BLOCK_FILL 1.165 /* share closed up, and share of ink: both are high in a code */
#define BLOCK_SHARE 0.6  /* of the piece's box: the rest hangs on */
#define LARGE_MM 15.0
#define LONE_INK 0.47
#define QUIET_MM 1.5
#define QUIET_PX 6 /* dust */
#define GROW_MM 1.5

/* Share of lines of @part that hold at least TURNS_LEAST runs of ink. */
static double lines_with_turns(PIX *part)
{
  int w = pixGetWidth(part), h = pixGetHeight(part), lines = 0;
  for (int y = 0; y < h; y++) {
    const l_uint32 *line = pixGetData(part) + (size_t)y * pixGetWpl(part);
    int turns = 0;
    gboolean was_ink = FALSE;
    for (int x = 0; x < w; x++) {
      gboolean is_ink = GET_DATA_BIT(line, x) != 0;
      turns += is_ink && !was_ink;
      was_ink = is_ink;
    }
    lines += turns >= TURNS_LEAST;
  }
  return h > 0 ? (double)lines / h : 0;
}

static gboolean is_matrix(PIX *ink, BmBox box)
{
  g_autoptr(BOX) cut = boxCreate(box.x, box.y, box.w, box.h);
  g_autoptr(PIX) part = pixClipRectangle(ink, cut, NULL);
  g_autoptr(PIX) turned = part != NULL ? pixRotateOrth(part, 1) : NULL;
  l_int32 count = 0;
  if (turned == NULL || pixCountPixels(part, &count, NULL) != 0)
    return FALSE;
  double fill = (double)count / (double)bm_box_area(box);
  return fill >= FILL_LEAST && fill <= FILL_MOST && lines_with_turns(part) >= TURNS_SHARE &&
         lines_with_turns(turned) >= TURNS_SHARE;
}

/* share of @box that is set in @pix */
static double share_in(PIX *pix, BmBox box)
{
  l_int32 count = 0;
  g_autoptr(BOX) cut = boxCreate(box.x, box.y, box.w, box.h);
  return !bm_box_is_empty(box) && pixCountPixelsInRect(pix, cut, &count, NULL) == 0
             ? (double)count / (double)bm_box_area(box)
             : 0;
}

static gboolean is_square(BmBox box)
{
  int least = MIN(box.w, box.h), most = MAX(box.w, box.h);
  return least >= bm_lines_px(LEAST_MM) && most <= RATIO_MOST * least;
}

/* @box without rows and columns at its sides of which less than @least is set */
static BmBox trimmed(PIX *closed, BmBox box, double least)
{
  gboolean is_trimmed = TRUE;
  while (is_trimmed && MIN(box.w, box.h) >= bm_lines_px(LEAST_MM)) {
    BmBox sides[] = {{box.x, box.y, box.w, 1},
                     {box.x, box.y + box.h - 1, box.w, 1},
                     {box.x, box.y, 1, box.h},
                     {box.x + box.w - 1, box.y, 1, box.h}};
    is_trimmed = FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(sides) && !is_trimmed; i++) {
      if (share_in(closed, sides[i]) >= least)
        continue;
      is_trimmed = TRUE;
      box.x += i == 2 ? 1 : 0;
      box.y += i == 0 ? 1 : 0;
      box.h -= i < 2 ? 1 : 0;
      box.w -= i < 2 ? 0 : 1;
    }
  }
  return box;
}

/* Whether a piece of @closed fills its box, but for what hangs on at its sides: captions, the
 * end of a rule. Words of several lines that touch leave gaps between them. */
static gboolean is_block(PIX *closed, PIX *ink, BmBox box)
{
  static const double sides[] = {SIDE_THIN, SIDE_HALF};
  for (guint i = 0; i < G_N_ELEMENTS(sides); i++) {
    BmBox core = trimmed(closed, box, sides[i]);
    if (is_square(core) &&
        (double)bm_box_area(core) >= BLOCK_SHARE * (double)bm_box_area(box) &&
        share_in(closed, core) + share_in(ink, core) >= BLOCK_FILL)
      return TRUE;
  }
  return FALSE;
}

/* Modules so large that they do not close up: nothing else stands around a large code. */
static gboolean is_lone(PIX *ink, BmBox box)
{
  int rim = bm_lines_px(QUIET_MM);
  BmBox ring = bm_box_clip(bm_box_grow(box, rim, rim), pixGetWidth(ink), pixGetHeight(ink));
  double inside = share_in(ink, box) * (double)bm_box_area(box);
  double all = share_in(ink, ring) * (double)bm_box_area(ring);
  return MIN(box.w, box.h) >= bm_lines_px(LARGE_MM) && share_in(ink, box) >= LONE_INK &&
         all - inside <= QUIET_PX;
}

/* @ink without long thin rules; NULL: no memory */
static PIX *without_thin_rules(PIX *ink)
{
  int length = bm_lines_px(RULE_MM), thin = bm_lines_px(THIN_MM);
  g_autoptr(PIX) across = bm_brick_open_comp(ink, length, 1);
  g_autoptr(PIX) down = bm_brick_open_comp(ink, 1, length);
  if (across == NULL || down == NULL || pixOr(across, across, down) == NULL)
    return NULL;
  g_autoptr(PIX) thick = bm_brick_open(ink, thin, thin);
  if (thick == NULL || pixSubtract(across, across, thick) == NULL)
    return NULL;
  return pixSubtract(NULL, ink, across);
}

void bm_matrices_add(PIX *ink, GArray *boxes)
{
  int most = bm_lines_px(MOST_MM), close = bm_lines_px(CLOSE_MM);
  g_autoptr(PIX) strokes = without_thin_rules(ink);
  g_autoptr(PIX) closed = strokes != NULL ? bm_brick_close(strokes, close, close) : NULL;
  g_autoptr(BOXA) found = closed != NULL ? bm_pieces_boxes(closed, 8) : NULL;
  for (int i = 0; found != NULL && i < boxaGetCount(found); i++) {
    BmBox box;
    boxaGetBoxGeometry(found, i, &box.x, &box.y, &box.w, &box.h);
    if (!is_square(box) || MAX(box.w, box.h) > most || !is_matrix(ink, box))
      continue;
    if (!is_block(closed, ink, box) && !is_lone(ink, box))
      continue;
    box = bm_box_grow(box, bm_lines_px(GROW_MM), bm_lines_px(GROW_MM));
    g_array_append_val(boxes, box);
  }
}
