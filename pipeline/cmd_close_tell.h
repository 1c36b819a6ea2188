/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What blindmark close tells when it is done, or refused. */
#pragma once
#include "pipeline/cmd.h"

/* Bundles, works left out and why; @blocked (allocation.h) of a third marking, else NULL.
 * Returns the exit status. */
int bm_close_tell(const char *ws, gboolean is_third, const json_t *blocked);

/* An allocation that no rule allows is told with its smallest cause and remedies; anything else
 * as every error. Takes @error; returns the exit status. */
int bm_close_refused(const char *ws, GError *error);
