/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the coordinator supplies: either assessment.json, roster.csv and teachers.csv, or one
 * procedure.xlsx (procedure_book.h); beside them criteria.pdf and the lists of
 * procedure_lists.h. Both come out the same.
 *
 * Some settings of blindmark.conf may stand in the assessment instead: how often works are
 * marked, anchor works, works in a bundle. What the assessment states is obeyed; where
 * blindmark.conf states another number, the round is refused, naming both
 * (bm_procedure_settle).
 */
#pragma once
#include "pipeline/conf.h"
#include "pipeline/error.h"

#include <jansson.h>

#define BM_MOST_WORKS 100000 /* the largest max_works that is taken seriously */
#define BM_MOST_PAGES 64     /* in one work, as [round] pages_per_work */
#define BM_MOST_MARKINGS 2   /* of one work, as [allocate] markings_per_work */
#define BM_MOST_ANCHORS 5    /* as [allocate] anchors_per_marker */
#define BM_MOST_IN_BUNDLE 20 /* as [bundle] works_per_bundle */

typedef struct BmProcedure {
  char *folder; /* where stages find roster.csv and teachers.csv */
  /* Object, empty when there is none: "title", "subject", "grade" (the parallel), "date"
   * ДД.ММ.ГГГГ, "district", "policy", "is_recheck", "pages_per_work", "duplex",
   * "markings_per_work", "anchors_per_marker", "works_per_bundle", "subject_rule",
   * "allow_other_subject" (leave.h), "divergence_rule" (name or object), "mark_scale" (name
   * or {"marks": [{"mark", "from" least points}]}), "tasks" [{"id", "max", "level"
   * basic|advanced|high}], "schools" [{"school_code", "school_name", "is_control",
   * "observer"}], "calendar" [{"stage", "from", "to", "responsible"}], "batches". All of them
   * may be missing. */
  json_t *assessment;
  /* Array of {school_code, school_name, class, student_no, surname, name, patronymic,
   * participant_code, variant, journal_mark, work_place (of his work among those of the class
   * as scanned, from 1)}: texts, may be missing or "" */
  json_t *roster;
  /* Array of {teacher, school_code, subject, max_works, "rank" basic|senior|lead, "conflicts"
   * [school_code]}: texts; rank and conflicts are always there */
  json_t *teachers;
  /* Array of {work_no, or school_code, class, place and perhaps file; participant_code or
   * student_no; variant, journal_mark}: texts; who wrote which work (participants.h) */
  json_t *participants;
  json_t *control; /* rows of control.csv (control.h); texts */
  /* Array of {school_code, works, mean_pct, sd_pct, signs}: texts; earlier.h */
  json_t *earlier;
  /* {key: "B14"}: cells of sheet «Раунд» that hold settings; NULL without a workbook */
  json_t *places;
  char *criteria;           /* path or NULL */
  json_t *variant_criteria; /* {variant: path} of criteria-VARIANT.pdf, by variant */
  gboolean are_tasks_kept;  /* "tasks" are those of the bundles: the list has changed since */
} BmProcedure;

/**
 * bm_procedure_load - read and check the procedure files of a folder
 *
 * A missing file is empty; a wrong one is an error. A workbook that nobody has filled in counts
 * as missing. teachers.csv may have the columns rank (основной, старший, ведущий or basic,
 * senior, lead) and conflicts (school codes, a space apart).
 * Errors: BM_ERROR_SETTING "procedure_bad" with file, line or column, "procedure_book" with all
 *         faults of a workbook, "procedure_both" when a filled workbook stands beside other
 *         files, those of bm_procedure_book_open; BM_ERROR_IO "disk_write".
 */
BmProcedure *bm_procedure_load(const char *folder, GError **error);
void bm_procedure_free(BmProcedure *procedure);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmProcedure, bm_procedure_free)

/**
 * bm_procedure_settle - settings that the assessment states
 *
 * @ws    whose blindmark.conf tells what a person has set there
 * @conf  of @ws; gets allocate.markings_per_work, allocate.anchors_per_marker and
 *        bundle.works_per_bundle
 * Errors: BM_ERROR_SETTING "procedure_setting" with each setting of which blindmark.conf states
 *         another number, "setting_bad" when one is out of range.
 * Tests:  tests/unit/test_procedure_settle.c
 */
gboolean bm_procedure_settle(const BmProcedure *procedure, const char *ws, BmConf *conf,
                             GError **error);

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
