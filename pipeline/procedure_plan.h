/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What procedure.xlsx consists of: its sheets and columns as tables, for writer and reader. */
#pragma once
#include <glib.h>

#define BM_PLAN_MOST_FIELDS 12
#define BM_PLAN_TITLE_ROW 0 /* rows of a sheet that is written; the reader looks for them */
#define BM_PLAN_NOTE_ROW 1
#define BM_PLAN_HEAD_ROW 2
#define BM_PLAN_GUIDE "Как заполнять" /* the sheet that is never read */

typedef enum BmFieldKind {
  BM_FIELD_TEXT,  /* up to @most characters */
  BM_FIELD_WORD,  /* a code: no spaces, not the fraction that a program makes of it */
  BM_FIELD_TASK,  /* as a word, but "5,1" may have become a number */
  BM_FIELD_NAME,  /* of a rule or scale: letters, digits, "_", "-" */
  BM_FIELD_CLASS, /* "9А" as bm_class_normalise writes it */
  BM_FIELD_WHOLE, /* @least … @most */
  BM_FIELD_DATE, /* a date of the program or the text ДД.ММ.ГГГГ or ГГГГ-ММ-ДД; "15.10.2026" */
  BM_FIELD_YES_NO, /* да, нет */
  BM_FIELD_CHOICE, /* one of @choices */
  BM_FIELD_LIMITS, /* conditions of the rubric (procedure_gates.c) */
  BM_FIELD_VALUE,  /* of a setting: its own field tells */
  BM_FIELD_SKIP,   /* for people only */
} BmFieldKind;

typedef struct BmChoice {
  const char *word, *value;
  gboolean is_other; /* understood, but not offered in the list */
} BmChoice;

typedef struct BmField {
  const char *heading, *key;
  BmFieldKind kind;
  gboolean is_needed;  /* in every row that holds anything */
  gboolean is_private; /* its content is never repeated in a message */
  int least, most;
  const BmChoice *choices; /* ends with {0} */
  double width;            /* of the column, characters */
  const char *help;        /* shown beside the cell; at most 255 characters */
} BmField;

typedef enum BmPlanId {
  BM_PLAN_ROUND,
  BM_PLAN_TASKS,
  BM_PLAN_SCHOOLS,
  BM_PLAN_PUPILS,
  BM_PLAN_MARKERS,
  BM_PLAN_CONFLICTS,
  BM_PLAN_CALENDAR,
  BM_N_PLANS
} BmPlanId;

typedef struct BmPlan {
  const char *sheet, *title, *note;
  const BmField *fields;
  guint n_fields;
  gboolean may_be_absent;
  guint rows;         /* for which the lists of allowed values are laid out */
  gboolean has_ready; /* first cells come with the template: a row of nothing else is empty */
  const char *const *ready; /* these, NULL ends; of «Раунд» they are the settings */
} BmPlan;

const BmPlan *bm_procedure_plan(BmPlanId id);

/* The settings of sheet «Раунд», one a row: heading is what stands in «Показатель». */
const BmField *bm_procedure_plan_settings(guint *ret_n);

/* Names that come with the program for a BM_FIELD_NAME, in their order; a coordinator may have
 * own ones. NULL-terminated, caller frees. */
char **bm_procedure_names(const BmField *field);

/* "в том числе", " В  том числе: " → one spelling: lower case, ё → е, single spaces, without
 * ":" or "*" at the end; caller frees. */
char *bm_procedure_fold(const char *text);
