/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two pages of a copybook on one scan: each has its own margins, its own title and its own
 * body, and is searched by itself.
 */
#include <stdlib.h>
#include <string.h>

#include "stages/shared/identity_part.h"
#include "stages/shared/identity_words.h"

#define WIDE_PERCENT 115  /* of its height: wider paper may be two pages */
#define FOLD_MM 4.0       /* beside a fold */
#define CROSSING_LEAST 3U /* pieces of writing across the middle: there is no fold */
#define PAGE_PERCENT 85   /* of its height: edges of the paper */
#define FOLD_SHARE 0.07   /* of the width: so far from the middle lies a fold */
#define FOLD_LEAST_MM 2.0
#define PIECES_LEAST 3U /* of writing on each side */
#define TITLE_LEAST_MM 10.0
#define TITLE_INDENT_MM 9.0
#define TITLE_OFF_MM 14.0 /* from the middle of the writing */
#define CENTER_MM 5.0
#define CENTRED_LEAST 3U
#define CENTRED_PERCENT 65 /* of the paper's width */
#define WORD_WIDE_MM 3.0
#define WORD_HIGH_MM 1.6
#define WORD_PERCENT 12 /* of its box; strokes cover more, remains of squares less */
#define MARGIN_MM 3.0
#define TITLE_SHARE 0.75 /* of the page: none stands lower */
#define TITLE_ROWS_LEAST 2U
#define TITLE_ROWS_MOST 4U
#define TITLE_APART 1.5 /* of its own rows' distance */
#define TITLE_RIM_MM 1.5

gboolean bm_finder_is_double(const BmFinder *finder)
{
  BmBox paper = finder->paper;
  int middle = paper.x + paper.w / 2, room = bm_lines_px(FOLD_MM);
  guint crossing = 0;
  if (paper.w * 100 <= paper.h * WIDE_PERCENT)
    return FALSE;
  for (guint i = 0; i < finder->lines->segments->len; i++) {
    BmBox box = bm_finder_segment(finder, i)->box;
    crossing += box.x < middle - room && box.x + box.w > middle + room ? 1 : 0;
  }
  return crossing < CROSSING_LEAST;
}

static gboolean is_across(BmBox box, int x)
{
  return box.x <= x && x < box.x + box.w;
}

/* fields, cells and tables; edges of the paper and lines of a copybook are none */
static gboolean is_whole(const BmFinder *finder, const BmFrame *frame)
{
  if (frame->box.h * 100 >= finder->paper.h * PAGE_PERCENT || frame->shape == BM_FRAME_OTHER)
    return FALSE;
  return frame->shape != BM_FRAME_UNDERLINE || finder->lines->ruling_px <= 0;
}

/* whether a column passes between all writing, codes and seals, and cuts no frame */
static gboolean is_free(const BmFinder *finder, int x)
{
  for (guint i = 0; i < finder->lines->segments->len; i++) {
    BmBox box = bm_finder_segment(finder, i)->box;
    if (is_across(box, x))
      return FALSE;
  }
  for (guint i = 0; i < finder->codes->len; i++)
    if (is_across(g_array_index(finder->codes, BmBox, i), x))
      return FALSE;
  for (guint i = 0; i < finder->seals->len; i++) {
    BmSeal seal = g_array_index(finder->seals, BmSeal, i);
    if (abs(x - seal.x) <= seal.r)
      return FALSE;
  }
  for (guint i = 0; i < finder->lines->frames->len; i++) {
    const BmFrame *frame = &g_array_index(finder->lines->frames, BmFrame, i);
    if (is_whole(finder, frame) && is_across(frame->box, x))
      return FALSE;
  }
  return TRUE;
}

static gboolean has_both_sides(const BmFinder *finder, int fold)
{
  guint left = 0, right = 0;
  for (guint i = 0; i < finder->lines->segments->len; i++) {
    BmBox box = bm_finder_segment(finder, i)->box;
    if (bm_row_counts(box))
      *(box.x < fold ? &left : &right) += 1;
  }
  return MIN(left, right) >= PIECES_LEAST;
}

int bm_finder_fold(const BmFinder *finder)
{

  int middle = finder->paper.x + finder->paper.w / 2;
  int reach = (int)(finder->paper.w * FOLD_SHARE), first = -1, best = 0, fold = -1;
  for (int x = middle - reach; x <= middle + reach + 1; x++) {
    gboolean is_gap = x <= middle + reach && is_free(finder, x);
    if (is_gap && first < 0)
      first = x;
    if (!is_gap && first >= 0) {
      fold = x - first > best ? (first + x) / 2 : fold;
      best = MAX(best, x - first);
      first = -1;
    }
  }
  return best >= bm_lines_px(FOLD_LEAST_MM) && has_both_sides(finder, fold) ? fold : -1;
}

/* ---- a title in the middle of a page ---- */

/* Where most rows begin, and where the longest ends: marks in the margin are no rows. */
static void columns_of(const GArray *rows, int *ret_left, int *ret_right)
{
  guint most = 0;
  *ret_left = *ret_right = 0;
  for (guint i = 0; i < rows->len; i++) {
    BmBox row = g_array_index(rows, BmBox, i);
    guint count = 0;
    for (guint k = 0; k < rows->len; k++)
      count += abs(g_array_index(rows, BmBox, k).x - row.x) <= bm_lines_px(MARGIN_MM) ? 1 : 0;
    if (count > most || (count == most && row.x < *ret_left))
      *ret_left = row.x;
    most = MAX(most, count);
    *ret_right = MAX(*ret_right, row.x + row.w);
  }
}

/* a row that does not begin at the margin */
static gboolean is_inner(const BmFinder *finder, BmBox row, int left)
{
  return row.x > left + bm_lines_px(TITLE_INDENT_MM) &&
         row.y + row.h / 2 < finder->paper.y + (int)(finder->paper.h * TITLE_SHARE);
}

static int bottom_of(BmBox box)
{
  return box.y + box.h;
}

/* Rows [@first, @end) of @rows, all inner: in the middle of the writing, or a block apart. */
static gboolean is_title(const GArray *rows, guint first, guint end, int left, int right)
{
  gboolean is_centred = TRUE;
  if (end - first < TITLE_ROWS_LEAST || end - first > TITLE_ROWS_MOST)
    return FALSE;
  int bottom = bottom_of(g_array_index(rows, BmBox, end - 1));
  int start = bottom_of(g_array_index(rows, BmBox, first));
  for (guint i = first; i < end; i++) {
    BmBox row = g_array_index(rows, BmBox, i);
    is_centred =
        is_centred && abs(2 * row.x + row.w - left - right) / 2 <= bm_lines_px(TITLE_OFF_MM);
  }
  double room = TITLE_APART * (bottom - start) / (end - first - 1);
  return is_centred ||
         ((first == 0 || start - bottom_of(g_array_index(rows, BmBox, first - 1)) >= room) &&
          (end == rows->len || bottom_of(g_array_index(rows, BmBox, end)) - bottom >= room));
}

/* Rows from @first on that share their middle and begin at different places: a title, however
 * many; 0: none. */
static guint centred_rows(const BmFinder *finder, const GArray *rows, guint first)
{
  BmBox top = g_array_index(rows, BmBox, first);
  int least = top.x, most = top.x;
  guint end = first + 1;
  for (; end < rows->len; end++) {
    BmBox row = g_array_index(rows, BmBox, end);
    if (abs(2 * row.x + row.w - 2 * top.x - top.w) / 2 > bm_lines_px(CENTER_MM) ||
        MAX(row.w, top.w) * 100 > finder->paper.w * CENTRED_PERCENT)
      break;
    least = MIN(least, row.x);
    most = MAX(most, row.x);
  }
  return end - first >= CENTRED_LEAST && most - least >= bm_lines_px(TITLE_INDENT_MM)
             ? end - first
             : 0;
}

/* what is written of each row, without dust and remains of squares */
static GArray *written_rows(const BmFinder *finder)
{
  GArray *rows = g_array_new(FALSE, FALSE, sizeof(BmBox));
  for (guint i = 0; i < finder->lines->rows->len; i++) {
    guint first, end;
    BmBox row = {0, 0, 0, 0};
    bm_row_span(finder, i, &first, &end);
    for (; first < end; first++) {
      BmBox box = bm_finder_segment(finder, first)->box;
      if (box.w >= bm_lines_px(WORD_WIDE_MM) && box.h >= bm_lines_px(WORD_HIGH_MM) &&
          bm_finder_ink(finder, box) * 100 >= bm_box_area(box) * WORD_PERCENT)
        row = bm_box_or(row, box);
    }
    if (row.w >= bm_lines_px(TITLE_LEAST_MM))
      g_array_append_val(rows, row);
  }
  return rows;
}

static void title_mask(BmFinder *finder, const GArray *rows, guint first, guint end)
{
  BmBox title = {0, 0, 0, 0};
  for (guint i = first; i < end; i++)
    title = bm_box_or(title, g_array_index(rows, BmBox, i));
  title.x = finder->paper.x;
  title.w = finder->paper.w;
  bm_finder_mask(finder, bm_box_grow(title, 0, bm_lines_px(TITLE_RIM_MM)),
                 bm_kind("unexplained"));
  bm_finder_flag(finder, "body_unsure");
}

void bm_finder_inner_titles(BmFinder *finder)
{
  int left, right;
  g_autoptr(GArray) rows = written_rows(finder);
  columns_of(rows, &left, &right);
  for (guint first = 0, end = 0; first < rows->len; first = MAX(end, first + 1)) {
    end = first + centred_rows(finder, rows, first);
    gboolean is_found = end > first;
    while (!is_found && end < rows->len &&
           is_inner(finder, g_array_index(rows, BmBox, end), left))
      end++;
    if (is_found || is_title(rows, first, end, left, right))
      title_mask(finder, rows, first, end);
  }
}

/* ---- both halves as one ---- */

static void shift(BmBox *box, int dx)
{
  if (!bm_box_is_empty(*box))
    box->x += dx;
}

/* doubts that one half need not settle when the other does */
static gboolean is_of_whole(const char *slug)
{
  static const char *const slugs[] = {"first_page_bare", "page_bare", "few_rows"};
  for (guint i = 0; i < G_N_ELEMENTS(slugs); i++)
    if (strcmp(slugs[i], slug) == 0)
      return TRUE;
  return FALSE;
}

static void flags_join(BmIdentity *left, const BmIdentity *right)
{
  for (guint i = left->flags->len; i-- > 0;)
    if (is_of_whole(left->flags->pdata[i]) &&
        !bm_identity_has_flag(right, left->flags->pdata[i]))
      g_ptr_array_remove_index(left->flags, i);
  for (guint i = 0; i < right->flags->len; i++) {
    const char *slug = right->flags->pdata[i];
    if (!is_of_whole(slug) && !bm_identity_has_flag(left, slug))
      g_ptr_array_add(left->flags, (gpointer)slug);
  }
  if (!bm_identity_has_flag(left, "double_page"))
    g_ptr_array_add(left->flags, (gpointer)g_intern_string("double_page"));
}

void bm_identity_join(BmIdentity *left, const BmIdentity *right, int fold)
{
  for (guint i = 0; i < right->zones->len; i++) {
    BmZone zone = g_array_index(right->zones, BmZone, i);
    shift(&zone.box, fold);
    g_array_append_val(left->zones, zone);
  }
  for (guint i = 0; i < right->labels->len; i++) {
    BmLabel label = g_array_index(right->labels, BmLabel, i);
    shift(&label.box, fold);
    shift(&label.field, fold);
    g_array_append_val(left->labels, label);
  }
  flags_join(left, right);
  left->halves = (BmHalves){fold, left->body_y, right->body_y};
  left->body_y = MIN(left->body_y, right->body_y) >= 0 ? MIN(left->body_y, right->body_y)
                                                       : MAX(left->body_y, right->body_y);
  left->row_px = MAX(left->row_px, right->row_px);
  BmBox paper = right->paper;
  shift(&paper, fold);
  left->paper = bm_box_or(left->paper, paper);
}
