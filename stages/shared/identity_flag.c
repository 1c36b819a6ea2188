/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What makes a page unfit for release unseen. Every rule is about structure; words only add. */
#include <stdlib.h>
#include <string.h>

#include "stages/shared/identity_part.h"
#include "stages/shared/identity_words.h"
#include "stages/shared/text.h"

#define INDENT_MM 14.0 /* rows of the body begin this near to its left margin */
#define LOW_SHARE 0.55 /* a body that starts lower needs a header of frames */
#define TOP_SHARE 0.30
#define FOOT_SHARE 0.92
#define NAME_MM 18.0   /* writing of a header that is long enough for a name */
#define PRINT_TRUST 85 /* words of handwriting are hardly read with more */
#define TABLE_RIM_MM 6.0
#define PAGE_FRAME_PERCENT 85 /* of its height: a frame around everything */
#define TITLE_GAP 1.28        /* row distances below a title */
#define TITLE_WORD_MM 12.0
#define TITLE_WIDE 95 /* percent of the body's widest row */
#define CENTER_MM 6.0
#define INNER_MM 4.0
#define CUT_MM 12.0 /* nearer to the margin there is the body */
#define WRITTEN_MM 2.3
#define APART_MM 28.0 /* a piece this far from the rest of its row stands alone */
#define VALUE_MM2 1.5 /* ink of the shortest value, a class */

static gboolean kind_is(const char *kind, const char *name)
{
  return kind != NULL && strcmp(kind, name) == 0;
}

static gboolean field_has_ink(const BmFinder *finder, const BmLabel *label)
{
  int least = (int)(VALUE_MM2 * bm_lines_px(1) * bm_lines_px(1));
  return bm_finder_ink(finder, label->field) >= least;
}

/* the grammar of a title line: a pupil's word and that of a class or school, read above the
 * body */
static gboolean has_title(const BmFinder *finder)
{
  gboolean has_pupil = FALSE, has_class = FALSE, has_school = FALSE;
  for (guint i = 0; i < finder->lines->segments->len; i++) {
    const BmReading *reading = finder->readings[i];
    BmBox box = bm_finder_segment(finder, i)->box;
    if (reading == NULL || box.y + box.h / 2 >= finder->body_y)
      continue;
    has_school = has_school || reading->has_school;
    for (guint k = 0; k < reading->tokens->len; k++) {
      const char *kind = g_array_index(reading->tokens, BmToken, k).label;
      has_pupil = has_pupil || kind_is(kind, "student_name");
      has_class = has_class || kind_is(kind, "class_letter");
      has_school = has_school || kind_is(kind, "school_name");
    }
  }
  return has_pupil + has_class + has_school >= 2;
}

/* whether every word was read as only print can be */
static gboolean is_print(const BmReading *reading)
{
  for (guint i = 0; i < reading->tokens->len; i++)
    if (g_array_index(reading->tokens, BmToken, i).trust < PRINT_TRUST)
      return FALSE;
  return reading->tokens->len > 0 && !reading->has_person && !reading->has_school &&
         !reading->looks_like_school;
}

static gboolean is_masked(const BmFinder *finder, BmBox box)
{
  gint64 covered = 0;
  for (guint i = 0; i < finder->zones->len; i++)
    covered =
        MAX(covered, bm_box_area(bm_box_and(box, g_array_index(finder->zones, BmZone, i).box)));
  return covered * 10 >= bm_box_area(box) * 8;
}

/* Masked writing above the body that is no print: two rows of it, or one that stands where
 * names do and not where titles do, in the middle. */
static gboolean has_written_title(const BmFinder *finder)
{
  int rows = 0, last_row = -1;
  gboolean is_aside = FALSE;
  int middle = finder->paper.x + finder->paper.w / 2;
  for (guint i = 0; i < finder->lines->segments->len; i++) {
    const BmSegment *segment = bm_finder_segment(finder, i);
    BmBox box = segment->box;
    const BmReading *reading = finder->readings[i];
    if (box.y + box.h / 2 >= finder->body_y || box.w < bm_lines_px(NAME_MM) ||
        box.h < bm_lines_px(1.5) || !is_masked(finder, box) ||
        (reading != NULL && (is_print(reading) || reading->is_safe)))
      continue;
    rows += segment->row != last_row ? 1 : 0;
    last_row = segment->row;
    is_aside = is_aside || abs(box.x + box.w / 2 - middle) > bm_lines_px(22);
  }
  return rows >= 2 || is_aside;
}

static gboolean has_identity(const BmFinder *finder)
{
  if (finder->lines->sides->len >= 6 || has_written_title(finder))
    return TRUE;
  for (guint i = 0; i < finder->labels->len; i++) {
    const BmLabel *label = &g_array_index(finder->labels, BmLabel, i);
    gboolean is_person =
        kind_is(label->kind, "student_name") || kind_is(label->kind, "participant_code");
    if (is_person && bm_label_is_real(label) && field_has_ink(finder, label))
      return TRUE;
  }
  return has_title(finder);
}

/* A first page begins with the first task. Where a page stands in its work is not always known;
 * one that goes on with a later task needs no name of its own. */
static gboolean goes_on(const BmFinder *finder)
{
  return finder->hints->page_in_work == 0 && finder->body_is_sure && finder->first_task >= 2;
}

static gboolean is_number(const BmReading *reading)
{
  return reading->tokens->len == 1 &&
         strlen(g_array_index(reading->tokens, BmToken, 0).text) <= 3 &&
         bm_text_digits(g_array_index(reading->tokens, BmToken, 0).text) > 0;
}

static gboolean is_in_frame(const BmFinder *finder, BmBox box)
{
  for (guint i = 0; i < finder->lines->frames->len; i++) {
    const BmFrame *frame = &g_array_index(finder->lines->frames, BmFrame, i);
    if (frame->shape != BM_FRAME_UNDERLINE && frame->shape != BM_FRAME_OTHER &&
        bm_box_area(bm_box_and(bm_box_grow(frame->box, 8, 8), box)) * 2 > bm_box_area(box))
      return TRUE;
  }
  return FALSE;
}

/* the outline of a punch hole, or a circle drawn: round, and nothing inside */
static gboolean is_ring(const BmFinder *finder, BmBox box)
{
  BmBox core = bm_box_grow(box, -box.w / 4, -box.h / 4);
  return abs(box.w - box.h) * 5 < MAX(box.w, box.h) && box.w >= bm_lines_px(4) &&
         box.w <= bm_lines_px(9) && bm_finder_ink(finder, core) == 0;
}

/* writing beside the body: left of its margin, or far from the rest of its row near the top */
static gboolean margins_flag(BmFinder *finder, GError **error)
{
  int end = -1, row = -1, least = (int)(VALUE_MM2 * bm_lines_px(1) * bm_lines_px(1));
  for (guint i = 0; i < finder->lines->segments->len; i++) {
    const BmSegment *segment = bm_finder_segment(finder, i);
    BmBox box = segment->box;
    int gap = segment->row == row ? box.x - end : 0, right = box.x + box.w;
    end = segment->row == row ? MAX(end, right) : right;
    row = segment->row;
    gboolean is_left = finder->edge_px >= 0 && right < finder->edge_px - bm_lines_px(2);
    gboolean is_right = gap > bm_lines_px(APART_MM) &&
                        box.x > finder->paper.x + finder->paper.w * 6 / 10 &&
                        box.y < finder->paper.y + finder->paper.h * TOP_SHARE;
    if (box.y < finder->body_y || box.h < bm_lines_px(1.8) || box.w < bm_lines_px(2.5) ||
        bm_finder_ink(finder, box) < least || is_ring(finder, box) || (!is_left && !is_right) ||
        is_in_frame(finder, box) || is_masked(finder, box))
      continue;
    const BmReading *reading = bm_finder_read(finder, i, error);
    if (reading == NULL)
      return FALSE;
    if (!is_number(reading)) {
      bm_finder_zone(finder, bm_box_grow(box, 8, 8), bm_kind("unexplained"));
      bm_finder_flag(finder, "margin_ink");
    }
  }
  return TRUE;
}

/* words of a reading that are still visible, and whether one of them names someone */
static guint words_visible(const BmFinder *finder, const BmReading *reading,
                           gboolean *ret_person, gboolean *ret_school)
{
  guint visible = 0;
  for (guint i = 0; i < reading->tokens->len; i++) {
    const BmToken *token = &g_array_index(reading->tokens, BmToken, i);
    if (is_masked(finder, token->box))
      continue;
    visible++;
    *ret_person = *ret_person || token->names_person;
    *ret_school = *ret_school || token->names_school;
  }
  return visible;
}

/* what was read outside the masks and names someone of the roster */
static void roster_flag(BmFinder *finder)
{
  int top = finder->paper.y + (int)(finder->paper.h * TOP_SHARE);
  int foot = finder->paper.y + (int)(finder->paper.h * FOOT_SHARE);
  for (guint i = 0; i < finder->lines->segments->len; i++) {
    const BmReading *reading = finder->readings[i];
    BmBox box = bm_finder_segment(finder, i)->box;
    gboolean has_person = FALSE, has_school = FALSE;
    if (reading == NULL || (box.y > top && box.y < foot))
      continue;
    guint visible = words_visible(finder, reading, &has_person, &has_school);
    gboolean is_header = box.y < finder->body_y || box.y >= foot;
    if ((has_person && visible <= 4) || (has_school && is_header))
      bm_finder_flag(finder, "roster_word");
  }
}

/* cells and rules with writing on them, close below the header, that no label explains */
static gboolean frames_flag(BmFinder *finder, GError **error)
{
  int near = finder->body_y + bm_lines_px(12);
  for (guint i = 0; i < finder->lines->frames->len; i++) {
    const BmFrame *frame = &g_array_index(finder->lines->frames, BmFrame, i);
    if (frame->shape != BM_FRAME_CELLS || frame->n_down < 4 || frame->box.y > near ||
        frame->box.y < finder->body_y || is_masked(finder, frame->box))
      continue;
    gboolean is_answer = FALSE;
    for (guint k = 0; k < finder->lines->segments->len && !is_answer; k++) {
      BmBox box = bm_finder_segment(finder, k)->box;
      int middle = box.y + box.h / 2, gap = frame->box.x - box.x - box.w;
      if (middle < frame->box.y || middle > frame->box.y + frame->box.h || gap < -4 ||
          gap > bm_lines_px(15))
        continue;
      const BmReading *reading = bm_finder_read(finder, k, error);
      if (reading == NULL)
        return FALSE;
      is_answer = is_number(reading);
    }
    if (!is_answer)
      bm_finder_flag(finder, "frame_unexplained");
  }
  return TRUE;
}

/* writing that looks like the body above the place where it was found to start */
static guint body_rows_masked(const BmFinder *finder)
{
  guint count = 0;
  for (guint i = finder->lines->rows->len; i-- > 0;) {
    BmBox row = g_array_index(finder->lines->rows, BmRow, i).box;
    if (row.y + row.h / 2 >= finder->body_y || row.h <= bm_lines_px(1.5))
      continue;
    if (finder->left_px < 0 || abs(row.x - finder->left_px) >= bm_lines_px(INDENT_MM) ||
        row.w <= bm_lines_px(3))
      break; /* only rows that follow each other down to the body */
    count++;
  }
  return count;
}

static guint rows_below(const BmFinder *finder)
{
  guint count = 0;
  for (guint i = 0; i < finder->lines->rows->len; i++) {
    BmBox row = g_array_index(finder->lines->rows, BmRow, i).box;
    count += row.y + row.h / 2 >= finder->body_y && row.w > bm_lines_px(5) ? 1 : 0;
  }
  return count;
}

/* where the first piece of a row begins that is surely written */
static int row_start(const BmFinder *finder, guint row)
{
  guint first, end;
  bm_row_span(finder, row, &first, &end);
  for (guint i = first; i < end; i++) {
    const BmSegment *segment = bm_finder_segment(finder, i);
    if (segment->box.h >= bm_lines_px(WRITTEN_MM) && segment->box.w >= bm_lines_px(1.2) &&
        !bm_segment_is_remains(finder, segment))
      return segment->box.x;
  }
  return -1;
}

static int center_of(BmBox box)
{
  return box.x + box.w / 2;
}

static int int_compare(gconstpointer p, gconstpointer q)
{
  return *(const int *)p - *(const int *)q;
}

/* Where three rows or more above the body, and most of them, have their middle; -1: nowhere. */
static int title_center(const BmFinder *finder)
{
  g_autoptr(GArray) centers = g_array_new(FALSE, FALSE, sizeof(int));
  for (guint i = 0; i < finder->lines->rows->len; i++) {
    BmBox core = bm_row_core(finder, i);
    int center = center_of(core);
    if (core.y + core.h / 2 < finder->body_y && core.w >= bm_lines_px(TITLE_WORD_MM))
      g_array_append_val(centers, center);
  }
  g_array_sort(centers, int_compare);
  int middle = centers->len > 0 ? g_array_index(centers, int, centers->len / 2) : -1;
  guint near = 0;
  for (guint i = 0; i < centers->len; i++)
    near += abs(g_array_index(centers, int, i) - middle) <= bm_lines_px(CENTER_MM) ? 1 : 0;
  return near >= 3 && near * 2 > centers->len ? middle : -1;
}

/* the first row of the body is short and stands in the middle of the title's rows, as their
 * last */
static gboolean title_goes_on(const BmFinder *finder)
{
  int center = title_center(finder), widest = 0;
  BmBox first = {0, 0, 0, 0};
  for (guint i = 0; i < finder->lines->rows->len && center >= 0; i++) {
    BmBox core = bm_row_core(finder, i);
    if (core.y + core.h / 2 < finder->body_y || !bm_row_counts(core))
      continue;
    if (bm_box_is_empty(first))
      first = core;
    widest = MAX(widest, core.w);
  }
  if (first.x < finder->left_px + bm_lines_px(INNER_MM))
    return FALSE;
  return !bm_box_is_empty(first) && abs(center_of(first) - center) <= bm_lines_px(CENTER_MM) &&
         first.w * 100 < widest * TITLE_WIDE && first.w >= bm_lines_px(TITLE_WORD_MM);
}

/* Before anything stands at the margin two rows stand far from it, as those of a title do, or
 * one with a gap below it, as its last. */
static gboolean title_is_cut(const BmFinder *finder)
{
  guint inner = 0;
  int bottom = -1;
  for (guint i = 0; i < finder->lines->rows->len; i++) {
    BmBox core = bm_row_core(finder, i);
    int start = row_start(finder, i);
    if (core.y + core.h / 2 < finder->body_y || start < 0)
      continue;
    if (start <= finder->left_px + bm_lines_px(CUT_MM))
      return inner == 1 && core.y + core.h - bottom > finder->pitch_px * TITLE_GAP;
    if (core.w >= bm_lines_px(NAME_MM)) {
      inner++;
      bottom = core.y + core.h;
    }
    if (inner == 2)
      return TRUE;
  }
  return FALSE;
}

/* On ruled paper a title's word has a line below it, too. */
static gboolean is_form_field(const BmFinder *finder, const BmLabel *label)
{
  gboolean is_loose = label->shape == BM_FIELD_UNDERLINE || label->shape == BM_FIELD_LINE;
  return bm_label_is_real(label) && !(is_loose && finder->lines->ruling_px > 0);
}

/* pieces of writing within a frame and above the body */
static guint pieces_cut_off(const BmFinder *finder, BmBox frame)
{
  guint count = 0;
  frame.h = finder->body_y - frame.y;
  for (guint i = 0; i < finder->lines->segments->len; i++) {
    BmBox box = bm_finder_segment(finder, i)->box;
    count += bm_row_counts(box) && bm_box_area(bm_box_and(frame, box)) * 2 > bm_box_area(box);
  }
  return count;
}

/* A table is identity or answers: no body begins in the middle of one. */
static gboolean body_cuts_table(const BmFinder *finder)
{
  for (guint i = 0; i < finder->lines->frames->len; i++) {
    const BmFrame *frame = &g_array_index(finder->lines->frames, BmFrame, i);
    gboolean is_table =
        frame->shape == BM_FRAME_TABLE ||
        (finder->lines->ruling_px <= 0 && frame->n_across >= 3 && frame->n_down >= 2 &&
         frame->box.h * 100 < finder->paper.h * PAGE_FRAME_PERCENT);
    if (is_table && finder->body_y > frame->box.y + bm_lines_px(TABLE_RIM_MM) &&
        finder->body_y < frame->box.y + frame->box.h - bm_lines_px(TABLE_RIM_MM) &&
        pieces_cut_off(finder, frame->box) >= 3)
      return TRUE;
  }
  return FALSE;
}

static void body_flags(BmFinder *finder)
{
  gboolean has_fields = FALSE;
  for (guint i = 0; i < finder->labels->len; i++)
    has_fields =
        has_fields || is_form_field(finder, &g_array_index(finder->labels, BmLabel, i));
  if (finder->body_y < 0)
    bm_finder_flag(finder, "body_unknown");
  else if (!finder->body_is_sure || body_cuts_table(finder))
    bm_finder_flag(finder, "body_unsure");
  else if (!has_fields && finder->body_y > finder->paper.y + (int)(finder->paper.h * LOW_SHARE))
    bm_finder_flag(finder, "body_low");
  if (!has_fields && finder->hints->page_in_work <= 1 && finder->left_px >= 0 &&
      finder->body_y >= 0 && (title_is_cut(finder) || title_goes_on(finder)))
    bm_finder_flag(finder, "title_cut");
  if (!has_fields && body_rows_masked(finder) >= 4)
    bm_finder_flag(finder, "body_late");
  if (finder->body_y >= 0 && rows_below(finder) < 3)
    bm_finder_flag(finder, "few_rows");
}

gboolean bm_finder_flags(BmFinder *finder, GError **error)
{
  if (finder->hints->is_clean_form)
    return TRUE;
  if (!finder->hints->turn_sure)
    bm_finder_flag(finder, "turn_unsure");
  body_flags(finder);
  if (finder->lines->segments->len == 0)
    bm_finder_flag(finder, "page_bare");
  if (bm_finder_is_double(finder))
    bm_finder_flag(finder, "double_page");
  if (finder->hints->page_in_work <= 1 && !goes_on(finder) && !has_identity(finder))
    bm_finder_flag(finder, "first_page_bare");
  if (!margins_flag(finder, error) || !frames_flag(finder, error))
    return FALSE;
  roster_flag(finder);
  return TRUE;
}
