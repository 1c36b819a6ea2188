/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing in a header or a foot that the form itself explains as an answer. */
#include "stages/mask/answerlines.h"
#include "stages/mask/byform_part.h"
#include "stages/mask/frames.h"
#include "stages/mask/owncells.h"
#include "stages/mask/ownlines.h"
#include "stages/mask/zones.h"
#include "stages/shared/cells.h"
#include "stages/shared/identity_words.h"
#include "stages/shared/page.h"

#define TASK_SIDE_MM 15.0 /* between a task and the fields beside it */
#define TASK_ROOM_MM 8.0  /* between a task and its answer */
#define TASK_ABOVE_MM 4.0 /* a task may begin this much above the fields */
#define TASK_ROWS 2U      /* of print; one is a running head */
#define TASK_WIDE_MM 40.0 /* labels of fields are shorter */
#define RULE_ABOVE_MM 4.0 /* of a line above the end of what is written on it */
#define RULE_BELOW_MM 3.0
#define SPAN_STEP_MM 4.0
#define SPAN_PERCENT 80
#define ROW_LEAST_MM 1.2
#define FILLED_PERCENT 55 /* of a line by its row */
#define ANSWER_RIM_MM 1.5
#define OWN_ROW_MM 4.0 /* less of a cell: ends of strokes from beside it */

static int px(double mm)
{
  return bm_px(mm, BM_RESIDUAL_DPI);
}

/* rows of print in a box */
static guint rows_in(PIX *words, BmBox box)
{
  guint rows = 0;
  int high = 0;
  box = bm_box_clip(box, pixGetWidth(words), pixGetHeight(words));
  for (int y = box.y; y <= box.y + box.h; y++) {
    l_int32 count = 0;
    g_autoptr(BOX) row = y < box.y + box.h ? boxCreate(box.x, y, box.w, 1) : NULL;
    if (row != NULL && pixCountPixelsInRect(words, row, &count, NULL) == 0 && count > 0) {
      high++;
      continue;
    }
    rows += high >= px(ROW_LEAST_MM) ? 1 : 0;
    high = 0;
  }
  return rows;
}

/* whether print goes through most of a box from side to side */
static gboolean spans(PIX *print, BmBox box)
{
  int n = 0, step = px(SPAN_STEP_MM), filled = 0;
  box = bm_box_clip(box, pixGetWidth(print), pixGetHeight(print));
  for (int x = box.x; x < box.x + box.w; x += step, n++) {
    l_int32 count = 0;
    g_autoptr(BOX) part = boxCreate(x, box.y, step, box.h);
    filled += pixCountPixelsInRect(print, part, &count, NULL) == 0 && count > 0 ? 1 : 0;
  }
  return n > 0 && filled * 100 >= n * SPAN_PERCENT;
}

/* whether a field that stays visible stands in a box: it is no task */
static gboolean has_kept(const ByForm *by, BmBox box)
{
  for (guint i = 0; i < by->kept->len; i++)
    if (!bm_box_is_empty(bm_box_and(g_array_index(by->kept, BmZone, i).box, box)))
      return TRUE;
  return FALSE;
}

/* On a later page, writing below a task of several rows that is printed beside the header's
 * fields. */
static gboolean is_below_task(const ByForm *by, BmBox line)
{
  BmBox header = by->areas.header;
  int side = px(TASK_SIDE_MM), top = header.y - px(TASK_ABOVE_MM);
  gboolean is_beside =
      line.x + line.w <= header.x - side || line.x >= header.x + header.w + side;
  if (by->is_first || bm_box_is_empty(header) || !is_beside ||
      line.y + line.h / 2 < header.y + header.h)
    return FALSE;
  BmBox near = {line.x, line.y - px(TASK_ROOM_MM), line.w, px(TASK_ROOM_MM)};
  BmBox task = {line.x, top, line.w, line.y - top};
  return !has_kept(by, task) && rows_in(by->words, near) > 0 &&
         rows_in(by->words, task) >= TASK_ROWS;
}

/* In a column of its own beside the column of the header's fields, writing below a task of
 * several rows. Who wrote is asked there, on a first page, too. */
static gboolean is_in_task_column(const ByForm *by, BmBox line)
{
  const BmAreas *areas = &by->areas;
  int side = areas->divider.x, top = areas->print_top;
  if (bm_box_is_empty(areas->header) || !bm_areas_are_parted(areas, line, areas->header))
    return FALSE;
  BmBox task = {line.x < side ? 0 : side + areas->divider.w, top, 0, line.y - top};
  task.w = (line.x < side ? side : by->width) - task.x;
  return !has_kept(by, task) && rows_in(by->words, task) >= TASK_ROWS;
}

/* Writing on lines for answers that fills most of its line: a name alone does not. */
static gboolean is_on_lines(const ByForm *by, BmBox writing)
{
  BmBox line, row = writing;
  if (!bm_answer_lines_hold(by->lines, writing, &line))
    return FALSE;
  for (guint i = 0; i < by->residual->groups->len; i++) {
    BmBox group = g_array_index(by->residual->groups, BmBox, i), held;
    int shared = MIN(group.y + group.h, writing.y + writing.h) - MAX(group.y, writing.y);
    if (2 * shared > MIN(group.h, writing.h) && bm_answer_lines_hold(by->lines, group, &held) &&
        held.y == line.y && held.x == line.x)
      row = bm_box_or(row, group);
  }
  return row.w * 100 >= line.w * FILLED_PERCENT;
}

/* In the foot, writing on a line that is printed below a task, far beside the foot's fields. */
static gboolean is_below_last_task(const ByForm *by, BmBox line)
{
  BmBox foot = by->areas.foot;
  int side = px(TASK_SIDE_MM), bottom = line.y + line.h;
  gboolean is_beside = line.x + line.w <= foot.x - side || line.x >= foot.x + foot.w + side;
  if (bm_box_is_empty(foot) || line.y + line.h / 2 < by->areas.foot_start || !is_beside)
    return FALSE;
  int rule = bm_cells_first_rule(by->print, BM_RESIDUAL_DPI, bottom - px(RULE_ABOVE_MM));
  BmBox near = {line.x, line.y - px(TASK_ROOM_MM), px(TASK_WIDE_MM), px(TASK_ROOM_MM)};
  BmBox under = {line.x, rule - 2, line.w, 5};
  return rule >= 0 && rule <= bottom + px(RULE_BELOW_MM) && !has_kept(by, near) &&
         spans(by->print, under) && rows_in(by->words, near) > 0 && spans(by->words, near);
}

/* Frames cost as much as all other masking of a page, and few pages ask for them. Without
 * memory for them there are none. */
static gboolean is_in_frame(ByForm *by, BmBox line)
{
  if (by->frames == NULL)
    by->frames = bm_frames_find(by->print, by->zones, by->areas.print_top + px(BM_HEADING_MM));
  return by->frames != NULL && bm_cells_hold(by->frames, by->residual->pieces, line);
}

/* Tells whoever looks next. */
static void answer_note(ByForm *by, BmBox line)
{
  double scale = by->c->dpi / BM_RESIDUAL_DPI;
  BmBox box = bm_affine_box((BmAffine){scale, 0, 0, 0, scale, 0},
                            bm_box_grow(line, px(ANSWER_RIM_MM), px(ANSWER_RIM_MM)));
  box = bm_box_clip(box, pixGetWidth(by->c->page), pixGetHeight(by->c->page));
  g_array_append_val(by->plan->answers, box);
}

/* As with frames: without memory there are none. */
static gboolean own_places_find(ByForm *by)
{
  if (by->own == NULL)
    by->own = bm_own_lines_find(by->print, by->words, by->zones);
  if (by->own_cells == NULL)
    by->own_cells = bm_own_cells_find(by->print, by->words, by->zones);
  return by->own != NULL && by->own_cells != NULL;
}

/* where writing of @box is an answer's whatever it hangs together with */
static GArray *own_cores(ByForm *by, BmBox box)
{
  if (!own_places_find(by))
    return g_array_new(FALSE, FALSE, sizeof(BmBox));
  GArray *cores = bm_own_lines_cores(by->own);
  for (guint i = 0; i < by->own_cells->len; i++) {
    BmBox cell = g_array_index(by->own_cells, BmBox, i), part = bm_box_and(cell, box);
    gboolean is_row = part.h >= px(OWN_ROW_MM) || 3 * part.h >= 2 * box.h;
    if (!bm_box_is_empty(part) && is_row)
      g_array_append_val(cores, cell);
  }
  return cores;
}

void bm_by_form_mask_caution(ByForm *by, BmBox box)
{
  BmZone whole = {.box = box, .kind = bm_kind("unexplained")};
  g_autoptr(GArray) zones = g_array_new(FALSE, FALSE, sizeof(BmZone));
  g_array_append_val(zones, whole);
  g_autoptr(GArray) cores = own_cores(by, box);
  g_autoptr(GArray) rest = bm_zones_without(zones, cores, 0, 0);
  for (guint i = 0; i < rest->len; i++)
    bm_by_form_mask(by, g_array_index(rest, BmZone, i).box, whole.kind);
  for (guint i = 0; i < cores->len; i++) {
    BmBox open = bm_box_and(g_array_index(cores, BmBox, i), box);
    if (!bm_box_is_empty(open))
      answer_note(by, open);
  }
}

/* a quarter of its height: written in a field, and below its line */
static gboolean hangs_in_field(const ByForm *by, BmBox line)
{
  for (guint i = 0; i < by->zones->len; i++)
    if (4 * bm_box_and(g_array_index(by->zones, BmZone, i).box, line).h >= line.h)
      return TRUE;
  return FALSE;
}

gboolean bm_by_form_answers_label(ByForm *by, BmBox line)
{
  if (!bm_areas_ask(&by->areas, line) || line.y + line.h / 2 < by->areas.bare_end ||
      !own_places_find(by))
    return FALSE;
  if (!bm_own_lines_hold(by->own, line) &&
      (hangs_in_field(by, line) || !bm_own_cells_hold(by->own_cells, line)))
    return FALSE;
  answer_note(by, line);
  return TRUE;
}

gboolean bm_by_form_answers(ByForm *by, BmBox line)
{
  int middle = line.y + line.h / 2;
  gboolean is_header = middle < by->areas.head_end && middle < by->areas.foot_start &&
                       !bm_areas_is_low(&by->areas, line);
  if (middle < by->areas.bare_end)
    return FALSE;
  gboolean is_answer =
      is_on_lines(by, line) || is_below_last_task(by, line) ||
      (is_header && (is_below_task(by, line) || is_in_task_column(by, line))) ||
      is_in_frame(by, line);
  if (!is_answer)
    return FALSE;
  answer_note(by, line);
  return TRUE;
}
