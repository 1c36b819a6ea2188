/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One cell of a site organiser's report. */
#include "stages/collect/report.h"

#include <math.h>
#include <string.h>

#define YEAR_LEAST 2000
#define YEAR_MOST 2100

void bm_report_fault(BmForm *form, const char *slug, guint row, guint column, const char *found,
                     const char *expected)
{
  g_autofree char *cell = bm_book_address(row, column), *shown = bm_form_shown(found);
  bm_form_fault(form, slug, form->sheet->name, cell, shown, expected);
}

/* A number that is whole, or its digits as a text; nothing else is a count. */
static json_t *count_value(const BmBookCell *cell, const char *text)
{
  guint64 count = 0;
  if (cell->type == BM_BOOK_NUMBER)
    return cell->number == floor(cell->number) && cell->number >= 0 &&
                   cell->number <= BM_REPORTFORM_COUNT_MOST
               ? json_integer((json_int_t)cell->number)
               : NULL;
  if (cell->type != BM_BOOK_TEXT ||
      !g_ascii_string_to_unsigned(text, 10, 0, BM_REPORTFORM_COUNT_MOST, &count, NULL))
    return NULL;
  return json_integer((json_int_t)count);
}

static json_t *choice_value(const BmReportCell *asked, const char *text)
{
  g_autofree char *folded = g_utf8_casefold(text, -1);
  for (const char *const *word = asked->choices; *word != NULL; word += 2) {
    g_autofree char *known = g_utf8_casefold(word[0], -1);
    if (strcmp(folded, known) == 0)
      return json_string(word[1]);
  }
  return NULL;
}

/* Digits and separators as in @shape ("9999-99-99"). */
static gboolean has_shape(const char *text, const char *shape)
{
  for (; *shape != '\0'; text++, shape++)
    if (*shape == '9' ? !g_ascii_isdigit(*text) : *text != *shape)
      return FALSE;
  return *text == '\0';
}

static guint digits(const char *text, guint n)
{
  guint value = 0;
  for (guint i = 0; i < n; i++)
    value = value * 10 + (guint)(text[i] - '0');
  return value;
}

static json_t *date_value(const BmBookCell *cell, const char *text)
{
  gboolean is_iso = has_shape(text, "9999-99-99"), is_plain = has_shape(text, "99.99.9999");
  if ((cell->type != BM_BOOK_DATE && cell->type != BM_BOOK_TEXT) || (!is_iso && !is_plain))
    return NULL;
  guint year = digits(text + (is_iso ? 0 : 6), 4), month = digits(text + (is_iso ? 5 : 3), 2),
        day = digits(text + (is_iso ? 8 : 0), 2);
  if (year < YEAR_LEAST || year > YEAR_MOST ||
      !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
    return NULL;
  return json_sprintf("%02u.%02u.%04u", day, month, year);
}

static json_t *text_value(const BmBookCell *cell, const char *text)
{
  gboolean is_word =
      cell->type == BM_BOOK_TEXT || cell->type == BM_BOOK_NUMBER || cell->type == BM_BOOK_DATE;
  return is_word && g_utf8_strlen(text, -1) <= BM_REPORTFORM_TEXT_MOST ? json_string(text)
                                                                       : NULL;
}

static char *choices_words(const BmReportCell *asked)
{
  GString *out = g_string_new(NULL);
  for (const char *const *word = asked->choices; *word != NULL; word += 2)
    g_string_append_printf(out, "%s%s", out->len > 0 ? " | " : "", word[0]);
  return g_string_free(out, FALSE);
}

/* Words are never repeated, only how many there are. */
static void wrong_tell(BmForm *form, const BmBookCell *cell, const BmReportCell *asked,
                       const char *text)
{
  static const char *const slugs[] = {[BM_REPORT_COUNT] = "report_count",
                                      [BM_REPORT_CHOICE] = "report_choice",
                                      [BM_REPORT_DATE] = "report_date",
                                      [BM_REPORT_TEXT] = "report_text"};
  g_autofree char *words = asked->kind == BM_REPORT_CHOICE ? choices_words(asked) : NULL;
  g_autofree char *most =
      g_strdup_printf("%d", asked->kind == BM_REPORT_COUNT ? BM_REPORTFORM_COUNT_MOST
                                                           : BM_REPORTFORM_TEXT_MOST);
  g_autofree char *length = g_strdup_printf("%ld", g_utf8_strlen(text, -1));
  bm_report_fault(form, slugs[asked->kind], asked->row, asked->column,
                  asked->kind == BM_REPORT_TEXT && cell->type == BM_BOOK_TEXT ? length : text,
                  words != NULL ? words : most);
}

static json_t *value_of(const BmBookCell *cell, const BmReportCell *asked, const char *text)
{
  switch (asked->kind) {
  case BM_REPORT_COUNT:
    return count_value(cell, text);
  case BM_REPORT_CHOICE:
    return cell->type == BM_BOOK_TEXT ? choice_value(asked, text) : NULL;
  case BM_REPORT_DATE:
    return date_value(cell, text);
  case BM_REPORT_TEXT:
    return text_value(cell, text);
  default:
    g_assert_not_reached();
  }
}

json_t *bm_report_value(BmForm *form, const BmBookCell *cell, const BmReportCell *asked)
{
  g_autofree char *text = bm_form_squeezed(cell->text);
  if (cell->has_formula) {
    bm_report_fault(form, "report_formula", asked->row, asked->column, text, "");
    return NULL;
  }
  if (text[0] == '\0') {
    if (asked->is_needed)
      bm_report_fault(form, "report_empty", asked->row, asked->column, "", "");
    return NULL;
  }
  json_t *value = value_of(cell, asked, text);
  if (value == NULL)
    wrong_tell(form, cell, asked, text);
  return value;
}
