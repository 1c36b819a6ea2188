/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What command status tells of the marking. */
#include "pipeline/status_marking.h"

#include "pipeline/autoptr.h"
#include "pipeline/control.h"
#include "pipeline/json_text.h"
#include "pipeline/lang.h"
#include "pipeline/rest.h"
#include "pipeline/results.h"
#include "pipeline/returns.h"

#include <stdio.h>
#include <string.h>

static int count_of(const json_t *status, const char *group, const char *key)
{
  return (int)json_integer_value(json_object_get(json_object_get(status, group), key));
}

static int n_third(const json_t *status)
{
  return (int)json_integer_value(json_object_get(status, "third_needed"));
}

/* --- what is so */

static json_t *bundled(BmOpen *open)
{
  g_autoptr(json_t) works = bm_ledger_works(open->ledger);
  g_autoptr(GHashTable) control = bm_control_classes(open->keymap);
  int n_in = 0, n_left = 0, n_control = 0;
  size_t i;
  json_t *work;
  json_array_foreach (works, i, work) {
    gint class_ref = (gint)json_integer_value(json_object_get(work, "class_ref"));
    if (bm_json_text(work, "place") == NULL)
      continue;
    gboolean is_in = bm_json_text(work, "marker") != NULL;
    n_in += is_in;
    n_left += !is_in;
    n_control += !is_in && g_hash_table_contains(control, GINT_TO_POINTER(class_ref));
  }
  return json_pack("{s:i,s:i,s:i}", "works", n_in, "left", n_left, "control", n_control);
}

/* Works of which two experts differ; NULL when it cannot be told. */
static json_t *third_needed(BmOpen *open)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) results = bm_results(open, &error);
  int n = 0;
  size_t i;
  json_t *work;
  if (results == NULL)
    return NULL; /* decode tells why */
  json_array_foreach (json_object_get(results, "works"), i, work)
    n += g_strcmp0(bm_json_text(work, "state"), "needs_third") == 0;
  return json_integer(n);
}

void bm_status_marking(BmOpen *open, gboolean may_ask, json_t *status)
{
  json_object_set_new(status, "forms", bm_returns_state(open->ledger));
  json_object_set_new(status, "rest", bm_rest(open->ledger, open->keymap));
  json_object_set_new(status, "bundled", bundled(open));
  json_t *needed = may_ask && count_of(status, "forms", "back") > 0 &&
                           count_of(status, "forms", "lacking") == 0
                       ? third_needed(open)
                       : NULL;
  if (needed != NULL)
    json_object_set_new(status, "third_needed", needed);
}

gboolean bm_status_marking_held(const json_t *status)
{
  return count_of(status, "forms", "held") > 0;
}

/* --- as text */

void bm_status_marking_print(const json_t *status)
{
  int back = count_of(status, "forms", "back"),
      out = back + count_of(status, "forms", "lacking"),
      held = count_of(status, "forms", "held"), refused = count_of(status, "forms", "refused"),
      control = count_of(status, "bundled", "control");
  printf(bm_tr("работ в комплектах: %d, ни в одном комплекте: %d",
               "works in bundles: %d, in no bundle: %d"),
         count_of(status, "bundled", "works"), count_of(status, "bundled", "left"));
  if (control > 0)
    printf(bm_tr(" (из них контрольных: %d)", " (control works among them: %d)"), control);
  putchar('\n');
  if (out + held + refused > 0)
    printf(bm_tr("ведомости: вернулось %d из %d, ждут решения %d, отклонено файлов %d%s\n",
                 "score forms: back %d of %d, waiting for a decision %d, files refused %d%s\n"),
           back, out, held, refused,
           refused > 0 ? bm_tr(" (причины в scores/rejected)", " (reasons in scores/rejected)")
                       : "");
}

char *bm_status_marking_next(const BmOpen *open, const json_t *status)
{
  int back = count_of(status, "forms", "back"), out = count_of(status, "forms", "lacking"),
      held = count_of(status, "forms", "held"), left = count_of(status, "rest", "works");
  if (held > 0)
    return g_strdup_printf(
        bm_tr("решите о ведомостях, которые ждут (%d): blindmark review %s list",
              "decide about the score forms that wait (%d): blindmark review %s list"),
        held, open->ws);
  if (back + out == 0)
    return NULL;
  if (out > 0)
    return g_strdup_printf(bm_tr("ведомости вернулись: %d из %d; кладите их в %s/scores/inbox "
                                 "или: blindmark collect %s "
                                 "ФАЙЛ…",
                                 "score forms back: %d of %d; put them into %s/scores/inbox "
                                 "or: blindmark collect %s "
                                 "FILE…"),
                           back, back + out, open->ws, open->ws);
  if (left > 0)
    return g_strdup_printf(bm_tr("раздайте работы, которых нет ни в одном комплекте (%d): "
                                 "blindmark close %s",
                                 "give out the works that are in no bundle (%d): "
                                 "blindmark close %s"),
                           left, open->ws);
  if (n_third(status) > 0)
    return g_strdup_printf(bm_tr("двое разошлись, нужен третий эксперт (работ: %d): blindmark "
                                 "close %s --third",
                                 "two differ, a third expert is needed (works: %d): blindmark "
                                 "close %s --third"),
                           n_third(status), open->ws);
  return g_strdup_printf(bm_tr("все ведомости приняты: blindmark decode %s, затем blindmark "
                               "analyse %s",
                               "all score forms are in: blindmark decode %s, then blindmark "
                               "analyse %s"),
                         open->ws, open->ws);
}
