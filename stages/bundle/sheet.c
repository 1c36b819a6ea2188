/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The score sheet on paper: pages, and what both styles have. */
#include "stages/bundle/sheet.h"

#include <string.h>

#include "stages/bundle/sheet_part.h"
#include "stages/shared/pagecode.h"
#include "stages/shared/scorecode.h"

#define TITLE_TOP 10.0
#define ALIAS_WIDTH 28.0
#define ALIAS_HEIGHT 19.0
#define CODE_QUIET 4   /* modules that bm_code_draw leaves around a QR */
#define CODE_CLEAR 3.5 /* mm from a code to other print */
#define FOOT_HEIGHT 13.0

static const BmPdfStyle small = {.face = BM_PDF_SANS, .size_pt = 8.5, .gray = 0.3};

BmSheetWish bm_sheet_wish(const char *word)
{
  if (g_strcmp0(word, "both") == 0)
    return BM_SHEET_BOTH;
  return g_strcmp0(word, "bubbles") == 0 ? BM_SHEET_BUBBLES : BM_SHEET_BOXES;
}

/* Dark modules one by one: sharp at any resolution of a printer. */
static void code_draw(BmPdf *pdf, PIX *code, BmPdfRect rect)
{
  double module = rect.w / BM_SCORECODE_MODULES;
  cairo_t *cr = bm_pdf_cairo(pdf);
  cairo_save(cr);
  cairo_scale(cr, 72.0 / 25.4, 72.0 / 25.4);
  cairo_set_source_rgb(cr, 0, 0, 0);
  for (int y = 0; y < BM_SCORECODE_MODULES; y++)
    for (int x = 0; x < BM_SCORECODE_MODULES; x++) {
      l_uint32 dark = 0;
      pixGetPixel(code, x + CODE_QUIET, y + CODE_QUIET, &dark);
      if (dark != 0)
        cairo_rectangle(cr, rect.x + x * module, rect.y + y * module, module, module);
    }
  cairo_fill(cr);
  cairo_restore(cr);
}

static gboolean codes_draw(const BmSheet *sheet, GError **error)
{
  BmScoreCode says = {.style = sheet->page->style,
                      .version = BM_SCOREPAPER_VERSION,
                      .class_index = sheet->page->class_index,
                      .page = sheet->page->page,
                      .layout = bm_scorepaper_digest(sheet->paper)};
  char payload[BM_SCORECODE_SIZE];
  g_strlcpy(says.bundle, sheet->kit->code, sizeof says.bundle);
  if (!bm_scorecode_format(&says, payload))
    return bm_fail(error, BM_ERROR_INPUT, "code_not_drawn", "sheet %u of '%s' has no code",
                   says.page, says.bundle);
  g_autoptr(PIX) code = bm_code_draw(BM_SHAPE_QR, payload, 1, 0, error);
  if (code == NULL)
    return FALSE;
  g_assert(pixGetWidth(code) == BM_SCORECODE_MODULES + 2 * CODE_QUIET);
  for (guint i = 0; i < BM_SCOREPAPER_CODES; i++)
    code_draw(sheet->pdf, code, bm_scorepaper_code(sheet->page, i));
  return TRUE;
}

static void marks_draw(const BmSheet *sheet)
{
  const BmScorePage *page = sheet->page;
  for (guint i = 0; i < BM_SCOREPAPER_ANCHORS; i++)
    bm_pdf_fill(sheet->pdf, bm_scorepaper_anchor(page, i), 0);
  for (guint i = 0; i < page->n_blocks; i++)
    for (guint row = 0; row < page->blocks[i].n_rows; row++)
      for (guint side = 0; side < 2; side++)
        bm_pdf_fill(sheet->pdf, bm_scorepaper_bar(page, &page->blocks[i], row, side), 0);
}

static void title_draw(const BmSheet *sheet, double width)
{
  const BmKit *kit = sheet->kit;
  double x = bm_scorepaper_left(sheet->page), y = TITLE_TOP;
  BmPdfStyle title = {.face = BM_PDF_SERIF, .size_pt = 16, .is_bold = TRUE};
  BmPdfStyle line = {.face = BM_PDF_SANS, .size_pt = 10};
  g_autofree char *what = bm_kit_line(kit, NULL);
  g_autofree char *who =
      g_strdup_printf("Проверяющий %s · комплект %s", kit->marker, kit->code);
  y += bm_pdf_text(sheet->pdf, &title, x, y, 0, "Ведомость баллов") + 0.3;
  y += bm_pdf_text_fit(sheet->pdf, &line, x, y, width, 5.2, kit->title) + 0.2;
  y += bm_pdf_text_fit(sheet->pdf, &line, x, y, width, 4.8, what) + 0.4;
  bm_pdf_text(sheet->pdf, &small, x, y, 0, who);
}

static void alias_draw(const BmSheet *sheet, BmPdfRect box)
{
  BmPdfStyle alias = {
      .face = BM_PDF_SANS, .size_pt = 24, .is_bold = TRUE, .align = BM_PDF_CENTER};
  BmPdfStyle under = small;
  under.align = BM_PDF_CENTER;
  bm_pdf_frame(sheet->pdf, box, 0.5, 0);
  bm_pdf_text_in(sheet->pdf, &under, (BmPdfRect){box.x, box.y + 1, box.w, 4.5}, "Класс");
  bm_pdf_text_in(sheet->pdf, &alias, (BmPdfRect){box.x + 2, box.y + 5.5, box.w - 4, 12.5},
                 sheet->class_group->alias);
}

gboolean bm_sheet_frame(const BmSheet *sheet, GError **error)
{
  BmPdfRect code = bm_scorepaper_code(sheet->page, 0);
  double alias_x = code.x - CODE_CLEAR - ALIAS_WIDTH;
  bm_pdf_page(sheet->pdf, sheet->page->width, sheet->page->height);
  marks_draw(sheet);
  title_draw(sheet, alias_x - 4 - bm_scorepaper_left(sheet->page));
  alias_draw(sheet, (BmPdfRect){alias_x, TITLE_TOP + 1, ALIAS_WIDTH, ALIAS_HEIGHT});
  return codes_draw(sheet, error);
}

void bm_sheet_foot(const BmSheet *sheet, const char *words)
{
  const BmScorePage *page = sheet->page;
  BmPdfRect beside = bm_scorepaper_code(page, 1);
  BmPdfStyle right = small;
  right.align = BM_PDF_RIGHT;
  double x = beside.x + beside.w + CODE_CLEAR, end = bm_scorepaper_right(page), y = beside.y;
  bm_pdf_text_fit(sheet->pdf, &small, x, y, end - x, FOOT_HEIGHT - 4, words);
  g_autofree char *code =
      g_strdup_printf("Комплект %s · класс %s", sheet->kit->code, sheet->class_group->alias);
  g_autofree char *pages = g_strdup_printf("Лист %u из %u", page->page, page->n_pages);
  y += FOOT_HEIGHT - 2;
  bm_pdf_line(sheet->pdf, x, y, end, y, 0.2, 0.6);
  bm_pdf_text(sheet->pdf, &small, x, y + 1, 0, code);
  bm_pdf_text(sheet->pdf, &right, end, y + 1, 0, pages);
}

/* All sheets of one style. */
static gboolean style_write(BmPdf *pdf, const BmKit *kit, BmScoreStyle style, GError **error)
{
  g_autofree int *maxima = g_new(int, kit->tasks->len);
  g_autofree guint *rows = g_new(guint, kit->classes->len);
  for (guint i = 0; i < kit->tasks->len; i++)
    maxima[i] = bm_kit_task(kit, i)->max;
  for (guint i = 0; i < kit->classes->len; i++)
    rows[i] = bm_kit_class(kit, i)->n;
  g_autoptr(BmScorePaper) paper =
      bm_scorepaper_new(style, maxima, kit->tasks->len, rows, kit->classes->len, error);
  if (paper == NULL)
    return FALSE;
  for (guint i = 0; i < paper->pages->len; i++) {
    const BmScorePage *page = &g_array_index(paper->pages, BmScorePage, i);
    BmSheet sheet = {pdf, kit, paper, page, bm_kit_class(kit, page->class_index)};
    if (!bm_sheet_frame(&sheet, error))
      return FALSE;
    if (style == BM_SCORE_BUBBLES)
      bm_sheet_bubbles(&sheet);
    else
      bm_sheet_boxes(&sheet);
  }
  return TRUE;
}

static gboolean has_bubbles(const BmKit *kit)
{
  for (guint i = 0; i < kit->tasks->len; i++)
    if (bm_kit_task(kit, i)->max > BM_SCOREPAPER_MAX)
      return FALSE;
  return TRUE;
}

gboolean bm_sheet_write(const BmKit *kit, BmSheetWish wish, const char *path, GError **error)
{
  g_autoptr(BmPdf) pdf = bm_pdf_new(path, "Ведомость баллов", error);
  if (pdf == NULL)
    return FALSE;
  gboolean is_bubbles = (wish & BM_SHEET_BUBBLES) != 0 && has_bubbles(kit);
  if (is_bubbles && !style_write(pdf, kit, BM_SCORE_BUBBLES, error))
    return FALSE;
  if ((!is_bubbles || (wish & BM_SHEET_BOXES) != 0) &&
      !style_write(pdf, kit, BM_SCORE_BOXES, error))
    return FALSE;
  return bm_pdf_finish(pdf, error);
}
