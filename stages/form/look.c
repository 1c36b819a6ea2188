/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages as records: what was found of them, and on which form they lie. */
#include "stages/form/look.h"

#include "pipeline/autoptr.h"
#include "pipeline/bound.h"
#include "stages/form/learn.h"

#include <string.h>

#define SIGHT "(ms(bddib)ay)" /* held for; features: are there, size, ruling, typed; list */
#define FIT "(msms(dddddd)(uddb)db)" /* sheet key; form, map, check, words, turned */
#define RECORD "(" SIGHT FIT ")"

static GVariant *affine_pack(BmAffine m)
{
  return g_variant_new("(dddddd)", m.a, m.b, m.tx, m.c, m.d, m.ty);
}

static GVariant *sight_pack(const BmFormPage *page)
{
  static const BmFeatures none;
  const BmFeatures *f = page->features != NULL ? page->features : &none;
  gconstpointer list = f->list != NULL ? (gconstpointer)f->list->data : "";
  gsize size = f->list != NULL ? f->list->len * sizeof(BmFeature) : 0;
  return g_variant_new("(ms@(bddib)@ay)", page->held_for,
                       g_variant_new("(bddib)", page->features != NULL, f->width_mm,
                                     f->height_mm, (gint32)f->ruling, f->is_typed),
                       g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, list, size, 1));
}

static GVariant *page_pack(const BmFormPage *page)
{
  const BmCheck *check = &page->check;
  GVariant *fit =
      g_variant_new("(msms@(dddddd)@(uddb)db)", page->sheet_key,
                    page->form != NULL ? page->form->id : NULL, affine_pack(page->map),
                    g_variant_new("(uddb)", check->tiles, check->share, check->p15, check->ok),
                    page->words, page->turned);
  return g_variant_new("(@" SIGHT "@" FIT ")", sight_pack(page), fit);
}

/* FALSE when the record is none of ours. */
static gboolean sight_unpack(GVariant *sight, BmFormPage *page)
{
  const char *held_for;
  gboolean has_features, is_typed;
  double width_mm, height_mm;
  gint32 ruling;
  g_autoptr(GVariant) list = NULL;
  g_variant_get(sight, "(m&s(bddib)@ay)", &held_for, &has_features, &width_mm, &height_mm,
                &ruling, &is_typed, &list);
  gsize n;
  const BmFeature *found = g_variant_get_fixed_array(list, &n, 1);
  if (has_features == (held_for != NULL) || n % sizeof(BmFeature) != 0 ||
      ruling < BM_RULING_PLAIN || ruling > BM_RULING_SQUARED)
    return FALSE;
  page->held_for = held_for != NULL ? g_intern_string(held_for) : NULL;
  if (!has_features)
    return TRUE;
  page->features = bm_features_new(width_mm, height_mm);
  page->features->ruling = (BmRuling)ruling;
  page->features->is_typed = is_typed;
  g_array_set_size(page->features->list, (guint)(n / sizeof(BmFeature)));
  if (n > 0)
    memcpy(page->features->list->data, found, n);
  return TRUE;
}

static BmForm *form_of(GPtrArray *forms, const char *id)
{
  for (guint i = 0; i < forms->len; i++)
    if (strcmp(((BmForm *)g_ptr_array_index(forms, i))->id, id) == 0)
      return g_ptr_array_index(forms, i);
  return NULL;
}

static gboolean fit_unpack(GVariant *fit, GPtrArray *forms, BmFormPage *page)
{
  const char *id;
  BmAffine *m = &page->map;
  BmCheck *check = &page->check;
  g_variant_get(fit, "(msm&s(dddddd)(uddb)db)", &page->sheet_key, &id, &m->a, &m->b, &m->tx,
                &m->c, &m->d, &m->ty, &check->tiles, &check->share, &check->p15, &check->ok,
                &page->words, &page->turned);
  page->form = id != NULL ? form_of(forms, id) : NULL;
  page->is_new = page->form != NULL;
  return id == NULL || page->form != NULL;
}

/* NULL: there is no such record, or it is none of ours. */
static BmFormPage *page_recall(BmJob *job, guint index, const BmKept *kept, GPtrArray *forms)
{
  g_autoptr(GVariant) record = bm_kept_get(kept, index, RECORD);
  if (record == NULL)
    return NULL;
  g_autoptr(GVariant) sight = g_variant_get_child_value(record, 0);
  g_autoptr(GVariant) fit = g_variant_get_child_value(record, 1);
  g_autoptr(BmFormPage) page = bm_form_page_new(job, index);
  return sight_unpack(sight, page) && fit_unpack(fit, forms, page) ? g_steal_pointer(&page)
                                                                   : NULL;
}

static BmFormPage *page_skipped(BmJob *job, guint index)
{
  BmFormPage *page = bm_form_page_new(job, index);
  page->held_for = g_intern_string(bm_job_skip(job));
  return page;
}

static BmFormPage *page_look(BmJob *job, guint index, GPtrArray *forms, GError **error)
{
  bm_bound_set(bm_job_input_s(job), NULL);
  g_autoptr(BmFormPage) page = bm_form_page_read(job, index, error);
  gboolean is_good = page != NULL && bm_learn_match_page(page, forms, 0, error);
  bm_bound_set(0, NULL);
  return is_good ? g_steal_pointer(&page) : NULL;
}

BmFormPage *bm_form_page_look(BmJob *job, guint index, BmKept *kept, GPtrArray *forms,
                              GError **error)
{
  g_autoptr(BmFormPage) page = page_recall(job, index, kept, forms);
  if (page != NULL)
    return g_steal_pointer(&page);
  gboolean is_skipped = bm_job_skip(job) != NULL && index == bm_kept_n(kept);
  page = is_skipped ? page_skipped(job, index) : page_look(job, index, forms, error);
  if (page == NULL || (index >= bm_kept_n(kept) && !bm_kept_add(kept, page_pack(page), error)))
    return NULL;
  return g_steal_pointer(&page);
}
