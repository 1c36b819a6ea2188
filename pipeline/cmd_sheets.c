/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark sheets: separator sheets, one a class. */
#include "pipeline/cmd.h"
#include "pipeline/control.h"
#include "pipeline/json_text.h"
#include "pipeline/lang.h"
#include "pipeline/procedure_book.h"
#include "stages/shared/sheets.h"

#include <stdio.h>
#include <string.h>

typedef struct Lines {
  char *class_line, *school_line;
  const char *list[3];
} Lines;

static gboolean classes_register(BmOpen *open, GError **error)
{
  size_t i;
  json_t *row;
  json_array_foreach (open->procedure->roster, i, row) {
    g_autofree char *class_group = bm_class_normalise(bm_json_text(row, "class"));
    if (bm_keymap_class(open->keymap, bm_json_text(row, "school_code"), class_group, NULL, NULL,
                        error) == 0)
      return FALSE;
  }
  return TRUE;
}

static void lines_set(const BmOpen *open, const json_t *row, Lines *lines)
{
  const char *code = bm_json_text(row, "school_code");
  const char *name = bm_procedure_school_name(open->procedure, code);
  gboolean is_control = strcmp(code, BM_CONTROL_SCHOOL) == 0; /* no school, and no class */
  lines->class_line = is_control
                          ? g_strdup("Контроль")
                          : g_strdup_printf("%s класс", bm_json_text(row, "class_group"));
  lines->school_line = g_strdup(is_control ? "Работы, проверенные заранее"
                                : name != NULL ? name
                                               : code);
  lines->list[0] = lines->class_line;
  lines->list[1] = lines->school_line;
}

static gboolean roster_lacks(const BmOpen *open, GError **error)
{
  g_autofree char *book = g_build_filename(open->ws, "procedure", BM_PROCEDURE_BOOK, NULL);
  gboolean has_book = g_file_test(book, G_FILE_TEST_EXISTS);
  return bm_fail(error, BM_ERROR_SETTING, "roster_empty",
                 bm_tr("%s: классов нет", "%s: no classes"),
                 has_book ? bm_tr("procedure/" BM_PROCEDURE_BOOK ", лист «Ученики»",
                                  "procedure/" BM_PROCEDURE_BOOK ", sheet «Ученики»")
                          : "procedure/roster.csv");
}

static gboolean sheets_write(BmOpen *open, const char *out, guint *ret_n, GError **error)
{
  if (!classes_register(open, error))
    return FALSE;
  g_autoptr(json_t) classes = bm_keymap_classes(open->keymap);
  guint n = (guint)json_array_size(classes);
  if (n == 0)
    return roster_lacks(open, error);
  g_autofree BmSheet *sheets = g_new0(BmSheet, n);
  g_autofree Lines *lines = g_new0(Lines, n);
  for (guint i = 0; i < n; i++) {
    json_t *row = json_array_get(classes, i);
    lines_set(open, row, &lines[i]);
    sheets[i] =
        (BmSheet){(guint)json_integer_value(json_object_get(row, "class_ref")), lines[i].list};
  }
  const char *title = bm_json_text(open->procedure->assessment, "title");
  gboolean is_good = bm_sheets_write(out, title != NULL ? title : "",
                                     (int)bm_keymap_round_tag(open->keymap), sheets, n, error);
  for (guint i = 0; i < n; i++) {
    g_free(lines[i].class_line);
    g_free(lines[i].school_line);
  }
  *ret_n = n;
  return is_good;
}

int bm_cmd_sheets(int argc, char **argv)
{
  g_autofree char *out = NULL;
  GOptionEntry entries[] = {{"output", 'o', 0, G_OPTION_ARG_FILENAME, &out,
                             bm_tr("куда записать", "where to write"), "FILE.pdf"},
                            G_OPTION_ENTRY_NULL};
  int code = bm_cmd_parse(&argc, &argv, entries, 1, 1);
  if (code >= 0)
    return code;
  g_auto(BmOpen) open = {0};
  GError *error = NULL;
  if (!bm_open(&open, argv[1], &error))
    return bm_cmd_fail(error);
  if (out == NULL)
    out = g_build_filename(open.ws, "procedure", "separators.pdf", NULL);
  guint n = 0;
  if (!sheets_write(&open, out, &n, &error))
    return bm_cmd_fail(error);
  fprintf(
      stderr,
      bm_tr("Листов-разделителей: %u. Распечатайте и положите каждый перед работами своего "
            "класса.\n",
            "Separator sheets: %u. Print them and lay each before the works of its class.\n"),
      n);
  puts(out);
  return BM_EXIT_DONE;
}
