/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stages/shared/scorecode.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(scorecode, .timeout = 60);

static const BmScoreCode usual = {BM_SCORE_BUBBLES, 1, "4F7K-92QX", 2, 15, 12345};

Test(scorecode, comes_back_as_it_was)
{
  static const BmScoreCode cases[] = {
      {BM_SCORE_BUBBLES, 1, "4F7K-92QX", 0, 1, 0},
      {BM_SCORE_BOXES, 9, "0000-0000", 98, 99, 46655},
      {BM_SCORE_BOXES, 2, "ZZZZ-ZZZZ", 11, 20, 36},
  };
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    char text[BM_SCORECODE_SIZE];
    BmScoreCode back;
    cr_assert(bm_scorecode_format(&cases[i], text));
    cr_expect_eq(strlen(text), BM_SCORECODE_SIZE - 1);
    cr_assert(bm_scorecode_parse(text, &back), "%s", text);
    cr_expect(bm_scorecode_equal(&back, &cases[i]), "%s", text);
  }
}

Test(scorecode, one_wrong_character_is_noticed)
{
  static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-";
  char text[BM_SCORECODE_SIZE];
  cr_assert(bm_scorecode_format(&usual, text));
  for (guint at = 0; at < BM_SCORECODE_SIZE - 1; at++)
    for (const char *c = alphabet; *c != '\0'; c++) {
      char wrong[BM_SCORECODE_SIZE];
      BmScoreCode code;
      memcpy(wrong, text, sizeof wrong);
      wrong[at] = *c;
      cr_expect_eq(bm_scorecode_parse(wrong, &code), strcmp(wrong, text) == 0, "%s", wrong);
    }
}

Test(scorecode, what_is_out_of_range_has_no_code)
{
  char text[BM_SCORECODE_SIZE];
  BmScoreCode code = usual;
  code.page = 100;
  cr_expect_not(bm_scorecode_format(&code, text));
  code = usual;
  code.page = 0;
  cr_expect_not(bm_scorecode_format(&code, text));
  code = usual;
  code.class_index = 99;
  cr_expect_not(bm_scorecode_format(&code, text));
  code = usual;
  g_strlcpy(code.bundle, "4F7K92QX", sizeof code.bundle);
  cr_expect_not(bm_scorecode_format(&code, text));
  code = usual;
  code.layout = BM_SCOREPAPER_DIGESTS;
  cr_expect_not(bm_scorecode_format(&code, text));
  code = usual;
  code.version = 10;
  cr_expect_not(bm_scorecode_format(&code, text));
}

Test(scorecode, foreign_text_is_none)
{
  static const char *const texts[] = {"",
                                      "S",
                                      "https://example.org/",
                                      "700110000000010184",
                                      "SO14F7K92QX0030150",
                                      "SO14F7K92QX003015000"};
  BmScoreCode code;
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
    cr_expect_not(bm_scorecode_parse(texts[i], &code), "%s", texts[i]);
  cr_expect_not(bm_scorecode_parse(NULL, &code));
}

Test(scorecode, a_check_of_the_same_rest_is_none)
{
  BmScoreCode code = usual, back;
  char text[BM_SCORECODE_SIZE];
  guint n = 0;
  for (code.page = 1; code.page <= 99; code.page++) {
    cr_assert(bm_scorecode_format(&code, text));
    char *check = text + strlen(text) - 2;
    int value = (check[0] - '0') * 10 + check[1] - '0';
    int other = value >= 97 ? value - 97 : value == 2 ? 99 : -1;
    if (other < 0)
      continue;
    g_snprintf(check, 3, "%02d", other);
    cr_expect_not(bm_scorecode_parse(text, &back), "%s", text);
    n++;
  }
  cr_expect_gt(n, 0);
}
