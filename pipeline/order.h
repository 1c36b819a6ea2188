/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How lists of texts are put in order: by bytes, so that no locale has a say. */
#pragma once
#include <string.h>

/* For qsort and g_ptr_array_sort of char pointers. */
static inline int bm_by_text(const void *a, const void *b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}
