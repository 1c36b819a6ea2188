/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A returned score form while it is checked.
 *
 * Checks never stop at the first fault: each says what it found and where, goes on, and leaves
 * out only what a fault has made meaningless (the total of a row with a wrong score). What a
 * person typed may hold a name, so it passes bm_form_shown before it is kept.
 */
#pragma once
#include "pipeline/autoptr.h"
#include "pipeline/gate.h"
#include "stages/shared/book.h"

#define BM_FORM_NOWHERE G_MAXUINT /* a column that is not there */

typedef struct BmForm {
  const json_t *kits; /* all bundles of the round */
  const json_t *kit;  /* the one of this form; NULL until it is known */
  const BmBook *book;
  json_t *rows, *faults, *warnings; /* arrays, owned */
  guint n_more;                     /* faults beyond those that are listed */
  GArray *gates;                    /* of the kit's tasks, by bm_form_gates */
  GHashTable *seen;                 /* work_no → where it stands first ("K47!A6") */

  /* the sheet being checked */
  const BmBookSheet *sheet;
  const json_t *class_group; /* of the kit */
  guint who_row;             /* of the line of the marker */
  gboolean is_spaced;      /* a CSV with empty lines between its rows: the head may be lower */
  guint head_row, end_row; /* head of the table; beyond its last row */
  guint *columns;          /* of each task */
  guint number, total, check, end_column;
} BmForm;

void bm_form_init(BmForm *form, const json_t *kits, const BmBook *book);
void bm_form_clear(BmForm *form);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BmForm, bm_form_clear)

/* ---- form_fault.c ---- */

/**
 * bm_form_fault, bm_form_warn - say what is wrong
 *
 * @slug      of models/reasons/collect.ini or book.ini
 * @sheet     name of the sheet or ""
 * @cell      "D12", or "" for a whole sheet or file
 * @found     as bm_form_shown gives it, or words of our own
 * @expected  words of our own that fill the {} of the slug's expected_ru and expected_en
 */
void bm_form_fault(BmForm *form, const char *slug, const char *sheet, const char *cell,
                   const char *found, const char *expected);
void bm_form_warn(BmForm *form, const char *slug, const char *sheet, const char *cell,
                  const char *found, const char *expected);
/* The same for a cell of the sheet being checked; @found is foreign text, shown by this. */
void bm_form_fault_at(BmForm *form, const char *slug, guint row, guint column,
                      const char *found, const char *expected);
void bm_form_warn_at(BmForm *form, const char *slug, guint row, guint column, const char *found,
                     const char *expected);

/* Foreign text that may be kept: on one line, at most 40 characters, and covered ("•") what may
 * be a name: words that no form has, numbers beside them, the letter of a class. New string. */
char *bm_form_shown(const char *text);
/* The same and the character that is wrong: "133-3О0-003 (О U+041E)". */
char *bm_form_shown_with(const char *text, gunichar odd);
/* Runs of space of any kind become one space, none at the ends. New string. */
char *bm_form_squeezed(const char *text);

/* ---- form_kit.c: what the round knows ---- */

const json_t *bm_kit_find(const json_t *kits, const char *bundle);
const char *bm_kit_text(const json_t *object, const char *key); /* never NULL */
guint bm_kit_n_tasks(const json_t *kit);
int bm_kit_task_max(const json_t *kit, guint task);
int bm_kit_max_total(const json_t *kit);
const json_t *bm_kit_class_of(const json_t *kit, const char *alias);
gboolean bm_kit_class_has(const json_t *class_group, const char *work_no);
/* The class of the kit that holds a work, or NULL. */
const json_t *bm_kit_class_with(const json_t *kit, const char *work_no);

/* Whether a score is asked for: of a third expert only those in dispute are. */
gboolean bm_kit_asks(const json_t *kit, const char *work_no, guint task);

/* ---- form_score.c ---- */

typedef struct BmFormScore {
  const char *slug;       /* the fault, or NULL */
  gboolean is_x, is_dash; /* not attempted; written as a dash */
  int value;
  gunichar odd; /* the character that is the fault, or 0 */
} BmFormScore;

/* What a score cell holds, for a task of @max points. */
BmFormScore bm_form_score(const BmBookCell *cell, int max);

/* ---- form_work.c ---- */

/**
 * bm_form_work_shape - what is wrong with the writing of a work number
 *
 * @meant_size  of @meant, which takes the number that was probably meant: look-alike letters as
 *              digits, spaces left out, hyphens set anew
 * Returns NULL when @text is digits and hyphens of the right shape, else "form_work_characters"
 * (and the first such character) or "form_work_shape".
 */
const char *bm_form_work_shape(const char *text, char *meant, gsize meant_size,
                               gunichar *ret_odd);

/* ---- form_rows.c ---- */

/* Rows of the sheet: numbers, scores, totals; then what is missing. */
void bm_form_rows_check(BmForm *form);
/* Whether a row below the head is one of the table. */
gboolean bm_form_is_row(const BmForm *form, guint row);
gboolean bm_form_is_progress(const BmForm *form, guint row);
/* Whether a cell is part of a merged one. */
gboolean bm_form_is_merged(const BmForm *form, guint row, guint column);

/* ---- form_head.c ---- */

/* Title and marker's line. */
void bm_form_heading_check(BmForm *form);
/* The first character of @found that differs from @expected, when both look the same; else 0.
 */
gunichar bm_form_odd_letter(const char *found, const char *expected);

/* ---- form_columns.c ---- */

/* Names of columns, which tells where each task stands. FALSE when there is no head at all. */
gboolean bm_form_columns_check(BmForm *form);

/* Parts of "Проверяющий m07 · комплект 4F7K-92QX · форма 2"; FALSE when it is no such line. */
gboolean bm_form_who_parse(const char *text, char **ret_marker, char **ret_bundle,
                           int *ret_version);

/* ---- form_check.c ---- */

/* All of one sheet: heading, columns, rows, merged and hidden cells, remarks. */
void bm_form_sheet_check(BmForm *form, const BmBookSheet *sheet, const json_t *class_group);
/* Finds the kit; FALSE with a fault when there is none to check by. */
gboolean bm_form_bundle_find(BmForm *form, const char *bundle, int version, const char *sheet,
                             const char *bundle_cell, const char *version_cell);

/* ---- form_xlsx.c, form_csv.c ---- */

/* Fill rows, faults and warnings of @form. */
void bm_form_xlsx_check(BmForm *form);
void bm_form_csv_check(BmForm *form);
