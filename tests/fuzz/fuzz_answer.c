/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a worker answers: the first byte says which stage, the rest is JSON as it comes over the
 * socket. A worker that a hostile file has taken over says what it likes; the supervisor
 * commits it, or parks the item. Nothing else may change, and the run goes on.
 */
#include "pipeline/autoptr.h"
#include "pipeline/worker_answer.h"
#include "tests/fuzz/fuzz_desk.h"

static void answer_commit(FuzzDesk *desk, const BmStage *stage, guint index, json_t *answer)
{
  BmEngine *engine = &desk->engine;
  g_autoptr(GError) error = NULL;
  g_autofree char *id = fuzz_input(index, stage);
  g_autoptr(json_t) inputs = json_pack("[s]", id);
  g_autofree char *scratch = bm_spool_scratch(engine->ws, stage->name, id, &error);
  g_assert_no_error(error);
  g_autofree char *page = g_build_filename(scratch, "0-page.tif", NULL);
  g_assert(g_file_set_contents(page, "page", 4, NULL));
  gboolean is_done = bm_commit(engine, stage, inputs, answer, scratch, &error);
  g_assert((error == NULL) == is_done);
  if (!is_done && stage->at_close) /* of the whole round: the coordinator is told */
    return;
  g_assert_no_error(error); /* else the run ends */
  g_autoptr(json_t) item = bm_ledger_item(engine->ledger, id);
  gboolean is_waiting =
      g_strcmp0(json_string_value(json_object_get(item, "kind")), stage->takes) == 0 &&
      g_strcmp0(json_string_value(json_object_get(item, "state")), "ready") == 0;
  g_assert(!is_waiting); /* else the job is made again for ever */
}

/* Paths of the scratch are not known to who writes seeds: "@/" stands for it. */
static char *answer_text(const FuzzDesk *desk, const BmStage *stage, guint index,
                         const guint8 *data, size_t size)
{
  g_autofree char *id = fuzz_input(index, stage), *text = fuzz_text(data, size);
  g_autofree char *scratch =
      g_build_filename(desk->engine.ws, "spool", stage->name, "tmp", id, "", NULL);
  g_auto(GStrv) parts = g_strsplit(text, "@/", -1);
  return g_strjoinv(scratch, parts);
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
  guint n;
  const BmStage *const *chain = bm_chain(&n);
  if (size < 1 || size > 65536)
    return 0;
  FuzzDesk desk;
  guint index = data[0] % n;
  fuzz_desk_open(&desk);
  g_autofree char *text = answer_text(&desk, chain[index], index, data + 1, size - 1);
  g_autoptr(json_t) answer = bm_worker_answer_new(text, strlen(text));
  if (answer != NULL) {
    answer_commit(&desk, chain[index], index, answer);
    fuzz_desk_check(&desk);
    g_autofree char *after = fuzz_item_text(desk.engine.ledger, BYSTANDER);
    g_assert_cmpstr(after, ==, desk.bystander);
  }
  fuzz_desk_close(&desk);
  return 0;
}
