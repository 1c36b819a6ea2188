/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks of the bundles. */
#include "pipeline/tasks_kept.h"

#include <stdio.h>

#include "pipeline/autoptr.h"
#include "pipeline/lang.h"

static gboolean value_is_same(const json_t *task, const json_t *other, const char *key)
{
  const json_t *value = json_object_get(task, key), *second = json_object_get(other, key);
  return (value == NULL && second == NULL) ||
         (value != NULL && second != NULL && json_equal(value, second));
}

static gboolean are_same(const json_t *tasks, const json_t *others)
{
  static const char *const keys[] = {"id", "max", "gates"};
  if (json_array_size(tasks) != json_array_size(others))
    return FALSE;
  for (size_t i = 0; i < json_array_size(tasks); i++)
    for (guint k = 0; k < G_N_ELEMENTS(keys); k++)
      if (!value_is_same(json_array_get(tasks, i), json_array_get(others, i), keys[k]))
        return FALSE;
  return TRUE;
}

void bm_tasks_keep(BmProcedure *procedure, BmLedger *ledger)
{
  g_autoptr(json_t) notes = bm_ledger_notes(ledger, "allocation");
  json_t *kept = NULL, *note;
  size_t i;
  json_array_foreach (notes, i, note)
    if (kept == NULL)
      kept = json_object_get(note, "tasks");
  procedure->are_tasks_kept =
      kept != NULL && !are_same(kept, json_object_get(procedure->assessment, "tasks"));
  if (procedure->are_tasks_kept)
    json_object_set(procedure->assessment, "tasks", kept);
}

void bm_tasks_tell(const BmProcedure *procedure, const char *ws)
{
  if (procedure->are_tasks_kept)
    fprintf(stderr,
            bm_tr("Список заданий изменён после сборки комплектов: ведомости и итоги считаются "
                  "по прежнему. С новым списком комплекты надо собрать заново: blindmark close "
                  "%s --anew\n",
                  "The list of tasks has changed since the bundles were built: forms and "
                  "results go by the earlier one. For the new list build the bundles anew: "
                  "blindmark close %s --anew\n"),
            ws);
}
