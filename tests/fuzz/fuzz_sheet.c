/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The scan of a score sheet: a filled sheet with blots over it, five bytes each (place, size,
 * and whether ink is set, taken away or turned over), and a sheet of which bundle and page. Any
 * score that is read is one that its task allows.
 */
#include "tests/tools/score_kits.h"

#include "tests/fuzz/fuzz.h"

#define DPI 110.0

static void blot(PIX *page, const guint8 *at)
{
  int width = pixGetWidth(page), height = pixGetHeight(page);
  int x = at[0] * width / 256, y = at[1] * height / 256;
  int op = at[4] % 3 == 0 ? PIX_SET : at[4] % 3 == 1 ? PIX_CLR : PIX_NOT(PIX_DST);
  pixRasterop(page, x, y, at[2] / 2 + 1, at[3] / 2 + 1, op, NULL, 0, 0);
}

static PIX *sheet_pix(const BmScorePaper *paper)
{
  ScorePage page = paper->style == BM_SCORE_BUBBLES
                       ? score_sheet_filled(paper, 0, DPI)
                       : score_sheet_empty(paper, KIT_CODE, 0, DPI);
  return score_page_scan(&page, 1, 0);
}

static void page_read(PIX *page, const json_t *kits)
{
  char bundle[BM_BUNDLE_CODE_SIZE] = "";
  g_autoptr(GError) error = NULL;
  g_autoptr(BmPaperPage) read = bm_paper_read(page, kits, bundle, &error);
  g_assert((read == NULL) == (error != NULL));
  for (guint i = 0; read != NULL && i < read->marks->len; i++) {
    const BmPaperMark *mark = bm_paper_mark(read, i);
    int n = (int)bm_scorepaper_choices(read->paper, mark->task);
    g_assert(mark->value >= BM_PAPER_TEXT && mark->value < MAX(n, 100));
    g_assert(mark->confidence >= 0 && mark->confidence <= 1);
  }
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
  static PIX *drawn[2];
  static json_t *kits;
  if (size < 1 || size > 512)
    return 0;
  if (kits == NULL) {
    kits = score_kits();
    const json_t *kit = json_array_get(kits, 1);
    static const BmScoreStyle styles[] = {BM_SCORE_BUBBLES, BM_SCORE_BOXES};
    for (guint i = 0; i < G_N_ELEMENTS(drawn); i++) {
      g_autoptr(BmScorePaper) paper = score_kit_paper(kit, styles[i]);
      drawn[i] = sheet_pix(paper);
    }
  }
  g_autoptr(PIX) page = pixCopy(NULL, drawn[data[0] % 2]);
  for (size_t i = 1; i + 5 <= size; i += 5)
    blot(page, data + i);
  pixSetResolution(page, (int)DPI, (int)DPI);
  page_read(page, kits);
  return 0;
}
