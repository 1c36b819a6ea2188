/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of models/reasons: every slug once, every text in both languages. */
#include "tests/tools/assert_ok.h"

#include "pipeline/model.h"

TestSuite(reason, .timeout = 10);

static void slug_check(GKeyFile *file, const char *name, const char *slug, GHashTable *seen)
{
  static const char *const keys[] = {"ru", "en", "todo_ru", "todo_en"};
  cr_expect(g_hash_table_add(seen, g_strdup(slug)), "%s: [%s] stands in another file too", name,
            slug);
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
    g_autofree char *text = g_key_file_get_string(file, slug, keys[i], NULL);
    cr_expect_not_null(text, "%s: [%s] has no %s", name, slug, keys[i]);
  }
}

Test(reason, every_slug_stands_once_with_text_and_advice_in_both_languages)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_auto(GStrv) names = bm_model_list("reasons");
  cr_assert_not_null(names);
  for (char **name = names; *name != NULL; name++) {
    g_autofree char *path = g_strconcat("reasons/", *name, NULL);
    g_autoptr(GBytes) bytes = bm_model_bytes(path);
    g_autoptr(GKeyFile) file = g_key_file_new();
    cr_assert(g_key_file_load_from_bytes(file, bytes, G_KEY_FILE_NONE, NULL), "%s", *name);
    g_auto(GStrv) slugs = g_key_file_get_groups(file, NULL);
    for (char **slug = slugs; *slug != NULL; slug++)
      slug_check(file, *name, *slug, seen);
  }
}
