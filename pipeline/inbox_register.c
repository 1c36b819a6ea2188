/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New files of the inbox: into the key map, then into the ledger. */
#include "pipeline/engine.h"

#include "pipeline/inbox_walk.h"

#include <string.h>

/* Files that differ only in a number before the ending may be one scanner batch. */
static char *series_name(const char *path, gint64 *ret_seq)
{
  const char *dot = strrchr(path, '.');
  gsize end = dot != NULL && strchr(dot, '/') == NULL ? (gsize)(dot - path) : strlen(path);
  gsize start = end;
  while (start > 0 && g_ascii_isdigit(path[start - 1]))
    start--;
  *ret_seq = g_ascii_strtoll(path + start, NULL, 10);
  if (start == end)
    return NULL;
  g_autofree char *stem = g_strndup(path, start);
  g_autofree char *ending = g_ascii_strdown(path + end, -1);
  return g_strconcat(stem, "#", ending, NULL);
}

/* A filled score form is an item of its own kind, and never part of a series. */
gboolean bm_inbox_enter(BmEngine *engine, const char *id, const char *path, GError **error)
{
  if (bm_path_is_return(path))
    return bm_ledger_item_add(engine->ledger, id, "paper", "return.new", "waiting", NULL,
                              error);
  gint64 seq = 0;
  g_autofree char *name = series_name(path, &seq);
  /* the ledger must not hold names: a series is known by a keyed hash */
  g_autofree char *series = name == NULL
                                ? g_strdup(id)
                                : g_strdup_printf("s%016" G_GINT64_MODIFIER "x",
                                                  bm_keymap_hash(engine->keymap, name));
  return bm_ledger_item_add(engine->ledger, id, "file", "file", "waiting", NULL, error) &&
         bm_ledger_series_add(engine->ledger, series, id, seq, g_get_real_time(), error);
}

typedef struct NextIds { /* 0: not asked yet */
  gint64 file, paper;
} NextIds;

/* What neither the ledger nor the key map has used: either may be older. */
static gboolean next_ids(BmEngine *engine, NextIds *next, GError **error)
{
  gint64 file = bm_ledger_last_file(engine->ledger);
  gint64 file_used = bm_keymap_last(engine->keymap, "f");
  gint64 paper = bm_ledger_last_return(engine->ledger);
  gint64 paper_used = bm_keymap_last(engine->keymap, "r");
  if (file < 0 || file_used < 0 || paper < 0 || paper_used < 0)
    return bm_fail(error, BM_ERROR_LEDGER, "ledger_read", "the last file is not known");
  *next = (NextIds){MAX(file, file_used) + 1, MAX(paper, paper_used) + 1};
  return TRUE;
}

static gboolean file_register(BmEngine *engine, const BmFound *found, NextIds *next,
                              GError **error)
{
  if (next->file == 0 && !next_ids(engine, next, error))
    return FALSE;
  gboolean is_return = bm_path_is_return(found->path);
  g_autofree char *id = g_strdup_printf("%c%06" G_GINT64_FORMAT, is_return ? 'r' : 'f',
                                        is_return ? next->paper++ : next->file++);
  return bm_keymap_source_add(engine->keymap, id, found->path, found->size, found->mtime,
                              error) &&
         bm_inbox_enter(engine, id, found->path, error);
}

gboolean bm_inbox_register(BmEngine *engine, const GArray *found, GError **error)
{
  NextIds next = {0};
  if (!bm_db_begin(engine->ledger, error))
    return FALSE;
  for (guint i = 0; i < found->len; i++) {
    const BmFound *one = &g_array_index(found, BmFound, i);
    g_autoptr(BmSource) source = bm_keymap_source_at(engine->keymap, one->path);
    if (source != NULL)
      continue;
    if (!file_register(engine, one, &next, error)) {
      bm_db_rollback(engine->ledger);
      return FALSE;
    }
  }
  return bm_db_commit(engine->ledger, error);
}
