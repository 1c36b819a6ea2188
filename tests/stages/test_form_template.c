/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms that leave their round as templates, and come back in another one. */
#include "pipeline/autoptr.h"
#include "pipeline/json_text.h"
#include "pipeline/stage.h"
#include "stages/form/template.h"
#include "stages/form/wash.h"
#include "tests/tools/assert_ok.h"
#include "tests/tools/folder.h"
#include "tests/tools/form_sheet.h"

extern const BmStage bm_stage_form;

#define COPIES 6U

/* --- jobs of the stage */

static json_t *input_draw(const char *id, const Sheet *sheet)
{
  g_autofree char *name = g_strdup_printf("%s.tif", id);
  g_autofree char *path = folder_path(name);
  g_autoptr(GError) error = NULL;
  g_autoptr(PIX) page = sheet_draw(sheet);
  assert_ok(bm_page_write(page, path, &error), error);
  return json_pack("{s:s,s:s,s:{s:{s:f,s:s,s:b},s:{s:s,s:i}}}", "id", id, "path", path, "facts",
                   "upright", "dpi", sheet->dpi > 0 ? sheet->dpi : 150.0, "size", "A4",
                   "turn_sure", 1, "split", "work", id, "page_in_work", 1);
}

static json_t *inputs_draw(const char *packet, guint n, Sheet sheet)
{
  static const double dx[] = {0, 2, -3, 1, -1.5, 0.5}, dy[] = {0, -1.5, 3, 2, 1, -2},
                      turn[] = {0, 0.1, -0.15, 0.2, -0.1, 0.05};
  json_t *inputs = json_array();
  guint first = sheet.pupil;
  for (guint i = 0; i < n; i++) {
    g_autofree char *id = g_strdup_printf("%s.p%04u", packet, i + 1);
    sheet.pupil = first + i;
    sheet.dx = dx[i % G_N_ELEMENTS(dx)];
    sheet.dy = dy[i % G_N_ELEMENTS(dy)];
    sheet.turn_deg = turn[i % G_N_ELEMENTS(turn)];
    json_array_append_new(inputs, input_draw(id, &sheet));
  }
  return inputs;
}

/* Runs the stage; NULL with @error when it gives up. Takes @context and @inputs. */
static json_t *stage_run(json_t *context, json_t *inputs, GError **error)
{
  static guint runs = 0;
  g_autofree char *name = g_strdup_printf("run%u", ++runs);
  g_autofree char *scratch = folder_path(name);
  g_mkdir(scratch, 0700);
  g_autoptr(json_t) ticket = json_pack(
      "{s:s,s:s,s:s,s:{s:i,s:f},s:o,s:o}", "stage", "form", "scratch", scratch, "seed", "00",
      "params", "copies_least", 3, "pass_least", 0.75, "context", context, "inputs", inputs);
  g_autoptr(BmJob) job = bm_job_new(ticket, error);
  cr_assert_not_null(job);
  return bm_stage_form.run(job, error) == BM_DONE ? bm_job_outcome(job) : NULL;
}

static json_t *run_ok(json_t *context, json_t *inputs)
{
  g_autoptr(GError) error = NULL;
  json_t *outcome = stage_run(context, inputs, &error);
  assert_ok(outcome != NULL, error);
  return outcome;
}

static json_t *note_of(const json_t *outcome, const char *kind, guint index)
{
  size_t i;
  json_t *note;
  json_array_foreach (json_object_get(outcome, "notes"), i, note)
    if (g_strcmp0(json_string_value(json_object_get(note, "kind")), kind) == 0 && index-- == 0)
      return json_object_get(note, "value");
  return NULL;
}

/* The record that the engine makes of a note. */
static json_t *record_of(json_t *note, const char *id)
{
  json_t *record = json_deep_copy(note);
  json_object_set_new(record, "id", json_string(id));
  json_object_set_new(record, "state", json_string("confirmed"));
  return record;
}

static json_t *learn(Sheet sheet, guint n)
{
  g_autoptr(json_t) outcome =
      run_ok(json_pack("{s:[]}", "forms"), inputs_draw("f000001", n, sheet));
  json_t *note = note_of(outcome, "form", 0);
  cr_assert_str_eq(bm_json_text(note, "kind"), "form", "no form was learnt");
  return record_of(note, "form01");
}

/* The template of a record, as <folder>/<stem>.form and .png; its path. */
static char *export_as(json_t *record, const char *stem, json_t **ret_washed)
{
  json_object_set_new(record, "stem", json_string(stem));
  g_autoptr(json_t) outcome =
      run_ok(json_pack("{s:s,s:[O]}", "ask", "export", "forms", record), json_array());
  json_t *note = note_of(outcome, "template", 0);
  g_autofree char *text = g_strconcat(stem, ".form", NULL);
  g_autofree char *picture = g_strconcat(stem, ".png", NULL);
  g_autofree char *picture_path = folder_path(picture);
  char *path = folder_path(text);
  cr_assert_eq(g_rename(bm_json_text(note, "text"), path), 0);
  cr_assert_eq(g_rename(bm_json_text(note, "picture"), picture_path), 0);
  if (ret_washed != NULL)
    *ret_washed = json_incref(json_object_get(note, "washed"));
  return path;
}

static json_t *import_from(const char *path)
{
  g_autoptr(json_t) outcome =
      run_ok(json_pack("{s:s,s:[s]}", "ask", "import", "templates", path), json_array());
  return record_of(note_of(outcome, "form", 0), "form01");
}

static guint pages_on(const json_t *outcome, const char *form)
{
  guint n = 0;
  size_t i;
  json_t *emit;
  json_array_foreach (json_object_get(outcome, "emits"), i, emit)
    n += g_strcmp0(bm_json_text(json_object_get(emit, "facts"), "form"), form) == 0;
  return n;
}

TestSuite(form_ask, .init = folder_make, .fini = folder_remove, .timeout = 300);

Test(form_ask, a_template_says_what_the_form_said)
{
  g_autoptr(json_t) record = learn((Sheet){.pupil = 1}, COPIES);
  json_object_set_new(record, "name", json_string("Бланк диагностики"));
  g_autofree char *path = export_as(record, "blank", NULL);
  g_autoptr(json_t) back = import_from(path);
  cr_expect_str_eq(bm_json_text(back, "name"), "Бланк диагностики");
  static const char *const keys[] = {"zones", "size_mm", "version"};
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
    g_autofree char *was =
        json_dumps(json_object_get(record, keys[i]), JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));
    g_autofree char *is =
        json_dumps(json_object_get(back, keys[i]), JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));
    if (i != 1)
      cr_expect_str_eq(is, was, "%s", keys[i]);
  }
  cr_expect(json_equal(json_object_get(json_object_get(back, "facts"), "page_in_work"),
                       json_object_get(json_object_get(record, "facts"), "page_in_work")));
  g_autofree char *text = NULL;
  cr_assert(g_file_get_contents(path, &text, NULL, NULL));
  cr_expect_not_null(strstr(text, "Фамилия"), "labels are not readable:\n%s", text);
  cr_expect_not_null(strstr(text, " from w"), "no zone is given from its label:\n%s", text);
}

Test(form_ask, pages_of_another_scanner_lie_on_a_template)
{
  g_autoptr(json_t) record = learn((Sheet){.pupil = 1, .dpi = 200, .is_gray = TRUE}, COPIES);
  g_autofree char *path = export_as(record, "blank", NULL);
  g_autoptr(json_t) back = import_from(path);
  g_autoptr(json_t) outcome =
      run_ok(json_pack("{s:[O]}", "forms", back),
             inputs_draw("f000002", 3, (Sheet){.pupil = 30, .dpi = 300}));
  cr_expect_eq(pages_on(outcome, "form01"), 3);
  cr_expect_null(note_of(outcome, "form", 0), "a form was learnt or changed");
}

Test(form_ask, a_template_serves_a_batch_in_another_font)
{
  g_autofree char *path = NULL;
  {
    g_autoptr(json_t) record = learn((Sheet){.pupil = 1}, COPIES);
    path = export_as(record, "blank", NULL);
  }
  g_autoptr(json_t) back = import_from(path);
  g_autoptr(json_t) outcome =
      run_ok(json_pack("{s:[O]}", "forms", back),
             inputs_draw("f000002", 4, (Sheet){.pupil = 30, .font = "DejaVu Serif"}));
  json_t *note = note_of(outcome, "form", 0);
  cr_expect_eq(pages_on(outcome, "form02"), 4);
  cr_expect_str_eq(bm_json_text(note, "like"), "form01");
  cr_expect(json_is_true(json_object_get(note, "is_evident")));
  cr_expect_eq(json_array_size(json_object_get(note, "zones")),
               json_array_size(json_object_get(back, "zones")));
}

/* --- what a person may do to a template */

typedef struct Fault {
  char find[40], put[60], reason[24], says[60];
} Fault;

static char *text_get(const char *path)
{
  char *text = NULL;
  cr_assert(g_file_get_contents(path, &text, NULL, NULL));
  return text;
}

static void text_change(const char *path, const char *find, const char *put)
{
  g_autofree char *text = text_get(path);
  char *at = strstr(text, find);
  cr_assert_not_null(at, "the template has no '%s':\n%s", find, text);
  GString *changed = g_string_new_len(text, at - text);
  g_string_append(changed, put);
  g_string_append(changed, at + strlen(find));
  cr_assert(g_file_set_contents(path, changed->str, -1, NULL));
  g_string_free(changed, TRUE);
}

/* A small form, written without learning. */
static BmForm *small_form(const Sheet *sheet)
{
  g_autoptr(PIX) page = sheet_draw(sheet);
  BmForm *form = bm_form_new("form01", FALSE);
  form->width_mm = SHEET_W;
  form->height_mm = SHEET_H;
  form->head_mm = 100;
  form->print = bm_print_new(pixGetWidth(page), pixGetHeight(page));
  form->print->copies = 6;
  form->print->clean = pixCopy(NULL, page);
  static const BmFormZone zones[] = {{52, 38, 140, 8, "student_name"},
                                     {52, 74, 21, 8, "class_letter"},
                                     {90, 282, 40, 8, "unexplained"}},
                          kept = {125, 74, 14, 8, "variant"};
  g_array_append_vals(form->zones, zones, G_N_ELEMENTS(zones));
  g_array_append_val(form->kept, kept);
  cr_assert(bm_form_prepare(form));
  return form;
}

static char *small_template(void)
{
  GError *error = NULL;
  g_autoptr(BmForm) form = small_form(&(Sheet){.is_print_only = TRUE});
  BmWashed washed = {0};
  assert_ok(bm_wash(form, NULL, NULL, &washed, &error), error);
  char *path = folder_path("small.form");
  g_autofree char *picture = folder_path("small.png");
  assert_ok(bm_template_write(form, "small", path, picture, &error), error);
  return path;
}

TestSuite(form_template, .init = folder_make, .fini = folder_remove, .timeout = 120);

Test(form_template, every_fault_is_named_with_its_line)
{
  static const Fault faults[] = {
      {"head = 100.00", "head = 100,00", "template_bad",
       "line 12: wrong value of the key head"},
      {"version = 1", "version = one", "template_bad",
       "line 6: wrong value of the key version"},
      {"width = 210", "breadth = 210", "template_bad", "line 7: unknown key breadth"},
      {"copies = 6", "head = 3", "template_bad", "line 13: the key comes twice: head"},
      {"page = 0\n", "", "template_bad", ""},
      {"copies = 6\n", "", "template_bad", "[form] lacks the key copies"},
      {"format = 1", "format = 2", "template_newer", "this program knows 1"},
      {"[zones]", "[zonen]", "template_bad", "but here is [zonen]"},
      {"[kept]", "#", "template_bad", "the file breaks off: there is no group [kept]"},
      {"word w01", "wort w01", "template_bad", "word, across or down is needed, not wort"},
      {"word w02", "word w01", "template_bad", "two words have the id w01"},
      {"student_name ", "Иванова ", "template_bad", "the kind of a zone is Latin letters"},
      {"student_name ", "student_name 999", "template_bad", "outside the paper"},
      {" from w", " from v", "template_bad", "[anchors] above has no word v"},
      {"picture = small.png", "picture = ../small.png", "template_bad", "picture"},
      {"picture = small.png", "picture = tiny.png", "template_picture", "not there"},
      {"picture_sha256 = ", "picture_sha256 = 0", "template_bad", "picture_sha256"},
      {"height = 297", "height = 290", "template_picture", "150 dots an inch"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(faults); i++) {
    const Fault *fault = &faults[i];
    g_autofree char *path = small_template();
    GError *error = NULL;
    text_change(path, fault->find, fault->put);
    g_autoptr(BmForm) form = bm_template_read(path, &error);
    if (fault->says[0] == '\0') { /* a key that may be missing */
      assert_ok(form != NULL, error);
      continue;
    }
    cr_assert_null(form, "taken in spite of '%s'", fault->put);
    cr_expect(g_str_has_prefix(error->message, fault->reason), "'%s': %s", fault->put,
              error->message);
    cr_expect_not_null(strstr(error->message, "small.form"), "%s", error->message);
    cr_expect_not_null(strstr(error->message, fault->says), "'%s': %s", fault->put,
                       error->message);
    g_clear_error(&error);
  }
}

Test(form_template, another_picture_is_refused_until_its_digest_is_deleted)
{
  GError *error = NULL;
  g_autofree char *path = small_template(), *picture = folder_path("small.png");
  g_autoptr(PIX) drawn = pixRead(picture);
  pixRasterop(drawn, 0, 0, 30, 30, PIX_SET, NULL, 0, 0);
  pixWrite(picture, drawn, IFF_PNG);
  g_autoptr(BmForm) refused = bm_template_read(path, &error);
  assert_fails_with(refused != NULL, error, "template_picture");
  g_clear_error(&error);
  text_change(path, "picture_sha256", "# ");
  g_autoptr(BmForm) form = bm_template_read(path, &error);
  assert_ok(form != NULL, error);
}

Test(form_template, a_broken_picture_is_no_crash)
{
  g_autofree char *path = small_template(), *picture = folder_path("small.png");
  text_change(path, "picture_sha256", "# ");
  g_autofree char *bytes = NULL;
  gsize size = 0;
  cr_assert(g_file_get_contents(picture, &bytes, &size, NULL));
  for (gsize part = 0; part < size; part += 1 + size / 9) {
    GError *error = NULL;
    g_file_set_contents(picture, bytes, (gssize)part, NULL);
    g_autoptr(BmForm) form = bm_template_read(path, &error);
    if (form == NULL)
      cr_expect(g_str_has_prefix(error->message, "template_picture"), "%s", error->message);
    g_clear_error(&error);
  }
}

Test(form_template, a_label_that_a_person_moves_takes_its_field_along)
{
  GError *error = NULL;
  g_autofree char *path = small_template();
  g_autoptr(BmForm) before = bm_template_read(path, &error);
  assert_ok(before != NULL, error);
  g_autofree char *text = text_get(path);
  const char *zone = strstr(text, "\nstudent_name"), *from = strstr(zone, " from ");
  g_autofree char *id = g_strndup(from + 6, 3);
  g_autofree char *find = g_strdup_printf("word %s ", id);
  const char *word = strstr(text, find);
  double x = g_ascii_strtod(word + strlen(find), NULL);
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd(number, sizeof number, "%.2f", x);
  g_autofree char *old = g_strconcat(find, number, NULL);
  g_ascii_formatd(number, sizeof number, "%.2f", x + 5);
  g_autofree char *moved = g_strconcat(find, number, NULL);
  text_change(path, old, moved);
  g_autoptr(BmForm) after = bm_template_read(path, &error);
  assert_ok(after != NULL, error);
  cr_expect_float_eq(g_array_index(after->zones, BmFormZone, 0).x,
                     g_array_index(before->zones, BmFormZone, 0).x + 5, 0.001);
}

Test(form_template, an_anchor_that_a_person_deletes_is_not_asked_for)
{
  GError *error = NULL;
  g_autofree char *path = small_template();
  g_autoptr(BmForm) before = bm_template_read(path, &error);
  text_change(path, "word w01", "# w01");
  g_autoptr(BmForm) after = bm_template_read(path, &error);
  assert_ok(before != NULL && after != NULL, error);
  cr_expect_eq(after->features->list->len + 1, before->features->list->len);
}

/* --- what must not leave */

static int ink_in(PIX *image, double x, double y, double w, double h)
{
  g_autoptr(BOX) box = boxCreate(bm_px(x, BM_FORM_DPI), bm_px(y, BM_FORM_DPI),
                                 bm_px(w, BM_FORM_DPI), bm_px(h, BM_FORM_DPI));
  int count = 0;
  pixCountPixelsInRect(image, box, &count, NULL);
  return count;
}

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

TestSuite(form_wash, .init = folder_make, .fini = folder_remove, .timeout = 120);

Test(form_wash, writing_in_fields_goes_and_frames_stay)
{
  GError *error = NULL;
  BmWashed washed = {0};
  g_autoptr(BmForm) form = small_form(&(Sheet){.pupil = 3, .has_one_class = TRUE});
  g_autoptr(BmForm) blank = small_form(&(Sheet){.is_print_only = TRUE});
  assert_ok(bm_wash(form, NULL, NULL, &washed, &error), error);
  cr_expect_gt(washed.in_fields, 0);
  cr_expect_eq(ink_in(form->print->clean, 52.5, 38.5, 6, 7), 0, "ink is left in a cell");
  cr_expect_eq(ink_in(form->print->clean, 52.5, 74.5, 6, 7), 0, "ink is left of the class");
  int frames = ink_in(blank->print->clean, 51, 37, 142, 10);
  cr_expect_gt(ink_in(form->print->clean, 51, 37, 142, 10), frames * 9 / 10);
  cr_expect_gt(ink_in(form->print->clean, 20, 38, 20, 8), 50, "a label is gone");
}

Test(form_wash, rows_that_name_a_school_or_a_pupil_go)
{
  static const char *const headings[] = {"Школа № 914", "Гимназия 7 города Светлого",
                                         "Работа проверена: Абрикосова"};
  g_autoptr(BmRoster) roster = roster_write();
  for (guint i = 0; i < G_N_ELEMENTS(headings); i++) {
    GError *error = NULL;
    BmWashed washed = {0};
    g_autoptr(BmForm) form =
        small_form(&(Sheet){.is_print_only = TRUE, .heading = headings[i]});
    assert_ok(bm_wash(form, NULL, roster, &washed, &error), error);
    cr_expect_gt(washed.named, 0, "%s", headings[i]);
    cr_expect_eq(ink_in(form->print->clean, i == 2 ? 66 : 20, 5, 90, 8), 0, "%s is left",
                 headings[i]);
    cr_expect_gt(ink_in(form->print->clean, 60, 15, 60, 6), 100, "the title is gone");
    g_autofree char *path = folder_path("named.form"), *picture = folder_path("named.png");
    assert_ok(bm_template_write(form, "named", path, picture, &error), error);
    g_autofree char *text = text_get(path);
    cr_expect_null(strstr(text, "914"));
    cr_expect_null(strstr(text, "Абрикосова"));
  }
}

Test(form_wash, bars_that_numbers_have_in_common_go_with_their_digits)
{
  GError *error = NULL;
  BmWashed washed = {0};
  g_autoptr(BmForm) form = small_form(&(Sheet){.is_print_only = TRUE});
  static const double bars[] = {150, 151, 153, 154.2, 160, 166, 167};
  for (guint i = 0; i < G_N_ELEMENTS(bars); i++)
    pixRasterop(form->print->clean, bm_px(bars[i], BM_FORM_DPI), bm_px(12, BM_FORM_DPI), 3,
                bm_px(12, BM_FORM_DPI), PIX_SET, NULL, 0, 0);
  pixRasterop(form->print->clean, bm_px(155, BM_FORM_DPI), bm_px(25.5, BM_FORM_DPI), 30, 10,
              PIX_SET, NULL, 0, 0);
  int title = ink_in(form->print->clean, 60, 15, 60, 6);
  assert_ok(bm_wash(form, NULL, NULL, &washed, &error), error);
  cr_expect_eq(ink_in(form->print->clean, 145, 5, 40, 25), 0, "bars or digits are left");
  cr_expect_eq(ink_in(form->print->clean, 60, 15, 60, 6), title, "the title lost ink");
}

Test(form_wash, a_task_about_schools_and_numbers_is_no_name)
{
  GError *error = NULL;
  BmWashed washed = {0};
  g_autoptr(BmForm) form = small_form(
      &(Sheet){.is_print_only = TRUE, .task = "В школе 24 класса. Сколько учеников в школе?"});
  assert_ok(bm_wash(form, NULL, NULL, &washed, &error), error);
  cr_expect_eq(washed.named, 0);
}

Test(form_wash, titles_and_labels_name_nobody)
{
  GError *error = NULL;
  BmWashed washed = {0};
  g_autoptr(BmRoster) roster = roster_write();
  g_autoptr(BmForm) form = small_form(
      &(Sheet){.is_print_only = TRUE, .heading = "Школьный этап олимпиады, 2026 год"});
  assert_ok(bm_wash(form, NULL, roster, &washed, &error), error);
  cr_expect_eq(washed.named, 0);
  cr_expect_eq(washed.unread, 0);
}

Test(form_wash, of_few_copies_only_what_can_be_read_stays)
{
  GError *error = NULL;
  BmWashed washed = {0};
  g_autoptr(BmForm) form = small_form(&(Sheet){.pupil = 5});
  form->print->copies = 4;
  assert_ok(bm_wash(form, NULL, NULL, &washed, &error), error);
  cr_expect_gt(washed.unread, 0);
  int written = ink_in(form->print->clean, 10, 105, 190, 165);
  cr_expect_lt(written, 200, "%d pixels of writing are left", written);
  g_autoptr(BmForm) blank = small_form(&(Sheet){.is_print_only = TRUE});
  int label = ink_in(blank->print->clean, 20, 38, 20, 8);
  cr_expect_gt(ink_in(form->print->clean, 20, 38, 20, 8), label * 95 / 100, "a label lost ink");
  int title = ink_in(blank->print->clean, 55, 13, 100, 10);
  cr_expect_gt(ink_in(form->print->clean, 55, 13, 100, 10), title * 95 / 100,
               "the title lost ink");
  cr_expect_gt(ink_in(form->print->clean, 51, 37, 142, 10), 500, "the cells are gone");
}

Test(form_wash, a_form_of_which_little_is_left_is_refused)
{
  GError *error = NULL;
  BmWashed washed = {0};
  g_autoptr(BmForm) form = small_form(&(Sheet){.is_print_only = TRUE});
  BmFormZone all = {0, 0, SHEET_W, 270, "unexplained"};
  g_array_append_val(form->zones, all);
  assert_fails_with(bm_wash(form, NULL, NULL, &washed, &error), error, "template_too_little");
  g_clear_error(&error);
}

/* --- join and split */

Test(form_ask, pages_that_lie_on_a_form_join_it_and_others_are_named)
{
  g_autofree char *path = small_template();
  g_autoptr(json_t) record = import_from(path);
  json_t *inputs = inputs_draw("f000003", 2, (Sheet){.pupil = 11});
  g_autoptr(json_t) other = inputs_draw("f000004", 1, (Sheet){.pupil = 15, .is_other = TRUE});
  json_array_extend(inputs, other);
  g_autoptr(json_t) outcome =
      run_ok(json_pack("{s:s,s:[O]}", "ask", "join", "forms", record), inputs);
  cr_expect_eq(pages_on(outcome, "form01"), 2);
  cr_assert_eq(json_array_size(json_object_get(outcome, "emits")), 2);
  json_t *misfit = note_of(outcome, "misfit", 0);
  cr_expect_str_eq(bm_json_text(misfit, "page"), "f000004.p0001");
  cr_expect_lt(json_number_value(json_object_get(misfit, "tiles")), 0.9);
}

Test(form_ask, a_page_that_was_taken_out_never_meets_that_form_again)
{
  g_autofree char *path = small_template();
  g_autoptr(json_t) record = import_from(path);
  json_t *inputs = inputs_draw("f000003", 2, (Sheet){.pupil = 11});
  json_object_set_new(json_object_get(json_array_get(inputs, 0), "facts"), "review",
                      json_pack("{s:[s]}", "not_forms", "form01"));
  g_autoptr(json_t) outcome = run_ok(json_pack("{s:[O]}", "forms", record), inputs);
  cr_expect_eq(pages_on(outcome, "form01"), 1);
}

Test(form_ask, a_joined_form_takes_no_pages_and_keeps_its_number)
{
  g_autofree char *path = small_template();
  g_autoptr(json_t) record = import_from(path);
  json_object_set_new(record, "joined_to", json_string("form07"));
  g_autoptr(json_t) outcome = run_ok(json_pack("{s:[O]}", "forms", record),
                                     inputs_draw("f000003", 3, (Sheet){.pupil = 11}));
  cr_expect_eq(pages_on(outcome, "form01"), 0);
  cr_expect_eq(pages_on(outcome, "form02"), 3);
}

Test(form_ask, what_cannot_be_loaded_is_said_so)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) outcome =
      stage_run(json_pack("{s:s,s:[{s:s,s:s,s:s}]}", "ask", "export", "forms", "id", "form01",
                          "kind", "form", "model", "/nowhere"),
                json_array(), &error);
  assert_fails_with(outcome != NULL, error, "form_unreadable");
}
