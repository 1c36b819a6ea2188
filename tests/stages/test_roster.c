/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of the round in every form that paper shows. */
#include <criterion/criterion.h>
#include <glib/gstdio.h>

#include "stages/shared/roster.h"
#include "tests/tools/assert_ok.h"

TestSuite(roster, .timeout = 20);

static BmRoster *roster_of(const char *table, gsize length)
{
  g_autofree char *folder = g_dir_make_tmp("bm-roster-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(folder, "roster.csv", NULL);
  cr_assert(g_file_set_contents(path, table, (gssize)length, NULL));
  g_autoptr(GError) error = NULL;
  BmRoster *roster = bm_roster_load(folder, &error);
  assert_ok(roster != NULL, error);
  g_unlink(path);
  g_rmdir(folder);
  return roster;
}

static BmRoster *usual_roster(void)
{
  static const char table[] =
      "\xEF\xBB\xBFschool_code;school_name;class;student_no;surname;name;patronymic\r\n"
      "781234;ГБОУ школа № 931 Прибрежного района;9А;1;Кудряшов;Игорь;Павлович\r\n"
      "781234;ГБОУ школа № 931 Прибрежного района;9А;2;Ясинская;Мария;Львовна\r\n"
      "781234;ГБОУ школа № 931 Прибрежного района;9А;3;Бондаренко;Лука;Ильич\r\n";
  return roster_of(table, sizeof table - 1);
}

Test(roster, surnames_match_in_every_case_and_gender)
{
  g_autoptr(BmRoster) roster = usual_roster();
  static const char *const forms[] = {"Кудряшов", "Кудряшова", "Кудряшовой", "КУДРЯШОВУ",
                                      "Ясинская", "Ясинской",  "Ясинский",   "Бондаренко"};
  for (guint i = 0; i < G_N_ELEMENTS(forms); i++)
    cr_expect(bm_roster_match(roster, forms[i], FALSE) & BM_ROSTER_SURNAME, "%s", forms[i]);
}

Test(roster, names_and_patronymics_match_in_the_genitive)
{
  g_autoptr(BmRoster) roster = usual_roster();
  cr_expect(bm_roster_match(roster, "Игоря", FALSE) & BM_ROSTER_NAME);
  cr_expect(bm_roster_match(roster, "Марии", FALSE) & BM_ROSTER_NAME);
  cr_expect(bm_roster_match(roster, "Луки", FALSE) & BM_ROSTER_NAME);
  cr_expect(bm_roster_match(roster, "Павловича", FALSE) & BM_ROSTER_PATRONYMIC);
}

Test(roster, reading_errors_match_only_when_asked)
{
  g_autoptr(BmRoster) roster = usual_roster();
  cr_expect_not(bm_roster_match(roster, "Кудрящова", FALSE));
  cr_expect(bm_roster_match(roster, "Кудрящова", TRUE) & BM_ROSTER_SURNAME);
}

Test(roster, other_words_do_not_match)
{
  g_autoptr(BmRoster) roster = usual_roster();
  static const char *const others[] = {"школа", "ГБОУ", "района", "работа", "Онегин", "5"};
  for (guint i = 0; i < G_N_ELEMENTS(others); i++)
    cr_expect_eq(bm_roster_match(roster, others[i], FALSE), 0, "%s", others[i]);
}

Test(roster, school_number_code_and_own_word_match)
{
  g_autoptr(BmRoster) roster = usual_roster();
  cr_expect(bm_roster_match(roster, "931", FALSE) & BM_ROSTER_SCHOOL_NO);
  cr_expect(bm_roster_match(roster, "781234", FALSE) & BM_ROSTER_SCHOOL_CODE);
  cr_expect(bm_roster_match(roster, "Прибрежного", FALSE) & BM_ROSTER_SCHOOL_WORD);
}

Test(roster, a_table_in_cp1251_is_read)
{
  static const char table[] =
      "surname,name\n\xCA\xF3\xE4\xF0\xFF\xF8\xEE\xE2,\xC8\xE3\xEE\xF0\xFC\n";
  g_autoptr(BmRoster) roster = roster_of(table, sizeof table - 1);
  cr_expect(bm_roster_match(roster, "Кудряшова", FALSE) & BM_ROSTER_SURNAME);
}

Test(roster, without_files_it_is_empty)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BmRoster) roster = bm_roster_load(NULL, &error);
  assert_ok(roster != NULL, error);
  cr_expect(bm_roster_is_empty(roster));
  cr_expect_eq(bm_roster_match(roster, "Кудряшов", TRUE), 0);
  cr_expect_eq(bm_roster_match(NULL, "Кудряшов", TRUE), 0);
}
