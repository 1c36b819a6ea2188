/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/autoptr.h"
#include "pipeline/stage.h"
#include "stages/shared/jpegsplice.h"
#include "stages/shared/page.h"
#include "stages/shared/pagecode.h"
#include "tests/tools/assert_ok.h"
#include "tests/tools/folder.h"

#include <string.h>

extern const BmStage bm_stage_sort;

#define DPI 150
#define WIDTH 620 /* 105 mm: half a sheet is enough */
#define HEIGHT 874
#define ROUND_TAG 12
#define SECRET "who made this scan"

static const BmBox mask_box = {64, 48, 300, 64};
static const int code_x[] = {400, 40}, code_y[] = {600, 700};

TestSuite(sort, .init = folder_make, .fini = folder_remove, .timeout = 120);

static const char *work_no(void)
{
  static char number[BM_WORKNO_SIZE];
  cr_assert(bm_workno_make("5eed", 8, number));
  return number;
}

/* --- pages */

static PIX *scanned_page(int depth)
{
  PIX *page = pixCreate(WIDTH, HEIGHT, depth);
  guint32 state = 1;
  pixSetResolution(page, DPI, DPI);
  pixSetBlackOrWhite(page, L_SET_WHITE);
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++) {
      state = state * 1664525U + 1013904223U;
      gboolean is_ink = y % 40 < 16 && (x / 5 + y / 40) % 3 == 0 && y < 560;
      int level = (is_ink ? 60 : 225) + (int)(state >> 28);
      if (depth == 1)
        pixSetPixel(page, x, y, is_ink);
      else if (depth == 8)
        pixSetPixel(page, x, y, (l_uint32)level);
      else
        pixSetRGBPixel(page, x, y, level, level - 10, is_ink ? 160 : level - 20);
    }
  return page;
}

static BmBox put_code(PIX *page, BmCodeShape shape, int page_no)
{
  g_autoptr(GError) error = NULL;
  char digits[BM_PAGECODE_SIZE];
  BmPageCode code = {.kind = BM_CODE_PAGE, .round_tag = ROUND_TAG, .page = page_no};
  g_strlcpy(code.work_no, work_no(), sizeof code.work_no);
  cr_assert(bm_pagecode_format(&code, digits));
  g_autoptr(PIX) bits = bm_code_draw(shape, digits, bm_code_module_px(shape, DPI), 50, &error);
  assert_ok(bits != NULL, error);
  int depth = pixGetDepth(page), w = pixGetWidth(bits), h = pixGetHeight(bits);
  g_autoptr(PIX) same = depth == 1   ? pixClone(bits)
                        : depth == 8 ? pixConvertTo8(bits, FALSE)
                                     : pixConvertTo32(bits);
  pixRasterop(page, code_x[shape], code_y[shape], w, h, PIX_SRC, same, 0, 0);
  return (BmBox){code_x[shape], code_y[shape], w, h};
}

/* What the stages before sort make of @scan: masked, stamped, written; the item as a ticket has
 * it.
 */
static json_t *numbered(PIX *scan, int page_no, gboolean is_same)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PIX) page = pixCopy(NULL, scan);
  pixRasterop(page, mask_box.x, mask_box.y, mask_box.w, mask_box.h,
              pixGetDepth(page) == 1 ? PIX_SET : PIX_CLR, NULL, 0, 0);
  BmBox qr = put_code(page, BM_SHAPE_QR, page_no),
        bars = put_code(page, BM_SHAPE_BARS, page_no);
  g_autofree char *name = g_strdup_printf("numbered%d.tif", page_no);
  g_autofree char *path = folder_path(name), *id = g_strdup_printf("f000001.p%04d", page_no);
  assert_ok(bm_page_write(page, path, &error), error);
  return json_pack("{s:s,s:s,s:{s:{s:i,s:b},s:{s:[o]},s:{s:s,s:i,s:[o,o]}}}", "id", id, "path",
                   path, "facts", "upright", "dpi", DPI, "is_same", is_same, "mask", "masks",
                   bm_box_to_json(mask_box, "name"), "number", "work_no", work_no(), "page",
                   page_no, "codes", bm_box_to_json(qr, "qr"), bm_box_to_json(bars, "bars"));
}

/* The scanner's JPEG of a page, with a comment and EXIF in it. */
static char *scanner_file(PIX *page, const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GByteArray) jpeg = bm_jpeg_encode(page, 60, &error);
  assert_ok(jpeg != NULL, error);
  static const guint8 exif[] = "\xff\xe1\x00\x1b"
                               "Exif\0\0" SECRET,
                      note[] = "\xff\xfe\x00\x15" SECRET;
  g_autoptr(GByteArray) file = g_byte_array_new();
  g_byte_array_append(file, jpeg->data, 2);
  g_byte_array_append(file, exif, 2 + 0x1b);
  g_byte_array_append(file, note, 2 + 0x15);
  g_byte_array_append(file, jpeg->data + 2, jpeg->len - 2);
  char *path = folder_path(name);
  cr_assert(g_file_set_contents(path, (const char *)file->data, file->len, NULL));
  return path;
}

/* --- jobs */

static BmJob *job_of(json_t *inputs, json_t *originals, const char *class_alias)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) ticket =
      json_pack("{s:s,s:s,s:s,s:{s:i},s:{s:i,s:{s:s,s:s,s:s,s:o}},s:o}", "stage", "sort",
                "scratch", folder, "seed", "5eed", "params", "quality", 80, "context",
                "round_tag", ROUND_TAG, "work", "id", "k000001.w001", "work_no", work_no(),
                "class_alias", class_alias, "originals", originals, "inputs", inputs);
  BmJob *job = bm_job_new(ticket, &error);
  assert_ok(job != NULL, error);
  return job;
}

/* Path of the PDF of a job that must succeed. */
static char *sorted(json_t *inputs, json_t *originals)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BmJob) job = job_of(inputs, originals, "K047");
  BmOutcome outcome = bm_stage_sort.run(job, &error);
  cr_assert_eq(outcome, BM_DONE, "%s", error != NULL ? error->message : "");
  g_autoptr(json_t) answer = bm_job_outcome(job);
  json_t *emits = json_object_get(answer, "emits"), *work = json_array_get(emits, 0);
  cr_assert_eq(json_array_size(emits), 1);
  g_autofree char *place = g_strdup_printf("sorted/K047/%s.pdf", work_no());
  cr_expect_str_eq(json_string_value(json_object_get(work, "id")), "k000001.w001");
  cr_expect_str_eq(json_string_value(json_object_get(work, "place")), place);
  return g_strdup(json_string_value(json_object_get(work, "file")));
}

/* What a tool of poppler-utils prints; caller frees. */
static char *printed(const char *tool, const char *option, const char *path, const char *last)
{
  const char *argv[] = {tool, option, path, last, NULL};
  char *output = NULL;
  int status = 0;
  g_autoptr(GError) error = NULL;
  assert_ok(g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output,
                         NULL, &status, &error),
            error);
  cr_assert(g_spawn_check_wait_status(status, NULL), "%s failed", tool);
  return output;
}

/* The only page of a PDF, as the JPEG that is in it. */
static PIX *jpeg_inside(const char *pdf)
{
  g_autofree char *root = folder_path("image"), *path = folder_path("image-000.jpg");
  g_autofree char *output = printed("pdfimages", "-j", pdf, root);
  PIX *page = pixRead(path);
  cr_assert_not_null(page, "no JPEG in the PDF");
  return page;
}

Test(sort, pages_stand_in_the_order_of_their_stamps_and_keep_their_mode)
{
  static const int depths[] = {8, 1, 32};
  json_t *inputs = json_array();
  for (int i = 0; i < 3; i++) {
    g_autoptr(PIX) scan = scanned_page(depths[i]);
    json_array_insert_new(inputs, 0, numbered(scan, i + 1, FALSE));
  }
  g_autofree char *pdf = sorted(inputs, json_object());
  g_autofree char *list = printed("pdfimages", "-list", pdf, NULL);
  g_auto(GStrv) rows = g_strsplit(list, "\n", -1);
  cr_assert_eq(g_strv_length(rows), 6U, "%s", list);
  cr_expect(strstr(rows[2], " gray ") != NULL && strstr(rows[2], " jpeg ") != NULL);
  cr_expect_not_null(strstr(rows[3], " ccitt "));
  cr_expect(strstr(rows[4], " rgb ") != NULL && strstr(rows[4], " jpeg ") != NULL);
  for (int i = 2; i < 5; i++)
    cr_expect_not_null(strstr(rows[i], " 150   150 "), "%s", rows[i]);
}

Test(sort, sheet_has_its_true_size_and_no_metadata)
{
  g_autoptr(PIX) scan = scanned_page(1);
  g_autofree char *pdf = sorted(json_pack("[o]", numbered(scan, 1, FALSE)), json_object());
  g_autofree char *info = printed("pdfinfo", "-isodates", pdf, NULL);
  cr_expect_not_null(strstr(info, "297.6 x 419.52 pts"), "%s", info);
  static const char *const absent[] = {
      "Title:", "Author:", "Creator:", "CreationDate:", "ModDate:"};
  for (guint i = 0; i < G_N_ELEMENTS(absent); i++)
    cr_expect_null(strstr(info, absent[i]), "%s", info);
}

/* Pixels that differ outside the patches of mask and codes. */
static int n_changed(PIX *before, PIX *after)
{
  int n = 0;
  BmBox all[] = {mask_box, {code_x[0], code_y[0], 140, 140}, {code_x[1], code_y[1], 320, 60}};
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++) {
      l_uint32 p = 0, q = 0;
      gboolean is_near = FALSE;
      for (guint i = 0; i < G_N_ELEMENTS(all); i++)
        is_near |=
            !bm_box_is_empty(bm_box_and(bm_box_grow(all[i], 18, 18), (BmBox){x, y, 1, 1}));
      pixGetPixel(before, x, y, &p);
      pixGetPixel(after, x, y, &q);
      n += !is_near && p != q;
    }
  return n;
}

static void page_keeps_the_scanners_pixels(int depth)
{
  g_autoptr(PIX) drawn = scanned_page(depth);
  g_autofree char *original = scanner_file(drawn, "scan.jpg");
  g_autoptr(PIX) scan = pixRead(original);
  g_autofree char *pdf = sorted(json_pack("[o]", numbered(scan, 1, TRUE)),
                                json_pack("{s:s}", "f000001.p0001", original));
  g_autoptr(PIX) result = jpeg_inside(pdf);
  cr_expect_eq(pixGetDepth(result), depth);
  cr_expect_eq(n_changed(scan, result), 0, "%d pixels", n_changed(scan, result));
}

Test(sort, upright_jpeg_page_loses_nothing_outside_mask_and_codes)
{
  page_keeps_the_scanners_pixels(8);
  page_keeps_the_scanners_pixels(32);
}

Test(sort, page_that_was_turned_is_encoded_anew)
{
  g_autoptr(PIX) drawn = scanned_page(8);
  g_autofree char *original = scanner_file(drawn, "scan.jpg");
  g_autoptr(PIX) scan = pixRead(original);
  g_autofree char *pdf = sorted(json_pack("[o]", numbered(scan, 1, FALSE)),
                                json_pack("{s:s}", "f000001.p0001", original));
  g_autoptr(PIX) result = jpeg_inside(pdf);
  cr_expect_gt(n_changed(scan, result), 0);
}

Test(sort, missing_original_does_no_harm)
{
  g_autoptr(PIX) scan = scanned_page(8);
  g_autofree char *pdf = sorted(json_pack("[o]", numbered(scan, 1, TRUE)),
                                json_pack("{s:s}", "f000001.p0001", "/nonexistent"));
  g_autoptr(PIX) result = jpeg_inside(pdf);
  cr_expect_eq(pixGetWidth(result), WIDTH);
}

Test(sort, masked_writing_and_the_scanners_notes_are_gone)
{
  static const int depths[] = {8, 32};
  for (guint i = 0; i < G_N_ELEMENTS(depths); i++) {
    g_autoptr(PIX) drawn = scanned_page(depths[i]);
    g_autofree char *original = scanner_file(drawn, "scan.jpg"), *bytes = NULL;
    gsize size = 0;
    g_autoptr(PIX) scan = pixRead(original);
    g_autofree char *pdf = sorted(json_pack("[o]", numbered(scan, 1, TRUE)),
                                  json_pack("{s:s}", "f000001.p0001", original));
    cr_assert(g_file_get_contents(pdf, &bytes, &size, NULL));
    cr_expect_null(memmem(bytes, size, SECRET, strlen(SECRET)));
    g_autoptr(PIX) result = jpeg_inside(pdf);
    g_autoptr(PIX) gray = pixConvertTo8(result, FALSE);
    for (int y = mask_box.y + 8; y < mask_box.y + mask_box.h - 8; y++)
      for (int x = mask_box.x + 16; x < mask_box.x + mask_box.w - 16; x++) {
        l_uint32 level = 0;
        pixGetPixel(gray, x, y, &level);
        cr_assert(level <= 12, "level %u at %d, %d", level, x, y);
      }
  }
}

Test(sort, same_job_gives_the_same_bytes)
{
  char *bytes[2] = {NULL, NULL};
  gsize size[2] = {0, 0};
  for (int i = 0; i < 2; i++) {
    g_autoptr(PIX) gray = scanned_page(8), bits = scanned_page(1);
    g_autofree char *pdf = sorted(
        json_pack("[o,o]", numbered(gray, 1, FALSE), numbered(bits, 2, FALSE)), json_object());
    cr_assert(g_file_get_contents(pdf, &bytes[i], &size[i], NULL));
  }
  cr_expect(size[0] == size[1] && memcmp(bytes[0], bytes[1], size[0]) == 0);
  g_free(bytes[0]);
  g_free(bytes[1]);
}

/* --- what is parked */

static void is_parked(json_t *inputs, const char *class_alias, const char *slug)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BmJob) job = job_of(inputs, json_object(), class_alias);
  cr_expect_eq(bm_stage_sort.run(job, &error), BM_PARK);
  g_autofree char *reason = error != NULL ? bm_error_reason(error) : g_strdup("none");
  cr_expect_str_eq(reason, slug);
}

Test(sort, gap_in_the_stamped_pages_is_parked)
{
  g_autoptr(PIX) scan = scanned_page(1);
  is_parked(json_pack("[o,o]", numbered(scan, 1, FALSE), numbered(scan, 3, FALSE)), "K047",
            "work_pages_differ");
}

Test(sort, page_of_another_work_is_parked)
{
  g_autoptr(PIX) scan = scanned_page(1);
  json_t *item = numbered(scan, 1, FALSE);
  json_t *facts = json_object_get(json_object_get(item, "facts"), "number");
  json_object_set_new(facts, "work_no", json_string("111-111-111"));
  is_parked(json_pack("[o]", item), "K047", "work_pages_differ");
}

Test(sort, alias_that_is_no_folder_name_is_parked)
{
  static const char *const bad[] = {"", "..", "a/b", "a b", "K47."};
  for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_autoptr(PIX) scan = scanned_page(1);
    is_parked(json_pack("[o]", numbered(scan, 1, FALSE)), bad[i], "work_class_unknown");
  }
}

Test(sort, page_whose_codes_are_not_where_they_should_be_is_parked)
{
  g_autoptr(PIX) scan = scanned_page(8);
  json_t *item = numbered(scan, 1, FALSE);
  json_t *codes =
      json_object_get(json_object_get(json_object_get(item, "facts"), "number"), "codes");
  json_array_set_new(codes, 0, bm_box_to_json((BmBox){0, 0, 50, 50}, "qr"));
  is_parked(json_pack("[o]", item), "K047", "sorted_page_bad");
}
