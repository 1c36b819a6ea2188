/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bundle job, read and put in order. */
#include "stages/bundle/kit.h"

#include <stdlib.h>
#include <string.h>

#include "pipeline/error.h"
#include "pipeline/json_text.h"

void bm_kit_free(BmKit *kit)
{
  if (kit == NULL)
    return;
  g_clear_pointer(&kit->tasks, g_array_unref);
  g_clear_pointer(&kit->works, g_array_unref);
  g_clear_pointer(&kit->classes, g_array_unref);
  g_clear_pointer(&kit->gates, g_array_unref);
  g_free(kit->code);
  g_free(kit);
}

static gboolean tasks_read(BmKit *kit, const json_t *tasks, GError **error)
{
  size_t i;
  json_t *json;
  json_array_foreach (tasks, i, json) {
    BmKitTask task = {.id = bm_json_text_or_empty(json, "id"),
                      .max = (int)json_integer_value(json_object_get(json, "max"))};
    if (task.id[0] == '\0' || task.max < 1 || task.max > 1000)
      return bm_fail(error, BM_ERROR_SETTING, "assessment_no_tasks",
                     "task %zu has no name or no maximum", i + 1);
    kit->max_total += task.max;
    g_array_append_val(kit->tasks, task);
  }
  if (kit->tasks->len == 0)
    return bm_fail(error, BM_ERROR_SETTING, "assessment_no_tasks",
                   "the assessment has no tasks");
  return TRUE;
}

/* Letters by their bytes, then the number after them: K9 before K10. */
static int compare_alias(const char *a, const char *b)
{
  size_t letters_a = strcspn(a, "0123456789"), letters_b = strcspn(b, "0123456789");
  if (letters_a == letters_b && strncmp(a, b, letters_a) == 0) {
    guint64 number_a = g_ascii_strtoull(a + letters_a, NULL, 10);
    guint64 number_b = g_ascii_strtoull(b + letters_b, NULL, 10);
    if (number_a != number_b)
      return number_a < number_b ? -1 : 1;
  }
  return strcmp(a, b);
}

static int by_class_number(const void *a, const void *b)
{
  const BmKitWork *p = a, *q = b;
  int order = compare_alias(p->class_alias, q->class_alias);
  return order != 0 ? order : strcmp(p->work_no, q->work_no);
}

static void works_read(BmKit *kit, const json_t *works)
{
  size_t i;
  json_t *json;
  json_array_foreach (works, i, json) {
    BmKitWork work = {.work_no = bm_json_text_or_empty(json, "work_no"),
                      .class_alias = bm_json_text_or_empty(json, "class_alias"),
                      .path = bm_json_text_or_empty(json, "path"),
                      .variant = bm_json_text_or_empty(json, "variant"),
                      .pages = (guint)json_integer_value(json_object_get(json, "pages"))};
    g_array_append_val(kit->works, work);
  }
  g_array_sort(kit->works, by_class_number);
}

/* The works of one part of the share stay. */
static void part_cut(BmKit *kit)
{
  guint n = kit->works->len, from = n * (kit->part - 1) / kit->n_parts,
        to = n * kit->part / kit->n_parts;
  g_array_set_size(kit->works, to);
  if (from > 0)
    g_array_remove_range(kit->works, 0, from);
  for (guint i = 0; i < kit->works->len; i++)
    kit->n_pages += bm_kit_work(kit, i)->pages;
}

static void classes_find(BmKit *kit)
{
  for (guint i = 0; i < kit->works->len; i++) {
    const BmKitWork *work = bm_kit_work(kit, i);
    guint n = kit->classes->len;
    if (n == 0 || strcmp(bm_kit_class(kit, n - 1)->alias, work->class_alias) != 0) {
      BmKitClass fresh = {.alias = work->class_alias, .first = i};
      g_array_append_val(kit->classes, fresh);
      n++;
    }
    BmKitClass *last = &g_array_index(kit->classes, BmKitClass, n - 1);
    last->n++;
    last->pages += work->pages;
  }
}

static gboolean has_work(const BmKit *kit, const char *work_no)
{
  for (guint i = 0; i < kit->works->len; i++)
    if (g_strcmp0(bm_kit_work(kit, i)->work_no, work_no) == 0)
      return TRUE;
  return FALSE;
}

static gboolean works_are_the_share(const BmKit *kit, const json_t *share, GError **error)
{
  size_t i;
  json_t *work_no;
  json_array_foreach (share, i, work_no)
    if (!has_work(kit, json_string_value(work_no)))
      return bm_fail(error, BM_ERROR_INPUT, "bundle_works_differ",
                     "work '%s' of '%s' is missing", json_string_value(work_no), kit->marker);
  if (json_array_size(share) != kit->works->len || kit->works->len == 0)
    return bm_fail(error, BM_ERROR_INPUT, "bundle_works_differ", "'%s' has %u works, not %zu",
                   kit->marker, kit->works->len, json_array_size(share));
  return TRUE;
}

/* Eight characters of Crockford's alphabet, which has no letters that look like figures. */
static char *code_of(const BmKit *kit, const char *seed)
{
  static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  g_autoptr(GHmac) hmac = g_hmac_new(G_CHECKSUM_SHA256, (const guint8 *)seed, strlen(seed));
  g_hmac_update(hmac, (const guint8 *)"bundle|", 7);
  g_hmac_update(hmac, (const guint8 *)kit->marker, (gssize)strlen(kit->marker));
  for (guint i = 0; i < kit->works->len; i++) {
    const char *work_no = bm_kit_work(kit, i)->work_no;
    g_hmac_update(hmac, (const guint8 *)"|", 1);
    g_hmac_update(hmac, (const guint8 *)work_no, (gssize)strlen(work_no));
  }
  guint8 digest[32];
  gsize length = sizeof digest;
  g_hmac_get_digest(hmac, digest, &length);
  GString *code = g_string_new(NULL);
  for (guint i = 0; i < 8; i++) {
    if (i == 4)
      g_string_append_c(code, '-');
    g_string_append_c(code, alphabet[digest[i] % 32]);
  }
  return g_string_free(code, FALSE);
}

guint bm_kit_count(const BmJob *job, guint most)
{
  size_t n = json_array_size(bm_item_fact(bm_job_input(job, 0), "allocate", "works"));
  return most == 0 || n <= most ? 1 : (guint)((n + most - 1) / most);
}

BmKit *bm_kit_new(const BmJob *job, guint part, guint n_parts, GError **error)
{
  const json_t *context = bm_job_context(job);
  const json_t *assessment = json_object_get(context, "assessment");
  const char *criteria = json_string_value(json_object_get(context, "criteria"));
  g_autoptr(BmKit) kit = g_new0(BmKit, 1);
  kit->marker = bm_job_input(job, 0)->id;
  kit->title = bm_json_text_or_empty(assessment, "title");
  kit->subject = bm_json_text_or_empty(assessment, "subject");
  kit->date = bm_json_text_or_empty(assessment, "date");
  kit->criteria = criteria;
  kit->variant_criteria = json_object_get(context, "variant_criteria");
  kit->disputes = json_object_get(context, "disputes");
  kit->tasks_json = json_object_get(assessment, "tasks");
  kit->part = part;
  kit->n_parts = n_parts;
  kit->tasks = g_array_new(FALSE, FALSE, sizeof(BmKitTask));
  kit->works = g_array_new(FALSE, FALSE, sizeof(BmKitWork));
  kit->classes = g_array_new(FALSE, FALSE, sizeof(BmKitClass));
  if (!tasks_read(kit, kit->tasks_json, error) ||
      (kit->gates = bm_gates_new(kit->tasks_json, error)) == NULL)
    return NULL;
  works_read(kit, json_object_get(context, "works"));
  if (!works_are_the_share(kit, bm_item_fact(bm_job_input(job, 0), "allocate", "works"), error))
    return NULL;
  part_cut(kit);
  classes_find(kit);
  kit->code = code_of(kit, bm_job_seed(job));
  return g_steal_pointer(&kit);
}

guint bm_kit_plan_add(const BmKitPlan *plan, guint page, guint n)
{
  return page + n + (plan->is_duplex ? (page + n) % 2 : 0);
}

void bm_kit_plan(BmKit *kit, const BmKitPlan *plan, guint page)
{
  for (guint i = 0; i < kit->classes->len; i++) {
    const BmKitClass *class_group = bm_kit_class(kit, i);
    page = bm_kit_plan_add(plan, page, plan->has_class_sheets ? 1 : 0);
    for (guint k = 0; k < class_group->n; k++) {
      BmKitWork *work = &g_array_index(kit->works, BmKitWork, class_group->first + k);
      work->first_page = page + 1;
      page = bm_kit_plan_add(plan, page, work->pages);
    }
  }
}

gboolean bm_kit_is_open(const BmKit *kit, guint work, guint task)
{
  const json_t *dispute = json_object_get(kit->disputes, bm_kit_work(kit, work)->work_no);
  size_t i;
  json_t *name;
  if (dispute == NULL)
    return TRUE;
  json_array_foreach (json_object_get(dispute, "disputed"), i, name)
    if (g_strcmp0(json_string_value(name), bm_kit_task(kit, task)->id) == 0)
      return TRUE;
  return FALSE;
}

static gboolean gates_are_alike(const BmGate *p, const BmGate *q)
{
  return p->by == q->by && p->at_most == q->at_most && p->most == q->most;
}

/* One sentence for all tasks that the same condition binds; none when it was said before. */
static void gate_say(const BmKit *kit, guint at, GString *text)
{
  const BmGate *gate = bm_gate_at(kit->gates, at);
  for (guint i = 0; i < at; i++)
    if (gates_are_alike(bm_gate_at(kit->gates, i), gate))
      return;
  const char *least = gate->at_most == 0 ? "стоит 0 или Х" : "не больше";
  g_string_append_printf(text, "%sЕсли за «%s» %s", text->len > 0 ? " " : "",
                         bm_kit_task(kit, gate->by)->id, least);
  if (gate->at_most > 0)
    g_string_append_printf(text, " %d", gate->at_most);
  g_string_append(text, ", то за ");
  for (guint i = at, n = 0; i < kit->gates->len; i++)
    if (gates_are_alike(bm_gate_at(kit->gates, i), gate))
      g_string_append_printf(text, "%s«%s»", n++ > 0 ? ", " : "",
                             bm_kit_task(kit, bm_gate_at(kit->gates, i)->task)->id);
  if (gate->most == 0)
    g_string_append(text, " — только 0 или Х.");
  else
    g_string_append_printf(text, " — не больше %d.", gate->most);
}

char *bm_kit_gates_text(const BmKit *kit)
{
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < kit->gates->len; i++)
    gate_say(kit, i, text);
  return g_string_free(text, FALSE);
}

gboolean bm_kit_needs_variant(const BmKit *kit, const char *variant)
{
  for (guint i = 0; i < kit->works->len; i++) {
    const char *own = bm_kit_work(kit, i)->variant;
    if (own[0] == '\0' || strcmp(own, variant) == 0)
      return TRUE;
  }
  return FALSE;
}

char *bm_kit_line(const BmKit *kit, const char *title)
{
  const char *const parts[] = {title, kit->subject, kit->date};
  GString *line = g_string_new(NULL);
  for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
    if (parts[i] != NULL && parts[i][0] != '\0')
      g_string_append_printf(line, "%s%s", line->len > 0 ? " · " : "", parts[i]);
  return g_string_free(line, FALSE);
}

const char *bm_kit_plural(guint n, const char *one, const char *few, const char *many)
{
  guint tens = n % 100, ones = n % 10;
  if (tens >= 11 && tens <= 14)
    return many;
  return ones == 1 ? one : ones >= 2 && ones <= 4 ? few : many;
}
