/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Works and markers that the rules treat alike, put together: classes and variants, limits and
 * prices do not matter here. */
#pragma once
#include "stages/allocate/panel.h"

/* Works that the same markers may have. */
typedef struct BmLot {
  guint group; /* one of its groups, for all */
  guint works;
} BmLot;

/* Markers of one school who may have the same works. */
typedef struct BmKind {
  guint marker; /* one of them, for all */
  guint origin;
  guint room;      /* works that they can take together */
  GArray *members; /* guint, markers */
} BmKind;

typedef struct BmKinds {
  const BmPanel *panel;
  GArray *lots;  /* of BmLot, by school; none is empty */
  GArray *kinds; /* of BmKind; nobody without room */
  guint *lot_of; /* by group; G_MAXUINT for an empty group */
} BmKinds;

BmKinds *bm_kinds_new(const BmPanel *panel);
void bm_kinds_free(BmKinds *kinds);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmKinds, bm_kinds_free)

static inline const BmLot *bm_lot(const BmKinds *kinds, guint index)
{
  return &g_array_index(kinds->lots, BmLot, index);
}
static inline const BmKind *bm_kind(const BmKinds *kinds, guint index)
{
  return &g_array_index(kinds->kinds, BmKind, index);
}
gboolean bm_kind_may(const BmKinds *kinds, guint lot, guint kind);
