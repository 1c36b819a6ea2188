/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pages without a printed form: sorted by kind of sheet, so that a person passes thirty works
 * in one look. Their masks come from each page alone; the kind only says what was looked at
 * together.
 */
#pragma once
#include "stages/form/picture.h"
#include "stages/form/zones.h"

/* Give every page without a form the sheet kind of its key, making new kinds in @forms. */
void bm_sheets_assign(GPtrArray *pages, GPtrArray *forms);

/**
 * bm_sheets_sample - tops of up to six pages of a sheet kind, with what would be masked
 *
 * Sets the kind's doubts. Returns new array of BmSheetSample, NULL with the finder's error.
 */
GArray *bm_sheets_sample(BmForm *sheet, GPtrArray *pages, const BmZoneRules *rules,
                         GError **error);
