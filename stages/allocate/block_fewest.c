/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fewest lots that block, as an integer programme. */
#include "stages/allocate/block.h"

#include <glpk.h>

#define NODES_MOST 20000U /* of the search; the same number gives the same answer */

/* Columns, all 0 or 1: lots that are in; kinds of markers cut off at their limits; pairs of a
 * lot and a school that are cut at each work once. Only lots have to be whole: for any choice
 * of them the cheapest cut is whole by itself. */
typedef struct Search {
  const BmKinds *kinds;
  glp_prob *lp;
  int block_row; /* needed - cut ≥ 1 */
  guint nodes;
  gboolean is_cut_short;
} Search;

static int add_column(Search *search, double in_block)
{
  int column = glp_add_cols(search->lp, 1);
  int rows[] = {0, search->block_row};
  double factors[] = {0, in_block};
  glp_set_col_bnds(search->lp, column, GLP_DB, 0, 1);
  glp_set_mat_col(search->lp, column, 1, rows, factors);
  return column;
}

static int column_of_lot(guint lot)
{
  return (int)lot + 1;
}

static int column_of_kind(const Search *search, guint kind)
{
  return (int)(search->kinds->lots->len + kind) + 1;
}

/* A lot that is in reaches a kind unless one of the two ways to it is cut. */
static void add_way(Search *search, guint lot, guint kind, int pair)
{
  int row = glp_add_rows(search->lp, 1);
  int columns[] = {0, column_of_lot(lot), column_of_kind(search, kind), pair};
  double factors[] = {0, 1, -1, -1};
  glp_set_row_bnds(search->lp, row, GLP_UP, 0, 0);
  glp_set_mat_row(search->lp, row, pair != 0 ? 3 : 2, columns, factors);
}

static void add_ways(Search *search, guint lot)
{
  const BmKinds *kinds = search->kinds;
  double works = bm_lot(kinds, lot)->works;
  g_autofree int *pairs = g_new0(int, kinds->panel->n_origins + 1);
  for (guint k = 0; k < kinds->kinds->len; k++) {
    guint origin = bm_kind(kinds, k)->origin;
    if (!bm_kind_may(kinds, lot, k))
      continue;
    if (pairs[origin] == 0)
      pairs[origin] = add_column(search, -works);
    add_way(search, lot, k, pairs[origin]);
  }
}

static void build(Search *search)
{
  const BmKinds *kinds = search->kinds;
  search->block_row = glp_add_rows(search->lp, 1);
  glp_set_row_bnds(search->lp, search->block_row, GLP_LO, 1, 0);
  for (guint l = 0; l < kinds->lots->len; l++) {
    int column = add_column(search, (double)bm_lot(kinds, l)->works * kinds->panel->per_work);
    glp_set_col_kind(search->lp, column, GLP_BV);
    glp_set_obj_coef(search->lp, column, 1);
  }
  for (guint k = 0; k < kinds->kinds->len; k++)
    add_column(search, -(double)bm_kind(kinds, k)->room);
  for (guint l = 0; l < kinds->lots->len; l++)
    add_ways(search, l);
}

static void count_nodes(glp_tree *tree, void *info)
{
  Search *search = info;
  if (glp_ios_reason(tree) == GLP_ISELECT && ++search->nodes > NODES_MOST) {
    search->is_cut_short = TRUE;
    glp_ios_terminate(tree);
  }
}

static gboolean solve(Search *search)
{
  glp_smcp relaxed;
  glp_iocp whole;
  glp_init_smcp(&relaxed);
  glp_init_iocp(&whole);
  relaxed.msg_lev = whole.msg_lev = GLP_MSG_OFF;
  whole.cb_func = count_nodes;
  whole.cb_info = search;
  glp_term_out(GLP_OFF);
  if (glp_simplex(search->lp, &relaxed) != 0 || glp_get_status(search->lp) != GLP_OPT ||
      glp_intopt(search->lp, &whole) != 0)
    return FALSE;
  return !search->is_cut_short && glp_mip_status(search->lp) == GLP_OPT;
}

gboolean bm_block_fewest(const BmKinds *kinds, gboolean *chosen)
{
  Search search = {.kinds = kinds, .lp = glp_create_prob()};
  glp_set_obj_dir(search.lp, GLP_MIN);
  build(&search);
  gboolean is_solved = solve(&search);
  for (guint l = 0; l < kinds->lots->len && is_solved; l++)
    chosen[l] = glp_mip_col_val(search.lp, column_of_lot(l)) > 0.5;
  glp_delete_prob(search.lp);
  return is_solved;
}
