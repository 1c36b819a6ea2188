/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a score sheet lies on a picture. */
#include "stages/collect/paper_part.h"

#include <math.h>
#include <string.h>

#include "pipeline/error.h"
#include "stages/shared/ink.h"

#define WORK_DPI 150.0
#define WORK_PX (WORK_DPI / 25.4) /* a mm of the working picture */
#define SQUARE_CORE_MM 3.2 /* text, rings, codes and filled bubbles do not hold such a square  \
                            */
#define BAR_CORE_MM 1.1    /* thinner than a bar, thicker than a stroke */
#define FAR_SHARE 0.035  /* of its distance from the code, what one code's corners may mislead \
                          */
#define NEAR_MM 2.0      /* and besides */
#define BAR_REACH_MM 2.2 /* a bar is so near to where the squares say */
#define OFF_MOST_MM 1.6  /* a bar further off the common map belongs to something else */
#define UNLIKE_MM 0.45   /* a bar so much off its neighbours, too */
#define RMS_MOST_MM 0.7  /* of squares and bars about the common map */
#define BARS_LEAST 0.5   /* share of bars that must be found */
#define STRETCH_MOST 1.12 /* of one direction against the other: slow or fast feed of a fax */

typedef struct Off {
  double x, y; /* mm on the sheet that a bar is off the common map */
  gboolean is_seen;
} Off;

struct BmPaperFix {
  const BmScorePage *sheet; /* borrowed */
  BmAffine to_px;           /* mm of the sheet to pixels of the page */
  double px_per_mm;
  int width, height; /* of the page */
  guint n_rows;      /* of all blocks */
  guint first[BM_SCOREPAPER_BLOCKS];
  Off *offs; /* two a row: left, right */
};

/* A place of the sheet, mm, and where it was found, pixels of the page. */
typedef struct Pair {
  double x, y, px, py;
} Pair;

/* A solid piece of the working picture. */
typedef struct Piece {
  double x, y;  /* middle, pixels of the page */
  double w, h;  /* mm */
  double share; /* of its box that is ink */
} Piece;

void bm_paper_fix_free(BmPaperFix *fix)
{
  if (fix == NULL)
    return;
  g_free(fix->offs);
  g_free(fix);
}

/* --- maps ------------------------------------------------------------------------------- */

/* The turn, scale and shift that fits best: least squares. */
static BmAffine similar_of(const Pair *pairs, guint n)
{
  double mx = 0, my = 0, mu = 0, mv = 0, a = 0, b = 0, d = 0;
  for (guint i = 0; i < n; i++) {
    mx += pairs[i].x / n;
    my += pairs[i].y / n;
    mu += pairs[i].px / n;
    mv += pairs[i].py / n;
  }
  for (guint i = 0; i < n; i++) {
    double x = pairs[i].x - mx, y = pairs[i].y - my, u = pairs[i].px - mu, v = pairs[i].py - mv;
    a += x * u + y * v;
    b += x * v - y * u;
    d += x * x + y * y;
  }
  a /= d;
  b /= d;
  return (BmAffine){a, -b, mu - a * mx + b * my, b, a, mv - b * mx - a * my};
}

/* One row of the affine map, u = p·x + q·y + r about the middles. */
static gboolean row_of(double sxx, double sxy, double syy, double sxu, double syu, double *p,
                       double *q)
{
  double det = sxx * syy - sxy * sxy;
  if (det <= 1e-9 * sxx * syy || det <= 0)
    return FALSE;
  *p = (sxu * syy - syu * sxy) / det;
  *q = (syu * sxx - sxu * sxy) / det;
  return TRUE;
}

/* Least squares; FALSE when the places lie on a line. */
static gboolean affine_of(const Pair *pairs, guint n, BmAffine *ret)
{
  double mx = 0, my = 0, mu = 0, mv = 0;
  double sxx = 0, sxy = 0, syy = 0, sxu = 0, syu = 0, sxv = 0, syv = 0;
  for (guint i = 0; i < n; i++) {
    mx += pairs[i].x / n;
    my += pairs[i].y / n;
    mu += pairs[i].px / n;
    mv += pairs[i].py / n;
  }
  for (guint i = 0; i < n; i++) {
    double x = pairs[i].x - mx, y = pairs[i].y - my, u = pairs[i].px - mu, v = pairs[i].py - mv;
    sxx += x * x;
    sxy += x * y;
    syy += y * y;
    sxu += x * u;
    syu += y * u;
    sxv += x * v;
    syv += y * v;
  }
  BmAffine m;
  if (!row_of(sxx, sxy, syy, sxu, syu, &m.a, &m.b) ||
      !row_of(sxx, sxy, syy, sxv, syv, &m.c, &m.d))
    return FALSE;
  m.tx = mu - m.a * mx - m.b * my;
  m.ty = mv - m.c * mx - m.d * my;
  *ret = m;
  return TRUE;
}

/* Greatest distance of a place from where the map puts it, pixels. */
static double misfit(BmAffine m, const Pair *pairs, guint n)
{
  double most = 0;
  for (guint i = 0; i < n; i++) {
    double u, v;
    bm_affine_point(m, pairs[i].x, pairs[i].y, &u, &v);
    most = MAX(most, hypot(u - pairs[i].px, v - pairs[i].py));
  }
  return most;
}

static double scale_of(BmAffine m)
{
  return sqrt(fabs(m.a * m.d - m.b * m.c));
}

/* --- solid pieces ----------------------------------------------------------------------- */

/* What holds a square of @core_mm in @ink, which has WORK_PX pixels a mm. */
static GArray *pieces_of(PIX *ink, double core_mm, double up)
{
  GArray *pieces = g_array_new(FALSE, TRUE, sizeof(Piece));
  int core = (int)lround(core_mm * WORK_PX);
  g_autoptr(PIX) solid = pixOpenBrick(NULL, ink, core, core);
  PIXA *parts = NULL;
  g_autoptr(BOXA) boxes = solid == NULL ? NULL : pixConnComp(solid, &parts, 8);
  g_autoptr(PIXA) owned = parts;
  for (int i = 0; boxes != NULL && i < boxaGetCount(boxes); i++) {
    l_int32 x, y, w, h, count = 0;
    l_float32 cx = 0, cy = 0;
    boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
    if (w > 12 * WORK_PX || h > 12 * WORK_PX)
      continue;
    g_autoptr(PIX) part = pixaGetPix(owned, i, L_CLONE);
    pixCountPixels(part, &count, NULL);
    pixCentroid(part, NULL, NULL, &cx, &cy);
    Piece piece = {.x = (x + (double)cx + 0.5) * up,
                   .y = (y + (double)cy + 0.5) * up,
                   .w = w / WORK_PX,
                   .h = h / WORK_PX,
                   .share = (double)count / w / h};
    g_array_append_val(pieces, piece);
  }
  return pieces;
}

/* Whether a piece is a solid @w × @h mm, lying or standing. */
static gboolean is_solid(const Piece *piece, double w, double h)
{
  double longer = MAX(piece->w, piece->h), shorter = MIN(piece->w, piece->h);
  return piece->share > 0.72 && longer > 0.72 * MAX(w, h) && longer < 1.4 * MAX(w, h) &&
         shorter > 0.65 * MIN(w, h) && shorter < 1.5 * MIN(w, h);
}

/* The piece of that size that is nearest to (@x, @y) and within @reach pixels, or NULL. */
static const Piece *nearest(const GArray *pieces, double w, double h, double x, double y,
                            double reach)
{
  const Piece *best = NULL;
  for (guint i = 0; i < pieces->len; i++) {
    const Piece *piece = &g_array_index(pieces, Piece, i);
    double off = hypot(piece->x - x, piece->y - y);
    if (off <= reach && is_solid(piece, w, h)) {
      reach = off;
      best = piece;
    }
  }
  return best;
}

/* --- squares ---------------------------------------------------------------------------- */

static Pair corner_pair(const BmScorePage *sheet, guint code, guint corner, BmPaperPoint at)
{
  BmPdfRect rect = bm_scorepaper_code(sheet, code);
  return (Pair){rect.x + (corner == 1 || corner == 2 ? rect.w : 0),
                rect.y + (corner >= 2 ? rect.h : 0), at.x, at.y};
}

static guint sight_pairs(const BmScorePage *sheet, const BmPaperSight *sight, guint code,
                         Pair *pairs)
{
  for (guint i = 0; i < 4; i++)
    pairs[i] = corner_pair(sheet, code, i, sight->corners[i]);
  return 4;
}

static guint find_squares(const BmScorePage *sheet, const GArray *pieces, BmAffine guess,
                          double far_share, double near_mm, const Pair *from, Pair *pairs)
{
  guint n = 0;
  double scale = scale_of(guess);
  for (guint i = 0; i < BM_SCOREPAPER_ANCHORS; i++) {
    BmPdfRect square = bm_scorepaper_anchor(sheet, i);
    double x = square.x + square.w / 2, y = square.y + square.h / 2, u, v;
    double away = hypot(x - from->x, y - from->y);
    bm_affine_point(guess, x, y, &u, &v);
    const Piece *piece =
        nearest(pieces, square.w, square.h, u, v, (near_mm + far_share * away) * scale);
    if (piece != NULL)
      pairs[n++] = (Pair){x, y, piece->x, piece->y};
  }
  return n;
}

/* From one code alone: the squares near it first make the guess better for those far away. */
static guint squares_from_one(const BmScorePage *sheet, const GArray *pieces,
                              const BmPaperSight *sight, guint code, Pair *pairs)
{
  Pair known[4 + BM_SCOREPAPER_ANCHORS];
  guint n = sight_pairs(sheet, sight, code, known), found = 0;
  BmAffine guess = similar_of(known, n);
  for (guint i = 0; i < 3; i++) {
    found = find_squares(sheet, pieces, guess, i == 0 ? FAR_SHARE : FAR_SHARE / 2, NEAR_MM,
                         &known[0], pairs);
    memcpy(known + n, pairs, found * sizeof *pairs);
    guess = similar_of(known, n + found);
  }
  return found;
}

/* Both codes, the right way round: the wrong one turns the sheet against its own codes. */
static guint squares_from_two(const BmScorePage *sheet, const GArray *pieces,
                              const BmPaperSight *sights, Pair *pairs)
{
  Pair best[8];
  double least = G_MAXDOUBLE;
  for (guint first = 0; first < 2; first++) {
    Pair known[8];
    sight_pairs(sheet, &sights[0], first, known);
    sight_pairs(sheet, &sights[1], 1 - first, known + 4);
    double off = misfit(similar_of(known, 8), known, 8);
    if (off < least) {
      least = off;
      memcpy(best, known, sizeof best);
    }
  }
  return find_squares(sheet, pieces, similar_of(best, 8), 0.01, NEAR_MM, &best[0], pairs);
}

/* Pairs of the squares that were found, 0 to 4. */
static guint squares_find(const BmScorePage *sheet, const GArray *pieces,
                          const BmPaperSight *sights, guint n_sights, Pair *pairs)
{
  guint best = n_sights == 2 ? squares_from_two(sheet, pieces, sights, pairs) : 0;
  for (guint i = 0; i < n_sights && best < 3; i++)
    for (guint code = 0; code < BM_SCOREPAPER_CODES; code++) {
      Pair found[BM_SCOREPAPER_ANCHORS];
      guint n = squares_from_one(sheet, pieces, &sights[i], code, found);
      if (n > best) {
        best = n;
        memcpy(pairs, found, n * sizeof *found);
      }
    }
  return best;
}

/* --- bars ------------------------------------------------------------------------------- */

static Pair bar_pair(const BmScorePage *sheet, const BmScoreBlock *block, guint row, guint side)
{
  BmPdfRect bar = bm_scorepaper_bar(sheet, block, row, side);
  return (Pair){.x = bar.x + bar.w / 2, .y = bar.y + bar.h / 2};
}

/* Each bar's distance from @fix->to_px, in mm of the sheet. */
static guint bars_find(BmPaperFix *fix, const GArray *pieces, double reach_mm)
{
  guint n = 0;
  BmAffine back;
  if (!bm_affine_invert(fix->to_px, &back))
    return 0;
  for (guint i = 0; i < fix->sheet->n_blocks; i++)
    for (guint at = 0; at < fix->sheet->blocks[i].n_rows * 2; at++) {
      const BmScoreBlock *block = &fix->sheet->blocks[i];
      BmPdfRect bar = bm_scorepaper_bar(fix->sheet, block, at / 2, at % 2);
      Pair pair = bar_pair(fix->sheet, block, at / 2, at % 2);
      Off *off = &fix->offs[2 * fix->first[i] + at];
      double u, v, x, y;
      bm_affine_point(fix->to_px, pair.x, pair.y, &u, &v);
      const Piece *piece = nearest(pieces, bar.w, bar.h, u, v, reach_mm * fix->px_per_mm);
      off->is_seen = piece != NULL;
      if (piece == NULL)
        continue;
      bm_affine_point(back, piece->x, piece->y, &x, &y);
      off->x = x - pair.x;
      off->y = y - pair.y;
      n++;
    }
  return n;
}

/* Squares and bars together; bars are worth as much as they are many. */
static gboolean refit(BmPaperFix *fix, const Pair *squares, guint n_squares)
{
  g_autoptr(GArray) pairs = g_array_new(FALSE, FALSE, sizeof(Pair));
  g_array_append_vals(pairs, squares, n_squares);
  for (guint i = 0; i < fix->sheet->n_blocks; i++)
    for (guint at = 0; at < fix->sheet->blocks[i].n_rows * 2; at++) {
      const Off *off = &fix->offs[2 * fix->first[i] + at];
      Pair pair = bar_pair(fix->sheet, &fix->sheet->blocks[i], at / 2, at % 2);
      if (!off->is_seen)
        continue;
      bm_affine_point(fix->to_px, pair.x + off->x, pair.y + off->y, &pair.px, &pair.py);
      g_array_append_val(pairs, pair);
    }
  if (!affine_of((const Pair *)(void *)pairs->data, pairs->len, &fix->to_px))
    return FALSE;
  fix->px_per_mm = scale_of(fix->to_px);
  return TRUE;
}

static int by_value(const void *p, const void *q)
{
  double a = *(const double *)p, b = *(const double *)q;
  return (a > b) - (a < b);
}

/* Middle distance of the bars of a side within three rows, downwards. */
static double usual_off(const BmPaperFix *fix, guint row, guint side)
{
  double values[7];
  guint n = 0;
  for (guint i = row < 3 ? 0 : row - 3; i < fix->n_rows && i <= row + 3; i++)
    if (fix->offs[2 * i + side].is_seen)
      values[n++] = fix->offs[2 * i + side].y;
  qsort(values, n, sizeof *values, by_value);
  return n == 0 ? 0 : values[n / 2];
}

/* Bars that something else was taken for. */
static void strays_drop(BmPaperFix *fix)
{
  for (guint i = 0; i < 2 * fix->n_rows; i++) {
    Off *off = &fix->offs[i];
    if (off->is_seen && (hypot(off->x, off->y) > OFF_MOST_MM ||
                         fabs(off->y - usual_off(fix, i / 2, i % 2)) > UNLIKE_MM))
      off->is_seen = FALSE;
  }
}

/* The seen bar of a side nearest to a row, or NULL. */
static const Off *off_near(const BmPaperFix *fix, guint row, guint side)
{
  for (guint step = 0; step < fix->n_rows; step++) {
    if (row >= step && fix->offs[2 * (row - step) + side].is_seen)
      return &fix->offs[2 * (row - step) + side];
    if (row + step < fix->n_rows && fix->offs[2 * (row + step) + side].is_seen)
      return &fix->offs[2 * (row + step) + side];
  }
  return NULL;
}

/* Rows whose bar is missing take the nearest one's distance; a side without any, the other's.
 */
static void gaps_fill(BmPaperFix *fix)
{
  g_autofree Off *whole = g_new0(Off, 2 * fix->n_rows);
  for (guint i = 0; i < 2 * fix->n_rows; i++) {
    const Off *off = off_near(fix, i / 2, i % 2);
    if (off == NULL)
      off = off_near(fix, i / 2, 1 - i % 2);
    if (off != NULL)
      whole[i] = *off;
  }
  memcpy(fix->offs, whole, 2 * fix->n_rows * sizeof *whole);
}

/* --- the whole -------------------------------------------------------------------------- */

static double rms_of(const BmPaperFix *fix, guint *ret_seen)
{
  double sum = 0;
  guint n = 0;
  for (guint i = 0; i < 2 * fix->n_rows; i++)
    if (fix->offs[i].is_seen) {
      sum += fix->offs[i].x * fix->offs[i].x + fix->offs[i].y * fix->offs[i].y;
      n++;
    }
  *ret_seen = n;
  return n == 0 ? 0 : sqrt(sum / n);
}

static gboolean is_plausible(const BmPaperFix *fix)
{
  BmAffine m = fix->to_px;
  double along = hypot(m.a, m.c), down = hypot(m.b, m.d);
  double lean = fabs(m.a * m.b + m.c * m.d) / (along * down);
  return m.a * m.d - m.b * m.c > 0 && along < STRETCH_MOST * down &&
         down < STRETCH_MOST * along && lean < 0.03;
}

static gboolean settle(BmPaperFix *fix, const GArray *squares, const GArray *bars,
                       const BmPaperSight *sights, guint n_sights, GError **error)
{
  Pair pairs[BM_SCOREPAPER_ANCHORS];
  guint n = squares_find(fix->sheet, squares, sights, n_sights, pairs), seen = 0;
  if (n < 2)
    return bm_fail(error, BM_ERROR_INPUT, "paper_not_registered", "%u squares of 4", n);
  if (n < 3 || !affine_of(pairs, n, &fix->to_px))
    fix->to_px = similar_of(pairs, n);
  fix->px_per_mm = scale_of(fix->to_px);
  for (guint i = 0; i < 3; i++) {
    bars_find(fix, bars, BAR_REACH_MM);
    strays_drop(fix);
    if (!refit(fix, pairs, n))
      break;
  }
  bars_find(fix, bars, BAR_REACH_MM);
  strays_drop(fix);
  double rms = rms_of(fix, &seen);
  if (seen < BARS_LEAST * 2 * fix->n_rows || rms > RMS_MOST_MM || !is_plausible(fix))
    return bm_fail(error, BM_ERROR_INPUT, "paper_not_registered",
                   "%u squares of 4, %u bars of %u, %.2f mm off", n, seen, 2 * fix->n_rows,
                   rms);
  gaps_fill(fix);
  return TRUE;
}

static BmPaperFix *fix_new(PIX *page, const BmScorePage *sheet)
{
  BmPaperFix *fix = g_new0(BmPaperFix, 1);
  fix->sheet = sheet;
  fix->width = pixGetWidth(page);
  fix->height = pixGetHeight(page);
  for (guint i = 0; i < sheet->n_blocks; i++) {
    fix->first[i] = fix->n_rows;
    fix->n_rows += sheet->blocks[i].n_rows;
  }
  fix->offs = g_new0(Off, 2 * fix->n_rows);
  return fix;
}

BmPaperFix *bm_paper_fix(PIX *page, const BmScorePage *sheet, const BmPaperSight *sights,
                         guint n_sights, GError **error)
{
  double side = 0;
  for (guint i = 0; i < 4; i++) {
    BmPaperPoint p = sights[0].corners[i], q = sights[0].corners[(i + 1) % 4];
    side += hypot(p.x - q.x, p.y - q.y) / 4;
  }
  double dpi = side / bm_scorepaper_code(sheet, 0).w * 25.4;
  if (dpi < 70 || dpi > 1300) {
    bm_fail(error, BM_ERROR_INPUT, "paper_not_registered", "a code at %.0f dpi", dpi);
    return NULL;
  }
  g_autoptr(PIX) ink = bm_ink_working(page, dpi, WORK_DPI, error);
  if (ink == NULL)
    return NULL;
  double up = (double)pixGetWidth(page) / pixGetWidth(ink);
  g_autoptr(GArray) squares = pieces_of(ink, SQUARE_CORE_MM, up);
  g_autoptr(GArray) bars = pieces_of(ink, BAR_CORE_MM, up);
  g_autoptr(BmPaperFix) fix = fix_new(page, sheet);
  if (!settle(fix, squares, bars, sights, n_sights, error))
    return NULL;
  return g_steal_pointer(&fix);
}

double bm_paper_px_per_mm(const BmPaperFix *fix)
{
  return fix->px_per_mm;
}

BmPaperPoint bm_paper_place(const BmPaperFix *fix, guint block, guint row, double x, double y)
{
  const Off *left = &fix->offs[2 * (fix->first[block] + row)], *right = left + 1;
  double share = x / fix->sheet->width;
  BmPaperPoint at;
  bm_affine_point(fix->to_px, x + left->x + share * (right->x - left->x),
                  y + left->y + share * (right->y - left->y), &at.x, &at.y);
  return at;
}

BmBox bm_paper_box(const BmPaperFix *fix, guint block, guint row, BmPdfRect rect, double margin)
{
  double x0 = G_MAXDOUBLE, y0 = G_MAXDOUBLE, x1 = -G_MAXDOUBLE, y1 = -G_MAXDOUBLE;
  for (guint i = 0; i < 4; i++) {
    double x = i % 2 == 0 ? rect.x - margin : rect.x + rect.w + margin;
    double y = i < 2 ? rect.y - margin : rect.y + rect.h + margin;
    BmPaperPoint at = bm_paper_place(fix, block, row, x, y);
    x0 = MIN(x0, at.x);
    x1 = MAX(x1, at.x);
    y0 = MIN(y0, at.y);
    y1 = MAX(y1, at.y);
  }
  BmBox box = {(int)floor(x0), (int)floor(y0), 0, 0};
  box.w = (int)ceil(x1) - box.x;
  box.h = (int)ceil(y1) - box.y;
  return bm_box_clip(box, fix->width, fix->height);
}

static void level_add(PIX *gray, BmPaperPoint at, GArray *levels)
{
  l_uint32 value = 0;
  if (pixGetPixel(gray, (int)at.x, (int)at.y, &value) == 0) {
    double level = value;
    g_array_append_val(levels, level);
  }
}

double bm_paper_black(const BmPaperFix *fix, PIX *gray)
{
  g_autoptr(GArray) levels = g_array_new(FALSE, FALSE, sizeof(double));
  for (guint i = 0; i < fix->sheet->n_blocks; i++)
    for (guint at = 0; at < fix->sheet->blocks[i].n_rows * 2; at++) {
      Pair bar = bar_pair(fix->sheet, &fix->sheet->blocks[i], at / 2, at % 2);
      level_add(gray, bm_paper_place(fix, i, at / 2, bar.x, bar.y), levels);
    }
  g_array_sort(levels, by_value);
  return levels->len == 0 ? 0 : g_array_index(levels, double, levels->len / 2);
}
