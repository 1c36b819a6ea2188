/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The engine of one workspace, shared by the files that make up the supervisor:
 *   inbox.c     files dropped in → whole → copied into the vault → item
 *   inbox_register.c, inbox_reject.c, inbox_recover.c its parts: new files, refused files, what
 *               a crash or a backup left
 *   schedule.c  which items make a job; tickets
 *   context.c   what a job is told about its round
 *   commit.c    what a worker answered → files in place, ledger, next jobs
 *   commit_files.c, commit_notes.c its parts
 *   jobs.c      jobs given to workers, and what comes of them
 *   tries.c     jobs of many inputs that go on where a dead process was
 *   people.c    classes and teachers become numbers and aliases
 *   supervisor.c the loop, workers, end of a run
 * The ledger is the truth: whatever is in memory here can be built again from it.
 */
#pragma once
#include "pipeline/conf.h"
#include "pipeline/keymap.h"
#include "pipeline/ledger.h"
#include "pipeline/procedure.h"
#include "pipeline/progress.h"
#include "pipeline/spool.h"
#include "pipeline/supervisor.h"
#include "pipeline/vault_work.h"
#include "pipeline/watch.h"
#include "pipeline/worker.h"
#include "stages/chain.h"

typedef struct BmSlot {
  BmWorker *worker;
  const BmStage *stage; /* of the job in hand, NULL for a gate question */
  char *job;            /* its name, NULL when idle */
  json_t *inputs;       /* ids */
  gint64 start_us;
  gboolean is_again; /* the job in hand has died and is to go on with what it kept */
} BmSlot;

typedef struct BmLook { /* what was last seen of a file in the inbox */
  char *file;           /* its id */
  gint64 size, mtime;
  gint64 rest_since_us; /* monotonic; unchanged since */
  gint64 retry_us;      /* do not ask the gate before */
  gint64 first_us;      /* monotonic; first seen by this process */
  guint n_asked;
  gboolean is_stuck; /* long past patience and still not to be read */
  char *reason;      /* why it was not taken, slug */
} BmLook;

typedef struct BmEngine {
  char *ws;
  BmConf *conf;
  BmLedger *ledger;
  BmKeymap *keymap;
  BmProcedure *procedure;
  BmProgress *progress;
  BmMode mode;
  GMainLoop *loop;
  GPtrArray *slots;     /* of BmSlot */
  GHashTable *looks;    /* path below inbox → BmLook */
  GHashTable *jobs;     /* "stage/job" that have a ticket or run, and "gate/file" */
  GHashTable *failures; /* "stage/job" → times its worker died */
  GHashTable *tries;    /* stage that keeps its work → BmTries */
  GPtrArray *spool_watches;
  BmWatch *inbox_watch, *returns_watch;
  GQueue *queues;      /* a queue of job names a stage, in chain order */
  GQueue gates;        /* file ids to ask about */
  GError *fatal;       /* ends the loop */
  gint64 next_look_us; /* monotonic: looking through a full inbox must leave time for work */
  gboolean wants_look; /* the inbox changed since the last one */
  guint retry_timer;   /* jobs that are to be tried again; a run does not end before */
  guint n_odd;         /* entries of the inbox that are no files */
  gboolean is_stopping;
  gboolean is_collect; /* refused forms are told by the command */
  gboolean is_third;   /* only works that need a third marking are allocated, or only others */
  int lock_fd;
  BmLocks *locks; /* originals are sealed for these; NULL: the round has no keys */
} BmEngine;

/* inbox.c */
void bm_inbox_look(BmEngine *engine);
gboolean
bm_inbox_is_settled(const BmEngine *engine); /* nothing in the inbox is still awaited */
void bm_inbox_gate_answer(BmEngine *engine, const char *file, json_t *answer);
char *bm_inbox_path(const BmEngine *engine, const char *file); /* absolute; NULL when unknown */
void bm_look_free(BmLook *look);
/* inbox_register.c */
gboolean bm_inbox_register(BmEngine *engine, const GArray *found, GError **error); /* BmFound */
/* The ledger learns of a file that the key map has, within a transaction. */
gboolean bm_inbox_enter(BmEngine *engine, const char *id, const char *path, GError **error);
/* inbox_reject.c */
char *bm_inbox_copy(const BmEngine *engine, const char *file); /* its place in the vault */
/* The ledger says that the file is rejected: its copy moves to rejected/ or scores/rejected/.
 * Harmless when done. */
gboolean bm_inbox_reject(BmEngine *engine, const char *file, const char *reason,
                         const char *detail, GError **error);
/* inbox_recover.c */
gboolean bm_inbox_recover(BmEngine *engine, GError **error); /* what a crash left half done */

/* schedule.c */
void bm_schedule_all(BmEngine *engine);                  /* everything, from the ledger */
void bm_schedule_item(BmEngine *engine, const char *id); /* an item that just became ready */
void bm_schedule_packets(BmEngine *engine);              /* shut series, full packets */
/* The series of one file, once no file of it is under way. */
void bm_schedule_series(BmEngine *engine, const char *file);
gboolean bm_schedule_rounds(BmEngine *engine); /* TRUE: a round job was made */
char *bm_schedule_job_key(const char *stage, const char *job);

/* context.c */
json_t *bm_context_ticket(BmEngine *engine, const BmStage *stage, json_t *inputs,
                          const char *scratch, GError **error);

/* What stage allocate is told in the round as it is now; new. */
json_t *bm_context_allocate(BmEngine *engine);

/* commit.c */
gboolean bm_commit(BmEngine *engine, const BmStage *stage, json_t *inputs, json_t *answer,
                   const char *scratch, GError **error);
/* The inputs cannot be processed: held (pages, works) or rejected (files). */
gboolean bm_commit_park(BmEngine *engine, const BmStage *stage, json_t *inputs,
                        const char *reason, const char *detail, GError **error);

/* people.c */
gboolean bm_people_register(BmEngine *engine, GError **error);

/* jobs.c */
#define BM_MOST_DEATHS 2U  /* a job whose worker died twice is parked */
#define BM_MOST_LOSSES 20U /* workers that were killed from outside: hardly the job's fault */
void bm_slot_free(gpointer slot);
void bm_engine_worker_done(BmWorker *worker, BmWorkerEnd end, json_t *answer, gpointer engine);
void bm_engine_pump(BmEngine *engine); /* give waiting jobs to idle workers */

/* engine_open.c */
/* Nothing is opened yet. @lock_fd  of the workspace, -1: to be taken. */
BmEngine *bm_engine_new(const char *ws, BmMode mode, const BmRunOptions *options, int lock_fd);
/* Lock, settings, procedure, databases; what a crash left half done is brought to order. */
gboolean bm_engine_open(BmEngine *engine, const BmRunOptions *options, GError **error);
void bm_engine_free(BmEngine *engine); /* lets go of the lock, if it has it */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmEngine, bm_engine_free)

/* supervisor.c */
void bm_engine_ticket_came(BmEngine *engine, const BmStage *stage); /* in STAGE/in */
void bm_engine_round_or_end(BmEngine *engine); /* a job has ended: is there anything left? */
void bm_engine_fail(BmEngine *engine, GError *error); /* takes @error; the loop ends */
