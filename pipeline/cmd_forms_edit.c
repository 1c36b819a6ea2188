/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark forms name, join, split. */
#include "pipeline/apart.h"
#include "pipeline/autoptr.h"
#include "pipeline/cmd_forms.h"
#include "pipeline/decide.h"
#include "pipeline/json_text.h"
#include "pipeline/lang.h"
#include "pipeline/workspace.h"
#include "stages/shared/naming.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define MISFITS_TOLD 5U

static gboolean ask(BmOpen *open, json_t *request, guint *ret_n, gboolean *ret_is_watched,
                    GError **error)
{
  return bm_decide_ask(open->ws, open->ledger, request, BM_DECIDE_PATIENCE_S, ret_is_watched,
                       ret_n, error);
}

/* --- name */

static gboolean name_check(const BmOpen *open, const char *form, const char *name,
                           GError **error)
{
  g_autoptr(BmRoster) roster = bm_roster_load(open->procedure->folder, error);
  if (roster == NULL)
    return FALSE;
  return (g_utf8_validate(name, -1, NULL) && !bm_naming_is_found(name, roster)) ||
         bm_fail(error, BM_ERROR_SETTING, "form_name_bad", "%s", form);
}

int bm_forms_name(BmOpen *open, const char *form, const char *name)
{
  GError *error = NULL;
  guint n = 0;
  if (!name_check(open, form, name, &error))
    return bm_cmd_fail(error);
  g_autoptr(json_t) request =
      json_pack("{s:s,s:[s],s:s}", "verb", "name", "ids", form, "name", name);
  return ask(open, request, &n, NULL, &error) ? BM_EXIT_DONE : bm_cmd_fail(error);
}

/* --- join */

/* The page as stage form saw it: the file of the stages before. */
static json_t *input_of(const BmOpen *open, const json_t *page)
{
  static const char *const stages[] = {"split", "upright", "intake"};
  const json_t *files = json_object_get(page, "files");
  const char *file = NULL;
  for (guint i = 0; i < G_N_ELEMENTS(stages) && file == NULL; i++)
    file = bm_json_text(files, stages[i]);
  g_autofree char *path = g_build_filename(open->ws, file != NULL ? file : "", NULL);
  return json_pack("{s:O,s:s,s:O}", "id", json_object_get(page, "id"), "path", path, "facts",
                   json_object_get(page, "facts"));
}

static gboolean misfits_tell(const json_t *notes, const char *from, const char *into,
                             size_t n_pages, GError **error)
{
  GString *told = g_string_new(NULL);
  size_t i;
  json_t *note;
  json_array_foreach (notes, i, note) {
    const json_t *one = json_object_get(note, "value");
    if (i < MISFITS_TOLD)
      g_string_append_printf(
          told, "\n  %s: %.0f %% %s", bm_json_text(one, "page"),
          floor(100 * json_number_value(json_object_get(one, "tiles"))),
          bm_tr("печати бланка на своих местах", "of the form's print is in its place"));
  }
  if (json_array_size(notes) > MISFITS_TOLD)
    g_string_append(told, "\n  …");
  bm_fail(error, BM_ERROR_SETTING, "join_unfit", "%s → %s: %zu %s %zu%s", from, into,
          json_array_size(notes), bm_tr("из", "of"), n_pages, told->str);
  g_string_free(told, TRUE);
  return FALSE;
}

/* Lay the pages of @from on @into; their new facts go to @facts. */
static gboolean pages_try(BmOpen *open, const char *from, const char *into, json_t *facts,
                          const char *scratch, GError **error)
{
  g_autoptr(json_t) pages = bm_decide_form_pages(open->ledger, from);
  g_autoptr(json_t) record = bm_ledger_form(open->ledger, into);
  const char *model = bm_json_text(record, "model");
  g_autofree char *path = g_build_filename(open->ws, model != NULL ? model : "", NULL);
  json_t *inputs = json_array();
  size_t i;
  json_t *one;
  json_array_foreach (pages, i, one)
    json_array_append_new(inputs, input_of(open, one));
  json_object_set_new(record, "model", json_string(path));
  g_autoptr(json_t) answer = bm_apart_run(
      "form", json_pack("{s:s,s:[O]}", "ask", "join", "forms", record), inputs, scratch, error);
  if (answer == NULL)
    return FALSE;
  json_t *notes = json_object_get(answer, "notes");
  if (json_array_size(notes) > 0)
    return misfits_tell(notes, from, into, json_array_size(pages), error);
  json_array_foreach (json_object_get(answer, "emits"), i, one)
    json_object_set(facts, bm_json_text(one, "id"), json_object_get(one, "facts"));
  return TRUE;
}

static gboolean form_check(BmOpen *open, const char *id, GError **error)
{
  g_autoptr(json_t) form = bm_ledger_form(open->ledger, id);
  if (form == NULL)
    return bm_fail(error, BM_ERROR_SETTING, "form_unknown", "'%s'", id);
  if (bm_json_text(form, "joined_to") != NULL)
    return bm_fail(error, BM_ERROR_SETTING, "form_joined", "%s → %s", id,
                   bm_json_text(form, "joined_to"));
  return g_strcmp0(bm_json_text(form, "kind"), "form") == 0 ||
         bm_fail(error, BM_ERROR_SETTING, "join_kind", "'%s'", id);
}

static gboolean forms_try(BmOpen *open, char **forms, json_t *request, const char *scratch,
                          GError **error)
{
  if (!form_check(open, forms[0], error))
    return FALSE;
  for (guint i = 1; forms[i] != NULL; i++) {
    if (strcmp(forms[i], forms[0]) == 0)
      return bm_fail(error, BM_ERROR_SETTING, "join_kind", "'%s'", forms[i]);
    if (!form_check(open, forms[i], error) ||
        !pages_try(open, forms[i], forms[0], json_object_get(request, "pages"), scratch, error))
      return FALSE;
    json_array_append_new(json_object_get(request, "ids"), json_string(forms[i]));
  }
  return TRUE;
}

int bm_forms_join(BmOpen *open, char **forms)
{
  GError *error = NULL;
  guint n = 0;
  gboolean is_watched = FALSE;
  g_autoptr(json_t) request =
      json_pack("{s:s,s:[],s:s,s:{}}", "verb", "join", "ids", "into", forms[0], "pages");
  g_autofree char *scratch = bm_scratch_make(open->ws, &error);
  if (scratch == NULL)
    return bm_cmd_fail(error);
  gboolean is_good = forms_try(open, forms, request, scratch, &error) &&
                     ask(open, request, &n, &is_watched, &error);
  bm_folder_remove(scratch);
  if (!is_good)
    return bm_cmd_fail(error);
  fprintf(stderr,
          bm_tr("Объединено с %s. Страниц будет закрыто заново: %u.\n",
                "Joined with %s. Pages that are masked anew: %u.\n"),
          forms[0], n);
  bm_cmd_next_run(open->ws, is_watched);
  return BM_EXIT_DONE;
}

/* --- split */

int bm_forms_split(BmOpen *open, const char *form, char **pages)
{
  GError *error = NULL;
  guint n = 0;
  gboolean is_watched = FALSE;
  json_t *ids = json_array();
  for (; *pages != NULL; pages++)
    json_array_append_new(ids, json_string(*pages));
  g_autoptr(json_t) request =
      json_pack("{s:s,s:o,s:s}", "verb", "split", "ids", ids, "form", form);
  if (!ask(open, request, &n, &is_watched, &error))
    return bm_cmd_fail(error);
  fprintf(stderr,
          bm_tr("Отделено страниц: %u. Они будут узнаны заново, но не как %s.\n",
                "Pages taken out: %u. They are matched again, but never with %s.\n"),
          n, form);
  bm_cmd_next_run(open->ws, is_watched);
  return BM_EXIT_DONE;
}
