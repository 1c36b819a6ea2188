/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A site organiser's report as a whole: whose it is, its sheets, what its counts say of each
 * other. */
#include "stages/collect/report.h"

#include <string.h>

enum { VERSION_ROW, REPORT_ROW, ISSUE_ROW }; /* of the hidden sheet */

typedef struct Report {
  BmForm *form;
  const BmReportForm *lay;
  json_t *content;
} Report;

/* ---- whose it is ---- */

static const BmBookSheet *identity_of(const BmBook *book)
{
  const BmBookSheet *sheet = bm_book_sheet_named(book, BM_REPORTFORM_IDENTITY);
  gboolean is_ours =
      sheet != NULL && strcmp(bm_book_text(sheet, VERSION_ROW, 0), BM_REPORTFORM_KEY) == 0;
  return is_ours ? sheet : NULL;
}

gboolean bm_report_is(const BmBook *book)
{
  if (identity_of(book) != NULL)
    return TRUE;
  for (guint i = 0; i < book->sheets->len; i++)
    if (g_str_has_prefix(bm_book_text(bm_book_sheet(book, i), 0, 0), BM_REPORTFORM_TITLE))
      return TRUE;
  return FALSE;
}

static const json_t *kit_find(const json_t *kits, const char *report)
{
  size_t i;
  json_t *kit;
  json_array_foreach ((json_t *)kits, i, kit)
    if (strcmp(bm_kit_text(kit, "report"), report) == 0)
      return kit;
  return NULL;
}

/* The kit of the report, or NULL with a fault. */
static const json_t *kit_of(BmForm *form, const json_t *kits)
{
  const BmBookSheet *sheet = identity_of(form->book);
  g_autofree char *version = g_strdup_printf("%d", BM_REPORTFORM_VERSION);
  if (sheet == NULL) {
    bm_form_fault(form, "report_identity_missing", BM_REPORTFORM_IDENTITY, "", "", "");
    return NULL;
  }
  g_autofree char *found = bm_form_shown(bm_book_text(sheet, VERSION_ROW, 1)),
                  *report = bm_form_shown(bm_book_text(sheet, REPORT_ROW, 1));
  if (strcmp(bm_book_text(sheet, VERSION_ROW, 1), version) != 0) {
    bm_form_fault(form, "report_stale", sheet->name, "B1", found, version);
    return NULL;
  }
  const json_t *kit = kit_find(kits, bm_book_text(sheet, REPORT_ROW, 1));
  if (kit == NULL)
    bm_form_fault(form, "report_unknown", sheet->name, "B2", report, "");
  return kit;
}

/* The form that was given out says something else than it would today. */
static gboolean issue_is_current(BmForm *form, const BmReportForm *lay)
{
  const BmBookSheet *sheet = identity_of(form->book);
  const char *issue = bm_book_text(sheet, ISSUE_ROW, 1);
  if (strcmp(issue, lay->issue) == 0)
    return TRUE;
  g_autofree char *found = bm_form_shown(issue);
  bm_form_fault(form, "report_replaced", sheet->name, "B3", found, lay->issue);
  return FALSE;
}

/* ---- sheets ---- */

static gboolean range_hits(const BmBookRange *range, const BmReportCell *cell)
{
  return cell->row >= range->top && cell->row < range->bottom && cell->column >= range->left &&
         cell->column < range->right;
}

/* The form has merged cells of its own, which begin at a cell and are as wide as it. */
static gboolean range_is_own(const BmBookRange *range, const BmReportCell *cell)
{
  return range->top == cell->row && range->left == cell->column &&
         range->bottom == cell->row + 1 && range->right == cell->column + cell->span;
}

static void merged_check(const Report *report, guint sheet)
{
  const BmBookSheet *page = report->form->sheet;
  for (guint m = 0; m < page->merged->len; m++) {
    const BmBookRange *range = &g_array_index(page->merged, BmBookRange, m);
    gboolean is_bad = FALSE;
    for (guint i = 0; i < report->lay->cells->len; i++) {
      const BmReportCell *cell = bm_reportform_cell(report->lay, i);
      is_bad = is_bad ||
               (cell->sheet == sheet && range_hits(range, cell) && !range_is_own(range, cell));
    }
    g_autofree char *address = bm_book_range_address(range);
    if (is_bad)
      bm_form_fault(report->form, "report_merged", page->name, address, "", "");
  }
}

static const BmReportCell *laid_at(const Report *report, guint sheet, guint row, guint column)
{
  for (guint i = 0; i < report->lay->cells->len; i++) {
    const BmReportCell *cell = bm_reportform_cell(report->lay, i);
    if (cell->sheet == sheet && cell->row == row && cell->column == column)
      return cell;
  }
  return NULL;
}

/* What stands where the form has no place for it. */
static void strays_check(const Report *report, guint sheet)
{
  const BmBookSheet *page = report->form->sheet;
  for (guint i = 0; i < page->cells->len; i++) {
    const BmBookCell *cell = &g_array_index(page->cells, BmBookCell, i);
    g_autofree char *text = bm_form_squeezed(cell->text);
    if ((text[0] != '\0' || cell->has_formula) &&
        laid_at(report, sheet, cell->row, cell->column) == NULL)
      bm_report_fault(report->form, "report_stray", cell->row, cell->column, cell->text, "");
  }
}

static gboolean cell_is_same(const BmBookSheet *page, const BmReportCell *cell)
{
  g_autofree char *wanted = bm_form_squeezed(cell->text);
  g_autofree char *found = bm_form_squeezed(bm_book_text(page, cell->row, cell->column));
  return strcmp(wanted, found) == 0;
}

/* Headings out of their places: the rest of the sheet would only be told wrong. */
static gboolean heads_are_right(const Report *report, guint sheet)
{
  const BmBookSheet *page = report->form->sheet;
  guint n_faults = 0;
  for (guint i = 0; i < report->lay->cells->len; i++) {
    const BmReportCell *cell = bm_reportform_cell(report->lay, i);
    if (cell->sheet != sheet || cell->kind != BM_REPORT_HEAD || cell_is_same(page, cell))
      continue;
    bm_report_fault(report->form, "report_head_changed", cell->row, cell->column,
                    bm_book_text(page, cell->row, cell->column), cell->text);
    n_faults++;
  }
  return n_faults == 0;
}

static void fixed_check(const Report *report, const BmReportCell *cell)
{
  const BmBookSheet *page = report->form->sheet;
  if (cell->kind == BM_REPORT_HEAD || cell_is_same(page, cell))
    return;
  const char *found = bm_book_text(page, cell->row, cell->column);
  gboolean is_name = cell->kind == BM_REPORT_NAME;
  bm_report_fault(report->form, is_name ? "report_name_changed" : "report_label_changed",
                  cell->row, cell->column, found, is_name ? "" : cell->text);
}

/* Row @at of a part, made when new. */
static json_t *row_at(json_t *content, const char *part, guint at)
{
  json_t *rows = json_object_get(content, part);
  if (rows == NULL) {
    rows = json_array();
    json_object_set_new(content, part, rows);
  }
  while (json_array_size(rows) <= at)
    json_array_append_new(rows, json_object());
  return json_array_get(rows, at);
}

static void asked_read(const Report *report, const BmReportCell *cell)
{
  const BmBookCell *found = bm_book_cell(report->form->sheet, cell->row, cell->column);
  json_t *row = row_at(report->content, cell->part, cell->at);
  json_t *value = bm_report_value(report->form, found, cell);
  if (value != NULL)
    json_object_set_new(row, cell->key, value);
}

static void hidden_check(const Report *report)
{
  const BmBookSheet *page = report->form->sheet;
  if (page->is_hidden || page->hidden_rows->len > 0 || page->hidden_columns->len > 0)
    bm_form_fault(report->form, "report_hidden", page->name, "", "", "");
}

static void sheet_read(Report *report, guint sheet)
{
  const char *name = g_ptr_array_index(report->lay->sheets, sheet);
  report->form->sheet = bm_book_sheet_named(report->form->book, name);
  if (report->form->sheet == NULL) {
    bm_form_fault(report->form, "report_sheet_missing", name, "", "", "");
    return;
  }
  hidden_check(report);
  merged_check(report, sheet);
  if (!heads_are_right(report, sheet))
    return;
  for (guint i = 0; i < report->lay->cells->len; i++) {
    const BmReportCell *cell = bm_reportform_cell(report->lay, i);
    if (cell->sheet == sheet && bm_report_is_asked(cell))
      asked_read(report, cell);
    else if (cell->sheet == sheet && bm_report_is_fixed(cell))
      fixed_check(report, cell);
  }
  strays_check(report, sheet);
}

static void extra_sheets_check(const Report *report)
{
  for (guint i = 0; i < report->form->book->sheets->len; i++) {
    const BmBookSheet *sheet = bm_book_sheet(report->form->book, i);
    gboolean is_known = strcmp(sheet->name, BM_REPORTFORM_IDENTITY) == 0;
    for (guint k = 0; k < report->lay->sheets->len; k++)
      is_known = is_known || strcmp(sheet->name, report->lay->sheets->pdata[k]) == 0;
    g_autofree char *name = bm_form_shown(sheet->name);
    if (!is_known && sheet->cells->len > 0)
      bm_form_fault(report->form, "report_sheet_extra", name, "", name, "");
  }
}

/* ---- what the counts say of each other ---- */

/* What is wrong with a cell itself comes before what it says of others. */
static gboolean is_told(const Report *report, const char *sheet, const char *cell)
{
  size_t i;
  json_t *fault;
  json_array_foreach (report->form->faults, i, fault)
    if (strcmp(bm_kit_text(fault, "sheet"), sheet) == 0 &&
        strcmp(bm_kit_text(fault, "cell"), cell) == 0)
      return TRUE;
  return FALSE;
}

static void cell_fault(const Report *report, const char *part, guint at, const char *key,
                       const char *slug, const char *found, const char *expected)
{
  for (guint i = 0; i < report->lay->cells->len; i++) {
    const BmReportCell *cell = bm_reportform_cell(report->lay, i);
    if (g_strcmp0(cell->part, part) != 0 || cell->at != at || strcmp(cell->key, key) != 0)
      continue;
    const char *sheet = report->lay->sheets->pdata[cell->sheet];
    g_autofree char *address = bm_book_address(cell->row, cell->column);
    if (!is_told(report, sheet, address))
      bm_form_fault(report->form, slug, sheet, address, found, expected);
  }
}

static gboolean count_take(const json_t *row, const char *key, int *ret)
{
  const json_t *value = json_object_get(row, key);
  *ret = (int)json_integer_value(value);
  return value != NULL;
}

/* @key may not be more than @most_key. */
static void order_check(const Report *report, const char *part, guint at, const json_t *row,
                        const char *key, const char *most_key)
{
  int count = 0, most = 0;
  if (!count_take(row, key, &count) || !count_take(row, most_key, &most) || count <= most)
    return;
  g_autofree char *found = g_strdup_printf("%d", count),
                  *expected = g_strdup_printf("%d", most);
  cell_fault(report, part, at, key, "report_too_many", found, expected);
}

static void class_check(const Report *report, guint at, const json_t *row)
{
  int listed = 0, written = 0, absent = 0;
  if (count_take(row, "listed", &listed) && count_take(row, "written", &written) &&
      count_take(row, "absent", &absent) && written + absent != listed) {
    g_autofree char *found = g_strdup_printf("%d", absent);
    g_autofree char *expected =
        g_strdup_printf("%d = %d − %d", listed - written, listed, written);
    cell_fault(report, "classes", at, "absent",
               written > listed ? "report_more_than_listed" : "report_sum", found,
               written > listed ? "" : expected);
  }
  order_check(report, "classes", at, row, "handed_in", "written");
}

/* A date or number of works alone tells nothing, and a kind without words little. */
static void incident_check(const Report *report, guint at, const json_t *row)
{
  if (json_object_size(row) == 0)
    return;
  if (json_object_get(row, "kind") == NULL)
    cell_fault(report, "incidents", at, "kind", "report_incident_part", "", "");
  if (json_object_get(row, "what") == NULL)
    cell_fault(report, "incidents", at, "what", "report_incident_words", "", "");
}

static void task_check(const Report *report, guint at, const json_t *row)
{
  static const char *const pairs[][2] = {{"pupils", "pupils_note"},
                                         {"marking", "marking_note"}};
  for (guint i = 0; i < G_N_ELEMENTS(pairs); i++)
    if (json_object_get(row, pairs[i][1]) != NULL && json_object_get(row, pairs[i][0]) == NULL)
      cell_fault(report, "tasks", at, pairs[i][0], "report_choice_missing", "", "");
}

static void sense_check(const Report *report)
{
  size_t i;
  json_t *row;
  json_array_foreach (json_object_get(report->content, "classes"), i, row)
    class_check(report, (guint)i, row);
  json_array_foreach (json_object_get(report->content, "markers"), i, row)
    order_check(report, "markers", (guint)i, row, "marked", "received");
  json_array_foreach (json_object_get(report->content, "incidents"), i, row)
    incident_check(report, (guint)i, row);
  json_array_foreach (json_object_get(report->content, "tasks"), i, row)
    task_check(report, (guint)i, row);
}

static void empty_rows_drop(json_t *content, const char *part)
{
  json_t *rows = json_object_get(content, part);
  for (size_t i = json_array_size(rows); i-- > 0;)
    if (json_object_size(json_array_get(rows, i)) == 0)
      json_array_remove(rows, i);
}

json_t *bm_report_read(BmForm *form, const json_t *kits)
{
  if (form->book->has_macros)
    bm_form_fault(form, "report_macros", "", "", "", "");
  if (form->book->has_links)
    bm_form_fault(form, "report_links", "", "", "", "");
  const json_t *kit = kit_of(form, kits);
  g_autoptr(BmReportForm) lay = kit != NULL ? bm_reportform_new(kit) : NULL;
  if (kit == NULL || !issue_is_current(form, lay))
    return NULL;
  g_autoptr(json_t) content = json_pack("{s:O}", "report", json_object_get(kit, "report"));
  Report report = {form, lay, content};
  for (guint i = 0; i < lay->sheets->len; i++)
    sheet_read(&report, i);
  extra_sheets_check(&report);
  sense_check(&report);
  empty_rows_drop(content, "incidents");
  empty_rows_drop(content, "remarks");
  return json_array_size(form->faults) == 0 ? g_steal_pointer(&content) : NULL;
}

json_t *bm_report_rows(const json_t *content)
{
  char *text = json_dumps(content, JSON_COMPACT | JSON_SORT_KEYS);
  g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
  free(text);
  return json_pack("[{s:O,s:s,s:s,s:[s]}]", "bundle", json_object_get(content, "report"),
                   "class_alias", "", "work_no", "report", "scores", digest);
}
