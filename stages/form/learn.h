/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms from pages: groups of pages that share a print become forms with a clean picture. */
#pragma once
#include "stages/form/pages.h"
#include "stages/shared/roster.h"

typedef struct BmLearnLimits {
  guint copies_least;     /* pages that found a form */
  double pass_least;      /* share of a group's pages whose registration must hold */
  const BmRoster *roster; /* names of the round, borrowed, or NULL */
} BmLearnLimits;

/* Try a page that has no form yet on the forms from @first on: the likeliest whose print it
 * has. FALSE with error for passing trouble only. */
gboolean bm_learn_match_page(BmFormPage *page, GPtrArray *forms, guint first, GError **error);

/**
 * bm_learn_match - find the known form of each page
 *
 * @pages  BmFormPage; those that have a form already are left alone
 * @forms  BmForm
 * @first  forms before this index were tried before
 */
gboolean bm_learn_match(GPtrArray *pages, GPtrArray *forms, guint first, GError **error);

/**
 * bm_learn_groups - make forms of pages that match none
 *
 * New forms are appended to @forms without an id; their pages have form, map and check set.
 * Cost: n²/2 votes of 0.14 ms, and about 0.1 s a new form.
 */
gboolean bm_learn_groups(GPtrArray *pages, GPtrArray *forms, const BmLearnLimits *limits,
                         GError **error);

/**
 * bm_learn_more - count new copies in the prints of forms that nobody confirmed
 *
 * The print is decided anew when 3, 5, 10 and 20 copies are reached; such a form is_changed and
 * gets a new version.
 */
gboolean bm_learn_more(GPtrArray *pages, GPtrArray *forms, GError **error);

/* Gray clean picture of the form, from up to 5 of its pages; FALSE with error. */
gboolean bm_learn_picture(BmForm *form, GPtrArray *pages, GError **error);
