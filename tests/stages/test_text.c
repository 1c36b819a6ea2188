/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folding of read text and comparison of words. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "stages/shared/text.h"

TestSuite(text, .timeout = 10);

static void expect_folded(const char *text, const char *expected)
{
  g_autofree char *folded = bm_text_fold(text);
  cr_expect_str_eq(folded, expected, "'%s' became '%s'", text, folded);
}

Test(text, small_letters_without_yo)
{
  expect_folded("Пётр ЕРЁМИН", "петр еремин");
}

Test(text, latin_letters_that_look_cyrillic_become_so)
{
  expect_folded("KACCA", "касса");   /* all Latin */
  expect_folded("Cepгeй", "сергей"); /* mixed */
}

Test(text, foreign_words_stay_foreign)
{
  expect_folded("Surname", "surname");
}

Test(text, number_signs_are_one)
{
  expect_folded("школа № 5", "школа № 5");
  expect_folded("школа No 5", "школа № 5");
  expect_folded("школа #5", "школа № 5");
}

Test(text, zero_and_three_are_letters_among_letters)
{
  expect_folded("3адание", "задание");
  expect_folded("к0д", "код");
}

Test(text, letters_are_digits_among_digits)
{
  expect_folded("1О34", "1034");
}

Test(text, punctuation_and_runs_of_space_are_one_space)
{
  expect_folded("  Ф. И.\t О.:____ ", "ф и о");
}

Test(text, broken_bytes_are_dropped_not_fatal)
{
  g_autofree char *folded = bm_text_fold("имя\xFF\xFE");
  cr_expect(g_str_has_prefix(folded, "имя"));
}

Test(text, words_compare_within_a_tolerance_by_length)
{
  cr_expect(bm_text_is("фамипия", "фамилия"));
  cr_expect(bm_text_is("отчесгво", "отчество"));
  cr_expect(bm_text_is("00", "оо"));
  cr_expect_not(bm_text_is("кот", "код"), "three letters allow no error");
  cr_expect_not(bm_text_is("клад", "класс"));
}

Test(text, distance_stops_above_its_limit)
{
  cr_expect_eq(bm_text_distance("школа", "школы", 2), 1);
  cr_expect_eq(bm_text_distance("абвгд", "клмно", 2), 3);
  cr_expect_eq(bm_text_distance("", "абв", 5), 3);
}
