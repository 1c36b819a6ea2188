/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lexicon of labels and headings, compiled from models/ at the first use. */
#include "stages/shared/identity_words.h"

#include <string.h>

#include "pipeline/model.h"
#include "stages/shared/roster.h"
#include "stages/shared/text.h"

#define STEM_FUZZY_LETTERS 7 /* shorter stems must be read exactly: they begin surnames too */

typedef struct Label {
  const char *kind; /* interned */
  char **words;     /* folded */
  guint n;
} Label;

static GKeyFile *model_load(const char *name)
{
  g_autoptr(GBytes) bytes = bm_model_bytes(name);
  GKeyFile *file = g_key_file_new();
  if (bytes == NULL || !g_key_file_load_from_bytes(file, bytes, G_KEY_FILE_NONE, NULL))
    g_error("models/%s cannot be read", name);
  return file;
}

static void labels_add(GArray *labels, GKeyFile *file, const char *kind, const char *key)
{
  g_auto(GStrv) texts = g_key_file_get_string_list(file, kind, key, NULL, NULL);
  for (char **text = texts; text != NULL && *text != NULL; text++) {
    Label label = {.kind = g_intern_string(kind), .words = bm_text_words(*text)};
    label.n = g_strv_length(label.words);
    if (label.n > 0)
      g_array_append_val(labels, label);
    else
      g_strfreev(label.words);
  }
}

static const GArray *labels_all(void)
{
  static GArray *labels = NULL;
  if (labels != NULL)
    return labels;
  labels = g_array_new(FALSE, FALSE, sizeof(Label));
  g_autoptr(GKeyFile) file = model_load("labels.ini");
  g_auto(GStrv) kinds = g_key_file_get_groups(file, NULL);
  for (char **kind = kinds; *kind != NULL; kind++) {
    labels_add(labels, file, *kind, "labels");
    labels_add(labels, file, *kind, "foreign");
  }
  return labels;
}

const char *bm_kind(const char *name)
{
  static GKeyFile *file = NULL;
  if (file == NULL)
    file = model_load("labels.ini");
  return g_key_file_has_group(file, name) ? g_intern_string(name) : NULL;
}

/* ---- misread words, and names that look like them ---- */

static const BmRoster *given_names(void)
{
  static BmRoster *names = NULL;
  if (names == NULL) {
    g_autoptr(GKeyFile) file = model_load("names.ini");
    g_auto(GStrv) words = g_key_file_get_string_list(file, "given", "words", NULL, NULL);
    names = bm_roster_of_names(words);
  }
  return names;
}

/* the ending of a word that surnames have and words of headings hardly ever; NULL: none */
static const char *surname_ending(const char *word)
{
  static const char *const endings[] = {"ов",  "ова",  "ову",  "овой", "овым", "ев",
                                        "ева", "еву",  "евой", "евым", "ин",   "ина",
                                        "ину", "иной", "иным", "ын",   "ына",  "енко"};
  for (guint i = 0; i < G_N_ELEMENTS(endings); i++)
    if (g_str_has_suffix(word, endings[i]))
      return endings[i];
  return NULL;
}

/* «Листова» is no misread «листов», «Дана» none of «дата»: a name is nearer than an error */
static gboolean word_fits(const char *word, const char *expected)
{
  if (strcmp(word, expected) == 0)
    return TRUE;
  const char *ending = surname_ending(word);
  return bm_text_is(word, expected) && (ending == NULL || g_str_has_suffix(expected, ending)) &&
         (bm_roster_match(given_names(), word, FALSE) & BM_ROSTER_NAME) == 0;
}

static gboolean label_fits(const Label *label, char *const *words, guint first)
{
  for (guint i = 0; i < label->n; i++)
    if (words[first + i] == NULL || !word_fits(words[first + i], label->words[i]))
      return FALSE;
  return TRUE;
}

const char *bm_label_match(char *const *words, guint first, guint *ret_n)
{
  const GArray *labels = labels_all();
  const Label *best = NULL;
  gboolean best_exact = FALSE;
  for (guint i = 0; i < labels->len; i++) {
    const Label *label = &g_array_index(labels, Label, i);
    if (!label_fits(label, words, first))
      continue;
    gboolean is_exact = label->n == 1 && strcmp(words[first], label->words[0]) == 0;
    if (best == NULL || label->n > best->n ||
        (label->n == best->n && is_exact && !best_exact)) {
      best = label;
      best_exact = is_exact;
    }
  }
  if (best == NULL)
    return NULL;
  *ret_n = best->n;
  return best->kind;
}

static gboolean stem_fits(const char *stem, const char *word)
{
  glong letters = g_utf8_strlen(stem, -1);
  if (surname_ending(word) != NULL) /* «Домашнев» */
    return FALSE;
  if (g_str_has_prefix(word, stem))
    return TRUE;
  if (letters < STEM_FUZZY_LETTERS || g_utf8_strlen(word, -1) < letters)
    return FALSE;
  g_autofree char *head = g_utf8_substring(word, 0, letters);
  return bm_text_distance(head, stem, 1) <= 1;
}

static char **heading_words(const char *group)
{
  static GHashTable *groups = NULL;
  if (groups == NULL) {
    groups = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GKeyFile) file = model_load("headings.ini");
    g_auto(GStrv) names = g_key_file_get_groups(file, NULL);
    for (char **name = names; *name != NULL; name++)
      g_hash_table_insert(groups, g_strdup(*name),
                          g_key_file_get_string_list(file, *name, "words", NULL, NULL));
  }
  return g_hash_table_lookup(groups, group);
}

gboolean bm_heading_has(const char *group, const char *word)
{
  for (char **entry = heading_words(group); entry != NULL && *entry != NULL; entry++) {
    gsize n = strlen(*entry);
    if (n > 0 && (*entry)[n - 1] == '*') {
      g_autofree char *stem = g_strndup(*entry, n - 1);
      if (stem_fits(stem, word))
        return TRUE;
    } else if (word_fits(word, *entry)) {
      return TRUE;
    }
  }
  return FALSE;
}

static GKeyFile *policies(void)
{
  static GKeyFile *file = NULL;
  if (file == NULL)
    file = model_load("policies.ini");
  return file;
}

gboolean bm_policy_is_known(const char *policy)
{
  return policy == NULL || g_key_file_has_group(policies(), policy);
}

gboolean bm_policy_keeps(const char *policy, const char *kind)
{
  g_auto(GStrv) kept = g_key_file_get_string_list(
      policies(), policy != NULL ? policy : "strict", "keep", NULL, NULL);
  return kept != NULL && g_strv_contains((const char *const *)kept, kind);
}

void bm_identity_words_ready(void)
{
  labels_all();
  given_names();
  heading_words("body");
  policies();
  bm_kind("band");
}
