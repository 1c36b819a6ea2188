/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks by name. */
#include "stages/decode/tasks.h"

void bm_tasks_free(BmTasks *tasks)
{
  if (tasks == NULL)
    return;
  g_clear_pointer(&tasks->gates, g_array_unref);
  g_free(tasks->id);
  g_free(tasks->most);
  g_free(tasks);
}

BmTasks *bm_tasks_new(const json_t *json, GError **error)
{
  g_autoptr(BmTasks) tasks = g_new0(BmTasks, 1);
  tasks->n = (guint)json_array_size(json);
  tasks->id = g_new0(const char *, tasks->n + 1);
  tasks->most = g_new0(int, tasks->n + 1);
  for (guint i = 0; i < tasks->n; i++) {
    const json_t *task = json_array_get(json, i);
    tasks->id[i] = json_string_value(json_object_get(task, "id"));
    tasks->most[i] = (int)json_integer_value(json_object_get(task, "max"));
    if (tasks->id[i] == NULL || tasks->most[i] < 1)
      tasks->n = 0;
  }
  if (tasks->n == 0) {
    bm_fail(error, BM_ERROR_SETTING, "assessment_no_tasks", "the assessment has no tasks");
    return NULL;
  }
  tasks->gates = bm_gates_new(json, error);
  return tasks->gates != NULL ? g_steal_pointer(&tasks) : NULL;
}

static gboolean task_pick(const BmTasks *tasks, const char *name, gboolean *picked)
{
  gboolean is_there = FALSE;
  for (guint i = 0; i < tasks->n; i++)
    if (name != NULL && bm_task_names_agree(tasks->id[i], name))
      picked[i] = is_there = TRUE;
  return is_there;
}

gboolean *bm_tasks_pick(const BmTasks *tasks, const json_t *list, const char *reason,
                        GError **error)
{
  g_autofree gboolean *picked = g_new0(gboolean, tasks->n);
  gboolean is_all = list == NULL || json_is_null(list);
  for (guint i = 0; i < tasks->n; i++)
    picked[i] = is_all;
  size_t i;
  json_t *name;
  json_array_foreach (list, i, name)
    if (!task_pick(tasks, json_string_value(name), picked)) {
      bm_fail(error, BM_ERROR_SETTING, reason, "'%s'",
              json_is_string(name) ? json_string_value(name) : "?");
      return NULL;
    }
  return g_steal_pointer(&picked);
}
