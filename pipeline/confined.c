/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A step in a sandbox of its own. */
#include "pipeline/confined.h"

#include "pipeline/reason.h"
#include "pipeline/sandbox_wish.h"
#include "pipeline/worker_part.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define REASON_MOST 64
#define BASE_S 60
#define PATH_S 2

/* In memory that both share: the child may write what it likes. */
typedef struct Said {
  guint n;
  int code;
  char reason[REASON_MOST];
} Said;

/* Databases, the lock and the key of the vault are open in the process that is copied. */
static void files_shut(void)
{
  if (freopen("/dev/null", "r", stdin) == NULL || freopen("/dev/null", "w", stdout) == NULL)
    _exit(1);
  syscall(SYS_close_range, STDERR_FILENO + 1, ~0U, 0);
}

static gboolean confine(const BmConf *conf, char *const *reads, const char *folder,
                        GError **error)
{
  guint n_reads = g_strv_length((char **)reads);
  BmWorkerLimits limits = bm_limits_of(conf);
  if (!bm_limits_set(&limits, BASE_S + PATH_S * (double)n_reads, n_reads, error))
    return FALSE;
  BmSandboxWish wish = bm_sandbox_wish(conf);
  g_autoptr(BmSandbox) sandbox = wish != BM_SANDBOX_OFF ? bm_sandbox_new(error) : NULL;
  return wish == BM_SANDBOX_OFF ||
         (sandbox != NULL && bm_sandbox_enter(sandbox, reads, folder, error));
}

static void G_GNUC_NORETURN child_run(const BmConf *conf, BmConfinedStep step, gpointer data,
                                      char *const *reads, const char *folder, Said *said)
{
  g_autoptr(GError) error = NULL;
  guint n = 0;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  gboolean is_done = confine(conf, reads, folder, &error);
  files_shut();
  is_done = is_done && step(data, &n, &error);
  said->n = n;
  if (!is_done) {
    g_autofree char *reason = bm_error_reason(error);
    said->code = error->code;
    g_strlcpy(said->reason, reason, sizeof said->reason);
  }
  _exit(is_done ? 0 : 1);
}

/* What the child said of itself is believed as far as it does no harm. */
static gboolean end_tell(int status, Said *said, GError **error)
{
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
    return TRUE;
  said->reason[sizeof said->reason - 1] = '\0';
  if (WIFSIGNALED(status))
    return bm_fail(error, BM_ERROR_IO,
                   WTERMSIG(status) == SIGSYS    ? "worker_forbidden"
                   : WTERMSIG(status) == SIGXCPU ? "worker_late"
                                                 : "worker_died",
                   "%s", "");
  gboolean is_known = bm_reason_is_known(said->reason);
  return bm_fail(error, said->code == BM_ERROR_INPUT ? BM_ERROR_INPUT : BM_ERROR_IO,
                 is_known ? said->reason : "worker_died", "%s", "");
}

gboolean bm_confined_run(const char *ws, BmConfinedStep step, gpointer data, char *const *reads,
                         const char *folder, guint *ret_n, GError **error)
{
  g_autoptr(BmConf) conf = bm_conf_load(ws, error);
  if (conf == NULL || !bm_sandbox_allows(bm_sandbox_wish(conf), error))
    return FALSE;
  Said *said =
      mmap(NULL, sizeof *said, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (said == MAP_FAILED)
    return bm_fail(error, BM_ERROR_IO, "no_memory", "%s", g_strerror(errno));
  fflush(NULL);
  pid_t child = fork();
  if (child == 0)
    child_run(conf, step, data, reads, folder, said);
  int status = 0;
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
    ;
  gboolean is_done = child > 0
                         ? end_tell(status, said, error)
                         : bm_fail(error, BM_ERROR_IO, "worker_start", "%s", g_strerror(errno));
  if (is_done && ret_n != NULL)
    *ret_n = said->n;
  munmap(said, sizeof *said);
  return is_done;
}
