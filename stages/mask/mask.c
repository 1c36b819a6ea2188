/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stage mask: identifiers are painted out with solid black, at full resolution and in the
 * page's own mode, and everything that was decided is written down for the next, independent
 * look.
 */
#include <math.h>

#include "pipeline/autoptr.h"
#include "pipeline/stage.h"
#include "stages/mask/plan.h"
#include "stages/shared/identity_words.h"
#include "stages/shared/item.h"
#include "stages/shared/ocr.h"
#include "stages/shared/page.h"
#include "stages/shared/scale.h"

extern const BmStage bm_stage_mask;

static json_t *facts_of(const BmMaskPlan *plan)
{
  json_t *masks = json_array(), *flags = json_array();
  for (guint i = 0; i < plan->zones->len; i++) {
    const BmZone *zone = &g_array_index(plan->zones, BmZone, i);
    json_array_append_new(masks, bm_box_to_json(zone->box, zone->kind));
  }
  for (guint i = 0; i < plan->flags->len; i++)
    json_array_append_new(flags, json_string(plan->flags->pdata[i]));
  json_t *facts = json_pack("{s:o,s:b,s:o,s:s,s:i}", "masks", masks, "explained",
                            plan->flags->len == 0, "flags", flags, "path",
                            plan->by_form ? "form" : "page", "body_y", plan->body_y);
  if (plan->answers->len > 0)
    json_object_set_new(facts, "answers", bm_item_boxes_to_json(plan->answers));
  if (plan->halves.fold > 0)
    json_object_set_new(facts, "halves",
                        json_pack("{s:i,s:i,s:i}", "fold", plan->halves.fold, "left_y",
                                  plan->halves.left_y, "right_y", plan->halves.right_y));
  if (!bm_box_is_empty(plan->band))
    json_object_set_new(facts, "band", bm_box_to_json(plan->band, NULL));
  return facts;
}

static gboolean page_finish(BmJob *job, const BmItem *item, PIX *page, const BmMaskPlan *plan,
                            GError **error)
{
  if (plan->zones->len == 0) { /* nothing to hide: the bytes stay as they are */
    bm_job_emit(job, item->id, NULL, facts_of(plan));
    return TRUE;
  }
  bm_mask_paint(page, plan->zones);
  g_autofree char *path = bm_job_scratch_path(job, "masked.tif");
  if (!bm_page_write(page, path, error))
    return FALSE;
  bm_job_emit(job, item->id, path, facts_of(plan));
  return TRUE;
}

static double dpi_of(const BmItem *item, PIX *page)
{
  double dpi = json_number_value(bm_item_fact(item, "upright", "dpi"));
  if (dpi <= 0)
    dpi = pixGetXRes(page);
  return dpi;
}

static gboolean page_mask(BmJob *job, const BmItem *item, const BmRoster *roster,
                          GError **error)
{
  const json_t *context = bm_job_context(job);
  const json_t *form = json_object_get(context, "form");
  const char *release = json_string_value(json_object_get(context, "release"));
  g_autoptr(PIX) page = bm_page_read(item->path, error);
  if (page == NULL)
    return FALSE;
  /* colour says nothing here: all that is sought is sought in gray */
  g_autoptr(PIX) seen = pixGetDepth(page) == 32 ? bm_gray_of(page) : pixClone(page);
  if (seen == NULL)
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot convert page '%s' to gray",
                   item->id);
  BmMaskCase c = {.page = seen,
                  .dpi = dpi_of(item, page),
                  .item = item,
                  .form = json_is_object(form) ? form : NULL,
                  .roster = roster,
                  .policy = json_string_value(json_object_get(context, "policy")),
                  .is_asked = g_strcmp0(release, "auto") != 0};
  if (!isfinite(c.dpi) || c.dpi < 50 || c.dpi > 2400)
    return bm_fail(error, BM_ERROR_INPUT, "page_no_dpi", "page '%s' has no resolution",
                   item->id);
  g_autoptr(BmMaskPlan) plan = NULL;
  if (!bm_mask_plan(&c, &plan, error))
    return FALSE;
  pixDestroy(&seen); /* the page itself, unless it was colour: now it is painted */
  return page_finish(job, item, page, plan, error);
}

static gboolean all_mask(BmJob *job, GError **error)
{
  const char *folder = json_string_value(json_object_get(bm_job_context(job), "procedure"));
  g_autoptr(BmRoster) roster = bm_roster_load(folder, error);
  if (roster == NULL)
    return FALSE;
  for (guint i = 0; i < bm_job_n_inputs(job); i++)
    if (!page_mask(job, bm_job_input(job, i), roster, error))
      return FALSE;
  return TRUE;
}

static BmOutcome mask_run(BmJob *job, GError **error)
{
  g_autoptr(GError) trouble = NULL;
  if (all_mask(job, &trouble))
    return BM_DONE;
  BmOutcome outcome = bm_outcome_of(trouble);
  g_propagate_error(error, g_steal_pointer(&trouble));
  return outcome;
}

/* Words and reader are there before the first page: each job is a process of its own, which
 * finds them loaded. */
static gboolean mask_ready(GError **error)
{
  bm_identity_words_ready();
  if (bm_kind("band") == NULL)
    return bm_fail(error, BM_ERROR_MODEL, "internal", "no kinds of masks");
  return bm_ocr_ready(error);
}

static const BmParam params[] = {{0}};

const BmStage bm_stage_mask = {
    .name = "mask",
    .version = 9,
    .takes = "page.formed",
    .gives = "page.masked",
    .gather = BM_EACH,
    .deadline_s = 60,
    .params = params,
    .ready = mask_ready,
    .run = mask_run,
};
