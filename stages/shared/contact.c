/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contact sheets: cells are measured, put on sheets, and drawn twice, as PNG and as PDF. */
#include "stages/shared/contact.h"

#include "stages/shared/canvas.h"
#include "stages/shared/hidden_ink.h"
#include "stages/shared/page.h"

#define PNG_DPI 200.0
#define PICTURE_DPI 300.0 /* of pictures in the PDF, on its paper */
#define GAMMA 0.6F        /* thin strokes pale when made small: darken them again */

#define EDGE_MM 9.0
#define HEAD_MM 16.0
#define HINT_MM 10.9 /* three lines of its print */
#define GAP_MM 3.0
#define PAD_MM 1.2
#define NUMBER_MM 10.0
#define CAPTION_MM 5.2
#define PAGE_WIDE_MM 23.0 /* the whole page, small */
#define PAGE_HIGH_MM 33.0
#define FOOT_MM 20.0      /* of the page */
#define FOOT_MOST_MM 50.0 /* a mask that begins higher is none of the foot */
#define ABOVE_MM 4.0      /* paper above a mask of the foot */
#define BETWEEN_MM 25.0   /* less than this between heading and foot is shown too */
#define RULER_MM 5.0
#define ACROSS_MM 3.0 /* the ruler above a crop */
#define TICK_MM 5     /* of the page */
#define NUMBERED_MM 10
#define SPREAD_MM 250.0 /* paper wider than this has a row of its own */
#define SCALE_MOST 0.45

#define BAND_LEAST_MM 45.0
#define BAND_MOST_MM 110.0
#define BELOW_MM 8.0      /* paper below a mask or the first row of answers */
#define NEXT_MASK_MM 15.0 /* a mask further down than this is none of the heading */

/* Lengths in mm on the contact sheet. */
typedef struct Cell {
  const BmContactPage *page;
  BmBox paper; /* pixels of the page file */
  double x, y, w, h;
  guint sheet;
  double scale; /* of the large crop */
  double band;  /* its height on the page, mm */
  double foot;  /* height of the strip of the foot on the page, mm; 0: the band shows it */
  PIX *band_pix, *foot_pix, *page_pix;
} Cell;

static void cell_clear(Cell *cell)
{
  pixDestroy(&cell->band_pix);
  pixDestroy(&cell->foot_pix);
  pixDestroy(&cell->page_pix);
}

/* --- measures */

static int by_y(gconstpointer p, gconstpointer q)
{
  const BmBox *a = p, *b = q;
  return a->y != b->y ? (a->y < b->y ? -1 : 1) : 0;
}

static double clamp_band(double mm)
{
  return CLAMP(mm, BAND_LEAST_MM, BAND_MOST_MM);
}

double bm_contact_band_mm(const BmContactPage *page)
{
  double band = BAND_LEAST_MM, top = bm_mm(page->paper.y, page->dpi);
  if (page->body_y >= 0)
    band = clamp_band(bm_mm(page->body_y, page->dpi) - top + BELOW_MM);
  if (page->masks == NULL)
    return band;
  g_autoptr(GArray) masks = g_array_copy(page->masks);
  g_array_sort(masks, by_y);
  for (guint i = 0; i < masks->len; i++) {
    BmBox box = g_array_index(masks, BmBox, i);
    if (bm_mm(box.y, page->dpi) - top > band + NEXT_MASK_MM)
      break;
    band = MAX(band, clamp_band(bm_mm(box.y + box.h, page->dpi) - top + BELOW_MM));
  }
  return band;
}

static gboolean paper_find(const BmContactPage *page, BmBox *ret_all, BmBox *ret_paper,
                           GError **error)
{
  l_int32 w = 0, h = 0;
  if (pixReadHeader(page->path, NULL, &w, &h, NULL, NULL, NULL) != 0)
    return bm_fail(error, BM_ERROR_INPUT, "page_unreadable", "page %u of a contact sheet",
                   page->number);
  *ret_all = (BmBox){0, 0, w, h};
  *ret_paper = bm_box_clip(page->paper, w, h);
  if (bm_box_is_empty(*ret_paper))
    *ret_paper = *ret_all;
  return TRUE;
}

gboolean bm_contact_place(const BmContactPage *page, const BmContactPlace *place, BmBox *ret,
                          GError **error)
{
  BmBox all, paper;
  if (!paper_find(page, &all, &paper, error))
    return FALSE;
  double end =
      place->to > 0 ? MIN(place->to, bm_mm(paper.h, page->dpi)) : bm_contact_band_mm(page);
  int top = paper.y + bm_px(place->from, page->dpi), bottom = paper.y + bm_px(end, page->dpi);
  int left = place->left > 0 ? paper.x + bm_px(place->left, page->dpi) : 0;
  int right = place->right > 0 ? paper.x + bm_px(place->right, page->dpi) : all.w;
  *ret = bm_box_clip((BmBox){left, top, right - left, bottom - top}, all.w, all.h);
  return (place->from > 0 && place->from < end && !bm_box_is_empty(*ret)) ||
         bm_fail(error, BM_ERROR_SETTING, "contact_place", "%u: %g–%.0f mm", page->number,
                 place->from, end);
}

/* Of the page: down from the highest mask that belongs to its foot. */
static double foot_mm(const Cell *cell, double paper_h)
{
  double foot = FOOT_MM, top = bm_mm(cell->paper.y, cell->page->dpi);
  for (guint i = 0; cell->page->masks != NULL && i < cell->page->masks->len; i++) {
    BmBox box = g_array_index(cell->page->masks, BmBox, i);
    double above = paper_h - (bm_mm(box.y, cell->page->dpi) - top) + ABOVE_MM;
    if (above <= FOOT_MOST_MM)
      foot = MAX(foot, above);
  }
  return foot;
}

/* The crop is at least as high as the small page beside it. */
static void cell_measure(Cell *cell, double width)
{
  double paper_w = bm_mm(cell->paper.w, cell->page->dpi);
  double paper_h = bm_mm(cell->paper.h, cell->page->dpi);
  double wide = width - 3 * PAD_MM - PAGE_WIDE_MM - RULER_MM;
  cell->w = width;
  cell->scale = MIN(wide / paper_w, SCALE_MOST);
  cell->foot = foot_mm(cell, paper_h);
  double strip = cell->foot * cell->scale + PAD_MM;
  cell->band = MAX(bm_contact_band_mm(cell->page), (PAGE_HIGH_MM - strip) / cell->scale);
  if (cell->band + cell->foot >= paper_h - BETWEEN_MM) {
    cell->band = paper_h;
    cell->foot = 0;
  }
  double high = cell->band * cell->scale + (cell->foot > 0 ? strip : 0);
  cell->h = CAPTION_MM + ACROSS_MM + MAX(high, PAGE_HIGH_MM) + PAD_MM;
}

/* Cells row by row; returns the number of sheets. */
static guint cells_place(GArray *cells)
{
  double whole = BM_PDF_A4_WIDTH - 2 * EDGE_MM, half = (whole - GAP_MM) / 2;
  double y = EDGE_MM + HEAD_MM, row = 0, x = EDGE_MM;
  guint sheet = 0;
  for (guint i = 0; i < cells->len; i++) {
    Cell *cell = &g_array_index(cells, Cell, i);
    gboolean is_spread = bm_mm(cell->paper.w, cell->page->dpi) > SPREAD_MM;
    cell_measure(cell, is_spread ? whole : half);
    if (x + cell->w > BM_PDF_A4_WIDTH - EDGE_MM + 0.1) {
      x = EDGE_MM;
      y += row + GAP_MM;
      row = 0;
    }
    double high = cell->h;
    const Cell *next = i + 1 < cells->len ? cell + 1 : NULL;
    if (next != NULL && x == EDGE_MM && !is_spread) { /* the row's other cell may be higher */
      Cell other = *next;
      cell_measure(&other, half);
      high = MAX(high, other.h);
    }
    if (y + high > BM_PDF_A4_HEIGHT - EDGE_MM && y > EDGE_MM + HEAD_MM && x == EDGE_MM) {
      y = EDGE_MM + HEAD_MM;
      sheet++;
    }
    cell->x = x;
    cell->y = y;
    cell->sheet = sheet;
    row = MAX(row, cell->h);
    x += cell->w + GAP_MM;
  }
  return cells->len > 0 ? sheet + 1 : 0;
}

/* --- pictures */

/* @box of @page so that 1 mm of the page becomes @scale mm of the sheet. */
static PIX *crop(PIX *page, double dpi, BmBox box, double scale)
{
  g_autoptr(BOX) cut = boxCreate(box.x, box.y, MAX(box.w, 1), MAX(box.h, 1));
  g_autoptr(PIX) part = pixClipRectangle(page, cut, NULL);
  if (part == NULL)
    return NULL;
  g_autoptr(PIX) deep = pixGetDepth(part) == 32 ? pixClone(part) : pixConvertTo8(part, FALSE);
  float factor = (float)(scale * PICTURE_DPI / dpi);
  g_autoptr(PIX) small = deep == NULL     ? NULL
                         : factor < 0.7F  ? pixScaleAreaMap(deep, factor, factor)
                         : factor < 0.98F ? pixScale(deep, factor, factor)
                                          : pixClone(deep);
  return small != NULL ? pixGammaTRC(NULL, small, GAMMA, 0, 255) : NULL;
}

/* The page as it would go out; where it hides writing, with bars. */
static PIX *page_read(const BmContactPage *page, GError **error)
{
  g_autoptr(PIX) out = bm_page_read(page->path, error);
  if (out == NULL || page->source == NULL || page->masks == NULL)
    return g_steal_pointer(&out);
  g_autoptr(PIX) source = bm_page_read(page->source, NULL);
  PIX *shown = source != NULL ? bm_hidden_ink_show(out, source, page->masks, page->dpi) : NULL;
  return shown != NULL ? shown : g_steal_pointer(&out);
}

static gboolean cell_read(Cell *cell, GError **error)
{
  double dpi = cell->page->dpi;
  g_autoptr(PIX) page = page_read(cell->page, error);
  if (page == NULL)
    return FALSE;
  BmBox all = {0, 0, pixGetWidth(page), pixGetHeight(page)}, band = cell->paper;
  band.h = MIN(band.h, bm_px(cell->band, dpi));
  cell->band_pix = crop(page, dpi, band, cell->scale);
  if (cell->foot > 0) {
    int high = MIN(cell->paper.h, bm_px(cell->foot, dpi));
    BmBox foot = {cell->paper.x, cell->paper.y + cell->paper.h - high, cell->paper.w, high};
    cell->foot_pix = crop(page, dpi, foot, cell->scale);
  }
  double fit = MIN(PAGE_WIDE_MM / bm_mm(all.w, dpi), PAGE_HIGH_MM / bm_mm(all.h, dpi));
  cell->page_pix = crop(page, dpi, all, fit);
  if (cell->band_pix == NULL || cell->page_pix == NULL ||
      (cell->foot > 0 && cell->foot_pix == NULL))
    return bm_fail(error, BM_ERROR_IO, "no_memory", "no room for a contact sheet");
  return TRUE;
}

/* --- drawing */

static BmPdfRect rect_of(PIX *pix, double x, double y)
{
  double mm = BM_MM_PER_INCH / PICTURE_DPI;
  return (BmPdfRect){x, y, pixGetWidth(pix) * mm, pixGetHeight(pix) * mm};
}

static BmPdfRect fit_in(PIX *pix, BmPdfRect rect)
{
  double k = MIN(rect.w / pixGetWidth(pix), rect.h / pixGetHeight(pix));
  return (BmPdfRect){rect.x, rect.y, pixGetWidth(pix) * k, pixGetHeight(pix) * k};
}

static gboolean framed_draw(BmCanvas *canvas, PIX *pix, BmPdfRect rect, GError **error)
{
  if (!bm_canvas_picture(canvas, pix, rect, error))
    return FALSE;
  bm_canvas_frame(canvas, rect, 0.15, BM_INK_GRAY);
  return TRUE;
}

static void caption_draw(BmCanvas *canvas, const Cell *cell)
{
  static const BmCanvasInk inks[] = {BM_INK_GRAY, BM_INK_BLUE, BM_INK_RED};
  BmCanvasInk ink = inks[cell->page->mark];
  g_autofree char *number = g_strdup_printf("%u", cell->page->number);
  BmPdfRect whole = {cell->x, cell->y, cell->w, cell->h};
  BmPdfRect left = {cell->x + PAD_MM, cell->y, NUMBER_MM, CAPTION_MM};
  BmPdfRect rest = {left.x + NUMBER_MM, cell->y, cell->w - NUMBER_MM - 2 * PAD_MM, CAPTION_MM};
  bm_canvas_frame(canvas, whole, cell->page->mark != BM_CONTACT_PLAIN ? 0.9 : 0.2, ink);
  bm_canvas_text(canvas, "PT Sans Bold 11", number, left, BM_INK_BLACK);
  bm_canvas_text(canvas, "PT Sans Narrow 6.5", cell->page->state, rest, ink);
}

/* Millimetres of the page beside a crop that begins at @top: "answers begin at 52". */
static void ruler_draw(BmCanvas *canvas, const Cell *cell, BmPdfRect crop, double top)
{
  for (int mm = ((int)top / TICK_MM + 1) * TICK_MM; (mm - top) * cell->scale < crop.h;
       mm += TICK_MM) {
    double y = crop.y + (mm - top) * cell->scale;
    gboolean is_numbered = mm % NUMBERED_MM == 0;
    bm_canvas_line(canvas, crop.x - (is_numbered ? 1.2 : 0.7), y, crop.x, y, 0.15, BM_INK_GRAY);
    if (!is_numbered)
      continue;
    g_autofree char *text = g_strdup_printf("%d", mm);
    bm_canvas_text(canvas, "PT Sans Narrow 6", text,
                   (BmPdfRect){crop.x - RULER_MM, y - 1.2, RULER_MM - 1.4, 2.4}, BM_INK_BLACK);
  }
}

/* The same from the paper's left edge, above a crop. */
static void across_draw(BmCanvas *canvas, const Cell *cell, BmPdfRect crop)
{
  for (int mm = TICK_MM; mm * cell->scale < crop.w; mm += TICK_MM) {
    double x = crop.x + mm * cell->scale;
    gboolean is_numbered = mm % (2 * NUMBERED_MM) == 0;
    bm_canvas_line(canvas, x, crop.y - (is_numbered ? 1.2 : 0.7), x, crop.y, 0.15, BM_INK_GRAY);
    if (!is_numbered)
      continue;
    g_autofree char *text = g_strdup_printf("%d", mm);
    bm_canvas_text(canvas, "PT Sans Narrow 6", text,
                   (BmPdfRect){x - 1.4, crop.y - ACROSS_MM - 0.4, RULER_MM, 2.4}, BM_INK_BLACK);
  }
}

static gboolean foot_draw(BmCanvas *canvas, const Cell *cell, BmPdfRect band, GError **error)
{
  if (cell->foot_pix == NULL)
    return TRUE;
  BmPdfRect foot = rect_of(cell->foot_pix, band.x, band.y + band.h + PAD_MM);
  ruler_draw(canvas, cell, foot, bm_mm(cell->paper.h, cell->page->dpi) - cell->foot);
  return framed_draw(canvas, cell->foot_pix, foot, error);
}

static gboolean cell_draw(BmCanvas *canvas, const Cell *cell, GError **error)
{
  double x = cell->x + PAD_MM + RULER_MM, y = cell->y + CAPTION_MM + ACROSS_MM;
  BmPdfRect band = rect_of(cell->band_pix, x, y);
  BmPdfRect page = {cell->x + cell->w - PAD_MM - PAGE_WIDE_MM, y, PAGE_WIDE_MM, PAGE_HIGH_MM};
  caption_draw(canvas, cell);
  ruler_draw(canvas, cell, band, 0);
  across_draw(canvas, cell, band);
  return foot_draw(canvas, cell, band, error) &&
         framed_draw(canvas, cell->band_pix, band, error) &&
         framed_draw(canvas, cell->page_pix, fit_in(cell->page_pix, page), error);
}

typedef struct Work {
  const BmContact *contact;
  GArray *cells;
  guint n_sheets;
  BmPdf *pdf;
} Work;

static void work_clear(Work *work)
{
  for (guint i = 0; i < work->cells->len; i++)
    cell_clear(&g_array_index(work->cells, Cell, i));
  g_clear_pointer(&work->cells, g_array_unref);
  g_clear_pointer(&work->pdf, bm_pdf_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Work, work_clear)

static gboolean sheet_draw(const Work *work, BmCanvas *canvas, guint sheet, GError **error)
{
  double width = BM_PDF_A4_WIDTH - 2 * EDGE_MM;
  g_autofree char *title =
      g_strdup_printf("%s · %u/%u", work->contact->title, sheet + 1, work->n_sheets);
  bm_canvas_text(canvas, "PT Sans Bold 13", title, (BmPdfRect){EDGE_MM, EDGE_MM - 2, width, 6},
                 BM_INK_BLACK);
  bm_canvas_text(canvas, "PT Sans 7.5", work->contact->hint,
                 (BmPdfRect){EDGE_MM, EDGE_MM + 4, width, HINT_MM}, BM_INK_BLACK);
  for (guint i = 0; i < work->cells->len; i++) {
    const Cell *cell = &g_array_index(work->cells, Cell, i);
    if (cell->sheet == sheet && !cell_draw(canvas, cell, error))
      return FALSE;
  }
  return TRUE;
}

/* A picture for the screen ends below its last cell. */
static double sheet_height(const Work *work, guint sheet)
{
  double bottom = EDGE_MM + HEAD_MM;
  for (guint i = 0; i < work->cells->len; i++) {
    const Cell *cell = &g_array_index(work->cells, Cell, i);
    if (cell->sheet == sheet)
      bottom = MAX(bottom, cell->y + cell->h);
  }
  return bottom + EDGE_MM;
}

static gboolean sheet_png(const Work *work, const char *stem, guint sheet, GError **error)
{
  g_autofree char *path = g_strdup_printf("%s-%u.png", stem, sheet + 1);
  g_autoptr(BmCanvas) canvas =
      bm_canvas_new(BM_PDF_A4_WIDTH, sheet_height(work, sheet), PNG_DPI, error);
  return canvas != NULL && sheet_draw(work, canvas, sheet, error) &&
         bm_canvas_write(canvas, path, error);
}

static gboolean sheet_pdf(const Work *work, guint sheet, GError **error)
{
  bm_pdf_page(work->pdf, BM_PDF_A4_WIDTH, BM_PDF_A4_HEIGHT);
  g_autoptr(BmCanvas) canvas = bm_canvas_on(work->pdf);
  return sheet_draw(work, canvas, sheet, error);
}

/* Only the pictures of one sheet are in memory at a time. */
static gboolean sheet_make(const Work *work, const char *stem, guint sheet, GError **error)
{
  gboolean ok = TRUE;
  for (guint i = 0; i < work->cells->len && ok; i++) {
    Cell *cell = &g_array_index(work->cells, Cell, i);
    ok = cell->sheet != sheet || cell_read(cell, error);
  }
  ok = ok && sheet_png(work, stem, sheet, error) && sheet_pdf(work, sheet, error);
  for (guint i = 0; i < work->cells->len; i++)
    cell_clear(&g_array_index(work->cells, Cell, i));
  return ok;
}

gboolean bm_contact_write(const BmContact *contact, const char *stem, guint *ret_n,
                          GError **error)
{
  g_auto(Work) work = {.contact = contact,
                       .cells = g_array_sized_new(FALSE, TRUE, sizeof(Cell), contact->n)};
  for (guint i = 0; i < contact->n; i++) {
    Cell cell = {.page = &contact->pages[i]};
    BmBox all;
    if (!paper_find(cell.page, &all, &cell.paper, error))
      return FALSE;
    g_array_append_val(work.cells, cell);
  }
  work.n_sheets = cells_place(work.cells);
  g_autofree char *path = g_strconcat(stem, ".pdf", NULL);
  work.pdf = bm_pdf_new(path, NULL, error);
  for (guint i = 0; work.pdf != NULL && i < work.n_sheets; i++)
    if (!sheet_make(&work, stem, i, error))
      return FALSE;
  if (work.pdf == NULL || !bm_pdf_finish(work.pdf, error))
    return FALSE;
  *ret_n = work.n_sheets;
  return TRUE;
}
