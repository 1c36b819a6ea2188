/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Habits of hands beyond those of bm_writer_init(). */
#include "hand.h"

typedef struct Habit {
  double share;                /* of the writers */
  double slant_from, slant_to; /* dx per unit of y */
  double narrow, size;         /* factors */
  double bends, jitter;        /* factors */
  double spacing, rise;        /* added */
  gboolean is_joined, is_scrawl;
  const char *font;
} Habit;

static const Habit habits[] = {
    /* round, upright and wide */
    {0.16, -0.05, 0.10, 1.16, 1.05, 0.7, 0.6, 1.0, 0, TRUE, FALSE, NULL},
    /* like print, narrow, letters apart */
    {0.16, -0.06, 0.06, 0.74, 0.95, 0.8, 0.7, 0.6, 0, FALSE, FALSE, NULL},
    /* hasty, flat, climbing */
    {0.16, 0.62, 0.86, 0.82, 0.76, 1.3, 1.3, -0.5, 0.014, TRUE, FALSE, NULL},
    /* leaning back */
    {0.12, -0.42, -0.22, 0.92, 1.0, 1.0, 0.8, 0.4, 0, TRUE, FALSE, NULL},
    /* large, sinking */
    {0.10, 0.15, 0.35, 0.86, 1.34, 1.1, 1.0, 0, -0.016, TRUE, FALSE, NULL},
    /* no one can read it */
    {0.10, 0.30, 0.60, 0.90, 0.90, 1.0, 1.0, 0, 0.006, TRUE, TRUE, NULL},
    /* neat letters */
    {0.04, 0, 0, 1.0, 0.92, 1.0, 1.0, 0, 0, TRUE, FALSE, "CMU Serif Upright Italic"},
};

static const Habit reserve_habits[] = {
    /* tiny and even */
    {0.14, 0.05, 0.20, 0.95, 0.72, 0.6, 0.5, 0.3, 0, TRUE, FALSE, NULL},
    /* broad, rolling, rising */
    {0.16, 0.20, 0.40, 1.12, 1.12, 1.2, 0.8, 0.8, 0.012, TRUE, FALSE, NULL},
    /* shaky, letters apart */
    {0.14, -0.12, 0.12, 0.98, 1.10, 1.5, 1.6, 1.8, 0, FALSE, FALSE, NULL},
    /* steep and cramped */
    {0.16, 0.50, 0.72, 0.86, 1.0, 1.0, 0.9, 0.1, -0.008, TRUE, FALSE, NULL},
    /* leaning back, large */
    {0.10, -0.34, -0.16, 0.88, 1.22, 0.9, 1.0, 0.2, 0.006, TRUE, FALSE, NULL},
    /* no one can read it */
    {0.08, 0.10, 0.45, 1.0, 0.85, 1.0, 1.2, 0, -0.01, TRUE, TRUE, NULL},
    /* neat letters */
    {0.04, 0, 0, 1.0, 0.95, 1.0, 1.0, 0, 0, TRUE, FALSE, "CMU Classical Serif"},
};

static void take_habit(BmWriter *writer, GRand *rand, const Habit *all, gsize n)
{
  const double kind = g_rand_double(rand);
  double below = 0;
  for (gsize i = 0; i < n; below += all[i++].share)
    if (kind >= below && kind < below + all[i].share) {
      const Habit *h = &all[i];
      writer->slant = g_rand_double_range(rand, h->slant_from, h->slant_to + 1e-6);
      writer->narrow *= h->narrow;
      writer->x_height_mm *= h->size;
      writer->bends *= h->bends;
      writer->jitter *= h->jitter;
      writer->spacing += h->spacing;
      writer->rise += h->rise;
      writer->is_joined = h->is_joined;
      writer->is_scrawl = h->is_scrawl;
      writer->font = h->font;
    }
}

void bm_writer_vary_again(BmWriter *writer, guint32 seed)
{
  static const BmInk pens[] = {{0.07, 0.07, 0.09, 0.48},
                               {0.04, 0.38, 0.58, 0.30},
                               {0.30, 0.10, 0.42, 0.46},
                               {0.40, 0.40, 0.42, 0.42},
                               {0.15, 0.24, 0.70, 0.26}};
  g_autoptr(GRand) rand = g_rand_new_with_seed(seed ^ 0x0ddba115U);
  take_habit(writer, rand, habits, G_N_ELEMENTS(habits));
  if (g_rand_double(rand) < 0.5)
    writer->ink = pens[g_rand_int_range(rand, 0, G_N_ELEMENTS(pens))];
}

void bm_writer_vary_reserve(BmWriter *writer, guint32 seed)
{
  static const BmInk pens[] = {{0.10, 0.10, 0.12, 0.40},
                               {0.08, 0.24, 0.66, 0.34},
                               {0.22, 0.20, 0.58, 0.52},
                               {0.33, 0.33, 0.35, 0.44},
                               {0.42, 0.12, 0.44, 0.36}};
  g_autoptr(GRand) rand = g_rand_new_with_seed(seed ^ 0x7e5e27e1U);
  take_habit(writer, rand, reserve_habits, G_N_ELEMENTS(reserve_habits));
  if (g_rand_double(rand) < 0.5)
    writer->ink = pens[g_rand_int_range(rand, 0, G_N_ELEMENTS(pens))];
}
