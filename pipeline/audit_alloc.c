/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The proof of an allocation from what was written. */
#include "pipeline/audit_alloc.h"

#include "pipeline/autoptr.h"
#include "pipeline/json_text.h"
#include "pipeline/order.h"
#include "pipeline/subject.h"
#include "pipeline/workspace.h"

#include <string.h>

static const char *const fault_names[] = {
    "own_school", "conflict",     "subject",        "rank",           "marked_before",
    "twice",      "same_school",  "over_limit",     "too_few",        "too_many",
    "not_sorted", "not_disputed", "school_unknown", "marker_unknown", "bundle_twice"};

/* One work in one bundle. */
typedef struct Marking {
  const char *work_no, *marker;
} Marking;

typedef struct Audit {
  const json_t *lists;
  guint per_work;
  json_t *faults;
  GHashTable *sorted, *anchors, *controls; /* sets of work_no */
  GHashTable *codes;                       /* of bundles */
  GHashTable *loads;                       /* marker → works */
  GArray *markings;                        /* by work_no, then marker */
} Audit;

static GHashTable *set_of(const json_t *list)
{
  GHashTable *set = g_hash_table_new(g_str_hash, g_str_equal);
  size_t i;
  json_t *value;
  json_array_foreach (list, i, value)
    if (json_is_string(value))
      g_hash_table_add(set, (char *)json_string_value(value));
  return set;
}

static void fault(Audit *audit, const char *name, const char *work_no, const char *marker)
{
  json_array_append_new(audit->faults, json_pack("{s:s,s:s?,s:s?}", "fault", name, "work_no",
                                                 work_no, "marker", marker));
}

/* --- what the lists say */

static const json_t *work_record(const Audit *audit, const char *work_no)
{
  return json_object_get(json_object_get(audit->lists, "works"), work_no);
}

static const char *school_of_work(const Audit *audit, const char *work_no)
{
  const json_t *record = work_record(audit, work_no);
  if (!json_is_string(record))
    return bm_json_text_filled(record, "school");
  return json_string_length(record) > 0 ? json_string_value(record) : NULL;
}

static const json_t *marker_record(const Audit *audit, const char *marker)
{
  return json_object_get(json_object_get(audit->lists, "markers"), marker);
}

static gboolean is_third(const Audit *audit)
{
  return json_is_true(json_object_get(audit->lists, "is_third"));
}

/* Markings that a work needs. */
static guint markings_wanted(const Audit *audit, const char *work_no)
{
  const json_t *own = json_object_get(work_record(audit, work_no), "markings");
  return json_is_integer(own) ? (guint)json_integer_value(own) : audit->per_work;
}

/* Works that come to more markers than others. */
static gboolean is_extra(const Audit *audit, const char *work_no)
{
  return g_hash_table_contains(audit->anchors, work_no) ||
         g_hash_table_contains(audit->controls, work_no);
}

static int rank_number(const char *word)
{
  if (g_strcmp0(word, "lead") == 0)
    return 2;
  return g_strcmp0(word, "senior") == 0 ? 1 : 0;
}

/* --- bundles */

static void bundle_read(Audit *audit, const json_t *manifest)
{
  const char *code = bm_json_text_filled(manifest, "bundle"),
             *marker = bm_json_text_filled(manifest, "marker");
  if (code == NULL || marker == NULL || !g_hash_table_add(audit->codes, (char *)code))
    fault(audit, "bundle_twice", NULL, marker);
  if (marker == NULL)
    return;
  size_t i;
  json_t *work;
  json_array_foreach (json_object_get(manifest, "works"), i, work) {
    Marking marking = {bm_json_text_filled(work, "work_no"), marker};
    if (marking.work_no == NULL) {
      fault(audit, "not_sorted", NULL, marker);
      continue;
    }
    g_array_append_val(audit->markings, marking);
    guint load = GPOINTER_TO_UINT(g_hash_table_lookup(audit->loads, marker));
    g_hash_table_insert(audit->loads, (char *)marker, GUINT_TO_POINTER(load + 1));
  }
}

static int by_work_and_marker(const void *a, const void *b)
{
  const Marking *p = a, *q = b;
  int order = strcmp(p->work_no, q->work_no);
  return order != 0 ? order : strcmp(p->marker, q->marker);
}

/* --- rules about one marking */

static void check_schools(Audit *audit, const Marking *marking, const json_t *marker)
{
  const char *school = school_of_work(audit, marking->work_no);
  if (school == NULL) {
    if (!is_extra(audit, marking->work_no) ||
        g_hash_table_contains(audit->sorted, marking->work_no))
      fault(audit, "school_unknown", marking->work_no, marking->marker);
    return;
  }
  if (g_strcmp0(school, bm_json_text_filled(marker, "school")) == 0)
    fault(audit, "own_school", marking->work_no, marking->marker);
  if (bm_json_has_text(json_object_get(marker, "conflicts"), school))
    fault(audit, "conflict", marking->work_no, marking->marker);
}

static void check_marking(Audit *audit, const Marking *marking)
{
  const json_t *marker = marker_record(audit, marking->marker);
  const json_t *work = work_record(audit, marking->work_no);
  if (!g_hash_table_contains(audit->sorted, marking->work_no) &&
      !is_extra(audit, marking->work_no))
    fault(audit, is_third(audit) ? "not_disputed" : "not_sorted", marking->work_no,
          marking->marker);
  if (marker == NULL) /* told once for the marker */
    return;
  check_schools(audit, marking, marker);
  if (json_is_object(work) &&
      bm_json_has_text(json_object_get(work, "prior_markers"), marking->marker))
    fault(audit, "marked_before", marking->work_no, marking->marker);
  if (json_is_object(work) && rank_number(bm_json_text_filled(marker, "rank")) <
                                  rank_number(bm_json_text_filled(work, "needs_rank")))
    fault(audit, "rank", marking->work_no, marking->marker);
}

/* --- rules about one work */

/* Different schools among @n markings; a marker of no school stands for himself. */
static guint schools_among(Audit *audit, const Marking *markings, guint n)
{
  g_autoptr(GHashTable) schools = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < n; i++) {
    const char *school =
        bm_json_text_filled(marker_record(audit, markings[i].marker), "school");
    g_hash_table_add(schools, school != NULL
                                  ? g_strdup_printf("school %s", school)
                                  : g_strdup_printf("marker %s", markings[i].marker));
  }
  return g_hash_table_size(schools);
}

static void check_pairs(Audit *audit, const Marking *markings, guint n)
{
  for (guint i = 1; i < n; i++)
    if (strcmp(markings[i].marker, markings[i - 1].marker) == 0)
      fault(audit, "twice", markings[i].work_no, markings[i].marker);
  if (is_extra(audit, markings[0].work_no) || is_third(audit))
    return;
  for (guint i = 1; i < n; i++) {
    const char *own = bm_json_text_filled(marker_record(audit, markings[i].marker), "school");
    for (guint k = 0; k < i; k++)
      if (own != NULL && strcmp(markings[i].marker, markings[k].marker) != 0 &&
          g_strcmp0(own, bm_json_text_filled(marker_record(audit, markings[k].marker),
                                             "school")) == 0) {
        fault(audit, "same_school", markings[i].work_no, markings[i].marker);
        break;
      }
  }
}

static void check_work(Audit *audit, const Marking *markings, guint n)
{
  const char *work_no = markings[0].work_no;
  check_pairs(audit, markings, n);
  if (!g_hash_table_remove(audit->sorted, work_no))
    return; /* told already, or no work of the round */
  if (is_extra(audit, work_no)) {
    if (schools_among(audit, markings, n) < audit->per_work)
      fault(audit, "too_few", work_no, NULL);
  } else if (n != markings_wanted(audit, work_no)) {
    fault(audit, n < markings_wanted(audit, work_no) ? "too_few" : "too_many", work_no, NULL);
  }
}

static void check_works(Audit *audit)
{
  g_array_sort(audit->markings, by_work_and_marker);
  for (guint i = 0; i < audit->markings->len; i++)
    check_marking(audit, &g_array_index(audit->markings, Marking, i));
  guint first = 0;
  for (guint i = 1; i <= audit->markings->len; i++) {
    const Marking *markings = &g_array_index(audit->markings, Marking, first);
    if (i < audit->markings->len && strcmp(markings[i - first].work_no, markings->work_no) == 0)
      continue;
    check_work(audit, markings, i - first);
    first = i;
  }
}

static GPtrArray *keys_sorted(GHashTable *table)
{
  GPtrArray *keys = g_ptr_array_new();
  GHashTableIter each;
  gpointer key;
  g_hash_table_iter_init(&each, table);
  while (g_hash_table_iter_next(&each, &key, NULL))
    g_ptr_array_add(keys, key);
  g_ptr_array_sort(keys, bm_by_text);
  return keys;
}

/* Works of sorted/ that no bundle has: check_work took the others out of the set. */
static void check_left(Audit *audit)
{
  g_autoptr(GPtrArray) left = keys_sorted(audit->sorted);
  for (guint i = 0; i < left->len; i++)
    fault(audit, "too_few", g_ptr_array_index(left, i), NULL);
}

/* --- rules about one marker */

static gboolean subject_is_wrong(const Audit *audit, const char *id, const json_t *marker)
{
  const char *subject = bm_json_text_filled(audit->lists, "subject");
  return subject != NULL && !bm_subject_is(bm_json_text(marker, "subject"), subject) &&
         !bm_json_has_text(json_object_get(audit->lists, "allow_other_subject"), id);
}

static void check_markers(Audit *audit, json_t *result)
{
  g_autoptr(GPtrArray) ids = keys_sorted(audit->loads);
  guint least = G_MAXUINT, most = 0;
  for (guint i = 0; i < ids->len; i++) {
    const char *id = g_ptr_array_index(ids, i);
    guint load = GPOINTER_TO_UINT(g_hash_table_lookup(audit->loads, id));
    const json_t *marker = marker_record(audit, id);
    const json_t *limit = json_object_get(marker, "max_works");
    if (marker == NULL)
      fault(audit, "marker_unknown", NULL, id);
    else if (subject_is_wrong(audit, id, marker))
      fault(audit, "subject", NULL, id);
    if (json_is_integer(limit) && (json_int_t)load > json_integer_value(limit))
      fault(audit, "over_limit", NULL, id);
    least = MIN(least, load);
    most = MAX(most, load);
  }
  json_object_set_new(result, "markers", json_integer(ids->len));
  json_object_set_new(result, "load_min", json_integer(ids->len > 0 ? least : 0));
  json_object_set_new(result, "load_max", json_integer(most));
}

/* --- the whole */

static json_t *counts_of(const json_t *faults)
{
  json_t *counts = json_object();
  for (guint i = 0; i < G_N_ELEMENTS(fault_names); i++)
    json_object_set_new(counts, fault_names[i], json_integer(0));
  size_t i;
  json_t *one;
  json_array_foreach (faults, i, one) {
    const char *name = bm_json_text_filled(one, "fault");
    json_int_t n = json_integer_value(json_object_get(counts, name));
    json_object_set_new(counts, name, json_integer(n + 1));
  }
  return counts;
}

static json_int_t markings_of(const Audit *audit, GHashTable *set)
{
  json_int_t n = 0;
  for (guint i = 0; i < audit->markings->len; i++)
    n += g_hash_table_contains(set, g_array_index(audit->markings, Marking, i).work_no) ? 1 : 0;
  return n;
}

static void audit_clear(Audit *audit)
{
  GHashTable *const tables[] = {audit->sorted, audit->anchors, audit->controls, audit->codes,
                                audit->loads};
  for (guint i = 0; i < G_N_ELEMENTS(tables); i++)
    g_hash_table_unref(tables[i]);
  g_array_unref(audit->markings);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Audit, audit_clear)

static void audit_init(Audit *audit, const json_t *written, const json_t *lists)
{
  *audit = (Audit){.lists = lists,
                   .per_work =
                       (guint)json_integer_value(json_object_get(lists, "markings_per_work")),
                   .faults = json_array(),
                   .sorted = set_of(json_object_get(written, "sorted")),
                   .anchors = set_of(json_object_get(lists, "anchors")),
                   .controls = set_of(json_object_get(lists, "control")),
                   .codes = g_hash_table_new(g_str_hash, g_str_equal),
                   .loads = g_hash_table_new(g_str_hash, g_str_equal),
                   .markings = g_array_new(FALSE, FALSE, sizeof(Marking))};
}

json_t *bm_audit_alloc(const json_t *written, const json_t *lists)
{
  g_auto(Audit) audit = {0};
  audit_init(&audit, written, lists);
  const json_t *manifests = json_object_get(written, "manifests");
  json_t *result = json_pack("{s:i,s:i}", "bundles", (int)json_array_size(manifests), "works",
                             (int)g_hash_table_size(audit.sorted));
  size_t i;
  json_t *manifest;
  json_array_foreach (manifests, i, manifest)
    bundle_read(&audit, manifest);
  check_works(&audit);
  check_left(&audit);
  check_markers(&audit, result);
  json_object_set_new(result, "markings", json_integer(audit.markings->len));
  json_object_set_new(result, "anchor_markings",
                      json_integer(markings_of(&audit, audit.anchors)));
  json_object_set_new(result, "control_markings",
                      json_integer(markings_of(&audit, audit.controls)));
  json_object_set_new(result, "is_proven", json_boolean(json_array_size(audit.faults) == 0));
  json_object_set_new(result, "counts", counts_of(audit.faults));
  json_object_set_new(result, "faults", audit.faults);
  return result;
}
