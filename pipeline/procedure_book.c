/* SPDX-License-Identifier: GPL-3.0-or-later */
/* procedure.xlsx as a whole. */
#include "pipeline/procedure_book.h"

#include "pipeline/csv.h"
#include "pipeline/lang.h"
#include "pipeline/procedure_check.h"

#include <string.h>

struct BmProcedureBook {
  char *folder;
  BmBook *cells;
  BmTable tables[BM_N_PLANS];
  BmFaults faults;
  guint n_strange; /* filled cells on sheets that the template does not have */
};

/* ---- reading ---- */

static gboolean sheet_is_known(const char *name)
{
  g_autofree char *folded = bm_procedure_fold(name);
  g_autofree char *guide = bm_procedure_fold(BM_PLAN_GUIDE);
  if (strcmp(folded, guide) == 0)
    return TRUE;
  for (guint i = 0; i < BM_N_PLANS; i++) {
    g_autofree char *known = bm_procedure_fold(bm_procedure_plan((BmPlanId)i)->sheet);
    if (strcmp(folded, known) == 0)
      return TRUE;
  }
  return FALSE;
}

/* Names of sheets may tell schools, and go nowhere. */
static void strange_sheets_tell(BmProcedureBook *book)
{
  for (guint i = 0; i < book->cells->sheets->len; i++) {
    const BmBookSheet *sheet = bm_book_sheet(book->cells, i);
    if (sheet->cells->len == 0 || sheet_is_known(sheet->name))
      continue;
    book->n_strange += sheet->cells->len;
    g_autofree char *found = g_strdup_printf(
        bm_tr("найден незнакомый лист, %u-й по порядку", "an unknown sheet, number %u"), i + 1);
    bm_fault_add(
        &book->faults, NULL, NULL, found,
        bm_tr("ожидались только листы образца (лишний удалите, переименованный назовите снова)",
              "sheets of the template only (remove it, or give it its name back)"));
  }
}

BmProcedureBook *bm_procedure_book_open(const char *path, GError **error)
{
  g_autoptr(GError) why = NULL;
  g_autoptr(BmBook) cells = bm_book_read(path, &why);
  if (cells == NULL) {
    g_autofree char *reason = bm_error_reason(why);
    gboolean is_passing = g_error_matches(why, BM_ERROR, BM_ERROR_IO);
    bm_fail(error, is_passing ? BM_ERROR_IO : BM_ERROR_SETTING, reason,
            BM_PROCEDURE_BOOK ": %s", bm_error_detail(why));
    return NULL;
  }
  if (cells->kind != BM_BOOK_XLSX) {
    bm_fail(error, BM_ERROR_SETTING, "book_not_table", BM_PROCEDURE_BOOK ": no XLSX");
    return NULL;
  }
  BmProcedureBook *book = g_new0(BmProcedureBook, 1);
  book->folder = g_path_get_dirname(path);
  book->cells = g_steal_pointer(&cells);
  bm_faults_init(&book->faults);
  strange_sheets_tell(book);
  for (guint i = 0; i < BM_N_PLANS; i++)
    bm_table_read(&book->tables[i], bm_procedure_plan((BmPlanId)i), book->cells, &book->faults);
  return book;
}

void bm_procedure_book_free(BmProcedureBook *book)
{
  if (book == NULL)
    return;
  for (guint i = 0; i < BM_N_PLANS; i++)
    bm_table_clear(&book->tables[i]);
  bm_faults_clear(&book->faults);
  bm_book_free(book->cells);
  g_free(book->folder);
  g_free(book);
}

gboolean bm_procedure_book_is_filled(const BmProcedureBook *book)
{
  guint n = book->n_strange;
  for (guint i = 0; i < BM_N_PLANS; i++)
    n += book->tables[i].n_filled;
  return n > 0;
}

/* ---- the assessment ---- */

static void keys_copy(json_t *to, const json_t *from, const char *const *keys, guint n)
{
  for (guint i = 0; i < n; i++) {
    json_t *value = json_object_get(from, keys[i]);
    if (value != NULL)
      json_object_set(to, keys[i], value);
  }
}

static json_t *rows_copy(const BmTable *table, const char *const *keys, guint n)
{
  json_t *rows = json_array(), *row;
  size_t i;
  json_array_foreach (table->rows, i, row) {
    json_t *copy = json_object();
    keys_copy(copy, row, keys, n);
    json_array_append_new(rows, copy);
  }
  return rows;
}

static json_t *schools_of(const BmTable *table)
{
  static const char *const keys[] = {"school_code", "school_name", "is_control", "observer"};
  json_t *schools = rows_copy(table, keys, G_N_ELEMENTS(keys)), *school;
  size_t i;
  json_array_foreach (schools, i, school)
    if (json_object_get(school, "is_control") == NULL)
      json_object_set_new(school, "is_control", json_false());
  return schools;
}

/* A stage of one day ends on it. */
static json_t *calendar_of(const BmTable *table)
{
  static const char *const keys[] = {"stage", "from", "to", "responsible"};
  json_t *calendar = rows_copy(table, keys, G_N_ELEMENTS(keys)), *row;
  size_t i;
  json_array_foreach (calendar, i, row)
    if (json_object_get(row, "to") == NULL)
      json_object_set(row, "to", json_object_get(row, "from"));
  return calendar;
}

static void scale_put(json_t *assessment, const json_t *settings)
{
  static const char *const keys[] = {"from_3", "from_4", "from_5"};
  if (json_object_get(settings, keys[0]) == NULL)
    return;
  json_t *marks = json_pack("[{s:i,s:i}]", "mark", 2, "from", 0);
  for (int i = 0; i < 3; i++)
    json_array_append_new(marks, json_pack("{s:i,s:O}", "mark", i + 3, "from",
                                           json_object_get(settings, keys[i])));
  json_object_set_new(assessment, "mark_scale", json_pack("{s:o}", "marks", marks));
}

static void policy_put(json_t *assessment, const json_t *settings)
{
  const char *kind = json_string_value(json_object_get(settings, "policy"));
  gboolean is_recheck = json_is_true(json_object_get(settings, "is_recheck"));
  if (kind == NULL)
    return;
  g_autofree char *policy = strcmp(kind, "strict") == 0
                                ? g_strdup(kind)
                                : g_strconcat(kind, is_recheck ? "_recheck" : "_cross", NULL);
  json_object_set_new(assessment, "policy", json_string(policy));
}

/* Teachers whose row lets them mark another subject, as leave.h wants them. */
static void leave_put(json_t *assessment, const BmTable *markers)
{
  json_t *leave = json_array(), *row;
  size_t i;
  json_array_foreach (markers->rows, i, row)
    if (json_is_true(json_object_get(row, "other_subject")))
      json_array_append_new(leave,
                            json_pack("{s:O,s:O}", "teacher", json_object_get(row, "teacher"),
                                      "school_code", json_object_get(row, "school_code")));
  if (json_array_size(leave) > 0)
    json_object_set(assessment, "allow_other_subject", leave);
  json_decref(leave);
}

static json_t *assessment_of(const BmTable *tables)
{
  static const char *const same[] = {
      "title",  "subject",        "grade",      "date",         "district",       "is_recheck",
      "duplex", "pages_per_work", "mark_scale", "subject_rule", "divergence_rule"};
  static const char *const of_conf[] = {"markings_per_work", "anchors_per_marker",
                                        "works_per_bundle"};
  static const char *const of_task[] = {"id", "max", "level", "zero_if", "limits"};
  const json_t *settings = json_array_get(tables[BM_PLAN_ROUND].rows, 0);
  json_t *assessment = json_object();
  keys_copy(assessment, settings, same, G_N_ELEMENTS(same));
  keys_copy(assessment, settings, of_conf, G_N_ELEMENTS(of_conf));
  policy_put(assessment, settings);
  scale_put(assessment, settings);
  json_object_set_new(assessment, "tasks",
                      rows_copy(&tables[BM_PLAN_TASKS], of_task, G_N_ELEMENTS(of_task)));
  bm_procedure_gates_put(json_object_get(assessment, "tasks"));
  leave_put(assessment, &tables[BM_PLAN_MARKERS]);
  json_object_set_new(assessment, "schools", schools_of(&tables[BM_PLAN_SCHOOLS]));
  json_object_set_new(assessment, "calendar", calendar_of(&tables[BM_PLAN_CALENDAR]));
  return assessment;
}

/* "@key" of the settings, by key. */
static json_t *places_of(const BmTable *round)
{
  json_t *places = json_object(), *value;
  const char *key;
  json_object_foreach (json_array_get(round->rows, 0), key, value)
    if (key[0] == '@')
      json_object_set(places, key + 1, value);
  return places;
}

/* ---- people ---- */

static const char *school_name(const BmTable *schools, const char *school_code)
{
  size_t i;
  json_t *row;
  json_array_foreach (schools->rows, i, row)
    if (strcmp(json_string_value(json_object_get(row, "school_code")), school_code) == 0)
      return json_string_value(json_object_get(row, "school_name"));
  return NULL;
}

/* A row as a CSV would give it: every column is there, as text. What is told by да or нет is no
 * column of a CSV. */
static json_t *row_as_text(const BmTable *table, const BmTable *schools, json_t *row)
{
  const char *name =
      school_name(schools, json_string_value(json_object_get(row, "school_code")));
  json_t *copy = json_pack("{s:O,s:s}", BM_CSV_LINE, json_object_get(row, BM_CSV_LINE),
                           "school_name", name != NULL ? name : "");
  for (guint i = 0; i < table->plan->n_fields; i++) {
    const char *key = table->plan->fields[i].key;
    const json_t *value = json_object_get(row, key);
    if (table->plan->fields[i].kind == BM_FIELD_YES_NO)
      continue;
    g_autofree char *number =
        json_is_integer(value) ? g_strdup_printf("%d", (int)json_integer_value(value)) : NULL;
    const char *text = number != NULL ? number : json_string_value(value);
    json_object_set_new(copy, key, json_string(text != NULL ? text : ""));
  }
  return copy;
}

static json_t *people_of(const BmTable *table, const BmTable *schools)
{
  json_t *rows = json_array(), *row;
  size_t i;
  json_array_foreach (table->rows, i, row)
    json_array_append_new(rows, row_as_text(table, schools, row));
  return rows;
}

/* «математика» is the subject «Математика» of the round, and lists show it so. */
static void subject_spell(json_t *teacher, const json_t *assessment)
{
  const char *own = json_string_value(json_object_get(teacher, "subject"));
  const char *wanted = json_string_value(json_object_get(assessment, "subject"));
  g_autofree char *own_fold = bm_procedure_fold(own);
  g_autofree char *wanted_fold = bm_procedure_fold(wanted);
  if (strcmp(own_fold, wanted_fold) == 0)
    json_object_set_new(teacher, "subject", json_string(wanted));
}

static json_t *teachers_of(const BmTable *tables, const json_t *assessment)
{
  const BmTable *markers = &tables[BM_PLAN_MARKERS];
  json_t *teachers = people_of(markers, &tables[BM_PLAN_SCHOOLS]), *teacher;
  size_t i;
  json_array_foreach (teachers, i, teacher) {
    const json_t *row = json_array_get(markers->rows, i);
    json_object_set(teacher, "conflicts", json_object_get(row, "conflicts"));
    if (json_object_get(row, "rank") == NULL)
      json_object_set_new(teacher, "rank", json_string("basic"));
    subject_spell(teacher, assessment);
  }
  return teachers;
}

gboolean bm_procedure_book_take(BmProcedureBook *book, BmProcedure *procedure, GError **error)
{
  bm_procedure_check(book->tables, book->folder, &book->faults);
  if (book->faults.n > 0) {
    g_autofree char *text = bm_faults_text(&book->faults);
    return bm_fail(error, BM_ERROR_SETTING, "procedure_book", BM_PROCEDURE_BOOK ": %u\n  %s",
                   book->faults.n, text);
  }
  procedure->assessment = assessment_of(book->tables);
  procedure->places = places_of(&book->tables[BM_PLAN_ROUND]);
  procedure->roster = people_of(&book->tables[BM_PLAN_PUPILS], &book->tables[BM_PLAN_SCHOOLS]);
  procedure->teachers = teachers_of(book->tables, procedure->assessment);
  return TRUE;
}
