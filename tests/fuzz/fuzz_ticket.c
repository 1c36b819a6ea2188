/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A ticket of the spool: refused, or a job whose inputs have ids. */
#include "pipeline/autoptr.h"
#include "pipeline/job.h"
#include "pipeline/spool.h"
#include "tests/fuzz/fuzz.h"

static void ticket_take(const json_t *ticket)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BmJob) job = bm_job_new(ticket, &error);
  g_assert((job == NULL) == (error != NULL));
  if (job == NULL)
    return;
  for (guint i = 0; i < bm_job_n_inputs(job); i++) {
    const BmItem *item = bm_job_input(job, i);
    g_assert(item->id != NULL && item->id[0] != '\0');
    bm_item_fact(item, "upright", "dpi");
  }
  bm_job_context(job);
  g_autoptr(json_t) outcome = bm_job_outcome(job);
  g_assert(outcome != NULL);
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
  static gboolean is_made;
  if (size > 65536)
    return 0;
  if (!is_made)
    g_assert(bm_spool_prepare(fuzz_folder(), NULL));
  is_made = TRUE;
  g_free(fuzz_file("spool/mask/in/f000001.p0001.json", data, size));
  g_autoptr(json_t) ticket = NULL;
  bm_spool_claim(fuzz_folder(), "mask", "f000001.p0001", &ticket, NULL);
  ticket_take(ticket);
  bm_spool_done(fuzz_folder(), "mask", "f000001.p0001");
  return 0;
}
