/* SPDX-License-Identifier: GPL-3.0-or-later */
/* participants.csv, control.csv, earlier.csv. */
#include "pipeline/procedure_lists.h"

#include "pipeline/autoptr.h"
#include "pipeline/csv.h"
#include "pipeline/earlier.h"
#include "pipeline/json_text.h"
#include "pipeline/lang.h"
#include "pipeline/order.h"

#include <string.h>

#define PLACE_MOST 9999 /* works of one class */
#define MARKINGS_MOST 100
#define CRITERIA "criteria-"
#define PDF ".pdf"

typedef gboolean (*RowCheck)(const BmProcedure *p, const char *name, json_t *row,
                             GError **error);

/* "participants.csv: line 3, 'place': expected 1 … 9999" */
static gboolean cell_bad(const char *name, const json_t *row, const char *column,
                         const char *expected, GError **error)
{
  return bm_fail(error, BM_ERROR_SETTING, "procedure_bad", "%s: %s %d, '%s': %s %s", name,
                 bm_tr("строка", "line"),
                 (int)json_integer_value(json_object_get(row, BM_CSV_LINE)), column,
                 bm_tr("ожидалось", "expected"), expected);
}

static gboolean whole_check(const char *name, const json_t *row, const char *column,
                            guint64 least, guint64 most, GError **error)
{
  const char *text = bm_json_text_or_empty(row, column);
  guint64 value;
  if (text[0] == '\0' || g_ascii_string_to_unsigned(text, 10, least, most, &value, NULL))
    return TRUE;
  g_autofree char *expected = g_strdup_printf(
      "%s %d … %d", bm_tr("целое число", "a whole number"), (int)least, (int)most);
  return cell_bad(name, row, column, expected, error);
}

/* --- which work is meant */

/* By its number, or by school, class and place among the works of the class as scanned. */
static gboolean work_check(const char *name, const json_t *row, GError **error)
{
  static const char *const by_place[] = {"school_code", "class", "place"};
  if (bm_json_text_or_empty(row, "work_no")[0] != '\0')
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS(by_place); i++)
    if (bm_json_text_or_empty(row, by_place[i])[0] == '\0')
      return cell_bad(name, row, by_place[i],
                      bm_tr("школа, класс и место работы или её номер (work_no)",
                            "school, class and place of the work, or its work_no"),
                      error);
  return whole_check(name, row, "place", 1, PLACE_MOST, error);
}

/* --- each list */

static gboolean participant_check(const BmProcedure *p, const char *name, json_t *row,
                                  GError **error)
{
  (void)p;
  if (bm_json_text_or_empty(row, "participant_code")[0] == '\0' &&
      bm_json_text_or_empty(row, "student_no")[0] == '\0')
    return cell_bad(name, row, "participant_code",
                    bm_tr("код участника или номер в списке (student_no)",
                          "a participant code or a student_no"),
                    error);
  return work_check(name, row, error) && whole_check(name, row, "student_no", 1, 999, error) &&
         whole_check(name, row, "journal_mark", 1, 5, error);
}

static gboolean pupil_check(const BmProcedure *p, const char *name, json_t *row, GError **error)
{
  (void)p;
  return whole_check(name, row, "work_place", 1, PLACE_MOST, error) &&
         whole_check(name, row, "journal_mark", 1, 5, error);
}

/* --- control.csv */

static gboolean score_check(const char *name, const json_t *row, const json_t *task,
                            GError **error)
{
  static const char *const crosses[] = {"X", "x", "Х", "х", NULL}; /* Latin, Cyrillic */
  const char *id = bm_json_text_or_empty(task, "id"), *text = bm_json_text_or_empty(row, id);
  json_int_t most = json_integer_value(json_object_get(task, "max"));
  guint64 score;
  if (json_object_get(row, id) == NULL)
    return cell_bad(name, row, id, bm_tr("столбец этого задания", "a column of this task"),
                    error);
  if (text[0] == '\0' || g_strv_contains(crosses, text) ||
      g_ascii_string_to_unsigned(text, 10, 0, (guint64)most, &score, NULL))
    return TRUE;
  g_autofree char *expected = g_strdup_printf("0 … %d, X", (int)most);
  return cell_bad(name, row, id, expected, error);
}

/* A row without a school is of the folder of control works. */
static gboolean control_check(const BmProcedure *p, const char *name, json_t *row,
                              GError **error)
{
  size_t i;
  json_t *task;
  if (bm_json_text_or_empty(row, "work_no")[0] == '\0' &&
      bm_json_text_or_empty(row, "place")[0] == '\0')
    return cell_bad(
        name, row, "place",
        bm_tr("место работы или её номер (work_no)", "the place of the work, or its work_no"),
        error);
  if (!whole_check(name, row, "place", 1, PLACE_MOST, error) ||
      !whole_check(name, row, "markings", 1, MARKINGS_MOST, error))
    return FALSE;
  json_array_foreach (json_object_get(p->assessment, "tasks"), i, task)
    if (!score_check(name, row, task, error))
      return FALSE;
  return TRUE;
}

/* --- earlier.csv */

static gboolean earlier_check(const BmProcedure *p, const char *name, json_t *row,
                              GError **error)
{
  static const struct {
    const char *column, *expected;
    double most;
  } numbers[] = {
      {"works", "1 …", G_MAXINT}, {"mean_pct", "0 … 100", 100}, {"sd_pct", "0 … 100", 100}};
  (void)p;
  double value;
  if (bm_json_text_or_empty(row, "school_code")[0] == '\0')
    return cell_bad(name, row, "school_code", bm_tr("код школы", "a school code"), error);
  for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
    if (bm_json_text_or_empty(row, numbers[i].column)[0] != '\0' &&
        !bm_earlier_number(bm_json_text_or_empty(row, numbers[i].column), 0, numbers[i].most,
                           &value))
      return cell_bad(name, row, numbers[i].column, numbers[i].expected, error);
  return TRUE;
}

static gboolean rows_check(const BmProcedure *p, const char *name, json_t *rows, RowCheck check,
                           GError **error)
{
  size_t i;
  json_t *row;
  json_array_foreach (rows, i, row)
    if (!check(p, name, row, error))
      return FALSE;
  return TRUE;
}

static gboolean list_load(const BmProcedure *p, const char *folder, const char *name,
                          RowCheck check, json_t **ret_rows, GError **error)
{
  g_autofree char *path = g_build_filename(folder, name, NULL);
  g_autoptr(GError) why = NULL;
  g_autoptr(json_t) rows =
      g_file_test(path, G_FILE_TEST_EXISTS) ? bm_csv_read(path, &why) : json_array();
  if (rows == NULL)
    return bm_fail(error, BM_ERROR_SETTING, "procedure_bad", "%s: %s", name,
                   bm_error_detail(why));
  if (!rows_check(p, name, rows, check, error))
    return FALSE;
  *ret_rows = g_steal_pointer(&rows);
  return TRUE;
}

/* {"2": ".../criteria-2.pdf"}, by name. */
static json_t *criteria_of_variants(const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  json_t *found = json_object();
  for (const char *name = NULL; dir != NULL && (name = g_dir_read_name(dir)) != NULL;)
    if (bm_procedure_is_variant_criteria(name))
      g_ptr_array_add(names, g_strdup(name));
  g_ptr_array_sort(names, bm_by_text);
  for (guint i = 0; i < names->len; i++) {
    const char *name = names->pdata[i];
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *variant =
        g_strndup(name + strlen(CRITERIA), strlen(name) - strlen(CRITERIA) - strlen(PDF));
    if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
      json_object_set_new(found, variant, json_string(path));
  }
  return found;
}

gboolean bm_procedure_is_variant_criteria(const char *name)
{
  return g_str_has_prefix(name, CRITERIA) && g_str_has_suffix(name, PDF) &&
         strlen(name) > strlen(CRITERIA PDF) && g_utf8_validate(name, -1, NULL);
}

gboolean bm_procedure_lists_load(BmProcedure *p, const char *folder, GError **error)
{
  p->variant_criteria = criteria_of_variants(folder);
  return rows_check(p, "roster.csv", p->roster, pupil_check, error) &&
         list_load(p, folder, "participants.csv", participant_check, &p->participants, error) &&
         list_load(p, folder, "control.csv", control_check, &p->control, error) &&
         list_load(p, folder, "earlier.csv", earlier_check, &p->earlier, error);
}
