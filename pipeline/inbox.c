/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the inbox into the vault. Order: copy while hashing → fsync → rename → key map 'copied'
 * → ledger 'ready' → the original leaves the inbox → key map 'taken'. Each step can be
 * repeated.
 */
#include "pipeline/engine.h"

#include "pipeline/autoptr.h"
#include "pipeline/inbox_walk.h"
#include "pipeline/json_text.h"
#include "pipeline/lang.h"
#include "pipeline/workspace.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOOK_REST                                                                              \
  20 /* a look through the inbox is followed by so many times its own length                   \
      */

void bm_look_free(BmLook *look)
{
  if (look == NULL)
    return;
  g_free(look->file);
  g_free(look->reason);
  g_free(look);
}

static gint64 stat_mtime(const struct stat *st)
{
  return (gint64)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
}

char *bm_inbox_path(const BmEngine *engine, const char *file)
{
  g_autoptr(BmSource) source = bm_keymap_source(engine->keymap, file);
  return source != NULL ? bm_inbox_place(engine->ws, source->path) : NULL;
}

/* --- taking a file */

static double engine_real(const BmEngine *engine, const char *key)
{
  return json_number_value(json_object_get(bm_conf_group(engine->conf, "engine"), key));
}

static double patience_s(const BmEngine *engine)
{
  return engine_real(engine, engine->mode == BM_MODE_WATCH ? "broken_s" : "broken_run_s");
}

static gboolean look_is_old(const BmEngine *engine, const BmLook *look)
{
  gint64 since = MAX(look->rest_since_us, look->first_us);
  return g_get_monotonic_time() - since > (gint64)(patience_s(engine) * 1e6);
}

/* Not now: the ledger knows why, and the file is asked about again, ever more rarely. */
static void look_put_off(BmEngine *engine, BmLook *look, const char *reason)
{
  gint64 pause_s = MIN(1 << MIN(look->n_asked, 6), 60);
  look->n_asked++;
  look->retry_us = g_get_monotonic_time() + pause_s * G_USEC_PER_SEC;
  look->is_stuck = look_is_old(engine, look);
  if (g_strcmp0(look->reason, reason) == 0)
    return;
  g_free(look->reason);
  look->reason = g_strdup(reason);
  g_autoptr(json_t) item = bm_ledger_item(engine->ledger, look->file);
  if (item == NULL)
    return;
  json_object_set_new(item, "reason", reason != NULL ? json_string(reason) : json_null());
  bm_ledger_item_save(engine->ledger, item, NULL);
}

static gboolean is_zero(const guchar *bytes, gssize n)
{
  return n > 0 && bytes[0] == 0 && memcmp(bytes, bytes + 1, (gsize)n - 1) == 0;
}

static gboolean write_all(int to, const guchar *bytes, gssize n)
{
  for (gssize done = 0; done < n;) {
    gssize w = write(to, bytes + done, (gsize)(n - done));
    if (w < 0 && errno != EINTR)
      return FALSE;
    done += MAX(w, 0);
  }
  return TRUE;
}

/* Zeroes become holes again: ten gigabytes of nothing must not fill the disk. */
static gboolean copy_hashed(int from, int to, char **ret_sha256)
{
  g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
  g_autofree guchar *bytes = g_malloc(1 << 20);
  gssize n;
  off_t size = 0;
  while ((n = read(from, bytes, 1 << 20)) > 0 || (n < 0 && errno == EINTR)) {
    if (n < 0)
      continue;
    g_checksum_update(sum, bytes, n);
    size += n;
    if (is_zero(bytes, n) ? lseek(to, n, SEEK_CUR) < 0 : !write_all(to, bytes, n))
      return FALSE;
  }
  *ret_sha256 = g_strdup(g_checksum_get_string(sum));
  return n == 0 && ftruncate(to, size) == 0 && fsync(to) == 0;
}

/* More than intake takes: it is refused whatever it holds. Reading it all, to copy and hash it,
 * would keep everybody waiting, so it gets a second name instead. */
static gboolean is_too_large(const BmEngine *engine, const struct stat *st)
{
  return st->st_size > bm_conf_int(engine->conf, "intake", "max_file_mb") << 20;
}

static gboolean link_settle(const char *path, const char *place)
{
  unlink(place);
  return link(path, place) == 0;
}

/* Copy into the vault; TRUE when it is there and the source did not change meanwhile. */
static gboolean vault_take(const BmEngine *engine, const char *path, const char *file,
                           struct stat *ret_st, char **ret_sha256, GError **error)
{
  g_autofree char *place = bm_inbox_copy(engine, file);
  g_autofree char *draft = g_strconcat(place, ".new", NULL);
  int from = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  struct stat before, after;
  if (from < 0 || fstat(from, &before) != 0 || !S_ISREG(before.st_mode)) {
    if (from >= 0)
      close(from);
    return bm_fail(error, BM_ERROR_IO, "file_open", "cannot open an inbox file");
  }
  if (is_too_large(engine, &before) && link_settle(path, place)) {
    close(from);
    *ret_st = before;
    return TRUE;
  }
  int to = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  gboolean is_copied = to >= 0 && copy_hashed(from, to, ret_sha256) && fstat(from, &after) == 0;
  if (to >= 0)
    close(to);
  close(from);
  if (!is_copied)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot copy into the vault");
  if (before.st_size != after.st_size || stat_mtime(&before) != stat_mtime(&after))
    return bm_fail(error, BM_ERROR_INPUT, "file_changing",
                   "the file changed while it was read");
  *ret_st = before;
  return bm_file_settle(draft, place, error);
}

static gboolean item_become_ready(BmEngine *engine, const char *file, gboolean is_twin,
                                  GError **error)
{
  g_autoptr(json_t) item = bm_ledger_item(engine->ledger, file);
  g_autofree char *place = g_build_filename("vault", "originals", file, NULL);
  json_object_set_new(item, "file", json_string(place));
  json_object_set_new(item, "state", json_string(is_twin ? "held" : "ready"));
  if (!bm_db_begin(engine->ledger, error))
    return FALSE;
  if ((!is_twin || bm_ledger_doubt_add(engine->ledger, file, "intake", "file_duplicate", NULL,
                                       NULL, error)) &&
      bm_ledger_item_save(engine->ledger, item, error) && bm_db_commit(engine->ledger, error))
    return TRUE;
  bm_db_rollback(engine->ledger);
  return FALSE;
}

/* What was refused may be dropped again: its worker may have been killed, its memory short.
 * What a person has excluded stays so until a person says otherwise. */
static gboolean twin_counts(json_t *item)
{
  const char *state = bm_json_text(item, "state");
  if (state == NULL || strcmp(state, "held") == 0 || strcmp(state, "waiting") == 0)
    return FALSE;
  return strcmp(state, "rejected") != 0 ||
         g_strcmp0(bm_json_text(item, "reason"), "dropped_by_person") == 0;
}

/* Of equal files the first to be taken goes on; one that is held itself holds no other. */
static gboolean file_has_twin(BmEngine *engine, const char *file, const char *sha256)
{
  g_autoptr(json_t) twins = bm_keymap_twins(engine->keymap, file, sha256);
  size_t i;
  json_t *row;
  json_array_foreach (twins, i, row) {
    g_autoptr(json_t) item = bm_ledger_item(engine->ledger, bm_json_text(row, "file"));
    if (twin_counts(item))
      return TRUE;
  }
  return FALSE;
}

/* A power cut must not bring the file back once it counts as taken: it would come in twice. A
 * share that cannot be asked for this (EINVAL) is left alone. */
static gboolean removal_keep(const char *path)
{
  g_autofree char *folder = g_path_get_dirname(path);
  int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean is_kept = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL);
  if (fd >= 0)
    close(fd);
  return is_kept;
}

/* An inbox that lets nothing be removed must not stop the files of others: the file stays, is
 * known as copied, and `status` tells. */
static gboolean original_leave(BmEngine *engine, const BmSource *source, const char *path,
                               GError **error)
{
  struct stat st;
  if (lstat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == source->size &&
      stat_mtime(&st) == source->mtime && (unlink(path) != 0 || !removal_keep(path)))
    return TRUE;
  g_hash_table_remove(engine->looks, source->path);
  return bm_keymap_source_set(engine->keymap, source->file, "taken", source->size,
                              source->mtime, NULL, error);
}

/* The copy is safe: the item becomes ready and the original leaves the inbox. */
static gboolean take_finish(BmEngine *engine, const char *file, const char *path,
                            GError **error)
{
  g_autoptr(BmSource) source = bm_keymap_source(engine->keymap, file);
  g_autoptr(json_t) item = bm_ledger_item(engine->ledger, file);
  if (source == NULL || item == NULL) /* never let go of what the ledger may not know */
    return bm_fail(error, BM_ERROR_LEDGER, "ledger_open", "%s is not in the ledger", file);
  if (g_strcmp0(json_string_value(json_object_get(item, "state")), "waiting") == 0) {
    g_autofree char *sha = bm_keymap_sha256(engine->keymap, file);
    /* a form handed in twice is compared cell by cell once it is read */
    gboolean is_twin = sha != NULL && engine->mode != BM_MODE_SINGLE &&
                       !bm_path_is_return(source->path) && file_has_twin(engine, file, sha);
    if (!item_become_ready(engine, file, is_twin, error))
      return FALSE;
    if (is_twin)
      bm_progress_say(engine->progress,
                      bm_tr("%s: точная копия уже принятого файла, отложена до решения",
                            "%s: an exact copy of a file taken before, held for a decision"),
                      file);
  }
  return original_leave(engine, source, path, error);
}

/* Into the vault and known as copied; else the look says why not, and when to try again. */
static gboolean file_copy(BmEngine *engine, BmLook *look, const char *file)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = bm_inbox_path(engine, file);
  g_autofree char *sha256 = NULL;
  struct stat st = {0};
  if (path == NULL)
    return FALSE;
  if (!vault_take(engine, path, file, &st, &sha256, &error)) {
    g_autofree char *reason = bm_error_reason(error);
    look_put_off(engine, look, reason);
    return FALSE;
  }
  if (bm_keymap_source_set(engine->keymap, file, "copied", st.st_size, stat_mtime(&st), sha256,
                           &error))
    return TRUE;
  bm_engine_fail(engine, g_steal_pointer(&error));
  return FALSE;
}

static void file_take(BmEngine *engine, BmLook *look, const char *file)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = bm_inbox_path(engine, file);
  if (!file_copy(engine, look, file))
    return;
  if (!take_finish(engine, file, path, &error)) {
    bm_engine_fail(engine, g_steal_pointer(&error));
    return;
  }
  bm_schedule_item(engine, file);
}

/* --- the gate */

static BmLook *look_of(BmEngine *engine, const BmFound *found, const char *file)
{
  BmLook *look = g_hash_table_lookup(engine->looks, found->path);
  gint64 now = g_get_monotonic_time();
  if (look == NULL) {
    look = g_new0(BmLook, 1);
    look->file = g_strdup(file);
    look->size = found->size;
    look->mtime = found->mtime;
    /* a file that has lain here since before we came has rested already */
    gint64 age_us = g_get_real_time() - found->mtime / 1000;
    look->first_us = now;
    look->rest_since_us = now - CLAMP(age_us, 0, (gint64)86400 * G_USEC_PER_SEC);
    g_hash_table_insert(engine->looks, g_strdup(found->path), look);
  } else if (look->size != found->size || look->mtime != found->mtime) {
    look->size = found->size;
    look->mtime = found->mtime;
    look->rest_since_us = now;
    look->n_asked = 0;
    look->is_stuck = FALSE;
  }
  return look;
}

static void file_consider(BmEngine *engine, const BmFound *found)
{
  g_autoptr(BmSource) source = bm_keymap_source_at(engine->keymap, found->path);
  if (source == NULL)
    return;
  if (strcmp(source->state, "copied") == 0) {
    g_autoptr(GError) error = NULL;
    g_autofree char *path = bm_inbox_path(engine, source->file);
    if (!take_finish(engine, source->file, path, &error))
      bm_engine_fail(engine, g_steal_pointer(&error));
    else
      bm_schedule_item(engine, source->file);
    return;
  }
  BmLook *look = look_of(engine, found, source->file);
  gint64 now = g_get_monotonic_time();
  g_autofree char *key = bm_schedule_job_key("gate", source->file);
  if (now - look->rest_since_us < (gint64)(engine_real(engine, "quiet_s") * 1e6) ||
      now < look->retry_us || g_hash_table_contains(engine->jobs, key))
    return;
  g_hash_table_add(engine->jobs, g_steal_pointer(&key));
  g_queue_push_tail(&engine->gates, g_strdup(source->file));
}

/* A file that was there and is not any more, before we took it. */
static void vanished_forget(BmEngine *engine, const GArray *found)
{
  g_autoptr(GHashTable) there = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < found->len; i++)
    g_hash_table_add(there, g_array_index(found, BmFound, i).path);
  g_autoptr(json_t) sources = bm_keymap_sources_awaited(engine->keymap);
  size_t i;
  json_t *row;
  json_array_foreach (sources, i, row) {
    const char *path = json_string_value(json_object_get(row, "path"));
    const char *file = json_string_value(json_object_get(row, "file"));
    const char *state = json_string_value(json_object_get(row, "state"));
    if (g_hash_table_contains(there, path))
      continue;
    if (g_strcmp0(state, "copied") == 0) {
      g_autofree char *full = bm_inbox_path(engine, file);
      g_autoptr(GError) error = NULL;
      if (!take_finish(engine, file, full, &error))
        bm_engine_fail(engine, g_steal_pointer(&error));
      else
        bm_schedule_item(engine, file);
    } else if (g_strcmp0(state, "seen") == 0) {
      GError *error = NULL;
      if (!bm_ledger_file_forget(engine->ledger, file, &error) ||
          !bm_keymap_source_set(engine->keymap, file, "gone", 0, 0, NULL, &error))
        bm_engine_fail(engine, error);
      g_hash_table_remove(engine->looks, path);
    }
  }
}

/* What is no file is told once, without its name; `status` names it. */
static void odd_tell(BmEngine *engine, const GArray *odd)
{
  if (odd->len > engine->n_odd)
    bm_progress_say(
        engine->progress,
        bm_tr("в inbox лежит то, что нельзя принять (ссылки, каналы, закрытые папки): %u; что "
              "именно, покажет blindmark status",
              "the inbox holds what cannot be taken (links, pipes, closed folders): %u; "
              "blindmark status names it"),
        odd->len);
  engine->n_odd = odd->len;
}

void bm_inbox_look(BmEngine *engine)
{
  gint64 start_us = g_get_monotonic_time();
  g_autoptr(GError) error = NULL;
  engine->wants_look = FALSE;
  g_autoptr(GArray) odd = bm_odd_new();
  g_autoptr(GArray) found = bm_inbox_walk(engine->ws, odd);
  odd_tell(engine, odd);
  if (!bm_inbox_register(engine, found, &error)) {
    bm_engine_fail(engine, g_steal_pointer(&error));
    return;
  }
  vanished_forget(engine, found);
  for (guint i = 0; i < found->len && engine->fatal == NULL; i++)
    file_consider(engine, &g_array_index(found, BmFound, i));
  gint64 now_us = g_get_monotonic_time();
  engine->next_look_us = now_us + LOOK_REST * (now_us - start_us);
  bm_engine_pump(engine);
}

/* A file that cannot be read is awaited by watch, not by a run that is to end. */
gboolean bm_inbox_is_settled(const BmEngine *engine)
{
  gint64 n_stuck = 0;
  GHashTableIter iter;
  gpointer look;
  g_hash_table_iter_init(&iter, engine->looks);
  while (g_hash_table_iter_next(&iter, NULL, &look))
    n_stuck += ((BmLook *)look)->is_stuck;
  return bm_ledger_files_waiting(engine->ledger) <= n_stuck;
}

/* --- the gate's answer */

/* Each step may be the last before a crash: then the copy goes through intake, or
 * bm_inbox_recover moves it. */
static gboolean give_up(BmEngine *engine, const char *file, const char *reason, GError **error)
{
  g_autoptr(json_t) item = bm_ledger_item(engine->ledger, file);
  g_autoptr(BmSource) source = bm_keymap_source(engine->keymap, file);
  g_autofree char *path = bm_inbox_path(engine, file);
  json_object_set_new(item, "state", json_string("rejected"));
  json_object_set_new(item, "reason", json_string(reason));
  return bm_ledger_item_save(engine->ledger, item, error) &&
         original_leave(engine, source, path, error) &&
         bm_inbox_reject(engine, file, reason, NULL, error);
}

static void file_give_up(BmEngine *engine, BmLook *look, const char *file, const char *reason)
{
  GError *error = NULL;
  if (file_copy(engine, look, file) && !give_up(engine, file, reason, &error))
    bm_engine_fail(engine, error);
}

void bm_inbox_gate_answer(BmEngine *engine, const char *file, json_t *answer)
{
  g_autoptr(BmSource) source = bm_keymap_source(engine->keymap, file);
  BmLook *look = source != NULL ? g_hash_table_lookup(engine->looks, source->path) : NULL;
  if (look == NULL || g_strcmp0(look->file, file) != 0)
    return;
  const char *whole = json_string_value(json_object_get(answer, "whole"));
  const char *reason = json_string_value(json_object_get(answer, "reason"));
  if (g_strcmp0(whole, "yes") == 0)
    file_take(engine, look, file);
  else if (g_strcmp0(whole, "never") == 0 ||
           (look_is_old(engine, look) && g_strcmp0(reason, "file_open") != 0))
    file_give_up(engine, look, file, reason != NULL ? reason : "file_truncated");
  else
    look_put_off(engine, look, reason);
}
