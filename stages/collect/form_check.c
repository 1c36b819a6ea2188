/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One sheet of a form, and which bundle the form is of. */
#include "stages/collect/form.h"

#include <string.h>

#include "stages/shared/scoreform.h"

#define MOST_ROWS 20000U /* down to the last filled cell */
#define MOST_WORKS 2000U /* on a sheet; a bundle has some dozens */

/* Gates that cannot be read stop the round before any bundle is made. */
static gboolean gates_read(BmForm *form)
{
  g_clear_pointer(&form->gates, g_array_unref);
  form->gates = bm_gates_new(json_object_get(form->kit, "tasks"), NULL);
  if (form->gates == NULL)
    bm_form_fault(form, "gate_bad", "", "", "", "");
  return form->gates != NULL;
}

gboolean bm_form_bundle_find(BmForm *form, const char *bundle, int version, const char *sheet,
                             const char *bundle_cell, const char *version_cell)
{
  g_autofree char *found = bm_form_shown(bundle);
  form->kit = bm_kit_find(form->kits, bundle);
  if (form->kit == NULL) {
    bm_form_fault(form, "form_bundle_unknown", sheet, bundle_cell, found, "");
    return FALSE;
  }
  if (json_is_true(json_object_get(form->kit, "is_replaced"))) {
    bm_form_fault(form, "form_bundle_replaced", sheet, bundle_cell, found, "");
    return FALSE;
  }
  gint64 current = json_integer_value(json_object_get(form->kit, "form_version"));
  if (version == current && version == BM_SCOREFORM_VERSION)
    return gates_read(form);
  g_autofree char *old = g_strdup_printf("%d", version);
  g_autofree char *expected = g_strdup_printf("%d", BM_SCOREFORM_VERSION);
  bm_form_fault(form, "form_stale", sheet, version_cell, old, expected);
  return FALSE;
}

static void size_fault(BmForm *form)
{
  g_autofree char *name = bm_form_shown(form->sheet->name);
  bm_form_fault(form, "book_too_large", name, "", "", "");
}

/* FALSE with a fault when there are more rows than any bundle has works. */
static gboolean end_find(BmForm *form)
{
  guint n = 0;
  form->end_row = form->head_row + 1;
  for (guint row = form->head_row + 1; row < form->sheet->n_rows && n <= MOST_WORKS; row++)
    if (bm_form_is_row(form, row)) {
      form->end_row = row + 1;
      n++;
    }
  if (n > MOST_WORKS)
    size_fault(form);
  return n <= MOST_WORKS;
}

static void merged_check(BmForm *form)
{
  for (guint i = 0; i < form->sheet->merged->len; i++) {
    const BmBookRange *range = &g_array_index(form->sheet->merged, BmBookRange, i);
    g_autofree char *found = bm_book_range_address(range);
    if (range->top < form->end_row && range->bottom > form->head_row &&
        range->left < form->end_column)
      bm_form_fault_at(form, "form_merged", range->top, range->left, found, "");
  }
}

static void hidden_check(BmForm *form)
{
  for (guint row = form->head_row; row < form->end_row; row++) {
    g_autofree char *found = g_strdup_printf("%u", row + 1);
    if ((row == form->head_row || bm_form_is_row(form, row)) &&
        bm_book_row_is_hidden(form->sheet, row))
      bm_form_fault_at(form, "form_row_hidden", row, 0, found, "");
  }
  for (guint column = 0; column < form->end_column; column++) {
    g_autofree char *found = bm_book_column_name(column);
    if (bm_book_column_is_hidden(form->sheet, column))
      bm_form_fault_at(form, "form_column_hidden", form->head_row, column, found, "");
  }
}

/* ---- remarks ---- */

static gboolean is_check_text(const char *text)
{
  return strcmp(text, BM_SCOREFORM_RIGHT) == 0 || strcmp(text, BM_SCOREFORM_WRONG) == 0 ||
         strcmp(text, BM_SCOREFORM_GATED) == 0 || g_str_has_prefix(text, BM_SCOREFORM_LEFT);
}

static gboolean is_own(const BmForm *form, const BmBookCell *cell)
{
  if (cell->row < form->head_row)
    return cell->column == 0;
  if (bm_form_is_progress(form, cell->row))
    return cell->column == 0;
  if (cell->row > form->head_row && cell->column == form->check)
    return cell->has_formula || (bm_form_is_row(form, cell->row) && is_check_text(cell->text));
  return cell->column < form->end_column &&
         (cell->row == form->head_row || bm_form_is_row(form, cell->row));
}

static void remarks_warn(BmForm *form)
{
  for (guint i = 0; i < form->sheet->cells->len; i++) {
    const BmBookCell *cell = &g_array_index(form->sheet->cells, BmBookCell, i);
    if (cell->text[0] != '\0' && !is_own(form, cell))
      bm_form_warn_at(form, "form_remark", cell->row, cell->column, cell->text, "");
  }
  g_autofree char *sheet = bm_form_shown(form->sheet->name);
  if (form->sheet->has_notes)
    bm_form_warn(form, "form_notes", sheet, "", "", "");
}

void bm_form_sheet_check(BmForm *form, const BmBookSheet *sheet, const json_t *class_group)
{
  form->sheet = sheet;
  form->class_group = class_group;
  if (sheet->n_rows > MOST_ROWS) {
    size_fault(form);
    return;
  }
  bm_form_heading_check(form);
  if (!bm_form_columns_check(form) || !end_find(form))
    return;
  merged_check(form);
  hidden_check(form);
  bm_form_rows_check(form);
  remarks_warn(form);
}
