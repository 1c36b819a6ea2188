/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decisions on their way: carried out at once, or left in the spool for the supervisor. */
#include "pipeline/decide.h"

#include "pipeline/json_text.h"
#include "pipeline/vault_work.h"
#include "pipeline/workspace.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static char *decisions_folder(const char *ws)
{
  return g_build_filename(ws, "spool", "decisions", NULL);
}

static gboolean answer_read(const char *path, guint *ret_n, GError **error)
{
  g_autoptr(json_t) answer = json_load_file(path, 0, NULL);
  g_unlink(path);
  *ret_n = (guint)json_integer_value(json_object_get(answer, "n"));
  const char *reason = bm_json_text(answer, "reason");
  return reason == NULL ||
         bm_fail(error, BM_ERROR_SETTING, reason, "%s", bm_json_text(answer, "detail"));
}

/* The supervisor may end while it is asked: then the workspace is free, and what it did not
 * answer is decided here. */
static gboolean decide_here(const char *ws, BmLedger *ledger, json_t *request,
                            const char *question, const char *answer, gboolean *ret_is_free,
                            guint *ret_n, GError **error)
{
  g_autoptr(GError) busy = NULL;
  int lock = bm_workspace_lock(ws, &busy);
  *ret_is_free = lock >= 0;
  if (lock < 0)
    return FALSE;
  gboolean is_asked = question == NULL || g_unlink(question) == 0;
  gboolean is_good =
      is_asked ? bm_decide(ledger, request, ret_n, error) : answer_read(answer, ret_n, error);
  bm_vault_crops_sweep(ws, ledger);
  close(lock);
  return is_good;
}

static gboolean ask_supervisor(const char *ws, BmLedger *ledger, json_t *request,
                               double patience_s, guint *ret_n, GError **error)
{
  g_autofree char *folder = decisions_folder(ws);
  g_autofree char *name = g_uuid_string_random();
  g_autofree char *question = g_strdup_printf("%s/%s.json", folder, name);
  g_autofree char *answer = g_strdup_printf("%s/%s.answer", folder, name);
  json_object_set_new(request, "question", json_string(name));
  if (!bm_folder_make(folder, 0700, error) || !bm_json_write(question, request, error))
    return FALSE;
  for (gint64 end = g_get_monotonic_time() + (gint64)(patience_s * 1e6);
       g_get_monotonic_time() < end; g_usleep(50000)) {
    gboolean is_free = FALSE;
    if (g_file_test(answer, G_FILE_TEST_EXISTS))
      return answer_read(answer, ret_n, error);
    gboolean is_good =
        decide_here(ws, ledger, request, question, answer, &is_free, ret_n, error);
    if (is_free)
      return is_good;
  }
  return bm_fail(error, BM_ERROR_SETTING, "decision_late", "%g s", patience_s);
}

gboolean bm_decide_ask(const char *ws, BmLedger *ledger, json_t *request, double patience_s,
                       gboolean *ret_is_watched, guint *ret_n, GError **error)
{
  gboolean is_free = FALSE;
  gboolean is_good = decide_here(ws, ledger, request, NULL, NULL, &is_free, ret_n, error);
  if (ret_is_watched != NULL)
    *ret_is_watched = !is_free;
  return is_free ? is_good : ask_supervisor(ws, ledger, request, patience_s, ret_n, error);
}

static GPtrArray *questions(const char *ws)
{
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  g_autofree char *folder = decisions_folder(ws);
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;)
    if (g_str_has_suffix(name, ".json"))
      g_ptr_array_add(names, g_build_filename(folder, name, NULL));
  return names;
}

gboolean bm_decide_is_asked(const char *ws)
{
  g_autoptr(GPtrArray) waiting = questions(ws);
  return waiting->len > 0;
}

static void question_answer(BmLedger *ledger, const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) request = bm_json_read(path, &error);
  guint n = 0;
  gboolean is_good = request != NULL && bm_decide(ledger, request, &n, &error);
  g_autofree char *reason = is_good ? NULL : bm_error_reason(error);
  g_autoptr(json_t) answer = json_pack("{s:i,s:s*,s:s*}", "n", (int)n, "reason", reason,
                                       "detail", is_good ? NULL : bm_error_detail(error));
  g_autofree char *stem = g_strndup(path, strlen(path) - strlen(".json"));
  g_autofree char *out = g_strconcat(stem, ".answer", NULL);
  bm_json_write(out, answer, NULL);
  g_unlink(path);
}

guint bm_decide_answer_all(const char *ws, BmLedger *ledger)
{
  g_autoptr(GPtrArray) waiting = questions(ws);
  for (guint i = 0; i < waiting->len; i++)
    question_answer(ledger, waiting->pdata[i]);
  bm_vault_crops_sweep(ws, ledger);
  return waiting->len;
}
