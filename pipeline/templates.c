/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Templates into the ledger. */
#include "pipeline/templates.h"

#include "pipeline/apart.h"
#include "pipeline/autoptr.h"
#include "pipeline/decide.h"
#include "pipeline/json_text.h"
#include "pipeline/model.h"
#include "pipeline/temp.h"
#include "pipeline/workspace.h"

#include <string.h>

struct BmTemplates {
  BmTemp *scratch;
  json_t *answer; /* NULL: there was nothing to read */
};

static gint by_text(gconstpointer a, gconstpointer b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

GPtrArray *bm_templates_in(const char *folder)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;)
    if (g_str_has_suffix(name, ".form") && name[0] != '.')
      g_ptr_array_add(paths, g_build_filename(folder, name, NULL));
  g_ptr_array_sort(paths, by_text);
  return paths;
}

/* The built-in ones as files, as a worker wants them. */
static gboolean builtin_unpack(const char *folder, GError **error)
{
  g_auto(GStrv) names = bm_model_list("forms");
  for (char **name = names; name != NULL && *name != NULL; name++) {
    if (!g_str_has_suffix(*name, ".form") && !g_str_has_suffix(*name, ".png"))
      continue;
    g_autofree char *model = g_strconcat("forms/", *name, NULL);
    g_autofree char *path = g_build_filename(folder, *name, NULL);
    g_autoptr(GBytes) bytes = bm_model_bytes(model);
    gsize size = 0;
    const char *data = bytes != NULL ? g_bytes_get_data(bytes, &size) : NULL;
    if (data == NULL || !g_file_set_contents(path, data, (gssize)size, NULL))
      return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot unpack a template");
  }
  return TRUE;
}

static gboolean templates_ask(BmTemplates *templates, const GPtrArray *paths,
                              const GPtrArray *builtin, GError **error)
{
  const GPtrArray *lists[] = {paths, builtin};
  json_t *all = json_array();
  for (guint k = 0; k < G_N_ELEMENTS(lists); k++)
    for (guint i = 0; i < lists[k]->len; i++) {
      g_autofree char *path = g_canonicalize_filename(lists[k]->pdata[i], NULL);
      json_array_append_new(all, json_string(path));
    }
  if (json_array_size(all) == 0) {
    json_decref(all);
    return TRUE;
  }
  templates->answer =
      bm_apart_run("form", json_pack("{s:s,s:o}", "ask", "import", "templates", all),
                   json_array(), bm_temp_path(templates->scratch), error);
  return templates->answer != NULL;
}

BmTemplates *bm_templates_read(const GPtrArray *paths, gboolean has_builtin, GError **error)
{
  g_autoptr(BmTemplates) templates = g_new0(BmTemplates, 1);
  templates->scratch = bm_temp_new(BM_TEMP_SMALL, error);
  if (templates->scratch == NULL)
    return NULL;
  const char *scratch = bm_temp_path(templates->scratch);
  if (has_builtin && !builtin_unpack(scratch, error))
    return NULL;
  g_autoptr(GPtrArray) builtin = bm_templates_in(scratch);
  if (!templates_ask(templates, paths, builtin, error))
    return NULL;
  return g_steal_pointer(&templates);
}

BmTemplates *bm_templates_of_round(const char *from, GError **error)
{
  g_autofree char *folder = from != NULL ? g_build_filename(from, "forms", NULL) : NULL;
  g_autoptr(GPtrArray) paths = folder != NULL ? bm_templates_in(folder) : g_ptr_array_new();
  return bm_templates_read(paths, TRUE, error);
}

void bm_templates_free(BmTemplates *templates)
{
  if (templates == NULL)
    return;
  bm_temp_free(templates->scratch);
  json_decref(templates->answer);
  g_free(templates);
}

static gboolean is_known(BmLedger *ledger, const char *digest)
{
  g_autoptr(json_t) forms = bm_ledger_forms(ledger);
  size_t i;
  json_t *form;
  json_array_foreach (forms, i, form)
    if (g_strcmp0(bm_json_text(form, "digest"), digest) == 0)
      return TRUE;
  return FALSE;
}

/* The scratch may be on another disk. */
static gboolean file_bring(const char *from, const char *to, GError **error)
{
  g_autofree char *folder = g_path_get_dirname(to);
  g_autofree char *draft = g_strconcat(to, ".new", NULL);
  g_autofree char *bytes = NULL;
  gsize size = 0;
  if (!bm_folder_make(folder, 0700, error))
    return FALSE;
  if (!g_file_get_contents(from, &bytes, &size, NULL) ||
      !g_file_set_contents(draft, bytes, (gssize)size, NULL))
    return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot copy a template's files");
  return bm_file_settle(draft, to, error);
}

/* Files of a form under a name that depends on nothing but the template. */
static gboolean form_place(const char *ws, json_t *form, GError **error)
{
  static const char *const keys[] = {"model", "picture", "clean"};
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
    const char *file = bm_json_text(form, keys[i]),
               *dot = file != NULL ? strrchr(file, '.') : NULL;
    if (dot == NULL)
      return bm_fail(error, BM_ERROR_IO, "stage_fault", "a template has no %s", keys[i]);
    g_autofree char *place = g_strdup_printf("forms/template-%.12s/%s%s",
                                             bm_json_text(form, "digest"), keys[i], dot);
    g_autofree char *to = g_build_filename(ws, place, NULL);
    if (!file_bring(file, to, error))
      return FALSE;
    json_object_set_new(form, keys[i], json_string(place));
  }
  return TRUE;
}

static gboolean request_fill(const BmTemplates *templates, const char *ws, BmLedger *ledger,
                             gboolean skips_known, json_t *request, GError **error)
{
  size_t i;
  json_t *note;
  json_array_foreach (json_object_get(templates->answer, "notes"), i, note) {
    json_t *form = json_object_get(note, "value");
    const char *digest = bm_json_text(form, "digest");
    json_t *forms = json_object_get(request, "forms");
    gboolean is_there = is_known(ledger, digest) || json_object_get(forms, digest) != NULL;
    if (is_there && skips_known)
      continue;
    if (is_there)
      return bm_fail(error, BM_ERROR_SETTING, "template_known", "%.12s", digest);
    if (!form_place(ws, form, error))
      return FALSE;
    json_object_set(forms, digest, form);
    json_array_append_new(json_object_get(request, "ids"), json_string(digest));
  }
  return TRUE;
}

gboolean bm_templates_take(BmTemplates *templates, const char *ws, BmLedger *ledger,
                           gboolean skips_known, guint *ret_n, GError **error)
{
  g_autoptr(json_t) request = json_pack("{s:s,s:[],s:{}}", "verb", "import", "ids", "forms");
  guint n = 0;
  if (!request_fill(templates, ws, ledger, skips_known, request, error))
    return FALSE;
  if (json_array_size(json_object_get(request, "ids")) > 0 &&
      !bm_decide_ask(ws, ledger, request, BM_DECIDE_PATIENCE_S, NULL, &n, error))
    return FALSE;
  *ret_n = n;
  return TRUE;
}

gboolean bm_templates_enter(BmTemplates *templates, const char *ws, guint *ret_n,
                            GError **error)
{
  *ret_n = 0;
  if (templates->answer == NULL)
    return TRUE;
  g_autoptr(BmLedger) ledger = bm_ledger_open(ws, error);
  return ledger != NULL && bm_templates_take(templates, ws, ledger, TRUE, ret_n, error);
}
