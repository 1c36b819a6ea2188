/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of a page or text against the roster. */
#include "stages/attack/words.h"

#include "pipeline/csv.h"
#include "stages/shared/ocr.h"
#include "stages/shared/roster.h"
#include "stages/shared/text.h"

#include <math.h>
#include <string.h>

#define READ_DPI 200.0
#define NAME_LETTERS 5 /* shorter names are ordinary words too often */
#define PART_LETTERS 4 /* of a word that a mask cuts */
#define TRUST_LEAST 50 /* below it the reader guesses */
#define ENDING_BYTES 4 /* two Cyrillic letters: endings of cases and genders */

typedef struct Own {
  GPtrArray *surnames, *teachers; /* folded words */
  GHashTable *numbers;            /* of the school */
  char *school_code, *class_word; /* folded: "9а" */
} Own;

struct BmKnown {
  BmRoster *roster;
  Own own;
  GHashTable *class_words; /* of all schools */
  gboolean is_owned;
};

void bm_known_free(BmKnown *known)
{
  if (known == NULL)
    return;
  bm_roster_free(known->roster);
  g_clear_pointer(&known->own.surnames, g_ptr_array_unref);
  g_clear_pointer(&known->own.teachers, g_ptr_array_unref);
  g_clear_pointer(&known->own.numbers, g_hash_table_unref);
  g_clear_pointer(&known->class_words, g_hash_table_unref);
  g_free(known->own.school_code);
  g_free(known->own.class_word);
  g_free(known);
}

static const char *cell(const json_t *row, const char *column)
{
  const char *text = json_string_value(json_object_get(row, column));
  return text != NULL ? text : "";
}

/* «9 "А"», "9-а" → "9а": folded, without spaces. */
static char *class_folded(const char *text)
{
  g_auto(GStrv) words = bm_text_words(text);
  return g_strjoinv("", words);
}

static void words_add(GPtrArray *list, const char *text)
{
  g_auto(GStrv) words = bm_text_words(text);
  for (char **word = words; *word != NULL; word++)
    if (g_utf8_strlen(*word, -1) >= PART_LETTERS)
      g_ptr_array_add(list, g_strdup(*word));
}

static void school_take(Own *own, const json_t *row)
{
  g_auto(GStrv) words = bm_text_words(cell(row, "school_name"));
  for (char **word = words; *word != NULL; word++)
    if (bm_text_digits(*word) > 0)
      g_hash_table_add(own->numbers, g_strdup(*word));
}

static gboolean table_take(BmKnown *known, const char *folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename(folder, name, NULL);
  if (!g_file_test(path, G_FILE_TEST_EXISTS))
    return TRUE;
  g_autoptr(json_t) rows = bm_csv_read(path, error);
  size_t i;
  json_t *row;
  json_array_foreach (rows, i, row) {
    g_autofree char *class_word = class_folded(cell(row, "class"));
    if (class_word[0] != '\0')
      g_hash_table_add(known->class_words, g_strdup(class_word));
    if (strcmp(cell(row, "school_code"), known->own.school_code) != 0)
      continue;
    school_take(&known->own, row);
    words_add(known->own.teachers, cell(row, "teacher"));
    if (strcmp(class_word, known->own.class_word) == 0)
      words_add(known->own.surnames, cell(row, "surname"));
  }
  return rows != NULL;
}

BmKnown *bm_known_new(const char *folder, const char *school_code, const char *class_group,
                      GError **error)
{
  g_autoptr(BmKnown) known = g_new0(BmKnown, 1);
  known->own.surnames = g_ptr_array_new_with_free_func(g_free);
  known->own.teachers = g_ptr_array_new_with_free_func(g_free);
  known->own.numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  known->class_words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  known->own.school_code = g_strdup(school_code != NULL ? school_code : "");
  known->own.class_word = class_folded(class_group != NULL ? class_group : "");
  known->is_owned = school_code != NULL;
  known->roster = bm_roster_load(folder, error);
  if (known->roster == NULL)
    return NULL;
  if (folder != NULL && (!table_take(known, folder, "roster.csv", error) ||
                         !table_take(known, folder, "teachers.csv", error)))
    return NULL;
  return g_steal_pointer(&known);
}

/* Is it a form of one of the names? Endings are left out of the comparison. */
static gboolean names_one(const GPtrArray *names, const char *word)
{
  for (guint i = 0; i < names->len; i++) {
    const char *name = names->pdata[i];
    gsize stem = strlen(name) > 3 * ENDING_BYTES ? strlen(name) - ENDING_BYTES : strlen(name);
    if (bm_text_is(word, name) ||
        (strncmp(word, name, stem) == 0 && strlen(word) <= strlen(name) + ENDING_BYTES))
      return TRUE;
  }
  return FALSE;
}

/* A word cut by a mask: the beginning or the end of a name of the own class. */
static gboolean is_part_of_one(const GPtrArray *names, const char *word)
{
  if (g_utf8_strlen(word, -1) < PART_LETTERS)
    return FALSE;
  for (guint i = 0; i < names->len; i++)
    if (g_str_has_prefix(names->pdata[i], word) || g_str_has_suffix(names->pdata[i], word))
      return TRUE;
  return FALSE;
}

static gboolean is_school_word(const char *word)
{
  static const char *const words[] = {"школа",    "школы",    "школе", "сош",  "лицей", "лицея",
                                      "гимназия", "гимназии", "гбоу",  "мбоу", "маоу",  "мкоу"};
  for (guint i = 0; word != NULL && i < G_N_ELEMENTS(words); i++)
    if (bm_text_is(word, words[i]))
      return TRUE;
  return FALSE;
}

static gboolean stands_before(const char *word)
{
  return word != NULL && (strcmp(word, "№") == 0 || is_school_word(word));
}

/* A bare number is the number of a task more often than of a school. */
static gboolean is_school_number(char **words, guint at)
{
  const char *before = at > 0 ? words[at - 1] : NULL, *further = at > 1 ? words[at - 2] : NULL;
  return is_school_word(before) || (stands_before(before) && is_school_word(further));
}

static json_t *hit_new(const char *kind, gboolean is_own)
{
  return json_pack("{s:s,s:b}", "kind", kind, "own", is_own);
}

static gboolean is_class(const BmKnown *known, char **words, guint at, char **ret_word)
{
  *ret_word = NULL;
  if (g_hash_table_contains(known->class_words, words[at]))
    *ret_word = g_strdup(words[at]);
  else if (words[at + 1] != NULL && bm_text_digits(words[at]) > 0) {
    g_autofree char *both = g_strconcat(words[at], words[at + 1], NULL);
    if (g_hash_table_contains(known->class_words, both))
      *ret_word = g_steal_pointer(&both);
  }
  return *ret_word != NULL;
}

static json_t *name_hit(const BmKnown *known, const char *word, gboolean is_fuzzy)
{
  if (g_utf8_strlen(word, -1) < NAME_LETTERS ||
      (bm_roster_match(known->roster, word, is_fuzzy) & BM_ROSTER_SURNAME) == 0)
    return NULL;
  if (names_one(known->own.teachers, word))
    return hit_new("teacher", TRUE);
  return hit_new("surname", !known->is_owned || names_one(known->own.surnames, word));
}

/* What word @at of a row of folded words names, or NULL. */
static json_t *word_hit(const BmKnown *known, char **words, guint at, gboolean is_fuzzy)
{
  const char *word = words[at];
  g_autofree char *class_word = NULL;
  json_t *name = name_hit(known, word, is_fuzzy);
  if (name != NULL)
    return name;
  guint exact = bm_roster_match(known->roster, word, FALSE);
  if ((exact & BM_ROSTER_SCHOOL_CODE) != 0)
    return hit_new("code", !known->is_owned || strcmp(word, known->own.school_code) == 0);
  if ((exact & BM_ROSTER_SCHOOL_NO) != 0 && is_school_number(words, at))
    return hit_new("school",
                   !known->is_owned || g_hash_table_contains(known->own.numbers, word));
  if (is_class(known, words, at, &class_word))
    return hit_new("class", strcmp(class_word, known->own.class_word) == 0);
  return NULL;
}

json_t *bm_known_text(const BmKnown *known, const char *text)
{
  json_t *hits = json_array();
  g_auto(GStrv) words = bm_text_words(text);
  for (guint i = 0; words[i] != NULL; i++) {
    json_t *hit = word_hit(known, words, i, FALSE);
    if (hit != NULL)
      json_array_append_new(hits, hit);
  }
  return hits;
}

/* --- pages -------------------------------------------------------------------------------- */

/* Within 1 mm of a mask on its left or right, on its height. */
static gboolean is_cut(BmBox tenths, const GArray *masks)
{
  for (guint i = 0; i < masks->len; i++) {
    BmBox mask = g_array_index(masks, BmBox, i);
    if (!bm_box_is_empty(bm_box_and(bm_box_grow(mask, 10, 0), tenths)))
      return TRUE;
  }
  return FALSE;
}

static BmBox in_tenths(BmBox box)
{
  double scale = 254.0 / READ_DPI;
  return (BmBox){(int)(box.x * scale), (int)(box.y * scale), (int)(box.w * scale),
                 (int)(box.h * scale)};
}

static json_t *box_json(BmBox tenths)
{
  return json_pack("[f,f,f,f]", tenths.x / 10.0, tenths.y / 10.0, tenths.w / 10.0,
                   tenths.h / 10.0);
}

static void read_hits(const BmKnown *known, const GPtrArray *read, const GArray *masks,
                      json_t *hits)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < read->len; i++) {
    g_autofree char *folded = bm_text_fold(((const BmWord *)read->pdata[i])->text);
    g_strdelimit(folded, " ", '-');
    g_ptr_array_add(words, g_steal_pointer(&folded));
  }
  g_ptr_array_add(words, NULL);
  for (guint i = 0; i < read->len; i++) {
    const BmWord *word = read->pdata[i];
    BmBox tenths = in_tenths(word->box);
    if (word->trust < TRUST_LEAST || ((char *)words->pdata[i])[0] == '\0')
      continue;
    gboolean at_mask = is_cut(tenths, masks);
    json_t *hit = word_hit(known, (char **)words->pdata, i, TRUE);
    if (hit == NULL && at_mask && is_part_of_one(known->own.surnames, words->pdata[i]))
      hit = hit_new("surname", TRUE);
    if (hit == NULL)
      continue;
    json_object_set_new(hit, "box", box_json(tenths));
    json_object_set_new(hit, "cut", json_boolean(at_mask));
    json_object_set_new(hit, "trust", json_integer(word->trust));
    json_array_append_new(hits, hit);
  }
}

/* Black beside a word spoils its reading. */
static void masks_whiten(PIX *page, const GArray *masks)
{
  double scale = READ_DPI / 254.0;
  for (guint i = 0; i < masks->len; i++) {
    BmBox mask = g_array_index(masks, BmBox, i);
    g_autoptr(BOX) box = boxCreate((int)(mask.x * scale), (int)(mask.y * scale),
                                   (int)(mask.w * scale) + 2, (int)(mask.h * scale) + 2);
    pixSetInRect(page, box);
  }
}

json_t *bm_known_page(const BmKnown *known, PIX *page, double dpi, const GArray *masks,
                      GError **error)
{
  g_autoptr(PIX) gray = pixConvertTo8(page, 0);
  float scale = (float)(READ_DPI / dpi);
  g_autoptr(PIX) small = gray != NULL ? pixScale(gray, scale, scale) : NULL;
  json_t *hits = json_array();
  if (small == NULL)
    return hits;
  masks_whiten(small, masks);
  int w = pixGetWidth(small), h = pixGetHeight(small);
  const BmBox parts[] = {{0, 0, w, h * 2 / 5}, {0, h * 9 / 10, w, h - h * 9 / 10}};
  for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
    g_autoptr(GPtrArray) read = bm_ocr_block(small, READ_DPI, parts[i], error);
    if (read == NULL) {
      json_decref(hits);
      return NULL;
    }
    read_hits(known, read, masks, hits);
  }
  return hits;
}
