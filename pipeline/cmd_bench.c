/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * blindmark bench: what each stage costs on the caller's own scans, beside what any program
 * must pay (decode and encode the page) and what a plain OCR redactor pays (one full-page OCR
 * pass).
 */
#include "pipeline/cmd.h"
#include "pipeline/lang.h"
#include "pipeline/oneshot.h"
#include "pipeline/order.h"
#include "pipeline/templates.h"
#include "pipeline/workspace.h"
#include "stages/shared/ocr.h"
#include "stages/shared/page.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define OCR_PAGES 12 /* full-page OCR takes seconds a page: a sample is enough */

/* one page a work, so that every page can go the whole way */
static const char conf_text[] = "[round]\nrelease=auto\nseed=1\npages_per_work=1\n"
                                "[engine]\nquiet_s=0\nbroken_run_s=0\nkeep_pages=true\n";

static void files_find(const char *folder, GPtrArray *files)
{
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (g_file_test(path, G_FILE_TEST_IS_DIR))
      files_find(path, files);
    else
      g_ptr_array_add(files, g_steal_pointer(&path));
  }
}

static double cpu_now(void)
{
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static gint64 own_peak_kib(void)
{
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

/* The works of a bench have no school: without this they would wait for a person. */
static void class_settle(const char *ws, char **inputs)
{
  for (guint i = 0; inputs[i] != NULL; i++) {
    g_autofree char *name = bm_oneshot_name(i, inputs[i]);
    g_autofree char *from = g_build_filename(ws, "inbox", name, NULL);
    g_autofree char *folder = g_build_filename(ws, "inbox", "bench", "1", NULL);
    g_autofree char *to = g_build_filename(folder, name, NULL);
    g_mkdir_with_parents(folder, 0700);
    g_rename(from, to);
  }
}

typedef struct Base {
  double codec_s, ocr_s;
  int codec_pages, ocr_pages;
} Base;

static void page_encode(PIX *page, const char *scratch)
{
  if (pixGetDepth(page) == 1) {
    bm_page_write(page, scratch, NULL);
    return;
  }
  l_uint8 *bytes = NULL;
  size_t size = 0;
  pixWriteMemJpeg(&bytes, &size, page, 80, 0);
  lept_free(bytes);
}

static void page_measure(const char *path, const char *scratch, Base *base)
{
  double start = cpu_now();
  g_autoptr(PIX) page = bm_page_read(path, NULL);
  if (page == NULL)
    return;
  page_encode(page, scratch);
  base->codec_s += cpu_now() - start;
  base->codec_pages++;
  if (base->ocr_pages >= OCR_PAGES)
    return;
  start = cpu_now();
  BmBox all = {0, 0, pixGetWidth(page), pixGetHeight(page)};
  double dpi = pixGetXRes(page) > 0 ? pixGetXRes(page) : 300;
  g_autoptr(GPtrArray) words = bm_ocr_block(page, dpi, all, NULL);
  base->ocr_s += cpu_now() - start;
  base->ocr_pages += words != NULL;
}

/* The pages as intake left them; blank sides are measured too, every program reads them. */
static void base_measure(BmOpen *open, Base *base)
{
  g_autoptr(json_t) pages = bm_ledger_items_of_class(open->ledger, "page");
  g_autofree char *scratch = g_build_filename(open->ws, "spool", "bench.tif", NULL);
  size_t i;
  json_t *page;
  bm_ocr_ready(NULL);
  json_array_foreach (pages, i, page) {
    const char *file =
        json_string_value(json_object_get(json_object_get(page, "files"), "intake"));
    if (file == NULL)
      continue;
    g_autofree char *path = g_build_filename(open->ws, file, NULL);
    page_measure(path, scratch, base);
  }
}

static json_t *per_page(double seconds, int pages)
{
  return json_pack("{s:i,s:f,s:f}", "pages", pages, "ms_per_page",
                   pages > 0 ? 1000 * seconds / pages : 0.0, "pages_per_s_core",
                   seconds > 0 ? pages / seconds : 0.0);
}

static json_t *report_make(BmOpen *open, json_t *tally)
{
  Base base = {0};
  gint64 supervisor_kib = own_peak_kib(); /* before this process opens a page itself */
  base_measure(open, &base);
  json_t *stages = json_object(), *one;
  const char *name;
  gint64 worker_kib = 0;
  double sum_s = 0;
  int n_pages = 0;
  json_object_foreach (tally, name, one) {
    int items = (int)json_integer_value(json_object_get(one, "items"));
    double cpu_s = json_number_value(json_object_get(one, "cpu_s"));
    worker_kib = MAX(worker_kib, json_integer_value(json_object_get(one, "peak_kib")));
    sum_s += cpu_s;
    n_pages = MAX(n_pages, items);
    json_object_set_new(stages, name, per_page(cpu_s, items));
  }
  return json_pack("{s:o,s:o,s:o,s:o,s:{s:f,s:f}}", "stages", stages, "chain",
                   per_page(sum_s, n_pages), "decode_encode",
                   per_page(base.codec_s, base.codec_pages), "full_page_ocr",
                   per_page(base.ocr_s, base.ocr_pages), "peak_mib", "worker",
                   (double)worker_kib / 1024, "supervisor", (double)supervisor_kib / 1024);
}

static void line_print(const char *name, json_t *row)
{
  printf("%-16s %6d %10.1f %10.2f\n", name,
         (int)json_integer_value(json_object_get(row, "pages")),
         json_number_value(json_object_get(row, "ms_per_page")),
         json_number_value(json_object_get(row, "pages_per_s_core")));
}

static void report_print(json_t *report)
{
  printf("%-16s %6s %10s %10s\n", "", bm_tr("стр.", "pages"), bm_tr("мс/стр.", "ms/page"),
         bm_tr("стр./с·ядро", "p/s·core"));
  const char *name;
  json_t *row;
  json_object_foreach (json_object_get(report, "stages"), name, row)
    line_print(name, row);
  static const char *const rest[] = {"chain", "decode_encode", "full_page_ocr"};
  for (guint i = 0; i < G_N_ELEMENTS(rest); i++)
    line_print(rest[i], json_object_get(report, rest[i]));
  json_t *peak = json_object_get(report, "peak_mib");
  printf(bm_tr("память, МиБ: рабочий процесс до %.0f, управляющий до %.0f\n",
               "memory, MiB: worker up to %.0f, supervisor up to %.0f\n"),
         json_number_value(json_object_get(peak, "worker")),
         json_number_value(json_object_get(peak, "supervisor")));
}

static json_t *bench_run(const char *folder, const char *procedure, const BmRunOptions *options,
                         GError **error)
{
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
  files_find(folder, files);
  g_ptr_array_sort(files, bm_by_text);
  g_ptr_array_add(files, NULL);
  char **inputs = (char **)files->pdata;
  if (inputs[0] == NULL) {
    bm_fail(error, BM_ERROR_SETTING, "folder_none", "no scans in '%s'", folder);
    return NULL;
  }
  g_autoptr(BmTemp) temp = bm_oneshot_make(procedure, inputs, conf_text, error);
  if (temp == NULL)
    return NULL;
  const char *ws = bm_temp_path(temp);
  class_settle(ws, inputs);
  g_auto(BmOpen) open = {0};
  json_t *report = NULL;
  guint n_templates = 0;
  g_autoptr(BmTemplates) templates = bm_templates_of_round(procedure, error);
  if (templates != NULL && bm_templates_enter(templates, ws, &n_templates, error) &&
      bm_supervise(ws, BM_MODE_RUN, options, error) && bm_open(&open, ws, error))
    report = report_make(&open, options->tally);
  return report;
}

int bm_cmd_bench(int argc, char **argv)
{
  gboolean is_json = FALSE;
  g_autofree char *procedure = NULL;
  GOptionEntry entries[] = {
      {"json", 0, 0, G_OPTION_ARG_NONE, &is_json, bm_tr("для программ", "for programs"), NULL},
      {"procedure", 0, 0, G_OPTION_ARG_FILENAME, &procedure,
       bm_tr("папка с roster.csv, assessment.json, forms/*.form",
             "folder with roster.csv, assessment.json, forms/*.form"),
       "DIR"},
      G_OPTION_ENTRY_NULL};
  if (g_getenv("OMP_THREAD_LIMIT") == NULL) { /* read before main: start again with it */
    g_setenv("OMP_THREAD_LIMIT", "1", TRUE);
    argv[-1] = (char *)"blindmark";
    execv("/proc/self/exe", argv - 1);
  }
  int code = bm_cmd_parse(&argc, &argv, entries, 1, 1);
  if (code >= 0)
    return code;
  g_autoptr(json_t) tally = json_object();
  BmRunOptions options = {.is_quiet = is_json, .tally = tally};
  GError *error = NULL;
  g_autoptr(json_t) report = bench_run(argv[1], procedure, &options, &error);
  if (report == NULL)
    return bm_cmd_fail(error);
  if (is_json)
    bm_cmd_print_json(json_incref(report));
  else
    report_print(report);
  return BM_EXIT_DONE;
}
