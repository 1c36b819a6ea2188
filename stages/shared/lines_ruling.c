/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The paper's own ruling, found by its period and phase and taken out: lines from margin to
 * margin at one distance, squares, and the scraps of them that were too short for rules.
 */
#include <math.h>
#include <stdlib.h>

#include "stages/shared/brick.h"
#include "stages/shared/ink.h"
#include "stages/shared/lines_part.h"

#define RULING_LEAST 9     /* rules at one distance that make ruled paper */
#define RULING_NEAR_MM 3.5 /* squares are 5 mm, ruling 8 mm (domain.md §4) */
#define RULING_FAR_MM 13.0
#define STROKE_MM 12.0   /* shorter runs beside the lattice are written */
#define PALE_RUN_MM 10.0 /* on pale squares what is longer was drawn */
#define SCRAP_RUN_MM 0.9
#define SCRAP_THICK_MM 0.4 /* lines of squares are thinner, strokes of pens hardly */
#define SCRAP_SHARE 70     /* percent of a piece that lies on the lattice */

/* mean of the steps that agree with a pitch */
static int pitch_refine(const GArray *places, int pitch)
{
  double sum = 0;
  int count = 0;
  for (guint i = 1; i < places->len; i++) {
    int step = g_array_index(places, int, i) - g_array_index(places, int, i - 1);
    int times = pitch > 0 ? MAX((step + pitch / 2) / pitch, 1) : 1;
    if (abs(step - pitch * times) <= 2 + times && times <= 3) {
      sum += step;
      count += times;
    }
  }
  return count > 0 ? (int)lround(sum / count) : pitch;
}

/* the distance that most rules follow one after the other, and how many do so without a break
 */
static int pitch_of(const GArray *places, int *ret_count)
{
  int best = 0, best_count = 0;
  for (int pitch = bm_lines_px(RULING_NEAR_MM); pitch <= bm_lines_px(RULING_FAR_MM); pitch++) {
    int count = 0;
    for (guint i = 1; i < places->len; i++) {
      int step = g_array_index(places, int, i) - g_array_index(places, int, i - 1);
      int times = MAX((step + pitch / 2) / pitch, 1); /* a rule may be lost under writing */
      count = abs(step - pitch * times) <= 2 + times && times <= 3 ? count + 1 : 0;
      if (count > best_count) {
        best = pitch;
        best_count = count;
      }
    }
  }
  *ret_count = best_count;
  return pitch_refine(places, best);
}

/* places of long rules: along y for horizontal ones, along x for vertical ones */
static GArray *long_rule_places(const BmLines *lines, const GArray *rules, gboolean is_across)
{
  GArray *places = g_array_new(FALSE, FALSE, sizeof(int));
  int size = is_across ? lines->height : lines->width;
  g_autofree int *inked = g_new0(int, size + 1);
  for (guint i = 0; i < rules->len; i++) {
    BmBox rule = g_array_index(rules, BmBox, i);
    int place = is_across ? rule.y + rule.h / 2 : rule.x + rule.w / 2;
    inked[CLAMP(place, 0, size)] += is_across ? rule.w : rule.h;
  }
  int least = (is_across ? lines->width : lines->height) * 2 / 5;
  for (int i = 1; i + 1 < size; i++) {
    int sum = inked[i - 1] + inked[i] + inked[i + 1];
    if (sum < least || (places->len > 0 && i - g_array_index(places, int, places->len - 1) < 8))
      continue;
    g_array_append_val(places, i);
  }
  return places;
}

static gboolean is_on_lattice(int place, const GArray *places, int pitch)
{
  for (guint i = 0; i < places->len; i++) {
    int away = abs(place - g_array_index(places, int, i));
    int off = away % pitch;
    if (away <= 3 * pitch && MIN(off, pitch - off) <= 3)
      return TRUE;
  }
  return FALSE;
}

/* One direction of the ruling. */
typedef struct Lattice {
  const GArray *places;
  int pitch;
  gboolean is_across;
  int most; /* pixels; a longer run was drawn, 0: none was */
} Lattice;

static int run_length(const Lattice *lattice, BmBox run)
{
  return lattice->is_across ? run.w : run.h;
}

static gboolean run_is_on(const Lattice *lattice, BmBox run)
{
  int place = lattice->is_across ? run.y + run.h / 2 : run.x + run.w / 2;
  return is_on_lattice(place, lattice->places, lattice->pitch);
}

/* Move the runs that lie on the lattice to @ruling; short ones beside it are strokes again. */
static void runs_sort(BmLines *lines, PIX *runs, PIX *ruling, Lattice lattice)
{
  g_autoptr(GArray) parts = bm_parts_of(runs);
  for (guint i = 0; i < parts->len; i++) {
    BmBox run = g_array_index(parts, BmBox, i);
    BmBox near = bm_box_grow(run, 1, 1);
    int length = run_length(&lattice, run);
    if (lattice.most > 0 && length > lattice.most)
      continue;
    if (run_is_on(&lattice, run))
      pixRasterop(ruling, near.x, near.y, near.w, near.h, PIX_SRC | PIX_DST, runs, near.x,
                  near.y);
    else if (length < bm_lines_px(STROKE_MM))
      pixRasterop(lines->text, near.x, near.y, near.w, near.h, PIX_SRC | PIX_DST, lines->ink,
                  near.x, near.y);
    else
      continue;
    pixRasterop(runs, run.x, run.y, run.w, run.h, PIX_CLR, NULL, 0, 0);
  }
}

/* thin straight runs of @text that lie on the lattice */
static PIX *lattice_runs(PIX *text, const GArray *places, int pitch, gboolean is_across)
{
  int length = bm_lines_px(SCRAP_RUN_MM), fat = bm_lines_px(SCRAP_THICK_MM) + 1;
  PIX *runs = is_across ? bm_brick_open(text, length, 1) : bm_brick_open(text, 1, length);
  g_autoptr(PIX) thick = is_across ? bm_brick_open(runs, 1, fat) : bm_brick_open(runs, fat, 1);
  pixSubtract(runs, runs, thick);
  g_autoptr(GArray) parts = bm_parts_of(runs);
  for (guint i = 0; i < parts->len; i++) {
    BmBox run = g_array_index(parts, BmBox, i);
    int place = is_across ? run.y + run.h / 2 : run.x + run.w / 2;
    if (!is_on_lattice(place, places, pitch))
      pixRasterop(runs, run.x, run.y, run.w, run.h, PIX_CLR, NULL, 0, 0);
  }
  return runs;
}

/* Corners and crossings of squares that were too short for rules: pieces that consist of thin
 * straight runs on the lattice, unlike writing, of which only a stroke may lie there. */
static void scraps_drop(BmLines *lines, const GArray *ys, int pitch, const GArray *xs,
                        int pitch_down)
{
  g_autoptr(PIX) runs = lattice_runs(lines->text, ys, pitch, TRUE);
  g_autoptr(PIX) upright = lattice_runs(lines->text, xs, pitch_down, FALSE);
  pixOr(runs, runs, upright);
  pixDilateBrick(runs, runs, 3, 3);
  pixAnd(runs, runs, lines->text);
  g_autoptr(GArray) parts = bm_parts_of(lines->text);
  for (guint i = 0; i < parts->len; i++) {
    BmBox part = g_array_index(parts, BmBox, i);
    if (bm_ink_count(runs, part) * 100 < bm_ink_count(lines->text, part) * SCRAP_SHARE)
      pixRasterop(runs, part.x, part.y, part.w, part.h, PIX_CLR, NULL, 0, 0);
  }
  pixSubtract(lines->text, lines->text, runs);
}

/* squares whose lines are broken: places and pitches from their scraps in both directions */
static gboolean pale_squares(const BmLines *lines, PIX *across, PIX *down, GArray **ys,
                             int *pitch, GArray **xs, int *pitch_down)
{
  int across_pitch = 0, upright_pitch = 0;
  g_autoptr(GArray) flat = bm_lines_lattice(lines, across, TRUE, &across_pitch);
  g_autoptr(GArray) upright =
      flat->len > 0 ? bm_lines_lattice(lines, down, FALSE, &upright_pitch) : NULL;
  if (upright == NULL || upright->len == 0 || abs(across_pitch - upright_pitch) > 2)
    return FALSE;
  g_array_unref(*ys);
  g_array_unref(*xs);
  *ys = g_steal_pointer(&flat);
  *xs = g_steal_pointer(&upright);
  *pitch = across_pitch;
  *pitch_down = upright_pitch;
  return TRUE;
}

void bm_lines_ruling_drop(BmLines *lines, PIX *across, PIX *down)
{
  g_autoptr(GArray) flat = bm_parts_of(across);
  g_autoptr(GArray) upright = bm_parts_of(down);
  g_autoptr(GArray) ys = long_rule_places(lines, flat, TRUE);
  g_autoptr(GArray) xs = long_rule_places(lines, upright, FALSE);
  int n_across = 0, n_down = 0;
  int pitch = pitch_of(ys, &n_across), pitch_down = pitch_of(xs, &n_down);
  gboolean is_squared = n_down >= RULING_LEAST && abs(pitch_down - pitch) <= 4;
  gboolean is_pale =
      !is_squared && pale_squares(lines, across, down, &ys, &pitch, &xs, &pitch_down);
  int most = is_pale ? bm_lines_px(PALE_RUN_MM) : 0;
  if (is_pale) {
    is_squared = TRUE;
    n_across = RULING_LEAST;
  }
  if (n_across < RULING_LEAST || (!is_squared && xs->len > 2)) /* a large table has columns */
    return;
  lines->ruling_px = pitch;
  lines->is_squared = is_squared;
  g_autoptr(PIX) ruling = pixCreateTemplate(across);
  runs_sort(lines, across, ruling, (Lattice){ys, pitch, TRUE, most});
  if (is_squared) {
    runs_sort(lines, down, ruling, (Lattice){xs, pitch_down, FALSE, most});
    scraps_drop(lines, ys, pitch, xs, pitch_down);
  }
  pixDilateBrick(ruling, ruling, 3, 3);
  g_autoptr(PIX) bare = pixSubtract(NULL, lines->ink, ruling);
  pixOr(bare, bare, lines->text);
  pixCopy(lines->ink, bare);
}
