/* SPDX-License-Identifier: GPL-3.0-or-later */
/* participants.csv, control.csv, earlier.csv. */
#include "pipeline/procedure_lists.h"

#include "pipeline/autoptr.h"
#include "pipeline/csv.h"
#include "pipeline/lang.h"

#include <string.h>

#define PLACE_MOST 9999 /* works of one class */

typedef gboolean (*RowCheck)(const BmProcedure *p, const char *name, json_t *row,
                             GError **error);

static const char *field(const json_t *row, const char *key)
{
  const char *text = json_string_value(json_object_get(row, key));
  return text != NULL ? text : "";
}

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
  const char *text = field(row, column);
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
  if (field(row, "work_no")[0] != '\0')
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS(by_place); i++)
    if (field(row, by_place[i])[0] == '\0')
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
  if (field(row, "participant_code")[0] == '\0' && field(row, "student_no")[0] == '\0')
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

gboolean bm_procedure_lists_load(BmProcedure *p, const char *folder, GError **error)
{
  return rows_check(p, "roster.csv", p->roster, pupil_check, error) &&
         list_load(p, folder, "participants.csv", participant_check, &p->participants, error);
}
