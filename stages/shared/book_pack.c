/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ZIP file that an XLSX is, unpacked within limits. */
#include "stages/shared/book_part.h"

#include <string.h>

void bm_pack_clear(BmPack *pack)
{
  if (pack->zip != NULL)
    zip_discard(pack->zip);
  pack->zip = NULL;
}

gboolean bm_pack_open(BmPack *pack, const char *path, GError **error)
{
  int status = 0;
  pack->zip = zip_open(path, ZIP_RDONLY, &status);
  pack->left = BM_BOOK_MOST_PARTS;
  if (pack->zip == NULL && (status == ZIP_ER_OPEN || status == ZIP_ER_MEMORY))
    return bm_fail(error, BM_ERROR_IO, "file_open", "a table cannot be opened: ZIP error %d",
                   status);
  if (pack->zip == NULL)
    return bm_fail(error, BM_ERROR_INPUT, "book_damaged", "no whole ZIP file: error %d",
                   status);
  if (zip_get_num_entries(pack->zip, 0) > BM_BOOK_MOST_ENTRIES)
    return bm_fail(error, BM_ERROR_INPUT, "book_too_large", "more than %d parts",
                   BM_BOOK_MOST_ENTRIES);
  return TRUE;
}

gboolean bm_pack_has(const BmPack *pack, const char *name)
{
  return zip_name_locate(pack->zip, name, ZIP_FL_NOCASE) >= 0;
}

gboolean bm_pack_has_like(const BmPack *pack, const char *piece)
{
  g_autofree char *wanted = g_ascii_strdown(piece, -1);
  zip_int64_t n = zip_get_num_entries(pack->zip, 0);
  for (zip_int64_t i = 0; i < n; i++) {
    const char *name = zip_get_name(pack->zip, (zip_uint64_t)i, ZIP_FL_ENC_GUESS);
    g_autofree char *low = g_ascii_strdown(name != NULL ? name : "", -1);
    if (strstr(low, wanted) != NULL)
      return TRUE;
  }
  return FALSE;
}
