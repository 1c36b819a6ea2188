/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Anchor and control works: works that come to more markers than others do, so that markers
 * can be compared, and that nobody can tell from the rest.
 *
 * Such a work of the round itself has all its markings here and leaves the panel's groups; so
 * nobody gets it twice. Markers have what they get here (BmPanelMarker.extras) before works are
 * shared out, and shares are equal with it.
 */
#pragma once
#include "stages/allocate/panel.h"

typedef struct BmExtra {
  const char *work_no;
  guint group; /* index into the panel's groups, for who may have it */
  gboolean is_control;
  gboolean is_of_round; /* one of "works": has to have markings that count */
  GArray *markers;      /* guint, ascending */
} BmExtra;

typedef struct BmExtras {
  GPtrArray *list;     /* of BmExtra */
  guint anchors_short; /* anchor works that markers lack: rules or limits forbid them */
  guint control_short; /* markings that control works lack */
} BmExtras;

/**
 * bm_extras_new - choose anchor works and give out anchors and control works
 *
 * @panel       loses the chosen works of the round and has BmPanelMarker.extras set
 * @context     "anchors" [{work_no, "markers" [marker] or absent: all who may}], "control"
 *              [{work_no, "markings", 1 when absent}]
 * @per_marker  anchor works chosen from the round for each marker, 0 to 5
 *
 * Own anchors come from schools and classes in a seeded order, of the most frequent variant if
 * possible, as few as let everybody have @per_marker that he may have. Where markers would fall
 * apart into groups that share none, single markings more join them.
 * Control works go to those who have the fewest extras (a cheapest flow).
 */
BmExtras *bm_extras_new(BmPanel *panel, const json_t *context, const char *seed,
                        guint per_marker);
void bm_extras_free(BmExtras *extras);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmExtras, bm_extras_free)

static inline BmExtra *bm_extra(const BmExtras *extras, guint index)
{
  return (BmExtra *)g_ptr_array_index(extras->list, index);
}

/* For extras.c and anchors.c. */
BmExtra *bm_extras_add(BmExtras *extras, const BmPanel *panel, const char *work_no,
                       gboolean is_control);
gboolean bm_extra_may(const BmPanel *panel, const BmExtra *extra, guint marker);
void bm_extra_give(BmPanel *panel, BmExtra *extra, guint marker);
/* Markers of different schools who have it; two are enough to know. */
guint bm_extra_origins(const BmPanel *panel, const BmExtra *extra);
/* A work with all its markings leaves the groups; one with too few leaves @extras. */
void bm_extra_settle(BmPanel *panel, BmExtras *extras, BmExtra *extra);
void bm_anchors_choose(BmPanel *panel, BmExtras *extras, const char *seed, guint per_marker);

/* As JSON for the note: [{"work_no", "markers", "official" markers whose scores count}]; of
 * control works or of anchors; new reference. */
json_t *bm_extras_json(const BmPanel *panel, const BmExtras *extras, gboolean is_control,
                       const char *seed);
