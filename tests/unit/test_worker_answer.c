/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/worker_answer: words that a worker chose for those who read them. */
#include "pipeline/worker_answer.h"

#include "pipeline/autoptr.h"
#include "pipeline/json_text.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(worker_answer, .timeout = 60);

static json_t *answer_of(const char *text)
{
  return bm_worker_answer_new(text, strlen(text));
}

static void expect(const char *said, const char *outcome, const char *reason,
                   const char *detail)
{
  g_autoptr(json_t) answer = answer_of(said);
  cr_assert_not_null(answer, "%s", said);
  cr_expect_str_eq(bm_json_text_or_empty(answer, "outcome"), outcome, "%s", said);
  cr_expect_str_eq(bm_json_text_or_empty(answer, "reason"), reason, "%s", said);
  cr_expect_str_eq(bm_json_text_or_empty(answer, "detail"), detail, "%s", said);
}

Test(worker_answer, an_honest_answer_stays_as_it_is)
{
  expect("{\"outcome\": \"done\", \"emits\": []}", "done", "", "");
  expect("{\"outcome\": \"done\", \"whole\": \"never\", \"reason\": \"file_truncated\"}",
         "done", "file_truncated", "");
  expect("{\"outcome\": \"park\", \"reason\": \"page_too_large\", \"detail\": \"лист 7\"}",
         "park", "page_too_large", "лист 7");
  expect("{\"outcome\": \"halt\", \"reason\": \"sandbox_failed\", \"detail\": \"x\"}", "halt",
         "sandbox_failed", "x");
}

Test(worker_answer, what_is_no_word_of_ours_is_told_as_a_fault)
{
  expect("{}", "park", "stage_fault", "");
  expect("{\"outcome\": 5, \"reason\": [1], \"detail\": {}}", "park", "stage_fault", "");
  expect("{\"outcome\": \"park\"}", "park", "stage_fault", "");
  expect("{\"outcome\": \"sleep\", \"reason\": \"file_truncated\"}", "park", "file_truncated",
         "");
  expect("{\"outcome\": \"retry\", \"reason\": \"khitrov_akim\"}", "retry", "stage_fault", "");
  expect("{\"outcome\": \"halt\", \"reason\": \"internal/ru\"}", "halt", "stage_fault", "");
  expect("{\"outcome\": \"done\", \"whole\": \"never\", \"reason\": \"Khitrov Akim\"}", "done",
         "stage_fault", "");
}

Test(worker_answer, nothing_reaches_a_terminal_as_an_order)
{
  expect("{\"outcome\": \"park\", \"reason\": \"no_pages\", \"detail\": "
         "\"\\u001b]0;a\\u0007b\\nc\\u202ed\"}",
         "park", "no_pages", "?]0;a?b?c?d");
  g_autofree char *much = g_strnfill(100000, 'a');
  g_autofree char *said =
      g_strconcat("{\"outcome\": \"park\", \"detail\": \"", much, "\"}", NULL);
  g_autoptr(json_t) answer = answer_of(said);
  cr_expect_leq(strlen(bm_json_text(answer, "detail")), 300);
}

Test(worker_answer, what_is_no_object_is_none)
{
  static const char *const said[] = {"", "5", "[]", "null", "{", "{} {}", "{\"a\": \"\xff\"}"};
  for (guint i = 0; i < G_N_ELEMENTS(said); i++)
    cr_expect_null(answer_of(said[i]), "%s", said[i]);
}

/* @n times @piece in a list. */
static json_t *list_of(const char *piece, gsize n)
{
  g_autoptr(GString) text = g_string_new("{\"outcome\": \"done\", \"emits\": [0");
  for (gsize i = 0; i < n; i++)
    g_string_append(text, piece);
  g_string_append(text, "]}");
  return bm_worker_answer_new(text->str, text->len);
}

Test(worker_answer, few_letters_do_not_take_much_memory)
{
  cr_expect_null(list_of(",{}", 20000000)); /* 60 MB that would take 5 GB */
  g_autoptr(json_t) text = list_of(",\"{{{{[[[[,,,,\\\"{{{{\"", 1000000);
  cr_expect_not_null(text, "letters within texts are no lists");
  g_autoptr(json_t) many = list_of(",{\"id\": \"f000001.p0001\"}", 1000000);
  cr_expect_not_null(many, "a round of a million pages");
}
