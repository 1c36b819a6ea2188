/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts that name somebody. */
#include "stages/shared/naming.h"
#include "tests/tools/assert_ok.h"
#include "tests/tools/folder.h"

TestSuite(naming, .init = folder_make, .fini = folder_remove, .timeout = 20);

static BmRoster *roster_write(void)
{
  GError *error = NULL;
  g_autofree char *path = folder_path("roster.csv");
  g_file_set_contents(path,
                      "school_code,school_name,class,surname,name,patronymic\n"
                      "119014,Школа № 914 имени Звездочётова,9А,Абрикосова,Дарья,Ивановна\n",
                      -1, NULL);
  BmRoster *roster = bm_roster_load(folder, &error);
  assert_ok(roster != NULL, error);
  return roster;
}

Test(naming, pupils_and_schools_are_found)
{
  static const char *const texts[] = {"Бланк Абрикосовой", "АБРИКОСОВА",         "лицей № 7",
                                      "гимназия номер 12", "имени Звездочётова", "119014",
                                      "СОШ №1234, титул"};
  g_autoptr(BmRoster) roster = roster_write();
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
    cr_expect(bm_naming_is_found(texts[i], roster), "%s", texts[i]);
}

Test(naming, names_of_works_are_not)
{
  static const char *const texts[] = {"Диагностика, титульный лист",
                                      "Контрольная 2",
                                      "Школьный этап олимпиады 2026",
                                      "Бланк ответов № 1",
                                      "",
                                      "Лист 914"};
  g_autoptr(BmRoster) roster = roster_write();
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
    cr_expect_not(bm_naming_is_found(texts[i], roster), "%s", texts[i]);
  cr_expect_not(bm_naming_is_found("Бланк Абрикосовой", NULL));
}
