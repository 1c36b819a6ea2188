/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The workspace of a re-check, built beside its place and renamed when whole:
 * procedure → originals → key map with the first round → ledger with its forms → settings.
 */
#include "pipeline/recheck.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/conf.h"
#include "pipeline/first.h"
#include "pipeline/inbox_walk.h"
#include "pipeline/json_text.h"
#include "pipeline/participants.h"
#include "pipeline/seal.h"
#include "pipeline/workspace.h"

#define UNFINISHED "recheck.unfinished" /* marks a folder that may be removed */
#define SEED_TRIES 100
#define SEED_MOST 2147483646

typedef struct Make {
  BmOpen *open;
  const BmRecheckPlan *plan;
  char *ws, *draft;
  int lock;
  gboolean is_draft_ours; /* else somebody else's work lies there, or is under way */
  gint64 fixed_seed;      /* 0: a random one */
  BmSeedTest is_fresh;
  gpointer data;
} Make;

static void make_clear(Make *make)
{
  if (make->is_draft_ours)
    bm_folder_remove(make->draft);
  if (make->lock >= 0)
    close(make->lock);
  g_free(make->ws);
  g_free(make->draft);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Make, make_clear)

/* --- the place */

static gboolean folder_is_empty(const char *path)
{
  g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
  return folder != NULL && g_dir_read_name(folder) == NULL;
}

static gboolean is_within(const char *path, const char *folder)
{
  g_autofree char *prefix = g_strconcat(folder, "/", NULL);
  return strcmp(path, folder) == 0 || g_str_has_prefix(path, prefix);
}

static gboolean place_check(const Make *make, GError **error)
{
  if (is_within(make->ws, make->open->ws) || is_within(make->open->ws, make->ws))
    return bm_fail(error, BM_ERROR_SETTING, "recheck_inside", "'%s'", make->ws);
  if (g_file_test(make->ws, G_FILE_TEST_EXISTS) && !folder_is_empty(make->ws))
    return bm_fail(error, BM_ERROR_SETTING, "recheck_exists", "'%s'", make->ws);
  return TRUE;
}

/* What an earlier try left is marked as such, and nobody is at work on it. */
static gboolean leftover_remove(const Make *make, const char *mark, GError **error)
{
  if (!g_file_test(make->draft, G_FILE_TEST_EXISTS) || folder_is_empty(make->draft))
    return TRUE;
  if (!g_file_test(mark, G_FILE_TEST_EXISTS))
    return bm_fail(error, BM_ERROR_SETTING, "recheck_exists", "'%s'", make->draft);
  g_autofree char *spool = g_build_filename(make->draft, "spool", NULL);
  int lock =
      g_file_test(spool, G_FILE_TEST_IS_DIR) ? bm_workspace_lock(make->draft, error) : -2;
  if (lock == -1)
    return FALSE;
  bm_folder_remove(make->draft);
  if (lock >= 0)
    close(lock);
  return TRUE;
}

static gboolean draft_begin(Make *make, GError **error)
{
  g_autofree char *mark = g_build_filename(make->draft, UNFINISHED, NULL);
  if (!leftover_remove(make, mark, error) || !bm_folder_make(make->draft, 0750, error))
    return FALSE;
  make->is_draft_ours = TRUE;
  if (!bm_file_write(mark, "", error) || !bm_workspace_make(make->draft, error))
    return FALSE;
  make->lock = bm_workspace_lock(make->draft, error);
  return make->lock >= 0;
}

/* --- files */

static gboolean pour(int from, int to, GChecksum *sum)
{
  g_autofree guchar *bytes = g_malloc(1 << 20);
  gssize n;
  while ((n = read(from, bytes, 1 << 20)) > 0) {
    g_checksum_update(sum, bytes, n);
    for (gssize done = 0, w; done < n; done += w)
      if ((w = write(to, bytes + done, (gsize)(n - done))) < 0)
        return FALSE;
  }
  return n == 0 && fsync(to) == 0;
}

/* The very bytes that were taken in the first round, or an error. */
static gboolean original_copy(const Make *make, const json_t *file, GError **error)
{
  const char *id = bm_json_text(file, "file");
  g_autofree char *source = g_build_filename(make->open->ws, "vault", "originals", id, NULL);
  g_autofree char *target = bm_inbox_place(make->draft, bm_json_text(file, "path"));
  g_autofree char *folder = g_path_get_dirname(target);
  g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
  if (!bm_folder_make(folder, 0750, error))
    return FALSE;
  int from = open(source, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (from < 0)
    return bm_fail(error, BM_ERROR_SETTING,
                   bm_seal_has_original(make->open->ws, id) ? "originals_sealed"
                                                            : "recheck_original_lost",
                   "%s", id);
  int to = open(target, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  gboolean is_copied = to >= 0 && pour(from, to, sum);
  int why = errno;
  close(from);
  if (to >= 0 && close(to) != 0)
    is_copied = FALSE;
  if (!is_copied)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "%s: %s", id, g_strerror(why));
  return strcmp(g_checksum_get_string(sum), bm_json_text(file, "sha256")) == 0 ||
         bm_fail(error, BM_ERROR_SETTING, "recheck_original_lost", "%s", id);
}

static gboolean originals_copy(const Make *make, GError **error)
{
  size_t i;
  json_t *file;
  json_array_foreach (make->plan->files, i, file)
    if (!original_copy(make, file, error))
      return FALSE;
  return TRUE;
}

/* Whose works they are stays known, though other works of their classes do not come along. */
static gboolean participants_keep(const Make *make, GError **error)
{
  const BmOpen *open = make->open;
  g_autofree char *path = g_build_filename(make->draft, "procedure", "participants.csv", NULL);
  g_autoptr(json_t) pupils = bm_participants(open->ledger, open->keymap, open->procedure);
  return bm_participants_write(open->ledger, pupils, path, error);
}

/* Everything that the coordinator supplied; separator sheets would be of the other round. */
static gboolean procedure_copy(const Make *make, GError **error)
{
  g_autofree char *from = g_build_filename(make->open->ws, "procedure", NULL);
  g_autoptr(GDir) folder = g_dir_open(from, 0, NULL);
  for (const char *name; folder != NULL && (name = g_dir_read_name(folder)) != NULL;) {
    g_autofree char *source = g_build_filename(from, name, NULL);
    g_autofree char *target = g_build_filename(make->draft, "procedure", name, NULL);
    g_autofree char *bytes = NULL;
    gsize size = 0;
    if (name[0] == '.' || strcmp(name, "separators.pdf") == 0 ||
        !g_file_test(source, G_FILE_TEST_IS_REGULAR))
      continue;
    if (!g_file_get_contents(source, &bytes, &size, NULL) ||
        !g_file_set_contents(target, bytes, (gssize)size, NULL))
      return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot copy a file of the procedure");
  }
  return participants_keep(make, error);
}

/* --- the key map */

/* A round that can be repeated has a re-check that can be, too. */
static gint64 seed_fixed(const Make *make, guint attempt)
{
  g_autoptr(BmConf) conf = bm_conf_load(make->open->ws, NULL);
  if (conf == NULL || bm_conf_int(conf, "round", "seed") == 0)
    return 0;
  g_autofree char *name = g_path_get_basename(make->ws);
  char *picks = json_dumps(make->plan->picks, JSON_COMPACT | JSON_SORT_KEYS);
  g_autofree char *text = g_strdup_printf("recheck %u %s %s", attempt, name, picks);
  free(picks);
  return (gint64)(bm_keymap_hash(make->open->keymap, text) % SEED_MOST) + 1;
}

static void keymap_remove(const Make *make)
{
  static const char *const endings[] = {"", "-wal", "-shm"};
  for (guint i = 0; i < G_N_ELEMENTS(endings); i++) {
    g_autofree char *name = g_strconcat("keymap.db", endings[i], NULL);
    g_autofree char *path = g_build_filename(make->draft, "vault", name, NULL);
    g_unlink(path);
  }
}

static gboolean is_other_round(const Make *make, const BmKeymap *keymap)
{
  return bm_keymap_round_tag(keymap) != bm_keymap_round_tag(make->open->keymap) &&
         (int)bm_keymap_round_tag(keymap) != bm_keymap_first_tag(make->open->keymap) &&
         (make->is_fresh == NULL || make->is_fresh(bm_keymap_seed(keymap), make->data));
}

/* A key map whose seed repeats neither the code of the first round nor one of its numbers. */
static BmKeymap *keymap_make(Make *make, GError **error)
{
  for (guint i = 0; i < SEED_TRIES; i++) {
    make->fixed_seed = seed_fixed(make, i);
    g_autoptr(BmKeymap) keymap = bm_keymap_open(make->draft, make->fixed_seed, error);
    if (keymap == NULL)
      return NULL;
    if (is_other_round(make, keymap))
      return g_steal_pointer(&keymap);
    g_clear_pointer(&keymap, bm_keymap_free);
    keymap_remove(make);
  }
  bm_fail(error, BM_ERROR_IO, "no_random", "%d seeds repeat a number", SEED_TRIES);
  return NULL;
}

/* Classes as the separator sheets among the scans have them, and as the new round does. */
static gboolean classes_enter(const Make *make, BmKeymap *keymap, BmLedger *ledger,
                              GError **error)
{
  BmKeymap *before = make->open->keymap;
  g_autoptr(json_t) classes = bm_keymap_is_recheck(before) ? bm_keymap_first_classes(before)
                                                           : bm_keymap_classes(before);
  size_t i;
  json_t *row;
  json_array_foreach (classes, i, row) {
    const char *school = bm_json_text(row, "school_code"),
               *name = bm_json_text(row, "class_group");
    g_autofree char *class_alias = NULL, *school_alias = NULL;
    gint64 ref = bm_keymap_class(keymap, school, name, &class_alias, &school_alias, error);
    if (ref == 0 ||
        !bm_keymap_first_class_add(
            keymap, (gint64)json_integer_value(json_object_get(row, "class_ref")), school, name,
            error) ||
        !bm_ledger_class_put(ledger, ref, class_alias, school_alias, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean first_enter(const Make *make, BmKeymap *keymap, GError **error)
{
  int before = bm_keymap_first_tag(make->open->keymap);
  guint tag = before >= 0 ? (guint)before : bm_keymap_round_tag(make->open->keymap);
  size_t i;
  json_t *work, *look;
  if (!bm_keymap_first_begin(keymap, tag, error))
    return FALSE;
  json_array_foreach (make->plan->works, i, work)
    if (!bm_keymap_first_work_add(keymap, work, error))
      return FALSE;
  json_array_foreach (make->plan->looks, i, look)
    if (!bm_keymap_first_look_add(keymap, look, error))
      return FALSE;
  return TRUE;
}

static gboolean databases_make(Make *make, BmRecheckMade *ret_made, GError **error)
{
  g_autoptr(BmKeymap) keymap = keymap_make(make, error);
  g_autoptr(BmLedger) ledger = keymap != NULL ? bm_ledger_open(make->draft, error) : NULL;
  return ledger != NULL && classes_enter(make, keymap, ledger, error) &&
         first_enter(make, keymap, error) &&
         bm_recheck_forms(make->open, make->draft, ledger, ret_made, error);
}

/* --- all of it */

static gboolean draft_settle(Make *make, GError **error)
{
  g_autofree char *mark = g_build_filename(make->draft, UNFINISHED, NULL);
  g_autofree char *folder = g_path_get_dirname(make->ws);
  g_unlink(mark);
  if (!bm_folder_sync(make->draft, error))
    return FALSE;
  if (rename(make->draft, make->ws) != 0)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "rename: %s", g_strerror(errno));
  make->is_draft_ours = FALSE;
  return bm_folder_sync(folder, error);
}

gboolean bm_recheck_make(BmOpen *open, const BmRecheckPlan *plan, const char *ws,
                         BmSeedTest is_fresh, gpointer data, BmRecheckMade *ret_made,
                         GError **error)
{
  g_auto(Make) make = {.open = open,
                       .plan = plan,
                       .ws = g_canonicalize_filename(ws, NULL),
                       .lock = -1,
                       .is_fresh = is_fresh,
                       .data = data};
  make.draft = g_strconcat(make.ws, ".tmp", NULL);
  return place_check(&make, error) && draft_begin(&make, error) &&
         procedure_copy(&make, error) && originals_copy(&make, error) &&
         databases_make(&make, ret_made, error) &&
         bm_recheck_conf(open, make.draft, make.fixed_seed, error) &&
         draft_settle(&make, error);
}
