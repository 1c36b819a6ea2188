/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pupil's work, the batch it belongs to, the layout it is drawn with, the set of batches.
 */
#pragma once
#include "hand.h"
#include "people.h"
#include "scan.h"

enum { BM_PAGES_MOST = 4 };

typedef enum BmContainer { BM_TIFF, BM_PDF, BM_JPG } BmContainer;

/* How pages of a batch were fed. */
typedef enum BmFeed {
  BM_FEED_UP,
  BM_FEED_SOME_DOWN,
  BM_FEED_LEFT,
  BM_FEED_RIGHT,
  BM_FEED_ALL_DOWN
} BmFeed;

typedef struct BmBatch {
  int school; /* index in the set's schools */
  const char *class_name, *parallel, *letter;
  const char *layout, *profile, *stem, *subject;
  BmContainer container;
  int works;
  gboolean is_duplex; /* a blank back after each front */
  BmFeed feed;
} BmBatch;

typedef struct BmSet {
  const char *name, *title, *subject, *date;
  int parallel;
  const BmSchool *schools;
  int n_schools;
  const BmBatch *batches;
  int n_batches;
  gboolean has_masks;     /* write id_png and ans_png */
  gboolean is_varied;     /* the seed changes scanners, feeds and print too */
  gboolean is_locked;     /* other people, hands and scanners; fields.json */
  gboolean is_first_only; /* scan the first page of a work, show the second through it */
  gboolean is_sealed;  /* locked, and people, hands, scanners and texts are other ones again */
  gboolean is_reserve; /* likewise */
} BmSet;

extern const BmSet bm_set_round, bm_set_unlike, bm_set_locked, bm_set_damage, bm_set_sealed,
    bm_set_reserve;
/* Ends the program when a font of the set is missing. */
void bm_set_locked_check(void);
void bm_set_sealed_check(void);
void bm_set_reserve_check(void);

typedef struct BmWork {
  const BmSet *set;
  const BmBatch *batch;
  const BmSchool *school;
  const BmPupil *pupil;
  const char *teacher;
  int index;     /* in the batch */
  guint32 print; /* chooses among a form's wordings and places: one for a batch */
  BmWriter writer;
  guint32 seed;
  GRand *rand; /* of this work: handwriting and chance; the print never asks it */
  BmSheet *sheets[BM_PAGES_MOST];
} BmWork;

typedef struct BmLayout {
  const char *id, *help;
  int pages;
  double w_mm, h_mm;   /* of the paper */
  double bed_w, bed_h; /* what the scanner crops to, 0 = the paper */
  void (*draw)(BmWork *work);
} BmLayout;

const BmLayout *bm_layout_find(const char *id);

/* Each file of layouts brings a table that ends with {0}. */
extern const BmLayout bm_layouts_form[], bm_layouts_copybook[], bm_layouts_code[],
    bm_layouts_typed[], bm_layouts_worksheet[], bm_layouts_margin[], bm_layouts_table[],
    bm_layouts_grid[], bm_layouts_cover[], bm_layouts_report[], bm_layouts_foreign[],
    bm_layouts_remarks[], bm_layouts_office[], bm_layouts_exam[], bm_layouts_lesson[],
    bm_layouts_paper[], bm_layouts_contest[], bm_layouts_blank[], bm_layouts_sealed_office[],
    bm_layouts_sealed_lesson[], bm_layouts_sealed_machine[], bm_layouts_sealed_paper[],
    bm_layouts_reserve_form[], bm_layouts_reserve_blank[], bm_layouts_reserve_paper[],
    bm_layouts_reserve_typed[];

/* answers.c */

/**
 * bm_draw_tasks - printed tasks, each with handwritten answers below
 *
 * @first, @n  which tasks of the subject; what does not fit above @bottom is left out
 *
 * Returns the y below the last answer.
 */
double bm_draw_tasks(BmWork *work, BmSheet *sheet, int first, int n, double x, double y,
                     double w, double bottom);

/* Answers only, as on a plain or squared sheet; baselines are @pitch apart. */
double bm_draw_answers(BmWork *work, BmSheet *sheet, int first, int n, double x, double y,
                       double w, double pitch, double bottom);

/* Typed answers. */
double bm_draw_typed(BmWork *work, BmSheet *sheet, int first, int n, double x, double y,
                     double w, const char *font);

/* A drawing made with a pencil: a triangle with letters. */
void bm_draw_figure(BmWork *work, BmSheet *sheet, double x, double y, double size);

/* A printed table with numbers written by hand. */
void bm_draw_table(BmWork *work, BmSheet *sheet, double x, double y, double w);

/* "математике" for "по …" */
const char *bm_subject_dative(const char *subject);

/* stamp.c */
/* the lettering of a stamp, the same on every machine */
void bm_stamp_font(cairo_t *cr, const char *family, double size_mm, gboolean is_bold);
void bm_stamp_corner(BmSheet *sheet, const BmSchool *school, double x, double y,
                     double turn_deg, const BmInk *ink);
void bm_stamp_seal(BmSheet *sheet, const BmSchool *school, double x, double y, double radius,
                   double turn_deg, const BmInk *ink);

/* code.c: @symbology is zint's; the digits are printed below when @with_digits. */
void bm_code_draw(BmSheet *sheet, int symbology, double x, double y, double w, double h,
                  const char *text, gboolean with_digits);
/* Bars across the page, read from the foot upwards; no digits. */
void bm_code_draw_upright(BmSheet *sheet, int symbology, double x, double y, double w, double h,
                          const char *text);
