/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/calendar. */
#include "pipeline/autoptr.h"
#include "pipeline/calendar.h"
#include "tests/tools/assert_ok.h"

TestSuite(calendar, .timeout = 10);

static json_t *assessment(const char *calendar)
{
  g_autofree char *text = g_strdup_printf("{\"calendar\":%s}", calendar);
  json_t *json = json_loads(text, 0, NULL);
  cr_assert_not_null(json, "%s", text);
  return json;
}

Test(calendar, both_ways_of_writing_a_date_are_one_day)
{
  cr_expect_neq(bm_calendar_day("15.10.2026"), 0);
  cr_expect_eq(bm_calendar_day("15.10.2026"), bm_calendar_day("2026-10-15"));
  cr_expect_eq(bm_calendar_day("01.03.2028") - bm_calendar_day("28.02.2028"), 2);
}

Test(calendar, what_is_no_date_is_none)
{
  static const char *const words[] = {"",           "15.10.26",    "31.02.2026", "15.10.1999",
                                      "2026-13-01", "15.10.2026 ", "15/10/2026", "октябрь"};
  for (guint i = 0; i < G_N_ELEMENTS(words); i++)
    cr_expect_eq(bm_calendar_day(words[i]), 0, "%s", words[i]);
}

Test(calendar, dates_come_out_in_one_way)
{
  g_autoptr(json_t) data =
      assessment("[{\"stage\":\"Работа\",\"from\":\"2026-10-15\"},"
                 "{\"stage\":\"Проверка\",\"from\":\"20.10.2026\",\"to\":\"2026-10-25\"}]");
  g_autoptr(GError) error = NULL;
  assert_ok(bm_calendar_take(data, &error), error);
  char *text = json_dumps(json_object_get(data, "calendar"), JSON_COMPACT | JSON_SORT_KEYS);
  cr_expect_str_eq(text,
                   "[{\"from\":\"15.10.2026\",\"stage\":\"Работа\",\"to\":\"15.10.2026\"},"
                   "{\"from\":\"20.10.2026\",\"stage\":\"Проверка\",\"to\":\"25.10.2026\"}]");
  free(text);
}

Test(calendar, without_a_calendar_all_is_well)
{
  g_autoptr(json_t) data = json_object();
  cr_expect(bm_calendar_take(data, NULL));
}

typedef struct Bad {
  const char *calendar, *place;
} Bad;

Test(calendar, what_is_wrong_is_named)
{
  static const Bad bad[] = {
      {"{}", "stage 1, 'stage'"},
      {"[7]", "stage 1, 'stage'"},
      {"[{\"from\":\"15.10.2026\"}]", "stage 1, 'stage'"},
      {"[{\"stage\":\"А\"}]", "stage 1, 'from'"},
      {"[{\"stage\":\"А\",\"from\":\"15.10.26\"}]", "stage 1, 'from'"},
      {"[{\"stage\":\"А\",\"from\":\"15.10.2026\",\"to\":\"14.10.2026\"}]", "stage 1, 'to'"},
      {"[{\"stage\":\"А\",\"from\":\"15.10.2026\",\"to\":5}]", "stage 1, 'to'"},
      {"[{\"stage\":\"А\",\"from\":\"15.10.2026\"},{\"stage\":\"Б\",\"from\":\"14.10.2026\"}]",
       "stage 2, 'from'"}};
  for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_autoptr(json_t) data = assessment(bad[i].calendar);
    g_autoptr(GError) error = NULL;
    cr_assert_not(bm_calendar_take(data, &error), "%s", bad[i].calendar);
    g_autofree char *reason = bm_error_reason(error);
    cr_expect_str_eq(reason, "procedure_bad");
    cr_expect_not_null(strstr(error->message, bad[i].place), "%s", error->message);
  }
}

Test(calendar, today_tells_what_is_due)
{
  g_autoptr(json_t) data = assessment(
      "[{\"stage\":\"А\",\"from\":\"10.10.2026\",\"to\":\"12.10.2026\"},"
      "{\"stage\":\"Б\",\"from\":\"15.10.2026\",\"to\":\"20.10.2026\",\"responsible\":\"М\"},"
      "{\"stage\":\"В\",\"from\":\"21.10.2026\",\"to\":\"21.10.2026\"},"
      "{\"stage\":\"без дат\"}]");
  static const struct {
    const char *state;
    int days;
  } expected[] = {{"past", 8}, {"now", 1}, {"later", 1}};
  g_autoptr(json_t) state = bm_calendar_state(data, bm_calendar_day("20.10.2026"));
  cr_assert_eq(json_array_size(state), G_N_ELEMENTS(expected));
  for (guint i = 0; i < G_N_ELEMENTS(expected); i++) {
    const json_t *row = json_array_get(state, i);
    cr_expect_str_eq(json_string_value(json_object_get(row, "state")), expected[i].state);
    cr_expect_eq(json_integer_value(json_object_get(row, "days")), expected[i].days);
  }
  cr_expect_str_eq(json_string_value(json_object_get(json_array_get(state, 1), "responsible")),
                   "М");
  cr_expect(json_is_null(json_object_get(json_array_get(state, 0), "responsible")));
}
