/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A held page with its masks and doubts. */
#include "stages/shared/marked.h"

#include "stages/shared/canvas.h"
#include "stages/shared/page.h"

#define MARKED_DPI 110.0
#define RULER_MM 7.0
#define STEP_PX 250 /* between ticks of a ruler */
#define LABEL_MM 4.2

typedef struct Marked {
  BmCanvas *canvas;
  double mm;            /* of one pixel of the page */
  double width, height; /* of the page, mm */
} Marked;

static BmPdfRect rect_of(const Marked *marked, BmBox box)
{
  return (BmPdfRect){RULER_MM + box.x * marked->mm, RULER_MM + box.y * marked->mm,
                     box.w * marked->mm, box.h * marked->mm};
}

static void tick_draw(const Marked *marked, int at, gboolean is_across)
{
  double place = RULER_MM + at * marked->mm;
  g_autofree char *text = g_strdup_printf("%d", at);
  if (is_across) {
    bm_canvas_line(marked->canvas, place, RULER_MM - 1.5, place, RULER_MM, 0.2, BM_INK_GRAY);
    bm_canvas_text(marked->canvas, "PT Sans Narrow 6", text,
                   (BmPdfRect){place + 0.5, 1, 12, RULER_MM - 2}, BM_INK_BLACK);
  } else {
    bm_canvas_line(marked->canvas, RULER_MM - 1.5, place, RULER_MM, place, 0.2, BM_INK_GRAY);
    bm_canvas_text(marked->canvas, "PT Sans Narrow 6", text,
                   (BmPdfRect){0.3, place, RULER_MM - 0.3, 3}, BM_INK_BLACK);
  }
}

static void rulers_draw(const Marked *marked)
{
  for (int at = 0; at * marked->mm < marked->width; at += STEP_PX)
    tick_draw(marked, at, TRUE);
  for (int at = 0; at * marked->mm < marked->height; at += STEP_PX)
    tick_draw(marked, at, FALSE);
}

/* A mask's number stands in its upper left corner, a doubt's reason below its place. */
static void mark_draw(const Marked *marked, const BmMark *mark)
{
  BmPdfRect rect = rect_of(marked, mark->box);
  BmCanvasInk ink = mark->is_doubt ? BM_INK_RED : BM_INK_BLUE;
  bm_canvas_frame(marked->canvas, rect, mark->is_doubt ? 0.8 : 0.4, ink);
  if (mark->text == NULL)
    return;
  BmPdfRect label = {rect.x, rect.y, 7, LABEL_MM};
  if (mark->is_doubt) {
    double below = rect.y + rect.h, floor = RULER_MM + marked->height - LABEL_MM;
    label = (BmPdfRect){rect.x, MIN(below, floor),
                        MIN(MAX(rect.w, 90), RULER_MM + marked->width - rect.x), LABEL_MM};
  }
  bm_canvas_fill(marked->canvas, label, BM_INK_WHITE, 0.85);
  bm_canvas_text(marked->canvas, "PT Sans Bold 7", mark->text, label, ink);
}

/* Masks first, so that no number hides a doubt. */
static void marks_draw(const Marked *marked, const BmMark *marks, guint n)
{
  for (int pass = 0; pass < 2; pass++)
    for (guint i = 0; i < n; i++)
      if (marks[i].is_doubt == (pass == 1) && !bm_box_is_empty(marks[i].box))
        mark_draw(marked, &marks[i]);
}

static PIX *page_small(const char *path, double dpi, int *ret_w, int *ret_h, GError **error)
{
  g_autoptr(PIX) page = bm_page_read(path, error);
  if (page == NULL)
    return NULL;
  *ret_w = pixGetWidth(page);
  *ret_h = pixGetHeight(page);
  g_autoptr(PIX) deep = pixGetDepth(page) == 32 ? pixClone(page) : pixConvertTo8(page, FALSE);
  float factor = (float)MIN(MARKED_DPI / dpi, 1.0);
  PIX *small = deep == NULL     ? NULL
               : factor < 0.7F  ? pixScaleAreaMap(deep, factor, factor)
               : factor < 0.98F ? pixScale(deep, factor, factor)
                                : pixClone(deep);
  if (small == NULL)
    bm_fail(error, BM_ERROR_IO, "no_memory", "no room for a picture of a page");
  return small;
}

gboolean bm_marked_write(const char *page, double dpi, const BmMark *marks, guint n,
                         const char *out, GError **error)
{
  int w = 0, h = 0;
  g_autoptr(PIX) small = page_small(page, dpi, &w, &h, error);
  if (small == NULL)
    return FALSE;
  Marked marked = {NULL, BM_MM_PER_INCH / dpi, bm_mm(w, dpi), bm_mm(h, dpi)};
  g_autoptr(BmCanvas) canvas = bm_canvas_new(marked.width + RULER_MM + 1,
                                             marked.height + RULER_MM + 1, MARKED_DPI, error);
  if (canvas == NULL)
    return FALSE;
  marked.canvas = canvas;
  BmPdfRect whole = rect_of(&marked, (BmBox){0, 0, w, h});
  if (!bm_canvas_picture(canvas, small, whole, error))
    return FALSE;
  bm_canvas_frame(canvas, whole, 0.2, BM_INK_GRAY);
  rulers_draw(&marked);
  marks_draw(&marked, marks, n);
  return bm_canvas_write(canvas, out, error);
}
