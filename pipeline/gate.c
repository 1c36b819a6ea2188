/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rubric gates. */
#include "pipeline/gate.h"

#include <string.h>

#include "pipeline/error.h"
#include "pipeline/score.h"

static char *name_fold(const char *name)
{
  g_auto(GStrv) parts = g_strsplit(name, "К", -1);
  return g_strjoinv("K", parts);
}

gboolean bm_task_names_agree(const char *p, const char *q)
{
  g_autofree char *a = name_fold(p);
  g_autofree char *b = name_fold(q);
  return strcmp(a, b) == 0;
}

static const char *id_of(const json_t *task)
{
  const char *id = json_string_value(json_object_get(task, "id"));
  return id != NULL ? id : "";
}

static json_int_t max_of(const json_t *task)
{
  return json_integer_value(json_object_get(task, "max"));
}

/* Points below the maximum of @task; 0 when nothing is said. */
static gboolean points_read(const json_t *json, const json_t *task, int *ret_points)
{
  if (json != NULL && (!json_is_integer(json) || json_integer_value(json) < 0 ||
                       json_integer_value(json) >= max_of(task)))
    return FALSE;
  *ret_points = (int)json_integer_value(json);
  return TRUE;
}

static gboolean gate_read(const json_t *tasks, guint task, const json_t *json, BmGate *gate)
{
  const char *name = json_string_value(json_object_get(json, "task"));
  size_t i;
  json_t *one;
  gate->task = task;
  json_array_foreach (tasks, i, one) {
    if (name == NULL || i == task || !bm_task_names_agree(id_of(one), name))
      continue;
    gate->by = (guint)i;
    return points_read(json_object_get(json, "at_most"), one, &gate->at_most) &&
           points_read(json_object_get(json, "most"), json_array_get(tasks, task), &gate->most);
  }
  return FALSE;
}

GArray *bm_gates_new(const json_t *tasks, GError **error)
{
  g_autoptr(GArray) gates = g_array_new(FALSE, TRUE, sizeof(BmGate));
  size_t i, k;
  json_t *task, *json;
  json_array_foreach (tasks, i, task) {
    const json_t *list = json_object_get(task, "gates");
    if (list != NULL && !json_is_array(list)) {
      bm_fail(error, BM_ERROR_SETTING, "gate_bad", "'%s'", id_of(task));
      return NULL;
    }
    json_array_foreach (list, k, json) {
      BmGate gate = {0};
      if (!gate_read(tasks, (guint)i, json, &gate)) {
        bm_fail(error, BM_ERROR_SETTING, "gate_bad", "'%s'", id_of(task));
        return NULL;
      }
      g_array_append_val(gates, gate);
    }
  }
  return g_steal_pointer(&gates);
}

gboolean bm_gate_holds(const BmGate *gate, const int *scores)
{
  int by = scores[gate->by], task = scores[gate->task];
  return by == BM_SCORE_MISSING || task == BM_SCORE_MISSING ||
         bm_score_points(by) > gate->at_most || bm_score_points(task) <= gate->most;
}

char *bm_gate_text(const BmGate *gate, const json_t *tasks)
{
  return g_strdup_printf("%d (%s %s %d)", gate->most, id_of(json_array_get(tasks, gate->by)),
                         gate->at_most == 0 ? "=" : "≤", gate->at_most);
}
