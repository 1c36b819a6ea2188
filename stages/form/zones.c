/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zones from the finder and from what differs between copies. */
#include "stages/form/zones.h"

#include "stages/shared/cells.h"
#include "stages/shared/printed.h"

#include <math.h>
#include <string.h>

#define FIRST_HEAD_SHARE 0.25 /* identity bands of a page whose body start is unknown */
#define LATER_HEAD_SHARE 0.12
#define FOOT_SHARE 0.08
#define RIM_MM 0.6
#define EDGE_MM 5.0
#define INSIDE_LEAST_MM 4.0
#define CELLS_LEAST 3 /* empty cells that ask for something */
#define CELL_DUST_PX 12
#define READ_HEAD_SHARE 0.3 /* of the picture that is read whole */
#define READ_FOOT_SHARE 0.12
#define LINE_GROW_MM 1.0
#define UPPER_SHARE 0.6     /* zones below belong to the foot */
#define BELOW_FIELD_MM 14.0 /* one more row of a table of fields */
#define ABOVE_FOOTER_MM 2.0

/* Cut to the form; hundredths, so that the same zone is the same text in every file. */
static void zone_append(const BmForm *form, GArray *zones, BmBox box, double dpi,
                        const char *kind)
{
  double x = bm_mm(box.x, dpi), y = bm_mm(box.y, dpi);
  double left = CLAMP(x, 0, form->width_mm), top = CLAMP(y, 0, form->height_mm);
  double right = CLAMP(x + bm_mm(box.w, dpi), 0, form->width_mm);
  double bottom = CLAMP(y + bm_mm(box.h, dpi), 0, form->height_mm);
  if (right <= left || bottom <= top)
    return;
  BmFormZone zone = {round(left * 100) / 100, round(top * 100) / 100,
                     round((right - left) * 100) / 100, round((bottom - top) * 100) / 100, ""};
  g_strlcpy(zone.kind, kind, sizeof zone.kind);
  g_array_append_val(zones, zone);
}

static BmBox zone_px(const BmFormZone *zone)
{
  double px = BM_FORM_DPI / BM_MM_PER_INCH;
  int left = (int)floor((zone->x - RIM_MM) * px), top = (int)floor((zone->y - RIM_MM) * px);
  int right = (int)ceil((zone->x + zone->w + RIM_MM) * px);
  int bottom = (int)ceil((zone->y + zone->h + RIM_MM) * px);
  return (BmBox){left, top, right - left, bottom - top};
}

/* Where copies may differ: inside the zones, and in fields that stay visible. */
static PIX *explained_image(const BmForm *form, const GArray *kept)
{
  PIX *image = pixCreateTemplate(form->print->clean);
  const GArray *lists[] = {form->zones, kept};
  for (guint k = 0; image != NULL && k < G_N_ELEMENTS(lists); k++)
    for (guint i = 0; lists[k] != NULL && i < lists[k]->len; i++) {
      BmBox box = zone_px(&g_array_index(lists[k], BmFormZone, i));
      pixRasterop(image, box.x, box.y, box.w, box.h, PIX_SET, NULL, 0, 0);
    }
  return image;
}

/* The scanner's edge, staples and punched corners lie here on every copy, and no writing: of a
 * place in the margin little is left inside it. */
static gboolean is_at_edge(const BmForm *form, BmBox place)
{
  int edge = bm_px(EDGE_MM, BM_FORM_DPI), least = bm_px(INSIDE_LEAST_MM, BM_FORM_DPI);
  BmBox paper = {edge, edge, pixGetWidth(form->print->clean) - 2 * edge,
                 pixGetHeight(form->print->clean) - 2 * edge};
  BmBox inside = bm_box_and(place, paper);
  return MIN(inside.w, inside.h) < least && MIN(inside.w, inside.h) < MIN(place.w, place.h);
}

/* Places that begin between @top_mm and @bottom_mm and end above @end_mm become zones. */
static void band_unsettled(BmForm *form, double top_mm, double bottom_mm, double end_mm,
                           PIX *explained)
{
  BmBox band = {0, bm_px(top_mm, BM_FORM_DPI), pixGetWidth(form->print->clean),
                bm_px(end_mm - top_mm, BM_FORM_DPI)};
  g_autoptr(GArray) places = bm_print_unsettled(form->print, explained, band);
  for (guint i = 0; i < places->len; i++) {
    BmBox place = g_array_index(places, BmBox, i);
    if (is_at_edge(form, place) || bm_mm(place.y, BM_FORM_DPI) >= bottom_mm)
      continue;
    zone_append(form, form->zones, place, BM_FORM_DPI, "unexplained");
    bm_form_doubt(form, "form_unexplained_ink");
  }
}

/* Where the head ends in which a difference is suspicious: at the body, and not far below the
 * last field, since answers may begin at once on a sheet whose print is a heading alone. A body
 * that is seen right below the last field may be one more field, whose label is not print. */
static double head_end(const BmForm *form, double body_mm)
{
  double lowest = 0, later = LATER_HEAD_SHARE * form->height_mm;
  for (guint i = 0; i < form->zones->len; i++) {
    const BmFormZone *zone = &g_array_index(form->zones, BmFormZone, i);
    if (zone->y < UPPER_SHARE * form->height_mm)
      lowest = MAX(lowest, zone->y + zone->h);
  }
  double head = MAX(lowest + BELOW_FIELD_MM, later);
  if (lowest <= 0)
    head = form->page_in_work == 1 ? FIRST_HEAD_SHARE * form->height_mm : later;
  return body_mm >= lowest + BELOW_FIELD_MM / 2 ? MIN(head, body_mm) : head;
}

/* Top of the printed footer, or the page's end: below an unprinted foot answers may stand. */
static double foot_start(const BmForm *form)
{
  double top = form->height_mm, band = (1 - FOOT_SHARE) * form->height_mm;
  for (guint i = 0; i < form->features->list->len; i++) {
    const BmFeature *f = &g_array_index(form->features->list, BmFeature, i);
    if (f->kind == BM_FEATURE_WORD && f->y / 100.0 >= band)
      top = MIN(top, f->y / 100.0);
  }
  return top < form->height_mm ? top - ABOVE_FOOTER_MM : form->height_mm;
}

void bm_zones_unsettled(BmForm *form, const GArray *kept, double body_mm)
{
  double head = head_end(form, body_mm), foot = foot_start(form);
  g_autoptr(PIX) explained = explained_image(form, kept);
  band_unsettled(form, 0, head, MAX(body_mm, head), explained);
  band_unsettled(form, MAX(head, foot), form->height_mm, form->height_mm, explained);
}

/* Empty printed cells that no zone and no kept field explains ask for something: a code, a
 * class, an answer. Which, only a person can tell. */
static gboolean cells_judge(BmForm *form, const GArray *kept)
{
  g_autoptr(PIX) explained = explained_image(form, kept);
  g_autoptr(GArray) cells = bm_cells_find(form->print->clean, BM_FORM_DPI);
  if (explained == NULL || cells == NULL)
    return FALSE;
  guint open = 0;
  for (guint i = 0; i < cells->len; i++) {
    BmBox cell = bm_box_grow(g_array_index(cells, BmBox, i), -1, -1);
    g_autoptr(BOX) box = boxCreate(cell.x, cell.y, cell.w, cell.h);
    l_int32 print = 0, hidden = 0;
    pixCountPixelsInRect(form->print->clean, box, &print, NULL);
    pixCountPixelsInRect(explained, box, &hidden, NULL);
    open += print < CELL_DUST_PX && hidden * 2 < bm_box_area(cell) ? 1 : 0;
  }
  if (open >= CELLS_LEAST)
    bm_form_doubt(form, "form_cells_unexplained");
  return TRUE;
}

static void labels_judge(BmForm *form, const BmIdentity *identity)
{
  guint n_hidden = 0;
  for (guint i = 0; i < identity->labels->len; i++) {
    const BmLabel *label = &g_array_index(identity->labels, BmLabel, i);
    if (label->is_kept)
      continue;
    n_hidden++;
    if (label->shape == BM_FIELD_NONE)
      bm_form_doubt(form, "form_label_without_field");
  }
  if (n_hidden == 0)
    bm_form_doubt(form, "form_no_identity");
  if (identity->flags->len > 0)
    bm_form_doubt(form, "form_flagged");
  if (identity->body_y < 0)
    bm_form_doubt(form, "form_body_unknown");
}

/* What follows a label on a line that has no end may be a name, but not after «Предмет»: its
 * field is long enough to be written in alone. */
static gboolean has_end(const BmLabel *label)
{
  return label->shape == BM_FIELD_CELLS || label->shape == BM_FIELD_BOX ||
         label->shape == BM_FIELD_TABLE || label->shape == BM_FIELD_UNDERLINE ||
         (label->shape != BM_FIELD_NONE && strcmp(label->kind, "subject") == 0);
}

/* Fields that policy keeps visible: «Вариант», «Предмет». */
static GArray *kept_fields(const BmForm *form, const BmIdentity *identity, double dpi,
                           gboolean is_framed)
{
  GArray *kept = g_array_new(FALSE, FALSE, sizeof(BmFormZone));
  for (guint i = 0; i < identity->labels->len; i++) {
    const BmLabel *label = &g_array_index(identity->labels, BmLabel, i);
    if (label->is_kept && (is_framed ? has_end(label) : label->shape != BM_FIELD_NONE))
      zone_append(form, kept, label->field, dpi, label->kind);
  }
  return kept;
}

/* A zone around each printed line of a band that names someone. */
static gboolean band_printed(BmForm *form, BmBox band, const BmZoneRules *rules, GError **error)
{
  double dpi = pixGetXRes(form->picture);
  int grow = bm_px(LINE_GROW_MM, dpi);
  g_autoptr(GPtrArray) words = bm_ocr_block(form->picture, dpi, band, error);
  if (words == NULL)
    return FALSE;
  for (guint i = 0, n; i < words->len; i += n) {
    n = bm_printed_line_length(words, i);
    const char *kind = bm_printed_line(words, i, n, rules->roster, rules->policy);
    BmBox line = {0, 0, 0, 0};
    for (guint k = i; k < i + n; k++)
      line = bm_box_or(line, ((const BmWord *)words->pdata[k])->box);
    if (kind != NULL)
      zone_append(form, form->zones, bm_box_grow(line, grow, grow), dpi, kind);
  }
  return TRUE;
}

/* What the whole class shares in print is no difference between copies; it is read. */
static gboolean zones_printed(BmForm *form, const BmZoneRules *rules, GError **error)
{
  int w = pixGetWidth(form->picture), h = pixGetHeight(form->picture);
  int head = (int)(h * READ_HEAD_SHARE), foot = (int)(h * READ_FOOT_SHARE);
  return band_printed(form, (BmBox){0, 0, w, head}, rules, error) &&
         band_printed(form, (BmBox){0, h - foot, w, foot}, rules, error);
}

gboolean bm_zones_propose(BmForm *form, const BmZoneRules *rules, GError **error)
{
  double dpi = pixGetXRes(form->picture);
  BmIdentityHints hints = {.roster = rules->roster,
                           .policy = rules->policy,
                           .page_in_work = form->page_in_work,
                           .is_clean_form = TRUE,
                           .turn_sure = TRUE};
  g_autoptr(BmIdentity) identity = NULL;
  if (!bm_identity_find(form->picture, dpi, &hints, &identity, error))
    return FALSE;
  g_array_set_size(form->zones, 0);
  g_ptr_array_set_size(form->doubts, 0);
  for (guint i = 0; i < identity->zones->len; i++) {
    const BmZone *zone = &g_array_index(identity->zones, BmZone, i);
    zone_append(form, form->zones, zone->box, dpi, zone->kind);
  }
  if (!zones_printed(form, rules, error))
    return FALSE;
  labels_judge(form, identity);
  g_autoptr(GArray) kept = kept_fields(form, identity, dpi, FALSE);
  g_array_unref(form->kept); /* ink in a field with an end; a line may go on to a name */
  form->kept = kept_fields(form, identity, dpi, TRUE);
  if (!cells_judge(form, kept))
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot find the cells of a form");
  bm_zones_unsettled(form, kept, identity->body_y < 0 ? -1 : bm_mm(identity->body_y, dpi));
  return TRUE;
}
