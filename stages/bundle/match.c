/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages of PDF files compared with libqpdf. */
#include "stages/bundle/match.h"

#include <stdlib.h>
#include <string.h>

typedef struct Bytes {
  unsigned char *data; /* malloc'ed by libqpdf */
  size_t size;
} Bytes;

static void bytes_clear(Bytes *bytes)
{
  free(bytes->data);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Bytes, bytes_clear)

static gboolean bytes_equal(const Bytes *p, const Bytes *q)
{
  return p->size == q->size && (p->size == 0 || memcmp(p->data, q->data, p->size) == 0);
}

static gboolean is_fine(QPDF_ERROR_CODE code)
{
  return (code & QPDF_ERRORS) == 0;
}

static gboolean contents_match(qpdf_data p, qpdf_oh page, qpdf_data q, qpdf_oh form)
{
  g_auto(Bytes) one = {0}, two = {0};
  QPDF_BOOL is_decoded = QPDF_FALSE;
  return is_fine(qpdf_oh_get_page_content_data(p, page, &one.data, &one.size)) &&
         is_fine(qpdf_oh_get_stream_data(q, form, qpdf_dl_generalized, &is_decoded, &two.data,
                                         &two.size)) &&
         is_decoded && bytes_equal(&one, &two);
}

static gboolean streams_match(qpdf_data p, qpdf_oh p_stream, qpdf_data q, qpdf_oh q_stream)
{
  g_auto(Bytes) one = {0}, two = {0};
  if (!qpdf_oh_is_stream(p, p_stream) || !qpdf_oh_is_stream(q, q_stream))
    return FALSE;
  return is_fine(
             qpdf_oh_get_stream_data(p, p_stream, qpdf_dl_none, NULL, &one.data, &one.size)) &&
         is_fine(
             qpdf_oh_get_stream_data(q, q_stream, qpdf_dl_none, NULL, &two.data, &two.size)) &&
         bytes_equal(&one, &two);
}

/* @owner: dictionary of a page or form. */
static qpdf_oh drawings_of(qpdf_data pdf, qpdf_oh owner)
{
  qpdf_oh resources = qpdf_oh_get_key(pdf, owner, "/Resources");
  return qpdf_oh_is_dictionary(pdf, resources) ? qpdf_oh_get_key(pdf, resources, "/XObject")
                                               : qpdf_oh_new_null(pdf);
}

static gboolean drawings_match(qpdf_data p, qpdf_oh p_owner, qpdf_data q, qpdf_oh q_owner)
{
  qpdf_oh one = drawings_of(p, p_owner), two = drawings_of(q, q_owner);
  if (!qpdf_oh_is_dictionary(p, one) || !qpdf_oh_is_dictionary(q, two))
    return qpdf_oh_is_dictionary(p, one) == qpdf_oh_is_dictionary(q, two);
  qpdf_oh_begin_dict_key_iter(p, one);
  while (qpdf_oh_dict_more_keys(p)) {
    const char *key = qpdf_oh_dict_next_key(p);
    if (!streams_match(p, qpdf_oh_get_key(p, one, key), q, qpdf_oh_get_key(q, two, key)))
      return FALSE;
  }
  return TRUE;
}

gboolean bm_page_matches(qpdf_data p, guint page_at, qpdf_data q, qpdf_oh form)
{
  if (!qpdf_oh_is_stream(q, form))
    return FALSE;
  qpdf_oh page = qpdf_get_page_n(p, page_at);
  return contents_match(p, page, q, form) &&
         drawings_match(p, page, q, qpdf_oh_get_dict(q, form));
}
