/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What contact sheets need of a page's facts. */
#include "pipeline/contact_page.h"

#include "pipeline/box.h"

#include <string.h>

static const char *text_of(const json_t *row, const char *key)
{
  return json_string_value(json_object_get(row, key));
}

static json_t *fact(const json_t *item, const char *stage, const char *key)
{
  return json_object_get(json_object_get(json_object_get(item, "facts"), stage), key);
}

static char *path_below(const char *ws, const char *file)
{
  return file != NULL ? g_build_filename(ws, file, NULL) : NULL;
}

static GArray *masks_of(const json_t *item)
{
  GArray *masks = g_array_new(FALSE, FALSE, sizeof(BmBox));
  size_t i;
  json_t *json;
  json_array_foreach (fact(item, "mask", "masks"), i, json) {
    BmBox box;
    if (bm_box_from_json(json, &box))
      g_array_append_val(masks, box);
  }
  return masks;
}

/* Of two pages side by side the lower. */
static int body_of(const json_t *item)
{
  json_t *body = fact(item, "mask", "body_y"), *half;
  int body_y = body != NULL ? (int)json_integer_value(body) : -1;
  const char *key;
  json_object_foreach (fact(item, "mask", "halves"), key, half)
    if (strcmp(key, "fold") != 0)
      body_y = MAX(body_y, (int)json_integer_value(half));
  return body_y;
}

BmContactOwn *bm_contact_own_new(const char *ws, const json_t *item)
{
  const json_t *files = json_object_get(item, "files");
  const char *upright = text_of(files, "upright");
  if (text_of(item, "file") == NULL)
    return NULL;
  BmContactOwn *own = g_new0(BmContactOwn, 1);
  own->path = path_below(ws, text_of(item, "file"));
  own->source = path_below(ws, upright != NULL ? upright : text_of(files, "intake"));
  own->masks = masks_of(item);
  double dpi = json_number_value(fact(item, "upright", "dpi"));
  own->page = (BmContactPage){.path = own->path,
                              .source = own->source,
                              .dpi = dpi >= 50 && dpi <= 2400 ? dpi : 200,
                              .masks = own->masks,
                              .body_y = body_of(item)};
  bm_box_from_json(fact(item, "upright", "paper"), &own->page.paper);
  return own;
}

void bm_contact_own_free(BmContactOwn *own)
{
  if (own == NULL)
    return;
  g_free(own->path);
  g_free(own->source);
  g_array_unref(own->masks);
  g_free(own);
}
