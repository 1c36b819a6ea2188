/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawing pieces of the locked set: fields that also record where a person would mark them. */
#pragma once
#include "field.h"

/* A sheet being drawn and the fonts of its form. */
typedef struct BmDesk {
  BmWork *work;
  BmSheet *sheet;
  const char *font;  /* labels and tasks */
  const char *small; /* captions */
} BmDesk;

/* @page_kind is static. A printed form: @is_form. */
BmDesk bm_desk(BmWork *work, int page, const char *page_kind, gboolean is_form,
               const char *font, const char *small);

void bm_desk_zone(const BmDesk *desk, const char *kind, double x, double y, double w, double h);

/* A handwritten value within @w; no zone. */
void bm_desk_value(const BmDesk *desk, const char *kind, double x, double y, double w,
                   const char *value);
/* The same in another hand and ink: teachers, organisers. */
void bm_desk_other(const BmDesk *desk, BmSense sense, const BmInk *ink, double x, double y,
                   double w, const char *value);
/* The writer of bm_desk_other(). */
BmWriter bm_desk_teacher(const BmWork *work, const BmInk *ink);

double bm_desk_print(const BmDesk *desk, BmSense sense, double x, double y, BmAlign align,
                     const char *text);
double bm_desk_label(const BmDesk *desk, double x, double y, const char *text);

/* Label, line up to @x2, value on it, zone. */
void bm_desk_line(const BmDesk *desk, double x, double y, double x2, const char *label,
                  const char *kind, const char *value);
/* Value on a line from @x1 to @x2, the caption small and centred below. */
void bm_desk_caption(const BmDesk *desk, double x1, double x2, double y, const char *caption,
                     const char *kind, const char *value);
/* A bordered cell; label at its top left when given; value within. */
void bm_desk_cell(const BmDesk *desk, double x, double y, double w, double h, const char *label,
                  const char *kind, const char *value);
/* A row of letter cells in the colour of @ink with block letters. */
void bm_desk_letters(const BmDesk *desk, const BmInk *ink, double x, double y, double size,
                     int n, const char *kind, const char *value);

/**
 * bm_desk_heading - a heading by hand, said in pieces
 *
 * @spec  pieces parted by '|', the first letter of each tells what follows: l words, x words of
 *        no meaning for identity, and without words: n Surname Name, r Name Surname, g the
 *        genitive, i Surname N. P., j surname and one initial, o surname, m name, c class,
 *        s school, d date, t teacher
 *
 * Returns the x behind it.
 */
double bm_desk_heading(const BmDesk *desk, double x, double y, const char *spec);
/* The set's date as this pupil writes it. */
const char *bm_desk_date(const BmWork *work);
/* The same in print of @font. */
double bm_desk_typed(const BmDesk *desk, double x, double y, const char *font,
                     const char *spec);

/* Struck out, then written again to the right or above when there is no room. */
void bm_desk_corrected(const BmDesk *desk, const char *kind, double x, double y, double w,
                       const char *value);

void bm_desk_fill(const BmDesk *desk, double x, double y, double w, double h, double r,
                  double g, double b);
/* @dash: lengths in mm on and off. */
void bm_desk_frame(const BmDesk *desk, double x, double y, double w, double h, double radius,
                   const BmInk *ink, double on, double off);
void bm_desk_tick(const BmDesk *desk, BmSense sense, const BmInk *ink, double x, double y,
                  double size);
void bm_desk_logo(const BmDesk *desk, BmSense sense, double x, double y, double size,
                  const BmInk *ink);
/* Axes with squares; a curve by hand. */
void bm_desk_graph(const BmDesk *desk, double x, double y, double size);
/* A circuit or a scheme of boxes and arrows in pencil. */
void bm_desk_scheme(const BmDesk *desk, double x, double y, double w, double h);
/* Ticks, crosses and a remark of the teacher in red along the answers. */
void bm_desk_marked(const BmDesk *desk, double x, double y1, double y2, const char *remark);
/* A glued label, white, at an angle: surname, class and a code. */
void bm_desk_sticker(const BmDesk *desk, double x, double y, double turn_deg);
/* The zone of a signature and the signature on a line. */
void bm_desk_signature(const BmDesk *desk, double x1, double x2, double y, const char *name,
                       const BmWriter *writer);

/* texts.c: tasks in the desk's font, answers below by hand, as in answers.c. */
typedef enum BmAnswerStyle { BM_FREE, BM_LINED, BM_SHORT, BM_BOXED } BmAnswerStyle;
double bm_desk_tasks(const BmDesk *desk, int first, int n, double x, double y, double w,
                     double bottom, BmAnswerStyle style);
/* By hand only; baselines @pitch apart. */
double bm_desk_answers(const BmDesk *desk, int first, int n, double x, double y, double w,
                       double pitch, double bottom);
/* Coherent sentences, other ones for every work. */
double bm_desk_essay(const BmDesk *desk, int first, int n, double x, double y, double w,
                     double pitch, double bottom);
/* The same typed. */
double bm_desk_prose(const BmDesk *desk, int first, int n, double x, double y, double w,
                     const char *font);
/* Short answers for cells, "ВОЛГА" */
const char *bm_text_word(const BmWork *work, int i);
