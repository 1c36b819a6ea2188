/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The JPEG of a gray or colour page. */
#include "stages/sort/pagejpeg.h"

#include "stages/shared/coderead.h"
#include "stages/shared/jpegsplice.h"

#include <math.h>
#include <stdlib.h>

#define HIGH_QUALITY 95
/* mean levels by which a tile of a mask may stray in JPEG: solid masks stray by at most 0.1 at
 * qualities 30 to 80, a stroke of faint pencil in a tile by 5 */
#define MASK_STRAY 4.0
#define MASK_TILE 16
#define MASK_RIM 8 /* JPEG rings one block deep at a mask's edge */
#define LOOK_AROUND 10

static int gray_at(const l_uint32 *line, int x, int depth)
{
  return depth == 8 ? GET_DATA_BYTE(line, x) : (int)(line[x] >> L_GREEN_SHIFT & 0xFF);
}

/* Mean difference of two pictures of one size inside @box. */
static double difference(PIX *p, PIX *q, BmBox box)
{
  double sum = 0;
  int depth = pixGetDepth(p);
  for (int y = box.y; y < box.y + box.h; y++) {
    const l_uint32 *a = pixGetData(p) + (gsize)y * (gsize)pixGetWpl(p);
    const l_uint32 *b = pixGetData(q) + (gsize)y * (gsize)pixGetWpl(q);
    for (int x = box.x; x < box.x + box.w; x++)
      sum += abs(gray_at(a, x, depth) - gray_at(b, x, depth));
  }
  return bm_box_is_empty(box) ? 0 : sum / (double)bm_box_area(box);
}

/* Tile by tile, so that a few letters are not lost in the mean of a large mask. */
static gboolean mask_holds(const BmPageJpeg *wish, PIX *result, BmBox mask)
{
  for (int y = mask.y; y < mask.y + mask.h; y += MASK_TILE)
    for (int x = mask.x; x < mask.x + mask.w; x += MASK_TILE) {
      BmBox tile = bm_box_and((BmBox){x, y, MASK_TILE, MASK_TILE}, mask);
      if (difference(wish->page, result, tile) > MASK_STRAY)
        return FALSE;
    }
  return TRUE;
}

static gboolean masks_hold(const BmPageJpeg *wish, PIX *result)
{
  for (guint i = 0; i < wish->n_masks; i++) {
    BmBox box = bm_box_clip(bm_box_grow(wish->masks[i], -MASK_RIM, -MASK_RIM),
                            pixGetWidth(result), pixGetHeight(result));
    if (!mask_holds(wish, result, box))
      return FALSE;
  }
  return TRUE;
}

static gboolean codes_can_be_read(const BmPageJpeg *wish, PIX *result)
{
  for (int shape = 0; shape < 2; shape++) {
    BmCodeReading reading;
    if (bm_box_is_empty(wish->codes[shape]))
      return FALSE;
    BmBox look = bm_box_grow(wish->codes[shape], LOOK_AROUND, LOOK_AROUND);
    if (bm_code_read_shape(result, look, (BmCodeShape)shape, BM_CODE_THOROUGH, &reading) !=
            BM_CODE_VALID ||
        !bm_pagecode_equal(&reading.code, &wish->code))
      return FALSE;
  }
  return TRUE;
}

/* The bytes as whoever gets them will see them. */
static gboolean stands_the_test(const BmPageJpeg *wish, const GByteArray *bytes)
{
  g_autoptr(PIX) result = pixReadMemJpeg(bytes->data, bytes->len, 0, 1, NULL, 0);
  return result != NULL && pixGetDepth(result) == pixGetDepth(wish->page) &&
         pixGetWidth(result) == pixGetWidth(wish->page) &&
         pixGetHeight(result) == pixGetHeight(wish->page) && masks_hold(wish, result) &&
         codes_can_be_read(wish, result);
}

/* Blocks of the original where the page shows it; NULL when that is not possible. */
static GByteArray *spliced(const BmPageJpeg *wish, double *ret_kept)
{
  g_autofree char *data = NULL;
  gsize size = 0;
  if (wish->original == NULL || !g_file_get_contents(wish->original, &data, &size, NULL))
    return NULL;
  g_autoptr(GArray) changed = g_array_new(FALSE, FALSE, sizeof(BmBox));
  g_array_append_vals(changed, wish->masks, wish->n_masks);
  g_array_append_vals(changed, wish->codes, 2);
  return bm_jpeg_splice(wish->page, (const guint8 *)data, size,
                        (const BmBox *)(gpointer)changed->data, changed->len, ret_kept);
}

GByteArray *bm_page_jpeg(const BmPageJpeg *wish, double *ret_kept, GError **error)
{
  double kept = 0;
  g_autoptr(GByteArray) bytes = spliced(wish, &kept);
  if (bytes == NULL || !stands_the_test(wish, bytes)) {
    const int qualities[] = {wish->quality, HIGH_QUALITY};
    kept = 0;
    for (guint i = 0; i < G_N_ELEMENTS(qualities); i++) {
      g_clear_pointer(&bytes, g_byte_array_unref);
      bytes = bm_jpeg_encode(wish->page, qualities[i], error);
      if (bytes == NULL)
        return NULL;
      if (stands_the_test(wish, bytes))
        break;
      g_clear_pointer(&bytes, g_byte_array_unref);
    }
  }
  if (bytes == NULL)
    bm_fail(error, BM_ERROR_INPUT, "sorted_page_bad", "page %d as JPEG fails its test",
            wish->code.page);
  else if (ret_kept != NULL)
    *ret_kept = kept;
  return g_steal_pointer(&bytes);
}
