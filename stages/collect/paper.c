/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One page of a score sheet: which it is, where it lies, what is marked. */
#include "stages/collect/paper.h"

#include <string.h>

#include "pipeline/error.h"
#include "stages/collect/form.h"
#include "stages/collect/paper_part.h"
#include "stages/shared/scale.h"

#define CODE_QUIET_MM 4.0 /* around a code; and what the map may be off so far from bars */

void bm_paper_page_free(BmPaperPage *page)
{
  if (page == NULL)
    return;
  g_clear_pointer(&page->paper, bm_scorepaper_free);
  g_clear_pointer(&page->marks, g_array_unref);
  g_free(page);
}

/* --- the sheet -------------------------------------------------------------------------- */

/* The sheets of a bundle, as they were printed; NULL when the kit is of no use. */
static BmScorePaper *paper_of(const json_t *kit, BmScoreStyle style, GError **error)
{
  const json_t *tasks = json_object_get(kit, "tasks"),
               *classes = json_object_get(kit, "classes");
  guint n_tasks = (guint)json_array_size(tasks), n_classes = (guint)json_array_size(classes);
  g_autofree int *maxima = g_new0(int, n_tasks);
  g_autofree guint *rows = g_new0(guint, n_classes);
  gboolean is_whole = n_tasks > 0;
  for (guint i = 0; i < n_tasks; i++) {
    json_int_t max = json_integer_value(json_object_get(json_array_get(tasks, i), "max"));
    is_whole = is_whole && max >= 1 && max <= 1000;
    maxima[i] = (int)max;
  }
  for (guint i = 0; i < n_classes; i++)
    rows[i] = (guint)json_array_size(json_object_get(json_array_get(classes, i), "works"));
  if (!is_whole || (style == BM_SCORE_BUBBLES && !bm_scorepaper_has_bubbles(maxima, n_tasks))) {
    bm_fail(error, BM_ERROR_INPUT, "paper_unknown_bundle", "a bundle has no such sheet");
    return NULL;
  }
  return bm_scorepaper_new(style, maxima, n_tasks, rows, n_classes, error);
}

static BmPaperPage *page_of(const BmScoreCode *code, const json_t *kits, GError **error)
{
  if (code->version != BM_SCOREPAPER_VERSION) {
    bm_fail(error, BM_ERROR_INPUT, "paper_other_version", "version %d, not %d", code->version,
            BM_SCOREPAPER_VERSION);
    return NULL;
  }
  g_autoptr(BmPaperPage) page = g_new0(BmPaperPage, 1);
  page->kit = bm_kit_find(kits, code->bundle);
  if (page->kit == NULL) {
    bm_fail(error, BM_ERROR_INPUT, "paper_unknown_bundle", "bundle '%s'", code->bundle);
    return NULL;
  }
  if (json_is_true(json_object_get(page->kit, "is_replaced"))) {
    bm_fail(error, BM_ERROR_INPUT, "form_bundle_replaced", "bundle '%s'", code->bundle);
    return NULL;
  }
  page->paper = paper_of(page->kit, code->style, error);
  if (page->paper == NULL)
    return NULL;
  if (code->layout != bm_scorepaper_digest(page->paper)) {
    bm_fail(error, BM_ERROR_INPUT, "paper_other_tasks", "bundle '%s'", code->bundle);
    return NULL;
  }
  page->sheet = bm_scorepaper_page(page->paper, code->class_index, code->page);
  const json_t *class_group =
      json_array_get(json_object_get(page->kit, "classes"), code->class_index);
  page->class_alias = json_string_value(json_object_get(class_group, "alias"));
  if (page->sheet == NULL || page->class_alias == NULL) {
    bm_fail(error, BM_ERROR_INPUT, "paper_unknown_bundle",
            "bundle '%s' has no sheet %u of class %u", code->bundle, code->page,
            code->class_index + 1);
    return NULL;
  }
  page->marks = g_array_new(FALSE, TRUE, sizeof(BmPaperMark));
  return g_steal_pointer(&page);
}

gboolean bm_paper_is_open(const BmPaperPage *page, guint block, guint row, guint task)
{
  const BmScoreBlock *place = &page->sheet->blocks[block];
  const json_t *group =
      json_array_get(json_object_get(page->kit, "classes"), page->sheet->class_index);
  const json_t *work = json_array_get(json_object_get(group, "works"), place->first_row + row);
  return bm_kit_asks(page->kit, json_string_value(work), place->first_task + task);
}

/* --- the picture ------------------------------------------------------------------------ */

/* Coloured pens are as dark as their darkest channel. */
static PIX *darkest_gray(PIX *page)
{
  if (pixGetDepth(page) == 32)
    return pixConvertRGBToGrayMinMax(page, L_CHOOSE_MIN);
  return bm_gray_of(page);
}

static int by_row_and_task(const void *p, const void *q)
{
  const BmPaperMark *a = p, *b = q;
  return a->row != b->row ? (a->row > b->row) - (a->row < b->row)
                          : (a->task > b->task) - (a->task < b->task);
}

/* A row without any mark is one question, not as many as it has tasks. */
static void empty_rows_tell(BmPaperPage *page)
{
  g_array_sort(page->marks, by_row_and_task);
  for (guint first = 0, end; first < page->marks->len; first = end) {
    gboolean is_empty = TRUE;
    for (end = first; end < page->marks->len &&
                      bm_paper_mark(page, end)->row == bm_paper_mark(page, first)->row;
         end++)
      is_empty = is_empty && bm_paper_mark(page, end)->value == BM_PAPER_NONE;
    for (guint i = first; is_empty && i < end; i++)
      g_array_index(page->marks, BmPaperMark, i).doubt = "paper_row_empty";
  }
}

/* Whether both places of the code, where they can be read at all, say the same: parts of two
 * sheets may lie over each other. */
static gboolean codes_agree(const BmPaperFix *fix, PIX *gray, const BmScorePage *sheet,
                            const BmScoreCode *code, GError **error)
{
  for (guint i = 0; i < BM_SCOREPAPER_CODES; i++) {
    BmBox box = bm_paper_fix_box(fix, 0, 0, bm_scorepaper_code(sheet, i), CODE_QUIET_MM);
    g_autoptr(BOX) area = boxCreate(box.x, box.y, box.w, box.h);
    g_autoptr(PIX) part = bm_box_is_empty(box) ? NULL : pixClipRectangle(gray, area, NULL);
    BmScoreCode seen = *code;
    BmPaperSight sights[2];
    if (part != NULL && bm_paper_code(part, &seen, sights, NULL) > 0 &&
        !bm_scorecode_equal(&seen, code))
      return bm_fail(error, BM_ERROR_INPUT, "paper_two_codes", "pages %u and %u", code->page,
                     seen.page);
  }
  return TRUE;
}

BmPaperPage *bm_paper_read(PIX *page, const json_t *kits, char ret_bundle[BM_BUNDLE_CODE_SIZE],
                           GError **error)
{
  if (ret_bundle != NULL)
    ret_bundle[0] = '\0';
  g_autoptr(PIX) gray = bm_gray_of(page);
  g_autoptr(PIX) dark = darkest_gray(page);
  if (gray == NULL || dark == NULL) {
    bm_fail(error, BM_ERROR_IO, "no_memory", "a score sheet");
    return NULL;
  }
  BmScoreCode code;
  BmPaperSight sights[2];
  guint n_sights = bm_paper_code(gray, &code, sights, error);
  if (n_sights == 0)
    return NULL;
  if (ret_bundle != NULL)
    g_strlcpy(ret_bundle, code.bundle, BM_BUNDLE_CODE_SIZE);
  g_autoptr(BmPaperPage) ret = page_of(&code, kits, error);
  if (ret == NULL)
    return NULL;
  g_autoptr(BmPaperFix) fix = bm_paper_fix(page, ret->sheet, sights, n_sights, error);
  if (fix == NULL || !codes_agree(fix, gray, ret->sheet, &code, error))
    return NULL;
  if (code.style == BM_SCORE_BUBBLES)
    bm_paper_bubbles(fix, dark, ret);
  else
    bm_paper_boxes(fix, dark, ret);
  empty_rows_tell(ret);
  return g_steal_pointer(&ret);
}
