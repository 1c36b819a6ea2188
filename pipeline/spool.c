/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tickets as files. */
#include "pipeline/spool.h"

#include "pipeline/order.h"
#include "pipeline/workspace.h"
#include "stages/chain.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

static char *ticket_path(const char *ws, const char *stage, const char *where, const char *job)
{
  g_autofree char *name = g_strconcat(job, ".json", NULL);
  return g_build_filename(ws, "spool", stage, where, name, NULL);
}

gboolean bm_spool_prepare(const char *ws, GError **error)
{
  static const char *const wheres[] = {"tmp", "in", "active"};
  guint n;
  const BmStage *const *chain = bm_chain(&n);
  for (guint i = 0; i < n; i++)
    for (guint k = 0; k < G_N_ELEMENTS(wheres); k++) {
      g_autofree char *path = g_build_filename(ws, "spool", chain[i]->name, wheres[k], NULL);
      bm_folder_remove(path);
      if (!bm_folder_make(path, 0700, error))
        return FALSE;
    }
  return TRUE;
}

gboolean bm_spool_put(const char *ws, const char *stage, const char *job, const json_t *ticket,
                      GError **error)
{
  g_autofree char *draft = ticket_path(ws, stage, "tmp", job);
  g_autofree char *path = ticket_path(ws, stage, "in", job);
  char *text = json_dumps(ticket, JSON_COMPACT);
  g_unlink(draft); /* as in bm_file_write */
  gboolean is_written =
      g_file_set_contents_full(draft, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
  free(text);
  if (is_written && g_rename(draft, path) == 0)
    return TRUE;
  return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot write a ticket");
}

GPtrArray *bm_spool_waiting(const char *ws, const char *stage)
{
  GPtrArray *jobs = g_ptr_array_new_with_free_func(g_free);
  g_autofree char *path = g_build_filename(ws, "spool", stage, "in", NULL);
  g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
  for (const char *name; folder != NULL && (name = g_dir_read_name(folder)) != NULL;)
    if (g_str_has_suffix(name, ".json"))
      g_ptr_array_add(jobs, g_strndup(name, strlen(name) - strlen(".json")));
  g_ptr_array_sort(jobs, bm_by_text);
  return jobs;
}

gboolean bm_spool_claim(const char *ws, const char *stage, const char *job, json_t **ret_ticket,
                        GError **error)
{
  g_autofree char *from = ticket_path(ws, stage, "in", job);
  g_autofree char *to = ticket_path(ws, stage, "active", job);
  if (g_rename(from, to) != 0 && errno != ENOENT)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot claim a ticket: %s",
                   g_strerror(errno));
  *ret_ticket = json_load_file(to, 0, NULL);
  return TRUE;
}

void bm_spool_release(const char *ws, const char *stage, const char *job)
{
  g_autofree char *path = ticket_path(ws, stage, "active", job);
  g_unlink(path);
}

void bm_spool_done(const char *ws, const char *stage, const char *job)
{
  g_autofree char *scratch = bm_spool_scratch_path(ws, stage, job);
  bm_spool_release(ws, stage, job);
  bm_folder_remove(scratch);
}

char *bm_spool_scratch_path(const char *ws, const char *stage, const char *job)
{
  return g_build_filename(ws, "spool", stage, "tmp", job, NULL);
}

char *bm_spool_scratch(const char *ws, const char *stage, const char *job, GError **error)
{
  g_autofree char *path = bm_spool_scratch_path(ws, stage, job);
  bm_folder_remove(path);
  if (!bm_folder_make(path, 0700, error))
    return NULL;
  return g_steal_pointer(&path);
}
