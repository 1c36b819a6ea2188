/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can go wrong, in a form that both the engine and a person can act on. */
#pragma once
#include <glib.h>

#define BM_ERROR (bm_error_quark())
GQuark bm_error_quark(void);

typedef enum BmErrorCode {
  BM_ERROR_INPUT,   /* this item cannot be processed: park it, go on with the next */
  BM_ERROR_IO,      /* passing trouble with disk or memory: the same item again later */
  BM_ERROR_LEDGER,  /* passing trouble with the ledger: the same item again later */
  BM_ERROR_SETTING, /* a setting is wrong: nobody can be served */
  BM_ERROR_MODEL,   /* a model, font or OCR datum is missing: nobody can be served */
} BmErrorCode;

/**
 * bm_fail - set an error that has a reason a person can look up
 *
 * @code    decides what the engine does with the item (see BmErrorCode)
 * @reason  slug that models/reasons.ini explains in Russian and English, e.g. "pdf_encrypted"
 * @fmt     technical detail for the log: numbers and neutral ids only, never a name, school,
 *          class, recognised text or original file name
 *
 * Returns FALSE always, so that a caller can `return bm_fail(...)`.
 */
gboolean bm_fail(GError **error, BmErrorCode code, const char *reason, const char *fmt, ...)
    G_GNUC_PRINTF(4, 5);

/* The reason slug of an error set by bm_fail ("internal" for any other); caller frees. */
char *bm_error_reason(const GError *error);
/* The detail of an error set by bm_fail, the whole message of any other; borrowed. */
const char *bm_error_detail(const GError *error);
