/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/audit_third: the round says which works are marked a third time. */
#include "pipeline/audit_third.h"

#include "pipeline/autoptr.h"

#include <criterion/criterion.h>

TestSuite(audit_third, .timeout = 10);

static json_t *parsed(const char *text)
{
  g_autofree char *json = g_strdelimit(g_strdup(text), "'", '"');
  json_t *value = json_loads(json, 0, NULL);
  cr_assert_not_null(value);
  return value;
}

/* Works 11 and 12 of S1 and S2 were marked by m2, m3 and m1, m3; m4 and m5 are left. */
static json_t *sound_written(void)
{
  return parsed("{'manifests': ["
                "{'bundle': 'B1', 'marker': 'm1', 'works': [{'work_no': '12'}]},"
                "{'bundle': 'B2', 'marker': 'm2', 'works': [{'work_no': '11'}]},"
                "{'bundle': 'B3', 'marker': 'm3x1', 'works': [{'work_no': '11'},"
                " {'work_no': '12'}]},"
                "{'bundle': 'T4', 'marker': 'm4t1', 'works': [{'work_no': '11'},"
                " {'work_no': '12'}]}],"
                "'sorted': ['11', '12']}");
}

static json_t *sound_lists(void)
{
  return parsed("{'markings_per_work': 2, 'works': {'11': 'S1', '12': 'S2'},"
                "'markers': {'m1': {'school': 'S1'}, 'm2': {'school': 'S2'},"
                " 'm3': {'school': 'S3', 'rank': 'basic'},"
                " 'm4': {'school': 'S4', 'rank': 'senior'}, 'm5': {'school': 'S4'}}}");
}

static json_t *sound_notes(void)
{
  return parsed("[{'purpose': 'third', 'shares': {'m1t1': [], 'm2t1': [], 'm3t1': [],"
                " 'm4t1': ['11', '12'], 'm5t1': []}}]");
}

static json_t *manifest_at(json_t *written, size_t i)
{
  return json_array_get(json_object_get(written, "manifests"), i);
}

/* "fault work_no marker", one a line. */
static char *told(const json_t *written, const json_t *lists, const json_t *notes)
{
  g_autoptr(json_t) proof = bm_audit_third(written, lists, notes);
  GString *text = g_string_new(NULL);
  size_t i;
  json_t *one;
  json_array_foreach (json_object_get(proof, "faults"), i, one) {
    const char *work_no = json_string_value(json_object_get(one, "work_no")),
               *marker = json_string_value(json_object_get(one, "marker"));
    g_string_append_printf(text, "%s%s %s %s", i > 0 ? "\n" : "",
                           json_string_value(json_object_get(one, "fault")),
                           work_no != NULL ? work_no : "-", marker != NULL ? marker : "-");
  }
  cr_expect_eq(json_is_true(json_object_get(proof, "is_proven")), text->len == 0);
  return g_string_free(text, FALSE);
}

static void expect_told(const json_t *written, const json_t *lists, const json_t *notes,
                        const char *wanted)
{
  g_autofree char *text = told(written, lists, notes);
  cr_expect_str_eq(text, wanted);
}

Test(audit_third, sound_third_markings_are_proven)
{
  g_autoptr(json_t) written = sound_written(), lists = sound_lists(), notes = sound_notes();
  expect_told(written, lists, notes, "");
}

Test(audit_third, vanished_bundle_is_missed)
{
  g_autoptr(json_t) written = sound_written(), lists = sound_lists(), notes = sound_notes();
  json_array_remove(json_object_get(written, "manifests"), 3);
  expect_told(written, lists, notes, "too_few 11 -\ntoo_few 12 -");
}

Test(audit_third, work_that_left_its_bundle_is_missed)
{
  g_autoptr(json_t) written = sound_written(), lists = sound_lists(), notes = sound_notes();
  json_array_remove(json_object_get(manifest_at(written, 3), "works"), 0);
  expect_told(written, lists, notes, "too_few 11 -");
}

Test(audit_third, marker_of_basic_rank_is_told_where_a_senior_could_be_had)
{
  g_autoptr(json_t) written = sound_written(), lists = sound_lists(), notes = sound_notes();
  json_object_set_new(manifest_at(written, 3), "marker", json_string("m5t1"));
  expect_told(written, lists, notes, "rank 11 m5\nrank 12 m5");
  json_object_del(json_object_get(json_object_get(lists, "markers"), "m4"), "rank");
  expect_told(written, lists, notes, ""); /* nobody has a rank above another */
}

Test(audit_third, senior_who_came_after_the_wave_asks_for_no_rank)
{
  g_autoptr(json_t) written = sound_written(), lists = sound_lists(), notes = sound_notes();
  json_object_set_new(manifest_at(written, 3), "marker", json_string("m5t1"));
  json_object_del(json_object_get(json_array_get(notes, 0), "shares"), "m4t1");
  json_object_set_new(json_object_get(json_array_get(notes, 0), "shares"), "m5t1",
                      json_pack("[s,s]", "11", "12"));
  expect_told(written, lists, notes, "");
}

Test(audit_third, marker_who_has_the_work_already_is_told)
{
  g_autoptr(json_t) written = sound_written(), lists = sound_lists(), notes = sound_notes();
  json_object_set_new(json_object_get(json_object_get(lists, "markers"), "m3"), "rank",
                      json_string("lead"));
  json_object_set_new(manifest_at(written, 3), "marker", json_string("m3t1"));
  expect_told(written, lists, notes, "marked_before 11 m3\nmarked_before 12 m3");
}

Test(audit_third, work_that_nobody_asked_for_is_told)
{
  g_autoptr(json_t) written = sound_written(), lists = sound_lists(), notes = sound_notes();
  json_array_remove(
      json_object_get(json_object_get(json_array_get(notes, 0), "shares"), "m4t1"), 0);
  expect_told(written, lists, notes, "not_disputed 11 m4");
}

/* The dispute had changed: another expert in a second wave, of the same school even. */
Test(audit_third, work_of_two_waves_is_marked_twice_by_two)
{
  g_autoptr(json_t) written = sound_written(), lists = sound_lists(), notes = sound_notes();
  json_array_append_new(notes, parsed("{'purpose': 'third', 'shares': {'m5t2': ['12']}}"));
  expect_told(written, lists, notes, "too_few 12 -");
  json_object_set_new(json_object_get(json_object_get(lists, "markers"), "m5"), "rank",
                      json_string("lead"));
  json_array_append_new(
      json_object_get(written, "manifests"),
      parsed("{'bundle': 'T5', 'marker': 'm5t2', 'works': [{'work_no': '12'}]}"));
  expect_told(written, lists, notes, "");
  json_object_set_new(manifest_at(written, 4), "marker", json_string("m4t2"));
  expect_told(written, lists, notes, "twice 12 m4");
}

/* A re-check asks for a rank and keeps earlier markers from a work by itself. */
Test(audit_third, what_a_recheck_asks_holds_for_third_markings)
{
  g_autoptr(json_t) written = sound_written(), lists = sound_lists(), notes = sound_notes();
  json_object_set_new(
      json_object_get(lists, "works"), "11",
      parsed("{'school': 'S1', 'prior_markers': ['m4'], 'needs_rank': 'senior'}"));
  expect_told(written, lists, notes, "marked_before 11 m4");
}

Test(audit_third, who_marked_the_work_at_another_school_has_it_already)
{
  g_autoptr(json_t) written = sound_written(), lists = sound_lists(), notes = sound_notes();
  json_object_set_new(lists, "persons",
                      json_pack("{s:s,s:s,s:s}", "m2", "one", "m4", "one", "m3", "other"));
  expect_told(written, lists, notes, "marked_before 11 m4");
}
