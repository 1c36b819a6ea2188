/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is a side of paper empty? */
#include "stages/shared/blank.h"

#include "stages/shared/brick.h"
#include "stages/shared/ink.h"
#include "stages/shared/page.h"
#include "stages/shared/pieces.h"
#include "stages/shared/scale.h"

#include <math.h>

#define WORK_DPI BM_BLANK_DPI

/* What scanners and offices add to paper: punch holes of ISO 838 are 6 mm, worn ones up to 8;
 * holes stand 80 mm apart with their middle 12 mm from the edge; staples 24/6 are 12 mm long.
 */
static const double hole_least_mm = 3.5, hole_most_mm = 9.0, hole_edge_mm = 26.0;
static const double staple_least_mm = 4.0, staple_most_mm = 15.0, staple_thick_mm = 1.6;
static const double corner_mm = 28.0, prick_mm = 1.8;    /* a hole that a staple left */
static const double line_mm = 18.0, line_thick_mm = 1.0; /* a straight run that may be ruling */
static const double line_gap_mm = 1.4; /* a streak breaks where the lamp flickers */
static const guint ruling_least = 6;   /* lines, of one direction */
static const double full_mm2 = 500;
static const double streak_share = 0.6; /* of the page's length */

typedef struct Look {
  const BmBlankRule *rule;
  double width_mm, height_mm;
  BmBlankLook result;
} Look;

static double mm_of(double px)
{
  return bm_mm(px, WORK_DPI);
}

/* Paper around each pixel: the bright side of tiles of 4 mm, which shading follows and text
 * does not, found on a copy of one pixel per tile of 1.4 mm. */
static PIX *paper_of(PIX *gray)
{
  const int tile = 8;
  g_autoptr(PIX) bright = pixScaleGrayMinMax(gray, tile, tile, L_CHOOSE_MAX);
  g_autoptr(PIX) light = bright == NULL ? NULL : pixDilateGray(bright, 3, 3);
  g_autoptr(PIX) smooth = light == NULL ? NULL : pixBlockconv(light, 2, 2);
  if (smooth == NULL)
    return NULL;
  float sx = (float)pixGetWidth(gray) / (float)pixGetWidth(smooth);
  float sy = (float)pixGetHeight(gray) / (float)pixGetHeight(smooth);
  return bm_gray_linear(smooth, sx, sy);
}

static PIX *ink_of_gray(PIX *gray, int pale)
{
  g_autoptr(PIX) paper = paper_of(gray);
  g_autoptr(PIX) depth = paper == NULL ? NULL : pixSubtractGray(NULL, paper, gray);
  g_autoptr(PIX) shallow = depth == NULL ? NULL : pixThresholdToBinary(depth, pale);
  return shallow == NULL ? NULL : pixInvert(NULL, shallow); /* @pale and deeper is ink */
}

/* The page at WORK_DPI, 1 = ink. Rank reduction would lose hairlines: scale gray, then judge.
 */
static PIX *ink_of(PIX *page, double dpi, int pale)
{
  g_autoptr(PIX) gray = NULL;
  if (pixGetDepth(page) == 1)
    return bm_ink_working(page, dpi, WORK_DPI, NULL);
  g_autoptr(PIX) flat = bm_gray_of(page);
  float scale = (float)(WORK_DPI / dpi);
  if (flat != NULL)
    gray = scale < 0.7F ? bm_gray_area_map(flat, scale, scale) : bm_gray_scale(flat, scale);
  return gray == NULL ? NULL : ink_of_gray(gray, pale);
}

/* ---- lines of the paper and streaks of the glass ---- */

/* Pieces of long thin straight ink: @is_upright tells the direction. */
static PIX *long_lines(PIX *ink, gboolean is_upright)
{
  int gap = 2 * (bm_px(line_gap_mm, WORK_DPI) / 2) + 1;
  int run = bm_px(line_mm, WORK_DPI), thick = bm_px(line_thick_mm, WORK_DPI) + 1;
  g_autoptr(PIX) joined = bm_brick_close(ink, is_upright ? 1 : gap, is_upright ? gap : 1);
  g_autoptr(PIX) lines =
      joined == NULL ? NULL
                     : bm_brick_open_comp(joined, is_upright ? 1 : run, is_upright ? run : 1);
  if (lines == NULL)
    return NULL;
  g_autoptr(PIX) solid = bm_brick_open(lines, thick, thick);
  if (solid == NULL)
    return NULL;
  return pixSubtract(NULL, lines, solid);
}

/* Length of line in each band of 2 mm across the lines: skew moves a line over a band or two.
 */
static GArray *band_lengths(PIX *lines, gboolean is_upright)
{
  int band = bm_px(2.0, WORK_DPI), size = is_upright ? pixGetWidth(lines) : pixGetHeight(lines);
  GArray *lengths = g_array_new(FALSE, TRUE, sizeof(double));
  g_array_set_size(lengths, (guint)(size / band + 1));
  g_autoptr(BOXA) pieces = bm_pieces_boxes(lines, 8);
  for (int i = 0; i < boxaGetCount(pieces); i++) {
    int x, y, w, h;
    boxaGetBoxGeometry(pieces, i, &x, &y, &w, &h);
    int middle = is_upright ? x + w / 2 : y + h / 2;
    g_array_index(lengths, double, middle / band) += mm_of(is_upright ? h : w);
  }
  return lengths;
}

/* Many lines are the paper's ruling; a line nearly as long as the page is a streak. */
static gboolean lines_are_explained(PIX *lines, gboolean is_upright, double page_mm)
{
  g_autoptr(GArray) lengths = band_lengths(lines, is_upright);
  guint n_lines = 0, n_short = 0;
  for (guint i = 0; i < lengths->len; i++) {
    double length = g_array_index(lengths, double, i);
    if (i + 1 < lengths->len)
      length += g_array_index(lengths, double, i + 1);
    n_lines += length >= 0.4 * page_mm;
    n_short += length > 0 && length < streak_share * page_mm;
  }
  return n_lines >= ruling_least || n_short == 0;
}

static gboolean lines_remove(PIX *ink, gboolean is_upright, double page_mm)
{
  g_autoptr(PIX) lines = long_lines(ink, is_upright);
  if (lines == NULL)
    return FALSE;
  if (!lines_are_explained(lines, is_upright, page_mm))
    return TRUE;
  g_autoptr(PIX) wide = pixDilateBrick(NULL, lines, 5, 5);
  return wide != NULL && pixSubtract(ink, ink, wide) != NULL;
}

/* ---- pieces ---- */

static gboolean is_near_edge(const Look *look, BmBox piece, double mm)
{
  double x = mm_of(piece.x + piece.w / 2.0), y = mm_of(piece.y + piece.h / 2.0);
  return x < mm || y < mm || x > look->width_mm - mm || y > look->height_mm - mm;
}

static gboolean is_in_corner(const Look *look, BmBox piece)
{
  double x = mm_of(piece.x + piece.w / 2.0), y = mm_of(piece.y + piece.h / 2.0);
  return (x < corner_mm || x > look->width_mm - corner_mm) &&
         (y < corner_mm || y > look->height_mm - corner_mm);
}

/* A disc fills 79 % of its box; a ring of its size is a letter unless another hole goes with
 * it. */
static gboolean is_hole(const Look *look, BmBox piece, double area_mm2)
{
  double w = mm_of(piece.w), h = mm_of(piece.h);
  return MIN(w, h) >= hole_least_mm && MAX(w, h) <= hole_most_mm && fabs(w - h) <= 1.5 &&
         area_mm2 >= 0.6 * w * h && area_mm2 <= 0.92 * w * h &&
         is_near_edge(look, piece, hole_edge_mm);
}

static gboolean is_ring(const Look *look, BmBox piece)
{
  double w = mm_of(piece.w), h = mm_of(piece.h);
  return MIN(w, h) >= hole_least_mm && MAX(w, h) <= hole_most_mm && fabs(w - h) <= 1.0 &&
         is_near_edge(look, piece, hole_edge_mm);
}

static gboolean is_staple(const Look *look, BmBox piece, double area_mm2)
{
  double length = hypot(mm_of(piece.w), mm_of(piece.h));
  if (MAX(mm_of(piece.w), mm_of(piece.h)) <= prick_mm && is_in_corner(look, piece))
    return TRUE;
  return length >= staple_least_mm && length <= staple_most_mm &&
         area_mm2 / length <= staple_thick_mm && area_mm2 / length >= 0.3 &&
         is_in_corner(look, piece);
}

/* Another ring in line along the edge, 60 mm away or more. */
static gboolean ring_has_partner(const Look *look, const BmPieces *pieces, guint self,
                                 BmBox ring)
{
  for (guint i = 0; i < bm_pieces_n(pieces); i++) {
    BmBox other = bm_pieces_get(pieces, i)->box;
    double dx = fabs(mm_of(other.x - ring.x)), dy = fabs(mm_of(other.y - ring.y));
    if (i != self && is_ring(look, other) && MIN(dx, dy) <= 3.0 && MAX(dx, dy) >= 60.0)
      return TRUE;
  }
  return FALSE;
}

static void piece_count(Look *look, BmBox piece, double area_mm2)
{
  double length = MAX(mm_of(piece.w), mm_of(piece.h));
  look->result.ink_mm2 += area_mm2;
  if (length > look->result.longest_mm) {
    look->result.longest_mm = length;
    look->result.mark = piece;
  }
}

static gboolean pieces_look(Look *look, PIX *ink)
{
  g_autoptr(BmPieces) pieces = bm_pieces_find(ink, 8);
  if (pieces == NULL)
    return FALSE;
  for (guint i = 0; i < bm_pieces_n(pieces); i++) {
    BmBox piece = bm_pieces_get(pieces, i)->box;
    double area_mm2 = bm_pieces_get(pieces, i)->count * mm_of(1) * mm_of(1);
    if (is_near_edge(look, piece, look->rule->edge_mm) || is_hole(look, piece, area_mm2) ||
        is_staple(look, piece, area_mm2))
      continue;
    if (is_ring(look, piece) && ring_has_partner(look, pieces, i, piece))
      continue;
    piece_count(look, piece, area_mm2);
  }
  return TRUE;
}

/* More ink than holes, staples and dust can ever be: written all over, pieces need no look. */
static gboolean is_full(Look *look, PIX *ink)
{
  int n_pixels = 0;
  pixCountPixels(ink, &n_pixels, NULL);
  double area_mm2 = n_pixels * mm_of(1) * mm_of(1);
  if (area_mm2 < full_mm2)
    return FALSE;
  look->result.ink_mm2 = area_mm2;
  look->result.longest_mm = look->rule->mark_mm;
  return TRUE;
}

static BmBlankState state_of(const Look *look)
{
  const BmBlankRule *rule = look->rule;
  if (look->result.longest_mm >= rule->mark_mm || look->result.ink_mm2 >= 3 * rule->total_mm2)
    return BM_BLANK_MARKED;
  if (look->result.longest_mm > rule->speck_mm || look->result.ink_mm2 > rule->total_mm2)
    return BM_BLANK_DOUBTFUL;
  return BM_BLANK_CLEAR;
}

PIX *bm_blank_unruled(PIX *ink)
{
  g_autoptr(PIX) inner = bm_ink_without_borders(ink, WORK_DPI);
  if (inner == NULL || !lines_remove(inner, TRUE, mm_of(pixGetHeight(ink))) ||
      !lines_remove(inner, FALSE, mm_of(pixGetWidth(ink))))
    return NULL;
  return g_steal_pointer(&inner);
}

gboolean bm_blank_look(PIX *page, double dpi, const BmBlankRule *rule, BmBlankLook *ret_look,
                       PIX **ret_unruled, GError **error)
{
  static const BmBlankRule presets = {BM_BLANK_EDGE_MM, BM_BLANK_SPECK_MM, BM_BLANK_MARK_MM,
                                      BM_BLANK_TOTAL_MM2, BM_BLANK_PALE};
  if (!(dpi >= 50 && dpi <= 1200))
    return bm_fail(error, BM_ERROR_INPUT, "page_unreadable", "page of %.0f dpi", dpi);
  Look look = {.rule = rule != NULL ? rule : &presets,
               .width_mm = bm_mm(pixGetWidth(page), dpi),
               .height_mm = bm_mm(pixGetHeight(page), dpi)};
  g_autoptr(PIX) ink = ink_of(page, dpi, look.rule->pale);
  g_autoptr(PIX) inner = ink == NULL ? NULL : bm_blank_unruled(ink);
  if (inner == NULL || (!is_full(&look, inner) && !pieces_look(&look, inner)))
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot take the ink of a page apart");
  look.result.state = state_of(&look);
  BmAffine to_page = {dpi / WORK_DPI, 0, 0, 0, dpi / WORK_DPI, 0};
  look.result.mark = bm_affine_box(to_page, look.result.mark);
  *ret_look = look.result;
  if (ret_unruled != NULL)
    *ret_unruled = g_steal_pointer(&inner);
  return TRUE;
}
