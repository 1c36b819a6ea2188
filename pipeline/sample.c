/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples of an auditor. */
#include "pipeline/sample.h"

#include "pipeline/autoptr.h"
#include "pipeline/json_text.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#define SLACK                                                                                  \
  1e-9 /* of products that should be whole numbers, of chances that should be equal */

double bm_sample_share(guint n_pages, double bound)
{
  double first_bad = floor(bound * n_pages + SLACK) + 1; /* so many must not go unseen */
  return first_bad > n_pages ? 1.0 / MAX(n_pages, 1) : 1 - pow(BM_SAMPLE_MISS, 1 / first_bad);
}

guint bm_sample_most(guint n_pages, double share, guint n_drawn, guint findings)
{
  guint n_clean = n_drawn > findings ? MIN(n_drawn - findings, n_pages) : 0;
  guint high = n_pages - n_clean, low = MIN(findings, high); /* the bound is in [low, high] */
  while (low < high) {
    guint middle = low + (high - low + 1) / 2;
    if (gsl_cdf_binomial_P(findings, MIN(share, 1), middle) > BM_SAMPLE_MISS * (1 + SLACK))
      low = middle;
    else
      high = middle - 1;
  }
  return low;
}

typedef struct Lot {
  char *rank; /* the draw: lowest first */
  json_t *page;
} Lot;

static void lot_clear(gpointer data)
{
  Lot *lot = data;
  g_free(lot->rank);
}

static int by_rank(const void *a, const void *b)
{
  return strcmp(((const Lot *)a)->rank, ((const Lot *)b)->rank);
}

/* {stratum → lots} */
static GHashTable *strata_of(const json_t *pages, const char *seed)
{
  GHashTable *strata =
      g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_array_unref);
  size_t i;
  json_t *page;
  json_array_foreach ((json_t *)pages, i, page) {
    const char *stratum = bm_json_text_or_empty(page, "stratum");
    GArray *lots = g_hash_table_lookup(strata, stratum);
    if (lots == NULL) {
      lots = g_array_new(FALSE, FALSE, sizeof(Lot));
      g_array_set_clear_func(lots, lot_clear);
      g_hash_table_insert(strata, (gpointer)stratum, lots);
    }
    Lot lot = {g_compute_hmac_for_string(G_CHECKSUM_SHA256, (const guchar *)seed, strlen(seed),
                                         bm_json_text_or_empty(page, "key"), -1),
               page};
    g_array_append_val(lots, lot);
  }
  return strata;
}

json_t *bm_sample_draw(const json_t *pages, double share, const char *seed)
{
  g_autoptr(GHashTable) strata = strata_of(pages, seed);
  g_autoptr(GHashTable) drawn = g_hash_table_new(NULL, NULL);
  GHashTableIter iter;
  gpointer value;
  g_hash_table_iter_init(&iter, strata);
  while (g_hash_table_iter_next(&iter, NULL, &value)) {
    GArray *lots = value;
    guint n = MIN(lots->len, (guint)ceil(share * lots->len - SLACK));
    g_array_sort(lots, by_rank);
    for (guint i = 0; i < n; i++)
      g_hash_table_add(drawn, g_array_index(lots, Lot, i).page);
  }
  json_t *list = json_array(), *page;
  size_t i;
  json_array_foreach ((json_t *)pages, i, page) {
    if (!g_hash_table_contains(drawn, page))
      continue;
    json_t *row = json_copy(page);
    json_object_del(row, "key");
    json_object_set_new(row, "n", json_integer((json_int_t)json_array_size(list) + 1));
    json_array_append_new(list, row);
  }
  return list;
}
