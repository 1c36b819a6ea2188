/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of subjects compared. */
#include "pipeline/subject.h"

#include <string.h>

/* Letters in small, spaces between words as one blank; caller frees. */
static char *folded(const char *name)
{
  g_autofree char *valid = g_utf8_make_valid(name, -1);
  g_autofree char *plain = g_utf8_normalize(valid, -1, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *small = g_utf8_casefold(plain, -1);
  GString *text = g_string_new(NULL);
  gboolean is_between = FALSE;
  for (const char *at = small; *at != '\0'; at = g_utf8_next_char(at)) {
    gunichar c = g_utf8_get_char(at);
    if (g_unichar_isspace(c)) {
      is_between = TRUE;
      continue;
    }
    if (is_between && text->len > 0)
      g_string_append_c(text, ' ');
    is_between = FALSE;
    g_string_append_unichar(text, c == 0x451 ? 0x435 : c); /* ё → е */
  }
  return g_string_free(text, FALSE);
}

gboolean bm_subject_is(const char *one, const char *other)
{
  if (one == NULL || other == NULL)
    return FALSE;
  g_autofree char *first = folded(one), *second = folded(other);
  return first[0] != '\0' && strcmp(first, second) == 0;
}
