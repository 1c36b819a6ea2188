/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of groups and modes: nobody from outside sees a folder, each group only its own. */
#include "pipeline/access.h"

#include "pipeline/autoptr.h"
#include "pipeline/workspace.h"
#include "tests/tools/assert_ok.h"

#include <glib/gstdio.h>
#include <grp.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(access, .timeout = 20);

typedef struct Round {
  char *ws;
  BmConf *conf;
} Round;

static Round round_make(const char *settings)
{
  Round round = {.ws = g_dir_make_tmp("bm-access-XXXXXX", NULL)};
  g_autofree char *path = g_build_filename(round.ws, "blindmark.conf", NULL);
  GError *error = NULL;
  cr_assert(g_file_set_contents(path, settings, -1, NULL));
  cr_assert(bm_workspace_make(round.ws, NULL));
  round.conf = bm_conf_load(round.ws, &error);
  assert_ok(round.conf != NULL, error);
  return round;
}

static void round_clear(Round *round)
{
  bm_conf_free(round->conf);
  bm_folder_remove(round->ws);
  g_free(round->ws);
}

static struct stat stat_of(const Round *round, const char *name)
{
  g_autofree char *path = g_build_filename(round->ws, name, NULL);
  struct stat st;
  cr_assert_eq(lstat(path, &st), 0, "%s", name);
  return st;
}

static void mode_set(const Round *round, const char *name, mode_t mode)
{
  g_autofree char *path = g_build_filename(round->ws, name, NULL);
  cr_assert_eq(chmod(path, mode), 0);
}

static json_t *applied(const Round *round)
{
  json_t *mended = NULL;
  GError *error = NULL;
  assert_ok(bm_access_apply(round->ws, round->conf, &mended, &error), error);
  return mended;
}

Test(access, a_new_round_is_closed_to_strangers)
{
  static const char *const names[] = {"inbox",  "rejected", "procedure", "bundles", "scores",
                                      "sorted", "audit",    "results",   "spool",   "vault",
                                      "review", "forms",    "."};
  Round round = round_make("");
  g_autoptr(json_t) mended = applied(&round);
  cr_expect_eq(json_array_size(mended), 0);
  for (guint i = 0; i < G_N_ELEMENTS(names); i++)
    cr_expect_eq(stat_of(&round, names[i]).st_mode & 07, 0, "%s", names[i]);
  round_clear(&round);
}

Test(access, what_stands_open_is_closed_and_told)
{
  Round round = round_make("");
  mode_set(&round, "vault", 0755);
  mode_set(&round, "sorted", 0777);
  mode_set(&round, "inbox", 02770); /* shared with the own group on purpose */
  g_autoptr(json_t) mended = applied(&round);
  cr_expect(bm_json_has_text(mended, "vault"));
  cr_expect(bm_json_has_text(mended, "sorted"));
  cr_expect_eq(json_array_size(mended), 2);
  cr_expect_eq(stat_of(&round, "vault").st_mode & 077, 0);
  cr_expect_eq(stat_of(&round, "sorted").st_mode & 07, 0);
  cr_expect_eq(stat_of(&round, "inbox").st_mode & 07777, 02770);
  g_autoptr(json_t) again = applied(&round);
  cr_expect_eq(json_array_size(again), 0);
  round_clear(&round);
}

Test(access, a_group_gets_its_folders_and_what_comes_into_them)
{
  const struct group *own = getgrgid(getegid());
  cr_assert_not_null(own);
  g_autofree char *conf = g_strdup_printf("[access]\nauditors=%s\n", own->gr_name);
  Round round = round_make(conf);
  g_autoptr(json_t) mended = applied(&round);
  struct stat sorted = stat_of(&round, "sorted");
  cr_expect_eq(sorted.st_mode & 07777, 02750);
  cr_expect_eq(sorted.st_gid, getegid());
  cr_expect_eq(stat_of(&round, "vault").st_mode & 077, 0);
  cr_expect_eq(stat_of(&round, ".").st_mode & 07777, 0711);
  g_autofree char *class = g_build_filename(round.ws, "sorted", "K1", NULL);
  g_autofree char *file = g_build_filename(class, "1.txt", NULL);
  GError *error = NULL;
  assert_ok(bm_folder_make(class, 0750, &error), error);
  assert_ok(bm_file_write(file, "x", &error), error);
  struct stat st = stat_of(&round, "sorted/K1/1.txt");
  cr_expect_eq(st.st_mode & 07777, 0640);
  cr_expect_eq(st.st_gid, getegid());
  round_clear(&round);
}

Test(access, a_group_that_is_not_there_is_refused)
{
  Round round = round_make("[access]\noperators=no_such_group_here\n");
  GError *error = NULL;
  assert_fails_with(bm_access_apply(round.ws, round.conf, NULL, &error), error, "access_group");
  cr_expect(strstr(error->message, "no_such_group_here") != NULL);
  g_error_free(error);
  round_clear(&round);
}

Test(access, a_setting_that_is_no_group_name_is_refused)
{
  g_autofree char *ws = g_dir_make_tmp("bm-access-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(ws, "blindmark.conf", NULL);
  GError *error = NULL;
  cr_assert(g_file_set_contents(path, "[access]\nauditors=a b\n", -1, NULL));
  assert_fails_with(bm_conf_load(ws, &error) != NULL, error, "setting_bad");
  g_error_free(error);
  bm_folder_remove(ws);
}
