/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The interface that every stage implements, and all that the engine knows of a stage.
 *
 * A stage is one constant BmStage. The engine gathers items of the kind that the stage takes,
 * gives them to run() in a worker process, and commits what run() handed over through its
 * BmJob. run() must be a function of its job alone: equal inputs, facts, parameters, context
 * and seed give equal bytes; it may be killed at any instant and is then run again from the
 * start.
 */
#pragma once
#include "pipeline/error.h"
#include "pipeline/job.h"

typedef enum BmOutcome {
  BM_DONE,  /* every input was emitted, settled or doubted; the job is finished */
  BM_PARK,  /* the inputs cannot be processed (error says why); others can */
  BM_RETRY, /* passing trouble: the same inputs again later */
  BM_HALT,  /* the stage cannot work for anyone: stop and tell */
} BmOutcome;

/* Which items make one job. */
typedef enum BmGather {
  BM_EACH,       /* one item */
  BM_PER_PACKET, /* all items of one packet (one scanner batch), once all of them have come */
  BM_PER_WORK,   /* all pages of one work, once none of them is still under way or held */
  BM_PER_ROUND,  /* everything that waits here, once nothing upstream is under way */
} BmGather;

typedef enum BmParamType {
  BM_PARAM_INT,
  BM_PARAM_REAL,
  BM_PARAM_BOOL,
  BM_PARAM_CHOICE,
  BM_PARAM_NAME, /* of a group of the system, or empty, which is the preset */
} BmParamType;

/* One setting of blindmark.conf: group = stage name, key = name. The table ends with {0}. */
typedef struct BmParam {
  const char *name;
  BmParamType type;
  const char *unit; /* "mm", "px", "s", …; "" without; for a choice: "auto|confirmed" */
  double least, preset,
      most; /* bool: 0 or 1; choice: preset is an index into the words of @unit */
  const char *help_ru, *help_en;
} BmParam;

typedef struct BmStage {
  const char *name;  /* spool folder, settings group and ledger name: "mask" */
  guint version;     /* raise when equal input may give other output */
  const char *takes; /* item kind read: "page.upright" */
  const char *gives; /* item kind written */
  BmGather gather;
  gboolean at_close;  /* runs only after the coordinator closed the intake */
  gboolean is_single; /* at most one job of this stage at a time (it builds shared knowledge) */
  gboolean keeps_work; /* of a single stage: its job goes on where the last try died (kept.h) */
  const char *most_setting; /* of a round stage: its setting that says how many inputs one job
                               has at most; NULL: all that wait */
  guint deadline_s; /* preset for one input; the engine scales it with the inputs of a job */
  const BmParam *params;
  /* Asked once in each worker, before its jobs, each of which is a child of it: what is loaded
   * here is there for all of them, and nothing foreign may be read. NULL: always ready. */
  gboolean (*ready)(GError **error);
  BmOutcome (*run)(BmJob *job, GError **error);
} BmStage;
