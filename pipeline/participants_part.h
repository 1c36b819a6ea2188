/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What participants.c and participants_works.c share: works, and the rows that tell of them. */
#pragma once
#include "pipeline/autoptr.h"
#include "pipeline/participants.h"

/* A work of the ledger, with where it came from. */
typedef struct BmTellWork {
  const json_t *row;
  const char *school, *class_group, *file; /* file: path below inbox of its packet's first */
} BmTellWork;

/* Works in the order of a scan, and the places in it that rows have told. */
typedef struct BmTellPile {
  GPtrArray *works; /* of BmTellWork */
  gboolean is_split, is_wrong;
  guint n_told;
  gboolean *is_told; /* by place from 0 */
} BmTellPile;

/* What one row of the coordinator's says. */
typedef struct BmTellClaim {
  const char *origin;
  const json_t *row;
  const char *place_key; /* column of the place */
  char *school, *class_group;
  const char *file;
  BmTellPile *pile; /* NULL: the row names the work by its number */
  BmTellWork *work;
  const json_t *pupil; /* row of the roster, or @row where no roster knows the code */
  char *identity;      /* of the pupil, to compare */
  const char *why;     /* slug: why it counts not */
} BmTellClaim;

typedef struct BmTellDesk {
  const BmProcedure *procedure;
  gboolean is_recheck;
  GArray *works;  /* BmTellWork, by packet and place in it */
  GArray *claims; /* BmTellClaim */
  json_t *classes, *rows;
  GHashTable *by_file;   /* file id → path */
  GHashTable *by_school; /* school as a row writes it → school code */
  GHashTable *by_number; /* digits of work_no → BmTellWork */
  GHashTable *in_class;  /* class key → GPtrArray of BmTellWork */
  GHashTable *pupils;    /* class key → GPtrArray of roster rows */
  GHashTable *piles;     /* "origin\nclass key\nfile" → BmTellPile */
} BmTellDesk;

/* All works of the ledger. */
void bm_tell_open(BmTellDesk *desk, BmLedger *ledger, BmKeymap *keymap, const BmProcedure *p);

/**
 * bm_tell_add - the rows of a list that name a work
 *
 * @key        column of the place
 * @is_roster  each row is a pupil, and all places are those of his class as a whole
 * @school, @class_group  where a row has no school_code; or NULL
 * Rows with neither place nor work_no are left out.
 */
void bm_tell_add(BmTellDesk *desk, const json_t *rows, const char *origin, const char *key,
                 gboolean is_roster, const char *school, const char *class_group);
void bm_tell_clear(BmTellDesk *desk);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BmTellDesk, bm_tell_clear)

/* Which work each row means: sets its work, or why it counts not. */
void bm_tell_find(BmTellDesk *desk);

/* A row, or (@claim NULL) a work that no row tells of, with why it did not join. */
void bm_tell_unjoined(json_t *list, const BmTellClaim *claim, const BmTellWork *work,
                      const char *why);

/* A class as the key of a table; caller frees. */
char *bm_tell_class(const char *school, const char *class_group);

static inline BmTellClaim *bm_tell_claim(const BmTellDesk *desk, guint at)
{
  return &g_array_index(desk->claims, BmTellClaim, at);
}

static inline BmTellWork *bm_tell_work(const BmTellDesk *desk, guint at)
{
  return &g_array_index(desk->works, BmTellWork, at);
}
