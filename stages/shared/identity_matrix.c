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
  int least = bm_lines_px(LEAST_MM), most = bm_lines_px(MOST_MM), close = bm_lines_px(CLOSE_MM);
  g_autoptr(PIX) strokes = without_thin_rules(ink);
  g_autoptr(PIX) closed = strokes != NULL ? bm_brick_close(strokes, close, close) : NULL;
  g_autoptr(BOXA) found = closed != NULL ? bm_pieces_boxes(closed, 8) : NULL;
  for (int i = 0; found != NULL && i < boxaGetCount(found); i++) {
    BmBox box;
    boxaGetBoxGeometry(found, i, &box.x, &box.y, &box.w, &box.h);
    if (MIN(box.w, box.h) < least || MAX(box.w, box.h) > most ||
        MAX(box.w, box.h) > RATIO_MOST * MIN(box.w, box.h) || !is_matrix(ink, box))
      continue;
    box = bm_box_grow(box, bm_lines_px(GROW_MM), bm_lines_px(GROW_MM));
    g_array_append_val(boxes, box);
  }
}
