/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The proof of an allocation: every rule counted again, and how far wishes came true. */
#pragma once
#include "stages/allocate/panel.h"

/**
 * bm_certificate_new - recount an allocation from the job's own context
 *
 * @note     {"shares": {marker: [work_no]}, "anchors", "control": [{work_no, markers,
 * official}]}
 * @fair     equal loads by marker of the panel
 * Knows nothing of how the shares came about; of @panel it uses its markers' order, markings
 * per work and the number of markers left out. Returns a new reference; keys:
 * pipeline/README.md, note `allocation`.
 */
json_t *bm_certificate_new(const BmPanel *panel, const json_t *note, const json_t *context,
                           const guint *fair);
/* Sum of all counts of faults. */
guint bm_certificate_faults(const json_t *certificate);
