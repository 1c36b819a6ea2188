/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a score sheet lies on a picture: one map for all by its squares, and what the bars of
 * each row are off it, which an uneven feed makes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/error.h"
#include "stages/collect/paper_find.h"
#include "stages/shared/ink.h"

#define SQUARE_CORE_MM                                                                         \
  3.2                     /* text, rings, codes and filled bubbles do not hold such a square   \
                           */
#define BAR_CORE_MM 1.1   /* thinner than a bar, thicker than a stroke */
#define BAR_REACH_MM 2.2  /* a bar is so near to where the squares say */
#define OFF_MOST_MM 1.6   /* a bar further off the common map belongs to something else */
#define UNLIKE_MM 0.45    /* and one so much off all its neighbours, too */
#define RMS_MOST_MM 1.0   /* of squares and bars about the common map */
#define BARS_LEAST 0.5    /* share of bars that must be found */
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

void bm_paper_fix_free(BmPaperFix *fix)
{
  if (fix == NULL)
    return;
  g_free(fix->offs);
  g_free(fix);
}

/* --- bars ------------------------------------------------------------------------------- */

static BmPaperPair bar_pair(const BmScorePage *sheet, const BmScoreBlock *block, guint row,
                            guint side)
{
  BmPdfRect bar = bm_scorepaper_bar(sheet, block, row, side);
  return (BmPaperPair){.x = bar.x + bar.w / 2, .y = bar.y + bar.h / 2};
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
      BmPaperPair pair = bar_pair(fix->sheet, block, at / 2, at % 2);
      Off *off = &fix->offs[2 * fix->first[i] + at];
      double u, v, x, y;
      bm_affine_point(fix->to_px, pair.x, pair.y, &u, &v);
      const BmPaperPiece *piece =
          bm_paper_nearest(pieces, bar.w, bar.h, u, v, reach_mm * fix->px_per_mm);
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
static gboolean refit(BmPaperFix *fix, const BmPaperPair *squares, guint n_squares)
{
  g_autoptr(GArray) pairs = g_array_new(FALSE, FALSE, sizeof(BmPaperPair));
  g_array_append_vals(pairs, squares, n_squares);
  for (guint i = 0; i < fix->sheet->n_blocks; i++)
    for (guint at = 0; at < fix->sheet->blocks[i].n_rows * 2; at++) {
      const Off *off = &fix->offs[2 * fix->first[i] + at];
      BmPaperPair pair = bar_pair(fix->sheet, &fix->sheet->blocks[i], at / 2, at % 2);
      if (!off->is_seen)
        continue;
      bm_affine_point(fix->to_px, pair.x + off->x, pair.y + off->y, &pair.px, &pair.py);
      g_array_append_val(pairs, pair);
    }
  if (!bm_paper_affine((const BmPaperPair *)(void *)pairs->data, pairs->len, &fix->to_px))
    return FALSE;
  fix->px_per_mm = bm_paper_scale(fix->to_px);
  return TRUE;
}

/* Whether a bar is off as its neighbours on the same side are, or as the other end of its row
 * is: an uneven feed moves all of them. */
static gboolean is_like_others(const BmPaperFix *fix, guint row, guint side)
{
  double y = fix->offs[2 * row + side].y;
  const Off *other = &fix->offs[2 * row + 1 - side];
  if (other->is_seen && fabs(other->y - y) <= UNLIKE_MM)
    return TRUE;
  for (guint near = row > 0 ? row - 1 : 0; near <= row + 1 && near < fix->n_rows; near++)
    if (near != row && fix->offs[2 * near + side].is_seen &&
        fabs(fix->offs[2 * near + side].y - y) <= UNLIKE_MM)
      return TRUE;
  return FALSE;
}

/* Bars that something else was taken for. */
static void strays_drop(BmPaperFix *fix)
{
  g_autofree gboolean *is_stray = g_new0(gboolean, 2 * fix->n_rows);
  for (guint i = 0; i < 2 * fix->n_rows; i++) {
    const Off *off = &fix->offs[i];
    is_stray[i] = off->is_seen &&
                  (hypot(off->x, off->y) > OFF_MOST_MM || !is_like_others(fix, i / 2, i % 2));
  }
  for (guint i = 0; i < 2 * fix->n_rows; i++)
    if (is_stray[i])
      fix->offs[i].is_seen = FALSE;
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

/* Rows whose bar is missing take the nearest one's distance; a side without any, the
 * other's.
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
  BmPaperPair pairs[BM_SCOREPAPER_ANCHORS];
  guint n = bm_paper_squares(fix->sheet, squares, sights, n_sights, pairs), seen = 0;
  if (n < 2)
    return bm_fail(error, BM_ERROR_INPUT, "paper_not_registered", "%u squares of 4", n);
  if (n < 3 || !bm_paper_affine(pairs, n, &fix->to_px))
    fix->to_px = bm_paper_similar(pairs, n);
  fix->px_per_mm = bm_paper_scale(fix->to_px);
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
  g_autoptr(PIX) ink = bm_ink_working(page, dpi, BM_PAPER_WORK_DPI, error);
  if (ink == NULL)
    return NULL;
  double up = (double)pixGetWidth(page) / pixGetWidth(ink);
  g_autoptr(GArray) squares = bm_paper_pieces(ink, SQUARE_CORE_MM, up);
  g_autoptr(GArray) bars = bm_paper_pieces(ink, BAR_CORE_MM, up);
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

BmBox bm_paper_fix_box(const BmPaperFix *fix, guint block, guint row, BmPdfRect rect,
                       double margin)
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

static int by_value(const void *p, const void *q)
{
  double a = *(const double *)p, b = *(const double *)q;
  return (a > b) - (a < b);
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
      BmPaperPair bar = bar_pair(fix->sheet, &fix->sheet->blocks[i], at / 2, at % 2);
      level_add(gray, bm_paper_place(fix, i, at / 2, bar.x, bar.y), levels);
    }
  g_array_sort(levels, by_value);
  return levels->len == 0 ? 0 : g_array_index(levels, double, levels->len / 2);
}
