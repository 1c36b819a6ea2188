/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with a form, without repeating what may be a name. */
#include "stages/collect/form.h"

#include <string.h>

#include "stages/shared/scoreform.h"

#define MOST_LISTED 200U
#define SHOWN_MOST 40 /* characters */
#define COVER "•"

void bm_form_init(BmForm *form, const json_t *kits, const BmBook *book)
{
  *form = (BmForm){.kits = kits,
                   .book = book,
                   .rows = json_array(),
                   .faults = json_array(),
                   .warnings = json_array(),
                   .who_row = BM_SCOREFORM_WHO_ROW,
                   .seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free)};
}

void bm_form_clear(BmForm *form)
{
  json_decref(form->rows);
  json_decref(form->faults);
  json_decref(form->warnings);
  g_hash_table_unref(form->seen);
  g_clear_pointer(&form->gates, g_array_unref);
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

/* Words that forms, office programs, their errors and their dates have of their own. */
static gboolean word_is_known(const char *word, gsize size)
{
  static const char *const words[] = {
      "Класс",  "класс",    "Лист",        "Sheet",    "Table",      "работы", "макс",
      "Итого",  "Проверка", "Проверяющий", "комплект", "форма",      "верно",  "осталось",
      "баллов", "неверный", "балл",        "работ",    "Ведомость",  "ИСТИНА", "ЛОЖЬ",
      "TRUE",   "FALSE",    "DIV",         "REF",      "VALUE",      "NAME",   "NULL",
      "NUM",    "NA",       "SUM",         "IF",       "COUNTBLANK", "ROUND",  "AVERAGE",
      "MAX",    "MIN",      "Заполнено",   "из",       "blindmark",  "янв",    "фев",
      "мар",    "апр",      "май",         "мая",      "июн",        "июл",    "авг",
      "сен",    "окт",      "ноя",         "дек",      "Jan",        "Feb",    "Mar",
      "Apr",    "May",      "Jun",         "Jul",      "Aug",        "Sep",    "Oct",
      "Nov",    "Dec"};
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

/* A letter alone after a figure is that of a class («9А», «9 "А"»); not so the К of a criterion
 * («5К1») and the E of a number («1e+20»). */
static gboolean is_class_letter(const GString *before, const char *after)
{
  gsize n = before->len;
  while (n > 0 && strchr(" \"'-.", before->str[n - 1]) != NULL)
    n--;
  return n > 0 && g_ascii_isdigit(before->str[n - 1]) && !g_ascii_isdigit(*after) &&
         *after != '+';
}

static void cover(GString *shown, glong letters)
{
  for (glong i = 0; i < letters; i++)
    g_string_append(shown, COVER);
}

/* One word, from @p; returns its end. */
static const char *word_show(GString *shown, const char *p, gboolean *is_covered)
{
  const char *end = p;
  while (g_unichar_isalpha(g_utf8_get_char(end)))
    end = g_utf8_next_char(end);
  gsize size = (gsize)(end - p);
  glong letters = g_utf8_strlen(p, (gssize)size);
  if (word_is_known(p, size) || (letters == 1 && !is_class_letter(shown, end)))
    g_string_append_len(shown, p, (gssize)size);
  else
    cover(shown, letters);
  *is_covered = *is_covered || (letters > 1 && !word_is_known(p, size));
  return end;
}

/* Beside a word that may be a name a number may be that of a school. */
static void numbers_cover(GString *shown)
{
  g_autofree char *old = g_strdup(shown->str);
  g_string_truncate(shown, 0);
  for (const char *p = old; *p != '\0';) {
    gsize digits = strspn(p, "0123456789");
    if (digits > 1)
      cover(shown, (glong)digits);
    else
      g_string_append_c(shown, *p);
    p += MAX(digits, 1);
  }
}

static void shown_cut(GString *shown)
{
  if (g_utf8_strlen(shown->str, -1) <= SHOWN_MOST)
    return;
  g_string_truncate(shown,
                    (gsize)(g_utf8_offset_to_pointer(shown->str, SHOWN_MOST) - shown->str));
  g_string_append(shown, "…");
}

char *bm_form_shown(const char *text)
{
  g_autofree char *line = bm_form_squeezed(text);
  gboolean is_covered = FALSE;
  if (is_bundle_code(line))
    return g_steal_pointer(&line);
  GString *shown = g_string_new(NULL);
  for (const char *p = line; *p != '\0';) {
    gunichar c = g_utf8_get_char(p);
    if (g_unichar_isalpha(c)) {
      p = word_show(shown, p, &is_covered);
      continue;
    }
    g_string_append_unichar(shown, c);
    p = g_utf8_next_char(p);
  }
  if (is_covered)
    numbers_cover(shown);
  shown_cut(shown);
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
