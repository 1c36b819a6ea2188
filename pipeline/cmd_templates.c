/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark forms export, import: forms from one round to the next. */
#include "pipeline/apart.h"
#include "pipeline/autoptr.h"
#include "pipeline/cmd_forms.h"
#include "pipeline/json_text.h"
#include "pipeline/lang.h"
#include "pipeline/templates.h"
#include "pipeline/workspace.h"

#include <stdio.h>
#include <string.h>

#define STEM_MOST 40 /* characters */

/* Letters and digits of a name, joined by dashes; "" when it has none. */
static char *stem_of(const char *name)
{
  GString *stem = g_string_new(NULL);
  glong n = 0;
  for (const char *at = name; *at != '\0' && n < STEM_MOST; at = g_utf8_next_char(at)) {
    gunichar c = g_utf8_get_char(at);
    gboolean is_word = g_unichar_isalnum(c);
    if (!is_word && (stem->len == 0 || stem->str[stem->len - 1] == '-'))
      continue;
    g_string_append_unichar(stem, is_word ? g_unichar_tolower(c) : '-');
    n++;
  }
  if (stem->len > 0 && stem->str[stem->len - 1] == '-')
    g_string_truncate(stem, stem->len - 1);
  return g_string_free(stem, FALSE);
}

static char *stem_for(const json_t *form, const json_t *chosen)
{
  const char *id = bm_json_text(form, "id"), *name = bm_json_text(form, "name");
  g_autofree char *stem = stem_of(name != NULL ? name : "");
  size_t i;
  json_t *other;
  gboolean is_taken = stem[0] == '\0';
  json_array_foreach (chosen, i, other)
    is_taken |= g_strcmp0(bm_json_text(other, "stem"), stem) == 0;
  if (!is_taken)
    return g_steal_pointer(&stem);
  return stem[0] == '\0' ? g_strdup(id) : g_strdup_printf("%s-%s", stem, id);
}

static void path_set(const BmOpen *open, json_t *form, const char *key)
{
  if (bm_json_text(form, key) == NULL)
    return;
  g_autofree char *path = g_build_filename(open->ws, bm_json_text(form, key), NULL);
  json_object_set_new(form, key, json_string(path));
}

static gboolean form_choose(const BmOpen *open, json_t *form, json_t *chosen, GError **error)
{
  const char *id = bm_json_text(form, "id");
  if (bm_json_text(form, "joined_to") != NULL)
    return bm_fail(error, BM_ERROR_SETTING, "form_joined", "%s → %s", id,
                   bm_json_text(form, "joined_to"));
  if (g_strcmp0(bm_json_text(form, "kind"), "form") != 0)
    return bm_fail(error, BM_ERROR_SETTING, "template_sheet", "%s", id);
  if (g_strcmp0(bm_json_text(form, "state"), "confirmed") != 0)
    return bm_fail(error, BM_ERROR_SETTING, "template_unconfirmed", "%s", id);
  g_autofree char *stem = stem_for(form, chosen);
  json_object_set_new(form, "stem", json_string(stem));
  path_set(open, form, "model");
  path_set(open, form, "clean");
  json_array_append(chosen, form);
  return TRUE;
}

static gboolean is_exportable(const json_t *form)
{
  return bm_json_text(form, "joined_to") == NULL &&
         g_strcmp0(bm_json_text(form, "kind"), "form") == 0 &&
         g_strcmp0(bm_json_text(form, "state"), "confirmed") == 0;
}

static gboolean all_choose(const BmOpen *open, json_t *chosen, GError **error)
{
  g_autoptr(json_t) forms = bm_ledger_forms(open->ledger);
  size_t i;
  json_t *form;
  json_array_foreach (forms, i, form)
    if (is_exportable(form) && !form_choose(open, form, chosen, error))
      return FALSE;
  return json_array_size(chosen) > 0 ||
         bm_fail(error, BM_ERROR_SETTING, "template_none", "%s", "");
}

static gboolean forms_choose(const BmOpen *open, char **names, json_t *chosen, GError **error)
{
  if (*names == NULL)
    return all_choose(open, chosen, error);
  for (; *names != NULL; names++) {
    g_autoptr(json_t) form = bm_ledger_form(open->ledger, *names);
    if (form == NULL)
      return bm_fail(error, BM_ERROR_SETTING, "form_unknown", "'%s'", *names);
    if (!form_choose(open, form, chosen, error))
      return FALSE;
  }
  return TRUE;
}

/* --- files */

typedef struct Part {
  char *path, *bytes;
  gsize size;
} Part;

static void part_clear(gpointer data)
{
  Part *part = data;
  g_free(part->path);
  g_free(part->bytes);
}

static gboolean part_add(GArray *parts, const char *from, const char *folder, const char *stem,
                         const char *ending, GError **error)
{
  g_autofree char *name = g_strconcat(stem, ending, NULL);
  Part part = {.path = g_build_filename(folder, name, NULL)};
  g_autofree char *old = NULL;
  gsize old_size = 0;
  gboolean is_read = from != NULL && g_file_get_contents(from, &part.bytes, &part.size, NULL);
  gboolean is_other = is_read && g_file_get_contents(part.path, &old, &old_size, NULL) &&
                      (old_size != part.size || memcmp(old, part.bytes, part.size) != 0);
  g_array_append_val(parts, part);
  if (!is_read)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot read back a template");
  return !is_other || bm_fail(error, BM_ERROR_SETTING, "template_exists", "%s", part.path);
}

static gboolean part_write(const Part *part, GError **error)
{
  g_autofree char *draft = g_strconcat(part->path, ".new", NULL);
  if (!g_file_set_contents(draft, part->bytes, (gssize)part->size, NULL))
    return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot write a template");
  return bm_file_settle(draft, part->path, error);
}

/* Pictures first: a text without its picture is no template. All files or none are new. */
static gboolean templates_write(const json_t *notes, const char *folder, GError **error)
{
  g_autoptr(GArray) parts = g_array_new(FALSE, FALSE, sizeof(Part));
  g_array_set_clear_func(parts, part_clear);
  size_t i;
  json_t *note;
  json_array_foreach (notes, i, note) {
    const json_t *one = json_object_get(note, "value");
    const char *stem = bm_json_text(one, "stem");
    if (!part_add(parts, bm_json_text(one, "picture"), folder, stem, ".png", error) ||
        !part_add(parts, bm_json_text(one, "text"), folder, stem, ".form", error))
      return FALSE;
  }
  if (!bm_folder_make(folder, 0750, error))
    return FALSE;
  for (guint k = 0; k < parts->len; k++)
    if (!part_write(&g_array_index(parts, Part, k), error))
      return FALSE;
  return TRUE;
}

static int number_of(const json_t *one, const char *key)
{
  return (int)json_integer_value(json_object_get(json_object_get(one, "washed"), key));
}

static void templates_tell(const json_t *notes, const char *folder)
{
  size_t i;
  json_t *note;
  json_array_foreach (notes, i, note) {
    const json_t *one = json_object_get(note, "value");
    printf("%s/%s.form\n", folder, bm_json_text(one, "stem"));
    if (number_of(one, "named") > 0)
      fprintf(stderr,
              bm_tr("  %s: %d печатных слов похожи на имена или школу и убраны из шаблона\n",
                    "  %s: %d printed words look like names or a school and were taken out\n"),
              bm_json_text(one, "form"), number_of(one, "named"));
    if (number_of(one, "unread") > 0)
      fprintf(stderr,
              bm_tr("  %s: бланк изучен меньше чем по пяти страницам, %d нечитаемых мест "
                    "убраны из шаблона\n",
                    "  %s: learnt from fewer than five pages, %d places that cannot be read "
                    "were taken out\n"),
              bm_json_text(one, "form"), number_of(one, "unread"));
  }
}

static gboolean export_run(const BmOpen *open, json_t *chosen, const char *folder,
                           const char *scratch, GError **error)
{
  g_autoptr(json_t) answer =
      bm_apart_run("form",
                   json_pack("{s:s,s:O,s:s}", "ask", "export", "forms", chosen, "procedure",
                             open->procedure->folder),
                   json_array(), scratch, error);
  json_t *notes = json_object_get(answer, "notes");
  if (answer == NULL || !templates_write(notes, folder, error))
    return FALSE;
  templates_tell(notes, folder);
  return TRUE;
}

int bm_forms_export(BmOpen *open, char **names, const char *folder)
{
  GError *error = NULL;
  g_autofree char *preset = g_build_filename(open->ws, "forms", "export", NULL);
  g_autoptr(json_t) chosen = json_array();
  if (!forms_choose(open, names, chosen, &error))
    return bm_cmd_fail(error);
  g_autofree char *scratch = bm_scratch_make(open->ws, &error);
  if (scratch == NULL)
    return bm_cmd_fail(error);
  gboolean is_done =
      export_run(open, chosen, folder != NULL ? folder : preset, scratch, &error);
  bm_folder_remove(scratch);
  return is_done ? BM_EXIT_DONE : bm_cmd_fail(error);
}

int bm_forms_import(BmOpen *open, char **files)
{
  GError *error = NULL;
  g_autoptr(GPtrArray) paths = g_ptr_array_new();
  for (; *files != NULL; files++)
    g_ptr_array_add(paths, *files);
  g_autoptr(BmTemplates) templates = bm_templates_read(paths, FALSE, &error);
  guint n = 0;
  if (templates == NULL ||
      !bm_templates_take(templates, open->ws, open->ledger, FALSE, &n, &error))
    return bm_cmd_fail(error);
  fprintf(stderr,
          bm_tr("Взято подтверждённых бланков: %u. Страницы, которые уже отнесены к другим "
                "бланкам, переносит: blindmark forms %s join БЛАНК ДРУГОЙ\n",
                "Confirmed forms taken in: %u. Pages that are on other forms already are moved "
                "with: blindmark forms %s join FORM OTHER\n"),
          n, open->ws);
  return BM_EXIT_DONE;
}
