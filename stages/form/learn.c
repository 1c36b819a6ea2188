/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Matching, grouping and learning of printed forms. */
#include "stages/form/learn.h"

#include "stages/form/group.h"

#include <math.h>

#define SCORE_LEAST 4.0 /* votes of one print: 8.5 and more; of others 99 % below 5.4 */
#define WORDS_LEAST 2.0 /* part of them that words must give: ruled paper has none */
#define WORDS_LIKE 0.65 /* of the best partner's words, to be the same font */
#define POOL_MOST 160U  /* pages compared with each other at a time */
#define POOL_KEPT 64U   /* of them kept, unmatched, for the next pages */
#define CLEAN_WORDS_LEAST 5U
#define PASSES 2

static gboolean vote_is_likely(const BmVote *vote)
{
  return vote->score >= SCORE_LEAST && vote->words >= WORDS_LEAST;
}

typedef struct Candidate {
  BmForm *form;
  BmVote vote;
} Candidate;

static gint by_score(gconstpointer a, gconstpointer b)
{
  double p = ((const Candidate *)a)->vote.score + ((const Candidate *)a)->vote.words;
  double q = ((const Candidate *)b)->vote.score + ((const Candidate *)b)->vote.words;
  if (p != q)
    return p > q ? -1 : 1;
  return g_strcmp0(((const Candidate *)a)->form->id, ((const Candidate *)b)->form->id);
}

static GArray *candidates_of(const BmFormPage *page, GPtrArray *forms, guint first)
{
  GArray *found = g_array_new(FALSE, FALSE, sizeof(Candidate));
  for (guint i = first; i < forms->len; i++) {
    Candidate one = {.form = g_ptr_array_index(forms, i)};
    if (one.form->is_sheet || one.form->features == NULL)
      continue;
    one.vote = bm_vote_compare(one.form->features, page->features, TRUE);
    if (vote_is_likely(&one.vote))
      g_array_append_val(found, one);
  }
  g_array_sort(found, by_score);
  return found;
}

/* A page fits the likeliest form whose print it has. */
static gboolean page_match(BmFormPage *page, GPtrArray *forms, guint first, GError **error)
{
  g_autoptr(GArray) candidates = candidates_of(page, forms, first);
  if (candidates->len == 0)
    return TRUE;
  g_autoptr(PIX) work = bm_form_page_work(page, error);
  if (work == NULL)
    return FALSE;
  g_autoptr(PIX) reach = bm_tiles_reach(work);
  if (reach == NULL)
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot hold a page's ink");
  for (guint i = 0; i < MIN(candidates->len, 3U); i++) {
    const Candidate *one = &g_array_index(candidates, Candidate, i);
    if (bm_form_page_match(page, reach, one->form, &one->vote)) {
      page->is_new = TRUE;
      return TRUE;
    }
  }
  return TRUE;
}

gboolean bm_learn_match(GPtrArray *pages, GPtrArray *forms, guint first, GError **error)
{
  for (guint i = 0; i < pages->len; i++) {
    BmFormPage *page = g_ptr_array_index(pages, i);
    if (page->form == NULL && bm_form_page_may_match(page) &&
        !page_match(page, forms, first, error))
      return FALSE;
  }
  return TRUE;
}

/* The votes of all pairs of a pool, [i × n + j]. */
typedef struct Votes {
  guint n;
  BmVote *of;
  double *score, *words;
} Votes;

static void votes_clear(Votes *votes)
{
  g_free(votes->of);
  g_free(votes->score);
  g_free(votes->words);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Votes, votes_clear)

static void votes_init(Votes *votes, GPtrArray *pool)
{
  guint n = pool->len;
  votes->n = n;
  votes->of = g_new0(BmVote, (gsize)n * n + 1);
  votes->score = g_new0(double, (gsize)n *n + 1);
  votes->words = g_new0(double, (gsize)n *n + 1);
  for (guint i = 0; i < n; i++)
    for (guint j = i + 1; j < n; j++) {
      const BmFormPage *a = g_ptr_array_index(pool, i), *b = g_ptr_array_index(pool, j);
      BmVote vote = bm_vote_compare(a->features, b->features, TRUE);
      votes->of[i * n + j] = vote;
      double likeness = vote_is_likely(&vote) ? vote.score : MIN(vote.score, 1.0);
      votes->score[i * n + j] = votes->score[j * n + i] = likeness;
      votes->words[i * n + j] = votes->words[j * n + i] = vote.words;
    }
}

/* Vote of member @page for member @form, whichever way it was counted. */
static BmVote vote_between(const Votes *votes, guint form, guint page)
{
  if (form < page)
    return votes->of[form * votes->n + page];
  BmVote vote = votes->of[page * votes->n + form];
  BmAffine back;
  if (bm_affine_invert(vote.map, &back))
    vote.map = back;
  return vote;
}

/* Words that two members share, as a part of what each shares with its best partner. */
static double *words_likeness(const Votes *votes, const GArray *members)
{
  guint n = members->len;
  double *like = g_new0(double, (gsize)n *n + 1);
  g_autofree double *best = g_new0(double, n + 1);
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < n; j++) {
      guint a = g_array_index(members, guint, i), b = g_array_index(members, guint, j);
      if (i != j)
        best[i] = MAX(best[i], votes->words[a * votes->n + b]);
    }
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < n; j++) {
      guint a = g_array_index(members, guint, i), b = g_array_index(members, guint, j);
      double least = MIN(best[i], best[j]);
      like[i * n + j] = i != j && least > 0 ? votes->words[a * votes->n + b] / least : 0;
    }
  return like;
}

/* The member with most votes from the others, among those that stand like the majority. */
static guint anchor_of(const Votes *votes, const GArray *members)
{
  guint anchor = 0;
  double most = -1;
  for (guint i = 0; i < members->len; i++) {
    guint a = g_array_index(members, guint, i), n_turned = 0;
    double sum = 0;
    for (guint k = 0; k < members->len; k++) {
      guint b = g_array_index(members, guint, k);
      if (a == b)
        continue;
      BmVote vote = vote_between(votes, a, b);
      n_turned += vote.turned;
      sum += vote.score;
    }
    if (2 * n_turned > members->len)
      sum *= 0.001;
    if (sum > most) {
      most = sum;
      anchor = a;
    }
  }
  return anchor;
}

static gint by_vote(gconstpointer a, gconstpointer b, gpointer scores)
{
  const double *score = scores;
  guint p = *(const guint *)a, q = *(const guint *)b;
  if (score[p] != score[q])
    return score[p] > score[q] ? -1 : 1;
  return p < q ? -1 : p > q;
}

/* Count the warped copies of @members (pool indices) into a fresh print and decide it. */
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
  if (!has_room || !bm_print_decide(print)) {
    bm_fail(error, BM_ERROR_IO, "no_memory", "cannot hold the print of a form");
    return NULL;
  }
  return g_steal_pointer(&print);
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

/* Refine every member's map on the print; returns how many pass the check. */
static gboolean members_check(BmForm *form, GPtrArray *pool, const GArray *members,
                              guint *ret_n, GError **error)
{
  guint n = 0;
  for (guint i = 0; i < members->len; i++) {
    BmFormPage *page = g_ptr_array_index(pool, g_array_index(members, guint, i));
    g_autoptr(PIX) work = bm_form_page_work(page, error);
    if (work == NULL)
      return FALSE;
    g_autoptr(PIX) reach = bm_tiles_reach(work);
    if (reach == NULL)
      return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot hold a page's ink");
    BmVote vote = {.turned = page->turned, .map = page->map};
    page->form = NULL;
    n += bm_form_page_match(page, reach, form, &vote);
  }
  *ret_n = n;
  return TRUE;
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

static void members_align(GPtrArray *pool, GArray *members, const Votes *votes, guint anchor)
{
  g_autofree double *score = g_new0(double, votes->n + 1);
  for (guint i = 0; i < members->len; i++) {
    guint k = g_array_index(members, guint, i);
    BmFormPage *page = g_ptr_array_index(pool, k);
    BmVote vote = {.map = bm_affine_identity(), .score = G_MAXDOUBLE};
    if (k != anchor)
      vote = vote_between(votes, anchor, k);
    page->map = vote.map;
    page->turned = vote.turned;
    score[k] = vote.score;
  }
  g_array_sort_with_data(members, by_vote, score);
}

/* Only members whose map holds; their order is kept. */
static GArray *members_passed(GPtrArray *pool, const GArray *members)
{
  GArray *passed = g_array_new(FALSE, FALSE, sizeof(guint));
  for (guint i = 0; i < members->len; i++) {
    guint k = g_array_index(members, guint, i);
    if (((BmFormPage *)g_ptr_array_index(pool, k))->form != NULL)
      g_array_append_val(passed, k);
  }
  return passed;
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

/* Learn a print of the members, twice with better maps; *ret is NULL when it is no form. */
static gboolean form_try(GPtrArray *pool, GArray *members, const Votes *votes,
                         const BmLearnLimits *limits, BmForm **ret, GError **error)
{
  guint anchor = anchor_of(votes, members), n_passed = 0;
  const BmFeatures *size = ((BmFormPage *)g_ptr_array_index(pool, anchor))->features;
  g_autoptr(BmForm) form = bm_form_new("", FALSE);
  form->width_mm = size->width_mm;
  form->height_mm = size->height_mm;
  int width = bm_px(size->width_mm, BM_FORM_DPI), height = bm_px(size->height_mm, BM_FORM_DPI);
  members_align(pool, members, votes, anchor);
  g_autoptr(GArray) learnt = g_array_copy(members);
  *ret = NULL;
  for (int pass = 0; pass < PASSES; pass++) {
    bm_print_free(form->print);
    form->print = print_of(pool, learnt, width, height, error);
    if (form->print == NULL)
      return FALSE;
    if (!bm_form_prepare(form))
      return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot hold the print of a form");
    if (!members_check(form, pool, members, &n_passed, error))
      return FALSE;
    if (n_passed < limits->copies_least || !has_words(form->features)) {
      members_free(pool, members);
      return TRUE;
    }
    g_array_unref(learnt);
    learnt = members_passed(pool, members);
  }
  if (n_passed < limits->pass_least * members->len) {
    members_free(pool, members);
    return TRUE;
  }
  form->page_in_work = common_place(pool, learnt);
  form->is_changed = TRUE;
  if (!print_vary_all(form, pool, learnt, error))
    return FALSE;
  *ret = g_steal_pointer(&form);
  return TRUE;
}

static GArray *members_with(const guint *group, guint n, guint number, const GArray *among)
{
  GArray *members = g_array_new(FALSE, FALSE, sizeof(guint));
  for (guint i = 0; i < n; i++) {
    guint k = among != NULL ? g_array_index(among, guint, i) : i;
    if (group[i] == number)
      g_array_append_val(members, k);
  }
  return members;
}

/* Pages of one layout, cut by font; each part may be a form. */
static gboolean layout_learn(GPtrArray *pool, const GArray *layout, const Votes *votes,
                             GPtrArray *forms, const BmLearnLimits *limits, GError **error)
{
  g_autofree double *like = words_likeness(votes, layout);
  g_autofree guint *part = bm_group_link(like, layout->len, WORDS_LIKE);
  for (guint number = 0; number < layout->len; number++) {
    g_autoptr(GArray) members = members_with(part, layout->len, number, layout);
    if (members->len < limits->copies_least)
      continue;
    BmForm *form = NULL;
    if (!form_try(pool, members, votes, limits, &form, error))
      return FALSE;
    if (form != NULL)
      g_ptr_array_add(forms, form);
  }
  return TRUE;
}

static gboolean pool_learn(GPtrArray *pool, GPtrArray *forms, const BmLearnLimits *limits,
                           GError **error)
{
  g_auto(Votes) votes = {0};
  votes_init(&votes, pool);
  g_autofree guint *group = bm_group_link(votes.score, pool->len, SCORE_LEAST);
  guint first = forms->len;
  for (guint number = 0; number < pool->len; number++) {
    g_autoptr(GArray) layout = members_with(group, pool->len, number, NULL);
    if (layout->len >= limits->copies_least &&
        !layout_learn(pool, layout, &votes, forms, limits, error))
      return FALSE;
  }
  return bm_learn_match(pool, forms, first, error);
}

static GPtrArray *unmatched_of(GPtrArray *pool)
{
  GPtrArray *rest = g_ptr_array_new();
  for (guint i = 0; i < pool->len; i++)
    if (((BmFormPage *)g_ptr_array_index(pool, i))->form == NULL)
      g_ptr_array_add(rest, g_ptr_array_index(pool, i));
  if (rest->len > POOL_KEPT)
    g_ptr_array_remove_range(rest, 0, rest->len - POOL_KEPT);
  return rest;
}

gboolean bm_learn_groups(GPtrArray *pages, GPtrArray *forms, const BmLearnLimits *limits,
                         GError **error)
{
  guint first = forms->len;
  g_autoptr(GPtrArray) pool = g_ptr_array_new();
  for (guint i = 0; i < pages->len; i++) {
    BmFormPage *page = g_ptr_array_index(pages, i);
    if (page->form != NULL || !bm_form_page_may_match(page))
      continue;
    if (!page_match(page, forms, first, error))
      return FALSE;
    if (page->form == NULL)
      g_ptr_array_add(pool, page);
    if (pool->len < POOL_MOST)
      continue;
    if (!pool_learn(pool, forms, limits, error))
      return FALSE;
    GPtrArray *rest = unmatched_of(pool);
    g_ptr_array_unref(pool);
    pool = rest;
  }
  return pool_learn(pool, forms, limits, error) && bm_learn_match(pages, forms, first, error);
}
