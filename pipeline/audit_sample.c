/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An auditor's samples, kept and told. */
#include "pipeline/audit_sample.h"

#include "pipeline/apart.h"
#include "pipeline/journal.h"
#include "pipeline/json_text.h"
#include "pipeline/random.h"
#include "pipeline/sample.h"
#include "pipeline/workspace.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SEED_BYTES 16

/* --- files */

static char *path_of(const char *ws, guint no, const char *ending)
{
  g_autofree char *name = g_strdup_printf("sample-%u%s", no, ending);
  return g_build_filename(ws, "audit", name, NULL);
}

static json_t *sample_read(const char *ws, guint no, GError **error)
{
  g_autofree char *path = path_of(ws, no, ".json");
  if (access(path, F_OK) != 0) {
    bm_fail(error, BM_ERROR_SETTING, "sample_none", "%u", no);
    return NULL;
  }
  return bm_json_read(path, error);
}

static gboolean sample_write(const char *ws, const json_t *sample, GError **error)
{
  guint no = (guint)json_integer_value(json_object_get(sample, "no"));
  g_autofree char *path = path_of(ws, no, ".json");
  return bm_json_write(path, sample, error);
}

/* What must not change once it is drawn; caller frees. */
static char *list_digest(const json_t *sample)
{
  g_autoptr(json_t) fixed =
      json_pack("{s:O,s:O,s:O,s:O}", "seed", json_object_get(sample, "seed"), "pages_in_round",
                json_object_get(sample, "pages_in_round"), "share",
                json_object_get(sample, "share"), "pages", json_object_get(sample, "pages"));
  char *text = json_dumps(fixed, JSON_COMPACT | JSON_SORT_KEYS);
  char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text != NULL ? text : "", -1);
  free(text);
  return digest;
}

static guint samples_count(const char *ws)
{
  guint no = 0;
  for (gboolean is_there = TRUE; is_there;) {
    g_autofree char *path = path_of(ws, no + 1, ".json");
    is_there = access(path, F_OK) == 0;
    no += is_there;
  }
  return no;
}

/* --- drawing */

/* Number of a stratum, by the order in which they come; names are borrowed. */
static guint stratum_no(GHashTable *numbers, char *name)
{
  gpointer known = g_hash_table_lookup(numbers, name);
  if (known == NULL) {
    known = GUINT_TO_POINTER(g_hash_table_size(numbers) + 1);
    g_hash_table_insert(numbers, g_strdup(name), known);
  }
  return GPOINTER_TO_UINT(known);
}

/* {work number → alias of the school} */
static json_t *schools_of(BmLedger *ledger)
{
  g_autoptr(json_t) works = bm_ledger_works(ledger);
  json_t *schools = json_object(), *work;
  size_t i;
  json_array_foreach (works, i, work)
    if (bm_json_text(work, "work_no") != NULL)
      json_object_set(schools, bm_json_text(work, "work_no"),
                      json_object_get(work, "school_alias"));
  return schools;
}

/* Pages of works under sorted/: [{key, stratum, work_no, page, place}] */
static json_t *pages_of(BmLedger *ledger)
{
  g_autoptr(json_t) all = bm_ledger_page_states(ledger);
  g_autoptr(json_t) schools = schools_of(ledger);
  g_autoptr(GHashTable) numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  json_t *pages = json_array(), *row;
  size_t i;
  json_array_foreach (all, i, row) {
    const char *work_no = bm_json_text(row, "work_no"), *place = bm_json_text(row, "place");
    json_t *page = bm_ledger_fact(row, "number", "page");
    if (g_strcmp0(bm_json_text(row, "state"), "released") != 0 || place == NULL || page == NULL)
      continue;
    const char *form = json_string_value(bm_ledger_fact(row, "form", "form"));
    g_autofree char *key = g_strdup_printf("%s/%d", work_no, (int)json_integer_value(page));
    g_autofree char *name =
        g_strdup_printf("%s %s", bm_json_text_or_empty(schools, work_no), form);
    g_autofree char *stratum = g_strdup_printf("%u", stratum_no(numbers, name));
    json_array_append_new(pages,
                          json_pack("{s:s,s:s,s:s,s:O,s:s}", "key", key, "stratum", stratum,
                                    "work_no", work_no, "page", page, "place", place));
  }
  return pages;
}

static double share_of(const BmSampleWish *wish, guint n_pages)
{
  if (wish->bound > 0)
    return bm_sample_share(n_pages, wish->bound);
  return MIN(1.0, (double)wish->n_pages / n_pages);
}

static json_t *sample_new(const json_t *pages, guint no, const BmSampleWish *wish,
                          GError **error)
{
  g_autofree char *seed = bm_random_hex(SEED_BYTES, error);
  if (seed == NULL)
    return NULL;
  guint n_pages = (guint)json_array_size(pages);
  double share = share_of(wish, n_pages);
  json_t *sample = json_pack("{s:i,s:s,s:i,s:f,s:o,s:{},s:b}", "no", (int)no, "seed", seed,
                             "pages_in_round", (int)n_pages, "share", share, "pages",
                             bm_sample_draw(pages, share, seed), "findings", "is_seen", 0);
  g_autofree char *digest = list_digest(sample);
  json_object_set_new(sample, "list_sha256", json_string(digest));
  return sample;
}

/* Rows of the picture and the works that they are of. */
static json_t *ticket_of(const char *ws, const json_t *sample, json_t *inputs)
{
  g_autoptr(GHashTable) files = g_hash_table_new(g_str_hash, g_str_equal);
  json_t *rows = json_array(), *page;
  size_t i;
  json_array_foreach (json_object_get(sample, "pages"), i, page) {
    const char *place = bm_json_text(page, "place");
    if (!g_hash_table_contains(files, place)) {
      g_autofree char *path = g_build_filename(ws, place, NULL);
      g_autofree char *id = g_strdup_printf("a%06zu", json_array_size(inputs) + 1);
      g_hash_table_insert(files, (gpointer)place, GSIZE_TO_POINTER(json_array_size(inputs)));
      json_array_append_new(inputs, json_pack("{s:s,s:s}", "id", id, "path", path));
    }
    json_array_append_new(
        rows,
        json_pack("{s:O,s:O,s:O,s:I}", "n", json_object_get(page, "n"), "work_no",
                  json_object_get(page, "work_no"), "page", json_object_get(page, "page"),
                  "file", (json_int_t)GPOINTER_TO_SIZE(g_hash_table_lookup(files, place))));
  }
  return rows;
}

static gboolean picture_make(const char *ws, const json_t *sample, GError **error)
{
  guint no = (guint)json_integer_value(json_object_get(sample, "no"));
  g_autofree char *scratch = bm_scratch_make(ws, error);
  if (scratch == NULL)
    return FALSE;
  json_t *inputs = json_array(), *rows = ticket_of(ws, sample, inputs);
  g_autofree char *title = g_strdup_printf("Выборка %u", no);
  json_t *context = json_pack("{s:{s:s,s:o}}", "sample", "title", title, "pages", rows);
  g_autoptr(json_t) answer = bm_apart_run("audit", context, inputs, scratch, error);
  g_autofree char *folder = g_build_filename(ws, "audit", NULL);
  g_autofree char *name = g_strdup_printf("sample-%u.pdf", no);
  const char *pdf = bm_json_text(bm_answer_note(answer, "sample"), "pdf");
  gboolean is_kept = answer != NULL && bm_file_keep(pdf, folder, name, error);
  bm_folder_remove(scratch);
  return is_kept;
}

json_t *bm_audit_sample_draw(BmLedger *ledger, const char *ws, const BmSampleWish *wish,
                             GError **error)
{
  g_autoptr(json_t) pages = pages_of(ledger);
  guint no = samples_count(ws) + 1;
  if (json_array_size(pages) == 0) {
    bm_fail(error, BM_ERROR_SETTING, "sample_nothing", "%s", ws);
    return NULL;
  }
  g_autoptr(json_t) sample = sample_new(pages, no, wish, error);
  if (sample == NULL || !picture_make(ws, sample, error))
    return NULL;
  json_t *facts = json_pack("{s:O,s:O,s:i,s:O}", "no", json_object_get(sample, "no"), "seed",
                            json_object_get(sample, "seed"), "pages",
                            (int)json_array_size(json_object_get(sample, "pages")), "list",
                            json_object_get(sample, "list_sha256"));
  /* told first: whoever stops here has drawn, and cannot draw the same number unseen */
  if (!bm_journal_event(ledger, "sample", facts, error) || !sample_write(ws, sample, error))
    return NULL;
  return g_steal_pointer(&sample);
}

/* --- findings */

static gboolean finding_set(json_t *sample, const char *verdict, guint64 n, GError **error)
{
  json_t *pages = json_object_get(sample, "pages");
  g_autofree char *key = g_strdup_printf("%" G_GUINT64_FORMAT, n);
  if (n < 1 || n > json_array_size(pages))
    return bm_fail(error, BM_ERROR_SETTING, "sample_number", "1..%zu", json_array_size(pages));
  json_object_set_new(json_object_get(sample, "findings"), key, json_string(verdict));
  return TRUE;
}

static gboolean findings_set(json_t *sample, const char *verdict, const char *numbers,
                             GError **error)
{
  g_auto(GStrv) words = g_strsplit(numbers, ",", -1);
  for (char **word = words; *word != NULL; word++) {
    guint64 n = 0;
    if (!g_ascii_string_to_unsigned(g_strstrip(*word), 10, 1, G_MAXINT, &n, NULL))
      return bm_fail(error, BM_ERROR_SETTING, "sample_number", "'%s'", *word);
    if (!finding_set(sample, verdict, n, error))
      return FALSE;
  }
  return TRUE;
}

json_t *bm_audit_sample_tell(BmLedger *ledger, const char *ws, guint no, const char *verdict,
                             const char *numbers, GError **error)
{
  g_autoptr(json_t) sample = sample_read(ws, no, error);
  if (sample == NULL || (numbers != NULL && !findings_set(sample, verdict, numbers, error)))
    return NULL;
  if (numbers == NULL)
    json_object_set_new(sample, "is_seen", json_true());
  json_t *facts = json_pack("{s:i,s:s,s:s}", "sample", (int)no, "verdict", verdict, "pages",
                            numbers != NULL ? numbers : "rest");
  if (!bm_journal_event(ledger, "finding", facts, error) || !sample_write(ws, sample, error))
    return NULL;
  return g_steal_pointer(&sample);
}

/* --- all of them, against the journal */

/* The findings once more, from the events. */
static gboolean is_as_told(const json_t *sample, const json_t *told)
{
  g_autofree char *digest = list_digest(sample);
  if (g_strcmp0(digest, bm_json_text(told, "list")) != 0)
    return FALSE;
  g_autoptr(json_t) again = json_deep_copy(sample);
  json_object_set_new(again, "findings", json_object());
  json_object_set_new(again, "is_seen", json_false());
  size_t i;
  json_t *event;
  json_array_foreach (json_object_get(told, "findings"), i, event) {
    const char *pages = json_string_value(json_array_get(event, 1));
    if (g_strcmp0(pages, "rest") == 0)
      json_object_set_new(again, "is_seen", json_true());
    else if (pages != NULL)
      findings_set(again, json_string_value(json_array_get(event, 0)), pages, NULL);
  }
  return json_equal(again, sample);
}

json_t *bm_audit_samples(const char *ws, const json_t *told)
{
  json_t *samples = json_array();
  guint n = MAX(samples_count(ws), (guint)json_object_size(told));
  for (guint no = 1; no <= n; no++) {
    g_autofree char *key = g_strdup_printf("%u", no);
    json_t *sample = sample_read(ws, no, NULL);
    gboolean is_good = sample != NULL && is_as_told(sample, json_object_get(told, key));
    if (sample == NULL)
      sample = json_pack("{s:i}", "no", (int)no);
    json_object_set_new(sample, "is_changed", json_boolean(!is_good));
    json_array_append_new(samples, sample);
  }
  return samples;
}

static guint findings_count(const json_t *sample, const char *verdict)
{
  const char *key;
  json_t *value;
  guint n = 0;
  json_object_foreach (json_object_get(sample, "findings"), key, value)
    n += g_strcmp0(json_string_value(value), verdict) == 0;
  return n;
}

json_t *bm_audit_sample_sum(const json_t *sample)
{
  guint n_round = (guint)json_integer_value(json_object_get(sample, "pages_in_round")),
        n_drawn = (guint)json_array_size(json_object_get(sample, "pages")),
        n_told = (guint)json_object_size(json_object_get(sample, "findings")),
        leaks = findings_count(sample, "leak"), doubts = findings_count(sample, "doubt");
  gboolean is_seen = json_is_true(json_object_get(sample, "is_seen")) || n_told == n_drawn;
  double share = json_number_value(json_object_get(sample, "share"));
  /* a doubt counts as a leak until somebody says otherwise */
  guint most = is_seen ? bm_sample_most(n_round, share, leaks + doubts) : n_round;
  return json_pack("{s:b,s:i,s:i,s:i,s:i,s:f}", "seen", is_seen, "drawn", (int)n_drawn, "leak",
                   (int)leaks, "doubt", (int)doubts, "most", (int)most, "most_share",
                   n_round > 0 ? (double)most / n_round : 1.0);
}
