/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with a form, without repeating what may be a name. */
#include "stages/collect/form.h"

#include <string.h>

#define MOST_LISTED 200U
#define SHOWN_MOST 40 /* characters */
#define SHORT_WORD 2  /* letters of a word that is no name */

void bm_form_init(BmForm *form, const json_t *kits, const BmBook *book)
{
  *form = (BmForm){.kits = kits,
                   .book = book,
                   .rows = json_array(),
                   .faults = json_array(),
                   .warnings = json_array(),
                   .seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free)};
}

void bm_form_clear(BmForm *form)
{
  json_decref(form->rows);
  json_decref(form->faults);
  json_decref(form->warnings);
  g_hash_table_unref(form->seen);
  g_free(form->columns);
}

static json_t *record(const char *slug, const char *sheet, const char *cell, const char *found,
                      const char *expected)
{
  return json_pack("{s:s,s:s,s:s,s:s,s:s}", "slug", slug, "sheet", sheet, "cell", cell, "found",
                   found, "expected", expected);
}

void bm_form_fault(BmForm *form, const char *slug, const char *sheet, const char *cell,
                   const char *found, const char *expected)
{
  if (json_array_size(form->faults) == MOST_LISTED)
    form->n_more++;
  else
    json_array_append_new(form->faults, record(slug, sheet, cell, found, expected));
}

void bm_form_warn(BmForm *form, const char *slug, const char *sheet, const char *cell,
                  const char *found, const char *expected)
{
  if (json_array_size(form->warnings) < MOST_LISTED)
    json_array_append_new(form->warnings, record(slug, sheet, cell, found, expected));
}

void bm_form_fault_at(BmForm *form, const char *slug, guint row, guint column,
                      const char *found, const char *expected)
{
  g_autofree char *sheet = bm_form_shown(form->sheet->name);
  g_autofree char *cell = bm_book_address(row, column);
  g_autofree char *shown = bm_form_shown(found);
  bm_form_fault(form, slug, sheet, cell, shown, expected);
}

void bm_form_warn_at(BmForm *form, const char *slug, guint row, guint column, const char *found,
                     const char *expected)
{
  g_autofree char *sheet = bm_form_shown(form->sheet->name);
  g_autofree char *cell = bm_book_address(row, column);
  g_autofree char *shown = bm_form_shown(found);
  bm_form_warn(form, slug, sheet, cell, shown, expected);
}

static gboolean is_blank(gunichar c)
{
  return g_unichar_isspace(c) || c == 0x200B || c == 0xFEFF || g_unichar_iscntrl(c);
}

char *bm_form_squeezed(const char *text)
{
  GString *line = g_string_new(NULL);
  gboolean is_due = FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (is_blank(c)) {
      is_due = line->len > 0;
      continue;
    }
    if (is_due)
      g_string_append_c(line, ' ');
    is_due = FALSE;
    g_string_append_unichar(line, c);
  }
  return g_string_free(line, FALSE);
}

/* Words that forms, office programs and their errors have of their own. */
static gboolean word_is_known(const char *word, gsize size)
{
  static const char *const words[] = {
      "Класс",     "класс",    "Лист",        "Sheet",    "Table",      "работы", "макс",
      "Итого",     "Проверка", "Проверяющий", "комплект", "форма",      "верно",  "осталось",
      "Ведомость", "баллов",   "неверный",    "балл",     "Заполнено",  "работ",  "ИСТИНА",
      "ЛОЖЬ",      "TRUE",     "FALSE",       "DIV",      "REF",        "VALUE",  "NAME",
      "NULL",      "NUM",      "SUM",         "IF",       "COUNTBLANK", "ROUND",  "AVERAGE",
      "MAX",       "MIN",      "blindmark"};
  for (guint i = 0; i < G_N_ELEMENTS(words); i++)
    if (strlen(words[i]) == size && strncmp(words[i], word, size) == 0)
      return TRUE;
  return FALSE;
}

/* Bundles are named so: "4F7K-92QX". */
static gboolean is_bundle_code(const char *text)
{
  return strlen(text) == 9 && text[4] == '-' &&
         strspn(text, "0123456789ABCDEFGHJKMNPQRSTVWXYZ-") == 9;
}

/* One word, from @p; returns its end. */
static const char *word_show(GString *shown, const char *p)
{
  const char *end = p;
  while (g_unichar_isalpha(g_utf8_get_char(end)))
    end = g_utf8_next_char(end);
  gsize size = (gsize)(end - p);
  glong letters = g_utf8_strlen(p, (gssize)size);
  if (letters <= SHORT_WORD || word_is_known(p, size))
    g_string_append_len(shown, p, (gssize)size);
  else
    for (glong i = 0; i < letters; i++)
      g_string_append(shown, "•");
  return end;
}

char *bm_form_shown(const char *text)
{
  g_autofree char *line = bm_form_squeezed(text);
  if (is_bundle_code(line))
    return g_steal_pointer(&line);
  GString *shown = g_string_new(NULL);
  for (const char *p = line; *p != '\0';) {
    gunichar c = g_utf8_get_char(p);
    if (g_unichar_isalpha(c)) {
      p = word_show(shown, p);
      continue;
    }
    g_string_append_unichar(shown, c);
    p = g_utf8_next_char(p);
  }
  if (g_utf8_strlen(shown->str, -1) > SHOWN_MOST) {
    g_string_truncate(shown,
                      (gsize)(g_utf8_offset_to_pointer(shown->str, SHOWN_MOST) - shown->str));
    g_string_append(shown, "…");
  }
  return g_string_free(shown, FALSE);
}

char *bm_form_shown_with(const char *text, gunichar odd)
{
  char *shown = bm_form_shown(text);
  if (odd == 0)
    return shown;
  g_autofree char *plain = shown;
  char letter[8] = {0};
  if (g_unichar_isgraph(odd))
    letter[g_unichar_to_utf8(odd, letter)] = ' ';
  return g_strdup_printf("%s (%sU+%04X)", plain, letter, odd);
}
