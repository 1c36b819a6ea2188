/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stage from its context to the files of its report. */
#include "pipeline/autoptr.h"
#include "pipeline/stage.h"
#include "stages/analyse/report.h"
#include "tests/tools/folder.h"
#include "tests/tools/said.h"
#include "tests/tools/simdistrict.h"

#include <fcntl.h>
#include <locale.h>
#include <string.h>

extern const BmStage bm_stage_analyse;

TestSuite(analyse_report, .init = folder_make, .fini = folder_remove, .timeout = 120);

/* A round with a little of everything that the report can show. */
static json_t *busy_round(void)
{
  Sim sim = SIM_PLAIN;
  sim.seed = 31;
  sim.school = 2;
  sim.raised = 0.5;
  sim.peak = 0.9;
  sim.journal_gap = 0.4;
  sim.is_recheck = TRUE;
  sim.recheck_gap = 0.3;
  sim.n_markers = 40;
  sim.marker = 7;
  sim.lenience = 0.3;
  json_t *input = sim_district(&sim);
  json_object_set_new(input, "title", json_string("Математика, 5 класс & 15.04.2026"));
  return input;
}

/* The note of the stage, new reference; @input is stolen. */
static json_t *analysis_of(json_t *input, const char *scratch)
{
  g_autoptr(GError) error = NULL;
  json_t *ticket =
      json_pack("{s:s,s:s,s:o}", "stage", "analyse", "scratch", scratch, "context", input);
  g_autoptr(BmJob) job = bm_job_new(ticket, &error);
  assert_ok(job != NULL, error);
  assert_ok(bm_stage_analyse.run(job, &error) == BM_DONE, error);
  json_t *outcome = bm_job_outcome(job);
  json_t *note = json_array_get(json_object_get(outcome, "notes"), 0);
  cr_assert_str_eq(json_string_value(json_object_get(note, "kind")), "analysis");
  json_t *value = json_incref(json_object_get(note, "value"));
  json_decref(outcome);
  json_decref(ticket);
  return value;
}

static char *contents(const char *path, gsize *ret_size)
{
  char *text = NULL;
  cr_assert(g_file_get_contents(path, &text, ret_size, NULL), "no file %s", path);
  return text;
}

static char *file_of(const json_t *analysis, const char *kind)
{
  const char *path =
      json_string_value(json_object_get(json_object_get(analysis, "files"), kind));
  cr_assert_not_null(path);
  return contents(path, NULL);
}

Test(analyse_report, the_stage_says_that_it_is_ready)
{
  g_autoptr(GError) error = NULL;
  assert_ok(bm_stage_analyse.ready(&error), error);
}

Test(analyse_report, a_table_opens_in_a_russian_office)
{
  setlocale(LC_ALL, "C.UTF-8");
  json_t *analysis = analysis_of(busy_round(), folder);
  const json_t *csv = json_object_get(json_object_get(analysis, "files"), "csv");
  cr_expect_eq(json_object_size(csv), 15);
  g_autofree char *text = contents(json_string_value(json_object_get(csv, "totals")), NULL);
  cr_expect(g_str_has_prefix(text, "\xEF\xBB\xBFОО;Работ;Средний балл;Средний балл: от;"));
  g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);
  cr_expect_eq(g_strv_length(lines), 12, "ten schools, a head and an end");
  g_auto(GStrv) cells = g_strsplit(lines[3], ";", -1);
  cr_expect_str_eq(cells[0], "S3");
  cr_expect_str_eq(cells[1], "69");
  cr_expect_not_null(strchr(cells[2], ','), "no decimal comma: %s", cells[2]);
  cr_expect_null(strchr(lines[3], '.'));
  cr_expect_str_eq(cells[g_strv_length(cells) - 1], "признак");
  json_decref(analysis);
}

Test(analyse_report, what_looks_like_a_formula_stays_text)
{
  json_t *input = busy_round();
  json_t *school = json_array_get(json_object_get(input, "schools"), 0);
  json_object_set_new(school, "school", json_string("=1+1;\"x\""));
  size_t i;
  json_t *work;
  json_array_foreach (json_object_get(input, "works"), i, work) {
    if (strcmp(json_string_value(json_object_get(work, "school")), "S1") == 0)
      json_object_set_new(work, "school", json_string("=1+1;\"x\""));
  }
  json_t *analysis = analysis_of(input, folder);
  const json_t *csv = json_object_get(json_object_get(analysis, "files"), "csv");
  g_autofree char *text = contents(json_string_value(json_object_get(csv, "totals")), NULL);
  cr_expect_not_null(strstr(text, "\r\n\"'=1+1;\"\"x\"\"\";69;"));
  g_autofree char *html = file_of(analysis, "html");
  cr_expect_not_null(strstr(html, "<td>=1+1;&quot;x&quot;</td>"));
  json_decref(analysis);
}

Test(analyse_report, the_page_needs_nothing_from_outside)
{
  json_t *analysis = analysis_of(busy_round(), folder);
  g_autofree char *html = file_of(analysis, "html");
  cr_expect_null(strstr(html, "<script"));
  cr_expect_null(strstr(html, "http://www.w3.org/1999/xlink\" href"));
  for (const char *at = strstr(html, "href=\""); at != NULL; at = strstr(at + 1, "href=\""))
    cr_assert_eq(at[6], '#', "points outside: %.40s", at);
  cr_expect_null(strstr(html, "src="));
  cr_expect_null(strstr(html, "url(http"));
  cr_expect_not_null(strstr(html, "Математика, 5 класс &amp; 15.04.2026"));
  json_decref(analysis);
}

Test(analyse_report, no_two_drawings_share_an_id)
{
  json_t *analysis = analysis_of(busy_round(), folder);
  g_autofree char *html = file_of(analysis, "html");
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  guint n = 0;
  for (const char *at = strstr(html, " id=\""); at != NULL; at = strstr(at + 1, " id=\"")) {
    char *id = g_strndup(at + 5, strcspn(at + 5, "\""));
    cr_assert(g_hash_table_add(seen, id), "id %s comes twice", id);
    n++;
  }
  cr_expect_gt(n, 50);
  json_decref(analysis);
}

Test(analyse_report, every_drawing_has_a_name_for_those_who_hear_the_page)
{
  json_t *analysis = analysis_of(busy_round(), folder);
  g_autofree char *html = file_of(analysis, "html");
  guint n = 0;
  for (const char *at = strstr(html, "<svg"); at != NULL; at = strstr(at + 1, "<svg")) {
    cr_expect(g_str_has_prefix(at, "<svg role=\"img\" aria-label=\""), "%.60s", at);
    n++;
  }
  cr_expect_geq(n, 4);
  cr_expect_not_null(strstr(html, "aria-label=\"S3: баллы за работу\""));
  json_decref(analysis);
}

Test(analyse_report, words_are_neutral)
{
  static const char *const banned[] = {"завыс",  "завыш",   "необъектив", "наруш",
                                       "виновн", "доказан", "списыв",     "подозр"};
  json_t *analysis = analysis_of(busy_round(), folder);
  g_autofree char *html = file_of(analysis, "html");
  for (guint i = 0; i < G_N_ELEMENTS(banned); i++)
    cr_expect_null(strstr(html, banned[i]), "'%s' in the report", banned[i]);
  cr_expect_not_null(strstr(html, "рекомендована перепроверка"));
  cr_expect_not_null(strstr(html, "признак"));
  json_decref(analysis);
}

Test(analyse_report, the_planted_school_alone_is_in_the_risk_zone)
{
  json_t *analysis = analysis_of(busy_round(), folder);
  const json_t *risk = json_object_get(analysis, "risk");
  cr_assert_eq(json_array_size(risk), 1);
  cr_expect_str_eq(json_string_value(json_object_get(json_array_get(risk, 0), "school")), "S3");
  json_decref(analysis);
}

/* Rows of a table that are about a school; @ret_n all rows. */
static guint rows_of(const json_t *analysis, const char *name, const char *school, gsize *ret_n)
{
  const json_t *table = json_object_get(json_object_get(analysis, "tables"), name);
  guint n = 0;
  gsize i;
  json_t *row;
  json_array_foreach (json_object_get(table, "rows"), i, row) {
    n += g_strcmp0(json_string_value(json_array_get(row, 0)), school) == 0;
  }
  *ret_n = i;
  return n;
}

Test(analyse_report, signs_of_a_listed_school_stand_in_the_first_table_only)
{
  json_t *analysis = analysis_of(busy_round(), folder);
  gsize n = 0;
  cr_expect_geq(rows_of(analysis, "risk", "S3", &n), 3);
  cr_expect_eq(rows_of(analysis, "risk", "S3", &n), n, "another school is in the table");
  cr_expect_eq(rows_of(analysis, "watch", "S3", &n), 0);
  cr_expect_eq(rows_of(analysis, "totals", "S3", &n), 1);
  cr_expect_eq(n, 10);
  json_decref(analysis);
}

Test(analyse_report, people_read_decimal_commas)
{
  json_t *analysis = analysis_of(busy_round(), folder);
  g_autofree char *html = file_of(analysis, "html");
  const char *table = strstr(html, "<h2>Баллы за работу</h2>");
  cr_assert_not_null(table);
  const char *cell = strstr(strstr(table, "<td>S3</td><td class=\"n\">69</td>"), "69</td>");
  cr_assert_not_null(cell);
  cr_expect(g_regex_match_simple("^69</td><td class=\"n\">[0-9]+,[0-9]{2}</td>", cell, 0, 0),
            "%.60s", cell);
  json_decref(analysis);
}

Test(analyse_report, every_flag_tells_number_effect_interval_and_q)
{
  json_t *analysis = analysis_of(busy_round(), folder);
  const json_t *flags = json_object_get(analysis, "flags");
  cr_assert_gt(json_array_size(flags), 5);
  size_t i;
  json_t *flag;
  json_array_foreach (flags, i, flag) {
    double effect = json_number_value(json_object_get(flag, "effect"));
    double low = json_number_value(json_object_get(flag, "low"));
    double high = json_number_value(json_object_get(flag, "high"));
    cr_expect_geq(json_integer_value(json_object_get(flag, "n")), 10);
    cr_expect(low <= effect && effect <= high, "%s: %f not in %f to %f",
              json_string_value(json_object_get(flag, "sign")), effect, low, high);
    cr_expect_leq(json_number_value(json_object_get(flag, "q")), 0.1);
    cr_expect(json_is_number(json_object_get(flag, "q")));
  }
  json_decref(analysis);
}

Test(analyse_report, the_pdf_is_whole_and_says_the_same)
{
  json_t *analysis = analysis_of(busy_round(), folder);
  const char *path =
      json_string_value(json_object_get(json_object_get(analysis, "files"), "pdf"));
  g_autofree char *check = said("qpdf", "--check", path, NULL);
  g_autofree char *fonts = said("pdffonts", path, NULL);
  assert_page_says(path, 1, "Анализ результатов");
  g_autofree char *text = said("pdftotext", "-layout", path, "-", NULL);
  cr_expect_not_null(strstr(text, "рекомендована перепроверка"));
  cr_expect_not_null(strstr(text, "Баллов за работу"), "the axis of a plot has no words");
  cr_expect_not_null(strstr(text, "m08"));
  cr_expect_null(strstr(fonts, "DejaVu"), "%s", fonts);
  json_decref(analysis);
}

Test(analyse_report, the_workbook_has_a_sheet_a_table)
{
  json_t *analysis = analysis_of(busy_round(), folder);
  const char *path =
      json_string_value(json_object_get(json_object_get(analysis, "files"), "xlsx"));
  g_autofree char *book = said("unzip", "-p", path, "xl/workbook.xml", NULL);
  cr_expect_not_null(strstr(book, "name=\"Зона риска\""));
  cr_expect_not_null(strstr(book, "name=\"Согласованность\""));
  g_autofree char *sheet = said("unzip", "-p", path, "xl/worksheets/sheet4.xml", NULL);
  cr_expect_not_null(strstr(sheet, "<v>69</v>"), "numbers are no numbers");
  json_decref(analysis);
}

static char *digest_of(const char *path)
{
  gsize size = 0;
  g_autofree char *bytes = contents(path, &size);
  return g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bytes, size);
}

Test(analyse_report, equal_input_gives_equal_bytes)
{
  const char *const kinds[] = {"xlsx", "html", "pdf"};
  g_autofree char *one = folder_path("one"), *two = folder_path("two");
  g_mkdir(one, 0700);
  g_mkdir(two, 0700);
  json_t *first = analysis_of(busy_round(), one), *second = analysis_of(busy_round(), two);
  for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
    g_autofree char *a = digest_of(
        json_string_value(json_object_get(json_object_get(first, "files"), kinds[i])));
    g_autofree char *b = digest_of(
        json_string_value(json_object_get(json_object_get(second, "files"), kinds[i])));
    cr_expect_str_eq(a, b, "%s differs", kinds[i]);
  }
  json_object_del(first, "files");
  json_object_del(second, "files");
  cr_expect(json_equal(first, second));
  json_decref(first);
  json_decref(second);
}

Test(analyse_report, a_round_without_marks_markers_or_control_has_a_report)
{
  Sim sim = SIM_PLAIN;
  sim.n_schools = 2;
  sim.n_control = 0;
  sim.n_classes = 1;
  sim.class_size = 8;
  json_t *input = sim_district(&sim);
  size_t i;
  json_t *work;
  json_array_foreach (json_object_get(input, "works"), i, work) {
    json_object_del(work, "mark");
    json_object_del(work, "journal_mark");
  }
  json_object_del(input, "mark_scale");
  json_t *analysis = analysis_of(input, folder);
  cr_expect_eq(json_array_size(json_object_get(analysis, "flags")), 0);
  g_autofree char *html = file_of(analysis, "html");
  cr_expect_not_null(strstr(html, "Таких ОО нет."));
  cr_expect_not_null(strstr(html, "Контрольная выборка не задана"));
  json_decref(analysis);
}

Test(analyse_report, input_that_is_no_round_is_parked)
{
  g_autoptr(GError) error = NULL;
  json_t *ticket =
      json_pack("{s:s,s:s,s:{}}", "stage", "analyse", "scratch", folder, "context");
  g_autoptr(BmJob) job = bm_job_new(ticket, &error);
  assert_ok(job != NULL, error);
  cr_expect_eq(bm_stage_analyse.run(job, &error), BM_PARK);
  cr_expect(g_str_has_prefix(error->message, "analysis_input: "), "%s", error->message);
  json_decref(ticket);
}

/* ---- tables on paper ---- */

/* A document of one table of @n_rows short rows, as PDF and as a workbook. */
static void table_write(guint n_rows, const char *pdf, const char *xlsx)
{
  static const BmColumn columns[] = {{"task", "Задание", BM_UNIT_COUNT},
                                     {"sign", "Не приступали, %", BM_UNIT_PCT},
                                     {"note", "Освоение", BM_UNIT_TEXT},
                                     {"mark", "Отметка", BM_UNIT_TEXT}};
  static const BmSection section = {"tasks", NULL, FALSE};
  static const char *const preface[] = {NULL};
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) tables = json_object();
  json_t *table = BM_TABLE("Задания", NULL, columns);
  json_object_set_new(tables, "tasks", table);
  for (guint i = 1; i <= n_rows; i++) {
    json_t *row = bm_table_row(table);
    bm_row_count(row, 1000 + i);
    bm_row_number(row, 2.5);
    bm_row_text(row, "достаточно");
    bm_row_marked(row, TRUE);
  }
  BmReport report = {.tables = tables,
                     .heading = "Отчёт",
                     .folder = folder,
                     .stem = "table",
                     .preface = preface,
                     .sections = &section,
                     .n_sections = 1};
  assert_ok(bm_report_pdf(&report, pdf, &error), error);
  assert_ok(bm_report_xlsx(&report, xlsx, &error), error);
}

Test(analyse_report, no_page_begins_with_the_last_row_of_a_table)
{
  g_autofree char *pdf = folder_path("table.pdf"), *xlsx = folder_path("table.xlsx");
  guint n_broken = 0;
  for (guint n = 1; n <= 60; n++) {
    table_write(n, pdf, xlsx);
    guint last = page_count(pdf), rows = 0;
    g_autofree char *text = page_text(pdf, last);
    for (const char *at = text; (at = strstr(at, "достаточно")) != NULL; at++)
      rows++;
    cr_expect_geq(rows, MIN(n, 3), "%u rows: %u on the last page", n, rows);
    n_broken += last > 1;
  }
  cr_expect_gt(n_broken, 20);
}

Test(analyse_report, words_in_a_workbook_stand_apart_from_the_number_before_them)
{
  g_autofree char *pdf = folder_path("table.pdf"), *xlsx = folder_path("table.xlsx");
  table_write(2, pdf, xlsx);
  g_autofree char *styles = said("unzip", "-p", xlsx, "xl/styles.xml", NULL);
  g_autofree char *sheet = said("unzip", "-p", xlsx, "xl/worksheets/sheet1.xml", NULL);
  const char *words = strstr(styles, "indent=\"1\"");
  cr_expect(words != NULL && strstr(words + 1, "indent=\"1\"") != NULL, "%s",
            styles); /* signs, too */
  cr_expect_not_null(strstr(sheet, "<col min=\"2\" max=\"2\" width=\"14.7109375\""), "%s",
                     sheet); /* "приступали," and room */
}
