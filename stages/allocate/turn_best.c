/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fewest pairs of schools that mark each other, as an integer programme. */
#include "stages/allocate/turn.h"

#include "stages/allocate/kinds.h"

#include <glpk.h>

/* Columns: works of a lot at a kind of markers; "school a may mark works of school b" for each
 * two schools; "a and b mark each other". */
typedef struct Choice {
  const BmPanel *panel;
  const BmKinds *kinds;
  glp_prob *lp;
  guint n;        /* schools */
  int *may;       /* columns by school × school, 0: not in question */
  int *may_rows;  /* rows by school × school: works only where they may */
  int *kind_rows; /* by kind: its works are its load */
  guint nodes, nodes_most;
  gboolean is_cut_short;
} Choice;

static int add_row(Choice *c, int type, double low, double high)
{
  int row = glp_add_rows(c->lp, 1);
  glp_set_row_bnds(c->lp, row, type, low, high);
  return row;
}

static int add_column(Choice *c, double most, const int *rows, const double *factors, int n)
{
  int column = glp_add_cols(c->lp, 1);
  glp_set_col_bnds(c->lp, column, most > 0 ? GLP_DB : GLP_FX, 0, most);
  glp_set_mat_col(c->lp, column, n, rows, factors);
  return column;
}

static guint works_of_school(const Choice *c, guint school)
{
  guint works = 0;
  for (guint l = 0; l < c->kinds->lots->len; l++)
    if (bm_panel_group(c->panel, bm_lot(c->kinds, l)->group)->school_at == school)
      works += bm_lot(c->kinds, l)->works;
  return works;
}

static gboolean *schools_with_markers(const Choice *c)
{
  gboolean *has = g_new0(gboolean, c->n + 1);
  for (guint k = 0; k < c->kinds->kinds->len; k++) {
    int own = bm_panel_marker(c->panel, bm_kind(c->kinds, k)->marker)->own_school;
    if (own >= 0)
      has[own] = TRUE;
  }
  return has;
}

static void add_may(Choice *c, guint from, guint to, int pair_row)
{
  double works = works_of_school(c, to);
  int row = c->may_rows[from * c->n + to] = add_row(c, GLP_UP, 0, 0);
  int rows[] = {0, row, pair_row};
  double factors[] = {0, -works, 1};
  int column = add_column(c, 1, rows, factors, 2);
  glp_set_col_kind(c->lp, column, GLP_BV);
  c->may[from * c->n + to] = column;
}

/* may(a, b) + may(b, a) - both(a, b) ≤ 1 */
static void add_pairs(Choice *c)
{
  g_autofree gboolean *has = schools_with_markers(c);
  for (guint a = 0; a < c->n; a++)
    for (guint b = a + 1; b < c->n; b++) {
      if (!has[a] || !has[b])
        continue;
      int pair_row = add_row(c, GLP_UP, 0, 1);
      add_may(c, a, b, pair_row);
      add_may(c, b, a, pair_row);
      int rows[] = {0, pair_row};
      double factors[] = {0, -1};
      glp_set_obj_coef(c->lp, add_column(c, 1, rows, factors, 1), 1);
    }
}

/* A lot's works at the kinds; those of one school can have each work once. */
static void add_lot(Choice *c, guint lot)
{
  guint works = bm_lot(c->kinds, lot)->works;
  guint school = bm_panel_group(c->panel, bm_lot(c->kinds, lot)->group)->school_at;
  double markings = (double)works * c->panel->per_work;
  int lot_row = add_row(c, GLP_FX, markings, markings);
  g_autofree int *origin_rows = g_new0(int, c->panel->n_origins + 1);
  for (guint k = 0; k < c->kinds->kinds->len; k++) {
    const BmKind *kind = bm_kind(c->kinds, k);
    if (!bm_kind_may(c->kinds, lot, k))
      continue;
    if (origin_rows[kind->origin] == 0)
      origin_rows[kind->origin] = add_row(c, GLP_UP, 0, works);
    int own = bm_panel_marker(c->panel, kind->marker)->own_school;
    int may_row = own >= 0 ? c->may_rows[(guint)own * c->n + school] : 0;
    int rows[] = {0, lot_row, c->kind_rows[k], origin_rows[kind->origin], may_row};
    double factors[] = {0, 1, 1, 1, 1};
    add_column(c, works, rows, factors, may_row != 0 ? 4 : 3);
  }
}

/* --- loads stay as equal as they are */

typedef struct Loads {
  guint *loads; /* by marker, extras included */
  guint least, most;
  double sum; /* of n for each marker's n-th work above the least and his extras */
} Loads;

static Loads loads_of(const BmPanel *panel, const BmShares *shares)
{
  Loads all = {.loads = g_new0(guint, panel->markers->len + 1), .least = G_MAXUINT};
  for (guint m = 0; m < panel->markers->len; m++)
    all.loads[m] = bm_panel_marker(panel, m)->extras;
  for (guint g = 0; g < panel->groups->len; g++)
    for (guint i = 0; i < bm_shares_of(shares, g)->len; i++) {
      const BmShare *share = &g_array_index(bm_shares_of(shares, g), BmShare, i);
      all.loads[share->marker] += share->works;
    }
  for (guint m = 0; m < panel->markers->len; m++)
    if (bm_panel_room(panel, m) > 0) {
      all.least = MIN(all.least, all.loads[m]);
      all.most = MAX(all.most, all.loads[m]);
    }
  for (guint m = 0; m < panel->markers->len; m++)
    for (guint n = MAX(all.least, bm_panel_marker(panel, m)->extras) + 1; n <= all.loads[m];
         n++)
      all.sum += n;
  return all;
}

/* Markers of a kind who can have an n-th work. */
static guint members_with(const Choice *c, const BmKind *kind, guint n)
{
  guint members = 0;
  for (guint i = 0; i < kind->members->len; i++) {
    const BmPanelMarker *marker =
        bm_panel_marker(c->panel, g_array_index(kind->members, guint, i));
    members += marker->extras < n && n <= marker->most ? 1 : 0;
  }
  return members;
}

/* All allocations with the least sum of squares have the same loads, in another order; so each
 * marker has at least the least, at most the most, and the sum of what is between is the same.
 */
static void add_loads(Choice *c, const Loads *all)
{
  int sum_row = add_row(c, GLP_UP, 0, all->sum);
  for (guint k = 0; k < c->kinds->kinds->len; k++) {
    const BmKind *kind = bm_kind(c->kinds, k);
    double base = 0;
    for (guint n = 1; n <= all->least; n++)
      base += members_with(c, kind, n);
    c->kind_rows[k] = add_row(c, GLP_FX, base, base);
    for (guint n = all->least + 1; n <= all->most; n++) {
      int rows[] = {0, c->kind_rows[k], sum_row};
      double factors[] = {0, -1, n};
      add_column(c, members_with(c, kind, n), rows, factors, 2);
    }
  }
}

/* --- search */

static void count_nodes(glp_tree *tree, void *info)
{
  Choice *c = info;
  if (glp_ios_reason(tree) == GLP_ISELECT && ++c->nodes > c->nodes_most) {
    c->is_cut_short = TRUE;
    glp_ios_terminate(tree);
  }
}

static gboolean search(Choice *c)
{
  glp_smcp relaxed;
  glp_iocp whole;
  glp_init_smcp(&relaxed);
  glp_init_iocp(&whole);
  relaxed.msg_lev = whole.msg_lev = GLP_MSG_OFF;
  whole.cb_func = count_nodes;
  whole.cb_info = c;
  glp_term_out(GLP_OFF);
  if (glp_simplex(c->lp, &relaxed) != 0 || glp_get_status(c->lp) != GLP_OPT)
    return FALSE;
  (void)glp_intopt(c->lp, &whole);
  int status = glp_mip_status(c->lp);
  return status == GLP_OPT || status == GLP_FEAS;
}

static void directions_take(const Choice *c, BmPrefer *prefer)
{
  for (guint m = 0; m < c->panel->markers->len; m++) {
    const BmPanelMarker *marker = bm_panel_marker(c->panel, m);
    for (guint s = 0; s < c->n && marker->own_school >= 0; s++) {
      int column = c->may[(guint)marker->own_school * c->n + s];
      if (column != 0)
        *bm_prefer_against(prefer, marker->origin, s) =
            glp_mip_col_val(c->lp, column) > 0.5 ? 0 : BM_PREFER_RECIPROCAL_MOST;
    }
  }
  bm_prefer_refresh(prefer);
}

int bm_turn_best(BmPrefer *prefer, const BmShares *shares, guint nodes_most)
{
  g_autoptr(BmKinds) kinds = bm_kinds_new(prefer->panel);
  guint n = prefer->panel->schools->len;
  g_autofree int *may = g_new0(int, n *n + 1);
  g_autofree int *may_rows = g_new0(int, n *n + 1);
  g_autofree int *kind_rows = g_new0(int, kinds->kinds->len + 1);
  Loads loads = loads_of(prefer->panel, shares);
  Choice c = {.panel = prefer->panel,
              .kinds = kinds,
              .lp = glp_create_prob(),
              .n = n,
              .may = may,
              .may_rows = may_rows,
              .kind_rows = kind_rows,
              .nodes_most = nodes_most};
  glp_set_obj_dir(c.lp, GLP_MIN);
  add_loads(&c, &loads);
  add_pairs(&c);
  for (guint l = 0; l < kinds->lots->len; l++)
    add_lot(&c, l);
  gboolean is_found = search(&c);
  int least = is_found && !c.is_cut_short ? (int)(glp_mip_obj_val(c.lp) + 0.5) : -1;
  if (is_found)
    directions_take(&c, prefer);
  glp_delete_prob(c.lp);
  g_free(loads.loads);
  return least;
}
