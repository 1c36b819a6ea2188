/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the reader of procedure.xlsx is made of: faults, cells, sheets. */
#pragma once
#include "pipeline/autoptr.h"
#include "pipeline/procedure_plan.h"
#include "stages/shared/book.h"

#include <jansson.h>

#define BM_MOST_FAULTS 100 /* told at once */
#define BM_NO_COLUMN G_MAXUINT

/* ---- procedure_fault.c ---- */

typedef struct BmFaults {
  GPtrArray *lines; /* the first BM_MOST_FAULTS, in words */
  guint n;          /* all */
} BmFaults;

void bm_faults_init(BmFaults *faults);
void bm_faults_clear(BmFaults *faults);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BmFaults, bm_faults_clear)

/**
 * bm_fault_add - one more fault, as «Лист «Задания», ячейка B4: найдено «2,5», ожидалось …»
 *
 * @sheet     name of a sheet of the template, or NULL for the book itself
 * @cell      "B4", "B4:C5", "B", "12" (a row), or NULL for the sheet
 * @found, @expected  in the person's language, in their own quotes; in Russian with their own
 *            verb, which goes by gender (найдена дата, ожидался класс)
 */
void bm_fault_add(BmFaults *faults, const char *sheet, const char *cell, const char *found,
                  const char *expected);

/* All faults as one text, lines apart; caller frees. */
char *bm_faults_text(const BmFaults *faults);

/* ---- procedure_cell.c ---- */

/* Nothing stands there, or spaces only, or a formula whose result is nothing. */
gboolean bm_field_is_blank(const BmBookCell *cell);

/* Text of a cell with single spaces and without control characters; caller frees. */
char *bm_field_text(const BmBookCell *cell);

/**
 * bm_field_value - what a filled cell means
 *
 * Returns a new string, integer or boolean, or NULL when the cell holds nothing of the kind.
 * The result of a formula counts as what the program that saved the file has stored.
 */
json_t *bm_field_value(const BmField *field, const BmBookCell *cell);

/* What stands there or, of a private field, what kind of thing it is; caller frees. */
char *bm_field_found(const BmField *field, const BmBookCell *cell);
/* "a whole number from 1 to 100", as bm_fault_add wants it; caller frees. */
char *bm_field_expected(const BmField *field);

/* ---- procedure_sheet.c ---- */

typedef struct BmTable {
  const BmPlan *plan;
  const BmBookSheet *sheet;           /* NULL: there is none */
  guint head;                         /* row of the headings */
  guint columns[BM_PLAN_MOST_FIELDS]; /* of each field of the plan, or BM_NO_COLUMN */
  json_t *rows; /* {key: value, BM_CSV_LINE: row from 1}, of «Раунд» one object of settings */
  guint n_filled;    /* cells that a person filled in */
  gboolean is_sound; /* every row is there with what it needs */
} BmTable;

/**
 * bm_table_read - one sheet by its plan
 *
 * Columns are found by their headings wherever they stand. Faults are added, nothing stops at
 * the first. @table is cleared by bm_table_clear, @book must outlive it.
 */
void bm_table_read(BmTable *table, const BmPlan *plan, const BmBook *book, BmFaults *faults);
void bm_table_clear(BmTable *table);

/* Address of @key in a row of @table, "B4"; caller frees. */
char *bm_table_address(const BmTable *table, const json_t *row, const char *key);

/* ---- procedure_gates.c ---- */

/* "zero_if" and "limits" of tasks, which were checked, become their "gates" (gate.h). */
void bm_procedure_gates_put(json_t *tasks);
/* Faults of the columns «Ноль, если ноль за» and «Не больше, если мало за»: what cannot be
 * read, names that are no other task of the sheet, points out of range, a condition twice. */
void bm_procedure_gates_check(const BmTable *tasks, BmFaults *faults);
/* What a condition of «Не больше, если мало за» looks like, as bm_fault_add wants it. */
const char *bm_procedure_limits_expected(void);

/* ---- procedure_round.c ---- */

/* The rows of «Раунд», below its headings: table->rows becomes [{key: value}], with the address
 * of each value under "@key". */
void bm_round_read(BmTable *table, BmFaults *faults);

/* Cells at and below @row that hold something, row by row. */
typedef void (*BmRowVisit)(BmTable *table, guint row, BmFaults *faults);
void bm_table_each_row(BmTable *table, BmFaults *faults, BmRowVisit visit);
