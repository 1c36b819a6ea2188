/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of held pages in review/, made when a person asks for them. */
#pragma once
#include "pipeline/cmd.h"

/**
 * bm_held_picture - review/PAGE.png: the page with its masks by number and its doubts
 *
 * Drawn anew when the ledger has changed since: with each decision masks and doubts change.
 * Returns its path, NULL for what is no page or has no file that can be shown; caller frees.
 */
char *bm_held_picture(BmOpen *open, const char *id);

/* Remove such pictures of pages that nobody asks about any more: they may show a name. */
void bm_held_prune(BmOpen *open);
