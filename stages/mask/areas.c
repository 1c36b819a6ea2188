/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Header, answers and footer of a confirmed form, from where its zones and its print stand. */
#include "stages/mask/areas.h"

#include "stages/mask/residual.h"
#include "stages/shared/cells.h"
#include "stages/shared/identity.h"
#include "stages/shared/page.h"

#define HEAD_GAP_MM 25.0 /* zones of one header follow each other within this */
#define LOW_SHARE 0.3    /* a header whose first field stands lower follows some answers */
#define LOW_RIM_MM 3.0
#define UNASKED_SHARE 0.25 /* a first line for answers so near says where they begin */
#define FOOT_SHARE 0.86    /* zones of a footer begin below */
#define TALL_MM 20.0 /* a zone that is narrow and this high stands beside the header's rows */
#define BLOCK_HIGH_MM 60.0 /* a header this high and narrow stands beside answers */
#define BLOCK_SHARE 0.45   /* of the page's width */
#define BLOCK_TOP_MM 8.0   /* beside its first row a name may be added unasked */
#define BLOCK_SIDE_MM 15.0
#define GAP_MOST_MM 15.0 /* of ink between a header and the print below it */
#define ROW_RIM_MM 1.5   /* writing beside the first printed row may stand this much higher */
#define GAP_LEAST_MM 9.0 /* one more row of a header without print below */
#define MARGIN_MM 22.0   /* narrow zones so near to an edge stand beside answers */
#define NARROW_MM 15.0

static int px(double mm)
{
  return bm_px(mm, BM_RESIDUAL_DPI);
}

static int bottom_of(BmBox box)
{
  return box.y + box.h;
}

/* first row that has print, or the page's height */
static int print_top(PIX *print)
{
  l_int32 y = pixGetHeight(print), h = 0;
  g_autoptr(BOX) box = NULL;
  if (pixClipToForeground(print, NULL, &box) == 0 && box != NULL)
    boxGetGeometry(box, NULL, &y, NULL, &h);
  return y;
}

/* first row with print below @y, at most @most further down; else a row of writing further */
static int print_below(PIX *print, int y, int most)
{
  int width = pixGetWidth(print), height = pixGetHeight(print);
  g_autoptr(BOX) cut = y < height ? boxCreate(0, y, width, MIN(most, height - y)) : NULL;
  g_autoptr(PIX) gap = cut != NULL ? pixClipRectangle(print, cut, NULL) : NULL;
  int top = gap != NULL ? print_top(gap) : most;
  return top < (gap != NULL ? pixGetHeight(gap) : 0) ? y + MAX(top - px(ROW_RIM_MM), 0)
                                                     : y + px(GAP_LEAST_MM);
}

/* a code or a name that runs along the answers says nothing about where they begin */
static gboolean is_beside(BmBox zone, int width)
{
  gboolean is_margin = zone.w < px(NARROW_MM) &&
                       (zone.x + zone.w < px(MARGIN_MM) || zone.x > width - px(MARGIN_MM));
  return is_margin || (zone.h > px(TALL_MM) && zone.h > zone.w);
}

/* Fields one below the other at one side of the page leave the other to answers. */
static gboolean is_block(BmBox header, int width)
{
  return header.h > px(BLOCK_HIGH_MM) && header.w < (int)(width * BLOCK_SHARE);
}

static gboolean is_beside_block(const BmAreas *areas, BmBox line)
{
  BmBox block = areas->block;
  int side = px(BLOCK_SIDE_MM);
  return !bm_box_is_empty(block) && line.y > block.y + px(BLOCK_TOP_MM) &&
         (line.x + line.w < block.x - side || line.x > block.x + block.w + side);
}

/* A header that asks for nothing: on a first page names are added down to where answers begin,
 * at the first line to write on. */
static int bare_head_end(PIX *print, gboolean is_first)
{
  int height = pixGetHeight(print), top = print_top(print);
  int bare = MIN(top, (int)(height * BM_BARE_SHARE));
  int rule = is_first ? bm_cells_first_rule(print, BM_RESIDUAL_DPI, top) : -1;
  gboolean is_near = rule >= 0 && rule < (int)(height * UNASKED_SHARE);
  return is_near ? MAX(bare, rule - px(GAP_LEAST_MM)) : bare;
}

/* The first zones that follow each other; sets where the footer starts. Empty: no zone. */
static BmBox header_find(const GArray *zones, int width, int height, int *ret_foot)
{
  BmBox header = {0, 0, 0, 0};
  *ret_foot = height;
  for (guint i = 0; i < zones->len; i++) {
    BmBox box = g_array_index(zones, BmZone, i).box;
    if (is_beside(box, width))
      continue;
    if (box.y > height * FOOT_SHARE)
      *ret_foot = MIN(*ret_foot, box.y);
    else if (bm_box_is_empty(header) || box.y < bottom_of(header) + px(HEAD_GAP_MM))
      header = bm_box_or(header, box);
  }
  return header;
}

BmAreas bm_areas_find(PIX *print, const GArray *zones, gboolean is_first)
{
  int width = pixGetWidth(print), height = pixGetHeight(print);
  BmAreas areas = {.bare_end = bare_head_end(print, is_first)};
  BmBox header = header_find(zones, width, height, &areas.foot_start);
  areas.head_end = areas.bare_end;
  if (bm_box_is_empty(header))
    return areas;
  if (is_block(header, width))
    areas.block = header;
  if (header.y > (int)(height * LOW_SHARE)) {
    areas.head_start = header.y - px(LOW_RIM_MM);
    areas.head_end = bottom_of(header) + px(LOW_RIM_MM);
  } else {
    areas.head_end = print_below(print, bottom_of(header), px(GAP_MOST_MM));
  }
  return areas;
}

gboolean bm_areas_ask(const BmAreas *areas, BmBox line)
{
  int middle = line.y + line.h / 2;
  return middle < areas->bare_end || middle >= areas->foot_start ||
         (middle >= areas->head_start && middle < areas->head_end &&
          !is_beside_block(areas, line));
}

int bm_areas_body(const BmAreas *areas)
{
  if (areas->head_start > 0)
    return areas->bare_end;
  return bm_box_is_empty(areas->block) ? areas->head_end : areas->block.y + px(BLOCK_TOP_MM);
}
