/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a PDF page draws. */
#include "stages/intake/pdfcontent.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stages/intake/inflate.h"
#include "stages/intake/pdflex.h"

#define BYTES_MOST (48u << 20) /* content of one page, all forms counted as often as drawn */
#define XOBJECTS_MOST 4000
#define DEPTH_MOST 12
#define STATES_MOST 512
#define CLIP_SLACK 0.02 /* of the image's size */
#define INVISIBLE 3
#define CLIPPING 4 /* text modes from here on change the clip */

struct rect {
  double x0, y0, x1, y1;
};

struct state {
  BmAffine ctm;
  int text_mode;
  gboolean is_type3;
  struct rect clip;
};

typedef struct walk {
  const BmPdfFile *pdf;
  qpdf_data qpdf;
  BmPdfContent *content;
  GArray *states;
  struct state now;
  struct rect path; /* of the one rectangle in the current path */
  guint n_path;     /* 1: exactly that rectangle */
  gsize bytes;
  guint n_xobjects, depth;
} walk_t;

static const struct rect everywhere = {-1e30, -1e30, 1e30, 1e30};

static void walk_stream(walk_t *w, GBytes *bytes, qpdf_oh resources);

static void see_other(walk_t *w)
{
  w->content->has_other = w->content->has_other_above = TRUE;
}

static struct rect rect_of(BmAffine m, double x0, double y0, double x1, double y1)
{
  double px[4], py[4];
  bm_affine_point(m, x0, y0, px, py);
  bm_affine_point(m, x1, y0, px + 1, py + 1);
  bm_affine_point(m, x0, y1, px + 2, py + 2);
  bm_affine_point(m, x1, y1, px + 3, py + 3);
  struct rect r = {px[0], py[0], px[0], py[0]};
  for (int i = 1; i < 4; i++) {
    r.x0 = MIN(r.x0, px[i]);
    r.y0 = MIN(r.y0, py[i]);
    r.x1 = MAX(r.x1, px[i]);
    r.y1 = MAX(r.y1, py[i]);
  }
  return r;
}

static gboolean is_upright(BmAffine m)
{
  double size = fabs(m.a) + fabs(m.b) + fabs(m.c) + fabs(m.d);
  gboolean is_straight = fabs(m.b) + fabs(m.c) < 1e-6 * size;
  gboolean is_quarter = fabs(m.a) + fabs(m.d) < 1e-6 * size;
  return is_straight || is_quarter;
}

/* --- graphics state ------------------------------------------------------------------------
 */

static void do_save(walk_t *w)
{
  if (w->states->len >= STATES_MOST)
    w->content->is_too_complex = TRUE;
  else
    g_array_append_val(w->states, w->now);
}

static void do_restore(walk_t *w, guint floor)
{
  if (w->states->len <= floor)
    return;
  w->now = g_array_index(w->states, struct state, w->states->len - 1);
  g_array_set_size(w->states, w->states->len - 1);
}

static void do_concat(walk_t *w, const BmPdfLex *lex)
{
  const double *v = lex->numbers;
  if (lex->n_numbers != 6)
    return;
  BmAffine m = {v[0], v[2], v[4], v[1], v[3], v[5]};
  w->now.ctm = bm_affine_then(m, w->now.ctm);
}

static void do_rectangle(walk_t *w, const BmPdfLex *lex)
{
  const double *v = lex->numbers;
  if (lex->n_numbers != 4 || !is_upright(w->now.ctm))
    w->n_path = 2;
  w->path = rect_of(w->now.ctm, v[0], v[1], v[0] + v[2], v[1] + v[3]);
  w->n_path++;
}

static void do_clip(walk_t *w)
{
  if (w->n_path != 1) {
    w->content->is_plain = FALSE;
    return;
  }
  struct rect *c = &w->now.clip;
  c->x0 = MAX(c->x0, w->path.x0);
  c->y0 = MAX(c->y0, w->path.y0);
  c->x1 = MIN(c->x1, w->path.x1);
  c->y1 = MIN(c->y1, w->path.y1);
}

/* Parameters that cannot change how an image looks. */
static gboolean is_harmless_state(const walk_t *w, qpdf_oh dict)
{
  if (!qpdf_oh_is_dictionary(w->qpdf, dict))
    return FALSE;
  qpdf_oh mask = qpdf_oh_get_key(w->qpdf, dict, "/SMask");
  qpdf_oh blend = qpdf_oh_get_key(w->qpdf, dict, "/BM");
  gboolean has_mask =
      !qpdf_oh_is_null(w->qpdf, mask) && !qpdf_oh_is_name_and_equals(w->qpdf, mask, "/None");
  gboolean has_blend = !qpdf_oh_is_null(w->qpdf, blend) &&
                       !qpdf_oh_is_name_and_equals(w->qpdf, blend, "/Normal") &&
                       !qpdf_oh_is_name_and_equals(w->qpdf, blend, "/Compatible");
  gboolean has_transfer =
      qpdf_oh_has_key(w->qpdf, dict, "/TR") || qpdf_oh_has_key(w->qpdf, dict, "/TR2");
  return !has_mask && !has_blend && !has_transfer &&
         bm_pdfin_number(w->pdf, dict, "/ca", 1) >= 1 &&
         bm_pdfin_number(w->pdf, dict, "/CA", 1) >= 1;
}

static qpdf_oh resource(const walk_t *w, qpdf_oh resources, const char *kind, const char *name)
{
  qpdf_oh dict = qpdf_oh_get_key_if_dict(w->qpdf, resources, kind);
  return qpdf_oh_get_key_if_dict(w->qpdf, dict, name);
}

static void do_state(walk_t *w, const BmPdfLex *lex, qpdf_oh resources)
{
  if (!is_harmless_state(w, resource(w, resources, "/ExtGState", lex->name)))
    w->content->is_plain = FALSE;
}

/* --- images and forms ----------------------------------------------------------------------
 */

static gboolean space_is_gray(const walk_t *w, qpdf_oh dict)
{
  qpdf_oh space = qpdf_oh_get_key(w->qpdf, dict, "/ColorSpace");
  if (qpdf_oh_is_name_and_equals(w->qpdf, space, "/DeviceGray"))
    return TRUE;
  if (!qpdf_oh_is_array(w->qpdf, space) || qpdf_oh_get_array_n_items(w->qpdf, space) < 2)
    return FALSE;
  qpdf_oh family = qpdf_oh_get_array_item(w->qpdf, space, 0);
  qpdf_oh detail = qpdf_oh_get_array_item(w->qpdf, space, 1);
  if (qpdf_oh_is_name_and_equals(w->qpdf, family, "/CalGray"))
    return TRUE;
  return qpdf_oh_is_name_and_equals(w->qpdf, family, "/ICCBased") &&
         qpdf_oh_is_stream(w->qpdf, detail) &&
         (int)bm_pdfin_number(w->pdf, qpdf_oh_get_dict(w->qpdf, detail), "/N", 0) == 1;
}

static void see_image(walk_t *w, qpdf_oh stream, qpdf_oh dict)
{
  gboolean is_mask = FALSE;
  qpdf_oh mask = qpdf_oh_get_key(w->qpdf, dict, "/ImageMask");
  if (qpdf_oh_is_bool(w->qpdf, mask))
    is_mask = qpdf_oh_get_bool_value(w->qpdf, mask);
  BmPdfImage image = {
      .stream = stream,
      .place = w->now.ctm,
      .width = (int)CLAMP(bm_pdfin_number(w->pdf, dict, "/Width", 0), 0, G_MAXINT),
      .height = (int)CLAMP(bm_pdfin_number(w->pdf, dict, "/Height", 0), 0, G_MAXINT),
      .bits = is_mask
                  ? 1
                  : (int)CLAMP(bm_pdfin_number(w->pdf, dict, "/BitsPerComponent", 8), 1, 16),
      .is_mask = is_mask,
      .is_gray = is_mask || space_is_gray(w, dict),
  };
  struct rect box = rect_of(w->now.ctm, 0, 0, 1, 1);
  const struct rect *clip = &w->now.clip;
  double sx = (box.x1 - box.x0) * CLIP_SLACK, sy = (box.y1 - box.y0) * CLIP_SLACK;
  gboolean is_cut = clip->x0 > box.x0 + sx || clip->y0 > box.y0 + sy ||
                    clip->x1 < box.x1 - sx || clip->y1 < box.y1 - sy;
  if (is_cut || is_mask || qpdf_oh_has_key(w->qpdf, dict, "/SMask") ||
      qpdf_oh_has_key(w->qpdf, dict, "/Mask") || qpdf_oh_has_key(w->qpdf, dict, "/OC"))
    w->content->is_plain = FALSE;
  g_array_append_val(w->content->images, image);
  w->content->has_other_above = FALSE;
}

static GBytes *stream_content(walk_t *w, qpdf_oh stream)
{
  unsigned char *data = NULL;
  size_t size = 0;
  if (!bm_pdfin_stream_is_small(w->pdf, stream, BYTES_MOST - w->bytes)) {
    w->content->is_too_complex = TRUE;
    return NULL;
  }
  QPDF_ERROR_CODE code =
      qpdf_oh_get_stream_data(w->qpdf, stream, qpdf_dl_generalized, NULL, &data, &size);
  if (code != QPDF_SUCCESS)
    w->content->is_broken = TRUE;
  if ((code & QPDF_ERRORS) || data == NULL) {
    free(data);
    return NULL;
  }
  w->bytes += MIN(size, BYTES_MOST - w->bytes);
  return g_bytes_new_with_free_func(data, size, free, data);
}

static void see_form(walk_t *w, qpdf_oh stream, qpdf_oh dict, qpdf_oh resources)
{
  w->content->is_plain = FALSE;
  if (w->depth >= DEPTH_MOST) {
    w->content->is_too_complex = TRUE;
    return;
  }
  g_autoptr(GBytes) bytes = stream_content(w, stream);
  if (bytes == NULL)
    return;
  qpdf_oh own = qpdf_oh_get_key(w->qpdf, dict, "/Resources");
  double v[6];
  struct state before = w->now;
  if (bm_pdfin_numbers(w->pdf, qpdf_oh_get_key(w->qpdf, dict, "/Matrix"), v, 6) == 6)
    w->now.ctm = bm_affine_then((BmAffine){v[0], v[2], v[4], v[1], v[3], v[5]}, w->now.ctm);
  w->depth++;
  walk_stream(w, bytes, qpdf_oh_is_dictionary(w->qpdf, own) ? own : resources);
  w->depth--;
  w->now = before;
}

static void do_xobject(walk_t *w, const BmPdfLex *lex, qpdf_oh resources)
{
  qpdf_oh stream = resource(w, resources, "/XObject", lex->name);
  if (++w->n_xobjects > XOBJECTS_MOST) {
    w->content->is_too_complex = TRUE;
    return;
  }
  if (!qpdf_oh_is_stream(w->qpdf, stream)) {
    w->content->is_broken = TRUE; /* what stood here cannot be told from nothing */
    return;
  }
  qpdf_oh dict = qpdf_oh_get_dict(w->qpdf, stream);
  if (bm_pdfin_is_name(w->pdf, dict, "/Subtype", "/Image"))
    see_image(w, stream, dict);
  else
    see_form(w, stream, dict, resources);
}

/* --- text ----------------------------------------------------------------------------------
 */

static void do_font(walk_t *w, const BmPdfLex *lex, qpdf_oh resources)
{
  qpdf_oh font = resource(w, resources, "/Font", lex->name);
  w->now.is_type3 = bm_pdfin_is_name(w->pdf, font, "/Subtype", "/Type3");
}

/* Text mode 3 draws nothing, except glyphs that are drawings themselves. */
static void do_text(walk_t *w)
{
  if (w->now.text_mode != INVISIBLE || w->now.is_type3)
    see_other(w);
  if (w->now.text_mode >= CLIPPING)
    w->content->is_plain = FALSE;
}

/* --- the walk ------------------------------------------------------------------------------
 */

static gboolean is_one_of(const char *op, const char *const *ops)
{
  return g_strv_contains(ops, op);
}

static void do_operator(walk_t *w, const BmPdfLex *lex, qpdf_oh resources, guint floor)
{
  static const char *const paint[] = {"f",  "F", "f*", "B",  "B*", "b",
                                      "b*", "S", "s",  "sh", "BI", NULL};
  static const char *const text[] = {"Tj", "TJ", "'", "\"", NULL};
  static const char *const lines[] = {"m", "l", "c", "v", "y", NULL};
  const char *op = lex->op;
  if (strcmp(op, "q") == 0)
    do_save(w);
  else if (strcmp(op, "Q") == 0)
    do_restore(w, floor);
  else if (strcmp(op, "cm") == 0)
    do_concat(w, lex);
  else if (strcmp(op, "Do") == 0)
    do_xobject(w, lex, resources);
  else if (strcmp(op, "re") == 0)
    do_rectangle(w, lex);
  else if (is_one_of(op, lines))
    w->n_path = 2;
  else if (strcmp(op, "W") == 0 || strcmp(op, "W*") == 0)
    do_clip(w);
  else if (strcmp(op, "gs") == 0)
    do_state(w, lex, resources);
  else if (strcmp(op, "Tf") == 0)
    do_font(w, lex, resources);
  else if (strcmp(op, "Tr") == 0)
    w->now.text_mode = lex->n_numbers > 0 ? (int)CLAMP(lex->numbers[0], 0, 7) : 0;
  else if (is_one_of(op, text))
    do_text(w);
  else if (strcmp(op, "BDC") == 0 && strcmp(lex->first_name, "/OC") == 0)
    w->content->is_plain = FALSE;
  if (is_one_of(op, paint))
    see_other(w);
  if (is_one_of(op, paint) || strcmp(op, "n") == 0)
    w->n_path = 0;
}

static void walk_stream(walk_t *w, GBytes *bytes, qpdf_oh resources)
{
  gsize size = 0;
  const char *data = g_bytes_get_data(bytes, &size);
  guint floor = w->states->len;
  BmPdfLex lex;
  bm_pdfin_lex_init(&lex, data, size);
  while (!w->content->is_too_complex && bm_pdfin_lex_next(&lex))
    do_operator(w, &lex, resources, floor);
  g_array_set_size(w->states, MIN(floor, w->states->len));
}

/* The page's content streams read as one, a space between them. */
static GBytes *page_content(walk_t *w, qpdf_oh page)
{
  qpdf_oh contents = qpdf_oh_get_key(w->qpdf, page, "/Contents");
  g_autoptr(GByteArray) all = g_byte_array_new();
  int n =
      qpdf_oh_is_array(w->qpdf, contents) ? qpdf_oh_get_array_n_items(w->qpdf, contents) : 1;
  for (int i = 0; i < n && !w->content->is_too_complex; i++) {
    qpdf_oh stream = qpdf_oh_is_array(w->qpdf, contents)
                         ? qpdf_oh_get_array_item(w->qpdf, contents, i)
                         : contents;
    if (!qpdf_oh_is_stream(w->qpdf, stream)) {
      w->content->is_broken |= !qpdf_oh_is_null(w->qpdf, stream);
      continue;
    }
    g_autoptr(GBytes) part = stream_content(w, stream);
    if (part == NULL)
      continue;
    g_byte_array_append(all, g_bytes_get_data(part, NULL), (guint)g_bytes_get_size(part));
    g_byte_array_append(all, (const guint8 *)"\n", 1);
  }
  return g_byte_array_free_to_bytes(g_steal_pointer(&all));
}

BmPdfContent *bm_pdfin_content_read(const BmPdfFile *pdf, qpdf_oh page)
{
  BmPdfContent *content = g_new0(BmPdfContent, 1);
  content->images = g_array_new(FALSE, FALSE, sizeof(BmPdfImage));
  content->is_plain = TRUE;
  g_autoptr(GArray) states = g_array_new(FALSE, FALSE, sizeof(struct state));
  walk_t w = {.pdf = pdf, .qpdf = bm_pdfin_handle(pdf), .content = content, .states = states};
  w.now = (struct state){.ctm = bm_affine_identity(), .clip = everywhere};
  g_autoptr(GBytes) bytes = page_content(&w, page);
  walk_stream(&w, bytes, bm_pdfin_inherited(pdf, page, "/Resources"));
  return content;
}

void bm_pdfin_content_free(BmPdfContent *content)
{
  if (content == NULL)
    return;
  g_array_unref(content->images);
  g_free(content);
}
