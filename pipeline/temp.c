/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folders of one command. */
#include "pipeline/temp.h"

#include "pipeline/wipe.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define WIPE_TRIES 50 /* workers of a command that was killed may still write for a moment */
#define WIPE_PAUSE_US 100000

struct BmTemp {
  char *path;
  int line; /* to the keeper */
  pid_t keeper;
  gboolean stays;
};

static const char *place_of(BmTempSize size)
{
  const char *own = g_getenv("XDG_RUNTIME_DIR");
  if (size == BM_TEMP_SMALL && own != NULL && g_access(own, W_OK | X_OK) == 0)
    return own;
  if (size == BM_TEMP_SMALL && g_access("/dev/shm", W_OK | X_OK) == 0)
    return "/dev/shm";
  return g_get_tmp_dir();
}

static void folder_clean(const char *path)
{
  for (guint i = 0; i < WIPE_TRIES && !bm_folder_wipe(path, NULL); i++)
    g_usleep(WIPE_PAUSE_US);
}

/* --- the keeper */

/* Nothing of the command's is held open, and no Ctrl+C comes here. */
static void keeper_settle(int line)
{
  setsid();
  int null = open("/dev/null", O_RDWR);
  dup2(line, STDIN_FILENO);
  dup2(null, STDOUT_FILENO);
  dup2(null, STDERR_FILENO);
  close_range(STDERR_FILENO + 1, G_MAXUINT, 0);
  static const int deaf[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};
  for (guint i = 0; i < G_N_ELEMENTS(deaf); i++)
    signal(deaf[i], SIG_IGN);
}

/* A byte: the command has cleaned up itself. */
static void keeper_run(int line, const char *path)
{
  char done;
  gssize n;
  keeper_settle(line);
  do
    n = read(STDIN_FILENO, &done, 1);
  while (n < 0 && errno == EINTR);
  if (n <= 0)
    folder_clean(path);
  _exit(0);
}

static gboolean keeper_start(BmTemp *temp, GError **error)
{
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "pipe: %s", g_strerror(errno));
  temp->line = ends[1];
  temp->keeper = fork();
  if (temp->keeper == 0) {
    close(ends[1]);
    keeper_run(ends[0], temp->path);
  }
  int why = errno;
  close(ends[0]);
  return temp->keeper > 0 ||
         bm_fail(error, BM_ERROR_IO, "disk_write", "fork: %s", g_strerror(why));
}

static void keeper_end(BmTemp *temp)
{
  if (temp->line < 0)
    return;
  if (write(temp->line, "", 1) != 1)
    g_debug("the keeper of a folder is gone");
  close(temp->line);
  while (temp->keeper > 0 && waitpid(temp->keeper, NULL, 0) < 0 && errno == EINTR)
    ;
}

/* --- */

BmTemp *bm_temp_new(BmTempSize size, GError **error)
{
  g_autoptr(BmTemp) temp = g_new0(BmTemp, 1);
  temp->line = -1;
  g_autofree char *path = g_build_filename(place_of(size), "blindmark-XXXXXX", NULL);
  if (g_mkdtemp_full(path, 0700) == NULL) {
    bm_fail(error, BM_ERROR_IO, "disk_write", "%s: %s", path, g_strerror(errno));
    return NULL;
  }
  temp->path = g_steal_pointer(&path);
  return keeper_start(temp, error) ? g_steal_pointer(&temp) : NULL;
}

const char *bm_temp_path(const BmTemp *temp)
{
  return temp->path;
}

void bm_temp_leave(BmTemp *temp)
{
  temp->stays = TRUE;
}

void bm_temp_free(BmTemp *temp)
{
  if (temp == NULL)
    return;
  if (temp->path != NULL && !temp->stays)
    folder_clean(temp->path);
  keeper_end(temp);
  g_free(temp->path);
  g_free(temp);
}
