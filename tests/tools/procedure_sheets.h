/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A template of procedure.xlsx that is filled in and spoiled cell by cell, as XML. */
#pragma once
#include "tests/tools/assert_ok.h"

#include "pipeline/autoptr.h"
#include "pipeline/procedure.h"
#include "pipeline/procedure_book.h"
#include "pipeline/procedure_plan.h"
#include "pipeline/procedure_write.h"
#include "pipeline/workspace.h"

#include <string.h>
#include <zip.h>

typedef struct Sheets {
  char *folder, *path;
  GPtrArray *names; /* of parts, in the order of the file */
  GPtrArray *texts; /* GString */
} Sheets;

static inline void text_free(void *text)
{
  g_string_free(text, TRUE);
}

static inline void sheets_load(Sheets *sheets)
{
  zip_t *zip = zip_open(sheets->path, ZIP_RDONLY, NULL);
  for (zip_int64_t i = 0; i < zip_get_num_entries(zip, 0); i++) {
    zip_stat_t stat;
    zip_stat_index(zip, (zip_uint64_t)i, 0, &stat);
    char *bytes = g_malloc(stat.size + 1);
    zip_file_t *part = zip_fopen_index(zip, (zip_uint64_t)i, 0);
    zip_fread(part, bytes, stat.size);
    zip_fclose(part);
    g_ptr_array_add(sheets->names, g_strdup(stat.name));
    g_ptr_array_add(sheets->texts, g_string_new_len(bytes, (gssize)stat.size));
    g_free(bytes);
  }
  zip_discard(zip);
}

/* A template in a folder of its own. */
static inline Sheets sheets_new(void)
{
  Sheets sheets = {.folder = g_dir_make_tmp("bm-book-XXXXXX", NULL),
                   .names = g_ptr_array_new_with_free_func(g_free),
                   .texts = g_ptr_array_new_with_free_func(text_free)};
  GError *error = NULL;
  sheets.path = g_build_filename(sheets.folder, BM_PROCEDURE_BOOK, NULL);
  assert_ok(bm_procedure_template_write(sheets.path, &error), error);
  sheets_load(&sheets);
  return sheets;
}

static inline void sheets_clear(Sheets *sheets)
{
  bm_folder_remove(sheets->folder);
  g_free(sheets->folder);
  g_free(sheets->path);
  g_ptr_array_unref(sheets->names);
  g_ptr_array_unref(sheets->texts);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sheets, sheets_clear)

static inline GString *sheets_part(Sheets *sheets, const char *name)
{
  for (guint i = 0; i < sheets->names->len; i++)
    if (strcmp(g_ptr_array_index(sheets->names, i), name) == 0)
      return g_ptr_array_index(sheets->texts, i);
  cr_assert_fail("no part %s", name);
  return NULL;
}

/* The guide is the first sheet, then come the plans in their order. */
static inline GString *sheets_plan(Sheets *sheets, BmPlanId id)
{
  g_autofree char *name = g_strdup_printf("xl/worksheets/sheet%d.xml", (int)id + 2);
  return sheets_part(sheets, name);
}

static inline void sheets_swap(Sheets *sheets, const char *part, const char *from,
                               const char *to)
{
  cr_assert_gt(g_string_replace(sheets_part(sheets, part), from, to, 1), 0, "no %s in %s", from,
               part);
}

/* The number that the cell of the date on «Раунд» has for its format. */
static inline int date_style(Sheets *sheets)
{
  const char *cell = strstr(sheets_plan(sheets, BM_PLAN_ROUND)->str, "<c r=\"B7\" s=\"");
  return (int)g_ascii_strtoll(cell + strlen("<c r=\"B7\" s=\""), NULL, 10);
}

static inline void cell_remove(GString *xml, const char *cell)
{
  g_autofree char *start = g_strdup_printf("<c r=\"%s\"", cell);
  const char *at = strstr(xml->str, start);
  if (at == NULL)
    return;
  const char *end = strchr(at, '>') + 1;
  if (end[-2] != '/')
    end = strstr(at, "</c>") + 4;
  g_string_erase(xml, at - xml->str, end - at);
}

/* "#5" a number, "%46310" a date, "?1" a truth, "!#N/A" an error, "=A1|5" a formula and what is
 * stored of it ("=A1" nothing), "" nothing; else a text. */
static inline char *cell_xml(Sheets *sheets, const char *cell, const char *value)
{
  g_auto(GStrv) parts = g_strsplit(value, "|", 2);
  g_autofree char *text = g_markup_escape_text(value, -1);
  switch (value[0]) {
  case '\0':
    return g_strdup("");
  case '#':
    return g_strdup_printf("<c r=\"%s\"><v>%s</v></c>", cell, value + 1);
  case '%':
    return g_strdup_printf("<c r=\"%s\" s=\"%d\"><v>%s</v></c>", cell, date_style(sheets),
                           value + 1);
  case '?':
    return g_strdup_printf("<c r=\"%s\" t=\"b\"><v>%s</v></c>", cell, value + 1);
  case '!':
    return g_strdup_printf("<c r=\"%s\" t=\"e\"><v>%s</v></c>", cell, value + 1);
  case '=':
    return parts[1] == NULL ? g_strdup_printf("<c r=\"%s\"><f>%s</f></c>", cell, parts[0] + 1)
                            : g_strdup_printf("<c r=\"%s\" t=\"str\"><f>%s</f><v>%s</v></c>",
                                              cell, parts[0] + 1, parts[1]);
  default:
    return g_strdup_printf("<c r=\"%s\" t=\"inlineStr\"><is><t xml:space=\"preserve\">%s</t>"
                           "</is></c>",
                           cell, text);
  }
}

static inline void sheets_put(Sheets *sheets, BmPlanId id, const char *cell, const char *value)
{
  GString *xml = sheets_plan(sheets, id);
  const char *digits = cell + strcspn(cell, "0123456789");
  g_autofree char *content = cell_xml(sheets, cell, value);
  g_autofree char *row = g_strdup_printf("<row r=\"%s\">%s</row></sheetData>", digits, content);
  cell_remove(xml, cell);
  g_string_replace(xml, "</sheetData>", row, 1);
}

static inline void sheets_save(Sheets *sheets)
{
  zip_t *zip = zip_open(sheets->path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
  for (guint i = 0; i < sheets->names->len; i++) {
    GString *text = g_ptr_array_index(sheets->texts, i);
    zip_source_t *source = zip_source_buffer(zip, text->str, text->len, 0);
    cr_assert(
        zip_file_add(zip, g_ptr_array_index(sheets->names, i), source, ZIP_FL_ENC_UTF_8) >= 0);
  }
  cr_assert_eq(zip_close(zip), 0);
}

/* A small round in which nothing is wrong. */
static inline void sheets_fill(Sheets *sheets)
{
  static const struct {
    BmPlanId plan;
    const char *cell, *value;
  } cells[] = {
      {BM_PLAN_ROUND, "B4", "Районная работа"},
      {BM_PLAN_ROUND, "B5", "Математика"},
      {BM_PLAN_ROUND, "B6", "#9"},
      {BM_PLAN_ROUND, "B7", "%46310"},
      {BM_PLAN_ROUND, "B8", "Кронштадтский"},
      {BM_PLAN_ROUND, "B9", "диагностическая работа"},
      {BM_PLAN_ROUND, "B11", "#2"},
      {BM_PLAN_ROUND, "B12", "нет"},
      {BM_PLAN_ROUND, "B13", "#2"},
      {BM_PLAN_ROUND, "B16", "да"},
      {BM_PLAN_ROUND, "B17", "strict"},
      {BM_PLAN_ROUND, "B19", "#2"},
      {BM_PLAN_ROUND, "B20", "#4"},
      {BM_PLAN_ROUND, "B21", "#5"},
      {BM_PLAN_TASKS, "A4", "#1"},
      {BM_PLAN_TASKS, "B4", "#1"},
      {BM_PLAN_TASKS, "C4", "Б"},
      {BM_PLAN_TASKS, "A5", "5.1"},
      {BM_PLAN_TASKS, "B5", "2"},
      {BM_PLAN_TASKS, "C5", "П"},
      {BM_PLAN_TASKS, "A6", "24К1"},
      {BM_PLAN_TASKS, "B6", "#3"},
      {BM_PLAN_SCHOOLS, "A4", "100425"},
      {BM_PLAN_SCHOOLS, "B4", "ГБОУ СОШ № 425"},
      {BM_PLAN_SCHOOLS, "A5", "#100042"},
      {BM_PLAN_SCHOOLS, "B5", "Лицей № 42"},
      {BM_PLAN_SCHOOLS, "C5", "да"},
      {BM_PLAN_SCHOOLS, "D5", "Наблюдатель Н. Н."},
      {BM_PLAN_PUPILS, "A4", "#100425"},
      {BM_PLAN_PUPILS, "B4", "9 «a»"},
      {BM_PLAN_PUPILS, "C4", "#1"},
      {BM_PLAN_PUPILS, "D4", "Орехов"},
      {BM_PLAN_PUPILS, "E4", "Пётр"},
      {BM_PLAN_PUPILS, "F4", "Ильич"},
      {BM_PLAN_PUPILS, "G4", "#10001"},
      {BM_PLAN_PUPILS, "H4", "#2"},
      {BM_PLAN_PUPILS, "I4", "#4"},
      {BM_PLAN_PUPILS, "A6", "100042"},
      {BM_PLAN_PUPILS, "B6", "9Б"},
      {BM_PLAN_PUPILS, "D6", "Лескова"},
      {BM_PLAN_MARKERS, "A4", "Сорокина В. А."},
      {BM_PLAN_MARKERS, "B4", "100425"},
      {BM_PLAN_MARKERS, "C4", "математика"},
      {BM_PLAN_MARKERS, "D4", "старший"},
      {BM_PLAN_MARKERS, "E4", "#40"},
      {BM_PLAN_MARKERS, "A5", "Хохлова Л. А."},
      {BM_PLAN_MARKERS, "B5", "100042"},
      {BM_PLAN_CONFLICTS, "A4", "Сорокина В. А."},
      {BM_PLAN_CONFLICTS, "C4", "100042"},
      {BM_PLAN_CALENDAR, "B4", "%46310"},
      {BM_PLAN_CALENDAR, "D4", "Методист"},
      {BM_PLAN_CALENDAR, "B8", "20.10.2026"},
      {BM_PLAN_CALENDAR, "C8", "25.10.2026"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(cells); i++)
    sheets_put(sheets, cells[i].plan, cells[i].cell, cells[i].value);
}
