/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names become ids once, for allocation and for its proof alike. */
#include "pipeline/leave.h"

#include <string.h>

#include "pipeline/json_text.h"
#include "pipeline/wave.h"
#include "pipeline/workspace.h"

/* @entry  a name, or {"teacher", "school_code"} */
static gboolean is_meant(const json_t *entry, const json_t *marker)
{
  const char *name = json_string_value(entry), *school = bm_json_text(entry, "school_code");
  if (name == NULL)
    name = bm_json_text(entry, "teacher");
  return g_strcmp0(bm_json_text(marker, "teacher"), name) == 0 &&
         (school == NULL || g_strcmp0(bm_json_text(marker, "school_code"), school) == 0);
}

json_t *bm_leave_markers(BmKeymap *keymap, const json_t *assessment)
{
  const json_t *entries = json_object_get(assessment, "allow_other_subject");
  g_autoptr(json_t) markers = bm_keymap_markers(keymap);
  json_t *leave = json_array(), *entry, *marker;
  size_t i, k;
  json_array_foreach (entries, i, entry)
    json_array_foreach (markers, k, marker)
      if (is_meant(entry, marker))
        json_array_append(leave, json_object_get(marker, "id"));
  return leave;
}

json_t *bm_leave_in_wave(const json_t *markers, json_t *leave)
{
  json_t *list = json_array(), *marker;
  size_t i;
  json_array_foreach (markers, i, marker) {
    const char *id = bm_json_text(marker, "marker");
    g_autofree char *person = id != NULL ? bm_wave_marker(id) : NULL;
    if (person != NULL && bm_json_has_text(leave, person))
      json_array_append_new(list, json_string(id));
  }
  json_decref(leave);
  return list;
}
