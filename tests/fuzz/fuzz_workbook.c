/* SPDX-License-Identifier: GPL-3.0-or-later */
/* procedure.xlsx: the first byte says which part of a filled workbook is foreign; 0: the
 * whole file. */
#include "pipeline/procedure.h"
#include "pipeline/procedure_book.h"
#include "tests/fuzz/fuzz.h"

#define BOOK BM_SOURCE_DIR "/tests/data/procedure/libreoffice.xlsx"

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
  static GArray *parts;
  if (size < 1 || size > 1u << 18)
    return 0;
  if (parts == NULL)
    parts = fuzz_parts_read(BOOK);
  g_autofree char *folder = fuzz_path("procedure");
  g_autofree char *path = g_build_filename(folder, BM_PROCEDURE_BOOK, NULL);
  g_mkdir(folder, 0700);
  if (data[0] == 0)
    g_assert(g_file_set_contents(path, (const char *)data + 1, (gssize)size - 1, NULL));
  else
    fuzz_parts_write(parts, (data[0] - 1U) % parts->len, data + 1, size - 1, path);
  g_autoptr(GError) error = NULL;
  g_autoptr(BmProcedure) procedure = bm_procedure_load(folder, &error);
  g_assert((procedure == NULL) == (error != NULL));
  bm_folder_remove(folder);
  return 0;
}
