/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stage form goes on where a try of its job was killed, and past a page at which tries die. */
#include "stages/form/look.h"

#include "tests/stages/form_round.h"

#include <string.h>

#define PAGES 6U /* four copies of one form, two of another */
#define LENGTH sizeof(guint32)

/* What a try in folder "whole" kept, up to the end of @n records and @torn bytes of the next,
 * laid into a new folder, as if a try had been killed there. */
static void folder_killed(const World *world, const char *name, guint n, guint torn)
{
  g_autofree char *from = g_build_filename(world->folder, "whole", "kept", NULL);
  g_autofree char *folder = g_build_filename(world->folder, name, NULL);
  g_autofree char *to = g_build_filename(folder, "kept", NULL);
  g_autofree char *bytes = NULL;
  gsize size, end = 0;
  cr_assert(g_file_get_contents(from, &bytes, &size, NULL));
  for (guint i = 0; i < n; i++) {
    guint32 length;
    memcpy(&length, bytes + end, LENGTH);
    end += LENGTH + length;
  }
  cr_assert_leq(end, size);
  g_mkdir(folder, 0700);
  cr_assert(g_file_set_contents(to, bytes, (gssize)MIN(end + torn, size), NULL));
  for (guint i = 0; i <= n; i++) {
    g_autofree char *work = g_strdup_printf("%s/whole/work%u.tif", world->folder, i);
    g_autofree char *copy = g_strdup_printf("%s/work%u.tif", folder, i);
    g_autofree char *image = NULL;
    gsize image_size;
    if (!g_file_get_contents(work, &image, &image_size, NULL))
      break;
    gsize half = i < n ? image_size : image_size / 2;
    cr_assert(g_file_set_contents(copy, image, (gssize)half, NULL));
  }
}

/* Notes without the paths of their files, but with what is in them. */
static json_t *notes_of(const json_t *outcome)
{
  static const char *const files[] = {"picture", "clean", "model"};
  json_t *notes = json_deep_copy(json_object_get(outcome, "notes")), *note;
  size_t i;
  json_array_foreach (notes, i, note)
    for (guint k = 0; k < G_N_ELEMENTS(files); k++) {
      json_t *value = json_object_get(note, "value");
      const char *path = json_string_value(json_object_get(value, files[k]));
      g_autofree char *digest = path != NULL ? bm_page_digest(path) : NULL;
      if (digest != NULL)
        json_object_set_new(value, files[k], json_string(digest));
    }
  return notes;
}

static void expect_same(const json_t *got, const json_t *want, const char *when)
{
  g_autoptr(json_t) p = notes_of(got);
  g_autoptr(json_t) q = notes_of(want);
  cr_expect(json_equal(json_object_get(got, "emits"), json_object_get(want, "emits")),
            "emits differ, %s", when);
  cr_expect(json_equal(json_object_get(got, "doubts"), json_object_get(want, "doubts")),
            "doubts differ, %s", when);
  cr_expect(json_equal(p, q), "notes differ, %s", when);
}

TestSuite(form_look, .timeout = 300);

Test(form_look, a_try_goes_on_where_another_was_killed)
{
  g_auto(World) world;
  world_init(&world);
  world_fill(&world, 0, PAGES);
  g_autoptr(json_t) whole = world_run(&world, "whole");
  for (guint n = 0; n <= PAGES; n++) {
    g_autofree char *name = g_strdup_printf("killed%u", n);
    folder_killed(&world, name, n, 7);
    g_autoptr(json_t) outcome = world_run(&world, name);
    expect_same(outcome, whole, name);
  }
}

/* Pages of a known form, whose scans are gone: what was kept of them is enough. */
Test(form_look, what_was_looked_at_is_not_read_again)
{
  g_auto(World) world;
  world_init(&world);
  world_fill(&world, 0, 4);
  g_autoptr(json_t) first = world_run(&world, "first");
  json_array_append_new(world.forms, record_of(note_at(first, "form01"), "confirmed"));
  g_autoptr(json_t) whole = world_run(&world, "whole");
  cr_expect_eq(json_array_size(json_object_get(whole, "notes")), 0);
  for (guint n = 1; n <= 4; n++) {
    g_autofree char *name = g_strdup_printf("killed%u", n);
    folder_killed(&world, name, n, 0);
    json_t *input = json_array_get(world.inputs, n - 1);
    g_unlink(json_string_value(json_object_get(input, "path")));
    g_autoptr(json_t) outcome = world_run(&world, name);
    expect_same(outcome, whole, name);
  }
}

Test(form_look, only_the_page_at_which_tries_die_is_held)
{
  g_auto(World) world;
  world_init(&world);
  world_fill(&world, 0, PAGES);
  g_autoptr(json_t) whole = world_run(&world, "whole");
  folder_killed(&world, "killed", 1, 0);
  g_autoptr(json_t) outcome = world_run_on(&world, "killed", "worker_late");
  cr_expect_eq(json_array_size(json_object_get(outcome, "emits")), PAGES);
  cr_assert_eq(json_array_size(json_object_get(outcome, "doubts")), 1);
  json_t *doubt = json_array_get(json_object_get(outcome, "doubts"), 0);
  cr_expect_str_eq(json_string_value(json_object_get(doubt, "id")), "f000001.p0002");
  cr_expect_str_eq(json_string_value(json_object_get(doubt, "reason")), "worker_late");
  cr_expect_str_eq(form_of(outcome, 2), "");
  for (guint page = 3; page <= 4; page++)
    cr_expect_str_eq(form_of(outcome, page), form_of(outcome, 1));
  /* and the try after that knows it, too, without being told */
  g_autoptr(json_t) again = world_run(&world, "killed");
  expect_same(again, outcome, "told before");
}

/* A process that was taken over may have left anything in the folder. */
Test(form_look, records_that_are_none_of_ours_are_not_used)
{
  g_auto(World) world;
  world_init(&world);
  world_fill(&world, 0, PAGES);
  g_autoptr(json_t) whole = world_run(&world, "whole");
  g_autofree char *folder = g_build_filename(world.folder, "lies", NULL);
  g_mkdir(folder, 0700);
  g_autoptr(GError) error = NULL;
  g_autoptr(BmKept) kept = bm_kept_open(folder, &error);
  assert_ok(kept != NULL, error);
  for (guint i = 0; i < 2 * PAGES; i++) {
    g_autofree char *bytes = g_strnfill(40 * i, (char)(i * 37));
    assert_ok(bm_kept_add(kept, g_variant_new("(us)", i, "lie"), &error), error);
    assert_ok(bm_kept_add(kept, g_variant_new_bytestring(bytes), &error), error);
  }
  g_autoptr(json_t) outcome = world_run(&world, "lies");
  expect_same(outcome, whole, "after lies");
}
