/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages that are upside down to their form. */
#include "stages/form/turn.h"

#include "stages/shared/page.h"

#include <math.h>

static gboolean is_on_print(const BmFormPage *page)
{
  return page->form != NULL && !page->form->is_sheet && page->check.ok;
}

static void standing_count(GPtrArray *pages)
{
  for (guint i = 0; i < pages->len; i++) {
    const BmFormPage *page = g_ptr_array_index(pages, i);
    if (is_on_print(page) && page->is_turn_sure)
      page->form->standing += page->turned ? -1 : 1;
  }
}

/* Boxes of a person are pixels of the page as he saw it. */
static gboolean has_drawn(const BmItem *item)
{
  static const char *const keys[] = {"add", "remove", "answers"};
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
    if (json_array_size(bm_item_fact(item, "review", keys[i])) > 0)
      return TRUE;
  return FALSE;
}

static gboolean may_turn(const BmFormPage *page)
{
  return is_on_print(page) && !page->is_turn_sure &&
         (page->form->is_confirmed || page->form->standing > 0) &&
         bm_item_fact(page->item, "upright", "turned_by") == NULL && !has_drawn(page->item);
}

void bm_form_turn_judge(GPtrArray *pages)
{
  standing_count(pages);
  for (guint i = 0; i < pages->len; i++) {
    BmFormPage *page = g_ptr_array_index(pages, i);
    if (page->form == NULL || !page->turned)
      continue;
    page->must_turn = may_turn(page);
    if (!page->must_turn)
      page->held_for = "turn_doubtful";
  }
}

/* Facts of stage upright that are other for the turned page; @back: its pixels → pixels of the
 * page as it was. New. */
static json_t *upright_amended(const BmFormPage *page, BmAffine back)
{
  const json_t *turn = bm_item_fact(page->item, "upright", "turn");
  BmAffine to_source = bm_affine_identity();
  BmBox paper;
  bm_affine_from_json(bm_item_fact(page->item, "upright", "to_source"), &to_source);
  json_t *amended =
      json_pack("{s:i,s:o,s:b,s:s}", "turn", (int)(json_integer_value(turn) + 180) % 360,
                "to_source", bm_affine_to_json(bm_affine_then(back, to_source)), "is_same",
                FALSE, "turned_by", page->form->id);
  if (bm_box_from_json(bm_item_fact(page->item, "upright", "paper"), &paper))
    json_object_set_new(amended, "paper", bm_box_to_json(bm_affine_box(back, paper), NULL));
  return amended;
}

gboolean bm_form_turn_emit(BmJob *job, BmFormPage *page, GError **error)
{
  g_autoptr(PIX) scan = bm_page_read(page->item->path, error);
  if (scan == NULL)
    return FALSE;
  g_autoptr(PIX) turned = pixRotate180(NULL, scan);
  if (turned == NULL)
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot turn page '%s'", page->item->id);
  int dpi = (int)lround(page->dpi);
  pixSetResolution(turned, dpi, dpi);
  g_autofree char *path = bm_job_scratch_path(job, "page.tif");
  if (!bm_page_write(turned, path, error))
    return FALSE;
  page->back = (BmAffine){-1, 0, pixGetWidth(scan), 0, -1, pixGetHeight(scan)};
  json_t *facts = bm_form_page_facts(page);
  json_object_set_new(facts, "amend",
                      json_pack("{s:o}", "upright", upright_amended(page, page->back)));
  bm_job_emit(job, page->item->id, path, facts);
  return TRUE;
}
