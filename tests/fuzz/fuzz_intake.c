/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file of the inbox: the gate "is it whole", and its pages. Built once a format
 * (BM_FUZZ_FORMAT), so that each has a corpus of its own. The limits are small, so that a run
 * is short; what they hold back is the flow test's.
 */
#include <fcntl.h>
#include <unistd.h>

#include "pipeline/autoptr.h"
#include "pipeline/reason.h"
#include "pipeline/stage.h"
#include "stages/intake/sniff.h"
#include "stages/intake/whole.h"
#include "stages/shared/page.h"
#include "tests/fuzz/fuzz.h"

#define MOST_BYTES (256U << 10)
#define MOST_PX 1e6

extern const BmStage bm_stage_intake;

static void gate_ask(const char *path)
{
  g_autofree char *why = NULL;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  g_assert(fd >= 0);
  BmWhole whole = bm_file_is_whole(fd, &why);
  g_assert((whole == BM_WHOLE_YES) == (why == NULL));
  close(fd);
}

/* What intake hands on is a page that the next stage can read, and within the limits. */
static void pages_check(const json_t *outcome)
{
  size_t i;
  json_t *emit;
  json_array_foreach (json_object_get(outcome, "emits"), i, emit) {
    const char *file = json_string_value(json_object_get(emit, "file"));
    g_autoptr(GError) error = NULL;
    g_autoptr(PIX) page = bm_page_read(file, &error);
    g_assert_no_error(error);
    g_assert((double)pixGetWidth(page) * pixGetHeight(page) <= MOST_PX);
    g_unlink(file);
  }
}

static void file_explode(const char *path, const char *scratch)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) ticket =
      json_pack("{s:s,s:s,s:s,s:{s:f,s:f,s:f,s:i,s:i},s:{},s:[{s:s,s:s,s:{}}]}", "stage",
                "intake", "scratch", scratch, "seed", "00", "params", "max_pixels_mp",
                MOST_PX / 1e6, "max_total_mp", 3.0, "page_s", 60.0, "max_pages", 40,
                "max_file_mb", 1, "context", "inputs", "id", "f000007", "path", path, "facts");
  g_autoptr(BmJob) job = bm_job_new(ticket, &error);
  BmOutcome outcome = bm_stage_intake.run(job, &error);
  g_assert((outcome == BM_DONE) == (error == NULL));
  g_autoptr(json_t) made = bm_job_outcome(job);
  if (outcome == BM_DONE) {
    pages_check(made);
    return;
  }
  g_autofree char *reason = bm_error_reason(error);
  g_assert_cmpstr(bm_reason_text(reason), !=, reason); /* it is a reason that people are told */
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
  const char *reason = NULL;
  if (size == 0 || size > MOST_BYTES ||
      bm_sniff(data, MIN(size, BM_SNIFF_SIZE), &reason) != BM_FUZZ_FORMAT)
    return 0;
  g_autofree char *path = fuzz_file("input", data, size);
  g_autofree char *scratch = fuzz_path("scratch");
  g_mkdir(scratch, 0700);
  gate_ask(path);
  file_explode(path, scratch);
  bm_folder_remove(scratch);
  return 0;
}
