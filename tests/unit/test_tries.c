/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often a job that keeps its work is tried, and with what. */
#include "pipeline/tries.h"

#include "pipeline/autoptr.h"
#include "pipeline/kept.h"
#include "pipeline/workspace.h"
#include "tests/tools/assert_ok.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>

#define INPUTS 40
#define TRIES_MOST (20 + INPUTS / 4)

static const BmStage stage = {.name = "form", .keeps_work = TRUE};

typedef struct World {
  char *folder, *scratch;
  BmConf *conf;
  BmEngine engine;
  BmSlot slot;
} World;

static void on_done(BmWorker *worker, BmWorkerEnd end, json_t *answer, gpointer user)
{
  (void)worker;
  (void)end;
  (void)answer;
  (void)user;
}

static void world_init(World *world)
{
  g_autoptr(GError) error = NULL;
  *world = (World){.folder = g_dir_make_tmp("bm-tries-XXXXXX", NULL)};
  world->engine.ws = world->folder;
  world->engine.tries = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, bm_tries_free);
  world->scratch = bm_spool_scratch_path(world->folder, "form", "f000001.p0001");
  g_autofree char *path = g_build_filename(world->folder, "blindmark.conf", NULL);
  g_autofree char *text = bm_conf_template();
  assert_ok(bm_file_write(path, text, &error), error);
  world->conf = bm_conf_load(world->folder, &error);
  assert_ok(world->conf != NULL, error);
  world->slot = (BmSlot){.stage = &stage,
                         .job = g_strdup("f000001.p0001"),
                         .inputs = json_array(),
                         .worker = bm_worker_new(world->conf, on_done, NULL)};
  for (guint i = 0; i < INPUTS; i++)
    json_array_append_new(world->slot.inputs, json_string("f000001.p0001"));
}

static void world_clear(World *world)
{
  bm_worker_free(world->slot.worker);
  bm_conf_free(world->conf);
  bm_folder_remove(world->folder);
  g_hash_table_unref(world->engine.tries);
  json_decref(world->slot.inputs);
  g_free(world->slot.job);
  g_free(world->scratch);
  g_free(world->folder);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(World, world_clear)

/* Starts a try of a ticket; whether it is told to skip. */
static gboolean is_skipping(World *world, const char *context)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) ticket =
      json_pack("{s:s,s:s}", "scratch", world->scratch, "context", context);
  assert_ok(bm_tries_start(&world->engine, &stage, world->slot.job, ticket, &error), error);
  cr_assert(g_file_test(world->scratch, G_FILE_TEST_IS_DIR));
  return json_object_get(ticket, "skip") != NULL;
}

static void record_add(World *world)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BmKept) kept = bm_kept_open(world->scratch, &error);
  assert_ok(kept != NULL && bm_kept_add(kept, g_variant_new("(u)", 1U), &error), error);
}

TestSuite(tries, .timeout = 60);

Test(tries, an_input_at_which_tries_die_is_skipped_and_then_the_job_is_parked)
{
  g_auto(World) world;
  world_init(&world);
  cr_expect_not(is_skipping(&world, "a"));
  cr_expect(bm_tries_go_on(&world.engine, &world.slot, BM_WORKER_DIED));
  cr_expect_not(is_skipping(&world, "a"));
  cr_expect(bm_tries_go_on(&world.engine, &world.slot, BM_WORKER_LATE));
  cr_expect(is_skipping(&world, "a"));
  cr_expect_not(bm_tries_go_on(&world.engine, &world.slot, BM_WORKER_DIED));
}

Test(tries, each_input_has_its_own_deaths)
{
  g_auto(World) world;
  world_init(&world);
  cr_expect_not(is_skipping(&world, "a"));
  for (guint i = 0; i < 5; i++) {
    cr_expect(bm_tries_go_on(&world.engine, &world.slot, BM_WORKER_DIED));
    cr_expect_not(is_skipping(&world, "a"));
    cr_expect(bm_tries_go_on(&world.engine, &world.slot, BM_WORKER_DIED));
    cr_expect(is_skipping(&world, "a"));
    record_add(&world); /* the skipped one; then this try dies at the next */
  }
}

Test(tries, keepers_that_are_killed_from_outside_have_twenty)
{
  g_auto(World) world;
  world_init(&world);
  for (guint i = 1; i < BM_MOST_LOSSES; i++) {
    cr_expect_not(is_skipping(&world, "a"));
    cr_expect(bm_tries_go_on(&world.engine, &world.slot, BM_WORKER_LOST));
  }
  cr_expect(bm_tries_go_on(&world.engine, &world.slot, BM_WORKER_LOST));
  cr_expect(is_skipping(&world, "a"));
}

Test(tries, feigned_progress_ends)
{
  g_auto(World) world;
  world_init(&world);
  guint n = 0;
  is_skipping(&world, "a");
  do {
    record_add(&world);
    n++;
  } while (n < 1000 && bm_tries_go_on(&world.engine, &world.slot, BM_WORKER_DIED));
  cr_expect_eq(n, TRIES_MOST);
}

Test(tries, work_is_kept_for_the_same_ticket_of_the_same_job)
{
  g_auto(World) world;
  world_init(&world);
  is_skipping(&world, "a");
  record_add(&world);
  guint64 size = bm_kept_size(world.scratch);
  cr_expect(bm_tries_go_on(&world.engine, &world.slot, BM_WORKER_DIED));
  is_skipping(&world, "a");
  cr_expect_eq(bm_kept_size(world.scratch), size);
  is_skipping(&world, "b");
  cr_expect_eq(bm_kept_size(world.scratch), 0, "another ticket goes on with foreign work");
  record_add(&world);
  bm_tries_end(&world.engine, &stage);
  is_skipping(&world, "b");
  cr_expect_eq(bm_kept_size(world.scratch), 0, "a job that ended is gone on with");
  record_add(&world);
  g_autofree char *first = g_steal_pointer(&world.scratch);
  g_free(world.slot.job);
  world.slot.job = g_strdup("f000002.p0001");
  world.scratch = bm_spool_scratch_path(world.folder, "form", world.slot.job);
  is_skipping(&world, "b");
  cr_expect_eq(bm_kept_size(world.scratch), 0);
  cr_expect_not(g_file_test(first, G_FILE_TEST_EXISTS), "pages of another job are left");
}
