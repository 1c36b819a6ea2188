/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scanner and its faults. */
#pragma once
#include "sheet.h"
#include <leptonica/allheaders.h>

static inline void bm_pix_drop(PIX *pix)
{
  pixDestroy(&pix);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PIX, bm_pix_drop)

typedef enum BmMode { BM_BILEVEL, BM_GRAY, BM_COLOUR } BmMode;

typedef struct BmProfile {
  const char *name;
  BmMode mode;
  int dpi;
  int quality;       /* of JPEG */
  double skew_deg;   /* at most, either way */
  double noise;      /* gray levels */
  int blur;          /* passes of 1-2-1 */
  double shade;      /* share of light lost in the dark corner */
  double toner_lost; /* share of ink lost in pale patches */
  int streaks;       /* lines along the feed */
  double edge_mm;    /* black border where the lid was open, at most */
  int specks;
  gboolean is_punched; /* two holes at the left edge */
  double see_through;  /* share of the other side's ink */
  int threshold;       /* bilevel only */
} BmProfile;

const BmProfile *bm_profile_find(const char *name);
/* Its name; @n is taken round the table. */
const char *bm_profile_nth(guint n);
/* Likewise among the scanners of the locked set. */
const char *bm_profile_nth_more(guint n);
/* Likewise of the sealed set. */
const char *bm_profile_nth_sealed(guint n);
/* Likewise of the reserve set. */
const char *bm_profile_nth_reserve(guint n);

typedef struct BmDamage BmDamage; /* damage.h */

/* Where a sheet's millimetres landed in the scan. */
typedef struct BmLanding {
  cairo_matrix_t to_px;
  int width_px, height_px;
  int turn_deg; /* clockwise: 0, 90, 180, 270 */
  double skew_deg;
  /* only when a damage is drawn */
  const BmDamage *damage; /* borrowed, may be NULL */
  guint32 seed;
  double wave_px, wave_length_px, wave_phase; /* of an uneven feed, 0: it runs evenly */
} BmLanding;

/* A point of the sheet in millimetres becomes one of the scan. */
void bm_landing_point(const BmLanding *landing, double *x, double *y);

/**
 * bm_scan_land - place a sheet under the scanner
 *
 * @bed_w_mm, @bed_h_mm  what the scanner crops to; 0 = the sheet's own size
 */
void bm_scan_land(const BmSheet *sheet, const BmProfile *profile, int turn_deg, double bed_w_mm,
                  double bed_h_mm, GRand *rand, BmLanding *ret_landing);

/* The scan: 1, 8 or 32 bit. @behind is the other side or the next sheet, or NULL. */
PIX *bm_scan_sheet(const BmSheet *sheet, const BmSheet *behind, const BmProfile *profile,
                   const BmLanding *landing, GRand *rand);

/* The ink of one meaning with the same geometry: 1 bit, 1 = ink. */
PIX *bm_scan_truth(const BmSheet *sheet, const BmLanding *landing, BmMeaning only);
