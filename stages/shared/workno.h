/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Blind work numbers: "482-719-356". Eight digits are a secret permutation of the work's place
 * in the round, the ninth is a check digit, so that a number says nothing of school, class or
 * order, no two works share one, and the round's seed replays them all. A number never begins
 * with 0: spreadsheets eat such zeros.
 */
#pragma once
#include <glib.h>

#define BM_WORKNO_SIZE 12        /* "482-719-356" and its NUL */
#define BM_WORKNO_DIGITS 10      /* "482719356" and its NUL */
#define BM_WORKNO_MOST 90000000U /* ordinals are below this */

/**
 * bm_workno_make - the number of a work
 *
 * @seed_hex  secret of the round (bm_job_seed); any text, not empty
 * @ordinal   place of the work in the round, below BM_WORKNO_MOST; each has its own number
 *
 * Returns FALSE when @seed_hex is empty or @ordinal too great.
 * Source: Feistel network on two halves of four decimal digits, ten rounds of HMAC-SHA256, with
 *         cycle walking past numbers that begin with 0; check digit by H. M. Damm.
 * Tests:  tests/stages/test_workno.c
 */
gboolean bm_workno_make(const char *seed_hex, guint ordinal, char out[BM_WORKNO_SIZE]);

/* Exactly "ddd-ddd-ddd", first digit not 0, check digit right. */
gboolean bm_workno_is_valid(const char *work_no);

/* What a person typed, spaces and hyphens (also the typographic ones) anywhere, to the exact
 * form; FALSE and @out untouched when it is no valid number. */
gboolean bm_workno_parse(const char *text, char out[BM_WORKNO_SIZE]);

/* The nine digits of a valid number, without hyphens; FALSE when it is not valid. */
gboolean bm_workno_digits(const char *work_no, char out[BM_WORKNO_DIGITS]);

/* Damm's check digit, 0 to 9, of @n digits: catches each single wrong digit and each swap of
 * neighbours. Over digits and their check digit it is 0. */
int bm_damm(const char *digits, gsize n);
