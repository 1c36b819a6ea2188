/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pages of one job. Of each page a few kilobytes stay in memory; its work image lies in
 * the scratch folder and is read again when a form is learnt or checked.
 */
#pragma once
#include "pipeline/stage.h"
#include "stages/form/known.h"

typedef struct BmFormPage {
  const BmItem *item;
  double dpi;
  int page_in_work;
  BmFeatures *features; /* NULL: the page could not be read */
  char *work_path;      /* work image, G4 */
  char *sheet_key;
  BmForm *form; /* borrowed; what the page was matched with, or NULL */
  BmAffine map; /* mm on the page → mm on the form */
  BmCheck check;
  double words; /* share of the form's words that it has (fonts.h), once matched */
  BmForm *was;  /* the known form on which it lies, in another print (fonts.h), or NULL */
  BmAffine was_map;
  BmCheck was_check;
  gboolean was_turned;
  gboolean is_new;         /* its ink is not yet counted in the form's print */
  gboolean is_turn_sure;   /* stage upright is sure which way is up */
  gboolean turned;         /* upside down to its form */
  gboolean must_turn;      /* and its form may turn it (turn.h) */
  BmAffine back;           /* pixels of the page as it is handed on → as it was read */
  const char *held_for;    /* static slug or NULL */
  const json_t *not_forms; /* borrowed; ids of forms that a person took the page out of */
} BmFormPage;

/* Input @index, before anything is read of it. Its work image has the same name in each try. */
BmFormPage *bm_form_page_new(const BmJob *job, guint index);
void bm_form_page_free(BmFormPage *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmFormPage, bm_form_page_free)

/**
 * bm_form_page_read - features and work image of input @index
 *
 * Returns NULL only for passing trouble (BM_ERROR_IO); a page that cannot be decoded or has no
 * resolution comes back without features and with held_for set.
 */
BmFormPage *bm_form_page_read(BmJob *job, guint index, GError **error);

/* The page's work image again; NULL with BM_ERROR_IO. */
PIX *bm_form_page_work(const BmFormPage *page, GError **error);

/* Whether a person has said that the page is not on this form. */
gboolean bm_form_page_refuses(const BmFormPage *page, const BmForm *form);

/* Whether the page was read, so that forms can be tried on it. */
gboolean bm_form_page_may_match(const BmFormPage *page);

/**
 * bm_form_page_match - try one form on a page
 *
 * @work   the page's work image
 * @reach  from bm_tiles_reach of it
 *
 * A page fits when its registration holds and, if it looks typed, the typing is the form's: a
 * typed work under a printed heading is read on its own. On success the page's form, map, check
 * and turned are set. Returns whether it fits.
 */
gboolean bm_form_page_match(BmFormPage *page, PIX *work, PIX *reach, BmForm *form,
                            const BmVote *vote);

/* Facts of the page (pipeline/README.md, stage form), new. */
json_t *bm_form_page_facts(const BmFormPage *page);
