/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures and properties through libqpdf, text through poppler. */
#include "stages/attack/pdffile.h"

#include <poppler.h>
#include <qpdf/qpdf-c.h>
#include <stdlib.h>
#include <string.h>

#define POINT_MM (25.4 / 72.0)
#define MOST_VALUE 4096 /* bytes of a property that are looked at */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerPage, g_object_unref)

struct BmPdfFile {
  GBytes *bytes;
  qpdf_data pdf;
  guint n_pages;
  PopplerDocument *document;
};

void bm_pdffile_free(BmPdfFile *file)
{
  if (file == NULL)
    return;
  while (file->pdf != NULL && qpdf_has_error(file->pdf)) /* those nobody fetches are printed */
    qpdf_get_error(file->pdf);
  if (file->pdf != NULL)
    qpdf_cleanup(&file->pdf);
  g_clear_object(&file->document);
  g_clear_pointer(&file->bytes, g_bytes_unref);
  g_free(file);
}

BmPdfFile *bm_pdffile_open(const char *path, GError **error)
{
  g_autoptr(BmPdfFile) file = g_new0(BmPdfFile, 1);
  char *text = NULL;
  gsize size = 0;
  if (g_file_get_contents(path, &text, &size, NULL)) {
    file->bytes = g_bytes_new_take(text, size);
    file->pdf = qpdf_init();
    qpdf_silence_errors(file->pdf);
    qpdf_set_suppress_warnings(file->pdf, QPDF_TRUE);
    if ((qpdf_read_memory(file->pdf, "work", text, size, NULL) & QPDF_ERRORS) == 0)
      file->document = poppler_document_new_from_bytes(file->bytes, NULL, NULL);
  }
  int n = file->document != NULL ? qpdf_get_num_pages(file->pdf) : -1;
  if (n < 0) {
    bm_fail(error, BM_ERROR_INPUT, "attack_unreadable", "a PDF file cannot be read");
    return NULL;
  }
  file->n_pages = (guint)n;
  return g_steal_pointer(&file);
}

guint bm_pdffile_n_pages(const BmPdfFile *file)
{
  return file->n_pages;
}

/* --- pictures ----------------------------------------------------------------------------- */

void bm_pdfpicture_clear(BmPdfPicture *picture)
{
  free(picture->data);
  picture->data = NULL;
}

static int number_at(qpdf_data pdf, qpdf_oh dict, const char *key)
{
  qpdf_oh value = qpdf_oh_get_key(pdf, dict, key);
  return qpdf_oh_is_integer(pdf, value) ? qpdf_oh_get_int_value_as_int(pdf, value) : 0;
}

static gboolean only_picture(qpdf_data pdf, qpdf_oh page, qpdf_oh *ret)
{
  qpdf_oh resources = qpdf_oh_get_key(pdf, page, "/Resources");
  qpdf_oh drawings = qpdf_oh_get_key(pdf, resources, "/XObject");
  guint n = 0;
  if (!qpdf_oh_is_dictionary(pdf, drawings) || qpdf_oh_has_key(pdf, resources, "/Font"))
    return FALSE;
  qpdf_oh_begin_dict_key_iter(pdf, drawings);
  for (; qpdf_oh_dict_more_keys(pdf); n++)
    *ret = qpdf_oh_get_key(pdf, drawings, qpdf_oh_dict_next_key(pdf));
  return n == 1 && qpdf_oh_is_stream(pdf, *ret);
}

static void page_size(BmPdfFile *file, guint index, BmPdfPicture *ret)
{
  g_autoptr(PopplerPage) page = poppler_document_get_page(file->document, (int)index);
  if (page != NULL)
    poppler_page_get_size(page, &ret->width_mm, &ret->height_mm);
  ret->width_mm *= POINT_MM;
  ret->height_mm *= POINT_MM;
}

gboolean bm_pdffile_picture(BmPdfFile *file, guint page, BmPdfPicture *ret)
{
  qpdf_data pdf = file->pdf;
  qpdf_oh stream;
  *ret = (BmPdfPicture){0};
  if (page >= file->n_pages || !only_picture(pdf, qpdf_get_page_n(pdf, page), &stream))
    return FALSE;
  qpdf_oh dict = qpdf_oh_get_dict(pdf, stream);
  qpdf_oh filter = qpdf_oh_get_key(pdf, dict, "/Filter");
  const char *name = qpdf_oh_is_name(pdf, filter) ? qpdf_oh_get_name(pdf, filter) : "";
  ret->is_jpeg = strcmp(name, "/DCTDecode") == 0;
  ret->is_fax = strcmp(name, "/CCITTFaxDecode") == 0;
  ret->width = number_at(pdf, dict, "/Width");
  ret->height = number_at(pdf, dict, "/Height");
  qpdf_oh fax = qpdf_oh_get_key(pdf, dict, "/DecodeParms");
  if (qpdf_oh_is_dictionary(pdf, fax)) {
    qpdf_oh black = qpdf_oh_get_key(pdf, fax, "/BlackIs1");
    ret->is_inverted = qpdf_oh_is_bool(pdf, black) && qpdf_oh_get_bool_value(pdf, black);
  }
  page_size(file, page, ret);
  gboolean is_good =
      (qpdf_oh_get_stream_data(pdf, stream, qpdf_dl_none, NULL, &ret->data, &ret->size) &
       QPDF_ERRORS) == 0;
  qpdf_oh_release_all(pdf);
  return is_good && ret->width > 0 && ret->height > 0;
}

static void short_put(GByteArray *out, guint value)
{
  guint8 bytes[] = {(guint8)value, (guint8)(value >> 8)};
  g_byte_array_append(out, bytes, sizeof bytes);
}

static void tag_put(GByteArray *out, guint tag, guint64 value)
{
  short_put(out, tag);
  short_put(out, 4); /* LONG */
  short_put(out, 1);
  short_put(out, 0);
  short_put(out, (guint)(value & 0xFFFF));
  short_put(out, (guint)(value >> 16));
}

/* Group 4 data have no header of their own: a TIFF of one strip gives them one. */
static GByteArray *fax_tiff(const BmPdfPicture *picture)
{
  const struct {
    guint tag;
    guint64 value;
  } tags[] = {{256, (guint64)picture->width},
              {257, (guint64)picture->height},
              {258, 1},
              {259, 4},
              {262, picture->is_inverted ? 1 : 0},
              {273, 8 + 2 + 12 * 9 + 4},
              {277, 1},
              {278, (guint64)picture->height},
              {279, picture->size}};
  GByteArray *out = g_byte_array_new();
  g_byte_array_append(out, (const guint8 *)"II*\0\x08\0\0\0", 8);
  short_put(out, G_N_ELEMENTS(tags));
  for (guint i = 0; i < G_N_ELEMENTS(tags); i++)
    tag_put(out, tags[i].tag, tags[i].value);
  short_put(out, 0);
  short_put(out, 0);
  return g_byte_array_append(out, picture->data, (guint)picture->size);
}

PIX *bm_pdfpicture_decode(const BmPdfPicture *picture)
{
  g_autoptr(PIX) pix = NULL;
  if (picture->is_jpeg) {
    pix = pixReadMemJpeg(picture->data, picture->size, 0, 1, NULL, 0);
  } else if (picture->is_fax) {
    g_autoptr(GByteArray) tiff = fax_tiff(picture);
    pix = pixReadMemTiff(tiff->data, tiff->len, 0);
  }
  if (pix == NULL || pixGetColormap(pix) != NULL)
    return NULL;
  int depth = pixGetDepth(pix);
  return depth == 1 || depth == 8 || depth == 32 ? g_steal_pointer(&pix) : NULL;
}

char *bm_pdffile_text(BmPdfFile *file, guint index)
{
  g_autoptr(PopplerPage) page = poppler_document_get_page(file->document, (int)index);
  return page != NULL ? poppler_page_get_text(page) : g_strdup("");
}

/* --- what is no picture ------------------------------------------------------------------- */

static void note(json_t *out, const char *key, const char *value, gsize size)
{
  g_autofree char *text = g_utf8_make_valid(value, (gssize)MIN(size, MOST_VALUE));
  json_array_append_new(out, json_pack("{s:s,s:s}", "key", key, "value", text));
}

static void properties_note(BmPdfFile *file, json_t *out)
{
  qpdf_data pdf = file->pdf;
  qpdf_oh info = qpdf_oh_get_key(pdf, qpdf_get_trailer(pdf), "/Info");
  if (!qpdf_oh_is_dictionary(pdf, info))
    return;
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);
  qpdf_oh_begin_dict_key_iter(pdf, info);
  while (qpdf_oh_dict_more_keys(pdf))
    g_ptr_array_add(keys, g_strdup(qpdf_oh_dict_next_key(pdf)));
  for (guint i = 0; i < keys->len; i++) {
    qpdf_oh value = qpdf_oh_get_key(pdf, info, keys->pdata[i]);
    const char *text =
        qpdf_oh_is_string(pdf, value) ? qpdf_oh_get_utf8_value(pdf, value) : "(object)";
    note(out, keys->pdata[i], text, strlen(text));
  }
}

static void catalog_note(BmPdfFile *file, json_t *out)
{
  static const struct {
    const char *key, *name;
  } parts[] = {{"/Metadata", "xmp"},
               {"/OpenAction", "scripts"},
               {"/AA", "scripts"},
               {"/PieceInfo", "editor"},
               {"/AF", "attachments"}};
  qpdf_data pdf = file->pdf;
  qpdf_oh root = qpdf_get_root(pdf);
  for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
    if (qpdf_oh_has_key(pdf, root, parts[i].key))
      note(out, parts[i].name, "", 0);
  qpdf_oh names = qpdf_oh_get_key(pdf, root, "/Names");
  if (qpdf_oh_is_dictionary(pdf, names) && qpdf_oh_has_key(pdf, names, "/EmbeddedFiles"))
    note(out, "attachments", "", 0);
  if (qpdf_oh_is_dictionary(pdf, names) && qpdf_oh_has_key(pdf, names, "/JavaScript"))
    note(out, "scripts", "", 0);
}

static guint count_of(const char *data, gsize size, const char *what)
{
  guint n = 0;
  const char *at = data;
  while ((at = memmem(at, size - (gsize)(at - data), what, strlen(what))) != NULL) {
    n++;
    at += strlen(what);
  }
  return n;
}

static void bytes_note(BmPdfFile *file, json_t *out)
{
  gsize size = 0;
  const char *data = g_bytes_get_data(file->bytes, &size);
  const char *last = NULL, *at = data;
  if (size < 5 || memcmp(data, "%PDF-", 5) != 0)
    note(out, "head", "", 0);
  while ((at = memmem(at, size - (gsize)(at - data), "%%EOF", 5)) != NULL)
    last = at += 5;
  gsize end = last != NULL ? (gsize)(last - data) : size;
  while (end < size && strchr("\r\n", data[end]) != NULL)
    end++;
  if (end < size)
    note(out, "tail", data + end, size - end);
  if (count_of(data, size, "startxref") > 1)
    note(out, "updates", "", 0);
}

/* Segments of a JPEG before its first scan that no decoder needs. */
static void jpeg_note(const BmPdfPicture *picture, json_t *out)
{
  const guint8 *data = picture->data;
  gsize at = 2;
  while (picture->is_jpeg && at + 4 <= picture->size && data[at] == 0xFF &&
         data[at + 1] != 0xDA) {
    gsize length = (gsize)data[at + 2] << 8 | data[at + 3];
    guint8 marker = data[at + 1];
    gboolean is_extra = marker == 0xFE || (marker >= 0xE1 && marker <= 0xEF && marker != 0xEE);
    if (is_extra && at + 2 + length <= picture->size && length >= 2)
      note(out, "jpeg", (const char *)data + at + 4, length - 2);
    at += 2 + length;
  }
}

json_t *bm_pdffile_metadata(BmPdfFile *file)
{
  json_t *out = json_array();
  properties_note(file, out);
  catalog_note(file, out);
  bytes_note(file, out);
  for (guint i = 0; i < file->n_pages; i++) {
    g_auto(BmPdfPicture) picture = {0};
    if (bm_pdffile_picture(file, i, &picture))
      jpeg_note(&picture, out);
  }
  return out;
}
