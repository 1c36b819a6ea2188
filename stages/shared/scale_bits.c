/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bits made gray at a smaller scale, as pixScaleToGray does: the page is first sampled so that
 * a side of the result has two, three or four pixels of it, which are then counted. Here the
 * counts of some pixels at once come from a table of all that eight bits can hold. And bits
 * at a larger scale. */
#include <string.h>

#include "stages/shared/scale.h"

#define WINDOW 8 /* bits of the page that a group of pixels is made of */

/* Which bits after the first make the pixels of a group, and their counts for each window. */
typedef struct Pattern {
  guint8 at[WINDOW];
  guint8 counts[1 << WINDOW][4];
} Pattern;

/* Pixels of the result that are made at once. */
typedef struct Group {
  int first; /* bit of the page */
  guint pattern;
} Group;

typedef struct Work {
  PIX *bits;
  int side, wide, n_groups; /* samples of a pixel, pixels of a group */
  GArray *patterns;         /* Pattern */
  Group *groups;
  int *rows; /* of the page, that are sampled */
} Work;

static void work_clear(Work *work)
{
  g_clear_pointer(&work->patterns, g_array_unref);
  g_free(work->groups);
  g_free(work->rows);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Work, work_clear)

/* Which of @length is taken for each of @n samples. */
static int sample_at(int length, int n, int i)
{
  float step = (float)length / (float)n;
  return MIN((int)((double)(step * (float)i) + 0.5), length - 1);
}

static void pattern_count(Pattern *pattern, int side, int wide)
{
  for (guint bits = 0; bits < 1 << WINDOW; bits++)
    for (int k = 0; k < side * wide; k++)
      if ((bits >> (WINDOW - 1 - pattern->at[k]) & 1) != 0)
        pattern->counts[bits][k / side]++;
}

static guint pattern_find(Work *work, const guint8 *at)
{
  for (guint i = 0; i < work->patterns->len; i++)
    if (memcmp(g_array_index(work->patterns, Pattern, i).at, at, WINDOW) == 0)
      return i;
  Pattern pattern = {0};
  memcpy(pattern.at, at, WINDOW);
  pattern_count(&pattern, work->side, work->wide);
  g_array_append_val(work->patterns, pattern);
  return work->patterns->len - 1;
}

/* @across, @down: samples. */
static gboolean work_init(Work *work, int side, int width, int across, int down)
{
  work->side = side;
  work->wide = WINDOW / side;
  work->n_groups = (width + work->wide - 1) / work->wide;
  work->patterns = g_array_new(FALSE, FALSE, sizeof(Pattern));
  work->groups = g_try_new(Group, work->n_groups);
  work->rows = g_try_new(int, down);
  if (work->groups == NULL || work->rows == NULL)
    return FALSE;
  for (int i = 0; i < down; i++)
    work->rows[i] = sample_at(pixGetHeight(work->bits), down, i);
  for (int g = 0, n = side * work->wide; g < work->n_groups; g++) {
    guint8 at[WINDOW] = {0};
    int first = sample_at(pixGetWidth(work->bits), across, g * n);
    for (int k = 0; k < n; k++)
      at[k] = (guint8)(sample_at(pixGetWidth(work->bits), across, g * n + k) - first);
    work->groups[g] = (Group){first, pattern_find(work, at)};
  }
  return TRUE;
}

/* Counts of the pixels that lie on row @y of the page. */
static void row_count(const Work *work, int y, guint8 *counts)
{
  int wpl = pixGetWpl(work->bits);
  const l_uint32 *line = pixGetData(work->bits) + (gsize)y * (gsize)wpl;
  const Pattern *patterns = (const Pattern *)work->patterns->data;
  for (int g = 0; g < work->n_groups; g++, counts += work->wide) {
    int word = work->groups[g].first / 32, bit = work->groups[g].first % 32;
    guint64 two = (guint64)line[word] << 32 | (word + 1 < wpl ? line[word + 1] : 0);
    memcpy(counts, patterns[work->groups[g].pattern].counts[two << bit >> (64 - WINDOW)], 4);
  }
}

static void row_write(PIX *gray, int y, const guint8 *counts, const guint8 *levels)
{
  l_uint32 *line = pixGetData(gray) + (gsize)y * (gsize)pixGetWpl(gray);
  int width = pixGetWidth(gray);
  for (int k = 0; k < width / 4; k++, counts += 4)
    line[k] = (l_uint32)levels[counts[0]] << 24 | (l_uint32)levels[counts[1]] << 16 |
              (l_uint32)levels[counts[2]] << 8 | levels[counts[3]];
  for (int x = width & ~3; x < width; x++)
    SET_DATA_BYTE(line, x, levels[*counts++]);
}

static gboolean rows_make(const Work *work, PIX *gray)
{
  gsize room = (gsize)work->n_groups * (gsize)work->wide + 4;
  int side = work->side, n = side * side, last = -1;
  g_autofree guint8 *row = g_try_malloc(room), *sums = g_try_malloc(room);
  guint8 levels[4 * 4 + 1];
  if (row == NULL || sums == NULL)
    return FALSE;
  for (int i = 0; i <= n; i++)
    levels[i] = (guint8)(255 - i * 255 / n);
  for (int y = 0; y < pixGetHeight(gray); y++) {
    memset(sums, 0, room);
    for (int k = 0; k < side; k++) {
      int from = work->rows[y * side + k];
      if (from != last)
        row_count(work, from, row);
      last = from;
      for (gsize x = 0; x < room; x++)
        sums[x] = (guint8)(sums[x] + row[x]);
    }
    row_write(gray, y, sums, levels);
  }
  return TRUE;
}

PIX *bm_gray_of_bits(PIX *bits, float scale)
{
  g_assert(pixGetDepth(bits) == 1);
  int side = scale > 0.5F ? 2 : (double)scale > 0.33333 && scale < 0.5F ? 3 : 0;
  float more = (float)side * scale;
  int across = bm_scaled_length(pixGetWidth(bits), more);
  int down = bm_scaled_length(pixGetHeight(bits), more);
  int width = side == 2 ? across / 2 : across / 3 & ~7, height = side > 0 ? down / side : 0;
  if (side == 0 || scale >= 1 || width < 8 || height < 8)
    return pixScaleToGray(bits, scale);
  g_auto(Work) work = {.bits = bits};
  g_autoptr(PIX) gray = pixCreate(width, height, 8);
  if (gray == NULL || !work_init(&work, side, width, across, down) || !rows_make(&work, gray))
    return NULL;
  return g_steal_pointer(&gray);
}

/* --- enlarged */

/* What eight pixels of the result are for each window of eight bits. */
typedef struct Spread {
  guint8 at[WINDOW], bits[1 << WINDOW];
} Spread;

static guint spread_find(GArray *spreads, const guint8 *at)
{
  for (guint i = 0; i < spreads->len; i++)
    if (memcmp(g_array_index(spreads, Spread, i).at, at, WINDOW) == 0)
      return i;
  Spread spread = {0};
  memcpy(spread.at, at, WINDOW);
  for (guint bits = 0; bits < 1 << WINDOW; bits++)
    for (int k = 0; k < WINDOW; k++)
      spread.bits[bits] |= (guint8)((bits >> (WINDOW - 1 - at[k]) & 1) << (WINDOW - 1 - k));
  g_array_append_val(spreads, spread);
  return spreads->len - 1;
}

static GArray *groups_spread(int from, int to, GArray *spreads)
{
  GArray *groups = g_array_new(FALSE, FALSE, sizeof(Group));
  for (int x = 0; x < to; x += WINDOW) {
    guint8 at[WINDOW] = {0};
    int first = sample_at(from, to, x);
    for (int k = 0; k < WINDOW && x + k < to; k++)
      at[k] = (guint8)(sample_at(from, to, x + k) - first);
    Group group = {first, spread_find(spreads, at)};
    g_array_append_val(groups, group);
  }
  return groups;
}

static void row_spread(PIX *bits, int y, const GArray *groups, const GArray *spreads,
                       l_uint32 *to)
{
  int wpl = pixGetWpl(bits);
  const l_uint32 *line = pixGetData(bits) + (gsize)y * (gsize)wpl;
  for (guint g = 0; g < groups->len; g++) {
    Group group = g_array_index(groups, Group, g);
    int word = group.first / 32, bit = group.first % 32;
    guint64 two = (guint64)line[word] << 32 | (word + 1 < wpl ? line[word + 1] : 0);
    const Spread *spread = &g_array_index(spreads, Spread, group.pattern);
    to[g / 4] |= (l_uint32)spread->bits[two << bit >> (64 - WINDOW)] << (24 - 8 * (g % 4));
  }
}

PIX *bm_bits_sampled(PIX *bits, int width, int height)
{
  g_assert(pixGetDepth(bits) == 1);
  int w = pixGetWidth(bits), h = pixGetHeight(bits), last = -1;
  if (w < WINDOW || width < w || height < h)
    return pixScaleBySamplingToSize(bits, width, height);
  PIX *large = pixCreate(width, height, 1);
  if (large == NULL)
    return NULL;
  gsize wpl = (gsize)pixGetWpl(large);
  g_autoptr(GArray) spreads = g_array_new(FALSE, FALSE, sizeof(Spread));
  g_autoptr(GArray) groups = groups_spread(w, width, spreads);
  for (int y = 0; y < height; y++) {
    l_uint32 *line = pixGetData(large) + (gsize)y * wpl;
    int from = sample_at(h, height, y);
    if (from == last)
      memcpy(line, line - wpl, wpl * sizeof *line);
    else
      row_spread(bits, from, groups, spreads, line);
    last = from;
  }
  pixCopyResolution(large, bits);
  pixScaleResolution(large, (float)width / (float)w, (float)height / (float)h);
  return large;
}
