/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages of a job: read once, kept small. */
#include "stages/form/pages.h"

#include "stages/shared/ink.h"

#define DPI_LEAST 50.0
#define DPI_MOST 1300.0
#define RULES_OF_A_FORM 12 /* in the head: more than a title block drawn by hand has */

void bm_form_page_free(BmFormPage *page)
{
  if (page == NULL)
    return;
  bm_features_free(page->features);
  g_free(page->work_path);
  g_free(page->sheet_key);
  g_free(page);
}

static int rules_in_head(const BmFeatures *features)
{
  int n = 0;
  for (guint i = 0; i < features->list->len; i++) {
    const BmFeature *f = &g_array_index(features->list, BmFeature, i);
    n += f->kind != BM_FEATURE_WORD && f->y < bm_vote_head_mm(features->height_mm) * 100;
  }
  return n;
}

static gboolean is_typed_work(const BmFeatures *features)
{
  return features->is_typed && rules_in_head(features) <= 2;
}

gboolean bm_form_page_may_match(const BmFormPage *page)
{
  return page->features != NULL && !is_typed_work(page->features);
}

static const char *paper_word(const BmFeatures *features)
{
  if (features->ruling == BM_RULING_SQUARED)
    return "squared";
  if (features->ruling == BM_RULING_LINED)
    return "lined";
  if (is_typed_work(features))
    return "typed";
  return rules_in_head(features) > RULES_OF_A_FORM ? "printed" : "plain";
}

/* Sheet kinds are told apart by paper, size and place in the work: they differ in where the
 * title stands. "Printed" is a form that too few pages share; such sheets are never evident. */
static char *sheet_key_of(const BmFormPage *page)
{
  const char *size = json_string_value(bm_item_fact(page->item, "upright", "size"));
  return g_strdup_printf("%s/%s/%s", paper_word(page->features), size != NULL ? size : "other",
                         page->page_in_work == 1 ? "first" : "later");
}

static gboolean work_make(BmFormPage *page, BmJob *job, PIX *scan, GError **error)
{
  g_autoptr(PIX) ink = bm_ink_working(scan, page->dpi, BM_FORM_DPI, error);
  if (ink == NULL)
    return FALSE;
  g_autoptr(PIX) work = bm_ink_without_borders(ink, BM_FORM_DPI);
  page->features = work != NULL ? bm_features_find(work) : NULL;
  if (page->features == NULL)
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot hold the images of a page");
  pixSetResolution(work, (int)BM_FORM_DPI, (int)BM_FORM_DPI);
  page->work_path = bm_job_scratch_path(job, "work.tif");
  return bm_page_write(work, page->work_path, error);
}

BmFormPage *bm_form_page_read(BmJob *job, const BmItem *item, GError **error)
{
  BmFormPage *page = g_new0(BmFormPage, 1);
  page->item = item;
  page->map = bm_affine_identity();
  page->dpi = json_number_value(bm_item_fact(item, "upright", "dpi"));
  page->page_in_work = (int)json_integer_value(bm_item_fact(item, "split", "page_in_work"));
  g_autoptr(GError) trouble = NULL;
  g_autoptr(PIX) scan = item->path != NULL ? bm_page_read(item->path, &trouble) : NULL;
  if (scan == NULL || !(page->dpi >= DPI_LEAST && page->dpi <= DPI_MOST)) {
    if (trouble != NULL && g_error_matches(trouble, BM_ERROR, BM_ERROR_IO)) {
      g_propagate_error(error, g_steal_pointer(&trouble));
      g_clear_pointer(&page, bm_form_page_free);
      return NULL;
    }
    page->held_for = "page_unreadable";
    return page;
  }
  if (!work_make(page, job, scan, error)) {
    g_clear_pointer(&page, bm_form_page_free);
    return NULL;
  }
  page->sheet_key = sheet_key_of(page);
  return page;
}

PIX *bm_form_page_work(const BmFormPage *page, GError **error)
{
  PIX *work = pixRead(page->work_path);
  if (work == NULL)
    bm_fail(error, BM_ERROR_IO, "disk_write", "cannot read back a work image");
  return work;
}

gboolean bm_form_page_match(BmFormPage *page, PIX *reach, BmForm *form, const BmVote *vote)
{
  BmAffine map = bm_tiles_refine(form->tiles, reach, vote->map);
  BmCheck check = bm_tiles_check(form->tiles, reach, map);
  BmCheck plain = bm_tiles_check(form->tiles, reach, vote->map);
  if (plain.p15 > check.p15) {
    map = vote->map;
    check = plain;
  }
  if (!check.ok)
    return FALSE;
  page->form = form;
  page->map = map;
  page->check = check;
  page->turned = vote->turned;
  return TRUE;
}
