/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bundles as they lie there: asked for, gathered and told. */
#include "pipeline/cmd_audit_bundles.h"

#include "pipeline/apart.h"
#include "pipeline/audit_bundle.h"
#include "pipeline/json_text.h"
#include "pipeline/lang.h"
#include "pipeline/reason.h"
#include "pipeline/workspace.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FILE_DEADLINE_S 1800 /* thousands of pages */
#define LINE_US 5000000      /* where nobody redraws, a line now and then is enough */

/* --- reading stamps */

typedef struct Reading {
  json_t *stamps; /* {folder: [stamp]} of what could be read */
  guint n, n_done, n_pages;
  gboolean is_quiet, is_terminal;
  gint64 shown_us;
} Reading;

static void progress_show(Reading *reading)
{
  gint64 now = g_get_monotonic_time();
  if (reading->is_quiet || (!reading->is_terminal && now - reading->shown_us < LINE_US))
    return;
  reading->shown_us = now;
  fprintf(stderr,
          bm_tr("%sЧтение печатей на страницах: комплектов %u из %u, страниц %u%s",
                "%sReading the stamps on the pages: bundles %u of %u, pages %u%s"),
          reading->is_terminal ? "\r" : "", reading->n_done, reading->n, reading->n_pages,
          reading->is_terminal && reading->n_done < reading->n ? "" : "\n");
  fflush(stderr);
}

static void on_read(json_t *ticket, json_t *answer, gpointer user)
{
  Reading *reading = user;
  json_t *stamps = bm_answer_note(answer, "stamps");
  const char *folder = bm_json_text(json_object_get(ticket, "context"), "folder");
  if (stamps != NULL)
    json_object_set(reading->stamps, folder, stamps);
  reading->n_done++;
  reading->n_pages += (guint)json_array_size(stamps);
  progress_show(reading);
}

static json_t *tickets_of(const char *bundles_dir, const char *scratch, const json_t *written)
{
  json_t *tickets = json_array(), *folder;
  size_t i;
  json_array_foreach (json_object_get(written, "folders"), i, folder) {
    g_autofree char *path =
        g_build_filename(bundles_dir, json_string_value(folder), "bundle.pdf", NULL);
    json_t *wanted = bm_audit_wanted(json_array_get(json_object_get(written, "manifests"), i));
    json_array_append_new(tickets,
                          json_pack("{s:s,s:s,s:{s:O,s:o},s:[{s:s,s:s}]}", "stage", "audit",
                                    "scratch", scratch, "context", "folder", folder, "wanted",
                                    wanted, "inputs", "id", "a000001", "path", path));
  }
  return tickets;
}

/* {folder: [stamp]}, new; a bundle that cannot be read has none. */
static json_t *stamps_read(BmOpen *open, const BmConf *conf, const char *bundles_dir,
                           const json_t *written, Reading *reading, GError **error)
{
  g_autofree char *scratch = bm_scratch_make(open->ws, error);
  if (scratch == NULL)
    return NULL;
  g_autoptr(json_t) tickets = tickets_of(bundles_dir, scratch, written);
  reading->n = (guint)json_array_size(tickets);
  reading->stamps = json_object();
  reading->shown_us = g_get_monotonic_time();
  if (!bm_apart_each(conf, tickets, FILE_DEADLINE_S, on_read, reading, error))
    g_clear_pointer(&reading->stamps, json_decref);
  bm_folder_remove(scratch);
  return reading->stamps;
}

/* --- the whole */

static int by_folder(const void *a, const void *b)
{
  return g_strcmp0(bm_json_text(*(json_t *const *)a, "folder"),
                   bm_json_text(*(json_t *const *)b, "folder"));
}

/* Faults of one folder together, in the order in which they were found. */
static json_t *faults_sorted(const json_t *faults)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new();
  json_t *sorted = json_array(), *one;
  size_t i;
  json_array_foreach ((json_t *)faults, i, one)
    g_ptr_array_add(rows, one);
  g_ptr_array_sort(rows, by_folder); /* a merge sort: equal ones keep their order */
  for (guint k = 0; k < rows->len; k++)
    json_array_append(sorted, rows->pdata[k]);
  return sorted;
}

json_t *bm_audit_bundles(BmOpen *open, const BmConf *conf, const json_t *written,
                         gboolean is_quiet, GError **error)
{
  g_autofree char *bundles_dir = g_build_filename(open->ws, "bundles", NULL);
  gboolean is_terminal = isatty(STDERR_FILENO) && g_strcmp0(g_getenv("TERM"), "dumb") != 0;
  Reading reading = {.is_quiet = is_quiet, .is_terminal = is_terminal};
  g_autoptr(json_t) stamps = stamps_read(open, conf, bundles_dir, written, &reading, error);
  if (stamps == NULL)
    return NULL;
  g_autoptr(json_t) faults = json_array();
  g_autoptr(json_t) items = bm_ledger_items_of_class(open->ledger, "marker");
  g_autoptr(json_t) works = bm_ledger_works(open->ledger);
  bm_audit_files(bundles_dir, written, faults);
  bm_audit_kits(bundles_dir, written, items, works, faults);
  size_t i;
  json_t *one;
  json_array_foreach (json_object_get(written, "folders"), i, one) {
    const char *folder = json_string_value(one);
    bm_audit_stamps(json_array_get(json_object_get(written, "manifests"), i), folder,
                    json_object_get(stamps, folder), bm_keymap_round_tag(open->keymap), faults);
  }
  return json_pack("{s:b,s:i,s:i,s:o}", "is_proven", json_array_size(faults) == 0, "bundles",
                   (int)reading.n, "pages", (int)reading.n_pages, "faults",
                   faults_sorted(faults));
}

/* --- printing */

#define MOST_SHOWN 12 /* faults of a bundle */

static char *texts_joined(const json_t *list)
{
  GString *text = g_string_new(NULL);
  size_t i;
  json_t *one;
  json_array_foreach ((json_t *)list, i, one)
    g_string_append_printf(text, "%s%s", i > 0 ? ", " : "",
                           json_is_string(one) ? json_string_value(one) : "?");
  return g_string_free(text, FALSE);
}

static char *stamp_text(const json_t *stamp)
{
  return g_strdup_printf(bm_tr("работа %s, стр. %d%s", "work %s, page %d%s"),
                         bm_json_text_or_empty(stamp, "work_no"),
                         (int)json_integer_value(json_object_get(stamp, "page")),
                         json_is_true(json_object_get(stamp, "is_foreign"))
                             ? bm_tr(" (другого раунда)", " (of another round)")
                             : "");
}

/* What was found or expected, as a person reads it; caller frees. */
static char *value_text(const json_t *value)
{
  if (json_is_object(value))
    return stamp_text(value);
  if (json_is_array(value))
    return texts_joined(value);
  if (json_is_integer(value))
    return g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
  const char *text = json_string_value(value);
  if (g_strcmp0(text, "differ") == 0)
    return g_strdup(bm_tr("две разные печати", "two stamps that differ"));
  return g_strdup(text != NULL ? text : bm_tr("нет", "none"));
}

static void fault_print(const json_t *fault)
{
  const json_t *found = json_object_get(fault, "found"),
               *expected = json_object_get(fault, "expected"),
               *page = json_object_get(fault, "page");
  const char *file = bm_json_text(fault, "file");
  g_autofree char *shown = bm_cmd_plain(file != NULL ? file : "");
  printf("    %s", shown);
  if (json_is_integer(page))
    printf(bm_tr(", стр. %d", ", page %d"), (int)json_integer_value(page));
  printf("%s%s", file != NULL ? ": " : "", bm_reason_text(bm_json_text(fault, "fault")));
  if (!json_is_null(found) || !json_is_null(expected)) {
    g_autofree char *was = value_text(found), *wanted = value_text(expected);
    g_autofree char *was_plain = bm_cmd_plain(was), *wanted_plain = bm_cmd_plain(wanted);
    printf(bm_tr("; найдено: %s; должно быть: %s", "; found: %s; expected: %s"), was_plain,
           wanted_plain);
  }
  putchar('\n');
}

/* Advice for the faults [from, end), each said once. */
static void advice_print(const json_t *faults, size_t from, size_t end)
{
  g_autoptr(GHashTable) said = g_hash_table_new(g_str_hash, g_str_equal);
  for (size_t i = from; i < end; i++) {
    const char *todo = bm_reason_todo(bm_json_text(json_array_get(faults, i), "fault"));
    if (todo[0] != '\0' && g_hash_table_add(said, (gpointer)todo))
      printf("    %s %s\n", bm_tr("Что делать:", "What to do:"), todo);
  }
}

/* The faults of one folder begin at @from; returns where the next folder's begin. */
static size_t folder_print(const json_t *faults, size_t from)
{
  const char *folder = bm_json_text_or_empty(json_array_get(faults, from), "folder");
  size_t n = json_array_size(faults), end = from;
  while (end < n &&
         strcmp(bm_json_text_or_empty(json_array_get(faults, end), "folder"), folder) == 0)
    end++;
  g_autofree char *shown = bm_cmd_plain(folder);
  printf("  bundles/%s:\n", shown);
  for (size_t i = from; i < MIN(end, from + MOST_SHOWN); i++)
    fault_print(json_array_get(faults, i));
  if (end > from + MOST_SHOWN)
    printf(bm_tr("    и ещё %d (все: --json)\n", "    and %d more (all: --json)\n"),
           (int)(end - from - MOST_SHOWN));
  advice_print(faults, from, end);
  return end;
}

void bm_audit_bundles_print(const json_t *report)
{
  const json_t *faults = json_object_get(report, "faults");
  printf(bm_tr("Файлы и страницы: комплектов %d, страниц %d: %s\n",
               "Files and pages: bundles %d, pages %d: %s\n"),
         (int)json_integer_value(json_object_get(report, "bundles")),
         (int)json_integer_value(json_object_get(report, "pages")),
         json_is_true(json_object_get(report, "is_proven"))
             ? bm_tr("всё на месте, печати сходятся", "all is there, the stamps agree")
             : bm_tr("КОМПЛЕКТЫ НЕ ТЕ, ЧТО РОЗДАНЫ", "BUNDLES ARE NOT WHAT WAS GIVEN OUT"));
  for (size_t i = 0; i < json_array_size(faults);)
    i = folder_print(faults, i);
}
