/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are refused: into rejected/ (scans) or scores/rejected/ (forms), each with a text
 * beside it that says why and what to do. */
#include "pipeline/engine.h"

#include "pipeline/autoptr.h"
#include "pipeline/inbox_walk.h"
#include "pipeline/lang.h"
#include "pipeline/pile.h"
#include "pipeline/reason.h"
#include "pipeline/workspace.h"

#include <glib/gstdio.h>
#include <string.h>

#define NAME_MOST 255 /* bytes of a file name */

char *bm_inbox_copy(const BmEngine *engine, const char *file)
{
  return g_build_filename(engine->ws, "vault", "originals", file, NULL);
}

static char *free_name(const char *path)
{
  if (!g_file_test(path, G_FILE_TEST_EXISTS))
    return g_strdup(path);
  for (guint i = 2;; i++) {
    g_autofree char *other = g_strdup_printf("%s.%u", path, i);
    if (!g_file_test(other, G_FILE_TEST_EXISTS))
      return g_steal_pointer(&other);
  }
}

/* What a filled form lacks, a line each; empty for scans. Caller frees. */
static char *faults_of(BmEngine *engine, const char *file)
{
  g_autoptr(json_t) item = bm_ledger_item(engine->ledger, file);
  return bm_pile_text(engine->ledger, item, bm_lang_is_russian());
}

/* Beside the rejected file lies a text that says why, for the operator. Its name is the file's,
 * shortened where the two would not fit. */
static gboolean reject_explain(const char *place, const char *reason, const char *faults,
                               GError **error)
{
  const char *ending = bm_tr(".причина.txt", ".reason.txt");
  g_autofree char *folder = g_path_get_dirname(place);
  g_autofree char *name = g_path_get_basename(place);
  gsize most = NAME_MOST - strlen(ending) - strlen(".new");
  gsize end = MIN(strlen(name), most);
  while (end > 0 && (name[end] & 0xC0) == 0x80) /* not within a letter */
    end--;
  name[end] = '\0';
  g_autofree char *note = g_strconcat(folder, "/", name, ending, NULL);
  g_autofree char *text =
      g_strdup_printf("%s\n%s\n%s%s", bm_reason_text(reason), bm_reason_todo(reason), faults,
                      faults[0] != '\0' ? "\n" : "");
  return bm_file_write(note, text, error);
}

/* The text comes first: a refused file without one would stay so if the program ended here.
 * Where rejected/ is on another disk the file is copied. A file that is moved is done with,
 * also when the disk did not say so: the next start looks again (bm_inbox_recover). */
static gboolean reject_to(BmEngine *engine, const char *file, const char *place,
                          const char *reason, GError **error)
{
  g_autofree char *copy = bm_inbox_copy(engine, file);
  g_autofree char *faults = faults_of(engine, file);
  g_autofree char *folder = g_path_get_dirname(place);
  g_autofree char *name = g_path_get_basename(place);
  g_autoptr(GError) why = NULL;
  if (!g_file_test(copy, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!bm_folder_keep(folder, 0750, error) || !reject_explain(place, reason, faults, error))
    return FALSE;
  if (bm_file_settle(copy, place, &why))
    return g_chmod(place, 0640) == 0 || TRUE;
  if (!bm_file_keep(copy, folder, name, error))
    return FALSE;
  g_unlink(copy);
  return TRUE;
}

/* Where the operator finds it: under its own name, or under its id where that cannot be. A name
 * that the disk refuses is refused twice; trouble that passes is over at the second try. */
static gboolean reject_move(BmEngine *engine, const BmSource *source, const char *reason,
                            GError **error)
{
  g_autofree char *wanted = bm_reject_place(engine->ws, source->path);
  g_autofree char *place = free_name(wanted);
  for (guint tries = 0; tries < 2; tries++)
    if (reject_to(engine, source->file, place, reason, NULL))
      return TRUE;
  g_autofree char *root =
      bm_reject_place(engine->ws, bm_path_is_return(source->path) ? BM_RETURN_PATH : "");
  g_autofree char *plain = g_build_filename(root, source->file, NULL);
  return reject_to(engine, source->file, plain, reason, error);
}

/* The file is named by its id: a name given at school may be a pupil's. What a form lacks
 * stands in the text beside it only. */
static void reject_say(BmEngine *engine, const char *file, const char *reason,
                       const char *detail, gboolean is_return)
{
  gboolean is_told = detail != NULL && detail[0] != '\0';
  bm_progress_say(engine->progress,
                  bm_tr("отклонён файл %s: %s. %s%s%s%s Файл и причина лежат в %s.",
                        "rejected file %s: %s. %s%s%s%s The file and the reason are in %s."),
                  file, bm_reason_text(reason), is_return ? "" : bm_reason_todo(reason),
                  is_told ? " (" : "", is_told ? detail : "", is_told ? ")" : "",
                  is_return ? "scores/rejected/" : "rejected/");
}

gboolean bm_inbox_reject(BmEngine *engine, const char *file, const char *reason,
                         const char *detail, GError **error)
{
  g_autoptr(BmSource) source = bm_keymap_source(engine->keymap, file);
  g_autofree char *copy = bm_inbox_copy(engine, file);
  if (source == NULL || !g_file_test(copy, G_FILE_TEST_EXISTS))
    return TRUE; /* was moved before */
  if (!reject_move(engine, source, reason, error))
    return FALSE;
  gboolean is_return = bm_path_is_return(source->path);
  if (!is_return || !engine->is_collect)
    reject_say(engine, file, reason, detail, is_return);
  return TRUE;
}
