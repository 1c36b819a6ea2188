/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark collect: filled score forms come back, and what is still out. */
#include "pipeline/agree.h"
#include "pipeline/cmd.h"
#include "pipeline/faulttext.h"
#include "pipeline/json_text.h"
#include "pipeline/lang.h"
#include "pipeline/pile.h"
#include "pipeline/reason.h"
#include "pipeline/report_gather.h"
#include "pipeline/results.h"
#include "pipeline/returns.h"
#include "pipeline/tasks_kept.h"
#include "pipeline/wave.h"
#include "pipeline/workspace.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int count_of(const json_t *state, const char *key)
{
  return (int)json_integer_value(json_object_get(state, key));
}

/* --- files named on the command line go the way of those dropped in
 * --------------------------*/

static char *free_place(const char *folder, const char *name)
{
  for (guint i = 1;; i++) {
    g_autofree char *number = i == 1 ? g_strdup("") : g_strdup_printf("%u-", i);
    g_autofree char *other = g_strconcat(number, name, NULL);
    g_autofree char *place = g_build_filename(folder, other, NULL);
    if (!g_file_test(place, G_FILE_TEST_EXISTS))
      return g_steal_pointer(&place);
  }
}

static gboolean form_drop_in(const char *ws, const char *path, GError **error)
{
  g_autofree char *folder = g_build_filename(ws, "scores", "inbox", NULL);
  g_autofree char *name = g_path_get_basename(path);
  g_autofree char *place = free_place(folder, name);
  g_autofree char *draft =
      g_strconcat(place, ".part", NULL); /* not looked at before it is whole */
  g_autofree char *bytes = NULL;
  gsize length = 0;
  if (!g_file_test(path, G_FILE_TEST_IS_REGULAR) ||
      !g_file_get_contents(path, &bytes, &length, NULL))
    return bm_fail(error, BM_ERROR_SETTING, "form_file_none", "'%s'", path);
  if (!g_file_set_contents(draft, bytes, (gssize)length, NULL))
    return bm_fail(error, BM_ERROR_IO, "disk_write", "scores/inbox");
  return bm_file_settle(draft, place, error);
}

/* All or none: a slip in the third name must not leave two forms half way. */
static gboolean forms_drop_in(const char *ws, char **paths, GError **error)
{
  for (char **path = paths; *path != NULL; path++)
    if (!g_file_test(*path, G_FILE_TEST_IS_REGULAR))
      return bm_fail(error, BM_ERROR_SETTING, "form_file_none", "'%s'", *path);
  for (char **path = paths; *path != NULL; path++)
    if (!form_drop_in(ws, *path, error))
      return FALSE;
  return TRUE;
}

/* --- what is told
 * ----------------------------------------------------------------------------*/

static void warnings_print(const json_t *item)
{
  json_t *read = json_object_get(json_object_get(item, "facts"), "collect"), *warning;
  size_t i;
  json_array_foreach (json_object_get(read, "warnings"), i, warning) {
    g_autofree char *line = bm_fault_text(warning, bm_lang_is_russian());
    printf("  %s: %s\n", bm_json_text(item, "id"), line);
  }
}

static void refused_print(BmLedger *ledger, GHashTable *sources, const json_t *item)
{
  const char *id = bm_json_text(item, "id"), *reason = bm_json_text(item, "reason");
  const char *source = g_hash_table_lookup(sources, id);
  g_autofree char *shown = bm_cmd_plain(source != NULL ? source : id);
  g_autofree char *faults = bm_pile_text(ledger, item, bm_lang_is_russian());
  g_auto(GStrv) lines = g_strsplit(faults, "\n", -1);
  printf("%s: %s\n", shown, bm_reason_text(reason));
  for (char **line = lines; *line != NULL; line++)
    if (**line != '\0')
      printf("  %s\n", *line);
}

/* Only forms that this call read; earlier ones were told about then. */
static void news_print(BmOpen *open, gint64 last_before)
{
  g_autoptr(json_t) returns = bm_ledger_returns(open->ledger);
  g_autoptr(GHashTable) sources = bm_cmd_sources(open);
  size_t i;
  json_t *item;
  json_array_foreach (returns, i, item) {
    if (g_ascii_strtoll(bm_json_text(item, "id") + 1, NULL, 10) <= last_before)
      continue;
    if (g_strcmp0(bm_json_text(item, "state"), "rejected") != 0)
      warnings_print(item);
    else if (!bm_pile_is_part(bm_json_text(item, "id"))) /* the pile tells of its parts */
      refused_print(open->ledger, sources, item);
  }
}

static const char *teacher_of(json_t *markers, const char *item)
{
  g_autofree char *id = bm_wave_marker(item);
  size_t i;
  json_t *marker;
  json_array_foreach (markers, i, marker)
    if (g_strcmp0(bm_json_text(marker, "id"), id) == 0)
      return bm_json_text(marker, "teacher");
  return "";
}

static void missing_print(BmOpen *open, const json_t *state)
{
  g_autoptr(json_t) markers = bm_keymap_markers(open->keymap);
  size_t i;
  json_t *unit;
  if (json_array_size(json_object_get(state, "missing")) > 0)
    puts(bm_tr("Ещё не вернулись:", "Still out:"));
  json_array_foreach (json_object_get(state, "missing"), i, unit)
    printf(bm_tr("  %s  %s, комплект %s, класс %s, работ %d\n",
                 "  %s  %s, bundle %s, class %s, works %d\n"),
           bm_json_text(unit, "marker"), teacher_of(markers, bm_json_text(unit, "marker")),
           bm_json_text(unit, "bundle"), bm_json_text(unit, "class_alias"),
           count_of(unit, "works"));
}

static void state_print(BmOpen *open, const json_t *state)
{
  int back = count_of(state, "back"), out = back + count_of(state, "lacking");
  printf(bm_tr("Ведомостей (по классам комплектов): вернулось %d из %d\n",
               "Score forms (a class of a bundle each): %d of %d are back\n"),
         back, out);
  missing_print(open, state);
  if (count_of(state, "reports") > 0)
    printf(bm_tr("Отчётов организаторов принято: %d (blindmark report %s)\n",
                 "Reports of site organisers taken: %d (blindmark report %s)\n"),
           count_of(state, "reports"), open->ws);
  if (count_of(state, "refused") > 0)
    printf(bm_tr("Отклонено файлов: %d (файлы и причины в scores/rejected)\n",
                 "Files refused: %d (files and reasons in scores/rejected)\n"),
           count_of(state, "refused"));
  if (count_of(state, "held") > 0)
    printf(bm_tr("Ждут решения: %d (blindmark review %s list)\n",
                 "Wait for a decision: %d (blindmark review %s list)\n"),
           count_of(state, "held"), open->ws);
}

static int collect_tell(const char *ws, gint64 last_before, gboolean is_json)
{
  g_auto(BmOpen) open = {0};
  GError *error = NULL;
  if (!bm_open(&open, ws, &error))
    return bm_cmd_fail(error);
  g_autoptr(json_t) state = bm_returns_state(open.ledger);
  bm_tasks_tell(open.procedure, ws);
  json_object_set_new(state, "reports", json_integer(bm_reports_received(open.ledger)));
  if (is_json)
    bm_cmd_print_json(json_incref(state));
  else {
    news_print(&open, last_before);
    state_print(&open, state);
  }
  gboolean is_held = count_of(state, "refused") > 0 || count_of(state, "held") > 0;
  return is_held ? BM_EXIT_HELD : BM_EXIT_DONE;
}

static gboolean last_return(const char *ws, gint64 *ret_last, GError **error)
{
  g_auto(BmOpen) open = {0};
  if (!bm_open(&open, ws, error))
    return FALSE;
  *ret_last = bm_ledger_last_return(open.ledger);
  return TRUE;
}

/* --- what was agreed where no third expert can be had */

/* {task: text} of TASK=SCORE words; NULL when a word is none. */
static json_t *pairs_of(char **words)
{
  g_autoptr(json_t) pairs = json_object();
  for (; *words != NULL; words++) {
    char *sign = strrchr(*words, '=');
    if (sign == NULL || !g_utf8_validate(*words, -1, NULL))
      return NULL;
    g_autofree char *task = g_strndup(*words, (gsize)(sign - *words));
    json_object_set_new(pairs, task, json_string(sign + 1));
  }
  return json_object_size(pairs) > 0 ? g_steal_pointer(&pairs) : NULL;
}

static gboolean agree_take(BmOpen *open, const char *work_no, const json_t *pairs,
                           GError **error)
{
  int lock = bm_workspace_lock(open->ws, error);
  if (lock < 0)
    return FALSE;
  g_autoptr(json_t) results = bm_results(open, error);
  gboolean is_good =
      results != NULL && bm_agree_take(open->ledger, results, work_no, pairs, error);
  close(lock);
  return is_good;
}

static int agree(const char *ws, const char *work_no, char **words)
{
  g_auto(BmOpen) open = {0};
  GError *error = NULL;
  g_autoptr(json_t) pairs = pairs_of(words);
  if (pairs == NULL)
    return bm_cmd_usage("collect", "--agree WORK TASK=SCORE…");
  if (!bm_open(&open, ws, &error) || !agree_take(&open, work_no, pairs, &error))
    return bm_cmd_fail(error);
  fprintf(
      stderr,
      bm_tr("Согласованный балл внесён: %s\n", "The score that was agreed is entered: %s\n"),
      work_no);
  return BM_EXIT_DONE;
}

int bm_cmd_collect(int argc, char **argv)
{
  g_autofree char *work_no = NULL;
  gboolean is_quiet = FALSE, is_json = FALSE;
  GOptionEntry entries[] = {
      {"quiet", 'q', 0, G_OPTION_ARG_NONE, &is_quiet,
       bm_tr("без сообщений о ходе", "no progress"), NULL},
      {"json", 0, 0, G_OPTION_ARG_NONE, &is_json, bm_tr("для программ", "for programs"), NULL},
      {"agree", 0, 0, G_OPTION_ARG_STRING, &work_no,
       bm_tr("согласованный балл спорных заданий работы: --agree РАБОТА ЗАДАНИЕ=БАЛЛ…",
             "the score agreed on a work's tasks in dispute: --agree WORK TASK=SCORE…"),
       "WORK"},
      G_OPTION_ENTRY_NULL};
  int status = bm_cmd_parse(&argc, &argv, entries, 1, 100000);
  if (status >= 0)
    return status;
  if (work_no != NULL)
    return agree(argv[1], work_no, argv + 2);
  BmRunOptions options = {.is_quiet = is_quiet || is_json, .is_collect = TRUE};
  GError *error = NULL;
  gint64 last = 0;
  if (!last_return(argv[1], &last, &error) || !forms_drop_in(argv[1], argv + 2, &error) ||
      !bm_supervise(argv[1], BM_MODE_RUN, &options, &error))
    return bm_cmd_fail(error);
  return collect_tell(argv[1], last, is_json);
}
