/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of a commit share (commit.c). */
#pragma once
#include "pipeline/engine.h"

typedef struct BmCommit {
  BmEngine *engine;
  const BmStage *stage;
  json_t *inputs; /* ids */
  json_t *answer;
  const char *scratch;
  GPtrArray *touched; /* ids that may be scheduled now */
  GPtrArray *stale;   /* files to remove once the ledger knows */
  GHashTable *named;  /* "emits id" → as said: a round's job answers for thousands of items */
  GHashTable *may;    /* ids that the answer may be about */
  GHashTable *once;   /* files and places that it has named so far */
} BmCommit;

/* Is it an answer that the job may give, whatever the worker has read? Before anything is done.
 * Errors: BM_ERROR_INPUT "stage_fault". commit_check.c */
gboolean bm_commit_check(BmCommit *c, GError **error);
/* A file that the worker made: inside its scratch, regular, not a link. commit_files.c */
gboolean bm_commit_file_is_good(const BmCommit *c, const char *file);

/* Files of the answer go to their final names; its records say where each went ("stored",
 * "crop", keys of forms). commit_files.c */
gboolean bm_commit_files(BmCommit *c, GError **error);

/* A note of the answer, within the transaction. commit_notes.c */
gboolean bm_commit_note(BmCommit *c, const char *kind, json_t *value, GError **error);
