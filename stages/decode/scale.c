/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mark scales. */
#include "stages/decode/scale.h"

#include "pipeline/score.h"

typedef struct Step {
  int mark, from;
} Step;

typedef struct Condition {
  int mark, least, otherwise;
  gboolean *tasks;
} Condition;

struct BmScale {
  guint n_tasks;
  GArray *steps;      /* of Step, "from" rising, the first 0 */
  GArray *conditions; /* of Condition */
};

static void condition_clear(gpointer data)
{
  g_free(((Condition *)data)->tasks);
}

void bm_scale_free(BmScale *scale)
{
  if (scale == NULL)
    return;
  g_array_unref(scale->steps);
  g_array_unref(scale->conditions);
  g_free(scale);
}

static gboolean number_read(const json_t *object, const char *key, int *ret_number)
{
  const json_t *value = json_object_get(object, key);
  if (!json_is_integer(value) || json_integer_value(value) < 0 ||
      json_integer_value(value) > 100000)
    return FALSE;
  *ret_number = (int)json_integer_value(value);
  return TRUE;
}

static gboolean bad(const char *what, size_t at, GError **error)
{
  return bm_fail(error, BM_ERROR_SETTING, "scale_bad", "%s[%zu]", what, at + 1);
}

static gboolean steps_read(BmScale *scale, const json_t *marks, GError **error)
{
  size_t i;
  json_t *json;
  int last = -1;
  json_array_foreach (marks, i, json) {
    Step step = {0};
    if (!number_read(json, "mark", &step.mark) || !number_read(json, "from", &step.from) ||
        step.from <= last || (i == 0 && step.from != 0))
      return bad("marks", i, error);
    last = step.from;
    g_array_append_val(scale->steps, step);
  }
  return scale->steps->len > 0 || bad("marks", 0, error);
}

static gboolean has_mark(const BmScale *scale, int mark)
{
  for (guint i = 0; i < scale->steps->len; i++)
    if (g_array_index(scale->steps, Step, i).mark == mark)
      return TRUE;
  return FALSE;
}

/* "else" is a lower mark, so that judging in turn ends. */
static gboolean conditions_read(BmScale *scale, const json_t *list, const BmTasks *tasks,
                                GError **error)
{
  size_t i;
  json_t *json;
  json_array_foreach (list, i, json) {
    Condition one = {0};
    if (!number_read(json, "mark", &one.mark) || !number_read(json, "least", &one.least) ||
        !number_read(json, "else", &one.otherwise) || one.otherwise >= one.mark ||
        !has_mark(scale, one.mark) || !has_mark(scale, one.otherwise))
      return bad("conditions", i, error);
    one.tasks =
        bm_tasks_pick(tasks, json_object_get(json, "tasks"), "scale_task_unknown", error);
    if (one.tasks == NULL)
      return FALSE;
    g_array_append_val(scale->conditions, one);
  }
  return TRUE;
}

BmScale *bm_scale_new(const json_t *json, const BmTasks *tasks, GError **error)
{
  g_autoptr(BmScale) scale = g_new0(BmScale, 1);
  scale->n_tasks = tasks->n;
  scale->steps = g_array_new(FALSE, FALSE, sizeof(Step));
  scale->conditions = g_array_new(FALSE, FALSE, sizeof(Condition));
  g_array_set_clear_func(scale->conditions, condition_clear);
  if (!steps_read(scale, json_object_get(json, "marks"), error) ||
      !conditions_read(scale, json_object_get(json, "conditions"), tasks, error))
    return NULL;
  return g_steal_pointer(&scale);
}

static int sum_of(const BmScale *scale, const int *scores, const gboolean *tasks)
{
  int sum = 0;
  for (guint i = 0; i < scale->n_tasks; i++)
    if (tasks == NULL || tasks[i])
      sum += bm_score_points(scores[i]);
  return sum;
}

static const Condition *broken_condition(const BmScale *scale, int mark, const int *scores)
{
  for (guint i = 0; i < scale->conditions->len; i++) {
    const Condition *one = &g_array_index(scale->conditions, Condition, i);
    if (one->mark == mark && sum_of(scale, scores, one->tasks) < one->least)
      return one;
  }
  return NULL;
}

int bm_scale_mark(const BmScale *scale, const int *scores)
{
  int total = sum_of(scale, scores, NULL), mark = 0;
  for (guint i = 0; i < scale->steps->len; i++)
    if (total >= g_array_index(scale->steps, Step, i).from)
      mark = g_array_index(scale->steps, Step, i).mark;
  for (const Condition *one; (one = broken_condition(scale, mark, scores)) != NULL;)
    mark = one->otherwise;
  return mark;
}
