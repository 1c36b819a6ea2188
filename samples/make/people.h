/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Invented schools, pupils and teachers. */
#pragma once
#include <glib.h>

typedef struct BmSchool {
  const char *number; /* "914" */
  const char *school_code;
  const char *name;       /* as in the roster */
  const char *short_name; /* as pupils write it */
  const char *stamp[6];   /* lines of the corner stamp, up to NULL */
  const char *seal;       /* text of the ring */
  const char *teachers[3];
} BmSchool;

extern const BmSchool bm_schools_round[3];
extern const BmSchool bm_schools_unlike[4];
extern const BmSchool bm_schools_locked[5];
extern const BmSchool bm_schools_damage[2];
extern const BmSchool bm_schools_sealed[6];
extern const BmSchool bm_schools_reserve[6];

typedef struct BmPupil {
  int student_no;
  gboolean is_girl;
  char *surname, *name, *patronymic;
} BmPupil;

void bm_pupil_free(BmPupil *pupil);

/* @n pupils in alphabetical order, no two alike. */
GPtrArray *bm_pupils_invent(guint32 seed, guint n);
/* The same with other surnames, some of which are not declined. */
GPtrArray *bm_pupils_invent_others(guint32 seed, guint n);
/* Of the sealed set, none of whose names is in another one. */
GPtrArray *bm_pupils_invent_sealed(guint32 seed, guint n);
/* Likewise of the reserve set. */
GPtrArray *bm_pupils_invent_reserve(guint32 seed, guint n);

/* Where names are taken from; fathers lack their "вич" and "вна". */
typedef struct BmNames {
  const char *const *surnames, *const *boys, *const *girls, *const *fathers;
  gint n_surnames, n_boys, n_girls, n_fathers;
} BmNames;

/* Surnames of men, in -ов, -ин, -ский or one that women share. */
GPtrArray *bm_pupils_invent_from(const BmNames *names, guint32 seed, guint n);

/* "Иванова Ивана" */
char *bm_pupil_genitive(const BmPupil *pupil, gboolean with_patronymic);
char *bm_genitive_surname(const BmPupil *pupil);
char *bm_genitive_name(const BmPupil *pupil);
/* "Иванов И. И." */
char *bm_pupil_initials(const BmPupil *pupil);
/* In Latin letters, "Ivanov" */
char *bm_latin(const char *russian);
