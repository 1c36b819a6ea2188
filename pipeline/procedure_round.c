/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sheet «Раунд» of procedure.xlsx: a setting a row. */
#include "pipeline/lang.h"
#include "pipeline/procedure_part.h"

#include <string.h>

enum { AT_LABEL, AT_VALUE }; /* fields of the plan */

static const BmBookCell *cell_of(const BmTable *table, guint row, guint field)
{
  static const BmBookCell none = {.type = BM_BOOK_EMPTY, .text = ""};
  return table->columns[field] == BM_NO_COLUMN
             ? &none
             : bm_book_cell(table->sheet, row, table->columns[field]);
}

static const BmField *setting_of(const BmBookCell *label)
{
  guint n;
  const BmField *settings = bm_procedure_plan_settings(&n);
  g_autofree char *text = bm_procedure_fold(label->text);
  for (guint i = 0; i < n; i++) {
    g_autofree char *known = bm_procedure_fold(settings[i].heading);
    if (strcmp(known, text) == 0)
      return &settings[i];
  }
  return NULL;
}

static json_t *settings_of(const BmTable *table)
{
  return json_array_get(table->rows, 0);
}

static void label_bad(BmTable *table, guint row, const char *found, const char *expected,
                      BmFaults *faults)
{
  g_autofree char *address = bm_book_address(row, table->columns[AT_LABEL]);
  bm_fault_add(faults, table->plan->sheet, address, found, expected);
  table->is_sound = FALSE;
}

static void value_take(BmTable *table, guint row, const BmField *field, BmFaults *faults)
{
  const BmBookCell *cell = cell_of(table, row, AT_VALUE);
  g_autofree char *address = bm_book_address(row, table->columns[AT_VALUE]);
  g_autofree char *place = g_strconcat("@", field->key, NULL);
  json_object_set_new(settings_of(table), place, json_string(address));
  if (bm_field_is_blank(cell))
    return;
  table->n_filled++;
  json_t *value = bm_field_value(field, cell);
  json_object_set_new(settings_of(table), field->key, value != NULL ? value : json_null());
  if (value != NULL)
    return;
  g_autofree char *found = bm_field_found(field, cell);
  g_autofree char *expected = bm_field_expected(field);
  bm_fault_add(faults, table->plan->sheet, address, found, expected);
  table->is_sound = FALSE;
}

static void setting_read(BmTable *table, guint row, BmFaults *faults)
{
  const BmBookCell *label = cell_of(table, row, AT_LABEL);
  const BmField *field = setting_of(label);
  if (field == NULL && bm_field_is_blank(label) &&
      bm_field_is_blank(cell_of(table, row, AT_VALUE)))
    return; /* a remark in the last column */
  if (field == NULL) {
    table->n_filled += !bm_field_is_blank(cell_of(table, row, AT_VALUE));
    label_bad(table, row, bm_tr("найден незнакомый показатель", "an unknown setting"),
              bm_tr("ожидался показатель из образца", "a setting of the template"), faults);
    return;
  }
  g_autofree char *place = g_strconcat("@", field->key, NULL);
  if (json_object_get(settings_of(table), place) != NULL)
    label_bad(table, row,
              bm_tr("найден тот же показатель ещё раз", "the same setting once more"),
              bm_tr("ожидался каждый показатель один раз", "each setting once"), faults);
  else
    value_take(table, row, field, faults);
}

/* Settings without which nothing can be said about the round. */
static void needed_check(BmTable *table, BmFaults *faults)
{
  guint n;
  const BmField *settings = bm_procedure_plan_settings(&n);
  for (guint i = 0; i < n; i++) {
    g_autofree char *place = g_strconcat("@", settings[i].key, NULL);
    const char *address = json_string_value(json_object_get(settings_of(table), place));
    if (!settings[i].is_needed || json_object_get(settings_of(table), settings[i].key) != NULL)
      continue;
    g_autofree char *expected = g_strdup_printf(
        bm_tr("ожидался показатель «%s» со значением", "the setting «%s» with a value"),
        settings[i].heading);
    bm_fault_add(faults, table->plan->sheet, address, bm_tr("пусто", "nothing"), expected);
    table->is_sound = FALSE;
  }
}

void bm_round_read(BmTable *table, BmFaults *faults)
{
  json_array_append_new(table->rows, json_object());
  if (table->columns[AT_LABEL] == BM_NO_COLUMN || table->columns[AT_VALUE] == BM_NO_COLUMN)
    return;
  bm_table_each_row(table, faults, setting_read);
  needed_check(table, faults);
}
