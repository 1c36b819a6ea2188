/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The report in four forms, all made of the same tables (tables.h). Equal findings give equal
 * bytes: no clock, no locale. Nothing in them names a person or a school: aliases only. (A
 * document names whom the command names that asked for it.)
 */
#pragma once
#include "stages/analyse/plot.h"
#include "stages/analyse/tables.h"

/* Sections that both HTML and PDF show, in order. */
typedef struct BmSection {
  const char *table; /* name of the table */
  const char *empty; /* what is said when it has no rows; NULL: the section is left out */
  gboolean is_annex; /* long: at the end, in small print */
} BmSection;

typedef struct BmReport {
  const BmFindings *findings; /* NULL: a document of tables alone, without plots */
  const json_t *tables;       /* {name: table} */
  const char *heading;
  const char *title;          /* subject and date, neutral; NULL: none */
  const char *folder;         /* files are written there */
  const char *stem;           /* of their names */
  const char *const *preface; /* lines before the tables, ends with NULL */
  const BmSection *sections;
  guint n_sections;
} BmReport;

/* All forms; new reference {"csv": {table: path}, "xlsx", "html", "pdf"}, NULL with an error.
 * Errors: BM_ERROR_IO "disk_write", "analysis_unmade"; BM_ERROR_MODEL "font_missing". */
json_t *bm_report_write(const BmReport *report, GError **error);

/* CSV as Russian office programs open it: UTF-8 with BOM, ';', decimal comma, CRLF. */
gboolean bm_report_csv(const json_t *table, const char *path, GError **error);
/* One workbook, a sheet a table; numbers are numbers. */
gboolean bm_report_xlsx(const BmReport *report, const char *path, GError **error);
/* One file without scripts and without anything fetched; plots are SVG within it. */
gboolean bm_report_html(const BmReport *report, const char *path, GError **error);
/* A4, landscape; tables go on over pages with their heads repeated. */
gboolean bm_report_pdf(const BmReport *report, const char *path, GError **error);

/* Sections of the analysis. */
const BmSection *bm_report_sections(guint *ret_n);

/* What the analysis says before its tables: how to read it. Markup-free lines, ends with NULL.
 */
const char *const *bm_report_preface(void);
