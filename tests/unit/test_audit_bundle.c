/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/audit_bundle and audit_files: a sound folder has no faults, and each thing
 * that is planted is told as what it is. */
#include "pipeline/audit_bundle.h"

#include "pipeline/audit_alloc.h"
#include "pipeline/autoptr.h"
#include "tests/tools/assert_ok.h"
#include "tests/tools/folder.h"

#include <criterion/parameterized.h>
#include <unistd.h>

#define ROUND_TAG 12

TestSuite(audit_bundle, .init = folder_make, .fini = folder_remove, .timeout = 10);

/* --- folders and files */

static char *put(const char *below, const char *content)
{
  char *path = g_build_filename(folder, below, NULL);
  g_autofree char *parent = g_path_get_dirname(path);
  g_mkdir_with_parents(parent, 0700);
  cr_assert(g_file_set_contents(path, content, -1, NULL));
  return path;
}

static json_t *manifest_of(const char *marker, int part, const char *code, const char *work_no)
{
  return json_pack("{s:s,s:s,s:i,s:i,s:i,s:[{s:s,s:i,s:i}],s:[]}", "bundle", code, "marker",
                   marker, "pages", 5, "part", part, "parts", 2, "works", "work_no", work_no,
                   "pages", 2, "first_page", 3, "files");
}

/* A bundle as stage bundle leaves it: three files, named with size and sum. */
static void bundle_put(const char *place, json_t *manifest)
{
  static const char *const names[] = {"bundle.pdf", "scores.xlsx", "score_sheet.pdf"};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *below = g_build_filename(place, names[i], NULL);
    g_autofree char *content = g_strdup_printf("%s of %s", names[i], place);
    g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, content, -1);
    g_free(put(below, content));
    json_array_append_new(json_object_get(manifest, "files"),
                          json_pack("{s:s,s:i,s:s}", "name", names[i], "bytes",
                                    (int)strlen(content), "sha256", sum));
  }
  g_autofree char *below = g_build_filename(place, "manifest.json", NULL);
  g_autofree char *text = json_dumps(manifest, 0);
  g_free(put(below, text));
  json_decref(manifest);
}

static void sound_put(void)
{
  bundle_put("m1/1", manifest_of("m1", 1, "AAAA", "11"));
  bundle_put("m1/2", manifest_of("m1", 2, "BBBB", "12"));
  bundle_put("m2t1/1", manifest_of("m2t1", 1, "CCCC", "13"));
}

static json_t *gathered(void)
{
  g_autoptr(GError) error = NULL;
  json_t *written = bm_audit_alloc_gather(folder, "/nowhere", &error);
  assert_ok(written != NULL, error);
  return written;
}

static json_t *file_faults(void)
{
  g_autoptr(json_t) written = gathered();
  json_t *faults = json_array();
  bm_audit_files(folder, written, faults);
  return faults;
}

/* "fault folder file", one a line. */
static char *told(const json_t *faults)
{
  GString *text = g_string_new(NULL);
  size_t i;
  json_t *one;
  json_array_foreach ((json_t *)faults, i, one) {
    const char *file = json_string_value(json_object_get(one, "file"));
    const json_t *page = json_object_get(one, "page");
    g_string_append_printf(
        text, "%s%s %s %s", i > 0 ? "\n" : "", json_string_value(json_object_get(one, "fault")),
        json_string_value(json_object_get(one, "folder")), file != NULL ? file : "-");
    if (json_is_integer(page))
      g_string_append_printf(text, " %d", (int)json_integer_value(page));
  }
  return g_string_free(text, FALSE);
}

static void expect_told(json_t *faults, const char *wanted)
{
  g_autofree char *text = told(faults);
  cr_expect_str_eq(text, wanted);
  json_decref(faults);
}

static char *at(const char *below)
{
  return g_build_filename(folder, below, NULL);
}

static void move(const char *from, const char *to)
{
  g_autofree char *source = at(from), *target = at(to);
  cr_assert_eq(g_rename(source, target), 0);
}

Test(audit_bundle, sound_folders_have_no_faults)
{
  sound_put();
  bundle_put("m3", json_pack("{s:s,s:s,s:[],s:[]}", "bundle", "DDDD", "marker", "m3", "works",
                             "files")); /* not cut into parts */
  expect_told(file_faults(), "");
}

Test(audit_bundle, file_that_lacks_is_empty_or_changed_is_told)
{
  sound_put();
  g_autofree char *gone = at("m1/1/bundle.pdf");
  g_unlink(gone);
  g_free(put("m1/2/scores.xlsx", ""));
  g_free(put("m2t1/1/score_sheet.pdf", "score_sheet.pdf of m2t1/2")); /* same size */
  g_autoptr(json_t) faults = file_faults();
  expect_told(json_incref(faults), "audit_file_missing m1/1 bundle.pdf\n"
                                   "audit_file_size m1/2 scores.xlsx\n"
                                   "audit_file_changed m2t1/1 score_sheet.pdf");
  const json_t *size = json_array_get(faults, 1);
  cr_expect_eq(json_integer_value(json_object_get(size, "found")), 0);
  cr_expect_eq(json_integer_value(json_object_get(size, "expected")),
               (json_int_t)strlen("scores.xlsx of m1/2"));
}

Test(audit_bundle, file_that_the_manifest_no_longer_names_is_told)
{
  bundle_put("m1/1", manifest_of("m1", 1, "AAAA", "11"));
  g_autoptr(json_t) written = gathered();
  json_array_remove(
      json_object_get(json_array_get(json_object_get(written, "manifests"), 0), "files"), 1);
  json_t *faults = json_array();
  bm_audit_files(folder, written, faults);
  expect_told(faults, "audit_file_unnamed m1/1 scores.xlsx\naudit_file_stray m1/1 scores.xlsx");
}

Test(audit_bundle, folder_of_another_name_is_told_with_both)
{
  sound_put();
  move("m2t1", "m4");
  g_autoptr(json_t) faults = file_faults();
  expect_told(json_incref(faults), "audit_folder_other m4/1 -");
  cr_expect_str_eq(json_string_value(json_object_get(json_array_get(faults, 0), "found")),
                   "m4/1");
  cr_expect_str_eq(json_string_value(json_object_get(json_array_get(faults, 0), "expected")),
                   "m2t1/1");
}

Test(audit_bundle, exchanged_folders_are_told)
{
  sound_put();
  move("m1/1", "m1/x");
  move("m1/2", "m1/1");
  move("m1/x", "m1/2");
  expect_told(file_faults(), "audit_folder_other m1/1 -\naudit_folder_other m1/2 -");
}

Test(audit_bundle, what_no_manifest_names_is_told)
{
  sound_put();
  g_free(put("readme.txt", ""));
  g_free(put("m1/1/notes.txt", ""));
  g_free(put("m7/bundle.pdf", ""));
  g_autofree char *link = at("m1/2/copy.pdf");
  cr_assert_eq(symlink("bundle.pdf", link), 0);
  expect_told(file_faults(), "audit_file_stray m1/1 notes.txt\n"
                             "audit_file_stray m1/2 copy.pdf\n"
                             "audit_file_stray m7 bundle.pdf\n"
                             "audit_file_stray  readme.txt");
}

Test(audit_bundle, names_that_are_no_text_hide_nothing)
{
  sound_put();
  g_free(put("m1/1/\xFF.pdf", ""));
  g_free(put("\xFE/bundle.pdf", ""));
  expect_told(file_faults(), "audit_file_stray m1/1 \uFFFD.pdf\n"
                             "audit_file_stray \uFFFD bundle.pdf");
}

Test(audit_bundle, link_in_the_place_of_a_file_does_not_count_as_it)
{
  sound_put();
  move("m1/1/bundle.pdf", "m1/1/old.pdf");
  g_autofree char *link = at("m1/1/bundle.pdf");
  cr_assert_eq(symlink("old.pdf", link), 0);
  expect_told(file_faults(), "audit_file_missing m1/1 bundle.pdf\n"
                             "audit_file_stray m1/1 bundle.pdf\n"
                             "audit_file_stray m1/1 old.pdf");
}

/* --- what was given out */

static char *sum_of(const char *place)
{
  g_autofree char *path = g_build_filename(folder, place, "manifest.json", NULL);
  g_autofree char *text = NULL;
  cr_assert(g_file_get_contents(path, &text, NULL, NULL));
  return g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
}

static void kit_add(json_t *items, const char *marker, const char *place, const char *code,
                    const char *work_no)
{
  g_autofree char *file = g_strdup_printf("bundles/%s/bundle.pdf", place);
  g_autofree char *sum = sum_of(place);
  json_t *kit = json_pack("{s:s,s:s,s:[s],s:s}", "bundle", code, "place", file, "works",
                          work_no, "manifest_sha256", sum);
  json_array_append_new(
      items, json_pack("{s:s,s:{s:{s:[o]}}}", "id", marker, "facts", "bundle", "kits", kit));
}

static json_t *sound_items(void)
{
  json_t *items = json_array();
  kit_add(items, "m1", "m1/1", "AAAA", "11");
  kit_add(items, "m1", "m1/2", "BBBB", "12");
  kit_add(items, "m2t1", "m2t1/1", "CCCC", "13");
  return items;
}

static json_t *kit_faults(const json_t *items)
{
  g_autoptr(json_t) written = gathered();
  g_autoptr(json_t) works =
      json_pack("[{s:s,s:i},{s:s,s:i},{s:s,s:i}]", "work_no", "11", "pages", 2, "work_no", "12",
                "pages", 2, "work_no", "13", "pages", 2);
  json_t *faults = json_array();
  bm_audit_kits(folder, written, items, works, faults);
  return faults;
}

Test(audit_bundle, bundles_of_the_round_have_no_faults)
{
  sound_put();
  g_autoptr(json_t) items = sound_items();
  expect_told(kit_faults(items), "");
}

Test(audit_bundle, vanished_and_foreign_bundles_are_told)
{
  sound_put();
  g_autoptr(json_t) items = sound_items();
  move("m2t1", "m9");
  expect_told(kit_faults(items), "audit_bundle_missing m2t1/1 -\naudit_bundle_unknown m9/1 -");
}

Test(audit_bundle, manifest_written_anew_is_told_whatever_it_says)
{
  sound_put();
  g_autoptr(json_t) items = sound_items();
  bundle_put("m1/1", manifest_of("m1", 1, "ZZZZ", "11"));
  json_t *other = manifest_of("m1", 2, "BBBB", "19");
  json_object_set_new(other, "note", json_null());
  bundle_put("m1/2", other);
  json_t *shorter = manifest_of("m2t1", 1, "CCCC", "13");
  json_object_set_new(json_array_get(json_object_get(shorter, "works"), 0), "pages",
                      json_integer(1));
  bundle_put("m2t1/1", shorter);
  expect_told(kit_faults(items), "audit_bundle_other m1/1 manifest.json\n"
                                 "audit_manifest_changed m1/1 manifest.json\n"
                                 "audit_works_other m1/2 manifest.json\n"
                                 "audit_manifest_changed m1/2 manifest.json\n"
                                 "audit_manifest_changed m2t1/1 manifest.json\n"
                                 "audit_work_pages m2t1/1 manifest.json");
}

Test(audit_bundle, round_that_kept_no_sums_of_manifests_is_audited_without)
{
  sound_put();
  g_autoptr(json_t) items = sound_items();
  size_t i;
  json_t *item;
  json_array_foreach (items, i, item) {
    json_t *facts = json_object_get(json_object_get(item, "facts"), "bundle");
    json_object_del(json_array_get(json_object_get(facts, "kits"), 0), "manifest_sha256");
  }
  expect_told(kit_faults(items), "");
}

/* --- pages: two works of two and one pages in a bundle of seven */

static json_t *two_works(void)
{
  return json_pack("{s:i,s:[{s:s,s:i,s:i},{s:s,s:i,s:i}]}", "pages", 7, "works", "work_no",
                   "11", "pages", 2, "first_page", 3, "work_no", "12", "pages", 1, "first_page",
                   5);
}

static json_t *stamp(const char *work_no, int page, int round_tag)
{
  return json_pack("{s:s,s:i,s:i}", "work_no", work_no, "page", page, "round_tag", round_tag);
}

static json_t *sound_stamps(void)
{
  return json_pack("[n,n,o,o,o,n,n]", stamp("11", 1, ROUND_TAG), stamp("11", 2, ROUND_TAG),
                   stamp("12", 1, ROUND_TAG));
}

static json_t *page_faults(const json_t *stamps)
{
  g_autoptr(json_t) manifest = two_works();
  json_t *faults = json_array();
  bm_audit_stamps(manifest, "m1", stamps, ROUND_TAG, faults);
  return faults;
}

Test(audit_bundle, sound_pages_have_no_faults)
{
  g_autoptr(json_t) stamps = sound_stamps();
  expect_told(page_faults(stamps), "");
}

Test(audit_bundle, pages_that_works_should_be_on_are_named_for_patience)
{
  g_autoptr(json_t) manifest = two_works();
  g_autoptr(json_t) wanted = bm_audit_wanted(manifest);
  g_autofree char *text = json_dumps(wanted, JSON_COMPACT);
  cr_expect_str_eq(text, "[3,4,5]");
}

struct page_plant {
  char name[16];
  int at; /* from 0 */
  char told[64];
};

static json_t *planted_stamp(const char *name)
{
  if (g_str_equal(name, "other_work"))
    return stamp("19", 1, ROUND_TAG);
  if (g_str_equal(name, "other_page"))
    return stamp("11", 2, ROUND_TAG);
  if (g_str_equal(name, "other_round"))
    return stamp("11", 1, ROUND_TAG + 1);
  return g_str_equal(name, "two") ? json_string("differ") : json_null();
}

ParameterizedTestParameters(audit_bundle, page_that_is_not_what_it_should_be_is_told)
{
  static struct page_plant plants[] = {{"other_work", 2, "audit_page_other m1 bundle.pdf 3"},
                                       {"other_page", 2, "audit_page_other m1 bundle.pdf 3"},
                                       {"other_round", 2, "audit_page_other m1 bundle.pdf 3"},
                                       {"two", 2, "audit_page_other m1 bundle.pdf 3"},
                                       {"bare", 4, "audit_page_bare m1 bundle.pdf 5"},
                                       {"other_work", 0, "audit_page_extra m1 bundle.pdf 1"},
                                       {"two", 6, "audit_page_extra m1 bundle.pdf 7"}};
  return cr_make_param_array(struct page_plant, plants, G_N_ELEMENTS(plants));
}

ParameterizedTest(struct page_plant *p, audit_bundle,
                  page_that_is_not_what_it_should_be_is_told)
{
  g_autoptr(json_t) stamps = sound_stamps();
  json_array_set_new(stamps, (size_t)p->at, planted_stamp(p->name));
  expect_told(page_faults(stamps), p->told);
}

Test(audit_bundle, stamp_of_another_round_is_told_as_such)
{
  g_autoptr(json_t) stamps = sound_stamps();
  json_array_set_new(stamps, 2, planted_stamp("other_round"));
  g_autoptr(json_t) faults = page_faults(stamps);
  const json_t *found = json_object_get(json_array_get(faults, 0), "found");
  const json_t *expected = json_object_get(json_array_get(faults, 0), "expected");
  cr_expect(json_is_true(json_object_get(found, "is_foreign")));
  cr_expect_str_eq(json_string_value(json_object_get(expected, "work_no")), "11");
  cr_expect_eq(json_integer_value(json_object_get(expected, "page")), 1);
}

Test(audit_bundle, file_of_other_length_or_that_is_none_is_told)
{
  g_autoptr(json_t) stamps = sound_stamps();
  json_array_remove(stamps, 6);
  expect_told(page_faults(stamps), "audit_pages m1 bundle.pdf");
  expect_told(page_faults(NULL), "audit_unreadable m1 bundle.pdf");
}
