/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of spool/decisions: carried out whole or refused with a reason, and answered. */
#include "pipeline/autoptr.h"
#include "pipeline/decide.h"
#include "tests/fuzz/fuzz_desk.h"

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
  if (size > 65536)
    return 0;
  FuzzDesk desk;
  fuzz_desk_open(&desk);
  g_autofree char *folder = fuzz_path("spool/decisions");
  g_mkdir(folder, 0700);
  g_free(fuzz_file("spool/decisions/a.json", data, size));
  g_assert(bm_decide_is_asked(desk.engine.ws));
  g_assert_cmpint(bm_decide_answer_all(desk.engine.ws, desk.engine.ledger), ==, 1);
  g_assert(!bm_decide_is_asked(desk.engine.ws));
  g_autofree char *answer = fuzz_path("spool/decisions/a.answer");
  g_autoptr(json_t) said = json_load_file(answer, 0, NULL);
  g_assert(json_is_integer(json_object_get(said, "n")));
  fuzz_desk_check(&desk);
  fuzz_desk_close(&desk);
  return 0;
}
