/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may check what, read from a job's context. */
#include "stages/allocate/panel.h"

#include "pipeline/error.h"
#include "pipeline/json_text.h"
#include "pipeline/subject.h"

#include <string.h>

/* A work as the context has it, and what decides about its group. */
typedef struct Work {
  const char *work_no, *school, *class_alias, *variant;
  BmRank needs_rank;
  const char *before; /* ids of earlier markers, sorted, a space after each */
  gboolean is_extra;  /* an anchor or control work that is no work of the round */
} Work;

static void group_clear(BmPanelGroup *group)
{
  g_clear_pointer(&group->works, g_ptr_array_unref);
  g_clear_pointer(&group->before, g_array_unref);
}

static void marker_clear(BmPanelMarker *marker)
{
  g_clear_pointer(&marker->bars, g_free);
}

void bm_panel_free(BmPanel *panel)
{
  if (panel == NULL)
    return;
  g_ptr_array_unref(panel->schools);
  g_ptr_array_unref(panel->variants);
  g_array_unref(panel->groups);
  g_array_unref(panel->markers);
  g_hash_table_unref(panel->places);
  g_string_chunk_free(panel->texts);
  g_free(panel);
}

/* --- words of the context */

static gboolean word_read(const char *word, const char *const *words, const char *what,
                          guint *ret_at, GError **error)
{
  for (guint i = 0; word != NULL && words[i] != NULL; i++)
    if (strcmp(word, words[i]) == 0) {
      *ret_at = i;
      return TRUE;
    }
  return word == NULL || bm_fail(error, BM_ERROR_SETTING, "ticket_bad", "%s '%s'", what, word);
}

static gboolean rank_read(const json_t *object, const char *key, BmRank preset, BmRank *ret,
                          GError **error)
{
  static const char *const words[] = {"basic", "senior", "lead", NULL};
  guint at = preset;
  if (!word_read(bm_json_text_filled(object, key), words, "rank", &at, error))
    return FALSE;
  *ret = (BmRank)at;
  return TRUE;
}

static gboolean purpose_read(BmPanel *panel, const json_t *context, guint per_work,
                             GError **error)
{
  static const char *const words[] = {"first", "third", "recheck", NULL};
  guint at = BM_PURPOSE_FIRST;
  if (!word_read(bm_json_text_filled(context, "purpose"), words, "purpose", &at, error))
    return FALSE;
  panel->purpose = (BmPurpose)at;
  panel->per_work = at == BM_PURPOSE_THIRD ? 1 : per_work;
  return TRUE;
}

static int by_text(const void *a, const void *b)
{
  return g_strcmp0(*(const char *const *)a, *(const char *const *)b);
}

static const char *before_read(BmPanel *panel, const json_t *ids)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new();
  size_t i;
  json_t *value;
  json_array_foreach (ids, i, value)
    if (json_is_string(value))
      g_ptr_array_add(list, (char *)json_string_value(value));
  g_ptr_array_sort(list, by_text);
  g_autoptr(GString) text = g_string_new("");
  for (guint k = 0; k < list->len; k++)
    g_string_append_printf(text, "%s ", (char *)g_ptr_array_index(list, k));
  return g_string_chunk_insert_const(panel->texts, text->str);
}

/* --- works */

static int by_group(const Work *a, const Work *b)
{
  const char *const texts[][2] = {{a->school, b->school},
                                  {a->class_alias, b->class_alias},
                                  {a->variant, b->variant},
                                  {a->before, b->before}};
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
    int order = strcmp(texts[i][0], texts[i][1]);
    if (order != 0)
      return order;
  }
  return (int)a->needs_rank - (int)b->needs_rank;
}

static int by_group_and_number(const void *a, const void *b)
{
  int order = by_group(a, b);
  return order != 0 ? order : strcmp(((const Work *)a)->work_no, ((const Work *)b)->work_no);
}

static gboolean work_read(BmPanel *panel, const json_t *json, Work *work, GError **error)
{
  BmRank preset = panel->purpose == BM_PURPOSE_FIRST ? BM_RANK_BASIC : BM_RANK_SENIOR;
  const char *variant = bm_json_text_filled(json, "variant");
  work->work_no = bm_json_text_filled(json, "work_no");
  work->school = bm_json_text_filled(json, "school_alias");
  work->class_alias = bm_json_text_filled(json, "class_alias");
  work->variant = variant != NULL ? variant : "";
  work->before = before_read(panel, json_object_get(json, "prior_markers"));
  if (work->is_extra) { /* an expert's own work is of no school */
    work->school = work->school != NULL ? work->school : "";
    work->class_alias = work->class_alias != NULL ? work->class_alias : "";
  }
  if (work->work_no == NULL || work->class_alias == NULL)
    return bm_fail(error, BM_ERROR_SETTING, "ticket_bad",
                   "a work has no number or class alias");
  if (work->school == NULL)
    return bm_fail(error, BM_ERROR_INPUT, "allocation_school_unknown", "work '%s'",
                   work->work_no);
  return rank_read(json, "needs_rank", preset, &work->needs_rank, error);
}

static guint place_of(GPtrArray *texts, const char *text)
{
  guint at = 0;
  if (!g_ptr_array_find_with_equal_func(texts, text, g_str_equal, &at)) {
    at = texts->len;
    g_ptr_array_add(texts, (char *)text);
  }
  return at;
}

static void before_resolve(const BmPanel *panel, const char *ids, GArray *before)
{
  g_auto(GStrv) words = g_strsplit(ids, " ", -1);
  for (guint i = 0; words[i] != NULL; i++) {
    int at = bm_panel_find_marker(panel, words[i]);
    if (at >= 0)
      g_array_append_val(before, at);
  }
}

static BmPanelGroup *group_add(BmPanel *panel, const Work *work)
{
  guint n_schools = panel->schools->len;
  if (n_schools == 0 ||
      strcmp(g_ptr_array_index(panel->schools, n_schools - 1), work->school) != 0)
    g_ptr_array_add(panel->schools, (char *)work->school); /* works come by school */
  BmPanelGroup group = {.school = work->school,
                        .class_alias = work->class_alias,
                        .school_at = panel->schools->len - 1,
                        .variant_at = place_of(panel->variants, work->variant),
                        .needs_rank = work->needs_rank,
                        .before = g_array_new(FALSE, FALSE, sizeof(guint)),
                        .works = g_ptr_array_new()};
  before_resolve(panel, work->before, group.before);
  g_array_append_val(panel->groups, group);
  return bm_panel_group(panel, panel->groups->len - 1);
}

static void variants_collect(BmPanel *panel, const GArray *works)
{
  for (guint i = 0; i < works->len; i++)
    place_of(panel->variants, g_array_index(works, Work, i).variant);
  g_ptr_array_sort(panel->variants, by_text);
}

/* @seen  work numbers; a work of the round may be listed as an anchor, too, not twice as work
 */
static gboolean works_collect(BmPanel *panel, const json_t *list, gboolean is_extra,
                              GHashTable *seen, GArray *works, GError **error)
{
  size_t i;
  json_t *json;
  json_array_foreach (list, i, json) {
    Work work = {.is_extra = is_extra};
    if (is_extra && g_hash_table_contains(seen, bm_json_text_filled(json, "work_no")))
      continue;
    if (!work_read(panel, json, &work, error))
      return FALSE;
    if (!g_hash_table_add(seen, (char *)work.work_no))
      return bm_fail(error, BM_ERROR_SETTING, "ticket_bad", "work '%s' comes twice",
                     work.work_no);
    g_array_append_val(works, work);
  }
  return TRUE;
}

static void groups_form(BmPanel *panel, const GArray *works)
{
  BmPanelGroup *group = NULL;
  for (guint k = 0; k < works->len; k++) {
    const Work *work = &g_array_index(works, Work, k);
    if (k == 0 || by_group(work - 1, work) != 0)
      group = group_add(panel, work);
    g_hash_table_insert(panel->places, (char *)work->work_no,
                        GUINT_TO_POINTER(panel->groups->len));
    if (work->is_extra)
      continue;
    g_ptr_array_add(group->works, (char *)work->work_no);
    panel->n_works++;
  }
}

static gboolean works_read(BmPanel *panel, const json_t *context, GError **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
  g_autoptr(GArray) works = g_array_new(FALSE, TRUE, sizeof(Work));
  static const char *const keys[] = {"works", "anchors", "control"};
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
    if (!works_collect(panel, json_object_get(context, keys[i]), i > 0, seen, works, error))
      return FALSE;
  g_array_sort(works, by_group_and_number);
  variants_collect(panel, works);
  groups_form(panel, works);
  return TRUE;
}

/* --- markers */

static int by_marker(const void *a, const void *b)
{
  return g_strcmp0(bm_json_text_filled(*(json_t *const *)a, "marker"),
                   bm_json_text_filled(*(json_t *const *)b, "marker"));
}

static gboolean list_has(const json_t *list, const char *text)
{
  size_t i;
  json_t *value;
  json_array_foreach (list, i, value)
    if (g_strcmp0(json_string_value(value), text) == 0)
      return TRUE;
  return FALSE;
}

/* NULL unless the round wants markers of its own subject only. */
static const char *wanted_subject(const json_t *context)
{
  if (!json_is_true(json_object_get(context, "subject_rule")))
    return NULL;
  const char *subject = bm_json_text_filled(context, "subject");
  return subject != NULL
             ? subject
             : bm_json_text_filled(json_object_get(context, "assessment"), "subject");
}

static gboolean subject_fits(const json_t *context, const json_t *marker)
{
  const char *subject = wanted_subject(context);
  return subject == NULL || bm_subject_is(bm_json_text(marker, "subject"), subject) ||
         list_has(json_object_get(context, "allow_other_subject"),
                  bm_json_text_filled(marker, "marker"));
}

static gboolean marker_add(BmPanel *panel, const json_t *json, GHashTable *origins,
                           GError **error)
{
  BmPanelMarker marker = {.id = bm_json_text_filled(json, "marker"), .own_school = -1};
  const char *school = bm_json_text_filled(json, "school_alias");
  if (!rank_read(json, "rank", BM_RANK_BASIC, &marker.rank, error))
    return FALSE;
  gpointer known = NULL;
  if (school != NULL && g_hash_table_lookup_extended(origins, school, NULL, &known)) {
    marker.origin = GPOINTER_TO_UINT(known);
  } else {
    marker.origin = panel->n_origins++;
    if (school != NULL)
      g_hash_table_insert(origins, (char *)school, GUINT_TO_POINTER(marker.origin));
  }
  g_array_append_val(panel->markers, marker);
  return TRUE;
}

/* @ret_json  the markers of the panel as the context has them, in the panel's order */
static gboolean markers_read(BmPanel *panel, const json_t *context, GPtrArray *ret_json,
                             GError **error)
{
  g_autoptr(GHashTable) origins = g_hash_table_new(g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) list = g_ptr_array_new();
  size_t k;
  json_t *value;
  json_array_foreach (json_object_get(context, "markers"), k, value)
    g_ptr_array_add(list, value);
  g_ptr_array_sort(list, by_marker);
  const char *before = NULL;
  for (guint i = 0; i < list->len; i++) {
    json_t *json = g_ptr_array_index(list, i);
    const char *id = bm_json_text_filled(json, "marker");
    if (id == NULL || g_strcmp0(id, before) == 0)
      return bm_fail(error, BM_ERROR_SETTING, "ticket_bad", "marker %u has no id of its own",
                     i);
    before = id;
    if (!subject_fits(context, json)) {
      panel->n_other_subject++;
      continue;
    }
    if (!marker_add(panel, json, origins, error))
      return FALSE;
    g_ptr_array_add(ret_json, json);
  }
  return TRUE;
}

static guint limit_of(const json_t *json, guint most_works, guint n_works)
{
  const json_t *own = json_object_get(json, "max_works");
  if (json_is_integer(own))
    return (guint)CLAMP(json_integer_value(own), 0, (json_int_t)n_works);
  return most_works > 0 ? MIN(most_works, n_works) : n_works;
}

/* What depends on the round's schools, which are known when works were read. */
static void markers_complete(BmPanel *panel, const GPtrArray *list, guint most_works,
                             guint n_extras)
{
  for (guint m = 0; m < panel->markers->len; m++) {
    const json_t *json = g_ptr_array_index(list, m);
    BmPanelMarker *marker = bm_panel_marker(panel, m);
    const char *own = bm_json_text_filled(json, "school_alias");
    const json_t *conflicts = json_object_get(json, "conflicts");
    marker->most = limit_of(json, most_works, panel->n_works + n_extras);
    marker->bars = g_new0(guint8, panel->schools->len + 1);
    for (guint s = 0; s < panel->schools->len; s++) {
      const char *school = g_ptr_array_index(panel->schools, s);
      if (g_strcmp0(school, own) == 0) {
        marker->bars[s] = BM_BAR_OWN_SCHOOL;
        marker->own_school = (int)s;
      } else if (list_has(conflicts, school)) {
        marker->bars[s] = BM_BAR_CONFLICT;
      }
    }
  }
}

BmPanel *bm_panel_new(const BmJob *job, guint per_work, guint most_works, GError **error)
{
  const json_t *context = bm_job_context(job);
  guint n_extras = (guint)(json_array_size(json_object_get(context, "anchors")) +
                           json_array_size(json_object_get(context, "control")));
  g_autoptr(BmPanel) panel = g_new0(BmPanel, 1);
  g_autoptr(GPtrArray) markers = g_ptr_array_new();
  panel->texts = g_string_chunk_new(4096);
  panel->places = g_hash_table_new(g_str_hash, g_str_equal);
  panel->schools = g_ptr_array_new();
  panel->variants = g_ptr_array_new();
  panel->groups = g_array_new(FALSE, TRUE, sizeof(BmPanelGroup));
  g_array_set_clear_func(panel->groups, (GDestroyNotify)group_clear);
  panel->markers = g_array_new(FALSE, TRUE, sizeof(BmPanelMarker));
  g_array_set_clear_func(panel->markers, (GDestroyNotify)marker_clear);
  if (!purpose_read(panel, context, per_work, error) ||
      !markers_read(panel, context, markers, error) || !works_read(panel, context, error))
    return NULL;
  markers_complete(panel, markers, most_works, n_extras);
  return g_steal_pointer(&panel);
}
