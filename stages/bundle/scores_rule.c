/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Formulas by which the electronic score form checks itself. */
#include "stages/bundle/scores_rule.h"

#include <string.h>

#include "stages/shared/book.h"
#include "stages/shared/scoreform.h"

/* Bytes of the two in one formula; Excel reads 8192 characters. */
#define ROW_MOST 5500
#define GATES_MOST 2000

char *bm_rule_cell(const BmKit *kit, guint left, guint row, guint task, gboolean may_be_empty)
{
  g_autofree char *cell = bm_book_address(row, left + task);
  g_autofree char *empty = may_be_empty ? g_strdup_printf("%s=\"\",", cell) : g_strdup("");
  g_autofree char *closed = may_be_empty && kit->disputes != NULL
                                ? g_strdup_printf("%s=\"" BM_SCOREFORM_CLOSED "\",", cell)
                                : g_strdup("");
  return g_strdup_printf(
      "IF(ISNUMBER(%s),AND(%s>=0,%s<=%d,%s=INT(%s)),OR(%s%s%s=\"X\",%s=\"Х\"))", cell, cell,
      cell, bm_kit_task(kit, task)->max, cell, cell, empty, closed, cell, cell);
}

char *bm_rule_gate(const BmKit *kit, guint left, guint row, const BmGate *gate)
{
  g_autofree char *by = bm_book_address(row, left + gate->by);
  g_autofree char *task = bm_book_address(row, left + gate->task);
  g_autofree char *closed = kit->disputes != NULL
                                ? g_strdup_printf("%s<>\"" BM_SCOREFORM_CLOSED "\",", by)
                                : g_strdup("");
  /* SUM, not N: Gnumeric's N of an empty cell is an error */
  return g_strdup_printf("AND(%s<>\"\",%sSUM(%s)<=%d,SUM(%s)>%d)", by, closed, by,
                         gate->at_most, task, gate->most);
}

/* Takes the rule's parts; a very long list of tasks makes a formula that no office program
 * reads: then @otherwise stands for it, and the colour of the cells tells the rest. */
static char *rule_of(const char *function, GPtrArray *parts, gsize most, const char *otherwise)
{
  g_ptr_array_add(parts, NULL);
  g_autofree char *joined = g_strjoinv(",", (char **)parts->pdata);
  gboolean is_fit = strlen(joined) <= most && parts->len > 1 && parts->len < 256;
  char *rule = is_fit ? g_strdup_printf("%s(%s)", function, joined) : g_strdup(otherwise);
  g_ptr_array_unref(parts);
  return rule;
}

char *bm_rule_row(const BmKit *kit, guint left, guint row)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < kit->tasks->len; i++)
    g_ptr_array_add(parts, bm_rule_cell(kit, left, row, i, TRUE));
  return rule_of("AND", parts, ROW_MOST, "TRUE");
}

char *bm_rule_gates(const BmKit *kit, guint left, guint row)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < kit->gates->len; i++)
    g_ptr_array_add(parts, bm_rule_gate(kit, left, row, bm_gate_at(kit->gates, i)));
  return rule_of("OR", parts, GATES_MOST, "FALSE");
}
