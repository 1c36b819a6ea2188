/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How dark bubbles are, and which of them is meant.
 *
 * Darkness is 0 for the paper around a task's bubbles and 1 for the page's solid print, so
 * that yellow paper, a dark corner and pale toner count alike. From it goes what the printed
 * figure inside has on this very page: most bubbles of a page are empty. What an empty bubble
 * may still have is learnt from them, too.
 */
#include "stages/collect/paper_part.h"

#include <math.h>
#include <stdlib.h>

#define INNER_MM 1.42 /* radius that is looked at: the ring's line begins at 1.53 */
#define STEP_MM 0.12
#define CLEAR_MM 2.1 /* radius from where the paper between bubbles begins */
#define RULE_MM 0.5  /* rules between rows, and what the sheet may be off */
#define PAPER_STEP_MM 0.25
#define PAPER_SHARE 0.6   /* level of the paper: so many of its samples are darker */
#define LEAST_CONTRAST 30 /* gray levels between paper and print */
#define LABELS (BM_SCOREPAPER_MAX + 2) /* figures, and X, the last */
#define LABEL_SHARE 0.2   /* of the bubbles of one figure that are empty for sure */
#define LABEL_MOST 0.06   /* more than other figures have on the page */
#define EMPTY_SIGMAS 5.0  /* above what empty bubbles have */
#define EMPTY_SHARE 0.98  /* of the bubbles that are not the darkest of their task */
#define EMPTY_TIMES 1.6   /* what an empty one may have against those */
#define EMPTY_LEAST 0.04  /* and never less: grain of paper */
#define EMPTY_MOST 0.07   /* unless the page is noisy: half a thin tick */
#define SECOND_SHARE 0.35 /* a second mark against the first, when that is so weak */
#define PLAIN_TIMES 1.6   /* a plain mark against the most that an empty bubble has */
#define PLAIN_SHARE 0.16  /* and against the page's usual mark */

#define ARM_MM 2.45 /* from the middle, aslant: beyond the ring and before the neighbours' */
#define ARM_REACH_MM 0.4 /* around there */
#define ARM_STEP_MM 0.1
#define ARM_INK 0.3    /* darkness of a pen's stroke */
#define ARM_SHARE 0.85 /* so much of the place is lighter, but for a stroke across */

/* Bubbles of a task of a work. */
typedef struct Group {
  guint block, row, task; /* of the page, of the block, of the block */
  guint n;
  double dark[LABELS];
  gboolean is_struck; /* arms of a cross reach out of the darkest one */
} Group;

typedef struct Levels {
  double empty;  /* what an empty bubble has at most */
  double plain;  /* what a plain mark has at least */
  double filled; /* what a usual mark has */
} Levels;

typedef struct Look {
  const BmPaperFix *fix;
  PIX *gray;
  const BmScorePaper *paper;
  const BmScorePage *sheet;
  double black;
} Look;

static int by_value(const void *p, const void *q)
{
  double a = *(const double *)p, b = *(const double *)q;
  return (a > b) - (a < b);
}

/* Value below which @share of them lie; sorts. 0 without values. */
static double share_of(GArray *values, double share)
{
  if (values->len == 0)
    return 0;
  g_array_sort(values, by_value);
  return g_array_index(values, double, (guint)(share * (values->len - 1)));
}

/* Gray at a point of the page, or -1 beyond it. */
static int gray_at(PIX *gray, double x, double y)
{
  l_uint32 value = 0;
  if (x < 0 || y < 0 || pixGetPixel(gray, (int)x, (int)y, &value) != 0)
    return -1;
  return (int)value;
}

/* --- darkness --------------------------------------------------------------------------- */

/* Level of the paper between a bubble and its neighbours, above and below them. */
static double paper_level(const Look *look, const Group *group, BmPdfRect bubble, double pitch)
{
  double cx = bubble.x + bubble.w / 2, cy = bubble.y + bubble.h / 2;
  double half = look->sheet->blocks[group->block].row / 2 - RULE_MM;
  g_autoptr(GArray) levels = g_array_new(FALSE, FALSE, sizeof(double));
  for (double y = -half; y <= half; y += PAPER_STEP_MM)
    for (double x = -pitch; x <= pitch; x += PAPER_STEP_MM) {
      double across = fabs(x) > pitch / 2 ? pitch - fabs(x) : fabs(x);
      if (hypot(across, y) < CLEAR_MM)
        continue;
      BmPaperPoint at = bm_paper_place(look->fix, group->block, group->row, cx + x, cy + y);
      double level = gray_at(look->gray, at.x, at.y);
      if (level >= 0)
        g_array_append_val(levels, level);
    }
  return share_of(levels, PAPER_SHARE);
}

/* Mean darkness of a disc of the sheet. */
static double disc_dark(const Look *look, const Group *group, double cx, double cy,
                        double white)
{
  double sum = 0, range = MAX(LEAST_CONTRAST, white - look->black);
  guint n = 0;
  for (double y = -INNER_MM; y <= INNER_MM; y += STEP_MM)
    for (double x = -INNER_MM; x <= INNER_MM; x += STEP_MM) {
      if (hypot(x, y) > INNER_MM)
        continue;
      BmPaperPoint at = bm_paper_place(look->fix, group->block, group->row, cx + x, cy + y);
      int level = gray_at(look->gray, at.x, at.y);
      if (level < 0)
        continue;
      sum += CLAMP((white - level) / range, 0, 1);
      n++;
    }
  return n == 0 ? 0 : sum / n;
}

/* Whether a stroke reaches a place beside a bubble. */
static gboolean has_arm(const Look *look, const Group *group, double cx, double cy,
                        double white)
{
  double range = MAX(LEAST_CONTRAST, white - look->black);
  g_autoptr(GArray) darks = g_array_new(FALSE, FALSE, sizeof(double));
  for (double y = -ARM_REACH_MM; y <= ARM_REACH_MM; y += ARM_STEP_MM)
    for (double x = -ARM_REACH_MM; x <= ARM_REACH_MM; x += ARM_STEP_MM) {
      BmPaperPoint at = bm_paper_place(look->fix, group->block, group->row, cx + x, cy + y);
      double dark = (white - gray_at(look->gray, at.x, at.y)) / range;
      g_array_append_val(darks, dark);
    }
  return share_of(darks, ARM_SHARE) > ARM_INK;
}

/* Struck out with a cross: an arm on each of the four sides aslant. */
static gboolean is_struck(const Look *look, const Group *group, BmPdfRect at, double white)
{
  double off = ARM_MM * G_SQRT2 / 2;
  for (guint i = 0; i < 4; i++)
    if (!has_arm(look, group, at.x + at.w / 2 + (i % 2 == 0 ? -off : off),
                 at.y + at.h / 2 + (i < 2 ? -off : off), white))
      return FALSE;
  return TRUE;
}

static guint darkest(const Group *group)
{
  guint best = 0;
  for (guint i = 1; i < group->n; i++)
    if (group->dark[i] > group->dark[best])
      best = i;
  return best;
}

static void group_measure(const Look *look, Group *group)
{
  const BmScoreBlock *block = &look->sheet->blocks[group->block];
  BmPdfRect rect =
      bm_scorepaper_group(look->paper, look->sheet, block, group->row, group->task);
  for (guint i = 0; i < group->n; i++) {
    BmPdfRect at =
        bm_scorepaper_bubble(look->paper, look->sheet, block, group->row, group->task, i);
    double white = paper_level(look, group, at, rect.w / group->n);
    group->dark[i] = disc_dark(look, group, at.x + at.w / 2, at.y + at.h / 2, white);
  }
  BmPdfRect at = bm_scorepaper_bubble(look->paper, look->sheet, block, group->row, group->task,
                                      darkest(group));
  group->is_struck =
      is_struck(look, group, at, paper_level(look, group, at, rect.w / group->n));
}

/* All groups of the page that were printed, by block, row and task. */
static GArray *groups_of(const Look *look, const BmPaperPage *page)
{
  GArray *groups = g_array_new(FALSE, TRUE, sizeof(Group));
  for (guint b = 0; b < look->sheet->n_blocks; b++)
    for (guint row = 0; row < look->sheet->blocks[b].n_rows; row++)
      for (guint task = 0; task < look->sheet->blocks[b].n_tasks; task++) {
        const BmScoreBlock *block = &look->sheet->blocks[b];
        Group group = {.block = b, .row = row, .task = task};
        if (!bm_paper_is_open(page, b, row, task))
          continue;
        group.n = bm_scorepaper_choices(look->paper, block->first_task + task);
        group_measure(look, &group);
        g_array_append_val(groups, group);
      }
  return groups;
}

/* --- what the page's empty and marked bubbles have -------------------------------------- */

static guint label_of(const Group *group, guint choice)
{
  return choice + 1 == group->n ? LABELS - 1 : choice;
}

static double second_dark(const Group *group)
{
  double second = 0;
  guint top = darkest(group);
  for (guint i = 0; i < group->n; i++)
    if (i != top)
      second = MAX(second, group->dark[i]);
  return second;
}

/* Darkness of the bubbles with a label; of all that are not the darkest of their group for
 * LABELS. */
static GArray *darks_of(const GArray *groups, guint label)
{
  GArray *values = g_array_new(FALSE, FALSE, sizeof(double));
  for (guint g = 0; g < groups->len; g++) {
    const Group *group = &g_array_index(groups, Group, g);
    guint top = darkest(group);
    for (guint i = 0; i < group->n; i++)
      if (label == LABELS ? i != top : label_of(group, i) == label)
        g_array_append_val(values, group->dark[i]);
  }
  return values;
}

/* Takes away what print inside the bubbles has. */
static void labels_remove(GArray *groups)
{
  g_autoptr(GArray) others = darks_of(groups, LABELS);
  double usual = share_of(others, 0.5), print[LABELS];
  for (guint label = 0; label < LABELS; label++) {
    g_autoptr(GArray) same = darks_of(groups, label);
    print[label] = MIN(share_of(same, LABEL_SHARE), usual + LABEL_MOST);
  }
  for (guint g = 0; g < groups->len; g++) {
    Group *group = &g_array_index(groups, Group, g);
    for (guint i = 0; i < group->n; i++)
      group->dark[i] = MAX(0, group->dark[i] - print[label_of(group, i)]);
  }
}

static Levels levels_of(const GArray *groups)
{
  g_autoptr(GArray) empty = darks_of(groups, LABELS);
  g_autoptr(GArray) off = g_array_new(FALSE, FALSE, sizeof(double));
  g_autoptr(GArray) filled = g_array_new(FALSE, FALSE, sizeof(double));
  double middle = share_of(empty, 0.5);
  for (guint i = 0; i < empty->len; i++) {
    double away = fabs(g_array_index(empty, double, i) - middle);
    g_array_append_val(off, away);
  }
  Levels levels = {0};
  levels.empty = MAX(CLAMP(EMPTY_TIMES * share_of(empty, EMPTY_SHARE), EMPTY_LEAST, EMPTY_MOST),
                     middle + EMPTY_SIGMAS * 1.4826 * share_of(off, 0.5));
  for (guint g = 0; g < groups->len; g++) {
    const Group *group = &g_array_index(groups, Group, g);
    double top = group->dark[darkest(group)];
    if (top > levels.empty)
      g_array_append_val(filled, top);
  }
  levels.filled = filled->len == 0 ? 1 : share_of(filled, 0.5);
  levels.plain = MAX(PLAIN_TIMES * levels.empty, PLAIN_SHARE * levels.filled);
  return levels;
}

/* --- decisions -------------------------------------------------------------------------- */

static BmPaperMark group_decide(const Look *look, const Group *group, const Levels *levels)
{
  const BmScoreBlock *block = &look->sheet->blocks[group->block];
  guint best = darkest(group);
  double top = group->dark[best], second = second_dark(group);
  BmPaperMark mark = {.row = block->first_row + group->row,
                      .task = block->first_task + group->task};
  BmPdfRect rect =
      bm_scorepaper_group(look->paper, look->sheet, block, group->row, group->task);
  mark.box = bm_paper_fix_box(look->fix, group->block, group->row, rect, 0);
  mark.value = best + 1 == group->n ? BM_PAPER_X : (int)best;
  mark.confidence =
      CLAMP((top - levels->empty) / (levels->filled - levels->empty + 0.01), 0, 1) *
      CLAMP(1 - second / (top + 0.001), 0, 1);
  if (top < levels->empty) {
    mark.value = BM_PAPER_NONE;
    mark.doubt = "paper_mark_none";
  } else if (second >= MAX(levels->empty, MIN(EMPTY_MOST, SECOND_SHARE * top))) {
    mark.doubt = "paper_mark_two";
  } else if (top < levels->plain) {
    mark.doubt = "paper_mark_faint";
  } else if (group->is_struck) {
    mark.doubt = "paper_mark_struck";
  }
  return mark;
}

void bm_paper_bubbles(const BmPaperFix *fix, PIX *gray, BmPaperPage *page)
{
  Look look = {fix, gray, page->paper, page->sheet, bm_paper_black(fix, gray)};
  g_autoptr(GArray) groups = groups_of(&look, page);
  labels_remove(groups);
  Levels levels = levels_of(groups);
  for (guint i = 0; i < groups->len; i++) {
    BmPaperMark mark = group_decide(&look, &g_array_index(groups, Group, i), &levels);
    g_array_append_val(page->marks, mark);
  }
}
