/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms of the first round in its re-check. They stay with the same coordinator, so they come
 * as they are, with what they have learnt, and are not washed as a template is. */
#include "pipeline/json_text.h"
#include "pipeline/recheck.h"
#include "pipeline/workspace.h"

#define PRIOR_MARK "prior_mark"
#define ASKED "form_prior_marks"
/* where identities and marks stand, as shares of the page's height: the domain's decision rule
 */
#define FIRST_HEAD_SHARE 0.25
#define LATER_HEAD_SHARE 0.12
#define FOOT_SHARE 0.92

static gboolean is_confirmed(const json_t *form)
{
  return g_strcmp0(bm_json_text(form, "state"), "confirmed") == 0;
}

/* Its own model, or that of a form that it was joined to. */
static gboolean comes_along(const json_t *forms, const json_t *form)
{
  const char *target = bm_json_text(form, "joined_to");
  size_t i;
  json_t *other;
  if (target == NULL)
    return is_confirmed(form);
  json_array_foreach (forms, i, other)
    if (g_strcmp0(bm_json_text(other, "id"), target) == 0)
      return is_confirmed(other);
  return FALSE;
}

static double number_of(const json_t *zone, const char *key)
{
  return json_number_value(json_object_get(zone, key));
}

/* Whether a field stands where masking needs no second look. */
static gboolean is_in_band(const json_t *form, const json_t *zone)
{
  double height = json_number_value(json_array_get(json_object_get(form, "size_mm"), 1));
  gboolean is_later = number_of(json_object_get(form, "facts"), "page_in_work") > 1;
  double head = height * (is_later ? LATER_HEAD_SHARE : FIRST_HEAD_SHARE);
  return number_of(zone, "y") + number_of(zone, "h") <= head ||
         number_of(zone, "y") >= height * FOOT_SHARE;
}

static void doubt_add(json_t *form)
{
  if (!json_is_array(json_object_get(form, "doubts")))
    json_object_set_new(form, "doubts", json_array());
  json_array_append_new(json_object_get(form, "doubts"), json_string(ASKED));
}

/* What was visible because nobody had marked yet. TRUE: a field of it still is. */
static gboolean prior_marks_hide(json_t *form)
{
  json_t *facts = json_object_get(form, "facts"), *kept = json_object_get(facts, "kept");
  json_t *left = json_array(), *zone;
  gboolean is_asked = FALSE;
  size_t i;
  json_array_foreach (kept, i, zone) {
    gboolean is_mark = g_strcmp0(bm_json_text(zone, "kind"), PRIOR_MARK) == 0;
    gboolean is_hidden = is_mark && is_in_band(form, zone);
    is_asked |= is_mark && !is_hidden;
    json_array_append(is_hidden ? json_object_get(form, "zones") : left, zone);
  }
  if (json_array_size(left) < json_array_size(kept)) {
    json_int_t version = json_integer_value(json_object_get(form, "version"));
    json_object_set_new(form, "version", json_integer(version + 1));
    json_object_set(facts, "kept", left);
  }
  json_decref(left);
  if (is_asked)
    doubt_add(form);
  return is_asked;
}

static gboolean file_bring(const char *from, const char *to, const char *place, GError **error)
{
  g_autofree char *source = g_build_filename(from, place, NULL);
  g_autofree char *target = g_build_filename(to, place, NULL);
  g_autofree char *folder = g_path_get_dirname(target);
  g_autofree char *bytes = NULL;
  gsize size = 0;
  if (!g_file_get_contents(source, &bytes, &size, NULL))
    return bm_fail(error, BM_ERROR_IO, "file_open", "a form's file");
  return bm_folder_make(folder, 0700, error) &&
         (g_file_set_contents(target, bytes, (gssize)size, NULL) ||
          bm_fail(error, BM_ERROR_IO, "disk_write", "cannot copy a form's file"));
}

static gboolean form_bring(BmOpen *from, const char *to, BmLedger *ledger, json_t *form,
                           BmRecheckMade *made, GError **error)
{
  static const char *const keys[] = {"model", "picture", "clean"};
  static const char *const roots[] = {"forms", NULL};
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
    const char *place = bm_json_text(form, keys[i]);
    if (place != NULL && bm_place_is_safe(place, roots) &&
        !file_bring(from->ws, to, place, error))
      return FALSE;
  }
  made->forms += bm_json_text(form, "joined_to") == NULL;
  gboolean is_asked = prior_marks_hide(form);
  made->asked += is_asked;
  return bm_ledger_form_put(ledger, bm_json_text(form, "id"), bm_json_text(form, "kind"),
                            json_integer_value(json_object_get(form, "version")),
                            is_asked ? "proposed" : bm_json_text(form, "state"), form, error);
}

/* Without its model a form is learnt anew. */
static gboolean has_model(const BmOpen *from, const json_t *form)
{
  const char *place = bm_json_text(form, "model");
  g_autofree char *path = place != NULL ? g_build_filename(from->ws, place, NULL) : NULL;
  return path != NULL && g_file_test(path, G_FILE_TEST_IS_REGULAR);
}

gboolean bm_recheck_forms(BmOpen *from, const char *to, BmLedger *ledger,
                          BmRecheckMade *ret_made, GError **error)
{
  g_autoptr(json_t) forms = bm_ledger_forms(from->ledger);
  size_t i;
  json_t *form;
  *ret_made = (BmRecheckMade){0};
  json_array_foreach (forms, i, form) {
    if (!comes_along(forms, form) || !has_model(from, form))
      continue;
    if (!form_bring(from, to, ledger, form, ret_made, error))
      return FALSE;
  }
  return TRUE;
}
