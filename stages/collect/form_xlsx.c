/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A score form that came back as a workbook. */
#include "stages/collect/form.h"

#include <string.h>

#include "stages/shared/scoreform.h"

/* Rows of the hidden sheet, from 0; tasks follow, then sheets. */
enum { VERSION_ROW, BUNDLE_ROW, MARKER_ROW, FIRST_TASK_ROW };
enum { KEY, VALUE, NUMBER, COUNT, WIDTH, ALIAS };

/* ---- the hidden sheet ---- */

static void identity_expect(BmForm *form, const BmBookSheet *sheet, guint row, guint column,
                            const char *expected)
{
  const char *text = bm_book_text(sheet, row, column);
  if (strcmp(text, expected) == 0)
    return;
  g_autofree char *cell = bm_book_address(row, column);
  g_autofree char *found = bm_form_shown(text);
  bm_form_fault(form, "form_identity_changed", sheet->name, cell, found, expected);
}

static void identity_expect_number(BmForm *form, const BmBookSheet *sheet, guint row,
                                   guint column, guint expected)
{
  g_autofree char *text = g_strdup_printf("%u", expected);
  identity_expect(form, sheet, row, column, text);
}

/* Sheets may be listed in any order; each must be a class of this bundle with its works. */
static void identity_sheet_check(BmForm *form, const BmBookSheet *sheet, guint row)
{
  const char *alias = bm_book_text(sheet, row, ALIAS);
  const json_t *class_group = bm_kit_class_of(form->kit, alias);
  if (class_group == NULL) {
    g_autofree char *cell = bm_book_address(row, ALIAS);
    g_autofree char *found = bm_form_shown(alias);
    bm_form_fault(form, "form_identity_changed", sheet->name, cell, found, "");
    return;
  }
  g_autofree char *name = bm_scoreform_sheet(alias);
  identity_expect(form, sheet, row, KEY, "sheet");
  identity_expect(form, sheet, row, VALUE, name);
  identity_expect_number(form, sheet, row, NUMBER, BM_SCOREFORM_HEAD_ROW + 2);
  identity_expect_number(form, sheet, row, COUNT,
                         (guint)json_array_size(json_object_get(class_group, "works")));
  identity_expect_number(form, sheet, row, WIDTH, bm_kit_n_tasks(form->kit));
}

static void identity_check(BmForm *form, const BmBookSheet *sheet)
{
  guint n_tasks = bm_kit_n_tasks(form->kit);
  size_t n_classes = json_array_size(json_object_get(form->kit, "classes"));
  size_t i;
  json_t *task;
  identity_expect(form, sheet, MARKER_ROW, VALUE, bm_kit_text(form->kit, "marker"));
  json_array_foreach (json_object_get(form->kit, "tasks"), i, task) {
    guint row = FIRST_TASK_ROW + (guint)i;
    identity_expect(form, sheet, row, KEY, "task");
    identity_expect(form, sheet, row, VALUE, bm_kit_text(task, "id"));
    identity_expect_number(form, sheet, row, NUMBER,
                           (guint)bm_kit_task_max(form->kit, (guint)i));
  }
  for (guint row = FIRST_TASK_ROW + n_tasks; row < FIRST_TASK_ROW + n_tasks + n_classes; row++)
    identity_sheet_check(form, sheet, row);
}

/* ---- whose form it is ---- */

static gboolean bundle_by_identity(BmForm *form, const BmBookSheet *sheet)
{
  guint64 version = 0;
  const char *text = bm_book_text(sheet, VERSION_ROW, VALUE);
  if (!g_ascii_string_to_unsigned(text, 10, 0, 9999, &version, NULL))
    version = 0;
  return bm_form_bundle_find(form, bm_book_text(sheet, BUNDLE_ROW, VALUE), (int)version,
                             sheet->name, "B2", "B1");
}

/* Without its hidden sheet a form is refused; the marker's line lets the rest be checked. */
static gboolean bundle_by_heading(BmForm *form)
{
  for (guint i = 0; i < form->book->sheets->len; i++) {
    const BmBookSheet *sheet = bm_book_sheet(form->book, i);
    g_autofree char *marker = NULL, *bundle = NULL;
    int version = 0;
    if (!bm_form_who_parse(bm_book_text(sheet, BM_SCOREFORM_WHO_ROW, 0), &marker, &bundle,
                           &version))
      continue;
    g_autofree char *name = bm_form_shown(sheet->name);
    bm_form_fault(form, "form_identity_missing", BM_SCOREFORM_IDENTITY, "", "", "");
    return bm_form_bundle_find(form, bundle, version, name, "A3", "A3");
  }
  bm_form_fault(form, "form_not_score_form", "", "", "", "");
  return FALSE;
}

/* ---- sheets ---- */

/* A sheet whose title is that of the class, though its name is another. */
static const BmBookSheet *sheet_by_title(const BmForm *form, const char *alias,
                                         const GHashTable *taken)
{
  g_autofree char *title = bm_scoreform_title(alias);
  for (guint i = 0; i < form->book->sheets->len; i++) {
    const BmBookSheet *sheet = bm_book_sheet(form->book, i);
    g_autofree char *text = bm_form_squeezed(bm_book_text(sheet, BM_SCOREFORM_TITLE_ROW, 0));
    if (!g_hash_table_contains((GHashTable *)taken, sheet) && strcmp(text, title) == 0)
      return sheet;
  }
  return NULL;
}

static void renamed_fault(BmForm *form, const BmBookSheet *sheet, const char *expected)
{
  gunichar odd = bm_form_odd_letter(sheet->name, expected);
  g_autofree char *name = bm_form_shown(sheet->name);
  g_autofree char *found = bm_form_shown_with(sheet->name, odd);
  bm_form_fault(form, odd != 0 ? "form_sheet_characters" : "form_sheet_renamed", name, "",
                found, expected);
}

static void class_check(BmForm *form, const json_t *class_group, GHashTable *taken)
{
  const char *alias = bm_kit_text(class_group, "alias");
  g_autofree char *name = bm_scoreform_sheet(alias);
  const BmBookSheet *sheet = bm_book_sheet_named(form->book, name);
  if (sheet == NULL) {
    sheet = sheet_by_title(form, alias, taken);
    if (sheet != NULL)
      renamed_fault(form, sheet, name);
  }
  if (sheet == NULL) {
    bm_form_fault(form, "form_sheet_missing", name, "", "", name);
    return;
  }
  g_hash_table_add(taken, (BmBookSheet *)sheet);
  if (sheet->is_hidden)
    bm_form_fault(form, "form_sheet_hidden", name, "", "", "");
  bm_form_sheet_check(form, sheet, class_group);
}

static void extra_check(BmForm *form, const GHashTable *taken)
{
  for (guint i = 0; i < form->book->sheets->len; i++) {
    const BmBookSheet *sheet = bm_book_sheet(form->book, i);
    g_autofree char *name = bm_form_shown(sheet->name);
    if (!g_hash_table_contains((GHashTable *)taken, sheet))
      bm_form_fault(form, "form_sheet_extra", name, "", name, "");
  }
}

/* Sheets that have their names are settled first, so that none is taken for a renamed one. */
static void sheets_check(BmForm *form, const BmBookSheet *identity)
{
  g_autoptr(GHashTable) taken = g_hash_table_new(NULL, NULL);
  size_t i;
  json_t *class_group;
  if (identity != NULL)
    g_hash_table_add(taken, (BmBookSheet *)identity);
  json_array_foreach (json_object_get(form->kit, "classes"), i, class_group) {
    g_autofree char *name = bm_scoreform_sheet(bm_kit_text(class_group, "alias"));
    const BmBookSheet *sheet = bm_book_sheet_named(form->book, name);
    if (sheet != NULL)
      g_hash_table_add(taken, (BmBookSheet *)sheet);
  }
  json_array_foreach (json_object_get(form->kit, "classes"), i, class_group)
    class_check(form, class_group, taken);
  extra_check(form, taken);
}

void bm_form_xlsx_check(BmForm *form)
{
  const BmBookSheet *identity = bm_book_sheet_named(form->book, BM_SCOREFORM_IDENTITY);
  if (form->book->has_macros)
    bm_form_fault(form, "form_macros", "", "", "", "");
  if (form->book->has_links)
    bm_form_fault(form, "form_links", "", "", "", "");
  if (identity != NULL ? !bundle_by_identity(form, identity) : !bundle_by_heading(form))
    return;
  if (identity != NULL)
    identity_check(form, identity);
  sheets_check(form, identity);
}
