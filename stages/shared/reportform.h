/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The report form of a site organiser: what each of its cells is, for the stage that writes it
 * and the one that reads it back. Both lay the form out from the same kit, so that every cell
 * has its place.
 *
 * A kit is {"report" code, "title", "subject", "date", "school" as people call it,
 * "classes": [{"class", "listed" pupils, 0 unknown}], "markers": [{"marker", "teacher",
 * "bundle", "works"}], "tasks": [{"id"}]}. Sheets without rows are left out.
 */
#pragma once
#include <glib.h>
#include <jansson.h>

#define BM_REPORTFORM_VERSION 1 /* raise when the form is laid out anew */
#define BM_REPORTFORM_IDENTITY "_blindmark"
#define BM_REPORTFORM_KEY "report_version" /* first cell of that hidden sheet */
#define BM_REPORTFORM_TITLE "Отчёт организатора"
#define BM_REPORTFORM_HEAD_ROW 4 /* rows from 0; a table follows */
#define BM_REPORTFORM_COUNT_MOST 9999
#define BM_REPORTFORM_TEXT_MOST 500 /* characters */

typedef enum BmReportKind {
  BM_REPORT_TITLE, /* words of the form itself */
  BM_REPORT_LINE,
  BM_REPORT_NOTE,
  BM_REPORT_HEAD,
  BM_REPORT_LABEL,
  BM_REPORT_NAME,  /* of a school, class or teacher: never repeated in a message */
  BM_REPORT_SUM,   /* a formula */
  BM_REPORT_COUNT, /* from here on a person fills in: 0 … BM_REPORTFORM_COUNT_MOST */
  BM_REPORT_CHOICE,
  BM_REPORT_DATE,
  BM_REPORT_TEXT,
} BmReportKind;

typedef struct BmReportCell {
  guint sheet, row, column; /* from 0 */
  guint span;               /* columns that it takes */
  BmReportKind kind;
  char *text;                 /* what stands there; of a person's cell what it begins with */
  const char *part, *key;     /* where the value goes: content.part[at].key */
  guint at;                   /* row of the part */
  gboolean is_needed;         /* may not be left empty */
  const char *const *choices; /* pairs: word, value; NULL ends */
  const char *help;           /* beside the cell, or NULL */
} BmReportCell;

typedef struct BmReportForm {
  GPtrArray *cells;  /* BmReportCell, by sheet, row and column */
  GPtrArray *sheets; /* names, static text */
  char issue[9];     /* digest of all that the form itself says */
} BmReportForm;

/* Lays the form out; @kit is borrowed. Tests: tests/stages/test_collect_report.c */
BmReportForm *bm_reportform_new(const json_t *kit);
void bm_reportform_free(BmReportForm *form);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmReportForm, bm_reportform_free)

static inline const BmReportCell *bm_reportform_cell(const BmReportForm *form, guint i)
{
  return g_ptr_array_index(form->cells, i);
}
static inline gboolean bm_report_is_fixed(const BmReportCell *cell)
{
  return cell->kind < BM_REPORT_SUM;
}
static inline gboolean bm_report_is_asked(const BmReportCell *cell)
{
  return cell->kind >= BM_REPORT_COUNT;
}

/* Width of a column, characters; 0 beyond the last. */
double bm_reportform_width(const char *sheet, guint column);
