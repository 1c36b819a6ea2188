/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workspace for one command, that nobody sees and nothing remains of. */
#pragma once
#include "pipeline/cmd.h"
#include "pipeline/temp.h"

/**
 * bm_oneshot_make - a private temporary workspace with copies of some files in its inbox
 *
 * @procedure  folder or NULL; @inputs NULL-terminated paths; each becomes the inbox file that
 *             bm_oneshot_name gives its index, so that no name of a person gets in
 * @conf       text of its blindmark.conf
 * Caller frees, and nothing of it remains.
 */
BmTemp *bm_oneshot_make(const char *procedure, char **inputs, const char *conf, GError **error);
char *bm_oneshot_name(guint index, const char *input);
