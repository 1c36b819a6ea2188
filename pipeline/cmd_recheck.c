/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark recheck: works of some schools are marked once more, by others, in a round of their
 * own. */
#include "pipeline/lang.h"
#include "pipeline/recheck.h"
#include "pipeline/results.h"
#include "stages/shared/workno.h"

#include <stdio.h>
#include <string.h>

#define PACKET_WORKS 4096 /* ordinals of a packet (context.c) */

typedef struct Wish {
  char *schools, *list;
  gboolean from_risk, is_json;
} Wish;

static void wish_clear(Wish *wish)
{
  g_free(wish->schools);
  g_free(wish->list);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Wish, wish_clear)

static json_t *picks_of(BmOpen *open, const Wish *wish, GError **error)
{
  if (wish->schools != NULL)
    return bm_recheck_pick_words(open, wish->schools, error);
  if (wish->list != NULL)
    return bm_recheck_pick_list(open, wish->list, error);
  g_autoptr(json_t) analysis = bm_results_analyse(open, error);
  return analysis != NULL ? bm_recheck_pick_risk(open, json_object_get(analysis, "risk"), error)
                          : NULL;
}

static BmRecheckPlan *plan_make(BmOpen *open, const Wish *wish, GError **error)
{
  json_t *picks = picks_of(open, wish, error);
  if (picks == NULL)
    return NULL;
  g_autoptr(json_t) results = bm_results(open, error);
  if (results != NULL)
    return bm_recheck_plan(open, picks, results, error);
  json_decref(picks);
  return NULL;
}

/* --- no number of the first round comes again */

typedef struct Numbers {
  GHashTable *used;
  guint packets, works; /* that the new round may come to have; works in a packet */
} Numbers;

static void numbers_clear(Numbers *numbers)
{
  g_clear_pointer(&numbers->used, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Numbers, numbers_clear)

static void numbers_take(Numbers *numbers, BmOpen *open, const BmRecheckPlan *plan)
{
  g_autoptr(json_t) works = bm_ledger_works(open->ledger);
  size_t i;
  json_t *work;
  *numbers = (Numbers){.used = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                       .packets = (guint)json_array_size(plan->files)};
  json_array_foreach (works, i, work) {
    const char *number = json_string_value(json_object_get(work, "work_no"));
    guint at = (guint)json_integer_value(json_object_get(work, "idx"));
    numbers->works = MAX(numbers->works, at);
    if (number != NULL)
      g_hash_table_add(numbers->used, g_strdup(number));
  }
}

static gboolean numbers_are_new(const char *seed_hex, gpointer data)
{
  const Numbers *numbers = data;
  char number[BM_WORKNO_SIZE];
  for (guint packet = 1; packet <= numbers->packets; packet++)
    for (guint at = 0; at <= numbers->works; at++)
      if (bm_workno_make(seed_hex, packet * PACKET_WORKS + at, number) &&
          g_hash_table_contains(numbers->used, number))
        return FALSE;
  return TRUE;
}

/* --- what is said */

static json_t *answer_of(const BmRecheckPlan *plan, const char *ws, const BmRecheckMade *made)
{
  return json_pack("{s:O,s:i,s:i,s:i,s:i,s:i,s:i,s:i,s:i,s:s?}", "picks", plan->picks, "files",
                   (int)json_array_size(plan->files), "works", (int)plan->n_picked, "others",
                   (int)plan->n_others, "compared", (int)plan->n_final, "unfinished",
                   (int)plan->n_unfinal, "unmarked", (int)plan->n_unmarked, "forms",
                   (int)made->forms, "forms_asked", (int)made->asked, "workspace", ws);
}

static void picks_print(const BmRecheckPlan *plan)
{
  size_t i;
  json_t *pick;
  json_array_foreach (plan->picks, i, pick) {
    const char *class_group = json_string_value(json_object_get(pick, "class"));
    printf("%s%s%s\n", json_string_value(json_object_get(pick, "school_code")),
           class_group != NULL ? ";" : "", class_group != NULL ? class_group : "");
  }
}

static void plan_tell(const BmRecheckPlan *plan)
{
  fprintf(stderr,
          bm_tr("Работ для перепроверки: %u, файлов сканов: %zu; с итогом первой проверки "
                "в этих файлах: %u\n",
                "Works to mark again: %u, files of scans: %zu; with a result of the first "
                "marking in these files: %u\n"),
          plan->n_picked, json_array_size(plan->files), plan->n_final);
  if (plan->n_others > 0)
    fprintf(stderr,
            bm_tr("В этих же файлах лежат работы других классов, они пойдут вместе: %u\n",
                  "The same files hold works of other classes, which come along: %u\n"),
            plan->n_others);
  if (plan->n_unfinal > 0)
    fprintf(stderr,
            bm_tr("Первая проверка не закончена, сравнить будет не с чем: %u работ\n",
                  "The first marking is not finished, nothing to compare with: %u works\n"),
            plan->n_unfinal);
  if (plan->n_unmarked > 0)
    fprintf(stderr,
            bm_tr("В первом раунде не розданы (ждут решения): %u работ; они пойдут вместе с "
                  "остальными, но без сравнения\n",
                  "Not given out in the first round (they wait for a decision): %u works; they "
                  "come along, but without comparison\n"),
            plan->n_unmarked);
}

static void made_tell(const char *ws, const BmRecheckMade *made)
{
  fprintf(stderr,
          bm_tr("Раунд перепроверки готов: %s; подтверждённых бланков взято: %u\n",
                "The re-check round is ready: %s; confirmed forms brought along: %u\n"),
          ws, made->forms);
  if (made->asked > 0)
    fprintf(stderr,
            bm_tr("Посмотрите и подтвердите бланки (%u): среди ответов на них есть поле для "
                  "балла или отметки, их страницы ждут. blindmark forms %s list\n",
                  "Look at forms and confirm them (%u): a field for points or a mark stands "
                  "among their answers, and their pages wait. blindmark forms %s list\n"),
            made->asked, ws);
  fprintf(stderr,
          bm_tr("Дальше: blindmark run %s, затем close, collect, decode и analyse, как в "
                "первом раунде; сравнение — в %s/results\n",
                "Next: blindmark run %s, then close, collect, decode and analyse, as in the "
                "first round; the comparison is in %s/results\n"),
          ws, ws);
}

static int plan_carry_out(BmOpen *open, const BmRecheckPlan *plan, const Wish *wish,
                          const char *ws)
{
  GError *error = NULL;
  BmRecheckMade made = {0};
  g_auto(Numbers) numbers = {0};
  numbers_take(&numbers, open, plan);
  if (ws != NULL && !bm_recheck_make(open, plan, ws, numbers_are_new, &numbers, &made, &error))
    return bm_cmd_fail(error);
  if (wish->is_json)
    bm_cmd_print_json(answer_of(plan, ws, &made));
  else {
    picks_print(plan);
    plan_tell(plan);
    if (ws != NULL)
      made_tell(ws, &made);
  }
  return made.asked + plan->n_unfinal + plan->n_unmarked > 0 ? BM_EXIT_HELD : BM_EXIT_DONE;
}

int bm_cmd_recheck(int argc, char **argv)
{
  g_auto(Wish) wish = {0};
  GOptionEntry entries[] = {
      {"schools", 0, 0, G_OPTION_ARG_STRING, &wish.schools,
       bm_tr("школы через запятую", "schools, commas between"), "A,B"},
      {"list", 0, 0, G_OPTION_ARG_FILENAME, &wish.list,
       bm_tr("файл: в строке школа или школа;класс",
             "a file: school or school;class in a line"),
       "FILE"},
      {"from-risk", 0, 0, G_OPTION_ARG_NONE, &wish.from_risk,
       bm_tr("школы из зоны риска по анализу (если ничего не указано)",
             "schools of the analysis' risk list (when nothing else is said)"),
       NULL},
      {"json", 0, 0, G_OPTION_ARG_NONE, &wish.is_json, bm_tr("для программ", "for programs"),
       NULL},
      G_OPTION_ENTRY_NULL};
  int status = bm_cmd_parse(&argc, &argv, entries, 1, 2);
  if (status >= 0)
    return status;
  if ((wish.schools != NULL) + (wish.list != NULL) + wish.from_risk > 1)
    return bm_cmd_usage("recheck", bm_tr("укажите что-нибудь одно: --schools, --list или "
                                         "--from-risk",
                                         "say one of --schools, --list, --from-risk"));
  g_auto(BmOpen) open = {0};
  GError *error = NULL;
  if (!bm_open(&open, argv[1], &error))
    return bm_cmd_fail(error);
  g_autoptr(BmRecheckPlan) plan = plan_make(&open, &wish, &error);
  if (plan == NULL)
    return bm_cmd_fail(error);
  return plan_carry_out(&open, plan, &wish, argc > 2 ? argv[2] : NULL);
}
