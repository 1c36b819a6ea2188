/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of decide share. All write to the ledger inside the transaction of one
 * request. */
#pragma once
#include "pipeline/decide.h"

/* Doubts that a person raised on a contact sheet: of no stage, so that no redoing closes them.
 */
#define BM_CONTACT_STAGE "contact"

/* --- single pages (decide.c) */
/* Count a look: "form", "sheet" or "page". */
gboolean bm_decide_look(BmLedger *ledger, const char *what, const char *id, GError **error);
/* The page goes back to before @stage_name and is saved. */
gboolean bm_decide_redo(BmLedger *ledger, json_t *item, const char *stage_name, GError **error);
/* Something about its form was decided: the page is masked anew. One that lies upside down on
 * its form and whose turn is not sure goes back to stage form, which alone gives pages new
 * files and turns it when the form, or the one that it was joined to, may do so. */
gboolean bm_decide_redo_on_form(BmLedger *ledger, json_t *item, GError **error);
gboolean bm_decide_may_redo(const json_t *item);
/* A page that waits or is under way and can be masked again; NULL with error. */
json_t *bm_decide_to_redo(BmLedger *ledger, const char *id, GError **error);
/* facts.review.@key of a page, made when missing; borrowed. */
json_t *bm_decide_boxes(json_t *item, const char *key);
/* Whether a box lies in the list at the very same place, of whatever kind. */
gboolean bm_decide_has_box(const json_t *list, const json_t *box);
/* A person has looked at the page: facts.review.seen; or has to look again. The caller saves
 * it.
 */
void bm_decide_seen(json_t *item);
void bm_decide_unseen(json_t *item);

/* --- the list of forms (decide_edit.c) */
gboolean bm_decide_is_edit(const char *verb);
gboolean bm_decide_edit(BmLedger *ledger, const char *verb, const char *id, json_t *request,
                        guint *ret_n, GError **error);

/* --- a whole form (decide_form.c, decide_contact.c, decide_whole.c) */
/* Verb confirm of one form. */
gboolean bm_decide_form(BmLedger *ledger, const char *id, json_t *request, guint *ret_pages,
                        GError **error);
/* Is the page of the form, masked or about to be, and in no numbered work? */
gboolean bm_decide_reaches(const json_t *item, const char *form);
/* "mask" or "unmask" boxes of one page on all pages of its form that are not out yet. */
gboolean bm_decide_whole(BmLedger *ledger, const char *verb, const char *page, json_t *boxes,
                         guint *ret_n, GError **error);
/* Nothing but what the contact sheets showed may go on: request.contact.ID, when given. A sheet
 * kind that is passed so once is "by_contact" from then on; the caller saves @form. */
gboolean bm_decide_contact_check(BmLedger *ledger, json_t *form, json_t *request,
                                 GError **error);
/* The pages of request.except wait, those of request.answers are masked anew with these boxes
 * open, and the sheets looked at are counted. Pages of a sheet kind
 * that were shown and not named have their questions of place answered; @ret_settled grows by
 * those that have no other. */
gboolean bm_decide_contact_note(BmLedger *ledger, const json_t *form, json_t *request,
                                guint *ret_settled, GError **error);

/* decide_return.c: verbs release, drop and score about a score form. "score" is that of
 * bm_decide_marks. Errors: "form_marks_open", "item_settled", "item_no_page". */
gboolean bm_decide_is_return(BmLedger *ledger, const char *id);
gboolean bm_decide_return(BmLedger *ledger, const char *verb, const char *id, json_t *request,
                          GError **error);
/* decide_marks.c: scores that a person tells, "work_no", "marks" [{task, value: int or "X"}]
 * and "by", who tells them; @item is changed and saved. Errors: "mark_unknown",
 * "mark_value_bad", "mark_not_asked", "mark_gate", "mark_by_needed". */
gboolean bm_decide_marks(BmLedger *ledger, json_t *item, const json_t *request, GError **error);
