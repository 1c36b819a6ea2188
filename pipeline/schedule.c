/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which items make a job. A job's name follows from its items, so it can be made twice
 * harmlessly. */
#include "pipeline/engine.h"

#include "pipeline/control.h"
#include "pipeline/json_text.h"
#include "pipeline/third.h"
#include "pipeline/wave.h"

#include <string.h>

char *bm_schedule_job_key(const char *stage, const char *job)
{
  return g_strconcat(stage, "/", job, NULL);
}

static const BmStage *stage_taking(const char *kind)
{
  guint n;
  const BmStage *const *chain = bm_chain(&n);
  for (guint i = 0; i < n; i++)
    if (g_strcmp0(chain[i]->takes, kind) == 0)
      return chain[i];
  return NULL;
}

/* Does this run go as far as that stage? */
static gboolean stage_is_on(const BmEngine *engine, const BmStage *stage)
{
  if (stage->at_close)
    return engine->mode == BM_MODE_CLOSE;
  return engine->mode != BM_MODE_SINGLE || stage->gather != BM_PER_WORK;
}

static void job_make(BmEngine *engine, const BmStage *stage, const char *job, json_t *inputs)
{
  g_autofree char *key = bm_schedule_job_key(stage->name, job);
  if (json_array_size(inputs) == 0 || g_hash_table_contains(engine->jobs, key))
    return;
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) ticket = json_pack("{s:s,s:O}", "job", job, "inputs", inputs);
  if (!bm_spool_put(engine->ws, stage->name, job, ticket, &error)) {
    bm_engine_fail(engine, g_steal_pointer(&error));
    return;
  }
  g_hash_table_add(engine->jobs, g_steal_pointer(&key));
  bm_engine_ticket_came(engine, stage);
}

static void job_of_one(BmEngine *engine, const BmStage *stage, const char *id)
{
  g_autoptr(json_t) inputs = json_pack("[s]", id);
  job_make(engine, stage, id, inputs);
}

static gboolean item_is(const json_t *item, const char *kind, const char *state)
{
  return g_strcmp0(bm_json_text(item, "kind"), kind) == 0 &&
         g_strcmp0(bm_json_text(item, "state"), state) == 0;
}

static json_t *ids_ready(json_t *items, const char *kind)
{
  json_t *ids = json_array();
  size_t i;
  json_t *item;
  json_array_foreach (items, i, item)
    if (item_is(item, kind, "ready"))
      json_array_append(ids, json_object_get(item, "id"));
  return ids;
}

/* Kinds that pages have once they reached @stage: what it takes and all that comes later. */
static json_t *kinds_from(const BmStage *stage)
{
  guint n;
  const BmStage *const *chain = bm_chain(&n);
  json_t *kinds = json_pack("[s]", stage->takes);
  gboolean is_after = FALSE;
  for (guint i = 0; i < n; i++) {
    is_after |= chain[i] == stage;
    if (is_after)
      json_array_append_new(kinds, json_string(chain[i]->gives));
  }
  return kinds;
}

static gboolean job_is_made(const BmEngine *engine, const BmStage *stage, const char *job)
{
  g_autofree char *key = bm_schedule_job_key(stage->name, job);
  return g_hash_table_contains(engine->jobs, key);
}

static void packet_try(BmEngine *engine, const BmStage *stage, const char *packet)
{
  if (packet == NULL || job_is_made(engine, stage, packet))
    return;
  g_autoptr(json_t) kinds = kinds_from(stage);
  if (bm_ledger_packet_is_behind(engine->ledger, packet, kinds))
    return;
  g_autoptr(json_t) pages = bm_ledger_packet_pages(engine->ledger, packet);
  g_autoptr(json_t) ids = ids_ready(pages, stage->takes);
  job_make(engine, stage, packet, ids);
}

/* A work goes on when each of its pages is here, decided, and without open doubts. */
static gboolean work_is_ready(BmEngine *engine, const BmStage *stage, json_t *pages)
{
  size_t i;
  json_t *page;
  json_array_foreach (pages, i, page) {
    const char *state = bm_json_text(page, "state");
    if (g_strcmp0(state, "held") == 0)
      return FALSE;
    if (g_strcmp0(state, "ready") != 0)
      continue;
    if (!item_is(page, stage->takes, "ready") ||
        bm_ledger_open_doubts(engine->ledger, bm_json_text(page, "id")) > 0)
      return FALSE;
  }
  return TRUE;
}

static void work_try(BmEngine *engine, const BmStage *stage, const char *work)
{
  if (work == NULL || job_is_made(engine, stage, work))
    return;
  g_autoptr(json_t) pages = bm_ledger_work_pages(engine->ledger, work);
  if (!work_is_ready(engine, stage, pages))
    return;
  g_autoptr(json_t) ids = ids_ready(pages, stage->takes);
  job_make(engine, stage, work, ids);
}

void bm_schedule_item(BmEngine *engine, const char *id)
{
  g_autoptr(json_t) item = bm_ledger_item(engine->ledger, id);
  const BmStage *stage = item != NULL ? stage_taking(bm_json_text(item, "kind")) : NULL;
  if (stage == NULL || !item_is(item, stage->takes, "ready") || !stage_is_on(engine, stage))
    return;
  if (stage->gather == BM_EACH)
    job_of_one(engine, stage, id);
  else if (stage->gather == BM_PER_PACKET)
    packet_try(engine, stage, bm_json_text(item, "packet"));
  else if (stage->gather == BM_PER_WORK)
    work_try(engine, stage, bm_json_text(item, "work"));
}

static void stage_schedule(BmEngine *engine, const BmStage *stage)
{
  g_autoptr(json_t) names = NULL;
  if (stage->gather == BM_EACH)
    names = bm_ledger_ready(engine->ledger, stage->takes);
  else if (stage->gather == BM_PER_PACKET)
    names = bm_ledger_packets_ready(engine->ledger, stage->takes);
  else if (stage->gather == BM_PER_WORK)
    names = bm_ledger_works_ready(engine->ledger, stage->takes);
  size_t i;
  json_t *name;
  json_array_foreach (names, i, name) {
    const char *text = json_string_value(name);
    if (stage->gather == BM_EACH)
      job_of_one(engine, stage, text);
    else if (stage->gather == BM_PER_PACKET)
      packet_try(engine, stage, text);
    else
      work_try(engine, stage, text);
  }
}

void bm_schedule_all(BmEngine *engine)
{
  guint n;
  const BmStage *const *chain = bm_chain(&n);
  for (guint i = 0; i < n; i++)
    if (chain[i]->gather != BM_PER_ROUND && stage_is_on(engine, chain[i]))
      stage_schedule(engine, chain[i]);
}

/* A round job waits until nothing before its stage is under way. */
static gboolean upstream_is_idle(BmEngine *engine, const BmStage *stage)
{
  guint n;
  const BmStage *const *chain = bm_chain(&n);
  GHashTableIter iter;
  gpointer key;
  for (guint i = 0; i < n; i++) {
    g_hash_table_iter_init(&iter, engine->jobs);
    while (g_hash_table_iter_next(&iter, &key, NULL))
      if (g_str_has_prefix(key, chain[i]->name) && ((char *)key)[strlen(chain[i]->name)] == '/')
        return FALSE;
    if (chain[i] == stage)
      return TRUE;
  }
  return TRUE;
}

/* The first that wait; the others are the next job's. */
static json_t *inputs_ready(BmEngine *engine, const BmStage *stage)
{
  g_autoptr(json_t) all = bm_ledger_ready(engine->ledger, stage->takes);
  size_t n = json_array_size(all);
  if (stage->most_setting == NULL)
    return g_steal_pointer(&all);
  size_t most = (size_t)bm_conf_int(engine->conf, stage->name, stage->most_setting);
  json_t *first = json_array();
  for (size_t i = 0; i < MIN(n, most); i++)
    json_array_append(first, json_array_get(all, i));
  return first;
}

/* Not every work that waits is shared out now: late ones wait while third markings are. */
static json_t *round_inputs(BmEngine *engine, const BmStage *stage)
{
  if (strcmp(stage->name, "allocate") != 0)
    return inputs_ready(engine, stage);
  return engine->is_third == bm_third_is_asked(engine->ledger)
             ? bm_wave_inputs(engine->ledger, engine->keymap, stage->takes)
             : json_array();
}

static gboolean round_try(BmEngine *engine, const BmStage *stage)
{
  if (!stage_is_on(engine, stage) || !upstream_is_idle(engine, stage))
    return FALSE;
  g_autoptr(json_t) ids = round_inputs(engine, stage);
  if (json_array_size(ids) == 0)
    return FALSE;
  const char *first = json_string_value(json_array_get(ids, 0));
  job_make(engine, stage, first, ids);
  return TRUE;
}

gboolean bm_schedule_rounds(BmEngine *engine)
{
  if (!bm_inbox_is_settled(engine))
    return FALSE;
  guint n;
  const BmStage *const *chain = bm_chain(&n);
  for (guint i = 0; i < n; i++)
    if (chain[i]->gather == BM_PER_ROUND && round_try(engine, chain[i]))
      return TRUE;
  return FALSE;
}

/* --- series of files → packets */

static json_t *packet_facts(BmEngine *engine, const char *file)
{
  g_autoptr(BmSource) source = bm_keymap_source(engine->keymap, file);
  json_t *batch = source != NULL ? bm_procedure_batch(engine->procedure, source->path) : NULL;
  json_t *assessment = engine->procedure->assessment;
  gint64 pages = bm_conf_int(engine->conf, "round", "pages_per_work");
  if (pages == 0)
    pages = json_integer_value(json_object_get(batch, "pages_per_work"));
  if (pages == 0)
    pages = json_integer_value(json_object_get(assessment, "pages_per_work"));
  json_t *duplex = json_object_get(batch, "duplex");
  if (duplex == NULL)
    duplex = json_object_get(assessment, "duplex");
  return json_pack("{s:I,s:I,s:O}", "pages_per_work", (json_int_t)pages, "works_declared",
                   json_integer_value(json_object_get(batch, "works")), "duplex",
                   duplex != NULL ? duplex : json_null());
}

static gint64 class_number(BmEngine *engine, const char *school, const char *class_group,
                           GError **error)
{
  g_autofree char *class_alias = NULL, *school_alias = NULL;
  gint64 ref =
      bm_keymap_class(engine->keymap, school, class_group, &class_alias, &school_alias, error);
  if (ref == 0 || !bm_ledger_class_put(engine->ledger, ref, class_alias, school_alias, error))
    return 0;
  return ref;
}

/* inbox/<school>/<class>/file: the number of the class, 0 when the folders do not tell;
 * inbox/control/file: that of control works. */
static gint64 folder_class(BmEngine *engine, const char *file, GError **error)
{
  g_autoptr(BmSource) source = bm_keymap_source(engine->keymap, file);
  g_auto(GStrv) parts = g_strsplit(source != NULL ? source->path : "", "/", -1);
  if (g_strv_length(parts) > 1 && bm_control_is_folder(parts[0]))
    return class_number(engine, BM_CONTROL_SCHOOL, BM_CONTROL_CLASS, error);
  if (g_strv_length(parts) < 3)
    return 0;
  const char *school = bm_procedure_school(engine->procedure, parts[0]);
  if (school == NULL && json_array_size(engine->procedure->roster) == 0)
    school = parts[0];
  g_autofree char *class_group = bm_class_normalise(parts[1]);
  if (school == NULL || class_group[0] == '\0' ||
      !bm_procedure_has_class(engine->procedure, school, class_group))
    return 0; /* split holds the works: class_unknown */
  return class_number(engine, school, class_group, error);
}

static gboolean packet_make(BmEngine *engine, json_t *files, GError **error)
{
  const char *first = json_string_value(json_array_get(files, 0));
  g_autofree char *packet = g_strconcat("k", first + 1, NULL);
  g_autoptr(json_t) facts = packet_facts(engine, first);
  if (!bm_db_begin(engine->ledger, error))
    return FALSE;
  gint64 class_ref = folder_class(engine, first, error);
  if (bm_ledger_packet_add(engine->ledger, packet, class_ref, facts, error) &&
      bm_ledger_packet_take(engine->ledger, packet, files, error) &&
      bm_db_commit(engine->ledger, error))
    return TRUE;
  bm_db_rollback(engine->ledger);
  return FALSE;
}

static gboolean series_may_grow(const BmEngine *engine, json_t *rows)
{
  gint64 newest = 0, now = g_get_real_time();
  size_t i;
  json_t *row;
  json_array_foreach (rows, i, row)
    newest = MAX(newest, json_integer_value(json_object_get(row, "seen_us")));
  if (newest > now) /* the clock was set back: as if the last one had come now */
    bm_ledger_series_seen(engine->ledger, bm_json_text(json_array_get(rows, 0), "id"), now);
  double quiet_s = json_number_value(
      json_object_get(bm_conf_group(engine->conf, "engine"), "series_quiet_s"));
  return engine->mode == BM_MODE_WATCH && (double)(now - newest) < 1e6 * quiet_s;
}

/* Was the sheet scanned again under the same name? */
static gboolean row_is_replaced(json_t *rows, const json_t *hole)
{
  size_t i;
  json_t *row;
  json_array_foreach (rows, i, row)
    if (strcmp(bm_json_text(row, "state"), "done") == 0 &&
        json_equal(json_object_get(row, "seq"), json_object_get(hole, "seq")))
      return TRUE;
  return FALSE;
}

static gboolean hole_ask(BmEngine *engine, const char *file, GError **error)
{
  return bm_ledger_doubt_add(engine->ledger, file, "intake", "series_hole", NULL, NULL, error);
}

/* A rejected file between one-page scans: without its page the works around it would shift, so
 * a person says whether it may be missing. TRUE while that is open. */
static gboolean series_has_hole(BmEngine *engine, json_t *rows, GError **error)
{
  gboolean is_open = FALSE;
  size_t i;
  json_t *row;
  json_array_foreach (rows, i, row) {
    const char *file = bm_json_text(row, "file");
    json_t *hole = json_object_get(row, "hole");
    gboolean is_bad = strcmp(bm_json_text(row, "state"), "rejected") == 0 &&
                      g_strcmp0(bm_json_text(row, "reason"), "dropped_by_person") != 0;
    if (!is_bad || (json_is_integer(hole) && json_integer_value(hole) == 0))
      continue;
    if (row_is_replaced(rows, row)) {
      if (!bm_ledger_doubt_settle(engine->ledger, file, "series_hole", "replaced", error))
        return TRUE;
      continue;
    }
    is_open = TRUE;
    if (!json_is_integer(hole) && !hole_ask(engine, file, error))
      return TRUE;
  }
  return is_open;
}

static gboolean series_make(BmEngine *engine, json_t *rows, gboolean are_single, GError **error)
{
  g_autoptr(json_t) together = json_array();
  size_t i;
  json_t *row;
  json_array_foreach (rows, i, row) {
    g_autoptr(json_t) alone = json_pack("[O]", json_object_get(row, "file"));
    json_array_append(together, json_object_get(row, "file"));
    if (!are_single && !packet_make(engine, alone, error))
      return FALSE;
  }
  return !are_single || packet_make(engine, together, error);
}

/* Rows of one series: each a packet of its own, or all together when all are single pages. */
static void series_shut(BmEngine *engine, json_t *rows)
{
  size_t i;
  json_t *row;
  gboolean are_single = TRUE, is_held = FALSE;
  gint64 n_pages = 0;
  json_array_foreach (rows, i, row) {
    const char *state = bm_json_text(row, "state");
    is_held |= strcmp(state, "held") == 0;
    if (strcmp(state, "done") != 0 && strcmp(state, "rejected") != 0 &&
        strcmp(state, "held") != 0)
      return;
    gint64 pages = json_integer_value(json_object_get(row, "pages"));
    are_single &= pages <= 1;
    n_pages += pages;
  }
  GError *error = NULL;
  gboolean is_waiting =
      are_single && n_pages > 0 && engine->mode != BM_MODE_SINGLE &&
      (series_has_hole(engine, rows, &error) || series_may_grow(engine, rows));
  if (error != NULL ||
      (!is_waiting && !is_held && !series_make(engine, rows, are_single, &error)))
    bm_engine_fail(engine, error);
}

static void packets_try(BmEngine *engine, const char *packet)
{
  guint n;
  const BmStage *const *chain = bm_chain(&n);
  for (guint i = 0; i < n; i++)
    if (chain[i]->gather == BM_PER_PACKET)
      packet_try(engine, chain[i], packet);
}

void bm_schedule_series(BmEngine *engine, const char *file)
{
  g_autoptr(json_t) rows = bm_ledger_series_of(engine->ledger, file);
  if (json_array_size(rows) == 0)
    return;
  series_shut(engine, rows);
  size_t i;
  json_t *row;
  json_array_foreach (rows, i, row) {
    g_autoptr(json_t) item = bm_ledger_item(engine->ledger, bm_json_text(row, "file"));
    packets_try(engine, bm_json_text(item, "packet"));
  }
}

void bm_schedule_packets(BmEngine *engine)
{
  g_autoptr(json_t) rows = bm_ledger_series_open(engine->ledger);
  g_autoptr(json_t) group = json_array();
  size_t i, n = json_array_size(rows);
  for (i = 0; i < n; i++) {
    json_t *row = json_array_get(rows, i);
    json_array_append(group, row);
    const char *id = bm_json_text(row, "id"),
               *next = bm_json_text(json_array_get(rows, i + 1), "id");
    if (i + 1 == n || g_strcmp0(id, next) != 0) {
      series_shut(engine, group);
      json_array_clear(group);
    }
  }
  guint n_stages;
  const BmStage *const *chain = bm_chain(&n_stages);
  for (guint k = 0; k < n_stages; k++)
    if (chain[k]->gather == BM_PER_PACKET)
      stage_schedule(engine, chain[k]);
}
