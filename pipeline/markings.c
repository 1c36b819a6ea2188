/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each marking that came back is for. */
#include "pipeline/json_text.h"
#include "pipeline/results.h"

#include "pipeline/agree.h"
#include "pipeline/autoptr.h"
#include "pipeline/returns.h"
#include "pipeline/wave.h"
#include "pipeline/workspace.h"

static void purpose_set(json_t *purposes, const char *work_no, const char *marker,
                        const char *purpose)
{
  g_autofree char *key = g_strconcat(work_no, "|", marker, NULL);
  json_object_set_new(purposes, key, json_string(purpose));
}

/* Where a work went to another third expert, since the dispute had changed, he alone counts.
 * @latest  {work_no: marker} */
static void third_set(json_t *purposes, json_t *latest, const char *work_no, const char *marker)
{
  const char *before = bm_json_text(latest, work_no);
  if (before != NULL)
    purpose_set(purposes, work_no, before, "replaced");
  purpose_set(purposes, work_no, marker, "third");
  json_object_set_new(latest, work_no, json_string(marker));
}

json_t *bm_marking_purposes(BmLedger *ledger)
{
  static const char *const lists[] = {"anchors", "control"};
  g_autoptr(json_t) notes = bm_ledger_notes(ledger, "allocation");
  g_autoptr(json_t) latest = json_object();
  json_t *purposes = json_object(), *note, *hand, *extra, *id;
  const char *marker;
  size_t i, j, k;
  json_array_foreach (notes, i, note) {
    for (guint l = 0; l < G_N_ELEMENTS(lists); l++)
      json_array_foreach (json_object_get(note, lists[l]), j, extra)
        json_array_foreach (json_object_get(extra, "markers"), k, id)
          if (!bm_json_has_text(json_object_get(extra, "official"), json_string_value(id)))
            purpose_set(purposes, bm_json_text(extra, "work_no"), json_string_value(id),
                        "anchor");
    if (g_strcmp0(bm_json_text(note, "purpose"), "third") == 0)
      json_object_foreach (json_object_get(note, "shares"), marker, hand)
        json_array_foreach (hand, k, id)
          third_set(purposes, latest, json_string_value(id), marker);
  }
  return purposes;
}

json_t *bm_markings(BmLedger *ledger)
{
  g_autoptr(json_t) rows = bm_returns_rows(ledger);
  g_autoptr(json_t) purposes = bm_marking_purposes(ledger);
  json_t *markings = json_array(), *row;
  size_t i;
  json_array_foreach (rows, i, row) {
    const char *marker = bm_json_text(row, "marker"), *work_no = bm_json_text(row, "work_no");
    g_autofree char *key = g_strconcat(work_no, "|", marker, NULL);
    g_autofree char *person = marker != NULL ? bm_wave_marker(marker) : NULL;
    const char *purpose = bm_json_text(purposes, key);
    if (g_strcmp0(purpose, "replaced") == 0)
      continue;
    json_array_append_new(markings,
                          json_pack("{s:s,s:s?,s:s,s:O}", "work_no", work_no, "marker", person,
                                    "purpose", purpose != NULL ? purpose : "first", "scores",
                                    json_object_get(row, "scores")));
  }
  bm_agree_markings(ledger, markings);
  return markings;
}
