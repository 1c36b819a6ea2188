/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a worker gets of the environment. */
#pragma once
#include <glib.h>

/* Language, where libraries and their data lie, what sanitizers are told: nothing else of the
 * person's session, which may hold passwords and names; new. */
char **bm_worker_environment(void);
