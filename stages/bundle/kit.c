/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bundle job, read and put in order. */
#include "stages/bundle/kit.h"

#include <stdlib.h>
#include <string.h>

#include "pipeline/error.h"

void bm_kit_free(BmKit *kit)
{
  if (kit == NULL)
    return;
  g_clear_pointer(&kit->tasks, g_array_unref);
  g_clear_pointer(&kit->works, g_array_unref);
  g_clear_pointer(&kit->classes, g_array_unref);
  g_free(kit->code);
  g_free(kit);
}

static const char *text_of(const json_t *object, const char *key)
{
  const char *text = json_string_value(json_object_get(object, key));
  return text != NULL ? text : "";
}

static gboolean tasks_read(BmKit *kit, const json_t *tasks, GError **error)
{
  size_t i;
  json_t *json;
  json_array_foreach (tasks, i, json) {
    BmKitTask task = {.id = text_of(json, "id"),
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
    BmKitWork work = {.work_no = text_of(json, "work_no"),
                      .class_alias = text_of(json, "class_alias"),
                      .path = text_of(json, "path"),
                      .pages = (guint)json_integer_value(json_object_get(json, "pages"))};
    g_array_append_val(kit->works, work);
    kit->n_pages += work.pages;
  }
  g_array_sort(kit->works, by_class_number);
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

BmKit *bm_kit_new(const BmJob *job, GError **error)
{
  const json_t *context = bm_job_context(job);
  const json_t *assessment = json_object_get(context, "assessment");
  const char *criteria = json_string_value(json_object_get(context, "criteria"));
  g_autoptr(BmKit) kit = g_new0(BmKit, 1);
  kit->marker = bm_job_input(job, 0)->id;
  kit->title = text_of(assessment, "title");
  kit->subject = text_of(assessment, "subject");
  kit->date = text_of(assessment, "date");
  kit->criteria = criteria;
  kit->disputes = json_object_get(context, "disputes");
  kit->tasks = g_array_new(FALSE, FALSE, sizeof(BmKitTask));
  kit->works = g_array_new(FALSE, FALSE, sizeof(BmKitWork));
  kit->classes = g_array_new(FALSE, FALSE, sizeof(BmKitClass));
  if (!tasks_read(kit, json_object_get(assessment, "tasks"), error))
    return NULL;
  works_read(kit, json_object_get(context, "works"));
  if (!works_are_the_share(kit, bm_item_fact(bm_job_input(job, 0), "allocate", "works"), error))
    return NULL;
  classes_find(kit);
  kit->code = code_of(kit, bm_job_seed(job));
  return g_steal_pointer(&kit);
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
