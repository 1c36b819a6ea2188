/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Round seals, wherever they stand and whatever crosses them. Every edge of ink points along
 * its normal to the middles of the circles that it may lie on; the circles of a seal, its outer
 * ring and those around its lettering, have one middle, where their votes meet. A middle that
 * enough votes name is looked at closely: a ring must be there in most directions, paper just
 * outside of it, and lettering all around inside, which a circle drawn with compasses has not.
 * A ring with something else inside, or seen in part, is masked and left to a person.
 */
#include <math.h>
#include <stdlib.h>

#include "stages/shared/identity_part.h"
#include "stages/shared/identity_words.h"
#include "stages/shared/pieces.h"
#include "stages/shared/scale.h"

#define RADIUS_LEAST_MM                                                                        \
  12.5 /* seals are 38 to 42 mm across, small stamps 28 (domain.md §3)                        \
        */
#define RADIUS_MOST_MM 23.5
#define DISC_MM 22.5 /* radius of what is masked: one size for all but the largest */
#define DISC_GROW_MM 1.2
#define STRIPS 9 /* of one height, by which a disc is masked where writing is near */
#define VOTE_DPI 50.0
#define BIN 2           /* pixels of the votes' image to a bin, both ways */
#define EDGE_LEAST 110  /* steepness of an edge that votes, of 4 × 255 */
#define STRAIGHT 0.07   /* normals nearer than this to the axes are those of rules */
#define VOTES_LEAST 700 /* a seal gets 4000 and more, dense writing up to 500 */
#define PEAKS 5
#define APART_MM 12.0
#define LOOK_DPI 100.0
#define LOOK_MM 2.4 /* the middle lies this near to its votes */
#define DIRECTIONS 96
#define SECTORS 24
#define RING_SURE 0.80 /* share of directions in which the ring is met */
#define RING_MAYBE 0.60
#define CLEAR 0.30        /* less ink than on the ring is met just outside, by this share */
#define LETTERS_SURE 0.70 /* share of sectors with ink between the circles */
#define LETTERS_INK 0.07
#define INSIDE_LEAST 0.02 /* of a ring without lettering: less is a circle of geometry */
#define PIECES_LEAST 6    /* of what stands inside a ring without lettering */
#define PIECE_LEAST_PX 3
#define BESIDE_MM 3.0

typedef struct Votes {
  int w, h;
  guint32 *bins;
} Votes;

static void vote(Votes *votes, double x, double y)
{
  int column = (int)x / BIN, row = (int)y / BIN;
  if (x >= 0 && y >= 0 && column < votes->w && row < votes->h)
    votes->bins[row * votes->w + column]++;
}

static void normal_vote(Votes *votes, int x, int y, int gx, int gy)
{
  double steep = sqrt((double)(gx * gx + gy * gy)), nx = gx / steep, ny = gy / steep;
  if (steep < EDGE_LEAST || fabs(nx) < STRAIGHT || fabs(ny) < STRAIGHT)
    return;
  double least = RADIUS_LEAST_MM * VOTE_DPI / 25.4, most = RADIUS_MOST_MM * VOTE_DPI / 25.4;
  for (double r = least; r <= most; r += BIN) {
    vote(votes, x + nx * r, y + ny * r);
    vote(votes, x - nx * r, y - ny * r);
  }
}

static void edges_vote(Votes *votes, PIX *gray)
{
  int w = pixGetWidth(gray), h = pixGetHeight(gray);
  gsize wpl = (gsize)pixGetWpl(gray);
  for (int y = 1; y + 1 < h; y++) {
    const l_uint32 *line = pixGetData(gray) + (gsize)y * wpl;
    const l_uint32 *above = line - wpl, *below = line + wpl;
    for (int x = 1; x + 1 < w; x++) {
      int a = GET_DATA_BYTE(above, x - 1), b = GET_DATA_BYTE(above, x);
      int c = GET_DATA_BYTE(above, x + 1), d = GET_DATA_BYTE(line, x - 1);
      int f = GET_DATA_BYTE(line, x + 1), g = GET_DATA_BYTE(below, x - 1);
      int i = GET_DATA_BYTE(below, x), k = GET_DATA_BYTE(below, x + 1);
      int gx = c + 2 * f + k - a - 2 * d - g, gy = g + 2 * i + k - a - 2 * b - c;
      if (abs(gx) + abs(gy) >= EDGE_LEAST)
        normal_vote(votes, x, y, gx, gy);
    }
  }
}

/* votes of a bin and its eight neighbours */
static guint32 votes_at(const Votes *votes, int column, int row)
{
  guint32 sum = 0;
  for (int dy = -1; dy <= 1; dy++)
    for (int dx = -1; dx <= 1; dx++)
      sum += votes->bins[(row + dy) * votes->w + column + dx];
  return sum;
}

/* A ring in one direction: met within a pixel of the working copy. */
static gboolean is_met(PIX *ink, double cx, double cy, double r, double angle)
{
  int w = pixGetWidth(ink), h = pixGetHeight(ink);
  for (int k = -1; k <= 1; k++) {
    int x = (int)lround(cx + cos(angle) * (r + k)), y = (int)lround(cy + sin(angle) * (r + k));
    if (x < 0 || y < 0 || x >= w || y >= h)
      continue;
    const l_uint32 *line = pixGetData(ink) + (gsize)y * (gsize)pixGetWpl(ink);
    if (GET_DATA_BIT(line, x))
      return TRUE;
  }
  return FALSE;
}

static double ring_share(PIX *ink, double cx, double cy, double r, int directions)
{
  int hits = 0;
  for (int i = 0; i < directions; i++)
    hits += is_met(ink, cx, cy, r, 2 * G_PI * i / directions) ? 1 : 0;
  return (double)hits / directions;
}

/* share of the sectors between the circles that hold letters */
static double letters_share(PIX *ink, double cx, double cy, double r)
{
  double mm = LOOK_DPI / 25.4;
  int full = 0;
  for (int i = 0; i < SECTORS; i++) {
    int hits = 0, all = 0;
    for (int k = 0; k < 8; k++)
      for (double at = r - 5.2 * mm; at <= r - 1.4 * mm; at += 1) {
        double angle = 2 * G_PI * (i + k / 8.0) / SECTORS;
        int x = (int)lround(cx + cos(angle) * at), y = (int)lround(cy + sin(angle) * at);
        l_uint32 value = 0;
        hits += pixGetPixel(ink, x, y, &value) == 0 && value != 0 ? 1 : 0;
        all++;
      }
    full += hits > all * LETTERS_INK ? 1 : 0;
  }
  return (double)full / SECTORS;
}

/* the best ring around a middle that was voted for; @seal in pixels of @ink */
static double ring_fit(PIX *ink, double cx, double cy, double *ret_x, double *ret_y,
                       double *ret_r)
{
  double mm = LOOK_DPI / 25.4, best = 0;
  for (double dy = -LOOK_MM * mm; dy <= LOOK_MM * mm; dy += 1.5)
    for (double dx = -LOOK_MM * mm; dx <= LOOK_MM * mm; dx += 1.5)
      for (double r = RADIUS_LEAST_MM * mm; r <= RADIUS_MOST_MM * mm; r += 1.5) {
        if (ring_share(ink, cx + dx, cy + dy, r, DIRECTIONS / 4) < RING_MAYBE * 0.85)
          continue;
        double share = ring_share(ink, cx + dx, cy + dy, r, DIRECTIONS);
        double outside = ring_share(ink, cx + dx, cy + dy, r + 1.6 * mm, DIRECTIONS);
        if (share - outside < CLEAR || share - 0.3 * outside <= best)
          continue;
        best = share - 0.3 * outside;
        *ret_x = cx + dx;
        *ret_y = cy + dy;
        *ret_r = r;
      }
  return best > 0 ? ring_share(ink, *ret_x, *ret_y, *ret_r, DIRECTIONS) : 0;
}

/* share of what lies well inside a ring that is ink */
static double inside_share(PIX *ink, double cx, double cy, double r)
{
  int half = (int)(r * 0.65);
  g_autoptr(BOX) core = boxCreate((int)cx - half, (int)cy - half, 2 * half, 2 * half);
  l_int32 count = 0;
  pixCountPixelsInRect(ink, core, &count, NULL);
  return (double)count / (4.0 * half * half);
}

/* Letters and emblems are many pieces; chords and an inscribed figure hang together. */
static gboolean has_pieces(PIX *ink, double cx, double cy, double r)
{
  int half = (int)(r * 0.65), count = 0;
  g_autoptr(BOX) core = boxCreate((int)cx - half, (int)cy - half, 2 * half, 2 * half);
  g_autoptr(PIX) inside = pixClipRectangle(ink, core, NULL);
  g_autoptr(BOXA) boxes = inside != NULL ? bm_pieces_boxes(inside, 8) : NULL;
  for (int i = 0; boxes != NULL && i < boxaGetCount(boxes); i++) {
    l_int32 w = 0, h = 0;
    boxaGetBoxGeometry(boxes, i, NULL, NULL, &w, &h);
    count += MAX(w, h) >= PIECE_LEAST_PX ? 1 : 0;
  }
  return boxes == NULL || count >= PIECES_LEAST;
}

static void seal_look(PIX *ink, double cx, double cy, GArray *seals)
{
  double x = 0, y = 0, r = 0, share = ring_fit(ink, cx, cy, &x, &y, &r);
  if (share < RING_MAYBE)
    return;
  gboolean has_letters = letters_share(ink, x, y, r) >= LETTERS_SURE;
  gboolean is_circle = share >= RING_SURE && inside_share(ink, x, y, r) >= INSIDE_LEAST &&
                       has_pieces(ink, x, y, r);
  if (!has_letters && !is_circle)
    return;
  double up = BM_LINES_DPI / LOOK_DPI;
  BmSeal seal = {(int)lround(x * up), (int)lround(y * up), (int)lround(r * up),
                 share >= RING_SURE && has_letters};
  g_array_append_val(seals, seal);
}

/* the middle with most votes, which is then taken out with its surroundings; FALSE: none left
 */
static gboolean peak_take(Votes *votes, double *ret_x, double *ret_y, guint32 *ret_n)
{
  guint32 most = 0;
  int at_x = 0, at_y = 0, apart = (int)(APART_MM * VOTE_DPI / 25.4 / BIN);
  for (int y = 1; y + 1 < votes->h; y++)
    for (int x = 1; x + 1 < votes->w; x++) {
      guint32 n = votes_at(votes, x, y);
      if (n > most) {
        most = n;
        at_x = x;
        at_y = y;
      }
    }
  for (int y = MAX(at_y - apart, 0); y < MIN(at_y + apart, votes->h); y++)
    for (int x = MAX(at_x - apart, 0); x < MIN(at_x + apart, votes->w); x++)
      votes->bins[y * votes->w + x] = 0;
  *ret_x = (at_x + 0.5) * BIN * LOOK_DPI / VOTE_DPI;
  *ret_y = (at_y + 0.5) * BIN * LOOK_DPI / VOTE_DPI;
  *ret_n = most;
  return most > 0;
}

GArray *bm_seals_find(PIX *ink)
{
  GArray *seals = g_array_new(FALSE, FALSE, sizeof(BmSeal));
  g_autoptr(PIX) gray = pixScaleToGray4(ink);
  g_autoptr(PIX) soft = gray != NULL ? pixBlockconv(gray, 1, 1) : NULL;
  g_autoptr(PIX) look = pixReduceRankBinary2(ink, 1, NULL);
  if (soft == NULL || look == NULL)
    return seals;
  Votes votes = {pixGetWidth(soft) / BIN + 1, pixGetHeight(soft) / BIN + 1, NULL};
  g_autofree guint32 *bins = g_new0(guint32, (gsize)votes.w * (gsize)votes.h);
  votes.bins = bins;
  edges_vote(&votes, soft);
  for (int i = 0; i < PEAKS; i++) {
    double x = 0, y = 0;
    guint32 n = 0;
    if (!peak_take(&votes, &x, &y, &n) || n < VOTES_LEAST)
      break;
    seal_look(look, x, y, seals);
  }
  return seals;
}

static int disc_radius(const BmSeal *seal)
{
  return MAX(bm_lines_px(DISC_MM), seal->r + bm_lines_px(DISC_GROW_MM));
}

/* the part of a disc between two heights, as a box around it */
static BmBox disc_strip(const BmSeal *seal, int index)
{
  double r = disc_radius(seal), step = 2 * r / STRIPS;
  double top = -r + index * step, bottom = top + step;
  double near = top > 0      ? top
                : bottom < 0 ? -bottom
                             : 0; /* to the middle: where it is widest */
  double half = sqrt(MAX(r * r - near * near, 0));
  return (BmBox){(int)(seal->x - half), (int)(seal->y + top), (int)(2 * half) + 1,
                 (int)step + 2};
}

void bm_seals_clear(const GArray *seals, PIX *ink)
{
  for (guint i = 0; i < seals->len; i++)
    for (int k = 0; k < STRIPS; k++) {
      BmBox strip = disc_strip(&g_array_index(seals, BmSeal, i), k);
      pixRasterop(ink, strip.x, strip.y, strip.w, strip.h, PIX_CLR, NULL, 0, 0);
    }
}

/* whether writing runs into the disc: some of it is then under the mask, and only a person can
 * tell whether the answer can be read without it */
static gboolean is_written_over(const BmFinder *finder, const BmSeal *seal)
{
  int beside = bm_lines_px(BESIDE_MM), least = bm_lines_px(0.5);
  for (int k = 0; k < STRIPS; k++) {
    BmBox strip = disc_strip(seal, k);
    BmBox left = {strip.x - beside, strip.y, beside, strip.h};
    BmBox right = {strip.x + strip.w, strip.y, beside, strip.h};
    gboolean is_body = finder->body_y < 0 || strip.y + strip.h > finder->body_y;
    if (is_body && (bm_finder_ink(finder, left) > least * least ||
                    bm_finder_ink(finder, right) > least * least))
      return TRUE;
  }
  return FALSE;
}

GArray *bm_identity_seals(PIX *ink, double dpi, gboolean *ret_is_sure)
{
  double scale = dpi / BM_LINES_DPI;
  float up = (float)(1 / scale);
  GArray *zones = g_array_new(FALSE, FALSE, sizeof(BmZone));
  g_autoptr(PIX) work = bm_bits_sampled(ink, bm_scaled_length(pixGetWidth(ink), up),
                                        bm_scaled_length(pixGetHeight(ink), up));
  g_autoptr(GArray) seals =
      work != NULL ? bm_seals_find(work) : g_array_new(FALSE, FALSE, sizeof(BmSeal));
  *ret_is_sure = TRUE;
  for (guint i = 0; i < seals->len; i++) {
    const BmSeal *seal = &g_array_index(seals, BmSeal, i);
    *ret_is_sure = *ret_is_sure && seal->is_sure;
    for (int k = 0; k < STRIPS; k++) {
      BmBox strip = bm_affine_box((BmAffine){scale, 0, 0, 0, scale, 0}, disc_strip(seal, k));
      BmZone zone = {.box = strip, .kind = bm_kind("seal_round")};
      g_array_append_val(zones, zone);
    }
  }
  return zones;
}

void bm_finder_seals(BmFinder *finder)
{
  for (guint i = 0; i < finder->seals->len; i++) {
    const BmSeal *seal = &g_array_index(finder->seals, BmSeal, i);
    int r = disc_radius(seal);
    BmBox box = {seal->x - r, seal->y - r, 2 * r, 2 * r};
    gboolean is_alone = bm_finder_ink(finder, box) == 0; /* its own ink was taken out before */
    for (int k = 0; k < STRIPS && !is_alone; k++)
      bm_finder_zone(finder, disc_strip(seal, k), bm_kind("seal_round"));
    if (is_alone)
      bm_finder_zone(finder, box, bm_kind("seal_round"));
    if (!seal->is_sure || is_written_over(finder, seal))
      bm_finder_flag(finder, "seal_found");
  }
}
