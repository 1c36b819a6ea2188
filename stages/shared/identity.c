/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The finder's steps in order. Lines and frames first, then labels beside frames, then the
 * start of the body below them, then zones, then doubts; each step uses what the earlier ones
 * found.
 */
#include "stages/shared/identity.h"

#include <math.h>
#include <string.h>

#include "stages/shared/identity_part.h"
#include "stages/shared/identity_words.h"
#include "stages/shared/ink.h"
#include "stages/shared/ocr.h"
#include "stages/shared/page.h"
#include "stages/shared/scale.h"

#define SMALL_HIGH_MM 8.5
#define SMALL_WIDE_MM 40.0

const BmSegment *bm_finder_segment(const BmFinder *finder, guint index)
{
  return &g_array_index(finder->lines->segments, BmSegment, index);
}

void bm_finder_flag(BmFinder *finder, const char *slug)
{
  for (guint i = 0; i < finder->flags->len; i++)
    if (strcmp(finder->flags->pdata[i], slug) == 0)
      return;
  g_ptr_array_add(finder->flags, (gpointer)g_intern_string(slug));
}

void bm_finder_zone(BmFinder *finder, BmBox box, const char *kind)
{
  box = bm_box_clip(box, finder->lines->width, finder->lines->height);
  BmZone zone = {.box = box, .kind = kind};
  if (!bm_box_is_empty(box))
    g_array_append_val(finder->zones, zone);
}

int bm_finder_ink(const BmFinder *finder, BmBox box)
{
  return bm_ink_count(finder->lines->text, box);
}

/* Small groups of rules may be bars of large bold letters: harmless for the reader when they
 * are rules, needed when they are not. */
static void small_rules_keep(const BmLines *lines, PIX *near)
{
  for (guint i = 0; i < lines->frames->len; i++) {
    const BmFrame *frame = &g_array_index(lines->frames, BmFrame, i);
    BmBox box = bm_box_clip(bm_box_grow(frame->box, 2, 2), lines->width, lines->height);
    if (frame->shape != BM_FRAME_UNDERLINE && box.h <= bm_lines_px(SMALL_HIGH_MM) &&
        box.w <= bm_lines_px(SMALL_WIDE_MM))
      pixRasterop(near, box.x, box.y, box.w, box.h, PIX_SRC | PIX_DST, lines->ink, box.x,
                  box.y);
  }
}

/* strokes of the page on white, so that the reader sees no rules and no paper */
static PIX *reading_image(PIX *page, double dpi, const BmLines *lines)
{
  float scale = (float)(BM_LINES_DPI / dpi);
  g_autoptr(PIX) gray = NULL;
  if (pixGetDepth(page) == 1 && scale < 1.0F)
    gray = bm_gray_of_bits(page, scale);
  else {
    g_autoptr(PIX) plain = pixGetDepth(page) == 8 ? pixClone(page) : pixConvertTo8(page, FALSE);
    gray = plain != NULL ? bm_gray_scale(plain, scale) : NULL;
  }
  g_autoptr(PIX) out = pixCreate(lines->width, lines->height, 8);
  g_autoptr(PIX) near = pixDilateBrick(NULL, lines->text, 5, 5);
  if (gray == NULL || out == NULL || near == NULL)
    return NULL;
  pixSetAll(out);
  pixRasterop(out, 0, 0, lines->width, lines->height, PIX_SRC, gray, 0, 0);
  small_rules_keep(lines, near);
  pixInvert(near, near);
  pixSetMasked(out, near, 255);
  return g_steal_pointer(&out);
}

static void finder_clear(BmFinder *finder)
{
  for (guint i = 0; finder->readings != NULL && i < finder->lines->segments->len; i++)
    bm_reading_free(finder->readings[i]);
  g_clear_pointer(&finder->readings, g_free);
  g_clear_pointer(&finder->lines, bm_lines_free);
  pixDestroy(&finder->gray);
  g_clear_pointer(&finder->labels, g_array_unref);
  g_clear_pointer(&finder->zones, g_array_unref);
  g_clear_pointer(&finder->flags, g_ptr_array_unref);
  g_clear_pointer(&finder->codes, g_array_unref);
  g_clear_pointer(&finder->seals, g_array_unref);
  g_clear_pointer(&finder->explained, g_array_unref);
  g_clear_pointer(&finder->drawings, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BmFinder, finder_clear)

static gboolean finder_init(BmFinder *finder, PIX *page, double dpi, PIX *raw, GError **error)
{
  g_autoptr(PIX) ink = bm_ink_without_borders(raw, BM_LINES_DPI);
  if (ink == NULL)
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot take the edges off a page");
  finder->seals = bm_seals_find(ink);
  bm_seals_clear(finder->seals, ink);
  finder->lines = bm_lines_find(ink, error);
  if (finder->lines == NULL)
    return FALSE;
  finder->gray = reading_image(page, dpi, finder->lines);
  if (finder->gray == NULL)
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot scale a page for reading");
  finder->readings = g_new0(BmReading *, finder->lines->segments->len + 1);
  finder->labels = g_array_new(FALSE, TRUE, sizeof(BmLabel));
  finder->zones = g_array_new(FALSE, TRUE, sizeof(BmZone));
  finder->flags = g_ptr_array_new();
  finder->explained = g_array_new(FALSE, FALSE, sizeof(BmBox));
  finder->codes = g_array_new(FALSE, FALSE, sizeof(BmBox));
  finder->drawings = g_array_new(FALSE, FALSE, sizeof(BmBox));
  finder->drawn_y = G_MAXINT;
  finder->body_y = -1;
  double scale = BM_LINES_DPI / dpi;
  BmBox paper = bm_affine_box((BmAffine){scale, 0, 0, 0, scale, 0}, finder->hints->paper);
  paper = bm_box_clip(paper, finder->lines->width, finder->lines->height);
  finder->paper = bm_box_is_empty(paper)
                      ? (BmBox){0, 0, finder->lines->width, finder->lines->height}
                      : paper;
  return TRUE;
}

static int zone_compare(gconstpointer p, gconstpointer q)
{
  const BmZone *a = p, *b = q;
  if (a->box.y != b->box.y)
    return a->box.y - b->box.y;
  return a->box.x != b->box.x ? a->box.x - b->box.x : strcmp(a->kind, b->kind);
}

static int flag_compare(gconstpointer p, gconstpointer q)
{
  return strcmp(*(const char *const *)p, *(const char *const *)q);
}

static void identity_take(BmFinder *finder, double dpi, PIX *page, BmIdentity *identity)
{
  double scale = dpi / BM_LINES_DPI;
  BmAffine up = {scale, 0, 0, 0, scale, 0};
  int width = pixGetWidth(page), height = pixGetHeight(page);
  for (guint i = 0; i < finder->zones->len; i++) {
    BmZone *zone = &g_array_index(finder->zones, BmZone, i);
    zone->box = bm_box_clip(bm_affine_box(up, zone->box), width, height);
  }
  for (guint i = 0; i < finder->labels->len; i++) {
    BmLabel *label = &g_array_index(finder->labels, BmLabel, i);
    label->box = bm_affine_box(up, label->box);
    label->field = bm_box_clip(bm_affine_box(up, label->field), width, height);
  }
  identity->body_y = finder->body_y < 0 ? -1 : (int)lround(finder->body_y * scale);
  identity->row_px = (int)lround(finder->pitch_px * scale);
  identity->paper = bm_box_clip(bm_affine_box(up, finder->paper), width, height);
  identity->zones = g_steal_pointer(&finder->zones);
  identity->labels = g_steal_pointer(&finder->labels);
  identity->flags = g_steal_pointer(&finder->flags);
}

/* codes in pixels of the page, kept in those of the finder too */
static void codes_take(BmFinder *finder, const GArray *codes, double dpi)
{
  double scale = BM_LINES_DPI / dpi;
  for (guint i = 0; i < codes->len; i++) {
    BmBox box = bm_affine_box((BmAffine){scale, 0, 0, 0, scale, 0},
                              g_array_index(codes, BmZone, i).box);
    g_array_append_val(finder->codes, box);
  }
}

static gboolean steps_run(BmFinder *finder, gboolean is_half, GError **error)
{
  if (!bm_finder_body(finder, error) || !bm_finder_tail(finder, error))
    return FALSE;
  bm_finder_tables(finder);
  if (!bm_finder_zones(finder, error))
    return FALSE;
  if (is_half)
    bm_finder_inner_titles(finder);
  bm_finder_seals(finder);
  return bm_finder_flags(finder, error);
}

/* where the fold is between two pages, in pixels of the page; 0: it is one */
static int fold_of(const BmFinder *finder, double dpi)
{
  int fold = !finder->hints->is_clean_form && bm_finder_is_double(finder)
                 ? bm_finder_fold(finder)
                 : -1;
  return fold < 0 ? 0 : (int)lround(fold * dpi / BM_LINES_DPI);
}

/* One page, half a spread when @ret_fold is NULL. Where two lie side by side sets only
 * @ret_fold, and *ret stays unset. */
static gboolean page_find(PIX *page, double dpi, const BmIdentityHints *hints, int *ret_fold,
                          BmIdentity **ret, GError **error)
{
  g_auto(BmFinder) finder = {.hints = hints};
  g_autoptr(PIX) raw = bm_ink_working(page, dpi, BM_LINES_DPI, error);
  if (raw == NULL || !finder_init(&finder, page, dpi, raw, error))
    return FALSE;
  g_autoptr(GArray) codes = bm_finder_codes(page, dpi, raw);
  codes_take(&finder, codes, dpi);
  int fold = ret_fold != NULL ? fold_of(&finder, dpi) : 0;
  if (fold > 0) {
    *ret_fold = fold;
    return TRUE;
  }
  if (!steps_run(&finder, ret_fold == NULL, error))
    return FALSE;
  g_autoptr(BmIdentity) identity = g_new0(BmIdentity, 1);
  identity_take(&finder, dpi, page, identity);
  if (codes->len > 0)
    g_array_append_vals(identity->zones, codes->data, codes->len);
  *ret = g_steal_pointer(&identity);
  return TRUE;
}

static gboolean half_find(PIX *page, double dpi, const BmIdentityHints *hints, int from, int to,
                          BmIdentity **ret, GError **error)
{
  BmIdentityHints half = *hints;
  BmBox place = {from, 0, to - from, pixGetHeight(page)};
  half.paper = bm_box_is_empty(hints->paper) ? place : bm_box_and(hints->paper, place);
  half.paper.x -= from;
  half.begins_at_fold = from > 0;
  g_autoptr(BOX) cut = boxCreate(place.x, place.y, place.w, place.h);
  g_autoptr(PIX) part = pixClipRectangle(page, cut, NULL);
  if (part == NULL)
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot cut a page at its fold");
  return page_find(part, dpi, &half, NULL, ret, error);
}

gboolean bm_identity_find(PIX *page, double dpi, const BmIdentityHints *hints, BmIdentity **ret,
                          GError **error)
{
  g_autoptr(BmIdentity) identity = NULL, right = NULL;
  int fold = 0;
  if (!bm_policy_is_known(hints->policy))
    return bm_fail(error, BM_ERROR_SETTING, "policy_unknown", "no such policy profile");
  if (!page_find(page, dpi, hints, &fold, &identity, error))
    return FALSE;
  if (fold > 0) {
    if (!half_find(page, dpi, hints, 0, fold, &identity, error) ||
        !half_find(page, dpi, hints, fold, pixGetWidth(page), &right, error))
      return FALSE;
    bm_identity_join(identity, right, fold);
  }
  g_array_sort(identity->zones, zone_compare);
  g_ptr_array_sort(identity->flags, flag_compare);
  *ret = g_steal_pointer(&identity);
  return TRUE;
}

void bm_identity_free(BmIdentity *identity)
{
  if (identity == NULL)
    return;
  g_clear_pointer(&identity->zones, g_array_unref);
  g_clear_pointer(&identity->labels, g_array_unref);
  g_clear_pointer(&identity->flags, g_ptr_array_unref);
  g_free(identity);
}

gboolean bm_identity_has_flag(const BmIdentity *identity, const char *slug)
{
  for (guint i = 0; i < identity->flags->len; i++)
    if (strcmp(identity->flags->pdata[i], slug) == 0)
      return TRUE;
  return FALSE;
}
