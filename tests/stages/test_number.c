/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/autoptr.h"
#include "pipeline/stage.h"
#include "stages/shared/coderead.h"
#include "stages/shared/page.h"
#include "tests/tools/assert_ok.h"
#include "tests/tools/folder.h"

#include <string.h>

extern const BmStage bm_stage_number;

TestSuite(number, .init = folder_make, .fini = folder_remove, .timeout = 120);

/* --- pages */

static PIX *paper(int depth, double w_mm, double h_mm, int dpi)
{
  PIX *page = pixCreate(bm_px(w_mm, dpi), bm_px(h_mm, dpi), depth);
  pixSetResolution(page, dpi, dpi);
  pixSetBlackOrWhite(page, L_SET_WHITE);
  return page;
}

/* Lines of short strokes, @step_mm apart, of gray @level (bilevel: black). */
static void write_on(PIX *page, BmBox area, double step_mm, int level)
{
  int dpi = pixGetXRes(page), thick = MAX(2, dpi / 100), stroke = dpi / 12;
  for (int y = area.y; y + stroke <= area.y + area.h; y += bm_px(step_mm, dpi))
    for (int x = area.x; x + thick <= area.x + area.w; x += dpi / 15) {
      int length = stroke - (x * 7 + y * 3) % (stroke / 2);
      for (int k = 0; k < length; k++)
        for (int t = 0; t < thick; t++)
          if (pixGetDepth(page) == 32)
            pixSetRGBPixel(page, x + t, y + k, level, level, level);
          else
            pixSetPixel(page, x + t, y + k, pixGetDepth(page) == 1 ? 1 : (l_uint32)level);
    }
}

/* Writing with the usual margins. */
static PIX *written_page(int depth, int dpi)
{
  PIX *page = paper(depth, 210, 297, dpi);
  write_on(page, (BmBox){bm_px(20, dpi), bm_px(40, dpi), bm_px(150, dpi), bm_px(210, dpi)}, 8,
           60);
  return page;
}

static char *page_file(PIX *page, const char *name)
{
  g_autoptr(GError) error = NULL;
  char *path = folder_path(name);
  assert_ok(bm_page_write(page, path, &error), error);
  return path;
}

/* --- jobs */

/* A page of the work as the engine hands it over; @masks may be NULL. */
static json_t *input(const char *id, const char *path, int page_in_work, int dpi, json_t *masks)
{
  return json_pack("{s:s,s:s,s:{s:{s:i},s:{s:i},s:{s:o}}}", "id", id, "path", path, "facts",
                   "split", "page_in_work", page_in_work, "upright", "dpi", dpi, "mask",
                   "masks", masks != NULL ? masks : json_array());
}

static BmJob *job_of(json_t *inputs, int n_pages)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) ticket =
      json_pack("{s:s,s:s,s:s,s:{s:f,s:f,s:f},s:{s:{s:s,s:i,s:i},s:i},s:o}", "stage", "number",
                "scratch", folder, "seed", "5eed", "params", "margin", 5.0, "reach", 40.0,
                "clearance", 1.0, "context", "work", "id", "k000001.w003", "ordinal", 4099,
                "pages", n_pages, "round_tag", 77, "inputs", inputs);
  BmJob *job = bm_job_new(ticket, &error);
  assert_ok(job != NULL, error);
  return job;
}

/* The outcome of a job that must succeed. */
static json_t *outcome_of(BmJob *job)
{
  g_autoptr(GError) error = NULL;
  BmOutcome outcome = bm_stage_number.run(job, &error);
  cr_assert_eq(outcome, BM_DONE, "%s", error != NULL ? error->message : "");
  return bm_job_outcome(job);
}

static json_t *emit(json_t *outcome, size_t index)
{
  return json_array_get(json_object_get(outcome, "emits"), index);
}

static PIX *emitted_page(json_t *outcome, size_t index)
{
  g_autoptr(GError) error = NULL;
  PIX *page =
      bm_page_read(json_string_value(json_object_get(emit(outcome, index), "file")), &error);
  assert_ok(page != NULL, error);
  return page;
}

static BmBox code_box(json_t *outcome, size_t index, size_t code)
{
  BmBox box = {0};
  json_t *facts = json_object_get(emit(outcome, index), "facts");
  cr_assert(bm_box_from_json(json_array_get(json_object_get(facts, "codes"), code), &box));
  return box;
}

static double added_below(json_t *outcome, size_t index)
{
  json_t *facts = json_object_get(emit(outcome, index), "facts");
  return json_number_value(json_array_get(json_object_get(facts, "added_mm"), 3));
}

static void shows(PIX *page, int page_no)
{
  BmPageCode want = {.kind = BM_CODE_PAGE, .round_tag = 77, .page = page_no};
  cr_assert(bm_workno_make("5eed", 4099, want.work_no));
  for (int shape = 0; shape < 2; shape++) {
    BmCodeReading reading;
    cr_assert_eq(
        bm_code_read_shape(page, (BmBox){0}, (BmCodeShape)shape, BM_CODE_THOROUGH, &reading),
        BM_CODE_VALID, "shape %d of page %d", shape, page_no);
    cr_expect(bm_pagecode_equal(&reading.code, &want));
  }
}

/* One page through the stage. */
static json_t *stamped(PIX *page, json_t *masks)
{
  g_autofree char *path = page_file(page, "in.tif");
  g_autoptr(BmJob) job =
      job_of(json_pack("[o]", input("f000001.p0001", path, 1, pixGetXRes(page), masks)), 1);
  return outcome_of(job);
}

Test(number, every_page_shows_both_codes_in_its_own_mode)
{
  static const int depths[] = {1, 8, 32};
  json_t *inputs = json_array();
  for (int i = 0; i < 3; i++) {
    g_autoptr(PIX) page = written_page(depths[i], 200);
    g_autofree char *name = g_strdup_printf("in%d.tif", i),
                    *id = g_strdup_printf("f000001.p%04d", i);
    g_autofree char *path = page_file(page, name);
    json_array_insert_new(inputs, 0, input(id, path, i + 1, 200, NULL)); /* last page first */
  }
  g_autoptr(BmJob) job = job_of(inputs, 3);
  g_autoptr(json_t) outcome = outcome_of(job);
  cr_assert_eq(json_array_size(json_object_get(outcome, "emits")), 3);
  for (int i = 0; i < 3; i++) {
    g_autoptr(PIX) page = emitted_page(outcome, (size_t)i);
    cr_expect_eq(pixGetDepth(page), depths[i]);
    shows(page, i + 1);
  }
  json_t *note = json_object_get(json_array_get(json_object_get(outcome, "notes"), 0), "value");
  cr_expect_str_eq(json_string_value(json_object_get(note, "work")), "k000001.w003");
  cr_expect(bm_workno_is_valid(json_string_value(json_object_get(note, "work_no"))));
}

Test(number, stamps_are_readable_at_each_resolution)
{
  static const int dpis[] = {100, 150, 240, 300, 400};
  for (guint i = 0; i < G_N_ELEMENTS(dpis); i++) {
    g_autoptr(PIX) page = written_page(dpis[i] == 300 ? 1 : 8, dpis[i]);
    g_autoptr(json_t) outcome = stamped(page, NULL);
    g_autoptr(PIX) result = emitted_page(outcome, 0);
    shows(result, 1);
    cr_expect_eq(pixGetXRes(result), dpis[i]);
  }
}

static void nothing_changed_outside_codes(PIX *before, PIX *after, json_t *outcome)
{
  BmBox codes[] = {code_box(outcome, 0, 0), code_box(outcome, 0, 1)};
  for (int y = 0; y < pixGetHeight(before); y++)
    for (int x = 0; x < pixGetWidth(before); x++) {
      BmBox here = {x, y, 1, 1};
      l_uint32 p = 0, q = 0;
      pixGetPixel(before, x, y, &p);
      pixGetPixel(after, x, y, &q);
      if (bm_box_is_empty(bm_box_and(here, codes[0])) &&
          bm_box_is_empty(bm_box_and(here, codes[1])))
        cr_assert_eq(p, q, "pixel %d, %d", x, y);
      else
        cr_assert_eq(p, 255, "a code covers ink at %d, %d", x, y);
    }
}

Test(number, no_ink_is_covered_and_nothing_else_changes)
{
  static const int levels[] = {30, 160, 225}; /* pen, pencil, the faintest pencil */
  for (guint i = 0; i < G_N_ELEMENTS(levels); i++) {
    g_autoptr(PIX) page = paper(8, 210, 297, 150);
    write_on(page, (BmBox){10, 10, 1000, 1500}, 7, levels[i]);
    write_on(page, (BmBox){1100, 600, 120, 400}, 7, levels[i]);
    g_autoptr(json_t) outcome = stamped(page, NULL);
    g_autoptr(PIX) result = emitted_page(outcome, 0);
    nothing_changed_outside_codes(page, result, outcome);
    shows(result, 1);
  }
}

Test(number, full_page_gets_a_strip_of_paper_and_stays_as_it_is)
{
  static const int depths[] = {1, 8, 32};
  for (guint i = 0; i < G_N_ELEMENTS(depths); i++) {
    g_autoptr(PIX) page = paper(depths[i], 148, 210, 200);
    write_on(page, (BmBox){0, 0, pixGetWidth(page), pixGetHeight(page)}, 6, 90);
    g_autoptr(json_t) outcome = stamped(page, NULL);
    g_autoptr(PIX) result = emitted_page(outcome, 0);
    cr_expect(added_below(outcome, 0) > 15 && added_below(outcome, 0) < 40);
    cr_expect_eq(pixGetDepth(result), depths[i]);
    g_autoptr(BOX) old = boxCreate(0, 0, pixGetWidth(page), pixGetHeight(page));
    g_autoptr(PIX) kept = pixClipRectangle(result, old, NULL);
    l_int32 is_same = 0;
    pixEqual(kept, page, &is_same);
    cr_expect(is_same, "depth %d: the page itself changed", depths[i]);
    shows(result, 1);
  }
}

Test(number, narrow_slip_of_paper_gets_its_codes_one_below_the_other)
{
  g_autoptr(PIX) page = paper(8, 45, 80, 200);
  write_on(page, (BmBox){0, 0, pixGetWidth(page), pixGetHeight(page)}, 6, 90);
  g_autoptr(json_t) outcome = stamped(page, NULL);
  g_autoptr(PIX) result = emitted_page(outcome, 0);
  cr_expect(bm_box_is_empty(bm_box_and(code_box(outcome, 0, 0), code_box(outcome, 0, 1))));
  cr_expect_gt(pixGetWidth(result), pixGetWidth(page));
  shows(result, 1);
}

Test(number, masked_places_are_not_free_even_when_white)
{
  g_autoptr(PIX) page = paper(8, 210, 297, 150);
  BmBox top = {0, 0, 1240, 500}, left = {0, 500, 600, 1254};
  g_autoptr(json_t) outcome = stamped(
      page, json_pack("[o,o]", bm_box_to_json(top, "name"), bm_box_to_json(left, "stamp")));
  for (size_t code = 0; code < 2; code++) {
    BmBox box = code_box(outcome, 0, code);
    cr_expect(bm_box_is_empty(bm_box_and(box, top)));
    cr_expect(bm_box_is_empty(bm_box_and(box, left)));
  }
}

Test(number, black_areas_are_not_free)
{
  g_autoptr(PIX) page = paper(8, 210, 297, 150);
  pixRasterop(page, 0, 0, 1240, 700, PIX_CLR, NULL, 0, 0);
  pixRasterop(page, 0, 700, 300, 1054, PIX_CLR, NULL, 0, 0);
  g_autoptr(json_t) outcome = stamped(page, NULL);
  for (size_t code = 0; code < 2; code++) {
    BmBox box = code_box(outcome, 0, code);
    cr_expect(box.y >= 700 && box.x >= 300);
  }
}

Test(number, codes_stand_apart)
{
  g_autoptr(PIX) page = written_page(8, 150);
  g_autoptr(json_t) outcome = stamped(page, NULL);
  BmBox near_qr = bm_box_grow(code_box(outcome, 0, 0), bm_px(29, 150), bm_px(29, 150));
  cr_expect(bm_box_is_empty(bm_box_and(near_qr, code_box(outcome, 0, 1))));
}

Test(number, same_job_gives_the_same_bytes)
{
  char *bytes[2] = {NULL, NULL}, *facts[2] = {NULL, NULL};
  gsize size[2] = {0, 0};
  for (int i = 0; i < 2; i++) {
    g_autoptr(PIX) page = written_page(32, 150);
    g_autoptr(json_t) outcome = stamped(page, NULL);
    facts[i] = json_dumps(json_object_get(emit(outcome, 0), "facts"), JSON_SORT_KEYS);
    cr_assert(g_file_get_contents(json_string_value(json_object_get(emit(outcome, 0), "file")),
                                  &bytes[i], &size[i], NULL));
  }
  cr_expect_str_eq(facts[0], facts[1]);
  cr_expect(size[0] == size[1] && memcmp(bytes[0], bytes[1], size[0]) == 0);
  for (int i = 0; i < 2; i++) {
    g_free(bytes[i]);
    g_free(facts[i]);
  }
}

/* --- what is parked */

static void is_parked(BmJob *job, const char *slug)
{
  g_autoptr(GError) error = NULL;
  cr_expect_eq(bm_stage_number.run(job, &error), BM_PARK);
  g_autofree char *reason = error != NULL ? bm_error_reason(error) : g_strdup("none");
  cr_expect_str_eq(reason, slug);
}

Test(number, work_that_lacks_a_page_is_parked)
{
  g_autoptr(PIX) page = written_page(1, 150);
  g_autofree char *path = page_file(page, "in.tif");
  g_autoptr(BmJob) job =
      job_of(json_pack("[o]", input("f000001.p0001", path, 1, 150, NULL)), 2);
  is_parked(job, "work_pages_differ");
}

Test(number, two_pages_in_one_place_are_parked)
{
  g_autoptr(PIX) page = written_page(1, 150);
  g_autofree char *path = page_file(page, "in.tif");
  g_autoptr(BmJob) job = job_of(json_pack("[o,o]", input("f000001.p0001", path, 1, 150, NULL),
                                          input("f000001.p0002", path, 1, 150, NULL)),
                                2);
  is_parked(job, "work_pages_differ");
}

Test(number, work_of_a_hundred_pages_is_parked)
{
  json_t *inputs = json_array();
  for (int i = 0; i < 100; i++) {
    g_autofree char *id = g_strdup_printf("f000001.p%04d", i);
    json_array_append_new(inputs, input(id, "/nonexistent", i + 1, 150, NULL));
  }
  g_autoptr(BmJob) job = job_of(inputs, 100);
  is_parked(job, "work_too_long");
}

Test(number, page_that_cannot_be_decoded_is_parked)
{
  g_autofree char *path = folder_path("in.tif");
  cr_assert(g_file_set_contents(path, "II*", 3, NULL));
  g_autoptr(BmJob) job =
      job_of(json_pack("[o]", input("f000001.p0001", path, 1, 150, NULL)), 1);
  is_parked(job, "page_unreadable");
}

/* A page that went through this stage before: printed, marked and scanned again by mistake. */
Test(number, page_that_bears_a_number_already_is_parked)
{
  static const int depths[] = {1, 8, 32};
  for (guint i = 0; i < G_N_ELEMENTS(depths); i++) {
    g_autoptr(PIX) page = written_page(depths[i], 200);
    g_autoptr(json_t) outcome = stamped(page, NULL);
    const char *path = json_string_value(json_object_get(emit(outcome, 0), "file"));
    g_autoptr(BmJob) job =
        job_of(json_pack("[o]", input("f000001.p0001", path, 1, 200, NULL)), 1);
    is_parked(job, "page_stamped_before");
  }
}

Test(number, page_with_a_foreign_code_is_no_stamped_page)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PIX) page = written_page(8, 200);
  g_autoptr(PIX) bars = bm_code_draw(BM_SHAPE_BARS, "700770000000000101", 3, 60, &error);
  assert_ok(bars != NULL, error);
  g_autoptr(PIX) gray = pixConvertTo8(bars, FALSE);
  pixRasterop(page, 40, 2200, pixGetWidth(gray), pixGetHeight(gray), PIX_SRC, gray, 0, 0);
  g_autoptr(json_t) outcome = stamped(page, NULL);
  g_autoptr(PIX) result = emitted_page(outcome, 0);
  shows(result, 1);
}
