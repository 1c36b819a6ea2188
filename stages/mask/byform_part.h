/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of masking by a form share; for byform*.c only. */
#pragma once
#include "stages/mask/areas.h"
#include "stages/mask/plan.h"
#include "stages/mask/residual.h"
#include "stages/shared/identity.h"

#define BM_ADDED_GROW_MM 0.6 /* around ink that is masked */
#define BM_HEADING_MM 15.0   /* a heading ends so far below the first print */

/* Everything in pixels of BM_RESIDUAL_DPI. */
typedef struct ByForm {
  const BmMaskCase *c;
  BmMaskPlan *plan;
  PIX *print;     /* of the form, as it lies on this page */
  PIX *words;     /* print without its long rules */
  GArray *zones;  /* BmZone of the form */
  GArray *parts;  /* BmZone: what of them is painted */
  GArray *strays; /* BmBox: printed lines that stand elsewhere on each work */
  GArray *cells;  /* BmBox: printed cells and boxes */
  GArray *frames; /* BmBox: printed frames without a field in them (frames.h); NULL: not sought
                     yet */
  GArray *own; /* BmBox: labelled lines that are no field (ownlines.h); NULL: not sought yet */
  GArray *own_cells; /* the same of cells (owncells.h) */
  GArray *kept;      /* BmZone: fields that policy keeps visible */
  GArray *told;      /* BmBox: answers, as a person said of the form or the page (told.h) */
  GArray *lines;     /* BmBox: printed lines for answers (answerlines.h) */
  BmResidual *residual;
  int width, height;
  gboolean is_first; /* the page may be the first of its work */
  BmAreas areas;
} ByForm;

/* Mask a box of the residual's pixels on the page. */
void bm_by_form_mask(ByForm *by, BmBox box, const char *kind);
/* From print to print, or to the edge of the paper: the width tells nothing. */
BmBox bm_by_form_spread(const ByForm *by, BmBox box);

/* byform_answer.c: whether writing where no answer is expected is one nevertheless, by what is
 * printed around it; it is put among the plan's answers. */
gboolean bm_by_form_answers(ByForm *by, BmBox line);

/* The same for a line or cell with a label of its own that nobody marked as a field. */
gboolean bm_by_form_answers_label(ByForm *by, BmBox line);

/* Mask a box where ink is not explained, but not on such lines and in such cells: writing that
 * touches that of the rows around it hangs together with it. */
void bm_by_form_mask_caution(ByForm *by, BmBox box);

/* byform_apart.c: what is masked wherever it stands: stamps, seals, codes, and a name below the
 * answers. FALSE: no memory. */
gboolean bm_by_form_apart(ByForm *by);
