/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One sheet of procedure.xlsx: where its table stands, and its rows. */
#include "pipeline/csv.h"
#include "pipeline/lang.h"
#include "pipeline/procedure_part.h"

#include <string.h>

#define HEAD_MOST 30 /* rows in which the headings are looked for */

static const BmBookCell *cell_at(const BmBookSheet *sheet, guint index)
{
  return &g_array_index(sheet->cells, BmBookCell, index);
}

/* ---- which sheet ---- */

static const BmBookSheet *sheet_find(const BmBook *book, const char *name)
{
  g_autofree char *wanted = bm_procedure_fold(name);
  for (guint i = 0; i < book->sheets->len; i++) {
    g_autofree char *folded = bm_procedure_fold(bm_book_sheet(book, i)->name);
    if (strcmp(folded, wanted) == 0)
      return bm_book_sheet(book, i);
  }
  return NULL;
}

/* ---- headings ---- */

static int field_of(const BmPlan *plan, const BmBookCell *cell)
{
  g_autofree char *text = bm_procedure_fold(cell->text);
  for (guint i = 0; i < plan->n_fields; i++) {
    g_autofree char *heading = bm_procedure_fold(plan->fields[i].heading);
    if (strcmp(heading, text) == 0)
      return (int)i;
  }
  return -1;
}

/* The row that holds most headings, at least two; FALSE when none does. */
static gboolean head_find(BmTable *table)
{
  guint counts[HEAD_MOST] = {0}, best = 0;
  for (guint i = 0; i < table->sheet->cells->len; i++) {
    const BmBookCell *cell = cell_at(table->sheet, i);
    if (cell->row < HEAD_MOST && cell->type == BM_BOOK_TEXT && field_of(table->plan, cell) >= 0)
      counts[cell->row]++;
  }
  for (guint row = 1; row < HEAD_MOST; row++)
    if (counts[row] > counts[best])
      best = row;
  table->head = best;
  return counts[best] >= 2;
}

/* Headings that are not there, quoted, or NULL. */
static char *headings_missing(const BmTable *table)
{
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < table->plan->n_fields; i++)
    if (table->columns[i] == BM_NO_COLUMN)
      g_string_append_printf(out, "%s«%s»", out->len > 0 ? ", " : "",
                             table->plan->fields[i].heading);
  return g_string_free(out, out->len == 0);
}

static void heading_take(BmTable *table, const BmBookCell *cell, gboolean *ret_is_unknown)
{
  int field = bm_field_is_blank(cell) ? -1 : field_of(table->plan, cell);
  *ret_is_unknown = field < 0 && !bm_field_is_blank(cell);
  if (field >= 0 && table->columns[field] == BM_NO_COLUMN)
    table->columns[field] = cell->column;
}

static gboolean heading_is_double(const BmTable *table, const BmBookCell *cell)
{
  int field = bm_field_is_blank(cell) ? -1 : field_of(table->plan, cell);
  return field >= 0 && table->columns[field] != cell->column;
}

static void heading_bad(BmTable *table, const BmBookCell *cell, const char *found,
                        const char *expected, BmFaults *faults)
{
  g_autofree char *address = bm_book_address(cell->row, cell->column);
  bm_fault_add(faults, table->plan->sheet, address, found, expected);
  table->is_sound = FALSE;
}

static void unknown_heading_tell(BmTable *table, const BmBookCell *cell, BmFaults *faults)
{
  g_autofree char *missing = headings_missing(table);
  g_autofree char *expected =
      missing != NULL ? g_strdup_printf(bm_tr("ожидался один из недостающих заголовков: %s",
                                              "one of the headings that are missing: %s"),
                                        missing)
                      : g_strdup(bm_tr("ожидалось пусто: все столбцы образца уже есть",
                                       "nothing (all columns of the template are there)"));
  heading_bad(table, cell, bm_tr("найден незнакомый заголовок", "an unknown heading"), expected,
              faults);
}

static void needed_headings_check(BmTable *table, BmFaults *faults)
{
  g_autofree char *row = g_strdup_printf("%u", table->head + 1);
  for (guint i = 0; i < table->plan->n_fields; i++) {
    const BmField *field = &table->plan->fields[i];
    if (table->columns[i] != BM_NO_COLUMN ||
        (!field->is_needed && field->kind != BM_FIELD_VALUE))
      continue;
    g_autofree char *expected =
        g_strdup_printf(bm_tr("ожидался заголовок «%s»", "the heading «%s»"), field->heading);
    bm_fault_add(faults, table->plan->sheet, row, bm_tr("такого столбца нет", "no such column"),
                 expected);
    table->is_sound = FALSE;
  }
}

static void headings_read(BmTable *table, BmFaults *faults)
{
  g_autoptr(GPtrArray) unknown = g_ptr_array_new(), doubles = g_ptr_array_new();
  for (guint i = 0; i < table->sheet->cells->len; i++) {
    const BmBookCell *cell = cell_at(table->sheet, i);
    gboolean is_unknown = FALSE;
    if (cell->row != table->head)
      continue;
    heading_take(table, cell, &is_unknown);
    if (is_unknown)
      g_ptr_array_add(unknown, (gpointer)cell);
    else if (heading_is_double(table, cell))
      g_ptr_array_add(doubles, (gpointer)cell);
  }
  for (guint i = 0; i < unknown->len; i++)
    unknown_heading_tell(table, unknown->pdata[i], faults);
  for (guint i = 0; i < doubles->len; i++)
    heading_bad(table, doubles->pdata[i],
                bm_tr("найден тот же заголовок ещё раз", "the same heading once more"),
                bm_tr("ожидался каждый столбец один раз", "each column once"), faults);
  needed_headings_check(table, faults);
}

/* ---- what makes a table unreadable ---- */

static void merged_check(BmTable *table, BmFaults *faults)
{
  for (guint i = 0; i < table->sheet->merged->len; i++) {
    const BmBookRange *range = &g_array_index(table->sheet->merged, BmBookRange, i);
    if (range->bottom <= table->head)
      continue;
    g_autofree char *address = bm_book_range_address(range);
    bm_fault_add(faults, table->plan->sheet, address,
                 bm_tr("найдены объединённые ячейки", "merged cells"),
                 bm_tr("ожидались отдельные ячейки таблицы", "single cells of the table"));
    table->is_sound = FALSE;
  }
}

static void column_bad(BmTable *table, guint column, const char *found, const char *expected,
                       BmFaults *faults)
{
  g_autofree char *name = bm_book_column_name(column);
  bm_fault_add(faults, table->plan->sheet, name, found, expected);
  table->is_sound = FALSE;
}

static gboolean column_is_known(const BmTable *table, guint column)
{
  for (guint i = 0; i < table->plan->n_fields; i++)
    if (table->columns[i] == column)
      return TRUE;
  return FALSE;
}

static gboolean heading_is_empty(const BmTable *table, guint column)
{
  return bm_field_is_blank(bm_book_cell(table->sheet, table->head, column));
}

/* Columns below the headings that nobody would read, or that the coordinator does not see. */
static void columns_check(BmTable *table, BmFaults *faults)
{
  g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
  for (guint i = 0; i < table->sheet->cells->len; i++) {
    const BmBookCell *cell = cell_at(table->sheet, i);
    if (cell->row <= table->head || bm_field_is_blank(cell))
      continue;
    gboolean is_known = column_is_known(table, cell->column);
    table->n_filled += !is_known;
    if (!g_hash_table_add(seen, GUINT_TO_POINTER(cell->column)))
      continue;
    if (!is_known && heading_is_empty(table, cell->column))
      column_bad(table, cell->column,
                 bm_tr("найдены данные без заголовка", "data without a heading"),
                 bm_tr("ожидался заголовок из образца или пустой столбец",
                       "a heading of the template, or an empty column"),
                 faults);
    else if (bm_book_column_is_hidden(table->sheet, cell->column))
      column_bad(
          table, cell->column, bm_tr("найден скрытый столбец с данными", "a hidden column"),
          bm_tr("ожидался видимый или пустой столбец", "a column that is seen, or empty"),
          faults);
  }
}

/* ---- rows ---- */

static gboolean field_is_read(const BmTable *table, guint field)
{
  return table->columns[field] != BM_NO_COLUMN &&
         table->plan->fields[field].kind != BM_FIELD_SKIP;
}

/* Cells of a row that a person filled in; what the template has written is not. */
static guint row_fill(const BmTable *table, guint row)
{
  guint n = 0;
  for (guint i = 0; i < table->plan->n_fields; i++)
    if (field_is_read(table, i) && (i > 0 || !table->plan->has_ready))
      n += !bm_field_is_blank(bm_book_cell(table->sheet, row, table->columns[i]));
  return n;
}

void bm_table_each_row(BmTable *table, BmFaults *faults, BmRowVisit visit)
{
  guint done = table->head;
  for (guint i = 0; i < table->sheet->cells->len; i++) {
    const BmBookCell *cell = cell_at(table->sheet, i);
    if (cell->row <= done || bm_field_is_blank(cell) || !column_is_known(table, cell->column))
      continue;
    done = cell->row;
    if (!bm_book_row_is_hidden(table->sheet, cell->row)) {
      visit(table, cell->row, faults);
      continue;
    }
    guint n = row_fill(table, cell->row);
    if (n == 0)
      continue;
    g_autofree char *number = g_strdup_printf("%u", cell->row + 1);
    table->n_filled += n;
    bm_fault_add(faults, table->plan->sheet, number,
                 bm_tr("найдена скрытая строка с данными", "a hidden row that holds data"),
                 bm_tr("ожидалась видимая строка (снимите фильтр)",
                       "a row that is seen (clear filters)"));
    table->is_sound = FALSE;
  }
}

static void value_read(BmTable *table, json_t *object, guint row, guint index, BmFaults *faults)
{
  const BmField *field = &table->plan->fields[index];
  const BmBookCell *cell = bm_book_cell(table->sheet, row, table->columns[index]);
  gboolean is_blank = bm_field_is_blank(cell);
  json_t *value = is_blank ? NULL : bm_field_value(field, cell);
  if (value != NULL)
    json_object_set_new(object, field->key, value);
  if (value != NULL || (is_blank && !field->is_needed))
    return;
  g_autofree char *address = bm_book_address(row, table->columns[index]);
  g_autofree char *found = bm_field_found(field, cell);
  g_autofree char *expected = bm_field_expected(field);
  bm_fault_add(faults, table->plan->sheet, address, found, expected);
  table->is_sound = table->is_sound && !field->is_needed;
}

static void row_read(BmTable *table, guint row, BmFaults *faults)
{
  guint n = row_fill(table, row);
  if (n == 0)
    return;
  table->n_filled += n;
  json_t *object = json_object();
  for (guint i = 0; i < table->plan->n_fields; i++)
    if (field_is_read(table, i))
      value_read(table, object, row, i, faults);
  json_object_set_new(object, BM_CSV_LINE, json_integer(row + 1));
  json_array_append_new(table->rows, object);
}

/* ---- a sheet ---- */

static void without_head(BmTable *table, BmFaults *faults)
{
  for (guint i = 0; i < table->sheet->cells->len; i++)
    table->n_filled += cell_at(table->sheet, i)->row > BM_PLAN_HEAD_ROW;
  g_autofree char *all = headings_missing(table);
  g_autofree char *expected = g_strdup_printf(bm_tr("ожидались %s", "%s"), all);
  bm_fault_add(faults, table->plan->sheet, NULL,
               bm_tr("нет строки заголовков", "no row of headings"), expected);
  table->is_sound = FALSE;
}

void bm_table_read(BmTable *table, const BmPlan *plan, const BmBook *book, BmFaults *faults)
{
  *table = (BmTable){.plan = plan,
                     .sheet = sheet_find(book, plan->sheet),
                     .rows = json_array(),
                     .is_sound = TRUE};
  for (guint i = 0; i < BM_PLAN_MOST_FIELDS; i++)
    table->columns[i] = BM_NO_COLUMN;
  if (table->sheet == NULL) {
    if (!plan->may_be_absent)
      bm_fault_add(faults, plan->sheet, NULL, bm_tr("такого листа нет", "no such sheet"),
                   bm_tr("ожидался лист с этим названием", "a sheet of this name"));
    table->is_sound = plan->may_be_absent;
    return;
  }
  if (!head_find(table)) {
    without_head(table, faults);
    return;
  }
  if (table->sheet->is_hidden) {
    bm_fault_add(faults, plan->sheet, NULL, bm_tr("лист скрыт", "the sheet is hidden"),
                 bm_tr("ожидался видимый лист", "a sheet that is seen"));
    table->is_sound = FALSE;
  }
  headings_read(table, faults);
  merged_check(table, faults);
  columns_check(table, faults);
  if (plan == bm_procedure_plan(BM_PLAN_ROUND))
    bm_round_read(table, faults);
  else
    bm_table_each_row(table, faults, row_read);
}

void bm_table_clear(BmTable *table)
{
  g_clear_pointer(&table->rows, json_decref);
}

char *bm_table_address(const BmTable *table, const json_t *row, const char *key)
{
  guint line = (guint)json_integer_value(json_object_get(row, BM_CSV_LINE));
  for (guint i = 0; i < table->plan->n_fields; i++)
    if (g_strcmp0(table->plan->fields[i].key, key) == 0 && table->columns[i] != BM_NO_COLUMN)
      return bm_book_address(line - 1, table->columns[i]);
  return g_strdup_printf("%u", line);
}
