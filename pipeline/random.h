/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random bytes of the system, for seeds. */
#pragma once
#include "pipeline/error.h"

/* Twice @n_bytes hex digits; caller frees. NULL with BM_ERROR_IO "no_random". */
char *bm_random_hex(guint n_bytes, GError **error);
