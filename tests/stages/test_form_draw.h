/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws copies of small printed forms, filled in by hand, as a scanner would hand them over. */
#pragma once
#include "pipeline/box.h"
#include "stages/form/features.h"

#include <math.h>

#define DRAW_W 1240 /* A4 at 150 dpi */
#define DRAW_H 1754

typedef struct Copy {
  guint layout;  /* 0, 1: two different forms; 2: no print, handwriting alone; 3: one line of
                    fields above printed tasks that stand elsewhere on each work; 4: a stamp */
  guint pupil;   /* decides the handwriting */
  double dx, dy; /* mm */
  double turn_deg;
  double scale;    /* 0 is 1 */
  gboolean turned; /* upside down */
} Copy;

static inline void draw_text(PIX *page, const char *text, int x, int y, int size)
{
  L_BMF *font = bmfCreate(NULL, size);
  int width = 0, overflow = 0;
  pixSetTextline(page, font, text, 1, x, y, &width, &overflow);
  bmfDestroy(&font);
}

static inline void draw_box(PIX *page, int x, int y, int w, int h)
{
  BOX *box = boxCreate(x, y, w, h);
  pixRenderBox(page, box, 2, L_SET_PIXELS);
  boxDestroy(&box);
}

static inline void draw_cells(PIX *page, int x, int y, int n)
{
  for (int i = 0; i < n; i++)
    draw_box(page, x + 36 * i, y, 38, 46);
}

/* Scrawl of about @w pixels; another @seed writes otherwise. */
static inline void draw_hand(PIX *page, int x, int y, int w, guint seed)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed(seed * 7919U + 13U);
  int px = x, py = y;
  while (px < x + w) {
    int qx = px + g_rand_int_range(rand, 3, 12), qy = y + g_rand_int_range(rand, -14, 14);
    pixRenderLine(page, px, py, qx, qy, 3, L_SET_PIXELS);
    px = qx;
    py = qy;
  }
}

static inline void draw_form_exam(PIX *page, guint pupil)
{
  draw_text(page, "Regional control of school works", 120, 110, 10);
  draw_text(page, "Form of answers number one, spring", 120, 160, 6);
  draw_text(page, "Surname", 120, 260, 8);
  draw_cells(page, 300, 220, 18);
  draw_text(page, "Given name", 120, 330, 8);
  draw_cells(page, 300, 290, 18);
  draw_text(page, "School", 120, 400, 8);
  draw_cells(page, 300, 360, 6);
  draw_text(page, "Class", 640, 400, 8);
  draw_cells(page, 740, 360, 3);
  draw_text(page, "Write clearly and only inside the boxes of this form", 120, 460, 6);
  draw_text(page, "Control form 17-B, sheet 1 of 2", 120, 1700, 6);
  for (int i = 0; i < 3; i++)
    draw_hand(page, 310, 245 + 70 * i, 150 + 30 * (int)((pupil + (guint)i) % 4),
              10 * pupil + (guint)i);
}

static inline void draw_form_list(PIX *page, guint pupil)
{
  draw_text(page, "Weekly check of arithmetic", 120, 120, 10);
  draw_text(page, "Pupil", 120, 200, 8);
  pixRenderLine(page, 220, 205, 760, 205, 2, L_SET_PIXELS);
  draw_text(page, "Group", 800, 200, 8);
  pixRenderLine(page, 890, 205, 1100, 205, 2, L_SET_PIXELS);
  draw_text(page, "Fill in the table; leave the last column empty please", 120, 260, 6);
  for (int row = 0; row < 4; row++)
    for (int col = 0; col < 3; col++)
      draw_box(page, 120 + 300 * col, 300 + 60 * row, 302, 62);
  draw_text(page, "Task", 150, 340, 6);
  draw_text(page, "Working", 450, 340, 6);
  draw_text(page, "Remark", 750, 340, 6);
  draw_text(page, "Printed for internal use", 700, 1690, 6);
  draw_hand(page, 240, 190, 250, 500 + pupil);
}

/* A heading of one line; the tasks below it slide with the length of the answers. */
static inline void draw_form_tasks(PIX *page, guint pupil)
{
  int slide = 60 + 37 * (int)(pupil % 5);
  draw_text(page, "Surname, name", 120, 120, 8);
  pixRenderLine(page, 330, 125, 820, 125, 2, L_SET_PIXELS);
  draw_text(page, "Class", 840, 120, 8);
  pixRenderLine(page, 930, 125, 1100, 125, 2, L_SET_PIXELS);
  draw_text(page, "Weekly check of arithmetic, sheet two", 420, 1690, 6);
  draw_hand(page, 340, 105, 300, 700 + pupil);
  for (int row = 0; row < 4; row++) {
    for (int col = 0; col < 4; col++)
      draw_box(page, 200 + 160 * col, 200 + slide + 48 * row, 162, 50);
    draw_text(page, "Make a sentence of these words and name its parts", 120,
              480 + slide + (90 + slide / 4) * row, 8);
  }
}

/* The stamp of a school, the only print of a sheet. */
static inline void draw_stamp(PIX *page)
{
  draw_box(page, 100, 90, 420, 150);
  draw_text(page, "State school of the town", 130, 130, 6);
  draw_text(page, "number four hundred and ten", 130, 165, 6);
  draw_text(page, "Northern district, main office", 130, 200, 6);
}

/* Answers below the heading, different on each copy. */
static inline void draw_body(PIX *page, guint pupil)
{
  for (int row = 0; row < 9; row++)
    draw_hand(page, 130 + (int)(37 * (pupil + (guint)row) % 90), 620 + 90 * row,
              500 + 40 * (int)((pupil * 3 + (guint)row) % 7), 1000 + 20 * pupil + (guint)row);
}

static inline BmAffine draw_map(const Copy *copy)
{
  double scale = copy->scale > 0 ? copy->scale : 1, angle = copy->turn_deg * G_PI / 180;
  double a = scale * cos(angle), b = -scale * sin(angle), px = BM_FORM_DPI / BM_MM_PER_INCH;
  double cx = DRAW_W / 2.0, cy = DRAW_H / 2.0;
  BmAffine map = {a,  b, cx - a * cx - b * cy + copy->dx * px,
                  -b, a, cy + b * cx - a * cy + copy->dy * px};
  if (copy->turned)
    map = bm_affine_then(map, (BmAffine){-1, 0, DRAW_W, 0, -1, DRAW_H});
  return map;
}

/* A copy as a scan of 150 dpi, 1 bit; draw_map tells where a drawn point lies on it. */
static inline PIX *draw_copy(const Copy *copy)
{
  g_autoptr(PIX) flat = pixCreate(DRAW_W, DRAW_H, 1);
  if (copy->layout == 0)
    draw_form_exam(flat, copy->pupil);
  else if (copy->layout == 1)
    draw_form_list(flat, copy->pupil);
  else if (copy->layout == 3)
    draw_form_tasks(flat, copy->pupil);
  else if (copy->layout == 4)
    draw_stamp(flat);
  draw_body(flat, copy->pupil + 100 * copy->layout);
  BmAffine back;
  bm_affine_invert(draw_map(copy), &back);
  PIX *page = pixCreate(DRAW_W, DRAW_H, 1);
  for (int y = 0; y < DRAW_H; y++)
    for (int x = 0; x < DRAW_W; x++) {
      double sx, sy;
      l_uint32 value = 0;
      bm_affine_point(back, x + 0.5, y + 0.5, &sx, &sy);
      pixGetPixel(flat, (int)floor(sx), (int)floor(sy), &value);
      if (value != 0)
        pixSetPixel(page, x, y, 1);
    }
  pixSetResolution(page, (int)BM_FORM_DPI, (int)BM_FORM_DPI);
  return page;
}
