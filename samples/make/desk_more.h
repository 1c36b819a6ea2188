/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawing pieces of the sealed set, beside those of desk.h. */
#pragma once
#include "desk.h"

/* A dotted line from @x1 to @x2, the value on it, its zone. */
void bm_desk_dotted(const BmDesk *desk, double x1, double x2, double y, const char *kind,
                    const char *value);
/* Letter cells in two rows of @n; the value goes on in the second row. One zone a row. */
void bm_desk_letters_twice(const BmDesk *desk, const BmInk *ink, double x, double y,
                           double size, int n, const char *kind, const char *value);
/* A column of square cells, one figure a cell. */
void bm_desk_letters_down(const BmDesk *desk, double x, double y, double size, int n,
                          const char *kind, const char *value);
/* A row of ovals with their @texts ("1|2|3"), the @chosen one filled with the pupil's pen. */
void bm_desk_ovals(const BmDesk *desk, BmSense sense, double x, double y, double pitch,
                   const char *texts, int chosen);

/* Labels and values turned by 90° clockwise (+1) or back (-1) along a line from (x, y). */
void bm_desk_turned(const BmDesk *desk, int way, double x, double y, double length,
                    const char *label, const char *kind, const char *value);

/* An oval stamp with the school's lines; a stamp with frame and a written number and date. */
void bm_desk_oval_stamp(const BmDesk *desk, double x, double y, double turn_deg,
                        const BmInk *ink);
void bm_desk_date_stamp(const BmDesk *desk, double x, double y, double turn_deg,
                        const BmInk *ink);

/* A field of squares to write in, with answers. */
void bm_desk_squared_answer(const BmDesk *desk, int task, double x, double y, double w,
                            double h);
/* A picture for a quiz: 0 violin, 1 bell, 2 house, 3 notes, 4 vase, 5 ship. */
void bm_desk_picture(const BmDesk *desk, int which, double x, double y, double size);
/* A line of the roll: task number and answer cells with words. */
void bm_desk_word_rows(const BmDesk *desk, int first, int n, double x, double y, double size,
                       int cells, double pitch, const BmInk *ink);
/* A printed passage of coherent sentences as part of the task: the same for all works. */
double bm_desk_passage(const BmDesk *desk, double x, double y, double w, const char *text);

/* The value as people write it: mostly plainly; some forget it, strike it out and write it
 * again, or write large and across the border. No zone. */
void bm_desk_lived(const BmDesk *desk, const char *kind, double x, double y, double w,
                   const char *value);
/* A line from @x1 to @x2 with its zone and such a value. */
void bm_desk_lived_line(const BmDesk *desk, double x1, double x2, double y, const char *kind,
                        const char *value);
/* An answer that found no room goes on up the margin; in some works only. */
void bm_desk_spill(const BmDesk *desk, double x, double y);
/* A stamp without a frame: the school's lines, slightly turned. */
void bm_desk_bare_stamp(const BmDesk *desk, double x, double y, double turn_deg,
                        const BmInk *ink);
