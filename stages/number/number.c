/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The blind work number on every page of a work, as QR, as bars and in figures. */
#include "pipeline/stage.h"
#include "stages/number/imprint.h"
#include "stages/number/stamp.h"
#include "stages/shared/coderead.h"
#include "stages/shared/item.h"
#include "stages/shared/page.h"

#include <math.h>

/* a look for codes: modules of a QR are 2.5 pixels; copies of our stamps at 150 and 200 dpi,
 * bad ones too, were all read */
#define LOOK_DPI 100.0

static const BmParam params[] = {
    {"margin", BM_PARAM_REAL, "mm", 0, 5, 20, "расстояние от кода до края листа, не меньше",
     "least distance of a code from the edge of the sheet"},
    {"reach", BM_PARAM_REAL, "mm", 30, 40, 500,
     "код ставится не дальше этого от края листа; нет места — добавляется полоса бумаги",
     "a code stands within this distance of an edge of the sheet, else a strip is added"},
    {"clearance", BM_PARAM_REAL, "mm", 0.3, 2, 10,
     "расстояние от кода до любых записей, не меньше",
     "least distance of a code from any writing"},
    {0},
};

typedef struct Work {
  const char *id;
  char work_no[BM_WORKNO_SIZE];
  int round_tag;
} Work;

/* Pages that the work has by the context: a count, or a list of ids; -1 when it does not say.
 */
static int pages_expected(const json_t *work)
{
  const json_t *pages = json_object_get(work, "pages");
  if (json_is_array(pages))
    return (int)json_array_size(pages);
  return json_is_integer(pages) ? (int)json_integer_value(pages) : -1;
}

static gboolean work_from_job(BmJob *job, Work *ret, GError **error)
{
  const json_t *context = bm_job_context(job), *work = json_object_get(context, "work");
  const json_t *ordinal = json_object_get(work, "ordinal");
  json_int_t place = json_is_integer(ordinal) ? json_integer_value(ordinal) : -1;
  json_int_t tag = json_integer_value(json_object_get(context, "round_tag"));
  ret->id = json_string_value(json_object_get(work, "id"));
  if (ret->id == NULL || place < 0 || place >= BM_WORKNO_MOST || tag < 0 ||
      tag > BM_ROUND_TAG_MOST)
    return bm_fail(error, BM_ERROR_SETTING, "ticket_bad", "work has no usable id or ordinal");
  if (!bm_workno_make(bm_job_seed(job), (guint)place, ret->work_no))
    return bm_fail(error, BM_ERROR_SETTING, "ticket_bad", "the round has no seed");
  ret->round_tag = (int)tag;
  int n_pages = (int)bm_job_n_inputs(job), expected = pages_expected(work);
  if (n_pages > BM_CODE_PAGE_MOST)
    return bm_fail(error, BM_ERROR_INPUT, "work_too_long", "%d pages", n_pages);
  if (expected >= 0 && expected != n_pages)
    return bm_fail(error, BM_ERROR_INPUT, "work_pages_differ", "%d pages, expected %d", n_pages,
                   expected);
  return TRUE;
}

static int page_in_work(const BmItem *item)
{
  return (int)json_integer_value(bm_item_fact(item, "split", "page_in_work"));
}

static int by_page(gconstpointer p, gconstpointer q)
{
  int a = page_in_work(*(const BmItem *const *)p), b = page_in_work(*(const BmItem *const *)q);
  return (a > b) - (a < b);
}

/* Inputs in the order of the work; the stamps count the pages that are there. */
static GPtrArray *pages_in_order(BmJob *job, GError **error)
{
  g_autoptr(GPtrArray) pages = g_ptr_array_new();
  for (guint i = 0; i < bm_job_n_inputs(job); i++)
    g_ptr_array_add(pages, (gpointer)bm_job_input(job, i));
  g_ptr_array_sort(pages, by_page);
  for (guint i = 1; i < pages->len; i++)
    if (by_page(&pages->pdata[i - 1], &pages->pdata[i]) == 0 &&
        page_in_work(pages->pdata[i]) > 0) {
      bm_fail(error, BM_ERROR_INPUT, "work_pages_differ", "two pages claim one place");
      return NULL;
    }
  return g_steal_pointer(&pages);
}

static json_t *facts_of(const Work *work, int page_no, const BmImprint *print, double dpi)
{
  json_t *facts = json_pack("{s:s,s:i}", "work_no", work->work_no, "page", page_no);
  json_object_set_new(facts, "codes",
                      json_pack("[o,o]", bm_box_to_json(print->boxes[BM_SHAPE_QR], "qr"),
                                bm_box_to_json(print->boxes[BM_SHAPE_BARS], "bars")));
  json_object_set_new(facts, "added_mm",
                      json_pack("[f,f,f,f]", 0.0, 0.0, bm_mm(print->added_right, dpi),
                                bm_mm(print->added_bottom, dpi)));
  return facts;
}

static PIX *small_copy(PIX *page, double dpi)
{
  l_float32 scale = (l_float32)(LOOK_DPI / dpi);
  if (scale >= 1)
    return pixClone(page);
  if (pixGetDepth(page) == 1)
    return pixScaleToGray(page, scale);
  g_autoptr(PIX) gray = pixConvertTo8(page, FALSE);
  return gray == NULL ? NULL : pixScaleAreaMap(gray, scale, scale);
}

/* A page with a code of ours was handed out before, in this round or another, or is a separator
 * sheet that was taken for an answer. With two numbers it would be marked twice, and the old
 * number would tell who it is. */
static gboolean page_is_fresh(PIX *page, double dpi, GError **error)
{
  BmCodeReading reading;
  g_autoptr(PIX) copy = small_copy(page, dpi);
  if (copy == NULL)
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot look for earlier codes");
  if (bm_code_read(copy, (BmBox){0}, BM_CODE_QUICK, &reading) == BM_CODE_NOTHING)
    return TRUE;
  return bm_fail(error, BM_ERROR_INPUT, "page_stamped_before", "a page has a code of ours");
}

static gboolean number_page(BmJob *job, const Work *work, const BmItem *item, int page_no,
                            GError **error)
{
  if (item->path == NULL)
    return bm_fail(error, BM_ERROR_INPUT, "page_unreadable", "a page has no file");
  g_autoptr(PIX) page = bm_page_read(item->path, error);
  if (page == NULL)
    return FALSE;
  double dpi = bm_item_dpi(item, page);
  if (!page_is_fresh(page, dpi, error))
    return FALSE;
  /* a mask may be as white as paper */
  g_autoptr(GArray) masked = bm_item_boxes(item, "mask", "masks");
  BmImprintWish wish = {
      .code = {.kind = BM_CODE_PAGE, .round_tag = work->round_tag, .page = page_no},
      .dpi = dpi,
      .margin_mm = bm_job_param_real(job, "margin"),
      .reach_mm = bm_job_param_real(job, "reach"),
      .clearance_mm = bm_job_param_real(job, "clearance"),
      .taken = (const BmBox *)(gpointer)masked->data,
      .n_taken = masked->len,
  };
  g_strlcpy(wish.code.work_no, work->work_no, sizeof wish.code.work_no);
  g_autofree char *path = bm_job_scratch_path(job, "page.tif");
  BmImprint print;
  if (!bm_imprint(page, &wish, path, &print, error))
    return FALSE;
  bm_job_emit(job, item->id, path, facts_of(work, page_no, &print, dpi));
  return TRUE;
}

static BmOutcome run(BmJob *job, GError **error)
{
  GError *local = NULL;
  Work work;
  g_autoptr(GPtrArray) pages =
      work_from_job(job, &work, &local) ? pages_in_order(job, &local) : NULL;
  for (guint i = 0; pages != NULL && local == NULL && i < pages->len; i++)
    number_page(job, &work, pages->pdata[i], (int)i + 1, &local);
  if (local != NULL) {
    BmOutcome outcome = bm_outcome_of(local);
    g_propagate_error(error, local);
    return outcome;
  }
  bm_job_note(job, "work_no", json_pack("{s:s,s:s}", "work", work.id, "work_no", work.work_no));
  return BM_DONE;
}

const BmStage bm_stage_number = {
    .name = "number",
    .version = 2,
    .takes = "page.verified",
    .gives = "page.numbered",
    .gather = BM_PER_WORK,
    .deadline_s = 30,
    .params = params,
    .ready = bm_stamp_ready,
    .run = run,
};
