/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of tasks with what pupils answer. */
#pragma once
#include "desk.h"

enum {
  BM_TEXT_ITEMS = 6,
  BM_TEXT_VARIANTS = 3,
  BM_SENTENCES_SEALED = 27,
  BM_SENTENCES_RESERVE = 26
};

typedef struct BmTextItem {
  const char *task, *answers[BM_TEXT_VARIANTS];
} BmTextItem;

typedef struct BmTopic {
  const char *subject;
  BmTextItem items[BM_TEXT_ITEMS];
} BmTopic;

/* texts_sealed.c; ends with {0}. */
extern const BmTopic bm_topics_sealed[];
extern const char *const bm_sentences_sealed[BM_SENTENCES_SEALED];

/* texts_reserve.c; ends with {0}. */
extern const BmTopic bm_topics_reserve[];
extern const char *const bm_sentences_reserve[BM_SENTENCES_RESERVE];
