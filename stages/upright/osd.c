/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tesseract's opinion on which way up a page is. */
#include "stages/upright/osd.h"

#include "pipeline/error.h"

#include <math.h>
#include <tesseract/capi.h>

static TessBaseAPI *shared_api(GError **error)
{
  static TessBaseAPI *api; /* a loaded model: kept for the life of the worker */
  if (api != NULL)
    return api;
  TessBaseAPI *fresh = TessBaseAPICreate();
  if (fresh == NULL || TessBaseAPIInit3(fresh, NULL, "osd") != 0) {
    if (fresh != NULL)
      TessBaseAPIDelete(fresh);
    bm_fail(error, BM_ERROR_MODEL, "osd_missing", "cannot load the OCR datum 'osd'");
    return NULL;
  }
  TessBaseAPISetPageSegMode(fresh, PSM_OSD_ONLY);
  TessBaseAPISetVariable(fresh, "debug_file", "/dev/null");
  api = fresh;
  return api;
}

gboolean bm_osd_ready(GError **error)
{
  return shared_api(error) != NULL;
}

gboolean bm_osd_quarters(PIX *ink, double dpi, int *ret_quarters, double *ret_confidence,
                         GError **error)
{
  TessBaseAPI *api = shared_api(error);
  if (api == NULL)
    return FALSE;
  int turned_deg = 0;
  float confidence = 0, script_confidence = 0;
  const char *script = NULL;
  TessBaseAPISetImage2(api, ink);
  TessBaseAPISetSourceResolution(api, (int)lround(dpi));
  gboolean has_opinion = TessBaseAPIDetectOrientationScript(api, &turned_deg, &confidence,
                                                            &script, &script_confidence);
  TessBaseAPIClear(api);
  *ret_quarters = has_opinion ? (4 - turned_deg / 90 % 4) % 4 : 0; /* undo the turn it sees */
  *ret_confidence = has_opinion ? MAX((double)confidence, 0) : 0;
  return TRUE;
}
