/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stages/shared/workno.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(workno, .timeout = 60);

#define SEED "00112233445566778899aabbccddeeff"
#define SAMPLE 5000U

static guint number_of(const char *work_no)
{
  char digits[BM_WORKNO_DIGITS];
  cr_assert(bm_workno_digits(work_no, digits));
  return (guint)g_ascii_strtoull(digits, NULL, 10);
}

Test(workno, each_ordinal_has_its_own_valid_number)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < SAMPLE; i++) {
    char work_no[BM_WORKNO_SIZE];
    guint ordinal = i % 2 == 0 ? i : BM_WORKNO_MOST - i;
    cr_assert(bm_workno_make(SEED, ordinal, work_no));
    cr_assert(bm_workno_is_valid(work_no), "%s", work_no);
    cr_assert(g_hash_table_add(seen, g_strdup(work_no)), "%s came twice", work_no);
  }
}

Test(workno, same_seed_gives_the_same_number_and_another_seed_another)
{
  char first[BM_WORKNO_SIZE], again[BM_WORKNO_SIZE], other[BM_WORKNO_SIZE];
  guint n_equal = 0;
  for (guint ordinal = 0; ordinal < 200; ordinal++) {
    cr_assert(bm_workno_make(SEED, ordinal, first));
    cr_assert(bm_workno_make(SEED, ordinal, again));
    cr_assert(bm_workno_make("01112233445566778899aabbccddeeff", ordinal, other));
    cr_assert_str_eq(first, again);
    n_equal += strcmp(first, other) == 0;
  }
  cr_expect_eq(n_equal, 0U);
}

Test(workno, order_of_works_cannot_be_seen_in_their_numbers)
{
  guint n_rises = 0, near_steps = 0, last = 0;
  for (guint ordinal = 0; ordinal < SAMPLE; ordinal++) {
    char work_no[BM_WORKNO_SIZE];
    cr_assert(bm_workno_make(SEED, ordinal, work_no));
    guint number = number_of(work_no);
    n_rises += number > last;
    near_steps += (guint)abs((int)number - (int)last) < 100000;
    last = number;
  }
  cr_expect(n_rises > SAMPLE * 45 / 100 && n_rises < SAMPLE * 55 / 100, "%u rises", n_rises);
  cr_expect_lt(near_steps, 10U);
}

Test(workno, check_digit_catches_each_single_wrong_digit_and_each_swap_of_neighbours)
{
  for (guint ordinal = 0; ordinal < 300; ordinal++) {
    char work_no[BM_WORKNO_SIZE], digits[BM_WORKNO_DIGITS], out[BM_WORKNO_SIZE];
    cr_assert(bm_workno_make(SEED, ordinal, work_no));
    cr_assert(bm_workno_digits(work_no, digits));
    for (int at = 0; at < 9; at++) {
      char right = digits[at];
      for (char wrong = '0'; wrong <= '9'; wrong++) {
        digits[at] = wrong;
        cr_assert_eq(bm_workno_parse(digits, out), wrong == right);
      }
      digits[at] = right;
      if (at == 8 || digits[at + 1] == right)
        continue;
      digits[at] = digits[at + 1];
      digits[at + 1] = right;
      cr_assert_not(bm_workno_parse(digits, out), "swap at %d of %s passed", at, work_no);
      digits[at + 1] = digits[at];
      digits[at] = right;
    }
  }
}

Test(workno, spaces_and_hyphens_of_any_kind_are_accepted)
{
  char work_no[BM_WORKNO_SIZE], digits[BM_WORKNO_DIGITS], out[BM_WORKNO_SIZE];
  cr_assert(bm_workno_make(SEED, 7, work_no));
  cr_assert(bm_workno_digits(work_no, digits));
  g_autofree char *spaced = g_strdup_printf("  %.2s %.7s ", digits, digits + 2);
  g_autofree char *dashed = g_strdup_printf("%.3s–%.3s—%.3s", digits, digits + 3, digits + 6);
  const char *forms[] = {work_no, digits, spaced, dashed};
  for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
    cr_assert(bm_workno_parse(forms[i], out), "%s", forms[i]);
    cr_expect_str_eq(out, work_no);
  }
}

Test(workno, anything_else_is_refused)
{
  char out[BM_WORKNO_SIZE] = "unchanged";
  const char *bad[] = {"",         "123",         "12345678x",  "1234567890123",
                       "\xff\xfe", "482-719-35O", "000-000-000"};
  for (guint i = 0; i < G_N_ELEMENTS(bad); i++)
    cr_expect_not(bm_workno_parse(bad[i], out), "%s", bad[i]);
  cr_expect_not(bm_workno_parse(NULL, out));
  cr_expect_not(bm_workno_is_valid(NULL));
  cr_expect_str_eq(out, "unchanged");
  cr_expect_not(bm_workno_make("", 1, out));
  cr_expect_not(bm_workno_make(SEED, BM_WORKNO_MOST, out));
}
