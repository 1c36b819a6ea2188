/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The smallest set of schools whose works find no place. */
#include "stages/allocate/block.h"

#include <glpk.h>
#include <math.h>

void bm_block_free(BmBlock *block)
{
  if (block == NULL)
    return;
  g_ptr_array_unref(block->schools);
  g_free(block);
}

static guint *works_by_school(const BmPanel *panel)
{
  guint *works = g_new0(guint, panel->schools->len + 1);
  for (guint g = 0; g < panel->groups->len; g++)
    works[bm_panel_group(panel, g)->school_at] +=
        bm_panel_group_works(bm_panel_group(panel, g));
  return works;
}

static int add_limit(glp_prob *lp, guint most)
{
  int row = glp_add_rows(lp, 1);
  glp_set_row_bnds(lp, row, GLP_UP, 0, most);
  return row;
}

/* Columns of one school: each marker who may have its works, and markers of one origin together
 * no more than each work once. */
static void add_school(glp_prob *lp, const BmPanel *panel, guint school, guint works)
{
  int school_row = add_limit(lp, works * panel->per_work);
  g_autofree int *origin_rows = g_new0(int, panel->n_origins + 1);
  for (guint m = 0; m < panel->markers->len; m++) {
    const BmPanelMarker *marker = bm_panel_marker(panel, m);
    if (!marker->may[school])
      continue;
    if (origin_rows[marker->origin] == 0)
      origin_rows[marker->origin] = add_limit(lp, works);
    int column = glp_add_cols(lp, 1);
    int rows[] = {0, (int)m + 1, school_row, origin_rows[marker->origin]};
    double ones[] = {0, 1, 1, 1};
    glp_set_col_bnds(lp, column, GLP_LO, 0, 0);
    glp_set_obj_coef(lp, column, 1);
    glp_set_mat_col(lp, column, 3, rows, ones);
  }
}

/* Most markings of the works of the chosen schools that can be placed. */
static guint room_for(const BmPanel *panel, const guint *works, const gboolean *chosen)
{
  glp_prob *lp = glp_create_prob();
  glp_set_obj_dir(lp, GLP_MAX);
  for (guint m = 0; m < panel->markers->len; m++)
    add_limit(lp, bm_panel_marker(panel, m)->most);
  for (guint s = 0; s < panel->schools->len; s++)
    if (chosen[s])
      add_school(lp, panel, s, works[s]);
  glp_smcp how;
  glp_init_smcp(&how);
  how.msg_lev = GLP_MSG_OFF;
  glp_term_out(GLP_OFF);
  gboolean is_solved = glp_get_num_cols(lp) > 0 && glp_simplex(lp, &how) == 0;
  guint room = is_solved ? (guint)lround(glp_get_obj_val(lp)) : 0;
  glp_delete_prob(lp);
  return room;
}

static guint needed_by(const BmPanel *panel, const guint *works, const gboolean *chosen)
{
  guint needed = 0;
  for (guint s = 0; s < panel->schools->len; s++)
    needed += chosen[s] ? works[s] * panel->per_work : 0;
  return needed;
}

static gboolean is_blocked(const BmPanel *panel, const guint *works, const gboolean *chosen)
{
  return room_for(panel, works, chosen) < needed_by(panel, works, chosen);
}

static void choose(const BmPanel *panel, gboolean *chosen, gboolean is_in)
{
  for (guint s = 0; s < panel->schools->len; s++)
    chosen[s] = is_in;
}

static gboolean one_blocks(const BmPanel *panel, const guint *works, gboolean *chosen)
{
  for (guint first = 0; first < panel->schools->len; first++) {
    choose(panel, chosen, FALSE);
    chosen[first] = TRUE;
    if (is_blocked(panel, works, chosen))
      return TRUE;
  }
  return FALSE;
}

static gboolean two_block(const BmPanel *panel, const guint *works, gboolean *chosen)
{
  for (guint first = 0; first < panel->schools->len; first++)
    for (guint second = first + 1; second < panel->schools->len; second++) {
      choose(panel, chosen, FALSE);
      chosen[first] = chosen[second] = TRUE;
      if (is_blocked(panel, works, chosen))
        return TRUE;
    }
  return FALSE;
}

static gboolean limits_are_too_low(const BmPanel *panel)
{
  guint sum = 0;
  for (guint m = 0; m < panel->markers->len; m++)
    sum += bm_panel_marker(panel, m)->most;
  return sum < panel->n_works * panel->per_work;
}

static void drop_needless(const BmPanel *panel, const guint *works, gboolean *chosen)
{
  choose(panel, chosen, TRUE);
  for (guint s = 0; s < panel->schools->len; s++) {
    chosen[s] = FALSE;
    if (!is_blocked(panel, works, chosen))
      chosen[s] = TRUE;
  }
}

static gboolean may_have_some(const BmPanel *panel, const BmPanelMarker *marker,
                              const gboolean *chosen)
{
  for (guint s = 0; s < panel->schools->len; s++)
    if (chosen[s] && marker->may[s] && marker->most > 0)
      return TRUE;
  return FALSE;
}

static BmBlock *block_of(const BmPanel *panel, const guint *works, const gboolean *chosen)
{
  BmBlock *block = g_new0(BmBlock, 1);
  block->schools = g_ptr_array_new();
  for (guint s = 0; s < panel->schools->len; s++)
    if (chosen[s]) {
      g_ptr_array_add(block->schools, g_ptr_array_index(panel->schools, s));
      block->works += works[s];
    }
  block->needed = needed_by(panel, works, chosen);
  block->room = room_for(panel, works, chosen);
  for (guint m = 0; m < panel->markers->len; m++)
    block->n_markers += may_have_some(panel, bm_panel_marker(panel, m), chosen) ? 1 : 0;
  return block;
}

BmBlock *bm_panel_block(const BmPanel *panel)
{
  g_autofree guint *works = works_by_school(panel);
  g_autofree gboolean *chosen = g_new0(gboolean, panel->schools->len + 1);
  choose(panel, chosen, TRUE);
  if (!is_blocked(panel, works, chosen))
    return NULL;
  if (one_blocks(panel, works, chosen))
    return block_of(panel, works, chosen);
  if (limits_are_too_low(panel)) {
    choose(panel, chosen, TRUE);
    BmBlock *block = block_of(panel, works, chosen);
    block->is_all = TRUE;
    return block;
  }
  if (!two_block(panel, works, chosen))
    drop_needless(panel, works, chosen);
  return block_of(panel, works, chosen);
}
