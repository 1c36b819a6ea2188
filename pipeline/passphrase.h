/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Passphrases and recovery codes: from the terminal without echo, or line by line from files
 * and descriptors. Never from the command line or the environment, which others can read.
 */
#pragma once
#include "pipeline/crypt.h"

#define BM_PASSPHRASE_LEAST 10 /* letters; README says why a sentence is better */

typedef struct BmAsk {
  GPtrArray *lines; /* of BmSecret, NULL: the terminal is asked */
  guint next;
} BmAsk;
void bm_ask_clear(BmAsk *ask);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BmAsk, bm_ask_clear)

/**
 * bm_ask_open - where answers come from
 *
 * @files, @fds  --passphrase-file and --passphrase-fd as given, either may be NULL: answers are
 *               their lines, files first, in the order in which they are asked for
 * Errors: BM_ERROR_SETTING "passphrase_file".
 */
gboolean bm_ask_open(BmAsk *ask, char **files, char **fds, GError **error);

/**
 * bm_ask_line - one answer
 *
 * @is_new  a new passphrase: at least BM_PASSPHRASE_LEAST letters, typed twice at a terminal
 * In Unicode's composed form, so that a passphrase is the same from any keyboard.
 * Errors: "passphrase_short", "passphrase_differs", "passphrase_text" (no UTF-8),
 *         "passphrase_missing" (no terminal, or no line left).
 */
BmSecret *bm_ask_line(BmAsk *ask, const char *prompt, gboolean is_new, GError **error);
