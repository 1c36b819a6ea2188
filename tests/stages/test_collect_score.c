/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in score cells. */
#include "tests/tools/returned.h"

TestSuite(collect_score, .init = folder_make, .fini = folder_remove, .timeout = 60);

#define TEXT(text) " t=\"inlineStr\"><is><t xml:space=\"preserve\">" text "</t></is></c>"
#define NUMBER(digits) "><v>" digits "</v></c>"

typedef struct Case {
  const char *cell, *inside, *fault;
} Case;

static void expect_cases(const Case *cases, gsize n)
{
  for (gsize i = 0; i < n; i++)
    expect_cell_faults(cases[i].cell, cases[i].inside, cases[i].fault);
}

Test(collect_score, empty_cell_is_told)
{
  static const Case cases[] = {{"C7", NULL, "form_score_empty|Класс K9|C7||0–3"},
                               {"E8", " s=\"5\"/>", "form_score_empty|Класс K9|E8||0–12"}};
  expect_cases(cases, G_N_ELEMENTS(cases));
}

Test(collect_score, number_must_be_whole_and_within_the_maximum)
{
  static const Case cases[] = {{"B6", NUMBER("3"), "form_score_over|Класс K9|B6|3|0–2"},
                               {"D6", NUMBER("2"), "form_score_over|Класс K9|D6|2|0–1"},
                               {"C6", NUMBER("1.5"), "form_score_fraction|Класс K9|C6|1.5|0–3"},
                               {"C6", NUMBER("-1"), "form_score_negative|Класс K9|C6|-1|0–3"},
                               {"C6", NUMBER("1e99"), "form_score_over|Класс K9|C6|1e+99|0–3"},
                               {"B6", TEXT("3"), "form_score_over|Класс K9|B6|3|0–2"},
                               {"B6", TEXT("99999999999999999999"),
                                "form_score_over|Класс K9|B6|99999999999999999999|0–2"},
                               {"B6", TEXT("-2"), "form_score_negative|Класс K9|B6|-2|0–2"},
                               {"B6", TEXT("−2"), "form_score_negative|Класс K9|B6|−2|0–2"}};
  expect_cases(cases, G_N_ELEMENTS(cases));
}

Test(collect_score, decimal_is_named_and_never_rounded)
{
  static const Case cases[] = {{"D7", TEXT("1,0"), "form_score_decimal|Класс K9|D7|1,0|0–1"},
                               {"D7", TEXT("1.0"), "form_score_decimal|Класс K9|D7|1.0|0–1"},
                               {"C7", TEXT("0,5"), "form_score_decimal|Класс K9|C7|0,5|0–3"}};
  expect_cases(cases, G_N_ELEMENTS(cases));
}

Test(collect_score, text_is_told_and_what_may_be_a_name_is_covered)
{
  static const Case cases[] = {
      {"B6", TEXT("нет"), "form_score_text|Класс K9|B6|•••|0–2"},
      {"B6", TEXT("Иванов И. 2"), "form_score_text|Класс K9|B6|•••••• И. 2|0–2"},
      {"B6", TEXT("2б"), "form_score_alphabet|Класс K9|B6|2• (б U+0431)|0–2"},
      {"B6", TEXT("1+1"), "form_score_text|Класс K9|B6|1+1|0–2"},
      {"B6", TEXT("01"), "form_score_text|Класс K9|B6|01|0–2"},
      {"B6", TEXT("+1"), "form_score_text|Класс K9|B6|+1|0–2"},
      {"B6", TEXT("ХХ"), "form_score_text|Класс K9|B6|••|0–2"},
      {"B6", " t=\"b\"><v>1</v></c>", "form_score_text|Класс K9|B6|TRUE|0–2"},
      {"B6", " t=\"b\"><f>TRUE()</f><v>1</v></c>", "form_score_text|Класс K9|B6|TRUE|0–2"}};
  expect_cases(cases, G_N_ELEMENTS(cases));
}

Test(collect_score, letter_in_place_of_a_figure_is_named)
{
  static const Case cases[] = {
      {"E6", TEXT("О"), "form_score_alphabet|Класс K9|E6|О (О U+041E)|0–12"},
      {"E6", TEXT("1O"), "form_score_alphabet|Класс K9|E6|1• (O U+004F)|0–12"},
      {"E6", TEXT("З"), "form_score_alphabet|Класс K9|E6|З (З U+0417)|0–12"},
      {"E6", TEXT("l"), "form_score_alphabet|Класс K9|E6|l (l U+006C)|0–12"}};
  expect_cases(cases, G_N_ELEMENTS(cases));
}

Test(collect_score, figures_of_other_scripts_are_named)
{
  static const Case cases[] = {
      {"B6", TEXT("２"), "form_score_digits|Класс K9|B6|２ (２ U+FF12)|0–2"},
      {"B6", TEXT("٢"), "form_score_digits|Класс K9|B6|٢ (٢ U+0662)|0–2"}};
  expect_cases(cases, G_N_ELEMENTS(cases));
}

Test(collect_score, spaces_are_told)
{
  static const Case cases[] = {
      {"B6", TEXT("2 "), "form_score_spaces|Класс K9|B6|2 (U+0020)|0–2"},
      {"B6",
       TEXT("\u00A0"
            "1"),
       "form_score_spaces|Класс K9|B6|1 (U+00A0)|0–2"},
      {"B6", TEXT(" "), "form_score_spaces|Класс K9|B6| (U+0020)|0–2"},
      {"B6", TEXT(" Х"), "form_score_spaces|Класс K9|B6|Х (U+0020)|0–2"},
      {"B6", TEXT(" 2,5"), "form_score_decimal|Класс K9|B6|2,5|0–2"}};
  expect_cases(cases, G_N_ELEMENTS(cases));
}

Test(collect_score, formula_is_told_whatever_it_gives)
{
  static const Case cases[] = {
      {"B6", "><f>1+1</f><v>2</v></c>", "form_score_formula|Класс K9|B6|=1+1|0–2"},
      {"B6", "><f>SUM(B7:B8)</f></c>", "form_score_formula|Класс K9|B6|=SUM(B7:B8)|0–2"},
      {"B6", " t=\"str\"><f>\"Х\"</f><v>Х</v></c>",
       "form_score_formula|Класс K9|B6|=\"Х\"|0–2"}};
  expect_cases(cases, G_N_ELEMENTS(cases));
}

Test(collect_score, error_value_is_told)
{
  expect_cell_faults("B6", " t=\"e\"><v>#DIV/0!</v></c>",
                     "form_score_error|Класс K9|B6|#DIV/0!|0–2");
}

Test(collect_score, date_is_told_as_text_and_as_number)
{
  static const Case cases[] = {
      {"B6", TEXT("01.фев"), "form_score_date|Класс K9|B6|01.фев|0–2"},
      {"B6", TEXT("01.02.2026"), "form_score_date|Класс K9|B6|01.02.2026|0–2"},
      {"B6", TEXT("1/2"), "form_score_date|Класс K9|B6|1/2|0–2"},
      {"B6", TEXT("1-Feb"), "form_score_date|Класс K9|B6|1-Feb|0–2"},
      {"B6", " t=\"d\"><v>2026-02-01</v></c>", "form_score_date|Класс K9|B6|2026-02-01|0–2"}};
  expect_cases(cases, G_N_ELEMENTS(cases));
  g_autofree char *path = returned_filled();
  g_autofree char *styles = zip_text(path, "xl/styles.xml");
  const char *at = strstr(styles, "</cellXfs>");
  guint n = 0;
  for (const char *p = strstr(styles, "<cellXfs");
       (p = strstr(p + 1, "<xf ")) != NULL && p < at;)
    n++;
  g_autofree char *inside = g_strdup_printf(" s=\"%u\"><v>46054</v></c>", n);
  zip_alter(path, "xl/styles.xml", "</cellXfs>", "<xf numFmtId=\"14\"/></cellXfs>");
  Grid *grid = grid_load(path, 1);
  grid_set(grid, "B6", inside);
  grid_save(grid);
  expect_faults(path, "form_score_date|Класс K9|B6|2026-02-01|0–2");
}

static json_t *scores_of(const json_t *facts, const char *work_no)
{
  size_t i;
  json_t *row;
  json_array_foreach (json_object_get(facts, "rows"), i, row)
    if (strcmp(json_string_value(json_object_get(row, "work_no")), work_no) == 0)
      return json_object_get(row, "scores");
  cr_assert_fail("no row of %s", work_no);
  return NULL;
}

static void expect_scores(const json_t *facts, const char *work_no, const char *scores)
{
  g_autofree char *text = json_dumps(scores_of(facts, work_no), JSON_COMPACT);
  cr_expect_str_eq(text, scores);
}

Test(collect_score, both_letters_x_mean_not_attempted_and_figures_may_be_text)
{
  g_autofree char *path = returned_filled();
  Grid *grid = grid_load(path, 1);
  grid_text(grid, "B6", "X");
  grid_text(grid, "C6", "Х");
  grid_text(grid, "D6", "x");
  grid_text(grid, "E6", "х");
  grid_text(grid, "B7", "2");
  grid_number(grid, "C7", "2.0");
  grid_number(grid, "E7", "1.2E1");
  grid_save(grid);
  g_autoptr(json_t) facts = collected(path);
  g_autofree char *faults = listed(facts, "faults"), *warnings = listed(facts, "warnings");
  cr_expect_str_eq(faults, "");
  cr_expect_str_eq(warnings, "");
  expect_scores(facts, "133-300-003", "[\"X\",\"X\",\"X\",\"X\"]");
  expect_scores(facts, "555-500-005", "[2,2,1,12]");
  expect_scores(facts, "911-200-002", "[1,1,1,1]");
}

Test(collect_score, dash_means_not_attempted_with_a_warning)
{
  g_autofree char *path = returned_filled();
  Grid *grid = grid_load(path, 1);
  grid_text(grid, "B6", "-");
  grid_text(grid, "E8", "—");
  grid_save(grid);
  expect_warnings(path, "form_dash|Класс K9|B6|-|\nform_dash|Класс K9|E8|—|");
}

Test(collect_score, every_fault_is_named_at_once)
{
  g_autofree char *path = returned_filled();
  Grid *grid = grid_load(path, 1);
  grid_text(grid, "B6", "2,0");
  grid_number(grid, "C6", "4");
  grid_set(grid, "D7", NULL);
  grid_number(grid, "F8", "9");
  grid_save(grid);
  grid = grid_load(path, 2);
  grid_text(grid, "E7", "сдал");
  grid_save(grid);
  expect_faults(path, "form_score_decimal|Класс K9|B6|2,0|0–2\n"
                      "form_score_over|Класс K9|C6|4|0–3\n"
                      "form_score_empty|Класс K9|D7||0–1\n"
                      "form_total_wrong|Класс K9|F8|9|4\n"
                      "form_score_text|Класс K10|E7|••••|0–12");
}
