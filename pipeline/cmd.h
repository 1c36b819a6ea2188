/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of the program. Data goes to stdout, messages to stderr. */
#pragma once
#include "pipeline/keymap.h"
#include "pipeline/ledger.h"
#include "pipeline/supervisor.h"

typedef enum BmExit {
  BM_EXIT_DONE = 0,
  BM_EXIT_FAILED = 1,
  BM_EXIT_USAGE = 2,
  BM_EXIT_HELD = 3
} BmExit;

typedef struct BmCommand {
  const char *name;
  int (*run)(int argc, char **argv); /* argv[0] is the command's name */
  const char *usage;
  const char *help_ru, *help_en;
} BmCommand;

const BmCommand *bm_commands(guint *ret_n); /* main.c */

/**
 * bm_cmd_parse - options of a command
 *
 * @entries   GOption's table, or NULL
 * @n_least, @n_most  how many words must be left beside the options
 * On success argc, argv hold the words, argv[0] the command. Otherwise prints usage (also for
 * --help). Returns -1 to go on, else the exit status.
 */
int bm_cmd_parse(int *argc, char ***argv, GOptionEntry *entries, int n_least, int n_most);
int bm_cmd_usage(const char *command, const char *why);
/* Print an error with what to do; returns BM_EXIT_FAILED. Takes the error. */
int bm_cmd_fail(GError *error);

/* What most commands need of a workspace. */
typedef struct BmOpen {
  char *ws;
  BmLedger *ledger;
  BmKeymap *keymap;
  BmProcedure *procedure;
} BmOpen;
/* The set seed, with which whoever opens a new key map first makes it; -1 when the settings
 * cannot be read. */
gint64 bm_open_seed(const char *ws);
gboolean bm_open(BmOpen *open, const char *ws, GError **error);
void bm_open_clear(BmOpen *open);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BmOpen, bm_open_clear)

/* Does something wait for a person: a page, a file, an entry of the inbox? */
gboolean bm_cmd_held(BmOpen *open);
/* Classes whose places in the scan count no more, to stderr (participants.h). */
void bm_cmd_tell_split(BmOpen *open);
/* Exit status of a command that worked on the round: 0, or 3 when something waits. */
int bm_cmd_status_after(const char *ws);
/* After a decision: does it take effect by itself, or what to start? To stderr. */
void bm_cmd_next_run(const char *ws, gboolean is_watched);
/* Print JSON to stdout, indented, keys in a fixed order; takes the reference. */
void bm_cmd_print_json(json_t *json);
/* What to do (bm_reason_todo), the folder of the round put in; caller frees. */
char *bm_cmd_todo(const char *ws, const char *reason);
/* A name as it may be printed: control characters, which a terminal would obey, become '?';
 * caller frees. */
char *bm_cmd_plain(const char *text);
/* {file id → path below inbox, or below scores/inbox for a score form} */
GHashTable *bm_cmd_sources(BmOpen *open);

/* `status` of a round that is sealed for rest. */
int bm_status_sealed(const char *ws, gboolean is_json);

int bm_cmd_init(int argc, char **argv);
int bm_cmd_run(int argc, char **argv);
int bm_cmd_watch(int argc, char **argv);
int bm_cmd_close(int argc, char **argv);
int bm_cmd_status(int argc, char **argv);
int bm_cmd_review(int argc, char **argv);
int bm_cmd_forms(int argc, char **argv);
int bm_cmd_sheets(int argc, char **argv);
int bm_cmd_mask(int argc, char **argv);
int bm_cmd_export(int argc, char **argv);
int bm_cmd_bench(int argc, char **argv);
int bm_cmd_collect(int argc, char **argv);
int bm_cmd_decode(int argc, char **argv);
int bm_cmd_analyse(int argc, char **argv);
int bm_cmd_recheck(int argc, char **argv);
int bm_cmd_audit(int argc, char **argv);
int bm_cmd_attack(int argc, char **argv);
int bm_cmd_report(int argc, char **argv);
int bm_cmd_handover(int argc, char **argv);
int bm_cmd_seal(int argc, char **argv);
int bm_cmd_unseal(int argc, char **argv);
int bm_cmd_worker(int argc, char **argv);
