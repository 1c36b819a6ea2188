/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The head of the table: each column found by its name.
 *
 * The names that are there and those that must be there are laid beside each other by their
 * longest common subsequence. What stands outside it was moved (the same name elsewhere),
 * renamed (another in its place), deleted or inserted.
 */
#include "stages/collect/form.h"

#include <string.h>

#include "stages/shared/scoreform.h"

#define MOST_COLUMNS 2000U /* of a head that is compared */
#define HEAD_SEARCH 40U    /* rows in which the head may stand */

typedef struct Names {
  GPtrArray *found, *expected; /* strings */
  guint *found_is, *place;     /* partner of each in the other list, or BM_FORM_NOWHERE */
} Names;

static void names_clear(Names *names)
{
  g_ptr_array_unref(names->found);
  g_ptr_array_unref(names->expected);
  g_free(names->found_is);
  g_free(names->place);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Names, names_clear)

static const char *name_at(const GPtrArray *list, guint index)
{
  return g_ptr_array_index(list, index);
}

static gboolean name_same(const Names *names, guint expected, guint found)
{
  return strcmp(name_at(names->expected, expected), name_at(names->found, found)) == 0;
}

static void expected_add(Names *names, char *text)
{
  g_autofree char *owned = text;
  g_ptr_array_add(names->expected, bm_form_squeezed(owned));
}

static guint *nowhere(guint n)
{
  guint *list = g_new(guint, n + 1);
  for (guint i = 0; i <= n; i++)
    list[i] = BM_FORM_NOWHERE;
  return list;
}

static void names_list(const BmForm *form, Names *names)
{
  size_t i;
  json_t *task;
  names->expected = g_ptr_array_new_with_free_func(g_free);
  names->found = g_ptr_array_new_with_free_func(g_free);
  expected_add(names, g_strdup(BM_SCOREFORM_NUMBER));
  json_array_foreach (json_object_get(form->kit, "tasks"), i, task)
    expected_add(names, bm_scoreform_task(bm_kit_text(task, "id"),
                                          bm_kit_task_max(form->kit, (guint)i)));
  expected_add(names, bm_scoreform_total(bm_kit_max_total(form->kit)));
  expected_add(names, g_strdup(BM_SCOREFORM_CHECK));
  guint n = MIN(form->sheet->n_columns, MOST_COLUMNS), end = 0;
  for (guint column = 0; column < n; column++) {
    char *name = bm_form_squeezed(bm_book_text(form->sheet, form->head_row, column));
    end = name[0] != '\0' ? column + 1 : end;
    g_ptr_array_add(names->found, name);
  }
  g_ptr_array_set_size(names->found, (int)end);
  names->found_is = nowhere(names->found->len);
  names->place = nowhere(names->expected->len);
}

static void pair(Names *names, guint expected, guint found)
{
  names->place[expected] = found;
  names->found_is[found] = expected;
}

/* Pairs along the longest common subsequence. */
static void names_align(Names *names)
{
  guint n = names->expected->len, m = names->found->len;
  g_autofree guint16 *length = g_new0(guint16, (n + 1) * (m + 1));
  for (guint i = n; i-- > 0;)
    for (guint j = m; j-- > 0;) {
      guint16 down = length[(i + 1) * (m + 1) + j], right = length[i * (m + 1) + j + 1];
      length[i * (m + 1) + j] = name_same(names, i, j)
                                    ? (guint16)(length[(i + 1) * (m + 1) + j + 1] + 1)
                                    : MAX(down, right);
    }
  for (guint i = 0, j = 0; i < n && j < m;) {
    if (name_same(names, i, j))
      pair(names, i++, j++);
    else if (length[(i + 1) * (m + 1) + j] >= length[i * (m + 1) + j + 1])
      i++;
    else
      j++;
  }
}

static void moved_find(BmForm *form, Names *names)
{
  for (guint i = 0; i < names->expected->len; i++)
    for (guint j = 0; j < names->found->len && names->place[i] == BM_FORM_NOWHERE; j++)
      if (names->found_is[j] == BM_FORM_NOWHERE && name_same(names, i, j)) {
        g_autofree char *column = bm_book_column_name(i);
        pair(names, i, j);
        bm_form_fault_at(form, "form_column_moved", form->head_row, j, name_at(names->found, j),
                         column);
      }
}

/* A name that is missing and one that nobody expects, between the same neighbours. */
static void renamed_find(BmForm *form, Names *names)
{
  guint next = 0;
  for (guint i = 0; i < names->expected->len; i++) {
    if (names->place[i] != BM_FORM_NOWHERE) {
      next = MAX(next, names->place[i] + 1);
      continue;
    }
    if (next >= names->found->len || names->found_is[next] != BM_FORM_NOWHERE)
      continue;
    pair(names, i, next);
    bm_form_fault_at(form, "form_header_changed", form->head_row, next,
                     name_at(names->found, next), name_at(names->expected, i));
    next++;
  }
}

static void missing_tell(BmForm *form, const Names *names)
{
  for (guint i = 0; i < names->expected->len; i++)
    if (names->place[i] == BM_FORM_NOWHERE)
      bm_form_fault_at(form, "form_column_missing", form->head_row, i, "",
                       name_at(names->expected, i));
}

/* What stands right of the whole table is a remark, not a column of it. */
static void extra_tell(BmForm *form, const Names *names)
{
  for (guint j = 0; j < form->end_column; j++)
    if (names->found_is[j] == BM_FORM_NOWHERE)
      bm_form_fault_at(form, "form_column_extra", form->head_row, j, name_at(names->found, j),
                       "");
}

static void columns_keep(BmForm *form, const Names *names)
{
  guint n = bm_kit_n_tasks(form->kit);
  g_free(form->columns);
  form->columns = g_memdup2(names->place + BM_SCOREFORM_FIRST_TASK, n * sizeof(guint));
  form->number = names->place[0];
  form->total = names->place[n + 1];
  form->check = names->place[n + 2];
  form->end_column = 0;
  for (guint i = 0; i < names->expected->len; i++)
    if (names->place[i] != BM_FORM_NOWHERE)
      form->end_column = MAX(form->end_column, names->place[i] + 1);
}

/* The row that begins with the name of the first column; where it was written when none does.
 */
static guint head_find(const BmForm *form)
{
  for (guint row = 0; row < MIN(form->sheet->n_rows, HEAD_SEARCH); row++)
    for (guint column = 0; column < 3; column++) {
      g_autofree char *name = bm_form_squeezed(bm_book_text(form->sheet, row, column));
      if (strcmp(name, BM_SCOREFORM_NUMBER) == 0)
        return row;
    }
  return BM_SCOREFORM_HEAD_ROW;
}

gboolean bm_form_columns_check(BmForm *form)
{
  g_auto(Names) names = {0};
  guint n_paired = 0;
  form->head_row = head_find(form);
  names_list(form, &names);
  names_align(&names);
  for (guint i = 0; i < names.expected->len; i++)
    n_paired += names.place[i] != BM_FORM_NOWHERE;
  if (n_paired < 2) { /* one name may stand anywhere by chance */
    bm_form_fault_at(form, "form_head_missing", form->head_row, 0, "", BM_SCOREFORM_NUMBER);
    return FALSE;
  }
  if (form->head_row != BM_SCOREFORM_HEAD_ROW && !form->is_spaced) {
    g_autofree char *found = g_strdup_printf("%u", form->head_row + 1);
    g_autofree char *expected = g_strdup_printf("%d", BM_SCOREFORM_HEAD_ROW + 1);
    bm_form_fault_at(form, "form_head_moved", form->head_row, 0, found, expected);
  }
  moved_find(form, &names);
  renamed_find(form, &names);
  columns_keep(form, &names);
  missing_tell(form, &names);
  extra_tell(form, &names);
  return TRUE;
}
