/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands of the form "blindmark NAME WS [--json]" that work something out and tell it. */
#pragma once
#include "pipeline/cmd.h"

typedef struct BmAnswer {
  json_t *(*make)(BmOpen *open, GError **error);          /* new; NULL with @error */
  json_t *(*data)(json_t *made);                          /* what --json prints; new */
  void (*tell)(const BmOpen *open, const json_t *made);   /* else, for a person */
  void (*remark)(const BmOpen *open, const json_t *made); /* to stderr in any case, or NULL */
  BmExit (*status)(const json_t *made);                   /* NULL: done */
} BmAnswer;

/* Parses the words, opens the workspace, makes and prints; returns the exit status. */
int bm_answer_run(int argc, char **argv, const BmAnswer *answer);
