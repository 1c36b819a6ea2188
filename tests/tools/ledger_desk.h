/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An empty workspace with its ledger, for tests of what persons decide. */
#pragma once
#include "pipeline/ledger.h"
#include "pipeline/workspace.h"
#include "tests/tools/assert_ok.h"

typedef struct Desk {
  char *ws;
  BmLedger *ledger;
} Desk;

static inline Desk desk_make(void)
{
  Desk desk = {.ws = g_dir_make_tmp("bm-desk-XXXXXX", NULL)};
  GError *error = NULL;
  cr_assert(bm_workspace_make(desk.ws, NULL));
  desk.ledger = bm_ledger_open(desk.ws, &error);
  assert_ok(desk.ledger != NULL, error);
  return desk;
}

static inline void desk_clear(Desk *desk)
{
  bm_db_free(desk->ledger);
  bm_folder_remove(desk->ws);
  g_free(desk->ws);
}
