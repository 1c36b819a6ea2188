/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first look at each page of a round, kept, so that no later try looks at it again. */
#pragma once
#include "pipeline/kept.h"
#include "stages/form/pages.h"

/**
 * bm_form_page_look - read a page and try it on the forms of the round
 *
 * @index  of the input; called in their order
 * @kept   record @index is used when an earlier try wrote it, else one is added
 * @forms  BmForm, loaded from the ticket
 *
 * A page on which tries have died (bm_job_skip) is held and not looked at. One that takes more
 * than bm_job_input_s ends the try. Errors: as bm_form_page_read.
 */
BmFormPage *bm_form_page_look(BmJob *job, guint index, BmKept *kept, GPtrArray *forms,
                              GError **error);
