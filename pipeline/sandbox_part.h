/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two walls of a sandbox; sandbox.c puts them up. */
#pragma once
#include "pipeline/sandbox.h"

#include <linux/filter.h>

/* Landlock: its version, 0 when the kernel has none. */
int bm_land_version(void);
/* Descriptors (O_PATH) of what every worker may read or use, with the access to each. */
typedef struct BmLandRoot {
  int fd;
  guint64 access;
} BmLandRoot;
GArray *bm_land_roots(void);
gboolean bm_land_enter(int version, const GArray *roots, char *const *reads,
                       const char *scratch, GError **error);

/* The filter of system calls: compiled once; NULL with an error when that fails. */
GArray *bm_calls_compile(GError **error); /* of struct sock_filter */
gboolean bm_calls_enter(const GArray *filter, GError **error);
