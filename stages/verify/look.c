/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Masks, words and ink of a masked page, seen again. */
#include "stages/verify/look.h"

#include <stdlib.h>
#include <string.h>

#include "stages/shared/brick.h"
#include "stages/shared/formprint_strays.h"
#include "stages/shared/identity_words.h"
#include "stages/shared/ocr.h"
#include "stages/shared/page.h"
#include "stages/shared/pieces.h"
#include "stages/shared/printed.h"
#include "stages/shared/scale.h"
#include "stages/shared/text.h"
#include "stages/verify/spare.h"

#define READ_DPI 240.0
#define INK_DPI 100.0
/* Of a line that stands elsewhere on each work: in coarser ink others look more alike. */
#define STRAY_FIT 0.92
#define SHARE_DPI 25.0
#define MASKED_MOST 0.6 /* of a page: nobody could mark what is left */
#define FOOT_SHARE BM_LOOK_FOOT_SHARE
#define FOOT_RIM_MM 2.0 /* lines at the foot may begin this much higher */
#define BELOW_MM 16.0   /* words this far below the start of the body are looked at too */
#define TRUST_LEAST 50
#define JOIN_MM 5.0
#define LINE_WIDE_MM 8.0
#define LINE_HIGH_MM 9.0
#define LINES_MOST 12U   /* in a band; more are a page of writing */
#define BLOB_WIDE_MM 5.0 /* smaller ink is no name */
#define BLOB_HIGH_MM 1.4
#define SOLID_SHARE 0.75 /* a punched hole or a mark of the form has no strokes */
#define SOLID_MOST_MM 10.0
#define INK_SHARE 0.72 /* of the paper's level: darker is ink */

static void sight_add(GArray *sights, const char *reason, BmBox box)
{
  BmSight sight = {.reason = reason, .box = box};
  g_array_append_val(sights, sight);
}

static gboolean region_is_black(PIX *page, BmBox box)
{
  g_autoptr(BOX) cut = boxCreate(box.x, box.y, box.w, box.h);
  g_autoptr(PIX) region = pixClipRectangle(page, cut, NULL);
  l_int32 is_zero = 0;
  if (region == NULL)
    return FALSE;
  if (pixGetDepth(region) == 1)
    pixInvert(region, region);
  pixZero(region, &is_zero);
  return is_zero != 0;
}

void bm_look_masks(const BmLookCase *look, GArray *sights)
{
  for (guint i = 0; i < look->masks->len; i++) {
    BmBox box = g_array_index(look->masks, BmBox, i);
    if (!region_is_black(look->page, box))
      sight_add(sights, "mask_not_solid", box);
  }
}

void bm_look_share(const BmLookCase *look, GArray *sights)
{
  double scale = SHARE_DPI / look->dpi;
  int width = (int)(pixGetWidth(look->page) * scale);
  int height = (int)(pixGetHeight(look->page) * scale);
  g_autoptr(PIX) small = pixCreate(MAX(width, 1), MAX(height, 1), 1);
  l_int32 count = 0;
  for (guint i = 0; small != NULL && i < look->masks->len; i++) {
    BmBox box = bm_affine_box((BmAffine){scale, 0, 0, 0, scale, 0},
                              g_array_index(look->masks, BmBox, i));
    pixRasterop(small, box.x, box.y, box.w, box.h, PIX_SET, NULL, 0, 0);
  }
  if (small == NULL || pixCountPixels(small, &count, NULL) != 0 ||
      count > MASKED_MOST * width * height)
    sight_add(sights, "mostly_masked", (BmBox){0, 0, 0, 0});
}

/* the page with its masks white, so that they are no ink */
static PIX *bare_copy(const BmLookCase *look)
{
  PIX *gray = pixCopy(NULL, look->gray);
  if (gray == NULL)
    return NULL;
  for (guint i = 0; i < look->masks->len; i++) {
    BmBox box = bm_box_grow(g_array_index(look->masks, BmBox, i), 2, 2);
    box = bm_box_clip(box, pixGetWidth(gray), pixGetHeight(gray));
    g_autoptr(BOX) cut = boxCreate(box.x, box.y, box.w, box.h);
    pixSetInRect(gray, cut);
  }
  return gray;
}

static BmBox to_page(const BmLookCase *look, BmBox box, double dpi)
{
  double scale = look->dpi / dpi;
  return bm_box_clip(bm_affine_box((BmAffine){scale, 0, 0, 0, scale, 0}, box),
                     pixGetWidth(look->page), pixGetHeight(look->page));
}

static gboolean word_is_safe(char *const *parts, guint i)
{
  guint n = 1;
  return bm_label_match(parts, i, &n) != NULL || bm_heading_has("safe", parts[i]) ||
         bm_heading_has("subjects", parts[i]) || bm_text_letters(parts[i]) <= 1;
}

/* one word of the reader: all its parts are words of headings, or too little to be a name */
static gboolean is_safe(const BmWord *word)
{
  g_auto(GStrv) parts = bm_text_words(word->text);
  for (guint i = 0; parts[i] != NULL; i++)
    if (!word_is_safe(parts, i) && strlen(parts[i]) > 3)
      return FALSE;
  return word->trust >= TRUST_LEAST || bm_text_letters(word->text) <= 2;
}

static gboolean names_someone(const BmLookCase *look, GPtrArray *words, guint i)
{
  const BmWord *word = words->pdata[i];
  guint hits = bm_roster_match(look->roster, word->text, FALSE);
  if (hits & BM_ROSTER_SCHOOL_CODE)
    return TRUE;
  if (!(hits & BM_ROSTER_SURNAME) || bm_text_letters(word->text) < 4)
    return FALSE;
  for (guint k = i > 0 ? i - 1 : 0; k <= i + 1 && k < words->len; k++) {
    const BmWord *near = words->pdata[k];
    guint other = k != i ? bm_roster_match(look->roster, near->text, FALSE) : 0;
    if (other & (BM_ROSTER_NAME | BM_ROSTER_PATRONYMIC))
      return TRUE;
  }
  return FALSE;
}

int bm_look_body(const BmLookCase *look, BmBox place)
{
  if (look->halves.fold <= 0)
    return look->body_y;
  return place.x + place.w / 2 < look->halves.fold ? look->halves.left_y : look->halves.right_y;
}

/* of two pages side by side the lower */
static int header_end(const BmLookCase *look)
{
  return MAX(MAX(look->body_y, 0), MAX(look->halves.left_y, look->halves.right_y));
}

/* Lines of the header and the foot that name someone in print, be it the form's own. */
static void lines_judge(const BmLookCase *look, GPtrArray *words, GArray *sights)
{
  int foot = (int)(pixGetHeight(look->page) * FOOT_SHARE);
  for (guint i = 0, n; i < words->len; i += n) {
    n = bm_printed_line_length(words, i);
    BmBox line = {0, 0, 0, 0};
    for (guint k = i; k < i + n; k++)
      line = bm_box_or(line, to_page(look, ((const BmWord *)words->pdata[k])->box, READ_DPI));
    int middle = line.y + line.h / 2;
    int end = MAX(bm_look_body(look, line), bm_px(BM_LOOK_TOP_MM, look->dpi));
    if ((middle < end || middle >= foot) &&
        bm_printed_line(words, i, n, look->roster, look->policy) != NULL)
      sight_add(sights, "roster_left", line);
  }
}

static void words_judge(const BmLookCase *look, GPtrArray *words, GArray *safe, GArray *sights)
{
  for (guint i = 0; i < words->len; i++) {
    const BmWord *word = words->pdata[i];
    BmBox box = to_page(look, word->box, READ_DPI);
    gboolean is_header = box.y + box.h / 2 < MAX(bm_look_body(look, box), 0);
    gboolean is_heading = is_safe(word);
    if (is_heading)
      g_array_append_val(safe, box);
    if (names_someone(look, words, i) ||
        (is_header && !is_heading &&
         (bm_roster_match(look->roster, word->text, FALSE) & BM_ROSTER_SURNAME)))
      sight_add(sights, "roster_left", box);
    else if (is_header && !is_heading && look->form == NULL &&
             bm_text_letters(word->text) >= 3 && word->trust >= TRUST_LEAST)
      sight_add(sights, "word_left", box);
  }
}

/* Boxes of lines in a band of the page, at READ_DPI: a block of few words on much paper is
 * often not read at all, a line is. */
static GArray *lines_in(PIX *ink, int top, int bottom)
{
  double up = READ_DPI / INK_DPI;
  GArray *lines = g_array_new(FALSE, FALSE, sizeof(BmBox));
  g_autoptr(BOX) cut = boxCreate(0, top, pixGetWidth(ink), bottom - top);
  g_autoptr(PIX) band = pixClipRectangle(ink, cut, NULL);
  g_autoptr(PIX) joined =
      band != NULL ? bm_brick_close(band, bm_px(JOIN_MM, INK_DPI), 1) : NULL;
  g_autoptr(BOXA) boxes = joined != NULL ? bm_pieces_boxes(joined, 8) : NULL;
  for (int i = 0; boxes != NULL && i < boxaGetCount(boxes); i++) {
    BmBox box;
    boxaGetBoxGeometry(boxes, i, &box.x, &box.y, &box.w, &box.h);
    if (box.w < bm_px(LINE_WIDE_MM, INK_DPI) || box.h < bm_px(BLOB_HIGH_MM, INK_DPI) ||
        box.h > bm_px(LINE_HIGH_MM, INK_DPI) || lines->len == LINES_MOST)
      continue;
    box.y += top;
    box = bm_affine_box((BmAffine){up, 0, 0, 0, up, 0}, bm_box_grow(box, 2, 2));
    g_array_append_val(lines, box);
  }
  return lines;
}

/* Running headers and footers, line by line. */
static gboolean edges_read(const BmLookCase *look, PIX *gray, PIX *ink, GArray *sights,
                           GError **error)
{
  int height = pixGetHeight(ink), foot = (int)(height * FOOT_SHARE);
  int bands[][2] = {{0, bm_px(BM_LOOK_TOP_MM, INK_DPI)}, {foot, height}};
  for (guint k = 0; k < G_N_ELEMENTS(bands); k++) {
    g_autoptr(GArray) lines = lines_in(ink, bands[k][0], MIN(bands[k][1], height));
    for (guint i = 0; i < lines->len; i++) {
      BmBox line = g_array_index(lines, BmBox, i);
      g_autoptr(GPtrArray) words = bm_ocr_line(gray, READ_DPI, line, error);
      if (words == NULL)
        return FALSE;
      if (bm_printed_line(words, 0, words->len, look->roster, look->policy) != NULL)
        sight_add(sights, "roster_left", to_page(look, line, READ_DPI));
    }
  }
  return TRUE;
}

/* share of @box that lies under boxes of @list, by the largest single one */
static gboolean is_under(const GArray *list, BmBox box)
{
  gint64 covered = 0;
  for (guint i = 0; i < list->len; i++)
    covered += bm_box_area(bm_box_and(bm_box_grow(g_array_index(list, BmBox, i), 6, 6), box));
  return covered * 2 > bm_box_area(box);
}

static l_uint32 paper_level(PIX *gray)
{
  g_autoptr(NUMA) histogram = pixGetGrayHistogram(gray, 4);
  l_float32 level = 255;
  if (histogram != NULL)
    numaHistogramGetValFromRank(histogram, 0.6F, &level);
  return (l_uint32)level;
}

/* ink at INK_DPI by one threshold for the whole page, long rules taken out; NULL: no memory */
static PIX *plain_ink(const BmLookCase *look, PIX *bare)
{
  g_autoptr(PIX) gray = bm_gray_scale(bare, (float)(INK_DPI / look->dpi));
  if (gray == NULL)
    return NULL;
  g_autoptr(PIX) ink = pixThresholdToBinary(gray, (int)(paper_level(gray) * INK_SHARE));
  if (ink == NULL)
    return NULL;
  g_autoptr(PIX) rules = bm_brick_open(ink, bm_px(12, INK_DPI), 1);
  g_autoptr(PIX) uprights = bm_brick_open(ink, 1, bm_px(9, INK_DPI));
  pixDilateBrick(rules, rules, 1, 3);
  pixSubtract(ink, ink, rules);
  pixSubtract(ink, ink, uprights);
  return g_steal_pointer(&ink);
}

/* the form's print goes, with the rim that another threshold gives it */
static void print_remove(const BmLookCase *look, PIX *ink)
{
  BmFormPrint *form = look->form;
  g_autoptr(PIX) print =
      form != NULL ? bm_formprint_lay(form, look->to_form, look->dpi, ink, INK_DPI) : NULL;
  g_autoptr(GArray) strays =
      print != NULL ? bm_formprint_strays(form, look->to_form, look->dpi, ink, INK_DPI, print,
                                          STRAY_FIT, pixGetHeight(ink))
                    : NULL;
  g_autoptr(PIX) wide = strays != NULL ? pixDilateBrick(NULL, print, 5, 5) : NULL;
  if (wide != NULL)
    pixSubtract(ink, ink, wide);
}

static gboolean is_solid(PIX *ink, BmBox box)
{
  int most = bm_px(SOLID_MOST_MM, INK_DPI);
  l_int32 count = 0;
  g_autoptr(BOX) cut = boxCreate(box.x, box.y, box.w, box.h);
  g_autoptr(PIX) part = MAX(box.w, box.h) <= most ? pixClipRectangle(ink, cut, NULL) : NULL;
  return part != NULL && pixCountPixels(part, &count, NULL) == 0 &&
         count > SOLID_SHARE * (double)bm_box_area(box);
}

/* what stands in a field that policy keeps is meant to be seen */
static gboolean is_kept(const BmLookCase *look, BmBox place)
{
  for (guint i = 0; look->kept != NULL && i < look->kept->len; i++) {
    BmBox field = g_array_index(look->kept, BmBox, i);
    if (bm_box_area(bm_box_and(field, place)) * 10 >= bm_box_area(place) * 9)
      return TRUE;
  }
  return FALSE;
}

/* The part of a blob that stands above the body: a title's last row may touch the first answer.
 */
static BmBox part_above_body(const BmLookCase *look, PIX *ink, BmBox box)
{
  int end = (int)(bm_look_body(look, to_page(look, box, INK_DPI)) * INK_DPI / look->dpi);
  if (box.y + box.h <= end)
    return box;
  g_autoptr(BOX) cut = boxCreate(box.x, box.y, box.w, MAX(end - box.y, 1));
  g_autoptr(PIX) part = pixClipRectangle(ink, cut, NULL);
  g_autoptr(BOX) found = NULL;
  BmBox above = {0, 0, 0, 0};
  if (part != NULL && pixClipToForeground(part, NULL, &found) == 0 && found != NULL)
    boxGetGeometry(found, &above.x, &above.y, &above.w, &above.h);
  above.x += box.x;
  above.y += box.y;
  return above;
}

/* ink above the body outside masks and words that were read and found safe */
static void ink_judge(const BmLookCase *look, PIX *all, const GArray *safe_boxes,
                      GArray *sights)
{
  g_autoptr(PIX) ink = pixCopy(NULL, all);
  if (ink == NULL)
    return;
  print_remove(look, ink);
  g_autoptr(PIX) blobs = bm_brick_close(ink, bm_px(2.0, INK_DPI), 3);
  pixOpenBrick(blobs, blobs, 2, 2);
  g_autoptr(BOXA) boxes = bm_pieces_boxes(blobs, 8);
  int edge = bm_px(4, INK_DPI);
  for (int i = 0; boxes != NULL && i < boxaGetCount(boxes); i++) {
    BmBox box;
    boxaGetBoxGeometry(boxes, i, &box.x, &box.y, &box.w, &box.h);
    BmBox place = to_page(look, box, INK_DPI);
    gboolean is_edge = box.x < edge || box.y < edge || box.x + box.w > pixGetWidth(ink) - edge;
    if (place.y + place.h / 2 >= bm_look_body(look, place))
      continue;
    box = part_above_body(look, ink, box);
    place = to_page(look, box, INK_DPI);
    if (is_edge || box.w < bm_px(BLOB_WIDE_MM, INK_DPI) ||
        box.h < bm_px(BLOB_HIGH_MM, INK_DPI) ||
        (!look->by_form && is_under(safe_boxes, place)) || is_solid(ink, box) ||
        is_kept(look, place))
      continue;
    sight_add(sights, "ink_left", place);
  }
}

/* The page at READ_DPI, but only what is read: rows above @top and from @foot. */
static PIX *reading_copy(const BmLookCase *look, PIX *bare, int top, int foot)
{
  float scale = (float)(READ_DPI / look->dpi);
  int width = bm_scaled_length(pixGetWidth(bare), scale);
  int height = bm_scaled_length(pixGetHeight(bare), scale);
  int bands[][2] = {{0, top}, {MAX(foot, top), height}};
  g_autoptr(PIX) gray = pixCreate(width, height, 8);
  if (gray == NULL || pixSetAll(gray) != 0)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS(bands); i++) {
    g_autoptr(PIX) rows = bm_gray_rows(bare, scale, bands[i][0], bands[i][1]);
    if (rows != NULL)
      pixRasterop(gray, 0, bands[i][0], width, pixGetHeight(rows), PIX_SRC, rows, 0, 0);
    else if (bands[i][1] > bands[i][0])
      return NULL;
  }
  pixCopyResolution(gray, bare);
  pixScaleResolution(gray, scale, scale);
  return g_steal_pointer(&gray);
}

gboolean bm_look_words(const BmLookCase *look, GArray *sights, GError **error)
{
  double scale = READ_DPI / look->dpi;
  int width = bm_scaled_length(pixGetWidth(look->gray), (float)scale);
  int height = bm_scaled_length(pixGetHeight(look->gray), (float)scale);
  int below = bm_px(BELOW_MM, READ_DPI), foot = (int)(height * FOOT_SHARE);
  int top = MAX((int)(header_end(look) * scale) + below, bm_px(BM_LOOK_TOP_MM + 4, READ_DPI));
  top = MIN(top, foot);
  g_autoptr(PIX) bare = bare_copy(look);
  g_autoptr(PIX) gray =
      bare != NULL ? reading_copy(look, bare, top, foot - bm_px(FOOT_RIM_MM, READ_DPI)) : NULL;
  g_autoptr(PIX) ink = bare != NULL ? plain_ink(look, bare) : NULL;
  g_autoptr(GArray) safe = g_array_new(FALSE, FALSE, sizeof(BmBox));
  if (gray == NULL || ink == NULL)
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot scale a page to read it again");
  guint first = sights->len;
  BmBox strips[] = {{0, 0, width, top}, {0, foot, width, height - foot}};
  for (guint i = 0; i < G_N_ELEMENTS(strips); i++) {
    g_autoptr(GPtrArray) words = bm_ocr_block(gray, READ_DPI, strips[i], error);
    if (words == NULL)
      return FALSE;
    words_judge(look, words, safe, sights);
    lines_judge(look, words, sights);
  }
  if (header_end(look) > 0)
    ink_judge(look, ink, safe, sights);
  bm_spare_cells(look, ink, INK_DPI, first, sights);
  if (!bm_spare_variants(look, gray, READ_DPI, first, sights, error))
    return FALSE;
  return edges_read(look, gray, ink, sights, error);
}
