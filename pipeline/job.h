/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A job is a stage's whole world: what to work on, with which settings, and where to hand
 * results over. It is made from a ticket (JSON) and leaves an outcome (JSON); see
 * pipeline/README.md.
 */
#pragma once
#include "pipeline/box.h"

typedef struct BmJob BmJob;

typedef struct BmItem {
  const char *id;   /* neutral: "f000007", "f000007.p0041", "f000007.w012" */
  const char *path; /* file of the item, read only; NULL when the kind has none */
  json_t *facts;    /* {"<stage>": {…}} what earlier stages emitted; borrowed, unchanged */
} BmItem;

/* Where an item ends when it leaves the chain before its end. */
typedef enum BmFate {
  BM_FATE_BLANK,     /* an empty side, nothing on it */
  BM_FATE_SEPARATOR, /* our own separator sheet */
  BM_FATE_REJECTED,  /* cannot be used at all */
} BmFate;

/**
 * bm_job_new - make a job from a ticket
 *
 * @ticket  borrowed; {"stage", "scratch", "seed" (hex), "params": {}, "context": {},
 *          "inputs": [{"id", "path", "facts"}]}; a missing part is empty
 * Errors: BM_ERROR_SETTING when the ticket is not of that form.
 */
BmJob *bm_job_new(const json_t *ticket, GError **error);
void bm_job_free(BmJob *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmJob, bm_job_free)

guint bm_job_n_inputs(const BmJob *job);
const BmItem *bm_job_input(const BmJob *job, guint index);
/* facts[stage][key] of an item, or NULL; borrowed. */
json_t *bm_item_fact(const BmItem *item, const char *stage, const char *key);

const char *bm_job_scratch(const BmJob *job); /* private folder, removed by the engine */
/* A fresh path "<scratch>/<n>-<name>"; caller frees. */
char *bm_job_scratch_path(BmJob *job, const char *name);
/* Why the last tries of this job ended at the input in hand (kept.h), a slug: it is to be held
 * for that, untouched. NULL: nothing is skipped. */
const char *bm_job_skip(const BmJob *job);
/* Processor time that one input of a job that keeps its work may take; 0: no bound. */
double bm_job_input_s(const BmJob *job);
const char *
bm_job_seed(const BmJob *job); /* hex digits, secret of the round; never to be shown */
json_t *
bm_job_context(const BmJob *job); /* facts of the round (pipeline/README.md); borrowed */

/* Settings; asking for one that the stage does not declare is a mistake of ours and aborts. */
gint64 bm_job_param_int(const BmJob *job, const char *name);
double bm_job_param_real(const BmJob *job, const char *name);
gboolean bm_job_param_bool(const BmJob *job, const char *name);
const char *bm_job_param_choice(const BmJob *job, const char *name);

/**
 * bm_job_emit - hand an item on to the next stage
 *
 * @id     an input's id (it moves on) or a new one below it ("f000007" → "f000007.p0001")
 * @file   finished file in the scratch folder, NULL: the item keeps the file that it has
 * @facts  stolen; becomes facts[<stage>] of the item; NULL: none
 */
void bm_job_emit(BmJob *job, const char *id, const char *file, json_t *facts);

/* As bm_job_emit, and the file is published at @place, relative to the workspace ("sorted/…").
 */
void bm_job_publish(BmJob *job, const char *id, const char *file, const char *place,
                    json_t *facts);

/* The item leaves the chain; @reason is a slug of models/reasons.ini; @facts stolen or NULL. */
void bm_job_settle(BmJob *job, const char *id, BmFate fate, const char *reason, json_t *facts);

/**
 * bm_job_doubt - hold an item for a person
 *
 * May be called several times for one item, and beside bm_job_emit for the same id: then the
 * file and facts are kept, but the item waits until a person releases it.
 * @box     pixels of the item's file where the doubt is, or an empty box for the whole page
 * @crop    picture (PNG) in the scratch folder, or NULL
 */
void bm_job_doubt(BmJob *job, const char *id, const char *reason, BmBox box, const char *crop);

/* A fact for the ledger that is no item: kinds are listed in pipeline/README.md. @value stolen.
 */
void bm_job_note(BmJob *job, const char *kind, json_t *value);

/* The outcome as JSON, new reference: {"emits", "settles", "doubts", "notes"}. */
json_t *bm_job_outcome(const BmJob *job);
