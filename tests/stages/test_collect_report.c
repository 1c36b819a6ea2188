/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports of site organisers: what stage report writes, stage collect reads; each fault. */
#include "pipeline/autoptr.h"
#include "pipeline/stage.h"
#include "stages/report/form.h"
#include "stages/shared/reportform.h"
#include "tests/tools/assert_ok.h"
#include "tests/tools/grid.h"
#include "tests/tools/said.h"

extern const BmStage bm_stage_collect;

TestSuite(collect_report, .init = folder_make, .fini = folder_remove, .timeout = 60);

/* Sheets of the form below, from 1. */
enum { WORKS = 1, MARKING, INCIDENTS, TASKS, IDENTITY };

/* Classes in rows 6 and 7, markers in rows 6 and 7, tasks in rows 6 to 8, remarks from row 11.
 */
#define KIT                                                                                             \
  "{\"report\":\"7GK2-X4QM\",\"title\":\"Районная работа\",\"subject\":\"Физика\"," \
  "\"date\":\"15.10.2026\",\"school\":\"ГБОУ СОШ № 425\",\"classes\":[{\"class\":\"9А\","     \
  "\"listed\":30},{\"class\":\"9Б\",\"listed\":0}],\"markers\":[{\"marker\":\"m07\","                  \
  "\"teacher\":\"Орехова П. И.\",\"bundle\":\"4F7K-92QX\",\"works\":12},{\"marker\":\"m08\","  \
  "\"teacher\":\"Лесков Ф. Я.\",\"bundle\":\"8MM2-0001\",\"works\":10}],"                       \
  "\"tasks\":[{\"id\":\"1\"},{\"id\":\"2.1\"},{\"id\":\"К1\"}]}"

static json_t *kit_parse(void)
{
  json_t *kit = json_loads(KIT, 0, NULL);
  cr_assert_not_null(kit);
  return kit;
}

/* The form as it is given out; caller frees the path. */
static char *form_write(const char *name)
{
  g_autoptr(json_t) kit = kit_parse();
  g_autoptr(GError) error = NULL;
  char *path = folder_path(name);
  assert_ok(bm_report_form_write(kit, path, folder, &error), error);
  return path;
}

/* How the sheet of tasks goes on paper. */
static char *tasks_paper(guint n_tasks)
{
  g_autoptr(json_t) kit = kit_parse();
  g_autoptr(GError) error = NULL;
  json_t *tasks = json_array();
  for (guint i = 1; i <= n_tasks; i++)
    json_array_append_new(tasks, json_pack("{s:o}", "id", json_sprintf("%u", i)));
  json_object_set_new(kit, "tasks", tasks);
  g_autofree char *path = folder_path("paper.xlsx");
  assert_ok(bm_report_form_write(kit, path, folder, &error), error);
  return said("unzip", "-p", path, "xl/worksheets/sheet4.xml", NULL);
}

Test(collect_report, remarks_are_printed_with_the_tasks_unless_these_fill_pages)
{
  g_autofree char *few = tasks_paper(15), *many = tasks_paper(40);
  cr_expect_null(strstr(few, "fitToHeight=\"0\""), "%s", few);
  cr_expect_not_null(strstr(many, "fitToHeight=\"0\""));
}

static void put(const char *path, guint sheet, const char *const *cells)
{
  Grid *grid = grid_load(path, sheet);
  for (; *cells != NULL; cells += 2)
    if (cells[1][0] == '#')
      grid_number(grid, cells[0], cells[1] + 1);
    else
      grid_text(grid, cells[0], cells[1]);
  grid_save(grid);
}

/* All that must be filled in, and nothing else. */
static char *form_fill(void)
{
  static const char *const works[] = {"C6", "#28", "D6", "#2", "E6", "#28", "B7", "#25",
                                      "C7", "#25", "D7", "#0", "E7", "#24", NULL};
  static const char *const marking[] = {"E6", "#12", "F6", "#12", "E7", "10", "F7", "#9", NULL};
  char *path = form_write("r000001");
  put(path, WORKS, works);
  put(path, MARKING, marking);
  return path;
}

/* The job's whole outcome; @kit is taken. */
static json_t *outcome_of(const char *path, json_t *kit)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) ticket =
      json_pack("{s:s,s:s,s:{s:[],s:[o],s:b},s:[{s:s,s:s,s:{}}]}", "stage", "collect",
                "scratch", folder, "context", "kits", "reports", kit, "wants_content", TRUE,
                "inputs", "id", "r000001", "path", path, "facts");
  g_autoptr(BmJob) job = bm_job_new(ticket, &error);
  assert_ok(job != NULL, error);
  assert_ok(bm_stage_collect.run(job, &error) == BM_DONE, error);
  return bm_job_outcome(job);
}

static const json_t *facts_of(const json_t *outcome)
{
  const json_t *facts =
      json_object_get(json_array_get(json_object_get(outcome, "emits"), 0), "facts");
  const json_t *own = json_object_get(facts, "collect");
  return own != NULL ? own : facts;
}

static const char *part(const json_t *fault, const char *key)
{
  return json_string_value(json_object_get(fault, key));
}

/* Exactly these faults, "slug|sheet|cell|found|expected" one a line. */
static void expect_faults_of(const char *path, json_t *kit, const char *expected)
{
  g_autoptr(json_t) outcome = outcome_of(path, kit);
  const json_t *facts = facts_of(outcome), *fault;
  g_autoptr(GString) list = g_string_new(NULL);
  size_t i;
  json_array_foreach (json_object_get(facts, "faults"), i, fault)
    g_string_append_printf(list, "%s%s|%s|%s|%s|%s", i > 0 ? "\n" : "", part(fault, "slug"),
                           part(fault, "sheet"), part(fault, "cell"), part(fault, "found"),
                           part(fault, "expected"));
  cr_expect_str_eq(list->str, expected, "faults are\n%s\nnot\n%s", list->str, expected);
  cr_expect_str_eq(part(facts, "kind"), "report");
  cr_expect_eq(json_array_size(json_object_get(facts, "rows")), expected[0] == '\0' ? 1 : 0);
  cr_expect_eq(json_array_size(json_object_get(outcome, "notes")), expected[0] == '\0' ? 1 : 0);
}

/* The filled form with cells changed. */
static void expect_faults(guint sheet, const char *const *cells, const char *expected)
{
  g_autofree char *path = form_fill();
  put(path, sheet, cells);
  expect_faults_of(path, kit_parse(), expected);
}

static void expect_fault(guint sheet, const char *cell, const char *value, const char *expected)
{
  const char *const cells[] = {cell, value, NULL};
  expect_faults(sheet, cells, expected);
}

static char *content_text(const json_t *outcome)
{
  const json_t *note = json_array_get(json_object_get(outcome, "notes"), 0);
  cr_assert_str_eq(part(note, "kind"), "report");
  char *text = json_dumps(json_object_get(note, "value"), JSON_COMPACT | JSON_SORT_KEYS);
  char *copy = g_strdup(text);
  free(text);
  return copy;
}

Test(collect_report, filled_form_gives_what_was_written)
{
  static const char *const incidents[] = {"A7", "2026-10-15", "B7",         "Другое", "C7",
                                          "#2", "D7",         "Погас свет", NULL};
  static const char *const tasks[] = {"B7",  "у многих",       "C7", "Степени", "D8", "нет",
                                      "A11", "Больше времени", NULL};
  g_autofree char *path = form_fill();
  put(path, INCIDENTS, incidents);
  put(path, TASKS, tasks);
  g_autoptr(json_t) outcome = outcome_of(path, kit_parse());
  g_autofree char *content = content_text(outcome);
  cr_expect_str_eq(
      content,
      "{\"classes\":[{\"absent\":2,\"handed_in\":28,\"listed\":30,\"written\":28},"
      "{\"absent\":0,\"handed_in\":24,\"listed\":25,\"written\":25}],"
      "\"incidents\":[{\"date\":\"15.10.2026\",\"kind\":\"other\",\"what\":\"Погас свет\","
      "\"works\":2}],"
      "\"markers\":[{\"marked\":12,\"received\":12},{\"marked\":9,\"received\":10}],"
      "\"remarks\":[{\"text\":\"Больше времени\"}],\"report\":\"7GK2-X4QM\","
      "\"tasks\":[{},{\"pupils\":\"many\",\"pupils_note\":\"Степени\"},{\"marking\":\"none\"}]"
      "}");
}

Test(collect_report, facts_hold_no_words_of_the_school)
{
  static const char *const tasks[] = {"A11", "Ушёл Тайнов", NULL};
  g_autofree char *path = form_fill();
  put(path, TASKS, tasks);
  g_autoptr(json_t) outcome = outcome_of(path, kit_parse());
  char *text = json_dumps(facts_of(outcome), 0);
  cr_expect_null(strstr(text, "Тайнов"));
  cr_expect_not_null(strstr(text, "7GK2-X4QM"));
  free(text);
}

Test(collect_report, other_words_are_another_report)
{
  static const char *const tasks[] = {"A11", "Больше времени", NULL};
  g_autofree char *path = form_fill();
  g_autoptr(json_t) before = outcome_of(path, kit_parse());
  put(path, TASKS, tasks);
  g_autoptr(json_t) after = outcome_of(path, kit_parse());
  cr_expect_not(json_equal(json_object_get(facts_of(before), "rows"),
                           json_object_get(facts_of(after), "rows")));
}

Test(collect_report, empty_form_has_every_needed_cell_told)
{
  g_autofree char *path = form_write("r000001");
  g_autoptr(json_t) outcome = outcome_of(path, kit_parse());
  /* 2 classes × 4 counts but for the list that is filled in, 2 markers × 2 */
  cr_expect_eq(json_array_size(json_object_get(facts_of(outcome), "faults")), 11);
}

typedef struct Spoilt {
  guint sheet;
  const char *cell, *value, *fault;
} Spoilt;

static const Spoilt spoilt[] = {
    {WORKS, "C6", "2,5", "report_count|Работы|C6|2,5|9999"},
    {WORKS, "C6", "#2.5", "report_count|Работы|C6|2.5|9999"},
    {WORKS, "C6", "#-1", "report_count|Работы|C6|-1|9999"},
    {WORKS, "C6", "много", "report_count|Работы|C6|•••••|9999"},
    {WORKS, "D6", "#3", "report_sum|Работы|D6|3|2 = 30 − 28"},
    {WORKS, "C7", "#26", "report_more_than_listed|Работы|D7|0|"},
    {WORKS, "E6", "#29", "report_too_many|Работы|E6|29|28"},
    {WORKS, "A6", "9В", "report_name_changed|Работы|A6|9•|"},
    {WORKS, "A3", "ГБОУ СОШ № 5", "report_name_changed|Работы|A3|•••• ••• № 5|"},
    {WORKS, "C5", "Писали", "report_head_changed|Работы|C5|••••••|Писали работу"},
    {WORKS, "H6", "Орехов", "report_stray|Работы|H6|••••••|"},
    {MARKING, "F6", "#13", "report_too_many|Проверка|F6|13|12"},
    {MARKING, "C6", "4F7K-92QY", "report_label_changed|Проверка|C6|4F7K-92QY|4F7K-92QX"},
    {INCIDENTS, "D6", "Погас свет", "report_incident_part|Происшествия|B6||"},
    {INCIDENTS, "B6", "другое", "report_incident_words|Происшествия|D6||"},
    {TASKS, "B6", "иногда", "report_choice|Затруднения|B6|••••••|нет | у отдельных | у многих"},
    {TASKS, "C6", "Дроби", "report_choice_missing|Затруднения|B6||"},
    {IDENTITY, "B2", "AAAA-BBBB", "report_unknown|_blindmark|B2|AAAA-BBBB|"},
    {IDENTITY, "B1", "2", "report_stale|_blindmark|B1|2|1"},
};

Test(collect_report, each_fault_is_named_with_its_cell)
{
  for (guint i = 0; i < G_N_ELEMENTS(spoilt); i++)
    expect_fault(spoilt[i].sheet, spoilt[i].cell, spoilt[i].value, spoilt[i].fault);
}

Test(collect_report, all_faults_are_told_at_once)
{
  static const char *const cells[] = {"A6",  "31.02.2026", "B6", "пожар", "C6",
                                      "два", "D6",         "#7", NULL};
  expect_faults(INCIDENTS, cells,
                "report_date|Происшествия|A6|31.02.2026|500\n"
                "report_choice|Происшествия|B6|•••••|нарушение порядка | ошибка в материалах | "
                "работа утрачена или испорчена | техническая неполадка | опоздание или уход "
                "участника | другое\n"
                "report_count|Происшествия|C6|•••|9999");
}

Test(collect_report, long_text_is_told_by_its_length)
{
  g_autofree char *words = g_strnfill(501, 'a');
  expect_fault(TASKS, "A11", words, "report_text|Затруднения|A11|501|500");
}

Test(collect_report, formula_is_no_value)
{
  g_autofree char *path = form_fill();
  Grid *grid = grid_load(path, WORKS);
  grid_set(grid, "C6", "><f>14+14</f><v>28</v></c>");
  grid_save(grid);
  expect_faults_of(path, kit_parse(), "report_formula|Работы|C6|28|");
}

Test(collect_report, merged_cells_are_told)
{
  g_autofree char *path = form_fill();
  zip_alter(path, "xl/worksheets/sheet1.xml", "</sheetData>",
            "</sheetData><mergeCells count=\"1\"><mergeCell ref=\"C6:C7\"/></mergeCells>");
  expect_faults_of(path, kit_parse(), "report_merged|Работы|C6:C7||");
}

Test(collect_report, missing_sheet_is_told)
{
  g_autofree char *path = form_fill();
  zip_alter(path, "xl/workbook.xml", "<sheet name=\"Проверка\"", "<sheet name=\"Проверки\"");
  expect_faults_of(path, kit_parse(),
                   "report_sheet_missing|Проверка|||\nreport_sheet_extra|••••••••||••••••••|");
}

Test(collect_report, form_of_an_earlier_round_of_bundles_is_replaced)
{
  g_autofree char *path = form_fill();
  json_t *kit = kit_parse();
  json_t *marker = json_array_get(json_object_get(kit, "markers"), 0);
  json_object_set_new(marker, "bundle", json_string("0000-1111"));
  g_autoptr(BmReportForm) now = bm_reportform_new(kit);
  g_autoptr(json_t) old_kit = kit_parse();
  g_autoptr(BmReportForm) old = bm_reportform_new(old_kit);
  g_autofree char *fault =
      g_strdup_printf("report_replaced|_blindmark|B3|%s|%s", old->issue, now->issue);
  cr_expect_str_neq(old->issue, now->issue);
  g_autoptr(json_t) outcome = outcome_of(path, kit);
  const json_t *told = json_array_get(json_object_get(facts_of(outcome), "faults"), 0);
  cr_expect_str_eq(part(told, "slug"), "report_replaced");
  cr_expect_str_eq(part(told, "expected"), now->issue);
}

Test(collect_report, another_list_of_pupils_leaves_the_form_good)
{
  g_autofree char *path = form_fill();
  json_t *kit = kit_parse();
  json_t *first = json_array_get(json_object_get(kit, "classes"), 0);
  json_object_set_new(first, "listed", json_integer(31));
  expect_faults_of(path, kit, "");
}

Test(collect_report, equal_kits_give_equal_bytes)
{
  g_autofree char *first = form_write("a.xlsx"), *second = form_write("b.xlsx");
  g_autofree char *bytes = NULL, *others = NULL;
  gsize n = 0, m = 0;
  cr_assert(g_file_get_contents(first, &bytes, &n, NULL));
  cr_assert(g_file_get_contents(second, &others, &m, NULL));
  cr_expect(n == m && memcmp(bytes, others, n) == 0);
}

Test(collect_report, school_without_classes_or_markers_has_fewer_sheets)
{
  g_autoptr(json_t) kit = kit_parse();
  json_array_clear(json_object_get(kit, "classes"));
  g_autoptr(BmReportForm) form = bm_reportform_new(kit);
  cr_expect_eq(form->sheets->len, 3);
  cr_expect_str_eq(form->sheets->pdata[0], "Проверка");
}
