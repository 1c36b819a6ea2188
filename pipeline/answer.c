/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that work something out and tell it. */
#include "pipeline/answer.h"

#include "pipeline/autoptr.h"
#include "pipeline/heads.h"
#include "pipeline/lang.h"

/* What was worked out, with the head of the journal beside it. */
static json_t *make(BmOpen *open, const BmAnswer *answer, GError **error)
{
  g_autoptr(json_t) made = answer->make(open, error);
  if (made == NULL || !bm_head_put(open->ledger, open->ws, "results", error))
    return NULL;
  return g_steal_pointer(&made);
}

int bm_answer_run(int argc, char **argv, const BmAnswer *answer)
{
  gboolean is_json = FALSE;
  GOptionEntry entries[] = {
      {"json", 0, 0, G_OPTION_ARG_NONE, &is_json, bm_tr("для программ", "for programs"), NULL},
      G_OPTION_ENTRY_NULL};
  int status = bm_cmd_parse(&argc, &argv, entries, 1, 1);
  if (status >= 0)
    return status;
  g_auto(BmOpen) open = {0};
  GError *error = NULL;
  g_autoptr(json_t) made = bm_open(&open, argv[1], &error) ? make(&open, answer, &error) : NULL;
  if (made == NULL)
    return bm_cmd_fail(error);
  if (is_json)
    bm_cmd_print_json(answer->data(made));
  else
    answer->tell(&open, made);
  if (answer->remark != NULL)
    answer->remark(&open, made);
  return answer->status != NULL ? (int)answer->status(made) : BM_EXIT_DONE;
}
