/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of who counts as one person. */
#include "tests/tools/assert_ok.h"

#include "pipeline/person.h"

#include "pipeline/csv.h"

#include <string.h>

TestSuite(person, .timeout = 20);

Test(person, is_known_however_the_name_is_written)
{
  g_autofree char *one = bm_person_key("Сёмина Б. Б."), *two = bm_person_key("СЕМИНА Б.Б."),
                  *other = bm_person_key("Сёмина Б. В.");
  cr_expect_str_eq(one, two);
  cr_expect_str_neq(one, other);
}

/* A list "name/school …", a line each from line 2. */
static json_t *teachers_of(const char *text)
{
  g_auto(GStrv) rows = g_strsplit(text, ";", -1);
  json_t *list = json_array();
  for (guint i = 0; rows[i] != NULL && rows[i][0] != '\0'; i++) {
    g_auto(GStrv) cells = g_strsplit(rows[i], "/", 2);
    json_array_append_new(list, json_pack("{s:s,s:s,s:i}", "teacher", cells[0], "school_code",
                                          cells[1], BM_CSV_LINE, (int)i + 2));
  }
  return list;
}

static void refuses(const char *text, const char *reason, const char *place)
{
  g_autoptr(json_t) teachers = teachers_of(text);
  g_autoptr(GError) error = NULL;
  cr_expect_not(bm_person_check(teachers, &error), "%s", text);
  cr_assert_not_null(error);
  g_autofree char *got = bm_error_reason(error);
  cr_expect_str_eq(got, reason);
  cr_expect_not_null(strstr(error->message, place), "%s", error->message);
  cr_expect_null(strstr(error->message, "Сёмина"), "a name is repeated: %s", error->message);
}

Test(person, whose_name_stands_twice_in_the_list_is_asked_about)
{
  refuses("Сёмина Б. Б./101;Юдина А. А./101;семина б.б./102", "teacher_two_schools", "102");
  refuses("Сёмина Б. Б./101;СЁМИНА Б.Б./101", "teacher_two_schools", "101");
  refuses("", "teachers_none", "");
}

Test(person, of_different_names_are_different)
{
  g_autoptr(json_t) teachers =
      teachers_of("Сёмина Б. Б./101;Сёмина Б. Б. (физика)/102;Сёмина В. Б./102");
  GError *error = NULL;
  assert_ok(bm_person_check(teachers, &error), error);
}
