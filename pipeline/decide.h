/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person decides about items: the ledger's side of review and forms. */
#pragma once
#include "pipeline/ledger.h"

/* Let an item go on: its doubts are settled. A page that was held without a file of its own stage
 * goes through that stage again. */
gboolean bm_decide_release(BmLedger *ledger, const char *id, GError **error);
/* The item is not to be used; its pages count as rejected. */
gboolean bm_decide_drop(BmLedger *ledger, const char *id, GError **error);
/* A blank side, says a person. */
gboolean bm_decide_blank(BmLedger *ledger, const char *id, GError **error);
/* Add @boxes ([{x,y,w,h}] on the upright page) to what is masked; the page is masked again. */
gboolean bm_decide_mask(BmLedger *ledger, const char *id, json_t *boxes, GError **error);
/* A work belongs to a class. Its doubts about that are settled. */
gboolean bm_decide_class(BmLedger *ledger, const char *work, gint64 class_ref, GError **error);

/**
 * bm_decide_form - a person looked at a form
 *
 * @zones  [{x, y, w, h, kind}] in mm, or NULL: as proposed
 * Held pages of the form are masked and verified again. @ret_pages: how many.
 * Errors: BM_ERROR_SETTING "form_unknown", "zones_bad".
 */
gboolean bm_decide_form(BmLedger *ledger, const char *form, json_t *zones, guint *ret_pages,
                        GError **error);
