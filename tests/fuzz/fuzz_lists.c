/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Single files of a procedure: the first byte says which one is foreign, the others are those
 * of samples/round. */
#include "pipeline/procedure.h"
#include "pipeline/reason.h"
#include "tests/fuzz/fuzz.h"

static const char *const names[] = {"assessment.json",  "roster.csv",  "teachers.csv",
                                    "participants.csv", "control.csv", "earlier.csv"};

static void folder_make(guint foreign, const guint8 *data, size_t size)
{
  g_autofree char *folder = fuzz_path("procedure");
  g_mkdir(folder, 0700);
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *own =
        g_build_filename(BM_SOURCE_DIR, "samples", "round", "procedure", names[i], NULL);
    g_autofree char *path = g_build_filename(folder, names[i], NULL);
    if (i == foreign)
      g_assert(g_file_set_contents(path, (const char *)data, (gssize)size, NULL));
    else if (g_file_test(own, G_FILE_TEST_EXISTS))
      fuzz_copy(own, path);
    else
      g_unlink(path);
  }
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
  if (size < 1 || size > 65536)
    return 0;
  folder_make(data[0] % G_N_ELEMENTS(names), data + 1, size - 1);
  g_autofree char *folder = fuzz_path("procedure");
  g_autoptr(GError) error = NULL;
  g_autoptr(BmProcedure) procedure = bm_procedure_load(folder, &error);
  g_assert((procedure == NULL) == (error != NULL));
  if (procedure != NULL)
    json_decref(bm_procedure_batch(procedure, "119014/9А/scan-0412.pdf"));
  return 0;
}
