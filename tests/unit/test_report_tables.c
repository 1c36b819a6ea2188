/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/report_differ, report_tables and report_help. */
#include "pipeline/autoptr.h"
#include "pipeline/report_tables.h"
#include "tests/tools/assert_ok.h"

#include <string.h>

TestSuite(report_tables, .timeout = 10);

#define KIT                                                                                         \
  "{\"school_code\":\"100425\",\"school\":\"Школа\",\"tasks\":[{\"id\":\"1\"},{\"id\":\"2\"}]" \
  ","                                                                                               \
  "\"classes\":[{\"class\":\"9А\",\"listed\":30,\"numbered\":28},"                                 \
  "{\"class\":\"9Б\",\"listed\":0,\"numbered\":20}],"                                              \
  "\"markers\":[{\"marker\":\"m1\",\"bundle\":\"AAAA-BBBB\",\"works\":2}]}"
#define CONTENT                                                                                  \
  "{\"classes\":[{\"listed\":%d,\"written\":28,\"absent\":2,\"handed_in\":%d},"                  \
  "{\"listed\":20,\"written\":20,\"absent\":0,\"handed_in\":20}],"                               \
  "\"markers\":[{\"received\":%d,\"marked\":2}],\"incidents\":[{\"kind\":\"other\","             \
  "\"what\":\"Свет\"}],\"tasks\":[{\"pupils\":\"many\",\"pupils_note\":\"Степени\"}," \
  "{\"marking\":\"some\",\"marking_note\":\"К1 неясен\"}]}"

static json_t *parse(const char *text)
{
  json_t *json = json_loads(text, 0, NULL);
  cr_assert_not_null(json, "%s", text);
  return json;
}

/* One school that has reported, and one that has not. */
static json_t *entries_make(int listed, int handed_in, int received)
{
  g_autofree char *content = g_strdup_printf(CONTENT, listed, handed_in, received);
  g_autofree char *text =
      g_strdup_printf("[{\"state\":\"received\",\"kit\":" KIT ",\"content\":%s},"
                      "{\"state\":\"missing\",\"content\":null,\"kit\":" KIT "}]",
                      content);
  return parse(text);
}

/* Two works of the bundle have their scores. */
static json_t *differences_of(const json_t *entries)
{
  g_autoptr(json_t) rows = parse("[{\"bundle\":\"AAAA-BBBB\"},{\"bundle\":\"AAAA-BBBB\"},"
                                 "{\"bundle\":\"CCCC-DDDD\"}]");
  BmReportRound round = {.rows = rows};
  return bm_report_differences(entries, &round);
}

static char *listed_of(const json_t *differences)
{
  GString *list = g_string_new(NULL);
  size_t i;
  json_t *one;
  json_array_foreach ((json_t *)differences, i, one)
    g_string_append_printf(list, "%s %s %d %d;",
                           json_string_value(json_object_get(one, "where")),
                           json_string_value(json_object_get(one, "what")),
                           (int)json_integer_value(json_object_get(one, "reported")),
                           (int)json_integer_value(json_object_get(one, "counted")));
  return g_string_free(list, FALSE);
}

static void expect_differences(int listed, int handed_in, int received, const char *expected)
{
  g_autoptr(json_t) entries = entries_make(listed, handed_in, received);
  g_autoptr(json_t) differences = differences_of(entries);
  g_autofree char *list = listed_of(differences);
  cr_expect_str_eq(list, expected);
}

Test(report_tables, counts_that_agree_are_not_told)
{
  expect_differences(30, 28, 2, "");
}

Test(report_tables, each_difference_is_named_with_both_numbers)
{
  expect_differences(31, 28, 2, "9А listed 31 30;");
  expect_differences(30, 27, 2, "9А handed_in 27 28;9А not_handed_in 28 27;");
  expect_differences(30, 28, 3, "AAAA-BBBB received 3 2;");
}

Test(report_tables, a_difference_has_words_in_both_languages)
{
  cr_expect_not_null(strstr(bm_difference_text("handed_in", TRUE), "получили номер"));
  cr_expect_not_null(strstr(bm_difference_text("handed_in", FALSE), "number"));
  cr_expect_not_null(strstr(bm_difference_todo("handed_in", FALSE), "blindmark review"));
}

static const json_t *cell(const json_t *tables, const char *name, size_t row, size_t column)
{
  const json_t *rows = json_object_get(json_object_get(tables, name), "rows");
  return json_array_get(json_array_get(rows, row), column);
}

Test(report_tables, the_general_report_merges_schools_and_round)
{
  g_autoptr(json_t) entries = entries_make(30, 27, 2), differences = differences_of(entries),
                    status = parse("{\"pages\":{\"in\":96},\"works\":{\"numbered\":48}}"),
                    forms = parse("{\"back\":3,\"lacking\":1,\"refused\":2}"),
                    rows = json_array();
  g_autoptr(json_t) rest = parse("{\"files\":1,\"works\":7}");
  BmReportRound round = {status, forms, rows, 4, 1, rest};
  g_autoptr(json_t) tables = bm_report_tables(entries, differences, &round);
  g_autoptr(json_t) outside = json_deep_copy(tables);
  bm_report_tables_outside(outside);
  g_autofree char *told = json_dumps(outside, 0);
  cr_expect_null(strstr(told, "Степени"), "words of a school are in the packet");
  cr_expect_null(json_object_get(outside, "marking"), "teachers are in the packet");
  cr_expect_eq(json_array_size(json_array_get(
                   json_object_get(json_object_get(outside, "works"), "rows"), 0)),
               json_array_size(json_object_get(json_object_get(outside, "works"), "columns")));
  cr_expect_eq(json_integer_value(cell(tables, "round", 0, 1)), 96);
  cr_expect_eq(json_integer_value(cell(tables, "round", 6, 1)), 7, "works that nobody has");
  cr_expect_eq(json_integer_value(cell(tables, "round", 8, 1)), 4); /* forms given out */
  cr_expect_str_eq(json_string_value(cell(tables, "reports", 0, 2)), "принят");
  cr_expect_str_eq(json_string_value(cell(tables, "reports", 1, 2)), "ещё не сдан");
  cr_expect_eq(json_integer_value(cell(tables, "works", 0, 6)), 27);
  cr_expect(json_is_null(cell(tables, "works", 2, 6)), "a report that is out has no counts");
  cr_expect_eq(json_integer_value(cell(tables, "tasks", 0, 3)), 1); /* pupils: many */
  cr_expect_eq(json_integer_value(cell(tables, "tasks", 1, 5)), 1); /* marking: some */
  cr_expect_str_eq(json_string_value(cell(tables, "notes", 0, 3)), "Степени");
  cr_expect_str_eq(json_string_value(cell(tables, "incidents", 0, 2)), "другое");
  cr_expect_str_eq(json_string_value(cell(tables, "differences", 1, 2)),
                   bm_difference_text("not_handed_in", TRUE));
}

#define ANALYSIS                                                                                             \
  "{\"support\":[\"100425\"],\"tables\":{\"tasks\":{\"columns\":[{\"key\":\"school\"},"                      \
  "{\"key\":\"task\"},{\"key\":\"d\"},{\"key\":\"flag\"}],\"rows\":["                                        \
  "[\"100425\",\"1\",-20.5,\"признак\"],[\"100425\",\"2\",20.5,\"признак\"],"                  \
  "[\"100042\",\"1\",-1.5,\"\"]]},\"severity\":{\"columns\":[{\"key\":\"marker\"},"                          \
  "{\"key\":\"points\"},{\"key\":\"flag\"}],\"rows\":[[\"m1\",0.1,\"\"],"                                    \
  "[\"m2t1\",1.5,\"обсудить критерии\"]]},\"agreement\":{\"columns\":[{\"key\":\"marker\"}," \
  "{\"key\":\"kappa\"}],\"rows\":[[\"m2t1\",0.7]]}}}"

Test(report_tables, lists_hold_what_is_flagged_and_nobody_else)
{
  g_autoptr(json_t) entries = entries_make(30, 28, 2), analysis = parse(ANALYSIS),
                    markers = parse("[{\"id\":\"m2\",\"teacher\":\"Лесков\","
                                    "\"school_code\":\"100042\"}]"),
                    results = parse("{\"tasks\":[{\"id\":\"1\"},{\"id\":\"2\"}],\"works\":["
                                    "{\"markers\":[\"m1\",\"m2\"],\"divergence\":["
                                    "{\"task\":\"1\"}]}]}");
  g_autoptr(json_t) tables = bm_report_help_tables(entries, analysis, results, markers);
  const json_t *help = json_object_get(json_object_get(tables, "help"), "rows"),
               *people = json_object_get(json_object_get(tables, "markers"), "rows");
  cr_expect_eq(json_array_size(help), 1, "only what is below the control");
  cr_expect_str_eq(json_string_value(cell(tables, "help", 0, 2)), "1");
  cr_expect_str_eq(json_string_value(cell(tables, "help", 0, 9)), "Степени");
  cr_assert_eq(json_array_size(people), 1);
  cr_expect_str_eq(json_string_value(cell(tables, "markers", 0, 1)), "Лесков");
  cr_expect_eq(json_number_value(cell(tables, "markers", 0, 8)), 0.7);
  cr_expect_eq(json_integer_value(cell(tables, "criteria", 0, 2)), 1);
  cr_expect_str_eq(json_string_value(cell(tables, "criteria", 1, 3)), "К1 неясен");
}

/* What a report must never say. */
Test(report_tables, words_are_neutral)
{
  static const char *const verdicts[] = {"завыс",  "заниж", "необъектив", "доказан",
                                         "виновн", "худш",  "нарушител"};
  g_autoptr(json_t) entries = entries_make(30, 27, 2), analysis = parse(ANALYSIS),
                    none = json_array(), results = parse("{\"tasks\":[],\"works\":[]}"),
                    differences = differences_of(entries), state = json_object();
  BmReportRound round = {state, state, none, 4, 1, state};
  g_autoptr(json_t) general = bm_report_tables(entries, differences, &round),
                    lists = bm_report_help_tables(entries, analysis, results, none);
  const json_t *const all[] = {general, lists};
  for (guint i = 0; i < G_N_ELEMENTS(all); i++) {
    char *text = json_dumps(all[i], 0);
    for (guint k = 0; k < G_N_ELEMENTS(verdicts); k++)
      cr_expect_null(strstr(text, verdicts[k]), "%s", verdicts[k]);
    free(text);
  }
}
