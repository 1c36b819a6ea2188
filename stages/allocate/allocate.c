/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * allocate: who checks which works.
 *
 * Hard rules: nobody gets works of the own school or of one in conflict, nobody more than he
 * may have, of a subject or with a rank that does not allow it, or what he has marked before,
 * and two markings of a work come from two schools. Within them loads are as equal as can be;
 * then schools do not mark each other where that can be avoided; then a bundle keeps to one
 * variant and mixes schools and classes. Anchor works, and works marked twice, connect the
 * markers. The same round and seed give the same allocation. When the rules leave no way, the
 * works wait and the smallest reason is told.
 */
#include "pipeline/stage.h"

#include "stages/allocate/block.h"
#include "stages/allocate/certify.h"
#include "stages/allocate/solve.h"
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
    {"anchors_per_marker", BM_PARAM_INT, "", 0, 0, 5,
     "сколько общих (анкорных) работ этого же тура получает каждый учитель, чтобы сравнить "
     "строгость проверки; 0 — ни одной, обычно 2–3",
     "anchor works of the round itself that each teacher gets, so that severity can be "
     "compared; 0: none, usually 2 or 3"},
    {0},
};

/* What one attempt needs; anchor works are chosen before others are shared out. */
typedef struct Attempt {
  BmPanel *panel;
  BmExtras *extras;
  guint anchors; /* per marker */
  gboolean is_blocked;
} Attempt;

static void attempt_clear(Attempt *attempt)
{
  g_clear_pointer(&attempt->extras, bm_extras_free);
  g_clear_pointer(&attempt->panel, bm_panel_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Attempt, attempt_clear)

static gboolean attempt_make(Attempt *attempt, BmJob *job, guint anchors, GError **error)
{
  attempt_clear(attempt);
  attempt->anchors = anchors;
  attempt->panel = bm_panel_new(job, (guint)bm_job_param_int(job, "markings_per_work"),
                                (guint)bm_job_param_int(job, "max_works"), error);
  if (attempt->panel == NULL)
    return FALSE;
  attempt->extras =
      bm_extras_new(attempt->panel, bm_job_context(job), bm_job_seed(job), anchors);
  attempt->is_blocked = bm_panel_is_blocked(attempt->panel);
  return TRUE;
}

/* Works that come late are shared out as they are: anchor works are in the first bundles. */
static guint anchors_wanted(const BmJob *job)
{
  return json_is_true(json_object_get(bm_job_context(job), "is_late"))
             ? 0
             : (guint)bm_job_param_int(job, "anchors_per_marker");
}

/* As many anchor works as leave room for all works. */
static gboolean attempt_best(Attempt *attempt, BmJob *job, GError **error)
{
  guint anchors = anchors_wanted(job);
  if (!attempt_make(attempt, job, anchors, error))
    return FALSE;
  while (attempt->is_blocked && attempt->anchors > 0)
    if (!attempt_make(attempt, job, attempt->anchors - 1, error))
      return FALSE;
  return TRUE;
}

/* --- no way */

static json_t *texts_json(const GPtrArray *texts)
{
  json_t *list = json_array();
  for (guint i = 0; i < texts->len; i++)
    json_array_append_new(list, json_string(g_ptr_array_index(texts, i)));
  return list;
}

static const char *rank_word(BmRank rank)
{
  static const char *const words[] = {"basic", "senior", "lead"};
  return words[rank];
}

static const char *purpose_word(BmPurpose purpose)
{
  static const char *const words[] = {"first", "third", "recheck"};
  return words[purpose];
}

static json_t *block_note(const BmPanel *panel, const BmBlock *block)
{
  const guint *barred = block->barred;
  json_t *kept_out =
      json_pack("{s:i,s:i,s:i,s:i,s:i,s:i}", "own_school", (int)barred[BM_BAR_OWN_SCHOOL],
                "conflict", (int)barred[BM_BAR_CONFLICT], "rank", (int)barred[BM_BAR_RANK],
                "marked_before", (int)barred[BM_BAR_BEFORE], "full", (int)barred[BM_BAR_NONE],
                "subject", (int)panel->n_other_subject);
  return json_pack(
      "{s:s,s:o,s:o,s:s,s:b,s:b,s:i,s:i,s:i,s:i,s:i,s:i,s:i,s:i,s:i,s:i,s:o}", "purpose",
      purpose_word(panel->purpose), "schools", texts_json(block->schools), "work_nos",
      texts_json(block->works_of), "needs_rank", rank_word(block->needs_rank), "is_all",
      block->is_all, "is_smallest", block->is_smallest, "lots", (int)block->lots, "works",
      (int)block->works, "needed", (int)block->needed, "capacity", (int)block->room,
      "capacity_unlimited", (int)block->room_unlimited, "short",
      (int)(block->needed - block->room), "markers", (int)block->n_markers, "markings_per_work",
      (int)panel->per_work, "other_subject", (int)panel->n_other_subject, "reserved",
      (int)block->reserved, "kept_out", kept_out);
}

static char *joined(GPtrArray *texts)
{
  g_autoptr(GString) text = g_string_new("");
  for (guint i = 0; i < texts->len; i++)
    g_string_append_printf(text, "%s%s", i > 0 ? ", " : "",
                           (const char *)g_ptr_array_index(texts, i));
  return g_string_free(g_steal_pointer(&text), FALSE);
}

static BmOutcome tell_block(BmJob *job, const BmPanel *panel, GError **error)
{
  g_autoptr(BmBlock) block = bm_panel_block(panel);
  g_autofree char *names = block->is_all ? g_strdup("all schools") : joined(block->schools);
  bm_job_note(job, "allocation_blocked", block_note(panel, block));
  bm_fail(error, BM_ERROR_INPUT, "allocation_blocked",
          "%u works of %s need %u markings; markers who may have them: %u, who can take %u, "
          "%u too few; kept out: %u own school, %u conflict, %u rank, %u marked before, "
          "%u full, %u subject",
          block->works, names, block->needed, block->n_markers, block->room,
          block->needed - block->room, block->barred[BM_BAR_OWN_SCHOOL],
          block->barred[BM_BAR_CONFLICT], block->barred[BM_BAR_RANK],
          block->barred[BM_BAR_BEFORE], block->barred[BM_BAR_NONE], panel->n_other_subject);
  return BM_PARK;
}

/* --- a way */

static json_t *extras_of(const json_t *list, const char *marker)
{
  json_t *found = json_array();
  size_t i, k;
  json_t *extra, *id;
  json_array_foreach (list, i, extra)
    json_array_foreach (json_object_get(extra, "markers"), k, id)
      if (g_strcmp0(json_string_value(id), marker) == 0)
        json_array_append(found, json_object_get(extra, "work_no"));
  return found;
}

static void emit_shares(BmJob *job, const json_t *note)
{
  const char *id;
  json_t *hand;
  json_object_foreach (json_object_get(note, "shares"), id, hand)
    if (json_array_size(hand) > 0)
      bm_job_emit(job, id, NULL,
                  json_pack("{s:O,s:o,s:o}", "works", hand, "anchors",
                            extras_of(json_object_get(note, "anchors"), id), "control",
                            extras_of(json_object_get(note, "control"), id)));
}

static void certify(const Attempt *attempt, BmJob *job, json_t *note, int least)
{
  g_autofree guint *fair = bm_panel_fair_loads(attempt->panel);
  json_t *certificate = bm_certificate_new(attempt->panel, note, bm_job_context(job), fair);
  guint wanted = attempt->panel->purpose == BM_PURPOSE_THIRD ? 0 : anchors_wanted(job);
  json_object_set_new(certificate, "reciprocal_least",
                      least >= 0 ? json_integer(least) : json_null());
  json_object_set_new(certificate, "anchors_wanted", json_integer(wanted));
  json_object_set_new(certificate, "control_short",
                      json_integer(attempt->extras->control_short));
  json_object_set_new(note, "certificate", certificate);
}

static json_t *allocation_make(Attempt *attempt, BmJob *job)
{
  const BmPanel *panel = attempt->panel;
  const char *seed = bm_job_seed(job);
  int least = 0;
  g_autoptr(BmShares) shares =
      bm_panel_solve(panel, seed, (guint)bm_job_param_int(job, "class_together"), &least);
  g_autoptr(GArray) dealt = bm_panel_deal(panel, shares, seed);
  bm_deal_connect(panel, dealt, attempt->extras);
  json_t *note = json_pack("{s:s,s:i,s:o,s:o,s:o}", "purpose", purpose_word(panel->purpose),
                           "markings_per_work", (int)panel->per_work, "shares",
                           bm_deal_plan(panel, dealt, attempt->extras), "anchors",
                           bm_extras_json(panel, attempt->extras, FALSE, seed), "control",
                           bm_extras_json(panel, attempt->extras, TRUE, seed));
  certify(attempt, job, note, least);
  return note;
}

static BmOutcome run(BmJob *job, GError **error)
{
  g_auto(Attempt) attempt = {0};
  g_autoptr(GError) failure = NULL;
  if (!attempt_best(&attempt, job, &failure)) {
    BmOutcome outcome =
        g_error_matches(failure, BM_ERROR, BM_ERROR_SETTING) ? BM_HALT : BM_PARK;
    g_propagate_error(error, g_steal_pointer(&failure));
    return outcome;
  }
  if (attempt.is_blocked)
    return tell_block(job, attempt.panel, error);
  g_autoptr(json_t) note = allocation_make(&attempt, job);
  guint faults = bm_certificate_faults(json_object_get(note, "certificate"));
  if (faults > 0) {
    bm_fail(error, BM_ERROR_INPUT, "allocation_unproven", "%u rules broken in the recount",
            faults);
    return BM_PARK;
  }
  bm_job_note(job, "allocation", json_incref(note));
  emit_shares(job, note);
  return BM_DONE;
}

const BmStage bm_stage_allocate = {
    .name = "allocate",
    .version = 2,
    .takes = "work.sorted",
    .gives = "marker.share",
    .gather = BM_PER_ROUND,
    .at_close = TRUE,
    .is_single = TRUE,
    .deadline_s = 600,
    .params = params,
    .run = run,
};
