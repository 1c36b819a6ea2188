/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Printed lines that name a person, a school or a class. */
#include "stages/shared/printed.h"

#include <string.h>

#include "stages/shared/identity_words.h"
#include "stages/shared/naming.h"
#include "stages/shared/text.h"

#define TRUST_LEAST 40
#define DIGITS_MANY 6 /* telephones, ОГРН, codes; years and dates have fewer in a row */
#define SCHOOL_REACH 4

/* One folded word and where it was read. */
typedef struct Part {
  char *text;
  const BmWord *word;
} Part;

static void part_clear(gpointer data)
{
  g_free(((Part *)data)->text);
}

static GArray *parts_of(const GPtrArray *words, guint first, guint n)
{
  GArray *parts = g_array_new(FALSE, TRUE, sizeof(Part));
  g_array_set_clear_func(parts, part_clear);
  for (guint i = first; i < first + n; i++) {
    const BmWord *word = words->pdata[i];
    g_auto(GStrv) texts = bm_text_words(word->text);
    for (char **text = texts; *text != NULL; text++) {
      Part part = {g_strdup(*text), word};
      g_array_append_val(parts, part);
    }
  }
  return parts;
}

static const char *text_at(const GArray *parts, gint64 i)
{
  return i >= 0 && i < parts->len ? g_array_index(parts, Part, (guint)i).text : "";
}

static gboolean is_initial(const char *text)
{
  return g_utf8_strlen(text, -1) == 1 && bm_text_letters(text) == 1 &&
         bm_text_digits(text) == 0;
}

/* a surname of the roster with a name, a patronymic or an initial on either side */
static gboolean is_person(const GArray *parts, guint i, const BmRoster *roster)
{
  const char *text = text_at(parts, i);
  if (bm_text_letters(text) < 4 || !(bm_roster_match(roster, text, FALSE) & BM_ROSTER_SURNAME))
    return FALSE;
  for (int side = -1; side <= 1; side += 2) {
    const char *near = text_at(parts, (gint64)i + side);
    if (is_initial(near) ||
        (bm_roster_match(roster, near, FALSE) & (BM_ROSTER_NAME | BM_ROSTER_PATRONYMIC)))
      return TRUE;
  }
  return FALSE;
}

/* «школа № 5», «лицей 423»: the number may stand a word or two later */
static gboolean is_school(const GArray *parts, guint i)
{
  gboolean is_word = bm_heading_has("school_kinds", text_at(parts, i));
  for (guint k = i + 1; is_word && k <= i + SCHOOL_REACH; k++)
    if (bm_naming_is_number(text_at(parts, k)))
      return TRUE;
  return FALSE;
}

/* «9а» beside «класс» */
static gboolean is_class(const GArray *parts, guint i)
{
  const char *text = text_at(parts, i);
  guint digits = bm_text_digits(text);
  gboolean has_letter = g_utf8_strlen(text, -1) == digits + 1 && g_ascii_isdigit(text[0]) &&
                        !g_ascii_isdigit(text[strlen(text) - 1]);
  gboolean is_split = digits == strlen(text) && is_initial(text_at(parts, (gint64)i + 1));
  if (digits < 1 || digits > 2 || !(has_letter || is_split))
    return FALSE;
  for (gint64 k = (gint64)i - 1; k <= (gint64)i + (is_split ? 2 : 1); k++)
    if (k != i && bm_text_is(text_at(parts, k), "класс"))
      return TRUE;
  return g_str_has_prefix(text_at(parts, (gint64)i + (is_split ? 2 : 1)), "класс");
}

static gboolean is_number(const Part *part)
{
  guint run = 0, most = 0;
  for (const char *p = part->word->text; *p != '\0'; p++) {
    run = g_ascii_isdigit(*p) ? run + 1 : 0;
    most = MAX(most, run);
  }
  return most >= DIGITS_MANY;
}

static gboolean is_capital(const char *text)
{
  return g_unichar_isupper(g_utf8_get_char(text));
}

/* a name after a label: a word with a capital letter that no label or heading has */
static gboolean is_value(char *const *texts, const GArray *parts, guint i)
{
  guint n = 1;
  const BmWord *word = i < parts->len ? g_array_index(parts, Part, i).word : NULL;
  return word != NULL && word->trust >= TRUST_LEAST && is_capital(word->text) &&
         bm_text_letters(texts[i]) >= 3 && bm_text_digits(texts[i]) == 0 &&
         bm_label_match(texts, i, &n) == NULL && !bm_heading_has("safe", texts[i]) &&
         !bm_heading_has("subjects", texts[i]);
}

/* «4. Учитель Громов рассказал классу»: a numbered sentence goes on after the name in words of
 * its own; fields of a form do not */
static gboolean is_task_sentence(char *const *texts, const GArray *parts, guint value)
{
  guint n = 1;
  const char *number = parts->len > 0 ? text_at(parts, 0) : "";
  gsize digits = strlen(number);
  const BmWord *first = parts->len > 0 ? g_array_index(parts, Part, 0).word : NULL;
  if (digits == 0 || digits > 2 || bm_text_digits(number) != digits ||
      !(g_str_has_suffix(first->text, ".") || g_str_has_suffix(first->text, ")")))
    return FALSE;
  const BmWord *next =
      value + 1 < parts->len ? g_array_index(parts, Part, value + 1).word : NULL;
  return next != NULL && next->trust >= TRUST_LEAST &&
         g_unichar_islower(g_utf8_get_char(next->text)) &&
         bm_text_letters(texts[value + 1]) >= 4 && bm_label_match(texts, value + 1, &n) == NULL;
}

static const char *label_with_value(const GArray *parts, const char *policy)
{
  static const char *const named[] = {"student_name", "teacher_name", "school_name"};
  g_autoptr(GPtrArray) texts = g_ptr_array_new();
  for (guint i = 0; i < parts->len; i++)
    g_ptr_array_add(texts, g_array_index(parts, Part, i).text);
  g_ptr_array_add(texts, NULL);
  for (guint i = 0; i < parts->len;) {
    guint n = 1;
    const char *kind = bm_label_match((char *const *)texts->pdata, i, &n);
    i += n;
    if (kind == NULL || bm_policy_keeps(policy, kind) ||
        !is_value((char *const *)texts->pdata, parts, i) ||
        is_task_sentence((char *const *)texts->pdata, parts, i))
      continue;
    for (guint k = 0; k < G_N_ELEMENTS(named); k++)
      if (strcmp(kind, named[k]) == 0)
        return kind;
  }
  return NULL;
}

const char *bm_printed_line(const GPtrArray *words, guint first, guint n,
                            const BmRoster *roster, const char *policy)
{
  g_autoptr(GArray) parts = parts_of(words, first, n);
  for (guint i = 0; i < parts->len; i++) {
    const Part *part = &g_array_index(parts, Part, i);
    guint hits = bm_roster_match(roster, part->text, FALSE);
    if (is_person(parts, i, roster))
      return bm_kind("student_name");
    if ((hits & (BM_ROSTER_SCHOOL_CODE | BM_ROSTER_SCHOOL_WORD)) || is_school(parts, i))
      return bm_kind("school_name");
    if (is_class(parts, i))
      return bm_kind("class_letter");
    if (is_number(part) || strchr(part->word->text, '@') != NULL)
      return bm_kind("contact");
  }
  return label_with_value(parts, policy);
}

guint bm_printed_line_length(const GPtrArray *words, guint first)
{
  guint n = 1;
  for (; first + n < words->len; n++) {
    const BmWord *last = words->pdata[first + n - 1], *next = words->pdata[first + n];
    int middle = next->box.y + next->box.h / 2;
    if (middle < last->box.y || middle > last->box.y + last->box.h || next->box.x < last->box.x)
      break;
  }
  return n;
}
