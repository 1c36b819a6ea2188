/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON to results of a round. */
#include "stages/analyse/district.h"

#include "pipeline/json_text.h"

#include <string.h>

typedef struct Reader {
  BmDistrict *district;
  GHashTable *schools;      /* alias → index + 1 */
  GHashTable *classes;      /* "school/class" → index + 1 */
  GHashTable *works;        /* work_no: seen */
  GHashTable *marked_works; /* work_no → index + 1 */
} Reader;

static void reader_clear(Reader *reader)
{
  g_clear_pointer(&reader->schools, g_hash_table_unref);
  g_clear_pointer(&reader->classes, g_hash_table_unref);
  g_clear_pointer(&reader->works, g_hash_table_unref);
  g_clear_pointer(&reader->marked_works, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reader, reader_clear)

static gboolean refuse(GError **error, const char *what, gsize row)
{
  return bm_fail(error, BM_ERROR_INPUT, "analysis_input", "%s, row %zu", what, row + 1);
}

static gboolean task_read(Reader *reader, const json_t *row, gsize index, GError **error)
{
  static const char *const levels[] = {"basic", "advanced", "high"};
  const char *level = bm_json_text(row, "level");
  BmTask task = {.id = bm_json_text(row, "id"),
                 .max = json_number_value(json_object_get(row, "max"))};
  if (task.id == NULL || !(task.max > 0))
    return refuse(error, "task without id or maximum", index);
  for (guint i = 0; level != NULL && i < G_N_ELEMENTS(levels); i++)
    if (strcmp(level, levels[i]) == 0)
      task.level = (BmLevel)i;
  reader->district->max_total += task.max;
  g_array_append_val(reader->district->tasks, task);
  return TRUE;
}

static gboolean school_read(Reader *reader, const json_t *row, gsize index, GError **error)
{
  const json_t *earlier = json_object_get(row, "earlier");
  BmSchool school = {
      .alias = bm_json_text(row, "school"),
      .is_control = json_is_true(json_object_get(row, "is_control")),
      .prior_signs = json_object_get(row, "prior_signs"),
      .earlier_n = (guint)CLAMP(json_integer_value(json_object_get(earlier, "n")), 0, G_MAXINT),
      .earlier_pct = json_number_value(json_object_get(earlier, "mean_pct")),
      .earlier_sd_pct = json_number_value(json_object_get(earlier, "sd_pct"))};
  BmDistrict *district = reader->district;
  if (school.alias == NULL || g_hash_table_contains(reader->schools, school.alias))
    return refuse(error, "school without an alias of its own", index);
  g_array_append_val(district->schools, school);
  district->has_control |= school.is_control;
  g_hash_table_insert(reader->schools, (char *)school.alias,
                      GUINT_TO_POINTER(district->schools->len));
  return TRUE;
}

static guint class_of(Reader *reader, guint school, const char *alias)
{
  const char *known = alias != NULL ? alias : "";
  char *key = g_strdup_printf("%u/%s", school, known);
  gpointer found = g_hash_table_lookup(reader->classes, key);
  if (found != NULL) {
    g_free(key);
    return GPOINTER_TO_UINT(found) - 1;
  }
  BmClass class_group = {.alias = known, .school = school};
  g_array_append_val(reader->district->classes, class_group);
  guint len = reader->district->classes->len;
  g_hash_table_insert(reader->classes, key, GUINT_TO_POINTER(len));
  return len - 1;
}

/* Appends one row of scores; FALSE when one is no score of its task. */
static gboolean scores_read(const BmDistrict *district, const json_t *scores, GArray *into,
                            double *ret_total)
{
  if (!json_is_array(scores) || json_array_size(scores) != district->tasks->len)
    return FALSE;
  *ret_total = 0;
  for (guint i = 0; i < district->tasks->len; i++) {
    const json_t *cell = json_array_get(scores, i);
    double score = json_number_value(cell);
    if (json_is_string(cell) && strcmp(json_string_value(cell), "X") == 0)
      score = BM_SCORE_NOT_ATTEMPTED;
    else if (json_is_null(cell))
      score = BM_SCORE_MISSING;
    else if (!json_is_number(cell) || !(score >= 0 && score <= bm_task(district, i)->max))
      return FALSE;
    g_array_append_val(into, score);
    *ret_total += MAX(score, 0);
  }
  return TRUE;
}

static int mark_of(const json_t *row, const char *key)
{
  json_int_t mark = json_integer_value(json_object_get(row, key));
  return mark >= 1 && mark <= 5 ? (int)mark : 0;
}

static gboolean work_read(Reader *reader, const json_t *row, gsize index, GError **error)
{
  BmDistrict *district = reader->district;
  const char *alias = bm_json_text(row, "school");
  const json_t *total = json_object_get(row, "total");
  const json_t *prior = json_object_get(row, "prior_total");
  gpointer school = alias != NULL ? g_hash_table_lookup(reader->schools, alias) : NULL;
  if (school == NULL)
    return refuse(error, "work of an unknown school", index);
  BmWork work = {.work_no = bm_json_text(row, "work_no"),
                 .variant = bm_json_text(row, "variant"),
                 .school = GPOINTER_TO_UINT(school) - 1,
                 .mark = mark_of(row, "mark"),
                 .journal_mark = mark_of(row, "journal_mark"),
                 .prior_mark = mark_of(row, "prior_mark"),
                 .prior_total = json_is_number(prior) ? json_number_value(prior) : NAN,
                 .first_score = district->scores->len};
  if (work.work_no == NULL || !g_hash_table_add(reader->works, (char *)work.work_no))
    return refuse(error, "work without a number of its own", index);
  if (!scores_read(district, json_object_get(row, "scores"), district->scores, &work.total))
    return refuse(error, "scores that do not fit the tasks", index);
  if (json_is_number(total))
    work.total = json_number_value(total);
  if (!(work.total >= 0 && work.total <= district->max_total))
    return refuse(error, "total out of range", index);
  work.class_group = class_of(reader, work.school, bm_json_text(row, "class"));
  g_array_append_val(district->works, work);
  return TRUE;
}

static guint marked_work_of(Reader *reader, const char *work_no)
{
  gpointer found = g_hash_table_lookup(reader->marked_works, work_no);
  if (found != NULL)
    return GPOINTER_TO_UINT(found) - 1;
  guint index = reader->district->n_marked_works++;
  g_hash_table_insert(reader->marked_works, (char *)work_no, GUINT_TO_POINTER(index + 1));
  return index;
}

static int compare_names(gconstpointer a, gconstpointer b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Names of all markers in order, and their indices. */
static GHashTable *markers_find(BmDistrict *district, const json_t *rows)
{
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
  gsize i;
  json_t *row;
  json_array_foreach (rows, i, row) {
    const char *marker = bm_json_text(row, "marker");
    if (marker != NULL && g_hash_table_add(seen, (char *)marker))
      g_ptr_array_add(district->markers, (char *)marker);
  }
  g_ptr_array_sort(district->markers, compare_names);
  GHashTable *index = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint k = 0; k < district->markers->len; k++)
    g_hash_table_insert(index, district->markers->pdata[k], GUINT_TO_POINTER(k + 1));
  return index;
}

static gboolean markings_read(Reader *reader, const json_t *rows, GError **error)
{
  BmDistrict *district = reader->district;
  g_autoptr(GHashTable) markers = markers_find(district, rows);
  gsize i;
  json_t *row;
  json_array_foreach (rows, i, row) {
    const char *marker = bm_json_text(row, "marker"), *work_no = bm_json_text(row, "work_no");
    if (marker == NULL || work_no == NULL)
      return refuse(error, "marking without work or marker", i);
    BmMarking marking = {.work = marked_work_of(reader, work_no),
                         .marker = GPOINTER_TO_UINT(g_hash_table_lookup(markers, marker)) - 1,
                         .is_anchor = json_is_true(json_object_get(row, "is_anchor")),
                         .is_third = json_is_true(json_object_get(row, "is_third")),
                         .first_score = district->marking_scores->len};
    if (!scores_read(district, json_object_get(row, "scores"), district->marking_scores,
                     &marking.total))
      return refuse(error, "marking with scores that do not fit the tasks", i);
    g_array_append_val(district->markings, marking);
  }
  return TRUE;
}

static gboolean anchors_read(Reader *reader, const json_t *rows, GError **error)
{
  BmDistrict *district = reader->district;
  guint n_tasks = district->tasks->len;
  double none = NAN;
  for (guint i = 0; i < district->n_marked_works * n_tasks; i++)
    g_array_append_val(district->anchor_scores, none);
  g_autoptr(GArray) agreed = g_array_new(FALSE, FALSE, sizeof(double));
  gsize i;
  json_t *row;
  json_array_foreach (rows, i, row) {
    const char *work_no = bm_json_text(row, "work_no");
    double total = 0;
    g_array_set_size(agreed, 0);
    if (work_no == NULL ||
        !scores_read(district, json_object_get(row, "scores"), agreed, &total))
      return refuse(error, "anchor with scores that do not fit the tasks", i);
    gpointer found = g_hash_table_lookup(reader->marked_works, work_no);
    for (guint t = 0; found != NULL && t < n_tasks; t++)
      g_array_index(district->anchor_scores, double,
                    (GPOINTER_TO_UINT(found) - 1) * n_tasks + t) =
          g_array_index(agreed, double, t);
  }
  return TRUE;
}

static gboolean scale_read(BmDistrict *district, const json_t *scale, GError **error)
{
  if (scale == NULL || json_is_null(scale))
    return TRUE;
  if (json_array_size(scale) != BM_MARKS)
    return refuse(error, "mark scale without three bounds", 0);
  for (guint i = 0; i < BM_MARKS; i++) {
    district->bounds[i] = json_number_value(json_array_get(scale, i));
    if (district->bounds[i] <= (i > 0 ? district->bounds[i - 1] : 0))
      return refuse(error, "mark scale whose bounds do not rise", i);
  }
  district->has_scale = TRUE;
  return TRUE;
}

static gboolean rows_read(Reader *reader, const json_t *rows,
                          gboolean (*read)(Reader *, const json_t *, gsize, GError **),
                          GError **error)
{
  gsize i;
  json_t *row;
  json_array_foreach (rows, i, row) {
    if (!read(reader, row, i, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean input_read(Reader *reader, const json_t *input, GError **error)
{
  if (!rows_read(reader, json_object_get(input, "tasks"), task_read, error) ||
      !rows_read(reader, json_object_get(input, "schools"), school_read, error) ||
      !scale_read(reader->district, json_object_get(input, "mark_scale"), error))
    return FALSE;
  if (reader->district->tasks->len == 0)
    return refuse(error, "no tasks", 0);
  if (!rows_read(reader, json_object_get(input, "works"), work_read, error))
    return FALSE;
  if (reader->district->works->len == 0)
    return bm_fail(error, BM_ERROR_INPUT, "analysis_no_works", "no works to analyse");
  return markings_read(reader, json_object_get(input, "markings"), error) &&
         anchors_read(reader, json_object_get(input, "anchors"), error);
}

BmDistrict *bm_district_new(const json_t *input, GError **error)
{
  g_autoptr(BmDistrict) district = g_new0(BmDistrict, 1);
  district->tasks = g_array_new(FALSE, FALSE, sizeof(BmTask));
  district->schools = g_array_new(FALSE, FALSE, sizeof(BmSchool));
  district->classes = g_array_new(FALSE, FALSE, sizeof(BmClass));
  district->works = g_array_new(FALSE, FALSE, sizeof(BmWork));
  district->scores = g_array_new(FALSE, FALSE, sizeof(double));
  district->markings = g_array_new(FALSE, FALSE, sizeof(BmMarking));
  district->marking_scores = g_array_new(FALSE, FALSE, sizeof(double));
  district->anchor_scores = g_array_new(FALSE, FALSE, sizeof(double));
  district->markers = g_ptr_array_new();
  district->is_recheck = json_is_true(json_object_get(input, "is_recheck"));
  district->has_control = district->is_recheck;
  g_auto(Reader) reader = {
      .district = district,
      .schools = g_hash_table_new(g_str_hash, g_str_equal),
      .classes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
      .works = g_hash_table_new(g_str_hash, g_str_equal),
      .marked_works = g_hash_table_new(g_str_hash, g_str_equal),
  };
  if (!input_read(&reader, input, error))
    return NULL;
  return g_steal_pointer(&district);
}

void bm_district_free(BmDistrict *district)
{
  if (district == NULL)
    return;
  GArray *arrays[] = {district->tasks,          district->schools,      district->classes,
                      district->works,          district->scores,       district->markings,
                      district->marking_scores, district->anchor_scores};
  for (guint i = 0; i < G_N_ELEMENTS(arrays); i++)
    g_array_unref(arrays[i]);
  g_ptr_array_unref(district->markers);
  g_free(district);
}
