/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results, gathered. */
#include "pipeline/results.h"

#include "pipeline/apart.h"
#include "pipeline/autoptr.h"
#include "pipeline/conf.h"
#include "pipeline/control.h"
#include "pipeline/first.h"
#include "pipeline/json_text.h"
#include "pipeline/marking_rules.h"
#include "pipeline/participants.h"
#include "pipeline/rest.h"
#include "pipeline/workspace.h"

#include <string.h>

/* --- joining
 * ---------------------------------------------------------------------------------*/

static gpointer class_key(const json_t *row)
{
  return GINT_TO_POINTER((gint)json_integer_value(json_object_get(row, "class_ref")));
}

/* Control works are of no school and have no result. */
static json_t *numbers_out(BmOpen *open, const json_t *works)
{
  g_autoptr(GHashTable) control = bm_control_classes(open->keymap);
  json_t *numbers = json_array(), *work;
  size_t i;
  json_array_foreach (works, i, work)
    if (bm_json_text(work, "marker") != NULL &&
        !g_hash_table_contains(control, class_key(work)))
      json_array_append(numbers, json_object_get(work, "work_no"));
  return numbers;
}

/* --- who they are
 * ----------------------------------------------------------------------------*/

typedef struct Book {
  BmOpen *open;
  GHashTable *works;    /* number → work of the ledger */
  GHashTable *classes;  /* class_ref → class of the key map */
  GHashTable *sources;  /* file → path below inbox */
  const json_t *pupils; /* {work: pupil}, participants.h */
} Book;

static void book_clear(Book *book)
{
  g_clear_pointer(&book->works, g_hash_table_unref);
  g_clear_pointer(&book->classes, g_hash_table_unref);
  g_clear_pointer(&book->sources, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Book, book_clear)

static void book_open(Book *book, BmOpen *open, const json_t *works, const json_t *classes,
                      const json_t *pupils)
{
  size_t i;
  json_t *row;
  *book = (Book){.open = open,
                 .works = g_hash_table_new(g_str_hash, g_str_equal),
                 .classes = g_hash_table_new(NULL, NULL),
                 .sources = bm_cmd_sources(open),
                 .pupils = pupils};
  json_array_foreach (works, i, row)
    if (bm_json_text(row, "work_no") != NULL)
      g_hash_table_insert(book->works, (gpointer)bm_json_text(row, "work_no"), row);
  json_array_foreach (classes, i, row)
    g_hash_table_insert(book->classes, class_key(row), row);
}

static const char *source_of(const Book *book, const json_t *page)
{
  const char *file = bm_json_text(page, "parent");
  return file != NULL ? g_hash_table_lookup(book->sources, file) : NULL;
}

static void page_add(json_t *result, const char *key, const json_t *page)
{
  const json_t *intake = json_object_get(json_object_get(page, "facts"), "intake");
  json_t *number = json_object_get(intake, "source_page");
  json_object_set(result, key, number != NULL ? number : json_object_get(page, "seq"));
}

/* Where the work lies among the scans, so that the coordinator can take the paper out. */
static void place_add(const Book *book, json_t *result, const char *work)
{
  g_autoptr(json_t) pages = bm_ledger_work_pages(book->open->ledger, work);
  const json_t *first = json_array_get(pages, 0),
               *last = json_array_get(pages, json_array_size(pages) - 1);
  const char *source = source_of(book, first), *end = source_of(book, last);
  json_object_set_new(result, "source", source != NULL ? json_string(source) : json_null());
  if (end != NULL && g_strcmp0(source, end) != 0) /* a series of one-page files */
    json_object_set_new(result, "last_source", json_string(end));
  page_add(result, "first_page", first);
  page_add(result, "last_page", last);
}

/* What the coordinator has told of the pupil: blank where nothing is known for sure. */
static void pupil_add(const json_t *pupils, json_t *result, const char *work)
{
  static const char *const keys[] = {"participant_code", "student_no", "surname", "name",
                                     "patronymic",       "variant"};
  const json_t *pupil = json_object_get(pupils, work);
  json_t *mark = json_object_get(pupil, "journal_mark");
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
    json_object_set_new(result, keys[i], json_string(bm_pupil_text(pupil, keys[i])));
  json_object_set(result, "journal_mark", mark != NULL ? mark : json_null());
}

static void identity_add(const Book *book, json_t *result)
{
  const json_t *work = g_hash_table_lookup(book->works, bm_json_text(result, "work_no"));
  const json_t *class_group = g_hash_table_lookup(book->classes, class_key(work));
  const char *school = bm_json_text(class_group, "school_code");
  const char *name =
      school != NULL ? bm_procedure_school_name(book->open->procedure, school) : NULL;
  json_object_set(result, "class_alias", json_object_get(work, "class_alias"));
  json_object_set_new(result, "school_code", json_string(school != NULL ? school : ""));
  json_object_set_new(result, "school_name", json_string(name != NULL ? name : ""));
  json_object_set_new(
      result, "class",
      json_string(class_group != NULL ? bm_json_text(class_group, "class_group") : ""));
  place_add(book, result, bm_json_text(work, "id"));
  pupil_add(book->pupils, result, bm_json_text(work, "id"));
}

static int by_place(gconstpointer p, gconstpointer q)
{
  static const char *const keys[] = {"school_code", "class", "source"};
  const json_t *a = *(json_t *const *)p, *b = *(json_t *const *)q;
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
    int order = g_strcmp0(bm_json_text(a, keys[i]), bm_json_text(b, keys[i]));
    if (order != 0)
      return order;
  }
  json_int_t first = json_integer_value(json_object_get(a, "first_page")),
             second = json_integer_value(json_object_get(b, "first_page"));
  return first != second ? (first < second ? -1 : 1)
                         : g_strcmp0(bm_json_text(a, "work_no"), bm_json_text(b, "work_no"));
}

static json_t *sorted(json_t *list)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new();
  json_t *out = json_array(), *row;
  size_t i;
  json_array_foreach (list, i, row)
    g_ptr_array_add(rows, row);
  g_ptr_array_sort(rows, by_place);
  for (guint k = 0; k < rows->len; k++)
    json_array_append(out, rows->pdata[k]);
  return out;
}

static json_t *results_named(BmOpen *open, json_t *results, const json_t *works,
                             const json_t *pupils)
{
  g_autoptr(json_t) classes = bm_keymap_classes(open->keymap);
  g_auto(Book) book = {0};
  size_t i;
  json_t *result;
  book_open(&book, open, works, classes, pupils);
  json_array_foreach (results, i, result)
    identity_add(&book, result);
  return sorted(results);
}

json_t *bm_results(BmOpen *open, GError **error)
{
  g_autoptr(BmConf) conf = bm_conf_load(open->ws, error);
  g_autoptr(json_t) rule = NULL, scale = NULL;
  if (conf == NULL || !bm_procedure_settle(open->procedure, open->ws, conf, error) ||
      !bm_marking_rules_read(open->ws, open->procedure, &rule, &scale, error))
    return NULL;
  g_autoptr(json_t) works = bm_ledger_works(open->ledger);
  json_t *tasks = json_object_get(open->procedure->assessment, "tasks");
  json_int_t per_work = (json_int_t)bm_conf_int(conf, "allocate", "markings_per_work");
  g_autoptr(json_t) context =
      json_pack("{s:O?,s:o,s:o,s:O,s:O,s:I}", "tasks", tasks, "works", numbers_out(open, works),
                "markings", bm_markings(open->ledger), "rule", rule, "scale", scale,
                "markings_per_work", per_work);
  g_autofree char *scratch = bm_scratch_make(open->ws, error);
  g_autoptr(json_t) results =
      scratch != NULL ? bm_apart_note("decode", json_incref(context), scratch, "results", error)
                      : NULL;
  if (scratch != NULL)
    bm_folder_remove(scratch);
  if (results == NULL)
    return NULL;
  g_autoptr(json_t) pupils = bm_participants(open->ledger, open->keymap, open->procedure);
  json_object_set_new(context, "works",
                      results_named(open, results, works, json_object_get(pupils, "works")));
  bm_first_results(open->keymap, open->ledger, json_object_get(context, "works"));
  g_autoptr(json_t) control = bm_control(open->ledger, open->keymap, open->procedure);
  json_array_extend(json_object_get(pupils, "unjoined"), json_object_get(control, "unjoined"));
  json_object_set(context, "unjoined", json_object_get(pupils, "unjoined"));
  json_object_set_new(context, "agreed", bm_control_agreed(control));
  json_object_set_new(context, "rest", bm_rest(open->ledger, open->keymap));
  json_object_set(context, "told", json_object_get(pupils, "told"));
  return g_steal_pointer(&context);
}
