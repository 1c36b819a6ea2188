/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rule of divergence and the mark scale of an assessment. Stage decode reads them; what is
 * wrong with them has to be told before works are given out, when nobody has marked by them.
 */
#pragma once
#include "pipeline/procedure.h"

/**
 * bm_marking_rules_read - the rule and the scale that assessment.json holds or names
 *
 * A file procedure/NAME.json of the workspace goes before one that comes with the program.
 * @ret_rule, @ret_scale  new; the scale is null where none is asked for
 * Errors: BM_ERROR_SETTING "rule_unknown", those of bm_json_read.
 */
gboolean bm_marking_rules_read(const char *ws, const BmProcedure *procedure, json_t **ret_rule,
                               json_t **ret_scale, GError **error);

/**
 * bm_marking_rules_check - would decode take them?
 *
 * Without tasks nothing can be said, and nothing is. Else stage decode is asked for the results
 * of no works. Errors: those of bm_marking_rules_read and of stage decode ("rule_bad",
 * "scale_bad" …).
 */
gboolean bm_marking_rules_check(const char *ws, const BmProcedure *procedure, GError **error);

/**
 * bm_marking_rules_doubts - parts of a rule or scale that never have an effect, and unknown
 * keys
 *
 * @tasks        of assessment.json
 * @rule, @scale  objects that stage decode takes; either may be NULL
 * Returns sentences in the person's language.
 * Tests: tests/unit/test_marking_rules.c
 */
GPtrArray *bm_marking_rules_doubts(const json_t *tasks, const json_t *rule,
                                   const json_t *scale);

/* Tells bm_marking_rules_doubts of what the assessment asks for to stderr; the preset rule is
 * not looked at. */
void bm_marking_rules_tell(const char *ws, const BmProcedure *procedure);
