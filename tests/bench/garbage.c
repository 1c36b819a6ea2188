/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The finder on labelled scans: as it reads, with the text of all handwriting replaced by
 * garbage, and that without a roster. Prints one line of JSON each.
 *
 *   OMP_THREAD_LIMIT=1 bench_garbage SET [FAMILY]
 *
 * SET holds truth.json, scans/, truth/ and roster.csv, as the sample maker's labelled sets do.
 * Each scan goes through intake and upright. An identifier leaks when more than a tenth of its
 * ink is outside the masks; released are pages without a flag.
 */
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "pipeline/stage.h"
#include "stages/shared/identity.h"
#include "stages/shared/ocr.h"
#include "stages/shared/page.h"

#define LEAK 0.10

extern const BmStage bm_stage_intake, bm_stage_upright;

typedef struct Tally {
  guint pages, held, instances, leaked, released_instances, released_leaked;
  double answer, answer_lost, seconds; /* answers: ink of released pages */
} Tally;

typedef struct Page {
  PIX *pix;
  double dpi;
  BmAffine to_page; /* scan → upright page */
  json_t *truth;    /* borrowed */
  json_t *upright;  /* borrowed */
} Page;

static json_t *params_preset(const BmStage *stage)
{
  json_t *params = json_object();
  for (const BmParam *p = stage->params; p != NULL && p->name != NULL; p++) {
    json_t *value = NULL;
    if (p->type == BM_PARAM_BOOL)
      value = json_boolean(p->preset != 0);
    else if (p->type == BM_PARAM_INT)
      value = json_integer((json_int_t)p->preset);
    else if (p->type == BM_PARAM_REAL)
      value = json_real(p->preset);
    else {
      g_auto(GStrv) words = g_strsplit(p->unit, "|", -1);
      value = json_string(words[(int)p->preset]);
    }
    json_object_set_new(params, p->name, value);
  }
  return params;
}

/* what a stage emits for one file, new reference; the files lie in @scratch */
static json_t *stage_run(const BmStage *stage, const char *scratch, const char *path,
                         json_t *facts)
{
  g_autoptr(GError) error = NULL;
  g_mkdir_with_parents(scratch, 0700);
  json_t *ticket =
      json_pack("{s:s,s:s,s:s,s:o,s:{},s:[{s:s,s:s,s:O}]}", "stage", stage->name, "scratch",
                scratch, "seed", "00", "params", params_preset(stage), "context", "inputs",
                "id", "f000001", "path", path, "facts", facts);
  g_autoptr(BmJob) job = bm_job_new(ticket, &error);
  json_decref(ticket);
  if (job == NULL || stage->run(job, &error) != BM_DONE) {
    g_printerr("%s: %s\n", stage->name, error != NULL ? error->message : "not done");
    return json_array();
  }
  json_t *outcome = bm_job_outcome(job), *emits = json_object_get(outcome, "emits");
  json_incref(emits);
  json_decref(outcome);
  return emits;
}

static BmBox polygon_box(const Page *page, const json_t *mark)
{
  double x0 = 1e9, y0 = 1e9, x1 = -1e9, y1 = -1e9;
  size_t i;
  json_t *point;
  json_array_foreach (json_object_get(mark, "polygon"), i, point) {
    double x, y;
    bm_affine_point(page->to_page, json_number_value(json_array_get(point, 0)),
                    json_number_value(json_array_get(point, 1)), &x, &y);
    x0 = MIN(x0, x);
    y0 = MIN(y0, y);
    x1 = MAX(x1, x);
    y1 = MAX(y1, y);
  }
  return (BmBox){(int)x0, (int)y0, (int)(x1 - x0) + 1, (int)(y1 - y0) + 1};
}

/* garbage for what stands in a handwritten mark; @data is the page */
static void garble(BmWord *word, gpointer data)
{
  static const char *const lists[] = {"identifiers", "labels", "answers"};
  static const char *const junk[] = {"щфю", "jwr", "зыть", "ъие", "qv", "мщы", "ол", "тяр"};
  const Page *page = data;
  double up = page->dpi / 200.0; /* the finder reads at its working resolution */
  int x = (int)((word->box.x + word->box.w / 2) * up);
  int y = (int)((word->box.y + word->box.h / 2) * up);
  for (guint k = 0; k < G_N_ELEMENTS(lists); k++) {
    size_t i;
    json_t *mark;
    json_array_foreach (json_object_get(page->truth, lists[k]), i, mark) {
      BmBox box = polygon_box(page, mark);
      if (!json_is_true(json_object_get(mark, "handwritten")) || x < box.x || y < box.y ||
          x >= box.x + box.w || y >= box.y + box.h)
        continue;
      gsize n = strlen(word->text) % G_N_ELEMENTS(junk);
      g_free(word->text);
      word->text = g_strdup(junk[n]);
      word->trust = 20 + (int)n * 8;
      return;
    }
  }
}

/* the page with what is hidden as ink */
static PIX *cover_of(const Page *page, const BmIdentity *found)
{
  PIX *cover = pixCreate(pixGetWidth(page->pix), pixGetHeight(page->pix), 1);
  for (guint i = 0; i < found->zones->len; i++) {
    BmBox box = g_array_index(found->zones, BmZone, i).box;
    pixRasterop(cover, box.x, box.y, box.w, box.h, PIX_SET, NULL, 0, 0);
  }
  return cover;
}

/* ink of a truth picture (1 bit, size of the scan) inside a box of the page, and how much of it
 * is hidden */
static void ink_count(const Page *page, PIX *ink, PIX *cover, BmBox box, double *ret_all,
                      double *ret_hidden)
{
  BmAffine to_scan;
  bm_affine_invert(page->to_page, &to_scan);
  BmBox cut = bm_box_clip(bm_affine_box(to_scan, box), pixGetWidth(ink), pixGetHeight(ink));
  for (int y = cut.y; y < cut.y + cut.h; y++)
    for (int x = cut.x; x < cut.x + cut.w; x++) {
      l_uint32 value = 0, hidden = 0;
      pixGetPixel(ink, x, y, &value);
      if (value == 0)
        continue;
      double px, py;
      bm_affine_point(page->to_page, x + 0.5, y + 0.5, &px, &py);
      pixGetPixel(cover, (int)px, (int)py, &hidden);
      *ret_all += 1;
      *ret_hidden += hidden;
    }
}

static PIX *truth_picture(const char *set, const Page *page, const char *key)
{
  g_autofree char *path =
      g_build_filename(set, json_string_value(json_object_get(page->truth, key)), NULL);
  PIX *read = pixRead(path);
  PIX *bits = read != NULL && pixGetDepth(read) > 1 ? pixConvertTo1(read, 128) : pixClone(read);
  /* white is ink in these pictures: a decoder may give it as 0 */
  l_float32 share = 0;
  if (bits != NULL && pixForegroundFraction(bits, &share) == 0 && share > 0.5F)
    pixInvert(bits, bits);
  pixDestroy(&read);
  return bits;
}

static void page_score(Tally *tally, const char *set, const Page *page, const BmIdentity *found)
{
  g_autoptr(PIX) cover = cover_of(page, found);
  g_autoptr(PIX) names = truth_picture(set, page, "id_png");
  g_autoptr(PIX) answers = truth_picture(set, page, "ans_png");
  gboolean is_held = found->flags->len > 0;
  tally->pages++;
  tally->held += is_held;
  size_t i;
  json_t *mark;
  json_array_foreach (json_object_get(page->truth, "identifiers"), i, mark) {
    double all = 0, hidden = 0;
    if (g_strcmp0(json_string_value(json_object_get(mark, "kind")), "region") != 0)
      ink_count(page, names, cover, polygon_box(page, mark), &all, &hidden);
    if (all < 20)
      continue;
    gboolean is_leak = (all - hidden) / all > LEAK;
    tally->instances++;
    tally->leaked += is_leak;
    tally->released_instances += !is_held;
    tally->released_leaked += !is_held && is_leak;
  }
  BmBox whole = {0, 0, pixGetWidth(page->pix), pixGetHeight(page->pix)};
  if (!is_held) {
    pixSubtract(answers, answers, names);
    ink_count(page, answers, cover, whole, &tally->answer, &tally->answer_lost);
  }
}

static double cpu_s(void)
{
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void page_find(Tally *tally, const char *set, Page *page, const BmRoster *roster,
                      gboolean is_garbled)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BmIdentity) found = NULL;
  BmIdentityHints hints = {.roster = roster, .policy = "diagnostic_cross"};
  hints.page_in_work = (int)json_integer_value(json_object_get(page->truth, "page_in_work"));
  hints.turn_sure = json_is_true(json_object_get(page->upright, "turn_sure"));
  if (!bm_box_from_json(json_object_get(page->upright, "paper"), &hints.paper))
    hints.paper = (BmBox){0, 0, 0, 0};
  bm_ocr_set_filter(is_garbled ? garble : NULL, page);
  double start = cpu_s();
  if (!bm_identity_find(page->pix, page->dpi, &hints, &found, &error)) {
    g_printerr("%s\n", error->message);
    exit(1);
  }
  tally->seconds += cpu_s() - start;
  bm_ocr_set_filter(NULL, NULL);
  page_score(tally, set, page, found);
}

static gboolean page_load(Page *page, json_t *emit, const char *scratch, json_t *truth,
                          json_t **ret_upright)
{
  json_t *facts = json_pack("{s:O}", "intake", json_object_get(emit, "facts"));
  json_t *ups = stage_run(&bm_stage_upright, scratch,
                          json_string_value(json_object_get(emit, "file")), facts);
  json_t *up = json_array_get(ups, 0);
  const char *file = json_string_value(json_object_get(up, "file"));
  BmAffine to_scan;
  page->truth = truth;
  page->upright = json_object_get(up, "facts");
  page->dpi = json_number_value(json_object_get(page->upright, "dpi"));
  page->pix =
      up == NULL
          ? NULL
          : bm_page_read(file != NULL ? file : json_string_value(json_object_get(emit, "file")),
                         NULL);
  *ret_upright = ups;
  json_decref(facts);
  return page->pix != NULL &&
         bm_affine_from_json(json_object_get(page->upright, "to_source"), &to_scan) &&
         bm_affine_invert(to_scan, &page->to_page);
}

static void file_run(Tally tallies[3], const char *set, json_t *file, const BmRoster *roster,
                     const char *scratch, const char *family)
{
  g_autofree char *path =
      g_build_filename(set, json_string_value(json_object_get(file, "file")), NULL);
  g_autofree char *own = g_build_filename(scratch, "intake", NULL);
  json_t *facts = json_object(), *pages = json_object_get(file, "pages");
  json_t *emits = stage_run(&bm_stage_intake, own, path, facts);
  for (size_t i = 0; i < json_array_size(emits) && i < json_array_size(pages); i++) {
    json_t *truth = json_array_get(pages, i), *ups = NULL;
    const char *its = json_string_value(json_object_get(truth, "family"));
    if (json_is_true(json_object_get(truth, "blank")) ||
        (family != NULL && g_strcmp0(its, family) != 0))
      continue;
    g_autofree char *name = g_strdup_printf("%s/upright%zu", scratch, i);
    Page page = {0};
    if (page_load(&page, json_array_get(emits, i), name, truth, &ups)) {
      page_find(&tallies[0], set, &page, roster, FALSE);
      page_find(&tallies[1], set, &page, roster, TRUE);
      page_find(&tallies[2], set, &page, NULL, TRUE);
    }
    pixDestroy(&page.pix);
    json_decref(ups);
  }
  json_decref(emits);
  json_decref(facts);
}

static void tally_print(const Tally *t, const char *name)
{
  printf("{\"run\": \"%s\", \"pages\": %u, \"held\": %u, \"leaked_released\": %u, "
         "\"of_released\": %u, \"leaked\": %u, \"of\": %u, \"answers_lost_released\": %.4f, "
         "\"ms_page\": %.0f}\n",
         name, t->pages, t->held, t->released_leaked, t->released_instances, t->leaked,
         t->instances, t->answer > 0 ? t->answer_lost / t->answer : 0,
         t->pages > 0 ? 1000 * t->seconds / t->pages : 0);
}

static void folder_remove(const char *path)
{
  g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
  for (const char *name; folder != NULL && (name = g_dir_read_name(folder)) != NULL;) {
    g_autofree char *inner = g_build_filename(path, name, NULL);
    if (g_file_test(inner, G_FILE_TEST_IS_DIR))
      folder_remove(inner);
    else
      g_unlink(inner);
  }
  g_rmdir(path);
}

int main(int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  if (argc < 2 || !bm_ocr_ready(&error)) {
    g_printerr("usage: bench_garbage SET [FAMILY]\n");
    return 2;
  }
  g_autofree char *path = g_build_filename(argv[1], "truth.json", NULL);
  json_t *truth = json_load_file(path, 0, NULL), *file;
  g_autoptr(BmRoster) roster = bm_roster_load(argv[1], &error);
  if (truth == NULL || roster == NULL) {
    g_printerr("no truth.json or roster.csv\n");
    return 2;
  }
  Tally tallies[3] = {0};
  size_t i;
  json_array_foreach (json_object_get(truth, "files"), i, file) {
    g_autofree char *scratch = g_dir_make_tmp("bm-garbage-XXXXXX", &error);
    file_run(tallies, argv[1], file, roster, scratch, argc > 2 ? argv[2] : NULL);
    folder_remove(scratch);
  }
  tally_print(&tallies[0], "read");
  tally_print(&tallies[1], "garbled");
  tally_print(&tallies[2], "garbled, no roster");
  json_decref(truth);
  return 0;
}
