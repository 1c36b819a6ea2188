/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stamps of a PDF, page by page. */
#include "stages/audit/stamps.h"

#include "stages/audit/drawn.h"
#include "stages/shared/codearea.h"
#include "stages/shared/coderead.h"

#define DPI BM_CODEAREA_DPI /* a module of a stamp's bars has 2.6 pixels, of its QR 4.8 */
#define INK_BELOW 128       /* stamps are set black on white, whatever the paper is */

/* --- a page's stamp */

typedef struct Found {
  BmPageCode code;
  gboolean is_found, is_differing;
} Found;

static void look(PIX *page, BmBox area, BmCodeEffort effort, Found *found)
{
  BmCodeReading reading;
  BmCodeVerdict verdict = bm_code_read(page, area, effort, &reading);
  if (verdict == BM_CODE_CONFLICT)
    found->is_differing = TRUE;
  if (verdict != BM_CODE_VALID || reading.code.kind != BM_CODE_PAGE)
    return;
  if (found->is_found && !bm_pagecode_equal(&found->code, &reading.code))
    found->is_differing = TRUE;
  found->code = reading.code;
  found->is_found = TRUE;
}

/* Every place that may hold a code is read: a second stamp must not hide behind the first. */
static void areas_look(PIX *page, Found *found)
{
  g_autoptr(PIX) ink = pixThresholdToBinary(page, INK_BELOW);
  g_autoptr(GArray) areas = ink != NULL ? bm_code_areas(ink) : NULL;
  for (guint i = 0; areas != NULL && i < areas->len; i++)
    look(page, g_array_index(areas, BmCodeArea, i).box, BM_CODE_QUICK, found);
}

static json_t *stamp_of(PIX *page, gboolean is_wanted)
{
  Found found = {0};
  areas_look(page, &found);
  if (!found.is_found && !found.is_differing)
    look(page, (BmBox){0}, is_wanted ? BM_CODE_THOROUGH : BM_CODE_QUICK, &found);
  if (found.is_differing)
    return json_string("differ");
  if (!found.is_found)
    return json_null();
  return json_pack("{s:s,s:i,s:i}", "work_no", found.code.work_no, "page", found.code.page,
                   "round_tag", found.code.round_tag);
}

/* --- the file */

static gboolean is_among(const json_t *numbers, int number)
{
  size_t i;
  json_t *one;
  json_array_foreach ((json_t *)numbers, i, one)
    if (json_integer_value(one) == number)
      return TRUE;
  return FALSE;
}

static json_t *pages_read(PopplerDocument *document, const json_t *wanted)
{
  json_t *stamps = json_array();
  int n = poppler_document_get_n_pages(document);
  for (int i = 0; i < n; i++) {
    g_autoptr(PIX) shown = bm_drawn_page(document, i, DPI);
    json_array_append_new(stamps, shown != NULL ? stamp_of(shown, is_among(wanted, i + 1))
                                                : json_null());
  }
  return stamps;
}

json_t *bm_stamps_read(const char *path, const json_t *wanted, GError **error)
{
  g_autoptr(PopplerDocument) document = bm_drawn_open(path, error);
  return document != NULL ? pages_read(document, wanted) : NULL;
}
