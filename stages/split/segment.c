/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cheapest cut of a section into works. */
#include "stages/split/segment.h"

#include <math.h>

/* log-odds, see segment.h; chosen so that one evident title outweighs no length but two do */
static const double cost_short = 5.0, cost_short_page = 1.0;
static const double cost_long = 6.0, cost_long_page = 1.5;
static const double cost_blank_start = 6.0;   /* a work that begins with an empty side */
static const double cost_blank_front = 1.5;   /* duplex: a sheet of a work with empty front */
static const double cost_written_back = 2.0;  /* × share of blank backs in the section */
static const double cost_blank_counted = 1.0; /* simplex: an empty page as a page of the work */
static const double cost_blank_ignored = 0.3; /* simplex: an empty sheet that slipped in */
static const double cost_back_counted = 0.2;  /* the same where every second page is blank */
static const double cost_work = 0.5;          /* length unknown: a work more needs a reason */

/* Sums over [0, i), so that the cost of any stretch is read off in one step. */
typedef struct Sums {
  const BmSegmentRule *rule;
  const BmSight *sights;
  guint n, longest;
  double *title;       /* of title log-odds */
  guint *clear;        /* of clear blanks */
  guint *clear_at[2];  /* of clear blanks at images of even and odd number */
  double written_back; /* cost of one written back */
} Sums;

static gboolean is_clear(const BmSight *sight)
{
  return sight->blank == BM_BLANK_CLEAR;
}

static guint longest_work(const BmSegmentRule *rule, guint n)
{
  return MIN(n, rule->length > 0 ? 3 * rule->length + 8 : 96);
}

static void sums_init(Sums *sums, const BmSegmentRule *rule, const BmSight *sights, guint n)
{
  *sums = (Sums){.rule = rule, .sights = sights, .n = n, .longest = longest_work(rule, n)};
  sums->title = g_new0(double, n + 1);
  sums->clear = g_new0(guint, n + 1);
  sums->clear_at[0] = g_new0(guint, n + 1);
  sums->clear_at[1] = g_new0(guint, n + 1);
  for (guint i = 0; i < n; i++) {
    guint clear = is_clear(&sights[i]) ? 1 : 0;
    sums->title[i + 1] = sums->title[i] + (clear ? 0 : sights[i].title);
    sums->clear[i + 1] = sums->clear[i] + clear;
    for (guint parity = 0; parity < 2; parity++)
      sums->clear_at[parity][i + 1] = sums->clear_at[parity][i] + (i % 2 == parity ? clear : 0);
  }
  if (n > 1)
    sums->written_back = cost_written_back * MIN(1.0, 2.0 * sums->clear[n] / n);
}

static void sums_clear(Sums *sums)
{
  g_free(sums->title);
  g_free(sums->clear);
  g_free(sums->clear_at[0]);
  g_free(sums->clear_at[1]);
}

static double length_cost(guint length, guint n)
{
  if (length == 0)
    return cost_work;
  if (n < length)
    return cost_short + cost_short_page * (length - n);
  return n == length ? 0 : cost_long + cost_long_page * (n - length);
}

/* Empty pages of a simplex work either count or do not. */
static double simplex_cost(const Sums *sums, guint from, guint to, gboolean *ret_without)
{
  guint n = to - from, clear = sums->clear[to] - sums->clear[from];
  double each = sums->rule->blanks_alternate ? cost_back_counted : cost_blank_counted;
  double with = length_cost(sums->rule->length, n) + each * clear;
  double without = length_cost(sums->rule->length, n - clear) + cost_blank_ignored * clear;
  *ret_without = clear > 0 && clear < n && without < with;
  return *ret_without ? without : with;
}

static double duplex_cost(const Sums *sums, guint from, guint to)
{
  guint back = (from + 1) % 2, n_backs = (to - from) / 2;
  guint clear_backs = sums->clear_at[back][to] - sums->clear_at[back][from];
  guint clear_fronts = sums->clear[to] - sums->clear[from] - clear_backs;
  return length_cost(sums->rule->length, to - from) +
         sums->written_back * (n_backs - clear_backs) + cost_blank_front * clear_fronts;
}

static double work_cost(const Sums *sums, guint from, guint to)
{
  gboolean without;
  const BmSight *start = &sums->sights[from];
  double titles = sums->title[to] - sums->title[from];
  double first = is_clear(start) ? 0 : start->title;
  double shape = sums->rule->is_duplex ? duplex_cost(sums, from, to)
                                       : simplex_cost(sums, from, to, &without);
  return shape + (titles - first) / 2 - first / 2 + (is_clear(start) ? cost_blank_start : 0);
}

/* Cheapest cuts of [0, i) and of [i, n), and where the last work of the former begins. */
typedef struct Table {
  double *head, *tail;
  guint *last;
} Table;

static void table_fill(Table *table, const Sums *sums)
{
  guint n = sums->n;
  table->head = g_new0(double, n + 1);
  table->tail = g_new0(double, n + 1);
  table->last = g_new0(guint, n + 1);
  for (guint to = 1; to <= n; to++) {
    table->head[to] = INFINITY;
    for (guint from = to > sums->longest ? to - sums->longest : 0; from < to; from++) {
      double cost = table->head[from] + work_cost(sums, from, to);
      if (cost < table->head[to]) {
        table->head[to] = cost;
        table->last[to] = from;
      }
    }
  }
  for (guint from = n; from-- > 0;) {
    table->tail[from] = INFINITY;
    for (guint to = from + 1; to <= MIN(n, from + sums->longest); to++)
      table->tail[from] = fmin(table->tail[from], work_cost(sums, from, to) + table->tail[to]);
  }
}

static void table_clear(Table *table)
{
  g_free(table->head);
  g_free(table->tail);
  g_free(table->last);
}

/* Every cut without the work [from, to) holds another work over its first image. */
static double margin_of(const Table *table, const Sums *sums, guint from, guint to)
{
  double other = INFINITY;
  guint least = from + 1 > sums->longest ? from + 1 - sums->longest : 0;
  for (guint a = least; a <= from; a++)
    for (guint b = from + 1; b <= MIN(sums->n, a + sums->longest); b++)
      if (a != from || b != to)
        other = fmin(other, table->head[a] + work_cost(sums, a, b) + table->tail[b]);
  return other - table->head[sums->n];
}

static BmSegment segment_make(const Table *table, const Sums *sums, guint from, guint to)
{
  BmSegment segment = {.first = from, .n = to - from};
  if (!sums->rule->is_duplex)
    simplex_cost(sums, from, to, &segment.is_without_blanks);
  guint counted = segment.n;
  if (segment.is_without_blanks)
    counted -= sums->clear[to] - sums->clear[from];
  if (sums->rule->length > 0)
    segment.excess = (int)counted - (int)sums->rule->length;
  segment.margin = margin_of(table, sums, from, to);
  return segment;
}

GArray *bm_segment_find(const BmSegmentRule *rule, const BmSight *sights, guint n)
{
  GArray *segments = g_array_new(FALSE, FALSE, sizeof(BmSegment));
  if (n == 0)
    return segments;
  Sums sums;
  Table table;
  sums_init(&sums, rule, sights, n);
  table_fill(&table, &sums);
  for (guint to = n; to > 0; to = table.last[to]) {
    BmSegment segment = segment_make(&table, &sums, table.last[to], to);
    g_array_prepend_val(segments, segment);
  }
  table_clear(&table);
  sums_clear(&sums);
  return segments;
}
