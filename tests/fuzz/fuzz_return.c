/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A filled score form in stage collect: the first byte says which part of the form that a
 * bundle had is foreign; 0: the whole file is (a CSV, another workbook, a scan). Rows come
 * only without faults, and then every score is one that the tasks allow.
 */
#include "tests/tools/folder.h"

#include "tests/tools/returned.h"

#include "tests/fuzz/fuzz.h"

static void rows_check(const json_t *facts)
{
  static const int maxima[] = {2, 3, 1, 12};
  size_t i, k;
  json_t *row, *score;
  g_assert(json_array_size(json_object_get(facts, "faults")) == 0 ||
           json_array_size(json_object_get(facts, "rows")) == 0);
  json_array_foreach (json_object_get(facts, "rows"), i, row)
    json_array_foreach (json_object_get(row, "scores"), k, score)
      if (json_is_integer(score))
        g_assert(k >= G_N_ELEMENTS(maxima) ||
                 (json_integer_value(score) >= 0 && json_integer_value(score) <= maxima[k]));
}

static void form_collect(const char *path, json_t *kits)
{
  g_autofree char *scratch = fuzz_path("scratch");
  g_mkdir(scratch, 0700);
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) ticket =
      json_pack("{s:s,s:s,s:s,s:{s:i},s:{s:O},s:[{s:s,s:s,s:{}}]}", "stage", "collect",
                "scratch", scratch, "seed", "5eed", "params", "entries", 1, "context", "kits",
                kits, "inputs", "id", "r000001", "path", path, "facts");
  g_autoptr(BmJob) job = bm_job_new(ticket, &error);
  BmOutcome outcome = bm_stage_collect.run(job, &error);
  g_assert((outcome == BM_DONE) == (error == NULL));
  g_autoptr(json_t) made = bm_job_outcome(job);
  json_t *emit = json_array_get(json_object_get(made, "emits"), 0);
  json_t *facts = json_object_get(emit, "facts"), *own = json_object_get(facts, "collect");
  if (outcome == BM_DONE)
    rows_check(own != NULL ? own : facts);
  bm_folder_remove(scratch);
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
  static GArray *parts;
  static json_t *kits;
  if (size < 1 || size > 1U << 18)
    return 0;
  if (parts == NULL) {
    folder = g_strdup(fuzz_folder());
    g_autofree char *form = returned_filled();
    parts = fuzz_parts_read(form);
    kits = returned_kits();
  }
  g_autofree char *path = fuzz_path("form");
  if (data[0] == 0)
    g_free(fuzz_file("form", data + 1, size - 1));
  else
    fuzz_parts_write(parts, (data[0] - 1U) % parts->len, data + 1, size - 1, path);
  form_collect(path, kits);
  return 0;
}
