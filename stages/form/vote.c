/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vote of equal features, and the map that the winners agree on. */
#include "stages/form/vote.h"

#include <math.h>
#include <string.h>

#define REACH_MM 15.0                /* how far copies may be shifted */
#define BINS (2 * (int)REACH_MM + 3) /* of 1 mm, one spare on each side */
#define BODY_WEIGHT 0.2

typedef struct Pair {
  guint form, page; /* indices into the lists */
  double fx, fy;    /* centre on the form, mm */
  double px, py;    /* centre on the page, turned if need be, mm */
  double weight;
  gboolean is_word;
} Pair;

double bm_vote_head_mm(double height_mm)
{
  return MIN(80.0, 0.38 * height_mm);
}

double bm_vote_foot_mm(double height_mm)
{
  return MIN(32.0, 0.15 * height_mm);
}

static double band_weight(const BmFeatures *form, double y_mm)
{
  gboolean is_band = y_mm < bm_vote_head_mm(form->height_mm) ||
                     y_mm > form->height_mm - bm_vote_foot_mm(form->height_mm);
  return is_band ? 1.0 : BODY_WEIGHT;
}

static int length_of(const BmFeature *f)
{
  return f->kind == BM_FEATURE_VRULE ? f->h : f->w;
}

static gboolean is_equal_size(const BmFeature *a, const BmFeature *b)
{
  double slack = 50 + 0.008 * length_of(a);
  if (fabs((double)(length_of(a) - length_of(b))) > slack)
    return FALSE;
  int across = a->kind == BM_FEATURE_VRULE ? a->w - b->w : a->h - b->h;
  return ABS(across) <= (a->kind == BM_FEATURE_WORD ? 35 : 70);
}

/* All pairs of equal size within reach; @n_form, @n_page count the partners of each feature. */
static void pairs_collect(const BmFeatures *form, const BmFeatures *page, gboolean turned,
                          GArray *pairs)
{
  const GArray *f_list = form->list, *p_list = page->list;
  guint first = 0;
  for (guint i = 0; i < f_list->len; i++) {
    const BmFeature *f = &g_array_index(f_list, BmFeature, i);
    int slack = 50 + (int)(0.008 * length_of(f)) + 1;
    while (first < p_list->len) {
      const BmFeature *p = &g_array_index(p_list, BmFeature, first);
      if (p->kind > f->kind || (p->kind == f->kind && length_of(p) >= length_of(f) - slack))
        break;
      first++;
    }
    for (guint j = first; j < p_list->len; j++) {
      const BmFeature *p = &g_array_index(p_list, BmFeature, j);
      if (p->kind != f->kind || length_of(p) > length_of(f) + slack)
        break;
      if (!is_equal_size(f, p))
        continue;
      Pair pair = {.form = i, .page = j, .is_word = f->kind == BM_FEATURE_WORD};
      pair.fx = (f->x + f->w / 2.0) / 100;
      pair.fy = (f->y + f->h / 2.0) / 100;
      pair.px = (p->x + p->w / 2.0) / 100;
      pair.py = (p->y + p->h / 2.0) / 100;
      if (turned) {
        pair.px = page->width_mm - pair.px;
        pair.py = page->height_mm - pair.py;
      }
      if (fabs(pair.fx - pair.px) <= REACH_MM + 1 && fabs(pair.fy - pair.py) <= REACH_MM + 1)
        g_array_append_val(pairs, pair);
    }
  }
}

static void pairs_weigh(const BmFeatures *form, const BmFeatures *page, GArray *pairs)
{
  g_autofree guint *n_form = g_new0(guint, form->list->len + 1);
  g_autofree guint *n_page = g_new0(guint, page->list->len + 1);
  for (guint i = 0; i < pairs->len; i++) {
    const Pair *pair = &g_array_index(pairs, Pair, i);
    n_form[pair->form]++;
    n_page[pair->page]++;
  }
  for (guint i = 0; i < pairs->len; i++) {
    Pair *pair = &g_array_index(pairs, Pair, i);
    pair->weight =
        band_weight(form, pair->fy) / sqrt((double)n_form[pair->form] * n_page[pair->page]);
  }
}

/* Best 3 × 3 bins at one scale around the middle of the head; gives the shift of that place. */
static double shift_vote(const GArray *pairs, double scale, double cx, double cy,
                         BmAffine *ret_map)
{
  double bins[BINS][BINS];
  memset(bins, 0, sizeof bins);
  for (guint i = 0; i < pairs->len; i++) {
    const Pair *pair = &g_array_index(pairs, Pair, i);
    double dx = pair->fx - (cx + (pair->px - cx) * scale);
    double dy = pair->fy - (cy + (pair->py - cy) * scale);
    int col = (int)floor(dx + REACH_MM) + 1, row = (int)floor(dy + REACH_MM) + 1;
    if (col >= 1 && col < BINS - 1 && row >= 1 && row < BINS - 1)
      bins[row][col] += pair->weight;
  }
  double best = -1;
  int best_row = 1, best_col = 1;
  for (int row = 1; row < BINS - 1; row++)
    for (int col = 1; col < BINS - 1; col++) {
      double sum = 0;
      for (int k = 0; k < 9; k++)
        sum += bins[row - 1 + k / 3][col - 1 + k % 3];
      if (sum > best) {
        best = sum;
        best_row = row;
        best_col = col;
      }
    }
  double dx = best_col - 1 - REACH_MM + 0.5, dy = best_row - 1 - REACH_MM + 0.5;
  *ret_map = (BmAffine){scale, 0, cx * (1 - scale) + dx, 0, scale, cy * (1 - scale) + dy};
  return best;
}

static gboolean solve(double m[6][7], double ret[6])
{
  for (int col = 0; col < 6; col++) {
    int pivot = col;
    for (int row = col + 1; row < 6; row++)
      if (fabs(m[row][col]) > fabs(m[pivot][col]))
        pivot = row;
    if (fabs(m[pivot][col]) < 1e-9)
      return FALSE;
    for (int k = 0; k < 7; k++) {
      double swap = m[col][k];
      m[col][k] = m[pivot][k];
      m[pivot][k] = swap;
    }
    for (int row = 0; row < 6; row++) {
      if (row == col)
        continue;
      double factor = m[row][col] / m[col][col];
      for (int k = col; k < 7; k++)
        m[row][k] -= factor * m[col][k];
    }
  }
  for (int i = 0; i < 6; i++)
    ret[i] = m[i][6] / m[i][i];
  return TRUE;
}

static void equation_add(double m[6][7], const double row[6], double value, double weight)
{
  for (int i = 0; i < 6; i++) {
    for (int k = 0; k < 6; k++)
      m[i][k] += weight * row[i] * row[k];
    m[i][6] += weight * row[i] * value;
  }
}

typedef struct Spread {
  double mx, my, weight, span_x, span_y;
} Spread;

static Spread spread_of(const double *from, const double *weight, guint n)
{
  Spread s = {0};
  double left = 1e9, right = -1e9, top = 1e9, bottom = -1e9;
  for (guint i = 0; i < n; i++) {
    double both = (weight[2 * i] + weight[2 * i + 1]) / 2;
    s.mx += both * from[2 * i];
    s.my += both * from[2 * i + 1];
    s.weight += both;
    left = MIN(left, from[2 * i]);
    right = MAX(right, from[2 * i]);
    top = MIN(top, from[2 * i + 1]);
    bottom = MAX(bottom, from[2 * i + 1]);
  }
  if (s.weight > 0) {
    s.mx /= s.weight;
    s.my /= s.weight;
  }
  s.span_x = right - left;
  s.span_y = bottom - top;
  return s;
}

static BmAffine shift_fit(const double *from, const double *to, const double *weight, guint n,
                          BmAffine start)
{
  double dx = 0, dy = 0, sum_x = 0, sum_y = 0;
  for (guint i = 0; i < n; i++) {
    double x, y;
    bm_affine_point(start, from[2 * i], from[2 * i + 1], &x, &y);
    dx += weight[2 * i] * (to[2 * i] - x);
    dy += weight[2 * i + 1] * (to[2 * i + 1] - y);
    sum_x += weight[2 * i];
    sum_y += weight[2 * i + 1];
  }
  start.tx += sum_x > 0 ? dx / sum_x : 0;
  start.ty += sum_y > 0 ? dy / sum_y : 0;
  return start;
}

BmAffine bm_affine_fit(const double *from, const double *to, const double *weight, guint n,
                       double ridge, BmAffine start)
{
  Spread s = spread_of(from, weight, n);
  if (n < 10 || hypot(s.span_x, s.span_y) < 40)
    return shift_fit(from, to, weight, n, start);
  double m[6][7] = {{0}};
  for (guint i = 0; i < n; i++) {
    double x = from[2 * i] - s.mx, y = from[2 * i + 1] - s.my;
    equation_add(m, (double[6]){x, y, 1, 0, 0, 0}, to[2 * i], weight[2 * i]);
    equation_add(m, (double[6]){0, 0, 0, x, y, 1}, to[2 * i + 1], weight[2 * i + 1]);
  }
  /* equal scales, no shear, and a little of the start's own scale, in units of (mm of error)²
   */
  double pull = ridge * s.weight;
  equation_add(m, (double[6]){1, 0, 0, 0, -1, 0}, 0, pull);
  equation_add(m, (double[6]){0, 1, 0, 1, 0, 0}, 0, pull);
  equation_add(m, (double[6]){1, 0, 0, 0, 1, 0}, start.a + start.d, pull * 0.02);
  double r[6];
  if (!solve(m, r))
    return shift_fit(from, to, weight, n, start);
  return (BmAffine){r[0], r[1], r[2] - r[0] * s.mx - r[1] * s.my,
                    r[3], r[4], r[5] - r[3] * s.mx - r[4] * s.my};
}

/* Pairs within @within_mm of the map, in arrays for the fit; returns how many. */
static guint pairs_near(const GArray *pairs, BmAffine map, double within_mm, double *from,
                        double *to, double *weight, double *ret_words)
{
  guint n = 0;
  double words = 0;
  for (guint i = 0; i < pairs->len; i++) {
    const Pair *pair = &g_array_index(pairs, Pair, i);
    double x, y;
    bm_affine_point(map, pair->px, pair->py, &x, &y);
    if (hypot(x - pair->fx, y - pair->fy) > within_mm)
      continue;
    from[2 * n] = pair->px;
    from[2 * n + 1] = pair->py;
    to[2 * n] = pair->fx;
    to[2 * n + 1] = pair->fy;
    weight[2 * n] = weight[2 * n + 1] = pair->weight;
    n++;
    words += pair->is_word ? pair->weight : 0;
  }
  *ret_words = words;
  return n;
}

static void vote_fit(const GArray *pairs, BmVote *vote)
{
  static const double within_mm[] = {2.0, 1.2, 0.7, 0.45};
  g_autofree double *from = g_new(double, 2 * pairs->len + 2);
  g_autofree double *to = g_new(double, 2 * pairs->len + 2);
  g_autofree double *weight = g_new(double, 2 * pairs->len + 2);
  for (guint i = 0; i < G_N_ELEMENTS(within_mm); i++) {
    guint n = pairs_near(pairs, vote->map, within_mm[i], from, to, weight, &vote->words);
    vote->map = bm_affine_fit(from, to, weight, n, 200.0, vote->map);
  }
  vote->pairs = pairs_near(pairs, vote->map, 0.45, from, to, weight, &vote->words);
}

static BmVote vote_one_way(const BmFeatures *form, const BmFeatures *page, gboolean turned)
{
  static const double scales[] = {1.0, 0.992, 1.008};
  BmVote vote = {.score = -1, .turned = turned, .map = bm_affine_identity()};
  g_autoptr(GArray) pairs = g_array_sized_new(FALSE, FALSE, sizeof(Pair), 512);
  pairs_collect(form, page, turned, pairs);
  pairs_weigh(form, page, pairs);
  double cx = form->width_mm / 2, cy = bm_vote_head_mm(form->height_mm) / 2;
  for (guint i = 0; i < G_N_ELEMENTS(scales); i++) {
    BmAffine map;
    double score = shift_vote(pairs, scales[i], cx, cy, &map);
    if (score > vote.score + 1e-9) {
      vote.score = score;
      vote.map = map;
    }
  }
  vote_fit(pairs, &vote);
  if (turned)
    vote.map =
        bm_affine_then((BmAffine){-1, 0, page->width_mm, 0, -1, page->height_mm}, vote.map);
  return vote;
}

BmVote bm_vote_compare(const BmFeatures *form, const BmFeatures *page, gboolean may_turn)
{
  BmVote upright = vote_one_way(form, page, FALSE);
  if (!may_turn)
    return upright;
  BmVote turned = vote_one_way(form, page, TRUE);
  return turned.score > upright.score * 1.2 ? turned : upright;
}
