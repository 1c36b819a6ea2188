/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the coordinator supplies: roster, teachers, assessment, criteria. */
#include "output.h"
#include <cairo-pdf.h>
#include <string.h>

enum { CLASS_SIZE = 9 };

GPtrArray *bm_class_pupils(const BmSet *set, guint32 seed, int school, const char *class_name)
{
  g_autofree char *key =
      g_strdup_printf("%s/%s/%s", set->name, set->schools[school].school_code, class_name);
  const guint32 own = seed * 31 + g_str_hash(key);
  return set->is_reserve  ? bm_pupils_invent_reserve(own, CLASS_SIZE)
         : set->is_sealed ? bm_pupils_invent_sealed(own, CLASS_SIZE)
         : set->is_locked ? bm_pupils_invent_others(own, CLASS_SIZE)
                          : bm_pupils_invent(own, CLASS_SIZE);
}

static void write_text(const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename(folder, name, NULL);
  g_autoptr(GError) error = NULL;
  if (!g_file_set_contents(path, text, -1, &error))
    g_error("%s", error->message);
}

/* As CSV wants it when it holds a quote. */
static char *csv_field(const char *text)
{
  if (strpbrk(text, "\",") == NULL)
    return g_strdup(text);
  g_auto(GStrv) parts = g_strsplit(text, "\"", -1);
  g_autofree char *doubled = g_strjoinv("\"\"", parts);
  return g_strdup_printf("\"%s\"", doubled);
}

static gboolean was_before(const BmSet *set, int i)
{
  for (int j = 0; j < i; j++)
    if (set->batches[j].school == set->batches[i].school &&
        strcmp(set->batches[j].class_name, set->batches[i].class_name) == 0)
      return TRUE;
  return FALSE;
}

static void write_roster(const BmSet *set, guint32 seed, const char *folder)
{
  g_autoptr(GString) csv =
      g_string_new("school_code,school_name,class,student_no,surname,name,patronymic\n");
  for (int i = 0; i < set->n_batches; i++) {
    const BmBatch *batch = &set->batches[i];
    if (was_before(set, i))
      continue;
    const BmSchool *school = &set->schools[batch->school];
    g_autofree char *name = csv_field(school->name);
    g_autoptr(GPtrArray) pupils = bm_class_pupils(set, seed, batch->school, batch->class_name);
    for (guint p = 0; p < pupils->len; p++) {
      const BmPupil *pupil = g_ptr_array_index(pupils, p);
      g_string_append_printf(csv, "%s,%s,%s,%d,%s,%s,%s\n", school->school_code, name,
                             batch->class_name, pupil->student_no, pupil->surname, pupil->name,
                             pupil->patronymic);
    }
  }
  write_text(folder, "roster.csv", csv->str);
}

static void write_teachers(const BmSet *set, const char *folder)
{
  g_autoptr(GString) csv = g_string_new("teacher,school_code,subject,max_works\n");
  for (int s = 0; s < set->n_schools; s++)
    for (int t = 0; t < 2; t++)
      g_string_append_printf(csv, "%s,%s,%s,%d\n", set->schools[s].teachers[t],
                             set->schools[s].school_code, set->subject, 12 + 3 * t);
  write_text(folder, "teachers.csv", csv->str);
}

static void write_assessment(const BmSet *set, const char *folder, json_t *batches)
{
  static const int most[] = {1, 1, 2, 2, 2, 3};
  json_t *tasks = json_array();
  for (gsize i = 0; i < G_N_ELEMENTS(most); i++) {
    g_autofree char *id = g_strdup_printf("%" G_GSIZE_FORMAT, i + 1);
    json_array_append_new(tasks, json_pack("{s:s, s:i}", "id", id, "max", most[i]));
  }
  g_autoptr(json_t) assessment = json_pack(
      "{s:s, s:s, s:i, s:s, s:s, s:o, s:i, s:s, s:O}", "title", set->title, "subject",
      set->subject, "grade", set->parallel, "date", set->date, "policy", "diagnostic_cross",
      "tasks", tasks, "pages_per_work", 2, "criteria", "criteria.pdf", "batches", batches);
  g_autofree char *text = json_dumps(assessment, JSON_INDENT(1));
  write_text(folder, "assessment.json", text);
}

static void write_criteria(const BmSet *set, const char *folder)
{
  g_autoptr(BmSheet) sheet = bm_sheet_new(210, 297);
  bm_sheet_print(sheet, BM_AS_PLAIN, 105, 28, BM_CENTRE, "PT Serif Bold 15", &bm_ink_black,
                 "Критерии оценивания");
  bm_sheet_print(sheet, BM_AS_PLAIN, 105, 36, BM_CENTRE, "PT Serif 12", &bm_ink_black,
                 set->title);
  static const char *const rows[] = {
      "Задание 1 (1 балл). Верный ответ – 1 балл, в остальных случаях – 0 баллов.",
      "Задание 2 (1 балл). Верный ответ – 1 балл, в остальных случаях – 0 баллов.",
      "Задание 3 (2 балла). Ход решения верный, ответ получен – 2 балла; одна вычислительная "
      "ошибка – 1 балл.",
      "Задание 4 (2 балла). Ответ обоснован – 2 балла; обоснование неполное – 1 балл.",
      "Задание 5 (2 балла). Оба элемента ответа верны – 2 балла; один элемент – 1 балл.",
      "Задание 6 (3 балла). Полное решение – 3 балла; пропущен один шаг – 2 балла; верное "
      "начало – 1 балл.",
      "Если участник не приступал к заданию, в ячейку ставится Х."};
  double y = 50;
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
    y = bm_sheet_print_block(sheet, BM_AS_PLAIN, 25, y, 160, "PT Serif 12", rows[i]) + 5;
  g_autofree char *path = g_build_filename(folder, "criteria.pdf", NULL);
  cairo_surface_t *pdf = cairo_pdf_surface_create(path, 210 * 72 / 25.4, 297 * 72 / 25.4);
  cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATE_DATE, "2026-10-01T12:00:00Z");
  cairo_t *cr = cairo_create(pdf);
  cairo_scale(cr, 72 / 25.4, 72 / 25.4);
  bm_sheet_paint(sheet, cr, BM_PLAIN);
  cairo_destroy(cr);
  cairo_surface_finish(pdf);
  if (cairo_surface_status(pdf) != CAIRO_STATUS_SUCCESS)
    g_error("cannot write '%s'", path);
  cairo_surface_destroy(pdf);
}

void bm_procedure_write(const BmSet *set, guint32 seed, const char *folder, json_t *batches)
{
  g_mkdir_with_parents(folder, 0755);
  write_roster(set, seed, folder);
  write_teachers(set, folder);
  write_assessment(set, folder, batches);
  write_criteria(set, folder);
}
