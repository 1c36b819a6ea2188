/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Likeness of pictures: masks against names, and marks that bring classes of a school together.
 */
#include "stages/attack/judge_part.h"

#include <math.h>
#include <string.h>

#define MOST_WORKS 400  /* compared with each other; more are thinned out evenly */
#define MOST_CLASSES 80 /* likewise */

typedef struct Group {
  const char *name, *channel;
  gboolean is_first_only; /* of a work, only its first page is compared */
} Group;

static const Group groups[] = {
    {"format", "marks", FALSE},  {"compression", "marks", FALSE}, {"tone", "marks", FALSE},
    {"streaks", "marks", FALSE}, {"dust", "marks", FALSE},        {"edges", "marks", FALSE},
    {"skew", "marks", FALSE},    {"stamp", "marks", TRUE},        {"print", "print", TRUE},
    {"masks", "boxes", TRUE},
};

static json_t *pages_of(const BmSuspect *work)
{
  return json_object_get(work->look, "pages");
}

/* --- masks and names ---------------------------------------------------------------------- */

#define BANDS 8 /* from the top, each for itself: names stand in the same one */
#define BAND_TENTHS 150

enum { WIDEST, WIDTHS, AREA, COUNT, HIGHEST, RIGHT, BAND, N_SHAPES = BAND + BANDS };

static const char *const shape_names[] = {"widest",  "widths",     "area", "count",
                                          "highest", "right_edge", "band"};

static void shapes_measure(const BmSuspect *work, double *ret)
{
  size_t i;
  json_t *box;
  memset(ret, 0, N_SHAPES * sizeof *ret);
  json_array_foreach (json_object_get(json_array_get(pages_of(work), 0), "boxes"), i, box) {
    double x = json_number_value(json_array_get(box, 0)),
           w = json_number_value(json_array_get(box, 2)),
           h = json_number_value(json_array_get(box, 3));
    guint band = (guint)(json_number_value(json_array_get(box, 1)) / BAND_TENTHS);
    ret[WIDEST] = MAX(ret[WIDEST], w);
    ret[WIDTHS] += w;
    ret[AREA] += w * h;
    ret[COUNT]++;
    if (band < BANDS)
      ret[BAND + band] += w;
    ret[HIGHEST] = MAX(ret[HIGHEST], h);
    ret[RIGHT] = MAX(ret[RIGHT], x + w);
  }
}

enum { PARTS = 3, WHOLE = PARTS };

static const char *const part_names[] = {"surname", "name", "patronymic", "whole"};

/* Letters of a part of the name, or of all parts; below 0: unknown. */
static double letters_of(const BmSuspect *work, guint part)
{
  double sum = 0;
  gboolean is_known = FALSE;
  for (guint i = 0; i < PARTS; i++) {
    json_t *letters = json_array_get(work->letters, i);
    if (!json_is_number(letters) || (part != WHOLE && part != i))
      continue;
    sum += json_number_value(letters);
    is_known = TRUE;
  }
  return is_known ? sum : -1;
}

static void lengths_ask(BmCase *all, guint part)
{
  guint most = all->works->len + 1, n = 0;
  g_autofree double *values = g_new(double, (gsize)most *N_SHAPES);
  g_autofree double *letters = g_new(double, most);
  g_autofree guint *classes = g_new(guint, most);
  for (guint i = 0; i < all->works->len; i++) {
    double shapes[N_SHAPES];
    const BmSuspect *work = bm_suspect(all, i);
    letters[n] = letters_of(work, part);
    if (letters[n] < 0)
      continue;
    shapes_measure(work, shapes);
    for (guint k = 0; k < N_SHAPES; k++)
      values[(gsize)k * most + n] = shapes[k];
    classes[n++] = work->class_index;
  }
  const double *columns[N_SHAPES];
  for (guint k = 0; k < N_SHAPES; k++)
    columns[k] = values + (gsize)k * most;
  guint best = 0;
  BmGuess guess = bm_stats_rank(columns, N_SHAPES, letters, classes, n, all->seed, &best);
  json_t *finding = bm_case_guess(all, "boxes", "box_length", "likely", &guess);
  json_object_set_new(finding, "by", json_string(shape_names[MIN(best, BAND)]));
  json_object_set_new(finding, "of", json_string(part_names[part]));
}

/* --- vectors ------------------------------------------------------------------------------ */

static json_t *part_of(json_t *page, const char *name)
{
  if (strcmp(name, "stamp") == 0)
    return json_object_get(page, name);
  return json_object_get(json_object_get(page, "marks"), name);
}

static guint part_length(json_t *part)
{
  return json_is_string(part) ? (guint)json_string_length(part) : (guint)json_array_size(part);
}

static double part_value(json_t *part, guint index)
{
  if (json_is_string(part))
    return json_string_value(part)[index] - '0';
  return json_number_value(json_array_get(part, index));
}

static guint vector_length(const BmCase *all, const Group *group)
{
  guint length = 0;
  size_t k;
  json_t *page;
  for (guint i = 0; i < all->works->len; i++)
    json_array_foreach (pages_of(bm_suspect(all, i)), k, page)
      length = MAX(length, part_length(part_of(page, group->name)));
  return length;
}

/* Mean over the pages of a work. FALSE: it has nothing of the group. */
static gboolean work_vector(const BmSuspect *work, const Group *group, guint length,
                            double *ret)
{
  size_t k;
  json_t *page;
  guint n = 0;
  memset(ret, 0, length * sizeof *ret);
  json_array_foreach (pages_of(work), k, page) {
    json_t *part = part_of(page, group->name);
    guint size = part_length(part);
    if (size == 0 || (group->is_first_only && k > 0))
      continue;
    for (guint i = 0; i < size; i++)
      ret[i] += part_value(part, i);
    n++;
  }
  for (guint i = 0; i < length && n > 0; i++)
    ret[i] /= n;
  return n > 0;
}

typedef struct Vectors {
  guint n, length;
  float *values;  /* n × length */
  guint *classes; /* of each */
} Vectors;

static void vectors_clear(Vectors *all)
{
  g_free(all->values);
  g_free(all->classes);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Vectors, vectors_clear)

/* Numbers of different kinds count alike: each has spread 1 over the works. Grids stay. */
static void vectors_scale(Vectors *all)
{
  for (guint k = 0; k < all->length && all->length <= 16; k++) {
    double sum = 0, square = 0;
    for (guint i = 0; i < all->n; i++) {
      double value = all->values[(gsize)i * all->length + k];
      sum += value;
      square += value * value;
    }
    double mean = sum / all->n, spread = sqrt(MAX(square / all->n - mean * mean, 0));
    for (guint i = 0; i < all->n; i++) {
      float *value = &all->values[(gsize)i * all->length + k];
      *value = spread > 1e-6 ? (float)((*value - mean) / spread) : 0;
    }
  }
}

static Vectors work_vectors(const BmCase *all, const Group *group)
{
  Vectors out = {.length = vector_length(all, group)};
  guint n = all->works->len, step = n / MOST_WORKS + 1;
  out.values = g_new(float, (gsize)(n / step + 2) * MAX(out.length, 1));
  out.classes = g_new(guint, n / step + 2);
  g_autofree double *one = g_new(double, out.length + 1);
  for (guint i = 0; i < n && out.length > 0; i += step) {
    if (!work_vector(bm_suspect(all, i), group, out.length, one))
      continue;
    for (guint k = 0; k < out.length; k++)
      out.values[(gsize)out.n * out.length + k] = (float)one[k];
    out.classes[out.n++] = bm_suspect(all, i)->class_index;
  }
  vectors_scale(&out);
  return out;
}

/* A class is the mean of its works; only classes whose school is known. */
static Vectors class_vectors(const BmCase *all, const Vectors *works)
{
  Vectors out = {.length = works->length};
  guint most = MIN(all->aliases->len, MOST_CLASSES);
  out.values = g_new0(float, (gsize)(most + 1) * MAX(out.length, 1));
  out.classes = g_new(guint, most + 1);
  for (guint c = 0; c < all->aliases->len && out.n < most; c++) {
    guint count = 0;
    float *mean = out.values + (gsize)out.n * out.length;
    for (guint i = 0; i < works->n; i++) {
      if (works->classes[i] != c)
        continue;
      for (guint k = 0; k < out.length; k++)
        mean[k] += works->values[(gsize)i * out.length + k];
      count++;
    }
    for (guint k = 0; k < out.length && count > 0; k++)
      mean[k] /= (float)count;
    if (count > 0 && g_array_index(all->schools, int, c) >= 0)
      out.classes[out.n++] = c;
    else
      memset(mean, 0, out.length * sizeof *mean);
  }
  return out;
}

static double *distances_of(const Vectors *all)
{
  double *out = g_new0(double, (gsize)all->n * all->n + 1);
  for (guint i = 0; i < all->n; i++)
    for (guint k = i + 1; k < all->n; k++) {
      const float *p = all->values + (gsize)i * all->length,
                  *q = all->values + (gsize)k * all->length;
      double sum = 0;
      for (guint c = 0; c < all->length; c++)
        sum += (p[c] - q[c]) * (p[c] - q[c]);
      out[(gsize)i * all->n + k] = out[(gsize)k * all->n + i] = sqrt(sum);
    }
  return out;
}

/* Two questions: are classes of one school alike, and are works of one class? */
static void group_ask(BmCase *all, const Group *group)
{
  g_auto(Vectors) works = work_vectors(all, group);
  g_auto(Vectors) classes = class_vectors(all, &works);
  g_autofree double *of_works = distances_of(&works), *of_classes = distances_of(&classes);
  g_autofree char *link = g_strconcat("link_", group->name, NULL),
                  *batch = g_strconcat("batch_", group->name, NULL);
  for (guint i = 0; i < classes.n; i++)
    classes.classes[i] = (guint)g_array_index(all->schools, int, classes.classes[i]);
  BmGuess guess = bm_stats_link(of_classes, classes.n, classes.classes, all->seed);
  bm_case_guess(all, group->channel, link, "likely", &guess);
  guess = bm_stats_batch(of_works, works.n, works.classes, all->seed);
  bm_case_guess(all, group->channel, batch, "reference", &guess);
}

void bm_case_features(BmCase *all)
{
  for (guint part = 0; part <= WHOLE; part++)
    lengths_ask(all, part);
  for (guint i = 0; i < G_N_ELEMENTS(groups); i++)
    group_ask(all, &groups[i]);
}
