/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the sandbox: each hostile act works free and is stopped confined; what stages need
 * goes on. */
#include "pipeline/bound.h"
#include "pipeline/sandbox_part.h"

#include "tests/tools/assert_ok.h"
#include "tests/tools/hostile.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <glib/gstdio.h>
#include <sys/prctl.h>

#define WORKED 42
#define REFUSED 43
#define BROKEN 44

TestSuite(sandbox, .timeout = 60);

/* A workspace with somebody listening, and a process that is not the worker's. */
typedef struct Stage {
  char *root, *ws, *scratch, *given;
  char *paths[4];
  HostileWorld world;
} Stage;

static char *file_new(Stage *stage, guint i, const char *name)
{
  stage->paths[i] = g_build_filename(stage->ws, name, NULL);
  cr_assert(g_file_set_contents(stage->paths[i], "secret", -1, NULL));
  return stage->paths[i];
}

static int listen_new(struct sockaddr *at, socklen_t size)
{
  int fd = socket(at->sa_family, SOCK_STREAM, 0);
  cr_assert(fd >= 0 && bind(fd, at, size) == 0 && listen(fd, 8) == 0);
  return fd;
}

static void listeners_start(Stage *stage)
{
  struct sockaddr_in tcp = {.sin_family = AF_INET};
  tcp.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof tcp;
  int fd = listen_new((struct sockaddr *)&tcp, sizeof tcp);
  cr_assert_eq(getsockname(fd, (struct sockaddr *)&tcp, &size), 0);
  stage->world.tcp_port = ntohs(tcp.sin_port);
  struct sockaddr_un un = {.sun_family = AF_UNIX};
  stage->paths[3] = g_build_filename(stage->root, "socket", NULL);
  g_strlcpy(un.sun_path, stage->paths[3], sizeof un.sun_path);
  listen_new((struct sockaddr *)&un, sizeof un);
  stage->world.socket = stage->paths[3];
}

static Stage stage_new(void)
{
  Stage stage = {.root = g_dir_make_tmp("sandbox-XXXXXX", NULL)};
  stage.ws = g_build_filename(stage.root, "ws", NULL);
  stage.scratch = g_build_filename(stage.root, "scratch", NULL);
  stage.given = g_build_filename(stage.root, "given", NULL);
  cr_assert(g_mkdir(stage.ws, 0700) == 0 && g_mkdir(stage.scratch, 0700) == 0 &&
            g_file_set_contents(stage.given, "given", -1, NULL));
  stage.world = (HostileWorld){.ws = stage.ws, .scratch = stage.scratch};
  stage.world.ledger = file_new(&stage, 0, "ledger.db");
  stage.world.keymap = file_new(&stage, 1, "keymap.db");
  stage.world.page = file_new(&stage, 2, "page");
  listeners_start(&stage);
  pid_t other = fork();
  if (other == 0) {
    for (;;)
      pause();
  }
  stage.world.supervisor = other;
  return stage;
}

static void stage_clear(Stage *stage)
{
  kill(stage->world.supervisor, SIGKILL);
  waitpid(stage->world.supervisor, NULL, 0);
  g_autofree char *command = g_strdup_printf("rm -rf '%s'", stage->root);
  cr_assert_eq(system(command), 0);
  for (guint i = 0; i < G_N_ELEMENTS(stage->paths); i++)
    g_free(stage->paths[i]);
  g_free(stage->root);
  g_free(stage->ws);
  g_free(stage->scratch);
  g_free(stage->given);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Stage, stage_clear)

static void enter(const Stage *stage)
{
  g_autoptr(GError) error = NULL;
  char *reads[] = {stage->given, NULL};
  BmSandbox *sandbox = bm_sandbox_new(&error);
  if (sandbox == NULL || !bm_sandbox_enter(sandbox, reads, stage->scratch, &error))
    _exit(BROKEN);
}

/* How a process that does @act ends. */
static int end_of(const Stage *stage, HostileTry act, gboolean is_confined)
{
  pid_t child = fork();
  if (child == 0) {
    if (is_confined)
      enter(stage);
    _exit(act(&stage->world) ? WORKED : REFUSED);
  }
  int status = 0;
  cr_assert_eq(waitpid(child, &status, 0), child);
  return status;
}

static gboolean has_worked(const Stage *stage, HostileTry act, int status)
{
  if (act != hostile_exec)
    return WIFEXITED(status) && WEXITSTATUS(status) == WORKED;
  g_autofree char *left = g_build_filename(stage->ws, "hostile-exec", NULL);
  return g_file_test(left, G_FILE_TEST_EXISTS) && g_unlink(left) == 0;
}

static gboolean is_known_here(const char *act)
{
#ifdef BM_SANITIZED /* the leak check clones, attaches and reads /proc, so the walls let it */
  static const char *const open_there[] = {"clone",  "fork",    "ptrace", "kill",
                                           "tgkill", "environ", NULL};
  return !g_strv_contains(open_there, act);
#else
  (void)act;
  return TRUE;
#endif
}

static gboolean has_sandbox(void)
{
  BmSandboxState state = bm_sandbox_probe();
  return bm_sandbox_is_whole(&state);
}

Test(sandbox, every_act_works_free)
{
  for (guint i = 0; i < G_N_ELEMENTS(hostile_acts); i++) {
    g_auto(Stage) stage = stage_new();
    const HostileAct *act = &hostile_acts[i];
    if (act->is_limit)
      continue;
    int status = end_of(&stage, act->act, FALSE);
    cr_expect(has_worked(&stage, act->act, status), "%s does nothing even free", act->name);
  }
}

Test(sandbox, every_act_is_stopped)
{
  if (!has_sandbox())
    cr_skip_test("this kernel lacks Landlock or seccomp");
  for (guint i = 0; i < G_N_ELEMENTS(hostile_acts); i++) {
    g_auto(Stage) stage = stage_new();
    const HostileAct *act = &hostile_acts[i];
    if (act->is_limit || !is_known_here(act->name))
      continue;
    int status = end_of(&stage, act->act, TRUE);
    gboolean is_refused = WIFEXITED(status) && WEXITSTATUS(status) == REFUSED;
    gboolean is_killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
    cr_expect(!has_worked(&stage, act->act, status) && (is_refused || is_killed),
              "%s: status %x", act->name, (guint)status);
  }
}

static gboolean do_what_stages_do(const HostileWorld *world)
{
  g_autofree char *made = g_build_filename(world->scratch, "a", NULL);
  g_autofree char *given = g_build_filename(world->scratch, "../given", NULL);
  return hostile_reads(given) && hostile_reads("/usr/share/common-licenses/GPL-3") &&
         hostile_reads("/dev/urandom") && hostile_makes(world->scratch, "a") &&
         hostile_reads(made) &&
         g_file_set_contents_full(made, "bc", 2, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
}

Test(sandbox, files_of_the_ticket_and_the_scratch_folder_are_there)
{
  g_auto(Stage) stage = stage_new();
  int status = end_of(&stage, do_what_stages_do, TRUE);
  cr_expect(has_worked(&stage, do_what_stages_do, status), "status %x", (guint)status);
}

static gpointer on_thread(gpointer data)
{
  return data;
}

static gboolean start_thread(const HostileWorld *world)
{
  GThread *thread = g_thread_new("one", on_thread, (gpointer)world);
  return g_thread_join(thread) == world;
}

Test(sandbox, threads_are_there)
{
  g_auto(Stage) stage = stage_new();
  int status = end_of(&stage, start_thread, TRUE);
  cr_expect(has_worked(&stage, start_thread, status), "status %x", (guint)status);
}

/* Landlock before version 3 (Linux 6.2) knows no right to empty a file: the calls stop it. */
static gboolean empty_given(const HostileWorld *world)
{
  g_autofree char *given = g_build_filename(world->scratch, "../given", NULL);
  return truncate(given, 0) == 0 || open(given, O_RDONLY | O_TRUNC) >= 0;
}

static const HostileTry by_calls[] = {empty_given,     hostile_owner,   hostile_nameless,
                                      hostile_unlink,  hostile_replace, hostile_unlisted,
                                      hostile_reserve, hostile_symlink, hostile_link,
                                      hostile_mode,    hostile_unshare};

static int end_by_calls(const Stage *stage, HostileTry act)
{
  pid_t child = fork();
  if (child == 0) {
    g_autoptr(GArray) filter = bm_calls_compile(NULL);
    if (filter == NULL || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        !bm_calls_enter(filter, NULL))
      _exit(BROKEN);
    _exit(act(&stage->world) ? WORKED : REFUSED);
  }
  int status = 0;
  cr_assert_eq(waitpid(child, &status, 0), child);
  return status;
}

Test(sandbox, the_filter_of_calls_stands_alone_where_landlock_is_old)
{
  if (!bm_sandbox_probe().has_seccomp)
    cr_skip_test("this kernel lacks seccomp");
  for (guint i = 0; i < G_N_ELEMENTS(by_calls); i++) {
    g_auto(Stage) stage = stage_new();
    int status = end_by_calls(&stage, by_calls[i]);
    cr_expect((WIFEXITED(status) && WEXITSTATUS(status) == REFUSED) ||
                  (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS),
              "act %u: status %x", i, (guint)status);
  }
}

/* A step's bound is a timer: without one a page may take the whole ticket's time. */
static gboolean end_by_bound(const HostileWorld *world)
{
  (void)world;
  bm_bound_arm(STDERR_FILENO);
  bm_bound_set(0.05, "file_too_slow");
  return hostile_cpu(world);
}

Test(sandbox, a_bound_on_a_step_holds)
{
  g_auto(Stage) stage = stage_new();
  int status = end_of(&stage, end_by_bound, TRUE);
  cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "status %x", (guint)status);
}

static gboolean write_to_given(const HostileWorld *world)
{
  g_autofree char *given = g_build_filename(world->scratch, "../given", NULL);
  int fd = open(given, O_WRONLY);
  return fd >= 0 || truncate(given, 0) == 0 || g_unlink(given) == 0;
}

Test(sandbox, a_given_file_cannot_be_changed)
{
  if (!has_sandbox())
    cr_skip_test("this kernel lacks Landlock or seccomp");
  g_auto(Stage) stage = stage_new();
  int status = end_of(&stage, write_to_given, TRUE);
  cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == REFUSED, "status %x", (guint)status);
}

static gboolean abort_now(const HostileWorld *world)
{
  (void)world;
  abort();
}

Test(sandbox, an_abort_looks_like_one)
{
  g_auto(Stage) stage = stage_new();
  int status = end_of(&stage, abort_now, TRUE);
  cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT, "status %x", (guint)status);
}
