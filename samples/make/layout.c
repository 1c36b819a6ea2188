/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All layouts, by id. */
#include "work.h"
#include <string.h>

static const BmLayout *const tables[] = {
    bm_layouts_form,          bm_layouts_copybook,      bm_layouts_code,
    bm_layouts_typed,         bm_layouts_worksheet,     bm_layouts_margin,
    bm_layouts_table,         bm_layouts_grid,          bm_layouts_cover,
    bm_layouts_report,        bm_layouts_foreign,       bm_layouts_remarks,
    bm_layouts_office,        bm_layouts_exam,          bm_layouts_lesson,
    bm_layouts_paper,         bm_layouts_contest,       bm_layouts_blank,
    bm_layouts_sealed_office, bm_layouts_sealed_lesson, bm_layouts_sealed_machine,
    bm_layouts_sealed_paper,  bm_layouts_reserve_form,  bm_layouts_reserve_blank,
    bm_layouts_reserve_paper, bm_layouts_reserve_typed};

const BmLayout *bm_layout_find(const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS(tables); i++)
    for (const BmLayout *layout = tables[i]; layout->id != NULL; layout++)
      if (strcmp(layout->id, id) == 0)
        return layout;
  g_error("no layout '%s'", id);
}
