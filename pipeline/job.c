/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs: a ticket read, an outcome written. */
#include "pipeline/job.h"

#include "pipeline/autoptr.h"
#include "pipeline/error.h"

struct BmJob {
  json_t *ticket;
  GArray *inputs; /* of BmItem, pointing into @ticket */
  json_t *emits, *settles, *doubts, *notes;
  guint n_scratch;
};

static gboolean inputs_parse(BmJob *job, GError **error)
{
  size_t i;
  json_t *input;
  json_array_foreach (json_object_get(job->ticket, "inputs"), i, input) {
    BmItem item = {
        .id = json_string_value(json_object_get(input, "id")),
        .path = json_string_value(json_object_get(input, "path")),
        .facts = json_object_get(input, "facts"),
    };
    if (item.id == NULL || item.id[0] == '\0')
      return bm_fail(error, BM_ERROR_SETTING, "ticket_bad", "input %zu has no id", i);
    g_array_append_val(job->inputs, item);
  }
  return TRUE;
}

BmJob *bm_job_new(const json_t *ticket, GError **error)
{
  if (!json_is_object(ticket)) {
    bm_fail(error, BM_ERROR_SETTING, "ticket_bad", "ticket is not an object");
    return NULL;
  }
  g_autoptr(BmJob) job = g_new0(BmJob, 1);
  job->ticket = json_deep_copy(ticket);
  job->inputs = g_array_new(FALSE, TRUE, sizeof(BmItem));
  job->emits = json_array();
  job->settles = json_array();
  job->doubts = json_array();
  job->notes = json_array();
  if (!inputs_parse(job, error))
    return NULL;
  return g_steal_pointer(&job);
}

void bm_job_free(BmJob *job)
{
  if (job == NULL)
    return;
  g_clear_pointer(&job->inputs, g_array_unref);
  json_decref(job->ticket);
  json_decref(job->emits);
  json_decref(job->settles);
  json_decref(job->doubts);
  json_decref(job->notes);
  g_free(job);
}

guint bm_job_n_inputs(const BmJob *job)
{
  return job->inputs->len;
}

const BmItem *bm_job_input(const BmJob *job, guint index)
{
  g_assert(index < job->inputs->len);
  return &g_array_index(job->inputs, BmItem, index);
}

json_t *bm_item_fact(const BmItem *item, const char *stage, const char *key)
{
  return json_object_get(json_object_get(item->facts, stage), key);
}

const char *bm_job_scratch(const BmJob *job)
{
  const char *scratch = json_string_value(json_object_get(job->ticket, "scratch"));
  g_assert(scratch != NULL);
  return scratch;
}

char *bm_job_scratch_path(BmJob *job, const char *name)
{
  return g_strdup_printf("%s/%u-%s", bm_job_scratch(job), job->n_scratch++, name);
}

const char *bm_job_seed(const BmJob *job)
{
  const char *seed = json_string_value(json_object_get(job->ticket, "seed"));
  g_assert(seed != NULL);
  return seed;
}

const char *bm_job_skip(const BmJob *job)
{
  return json_string_value(json_object_get(job->ticket, "skip"));
}

double bm_job_input_s(const BmJob *job)
{
  return json_number_value(json_object_get(job->ticket, "input_s"));
}

json_t *bm_job_context(const BmJob *job)
{
  return json_object_get(job->ticket, "context");
}

static const json_t *param_get(const BmJob *job, const char *name)
{
  const json_t *value = json_object_get(json_object_get(job->ticket, "params"), name);
  if (value == NULL)
    g_error("job has no parameter '%s'", name);
  return value;
}

gint64 bm_job_param_int(const BmJob *job, const char *name)
{
  return (gint64)json_number_value(param_get(job, name));
}

double bm_job_param_real(const BmJob *job, const char *name)
{
  return json_number_value(param_get(job, name));
}

gboolean bm_job_param_bool(const BmJob *job, const char *name)
{
  return json_is_true(param_get(job, name));
}

const char *bm_job_param_choice(const BmJob *job, const char *name)
{
  return json_string_value(param_get(job, name));
}

static void set_string(json_t *object, const char *key, const char *value)
{
  if (value != NULL)
    json_object_set_new(object, key, json_string(value));
}

static json_t *item_record(const char *id, json_t *facts)
{
  g_assert(id != NULL);
  json_t *record = json_object();
  set_string(record, "id", id);
  if (facts != NULL)
    json_object_set_new(record, "facts", facts);
  return record;
}

void bm_job_publish(BmJob *job, const char *id, const char *file, const char *place,
                    json_t *facts)
{
  json_t *record = item_record(id, facts);
  set_string(record, "file", file);
  set_string(record, "place", place);
  json_array_append_new(job->emits, record);
}

void bm_job_emit(BmJob *job, const char *id, const char *file, json_t *facts)
{
  bm_job_publish(job, id, file, NULL, facts);
}

void bm_job_settle(BmJob *job, const char *id, BmFate fate, const char *reason, json_t *facts)
{
  static const char *const names[] = {"blank", "separator", "rejected"};
  json_t *record = item_record(id, facts);
  set_string(record, "fate", names[fate]);
  set_string(record, "reason", reason);
  json_array_append_new(job->settles, record);
}

void bm_job_doubt(BmJob *job, const char *id, const char *reason, BmBox box, const char *crop)
{
  json_t *record = item_record(id, NULL);
  set_string(record, "reason", reason);
  set_string(record, "crop", crop);
  if (!bm_box_is_empty(box))
    json_object_set_new(record, "box", bm_box_to_json(box, NULL));
  json_array_append_new(job->doubts, record);
}

void bm_job_note(BmJob *job, const char *kind, json_t *value)
{
  json_array_append_new(job->notes, json_pack("{s:s,s:o}", "kind", kind, "value", value));
}

json_t *bm_job_outcome(const BmJob *job)
{
  return json_pack("{s:O,s:O,s:O,s:O}", "emits", job->emits, "settles", job->settles, "doubts",
                   job->doubts, "notes", job->notes);
}
