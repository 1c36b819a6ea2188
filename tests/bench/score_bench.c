/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bench of printed score sheets: draws bundles, fills them by hands of which the truth is
 * known, and counts what is read wrong or held back. tests/bench/score_sheets runs it.
 *
 *   score_bench draw DIR SEED N            DIR/bNN.pdf, DIR/kits.json
 *   score_bench fill DIR SEED other|usual  DIR/blank/bNN-P.png → DIR/filled/bNN-P.png,
 * truth.json
 *   score_bench read DIR SCAN…             SCAN is named bNN-P…; prints the counts as JSON
 *   score_bench told KIT STEM OUT.tif DPI  fills one bundle's pages as KIT tells (score_fill.h)
 */
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "pipeline/json_text.h"
#include "score_fill.h"
#include "stages/bundle/sheet.h"
#include "stages/collect/paper.h"

#define CORRECTED 0.004 /* share of marks that are struck out and set again */
#define STRUCK 0.002    /* that are struck out and not set again */
#define ROW_EMPTY 0.003 /* of works */
#define TRUTH_X (-2)
#define TRUTH_NONE (-1)

static char *in_dir(const char *dir, const char *format, ...) G_GNUC_PRINTF(2, 3);

static char *in_dir(const char *dir, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  g_autofree char *name = g_strdup_vprintf(format, args);
  va_end(args);
  return g_build_filename(dir, name, NULL);
}

static json_t *load(const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename(dir, name, NULL);
  json_t *json = json_load_file(path, 0, NULL);
  if (json == NULL)
    g_error("cannot read '%s'", path);
  return json;
}

static void save(const char *dir, const char *name, const json_t *json)
{
  g_autofree char *path = g_build_filename(dir, name, NULL);
  if (json_dump_file(json, path, JSON_INDENT(1)) != 0)
    g_error("cannot write '%s'", path);
}

/* --- bundles ---------------------------------------------------------------------------- */

static int any_max(GRand *rand)
{
  int at = g_rand_int_range(rand, 0, 100);
  return at < 55 ? 1 : at < 78 ? 2 : at < 90 ? 3 : g_rand_int_range(rand, 4, 13);
}

static json_t *any_kit(GRand *rand, guint n)
{
  json_t *tasks = json_array(), *classes = json_array();
  guint n_tasks = (guint)g_rand_int_range(rand, 6, 31);
  guint left = (guint)g_rand_int_range(rand, 6, 21), n_classes = 0;
  for (guint i = 0; i < n_tasks; i++) {
    g_autofree char *id = g_strdup_printf("%u", i + 1);
    json_array_append_new(tasks, json_pack("{s:s,s:i}", "id", id, "max", any_max(rand)));
  }
  while (left > 0) {
    guint here = (guint)g_rand_int_range(rand, 2, 16);
    here = MIN(here, left);
    g_autofree char *alias = g_strdup_printf("K%u", 10 + 7 * n_classes++);
    json_t *works = json_array();
    for (guint i = 0; i < here; i++) {
      g_autofree char *work_no = g_strdup_printf("%03u-%03u-%03u", 100 + n, 10 * left + i,
                                                 (guint)g_rand_int_range(rand, 0, 1000));
      json_array_append_new(works, json_string(work_no));
    }
    json_array_append_new(classes, json_pack("{s:s,s:o}", "alias", alias, "works", works));
    left -= here;
  }
  g_autofree char *code = g_strdup_printf("B%03u-%04X", n, g_rand_int(rand) & 0xFFFF);
  return json_pack("{s:s,s:s,s:i,s:o,s:o}", "bundle", code, "marker", "m07", "form_version", 1,
                   "tasks", tasks, "classes", classes);
}

/* Strings stay those of @json. */
static BmKit *kit_of(const json_t *json)
{
  size_t i, j;
  json_t *one, *work_no;
  BmKit *kit = g_new0(BmKit, 1);
  kit->marker = bm_json_text(json, "marker");
  kit->title = "Диагностическая работа";
  kit->subject = "Физика";
  kit->date = "15.10.2026";
  kit->code = g_strdup(bm_json_text(json, "bundle"));
  kit->tasks = g_array_new(FALSE, FALSE, sizeof(BmKitTask));
  kit->works = g_array_new(FALSE, FALSE, sizeof(BmKitWork));
  kit->classes = g_array_new(FALSE, FALSE, sizeof(BmKitClass));
  json_array_foreach (json_object_get(json, "tasks"), i, one) {
    BmKitTask task = {bm_json_text(one, "id"),
                      (int)json_integer_value(json_object_get(one, "max"))};
    g_array_append_val(kit->tasks, task);
  }
  json_array_foreach (json_object_get(json, "classes"), i, one) {
    const json_t *works = json_object_get(one, "works");
    BmKitClass group = {bm_json_text(one, "alias"), kit->works->len,
                        (guint)json_array_size(works), 1};
    g_array_append_val(kit->classes, group);
    json_array_foreach (works, j, work_no) {
      BmKitWork work = {.work_no = json_string_value(work_no),
                        .class_alias = group.alias,
                        .variant = "",
                        .pages = 1};
      g_array_append_val(kit->works, work);
    }
  }
  return kit;
}

static int draw(const char *dir, guint32 seed, guint n)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
  g_autoptr(json_t) kits = json_array();
  for (guint i = 0; i < n; i++) {
    json_t *json = any_kit(rand, i);
    json_array_append_new(kits, json);
    g_autoptr(BmKit) kit = kit_of(json);
    g_autoptr(GError) error = NULL;
    g_autofree char *path = in_dir(dir, "b%02u.pdf", i);
    if (!bm_sheet_write(kit, BM_SHEET_BUBBLES, path, &error))
      g_error("%s", error->message);
  }
  save(dir, "kits.json", kits);
  return 0;
}

/* --- filling ---------------------------------------------------------------------------- */

typedef struct Fill {
  GRand *rand;
  gboolean is_other;
  double dpi;
  Hand hand;
  const BmScorePaper *paper;
  const BmScorePage *page;
  json_t *truth; /* {"class row task": {"is", "by"}} */
  cairo_t *cr;
} Fill;

static void group_fill(const Fill *fill, const BmScoreBlock *block, guint row, guint task,
                       gboolean is_empty)
{
  guint n = bm_scorepaper_choices(fill->paper, block->first_task + task);
  guint choice = (guint)g_rand_int_range(fill->rand, 0, (gint32)n);
  HandMark mark = hand_next(&fill->hand, fill->rand, fill->is_other);
  gboolean is_corrected = !is_empty && g_rand_double(fill->rand) < CORRECTED;
  const FillPlace at = {fill->paper, fill->page, block, row, task};
  if (is_corrected)
    fill_bubble(fill->cr, &fill->hand, fill->rand, &at, (choice + 1) % n, mark, TRUE);
  gboolean is_struck = !is_empty && !is_corrected && g_rand_double(fill->rand) < STRUCK;
  if (!is_empty)
    fill_bubble(fill->cr, &fill->hand, fill->rand, &at, choice, mark, is_struck);
  int is = is_empty ? TRUTH_NONE : choice + 1 == n ? TRUTH_X : (int)choice;
  g_autofree char *key = g_strdup_printf("%u %u %u", fill->page->class_index,
                                         block->first_row + row, block->first_task + task);
  const char *by = is_empty       ? "none"
                   : is_corrected ? "corrected"
                   : is_struck    ? "struck"
                                  : hand_name(mark);
  json_object_set_new(fill->truth, key, json_pack("{s:i,s:s}", "is", is, "by", by));
}

/* cairo's pictures do not say how large they are. */
static void resolution_tell(const char *path, int dpi)
{
  g_autoptr(PIX) pix = pixRead(path);
  pixSetResolution(pix, dpi, dpi);
  if (pixWritePng(path, pix, 0) != 0)
    g_error("cannot write '%s'", path);
}

/* Returns the number of marks. */
static guint page_fill(Fill *fill, const char *from, const char *to)
{
  guint n = 0;
  cairo_surface_t *surface = cairo_image_surface_create_from_png(from);
  if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
    g_error("cannot read '%s'", from);
  fill->cr = cairo_create(surface);
  cairo_scale(fill->cr, fill->dpi / 25.4, fill->dpi / 25.4);
  for (guint b = 0; b < fill->page->n_blocks; b++)
    for (guint row = 0; row < fill->page->blocks[b].n_rows; row++) {
      const BmScoreBlock *block = &fill->page->blocks[b];
      gboolean is_empty = g_rand_double(fill->rand) < ROW_EMPTY;
      for (guint task = 0; task < block->n_tasks; task++, n++)
        group_fill(fill, block, row, task, is_empty);
    }
  cairo_destroy(fill->cr);
  if (cairo_surface_write_to_png(surface, to) != CAIRO_STATUS_SUCCESS)
    g_error("cannot write '%s'", to);
  cairo_surface_destroy(surface);
  resolution_tell(to, (int)fill->dpi);
  return n;
}

static int fill_all(const char *dir, guint32 seed, gboolean is_other, double dpi)
{
  size_t i;
  json_t *json;
  g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
  g_autoptr(json_t) kits = load(dir, "kits.json");
  g_autoptr(json_t) truth = json_object();
  g_autoptr(json_t) pages = json_object();
  json_array_foreach (kits, i, json) {
    g_autoptr(BmScorePaper) paper = fill_paper(json);
    json_t *marks = json_object();
    json_object_set_new(truth, bm_json_text(json, "bundle"), marks);
    for (guint p = 0; p < paper->pages->len; p++) {
      g_autofree char *name = g_strdup_printf("b%02zu-%u", i, p + 1);
      g_autofree char *from = in_dir(dir, "blank/%s.png", name);
      g_autofree char *to = in_dir(dir, "filled/%s.png", name);
      Fill fill = {.rand = rand, .is_other = is_other, .paper = paper, .truth = marks};
      fill.dpi = dpi;
      fill.hand = hand_new(rand, is_other);
      fill.page = &g_array_index(paper->pages, BmScorePage, p);
      json_object_set_new(pages, name, json_integer((json_int_t)page_fill(&fill, from, to)));
    }
  }
  g_autoptr(json_t) all = json_pack("{s:O,s:O}", "marks", truth, "pages", pages);
  save(dir, "truth.json", all);
  return 0;
}

/* --- reading ---------------------------------------------------------------------------- */

static void count(json_t *counts, const char *what, json_int_t by)
{
  json_int_t n = json_integer_value(json_object_get(counts, what));
  json_object_set_new(counts, what, json_integer(n + by));
}

/* counts[group][what] += 1 */
static void count_in(json_t *counts, const char *group, const char *what)
{
  json_t *part = json_object_get(counts, group);
  if (part == NULL) {
    part = json_object();
    json_object_set_new(counts, group, part);
  }
  count(part, what, 1);
}

static void mark_count(json_t *counts, const BmPaperPage *page, const BmPaperMark *mark,
                       const json_t *truth, const char *scan)
{
  g_autofree char *key =
      g_strdup_printf("%u %u %u", page->sheet->class_index, mark->row, mark->task);
  const json_t *known = json_object_get(truth, key);
  const char *by = bm_json_text(known, "by");
  gboolean is_odd =
      strcmp(by, "corrected") == 0 || strcmp(by, "struck") == 0 || strcmp(by, "none") == 0;
  gboolean is_right = json_integer_value(json_object_get(known, "is")) == mark->value;
  count(counts, is_odd ? "odd_marks" : "marks", 1);
  count_in(counts, by, "marks");
  if (mark->doubt != NULL) {
    count(counts, is_odd ? "odd_doubts" : "doubts", 1);
    count_in(counts, by, mark->doubt);
  } else if (!is_right || is_odd) {
    count(counts, is_odd ? "odd_errors" : "errors", 1);
    count_in(counts, by, "errors");
    fprintf(stderr, "%s: %s is %d, read %d, %.2f\n", scan, key,
            (int)json_integer_value(json_object_get(known, "is")), mark->value,
            mark->confidence);
  }
}

static void scan_read(json_t *counts, const char *path, const json_t *kits, const json_t *truth)
{
  g_autofree char *name = g_path_get_basename(path);
  name[strcspn(name, "._")] = '\0';
  g_autoptr(GError) error = NULL;
  g_autoptr(PIX) pix = pixRead(path);
  g_autoptr(PIX) flat = pix == NULL || pixGetColormap(pix) == NULL
                            ? NULL
                            : pixRemoveColormap(pix, REMOVE_CMAP_BASED_ON_SRC);
  g_autoptr(BmPaperPage) page =
      pix == NULL ? NULL : bm_paper_read(flat != NULL ? flat : pix, kits, NULL, &error);
  count(counts, "pages", 1);
  if (page == NULL) {
    json_int_t n = json_integer_value(json_object_get(json_object_get(truth, "pages"), name));
    count(counts, "pages_refused", 1);
    count(counts, "marks", n);
    count(counts, "doubts", n);
    fprintf(stderr, "%s: %s\n", path, error != NULL ? error->message : "no picture");
    return;
  }
  const json_t *marks =
      json_object_get(json_object_get(truth, "marks"), bm_json_text(page->kit, "bundle"));
  for (guint i = 0; i < page->marks->len; i++)
    mark_count(counts, page, bm_paper_mark(page, i), marks, path);
}

static int read_all(const char *dir, char **scans)
{
  g_autoptr(json_t) kits = load(dir, "kits.json");
  g_autoptr(json_t) truth = load(dir, "truth.json");
  g_autoptr(json_t) counts = json_object();
  for (; *scans != NULL; scans++)
    scan_read(counts, *scans, kits, truth);
  g_autofree char *text = json_dumps(counts, JSON_SORT_KEYS | JSON_INDENT(1));
  puts(text);
  return 0;
}

int main(int argc, char **argv)
{
  setlocale(LC_ALL, "C.UTF-8");
  setlocale(LC_NUMERIC, "C");
  const char *what = argc > 3 ? argv[1] : "";
  if (strcmp(what, "draw") == 0 && argc == 5)
    return draw(argv[2], (guint32)g_ascii_strtoull(argv[3], NULL, 10),
                (guint)g_ascii_strtoull(argv[4], NULL, 10));
  if (strcmp(what, "fill") == 0 && argc == 6)
    return fill_all(argv[2], (guint32)g_ascii_strtoull(argv[3], NULL, 10),
                    strcmp(argv[4], "other") == 0, g_ascii_strtod(argv[5], NULL));
  if (strcmp(what, "told") == 0 && argc == 6)
    return fill_told(argv[2], argv[3], argv[4], g_ascii_strtod(argv[5], NULL));
  if (strcmp(what, "read") == 0)
    return read_all(argv[2], argv + 3);
  fputs("see tests/bench/score_sheets\n", stderr);
  return 2;
}
