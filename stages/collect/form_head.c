/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines above the table: which class, whose form. */
#include "stages/collect/form.h"

#include <string.h>

#include "stages/shared/scoreform.h"
#include "stages/shared/text.h"

gunichar bm_form_odd_letter(const char *found, const char *expected)
{
  g_autofree char *p_fold = bm_text_fold(found), *q_fold = bm_text_fold(expected);
  if (strcmp(p_fold, q_fold) != 0)
    return 0;
  const char *p = found, *q = expected;
  for (; *p != '\0' && *q != '\0'; p = g_utf8_next_char(p), q = g_utf8_next_char(q))
    if (g_utf8_get_char(p) != g_utf8_get_char(q))
      return g_utf8_get_char(p);
  return *p != '\0' ? g_utf8_get_char(p) : 0;
}

/* What follows @prefix in @text, or NULL. */
static const char *after(const char *text, const char *prefix)
{
  return g_str_has_prefix(text, prefix) ? text + strlen(prefix) : NULL;
}

gboolean bm_form_who_parse(const char *text, char **ret_marker, char **ret_bundle,
                           int *ret_version)
{
  g_autofree char *line = bm_form_squeezed(text);
  g_auto(GStrv) parts = g_strsplit(line, " · ", -1);
  guint64 number = 0;
  if (g_strv_length(parts) != 3)
    return FALSE;
  const char *marker = after(parts[0], "Проверяющий ");
  const char *bundle = after(parts[1], "комплект ");
  const char *version = after(parts[2], "форма ");
  if (marker == NULL || bundle == NULL || version == NULL ||
      !g_ascii_string_to_unsigned(version, 10, 0, 9999, &number, NULL))
    return FALSE;
  *ret_marker = g_strdup(marker);
  *ret_bundle = g_strdup(bundle);
  *ret_version = (int)number;
  return TRUE;
}

static void title_check(BmForm *form)
{
  const char *alias = bm_kit_text(form->class_group, "alias");
  g_autofree char *expected = bm_scoreform_title(alias);
  g_autofree char *found =
      bm_form_squeezed(bm_book_text(form->sheet, BM_SCOREFORM_TITLE_ROW, 0));
  if (strcmp(found, expected) == 0)
    return;
  gunichar odd = bm_form_odd_letter(found, expected);
  g_autofree char *shown = bm_form_shown_with(found, odd);
  g_autofree char *sheet = bm_form_shown(form->sheet->name);
  bm_form_fault(form, odd != 0 ? "form_class_characters" : "form_heading_changed", sheet, "A1",
                shown, expected);
}

static void who_check(BmForm *form)
{
  const char *bundle = bm_kit_text(form->kit, "bundle");
  const char *text = bm_book_text(form->sheet, form->who_row, 0);
  g_autofree char *found = bm_form_squeezed(text);
  g_autofree char *expected =
      bm_scoreform_who(bm_kit_text(form->kit, "marker"), bundle,
                       (int)json_integer_value(json_object_get(form->kit, "form_version")));
  g_autofree char *marker = NULL, *other = NULL;
  int version = 0;
  if (strcmp(found, expected) == 0)
    return;
  if (bm_form_who_parse(text, &marker, &other, &version) && strcmp(other, bundle) != 0)
    bm_form_fault_at(form, "form_bundle_mixed", form->who_row, 0, other, bundle);
  else
    bm_form_fault_at(form, "form_heading_changed", form->who_row, 0, found, expected);
}

void bm_form_heading_check(BmForm *form)
{
  title_check(form);
  who_check(form);
}
