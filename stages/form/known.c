/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms in memory and in model files. */
#include "stages/form/known.h"

#include "pipeline/autoptr.h"
#include "stages/shared/formprint_strays.h"

#include <math.h>
#include <string.h>

#define MODEL_FORMAT 1

BmForm *bm_form_new(const char *id, gboolean is_sheet)
{
  BmForm *form = g_new0(BmForm, 1);
  form->id = g_strdup(id);
  form->is_sheet = is_sheet;
  form->version = 1;
  form->zones = g_array_new(FALSE, TRUE, sizeof(BmFormZone));
  form->kept = g_array_new(FALSE, TRUE, sizeof(BmFormZone));
  form->strays = bm_strays_new();
  form->doubts = g_ptr_array_new();
  return form;
}

void bm_form_free(BmForm *form)
{
  if (form == NULL)
    return;
  g_free(form->id);
  g_free(form->name);
  g_free(form->sheet_key);
  g_array_unref(form->zones);
  g_array_unref(form->kept);
  g_ptr_array_unref(form->strays);
  g_ptr_array_unref(form->doubts);
  bm_print_free(form->print);
  g_clear_pointer(&form->anchors, g_ptr_array_unref);
  bm_features_free(form->features);
  bm_tiles_free(form->tiles);
  bm_tiles_free(form->words);
  pixDestroy(&form->picture);
  g_free(form);
}

void bm_form_doubt(BmForm *form, const char *slug)
{
  for (guint i = 0; i < form->doubts->len; i++)
    if (g_str_equal(g_ptr_array_index(form->doubts, i), slug))
      return;
  g_ptr_array_add(form->doubts, (gpointer)slug);
}

static void anchor_free(gpointer data)
{
  BmAnchor *anchor = data;
  g_free(anchor->text);
  g_free(anchor);
}

BmAnchor *bm_anchor_new(BmFeature at, const char *text)
{
  BmAnchor *anchor = g_new0(BmAnchor, 1);
  anchor->at = at;
  anchor->text = g_strdup(text);
  return anchor;
}

GPtrArray *bm_anchors_new(void)
{
  return g_ptr_array_new_with_free_func(anchor_free);
}

/* Only what the form names stays. */
static void features_of_anchors(BmForm *form)
{
  g_array_set_size(form->features->list, 0);
  for (guint i = 0; i < form->anchors->len; i++) {
    const BmAnchor *anchor = g_ptr_array_index(form->anchors, i);
    g_array_append_val(form->features->list, anchor->at);
  }
  bm_features_sort(form->features);
}

gboolean bm_form_prepare(BmForm *form)
{
  g_assert(form->print != NULL && form->print->clean != NULL);
  bm_features_free(form->features);
  bm_tiles_free(form->tiles);
  g_clear_pointer(&form->words, bm_tiles_free);
  form->features = bm_features_find(form->print->clean);
  form->tiles = bm_tiles_new(form->print->clean);
  if (form->features != NULL && form->anchors != NULL)
    features_of_anchors(form);
  return form->features != NULL;
}

json_t *bm_form_zones_json(const GArray *zones)
{
  json_t *list = json_array();
  for (guint i = 0; i < zones->len; i++) {
    const BmFormZone *z = &g_array_index(zones, BmFormZone, i);
    json_array_append_new(list, json_pack("{s:f,s:f,s:f,s:f,s:s}", "x", z->x, "y", z->y, "w",
                                          z->w, "h", z->h, "kind", z->kind));
  }
  return list;
}

static void zones_read(GArray *list, const json_t *zones)
{
  size_t i;
  json_t *one;
  json_array_foreach (zones, i, one) {
    BmFormZone zone = {json_number_value(json_object_get(one, "x")),
                       json_number_value(json_object_get(one, "y")),
                       json_number_value(json_object_get(one, "w")),
                       json_number_value(json_object_get(one, "h")), ""};
    const char *kind = json_string_value(json_object_get(one, "kind"));
    g_strlcpy(zone.kind, kind != NULL ? kind : "", sizeof zone.kind);
    g_array_append_val(list, zone);
  }
}

/* [[kind, x, y, w, h, text or null], …] in hundredths of a millimetre. */
static json_t *anchors_json(const GPtrArray *anchors)
{
  json_t *list = json_array();
  for (guint i = 0; i < anchors->len; i++) {
    const BmAnchor *a = g_ptr_array_index(anchors, i);
    json_array_append_new(list, json_pack("[i,i,i,i,i,s?]", a->at.kind, a->at.x, a->at.y,
                                          a->at.w, a->at.h, a->text));
  }
  return list;
}

static GPtrArray *anchors_read(const json_t *list)
{
  GPtrArray *anchors = bm_anchors_new();
  size_t i;
  json_t *one;
  json_array_foreach (list, i, one) {
    gint16 v[5];
    for (guint k = 0; k < G_N_ELEMENTS(v); k++)
      v[k] = (gint16)CLAMP(json_integer_value(json_array_get(one, k)), G_MININT16, G_MAXINT16);
    BmFeature at = {v[1], v[2], v[3], v[4], (guint16)CLAMP(v[0], 0, BM_FEATURE_VRULE)};
    g_ptr_array_add(anchors, bm_anchor_new(at, json_string_value(json_array_get(one, 5))));
  }
  return anchors;
}

static gboolean image_put(json_t *model, const char *key, PIX *image)
{
  if (image == NULL)
    return TRUE;
  l_uint8 *bytes = NULL;
  size_t size = 0;
  if (pixWriteMem(&bytes, &size, image, IFF_PNG) != 0)
    return FALSE;
  g_autofree char *text = g_base64_encode(bytes, size);
  json_object_set_new(model, key, json_string(text));
  lept_free(bytes);
  return TRUE;
}

/* An image of the model with the depth and size that it must have. */
static PIX *image_get(const json_t *model, const char *key, int depth, PIX *same_size)
{
  const char *text = json_string_value(json_object_get(model, key));
  if (text == NULL)
    return NULL;
  gsize size = 0;
  g_autofree guchar *bytes = g_base64_decode(text, &size);
  g_autoptr(PIX) raw = size > 0 ? pixReadMem(bytes, size) : NULL;
  if (raw == NULL)
    return NULL;
  g_autoptr(PIX) plain = depth == 1 ? pixConvertTo1(raw, 128) : pixConvertTo8(raw, FALSE);
  if (plain == NULL || (same_size != NULL && !pixSizesEqual(plain, same_size) && depth == 8))
    return NULL;
  return g_steal_pointer(&plain);
}

gboolean bm_form_save(const BmForm *form, const char *path, GError **error)
{
  g_autoptr(json_t) model =
      json_pack("{s:i,s:b,s:f,s:f,s:f,s:i,s:i,s:i}", "format", MODEL_FORMAT, "is_sheet",
                form->is_sheet, "width_mm", form->width_mm, "height_mm", form->height_mm,
                "head_mm", form->head_mm, "page_in_work", form->page_in_work, "pages",
                (int)form->pages, "passed", (int)form->passed);
  if (form->standing != 0)
    json_object_set_new(model, "standing", json_integer(form->standing));
  if (form->sheet_key != NULL)
    json_object_set_new(model, "sheet", json_string(form->sheet_key));
  if (form->anchors != NULL)
    json_object_set_new(model, "anchors", anchors_json(form->anchors));
  json_t *strays = form->strays->len > 0 ? bm_strays_json(form->strays) : NULL;
  if (strays != NULL)
    json_object_set_new(model, "strays", strays);
  const BmPrint *print = form->print;
  if (print != NULL) {
    json_object_set_new(model, "copies", json_integer(print->copies));
    if (!image_put(model, "count", print->count) || !image_put(model, "reach", print->reach) ||
        !image_put(model, "varied", print->varied) || !image_put(model, "clean", print->clean))
      return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot encode a form's model");
  }
  if (json_dump_file(model, path, JSON_SORT_KEYS | JSON_INDENT(1)) != 0)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot write a form's model");
  return TRUE;
}

static gboolean print_read(BmForm *form, const json_t *model)
{
  g_autoptr(BmPrint) print = g_new0(BmPrint, 1);
  print->copies = (guint)json_integer_value(json_object_get(model, "copies"));
  print->count = image_get(model, "count", 8, NULL);
  if (print->count == NULL || print->copies == 0 || print->copies > 255)
    return FALSE;
  print->reach = image_get(model, "reach", 8, print->count);
  print->varied = image_get(model, "varied", 8, print->count);
  print->clean = image_get(model, "clean", 1, NULL);
  if (print->reach == NULL || print->clean == NULL ||
      pixGetWidth(print->clean) != pixGetWidth(print->reach) ||
      pixGetHeight(print->clean) != pixGetHeight(print->reach))
    return FALSE;
  pixSetResolution(print->clean, (int)BM_FORM_DPI, (int)BM_FORM_DPI);
  form->print = g_steal_pointer(&print);
  return bm_form_prepare(form);
}

static guint model_count(const json_t *model, const char *key)
{
  return (guint)CLAMP(json_integer_value(json_object_get(model, key)), 0, G_MAXINT);
}

BmForm *bm_form_load(const json_t *record)
{
  const char *id = json_string_value(json_object_get(record, "id"));
  const char *path = json_string_value(json_object_get(record, "model"));
  const char *kind = json_string_value(json_object_get(record, "kind"));
  g_autoptr(json_t) model = path != NULL ? json_load_file(path, 0, NULL) : NULL;
  if (id == NULL || model_count(model, "format") != MODEL_FORMAT)
    return NULL;
  g_autoptr(BmForm) form = bm_form_new(id, g_strcmp0(kind, "sheet") == 0);
  form->version = MAX(1U, model_count(record, "version"));
  form->is_confirmed =
      g_strcmp0(json_string_value(json_object_get(record, "state")), "confirmed") == 0;
  form->width_mm = json_number_value(json_object_get(model, "width_mm"));
  form->height_mm = json_number_value(json_object_get(model, "height_mm"));
  form->head_mm = json_number_value(json_object_get(model, "head_mm"));
  form->page_in_work = (int)model_count(model, "page_in_work");
  form->pages = model_count(model, "pages");
  form->passed = model_count(model, "passed");
  form->standing = (int)CLAMP(json_integer_value(json_object_get(model, "standing")),
                              -G_MAXINT / 2, G_MAXINT / 2);
  form->sheet_key = g_strdup(json_string_value(json_object_get(model, "sheet")));
  form->name = g_strdup(json_string_value(json_object_get(record, "name")));
  g_ptr_array_unref(form->strays);
  form->strays = bm_strays_read(json_object_get(model, "strays"));
  zones_read(form->zones, json_object_get(record, "zones"));
  zones_read(form->kept, json_object_get(json_object_get(record, "facts"), "kept"));
  if (json_is_array(json_object_get(model, "anchors")))
    form->anchors = anchors_read(json_object_get(model, "anchors"));
  if (form->is_sheet ? form->sheet_key == NULL : !print_read(form, model))
    return NULL;
  return g_steal_pointer(&form);
}

json_t *bm_form_note(const BmForm *form)
{
  json_t *doubts = json_array();
  for (guint i = 0; i < form->doubts->len; i++)
    json_array_append_new(doubts, json_string(g_ptr_array_index(form->doubts, i)));
  json_t *facts = json_pack("{s:i,s:i,s:i}", "pages", (int)form->pages, "passed",
                            (int)form->passed, "page_in_work", form->page_in_work);
  json_object_set_new(facts, "kept", bm_form_zones_json(form->kept));
  if (form->sheet_key != NULL)
    json_object_set_new(facts, "sheet", json_string(form->sheet_key));
  if (form->print != NULL)
    json_object_set_new(facts, "copies", json_integer(form->print->copies));
  return json_pack("{s:s,s:s,s:i,s:[f,f],s:o,s:b,s:o,s:o}", "id", form->id, "kind",
                   form->is_sheet ? "sheet" : "form", "version", (int)form->version, "size_mm",
                   form->width_mm, form->height_mm, "zones", bm_form_zones_json(form->zones),
                   "is_evident", form->doubts->len == 0, "doubts", doubts, "facts", facts);
}
