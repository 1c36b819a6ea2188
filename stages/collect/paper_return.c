/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All pages of a return put together. */
#include <string.h>

#include "pipeline/error.h"
#include "stages/collect/paper.h"
#include "stages/shared/blank.h"

#define GUESS_DPI 200.0
#define KINDS 3 /* by BmScoreStyle */

/* A page that was read. */
typedef struct Sheet {
  guint scan; /* page of the file, from 1 */
  BmPaperPage *page;
  GPtrArray *crops; /* path or NULL, one a mark */
} Sheet;

struct BmPaperReturn {
  const json_t *kits; /* borrowed */
  char *crops;
  guint n_scans, n_crops;
  gboolean is_paper;
  GPtrArray *sheets; /* Sheet */
  json_t *faults;    /* of pages that could not be read */
};

static void sheet_free(gpointer data)
{
  Sheet *sheet = data;
  bm_paper_page_free(sheet->page);
  g_ptr_array_unref(sheet->crops);
  g_free(sheet);
}

BmPaperReturn *bm_paper_return_new(const json_t *kits, const char *crops)
{
  BmPaperReturn *all = g_new0(BmPaperReturn, 1);
  all->kits = kits;
  all->crops = g_strdup(crops);
  all->sheets = g_ptr_array_new_with_free_func(sheet_free);
  all->faults = json_array();
  return all;
}

void bm_paper_return_free(BmPaperReturn *all)
{
  if (all == NULL)
    return;
  g_free(all->crops);
  g_ptr_array_unref(all->sheets);
  json_decref(all->faults);
  g_free(all);
}

gboolean bm_paper_return_is_paper(const BmPaperReturn *all)
{
  return all->is_paper;
}

static json_t *fault_new(const char *slug, const char *sheet, const char *found,
                         const char *expected)
{
  return json_pack("{s:s,s:s,s:s,s:s,s:s}", "slug", slug, "sheet", sheet, "cell", "", "found",
                   found, "expected", expected);
}

/* --- pages ------------------------------------------------------------------------------ */

/* Bubbles that are in doubt for what they show, boxes for what is written; not what is empty in
 * a row that is. */
static gboolean asks_alone(const BmPaperMark *mark)
{
  return mark->doubt != NULL && strcmp(mark->doubt, "paper_row_empty") != 0;
}

static gboolean crop_write(BmPaperReturn *all, PIX *page, const BmPaperMark *mark,
                           GPtrArray *crops, GError **error)
{
  int margin = mark->box.h > 0 ? mark->box.h / 3 : 0;
  BmBox box = bm_box_clip(bm_box_grow(mark->box, margin, margin), pixGetWidth(page),
                          pixGetHeight(page));
  if (all->crops == NULL || !asks_alone(mark) || bm_box_is_empty(box)) {
    g_ptr_array_add(crops, NULL);
    return TRUE;
  }
  g_autofree char *name = g_strdup_printf("mark-%04u.png", ++all->n_crops);
  g_autofree char *path = g_build_filename(all->crops, name, NULL);
  g_autoptr(BOX) part = boxCreate(box.x, box.y, box.w, box.h);
  g_autoptr(PIX) crop = pixClipRectangle(page, part, NULL);
  if (crop == NULL)
    return bm_fail(error, BM_ERROR_IO, "no_memory", "a crop of a mark");
  if (pixWritePng(path, crop, 0) != 0)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot write a crop");
  g_ptr_array_add(crops, g_steal_pointer(&path));
  return TRUE;
}

static gboolean sheet_keep(BmPaperReturn *all, PIX *picture, BmPaperPage *page, GError **error)
{
  Sheet *sheet = g_new0(Sheet, 1);
  sheet->scan = all->n_scans;
  sheet->page = page;
  sheet->crops = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(all->sheets, sheet);
  for (guint i = 0; i < page->marks->len; i++)
    if (!crop_write(all, picture, bm_paper_mark(page, i), sheet->crops, error))
      return FALSE;
  return TRUE;
}

/* The back of a sheet, or a cover: no code, and nothing on it. */
static gboolean page_is_blank(PIX *picture)
{
  int dpi = pixGetXRes(picture);
  BmBlankLook look;
  return bm_blank_look(picture, dpi >= 50 && dpi <= 1200 ? dpi : GUESS_DPI, NULL, &look, NULL,
                       NULL) &&
         look.state != BM_BLANK_MARKED;
}

gboolean bm_paper_return_add(BmPaperReturn *all, PIX *picture, GError **error)
{
  g_autoptr(GError) trouble = NULL;
  all->n_scans++;
  BmPaperPage *page = bm_paper_read(picture, all->kits, &trouble);
  if (page != NULL) {
    all->is_paper = TRUE;
    return sheet_keep(all, picture, page, error);
  }
  if (!g_error_matches(trouble, BM_ERROR, BM_ERROR_INPUT)) {
    g_propagate_error(error, g_steal_pointer(&trouble));
    return FALSE;
  }
  g_autofree char *slug = bm_error_reason(trouble);
  gboolean has_code = strcmp(slug, "paper_no_code") != 0;
  all->is_paper = all->is_paper || has_code;
  if (!has_code && page_is_blank(picture))
    return TRUE;
  char scan[16];
  g_snprintf(scan, sizeof scan, "%u", all->n_scans);
  json_array_append_new(all->faults, fault_new(slug, scan, "", ""));
  return TRUE;
}

/* --- the whole -------------------------------------------------------------------------- */

static const Sheet *sheet_at(const BmPaperReturn *all, guint index)
{
  return g_ptr_array_index(all->sheets, index);
}

static gboolean is_of(const Sheet *sheet, const json_t *kit, BmScoreStyle style)
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
    const Sheet *sheet = sheet_at(all, i);
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
      json_array_append_new(faults, fault_new("paper_page_missing", place, "", ""));
    else if (n > 1)
      json_array_append_new(faults, fault_new("paper_page_twice", place, scans, ""));
  }
}

/* Whether any page of a style has a mark. */
static gboolean has_marks(const BmPaperReturn *all, const json_t *kit, BmScoreStyle style)
{
  for (guint i = 0; i < all->sheets->len; i++) {
    const Sheet *sheet = sheet_at(all, i);
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
    if (sheet_at(all, i)->page->kit == kit)
      is_there[sheet_at(all, i)->page->paper->style] = TRUE;
  for (guint style = BM_SCORE_BOXES; style < KINDS; style++)
    is_filled[style] = has_marks(all, kit, (BmScoreStyle)style);
  if (is_filled[BM_SCORE_BOXES] && is_filled[BM_SCORE_BUBBLES])
    json_array_append_new(warnings, fault_new("paper_both_styles", "", "", ""));
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

static void doubt_append(json_t *doubts, const Sheet *sheet, guint index, const json_t *row)
{
  const BmPaperMark *mark = bm_paper_mark(sheet->page, index);
  const char *crop = g_ptr_array_index(sheet->crops, index);
  const json_t *task = json_array_get(json_object_get(sheet->page->kit, "tasks"), mark->task);
  json_t *doubt =
      json_pack("{s:s,s:i,s:O,s:s,s:s,s:o,s:o}", "reason", mark->doubt, "page",
                (int)sheet->scan, "work_no", json_object_get(row, "work_no"), "task",
                asks_alone(mark) ? json_string_value(json_object_get(task, "id")) : "",
                "class_alias", sheet->page->class_alias, "seen", value_json(mark->value), "box",
                bm_box_to_json(mark->box, NULL));
  if (crop != NULL)
    json_object_set_new(doubt, "crop", json_string(crop));
  json_array_append_new(doubts, doubt);
}

static void sheet_enter(const Sheet *sheet, json_t *rows, json_t *doubts)
{
  const BmPaperPage *page = sheet->page;
  for (guint i = 0; i < page->marks->len; i++) {
    const BmPaperMark *mark = bm_paper_mark(page, i);
    json_t *row = json_array_get(rows, row_at(page->kit, page, mark));
    gboolean is_next =
        i > 0 && !asks_alone(mark) && bm_paper_mark(page, i - 1)->row == mark->row;
    if (mark->doubt == NULL)
      json_array_set_new(json_object_get(row, "scores"), mark->task, value_json(mark->value));
    else if (!is_next) /* an empty row is asked about once a page */
      doubt_append(doubts, sheet, i, row);
  }
}

static const char *text_of(const json_t *json, const char *key)
{
  const char *text = json_string_value(json_object_get(json, key));
  return text != NULL ? text : "";
}

/* The bundle of the first sheet; a fault when there are others. */
static const json_t *kit_of(const BmPaperReturn *all, json_t *faults)
{
  const json_t *kit = all->sheets->len > 0 ? sheet_at(all, 0)->page->kit : NULL;
  for (guint i = 1; i < all->sheets->len; i++)
    if (sheet_at(all, i)->page->kit != kit) {
      char scan[16];
      g_snprintf(scan, sizeof scan, "%u", sheet_at(all, i)->scan);
      json_array_append_new(faults, fault_new("paper_bundles_mixed", scan,
                                              text_of(sheet_at(all, i)->page->kit, "bundle"),
                                              text_of(kit, "bundle")));
    }
  return kit;
}

json_t *bm_paper_return_facts(const BmPaperReturn *all)
{
  json_t *faults = json_copy(all->faults), *warnings = json_array(), *doubts = json_array();
  json_t *rows = NULL;
  const json_t *kit = kit_of(all, faults);
  if (kit == NULL && json_array_size(faults) == 0)
    json_array_append_new(faults, fault_new("paper_no_code", "", "", ""));
  BmScoreStyle style = style_of(all, kit, warnings);
  for (guint i = 0; kit != NULL && i < all->sheets->len; i++) {
    const Sheet *sheet = sheet_at(all, i);
    if (!is_of(sheet, kit, style))
      continue;
    if (rows == NULL) {
      rows = rows_new(kit, sheet->page->paper->n_tasks);
      pages_count(all, kit, sheet->page->paper, faults);
    }
    sheet_enter(sheet, rows, doubts);
  }
  json_t *version = json_object_get(kit, "form_version");
  return json_pack("{s:s,s:s,s:s,s:o,s:s,s:o,s:o,s:o,s:o}", "kind", "paper", "bundle",
                   text_of(kit, "bundle"), "marker", text_of(kit, "marker"), "form_version",
                   version != NULL ? json_incref(version) : json_null(), "style",
                   style == BM_SCORE_BOXES ? "boxes" : "bubbles", "rows",
                   rows != NULL ? rows : json_array(), "faults", faults, "warnings", warnings,
                   "doubts", doubts);
}
