/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing that shines through from the back does not say which way up a page is. */
#include <criterion/criterion.h>

#include "stages/shared/ink.h"
#include "stages/upright/strong.h"
#include "stages/upright/turn.h"
#include "tests/stages/identity_page.h"
#include <glib/gstdio.h>

#include "pipeline/stage.h"
#include "tests/tools/assert_ok.h"

extern const BmStage bm_stage_upright;

TestSuite(upright_strong, .timeout = 60);

#define DPI 150.0
#define PALE 0.35F /* of the darkness of this side's writing */

static const char *const endings[] = {"луну.", "луну и не спит.", "луну и на звёзды, а",
                                      "луну и тихо поёт."};

/* Rows that begin at one margin and end anywhere, 8 bit. */
static PIX *rows_draw(double top, int rows)
{
  g_auto(TestPage) page = test_page_new(DPI);
  for (int i = 0; i < rows; i++) {
    g_autofree char *row =
        g_strdup_printf("Наташа снова смотрит на %s", endings[i * 5 % G_N_ELEMENTS(endings)]);
    test_page_text(&page, 30, top + 9 * i, 6, row);
  }
  return test_page_pix(&page, FALSE);
}

/* This side, few rows, over the other side's many. */
static PIX *shining_page(int rows, PIX **ret_front)
{
  *ret_front = rows_draw(30, rows);
  g_autoptr(PIX) back = rows_draw(110, 18);
  pixFlipLR(back, back);
  PIX *page = pixCopy(NULL, *ret_front);
  for (int y = 0; y < pixGetHeight(page); y++)
    for (int x = 0; x < pixGetWidth(page); x++) {
      l_uint32 front = 255, other = 255;
      pixGetPixel(*ret_front, x, y, &front);
      pixGetPixel(back, x, y, &other);
      l_uint32 pale = 255 - (l_uint32)(PALE * (float)(255 - other));
      pixSetPixel(page, x, y, MIN(front, pale));
    }
  return page;
}

static BmTurnVote vote_on(PIX *ink)
{
  BmTurnVote vote;
  g_autoptr(PIX) text = bm_turn_text(ink);
  cr_assert(bm_turn_vote(text, &vote));
  return vote;
}

static l_int32 count(PIX *bits)
{
  l_int32 n = 0;
  pixCountPixels(bits, &n, NULL);
  return n;
}

Test(upright_strong, the_other_side_misleads_and_is_left_out)
{
  g_autoptr(PIX) front = NULL;
  g_autoptr(PIX) page = shining_page(7, &front);
  g_autoptr(GError) error = NULL;
  g_autoptr(PIX) ink = bm_ink_working(page, DPI, DPI, &error);
  assert_ok(ink != NULL, error);
  g_autoptr(PIX) strong = bm_strong_ink(page, ink);
  cr_assert_not_null(strong);
  BmTurnVote all = vote_on(ink), one = vote_on(strong);
  cr_expect_eq(bm_turn_quarters(&all), 2, "without it the page would be turned over");
  cr_expect_eq(bm_turn_quarters(&one), 0);
  cr_expect(bm_turn_is_up_clear(&one) && bm_turn_is_side_clear(&one));
}

Test(upright_strong, a_page_with_one_hand_keeps_its_ink)
{
  g_autoptr(PIX) page = rows_draw(30, 20);
  g_autoptr(GError) error = NULL;
  g_autoptr(PIX) ink = bm_ink_working(page, DPI, DPI, &error);
  assert_ok(ink != NULL, error);
  g_autoptr(PIX) strong = bm_strong_ink(page, ink);
  cr_assert_not_null(strong);
  cr_expect_gt(10 * count(strong), 9 * count(ink));
}

/* {turn, turn_sure} of the facts that the stage gives. */
static json_t *upright_facts(PIX *page)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp("bm-strong-XXXXXX", NULL);
  g_autofree char *in = g_build_filename(folder, "in.tif", NULL);
  assert_ok(bm_page_write(page, in, &error), error);
  g_autoptr(json_t) asked = json_pack(
      "{s:s, s:s, s:s, s:{s:f}, s:[{s:s, s:s, s:{s:{s:[f, f]}}}]}", "stage", "upright",
      "scratch", folder, "seed", "00", "params", "level_from", 0.12, "inputs", "id",
      "f000001.p0001", "path", in, "facts", "intake", "dpi", DPI, DPI);
  g_autoptr(BmJob) job = bm_job_new(asked, &error);
  assert_ok(job != NULL, error);
  cr_assert_eq(bm_stage_upright.run(job, &error), BM_DONE);
  g_autoptr(json_t) all = bm_job_outcome(job);
  const json_t *emit = json_array_get(json_object_get(all, "emits"), 0);
  const char *file = json_string_value(json_object_get(emit, "file"));
  if (file != NULL)
    g_unlink(file);
  g_unlink(in);
  g_rmdir(folder);
  return json_incref(json_object_get(emit, "facts"));
}

Test(upright_strong, few_rows_of_this_side_are_not_outvoted_by_the_other)
{
  g_autoptr(PIX) front = NULL;
  g_autoptr(PIX) page = shining_page(3, &front);
  g_autoptr(json_t) facts = upright_facts(page);
  gboolean is_sure = json_is_true(json_object_get(facts, "turn_sure"));
  cr_expect(json_integer_value(json_object_get(facts, "turn")) == 0 || !is_sure,
            "a wrong turn must not be sure");
}
