/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notes of an answer: works, forms, numbers, allocations. */
#include "pipeline/commit_part.h"

#include "pipeline/autoptr.h"
#include "pipeline/first.h"
#include "pipeline/json_text.h"
#include "pipeline/third.h"

static gboolean zones_have(const json_t *zones, const json_t *zone)
{
  size_t i;
  json_t *one;
  json_array_foreach (zones, i, one)
    if (json_equal(one, zone))
      return TRUE;
  return FALSE;
}

/* A proposal that is learnt anew keeps the places that a person drew. */
static void zones_of_person_keep(const json_t *old, json_t *form)
{
  size_t i;
  json_t *zone, *zones = json_object_get(form, "zones");
  json_array_foreach (json_object_get(old, "zones"), i, zone)
    if (g_strcmp0(bm_json_text(zone, "kind"), "by_person") == 0 && !zones_have(zones, zone))
      json_array_append(zones, zone);
}

/* A form that learns on keeps its name and where it comes from; one that pages were taken out
 * of is never evident again. */
static void edits_of_person_keep(const json_t *old, json_t *form)
{
  static const char *const keys[] = {"name", "digest", "joined_to", "by_contact"};
  size_t i;
  json_t *doubt;
  for (guint k = 0; k < G_N_ELEMENTS(keys); k++)
    if (json_object_get(old, keys[k]) != NULL)
      json_object_set(form, keys[k], json_object_get(old, keys[k]));
  json_array_foreach (json_object_get(old, "doubts"), i, doubt)
    if (g_strcmp0(json_string_value(doubt), "form_was_split") == 0) {
      json_array_append(json_object_get(form, "doubts"), doubt);
      json_object_set_new(form, "is_evident", json_false());
    }
}

/* Confirmed before, or a form that a person confirmed, in another print. */
static gboolean form_is_settled(BmCommit *c, const json_t *old, const json_t *form)
{
  const char *like = bm_json_text(form, "like");
  g_autoptr(json_t) other = like != NULL ? bm_ledger_form(c->engine->ledger, like) : NULL;
  return g_strcmp0(bm_json_text(old, "state"), "confirmed") == 0 ||
         (old == NULL && json_is_true(json_object_get(form, "is_evident")) &&
          g_strcmp0(bm_json_text(other, "state"), "confirmed") == 0);
}

static gboolean note_form(BmCommit *c, json_t *form, GError **error)
{
  const char *id = bm_json_text(form, "id");
  g_autoptr(json_t) old = bm_ledger_form(c->engine->ledger, id);
  gboolean is_settled = form_is_settled(c, old, form);
  zones_of_person_keep(old, form);
  edits_of_person_keep(old, form);
  return bm_ledger_form_put(c->engine->ledger, id, bm_json_text(form, "kind"),
                            json_integer_value(json_object_get(form, "version")),
                            is_settled ? "confirmed" : "proposed", form, error);
}

static gboolean note_allocation(BmCommit *c, json_t *allocation, GError **error)
{
  const char *marker;
  json_t *share, *number;
  size_t i;
  json_object_foreach (json_object_get(allocation, "shares"), marker, share)
    json_array_foreach (share, i, number)
      if (!bm_ledger_work_marker(c->engine->ledger, json_string_value(number), marker, error))
        return FALSE;
  json_t *tasks = json_object_get(c->engine->procedure->assessment, "tasks");
  if (tasks != NULL)
    json_object_set(allocation, "tasks", tasks);
  return bm_third_done(c->engine->ledger, allocation, error) &&
         bm_ledger_note_add(c->engine->ledger, "allocation", allocation, error);
}

static gboolean note_work(BmCommit *c, json_t *work, GError **error)
{
  g_autoptr(json_t) page =
      bm_ledger_item(c->engine->ledger, json_string_value(json_array_get(c->inputs, 0)));
  gint64 class_ref = json_integer_value(json_object_get(work, "class_ref"));
  json_object_set_new(work, "class_ref",
                      json_integer(bm_first_class(c->engine->keymap, class_ref)));
  return bm_ledger_work_put(c->engine->ledger, work, bm_json_text(page, "packet"), error);
}

gboolean bm_commit_note(BmCommit *c, const char *kind, json_t *value, GError **error)
{
  if (g_strcmp0(kind, "work") == 0)
    return note_work(c, value, error);
  if (g_strcmp0(kind, "form") == 0)
    return note_form(c, value, error);
  if (g_strcmp0(kind, "work_no") == 0)
    return bm_ledger_work_number(c->engine->ledger, bm_json_text(value, "work"),
                                 bm_json_text(value, "work_no"), error);
  if (g_strcmp0(kind, "allocation") == 0)
    return note_allocation(c, value, error);
  return bm_ledger_note_add(c->engine->ledger, kind, value, error);
}
