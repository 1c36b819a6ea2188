/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scores in dispute. */
#include "stages/bundle/dispute.h"

#include "pipeline/score.h"
#include "stages/bundle/front.h"

#define LEFT 22.0
#define RIGHT 190.0
#define TOP 20.0
#define BOTTOM 272.0
#define ROW 7.0

static const double columns[] = {LEFT, LEFT + 42, LEFT + 84, LEFT + 112, LEFT + 140, RIGHT};
static const BmPdfStyle cell = {.face = BM_PDF_SANS, .size_pt = 11, .align = BM_PDF_CENTER};
static const BmPdfStyle number = {.face = BM_PDF_MONO, .size_pt = 11, .align = BM_PDF_CENTER};
static const BmPdfStyle head = {
    .face = BM_PDF_SANS, .size_pt = 9, .is_bold = TRUE, .align = BM_PDF_CENTER};

static BmPdfRect rect_of(guint column, double y)
{
  return (BmPdfRect){columns[column], y, columns[column + 1] - columns[column], ROW};
}

static double page_begin(BmPdf *pdf, const BmKit *kit, gboolean is_first)
{
  static const char *const heads[] = {"№ работы", "Задание", "Макс.", "1-й эксперт",
                                      "2-й эксперт"};
  static const BmPdfStyle title = {.face = BM_PDF_SANS, .size_pt = 12, .is_bold = TRUE};
  static const BmPdfStyle body = {.face = BM_PDF_SANS, .size_pt = 10.5, .leading = 1.12};
  double y = TOP;
  bm_front_page(pdf);
  bm_front_foot(pdf, kit);
  y += bm_pdf_text(pdf, &title, LEFT, y, 0,
                   is_first ? "Третья проверка: баллы, по которым эксперты разошлись"
                            : "Третья проверка (продолжение)") +
       2;
  if (is_first)
    y += bm_pdf_text(pdf, &body, LEFT, y, RIGHT - LEFT,
                     "Ваше решение по этим заданиям окончательное. Остальные задания этих "
                     "работ оценены, их баллы вносить не нужно.") +
         3;
  bm_pdf_fill(pdf, (BmPdfRect){LEFT, y, RIGHT - LEFT, ROW}, 0.92);
  for (guint i = 0; i < G_N_ELEMENTS(heads); i++)
    bm_pdf_text_in(pdf, &head, rect_of(i, y), heads[i]);
  return y + ROW;
}

static char *score_text(const json_t *json)
{
  int score = bm_score_of(json);
  return score >= 0 ? g_strdup_printf("%d", score)
                    : g_strdup(score == BM_SCORE_NOT_ATTEMPTED ? "Х" : "–");
}

static char *most_text(const BmKit *kit, const char *task)
{
  for (guint i = 0; i < kit->tasks->len; i++)
    if (g_strcmp0(bm_kit_task(kit, i)->id, task) == 0)
      return g_strdup_printf("%d", bm_kit_task(kit, i)->max);
  return g_strdup("");
}

static void row_draw(BmPdf *pdf, const BmKit *kit, double y, const BmKitWork *work, size_t at)
{
  const json_t *dispute = json_object_get(kit->disputes, work->work_no);
  const json_t *scores = json_object_get(dispute, "scores");
  const char *task =
      json_string_value(json_array_get(json_object_get(dispute, "disputed"), at));
  g_autofree char *most = most_text(kit, task);
  g_autofree char *first = score_text(json_array_get(json_array_get(scores, 0), at));
  g_autofree char *second = score_text(json_array_get(json_array_get(scores, 1), at));
  const char *const texts[] = {task != NULL ? task : "", most, first, second};
  if (at == 0)
    bm_pdf_text_in(pdf, &number, rect_of(0, y), work->work_no);
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
    bm_pdf_text_in(pdf, &cell, rect_of(i + 1, y), texts[i]);
  bm_pdf_line(pdf, at == 0 ? LEFT : columns[1], y, RIGHT, y, 0.15, 0.5);
}

void bm_dispute_draw(BmPdf *pdf, const BmKit *kit)
{
  double y = BOTTOM + ROW;
  gboolean is_first = TRUE;
  for (guint i = 0; i < kit->works->len; i++) {
    const BmKitWork *work = bm_kit_work(kit, i);
    const json_t *dispute = json_object_get(kit->disputes, work->work_no);
    for (size_t k = 0; k < json_array_size(json_object_get(dispute, "disputed")); k++) {
      if (y + ROW > BOTTOM) {
        y = page_begin(pdf, kit, is_first);
        is_first = FALSE;
      }
      row_draw(pdf, kit, y, work, k);
      y += ROW;
    }
  }
}
