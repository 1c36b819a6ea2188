/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which teachers are one person. A marker of the key map is a name at a school; a person may
 * move to another school, or work at two. Where nobody knows, namesakes count as one person:
 * rather a work goes to somebody else than twice to the same.
 */
#pragma once
#include "pipeline/keymap.h"

/* «Сорокина В. А.» and "сорокина в.а." have the same key. Caller frees. */
char *bm_person_key(const char *teacher);

/* {marker: key} of all markers of the round, those who left the list included; new. */
json_t *bm_person_keys(BmKeymap *keymap);

/**
 * bm_person_check - whether the list of teachers can be shared works out to
 *
 * @teachers  rows of the procedure: "teacher", "school_code"
 * Errors: BM_ERROR_SETTING "teachers_none" for an empty list, "teacher_two_schools" when one
 * name stands at two schools, with the schools' codes and the lines.
 * Tests: tests/unit/test_person.c
 */
gboolean bm_person_check(const json_t *teachers, GError **error);
