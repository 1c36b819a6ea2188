/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Matching, grouping and learning of printed forms. */
#include "stages/form/learn.h"

#include "stages/form/fonts.h"
#include "stages/form/found.h"
#include "stages/form/group.h"

#include <math.h>

#define SCORE_LEAST 4.0  /* votes of one print: 8.5 and more; of others 99 % below 5.4 */
#define WORDS_LEAST 2.0  /* part of them that words must give: ruled paper has none */
#define WORDS_LIKE 0.65  /* of the best partner's words, to be the same font */
#define POOL_MOST 160U   /* pages compared with each other at a time */
#define POOL_KEPT 64U    /* of them kept, unmatched, for the next pages */
#define OTHER_PLACE 0.75 /* likeness of pages from different places of their works */

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
    if (one.form->is_sheet || one.form->features == NULL ||
        bm_form_page_refuses(page, one.form))
      continue;
    one.vote = bm_vote_compare(one.form->features, page->features, TRUE);
    if (vote_is_likely(&one.vote))
      g_array_append_val(found, one);
  }
  g_array_sort(found, by_score);
  return found;
}

gboolean bm_learn_match_page(BmFormPage *page, GPtrArray *forms, guint first, GError **error)
{
  if (page->form != NULL || !bm_form_page_may_match(page))
    return TRUE;
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
    if (bm_form_page_match(page, work, reach, one->form, &one->vote)) {
      page->is_new = TRUE;
      page->words = bm_fonts_share(one->form, reach, page->map);
      return TRUE;
    }
  }
  return TRUE;
}

gboolean bm_learn_match(GPtrArray *pages, GPtrArray *forms, guint first, GError **error)
{
  for (guint i = 0; i < pages->len; i++) {
    if (!bm_learn_match_page(g_ptr_array_index(pages, i), forms, first, error))
      return FALSE;
  }
  return TRUE;
}

/* The votes of all pairs of a pool, [i × n + j]. */
typedef struct Votes {
  guint n;
  BmVote *of;
  double *score, *words;
  double *best_words; /* of each page with any other */
} Votes;

static void votes_clear(Votes *votes)
{
  g_free(votes->of);
  g_free(votes->score);
  g_free(votes->words);
  g_free(votes->best_words);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Votes, votes_clear)

static void votes_init(Votes *votes, GPtrArray *pool)
{
  guint n = pool->len;
  votes->n = n;
  gsize cells = (gsize)n * n + 1;
  votes->of = g_new0(BmVote, cells);
  votes->score = g_new0(double, cells);
  votes->words = g_new0(double, cells);
  votes->best_words = g_new0(double, n + 1);
  for (guint i = 0; i < n; i++)
    for (guint j = i + 1; j < n; j++) {
      const BmFormPage *a = g_ptr_array_index(pool, i), *b = g_ptr_array_index(pool, j);
      BmVote vote = bm_vote_compare(a->features, b->features, TRUE);
      votes->of[i * n + j] = vote;
      double likeness = vote_is_likely(&vote) ? vote.score : MIN(vote.score, 1.0);
      votes->score[i * n + j] = votes->score[j * n + i] = likeness;
      votes->words[i * n + j] = votes->words[j * n + i] = vote.words;
      votes->best_words[i] = MAX(votes->best_words[i], vote.words);
      votes->best_words[j] = MAX(votes->best_words[j], vote.words);
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
static double *words_likeness(const Votes *votes, GPtrArray *pool, const GArray *members)
{
  guint n = members->len;
  double *like = g_new0(double, (gsize)n *n + 1);
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < n; j++) {
      guint a = g_array_index(members, guint, i), b = g_array_index(members, guint, j);
      const BmFormPage *p = g_ptr_array_index(pool, a), *q = g_ptr_array_index(pool, b);
      double best = sqrt(votes->best_words[a] * votes->best_words[b]);
      if (i == j || best <= 0)
        continue;
      like[i * n + j] = votes->words[a * votes->n + b] / best;
      if (p->page_in_work != q->page_in_work)
        like[i * n + j] *= OTHER_PLACE;
    }
  return like;
}

/* Is member @a upside down to most of the others? Those of sure turn decide, if there are any.
 */
static gboolean is_against_most(GPtrArray *pool, const Votes *votes, const GArray *members,
                                guint a)
{
  guint n_turned = 0, n_sure = 0, n_sure_turned = 0;
  for (guint k = 0; k < members->len; k++) {
    guint b = g_array_index(members, guint, k);
    gboolean is_sure = ((const BmFormPage *)g_ptr_array_index(pool, b))->is_turn_sure;
    gboolean is_turned = a != b && vote_between(votes, a, b).turned;
    n_turned += is_turned;
    n_sure += is_sure;
    n_sure_turned += is_sure && is_turned;
  }
  return n_sure > 0 ? 2 * n_sure_turned > n_sure : 2 * n_turned > members->len;
}

/* The member with most votes from the others, among those that stand like the majority. */
static guint anchor_of(GPtrArray *pool, const Votes *votes, const GArray *members)
{
  guint anchor = 0;
  double most = -1;
  for (guint i = 0; i < members->len; i++) {
    guint a = g_array_index(members, guint, i);
    double sum = 0;
    for (guint k = 0; k < members->len; k++) {
      guint b = g_array_index(members, guint, k);
      if (a != b)
        sum += vote_between(votes, a, b).score;
    }
    if (is_against_most(pool, votes, members, a))
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
  g_autofree double *like = words_likeness(votes, pool, layout);
  g_autofree guint *part = bm_group_link(like, layout->len, WORDS_LIKE);
  for (guint number = 0; number < layout->len; number++) {
    g_autoptr(GArray) members = members_with(part, layout->len, number, layout);
    if (members->len < limits->copies_least)
      continue;
    guint anchor = anchor_of(pool, votes, members);
    const BmFeatures *size = ((BmFormPage *)g_ptr_array_index(pool, anchor))->features;
    BmForm *form = NULL;
    members_align(pool, members, votes, anchor);
    if (!bm_found_try(pool, members, size, limits, &form, error))
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
    if (!bm_learn_match_page(page, forms, first, error))
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
