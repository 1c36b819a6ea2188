/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One sheet of a score form that came back as CSV: it has no hidden sheet, so the lines above
 * the table say whose it is. */
#include "stages/collect/form.h"

#include <string.h>

#include "stages/shared/scoreform.h"

static const json_t *class_by_title(BmForm *form, const char *title)
{
  size_t i;
  json_t *class_group;
  const char *alias =
      g_str_has_prefix(title, BM_SCOREFORM_TITLE) ? title + strlen(BM_SCOREFORM_TITLE) : "";
  const json_t *found = bm_kit_class_of(form->kit, alias);
  if (found != NULL)
    return found;
  json_array_foreach (json_object_get(form->kit, "classes"), i, class_group) {
    g_autofree char *expected = bm_scoreform_title(bm_kit_text(class_group, "alias"));
    if (bm_form_odd_letter(title, expected) != 0)
      return class_group; /* the check of the heading says which letter is wrong */
  }
  g_autofree char *shown = bm_form_shown(title);
  bm_form_fault(form, "form_class_unknown", "", "A1", shown, "");
  return NULL;
}

void bm_form_csv_check(BmForm *form)
{
  const BmBookSheet *sheet = bm_book_sheet(form->book, 0);
  g_autofree char *title = bm_form_squeezed(bm_book_text(sheet, BM_SCOREFORM_TITLE_ROW, 0));
  g_autofree char *marker = NULL, *bundle = NULL;
  int version = 0;
  if (!bm_form_who_parse(bm_book_text(sheet, BM_SCOREFORM_WHO_ROW, 0), &marker, &bundle,
                         &version)) {
    bm_form_fault(form, "form_not_score_form", "", "", "", "");
    return;
  }
  if (!bm_form_bundle_find(form, bundle, version, "", "A3", "A3"))
    return;
  const json_t *class_group = class_by_title(form, title);
  if (class_group != NULL)
    bm_form_sheet_check(form, sheet, class_group);
}
