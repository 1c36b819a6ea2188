/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark export: tables for the coordinator. */
#include "pipeline/cmd.h"
#include "pipeline/json_text.h"
#include "pipeline/lang.h"
#include "pipeline/participants.h"
#include "pipeline/results.h"
#include "pipeline/returns.h"
#include "pipeline/wave.h"

#include <stdio.h>
#include <string.h>

static json_t *export_pages(BmOpen *open)
{
  g_autoptr(json_t) pages = bm_ledger_page_states(open->ledger);
  g_autoptr(GHashTable) sources = bm_cmd_sources(open);
  json_t *out = json_array();
  size_t i;
  json_t *page;
  json_array_foreach (pages, i, page) {
    json_t *facts = json_object_get(page, "facts");
    gboolean is_released = g_strcmp0(bm_json_text(page, "state"), "released") == 0;
    json_t *in_work = json_object_get(json_object_get(facts, "number"), "page_in_work");
    if (in_work == NULL)
      in_work = json_object_get(json_object_get(facts, "split"), "page_in_work");
    json_t *row = json_pack("{s:O,s:s?}", "page", json_object_get(page, "id"), "source",
                            g_hash_table_lookup(sources, bm_json_text(page, "file")));
    json_t *source_page = json_object_get(json_object_get(facts, "intake"), "source_page");
    json_object_set(row, "source_page",
                    source_page != NULL ? source_page : json_object_get(page, "seq"));
    static const char *const keys[] = {"state", "reason", "work_no", "class_alias"};
    for (guint k = 0; k < G_N_ELEMENTS(keys); k++)
      json_object_set(row, keys[k], json_object_get(page, keys[k]));
    json_object_set(row, "page_in_work", in_work != NULL ? in_work : json_null());
    json_object_set_new(
        row, "output", is_released ? json_incref(json_object_get(page, "place")) : json_null());
    json_object_set_new(row, "output_page",
                        is_released && in_work != NULL ? json_incref(in_work) : json_null());
    json_array_append_new(out, row);
  }
  return out;
}

static void identity_add(BmOpen *open, json_t *row, gint64 class_ref, const json_t *pupil)
{
  static const char *const keys[] = {"participant_code", "student_no", "surname", "name",
                                     "patronymic"};
  for (guint k = 0; k < G_N_ELEMENTS(keys); k++)
    json_object_set_new(row, keys[k], json_string(bm_pupil_text(pupil, keys[k])));
  g_autoptr(json_t) classes = bm_keymap_classes(open->keymap);
  size_t i;
  json_t *class;
  json_array_foreach (classes, i, class)
    if (json_integer_value(json_object_get(class, "class_ref")) == class_ref) {
      json_object_set(row, "school_code", json_object_get(class, "school_code"));
      json_object_set(row, "class", json_object_get(class, "class_group"));
    }
}

static const char *work_state(json_t *work)
{
  if (bm_json_text(work, "place") != NULL)
    return "released";
  return g_strcmp0(bm_json_text(work, "state"), "whole") == 0 ? "held"
                                                              : bm_json_text(work, "state");
}

/* Who marks it and what for: [{marker, purpose, bundle}]. */
static json_t *markers_of(const json_t *work, const json_t *purposes)
{
  const char *bundles = bm_json_text(work, "marker");
  g_auto(GStrv) ids = g_strsplit(bundles != NULL ? bundles : "", " ", -1);
  json_t *markers = json_array();
  for (char **id = ids; *id != NULL; id++) {
    g_autofree char *key = g_strconcat(bm_json_text(work, "work_no"), "|", *id, NULL);
    g_autofree char *person = bm_wave_marker(*id);
    const char *purpose = bm_json_text(purposes, key);
    json_array_append_new(markers,
                          json_pack("{s:s,s:s,s:s}", "marker", person, "purpose",
                                    purpose != NULL ? purpose : "first", "bundle", *id));
  }
  return markers;
}

static json_t *export_works(BmOpen *open, gboolean with_identities)
{
  g_autoptr(json_t) works = bm_ledger_works(open->ledger);
  g_autoptr(json_t) purposes = bm_marking_purposes(open->ledger);
  g_autoptr(json_t) pupils =
      with_identities ? bm_participants(open->ledger, open->keymap, open->procedure) : NULL;
  json_t *out = json_array();
  size_t i;
  json_t *work;
  json_array_foreach (works, i, work) {
    json_t *row = json_pack("{s:O}", "work", json_object_get(work, "id"));
    static const char *const keys[] = {"work_no", "class_alias", "pages"};
    for (guint k = 0; k < G_N_ELEMENTS(keys); k++)
      json_object_set(row, keys[k], json_object_get(work, keys[k]));
    json_object_set_new(row, "state", json_string(work_state(work)));
    json_object_set(row, "output", json_object_get(work, "place"));
    json_object_set_new(row, "markers", markers_of(work, purposes));
    if (with_identities)
      identity_add(open, row, json_integer_value(json_object_get(work, "class_ref")),
                   json_object_get(json_object_get(pupils, "works"), bm_json_text(work, "id")));
    json_array_append_new(out, row);
  }
  return out;
}

/* A third marking is a bundle of its own, of the same person. */
static const json_t *person_of(const json_t *markers, const char *item)
{
  g_autofree char *id = bm_wave_marker(item);
  size_t i;
  json_t *marker;
  json_array_foreach (markers, i, marker)
    if (g_strcmp0(bm_json_text(marker, "id"), id) == 0)
      return marker;
  return NULL;
}

static void bundles_add(json_t *out, const json_t *item, const json_t *person)
{
  g_autoptr(json_t) bundles = bm_returns_bundles(item);
  size_t i;
  json_t *bundle;
  json_array_foreach (bundles, i, bundle) {
    json_t *works = json_object_get(bundle, "works");
    json_t *row = json_pack("{s:O,s:O?,s:O?}", "marker", json_object_get(item, "id"), "teacher",
                            json_object_get(person, "teacher"), "school_code",
                            json_object_get(person, "school_code"));
    json_object_set(row, "path", json_object_get(bundle, "place"));
    json_object_set(row, "bundle", json_object_get(bundle, "bundle"));
    json_object_set_new(row, "works", works != NULL ? json_deep_copy(works) : json_array());
    json_array_append_new(out, row);
  }
}

static json_t *export_bundles(BmOpen *open)
{
  g_autoptr(json_t) markers = bm_keymap_markers(open->keymap);
  g_autoptr(json_t) items = bm_ledger_items_of_class(open->ledger, "marker");
  json_t *out = json_array();
  size_t i;
  json_t *item;
  json_array_foreach (items, i, item)
    bundles_add(out, item, person_of(markers, bm_json_text(item, "id")));
  return out;
}

/* "m03", or "m03:third" when it is no first marking; caller frees. */
static char *entry_text(const json_t *entry)
{
  if (json_is_string(entry))
    return g_strdup(json_string_value(entry));
  const char *purpose = bm_json_text(entry, "purpose");
  return strcmp(purpose, "first") == 0
             ? g_strdup(bm_json_text(entry, "marker"))
             : g_strconcat(bm_json_text(entry, "marker"), ":", purpose, NULL);
}

static void csv_cell(json_t *value)
{
  char *text = json_is_string(value)                  ? g_strdup(json_string_value(value))
               : value == NULL || json_is_null(value) ? g_strdup("")
                                                      : NULL;
  if (text == NULL && json_is_array(value)) {
    GString *list = g_string_new(NULL);
    size_t i;
    json_t *one;
    json_array_foreach (value, i, one) {
      g_autofree char *entry = entry_text(one);
      g_string_append_printf(list, "%s%s", i > 0 ? " " : "", entry);
    }
    text = g_string_free(list, FALSE);
  }
  if (text == NULL)
    text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
  gboolean is_quoted = strpbrk(text, ";\"\n\r") != NULL;
  if (is_quoted)
    putchar('"');
  for (const char *c = text; *c != '\0'; c++) {
    if (*c == '"')
      putchar('"');
    putchar(*c);
  }
  if (is_quoted)
    putchar('"');
  g_free(text);
}

/* ';' and a BOM: what office programs of our users open at a click. */
static void csv_print(json_t *rows, const char *const *columns)
{
  fputs("\xEF\xBB\xBF", stdout);
  size_t i;
  json_t *row;
  for (guint k = 0; columns[k] != NULL; k++)
    printf("%s%s", k > 0 ? ";" : "", columns[k]);
  fputs("\r\n", stdout);
  json_array_foreach (rows, i, row) {
    for (guint k = 0; columns[k] != NULL; k++) {
      if (k > 0)
        putchar(';');
      csv_cell(json_object_get(row, columns[k]));
    }
    fputs("\r\n", stdout);
  }
}

/* An empty table has its header too. */
static const char *const *columns_of(const char *table, gboolean with_identities)
{
  static const char *const pages[] = {"page",   "source",      "source_page", "state",
                                      "reason", "work_no",     "class_alias", "page_in_work",
                                      "output", "output_page", NULL};
  static const char *const works[] = {"work",  "work_no",          "class_alias", "pages",
                                      "state", "output",           "markers",     "school_code",
                                      "class", "participant_code", "student_no",  "surname",
                                      "name",  "patronymic",       NULL};
  static const char *const works_only[] = {"work",  "work_no", "class_alias", "pages",
                                           "state", "output",  "markers",     NULL};
  static const char *const bundles[] = {"marker", "teacher", "school_code", "path",
                                        "works",  "bundle",  NULL};
  if (strcmp(table, "pages") == 0)
    return pages;
  if (strcmp(table, "works") == 0)
    return with_identities ? works : works_only;
  return strcmp(table, "bundles") == 0 ? bundles : NULL;
}

int bm_cmd_export(int argc, char **argv)
{
  gboolean is_json = FALSE, is_csv = FALSE, with_identities = FALSE;
  GOptionEntry entries[] = {{"json", 0, 0, G_OPTION_ARG_NONE, &is_json, "JSON", NULL},
                            {"csv", 0, 0, G_OPTION_ARG_NONE, &is_csv, "CSV", NULL},
                            {"identities", 0, 0, G_OPTION_ARG_NONE, &with_identities,
                             bm_tr("со школой, классом и учеником (только для координатора)",
                                   "with school, class and pupil (coordinator only)"),
                             NULL},
                            G_OPTION_ENTRY_NULL};
  int code = bm_cmd_parse(&argc, &argv, entries, 2, 2);
  if (code >= 0)
    return code;
  const char *const *columns = columns_of(argv[2], with_identities);
  if (columns == NULL || (is_json && is_csv))
    return bm_cmd_usage("export", NULL);
  g_auto(BmOpen) open = {0};
  GError *error = NULL;
  if (!bm_open(&open, argv[1], &error))
    return bm_cmd_fail(error);
  g_autoptr(json_t) rows = strcmp(argv[2], "pages") == 0 ? export_pages(&open)
                           : strcmp(argv[2], "works") == 0
                               ? export_works(&open, with_identities)
                               : export_bundles(&open);
  if (is_csv)
    csv_print(rows, columns);
  else
    bm_cmd_print_json(json_incref(rows));
  return BM_EXIT_DONE;
}
