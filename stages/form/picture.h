/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures for the coordinator: a clean form with its zones, and tops of sheets side by side.
 */
#pragma once
#include "stages/form/known.h"

/**
 * bm_picture_form - the clean form with the proposed zones drawn in colour and named
 *
 * @path  PNG, about 100 dots an inch
 * Errors: BM_ERROR_IO "disk_write".
 */
gboolean bm_picture_form(const BmForm *form, const char *path, GError **error);

/* The clean form alone, PNG. */
gboolean bm_picture_clean(const BmForm *form, const char *path, GError **error);

/* One sample page of a sheet kind: its top as gray picture, and what would be masked on it. */
typedef struct BmSheetSample {
  PIX *top;      /* owned, 8 bit, 75 dpi */
  GArray *bands; /* of BmFormZone, mm on the page, owned */
} BmSheetSample;

void bm_sheet_sample_clear(BmSheetSample *sample);

/* Up to six samples, three in a row. */
gboolean bm_picture_sheet(const GArray *samples, const char *path, GError **error);
