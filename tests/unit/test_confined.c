/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/confined: a step of a command that reads what a hostile file may have made.
 */
#include "pipeline/confined.h"

#include "pipeline/sandbox.h"
#include "tests/tools/assert_ok.h"
#include "tests/tools/hostile.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <sys/mman.h>

TestSuite(confined, .timeout = 60);

typedef struct Desk {
  char *ws, *folder, *given, *secret;
  int fd; /* open in the command: the ledger, say */
} Desk;

static Desk desk_new(void)
{
  Desk desk = {.ws = g_dir_make_tmp("confined-XXXXXX", NULL)};
  desk.folder = g_build_filename(desk.ws, "out", NULL);
  desk.given = g_build_filename(desk.ws, "given", NULL);
  desk.secret = g_build_filename(desk.ws, "secret", NULL);
  g_autofree char *conf = g_build_filename(desk.ws, "blindmark.conf", NULL);
  cr_assert(g_mkdir(desk.folder, 0700) == 0 &&
            g_file_set_contents(desk.given, "given", -1, NULL) &&
            g_file_set_contents(desk.secret, "secret", -1, NULL) &&
            g_file_set_contents(conf, "", -1, NULL));
  desk.fd = open(desk.secret, O_RDWR | O_CLOEXEC);
  return desk;
}

static void desk_clear(Desk *desk)
{
  g_autofree char *command = g_strdup_printf("rm -rf '%s'", desk->ws);
  cr_assert_eq(system(command), 0);
  close(desk->fd);
  g_free(desk->ws);
  g_free(desk->folder);
  g_free(desk->given);
  g_free(desk->secret);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Desk, desk_clear)

static gboolean run(const Desk *desk, BmConfinedStep step, guint *ret_n, GError **error)
{
  char *reads[] = {desk->given, NULL};
  return bm_confined_run(desk->ws, step, (gpointer)desk, reads, desk->folder, ret_n, error);
}

#ifndef BM_SANITIZED /* a sanitizer reserves terabytes of addresses */
static gboolean is_limited(gpointer data, guint *ret_n, GError **error)
{
  (void)data, (void)ret_n, (void)error;
  void *all = mmap(NULL, (gsize)64 << 30, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return all == MAP_FAILED;
}

Test(confined, memory_has_the_limit_of_workers)
{
  g_auto(Desk) desk = desk_new();
  GError *error = NULL;
  assert_ok(run(&desk, is_limited, NULL, &error), error);
}
#endif

static gboolean works(gpointer data, guint *ret_n, GError **error)
{
  const Desk *desk = data;
  (void)error;
  *ret_n = 7;
  return hostile_reads(desk->given) && hostile_makes(desk->folder, "made");
}

Test(confined, a_step_reads_what_it_is_given_and_makes_files_in_its_folder)
{
  g_auto(Desk) desk = desk_new();
  g_autoptr(GError) error = NULL;
  guint n = 0;
  assert_ok(run(&desk, works, &n, &error), error);
  cr_expect_eq(n, 7);
  g_autofree char *made = g_build_filename(desk.folder, "made", NULL);
  cr_expect(g_file_test(made, G_FILE_TEST_IS_REGULAR));
}

/* Says so when it got any of it. */
static gboolean breaks_out(gpointer data, guint *ret_n, GError **error)
{
  const Desk *desk = data;
  (void)error;
  *ret_n = (guint)(hostile_reads(desk->secret) + hostile_makes(desk->ws, "made") +
                   (write(desk->fd, "x", 1) == 1));
  return TRUE;
}

Test(confined, it_reaches_nothing_else)
{
  BmSandboxState state = bm_sandbox_probe();
  if (!bm_sandbox_is_whole(&state))
    cr_skip_test("this kernel lacks Landlock or seccomp");
  g_auto(Desk) desk = desk_new();
  g_autoptr(GError) error = NULL;
  guint n = 9;
  assert_ok(run(&desk, breaks_out, &n, &error), error);
  cr_expect_eq(n, 0, "%u", n);
}

static gboolean connects(gpointer data, guint *ret_n, GError **error)
{
  (void)data;
  (void)ret_n;
  (void)error;
  return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static gboolean crashes(gpointer data, guint *ret_n, GError **error)
{
  (void)data;
  (void)ret_n;
  (void)error;
  raise(SIGKILL);
  return TRUE;
}

static gboolean fails(gpointer data, guint *ret_n, GError **error)
{
  (void)data;
  (void)ret_n;
  return bm_fail(error, BM_ERROR_INPUT, "page_unreadable", "%s", "");
}

static gboolean lies(gpointer data, guint *ret_n, GError **error)
{
  (void)data;
  (void)ret_n;
  return bm_fail(error, BM_ERROR_INPUT, "Khitrov Akim", "%s", "");
}

Test(confined, its_end_is_told)
{
  static const struct {
    BmConfinedStep step;
    const char *reason;
  } cases[] = {{connects, "worker_forbidden"},
               {crashes, "worker_died"},
               {fails, "page_unreadable"},
               {lies, "worker_died"}};
  BmSandboxState state = bm_sandbox_probe();
  for (guint i = state.has_seccomp ? 0 : 1; i < G_N_ELEMENTS(cases); i++) {
    g_auto(Desk) desk = desk_new();
    g_autoptr(GError) error = NULL;
    cr_assert_not(run(&desk, cases[i].step, NULL, &error));
    g_autofree char *reason = bm_error_reason(error);
    cr_expect_str_eq(reason, cases[i].reason, "%u: %s", i, reason);
  }
}
