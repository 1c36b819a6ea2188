/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words that name a pupil, teacher, school or class, told by the roster that every teacher
 * could have. */
#pragma once
#include "pipeline/autoptr.h"
#include "pipeline/box.h"
#include "stages/shared/autoptr.h"

typedef struct BmKnown BmKnown;

/**
 * bm_known_new - what the curious teacher knows
 *
 * @folder  procedure folder with roster.csv and teachers.csv; either may be absent
 * @school_code, @class_group  whose the file really is, to tell hits from look-alikes; NULL:
 *                             unknown, then any name of the roster counts
 * Errors: those of bm_roster_load.
 */
BmKnown *bm_known_new(const char *folder, const char *school_code, const char *class_group,
                      GError **error);
void bm_known_free(BmKnown *known);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmKnown, bm_known_free)

/**
 * bm_known_text - hits in plain text (a text layer, a property, a file's name)
 *
 * Returns a new array of {"kind": surname|teacher|school|class|code, "own": bool}; no words.
 */
json_t *bm_known_text(const BmKnown *known, const char *text);

/**
 * bm_known_page - hits in what can be read on a page, print only: nobody's program reads
 * cursive
 *
 * @masks  BmBox in tenths of a millimetre: words that these cut are matched by what is left
 * Hits have "box" [x, y, w, h] mm, "cut" (left over at a mask) and "trust" of the reader too.
 * Errors: BM_ERROR_MODEL "ocr_missing". Cost: about 1 s a page.
 */
json_t *bm_known_page(const BmKnown *known, PIX *page, double dpi, const GArray *masks,
                      GError **error);
