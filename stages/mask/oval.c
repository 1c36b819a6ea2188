/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For an ellipse of one shape, A = uuᵀ + q²vvᵀ with u its long way, the point with the normal n
 * lies at c ± a A n / sqrt(nᵀ A n). So each stroke votes, shape by shape, for the middles of
 * the ellipses that it may be a part of; where votes meet, the ellipse is fitted to the strokes
 * that run along it.
 */
#include "stages/mask/oval.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stages/mask/residual.h"
#include "stages/mask/strokes.h"
#include "stages/shared/page.h"

#define LONG_LEAST_MM 17.0 /* half axes */
#define LONG_MOST_MM 34.0
#define SHORT_LEAST_MM 9.0
#define SHORT_MOST_MM 22.0
#define RATIO_LEAST 0.4
#define RATIO_MOST 0.85
#define LEAN_MOST 25.0 /* degrees */
#define BIN 3          /* pixels of the votes' picture to a bin, both ways: 1.5 mm */
#define SWEEP 12       /* steps of the long axis from its least to its most */
#define VOTERS_MOST 3000U
#define VOTES_LEAST 100 /* of a bin and its neighbours */
#define PEAKS 10
#define APART_MM 7.0 /* two peaks */
#define DIRECTIONS 96
#define SLACK 4        /* pixels: how far off the outline a stroke is looked for */
#define ALONG 0.955    /* cosine of 17°, which a stroke may turn from the outline */
#define OUTER 0.08     /* how much better an inner outline has to fit */
#define MET_FIRST 0.25 /* as MET, before the outline is fitted */
#define PARTS 5        /* of an oval */
#define MOVES 6
#define TWO_APART 2 /* pixels from the middle of two outlines to either */
#define DAMP 2.0F
#define MET 0.5     /* share of the directions in which a stroke runs along the outline */
#define FILLED 0.65 /* share of them that have ink there */
#define CLEAR 0.4   /* less ink is beside the outline than on it, by this share */
#define BESIDE_LEAST_MM 1.5
#define BESIDE_MOST_MM 3.5
#define DARK 50 /* of 255 */

static const double ratios[] = {0.44, 0.52, 0.61, 0.71, 0.8};
static const double leans[] = {-24, -18, -12, -6, 0, 6, 12, 18, 24};

typedef struct Oval {
  double x, y, a, b, lean; /* pixels of the strokes; degrees, down to the right */
} Oval;

typedef struct Peak {
  Oval oval;
  int votes;
} Peak;

typedef struct Votes {
  int w, h;
  guint16 *bins, *sums; /* sums: of a bin and its eight neighbours */
} Votes;

static double px(double mm)
{
  return mm * BM_STROKES_DPI / BM_MM_PER_INCH;
}

/* Per turn of a normal, how the middle moves with the long axis, in bins. */
static void ways_make(double ratio, double lean, float ways[BM_STROKES_TURN][2])
{
  double angle = lean * G_PI / 180, ux = cos(angle), uy = sin(angle);
  for (int i = 0; i < BM_STROKES_TURN; i++) {
    double turn = i * G_PI / BM_STROKES_TURN, nx = cos(turn), ny = sin(turn);
    double along = ux * nx + uy * ny, across = (ux * ny - uy * nx) * ratio;
    double length = hypot(along, across) * BIN;
    ways[i][0] = (float)((along * ux - across * ratio * uy) / length);
    ways[i][1] = (float)((along * uy + across * ratio * ux) / length);
  }
}

static void stroke_vote(Votes *votes, const BmStroke *stroke, const float way[2], float from,
                        float step)
{
  for (int side = -1; side <= 1; side += 2) {
    float x = (float)stroke->x / BIN + (float)side * way[0] * from;
    float y = (float)stroke->y / BIN + (float)side * way[1] * from;
    float dx = (float)side * way[0] * step, dy = (float)side * way[1] * step;
    for (int k = 0; k <= SWEEP; k++, x += dx, y += dy) {
      int column = (int)x, row = (int)y;
      if ((guint)column < (guint)votes->w && (guint)row < (guint)votes->h)
        votes->bins[row * votes->w + column]++;
    }
  }
}

static void shape_vote(Votes *votes, const BmStrokes *strokes, double ratio, double lean)
{
  float ways[BM_STROKES_TURN][2];
  float from = (float)px(LONG_LEAST_MM),
        most = (float)px(MIN(LONG_MOST_MM, SHORT_MOST_MM / ratio));
  from = MAX(from, (float)px(SHORT_LEAST_MM / ratio));
  ways_make(ratio, lean, ways);
  memset(votes->bins, 0, (gsize)votes->w * (gsize)votes->h * sizeof *votes->bins);
  guint step = strokes->list->len / VOTERS_MOST + 1;
  for (guint i = 0; i < strokes->list->len; i += step) {
    const BmStroke *stroke = &g_array_index(strokes->list, BmStroke, i);
    stroke_vote(votes, stroke, ways[stroke->turn], from, (most - from) / SWEEP);
  }
}

static void sums_make(Votes *votes)
{
  int w = votes->w;
  for (int i = w + 1; i < w * (votes->h - 1) - 1; i++) {
    const guint16 *p = votes->bins + i;
    votes->sums[i] = (guint16)(p[-w - 1] + p[-w] + p[-w + 1] + p[-1] + p[0] + p[1] + p[w - 1] +
                               p[w] + p[w + 1]);
  }
}

static int by_votes(gconstpointer p, gconstpointer q)
{
  return ((const Peak *)q)->votes - ((const Peak *)p)->votes;
}

static gboolean is_top(const Votes *votes, int i)
{
  const guint16 *p = votes->sums + i;
  int w = votes->w;
  return p[0] >= p[-1] && p[0] > p[1] && p[0] >= p[-w] && p[0] > p[w];
}

static void peaks_add(const Votes *votes, double ratio, double lean, int least, GArray *peaks)
{
  for (int row = 2; row + 2 < votes->h; row++)
    for (int column = 2; column + 2 < votes->w; column++) {
      int i = row * votes->w + column;
      if (votes->sums[i] < least || !is_top(votes, i))
        continue;
      Peak peak = {{(column + 0.5) * BIN, (row + 0.5) * BIN, 1, ratio, lean}, votes->sums[i]};
      g_array_append_val(peaks, peak);
    }
}

/* The best peaks, each apart from the others. */
static void peaks_thin(GArray *peaks)
{
  g_array_sort(peaks, by_votes);
  guint kept = 0;
  for (guint i = 0; i < peaks->len && kept < PEAKS; i++) {
    Peak peak = g_array_index(peaks, Peak, i);
    gboolean is_new = TRUE;
    for (guint k = 0; k < kept; k++) {
      const Oval *other = &g_array_index(peaks, Peak, k).oval;
      is_new = is_new && hypot(peak.oval.x - other->x, peak.oval.y - other->y) > px(APART_MM);
    }
    if (is_new)
      g_array_index(peaks, Peak, kept++) = peak;
  }
  g_array_set_size(peaks, kept);
}

static GArray *peaks_find(const BmStrokes *strokes)
{
  Votes votes = {.w = strokes->w / BIN + 1, .h = strokes->h / BIN + 1};
  gsize all = (gsize)votes.w * (gsize)votes.h;
  g_autofree guint16 *bins = g_new(guint16, all), *sums = g_new0(guint16, all);
  votes.bins = bins;
  votes.sums = sums;
  GArray *peaks = g_array_new(FALSE, FALSE, sizeof(Peak));
  for (guint i = 0; i < G_N_ELEMENTS(ratios); i++)
    for (guint k = 0; k < G_N_ELEMENTS(leans); k++) {
      shape_vote(&votes, strokes, ratios[i], leans[k]);
      sums_make(&votes);
      peaks_add(&votes, ratios[i], leans[k], VOTES_LEAST, peaks);
    }
  peaks_thin(peaks);
  return peaks;
}

/* What ellipses are held against. */
typedef struct Look {
  const BmStrokes *strokes;
  double turn_x[BM_STROKES_TURN], turn_y[BM_STROKES_TURN]; /* normals */
  double cosine[DIRECTIONS], sine[DIRECTIONS];
} Look;

static void look_init(Look *look, const BmStrokes *strokes)
{
  look->strokes = strokes;
  for (int i = 0; i < BM_STROKES_TURN; i++) {
    look->turn_x[i] = cos(i * G_PI / BM_STROKES_TURN);
    look->turn_y[i] = sin(i * G_PI / BM_STROKES_TURN);
  }
  for (int i = 0; i < DIRECTIONS; i++) {
    look->cosine[i] = cos(2 * G_PI * i / DIRECTIONS);
    look->sine[i] = sin(2 * G_PI * i / DIRECTIONS);
  }
}

/* A point of an ellipse and its normal. */
typedef struct Point {
  double x, y, nx, ny;
} Point;

static Point point_at(const Look *look, const Oval *oval, int direction)
{
  double angle = oval->lean * G_PI / 180, c = cos(angle), s = sin(angle);
  double cosine = look->cosine[direction], sine = look->sine[direction];
  double u = oval->a * cosine, v = oval->b * sine, p = oval->b * cosine, q = oval->a * sine;
  double length = sqrt(p * p + q * q);
  return (Point){oval->x + c * u - s * v, oval->y + s * u + c * v, (c * p - s * q) / length,
                 (s * p + c * q) / length};
}

/* Index of the pixel @off outside a point, -1: not on the page. */
static gssize pixel_at(const Look *look, const Point *point, double off)
{
  int x = (int)lround(point->x + off * point->nx), y = (int)lround(point->y + off * point->ny);
  gboolean is_on = x >= 0 && y >= 0 && x < look->strokes->w && y < look->strokes->h;
  return is_on ? (gssize)y * look->strokes->w + x : -1;
}

/* How far outside a point a stroke runs along the outline, more than SLACK: nowhere. */
static int stroke_off(const Look *look, const Point *point, int slack)
{
  for (int i = 0; i <= 2 * slack; i++) {
    int off = (i + 1) / 2 * (i % 2 ? 1 : -1);
    gssize at = pixel_at(look, point, off);
    if (at < 0 || look->strokes->turns[at] == BM_STROKES_NONE)
      continue;
    int turn = look->strokes->turns[at];
    double along = look->turn_x[turn] * point->nx + look->turn_y[turn] * point->ny;
    if (fabs(along) >= ALONG)
      return off;
  }
  return SLACK + 1;
}

/* Share of the directions in which a stroke runs along the outline, @slack off at most. */
static double met_share(const Look *look, const Oval *oval, int slack)
{
  int met = 0;
  for (int i = 0; i < DIRECTIONS; i++) {
    Point point = point_at(look, oval, i);
    met += stroke_off(look, &point, slack) <= slack;
  }
  return (double)met / DIRECTIONS;
}

static gboolean is_shape(const Oval *oval)
{
  return oval->a >= px(LONG_LEAST_MM) && oval->a <= px(LONG_MOST_MM) &&
         oval->b >= px(SHORT_LEAST_MM) && oval->b <= px(SHORT_MOST_MM) &&
         oval->b >= RATIO_LEAST * oval->a && oval->b <= RATIO_MOST * oval->a &&
         fabs(oval->lean) <= LEAN_MOST;
}

/* Of one middle and shape, the size whose outline is met most. */
static gboolean size_find(const Look *look, Oval *oval)
{
  double best = 0, ratio = oval->b;
  for (double a = px(LONG_LEAST_MM); a <= px(LONG_MOST_MM); a += 1) {
    Oval tried = {oval->x, oval->y, a, a * ratio, oval->lean};
    double met = is_shape(&tried) ? met_share(look, &tried, SLACK - 1) : 0;
    if (met > best) {
      best = met;
      *oval = tried;
    }
  }
  return best >= MET_FIRST;
}

/* How a point moves outwards with each part of an oval, its lean in radians. */
static void slopes_at(const Oval *oval, int direction, const Point *point, float slopes[PARTS])
{
  double t = 2 * G_PI * direction / DIRECTIONS, angle = oval->lean * G_PI / 180;
  double along = cos(angle) * point->nx + sin(angle) * point->ny;
  double across = cos(angle) * point->ny - sin(angle) * point->nx;
  slopes[0] = (float)point->nx;
  slopes[1] = (float)point->ny;
  slopes[2] = (float)(cos(t) * along);
  slopes[3] = (float)(sin(t) * across);
  slopes[4] = (float)(oval->a * cos(t) * across - oval->b * sin(t) * along);
}

/* Moves an oval to the strokes at most @slack beside it, by least squares. */
static void oval_move(const Look *look, Oval *oval, int slack)
{
  float sums[PARTS][PARTS] = {0}, move[PARTS] = {0}, *rows[PARTS];
  for (int k = 0; k < PARTS; k++) {
    rows[k] = sums[k];
    sums[k][k] = k == PARTS - 1 ? DAMP * 400 : DAMP; /* a radian moves far */
  }
  for (int i = 0; i < DIRECTIONS; i++) {
    float slopes[PARTS];
    Point point = point_at(look, oval, i);
    int off = stroke_off(look, &point, slack);
    if (off > slack)
      continue;
    slopes_at(oval, i, &point, slopes);
    for (int k = 0; k < PARTS; k++) {
      move[k] += slopes[k] * (float)off;
      for (int m = 0; m < PARTS; m++)
        sums[k][m] += slopes[k] * slopes[m];
    }
  }
  if (gaussjordan(rows, move, PARTS) != 0)
    return;
  Oval moved = {oval->x + move[0], oval->y + move[1], oval->a + move[2], oval->b + move[3],
                oval->lean + move[4] * 180 / G_PI};
  if (is_shape(&moved))
    *oval = moved;
}

/* Share of the directions that have ink @off outside the outline. */
static double dark_share(const Look *look, const Oval *oval, double off)
{
  int met = 0;
  for (int i = 0; i < DIRECTIONS; i++) {
    Point point = point_at(look, oval, i);
    gssize at = pixel_at(look, &point, off);
    met += at >= 0 && look->strokes->dark[at] >= DARK;
  }
  return (double)met / DIRECTIONS;
}

/* The oval that the strokes nearby lie on; of two outlines the outer one. */
static void oval_fit(const Look *look, Oval *oval)
{
  double best = 0;
  for (int i = 0; i < MOVES; i++)
    oval_move(look, oval, SLACK);
  Oval between = *oval;
  for (int wider = TWO_APART; wider >= -TWO_APART; wider--) {
    Oval now = between;
    now.a += wider;
    now.b += wider;
    for (int slack = 2; slack >= 1; slack--)
      for (int i = 0; i < 2; i++)
        oval_move(look, &now, slack);
    double fit = met_share(look, &now, 1) + dark_share(look, &now, 0);
    if (is_shape(&now) && fit > best + OUTER) {
      best = fit;
      *oval = now;
    }
  }
}

/* The least share of ink beside the outline; a second one may come between. */
static double beside_share(const Look *look, const Oval *oval, int side)
{
  double least = 1;
  for (double off = px(BESIDE_LEAST_MM); off <= px(BESIDE_MOST_MM); off += 1)
    least = MIN(least, dark_share(look, oval, side * off));
  return least;
}

static gboolean is_oval(const Look *look, Oval *oval)
{
  if (!size_find(look, oval))
    return FALSE;
  oval_fit(look, oval);
  double met = met_share(look, oval, 1), dark = dark_share(look, oval, 0);
  double outside = beside_share(look, oval, 1), inside = beside_share(look, oval, -1);
  return met >= MET && dark >= FILLED && dark - outside >= CLEAR && dark - inside >= CLEAR;
}

/* In pixels of the ink. */
static BmBox box_of(const Oval *oval)
{
  double up = BM_RESIDUAL_DPI / BM_STROKES_DPI, angle = oval->lean * G_PI / 180;
  double half_w = up * hypot(oval->a * cos(angle), oval->b * sin(angle));
  double half_h = up * hypot(oval->a * sin(angle), oval->b * cos(angle));
  double x = up * (oval->x + 0.5), y = up * (oval->y + 0.5);
  return (BmBox){(int)(x - half_w), (int)(y - half_h), (int)(2 * half_w) + 1,
                 (int)(2 * half_h) + 1};
}

static gboolean is_within(const Oval *oval, const GArray *boxes)
{
  double up = BM_RESIDUAL_DPI / BM_STROKES_DPI;
  BmBox middle = {(int)(up * oval->x), (int)(up * oval->y), 1, 1};
  for (guint i = 0; i < boxes->len; i++)
    if (!bm_box_is_empty(bm_box_and(middle, g_array_index(boxes, BmBox, i))))
      return TRUE;
  return FALSE;
}

GArray *bm_ovals_find(PIX *ink)
{
  g_autoptr(BmStrokes) strokes = bm_strokes_find(ink);
  if (strokes == NULL)
    return NULL;
  GArray *ovals = g_array_new(FALSE, FALSE, sizeof(BmBox));
  g_autoptr(GArray) peaks = peaks_find(strokes);
  Look look;
  look_init(&look, strokes);
  for (guint i = 0; i < peaks->len; i++) {
    Oval oval = g_array_index(peaks, Peak, i).oval;
    if (is_within(&oval, ovals) || !is_oval(&look, &oval))
      continue;
    BmBox box = box_of(&oval);
    g_array_append_val(ovals, box);
  }
  return ovals;
}
