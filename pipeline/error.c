/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors carry "slug: detail"; the slug leads to models/reasons.ini. */
#include "pipeline/error.h"

#include <string.h>

G_DEFINE_QUARK(bm - error, bm_error)

gboolean bm_fail(GError **error, BmErrorCode code, const char *reason, const char *fmt, ...)
{
  va_list args;
  va_start(args, fmt);
  g_autofree char *detail = g_strdup_vprintf(fmt, args);
  va_end(args);
  g_set_error(error, BM_ERROR, (int)code, "%s: %s", reason, detail);
  return FALSE;
}

char *bm_error_reason(const GError *error)
{
  if (error == NULL || error->domain != BM_ERROR)
    return g_strdup("internal");
  const char *colon = strstr(error->message, ": ");
  return colon == NULL ? g_strdup("internal")
                       : g_strndup(error->message, (gsize)(colon - error->message));
}

const char *bm_error_detail(const GError *error)
{
  if (error == NULL)
    return "";
  const char *colon = error->domain == BM_ERROR ? strstr(error->message, ": ") : NULL;
  return colon == NULL ? error->message : colon + 2;
}
