/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One cell of procedure.xlsx: what it means, and what to say when it means nothing. */
#include "pipeline/lang.h"
#include "pipeline/procedure.h"
#include "pipeline/procedure_part.h"

#include <math.h>
#include <string.h>

#define FOUND_MOST 40    /* characters of a cell that a message repeats */
#define DIGITS_MOST 1e15 /* whole numbers below it are stored exactly and written in full */
#define YEAR_LEAST 2000
#define YEAR_MOST 2100

char *bm_field_text(const BmBookCell *cell)
{
  GString *out = g_string_new(NULL);
  for (const char *at = cell->text; *at != '\0'; at = g_utf8_next_char(at)) {
    gunichar c = g_utf8_get_char(at);
    if (g_unichar_isspace(c) || g_unichar_iscntrl(c) || g_unichar_type(c) == G_UNICODE_FORMAT) {
      if (out->len > 0 && out->str[out->len - 1] != ' ')
        g_string_append_c(out, ' ');
    } else
      g_string_append_unichar(out, c);
  }
  return g_strchomp(g_string_free(out, FALSE));
}

gboolean bm_field_is_blank(const BmBookCell *cell)
{
  if (cell->type == BM_BOOK_EMPTY)
    return !cell->has_formula || cell->has_value;
  if (cell->type != BM_BOOK_TEXT)
    return FALSE;
  g_autofree char *text = bm_field_text(cell);
  return text[0] == '\0';
}

static gboolean text_is_short(const char *text, int most)
{
  return g_utf8_strlen(text, -1) <= most;
}

/* A date or a truth that an office program made of a code is not that code any more. */
static char *word_of(const BmBookCell *cell, gboolean may_be_fraction)
{
  if (cell->type != BM_BOOK_TEXT && cell->type != BM_BOOK_NUMBER)
    return NULL;
  gboolean is_whole = cell->number == floor(cell->number) && fabs(cell->number) < DIGITS_MOST;
  if (cell->type == BM_BOOK_NUMBER && !is_whole && !may_be_fraction)
    return NULL;
  return bm_field_text(cell);
}

static json_t *text_value(const BmField *field, const BmBookCell *cell)
{
  g_autofree char *text = word_of(cell, FALSE);
  return text != NULL && text_is_short(text, field->most) ? json_string(text) : NULL;
}

/* A new line ends a condition, as a semicolon does. */
static json_t *limits_value(const BmField *field, const BmBookCell *cell)
{
  g_autofree char *text = g_strdelimit(g_strdup(cell->text), "\r\n", ';');
  BmBookCell one_line = *cell;
  one_line.text = text;
  return text_value(field, &one_line);
}

static json_t *word_value(const BmField *field, const BmBookCell *cell)
{
  g_autofree char *text = word_of(cell, field->kind == BM_FIELD_TASK);
  gboolean is_good =
      text != NULL && strchr(text, ' ') == NULL && text_is_short(text, field->most);
  return is_good ? json_string(text) : NULL;
}

static json_t *name_value(const BmField *field, const BmBookCell *cell)
{
  g_autofree char *text = word_of(cell, FALSE);
  gboolean is_good = text != NULL && text_is_short(text, field->most);
  for (const char *at = text; is_good && *at != '\0'; at = g_utf8_next_char(at))
    is_good = g_unichar_isalnum(g_utf8_get_char(at)) || *at == '_' || *at == '-';
  return is_good ? json_string(text) : NULL;
}

/* "9А", "9.2", "9" after bm_class_normalise. */
static gboolean class_is_good(const char *class_group)
{
  static GRegex *form = NULL;
  if (form == NULL)
    form = g_regex_new("^(1[01]|[1-9])(\\.[0-9]{1,2}|[А-ЯЁ]{1,2}[0-9]{0,2})?$", 0, 0, NULL);
  return g_regex_match(form, class_group, 0, NULL);
}

static json_t *class_value(const BmBookCell *cell)
{
  g_autofree char *text = word_of(cell, TRUE);
  g_autofree char *class_group = text != NULL ? bm_class_normalise(text) : NULL;
  return class_group != NULL && class_is_good(class_group) ? json_string(class_group) : NULL;
}

static json_t *whole_value(const BmField *field, const BmBookCell *cell)
{
  if (cell->type == BM_BOOK_NUMBER) {
    gboolean is_good = cell->number == floor(cell->number) && cell->number >= field->least &&
                       cell->number <= field->most;
    return is_good ? json_integer((json_int_t)cell->number) : NULL;
  }
  g_autofree char *text = bm_field_text(cell);
  gint64 number = 0;
  if (cell->type != BM_BOOK_TEXT ||
      !g_ascii_string_to_signed(text, 10, field->least, field->most, &number, NULL))
    return NULL;
  return json_integer((json_int_t)number);
}

/* Digits of @text at *@at, of which there must be @n. */
static gboolean digits_take(const char **at, guint n, guint *ret)
{
  *ret = 0;
  for (guint i = 0; i < n; i++, (*at)++) {
    if (!g_ascii_isdigit(**at))
      return FALSE;
    *ret = *ret * 10 + (guint)(**at - '0');
  }
  return TRUE;
}

static gboolean char_take(const char **at, char wanted)
{
  if (**at != wanted)
    return FALSE;
  (*at)++;
  return TRUE;
}

static json_t *date_value(const BmBookCell *cell)
{
  g_autofree char *text = bm_field_text(cell);
  const char *at = text;
  guint day = 0, month = 0, year = 0;
  gboolean is_iso = strchr(text, '-') != NULL; /* as the reader gives a date, or typed so */
  gboolean is_good = is_iso ? digits_take(&at, 4, &year) && char_take(&at, '-') &&
                                  digits_take(&at, 2, &month) && char_take(&at, '-') &&
                                  digits_take(&at, 2, &day)
                            : digits_take(&at, 2, &day) && char_take(&at, '.') &&
                                  digits_take(&at, 2, &month) && char_take(&at, '.') &&
                                  digits_take(&at, 4, &year);
  if ((cell->type != BM_BOOK_DATE && cell->type != BM_BOOK_TEXT) || !is_good || *at != '\0' ||
      year < YEAR_LEAST || year > YEAR_MOST ||
      !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
    return NULL;
  g_autofree char *date = g_strdup_printf("%02u.%02u.%04u", day, month, year);
  return json_string(date);
}

static json_t *yes_no_value(const BmBookCell *cell)
{
  if (cell->type == BM_BOOK_BOOL)
    return json_boolean(cell->number != 0);
  g_autofree char *word = bm_procedure_fold(cell->text);
  if (cell->type == BM_BOOK_TEXT && strcmp(word, "да") == 0)
    return json_true();
  return cell->type == BM_BOOK_TEXT && strcmp(word, "нет") == 0 ? json_false() : NULL;
}

static json_t *choice_value(const BmField *field, const BmBookCell *cell)
{
  g_autofree char *word = bm_procedure_fold(cell->text);
  for (const BmChoice *choice = field->choices; choice->word != NULL; choice++) {
    g_autofree char *known = bm_procedure_fold(choice->word);
    if (cell->type == BM_BOOK_TEXT && strcmp(word, known) == 0)
      return json_string(choice->value);
  }
  return NULL;
}

json_t *bm_field_value(const BmField *field, const BmBookCell *cell)
{
  switch (field->kind) {
  case BM_FIELD_TEXT:
    return text_value(field, cell);
  case BM_FIELD_LIMITS:
    return limits_value(field, cell);
  case BM_FIELD_WORD:
  case BM_FIELD_TASK:
    return word_value(field, cell);
  case BM_FIELD_NAME:
    return name_value(field, cell);
  case BM_FIELD_CLASS:
    return class_value(cell);
  case BM_FIELD_WHOLE:
    return whole_value(field, cell);
  case BM_FIELD_DATE:
    return date_value(cell);
  case BM_FIELD_YES_NO:
    return yes_no_value(cell);
  case BM_FIELD_CHOICE:
    return choice_value(field, cell);
  case BM_FIELD_VALUE:
  case BM_FIELD_SKIP:
  default:
    return NULL;
  }
}

static const char *kind_found(BmBookType type)
{
  switch (type) {
  case BM_BOOK_NUMBER:
    return bm_tr("найдено другое число", "another number");
  case BM_BOOK_DATE:
    return bm_tr("найдена дата", "a date");
  case BM_BOOK_BOOL:
    return bm_tr("найдено ИСТИНА или ЛОЖЬ", "TRUE or FALSE");
  case BM_BOOK_TEXT:
  case BM_BOOK_EMPTY:
  case BM_BOOK_ERROR:
  default:
    return bm_tr("найден другой текст", "another text");
  }
}

char *bm_field_found(const BmField *field, const BmBookCell *cell)
{
  if (cell->has_formula && !cell->has_value)
    return g_strdup(bm_tr("найдена формула без результата", "a formula without its result"));
  if (cell->type == BM_BOOK_ERROR)
    return g_strdup(bm_tr("найдена ошибка формулы", "the error of a formula"));
  if (bm_field_is_blank(cell))
    return g_strdup(bm_tr("пусто", "nothing"));
  if (field->is_private)
    return g_strdup(kind_found(cell->type));
  g_autofree char *text = bm_field_text(cell);
  gboolean is_long = !text_is_short(text, FOUND_MOST);
  g_autofree char *start = g_utf8_substring(text, 0, is_long ? FOUND_MOST : -1);
  return g_strdup_printf(cell->type == BM_BOOK_DATE
                             ? bm_tr("найдена дата «%s%s»", "the date \"%s%s\"")
                             : bm_tr("найдено «%s%s»", "\"%s%s\""),
                         start, is_long ? "…" : "");
}

static char *choices_words(const BmField *field)
{
  GString *out = g_string_new(bm_tr("ожидалось одно из: ", "one of: "));
  for (const BmChoice *choice = field->choices; choice->word != NULL; choice++)
    if (!choice->is_other)
      g_string_append_printf(out, "%s«%s»", choice == field->choices ? "" : ", ", choice->word);
  return g_string_free(out, FALSE);
}

char *bm_field_expected(const BmField *field)
{
  switch (field->kind) {
  case BM_FIELD_WORD:
    return g_strdup_printf(bm_tr("ожидался текст без пробелов, до %d знаков",
                                 "a text without spaces, up to %d characters"),
                           field->most);
  case BM_FIELD_TASK:
    return g_strdup_printf(bm_tr("ожидался номер без пробелов, до %d знаков (не дата)",
                                 "a number without spaces, up to %d characters (not a date)"),
                           field->most);
  case BM_FIELD_NAME:
    return g_strdup_printf(bm_tr("ожидалось название из букв, цифр, «_» и «-», до %d знаков",
                                 "a name of letters, digits, \"_\" and \"-\", up to %d"),
                           field->most);
  case BM_FIELD_CLASS:
    return g_strdup(bm_tr("ожидался класс вида 9А", "a class such as 9А"));
  case BM_FIELD_WHOLE:
    return g_strdup_printf(
        bm_tr("ожидалось целое число от %d до %d", "a whole number from %d to %d"),
        field->least, field->most);
  case BM_FIELD_DATE:
    return g_strdup(bm_tr("ожидалась дата вида 15.10.2026", "a date such as 15.10.2026"));
  case BM_FIELD_YES_NO:
    return g_strdup(bm_tr("ожидалось «да» или «нет»", "«да» (yes) or «нет» (no)"));
  case BM_FIELD_CHOICE:
    return choices_words(field);
  case BM_FIELD_LIMITS:
    return g_strdup(bm_procedure_limits_expected());
  case BM_FIELD_TEXT:
  case BM_FIELD_VALUE:
  case BM_FIELD_SKIP:
  default:
    return g_strdup_printf(
        bm_tr("ожидался текст до %d знаков", "a text of up to %d characters"), field->most);
  }
}
