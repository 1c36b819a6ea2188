/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of files. */
#pragma once
#include <glib.h>

/* SHA-256 of a file in hex, read piece by piece; NULL when it cannot be read, or a link, a pipe
 * or a folder stands in its place. Caller frees. */
char *bm_file_digest(const char *path);
