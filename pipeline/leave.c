/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names become ids once, for allocation and for its proof alike. */
#include "pipeline/leave.h"

#include <string.h>

#include "pipeline/json_text.h"
#include "pipeline/wave.h"

json_t *bm_leave_markers(BmKeymap *keymap, const json_t *assessment)
{
  const json_t *names = json_object_get(assessment, "allow_other_subject");
  g_autoptr(json_t) markers = bm_keymap_markers(keymap);
  json_t *leave = json_array(), *name, *marker;
  size_t i, k;
  json_array_foreach (names, i, name)
    json_array_foreach (markers, k, marker)
      if (g_strcmp0(bm_json_text(marker, "teacher"), json_string_value(name)) == 0)
        json_array_append(leave, json_object_get(marker, "id"));
  return leave;
}

static gboolean has(const json_t *list, const char *text)
{
  size_t i;
  json_t *entry;
  json_array_foreach (list, i, entry)
    if (g_strcmp0(json_string_value(entry), text) == 0)
      return TRUE;
  return FALSE;
}

json_t *bm_leave_in_wave(const json_t *markers, json_t *leave)
{
  json_t *list = json_array(), *marker;
  size_t i;
  json_array_foreach (markers, i, marker) {
    const char *id = bm_json_text(marker, "marker");
    g_autofree char *person = id != NULL ? bm_wave_marker(id) : NULL;
    if (person != NULL && has(leave, person))
      json_array_append_new(list, json_string(id));
  }
  json_decref(leave);
  return list;
}
