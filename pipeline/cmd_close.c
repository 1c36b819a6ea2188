/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark close: intake is over, works go to markers. */
#include "pipeline/allocation.h"
#include "pipeline/cmd.h"
#include "pipeline/cmd_close_tell.h"
#include "pipeline/lang.h"
#include "pipeline/marking_rules.h"
#include "pipeline/person.h"
#include "pipeline/procedure_book.h"
#include "pipeline/results.h"
#include "pipeline/third.h"
#include "pipeline/wave.h"
#include "pipeline/workspace.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct Wish {
  gboolean is_quiet, is_third, is_anew, is_sure;
  json_t *blocked; /* works that get no third marking, allocation.h */
} Wish;

static void wish_clear(Wish *wish)
{
  json_decref(wish->blocked);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Wish, wish_clear)

static gint64 number_of(const json_t *row, const char *key)
{
  return (gint64)json_integer_value(json_object_get(row, key));
}

static int n_of(const json_t *list)
{
  return (int)json_array_size(list);
}

/* Other teachers or settings: everything is allocated anew, when the coordinator says so. */
static gboolean allocation_renew(BmOpen *open, const Wish *wish, GError **error)
{
  guint n_back = bm_allocation_forms_back(open->ledger);
  if (n_back > 0 && !wish->is_sure)
    return bm_fail(error, BM_ERROR_SETTING, "anew_forms_back", bm_tr("%u форм", "%u forms"),
                   n_back);
  if (!bm_allocation_anew(open, error))
    return FALSE;
  fputs(
      bm_tr("Все комплекты собираются заново. Розданные раньше замените: ведомости комплектов, "
            "состав которых изменился, больше не считаются.\n",
            "All bundles are built anew. Replace those given out before: score forms of "
            "bundles that have changed count no more.\n"),
      stderr);
  return TRUE;
}

/* Bundles that are out stay; works that came since go into bundles of their own. */
static void late_tell(BmOpen *open)
{
  g_autoptr(json_t) left = bm_wave_left(open->ledger, open->keymap);
  if (n_of(left) > 0)
    fprintf(
        stderr,
        bm_tr("Новых работ: %d. Для них собираются добавочные комплекты (имена с «x»), "
              "розданные остаются как есть.\n",
              "New works: %d. They go into extra bundles (names with an \"x\"); those given "
              "out stay as they are.\n"),
        n_of(left));
}

static gboolean first_prepare(BmOpen *open, const Wish *wish, GError **error)
{
  g_autoptr(json_t) status = bm_ledger_status(open->ledger);
  g_autoptr(json_t) notes = bm_wave_notes(open->ledger, FALSE);
  if (number_of(json_object_get(status, "works"), "numbered") == 0)
    return bm_fail(error, BM_ERROR_SETTING, "close_nothing", "%s", open->ws);
  if (!bm_marking_rules_check(open->ws, open->procedure, error))
    return FALSE;
  bm_marking_rules_tell(open->ws, open->procedure);
  if (n_of(notes) == 0)
    return TRUE;
  if (wish->is_anew)
    return allocation_renew(open, wish, error);
  late_tell(open);
  return bm_third_cancel(open->ledger, error);
}

/* Works that need a third marking wait for it from now on. */
static gboolean third_prepare(BmOpen *open, Wish *wish, GError **error)
{
  guint n = 0;
  g_autoptr(json_t) results = bm_results(open, error);
  if (results == NULL || !bm_allocation_third(open, results, &wish->blocked, &n, error))
    return FALSE;
  return n > 0 || n_of(wish->blocked) > 0 ||
         bm_fail(error, BM_ERROR_SETTING, "third_nothing", "%s", open->ws);
}

static gboolean allocation_prepare(const char *ws, Wish *wish, GError **error)
{
  g_auto(BmOpen) open = {0};
  if (!bm_open(&open, ws, error))
    return FALSE;
  int lock = bm_workspace_lock(open.ws, error);
  if (lock < 0)
    return FALSE;
  gboolean is_good =
      bm_person_check(open.procedure->teachers, error) && bm_allocation_begin(&open, error) &&
      (wish->is_third ? third_prepare(&open, wish, error) : first_prepare(&open, wish, error));
  close(lock);
  return is_good;
}

int bm_cmd_close(int argc, char **argv)
{
  g_auto(Wish) wish = {0};
  GOptionEntry entries[] = {
      {"quiet", 'q', 0, G_OPTION_ARG_NONE, &wish.is_quiet,
       bm_tr("без сообщений о ходе", "no progress"), NULL},
      {"third", 0, 0, G_OPTION_ARG_NONE, &wish.is_third,
       bm_tr("комплекты для третьей проверки работ, где двое существенно разошлись",
             "bundles for a third marking of works on which two differ much"),
       NULL},
      {"anew", 0, 0, G_OPTION_ARG_NONE, &wish.is_anew,
       bm_tr("распределить всё заново (изменился список учителей или настройки)",
             "allocate everything anew (the list of teachers or the settings have changed)"),
       NULL},
      {"yes", 0, 0, G_OPTION_ARG_NONE, &wish.is_sure,
       bm_tr("с --anew: и тогда, когда ведомости уже вернулись",
             "with --anew: also when score forms have come back"),
       NULL},
      G_OPTION_ENTRY_NULL};
  int status = bm_cmd_parse(&argc, &argv, entries, 1, 1);
  if (status >= 0)
    return status;
  if (wish.is_third && wish.is_anew)
    return bm_cmd_usage("close", NULL);
  BmRunOptions options = {.is_quiet = wish.is_quiet, .is_third = wish.is_third};
  GError *error = NULL;
  if (!bm_supervise(argv[1], BM_MODE_RUN, &options, &error) ||
      !allocation_prepare(argv[1], &wish, &error) ||
      !bm_supervise(argv[1], BM_MODE_CLOSE, &options, &error))
    return bm_close_refused(argv[1], error);
  return bm_close_tell(argv[1], wish.is_third, wish.blocked);
}
