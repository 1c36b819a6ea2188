/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Printed lines that copies share at different heights. */
#include "stages/form/strays.h"
#include "stages/shared/formprint_strays.h"
#include "tests/tools/assert_ok.h"
#include "tests/tools/rows_sheet.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <glib/gstdio.h>

TestSuite(form_strays, .timeout = 120);

static void copy_free(gpointer data)
{
  BmCopy *copy = data;
  pixDestroy(&copy->warped);
  g_free(copy);
}

/* Strays of a form that is learnt from these works. */
static BmForm *learnt(const Rows *works, guint n)
{
  g_autoptr(GPtrArray) copies = g_ptr_array_new_with_free_func(copy_free);
  for (guint i = 0; i < n; i++) {
    BmCopy *copy = g_new0(BmCopy, 1);
    copy->warped = rows_draw(&works[i]);
    g_ptr_array_add(copies, copy);
  }
  BmForm *form = bm_form_new("form01", FALSE);
  form->width_mm = SHEET_W;
  form->height_mm = SHEET_H;
  form->print = g_new0(BmPrint, 1);
  form->print->copies = n;
  form->print->clean = rows_shared(4);
  cr_assert(bm_strays_learn(form, copies, NULL));
  return form;
}

/* Strays that were seen between @low and @high millimetres. */
static guint strays_within(const BmForm *form, double low, double high)
{
  guint n = 0;
  for (guint i = 0; i < form->strays->len; i++) {
    const BmStray *stray = g_ptr_array_index(form->strays, i);
    n += stray->low >= low && stray->high <= high;
  }
  return n;
}

Test(form_strays, lines_below_tables_of_four_to_six_rows_are_learnt)
{
  static const Rows works[] = {
      {.n = 4, .pupil = 1}, {.n = 5, .pupil = 2}, {.n = 6, .pupil = 3}};
  g_autoptr(BmForm) form = learnt(works, G_N_ELEMENTS(works));
  guint n_lines = 0;
  for (guint i = 0; i < form->strays->len; i++) {
    const BmStray *stray = g_ptr_array_index(form->strays, i);
    if (bm_mm(pixGetWidth(stray->bits), BM_FORM_DPI) < 40)
      continue; /* the label of a row that two works have */
    n_lines++;
    cr_expect_float_eq(stray->x, 22, 1.0);
    cr_expect_float_eq(stray->high - stray->low, 2 * ROWS_HIGH, 0.4);
  }
  cr_expect_eq(n_lines, 2, "two lines of instruction, not %u", n_lines);
}

Test(form_strays, what_a_pupil_writes_is_never_one)
{
  static const Rows works[] = {
      {.n = 5, .pupil = 1}, {.n = 6, .pupil = 2}, {.n = 6, .pupil = 3}};
  g_autoptr(BmForm) form = learnt(works, G_N_ELEMENTS(works));
  for (guint i = 0; i < form->strays->len; i++) {
    const BmStray *stray = g_ptr_array_index(form->strays, i);
    cr_expect_lt(stray->x, 60, "a value became print");
  }
}

Test(form_strays, what_a_school_types_on_its_works_is_none)
{
  static const char *const typed[] = {
      "Государственная гимназия № 814", "ученик 9А класса средней школы",
      "Незнамов Иван Петрович", "ученица девятого класса Незнамова Ульяна"};
  for (guint i = 0; i < G_N_ELEMENTS(typed); i++) {
    Rows works[] = {{.n = 4, .pupil = 1, .typed = typed[i]},
                    {.n = 5, .pupil = 2, .typed = typed[i]},
                    {.n = 6, .pupil = 3}};
    g_autoptr(BmForm) form = learnt(works, G_N_ELEMENTS(works));
    cr_expect_geq(form->strays->len, 2);
    cr_expect_eq(strays_within(form, ROWS_TOP + 4 * ROWS_HIGH + 26, SHEET_H), 0, "text %u", i);
  }
}

Test(form_strays, lines_of_one_copy_alone_are_none)
{
  static const Rows works[] = {{.n = 5, .pupil = 1}};
  g_autoptr(BmForm) form = learnt(works, G_N_ELEMENTS(works));
  cr_expect_eq(form->strays->len, 0);
}

Test(form_strays, they_are_kept_in_the_model_and_models_without_them_load)
{
  static const Rows works[] = {
      {.n = 4, .pupil = 1}, {.n = 5, .pupil = 2}, {.n = 6, .pupil = 3}};
  g_autoptr(BmForm) form = learnt(works, G_N_ELEMENTS(works));
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp("bm-strays-XXXXXX", &error);
  assert_ok(folder != NULL, error);
  g_autofree char *path = g_build_filename(folder, "model.json", NULL);
  form->print->count = pixConvert1To8(NULL, form->print->clean, 0, 3);
  form->print->reach = pixCopy(NULL, form->print->count);
  for (int is_empty = 0; is_empty <= 1; is_empty++) {
    guint n = is_empty ? 0 : form->strays->len;
    g_ptr_array_set_size(form->strays, (int)n);
    assert_ok(bm_form_save(form, path, &error), error);
    g_autoptr(json_t) record =
        json_pack("{s:s,s:s,s:s}", "id", "form01", "kind", "form", "model", path);
    g_autoptr(BmForm) again = bm_form_load(record);
    cr_assert_not_null(again);
    cr_expect_eq(again->strays->len, n);
    for (guint i = 0; i < n; i++) {
      const BmStray *p = g_ptr_array_index(form->strays, i);
      const BmStray *q = g_ptr_array_index(again->strays, i);
      int is_same = 0;
      pixEqual(p->bits, q->bits, &is_same);
      cr_expect(is_same);
      cr_expect_float_eq(p->low, q->low, 0.011);
      cr_expect_float_eq(p->high, q->high, 0.011);
    }
  }
  g_remove(path);
  g_rmdir(folder);
}

struct text {
  char text[200];
  gboolean is_safe;
};

TestSuite(form_strays_text, .timeout = 10);

ParameterizedTestParameters(form_strays_text, only_instructions_and_bare_labels_are_print)
{
  static struct text cases[] = {
      {"Инструкция по выполнению работы", TRUE},
      {"На выполнение работы отводится 45 минут. Работа включает 6 заданий. Ответы", TRUE},
      {"класса и справочниками школы не разрешается. Запрещается указывать в ответах", TRUE},
      {"посторонние сведения. Желаем успеха!", TRUE},
      {"Учитель", TRUE},
      {"ОО", TRUE},
      {"Учитель Незнамова", FALSE},
      {"ученик 9А класса", FALSE},
      {"ученика девятого класса", FALSE},
      {"учеником 9 класса средней школы этого города и всей его округи", FALSE},
      {"Государственная гимназия № 814", FALSE},
      {"гимназия имени Пушкина в городе над вольной Невой стоит давно", FALSE},
      {"Незнамова Ульяна", FALSE},
      {"работу проверила М. И. Незнамова", FALSE},
      {"М. И. Незнамова", FALSE},
      {"Константинопольский", FALSE},
      {"НЕЗНАМОВА УЛЬЯНА", FALSE},
      {"школа, лицей", FALSE},
      {"код работы 7788991", FALSE},
      {"да", FALSE},
      {"", FALSE},
  };
  return cr_make_param_array(struct text, cases, G_N_ELEMENTS(cases));
}

ParameterizedTest(struct text *c, form_strays_text, only_instructions_and_bare_labels_are_print)
{
  cr_expect_eq(bm_strays_text_is_safe(c->text, NULL), c->is_safe, "%s", c->text);
}

Test(form_strays_text, nobody_of_the_roster_is_print)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp("bm-strays-XXXXXX", &error);
  assert_ok(folder != NULL, error);
  g_autofree char *path = g_build_filename(folder, "roster.csv", NULL);
  assert_ok(g_file_set_contents(path, "surname;name\nНезнамова;Ульяна\n", -1, &error), error);
  g_autoptr(BmRoster) roster = bm_roster_load(folder, &error);
  assert_ok(roster != NULL, error);
  const char *text = "работу сделала незнамова сама";
  cr_expect(bm_strays_text_is_safe(text, NULL));
  cr_expect_not(bm_strays_text_is_safe(text, roster));
  g_remove(path);
  g_rmdir(folder);
}
