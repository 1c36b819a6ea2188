/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Works, and which of them a row of the coordinator's means. */
#include "pipeline/participants_part.h"

#include "pipeline/csv.h"
#include "pipeline/first.h"

#include <string.h>

static void claim_clear(gpointer data)
{
  BmTellClaim *claim = data;
  g_free(claim->school);
  g_free(claim->class_group);
  g_free(claim->identity);
}

static void pile_free(gpointer data)
{
  BmTellPile *pile = data;
  g_ptr_array_unref(pile->works);
  g_free(pile->is_told);
  g_free(pile);
}

void bm_tell_clear(BmTellDesk *desk)
{
  GHashTable *const tables[] = {desk->by_file,  desk->by_school, desk->by_number,
                                desk->in_class, desk->pupils,    desk->piles};
  for (guint i = 0; i < G_N_ELEMENTS(tables); i++)
    g_hash_table_unref(tables[i]);
  g_array_unref(desk->works);
  g_array_unref(desk->claims);
  json_decref(desk->classes);
  json_decref(desk->rows);
}
/* --- what there is ------------------------------------------------------------------------ */

char *bm_tell_class(const char *school, const char *class_group)
{
  return g_strconcat(school, "\n", class_group, NULL);
}

/* Takes @key. */
static void list_add(GHashTable *lists, char *key, gpointer one)
{
  GPtrArray *list = g_hash_table_lookup(lists, key);
  if (list != NULL)
    g_free(key);
  else {
    list = g_ptr_array_new();
    g_hash_table_insert(lists, key, list);
  }
  g_ptr_array_add(list, one);
}

/* "818-255-571" is "818255571", however written; caller frees. */
static char *digits_of(const char *number)
{
  GString *digits = g_string_new(NULL);
  for (; *number != '\0'; number++)
    if (g_ascii_isdigit(*number))
      g_string_append_c(digits, *number);
  return g_string_free(digits, FALSE);
}

static void work_read(BmTellDesk *desk, const json_t *row, const json_t *class_group)
{
  const char *packet = bm_pupil_text(row, "packet");
  g_autofree char *id = g_strconcat("f", packet[0] != '\0' ? packet + 1 : "", NULL);
  const char *file = g_hash_table_lookup(desk->by_file, id);
  BmTellWork work = {.row = row,
                     .school = bm_pupil_text(class_group, "school_code"),
                     .class_group = bm_pupil_text(class_group, "class_group"),
                     .file = file != NULL ? file : ""};
  g_array_append_val(desk->works, work);
}

/* Lists that came along with a re-check name works by their first numbers. */
static void first_numbers_read(BmTellDesk *desk, BmKeymap *keymap, BmLedger *ledger)
{
  g_autoptr(BmFirst) first = bm_first_open(keymap, ledger);
  for (guint i = 0; first != NULL && i < desk->works->len; i++) {
    BmTellWork *work = bm_tell_work(desk, i);
    const json_t *same = bm_first_same(first, bm_pupil_text(work->row, "id"));
    g_autofree char *digits = digits_of(bm_pupil_text(same, "work_no"));
    if (digits[0] != '\0' && !g_hash_table_contains(desk->by_number, digits))
      g_hash_table_insert(desk->by_number, g_steal_pointer(&digits), work);
  }
}

static void works_read(BmTellDesk *desk)
{
  g_autoptr(GHashTable) by_ref = g_hash_table_new(NULL, NULL);
  size_t i;
  json_t *row;
#define CLASS_REF(row)                                                                         \
  GINT_TO_POINTER((gint)json_integer_value(json_object_get(row, "class_ref")))
  json_array_foreach (desk->classes, i, row)
    g_hash_table_insert(by_ref, CLASS_REF(row), row);
  json_array_foreach (desk->rows, i, row)
    if (json_integer_value(json_object_get(row, "pages")) > 0) /* else a person dropped it */
      work_read(desk, row, g_hash_table_lookup(by_ref, CLASS_REF(row)));
#undef CLASS_REF
  for (guint k = 0; k < desk->works->len; k++) {
    BmTellWork *work = bm_tell_work(desk, k);
    list_add(desk->in_class, bm_tell_class(work->school, work->class_group), work);
    if (bm_pupil_text(work->row, "work_no")[0] != '\0')
      g_hash_table_insert(desk->by_number, digits_of(bm_pupil_text(work->row, "work_no")),
                          work);
  }
}

static void roster_read(BmTellDesk *desk)
{
  size_t i;
  json_t *row;
  json_array_foreach (desk->procedure->roster, i, row) {
    g_autofree char *class_group = bm_class_normalise(bm_pupil_text(row, "class"));
    list_add(desk->pupils, bm_tell_class(bm_pupil_text(row, "school_code"), class_group), row);
  }
}

/* "425" for "100425": a row may name the school as a folder of scans does. */
static const char *school_of(BmTellDesk *desk, const char *written)
{
  const char *known = g_hash_table_lookup(desk->by_school, written);
  if (known != NULL)
    return known;
  known = bm_procedure_school(desk->procedure, written);
  if (known == NULL)
    known = written;
  g_hash_table_insert(desk->by_school, (gpointer)written, (gpointer)known);
  return known;
}

void bm_tell_add(BmTellDesk *desk, const json_t *rows, const char *origin, const char *key,
                 gboolean is_roster, const char *school, const char *class_group)
{
  size_t i;
  json_t *row;
  json_array_foreach (rows, i, row) {
    const char *code = bm_pupil_text(row, "school_code"), *known = code;
    if (bm_pupil_text(row, key)[0] == '\0' && bm_pupil_text(row, "work_no")[0] == '\0')
      continue;
    gboolean is_given = code[0] == '\0' && school != NULL;
    if (is_given)
      known = school;
    else if (!is_roster)
      known = school_of(desk, code);
    BmTellClaim claim = {
        .origin = origin,
        .row = row,
        .place_key = key,
        .school = g_strdup(known),
        .class_group =
            is_given ? g_strdup(class_group) : bm_class_normalise(bm_pupil_text(row, "class")),
        .file = is_roster ? "" : bm_pupil_text(row, "file"),
        .pupil = is_roster ? row : NULL,
    };
    g_array_append_val(desk->claims, claim);
  }
}

/* --- which work --------------------------------------------------------------------------- */

static gboolean file_fits(const char *path, const char *file)
{
  g_autofree char *name = g_path_get_basename(path);
  return file[0] == '\0' || strcmp(path, file) == 0 || strcmp(name, file) == 0;
}

static BmTellPile *pile_make(const BmTellDesk *desk, const BmTellClaim *claim, const char *key)
{
  BmTellPile *pile = g_new0(BmTellPile, 1);
  const GPtrArray *works = g_hash_table_lookup(desk->in_class, key);
  pile->works = g_ptr_array_new();
  for (guint i = 0; works != NULL && i < works->len; i++) {
    BmTellWork *work = works->pdata[i];
    if (!file_fits(work->file, claim->file))
      continue;
    pile->is_split |= pile->works->len > 0 &&
                      strcmp(((BmTellWork *)pile->works->pdata[0])->file, work->file) != 0;
    g_ptr_array_add(pile->works, work);
  }
  pile->is_told = g_new0(gboolean, pile->works->len + 1);
  return pile;
}

static guint place_of(const BmTellClaim *claim)
{
  return (guint)g_ascii_strtoull(bm_pupil_text(claim->row, claim->place_key), NULL, 10);
}

static void place_tell(BmTellDesk *desk, BmTellClaim *claim)
{
  g_autofree char *in_class = bm_tell_class(claim->school, claim->class_group);
  g_autofree char *key = g_strconcat(claim->origin, "\n", in_class, "\n", claim->file, NULL);
  guint place = place_of(claim);
  claim->pile = g_hash_table_lookup(desk->piles, key);
  if (claim->pile == NULL) {
    claim->pile = pile_make(desk, claim, in_class);
    g_hash_table_insert(desk->piles, g_steal_pointer(&key), claim->pile);
  }
  if (place < 1 || place > claim->pile->works->len || claim->pile->is_told[place - 1]) {
    claim->pile->is_wrong = TRUE;
    return;
  }
  claim->pile->is_told[place - 1] = TRUE;
  claim->pile->n_told++;
}

/* Only when all places are told is it sure that both count from the same work. */
static void work_by_place(BmTellClaim *claim)
{
  const BmTellPile *pile = claim->pile;
  if (pile->works->len == 0)
    claim->why = "participant_no_work";
  else if (pile->is_split)
    claim->why = "participant_files";
  else if (pile->is_wrong || pile->n_told != pile->works->len)
    claim->why = "participant_count";
  else
    claim->work = pile->works->pdata[place_of(claim) - 1];
}

static void work_by_number(const BmTellDesk *desk, BmTellClaim *claim)
{
  g_autofree char *digits = digits_of(bm_pupil_text(claim->row, "work_no"));
  claim->work = g_hash_table_lookup(desk->by_number, digits);
  if (claim->work == NULL)
    claim->why = "participant_no_work";
}

void bm_tell_find(BmTellDesk *desk)
{
  for (guint i = 0; i < desk->claims->len; i++)
    if (bm_pupil_text(bm_tell_claim(desk, i)->row, "work_no")[0] == '\0')
      place_tell(desk, bm_tell_claim(desk, i));
  for (guint i = 0; i < desk->claims->len; i++)
    if (bm_tell_claim(desk, i)->pile != NULL)
      work_by_place(bm_tell_claim(desk, i));
    else
      work_by_number(desk, bm_tell_claim(desk, i));
}

static GHashTable *paths_of(BmKeymap *keymap)
{
  GHashTable *paths = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(json_t) sources = bm_keymap_sources(keymap);
  size_t i;
  json_t *row;
  json_array_foreach (sources, i, row)
    g_hash_table_insert(paths, g_strdup(bm_pupil_text(row, "file")),
                        g_strdup(bm_pupil_text(row, "path")));
  return paths;
}

static GHashTable *lists_new(void)
{
  return g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                               (GDestroyNotify)g_ptr_array_unref);
}

void bm_tell_open(BmTellDesk *desk, BmLedger *ledger, BmKeymap *keymap, const BmProcedure *p)
{
  *desk =
      (BmTellDesk){.procedure = p,
                   .is_recheck = bm_keymap_is_recheck(keymap),
                   .works = g_array_new(FALSE, FALSE, sizeof(BmTellWork)),
                   .claims = g_array_new(FALSE, FALSE, sizeof(BmTellClaim)),
                   .classes = bm_keymap_classes(keymap),
                   .rows = bm_ledger_works(ledger),
                   .by_file = paths_of(keymap),
                   .by_school = g_hash_table_new(g_str_hash, g_str_equal),
                   .by_number = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                   .in_class = lists_new(),
                   .pupils = lists_new(),
                   .piles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, pile_free)};
  g_array_set_clear_func(desk->claims, claim_clear);
  works_read(desk);
  first_numbers_read(desk, keymap, ledger);
  roster_read(desk);
}

void bm_tell_unjoined(json_t *list, const BmTellClaim *claim, const BmTellWork *work,
                      const char *why)
{
  const json_t *row = claim != NULL ? claim->row : NULL;
  const char *number =
      row != NULL ? bm_pupil_text(row, "work_no") : bm_pupil_text(work->row, "work_no");
  const char *place = row != NULL ? bm_pupil_text(row, claim->place_key) : "";
  json_t *line = json_object_get(row, BM_CSV_LINE);
  json_array_append_new(
      list, json_pack("{s:s,s:s?,s:O?,s:s,s:s,s:s,s:s}", "reason", why, "origin",
                      claim != NULL ? claim->origin : NULL, "line", line, "work_no", number,
                      "school_code", claim != NULL ? claim->school : work->school, "class",
                      claim != NULL ? claim->class_group : work->class_group, "place", place));
}
