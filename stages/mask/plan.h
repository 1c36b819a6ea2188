/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What to paint on one page, and why it may not be released unseen. */
#pragma once
#include "pipeline/job.h"
#include "stages/shared/identity.h"

typedef struct BmMaskPlan {
  GArray *zones;    /* BmZone, pixels of the page */
  GArray *answers;  /* BmBox, pixels of the page: answers that stand above the body's row */
  GPtrArray *flags; /* static slugs, sorted */
  gboolean by_form; /* zones of a form that is known to lie right on this page */
  BmBox band;      /* conservative mask of a page with flags, else empty; among the zones too */
  int body_y;      /* -1: not found */
  BmHalves halves; /* of two pages side by side */
} BmMaskPlan;

/* Everything about the page that earlier stages and the round say; borrowed. */
typedef struct BmMaskCase {
  PIX *page;
  double dpi;
  const BmItem *item;
  const json_t *form; /* record of the page's form, or NULL */
  const BmRoster *roster;
  const char *policy;
  gboolean
      is_asked; /* release waits for a person's look, so a page without print needs no band */
} BmMaskCase;

/**
 * bm_mask_plan - decide what is masked on a page
 *
 * With a form that a person confirmed and that lies right (facts.form.check.ok) its zones and
 * the ink that is not its print decide (byform.h). Without one the finder decides and all its
 * doubts count; zones of a form that is evident to the program alone are added to its own.
 * A page with any flag gets a band: all above the body and one row more, over
 * the full width; the upper 45 % when the body was not found. Pages without print whose release
 * waits for a person have none: he sees on contact sheets what would go out.
 *
 * Errors: those of bm_identity_find.
 * Tests:  tests/stages/test_mask.c.
 */
gboolean bm_mask_plan(const BmMaskCase *page_case, BmMaskPlan **ret, GError **error);
void bm_mask_plan_free(BmMaskPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmMaskPlan, bm_mask_plan_free)

/* One more mask on @page, cut to it; @kind static. */
void bm_mask_plan_add(BmMaskPlan *plan, BmBox box, const char *kind, PIX *page);

/* Paint every zone solid black, at the depth that the page has. */
void bm_mask_paint(PIX *page, const GArray *zones);
