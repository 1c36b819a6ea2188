/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * procedure.xlsx: everything that a coordinator supplies, in one workbook.
 *
 * Sheets and columns are in procedure_plan.c. What is accepted:
 * - columns and settings in any place (they are found by their words), columns left out when no
 *   row needs them, empty rows anywhere, sheets in any order;
 * - numbers stored as text; codes and class names stored as numbers; «да» or TRUE; dates of the
 *   program or as ДД.ММ.ГГГГ; class names as bm_class_normalise understands them;
 * - macros and links to other files: nothing is run, nothing is followed;
 * - formulas, by the result that was stored with them: whoever saved the file has seen it. (A
 *   score form is stricter.) A formula without a stored result is a fault.
 * What is refused, each fault with sheet, cell, what was found and what was expected, all
 * faults at once (the first 100 in words): sheets, headings and settings that the template does
 * not have, that are double or missing; merged cells in a table; hidden sheets, columns and
 * rows that hold data; values out of range; codes that an office program turned into dates or
 * fractions; the same task, school, pupil or teacher twice; codes that sheet «Школы» does not
 * have; teachers that sheet «Проверяющие» does not have.
 *
 * Messages end up in logs: contents of cells that may hold a name, school or class are never
 * repeated there, only what kind of thing was found; sheets that are not known are told by
 * number.
 */
#pragma once
#include "pipeline/procedure.h"

#define BM_PROCEDURE_BOOK "procedure.xlsx"

typedef struct BmProcedureBook BmProcedureBook;

/**
 * bm_procedure_book_open - read a workbook, whatever faults it has
 *
 * Errors, all BM_ERROR_SETTING: those of bm_book_read (the reason is kept), "book_not_table"
 * when it is not an XLSX; BM_ERROR_IO "file_open".
 */
BmProcedureBook *bm_procedure_book_open(const char *path, GError **error);
void bm_procedure_book_free(BmProcedureBook *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmProcedureBook, bm_procedure_book_free)

/* Whether a person has filled in any cell; an untouched template is empty. */
gboolean bm_procedure_book_is_filled(const BmProcedureBook *book);

/**
 * bm_procedure_book_take - what the workbook says
 *
 * Sets assessment, places, roster and teachers of @procedure as procedure.h describes them.
 * Errors: BM_ERROR_SETTING "procedure_book" with every fault.
 * Tests: tests/unit/test_procedure_book.c, test_procedure_book_faults.c
 */
gboolean bm_procedure_book_take(BmProcedureBook *book, BmProcedure *procedure, GError **error);
