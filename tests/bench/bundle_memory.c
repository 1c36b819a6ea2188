/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Time and memory of a bundle by its number of pages.
 * Usage: bundle_memory WORK.pdf [PAGES …]: bundles of that many pages (100, 300, 1000), made of
 * the work again and again; each in a process of its own.
 */
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pipeline/stage.h"
#include "stages/bundle/join.h"
#include "stages/shared/autoptr.h"

extern const BmStage bm_stage_bundle;

static guint pages_of(const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BmJoin) join = bm_join_new("", "/tmp");
  guint source = 0, pages = 0;
  if (!bm_join_open(join, path, FALSE, "work_unreadable", &source, &pages, &error))
    g_error("%s", error->message);
  return pages;
}

static json_t *ticket_of(const char *work, const char *scratch, guint n_works, guint pages)
{
  json_t *works = json_array(), *share = json_array();
  for (guint i = 0; i < n_works; i++) {
    char number[16], alias[8];
    g_snprintf(number, sizeof number, "%03u-%03u-%03u", 100 + i / 1000, i % 1000, i % 7);
    g_snprintf(alias, sizeof alias, "K%u", i / 25 + 1);
    json_array_append_new(works,
                          json_pack("{s:s,s:s,s:i,s:s}", "work_no", number, "class_alias",
                                    alias, "pages", (int)pages, "path", work));
    json_array_append_new(share, json_string(number));
  }
  return json_pack("{s:s,s:s,s:s,s:{s:{s:[{s:s,s:i}]},s:o},s:{s:b,s:b,s:s,s:i},"
                   "s:[{s:s,s:{s:{s:o}}}]}",
                   "stage", "bundle", "scratch", scratch, "seed", "5eed", "context",
                   "assessment", "tasks", "id", "1", "max", 2, "works", works, "params",
                   "duplex", 1, "class_sheets", 1, "score_sheet", "boxes", "works_per_bundle",
                   0, "inputs", "id", "m01", "facts", "allocate", "works", share);
}

static int bundle_make(const char *work, const char *scratch, guint n_works, guint pages)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) ticket = ticket_of(work, scratch, n_works, pages);
  g_autoptr(BmJob) job = bm_job_new(ticket, &error);
  if (job != NULL && bm_stage_bundle.run(job, &error) == BM_DONE)
    return 0;
  fprintf(stderr, "%s\n", error->message);
  return 1;
}

static void scratch_remove(const char *scratch, gint64 *ret_bytes)
{
  g_autoptr(GDir) dir = g_dir_open(scratch, 0, NULL);
  for (const char *name = g_dir_read_name(dir); name != NULL; name = g_dir_read_name(dir)) {
    g_autofree char *path = g_build_filename(scratch, name, NULL);
    GStatBuf about;
    if (g_str_has_suffix(name, "bundle.pdf") && g_stat(path, &about) == 0)
      *ret_bytes = about.st_size;
    g_unlink(path);
  }
  g_rmdir(scratch);
}

static int measure(const char *work, guint pages, guint n_works)
{
  g_autofree char *scratch = g_dir_make_tmp("bundle-memory-XXXXXX", NULL);
  gint64 begin = g_get_monotonic_time(), bytes = 0;
  pid_t child = fork();
  if (child == 0)
    _exit(bundle_make(work, scratch, n_works, pages));
  int status = 0;
  struct rusage usage;
  if (wait4(child, &status, 0, &usage) != child || status != 0)
    return 1;
  scratch_remove(scratch, &bytes);
  printf("%5u pages, %5.1f MB: %5.1f s, peak %ld MB\n", n_works * pages, (double)bytes / 1e6,
         (double)(g_get_monotonic_time() - begin) / 1e6, usage.ru_maxrss / 1024);
  return 0;
}

int main(int argc, char **argv)
{
  static const guint presets[] = {100, 300, 1000};
  if (argc < 2) {
    fputs("usage: bundle_memory WORK.pdf [PAGES …]\n", stderr);
    return 2;
  }
  guint pages = pages_of(argv[1]);
  int bad = 0;
  for (int i = 2; i < argc; i++)
    bad |= measure(argv[1], pages, (guint)atoi(argv[i]) / pages);
  for (guint i = 0; argc == 2 && i < G_N_ELEMENTS(presets); i++)
    bad |= measure(argv[1], pages, presets[i] / pages);
  return bad;
}
