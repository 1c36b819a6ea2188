/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Heads of the journal beside what is given out. */
#include "pipeline/heads.h"

#include "pipeline/journal.h"
#include "pipeline/journal_check.h"
#include "pipeline/order.h"
#include "pipeline/workspace.h"

#include <string.h>
#include <unistd.h>

#define DEPTH_MOST 8
#define LONGEST_HEAD 200 /* bytes; a number, a space, a sum */

gboolean bm_head_put(BmLedger *ledger, const char *ws, const char *folder, GError **error)
{
  g_autofree char *head = bm_journal_head(ledger);
  g_autofree char *path = g_build_filename(ws, folder, BM_HEAD_FILE, NULL);
  g_autofree char *line = g_strconcat(head != NULL ? head : "", "\n", NULL);
  return bm_file_write(path, line, error);
}

static void head_take(const char *ws, const char *place, json_t *heads)
{
  g_autofree char *path = g_build_filename(ws, place, NULL);
  g_autofree char *text = NULL;
  gsize length = 0;
  g_file_get_contents(path, &text, &length, NULL);
  json_t *head = text != NULL && length < LONGEST_HEAD
                     ? bm_journal_head_read(g_strchomp(text), place)
                     : NULL;
  json_array_append_new(heads, head != NULL ? head : json_pack("{s:s}", "where", place));
}

/* A bundle goes out with the head, or somebody took it away. */
static void head_miss(const char *ws, const char *folder, json_t *heads)
{
  g_autofree char *manifest = g_build_filename(ws, folder, "manifest.json", NULL);
  g_autofree char *place = g_build_filename(folder, BM_HEAD_FILE, NULL);
  g_autofree char *path = g_build_filename(ws, place, NULL);
  if (access(manifest, F_OK) == 0 && access(path, F_OK) != 0)
    json_array_append_new(heads, json_pack("{s:s,s:b}", "where", place, "is_missing", 1));
}

static void folder_walk(const char *ws, const char *folder, guint depth, json_t *heads)
{
  g_autofree char *path = g_build_filename(ws, folder, NULL);
  g_autoptr(GDir) dir = depth < DEPTH_MOST ? g_dir_open(path, 0, NULL) : NULL;
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;)
    g_ptr_array_add(names, g_build_filename(folder, name, NULL));
  g_ptr_array_sort(names, bm_by_text);
  head_miss(ws, folder, heads);
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *name = g_path_get_basename(names->pdata[i]);
    if (strcmp(name, BM_HEAD_FILE) == 0)
      head_take(ws, names->pdata[i], heads);
    else
      folder_walk(ws, names->pdata[i], depth + 1, heads);
  }
}

json_t *bm_heads_gather(const char *ws)
{
  json_t *heads = json_array();
  folder_walk(ws, "bundles", 0, heads);
  folder_walk(ws, "results", 0, heads);
  return heads;
}
