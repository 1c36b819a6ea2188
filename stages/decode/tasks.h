/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tasks of an assessment, as rules and scales name them. */
#pragma once
#include "pipeline/autoptr.h"
#include "pipeline/error.h"
#include "pipeline/gate.h"

#include <jansson.h>

typedef struct BmTasks {
  guint n;
  const char **id; /* borrowed from the JSON */
  int *most;
  GArray *gates; /* BmGate */
} BmTasks;

/* Errors: BM_ERROR_SETTING "assessment_no_tasks", "gate_bad". */
BmTasks *bm_tasks_new(const json_t *tasks, GError **error);
void bm_tasks_free(BmTasks *tasks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmTasks, bm_tasks_free)

/**
 * bm_tasks_pick - which tasks a list names
 *
 * @list  [id], Latin and Cyrillic К alike; NULL or null: all
 * Returns one flag a task; caller frees. NULL: BM_ERROR_SETTING @reason names the first that
 * the assessment has not.
 */
gboolean *bm_tasks_pick(const BmTasks *tasks, const json_t *list, const char *reason,
                        GError **error);
