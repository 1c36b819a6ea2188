/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order, sizes, times, and who is missing where. */
#include "stages/attack/judge_part.h"

#include <math.h>
#include <string.h>

static double number_of(const json_t *row, const char *key)
{
  return json_number_value(json_object_get(row, key));
}

static double digits_of(const char *text)
{
  double value = 0;
  for (const char *c = text; *c != '\0'; c++)
    value = g_ascii_isdigit(*c) ? value * 10 + (*c - '0') : value;
  return value;
}

static double n_pages_of(const BmSuspect *work)
{
  return MAX(1.0, (double)json_array_size(json_object_get(work->look, "pages")));
}

/* --- within a class: does anything follow the order of scanning? -------------------------- */

static void order_ask(BmCase *all, const char *what, double (*value_of)(const BmSuspect *))
{
  guint n = all->works->len;
  g_autofree double *values = g_new(double, n + 1), *order = g_new(double, n + 1);
  g_autofree guint *groups = g_new(guint, n + 1);
  for (guint i = 0; i < n; i++) {
    const BmSuspect *work = bm_suspect(all, i);
    values[i] = value_of(work);
    order[i] = work->order;
    groups[i] = work->class_index;
  }
  const double *column = values;
  BmGuess guess = bm_stats_rank(&column, 1, order, groups, n, all->seed, NULL);
  bm_case_guess(all, "order", what, "likely", &guess);
}

static double number_value(const BmSuspect *work)
{
  return digits_of(work->work_no);
}
static double time_value(const BmSuspect *work)
{
  return work->mtime;
}
static double size_value(const BmSuspect *work)
{
  return work->bytes;
}

/* --- place of a work in a bundle, found by its first picture ------------------------------ */

static GHashTable *first_pictures(const BmCase *all)
{
  GHashTable *table = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < all->works->len; i++) {
    json_t *page = json_array_get(json_object_get(bm_suspect(all, i)->look, "pages"), 0);
    const char *digest = json_string_value(json_object_get(page, "digest"));
    if (digest != NULL)
      g_hash_table_insert(table, (gpointer)digest, GUINT_TO_POINTER(i + 1));
  }
  return table;
}

typedef struct Places {
  GArray *at, *order, *groups;
} Places;

static void bundle_places(const BmCase *all, const json_t *look, guint number,
                          GHashTable *pictures, Places *ret)
{
  size_t i;
  json_t *page;
  json_array_foreach (json_object_get(look, "pages"), i, page) {
    const char *digest = json_string_value(json_object_get(page, "digest"));
    guint found = digest == NULL ? 0 : GPOINTER_TO_UINT(g_hash_table_lookup(pictures, digest));
    if (found == 0)
      continue;
    const BmSuspect *work = bm_suspect(all, found - 1);
    double at = (double)i;
    guint group = number * all->aliases->len + work->class_index;
    g_array_append_val(ret->at, at);
    g_array_append_val(ret->order, work->order);
    g_array_append_val(ret->groups, group);
  }
}

static gboolean is_bundle(const json_t *look)
{
  const char *place = json_string_value(json_object_get(look, "place"));
  return place != NULL && g_str_has_prefix(place, "bundles/") &&
         g_str_has_suffix(place, "bundle.pdf");
}

static void bundle_ask(BmCase *all)
{
  g_autoptr(GHashTable) pictures = first_pictures(all);
  g_autoptr(GArray) at = g_array_new(FALSE, FALSE, sizeof(double));
  g_autoptr(GArray) order = g_array_new(FALSE, FALSE, sizeof(double));
  g_autoptr(GArray) groups = g_array_new(FALSE, FALSE, sizeof(guint));
  Places places = {at, order, groups};
  size_t i;
  json_t *look;
  json_array_foreach (json_object_get(all->context, "looks"), i, look)
    if (is_bundle(look))
      bundle_places(all, look, (guint)i, pictures, &places);
  const double *column = (const double *)(gpointer)at->data;
  BmGuess guess =
      bm_stats_rank(&column, 1, (const double *)(gpointer)order->data,
                    (const guint *)(gpointer)groups->data, at->len, all->seed, NULL);
  bm_case_guess(all, "order", "order_bundle", "likely", &guess);
}

/* --- between classes: does a number bring classes of one school together? ----------------- */

/* Mean of a value over the works of each class whose school is known. */
static guint class_means(const BmCase *all, double (*value_of)(const BmSuspect *),
                         double *ret_means, guint *ret_schools, double *ret_order)
{
  guint n = 0;
  for (guint c = 0; c < all->aliases->len; c++) {
    double sum = 0, order = 0;
    guint count = 0;
    int school = g_array_index(all->schools, int, c);
    for (guint i = 0; i < all->works->len; i++)
      if (bm_suspect(all, i)->class_index == c) {
        sum += value_of(bm_suspect(all, i));
        order += bm_suspect(all, i)->order;
        count++;
      }
    if (school < 0 || count == 0)
      continue;
    ret_means[n] = sum / count;
    ret_order[n] = order / count;
    ret_schools[n++] = (guint)school;
  }
  return n;
}

static void link_ask(BmCase *all, const char *what, double (*value_of)(const BmSuspect *))
{
  guint most = all->aliases->len + 1;
  g_autofree double *means = g_new(double, most), *order = g_new(double, most);
  g_autofree guint *schools = g_new(guint, most);
  guint n = class_means(all, value_of, means, schools, order);
  g_autofree double *distances = g_new(double, (gsize)n *n + 1);
  for (guint i = 0; i < n * n; i++)
    distances[i] = fabs(means[i / n] - means[i % n]);
  BmGuess guess = bm_stats_link(distances, n, schools, all->seed);
  bm_case_guess(all, "order", what, "likely", &guess);
}

static double page_bytes(const BmSuspect *work)
{
  return work->bytes / n_pages_of(work);
}
static double alias_value(const BmSuspect *work)
{
  return digits_of(work->alias);
}

static void alias_ask(BmCase *all)
{
  guint most = all->aliases->len + 1;
  g_autofree double *means = g_new(double, most), *order = g_new(double, most);
  g_autofree guint *schools = g_new(guint, most), *one = g_new0(guint, most);
  guint n = class_means(all, alias_value, means, schools, order);
  const double *column = means;
  BmGuess guess = bm_stats_rank(&column, 1, order, one, n, all->seed, NULL);
  bm_case_guess(all, "order", "order_alias", "likely", &guess);
}

/* --- sizes of classes --------------------------------------------------------------------- */

static double n_works_of(const BmCase *all, guint class_index)
{
  double n = 0;
  for (guint i = 0; i < all->works->len; i++)
    n += bm_suspect(all, i)->class_index == class_index;
  return n;
}

/* The classes of the roster whose size is nearest share the guess. */
static void credit_row(const json_t *classes, double n_works, double *row)
{
  size_t m = json_array_size(classes);
  double least = G_MAXDOUBLE, n_nearest = 0;
  for (size_t k = 0; k < m; k++)
    least = MIN(least, fabs(number_of(json_array_get(classes, k), "pupils") - n_works));
  for (size_t k = 0; k < m; k++) {
    row[k] = fabs(number_of(json_array_get(classes, k), "pupils") - n_works) <= least;
    n_nearest += row[k];
  }
  for (size_t k = 0; k < m; k++)
    row[k] /= n_nearest;
}

static int class_in_roster(const json_t *classes, const char *alias)
{
  size_t k;
  json_t *row;
  json_array_foreach (classes, k, row)
    if (g_strcmp0(json_string_value(json_object_get(row, "alias")), alias) == 0)
      return (int)k;
  return -1;
}

static void class_size_ask(BmCase *all)
{
  const json_t *classes = json_object_get(all->context, "classes");
  guint m = (guint)json_array_size(classes), n = 0;
  g_autofree double *credit = g_new0(double, (gsize)(all->aliases->len + 1) * (m + 1));
  g_autofree guint *truth = g_new(guint, all->aliases->len + 1);
  for (guint c = 0; c < all->aliases->len; c++) {
    int k = class_in_roster(classes, all->aliases->pdata[c]);
    if (k < 0)
      continue;
    credit_row(classes, n_works_of(all, c), credit + (gsize)n * m);
    truth[n++] = (guint)k;
  }
  BmGuess guess = bm_stats_assign(credit, truth, n, m, all->seed);
  bm_case_guess(all, "order", "class_size", "likely", &guess);
}

/* --- the own school is missing in a teacher's bundle -------------------------------------- */

/* Whether a file belongs to the teacher of a bundle, whose share may be cut into several:
 * "bundles/m03/1/bundle.pdf" and "bundles/m03/2/bundle.pdf". */
static gboolean is_of_teacher(const json_t *look, const json_t *bundle)
{
  const char *place = json_string_value(json_object_get(look, "place"));
  const char *other = json_string_value(json_object_get(bundle, "place"));
  gsize folder = strlen("bundles/");
  return is_bundle(look) && other != NULL &&
         strncmp(place, other, folder + strcspn(place + folder, "/") + 1) == 0;
}

static void classes_mark(const BmCase *all, const json_t *look, GHashTable *pictures,
                         gboolean *is_there)
{
  size_t i;
  json_t *page;
  json_array_foreach (json_object_get(look, "pages"), i, page) {
    const char *digest = json_string_value(json_object_get(page, "digest"));
    guint found = digest == NULL ? 0 : GPOINTER_TO_UINT(g_hash_table_lookup(pictures, digest));
    if (found > 0)
      is_there[bm_suspect(all, found - 1)->class_index] = TRUE;
  }
}

/* Classes that a teacher has works of; NULL when nothing of his was looked at. */
static gboolean *classes_of(const BmCase *all, const json_t *bundle, GHashTable *pictures)
{
  g_autofree gboolean *is_there = g_new0(gboolean, all->aliases->len + 1);
  gboolean is_seen = FALSE;
  size_t i;
  json_t *look;
  json_array_foreach (json_object_get(all->context, "looks"), i, look)
    if (is_of_teacher(look, bundle)) {
      classes_mark(all, look, pictures, is_there);
      is_seen = TRUE;
    }
  return is_seen ? g_steal_pointer(&is_there) : NULL;
}

static void absence_count(BmCase *all)
{
  g_autoptr(GHashTable) pictures = first_pictures(all);
  guint n = 0, right = 0;
  double own = 0, asked = 0;
  size_t i;
  json_t *bundle;
  json_array_foreach (json_object_get(all->context, "bundles"), i, bundle) {
    int school = (int)number_of(bundle, "school");
    g_autofree gboolean *is_there = school < 0 ? NULL : classes_of(all, bundle, pictures);
    for (guint c = 0; is_there != NULL && c < all->aliases->len; c++) {
      gboolean is_own = g_array_index(all->schools, int, c) == school;
      n += !is_there[c];
      right += !is_there[c] && is_own;
      own += is_own;
      asked++;
    }
  }
  BmGuess guess = {.n = n, .p = 1, .least_p = 1};
  if (n > 0) {
    guess.value = (double)right / n;
    guess.chance = own / asked;
    bm_stats_interval(right, n, &guess.low, &guess.high);
    guess.p = bm_stats_binomial(right, n, guess.chance);
    guess.least_p = bm_stats_binomial(n, n, guess.chance);
  }
  bm_case_guess(all, "order", "own_school_absent", "design", &guess);
}

void bm_case_order(BmCase *all)
{
  order_ask(all, "order_number", number_value);
  order_ask(all, "order_time", time_value);
  order_ask(all, "order_size", size_value);
  bundle_ask(all);
  link_ask(all, "link_time", time_value);
  link_ask(all, "link_size", page_bytes);
  link_ask(all, "link_alias", alias_value);
  alias_ask(all);
  class_size_ask(all);
  absence_count(all);
}
