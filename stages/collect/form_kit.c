/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bundles of the round, as the engine tells of them. */
#include "stages/collect/form.h"

#include <string.h>

const char *bm_kit_text(const json_t *object, const char *key)
{
  const char *text = json_string_value(json_object_get(object, key));
  return text != NULL ? text : "";
}

const json_t *bm_kit_find(const json_t *kits, const char *bundle)
{
  size_t i;
  json_t *kit;
  json_array_foreach (kits, i, kit)
    if (strcmp(bm_kit_text(kit, "bundle"), bundle) == 0)
      return kit;
  return NULL;
}

guint bm_kit_n_tasks(const json_t *kit)
{
  return (guint)json_array_size(json_object_get(kit, "tasks"));
}

int bm_kit_task_max(const json_t *kit, guint task)
{
  const json_t *json = json_array_get(json_object_get(kit, "tasks"), task);
  return (int)json_integer_value(json_object_get(json, "max"));
}

gboolean bm_kit_asks(const json_t *kit, const char *work_no, guint task)
{
  const json_t *open = json_object_get(json_object_get(kit, "open"), work_no);
  const char *id = bm_kit_text(json_array_get(json_object_get(kit, "tasks"), task), "id");
  size_t i;
  json_t *name;
  if (open == NULL)
    return TRUE;
  json_array_foreach (open, i, name)
    if (g_strcmp0(json_string_value(name), id) == 0)
      return TRUE;
  return FALSE;
}

int bm_kit_max_total(const json_t *kit)
{
  int total = 0;
  for (guint i = 0; i < bm_kit_n_tasks(kit); i++)
    total += bm_kit_task_max(kit, i);
  return total;
}

const json_t *bm_kit_class_of(const json_t *kit, const char *alias)
{
  size_t i;
  json_t *class_group;
  json_array_foreach (json_object_get(kit, "classes"), i, class_group)
    if (strcmp(bm_kit_text(class_group, "alias"), alias) == 0)
      return class_group;
  return NULL;
}

gboolean bm_kit_class_has(const json_t *class_group, const char *work_no)
{
  size_t i;
  json_t *work;
  json_array_foreach (json_object_get(class_group, "works"), i, work)
    if (g_strcmp0(json_string_value(work), work_no) == 0)
      return TRUE;
  return FALSE;
}

const json_t *bm_kit_class_with(const json_t *kit, const char *work_no)
{
  size_t i;
  json_t *class_group;
  json_array_foreach (json_object_get(kit, "classes"), i, class_group)
    if (bm_kit_class_has(class_group, work_no))
      return class_group;
  return NULL;
}
