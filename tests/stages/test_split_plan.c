/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fusing of evidence, on packets written as strings, a letter a page:
 *   T title  o other page  ? written, layout says nothing  b blank  d doubtful blank
 *   1..9 separator of that class  F separator of another round  U separator that cannot be read
 * and the answer likewise: a, b, c… the work of the page, upper case when it is held;
 *   - blank  | separator  (works after the 26th begin again at a).
 */
#include "stages/split/plan.h"

#include "tests/tools/assert_ok.h"

#include <string.h>

static const guint classes[] = {1, 2, 3, 5, 7};

static BmSight sight_of(char letter)
{
  BmSight sight = {.blank = BM_BLANK_MARKED};
  switch (letter) {
  case 'T':
    sight.title = BM_TITLE_MAX;
    break;
  case 'o':
    sight.title = -BM_TITLE_MAX;
    break;
  case 'b':
    sight.blank = BM_BLANK_CLEAR;
    break;
  case 'd':
    sight.blank = BM_BLANK_DOUBTFUL;
    break;
  case 'F':
    sight.separator = BM_SEPARATOR_FOREIGN;
    break;
  case 'U':
    sight.separator = BM_SEPARATOR_UNREAD;
    break;
  case '?':
    break;
  default:
    sight.separator = BM_SEPARATOR_READ;
    sight.class_ref = (guint)(letter - '0');
  }
  return sight;
}

static BmSplitPlan *plan_of(const char *pages, const BmPacket *declared)
{
  gsize n = strlen(pages);
  g_autofree BmSight *sights = g_new0(BmSight, n + 1);
  BmPacket packet = *declared;
  if (packet.classes == NULL) {
    packet.classes = classes;
    packet.n_classes = G_N_ELEMENTS(classes);
  }
  for (gsize i = 0; i < n; i++)
    sights[i] = sight_of(pages[i]);
  return bm_split_plan(&packet, sights, (guint)n, 3.0);
}

static char *plan_written(const BmSplitPlan *plan)
{
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < plan->pages->len; i++) {
    const BmPagePlan *page = &g_array_index(plan->pages, BmPagePlan, i);
    if (page->place != BM_PLACE_WORK) {
      g_string_append_c(out, page->place == BM_PLACE_BLANK ? '-' : '|');
      continue;
    }
    guint doubts = page->doubts | g_array_index(plan->works, BmWorkPlan, page->work).doubts;
    g_string_append_c(out, (char)((doubts != 0 ? 'A' : 'a') + page->work % 26));
  }
  return g_string_free(out, FALSE);
}

static guint doubts_of(const BmSplitPlan *plan, guint work)
{
  cr_assert_lt(work, plan->works->len);
  return g_array_index(plan->works, BmWorkPlan, work).doubts;
}

static guint class_of(const BmSplitPlan *plan, guint work)
{
  cr_assert_lt(work, plan->works->len);
  return g_array_index(plan->works, BmWorkPlan, work).class_ref;
}

#define expect_plan(pages, expected, ...)                                                      \
  do {                                                                                         \
    BmPacket expect_packet_ = {__VA_ARGS__};                                                   \
    g_autoptr(BmSplitPlan) planned = plan_of(pages, &expect_packet_);                          \
    g_autofree char *written = plan_written(planned);                                          \
    cr_expect_str_eq(written, expected, "%s gave %s, not %s", pages, written, expected);       \
  } while (0)

TestSuite(split_plan, .timeout = 30);

Test(split_plan, agreeing_sources_give_good_works)
{
  expect_plan("ToToTo", "aabbcc", .pages_per_work = 2, .class_ref = 1);
  expect_plan("??????", "aabbcc", .pages_per_work = 2, .class_ref = 1);
  expect_plan("ToToTo", "aabbcc", .pages_per_work = 2, .class_ref = 1, .works_declared = 3);
  expect_plan("????", "abcd", .pages_per_work = 1, .class_ref = 1);
  expect_plan("1ToTo2ToTo", "|aabb|ccdd", .pages_per_work = 2);
}

Test(split_plan, lost_page_holds_its_work_only)
{
  expect_plan("ToToTToToToToToToTo", "aabbCddeeffgghhiijj", .pages_per_work = 2, .class_ref = 1,
              .works_declared = 10);
  expect_plan("TooTooToTooToo", "aaabbbCCdddeee", .pages_per_work = 3, .class_ref = 1);
}

Test(split_plan, lost_title_holds_the_work_that_it_may_be_glued_to)
{
  BmPacket declared = {.pages_per_work = 2, .class_ref = 1};
  g_autoptr(BmSplitPlan) plan = plan_of("ToToToToo"
                                        "ToToTo",
                                        &declared);
  g_autofree char *written = plan_written(plan);
  cr_expect_str_eq(written, "aabbccDDDeeffgg");
  cr_expect(doubts_of(plan, 3) & BM_SPLIT_OVERLONG);
}

Test(split_plan, lost_page_without_titles_holds_all_since_it_may_be_anywhere)
{
  expect_plan("?????????", "ABBCCDDEE", .pages_per_work = 2, .class_ref = 1);
  BmPacket declared = {.pages_per_work = 2, .class_ref = 1};
  g_autoptr(BmSplitPlan) plan = plan_of("?????????", &declared);
  for (guint i = 0; i < plan->works->len; i++)
    cr_expect(doubts_of(plan, i) & BM_SPLIT_SHIFT);
}

Test(split_plan, separator_stops_a_shift)
{
  expect_plan("1?????2??????", "|ABBCC|ddeeff", .pages_per_work = 2);
}

Test(split_plan, double_feed_that_joins_two_pupils_is_seen_by_the_count)
{
  /* A1 (A2 B1) B2 looks like one whole work */
  expect_plan("ToToToTo", "AABBCCDD", .pages_per_work = 2, .class_ref = 1, .works_declared = 5);
  expect_plan("ToToToTo", "aabbccdd", .pages_per_work = 2, .class_ref = 1, .works_declared = 4);
  expect_plan("????", "abcD", .pages_per_work = 1, .class_ref = 1, .works_declared = 5);
}

Test(split_plan, wrong_page_count_is_alarmed_by_titles)
{
  BmPacket declared = {.pages_per_work = 2, .class_ref = 1};
  g_autoptr(BmSplitPlan) plan = plan_of("ToooToooTooo", &declared);
  for (guint i = 0; i < plan->works->len; i++)
    cr_expect(doubts_of(plan, i) & (BM_SPLIT_SHIFT | BM_SPLIT_OVERLONG), "work %u passes", i);
}

Test(split_plan, double_separator_makes_no_empty_work)
{
  expect_plan("11ToTo2ToTo", "||aabb|ccdd", .pages_per_work = 2);
  expect_plan("12ToTo", "||AABB", .pages_per_work = 2);
  BmPacket declared = {.pages_per_work = 2};
  g_autoptr(BmSplitPlan) plan = plan_of("12ToTo3ToTo", &declared);
  cr_expect_eq(plan->works->len, 4);
  cr_expect_eq(doubts_of(plan, 0), BM_SPLIT_SEPARATOR_DOUBLE);
  cr_expect_eq(class_of(plan, 0), 2);
  cr_expect_eq(doubts_of(plan, 2), 0);
  expect_plan("ToTo1", "AABB|", .pages_per_work = 2, .class_ref = 1);
}

Test(split_plan, separator_one_sheet_late_alarms_both_sides)
{
  expect_plan("1ToToT2oToTo", "|aabbC|Deeff", .pages_per_work = 2);
}

Test(split_plan, missing_separator_does_not_glue_works)
{
  expect_plan("1ToToToTo", "|aabbccdd", .pages_per_work = 2);
}

Test(split_plan, class_comes_from_the_separator_and_must_agree_with_the_folder)
{
  BmPacket declared = {.pages_per_work = 2, .class_ref = 2};
  g_autoptr(BmSplitPlan) plan = plan_of("2ToTo3To", &declared);
  cr_expect_eq(class_of(plan, 0), 2);
  cr_expect_eq(doubts_of(plan, 0), 0);
  cr_expect_eq(class_of(plan, 2), 3);
  cr_expect_eq(doubts_of(plan, 2), BM_SPLIT_CLASS_DISAGREES);
}

Test(split_plan, unknown_class_is_held)
{
  expect_plan("ToTo", "AABB", .pages_per_work = 2);
  BmPacket declared = {.pages_per_work = 2};
  g_autoptr(BmSplitPlan) plan = plan_of("9To1To", &declared);
  cr_expect_eq(doubts_of(plan, 0), BM_SPLIT_SEPARATOR_STRANGE);
  cr_expect_eq(class_of(plan, 0), 0);
  cr_expect_eq(doubts_of(plan, 1), 0);
}

Test(split_plan, foreign_and_unread_separators_take_the_class_away)
{
  BmPacket declared = {.pages_per_work = 2, .class_ref = 1};
  g_autoptr(BmSplitPlan) plan = plan_of("1ToUToTo1ToFTo", &declared);
  g_autofree char *written = plan_written(plan);
  cr_expect_str_eq(written, "|aa|BBCC|dd|EE");
  cr_expect_eq(doubts_of(plan, 1), BM_SPLIT_SEPARATOR_UNREAD);
  cr_expect_eq(doubts_of(plan, 4), BM_SPLIT_SEPARATOR_FOREIGN);
  cr_expect_eq(class_of(plan, 2), 0);
}

Test(split_plan, pages_before_the_first_separator_are_held)
{
  BmPacket declared = {.pages_per_work = 2, .class_ref = 1};
  g_autoptr(BmSplitPlan) plan = plan_of("To1ToTo", &declared);
  cr_expect_eq(doubts_of(plan, 0), BM_SPLIT_BEFORE_SEPARATOR);
  cr_expect_eq(doubts_of(plan, 1), 0);
}

Test(split_plan, blank_backs_leave_and_written_backs_stay)
{
  expect_plan("TbobTbobTbob", "a-a-b-b-c-c-", .pages_per_work = 4, .duplex = BM_DUPLEX_YES,
              .class_ref = 1);
  expect_plan("TbooTbobTbob", "a-aab-b-c-c-", .pages_per_work = 4, .duplex = BM_DUPLEX_YES,
              .class_ref = 1);
  expect_plan("?b?b?b?b", "a-a-b-b-", .pages_per_work = 4, .duplex = BM_DUPLEX_YES,
              .class_ref = 1);
  expect_plan("TdobTbob", "aaa-b-b-", .pages_per_work = 4, .duplex = BM_DUPLEX_YES,
              .class_ref = 1);
  expect_plan("1bTbob2bTbob", "|-a-a-|-b-b-", .pages_per_work = 4, .duplex = BM_DUPLEX_YES);
}

Test(split_plan, blank_backs_are_found_when_nobody_declared_them)
{
  expect_plan("TbobTbobTbob", "a-a-b-b-c-c-", .pages_per_work = 4, .class_ref = 1);
  expect_plan("TbobTbobTbob", "a-a-b-b-c-c-", .pages_per_work = 2, .class_ref = 1);
  expect_plan("TbobTbobTbob", "a-a-b-b-c-c-", .pages_per_work = 2, .duplex = BM_DUPLEX_NO,
              .class_ref = 1);
}

Test(split_plan, simplex_scan_within_a_duplex_packet_holds_that_work)
{
  expect_plan("TbobToTbobTbob", "a-a-BBc-c-d-d-", .pages_per_work = 4, .duplex = BM_DUPLEX_YES,
              .class_ref = 1);
}

Test(split_plan, empty_sheet_in_a_simplex_work_leaves_only_when_the_count_says_so)
{
  expect_plan("TobToTo", "aa-bbcc", .pages_per_work = 2, .class_ref = 1);
  expect_plan("TbToTo", "aAbbcc", .pages_per_work = 2, .class_ref = 1);
  BmPacket declared = {.pages_per_work = 2, .class_ref = 1};
  g_autoptr(BmSplitPlan) plan = plan_of("TbToTo", &declared);
  cr_expect_eq(g_array_index(plan->pages, BmPagePlan, 1).doubts, BM_SPLIT_BLANK_DOUBTFUL);
  cr_expect_eq(doubts_of(plan, 0), 0);
}

Test(split_plan, unknown_length_is_found_by_titles_or_by_the_count)
{
  expect_plan("TooTooTooToo", "aaabbbcccddd", .class_ref = 1);
  expect_plan("TooTooToTooToo", "aaabbbCCdddeee", .class_ref = 1);
  expect_plan("ToTooooToo", "aabbbbbccc", .class_ref = 1);
  expect_plan("????????", "aabbccdd", .class_ref = 1, .works_declared = 4);
  expect_plan("????????", "AAAAAAAA", .class_ref = 1);
  expect_plan("????????", "AAAAAAAA", .class_ref = 1, .works_declared = 3);
  BmPacket declared = {.class_ref = 1};
  g_autoptr(BmSplitPlan) plan = plan_of("????", &declared);
  cr_expect_eq(doubts_of(plan, 0), BM_SPLIT_LENGTH_UNKNOWN);
}

Test(split_plan, single_page_and_nothing_at_all_are_no_trouble)
{
  expect_plan("", "", .pages_per_work = 2, .class_ref = 1);
  expect_plan("1", "|", .pages_per_work = 2);
  expect_plan("T", "A", .pages_per_work = 2, .class_ref = 1);
  expect_plan("bb", "AA", .pages_per_work = 2, .class_ref = 1);
}

/* ---- properties on random packets ---- */

/* What must hold for any evidence: one place a page, works in order without gaps or empties. */
static void check_invariants(const BmSplitPlan *plan, gsize n, const char *pages)
{
  guint next = 0, in_work = 0;
  cr_assert_eq(plan->pages->len, n);
  for (guint i = 0; i < n; i++) {
    const BmPagePlan *page = &g_array_index(plan->pages, BmPagePlan, i);
    if (page->place != BM_PLACE_WORK) {
      cr_assert_not_null(page->reason, "%s: page %u", pages, i);
      cr_assert(page->place == BM_PLACE_SEPARATOR || pages[i] == 'b', "%s: page %u", pages, i);
      continue;
    }
    if (page->page_in_work == 1) {
      cr_assert(next == 0 ||
                in_work == g_array_index(plan->works, BmWorkPlan, next - 1).n_pages);
      cr_assert_eq(page->work, next, "%s: page %u", pages, i);
      next++;
      in_work = 0;
    }
    cr_assert_eq(page->work, next - 1, "%s: page %u", pages, i);
    cr_assert_eq(page->page_in_work, ++in_work, "%s: page %u", pages, i);
  }
  cr_assert_eq(plan->works->len, next, "%s: a work without pages", pages);
}

Test(split_plan, any_evidence_gives_every_page_one_place)
{
  static const char letters[] = "TToooo??bbd12357FU";
  g_autoptr(GRand) rand = g_rand_new_with_seed(20261121);
  for (int round = 0; round < 3000; round++) {
    char pages[40] = "";
    gsize n = (gsize)g_rand_int_range(rand, 0, 36);
    for (gsize i = 0; i < n; i++)
      pages[i] = letters[g_rand_int_range(rand, 0, (int)sizeof letters - 1)];
    BmPacket declared = {.pages_per_work = (guint)g_rand_int_range(rand, 0, 5),
                         .works_declared = (guint)g_rand_int_range(rand, 0, 12),
                         .class_ref = (guint)g_rand_int_range(rand, 0, 4),
                         .duplex = (BmDuplex)g_rand_int_range(rand, 0, 3)};
    g_autoptr(BmSplitPlan) plan = plan_of(pages, &declared);
    check_invariants(plan, n, pages);
  }
}

/* One page lost from a packet with good titles: no page of a good work may come from two. */
Test(split_plan, lost_page_never_mixes_pupils_in_a_good_work)
{
  for (guint length = 2; length <= 5; length++)
    for (guint lost = 0; lost < 8 * length; lost++) {
      char pages[64] = "";
      guint truth[64], n = 0;
      for (guint i = 0; i < 8 * length; i++)
        if (i != lost) {
          truth[n] = i / length;
          pages[n++] = i % length == 0 ? 'T' : 'o';
        }
      BmPacket declared = {.pages_per_work = length, .class_ref = 1, .works_declared = 8};
      g_autoptr(BmSplitPlan) plan = plan_of(pages, &declared);
      guint n_good = 0;
      for (guint i = 1; i < n; i++) {
        const BmPagePlan *page = &g_array_index(plan->pages, BmPagePlan, i), *before = page - 1;
        if (page->work == before->work && doubts_of(plan, page->work) == 0)
          cr_expect_eq(truth[i], truth[i - 1], "%s: page %u", pages, i);
      }
      for (guint i = 0; i < plan->works->len; i++)
        n_good += doubts_of(plan, i) == 0;
      cr_expect_geq(n_good, 5, "%s: only %u good works", pages, n_good);
    }
}

/* The same packet with a sheet more or less somewhere, titles unknown: nothing may pass. */
Test(split_plan, lost_page_with_no_titles_lets_nothing_pass)
{
  for (guint n = 9; n < 30; n++) {
    if (n % 3 == 0)
      continue;
    g_autofree char *pages = g_strnfill(n, '?');
    BmPacket declared = {.pages_per_work = 3, .class_ref = 1};
    g_autoptr(BmSplitPlan) plan = plan_of(pages, &declared);
    for (guint i = 0; i < plan->works->len; i++)
      cr_expect_neq(doubts_of(plan, i), 0, "%u pages: work %u passes", n, i);
  }
}

/* A sheet lost and, three works on, a strange one: all lengths are right, and no single page is
 * a clear title. */
Test(split_plan, a_stretch_of_shifted_works_is_held_on_weak_titles)
{
  static const guint known[] = {1};
  static const double titles[] = {1, -1, -1, -1, 1, -1, -1, 1, -1, -1,
                                  1, -1, -1, -1, 1, -1, -1, 1, -1, -1};
  /* works of three pages; page 3 does not belong, one is lost in the work that begins at 10 */
  BmSight sights[18] = {0};
  guint n = 0;
  for (guint i = 0; i < G_N_ELEMENTS(titles); i++)
    if (i != 12 && i != 13)
      sights[n++] = (BmSight){.blank = BM_BLANK_MARKED, .title = titles[i]};
  BmPacket packet = {.pages_per_work = 3, .class_ref = 1, .classes = known, .n_classes = 1};
  g_autoptr(BmSplitPlan) plan = bm_split_plan(&packet, sights, n, 3.0);
  cr_assert_eq(plan->works->len, 6);
  for (guint i = 0; i < 6; i++) {
    gboolean is_shifted = i >= 1 && i <= 3;
    guint doubts = g_array_index(plan->works, BmWorkPlan, i).doubts;
    cr_expect_eq(doubts != 0, is_shifted, "work %u: doubts %x", i + 1, doubts);
  }
}
