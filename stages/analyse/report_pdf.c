/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report as PDF: A4 landscape, tables over pages, four plots a page. */
#include "stages/analyse/report.h"
#include "stages/analyse/report_part.h"
#include "stages/shared/pdf.h"

#define WIDTH BM_PDF_A4_HEIGHT
#define HEIGHT BM_PDF_A4_WIDTH
#define MARGIN 12.0
#define BOTTOM (HEIGHT - 14.0)
#define PT_PER_MM (72.0 / 25.4)
#define PLOT_SCALE 0.76
#define PLOT_HIGH 91.0 /* with its title and caption, mm */
#define PLOT_WIDE 138.0

static const BmPdfStyle title_style = {.size_pt = 20, .is_bold = TRUE};
static const BmPdfStyle head_style = {.size_pt = 13, .is_bold = TRUE};
static const BmPdfStyle text_style = {.size_pt = 10.5, .leading = 1.1};
static const BmPdfStyle note_style = {.size_pt = 8.5, .gray = 0.35};
static const BmPdfStyle plot_style = {.size_pt = 10.5, .is_bold = TRUE};
static const BmPdfStyle foot_style = {.size_pt = 8, .gray = 0.35, .align = BM_PDF_RIGHT};

void bm_flow_page(BmFlow *flow)
{
  bm_pdf_page(flow->pdf, WIDTH, HEIGHT);
  flow->y = MARGIN;
  g_autofree char *number = g_strdup_printf("%u", bm_pdf_n_pages(flow->pdf));
  bm_pdf_text(flow->pdf, &foot_style, WIDTH - MARGIN, HEIGHT - 10, 0, number);
}

gboolean bm_flow_room(BmFlow *flow, double height)
{
  if (flow->y + height <= BOTTOM)
    return FALSE;
  bm_flow_page(flow);
  return TRUE;
}

static void paragraph(BmFlow *flow, const BmPdfStyle *style, const char *text, double after)
{
  double height = 0;
  bm_pdf_text_size(flow->pdf, style, BM_FLOW_WIDTH, text, NULL, &height);
  bm_flow_room(flow, height);
  flow->y += bm_pdf_text(flow->pdf, style, BM_FLOW_LEFT, flow->y, BM_FLOW_WIDTH, text) + after;
}

static void front(BmFlow *flow, const BmReport *report)
{
  bm_flow_page(flow);
  paragraph(flow, &title_style, report->heading, 2);
  if (report->title != NULL && report->title[0] != '\0')
    paragraph(flow, &text_style, report->title, 2);
  for (const char *const *line = report->preface; *line != NULL; line++)
    paragraph(flow, &text_style, *line, 1.5);
  flow->y += 3;
}

static void section(BmFlow *flow, const BmReport *report, const BmSection *what)
{
  const json_t *table = json_object_get(report->tables, what->table);
  const char *note = json_string_value(json_object_get(table, "note"));
  gboolean is_empty = json_array_size(json_object_get(table, "rows")) == 0;
  if (is_empty && what->empty == NULL)
    return;
  if (what->is_annex)
    bm_flow_page(flow);
  else
    bm_flow_room(flow, 40); /* a heading stands with the first rows of its table */
  paragraph(flow, &head_style, json_string_value(json_object_get(table, "title")), 0.5);
  if (note != NULL)
    paragraph(flow, &note_style, note, 1);
  if (is_empty)
    paragraph(flow, &text_style, what->empty, 0);
  else
    bm_flow_table(flow, table);
  flow->y += 6;
}

static void plot_put(BmFlow *flow, const BmFindings *findings, const BmPlot *plot, double x,
                     double y)
{
  cairo_t *cr = bm_pdf_cairo(flow->pdf);
  g_autofree char *title = bm_plot_title(findings, plot);
  bm_pdf_text(flow->pdf, &plot_style, x, y, 0, title);
  cairo_save(cr);
  cairo_translate(cr, x * PT_PER_MM, (y + 5) * PT_PER_MM);
  cairo_scale(cr, PLOT_SCALE, PLOT_SCALE);
  bm_plot_draw(findings, plot, cr);
  cairo_restore(cr);
  bm_pdf_text(flow->pdf, &note_style, x, y + 80, PLOT_WIDE - 8,
              bm_plot_caption(findings, plot));
}

static void plots(BmFlow *flow, const BmReport *report)
{
  g_autoptr(GArray) all = bm_plots_of(report->findings);
  for (guint i = 0; i < all->len; i++) {
    if (i % 4 == 0)
      bm_flow_page(flow);
    double x = BM_FLOW_LEFT + i % 2 * PLOT_WIDE, y = MARGIN + i % 4 / 2 * PLOT_HIGH;
    plot_put(flow, report->findings, &g_array_index(all, BmPlot, i), x, y);
  }
  bm_flow_page(flow);
}

gboolean bm_report_pdf(const BmReport *report, const char *path, GError **error)
{
  g_autoptr(BmPdf) pdf = bm_pdf_new(path, report->heading, error);
  if (pdf == NULL)
    return FALSE;
  BmFlow flow = {.pdf = pdf};
  front(&flow, report);
  for (guint i = 0; i < report->n_sections; i++) {
    if (report->findings != NULL && g_strcmp0(report->sections[i].table, "totals") == 0)
      plots(&flow, report);
    section(&flow, report, &report->sections[i]);
  }
  return bm_pdf_finish(pdf, error);
}
