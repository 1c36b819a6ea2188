/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random bytes of the system. */
#include "pipeline/random.h"

#include <sys/random.h>

char *bm_random_hex(guint n_bytes, GError **error)
{
  g_autofree guint8 *bytes = g_malloc(n_bytes);
  if (getrandom(bytes, n_bytes, 0) != (gssize)n_bytes) {
    bm_fail(error, BM_ERROR_IO, "no_random", "the system gives no random bytes");
    return NULL;
  }
  GString *hex = g_string_new(NULL);
  for (guint i = 0; i < n_bytes; i++)
    g_string_append_printf(hex, "%02x", bytes[i]);
  return g_string_free(hex, FALSE);
}
