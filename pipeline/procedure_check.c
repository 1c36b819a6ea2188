/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the sheets of procedure.xlsx say about each other. */
#include "pipeline/procedure_check.h"

#include "pipeline/calendar.h"
#include "pipeline/csv.h"
#include "pipeline/json_text.h"
#include "pipeline/lang.h"

#include <string.h>

typedef struct Check {
  BmTable *tables;
  BmFaults *faults;
  const char *folder;
  GHashTable *schools; /* codes of sheet «Школы» */
  GHashTable *markers; /* name, folded → GPtrArray of their rows */
} Check;

static void tell(const Check *check, const BmTable *table, const json_t *row, const char *key,
                 const char *found, const char *expected)
{
  g_autofree char *address = bm_table_address(table, row, key);
  bm_fault_add(check->faults, table->plan->sheet, address, found, expected);
}

/* ---- doubles ---- */

/* What a row must not have in common with another, or NULL when it lacks the last of @keys. */
static char *identity_of(const json_t *row, const char *const *keys)
{
  GString *out = g_string_new(NULL);
  for (; *keys != NULL; keys++) {
    json_t *value = json_object_get(row, *keys);
    if (value == NULL && keys[1] == NULL) {
      g_string_free(out, TRUE);
      return NULL;
    }
    g_autofree char *word =
        json_is_integer(value)
            ? g_strdup_printf("%d", (int)json_integer_value(value))
            : bm_procedure_fold(value != NULL ? json_string_value(value) : "");
    g_string_append_printf(out, "%s\n", word);
  }
  return g_string_free(out, FALSE);
}

/* Rows that have @unless are left out; NULL: none is. */
static void doubles_check(const Check *check, BmPlanId id, const char *const *keys,
                          const char *unless, const char *expected)
{
  const BmTable *table = &check->tables[id];
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  size_t i;
  json_t *row;
  json_array_foreach (table->rows, i, row) {
    gboolean is_out = unless != NULL && json_object_get(row, unless) != NULL;
    char *identity = is_out ? NULL : identity_of(row, keys);
    if (identity == NULL)
      continue;
    guint line = (guint)json_integer_value(json_object_get(row, BM_CSV_LINE));
    guint first = GPOINTER_TO_UINT(g_hash_table_lookup(seen, identity));
    if (first == 0) {
      g_hash_table_insert(seen, identity, GUINT_TO_POINTER(line));
      continue;
    }
    g_free(identity);
    g_autofree char *found = g_strdup_printf(
        bm_tr("найдено то же, что в строке %u", "the same as in row %u"), first);
    const char *key = keys[g_strv_length((char **)keys) - 1];
    tell(check, table, row, key, found, expected);
  }
}

static void all_doubles_check(const Check *check)
{
  static const char *const task[] = {"id", NULL}, *const school[] = {"school_code", NULL};
  static const char *const number[] = {"school_code", "class", "student_no", NULL};
  static const char *const code[] = {"school_code", "participant_code", NULL};
  static const char *const place[] = {"school_code", "class", "work_place", NULL};
  static const char *const name[] = {"school_code", "class",   "name",
                                     "patronymic",  "surname", NULL};
  static const char *const teacher[] = {"school_code", "teacher", NULL};
  doubles_check(check, BM_PLAN_TASKS, task, NULL,
                bm_tr("ожидалось каждое задание один раз", "each task once"));
  doubles_check(check, BM_PLAN_SCHOOLS, school, NULL,
                bm_tr("ожидалась каждая школа один раз", "each school once"));
  doubles_check(
      check, BM_PLAN_PUPILS, number, NULL,
      bm_tr("ожидался свой номер у каждого ученика класса", "each pupil's own number"));
  doubles_check(check, BM_PLAN_PUPILS, code, NULL,
                bm_tr("ожидался свой код у каждого участника", "each participant's own code"));
  doubles_check(check, BM_PLAN_PUPILS, place, NULL,
                bm_tr("ожидалось своё место у каждой работы класса", "each work's own place"));
  doubles_check(check, BM_PLAN_PUPILS, name, "student_no",
                bm_tr("ожидался каждый ученик один раз (однофамильцам дайте номера)",
                      "each pupil once (number those of one name)"));
  doubles_check(check, BM_PLAN_MARKERS, teacher, NULL,
                bm_tr("ожидался каждый учитель один раз", "each teacher once"));
}

/* ---- codes ---- */

static void schools_index(Check *check)
{
  size_t i;
  json_t *row;
  json_array_foreach (check->tables[BM_PLAN_SCHOOLS].rows, i, row)
    if (bm_json_text(row, "school_code") != NULL)
      g_hash_table_add(check->schools, (char *)bm_json_text(row, "school_code"));
}

static void codes_check(const Check *check, BmPlanId id, const char *key)
{
  size_t i;
  json_t *row;
  json_array_foreach (check->tables[id].rows, i, row)
    if (bm_json_text(row, key) != NULL &&
        !g_hash_table_contains(check->schools, bm_json_text(row, key)))
      tell(check, &check->tables[id], row, key,
           bm_tr("найден код, которого нет на листе «Школы»",
                 "a code that sheet «Школы» has not"),
           bm_tr("ожидался код с листа «Школы»", "a code of sheet «Школы»"));
}

static void all_codes_check(const Check *check)
{
  const BmTable *schools = &check->tables[BM_PLAN_SCHOOLS];
  gboolean has_people = json_array_size(check->tables[BM_PLAN_PUPILS].rows) +
                            json_array_size(check->tables[BM_PLAN_MARKERS].rows) >
                        0;
  if (!schools->is_sound)
    return;
  if (json_array_size(schools->rows) == 0 && has_people) {
    bm_fault_add(check->faults, schools->plan->sheet, NULL, bm_tr("пусто", "nothing"),
                 bm_tr("ожидался код каждой школы учеников и учителей",
                       "the code of each school of pupils and teachers"));
    return;
  }
  codes_check(check, BM_PLAN_PUPILS, "school_code");
  codes_check(check, BM_PLAN_MARKERS, "school_code");
  codes_check(check, BM_PLAN_CONFLICTS, "other_school");
}

/* ---- settings ---- */

static void setting_tell(const Check *check, const char *key, const char *found,
                         const char *expected)
{
  const BmTable *round = &check->tables[BM_PLAN_ROUND];
  g_autofree char *place = g_strconcat("@", key, NULL);
  bm_fault_add(check->faults, round->plan->sheet,
               bm_json_text(json_array_get(round->rows, 0), place), found, expected);
}

static int points_of_all(const Check *check)
{
  int sum = 0;
  size_t i;
  json_t *row;
  json_array_foreach (check->tables[BM_PLAN_TASKS].rows, i, row)
    sum += (int)json_integer_value(json_object_get(row, "max"));
  return sum;
}

static void bounds_check(const Check *check, const int *bounds, const char *const *keys)
{
  const BmTable *tasks = &check->tables[BM_PLAN_TASKS];
  int most =
      tasks->is_sound && json_array_size(tasks->rows) > 0 ? points_of_all(check) : G_MAXINT;
  for (guint i = 0; i < 3; i++) {
    int least = i > 0 ? bounds[i - 1] + 1 : 1;
    if (bounds[i] >= least && bounds[i] <= most)
      continue;
    g_autofree char *found = g_strdup_printf(bm_tr("найдено «%d»", "\"%d\""), bounds[i]);
    g_autofree char *expected =
        bounds[i] > most
            ? g_strdup_printf(bm_tr("ожидалось не больше суммы баллов за задания, %d",
                                    "no more than the sum of the tasks, %d"),
                              most)
            : g_strdup_printf(bm_tr("ожидалось не меньше %d: границы растут",
                                    "at least %d: the bounds rise"),
                              least);
    setting_tell(check, keys[i], found, expected);
  }
}

static void scale_check(const Check *check)
{
  static const char *const keys[] = {"from_3", "from_4", "from_5"};
  const json_t *settings = json_array_get(check->tables[BM_PLAN_ROUND].rows, 0);
  int bounds[3], n = 0;
  for (guint i = 0; i < 3; i++) {
    const json_t *value = json_object_get(settings, keys[i]);
    bounds[i] = (int)json_integer_value(value);
    n += value != NULL;
    if (json_is_null(value))
      return; /* told already */
  }
  if (n > 0 && json_is_string(json_object_get(settings, "mark_scale"))) {
    setting_tell(check, "mark_scale",
                 bm_tr("найдено название шкалы вместе с границами", "a name beside the bounds"),
                 bm_tr("ожидалось что-нибудь одно", "one of them"));
    return;
  }
  for (guint i = 0; n > 0 && n < 3 && i < 3; i++)
    if (json_object_get(settings, keys[i]) == NULL)
      setting_tell(
          check, keys[i], bm_tr("пусто", "nothing"),
          bm_tr("ожидалась граница каждой из отметок 3, 4 и 5", "a bound for each of 3, 4, 5"));
  if (n == 3)
    bounds_check(check, bounds, keys);
}

static void policy_check(const Check *check)
{
  const json_t *settings = json_array_get(check->tables[BM_PLAN_ROUND].rows, 0);
  if (json_is_true(json_object_get(settings, "is_recheck")) &&
      json_object_get(settings, "policy") == NULL)
    setting_tell(check, "policy", bm_tr("пусто", "nothing"),
                 bm_tr("ожидался вид процедуры: раунд — перепроверка",
                       "the kind of the assessment: the round is a re-check"));
}

static gboolean name_is_known(const Check *check, const BmField *field, const char *name)
{
  g_auto(GStrv) names = bm_procedure_names(field);
  g_autofree char *file = g_strconcat(name, ".json", NULL);
  g_autofree char *own = g_build_filename(check->folder, file, NULL);
  return g_strv_contains((const char *const *)names, name) ||
         g_file_test(own, G_FILE_TEST_IS_REGULAR);
}

static void names_check(const Check *check)
{
  const json_t *values = json_array_get(check->tables[BM_PLAN_ROUND].rows, 0);
  guint n;
  const BmField *settings = bm_procedure_plan_settings(&n);
  for (guint i = 0; i < n; i++) {
    const char *name = bm_json_text(values, settings[i].key);
    if (settings[i].kind != BM_FIELD_NAME || name == NULL ||
        name_is_known(check, &settings[i], name))
      continue;
    g_autofree char *found = g_strdup_printf(bm_tr("найдено «%s»", "\"%s\""), name);
    setting_tell(check, settings[i].key, found,
                 bm_tr("ожидалось название из списка или файла .json в папке procedure",
                       "a name of the list, or of a .json file in the folder procedure"));
  }
}

/* ---- calendar ---- */

/* A date of a row may not lie before another one, which @why names. */
static void order_check(const Check *check, const json_t *row, const char *key,
                        const char *least, const char *why)
{
  const char *date = bm_json_text(row, key);
  if (date == NULL || least == NULL || bm_calendar_day(least) <= bm_calendar_day(date))
    return;
  g_autofree char *found = g_strdup_printf(bm_tr("найдено «%s»", "\"%s\""), date);
  g_autofree char *expected = g_strdup_printf(
      bm_tr("ожидалась дата не раньше %s%s", "no date before %s%s"), least, why);
  tell(check, &check->tables[BM_PLAN_CALENDAR], row, key, found, expected);
}

static void calendar_check(const Check *check)
{
  const char *above = NULL;
  size_t i;
  json_t *row;
  json_array_foreach (check->tables[BM_PLAN_CALENDAR].rows, i, row) {
    order_check(check, row, "to", bm_json_text(row, "from"), "");
    order_check(check, row, "from", above,
                bm_tr(" (начало этапа над ним)", " (the stage above begins then)"));
    above = bm_json_text(row, "from") != NULL ? bm_json_text(row, "from") : above;
  }
}

/* ---- conflicts ---- */

static void markers_index(Check *check)
{
  size_t i;
  json_t *row;
  json_array_foreach (check->tables[BM_PLAN_MARKERS].rows, i, row) {
    if (bm_json_text(row, "teacher") == NULL)
      continue;
    char *name = bm_procedure_fold(bm_json_text(row, "teacher"));
    GPtrArray *rows = g_hash_table_lookup(check->markers, name);
    if (rows == NULL) {
      rows = g_ptr_array_new();
      g_hash_table_insert(check->markers, name, rows);
    } else
      g_free(name);
    g_ptr_array_add(rows, row);
  }
}

/* The one marker of this name (and school, unless NULL); faults are told at @key. */
static json_t *marker_find(const Check *check, const json_t *row, const char *key,
                           const char *school)
{
  const BmTable *table = &check->tables[BM_PLAN_CONFLICTS];
  g_autofree char *name = bm_procedure_fold(bm_json_text(row, key));
  GPtrArray *rows = g_hash_table_lookup(check->markers, name);
  json_t *found = NULL;
  guint n = 0;
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    if (school == NULL || g_strcmp0(bm_json_text(rows->pdata[i], "school_code"), school) == 0) {
      found = rows->pdata[i];
      n++;
    }
  if (n == 0)
    tell(check, table, row, key,
         bm_tr("найдено имя, которого нет на листе «Проверяющие»",
               "a name that sheet «Проверяющие» has not"),
         bm_tr("ожидался учитель с листа «Проверяющие»", "a teacher of sheet «Проверяющие»"));
  else if (n > 1)
    tell(check, table, row, key,
         bm_tr("найдено имя нескольких учителей", "the name of several teachers"),
         bm_tr("ожидался код школы, который их различит",
               "the code of a school that tells them apart"));
  return n == 1 ? found : NULL;
}

static void conflict_put(json_t *marker, const char *school)
{
  json_t *conflicts = json_object_get(marker, "conflicts");
  size_t i;
  json_t *known;
  json_array_foreach (conflicts, i, known)
    if (strcmp(json_string_value(known), school) == 0)
      return;
  json_array_append_new(conflicts, json_string(school));
}

static void conflict_take(const Check *check, json_t *row)
{
  const char *school = bm_json_text(row, "other_school");
  if (bm_json_text(row, "teacher") == NULL)
    return;
  json_t *marker = marker_find(check, row, "teacher", bm_json_text(row, "school_code"));
  if (school == NULL && bm_json_text(row, "other_teacher") == NULL)
    tell(check, &check->tables[BM_PLAN_CONFLICTS], row, "other_school",
         bm_tr("пусто", "nothing"),
         bm_tr("ожидались школа или учитель, чьи работы давать нельзя",
               "the school or teacher whose works must not come"));
  if (school != NULL && marker != NULL)
    conflict_put(marker, school);
  json_t *other = bm_json_text(row, "other_teacher") != NULL
                      ? marker_find(check, row, "other_teacher", NULL)
                      : NULL;
  if (other == NULL || marker == NULL || bm_json_text(other, "school_code") == NULL ||
      bm_json_text(marker, "school_code") == NULL)
    return;
  conflict_put(marker, bm_json_text(other, "school_code"));
  conflict_put(other, bm_json_text(marker, "school_code"));
}

static void conflicts_take(Check *check)
{
  size_t i;
  json_t *row;
  json_array_foreach (check->tables[BM_PLAN_MARKERS].rows, i, row)
    json_object_set_new(row, "conflicts", json_array());
  if (!check->tables[BM_PLAN_MARKERS].is_sound)
    return;
  markers_index(check);
  json_array_foreach (check->tables[BM_PLAN_CONFLICTS].rows, i, row)
    conflict_take(check, row);
}

void bm_procedure_check(BmTable *tables, const char *folder, BmFaults *faults)
{
  g_autoptr(GHashTable) schools = g_hash_table_new(g_str_hash, g_str_equal);
  g_autoptr(GHashTable) markers =
      g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
  Check check = {tables, faults, folder, schools, markers};
  schools_index(&check);
  all_doubles_check(&check);
  all_codes_check(&check);
  bm_procedure_gates_check(&tables[BM_PLAN_TASKS], faults);
  scale_check(&check);
  policy_check(&check);
  names_check(&check);
  calendar_check(&check);
  conflicts_take(&check);
}
