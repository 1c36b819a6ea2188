/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tesseract, one warmed handle for each process. */
#include "stages/shared/ocr.h"

#include <stdlib.h>
#include <tesseract/capi.h>

#include "stages/shared/ocr_memo.h"
#include "stages/shared/page.h"

#define PAD_MM                                                                                 \
  1.5 /* the reader wants paper around a line; without it first letters are lost               \
       */

static TessBaseAPI *reader;
static BmOcrFilter word_filter;
static gpointer word_filter_data;

static void reader_stop(void)
{
  bm_ocr_forget();
  TessBaseAPIEnd(reader);
  TessBaseAPIDelete(reader);
  reader = NULL;
}

gboolean bm_ocr_ready(GError **error)
{
  if (reader != NULL)
    return TRUE;
  TessBaseAPI *api = TessBaseAPICreate();
  if (TessBaseAPIInit3(api, NULL, "rus+eng") != 0) {
    TessBaseAPIDelete(api);
    return bm_fail(error, BM_ERROR_MODEL, "ocr_missing", "no OCR data for rus and eng");
  }
  TessBaseAPISetVariable(api, "debug_file", "/dev/null");
  TessBaseAPISetVariable(api, "tessedit_do_invert", "0");
  reader = api;
  atexit(reader_stop);
  return TRUE;
}

void bm_ocr_set_filter(BmOcrFilter filter, gpointer data)
{
  word_filter = filter;
  word_filter_data = data;
}

static void word_free(gpointer data)
{
  BmWord *word = data;
  g_free(word->text);
  g_free(word);
}

static PIX *line_cut(PIX *page, BmBox box, int pad)
{
  g_autoptr(BOX) cut = boxCreate(box.x, box.y, box.w, box.h);
  g_autoptr(PIX) inner = pixClipRectangle(page, cut, NULL);
  if (inner == NULL)
    return NULL;
  return pixAddBorder(inner, pad, pixGetDepth(inner) == 1 ? 0 : 255);
}

static void word_take(TessResultIterator *it, GPtrArray *words)
{
  const TessPageIterator *place = TessResultIteratorGetPageIteratorConst(it);
  int left, top, right, bottom;
  char *text = TessResultIteratorGetUTF8Text(it, RIL_WORD);
  if (text == NULL ||
      !TessPageIteratorBoundingBox(place, RIL_WORD, &left, &top, &right, &bottom)) {
    TessDeleteText(text);
    return;
  }
  BmWord *word = g_new0(BmWord, 1);
  word->text = g_strdup(text);
  TessDeleteText(text);
  word->box = (BmBox){left, top, right - left, bottom - top};
  word->trust = (int)TessResultIteratorConfidence(it, RIL_WORD);
  g_ptr_array_add(words, word);
}

/* Words of a picture as the reader gives them; NULL when it fails. */
static GPtrArray *words_read(PIX *cut, int dpi, TessPageSegMode mode)
{
  GPtrArray *words = NULL;
  TessBaseAPISetPageSegMode(reader, mode);
  TessBaseAPISetImage2(reader, cut);
  TessBaseAPISetSourceResolution(reader, dpi);
  if (TessBaseAPIRecognize(reader, NULL) == 0) {
    words = g_ptr_array_new_with_free_func(word_free);
    TessResultIterator *it = TessBaseAPIGetIterator(reader);
    if (it != NULL) {
      do
        word_take(it, words);
      while (TessResultIteratorNext(it, RIL_WORD));
      TessResultIteratorDelete(it);
    }
  }
  TessBaseAPIClear(reader);
  return words;
}

/* @read at its place on the page. */
static void words_place(const GPtrArray *read, int x, int y, GPtrArray *words)
{
  for (guint i = 0; i < read->len; i++) {
    const BmWord *from = read->pdata[i];
    BmWord *word = g_new0(BmWord, 1);
    *word = (BmWord){g_strdup(from->text), from->box, from->trust};
    word->box.x += x;
    word->box.y += y;
    if (word_filter != NULL)
      word_filter(word, word_filter_data);
    g_ptr_array_add(words, word);
  }
}

static GPtrArray *region_read(PIX *page, double dpi, BmBox box, TessPageSegMode mode,
                              GError **error)
{
  if (!bm_ocr_ready(error))
    return NULL;
  GPtrArray *words = g_ptr_array_new_with_free_func(word_free);
  int pad = bm_px(PAD_MM, dpi);
  box = bm_box_clip(box, pixGetWidth(page), pixGetHeight(page));
  g_autoptr(PIX) cut = bm_box_is_empty(box) ? NULL : line_cut(page, box, pad);
  if (cut == NULL)
    return words;
  BmOcrKey key = bm_ocr_key(cut, (int)dpi, (int)mode);
  const GPtrArray *known = bm_ocr_recall(&key);
  GPtrArray *read = known == NULL ? words_read(cut, (int)dpi, mode) : NULL;
  if (known != NULL || read != NULL)
    words_place(known != NULL ? known : read, box.x - pad, box.y - pad, words);
  if (read != NULL)
    bm_ocr_remember(&key, read);
  return words;
}

GPtrArray *bm_ocr_line(PIX *page, double dpi, BmBox box, GError **error)
{
  return region_read(page, dpi, box, PSM_SINGLE_LINE, error);
}

GPtrArray *bm_ocr_block(PIX *page, double dpi, BmBox box, GError **error)
{
  return region_read(page, dpi, box, PSM_SINGLE_BLOCK, error);
}
