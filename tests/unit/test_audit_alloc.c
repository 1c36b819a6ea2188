/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/audit_alloc: each kind of break is planted, and found as what it is. */
#include "tests/tools/assert_ok.h"

#include "pipeline/audit_alloc.h"
#include "pipeline/autoptr.h"
#include "pipeline/workspace.h"

#include <criterion/parameterized.h>
#include <glib/gstdio.h>

TestSuite(audit_alloc, .timeout = 10);

/* Four works of three schools, marked twice, by markers of three schools and one of none. */
static json_t *sound_written(void)
{
  static const char *const text =
      "{'manifests': ["
      "{'bundle': 'B1', 'marker': 'm1', 'works': [{'work_no': '12'}, {'work_no': '13'}]},"
      "{'bundle': 'B2', 'marker': 'm2', 'works': [{'work_no': '11'}, {'work_no': '13'}]},"
      "{'bundle': 'B3', 'marker': 'm3', 'works': [{'work_no': '11'}, {'work_no': '12'},"
      " {'work_no': '14'}]},"
      "{'bundle': 'B4', 'marker': 'm4', 'works': [{'work_no': '14'}]}],"
      "'sorted': ['11', '12', '13', '14']}";
  g_autofree char *json = g_strdelimit(g_strdup(text), "'", '"');
  return json_loads(json, 0, NULL);
}

static json_t *sound_lists(void)
{
  static const char *const text =
      "{'markings_per_work': 2, 'subject': 'math', 'allow_other_subject': ['m4'],"
      "'works': {'11': 'S1', '12': 'S2', '13': 'S3',"
      " '14': {'school': 'S1', 'needs_rank': 'senior', 'prior_markers': ['m2']}},"
      "'markers': {'m1': {'school': 'S1', 'subject': 'math', 'max_works': 2},"
      " 'm2': {'school': 'S2', 'subject': 'math', 'conflicts': ['S9']},"
      " 'm3': {'school': 'S3', 'subject': 'math', 'rank': 'senior', 'max_works': 9},"
      " 'm4': {'school': null, 'subject': 'art', 'rank': 'lead'},"
      " 'm5': {'school': 'S3', 'subject': 'math', 'rank': 'lead'}}}";
  g_autofree char *json = g_strdelimit(g_strdup(text), "'", '"');
  return json_loads(json, 0, NULL);
}

static json_t *bundle_of(json_t *written, size_t index)
{
  return json_array_get(json_object_get(written, "manifests"), index);
}

static void add_work(json_t *written, size_t bundle, const char *work_no)
{
  json_array_append_new(json_object_get(bundle_of(written, bundle), "works"),
                        json_pack("{s:s}", "work_no", work_no));
}

static void drop_work(json_t *written, size_t bundle, size_t at)
{
  json_array_remove(json_object_get(bundle_of(written, bundle), "works"), at);
}

static void set_marker(json_t *lists, const char *marker, const char *key, json_t *value)
{
  json_object_set_new(json_object_get(json_object_get(lists, "markers"), marker), key, value);
}

static gboolean is_told(const json_t *result, const char *fault, const char *work_no,
                        const char *marker)
{
  size_t i;
  json_t *one;
  json_array_foreach (json_object_get(result, "faults"), i, one)
    if (g_strcmp0(json_string_value(json_object_get(one, "fault")), fault) == 0 &&
        g_strcmp0(json_string_value(json_object_get(one, "work_no")), work_no) == 0 &&
        g_strcmp0(json_string_value(json_object_get(one, "marker")), marker) == 0)
      return TRUE;
  return FALSE;
}

static int count_of(const json_t *result, const char *fault)
{
  return (int)json_integer_value(json_object_get(json_object_get(result, "counts"), fault));
}

Test(audit_alloc, sound_allocation_is_proven_and_counted)
{
  g_autoptr(json_t) written = sound_written(), lists = sound_lists();
  g_autoptr(json_t) result = bm_audit_alloc(written, lists);
  g_autofree char *faults = json_dumps(json_object_get(result, "faults"), 0);
  cr_expect(json_is_true(json_object_get(result, "is_proven")), "%s", faults);
  static const struct {
    const char *key;
    int value;
  } counted[] = {{"bundles", 4},  {"markers", 4},  {"works", 4},
                 {"markings", 8}, {"load_min", 1}, {"load_max", 3}};
  for (guint i = 0; i < G_N_ELEMENTS(counted); i++)
    cr_expect_eq(json_integer_value(json_object_get(result, counted[i].key)), counted[i].value,
                 "%s", counted[i].key);
}

/* --- planted breaks */

struct plant {
  char fault[16], work_no[4], marker[4];
  int others; /* faults that come with it */
};

static void plant(const char *fault, json_t *written, json_t *lists)
{
  if (g_str_equal(fault, "own_school"))
    set_marker(lists, "m4", "school", json_string("S1"));
  else if (g_str_equal(fault, "conflict"))
    set_marker(lists, "m2", "conflicts", json_pack("[s]", "S3"));
  else if (g_str_equal(fault, "subject"))
    json_object_set_new(lists, "allow_other_subject", json_array());
  else if (g_str_equal(fault, "rank"))
    set_marker(lists, "m3", "rank", json_string("basic"));
  else if (g_str_equal(fault, "marked_before"))
    json_object_set_new(json_object_get(json_object_get(lists, "works"), "14"), "prior_markers",
                        json_pack("[s,s]", "m2", "m4"));
  else if (g_str_equal(fault, "twice"))
    add_work(written, 2, "11"); /* also a marking too many */
  else if (g_str_equal(fault, "same_school"))
    set_marker(lists, "m4", "school", json_string("S3"));
  else if (g_str_equal(fault, "over_limit"))
    set_marker(lists, "m1", "max_works", json_integer(1));
  else if (g_str_equal(fault, "too_few"))
    drop_work(written, 0, 0);
  else if (g_str_equal(fault, "too_many"))
    add_work(written, 3, "13");
  else if (g_str_equal(fault, "not_sorted"))
    json_array_remove(json_object_get(written, "sorted"), 2);
  else if (g_str_equal(fault, "school_unknown"))
    json_object_del(json_object_get(lists, "works"), "13");
  else if (g_str_equal(fault, "marker_unknown"))
    json_object_del(json_object_get(lists, "markers"), "m4");
  else if (g_str_equal(fault, "bundle_twice"))
    json_object_set_new(bundle_of(written, 3), "bundle", json_string("B1"));
}

ParameterizedTestParameters(audit_alloc, each_planted_break_is_found)
{
  static struct plant plants[] = {
      {"own_school", "14", "m4", 0},    {"conflict", "13", "m2", 0},
      {"subject", "", "m4", 0},         {"rank", "14", "m3", 0},
      {"marked_before", "14", "m4", 0}, {"twice", "11", "m3", 1},
      {"same_school", "14", "m4", 0},   {"over_limit", "", "m1", 0},
      {"too_few", "12", "", 0},         {"too_many", "13", "", 0},
      {"not_sorted", "13", "m1", 1},    {"school_unknown", "13", "m2", 1},
      {"marker_unknown", "", "m4", 0},  {"bundle_twice", "", "m4", 0}};
  return cr_make_param_array(struct plant, plants, G_N_ELEMENTS(plants));
}

ParameterizedTest(struct plant *p, audit_alloc, each_planted_break_is_found)
{
  g_autoptr(json_t) written = sound_written(), lists = sound_lists();
  plant(p->fault, written, lists);
  g_autoptr(json_t) result = bm_audit_alloc(written, lists);
  cr_expect(json_is_false(json_object_get(result, "is_proven")), "%s", p->fault);
  cr_expect(is_told(result, p->fault, p->work_no[0] != '\0' ? p->work_no : NULL,
                    p->marker[0] != '\0' ? p->marker : NULL),
            "%s", p->fault);
  cr_expect_geq(count_of(result, p->fault), 1, "%s", p->fault);
  cr_expect_eq(json_array_size(json_object_get(result, "faults")), (size_t)(1 + p->others),
               "%s", p->fault);
}

Test(audit_alloc, subject_is_the_same_in_another_spelling)
{
  g_autoptr(json_t) written = sound_written(), lists = sound_lists();
  set_marker(lists, "m1", "subject", json_string("MATH "));
  g_autoptr(json_t) result = bm_audit_alloc(written, lists);
  cr_expect(json_is_true(json_object_get(result, "is_proven")));
}

/* --- works that come to more markers */

Test(audit_alloc, anchor_work_may_have_more_markings_but_not_fewer)
{
  g_autoptr(json_t) written = sound_written(), lists = sound_lists();
  json_object_set_new(lists, "anchors", json_pack("[s]", "13"));
  add_work(written, 3, "13");
  g_autoptr(json_t) more = bm_audit_alloc(written, lists);
  cr_expect(json_is_true(json_object_get(more, "is_proven")));
  cr_expect_eq(json_integer_value(json_object_get(more, "anchor_markings")), 3);
  drop_work(written, 3, 1);
  drop_work(written, 0, 1);
  g_autoptr(json_t) fewer = bm_audit_alloc(written, lists);
  cr_expect(is_told(fewer, "too_few", "13", NULL));
}

Test(audit_alloc, own_school_rule_holds_for_anchor_works_too)
{
  g_autoptr(json_t) written = sound_written(), lists = sound_lists();
  json_object_set_new(lists, "anchors", json_pack("[s]", "13"));
  json_array_append_new(json_object_get(written, "manifests"),
                        json_pack("{s:s,s:s,s:[{s:s}]}", "bundle", "B5", "marker", "m5",
                                  "works", "work_no", "13"));
  g_autoptr(json_t) result = bm_audit_alloc(written, lists);
  cr_expect(is_told(result, "own_school", "13", "m5"));
  cr_expect_eq(count_of(result, "too_many"), 0);
}

Test(audit_alloc, two_schools_must_mark_an_anchor_work_that_is_marked_twice)
{
  g_autoptr(json_t) written = sound_written(), lists = sound_lists();
  json_object_set_new(lists, "anchors", json_pack("[s]", "12"));
  drop_work(written, 0, 0); /* m3 of S3 remains; m5 is of S3 as well */
  json_array_append_new(json_object_get(written, "manifests"),
                        json_pack("{s:s,s:s,s:[{s:s}]}", "bundle", "B5", "marker", "m5",
                                  "works", "work_no", "12"));
  g_autoptr(json_t) result = bm_audit_alloc(written, lists);
  cr_expect(is_told(result, "too_few", "12", NULL));
}

Test(audit_alloc, expert_work_from_outside_the_round_is_known_as_control_only)
{
  g_autoptr(json_t) written = sound_written(), lists = sound_lists();
  add_work(written, 1, "99");
  g_autoptr(json_t) foreign = bm_audit_alloc(written, lists);
  cr_expect(is_told(foreign, "not_sorted", "99", "m2"));
  json_object_set_new(lists, "control", json_pack("[s]", "99"));
  g_autoptr(json_t) known = bm_audit_alloc(written, lists);
  cr_expect(json_is_true(json_object_get(known, "is_proven")));
  cr_expect_eq(json_integer_value(json_object_get(known, "control_markings")), 1);
}

Test(audit_alloc, work_that_no_bundle_holds_is_told)
{
  g_autoptr(json_t) written = sound_written(), lists = sound_lists();
  json_array_append_new(json_object_get(written, "sorted"), json_string("77"));
  g_autoptr(json_t) result = bm_audit_alloc(written, lists);
  cr_expect(is_told(result, "too_few", "77", NULL));
  cr_expect_eq(json_integer_value(json_object_get(result, "works")), 5);
}

/* --- reading */

static void put(const char *folder, const char *below, const char *content)
{
  g_autofree char *path = g_build_filename(folder, below, NULL);
  g_autofree char *parent = g_path_get_dirname(path);
  g_mkdir_with_parents(parent, 0700);
  cr_assert(g_file_set_contents(path, content, -1, NULL));
}

Test(audit_alloc, manifests_and_works_are_read_at_any_depth)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp("bm-audit-XXXXXX", NULL);
  g_autofree char *bundles = g_build_filename(folder, "bundles", NULL);
  g_autofree char *sorted = g_build_filename(folder, "sorted", NULL);
  put(folder, "bundles/m1/manifest.json", "{\"bundle\": \"B1\"}");
  put(folder, "bundles/m2/2/manifest.json", "{\"bundle\": \"B2\"}");
  put(folder, "bundles/m2/bundle.pdf", "");
  put(folder, "sorted/K1/00017.pdf", "");
  put(folder, "sorted/K1/notes.txt", "");
  g_autoptr(json_t) written = bm_audit_alloc_gather(bundles, sorted, &error);
  assert_ok(written != NULL, error);
  g_autofree char *found = json_dumps(written, JSON_COMPACT | JSON_SORT_KEYS);
  cr_expect_str_eq(found, "{\"folders\":[\"m1\",\"m2/2\"],"
                          "\"manifests\":[{\"bundle\":\"B1\"},{\"bundle\":\"B2\"}],"
                          "\"sorted\":[\"00017\"]}");
  bm_folder_remove(folder);
}

Test(audit_alloc, damaged_manifest_is_an_error)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp("bm-audit-XXXXXX", NULL);
  put(folder, "m1/manifest.json", "{\"bundle\": ");
  json_t *written = bm_audit_alloc_gather(folder, folder, &error);
  assert_fails_with(written != NULL, error, "manifest_bad");
  bm_folder_remove(folder);
}

Test(audit_alloc, workspace_without_bundles_is_read_as_empty)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) written = bm_audit_alloc_gather("/nowhere/b", "/nowhere/s", &error);
  assert_ok(written != NULL, error);
  cr_expect_eq(json_array_size(json_object_get(written, "manifests")), 0);
}
