/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The results of a round: what the markings that came back come to, with schools and classes
 * from the key map. For the coordinator's commands only.
 */
#pragma once
#include "pipeline/cmd.h"

/**
 * bm_markings - every marking that stands
 *
 * Returns [{work_no, marker (the person: "m03" of bundle "m03t1"), purpose first|third|anchor,
 * scores}] by work and bundle, then what was
 * agreed (agree.h): third markings whose marker is null; new. The notes of stage allocate say
 * what a marking is for.
 */
json_t *bm_markings(BmLedger *ledger);

/* {"work_no|marker": purpose} of markings that are not first ones: a third expert's ("replaced"
 * when the work went to another one since), and those of anchor and control works that were
 * made only to compare markers; the marker as his bundle is called ("m03t1"); new. */
json_t *bm_marking_purposes(BmLedger *ledger);

/**
 * bm_results - one result a work that was handed out
 *
 * Returns {"tasks": [{id, max, …}], "rule", "scale" (null without), "markings_per_work",
 * "markings", "works": [{…as stages/decode/join.h…, class_alias, school_code, school_name,
 * class, source, first_page, last_page, last_source (of a series of files), and of the pupil
 * participant_code, student_no, surname, name, patronymic, variant ("" where not known) and
 * journal_mark (null)}], "unjoined" and "told" of participants.h, "agreed" [{work_no, scores}]
 * of control works (control.h), which are not among the works, "rest" (rest.h)}, works by
 * school, class and place in the scans; new. Errors: BM_ERROR_SETTING "rule_unknown",
 * "rule_bad", "scale_bad", …: what the assessment says about divergence or marks cannot be
 * used.
 */
json_t *bm_results(BmOpen *open, GError **error);

/* The school forms, district summary and table of @results, under results/. @ret_n counts
 * schools. cmd_decode.c */
gboolean bm_results_write(const BmOpen *open, const json_t *results, guint *ret_n,
                          GError **error);

/* The analysis of a round as stages/analyse/tables.h has it, its files kept under results/; new
 * reference. cmd_analyse.c */
json_t *bm_results_analyse(BmOpen *open, GError **error);
/* What stage analyse is told of @results; new reference. cmd_analyse.c */
json_t *bm_results_analysis_input(const BmOpen *open, const json_t *results);
