/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One damage at a chosen level, all else equal: what the damage curves are drawn from.
 *
 * A kind is a row of the table in damage.c; its level becomes one member of BmDamage. What the
 * scanner itself does (resolution, noise, JPEG, the other side's ink) is written into its
 * profile; skew and feed waves move the page and its truth alike; blur, lost toner and streaks
 * spoil the light. */
#pragma once
#include "raster.h"

struct BmDamage {
  double skew;    /* degrees, to the left and to the right by turns */
  double blur;    /* mm, standard deviation */
  double noise;   /* gray levels of 255, standard deviation */
  double toner;   /* per cent of the ink's darkness lost in the palest patches, half as much at
                     least */
  double streaks; /* lines along the feed, 0.25 mm wide, at the same places on all pages */
  double dpi;     /* 0: the scanner's own */
  double jpeg;    /* quality, 0: the scanner's own */
  double through; /* per cent of the other side's ink that shines through */
  double waves;   /* mm that the feed runs ahead and behind */
};

/**
 * bm_damage_parse - read "KIND=LEVEL"
 *
 * @text        as on the command line, "skew=2.5", or "none"
 * @ret_damage  all other kinds are at rest; set on success only
 *
 * Returns FALSE for a kind that is not there or a level out of its range.
 */
gboolean bm_damage_parse(const char *text, BmDamage *ret_damage);

/* One line a kind: name, range, meaning. */
char *bm_damage_help(void);

/* @base with the damage's resolution, noise, quality and show-through. */
BmProfile bm_damage_profile(const BmDamage *damage, const BmProfile *base);

/**
 * bm_damage_land - skew a landing and let the feed swing
 *
 * @damage   borrowed by @landing
 * @nth      which page it is: the skew goes to the other side on every second
 * @seed     of the page's blotches and waves; the same for all levels
 * @landing  as bm_scan_land() left it
 */
void bm_damage_land(const BmDamage *damage, guint nth, guint32 seed, int dpi,
                    BmLanding *landing);

/* Moves each row to where the feed put it. */
void bm_damage_bend(const BmLanding *landing, BmRaster *raster);
/* The same for 1 bit; a new picture. */
PIX *bm_damage_bend_truth(const BmLanding *landing, PIX *ink);

/* Blur, toner, streaks. */
void bm_damage_wear(const BmDamage *damage, int dpi, guint32 seed, const BmRaster *raster);

/* A gray page that is scanned once more by such a scanner; its own mirror image shines through.
 */
PIX *bm_damage_rescan(const BmDamage *damage, const BmProfile *base, PIX *page, guint nth);
