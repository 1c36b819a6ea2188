/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A held page with its masks and doubts. */
#include "stages/shared/marked.h"

#include "stages/shared/canvas.h"
#include "stages/shared/page.h"

#define MARKED_DPI 110.0
#define RULER_MM 7.0
#define STEP_PX 250 /* between ticks of a ruler */
#define LABEL_MM 3.4
#define REASON_MM 95.0

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

/* Above the place, or within it at the right where a page begins with it: what stands below is
 * what a person wants to see. */
static BmPdfRect reason_place(const Marked *marked, BmPdfRect rect)
{
  double wide = MIN(REASON_MM, marked->width), right = RULER_MM + marked->width - wide;
  if (rect.y - LABEL_MM >= RULER_MM)
    return (BmPdfRect){MIN(rect.x, right), rect.y - LABEL_MM, wide, LABEL_MM};
  if (rect.h >= 2 * LABEL_MM)
    return (BmPdfRect){CLAMP(rect.x + rect.w - wide, RULER_MM, right), rect.y, wide, LABEL_MM};
  return (BmPdfRect){MIN(rect.x, right), rect.y + rect.h, wide, LABEL_MM};
}

static void label_draw(const Marked *marked, const BmMark *mark)
{
  BmPdfRect rect = rect_of(marked, mark->box);
  double digits = 1.6 * (double)g_utf8_strlen(mark->text, -1) + 1.2;
  BmPdfRect label = mark->is_doubt ? reason_place(marked, rect)
                                   : (BmPdfRect){rect.x, rect.y, digits, LABEL_MM};
  BmPdfRect words = {label.x + 0.6, label.y, label.w - 0.6, label.h};
  bm_canvas_fill(marked->canvas, label, BM_INK_WHITE, 0.9);
  bm_canvas_text(marked->canvas, "PT Sans Bold 7", mark->text, words,
                 mark->is_doubt ? BM_INK_RED : BM_INK_BLUE);
}

static void frame_draw(const Marked *marked, const BmMark *mark)
{
  bm_canvas_frame(marked->canvas, rect_of(marked, mark->box), mark->is_doubt ? 0.8 : 0.4,
                  mark->is_doubt ? BM_INK_RED : BM_INK_BLUE);
}

/* All frames below all labels. */
static void marks_draw(const Marked *marked, const BmMark *marks, guint n)
{
  for (guint i = 0; i < n; i++)
    if (!bm_box_is_empty(marks[i].box))
      frame_draw(marked, &marks[i]);
  for (guint i = 0; i < n; i++)
    if (!bm_box_is_empty(marks[i].box) && marks[i].text != NULL)
      label_draw(marked, &marks[i]);
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
