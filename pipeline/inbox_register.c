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

/* --- in which order */

typedef struct Turn {
  const BmFound *found;
  guint64 place; /* of its folder */
} Turn;

static int turn_order(gconstpointer a, gconstpointer b)
{
  const Turn *one = a, *other = b;
  if (one->place != other->place)
    return one->place < other->place ? -1 : 1;
  return one->found < other->found ? -1 : one->found > other->found;
}

/* Numbers stand in the ledger, which a thief of a sealed round reads: in the order of their
 * paths they would tell the schools in the order of their codes. So folders take turns by a
 * keyed hash; files of one folder stay as they were found, by name. A round with a fixed seed,
 * which anybody can try, keeps the order of paths. */
static GArray *turns_of(const BmEngine *engine, const GArray *found)
{
  gboolean is_drawn = bm_conf_int(engine->conf, "round", "seed") == 0;
  GArray *turns = g_array_sized_new(FALSE, FALSE, sizeof(Turn), found->len);
  for (guint i = 0; i < found->len; i++) {
    Turn turn = {&g_array_index(found, BmFound, i), 0};
    g_autofree char *folder = g_path_get_dirname(turn.found->path);
    g_autofree char *text = g_strconcat("turn ", folder, NULL);
    if (is_drawn)
      turn.place = bm_keymap_hash(engine->keymap, text);
    g_array_append_val(turns, turn);
  }
  g_array_sort(turns, turn_order);
  return turns;
}

gboolean bm_inbox_register(BmEngine *engine, const GArray *found, GError **error)
{
  NextIds next = {0};
  g_autoptr(GArray) turns = turns_of(engine, found);
  if (!bm_db_begin(engine->ledger, error))
    return FALSE;
  for (guint i = 0; i < turns->len; i++) {
    const BmFound *one = g_array_index(turns, Turn, i).found;
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
