/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One sheet of a score form that came back as CSV: it has no hidden sheet, so the lines above
 * the table say whose it is. */
#include "stages/collect/form.h"

#include <string.h>

#include "stages/shared/scoreform.h"

#define LOOK_COLUMNS 8 /* an empty line has nothing in these */

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

static gboolean row_is_empty(const BmBookSheet *sheet, guint row)
{
  for (guint column = 0; column < LOOK_COLUMNS; column++)
    if (bm_book_text(sheet, row, column)[0] != '\0')
      return FALSE;
  return TRUE;
}

/* Some programs put an empty line after each: the lines above the table are the same and in
 * order, each after an empty one. */
static void spacing_find(BmForm *form, const BmBookSheet *sheet)
{
  guint who = 2 * BM_SCOREFORM_WHO_ROW;
  g_autofree char *marker = NULL, *bundle = NULL;
  int version = 0;
  form->is_spaced = bm_form_who_parse(bm_book_text(sheet, who, 0), &marker, &bundle, &version);
  for (guint row = 1; row < 2 * BM_SCOREFORM_HEAD_ROW && form->is_spaced; row += 2)
    form->is_spaced = row_is_empty(sheet, row);
  if (form->is_spaced)
    form->who_row = who;
}

void bm_form_csv_check(BmForm *form)
{
  const BmBookSheet *sheet = bm_book_sheet(form->book, 0);
  g_autofree char *title = bm_form_squeezed(bm_book_text(sheet, BM_SCOREFORM_TITLE_ROW, 0));
  g_autofree char *marker = NULL, *bundle = NULL;
  int version = 0;
  spacing_find(form, sheet);
  if (!bm_form_who_parse(bm_book_text(sheet, form->who_row, 0), &marker, &bundle, &version)) {
    bm_form_fault(form, "form_not_score_form", "", "", "", "");
    return;
  }
  g_autofree char *cell = bm_book_address(form->who_row, 0);
  if (!bm_form_bundle_find(form, bundle, version, "", cell, cell))
    return;
  const json_t *class_group = class_by_title(form, title);
  if (class_group != NULL)
    bm_form_sheet_check(form, sheet, class_group);
}
