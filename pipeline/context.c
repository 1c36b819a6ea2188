/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a job is told: its inputs, its settings, and the facts of the round that its stage
 * needs. */
#include "pipeline/engine.h"

#include "pipeline/autoptr.h"
#include "pipeline/control.h"
#include "pipeline/first.h"
#include "pipeline/json_text.h"
#include "pipeline/leave.h"
#include "pipeline/participants.h"
#include "pipeline/report_kit.h"
#include "pipeline/returns.h"
#include "pipeline/third.h"
#include "pipeline/wave.h"

#include <string.h>

static void path_set(const BmEngine *engine, json_t *object, const char *key, const char *below)
{
  if (below == NULL)
    return;
  g_autofree char *path = g_build_filename(engine->ws, below, NULL);
  json_object_set_new(object, key, json_string(path));
}

static const char *policy_of(const BmEngine *engine)
{
  const char *set = bm_conf_text(engine->conf, "round", "policy");
  if (strcmp(set, "from_assessment") != 0)
    return set;
  const char *policy = bm_json_text(engine->procedure->assessment, "policy");
  return policy != NULL ? policy : "diagnostic_cross";
}

static json_t *round_context(const BmEngine *engine)
{
  return json_pack("{s:s,s:O,s:s,s:s,s:b,s:i}", "procedure", engine->procedure->folder,
                   "assessment", engine->procedure->assessment, "policy", policy_of(engine),
                   "release", bm_conf_text(engine->conf, "round", "release"), "is_oneshot",
                   engine->mode == BM_MODE_SINGLE, "round_tag",
                   (int)bm_keymap_round_tag(engine->keymap));
}

/* A form's record with its model as an absolute path. */
static json_t *form_for_job(const BmEngine *engine, json_t *form)
{
  path_set(engine, form, "model", bm_json_text(form, "model"));
  return form;
}

static void split_context(BmEngine *engine, json_t *context, json_t *item)
{
  const char *id = bm_json_text(item, "packet");
  g_autoptr(json_t) row = id != NULL ? bm_ledger_packet(engine->ledger, id) : NULL;
  json_t *packet = json_pack("{s:s?}", "id", id);
  json_object_set(packet, "class_ref", json_object_get(row, "class_ref"));
  json_object_update(packet, json_object_get(row, "facts"));
  if (engine->mode == BM_MODE_SINGLE) /* one-shot: pages in, pages out, no works */
    json_object_set_new(packet, "pages_per_work", json_integer(0));
  json_object_set_new(context, "packet", packet);
  json_object_set_new(context, "class_refs", bm_ledger_class_refs(engine->ledger));
  bm_first_split(engine->keymap, context);
}

static void form_context(BmEngine *engine, json_t *context)
{
  json_t *forms = bm_ledger_forms(engine->ledger);
  size_t i;
  json_t *form;
  json_array_foreach (forms, i, form)
    form_for_job(engine, form);
  json_object_set_new(context, "forms", forms);
}

static void mask_context(BmEngine *engine, json_t *context, json_t *item)
{
  json_t *facts = json_object_get(json_object_get(item, "facts"), "form");
  const char *id = bm_json_text(facts, "form");
  json_t *form = id != NULL ? bm_ledger_form(engine->ledger, id) : NULL;
  json_object_set_new(context, "form", form != NULL ? form_for_job(engine, form) : json_null());
}

/* The page as it was before it was masked. */
static void verify_context(BmEngine *engine, json_t *context, json_t *item)
{
  json_t *files = json_object_get(item, "files");
  const char *upright = bm_json_text(files, "upright");
  path_set(engine, context, "source",
           upright != NULL ? upright : bm_json_text(files, "intake"));
}

static void work_context(BmEngine *engine, json_t *context, json_t *item)
{
  g_autoptr(json_t) row = bm_ledger_work(engine->ledger, bm_json_text(item, "work"));
  const char *packet = bm_json_text(row, "packet");
  gint64 ordinal = g_ascii_strtoll(packet != NULL ? packet + 1 : "0", NULL, 10) * 4096 +
                   json_integer_value(json_object_get(row, "idx"));
  json_t *work = json_pack("{s:I}", "ordinal", (json_int_t)ordinal);
  static const char *const keys[] = {"id", "work_no", "class_alias", "pages"};
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
    json_object_set(work, keys[i], json_object_get(row, keys[i]));
  g_autoptr(json_t) pages = bm_ledger_work_pages(engine->ledger, bm_json_text(item, "work"));
  json_t *originals = json_object();
  size_t i;
  json_t *page;
  json_array_foreach (pages, i, page)
    path_set(engine, originals, bm_json_text(page, "id"),
             bm_json_text(json_object_get(page, "files"), "intake"));
  json_object_set_new(work, "originals", originals);
  json_object_set_new(context, "work", work);
}

/* What the coordinator has told of single works. */
static void told_add(BmEngine *engine, json_t *context)
{
  g_autoptr(json_t) pupils = bm_participants(engine->ledger, engine->keymap, engine->procedure);
  bm_participants_variants(pupils, json_object_get(context, "works"));
  bm_control_context(engine->ledger, engine->keymap, engine->procedure, context);
}

static void allocate_context(BmEngine *engine, json_t *context)
{
  bm_wave_context(engine->ledger, engine->keymap,
                  bm_conf_int(engine->conf, "allocate", "max_works"), context);
  bm_first_allocate(engine->keymap, engine->ledger, context);
  told_add(engine, context);
  json_t *rule = json_object_get(engine->procedure->assessment, "subject_rule");
  json_object_set_new(context, "subject_rule", json_boolean(json_is_true(rule)));
  json_t *leave = bm_leave_markers(engine->keymap, engine->procedure->assessment);
  json_object_set_new(context, "allow_other_subject",
                      bm_leave_in_wave(json_object_get(context, "markers"), leave));
}

static json_t *bundle_work(BmEngine *engine, json_t *row)
{
  json_t *work =
      json_pack("{s:O,s:O,s:O,s:O}", "work", json_object_get(row, "id"), "work_no",
                json_object_get(row, "work_no"), "class_alias",
                json_object_get(row, "class_alias"), "pages", json_object_get(row, "pages"));
  path_set(engine, work, "path", bm_json_text(row, "place"));
  return work;
}

static GHashTable *share_of(const json_t *item)
{
  GHashTable *share = g_hash_table_new(g_str_hash, g_str_equal);
  const json_t *facts = json_object_get(json_object_get(item, "facts"), "allocate");
  size_t i;
  json_t *number;
  json_array_foreach (json_object_get(facts, "works"), i, number)
    g_hash_table_add(share, (gpointer)json_string_value(number));
  return share;
}

/* A third expert sees what the first two gave. */
static void disputes_add(BmEngine *engine, json_t *context, const json_t *item)
{
  const char *id = bm_json_text(item, "id");
  if (bm_wave_is_third(id))
    json_object_set_new(context, "disputes", bm_third_disputes(engine->ledger, id));
}

/* Criteria of a variant go where works of it go. */
static void criteria_add(BmEngine *engine, json_t *context)
{
  const BmProcedure *p = engine->procedure;
  json_object_set_new(context, "criteria",
                      p->criteria != NULL ? json_string(p->criteria) : json_null());
  if (json_object_size(p->variant_criteria) == 0)
    return;
  g_autoptr(json_t) pupils = bm_participants(engine->ledger, engine->keymap, p);
  g_autoptr(json_t) control = bm_control(engine->ledger, engine->keymap, p);
  bm_participants_variants(pupils, json_object_get(context, "works"));
  bm_control_variants(control, json_object_get(context, "works"));
  json_object_set(context, "variant_criteria", p->variant_criteria);
}

static void bundle_context(BmEngine *engine, json_t *context, json_t *item)
{
  g_autoptr(json_t) all = bm_ledger_works(engine->ledger);
  g_autoptr(GHashTable) share = share_of(item);
  json_t *works = json_array(), *row;
  size_t i;
  json_array_foreach (all, i, row)
    if (bm_json_text(row, "work_no") != NULL &&
        g_hash_table_contains(share, bm_json_text(row, "work_no")))
      json_array_append_new(works, bundle_work(engine, row));
  json_object_set(context, "marker", json_object_get(item, "id"));
  json_object_set_new(context, "works", works);
  criteria_add(engine, context);
  disputes_add(engine, context, item);
}

static void collect_context(BmEngine *engine, json_t *context)
{
  json_t *tasks = json_object_get(engine->procedure->assessment, "tasks");
  json_object_set_new(context, "kits", bm_returns_kits_ever(engine->ledger, tasks));
  json_object_set_new(context, "reports",
                      bm_report_kits(engine->ledger, engine->keymap, engine->procedure));
}

static json_t *context_for(BmEngine *engine, const BmStage *stage, json_t *first)
{
  json_t *context = round_context(engine);
  if (strcmp(stage->name, "split") == 0)
    split_context(engine, context, first);
  else if (strcmp(stage->name, "form") == 0)
    form_context(engine, context);
  else if (strcmp(stage->name, "mask") == 0 || strcmp(stage->name, "verify") == 0)
    mask_context(engine, context, first);
  else if (stage->gather == BM_PER_WORK)
    work_context(engine, context, first);
  else if (strcmp(stage->name, "allocate") == 0)
    allocate_context(engine, context);
  else if (strcmp(stage->name, "bundle") == 0)
    bundle_context(engine, context, first);
  else if (strcmp(stage->name, "collect") == 0)
    collect_context(engine, context);
  if (strcmp(stage->name, "verify") == 0)
    verify_context(engine, context, first);
  return context;
}

static json_t *input_for(BmEngine *engine, json_t *item)
{
  json_t *input = json_pack("{s:O,s:O}", "id", json_object_get(item, "id"), "facts",
                            json_object_get(item, "facts"));
  path_set(engine, input, "path", bm_json_text(item, "file"));
  return input;
}

json_t *bm_context_allocate(BmEngine *engine)
{
  return context_for(engine, bm_chain_find("allocate"), NULL);
}

json_t *bm_context_ticket(BmEngine *engine, const BmStage *stage, json_t *inputs,
                          const char *scratch, GError **error)
{
  g_autoptr(json_t) list = json_array();
  g_autoptr(json_t) first = NULL;
  size_t i;
  json_t *id;
  json_array_foreach (inputs, i, id) {
    g_autoptr(json_t) item = bm_ledger_item(engine->ledger, json_string_value(id));
    if (item == NULL) {
      bm_fail(error, BM_ERROR_INPUT, "ticket_bad", "an input is not in the ledger");
      return NULL;
    }
    json_array_append_new(list, input_for(engine, item));
    if (first == NULL)
      first = json_incref(item);
  }
  return json_pack("{s:s,s:s,s:s,s:O,s:o,s:O}", "stage", stage->name, "scratch", scratch,
                   "seed", bm_keymap_seed(engine->keymap), "params",
                   bm_conf_group(engine->conf, stage->name), "context",
                   context_for(engine, stage, first), "inputs", list);
}
