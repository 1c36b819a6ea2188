/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the identity finder share; for identity*.c only. Pixels here are those of
 * the working resolution (BM_LINES_DPI). */
#pragma once
#include "stages/shared/identity.h"
#include "stages/shared/lines.h"

/* A folded word of a segment and what it is known to be. */
typedef struct BmToken {
  char *text;
  BmBox box;
  int trust;
  const char *label; /* kind of the label that this word is part of, or NULL */
  gboolean names_person, names_school; /* exactly as in the roster */
  gboolean is_safe;      /* a word of headings, labels, small numbers beside them */
  gboolean ends_bracket; /* was followed by ")" */
  gboolean ends_item;    /* was followed by "." or ")" */
} BmToken;

typedef struct BmReading {
  GArray *tokens;             /* BmToken */
  gboolean is_safe;           /* all tokens are; FALSE when nothing could be read */
  gboolean has_person;        /* a word of the roster's people */
  gboolean looks_like_school; /* a word for schools and a number after it */
  gboolean has_school;        /* a school's own number or word */
} BmReading;

/* A round seal: middle and radius of its ring. */
typedef struct BmSeal {
  int x, y, r;
  gboolean is_sure; /* the ring is met nearly all around, with lettering inside */
} BmSeal;

typedef struct BmFinder {
  const BmIdentityHints *hints;
  BmLines *lines;
  PIX *gray; /* strokes alone on white, for reading */
  BmBox paper;
  BmReading **readings; /* one a segment, NULL: not read yet */
  GArray *labels;       /* BmLabel with boxes here */
  GArray *zones;        /* BmZone */
  GArray *explained;    /* BmBox, pieces of headers that may stay */
  GArray *seals;        /* BmSeal; their ink is in no line */
  GArray *codes;        /* BmBox, machine codes with the digits beside them */
  GPtrArray *flags;
  int body_y; /* -1 unknown */
  gboolean body_is_sure;
  int first_task;   /* number of the task that the body begins with, 0: none was read */
  int left_px;      /* left margin of the body, -1 unknown */
  int edge_px;      /* the same with what stands before the rows, as ticks and numbers do */
  GArray *drawings; /* BmBox */
  int drawn_y;  /* where the first drawing below a title begins, or a row beside it; G_MAXINT */
  int pitch_px; /* usual distance of rows */
  guint tail_first,
      tail_end; /* rows after the work that are masked like a header; equal: none */
} BmFinder;

const BmSegment *bm_finder_segment(const BmFinder *finder, guint index);
void bm_finder_flag(BmFinder *finder, const char *slug);
void bm_finder_zone(BmFinder *finder, BmBox box, const char *kind);
/* Area of strokes in a box, px². */
int bm_finder_ink(const BmFinder *finder, BmBox box);

/* identity_read.c: what a segment says; NULL with error set when the reader is missing. */
const BmReading *bm_finder_read(BmFinder *finder, guint segment, GError **error);
void bm_reading_free(BmReading *reading);

/* identity_field.c: labels with their fields among the segments beside frames whose middle lies
 * in (@above, @below]; may be called for one strip after the other. */
gboolean bm_finder_fields(BmFinder *finder, int above, int below, GError **error);
/* Whether a piece stands in cells or in the field of a label: a value, never read. */
gboolean bm_finder_is_value(const BmFinder *finder, BmBox box);
/* Once all labels are known: tables of data are no identity, tables of identity are whole. */
void bm_finder_tables(BmFinder *finder);
/* Labels of one read segment are added with their fields. */
void bm_finder_labels_of(BmFinder *finder, guint segment, const BmReading *reading);
gboolean bm_label_is_real(const BmLabel *label);

void bm_finder_margins(BmFinder *finder); /* identity_margin.c: left_px, edge_px, pitch_px */

/* identity_place.c: rows by position. */
gboolean bm_row_counts(BmBox box);
BmBox bm_row_core(const BmFinder *finder, guint row);
void bm_row_span(const BmFinder *finder, guint row, guint *ret_first, guint *ret_end);
/* Whether a piece is left of squares or ruling. */
gboolean bm_segment_is_remains(const BmFinder *finder, const BmSegment *segment);
guint bm_row_next(const BmFinder *finder, guint row);
gboolean bm_row_starts_left(const BmFinder *finder, guint row);
/* First row from @floor that is placed like the first of a body; -1: none. */
int bm_finder_place(const BmFinder *finder, int floor);

/* identity_body.c: labels above the body, and where it starts. */
gboolean bm_finder_body(BmFinder *finder, GError **error);
/* «… шёл в школу № 19 и пел»: a word of a sentence that begins at the left margin and fills its
 * row, no label before it. */
gboolean bm_label_in_sentence(const BmFinder *finder, const BmLabel *label);

/* identity_drawing.c: sets drawings and drawn_y. Tests: tests/stages/test_identity_drawing.c.
 */
void bm_finder_drawings(BmFinder *finder);
/* Whether most of a box is a drawing's. */
gboolean bm_finder_is_drawn(const BmFinder *finder, BmBox box);

/* Whether a label with a field of its own stands between @top and the body; all is read there.
 */
gboolean bm_finder_header_goes_on(BmFinder *finder, int top, gboolean *ret, GError **error);
/* Squares printed on part of a sheet: too many and too even for cells of identity. */
gboolean bm_frame_is_squares(const BmFrame *frame);

/* identity_number.c: printed tasks. A small number and words that are no labels; */
gboolean bm_reading_is_task(const BmReading *reading);
/* whether a row begins with a sentence that fills it and goes on in the next one: essays speak
 * of authors and schools too; */
gboolean bm_row_is_paragraph(const BmFinder *finder, guint row, const BmReading *reading);
/* whether a row begins one of the lines of a table with numbers before them, which is of the
 * work, whatever rules run between its lines; */
gboolean bm_row_is_numbered(const BmFinder *finder, guint row);
/* whether the label at a token is a word of such a sentence; */
gboolean bm_label_is_word(const BmReading *reading, guint token);
/* whether a piece is written below a printed task, in a row that no label begins; */
gboolean bm_finder_is_answer(const BmFinder *finder, guint segment);
/* whether a label of the pupil's name, or of the class in a table, has a field above @y; */
gboolean bm_finder_has_named(const BmFinder *finder, int y);
/* @row moves down to task 1 when that is one of the next rows; */
gboolean bm_finder_first_task(BmFinder *finder, int *row, GError **error);
/* top of writing at the left margin that is too high for a row, below labels and @floor. */
int bm_finder_tall_top(const BmFinder *finder, int floor, int top);

/* identity_tail.c: what follows the body */
gboolean bm_finder_tail(BmFinder *finder, GError **error);

/* identity_explain.c: pieces (BmBox) of a row that may stay, sorted by x; NULL with error set.
 */
GArray *bm_row_explain(BmFinder *finder, guint row, GError **error);

/* identity_fieldmask.c: masks of all fields of labels */
gboolean bm_finder_fields_mask(BmFinder *finder, GError **error);

/* identity_zone.c */
/* A box is masked, and strokes that leave it are followed to their end, each by itself. */
void bm_finder_mask(BmFinder *finder, BmBox box, const char *kind);
gboolean bm_finder_zones(BmFinder *finder, GError **error);
/* identity_stamp.c: masks of school names below the body grow to the frames of stamps; FALSE:
 * no memory. */
gboolean bm_finder_stamps(BmFinder *finder);
/* identity_spread.c */
/* Two pages side by side have a fold between them that nobody writes across. */
gboolean bm_finder_is_double(const BmFinder *finder);
/* Where the fold runs between the writing of two pages; -1: they cannot be told apart. Tests of
 * what follows: tests/stages/test_identity_spread.c. */
int bm_finder_fold(const BmFinder *finder);
/* On half a spread the work before may end: rows in the middle of the writing are a title. */
void bm_finder_inner_titles(BmFinder *finder);
/* What was found right of @fold (pixels of the page) is added to what was found left of it. */
void bm_identity_join(BmIdentity *left, const BmIdentity *right, int fold);
/* identity_flag.c */
gboolean bm_finder_flags(BmFinder *finder, GError **error);
/**
 * bm_seals_find - round seals on a page
 *
 * @ink  borrowed, 1 bit at BM_LINES_DPI, rules and ruling may be in it
 *
 * Returns new BmSeal array. Cost: 5 ms, 20 more for each place that looks like one.
 * Tests: tests/stages/test_identity_seal.c.
 */
GArray *bm_seals_find(PIX *ink);
void bm_seals_clear(const GArray *seals, PIX *ink); /* what is masked is no writing */
/* Masks, and a doubt where one is half seen or lies over writing. */
void bm_finder_seals(BmFinder *finder);

/* identity_shape.c: bars. */
GArray *bm_bars_find(PIX *ink);
/* identity_matrix.c: boxes (BmBox) of square codes and emblems as dense as one are added to
 * @boxes; @ink at BM_LINES_DPI. Tests: tests/stages/test_identity_matrix.c. */
void bm_matrices_add(PIX *ink, GArray *boxes); /* BmBox */
/* As bm_identity_codes; @ink at the working resolution, NULL: codes that can be read only. */
GArray *bm_finder_codes(PIX *page, double dpi, PIX *ink);
