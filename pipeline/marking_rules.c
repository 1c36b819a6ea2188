/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of divergence and mark scales before anybody marks. */
#include "pipeline/marking_rules.h"

#include "pipeline/apart.h"
#include "pipeline/autoptr.h"
#include "pipeline/gate.h"
#include "pipeline/json_text.h"
#include "pipeline/lang.h"
#include "pipeline/model.h"
#include "pipeline/workspace.h"

#include <stdio.h>
#include <string.h>

/* --- where they are */

static json_t *named_json(const char *ws, const char *folder, const char *name, GError **error)
{
  g_autofree char *file = g_strconcat(name, ".json", NULL);
  g_autofree char *model = g_build_filename(folder, file, NULL);
  g_autofree char *own = g_build_filename(ws, "procedure", file, NULL);
  if (strchr(name, '/') == NULL && g_file_test(own, G_FILE_TEST_IS_REGULAR))
    return bm_json_read(own, error);
  g_autoptr(GBytes) bytes = strchr(name, '/') == NULL ? bm_model_bytes(model) : NULL;
  json_t *json = bytes != NULL ? json_loadb(g_bytes_get_data(bytes, NULL),
                                            g_bytes_get_size(bytes), 0, NULL)
                               : NULL;
  if (json == NULL)
    bm_fail(error, BM_ERROR_SETTING, "rule_unknown", "'%s'", name);
  return json;
}

/* assessment.json holds the object itself or its name; @preset NULL: none is needed. */
static json_t *one_find(const char *ws, const BmProcedure *procedure, const char *key,
                        const char *folder, const char *preset, GError **error)
{
  json_t *value = json_object_get(procedure->assessment, key);
  const char *name = json_is_string(value) ? json_string_value(value) : preset;
  if (json_is_object(value))
    return json_incref(value);
  return name != NULL ? named_json(ws, folder, name, error) : json_null();
}

gboolean bm_marking_rules_read(const char *ws, const BmProcedure *procedure, json_t **ret_rule,
                               json_t **ret_scale, GError **error)
{
  g_autoptr(json_t) rule =
      one_find(ws, procedure, "divergence_rule", "divergence", "default", error);
  g_autoptr(json_t) scale =
      rule != NULL ? one_find(ws, procedure, "mark_scale", "scales", NULL, error) : NULL;
  if (scale == NULL)
    return FALSE;
  *ret_rule = g_steal_pointer(&rule);
  *ret_scale = g_steal_pointer(&scale);
  return TRUE;
}

/* --- whether decode takes them */

gboolean bm_marking_rules_check(const char *ws, const BmProcedure *procedure, GError **error)
{
  json_t *tasks = json_object_get(procedure->assessment, "tasks");
  g_autoptr(json_t) rule = NULL, scale = NULL;
  if (json_array_size(tasks) == 0)
    return TRUE;
  if (!bm_marking_rules_read(ws, procedure, &rule, &scale, error))
    return FALSE;
  g_autofree char *scratch = bm_scratch_make(ws, error);
  if (scratch == NULL)
    return FALSE;
  g_autoptr(json_t) results =
      bm_apart_note("decode",
                    json_pack("{s:O,s:[],s:[],s:O,s:O,s:i}", "tasks", tasks, "works",
                              "markings", "rule", rule, "scale", scale, "markings_per_work", 2),
                    scratch, "results", error);
  bm_folder_remove(scratch);
  return results != NULL;
}

/* --- what never has an effect */

static void doubt_add(GPtrArray *doubts, const char *fmt, ...) G_GNUC_PRINTF(2, 3);
static void doubt_add(GPtrArray *doubts, const char *fmt, ...)
{
  va_list args;
  va_start(args, fmt);
  g_ptr_array_add(doubts, g_strdup_vprintf(fmt, args));
  va_end(args);
}

static void keys_look(GPtrArray *doubts, const json_t *object, const char *const *known,
                      const char *what)
{
  const char *key;
  json_t *value;
  json_object_foreach ((json_t *)object, key, value)
    if (!g_strv_contains(known, key))
      doubt_add(doubts,
                bm_tr("%s: слова «%s» программа не знает и не учитывает",
                      "%s: the program does not know the word '%s' and ignores it"),
                what, key);
}

static int most_of(const json_t *task)
{
  return (int)json_integer_value(json_object_get(task, "max"));
}

static gboolean list_names(const json_t *list, const char *id)
{
  size_t i;
  json_t *name;
  json_array_foreach ((json_t *)list, i, name)
    if (json_is_string(name) && bm_task_names_agree(json_string_value(name), id))
      return TRUE;
  return FALSE;
}

/* The greatest difference that two markings can have: of one task, or of the sum. */
static int widest(const json_t *tasks, const json_t *list, gboolean is_sum)
{
  int most = 0;
  size_t i;
  json_t *task;
  json_array_foreach ((json_t *)tasks, i, task)
    if (list == NULL || json_is_null(list) || list_names(list, bm_json_text(task, "id")))
      most = is_sum ? most + most_of(task) : MAX(most, most_of(task));
  return most;
}

/* Tasks that a clause names and that cannot differ so much. */
static void named_tasks_look(GPtrArray *doubts, const json_t *tasks, const json_t *list,
                             int value, const char *what)
{
  size_t i;
  json_t *task;
  json_array_foreach ((json_t *)tasks, i, task)
    if (list_names(list, bm_json_text(task, "id")) && most_of(task) < value)
      doubt_add(doubts,
                bm_tr("%s: разницы %d в задании «%s» не бывает, за него дают не больше %d",
                      "%s: a difference of %d cannot be in task '%s', which gives %d at most"),
                what, value, bm_json_text(task, "id"), most_of(task));
}

static void clause_look(GPtrArray *doubts, const json_t *tasks, const json_t *clause, size_t at)
{
  static const char *const known[] = {"scope", "op", "value", "tasks", NULL};
  g_autofree char *what = g_strdup_printf("divergence_rule, any[%zu]", at + 1);
  const char *scope = bm_json_text(clause, "scope"), *op = bm_json_text(clause, "op");
  gboolean is_task = g_strcmp0(scope, "task") == 0,
           has_value = g_strcmp0(op, "ge") == 0 || g_strcmp0(op, "eq") == 0;
  int value = (int)json_integer_value(json_object_get(clause, "value"));
  const json_t *list = g_strcmp0(scope, "total") == 0 ? NULL : json_object_get(clause, "tasks");
  int most = widest(tasks, list, !is_task);
  keys_look(doubts, clause, known, what);
  if (!is_task && g_strcmp0(op, "x_vs_score") == 0)
    doubt_add(doubts,
              bm_tr("%s: x_vs_score действует только со scope=task",
                    "%s: x_vs_score has an effect with scope=task only"),
              what);
  else if (has_value && value > most)
    doubt_add(doubts,
              bm_tr("%s: разницы %d не бывает, наибольшая возможная %d; правило не сработает",
                    "%s: a difference of %d cannot be, the greatest is %d; it never applies"),
              what, value, most);
  else if (has_value && is_task && json_is_array(list))
    named_tasks_look(doubts, tasks, list, value, what);
}

static void rule_look(GPtrArray *doubts, const json_t *tasks, const json_t *rule)
{
  static const char *const known[] = {"title_ru", "title_en", "any", "join", NULL};
  const json_t *any = json_object_get(rule, "any"), *clause;
  size_t i;
  keys_look(doubts, rule, known, "divergence_rule");
  if (json_array_size(any) == 0)
    doubt_add(doubts, "%s",
              bm_tr("divergence_rule: список any пуст, третья проверка не будет назначена "
                    "никогда",
                    "divergence_rule: the list any is empty, no third marking is ever asked "
                    "for"));
  json_array_foreach ((json_t *)any, i, clause)
    clause_look(doubts, tasks, clause, i);
}

static void scale_look(GPtrArray *doubts, const json_t *tasks, const json_t *scale)
{
  static const char *const known[] = {"title_ru", "title_en", "marks", "conditions", NULL},
                           *const of_mark[] = {"mark", "from", NULL},
                           *const of_condition[] = {"mark", "tasks", "least", "else", NULL};
  int total = widest(tasks, NULL, TRUE);
  size_t i;
  json_t *one;
  keys_look(doubts, scale, known, "mark_scale");
  json_array_foreach (json_object_get(scale, "marks"), i, one) {
    g_autofree char *what = g_strdup_printf("mark_scale, marks[%zu]", i + 1);
    int from = (int)json_integer_value(json_object_get(one, "from"));
    keys_look(doubts, one, of_mark, what);
    if (from > total)
      doubt_add(doubts,
                bm_tr("%s: отметку %d не получит никто: она от %d баллов, а больше %d за "
                      "работу не набрать",
                      "%s: nobody can get mark %d: it is from %d points, and the work gives %d "
                      "at most"),
                what, (int)json_integer_value(json_object_get(one, "mark")), from, total);
  }
  json_array_foreach (json_object_get(scale, "conditions"), i, one) {
    g_autofree char *what = g_strdup_printf("mark_scale, conditions[%zu]", i + 1);
    keys_look(doubts, one, of_condition, what);
  }
}

GPtrArray *bm_marking_rules_doubts(const json_t *tasks, const json_t *rule, const json_t *scale)
{
  GPtrArray *doubts = g_ptr_array_new_with_free_func(g_free);
  if (json_is_object(rule))
    rule_look(doubts, tasks, rule);
  if (json_is_object(scale))
    scale_look(doubts, tasks, scale);
  return doubts;
}

void bm_marking_rules_tell(const char *ws, const BmProcedure *procedure)
{
  const json_t *tasks = json_object_get(procedure->assessment, "tasks");
  g_autoptr(json_t) rule = NULL, scale = NULL;
  if (json_array_size(tasks) == 0 || !bm_marking_rules_read(ws, procedure, &rule, &scale, NULL))
    return;
  gboolean is_preset = json_object_get(procedure->assessment, "divergence_rule") == NULL;
  g_autoptr(GPtrArray) doubts = bm_marking_rules_doubts(tasks, is_preset ? NULL : rule, scale);
  for (guint i = 0; i < doubts->len; i++)
    fprintf(stderr, bm_tr("Проверьте: %s\n", "Look at this: %s\n"),
            (const char *)g_ptr_array_index(doubts, i));
}
