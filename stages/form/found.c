/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a group of pages becomes a form. */
#include "stages/form/found.h"

#include <math.h>

#define CLEAN_WORDS_LEAST 5U
#define COPIES_FEW 6U    /* up to here a copy is judged by the others alone */
#define LOOSE_QUORUM 0.6 /* of the copies, while some of them may not belong */
#define LOOSE_SHARE 0.75 /* of the tiles, to belong */

/* Count the warped copies of @members (pool indices) into a fresh print. */
static BmPrint *print_of(GPtrArray *pool, const GArray *members, int width, int height,
                         GError **error)
{
  g_autoptr(BmPrint) print = bm_print_new(width, height);
  gboolean has_room = print != NULL;
  for (guint i = 0; has_room && i < MIN(members->len, BM_COPIES_MOST); i++) {
    BmFormPage *page = g_ptr_array_index(pool, g_array_index(members, guint, i));
    g_autoptr(PIX) work = bm_form_page_work(page, error);
    if (work == NULL)
      return NULL;
    g_autoptr(PIX) warped = bm_print_warp(work, page->map, width, height);
    has_room = warped != NULL && bm_print_add(print, warped);
  }
  if (!has_room) {
    bm_fail(error, BM_ERROR_IO, "no_memory", "cannot hold the print of a form");
    return NULL;
  }
  return g_steal_pointer(&print);
}

/* The form's print from @members, agreed on by @quorum of them. */
static gboolean print_learn(BmForm *form, GPtrArray *pool, const GArray *members, guint quorum,
                            GError **error)
{
  bm_print_free(form->print);
  form->print = print_of(pool, members, bm_px(form->width_mm, BM_FORM_DPI),
                         bm_px(form->height_mm, BM_FORM_DPI), error);
  if (form->print == NULL)
    return FALSE;
  if (!bm_print_decide(form->print, quorum) || !bm_form_prepare(form))
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot hold the print of a form");
  return TRUE;
}

/* What each copy has beside the print, counted once the print is final. */
static gboolean print_vary_all(BmForm *form, GPtrArray *pool, const GArray *members,
                               GError **error)
{
  int w = pixGetWidth(form->print->clean), h = pixGetHeight(form->print->clean);
  for (guint i = 0; i < MIN(members->len, BM_COPIES_MOST); i++) {
    BmFormPage *page = g_ptr_array_index(pool, g_array_index(members, guint, i));
    g_autoptr(PIX) work = bm_form_page_work(page, error);
    if (work == NULL)
      return FALSE;
    g_autoptr(PIX) warped = bm_print_warp(work, page->map, w, h);
    if (warped == NULL || !bm_print_vary(form->print, warped))
      return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot hold the print of a form");
  }
  return TRUE;
}

/* A member's map on a loose print: as voted, or voted again on that print alone. */
static gboolean member_place(const BmForm *form, BmFormPage *page, PIX *reach)
{
  BmVote again = bm_vote_compare(form->features, page->features, TRUE);
  const BmAffine maps[] = {page->map, again.map};
  const gboolean turned[] = {page->turned, again.turned};
  for (guint i = 0; i < G_N_ELEMENTS(maps); i++) {
    BmAffine map = bm_tiles_refine(form->tiles, reach, maps[i]);
    if (bm_tiles_check(form->tiles, reach, map).share < LOOSE_SHARE)
      continue;
    page->map = map;
    page->turned = turned[i];
    return TRUE;
  }
  return FALSE;
}

typedef enum CheckHow { CHECK_LOOSE, CHECK_PRINT } CheckHow;

static gboolean member_check(BmForm *form, BmFormPage *page, CheckHow how, GError **error)
{
  g_autoptr(PIX) work = bm_form_page_work(page, error);
  if (work == NULL)
    return FALSE;
  g_autoptr(PIX) reach = bm_tiles_reach(work);
  if (reach == NULL)
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot hold a page's ink");
  page->form = NULL;
  if (how == CHECK_LOOSE) {
    page->form = member_place(form, page, reach) ? form : NULL;
    return TRUE;
  }
  BmVote vote = {.turned = page->turned, .map = page->map};
  bm_form_page_match(page, reach, form, &vote);
  return TRUE;
}

/* Only members that pass; their order is kept. */
static GArray *members_check(BmForm *form, GPtrArray *pool, const GArray *members, CheckHow how,
                             GError **error)
{
  g_autoptr(GArray) passed = g_array_new(FALSE, FALSE, sizeof(guint));
  for (guint i = 0; i < members->len; i++) {
    guint k = g_array_index(members, guint, i);
    BmFormPage *page = g_ptr_array_index(pool, k);
    if (!member_check(form, page, how, error))
      return NULL;
    if (page->form != NULL)
      g_array_append_val(passed, k);
  }
  return g_steal_pointer(&passed);
}

/* Depths of the head that are tried, deepest first, then the whole page; A4, others in
 * proportion. */
static const double depths_mm[] = {80, 60, 45, 35, 25, 1000};
enum { DEPTHS = G_N_ELEMENTS(depths_mm) };

static double depth_of(const BmForm *form, guint which)
{
  return depths_mm[which] * bm_vote_head_mm(form->height_mm) / depths_mm[0];
}

/* The print as the other copies give it; NULL: no memory. */
static PIX *print_of_others(const BmForm *form, const BmFormPage *page, PIX *work)
{
  PIX *clean = form->print->clean;
  g_autoptr(PIX) warped =
      bm_print_warp(work, page->map, pixGetWidth(clean), pixGetHeight(clean));
  g_autoptr(BmPrint) others = warped != NULL ? bm_print_without(form->print, warped) : NULL;
  return others != NULL ? pixClone(others->clean) : NULL;
}

/* At which depths the page lies on the print. Of few copies each shapes the print so much that
 * its own ink would always say yes, so it is judged by the others; of many it makes no
 * difference. */
static gboolean page_depths(const BmForm *form, const BmFormPage *page, gboolean fits[DEPTHS],
                            GError **error)
{
  g_autoptr(PIX) work = bm_form_page_work(page, error);
  if (work == NULL)
    return FALSE;
  g_autoptr(PIX) reach = bm_tiles_reach(work);
  g_autoptr(PIX) print = form->print->copies <= COPIES_FEW ? print_of_others(form, page, work)
                                                           : pixClone(form->print->clean);
  if (reach == NULL || print == NULL)
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot hold the print of a form");
  for (guint k = 0; k < DEPTHS; k++) {
    g_autoptr(BmTiles) tiles = bm_tiles_new(print, depth_of(form, k));
    fits[k] = bm_tiles_check(tiles, reach, page->map).ok;
  }
  return TRUE;
}

/* The head that most members share, at least @least, and of equals the deepest; who does not
 * share it leaves. The result is empty when there is no such depth, NULL with error. */
static GArray *depth_choose(BmForm *form, GPtrArray *pool, const GArray *members, guint least,
                            GError **error)
{
  g_autofree gboolean *fits = g_new0(gboolean, (gsize)members->len * DEPTHS + 1);
  guint n_fit[DEPTHS] = {0}, best = 0;
  for (guint i = 0; i < members->len; i++) {
    const BmFormPage *page = g_ptr_array_index(pool, g_array_index(members, guint, i));
    if (!page_depths(form, page, fits + (gsize)i * DEPTHS, error))
      return NULL;
    for (guint k = 0; k < DEPTHS; k++)
      n_fit[k] += fits[(gsize)i * DEPTHS + k];
  }
  for (guint k = 1; k < DEPTHS; k++)
    best = n_fit[k] > n_fit[best] ? k : best;
  GArray *left = g_array_new(FALSE, FALSE, sizeof(guint));
  for (guint i = 0; i < members->len; i++) {
    guint k = g_array_index(members, guint, i);
    if (n_fit[best] >= least && fits[(gsize)i * DEPTHS + best])
      g_array_append_val(left, k);
    else
      ((BmFormPage *)g_ptr_array_index(pool, k))->form = NULL;
  }
  form->head_mm = depth_of(form, best);
  return left;
}

static gboolean has_words(const BmFeatures *features)
{
  guint n = 0;
  for (guint i = 0; i < features->list->len; i++)
    n += g_array_index(features->list, BmFeature, i).kind == BM_FEATURE_WORD;
  return n >= CLEAN_WORDS_LEAST;
}

static void members_free(GPtrArray *pool, const GArray *members)
{
  for (guint i = 0; i < members->len; i++) {
    BmFormPage *page = g_ptr_array_index(pool, g_array_index(members, guint, i));
    page->form = NULL;
    page->turned = FALSE;
  }
}

static int common_place(GPtrArray *pool, const GArray *members)
{
  int place = 0;
  for (guint i = 0; i < members->len; i++) {
    const BmFormPage *page = g_ptr_array_index(pool, g_array_index(members, guint, i));
    if (i > 0 && place != page->page_in_work)
      return 0;
    place = page->page_in_work;
  }
  return place;
}

static guint quorum_of(guint members, CheckHow how)
{
  guint copies = MIN(members, BM_COPIES_MOST);
  return how == CHECK_LOOSE ? MAX(2U, (guint)ceil(LOOSE_QUORUM * copies))
                            : bm_print_quorum(copies);
}

/* Learn a print of the members: loosely, to see who belongs; strictly, for better maps; then as
 * deep as each copy agrees with the others. *left is replaced by what passes, too few: no form.
 */
static gboolean form_learn(BmForm *form, GPtrArray *pool, GArray **left,
                           const BmLearnLimits *limits, GError **error)
{
  enum { LOOSE, DEPTH, PRINT, AGAIN, STEPS };
  guint least = limits->copies_least;
  form->head_mm = bm_vote_head_mm(form->height_mm);
  for (int step = 0; step < STEPS && (*left)->len >= least; step++) {
    CheckHow how = step == LOOSE ? CHECK_LOOSE : CHECK_PRINT;
    if (!print_learn(form, pool, *left, quorum_of((*left)->len, how), error))
      return FALSE;
    GArray *passed = step == DEPTH ? depth_choose(form, pool, *left, least, error)
                                   : members_check(form, pool, *left, how, error);
    if (passed == NULL)
      return FALSE;
    if (step == LOOSE)
      least = MAX(least, (guint)ceil(limits->pass_least * passed->len));
    g_array_unref(*left);
    *left = passed;
  }
  return TRUE;
}

gboolean bm_found_try(GPtrArray *pool, const GArray *members, const BmFeatures *size,
                      const BmLearnLimits *limits, BmForm **ret, GError **error)
{
  g_autoptr(BmForm) form = bm_form_new("", FALSE);
  form->width_mm = size->width_mm;
  form->height_mm = size->height_mm;
  g_autoptr(GArray) left = g_array_copy((GArray *)members);
  *ret = NULL;
  if (!form_learn(form, pool, &left, limits, error))
    return FALSE;
  if (left->len < limits->copies_least || !has_words(form->features)) {
    members_free(pool, members);
    return TRUE;
  }
  form->page_in_work = common_place(pool, left);
  form->is_changed = TRUE;
  if (!print_vary_all(form, pool, left, error))
    return FALSE;
  *ret = g_steal_pointer(&form);
  return TRUE;
}
