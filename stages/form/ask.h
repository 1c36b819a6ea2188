/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a command asks of the stage outside a round's run: jobs whose context says "ask". They
 * hand over notes and emits that the command looks through; nothing of them is committed by
 * itself.
 *
 *   export  "forms" [record with "stem"], "procedure" → notes "template" {form, stem, text,
 *           picture, washed {in_fields, named, unread}}
 *   import  "templates" [path] → notes "form" as of a learnt form, with "name", "digest" and
 *           files, in the order of the paths
 *   join    "forms" [record], inputs: pages → emits the facts of those that lie on the form,
 * and a note "misfit" {page, tiles, p15, n} of each that does not
 */
#pragma once
#include "pipeline/stage.h"

gboolean bm_ask_is(const BmJob *job);

/**
 * bm_ask_run - carry out what is asked
 *
 * Errors: BM_ERROR_SETTING "form_unreadable" (a model that cannot be loaded), those of
 *         bm_wash and bm_template_read; BM_ERROR_IO.
 * Tests: tests/stages/test_form_template.c, suite form_ask.
 */
gboolean bm_ask_run(BmJob *job, GError **error);
