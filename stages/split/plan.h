/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From what was seen on the pages of a packet to works, without a pixel in sight.
 *
 * Sources: separator sheets cut the packet into sections; within a section a small cost model
 * (segment.h) weighs the fixed number of pages, title pages and blank backs against each other.
 * Works on which the sources agree are good. Where they do not, the works that are touched are
 * held, and those before and after, up to where the sources agree again, are not.
 */
#pragma once
#include "stages/shared/blank.h"

typedef enum BmSeparatorKind {
  BM_SEPARATOR_NONE,
  BM_SEPARATOR_READ,    /* ours, of this round */
  BM_SEPARATOR_FOREIGN, /* ours, of another round */
  BM_SEPARATOR_UNREAD,  /* looks like one, its codes cannot be read */
} BmSeparatorKind;

/* What was seen on one page. */
typedef struct BmSight {
  BmSeparatorKind separator;
  guint class_ref; /* of a separator that was read */
  BmBlankState blank;
  double title; /* log-odds of a title page, -BM_TITLE_MAX..BM_TITLE_MAX; 0: nothing known */
  gboolean is_unreadable;
} BmSight;

#define BM_TITLE_MAX 4.0
#define BM_TITLE_EVIDENT 1.5 /* from here on a title speaks against a boundary by itself */

typedef enum BmDuplex { BM_DUPLEX_UNKNOWN, BM_DUPLEX_NO, BM_DUPLEX_YES } BmDuplex;

/* What the round declares about a packet. */
typedef struct BmPacket {
  guint pages_per_work; /* images, backs included; 0 unknown */
  guint works_declared; /* 0 unknown */
  guint class_ref;      /* of the folder; 0 unknown */
  BmDuplex duplex;
  const guint *classes; /* that the round knows; borrowed */
  guint n_classes;
} BmPacket;

/* Why a work is held; bits, in the order in which they are told. */
typedef enum BmSplitDoubt {
  BM_SPLIT_SHIFT = 1 << 0,
  BM_SPLIT_INCOMPLETE = 1 << 1,
  BM_SPLIT_OVERLONG = 1 << 2,
  BM_SPLIT_CLASS_DISAGREES = 1 << 3,
  BM_SPLIT_CLASS_UNKNOWN = 1 << 4,
  BM_SPLIT_BEFORE_SEPARATOR = 1 << 5,
  BM_SPLIT_SEPARATOR_DOUBLE = 1 << 6,
  BM_SPLIT_SEPARATOR_UNREAD = 1 << 7,
  BM_SPLIT_SEPARATOR_FOREIGN = 1 << 8,
  BM_SPLIT_SEPARATOR_STRANGE = 1 << 9,
  BM_SPLIT_LENGTH_UNKNOWN = 1 << 10,
  BM_SPLIT_COUNT_DIFFERS = 1 << 11,
  BM_SPLIT_BLANK_DOUBTFUL = 1 << 12,
  BM_SPLIT_UNREADABLE = 1 << 13,
} BmSplitDoubt;
#define BM_SPLIT_N_DOUBTS 14

/* The slug of a single bit; static. */
const char *bm_split_doubt_slug(BmSplitDoubt doubt);

typedef enum BmPagePlace { BM_PLACE_WORK, BM_PLACE_BLANK, BM_PLACE_SEPARATOR } BmPagePlace;

typedef struct BmPagePlan {
  BmPagePlace place;
  const char *reason; /* of a blank or separator; static */
  guint work;         /* index of the work; of a page in a work only */
  guint page_in_work; /* from 1 */
  guint doubts;       /* of this page beside those of its work */
} BmPagePlan;

typedef enum BmWorkState { BM_WORK_WHOLE, BM_WORK_INCOMPLETE, BM_WORK_OVERLONG } BmWorkState;

typedef struct BmWorkPlan {
  guint n_pages;        /* that stay, at least 1 */
  guint pages_expected; /* 0 unknown */
  guint class_ref;      /* 0 unknown */
  BmWorkState state;
  guint doubts;
} BmWorkPlan;

typedef struct BmSplitPlan {
  GArray *pages; /* of BmPagePlan, one a sight */
  GArray *works; /* of BmWorkPlan, in order */
} BmSplitPlan;

void bm_split_plan_free(BmSplitPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmSplitPlan, bm_split_plan_free)

/**
 * bm_split_plan - fuse what was seen with what was declared
 *
 * @packet   borrowed
 * @sights   @n pages in the order of the scan
 * @margin   by how much the chosen cut of a work must beat every other, in units of log-odds
 *
 * Every page gets exactly one place; no work is empty. Never fails.
 * Tests: tests/stages/test_split_plan.c.
 */
BmSplitPlan *bm_split_plan(const BmPacket *packet, const BmSight *sights, guint n,
                           double margin);
