/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The coordinator's files. */
#include "pipeline/procedure.h"

#include "pipeline/autoptr.h"
#include "pipeline/calendar.h"
#include "pipeline/csv.h"
#include "pipeline/gate.h"
#include "pipeline/json_text.h"
#include "pipeline/lang.h"
#include "pipeline/procedure_book.h"
#include "pipeline/procedure_lists.h"
#include "pipeline/procedure_mirror.h"
#include "pipeline/procedure_teachers.h"
#include "pipeline/workspace.h"

#include <string.h>

static gboolean table_load(const char *folder, const char *name, const char *const *columns,
                           json_t **ret, GError **error)
{
  g_autofree char *path = g_build_filename(folder, name, NULL);
  if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
    *ret = json_array();
    return TRUE;
  }
  g_autoptr(GError) why = NULL;
  g_autoptr(json_t) rows = bm_csv_read(path, &why);
  if (rows == NULL)
    return bm_fail(error, BM_ERROR_SETTING, "procedure_bad", "%s: %s", name,
                   bm_error_detail(why));
  for (; *columns != NULL; columns++)
    if (json_array_size(rows) > 0 && json_object_get(json_array_get(rows, 0), *columns) == NULL)
      return bm_fail(error, BM_ERROR_SETTING, "procedure_bad", "%s: %s '%s'", name,
                     bm_tr("нет столбца", "no column"), *columns);
  *ret = g_steal_pointer(&rows);
  return TRUE;
}

static gboolean assessment_load(BmProcedure *p, GError **error)
{
  g_autofree char *path = g_build_filename(p->folder, "assessment.json", NULL);
  if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
    p->assessment = json_object();
    return TRUE;
  }
  g_autoptr(GError) why = NULL;
  p->assessment = bm_json_read(path, &why);
  if (p->assessment == NULL)
    return bm_fail(error, BM_ERROR_SETTING, "procedure_bad", "assessment.json: %s",
                   bm_error_detail(why));
  return json_is_object(p->assessment) ||
         bm_fail(error, BM_ERROR_SETTING, "procedure_bad", "assessment.json: %s",
                 bm_tr("ожидался объект { … }", "an object { … } was expected"));
}

/* --- what would be misread in silence */

static gboolean value_bad(const char *key, const char *wanted, GError **error)
{
  return bm_fail(error, BM_ERROR_SETTING, "procedure_bad", "assessment.json: '%s': %s %s", key,
                 bm_tr("ожидалось", "expected"), wanted);
}

static gboolean number_check(const json_t *object, const char *key, int most, GError **error)
{
  const json_t *value = json_object_get(object, key);
  if (value == NULL || json_is_null(value) ||
      (json_is_integer(value) && json_integer_value(value) >= 0 &&
       json_integer_value(value) <= most))
    return TRUE;
  g_autofree char *wanted = g_strdup_printf("0 … %d", most);
  return value_bad(key, wanted, error);
}

static gboolean text_check(const json_t *object, const char *key, GError **error)
{
  const json_t *value = json_object_get(object, key);
  return value == NULL || json_is_null(value) || json_is_string(value) ||
         value_bad(key, bm_tr("слова в кавычках", "text in quotes"), error);
}

static gboolean policy_check(const json_t *assessment, GError **error)
{
  static const char *const known[] = {"strict",       "vpr_cross",   "diagnostic_cross",
                                      "exam_cross",   "vpr_recheck", "diagnostic_recheck",
                                      "exam_recheck", NULL};
  const char *policy = json_string_value(json_object_get(assessment, "policy"));
  if (policy == NULL || g_strv_contains(known, policy))
    return TRUE;
  g_autofree char *wanted = g_strjoinv("|", (char **)known);
  return value_bad("policy", wanted, error);
}

static gboolean files_check(const json_t *batch, GError **error)
{
  const json_t *files = json_object_get(batch, "files"), *file;
  gboolean is_good = files == NULL || json_is_array(files);
  size_t i;
  json_array_foreach (files, i, file)
    is_good = is_good && json_is_string(file);
  return is_good || value_bad("batches.files", "[\"…\", …]", error);
}

static gboolean batches_check(const json_t *assessment, GError **error)
{
  const json_t *batches = json_object_get(assessment, "batches"), *batch;
  if (batches != NULL && !json_is_array(batches))
    return value_bad("batches", "[{ … }, …]", error);
  size_t i;
  json_array_foreach (batches, i, batch)
    if (!json_is_object(batch))
      return value_bad("batches", "[{ … }, …]", error);
    else if (!files_check(batch, error) || !number_check(batch, "works", 100000, error) ||
             !number_check(batch, "pages_per_work", BM_MOST_PAGES, error))
      return FALSE;
  return TRUE;
}

/* Names, or teachers each of one school; messages never tell a name. */
static gboolean leave_check(const json_t *assessment, GError **error)
{
  const json_t *list = json_object_get(assessment, "allow_other_subject"), *entry;
  gboolean is_good = list == NULL || json_is_array(list);
  size_t i;
  json_array_foreach (list, i, entry)
    is_good = is_good && (json_is_string(entry) ||
                          (json_is_string(json_object_get(entry, "teacher")) &&
                           json_is_string(json_object_get(entry, "school_code"))));
  return is_good ||
         value_bad("allow_other_subject",
                   "[\"…\", {\"teacher\": \"…\", \"school_code\": \"…\"}, …]", error);
}

static gboolean assessment_check(const json_t *assessment, GError **error)
{
  const json_t *rule = json_object_get(assessment, "subject_rule");
  if (rule != NULL && !json_is_boolean(rule))
    return value_bad("subject_rule", "true|false", error);
  g_autoptr(GArray) gates = bm_gates_new(json_object_get(assessment, "tasks"), error);
  return gates != NULL && number_check(assessment, "pages_per_work", BM_MOST_PAGES, error) &&
         number_check(assessment, "markings_per_work", BM_MOST_MARKINGS, error) &&
         number_check(assessment, "anchors_per_marker", BM_MOST_ANCHORS, error) &&
         number_check(assessment, "works_per_bundle", BM_MOST_IN_BUNDLE, error) &&
         text_check(assessment, "title", error) && text_check(assessment, "subject", error) &&
         text_check(assessment, "policy", error) && text_check(assessment, "criteria", error) &&
         policy_check(assessment, error) && leave_check(assessment, error) &&
         batches_check(assessment, error);
}

gboolean bm_procedure_row_bad(const char *table, const json_t *row, const char *column,
                              GError **error)
{
  return bm_fail(error, BM_ERROR_SETTING, "procedure_bad", "%s: %s %d, '%s'", table,
                 bm_tr("строка", "line"),
                 (int)json_integer_value(json_object_get(row, BM_CSV_LINE)), column);
}

static gboolean roster_check(json_t *roster, GError **error)
{
  size_t i;
  json_t *row;
  json_array_foreach (roster, i, row) {
    g_autofree char *class_group = bm_class_normalise(bm_json_text_or_empty(row, "class"));
    if (bm_json_text_or_empty(row, "school_code")[0] == '\0' || class_group[0] == '\0')
      return bm_procedure_row_bad("roster.csv", row,
                                  class_group[0] == '\0' ? "class" : "school_code", error);
  }
  return TRUE;
}

static void criteria_find(BmProcedure *p, const char *folder)
{
  const char *name = json_string_value(json_object_get(p->assessment, "criteria"));
  g_autofree char *base = g_path_get_basename(name != NULL ? name : "criteria.pdf");
  g_autofree char *path = g_build_filename(folder, base, NULL);
  if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
    p->criteria = g_steal_pointer(&path);
}

static gboolean files_load(BmProcedure *p, const char *folder, GError **error)
{
  static const char *const roster_columns[] = {"school_code", "class", "surname", NULL};
  static const char *const teacher_columns[] = {"teacher", "school_code", NULL};
  bm_procedure_mirror_remove(folder);
  return assessment_load(p, error) &&
         table_load(folder, "roster.csv", roster_columns, &p->roster, error) &&
         table_load(folder, "teachers.csv", teacher_columns, &p->teachers, error) &&
         assessment_check(p->assessment, error) && bm_calendar_take(p->assessment, error) &&
         roster_check(p->roster, error) &&
         bm_procedure_teachers_take(p->teachers, p->roster, error);
}

/* Two sources of the same things would be two truths. */
static gboolean is_the_only_source(const char *folder, GError **error)
{
  static const char *const names[] = {"assessment.json", "roster.csv", "teachers.csv"};
  g_autoptr(GString) others = g_string_new(NULL);
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *path = g_build_filename(folder, names[i], NULL);
    if (g_file_test(path, G_FILE_TEST_EXISTS))
      g_string_append_printf(others, "%s%s", others->len > 0 ? ", " : "", names[i]);
  }
  return others->len == 0 || bm_fail(error, BM_ERROR_SETTING, "procedure_both", "%s: %s",
                                     BM_PROCEDURE_BOOK, others->str);
}

/* @ret_is_filled  whether there is a workbook that says anything */
static gboolean book_load(BmProcedure *p, const char *folder, gboolean *ret_is_filled,
                          GError **error)
{
  g_autofree char *path = g_build_filename(folder, BM_PROCEDURE_BOOK, NULL);
  *ret_is_filled = FALSE;
  if (!g_file_test(path, G_FILE_TEST_EXISTS))
    return TRUE;
  g_autoptr(BmProcedureBook) book = bm_procedure_book_open(path, error);
  if (book == NULL)
    return FALSE;
  *ret_is_filled = bm_procedure_book_is_filled(book);
  return !*ret_is_filled ||
         (is_the_only_source(folder, error) && bm_procedure_book_take(book, p, error) &&
          bm_procedure_mirror(p, error));
}

BmProcedure *bm_procedure_load(const char *folder, GError **error)
{
  g_autoptr(BmProcedure) p = g_new0(BmProcedure, 1);
  gboolean is_filled = FALSE;
  p->folder = g_strdup(folder);
  if (!book_load(p, folder, &is_filled, error) ||
      (!is_filled && !files_load(p, folder, error)) ||
      !bm_procedure_lists_load(p, folder, error))
    return NULL;
  criteria_find(p, folder);
  return g_steal_pointer(&p);
}

void bm_procedure_free(BmProcedure *p)
{
  if (p == NULL)
    return;
  g_free(p->folder);
  json_decref(p->assessment);
  json_decref(p->roster);
  json_decref(p->teachers);
  json_decref(p->participants);
  json_decref(p->control);
  json_decref(p->variant_criteria);
  json_decref(p->earlier);
  json_decref(p->places);
  g_free(p->criteria);
  g_free(p);
}

static const char *below_inbox(const char *path)
{
  static const char *const prefixes[] = {"./", "scans/", "inbox/"};
  for (guint i = 0; i < G_N_ELEMENTS(prefixes); i++)
    if (g_str_has_prefix(path, prefixes[i]))
      path += strlen(prefixes[i]);
  return path;
}

json_t *bm_procedure_batch(const BmProcedure *p, const char *source)
{
  size_t i, k;
  json_t *batch, *file;
  json_array_foreach (json_object_get(p->assessment, "batches"), i, batch)
    json_array_foreach (json_object_get(batch, "files"), k, file)
      if (json_is_string(file) && strcmp(below_inbox(json_string_value(file)), source) == 0)
        return batch;
  return NULL;
}

/* Does @name hold @number as a whole number: «ГБОУ СОШ № 425» and "425"? */
static gboolean name_has_number(const char *name, const char *number)
{
  gsize length = strlen(number);
  if (length == 0 || strspn(number, "0123456789") != length)
    return FALSE;
  for (const char *at = name; (at = strstr(at, number)) != NULL; at++)
    if ((at == name || !g_ascii_isdigit(at[-1])) && !g_ascii_isdigit(at[length]))
      return TRUE;
  return FALSE;
}

const char *bm_procedure_school(const BmProcedure *p, const char *folder_name)
{
  const char *by_name = NULL;
  const json_t *tables[] = {p->roster, p->teachers, json_object_get(p->assessment, "schools")};
  for (guint t = 0; t < G_N_ELEMENTS(tables); t++) {
    size_t i;
    json_t *row;
    json_array_foreach (tables[t], i, row) {
      const char *school = bm_json_text_or_empty(row, "school_code"),
                 *name = bm_json_text_or_empty(row, "school_name");
      if (strcmp(school, folder_name) == 0)
        return school;
      gboolean fits = name[0] != '\0' &&
                      (strcmp(name, folder_name) == 0 || name_has_number(name, folder_name));
      if (fits && by_name != NULL && strcmp(by_name, school) != 0)
        return NULL;
      if (fits)
        by_name = school;
    }
  }
  return by_name;
}

gboolean bm_procedure_has_class(const BmProcedure *p, const char *school_code,
                                const char *class_group)
{
  size_t i;
  json_t *row;
  json_array_foreach (p->roster, i, row) {
    g_autofree char *listed = bm_class_normalise(bm_json_text_or_empty(row, "class"));
    if (strcmp(bm_json_text_or_empty(row, "school_code"), school_code) == 0 &&
        strcmp(listed, class_group) == 0)
      return TRUE;
  }
  return json_array_size(p->roster) == 0;
}

const char *bm_procedure_school_name(const BmProcedure *p, const char *school_code)
{
  size_t i;
  json_t *row;
  json_array_foreach (p->roster, i, row)
    if (strcmp(bm_json_text_or_empty(row, "school_code"), school_code) == 0 &&
        bm_json_text_or_empty(row, "school_name")[0] != '\0')
      return bm_json_text_or_empty(row, "school_name");
  return NULL;
}

char *bm_class_normalise(const char *text)
{
  static const char latin[] = "ABCEHKMOPTXY";
  static const char *const cyrillic[] = {"А", "В", "С", "Е", "Н", "К",
                                         "М", "О", "Р", "Т", "Х", "У"};
  g_autofree char *upper = g_utf8_strup(text, -1);
  GString *out = g_string_new(NULL);
  for (const char *at = upper; *at != '\0'; at = g_utf8_next_char(at)) {
    gunichar c = g_utf8_get_char(at);
    const char *like = c < 128 && c != 0 ? strchr(latin, (int)c) : NULL;
    if (like != NULL)
      g_string_append(out, cyrillic[like - latin]);
    else if (g_unichar_isalnum(c) || c == '.')
      g_string_append_unichar(out, c);
  }
  return g_string_free(out, FALSE);
}
