/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who may check what: the works of a round in groups and the markers, read from a job's
 * context.
 *
 * Works of one class and variant are alike for allocation: the same markers may have them. So
 * a round is a few dozen groups, not thousands of works. Everything is kept in an order of its
 * own (by alias), so that the order in which the context lists it decides nothing.
 */
#pragma once
#include "pipeline/autoptr.h"
#include "pipeline/job.h"

typedef enum BmPurpose {
  BM_PURPOSE_FIRST,   /* the markings of a round */
  BM_PURPOSE_THIRD,   /* works on whose scores two markers do not agree: one marking more */
  BM_PURPOSE_RECHECK, /* works that are marked a second time, by others */
} BmPurpose;

typedef enum BmRank { BM_RANK_BASIC, BM_RANK_SENIOR, BM_RANK_LEAD } BmRank;

/* Why a marker may not have a work. */
typedef enum BmBar {
  BM_BAR_NONE,
  BM_BAR_OWN_SCHOOL,
  BM_BAR_CONFLICT,
  BM_BAR_RANK,   /* lower than the work needs */
  BM_BAR_BEFORE, /* he has marked the work before, or has it already */
  BM_N_BARS,
} BmBar;

typedef struct BmPanelGroup {
  const char *school, *class_alias; /* aliases */
  guint school_at;                  /* index into BmPanel.schools */
  guint variant_at;                 /* index into BmPanel.variants */
  BmRank needs_rank;
  GArray *before; /* guint, indexes of markers who may not have these works again; ascending */
  GPtrArray *works; /* work_no, sorted; borrowed from the context */
} BmPanelGroup;

typedef struct BmPanelMarker {
  const char *id;
  guint origin;   /* markers of one school have one number; one without a school has its own */
  int own_school; /* index into BmPanel.schools, -1: no work is of his school */
  BmRank rank;
  guint most;   /* works he may have at most, those of @extras included */
  guint extras; /* anchor and control works that he has already */
  guint8 *bars; /* BmBar by index of school: own school, conflict or none */
} BmPanelMarker;

typedef struct BmPanel {
  BmPurpose purpose;
  GPtrArray *schools;  /* aliases of schools that have works, sorted; borrowed; "" for an
                        * expert's own work, which is of no school */
  GPtrArray *variants; /* sorted, "" first when a work has none; borrowed */
  GArray *groups;      /* of BmPanelGroup; empty ones are those of anchor and control works */
  GArray *markers;     /* of BmPanelMarker, by id */
  guint n_works;       /* in groups */
  guint n_origins;
  guint per_work;        /* markings of each work: 1, or 2 by markers of two schools */
  guint n_other_subject; /* markers left out because of their subject */
  GHashTable *places;    /* work_no → index of its group + 1, anchor and control works too */
  GStringChunk *texts;
} BmPanel;

/**
 * bm_panel_new - read "purpose", "works", "anchors", "control", "markers", "subject",
 * "subject_rule" and "allow_other_subject" of a job's context
 *
 * @per_work    1 or 2; a third marking is one whatever it says
 * @most_works  for markers without "max_works" of their own; 0: no limit
 * The panel borrows strings of @job.
 * Errors: BM_ERROR_INPUT "allocation_school_unknown" when a work has no school alias, since
 * then nobody can be excluded; BM_ERROR_SETTING "ticket_bad" when ids are missing or double, or
 * a purpose or rank is none.
 */
BmPanel *bm_panel_new(const BmJob *job, guint per_work, guint most_works, GError **error);
void bm_panel_free(BmPanel *panel);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmPanel, bm_panel_free)

static inline BmPanelGroup *bm_panel_group(const BmPanel *panel, guint index)
{
  return &g_array_index(panel->groups, BmPanelGroup, index);
}
static inline BmPanelMarker *bm_panel_marker(const BmPanel *panel, guint index)
{
  return &g_array_index(panel->markers, BmPanelMarker, index);
}

/* Works in a group. */
guint bm_panel_group_works(const BmPanelGroup *group);
/* May marker @marker have works of @group, whatever he has already? */
BmBar bm_panel_bar(const BmPanel *panel, const BmPanelGroup *group, guint marker);
/* Works that a marker may have beside his extras. */
guint bm_panel_room(const BmPanel *panel, guint marker);
/* Index of a marker, or -1. */
int bm_panel_find_marker(const BmPanel *panel, const char *id);
/* The group that a work is of or would be of, or NULL. */
BmPanelGroup *bm_panel_place(const BmPanel *panel, const char *work_no);

/**
 * bm_panel_fair_loads - equal loads, as equal as each marker's limit allows
 *
 * The level rises for all alike, from what they have as extras, and who is full stays behind;
 * what is left over after whole works goes one each to the first who have room.
 * Returns one number a marker, extras included (caller frees); the sum is all markings, or all
 * room there is.
 * Tests: tests/stages/test_allocate.c, suite fair_loads.
 */
guint *bm_panel_fair_loads(const BmPanel *panel);

/* A number that depends on the round's seed and @text only, for orders that nobody can foresee.
 */
guint64 bm_panel_rank(const char *seed, const char *purpose, const char *text);
