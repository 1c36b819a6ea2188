/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may check what, read from a job's context. */
#include "stages/allocate/panel.h"

#include "pipeline/error.h"

#include <string.h>

static void group_clear(BmPanelGroup *group)
{
  g_clear_pointer(&group->works, g_ptr_array_unref);
}

static void marker_clear(BmPanelMarker *marker)
{
  g_clear_pointer(&marker->may, g_free);
}

void bm_panel_free(BmPanel *panel)
{
  if (panel == NULL)
    return;
  g_ptr_array_unref(panel->schools);
  g_array_unref(panel->groups);
  g_array_unref(panel->markers);
  g_free(panel);
}

static const char *text_of(const json_t *object, const char *key)
{
  const char *text = json_string_value(json_object_get(object, key));
  return text != NULL && text[0] != '\0' ? text : NULL;
}

static int by_school_class_number(const void *a, const void *b)
{
  static const char *const keys[] = {"school_alias", "class_alias", "work_no"};
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
    int order =
        g_strcmp0(text_of(*(json_t *const *)a, keys[i]), text_of(*(json_t *const *)b, keys[i]));
    if (order != 0)
      return order;
  }
  return 0;
}

static int by_marker(const void *a, const void *b)
{
  return g_strcmp0(text_of(*(json_t *const *)a, "marker"),
                   text_of(*(json_t *const *)b, "marker"));
}

static GPtrArray *sorted(const json_t *array, GCompareFunc compare)
{
  GPtrArray *list = g_ptr_array_new();
  size_t i;
  json_t *value;
  json_array_foreach (array, i, value)
    g_ptr_array_add(list, value);
  g_ptr_array_sort(list, compare);
  return list;
}

static gboolean work_is_sound(const json_t *work, GHashTable *seen, GError **error)
{
  const char *work_no = text_of(work, "work_no");
  if (work_no == NULL || text_of(work, "class_alias") == NULL)
    return bm_fail(error, BM_ERROR_SETTING, "ticket_bad",
                   "a work has no number or class alias");
  if (text_of(work, "school_alias") == NULL)
    return bm_fail(error, BM_ERROR_INPUT, "allocation_school_unknown", "work '%s'", work_no);
  if (!g_hash_table_add(seen, (char *)work_no))
    return bm_fail(error, BM_ERROR_SETTING, "ticket_bad", "work '%s' comes twice", work_no);
  return TRUE;
}

/* The group of @work: the last one, since works come in order, or a new one. */
static BmPanelGroup *group_of(BmPanel *panel, const json_t *work)
{
  const char *school = text_of(work, "school_alias"),
             *class_alias = text_of(work, "class_alias");
  guint n = panel->groups->len;
  BmPanelGroup *last = n > 0 ? &g_array_index(panel->groups, BmPanelGroup, n - 1) : NULL;
  gboolean is_school_new = last == NULL || strcmp(last->school, school) != 0;
  if (!is_school_new && strcmp(last->class_alias, class_alias) == 0)
    return last;
  if (is_school_new)
    g_ptr_array_add(panel->schools, (char *)school);
  BmPanelGroup group = {.school = school,
                        .class_alias = class_alias,
                        .school_at = panel->schools->len - 1,
                        .works = g_ptr_array_new()};
  g_array_append_val(panel->groups, group);
  return &g_array_index(panel->groups, BmPanelGroup, n);
}

static gboolean works_read(BmPanel *panel, const json_t *works, GError **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) list = sorted(works, by_school_class_number);
  for (guint i = 0; i < list->len; i++) {
    const json_t *work = g_ptr_array_index(list, i);
    if (!work_is_sound(work, seen, error))
      return FALSE;
    g_ptr_array_add(group_of(panel, work)->works, (char *)text_of(work, "work_no"));
  }
  panel->n_works = list->len;
  return TRUE;
}

static gboolean conflicts_has(const json_t *conflicts, const char *school)
{
  size_t i;
  json_t *value;
  json_array_foreach (conflicts, i, value)
    if (g_strcmp0(json_string_value(value), school) == 0)
      return TRUE;
  return FALSE;
}

static guint limit_of(const json_t *json, guint most_works, guint n_works)
{
  const json_t *own = json_object_get(json, "max_works");
  if (json_is_integer(own))
    return (guint)CLAMP(json_integer_value(own), 0, (json_int_t)n_works);
  return most_works > 0 ? MIN(most_works, n_works) : n_works;
}

static BmPanelMarker marker_read(const BmPanel *panel, const json_t *json, GPtrArray *origins,
                                 guint most_works)
{
  const char *school = text_of(json, "school_alias");
  const json_t *conflicts = json_object_get(json, "conflicts");
  BmPanelMarker marker = {.id = text_of(json, "marker"),
                          .most = limit_of(json, most_works, panel->n_works),
                          .may = g_new0(gboolean, panel->schools->len + 1)};
  for (guint s = 0; s < panel->schools->len; s++) {
    const char *other = g_ptr_array_index(panel->schools, s);
    marker.may[s] = g_strcmp0(school, other) != 0 && !conflicts_has(conflicts, other);
  }
  if (school == NULL ||
      !g_ptr_array_find_with_equal_func(origins, school, g_str_equal, &marker.origin)) {
    marker.origin = origins->len;
    g_ptr_array_add(origins, (char *)(school != NULL ? school : ""));
  }
  return marker;
}

/* NULL unless the round wants markers of its own subject only. */
static const char *wanted_subject(const json_t *context)
{
  if (!json_is_true(json_object_get(context, "subject_rule")))
    return NULL;
  const char *subject = text_of(context, "subject");
  return subject != NULL ? subject : text_of(json_object_get(context, "assessment"), "subject");
}

static gboolean markers_read(BmPanel *panel, const json_t *context, guint most_works,
                             GError **error)
{
  const char *subject = wanted_subject(context);
  g_autoptr(GPtrArray) list = sorted(json_object_get(context, "markers"), by_marker);
  g_autoptr(GPtrArray) origins = g_ptr_array_new();
  const char *before = NULL;
  for (guint i = 0; i < list->len; i++) {
    const json_t *json = g_ptr_array_index(list, i);
    const char *id = text_of(json, "marker");
    if (id == NULL || g_strcmp0(id, before) == 0)
      return bm_fail(error, BM_ERROR_SETTING, "ticket_bad", "marker %u has no id of its own",
                     i);
    before = id;
    if (subject != NULL && g_strcmp0(text_of(json, "subject"), subject) != 0) {
      panel->n_other_subject++;
      continue;
    }
    BmPanelMarker marker = marker_read(panel, json, origins, most_works);
    g_array_append_val(panel->markers, marker);
  }
  panel->n_origins = origins->len;
  return TRUE;
}

BmPanel *bm_panel_new(const BmJob *job, guint per_work, guint most_works, GError **error)
{
  const json_t *context = bm_job_context(job);
  g_autoptr(BmPanel) panel = g_new0(BmPanel, 1);
  panel->per_work = per_work;
  panel->schools = g_ptr_array_new();
  panel->groups = g_array_new(FALSE, TRUE, sizeof(BmPanelGroup));
  g_array_set_clear_func(panel->groups, (GDestroyNotify)group_clear);
  panel->markers = g_array_new(FALSE, TRUE, sizeof(BmPanelMarker));
  g_array_set_clear_func(panel->markers, (GDestroyNotify)marker_clear);
  if (!works_read(panel, json_object_get(context, "works"), error) ||
      !markers_read(panel, context, most_works, error))
    return NULL;
  return g_steal_pointer(&panel);
}

guint bm_panel_group_works(const BmPanelGroup *group)
{
  return group->works->len;
}

static guint filled_to(const BmPanel *panel, guint level)
{
  guint sum = 0;
  for (guint m = 0; m < panel->markers->len; m++)
    sum += MIN(bm_panel_marker(panel, m)->most, level);
  return sum;
}

guint *bm_panel_fair_loads(const BmPanel *panel)
{
  guint markings = panel->n_works * panel->per_work, level = 0;
  while (level < panel->n_works && filled_to(panel, level + 1) <= markings)
    level++;
  guint left = markings - MIN(markings, filled_to(panel, level));
  guint *loads = g_new0(guint, panel->markers->len + 1);
  for (guint m = 0; m < panel->markers->len; m++) {
    guint most = bm_panel_marker(panel, m)->most;
    loads[m] = MIN(most, level);
    if (left > 0 && most > level) {
      loads[m]++;
      left--;
    }
  }
  return loads;
}

guint64 bm_panel_rank(const char *seed, const char *purpose, const char *text)
{
  g_autofree char *message = g_strconcat(purpose, "|", text, NULL);
  g_autoptr(GHmac) hmac = g_hmac_new(G_CHECKSUM_SHA256, (const guint8 *)seed, strlen(seed));
  g_hmac_update(hmac, (const guint8 *)message, (gssize)strlen(message));
  guint8 digest[32];
  gsize length = sizeof digest;
  g_hmac_get_digest(hmac, digest, &length);
  guint64 rank = 0;
  for (int i = 0; i < 8; i++)
    rank = rank << 8 | digest[i];
  return rank;
}
