/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The network of groups and markers, solved with GLPK. */
#include "stages/allocate/solve.h"

#include <glpk.h>
#include <math.h>

#include "pipeline/error.h"

#define CLASSES_WANTED 4  /* a bundle should come from at least so many classes */
#define CROWDING_COST 100 /* one work above the wanted number of one class */
#define NOISE_MOST 7      /* the seeded part of a pair's cost */
#define STEPS_AT_FIRST 4  /* works around a fair load that are priced one by one */

typedef struct Network {
  const BmPanel *panel;
  glp_prob *lp;
  guint n_groups, n_markers;
  guint *fair;       /* by marker */
  guint steps;       /* see STEPS_AT_FIRST */
  double load_cost;  /* of one work more, dearer than any detour through the network */
  int *cheap, *dear; /* columns by group × marker, 0: may not; cheap up to the wanted number */
  int *base, *over;  /* columns by marker: works below and above those priced one by one */
} Network;

void bm_shares_free(BmShares *shares)
{
  if (shares == NULL)
    return;
  g_free(shares->works);
  g_free(shares);
}

guint bm_shares_load(const BmShares *shares, guint marker)
{
  guint load = 0;
  for (guint g = 0; g < shares->n_groups; g++)
    load += shares->works[g * shares->n_markers + marker];
  return load;
}

static int row_of_group(guint group)
{
  return (int)group + 1;
}

static int row_of_marker(const Network *net, guint marker)
{
  return (int)(net->n_groups + marker) + 1;
}

/* A column of 0 to @most works in the row of a group (0: none) and the row of a marker. */
static int add_column(Network *net, guint most, double cost, int group_row, int marker_row)
{
  int column = glp_add_cols(net->lp, 1);
  int rows[] = {0, marker_row, group_row};
  double signs[] = {0, group_row != 0 ? 1 : -1, 1};
  glp_set_col_bnds(net->lp, column, most == 0 ? GLP_FX : GLP_DB, 0, (double)most);
  glp_set_obj_coef(net->lp, column, cost);
  glp_set_mat_col(net->lp, column, group_row != 0 ? 2 : 1, rows, signs);
  return column;
}

/* What a marker has, priced at his work number @number: it takes works out of his row. */
static int add_load(Network *net, guint marker, guint most, guint number)
{
  return add_column(net, most, number * net->load_cost, 0, row_of_marker(net, marker));
}

static void add_rows(Network *net)
{
  const BmPanel *panel = net->panel;
  glp_add_rows(net->lp, (int)(net->n_groups + net->n_markers));
  for (guint g = 0; g < net->n_groups; g++) {
    double markings = (double)bm_panel_group_works(bm_panel_group(panel, g)) * panel->per_work;
    glp_set_row_bnds(net->lp, row_of_group(g), GLP_FX, markings, markings);
  }
  for (guint m = 0; m < net->n_markers; m++)
    glp_set_row_bnds(net->lp, row_of_marker(net, m), GLP_FX, 0, 0);
}

static double fair_sum(const Network *net, guint school)
{
  double sum = 0;
  for (guint m = 0; m < net->n_markers; m++)
    if (bm_panel_marker(net->panel, m)->may[school])
      sum += net->fair[m];
  return sum;
}

/* Works of a class that a marker gets without crowding: his part of them when all who may have
 * them share alike; more when classes are many, so that they do not crumble to single works. */
static guint wanted(const Network *net, guint works, guint marker, double sum, guint together)
{
  double load = net->fair[marker];
  double part = sum > 0 ? (double)works * net->panel->per_work * load / sum : works;
  double mixed = MIN((double)together, ceil(load / CLASSES_WANTED));
  return MIN(works, (guint)ceil(MAX(part, MAX(mixed, 1.0))));
}

static void add_pair(Network *net, const char *seed, guint group_at, guint marker_at, guint few)
{
  const BmPanelGroup *group = bm_panel_group(net->panel, group_at);
  const BmPanelMarker *marker = bm_panel_marker(net->panel, marker_at);
  g_autofree char *pair =
      g_strdup_printf("%s|%s|%s", group->school, group->class_alias, marker->id);
  double noise = (double)(bm_panel_rank(seed, "pair", pair) % (NOISE_MOST + 1));
  guint at = group_at * net->n_markers + marker_at;
  int group_row = row_of_group(group_at), marker_row = row_of_marker(net, marker_at);
  net->cheap[at] = add_column(net, few, noise, group_row, marker_row);
  net->dear[at] = add_column(net, bm_panel_group_works(group) - few, noise + CROWDING_COST,
                             group_row, marker_row);
}

static void add_pairs(Network *net, const char *seed, guint together)
{
  for (guint g = 0; g < net->n_groups; g++) {
    const BmPanelGroup *group = bm_panel_group(net->panel, g);
    double sum = fair_sum(net, group->school_at);
    for (guint m = 0; m < net->n_markers; m++)
      if (bm_panel_marker(net->panel, m)->may[group->school_at])
        add_pair(net, seed, g, m, wanted(net, bm_panel_group_works(group), m, sum, together));
  }
}

static void add_loads(Network *net)
{
  for (guint m = 0; m < net->n_markers; m++) {
    guint most = bm_panel_marker(net->panel, m)->most;
    guint low = net->fair[m] > net->steps ? net->fair[m] - net->steps : 0;
    guint high = MIN(most, net->fair[m] + net->steps);
    low = MIN(low, most);
    net->base[m] = add_load(net, m, low, low);
    for (guint n = low + 1; n <= high; n++)
      add_load(net, m, 1, n);
    net->over[m] = add_load(net, m, most - high, high + 1);
  }
}

static Network *network_new(const BmPanel *panel, const char *seed, guint together, guint steps)
{
  Network *net = g_new0(Network, 1);
  net->panel = panel;
  net->n_groups = panel->groups->len;
  net->n_markers = panel->markers->len;
  net->steps = steps;
  net->fair = bm_panel_fair_loads(panel);
  net->cheap = g_new0(int, (gsize)net->n_groups * net->n_markers + 1);
  net->dear = g_new0(int, (gsize)net->n_groups * net->n_markers + 1);
  net->base = g_new0(int, net->n_markers + 1);
  net->over = g_new0(int, net->n_markers + 1);
  net->load_cost = 2.0 * (net->n_groups + net->n_markers) * (CROWDING_COST + NOISE_MOST) + 1;
  net->lp = glp_create_prob();
  add_rows(net);
  add_pairs(net, seed, together);
  add_loads(net);
  return net;
}

static void network_free(Network *net)
{
  if (net == NULL)
    return;
  glp_delete_prob(net->lp);
  g_free(net->fair);
  g_free(net->cheap);
  g_free(net->dear);
  g_free(net->base);
  g_free(net->over);
  g_free(net);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Network, network_free)

static gboolean simplex(glp_prob *lp)
{
  glp_smcp how;
  glp_init_smcp(&how);
  how.msg_lev = GLP_MSG_OFF;
  how.presolve = GLP_OFF;
  glp_term_out(GLP_OFF);
  glp_scale_prob(lp, GLP_SF_SKIP);
  glp_adv_basis(lp, 0);
  return glp_simplex(lp, &how) == 0 && glp_get_status(lp) == GLP_OPT;
}

static guint value_of(const Network *net, int column)
{
  return column == 0 ? 0 : (guint)lround(glp_get_col_prim(net->lp, column));
}

static BmShares *shares_read(const Network *net)
{
  BmShares *shares = g_new0(BmShares, 1);
  shares->n_groups = net->n_groups;
  shares->n_markers = net->n_markers;
  shares->works = g_new0(guint, (gsize)net->n_groups * net->n_markers + 1);
  for (guint i = 0; i < net->n_groups * net->n_markers; i++)
    shares->works[i] = value_of(net, net->cheap[i]) + value_of(net, net->dear[i]);
  return shares;
}

/* Loads left the range in which works are priced one by one. */
static gboolean range_is_narrow(const Network *net)
{
  for (guint m = 0; m < net->n_markers; m++)
    if (value_of(net, net->over[m]) > 0 ||
        value_of(net, net->base[m]) < (guint)glp_get_col_ub(net->lp, net->base[m]))
      return TRUE;
  return FALSE;
}

static gboolean limit_origin(Network *net, const BmShares *shares, guint group, guint origin)
{
  guint works = bm_panel_group_works(bm_panel_group(net->panel, group)), sum = 0;
  g_autofree int *columns = g_new0(int, 2 * net->n_markers + 1);
  g_autofree double *ones = g_new0(double, 2 * net->n_markers + 1);
  int n = 0;
  for (guint m = 0; m < net->n_markers; m++) {
    guint at = group * net->n_markers + m;
    if (bm_panel_marker(net->panel, m)->origin != origin || net->cheap[at] == 0)
      continue;
    sum += shares->works[at];
    columns[++n] = net->cheap[at];
    columns[++n] = net->dear[at];
  }
  if (sum <= works)
    return FALSE;
  for (int i = 1; i <= n; i++)
    ones[i] = 1;
  int row = glp_add_rows(net->lp, 1);
  glp_set_row_bnds(net->lp, row, GLP_UP, 0, works);
  glp_set_mat_row(net->lp, row, n, columns, ones);
  return TRUE;
}

/* Two markings of a work are by two schools: of a group's works, the markers of one school may
 * have each once. Such limits rarely bind, so they come in only when they are broken. */
static gboolean limit_origins(Network *net, const BmShares *shares)
{
  gboolean is_limited = FALSE;
  for (guint g = 0; g < net->n_groups && net->panel->per_work > 1; g++)
    for (guint origin = 0; origin < net->panel->n_origins; origin++)
      is_limited = limit_origin(net, shares, g, origin) || is_limited;
  return is_limited;
}

BmShares *bm_panel_solve(const BmPanel *panel, const char *seed, guint together)
{
  g_autoptr(Network) net = network_new(panel, seed, together, STEPS_AT_FIRST);
  for (;;) {
    gboolean is_solved = simplex(net->lp);
    g_assert(is_solved); /* the caller asked bm_panel_block */
    g_autoptr(BmShares) shares = shares_read(net);
    if (range_is_narrow(net)) {
      guint steps = net->steps * 4;
      g_clear_pointer(&net, network_free);
      net = network_new(panel, seed, together, steps);
    } else if (!limit_origins(net, shares)) {
      return g_steal_pointer(&shares);
    }
  }
}
