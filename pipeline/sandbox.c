/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Both walls of a sandbox, in the one order that works. */
#include "pipeline/sandbox.h"

#include "pipeline/sandbox_part.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

struct BmSandbox {
  BmSandboxState state;
  GArray *roots;  /* of BmLandRoot */
  GArray *filter; /* of struct sock_filter */
};

static gboolean seccomp_is_there(void)
{
  guint32 action = SECCOMP_RET_KILL_PROCESS;
  return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

BmSandboxState bm_sandbox_probe(void)
{
  return (BmSandboxState){bm_land_version(), seccomp_is_there()};
}

gboolean bm_sandbox_is_whole(const BmSandboxState *state)
{
  return state->landlock > 0 && state->has_seccomp;
}

BmSandbox *bm_sandbox_new(GError **error)
{
  g_autoptr(BmSandbox) sandbox = g_new0(BmSandbox, 1);
  sandbox->state = bm_sandbox_probe();
  if (sandbox->state.landlock > 0)
    sandbox->roots = bm_land_roots();
  if (sandbox->state.has_seccomp && (sandbox->filter = bm_calls_compile(error)) == NULL)
    return NULL;
  return g_steal_pointer(&sandbox);
}

void bm_sandbox_free(BmSandbox *sandbox)
{
  if (sandbox == NULL)
    return;
  for (guint i = 0; sandbox->roots != NULL && i < sandbox->roots->len; i++)
    close(g_array_index(sandbox->roots, BmLandRoot, i).fd);
  g_clear_pointer(&sandbox->roots, g_array_unref);
  g_clear_pointer(&sandbox->filter, g_array_unref);
  g_free(sandbox);
}

gboolean bm_sandbox_enter(const BmSandbox *sandbox, char *const *reads, const char *scratch,
                          GError **error)
{
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return bm_fail(error, BM_ERROR_IO, "sandbox_failed", "no_new_privs: %s", g_strerror(errno));
#ifndef BM_SANITIZED /* the leak check attaches to its own process */
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
    return bm_fail(error, BM_ERROR_IO, "sandbox_failed", "dumpable: %s", g_strerror(errno));
#endif
  if (sandbox->state.landlock > 0 &&
      !bm_land_enter(sandbox->state.landlock, sandbox->roots, reads, scratch, error))
    return FALSE;
  return !sandbox->state.has_seccomp || bm_calls_enter(sandbox->filter, error);
}
