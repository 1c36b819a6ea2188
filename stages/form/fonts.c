/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same layout in another print. */
#include "stages/form/fonts.h"

#include <math.h>
#include <string.h>

#define WORDS_LEAST 0.75  /* of a form's words, for a page to be of its print */
#define CELLS_LEAST 6U    /* with words; fewer tell nothing */
#define COVERED_LEAST 0.9 /* of a zone */
#define RULES_LEAST 0.9   /* of one print's frames that the other has, either way */
#define RULE_CELLS_LEAST 15U
#define FIELDS_LEAST                                                                           \
  0.75             /* of the known form's fields that the reading of the new one finds         \
                    */
#define HALF 0.5   /* of a field, to be the same */
#define RIM_MM 1.5 /* another printer moves a field so far */

/* Cells of the form's words alone. */
static void words_prepare(BmForm *form)
{
  g_autoptr(PIX) across = NULL;
  g_autoptr(PIX) down = NULL;
  PIX *clean = form->print->clean;
  if (form->words != NULL || !bm_rules_find(clean, &across, &down))
    return;
  g_autoptr(PIX) letters = bm_rules_remove(clean, across, down);
  if (letters != NULL)
    form->words = bm_tiles_grid(letters, BM_TILE_SMALL_MM);
}

double bm_fonts_share(BmForm *form, PIX *reach, BmAffine to_form)
{
  words_prepare(form);
  guint n = bm_tiles_cells(form->print->clean, BM_TILE_SMALL_MM), n_words = 0, n_found = 0;
  if (form->words == NULL)
    return 1;
  g_autofree double *shares = g_new0(double, n + 1);
  bm_tiles_shares(form->words, reach, to_form, n, shares);
  for (guint i = 0; i < n; i++) {
    n_words += shares[i] >= 0;
    n_found += shares[i] >= BM_TILE_SHARE_LEAST;
  }
  return n_words >= CELLS_LEAST ? (double)n_found / n_words : 1;
}

void bm_fonts_part(GPtrArray *pages)
{
  for (guint i = 0; i < pages->len; i++) {
    BmFormPage *page = g_ptr_array_index(pages, i);
    if (page->form == NULL || page->words >= WORDS_LEAST)
      continue;
    page->was = page->form;
    page->was_map = page->map;
    page->was_check = page->check;
    page->was_turned = page->turned;
    page->form = NULL;
    page->is_new = FALSE; /* its words are not the known form's */
  }
}

static void page_back(BmFormPage *page)
{
  page->form = page->was;
  page->map = page->was_map;
  page->check = page->was_check;
  page->turned = page->was_turned;
}

void bm_fonts_rejoin(GPtrArray *pages)
{
  for (guint i = 0; i < pages->len; i++) {
    BmFormPage *page = g_ptr_array_index(pages, i);
    if (page->was != NULL && page->form == NULL)
      page_back(page);
  }
}

/* --- which form a new one is like */

/* Frames and rules of a print. */
static PIX *rules_of(PIX *clean)
{
  g_autoptr(PIX) across = NULL;
  g_autoptr(PIX) down = NULL;
  if (!bm_rules_find(clean, &across, &down))
    return NULL;
  return pixOr(NULL, across, down);
}

/* Are the rules of one print where another has ink? @map: mm on that → mm on this. */
static gboolean rules_agree(PIX *rules, PIX *other, BmAffine map)
{
  g_autoptr(PIX) reach = bm_tiles_reach(other);
  BmTiles *grid = bm_tiles_grid(rules, BM_TILE_MM);
  guint n = bm_tiles_cells(rules, BM_TILE_MM), n_rules = 0, n_found = 0;
  g_autofree double *shares = g_new0(double, n + 1);
  if (reach != NULL)
    bm_tiles_shares(grid, reach, map, n, shares);
  for (guint i = 0; reach != NULL && i < n; i++) {
    n_rules += shares[i] >= 0;
    n_found += shares[i] >= BM_TILE_SHARE_LEAST;
  }
  bm_tiles_free(grid);
  return n_rules >= RULE_CELLS_LEAST && n_found >= RULES_LEAST * n_rules;
}

/* How @form lies on @known when their frames are the same. */
static gboolean is_like(const BmForm *form, const BmForm *known, BmAffine *ret)
{
  g_autoptr(PIX) own = rules_of(form->print->clean);
  g_autoptr(PIX) its = rules_of(known->print->clean);
  if (own == NULL || its == NULL)
    return FALSE;
  BmVote vote = bm_vote_compare(known->features, form->features, FALSE);
  g_autoptr(PIX) reach = bm_tiles_reach(own);
  BmTiles *tiles = bm_tiles_grid(its, BM_TILE_MM);
  BmAffine map = reach != NULL ? bm_tiles_refine(tiles, reach, vote.map) : vote.map, back;
  bm_tiles_free(tiles);
  if (!bm_affine_invert(map, &back) || !rules_agree(its, own, map) ||
      !rules_agree(own, its, back))
    return FALSE;
  *ret = map;
  return TRUE;
}

void bm_fonts_liken(GPtrArray *forms, guint n_known)
{
  for (guint i = n_known; i < forms->len; i++) {
    BmForm *form = g_ptr_array_index(forms, i);
    for (guint k = 0; k < n_known && form->like == NULL; k++) {
      BmForm *known = g_ptr_array_index(forms, k);
      if (!form->is_sheet && !known->is_sheet && known->is_confirmed &&
          is_like(form, known, &form->to_like))
        form->like = known;
    }
  }
}

/* --- zones */

/* A zone of the known form on the new one: the box around it. */
static BmFormZone zone_map(const BmForm *form, const BmFormZone *zone, BmAffine map)
{
  double left = G_MAXDOUBLE, top = G_MAXDOUBLE, right = -G_MAXDOUBLE, bottom = -G_MAXDOUBLE;
  for (guint k = 0; k < 4; k++) {
    double x, y;
    bm_affine_point(map, zone->x + (k & 1 ? zone->w : 0), zone->y + (k & 2 ? zone->h : 0), &x,
                    &y);
    left = MIN(left, x);
    right = MAX(right, x);
    top = MIN(top, y);
    bottom = MAX(bottom, y);
  }
  left = CLAMP(left, 0, form->width_mm);
  right = CLAMP(right, 0, form->width_mm);
  top = CLAMP(top, 0, form->height_mm);
  bottom = CLAMP(bottom, 0, form->height_mm);
  BmFormZone mapped = {round(left * 100) / 100, round(top * 100) / 100,
                       round((right - left) * 100) / 100, round((bottom - top) * 100) / 100,
                       ""};
  g_strlcpy(mapped.kind, zone->kind, sizeof mapped.kind);
  return mapped;
}

static GArray *zones_map(const BmForm *form, const GArray *zones)
{
  GArray *mapped = g_array_new(FALSE, TRUE, sizeof(BmFormZone));
  BmAffine map;
  if (!bm_affine_invert(form->to_like, &map))
    return mapped;
  for (guint i = 0; i < zones->len; i++) {
    BmFormZone zone = zone_map(form, &g_array_index(zones, BmFormZone, i), map);
    if (zone.w > 0 && zone.h > 0)
      g_array_append_val(mapped, zone);
  }
  return mapped;
}

static double shared_mm2(const BmFormZone *p, const BmFormZone *q, double rim)
{
  double w = MIN(p->x + p->w, q->x + q->w + rim) - MAX(p->x, q->x - rim);
  double h = MIN(p->y + p->h, q->y + q->h + rim) - MAX(p->y, q->y - rim);
  return w > 0 && h > 0 ? w * h : 0;
}

/* Zones of a form lie apart, so that their shares add up. */
static gboolean is_covered(const BmFormZone *zone, const GArray *zones)
{
  double covered = 0;
  for (guint i = 0; i < zones->len; i++)
    covered += shared_mm2(zone, &g_array_index(zones, BmFormZone, i), RIM_MM);
  return covered >= COVERED_LEAST * zone->w * zone->h;
}

/* What the reading of the new print must not say, for a person's look at the old to count. */
static gboolean is_read_well(const BmForm *form)
{
  static const char *const harmless[] = {"form_unexplained_ink", "form_body_unknown",
                                         "form_cells_unexplained", NULL};
  for (guint i = 0; i < form->doubts->len; i++)
    if (!g_strv_contains(harmless, g_ptr_array_index(form->doubts, i)))
      return FALSE;
  return TRUE;
}

/* Fields that stay visible on the known form and, as its own reading says, on this one. */
static GArray *kept_map(const BmForm *form, const GArray *hidden)
{
  GArray *kept = zones_map(form, form->like->kept);
  for (guint i = kept->len; i-- > 0;) {
    const BmFormZone *zone = &g_array_index(kept, BmFormZone, i);
    double read = 0, covered = 0;
    for (guint k = 0; k < form->kept->len; k++)
      read += shared_mm2(zone, &g_array_index(form->kept, BmFormZone, k), 0);
    for (guint k = 0; k < hidden->len; k++)
      covered += shared_mm2(zone, &g_array_index(hidden, BmFormZone, k), 0);
    if (read < HALF * zone->w * zone->h || covered > 0)
      g_array_remove_index(kept, i);
  }
  return kept;
}

/* Do the labels of the new print ask for the fields that the known form has? */
static gboolean fields_agree(const GArray *zones, const GArray *own)
{
  guint n = 0, n_found = 0;
  for (guint i = 0; i < zones->len; i++) {
    const BmFormZone *zone = &g_array_index(zones, BmFormZone, i);
    double shared = 0;
    if (strcmp(zone->kind, "unexplained") == 0)
      continue;
    for (guint k = 0; k < own->len; k++)
      shared += shared_mm2(zone, &g_array_index(own, BmFormZone, k), 0);
    n++;
    n_found += shared >= HALF * zone->w * zone->h;
  }
  return n > 0 && n_found >= FIELDS_LEAST * n;
}

void bm_fonts_settle(BmForm *form)
{
  g_autoptr(GArray) own = g_steal_pointer(&form->zones);
  form->zones = zones_map(form, form->like->zones);
  g_autoptr(GArray) kept = kept_map(form, form->zones);
  gboolean is_same =
      form->like->is_confirmed && is_read_well(form) && fields_agree(form->zones, own);
  for (guint i = 0; i < own->len; i++) {
    const BmFormZone *zone = &g_array_index(own, BmFormZone, i);
    if (is_covered(zone, form->zones) || is_covered(zone, kept))
      continue;
    g_array_append_val(form->zones, *zone);
    is_same = FALSE;
  }
  g_array_unref(form->kept);
  form->kept = g_steal_pointer(&kept);
  if (is_same)
    g_ptr_array_set_size(form->doubts, 0);
  else
    bm_form_doubt(form, "form_other_print");
}
