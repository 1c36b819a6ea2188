/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the judgement share. */
#pragma once
#include "stages/attack/judge.h"
#include "stages/attack/stats.h"

typedef struct BmSuspect {
  const char *work_no, *place, *alias;
  guint class_index;   /* of the alias */
  int school;          /* −1 unknown */
  double order;        /* of scanning */
  json_t *letters;     /* of surname, name, patronymic; borrowed */
  double bytes, mtime; /* of the file */
  json_t *look;        /* borrowed */
} BmSuspect;

typedef struct BmCase {
  const json_t *context;
  guint64 seed;
  GArray *works;      /* BmSuspect */
  GArray *schools;    /* int, by class index; −1 unknown */
  GPtrArray *aliases; /* by class index; borrowed */
  json_t *findings;   /* with "channel" */
} BmCase;

static inline BmSuspect *bm_suspect(const BmCase *all, guint index)
{
  return &g_array_index(all->works, BmSuspect, index);
}

/* A question that was asked; @strength is the verdict if the answer is no chance. */
json_t *bm_case_guess(BmCase *all, const char *channel, const char *what, const char *strength,
                      const BmGuess *guess);
/* Things that were found, or were not: @places is taken, [{"work_no" or "place", …}]. */
void bm_case_found(BmCase *all, const char *channel, const char *what, guint count,
                   json_t *places);

void bm_case_words(BmCase *all);    /* judge_words.c: text, metadata */
void bm_case_order(BmCase *all);    /* judge_order.c: order, sizes, times, who is missing */
void bm_case_features(BmCase *all); /* judge_features.c: boxes, print, marks */
