/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who may check what: the works of a round in groups and the markers, read from a job's
 * context.
 *
 * Works of one class of one school are alike for allocation: the same markers may have them. So
 * a round is a few dozen groups, not thousands of works. Everything is kept in an order of its
 * own (by alias), so that the order in which the context lists it decides nothing.
 */
#pragma once
#include "pipeline/autoptr.h"
#include "pipeline/job.h"

typedef struct BmPanelGroup {
  const char *school, *class_alias; /* aliases */
  guint school_at;                  /* index into BmPanel.schools */
  GPtrArray *works;                 /* work_no, sorted; borrowed from the context */
} BmPanelGroup;

typedef struct BmPanelMarker {
  const char *id;
  guint origin;  /* markers of one school have one number; one without a school has its own */
  guint most;    /* works he may have at most */
  gboolean *may; /* by index of school: neither his own nor in conflict with him */
} BmPanelMarker;

typedef struct BmPanel {
  GPtrArray *schools; /* aliases of schools that have works, sorted; borrowed */
  GArray *groups;     /* of BmPanelGroup */
  GArray *markers;    /* of BmPanelMarker */
  guint n_works;
  guint n_origins;
  guint per_work;        /* markings of each work: 1, or 2 by markers of two schools */
  guint n_other_subject; /* markers left out because of their subject */
} BmPanel;

/**
 * bm_panel_new - read "works", "markers", "subject" and "subject_rule" of a job's context
 *
 * @most_works  for markers without "max_works" of their own; 0: no limit
 * The panel borrows strings of @job.
 * Errors: BM_ERROR_INPUT "allocation_school_unknown" when a work has no school alias, since
 * then nobody can be excluded; BM_ERROR_SETTING "ticket_bad" when ids are missing or double.
 */
BmPanel *bm_panel_new(const BmJob *job, guint per_work, guint most_works, GError **error);
void bm_panel_free(BmPanel *panel);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmPanel, bm_panel_free)

static inline const BmPanelGroup *bm_panel_group(const BmPanel *panel, guint index)
{
  return &g_array_index(panel->groups, BmPanelGroup, index);
}
static inline const BmPanelMarker *bm_panel_marker(const BmPanel *panel, guint index)
{
  return &g_array_index(panel->markers, BmPanelMarker, index);
}

/* Works in a group, and markings that they need. */
guint bm_panel_group_works(const BmPanelGroup *group);

/**
 * bm_panel_fair_loads - equal loads, as equal as each marker's limit allows
 *
 * The level rises for all alike, and who is full stays behind; what is left over after whole
 * works goes one each to the first who have room.
 * Returns one number a marker (caller frees); their sum is the markings, or all room there is.
 * Tests: tests/stages/test_allocate.c, suite fair_loads.
 */
guint *bm_panel_fair_loads(const BmPanel *panel);

/* A number that depends on the round's seed and @text only, for orders that nobody can foresee.
 */
guint64 bm_panel_rank(const char *seed, const char *purpose, const char *text);
