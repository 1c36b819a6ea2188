/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The catalogue of reasons, merged from the files in models/reasons. */
#include "pipeline/reason.h"

#include "pipeline/lang.h"
#include "pipeline/model.h"

static void keys_copy(GHashTable *table, GKeyFile *file, const char *slug)
{
  static const char *const keys[] = {"ru", "en", "todo_ru", "todo_en", "sight"};
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
    char *text = g_key_file_get_string(file, slug, keys[i], NULL);
    if (text != NULL)
      g_hash_table_insert(table, g_strdup_printf("%s/%s", slug, keys[i]), text);
  }
}

static void file_load(GHashTable *table, const char *name)
{
  g_autofree char *path = g_strconcat("reasons/", name, NULL);
  g_autoptr(GBytes) bytes = bm_model_bytes(path);
  g_autoptr(GKeyFile) file = g_key_file_new();
  if (bytes == NULL || !g_key_file_load_from_bytes(file, bytes, G_KEY_FILE_NONE, NULL))
    g_error("models/reasons/%s cannot be read", name);
  g_auto(GStrv) slugs = g_key_file_get_groups(file, NULL);
  for (char **slug = slugs; *slug != NULL; slug++)
    keys_copy(table, file, *slug);
}

static GHashTable *catalogue(void)
{
  static GHashTable *table = NULL;
  if (table != NULL)
    return table;
  table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  g_auto(GStrv) names = bm_model_list("reasons");
  for (char **name = names; name != NULL && *name != NULL; name++)
    file_load(table, *name);
  return table;
}

static const char *lookup_in(const char *slug, const char *which)
{
  g_autofree char *key = g_strconcat(slug, "/", which, NULL);
  return g_hash_table_lookup(catalogue(), key);
}

static const char *lookup(const char *slug, const char *ru, const char *en)
{
  return lookup_in(slug, bm_tr(ru, en));
}

const char *bm_reason_text(const char *slug)
{
  const char *text = lookup(slug, "ru", "en");
  return text != NULL ? text : slug;
}

const char *bm_reason_todo(const char *slug)
{
  const char *text = lookup(slug, "todo_ru", "todo_en");
  return text != NULL ? text : "";
}

const char *bm_reason_text_ru(const char *slug)
{
  const char *text = lookup_in(slug, "ru");
  return text != NULL ? text : slug;
}

const char *bm_reason_todo_ru(const char *slug)
{
  const char *text = lookup_in(slug, "todo_ru");
  return text != NULL ? text : "";
}

gboolean bm_reason_is_known(const char *slug)
{
  return lookup(slug, "ru", "en") != NULL;
}

gboolean bm_reason_needs_sight_only(const char *slug)
{
  return g_strcmp0(lookup_in(slug, "sight"), "yes") == 0;
}
