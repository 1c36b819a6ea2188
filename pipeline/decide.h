/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person decides about items: the ledger's side of review and forms. */
#pragma once
#include "pipeline/ledger.h"

#define BM_FORM_NAME_MOST 80       /* characters */
#define BM_DECIDE_PATIENCE_S 600.0 /* a form being learned is not interrupted */

/**
 * bm_decide - carry out a decision
 *
 * @request  {"verb", "ids": [text]} and what the verb asks for: "boxes" [{x,y,w,h}] in pixels
 * of the upright page, "zones" [{x,y,w,h,kind}] in mm or null, "class_ref", "class_alias",
 * "school_alias", "all_of_form", "release", "except" [page], "answers" {page: [box]},
 * "contact" {form: {"images", "pages": {page: digest}}}. Verbs:
 * - release: the items go on; their doubts are settled.
 * - drop: the items are not to be used; pages count as rejected.
 * - blank: pages that are blank sides.
 * - mask: "boxes" are added to what is masked; masked again.
 * - unmask: "boxes", each one of facts.mask.masks, are not masked any more; masked again.
 * - answers: "boxes" are answers: masks that were laid there for caution end; masked again.
 * Without "release" the page has to be seen again on a contact sheet (sheet_unseen).
 * - With "release" they go on then, unless the page raises a question that was not open when
 * the person looked at it. With "all_of_form" mask and unmask change the zones of the page's
 * form (a new version), and all its pages that are in no numbered work are masked anew.
 * - assign: works belong to the class; doubts about that are settled.
 * - confirm: forms are right as proposed, or with "zones": then all their pages that are in no
 * numbered work are masked anew; else their held pages are. Of "zones" those of kind "answers"
 * are places that stay visible; only printed forms have them. Pages of "except" wait
 * (contact_exception) until a person masks, releases or drops them; pages of "answers" are
 * masked anew and wait for the next contact sheets. With "contact" nothing but what its sheets
 * showed goes on.
 * - name: the form is called "name", "" is nothing; a name stays in the ledger.
 * - import: "forms" {digest: record} come in as confirmed forms; the ids are the digests.
 * - join: the forms' pages are on form "into", "pages" {id: facts of stage form}: all that can
 * be masked anew must be there, and are.
 * - split: the pages are not on form "form": they are matched again, never with it.
 * @ret_n    pages that go on because of it
 *
 * The caller holds the workspace's lock and no job is under way. All ids or none.
 * A file that was rejected within a series: release and drop both let the series go on without.
 * Errors: BM_ERROR_SETTING "item_unknown", "item_settled", "item_no_page", "page_not_masked",
 *         "mask_unknown", "work_unknown", "form_unknown", "zones_bad", "verb_unknown",
 *         "page_no_form", "mask_no_zone", "contact_stale", "contact_other_form",
 * "contact_late", "zones_of_sheet", "form_name_bad", "form_joined", "template_known",
 * "join_kind", "join_changed", "page_not_on_form", "page_past_form".
 */
gboolean bm_decide(BmLedger *ledger, json_t *request, guint *ret_n, GError **error);

/**
 * bm_decide_ask - the same from a command, whether or not a supervisor is at work
 *
 * When the workspace is free the decision is carried out here, else it is left in
 * spool/decisions for the supervisor, and its answer awaited.
 * @ret_is_watched  a supervisor is at work; may be NULL
 * Errors: as bm_decide; "decision_late" when no answer came within @patience_s.
 */
gboolean bm_decide_ask(const char *ws, BmLedger *ledger, json_t *request, double patience_s,
                       gboolean *ret_is_watched, guint *ret_n, GError **error);

/* Pages of a form that can still be masked anew, [item], by id; new. */
json_t *bm_decide_form_pages(BmLedger *ledger, const char *form);

/* --- the supervisor's side */
gboolean bm_decide_is_asked(const char *ws); /* is a decision waiting? */
guint bm_decide_answer_all(const char *ws,
                           BmLedger *ledger); /* carry out what waits; how many */

/* A page that has just got its form: the places that a person drew on the form become its own
 * where the mask stage does not go by the form's zones. The caller saves @item. */
void bm_decide_places_keep(BmLedger *ledger, json_t *item);
