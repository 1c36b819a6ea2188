/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JPEG files of pages, spliced from old and new blocks. */
#include "stages/shared/jpegsplice.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#define LEAST_KEPT 0.25

/* libjpeg reports by longjmp: each function that calls setjmp owns what it must release. */
typedef struct Trouble {
  struct jpeg_error_mgr base; /* first, so that libjpeg's pointer is ours */
  jmp_buf back;
} Trouble;

static void give_up(j_common_ptr jpeg)
{
  longjmp(((Trouble *)(gpointer)jpeg->err)->back, 1);
}

static void keep_silent(j_common_ptr jpeg G_GNUC_UNUSED)
{
}

static struct jpeg_error_mgr *trouble_init(Trouble *trouble)
{
  struct jpeg_error_mgr *base = jpeg_std_error(&trouble->base);
  base->error_exit = give_up;
  base->output_message = keep_silent;
  return base;
}

/* --- encoding --------------------------------------------------------------------------- */

typedef struct Encoder {
  struct jpeg_compress_struct jpeg;
  Trouble trouble;
  unsigned char *bytes; /* malloc'ed by libjpeg */
  unsigned long size;
  guint8 *line;
} Encoder;

static void encoder_open(Encoder *encoder)
{
  memset(encoder, 0, sizeof *encoder);
  encoder->jpeg.err = trouble_init(&encoder->trouble);
}

static void encoder_close(Encoder *encoder)
{
  jpeg_destroy_compress(&encoder->jpeg);
  free(encoder->bytes);
  g_free(encoder->line);
}

static void set_page(struct jpeg_compress_struct *jpeg, PIX *page)
{
  gboolean is_gray = pixGetDepth(page) == 8;
  jpeg->image_width = (JDIMENSION)pixGetWidth(page);
  jpeg->image_height = (JDIMENSION)pixGetHeight(page);
  jpeg->input_components = is_gray ? 1 : 3;
  jpeg->in_color_space = is_gray ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(jpeg);
  jpeg->optimize_coding = TRUE;
  if (pixGetXRes(page) > 0 && pixGetXRes(page) <= G_MAXUINT16) {
    jpeg->density_unit = 1; /* dots an inch */
    jpeg->X_density = (UINT16)pixGetXRes(page);
    jpeg->Y_density = (UINT16)pixGetYRes(page);
  }
}

static void page_line(PIX *page, int y, guint8 *line)
{
  const l_uint32 *data = pixGetData(page) + (gsize)y * (gsize)pixGetWpl(page);
  int w = pixGetWidth(page);
  if (pixGetDepth(page) == 8) {
    for (int x = 0; x < w; x++)
      line[x] = GET_DATA_BYTE(data, x);
    return;
  }
  for (int x = 0; x < w; x++, line += 3) {
    line[0] = (guint8)(data[x] >> L_RED_SHIFT);
    line[1] = (guint8)(data[x] >> L_GREEN_SHIFT);
    line[2] = (guint8)(data[x] >> L_BLUE_SHIFT);
  }
}

static void write_lines(Encoder *encoder, PIX *page)
{
  encoder->line = g_malloc((gsize)pixGetWidth(page) * 3);
  jpeg_start_compress(&encoder->jpeg, TRUE);
  for (int y = 0; y < pixGetHeight(page); y++) {
    JSAMPROW row = encoder->line;
    page_line(page, y, encoder->line);
    jpeg_write_scanlines(&encoder->jpeg, &row, 1);
  }
  jpeg_finish_compress(&encoder->jpeg);
}

static GByteArray *encoder_bytes(const Encoder *encoder)
{
  GByteArray *bytes = g_byte_array_sized_new((guint)encoder->size);
  return g_byte_array_append(bytes, encoder->bytes, (guint)encoder->size);
}

GByteArray *bm_jpeg_encode(PIX *page, int quality, GError **error)
{
  Encoder encoder;
  encoder_open(&encoder);
  if (setjmp(encoder.trouble.back) != 0) {
    encoder_close(&encoder);
    bm_fail(error, BM_ERROR_IO, "no_memory", "cannot encode a page as JPEG");
    return NULL;
  }
  jpeg_create_compress(&encoder.jpeg);
  jpeg_mem_dest(&encoder.jpeg, &encoder.bytes, &encoder.size);
  set_page(&encoder.jpeg, page);
  jpeg_set_quality(&encoder.jpeg, quality, TRUE);
  write_lines(&encoder, page);
  GByteArray *bytes = encoder_bytes(&encoder);
  encoder_close(&encoder);
  return bytes;
}

/* --- decoding to coefficients ------------------------------------------------------------ */

typedef struct Blocks {
  struct jpeg_decompress_struct jpeg;
  Trouble trouble;
  jvirt_barray_ptr *coefficients;
} Blocks;

static void blocks_close(Blocks *blocks)
{
  jpeg_destroy_decompress(&blocks->jpeg);
}

/* Coefficients of a whole JPEG; FALSE when it is damaged. Always close. */
static gboolean blocks_open(Blocks *blocks, const guint8 *data, gsize size)
{
  memset(blocks, 0, sizeof *blocks);
  blocks->jpeg.err = trouble_init(&blocks->trouble);
  if (setjmp(blocks->trouble.back) != 0)
    return FALSE;
  jpeg_create_decompress(&blocks->jpeg);
  jpeg_mem_src(&blocks->jpeg, data, (unsigned long)size);
  if (jpeg_read_header(&blocks->jpeg, TRUE) != JPEG_HEADER_OK)
    return FALSE;
  blocks->coefficients = jpeg_read_coefficients(&blocks->jpeg);
  return blocks->coefficients != NULL && blocks->jpeg.err->num_warnings == 0;
}

/* Gray and usual colour; one quantisation table a component; whole-number subsampling. */
static gboolean is_usual(const struct jpeg_decompress_struct *jpeg, PIX *page)
{
  if (jpeg->data_precision != 8)
    return FALSE;
  for (int c = 0; c < jpeg->num_components; c++)
    if (jpeg->comp_info[c].quant_table == NULL)
      return FALSE;
  if (jpeg->num_components == 1)
    return jpeg->jpeg_color_space == JCS_GRAYSCALE && pixGetDepth(page) == 8;
  return jpeg->num_components == 3 && jpeg->jpeg_color_space == JCS_YCbCr &&
         pixGetDepth(page) == 32;
}

/* The page with quantisation and subsampling of @like. */
static GByteArray *encode_like(PIX *page, const struct jpeg_decompress_struct *like)
{
  Encoder encoder;
  encoder_open(&encoder);
  if (setjmp(encoder.trouble.back) != 0) {
    encoder_close(&encoder);
    return NULL;
  }
  jpeg_create_compress(&encoder.jpeg);
  jpeg_mem_dest(&encoder.jpeg, &encoder.bytes, &encoder.size);
  set_page(&encoder.jpeg, page);
  for (int c = 0; c < like->num_components; c++) {
    jpeg_component_info *to = &encoder.jpeg.comp_info[c];
    const jpeg_component_info *from = &like->comp_info[c];
    to->h_samp_factor = like->num_components == 1 ? 1 : from->h_samp_factor;
    to->v_samp_factor = like->num_components == 1 ? 1 : from->v_samp_factor;
    to->quant_tbl_no = c;
    if (encoder.jpeg.quant_tbl_ptrs[c] == NULL)
      encoder.jpeg.quant_tbl_ptrs[c] = jpeg_alloc_quant_table((j_common_ptr)&encoder.jpeg);
    memcpy(encoder.jpeg.quant_tbl_ptrs[c]->quantval, from->quant_table->quantval,
           sizeof from->quant_table->quantval);
    encoder.jpeg.quant_tbl_ptrs[c]->sent_table = FALSE;
  }
  write_lines(&encoder, page);
  GByteArray *bytes = encoder_bytes(&encoder);
  encoder_close(&encoder);
  return bytes;
}

/* --- which parts changed ------------------------------------------------------------------ */

/* Smallest parts that can be kept: all blocks of one patch of the page. */
typedef struct Patches {
  int w, h;       /* patches */
  int px_w, px_h; /* pixels of a patch */
  guint8 *is_changed;
} Patches;

static guint32 pixel(const l_uint32 *line, int x, int depth)
{
  return depth == 8 ? GET_DATA_BYTE(line, x) : line[x] & 0xFFFFFF00U;
}

static gboolean patch_differs(PIX *page, PIX *original, BmBox patch)
{
  int depth = pixGetDepth(page);
  if (patch.x + patch.w > pixGetWidth(original) || patch.y + patch.h > pixGetHeight(original))
    return TRUE;
  for (int y = patch.y; y < patch.y + patch.h; y++) {
    const l_uint32 *p = pixGetData(page) + (gsize)y * (gsize)pixGetWpl(page);
    const l_uint32 *q = pixGetData(original) + (gsize)y * (gsize)pixGetWpl(original);
    for (int x = patch.x; x < patch.x + patch.w; x++)
      if (pixel(p, x, depth) != pixel(q, x, depth))
        return TRUE;
  }
  return FALSE;
}

static BmBox patch_box(const Patches *patches, int index)
{
  return (BmBox){index % patches->w * patches->px_w, index / patches->w * patches->px_h,
                 patches->px_w, patches->px_h};
}

static gboolean is_named(BmBox box, const BmBox *changed, guint n)
{
  for (guint i = 0; i < n; i++)
    if (!bm_box_is_empty(bm_box_and(box, changed[i])))
      return TRUE;
  return FALSE;
}

/* Returns the share of patches that may be kept. */
static double patches_find(Patches *patches, PIX *page, PIX *original, const BmBox *changed,
                           guint n)
{
  int w = pixGetWidth(page), h = pixGetHeight(page), n_kept = 0;
  patches->w = (w + patches->px_w - 1) / patches->px_w;
  patches->h = (h + patches->px_h - 1) / patches->px_h;
  patches->is_changed = g_new0(guint8, (gsize)patches->w * patches->h);
  for (int i = 0; i < patches->w * patches->h; i++) {
    BmBox box = bm_box_clip(patch_box(patches, i), w, h);
    patches->is_changed[i] = is_named(box, changed, n) || patch_differs(page, original, box);
    n_kept += !patches->is_changed[i];
  }
  return (double)n_kept / (patches->w * patches->h);
}

/* --- splicing ---------------------------------------------------------------------------- */

static JBLOCKROW block_row(Blocks *blocks, int component, JDIMENSION row, boolean is_writable)
{
  j_common_ptr jpeg = (j_common_ptr)&blocks->jpeg;
  return jpeg->mem->access_virt_barray(jpeg, blocks->coefficients[component], row, 1,
                                       is_writable)[0];
}

/* Blocks of @old into @made wherever the patch is unchanged. */
static void copy_kept(Blocks *old, Blocks *made, const Patches *patches)
{
  for (int c = 0; c < made->jpeg.num_components; c++) {
    const jpeg_component_info *to = &made->jpeg.comp_info[c];
    const jpeg_component_info *from = &old->jpeg.comp_info[c];
    JDIMENSION n_rows = MIN(to->height_in_blocks, from->height_in_blocks);
    JDIMENSION n_columns = MIN(to->width_in_blocks, from->width_in_blocks);
    for (JDIMENSION y = 0; y < n_rows; y++) {
      JBLOCKROW source = block_row(old, c, y, FALSE), target = block_row(made, c, y, TRUE);
      const guint8 *is_changed =
          patches->is_changed + (gsize)(y / (guint)to->v_samp_factor) * (gsize)patches->w;
      for (JDIMENSION x = 0; x < n_columns; x++)
        if (!is_changed[x / (guint)to->h_samp_factor])
          memcpy(target[x], source[x], sizeof(JBLOCK));
    }
  }
}

static GByteArray *write_blocks(Blocks *blocks)
{
  Encoder encoder;
  encoder_open(&encoder);
  if (setjmp(encoder.trouble.back) != 0) {
    encoder_close(&encoder);
    return NULL;
  }
  jpeg_create_compress(&encoder.jpeg);
  jpeg_mem_dest(&encoder.jpeg, &encoder.bytes, &encoder.size);
  jpeg_copy_critical_parameters(&blocks->jpeg, &encoder.jpeg);
  encoder.jpeg.optimize_coding = TRUE;
  jpeg_write_coefficients(&encoder.jpeg, blocks->coefficients);
  jpeg_finish_compress(&encoder.jpeg);
  GByteArray *bytes = encoder_bytes(&encoder);
  encoder_close(&encoder);
  return bytes;
}

/* Both are read to the end, so that only memory of libjpeg is touched; should that fail all the
 * same, there is no result. */
static GByteArray *write_kept(Blocks *old, Blocks *made, const Patches *patches)
{
  if (setjmp(made->trouble.back) != 0 || setjmp(old->trouble.back) != 0)
    return NULL;
  copy_kept(old, made, patches);
  return write_blocks(made);
}

/* As bm_jpeg_splice once patches are known. */
static GByteArray *splice(Blocks *old, PIX *page, const Patches *patches)
{
  g_autoptr(GByteArray) again = encode_like(page, &old->jpeg);
  if (again == NULL)
    return NULL;
  Blocks made;
  GByteArray *spliced =
      blocks_open(&made, again->data, again->len) ? write_kept(old, &made, patches) : NULL;
  blocks_close(&made);
  return spliced;
}

GByteArray *bm_jpeg_splice(PIX *page, const guint8 *original, gsize size, const BmBox *changed,
                           guint n_changed, double *ret_kept)
{
  if (size < 3 || memcmp(original, "\xff\xd8\xff", 3) != 0)
    return NULL;
  g_autoptr(PIX) before = pixReadMemJpeg(original, size, 0, 1, NULL, 0);
  if (before == NULL || pixGetDepth(before) != pixGetDepth(page))
    return NULL;
  GByteArray *spliced = NULL;
  Blocks old;
  if (blocks_open(&old, original, size) && is_usual(&old.jpeg, page)) {
    gboolean is_gray = old.jpeg.num_components == 1;
    Patches patches = {.px_w = is_gray ? DCTSIZE : old.jpeg.max_h_samp_factor * DCTSIZE,
                       .px_h = is_gray ? DCTSIZE : old.jpeg.max_v_samp_factor * DCTSIZE};
    double kept = patches_find(&patches, page, before, changed, n_changed);
    if (kept >= LEAST_KEPT)
      spliced = splice(&old, page, &patches);
    if (ret_kept != NULL)
      *ret_kept = spliced != NULL ? kept : 0;
    g_free(patches.is_changed);
  }
  blocks_close(&old);
  return spliced;
}
