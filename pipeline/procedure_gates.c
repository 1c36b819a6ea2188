/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Column «Ноль, если ноль за» of the sheet of tasks: gates of the rubric. */
#include "pipeline/json_text.h"
#include "pipeline/procedure_part.h"

#include <string.h>

#include "pipeline/gate.h"
#include "pipeline/lang.h"

/* Names of a cell, "К1, К3"; NULL-terminated, some may be empty; caller frees. */
static char **names_of(const json_t *task)
{
  return g_strsplit_set(bm_json_text_or_empty(task, "zero_if"), " ,;", -1);
}

void bm_procedure_gates_put(json_t *tasks)
{
  size_t i;
  json_t *task;
  json_array_foreach (tasks, i, task) {
    g_auto(GStrv) names = names_of(task);
    json_t *gates = json_array();
    for (char **name = names; *name != NULL; name++)
      if (**name != '\0')
        json_array_append_new(gates, json_pack("{s:s}", "task", *name));
    if (json_array_size(gates) > 0)
      json_object_set(task, "gates", gates);
    json_decref(gates);
    json_object_del(task, "zero_if");
  }
}

static gboolean is_another(const json_t *tasks, size_t own, const char *name)
{
  size_t i;
  json_t *task;
  json_array_foreach (tasks, i, task)
    if (i != own && bm_task_names_agree(bm_json_text_or_empty(task, "id"), name))
      return TRUE;
  return FALSE;
}

void bm_procedure_gates_check(const BmTable *tasks, BmFaults *faults)
{
  size_t i;
  json_t *task;
  json_array_foreach (tasks->rows, i, task) {
    g_auto(GStrv) names = names_of(task);
    for (char **name = names; *name != NULL; name++) {
      if (**name == '\0' || is_another(tasks->rows, i, *name))
        continue;
      g_autofree char *address = bm_table_address(tasks, task, "zero_if");
      g_autofree char *found = g_strdup_printf(bm_tr("найдено «%s»", "\"%s\""), *name);
      bm_fault_add(faults, tasks->plan->sheet, address, found,
                   bm_tr("ожидалось другое задание этого листа", "another task of this sheet"));
    }
  }
}
