/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of subjects as people write them in lists. */
#pragma once
#include <glib.h>

/**
 * bm_subject_is - whether two texts name one subject
 *
 * Case, ё and spaces count for nothing: «МАТЕМАТИКА » is «Математика». NULL is none, and no
 * subject equals none. Whoever compares subjects does it by this, else one of them lets a
 * teacher mark whom another turns away.
 * Tests:  tests/unit/test_subject.c
 */
gboolean bm_subject_is(const char *one, const char *other);
