/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a group of pages becomes a form. */
#include "stages/form/found.h"

#include "stages/form/copies.h"
#include "stages/form/strays.h"

#include <math.h>

#define WORDS_LEAST 4U
#define WORD_TILES_LEAST 5U /* rules alone are ruled paper */
#define STAMP_W_MM 90.0     /* a school's stamp is the same on all its sheets, and no form */
#define STAMP_H_MM 52.0
#define COPIES_MANY 5U        /* of fewer, some writing coincides by chance */
#define BESIDE_STAMP_LEAST 3U /* tiles of words outside the best window of that size */
#define UPRIGHTS_LEAST 3U     /* or uprights in the head, of cells or a table */
#define ABOVE_MOST_MM                                                                          \
  120.0 /* words that pupils write above the heading, one after the other                      \
         */

/* Head and foot, where a form has what its copies share. */
static gboolean is_band(const BmForm *form, double y_mm)
{
  return y_mm < bm_vote_head_mm(form->height_mm) ||
         y_mm >= form->height_mm - bm_vote_foot_mm(form->height_mm);
}

/* Cells of the grid in head and foot that hold words; the first one's top in mm. */
static GArray *word_cells(const BmForm *form, PIX *letters, double *ret_top_mm)
{
  GArray *cells = g_array_new(FALSE, FALSE, sizeof(BmBox));
  BmTiles *grid = bm_tiles_grid(letters, BM_TILE_MM);
  guint n = bm_tiles_cells(letters, BM_TILE_MM);
  for (guint cell = 0; cell < n; cell++) {
    BmBox box = bm_tiles_cell(letters, BM_TILE_MM, cell);
    if (!bm_tiles_has(grid, cell) || !is_band(form, bm_mm(box.y, BM_FORM_DPI)))
      continue;
    if (cells->len == 0)
      *ret_top_mm = bm_mm(box.y, BM_FORM_DPI);
    g_array_append_val(cells, box);
  }
  bm_tiles_free(grid);
  return cells;
}

/* Cells that the best window of a stamp's size leaves outside. */
static guint beside_stamp(const GArray *cells)
{
  int w = bm_px(STAMP_W_MM, BM_FORM_DPI), h = bm_px(STAMP_H_MM, BM_FORM_DPI);
  guint most = 0;
  for (guint i = 0; i < cells->len; i++)
    for (guint j = 0; j < cells->len; j++) {
      int left = g_array_index(cells, BmBox, i).x, top = g_array_index(cells, BmBox, j).y;
      guint n = 0;
      for (guint k = 0; k < cells->len; k++) {
        const BmBox *box = &g_array_index(cells, BmBox, k);
        n += box->x >= left && box->x < left + w && box->y >= top && box->y < top + h;
      }
      most = MAX(most, n);
    }
  return cells->len - most;
}

static guint features_in_bands(const BmForm *form, BmFeatureKind kind)
{
  guint n = 0;
  for (guint i = 0; i < form->features->list->len; i++) {
    const BmFeature *f = &g_array_index(form->features->list, BmFeature, i);
    n += f->kind == kind && is_band(form, f->y / 100.0);
  }
  return n;
}

/* Is there a heading of words that is more than a stamp? */
static gboolean has_heading(const BmForm *form, guint copies, double *ret_top_mm)
{
  g_autoptr(PIX) across = NULL;
  g_autoptr(PIX) down = NULL;
  if (features_in_bands(form, BM_FEATURE_WORD) < WORDS_LEAST ||
      !bm_rules_find(form->print->clean, &across, &down))
    return FALSE;
  g_autoptr(PIX) letters = bm_rules_remove(form->print->clean, across, down);
  if (letters == NULL)
    return FALSE;
  g_autoptr(GArray) cells = word_cells(form, letters, ret_top_mm);
  return cells->len >= WORD_TILES_LEAST &&
         (beside_stamp(cells) >= (copies >= COPIES_MANY ? 1 : BESIDE_STAMP_LEAST) ||
          features_in_bands(form, BM_FEATURE_VRULE) >= UPRIGHTS_LEAST);
}

/* A heading stands above the answers: a table that some works have among theirs does not. */
static gboolean is_topmost(GPtrArray *copies, double top_mm)
{
  guint n_below = 0;
  for (guint i = 0; i < copies->len; i++) {
    const BmFormPage *page = ((BmCopy *)g_ptr_array_index(copies, i))->page;
    double above = 0;
    for (guint k = 0; k < page->features->list->len; k++) {
      const BmFeature *f = &g_array_index(page->features->list, BmFeature, k);
      double x, y;
      bm_affine_point(page->map, (f->x + f->w / 2.0) / 100, (f->y + f->h) / 100.0, &x, &y);
      above += f->kind == BM_FEATURE_WORD && y < top_mm ? f->w / 100.0 : 0;
    }
    n_below += above > ABOVE_MOST_MM;
  }
  return 4 * n_below <= copies->len;
}

static int common_place(GPtrArray *copies)
{
  int place = 0;
  for (guint i = 0; i < copies->len; i++) {
    const BmFormPage *page = ((BmCopy *)g_ptr_array_index(copies, i))->page;
    if (i > 0 && place != page->page_in_work)
      return 0;
    place = page->page_in_work;
  }
  return place;
}

/* The print of the copies, and only those that lie on the print of the others; asked again as
 * long as some leave. */
static gboolean print_settle(BmForm *form, GPtrArray *copies, guint least)
{
  int w = bm_px(form->width_mm, BM_FORM_DPI), h = bm_px(form->height_mm, BM_FORM_DPI);
  guint before = copies->len + 1;
  while (copies->len < before && copies->len >= least) {
    before = copies->len;
    bm_print_free(form->print);
    form->print = bm_copies_print(copies, w, h, bm_print_quorum(copies->len));
    if (form->print == NULL || !bm_copies_judge(copies, form->print, &form->head_mm))
      return FALSE;
  }
  return copies->len < least || bm_form_prepare(form);
}

/* Every copy on the final print; who does not fit leaves. */
static void copies_match(BmForm *form, GPtrArray *copies)
{
  for (guint i = copies->len; i-- > 0;) {
    BmCopy *copy = g_ptr_array_index(copies, i);
    BmVote vote = {.map = copy->page->map, .turned = copy->page->turned};
    if (!bm_form_page_match(copy->page, copy->work, copy->reach, form, &vote))
      g_ptr_array_remove_index(copies, i);
  }
}

/* What each copy has beside the print, counted once the print is final. */
static gboolean copies_vary(BmForm *form, GPtrArray *copies)
{
  for (guint i = 0; i < copies->len; i++) {
    const BmCopy *copy = g_ptr_array_index(copies, i);
    if (!bm_print_vary(form->print, copy->warped))
      return FALSE;
  }
  return TRUE;
}

static void members_free(GPtrArray *pool, const GArray *members)
{
  for (guint i = 0; i < members->len; i++) {
    BmFormPage *page = g_ptr_array_index(pool, g_array_index(members, guint, i));
    page->form = NULL;
    page->turned = FALSE;
  }
}

/* FALSE: no memory; *copies are those that make the form, too few: no form. */
static gboolean form_learn(BmForm *form, GPtrArray *copies, const BmLearnLimits *limits)
{
  if (!bm_copies_align(copies, form))
    return FALSE;
  guint least = MAX(limits->copies_least, (guint)ceil(limits->pass_least * copies->len));
  if (copies->len >= least && !print_settle(form, copies, least))
    return FALSE;
  if (copies->len >= least)
    copies_match(form, copies);
  double top_mm = 0;
  if (copies->len < least || !has_heading(form, copies->len, &top_mm) ||
      !is_topmost(copies, top_mm))
    g_ptr_array_set_size(copies, 0);
  return (copies->len == 0 || bm_strays_learn(form, copies, limits->roster)) &&
         copies_vary(form, copies);
}

gboolean bm_found_try(GPtrArray *pool, const GArray *members, const BmFeatures *size,
                      const BmLearnLimits *limits, BmForm **ret, GError **error)
{
  g_autoptr(BmForm) form = bm_form_new("", FALSE);
  form->width_mm = size->width_mm;
  form->height_mm = size->height_mm;
  *ret = NULL;
  g_autoptr(GPtrArray) copies = bm_copies_read(pool, members, error);
  if (copies == NULL)
    return FALSE;
  if (!form_learn(form, copies, limits))
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot hold the print of a form");
  if (copies->len == 0) {
    members_free(pool, members);
    return TRUE;
  }
  form->page_in_work = common_place(copies);
  form->is_changed = TRUE;
  *ret = g_steal_pointer(&form);
  return TRUE;
}
