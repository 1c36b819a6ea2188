/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The people of procedure.xlsx as the tables that stages read. */
#include "pipeline/procedure_mirror.h"

#include "pipeline/workspace.h"

#include <string.h>

#define MIRROR ".workbook"

static void field_append(GString *out, const char *text)
{
  g_string_append_c(out, '"');
  for (; *text != '\0'; text++) {
    if (*text == '"')
      g_string_append_c(out, '"');
    g_string_append_c(out, *text);
  }
  g_string_append_c(out, '"');
}

/* Codes of an array, one space apart, as in teachers.csv; a text as it is. */
static char *cell_text(const json_t *value)
{
  GString *out = g_string_new(json_is_string(value) ? json_string_value(value) : "");
  size_t i;
  json_t *word;
  json_array_foreach (value, i, word)
    g_string_append_printf(out, "%s%s", i > 0 ? " " : "", json_string_value(word));
  return g_string_free(out, FALSE);
}

static char *table_text(const json_t *rows, const char *const *columns)
{
  GString *out = g_string_new(NULL);
  for (guint k = 0; columns[k] != NULL; k++)
    g_string_append_printf(out, "%s%s", k > 0 ? "," : "", columns[k]);
  g_string_append_c(out, '\n');
  size_t i;
  json_t *row;
  json_array_foreach (rows, i, row) {
    for (guint k = 0; columns[k] != NULL; k++) {
      g_autofree char *text = cell_text(json_object_get(row, columns[k]));
      if (k > 0)
        g_string_append_c(out, ',');
      field_append(out, text);
    }
    g_string_append_c(out, '\n');
  }
  return g_string_free(out, FALSE);
}

static gboolean table_write(const char *folder, const char *name, const json_t *rows,
                            const char *const *columns, GError **error)
{
  g_autofree char *path = g_build_filename(folder, name, NULL);
  g_autofree char *text = table_text(rows, columns);
  g_autofree char *known = NULL;
  if (g_file_get_contents(path, &known, NULL, NULL) && strcmp(known, text) == 0)
    return TRUE;
  return g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL) ||
         bm_fail(error, BM_ERROR_IO, "disk_write", "cannot write the tables of the workbook");
}

gboolean bm_procedure_mirror(BmProcedure *p, GError **error)
{
  static const char *const of_pupils[] = {"school_code", "school_name", "class",
                                          "student_no",  "surname",     "name",
                                          "patronymic",  NULL};
  static const char *const of_teachers[] = {"teacher",   "school_code", "school_name",
                                            "subject",   "max_works",   "rank",
                                            "conflicts", NULL};
  g_autofree char *folder = g_build_filename(p->folder, MIRROR, NULL);
  if (!bm_folder_make(folder, 0700, error) ||
      !table_write(folder, "roster.csv", p->roster, of_pupils, error) ||
      !table_write(folder, "teachers.csv", p->teachers, of_teachers, error))
    return FALSE;
  g_free(p->folder);
  p->folder = g_steal_pointer(&folder);
  return TRUE;
}

void bm_procedure_mirror_remove(const char *folder)
{
  g_autofree char *path = g_build_filename(folder, MIRROR, NULL);
  bm_folder_remove(path);
}
