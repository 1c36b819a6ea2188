/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports, written. */
#include "pipeline/report.h"
#include "pipeline/rest.h"

#include "pipeline/apart.h"
#include "pipeline/report_gather.h"
#include "pipeline/report_kit.h"
#include "pipeline/report_table.h"
#include "pipeline/report_tables.h"
#include "pipeline/results.h"
#include "pipeline/results_part.h"
#include "pipeline/returns.h"
#include "pipeline/workspace.h"

#include <string.h>

/* ---- forms ---- */

static gboolean forms_keep(const json_t *kits, const json_t *forms, const char *folder,
                           GError **error)
{
  size_t i;
  json_t *kit;
  json_array_foreach ((json_t *)kits, i, kit) {
    g_autofree char *name = bm_result_file_name(bm_report_text(kit, "school_code"), ".xlsx");
    const char *path = bm_report_text(json_array_get(forms, i), "path");
    if (!bm_file_keep(path, folder, name, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean forms_make(BmOpen *open, json_t *kits, GError **error)
{
  g_autofree char *folder = g_build_filename(open->ws, BM_REPORTS_FOLDER, "forms", NULL);
  g_autofree char *scratch = bm_scratch_make(open->ws, error);
  if (scratch == NULL)
    return FALSE;
  json_t *context = json_pack("{s:O}", "reports", kits);
  g_autoptr(json_t) forms = bm_apart_note("report", context, scratch, "forms", error);
  if (forms != NULL)
    bm_folder_remove(folder);
  gboolean is_done = forms != NULL && bm_folder_make(folder, 0700, error) &&
                     forms_keep(kits, forms, folder, error);
  bm_folder_remove(scratch);
  return is_done;
}

gboolean bm_report_forms(BmOpen *open, json_t **ret_kits, GError **error)
{
  g_autoptr(json_t) kits = bm_report_kits(open->ledger, open->keymap, open->procedure);
  if (json_array_size(kits) == 0)
    return bm_fail(error, BM_ERROR_SETTING, "report_nothing", "%s", open->ws);
  if (!forms_make(open, kits, error))
    return FALSE;
  *ret_kits = g_steal_pointer(&kits);
  return TRUE;
}

/* ---- documents ---- */

static char *title_of(const BmOpen *open)
{
  static const char *const keys[] = {"title", "subject", "date", "district"};
  GString *title = g_string_new(NULL);
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
    const char *text = bm_report_text(open->procedure->assessment, keys[i]);
    if (text[0] != '\0')
      g_string_append_printf(title, "%s%s", title->len > 0 ? " · " : "", text);
  }
  return g_string_free(title, FALSE);
}

static gboolean document_keep(const char *folder, const json_t *files, const char *stem,
                              GError **error)
{
  static const char *const kinds[] = {"xlsx", "html", "pdf"};
  if (!bm_folder_make(folder, 0700, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
    g_autofree char *name = g_strdup_printf("%s.%s", stem, kinds[i]);
    if (!bm_file_keep(bm_report_text(files, kinds[i]), folder, name, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean document_write(BmOpen *open, const char *folder, json_t *tables,
                               const char *stem, const char *heading, json_t *preface,
                               GError **error)
{
  g_autofree char *title = title_of(open);
  json_t *context = json_pack("{s:{s:s,s:s,s:s,s:o,s:O}}", "document", "stem", stem, "heading",
                              heading, "title", title, "preface", preface, "tables", tables);
  g_autofree char *scratch = bm_scratch_make(open->ws, error);
  if (scratch == NULL) {
    json_decref(context);
    return FALSE;
  }
  g_autoptr(json_t) files = bm_apart_note("analyse", context, scratch, "document", error);
  gboolean is_kept = files != NULL && document_keep(folder, files, stem, error);
  bm_folder_remove(scratch);
  return is_kept;
}

/* ---- the general report ---- */

static json_t *summary_of(const json_t *entries, json_t *differences)
{
  json_t *schools = json_array(),
         *counts = json_pack("{s:i,s:i,s:i,s:i}", "received", 0, "missing", 0, "held", 0,
                             "outdated", 0),
         *entry;
  size_t i;
  json_array_foreach ((json_t *)entries, i, entry) {
    const json_t *kit = json_object_get(entry, "kit");
    json_t *count = json_object_get(counts, bm_report_text(entry, "state"));
    json_integer_set(count, json_integer_value(count) + 1);
    json_array_append_new(schools, json_pack("{s:O,s:O,s:O,s:O}", "school_code",
                                             json_object_get(kit, "school_code"), "school",
                                             json_object_get(kit, "school"), "state",
                                             json_object_get(entry, "state"), "item",
                                             json_object_get(entry, "item")));
  }
  return json_pack("{s:o,s:O,s:o}", "schools", schools, "differences", differences, "counts",
                   counts);
}

static json_t *entries_read(BmOpen *open, GError **error)
{
  g_autoptr(json_t) kits = bm_report_kits(open->ledger, open->keymap, open->procedure);
  if (json_array_size(kits) == 0) {
    bm_fail(error, BM_ERROR_SETTING, "report_nothing", "%s", open->ws);
    return NULL;
  }
  return bm_reports_gather(open, kits, error);
}

static guint bundles_of(const json_t *items)
{
  guint n = 0;
  size_t i;
  json_t *item;
  json_array_foreach ((json_t *)items, i, item) {
    g_autoptr(json_t) bundles = bm_returns_bundles(item);
    n += (guint)json_array_size(bundles);
  }
  return n;
}

static json_t *general_preface(void)
{
  return json_pack("[s,s]",
                   "Отчёт собран из отчётов организаторов и из подсчётов самого раунда. Слова "
                   "организаторов приведены как есть.",
                   "ОО стоят в порядке кодов: отчёт не строит рейтингов и не используется для "
                   "оценки работы учителей.");
}

/* @is_outside: for others than the methodist */
static json_t *general_make(BmOpen *open, const char *folder, gboolean is_outside,
                            GError **error)
{
  g_autoptr(json_t) entries = entries_read(open, error);
  if (entries == NULL)
    return NULL;
  g_autoptr(json_t) status = bm_ledger_status(open->ledger),
                    forms = bm_returns_state(open->ledger),
                    rows = bm_returns_rows(open->ledger),
                    items = bm_ledger_items_of_class(open->ledger, "marker"),
                    rest = bm_rest(open->ledger, open->keymap);
  BmReportRound round = {status,
                         forms,
                         rows,
                         bundles_of(items),
                         bm_report_markers_apart(open->ledger, open->keymap),
                         rest};
  g_autoptr(json_t) differences = bm_report_differences(entries, &round);
  g_autoptr(json_t) tables = bm_report_tables(entries, differences, &round);
  if (is_outside)
    bm_report_tables_outside(tables);
  if (!document_write(open, folder, tables, "general", "Сводный отчёт", general_preface(),
                      error))
    return NULL;
  return summary_of(entries, differences);
}

static char *reports_folder(const BmOpen *open)
{
  return g_build_filename(open->ws, BM_REPORTS_FOLDER, NULL);
}

json_t *bm_report_general(BmOpen *open, GError **error)
{
  g_autofree char *folder = reports_folder(open);
  return general_make(open, folder, FALSE, error);
}

json_t *bm_report_general_outside(BmOpen *open, const char *folder, GError **error)
{
  return general_make(open, folder, TRUE, error);
}

/* ---- the lists ---- */

static json_t *rows_count(const json_t *tables)
{
  json_t *counts = json_object(), *table;
  const char *name;
  json_object_foreach ((json_t *)tables, name, table)
    json_object_set_new(
        counts, name,
        json_integer((json_int_t)json_array_size(json_object_get(table, "rows"))));
  return counts;
}

static json_t *lists_preface(void)
{
  return json_pack("[s,s]",
                   "Списки для адресной помощи школам и для согласования критериев. Они "
                   "показывают, о чём поговорить, и не говорят о причинах.",
                   "Списки не строят рейтингов и не используются для оценки работы учителей.");
}

json_t *bm_report_lists(BmOpen *open, GError **error)
{
  g_autoptr(json_t) entries = entries_read(open, error);
  g_autoptr(json_t) results = entries != NULL ? bm_results(open, error) : NULL;
  g_autoptr(json_t) analysis = results != NULL ? bm_results_analyse(open, error) : NULL;
  if (analysis == NULL)
    return NULL;
  g_autoptr(json_t) markers = bm_keymap_markers(open->keymap);
  g_autoptr(json_t) tables = bm_report_help_tables(entries, analysis, results, markers);
  g_autofree char *folder = reports_folder(open);
  if (!document_write(open, folder, tables, "lists", "Помощь школам и согласование критериев",
                      lists_preface(), error))
    return NULL;
  return rows_count(tables);
}
