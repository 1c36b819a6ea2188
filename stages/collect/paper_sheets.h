/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages of a file of score sheets, as they were read: filled page by page by paper_return.c,
 * put together by paper_facts.c. */
#pragma once
#include "stages/collect/paper.h"

/* A page that was read. */
typedef struct BmPaperSheet {
  guint scan; /* page of the file, from 1 */
  BmPaperPage *page;
  GPtrArray *crops; /* path or NULL, one a mark */
} BmPaperSheet;

struct BmPaperReturn {
  const json_t *kits; /* borrowed */
  char *crops;
  guint scan; /* page of the file that is being read */
  guint n_crops;
  gboolean is_paper;
  GPtrArray *sheets;  /* BmPaperSheet */
  GPtrArray *bundles; /* kits that pages name, in the order in which they came */
  json_t *faults;     /* of pages that could not be read */
  GPtrArray *whose;   /* of each of them: its kit, or NULL */
  json_t *blanks;     /* pages of the file that are passed over */
};

static inline const BmPaperSheet *bm_paper_sheet(const BmPaperReturn *all, guint index)
{
  return g_ptr_array_index(all->sheets, index);
}

/* Whether a person is asked about this mark: bubbles that are in doubt for what they show,
 * boxes for what is written; not what is empty in a row that is. */
gboolean bm_paper_asks_alone(const BmPaperMark *mark);

json_t *bm_paper_fault(const char *slug, const char *sheet, const char *found);
