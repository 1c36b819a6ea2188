/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Drawings of the work: circles, triangles, maps of thin lines. They stand among answers and
 * are no part of a title, so a title ends above the first of them, and so does what stands
 * beside it. A drawing is much taller than a row, mostly paper, and holds no writing: frames of
 * stamps and boxes drawn around a title hold some.
 */
#include "stages/shared/identity_part.h"
#include "stages/shared/pieces.h"

#define HIGH_LEAST_MM 20.0 /* three rows; no letter is as tall */
#define WIDE_LEAST_MM 14.0
#define MOST_PERCENT 50 /* of the paper's height and width: larger are crossings and folds */
#define INK_PERCENT 8   /* of its box; dense drawings may be emblems of a letterhead */
#define EDGE_MM 4.0     /* shadows touch the border of the sheet */
#define WORD_MM 10.0
#define LETTER_LEAST_MM 0.8
#define LETTER_MOST_MM 8.0
#define LETTERS_MOST 8U  /* letters for corners and a number or two */
#define SQUARES_LEAST 12 /* rules each way */
#define SQUARE_LEAST_MM 4.0
#define SQUARE_MOST_MM 6.0
#define TITLE_PARTS 3
#define TITLE_MM 18.0     /* a row of a title is at least as long as a name */
#define HEADER_SHARE 0.45 /* of the paper: titles end above */

static gboolean is_within(BmBox box, BmBox outer)
{
  return bm_box_area(bm_box_and(box, outer)) * 10 > bm_box_area(box) * 8;
}

static gboolean is_letter(BmBox part)
{
  return part.h >= bm_lines_px(LETTER_LEAST_MM) && part.h <= bm_lines_px(LETTER_MOST_MM) &&
         part.w <= bm_lines_px(LETTER_MOST_MM);
}

/* words inside, joined or letter by letter */
static gboolean holds_writing(const BmFinder *finder, BmBox box)
{
  guint letters = 0;
  for (guint i = 0; i < finder->lines->segments->len; i++) {
    BmBox segment = bm_finder_segment(finder, i)->box;
    if (segment.w >= bm_lines_px(WORD_MM) && is_within(segment, box))
      return TRUE;
  }
  for (guint i = 0; i < finder->lines->parts->len; i++) {
    BmBox part = g_array_index(finder->lines->parts, BmBox, i);
    letters += is_letter(part) && is_within(part, box) ? 1 : 0;
  }
  return letters > LETTERS_MOST;
}

static gboolean is_size(const BmFinder *finder, BmBox box)
{
  return box.h >= bm_lines_px(HIGH_LEAST_MM) && box.w >= bm_lines_px(WIDE_LEAST_MM) &&
         box.h * 100 <= finder->paper.h * MOST_PERCENT &&
         box.w * 100 <= finder->paper.w * MOST_PERCENT;
}

/* All that is inked together with a part: straight and flat strokes were taken out of it as
 * rules. */
static BmBox whole_of(BOXA *pieces, BmBox part)
{
  BmBox whole = part;
  for (int i = 0; i < boxaGetCount(pieces); i++) {
    BmBox piece;
    boxaGetBoxGeometry(pieces, i, &piece.x, &piece.y, &piece.w, &piece.h);
    if (is_within(part, piece))
      whole = bm_box_or(whole, piece);
  }
  return whole;
}

static gboolean is_drawing(const BmFinder *finder, BmBox part)
{
  BmBox inner = bm_box_grow(finder->paper, -bm_lines_px(EDGE_MM), -bm_lines_px(EDGE_MM));
  return is_size(finder, part) && bm_box_area(bm_box_and(part, inner)) == bm_box_area(part) &&
         bm_finder_ink(finder, part) * 100 <= bm_box_area(part) * INK_PERCENT &&
         !holds_writing(finder, part);
}

/* words that may be of a title end above; shadows of edges are one piece */
static gboolean has_title_above(const BmFinder *finder, int y)
{
  for (guint i = 0; i < finder->lines->segments->len; i++) {
    const BmSegment *segment = bm_finder_segment(finder, i);
    if (segment->n_parts >= TITLE_PARTS && segment->box.w >= bm_lines_px(TITLE_MM) &&
        bm_row_counts(segment->box) && segment->box.y + segment->box.h <= y)
      return TRUE;
  }
  return FALSE;
}

/* top of the rows that stand beside a drawing, or its own */
static int beside_top(const BmFinder *finder, BmBox drawing)
{
  int top = drawing.y;
  for (guint i = 0; i < finder->lines->rows->len; i++) {
    BmBox core = bm_row_core(finder, i);
    int shared = MIN(core.y + core.h, drawing.y + drawing.h) - MAX(core.y, drawing.y);
    if (bm_row_counts(core) && shared * 2 > core.h)
      top = MIN(top, core.y);
  }
  return top;
}

/* squares on a part of the sheet, to draw a curve in */
static gboolean is_grid(const BmFinder *finder, const BmFrame *frame)
{
  return bm_frame_is_squares(frame) && frame->box.h * 100 <= finder->paper.h * MOST_PERCENT &&
         frame->box.w * 100 <= finder->paper.w * MOST_PERCENT;
}

static void drawing_add(BmFinder *finder, BmBox box)
{
  int limit = finder->paper.y + (int)(finder->paper.h * HEADER_SHARE);
  g_array_append_val(finder->drawings, box);
  if (box.y < limit && has_title_above(finder, box.y))
    finder->drawn_y = MIN(finder->drawn_y, beside_top(finder, box));
}

void bm_finder_drawings(BmFinder *finder)
{
  g_autoptr(BOXA) pieces = NULL;
  for (guint i = 0; i < finder->lines->parts->len; i++) {
    BmBox part = g_array_index(finder->lines->parts, BmBox, i);
    if (!is_size(finder, part))
      continue;
    if (pieces == NULL)
      pieces = bm_pieces_boxes(finder->lines->ink, 8);
    BmBox whole = pieces != NULL ? whole_of(pieces, part) : part;
    if (is_drawing(finder, whole))
      drawing_add(finder, whole);
  }
  for (guint i = 0; i < finder->lines->frames->len; i++) {
    const BmFrame *frame = &g_array_index(finder->lines->frames, BmFrame, i);
    if (is_grid(finder, frame))
      drawing_add(finder, frame->box);
  }
}

gboolean bm_finder_is_drawn(const BmFinder *finder, BmBox box)
{
  for (guint i = 0; i < finder->drawings->len; i++) {
    BmBox shared = bm_box_and(box, g_array_index(finder->drawings, BmBox, i));
    if (bm_box_area(shared) * 2 > bm_box_area(box))
      return TRUE;
  }
  return FALSE;
}

static gboolean is_square_step(int length, int n_rules)
{
  return n_rules >= SQUARES_LEAST && length >= (n_rules - 1) * bm_lines_px(SQUARE_LEAST_MM) &&
         length <= (n_rules - 1) * bm_lines_px(SQUARE_MOST_MM);
}

gboolean bm_frame_is_squares(const BmFrame *frame)
{
  return is_square_step(frame->box.h, frame->n_across) &&
         is_square_step(frame->box.w, frame->n_down);
}

gboolean bm_finder_header_goes_on(BmFinder *finder, int top, gboolean *ret, GError **error)
{
  *ret = FALSE;
  for (guint i = 0; i < finder->lines->segments->len; i++) {
    BmBox box = bm_finder_segment(finder, i)->box;
    if (box.y + box.h / 2 < top || box.y >= finder->body_y)
      continue;
    const BmReading *reading = bm_finder_read(finder, i, error);
    if (reading == NULL)
      return FALSE;
    bm_finder_labels_of(finder, i, reading);
  }
  for (guint i = 0; i < finder->labels->len; i++) {
    const BmLabel *label = &g_array_index(finder->labels, BmLabel, i);
    *ret = *ret || (bm_label_is_real(label) && !label->is_kept && label->box.y >= top &&
                    label->box.y < finder->body_y && !bm_label_in_sentence(finder, label));
  }
  return TRUE;
}
