/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules, strokes and the lines that strokes form. Frames are in lines_frame.c. */
#include "stages/shared/lines.h"

#include <math.h>
#include <stdlib.h>

#include "stages/shared/brick.h"
#include "stages/shared/lines_part.h"
#include "stages/shared/pieces.h"

#define ACROSS_MM 7.0 /* longer straight strokes along a line are rules, not letters */
#define DOWN_MM 4.2   /* likewise upright; short ones count only beside a horizontal rule */
#define DOWN_ALONE_MM 14.0
#define THICK_MM 1.3 /* thicker ones are drawings or edges */
#define CHAIN_GAP_MM                                                                           \
  3.2 /* strokes of one segment, on samples/mask and the notes of domain.md §4 */
#define HOLE_LEAST_MM 4.0 /* punch holes of 5.5 to 7 mm, with copier's loss */
#define HOLE_MOST_MM 9.0
#define LETTER_LEAST_MM 3.5
#define LETTER_MOST_MM 8.0
#define SPECKS_LEAST 350
#define DRAWING_MM 22.0 /* pieces as high as this are drawings, not letters */

int bm_lines_px(double mm)
{
  return (int)lround(mm * BM_LINES_DPI / 25.4);
}

int bm_box_by_x(gconstpointer p, gconstpointer q)
{
  const BmBox *a = p, *b = q;
  return a->x != b->x ? a->x - b->x : a->y - b->y;
}

int bm_box_by_y(gconstpointer p, gconstpointer q)
{
  const BmBox *a = p, *b = q;
  return a->y != b->y ? a->y - b->y : a->x - b->x;
}

GArray *bm_parts_of(PIX *pix)
{
  GArray *parts = g_array_new(FALSE, FALSE, sizeof(BmBox));
  g_autoptr(BOXA) boxes = bm_pieces_boxes(pix, 8);
  for (int i = 0; boxes != NULL && i < boxaGetCount(boxes); i++) {
    BmBox box;
    boxaGetBoxGeometry(boxes, i, &box.x, &box.y, &box.w, &box.h);
    g_array_append_val(parts, box);
  }
  return parts;
}

/* straight runs of a rule; shorter ones are bars of letters even in large print */
#define RUN_MM 3.2
#define RUN_GAP_PX 11 /* what a weak print leaves open */

static PIX *brick(PIX *(*operate)(PIX *, int, int), PIX *pix, gboolean is_across, int length)
{
  return is_across ? operate(pix, length, 1) : operate(pix, 1, length);
}

/* long thin runs in one direction */
static PIX *runs_along(PIX *ink, gboolean is_across, double least_mm)
{
  g_autoptr(PIX) runs = brick(bm_brick_open_comp, ink, is_across, bm_lines_px(RUN_MM));
  g_autoptr(PIX) fat = brick(bm_brick_open, runs, !is_across, bm_lines_px(THICK_MM));
  if (runs == NULL || fat == NULL)
    return NULL;
  pixSubtract(runs, runs, fat);
  g_autoptr(PIX) closed = brick(bm_brick_close, runs, is_across, RUN_GAP_PX);
  return brick(bm_brick_open_comp, closed, is_across, bm_lines_px(least_mm));
}

static gboolean meets_rule(PIX *across, int x, int y)
{
  int reach = bm_lines_px(1.2);
  g_autoptr(BOX) end = boxCreate(MAX(x - reach, 0), MAX(y - reach, 0), 2 * reach, 2 * reach);
  l_int32 count = 0;
  pixCountPixelsInRect(across, end, &count, NULL);
  return count > 2;
}

/* short upright runs are strokes of letters unless they join two horizontal rules */
static void lonely_runs_drop(PIX *down, PIX *across)
{
  g_autoptr(GArray) runs = bm_parts_of(down);
  for (guint i = 0; i < runs->len; i++) {
    BmBox run = g_array_index(runs, BmBox, i);
    int middle = run.x + run.w / 2;
    if (run.h < bm_lines_px(DOWN_ALONE_MM) &&
        !(meets_rule(across, middle, run.y) && meets_rule(across, middle, run.y + run.h)))
      pixRasterop(down, run.x, run.y, run.w, run.h, PIX_CLR, NULL, 0, 0);
  }
}

/* strokes that cross a rule keep the part that lies on it */
static PIX *strokes_only(PIX *ink, PIX *across, PIX *down)
{
  g_autoptr(PIX) fat_across = pixDilateBrick(NULL, across, 3, 3);
  g_autoptr(PIX) fat_down = pixDilateBrick(NULL, down, 3, 3);
  PIX *text = pixSubtract(NULL, ink, fat_across);
  pixSubtract(text, text, fat_down);
  g_autoptr(PIX) over = bm_brick_close(text, 1, 9);
  g_autoptr(PIX) beside = bm_brick_close(text, 9, 1);
  pixAnd(over, over, fat_across);
  pixAnd(beside, beside, fat_down);
  pixOr(over, over, beside);
  pixAnd(over, over, ink);
  pixOr(text, text, over);
  return text;
}

static int parts_count(PIX *pix, BmBox box)
{
  g_autoptr(BOX) cut = boxCreate(box.x, box.y, box.w, box.h);
  g_autoptr(PIX) inside = pixClipRectangle(pix, cut, NULL);
  l_int32 count = 0;
  if (inside != NULL)
    pixCountConnComp(inside, 8, &count);
  return count;
}

/* Bars of large bold letters make runs too, in small groups that enclose nothing: they are
 * strokes again. */
static void letters_restore(BmLines *lines, PIX *across, PIX *down)
{
  g_autoptr(PIX) joined = pixOr(NULL, across, down);
  g_autoptr(PIX) closed = joined != NULL ? bm_brick_close(joined, 5, 5) : NULL;
  if (closed == NULL)
    return;
  g_autoptr(GArray) groups = bm_parts_of(closed);
  for (guint i = 0; i < groups->len; i++) {
    BmBox box = g_array_index(groups, BmBox, i);
    if (box.h < bm_lines_px(LETTER_LEAST_MM) || box.h > bm_lines_px(LETTER_MOST_MM) ||
        box.w > bm_lines_px(40))
      continue;
    int n_down = parts_count(down, box), n_across = parts_count(across, box);
    if (n_down == 0 || (n_down > 1 && n_across > 1))
      continue;
    BmBox near = bm_box_clip(bm_box_grow(box, 2, 2), lines->width, lines->height);
    pixRasterop(lines->text, near.x, near.y, near.w, near.h, PIX_SRC | PIX_DST, lines->ink,
                near.x, near.y);
    pixRasterop(across, box.x, box.y, box.w, box.h, PIX_CLR, NULL, 0, 0);
    pixRasterop(down, box.x, box.y, box.w, box.h, PIX_CLR, NULL, 0, 0);
  }
}

static gboolean is_speck(BmBox box)
{
  return box.w <= 2 && box.h <= 2;
}

static gboolean is_bare(PIX *text, int x, int y, int size)
{
  g_autoptr(BOX) cut = boxCreate(x, y, size, size);
  l_int32 count = 0;
  pixCountPixelsInRect(text, cut, &count, NULL);
  return count * 5 <= size * size;
}

/* a disc leaves the corners of its box free, which bold letters do not */
static gboolean has_bare_corners(PIX *text, BmBox box)
{
  int size = MAX(box.w / 9, 2), right = box.x + box.w - size, low = box.y + box.h - size;
  return is_bare(text, box.x, box.y, size) && is_bare(text, right, box.y, size) &&
         is_bare(text, box.x, low, size) && is_bare(text, right, low, size);
}

/* a punch hole: a filled disc; no letter is that fat */
static gboolean is_hole(PIX *text, BmBox box)
{
  int least = bm_lines_px(HOLE_LEAST_MM), most = bm_lines_px(HOLE_MOST_MM);
  if (box.w < least || box.h < least || box.w > most || box.h > most ||
      abs(box.w - box.h) > MAX(box.w, box.h) / 3)
    return FALSE;
  g_autoptr(BOX) cut = boxCreate(box.x, box.y, box.w, box.h);
  g_autoptr(BOX) core = boxCreate(box.x + box.w / 4, box.y + box.h / 4, box.w / 2, box.h / 2);
  l_int32 count = 0, inside = 0;
  pixCountPixelsInRect(text, cut, &count, NULL);
  pixCountPixelsInRect(text, core, &inside, NULL); /* bold letters have gaps in the middle */
  return count * 100 > box.w * box.h * 62 && inside * 100 > (box.w / 2) * (box.h / 2) * 90 &&
         has_bare_corners(text, box);
}

/* what is left of squares and ruling after their lines were taken out */
static gboolean is_paper_remains(const BmLines *lines, BmBox box)
{
  int thin = MIN(box.w, box.h), mm = bm_lines_px(1);
  if (lines->ruling_px > 0 && thin <= 3)
    return TRUE;
  return lines->is_speckled && (thin <= 3 || (box.w <= mm && box.h <= mm));
}

/* squares that came out as dots and dashes: hundreds of tiny thin pieces all over the paper */
static gboolean is_speckled(const GArray *parts)
{
  guint tiny = 0;
  for (guint i = 0; i < parts->len; i++) {
    BmBox box = g_array_index(parts, BmBox, i);
    tiny += MIN(box.w, box.h) <= 3 && MAX(box.w, box.h) <= bm_lines_px(5) ? 1 : 0;
  }
  return tiny > SPECKS_LEAST && tiny * 2 > parts->len;
}

static void parts_clean(BmLines *lines)
{
  lines->is_speckled = is_speckled(lines->parts);
  guint kept = 0;
  for (guint i = 0; i < lines->parts->len; i++) {
    BmBox box = g_array_index(lines->parts, BmBox, i);
    gboolean is_nothing = is_hole(lines->text, box) || is_paper_remains(lines, box);
    if (is_nothing)
      pixRasterop(lines->text, box.x, box.y, box.w, box.h, PIX_CLR, NULL, 0, 0);
    else
      g_array_index(lines->parts, BmBox, kept++) = box;
  }
  g_array_set_size(lines->parts, kept);
}

static gboolean is_drawing(BmBox box)
{
  return box.h > bm_lines_px(DRAWING_MM);
}

static gboolean parts_are_chained(BmBox p, BmBox q)
{
  int gap = MAX(p.x, q.x) - MIN(p.x + p.w, q.x + q.w);
  if (gap > bm_lines_px(CHAIN_GAP_MM))
    return FALSE;
  int overlap = MIN(p.y + p.h, q.y + q.h) - MAX(p.y, q.y);
  int low = MIN(p.h, q.h), high = MAX(p.h, q.h);
  gboolean is_small = low < bm_lines_px(1.2);
  return overlap * 10 > low * 3 && (is_small || overlap * 5 > high);
}

static guint root_of(guint *parent, guint i)
{
  while (parent[i] != i) {
    parent[i] = parent[parent[i]];
    i = parent[i];
  }
  return i;
}

static void chains_join(const GArray *parts, guint *parent)
{
  for (guint i = 0; i < parts->len; i++) {
    BmBox p = g_array_index(parts, BmBox, i);
    parent[i] = i;
    if (is_speck(p) || is_drawing(p))
      continue;
    /* parts are sorted by x: all that end near enough begin before p, at most a wide word back
     */
    for (guint j = i; j-- > 0;) {
      BmBox q = g_array_index(parts, BmBox, j);
      if (q.x < p.x - bm_lines_px(60))
        break;
      if (!is_speck(q) && !is_drawing(q) && parts_are_chained(p, q))
        parent[root_of(parent, i)] = root_of(parent, j);
    }
  }
}

static int ints_compare(gconstpointer p, gconstpointer q)
{
  return *(const int *)p - *(const int *)q;
}

static void segment_finish(BmSegment *segment, const GArray *parts, const GArray *members)
{
  g_autoptr(GArray) heights = g_array_new(FALSE, FALSE, sizeof(int));
  for (guint i = 0; i < members->len; i++) {
    BmBox part = g_array_index(parts, BmBox, g_array_index(members, guint, i));
    segment->box = bm_box_or(segment->box, part);
    segment->n_parts++;
    if (part.h >= bm_lines_px(0.9))
      g_array_append_val(heights, part.h);
  }
  g_array_sort(heights, ints_compare);
  segment->height = heights->len > 0 ? g_array_index(heights, int, heights->len / 2) : 0;
}

static GArray *segments_of(const GArray *parts)
{
  GArray *segments = g_array_new(FALSE, TRUE, sizeof(BmSegment));
  g_autofree guint *parent = g_new(guint, MAX(parts->len, 1));
  chains_join(parts, parent);
  g_autofree GArray **members = g_new0(GArray *, MAX(parts->len, 1));
  for (guint i = 0; i < parts->len; i++) {
    guint root = root_of(parent, i);
    if (members[root] == NULL)
      members[root] = g_array_new(FALSE, FALSE, sizeof(guint));
    g_array_append_val(members[root], i);
  }
  for (guint i = 0; i < parts->len; i++) {
    BmSegment segment = {0};
    if (members[i] == NULL)
      continue;
    segment_finish(&segment, parts, members[i]);
    g_array_unref(members[i]);
    if (segment.height > 0 && !is_drawing(segment.box))
      g_array_append_val(segments, segment);
  }
  return segments;
}

static int segment_by_y(gconstpointer p, gconstpointer q)
{
  const BmSegment *a = p, *b = q;
  int da = 2 * a->box.y + a->box.h, db = 2 * b->box.y + b->box.h;
  return da != db ? da - db : a->box.x - b->box.x;
}

static int segment_by_row(gconstpointer p, gconstpointer q)
{
  const BmSegment *a = p, *b = q;
  return a->row != b->row ? a->row - b->row : a->box.x - b->box.x;
}

/* segments whose middles lie within each other's height share a row */
static GArray *rows_of(GArray *segments)
{
  GArray *rows = g_array_new(FALSE, TRUE, sizeof(BmRow));
  g_array_sort(segments, segment_by_y);
  for (guint i = 0; i < segments->len; i++) {
    BmSegment *segment = &g_array_index(segments, BmSegment, i);
    int middle = segment->box.y + segment->box.h / 2;
    BmRow *last = rows->len > 0 ? &g_array_index(rows, BmRow, rows->len - 1) : NULL;
    int last_middle = last != NULL ? last->box.y + last->box.h / 2 : 0;
    if (last != NULL && last->box.h < bm_lines_px(14) &&
        abs(middle - last_middle) < MAX(MAX(last->box.h, segment->box.h) / 2, bm_lines_px(1))) {
      last->box = bm_box_or(last->box, segment->box);
      last->n_segments++;
    } else {
      BmRow row = {.box = segment->box, .n_segments = 1};
      g_array_append_val(rows, row);
    }
    segment->row = (int)rows->len - 1;
  }
  g_array_sort(segments, segment_by_row);
  return rows;
}

BmLines *bm_lines_find(PIX *ink, GError **error)
{
  g_autoptr(BmLines) lines = g_new0(BmLines, 1);
  lines->ink = pixCopy(NULL, ink);
  g_autoptr(PIX) across = runs_along(ink, TRUE, ACROSS_MM);
  g_autoptr(PIX) down = runs_along(ink, FALSE, DOWN_MM);
  if (lines->ink == NULL || across == NULL || down == NULL) {
    bm_fail(error, BM_ERROR_IO, "no_memory", "cannot separate rules from strokes");
    return NULL;
  }
  lines->width = pixGetWidth(ink);
  lines->height = pixGetHeight(ink);
  lonely_runs_drop(down, across);
  lines->text = strokes_only(ink, across, down);
  letters_restore(lines, across, down);
  bm_lines_ruling_drop(lines, across, down);
  lines->across = bm_parts_of(across);
  lines->down = bm_parts_of(down);
  g_array_sort(lines->across, bm_box_by_y);
  g_array_sort(lines->down, bm_box_by_x);
  lines->parts = bm_parts_of(lines->text);
  g_array_sort(lines->parts, bm_box_by_x);
  parts_clean(lines);
  lines->frames = bm_lines_frames(lines, across, down);
  lines->sides = g_array_new(FALSE, FALSE, sizeof(BmBox));
  bm_lines_sides_take(lines);
  g_autoptr(GArray) strokes = bm_lines_dense_cut(lines);
  lines->segments = segments_of(strokes);
  lines->rows = rows_of(lines->segments);
  return g_steal_pointer(&lines);
}

void bm_lines_free(BmLines *lines)
{
  if (lines == NULL)
    return;
  pixDestroy(&lines->ink);
  pixDestroy(&lines->text);
  GArray **arrays[] = {&lines->across,   &lines->down, &lines->frames, &lines->parts,
                       &lines->segments, &lines->rows, &lines->sides};
  for (guint i = 0; i < G_N_ELEMENTS(arrays); i++)
    g_clear_pointer(arrays[i], g_array_unref);
  g_free(lines);
}
