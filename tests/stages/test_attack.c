/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stages/attack/look.h"
#include "stages/attack/marks.h"
#include "stages/shared/pdf.h"
#include "tests/stages/identity_page.h"
#include "tests/tools/assert_ok.h"
#include "tests/tools/folder.h"

#include <stdio.h>

#define DPI 200.0

static const char roster[] = "school_code,school_name,class,student_no,surname,name\n"
                             "119014,ГБОУ СОШ № 914,9А,1,Бобров,Захар\n"
                             "119014,ГБОУ СОШ № 914,9А,2,Журавлёва,Анна\n"
                             "119027,ГБОУ СОШ № 927,9Б,1,Крапивин,Олег\n";

static void lists_make(void)
{
  folder_make();
  g_autofree char *path = folder_path("roster.csv");
  cr_assert(g_file_set_contents(path, roster, -1, NULL));
}

TestSuite(attack, .init = lists_make, .fini = folder_remove, .timeout = 120);

static json_t *look_at(const char *name, const char *place)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = folder_path(name);
  g_autoptr(BmKnown) known = bm_known_new(folder, "119014", "9А", &error);
  assert_ok(known != NULL, error);
  BmLookOrder order = {.path = path, .place = place};
  json_t *look = bm_attack_look(known, &order, &error);
  assert_ok(look != NULL, error);
  return look;
}

/* A work of one page; @title stands in its properties. */
static void pdf_make(TestPage *page, gboolean is_bilevel, const char *title)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PIX) pix = test_page_pix(page, is_bilevel);
  pixSetResolution(pix, (int)page->dpi, (int)page->dpi);
  g_autofree char *path = folder_path("work.pdf"), *picture = folder_path("page");
  if (is_bilevel)
    assert_ok(bm_page_write(pix, picture, &error), error);
  else
    cr_assert_eq(pixWriteJpeg(picture, pix, 85, 0), 0);
  g_autoptr(BmPdf) pdf = bm_pdf_new(path, title, &error);
  assert_ok(pdf != NULL, error);
  bm_pdf_page(pdf, 210, 297);
  assert_ok(bm_pdf_image(pdf, picture, (BmPdfRect){0, 0, 210, 297}, 85, &error), error);
  assert_ok(bm_pdf_finish(pdf, &error), error);
}

static json_t *look_at_page(TestPage *page)
{
  pdf_make(page, FALSE, NULL);
  return look_at("work.pdf", "sorted/K101/111-222-333.pdf");
}

static guint hits(json_t *look, const char *where, const char *kind, gboolean is_own)
{
  guint n = 0;
  size_t i;
  json_t *hit;
  json_array_foreach (json_object_get(look, "hits"), i, hit)
    n += g_strcmp0(json_string_value(json_object_get(hit, "where")), where) == 0 &&
         g_strcmp0(json_string_value(json_object_get(hit, "kind")), kind) == 0 &&
         json_is_true(json_object_get(hit, "own")) == is_own;
  return n;
}

static gboolean has_metadata(json_t *look, const char *key)
{
  size_t i;
  json_t *entry;
  json_array_foreach (json_object_get(look, "metadata"), i, entry)
    if (g_strcmp0(json_string_value(json_object_get(entry, "key")), key) == 0)
      return TRUE;
  return FALSE;
}

static void solid(TestPage *page, double x, double y, double w, double h)
{
  cairo_rectangle(page->cr, x, y, w, h);
  cairo_fill(page->cr);
}

Test(attack, readable_surname_is_found_with_its_place_and_not_quoted)
{
  g_auto(TestPage) page = test_page_new(DPI);
  test_page_text(&page, 30, 20, 6, "Фамилия Журавлёва");
  test_page_text(&page, 30, 40, 6, "Контрольная работа по математике");
  g_autoptr(json_t) look = look_at_page(&page);
  cr_expect_eq(hits(look, "page", "surname", TRUE), 1);
  json_t *hit = json_array_get(json_object_get(look, "hits"), 0);
  double x = json_number_value(json_array_get(json_object_get(hit, "box"), 0)),
         y = json_number_value(json_array_get(json_object_get(hit, "box"), 1));
  cr_expect(x > 45 && x < 75 && y > 17 && y < 27, "at %.0f %.0f", x, y);
  char *text = json_dumps(look, JSON_ENSURE_ASCII);
  cr_expect_null(strstr(text, "\\u0416")); /* the letter that the name begins with */
  free(text);
}

Test(attack, surname_of_another_class_is_no_right_guess)
{
  g_auto(TestPage) page = test_page_new(DPI);
  test_page_text(&page, 30, 20, 6, "Стихи читал Крапивин");
  g_autoptr(json_t) look = look_at_page(&page);
  cr_expect_eq(hits(look, "page", "surname", FALSE), 1);
  cr_expect_eq(hits(look, "page", "surname", TRUE), 0);
}

Test(attack, rest_of_a_surname_beside_a_mask_is_found)
{
  g_auto(TestPage) page = test_page_new(DPI);
  test_page_text(&page, 60, 20, 8, "авлёва"); /* of Журавлёва */
  solid(&page, 30, 18, 29.7, 12);
  g_autoptr(json_t) look = look_at_page(&page);
  cr_expect_eq(hits(look, "page", "surname", TRUE), 1);
}

Test(attack, school_is_its_number_after_the_word_and_no_task)
{
  g_auto(TestPage) page = test_page_new(DPI);
  test_page_text(&page, 30, 20, 6, "Школа № 914");
  g_autoptr(json_t) look = look_at_page(&page);
  cr_expect_eq(hits(look, "page", "school", TRUE), 1);
  g_auto(TestPage) tasks = test_page_new(DPI);
  test_page_text(&tasks, 30, 20, 6, "Задание № 914");
  g_autoptr(json_t) other = look_at_page(&tasks);
  cr_expect_eq(hits(other, "page", "school", TRUE), 0);
}

Test(attack, clean_page_gives_no_hit_and_no_metadata_but_the_producer)
{
  for (int is_bilevel = 0; is_bilevel < 2; is_bilevel++) {
    g_auto(TestPage) page = test_page_new(DPI);
    test_page_text(&page, 30, 20, 6, "Контрольная работа по математике");
    solid(&page, 60, 40, 60, 10);
    test_page_tasks(&page, 80);
    pdf_make(&page, is_bilevel, NULL);
    g_autoptr(json_t) look = look_at("work.pdf", "sorted/K101/111-222-333.pdf");
    cr_expect(json_is_true(json_object_get(look, "is_readable")));
    cr_expect_eq(json_array_size(json_object_get(look, "hits")), 0);
    cr_expect_eq(json_array_size(json_object_get(look, "metadata")), 1);
    cr_expect(has_metadata(look, "/Producer"));
  }
}

Test(attack, name_in_the_properties_of_a_pdf_is_found)
{
  g_auto(TestPage) page = test_page_new(DPI);
  pdf_make(&page, TRUE, "Работа: Бобров");
  g_autoptr(json_t) look = look_at("work.pdf", "sorted/K101/111-222-333.pdf");
  cr_expect_eq(hits(look, "property", "surname", TRUE), 1);
}

Test(attack, name_in_a_file_name_is_found)
{
  g_auto(TestPage) page = test_page_new(DPI);
  pdf_make(&page, TRUE, NULL);
  g_autoptr(json_t) look = look_at("work.pdf", "sorted/9А/Бобров.pdf");
  cr_expect_eq(hits(look, "name", "surname", TRUE), 1);
}

Test(attack, words_that_can_be_copied_are_found)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = folder_path("work.pdf");
  g_autoptr(BmPdf) pdf = bm_pdf_new(path, NULL, &error);
  bm_pdf_page(pdf, 210, 297);
  BmPdfStyle style = {.face = BM_PDF_SANS, .size_pt = 10};
  bm_pdf_text(pdf, &style, 30, 30, 0, "Бобров Захар");
  assert_ok(bm_pdf_finish(pdf, &error), error);
  g_autoptr(json_t) look = look_at("work.pdf", "bundles/m01/bundle.pdf");
  cr_expect_eq(hits(look, "layer", "surname", TRUE), 1);
}

static void append(const char *name, const char *bytes)
{
  g_autofree char *path = folder_path(name);
  FILE *file = fopen(path, "ab");
  cr_assert_not_null(file);
  fputs(bytes, file);
  fclose(file);
}

Test(attack, bytes_after_the_end_are_found)
{
  g_auto(TestPage) page = test_page_new(DPI);
  pdf_make(&page, TRUE, NULL);
  append("work.pdf", "\nscan-0412.pdf Бобров\n");
  g_autoptr(json_t) look = look_at("work.pdf", "sorted/K101/111-222-333.pdf");
  cr_expect(has_metadata(look, "tail"));
  cr_expect_eq(hits(look, "property", "surname", TRUE), 1);
}

Test(attack, picture_of_a_page_is_taken_out_as_it_lies)
{
  g_autoptr(GError) error = NULL;
  g_auto(TestPage) page = test_page_new(DPI);
  pdf_make(&page, FALSE, NULL);
  g_autofree char *path = folder_path("work.pdf");
  g_autoptr(BmPdfFile) file = bm_pdffile_open(path, &error);
  assert_ok(file != NULL, error);
  g_auto(BmPdfPicture) picture = {0};
  cr_assert(bm_pdffile_picture(file, 0, &picture));
  cr_expect(picture.is_jpeg);
  cr_expect_float_eq(picture.width_mm, 210, 0.1);
}

Test(attack, file_that_cannot_be_read_is_said_to_be_so)
{
  append("work.pdf", "%PDF-1.5 and no more");
  g_autoptr(json_t) look = look_at("work.pdf", "sorted/K101/111-222-333.pdf");
  cr_expect(json_is_false(json_object_get(look, "is_readable")));
}

/* --- a workbook: a ZIP archive with one stored part ------------------------------------- */

static void put(GByteArray *out, guint32 value, guint width)
{
  for (guint i = 0; i < width; i++) {
    guint8 byte = (guint8)(value >> (8 * i));
    g_byte_array_append(out, &byte, 1);
  }
}

static void header_put(GByteArray *out, gboolean is_local, const char *name, guint32 size)
{
  put(out, is_local ? 0x04034B50 : 0x02014B50, 4);
  put(out, 20, is_local ? 2 : 4);
  put(out, 0, 2);
  put(out, 0, 2);          /* stored */
  put(out, 0x00210000, 4); /* 1980-01-01 */
  put(out, 0, 4);
  put(out, size, 4);
  put(out, size, 4);
  put(out, (guint32)strlen(name), 2);
  put(out, 0, 2);
  for (guint i = 0; i < 14 && !is_local; i++)
    put(out, 0, 1);
  g_byte_array_append(out, (const guint8 *)name, (guint)strlen(name));
}

static void book_make(const char *text)
{
  const char *name = "docProps/core.xml";
  g_autoptr(GByteArray) zip = g_byte_array_new();
  header_put(zip, TRUE, name, (guint32)strlen(text));
  g_byte_array_append(zip, (const guint8 *)text, (guint)strlen(text));
  guint32 directory = zip->len;
  header_put(zip, FALSE, name, (guint32)strlen(text));
  guint32 size = zip->len - directory;
  put(zip, 0x06054B50, 4);
  put(zip, 0, 4);
  put(zip, 1, 2);
  put(zip, 1, 2);
  put(zip, size, 4);
  put(zip, directory, 4);
  put(zip, 0, 2);
  g_autofree char *path = folder_path("scores.xlsx");
  cr_assert(g_file_set_contents(path, (const char *)zip->data, zip->len, NULL));
}

Test(attack, author_of_a_workbook_is_found)
{
  book_make("<x><dc:creator>Журавлёва А.</dc:creator></x>");
  g_autoptr(json_t) look = look_at("scores.xlsx", "bundles/m01/scores.xlsx");
  cr_expect(json_is_true(json_object_get(look, "is_readable")));
  cr_expect(has_metadata(look, "dc:creator"));
  cr_expect_not(has_metadata(look, "times"));
  cr_expect_eq(hits(look, "property", "surname", TRUE), 1);
}

/* --- marks -------------------------------------------------------------------------------- */

static json_t *marks_of(json_t *look, const char *group)
{
  json_t *page = json_array_get(json_object_get(look, "pages"), 0);
  return json_object_get(json_object_get(page, "marks"), group);
}

Test(attack, masks_are_measured_from_pixels)
{
  for (int is_bilevel = 0; is_bilevel < 2; is_bilevel++) {
    g_auto(TestPage) page = test_page_new(DPI);
    test_page_text(&page, 30, 20, 6, "Фамилия");
    solid(&page, 60, 18, 47.5, 9);
    solid(&page, 60, 40, 20, 6);
    g_autoptr(PIX) pix = test_page_pix(&page, is_bilevel);
    g_autoptr(GArray) masks = bm_marks_masks(pix, DPI);
    cr_assert_eq(masks->len, 2);
    BmBox box = g_array_index(masks, BmBox, 0);
    cr_expect(ABS(box.x - 600) <= 4 && ABS(box.y - 180) <= 4 && ABS(box.w - 475) <= 5 &&
                  ABS(box.h - 90) <= 5,
              "%d %d %d %d", box.x, box.y, box.w, box.h);
  }
}

Test(attack, masks_that_touch_are_measured_apart)
{
  g_auto(TestPage) page = test_page_new(DPI);
  solid(&page, 20, 20, 150, 10);
  solid(&page, 60, 30, 40, 8);
  g_autoptr(PIX) pix = test_page_pix(&page, TRUE);
  g_autoptr(GArray) masks = bm_marks_masks(pix, DPI);
  cr_assert_eq(masks->len, 2);
  cr_expect_leq(ABS(g_array_index(masks, BmBox, 0).w - 1500), 5);
  cr_expect_leq(ABS(g_array_index(masks, BmBox, 1).w - 400), 5);
}

Test(attack, streak_shows_at_its_place_only)
{
  g_auto(TestPage) page = test_page_new(DPI);
  test_page_tasks(&page, 60);
  cairo_set_source_rgb(page.cr, 0.8, 0.8, 0.8);
  test_page_rule(&page, 151, 0, 151, 297);
  g_autoptr(json_t) look = look_at_page(&page);
  const char *cells = json_string_value(marks_of(look, "streaks"));
  cr_assert_not_null(cells);
  for (guint i = 0; i < 110; i++)
    cr_expect(ABS((int)i - 75) <= 1 || cells[i] < '3', "place %u: %c", i, cells[i]);
  cr_expect(cells[75] >= '7' || cells[74] >= '7', "%s", cells);
}

Test(attack, lone_speck_shows_and_a_dot_of_writing_does_not)
{
  g_auto(TestPage) page = test_page_new(DPI);
  test_page_text(&page, 30, 60, 6, "Точка. Строка...");
  solid(&page, 187.2, 252.2, 0.6, 0.6);
  g_autoptr(json_t) look = look_at_page(&page);
  const char *cells = json_string_value(marks_of(look, "dust"));
  guint n = 0;
  for (guint i = 0; cells[i] != '\0'; i++)
    n += cells[i] != '0';
  cr_expect_eq(n, 1);
  cr_expect_eq(cells[50 * 44 + 37], '9');
}
