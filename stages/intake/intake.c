/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intake: an inbox file to page images.
 *
 * Only the children are emitted; the file itself is settled by having them. A page that cannot
 * be decoded is still a page: it is rejected by number, and a page of which a part is lost is
 * held.
 */
#include "pipeline/stage.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/bound.h"
#include "stages/intake/parts.h"
#include "stages/intake/sniff.h"

#define MEGA 1e6
#define HUGE_PX 40e6 /* A4 at 600 dpi has 35 */

/* 120 Mpx is A3 at 600 dpi with room to spare; colour takes 4 bytes a pixel, and Leptonica
 * makes no image of 2 GB, hence the upper end. */
static const BmParam params[] = {
    {"max_pixels_mp", BM_PARAM_REAL, "Mpx", 1, 120, 500, "самая большая страница",
     "largest page"},
    {"max_total_mp", BM_PARAM_REAL, "Mpx", 1, 30000, 1000000,
     "все страницы одного файла вместе", "all pages of one file together"},
    {"max_pages", BM_PARAM_INT, "", 1, 2000, 60000, "страниц в одном файле",
     "pages in one file"},
    {"page_s", BM_PARAM_REAL, "s", 1, 60, 3600,
     "столько секунд процессора на одну страницу; дольше рисуют только испорченные файлы",
     "so many seconds of a processor for one page; only spoilt files take longer"},
    {"max_file_mb", BM_PARAM_INT, "MB", 1, 2048, 65536, "самый большой файл", "largest file"},
    {0},
};

static int file_open(const char *path, gint64 max_bytes, guint64 *ret_size, GError **error)
{
  int fd = path != NULL ? open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK) : -1;
  struct stat st;
  if (fd < 0 || fstat(fd, &st) != 0) {
    bm_fail(error, BM_ERROR_IO, "file_unopened", "cannot open the input: %s",
            g_strerror(errno));
  } else if (!S_ISREG(st.st_mode)) {
    bm_fail(error, BM_ERROR_INPUT, "format_unknown", "the input is no regular file");
  } else if (st.st_size == 0) {
    bm_fail(error, BM_ERROR_INPUT, "file_empty", "the input has no bytes");
  } else if (st.st_size > max_bytes) {
    bm_fail(error, BM_ERROR_INPUT, "file_too_large",
            "the input has %" G_GOFFSET_FORMAT " bytes", (goffset)st.st_size);
  } else {
    *ret_size = (guint64)st.st_size;
    return fd;
  }
  if (fd >= 0)
    close(fd);
  return -1;
}

void bm_intake_step(const BmIntake *in)
{
  bm_bound_set(in->page_s, "file_too_slow");
}

static gboolean explode(BmIntake *in, int fd, GBytes *bytes, GError **error)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data(bytes, &size);
  const char *reason = NULL;
  BmFormat format = bm_sniff(data, MIN(size, BM_SNIFF_SIZE), &reason);
  in->format = bm_format_name(format);
  switch (format) {
  case BM_FORMAT_TIFF:
    return bm_tiff_explode(in, fd, data, size, error);
  case BM_FORMAT_PDF:
    return bm_pdfin_explode(in, bytes, error);
  case BM_FORMAT_JPEG:
    return bm_jpeg_explode(in, data, size, error);
  case BM_FORMAT_PNG:
    return bm_png_explode(in, data, size, error);
  default:
    return bm_fail(error, BM_ERROR_INPUT, reason, "the input is no scan");
  }
}

static gboolean file_explode(BmIntake *in, const char *path, GError **error)
{
  guint64 size = 0;
  gint64 max_bytes = bm_job_param_int(in->job, "max_file_mb") << 20;
  int fd = file_open(path, max_bytes, &size, error);
  if (fd < 0)
    return FALSE;
  /* the claimed file is ours: nobody shortens it while it is mapped */
  g_autoptr(GMappedFile) map = g_mapped_file_new_from_fd(fd, FALSE, NULL);
  gboolean is_done;
  if (map == NULL) {
    is_done = bm_fail(error, BM_ERROR_IO, "file_unopened", "cannot map the input");
  } else {
    g_autoptr(GBytes) bytes = g_mapped_file_get_bytes(map);
    is_done = explode(in, fd, bytes, error);
  }
  close(fd);
  return is_done;
}

/* Children handed over make the file handled; without one the file itself has to be told of. */
static gboolean some_page_came(const BmIntake *in, GError **error)
{
  if (in->n_emitted > 0)
    return TRUE;
  return bm_fail(error, BM_ERROR_INPUT,
                 in->last_reason != NULL ? in->last_reason : "file_damaged",
                 "none of %u pages can be decoded", in->n_pages);
}

/* A worker's memory is what it is: a huge page that does not fit now never will. */
static void shortage_explain(const BmIntake *in, GError **error)
{
  g_autofree char *reason = *error != NULL ? bm_error_reason(*error) : NULL;
  if (g_strcmp0(reason, "no_memory") != 0 || in->asked_px < HUGE_PX)
    return;
  g_clear_error(error);
  bm_fail(error, BM_ERROR_INPUT, "page_too_large", "no room for %.0f megapixels",
          in->asked_px / MEGA);
}

static BmOutcome run(BmJob *job, GError **error)
{
  for (guint i = 0; i < bm_job_n_inputs(job); i++) {
    const BmItem *item = bm_job_input(job, i);
    BmIntake in = {.job = job,
                   .file_id = item->id,
                   .max_page_px = bm_job_param_real(job, "max_pixels_mp") * MEGA,
                   .max_total_px = bm_job_param_real(job, "max_total_mp") * MEGA,
                   .page_s = bm_job_param_real(job, "page_s"),
                   .max_pages = (guint)bm_job_param_int(job, "max_pages")};
    g_autoptr(GError) failure = NULL;
    bm_intake_step(&in);
    gboolean is_done = file_explode(&in, item->path, &failure) && some_page_came(&in, &failure);
    bm_bound_set(0, NULL);
    shortage_explain(&in, &failure);
    g_free(in.last_reason);
    if (!is_done) {
      gboolean is_input = g_error_matches(failure, BM_ERROR, BM_ERROR_INPUT);
      g_propagate_error(error, g_steal_pointer(&failure));
      return is_input ? BM_PARK : BM_RETRY;
    }
  }
  return BM_DONE;
}

const BmStage bm_stage_intake = {
    .name = "intake",
    .version = 1,
    .takes = "file",
    .gives = "page.raw",
    .gather = BM_EACH,
    .deadline_s = 900,
    .params = params,
    .run = run,
};
