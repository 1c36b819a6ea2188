/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which language a person reads. */
#include "pipeline/lang.h"

gboolean bm_lang_is_russian(void)
{
  static const char *const names[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    const char *value = g_getenv(names[i]);
    if (value != NULL && value[0] != '\0')
      return g_str_has_prefix(value, "ru");
  }
  return FALSE;
}

const char *bm_tr(const char *ru, const char *en)
{
  return bm_lang_is_russian() ? ru : en;
}
