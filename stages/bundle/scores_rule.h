/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Formulas by which the electronic score form checks itself; without "=", caller frees. Rows
 * and columns from 0; @left is the column of the first task. */
#pragma once
#include "stages/bundle/kit.h"

/* Whether a cell holds what a task can take. With @may_be_empty also nothing, and the mark of a
 * cell of which no score is asked. */
char *bm_rule_cell(const BmKit *kit, guint left, guint row, guint task, gboolean may_be_empty);

/* Whether the scores of a row break a gate of the rubric; what is not entered breaks none. */
char *bm_rule_gate(const BmKit *kit, guint left, guint row, const BmGate *gate);

/* Whether all cells of a row hold what they can, whether any gate is broken. */
char *bm_rule_row(const BmKit *kit, guint left, guint row);
char *bm_rule_gates(const BmKit *kit, guint left, guint row);
