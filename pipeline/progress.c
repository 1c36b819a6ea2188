/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Progress for a person. */
#include "pipeline/progress.h"

#include "pipeline/lang.h"
#include "stages/chain.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define REDRAW_US 100000
#define LINE_US 5000000 /* where nobody redraws, a line now and then is enough */

typedef struct Tally {
  guint items;
  double cpu_s;
  gint64 peak_kib;
} Tally;

struct BmProgress {
  gboolean is_quiet, is_terminal, has_bar;
  gint64 shown_us;
  Tally *tallies; /* in chain order */
  guint n;
};

BmProgress *bm_progress_new(gboolean is_quiet)
{
  BmProgress *progress = g_new0(BmProgress, 1);
  progress->is_quiet = is_quiet;
  progress->is_terminal = isatty(STDERR_FILENO) && g_strcmp0(g_getenv("TERM"), "dumb") != 0;
  bm_chain(&progress->n);
  progress->tallies = g_new0(Tally, progress->n);
  progress->shown_us = g_get_monotonic_time();
  return progress;
}

static void bar_clear(BmProgress *progress)
{
  if (progress->has_bar)
    fputs("\r\033[K", stderr);
  progress->has_bar = FALSE;
}

static void counts_show(BmProgress *progress)
{
  guint n;
  const BmStage *const *chain = bm_chain(&n);
  g_autoptr(GString) line = g_string_new(NULL);
  for (guint i = 0; i < n; i++)
    if (progress->tallies[i].items > 0)
      g_string_append_printf(line, "%s%s %u", line->len > 0 ? "  " : "", chain[i]->name,
                             progress->tallies[i].items);
  bar_clear(progress);
  fputs(line->str, stderr);
  if (!progress->is_terminal)
    fputc('\n', stderr);
  progress->has_bar = progress->is_terminal;
  fflush(stderr);
}

void bm_progress_step(BmProgress *progress, const char *stage, guint items, double cpu_s,
                      gint64 peak_kib)
{
  guint n;
  const BmStage *const *chain = bm_chain(&n);
  for (guint i = 0; i < n; i++)
    if (strcmp(chain[i]->name, stage) == 0) {
      progress->tallies[i].items += items;
      progress->tallies[i].cpu_s += cpu_s;
      progress->tallies[i].peak_kib = MAX(progress->tallies[i].peak_kib, peak_kib);
    }
  gint64 now = g_get_monotonic_time();
  if (progress->is_quiet ||
      now - progress->shown_us < (progress->is_terminal ? REDRAW_US : LINE_US))
    return;
  progress->shown_us = now;
  counts_show(progress);
}

void bm_progress_tally(const BmProgress *progress, json_t *tally)
{
  guint n;
  const BmStage *const *chain = bm_chain(&n);
  for (guint i = 0; i < n; i++)
    if (progress->tallies[i].items > 0)
      json_object_set_new(tally, chain[i]->name,
                          json_pack("{s:i,s:f,s:I}", "items", (int)progress->tallies[i].items,
                                    "cpu_s", progress->tallies[i].cpu_s, "peak_kib",
                                    (json_int_t)progress->tallies[i].peak_kib));
}

void bm_progress_say(BmProgress *progress, const char *fmt, ...)
{
  if (progress->is_quiet)
    return;
  va_list args;
  va_start(args, fmt);
  g_autofree char *text = g_strdup_vprintf(fmt, args);
  va_end(args);
  bar_clear(progress);
  fprintf(stderr, "%s\n", text);
}

void bm_progress_free(BmProgress *progress)
{
  if (progress == NULL)
    return;
  bar_clear(progress);
  guint n;
  const BmStage *const *chain = bm_chain(&n);
  for (guint i = 0; i < n && !progress->is_quiet; i++)
    if (progress->tallies[i].items > 0)
      fprintf(stderr,
              bm_tr("  %-9s %6u шт. %8.1f с процессора\n", "  %-9s %6u items %8.1f s of CPU\n"),
              chain[i]->name, progress->tallies[i].items, progress->tallies[i].cpu_s);
  g_free(progress->tallies);
  g_free(progress);
}
