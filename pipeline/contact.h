/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Contact sheets of forms and sheet kinds, and the numbers that name pages on them.
 *
 * review/contact/FORM.json says what the last sheets showed: {"form", "version", "images",
 * "pages": [{"n", "page", "class", "digest", "ruler": {"top", "left", "px_per_mm",
 * "crop_mm"}}]}. A page keeps its number for good; "digest", of the bytes that were shown, is
 * null for pages that were not shown the last time. The ruler beside a page begins at row "top"
 * of the upright page and the large crop is so high.
 */
#pragma once
#include "pipeline/cmd.h"

/**
 * bm_cmd_contact - blindmark forms WS contact [FORM…] [-o FOLDER]
 *
 * @names  NULL-terminated; empty: all forms and sheet kinds with pages that wait
 * @out    folder or NULL: review/contact
 * Returns the exit status.
 */
int bm_cmd_contact(BmOpen *open, char **names, const char *out, gboolean is_json);

/* Whether pages of @form (a record of the ledger) go out as sheets show them: those of a
 * printed form are masked anew when it is confirmed. */
gboolean bm_contact_is_final(const json_t *form);

/* The index of a form's last contact sheets; new reference, NULL when there are none. */
json_t *bm_contact_index(const char *ws, const char *form);
char *bm_contact_index_path(const char *ws, const char *form); /* caller frees */

/**
 * bm_contact_except - the pages that a person names: "3,7,12-14", or ids of pages
 *
 * @index  borrowed; NULL: only ids can be named
 * Returns new [page id], NULL with BM_ERROR_SETTING "contact_none" or "contact_number".
 */
json_t *bm_contact_except(const json_t *index, const char *text, GError **error);

/**
 * bm_contact_answers - where answers stand on pages, as a person read it off their rulers
 *
 * @text  "7:52,9:40-270,3:60-75/90-170": number on the sheets and millimetres, from where to
 * the end of the large crop or to where, and how far from the left edge unless the whole row;
 *        or "f000007.p0001:52"
 * Returns new {page id: [box]} in pixels of the pages, NULL with BM_ERROR_SETTING
 * "contact_none", "contact_number", "contact_place" or BM_ERROR_INPUT "page_unreadable".
 */
json_t *bm_contact_answers(BmOpen *open, const json_t *index, const char *text, GError **error);

/* What a decision about a form cannot reach any more: to stderr, with the works' places. */
void bm_contact_tell_released(BmOpen *open, const char *form);
