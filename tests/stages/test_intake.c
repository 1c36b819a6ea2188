/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each kind of scan and of damage in samples/intake, and what has to become of it. */
#include <glib/gstdio.h>
#include <math.h>
#include <unistd.h>

#include "pipeline/autoptr.h"
#include "pipeline/reason.h"
#include "pipeline/stage.h"
#include "stages/shared/page.h"
#include "tests/tools/assert_ok.h"
#include <criterion/parameterized.h>

extern const BmStage bm_stage_intake;

enum { WIDTH = 160, HEIGHT = 120 };

#ifdef BM_SANITIZED
/* poppler 22.12 loses a few bytes of a broken colour space, fontconfig its cache at exit. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
  return "leak:libpoppler\nleak:libfontconfig\n";
}
#endif

/* --- running the stage ---------------------------------------------------------------------
 */

typedef struct {
  char *folder;
  BmJob *job;
  json_t *outcome;
  BmOutcome result;
  GError *error;
} Run;

static json_t *preset_params(void)
{
  json_t *params = json_object();
  for (const BmParam *p = bm_stage_intake.params; p->name != NULL; p++)
    json_object_set_new(params, p->name, json_real(p->preset));
  return params;
}

static void run_free(Run *run)
{
  if (run->folder != NULL) {
    g_autoptr(GDir) dir = g_dir_open(run->folder, 0, NULL);
    for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
      g_autofree char *path = g_build_filename(run->folder, name, NULL);
      g_unlink(path);
    }
    g_rmdir(run->folder);
  }
  g_free(run->folder);
  json_decref(run->outcome);
  bm_job_free(run->job);
  g_clear_error(&run->error);
  g_free(run);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Run, run_free)

static Run *run_path(const char *path, json_t *params)
{
  Run *run = g_new0(Run, 1);
  run->folder = g_dir_make_tmp("bm-intake-XXXXXX", NULL);
  g_autoptr(json_t) ticket =
      json_pack("{s:s,s:s,s:s,s:o,s:{},s:[{s:s,s:s,s:{}}]}", "stage", "intake", "scratch",
                run->folder, "seed", "00", "params", params != NULL ? params : preset_params(),
                "context", "inputs", "id", "f000007", "path", path, "facts");
  cr_assert_not_null(ticket);
  run->job = bm_job_new(ticket, NULL);
  run->result = bm_stage_intake.run(run->job, &run->error);
  run->outcome = bm_job_outcome(run->job);
  return run;
}

static char *sample_path(const char *file)
{
  return g_build_filename(BM_SOURCE_DIR, "samples", "intake", file, NULL);
}

static Run *run_sample(const char *file)
{
  g_autofree char *path = sample_path(file);
  return run_path(path, NULL);
}

static json_t *emitted(const Run *run, guint index)
{
  return json_array_get(json_object_get(run->outcome, "emits"), index);
}

static json_t *fact(json_t *record, const char *key)
{
  return json_object_get(json_object_get(record, "facts"), key);
}

static const char *text(json_t *record, const char *key)
{
  return json_string_value(json_object_get(record, key));
}

static size_t count(const Run *run, const char *what)
{
  return json_array_size(json_object_get(run->outcome, what));
}

static PIX *emitted_pixels(const Run *run, guint index)
{
  g_autoptr(GError) error = NULL;
  PIX *page = bm_page_read(text(emitted(run, index), "file"), &error);
  cr_assert_not_null(page, "page %u cannot be read", index);
  return page;
}

/* --- the picture that every sample shows ---------------------------------------------------
 */

static PIX *letter(int depth)
{
  static const int bars[3][4] = {{20, 10, 20, 100}, {40, 10, 60, 16}, {40, 50, 40, 14}};
  static const int colors[3][3] = {{200, 30, 30}, {30, 160, 40}, {30, 40, 200}};
  PIX *page = pixCreate(WIDTH, HEIGHT, 32);
  pixSetAll(page);
  for (int i = 0; i < 3; i++) {
    const int *c = colors[i];
    int level = depth == 1 ? 0 : 64;
    l_uint32 value = 0;
    composeRGBPixel(depth == 32 ? c[0] : level, depth == 32 ? c[1] : level,
                    depth == 32 ? c[2] : level, &value);
    g_autoptr(BOX) box = boxCreate(bars[i][0], bars[i][1], bars[i][2], bars[i][3]);
    pixSetInRectArbitrary(page, box, value);
  }
  return page;
}

/* Mean difference of the two pictures, 0 to 255, over all channels. */
static double difference(PIX *got, PIX *wanted)
{
  g_autoptr(PIX) p = pixConvertTo32(got);
  g_autoptr(PIX) q = pixConvertTo32(wanted);
  if (pixGetWidth(p) != pixGetWidth(q) || pixGetHeight(p) != pixGetHeight(q))
    return 255;
  double sum = 0;
  for (int y = 0; y < pixGetHeight(p); y++)
    for (int x = 0; x < pixGetWidth(p); x++) {
      l_uint32 v, w;
      pixGetPixel(p, x, y, &v);
      pixGetPixel(q, x, y, &w);
      for (int shift = 8; shift < 32; shift += 8)
        sum += abs((int)(v >> shift & 0xFF) - (int)(w >> shift & 0xFF));
    }
  return sum / (3.0 * pixGetWidth(p) * pixGetHeight(p));
}

static int depth_of(const char *mode)
{
  return g_str_equal(mode, "bilevel") ? 1 : g_str_equal(mode, "gray") ? 8 : 32;
}

/* --- sound files ---------------------------------------------------------------------------
 */

struct sound {
  char file[32], mode[8];
  double tolerance; /* mean difference from the letter; 0: equal pixels */
  char kind[4];     /* of the page file */
};

TestSuite(intake, .timeout = 120);

ParameterizedTestParameters(intake, sound_page_is_taken_as_it_is)
{
  static struct sound cases[] = {
      {"bilevel-none.tif", "bilevel", 0, "tif"},
      {"bilevel-g3.tif", "bilevel", 0, "tif"},
      {"bilevel-g3-2d.tif", "bilevel", 0, "tif"},
      {"bilevel-g4.tif", "bilevel", 0, "tif"},
      {"bilevel-packbits.tif", "bilevel", 0, "tif"},
      {"bilevel-lzw.tif", "bilevel", 0, "tif"},
      {"bilevel-zip.tif", "bilevel", 0, "tif"},
      {"bilevel-fillorder.tif", "bilevel", 0, "tif"},
      {"bilevel-big.tif", "bilevel", 0, "tif"},
      {"bilevel-tiled.tif", "bilevel", 0, "tif"},
      {"bilevel-miniswhite.tif", "bilevel", 0, "tif"},
      {"bilevel-palette.tif", "bilevel", 0, "tif"},
      {"gray-two-levels.tif", "bilevel", 0, "tif"},
      {"gray-none.tif", "gray", 0, "tif"},
      {"gray-bigendian.tif", "gray", 0, "tif"},
      {"gray-tiled.tif", "gray", 0, "tif"},
      {"gray-jpeg.tif", "gray", 1.5, "jpg"},
      {"gray-miniswhite.tif", "gray", 0, "tif"},
      {"gray-2bit.tif", "gray", 4, "tif"}, /* level 64 becomes 85 */
      {"gray-4bit.tif", "gray", 1, "tif"},
      {"gray-16bit.tif", "gray", 0, "tif"},
      {"gray-24bit.tif", "gray", 0, "tif"},
      {"gray-32bit.tif", "gray", 0, "tif"},
      {"color-none.tif", "color", 0, "tif"},
      {"color-lzw.tif", "color", 0, "tif"},
      {"color-zip.tif", "color", 0, "tif"},
      {"color-jpeg.tif", "color", 2, "tif"},
      {"color-oldjpeg.tif", "color", 2, "tif"},
      {"color-planar.tif", "color", 0, "tif"},
      {"color-tiled.tif", "color", 0, "tif"},
      {"color-palette.tif", "color", 0, "tif"},
      {"color-cmyk.tif", "color", 1, "tif"},
      {"color-ycbcr.tif", "color", 1, "tif"},
      {"color-alpha.tif", "color", 0, "tif"},
      {"color-extra.tif", "color", 0, "tif"},
      {"color-16bit.tif", "color", 0, "tif"},
      {"gray.jpg", "gray", 1.5, "jpg"},
      {"color.jpg", "color", 2, "jpg"},
      {"color-progressive.jpg", "color", 3, "jpg"},
      {"color-cmyk.jpg", "color", 3, "tif"},
      {"bilevel.png", "bilevel", 0, "tif"},
      {"gray.png", "gray", 0, "tif"},
      {"color.png", "color", 0, "tif"},
      {"palette.png", "color", 0, "tif"},
      {"alpha.png", "color", 0, "tif"},
      {"gray-16bit.png", "gray", 0, "tif"},
      {"interlaced.png", "gray", 0, "tif"},
      {"jpeg-gray.pdf", "gray", 1.5, "jpg"},
      {"jpeg-color.pdf", "color", 2, "jpg"},
      {"jpeg-cmyk.pdf", "color", 8, "tif"},
      {"g4.pdf", "bilevel", 0, "tif"},
      {"g4-decode.pdf", "bilevel", 0, "tif"},
      {"flate-color.pdf", "color", 0, "tif"},
      {"flate-gray.pdf", "gray", 0, "tif"},
      {"flate-bilevel.pdf", "bilevel", 0, "tif"},
      {"mask-bilevel.pdf", "bilevel", 0, "tif"},
      {"jpx.pdf", "color", 1, "tif"},
      {"jbig2.pdf", "bilevel", 0, "tif"},
      {"jpeg-decode.pdf", "gray", 1.5, "jpg"},
      {"inset.pdf", "gray", 1.5, "jpg"},
      {"two-images.pdf", "color", 0.5, "tif"},
      {"text-hidden.pdf", "gray", 1.5, "jpg"},
      {"text-under.pdf", "gray", 1.5, "jpg"},
      {"annotation-hidden.pdf", "gray", 1.5, "jpg"},
      {"matrix-90.pdf", "color", 0, "tif"},
      {"matrix-180.pdf", "color", 0, "tif"},
      {"matrix-mirror.pdf", "color", 0, "tif"},
      {"rotate-90.pdf", "color", 0, "tif"},
      {"rotate-180.pdf", "color", 0, "tif"},
      {"rotate-270.pdf", "color", 0, "tif"},
      {"rotate-jpeg-90.pdf", "color", 2, "tif"},
      {"rotate-jpeg-180.pdf", "color", 2, "tif"},
      {"rotate-jpeg-270.pdf", "color", 2, "tif"},
      {"exif-1.jpg", "color", 2, "jpg"},
  };
  return cr_make_param_array(struct sound, cases, G_N_ELEMENTS(cases));
}

ParameterizedTest(struct sound *c, intake, sound_page_is_taken_as_it_is)
{
  g_autoptr(Run) run = run_sample(c->file);
  cr_assert(run->result == BM_DONE, "%s: %s", c->file, run->error ? run->error->message : "");
  cr_assert_eq(count(run, "emits"), 1, "%s", c->file);
  cr_expect_eq(count(run, "doubts"), 0, "%s: doubted", c->file);
  json_t *page = emitted(run, 0);
  cr_expect_str_eq(text(page, "id"), "f000007.p0001");
  cr_expect_str_eq(json_string_value(fact(page, "mode")), c->mode, "%s", c->file);
  cr_expect(g_str_has_suffix(text(page, "file"), c->kind), "%s: kind of page file", c->file);
  cr_expect_str_eq(json_string_value(fact(page, "dpi_from")), "file", "%s", c->file);
  cr_expect_eq(json_integer_value(json_array_get(fact(page, "dpi"), 0)), 200, "%s", c->file);
  cr_expect(json_is_true(fact(page, "is_last")));
  g_autoptr(PIX) got = emitted_pixels(run, 0);
  g_autoptr(PIX) wanted = letter(depth_of(c->mode));
  cr_expect_eq(pixGetDepth(got), depth_of(c->mode), "%s: depth %d", c->file, pixGetDepth(got));
  cr_expect_eq(pixGetXRes(got), 200, "%s: %d dpi stored", c->file, pixGetXRes(got));
  cr_expect_leq(difference(got, wanted), c->tolerance, "%s: differs by %.2f", c->file,
                difference(got, wanted));
}

/* --- what is refused -----------------------------------------------------------------------
 */

struct refused {
  char file[32], reason[24];
};

ParameterizedTestParameters(intake, unusable_file_is_parked_with_its_reason)
{
  static struct refused cases[] = {
      {"empty.tif", "file_empty"},
      {"zeroes.tif", "format_unknown"},
      {"words.txt", "format_unknown"},
      {"photo.heic", "format_photo_heic"},
      {"picture.webp", "format_picture"},
      {"archive.zip", "format_archive"},
      {"document.docx", "office_document"},
      {"document.doc", "office_document"},
      {"damaged-truncated.tif", "file_truncated"},
      {"damaged-truncated.jpg", "file_truncated"},
      {"damaged-truncated.png", "file_truncated"},
      {"damaged-truncated.pdf", "file_truncated"},
      {"loop.tif", "file_damaged"},
      {"lost-all.tif", "page_unreadable"},
      {"gray-float.tif", "tiff_kind_unknown"},
      {"bomb-pixels.tif", "page_too_large"},
      {"bomb-pages.tif", "too_many_pages"},
      {"bomb-scans.jpg", "page_too_complex"},
      {"bomb-forms.pdf", "page_too_complex"},
      {"bomb-jpx.pdf", "page_too_large"},
      {"bomb-content.pdf", "page_too_complex"},
      {"encrypted-user.pdf", "pdf_encrypted"},
      {"encrypted-owner.pdf", "pdf_encrypted"},
  };
  return cr_make_param_array(struct refused, cases, G_N_ELEMENTS(cases));
}

ParameterizedTest(struct refused *c, intake, unusable_file_is_parked_with_its_reason)
{
  g_autoptr(Run) run = run_sample(c->file);
  cr_assert_eq(run->result, BM_PARK, "%s", c->file);
  cr_assert(g_error_matches(run->error, BM_ERROR, BM_ERROR_INPUT));
  g_autofree char *reason = bm_error_reason(run->error);
  cr_expect_str_eq(reason, c->reason, "%s: %s", c->file, run->error->message);
  cr_expect(bm_reason_is_known(reason), "%s has no words for a person", reason);
}

/* --- damage inside a file ------------------------------------------------------------------
 */

struct damage {
  char file[32];
  guint pages, emits, page; /* the damaged page, from 1 */
  char fate[16];            /* "doubt" or "reject" */
  char reason[24];
};

ParameterizedTestParameters(intake, damaged_page_is_counted_and_never_silent)
{
  static struct damage cases[] = {
      {"damaged-page.tif", 3, 3, 2, "doubt", "page_damaged"},
      {"damaged-strip.tif", 3, 3, 2, "doubt", "page_damaged"},
      {"lost-page.tif", 3, 2, 2, "reject", "page_unreadable"},
      {"damaged-middle.jpg", 1, 1, 1, "doubt", "page_damaged"},
      {"damaged-middle.png", 1, 1, 1, "doubt", "page_damaged"},
      {"damaged-dct.pdf", 2, 2, 2, "doubt", "page_damaged"},
      {"damaged-g4.pdf", 2, 2, 2, "doubt", "page_damaged"},
      {"damaged-flate.pdf", 2, 1, 2, "reject", "page_unreadable"},
      {"damaged-jbig2.pdf", 2, 2, 2, "doubt", "page_damaged"},
      {"damaged-jpx.pdf", 2, 1, 2, "reject", "page_unreadable"},
  };
  return cr_make_param_array(struct damage, cases, G_N_ELEMENTS(cases));
}

ParameterizedTest(struct damage *c, intake, damaged_page_is_counted_and_never_silent)
{
  g_autoptr(Run) run = run_sample(c->file);
  cr_assert(run->result == BM_DONE, "%s: %s", c->file, run->error ? run->error->message : "");
  gboolean is_doubt = g_str_equal(c->fate, "doubt");
  cr_expect_eq(count(run, "emits"), c->emits, "%s: %zu emits", c->file, count(run, "emits"));
  cr_expect_eq(count(run, "emits") + count(run, "settles"), c->pages, "%s", c->file);
  cr_expect_eq(count(run, "doubts"), is_doubt ? 1 : 0, "%s", c->file);
  json_t *list = json_object_get(run->outcome, is_doubt ? "doubts" : "settles");
  json_t *record = json_array_get(list, 0);
  cr_assert_not_null(record, "%s: no %s", c->file, c->fate);
  g_autofree char *id = g_strdup_printf("f000007.p%04u", c->page);
  cr_expect_str_eq(text(record, "id"), id);
  cr_expect_str_eq(text(record, "reason"), c->reason, "%s: %s", c->file,
                   text(record, "reason"));
  cr_expect(bm_reason_is_known(c->reason), "%s", c->reason);
}

/* --- orientation ---------------------------------------------------------------------------
 */

/* Where the pixel (x, y) of the stored page stands when it is shown: TIFF 6.0, tag 274. */
static PIX *shown(PIX *stored, int orientation)
{
  int w = pixGetWidth(stored), h = pixGetHeight(stored);
  gboolean is_swapped = orientation >= 5;
  PIX *page = pixCreate(is_swapped ? h : w, is_swapped ? w : h, pixGetDepth(stored));
  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++) {
      const int to[9][2] = {{0},
                            {x, y},
                            {w - 1 - x, y},
                            {w - 1 - x, h - 1 - y},
                            {x, h - 1 - y},
                            {y, x},
                            {h - 1 - y, x},
                            {h - 1 - y, w - 1 - x},
                            {y, w - 1 - x}};
      l_uint32 value;
      pixGetPixel(stored, x, y, &value);
      pixSetPixel(page, to[orientation][0], to[orientation][1], value);
    }
  return page;
}

static void expect_turned(const char *file, int orientation, int depth, double tolerance)
{
  g_autoptr(Run) run = run_sample(file);
  cr_assert(run->result == BM_DONE, "%s: %s", file, run->error ? run->error->message : "");
  g_autoptr(PIX) got = emitted_pixels(run, 0);
  g_autoptr(PIX) stored = letter(depth);
  g_autoptr(PIX) wanted = shown(stored, orientation);
  cr_expect_leq(difference(got, wanted), tolerance, "%s: differs by %.2f", file,
                difference(got, wanted));
  cr_expect_eq(json_integer_value(fact(emitted(run, 0), "width")), pixGetWidth(wanted));
}

Test(intake, each_tiff_orientation_is_applied_to_the_pixels)
{
  for (int o = 1; o <= 8; o++) {
    g_autofree char *bilevel = g_strdup_printf("turn-%d.tif", o);
    g_autofree char *color = g_strdup_printf("turn-color-%d.tif", o);
    expect_turned(bilevel, o, 1, 0);
    expect_turned(color, o, 32, 0);
  }
}

Test(intake, exif_orientation_is_applied_and_forgotten)
{
  static const int orientations[] = {1, 3, 6, 8};
  for (guint i = 0; i < G_N_ELEMENTS(orientations); i++) {
    g_autofree char *file = g_strdup_printf("exif-%d.jpg", orientations[i]);
    expect_turned(file, orientations[i], 32, 2);
  }
}

/* --- JPEG bytes ----------------------------------------------------------------------------
 */

static char *file_bytes(const char *path, gsize *ret_size)
{
  char *data = NULL;
  cr_assert(g_file_get_contents(path, &data, ret_size, NULL));
  return data;
}

/* From the first quantisation table on. */
static const char *coded(const char *data, gsize size)
{
  return memmem(data, size, "\xFF\xDB", 2);
}

Test(intake, kept_jpeg_has_the_same_coded_data_and_no_metadata)
{
  g_autofree char *source = sample_path("exif-1.jpg");
  g_autoptr(Run) run = run_sample("exif-1.jpg");
  gsize before_size = 0, after_size = 0;
  g_autofree char *before = file_bytes(source, &before_size);
  g_autofree char *after = file_bytes(text(emitted(run, 0), "file"), &after_size);
  cr_assert_not_null(memmem(before, before_size, "Planted", 7));
  cr_expect_null(memmem(after, after_size, "Planted", 7));
  cr_expect_null(memmem(after, after_size, "Exif", 4));
  const char *p = coded(before, before_size), *q = coded(after, after_size);
  gsize n = (gsize)(before + before_size - p);
  cr_assert_eq(n, (gsize)(after + after_size - q));
  cr_expect_eq(memcmp(p, q, n), 0);
}

Test(intake, jpeg_strips_of_a_tiff_are_joined_without_decoding)
{
  static const char *const files[] = {"gray-jpeg.tif", "color-jpeg-joined.tif"};
  for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
    g_autofree char *path = sample_path(files[i]);
    g_autoptr(Run) run = run_sample(files[i]);
    g_autoptr(PIX) joined = emitted_pixels(run, 0);
    g_autoptr(PIX) decoded = pixRead(path);
    cr_assert_not_null(decoded);
    cr_expect(g_str_has_suffix(text(emitted(run, 0), "file"), ".jpg"), "%s", files[i]);
    cr_expect_leq(difference(joined, decoded), 0.5, "%s: %.2f", files[i],
                  difference(joined, decoded));
  }
}

/* --- resolution ----------------------------------------------------------------------------
 */

struct resolution {
  char file[24];
  int width, height, dpi;
  char from[8];
};

ParameterizedTestParameters(intake, missing_or_absurd_resolution_is_guessed_from_paper)
{
  static struct resolution cases[] = {
      {"dpi-none-a4.tif", 1653, 2339, 200, "guess"},
      {"dpi-72-a4.tif", 1653, 2339, 200, "guess"},
      {"dpi-20-a4.tif", 1653, 2339, 200, "guess"},
      {"dpi-9600-a4.tif", 1653, 2339, 200, "guess"},
      {"dpi-none-a5.tif", 1748, 2480, 300, "guess"},
      {"dpi-72-true.png", 595, 842, 72, "file"},
      {"exif-dpi.jpg", 160, 120, 300, "file"},
      {"fax-coarse.tif", 160, 125, 204, "file"},
  };
  return cr_make_param_array(struct resolution, cases, G_N_ELEMENTS(cases));
}

ParameterizedTest(struct resolution *c, intake,
                  missing_or_absurd_resolution_is_guessed_from_paper)
{
  g_autoptr(Run) run = run_sample(c->file);
  cr_assert(run->result == BM_DONE, "%s: %s", c->file, run->error ? run->error->message : "");
  json_t *page = emitted(run, 0);
  cr_expect_eq(json_integer_value(fact(page, "width")), c->width, "%s", c->file);
  cr_expect_eq(json_integer_value(fact(page, "height")), c->height, "%s: %" JSON_INTEGER_FORMAT,
               c->file, json_integer_value(fact(page, "height")));
  cr_expect_eq(json_integer_value(json_array_get(fact(page, "dpi"), 0)), c->dpi, "%s", c->file);
  cr_expect_eq(json_integer_value(json_array_get(fact(page, "dpi"), 1)), c->dpi, "%s", c->file);
  cr_expect_str_eq(json_string_value(fact(page, "dpi_from")), c->from, "%s", c->file);
}

/* --- several pages, limits -----------------------------------------------------------------
 */

static void expect_pages(const char *file, guint n)
{
  g_autoptr(Run) run = run_sample(file);
  cr_assert(run->result == BM_DONE, "%s: %s", file, run->error ? run->error->message : "");
  cr_assert_eq(count(run, "emits"), n, "%s: %zu pages", file, count(run, "emits"));
  for (guint i = 0; i < n; i++) {
    g_autofree char *id = g_strdup_printf("f000007.p%04u", i + 1);
    cr_expect_str_eq(text(emitted(run, i), "id"), id);
    cr_expect_eq(json_integer_value(fact(emitted(run, i), "source_page")), i + 1);
    cr_expect_eq(json_is_true(fact(emitted(run, i), "is_last")), i + 1 == n);
  }
}

Test(intake, pages_come_in_source_order_and_the_last_one_says_so)
{
  expect_pages("pages-mixed.tif", 3);
  expect_pages("pages.pdf", 3);
  expect_pages("linearized.pdf", 3);
  expect_pages("object-streams.pdf", 3);
}

Test(intake, reduced_copy_beside_a_page_is_no_page)
{
  expect_pages("pages-thumbnail.tif", 2);
}

static void expect_limit(const char *file, const char *param, double value, const char *slug)
{
  json_t *params = preset_params();
  json_object_set_new(params, param, json_real(value));
  g_autofree char *path = sample_path(file);
  g_autoptr(Run) run = run_path(path, params);
  cr_assert_eq(run->result, BM_PARK, "%s with %s", file, param);
  g_autofree char *reason = bm_error_reason(run->error);
  cr_expect_str_eq(reason, slug, "%s with %s: %s", file, param, reason);
}

Test(intake, each_limit_refuses_the_file_before_it_is_decoded)
{
  expect_limit("pages-mixed.tif", "max_pages", 2, "too_many_pages");
  expect_limit("pages.pdf", "max_pages", 2, "too_many_pages");
  expect_limit("pages-mixed.tif", "max_total_mp", 0.04, "file_too_large");
  expect_limit("pages.pdf", "max_total_mp", 0.04, "file_too_large");
  expect_limit("gray.jpg", "max_pixels_mp", 0.01, "page_too_large");
  expect_limit("gray.png", "max_pixels_mp", 0.01, "page_too_large");
  expect_limit("gray.png", "max_file_mb", 0, "file_too_large");
}

/* --- PDF pages that are more than a scan ---------------------------------------------------
 */

/* Share of the page's box, in pixels, that is not white. */
static double ink(PIX *page, int x0, int y0, int x1, int y1)
{
  g_autoptr(PIX) gray = pixConvertTo8(page, FALSE);
  int n = 0;
  for (int y = y0; y < y1; y++)
    for (int x = x0; x < x1; x++) {
      l_uint32 value;
      pixGetPixel(gray, x, y, &value);
      n += value < 200;
    }
  return (double)n / ((x1 - x0) * (y1 - y0));
}

Test(intake, what_is_seen_over_a_scan_is_rendered_with_it)
{
  g_autoptr(Run) note = run_sample("annotation.pdf");
  cr_assert_eq(note->result, BM_DONE);
  g_autoptr(PIX) with_note = emitted_pixels(note, 0);
  cr_expect_gt(ink(with_note, 90, 90, 130, 108), 0.9); /* the red box, pixels at 200 dpi */
  g_autoptr(Run) words = run_sample("text-seen.pdf");
  g_autoptr(PIX) with_words = emitted_pixels(words, 0);
  cr_expect_gt(ink(with_words, 55, 80, 120, 110), 0.05);
  g_autoptr(Run) faint = run_sample("state-transparent.pdf");
  g_autoptr(PIX) half = emitted_pixels(faint, 0);
  l_uint32 value = 0;
  pixGetPixel(half, 30, 60, &value); /* level 64 at half strength */
  cr_expect_geq(pixGetDepth(half) == 8 ? value : value >> 24, 140);
}

Test(intake, scan_beside_which_something_is_seen_is_rendered_with_the_whole_sheet)
{
  g_autoptr(Run) run = run_sample("inset-text.pdf");
  cr_assert_eq(run->result, BM_DONE);
  cr_expect_eq(json_integer_value(fact(emitted(run, 0), "width")), 182); /* 65.6 points */
  g_autoptr(PIX) page = emitted_pixels(run, 0);
  cr_expect_gt(ink(page, 55, 155, 100, 175), 0.05);
}

Test(intake, what_the_page_box_hides_stays_hidden)
{
  g_autoptr(Run) run = run_sample("crop.pdf");
  cr_assert_eq(run->result, BM_DONE);
  cr_expect_eq(json_integer_value(fact(emitted(run, 0), "width")), WIDTH / 2);
}

Test(intake, page_without_images_is_rendered_at_300_dpi)
{
  g_autoptr(Run) run = run_sample("vector.pdf");
  cr_assert_eq(run->result, BM_DONE);
  cr_expect_eq(json_integer_value(fact(emitted(run, 0), "width")), 240);
  cr_expect_eq(json_integer_value(fact(emitted(run, 0), "height")), 180);
}

Test(intake, same_file_gives_the_same_bytes)
{
  static const char *const files[] = {"pages.pdf", "color-palette.tif", "exif-6.jpg",
                                      "vector.pdf"};
  for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
    g_autoptr(Run) first = run_sample(files[i]);
    g_autoptr(Run) second = run_sample(files[i]);
    for (guint page = 0; page < count(first, "emits"); page++) {
      gsize n = 0, m = 0;
      g_autofree char *p = file_bytes(text(emitted(first, page), "file"), &n);
      g_autofree char *q = file_bytes(text(emitted(second, page), "file"), &m);
      cr_expect(n == m && memcmp(p, q, n) == 0, "%s page %u", files[i], page + 1);
    }
  }
}

/* Spoiled bytes may park the file or hold a page, but never end the worker or lose count. */
Test(intake, hostile_bytes_get_an_outcome)
{
  static const char *const files[] = {
      "pages-mixed.tif", "color-tiled.tif", "color-oldjpeg.tif", "bilevel-big.tif",
      "gray-jpeg.tif",   "exif-6.jpg",      "interlaced.png",    "object-streams.pdf",
      "text-hidden.pdf", "jpx.pdf",         "rotate-90.pdf"};
  g_autoptr(GRand) rand = g_rand_new_with_seed(7);
  for (guint i = 0; i < G_N_ELEMENTS(files); i++)
    for (guint round = 0; round < 40; round++) {
      g_autofree char *source = sample_path(files[i]), *path = NULL;
      gsize size = 0;
      g_autofree char *data = file_bytes(source, &size);
      for (guint hit = 0; hit < 1 + round / 5; hit++)
        data[g_rand_int_range(rand, 0, (gint32)size)] = (char)g_rand_int_range(rand, 0, 256);
      close(g_file_open_tmp("bm-hostile-XXXXXX", &path, NULL));
      g_file_set_contents(path, data, (gssize)size, NULL);
      g_autoptr(Run) run = run_path(path, NULL);
      g_unlink(path);
      if (run->result == BM_DONE)
        cr_expect_gt(count(run, "emits"), 0, "%s round %u", files[i], round);
      else
        cr_expect_not_null(run->error, "%s round %u", files[i], round);
    }
}

Test(intake, lab_colours_are_understood)
{
  g_autoptr(Run) run = run_sample("color-lab.tif");
  cr_assert_eq(run->result, BM_DONE);
  g_autoptr(PIX) got = emitted_pixels(run, 0);
  cr_expect_gt(ink(got, 20, 10, 40, 110), 0.99);
  cr_expect_eq(ink(got, 110, 10, 150, 110), 0);
}
