/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between plot.c and plot_draw.c: inks, and the drawings within an open stream of PLplot. */
#pragma once
#include "stages/analyse/findings.h"

typedef enum BmInk {
  BM_INK_TEXT,
  BM_INK_OWN,
  BM_INK_CONTROL,
  BM_INK_LIMIT,
  BM_INK_SIGN,
  BM_INK_PALE
} BmInk;
#define BM_N_INKS (BM_INK_PALE + 1)

typedef struct BmInkColour {
  int red, green, blue;
} BmInkColour;

/* Dark enough in print without colour, and distinct to eyes that mix up red and green. */
static const BmInkColour bm_inks[BM_N_INKS] = {
    [BM_INK_TEXT] = {40, 40, 40},       [BM_INK_OWN] = {31, 90, 160},
    [BM_INK_CONTROL] = {120, 120, 120}, [BM_INK_LIMIT] = {160, 160, 160},
    [BM_INK_SIGN] = {190, 80, 0},       [BM_INK_PALE] = {188, 208, 230},
};

void bm_plot_funnel(const BmFindings *findings, guint school);
void bm_plot_totals(const BmFindings *findings, guint school);
void bm_plot_profile(const BmFindings *findings, guint school);
void bm_plot_severity(const BmFindings *findings, guint school);
