/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of headings and labels against names that look like them. */
#include <criterion/criterion.h>

#include "pipeline/model.h"
#include "stages/shared/identity_words.h"
#include "stages/shared/text.h"

TestSuite(identity_words, .timeout = 20);

static gboolean is_explained(const char *name)
{
  g_auto(GStrv) words = bm_text_words(name);
  guint n = 1;
  return bm_heading_has("safe", words[0]) || bm_heading_has("subjects", words[0]) ||
         bm_label_match(words, 0, &n) != NULL;
}

Test(identity_words, no_given_name_is_a_word_of_headings_or_labels)
{
  g_autoptr(GBytes) bytes = bm_model_bytes("names.ini");
  g_autoptr(GKeyFile) file = g_key_file_new();
  cr_assert(g_key_file_load_from_bytes(file, bytes, G_KEY_FILE_NONE, NULL));
  g_auto(GStrv) names = g_key_file_get_string_list(file, "given", "words", NULL, NULL);
  for (char **name = names; *name != NULL; name++)
    cr_expect_not(is_explained(*name), "%s", *name);
}

Test(identity_words, surnames_like_words_of_headings_are_names)
{
  static const char *const names[] = {"Листова",  "Домашнев", "Домашнева", "Образцов",
                                      "Тестова",  "Зачетин",  "Экзаменов", "Районова",
                                      "Марианны", "Дане",     "Классов",   "Школин"};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++)
    cr_expect_not(is_explained(names[i]), "%s", names[i]);
}

Test(identity_words, misread_words_of_headings_are_still_known)
{
  static const char *const words[] = {"Контролъная", "рабата",    "матиматике", "вариаит",
                                      "Фамилця",     "классa",    "домашней",   "математикой",
                                      "городская",   "творческой"};
  for (guint i = 0; i < G_N_ELEMENTS(words); i++)
    cr_expect(is_explained(words[i]), "%s", words[i]);
}
