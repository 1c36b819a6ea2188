/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which way up a page is: neighbours of letters, and common edges of lines. */
#include "stages/upright/turn.h"

#include "stages/shared/brick.h"
#include "stages/shared/page.h"
#include "stages/shared/pieces.h"

#include <math.h>

#define DPI 150.0
#define RULE_MM 6.0 /* straight runs beyond this are ruling, not writing */
#define THIN_MM 0.5 /* ruling of copybooks is no thicker */
#define RULE_GAP_MM 1.5
#define LETTER_LEAST_MM 1.2 /* letters and words: larger side */
#define LETTER_THIN_MM 0.7  /* … smaller side */
#define LETTER_MOST_MM 14.0 /* … and neither side beyond */
#define REACH_MM 6.0        /* neighbours are sought this far */
#define CLOSE_MM 5.0        /* gaps of a line */
#define LINE_LONG_MM 8.0
#define LINE_LOW_MM 1.5
#define LINE_HIGH_MM 18.0
#define EDGE_MM 1.5 /* lines share an edge within this */
/* What is clear. Right votes had margins from 0.55 (up) and 0.25 (side) on, wrong ones were not
 * seen; the bounds leave one page in twelve to Tesseract. */
#define LETTERS_LEAST 20
#define UP_MARGIN 0.3
#define PAIRS_LEAST 8
#define SIDE_MARGIN 0.4

/* Straight runs of @ink along a line (@is_up: up the page), a pixel uneven at most. */
static PIX *solid_rules(PIX *ink, gboolean is_up)
{
  int run = bm_px(RULE_MM, DPI);
  g_autoptr(PIX) thick = bm_brick_dilate(ink, is_up ? 3 : 1, is_up ? 1 : 3);
  return thick != NULL ? bm_brick_open_comp(thick, is_up ? 1 : run, is_up ? run : 1) : NULL;
}

/* Thin rules with gaps, as faint squares come out: only what is thin itself is taken of them,
 * so that of writing that happens to stand in a row no more than its hairlines goes. */
static PIX *broken_rules(PIX *ink, gboolean is_up)
{
  int thin = bm_px(THIN_MM, DPI) + 1, gap = bm_px(RULE_GAP_MM, DPI), run = bm_px(RULE_MM, DPI);
  g_autoptr(PIX) thick = bm_brick_open_comp(ink, is_up ? thin : 1, is_up ? 1 : thin);
  g_autoptr(PIX) fine = thick != NULL ? pixSubtract(NULL, ink, thick) : NULL;
  g_autoptr(PIX) wide =
      fine != NULL ? bm_brick_dilate(fine, is_up ? 3 : 1, is_up ? 1 : 3) : NULL;
  g_autoptr(PIX) joined =
      wide != NULL ? bm_brick_close_comp(wide, is_up ? 1 : gap, is_up ? gap : 1) : NULL;
  g_autoptr(PIX) rules =
      joined != NULL ? bm_brick_open_comp(joined, is_up ? 1 : run, is_up ? run : 1) : NULL;
  return rules != NULL ? pixAnd(NULL, rules, fine) : NULL;
}

/* Ink without straight rules both ways. */
static PIX *without_rules(PIX *ink)
{
  g_autoptr(PIX) rest = pixCopy(NULL, ink);
  for (int is_up = 0; rest != NULL && is_up < 2; is_up++) {
    g_autoptr(PIX) solid = solid_rules(ink, is_up);
    g_autoptr(PIX) broken = broken_rules(ink, is_up);
    if (solid == NULL || broken == NULL)
      return NULL;
    pixSubtract(rest, rest, solid);
    pixSubtract(rest, rest, broken);
  }
  return g_steal_pointer(&rest);
}

/* @text without what is too small or too thin for a letter: dust, what is left of squares,
 * dots. */
static PIX *without_crumbs(PIX *text)
{
  int thin = bm_px(LETTER_THIN_MM, DPI), least = bm_px(LETTER_LEAST_MM, DPI);
  g_autoptr(BmPieces) pieces = bm_pieces_find(text, 8);
  PIX *kept = pieces != NULL ? pixCopy(NULL, text) : NULL;
  for (guint i = 0; kept != NULL && i < bm_pieces_n(pieces); i++) {
    BmBox box = bm_pieces_get(pieces, i)->box;
    if (MIN(box.w, box.h) < thin || MAX(box.w, box.h) < least)
      bm_pieces_clear(pieces, i, kept);
  }
  if (kept != NULL)
    pixSetPadBits(kept, 0);
  return kept;
}

/* Letters or words of @text: components that are not larger than such. */
static BOXA *letters_of(PIX *text)
{
  g_autoptr(BOXA) all = bm_pieces_boxes(text, 8);
  int most = bm_px(LETTER_MOST_MM, DPI);
  if (all == NULL || boxaGetCount(all) == 0)
    return g_steal_pointer(&all);
  return boxaSelectBySize(all, most, most, L_SELECT_IF_BOTH, L_SELECT_IF_LTE, NULL);
}

/* Gap between two spans when they lie beside each other, −1 when they overlap. */
static int gap(int a, int a_size, int b, int b_size)
{
  int distance = MAX(b - (a + a_size), a - (b + b_size));
  return distance >= 0 ? distance : -1;
}

static gboolean overlaps_half(int a, int a_size, int b, int b_size)
{
  int common = MIN(a + a_size, b + b_size) - MAX(a, b);
  return 2 * common >= MIN(a_size, b_size);
}

/* For each letter: is its nearest neighbour beside it, or above or below? */
static void vote_neighbours(BOXA *letters, BmTurnVote *vote)
{
  g_autoptr(BOXA) sorted = NULL;
  if (boxaGetCount(letters) > 0)
    sorted = boxaSort(letters, L_SORT_BY_Y, L_SORT_INCREASING, NULL);
  int n = sorted != NULL ? boxaGetCount(sorted) : 0, reach = bm_px(REACH_MM, DPI);
  int tallest = bm_px(LETTER_MOST_MM, DPI);
  for (int i = 0; i < n; i++) {
    l_int32 x, y, w, h;
    boxaGetBoxGeometry(sorted, i, &x, &y, &w, &h);
    int beside = reach, above = reach;
    for (int step = -1; step <= 1; step += 2)
      for (int j = i + step; j >= 0 && j < n; j += step) {
        l_int32 u, v, p, q;
        boxaGetBoxGeometry(sorted, j, &u, &v, &p, &q);
        if (step > 0 ? v > y + h + reach : v < y - reach - tallest)
          break;
        int dx = gap(x, w, u, p), dy = gap(y, h, v, q);
        if (dx >= 0 && dx < beside && overlaps_half(y, h, v, q))
          beside = dx;
        if (dy >= 0 && dy < above && overlaps_half(x, w, u, p))
          above = dy;
      }
    vote->along += beside < above;
    vote->up += above < beside;
  }
}

static int by_value(const void *p, const void *q)
{
  return *(const int *)p - *(const int *)q;
}

/* Pairs of values that are within EDGE_MM; sorts @values. */
static int close_pairs(int *values, int n)
{
  qsort(values, (size_t)n, sizeof *values, by_value);
  int pairs = 0, reach = bm_px(EDGE_MM, DPI);
  for (int i = 0; i < n; i++)
    for (int j = i + 1; j < n && values[j] - values[i] <= reach; j++)
      pairs++;
  return pairs;
}

/* Lines of @text (lying level) and the edges that they share. */
static gboolean vote_edges(PIX *text, BmTurnVote *vote)
{
  g_autoptr(PIX) small = pixReduceRankBinary2(text, 1, NULL);
  g_autoptr(PIX) closed =
      small != NULL ? bm_brick_close_comp(small, bm_px(CLOSE_MM, DPI / 2) | 1, 1) : NULL;
  g_autoptr(BOXA) lines = closed != NULL ? bm_pieces_boxes(closed, 8) : NULL;
  if (lines == NULL)
    return FALSE;
  int n = boxaGetCount(lines);
  g_autofree int *starts = g_new(int, n + 1);
  g_autofree int *ends = g_new(int, n + 1);
  for (int i = 0; i < n; i++) {
    l_int32 x, y, w, h;
    boxaGetBoxGeometry(lines, i, &x, &y, &w, &h);
    double high = bm_mm(h, DPI / 2);
    if (bm_mm(w, DPI / 2) < LINE_LONG_MM || high < LINE_LOW_MM || high > LINE_HIGH_MM)
      continue;
    starts[vote->n_lines] = 2 * x;
    ends[vote->n_lines++] = 2 * (x + w);
  }
  vote->starts = close_pairs(starts, vote->n_lines);
  vote->ends = close_pairs(ends, vote->n_lines);
  return TRUE;
}

PIX *bm_turn_text(PIX *ink)
{
  g_autoptr(PIX) unruled = without_rules(ink);
  return unruled != NULL ? without_crumbs(unruled) : NULL;
}

gboolean bm_turn_vote(PIX *text, BmTurnVote *ret_vote)
{
  BmTurnVote vote = {0};
  g_autoptr(BOXA) letters = letters_of(text);
  if (letters == NULL)
    return FALSE;
  vote_neighbours(letters, &vote);
  g_autoptr(PIX) level = vote.up > vote.along ? pixRotateOrth(text, 1) : pixClone(text);
  if (level == NULL || !vote_edges(level, &vote))
    return FALSE;
  *ret_vote = vote;
  return TRUE;
}

int bm_turn_quarters(const BmTurnVote *vote)
{
  int quarters = vote->up > vote->along ? 1 : 0;
  return quarters + (vote->ends > vote->starts ? 2 : 0);
}

gboolean bm_turn_is_up_clear(const BmTurnVote *vote)
{
  int n = vote->along + vote->up;
  return n >= LETTERS_LEAST && abs(vote->along - vote->up) >= UP_MARGIN * n;
}

gboolean bm_turn_is_side_clear(const BmTurnVote *vote)
{
  int n = vote->starts + vote->ends;
  return n >= PAIRS_LEAST && abs(vote->starts - vote->ends) >= SIDE_MARGIN * n;
}
