/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is liked and disliked among the pairs that the rules allow: a price of each pair.
 *
 * Schools should not mark each other: for each two schools one direction is free and the other
 * has its price. Each marker has a range of variants, nearly always one, such that the ranges
 * together cover each variant's works. A small seeded number makes pairs differ that are alike.
 */
#pragma once
#include "stages/allocate/panel.h"

#define BM_PREFER_NOISE 7              /* the seeded part of a price is 0 to this */
#define BM_PREFER_CROWD 100            /* of a work above the wanted number of one class */
#define BM_PREFER_CROWD_SCHOOL 60      /* … of one school */
#define BM_PREFER_VARIANT 400          /* of a work of a variant outside the marker's range */
#define BM_PREFER_RECIPROCAL 2000      /* of a work against the direction of two schools */
#define BM_PREFER_RECIPROCAL_MOST 8000 /* … where the direction was kept so far */

typedef struct BmPrefer {
  const BmPanel *panel;
  guint together;                      /* works of one class before another is wanted */
  guint *fair;                         /* by marker, extras included */
  guint *first_variant, *last_variant; /* by marker */
  guint *against;                      /* by origin × school: price of a work */
  guint64 *group_hash, *marker_hash;
  double *sums; /* by group: works that those who should have it can take */
} BmPrefer;

/**
 * bm_prefer_new - prices for a panel
 *
 * @panel     borrowed while the result lives
 * @together  works of one class that come to one marker before another class is preferred, ≥ 1
 * The directions go around a circle of all schools in seeded order: each marks the next half.
 */
BmPrefer *bm_prefer_new(const BmPanel *panel, const char *seed, guint together);
void bm_prefer_free(BmPrefer *prefer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmPrefer, bm_prefer_free)

/* Price of a work of the group at the marker; most is BM_PREFER_MOST. */
guint bm_prefer_cost(const BmPrefer *prefer, guint group, guint marker);
#define BM_PREFER_MOST                                                                         \
  (BM_PREFER_RECIPROCAL_MOST + BM_PREFER_VARIANT + BM_PREFER_NOISE + 3 * BM_PREFER_CROWD)

/* Works of a group that a marker gets without crowding: his part of them when all who should
 * have them share alike; more when classes are many, so that they do not crumble to single
 * works. */
guint bm_prefer_wanted(const BmPrefer *prefer, guint group, guint marker);
/* The same for all works of a school, of which the group has a part. */
guint bm_prefer_wanted_school(const BmPrefer *prefer, guint group, guint school_works,
                              guint marker);

static inline guint *bm_prefer_against(const BmPrefer *prefer, guint origin, guint school)
{
  return &prefer->against[(gsize)origin * prefer->panel->schools->len + school];
}
/* After a change of @against or of ranges of variants. */
void bm_prefer_refresh(BmPrefer *prefer);

/**
 * bm_prefer_variants - lay the variants out anew among the markers of each school
 *
 * @works  by marker × variant: works that they have in an allocation
 * What the markers of one school have together of each variant is laid out among them one after
 * another, so that of v variants no more than v - 1 of them have more than one.
 */
void bm_prefer_variants(BmPrefer *prefer, const guint *works);
