/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One PDF a work, in the folder of its class alias. */
#include "pipeline/fill.h"
#include "pipeline/stage.h"
#include "stages/shared/item.h"
#include "stages/shared/page.h"
#include "stages/shared/pdf.h"
#include "stages/sort/pagejpeg.h"
#include "stages/sort/proof.h"

#include <string.h>

#define ALIAS_MOST 32

static const BmParam params[] = {
    {"quality", BM_PARAM_INT, "", 50, 80, 95,
     "качество JPEG серых и цветных страниц, которые кодируются заново",
     "JPEG quality of gray and colour pages that are encoded anew"},
    {0},
};

typedef struct Work {
  const char *id, *work_no, *class_alias;
  json_t *originals; /* page id → intake's file, or NULL; borrowed */
  int round_tag;
  int quality;
} Work;

/* An alias becomes a folder name: letters, digits, "_" and "-" only. */
static gboolean alias_is_safe(const char *alias)
{
  if (alias == NULL || *alias == '\0' || strlen(alias) > ALIAS_MOST ||
      !g_utf8_validate(alias, -1, NULL))
    return FALSE;
  for (const char *p = alias; *p != '\0'; p = g_utf8_next_char(p))
    if (!g_unichar_isalnum(g_utf8_get_char(p)) && *p != '-' && *p != '_')
      return FALSE;
  return TRUE;
}

static gboolean work_from_job(BmJob *job, Work *ret, GError **error)
{
  const json_t *context = bm_job_context(job);
  json_t *work = json_object_get(context, "work");
  ret->id = json_string_value(json_object_get(work, "id"));
  ret->work_no = json_string_value(json_object_get(work, "work_no"));
  ret->class_alias = json_string_value(json_object_get(work, "class_alias"));
  ret->originals = json_object_get(work, "originals");
  ret->quality = (int)bm_job_param_int(job, "quality");
  if (ret->id == NULL || !bm_workno_is_valid(ret->work_no))
    return bm_fail(error, BM_ERROR_SETTING, "ticket_bad", "work has no id or number");
  if (!alias_is_safe(ret->class_alias))
    return bm_fail(error, BM_ERROR_INPUT, "work_class_unknown",
                   "the work's class has no alias");
  return TRUE;
}

static int stamped_page(const BmItem *item)
{
  return (int)json_integer_value(bm_item_fact(item, "number", "page"));
}

static int by_stamp(gconstpointer p, gconstpointer q)
{
  int a = stamped_page(*(const BmItem *const *)p), b = stamped_page(*(const BmItem *const *)q);
  return (a > b) - (a < b);
}

/* Inputs by the page numbers stamped on them, which must be 1, 2, 3 … of this very work. */
static GPtrArray *pages_in_order(BmJob *job, const Work *work, GError **error)
{
  g_autoptr(GPtrArray) pages = g_ptr_array_new();
  for (guint i = 0; i < bm_job_n_inputs(job); i++)
    g_ptr_array_add(pages, (gpointer)bm_job_input(job, i));
  g_ptr_array_sort(pages, by_stamp);
  for (guint i = 0; i < pages->len; i++) {
    const char *work_no = json_string_value(bm_item_fact(pages->pdata[i], "number", "work_no"));
    if (stamped_page(pages->pdata[i]) != (int)i + 1 || g_strcmp0(work_no, work->work_no) != 0) {
      bm_fail(error, BM_ERROR_INPUT, "work_pages_differ", "page %u of %u has another stamp",
              i + 1, pages->len);
      return NULL;
    }
  }
  return g_steal_pointer(&pages);
}

/* The scanner's own file, when the page was never turned, straightened or scaled. */
static const char *original_of(const Work *work, const BmItem *item)
{
  if (!json_is_true(bm_item_fact(item, "upright", "is_same")))
    return NULL;
  return json_string_value(json_object_get(work->originals, item->id));
}

static GByteArray *jpeg_of(const Work *work, const BmItem *item, PIX *page, GError **error)
{
  g_autoptr(GArray) masks = bm_item_boxes(item, "mask", "masks");
  g_autoptr(GArray) codes = bm_item_boxes(item, "number", "codes");
  BmPageJpeg wish = {
      .page = page,
      .original = original_of(work, item),
      .quality = work->quality,
      .masks = (const BmBox *)(gpointer)masks->data,
      .n_masks = masks->len,
      .code = {.kind = BM_CODE_PAGE, .round_tag = work->round_tag, .page = stamped_page(item)},
  };
  g_strlcpy(wish.code.work_no, work->work_no, sizeof wish.code.work_no);
  for (guint i = 0; i < MIN(codes->len, G_N_ELEMENTS(wish.codes)); i++)
    wish.codes[i] = g_array_index(codes, BmBox, i);
  return bm_page_jpeg(&wish, NULL, error);
}

/* The page's file as it goes into the PDF: bilevel as it is, else a JPEG. Caller frees. */
static char *file_for_pdf(BmJob *job, const Work *work, const BmItem *item, PIX *page,
                          GError **error)
{
  if (pixGetDepth(page) == 1)
    return g_strdup(item->path);
  g_autoptr(GByteArray) jpeg = jpeg_of(work, item, page, error);
  if (jpeg == NULL)
    return NULL;
  g_autofree char *path = bm_job_scratch_path(job, "page.jpg");
  if (!bm_file_fill(path, jpeg->data, jpeg->len)) {
    bm_fail(error, BM_ERROR_IO, "disk_write", "cannot write a page of a work");
    return NULL;
  }
  return g_steal_pointer(&path);
}

/* The file that went in is added to @files. */
static gboolean add_page(BmJob *job, const Work *work, const BmItem *item, BmPdf *pdf,
                         GPtrArray *files, GError **error)
{
  if (item->path == NULL)
    return bm_fail(error, BM_ERROR_INPUT, "page_unreadable", "a page has no file");
  g_autoptr(PIX) page = bm_page_read(item->path, error);
  if (page == NULL)
    return FALSE;
  double dpi = bm_item_dpi(item, page);
  char *path = file_for_pdf(job, work, item, page, error);
  if (path == NULL)
    return FALSE;
  g_ptr_array_add(files, path);
  BmPdfRect sheet = {0, 0, bm_mm(pixGetWidth(page), dpi), bm_mm(pixGetHeight(page), dpi)};
  bm_pdf_page(pdf, sheet.w, sheet.h);
  return bm_pdf_image(pdf, path, sheet, work->quality, error);
}

static gboolean write_pdf(BmJob *job, const Work *work, const GPtrArray *pages,
                          const char *path, GPtrArray *files, GError **error)
{
  g_autoptr(BmPdf) pdf = bm_pdf_new(path, NULL, error);
  if (pdf == NULL)
    return FALSE;
  for (guint i = 0; i < pages->len; i++)
    if (!add_page(job, work, pages->pdata[i], pdf, files, error))
      return FALSE;
  if (bm_pdf_n_pages(pdf) != pages->len)
    return bm_fail(error, BM_ERROR_INPUT, "work_pages_differ", "%u pages of %u in the PDF",
                   bm_pdf_n_pages(pdf), pages->len);
  return bm_pdf_finish(pdf, error);
}

static void publish(BmJob *job, const Work *work, const GPtrArray *pages, const char *path)
{
  g_autofree char *place =
      g_strdup_printf("sorted/%s/%s.pdf", work->class_alias, work->work_no);
  g_autofree char *digest = bm_page_digest(path);
  json_t *ids = json_array();
  for (guint i = 0; i < pages->len; i++)
    json_array_append_new(ids, json_string(((const BmItem *)pages->pdata[i])->id));
  bm_job_publish(job, work->id, path, place,
                 json_pack("{s:s,s:o,s:s}", "place", place, "pages", ids, "digest", digest));
}

static gboolean sort_work(BmJob *job, GError **error)
{
  Work work = {0};
  if (!work_from_job(job, &work, error))
    return FALSE;
  work.round_tag = (int)json_integer_value(json_object_get(bm_job_context(job), "round_tag"));
  g_autoptr(GPtrArray) pages = pages_in_order(job, &work, error);
  if (pages == NULL)
    return FALSE;
  g_autofree char *path = bm_job_scratch_path(job, "work.pdf");
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
  if (!write_pdf(job, &work, pages, path, files, error) || !bm_sort_proof(path, files, error))
    return FALSE;
  publish(job, &work, pages, path);
  return TRUE;
}

static BmOutcome run(BmJob *job, GError **error)
{
  GError *local = NULL;
  if (sort_work(job, &local))
    return BM_DONE;
  BmOutcome outcome = bm_outcome_of(local);
  g_propagate_error(error, local);
  return outcome;
}

const BmStage bm_stage_sort = {
    .name = "sort",
    .version = 1,
    .takes = "page.numbered",
    .gives = "work.sorted",
    .gather = BM_PER_WORK,
    .deadline_s = 30,
    .params = params,
    .run = run,
};
