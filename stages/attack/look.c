/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PDF, workbook or any other file: names, properties, text, pictures. */
#include "stages/attack/look.h"

#include "stages/attack/marks.h"
#include "stages/attack/pdffile.h"
#include "stages/attack/workbook.h"

#include <string.h>

#define MOST_TEXT (1 << 20) /* bytes of a plain file that are looked through */

static void hits_take(json_t *look, json_t *hits, const char *where, guint page)
{
  json_t *all = json_object_get(look, "hits"), *hit;
  size_t i;
  json_array_foreach (hits, i, hit) {
    json_object_set_new(hit, "where", json_string(where));
    json_object_set_new(hit, "page", json_integer(page));
    json_array_append(all, hit);
  }
  json_decref(hits);
}

/* Values are compared between files, so a digest is enough. */
static void metadata_take(json_t *look, const BmKnown *known, json_t *metadata)
{
  size_t i;
  json_t *entry;
  json_array_foreach (metadata, i, entry) {
    const char *value = json_string_value(json_object_get(entry, "value"));
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, value, -1);
    json_array_append_new(
        json_object_get(look, "metadata"),
        json_pack("{s:O,s:s}", "key", json_object_get(entry, "key"), "digest", digest));
    hits_take(look, bm_known_text(known, value), "property", 0);
  }
  json_decref(metadata);
}

static GArray *codes_of(const BmLookOrder *order, guint page)
{
  GArray *boxes = g_array_new(FALSE, FALSE, sizeof(BmBox));
  size_t i;
  json_t *row;
  json_array_foreach (json_array_get(order->codes, page), i, row) {
    BmBox box;
    if (bm_box_from_json(row, &box))
      g_array_append_val(boxes, box);
  }
  return boxes;
}

/* Middle of the first stamp, mm. */
static json_t *stamp_json(const GArray *codes, double dpi)
{
  if (codes->len == 0)
    return json_array();
  BmBox box = g_array_index(codes, BmBox, 0);
  return json_pack("[f,f]", (box.x + box.w / 2.0) * 25.4 / dpi,
                   (box.y + box.h / 2.0) * 25.4 / dpi);
}

static json_t *boxes_json(const GArray *masks)
{
  json_t *rows = json_array();
  for (guint i = 0; i < masks->len; i++) {
    BmBox box = g_array_index(masks, BmBox, i);
    json_array_append_new(rows, json_pack("[i,i,i,i]", box.x, box.y, box.w, box.h));
  }
  return rows;
}

static gboolean picture_look(json_t *look, json_t *row, const BmKnown *known,
                             const BmPdfPicture *picture, const BmLookOrder *order, guint index,
                             GError **error)
{
  g_autoptr(PIX) page = bm_pdfpicture_decode(picture);
  if (page == NULL) {
    json_object_set_new(look, "is_readable", json_false());
    return TRUE;
  }
  double dpi = pixGetWidth(page) * 25.4 / MAX(picture->width_mm, 1);
  g_autoptr(GArray) masks = bm_marks_masks(page, dpi);
  g_autoptr(GArray) codes = codes_of(order, index);
  json_object_set_new(row, "boxes", boxes_json(masks));
  json_object_set_new(row, "stamp", stamp_json(codes, dpi));
  json_t *marks = bm_marks_of(picture, page, masks, codes);
  if (marks != NULL)
    json_object_set_new(row, "marks", marks);
  json_t *hits = bm_known_page(known, page, dpi, masks, error);
  if (hits == NULL)
    return FALSE;
  hits_take(look, hits, "page", index + 1);
  return TRUE;
}

static gboolean page_look(json_t *look, BmPdfFile *file, const BmKnown *known,
                          const BmLookOrder *order, guint index, GError **error)
{
  g_autofree char *text = bm_pdffile_text(file, index);
  hits_take(look, bm_known_text(known, text), "layer", index + 1);
  json_t *row = json_object();
  json_array_append_new(json_object_get(look, "pages"), row);
  g_auto(BmPdfPicture) picture = {0};
  if (!bm_pdffile_picture(file, index, &picture)) {
    if (!order->is_brief) /* a page of a work is one picture and nothing else */
      json_object_set_new(look, "is_readable", json_false());
    return TRUE;
  }
  g_autofree char *digest =
      g_compute_checksum_for_data(G_CHECKSUM_SHA256, picture.data, picture.size);
  json_object_set_new(row, "digest", json_string(digest));
  json_object_set_new(row, "bytes", json_integer((json_int_t)picture.size));
  return order->is_brief || picture_look(look, row, known, &picture, order, index, error);
}

static gboolean pdf_look(json_t *look, const BmKnown *known, const BmLookOrder *order,
                         GError **error)
{
  g_autoptr(BmPdfFile) file = bm_pdffile_open(order->path, NULL);
  json_object_set_new(look, "is_readable", json_boolean(file != NULL));
  if (file == NULL)
    return TRUE;
  metadata_take(look, known, bm_pdffile_metadata(file));
  for (guint i = 0; i < bm_pdffile_n_pages(file); i++)
    if (!page_look(look, file, known, order, i, error))
      return FALSE;
  return TRUE;
}

static void book_look(json_t *look, const BmKnown *known, const BmLookOrder *order)
{
  g_autofree char *words = NULL;
  json_t *metadata = bm_workbook_look(order->path, &words, NULL);
  json_object_set_new(look, "is_readable", json_boolean(metadata != NULL));
  if (metadata == NULL)
    return;
  metadata_take(look, known, metadata);
  hits_take(look, bm_known_text(known, words), "layer", 0);
}

static void other_look(json_t *look, const BmKnown *known, const BmLookOrder *order)
{
  g_autofree char *bytes = NULL;
  gsize size = 0;
  gboolean is_read = g_file_get_contents(order->path, &bytes, &size, NULL);
  json_object_set_new(look, "is_readable", json_boolean(is_read));
  if (!is_read)
    return;
  g_autofree char *text = g_utf8_make_valid(bytes, (gssize)MIN(size, MOST_TEXT));
  hits_take(look, bm_known_text(known, text), "layer", 0);
}

json_t *bm_attack_look(const BmKnown *known, const BmLookOrder *order, GError **error)
{
  json_t *look = json_pack("{s:s,s:b,s:[],s:[],s:[]}", "place", order->place, "is_readable", 1,
                           "hits", "metadata", "pages");
  hits_take(look, bm_known_text(known, order->place), "name", 0);
  gboolean is_good = TRUE;
  if (g_str_has_suffix(order->place, ".pdf"))
    is_good = pdf_look(look, known, order, error);
  else if (g_str_has_suffix(order->place, ".xlsx"))
    book_look(look, known, order);
  else
    other_look(look, known, order);
  if (is_good)
    return look;
  json_decref(look);
  return NULL;
}
