/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words and rules of a page. */
#include "stages/form/features.h"

#include "stages/shared/brick.h"
#include "stages/shared/pieces.h"

#include <math.h>
#include <stdlib.h>

#define FEATURES_MOST 600U /* 6 kB a page; a dense A4 page of print has about 450 */

static int px(double mm)
{
  return bm_px(mm, BM_FORM_DPI);
}

static gint16 hundredths(double pixels)
{
  return (gint16)CLAMP(lround(bm_mm(pixels, BM_FORM_DPI) * 100), G_MININT16, G_MAXINT16);
}

BmFeatures *bm_features_new(double width_mm, double height_mm)
{
  BmFeatures *features = g_new0(BmFeatures, 1);
  features->list = g_array_new(FALSE, FALSE, sizeof(BmFeature));
  features->width_mm = width_mm;
  features->height_mm = height_mm;
  return features;
}

void bm_features_free(BmFeatures *features)
{
  if (features == NULL)
    return;
  g_clear_pointer(&features->list, g_array_unref);
  g_free(features);
}

static int feature_length(const BmFeature *f)
{
  return f->kind == BM_FEATURE_VRULE ? f->h : f->w;
}

static gint feature_order(gconstpointer a, gconstpointer b)
{
  const BmFeature *p = a, *q = b;
  const int key_p[] = {p->kind, feature_length(p), p->y, p->x, p->w, p->h};
  const int key_q[] = {q->kind, feature_length(q), q->y, q->x, q->w, q->h};
  for (guint i = 0; i < G_N_ELEMENTS(key_p); i++)
    if (key_p[i] != key_q[i])
      return key_p[i] < key_q[i] ? -1 : 1;
  return 0;
}

void bm_features_sort(BmFeatures *features)
{
  g_array_sort(features->list, feature_order);
}

/* Straight runs of @least_mm along one direction that are thinner than 1.3 mm across it. */
static PIX *straight(PIX *work, double least_mm, gboolean is_down)
{
  int run = px(least_mm), thick = px(1.3);
  g_autoptr(PIX) runs = bm_brick_open_comp(work, is_down ? 1 : run, is_down ? run : 1);
  if (runs == NULL)
    return NULL;
  g_autoptr(PIX) blobs = bm_brick_open_comp(runs, is_down ? thick : 1, is_down ? 1 : thick);
  if (blobs == NULL)
    return NULL;
  return pixSubtract(NULL, runs, blobs);
}

gboolean bm_rules_find(PIX *work, PIX **ret_across, PIX **ret_down)
{
  g_autoptr(PIX) across = straight(work, 8.0, FALSE);
  g_autoptr(PIX) down = straight(work, 4.5, TRUE);
  if (across == NULL || down == NULL)
    return FALSE;
  *ret_across = g_steal_pointer(&across);
  *ret_down = g_steal_pointer(&down);
  return TRUE;
}

PIX *bm_rules_remove(PIX *work, PIX *across, PIX *down)
{
  g_autoptr(PIX) wide = pixDilateBrick(NULL, across, 1, 3);
  g_autoptr(PIX) tall = pixDilateBrick(NULL, down, 3, 1);
  if (wide == NULL || tall == NULL)
    return NULL;
  g_autoptr(PIX) rest = pixSubtract(NULL, work, wide);
  if (rest == NULL)
    return NULL;
  return pixSubtract(NULL, rest, tall);
}

static void boxes_collect(BmFeatures *features, BOXA *boxes, BmFeatureKind kind)
{
  for (int i = 0; i < boxaGetCount(boxes); i++) {
    int x, y, w, h;
    boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
    gboolean fits;
    if (kind == BM_FEATURE_WORD)
      fits = w >= px(2) && w <= px(110) && h >= px(1) && h <= px(9);
    else if (kind == BM_FEATURE_HRULE)
      fits = w >= px(8) && h <= px(2.5);
    else
      fits = h >= px(4.5) && w <= px(2.5);
    if (!fits)
      continue;
    BmFeature f = {hundredths(x), hundredths(y), hundredths(w), hundredths(h), (guint16)kind};
    g_array_append_val(features->list, f);
  }
}

static gboolean kind_collect(BmFeatures *features, PIX *image, BmFeatureKind kind)
{
  g_autoptr(BOXA) boxes = bm_pieces_boxes(image, 8);
  if (boxes == NULL)
    return FALSE;
  boxes_collect(features, boxes, kind);
  return TRUE;
}

/* How many features to keep of the middle of the page, when there are too many of them. */
static void features_thin(BmFeatures *features)
{
  GArray *list = features->list;
  if (list->len <= FEATURES_MOST)
    return;
  double step = (double)list->len / FEATURES_MOST;
  for (guint i = 0; i < FEATURES_MOST; i++)
    g_array_index(list, BmFeature, i) = g_array_index(list, BmFeature, (guint)(i * step));
  g_array_set_size(list, FEATURES_MOST);
}

static gint by_int(gconstpointer a, gconstpointer b)
{
  int p = *(const int *)a, q = *(const int *)b;
  return p < q ? -1 : p > q;
}

/* Rules of one direction that cross at least half of the page and stand at even distances. */
static gboolean is_ruled_evenly(const BmFeatures *features, BmFeatureKind kind)
{
  double extent = kind == BM_FEATURE_HRULE ? features->width_mm : features->height_mm;
  double other = kind == BM_FEATURE_HRULE ? features->height_mm : features->width_mm;
  int n_bins = (int)other + 1;
  g_autofree double *length = g_new0(double, n_bins);
  for (guint i = 0; i < features->list->len; i++) {
    const BmFeature *f = &g_array_index(features->list, BmFeature, i);
    if (f->kind != kind)
      continue;
    int at = (kind == BM_FEATURE_HRULE ? f->y + f->h / 2 : f->x + f->w / 2) / 100;
    length[CLAMP(at, 0, n_bins - 1)] += feature_length(f) / 100.0;
  }
  g_autoptr(GArray) gaps = g_array_new(FALSE, FALSE, sizeof(int));
  int last = -1;
  for (int i = 0; i + 1 < n_bins; i++) {
    if (length[i] + length[i + 1] < 0.4 * extent)
      continue;
    int gap = i - last;
    if (last >= 0)
      g_array_append_val(gaps, gap);
    last = i++;
  }
  if (gaps->len < 10)
    return FALSE;
  g_array_sort(gaps, by_int);
  int middle = g_array_index(gaps, int, gaps->len / 2);
  guint n_even = 0;
  for (guint i = 0; i < gaps->len; i++)
    n_even += abs(g_array_index(gaps, int, i) - middle) <= 1;
  return middle >= 3 && middle <= 13 && n_even * 10 >= gaps->len * 7;
}

static BmRuling ruling_of(const BmFeatures *features)
{
  if (!is_ruled_evenly(features, BM_FEATURE_HRULE))
    return BM_RULING_PLAIN;
  return is_ruled_evenly(features, BM_FEATURE_VRULE) ? BM_RULING_SQUARED : BM_RULING_LINED;
}

/* Print has characters of few heights; handwriting spreads over many. Measured on single
 * components (@letters): the share within ±12 % of one of the two commonest heights. */
gboolean bm_features_look_typed(PIX *letters)
{
  g_autoptr(BOXA) boxes = bm_pieces_boxes(letters, 8);
  if (boxes == NULL)
    return FALSE;
  enum { HEIGHTS = 64 };
  guint count[HEIGHTS] = {0}, n = 0;
  for (int i = 0; i < boxaGetCount(boxes); i++) {
    int w, h;
    boxaGetBoxGeometry(boxes, i, NULL, NULL, &w, &h);
    if (h < px(1.0) || h >= HEIGHTS || w > px(6))
      continue;
    count[h]++;
    n++;
  }
  guint best = 0;
  for (int h = 1; h + 1 < HEIGHTS; h++)
    best = MAX(best, count[h - 1] + count[h] + count[h + 1]);
  return n >= 150 && best >= 0.6 * n;
}

BmFeatures *bm_features_find(PIX *work)
{
  g_autoptr(BmFeatures) features = bm_features_new(bm_mm(pixGetWidth(work), BM_FORM_DPI),
                                                   bm_mm(pixGetHeight(work), BM_FORM_DPI));
  g_autoptr(PIX) across = NULL;
  g_autoptr(PIX) down = NULL;
  if (!bm_rules_find(work, &across, &down))
    return NULL;
  g_autoptr(PIX) letters = bm_rules_remove(work, across, down);
  if (letters == NULL)
    return NULL;
  g_autoptr(PIX) words = bm_brick_close_comp(letters, px(0.85), 1);
  if (words == NULL || !kind_collect(features, words, BM_FEATURE_WORD) ||
      !kind_collect(features, across, BM_FEATURE_HRULE) ||
      !kind_collect(features, down, BM_FEATURE_VRULE))
    return NULL;
  features->ruling = ruling_of(features);
  features->is_typed = features->ruling == BM_RULING_PLAIN && bm_features_look_typed(letters);
  bm_features_sort(features);
  features_thin(features);
  return g_steal_pointer(&features);
}
