/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/stage.h"
#include "stages/bundle/kit.h"
#include "stages/shared/pdf.h"
#include "tests/tools/assert_ok.h"
#include "tests/tools/folder.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

extern const BmStage bm_stage_bundle;

#define PLANTED "Plantedname"

TestSuite(bundle, .init = folder_make, .fini = folder_remove, .timeout = 120);
TestSuite(scores, .init = folder_make, .fini = folder_remove, .timeout = 120);
TestSuite(score_sheet, .init = folder_make, .fini = folder_remove, .timeout = 120);

/* What a tool prints, arguments up to NULL; @ret_size may be NULL. */
static char *said_bytes(gsize *ret_size, GPtrArray *argv)
{
  g_ptr_array_add(argv, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) tool = g_subprocess_newv(
      (const char *const *)argv->pdata,
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);
  assert_ok(tool != NULL, error);
  g_autoptr(GBytes) out = NULL;
  assert_ok(g_subprocess_communicate(tool, NULL, NULL, &out, NULL, &error), error);
  cr_assert(g_subprocess_get_successful(tool), "%s failed", (char *)argv->pdata[0]);
  gsize size = 0;
  const char *bytes = g_bytes_get_data(out, &size);
  char *copy = g_malloc0(size + 1);
  if (size > 0)
    memcpy(copy, bytes, size);
  if (ret_size != NULL)
    *ret_size = size;
  return copy;
}

static G_GNUC_NULL_TERMINATED char *said(const char *tool, ...)
{
  g_autoptr(GPtrArray) argv = g_ptr_array_new();
  g_ptr_array_add(argv, (char *)tool);
  va_list args;
  va_start(args, tool);
  for (char *word = va_arg(args, char *); word != NULL; word = va_arg(args, char *))
    g_ptr_array_add(argv, word);
  va_end(args);
  return said_bytes(NULL, argv);
}

/* Every object of a PDF in plain words. */
static char *opened_up(const char *path, gsize *ret_size)
{
  g_autoptr(GPtrArray) argv = g_ptr_array_new();
  const char *words[] = {"qpdf", "--qdf", "--object-streams=disable", path, "-"};
  for (guint i = 0; i < G_N_ELEMENTS(words); i++)
    g_ptr_array_add(argv, (char *)words[i]);
  return said_bytes(ret_size, argv);
}

static char *page_text(const char *path, guint page)
{
  g_autofree char *number = g_strdup_printf("%u", page);
  return said("pdftotext", "-layout", "-f", number, "-l", number, path, "-", NULL);
}

static guint page_count(const char *path)
{
  g_autofree char *pages = said("qpdf", "--show-npages", path, NULL);
  return (guint)g_ascii_strtoull(pages, NULL, 10);
}

/* A PDF by hand, so that everything can be in it that must not come through. */
typedef struct Pdf {
  GString *text;
  GArray *offsets;
} Pdf;

static void pdf_object(Pdf *pdf, const char *body)
{
  gsize at = pdf->text->len;
  g_array_append_val(pdf->offsets, at);
  g_string_append_printf(pdf->text, "%u 0 obj\n%s\nendobj\n", pdf->offsets->len, body);
}

static void pdf_stream(Pdf *pdf, const char *dict, const void *data, gsize size)
{
  gsize at = pdf->text->len;
  g_array_append_val(pdf->offsets, at);
  g_string_append_printf(pdf->text, "%u 0 obj\n<< %s /Length %zu >>\nstream\n",
                         pdf->offsets->len, dict, size);
  g_string_append_len(pdf->text, data, (gssize)size);
  g_string_append(pdf->text, "\nendstream\nendobj\n");
}

static void pdf_end(Pdf *pdf, const char *path)
{
  gsize at = pdf->text->len;
  g_string_append_printf(pdf->text, "xref\n0 %u\n0000000000 65535 f \n", pdf->offsets->len + 1);
  for (guint i = 0; i < pdf->offsets->len; i++)
    g_string_append_printf(pdf->text, "%010zu 00000 n \n",
                           g_array_index(pdf->offsets, gsize, i));
  g_string_append_printf(
      pdf->text, "trailer << /Size %u /Root 1 0 R /Info 12 0 R >>\nstartxref\n%zu\n%%%%EOF\n",
      pdf->offsets->len + 1, at);
  cr_assert(g_file_set_contents(path, pdf->text->str, (gssize)pdf->text->len, NULL));
  g_string_free(pdf->text, TRUE);
  g_array_unref(pdf->offsets);
}

static GByteArray *jpeg_with_owner(void)
{
  g_autoptr(PIX) page = pixCreate(40, 40, 8);
  pixSetAllGray(page, 128);
  l_uint8 *data = NULL;
  size_t size = 0;
  cr_assert_eq(pixWriteMemJpeg(&data, &size, page, 80, 0), 0);
  GByteArray *jpeg = g_byte_array_new();
  g_byte_array_append(jpeg, data, 2);
  g_byte_array_append(jpeg,
                      (const guint8 *)"\xFF\xE1\x00\x13"
                                      "Exif\0\0" PLANTED,
                      4 + 6 + 11);
  g_byte_array_append(jpeg, data + 2, (guint)size - 2);
  lept_free(data);
  return jpeg;
}

/* One page that says CRITERIA, with a stamp that says STAMPED and the planted name all around.
 */
static char *planted_criteria(void)
{
  static const char content[] =
      "BT /F1 24 Tf 50 700 Td (CRITERIA) Tj ET q 50 0 0 50 50 50 cm /I Do Q";
  static const char stamp[] = "BT /F1 12 Tf 2 4 Td (STAMPED) Tj ET";
  static const char xmp[] = "<x:xmpmeta>" PLANTED "</x:xmpmeta>";
  g_autoptr(GByteArray) jpeg = jpeg_with_owner();
  Pdf pdf = {g_string_new("%PDF-1.6\n"), g_array_new(FALSE, FALSE, sizeof(gsize))};
  pdf_object(&pdf, "<< /Type /Catalog /Pages 2 0 R /Outlines 8 0 R /Metadata 9 0 R /OpenAction "
                   "<< /S /JavaScript /JS (" PLANTED
                   ") >> /Names << /EmbeddedFiles << /Names [(" PLANTED ") 10 0 R] >> >> >>");
  pdf_object(&pdf,
             "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] /Resources << "
             "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> "
             "/XObject << /I 13 0 R >> >> >>");
  pdf_object(&pdf, "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Annots [5 0 R 6 0 R 7 0 R] "
                   "/Metadata 9 0 R /PieceInfo << /Editor << /Private (" PLANTED ") >> >> >>");
  pdf_stream(&pdf, "", content, strlen(content));
  pdf_object(&pdf, "<< /Type /Annot /Subtype /Text /Rect [10 10 30 30] /T (" PLANTED
                   ") /Contents (" PLANTED ") >>");
  pdf_object(&pdf,
             "<< /Type /Annot /Subtype /FreeText /F 4 /Rect [300 300 400 320] /T (" PLANTED
             ") /DA (/F1 12 Tf) /AP << /N 11 0 R >> >>");
  pdf_object(&pdf, "<< /Type /Annot /Subtype /Link /Rect [10 10 90 90] /A << /S /URI /URI "
                   "(file:///C:/Users/" PLANTED ") >> >>");
  pdf_object(&pdf, "<< /Type /Outlines /First 14 0 R /Last 14 0 R /Count 1 >>");
  pdf_stream(&pdf, "/Type /Metadata /Subtype /XML", xmp, strlen(xmp));
  pdf_object(&pdf, "<< /Type /Filespec /F (" PLANTED ".docx) /EF << /F 9 0 R >> >>");
  pdf_stream(&pdf,
             "/Type /XObject /Subtype /Form /BBox [0 0 100 20] /Metadata 9 0 R /Resources << "
             "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>",
             stamp, strlen(stamp));
  pdf_object(&pdf, "<< /Author (" PLANTED ") /Creator (" PLANTED ") >>");
  pdf_stream(&pdf,
             "/Type /XObject /Subtype /Image /Width 40 /Height 40 /BitsPerComponent 8 "
             "/ColorSpace /DeviceGray /Filter /DCTDecode",
             jpeg->data, jpeg->len);
  pdf_object(&pdf, "<< /Title (" PLANTED ") /Parent 8 0 R /Dest [3 0 R /Fit] >>");
  char *path = folder_path("criteria.pdf");
  pdf_end(&pdf, path);
  return path;
}

/* A job under construction. */
typedef struct Desk {
  json_t *works, *share, *tasks, *context;
  gboolean is_duplex, has_class_sheets;
  char *scratch;
} Desk;

static Desk desk_new(const char *scratch)
{
  Desk desk = {json_array(), json_array(), json_array(),        json_object(),
               TRUE,         TRUE,         folder_path(scratch)};
  cr_assert_eq(g_mkdir(desk.scratch, 0700), 0);
  return desk;
}

static char *work_pdf(const char *work_no, guint pages)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *name = g_strdup_printf("%s.pdf", work_no);
  char *path = folder_path(name);
  g_autoptr(BmPdf) pdf = bm_pdf_new(path, NULL, &error);
  assert_ok(pdf != NULL, error);
  for (guint i = 1; i <= pages; i++) {
    BmPdfStyle style = {.size_pt = 20};
    g_autofree char *text = g_strdup_printf("PAGE %u OF %s", i, work_no);
    bm_pdf_page(pdf, 210, 297);
    bm_pdf_text(pdf, &style, 20, 20, 0, text);
  }
  assert_ok(bm_pdf_finish(pdf, &error), error);
  return path;
}

static void add_work(Desk *desk, const char *class_alias, const char *work_no, guint pages)
{
  g_autofree char *path = work_pdf(work_no, pages);
  json_array_append_new(desk->works,
                        json_pack("{s:s,s:s,s:i,s:s}", "work_no", work_no, "class_alias",
                                  class_alias, "pages", (int)pages, "path", path));
  json_array_append_new(desk->share, json_string(work_no));
}

static void add_tasks(Desk *desk, guint n)
{
  for (guint i = 1; i <= n; i++) {
    g_autofree char *id = g_strdup_printf("%u", i);
    json_array_append_new(desk->tasks,
                          json_pack("{s:s,s:i}", "id", id, "max", (int)(1 + i % 3)));
  }
}

/* Takes the desk over. */
static BmJob *desk_job(Desk *desk)
{
  json_t *assessment =
      json_pack("{s:s,s:s,s:s,s:o}", "title", "Диагностическая работа", "subject", "Физика",
                "date", "15.10.2026", "tasks", desk->tasks);
  json_object_set_new(desk->context, "assessment", assessment);
  json_object_set_new(desk->context, "works", desk->works);
  g_autoptr(json_t) ticket =
      json_pack("{s:s,s:s,s:s,s:o,s:{s:b,s:b},s:[{s:s,s:{s:{s:o}}}]}", "stage", "bundle",
                "scratch", desk->scratch, "seed", "5eed", "context", desk->context, "params",
                "duplex", desk->is_duplex, "class_sheets", desk->has_class_sheets, "inputs",
                "id", "m07", "facts", "allocate", "works", desk->share);
  g_autoptr(GError) error = NULL;
  BmJob *job = bm_job_new(ticket, &error);
  assert_ok(job != NULL, error);
  g_clear_pointer(&desk->scratch, g_free);
  return job;
}

static Desk usual_desk(const char *scratch)
{
  Desk desk = desk_new(scratch);
  add_tasks(&desk, 6);
  add_work(&desk, "K10", "582-100-001", 2);
  add_work(&desk, "K9", "911-200-002", 1);
  add_work(&desk, "K9", "133-300-003", 3);
  add_work(&desk, "K10", "204-400-004", 2);
  return desk;
}

/* File published at bundles/m07/@name. */
static char *file_of(const BmJob *job, const char *name)
{
  g_autofree char *place = g_strdup_printf("bundles/m07/%s", name);
  g_autoptr(json_t) outcome = bm_job_outcome(job);
  size_t i;
  json_t *emit;
  json_array_foreach (json_object_get(outcome, "emits"), i, emit)
    if (g_strcmp0(json_string_value(json_object_get(emit, "place")), place) == 0)
      return g_strdup(json_string_value(json_object_get(emit, "file")));
  cr_assert_fail("nothing at %s", place);
  return NULL;
}

static BmJob *run_ok(Desk *desk)
{
  g_autoptr(GError) error = NULL;
  BmJob *job = desk_job(desk);
  assert_ok(bm_stage_bundle.run(job, &error) == BM_DONE, error);
  return job;
}

static void assert_outcome(Desk *desk, BmOutcome outcome, const char *slug)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BmJob) job = desk_job(desk);
  cr_assert_eq(bm_stage_bundle.run(job, &error), outcome);
  cr_assert_not_null(error);
  cr_assert(g_str_has_prefix(error->message, slug), "%s", error->message);
}

static void assert_page_says(const char *path, guint page, const char *words)
{
  g_autofree char *text = page_text(path, page);
  cr_assert_not_null(strstr(text, words), "page %u has no '%s': %s", page, words, text);
}

Test(bundle, works_come_by_class_and_number_each_on_a_front)
{
  Desk desk = usual_desk("a");
  g_autofree char *criteria = planted_criteria();
  json_object_set_new(desk.context, "criteria", json_string(criteria));
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "bundle.pdf");
  static const struct {
    guint page;
    const char *words;
  } expected[] = {
      {1, "Состав комплекта"},
      {2, "Пустой оборот"},
      {3, "CRITERIA"},
      {4, "Пустой оборот"},
      {5, "K9"},
      {6, "Пустой оборот"},
      {7, "PAGE 1 OF 133-300-003"},
      {8, "PAGE 2 OF 133-300-003"},
      {9, "PAGE 3 OF 133-300-003"},
      {10, "Пустой оборот"},
      {11, "PAGE 1 OF 911-200-002"},
      {12, "Пустой оборот"},
      {13, "K10"},
      {14, "Пустой оборот"},
      {15, "PAGE 1 OF 204-400-004"},
      {16, "PAGE 2 OF 204-400-004"},
      {17, "PAGE 1 OF 582-100-001"},
      {18, "PAGE 2 OF 582-100-001"},
  };
  cr_assert_eq(page_count(path), G_N_ELEMENTS(expected));
  for (guint i = 0; i < G_N_ELEMENTS(expected); i++)
    assert_page_says(path, expected[i].page, expected[i].words);
}

Test(bundle, one_sided_bundle_has_no_empty_backs)
{
  Desk desk = usual_desk("a");
  desk.is_duplex = FALSE;
  desk.has_class_sheets = FALSE;
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "bundle.pdf");
  cr_assert_eq(page_count(path), 1 + 8);
}

Test(bundle, cover_lists_every_work_with_its_pages)
{
  Desk desk = usual_desk("a");
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "bundle.pdf");
  g_autofree char *text = page_text(path, 1);
  static const char *const words[] = {
      "133-300-003", "911-200-002",     "204-400-004", "582-100-001", "m07", "Физика",
      "15.10.2026",  "Диагностическая", "4",           "работы",      "8",   "страниц"};
  for (guint i = 0; i < G_N_ELEMENTS(words); i++)
    cr_expect_not_null(strstr(text, words[i]), "%s", words[i]);
}

Test(bundle, long_list_goes_on_over_pages)
{
  Desk desk = desk_new("a");
  add_tasks(&desk, 3);
  for (guint i = 0; i < 90; i++) {
    g_autofree char *work_no = g_strdup_printf("%03u-%03u-000", 100 + i, i);
    add_work(&desk, i < 45 ? "K1" : "K2", work_no, 1);
  }
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "bundle.pdf");
  g_autofree char *text = said("pdftotext", "-layout", "-l", "2", path, "-", NULL);
  for (guint i = 0; i < 90; i++) {
    g_autofree char *work_no = g_strdup_printf("%03u-%03u-000", 100 + i, i);
    cr_expect_not_null(strstr(text, work_no), "%s", work_no);
  }
}

static void assert_absent(const char *bytes, gsize size, const char *word)
{
  cr_expect_null(memmem(bytes, size, word, strlen(word)), "'%s' came through", word);
  g_autofree char *wide = NULL;
  gsize wide_size = 0;
  wide = g_convert(word, -1, "UTF-16BE", "UTF-8", NULL, &wide_size, NULL);
  cr_expect_null(memmem(bytes, size, wide, wide_size), "wide '%s' came through", word);
}

Test(bundle, nothing_that_tells_of_people_comes_in_with_the_criteria)
{
  Desk desk = usual_desk("a");
  g_autofree char *criteria = planted_criteria();
  json_object_set_new(desk.context, "criteria", json_string(criteria));
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "bundle.pdf");
  gsize size = 0, source_size = 0;
  g_autofree char *source = opened_up(criteria, &source_size);
  cr_assert_not_null(memmem(source, source_size, PLANTED, strlen(PLANTED)));
  g_autofree char *bytes = opened_up(path, &size);
  assert_absent(bytes, size, PLANTED);
  assert_absent(bytes, size, "/Annots");
  assert_absent(bytes, size, "/JavaScript");
  assert_absent(bytes, size, "/EmbeddedFiles");
  assert_absent(bytes, size, "/PieceInfo");
  assert_absent(bytes, size, "/Metadata");
  assert_page_says(path, 3, "STAMPED"); /* what is printed stays */
  cr_expect_not_null(strstr(bytes, "/DCTDecode"));
  g_autofree char *check = said("qpdf", "--check", path, NULL);
}

static void assert_same_file(const BmJob *one, const BmJob *two, const char *name)
{
  g_autofree char *path_one = file_of(one, name), *path_two = file_of(two, name);
  g_autofree char *a = NULL, *b = NULL;
  gsize n = 0, m = 0;
  cr_assert(g_file_get_contents(path_one, &a, &n, NULL));
  cr_assert(g_file_get_contents(path_two, &b, &m, NULL));
  cr_assert_eq(n, m, "%s", name);
  cr_assert_arr_eq(a, b, n, "%s", name);
}

Test(bundle, two_runs_give_equal_bytes)
{
  static const char *const names[] = {"bundle.pdf", "scores.xlsx", "score_sheet.pdf",
                                      "manifest.json"};
  g_autofree char *criteria = planted_criteria();
  Desk one = usual_desk("a"), two = desk_new("b");
  json_object_set_new(one.context, "criteria", json_string(criteria));
  g_autoptr(BmJob) job_one = run_ok(&one);
  g_usleep(1100 * 1000); /* a clock in seconds would show */
  g_setenv("LC_ALL", "C.UTF-8", TRUE);
  g_setenv("TZ", "Asia/Vladivostok", TRUE);
  add_tasks(&two, 6); /* the same works in another order */
  add_work(&two, "K9", "133-300-003", 3);
  add_work(&two, "K10", "204-400-004", 2);
  add_work(&two, "K10", "582-100-001", 2);
  add_work(&two, "K9", "911-200-002", 1);
  json_object_set_new(two.context, "criteria", json_string(criteria));
  g_autoptr(BmJob) job_two = run_ok(&two);
  for (guint i = 0; i < G_N_ELEMENTS(names); i++)
    assert_same_file(job_one, job_two, names[i]);
}

Test(bundle, work_that_lost_a_page_stops_the_bundle)
{
  Desk desk = usual_desk("a");
  g_autofree char *path = work_pdf("582-100-001", 1);
  assert_outcome(&desk, BM_PARK, "work_pages_differ: ");
}

Test(bundle, work_that_is_missing_on_disk_stops_the_bundle)
{
  Desk desk = usual_desk("a");
  g_autofree char *path = folder_path("911-200-002.pdf");
  g_unlink(path);
  assert_outcome(&desk, BM_PARK, "work_unreadable: ");
}

Test(bundle, works_must_be_those_of_the_allocation)
{
  Desk desk = usual_desk("a");
  json_array_remove(desk.works, 2);
  assert_outcome(&desk, BM_PARK, "bundle_works_differ: ");
  Desk more = usual_desk("b");
  json_array_remove(more.share, 2);
  assert_outcome(&more, BM_PARK, "bundle_works_differ: ");
}

Test(bundle, damaged_criteria_are_told)
{
  Desk desk = usual_desk("a");
  g_autofree char *path = folder_path("criteria.pdf");
  cr_assert(g_file_set_contents(path, "no PDF at all", -1, NULL));
  json_object_set_new(desk.context, "criteria", json_string(path));
  assert_outcome(&desk, BM_PARK, "criteria_unreadable: ");
}

Test(bundle, assessment_without_tasks_halts)
{
  Desk desk = desk_new("a");
  add_work(&desk, "K1", "582-100-001", 1);
  assert_outcome(&desk, BM_HALT, "assessment_no_tasks: ");
}

Test(bundle, manifest_knows_files_and_first_pages)
{
  Desk desk = usual_desk("a");
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "manifest.json");
  g_autofree char *bundle = file_of(job, "bundle.pdf");
  g_autoptr(json_t) manifest = json_load_file(path, 0, NULL);
  size_t i;
  json_t *record;
  json_array_foreach (json_object_get(manifest, "works"), i, record) {
    guint page = (guint)json_integer_value(json_object_get(record, "first_page"));
    g_autofree char *words =
        g_strdup_printf("PAGE 1 OF %s", json_string_value(json_object_get(record, "work_no")));
    cr_expect_eq(page % 2, 1);
    assert_page_says(bundle, page, words);
  }
  cr_expect_eq(i, 4);
  json_array_foreach (json_object_get(manifest, "files"), i, record) {
    g_autofree char *file = file_of(job, json_string_value(json_object_get(record, "name")));
    g_autofree char *sum = said("sha256sum", file, NULL);
    cr_expect(g_str_has_prefix(sum, json_string_value(json_object_get(record, "sha256"))));
  }
  cr_expect_eq(i, 3);
}

static char *part_of(const char *xlsx, const char *part)
{
  return said("unzip", "-p", xlsx, part, NULL);
}

static guint times(const char *text, const char *word)
{
  guint n = 0;
  for (const char *at = text; (at = strstr(at, word)) != NULL; at += strlen(word))
    n++;
  return n;
}

Test(scores, sheets_are_locked_but_for_scores)
{
  Desk desk = usual_desk("a");
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "scores.xlsx");
  g_autofree char *sheet = part_of(path, "xl/worksheets/sheet1.xml");
  g_autofree char *styles = part_of(path, "xl/styles.xml");
  cr_expect_eq(times(sheet, "<sheetProtection"), 1);
  cr_expect_eq(times(styles, "<protection locked=\"0\"/>"), 1);
  cr_expect_eq(times(sheet, "<dataValidation "), 6);
  cr_expect_not_null(strstr(sheet, "IF(ISNUMBER(B6),AND(B6&gt;=0,B6&lt;=2,B6=INT(B6))"));
  cr_expect_not_null(strstr(sheet, "sqref=\"B6:B7\""));
  cr_expect_not_null(strstr(sheet, "IF(COUNTBLANK(B6:G6)=0,SUM(B6:G6),\"\")"));
  cr_expect_not_null(strstr(sheet, "<pane xSplit=\"1\" ySplit=\"5\""));
  cr_expect_not_null(strstr(sheet, "orientation=\"landscape\""));
}

Test(scores, sheet_names_are_no_cell_names)
{
  Desk desk = usual_desk("a");
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "scores.xlsx");
  g_autofree char *book = part_of(path, "xl/workbook.xml");
  cr_expect_not_null(strstr(book, "name=\"Класс K9\" sheetId=\"1\""));
  cr_expect_not_null(strstr(book, "name=\"Класс K10\" sheetId=\"2\""));
  cr_expect_not_null(strstr(book, "'Класс K9'!$A$1"));
  cr_expect_not_null(strstr(book, "name=\"_blindmark\" sheetId=\"3\" state=\"hidden\""));
}

Test(scores, form_says_which_bundle_it_is)
{
  Desk desk = usual_desk("a");
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "scores.xlsx"),
                  *manifest_path = file_of(job, "manifest.json");
  g_autoptr(json_t) manifest = json_load_file(manifest_path, 0, NULL);
  g_autofree char *words = part_of(path, "xl/sharedStrings.xml");
  g_autofree char *properties = part_of(path, "docProps/core.xml");
  cr_expect_not_null(strstr(words, json_string_value(json_object_get(manifest, "bundle"))));
  cr_expect_not_null(strstr(words, "form_version"));
  cr_expect_not_null(strstr(words, "133-300-003"));
  cr_expect_not_null(strstr(properties, "<dc:creator></dc:creator>"));
  cr_expect_not_null(strstr(properties, "2000-01-01T00:00:00Z"));
}

Test(scores, headline_leaves_out_what_the_assessment_does_not_say)
{
  Desk desk = usual_desk("a");
  BmJob *plain = desk_job(&desk);
  json_t *assessment = json_object_get(bm_job_context(plain), "assessment");
  json_object_del(assessment, "subject");
  g_autoptr(BmJob) job = plain;
  g_autoptr(GError) error = NULL;
  assert_ok(bm_stage_bundle.run(job, &error) == BM_DONE, error);
  g_autofree char *path = file_of(job, "scores.xlsx");
  g_autofree char *words = part_of(path, "xl/sharedStrings.xml");
  cr_expect_not_null(strstr(words, ">Диагностическая работа · 15.10.2026<"));
}

Test(score_sheet, each_class_has_its_table)
{
  Desk desk = usual_desk("a");
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "score_sheet.pdf");
  cr_assert_eq(page_count(path), 2);
  assert_page_says(path, 1, "K9");
  assert_page_says(path, 1, "133-300-003");
  assert_page_says(path, 1, "Итого");
  assert_page_says(path, 2, "K10");
  assert_page_says(path, 2, "582-100-001");
}

Test(score_sheet, long_task_lists_go_across_and_on)
{
  static const struct {
    guint tasks, pages;
    const char *size;
  } cases[] = {
      {12, 1, "595.276 x 841.89"}, {25, 1, "841.89 x 595.276"}, {34, 2, "841.89 x 595.276"}};
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *scratch = g_strdup_printf("s%u", i);
    Desk desk = desk_new(scratch);
    add_tasks(&desk, cases[i].tasks);
    add_work(&desk, "K1", "582-100-001", 1);
    g_autoptr(BmJob) job = run_ok(&desk);
    g_autofree char *path = file_of(job, "score_sheet.pdf");
    g_autofree char *info = said("pdfinfo", path, NULL);
    cr_expect_eq(page_count(path), cases[i].pages, "%u tasks", cases[i].tasks);
    cr_expect_not_null(strstr(info, cases[i].size), "%u tasks: %s", cases[i].tasks, info);
    for (guint page = 1; page <= cases[i].pages; page++)
      assert_page_says(path, page, "582-100-001");
  }
}

Test(bundle, work_that_is_cut_stops_the_bundle)
{
  Desk desk = usual_desk("a");
  g_autofree char *path = folder_path("582-100-001.pdf"), *bytes = NULL;
  gsize size = 0;
  cr_assert(g_file_get_contents(path, &bytes, &size, NULL));
  cr_assert(g_file_set_contents(path, bytes, (gssize)(size - 200), NULL));
  assert_outcome(&desk, BM_PARK, "work_unreadable: ");
}
