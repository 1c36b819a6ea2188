/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Windows full of bars. */
#include "stages/shared/codearea.h"
#include "stages/shared/brick.h"
#include "stages/shared/pieces.h"

#include <string.h>

#define CELL 8 /* px, a millimetre */
#define STEP 2 /* px between lines */
#define LINES_A_CELL (CELL / STEP)
#define BARS_LEAST 3
#define AROUND 6 /* cells */
#define THICK 4  /* px: bars of large codes */

/* Size of a window, in cells: along the line, and of lines. */
typedef struct Window {
  int along, across;
  gboolean is_thick;
} Window;

static const Window windows[] = {{6, 4, FALSE}, {8, 5, FALSE}, {12, 8, TRUE}, {18, 12, TRUE}};

/* How many bars begin in each cell of each line; lines run across or down the page. */
typedef struct Starts {
  int lines, cells;
  guint8 *count;
} Starts;

static Starts starts_new(int length, int width)
{
  Starts starts = {length / STEP, width / CELL, NULL};
  starts.count = g_new0(guint8, MAX((gsize)starts.lines * (gsize)starts.cells, 1));
  return starts;
}

static Starts starts_across(PIX *ink)
{
  Starts starts = starts_new(pixGetHeight(ink), pixGetWidth(ink));
  for (int i = 0; i < starts.lines; i++) {
    const l_uint32 *line = pixGetData(ink) + (gsize)i * STEP * (gsize)pixGetWpl(ink);
    guint8 *count = starts.count + (gsize)i * (gsize)starts.cells;
    l_uint32 last = 0;
    for (int cell = 0; cell < starts.cells; cell++) {
      l_uint32 bits = GET_DATA_BYTE(line, cell);
      count[cell] = (guint8)__builtin_popcount(bits & ~(bits >> 1 | last << 7));
      last = bits & 1;
    }
  }
  return starts;
}

static Starts starts_down(PIX *ink)
{
  Starts starts = starts_new(pixGetWidth(ink), pixGetHeight(ink));
  int wpl = pixGetWpl(ink), n_words = starts.lines * STEP / 32;
  for (int y = 1; y < starts.cells * CELL; y++) {
    const l_uint32 *line = pixGetData(ink) + (gsize)y * (gsize)wpl, *above = line - wpl;
    for (int k = 0; k < n_words; k++) {
      l_uint32 bits = line[k] & ~above[k] & 0xAAAAAAAA; /* of every second column */
      for (; bits != 0; bits &= bits - 1) {
        int x = 32 * k + 31 - __builtin_ctz(bits);
        starts.count[(gsize)(x / STEP) * (gsize)starts.cells + (gsize)(y / CELL)]++;
      }
    }
  }
  return starts;
}

/* For each line and each place of a window's edge along it, how many lines to there have bars
 * enough; one row more than there are lines. */
static guint16 *full_lines(const Starts *starts, int along)
{
  gsize cells = (gsize)starts->cells;
  guint16 *sums = g_new0(guint16, ((gsize)starts->lines + 1) * cells);
  g_autofree guint8 *bars = g_malloc(cells); /* at most 4 in a cell, 18 cells in a window */
  int last = starts->cells - along;
  for (int i = 0; i < starts->lines; i++) {
    const guint8 *restrict count = starts->count + (gsize)i * cells;
    const guint16 *restrict above = sums + (gsize)i * cells;
    guint16 *restrict now = sums + ((gsize)i + 1) * cells;
    memset(bars, 0, cells);
    for (int k = 0; k < along; k++)
      for (int first = 0; first <= last; first++)
        bars[first] = (guint8)(bars[first] + count[first + k]);
    for (int first = 0; first <= last; first++)
      now[first] = (guint16)(above[first] + (bars[first] >= BARS_LEAST));
  }
  return sums;
}

static void window_mark(PIX *map, int line, int cell, const Window *window, gboolean is_down)
{
  if (is_down)
    pixRasterop(map, line, cell, window->across, window->along, PIX_SET, NULL, 0, 0);
  else
    pixRasterop(map, cell, line, window->along, window->across, PIX_SET, NULL, 0, 0);
}

/* Marks the windows that have bars on three quarters of their lines; @map has a pixel a cell.
 */
static void windows_find(const Starts *starts, const Window *window, gboolean is_down, PIX *map)
{
  int high = window->across * LINES_A_CELL, last = starts->cells - window->along;
  if (starts->lines < high || last < 0)
    return;
  g_autofree guint16 *sums = full_lines(starts, window->along);
  for (int i = 0; i + high <= starts->lines; i += LINES_A_CELL / 2) {
    const guint16 *top = sums + (gsize)i * (gsize)starts->cells;
    const guint16 *bottom = top + (gsize)high * (gsize)starts->cells;
    for (int cell = 0; cell <= last; cell++)
      if (4 * (bottom[cell] - top[cell]) >= 3 * high)
        window_mark(map, i / LINES_A_CELL, cell, window, is_down);
  }
}

/* Marked cells, by lines across the page and down. */
typedef struct Maps {
  PIX *across, *down;
} Maps;

static void maps_clear(Maps *maps)
{
  pixDestroy(&maps->across);
  pixDestroy(&maps->down);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Maps, maps_clear)

static void ink_search(PIX *ink, gboolean is_thick, const Maps *maps)
{
  Starts across = starts_across(ink), down = starts_down(ink);
  for (guint i = 0; i < G_N_ELEMENTS(windows); i++) {
    if (windows[i].is_thick != is_thick)
      continue;
    windows_find(&across, &windows[i], FALSE, maps->across);
    windows_find(&down, &windows[i], TRUE, maps->down);
  }
  g_free(across.count);
  g_free(down.count);
}

/* Boxes that meet become one, until none do. */
static void boxes_join(GArray *boxes)
{
  for (guint i = 0; i < boxes->len; i++)
    for (guint k = 0; k < i; k++) {
      BmBox box = g_array_index(boxes, BmBox, i), *other = &g_array_index(boxes, BmBox, k);
      if (bm_box_is_empty(bm_box_and(box, *other)))
        continue;
      *other = bm_box_or(box, *other);
      g_array_remove_index(boxes, i);
      i = 0; /* the larger one may meet others */
    }
}

static void boxes_find(PIX *map, int width, int height, GArray *boxes)
{
  g_autoptr(PIX) wide = pixDilateBrick(NULL, map, 2 * AROUND + 1, 2 * AROUND + 1);
  g_autoptr(BOXA) found = wide != NULL ? bm_pieces_boxes(wide, 8) : NULL;
  if (found == NULL) /* no memory: everywhere */
    g_array_append_vals(boxes, &(BmBox){0, 0, width, height}, 1);
  for (int i = 0; found != NULL && i < boxaGetCount(found); i++) {
    int x, y, w, h;
    boxaGetBoxGeometry(found, i, &x, &y, &w, &h);
    /* what is left of the last cells belongs to them */
    int right = x + w >= pixGetWidth(map) ? width : (x + w) * CELL;
    int bottom = y + h >= pixGetHeight(map) ? height : (y + h) * CELL;
    BmBox box = {x * CELL, y * CELL, right - x * CELL, bottom - y * CELL};
    g_array_append_val(boxes, box);
  }
  boxes_join(boxes);
}

static gboolean is_inside(BmBox box, const GArray *areas)
{
  for (guint i = 0; i < areas->len; i++) {
    const BmCodeArea *area = &g_array_index(areas, BmCodeArea, i);
    if (area->is_across && area->is_down &&
        bm_box_area(bm_box_and(area->box, box)) == bm_box_area(box))
      return TRUE;
  }
  return FALSE;
}

static void areas_add(PIX *map, PIX *ink, gboolean is_across, gboolean is_down, GArray *areas)
{
  g_autoptr(GArray) boxes = g_array_new(FALSE, FALSE, sizeof(BmBox));
  boxes_find(map, pixGetWidth(ink), pixGetHeight(ink), boxes);
  for (guint i = 0; i < boxes->len; i++) {
    BmCodeArea area = {g_array_index(boxes, BmBox, i), is_across, is_down};
    if (!is_inside(area.box, areas))
      g_array_append_val(areas, area);
  }
}

GArray *bm_code_areas(PIX *ink)
{
  int width = pixGetWidth(ink), height = pixGetHeight(ink);
  int columns = MAX(width / CELL, 1), rows = MAX(height / CELL, 1);
  g_auto(Maps) maps = {pixCreate(columns, rows, 1), pixCreate(columns, rows, 1)};
  g_autoptr(PIX) thick = bm_brick_open(ink, THICK, THICK);
  GArray *areas = g_array_new(FALSE, FALSE, sizeof(BmCodeArea));
  if (maps.across == NULL || maps.down == NULL || thick == NULL) { /* no memory: everywhere */
    g_array_append_vals(areas, &(BmCodeArea){{0, 0, width, height}, TRUE, TRUE}, 1);
    return areas;
  }
  ink_search(ink, FALSE, &maps);
  ink_search(thick, TRUE, &maps);
  g_autoptr(PIX) both = pixAnd(NULL, maps.across, maps.down);
  areas_add(both, ink, TRUE, TRUE, areas);
  areas_add(maps.across, ink, TRUE, FALSE, areas);
  areas_add(maps.down, ink, FALSE, TRUE, areas);
  return areas;
}
