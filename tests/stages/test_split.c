/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stage on drawn packets: titles with a heading and a table, pages of writing, empty backs,
 * separator sheets as the program prints them. */
#include "pipeline/reason.h"
#include "pipeline/stage.h"
#include "stages/shared/page.h"
#include "stages/shared/sheets.h"
#include "stages/split/plan.h"
#include "tests/tools/assert_ok.h"

#include <glib/gstdio.h>

#define DPI 150
#define ROUND_TAG 31

extern const BmStage bm_stage_split;

static char *folder;
static GRand *rand_of_test;

static void set_up(void)
{
  folder = g_dir_make_tmp("bm-split-XXXXXX", NULL);
  cr_assert_not_null(folder);
  rand_of_test = g_rand_new_with_seed(5);
}

static void tear_down(void)
{
  GDir *dir = g_dir_open(folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name(dir)) != NULL;) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_unlink(path);
  }
  g_dir_close(dir);
  g_rmdir(folder);
  g_free(folder);
  g_rand_free(rand_of_test);
}

TestSuite(split, .timeout = 300, .init = set_up, .fini = tear_down);

/* ---- drawing ---- */

static void box_put(PIX *page, double x, double y, double w, double h)
{
  BOX where = {.x = bm_px(x, DPI),
               .y = bm_px(y, DPI),
               .w = MAX(2, bm_px(w, DPI)),
               .h = MAX(2, bm_px(h, DPI))};
  pixSetInRect(page, &where);
}

static double about(double value, double spread)
{
  return value + g_rand_double_range(rand_of_test, -spread, spread);
}

/* Words of a hand from @top to @foot. */
static void writing_put(PIX *page, double top, double foot)
{
  for (double y = top; y < foot; y += about(10, 1.5))
    for (double x = about(25, 6), end = about(120, 60); x < end; x += about(7, 3))
      for (double part = 0; part < 4; part += 1.3)
        box_put(page, x + part, about(y, 1), part > 2 ? 1.5 : 0.5, about(3, 1.2));
}

/* A heading, a table of four rows and the hand's entries in it. */
static void title_put(PIX *page)
{
  box_put(page, 70, 15, 70, 5);
  box_put(page, 85, 24, 40, 3);
  for (int row = 0; row <= 4; row++)
    box_put(page, 30, 32 + 7 * row, 150, 0.4);
  for (int column = 0; column < 3; column++)
    box_put(page, 30 + 75 * column, 32, 0.4, 28);
  for (int row = 0; row < 4; row++)
    box_put(page, 34, 34 + 7 * row, about(25, 4), 2.5);
  for (int row = 0; row < 4; row++)
    box_put(page, about(110, 4), 34 + 7 * row, about(30, 10), 2);
  writing_put(page, 75, about(200, 60));
}

static PIX *sheet_page(guint class_ref, int round_tag)
{
  static const char *const lines[] = {"7 «Б»", "Школа № 0", NULL};
  const BmSheet sheet = {class_ref, lines};
  g_autoptr(GError) error = NULL;
  g_autofree char *pdf = g_build_filename(folder, "sheet.pdf", NULL);
  g_autofree char *root = g_build_filename(folder, "sheet", NULL);
  g_autofree char *png = g_strconcat(root, ".png", NULL);
  char *command[] = {(char *)"pdftoppm",
                     (char *)"-r",
                     (char *)"150",
                     (char *)"-gray",
                     (char *)"-png",
                     (char *)"-singlefile",
                     pdf,
                     root,
                     NULL};
  assert_ok(bm_sheets_write(pdf, "Проба", round_tag, &sheet, 1, &error), error);
  assert_ok(g_spawn_sync(NULL, command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                         &error),
            error);
  g_autoptr(PIX) colour = bm_page_read(png, &error);
  cr_assert_not_null(colour);
  g_autoptr(PIX) gray = pixConvertTo8(colour, FALSE);
  return pixThresholdToBinary(gray, 128);
}

/* "V" and "v" are "T" and "o" upside down, of which stage upright is not sure; "W" and "w" are
 * "T" and "o" as they should stand, of which it is not sure, too. */
static char letter_upright(char letter)
{
  return letter == 'V' || letter == 'W' ? 'T' : letter == 'v' || letter == 'w' ? 'o' : letter;
}

static gboolean letter_is_sure(char letter)
{
  return letter == letter_upright(letter);
}

/* Letters as in test_split_plan.c; "U" is a sheet with bars whose codes are gone. */
static PIX *page_drawn(char drawn)
{
  PIX *page;
  char letter = letter_upright(drawn);
  if (letter >= '1' && letter <= '9')
    return sheet_page((guint)(letter - '0'), ROUND_TAG);
  if (letter == 'F')
    return sheet_page(1, ROUND_TAG + 1);
  page = pixCreate(bm_px(210, DPI), bm_px(297, DPI), 1);
  if (letter == 'T')
    title_put(page);
  if (letter == 'o')
    writing_put(page, 18, about(230, 40));
  if (letter == 'b')
    box_put(page, about(100, 50), about(150, 80), 0.3, 0.3);
  if (letter == 'U') {
    box_put(page, 15, 14, 180, 8);
    box_put(page, 15, 275, 180, 8);
    box_put(page, 30, 125, 60, 60);
  }
  if (drawn == 'V' || drawn == 'v')
    pixRotate180(page, page);
  return page;
}

/* ---- the job ---- */

static char *page_id(guint i)
{
  return g_strdup_printf("f000007.p%04u", i + 1);
}

static json_t *inputs_of(const char *pages)
{
  json_t *inputs = json_array();
  for (guint i = 0; pages[i] != '\0'; i++) {
    g_autofree char *id = page_id(i);
    g_autofree char *path = g_build_filename(folder, id, NULL);
    g_autoptr(GError) error = NULL;
    if (pages[i] == 'X') {
      assert_ok(g_file_set_contents(path, "no picture", -1, &error), error);
    } else {
      g_autoptr(PIX) page = page_drawn(pages[i]);
      pixSetResolution(page, DPI, DPI);
      assert_ok(bm_page_write(page, path, &error), error);
    }
    json_array_append_new(inputs, json_pack("{s:s,s:s,s:{s:{s:i,s:b}}}", "id", id, "path", path,
                                            "facts", "upright", "dpi", DPI, "turn_sure",
                                            letter_is_sure(pages[i])));
  }
  return inputs;
}

static json_t *params_preset(void)
{
  json_t *params = json_object();
  for (const BmParam *param = bm_stage_split.params; param->name != NULL; param++)
    json_object_set_new(params, param->name, json_real(param->preset));
  return params;
}

/* Runs the stage and returns its outcome; @packet stolen. */
static json_t *split_of(const char *pages, json_t *packet, gboolean is_oneshot)
{
  g_autoptr(GError) error = NULL;
  json_object_set_new(packet, "id", json_string("k000007"));
  g_autoptr(json_t) ticket = json_pack(
      "{s:s,s:s,s:s,s:o,s:{s:o,s:[i,i,i],s:i,s:b},s:o}", "stage", "split", "scratch", folder,
      "seed", "00", "params", params_preset(), "context", "packet", packet, "class_refs", 1, 2,
      3, "round_tag", ROUND_TAG, "is_oneshot", is_oneshot, "inputs", inputs_of(pages));
  cr_assert_not_null(ticket);
  g_autoptr(BmJob) job = bm_job_new(ticket, &error);
  cr_assert_not_null(job);
  BmOutcome outcome = bm_stage_split.run(job, &error);
  cr_assert_eq(outcome, BM_DONE, "%s", error != NULL ? error->message : "");
  return bm_job_outcome(job);
}

static const json_t *record_of(const json_t *outcome, const char *list, guint page)
{
  size_t i;
  const json_t *record;
  g_autofree char *id = page_id(page);
  json_array_foreach (json_object_get(outcome, list), i, record)
    if (g_strcmp0(json_string_value(json_object_get(record, "id")), id) == 0)
      return record;
  return NULL;
}

/* The outcome as a string, as in test_split_plan.c; every page must be in exactly one place. */
static char *outcome_written(const json_t *outcome, guint n)
{
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < n; i++) {
    const json_t *emit = record_of(outcome, "emits", i);
    const json_t *settle = record_of(outcome, "settles", i);
    cr_assert((emit != NULL) != (settle != NULL), "page %u", i);
    if (settle != NULL) {
      const char *fate = json_string_value(json_object_get(settle, "fate"));
      g_string_append_c(out, g_str_equal(fate, "blank") ? '-' : '|');
      continue;
    }
    const char *work =
        json_string_value(json_object_get(json_object_get(emit, "facts"), "work"));
    int index = (int)g_ascii_strtoull(work + strlen("k000007.w"), NULL, 10) - 1;
    gboolean is_held = record_of(outcome, "doubts", i) != NULL;
    g_string_append_c(out, (char)((is_held ? 'A' : 'a') + index));
  }
  return g_string_free(out, FALSE);
}

static void expect_split(const char *pages, const char *expected, json_t *packet)
{
  g_autoptr(json_t) outcome = split_of(pages, packet, FALSE);
  g_autofree char *written = outcome_written(outcome, (guint)strlen(pages));
  cr_expect_str_eq(written, expected, "%s gave %s, not %s", pages, written, expected);
}

static gboolean page_has_doubt(const json_t *outcome, guint page, const char *slug)
{
  size_t i;
  const json_t *doubt;
  g_autofree char *id = page_id(page);
  json_array_foreach (json_object_get(outcome, "doubts"), i, doubt)
    if (g_strcmp0(json_string_value(json_object_get(doubt, "id")), id) == 0 &&
        g_strcmp0(json_string_value(json_object_get(doubt, "reason")), slug) == 0)
      return TRUE;
  return FALSE;
}

/* ---- tests ---- */

Test(split, separators_titles_and_counts_agree)
{
  expect_split("1ToToTo2ToToTo", "|aabbcc|ddeeff", json_pack("{s:i}", "pages_per_work", 2));
}

Test(split, lost_sheet_is_contained_by_title_pages)
{
  expect_split("ToToTToToToTo", "aabbCddeeffgg",
               json_pack("{s:i,s:i}", "pages_per_work", 2, "class_ref", 1));
}

Test(split, length_is_found_by_title_pages_alone)
{
  expect_split("TooTooTooToo", "aaabbbcccddd", json_pack("{s:i}", "class_ref", 1));
}

Test(split, page_upside_down_of_unsure_turn_does_not_shift_the_cut)
{
  static const char *const packets[] = {"VoToToToTo", "ToToVoToTo", "ToToTvToTo",
                                        "VvToToVoTo", "WwToTwWoTo", "WwWwVvWvWw"};
  for (guint i = 0; i < G_N_ELEMENTS(packets); i++)
    expect_split(
        packets[i], "aabbccddee",
        json_pack("{s:i,s:i,s:i}", "pages_per_work", 2, "works_declared", 5, "class_ref", 1));
}

Test(split, titles_of_unsure_turn_part_works_of_unknown_length)
{
  expect_split("VooTooTooWooToo", "aaabbbcccdddeee", json_pack("{s:i}", "class_ref", 1));
}

/* A page that could be seen either way up is not like everything: the lost sheet is where it
 * was, and a page of writing is no title. */
Test(split, page_of_unsure_turn_is_no_title_for_that)
{
  expect_split("ToToTToToToTo", "aabbCddeeffgg",
               json_pack("{s:i,s:i}", "pages_per_work", 2, "class_ref", 1));
  expect_split("ToToTVoTwToTo", "aabbCddeeffgg",
               json_pack("{s:i,s:i}", "pages_per_work", 2, "class_ref", 1));
  expect_split("TvToTTwToWoTo", "aabbCddeeffgg",
               json_pack("{s:i,s:i}", "pages_per_work", 2, "class_ref", 1));
}

Test(split, duplex_backs_leave)
{
  expect_split("1bTbobTboo", "|-a-a-b-bb",
               json_pack("{s:i,s:b}", "pages_per_work", 4, "duplex", 1));
}

Test(split, foreign_and_unreadable_separators_hold_what_follows)
{
  g_autoptr(json_t) outcome =
      split_of("1ToFToUTo", json_pack("{s:i}", "pages_per_work", 2), FALSE);
  g_autofree char *written = outcome_written(outcome, 9);
  cr_expect_str_eq(written, "|aa|BB|CC");
  cr_expect(page_has_doubt(outcome, 4, "foreign_round_separator"));
  cr_expect(page_has_doubt(outcome, 7, "separator_unread"));
}

Test(split, page_that_cannot_be_read_is_held_in_its_place)
{
  g_autoptr(json_t) outcome =
      split_of("ToTXToTo", json_pack("{s:i,s:i}", "pages_per_work", 2, "class_ref", 1), FALSE);
  g_autofree char *written = outcome_written(outcome, 8);
  cr_expect_str_eq(written, "aabBccdd");
  cr_expect(page_has_doubt(outcome, 3, "page_unreadable"));
}

Test(split, work_notes_tell_pages_and_class)
{
  g_autoptr(json_t) outcome = split_of("2ToTo", json_pack("{s:i}", "pages_per_work", 2), FALSE);
  const json_t *notes = json_object_get(outcome, "notes");
  cr_assert_eq(json_array_size(notes), 2);
  const json_t *note = json_array_get(notes, 1), *value = json_object_get(note, "value");
  g_autoptr(json_t) expected = json_pack("{s:s,s:i,s:[s,s],s:i,s:i,s:s}", "id", "k000007.w002",
                                         "index", 2, "pages", "f000007.p0004", "f000007.p0005",
                                         "pages_expected", 2, "class_ref", 2, "state", "whole");
  cr_expect_str_eq(json_string_value(json_object_get(note, "kind")), "work");
  cr_expect(json_equal(value, expected));
}

Test(split, oneshot_passes_every_page_and_holds_none)
{
  g_autoptr(json_t) outcome = split_of("1TobX", json_object(), TRUE);
  cr_expect_eq(json_array_size(json_object_get(outcome, "emits")), 5);
  cr_expect_eq(json_array_size(json_object_get(outcome, "doubts")), 0);
}

/* facts.split.is_first of an emitted page: 1, 0, or -1 when it is not told */
static int first_told(json_t *outcome, guint page)
{
  const json_t *emit = json_array_get(json_object_get(outcome, "emits"), page);
  const json_t *is_first = json_object_get(json_object_get(emit, "facts"), "is_first");
  return is_first == NULL ? -1 : json_is_true(is_first);
}

Test(split, oneshot_tells_the_place_in_the_work_only_where_it_is_sure)
{
  g_autoptr(json_t) sure = split_of("1To1To", json_pack("{s:i}", "pages_per_work", 2), TRUE);
  g_autoptr(json_t) unsure = split_of("1To1To", json_object(), TRUE);
  for (guint i = 0; i < json_array_size(json_object_get(unsure, "emits")); i++)
    cr_expect_eq(first_told(unsure, i), -1);
  gboolean is_told = FALSE;
  for (guint i = 0; i < json_array_size(json_object_get(sure, "emits")); i++)
    is_told = is_told || first_told(sure, i) == 1;
  cr_expect(is_told);
}

Test(split, equal_packets_give_equal_outcomes)
{
  g_autoptr(json_t) p = split_of("1ToTo", json_pack("{s:i}", "pages_per_work", 2), FALSE);
  g_rand_set_seed(rand_of_test, 5);
  g_autoptr(json_t) q = split_of("1ToTo", json_pack("{s:i}", "pages_per_work", 2), FALSE);
  cr_expect(json_equal(p, q));
}

Test(split, every_reason_is_explained)
{
  static const char *const settled[] = {"blank_back", "blank_sheet", "separator_sheet"};
  for (guint bit = 0; bit < BM_SPLIT_N_DOUBTS; bit++)
    cr_expect(bm_reason_is_known(bm_split_doubt_slug((BmSplitDoubt)(1u << bit))), "%s",
              bm_split_doubt_slug((BmSplitDoubt)(1u << bit)));
  for (guint i = 0; i < G_N_ELEMENTS(settled); i++)
    cr_expect(bm_reason_is_known(settled[i]), "%s", settled[i]);
}
