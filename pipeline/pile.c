/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scan with the score sheets of several bundles. */
#include "pipeline/pile.h"

#include <string.h>

#include "pipeline/autoptr.h"
#include "pipeline/faulttext.h"
#include "pipeline/json_text.h"

gboolean bm_pile_is(const json_t *item)
{
  return g_strcmp0(bm_json_text(bm_ledger_facts(item, "collect"), "kind"), "pile") == 0;
}

char *bm_pile_file(const char *id)
{
  const char *part = strstr(id, ".b");
  return part != NULL ? g_strndup(id, (gsize)(part - id)) : g_strdup(id);
}

gboolean bm_pile_is_part(const char *id)
{
  return id[0] == 'r' && strstr(id, ".b") != NULL;
}

static gboolean has_faults(const json_t *read)
{
  size_t i;
  json_t *part;
  json_array_foreach (json_object_get(read, "parts"), i, part)
    if (json_is_true(json_object_get(part, "has_faults")))
      return TRUE;
  return json_array_size(json_object_get(read, "faults")) > 0;
}

void bm_pile_settle(json_t *item)
{
  gboolean is_refused = has_faults(bm_ledger_facts(item, "collect"));
  json_object_set_new(item, "state", json_string(is_refused ? "rejected" : "done"));
  json_object_set_new(item, "reason", is_refused ? json_string("form_pile") : json_null());
}

static void faults_say(GString *text, const json_t *read, gboolean is_russian)
{
  size_t i;
  json_t *fault;
  json_array_foreach (json_object_get(read, "faults"), i, fault) {
    g_autofree char *line = bm_fault_text(fault, is_russian);
    g_string_append_printf(text, "\n%zu. %s", i + 1, line);
  }
  json_int_t n = json_integer_value(json_object_get(read, "n_faults")) - (json_int_t)i;
  if (n > 0)
    g_string_append_printf(text, is_russian ? "\n… и ещё %d" : "\n… and %d more", (int)n);
}

/* "1, 3, 4": pages of the file. */
static char *pages_text(const json_t *part)
{
  GString *text = g_string_new(NULL);
  size_t i;
  json_t *page;
  json_array_foreach (json_object_get(part, "pages"), i, page)
    g_string_append_printf(text, "%s%d", i > 0 ? ", " : "", (int)json_integer_value(page));
  return g_string_free(text, FALSE);
}

static void part_say(GString *text, BmLedger *ledger, const json_t *part, gboolean is_russian)
{
  g_autoptr(json_t) item = bm_ledger_item(ledger, bm_json_text(part, "id"));
  g_autofree char *pages = pages_text(part);
  gboolean is_refused = json_is_true(json_object_get(part, "has_faults"));
  g_string_append_printf(text,
                         is_russian ? "\nКомплект %s (%s), страницы файла %s: %s"
                                    : "\nBundle %s (%s), pages of the file %s: %s",
                         bm_json_text(part, "bundle"), bm_json_text(part, "marker"), pages,
                         is_refused ? (is_russian ? "не принят" : "not taken")
                                    : (is_russian ? "прочитан" : "read"));
  faults_say(text, bm_ledger_facts(item, "collect"), is_russian);
}

char *bm_pile_text(BmLedger *ledger, const json_t *item, gboolean is_russian)
{
  const json_t *read = bm_ledger_facts(item, "collect");
  GString *text = g_string_new(NULL);
  size_t i;
  json_t *part;
  if (bm_pile_is(item) && json_array_size(json_object_get(read, "faults")) > 0)
    g_string_append(text, is_russian ? "\nСтраницы, о которых не узнать, чьи они:"
                                     : "\nPages of which it cannot be told whose they are:");
  faults_say(text, read, is_russian);
  json_array_foreach (json_object_get(read, "parts"), i, part)
    part_say(text, ledger, part, is_russian);
  return g_string_free(text, FALSE);
}
