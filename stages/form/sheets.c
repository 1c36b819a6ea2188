/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sheet kinds and their samples. */
#include "stages/form/sheets.h"

#include <string.h>

#include "stages/shared/scale.h"

#define SAMPLES_MOST 6U
#define SAMPLE_DPI 75.0
#define TOP_SHARE 0.45 /* of a sample page that is shown */

static BmForm *sheet_find(GPtrArray *forms, const char *key)
{
  for (guint i = 0; i < forms->len; i++) {
    BmForm *form = g_ptr_array_index(forms, i);
    if (form->is_sheet && g_strcmp0(form->sheet_key, key) == 0)
      return form;
  }
  return NULL;
}

void bm_sheets_assign(GPtrArray *pages, GPtrArray *forms)
{
  for (guint i = 0; i < pages->len; i++) {
    BmFormPage *page = g_ptr_array_index(pages, i);
    if (page->form != NULL || page->features == NULL)
      continue;
    BmForm *sheet = sheet_find(forms, page->sheet_key);
    if (sheet == NULL) {
      sheet = bm_form_new("", TRUE);
      sheet->sheet_key = g_strdup(page->sheet_key);
      sheet->width_mm = page->features->width_mm;
      sheet->height_mm = page->features->height_mm;
      sheet->page_in_work = page->page_in_work == 1 ? 1 : 2;
      sheet->is_changed = TRUE;
      g_ptr_array_add(forms, sheet);
    }
    page->form = sheet;
    page->map = bm_affine_identity();
    page->is_new = TRUE;
  }
}

static PIX *top_of(PIX *scan, double dpi)
{
  g_autoptr(PIX) gray = bm_gray_of(scan);
  if (gray == NULL)
    return NULL;
  g_autoptr(BOX) top =
      boxCreate(0, 0, pixGetWidth(gray), (int)(TOP_SHARE * pixGetHeight(gray)));
  g_autoptr(PIX) part = pixClipRectangle(gray, top, NULL);
  float scale = (float)(SAMPLE_DPI / dpi);
  return part != NULL ? bm_gray_area_map(part, scale, scale) : NULL;
}

static void bands_collect(GArray *bands, const BmIdentity *identity, double dpi)
{
  for (guint i = 0; i < identity->zones->len; i++) {
    const BmZone *zone = &g_array_index(identity->zones, BmZone, i);
    BmFormZone band = {bm_mm(zone->box.x, dpi), bm_mm(zone->box.y, dpi),
                       bm_mm(zone->box.w, dpi), bm_mm(zone->box.h, dpi), ""};
    g_strlcpy(band.kind, zone->kind, sizeof band.kind);
    g_array_append_val(bands, band);
  }
}

static gboolean sample_take(BmForm *sheet, const BmFormPage *page, const BmZoneRules *rules,
                            GArray *samples, GError **error)
{
  g_autoptr(PIX) scan = bm_page_read(page->item->path, error);
  if (scan == NULL)
    return FALSE;
  BmIdentityHints hints = {.roster = rules->roster,
                           .policy = rules->policy,
                           .page_in_work = page->page_in_work,
                           .turn_sure =
                               json_is_true(bm_item_fact(page->item, "upright", "turn_sure"))};
  bm_box_from_json(bm_item_fact(page->item, "upright", "paper"), &hints.paper);
  g_autoptr(BmIdentity) identity = NULL;
  if (!bm_identity_find(scan, page->dpi, &hints, &identity, error))
    return FALSE;
  BmSheetSample sample = {top_of(scan, page->dpi),
                          g_array_new(FALSE, FALSE, sizeof(BmFormZone))};
  if (sample.top == NULL) {
    bm_sheet_sample_clear(&sample);
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot scale a sample page");
  }
  bands_collect(sample.bands, identity, page->dpi);
  if (identity->flags->len > 0)
    bm_form_doubt(sheet, "sheet_flagged");
  g_array_append_val(samples, sample);
  return TRUE;
}

GArray *bm_sheets_sample(BmForm *sheet, GPtrArray *pages, const BmZoneRules *rules,
                         GError **error)
{
  GArray *samples = g_array_new(FALSE, FALSE, sizeof(BmSheetSample));
  g_array_set_clear_func(samples, (GDestroyNotify)bm_sheet_sample_clear);
  g_autoptr(GPtrArray) members = g_ptr_array_new();
  for (guint i = 0; i < pages->len; i++)
    if (((BmFormPage *)g_ptr_array_index(pages, i))->form == sheet)
      g_ptr_array_add(members, g_ptr_array_index(pages, i));
  guint n = MIN(members->len, SAMPLES_MOST);
  for (guint i = 0; i < n; i++) {
    const BmFormPage *page = g_ptr_array_index(members, i * members->len / n);
    if (!sample_take(sheet, page, rules, samples, error)) {
      g_array_unref(samples);
      return NULL;
    }
  }
  if (g_str_has_prefix(sheet->sheet_key, "printed/"))
    bm_form_doubt(sheet, "sheet_printed");
  if (members->len < BM_COPIES_LEAST)
    bm_form_doubt(sheet, "sheet_few_pages");
  return samples;
}
