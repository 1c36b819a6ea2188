/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pupils, teachers and schools of a round, to recognise them in text that was read from
 * paper. */
#pragma once
#include "pipeline/error.h"

typedef struct BmRoster BmRoster;

typedef enum BmRosterHit {
  BM_ROSTER_NONE = 0,
  BM_ROSTER_SURNAME = 1,
  BM_ROSTER_NAME = 2,
  BM_ROSTER_PATRONYMIC = 4,
  BM_ROSTER_SCHOOL_NO = 8,
  BM_ROSTER_SCHOOL_CODE = 16,
  BM_ROSTER_SCHOOL_WORD = 32, /* a word that only a school's own name has */
} BmRosterHit;

/**
 * bm_roster_load - read roster.csv and teachers.csv of a procedure folder
 *
 * @folder  NULL, or a folder in which either file may be absent: an empty roster
 *
 * Columns are found by their names in the first row: school_code, school_name, surname, name,
 * patronymic, teacher; the tables are read as pipeline/csv.h says. A column that is not there
 * is not an error.
 *
 * Errors: those of bm_csv_read.
 */
BmRoster *bm_roster_load(const char *folder, GError **error);

/* New roster of given names alone, in the nominative, NULL-terminated; for exact matches. */
BmRoster *bm_roster_of_names(char *const *names);

void bm_roster_free(BmRoster *roster);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmRoster, bm_roster_free)

gboolean bm_roster_is_empty(const BmRoster *roster); /* TRUE for NULL */

/**
 * bm_roster_match - what a word may be, as a set of BmRosterHit
 *
 * @word      as read; folded here (stages/shared/text.h)
 * @is_fuzzy  allow reading errors by the word's length (bm_text_tolerance)
 *
 * Names match in every Russian case and in both genders of a surname.
 */
guint bm_roster_match(const BmRoster *roster, const char *word, gboolean is_fuzzy);
