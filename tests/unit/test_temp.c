/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folders of one command: private, and wiped however the command ends. */
#include "pipeline/temp.h"
#include "tests/tools/assert_ok.h"
#include "tests/tools/folder.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_MS 20000
#define TEXT "Незнамов Иван"

TestSuite(temp, .timeout = 60, .init = folder_make, .fini = folder_remove);

static int file_put(const BmTemp *temp)
{
  g_autofree char *below = g_build_filename(bm_temp_path(temp), "inbox", NULL);
  g_autofree char *path = g_build_filename(below, "scan.tif", NULL);
  cr_assert_eq(g_mkdir(below, 0700), 0);
  cr_assert(g_file_set_contents(path, TEXT, -1, NULL));
  return open(path, O_RDONLY | O_CLOEXEC);
}

/* What a look at the disk's free blocks would find. */
static void expect_wiped(int fd)
{
  char bytes[sizeof TEXT] = "x", none[sizeof TEXT] = {0};
  cr_expect_eq(pread(fd, bytes, sizeof TEXT - 1, 0), (gssize)sizeof TEXT - 1);
  cr_expect_eq(memcmp(bytes, none, sizeof TEXT - 1), 0, "the bytes are still there");
  close(fd);
}

Test(temp, is_private_and_wiped_at_its_end)
{
  g_autoptr(GError) error = NULL;
  BmTemp *temp = bm_temp_new(BM_TEMP_LARGE, &error);
  assert_ok(temp != NULL, error);
  g_autofree char *path = g_strdup(bm_temp_path(temp));
  struct stat st;
  cr_assert_eq(stat(path, &st), 0);
  cr_expect_eq(st.st_mode & 07777, 0700);
  cr_expect(g_str_has_prefix(path, g_get_tmp_dir()), "%s", path);
  int fd = file_put(temp);
  bm_temp_free(temp);
  cr_expect_not(g_file_test(path, G_FILE_TEST_EXISTS));
  expect_wiped(fd);
}

Test(temp, small_ones_lie_in_memory)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *own = folder_path("run");
  cr_assert_eq(g_mkdir(own, 0700), 0);
  g_setenv("XDG_RUNTIME_DIR", own, TRUE);
  g_autoptr(BmTemp) temp = bm_temp_new(BM_TEMP_SMALL, &error);
  assert_ok(temp != NULL, error);
  cr_expect(g_str_has_prefix(bm_temp_path(temp), own), "%s", bm_temp_path(temp));
}

Test(temp, stays_when_it_is_to_be_looked_into)
{
  g_autoptr(GError) error = NULL;
  BmTemp *temp = bm_temp_new(BM_TEMP_LARGE, &error);
  assert_ok(temp != NULL, error);
  g_autofree char *path = g_strdup(bm_temp_path(temp));
  bm_temp_leave(temp);
  bm_temp_free(temp);
  cr_expect(g_file_test(path, G_FILE_TEST_IS_DIR));
  folder_tree_remove(path);
}

/* Tells where its folder is. */
static void command_run(int told)
{
  BmTemp *temp = bm_temp_new(BM_TEMP_LARGE, NULL);
  close(file_put(temp));
  gsize n = strlen(bm_temp_path(temp));
  if (write(told, bm_temp_path(temp), n) == (gssize)n)
    pause();
  _exit(1);
}

Test(temp, is_wiped_when_the_command_is_killed)
{
  static const int ends[] = {SIGKILL, SIGINT, SIGTERM, SIGHUP};
  for (guint i = 0; i < G_N_ELEMENTS(ends); i++) {
    int pipe_ends[2];
    char path[PATH_MAX] = "";
    cr_assert_eq(pipe2(pipe_ends, O_CLOEXEC), 0);
    pid_t pid = fork();
    if (pid == 0)
      command_run(pipe_ends[1]);
    close(pipe_ends[1]);
    cr_assert_gt(read(pipe_ends[0], path, sizeof path - 1), 0);
    g_autofree char *scan = g_build_filename(path, "inbox", "scan.tif", NULL);
    int fd = open(scan, O_RDONLY | O_CLOEXEC);
    cr_assert_geq(fd, 0);
    kill(pid, ends[i]);
    waitpid(pid, NULL, 0);
    for (guint ms = 0; ms < PATIENCE_MS && g_file_test(path, G_FILE_TEST_EXISTS); ms += 10)
      g_usleep(10000);
    cr_expect_not(g_file_test(path, G_FILE_TEST_EXISTS), "signal %d", ends[i]);
    expect_wiped(fd);
    close(pipe_ends[0]);
  }
}
