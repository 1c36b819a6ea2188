/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the coordinator wants of the sandbox ([engine] sandbox), against what the kernel has. */
#pragma once
#include "pipeline/conf.h"
#include "pipeline/sandbox.h"

typedef enum BmSandboxWish {
  BM_SANDBOX_AUTO,    /* what is there; say so when it is not all */
  BM_SANDBOX_REQUIRE, /* all, or no start */
  BM_SANDBOX_OFF,
} BmSandboxWish;

BmSandboxWish bm_sandbox_wish(const BmConf *conf);
/* Errors: BM_ERROR_SETTING "sandbox_missing" when all is required and not there. */
gboolean bm_sandbox_allows(BmSandboxWish wish, GError **error);
/* One line for a person when workers are not wholly confined, else NULL; caller frees. */
char *bm_sandbox_words(BmSandboxWish wish);
/* {"setting", "landlock" (0: none), "seccomp"} as workers of this round have it; new. */
json_t *bm_sandbox_json(BmSandboxWish wish);
