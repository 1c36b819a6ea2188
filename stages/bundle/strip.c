/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages of PDF files rid of what is not printed, with libqpdf. */
#include "stages/bundle/strip.h"

#include <stdlib.h>

#include "stages/shared/pdf.h"

/* What makes the printed page; all else of a page's dictionary stays behind. */
static const char *const page_keys[] = {
    "/Type",    "/Parent", "/Resources", "/Contents", "/MediaBox", "/CropBox",
    "/TrimBox", "/ArtBox", "/BleedBox",  "/Rotate",   "/Group",    "/UserUnit",
};

/* Keys at any depth that carry no part of the page. */
static const char *const left_behind[] = {"/Metadata", "/PieceInfo", "/OPI", "/AF"};

static GPtrArray *keys_of(qpdf_data pdf, qpdf_oh dict)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func(g_free);
  qpdf_oh_begin_dict_key_iter(pdf, dict);
  while (qpdf_oh_dict_more_keys(pdf))
    g_ptr_array_add(keys, g_strdup(qpdf_oh_dict_next_key(pdf)));
  return keys;
}

static gboolean is_new(qpdf_data pdf, qpdf_oh object, GHashTable *seen)
{
  if (!qpdf_oh_is_indirect(pdf, object))
    return TRUE;
  return g_hash_table_add(seen, GINT_TO_POINTER(qpdf_oh_get_object_id(pdf, object)));
}

static gboolean is_jpeg(qpdf_data pdf, qpdf_oh stream)
{
  qpdf_oh filter = qpdf_oh_get_key(pdf, qpdf_oh_get_dict(pdf, stream), "/Filter");
  if (qpdf_oh_is_array(pdf, filter) && qpdf_oh_get_array_n_items(pdf, filter) == 1)
    filter = qpdf_oh_get_array_item(pdf, filter, 0);
  return qpdf_oh_is_name(pdf, filter) &&
         g_strcmp0(qpdf_oh_get_name(pdf, filter), "/DCTDecode") == 0;
}

/* Cameras and phones write owner and place into a JPEG; its picture stays as it is. */
static void strip_jpeg(qpdf_data pdf, qpdf_oh stream)
{
  unsigned char *data = NULL;
  size_t size = 0;
  if (!is_jpeg(pdf, stream) ||
      (qpdf_oh_get_stream_data(pdf, stream, qpdf_dl_none, NULL, &data, &size) & QPDF_ERRORS) !=
          0)
    return;
  g_autoptr(GByteArray) picture = bm_pdf_jpeg_picture(data, size);
  free(data);
  if (picture == NULL || picture->len == size)
    return;
  qpdf_oh dict = qpdf_oh_get_dict(pdf, stream);
  qpdf_oh_replace_stream_data(pdf, stream, picture->data, picture->len,
                              qpdf_oh_get_key(pdf, dict, "/Filter"),
                              qpdf_oh_get_key(pdf, dict, "/DecodeParms"));
}

/* Take the keys away from @object and from all that it holds. Objects wait in a list, since
 * files from outside may nest deeper than the stack allows. */
static void strip(qpdf_data pdf, qpdf_oh top, GHashTable *seen)
{
  g_autoptr(GArray) waiting = g_array_new(FALSE, FALSE, sizeof(qpdf_oh));
  g_array_append_val(waiting, top);
  while (waiting->len > 0) {
    qpdf_oh object = g_array_index(waiting, qpdf_oh, waiting->len - 1);
    g_array_set_size(waiting, waiting->len - 1);
    if (!is_new(pdf, object, seen))
      continue;
    if (qpdf_oh_is_array(pdf, object))
      for (int i = 0; i < qpdf_oh_get_array_n_items(pdf, object); i++) {
        qpdf_oh item = qpdf_oh_get_array_item(pdf, object, i);
        g_array_append_val(waiting, item);
      }
    if (qpdf_oh_is_stream(pdf, object)) {
      strip_jpeg(pdf, object);
      object = qpdf_oh_get_dict(pdf, object);
    }
    if (!qpdf_oh_is_dictionary(pdf, object))
      continue;
    for (guint i = 0; i < G_N_ELEMENTS(left_behind); i++)
      qpdf_oh_remove_key(pdf, object, left_behind[i]);
    g_autoptr(GPtrArray) keys = keys_of(pdf, object);
    for (guint i = 0; i < keys->len; i++) {
      if (g_strcmp0(g_ptr_array_index(keys, i), "/Parent") == 0)
        continue;
      qpdf_oh value = qpdf_oh_get_key(pdf, object, g_ptr_array_index(keys, i));
      g_array_append_val(waiting, value);
    }
  }
}

static gboolean key_is_printed(const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS(page_keys); i++)
    if (g_strcmp0(page_keys[i], key) == 0)
      return TRUE;
  return FALSE;
}

static void strip_keys(qpdf_data pdf, qpdf_oh page)
{
  g_autoptr(GPtrArray) keys = keys_of(pdf, page);
  for (guint i = 0; i < keys->len; i++)
    if (!key_is_printed(g_ptr_array_index(keys, i)))
      qpdf_oh_remove_key(pdf, page, g_ptr_array_index(keys, i));
}

void bm_strip_page(qpdf_data pdf, qpdf_oh page, GHashTable *seen)
{
  strip_keys(pdf, page);
  strip(pdf, page, seen);
}
