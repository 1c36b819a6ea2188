/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages of a job: read once, kept small. */
#include "stages/form/pages.h"

#include "stages/shared/brick.h"
#include "stages/shared/item.h"

#include "stages/shared/formprint.h"
#include "stages/shared/ink.h"

#define DPI_LEAST 50.0
#define DPI_MOST 1300.0
#define SOLID_MM 2.04 /* strokes of print are thinner */
#define SOLID_RIM_MM 0.5
#define FIELD_RULES_LEAST 3U
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
  return page->features != NULL;
}

gboolean bm_form_page_refuses(const BmFormPage *page, const BmForm *form)
{
  size_t i;
  json_t *id;
  json_array_foreach (page->not_forms, i, id)
    if (g_strcmp0(json_string_value(id), form->id) == 0)
      return TRUE;
  return FALSE;
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

/* Punched holes, the lid's shadow and other solid spots lie alike on many pages and are no
 * print: what holds a square of SOLID_MM goes. */
static PIX *without_solids(PIX *ink)
{
  int side = bm_px(SOLID_MM, BM_FORM_DPI), rim = 2 * bm_px(SOLID_RIM_MM, BM_FORM_DPI) + 1;
  g_autoptr(PIX) solid = bm_brick_open_comp(ink, side, side);
  g_autoptr(PIX) wide = solid != NULL ? bm_brick_dilate(solid, rim, rim) : NULL;
  return wide != NULL ? pixSubtract(NULL, ink, wide) : NULL;
}

static gboolean work_make(BmFormPage *page, PIX *scan, GError **error)
{
  g_autoptr(PIX) ink = bm_ink_working(scan, page->dpi, BM_FORM_DPI, error);
  if (ink == NULL)
    return FALSE;
  g_autoptr(PIX) open = bm_ink_without_borders(ink, BM_FORM_DPI);
  g_autoptr(PIX) work = open != NULL ? without_solids(open) : NULL;
  page->features = work != NULL ? bm_features_find(work) : NULL;
  if (page->features == NULL)
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot hold the images of a page");
  pixSetResolution(work, (int)BM_FORM_DPI, (int)BM_FORM_DPI);
  return bm_page_write(work, page->work_path, error);
}

BmFormPage *bm_form_page_new(const BmJob *job, guint index)
{
  const BmItem *item = bm_job_input(job, index);
  BmFormPage *page = g_new0(BmFormPage, 1);
  page->item = item;
  page->map = page->back = bm_affine_identity();
  page->is_turn_sure = json_is_true(bm_item_fact(item, "upright", "turn_sure"));
  page->dpi = json_number_value(bm_item_fact(item, "upright", "dpi"));
  page->page_in_work = bm_item_page_in_work(item);
  page->not_forms = bm_item_fact(item, "review", "not_forms");
  page->work_path = g_strdup_printf("%s/work%u.tif", bm_job_scratch(job), index);
  return page;
}

BmFormPage *bm_form_page_read(BmJob *job, guint index, GError **error)
{
  BmFormPage *page = bm_form_page_new(job, index);
  const char *path = page->item->path;
  g_autoptr(GError) trouble = NULL;
  g_autoptr(PIX) scan = path != NULL ? bm_page_read(path, &trouble) : NULL;
  if (scan == NULL || !(page->dpi >= DPI_LEAST && page->dpi <= DPI_MOST)) {
    if (trouble != NULL && g_error_matches(trouble, BM_ERROR, BM_ERROR_IO)) {
      g_propagate_error(error, g_steal_pointer(&trouble));
      g_clear_pointer(&page, bm_form_page_free);
      return NULL;
    }
    page->held_for = "page_unreadable";
    return page;
  }
  if (!work_make(page, scan, error)) {
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

static int pieces_of(PIX *image)
{
  int count = 0;
  pixCountConnComp(image, 8, &count);
  return count;
}

/* Rules to write on and cells are for the hand; their absence leaves it open. */
static gboolean has_fields(const BmFeatures *print)
{
  guint across = 0, down = 0;
  for (guint i = 0; i < print->list->len; i++) {
    const BmFeature *f = &g_array_index(print->list, BmFeature, i);
    across += f->kind == BM_FEATURE_HRULE;
    down += f->kind == BM_FEATURE_VRULE;
  }
  return across >= FIELD_RULES_LEAST || down >= FIELD_RULES_LEAST;
}

/* Is there typing beside a heading without fields, and more of it than of the heading? */
static gboolean is_typed_on(PIX *work, const BmForm *form, BmAffine map)
{
  if (has_fields(form->features))
    return FALSE;
  PIX *clean = form->print->clean;
  g_autoptr(PIX) warped = bm_print_warp(work, map, pixGetWidth(clean), pixGetHeight(clean));
  g_autoptr(PIX) rest =
      warped != NULL ? bm_formprint_residual(warped, clean, BM_FORM_DPI) : NULL;
  return rest == NULL || (bm_features_look_typed(rest) && pieces_of(rest) > pieces_of(clean));
}

gboolean bm_form_page_match(BmFormPage *page, PIX *work, PIX *reach, BmForm *form,
                            const BmVote *vote)
{
  BmAffine map = vote->map;
  BmCheck check = bm_tiles_check(form->tiles, reach, map);
  if (!(check.share >= 1 && check.p15 >= 1)) {
    BmAffine better = bm_tiles_refine(form->tiles, reach, vote->map);
    BmCheck again = bm_tiles_check(form->tiles, reach, better);
    if (again.p15 >= check.p15) {
      map = better;
      check = again;
    }
  }
  if (!check.ok || is_typed_on(work, form, map))
    return FALSE;
  page->form = form;
  page->map = map;
  page->check = check;
  page->turned = vote->turned;
  return TRUE;
}

json_t *bm_form_page_facts(const BmFormPage *page)
{
  json_t *facts = json_object();
  const BmForm *form = page->form;
  json_object_set_new(facts, "form", form != NULL ? json_string(form->id) : json_null());
  const char *kind = form == NULL ? "none" : form->is_sheet ? "sheet" : "form";
  json_object_set_new(facts, "kind", json_string(kind));
  if (form != NULL) {
    double mm = BM_MM_PER_INCH / page->dpi;
    BmAffine to_form = bm_affine_then((BmAffine){mm, 0, 0, 0, mm, 0}, page->map);
    json_object_set_new(facts, "to_form",
                        bm_affine_to_json(bm_affine_then(page->back, to_form)));
  }
  if (form != NULL && !form->is_sheet)
    json_object_set_new(facts, "check",
                        json_pack("{s:f,s:f,s:i,s:b}", "tiles", page->check.share, "p15",
                                  page->check.p15, "n", (int)page->check.tiles, "ok",
                                  page->check.ok));
  json_object_set_new(facts, "held_for",
                      page->held_for != NULL ? json_string(page->held_for) : json_null());
  return facts;
}
