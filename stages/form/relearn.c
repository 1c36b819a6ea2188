/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Known forms grow: more copies for a print that nobody confirmed, and its gray picture. */
#include "stages/form/learn.h"

#include <math.h>
#include <stdlib.h>

#define PICTURE_DPI 200.0
#define PICTURE_COPIES 5U
#define CELL_RIM_PX 12 /* 2 mm */

static guint stage_of(guint copies)
{
  static const guint steps[] = {3, 5, 10, 20};
  guint stage = 0;
  for (guint i = 0; i < G_N_ELEMENTS(steps); i++)
    stage += copies >= steps[i];
  return stage;
}

static gboolean copies_count(BmForm *form, GPtrArray *pages, gboolean is_vary, GError **error)
{
  int w = pixGetWidth(form->print->count), h = pixGetHeight(form->print->count);
  for (guint i = 0; i < pages->len; i++) {
    BmFormPage *page = g_ptr_array_index(pages, i);
    if (page->form != form || !page->is_new)
      continue;
    if (!is_vary && form->print->copies >= BM_COPIES_MOST) {
      page->is_new = FALSE;
      continue;
    }
    g_autoptr(PIX) work = bm_form_page_work(page, error);
    if (work == NULL)
      return FALSE;
    g_autoptr(PIX) warped = bm_print_warp(work, page->map, w, h);
    if (warped == NULL ||
        !(is_vary ? bm_print_vary(form->print, warped) : bm_print_add(form->print, warped)))
      return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot hold the print of a form");
  }
  return TRUE;
}

/* The print decided anew. Cells without print keep none: with the first copies it was seen that
 * what stands there differs between works. */
static gboolean print_redecide(BmPrint *print)
{
  g_autoptr(PIX) old = pixClone(print->clean);
  g_autoptr(PIX) open = pixCreateTemplate(old);
  guint n = bm_tiles_cells(old, BM_TILE_MM);
  BmTiles *grid = bm_tiles_grid(old, BM_TILE_MM);
  for (guint cell = 0; open != NULL && cell < n; cell++) {
    BmBox box = bm_box_grow(bm_tiles_cell(old, BM_TILE_MM, cell), CELL_RIM_PX, CELL_RIM_PX);
    if (bm_tiles_has(grid, cell))
      pixRasterop(open, box.x, box.y, box.w, box.h, PIX_SET, NULL, 0, 0);
  }
  bm_tiles_free(grid);
  if (open == NULL || !bm_print_decide(print, bm_print_quorum(print->copies)))
    return FALSE;
  return pixAnd(print->clean, print->clean, open) != NULL;
}

gboolean bm_learn_more(GPtrArray *pages, GPtrArray *forms, GError **error)
{
  for (guint i = 0; i < forms->len; i++) {
    BmForm *form = g_ptr_array_index(forms, i);
    if (form->is_sheet || form->is_confirmed || form->print->copies >= BM_COPIES_MOST)
      continue;
    guint before = form->print->copies;
    if (!copies_count(form, pages, FALSE, error))
      return FALSE;
    if (form->print->copies == before)
      continue;
    if (!print_redecide(form->print) || !bm_form_prepare(form))
      return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot hold the print of a form");
    if (!copies_count(form, pages, TRUE, error))
      return FALSE;
    if (!form->is_changed && stage_of(form->print->copies) > stage_of(before)) {
      form->version++;
      form->is_changed = TRUE;
    }
  }
  return TRUE;
}

/* The scan as gray on the form's raster; white outside. */
static PIX *gray_warp(const BmFormPage *page, int width, int height, GError **error)
{
  g_autoptr(PIX) scan = bm_page_read(page->item->path, error);
  if (scan == NULL)
    return NULL;
  g_autoptr(PIX) gray =
      pixGetDepth(scan) == 1 ? pixConvert1To8(NULL, scan, 255, 0) : pixConvertTo8(scan, FALSE);
  PIX *warped = pixCreate(width, height, 8);
  BmAffine map;
  if (gray == NULL || warped == NULL || !bm_affine_invert(page->map, &map)) {
    bm_fail(error, BM_ERROR_IO, "no_memory", "cannot hold the picture of a form");
    pixDestroy(&warped);
    return NULL;
  }
  double in = BM_MM_PER_INCH / PICTURE_DPI, out = page->dpi / BM_MM_PER_INCH;
  int w = pixGetWidth(gray), h = pixGetHeight(gray), wpl = pixGetWpl(gray);
  const l_uint32 *data = pixGetData(gray);
  for (int y = 0; y < height; y++) {
    l_uint32 *line = pixGetData(warped) + (size_t)y * pixGetWpl(warped);
    double sx, sy, step_x = map.a * in * out, step_y = map.c * in * out;
    bm_affine_point(map, 0.5 * in, (y + 0.5) * in, &sx, &sy);
    sx *= out;
    sy *= out;
    for (int x = 0; x < width; x++, sx += step_x, sy += step_y) {
      gboolean is_inside = sx >= 0 && sy >= 0 && sx < w && sy < h;
      guint8 value = is_inside ? GET_DATA_BYTE(data + (size_t)(int)sy * wpl, (int)sx) : 255;
      SET_DATA_BYTE(line, x, value);
    }
  }
  return warped;
}

static gint by_byte(gconstpointer a, gconstpointer b)
{
  return *(const guint8 *)a - *(const guint8 *)b;
}

/* Median of the copies where the form has print, white elsewhere. */
static PIX *median_on_print(GPtrArray *grays, PIX *print)
{
  PIX *first = g_ptr_array_index(grays, 0);
  PIX *picture = pixCreateTemplate(first);
  if (picture == NULL)
    return NULL;
  int w = pixGetWidth(picture), h = pixGetHeight(picture);
  for (int y = 0; y < h; y++) {
    l_uint32 *line = pixGetData(picture) + (size_t)y * pixGetWpl(picture);
    const l_uint32 *mask = pixGetData(print) + (size_t)y * pixGetWpl(print);
    for (int x = 0; x < w; x++) {
      guint8 value[PICTURE_COPIES];
      SET_DATA_BYTE(line, x, 255);
      if (!GET_DATA_BIT(mask, x))
        continue;
      for (guint i = 0; i < grays->len; i++) {
        PIX *gray = g_ptr_array_index(grays, i);
        value[i] = (guint8)GET_DATA_BYTE(pixGetData(gray) + (size_t)y * pixGetWpl(gray), x);
      }
      qsort(value, grays->len, 1, by_byte);
      SET_DATA_BYTE(line, x, value[grays->len / 2]);
    }
  }
  pixSetResolution(picture, (int)PICTURE_DPI, (int)PICTURE_DPI);
  return picture;
}

static void gray_free(gpointer gray)
{
  PIX *pix = gray;
  pixDestroy(&pix);
}

gboolean bm_learn_picture(BmForm *form, GPtrArray *pages, GError **error)
{
  int w = bm_px(form->width_mm, PICTURE_DPI), h = bm_px(form->height_mm, PICTURE_DPI);
  g_autoptr(GPtrArray) grays = g_ptr_array_new_with_free_func(gray_free);
  for (guint i = 0; i < pages->len && grays->len < PICTURE_COPIES; i++) {
    const BmFormPage *page = g_ptr_array_index(pages, i);
    if (page->form != form)
      continue;
    PIX *gray = gray_warp(page, w, h, error);
    if (gray == NULL)
      return FALSE;
    g_ptr_array_add(grays, gray);
  }
  g_autoptr(PIX) near = pixDilateBrick(NULL, form->print->clean, 5, 5);
  g_autoptr(PIX) mask = near != NULL ? pixScaleToSize(near, w, h) : NULL;
  pixDestroy(&form->picture);
  if (mask != NULL && grays->len > 0)
    form->picture = median_on_print(grays, mask);
  if (form->picture == NULL)
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot hold the picture of a form");
  return TRUE;
}
