/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A workspace in the middle of its work, put back before each run: a page (or file, or share)
 * waiting for every stage of the chain, bystanders that no answer and no decision may touch,
 * and files that nobody may remove.
 */
#pragma once
#include "pipeline/engine.h"
#include "pipeline/journal.h"
#include "tests/fuzz/fuzz.h"

#define BYSTANDER "f000002.p0001"

typedef struct FuzzDesk {
  BmEngine engine;
  char *bystander; /* the item, as text */
} FuzzDesk;

static const char *const fuzz_canaries[] = {"vault/keep", "procedure/keep", "spool/store/keep",
                                            "sorted/keep", "keep"};

static inline void fuzz_item(BmLedger *ledger, const char *id, const char *class_name,
                             const char *kind, const char *state, const char *packet,
                             const char *work)
{
  g_autoptr(GError) error = NULL;
  bm_ledger_item_add(ledger, id, class_name, kind, state, NULL, &error);
  g_assert_no_error(error);
  g_autoptr(json_t) item = bm_ledger_item(ledger, id);
  json_object_set_new(item, "files", json_pack("{s:s}", "intake", "spool/store/keep"));
  json_object_set_new(item, "file", json_string("spool/store/keep"));
  json_object_set_new(item, "packet", packet != NULL ? json_string(packet) : json_null());
  json_object_set_new(item, "work", work != NULL ? json_string(work) : json_null());
  json_object_set_new(
      item, "facts",
      json_pack("{s:{s:i},s:{s:s}}", "upright", "dpi", 200, "form", "form", "form01"));
  bm_ledger_item_save(ledger, item, &error);
  g_assert_no_error(error);
}

/* The input of a stage of the chain: "f000010.p0001" of the first, and so on. */
static inline char *fuzz_input(guint stage, const BmStage *of)
{
  if (strcmp(of->takes, "file") == 0)
    return g_strdup_printf("f%06u", stage + 10);
  if (strcmp(of->takes, "return.new") == 0)
    return g_strdup("r000001");
  if (strcmp(of->takes, "marker.share") == 0)
    return g_strdup("m01");
  return g_strdup_printf(strcmp(of->takes, "work.sorted") == 0 ? "k%06u.w001" : "f%06u.p0001",
                         stage + 10);
}

static inline void fuzz_inputs_add(BmLedger *ledger)
{
  guint n;
  const BmStage *const *chain = bm_chain(&n);
  for (guint i = 0; i < n; i++) {
    g_autofree char *id = fuzz_input(i, chain[i]);
    gboolean is_page = strstr(id, ".p") != NULL;
    g_autofree char *packet = g_strdup_printf("k%06u", i + 10);
    g_autofree char *work = g_strdup_printf("k%06u.w001", i + 10);
    fuzz_item(ledger, id,
              is_page        ? "page"
              : id[0] == 'k' ? "work"
              : id[0] == 'm' ? "marker"
              : id[0] == 'r' ? "paper"
                             : "file",
              chain[i]->takes, "ready", is_page ? packet : NULL, is_page ? work : NULL);
    g_autoptr(json_t) note =
        json_pack("{s:s,s:i,s:i,s:s,s:[s]}", "id", work, "index", 1, "pages_expected", 1,
                  "state", "whole", "pages", is_page ? id : "");
    g_assert(bm_ledger_work_put(ledger, note, packet, NULL));
  }
}

/* The file that all these pages were counted in. */
static inline void fuzz_pages_count(BmLedger *ledger)
{
  g_autoptr(json_t) pages = bm_ledger_items_of_class(ledger, "page");
  fuzz_item(ledger, "f000001", "file", "file", "done", NULL, NULL);
  g_autoptr(json_t) file = bm_ledger_item(ledger, "f000001");
  json_object_set_new(file, "facts",
                      json_pack("{s:{s:i}}", "intake", "pages", (int)json_array_size(pages)));
  g_assert(bm_ledger_item_save(ledger, file, NULL));
}

static inline void fuzz_rest_add(BmLedger *ledger)
{
  fuzz_item(ledger, BYSTANDER, "page", "page.verified", "held", "k000002", NULL);
  g_assert(bm_ledger_doubt_add(ledger, BYSTANDER, "verify", "mask_doubt", NULL, NULL, NULL));
  fuzz_item(ledger, "f000003.p0001", "page", "page.masked", "ready", "k000003", NULL);
  fuzz_pages_count(ledger);
  g_autoptr(json_t) form =
      json_pack("{s:[i,i],s:[{s:i,s:i,s:i,s:i,s:s}]}", "size_mm", 210, 297, "zones", "x", 10,
                "y", 10, "w", 50, "h", 10, "kind", "name");
  g_assert(bm_ledger_form_put(ledger, "form01", "form", 3, "proposed", form, NULL));
}

/* ledger.db and vault/keymap.db as they are before each run. */
static inline void fuzz_desk_first(void)
{
  const char *ws = fuzz_folder();
  g_autoptr(GError) error = NULL;
  g_assert(bm_workspace_make(ws, NULL));
  BmLedger *ledger = bm_ledger_open(ws, &error);
  g_assert_no_error(error);
  BmKeymap *keymap = bm_keymap_open(ws, 4711, &error);
  g_assert_no_error(error);
  fuzz_inputs_add(ledger);
  fuzz_rest_add(ledger);
  bm_keymap_free(keymap);
  bm_db_free(ledger);
  g_autofree char *folder = fuzz_path("spool/store");
  g_mkdir_with_parents(folder, 0700);
  g_autofree char *first = fuzz_path("ledger.db"), *copy = fuzz_path("ledger.first");
  fuzz_copy(first, copy);
  g_autofree char *told = fuzz_path(BM_JOURNAL_PLACE), *told_copy = fuzz_path("journal.first");
  fuzz_copy(told, told_copy);
  g_free(fuzz_file("blindmark.conf", "", 0));
  for (guint i = 0; i < G_N_ELEMENTS(fuzz_canaries); i++)
    g_free(fuzz_file(fuzz_canaries[i], "keep", 4));
}

static inline char *fuzz_item_text(BmLedger *ledger, const char *id)
{
  g_autoptr(json_t) item = bm_ledger_item(ledger, id), doubts = bm_ledger_doubts(ledger, id);
  g_autoptr(json_t) both = json_pack("[O,O]", item, doubts);
  char *text = json_dumps(both, JSON_SORT_KEYS);
  g_assert(text != NULL);
  char *own = g_strdup(text);
  free(text);
  return own;
}

static inline void fuzz_desk_open(FuzzDesk *desk)
{
  static gboolean is_made;
  if (!is_made)
    fuzz_desk_first();
  is_made = TRUE;
  g_autoptr(GError) error = NULL;
  g_autofree char *first = fuzz_path("ledger.first"), *path = fuzz_path("ledger.db"),
                  *wal = fuzz_path("ledger.db-wal"), *shm = fuzz_path("ledger.db-shm");
  g_unlink(wal);
  g_unlink(shm);
  fuzz_copy(first, path);
  g_autofree char *told = fuzz_path(BM_JOURNAL_PLACE), *told_copy = fuzz_path("journal.first");
  fuzz_copy(told_copy, told);
  BmEngine *e = &desk->engine;
  guint n;
  bm_chain(&n);
  *e = (BmEngine){.ws = g_strdup(fuzz_folder()), .mode = BM_MODE_RUN, .lock_fd = -1};
  e->conf = bm_conf_load(e->ws, &error);
  g_assert_no_error(error);
  e->ledger = bm_ledger_open(e->ws, &error);
  g_assert_no_error(error);
  e->keymap = bm_keymap_open(e->ws, 4711, &error);
  g_assert_no_error(error);
  e->procedure = bm_procedure_load("/nonexistent", &error);
  g_assert_no_error(error);
  e->queues = g_new0(GQueue, n);
  e->jobs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  e->failures = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  e->progress = bm_progress_new(TRUE);
  g_assert(bm_spool_prepare(e->ws, NULL));
  desk->bystander = fuzz_item_text(e->ledger, BYSTANDER);
}

/* What holds after any answer and any decision. */
static inline void fuzz_desk_check(const FuzzDesk *desk)
{
  for (guint i = 0; i < G_N_ELEMENTS(fuzz_canaries); i++) {
    g_autofree char *path = fuzz_path(fuzz_canaries[i]), *bytes = NULL;
    g_assert(g_file_get_contents(path, &bytes, NULL, NULL));
    g_assert_cmpstr(bytes, ==, "keep");
  }
  g_autoptr(json_t) status = bm_ledger_status(desk->engine.ledger);
  g_assert(json_is_true(json_object_get(status, "balanced")));
  g_autoptr(json_t) pages = bm_ledger_page_states(desk->engine.ledger);
  g_assert(json_is_array(pages));
}

static inline void fuzz_desk_close(FuzzDesk *desk)
{
  BmEngine *e = &desk->engine;
  g_hash_table_unref(e->jobs);
  g_hash_table_unref(e->failures);
  g_free(e->queues);
  bm_progress_free(e->progress);
  bm_procedure_free(e->procedure);
  bm_keymap_free(e->keymap);
  bm_db_free(e->ledger);
  bm_conf_free(e->conf);
  g_clear_error(&e->fatal);
  g_free(e->ws);
  g_free(desk->bystander);
}
