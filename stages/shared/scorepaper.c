/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Geometry of a printed score sheet. */
#include "stages/shared/scorepaper.h"

#include <string.h>

#define EDGE 10.0  /* what a copier may cut or a printer leave white */
#define ANCHOR 5.0 /* side of a corner square: larger than any letter or filled bubble */
#define BAR_WIDTH 4.0
#define BAR_HEIGHT 2.0
#define MARGIN 18.0  /* tables keep clear of bars and squares */
#define QR_SIDE 17.5 /* 25 modules of 0.7 mm */
#define QR_TOP 11.5
#define QR_BOTTOM 11.0
#define QR_ASIDE 4.5 /* from the margin: quiet zone of 4 modules and the corner square */
#define HEAD 50.0    /* title, instruction, code */
#define FOOT 33.0    /* code */

#define BUBBLE 3.5 /* 21 pixels at 150 dpi */
#define PITCH 4.8
#define GROUP_GAP 2.6
#define BUBBLES_NUMBER 27.0 /* work numbers */
#define BUBBLES_HEAD 9.4
#define BUBBLES_ROW_LEAST 6.6
#define BUBBLES_ROW_MOST 8.4
#define BLOCK_GAP 4.0

#define BOXES_NUMBER 30.0
#define BOXES_TOTAL 16.0
#define BOXES_HEAD 12.0
#define BOXES_ROW_LEAST 9.0
#define BOXES_ROW_MOST 11.0
#define CELL_EASY 10.0 /* width in which two figures are easily written by hand */
#define CELL_LEAST 8.4 /* still possible: rather so than a work's scores on two sheets */
#define CELL_MOST 17.0

static guint parts_of(guint n, guint most)
{
  return (n + most - 1) / most;
}

static void page_size(BmScorePage *page, gboolean is_across)
{
  page->width = is_across ? BM_PDF_A4_HEIGHT : BM_PDF_A4_WIDTH;
  page->height = is_across ? BM_PDF_A4_WIDTH : BM_PDF_A4_HEIGHT;
}

static double table_room(const BmScorePage *page)
{
  return page->height - HEAD - FOOT;
}

static double group_width(int max)
{
  return (max + 2) * PITCH + GROUP_GAP;
}

/* --- bubbles ---------------------------------------------------------------------------- */

static double bubbles_room(const BmScorePage *page)
{
  return page->width - 2 * MARGIN - BUBBLES_NUMBER;
}

/* Number of tasks from @first on that stand beside each other in @room, at least one. */
static guint tasks_beside(const BmScorePaper *paper, guint first, double room)
{
  guint n = 0;
  double width = 0;
  while (first + n < paper->n_tasks) {
    width += group_width(paper->maxima[first + n]);
    if (n > 0 && width > room)
      break;
    n++;
  }
  return n;
}

static guint blocks_in(const BmScorePaper *paper, double room)
{
  guint blocks = 0;
  for (guint first = 0; first < paper->n_tasks; first += tasks_beside(paper, first, room))
    blocks++;
  return blocks;
}

/* The least width that gives no more blocks than the whole one: they come out evenly. */
static double even_room(const BmScorePaper *paper, double room)
{
  guint blocks = blocks_in(paper, room);
  while (room > PITCH && blocks_in(paper, room - PITCH) == blocks)
    room -= PITCH;
  return room;
}

static guint blocks_below(const BmScorePage *page, guint n_rows)
{
  double block = BUBBLES_HEAD + n_rows * BUBBLES_ROW_LEAST;
  guint n = (guint)((table_room(page) + BLOCK_GAP) / (block + BLOCK_GAP));
  return CLAMP(n, 1, BM_SCOREPAPER_BLOCKS);
}

static void block_append(const BmScorePaper *paper, BmScorePage *page, guint per_page,
                         double room, BmScoreBlock *next)
{
  double share = (table_room(page) + BLOCK_GAP) / per_page - BLOCK_GAP - BUBBLES_HEAD;
  next->head = BUBBLES_HEAD;
  next->row = MIN(BUBBLES_ROW_MOST, share / next->n_rows);
  next->n_tasks = tasks_beside(paper, next->first_task, room);
  next->top = HEAD + page->n_blocks * (BUBBLES_HEAD + next->n_rows * next->row + BLOCK_GAP);
  page->blocks[page->n_blocks++] = *next;
  next->first_task += next->n_tasks;
}

/* All tasks of some rows. */
static void bubble_rows(const BmScorePaper *paper, BmScorePage *page, guint first_row,
                        guint n_rows, GArray *pages)
{
  double room = even_room(paper, bubbles_room(page));
  guint blocks = blocks_in(paper, room);
  guint n_pages = parts_of(blocks, blocks_below(page, n_rows));
  guint per_page = parts_of(blocks, n_pages);
  BmScoreBlock next = {.first_row = first_row, .n_rows = n_rows};
  while (next.first_task < paper->n_tasks) {
    page->n_blocks = 0;
    while (page->n_blocks < per_page && next.first_task < paper->n_tasks)
      block_append(paper, page, per_page, room, &next);
    page->page++;
    g_array_append_val(pages, *page);
  }
}

static void bubble_class(const BmScorePaper *paper, BmScorePage *page, guint rows,
                         GArray *pages)
{
  guint most = (guint)((table_room(page) - BUBBLES_HEAD) / BUBBLES_ROW_LEAST);
  guint chunk = parts_of(rows, MAX(1, parts_of(rows, most)));
  for (guint first = 0; first < rows; first += chunk)
    bubble_rows(paper, page, first, MIN(chunk, rows - first), pages);
}

/* --- boxes ------------------------------------------------------------------------------ */

static double boxes_room(const BmScorePage *page)
{
  return page->width - 2 * MARGIN - BOXES_NUMBER - BOXES_TOTAL;
}

static guint boxes_beside(const BmScorePage *page, double cell)
{
  return (guint)(boxes_room(page) / cell);
}

static void box_class(const BmScorePaper *paper, BmScorePage *page, guint rows, GArray *pages)
{
  guint tasks = paper->n_tasks;
  double cell = tasks <= boxes_beside(page, CELL_LEAST) ? CELL_LEAST : CELL_EASY;
  guint block_most = parts_of(tasks, parts_of(tasks, boxes_beside(page, cell)));
  guint most = (guint)((table_room(page) - BOXES_HEAD) / BOXES_ROW_LEAST);
  guint chunk = parts_of(rows, MAX(1, parts_of(rows, most)));
  BmScoreBlock *block = &page->blocks[0];
  page->n_blocks = 1;
  block->top = HEAD;
  block->head = BOXES_HEAD;
  block->cell = MIN(CELL_MOST, boxes_room(page) / block_most);
  block->row = MIN(BOXES_ROW_MOST, (table_room(page) - BOXES_HEAD) / MAX(1, chunk));
  for (block->first_row = 0; block->first_row < rows; block->first_row += chunk)
    for (block->first_task = 0; block->first_task < tasks; block->first_task += block_most) {
      block->n_rows = MIN(chunk, rows - block->first_row);
      block->n_tasks = MIN(block_most, tasks - block->first_task);
      block->has_total = block->first_task + block->n_tasks == tasks;
      page->page++;
      g_array_append_val(pages, *page);
    }
}

/* --- the paper -------------------------------------------------------------------------- */

static GArray *lay_out(const BmScorePaper *paper, gboolean is_across, const guint *rows,
                       guint n_classes)
{
  GArray *pages = g_array_new(FALSE, TRUE, sizeof(BmScorePage));
  for (guint i = 0; i < n_classes; i++) {
    BmScorePage page = {.style = paper->style, .class_index = i};
    guint first = pages->len;
    page_size(&page, is_across);
    if (paper->style == BM_SCORE_BUBBLES)
      bubble_class(paper, &page, rows[i], pages);
    else
      box_class(paper, &page, rows[i], pages);
    for (guint j = first; j < pages->len; j++)
      g_array_index(pages, BmScorePage, j).n_pages = page.page;
  }
  return pages;
}

/* Upright, unless across takes fewer sheets; boxes: unless they get too narrow for figures. */
static void paper_lay_out(BmScorePaper *paper, const guint *rows, guint n_classes)
{
  BmScorePage upright = {0};
  page_size(&upright, FALSE);
  if (paper->style == BM_SCORE_BOXES) {
    gboolean is_across = paper->n_tasks > boxes_beside(&upright, CELL_EASY);
    paper->pages = lay_out(paper, is_across, rows, n_classes);
    return;
  }
  paper->pages = lay_out(paper, FALSE, rows, n_classes);
  GArray *across = lay_out(paper, TRUE, rows, n_classes);
  if (across->len < paper->pages->len) {
    GArray *other = paper->pages;
    paper->pages = across;
    across = other;
  }
  g_array_unref(across);
}

BmScorePaper *bm_scorepaper_new(BmScoreStyle style, const int *maxima, guint n_tasks,
                                const guint *rows, guint n_classes, GError **error)
{
  g_assert(n_tasks > 0 &&
           (style != BM_SCORE_BUBBLES || bm_scorepaper_has_bubbles(maxima, n_tasks)));
  g_autoptr(BmScorePaper) paper = g_new0(BmScorePaper, 1);
  paper->style = style;
  paper->n_tasks = n_tasks;
  paper->maxima = g_memdup2(maxima, n_tasks * sizeof *maxima);
  paper_lay_out(paper, rows, n_classes);
  gboolean is_short = n_classes <= BM_SCOREPAPER_NUMBER;
  for (guint i = 0; i < paper->pages->len; i++)
    is_short =
        is_short && g_array_index(paper->pages, BmScorePage, i).page <= BM_SCOREPAPER_NUMBER;
  if (!is_short) {
    bm_fail(error, BM_ERROR_SETTING, "score_sheet_too_long", "%u classes, %u pages", n_classes,
            paper->pages->len);
    return NULL;
  }
  return g_steal_pointer(&paper);
}

void bm_scorepaper_free(BmScorePaper *paper)
{
  if (paper == NULL)
    return;
  g_free(paper->maxima);
  g_clear_pointer(&paper->pages, g_array_unref);
  g_free(paper);
}

gboolean bm_scorepaper_has_bubbles(const int *maxima, guint n_tasks)
{
  for (guint i = 0; i < n_tasks; i++)
    if (maxima[i] > BM_SCOREPAPER_MAX)
      return FALSE;
  return TRUE;
}

guint bm_scorepaper_digest(const BmScorePaper *paper)
{
  g_autoptr(GString) text = g_string_new(NULL);
  g_string_append_printf(text, "%d", (int)paper->style);
  for (guint i = 0; i < paper->n_tasks; i++)
    g_string_append_printf(text, " %d", paper->maxima[i]);
  for (guint i = 0; i < paper->pages->len; i++) {
    const BmScorePage *page = &g_array_index(paper->pages, BmScorePage, i);
    g_string_append_printf(text, "|%u.%u", page->class_index, page->page);
    for (guint b = 0; b < page->n_blocks; b++)
      g_string_append_printf(text, " %u+%u", page->blocks[b].first_row, page->blocks[b].n_rows);
  }
  g_autofree char *hex = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text->str, -1);
  hex[7] = '\0';
  return (guint)(g_ascii_strtoull(hex, NULL, 16) % BM_SCOREPAPER_DIGESTS);
}

const BmScorePage *bm_scorepaper_page(const BmScorePaper *paper, guint class_index, guint page)
{
  for (guint i = 0; i < paper->pages->len; i++) {
    const BmScorePage *one = &g_array_index(paper->pages, BmScorePage, i);
    if (one->class_index == class_index && one->page == page)
      return one;
  }
  return NULL;
}

BmPdfRect bm_scorepaper_anchor(const BmScorePage *page, guint index)
{
  gboolean is_right = index == 1 || index == 2, is_low = index >= 2;
  return (BmPdfRect){is_right ? page->width - EDGE - ANCHOR : EDGE,
                     is_low ? page->height - EDGE - ANCHOR : EDGE, ANCHOR, ANCHOR};
}

static double row_y(const BmScoreBlock *block, guint row)
{
  return block->top + block->head + row * block->row;
}

BmPdfRect bm_scorepaper_bar(const BmScorePage *page, const BmScoreBlock *block, guint row,
                            guint side)
{
  return (BmPdfRect){side == 0 ? EDGE : page->width - EDGE - BAR_WIDTH,
                     row_y(block, row) + (block->row - BAR_HEIGHT) / 2, BAR_WIDTH, BAR_HEIGHT};
}

BmPdfRect bm_scorepaper_code(const BmScorePage *page, guint index)
{
  if (index == 0)
    return (BmPdfRect){page->width - MARGIN - QR_ASIDE - QR_SIDE, QR_TOP, QR_SIDE, QR_SIDE};
  return (BmPdfRect){MARGIN + QR_ASIDE, page->height - QR_BOTTOM - QR_SIDE, QR_SIDE, QR_SIDE};
}

double bm_scorepaper_left(const BmScorePage *page)
{
  (void)page;
  return MARGIN;
}

double bm_scorepaper_right(const BmScorePage *page)
{
  return page->width - MARGIN;
}

double bm_scorepaper_top(const BmScorePage *page)
{
  (void)page;
  return HEAD;
}

BmPdfRect bm_scorepaper_number(const BmScorePage *page, const BmScoreBlock *block, guint row)
{
  double width = page->style == BM_SCORE_BUBBLES ? BUBBLES_NUMBER - GROUP_GAP : BOXES_NUMBER;
  return (BmPdfRect){MARGIN, row_y(block, row), width, block->row};
}

/* Left end of the circles of a task of the block. */
static double group_x(const BmScorePaper *paper, const BmScoreBlock *block, guint task)
{
  double x = MARGIN + BUBBLES_NUMBER;
  for (guint i = 0; i < task; i++)
    x += group_width(paper->maxima[block->first_task + i]);
  return x;
}

BmPdfRect bm_scorepaper_group(const BmScorePaper *paper, const BmScorePage *page,
                              const BmScoreBlock *block, guint row, guint task)
{
  if (page->style == BM_SCORE_BOXES)
    return (BmPdfRect){MARGIN + BOXES_NUMBER + task * block->cell, row_y(block, row),
                       block->cell, block->row};
  guint n = bm_scorepaper_choices(paper, block->first_task + task);
  return (BmPdfRect){group_x(paper, block, task), row_y(block, row), n * PITCH, block->row};
}

guint bm_scorepaper_choices(const BmScorePaper *paper, guint task)
{
  return (guint)paper->maxima[task] + 2;
}

BmPdfRect bm_scorepaper_bubble(const BmScorePaper *paper, const BmScorePage *page,
                               const BmScoreBlock *block, guint row, guint task, guint choice)
{
  BmPdfRect group = bm_scorepaper_group(paper, page, block, row, task);
  return (BmPdfRect){group.x + choice * PITCH + (PITCH - BUBBLE) / 2,
                     group.y + (group.h - BUBBLE) / 2, BUBBLE, BUBBLE};
}
