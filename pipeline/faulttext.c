/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Faults of returned forms in words. */
#include "pipeline/faulttext.h"

#include <string.h>

#include "pipeline/model.h"

static GKeyFile *file_load(const char *name)
{
  g_autoptr(GBytes) bytes = bm_model_bytes(name);
  GKeyFile *file = g_key_file_new();
  if (bytes == NULL || !g_key_file_load_from_bytes(file, bytes, G_KEY_FILE_NONE, NULL))
    g_error("models/%s cannot be read", name);
  return file;
}

/* Text of a slug in a language ("todo", TRUE → todo_ru), or NULL; caller frees. */
static char *said_of(const char *slug, const char *key, gboolean is_russian)
{
  static const char *const names[] = {"reasons/collect.ini", "reasons/book.ini",
                                      "reasons/paper.ini", "reasons/intake.ini",
                                      "reasons/report.ini"};
  static GKeyFile *files[G_N_ELEMENTS(names)] = {NULL};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++)
    if (files[i] == NULL)
      files[i] = file_load(names[i]);
  g_autofree char *full =
      g_strdup_printf("%s%s%s", key, key[0] != '\0' ? "_" : "", is_russian ? "ru" : "en");
  for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
    char *text = g_key_file_get_string(files[i], slug, full, NULL);
    if (text != NULL)
      return text;
  }
  return NULL;
}

static const char *part(const json_t *fault, const char *key)
{
  const char *text = json_string_value(json_object_get(fault, key));
  return text != NULL ? text : "";
}

/* A bare number is a page of a scan; sheets of workbooks that have one for a name are told with
 * the faults of workbooks. */
static gboolean is_page(const json_t *fault, const char *sheet)
{
  const char *slug = part(fault, "slug");
  return sheet[0] != '\0' && sheet[strspn(sheet, "0123456789")] == '\0' &&
         (g_str_has_prefix(slug, "paper_") || strcmp(slug, "form_bundle_replaced") == 0);
}

/* "Лист «Класс K47», ячейка D12", or nothing for a fault of the whole file. */
static void where_say(GString *line, const json_t *fault, gboolean is_russian)
{
  const char *sheet = part(fault, "sheet"), *cell = part(fault, "cell");
  if (sheet[0] != '\0' && cell[0] != '\0')
    g_string_printf(
        line, is_russian ? "Лист «%s», ячейка %s: " : "Sheet '%s', cell %s: ", sheet, cell);
  else if (is_page(fault, sheet))
    g_string_printf(line, is_russian ? "Страница файла %s: " : "Page %s of the file: ", sheet);
  else if (sheet[0] != '\0')
    g_string_printf(line, is_russian ? "Лист «%s»: " : "Sheet '%s': ", sheet);
  else if (cell[0] != '\0')
    g_string_printf(line, is_russian ? "Ячейка %s: " : "Cell %s: ", cell);
}

/* What stands after "expected": the template with the word put in, the word alone, or NULL. */
static char *expected_of(const json_t *fault, gboolean is_russian)
{
  const char *word = part(fault, "expected");
  g_autofree char *pattern = said_of(part(fault, "slug"), "expected", is_russian);
  if (pattern == NULL)
    return word[0] == '\0' ? NULL : g_strdup_printf(is_russian ? "«%s»" : "'%s'", word);
  const char *gap = strstr(pattern, "{}");
  if (gap == NULL)
    return g_steal_pointer(&pattern);
  if (word[0] == '\0')
    return NULL;
  return g_strdup_printf("%.*s%s%s", (int)(gap - pattern), pattern, word, gap + 2);
}

static void contrast_say(GString *line, const json_t *fault, gboolean is_russian)
{
  const char *found = part(fault, "found");
  g_autofree char *expected = expected_of(fault, is_russian);
  if (found[0] != '\0')
    g_string_append_printf(line, is_russian ? "найдено «%s»" : "found '%s'", found);
  if (expected != NULL)
    g_string_append_printf(line, "%s%s %s", found[0] != '\0' ? ", " : "",
                           is_russian ? "ожидалось" : "expected", expected);
}

/* Adds a sentence, with a capital unless it goes on after a colon. */
static void sentence_add(GString *line, const char *text)
{
  if (text == NULL || text[0] == '\0')
    return;
  gboolean goes_on = g_str_has_suffix(line->str, ": ");
  if (line->len > 0 && !goes_on)
    g_string_append_c(line, ' ');
  gunichar first = g_utf8_get_char(text);
  g_string_append_unichar(line, goes_on ? first : g_unichar_toupper(first));
  g_string_append(line, g_utf8_next_char(text));
  if (strchr(".!?", line->str[line->len - 1]) == NULL)
    g_string_append_c(line, '.');
}

char *bm_fault_text(const json_t *fault, gboolean is_russian)
{
  const char *slug = part(fault, "slug");
  g_autofree char *text = said_of(slug, "", is_russian);
  g_autofree char *todo = said_of(slug, "todo", is_russian);
  g_autoptr(GString) contrast = g_string_new(NULL);
  GString *line = g_string_new(NULL);
  where_say(line, fault, is_russian);
  contrast_say(contrast, fault, is_russian);
  sentence_add(line, contrast->str);
  sentence_add(line, text != NULL ? text : slug);
  sentence_add(line, todo);
  return g_string_free(line, FALSE);
}
