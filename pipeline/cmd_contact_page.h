/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page of the ledger as contact sheets draw it. */
#pragma once
#include "pipeline/cmd.h"
#include "stages/shared/contact.h"

typedef struct BmContactOwn {
  BmContactPage page; /* number, state and mark are the caller's */
  char *path, *source;
  GArray *masks;
} BmContactOwn;

/* @item  of bm_ledger_item; NULL when it has no file. */
BmContactOwn *bm_contact_own_new(const char *ws, const json_t *item);
void bm_contact_own_free(BmContactOwn *own);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmContactOwn, bm_contact_own_free)
