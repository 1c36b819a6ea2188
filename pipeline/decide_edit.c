/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decisions that change the list of forms: a name, a template that comes in, two forms that are
 * one, pages that are not on their form. */
#include "pipeline/decide_part.h"

#include "pipeline/autoptr.h"
#include "pipeline/json_text.h"
#include "pipeline/workspace.h"

#include <string.h>

/* A form that may still be changed. */
static json_t *form_get(BmLedger *ledger, const char *id, GError **error)
{
  g_autoptr(json_t) form = id != NULL ? bm_ledger_form(ledger, id) : NULL;
  if (form == NULL)
    bm_fail(error, BM_ERROR_SETTING, "form_unknown", "'%s'", id != NULL ? id : "");
  else if (bm_json_text(form, "joined_to") == NULL)
    return g_steal_pointer(&form);
  else
    bm_fail(error, BM_ERROR_SETTING, "form_joined", "%s → %s", id,
            bm_json_text(form, "joined_to"));
  return NULL;
}

static gboolean form_save(BmLedger *ledger, const json_t *form, const char *state,
                          GError **error)
{
  static const char *const columns[] = {"id", "kind", "version", "state"};
  g_autoptr(json_t) record = json_deep_copy(form);
  for (guint i = 0; i < G_N_ELEMENTS(columns); i++)
    json_object_del(record, columns[i]);
  return bm_ledger_form_put(ledger, bm_json_text(form, "id"), bm_json_text(form, "kind"),
                            json_integer_value(json_object_get(form, "version")), state, record,
                            error);
}

/* --- name */

static gboolean name_is_good(const char *name)
{
  if (name == NULL || !g_utf8_validate(name, -1, NULL) ||
      g_utf8_strlen(name, -1) > BM_FORM_NAME_MOST)
    return FALSE;
  for (const char *at = name; *at != '\0'; at = g_utf8_next_char(at))
    if (g_unichar_iscntrl(g_utf8_get_char(at)))
      return FALSE;
  return TRUE;
}

static gboolean form_name(BmLedger *ledger, const char *id, json_t *request, GError **error)
{
  const char *name = bm_json_text(request, "name");
  g_autoptr(json_t) form = form_get(ledger, id, error);
  if (form == NULL)
    return FALSE;
  if (!name_is_good(name))
    return bm_fail(error, BM_ERROR_SETTING, "form_name_bad", "'%s'", id);
  json_object_set_new(form, "name", json_string(name));
  if (name[0] == '\0')
    json_object_del(form, "name");
  return form_save(ledger, form, bm_json_text(form, "state"), error);
}

/* --- import */

static gboolean template_is_known(BmLedger *ledger, const char *digest)
{
  g_autoptr(json_t) forms = bm_ledger_forms(ledger);
  size_t i;
  json_t *form;
  json_array_foreach (forms, i, form)
    if (g_strcmp0(bm_json_text(form, "digest"), digest) == 0)
      return TRUE;
  return FALSE;
}

/* The first number above those of all forms that there ever were. */
static char *form_id_next(BmLedger *ledger)
{
  g_autoptr(json_t) forms = bm_ledger_forms(ledger);
  guint64 last = 0, number;
  size_t i;
  json_t *form;
  json_array_foreach (forms, i, form) {
    const char *id = bm_json_text(form, "id");
    if (g_str_has_prefix(id, "form") &&
        g_ascii_string_to_unsigned(id + strlen("form"), 10, 0, 1000000, &number, NULL))
      last = MAX(last, number);
  }
  return g_strdup_printf("form%02u", (guint)last + 1);
}

static gboolean template_take(BmLedger *ledger, const char *digest, json_t *request,
                              GError **error)
{
  json_t *template = json_object_get(json_object_get(request, "forms"), digest);
  if (template_is_known(ledger, digest))
    return bm_fail(error, BM_ERROR_SETTING, "template_known", "%.12s", digest);
  g_autofree char *id = form_id_next(ledger);
  g_autoptr(json_t) form = json_deep_copy(template);
  json_object_set_new(form, "id", json_string(id));
  json_object_set_new(form, "kind", json_string("form"));
  return form_save(ledger, form, "confirmed", error);
}

/* --- join */

static gboolean is_open_on(const json_t *page, const char *form)
{
  const json_t *facts = json_object_get(json_object_get(page, "facts"), "form");
  const char *state = bm_json_text(page, "state");
  return g_strcmp0(bm_json_text(facts, "form"), form) == 0 &&
         (g_strcmp0(state, "ready") == 0 || g_strcmp0(state, "held") == 0) &&
         bm_decide_may_redo(page);
}

json_t *bm_decide_form_pages(BmLedger *ledger, const char *form)
{
  g_autoptr(json_t) pages = bm_ledger_items_of_class(ledger, "page");
  json_t *open = json_array();
  size_t i;
  json_t *page;
  json_array_foreach (pages, i, page)
    if (is_open_on(page, form))
      json_array_append(open, page);
  return open;
}

/* Every page of @from must have been laid on the other form; they are masked again by it, or
 * turned first. */
static gboolean pages_join(BmLedger *ledger, const char *from, const json_t *facts,
                           guint *ret_n, GError **error)
{
  g_autoptr(json_t) pages = bm_decide_form_pages(ledger, from);
  size_t i;
  json_t *page;
  *ret_n = 0;
  json_array_foreach (pages, i, page) {
    json_t *fresh = json_object_get(facts, bm_json_text(page, "id"));
    if (fresh == NULL)
      return bm_fail(error, BM_ERROR_SETTING, "join_changed", "'%s'", bm_json_text(page, "id"));
    json_object_set(json_object_get(page, "facts"), "form", fresh);
    if (!bm_decide_redo_on_form(ledger, page, error))
      return FALSE;
    ++*ret_n;
  }
  return TRUE;
}

static gboolean form_join(BmLedger *ledger, const char *id, json_t *request, guint *ret_n,
                          GError **error)
{
  const char *into = bm_json_text(request, "into");
  g_autoptr(json_t) to = form_get(ledger, into, error);
  g_autoptr(json_t) from = to != NULL ? form_get(ledger, id, error) : NULL;
  if (from == NULL)
    return FALSE;
  if (strcmp(id, into) == 0 || g_strcmp0(bm_json_text(to, "kind"), "form") != 0 ||
      g_strcmp0(bm_json_text(from, "kind"), "form") != 0)
    return bm_fail(error, BM_ERROR_SETTING, "join_kind", "'%s' '%s'", into, id);
  json_object_set_new(from, "joined_to", json_string(into));
  return pages_join(ledger, id, json_object_get(request, "pages"), ret_n, error) &&
         form_save(ledger, from, bm_json_text(from, "state"), error) &&
         bm_decide_look(ledger, "form", id, error);
}

/* --- split */

/* A print that nobody confirmed was learnt from these pages too: it is not evident any more. */
static gboolean form_doubt(BmLedger *ledger, const char *id, GError **error)
{
  g_autoptr(json_t) form = form_get(ledger, id, error);
  if (form == NULL)
    return FALSE;
  if (g_strcmp0(bm_json_text(form, "state"), "confirmed") == 0)
    return TRUE;
  if (json_object_get(form, "doubts") == NULL)
    json_object_set_new(form, "doubts", json_array());
  json_t *doubts = json_object_get(form, "doubts");
  if (!bm_json_has_text(doubts, "form_was_split"))
    json_array_append_new(doubts, json_string("form_was_split"));
  json_object_set_new(form, "is_evident", json_false());
  return form_save(ledger, form, bm_json_text(form, "state"), error);
}

static gboolean page_split(BmLedger *ledger, const char *id, json_t *request, GError **error)
{
  const char *form = bm_json_text(request, "form");
  g_autoptr(json_t) page = bm_ledger_item(ledger, id);
  json_t *facts = json_object_get(json_object_get(page, "facts"), "form");
  if (form == NULL || page == NULL || g_strcmp0(bm_json_text(facts, "form"), form) != 0)
    return bm_fail(error, BM_ERROR_SETTING, "page_not_on_form", "'%s'", id);
  if (!is_open_on(page, form))
    return bm_fail(error, BM_ERROR_SETTING, "page_past_form", "'%s'", id);
  json_t *apart = bm_decide_boxes(page, "not_forms");
  if (!bm_json_has_text(apart, form))
    json_array_append_new(apart, json_string(form));
  return bm_decide_redo(ledger, page, "form", error) && form_doubt(ledger, form, error) &&
         bm_decide_look(ledger, "page", id, error);
}

/* --- one of these */

gboolean bm_decide_is_edit(const char *verb)
{
  static const char *const verbs[] = {"name", "import", "join", "split", NULL};
  return verb != NULL && g_strv_contains(verbs, verb);
}

gboolean bm_decide_edit(BmLedger *ledger, const char *verb, const char *id, json_t *request,
                        guint *ret_n, GError **error)
{
  if (strcmp(verb, "name") == 0)
    return form_name(ledger, id, request, error);
  if (strcmp(verb, "import") == 0)
    return template_take(ledger, id, request, error);
  if (strcmp(verb, "join") == 0)
    return form_join(ledger, id, request, ret_n, error);
  return page_split(ledger, id, request, error);
}
