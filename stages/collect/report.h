/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A site organiser's report that came back (stages/shared/reportform.h).
 *
 * It is checked as a score form is: every fault with sheet, cell, what was found and what was
 * expected, nothing guessed, nothing taken in part. Counts that contradict each other within
 * the form are faults; whether they agree with the round is for the coordinator's command to
 * tell, since a missing work is news and no slip of the pen.
 */
#pragma once
#include "stages/collect/form.h"
#include "stages/shared/reportform.h"

/* Whether a workbook is such a report, by its hidden sheet or its title. */
gboolean bm_report_is(const BmBook *book);

/**
 * bm_report_read - check a report and take its values
 *
 * @form  of this book; gets the faults
 * @kits  reports of the round [kit], context "reports"
 *
 * Returns {"report", "classes": [{"listed", "written", "absent", "handed_in", "note"}],
 * "markers": [{"received", "marked", "note"}], "incidents": [{"date", "kind", "works", "what",
 * "done"}], "tasks": [{"pupils", "pupils_note", "marking", "marking_note"}], "remarks":
 * [{"text"}]}: classes, markers and tasks in the order of the kit, of the others the rows that
 * were filled in; what was left empty is missing; new. NULL when there are faults.
 */
json_t *bm_report_read(BmForm *form, const json_t *kits);

/* What of a report the ledger keeps: [{"bundle", "class_alias", "work_no", "scores"}], one row
 * with a digest in place of scores, so that the same report again is known; new. */
json_t *bm_report_rows(const json_t *content);

/* ---- report_value.c ---- */

/* A fault of a cell of the sheet being read, whose name is one of the form's own; @found is
 * foreign text. */
void bm_report_fault(BmForm *form, const char *slug, guint row, guint column, const char *found,
                     const char *expected);

/* What an asked cell holds, NULL when it is empty or wrong; a fault is told. New. */
json_t *bm_report_value(BmForm *form, const BmBookCell *cell, const BmReportCell *asked);
