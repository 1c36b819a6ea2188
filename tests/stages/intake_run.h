/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running intake on a file, and the picture that every sample in samples/intake shows. */
#pragma once
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

static inline json_t *preset_params(void)
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

static inline Run *run_path(const char *path, json_t *params)
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

static inline char *sample_path(const char *file)
{
  return g_build_filename(BM_SOURCE_DIR, "samples", "intake", file, NULL);
}

static inline Run *run_sample(const char *file)
{
  g_autofree char *path = sample_path(file);
  return run_path(path, NULL);
}

static inline json_t *emitted(const Run *run, guint index)
{
  return json_array_get(json_object_get(run->outcome, "emits"), index);
}

static inline json_t *fact(json_t *record, const char *key)
{
  return json_object_get(json_object_get(record, "facts"), key);
}

static const char *text(json_t *record, const char *key)
{
  return json_string_value(json_object_get(record, key));
}

static inline size_t count(const Run *run, const char *what)
{
  return json_array_size(json_object_get(run->outcome, what));
}

static inline PIX *emitted_pixels(const Run *run, guint index)
{
  g_autoptr(GError) error = NULL;
  PIX *page = bm_page_read(text(emitted(run, index), "file"), &error);
  cr_assert_not_null(page, "page %u cannot be read", index);
  return page;
}

/* --- the picture that every sample shows ---------------------------------------------------
 */

static inline PIX *letter(int depth)
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
static inline double difference(PIX *got, PIX *wanted)
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

static inline int depth_of(const char *mode)
{
  return g_str_equal(mode, "bilevel") ? 1 : g_str_equal(mode, "gray") ? 8 : 32;
}

static inline char *file_bytes(const char *path, gsize *ret_size)
{
  char *data = NULL;
  cr_assert(g_file_get_contents(path, &data, ret_size, NULL));
  return data;
}

/* Share of the page's box, in pixels, that is not white. */
static inline double ink(PIX *page, int x0, int y0, int x1, int y1)
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
