/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Faults of a workbook, in words. */
#include "pipeline/lang.h"
#include "pipeline/procedure_part.h"

#include <string.h>

void bm_faults_init(BmFaults *faults)
{
  *faults = (BmFaults){.lines = g_ptr_array_new_with_free_func(g_free)};
}

void bm_faults_clear(BmFaults *faults)
{
  g_clear_pointer(&faults->lines, g_ptr_array_unref);
}

/* "B4" is a cell, "B4:C5" a range, "B" a column, "4" a row. */
static const char *place_word(const char *cell)
{
  gboolean has_letter = g_ascii_isalpha(cell[0]);
  gboolean has_digit = cell[strcspn(cell, "0123456789")] != '\0';
  if (strchr(cell, ':') != NULL)
    return bm_tr("ячейки", "cells");
  if (has_letter && has_digit)
    return bm_tr("ячейка", "cell");
  return has_letter ? bm_tr("столбец", "column") : bm_tr("строка", "row");
}

void bm_fault_add(BmFaults *faults, const char *sheet, const char *cell, const char *found,
                  const char *expected)
{
  if (faults->n++ >= BM_MOST_FAULTS)
    return;
  GString *line = g_string_new(NULL);
  if (sheet != NULL)
    g_string_append_printf(line, bm_tr("Лист «%s»", "Sheet \"%s\""), sheet);
  else
    g_string_append(line, bm_tr("Книга", "Workbook"));
  if (cell != NULL)
    g_string_append_printf(line, ", %s %s", place_word(cell), cell);
  g_string_append_printf(line, bm_tr(": %s, %s", ": found %s, expected %s"), found, expected);
  g_ptr_array_add(faults->lines, g_string_free(line, FALSE));
}

char *bm_faults_text(const BmFaults *faults)
{
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < faults->lines->len; i++)
    g_string_append_printf(text, "%s%s", i > 0 ? "\n  " : "",
                           (const char *)g_ptr_array_index(faults->lines, i));
  if (faults->n > faults->lines->len)
    g_string_append_printf(text, bm_tr("\n  … и ещё %u", "\n  … and %u more"),
                           faults->n - faults->lines->len);
  return g_string_free(text, FALSE);
}
