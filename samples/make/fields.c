/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fields.json: what a person who knows the form would mark on it, once per layout and kind of
 * page, and where every page's millimetres landed. */
#include "output.h"
#include <math.h>
#include <string.h>

struct BmFields {
  json_t *layouts, *pages;
};

BmFields *bm_fields_new(void)
{
  BmFields *fields = g_new0(BmFields, 1);
  fields->layouts = json_object();
  fields->pages = json_array();
  return fields;
}

static json_t *zones_of(const BmSheet *sheet)
{
  json_t *zones = json_array();
  for (guint i = 0; i < sheet->zones->len; i++) {
    const BmZone *zone = &g_array_index(sheet->zones, BmZone, i);
    json_array_append_new(
        zones, json_pack("{s:f, s:f, s:f, s:f, s:s}", "x", round(zone->x * 100) / 100, "y",
                         round(zone->y * 100) / 100, "w", round(zone->w * 100) / 100, "h",
                         round(zone->h * 100) / 100, "kind", zone->kind));
  }
  return zones;
}

static json_t *known_kind(json_t *kinds, const char *page_kind)
{
  gsize i;
  json_t *kind;
  json_array_foreach (kinds, i, kind)
    if (strcmp(json_string_value(json_object_get(kind, "page_kind")), page_kind) == 0)
      return kind;
  return NULL;
}

/* The print of a form is the same for all works, so its fields must be too. */
static void note_form(BmFields *fields, const BmSheet *sheet, const char *layout,
                      const char *page_kind)
{
  json_t *kinds = json_object_get(fields->layouts, layout);
  if (kinds == NULL) {
    kinds = json_array();
    json_object_set_new(fields->layouts, layout, kinds);
  }
  json_t *zones = zones_of(sheet), *known = known_kind(kinds, page_kind);
  if (known == NULL) {
    json_array_append_new(kinds, json_pack("{s:s, s:b, s:[f, f], s:o}", "page_kind", page_kind,
                                           "printed", sheet->is_form, "size_mm", sheet->w_mm,
                                           sheet->h_mm, "zones", zones));
    return;
  }
  if (!json_equal(json_object_get(known, "zones"), zones))
    g_error("the fields of '%s' differ between works", layout);
  json_decref(zones);
}

void bm_fields_note(BmFields *fields, const BmPageFacts *facts, const char *file)
{
  const char *layout = facts->work->batch->layout;
  const char *page_kind = facts->is_blank                   ? "blank"
                          : facts->sheet->page_kind != NULL ? facts->sheet->page_kind
                                                            : "page";
  const cairo_matrix_t *m = &facts->landing->to_px;
  note_form(fields, facts->sheet, layout, page_kind);
  json_array_append_new(fields->pages,
                        json_pack("{s:s, s:i, s:s, s:s, s:[f, f, f, f, f, f]}", "file", file,
                                  "page", facts->page, "layout", layout, "page_kind", page_kind,
                                  "page_to_scan", m->xx, m->xy, m->x0, m->yx, m->yy, m->y0));
}

void bm_fields_write(BmFields *fields, const char *root)
{
  g_autoptr(json_t) all =
      json_pack("{s:o, s:o}", "layouts", fields->layouts, "pages", fields->pages);
  g_autofree char *path = g_build_filename(root, "fields.json", NULL);
  if (json_dump_file(all, path, JSON_INDENT(1) | JSON_REAL_PRECISION(9)) != 0)
    g_error("cannot write '%s'", path);
  g_free(fields);
}
