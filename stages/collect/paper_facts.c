/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The score sheets of one bundle put together. */
#include "stages/collect/paper_sheets.h"

#include <string.h>

#include "pipeline/score.h"
#include "stages/collect/form.h"

#define KINDS 3 /* by BmScoreStyle */

static gboolean is_of(const BmPaperSheet *sheet, const json_t *kit, BmScoreStyle style)
{
  return sheet->page->kit == kit && sheet->page->paper->style == style;
}

/* "K47 · 2": class and page of the form. */
static char *place_of(const json_t *kit, const BmScorePage *page)
{
  const json_t *group = json_array_get(json_object_get(kit, "classes"), page->class_index);
  return g_strdup_printf("%s · %u", json_string_value(json_object_get(group, "alias")),
                         page->page);
}

/* Pages of the file that show one page of the form: "1, 3"; NULL for none. */
static char *scans_of(const BmPaperReturn *all, const json_t *kit, BmScoreStyle style,
                      const BmScorePage *page, guint *ret_n)
{
  GString *text = g_string_new(NULL);
  *ret_n = 0;
  for (guint i = 0; i < all->sheets->len; i++) {
    const BmPaperSheet *sheet = bm_paper_sheet(all, i);
    if (!is_of(sheet, kit, style) || sheet->page->sheet->page != page->page ||
        sheet->page->sheet->class_index != page->class_index)
      continue;
    g_string_append_printf(text, "%s%u", text->len > 0 ? ", " : "", sheet->scan);
    ++*ret_n;
  }
  return g_string_free(text, FALSE);
}

static void pages_count(const BmPaperReturn *all, const json_t *kit, const BmScorePaper *paper,
                        json_t *faults)
{
  for (guint i = 0; i < paper->pages->len; i++) {
    const BmScorePage *page = &g_array_index(paper->pages, BmScorePage, i);
    guint n = 0;
    g_autofree char *place = place_of(kit, page);
    g_autofree char *scans = scans_of(all, kit, paper->style, page, &n);
    if (n == 0)
      json_array_append_new(faults, bm_paper_fault("paper_page_missing", place, ""));
    else if (n > 1)
      json_array_append_new(faults, bm_paper_fault("paper_page_twice", place, scans));
  }
}

/* Whether any page of a style has a mark. */
static gboolean has_marks(const BmPaperReturn *all, const json_t *kit, BmScoreStyle style)
{
  for (guint i = 0; i < all->sheets->len; i++) {
    const BmPaperSheet *sheet = bm_paper_sheet(all, i);
    for (guint m = 0; is_of(sheet, kit, style) && m < sheet->page->marks->len; m++)
      if (bm_paper_mark(sheet->page, m)->value != BM_PAPER_NONE)
        return TRUE;
  }
  return FALSE;
}

/* The sheets that count: bubbles, unless only boxes came or only they are filled. */
static BmScoreStyle style_of(const BmPaperReturn *all, const json_t *kit, json_t *warnings)
{
  gboolean is_there[KINDS] = {FALSE}, is_filled[KINDS] = {FALSE};
  for (guint i = 0; i < all->sheets->len; i++)
    if (bm_paper_sheet(all, i)->page->kit == kit)
      is_there[bm_paper_sheet(all, i)->page->paper->style] = TRUE;
  for (guint style = BM_SCORE_BOXES; style < KINDS; style++)
    is_filled[style] = has_marks(all, kit, (BmScoreStyle)style);
  if (is_filled[BM_SCORE_BOXES] && is_filled[BM_SCORE_BUBBLES])
    json_array_append_new(warnings, bm_paper_fault("paper_both_styles", "", ""));
  if (is_filled[BM_SCORE_BUBBLES] || !is_there[BM_SCORE_BOXES])
    return BM_SCORE_BUBBLES;
  return is_filled[BM_SCORE_BOXES] || !is_there[BM_SCORE_BUBBLES] ? BM_SCORE_BOXES
                                                                  : BM_SCORE_BUBBLES;
}

static json_t *value_json(int value)
{
  if (value == BM_PAPER_X)
    return json_string("X");
  return value >= 0 ? json_integer(value) : json_null();
}

/* A row for each work, scores null. */
static json_t *rows_new(const json_t *kit, guint n_tasks)
{
  size_t i, j;
  json_t *group, *work, *rows = json_array();
  json_array_foreach (json_object_get(kit, "classes"), i, group)
    json_array_foreach (json_object_get(group, "works"), j, work) {
      json_t *scores = json_array();
      for (guint t = 0; t < n_tasks; t++)
        json_array_append_new(scores, json_null());
      json_array_append_new(rows, json_pack("{s:O,s:O,s:o}", "work_no", work, "class_alias",
                                            json_object_get(group, "alias"), "scores", scores));
    }
  return rows;
}

/* Place in rows of the work of a mark. */
static guint row_at(const json_t *kit, const BmPaperPage *page, const BmPaperMark *mark)
{
  guint at = mark->row;
  for (guint i = 0; i < page->sheet->class_index; i++) {
    const json_t *group = json_array_get(json_object_get(kit, "classes"), i);
    at += (guint)json_array_size(json_object_get(group, "works"));
  }
  return at;
}

static void doubt_append(json_t *doubts, const BmPaperSheet *sheet, guint index,
                         const json_t *row)
{
  const BmPaperMark *mark = bm_paper_mark(sheet->page, index);
  const char *crop = g_ptr_array_index(sheet->crops, index);
  const json_t *task = json_array_get(json_object_get(sheet->page->kit, "tasks"), mark->task);
  json_t *doubt =
      json_pack("{s:s,s:i,s:O,s:s,s:s,s:o,s:o}", "reason", mark->doubt, "page",
                (int)sheet->scan, "work_no", json_object_get(row, "work_no"), "task",
                bm_paper_asks_alone(mark) ? json_string_value(json_object_get(task, "id")) : "",
                "class_alias", sheet->page->class_alias, "seen", value_json(mark->value), "box",
                bm_box_to_json(mark->box, NULL));
  if (crop != NULL)
    json_object_set_new(doubt, "crop", json_string(crop));
  json_array_append_new(doubts, doubt);
}

static void sheet_enter(const BmPaperSheet *sheet, json_t *rows, json_t *doubts)
{
  const BmPaperPage *page = sheet->page;
  for (guint i = 0; i < page->marks->len; i++) {
    const BmPaperMark *mark = bm_paper_mark(page, i);
    json_t *row = json_array_get(rows, row_at(page->kit, page, mark));
    gboolean is_next =
        i > 0 && !bm_paper_asks_alone(mark) && bm_paper_mark(page, i - 1)->row == mark->row;
    if (mark->doubt == NULL)
      json_array_set_new(json_object_get(row, "scores"), mark->task, value_json(mark->value));
    else if (!is_next) /* an empty row is asked about once a page */
      doubt_append(doubts, sheet, i, row);
  }
}

/* Faults of pages that name the bundle; when it is the only one, or there is none, those of all
 * pages. */
static json_t *faults_of(const BmPaperReturn *all, const json_t *kit)
{
  json_t *faults = json_array(), *fault;
  size_t i;
  json_array_foreach (all->faults, i, fault) {
    const json_t *whose = g_ptr_array_index(all->whose, i);
    if (whose == kit || (whose == NULL && all->bundles->len <= 1))
      json_array_append(faults, fault);
  }
  if (kit == NULL && json_array_size(faults) == 0)
    json_array_append_new(faults, bm_paper_fault("paper_no_code", "", ""));
  return faults;
}

static int by_number(const void *p, const void *q)
{
  guint a = *(const guint *)p, b = *(const guint *)q;
  return (a > b) - (a < b);
}

/* Pages of the file that name the bundle, also those that could not be read. */
static json_t *pages_of(const BmPaperReturn *all, const json_t *kit)
{
  g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof(guint));
  size_t n;
  json_t *fault, *list = json_array();
  for (guint i = 0; i < all->sheets->len; i++)
    if (bm_paper_sheet(all, i)->page->kit == kit)
      g_array_append_val(pages, bm_paper_sheet(all, i)->scan);
  json_array_foreach (all->faults, n, fault) {
    guint scan = (guint)g_ascii_strtoull(bm_kit_text(fault, "sheet"), NULL, 10);
    if (g_ptr_array_index(all->whose, n) == kit)
      g_array_append_val(pages, scan);
  }
  g_array_sort(pages, by_number);
  for (guint i = 0; i < pages->len; i++)
    json_array_append_new(list, json_integer(g_array_index(pages, guint, i)));
  return list;
}

/* The layout of the bundle's sheets of a style, of any page that was read; NULL without one. */
static const BmScorePaper *paper_of(const BmPaperReturn *all, const json_t *kit,
                                    BmScoreStyle style)
{
  for (guint i = 0; i < all->sheets->len; i++)
    if (is_of(bm_paper_sheet(all, i), kit, style))
      return bm_paper_sheet(all, i)->page->paper;
  return NULL;
}

static json_t *rows_read(const BmPaperReturn *all, const json_t *kit, BmScoreStyle style,
                         json_t *faults, json_t *doubts)
{
  const BmScorePaper *paper = paper_of(all, kit, style);
  if (paper == NULL)
    return json_array();
  json_t *rows = rows_new(kit, paper->n_tasks);
  pages_count(all, kit, paper, faults);
  for (guint i = 0; i < all->sheets->len; i++)
    if (is_of(bm_paper_sheet(all, i), kit, style))
      sheet_enter(bm_paper_sheet(all, i), rows, doubts);
  return rows;
}

/* Points that the rubric does not allow beside the other scores of their row, as far as these
 * are told. */
static void gates_check(const json_t *kit, const json_t *rows, json_t *faults)
{
  const json_t *tasks = json_object_get(kit, "tasks");
  g_autoptr(GArray) gates = bm_gates_new(tasks, NULL);
  size_t i;
  json_t *row;
  if (gates == NULL)
    json_array_append_new(faults, bm_paper_fault("gate_bad", "", ""));
  json_array_foreach (rows, i, row)
    for (guint g = 0; gates != NULL && g < gates->len; g++) {
      const BmGate *gate = bm_gate_at(gates, g);
      g_autofree int *points =
          bm_scores_of(json_object_get(row, "scores"), bm_kit_n_tasks(kit));
      if (bm_gate_holds(gate, points))
        continue;
      g_autofree char *found = g_strdup_printf("%d", points[gate->task]);
      g_autofree char *expected = bm_gate_text(gate, tasks);
      g_autofree char *cell =
          g_strdup_printf("%s · %s", bm_kit_text(row, "work_no"),
                          bm_kit_text(json_array_get(tasks, gate->task), "id"));
      json_t *fault = bm_paper_fault("form_gate", bm_kit_text(row, "class_alias"), found);
      json_object_set_new(fault, "cell", json_string(cell));
      json_object_set_new(fault, "expected", json_string(expected));
      json_array_append_new(faults, fault);
    }
}

json_t *bm_paper_return_facts(const BmPaperReturn *all, guint bundle)
{
  const json_t *kit =
      bundle < all->bundles->len ? g_ptr_array_index(all->bundles, bundle) : NULL;
  json_t *faults = faults_of(all, kit), *warnings = json_array(), *doubts = json_array();
  BmScoreStyle style = style_of(all, kit, warnings);
  json_t *rows = rows_read(all, kit, style, faults, doubts);
  gates_check(kit, rows, faults);
  json_t *version = json_object_get(kit, "form_version");
  return json_pack("{s:s,s:s,s:s,s:o,s:s,s:o,s:o,s:o,s:o,s:o}", "kind", "paper", "bundle",
                   bm_kit_text(kit, "bundle"), "marker", bm_kit_text(kit, "marker"),
                   "form_version", version != NULL ? json_incref(version) : json_null(),
                   "style", style == BM_SCORE_BOXES ? "boxes" : "bubbles", "pages",
                   pages_of(all, kit), "rows", rows, "faults", faults, "warnings", warnings,
                   "doubts", doubts);
}
