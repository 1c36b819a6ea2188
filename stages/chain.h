/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole chain as one table. */
#pragma once
#include "pipeline/stage.h"

/* All stages in order; @ret_n is set to their number. Static storage. */
const BmStage *const *bm_chain(guint *ret_n);
/* The stage of that name, or NULL. */
const BmStage *bm_chain_find(const char *name);
/* Is the file behind @fd complete without repair? 0 yes, 1 not yet, 2 never; *ret_why is a
 * reason slug (caller frees) or NULL. Reads foreign bytes: for worker processes only. */
int bm_chain_file_is_whole(int fd, char **ret_why);
/* The same for filled score forms, which may be workbooks. */
int bm_chain_form_is_whole(int fd, char **ret_why);
