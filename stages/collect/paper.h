/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Score sheets that come back through a scanner.
 *
 * A page is known by its code, put in place by its printed squares and bars, and each task of
 * each work is read: in bubbles, the score whose bubble is marked; in boxes, only whether
 * something is written, for a person to read. What is not plain is doubtful and never guessed:
 * a pale mark, two marks, no mark, a row without any.
 */
#pragma once
#include "pipeline/box.h"
#include "stages/shared/autoptr.h"
#include "stages/shared/scorecode.h"

#define BM_PAPER_NONE (-1) /* nothing marked */
#define BM_PAPER_X (-2)    /* not attempted */
#define BM_PAPER_TEXT (-3) /* something is written in a box */

/* One task of one work. */
typedef struct BmPaperMark {
  guint row;  /* work within the class, from 0 */
  guint task; /* within the bundle, from 0 */
  int value;  /* score, or one of the above; of a doubtful mark what it looks like most */
  double confidence; /* 0 to 1 */
  const char *doubt; /* slug of models/reasons/paper.ini, static; NULL: it is sure */
  BmBox box;         /* of the task's bubbles or box, pixels of the page */
} BmPaperMark;

typedef struct BmPaperPage {
  const json_t *kit; /* borrowed of the kits */
  BmScorePaper *paper;
  const BmScorePage *sheet; /* of @paper */
  const char *class_alias;  /* of the kit */
  GArray *marks;            /* BmPaperMark, by row and task */
} BmPaperPage;

void bm_paper_page_free(BmPaperPage *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmPaperPage, bm_paper_page_free)

static inline const BmPaperMark *bm_paper_mark(const BmPaperPage *page, guint index)
{
  return &g_array_index(page->marks, BmPaperMark, index);
}

/**
 * bm_paper_read - read one page
 *
 * @page  borrowed, unchanged; depth 1, 8 or 32, any quarter turn, 100 to 600 dpi, whatever
 *        resolution it states
 * @kits  bundles of the round: [{"bundle", "tasks" [{"id", "max"}], "classes" [{"alias",
 *        "works" [work_no]}]}]; must outlive the result
 * @ret_bundle  NULL, or takes the bundle that the page's code names, of the round or not, also
 *        when the page cannot be read further; "" without a code
 *
 * Doubts of marks: "paper_mark_faint", "paper_mark_two", "paper_mark_struck",
 * "paper_mark_none", "paper_row_empty", "paper_mark_written" (boxes: each one with writing).
 * Errors: BM_ERROR_INPUT "paper_no_code", "paper_two_codes", "paper_unknown_bundle" (the code
 * is of no bundle, class or page of @kits), "form_bundle_replaced", "paper_other_version",
 *         "paper_other_tasks", "paper_not_registered";
 *         BM_ERROR_IO "no_memory".
 * Cost:   0.3 to 0.6 s for gray A4 at 300 dpi.
 * Tests:  tests/stages/test_collect_paper.c
 */
BmPaperPage *bm_paper_read(PIX *page, const json_t *kits, char ret_bundle[BM_BUNDLE_CODE_SIZE],
                           GError **error);

/* All pages of one file: the sheets of one bundle, or a pile of those of many. */
typedef struct BmPaperReturn BmPaperReturn;

/* @kits as above, borrowed; @crops: folder for pictures of doubtful marks; NULL: none. */
BmPaperReturn *bm_paper_return_new(const json_t *kits, const char *crops);
void bm_paper_return_free(BmPaperReturn *all);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmPaperReturn, bm_paper_return_free)

/**
 * bm_paper_return_add - the next page of the file
 *
 * @scan  its number in the file, from 1
 *
 * What is wrong with a page becomes a fault of the return; sides without a code on which
 * nothing stands are passed over. FALSE only for trouble that is not the page's: BM_ERROR_IO
 * "no_memory", "disk_write".
 */
gboolean bm_paper_return_add(BmPaperReturn *all, guint scan, PIX *page, GError **error);

/* Whether a page of the file had a code of a score sheet, known or not. */
gboolean bm_paper_return_is_paper(const BmPaperReturn *all);

/* Bundles of the round that pages of the file name, readable or not, in the order in which they
 * first come. */
guint bm_paper_return_n_bundles(const BmPaperReturn *all);

/**
 * bm_paper_return_facts - what the sheets of one bundle say
 *
 * @bundle  below bm_paper_return_n_bundles; 0 for a file that names none
 *
 * New reference: {"kind": "paper", "bundle", "marker", "form_version", "style" boxes|bubbles,
 * "pages" of the file, from 1, "rows" [{"work_no", "class_alias", "scores" [int | "X" |
 * null]}], "faults", "warnings" [{"slug", "sheet", "cell", "found", "expected"}], "doubts"
 * [{"reason", "page" of the file from 1, "work_no", "class_alias", "task" id, "seen" int | "X"
 * | null, "box", "crop" file}]}. An empty row is one doubt a page, with "task" "" and no crop.
 * A score that is in doubt is null in "rows". Bundle and marker are "" when no page told them.
 *
 * Faults: those of bm_paper_read, with the page of the file as "sheet"; "paper_page_missing"
 * and "paper_page_twice" with class and page of the form. Those of pages that name no bundle of
 * the round are among them unless the file is of several bundles; "form_gate" of class, work
 * and task. Warnings: "paper_both_styles": both kinds were filled, the bubbles count.
 */
json_t *bm_paper_return_facts(const BmPaperReturn *all, guint bundle);

/* Faults of pages that name no bundle of the round; new reference. */
json_t *bm_paper_return_strays(const BmPaperReturn *all);
/* Empty sides without a code, pages of the file from 1; new reference. */
json_t *bm_paper_return_blanks(const BmPaperReturn *all);
