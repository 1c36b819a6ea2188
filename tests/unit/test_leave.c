/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Teachers of another subject who may mark. */
#include "pipeline/leave.h"
#include "tests/tools/assert_ok.h"
#include "tests/tools/folder.h"

#include "pipeline/workspace.h"

TestSuite(leave, .init = folder_make, .fini = folder_remove, .timeout = 20);

static const char *const people[][2] = {
    {"Сорокина В. А.", "100425"}, {"Хохлова Л. А.", "100042"}, {"Сорокина В. А.", "100042"}};

/* Which of the people @list lets mark, as "1 3 ": their places; caller frees. */
static char *named_by(const char *list)
{
  GError *error = NULL;
  g_autofree char *ws = folder_path("ws");
  assert_ok(bm_workspace_make(ws, &error), error);
  g_autoptr(BmKeymap) keymap = bm_keymap_open(ws, 1, &error);
  assert_ok(keymap != NULL, error);
  g_autoptr(json_t) entries = json_loads(list, 0, NULL);
  g_autoptr(json_t) assessment = json_pack("{s:O}", "allow_other_subject", entries);
  GString *places = g_string_new(NULL);
  for (guint i = 0; i < G_N_ELEMENTS(people); i++) {
    g_autofree char *id = bm_keymap_marker(keymap, people[i][0], people[i][1], &error);
    assert_ok(id != NULL, error);
  }
  g_autoptr(json_t) ids = bm_leave_markers(keymap, assessment);
  for (guint i = 0; i < G_N_ELEMENTS(people); i++) {
    g_autofree char *id = bm_keymap_marker(keymap, people[i][0], people[i][1], &error);
    if (bm_json_has_text(ids, id))
      g_string_append_printf(places, "%u ", i + 1);
  }
  return g_string_free(places, FALSE);
}

static void expect_named(const char *list, const char *places)
{
  g_autofree char *got = named_by(list);
  cr_expect_str_eq(got, places, "%s names %s, not %s", list, got, places);
}

Test(leave, a_name_means_all_who_bear_it_and_a_school_tells_them_apart)
{
  expect_named("[]", "");
  expect_named("[\"Хохлова Л. А.\", \"Никто\"]", "2 ");
  expect_named("[\"Сорокина В. А.\"]", "1 3 ");
  expect_named("[{\"teacher\": \"Сорокина В. А.\", \"school_code\": \"100042\"}]", "3 ");
  expect_named("[{\"teacher\": \"Хохлова Л. А.\", \"school_code\": \"100425\"}]", "");
}

Test(leave, a_person_keeps_it_in_a_wave_of_third_markings)
{
  g_autoptr(json_t) first = json_pack("[{s:s},{s:s}]", "marker", "m03", "marker", "m04");
  g_autoptr(json_t) third = json_pack("[{s:s},{s:s}]", "marker", "m03t1", "marker", "m04t1");
  g_autoptr(json_t) of_first = bm_leave_in_wave(first, json_pack("[s]", "m03"));
  g_autoptr(json_t) of_third = bm_leave_in_wave(third, json_pack("[s]", "m03"));
  cr_assert_eq(json_array_size(of_first), 1);
  cr_assert_eq(json_array_size(of_third), 1);
  cr_expect_str_eq(json_string_value(json_array_get(of_first, 0)), "m03");
  cr_expect_str_eq(json_string_value(json_array_get(of_third, 0)), "m03t1");
}
