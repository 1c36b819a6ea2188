/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * allocate: who checks which works.
 *
 * Hard rules: nobody gets works of the own school or of one in conflict, nobody more than he
 * may have, and two markings of a work come from two schools. Within them loads are as equal as
 * can be, and a bundle mixes classes. The same round and seed give the same allocation. When
 * the rules leave no way, the works wait and the smallest reason is told.
 */
#include "pipeline/stage.h"

#include "stages/allocate/block.h"
#include "stages/allocate/spread.h"

static const BmParam params[] = {
    {"markings_per_work", BM_PARAM_INT, "", 1, 1, 2,
     "сколько учителей независимо проверяют каждую работу",
     "how many teachers mark each work independently"},
    {"max_works", BM_PARAM_INT, "", 0, 0, 1000,
     "больше скольких работ не давать учителю, у которого предел не указан; 0 — без предела",
     "most works for a teacher whose own limit is not given; 0: no limit"},
    {"class_together", BM_PARAM_INT, "", 1, 5, 60,
     "сколько работ одного класса может прийти одному учителю, прежде чем ему добавят другой "
     "класс",
     "works of one class that may come to one teacher before another class is added"},
    {0},
};

static json_t *block_note(const BmPanel *panel, const BmBlock *block)
{
  json_t *schools = json_array();
  for (guint i = 0; i < block->schools->len; i++)
    json_array_append_new(schools, json_string(g_ptr_array_index(block->schools, i)));
  return json_pack("{s:o,s:b,s:i,s:i,s:i,s:i,s:i,s:i,s:i}", "schools", schools, "is_all",
                   block->is_all, "works", (int)block->works, "needed", (int)block->needed,
                   "capacity", (int)block->room, "short", (int)(block->needed - block->room),
                   "markers", (int)block->n_markers, "markings_per_work", (int)panel->per_work,
                   "other_subject", (int)panel->n_other_subject);
}

static BmOutcome tell_block(BmJob *job, const BmPanel *panel, const BmBlock *block,
                            GError **error)
{
  g_ptr_array_add(block->schools, NULL);
  g_autofree char *names = block->is_all ? g_strdup("all schools")
                                         : g_strjoinv(", ", (char **)block->schools->pdata);
  g_ptr_array_set_size(block->schools, (int)block->schools->len - 1);
  bm_job_note(job, "allocation_blocked", block_note(panel, block));
  bm_fail(error, BM_ERROR_INPUT, "allocation_blocked",
          "%u works of %s need %u markings; markers who may have them: %u, who can take %u, "
          "%u too few",
          block->works, names, block->needed, block->n_markers, block->room,
          block->needed - block->room);
  return BM_PARK;
}

static void emit_shares(BmJob *job, const BmPanel *panel, json_t *plan)
{
  for (guint m = 0; m < panel->markers->len; m++) {
    const char *id = bm_panel_marker(panel, m)->id;
    json_t *hand = json_object_get(plan, id);
    if (json_array_size(hand) > 0)
      bm_job_emit(job, id, NULL, json_pack("{s:O}", "works", hand));
  }
}

static BmOutcome run(BmJob *job, GError **error)
{
  guint per_work = (guint)bm_job_param_int(job, "markings_per_work");
  guint most_works = (guint)bm_job_param_int(job, "max_works");
  g_autoptr(BmPanel) panel = bm_panel_new(job, per_work, most_works, error);
  if (panel == NULL)
    return g_error_matches(*error, BM_ERROR, BM_ERROR_SETTING) ? BM_HALT : BM_PARK;
  g_autoptr(BmBlock) block = bm_panel_block(panel);
  if (block != NULL)
    return tell_block(job, panel, block, error);
  guint together = (guint)bm_job_param_int(job, "class_together");
  g_autoptr(BmShares) shares = bm_panel_solve(panel, bm_job_seed(job), together);
  g_autoptr(json_t) plan = bm_panel_spread(panel, shares, bm_job_seed(job));
  g_autoptr(json_t) certificate = bm_panel_certify(panel, plan, bm_job_context(job));
  if (bm_certificate_faults(certificate) > 0) {
    bm_fail(error, BM_ERROR_INPUT, "allocation_unproven", "%u rules broken in the recount",
            bm_certificate_faults(certificate));
    return BM_PARK;
  }
  bm_job_note(job, "allocation",
              json_pack("{s:O,s:O}", "shares", plan, "certificate", certificate));
  emit_shares(job, panel, plan);
  return BM_DONE;
}

const BmStage bm_stage_allocate = {
    .name = "allocate",
    .version = 1,
    .takes = "work.sorted",
    .gives = "marker.share",
    .gather = BM_PER_ROUND,
    .at_close = TRUE,
    .is_single = TRUE,
    .deadline_s = 600,
    .params = params,
    .run = run,
};
