/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages of a file of score sheets, read one by one. */
#include "stages/collect/paper_sheets.h"

#include <string.h>

#include "pipeline/error.h"
#include "stages/collect/form.h"
#include "stages/shared/blank.h"

#define GUESS_DPI 200.0

static void sheet_free(gpointer data)
{
  BmPaperSheet *sheet = data;
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
  all->bundles = g_ptr_array_new();
  all->faults = json_array();
  all->whose = g_ptr_array_new();
  all->blanks = json_array();
  return all;
}

void bm_paper_return_free(BmPaperReturn *all)
{
  if (all == NULL)
    return;
  g_free(all->crops);
  g_ptr_array_unref(all->sheets);
  g_ptr_array_unref(all->bundles);
  json_decref(all->faults);
  g_ptr_array_unref(all->whose);
  json_decref(all->blanks);
  g_free(all);
}

gboolean bm_paper_return_is_paper(const BmPaperReturn *all)
{
  return all->is_paper;
}

json_t *bm_paper_fault(const char *slug, const char *sheet, const char *found)
{
  return json_pack("{s:s,s:s,s:s,s:s,s:s}", "slug", slug, "sheet", sheet, "cell", "", "found",
                   found, "expected", "");
}

/* --- pages ------------------------------------------------------------------------------ */

gboolean bm_paper_asks_alone(const BmPaperMark *mark)
{
  return mark->doubt != NULL && strcmp(mark->doubt, "paper_row_empty") != 0;
}

static gboolean crop_write(BmPaperReturn *all, PIX *page, const BmPaperMark *mark,
                           GPtrArray *crops, GError **error)
{
  int margin = mark->box.h > 0 ? mark->box.h / 3 : 0;
  BmBox box = bm_box_clip(bm_box_grow(mark->box, margin, margin), pixGetWidth(page),
                          pixGetHeight(page));
  if (all->crops == NULL || !bm_paper_asks_alone(mark) || bm_box_is_empty(box)) {
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
  BmPaperSheet *sheet = g_new0(BmPaperSheet, 1);
  sheet->scan = all->scan;
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

static const json_t *bundle_note(BmPaperReturn *all, const char *bundle)
{
  const json_t *kit = bm_kit_find(all->kits, bundle);
  if (kit != NULL && !g_ptr_array_find(all->bundles, kit, NULL))
    g_ptr_array_add(all->bundles, (gpointer)kit);
  return kit;
}

/* A page that could not be read is a fault of its bundle, or of none. */
static void page_refuse(BmPaperReturn *all, const char *slug, const char *bundle)
{
  char page[16];
  g_snprintf(page, sizeof page, "%u", all->scan);
  json_array_append_new(all->faults, bm_paper_fault(slug, page, bundle));
  g_ptr_array_add(all->whose, (gpointer)bundle_note(all, bundle));
}

gboolean bm_paper_return_add(BmPaperReturn *all, guint scan, PIX *picture, GError **error)
{
  g_autoptr(GError) trouble = NULL;
  char bundle[BM_BUNDLE_CODE_SIZE];
  all->scan = scan;
  BmPaperPage *page = bm_paper_read(picture, all->kits, bundle, &trouble);
  if (page != NULL) {
    all->is_paper = TRUE;
    bundle_note(all, bundle);
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
    json_array_append_new(all->blanks, json_integer(all->scan));
  else
    page_refuse(all, slug, bundle);
  return TRUE;
}

guint bm_paper_return_n_bundles(const BmPaperReturn *all)
{
  return all->bundles->len;
}

json_t *bm_paper_return_strays(const BmPaperReturn *all)
{
  json_t *strays = json_array(), *fault;
  size_t i;
  json_array_foreach (all->faults, i, fault)
    if (g_ptr_array_index(all->whose, i) == NULL)
      json_array_append(strays, fault);
  return strays;
}

json_t *bm_paper_return_blanks(const BmPaperReturn *all)
{
  return json_copy(all->blanks);
}
