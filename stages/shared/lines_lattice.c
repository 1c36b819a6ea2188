/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Squares that came out so pale that no line of them is whole. Their scraps still stand at one
 * distance from each other over the whole sheet, which writing and cells never do.
 */
#include <math.h>
#include <stdlib.h>

#include "stages/shared/brick.h"
#include "stages/shared/lines_part.h"

#define SCRAP_MM 1.5 /* runs shorter than this tell nothing */
#define THICK_MM 0.4 /* lines of squares are thinner */
#define NEAR_MM 4.5  /* squares are 5 mm */
#define FAR_MM 5.6
#define PITCH_STEP 0.05   /* pixels; forty squares add up to two */
#define HELD_SHARE 40     /* percent of all runs that lie on the lattice; by chance 18 */
#define COVER_SHARE 45    /* percent of the lattice's lines that have runs */
#define LINE_LEAST_MM 4.0 /* of runs on a line */
#define LINES_LEAST 20
#define SIDE_PX 3 /* what is left of skew */

/* length of thin straight runs, by their place across their direction */
static int *profile_of(const BmLines *lines, PIX *rules, gboolean is_across, int *ret_size)
{
  int length = bm_lines_px(SCRAP_MM), fat = bm_lines_px(THICK_MM) + 1;
  g_autoptr(PIX) ink = pixOr(NULL, lines->text, rules);
  g_autoptr(PIX) runs =
      is_across ? bm_brick_open(ink, length, 1) : bm_brick_open(ink, 1, length);
  g_autoptr(PIX) thick = is_across ? bm_brick_open(runs, 1, fat) : bm_brick_open(runs, fat, 1);
  pixSubtract(runs, runs, thick);
  g_autoptr(NUMA) sums =
      is_across ? pixCountPixelsByRow(runs, NULL) : pixCountPixelsByColumn(runs);
  *ret_size = is_across ? lines->height : lines->width;
  int *profile = g_new0(int, *ret_size + 1);
  for (int i = 0; sums != NULL && i < MIN(*ret_size, numaGetCount(sums)); i++)
    numaGetIValue(sums, i, &profile[i]);
  return profile;
}

static int near_sum(const int *profile, int size, int at)
{
  int sum = 0;
  for (int i = MAX(at - SIDE_PX, 0); i <= MIN(at + SIDE_PX, size - 1); i++)
    sum += profile[i];
  return sum;
}

typedef struct Lattice {
  double pitch, phase;
  gint64 held; /* run length on it */
} Lattice;

static gint64 lattice_held(const int *near, int size, double pitch, double phase)
{
  gint64 held = 0;
  for (double at = phase; at < size; at += pitch)
    held += near[(int)lround(at) < size ? (int)lround(at) : size - 1];
  return held;
}

static Lattice lattice_best(const int *near, int size)
{
  Lattice best = {0, 0, -1};
  for (double pitch = bm_lines_px(NEAR_MM); pitch <= bm_lines_px(FAR_MM); pitch += PITCH_STEP)
    for (double phase = 0; phase < pitch; phase += 1) {
      gint64 held = lattice_held(near, size, pitch, phase);
      if (held > best.held)
        best = (Lattice){pitch, phase, held};
    }
  return best;
}

static int peak_near(const int *profile, int size, int at)
{
  int best = CLAMP(at, 0, size - 1);
  for (int i = MAX(at - SIDE_PX, 0); i <= MIN(at + SIDE_PX, size - 1); i++)
    best = profile[i] > profile[best] ? i : best;
  return best;
}

GArray *bm_lines_lattice(const BmLines *lines, PIX *rules, gboolean is_across, int *ret_pitch)
{
  int size = 0, count = 0, covered = 0;
  g_autofree int *profile = profile_of(lines, rules, is_across, &size);
  g_autofree int *near = g_new0(int, size + 1);
  gint64 total = 0;
  for (int i = 0; i < size; i++) {
    near[i] = near_sum(profile, size, i);
    total += profile[i];
  }
  Lattice best = lattice_best(near, size);
  GArray *places = g_array_new(FALSE, FALSE, sizeof(int));
  *ret_pitch = (int)lround(best.pitch);
  if (best.pitch <= 0 || best.held * 100 < total * HELD_SHARE)
    return places;
  for (double at = best.phase; at < size; at += best.pitch, count++) {
    int place = peak_near(profile, size, (int)lround(at));
    covered += near[MIN((int)lround(at), size - 1)] >= bm_lines_px(LINE_LEAST_MM) ? 1 : 0;
    g_array_append_val(places, place);
  }
  if (count < LINES_LEAST || covered * 100 < count * COVER_SHARE)
    g_array_set_size(places, 0);
  return places;
}
