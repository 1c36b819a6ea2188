/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Printed lines that name someone, and headings that name nobody. */
#include <criterion/criterion.h>
#include <glib/gstdio.h>

#include "stages/shared/printed.h"
#include "tests/tools/assert_ok.h"

TestSuite(printed, .timeout = 30);

static BmRoster *roster_of(const char *pupils, const char *teachers)
{
  g_autofree char *folder = g_dir_make_tmp("bm-printed-XXXXXX", NULL);
  g_autofree char *a = g_build_filename(folder, "roster.csv", NULL);
  g_autofree char *b = g_build_filename(folder, "teachers.csv", NULL);
  cr_assert(g_file_set_contents(a, pupils, -1, NULL) &&
            g_file_set_contents(b, teachers, -1, NULL));
  g_autoptr(GError) error = NULL;
  BmRoster *roster = bm_roster_load(folder, &error);
  assert_ok(roster != NULL, error);
  g_unlink(a);
  g_unlink(b);
  g_rmdir(folder);
  return roster;
}

static void word_free(gpointer data)
{
  g_free(((BmWord *)data)->text);
  g_free(data);
}

/* words of a line as a reader gives them */
static GPtrArray *words_of(const char *line, int y)
{
  GPtrArray *words = g_ptr_array_new_with_free_func(word_free);
  g_auto(GStrv) parts = g_strsplit(line, " ", -1);
  for (guint i = 0; parts[i] != NULL; i++) {
    BmWord *word = g_new0(BmWord, 1);
    *word = (BmWord){g_strdup(parts[i]), {100 + 120 * (int)i, y, 100, 30}, 90};
    g_ptr_array_add(words, word);
  }
  return words;
}

static gboolean names(const char *line)
{
  g_autoptr(BmRoster) roster =
      roster_of("school_code;school_name;surname;name\n"
                "119014;ГБОУ лицей № 938 имени Снежинского;Незнамова;Ульяна\n",
                "teacher;school_code\nЗеленская Аглая Львовна;119014\n");
  g_autoptr(GPtrArray) words = words_of(line, 50);
  return bm_printed_line(words, 0, words->len, roster, "diagnostic_cross") != NULL;
}

Test(printed, lines_that_name_a_person_school_or_class)
{
  static const char *const lines[] = {
      "ГБОУ лицей № 938 имени академика Л. Д. Снежинского",
      "МБОУ СОШ № 7",
      "Составитель: Зеленская А. Л.",
      "Составитель: Кукушкина Р. Д.",
      "работа ученика 9А класса",
      "класс 10 Б",
      "Незнамова У., вариант 2",
      "Код 119014",
      "school7@district.test",
      "ИНН 7812345678",
      "4. Учитель Громов А. Б.",
      "4. Учитель Громов Пётр Ильич",
  };
  for (guint i = 0; i < G_N_ELEMENTS(lines); i++)
    cr_expect(names(lines[i]), "%s", lines[i]);
}

Test(printed, headings_and_empty_fields_name_nobody)
{
  static const char *const lines[] = {
      "Всероссийская проверочная работа",
      "Математика. 9 класс. Вариант 2",
      "Фамилия, имя ____ Класс ____",
      "Школа № ____ Учитель ____",
      "4. Учитель Громов рассказал классу о событии 1 марта",
      "15.10.2026 Вариант 1",
      "Код ОО Класс Номер аудитории Дата",
      "Часть 2 содержит 4 задания",
      "Русский язык. Страница 2",
  };
  for (guint i = 0; i < G_N_ELEMENTS(lines); i++)
    cr_expect_not(names(lines[i]), "%s", lines[i]);
}

Test(printed, words_at_one_height_are_a_line)
{
  g_autoptr(GPtrArray) words = words_of("один два три", 50);
  g_autoptr(GPtrArray) more = words_of("ниже стоит другое", 90);
  guint n = more->len;
  for (guint i = 0; i < n; i++) {
    const BmWord *word = more->pdata[i];
    BmWord *copy = g_new0(BmWord, 1);
    *copy = (BmWord){g_strdup(word->text), word->box, word->trust};
    g_ptr_array_add(words, copy);
  }
  cr_expect_eq(bm_printed_line_length(words, 0), 3);
  cr_expect_eq(bm_printed_line_length(words, 3), 3);
}
