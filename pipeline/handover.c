/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The packet for the city centre, put together. */
#include "pipeline/handover.h"

#include "pipeline/apart.h"
#include "pipeline/report.h"
#include "pipeline/report_table.h"
#include "pipeline/rest.h"
#include "pipeline/results.h"
#include "pipeline/results_book.h"
#include "pipeline/workspace.h"

#include <glib/gstdio.h>
#include <string.h>

#define FORMAT "blindmark-handover-1"

static gboolean file_copy(const char *source, const char *folder, const char *to,
                          GError **error)
{
  g_autofree char *target = g_build_filename(folder, to, NULL);
  g_autofree char *below = g_path_get_dirname(target);
  g_autofree char *bytes = NULL;
  gsize length = 0;
  if (!bm_folder_make(below, 0700, error))
    return FALSE;
  return (g_file_get_contents(source, &bytes, &length, NULL) &&
          g_file_set_contents(target, bytes, (gssize)length, NULL)) ||
         bm_fail(error, BM_ERROR_IO, "disk_write", "cannot copy a report into the packet");
}

/* ---- analysis and report ---- */

static gboolean analysis_copy(const json_t *files, const char *folder, GError **error)
{
  static const char *const kinds[] = {"xlsx", "html", "pdf"};
  const json_t *tables = json_object_get(files, "csv");
  for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
    g_autofree char *name = g_strconcat("analysis.", kinds[i], NULL);
    if (!file_copy(bm_report_text(files, kinds[i]), folder, name, error))
      return FALSE;
  }
  const char *name;
  json_t *path;
  json_object_foreach ((json_t *)tables, name, path) {
    g_autofree char *file = g_strdup_printf("analysis/%s.csv", name);
    gboolean is_of_markers = strcmp(name, "severity") == 0 || strcmp(name, "agreement") == 0;
    if (!is_of_markers && !file_copy(json_string_value(path), folder, file, error))
      return FALSE;
  }
  return TRUE;
}

/* How markers differ from each other is for the organiser of the round alone: the analysis of
 * the packet is not told who marked what. */
static gboolean analysis_put(BmOpen *open, const json_t *results, const char *folder,
                             GError **error)
{
  g_autofree char *scratch = bm_scratch_make(open->ws, error);
  if (scratch == NULL)
    return FALSE;
  json_t *input = bm_results_analysis_input(open, results);
  json_object_set_new(input, "markings", json_array());
  g_autoptr(json_t) analysis = bm_apart_note("analyse", input, scratch, "analysis", error);
  gboolean is_done =
      analysis != NULL && analysis_copy(json_object_get(analysis, "files"), folder, error);
  bm_folder_remove(scratch);
  return is_done;
}

/* ---- the packet ---- */

static gint64 finals_of(const json_t *results)
{
  gint64 n = 0;
  size_t i;
  json_t *work;
  json_array_foreach (json_object_get(results, "works"), i, work)
    n += strcmp(bm_report_text(work, "state"), "final") == 0;
  return n;
}

static json_t *manifest_new(const BmOpen *open, const json_t *results, const json_t *summary,
                            guint n_schools)
{
  static const char *const keys[] = {"title", "subject", "date", "district"};
  size_t works = json_array_size(json_object_get(results, "works")),
         reports = json_array_size(json_object_get(summary, "schools"));
  gint64 finals = finals_of(results),
         received = bm_report_count(json_object_get(summary, "counts"), "received");
  json_t *rest = json_object_get(results, "rest");
  json_t *manifest =
      json_pack("{s:s,s:b,s:O?,s:{s:I,s:I,s:I,s:I,s:I,s:I}}", "format", FORMAT, "is_complete",
                finals == (gint64)works && received == (gint64)reports && bm_rest_is_none(rest),
                "not_given_out", rest, "counts", "schools", (json_int_t)n_schools, "works",
                (json_int_t)works, "final", (json_int_t)finals, "reports", (json_int_t)reports,
                "reports_received", (json_int_t)received, "differences",
                (json_int_t)json_array_size(json_object_get(summary, "differences")));
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
    json_object_set_new(manifest, keys[i],
                        json_string(bm_report_text(open->procedure->assessment, keys[i])));
  return manifest;
}

static json_t *packet_fill(BmOpen *open, const json_t *results, const char *folder,
                           GError **error)
{
  guint n_schools = 0;
  if (!bm_results_packet_write(results, open->procedure->assessment, folder, &n_schools,
                               error) ||
      !analysis_put(open, results, folder, error))
    return NULL;
  g_autoptr(json_t) summary = bm_report_general_outside(open, folder, error);
  g_autoptr(json_t) manifest =
      summary != NULL ? manifest_new(open, results, summary, n_schools) : NULL;
  if (manifest == NULL || !bm_handover_seal(folder, manifest, error))
    return NULL;
  return g_steal_pointer(&manifest);
}

/* A packet that was made earlier stays until the new one is whole. */
static gboolean packet_settle(const BmOpen *open, const char *draft, gboolean is_zip,
                              GError **error)
{
  g_autofree char *folder = g_build_filename(open->ws, BM_HANDOVER_FOLDER, NULL);
  g_autofree char *zip = g_build_filename(open->ws, BM_HANDOVER_ZIP, NULL);
  g_autofree char *zip_draft = g_strconcat(zip, ".new", NULL);
  if (is_zip && (!bm_handover_zip_write(draft, zip_draft, error) ||
                 !bm_file_settle(zip_draft, zip, error)))
    return FALSE;
  if (!is_zip)
    g_unlink(zip); /* of an earlier packet */
  bm_folder_remove(folder);
  return g_rename(draft, folder) == 0 ||
         bm_fail(error, BM_ERROR_IO, "disk_write", "cannot put the packet into its place");
}

json_t *bm_handover_make(BmOpen *open, const json_t *results, gboolean is_zip, GError **error)
{
  g_autofree char *draft = g_build_filename(open->ws, BM_HANDOVER_FOLDER ".new", NULL);
  bm_folder_remove(draft);
  if (!bm_folder_make(draft, 0700, error))
    return NULL;
  g_autoptr(json_t) manifest = packet_fill(open, results, draft, error);
  if (manifest == NULL || !packet_settle(open, draft, is_zip, error)) {
    bm_folder_remove(draft);
    return NULL;
  }
  return g_steal_pointer(&manifest);
}
