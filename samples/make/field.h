/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pieces that layouts share: a label with its field, what pupils write into fields. */
#pragma once
#include "work.h"

/* A label, an underline up to @x2 and a handwritten value on it. @value may be NULL: an empty
 * field. */
void bm_field_line(BmWork *work, BmSheet *sheet, double x, double y, double x2,
                   const char *font, const char *label, const char *kind, const char *value);

/* A handwritten value only, within @w. */
void bm_field_value(BmWork *work, BmSheet *sheet, double x, double y, double w,
                    const char *kind, const char *value);

/* A printed label only. */
double bm_field_label(BmSheet *sheet, double x, double y, const char *font, const char *label);

/* Print that is neither label nor secret: headings. */
void bm_heading(BmSheet *sheet, double x, double y, BmAlign align, const char *font,
                const char *text);

/* As pupils write it: 9А, 9 «А», 9 а. */
char *bm_class_written(BmWork *work);
/* "Снегирёва Ульяна", "… Ивановна" */
char *bm_pupil_names(const BmPupil *pupil, gboolean with_patronymic);
/* "15 октября" or so, of the set's date */
char *bm_variant(const BmWork *work);

BmSheet *bm_work_sheet(BmWork *work, int page);

/* One of @n, the same for all works of a batch: wording, font, place. */
guint bm_print_choice(const BmWork *work, guint key, guint n);
/* -@most … @most, likewise. */
double bm_print_shift(const BmWork *work, guint key, double most);

#define BM_AS_HEADING ((BmSense){BM_PLAIN, NULL})
