/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The calendar of a round: its stages, their days, and who is responsible. Documents tell its
 * dates as they are; only `status` compares them with today.
 */
#pragma once
#include "pipeline/error.h"

#include <jansson.h>

/* The Julian day of "15.10.2026" or "2026-10-15" (2000 … 2100), 0 for anything else. */
guint32 bm_calendar_day(const char *text);

/**
 * bm_calendar_take - the calendar of assessment.json
 *
 * @assessment  its "calendar" [{"stage", "from", "to", "responsible"}], if there is one, gets
 *              dates as ДД.ММ.ГГГГ; a stage without "to" ends on the day it begins
 * Errors: BM_ERROR_SETTING "procedure_bad": a row that is no object, a stage without a name, a
 * date that is none, an end before its beginning, a stage that begins before the one above it.
 * Tests: tests/unit/test_calendar.c
 */
gboolean bm_calendar_take(json_t *assessment, GError **error);

/**
 * bm_calendar_state - what of a calendar is due
 *
 * @today  Julian day
 * Returns [{"stage", "from", "to", "responsible" (null without), "state" past|now|later,
 * "days"}]: days that are left, today among them, of a stage that is now; days until a later
 * one begins; days since a past one ended; new. Rows that cannot be understood are left out.
 */
json_t *bm_calendar_state(const json_t *assessment, guint32 today);
guint32 bm_calendar_today(void);
