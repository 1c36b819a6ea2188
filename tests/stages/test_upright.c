/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/autoptr.h"
#include "pipeline/stage.h"
#include "stages/shared/page.h"
#include "stages/upright/paper.h"
#include "stages/upright/render.h"
#include "stages/upright/skew.h"
#include "stages/upright/turn.h"
#include "tests/tools/assert_ok.h"

#include <criterion/parameterized.h>
#include <glib/gstdio.h>
#include <math.h>

extern const BmStage bm_stage_upright;

/* ---- pages ---- */

static void fill(PIX *page, double x, double y, double w, double h, double dpi)
{
  pixRasterop(page, bm_px(x, dpi), bm_px(y, dpi), MAX(1, bm_px(w, dpi)), MAX(1, bm_px(h, dpi)),
              PIX_SET, NULL, 0, 0);
}

/* A line of words of letters (a stem and a bowl each), from @x to about @end; all in mm. */
static void draw_line(PIX *page, double x, double y, double end, double dpi, guint *seed)
{
  while (x < end) {
    int letters = 3 + (int)((*seed = *seed * 1103515245U + 12345U) >> 16) % 7;
    for (int i = 0; i < letters; i++, x += 2.4) {
      fill(page, x, y, 0.4, 2.6, dpi);
      fill(page, x, y + 1.0 + 0.2 * (i % 3), 1.6, 0.4, dpi);
      fill(page, x + 1.3, y + 0.3, 0.4, 2.3, dpi);
    }
    x += 2.6;
  }
}

/* Marks whose middle can be found again: full squares of 3 mm, at these mm. */
static const double marks[][2] = {{12, 12}, {190, 30}, {100, 282}, {15, 250}};

/* A4, upright and level, with ragged lines and the marks; 1 bit. */
static PIX *text_page(double dpi)
{
  PIX *page = pixCreate(bm_px(210, dpi), bm_px(297, dpi), 1);
  guint seed = 7;
  for (int line = 0; line < 26; line++)
    draw_line(page, line % 5 == 0 ? 32 : 25, 30 + line * 8.1, 110 + (line * 37) % 60, dpi,
              &seed);
  for (guint i = 0; i < G_N_ELEMENTS(marks); i++)
    fill(page, marks[i][0], marks[i][1], 3, 3, dpi);
  pixSetResolution(page, (int)dpi, (int)dpi);
  return page;
}

/* @page leaning by @deg, turned clockwise by @quarters, of @depth. */
static PIX *scanned(PIX *page, double deg, int quarters, int depth)
{
  int w = pixGetWidth(page), h = pixGetHeight(page);
  g_autoptr(PIX) lean =
      bm_render_affine(page, bm_render_level_back(-deg, w, h, 1, 1, 1, w, h), w, h, 0);
  g_autoptr(PIX) turned = pixRotateOrth(deg == 0 ? page : lean, quarters);
  PIX *out = depth == 1 ? pixClone(turned) : NULL;
  if (depth != 1) {
    g_autoptr(PIX) gray = pixConvert1To8(NULL, turned, 230, 40);
    out = depth == 8 ? pixClone(gray) : pixConvertTo32(gray);
  }
  pixCopyResolution(out, page);
  return out;
}

static gint64 ink_of(PIX *page)
{
  g_autoptr(PIX) bits = pixConvertTo1(page, 135);
  l_int32 n = 0;
  pixCountPixels(bits, &n, NULL);
  return n;
}

/* ---- running the stage ---- */

typedef struct Run {
  char *folder;
  BmOutcome outcome;
  GError *error;
  json_t *emitted; /* the one emit, NULL when there is none */
  json_t *facts;   /* inside @emitted */
  PIX *page;       /* upright page: the file written, else the input */
  BmAffine back;
  gboolean is_same;
} Run;

static void run_clear(Run *run)
{
  g_autoptr(GDir) dir = g_dir_open(run->folder, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
    g_autofree char *path = g_build_filename(run->folder, name, NULL);
    g_unlink(path);
  }
  g_rmdir(run->folder);
  g_free(run->folder);
  g_clear_error(&run->error);
  json_decref(run->emitted);
  pixDestroy(&run->page);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

static json_t *ticket(const char *folder, const char *path, double dpi_x, double dpi_y)
{
  return json_pack("{s:s, s:s, s:s, s:{s:f}, s:[{s:s, s:s, s:{s:{s:[f, f], s:s}}}]}", "stage",
                   "upright", "scratch", folder, "seed", "00", "params", "level_from", 0.12,
                   "inputs", "id", "f000001.p0001", "path", path, "facts", "intake", "dpi",
                   dpi_x, dpi_y, "dpi_from", dpi_x > 0 ? "file" : "guess");
}

static void run_ticket(Run *run, const json_t *asked)
{
  g_autoptr(BmJob) job = bm_job_new(asked, &run->error);
  cr_assert_not_null(job);
  run->outcome = bm_stage_upright.run(job, &run->error);
  g_autoptr(json_t) all = bm_job_outcome(job);
  run->emitted = json_incref(json_array_get(json_object_get(all, "emits"), 0));
  run->facts = json_object_get(run->emitted, "facts");
}

static void run_job(Run *run, const char *path, double dpi_x, double dpi_y)
{
  g_autoptr(json_t) asked = ticket(run->folder, path, dpi_x, dpi_y);
  run_ticket(run, asked);
}

static void run_start(Run *run)
{
  g_autoptr(GError) error = NULL;
  run->folder = g_dir_make_tmp("bm-upright-XXXXXX", &error);
  assert_ok(run->folder != NULL, error);
}

static void upright_xy(Run *run, PIX *scan, double dpi_x, double dpi_y)
{
  g_autoptr(GError) error = NULL;
  run_start(run);
  g_autofree char *in = g_build_filename(run->folder, "in.tif", NULL);
  assert_ok(bm_page_write(scan, in, &error), error);
  run_job(run, in, dpi_x, dpi_y);
  assert_ok(run->outcome == BM_DONE, run->error);
  const char *file = json_string_value(json_object_get(run->emitted, "file"));
  run->page = bm_page_read(file != NULL ? file : in, &error);
  assert_ok(run->page != NULL, error);
  run->is_same = json_is_true(json_object_get(run->facts, "is_same"));
  cr_assert_eq(run->is_same, file == NULL);
  cr_assert(bm_affine_from_json(json_object_get(run->facts, "to_source"), &run->back));
}

static void upright(Run *run, PIX *scan, double dpi)
{
  upright_xy(run, scan, dpi, dpi);
}

static double fact(const Run *run, const char *key)
{
  return json_number_value(json_object_get(run->facts, key));
}

static gboolean is_sure(const Run *run)
{
  return json_is_true(json_object_get(run->facts, "turn_sure"));
}

/* Middle of the mark that lies within 6 mm of x, y (mm) on @page; FALSE when there is none. */
static gboolean mark_near(PIX *page, double dpi, double x, double y, double *ret_x,
                          double *ret_y)
{
  int side = bm_px(18, dpi);
  BmBox near =
      bm_box_clip((BmBox){bm_px(x, dpi) - side / 2, bm_px(y, dpi) - side / 2, side, side},
                  pixGetWidth(page), pixGetHeight(page));
  g_autoptr(BOX) box = boxCreate(near.x, near.y, near.w, near.h);
  g_autoptr(PIX) bits = pixConvertTo1(page, 135);
  g_autoptr(PIX) part = pixClipRectangle(bits, box, NULL);
  g_autoptr(PIX) solid = pixOpenBrick(NULL, part, bm_px(1.5, dpi), bm_px(1.5, dpi));
  double sum_x = 0, sum_y = 0, n = 0;
  for (int j = 0; j < near.h; j++)
    for (int i = 0; i < near.w; i++) {
      l_uint32 is_set = 0;
      pixGetPixel(solid, i, j, &is_set);
      sum_x += is_set * (near.x + i + 0.5);
      sum_y += is_set * (near.y + j + 0.5);
      n += is_set;
    }
  *ret_x = n > 0 ? sum_x / n : -1;
  *ret_y = n > 0 ? sum_y / n : -1;
  return n > 0;
}

/* Where the middle of mark @i is on the scan that scanned() made. */
static void mark_on_scan(guint i, double deg, int quarters, int w, int h, double dpi,
                         double *ret_x, double *ret_y)
{
  double half = bm_px(3, dpi) / 2.0;
  double x = bm_px(marks[i][0], dpi) + half, y = bm_px(marks[i][1], dpi) + half;
  BmAffine lean = bm_render_level_back(deg, w, h, 1, 1, 1, w, h), turn = bm_affine_identity();
  cr_assert(bm_affine_invert(bm_render_turn_back(quarters, w, h), &turn));
  bm_affine_point(bm_affine_then(lean, turn), x, y, ret_x, ret_y);
}

/* ---- the stage ---- */

TestSuite(upright, .timeout = 120);

struct scan {
  double deg;
  int quarters, depth;
};

ParameterizedTestParameters(upright, any_turn_and_lean_is_undone_and_points_map_back)
{
  static struct scan cases[] = {{0, 0, 1},   {0, 1, 1},    {0, 2, 8},    {0, 3, 32},
                                {1.3, 0, 1}, {-2.4, 1, 1}, {3.7, 2, 1},  {-4.6, 3, 1},
                                {1.3, 0, 8}, {-2.4, 1, 8}, {3.7, 2, 32}, {0.3, 3, 32}};
  return cr_make_param_array(struct scan, cases, G_N_ELEMENTS(cases));
}

ParameterizedTest(struct scan *c, upright, any_turn_and_lean_is_undone_and_points_map_back)
{
  const double dpi = 200;
  g_autoptr(PIX) page = text_page(dpi);
  int w = pixGetWidth(page), h = pixGetHeight(page);
  g_autoptr(PIX) scan = scanned(page, c->deg, c->quarters, c->depth);
  g_auto(Run) run = {0};
  upright(&run, scan, dpi);
  cr_expect_eq(fact(&run, "turn"), (4 - c->quarters) % 4 * 90);
  cr_expect(is_sure(&run));
  cr_expect_float_eq(fact(&run, "skew_deg"), c->deg, 0.06, "found %g", fact(&run, "skew_deg"));
  cr_expect_eq(run.is_same, c->deg == 0 && c->quarters == 0);
  cr_expect_eq(pixGetDepth(run.page), c->depth);
  cr_expect_eq(pixGetXRes(run.page), 200);
  cr_expect_str_eq(json_string_value(json_object_get(run.facts, "size")), "A4");
  double dx = (pixGetWidth(run.page) - w) / 2.0, dy = (pixGetHeight(run.page) - h) / 2.0;
  for (guint i = 0; i < G_N_ELEMENTS(marks); i++) {
    double x = 0, y = 0, want_x = 0, want_y = 0;
    mark_on_scan(i, c->deg, c->quarters, w, h, dpi, &want_x, &want_y);
    cr_assert(mark_near(run.page, dpi, marks[i][0] + 1.5 + bm_mm(dx, dpi),
                        marks[i][1] + 1.5 + bm_mm(dy, dpi), &x, &y));
    bm_affine_point(run.back, x, y, &x, &y);
    cr_expect_lt(hypot(x - want_x, y - want_y), 1.0, "mark %u is %.2f px off", i,
                 hypot(x - want_x, y - want_y));
  }
  double ratio = (double)ink_of(run.page) / (double)ink_of(scan);
  cr_expect(ratio > 0.98 && ratio < 1.02, "ink became %.3f of what it was", ratio);
}

Test(upright, quarter_turns_of_the_scan_give_the_same_page_pixel_for_pixel)
{
  g_autoptr(PIX) page = text_page(150);
  for (int quarters = 1; quarters < 4; quarters++) {
    g_autoptr(PIX) scan = scanned(page, 0, quarters, 1);
    g_auto(Run) run = {0};
    upright(&run, scan, 150);
    l_int32 is_equal = 0;
    pixEqual(page, run.page, &is_equal);
    cr_expect(is_equal, "%d quarters", quarters);
    BmAffine there = {0};
    cr_assert(bm_affine_invert(
        bm_render_turn_back(quarters, pixGetWidth(page), pixGetHeight(page)), &there));
    double x = 0, y = 0, want_x = 0, want_y = 0;
    bm_affine_point(run.back, 100, 200, &x, &y);
    bm_affine_point(there, 100, 200, &want_x, &want_y);
    cr_expect_float_eq(x, want_x, 1e-6);
    cr_expect_float_eq(y, want_y, 1e-6);
  }
}

Test(upright, a_black_edge_changes_neither_turn_nor_lean_and_is_not_paper)
{
  g_autoptr(PIX) page = text_page(200);
  g_autoptr(PIX) scan = scanned(page, -1.7, 2, 1);
  g_autoptr(PIX) wide = pixAddBorderGeneral(scan, 60, 0, 0, 40, 1);
  pixSetResolution(wide, 200, 200);
  g_auto(Run) run = {0};
  upright(&run, wide, 200);
  cr_expect_eq(fact(&run, "turn"), 180);
  cr_expect_float_eq(fact(&run, "skew_deg"), -1.7, 0.06);
  cr_expect_str_eq(json_string_value(json_object_get(run.facts, "size")), "A4");
}

Test(upright, ink_in_the_corners_of_a_leaning_page_is_not_cut_off)
{
  g_autoptr(PIX) page = text_page(200);
  g_autoptr(PIX) scan = scanned(page, 4, 0, 1);
  int w = pixGetWidth(scan), h = pixGetHeight(scan);
  pixRasterop(scan, 12, 12, 20, 10, PIX_SET, NULL, 0, 0);
  pixRasterop(scan, w - 32, 12, 20, 10, PIX_SET, NULL, 0, 0);
  pixRasterop(scan, 12, h - 22, 20, 10, PIX_SET, NULL, 0, 0);
  pixRasterop(scan, w - 32, h - 22, 20, 10, PIX_SET, NULL, 0, 0);
  g_auto(Run) run = {0};
  upright(&run, scan, 200);
  cr_expect_gt(pixGetWidth(run.page), w);
  for (int i = 0; i < 4; i++) {
    BmAffine there = {0};
    double x = 0, y = 0;
    cr_assert(bm_affine_invert(run.back, &there));
    bm_affine_point(there, i % 2 ? w - 22 : 22, i / 2 ? h - 17 : 17, &x, &y);
    l_uint32 is_ink = 0;
    pixGetPixel(run.page, (int)x, (int)y, &is_ink);
    cr_expect_eq(is_ink, 1, "corner %d", i);
  }
}

Test(upright, resolution_is_taken_from_the_paper_when_the_file_has_none_or_an_absurd_one)
{
  g_autoptr(PIX) page = text_page(150);
  static const double stored[] = {0, 7, 5000};
  for (guint i = 0; i < G_N_ELEMENTS(stored); i++) {
    g_auto(Run) run = {0};
    upright(&run, page, stored[i]);
    cr_expect_eq(fact(&run, "dpi"), 150);
    cr_expect_str_eq(json_string_value(json_object_get(run.facts, "size")), "A4");
  }
}

Test(upright, a_resolution_that_intake_found_from_the_paper_stands)
{
  g_autoptr(GError) error = NULL;
  g_auto(Run) run = {0};
  g_autoptr(PIX) scan = pixCreate(874, 1240, 1); /* A5 at 150 dpi */
  run_start(&run);
  g_autofree char *in = g_build_filename(run.folder, "in.tif", NULL);
  assert_ok(bm_page_write(scan, in, &error), error);
  g_autoptr(json_t) asked = ticket(run.folder, in, 150, 150);
  json_t *item = json_array_get(json_object_get(asked, "inputs"), 0);
  json_t *intake = json_object_get(json_object_get(item, "facts"), "intake");
  json_object_set_new(intake, "dpi_from", json_string("guess"));
  run_ticket(&run, asked);
  assert_ok(run.outcome == BM_DONE, run.error);
  cr_expect_str_eq(json_string_value(json_object_get(run.facts, "size")), "A5");
  cr_expect_float_eq(fact(&run, "dpi"), 150, 1e-9);
}

Test(upright, oblong_pixels_become_square)
{
  g_autoptr(PIX) page = text_page(200);
  g_autoptr(PIX) flat = pixScaleBinary(page, 1.0F, 0.5F);
  pixSetResolution(flat, 200, 100);
  g_auto(Run) run = {0};
  upright_xy(&run, flat, 200, 100);
  cr_expect_eq(fact(&run, "dpi"), 200);
  cr_expect_not(run.is_same);
  cr_expect_leq(abs(pixGetHeight(run.page) - pixGetHeight(page)), 2);
  double x = 0, y = 0;
  bm_affine_point(run.back, 300, 600, &x, &y);
  cr_expect_float_eq(x, 300, 1);
  cr_expect_float_eq(y, 300, 1);
}

Test(upright, an_empty_page_is_left_as_it_is)
{
  g_autoptr(PIX) page = pixCreate(1240, 1754, 1);
  for (int i = 0; i < 60; i++)
    pixSetPixel(page, 17 * i + 5, (i * 997) % 1754, 1);
  pixSetResolution(page, 150, 150);
  g_auto(Run) run = {0};
  upright(&run, page, 150);
  cr_expect(run.is_same);
  cr_expect(is_sure(&run));
  cr_expect_eq(fact(&run, "turn"), 0);
  cr_expect_eq(fact(&run, "skew_deg"), 0);
}

Test(upright, a_page_with_a_drawing_only_has_no_sure_turn)
{
  g_autoptr(PIX) page = pixCreate(1240, 1754, 1);
  pixSetResolution(page, 150, 150);
  pixRasterop(page, 300, 400, 500, 6, PIX_SET, NULL, 0, 0);
  pixRasterop(page, 300, 400, 6, 500, PIX_SET, NULL, 0, 0);
  pixRasterop(page, 500, 600, 120, 120, PIX_SET, NULL, 0, 0);
  g_auto(Run) run = {0};
  upright(&run, page, 150);
  cr_expect_not(is_sure(&run));
}

Test(upright, a_damaged_file_is_parked_with_a_reason)
{
  g_auto(Run) run = {0};
  run_start(&run);
  g_autofree char *in = g_build_filename(run.folder, "in.tif", NULL);
  cr_assert(g_file_set_contents(in, "II*\0garbage", 11, NULL));
  run_job(&run, in, 200, 200);
  cr_expect_eq(run.outcome, BM_PARK);
  cr_expect_null(run.emitted);
  assert_fails_with(run.error == NULL, run.error, "page_unreadable");
}

Test(upright, the_same_scan_gives_the_same_bytes)
{
  g_autoptr(PIX) page = text_page(150);
  g_autoptr(PIX) scan = scanned(page, 2, 3, 8);
  char *bytes[2] = {NULL, NULL};
  gsize sizes[2] = {0, 0};
  for (int i = 0; i < 2; i++) {
    g_auto(Run) run = {0};
    upright(&run, scan, 150);
    const char *file = json_string_value(json_object_get(run.emitted, "file"));
    cr_assert(g_file_get_contents(file, &bytes[i], &sizes[i], NULL));
  }
  cr_assert_eq(sizes[0], sizes[1]);
  cr_expect_eq(memcmp(bytes[0], bytes[1], sizes[0]), 0);
  g_free(bytes[0]);
  g_free(bytes[1]);
}

/* ---- parts ---- */

TestSuite(skew, .timeout = 60);

Test(skew, squares_and_a_streak_of_the_scanner_do_not_lead_astray)
{
  g_autoptr(PIX) page = text_page(150);
  g_autoptr(PIX) scan = scanned(page, 1.2, 0, 1);
  pixRasterop(scan, 1100, 0, 2, 1754, PIX_SET, NULL, 0, 0);
  double deg = 0;
  cr_assert(bm_skew_find(scan, &deg));
  cr_expect_float_eq(deg, 1.2, 0.06);
  g_autoptr(PIX) squares = text_page(150);
  for (int i = 30; i < 1700; i += 30) {
    pixRasterop(squares, i, 0, 2, 1754, PIX_SET, NULL, 0, 0);
    pixRasterop(squares, 0, i, 1240, 2, PIX_SET, NULL, 0, 0);
  }
  g_autoptr(PIX) leaning = scanned(squares, -3.3, 0, 1);
  cr_assert(bm_skew_find(leaning, &deg));
  cr_expect_float_eq(deg, -3.3, 0.06);
}

TestSuite(turn, .timeout = 60);

Test(turn, broken_squares_around_the_writing_do_not_vote)
{
  g_autoptr(PIX) page = text_page(150);
  for (int y = 30; y < 1740; y += 30)
    for (int x = 7; x < 1230; x += 9) {
      pixRasterop(page, x, y, 5, 1, PIX_SET, NULL, 0, 0);
      pixRasterop(page, y, x, 1, 5, PIX_SET, NULL, 0, 0);
    }
  for (int quarters = 0; quarters < 4; quarters++) {
    g_autoptr(PIX) turned = pixRotateOrth(page, quarters);
    g_autoptr(PIX) text = bm_turn_text(turned);
    BmTurnVote vote = {0};
    cr_assert(bm_turn_vote(text, &vote));
    cr_expect_eq(bm_turn_quarters(&vote), (4 - quarters) % 4);
    cr_expect(bm_turn_is_up_clear(&vote) && bm_turn_is_side_clear(&vote));
  }
}

TestSuite(paper, .timeout = 60);

Test(paper, sizes_have_their_names)
{
  cr_expect_str_eq(bm_paper_size(210, 297), "A4");
  cr_expect_str_eq(bm_paper_size(295, 208), "A4");
  cr_expect_str_eq(bm_paper_size(148, 210), "A5");
  cr_expect_str_eq(bm_paper_size(166, 204), "copybook");
  cr_expect_str_eq(bm_paper_size(335, 205), "double");
  cr_expect_str_eq(bm_paper_size(216, 356), "other");
}

Test(paper, stored_resolution_stands_unless_the_paper_would_be_absurd)
{
  BmDots dots = bm_paper_dots(1728, 1145, 204, 98);
  cr_expect_float_eq(dots.square, 204, 1e-9);
  cr_expect_float_eq(dots.y, 98, 1e-9);
  dots = bm_paper_dots(2480, 3508, 72, 72);
  cr_expect_float_eq(dots.square, 300, 1e-9);
  dots = bm_paper_dots(1654, 2339, 200, 200.4);
  cr_expect_eq(dots.x, dots.y);
}
