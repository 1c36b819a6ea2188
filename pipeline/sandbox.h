/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a process that reads foreign bytes may still do: read the files that it was given and
 * the system's own read-only files, write below one folder, compute. Two walls of the kernel,
 * each of which would do alone for most of it: Landlock  files by path, TCP, abstract sockets,
 * signals, ptrace of what is outside; sandbox_land.c seccomp   system calls: no socket, no new
 * process, no ptrace, no mount …; sandbox_calls.c Both only ever tighten, hence a process for
 * each ticket (worker_main.c). Where the kernel lacks one, the other stands alone, and `run`,
 * `watch` and `status` say so.
 */
#pragma once
#include "pipeline/error.h"

typedef struct BmSandboxState {
  int landlock;         /* version of the kernel's interface, 0: none */
  gboolean has_seccomp; /* filters, and an end for the process that hits one */
} BmSandboxState;

/* What this kernel offers to this process. */
BmSandboxState bm_sandbox_probe(void);
gboolean bm_sandbox_is_whole(const BmSandboxState *state);

/* A sandbox made ready: filter compiled, the system's folders open. */
typedef struct BmSandbox BmSandbox;

/* Errors: BM_ERROR_IO "sandbox_failed" when a wall that is there cannot be made ready. */
BmSandbox *bm_sandbox_new(GError **error);
void bm_sandbox_free(BmSandbox *sandbox);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmSandbox, bm_sandbox_free)

/**
 * bm_sandbox_enter - confine the calling process, for good
 *
 * @reads    absolute paths, ends with NULL: regular files that may be read; what is missing or
 * no regular file is passed over, so it cannot be opened either
 * @scratch  folder below which everything may be read, written and removed; NULL: none
 *
 * The process must have one thread. It can no more: open other files, reach a network or a
 * socket, start or touch another process, gain rights. Descriptors that are open stay so: the
 * caller closes what must not be reached.
 *
 * Errors: BM_ERROR_IO "sandbox_failed"; then nothing foreign may be read.
 * Tests:  tests/unit/test_sandbox.c, tests/flow/sandbox.
 */
gboolean bm_sandbox_enter(const BmSandbox *sandbox, char *const *reads, const char *scratch,
                          GError **error);
