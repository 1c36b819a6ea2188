/* SPDX-License-Identifier: GPL-3.0-or-later */
/* draw_samples --set NAME [--seed N] [--damage KIND=LEVEL] OUT: draws a set of invented school
 * works as scans, with the truth.
 * draw_samples --damage KIND=LEVEL --rescan OUT PICTURE…: scans gray pictures once more. */
#include "damage.h"
#include "output.h"
#include <locale.h>
#include <string.h>

typedef struct Run {
  const BmSet *set;
  guint32 seed;
  const char *root;
  const char *scans; /* folder below root: "inbox" or "scans" */
  json_t *files, *batches;
  BmFields *fields;       /* NULL: the set has none */
  const BmDamage *damage; /* NULL: none */
} Run;

static int turn_of(const BmBatch *batch, int page, GRand *rand)
{
  switch (batch->feed) {
  case BM_FEED_SOME_DOWN:
    return page > 0 && g_rand_double(rand) < 0.3 ? 180 : 0;
  case BM_FEED_ALL_DOWN:
    return 180;
  case BM_FEED_LEFT:
    return 270;
  case BM_FEED_RIGHT:
    return 90;
  default:
    return 0;
  }
}

/* Where a batch goes: file so far, the truth of its pages. */
typedef struct Tray {
  const Run *run;
  const BmBatch *batch;
  const BmProfile *profile;
  const BmLayout *layout;
  BmScanFile *file;
  char *relative; /* below root, no extension */
  json_t *pages;  /* of the file being written; of each JPG when it is a series */
  json_t *names;
  int page;
} Tray;

static const char *const extensions[] = {".tif", ".pdf", ".jpg"};

static void note_file(Tray *tray, const char *name, json_t *pages)
{
  json_array_append_new(tray->names, json_string(name));
  json_array_append_new(tray->run->files,
                        json_pack("{s:s, s:o}", "file", name, "pages", pages));
}

static void scan_page(Tray *tray, const BmWork *work, const BmSheet *sheet,
                      const BmSheet *behind, int page_in_work, gboolean is_blank)
{
  BmLanding landing;
  const int turn = turn_of(tray->batch, tray->page, work->rand);
  bm_scan_land(sheet, tray->profile, turn, tray->layout->bed_w, tray->layout->bed_h, work->rand,
               &landing);
  if (tray->run->damage != NULL)
    bm_damage_land(tray->run->damage, (guint)tray->page, work->seed, tray->profile->dpi,
                   &landing);
  g_autoptr(PIX) scan = bm_scan_sheet(sheet, behind, tray->profile, &landing, work->rand);
  bm_scan_file_add(tray->file, scan, tray->profile);
  tray->page++;
  const gboolean is_series = tray->batch->container == BM_JPG;
  g_autofree char *name = g_strdup_printf("%s-%03d", tray->relative, tray->page);
  BmPageFacts facts = {
      work, sheet, &landing, tray->profile, is_series ? 1 : tray->page, page_in_work, is_blank};
  json_t *page = bm_truth_page(&facts);
  if (tray->run->fields != NULL) {
    g_autofree char *in = g_strconcat(is_series ? name : tray->relative,
                                      extensions[tray->batch->container], NULL);
    bm_fields_note(tray->run->fields, &facts, in);
  }
  if (tray->run->set->has_masks) {
    g_autofree char *base =
        g_strconcat("truth", strchr(is_series ? name : tray->relative, '/'), NULL);
    bm_truth_masks(&facts, page, tray->run->root, base);
  }
  if (is_series) {
    g_autofree char *file = g_strconcat(name, ".jpg", NULL);
    note_file(tray, file, json_pack("[o]", page));
  } else {
    json_array_append_new(tray->pages, page);
  }
}

static int pages_drawn(const BmSet *set, const BmLayout *layout)
{
  return set->is_first_only ? 1 : layout->pages;
}

static void draw_work(Tray *tray, const BmPupil *pupil, int index)
{
  const Run *run = tray->run;
  const guint32 seed =
      g_str_hash(tray->relative) * 2654435761U + run->seed * 7919 + index * 101;
  BmWork work = {.set = run->set,
                 .batch = tray->batch,
                 .school = &run->set->schools[tray->batch->school],
                 .pupil = pupil,
                 .index = index,
                 .print = g_str_hash(tray->layout->id) ^ run->seed * 40503U,
                 .seed = seed,
                 .rand = g_rand_new_with_seed(seed)};
  work.teacher = work.school->teachers[index % 2];
  bm_writer_init(&work.writer, seed);
  if (run->set->is_reserve)
    bm_writer_vary_reserve(&work.writer, seed);
  else if (run->set->is_sealed)
    bm_writer_vary_again(&work.writer, seed);
  else if (run->set->is_locked)
    bm_writer_vary(&work.writer, seed);
  tray->layout->draw(&work);
  for (int i = 0; run->set->is_first_only && i < tray->layout->pages; i++)
    work.sheets[i]->page_kind = "page"; /* painted the fast way */
  g_autoptr(BmSheet) empty = bm_sheet_new(tray->layout->w_mm, tray->layout->h_mm);
  int at = 0;
  const int pages = pages_drawn(run->set, tray->layout);
  for (int i = 0; i < pages; i++) {
    const BmSheet *next =
        tray->batch->is_duplex || i + 1 >= tray->layout->pages ? NULL : work.sheets[i + 1];
    scan_page(tray, &work, work.sheets[i], next, ++at, work.sheets[i]->is_blank);
    if (tray->batch->is_duplex)
      scan_page(tray, &work, empty, work.sheets[i], ++at, TRUE);
  }
  for (int i = 0; i < BM_PAGES_MOST; i++)
    bm_sheet_free(work.sheets[i]);
  g_rand_free(work.rand);
}

static void make_folder(const char *root, const char *relative)
{
  g_autofree char *path = g_build_filename(root, relative, NULL);
  g_autofree char *folder = g_path_get_dirname(path);
  if (g_mkdir_with_parents(folder, 0755) != 0)
    g_error("cannot make folder '%s'", folder);
}

static void draw_batch(Run *run, const BmBatch *batch)
{
  const BmSchool *school = &run->set->schools[batch->school];
  BmProfile profile = *bm_profile_find(batch->profile);
  if (run->damage != NULL)
    profile = bm_damage_profile(run->damage, &profile);
  Tray tray = {.run = run,
               .batch = batch,
               .profile = &profile,
               .layout = bm_layout_find(batch->layout),
               .pages = json_array(),
               .names = json_array()};
  tray.relative = g_strdup_printf("%s/%s/%s/%s", run->scans, school->school_code,
                                  batch->class_name, batch->stem);
  make_folder(run->root, tray.relative);
  g_autofree char *truth = g_strconcat("truth", strchr(tray.relative, '/'), NULL);
  if (run->set->has_masks)
    make_folder(run->root, truth);
  g_autofree char *base = g_build_filename(run->root, tray.relative, NULL);
  tray.file = bm_scan_file_new(base, batch->container);
  g_autoptr(GPtrArray) pupils =
      bm_class_pupils(run->set, run->seed, batch->school, batch->class_name);
  for (int i = 0; i < batch->works; i++)
    draw_work(&tray, g_ptr_array_index(pupils, (i * 2 + strlen(batch->layout)) % pupils->len),
              i);
  bm_scan_file_close(tray.file);
  if (batch->container != BM_JPG) {
    g_autofree char *name = g_strconcat(tray.relative, extensions[batch->container], NULL);
    note_file(&tray, name, json_incref(tray.pages));
  }
  json_decref(tray.pages);
  const int pages = pages_drawn(run->set, tray.layout) * (batch->is_duplex ? 2 : 1);
  json_array_append_new(run->batches,
                        json_pack("{s:o, s:i, s:b, s:i, s:s, s:i}", "files", tray.names,
                                  "pages_per_work", pages, "duplex", batch->is_duplex, "works",
                                  batch->works, "subject", batch->subject, "grade",
                                  run->set->parallel));
  g_free(tray.relative);
}

static void write_truth(const Run *run)
{
  g_autoptr(json_t) truth = json_pack("{s:s, s:I, s:O}", "split", run->set->name, "seed",
                                      (json_int_t)run->seed, "files", run->files);
  g_autofree char *path = g_build_filename(run->root, "truth.json", NULL);
  if (json_dump_file(truth, path,
                     JSON_INDENT(run->set->has_masks ? 1 : 0) | JSON_REAL_PRECISION(7)) != 0)
    g_error("cannot write '%s'", path);
}

/* Another seed: another scanner, container and feed for the same layout. */
static BmBatch varied(const BmSet *set, const BmBatch *batch, int index, guint32 seed)
{
  static const BmFeed feeds[] = {BM_FEED_UP, BM_FEED_UP,       BM_FEED_SOME_DOWN, BM_FEED_UP,
                                 BM_FEED_UP, BM_FEED_RIGHT,    BM_FEED_UP,        BM_FEED_UP,
                                 BM_FEED_UP, BM_FEED_ALL_DOWN, BM_FEED_LEFT,      BM_FEED_UP};
  BmBatch other = *batch;
  g_autoptr(GRand) rand = g_rand_new_with_seed(seed * 7907 + (guint32)index);
  if (g_rand_double(rand) < 0.7) {
    const guint nth = (guint)g_rand_int_range(rand, 0, 1000);
    other.profile = set->is_reserve  ? bm_profile_nth_reserve(nth)
                    : set->is_sealed ? bm_profile_nth_sealed(nth)
                    : set->is_locked ? bm_profile_nth_more(nth)
                                     : bm_profile_nth(nth);
    other.container = g_rand_int_range(rand, 0, 3);
    if (other.container == BM_JPG && bm_profile_find(other.profile)->mode == BM_BILEVEL)
      other.container = BM_PDF;
    other.feed = feeds[g_rand_int_range(rand, 0, G_N_ELEMENTS(feeds))];
  }
  return other;
}

static void draw_set(const BmSet *set, guint32 seed, const BmDamage *damage, const char *root)
{
  if (set->is_reserve)
    bm_set_reserve_check();
  else if (set->is_sealed)
    bm_set_sealed_check();
  else if (set->is_locked)
    bm_set_locked_check();
  g_autoptr(json_t) files = json_array();
  g_autoptr(json_t) batches = json_array();
  Run run = {set,
             seed,
             root,
             set->has_masks ? "scans" : "inbox",
             files,
             batches,
             set->is_locked ? bm_fields_new() : NULL,
             damage};
  for (int i = 0; i < set->n_batches; i++) {
    const BmBatch batch =
        set->is_varied ? varied(set, &set->batches[i], i, seed) : set->batches[i];
    draw_batch(&run, &batch);
  }
  g_autofree char *procedure =
      set->has_masks ? g_strdup(root) : g_build_filename(root, "procedure", NULL);
  bm_procedure_write(set, seed, procedure, batches);
  write_truth(&run);
  if (run.fields != NULL)
    bm_fields_write(run.fields, root);
}

/* PICTURE.jpg in @folder for each picture. */
static void rescan(const BmDamage *damage, const char *folder, char **pictures)
{
  const BmProfile *sound = bm_profile_find("sound-gray-200");
  const BmProfile profile = bm_damage_profile(damage, sound);
  if (g_mkdir_with_parents(folder, 0755) != 0)
    g_error("cannot make folder '%s'", folder);
  for (guint i = 0; pictures[i] != NULL; i++) {
    g_autoptr(PIX) read = pixRead(pictures[i]);
    g_autoptr(PIX) page = read != NULL ? pixConvertTo8(read, 0) : NULL;
    if (page == NULL)
      g_error("cannot read '%s'", pictures[i]);
    g_autoptr(PIX) scan = bm_damage_rescan(damage, sound, page, i);
    g_autofree char *base = g_path_get_basename(pictures[i]);
    char *dot = strrchr(base, '.');
    if (dot != NULL)
      *dot = '\0';
    g_autofree char *name = g_strconcat(base, ".jpg", NULL);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (pixWriteJpeg(path, scan, profile.quality, 0) != 0)
      g_error("cannot write '%s'", path);
  }
}

static const BmSet *set_find(const char *name)
{
  static const BmSet *const sets[] = {&bm_set_round,  &bm_set_unlike, &bm_set_locked,
                                      &bm_set_damage, &bm_set_sealed, &bm_set_reserve};
  for (gsize i = 0; i < G_N_ELEMENTS(sets); i++)
    if (strcmp(sets[i]->name, name) == 0)
      return sets[i];
  return NULL;
}

typedef struct Wish {
  char *set, *damage, *rescan;
  int seed;
} Wish;

static void wish_clear(Wish *wish)
{
  g_free(wish->set);
  g_free(wish->damage);
  g_free(wish->rescan);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Wish, wish_clear)

static gboolean wish_read(Wish *wish, int *argc, char ***argv)
{
  const GOptionEntry entries[] = {
      {"set", 0, 0, G_OPTION_ARG_STRING, &wish->set,
       "which set: round, unlike, locked, sealed, reserve or damage", "NAME"},
      {"seed", 0, 0, G_OPTION_ARG_INT, &wish->seed, "same seed, same bytes", "N"},
      {"damage", 0, 0, G_OPTION_ARG_STRING, &wish->damage, "one damage, see below",
       "KIND=LEVEL"},
      {"rescan", 0, 0, G_OPTION_ARG_FILENAME, &wish->rescan,
       "scan the pictures once more into a folder", "OUT"},
      {0}};
  g_autoptr(GOptionContext) context =
      g_option_context_new("OUT|PICTURE… - draw invented school works as scans");
  g_option_context_add_main_entries(context, entries, NULL);
  g_autofree char *help = bm_damage_help();
  g_option_context_set_description(context, help);
  g_autoptr(GError) error = NULL;
  if (g_option_context_parse(context, argc, argv, &error) &&
      (wish->rescan != NULL ? *argc > 1 : *argc == 2))
    return TRUE;
  g_printerr("%s\n", error != NULL ? error->message : "one folder is needed; see --help");
  return FALSE;
}

int main(int argc, char **argv)
{
  setlocale(LC_ALL, "C.UTF-8");
  setlocale(LC_NUMERIC, "C");
  g_auto(Wish) wish = {.set = g_strdup("round"), .seed = 1};
  if (!wish_read(&wish, &argc, &argv))
    return 2;
  BmDamage damage = {0};
  if (wish.damage != NULL && !bm_damage_parse(wish.damage, &damage)) {
    g_printerr("no damage '%s'; see --help\n", wish.damage);
    return 2;
  }
  if (wish.rescan != NULL) {
    rescan(&damage, wish.rescan, argv + 1);
    return 0;
  }
  const BmSet *set = set_find(wish.set);
  if (set == NULL) {
    g_printerr("no set '%s'\n", wish.set);
    return 2;
  }
  draw_set(set, (guint32)wish.seed, wish.damage != NULL ? &damage : NULL, argv[1]);
  return 0;
}
