/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two styles of score sheet share while a page is drawn. */
#pragma once
#include "stages/bundle/kit.h"
#include "stages/shared/scorepaper.h"

/* A page under way; all borrowed. */
typedef struct BmSheet {
  BmPdf *pdf;
  const BmKit *kit;
  const BmScorePaper *paper;
  const BmScorePage *page;
  const BmKitClass *class_group;
} BmSheet;

/* Whether a score is asked for; @row and @task of the block. */
static inline gboolean bm_sheet_is_open(const BmSheet *sheet, const BmScoreBlock *block,
                                        guint row, guint task)
{
  return bm_kit_is_open(sheet->kit, sheet->class_group->first + block->first_row + row,
                        block->first_task + task);
}

/* Squares, bars and codes, title and class. Errors: those of bm_code_draw. */
gboolean bm_sheet_frame(const BmSheet *sheet, GError **error);
/* @words beside the lower code, above bundle, class and page. */
void bm_sheet_foot(const BmSheet *sheet, const char *words);

/* sheet_boxes.c, sheet_bubbles.c: what stands between head and foot, and the foot. */
void bm_sheet_boxes(const BmSheet *sheet);
void bm_sheet_bubbles(const BmSheet *sheet);
