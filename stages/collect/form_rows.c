/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a sheet: works, scores, totals. */
#include "stages/collect/form.h"

#include <string.h>

#include "pipeline/score.h"
#include "stages/shared/scoreform.h"

typedef struct Rows {
  BmForm *form;
  GHashTable *present; /* numbers as they stand in the column */
  GHashTable *excused; /* works whose absence a fault has told of already */
  guint n;             /* rows of the table */
} Rows;

static const char *number_text(const BmForm *form, guint row)
{
  return form->number != BM_FORM_NOWHERE ? bm_book_text(form->sheet, row, form->number) : "";
}

gboolean bm_form_is_progress(const BmForm *form, guint row)
{
  return g_str_has_prefix(bm_book_text(form->sheet, row, 0), BM_SCOREFORM_PROGRESS);
}

static gboolean has_scores(const BmForm *form, guint row)
{
  for (guint i = 0; i < bm_kit_n_tasks(form->kit); i++) {
    if (form->columns[i] == BM_FORM_NOWHERE)
      continue;
    const BmBookCell *cell = bm_book_cell(form->sheet, row, form->columns[i]);
    if (cell->type != BM_BOOK_EMPTY || cell->has_formula)
      return TRUE;
  }
  return FALSE;
}

gboolean bm_form_is_row(const BmForm *form, guint row)
{
  if (bm_form_is_progress(form, row))
    return FALSE;
  return strpbrk(number_text(form, row), "0123456789") != NULL || has_scores(form, row);
}

gboolean bm_form_is_merged(const BmForm *form, guint row, guint column)
{
  for (guint i = 0; i < form->sheet->merged->len; i++) {
    const BmBookRange *range = &g_array_index(form->sheet->merged, BmBookRange, i);
    if (row >= range->top && row < range->bottom && column >= range->left &&
        column < range->right)
      return TRUE;
  }
  return FALSE;
}

/* ---- works ---- */

/* The work that this row had when the form was written, when it stands nowhere else now. */
static const char *hint_of(const Rows *rows, guint row)
{
  const json_t *works = json_object_get(rows->form->class_group, "works");
  const char *work_no =
      json_string_value(json_array_get(works, row - rows->form->head_row - 1));
  return work_no != NULL && !g_hash_table_contains(rows->present, work_no) ? work_no : "";
}

static void number_fault(Rows *rows, const char *slug, guint row, const char *found,
                         const char *expected)
{
  bm_form_fault_at(rows->form, slug, row, rows->form->number, found, expected);
  g_hash_table_add(rows->excused, g_strdup(hint_of(rows, row)));
}

static void shape_fault(Rows *rows, const char *slug, guint row, const char *meant,
                        gunichar odd)
{
  BmForm *form = rows->form;
  gboolean is_meant = bm_kit_class_has(form->class_group, meant);
  g_autofree char *sheet = bm_form_shown(form->sheet->name);
  g_autofree char *cell = bm_book_address(row, form->number);
  g_autofree char *found = bm_form_shown_with(number_text(form, row), odd);
  bm_form_fault(form, slug, sheet, cell, found, is_meant ? meant : hint_of(rows, row));
  g_hash_table_add(rows->excused, g_strdup(is_meant ? meant : hint_of(rows, row)));
}

static gboolean is_of_another_bundle(const BmForm *form, const char *work_no)
{
  size_t i;
  json_t *kit;
  json_array_foreach (form->kits, i, kit)
    if (kit != form->kit && bm_kit_class_with(kit, work_no) != NULL)
      return TRUE;
  return FALSE;
}

static void stranger_fault(Rows *rows, guint row, const char *text)
{
  const json_t *other = bm_kit_class_with(rows->form->kit, text);
  const char *hint = hint_of(rows, row);
  if (other != NULL) {
    g_autofree char *sheet = bm_scoreform_sheet(bm_kit_text(other, "alias"));
    number_fault(rows, "form_work_class", row, text, sheet);
  } else if (is_of_another_bundle(rows->form, text))
    number_fault(rows, "form_work_foreign", row, text, hint);
  else
    number_fault(rows, hint[0] != '\0' ? "form_work_unknown" : "form_work_extra", row, text,
                 hint);
}

/* The work of a row, when it is one of this class and stands here first; else NULL and a fault.
 */
static const char *work_find(Rows *rows, guint row)
{
  BmForm *form = rows->form;
  const char *text = number_text(form, row);
  char meant[16];
  gunichar odd = 0;
  if (form->number == BM_FORM_NOWHERE)
    return NULL; /* a fault of the head has told it */
  if (text[0] == '\0') {
    number_fault(rows, "form_row_no_work", row, "", hint_of(rows, row));
    return NULL;
  }
  if (bm_kit_class_has(form->class_group, text)) {
    const char *first = g_hash_table_lookup(form->seen, text);
    if (first == NULL) {
      g_hash_table_insert(form->seen, g_strdup(text), bm_book_address(row, form->number));
      return text;
    }
    number_fault(rows, "form_work_duplicate", row, text, first);
    return NULL;
  }
  const char *slug = bm_form_work_shape(text, meant, sizeof meant, &odd);
  if (slug != NULL)
    shape_fault(rows, slug, row, meant, odd);
  else
    stranger_fault(rows, row, text);
  return NULL;
}

static void missing_check(Rows *rows)
{
  BmForm *form = rows->form;
  const json_t *works = json_object_get(form->class_group, "works");
  g_autofree char *sheet = bm_form_shown(form->sheet->name);
  size_t i;
  json_t *work;
  if (rows->n == 0) {
    g_autofree char *expected = g_strdup_printf("%zu", json_array_size(works));
    bm_form_fault(form, "form_row_count", sheet, "", "0", expected);
    return;
  }
  json_array_foreach (works, i, work) {
    const char *work_no = json_string_value(work);
    if (work_no != NULL && !g_hash_table_contains(form->seen, work_no) &&
        !g_hash_table_contains(rows->excused, work_no))
      bm_form_fault(form, "form_work_missing", sheet, "", "", work_no);
  }
}

/* ---- scores ---- */

static void score_fault(BmForm *form, const BmFormScore *score, guint row, guint task)
{
  const BmBookCell *cell = bm_book_cell(form->sheet, row, form->columns[task]);
  g_autofree char *formula = g_strconcat("=", cell->formula, NULL);
  g_autofree char *sheet = bm_form_shown(form->sheet->name);
  g_autofree char *address = bm_book_address(row, form->columns[task]);
  g_autofree char *found = bm_form_shown_with(
      strcmp(score->slug, "form_score_formula") == 0 ? formula : cell->text, score->odd);
  g_autofree char *expected = g_strdup_printf("0–%d", bm_kit_task_max(form->kit, task));
  bm_form_fault(form, score->slug, sheet, address, found, expected);
}

/* A cell of which nothing is asked is as it was handed out, or empty. */
static gboolean closed_check(BmForm *form, guint row, guint task)
{
  const BmBookCell *cell = bm_book_cell(form->sheet, row, form->columns[task]);
  if (!cell->has_formula &&
      (cell->text[0] == '\0' || strcmp(cell->text, BM_SCOREFORM_CLOSED) == 0))
    return TRUE;
  g_autofree char *formula = g_strconcat("=", cell->formula, NULL);
  bm_form_fault_at(form, "form_score_closed", row, form->columns[task],
                   cell->has_formula ? formula : cell->text, BM_SCOREFORM_CLOSED);
  return FALSE;
}

/* The score of a task into @scores; FALSE when it is missing or wrong. */
static gboolean score_take(BmForm *form, guint row, guint task, json_t *scores, int *ret_sum)
{
  BmFormScore score = bm_form_score(bm_book_cell(form->sheet, row, form->columns[task]),
                                    bm_kit_task_max(form->kit, task));
  *ret_sum += score.value;
  if (score.slug != NULL)
    score_fault(form, &score, row, task);
  else
    json_array_append_new(scores, score.is_x ? json_string("X") : json_integer(score.value));
  if (score.is_dash)
    bm_form_warn_at(form, "form_dash", row, form->columns[task],
                    bm_book_text(form->sheet, row, form->columns[task]), "");
  return score.slug == NULL;
}

/* Scores of a row into @scores; FALSE when one is missing or wrong. */
static gboolean scores_take(BmForm *form, guint row, const char *work_no, json_t *scores,
                            int *ret_sum)
{
  gboolean is_whole = TRUE;
  for (guint i = 0; i < bm_kit_n_tasks(form->kit); i++) {
    if (form->columns[i] == BM_FORM_NOWHERE || bm_form_is_merged(form, row, form->columns[i])) {
      is_whole = FALSE;
    } else if (bm_kit_asks(form->kit, work_no, i)) {
      is_whole = score_take(form, row, i, scores, ret_sum) && is_whole;
    } else {
      is_whole = closed_check(form, row, i) && is_whole;
      json_array_append_new(scores, json_null());
    }
  }
  return is_whole;
}

/* Points that the rubric does not allow beside the row's other scores. */
static void gates_check(BmForm *form, guint row, const json_t *scores)
{
  g_autofree int *points = bm_scores_of(scores, bm_kit_n_tasks(form->kit));
  for (guint i = 0; i < form->gates->len; i++) {
    const BmGate *gate = bm_gate_at(form->gates, i);
    if (bm_gate_holds(gate, points))
      continue;
    g_autofree char *found = g_strdup_printf("%d", points[gate->task]);
    g_autofree char *sheet = bm_form_shown(form->sheet->name);
    g_autofree char *cell = bm_book_address(row, form->columns[gate->task]);
    g_autofree char *expected = bm_gate_text(gate, json_object_get(form->kit, "tasks"));
    bm_form_fault(form, "form_gate", sheet, cell, found, expected);
  }
}

/* ---- totals ---- */

/* The formula of a cell, or of the cell above that it shares one with; and that cell's row. */
static const char *formula_of(const BmForm *form, guint column, guint *row)
{
  const BmBookCell *cell = bm_book_cell(form->sheet, *row, column);
  while (cell->has_formula && cell->formula[0] == '\0' && *row > form->head_row + 1)
    cell = bm_book_cell(form->sheet, --*row, column);
  return cell->formula;
}

/* Whether the total is still the form's own formula; rows that were sorted or moved with their
 * columns have it for their own place. */
static gboolean is_own_sum(const BmForm *form, guint row)
{
  guint n = bm_kit_n_tasks(form->kit);
  GString *dense = g_string_new(NULL);
  for (const char *p = formula_of(form, form->total, &row); *p != '\0'; p++)
    if (*p != ' ' && *p != '$')
      g_string_append_c(dense, g_ascii_toupper(*p));
  g_autofree char *own = bm_scoreform_sum(row, form->columns[0], form->columns[n - 1] + 1);
  gboolean is_own = strcmp(dense->str, own) == 0;
  g_string_free(dense, TRUE);
  return is_own;
}

static gboolean total_is(const BmBookCell *cell, int sum)
{
  g_autofree char *expected = g_strdup_printf("%d", sum);
  return cell->type == BM_BOOK_NUMBER ? cell->number == sum : strcmp(cell->text, expected) == 0;
}

/* The program that kept the file may not have counted, or not text that reads as a number: the
 * form's own formula is recounted here. Anything else must be the sum. */
static void total_check(BmForm *form, guint row, int sum)
{
  if (form->total == BM_FORM_NOWHERE || bm_form_is_merged(form, row, form->total))
    return;
  const BmBookCell *cell = bm_book_cell(form->sheet, row, form->total);
  g_autofree char *expected = g_strdup_printf("%d", sum);
  if (cell->text[0] == '\0' || total_is(cell, sum))
    return;
  if (cell->has_formula && is_own_sum(form, row))
    bm_form_warn_at(form, "form_total_stale", row, form->total, cell->text, expected);
  else
    bm_form_fault_at(form, "form_total_wrong", row, form->total, cell->text, expected);
}

/* ---- rows ---- */

static void row_check(Rows *rows, guint row)
{
  BmForm *form = rows->form;
  g_autoptr(json_t) scores = json_array();
  int sum = 0;
  rows->n++;
  const char *work_no = work_find(rows, row);
  if (work_no == NULL && json_object_get(form->kit, "open") != NULL)
    return; /* nobody knows what is asked for */
  if (!scores_take(form, row, work_no, scores, &sum))
    return;
  gates_check(form, row, scores);
  total_check(form, row, sum);
  if (work_no != NULL)
    json_array_append_new(form->rows,
                          json_pack("{s:s,s:s,s:O}", "work_no", work_no, "class_alias",
                                    bm_kit_text(form->class_group, "alias"), "scores", scores));
}

void bm_form_rows_check(BmForm *form)
{
  g_autoptr(GHashTable) present = g_hash_table_new(g_str_hash, g_str_equal);
  g_autoptr(GHashTable) excused = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  Rows rows = {.form = form, .present = present, .excused = excused};
  for (guint row = form->head_row + 1; row < form->end_row; row++)
    g_hash_table_add(present, (char *)number_text(form, row));
  for (guint row = form->head_row + 1; row < form->end_row; row++)
    if (bm_form_is_row(form, row))
      row_check(&rows, row);
  if (form->number != BM_FORM_NOWHERE)
    missing_check(&rows);
}
