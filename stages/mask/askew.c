/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Straight lines that lean, by votes of ink; then what closes a frame with each. */
#include "stages/mask/askew.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stages/mask/residual.h"
#include "stages/shared/page.h"

#define DPI (BM_RESIDUAL_DPI / 2)
#define LEVEL 0.75   /* of a line that is level: its share that is drawn */
#define LEAN_LEAST 2 /* degrees */
#define LEAN_MOST 25
#define LONG_MM 18.0
#define RULE_MM 1.5 /* what a level rule takes with it, across it */
#define GAP_LEAST_MM 4.0
#define GAP_MOST_MM 20.0
#define RUN_MM 5.0
#define DRAWN 0.6       /* of a line */
#define SIDE_DRAWN 0.45 /* of a side: rules cross it more often */
#define APART_LEAST_MM 9.0
#define APART_MOST_MM 45.0
#define SLACK 2  /* px: how far a side may lie from where it is expected, each way × 3 */
#define ASIDE 6  /* px, 2 mm: votes of a line stand out from those so far beside, … */
#define RISE 0.8 /* … by this share of the least it needs; those of writing do not */
#define LINES_MOST 256U
#define BESIDE 4   /* px, 1.4 mm: a line of a frame has no ink so far on either side … */
#define ALONE 0.4  /* … on this share of its way */
#define CROWD 0.25 /* of the pixels: more is no page with a few strokes */

static int px(double mm)
{
  return bm_px(mm, DPI);
}

typedef struct Point {
  double x, y;
} Point;

/* A line through the ink: @along it from @from to @to, @off it at right angles. */
typedef struct Line {
  int lean; /* degrees, down to the right */
  double off, from, to;
} Line;

typedef struct Ground {
  PIX *ink;
  GArray *points; /* Point of each pixel with ink */
} Ground;

static void ground_clear(Ground *ground)
{
  pixDestroy(&ground->ink);
  g_clear_pointer(&ground->points, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Ground, ground_clear)

static Point along(int lean, double from, double off)
{
  double angle = lean * G_PI / 180, sine = sin(angle), cosine = cos(angle);
  return (Point){from * cosine - off * sine, from * sine + off * cosine};
}

static gboolean ground_make(Ground *ground, PIX *ink)
{
  ground->ink = pixReduceRankBinary2(ink, 1, NULL);
  if (ground->ink == NULL)
    return FALSE;
  ground->points = g_array_new(FALSE, FALSE, sizeof(Point));
  for (int y = 0; y < pixGetHeight(ground->ink); y++) {
    const l_uint32 *row = pixGetData(ground->ink) + (gsize)y * (gsize)pixGetWpl(ground->ink);
    for (int x = 0; x < pixGetWidth(ground->ink); x++)
      if (row[x / 32] == 0)
        x |= 31;
      else if (GET_DATA_BIT(row, x))
        g_array_append_vals(ground->points, &(Point){x, y}, 1);
  }
  return TRUE;
}

/* Ink at a point or one pixel beside it. */
static gboolean has_ink(PIX *ink, Point point)
{
  int x = (int)lround(point.x), y = (int)lround(point.y);
  if (x < 1 || y < 1 || x >= pixGetWidth(ink) - 1 || y >= pixGetHeight(ink) - 1)
    return FALSE;
  for (int v = y - 1; v <= y + 1; v++) {
    const l_uint32 *row = pixGetData(ink) + (gsize)v * (gsize)pixGetWpl(ink);
    for (int u = x - 1; u <= x + 1; u++)
      if (GET_DATA_BIT(row, u))
        return TRUE;
  }
  return FALSE;
}

/* A line stands by itself; on the edge of a row of letters these go on to one side. */
static gboolean is_thin(PIX *ink, const Line *line)
{
  double alone = 0;
  for (double at = line->from; at <= line->to; at += 1)
    alone += has_ink(ink, along(line->lean, at, line->off)) &&
             !has_ink(ink, along(line->lean, at, line->off - BESIDE)) &&
             !has_ink(ink, along(line->lean, at, line->off + BESIDE));
  return alone >= ALONE * (line->to - line->from);
}

/* The longest gap that a rule makes in a line. */
static int gap_of(int lean)
{
  return px(CLAMP(RULE_MM / sin(abs(lean) * G_PI / 180), GAP_LEAST_MM, GAP_MOST_MM));
}

/* Share of the way between two points on which ink goes on without a gap for some
 * millimetres, as a drawn line does; letters that happen to stand in a line do not. */
static double share_drawn(PIX *ink, Point p, Point q)
{
  double length = hypot(q.x - p.x, q.y - p.y), drawn = 0;
  double ux = (q.x - p.x) / length, uy = (q.y - p.y) / length;
  int run = 0;
  for (int at = 0; at <= (int)length + 1; at++) {
    gboolean is_ink = at <= (int)length && has_ink(ink, (Point){p.x + at * ux, p.y + at * uy});
    if (is_ink) {
      run++;
      continue;
    }
    drawn += run >= px(RUN_MM) ? run : 0;
    run = 0;
  }
  return drawn / (length + 1);
}

/* Whether a level line fits as well: one is thick enough to pass for one that leans a little.
 */
static gboolean is_level(PIX *ink, const Line *line)
{
  Point middle = along(line->lean, (line->from + line->to) / 2, line->off);
  double half = (line->to - line->from) / 2;
  for (int shift = -SLACK; shift <= SLACK; shift++) {
    double y = middle.y + shift;
    if (share_drawn(ink, (Point){middle.x - half, y}, (Point){middle.x + half, y}) >= LEVEL)
      return TRUE;
  }
  return FALSE;
}

/* Adds the stretches of a line that have ink nearly everywhere. */
static void stretches_add(PIX *ink, int lean, double off, double reach, GArray *lines)
{
  int gap = gap_of(lean);
  double start = 0, last = -G_MAXDOUBLE;
  for (double at = -reach; at <= reach + gap + 1; at += 1) {
    gboolean is_ink = at <= reach && has_ink(ink, along(lean, at, off));
    if (is_ink && at - last > gap)
      start = at;
    if (is_ink)
      last = at;
    if (at - last < gap || at - last >= gap + 1 || last - start < px(LONG_MM))
      continue;
    Line line = {.lean = lean, .off = off, .from = start, .to = last};
    if (lines->len < LINES_MOST &&
        share_drawn(ink, along(lean, start, off), along(lean, last, off)) >= DRAWN &&
        is_thin(ink, &line) && !is_level(ink, &line))
      g_array_append_val(lines, line);
  }
}

/* Lines of one lean: where votes are many and no fewer than beside. */
static void lines_of_lean(const Ground *ground, int lean, int reach, guint16 *votes,
                          GArray *lines)
{
  double angle = lean * G_PI / 180, sine = sin(angle), cosine = cos(angle);
  memset(votes, 0, (gsize)(2 * reach + 1) * sizeof *votes);
  for (guint i = 0; i < ground->points->len; i++) {
    const Point *point = &g_array_index(ground->points, Point, i);
    votes[(int)lround(point->y * cosine - point->x * sine) + reach]++;
  }
  int least = (int)(px(LONG_MM) * DRAWN);
  for (int k = ASIDE; k <= 2 * reach - ASIDE; k++)
    if (votes[k] - (votes[k - ASIDE] + votes[k + ASIDE]) / 2 >= least * RISE &&
        votes[k] >= votes[k - 1] && votes[k] > votes[k + 1])
      stretches_add(ground->ink, lean, k - reach, reach, lines);
}

/* A line from one point to another, give or take. */
static gboolean has_side(PIX *ink, Point p, Point q)
{
  double length = hypot(q.x - p.x, q.y - p.y);
  double ux = (q.x - p.x) / length, uy = (q.y - p.y) / length;
  for (int shift = -3 * SLACK; shift <= 3 * SLACK; shift++) {
    Point from = {p.x - shift * uy, p.y + shift * ux},
          to = {q.x - shift * uy, q.y + shift * ux};
    if (share_drawn(ink, from, to) >= SIDE_DRAWN)
      return TRUE;
  }
  return FALSE;
}

/* How far off on one side of @line another closes a frame with it, 0: nowhere. That one may be
 * written over, or be part of what is longer. */
static double frame_beside(PIX *ink, const Line *line, int side)
{
  for (int apart = px(APART_MOST_MM); apart >= px(APART_LEAST_MM); apart--) {
    double off = line->off + side * apart;
    if (share_drawn(ink, along(line->lean, line->from, off), along(line->lean, line->to, off)) <
        DRAWN)
      continue;
    if (has_side(ink, along(line->lean, line->from, line->off),
                 along(line->lean, line->from, off)) &&
        has_side(ink, along(line->lean, line->to, line->off), along(line->lean, line->to, off)))
      return side * apart;
  }
  return 0;
}

/* In pixels of the ink that was halved. */
static BmBox box_of(const Line *line, double apart)
{
  Point corners[] = {along(line->lean, line->from, line->off),
                     along(line->lean, line->to, line->off),
                     along(line->lean, line->from, line->off + apart),
                     along(line->lean, line->to, line->off + apart)};
  double left = corners[0].x, right = left, high = corners[0].y, low = high;
  for (guint i = 1; i < G_N_ELEMENTS(corners); i++) {
    left = MIN(left, corners[i].x);
    right = MAX(right, corners[i].x);
    high = MIN(high, corners[i].y);
    low = MAX(low, corners[i].y);
  }
  return (BmBox){(int)(2 * left), (int)(2 * high), (int)(2 * (right - left)) + 2,
                 (int)(2 * (low - high)) + 2};
}

static gboolean is_known(const GArray *frames, BmBox box)
{
  for (guint i = 0; i < frames->len; i++)
    if (bm_box_area(bm_box_and(box, g_array_index(frames, BmBox, i))) == bm_box_area(box))
      return TRUE;
  return FALSE;
}

static void frames_of(PIX *ink, const GArray *lines, GArray *frames)
{
  for (guint i = 0; i < lines->len; i++)
    for (int side = -1; side <= 1; side += 2) {
      const Line *line = &g_array_index(lines, Line, i);
      double apart = frame_beside(ink, line, side);
      BmBox box = box_of(line, apart);
      if (apart != 0 && !is_known(frames, box))
        g_array_append_val(frames, box);
    }
}

GArray *bm_askew_frames_find(PIX *ink)
{
  g_auto(Ground) ground = {0};
  if (!ground_make(&ground, ink))
    return NULL;
  GArray *frames = g_array_new(FALSE, FALSE, sizeof(BmBox));
  int width = pixGetWidth(ground.ink), height = pixGetHeight(ground.ink);
  if (ground.points->len > CROWD * width * height)
    return frames;
  int reach = (int)ceil(hypot(width, height));
  g_autofree guint16 *votes = g_new(guint16, 2 * (gsize)reach + 1);
  g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(Line));
  for (int lean = LEAN_LEAST; lean <= LEAN_MOST; lean++)
    for (int sign = -1; sign <= 1; sign += 2)
      lines_of_lean(&ground, sign * lean, reach, votes, lines);
  frames_of(ground.ink, lines, frames);
  return frames;
}
