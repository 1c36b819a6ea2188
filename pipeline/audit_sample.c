/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An auditor's samples, kept and told. */
#include "pipeline/audit_sample.h"

#include "pipeline/apart.h"
#include "pipeline/digest.h"
#include "pipeline/journal.h"
#include "pipeline/journal_check.h"
#include "pipeline/json_text.h"
#include "pipeline/random.h"
#include "pipeline/sample.h"
#include "pipeline/workspace.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define SEED_BYTES 16
#define NEXT ".next.json" /* the list as the journal is about to tell it */

/* --- files */

static char *path_of(const char *ws, guint no, const char *ending)
{
  g_autofree char *name = g_strdup_printf("sample-%u%s", no, ending);
  return g_build_filename(ws, "audit", name, NULL);
}

static gboolean is_there(const char *ws, guint no, const char *ending)
{
  g_autofree char *path = path_of(ws, no, ending);
  return access(path, F_OK) == 0;
}

static json_t *sample_read(const char *ws, guint no, const char *ending)
{
  g_autofree char *path = path_of(ws, no, ending);
  json_t *sample = is_there(ws, no, ending) ? bm_json_read(path, NULL) : NULL;
  if (json_is_object(sample)) {
    json_object_set_new(sample, "no", json_integer(no));
    return sample;
  }
  json_decref(sample);
  return NULL;
}

/* One person at a time draws or judges; ends with the file descriptor. */
static int samples_lock(const char *ws, GError **error)
{
  g_autofree char *folder = g_build_filename(ws, "audit", NULL);
  int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0 && flock(fd, LOCK_EX) == 0)
    return fd;
  bm_fail(error, BM_ERROR_IO, "disk_write", "audit");
  if (fd >= 0)
    close(fd);
  return -1;
}

static char *json_digest(const json_t *json)
{
  char *text = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);
  char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text != NULL ? text : "", -1);
  free(text);
  return digest;
}

/* What must not change once it is drawn; caller frees. */
static char *list_digest(const json_t *sample)
{
  static const char *const fixed[] = {"seed", "pages_in_round", "round_sha256", "share",
                                      "pages"};
  g_autoptr(json_t) list = json_object();
  for (guint i = 0; i < G_N_ELEMENTS(fixed); i++)
    json_object_set(list, fixed[i], json_object_get(sample, fixed[i]));
  return json_digest(list);
}

/* What the journal tells of all samples (journal_check.h); new. */
static json_t *samples_told(BmLedger *ledger, const char *ws, GError **error)
{
  g_autofree char *folder = g_build_filename(ws, "audit", NULL);
  g_autoptr(json_t) report =
      bm_journal_export(ledger, error) ? bm_journal_check(folder, NULL, NULL, error) : NULL;
  return json_incref(json_object_get(report, "samples"));
}

/* How many there are, by the journal and by the files: a file that is gone frees no number. */
static guint samples_count(const char *ws, const json_t *told)
{
  const char *key;
  json_t *value;
  guint no = 0;
  json_object_foreach ((json_t *)told, key, value)
    no = MAX(no, (guint)g_ascii_strtoull(key, NULL, 10));
  while (is_there(ws, no + 1, ".json"))
    no++;
  return no;
}

/* The event, and the file that says the same. The file lies ready before and gets its name
 * afterwards, so that a kill between leaves either both or none (sample_now). */
static gboolean sample_tell(BmLedger *ledger, const char *ws, const json_t *sample,
                            const char *event, json_t *facts, GError **error)
{
  guint no = (guint)json_integer_value(json_object_get(sample, "no"));
  g_autofree char *path = path_of(ws, no, ".json"), *next = path_of(ws, no, NEXT);
  if (!bm_json_write(next, sample, error)) {
    json_decref(facts);
    return FALSE;
  }
  return bm_journal_event(ledger, event, facts, error) && bm_file_settle(next, path, error);
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
  g_autofree char *seed =
      wish->seed != NULL ? g_strdup(wish->seed) : bm_random_hex(SEED_BYTES, error);
  if (seed == NULL)
    return NULL;
  guint n_pages = (guint)json_array_size(pages);
  double share = share_of(wish, n_pages);
  g_autofree char *round = json_digest(pages);
  json_t *sample =
      json_pack("{s:i,s:s,s:i,s:s,s:f,s:o,s:{},s:b}", "no", (int)no, "seed", seed,
                "pages_in_round", (int)n_pages, "round_sha256", round, "share", share, "pages",
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

static char *pdf_digest(const char *ws, guint no)
{
  g_autofree char *path = path_of(ws, no, ".pdf");
  return bm_file_digest(path);
}

/* A new sample beside the @told ones. */
static json_t *sample_add(BmLedger *ledger, const char *ws, const BmSampleWish *wish,
                          const json_t *told, GError **error)
{
  g_autoptr(json_t) pages = pages_of(ledger);
  guint no = samples_count(ws, told) + 1;
  if (json_array_size(pages) == 0) {
    bm_fail(error, BM_ERROR_SETTING, "sample_nothing", "%s", ws);
    return NULL;
  }
  g_autoptr(json_t) sample = sample_new(pages, no, wish, error);
  if (sample == NULL || !picture_make(ws, sample, error))
    return NULL;
  g_autofree char *pdf = pdf_digest(ws, no);
  json_t *facts = json_pack("{s:O,s:O,s:i,s:O,s:s?,s:s}", "no", json_object_get(sample, "no"),
                            "seed", json_object_get(sample, "seed"), "pages",
                            (int)json_array_size(json_object_get(sample, "pages")), "list",
                            json_object_get(sample, "list_sha256"), "pdf", pdf, "seed_by",
                            wish->seed != NULL ? "auditor" : "program");
  return sample_tell(ledger, ws, sample, "sample", facts, error) ? g_steal_pointer(&sample)
                                                                 : NULL;
}

json_t *bm_audit_sample_draw(BmLedger *ledger, const char *ws, const BmSampleWish *wish,
                             GError **error)
{
  int lock = samples_lock(ws, error);
  g_autoptr(json_t) told = lock >= 0 ? samples_told(ledger, ws, error) : NULL;
  json_t *sample = told != NULL ? sample_add(ledger, ws, wish, told, error) : NULL;
  if (lock >= 0)
    close(lock);
  return sample;
}

/* --- findings */

static gboolean finding_set(json_t *sample, const char *verdict, guint64 n, GError **error)
{
  json_t *pages = json_object_get(sample, "pages");
  g_autofree char *key = g_strdup_printf("%" G_GUINT64_FORMAT, n);
  if (n < 1 || n > json_array_size(pages))
    return bm_fail(error, BM_ERROR_SETTING, "sample_number", "1..%zu", json_array_size(pages));
  json_t *findings = json_object_get(sample, "findings");
  if (g_strcmp0(bm_json_text(findings, key), "leak") != 0) /* a leak stays one */
    json_object_set_new(findings, key, json_string(verdict));
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

/* --- against the journal */

/* The findings once more, from the events. */
static gboolean is_as_told(const json_t *sample, const json_t *told)
{
  g_autofree char *digest = list_digest(sample);
  if (sample == NULL || json_integer_value(json_object_get(told, "draws")) != 1 ||
      g_strcmp0(digest, bm_json_text(told, "list")) != 0)
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

/* The pictures are those that were drawn, or are gone. */
static gboolean is_pdf_as_told(const char *ws, guint no, const json_t *told)
{
  g_autofree char *digest = pdf_digest(ws, no);
  return !is_there(ws, no, ".pdf") || g_strcmp0(digest, bm_json_text(told, "pdf")) == 0;
}

/* A sample as the journal tells it, finished where a kill left it half done; NULL when no file
 * is so. New. */
static json_t *sample_now(const char *ws, guint no, const json_t *told)
{
  g_autoptr(json_t) sample = sample_read(ws, no, ".json");
  if (is_as_told(sample, told))
    return g_steal_pointer(&sample);
  g_autoptr(json_t) next = sample_read(ws, no, NEXT);
  g_autofree char *from = path_of(ws, no, NEXT), *to = path_of(ws, no, ".json");
  if (!is_as_told(next, told))
    return NULL;
  bm_file_settle(from, to, NULL); /* if not now, then the next time */
  return g_steal_pointer(&next);
}

/* --- what a person saw */

static json_t *finding_enter(BmLedger *ledger, const char *ws, guint no, const char *verdict,
                             const char *numbers, GError **error)
{
  g_autofree char *key = g_strdup_printf("%u", no);
  g_autoptr(json_t) all = samples_told(ledger, ws, error);
  if (all == NULL)
    return NULL;
  const json_t *told = json_object_get(all, key);
  g_autoptr(json_t) sample = sample_now(ws, no, told);
  if (sample == NULL || !is_pdf_as_told(ws, no, told)) {
    gboolean is_known = told != NULL || is_there(ws, no, ".json");
    bm_fail(error, BM_ERROR_SETTING, is_known ? "sample_changed" : "sample_none", "%u", no);
    return NULL;
  }
  if (numbers != NULL && !findings_set(sample, verdict, numbers, error))
    return NULL;
  if (numbers == NULL)
    json_object_set_new(sample, "is_seen", json_true());
  json_t *facts = json_pack("{s:i,s:s,s:s}", "sample", (int)no, "verdict", verdict, "pages",
                            numbers != NULL ? numbers : "rest");
  return sample_tell(ledger, ws, sample, "finding", facts, error) ? g_steal_pointer(&sample)
                                                                  : NULL;
}

json_t *bm_audit_sample_tell(BmLedger *ledger, const char *ws, guint no, const char *verdict,
                             const char *numbers, GError **error)
{
  int lock = samples_lock(ws, error);
  json_t *sample = lock >= 0 ? finding_enter(ledger, ws, no, verdict, numbers, error) : NULL;
  if (lock >= 0)
    close(lock);
  return sample;
}

/* --- all of them */

/* Is it what its seed draws? "yes", "no", or "unknown" since the round has other pages by now.
 */
static const char *redrawn(const json_t *sample, const json_t *pages)
{
  g_autofree char *round = json_digest(pages);
  if (g_strcmp0(round, bm_json_text(sample, "round_sha256")) != 0)
    return "unknown";
  g_autoptr(json_t) again =
      bm_sample_draw(pages, json_number_value(json_object_get(sample, "share")),
                     bm_json_text_or_empty(sample, "seed"));
  return json_equal(again, json_object_get(sample, "pages")) ? "yes" : "no";
}

static json_t *sample_judge(const char *ws, guint no, const json_t *told, const json_t *pages)
{
  json_t *sample = sample_now(ws, no, told);
  gboolean is_good = sample != NULL && is_pdf_as_told(ws, no, told);
  if (sample == NULL)
    sample = sample_read(ws, no, ".json");
  if (sample == NULL)
    sample = json_pack("{s:i}", "no", (int)no);
  const char *again = redrawn(sample, pages);
  json_object_set_new(sample, "redrawn", json_string(again));
  json_object_set_new(sample, "is_changed", json_boolean(!is_good || again[0] == 'n'));
  json_object_set(sample, "seed_by", json_object_get(told, "seed_by"));
  return sample;
}

json_t *bm_audit_samples(BmLedger *ledger, const char *ws, const json_t *told)
{
  guint n = samples_count(ws, told);
  g_autoptr(json_t) pages = n > 0 ? pages_of(ledger) : NULL;
  json_t *samples = json_array();
  for (guint no = 1; no <= n; no++) {
    g_autofree char *key = g_strdup_printf("%u", no);
    json_array_append_new(samples, sample_judge(ws, no, json_object_get(told, key), pages));
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
  guint most = is_seen ? bm_sample_most(n_round, share, n_drawn, leaks + doubts) : n_round;
  return json_pack("{s:b,s:i,s:i,s:i,s:i,s:f}", "seen", is_seen, "drawn", (int)n_drawn, "leak",
                   (int)leaks, "doubt", (int)doubts, "most", (int)most, "most_share",
                   n_round > 0 ? (double)most / n_round : 1.0);
}
