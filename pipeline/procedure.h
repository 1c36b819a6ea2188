/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the coordinator supplies: assessment.json, roster.csv, teachers.csv, criteria.pdf. */
#pragma once
#include "pipeline/error.h"

#include <jansson.h>

#define BM_MOST_WORKS 100000 /* the largest max_works that is taken seriously */

typedef struct BmProcedure {
  char *folder;
  json_t *assessment; /* object, empty when there is none */
  json_t *roster;     /* array of {school_code, school_name, class, student_no, surname, …} */
  json_t *teachers;   /* array of {teacher, school_code, subject, max_works} */
  char *criteria;     /* path or NULL */
} BmProcedure;

/**
 * bm_procedure_load - read and check the procedure files of a folder
 *
 * A missing file is empty; a wrong one is an error.
 * Errors: BM_ERROR_SETTING "procedure_bad" with file, line or column.
 */
BmProcedure *bm_procedure_load(const char *folder, GError **error);
void bm_procedure_free(BmProcedure *procedure);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmProcedure, bm_procedure_free)

/* The declared batch of assessment.json that lists @source (path below inbox/), or NULL;
 * borrowed. */
json_t *bm_procedure_batch(const BmProcedure *procedure, const char *source);
/* School code for a folder name (a code, or a number or name that fits one school), or NULL. */
const char *bm_procedure_school(const BmProcedure *procedure, const char *folder_name);
/* Does the roster list the class (as bm_class_normalise writes it)? TRUE without a roster. */
gboolean bm_procedure_has_class(const BmProcedure *procedure, const char *school_code,
                                const char *class_group);
/* School's name for a code, or NULL. */
const char *bm_procedure_school_name(const BmProcedure *procedure, const char *school_code);

/* «9 "А"», "9-a", "9А" → "9А": Cyrillic capitals, no spaces, quotes or hyphens; caller frees.
 */
char *bm_class_normalise(const char *text);
