/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A JPEG file is one page. */
#include "stages/intake/jpegscan.h"
#include "stages/intake/parts.h"

gboolean bm_jpeg_explode(BmIntake *in, const guint8 *data, gsize size, GError **error)
{
  BmJpegInfo info;
  if (!bm_jpeg_scan(data, size, &info) || !info.has_end)
    return bm_fail(error, BM_ERROR_INPUT, "file_truncated", "a JPEG file without its end");
  if (!bm_intake_n_pages(in, 1, error))
    return FALSE;
  BmSource source = {
      .page = 1, .xdpi = info.xdpi, .ydpi = info.ydpi, .orientation = info.orientation};
  return bm_intake_jpeg(in, data, size, &source, error);
}
