/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Title pages by likeness. */
#include "stages/split/likeness.h"

#include "stages/shared/page.h"

#include <math.h>

#define CELL_MM 4.0
#define COLUMNS 48 /* 192 mm of a page's width, from its middle */
#define ROWS 12    /* 48 mm from its top: heading, stamp, fields; below it all hands differ */
#define SHIFT 2    /* cells: pages are upright, but lie 8 mm apart in the scanner at most */
#define NEAREST 3
#define REACH 40 /* pages on each side that a page is compared with */
#define WAYS 2U
#define ROUNDS 6

/* The page's head as it looks one way up. */
typedef struct Way {
  float cells[ROWS][COLUMNS]; /* root of ink share, less its mean, of norm 1 */
  gboolean has_ink;
} Way;

struct BmFace {
  Way ways[WAYS]; /* as the page stands, and turned by 180° */
  guint n_ways;   /* 1: the page stands right for sure */
};

void bm_face_free(BmFace *face)
{
  g_free(face);
}

static void way_norm(Way *way)
{
  double mean = 0, norm = 0;
  float *cells = &way->cells[0][0];
  for (int i = 0; i < ROWS * COLUMNS; i++)
    mean += cells[i];
  mean /= ROWS * COLUMNS;
  for (int i = 0; i < ROWS * COLUMNS; i++) {
    cells[i] = (float)(cells[i] - mean);
    norm += cells[i] * cells[i];
  }
  way->has_ink = norm > 0.05;
  for (int i = 0; i < ROWS * COLUMNS && way->has_ink; i++)
    cells[i] = (float)(cells[i] / sqrt(norm));
}

static void way_fill(Way *way, PIX *ink, double dpi)
{
  int cell = MAX(2, bm_px(CELL_MM, dpi)), width = pixGetWidth(ink), height = pixGetHeight(ink);
  int left = (width - COLUMNS * cell) / 2, top = bm_px(4.0, dpi);
  l_int32 *table = makePixelSumTab8();
  for (int row = 0; row < ROWS; row++)
    for (int column = 0; column < COLUMNS; column++) {
      BmBox box = bm_box_clip((BmBox){left + column * cell, top + row * cell, cell, cell},
                              width, height);
      if (bm_box_is_empty(box))
        continue;
      BOX where = {.x = box.x, .y = box.y, .w = box.w, .h = box.h};
      int n = 0;
      pixCountPixelsInRect(ink, &where, &n, table);
      way->cells[row][column] = (float)sqrt((double)n / (double)bm_box_area(box));
    }
  lept_free(table);
  way_norm(way);
}

BmFace *bm_face_new(PIX *ink, double dpi, gboolean is_turn_sure)
{
  g_autoptr(PIX) turned = is_turn_sure ? NULL : pixRotate180(NULL, ink);
  if (!is_turn_sure && turned == NULL)
    return NULL;
  BmFace *face = g_new0(BmFace, 1);
  face->n_ways = is_turn_sure ? 1 : WAYS;
  way_fill(&face->ways[0], ink, dpi);
  if (!is_turn_sure)
    way_fill(&face->ways[1], turned, dpi);
  return face;
}

static double likeness_at(const Way *p, const Way *q, int dx, int dy)
{
  double sum = 0;
  for (int y = MAX(0, -dy); y < MIN(ROWS, ROWS - dy); y++)
    for (int x = MAX(0, -dx); x < MIN(COLUMNS, COLUMNS - dx); x++)
      sum += p->cells[y][x] * q->cells[y + dy][x + dx];
  return sum;
}

/* Correlation of two ways, -1..1, at the best of small shifts; 0 when one has no ink. */
static double way_likeness(const Way *p, const Way *q)
{
  double best = -1;
  if (!p->has_ink || !q->has_ink)
    return 0;
  for (int dy = -SHIFT; dy <= SHIFT; dy++)
    for (int dx = -SHIFT; dx <= SHIFT; dx++)
      best = fmax(best, likeness_at(p, q, dx, dy));
  return best;
}

/* ---- parting the pages ---- */

typedef struct Parting {
  BmFace *const *faces;
  const gboolean *is_seed;
  guint n;
  double *likeness; /* n × WAYS × (2 REACH + 1), by distance */
  gboolean *is_title;
  double *lead; /* how much nearer to titles than to the others */
} Parting;

/* Likeness of page @i, one @way up, to page @k, whichever way that is more like it. */
static double *likeness_of(const Parting *parting, guint i, guint way, guint k)
{
  return &parting->likeness[(i * WAYS + way) * (2 * REACH + 1) + (k + REACH - i)];
}

static void pair_fill(Parting *parting, guint i, guint k)
{
  const BmFace *p = parting->faces[i], *q = parting->faces[k];
  double best[2][WAYS] = {{-1, -1}, {-1, -1}};
  for (guint a = 0; a < p->n_ways; a++)
    for (guint b = 0; b < q->n_ways; b++) {
      double value = way_likeness(&p->ways[a], &q->ways[b]);
      best[0][a] = fmax(best[0][a], value);
      best[1][b] = fmax(best[1][b], value);
    }
  for (guint way = 0; way < WAYS; way++) {
    *likeness_of(parting, i, way, k) = best[0][way];
    *likeness_of(parting, k, way, i) = best[1][way];
  }
}

static void likeness_fill(Parting *parting)
{
  parting->likeness = g_new0(double, (gsize)parting->n *WAYS *(2 * REACH + 1));
  for (guint i = 0; i < parting->n; i++)
    for (guint k = i + 1; k < parting->n && k <= i + REACH; k++)
      if (parting->faces[i] != NULL && parting->faces[k] != NULL)
        pair_fill(parting, i, k);
}

/* Mean likeness of page @i, one @way up, to the nearest pages of one part; FALSE when there are
 * none. */
static gboolean nearest_mean(const Parting *parting, guint i, guint way, gboolean to_titles,
                             double *ret)
{
  double best[NEAREST] = {-2, -2, -2};
  guint found = 0;
  for (guint k = i > REACH ? i - REACH : 0; k < parting->n && k <= i + REACH; k++) {
    if (k == i || parting->faces[k] == NULL || parting->is_title[k] != to_titles)
      continue;
    double value = *likeness_of(parting, i, way, k);
    found++;
    for (int slot = 0; slot < NEAREST; slot++)
      if (value > best[slot]) {
        double lower = best[slot];
        best[slot] = value;
        value = lower;
      }
  }
  guint n = MIN(found, NEAREST);
  double sum = 0;
  for (guint slot = 0; slot < n; slot++)
    sum += best[slot];
  if (n > 0)
    *ret = sum / n;
  return n > 0;
}

/* Likeness to the titles; of a page of unsure turn, the way that is more like them. */
static gboolean titles_mean(const Parting *parting, guint i, double *ret)
{
  double best = -2, value;
  for (guint way = 0; way < parting->faces[i]->n_ways; way++)
    if (nearest_mean(parting, i, way, TRUE, &value))
      best = MAX(best, value);
  if (best > -2)
    *ret = best;
  return best > -2;
}

/* How much nearer a page is to titles than to others; 0 without one of them. A page of unsure
 * turn is compared with both parts the same way up, the way that is most like any: with its
 * head to the one and its foot to the other it would be like everything. */
static double lead_of(const Parting *parting, guint i)
{
  double best = -2, lead = 0, titles, others;
  for (guint way = 0; way < parting->faces[i]->n_ways; way++) {
    if (!nearest_mean(parting, i, way, TRUE, &titles) ||
        !nearest_mean(parting, i, way, FALSE, &others))
      return 0;
    if (MAX(titles, others) > best) {
      best = MAX(titles, others);
      lead = titles - others;
    }
  }
  return lead;
}

/* Begin: pages nearer to the seeds than the middle between the nearest and the farthest. */
static void parting_begin(Parting *parting)
{
  double least = 2, most = -2;
  for (guint i = 0; i < parting->n; i++)
    parting->is_title[i] = parting->is_seed[i];
  for (guint i = 0; i < parting->n; i++) {
    parting->lead[i] = -1;
    if (parting->faces[i] == NULL || parting->is_seed[i] ||
        !titles_mean(parting, i, &parting->lead[i]))
      continue;
    least = MIN(least, parting->lead[i]);
    most = MAX(most, parting->lead[i]);
  }
  for (guint i = 0; i < parting->n; i++)
    parting->is_title[i] = parting->is_seed[i] || (parting->faces[i] != NULL && most > least &&
                                                   parting->lead[i] > (least + most) / 2);
}

static gboolean parting_step(Parting *parting)
{
  gboolean has_changed = FALSE;
  for (guint i = 0; i < parting->n; i++)
    if (parting->faces[i] != NULL)
      parting->lead[i] = lead_of(parting, i);
  for (guint i = 0; i < parting->n; i++) {
    gboolean is_title =
        parting->is_seed[i] || (parting->faces[i] != NULL && parting->lead[i] > 0);
    has_changed |= is_title != parting->is_title[i];
    parting->is_title[i] = is_title;
  }
  return has_changed;
}

/* ---- evidence ---- */

typedef struct Contrast {
  double titles, others; /* mean leads of the two parts */
  guint n_titles, n_others;
} Contrast;

static Contrast contrast_of(const Parting *parting)
{
  Contrast contrast = {0};
  for (guint i = 0; i < parting->n; i++) {
    if (parting->faces[i] == NULL)
      continue;
    *(parting->is_title[i] ? &contrast.titles : &contrast.others) += parting->lead[i];
    *(parting->is_title[i] ? &contrast.n_titles : &contrast.n_others) += 1;
  }
  contrast.titles /= MAX(1, contrast.n_titles);
  contrast.others /= MAX(1, contrast.n_others);
  return contrast;
}

/* How far to believe the parting: 0.35 and less comes about by chance on pages of one layout
 * (printed tasks of which only the first sheet has a heading), 0.65 and more never did. */
static double belief_of(const Contrast *contrast)
{
  if (contrast->n_titles < 2 || contrast->n_others < 2)
    return 0;
  return CLAMP((contrast->titles - contrast->others - 0.3) / 0.3, 0.0, 1.0);
}

/* A page that is known to be a title must look like one, else the parting follows something
 * else, a table in the task or a hand. */
static gboolean seeds_fit(const Parting *parting, double middle, double half)
{
  for (guint i = 0; i < parting->n; i++)
    if (parting->is_seed[i] && parting->faces[i] != NULL &&
        parting->lead[i] < middle + half / 2)
      return FALSE;
  return TRUE;
}

static void evidence_write(const Parting *parting, double *titles)
{
  Contrast contrast = contrast_of(parting);
  double belief = belief_of(&contrast);
  double middle = (contrast.titles + contrast.others) / 2;
  double half = MAX(0.05, (contrast.titles - contrast.others) / 2);
  if (!seeds_fit(parting, middle, half))
    return;
  for (guint i = 0; i < parting->n; i++)
    if (parting->faces[i] != NULL)
      titles[i] = BM_TITLE_MAX * belief * CLAMP((parting->lead[i] - middle) / half, -1.0, 1.0);
}

void bm_likeness_titles(BmFace *const *faces, const gboolean *is_seed, guint n, double *titles)
{
  Parting parting = {.faces = faces, .is_seed = is_seed, .n = n};
  parting.is_title = g_new0(gboolean, n);
  parting.lead = g_new0(double, n);
  for (guint i = 0; i < n; i++)
    titles[i] = 0;
  likeness_fill(&parting);
  parting_begin(&parting);
  for (int i = 0; i < ROUNDS && parting_step(&parting); i++)
    continue;
  evidence_write(&parting, titles);
  g_free(parting.likeness);
  g_free(parting.is_title);
  g_free(parting.lead);
}
