/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/handover_sums and handover_zip: a packet is known to be as it was made. */
#include "tests/tools/zipfile.h"

#include "pipeline/autoptr.h"
#include "pipeline/handover.h"
#include "tests/tools/assert_ok.h"

TestSuite(handover, .init = folder_make, .fini = folder_remove, .timeout = 20);

static void file_write(const char *name, const char *text)
{
  g_autofree char *path = folder_path(name), *below = g_path_get_dirname(path);
  cr_assert_eq(g_mkdir_with_parents(below, 0700), 0);
  cr_assert(g_file_set_contents(path, text, -1, NULL));
}

/* A sealed packet of two files in "p". */
static char *packet_make(void)
{
  g_autoptr(json_t) manifest = json_pack("{s:s}", "format", "test");
  g_autoptr(GError) error = NULL;
  char *path = folder_path("p");
  file_write("p/schools/100425.xlsx", "school");
  file_write("p/district.xlsx", "district");
  assert_ok(bm_handover_seal(path, manifest, &error), error);
  cr_expect_eq(json_array_size(json_object_get(manifest, "files")), 2);
  return path;
}

static void expect_faults(const char *path, const char *expected)
{
  g_autoptr(GError) error = NULL;
  guint n = 0;
  g_autoptr(json_t) faults = bm_handover_verify(path, &n, &error);
  assert_ok(faults != NULL, error);
  g_autoptr(GString) list = g_string_new(NULL);
  size_t i;
  json_t *fault;
  json_array_foreach (faults, i, fault)
    g_string_append_printf(list, "%s %s;", json_string_value(json_object_get(fault, "path")),
                           json_string_value(json_object_get(fault, "what")));
  cr_expect_str_eq(list->str, expected);
}

Test(handover, sealed_packet_is_whole)
{
  g_autofree char *path = packet_make();
  expect_faults(path, "");
}

Test(handover, sums_are_those_of_sha256sum)
{
  g_autofree char *path = packet_make(), *place = g_build_filename(path, "SHA256SUMS", NULL);
  g_autofree char *text = NULL;
  cr_assert(g_file_get_contents(place, &text, NULL, NULL));
  g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, "district", -1);
  g_autofree char *line = g_strdup_printf("%s  district.xlsx\n", digest);
  cr_expect(g_str_has_prefix(text, line), "%s", text);
  cr_expect_not_null(strstr(text, "  manifest.json\n"));
  cr_expect_not_null(strstr(text, "  schools/100425.xlsx\n"));
}

Test(handover, changed_missing_and_extra_files_are_told)
{
  g_autofree char *path = packet_make(), *school = folder_path("p/schools/100425.xlsx");
  file_write("p/district.xlsx", "other");
  file_write("p/notes.txt", "more");
  cr_assert_eq(g_remove(school), 0);
  expect_faults(path, "district.xlsx changed;schools/100425.xlsx missing;notes.txt extra;");
}

Test(handover, spoilt_line_is_told)
{
  g_autofree char *path = packet_make();
  file_write("p/SHA256SUMS", "abc  district.xlsx\n");
  g_autoptr(GError) error = NULL;
  guint n = 0;
  g_autoptr(json_t) faults = bm_handover_verify(path, &n, &error);
  const json_t *first = json_array_get(faults, 0);
  cr_expect_str_eq(json_string_value(json_object_get(first, "what")), "bad_line");
}

Test(handover, empty_list_of_sums_is_no_packet_that_is_whole)
{
  g_autofree char *path = packet_make();
  file_write("p/SHA256SUMS", "");
  expect_faults(path, "SHA256SUMS changed;district.xlsx extra;manifest.json extra;"
                      "schools/100425.xlsx extra;");
}

Test(handover, zip_is_verified_as_its_folder_is)
{
  g_autofree char *path = packet_make(), *zip = folder_path("p.zip");
  g_autoptr(GError) error = NULL;
  assert_ok(bm_handover_zip_write(path, zip, &error), error);
  expect_faults(zip, "");
  zip_set(zip, "district.xlsx", "other");
  expect_faults(zip, "district.xlsx changed;");
}

Test(handover, equal_folders_give_equal_zips)
{
  g_autofree char *path = packet_make(), *first = folder_path("a.zip"),
                  *second = folder_path("b.zip");
  g_autofree char *bytes = NULL, *others = NULL;
  gsize n = 0, m = 0;
  cr_assert(bm_handover_zip_write(path, first, NULL));
  file_write("p/district.xlsx", "district"); /* the same, but newer */
  cr_assert(bm_handover_zip_write(path, second, NULL));
  cr_assert(g_file_get_contents(first, &bytes, &n, NULL));
  cr_assert(g_file_get_contents(second, &others, &m, NULL));
  cr_expect(n == m && memcmp(bytes, others, n) == 0);
}

static void expect_error(const char *path, const char *expected)
{
  g_autoptr(GError) error = NULL;
  guint n = 0;
  cr_assert_null(bm_handover_verify(path, &n, &error));
  g_autofree char *reason = bm_error_reason(error);
  cr_expect_str_eq(reason, expected);
}

Test(handover, what_is_no_packet_is_told)
{
  g_autofree char *cut = folder_path("cut.zip"), *nothing = folder_path("nothing");
  file_write("cut.zip", "PK\003\004 cut off");
  expect_error(cut, "handover_damaged");
  expect_error(nothing, "handover_none");
  expect_error(folder, "handover_none");
}
