/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rectangular stamps outside the heading: where the name of a school was read, all that is
 * inked together with it goes, its frame, its number and its date. */
#include "stages/shared/identity_part.h"
#include "stages/shared/identity_words.h"
#include "stages/shared/pieces.h"

#include <string.h>

#define WIDE_LEAST_MM 30.0
#define WIDE_MOST_MM 95.0
#define HIGH_LEAST_MM 11.0
#define HIGH_MOST_MM 55.0
#define ROWS_MM 8.0 /* two rows of words that name a school are of a stamp */
#define SHARE 40    /* percent of the words that lie within the frame's box */

static gboolean is_frame(BmBox box)
{
  return box.w >= bm_lines_px(WIDE_LEAST_MM) && box.w <= bm_lines_px(WIDE_MOST_MM) &&
         box.h >= bm_lines_px(HIGH_LEAST_MM) && box.h <= bm_lines_px(HIGH_MOST_MM);
}

/* Sides of a frame that broke on a pale copy are joined over gaps of this many pixels. */
static PIX *ink_joined(const BmFinder *finder)
{
  return pixCloseSafeBrick(NULL, finder->lines->ink, 5, 5);
}

static gboolean is_school(const BmZone *zone)
{
  return strcmp(zone->kind, "school_name") == 0 || strcmp(zone->kind, "stamp_corner") == 0;
}

static gboolean has_school_below_body(const BmFinder *finder)
{
  for (guint i = 0; i < finder->zones->len; i++) {
    const BmZone *zone = &g_array_index(finder->zones, BmZone, i);
    if (is_school(zone) && zone->box.y > finder->body_y)
      return TRUE;
  }
  return FALSE;
}

static void zone_widen(BmFinder *finder, BmZone zone, BOXA *parts)
{
  BmBox whole = zone.box;
  for (int i = 0; i < boxaGetCount(parts); i++) {
    BmBox part;
    boxaGetBoxGeometry(parts, i, &part.x, &part.y, &part.w, &part.h);
    gint64 shared = bm_box_area(bm_box_and(part, zone.box));
    if (is_frame(part) && shared * 100 >= bm_box_area(zone.box) * SHARE)
      whole = bm_box_or(whole, part);
  }
  if (bm_box_area(whole) > bm_box_area(zone.box))
    bm_finder_zone(finder, bm_box_grow(whole, 4, 4), zone.kind);
  else if (zone.box.h >= bm_lines_px(ROWS_MM))
    bm_finder_flag(finder, "stamp_part");
}

gboolean bm_finder_stamps(BmFinder *finder)
{
  if (finder->body_y < 0 || !has_school_below_body(finder))
    return TRUE;
  g_autoptr(PIX) joined = ink_joined(finder);
  g_autoptr(BOXA) parts = joined != NULL ? bm_pieces_boxes(joined, 8) : NULL;
  guint n = finder->zones->len;
  for (guint i = 0; parts != NULL && i < n; i++) {
    BmZone zone = g_array_index(finder->zones, BmZone, i);
    if (is_school(&zone) && zone.box.y > finder->body_y)
      zone_widen(finder, zone, parts);
  }
  return parts != NULL;
}
