/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Classes and teachers of the procedure become numbers and aliases. */
#include "pipeline/engine.h"

#include "pipeline/autoptr.h"

static gboolean classes_register(BmEngine *engine, GError **error)
{
  size_t i;
  json_t *row;
  json_array_foreach (engine->procedure->roster, i, row) {
    g_autofree char *class_group =
        bm_class_normalise(json_string_value(json_object_get(row, "class")));
    g_autofree char *class_alias = NULL, *school_alias = NULL;
    gint64 ref =
        bm_keymap_class(engine->keymap, json_string_value(json_object_get(row, "school_code")),
                        class_group, &class_alias, &school_alias, error);
    if (ref == 0 || !bm_ledger_class_put(engine->ledger, ref, class_alias, school_alias, error))
      return FALSE;
  }
  return TRUE;
}

/* Schools whose works the teacher may not have beside his own. */
static gboolean conflicts_add(BmEngine *engine, const json_t *row, json_t *record,
                              GError **error)
{
  size_t i;
  json_t *code;
  json_array_foreach (json_object_get(row, "conflicts"), i, code) {
    g_autofree char *alias =
        bm_keymap_school_alias(engine->keymap, json_string_value(code), error);
    if (alias == NULL)
      return FALSE;
    json_array_append_new(json_object_get(record, "conflicts"), json_string(alias));
  }
  return TRUE;
}

static gboolean marker_register(BmEngine *engine, json_t *row, GError **error)
{
  const char *school = json_string_value(json_object_get(row, "school_code"));
  const char *most = json_string_value(json_object_get(row, "max_works"));
  g_autofree char *alias = bm_keymap_school_alias(engine->keymap, school, error);
  g_autofree char *id =
      alias == NULL
          ? NULL
          : bm_keymap_marker(engine->keymap, json_string_value(json_object_get(row, "teacher")),
                             school, error);
  if (id == NULL)
    return FALSE;
  guint64 works = 0;
  if (most != NULL && most[0] != '\0' &&
      !g_ascii_string_to_unsigned(most, 10, 0, BM_MOST_WORKS, &works, NULL))
    return bm_fail(error, BM_ERROR_SETTING, "procedure_bad", "teachers.csv: max_works '%s'",
                   most);
  json_t *subject = json_object_get(row, "subject");
  g_autoptr(json_t) record =
      json_pack("{s:O,s:[]}", "subject", subject != NULL ? subject : json_null(), "conflicts");
  if (!conflicts_add(engine, row, record, error))
    return FALSE;
  if (json_object_get(row, "rank") != NULL)
    json_object_set(record, "rank", json_object_get(row, "rank"));
  if (most != NULL && most[0] != '\0') /* else the setting allocate.max_works holds */
    json_object_set_new(record, "max_works", json_integer((json_int_t)works));
  return bm_ledger_marker_put(engine->ledger, id, alias, record, error);
}

gboolean bm_people_register(BmEngine *engine, GError **error)
{
  if (!bm_db_begin(engine->ledger, error))
    return FALSE;
  size_t i;
  json_t *row;
  gboolean is_good = classes_register(engine, error);
  if (json_array_size(engine->procedure->teachers) > 0) /* who is on it no more gets no works */
    is_good = is_good && bm_ledger_markers_leave(engine->ledger, error);
  json_array_foreach (engine->procedure->teachers, i, row)
    is_good = is_good && marker_register(engine, row, error);
  if (is_good && bm_db_commit(engine->ledger, error))
    return TRUE;
  bm_db_rollback(engine->ledger);
  return FALSE;
}
