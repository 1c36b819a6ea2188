/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bundle of two classes whose score sheets come back, and its filled pages. */
#pragma once
#include "stages/collect/paper.h"
#include "tests/tools/score_page.h"

#define KIT_CODE "4F7K-92QX"

/* Tasks 1 to 7 with maxima 1, 2, 1, 3, 1, 12, 2; K3 of 5 works, K10 of 2. */
static inline json_t *score_kits(void)
{
  static const int maxima[] = {1, 2, 1, 3, 1, 12, 2};
  json_t *tasks = json_array();
  for (guint i = 0; i < G_N_ELEMENTS(maxima); i++) {
    g_autofree char *id = g_strdup_printf("%u", i + 1);
    json_array_append_new(tasks, json_pack("{s:s,s:i}", "id", id, "max", maxima[i]));
  }
  return json_pack("[{s:s,s:s,s:i,s:O,s:[{s:s,s:[sss]},{s:s,s:[s]}]},"
                   "{s:s,s:s,s:i,s:o,s:[{s:s,s:[sssss]},{s:s,s:[ss]}]}]",
                   "bundle", "0000-AAAA", "marker", "m01", "form_version", 1, "tasks", tasks,
                   "classes", "alias", "K1", "works", "100-000-001", "100-000-002",
                   "100-000-003", "alias", "K2", "works", "100-000-004", "bundle", KIT_CODE,
                   "marker", "m07", "form_version", 1, "tasks", tasks, "classes", "alias", "K3",
                   "works", "582-100-001", "582-100-002", "582-100-003", "582-100-004",
                   "582-100-005", "alias", "K10", "works", "911-200-001", "911-200-002");
}

static inline BmScorePaper *score_kit_paper(const json_t *kit, BmScoreStyle style)
{
  size_t i;
  json_t *one;
  int maxima[32];
  guint rows[8], n_tasks = 0, n_classes = 0;
  g_autoptr(GError) error = NULL;
  json_array_foreach (json_object_get(kit, "tasks"), i, one)
    maxima[n_tasks++] = (int)json_integer_value(json_object_get(one, "max"));
  json_array_foreach (json_object_get(kit, "classes"), i, one)
    rows[n_classes++] = (guint)json_array_size(json_object_get(one, "works"));
  BmScorePaper *paper = bm_scorepaper_new(style, maxima, n_tasks, rows, n_classes, &error);
  assert_ok(paper != NULL, error);
  return paper;
}

/* The choice that is marked for a task of a work: some of each. */
static inline guint score_choice(const BmScorePaper *paper, guint class_index, guint row,
                                 guint task)
{
  return (class_index + 3 * row + 5 * task) % bm_scorepaper_choices(paper, task);
}

/* Page @index of a bundle, nothing marked. */
static inline ScorePage score_sheet_empty(const BmScorePaper *paper, const char *bundle,
                                          guint index, double dpi)
{
  const BmScorePage *sheet = &g_array_index(paper->pages, BmScorePage, index);
  BmScoreCode code = {.style = paper->style,
                      .version = BM_SCOREPAPER_VERSION,
                      .class_index = sheet->class_index,
                      .page = sheet->page,
                      .layout = bm_scorepaper_digest(paper)};
  g_strlcpy(code.bundle, bundle, sizeof code.bundle);
  return score_page_new(paper, index, &code, dpi);
}

/* All tasks of a row marked. */
static inline void score_row_mark(const ScorePage *page, guint row)
{
  for (guint task = 0; task < page->paper->n_tasks; task++)
    score_page_mark(page, row, task,
                    score_choice(page->paper, page->sheet->class_index, row, task), 1.4, 0.15);
}

static inline ScorePage score_sheet_filled(const BmScorePaper *paper, guint index, double dpi)
{
  ScorePage page = score_sheet_empty(paper, KIT_CODE, index, dpi);
  for (guint row = 0; row < 5; row++)
    score_row_mark(&page, row);
  return page;
}

/* What score_sheet_filled marked, as it is read. */
static inline int score_truth(const BmPaperPage *page, const BmPaperMark *mark)
{
  guint choice = score_choice(page->paper, page->sheet->class_index, mark->row, mark->task);
  return choice + 1 == bm_scorepaper_choices(page->paper, mark->task) ? BM_PAPER_X
                                                                      : (int)choice;
}
