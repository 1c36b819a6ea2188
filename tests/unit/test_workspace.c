/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folders that commands work in. */
#include "pipeline/workspace.h"
#include "tests/tools/assert_ok.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

TestSuite(workspace, .timeout = 20);

/* a process that has ended and was waited for */
static pid_t pid_that_is_gone(void)
{
  pid_t pid = fork();
  if (pid == 0)
    _exit(0);
  waitpid(pid, NULL, 0);
  return pid;
}

Test(workspace, scratch_lies_in_the_vault_and_what_a_stopped_command_left_is_removed)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *ws = g_dir_make_tmp("bm-ws-XXXXXX", NULL);
  g_autofree char *left =
      g_strdup_printf("%s/vault/scratch/%d-abc", ws, (int)pid_that_is_gone());
  g_autofree char *names = g_build_filename(left, "names.csv", NULL);
  g_autofree char *in_use = g_strdup_printf("%s/vault/scratch/%d-abc", ws, (int)getpid());
  cr_assert_eq(g_mkdir_with_parents(left, 0700), 0);
  cr_assert_eq(g_mkdir_with_parents(in_use, 0700), 0);
  cr_assert(g_file_set_contents(names, "Незнамова", -1, NULL));
  g_autofree char *scratch = bm_scratch_make(ws, &error);
  assert_ok(scratch != NULL, error);
  g_autofree char *vault = g_build_filename(ws, "vault", "scratch", "", NULL);
  struct stat about;
  cr_expect(g_str_has_prefix(scratch, vault));
  cr_assert_eq(g_stat(scratch, &about), 0);
  cr_expect_eq(about.st_mode & 0777, 0700);
  cr_expect_not(g_file_test(left, G_FILE_TEST_EXISTS), "names of a stopped command stay");
  cr_expect(g_file_test(in_use, G_FILE_TEST_IS_DIR), "a command that runs keeps its own");
  bm_folder_remove(ws);
}

Test(workspace, scratch_that_cannot_be_made_is_told)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *ws = g_dir_make_tmp("bm-ws-XXXXXX", NULL);
  g_autofree char *vault = g_build_filename(ws, "vault", NULL);
  cr_assert(g_file_set_contents(vault, "a file where the folder should be", -1, NULL));
  cr_expect_null(bm_scratch_make(ws, &error));
  cr_assert_not_null(error);
  bm_folder_remove(ws);
}

/* GLib writes over an existing file and leaves the end of a longer one. */
Test(workspace, a_draft_that_a_crash_left_does_not_show_in_the_file)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *ws = g_dir_make_tmp("bm-ws-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(ws, "a.txt", NULL),
                  *draft = g_strconcat(path, ".new", NULL), *text = NULL;
  cr_assert(g_file_set_contents(draft, "a long text of before", -1, NULL));
  assert_ok(bm_file_write(path, "short", &error), error);
  cr_assert(g_file_get_contents(path, &text, NULL, NULL));
  cr_expect_str_eq(text, "short");
  bm_folder_remove(ws);
}

/* As a user whose rights a folder's mode can take away. */
static gboolean hidden_is_removed(void)
{
  if (geteuid() == 0 && setuid(65534) != 0)
    return FALSE;
  g_autofree char *root = g_dir_make_tmp("bm-ws-XXXXXX", NULL);
  g_autofree char *hidden = g_build_filename(root, "b", NULL);
  static const char *const files[] = {"a", "b/inside", "c"};
  g_mkdir(hidden, 0700);
  for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
    g_autofree char *path = g_build_filename(root, files[i], NULL);
    g_file_set_contents(path, "page", 4, NULL);
  }
  g_chmod(hidden, 0300);
  bm_folder_remove(root);
  return !g_file_test(root, G_FILE_TEST_EXISTS);
}

Test(workspace, a_folder_that_hides_what_lies_in_it_is_removed_with_it)
{
  pid_t child = fork();
  if (child == 0)
    _exit(hidden_is_removed() ? 0 : 1);
  int status = 0;
  cr_assert_eq(waitpid(child, &status, 0), child);
  cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%x", (guint)status);
}
