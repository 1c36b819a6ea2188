/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/results_packet: only the columns in which results are exchanged leave the
 * district. */
#include "pipeline/autoptr.h"
#include "pipeline/results_book.h"
#include "tests/tools/folder.h"
#include "tests/tools/results_sample.h"

#include <string.h>

TestSuite(results_packet, .timeout = 20, .init = folder_make, .fini = folder_remove);

static void packet_write(void)
{
  g_autoptr(json_t) results = results_make(),
                    assessment = json_pack("{s:s,s:s}", "title", "Работа", "district", "Район");
  g_autofree char *packet = folder_path("");
  guint n = 0;
  GError *error = NULL;
  assert_ok(bm_results_packet_write(results, assessment, packet, &n, &error), error);
  cr_expect_eq(n, 1);
}

/* Every text of every sheet. */
static char *words_of(const char *name)
{
  g_autofree char *path = folder_path(name);
  g_autoptr(BmBook) book = book_of(path);
  static const char *const sheets[] = {"Результаты", "Школы",       "Задания",
                                       "Работы",     "Расхождения", "Не сопоставлено"};
  GString *words = g_string_new(NULL);
  for (guint i = 0; i < G_N_ELEMENTS(sheets); i++) {
    const BmBookSheet *sheet = bm_book_sheet_named(book, sheets[i]);
    for (guint row = 0; sheet != NULL && row < 12; row++)
      for (guint column = 0; column < 20; column++) {
        const char *text = bm_book_text(sheet, row, column);
        g_string_append_printf(words, "%s|", text != NULL ? text : "");
      }
  }
  return g_string_free(words, FALSE);
}

static void expect_no_secrets(const char *words)
{
  static const char *const secrets[] = {"Орехов",    "Пётр", "a.pdf",    "111-111-111", "m3",
                                        "Проверяли", "77",   "№ работы", "№ в списке"};
  for (guint i = 0; i < G_N_ELEMENTS(secrets); i++)
    cr_expect_null(strstr(words, secrets[i]), "%s", secrets[i]);
}

Test(results_packet, workbooks_have_the_columns_of_exchange_and_no_other)
{
  static const char *const files[] = {"schools/100425.xlsx", "district.xlsx"};
  packet_write();
  for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
    g_autofree char *words = words_of(files[i]);
    expect_no_secrets(words);
    cr_expect_not_null(strstr(words, "|100425|Район|ГБОУ СОШ № 425|10001|9А|2|1|X|1|3|4||"),
                       "%s: %s", files[i], words);
  }
}

Test(results_packet, the_table_has_them_too)
{
  packet_write();
  g_autofree char *path = folder_path("results.csv"), *text = NULL;
  cr_assert(g_file_get_contents(path, &text, NULL, NULL));
  expect_no_secrets(text);
  cr_expect_not_null(strstr(text, "100425;Район;ГБОУ СОШ № 425;10001;9А;2;1;X;1;3;4\r\n"));
}
