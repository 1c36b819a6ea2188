/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For a third expert: what the first two gave where they differ much. */
#pragma once
#include "stages/bundle/kit.h"
#include "stages/shared/pdf.h"

/**
 * bm_dispute_draw - pages with the scores in dispute, work by work
 *
 * Nothing is drawn for a bundle without disputes. The other tasks are not named: the third
 * expert decides about these.
 */
void bm_dispute_draw(BmPdf *pdf, const BmKit *kit);
