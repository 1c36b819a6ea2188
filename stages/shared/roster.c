/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every form of a name that a roster allows, as one table of folded words. Works write names in
 * the nominative or the genitive, captions and labels in any case, so all endings are generated
 * once.
 */
#include "stages/shared/roster.h"

#include <string.h>

#include "pipeline/autoptr.h"
#include "pipeline/csv.h"
#include "stages/shared/text.h"

#define FUZZY_LETTERS 5 /* shorter names resemble too many words */
#define LENGTH_MOST 40

struct BmRoster {
  GHashTable *forms;                     /* folded word → BmRosterHit set */
  GPtrArray *by_length[LENGTH_MOST + 1]; /* the same words, sorted, for reading errors */
};

/* An ending of the nominative and those that replace it; several may fit, all are used. */
typedef struct Endings {
  const char *nominative, *others;
} Endings;

static const Endings surname_endings[] = {
    {"ов", "ова овой ову овым ове овы"},
    {"ев", "ева евой еву евым еве евы"},
    {"ин", "ина иной ину иным ине ины"},
    {"ын", "ына ыной ыну ыным ыне ыны"},
    {"ова", "ов овой ову овым ове"},
    {"ева", "ев евой еву евым еве"},
    {"ина", "ин иной ину иным ине ины"},
    {"ына", "ын ыной ыну ыным ыне"},
    {"ий", "ого ему ому им ем ом ая ой ую его ей юю яя"},
    {"ый", "ого ому ым ом ая ой ую"},
    {"ой", "ого ому ым ом ая ую"},
    {"ая", "ой ую ий ый ого ому им ым"},
    {"яя", "ей юю ий его ему им"},
};

static const Endings name_endings[] = {
    {"ия", "ии ию ией иею"}, {"а", "ы и е у ой ою ей"},  {"я", "и е ю ей ею"},
    {"ий", "ия ию ием ии"},  {"й", "я ю ем е"},          {"ь", "я ю ем е и ью"},
    {"ел", "ла лу лом ле"},  {"ев", "ьва ьву ьвом ьве"},
};

static void form_add(BmRoster *roster, const char *folded, guint hit)
{
  guint letters = (guint)g_utf8_strlen(folded, -1);
  if (letters < 2 || letters > LENGTH_MOST)
    return;
  guint old = GPOINTER_TO_UINT(g_hash_table_lookup(roster->forms, folded));
  if (old == 0)
    g_ptr_array_add(roster->by_length[letters], g_strdup(folded));
  g_hash_table_insert(roster->forms, g_strdup(folded), GUINT_TO_POINTER(old | hit));
}

static gboolean endings_add(BmRoster *roster, const char *word, const Endings *table, guint n,
                            guint hit)
{
  gboolean is_known = FALSE;
  for (guint i = 0; i < n; i++) {
    if (!g_str_has_suffix(word, table[i].nominative))
      continue;
    is_known = TRUE;
    g_autofree char *stem = g_strndup(word, strlen(word) - strlen(table[i].nominative));
    g_auto(GStrv) endings = g_strsplit(table[i].others, " ", -1);
    for (char **ending = endings; *ending != NULL; ending++) {
      g_autofree char *form = g_strconcat(stem, *ending, NULL);
      form_add(roster, form, hit);
    }
  }
  return is_known;
}

static gboolean ends_in_consonant(const char *word)
{
  static const char consonants[] = "бвгджзклмнпрстфхцчшщ";
  const char *last = g_utf8_find_prev_char(word, word + strlen(word));
  return last != NULL && strstr(consonants, last) != NULL;
}

static void consonant_endings_add(BmRoster *roster, const char *word, guint hit)
{
  static const char *const endings[] = {"а", "у", "ом", "ем", "е", "ы", "ым"};
  for (guint i = 0; i < G_N_ELEMENTS(endings); i++) {
    g_autofree char *form = g_strconcat(word, endings[i], NULL);
    form_add(roster, form, hit);
  }
}

static void name_add(BmRoster *roster, const char *cell, guint hit)
{
  g_auto(GStrv) words = bm_text_words(cell);
  for (char **word = words; *word != NULL; word++) {
    if (g_utf8_strlen(*word, -1) < 2)
      continue;
    form_add(roster, *word, hit);
    gboolean is_known =
        hit == BM_ROSTER_SURNAME &&
        endings_add(roster, *word, surname_endings, G_N_ELEMENTS(surname_endings), hit);
    if (!is_known)
      endings_add(roster, *word, name_endings, G_N_ELEMENTS(name_endings), hit);
    if (!is_known && ends_in_consonant(*word))
      consonant_endings_add(roster, *word, hit);
  }
}

/* words of school names that many schools share say nothing */
static gboolean is_school_commonplace(const char *word)
{
  static const char *const stems[] = {
      "школ",   "лице",    "гимназ",  "район", "санкт",  "петербург", "сош",     "гбоу",
      "мбоу",   "маоу",    "мкоу",    "город", "област", "средн",     "общеобр", "учрежд",
      "бюджет", "государ", "муницип", "имени", "углубл", "изучен",    "отдельн", "предмет"};
  for (guint i = 0; i < G_N_ELEMENTS(stems); i++)
    if (g_str_has_prefix(word, stems[i]))
      return TRUE;
  return g_utf8_strlen(word, -1) < 5;
}

static void school_add(BmRoster *roster, const char *name)
{
  g_auto(GStrv) words = bm_text_words(name);
  for (char **word = words; *word != NULL; word++) {
    if (bm_text_digits(*word) > 0)
      form_add(roster, *word, BM_ROSTER_SCHOOL_NO);
    else if (!is_school_commonplace(*word))
      form_add(roster, *word, BM_ROSTER_SCHOOL_WORD);
  }
}

static void row_add(BmRoster *roster, json_t *row)
{
  static const struct {
    const char *column;
    guint hit;
  } columns[] = {{"surname", BM_ROSTER_SURNAME},
                 {"name", BM_ROSTER_NAME},
                 {"patronymic", BM_ROSTER_PATRONYMIC},
                 {"teacher", BM_ROSTER_SURNAME},
                 {"school_code", BM_ROSTER_SCHOOL_CODE}};
  for (guint i = 0; i < G_N_ELEMENTS(columns); i++) {
    const char *cell = json_string_value(json_object_get(row, columns[i].column));
    if (cell != NULL)
      name_add(roster, cell, columns[i].hit);
  }
  const char *school = json_string_value(json_object_get(row, "school_name"));
  if (school != NULL)
    school_add(roster, school);
}

static gboolean table_load(BmRoster *roster, const char *folder, const char *name,
                           GError **error)
{
  g_autofree char *path = g_build_filename(folder, name, NULL);
  if (!g_file_test(path, G_FILE_TEST_EXISTS))
    return TRUE;
  g_autoptr(json_t) rows = bm_csv_read(path, error);
  if (rows == NULL)
    return FALSE;
  size_t i;
  json_t *row;
  json_array_foreach (rows, i, row) {
    row_add(roster, row);
  }
  return TRUE;
}

static int words_compare(gconstpointer p, gconstpointer q)
{
  return strcmp(*(const char *const *)p, *(const char *const *)q);
}

static BmRoster *roster_new(void)
{
  BmRoster *roster = g_new0(BmRoster, 1);
  roster->forms = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i <= LENGTH_MOST; i++)
    roster->by_length[i] = g_ptr_array_new_with_free_func(g_free);
  return roster;
}

BmRoster *bm_roster_of_names(char *const *names)
{
  BmRoster *roster = roster_new();
  for (char *const *name = names; *name != NULL; name++)
    name_add(roster, *name, BM_ROSTER_NAME);
  return roster;
}

BmRoster *bm_roster_load(const char *folder, GError **error)
{
  g_autoptr(BmRoster) roster = roster_new();
  if (folder != NULL && (!table_load(roster, folder, "roster.csv", error) ||
                         !table_load(roster, folder, "teachers.csv", error)))
    return NULL;
  for (guint i = 0; i <= LENGTH_MOST; i++)
    g_ptr_array_sort(roster->by_length[i], words_compare);
  return g_steal_pointer(&roster);
}

void bm_roster_free(BmRoster *roster)
{
  if (roster == NULL)
    return;
  for (guint i = 0; i <= LENGTH_MOST; i++)
    g_clear_pointer(&roster->by_length[i], g_ptr_array_unref);
  g_clear_pointer(&roster->forms, g_hash_table_unref);
  g_free(roster);
}

gboolean bm_roster_is_empty(const BmRoster *roster)
{
  return roster == NULL || g_hash_table_size(roster->forms) == 0;
}

static guint fuzzy_match(const BmRoster *roster, const char *word)
{
  guint letters = (guint)g_utf8_strlen(word, -1), hits = 0;
  if (letters < FUZZY_LETTERS || bm_text_digits(word) * 2 > letters)
    return 0;
  guint most = letters < 8 ? 1 : 2; /* names differ from each other by less than labels do */
  for (guint n = MAX(letters - most, FUZZY_LETTERS); n <= MIN(letters + most, LENGTH_MOST); n++)
    for (guint i = 0; i < roster->by_length[n]->len; i++) {
      const char *form = roster->by_length[n]->pdata[i];
      if (bm_text_digits(form) == 0 && bm_text_distance(word, form, most) <= most)
        hits |= GPOINTER_TO_UINT(g_hash_table_lookup(roster->forms, form));
    }
  return hits;
}

guint bm_roster_match(const BmRoster *roster, const char *word, gboolean is_fuzzy)
{
  if (bm_roster_is_empty(roster))
    return BM_ROSTER_NONE;
  g_auto(GStrv) parts = bm_text_words(word);
  guint hits = 0;
  for (char **part = parts; *part != NULL; part++) {
    guint exact = GPOINTER_TO_UINT(g_hash_table_lookup(roster->forms, *part));
    hits |= exact != 0 || !is_fuzzy ? exact : fuzzy_match(roster, *part);
  }
  return hits;
}
