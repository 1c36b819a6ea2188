/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Templates as text: writing. */
#include "stages/form/template.h"

#include "pipeline/fill.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FROM_MOST_MM                                                                           \
  120.0 /* a field further from its label is given from the page's corner                      \
         */
#define ROW_SLACK_MM 3.0

static void number_add(GString *out, double mm)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_string_append_printf(
      out, " %s", g_ascii_formatd(text, sizeof text, "%.2f", round(mm * 100) / 100 + 0.0));
}

/* The words of @text on one line; NULL or "" become "?". */
static char *one_line(const char *text)
{
  g_autofree char *valid = g_utf8_make_valid(text != NULL ? text : "", -1);
  GString *out = g_string_new(NULL);
  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
    gunichar c = g_utf8_get_char(at);
    g_string_append_unichar(out, g_unichar_iscntrl(c) || g_unichar_isspace(c) ? ' ' : c);
  }
  g_strstrip(out->str);
  char *line = g_strdup(out->str[0] != '\0' ? out->str : "?");
  g_string_free(out, TRUE);
  return line;
}

static gint by_reading(gconstpointer a, gconstpointer b)
{
  const BmFeature *p = &(*(BmAnchor *const *)a)->at, *q = &(*(BmAnchor *const *)b)->at;
  const int key_p[] = {p->kind, p->y, p->x, p->w, p->h};
  const int key_q[] = {q->kind, q->y, q->x, q->w, q->h};
  for (guint i = 0; i < G_N_ELEMENTS(key_p); i++)
    if (key_p[i] != key_q[i])
      return key_p[i] < key_q[i] ? -1 : 1;
  return 0;
}

/* Words first, from top to bottom; borrowed anchors. */
static GPtrArray *in_reading_order(const BmForm *form)
{
  GPtrArray *sorted = g_ptr_array_new();
  for (guint i = 0; form->anchors != NULL && i < form->anchors->len; i++)
    g_ptr_array_add(sorted, g_ptr_array_index(form->anchors, i));
  g_ptr_array_sort(sorted, by_reading);
  return sorted;
}

static void anchors_write(GString *out, GPtrArray *anchors)
{
  static const char *const kinds[] = {"word", "across", "down"};
  g_string_append(out,
                  "\n# Печатные слова и линии, по которым узнают бланк: слово, его имя, x y "
                  "ширина высота, текст.\n"
                  "# Printed words and rules by which the form is recognised: word, its "
                  "id, x y width height, text.\n[anchors]\n");
  for (guint i = 0; i < anchors->len; i++) {
    const BmAnchor *a = g_ptr_array_index(anchors, i);
    g_string_append(out, kinds[a->at.kind]);
    if (a->at.kind == BM_FEATURE_WORD)
      g_string_append_printf(out, " w%02u", i + 1);
    const int box[] = {a->at.x, a->at.y, a->at.w, a->at.h};
    for (guint k = 0; k < G_N_ELEMENTS(box); k++)
      number_add(out, box[k] / 100.0);
    g_autofree char *text = a->at.kind == BM_FEATURE_WORD ? one_line(a->text) : NULL;
    g_string_append_printf(out, "%s%s\n", text != NULL ? " " : "", text != NULL ? text : "");
  }
}

/* How far a zone is from the label at its left or above, -1: the word is no label of it. */
static double label_distance(const BmAnchor *a, const BmFormZone *zone)
{
  double x = a->at.x / 100.0, y = a->at.y / 100.0, w = a->at.w / 100.0, h = a->at.h / 100.0;
  if (a->at.kind != BM_FEATURE_WORD || a->text == NULL)
    return -1;
  gboolean is_beside = y + h / 2 > zone->y - ROW_SLACK_MM &&
                       y + h / 2 < zone->y + zone->h + ROW_SLACK_MM && x + w / 2 < zone->x;
  if (is_beside)
    return zone->x - (x + w);
  gboolean is_above = y + h / 2 < zone->y && x < zone->x + zone->w && x + w > zone->x;
  return is_above ? 4 * (zone->y - y) : -1;
}

static void zones_write(GString *out, const char *group, const GArray *zones,
                        GPtrArray *anchors)
{
  g_string_append_printf(out, "[%s]\n", group);
  for (guint i = 0; i < zones->len; i++) {
    const BmFormZone *zone = &g_array_index(zones, BmFormZone, i);
    double x = zone->x, y = zone->y, nearest = FROM_MOST_MM;
    guint label = 0;
    for (guint k = 0; k < anchors->len; k++) {
      double distance = label_distance(g_ptr_array_index(anchors, k), zone);
      if (distance < 0 || distance >= nearest)
        continue;
      nearest = distance;
      label = k + 1;
    }
    if (label > 0) {
      const BmAnchor *a = g_ptr_array_index(anchors, label - 1);
      x -= a->at.x / 100.0;
      y -= a->at.y / 100.0;
    }
    g_string_append(out, zone->kind[0] != '\0' ? zone->kind : "unexplained");
    const double box[] = {x, y, zone->w, zone->h};
    for (guint k = 0; k < G_N_ELEMENTS(box); k++)
      number_add(out, box[k]);
    if (label > 0)
      g_string_append_printf(out, " from w%02u", label);
    g_string_append_c(out, '\n');
  }
}

/* In both languages: the file is the same whoever writes it. */
static void form_write(GString *out, const BmForm *form, const char *stem, const char *sha256)
{
  g_autofree char *name = form->name != NULL ? one_line(form->name) : g_strdup("");
  g_string_append(out,
                  "# Шаблон бланка blindmark. Всё в миллиметрах от левого верхнего угла листа: "
                  "x вправо, y вниз; строки с # ничего не значат.\n"
                  "# Template of a form for blindmark. All in millimetres from the top left "
                  "corner of the paper: x right, y down; lines with # mean nothing.\n");
  g_string_append_printf(out, "[form]\nformat = %d\nname = %s\nversion = %u\nwidth =",
                         BM_TEMPLATE_FORMAT, name, form->version);
  number_add(out, form->width_mm);
  g_string_append(out, "\nheight =");
  number_add(out, form->height_mm);
  g_string_append_printf(
      out,
      "\n# какая страница работы, 0: разная / page of a work, 0: it differs\n"
      "page = %d\n"
      "# докуда сверху печать одинакова / how deep from the top all copies "
      "share their print\nhead =",
      form->page_in_work);
  number_add(out, form->head_mm);
  g_string_append_printf(
      out,
      "\ncopies = %u\npicture = %s.png\n"
      "# Картинку исправили намеренно? Удалите следующую строку. / The picture "
      "was changed on purpose? Delete the next line.\n"
      "picture_sha256 = %s\n",
      form->print->copies, stem, sha256);
}

static char *file_sha256(const char *path)
{
  g_autofree char *bytes = NULL;
  gsize size = 0;
  if (!g_file_get_contents(path, &bytes, &size, NULL))
    return NULL;
  return g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bytes, size);
}

gboolean bm_template_write(const BmForm *form, const char *stem, const char *text,
                           const char *picture, GError **error)
{
  g_autofree char *sha256 =
      pixWrite(picture, form->print->clean, IFF_PNG) == 0 ? file_sha256(picture) : NULL;
  if (sha256 == NULL)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot write a template's picture");
  g_autoptr(GPtrArray) anchors = in_reading_order(form);
  GString *out = g_string_new(NULL);
  form_write(out, form, stem, sha256);
  anchors_write(out, anchors);
  g_string_append(out, "\n# Что закрывать: вид, x y ширина высота; «from w07»: x и y от левого "
                       "верхнего угла этого слова.\n"
                       "# What to hide: kind, x y width height; \"from w07\": x and y from the "
                       "top left corner of that word.\n");
  zones_write(out, "zones", form->zones, anchors);
  g_string_append(out, "\n# Поля, которые остаются видны. / Fields that stay visible.\n");
  zones_write(out, "kept", form->kept, anchors);
  gboolean is_done = bm_file_fill(text, out->str, out->len);
  g_string_free(out, TRUE);
  return is_done || bm_fail(error, BM_ERROR_IO, "disk_write", "cannot write a template");
}
