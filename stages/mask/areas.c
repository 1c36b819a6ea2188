/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Header, answers and footer of a confirmed form, from where its zones and its print stand. */
#include "stages/mask/areas.h"

#include <stdlib.h>

#include "stages/mask/frames.h"
#include "stages/mask/residual.h"
#include "stages/shared/brick.h"
#include "stages/shared/cells.h"
#include "stages/shared/identity.h"
#include "stages/shared/page.h"
#include "stages/shared/pieces.h"

#define HEAD_GAP_MM 25.0     /* zones of one header follow each other within this */
#define LOW_SHARE 0.3        /* a header whose first field stands lower follows some answers */
#define LATER_SHARE 0.15     /* so high stands a header, whatever is printed above it */
#define CLUSTER_SIDE_MM 15.0 /* zones of one cluster are no further apart along the line */
#define RULES_LEAST 2
#define RULES_LOOKED_AT 12
#define RULE_STEP_MM 4.0
#define LOW_RIM_MM 3.0
#define LOW_HIGH_MM 30.0
#define LOW_SIDE_MM 6.0
#define UNASKED_SHARE 0.25 /* a first line for answers so near says where they begin */
#define FOOT_SHARE 0.86    /* zones of a footer begin below */
#define TALL_MM 20.0 /* a zone that is narrow and this high stands beside the header's rows */
#define BLOCK_HIGH_MM 60.0 /* a header this high and narrow stands beside answers */
#define BLOCK_SHARE 0.45   /* of the page's width */
#define BLOCK_TOP_MM 8.0   /* beside its first row a name may be added unasked */
#define BLOCK_SIDE_MM 15.0
#define GAP_MOST_MM 22.0 /* of ink between a header and the print below it */
#define OWN_RULE_MM 3.0
#define LEAN_MM 1.5      /* a rule that leans begins at one end */
#define ROW_RIM_MM 1.5   /* writing beside the first printed row may stand this much higher */
#define GAP_LEAST_MM 9.0 /* one more row of a header without print below */
#define MARGIN_MM 22.0   /* narrow zones so near to an edge stand beside answers */
#define NARROW_MM 15.0
#define SEAL_MM 30.0         /* no row of writing is as high and as narrow */
#define BESIDE_LEAST_MM 40.0 /* room for answers beside fields */
#define FRAME_MOST_MM 170.0  /* higher ones are borders of the page */
#define ENDS_MM 5.0          /* between ends of two sides of one frame */
#define FRAME_ROOM_MM 30.0   /* beside a frame among the answers: names run on there */
#define SIDE_FAR_MM 60.0     /* between them: a label */
#define PART_MM 8.0          /* of a rule between columns */
#define PART_GAP_MM 10.0
#define PART_THICK_MM 3.0 /* of one that leans, from end to end */
#define PART_HIGH 0.5     /* of the page's height: sides of boxes and tables are lower */
#define PART_SIDE 0.25    /* of the page's width: no column is narrower */

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

/* rows from @y to the first with print, @most or more: none that near */
static int room_to_print(PIX *print, int y, int most)
{
  int high = MIN(most, pixGetHeight(print) - y);
  g_autoptr(BOX) cut = high > 0 ? boxCreate(0, y, pixGetWidth(print), high) : NULL;
  g_autoptr(PIX) gap = cut != NULL ? pixClipRectangle(print, cut, NULL) : NULL;
  int top = gap != NULL ? print_top(gap) : most;
  return top < high ? top : most;
}

static gboolean is_rule_at(PIX *print, int y)
{
  int rule = bm_cells_first_rule(print, BM_RESIDUAL_DPI, y - px(1.0));
  return rule >= 0 && rule <= y + px(LEAN_MM);
}

/* Where the header ends below its last zone, at @y: above the first print, or a row of writing
 * further. A line just there is the field's own. Where that print is a line to write on, the
 * first answer stands above it. */
static int print_below(PIX *print, int y, int most)
{
  int room = room_to_print(print, y, most);
  if (room < px(OWN_RULE_MM) && is_rule_at(print, y + room)) {
    int below = y + room + px(LEAN_MM);
    room = below - y + room_to_print(print, below, most);
  }
  if (room >= most)
    return y + px(GAP_LEAST_MM);
  gboolean is_answer = is_rule_at(print, y + room);
  return y + MAX(room - px(is_answer ? GAP_LEAST_MM : ROW_RIM_MM), 0);
}

/* a code or a name that runs along the answers says nothing about where they begin */
static gboolean is_beside(BmBox zone, int width)
{
  gboolean is_margin = zone.w < px(NARROW_MM) &&
                       (zone.x + zone.w < px(MARGIN_MM) || zone.x > width - px(MARGIN_MM));
  return is_margin || (zone.h > px(TALL_MM) && zone.h > zone.w);
}

static gboolean is_in_rows(BmBox rows, BmBox box)
{
  int middle = box.y + box.h / 2;
  return middle >= rows.y && middle < bottom_of(rows);
}

/* ---- columns ---- */

static gboolean is_divider(BmBox rule, int width, int height)
{
  int side = (int)(width * PART_SIDE);
  return rule.w <= px(PART_THICK_MM) && rule.h >= (int)(height * PART_HIGH) && rule.x >= side &&
         rule.x + rule.w <= width - side;
}

/* Of several rules none parts two columns. */
static BmBox divider_of(PIX *print)
{
  BmBox found = {0, 0, 0, 0};
  g_autoptr(PIX) down = bm_brick_open_comp(print, 1, px(PART_MM));
  g_autoptr(PIX) joined = down != NULL ? bm_brick_close(down, 3, px(PART_GAP_MM)) : NULL;
  g_autoptr(BOXA) boxes = joined != NULL ? bm_pieces_boxes(joined, 8) : NULL;
  for (int i = 0, n = 0; boxes != NULL && i < boxaGetCount(boxes); i++) {
    BmBox rule;
    boxaGetBoxGeometry(boxes, i, &rule.x, &rule.y, &rule.w, &rule.h);
    if (!is_divider(rule, pixGetWidth(print), pixGetHeight(print)))
      continue;
    found = n++ == 0 ? rule : (BmBox){0, 0, 0, 0};
  }
  return found;
}

gboolean bm_areas_are_parted(const BmAreas *areas, BmBox p, BmBox q)
{
  BmBox rule = areas->divider, left = p.x < q.x ? p : q, right = p.x < q.x ? q : p;
  return !bm_box_is_empty(rule) && is_in_rows(rule, p) && is_in_rows(rule, q) &&
         left.x + left.w <= rule.x + rule.w && right.x >= rule.x;
}

/* Rows of fields go from side to side of their column. */
static BmBox column_of(const BmAreas *areas, BmBox cluster, int width)
{
  BmBox left = {0, cluster.y, areas->divider.x, 1};
  BmBox right = {areas->divider.x, cluster.y, width - areas->divider.x, 1};
  if (bm_areas_are_parted(areas, cluster, right))
    return left;
  return bm_areas_are_parted(areas, left, cluster) ? right : (BmBox){0, 0, width, 1};
}

/* ---- frames around fields ---- */

/* BmBox of each rule down the page; empty without memory for them */
static GArray *sides_find(PIX *print)
{
  GArray *sides = g_array_new(FALSE, FALSE, sizeof(BmBox));
  g_autoptr(PIX) down = bm_rules_down(print);
  g_autoptr(BOXA) boxes = down != NULL ? bm_pieces_boxes(down, 8) : NULL;
  for (int i = 0; boxes != NULL && i < boxaGetCount(boxes); i++) {
    BmBox rule;
    boxaGetBoxGeometry(boxes, i, &rule.x, &rule.y, &rule.w, &rule.h);
    if (rule.w <= px(PART_THICK_MM))
      g_array_append_val(sides, rule);
  }
  return sides;
}

/* Fields leave room for answers beside them. */
static gboolean is_narrow(BmBox fields, int width)
{
  return !bm_box_is_empty(fields) &&
         MAX(fields.x, width - fields.x - fields.w) >= px(BESIDE_LEAST_MM);
}

/* beside at least half of the rows of fields: corners of a frame may be round */
static gboolean is_side(BmBox rule, BmBox fields)
{
  int beside = MIN(bottom_of(rule), bottom_of(fields)) - MAX(rule.y, fields.y);
  return 2 * beside >= fields.h && rule.h <= px(FRAME_MOST_MM);
}

/* two sides of one frame, or of one table */
static gboolean is_pair(BmBox p, BmBox q)
{
  return abs(p.y - q.y) <= px(ENDS_MM) && abs(bottom_of(p) - bottom_of(q)) <= px(ENDS_MM);
}

/* the sides that stand nearest beside @fields; empty: none */
static void nearest_sides(const GArray *sides, BmBox fields, BmBox *left, BmBox *right)
{
  for (guint i = 0; i < sides->len; i++) {
    BmBox rule = g_array_index(sides, BmBox, i);
    int before = fields.x - rule.x - rule.w, after = rule.x - fields.x - fields.w;
    if (!is_side(rule, fields))
      continue;
    if (before >= 0 && before <= px(SIDE_FAR_MM) &&
        (bm_box_is_empty(*left) || rule.x > left->x))
      *left = rule;
    if (after >= 0 && after <= px(SIDE_FAR_MM) &&
        (bm_box_is_empty(*right) || rule.x < right->x))
      *right = rule;
  }
}

/* Narrows columns from @left to @right to the frame that @fields stand in, if there is one. A
 * rule alone is a margin or the border of a table elsewhere. */
static void between_sides(const GArray *sides, BmBox fields, int *left, int *right)
{
  BmBox first = {0, 0, 0, 0}, last = {0, 0, 0, 0};
  nearest_sides(sides, fields, &first, &last);
  if (bm_box_is_empty(first) || bm_box_is_empty(last) || !is_pair(first, last))
    return;
  for (guint i = 0; i < sides->len; i++) { /* rules between columns are no sides of a table */
    BmBox rule = g_array_index(sides, BmBox, i);
    if (is_pair(rule, first) && rule.x < first.x)
      first = rule;
    if (is_pair(rule, last) && rule.x > last.x)
      last = rule;
  }
  *left = MAX(*left, first.x);
  *right = MIN(*right, last.x + last.w);
}

/* ---- headers ---- */

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

/* ---- clusters of zones ---- */

static gboolean is_close(BmBox p, BmBox q)
{
  int across = MAX(p.x, q.x) - MIN(p.x + p.w, q.x + q.w);
  int down = MAX(p.y, q.y) - MIN(bottom_of(p), bottom_of(q));
  return across < px(CLUSTER_SIDE_MM) && down < px(HEAD_GAP_MM);
}

static void cluster_add(GArray *clusters, BmBox box)
{
  for (guint i = clusters->len; i-- > 0;) {
    BmBox cluster = g_array_index(clusters, BmBox, i);
    if (!is_close(cluster, box))
      continue;
    box = bm_box_or(cluster, box);
    g_array_remove_index(clusters, i);
    i = clusters->len; /* the larger one may touch those that were passed */
  }
  g_array_append_val(clusters, box);
}

/* The place of a seal, of which half stands beside rows of fields: below them writing may stand
 * beside it. */
static gboolean is_seal_beside(const GArray *zones, BmBox zone)
{
  for (guint i = 0; i < zones->len && zone.h >= px(SEAL_MM); i++) {
    BmBox row = g_array_index(zones, BmZone, i).box;
    if (zone.w < 2 * zone.h && row.h < px(TALL_MM) && row.y < bottom_of(zone) &&
        bottom_of(row) >= zone.y + zone.h / 2)
      return TRUE;
  }
  return FALSE;
}

/* BmBox; sets the footer, and where it starts */
static GArray *clusters_of(const GArray *zones, int width, int height, BmAreas *areas)
{
  GArray *clusters = g_array_new(FALSE, FALSE, sizeof(BmBox));
  areas->foot_start = height;
  for (guint i = 0; i < zones->len; i++) {
    BmBox box = g_array_index(zones, BmZone, i).box;
    if (is_beside(box, width) || is_seal_beside(zones, box))
      continue;
    if (box.y > height * FOOT_SHARE) {
      areas->foot_start = MIN(areas->foot_start, box.y);
      areas->foot = bm_box_or(areas->foot, box);
    } else {
      cluster_add(clusters, box);
    }
  }
  return clusters;
}

static gboolean is_in_zones(const GArray *zones, int y)
{
  for (guint i = 0; i < zones->len; i++) {
    BmBox box = bm_box_grow(g_array_index(zones, BmZone, i).box, 0, px(LOW_RIM_MM));
    if (y >= box.y && y < bottom_of(box))
      return TRUE;
  }
  return FALSE;
}

/* Two lines to write on stand above: answers come first. One may set off a heading. */
static gboolean has_answers_above(PIX *print, const GArray *zones, BmBox cluster)
{
  int rules = 0, y = print_top(print);
  for (int n = 0; n < RULES_LOOKED_AT && rules < RULES_LEAST; n++) {
    int rule = bm_cells_first_rule(print, BM_RESIDUAL_DPI, y);
    if (rule < 0 || rule >= cluster.y - px(LOW_RIM_MM))
      break;
    rules += is_in_zones(zones, rule) ? 0 : 1;
    y = rule + px(RULE_STEP_MM);
  }
  return rules >= RULES_LEAST;
}

static gboolean is_low(PIX *print, const GArray *zones, BmBox cluster)
{
  int height = pixGetHeight(print);
  return cluster.y > (int)(height * LOW_SHARE) ||
         (cluster.y > (int)(height * LATER_SHARE) && has_answers_above(print, zones, cluster));
}

/* A low cluster takes its rows from side to side of the page or its column; a narrow one of
 * many rows stands beside answers. */
static BmBox low_area(const BmAreas *areas, const GArray *sides, BmBox cluster, int width)
{
  BmBox column = column_of(areas, cluster, width),
        area = bm_box_grow(cluster, px(LOW_SIDE_MM), px(LOW_RIM_MM));
  if (cluster.w >= (int)(width * BLOCK_SHARE) || cluster.h < px(LOW_HIGH_MM)) {
    int left = column.x, right = column.x + column.w;
    between_sides(sides, cluster, &left, &right);
    area.x = MAX(left - px(FRAME_ROOM_MM), column.x);
    area.w = MIN(right + px(FRAME_ROOM_MM), column.x + column.w) - area.x;
  }
  return area;
}

static GArray *sides_of_narrow(PIX *print, const GArray *clusters, BmBox foot)
{
  int width = pixGetWidth(print);
  gboolean is_asked = is_narrow(foot, width);
  for (guint i = 0; i < clusters->len && !is_asked; i++)
    is_asked = is_narrow(g_array_index(clusters, BmBox, i), width);
  return is_asked ? sides_find(print) : g_array_new(FALSE, FALSE, sizeof(BmBox));
}

BmAreas bm_areas_find(PIX *print, const GArray *zones, gboolean is_first)
{
  int width = pixGetWidth(print), height = pixGetHeight(print);
  BmAreas areas = {.print_top = print_top(print), .bare_end = bare_head_end(print, is_first)};
  BmBox header = {0, 0, 0, 0};
  g_autoptr(GArray) clusters = clusters_of(zones, width, height, &areas);
  areas.divider = divider_of(print);
  g_autoptr(GArray) sides = sides_of_narrow(print, clusters, areas.foot);
  areas.foot_right = width;
  between_sides(sides, areas.foot, &areas.foot_left, &areas.foot_right);
  for (guint i = 0; i < clusters->len; i++) {
    BmBox cluster = g_array_index(clusters, BmBox, i);
    if (is_low(print, zones, cluster) && areas.n_low < BM_LOW_MOST)
      areas.low[areas.n_low++] = low_area(&areas, sides, cluster, width);
    else
      header = bm_box_or(header, cluster);
  }
  areas.head_end = areas.bare_end;
  if (bm_box_is_empty(header))
    return areas;
  areas.header = header;
  if (is_block(header, width))
    areas.block = header;
  areas.head_end = print_below(print, bottom_of(header), px(GAP_MOST_MM));
  return areas;
}

/* the low area that half of a line stands in, or NULL */
static const BmBox *low_of(const BmAreas *areas, BmBox line)
{
  int middle = line.y + line.h / 2;
  for (guint i = 0; i < areas->n_low; i++) {
    const BmBox *area = &areas->low[i];
    int shared = MIN(area->x + area->w, line.x + line.w) - MAX(area->x, line.x);
    if (middle >= area->y && middle < bottom_of(*area) && 2 * shared >= line.w)
      return area;
  }
  return NULL;
}

gboolean bm_areas_is_low(const BmAreas *areas, BmBox line)
{
  return low_of(areas, line) != NULL;
}

gboolean bm_areas_is_foot(const BmAreas *areas, BmBox line)
{
  return line.y + line.h / 2 >= areas->foot_start && line.x + line.w > areas->foot_left &&
         line.x < areas->foot_right && !bm_areas_are_parted(areas, line, areas->foot);
}

BmBox bm_areas_side(const BmAreas *areas, BmBox line, int width)
{
  BmBox whole = {0, line.y, width, line.h};
  const BmBox *low = low_of(areas, line);
  gboolean is_block = !bm_box_is_empty(areas->block) &&
                      line.y > areas->block.y + px(BLOCK_TOP_MM) && line.y < areas->head_end;
  BmBox side = low != NULL ? *low : bm_box_grow(areas->block, px(BLOCK_SIDE_MM), 0);
  if (low == NULL && bm_areas_is_foot(areas, line)) {
    BmBox foot = {areas->foot_left, line.y, areas->foot_right - areas->foot_left, line.h};
    return bm_box_or(bm_box_and(foot, whole), line);
  }
  if (low == NULL && !is_block)
    return whole;
  side.y = line.y;
  side.h = line.h;
  return bm_box_or(bm_box_and(side, whole), line);
}

gboolean bm_areas_ask(const BmAreas *areas, BmBox line)
{
  int middle = line.y + line.h / 2;
  return middle < areas->bare_end || bm_areas_is_foot(areas, line) ||
         low_of(areas, line) != NULL ||
         (middle < areas->head_end && !is_beside_block(areas, line));
}

int bm_areas_body(const BmAreas *areas)
{
  return bm_box_is_empty(areas->block) ? areas->head_end : areas->block.y + px(BLOCK_TOP_MM);
}
