/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sheet of paper being drawn, and what each piece of ink on it means.
 *
 * Everything is in millimetres, origin top left, y down. Each piece of ink is recorded as
 * vectors with its meaning, so that one sheet can be rendered at any resolution and angle, and
 * the ink of the identifiers and of the answers can be rendered alone with the same geometry:
 * that is the truth. */
#pragma once
#include <cairo.h>
#include <glib.h>

typedef enum BmMeaning {
  BM_PLAIN,  /* print, lines, grids: belongs to no one */
  BM_LABEL,  /* words such as "Фамилия" */
  BM_SECRET, /* must be hidden */
  BM_ANSWER, /* must survive */
} BmMeaning;

typedef struct BmInk {
  double r, g, b;
  double width_mm; /* of a pen's line */
} BmInk;

typedef struct BmMark {
  BmMeaning meaning;
  const char *kind; /* static: surname, class, handwriting, … */
  char *text;
  gboolean is_handwritten;
  double x, y, w, h;
  cairo_surface_t *ink;
} BmMark;

/* Where a person would draw an identity field on the clean form. */
typedef struct BmZone {
  double x, y, w, h;
  const char *kind;
} BmZone;

typedef struct BmSheet {
  double w_mm, h_mm;
  BmInk paper;
  gboolean is_blank;
  const char *page_kind; /* static: "cover", "inside", …; NULL: not told */
  gboolean is_form;      /* printed; false for squared, ruled and plain paper */
  GArray *zones;         /* BmZone */
  GPtrArray *marks;      /* BmMark */
  cairo_t *open;         /* of the mark being drawn */
} BmSheet;

/* What a piece of ink means: passed by value to every drawing function. */
typedef struct BmSense {
  BmMeaning meaning;
  const char *kind;
} BmSense;

#define BM_AS_PLAIN ((BmSense){BM_PLAIN, NULL})
#define BM_AS_LABEL ((BmSense){BM_LABEL, "label"})
#define BM_AS_TASK ((BmSense){BM_ANSWER, "printed_task"})
#define BM_AS_WRITING ((BmSense){BM_ANSWER, "handwriting"})
#define BM_AS_SECRET(kind) ((BmSense){BM_SECRET, kind})

extern const BmInk bm_ink_black, bm_ink_gray, bm_ink_blue, bm_ink_violet, bm_ink_red,
    bm_ink_pencil, bm_ink_grid;

BmSheet *bm_sheet_new(double w_mm, double h_mm);
void bm_sheet_free(BmSheet *sheet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmSheet, bm_sheet_free)

/**
 * bm_sheet_begin - start one piece of ink
 *
 * Returns a borrowed cairo context in millimetres with @ink as its source; end it with
 * bm_sheet_end(). Marks do not nest.
 */
cairo_t *bm_sheet_begin(BmSheet *sheet, BmSense sense, const BmInk *ink, const char *text,
                        gboolean is_handwritten);
void bm_sheet_end(BmSheet *sheet);

/**
 * bm_sheet_paint - draw the sheet's ink into a context whose unit is the millimetre
 *
 * @only  BM_PLAIN for everything, else only the marks of that meaning
 */
void bm_sheet_paint(const BmSheet *sheet, cairo_t *cr, BmMeaning only);

typedef enum BmAlign { BM_LEFT, BM_CENTRE, BM_RIGHT } BmAlign;

/**
 * bm_sheet_print - print one line of text
 *
 * @x, @y   where @align puts its left end, middle or right end; baseline
 * @font    Pango description with the size in points, "PT Serif Bold 14"
 *
 * Returns the width in mm.
 */
double bm_sheet_print(BmSheet *sheet, BmSense sense, double x, double y, BmAlign align,
                      const char *font, const BmInk *ink, const char *text);

/* The same, turned by @turn_deg clockwise about (x, y). */
void bm_sheet_print_turned(BmSheet *sheet, BmSense sense, double x, double y, double turn_deg,
                           const char *font, const BmInk *ink, const char *text);

/* A paragraph @w mm wide from the top @y; returns the y below it. */
double bm_sheet_print_block(BmSheet *sheet, BmSense sense, double x, double y, double w,
                            const char *font, const char *text);

void bm_sheet_line(BmSheet *sheet, double x1, double y1, double x2, double y2, double width_mm);
/* A line in a colour of its own, as wide as the ink says. */
void bm_sheet_rule(BmSheet *sheet, double x1, double y1, double x2, double y2,
                   const BmInk *ink);
void bm_sheet_dots(BmSheet *sheet, double x1, double x2, double y);
void bm_sheet_box(BmSheet *sheet, double x, double y, double w, double h, double width_mm);
void bm_sheet_cells(BmSheet *sheet, double x, double y, double size_w, double size_h, int n);
void bm_sheet_squares(BmSheet *sheet, double x, double y, double w, double h, double step);
void bm_sheet_ruling(BmSheet *sheet, double x, double y, double w, double h, double step);
